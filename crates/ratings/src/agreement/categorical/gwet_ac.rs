//! Gwet's AC1 and AC2.

use super::brennan_prediger;
use super::coefficient::{Chance, Coefficient};
use super::prepared::{Kind, Prepared};
use super::sample::Subjects;
use super::scale::Scale;
use crate::agreement::counts::Distance;
use crate::agreement::interval::Confidence;
use crate::agreement::matrix::Matrix;
use crate::agreement::resample::Resample;
use crate::agreement::undefined::Undefined;

/// Gwet's AC1 (unweighted) and AC2 (weighted): only subjects that are hard to rate are agreed on by chance.
///
/// `(p_a - p_e) / (1 - p_e)` with `p_e = T_w / (q (q - 1)) sum_k pi_k (1 - pi_k)`, `T_w = sum_kl w_kl`; `p_a` and `pi_k`
/// as in [`super::fleiss_kappa`], `q` the number of categories, `w_kl` the weight of two of them.
///
/// At most 1, may be negative. It stays near percent agreement where nearly all subjects belong in one category and
/// kappa falls towards 0 (the kappa paradox). Two cautions. It depends on the list of categories, used or not: one item
/// of an award had AC2 .67 on the values seen and .88 on all 21 steps, so name the list, print it, and compare only
/// coefficients of one list. And with quadratic weights it flatters: on one classic table AC2 is .72 where alpha and the
/// intraclass correlation are near .3; show one of those first.
///
/// Missing cells, standard error and interval as for [`super::fleiss_kappa`].
///
/// # Errors
/// As [`super::percent_agreement`]. When all ratings are one category out of several it is 1, without an interval: by
/// its own account nothing was hard to rate.
///
/// # Example
/// 90 subjects both call 1, 4 and 4 are disputed, 2 both call 2: 92 % agreement, kappa .29, AC1 .91.
/// ```
/// use zhuoping_ratings::agreement::categorical::{Categories, Scale, Weights, cohen_kappa, gwet_ac};
/// use zhuoping_ratings::agreement::{Confidence, Matrix};
/// let rows: Vec<[f64; 2]> = [([1., 1.], 90), ([1., 2.], 4), ([2., 1.], 4), ([2., 2.], 2)]
///     .into_iter().flat_map(|(row, times)| vec![row; times]).collect();
/// let table = Matrix::complete(&rows)?;
/// let scale = Scale { categories: Categories::observed(&table).expect("ratings"), weights: Weights::Unweighted };
/// assert_eq!(format!("{:.3}", gwet_ac(&table, &scale, Confidence::USUAL)?.value), "0.910");
/// assert_eq!(format!("{:.3}", cohen_kappa(&table, &scale, Confidence::USUAL)?.value), "0.291");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
/// Gwet (2008), Br. J. Math. Stat. Psychol. 61:29-48 (AC1 and its variance); Gwet (2014), Handbook of Inter-Rater
/// Reliability, 4th edition, chapters 4 and 5 (AC2, missing cells).
pub fn gwet_ac(matrix: &Matrix, scale: &Scale, confidence: Confidence) -> Result<Coefficient, Undefined> {
    Prepared::of(Kind::Gwet, matrix, scale)?.coefficient(confidence)
}

/// [`gwet_ac`] for the bootstrap.
pub(crate) fn prepare_gwet_ac(matrix: &Matrix, scale: &Scale) -> Result<impl Resample + use<>, Undefined> {
    Prepared::of(Kind::Gwet, matrix, scale)
}

/// `1 - p_e` for categories used in these shares.
pub(super) fn expected(distance: &Distance, shares: &[f64]) -> f64 {
    let hard: f64 = shares.iter().map(|share| share * (1.0 - share)).sum();
    1.0 - agreement(distance, shares.len()) * hard
}

/// `1 - p_e` and what each subject adds to it.
pub(super) fn chance(distance: &Distance, subjects: &Subjects, times: &[u32]) -> Chance {
    let shares = subjects.mean_shares(times);
    let scale = agreement(distance, shares.len());
    let of_category: Vec<f64> = shares.iter().map(|share| 1.0 - scale * (1.0 - share)).collect();
    Chance { disagreement: expected(distance, &shares), by_subject: subjects.means(&of_category) }
}

/// `T_w / (q (q - 1))`.
fn agreement(distance: &Distance, categories: usize) -> f64 {
    let q = categories as f64;
    (1.0 - brennan_prediger::expected(distance, categories)) * q / (q - 1.0)
}
