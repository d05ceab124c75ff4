//! Brennan and Prediger's coefficient.

use super::coefficient::Coefficient;
use super::prepared::{Kind, Prepared};
use super::scale::Scale;
use crate::agreement::counts::{Distance, all};
use crate::agreement::interval::Confidence;
use crate::agreement::matrix::Matrix;
use crate::agreement::resample::Resample;
use crate::agreement::undefined::Undefined;

/// Brennan and Prediger's coefficient: chance spreads ratings evenly over the categories.
///
/// `(p_a - p_e) / (1 - p_e)` with `p_e = 1/q^2 sum_kl w_kl`, which is `1/q` without weights; `p_a` as in
/// [`super::percent_agreement`], `q` the number of categories, `w_kl` the weight of two of them.
///
/// At most 1, below 0 where raters agree less than dice would. What is expected does not depend on the ratings, so
/// there is no paradox; it depends on nothing but the list of categories, so name the list. Prefer it where every
/// category is as likely before looking, which is rarely so on a scale of 21 steps.
///
/// Missing cells, standard error and interval as for [`super::percent_agreement`], divided by `1 - p_e`.
///
/// # Errors
/// As [`super::percent_agreement`].
///
/// # Example
/// Two categories and 85 of 100 alike: `(.85 - .5) / .5`.
/// ```
/// use zhuoping_ratings::agreement::categorical::{Categories, Scale, Weights, brennan_prediger};
/// use zhuoping_ratings::agreement::{Confidence, Matrix};
/// let rows: Vec<[f64; 2]> = (0..100).map(|i| if i < 85 { [1., 1.] } else { [1., 2.] }).collect();
/// let scale = Scale { categories: Categories::of([1., 2.])?, weights: Weights::Unweighted };
/// let found = brennan_prediger(&Matrix::complete(&rows)?, &scale, Confidence::USUAL)?;
/// assert!((found.value - 0.7).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
/// Brennan & Prediger (1981), Educ. Psychol. Meas. 41:687-699; with weights and missing cells Gwet (2014), Handbook of
/// Inter-Rater Reliability, 4th edition, chapter 5.
pub fn brennan_prediger(matrix: &Matrix, scale: &Scale, confidence: Confidence) -> Result<Coefficient, Undefined> {
    Prepared::of(Kind::BrennanPrediger, matrix, scale)?.coefficient(confidence)
}

/// [`brennan_prediger`] for the bootstrap.
pub(crate) fn prepare_brennan_prediger(matrix: &Matrix, scale: &Scale) -> Result<impl Resample + use<>, Undefined> {
    Prepared::of(Kind::BrennanPrediger, matrix, scale)
}

/// `1 - p_e`: the mean disagreement of two categories out of all.
pub(super) fn expected(distance: &Distance, categories: usize) -> f64 {
    let each = vec![(categories as f64).recip(); categories];
    distance.of_pairs(&all(categories), &each, &mut Vec::new())
}
