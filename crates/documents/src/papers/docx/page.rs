//! The page of GB/T 9704-2012: A4, a type area of 156 mm by 225 mm, page numbers outside.

use super::super::header::Orientation;
use docx_rs::{AlignmentType, Docx, FieldCharType, Footer, InstrText, PageMargin, PageOrientationType, Paragraph, Run};

/// A4 in twips (1/1440 inch).
const SHORT: u32 = 11_906;
const LONG: u32 = 16_838;
/// 天头 37 mm, 订口 28 mm, and what is left of A4 beside the type area: 35 mm below, 26 mm on the right.
const HEAD: u32 = 2098;
const BINDING: u32 = 1587;
const FOOT: u32 = 1984;
const FORE: u32 = 1474;
/// The dashes beside the page number stand 7 mm below the type area, in the middle of a line of 四号 (14 pt).
const NUMBER_BELOW: u32 = 397;
const HALF_NUMBER_LINE: u32 = 140;
/// The indent of the page number from its edge: one character of 四号.
const NUMBER_INDENT: i32 = 280;

/// A page and its margins in twips. A page that lies is the standing page turned, binding edge on top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Page {
    orientation: Orientation,
    width: u32,
    height: u32,
    top: u32,
    right: u32,
    bottom: u32,
    left: u32,
}

impl Page {
    pub(super) fn of(orientation: Orientation) -> Self {
        match orientation {
            Orientation::Portrait => {
                Self { orientation, width: SHORT, height: LONG, top: HEAD, right: FORE, bottom: FOOT, left: BINDING }
            }
            Orientation::Landscape => {
                Self { orientation, width: LONG, height: SHORT, top: BINDING, right: HEAD, bottom: FORE, left: FOOT }
            }
        }
    }

    /// The width of the type area.
    pub(super) fn text_width(self) -> u32 {
        self.width - self.left - self.right
    }

    /// The height of the type area.
    pub(super) fn text_height(self) -> u32 {
        self.height - self.top - self.bottom
    }

    /// The document with this page and its page numbers: right on odd pages, left on even ones.
    pub(super) fn set_up(self, docx: Docx) -> Docx {
        let margin = PageMargin::new()
            .top(signed(self.top))
            .right(signed(self.right))
            .bottom(signed(self.bottom))
            .left(signed(self.left))
            .header(signed(self.top / 2))
            .footer(signed(self.bottom - NUMBER_BELOW - HALF_NUMBER_LINE));
        let orientation = match self.orientation {
            Orientation::Portrait => PageOrientationType::Portrait,
            Orientation::Landscape => PageOrientationType::Landscape,
        };
        let odd = number().align(AlignmentType::Right).indent(None, None, Some(NUMBER_INDENT), None);
        let even = number().align(AlignmentType::Left).indent(Some(NUMBER_INDENT), None, None, None);
        docx.page_size(self.width, self.height)
            .page_margin(margin)
            .page_orient(orientation)
            .footer(Footer::new().add_paragraph(odd))
            .even_footer(Footer::new().add_paragraph(even))
    }
}

fn signed(twips: u32) -> i32 {
    i32::try_from(twips).expect("a page is far smaller than i32::MAX twips")
}

/// "— 1 —" in the footer's style.
fn number() -> Paragraph {
    let field = Run::new()
        .add_text("— ")
        .add_field_char(FieldCharType::Begin, false)
        .add_instr_text(InstrText::PAGE(docx_rs::InstrPAGE::new()))
        .add_field_char(FieldCharType::Separate, false)
        .add_text("1")
        .add_field_char(FieldCharType::End, false)
        .add_text(" —");
    Paragraph::new().style("Footer").add_run(field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_area_is_156_mm_by_225_mm_either_way() {
        let in_mm = |twips: u32| f64::from(twips) * 25.4 / 1440.0;
        for (orientation, wide, high) in [(Orientation::Portrait, 156.0, 225.0), (Orientation::Landscape, 225.0, 156.0)]
        {
            let page = Page::of(orientation);
            assert!((in_mm(page.text_width()) - wide).abs() < 0.1, "{}", in_mm(page.text_width()));
            assert!((in_mm(page.text_height()) - high).abs() < 0.1, "{}", in_mm(page.text_height()));
        }
    }
}
