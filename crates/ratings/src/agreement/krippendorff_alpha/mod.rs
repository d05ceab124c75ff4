//! Krippendorff's alpha.
//!
//! The definition counts pairs of values. No level needs to: names are counted, squared differences collapse into sums
//! and sums of squares, and the ordinal metric is the square of a difference too, between mid-ranks. So the cost is a
//! few passes over the cells whatever the number of distinct values. Ratios alone are compared value by value.

mod counted;
mod interval;
mod level;
mod linearization;
mod ordinal;
mod sums;
#[cfg(test)]
mod tests;

pub use level::Level;

use super::interval::{Confidence, Interval, Method, NoInterval};
use super::matrix::Matrix;
use super::quantile::t_exceeded;
use super::resample::Resample;
use super::undefined::Undefined;

/// Krippendorff's alpha with its counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Alpha {
    /// 1 is perfect agreement, 0 what chance gives, negative is systematic disagreement.
    pub value: f64,
    /// Subjects with at least two values; the others tell nothing about agreement.
    pub subjects_used: usize,
    /// Values of those subjects (`n` of the formula).
    pub values_used: usize,
    standard_error: Result<f64, NoInterval>,
}

impl Alpha {
    /// The standard error by linearization; there is none exactly where there is no interval.
    pub fn standard_error(&self) -> Option<f64> {
        self.standard_error.ok()
    }

    /// The interval at a level of confidence, cut at 1: `value +- t x standard error`, with `subjects_used - 1` degrees of
    /// freedom.
    ///
    /// # Errors
    /// [`NoInterval::OneSubject`] with one subject, [`NoInterval::PerfectAgreement`] when no pair disagrees.
    pub fn interval(&self, confidence: Confidence) -> Result<Interval, NoInterval> {
        let error = self.standard_error?;
        let reach = error * t_exceeded(confidence, self.subjects_used - 1).ok_or(NoInterval::OutOfReach)?;
        let upper = (self.value + reach).min(1.0);
        Ok(Interval { lower: self.value - reach, upper, method: Method::LinearizationT })
    }
}

/// Krippendorff's alpha.
///
/// `alpha = 1 - Do / De`, with
/// `Do = 1/n sum_u 1/(m_u - 1) sum_{i != j in u} delta^2(x_i, x_j)` and
/// `De = 1/(n (n - 1)) sum_{i != j} delta^2(x_i, x_j)`.
///
/// `m_u` is the number of values of subject `u`, `n` the number of values of all subjects with `m_u >= 2`; `De` runs
/// over all pairs of those values, and `delta^2` is the metric of the [`Level`]. The value has no unit, is at most 1 and
/// may be negative. Use it when cells are missing or raters differ from subject to subject; where every rater rated
/// every subject, [`super::icc_a1`] gives nearly the interval alpha. Scores that are compared as points are of interval
/// level; take ordinal where only the order of steps means something. A constant habit of a rater counts as
/// disagreement at every level.
///
/// A missing cell is left out; a subject with one value has no pair and is left out whole, from `De` too. The result
/// does not depend on the order of subjects or raters.
///
/// # Interval
/// [`Alpha::interval`] is Gwet's: the variance of the subjects' linearized parts, `n'` subjects with pairs, and t with
/// `n' - 1` degrees of freedom. It is that of `1 - Do/De'` with `De' = (n - 1)/n De`, so that programs agree on complete
/// tables. With missing cells they do not. R irrCAC and Python irrCAC take the corrected `(1 - 1/n) p_a + 1/n` for `p_a` in the
/// linearization of a subject's size, where the ratio being linearized holds `p_a` itself, and R counts subjects without
/// pairs in the degrees of freedom, which the variance does not. Here it is the derivative by the subjects' weights
/// exactly (on [Krippendorff's example](#example), nominal, the lower end is .4193; Python .4191, R .423). At ordinal level
/// the ranks depend on the subjects as well, and the derivative includes that; with ranks held fixed, as Gwet's weights
/// are, the interval would be another.
///
/// # Errors
/// [`Undefined::TooFewRaters`] when fewer than 2 raters gave a value, [`Undefined::NothingPairable`] when no subject
/// has 2 values, [`Undefined::NoVariation`] when all pairable values are equal, [`Undefined::BelowZero`] for ratios of
/// a negative value.
///
/// # Example
/// Twelve units, four observers, missing cells (Krippendorff 2011, example C); he prints .743, .815, .849 and .797.
/// ```
/// use zhuoping_ratings::agreement::{Confidence, Level, Matrix, krippendorff_alpha};
/// let observers = [
///     "1 2 3 3 2 1 4 1 2 . . .",
///     "1 2 3 3 2 2 4 1 2 5 . 3",
///     ". 3 3 3 2 3 4 2 2 5 1 .",
///     "1 2 3 3 2 4 4 1 2 5 1 .",
/// ];
/// let column = |text: &str| text.split(' ').map(|cell| cell.parse().ok()).collect::<Vec<Option<f64>>>();
/// let columns: Vec<_> = observers.iter().map(|text| column(text)).collect();
/// let units: Vec<Vec<_>> = (0..12).map(|u| columns.iter().map(|c| c[u]).collect()).collect();
/// let table = Matrix::from_rows(&units)?;
/// let alpha = |level| krippendorff_alpha(&table, level).map(|alpha| format!("{:.3}", alpha.value));
/// let found = Level::ALL.map(|level| alpha(level).expect("defined"));
/// assert_eq!(found, ["0.743", "0.815", "0.849", "0.797"]);
/// let nominal = krippendorff_alpha(&table, Level::Nominal)?;
/// assert_eq!((nominal.subjects_used, nominal.values_used), (11, 40));
/// assert_eq!(format!("{:.4}", nominal.interval(Confidence::USUAL)?.lower), "0.4193");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
/// Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", section C; Krippendorff (2004), Content Analysis,
/// chapter 11. Interval: Gwet (2014), Handbook of Inter-Rater Reliability, 4th edition, chapter 5.
pub fn krippendorff_alpha(matrix: &Matrix, level: Level) -> Result<Alpha, Undefined> {
    Prepared::of(matrix, level)?.alpha()
}

/// [`krippendorff_alpha`] at interval level.
///
/// # Errors
/// As [`krippendorff_alpha`].
pub fn alpha_interval(matrix: &Matrix) -> Result<Alpha, Undefined> {
    krippendorff_alpha(matrix, Level::Interval)
}

/// [`krippendorff_alpha`] for the bootstrap.
pub(crate) fn prepare_krippendorff_alpha(matrix: &Matrix, level: Level) -> Result<impl Resample + use<>, Undefined> {
    Prepared::of(matrix, level)
}

/// Alpha with its table counted.
enum Prepared {
    Counted(counted::Table),
    Ordinal(ordinal::Table),
    Interval(interval::Table),
}

impl Prepared {
    fn of(matrix: &Matrix, level: Level) -> Result<Self, Undefined> {
        let prepared = match level {
            Level::Nominal => Self::Counted(counted::Table::nominal(matrix)),
            Level::Ordinal => Self::Ordinal(ordinal::Table::of(matrix)),
            Level::Interval => Self::Interval(interval::Table::of(matrix)),
            Level::Ratio => Self::Counted(counted::Table::ratio(matrix)?),
        };
        let paired = match &prepared {
            Self::Counted(table) => table.paired(),
            Self::Ordinal(table) => table.paired(),
            Self::Interval(table) => table.paired(),
        };
        if paired { Ok(prepared) } else { Err(Undefined::nothing_paired(matrix)) }
    }

    fn alpha(&self) -> Result<Alpha, Undefined> {
        match self {
            Self::Counted(table) => table.alpha(),
            Self::Ordinal(table) => table.alpha(),
            Self::Interval(table) => table.alpha(),
        }
    }
}

impl Resample for Prepared {
    fn over_subjects(&self, subjects: &[u32]) -> Option<f64> {
        match self {
            Self::Counted(table) => table.over_subjects(subjects),
            Self::Ordinal(table) => table.over_subjects(subjects),
            Self::Interval(table) => table.over_subjects(subjects),
        }
    }

    fn over_both(&self, subjects: &[u32], raters: &[u32]) -> Option<f64> {
        match self {
            Self::Counted(table) => table.over_both(subjects, raters),
            Self::Ordinal(table) => table.over_both(subjects, raters),
            Self::Interval(table) => table.over_both(subjects, raters),
        }
    }
}
