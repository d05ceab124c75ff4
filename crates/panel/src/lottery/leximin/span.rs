//! The optimum as a mixture of panels: which panels' numbers by type, with which exact weights, average to it.
//!
//! This is the search for the point of a polytope nearest to a target, one vertex at a time (non-negative least squares
//! after Lawson and Hanson, 1974, chapter 23, with columns made on demand). What is still missing points to the panel
//! that helps most, so the directions settle by themselves, and no linear program over panels is ever solved in floats.
//! When nothing is missing any more, the panels in use are independent, and their weights follow exactly.

use super::linear;
use super::price::Pricer;
use super::types::Types;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
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

/// A panel helps when it points this far along what is missing, as a part of it.
const HELPS: f64 = 1e-9;

/// How many climbs that found something a round takes the best of.
const CLIMBS: usize = 2;

/// Writes the expected members by type as a mixture of panels.
pub(super) fn span(types: &Types, chances: &[BigRational]) -> Span {
    let target = expected(types, chances);
    let mut pricer = face(types, chances);
    let mut fit = Fit::new(&target);
    // About one panel a type is needed; far more means that the target is out of reach.
    for round in 0..10 * types.len() + 200 {
        let Some(scaled) = fit.missing() else { break };
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

/// Types with members, and how many.
pub(super) fn sparse(counts: &[usize]) -> Vec<(usize, i64)> {
    let some = counts.iter().enumerate().filter(|(_, count)| **count > 0);
    some.map(|(of, count)| (of, i64::try_from(*count).expect("at most 1000 members"))).collect()
}

/// Non-negative least squares on the panels so far.
///
/// Panels in use come ever nearer to the target and reach it only with the last one, so what is missing shrinks far
/// below what floats can tell from nothing. Shares are therefore whole multiples of a tiny unit; floats only find the
/// way to better ones, as in iterative refinement.
struct Fit {
    /// In units, of which a share of 1 has a large power of two.
    target: Vec<BigInt>,
    missing: Vec<BigInt>,
    columns: Vec<Vec<usize>>,
    entries: Vec<Vec<(usize, i64)>>,
    shares: Vec<BigInt>,
    /// The lower triangle of the Cholesky factor of the columns' products with each other.
    factor: Vec<Vec<f64>>,
    seen: BTreeSet<Vec<usize>>,
}

/// Numbers as floats of which the largest is below 1, and the power of two that they were divided by.
fn scaled(numbers: &[BigInt]) -> (Vec<f64>, u64) {
    let bits = numbers.iter().map(BigInt::bits).max().unwrap_or(0);
    let shift = bits.saturating_sub(62);
    let unit = (1_u64 << bits.min(62)) as f64;
    (numbers.iter().map(|number| (number >> shift).to_f64().unwrap_or(0.0) / unit).collect(), bits)
}

/// A float times a power of two.
fn unscaled(number: f64, bits: u64) -> BigInt {
    let whole: BigInt =
        num_traits::FromPrimitive::from_f64((number * (1_u64 << 50) as f64).round()).unwrap_or_default();
    if bits >= 50 { whole << (bits - 50) } else { whole >> (50 - bits) }
}

/// What is missing is nothing when it is this many times finer than it need be for rounding the target.
const GUARD_BITS: u64 = 16;
/// A gradient so many bits shorter than what is missing counts as none.
const FLAT_BITS: u64 = 16;

impl Fit {
    fn new(target: &[BigRational]) -> Self {
        let bits = 128 + 4 * target.len() as u64;
        let target: Vec<BigInt> = target.iter().map(|value| (value.numer() << bits) / value.denom()).collect();
        Self {
            missing: target.clone(),
            target,
            columns: Vec::new(),
            entries: Vec::new(),
            shares: Vec::new(),
            factor: Vec::new(),
            seen: BTreeSet::new(),
        }
    }

    /// What is missing, so that the largest part is about 1; `None` when it is nothing but rounding.
    fn missing(&self) -> Option<Vec<f64>> {
        let (missing, bits) = scaled(&self.missing);
        (bits > GUARD_BITS + 10).then_some(missing)
    }

    /// Takes a panel in and fits again; `false` when it depends on those in use.
    fn add(&mut self, counts: Vec<usize>) -> bool {
        self.entries.push(sparse(&counts));
        self.seen.insert(counts.clone());
        self.columns.push(counts);
        self.shares.push(BigInt::ZERO);
        if !self.factorize(self.columns.len() - 1) {
            return false;
        }
        loop {
            let before = self.shares.clone();
            self.least_squares();
            let low = (0..before.len()).filter(|at| !self.shares[*at].is_positive());
            let part = |at: usize| {
                let way = &before[at] - &self.shares[at];
                let (parts, _) = scaled(&[before[at].clone(), way]);
                (if parts[1] > 0.0 { parts[0] / parts[1] } else { 0.0 }, at)
            };
            let Some((step, blocking)) = low.map(part).min_by(|a, b| a.0.total_cmp(&b.0)) else { return true };
            // Only part of the way; who blocks it goes.
            let step = unscaled(step.clamp(0.0, 1.0), 60);
            for (share, before) in self.shares.iter_mut().zip(&before) {
                *share = before + (&*share - before) * &step / (BigInt::one() << 60);
            }
            let out = |at: &usize| *at == blocking || !self.shares[*at].is_positive() && before[*at].is_positive();
            let out: Vec<usize> = (0..before.len()).filter(out).collect();
            for at in out.iter().rev() {
                self.columns.remove(*at);
                self.entries.remove(*at);
                self.shares.remove(*at);
            }
            self.factor.truncate(out[0]);
            for at in out[0]..self.columns.len() {
                if !self.factorize(at) {
                    return false;
                }
            }
            self.miss();
        }
    }

    /// Works out what is missing.
    fn miss(&mut self) {
        self.missing.clone_from(&self.target);
        for (entries, share) in self.entries.iter().zip(&self.shares) {
            for (of, count) in entries {
                self.missing[*of] -= share * *count;
            }
        }
    }

    /// Appends the row of the factor for a column; `false` when it depends on those before it.
    fn factorize(&mut self, at: usize) -> bool {
        let mut dense = vec![0.0; self.target.len()];
        for (of, count) in &self.entries[at] {
            dense[*of] = *count as f64;
        }
        let mut row: Vec<f64> = Vec::with_capacity(at + 1);
        for (other, factor) in self.entries[..at].iter().zip(&self.factor) {
            let product: f64 = other.iter().map(|(of, count)| *count as f64 * dense[*of]).sum();
            let known: f64 = row.iter().zip(factor).map(|(a, b)| a * b).sum();
            row.push((product - known) / factor[row.len()]);
        }
        let square: f64 = self.entries[at].iter().map(|(_, count)| (*count * *count) as f64).sum();
        let rest = square - row.iter().map(|value| value * value).sum::<f64>();
        if rest < 1e-10 * square {
            return false;
        }
        row.push(rest.sqrt());
        self.factor.push(row);
        true
    }

    /// Shares with which least is missing, whatever their signs.
    fn least_squares(&mut self) {
        // Each pass gains several digits.
        for _ in 0..100 {
            let (_, missing) = scaled(&self.missing);
            let along = |entries: &Vec<(usize, i64)>| {
                let mut sum = BigInt::ZERO;
                for (of, count) in entries {
                    if *count == 1 { sum += &self.missing[*of] } else { sum += &self.missing[*of] * *count }
                }
                sum
            };
            let gradient: Vec<BigInt> = self.entries.iter().map(along).collect();
            let (mut values, bits) = scaled(&gradient);
            if bits + FLAT_BITS < missing || bits <= GUARD_BITS {
                return;
            }
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
            for ((share, value), entries) in self.shares.iter_mut().zip(values).zip(&self.entries) {
                let change = unscaled(value, bits);
                for (of, count) in entries {
                    if *count == 1 { self.missing[*of] -= &change } else { self.missing[*of] -= &change * *count }
                }
                *share += change;
            }
        }
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
