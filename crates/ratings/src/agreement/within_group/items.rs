//! r_wg(J): within-group agreement over several items of the same subject.

use super::super::matrix::Matrix;
use super::super::resample::Resample;
use super::super::undefined::Undefined;
use super::{Groups, NoAgreement, StepScale, WithinGroup, weighted};

/// Within-group agreement r_wg(J) of every subject over its items.
///
/// `r_wg(J) = J (1 - q) / (J (1 - q) + q)`, `q = mean(s_j^2) / sigma^2`
///
/// `s_j^2` is the variance of the subject's ratings on item `j`, meaned over the `J` items with at least two ratings, and
/// `sigma^2` as for [`super::r_wg`]. Each row of `matrix` is one item of subject `subjects[row]`; subjects are told in
/// the order of their numbers. It grows with the number of items as reliability does (Spearman and Brown): with 23 items
/// nearly every panel is near 1, so read it beside r_wg of the single items. Above `q = 1` it is negative (worse than
/// random); from `q = J/(J-1)` on the formula turns over and the subject has no value ([`NoAgreement::BeyondFormula`]).
///
/// # Errors
/// As [`super::r_wg`].
///
/// # Panics
/// When `subjects` has not one number a row.
///
/// # Example
/// With the same variance on each of two items: `q = (2/3) / 2`, and `2 x 2/3 / (2 x 2/3 + 1/3) = 0.8`.
/// ```
/// use zhuoping_ratings::agreement::{Matrix, StepScale, r_wg_items};
/// let table = Matrix::complete(&[[2., 3., 3., 4.], [3., 4., 4., 5.]])?;
/// let found = r_wg_items(&table, &[0, 0], StepScale::new(1.0, 5.0, 1.0)?)?;
/// assert_eq!((format!("{:.3}", found.value), found.subjects.len()), ("0.800".into(), 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
/// James, Demaree & Wolf (1984), J. Appl. Psychol. 69:85-98, equation 2.
pub fn r_wg_items(matrix: &Matrix, subjects: &[usize], scale: StepScale) -> Result<WithinGroup, Undefined> {
    let items = Items::of(matrix, subjects, scale)?;
    WithinGroup::of(items.values(None).collect())
}

/// [`r_wg_items`] for the bootstrap. Rows of one subject must occur equally often.
pub(crate) fn prepare_r_wg_items(
    matrix: &Matrix,
    subjects: &[usize],
    scale: StepScale,
) -> Result<impl Resample + use<>, Undefined> {
    Items::of(matrix, subjects, scale)
}

struct Items {
    groups: Groups,
    /// The rows of each subject.
    rows: Vec<Vec<usize>>,
    random: f64,
}

impl Items {
    fn of(matrix: &Matrix, subjects: &[usize], scale: StepScale) -> Result<Self, Undefined> {
        assert_eq!(subjects.len(), matrix.subjects(), "a subject for each row");
        let mut rows = vec![Vec::new(); subjects.iter().max().map_or(0, |last| last + 1)];
        for (row, subject) in subjects.iter().enumerate() {
            rows[*subject].push(row);
        }
        Ok(Self { groups: Groups::of(matrix, scale)?, rows, random: scale.random_variance() })
    }

    fn values(&self, raters: Option<&[u32]>) -> impl Iterator<Item = Result<f64, NoAgreement>> {
        let variances: Vec<Option<f64>> =
            self.groups.groups(raters).map(|group| group.map(|group| group.variance)).collect();
        self.rows.iter().map(move |rows| self.value(rows.iter().filter_map(|row| variances[*row])))
    }

    fn value(&self, variances: impl Iterator<Item = f64>) -> Result<f64, NoAgreement> {
        let (items, sum) = variances.fold((0.0, 0.0), |(items, sum), variance| (items + 1.0, sum + variance));
        if items == 0.0 {
            return Err(NoAgreement::OneRating);
        }
        let q = sum / items / self.random;
        let under = items * (1.0 - q) + q;
        if under > 0.0 { Ok(items * (1.0 - q) / under) } else { Err(NoAgreement::BeyondFormula) }
    }

    fn mean(&self, subjects: &[u32], raters: Option<&[u32]>) -> Option<f64> {
        let times: Vec<u32> = self.rows.iter().map(|rows| rows.first().map_or(0, |row| subjects[*row])).collect();
        weighted(&times, self.values(raters).map(Result::ok))
    }
}

impl Resample for Items {
    fn over_subjects(&self, subjects: &[u32]) -> Option<f64> {
        self.mean(subjects, None)
    }

    fn over_both(&self, subjects: &[u32], raters: &[u32]) -> Option<f64> {
        self.mean(subjects, Some(raters))
    }
}
