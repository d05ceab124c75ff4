//! The first figure: would another panel like this one give the same scores?

use super::basis::reviewers_of;
use crate::agreement::{Interval, Matrix, NoInterval, average_interval};
use crate::components::TwoWay;
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
    pub(super) fn of(model: &TwoWay, matrix: &Matrix, statistics: &Statistics) -> Self {
        let (entrants, reviewers) = reviewers_of(matrix).expect("a model is of some cells");
        let [e, r, s] = model.estimates_of_components();
        let dependability = e / (e + (r + s) / reviewers);
        let interval = average_interval([e, r, s], entrants, reviewers, statistics.level);
        let word = |value: f64| statistics.words.word(value).clone();
        Self {
            dependability,
            interval,
            generalizability: e / (e + s / reviewers),
            reviewers,
            word: word(dependability),
            between: interval.ok().map(|interval| [word(interval.lower), word(interval.upper)]),
        }
    }
}
