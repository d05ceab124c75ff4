//! The optimum as a mixture of panels: which panels' numbers by type, with which exact weights, average to it.
//!
//! This is the search for the point of a polytope nearest to a target, one vertex at a time (non-negative least squares
//! after Lawson and Hanson, 1974, chapter 23, with columns made on demand). What is still missing points to the panel
//! that helps most, so the directions settle by themselves, and no linear program over panels is ever solved in floats.
//! When nothing is missing any more, the panels in use are independent, and their weights follow exactly.

use super::linear;
use super::price::Pricer;
use super::types::Types;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
use std::collections::BTreeSet;

/// A panel's numbers by type, and its share.
pub(super) type Share = (Vec<usize>, BigRational);

/// What came of it.
pub(super) enum Span {
    /// Positive shares that add up to 1.
    Mixture(Vec<Share>),
    /// Floats did not get there; these panels came nearest.
    Unclear(Vec<Vec<usize>>),
}

/// Residuals below this are rounding.
const ROUNDING: f64 = 2e-15;
/// Residuals below this may be nothing in fractions.
const NEAR: f64 = 1e-10;
/// Every how many rounds fractions are asked then.
const ASKED: usize = 4;
/// A panel helps when it points this far along what is missing, as a part of it.
const HELPS: f64 = 1e-9;

/// How many climbs that found something a round takes the best of.
const CLIMBS: usize = 2;

/// Writes the expected members by type as a mixture of panels.
pub(super) fn span(types: &Types, chances: &[BigRational]) -> Span {
    let target = expected(types, chances);
    let mut pricer = face(types, chances);
    let mut fit = Fit::new(target.iter().map(|value| value.to_f64().unwrap_or(0.0)).collect());
    // About one panel a type is needed; far more means that the target is out of reach, or rounding has won.
    for round in 0..20 * types.len() + 200 {
        let missing = fit.missing();
        let size = missing.iter().fold(0.0, |most: f64, value| most.max(value.abs()));
        // Very near is not yet there: the panels in use may span a face that passes the target by. Only fractions tell,
        // so they are asked now and then once floats see next to nothing, and whenever floats know no further.
        if size < NEAR && round % ASKED == 0 || size < ROUNDING {
            if let Some(mixture) = fit.exactly(&target) {
                return Span::Mixture(mixture);
            }
            if size < ROUNDING {
                break;
            }
        }
        let scaled: Vec<f64> = missing.iter().map(|value| value / size).collect();
        // Starting in another place each time keeps the panels different.
        let starts = fit.columns.iter().cycle().skip(round % fit.columns.len().max(1)).take(fit.columns.len());
        let climbed = pricer.climb(&scaled, HELPS, starts, CLIMBS);
        let Some(counts) = climbed.or_else(|| pricer.good(&scaled, HELPS, 400)) else { break };
        if !fit.add(counts) {
            break;
        }
    }
    fit.exactly(&target).map_or_else(|| Span::Unclear(fit.seen.into_iter().collect()), Span::Mixture)
}

/// Expected members by type.
fn expected(types: &Types, chances: &[BigRational]) -> Vec<BigRational> {
    chances.iter().enumerate().map(|(of, chance)| chance * whole(types.size(of))).collect()
}

/// Looks for panels that can be part of a mixture with these chances: nobody without a chance is on them, and rules
/// that hold with equality on average hold so on each.
pub(super) fn face<'a>(types: &'a Types, chances: &[BigRational]) -> Pricer<'a> {
    let target = expected(types, chances);
    let mut pricer = Pricer::new(types);
    let without: Vec<usize> = (0..types.len()).filter(|of| target[*of].is_zero()).collect();
    pricer.narrow(&without, &held(types, &target));
    pricer
}

/// Rules whose expected sum is at a bound: every panel of the mixture keeps them there.
fn held(types: &Types, target: &[BigRational]) -> Vec<(usize, usize)> {
    let mut sums = vec![BigRational::zero(); types.rules.len()];
    for (rules, value) in types.counts.iter().zip(target) {
        for rule in rules {
            sums[*rule] += value;
        }
    }
    let at = |(number, (sum, rule)): (usize, (&BigRational, &super::types::Rule))| {
        [rule.min, rule.max].into_iter().find(|bound| *sum == whole(*bound)).map(|bound| (number, bound))
    };
    sums.iter().zip(&types.rules).enumerate().filter_map(at).collect()
}

pub(super) fn whole(number: usize) -> BigRational {
    BigRational::from_integer(number.into())
}

fn sparse(counts: &[usize]) -> Vec<(usize, i64)> {
    let some = counts.iter().enumerate().filter(|(_, count)| **count > 0);
    some.map(|(of, count)| (of, i64::try_from(*count).expect("at most 1000 members"))).collect()
}

/// Non-negative least squares on the panels so far.
struct Fit {
    target: Vec<f64>,
    columns: Vec<Vec<usize>>,
    entries: Vec<Vec<(usize, f64)>>,
    shares: Vec<f64>,
    /// The lower triangle of the Cholesky factor of the columns' products with each other.
    factor: Vec<Vec<f64>>,
    seen: BTreeSet<Vec<usize>>,
}

impl Fit {
    fn new(target: Vec<f64>) -> Self {
        let none = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { target, columns: none.0, entries: none.1, shares: none.2, factor: none.3, seen: BTreeSet::new() }
    }

    fn missing(&self) -> Vec<f64> {
        let mut missing = self.target.clone();
        for (entries, share) in self.entries.iter().zip(&self.shares) {
            for (of, count) in entries {
                missing[*of] -= share * count;
            }
        }
        missing
    }

    /// Takes a panel in and fits again; `false` when it depends on those in use.
    fn add(&mut self, counts: Vec<usize>) -> bool {
        self.entries.push(sparse(&counts).into_iter().map(|(of, count)| (of, count as f64)).collect());
        self.seen.insert(counts.clone());
        self.columns.push(counts);
        self.shares.push(0.0);
        if !self.factorize(self.columns.len() - 1) {
            return false;
        }
        loop {
            let wanted = self.least_squares();
            let low = (0..wanted.len()).filter(|at| wanted[*at] <= 0.0);
            let steps = low.map(|at| (self.shares[at] / (self.shares[at] - wanted[at]), at));
            let (step, blocking) = steps.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((1.0, usize::MAX));
            for (share, wanted) in self.shares.iter_mut().zip(&wanted) {
                *share += step * (wanted - *share);
            }
            if step >= 1.0 {
                return true;
            }
            // Who blocked the step goes, and whoever rounding leaves at nothing beside it.
            let blocks = |at: &usize| wanted[*at] <= 0.0 && (self.shares[*at] <= 1e-14 || *at == blocking);
            let out: Vec<usize> = (0..wanted.len()).filter(blocks).collect();
            let Some(&first) = out.first() else { return true };
            for at in out.into_iter().rev() {
                self.columns.remove(at);
                self.entries.remove(at);
                self.shares.remove(at);
            }
            self.factor.truncate(first);
            for at in first..self.columns.len() {
                if !self.factorize(at) {
                    return false;
                }
            }
        }
    }

    /// Appends the row of the factor for a column; `false` when it depends on those before it.
    fn factorize(&mut self, at: usize) -> bool {
        let mut dense = vec![0.0; self.target.len()];
        for (of, count) in &self.entries[at] {
            dense[*of] = *count;
        }
        let mut row = Vec::with_capacity(at + 1);
        for (other, factor) in self.entries[..at].iter().zip(&self.factor) {
            let product: f64 = other.iter().map(|(of, count)| count * dense[*of]).sum();
            let known: f64 = row.iter().zip(factor).map(|(a, b): (&f64, &f64)| a * b).sum();
            row.push((product - known) / factor[row.len()]);
        }
        let square: f64 = self.entries[at].iter().map(|(_, count)| count * count).sum();
        let rest = square - row.iter().map(|value| value * value).sum::<f64>();
        if rest < 1e-10 * square {
            return false;
        }
        row.push(rest.sqrt());
        self.factor.push(row);
        true
    }

    fn least_squares(&self) -> Vec<f64> {
        let product = |entries: &Vec<(usize, f64)>| entries.iter().map(|(of, count)| count * self.target[*of]).sum();
        let mut values: Vec<f64> = self.entries.iter().map(product).collect();
        for at in 0..values.len() {
            let known: f64 = values[..at].iter().zip(&self.factor[at]).map(|(a, b)| a * b).sum();
            values[at] = (values[at] - known) / self.factor[at][at];
        }
        for at in (0..values.len()).rev() {
            values[at] /= self.factor[at][at];
            let value = values[at];
            for (other, factor) in values[..at].iter_mut().zip(&self.factor[at]) {
                *other -= factor * value;
            }
        }
        values
    }

    /// The shares in fractions, if the panels in use have the target as a mixture.
    fn exactly(&self, target: &[BigRational]) -> Option<Vec<Share>> {
        let columns: Vec<Vec<(usize, i64)>> = self.columns.iter().map(|counts| sparse(counts)).collect();
        let weights = linear::solve(&columns, target)?;
        if weights.iter().any(Signed::is_negative) {
            return None;
        }
        let shares = self.columns.iter().cloned().zip(weights);
        Some(shares.filter(|(_, weight)| weight.is_positive()).collect())
    }
}
