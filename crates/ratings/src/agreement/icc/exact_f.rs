//! Interval and value of the forms with one mean square of error, where the F distribution is exact.

use super::super::interval::{Confidence, Interval, Method, NoInterval};
use super::super::mean_squares::MeanSquares;
use super::super::quantile::f_exceeded;
use super::super::undefined::Undefined;
use super::{Icc, IccForm};

/// A mean square of error with its degrees of freedom.
#[derive(Clone, Copy)]
pub(super) struct Error {
    pub(super) square: f64,
    pub(super) freedom: f64,
}

/// One rating: `(MSR - e) / (MSR + (k-1) e)`.
pub(super) fn single(
    mean_squares: MeanSquares,
    form: IccForm,
    error: Error,
    confidence: Confidence,
) -> Result<Icc, Undefined> {
    let (over, under) = form.fraction(mean_squares.squares());
    if under <= 0.0 {
        return Err(Undefined::ZeroDenominator);
    }
    let (rows, k) = (mean_squares.rows, mean_squares.raters as f64);
    let interval = ends(&mean_squares, error, confidence).map(|[below, above]| Interval {
        lower: (rows - below * error.square) / (rows + (k - 1.0) * below * error.square),
        upper: (above * rows - error.square) / (above * rows + (k - 1.0) * error.square),
        method: Method::F,
    });
    Ok(Icc { value: over / under, interval, mean_squares })
}

/// The mean of `k` ratings: `(MSR - e) / MSR`.
pub(super) fn average(
    mean_squares: MeanSquares,
    form: IccForm,
    error: Error,
    confidence: Confidence,
) -> Result<Icc, Undefined> {
    if mean_squares.exact[0] == 0 {
        return Err(Undefined::ZeroDenominator);
    }
    let (over, under) = form.fraction(mean_squares.squares());
    let noise = error.square / mean_squares.rows;
    let interval = ends(&mean_squares, error, confidence).map(|[below, above]| Interval {
        lower: 1.0 - below * noise,
        upper: 1.0 - noise / above,
        method: Method::F,
    });
    Ok(Icc { value: over / under, interval, mean_squares })
}

/// What the observed ratio is divided by for the lower end and multiplied by for the upper.
fn ends(squares: &MeanSquares, error: Error, confidence: Confidence) -> Result<[f64; 2], NoInterval> {
    let rows = squares.subjects as f64 - 1.0;
    let quantile = |upper, lower| f_exceeded(confidence.tail(), upper, lower).ok_or(NoInterval::OutOfReach);
    Ok([quantile(rows, error.freedom)?, quantile(error.freedom, rows)?])
}
