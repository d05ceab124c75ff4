//! A column of texts, each broken into lines: names of entrants, names of reviewers, notes.
//!
//! Its width is that of its widest line and no more, so that the plot beside it gets the rest of the sheet.

use crate::canvas::{Canvas, Hand, Point};
use crate::sheet::LEADING;
use crate::text;

/// The most lines a text is broken into.
const LINES: usize = 3;

/// Texts of one size, one below the other.
pub(crate) struct Column {
    texts: Vec<String>,
    lines: Vec<Vec<String>>,
    size: f64,
}

impl Column {
    /// `texts` in lines of at most `room`.
    pub(crate) fn new<'a>(texts: impl IntoIterator<Item = &'a str>, size: f64, room: f64) -> Self {
        let texts: Vec<String> = texts.into_iter().map(str::to_owned).collect();
        let lines = texts.iter().map(|t| text::wrap(t, size, room, LINES)).collect();
        Self { texts, lines, size }
    }

    /// The width of the widest line.
    pub(crate) fn width(&self) -> f64 {
        self.lines.iter().map(|lines| text::widest(lines, self.size)).fold(0.0, f64::max)
    }

    /// The height of a text.
    pub(crate) fn height(&self, row: usize) -> f64 {
        self.lines[row].len() as f64 * self.size * LEADING
    }

    /// Writes a text around the height of `at`, in the column's size.
    pub(crate) fn draw(&self, canvas: &mut Canvas, row: usize, at: Point, hand: Hand) {
        // The lines were made from the cleaned text: what the font lacks is asked of the text itself.
        canvas.inspect(&self.texts[row]);
        canvas.lines_at_middle(at, &self.lines[row], self.size * LEADING, Hand { size: self.size, ..hand });
    }
}
