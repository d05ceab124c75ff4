//! How a long chart is cut into pages of A4.
//!
//! A page repeats the furniture of its chart: title, legend, heads of the columns, scale. What is left is filled with rows.

use crate::canvas::Canvas;
use crate::picture::Picture;
use crate::sheet::{self, Heading, WIDTH};
use std::ops::Range;

/// The greatest height of a page: 240 mm where [`WIDTH`] is 170 mm.
const PAGE_HEIGHT: f64 = 2250.0;

/// Which page of how many, from 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    pub(crate) number: usize,
    pub(crate) of: usize,
}

impl Page {
    /// The only one.
    pub(crate) const SINGLE: Page = Page { number: 1, of: 1 };
    /// One whose title is as long as that of any page, to measure with before it is known how many there are.
    pub(crate) const LONGEST: Page = Page { number: 99, of: 99 };
}

/// The height left for rows on a page of a sheet that is `width` pixels wide. `header` draws what is above the rows and
/// returns where they begin; it is measured by drawing it on a sheet that is thrown away.
pub(crate) fn room(width: f64, heading: &Heading, header: impl FnOnce(&mut Canvas) -> f64) -> f64 {
    // A wider sheet is printed smaller, so that more of it goes on a page.
    let page = PAGE_HEIGHT * width / WIDTH;
    page - header(&mut Canvas::new(width)) - sheet::foot_height(heading)
}

/// Draws rows of these heights on pages that have `room` for them; `draw` gets the rows of one page. A row that is
/// `attached` goes on the page of the row after it. A row higher than a page gets a page of its own.
pub(crate) fn paged(
    heights: &[f64],
    attached: &[bool],
    room: f64,
    mut draw: impl FnMut(Range<usize>, Page) -> Picture,
) -> Vec<Picture> {
    let cut = cut(heights, attached, room);
    let of = cut.len();
    cut.into_iter().enumerate().map(|(n, rows)| draw(rows, Page { number: n + 1, of })).collect()
}

/// The rows of each page, as [`paged`] draws them.
pub(crate) fn cut(heights: &[f64], attached: &[bool], room: f64) -> Vec<Range<usize>> {
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
        assert_eq!(cut(&[4.0, 4.0, 1.0, 4.0], &[false, false, true, false], 10.0), [0..2, 2..4]);
        assert_eq!(cut(&[30.0, 4.0], &[false, false], 10.0), [0..1, 1..2]);
    }

    proptest! {
        #[test]
        fn pages_are_full_and_hold_every_row_once(heights in proptest::collection::vec(1.0..9.0_f64, 1..80)) {
            let cut = cut(&heights, &[], 20.0);
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
