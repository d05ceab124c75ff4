//! Fleiss' kappa.

use super::coefficient::{Chance, Coefficient};
use super::prepared::{Kind, Prepared};
use super::sample::Subjects;
use super::scale::Scale;
use crate::agreement::counts::{Distance, all};
use crate::agreement::interval::Confidence;
use crate::agreement::matrix::Matrix;
use crate::agreement::resample::Resample;
use crate::agreement::undefined::Undefined;

/// Fleiss' kappa: chance draws both ratings from how often the categories are used by all raters together.
///
/// `(p_a - p_e) / (1 - p_e)` with `p_e = sum_kl w_kl pi_k pi_l` and `pi_k = 1/n sum_i r_ik / r_i`; `p_a` as in
/// [`super::percent_agreement`], `r_ik` the ratings of subject `i` that are category `k`, `r_i` all of its ratings, `n`
/// the subjects with a rating, `w_kl` the weight of two categories.
///
/// At most 1, may be negative. For raters that have no identity (any six of many psychiatrists); where the same raters
/// rate all subjects, [`super::conger_kappa`] does not count their habits as chance. Both fall towards 0 when nearly
/// all subjects belong in one category (the kappa paradox): [`super::gwet_ac`] does not.
///
/// A missing cell is left out; a subject rated once tells how categories are used and nothing about agreement. The
/// standard error is Gwet's linearization, with t at `n - 1` degrees of freedom. It holds for any kappa, while the one
/// printed by Fleiss (1971) is for testing that kappa is 0.
///
/// # Errors
/// As [`super::percent_agreement`], and [`Undefined::NoVariation`] when all ratings are one category: 0/0.
///
/// # Example
/// Ten subjects, fourteen raters, five categories, as counts (Fleiss 1971's method; the example of Wikipedia's article
/// on it prints .210).
/// ```
/// use zhuoping_ratings::agreement::categorical::{Categories, Scale, Weights, fleiss_kappa};
/// use zhuoping_ratings::agreement::{Confidence, Matrix};
/// let counts = [
///     [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
///     [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
/// ];
/// let ratings = |row: &[usize; 5]| -> Vec<f64> {
///     row.iter().zip([1., 2., 3., 4., 5.]).flat_map(|(count, category)| vec![category; *count]).collect()
/// };
/// let table = Matrix::complete(&counts.iter().map(ratings).collect::<Vec<_>>())?;
/// let scale = Scale { categories: Categories::observed(&table).expect("ratings"), weights: Weights::Unweighted };
/// let kappa = fleiss_kappa(&table, &scale, Confidence::USUAL)?;
/// assert_eq!(format!("{:.3}", kappa.value), "0.210");
/// assert_eq!(format!("{:.3} {:.3}", kappa.observed, kappa.expected.expect("corrected")), "0.378 0.213");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
/// Fleiss (1971), Psychol. Bull. 76:378-382, equations 1 to 7; with weights and missing cells, and the variance, Gwet
/// (2014), Handbook of Inter-Rater Reliability, 4th edition, chapter 5.
pub fn fleiss_kappa(matrix: &Matrix, scale: &Scale, confidence: Confidence) -> Result<Coefficient, Undefined> {
    Prepared::of(Kind::Fleiss, matrix, scale)?.coefficient(confidence)
}

/// [`fleiss_kappa`] for the bootstrap.
pub(crate) fn prepare_fleiss_kappa(matrix: &Matrix, scale: &Scale) -> Result<impl Resample + use<>, Undefined> {
    Prepared::of(Kind::Fleiss, matrix, scale)
}

/// `1 - p_e` for categories used in these shares.
pub(super) fn expected(distance: &Distance, shares: &[f64]) -> f64 {
    distance.of_pairs(&all(shares.len()), shares, &mut Vec::new())
}

/// `1 - p_e` and what each subject adds: the mean over its ratings of how far each is from all others.
pub(super) fn chance(distance: &Distance, subjects: &Subjects, times: &[u32]) -> Chance {
    let shares = subjects.mean_shares(times);
    let mut to_all = Vec::new();
    let disagreement = distance.of_pairs(&all(shares.len()), &shares, &mut to_all);
    Chance { disagreement, by_subject: subjects.means(&to_all) }
}
