//! What alpha is made of, whatever the level.

/// Sums over a table, or over a sample of its subjects.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sums {
    /// `n Do`: for each subject its `m` times the mean `delta^2` of its pairs.
    pub(super) within: f64,
    /// `delta^2` of all ordered pairs of values, those of a value with itself too, which are 0.
    pub(super) among_all: f64,
    /// `n`: how many values there are.
    pub(super) values: f64,
    /// How many ordered pairs of values there are that are not one rater's with itself on one subject: `n (n - 1)`, where
    /// every rater counts once.
    pub(super) pairs: f64,
}

impl Sums {
    /// `1 - Do/De`; `None` when there is no value, or all are equal.
    pub(super) fn alpha(&self) -> Option<f64> {
        (self.among_all > 0.0).then(|| 1.0 - self.within / self.values * (self.pairs / self.among_all))
    }
}
