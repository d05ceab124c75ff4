//! The standard error of measurement, and the smallest difference between two entrants that exceeds it.
//!
//! Coefficients say how the error compares with the spread between subjects; a committee asks how large it is, in points.
//! Both come from the mean squares of the agreement ICC.

use super::interval::{Confidence, Interval, Method, NoInterval};
use super::matrix::Matrix;
use super::mean_squares::{MeanSquares, Squares};
use super::quantile::{chi_square_exceeded, normal_exceeded};
use super::redrawn::RedrawnSquares;
use super::resample::Resample;
use super::undefined::Undefined;
use zhuoping_criteria::Bilingual;

/// Whose error, and whether a rater's severity is part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ErrorForm {
    /// Of the mean of all `k` raters, severity included: against another panel, or a fixed floor.
    AbsoluteAverage,
    /// Of the mean of all `k` raters, without severity: between subjects of the same panel.
    RelativeAverage,
    /// Of one rating, severity included.
    AbsoluteSingle,
    /// Of one rating, without severity.
    RelativeSingle,
}

impl ErrorForm {
    /// Every form, in the order in which they are shown.
    pub const ALL: [Self; 4] =
        [Self::AbsoluteAverage, Self::RelativeAverage, Self::AbsoluteSingle, Self::RelativeSingle];

    /// The forms of a panel's mean.
    pub const AVERAGES: [Self; 2] = [Self::RelativeAverage, Self::AbsoluteAverage];

    /// The name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AbsoluteAverage => "absolute average",
            Self::RelativeAverage => "relative average",
            Self::AbsoluteSingle => "absolute single",
            Self::RelativeSingle => "relative single",
        }
    }

    /// What is in it, in words.
    pub fn words(self) -> Bilingual {
        match self {
            Self::AbsoluteAverage => Bilingual::new("评审组均分，含宽严", "panel mean, severity included"),
            Self::RelativeAverage => Bilingual::new("评审组均分，同一评审组内", "panel mean, within one panel"),
            Self::AbsoluteSingle => Bilingual::new("单个评分，含宽严", "one rating, severity included"),
            Self::RelativeSingle => Bilingual::new("单个评分，同一评审组内", "one rating, within one panel"),
        }
    }

    /// The error variance as a sum of mean squares, each with its degrees of freedom.
    fn parts(self, squares: Squares) -> [(f64, f64); 2] {
        let Squares { n, k, columns, residual, .. } = squares;
        let (column_freedom, residual_freedom) = (k - 1.0, (n - 1.0) * (k - 1.0));
        let [severity, rest] = match self {
            // MSC/n + (n-1) MSE/n is what severity, (MSC - MSE)/n, and residual, MSE, add up to: never negative.
            Self::AbsoluteAverage | Self::AbsoluteSingle => [columns / n, (n - 1.0) * residual / n],
            Self::RelativeAverage | Self::RelativeSingle => [0.0, residual],
        };
        let ratings = match self {
            Self::AbsoluteAverage | Self::RelativeAverage => k,
            Self::AbsoluteSingle | Self::RelativeSingle => 1.0,
        };
        [(severity / ratings, column_freedom), (rest / ratings, residual_freedom)]
    }

    fn error(self, squares: Squares) -> f64 {
        self.parts(squares).iter().map(|(part, _)| part).sum::<f64>().sqrt()
    }
}

/// A standard error in the unit of the ratings, or a multiple of one.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasurementError {
    /// In the unit of the ratings, 0 or more.
    pub value: f64,
    /// Its confidence interval, or why there is none.
    pub interval: Result<Interval, NoInterval>,
    /// Subjects, raters, rows left out, and mean squares.
    pub mean_squares: MeanSquares,
}

/// Standard error of measurement: how far a rating, or a panel's mean, lies from what all such raters would give.
///
/// `sqrt(MSE)` relative and `sqrt((MSC + (n-1) MSE)/n)` absolute for one rating; each divided by `sqrt(k)` for the mean of
/// `k`. MSC and MSE are the mean squares of raters and of the residual of `n` subjects. In the unit of the ratings.
/// Relative errors forgive severity, which moves all subjects of a panel alike; absolute ones charge it and are what a
/// fixed floor meets. Unlike an ICC it does not depend on how different the subjects are. A row with a missing cell is
/// left out and counted in [`MeanSquares::rows_omitted`].
///
/// The interval of a relative error uses chi-square and is exact for normal scores; that of an absolute one uses
/// Satterthwaite's degrees of freedom.
///
/// # Errors
/// [`Undefined::TooFewRaters`] and [`Undefined::TooFewSubjects`] with fewer than 2 raters or complete rows,
/// [`Undefined::NoVariation`] when all values are equal.
///
/// # Example
/// Shrout & Fleiss (1979), table 2: the residual mean square is 1.02 (printed), of four judges' mean a quarter.
/// ```
/// use zhuoping_ratings::agreement::{Confidence, ErrorForm, Matrix, standard_error_of_measurement};
/// let judged = [[9., 2., 5., 8.], [6., 1., 3., 2.], [8., 4., 6., 8.], [7., 1., 2., 6.], [10., 5., 6., 9.], [6., 2., 4., 7.]];
/// let table = Matrix::complete(&judged)?;
/// let one = standard_error_of_measurement(&table, ErrorForm::RelativeSingle, Confidence::USUAL)?;
/// let mean = standard_error_of_measurement(&table, ErrorForm::RelativeAverage, Confidence::USUAL)?;
/// assert_eq!(format!("{:.2} {:.3}", one.value.powi(2), mean.value), "1.02 0.505");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
/// McGraw & Wong (1996), Psychol. Methods 1:30-46, table 3 (the variances); Brennan (2001), Generalizability Theory,
/// equations 2.30 and 2.32 (relative and absolute error); Satterthwaite (1946), Biometrics Bull. 2:110-114.
pub fn standard_error_of_measurement(
    matrix: &Matrix,
    form: ErrorForm,
    confidence: Confidence,
) -> Result<MeasurementError, Undefined> {
    let mean_squares = MeanSquares::of(matrix)?;
    let squares = mean_squares.squares();
    let value = form.error(squares);
    Ok(MeasurementError { value, interval: interval(form, squares, confidence), mean_squares })
}

/// The smallest difference between the panel's means of two subjects that exceeds the error of measurement.
///
/// `z sqrt(2) SEM`, with [`standard_error_of_measurement`] of a mean and `z` the normal quantile that leaves the
/// confidence level between `-z` and `z`
///
/// In the unit of the ratings. Two entrants nearer to each other cannot be told apart by this panel at that level, one
/// pair taken by itself. [`ErrorForm::RelativeAverage`] is for two subjects of one panel, [`ErrorForm::AbsoluteAverage`]
/// for subjects of different panels; the other two forms are for single ratings. Missing cells, interval and errors as
/// there.
///
/// # Errors
/// As [`standard_error_of_measurement`].
///
/// # Example
/// ```
/// use zhuoping_ratings::agreement::{Confidence, ErrorForm, Matrix, smallest_difference};
/// let judged = [[9., 2., 5., 8.], [6., 1., 3., 2.], [8., 4., 6., 8.], [7., 1., 2., 6.], [10., 5., 6., 9.], [6., 2., 4., 7.]];
/// let found = smallest_difference(&Matrix::complete(&judged)?, ErrorForm::RelativeAverage, Confidence::USUAL)?;
/// // 1.96 x 1.414 x 0.5047
/// assert_eq!(format!("{:.2}", found.value), "1.40");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
/// Bland & Altman (1986), Lancet 1:307-310, the same with 2.77 times the error (repeatability); Weir (2005), J. Strength
/// Cond. Res. 19:231-240, the minimal difference.
pub fn smallest_difference(
    matrix: &Matrix,
    form: ErrorForm,
    confidence: Confidence,
) -> Result<MeasurementError, Undefined> {
    let error = standard_error_of_measurement(matrix, form, confidence)?;
    let times = of_a_difference(confidence);
    let interval =
        error.interval.map(|i| Interval { lower: times * i.lower, upper: times * i.upper, method: i.method });
    Ok(MeasurementError { value: times * error.value, interval, ..error })
}

/// [`standard_error_of_measurement`] for the bootstrap.
pub(crate) fn prepare_standard_error(matrix: &Matrix, form: ErrorForm) -> Result<impl Resample + use<>, Undefined> {
    RedrawnSquares::of(matrix, move |squares| Some(form.error(squares)))
}

/// [`smallest_difference`] for the bootstrap.
pub(crate) fn prepare_smallest_difference(
    matrix: &Matrix,
    form: ErrorForm,
    confidence: Confidence,
) -> Result<impl Resample + use<>, Undefined> {
    let times = of_a_difference(confidence);
    RedrawnSquares::of(matrix, move |squares| Some(times * form.error(squares)))
}

fn of_a_difference(confidence: Confidence) -> f64 {
    normal_exceeded(confidence) * std::f64::consts::SQRT_2
}

fn interval(form: ErrorForm, squares: Squares, confidence: Confidence) -> Result<Interval, NoInterval> {
    let parts = form.parts(squares);
    let variance: f64 = parts.iter().map(|(part, _)| part).sum();
    if variance <= 0.0 {
        return Err(NoInterval::NoErrorVariance);
    }
    // A part of 0 drops out, and what is left is one mean square with its own degrees of freedom.
    let spread: f64 = parts.iter().map(|(part, freedom)| part * part / freedom).sum();
    let freedom = variance * variance / spread;
    let method = match form {
        ErrorForm::RelativeAverage | ErrorForm::RelativeSingle => Method::ChiSquare,
        ErrorForm::AbsoluteAverage | ErrorForm::AbsoluteSingle => Method::SatterthwaiteChiSquare,
    };
    let end = |tail| {
        let quantile = chi_square_exceeded(tail, freedom).ok_or(NoInterval::OutOfReach)?;
        Ok((freedom * variance / quantile).sqrt())
    };
    let tail = confidence.tail();
    Ok(Interval { lower: end(tail)?, upper: end(1.0 - tail)?, method })
}
