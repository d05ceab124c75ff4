//! What every chart has around it: title, subtitle, legend, footnote.
//!
//! A chart is 1600 pixels wide and meant for 170 mm, the text width of an A4 page: 26 pixels are then 2.8 mm high.

use crate::canvas::{Canvas, Hand};
use crate::lang::Lang;
use crate::marks::{self, LEGEND_MARK, Mark};
use crate::paging::Page;
use crate::palette::{INK, MUTED};
use crate::text;

/// The width of a chart in pixels.
pub(crate) const WIDTH: f64 = 1600.0;
/// The empty border.
pub(crate) const MARGIN: f64 = 40.0;
/// Names and labels.
pub(crate) const LABEL: f64 = 28.0;
/// The smallest text there is: numbers in cells, ticks, legends.
pub(crate) const SMALL: f64 = 26.0;
/// From one baseline to the next, in font sizes.
pub(crate) const LEADING: f64 = 1.28;

const TITLE: f64 = 42.0;
const SUBTITLE: f64 = 30.0;
const LEGEND_ROW: f64 = 52.0;
const LEGEND_GAP: f64 = 36.0;

/// The texts around a chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heading {
    /// What the chart shows, of which award.
    pub title: String,
    /// Stage, kind of entrants, rule: a line below the title.
    pub subtitle: Option<String>,
    /// Where the numbers come from, and whatever else must be said: small, at the foot.
    pub footnote: Option<String>,
}

/// The title with its page number, if there are several pages.
pub(crate) fn title(heading: &Heading, page: Page, lang: Lang) -> String {
    if page.of == 1 {
        heading.title.clone()
    } else {
        let (open, close) = (lang.pick("（", " ("), lang.pick("）", ")"));
        format!("{}{open}{}/{}{close}", heading.title, page.number, page.of)
    }
}

/// Writes title, subtitle and legend; returns where the chart may begin.
pub(crate) fn head(canvas: &mut Canvas, heading: &Heading, page: Page, lang: Lang, legend: &[(Mark, String)]) -> f64 {
    let room = canvas.width() - 2.0 * MARGIN;
    let title = title(heading, page, lang);
    let mut y = MARGIN;
    y = paragraph(canvas, y, &title, room, 3, Hand::new(TITLE, INK).bold());
    if let Some(subtitle) = &heading.subtitle {
        y = paragraph(canvas, y + 8.0, subtitle, room, 3, Hand::new(SUBTITLE, MUTED));
    }
    self::legend(canvas, y + 14.0, room, legend) + 16.0
}

/// Writes the footnote below `y`; returns the height of the whole picture.
pub(crate) fn foot(canvas: &mut Canvas, y: f64, heading: &Heading) -> f64 {
    let room = canvas.width() - 2.0 * MARGIN;
    let y = match &heading.footnote {
        Some(footnote) => paragraph(canvas, y + 20.0, footnote, room, 6, Hand::new(SMALL, MUTED)),
        None => y,
    };
    y + MARGIN
}

/// The height [`foot`] will add.
pub(crate) fn foot_height(heading: &Heading) -> f64 {
    let lines = |t: &String| text::wrap(t, SMALL, WIDTH - 2.0 * MARGIN, 6).len() as f64;
    MARGIN + heading.footnote.as_ref().map_or(0.0, |t| 20.0 + lines(t) * SMALL * LEADING)
}

/// Writes lines from `y` down; returns where they end.
fn paragraph(canvas: &mut Canvas, y: f64, text: &str, room: f64, lines: usize, hand: Hand) -> f64 {
    let leading = hand.size * LEADING;
    let lines = canvas.wrap(text, hand.size, room, lines);
    for (n, line) in lines.iter().enumerate() {
        canvas.text_at_middle((MARGIN, y + leading * (n as f64 + 0.5)), line, hand);
    }
    y + leading * lines.len() as f64
}

/// Symbols with their meanings, in rows; returns where they end.
fn legend(canvas: &mut Canvas, y: f64, room: f64, entries: &[(Mark, String)]) -> f64 {
    let mut place = (MARGIN, y + LEGEND_ROW / 2.0);
    for (mark, meaning) in entries {
        let lines = canvas.wrap(meaning, SMALL, room - LEGEND_MARK - 12.0, 1);
        let width = LEGEND_MARK + 12.0 + text::widest(&lines, SMALL);
        if place.0 > MARGIN && place.0 + width > MARGIN + room {
            place = (MARGIN, place.1 + LEGEND_ROW);
        }
        marks::draw(canvas, *mark, (place.0 + LEGEND_MARK / 2.0, place.1));
        canvas.lines_at_middle((place.0 + LEGEND_MARK + 12.0, place.1), &lines, 0.0, Hand::new(SMALL, MUTED));
        place.0 += width + LEGEND_GAP;
    }
    if entries.is_empty() { y } else { place.1 + LEGEND_ROW / 2.0 }
}
