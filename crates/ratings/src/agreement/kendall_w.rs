//! Kendall's coefficient of concordance W: do the raters put the subjects in the same order?

use super::matrix::Matrix;
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
    let active = matrix.active();
    if active.len() < 2 {
        return Err(Undefined::TooFewRaters { found: active.len(), needed: 2 });
    }
    let complete: Vec<&[f64]> = matrix.rows().filter(|row| active.iter().all(|rater| !row[*rater].is_nan())).collect();
    let (n, m) = (complete.len(), active.len());
    let rows_omitted = matrix.subjects() - n;
    if n < 2 {
        return Err(Undefined::TooFewSubjects { found: n, needed: 2, omitted: rows_omitted });
    }
    let mut doubled_sums = vec![0; n];
    let mut ties = 0;
    for rater in active {
        ties += add_doubled_ranks(&complete, rater, &mut doubled_sums);
    }
    let value = concordance(&doubled_sums, m as i128, ties).ok_or(Undefined::AllTied)?;
    let chi_square = m as f64 * (n - 1) as f64 * value;
    let p_value = ChiSquared::new((n - 1) as f64).expect("at least one degree of freedom").sf(chi_square);
    Ok(KendallW { value, chi_square, freedom: n - 1, p_value, subjects: n, raters: m, rows_omitted })
}

/// Adds twice each subject's rank by `rater`, an integer even in a tie, and returns the sum of `t^3 - t`.
fn add_doubled_ranks(rows: &[&[f64]], rater: usize, sums: &mut [i128]) -> i128 {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_unstable_by(|a, b| rows[*a][rater].total_cmp(&rows[*b][rater]));
    let mut ties = 0;
    let mut before = 0_i128;
    for tie in order.chunk_by(|a, b| rows[*a][rater].total_cmp(&rows[*b][rater]).is_eq()) {
        let length = tie.len() as i128;
        for subject in tie {
            sums[*subject] += 2 * before + length + 1;
        }
        ties += length * length * length - length;
        before += length;
    }
    ties
}

fn concordance(doubled_sums: &[i128], m: i128, ties: i128) -> Option<f64> {
    let n = doubled_sums.len() as i128;
    let mean = m * (n + 1);
    let four_s: i128 = doubled_sums.iter().map(|sum| (sum - mean) * (sum - mean)).sum();
    let most = m * m * (n * n * n - n) - m * ties;
    (most > 0).then(|| (3 * four_s) as f64 / most as f64)
}
