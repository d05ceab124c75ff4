//! Percent agreement.

use super::coefficient::Coefficient;
use super::prepared::{Kind, Prepared};
use super::scale::Scale;
use crate::agreement::interval::Confidence;
use crate::agreement::matrix::Matrix;
use crate::agreement::resample::Resample;
use crate::agreement::undefined::Undefined;

/// Percent agreement: how much two raters of one subject agree, with nothing taken off for chance.
///
/// `p_a = 1/n' sum_i 1/(r_i (r_i - 1)) sum_{g != h} w(x_ig, x_ih)`
///
/// `x_ig` is the rating of subject `i` by rater `g`, `r_i` the number of its ratings, `n'` the number of subjects with
/// `r_i >= 2`, `w` the weight of two categories. From 0 to 1, as a share and not in percent. Show it beside every
/// coefficient that corrects for chance: with 92 % agreement kappa can be .29, and a reader should see both. Alone it
/// flatters, the more the fewer the categories and the milder the weights.
///
/// A missing cell is left out; a subject rated once has no pair and tells nothing. The standard error is Gwet's: with
/// `n` rated subjects, the variance of `n/n' p_ai` (0 for a subject rated once) over `n`, and t with `n - 1` degrees of
/// freedom.
///
/// # Errors
/// [`Undefined::TooFewRaters`] when fewer than 2 raters gave a value, [`Undefined::OutsideCategories`] when a rating is
/// none of the categories, [`Undefined::NoVariation`] when there is one category only, [`Undefined::NothingPairable`]
/// when no subject has 2 ratings. Perfect agreement on a scale of several categories is 1, without an interval.
///
/// # Example
/// Thirty patients, six psychiatrists (Fleiss 1971): see [`super::fleiss_kappa`] for his table. Here two raters, ten
/// subjects.
/// ```
/// use zhuoping_ratings::agreement::categorical::{Categories, Scale, Weights, percent_agreement};
/// use zhuoping_ratings::agreement::{Confidence, Matrix};
/// let table = Matrix::complete(&[[1., 1.], [1., 2.], [2., 2.], [3., 2.], [3., 3.]])?;
/// let scale = Scale { categories: Categories::observed(&table).expect("ratings"), weights: Weights::Unweighted };
/// let percent = percent_agreement(&table, &scale, Confidence::USUAL)?;
/// assert!((percent.value - 0.6).abs() < 1e-15);
/// assert_eq!(percent.expected, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
/// Gwet (2014), Handbook of Inter-Rater Reliability, 4th edition, chapters 2 and 5.
pub fn percent_agreement(matrix: &Matrix, scale: &Scale, confidence: Confidence) -> Result<Coefficient, Undefined> {
    Prepared::of(Kind::Percent, matrix, scale)?.coefficient(confidence)
}

/// [`percent_agreement`] for the bootstrap.
pub(crate) fn prepare_percent_agreement(matrix: &Matrix, scale: &Scale) -> Result<impl Resample + use<>, Undefined> {
    Prepared::of(Kind::Percent, matrix, scale)
}
