//! r_wg: the spread of a subject's ratings against ratings at random.

use super::super::matrix::Matrix;
use super::super::resample::Resample;
use super::super::undefined::Undefined;
use super::{Group, Groups, NoAgreement, OfGroup, Redrawn, StepScale, WithinGroup};

/// Within-group agreement r_wg of every subject, against raters who use every value of the scale equally often.
///
/// `r_wg = 1 - s^2 / sigma^2`, `sigma^2 = h^2 (A^2 - 1) / 12`
///
/// `s^2` is the variance of the subject's ratings (with `m - 1`), `A` the number of values on the scale and `h` their
/// distance. No unit: 1 when all raters agree, 0 when they differ as much as at random, negative when they differ more, as
/// two camps do. The negative sign is kept, where R `multilevel` writes 0: a panel that is worse than random should be
/// known as such. A missing cell is left out; a subject with one rating has no value. Use it to find the subjects that need
/// discussion, and where subjects differ little from each other, so that alpha and ICC are low whatever raters do. The
/// scale decides: on a scale with unused ends everything agrees.
///
/// # Errors
/// [`Undefined::TooFewRaters`] with fewer than 2 raters, [`Undefined::NothingPairable`] when no subject has 2 ratings,
/// [`Undefined::OffScale`] when a rating lies outside the scale.
///
/// # Example
/// Shrout & Fleiss (1979), table 2, judged on ten values.
/// ```
/// use zhuoping_ratings::agreement::{Matrix, StepScale, r_wg};
/// let judged = [[9., 2., 5., 8.], [6., 1., 3., 2.], [8., 4., 6., 8.], [7., 1., 2., 6.], [10., 5., 6., 9.], [6., 2., 4., 7.]];
/// let found = r_wg(&Matrix::complete(&judged)?, StepScale::new(1.0, 10.0, 1.0)?)?;
/// // Variances 10, 14/3, 11/3, 26/3, 17/3, 59/12 against 8.25.
/// assert_eq!(format!("{:.4} {:.4}", found.subjects[0]?, found.subjects[1]?), "-0.2121 0.4343");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
/// James, Demaree & Wolf (1984), J. Appl. Psychol. 69:85-98, equation 1.
pub fn r_wg(matrix: &Matrix, scale: StepScale) -> Result<WithinGroup, Undefined> {
    let (groups, figure) = (Groups::of(matrix, scale)?, figure(scale));
    WithinGroup::of(groups.groups(None).map(|group| figure(group.ok_or(NoAgreement::OneRating)?)).collect())
}

/// [`r_wg`] for the bootstrap.
pub(crate) fn prepare_r_wg(matrix: &Matrix, scale: StepScale) -> Result<impl Resample + use<>, Undefined> {
    Redrawn::of(matrix, scale, figure(scale))
}

fn figure(scale: StepScale) -> impl OfGroup {
    let random = scale.random_variance();
    move |group: Group| Ok(1.0 - group.variance / random)
}
