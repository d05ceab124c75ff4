//! The second figure: from how many points on is a difference between two entrants more than chance?

use crate::agreement::Confidence;
use crate::components::Reliability;

/// What one total is worth, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeaningfulDifference {
    /// Two totals of the same panel that lie at least this far apart differ by more than the panel's own error, at the
    /// level: `z sqrt(2) relative`.
    pub points: f64,
    /// The standard error of a total compared with others of the same panel, whose severity cancels:
    /// `relative = sqrt(s / k)` with `s` the variance of the rest and `k` the harmonic mean of the reviewers an entrant
    /// had.
    pub relative: f64,
    /// The standard error of a total held against a fixed number such as the floor: `absolute = sqrt((r + s) / k)`.
    pub absolute: f64,
    /// The level.
    pub level: Confidence,
}

impl MeaningfulDifference {
    pub(super) fn of(observed: &Reliability, level: Confidence) -> Self {
        let Reliability { relative_error, absolute_error, difference_same_reviewers, .. } = *observed;
        Self { points: difference_same_reviewers, relative: relative_error, absolute: absolute_error, level }
    }
}
