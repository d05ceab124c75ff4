//! a_wg: the spread of a subject's ratings against the widest that their mean allows.

use super::super::matrix::Matrix;
use super::super::resample::Resample;
use super::super::undefined::Undefined;
use super::{Group, Groups, NoAgreement, OfGroup, Redrawn, StepScale, WithinGroup};

/// Within-group agreement a_wg of every subject, against the largest variance that ratings of its mean can have.
///
/// `a_wg = 1 - 2 s^2 / ([(H + L) M - M^2 - H L] m / (m - 1))`
///
/// `s^2` (with `m - 1`) and `M` are variance and mean of the subject's `m` ratings, `L` and `H` the ends of the scale. No
/// unit: 1 when all raters agree, 0 when they spread half as far as they can, -1 when half of them stand at either end.
/// Unlike [`super::r_wg`] it does not take a mean near an end of the scale for agreement: ratings around 95 of 100 cannot
/// differ much. A missing cell is left out.
///
/// The formula holds for means from `(L (m-1) + H) / m` to `(H (m-1) + L) / m`, that is as long as at least one rating could
/// stand at either end; beyond, a subject has no value ([`NoAgreement::MeanTooExtreme`]), not even where all agree: with
/// few raters that may be many. Brown and Hauenstein ask for at least `A - 1` raters on a scale of `A` values.
///
/// # Errors
/// [`Undefined::TooFewRaters`] with fewer than 2 raters, [`Undefined::NothingPairable`] when no subject has 2 ratings,
/// [`Undefined::OnlyExtremes`] when all means are too near an end, [`Undefined::OffScale`] when a rating lies outside.
///
/// # Example
/// Four ratings 2, 3, 3, 4 on a scale from 1 to 5: `s^2 = 2/3`, `M = 3`, and the largest variance is `4 x 4/3`.
/// ```
/// use zhuoping_ratings::agreement::{Matrix, StepScale, a_wg};
/// let found = a_wg(&Matrix::complete(&[[2., 3., 3., 4.], [1., 1., 5., 5.]])?, StepScale::new(1.0, 5.0, 1.0)?)?;
/// assert_eq!(found.subjects, [Ok(0.75), Ok(-1.0)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
/// Brown & Hauenstein (2005), Organ. Res. Methods 8:165-184, the single-item index and the limits on its mean.
pub fn a_wg(matrix: &Matrix, scale: StepScale) -> Result<WithinGroup, Undefined> {
    let (groups, figure) = (Groups::of(matrix, scale)?, figure(scale));
    WithinGroup::of(groups.groups(None).map(|group| figure(group.ok_or(NoAgreement::OneRating)?)).collect())
}

/// [`a_wg`] for the bootstrap.
pub(crate) fn prepare_a_wg(matrix: &Matrix, scale: StepScale) -> Result<impl Resample + use<>, Undefined> {
    Redrawn::of(matrix, scale, figure(scale))
}

fn figure(scale: StepScale) -> impl OfGroup {
    let (lowest, highest) = (scale.lowest(), scale.highest());
    move |Group { n, mean, variance }: Group| {
        let reach = (highest - lowest) / n;
        let slack = 1e-9 * reach;
        if mean < lowest + reach - slack || mean > highest - reach + slack {
            return Err(NoAgreement::MeanTooExtreme);
        }
        // (H + L) M - M^2 - H L, without the digits that squares of far ends would cost.
        let widest = (highest - mean) * (mean - lowest) * n / (n - 1.0);
        Ok(1.0 - 2.0 * variance / widest)
    }
}
