//! What every coefficient here answers, and the interval they share.

use super::sample::Observed;
use crate::agreement::interval::{Confidence, Interval, Method, NoInterval};
use crate::agreement::ordered_sum;
use crate::agreement::quantile::t_exceeded;

/// A coefficient of agreement on categories.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coefficient {
    /// `(observed - expected) / (1 - expected)`, or `observed` where nothing is expected. At most 1, no unit.
    pub value: f64,
    /// `p_a`: the mean weight of two ratings of one subject.
    pub observed: f64,
    /// `p_e`: the mean weight that the coefficient ascribes to chance; percent agreement ascribes none.
    pub expected: Option<f64>,
    /// The standard error of the value; there is none exactly where there is no interval.
    pub standard_error: Option<f64>,
    /// The interval, cut at 1, or why there is none.
    pub interval: Result<Interval, NoInterval>,
    /// Subjects with two ratings or more: those in which agreement can be seen.
    pub subjects_used: usize,
    /// The ratings that enter the formula: of those subjects, and where chance is judged by how often the categories
    /// are used also of subjects rated once.
    pub values_used: usize,
}

/// The part of agreement that a coefficient ascribes to chance, as disagreement.
pub(super) struct Chance {
    /// `1 - p_e`, above 0.
    pub(super) disagreement: f64,
    /// What each rated subject adds to it: its mean over them is `disagreement`. Empty where they all add the same.
    pub(super) by_subject: Vec<f64>,
}

impl Chance {
    /// The same whatever the ratings.
    pub(super) fn fixed(disagreement: f64) -> Self {
        Self { disagreement, by_subject: Vec::new() }
    }
}

/// Gwet's variance by linearization: each rated subject's `kappa*_i`, whose variance over the subjects, divided by their
/// number `n`, is that of the coefficient; Student's t with `n - 1` degrees of freedom.
///
/// With `d` for disagreement, `n'` the subjects that have pairs and `e_i` the subject's part in chance,
/// `kappa*_i - kappa = n/n' [i has pairs] (1 - d_i/d_e) - kappa - 2 (d_o/d_e) (1 - e_i/d_e)`.
pub(super) fn linearized(
    observed: &Observed,
    chance: &Chance,
    confidence: Confidence,
) -> Result<(f64, Interval), NoInterval> {
    if observed.rated < 2 {
        return Err(NoInterval::OneSubject);
    }
    if observed.disagreement == 0.0 {
        return Err(NoInterval::PerfectAgreement);
    }
    let ratio = observed.disagreement / chance.disagreement;
    let value = 1.0 - ratio;
    let paired = observed.rated as f64 / observed.paired as f64;
    let mut squares: Vec<f64> = observed
        .subjects
        .iter()
        .enumerate()
        .map(|(at, within)| {
            let own = within.map_or(0.0, |within| paired * (1.0 - within / chance.disagreement));
            let part = chance.by_subject.get(at).map_or(0.0, |part| 1.0 - part / chance.disagreement);
            let term = own - value - 2.0 * ratio * part;
            term * term
        })
        .collect();
    let n = observed.rated as f64;
    let error = (ordered_sum::sum(&mut squares) / (n * (n - 1.0))).sqrt();
    let reach = error * t_exceeded(confidence, observed.rated - 1).ok_or(NoInterval::OutOfReach)?;
    let interval = Interval { lower: value - reach, upper: (value + reach).min(1.0), method: Method::LinearizationT };
    Ok((error, interval))
}
