//! The symbols of the charts. A legend draws the very symbol that the chart draws.

use crate::canvas::{Canvas, Point};
use crate::palette::{ALERT, GRID, HALF, INK, Ink, MUTED, PAPER, SPAN, SUBJECT, TIERS, UNDECIDED, readable_on};

/// A symbol around a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// A score above the line, by tier from 0: disc, diamond, square.
    Tier(usize),
    /// A ranked score below the line.
    Score,
    /// A score outside the ranking.
    Apart,
    /// One reviewer's value, by series from 0: circle, triangle, square.
    Reviewer(usize),
    /// From the lowest to the highest.
    Span,
    /// From the first to the third quartile.
    Half,
    /// The median.
    Median,
    /// The one the panel is about.
    Subject,
    /// A limit, upright.
    Limit,
    /// A cell to be discussed.
    Discuss(Ink),
    /// A recused cell.
    Hatched,
    /// A cell without a value.
    Nothing,
    /// A value with its interval.
    Interval,
    /// The ranks one candidate may have.
    Ranks,
    /// The ranks all candidates may have at once.
    RanksAtOnce,
    /// An expected rank, whatever side of the line it is on.
    ExpectedRank,
    /// A line of places, upright.
    Places,
    /// The expected rank of one that is undecided, on the ground of its row.
    Undecided,
    /// A residual above expectation.
    Above,
    /// A residual below expectation.
    Below,
    /// A residual to be discussed.
    Extreme,
    /// A column of what is undecided.
    UndecidedColumn,
    /// The curve with the items fixed.
    ItemsFixed,
    /// The curve with the items random.
    ItemsRandom,
    /// The field of the present number.
    Present,
    /// A precision asked for, level.
    Asked,
    /// The number a precision needs.
    Needed,
    /// A share of settings.
    Share,
    /// A bar of a histogram.
    Bar,
    /// The outline of all reviewers together.
    Everyone,
    /// Chances under the uniform lottery.
    Uniform,
    /// Chances under the fairest lottery.
    Leximin,
    /// The chance that everybody would have, level.
    EqualChance,
    /// The same, upright.
    EqualChanceUpright,
    /// Those without a chance.
    ShutOut,
    /// Shares of simulated draws within the band that they are expected in.
    Simulated,
}

/// The width a symbol takes in a legend.
pub(crate) const LEGEND_MARK: f64 = 48.0;

/// Draws `mark` around `at`.
pub(crate) fn draw(canvas: &mut Canvas, mark: Mark, at: Point) {
    let (x, y) = at;
    match mark {
        Mark::Tier(0) => disc(canvas, at, 13.0, TIERS[0]),
        Mark::Tier(1) => diamond(canvas, at, 16.0, TIERS[1]),
        Mark::Tier(_) => square(canvas, at, 12.0, TIERS[2]),
        Mark::Score => disc(canvas, at, 12.0, SPAN),
        Mark::Apart => ring(canvas, at, 11.0),
        Mark::Reviewer(0) => {
            canvas.disc(at, 6.0, PAPER);
            canvas.ring(at, 6.0, INK, 2);
        }
        Mark::Reviewer(1) => triangle(canvas, at, 8.0),
        Mark::Reviewer(_) => square(canvas, at, 5.0, PAPER),
        Mark::Span => canvas.area((x - 22.0, y - 5.0), (x + 22.0, y + 5.0), SPAN),
        Mark::Half => canvas.area((x - 22.0, y - 10.0), (x + 22.0, y + 10.0), HALF),
        Mark::Median => canvas.area((x - 2.0, y - 14.0), (x + 2.0, y + 14.0), INK),
        Mark::Subject => disc(canvas, at, 11.0, SUBJECT),
        Mark::Limit => canvas.dashes((x, y - 20.0), (x, y + 20.0), 10.0, ALERT, 4),
        Mark::Discuss(ground) => {
            canvas.area((x - 19.0, y - 17.0), (x + 19.0, y + 17.0), ground);
            flag(canvas, (x - 19.0, y - 17.0), (x + 19.0, y + 17.0), readable_on(ground));
        }
        Mark::Hatched => hatch(canvas, (x - 19.0, y - 17.0), (x + 19.0, y + 17.0)),
        Mark::Nothing => {
            canvas.frame((x - 19.0, y - 17.0), (x + 19.0, y + 17.0), GRID, 1);
            canvas.line((x - 7.0, y), (x + 7.0, y), MUTED, 2);
        }
        Mark::Interval => {
            interval(canvas, x - 22.0, x + 22.0, y);
            disc(canvas, at, 9.0, SUBJECT);
        }
        Mark::Ranks => ranks(canvas, x - 22.0, x + 22.0, y),
        Mark::RanksAtOnce => whisker(canvas, x - 22.0, x + 22.0, y),
        Mark::ExpectedRank => {
            disc(canvas, (x - 16.0, y), 6.0, TIERS[0]);
            diamond(canvas, at, 8.0, TIERS[1]);
            ring(canvas, (x + 16.0, y), 6.0);
        }
        Mark::Places => canvas.area((x - 2.0, y - 20.0), (x + 2.0, y + 20.0), TIERS[0]),
        Mark::Undecided => {
            undecided(canvas, (x - 24.0, y - 20.0), (x + 24.0, y + 20.0));
            diamond(canvas, (x + 4.0, y), 16.0, TIERS[1]);
        }
        Mark::Above => residual(canvas, at, 1.0),
        Mark::Below => residual(canvas, at, -1.0),
        Mark::Extreme => {
            flag(canvas, (x - 22.0, y - 20.0), (x + 22.0, y + 20.0), INK);
            residual(canvas, at, 0.6);
        }
        Mark::UndecidedColumn => undecided_column(canvas, (x - 19.0, y - 20.0), (x + 19.0, y + 20.0)),
        Mark::ItemsFixed => {
            canvas.line((x - 24.0, y), (x + 24.0, y), INK, 4);
            study_point(canvas, mark, at);
        }
        Mark::ItemsRandom => {
            canvas.dashes((x - 24.0, y), (x + 24.0, y), 12.0, INK, 3);
            study_point(canvas, mark, at);
        }
        Mark::Present => present(canvas, (x - 19.0, y - 17.0), (x + 19.0, y + 17.0)),
        Mark::Asked => canvas.dashes((x - 24.0, y), (x + 24.0, y), 14.0, ALERT, 4),
        Mark::Needed => needed(canvas, at),
        Mark::Share => share(canvas, (x - 22.0, y - 7.0), (x + 22.0, y + 7.0), 0.6),
        Mark::Bar => canvas.area((x - 14.0, y - 12.0), (x + 14.0, y + 12.0), HALF),
        Mark::Everyone => {
            canvas.path(&[(x - 22.0, y + 8.0), (x - 8.0, y + 8.0), (x - 8.0, y - 8.0)], INK, 2);
            canvas.path(&[(x - 8.0, y - 8.0), (x + 8.0, y - 8.0), (x + 8.0, y + 8.0), (x + 22.0, y + 8.0)], INK, 2);
        }
        Mark::Uniform | Mark::Leximin => {
            let (ink, stroke) = lottery(mark);
            canvas.line((x - 24.0, y), (x + 24.0, y), ink, stroke);
            lottery_point(canvas, mark, at);
        }
        Mark::EqualChance => canvas.dashes((x - 24.0, y), (x + 24.0, y), 10.0, MUTED, 3),
        Mark::EqualChanceUpright => canvas.dashes((x, y - 20.0), (x, y + 20.0), 10.0, MUTED, 3),
        Mark::ShutOut => hatch(canvas, (x - 19.0, y - 17.0), (x + 19.0, y + 17.0)),
        Mark::Simulated => {
            canvas.area((x - 22.0, y - 10.0), (x + 22.0, y + 10.0), SPAN);
            for (dx, dy) in [(-14.0, 3.0), (-4.0, -4.0), (6.0, 1.0), (15.0, -2.0)] {
                simulated(canvas, (x + dx, y + dy), 2.0);
            }
        }
    }
}

/// A level line with upright ends.
pub(crate) fn interval(canvas: &mut Canvas, from: f64, to: f64, y: f64) {
    canvas.line((from, y), (to, y), INK, 3);
    for x in [from, to] {
        canvas.line((x, y - 9.0), (x, y + 9.0), INK, 3);
    }
}

/// Marks a cell: a thick frame, and a filled corner that is seen in grey print as well.
pub(crate) fn flag(canvas: &mut Canvas, from: Point, to: Point, corner: Ink) {
    canvas.frame((from.0 + 1.0, from.1 + 1.0), (to.0 - 1.0, to.1 - 1.0), ALERT, 3);
    let side = 15.0;
    canvas.polygon(&[(to.0, from.1), (to.0 - side, from.1), (to.0, from.1 + side)], corner);
}

/// Fills a cell with rising strokes.
pub(crate) fn hatch(canvas: &mut Canvas, (x0, y0): Point, (x1, y1): Point) {
    canvas.frame((x0, y0), (x1, y1), GRID, 1);
    // A stroke is the part inside the cell of the line x + y = c.
    let mut c = x0 + y0 + 9.0;
    while c < x1 + y1 {
        let from = if c - x0 <= y1 { (x0, c - x0) } else { (c - y1, y1) };
        let to = if c - y0 <= x1 { (c - y0, y0) } else { (x1, c - x1) };
        canvas.line(from, to, MUTED, 1);
        c += 9.0;
    }
}

/// The bar of an interval of ranks.
pub(crate) fn ranks(canvas: &mut Canvas, from: f64, to: f64, y: f64) {
    canvas.area((from, y - 10.0), (to, y + 10.0), HALF);
}

/// The thin line of an interval that holds for all at once.
pub(crate) fn whisker(canvas: &mut Canvas, from: f64, to: f64, y: f64) {
    canvas.line((from, y), (to, y), INK, 2);
    for x in [from, to] {
        canvas.line((x, y - 7.0), (x, y + 7.0), INK, 2);
    }
}

/// The ground of what is undecided: shaded, with a dark edge at the left that is seen in grey print as well.
pub(crate) fn undecided(canvas: &mut Canvas, from: Point, to: Point) {
    canvas.area(from, to, UNDECIDED);
    canvas.area(from, (from.0 + 8.0, to.1), TIERS[1]);
}

/// The same for a column: its dark edge is at the top.
pub(crate) fn undecided_column(canvas: &mut Canvas, from: Point, to: Point) {
    canvas.area(from, to, UNDECIDED);
    canvas.area(from, (to.0, from.1 + 8.0), TIERS[1]);
}

/// A triangle as large as a residual is, from −1 to 1: filled with its tip up if positive, hollow with its tip down if
/// negative, a dot if there is next to nothing.
pub(crate) fn residual(canvas: &mut Canvas, (x, y): Point, part: f64) {
    let size = part.abs().min(1.0);
    if size < 0.04 {
        canvas.area((x - 3.0, y - 2.0), (x + 3.0, y + 2.0), MUTED);
        return;
    }
    let (half, tip) = (4.0 + 12.0 * size, (3.0 + 11.0 * size) * part.signum());
    let ink = if part > 0.0 { SUBJECT } else { PAPER };
    outlined(canvas, &[(x, y - tip), (x + half, y + tip), (x - half, y + tip)], ink);
}

/// A point of a curve: a disc on the one with the items fixed, a hollow square on the other.
pub(crate) fn study_point(canvas: &mut Canvas, mark: Mark, at: Point) {
    if mark == Mark::ItemsFixed { disc(canvas, at, 9.0, SUBJECT) } else { square(canvas, at, 8.0, PAPER) }
}

/// The colour and the stroke of a lottery's curve: they differ in lightness and in width, for grey print.
pub(crate) fn lottery(mark: Mark) -> (Ink, u32) {
    if mark == Mark::Uniform { (SUBJECT, 4) } else { (ALERT, 7) }
}

/// A point of a lottery's curve: a disc for the uniform one, a diamond for the fairest.
pub(crate) fn lottery_point(canvas: &mut Canvas, mark: Mark, at: Point) {
    let (ink, _) = lottery(mark);
    if mark == Mark::Uniform { disc(canvas, at, 9.0, ink) } else { diamond(canvas, at, 12.0, ink) }
}

/// The share of one expert.
pub(crate) fn simulated(canvas: &mut Canvas, (x, y): Point, reach: f64) {
    canvas.area((x - reach, y - reach), (x + reach, y + reach), INK);
}

/// The field of the present number: shaded between two edges.
pub(crate) fn present(canvas: &mut Canvas, from: Point, to: Point) {
    canvas.area(from, to, UNDECIDED);
    for x in [from.0, to.0] {
        canvas.line((x, from.1), (x, to.1), MUTED, 2);
    }
}

/// The ring around the point of the number needed.
pub(crate) fn needed(canvas: &mut Canvas, at: Point) {
    canvas.ring(at, 17.0, ALERT, 4);
}

/// A frame of which a share is filled.
pub(crate) fn share(canvas: &mut Canvas, from: Point, to: Point, part: f64) {
    canvas.area(from, to, PAPER);
    canvas.area(from, (from.0 + (to.0 - from.0) * part, to.1), SUBJECT);
    canvas.frame(from, to, MUTED, 1);
}

fn ring(canvas: &mut Canvas, at: Point, radius: f64) {
    canvas.disc(at, radius, PAPER);
    canvas.ring(at, radius, MUTED, 2);
}

fn disc(canvas: &mut Canvas, at: Point, radius: f64, ink: Ink) {
    canvas.disc(at, radius, ink);
    canvas.ring(at, radius, INK, 2);
}

fn diamond(canvas: &mut Canvas, (x, y): Point, reach: f64, ink: Ink) {
    let corners = [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)];
    outlined(canvas, &corners, ink);
}

fn square(canvas: &mut Canvas, (x, y): Point, reach: f64, ink: Ink) {
    let corners = [(x - reach, y - reach), (x + reach, y - reach), (x + reach, y + reach), (x - reach, y + reach)];
    outlined(canvas, &corners, ink);
}

fn triangle(canvas: &mut Canvas, (x, y): Point, reach: f64) {
    outlined(canvas, &[(x, y - reach), (x + reach, y + reach * 0.8), (x - reach, y + reach * 0.8)], PAPER);
}

fn outlined(canvas: &mut Canvas, corners: &[Point], ink: Ink) {
    canvas.polygon(corners, ink);
    let closed: Vec<Point> = corners.iter().chain(corners.first()).copied().collect();
    canvas.path(&closed, INK, 2);
}
