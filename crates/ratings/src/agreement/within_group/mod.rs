//! Within-group agreement: how alike the raters of one subject are, subject by subject.
//!
//! Other coefficients compare the spread within subjects with the spread between them, and say little where all subjects
//! are about equally good. These compare it with what raters would give who agree on nothing: an answer for every
//! subject, and their mean for the table. They need the scale on which ratings were made ([`StepScale`]).

mod a_wg;
mod items;
mod r_wg;
mod scale;

use super::integers::{Integers, MISSING};
use super::matrix::Matrix;
use super::ordered_sum::mean;
use super::resample::Resample;
use super::undefined::Undefined;
pub use a_wg::a_wg;
pub(crate) use a_wg::prepare_a_wg;
pub(crate) use items::prepare_r_wg_items;
pub use items::r_wg_items;
pub(crate) use r_wg::prepare_r_wg;
pub use r_wg::r_wg;
pub use scale::{ScaleError, StepScale};
use zhuoping_criteria::Bilingual;

/// Within-group agreement of every subject, and its mean.
#[derive(Clone, Debug, PartialEq)]
pub struct WithinGroup {
    /// The mean over the subjects that have a value. 1 is full agreement, 0 what raters would show who agree on nothing,
    /// negative is worse than that.
    pub value: f64,
    /// Subjects that have a value.
    pub subjects_used: usize,
    /// Each subject in the order of the table: its value, or why it has none.
    pub subjects: Vec<Result<f64, NoAgreement>>,
}

impl WithinGroup {
    fn of(subjects: Vec<Result<f64, NoAgreement>>) -> Result<Self, Undefined> {
        let mut values: Vec<f64> = subjects.iter().filter_map(|subject| subject.ok()).collect();
        if values.is_empty() {
            let extreme = subjects.iter().filter(|subject| **subject != Err(NoAgreement::OneRating)).count();
            return Err(if extreme == 0 {
                Undefined::NothingPairable
            } else {
                Undefined::OnlyExtremes { found: extreme }
            });
        }
        Ok(Self { value: mean(&mut values), subjects_used: values.len(), subjects })
    }
}

/// Why a subject has no within-group agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoAgreement {
    /// Fewer than two ratings.
    #[error("fewer than two ratings")]
    OneRating,
    /// The mean lies so near an end of the scale that ratings cannot differ as much as the formula takes for granted.
    #[error("the mean lies too near an end of the scale")]
    MeanTooExtreme,
    /// The ratings of several items differ so much more than at random that the formula for items turns over.
    #[error("so much worse than random that the formula has no value")]
    BeyondFormula,
}

impl NoAgreement {
    /// The reason as a sentence for readers.
    pub fn explain(self) -> Bilingual {
        let zh = match self {
            Self::OneRating => "评分不足两个",
            Self::MeanTooExtreme => "均值过于接近量尺端点",
            Self::BeyondFormula => "分歧远大于随机，公式无值",
        };
        Bilingual::new(zh, self.to_string())
    }
}

/// The ratings of one subject, each as often as its rater occurs.
#[derive(Clone, Copy, Debug)]
struct Group {
    /// How many ratings.
    n: f64,
    mean: f64,
    /// Half the mean squared difference of two different raters: with each rater once, the variance with `n - 1`.
    variance: f64,
}

/// What is computed from one subject's ratings.
trait OfGroup: Fn(Group) -> Result<f64, NoAgreement> + Sync {}
impl<F: Fn(Group) -> Result<f64, NoAgreement> + Sync> OfGroup for F {}

/// The cells of a table for which every subject has a figure of its own.
struct Groups {
    raters: usize,
    numbers: Integers,
    origin: f64,
}

impl Groups {
    /// # Errors
    /// [`Undefined::TooFewRaters`] with fewer than 2 raters, [`Undefined::OffScale`] when a rating lies outside.
    fn of(matrix: &Matrix, scale: StepScale) -> Result<Self, Undefined> {
        let active = matrix.active().len();
        if active < 2 {
            return Err(Undefined::TooFewRaters { found: active, needed: 2 });
        }
        let values = || matrix.cells().iter().copied().filter(|cell| !cell.is_nan());
        if let Some(value) = values().find(|value| !scale.reaches(*value)) {
            return Err(Undefined::OffScale { value, lowest: scale.lowest(), highest: scale.highest() });
        }
        let origin = values().fold(f64::INFINITY, f64::min);
        Ok(Self { raters: matrix.raters(), numbers: Integers::of(matrix), origin })
    }

    /// Each subject's ratings when column `r`, where they are given, occurs `raters[r]` times; `None` where no two raters
    /// are left.
    fn groups(&self, raters: Option<&[u32]>) -> impl Iterator<Item = Option<Group>> {
        self.numbers.cells.chunks_exact(self.raters).map(move |row| self.group(row, raters))
    }

    fn group(&self, row: &[i64], raters: Option<&[u32]>) -> Option<Group> {
        let (mut n, mut own, mut sum, mut squares) = (0_i128, 0, 0, 0);
        for (rater, x) in row.iter().enumerate().filter(|(_, x)| **x != MISSING) {
            let (times, x) = (raters.map_or(1, |raters| i128::from(raters[rater])), i128::from(*x));
            n += times;
            own += times * times;
            sum += times * x;
            squares += times * x * x;
        }
        let (pairs, unit) = (n * n - own, self.numbers.unit);
        (pairs > 0).then(|| Group {
            n: n as f64,
            mean: self.origin + unit * (sum as f64 / n as f64),
            variance: (n * squares - sum * sum) as f64 / pairs as f64 * unit * unit,
        })
    }
}

/// A table prepared for the bootstrap: the mean over subjects of a figure of each.
struct Redrawn<F> {
    groups: Groups,
    figure: F,
    /// Each subject's figure with every rater once.
    once: Vec<Option<f64>>,
}

impl<F: OfGroup> Redrawn<F> {
    fn of(matrix: &Matrix, scale: StepScale, figure: F) -> Result<Self, Undefined> {
        let groups = Groups::of(matrix, scale)?;
        let once = groups.groups(None).map(|group| figure(group?).ok()).collect();
        Ok(Self { groups, figure, once })
    }
}

impl<F: OfGroup> Resample for Redrawn<F> {
    fn over_subjects(&self, subjects: &[u32]) -> Option<f64> {
        weighted(subjects, self.once.iter().copied())
    }

    fn over_both(&self, subjects: &[u32], raters: &[u32]) -> Option<f64> {
        weighted(subjects, self.groups.groups(Some(raters)).map(|group| (self.figure)(group?).ok()))
    }
}

fn weighted(subjects: &[u32], values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let (mut total, mut sum) = (0.0, 0.0);
    for (times, value) in subjects.iter().zip(values).filter_map(|(times, value)| Some((f64::from(*times), value?))) {
        total += times;
        sum += times * value;
    }
    (total > 0.0).then(|| sum / total)
}
