//! What every chart has around it: title, subtitle, legend, footnote; and how a long one is cut into pages.
//!
//! A chart is 1600 pixels wide and meant for 170 mm, the text width of an A4 page: 26 pixels are then 2.8 mm high.

use crate::canvas::{Canvas, Hand};
use crate::lang::Lang;
use crate::marks::{self, LEGEND_MARK, Mark};
use crate::palette::{INK, MUTED};
use crate::text;
use std::ops::Range;

/// The width of a chart in pixels.
pub(crate) const WIDTH: f64 = 1600.0;
/// The empty border.
pub(crate) const MARGIN: f64 = 40.0;
/// The greatest height of a page: 240 mm where [`WIDTH`] is 170 mm.
pub(crate) const PAGE_HEIGHT: f64 = 2250.0;
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

/// Which page of how many, from 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    pub(crate) number: usize,
    pub(crate) of: usize,
}

impl Page {
    /// The only one.
    pub(crate) const SINGLE: Page = Page { number: 1, of: 1 };
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

/// Cuts rows of these heights into pages that have `room` for them. A row that is `attached` goes on the page of the row
/// after it. A row higher than a page gets a page of its own.
pub(crate) fn pages(heights: &[f64], attached: &[bool], room: f64) -> Vec<Range<usize>> {
    let mut pages = Vec::new();
    let mut start = 0;
    let mut used = 0.0;
    let mut row = 0;
    while row < heights.len() {
        // Rows that must stay together are placed as one block.
        let end =
            (row..heights.len()).find(|r| !attached.get(*r).copied().unwrap_or(false)).unwrap_or(heights.len() - 1) + 1;
        let block: f64 = heights[row..end].iter().sum();
        if used > 0.0 && used + block > room {
            pages.push(start..row);
            (start, used) = (row, 0.0);
        }
        used += block;
        row = end;
    }
    pages.push(start..heights.len());
    pages
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_attached_row_goes_with_the_next() {
        assert_eq!(pages(&[4.0, 4.0, 1.0, 4.0], &[false, false, true, false], 10.0), [0..2, 2..4]);
        assert_eq!(pages(&[30.0, 4.0], &[false, false], 10.0), [0..1, 1..2]);
    }

    proptest! {
        #[test]
        fn pages_are_full_and_hold_every_row_once(heights in proptest::collection::vec(1.0..9.0_f64, 1..80)) {
            let cut = pages(&heights, &[], 20.0);
            prop_assert_eq!(cut.iter().cloned().flatten().collect::<Vec<_>>(), (0..heights.len()).collect::<Vec<_>>());
            for (n, page) in cut.iter().enumerate() {
                let used: f64 = heights[page.clone()].iter().sum();
                prop_assert!(used <= 20.0);
                if let Some(next) = cut.get(n + 1) {
                    prop_assert!(used + heights[next.start] > 20.0);
                }
            }
        }
    }
}
