//! One cell of a grid of residuals: a triangle with its figures, strokes for a recusal, a dash for nothing.

use super::layout::Layout;
use super::{ResidualCell, ResidualGrid};
use crate::canvas::{Align, Canvas, Hand, Point};
use crate::marks;
use crate::palette::{INK, MUTED};
use crate::sheet::SMALL;
use crate::text;

/// Draws a cell inside its rectangle.
pub(super) fn draw(
    canvas: &mut Canvas,
    grid: &ResidualGrid,
    layout: &Layout,
    cell: ResidualCell,
    from: Point,
    to: Point,
) {
    let (from, to) = ((from.0 + 1.0, from.1 + 1.0), (to.0 - 1.0, to.1 - 1.0));
    let (x, y) = (f64::midpoint(from.0, to.0), f64::midpoint(from.1, to.1));
    match cell {
        ResidualCell::Residual { value, extreme } => {
            if extreme {
                marks::flag(canvas, from, to, INK);
            }
            let words = text::signed(value, usize::from(grid.decimals));
            marks::residual(canvas, (x, y - 15.0), value / layout.most);
            if text::width(&words, SMALL) <= to.0 - from.0 - 6.0 {
                let hand = Hand { bold: extreme, ..Hand::new(SMALL, INK) };
                canvas.text_at_middle((x, y + 17.0), &words, hand.align(Align::Middle));
            }
        }
        ResidualCell::Recused => marks::hatch(canvas, from, to),
        ResidualCell::Nothing => canvas.line((x - 7.0, y), (x + 7.0, y), MUTED, 2),
    }
}
