//! Kendall's coefficient of concordance W: do the raters put the subjects in the same order?

use super::matrix::Matrix;
use super::ranks::{Doubled, Ranks};
use super::resample::Resample;
use super::undefined::Undefined;
use statrs::distribution::{ChiSquared, ContinuousCDF};

/// Kendall's W with its test.
#[derive(Clone, Debug, PartialEq)]
pub struct KendallW {
    /// 0 (no common order) to 1 (the same order).
    pub value: f64,
    /// `m (n-1) W`, compared with chi-square.
    pub chi_square: f64,
    /// `n - 1`.
    pub freedom: usize,
    /// The chance of a chi-square this large or larger if all orders were equally likely. Rough for up to 7 subjects,
    /// where exact tables are to be preferred.
    pub p_value: f64,
    /// `n`: rows without a missing cell.
    pub subjects: usize,
    /// `m`: raters with any value.
    pub raters: usize,
    /// Rows with a missing cell, left out.
    pub rows_omitted: usize,
}

/// Kendall's W, corrected for ties.
///
/// `W = 12 S / (m^2 (n^3 - n) - m T)`, `S = sum_i (R_i - m (n+1)/2)^2`, `T = sum (t^3 - t)`
///
/// `R_i` is the sum of the `m` raters' ranks of subject `i` of `n`; tied subjects share the mean of their ranks; `t` is
/// the length of each tie of each rater. The value has no unit and lies between 0 and 1. It looks at order alone and
/// forgives severity altogether: use it beside [`super::icc_a1`], which does not. A row with a missing cell is left
/// out and counted in [`KendallW::rows_omitted`], since ranks among different sets of subjects cannot be added.
///
/// # Errors
/// [`Undefined::TooFewRaters`] and [`Undefined::TooFewSubjects`] with fewer than 2 raters or complete rows,
/// [`Undefined::AllTied`] when every rater ties all subjects.
///
/// # Example
/// Three rankings of ten objects with many ties (Kendall 1970, chapter 6; also Siegel 1956); they print .828.
/// ```
/// use zhuoping_ratings::agreement::{Matrix, kendall_w};
/// let x = [1., 4.5, 2., 4.5, 3., 7.5, 6., 9., 7.5, 10.];
/// let y = [2.5, 1., 2.5, 4.5, 4.5, 8., 9., 6.5, 10., 6.5];
/// let z = [2., 1., 4.5, 4.5, 4.5, 4.5, 8., 8., 8., 10.];
/// let rows: Vec<[f64; 3]> = (0..10).map(|i| [x[i], y[i], z[i]]).collect();
/// let w = kendall_w(&Matrix::complete(&rows)?)?;
/// assert_eq!(format!("{:.3}", w.value), "0.828");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
/// Kendall & Babington Smith (1939), Ann. Math. Stat. 10:275-287; Kendall (1970), Rank Correlation Methods, equations
/// 6.8 (ties) and 6.11 (chi-square); Siegel (1956), Nonparametric Statistics, chapter 9.
pub fn kendall_w(matrix: &Matrix) -> Result<KendallW, Undefined> {
    let ranks = Ranks::of(matrix)?;
    let Ranks { subjects: n, raters: m, rows_omitted, .. } = ranks;
    let value = concordance(&ranks.doubled()).ok_or(Undefined::AllTied)?;
    let chi_square = m as f64 * (n - 1) as f64 * value;
    let p_value = ChiSquared::new((n - 1) as f64).expect("at least one degree of freedom").sf(chi_square);
    Ok(KendallW { value, chi_square, freedom: n - 1, p_value, subjects: n, raters: m, rows_omitted })
}

/// [`kendall_w`] for the bootstrap.
pub(crate) fn prepare_kendall_w(matrix: &Matrix) -> Result<impl Resample + use<>, Undefined> {
    Ranks::of(matrix).map(Redrawn)
}

struct Redrawn(Ranks);

impl Resample for Redrawn {
    fn over_subjects(&self, subjects: &[u32]) -> Option<f64> {
        concordance(&self.0.redrawn(subjects, None)?)
    }

    fn over_both(&self, subjects: &[u32], raters: &[u32]) -> Option<f64> {
        concordance(&self.0.redrawn(subjects, Some(raters))?)
    }
}

/// `W = (1 + (m-1) A / B) / m`, where `A` is the mean product of the ranks of two different raters and `B` their mean sum
/// of squares: the formula above said by pairs, so that copies of a rater are not paired with each other.
fn concordance(doubled: &Doubled) -> Option<f64> {
    let m: i64 = doubled.weights.iter().sum();
    let (mut products, mut squares) = (0_i128, 0_i128);
    for (times, ranks) in doubled.subjects() {
        let sum: i64 = ranks.iter().zip(&doubled.weights).map(|(rank, weight)| rank * weight).sum();
        products += i128::from(times) * i128::from(sum) * i128::from(sum);
    }
    for (square, weight) in doubled.squares.iter().zip(&doubled.weights) {
        products -= square * i128::from(weight * weight);
        squares += square * i128::from(weight * (m - weight));
    }
    // Of one denominator: (B + (m-1) A) / (m B).
    (squares > 0).then(|| (squares + i128::from(m - 1) * products) as f64 / (i128::from(m) * squares) as f64)
}
