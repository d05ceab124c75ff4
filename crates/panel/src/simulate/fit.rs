//! Whether simulated draws agree with the exact chances.

use super::tally::{Expected, Tally};
use crate::lottery::PairTrace;
use statrs::distribution::{ChiSquared, ContinuousCDF};

/// A chi-square statistic of the counts of all experts, scaled for sampling without replacement with unequal chances
/// (Rao and Scott 1981, 1984; Satterthwaite 1946; `docs/statistics.md`).
///
/// With the sum `S` of `(observed - expected)^2 / (expected (1 - p))` over the experts whose chance is neither 0 nor 1, and
/// the traces `t` and `u` of the matrix of their correlations and of its square, `S t / u` has the mean and variance of a
/// chi-square with `t^2 / u` degrees of freedom. Without quotas this is `(n - 1)/n S` with `n - 1` degrees.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// `S t / u`; 0 when every chance is 0 or 1, infinite when something impossible happened.
    pub chi_square: f64,
    /// `t^2 / u`, not a whole number in general; 0 when every chance is 0 or 1.
    pub df: f64,
    /// The chance of a larger statistic when draws follow the chances: 0 to 1.
    pub p_value: f64,
    /// The relative standard error of `df` where the correlations were estimated from the draws themselves.
    pub df_error: Option<f64>,
    /// Positions of experts drawn against a chance of 0, or passed over against a chance of 1, ascending.
    pub impossible: Vec<usize>,
}

impl Fit {
    /// Compares. `exact` are the traces where they are known; else they are taken from [`Tally::pairs`]. `None` when they
    /// cannot be had from there either: there is no draw, or only one in each block.
    pub fn of(tally: &Tally, expected: &Expected, exact: Option<PairTrace>) -> Option<Self> {
        if tally.draws == 0 {
            return None;
        }
        let draws = tally.draws as f64;
        let chances = expected.chances();
        let count = |position: usize| tally.drawn[position];
        let settled = (0..chances.len()).filter(|position| !expected.moves(*position));
        let impossible: Vec<usize> =
            settled.filter(|at| count(*at) != if chances[*at] > 0.0 { tally.draws } else { 0 }).collect();
        let moving: Vec<usize> = (0..chances.len()).filter(|position| expected.moves(*position)).collect();
        let experts = moving.len() as f64;
        if moving.is_empty() {
            let chi_square = if impossible.is_empty() { 0.0 } else { f64::INFINITY };
            let p_value = if impossible.is_empty() { 1.0 } else { 0.0 };
            return Some(Self { chi_square, df: 0.0, p_value, df_error: None, impossible });
        }
        // The places of a panel add up to its size, so one eigenvalue at least is 0 and the others have a mean of n/(n - 1):
        // the sum of their squares is not smaller than this, and an estimate need not be either.
        let least = if experts > 1.0 { experts * experts / (experts - 1.0) } else { 1.0 };
        let (squares, error) = match exact {
            Some(trace) => (trace.squares, trace.error),
            None => tally.pairs.estimate().map(|(squares, error)| (squares.max(least), Some(error)))?,
        };
        let term = |at: usize| {
            let p = chances[at];
            (count(at) as f64 - draws * p).powi(2) / (draws * p * (1.0 - p))
        };
        let sum: f64 = moving.iter().map(|at| term(*at)).sum();
        let df = experts * experts / squares;
        let chi_square = if impossible.is_empty() { sum * experts / squares } else { f64::INFINITY };
        let p_value =
            if impossible.is_empty() { ChiSquared::new(df).ok()?.sf(chi_square).clamp(0.0, 1.0) } else { 0.0 };
        Some(Self { chi_square, df, p_value, df_error: error.map(|error| error / squares), impossible })
    }
}

/// The Gini coefficient of chances: half their mean difference over all pairs, divided by their mean (Gini 1912). 0 when all
/// are equal; for a panel of one that is always the same of n experts, `1 - 1/n`. 0 also when there is nobody, or no chance.
pub fn gini(chances: &[f64]) -> f64 {
    let mut sorted = chances.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (n, total) = (sorted.len() as f64, sorted.iter().sum::<f64>());
    if total <= 0.0 {
        return 0.0;
    }
    let weighted: f64 = (1_u32..).zip(&sorted).map(|(rank, p)| (2.0 * f64::from(rank) - n - 1.0) * p).sum();
    weighted / (n * total)
}
