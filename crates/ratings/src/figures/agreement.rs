//! The first figure: would another panel like this one give the same scores?

use crate::agreement::{Interval, NoInterval, average_interval};
use crate::components::{Reliability, TwoWay};
use crate::rules::Statistics;
use zhuoping_criteria::Bilingual;

/// How far the panel's mean can be trusted.
#[derive(Clone, Debug, PartialEq)]
pub struct PanelAgreement {
    /// The index of dependability `phi = e / (e + (r + s) / k)`: 1 when another panel would give the same scores.
    ///
    /// `e`, `r`, `s` are the variances of entrants, reviewers and the rest, `k` is [`PanelAgreement::reviewers`]. On a
    /// complete table it is ICC(A,k). (Brennan 2001, Generalizability Theory, section 2.)
    pub dependability: f64,
    /// Its confidence interval at the rule file's level, or why there is none.
    pub interval: Result<Interval, NoInterval>,
    /// The coefficient of generalizability `g = e / (e + s / k)`, in which severity does not count.
    pub generalizability: f64,
    /// The harmonic mean of the number of reviewers an entrant had.
    pub reviewers: f64,
    /// The word for the value.
    pub word: Bilingual,
    /// The words for the two ends of the interval, the lower first; `None` without an interval.
    pub between: Option<[Bilingual; 2]>,
}

impl PanelAgreement {
    pub(super) fn of(model: &TwoWay, observed: &Reliability, statistics: &Statistics) -> Self {
        let entrants = model.entrant().levels as f64;
        let components = [model.entrant(), model.reviewer(), model.residual()].map(|component| component.estimate);
        let interval = average_interval(components, entrants, observed.reviewers, statistics.level);
        let word = |value: f64| statistics.words.word(value).clone();
        Self {
            dependability: observed.phi,
            interval,
            generalizability: observed.g,
            reviewers: observed.reviewers,
            word: word(observed.phi),
            between: interval.ok().map(|interval| [word(interval.lower), word(interval.upper)]),
        }
    }
}
