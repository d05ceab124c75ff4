//! Spearman's rank correlation, meaned over all pairs of raters.

use super::matrix::Matrix;
use super::ordered_sum;
use super::ranks::{Doubled, Ranks};
use super::resample::Resample;
use super::undefined::Undefined;

/// Spearman's mean rank correlation with its counts.
#[derive(Clone, Debug, PartialEq)]
pub struct SpearmanMean {
    /// 1 (the same order) over 0 (none in common) to `-1/(m-1)`, the least that `m` raters can have among each other.
    pub value: f64,
    /// `n`: rows without a missing cell.
    pub subjects: usize,
    /// `m`: raters with any value.
    pub raters: usize,
    /// Rows with a missing cell, left out.
    pub rows_omitted: usize,
}

/// Spearman's rank correlation, meaned over all pairs of raters.
///
/// `2/(m (m-1)) sum_{r<s} rho_rs`, `rho_rs = sum_i d_ir d_is / sqrt(sum_i d_ir^2 sum_i d_is^2)`
///
/// `d_ir` is the rank that rater `r` of `m` gives subject `i` of `n`, from the mean rank; tied subjects share the mean of
/// their ranks. No unit. Without ties it is `(m W - 1)/(m - 1)` with Kendall's W ([`super::kendall_w`]), and says the same:
/// read it where a correlation is better understood, and W where a test is wanted. Both forgive severity. A row with a
/// missing cell is left out and counted, as for W.
///
/// # Errors
/// [`Undefined::TooFewRaters`] and [`Undefined::TooFewSubjects`] with fewer than 2 raters or complete rows,
/// [`Undefined::ConstantRaters`] when a rater ties all subjects: that rater's correlations do not exist, and a mean over
/// the others would pass them over.
///
/// # Example
/// Three executives rank six applicants (Siegel 1956, chapter 9): W is .16, so the mean correlation is (3 W - 1)/2.
/// ```
/// use zhuoping_ratings::agreement::{Matrix, kendall_w, spearman_mean};
/// let ranked = [[1., 1., 6.], [6., 5., 3.], [3., 6., 2.], [2., 4., 5.], [5., 2., 4.], [4., 3., 1.]];
/// let table = Matrix::complete(&ranked)?;
/// let (w, mean) = (kendall_w(&table)?.value, spearman_mean(&table)?.value);
/// assert_eq!(format!("{w:.2} {mean:.3}"), "0.16 -0.257");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
/// Kendall (1970), Rank Correlation Methods, chapter 6; Siegel (1956), Nonparametric Statistics, chapter 9, equation
/// 9.14.
pub fn spearman_mean(matrix: &Matrix) -> Result<SpearmanMean, Undefined> {
    let ranks = Ranks::of(matrix)?;
    let doubled = ranks.doubled();
    let constant = doubled.squares.iter().filter(|square| **square == 0).count();
    if constant > 0 {
        return Err(Undefined::ConstantRaters { found: constant });
    }
    // Floats in order of size add up to the same sum whatever the order of raters and subjects.
    let value = mean(&doubled, ordered_sum::sum);
    let value = value.expect("2 raters, and each has an order");
    let Ranks { subjects, raters, rows_omitted, .. } = ranks;
    Ok(SpearmanMean { value, subjects, raters, rows_omitted })
}

/// [`spearman_mean`] for the bootstrap.
pub(crate) fn prepare_spearman_mean(matrix: &Matrix) -> Result<impl Resample + use<>, Undefined> {
    Ranks::of(matrix).map(Redrawn)
}

struct Redrawn(Ranks);

impl Resample for Redrawn {
    fn over_subjects(&self, subjects: &[u32]) -> Option<f64> {
        mean(&self.0.redrawn(subjects, None)?, |terms| terms.iter().sum())
    }

    fn over_both(&self, subjects: &[u32], raters: &[u32]) -> Option<f64> {
        mean(&self.0.redrawn(subjects, Some(raters))?, |terms| terms.iter().sum())
    }
}

/// With `z` the ranks by rater scaled to a sum of squares of 1, all products of two raters are the squared sums of `z`
/// by subject, less each rater's own.
fn mean(doubled: &Doubled, sum: impl Fn(&mut [f64]) -> f64) -> Option<f64> {
    let weights: Vec<f64> = doubled.weights.iter().map(|weight| *weight as f64).collect();
    if doubled.squares.iter().zip(&weights).any(|(square, weight)| *square == 0 && *weight > 0.0) {
        return None;
    }
    let scale: Vec<f64> = doubled
        .squares
        .iter()
        .zip(&weights)
        .map(|(s, w)| if *w > 0.0 { w / (*s as f64).sqrt() } else { 0.0 })
        .collect();
    let mut row = Vec::with_capacity(weights.len());
    let mut all = Vec::with_capacity(doubled.times.len());
    for (times, ranks) in doubled.subjects() {
        row.clear();
        row.extend(ranks.iter().zip(&scale).map(|(rank, scale)| *rank as f64 * scale));
        let total = sum(&mut row);
        all.push(times as f64 * total * total);
    }
    let raters: f64 = weights.iter().sum();
    let own: f64 = weights.iter().map(|weight| weight * weight).sum();
    Some((sum(&mut all) - own) / (raters * raters - own))
}
