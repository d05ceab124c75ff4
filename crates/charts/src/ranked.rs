//! The rows of a list in rank order with one line below the last place: where they are, and the grounds below them.

use crate::canvas::Canvas;
use crate::cap_line::{self, CapLine};
use crate::marks;
use crate::palette::{BAND, GRID, Ink, PAPER};
use crate::sheet::MARGIN;

/// One row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    /// A candidate by its place in the list.
    Candidate(usize),
    /// The line below the last place.
    Line,
}

/// All rows with their heights.
pub(crate) struct Rows<'a> {
    line: Option<&'a CapLine>,
    candidates: Vec<f64>,
}

impl<'a> Rows<'a> {
    /// Rows of candidates with these heights; `line` is after at most as many.
    pub(crate) fn new(candidates: Vec<f64>, line: Option<&'a CapLine>) -> Self {
        Self { line, candidates }
    }

    /// From top to bottom.
    pub(crate) fn all(&self) -> Vec<Row> {
        let mut rows: Vec<Row> = (0..self.candidates.len()).map(Row::Candidate).collect();
        if let Some(line) = self.line {
            rows.insert(line.after, Row::Line);
        }
        rows
    }

    /// The height of each of `rows`.
    pub(crate) fn heights(&self, rows: &[Row]) -> Vec<f64> {
        let height = |row: &Row| match row {
            Row::Candidate(n) => self.candidates[*n],
            Row::Line => cap_line::height(1),
        };
        rows.iter().map(height).collect()
    }

    /// Each of `rows` with its upper and its lower edge, the first at `top`.
    pub(crate) fn places(&self, rows: &[Row], top: f64) -> Vec<(Row, f64, f64)> {
        let mut y = top;
        let place = |(row, height): (&Row, f64)| {
            y += height;
            (*row, y - height, y)
        };
        rows.iter().zip(self.heights(rows)).map(place).collect()
    }

    /// Shades the candidates that are `undecided`, and every other of the rest.
    pub(crate) fn draw_ground(canvas: &mut Canvas, places: &[(Row, f64, f64)], undecided: impl Fn(usize) -> bool) {
        let (left, right) = (MARGIN, canvas.width() - MARGIN);
        for (row, top, bottom) in places {
            match row {
                Row::Candidate(n) if undecided(*n) => {
                    marks::undecided(canvas, (left, *top), (right, *bottom));
                    canvas.line((left, *bottom), (right, *bottom), GRID, 1);
                }
                Row::Candidate(n) => canvas.area((left, *top), (right, *bottom), shade(*n)),
                Row::Line => {}
            }
        }
    }

    /// Draws the line in its row, whose upper edge is at `y`.
    pub(crate) fn draw_line(&self, canvas: &mut Canvas, y: f64) {
        if let Some(line) = self.line {
            let room = canvas.width() - 2.0 * MARGIN - 20.0;
            cap_line::draw(canvas, &[&line.label], room, y);
        }
    }
}

/// The ground of a candidate that is not undecided.
pub(crate) fn shade(candidate: usize) -> Ink {
    if candidate % 2 == 1 { BAND } else { PAPER }
}
