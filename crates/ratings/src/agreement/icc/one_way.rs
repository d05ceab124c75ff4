//! Intraclass correlations without raters, one-way model: ICC(1) and ICC(k).

use super::super::interval::Confidence;
use super::super::matrix::Matrix;
use super::super::mean_squares::MeanSquares;
use super::super::undefined::Undefined;
use super::exact_f::{self, Error};
use super::{Icc, IccForm};

/// Intraclass correlation ICC(1): one rating, one-way model.
///
/// `ICC(1) = (MSR - MSW) / (MSR + (k-1) MSW)`
///
/// MSR is the mean square between the `n` subjects, MSW ([`MeanSquares::within`]) that within them, `k` ratings a
/// subject. No unit, from `-1/(k-1)` to 1. Use it when each subject had other raters, or columns have no identity (the
/// first, second, ... rating): all that separates raters is error then. With the same raters throughout,
/// [`super::icc_a1`] is to be preferred, since it tells severity from noise. A row with a missing cell is left out and
/// counted in [`MeanSquares::rows_omitted`].
///
/// The interval uses F with `n - 1` and `n (k - 1)` degrees of freedom and is exact for normal scores. Where the
/// subjects' means are all equal, value and interval are the lowest the coefficient can take.
///
/// # Errors
/// [`Undefined::TooFewRaters`] and [`Undefined::TooFewSubjects`] with fewer than 2 raters or complete rows,
/// [`Undefined::NoVariation`] when all values are equal.
///
/// # Example
/// Shrout & Fleiss (1979), table 2, rated by six times four judges; they print .17.
/// ```
/// use zhuoping_ratings::agreement::{Confidence, Matrix, icc_1};
/// let judged = [[9., 2., 5., 8.], [6., 1., 3., 2.], [8., 4., 6., 8.], [7., 1., 2., 6.], [10., 5., 6., 9.], [6., 2., 4., 7.]];
/// let icc = icc_1(&Matrix::complete(&judged)?, Confidence::USUAL)?;
/// assert_eq!(format!("{:.2}", icc.value), "0.17");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
/// McGraw & Wong (1996), Psychol. Methods 1:30-46, ICC(1), tables 4 and 7; Shrout & Fleiss (1979), Psychol. Bull.
/// 86:420-428, ICC(1,1).
pub fn icc_1(matrix: &Matrix, confidence: Confidence) -> Result<Icc, Undefined> {
    of_single(MeanSquares::of(matrix)?, confidence)
}

pub(super) fn of_single(squares: MeanSquares, confidence: Confidence) -> Result<Icc, Undefined> {
    let error = within(&squares);
    exact_f::single(squares, IccForm::OneWaySingle, error, confidence)
}

/// Intraclass correlation ICC(k): the mean of `k` ratings, one-way model.
///
/// `ICC(k) = (MSR - MSW) / MSR`
///
/// Symbols, missing cells and interval as for [`icc_1`]; at most 1 and without a lower bound. It tells how far the mean
/// of `k` ratings by one set of raters would agree with that by another set.
///
/// # Errors
/// As [`icc_1`], and [`Undefined::ZeroDenominator`] when the subjects' means are all equal: the ratio has no value then.
///
/// # Example
/// Shrout & Fleiss (1979), table 2; they print .44.
/// ```
/// use zhuoping_ratings::agreement::{Confidence, Matrix, icc_k};
/// let judged = [[9., 2., 5., 8.], [6., 1., 3., 2.], [8., 4., 6., 8.], [7., 1., 2., 6.], [10., 5., 6., 9.], [6., 2., 4., 7.]];
/// let icc = icc_k(&Matrix::complete(&judged)?, Confidence::USUAL)?;
/// assert_eq!(format!("{:.2}", icc.value), "0.44");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
/// McGraw & Wong (1996), ICC(k), tables 4 and 7; Shrout & Fleiss (1979), ICC(1,k).
pub fn icc_k(matrix: &Matrix, confidence: Confidence) -> Result<Icc, Undefined> {
    of_average(MeanSquares::of(matrix)?, confidence)
}

pub(super) fn of_average(squares: MeanSquares, confidence: Confidence) -> Result<Icc, Undefined> {
    let error = within(&squares);
    exact_f::average(squares, IccForm::OneWayAverage, error, confidence)
}

fn within(squares: &MeanSquares) -> Error {
    Error { square: squares.within(), freedom: squares.subjects as f64 * (squares.raters as f64 - 1.0) }
}
