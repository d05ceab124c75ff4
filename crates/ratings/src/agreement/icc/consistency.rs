//! Intraclass correlations that forgive severity, two-way model: ICC(C,1) and ICC(C,k).

use super::super::interval::Confidence;
use super::super::matrix::Matrix;
use super::super::mean_squares::MeanSquares;
use super::super::undefined::Undefined;
use super::exact_f::{self, Error};
use super::{Icc, IccForm};

/// Intraclass correlation ICC(C,1): consistency of single ratings, two-way model.
///
/// `ICC(C,1) = (MSR - MSE) / (MSR + (k-1) MSE)`
///
/// MSR and MSE are the mean squares of the `n` rows (subjects) and of the residual, `k` the number of raters. No unit,
/// from `-1/(k-1)` to 1. A rater who is severe towards everybody costs nothing here: use it when only the order and
/// the distances within each rater's scores matter, and [`super::icc_a1`] when scores are held against a fixed floor. A
/// row with a missing cell is left out and counted in [`MeanSquares::rows_omitted`].
///
/// The interval uses F with `n - 1` and `(n - 1)(k - 1)` degrees of freedom and is exact for normal scores. Without any
/// residual it is 1 to 1; where the subjects' means are all equal, value and interval are the lowest there can be.
///
/// # Errors
/// [`Undefined::TooFewRaters`] and [`Undefined::TooFewSubjects`] with fewer than 2 raters or complete rows,
/// [`Undefined::NoVariation`] when all values are equal, [`Undefined::ZeroDenominator`] when they differ by rater alone.
///
/// # Example
/// Shrout & Fleiss (1979), table 2; they print .71.
/// ```
/// use zhuoping_ratings::agreement::{Confidence, Matrix, icc_c1};
/// let judged = [[9., 2., 5., 8.], [6., 1., 3., 2.], [8., 4., 6., 8.], [7., 1., 2., 6.], [10., 5., 6., 9.], [6., 2., 4., 7.]];
/// let icc = icc_c1(&Matrix::complete(&judged)?, Confidence::USUAL)?;
/// assert_eq!(format!("{:.2}", icc.value), "0.71");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
/// McGraw & Wong (1996), Psychol. Methods 1:30-46, ICC(C,1), tables 4 and 7; Shrout & Fleiss (1979), Psychol. Bull.
/// 86:420-428, ICC(3,1).
pub fn icc_c1(matrix: &Matrix, confidence: Confidence) -> Result<Icc, Undefined> {
    of_single(MeanSquares::of(matrix)?, confidence)
}

pub(super) fn of_single(squares: MeanSquares, confidence: Confidence) -> Result<Icc, Undefined> {
    let error = residual(&squares);
    exact_f::single(squares, IccForm::ConsistencySingle, error, confidence)
}

/// Intraclass correlation ICC(C,k): consistency of the mean of `k` ratings, two-way model.
///
/// `ICC(C,k) = (MSR - MSE) / MSR`
///
/// Symbols, missing cells and interval as for [`icc_c1`]; at most 1 and without a lower bound. It is Cronbach's alpha
/// with raters as items.
///
/// # Errors
/// As [`icc_c1`], and [`Undefined::ZeroDenominator`] when the subjects' means are all equal: the ratio has no value then.
///
/// # Example
/// Shrout & Fleiss (1979), table 2; they print .91.
/// ```
/// use zhuoping_ratings::agreement::{Confidence, Matrix, icc_ck};
/// let judged = [[9., 2., 5., 8.], [6., 1., 3., 2.], [8., 4., 6., 8.], [7., 1., 2., 6.], [10., 5., 6., 9.], [6., 2., 4., 7.]];
/// let icc = icc_ck(&Matrix::complete(&judged)?, Confidence::USUAL)?;
/// assert_eq!(format!("{:.2}", icc.value), "0.91");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
/// McGraw & Wong (1996), ICC(C,k), tables 4 and 7; Shrout & Fleiss (1979), ICC(3,k); Cronbach (1951), Psychometrika
/// 16:297-334.
pub fn icc_ck(matrix: &Matrix, confidence: Confidence) -> Result<Icc, Undefined> {
    of_average(MeanSquares::of(matrix)?, confidence)
}

pub(super) fn of_average(squares: MeanSquares, confidence: Confidence) -> Result<Icc, Undefined> {
    let error = residual(&squares);
    exact_f::average(squares, IccForm::ConsistencyAverage, error, confidence)
}

fn residual(squares: &MeanSquares) -> Error {
    let freedom = (squares.subjects as f64 - 1.0) * (squares.raters as f64 - 1.0);
    Error { square: squares.residual, freedom }
}
