//! The line below the candidates a cap admits, across the sheet, with its wordings below it.

use crate::canvas::{Canvas, Hand};
use crate::palette::TIERS;
use crate::sheet::{MARGIN, SMALL};

/// A line below the candidates a cap admits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CapLine {
    /// How many ranked entrants are above it; lines at one place share it.
    pub after: usize,
    /// As it is to be written, for instance `以上为市长质量奖（名额 4 个）`.
    pub label: String,
}

/// From one wording to the next.
const LEADING: f64 = 38.0;

/// The height of a line with so many wordings.
pub(crate) fn height(labels: usize) -> f64 {
    16.0 + LEADING * labels as f64
}

/// Draws a line whose upper end is at `y`, with its wordings, none wider than `room`.
pub(crate) fn draw(canvas: &mut Canvas, labels: &[&str], room: f64, y: f64) {
    canvas.area((MARGIN, y + 6.0), (canvas.width() - MARGIN, y + 10.0), TIERS[0]);
    for (n, label) in labels.iter().enumerate() {
        let words = canvas.wrap(label, SMALL, room, 1);
        let hand = Hand::new(SMALL, TIERS[0]).bold();
        canvas.lines_at_middle((MARGIN + 10.0, y + 31.0 + LEADING * n as f64), &words, 0.0, hand);
    }
}
