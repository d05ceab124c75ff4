//! Intraclass correlations for absolute agreement, two-way model: ICC(A,1) and ICC(A,k).

use super::super::interval::{Confidence, Interval, Method, NoInterval};
use super::super::matrix::Matrix;
use super::super::mean_squares::{MeanSquares, Squares};
use super::super::quantile::f_exceeded;
use super::super::undefined::Undefined;
use super::{Icc, IccForm};
use num_bigint::BigInt;
use num_traits::Zero;

/// Intraclass correlation ICC(A,1): absolute agreement of single ratings, two-way model.
///
/// `ICC(A,1) = (MSR - MSE) / (MSR + (k-1) MSE + k/n (MSC - MSE))`
///
/// MSR, MSC, MSE are the mean squares of rows (subjects), columns (raters) and residual; `n` rows, `k` columns. The
/// value has no unit, is at most 1 and may be negative. Use it when a severe reviewer should count as disagreement, as
/// it must where scores are compared with a fixed floor; [`icc_ak`] tells how far the panel's mean can be trusted, and
/// [`super::super::alpha_interval`] copes with missing cells. A row with a missing cell is left out and counted in
/// [`MeanSquares::rows_omitted`].
///
/// The interval uses F with Satterthwaite's degrees of freedom.
///
/// # Errors
/// [`Undefined::TooFewRaters`] and [`Undefined::TooFewSubjects`] with fewer than 2 raters or complete rows,
/// [`Undefined::NoVariation`] when all values are equal, [`Undefined::ZeroDenominator`] when the estimated variances
/// cancel: the coefficient does not exist then, and 1 would be a lie.
///
/// # Example
/// Six subjects, four judges (Shrout & Fleiss 1979, table 2); they print .29.
/// ```
/// use zhuoping_ratings::agreement::{Confidence, Matrix, icc_a1};
/// let judged = [[9., 2., 5., 8.], [6., 1., 3., 2.], [8., 4., 6., 8.], [7., 1., 2., 6.], [10., 5., 6., 9.], [6., 2., 4., 7.]];
/// let icc = icc_a1(&Matrix::complete(&judged)?, Confidence::USUAL)?;
/// assert_eq!(format!("{:.4}", icc.value), "0.2898");
/// let interval = icc.interval?;
/// assert_eq!(format!("{:.3} {:.3}", interval.lower, interval.upper), "0.019 0.761");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
/// McGraw & Wong (1996), Psychol. Methods 1:30-46, ICC(A,1), tables 4 and 7; Shrout & Fleiss (1979), Psychol. Bull.
/// 86:420-428, ICC(2,1).
pub fn icc_a1(matrix: &Matrix, confidence: Confidence) -> Result<Icc, Undefined> {
    of_single(MeanSquares::of(matrix)?, confidence)
}

pub(super) fn of_single(squares: MeanSquares, confidence: Confidence) -> Result<Icc, Undefined> {
    let value = single(&squares)?;
    let interval = single_interval_of(&squares, value, confidence);
    Ok(Icc { value, interval, mean_squares: squares })
}

/// Intraclass correlation ICC(A,k): absolute agreement of the mean of `k` ratings, two-way model.
///
/// `ICC(A,k) = (MSR - MSE) / (MSR + (MSC - MSE)/n)`
///
/// Symbols, unit and missing cells as for [`icc_a1`]. It tells how far the mean of a panel as large as this one would
/// agree with that of another such panel. The value is at most 1 as long as the estimated variance of a panel's mean
/// is positive; otherwise the formula gives a number beyond 1, which is returned with
/// [`NoInterval::NegativeVariance`] and must not be read as agreement.
///
/// The interval is that of [`icc_a1`] stepped up by `k L / (1 + (k-1) L)`. Programs differ here: R psych and Python
/// pingouin step up as this does, R irr computes other degrees of freedom from ICC(A,k) itself (on the example below
/// it has .039 to .929).
///
/// # Errors
/// As [`icc_a1`].
///
/// # Example
/// Shrout & Fleiss (1979), table 2, as above; they print .62.
/// ```
/// use zhuoping_ratings::agreement::{Confidence, Matrix, icc_ak};
/// let judged = [[9., 2., 5., 8.], [6., 1., 3., 2.], [8., 4., 6., 8.], [7., 1., 2., 6.], [10., 5., 6., 9.], [6., 2., 4., 7.]];
/// let icc = icc_ak(&Matrix::complete(&judged)?, Confidence::USUAL)?;
/// assert_eq!(format!("{:.2}", icc.value), "0.62");
/// let interval = icc.interval?;
/// assert_eq!(format!("{:.3} {:.3}", interval.lower, interval.upper), "0.071 0.927");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
/// McGraw & Wong (1996), Psychol. Methods 1:30-46, ICC(A,k), table 4; Shrout & Fleiss (1979), Psychol. Bull.
/// 86:420-428, ICC(2,k).
pub fn icc_ak(matrix: &Matrix, confidence: Confidence) -> Result<Icc, Undefined> {
    of_average(MeanSquares::of(matrix)?, confidence)
}

pub(super) fn of_average(squares: MeanSquares, confidence: Confidence) -> Result<Icc, Undefined> {
    let (over, denominator) = IccForm::AgreementAverage.fraction(squares.squares());
    if average_denominator(&squares).is_zero() {
        return Err(Undefined::ZeroDenominator);
    }
    let value = over / denominator;
    let interval = if denominator < 0.0 {
        Err(NoInterval::NegativeVariance)
    } else {
        single(&squares)
            .map_err(|_| NoInterval::OutOfReach)
            .and_then(|single| single_interval_of(&squares, single, confidence))
            .and_then(|interval| stepped_up(interval, squares.raters as f64))
    };
    Ok(Icc { value, interval, mean_squares: squares })
}

/// `n (k-1) (n-1) x n k` times the denominator of ICC(A,k), exactly: whether it is 0 is no question of rounding.
fn average_denominator(squares: &MeanSquares) -> BigInt {
    let [rows, columns, residual] = squares.exact.map(BigInt::from);
    rows * squares.subjects * (squares.raters - 1) + columns * (squares.subjects - 1) - residual
}

fn single(squares: &MeanSquares) -> Result<f64, Undefined> {
    let (over, under) = IccForm::AgreementSingle.fraction(squares.squares());
    if under > 0.0 { Ok(over / under) } else { Err(Undefined::ZeroDenominator) }
}

fn single_interval_of(squares: &MeanSquares, icc: f64, confidence: Confidence) -> Result<Interval, NoInterval> {
    if squares.exact[0] == 0 {
        return Err(NoInterval::NoSubjectVariance);
    }
    single_interval(squares.squares(), icc, confidence)
}

/// McGraw & Wong's table 7, multiplied out by MSE so that it also holds where the residual is 0.
fn single_interval(squares: Squares, icc: f64, confidence: Confidence) -> Result<Interval, NoInterval> {
    let Squares { n, k, rows, columns, residual } = squares;
    let raters = k * icc * columns;
    let rest = (n * (1.0 + (k - 1.0) * icc) - k * icc) * residual;
    let spread = raters * raters / (k - 1.0) + rest * rest / ((n - 1.0) * (k - 1.0));
    let freedom = (raters + rest) * (raters + rest) / spread;
    let quantile = |upper, lower| f_exceeded(confidence.tail(), upper, lower).ok_or(NoInterval::OutOfReach);
    let below = quantile(n - 1.0, freedom)?;
    let above = quantile(freedom, n - 1.0)?;
    let error = k * columns + (k * n - k - n) * residual;
    let lower = n * (rows - below * residual) / (below * error + n * rows);
    let upper = n * (above * rows - residual) / (error + n * above * rows);
    if lower.is_finite() && upper.is_finite() && lower <= upper {
        Ok(Interval { lower, upper, method: Method::SatterthwaiteF })
    } else {
        Err(NoInterval::OutOfReach)
    }
}

/// The interval of ICC(A,k) for variance components that were estimated from a table with holes: that of a complete table
/// of `subjects` by `raters` with the mean squares that these components lead one to expect,
/// `MSR = residual + k subject`, `MSC = residual + n rater`, `MSE = residual`. On a complete table without a component
/// on its boundary it is the interval of [`icc_ak`]; otherwise an approximation, since with holes no mean square has
/// an exact distribution.
pub(crate) fn average_interval(
    [subject, rater, residual]: [f64; 3],
    subjects: f64,
    raters: f64,
    confidence: Confidence,
) -> Result<Interval, NoInterval> {
    if subject <= 0.0 {
        return Err(NoInterval::NoSubjectVariance);
    }
    let (n, k) = (subjects, raters);
    let squares = Squares { n, k, rows: residual + k * subject, columns: residual + n * rater, residual };
    let single = single_interval(squares, subject / (subject + rater + residual), confidence)?;
    let interval = stepped_up(single, k)?;
    Ok(Interval { method: Method::SatterthwaiteFComponents, ..interval })
}

/// Spearman and Brown's formula grows with its argument only above `-1/(k-1)`, where its denominator is positive.
fn stepped_up(single: Interval, k: f64) -> Result<Interval, NoInterval> {
    let scale = 1.0 + (k - 1.0) * single.lower;
    if scale <= 0.0 {
        return Err(NoInterval::OutOfReach);
    }
    let up = |end: f64| k * end / (1.0 + (k - 1.0) * end);
    let (lower, upper) = (up(single.lower), up(single.upper));
    if lower.is_finite() {
        Ok(Interval { lower, upper, method: Method::SatterthwaiteFSteppedUp })
    } else {
        Err(NoInterval::OutOfReach)
    }
}
