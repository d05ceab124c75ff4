//! Whether the optimum over the rules is a mixture of panels at all, decided in fractions.
//!
//! A linear program over panels, with a row for every type, made on demand: while its multipliers separate the target
//! from the panels at hand, the panel that contradicts them most is added. In the end there is a mixture, or an
//! inequality that every panel keeps and the target does not. Slower than [`span`](super::span) and never in doubt.

use super::number::{Exact, Number};
use super::price::{Price, Pricer};
use super::relax::Cut;
use super::simplex::{Ended, Simplex};
use super::span::{Share, whole};
use super::types::Types;
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive};

/// The answer.
pub(super) enum Separated {
    /// Positive shares that add up to 1.
    Mixture(Vec<Share>),
    /// What every panel keeps and the target does not.
    Cut(Cut),
    /// There is no panel.
    Nothing,
    /// The nodes were used up.
    TooMany,
}

/// Decides for a target, starting from some panels.
pub(super) fn separate(types: &Types, chances: &[BigRational], mut panels: Vec<Vec<usize>>, nodes: usize) -> Separated {
    let target: Vec<BigRational> =
        chances.iter().enumerate().map(|(of, chance)| chance * whole(types.size(of))).collect();
    let mut pricer = Pricer::new(types);
    let mut program = Simplex::<Exact>::new();
    for value in &target {
        let value = Exact::from(value.clone());
        program.add_row(&[], Some(value.clone()), Some(value));
    }
    for panel in &panels {
        add(&mut program, panel);
    }
    loop {
        match program.solve() {
            Ended::Optimal => return Separated::Mixture(shares(&program, &panels, types.len())),
            Ended::Infeasible => {}
            Ended::Unbounded | Ended::Stuck => return Separated::TooMany,
        }
        let multipliers: Vec<BigRational> = program.contradiction().iter().map(|value| -value.big()).collect();
        let common = multipliers.iter().fold(BigInt::one(), |common, value| common.lcm(value.denom()));
        let weights: Vec<BigInt> = multipliers.iter().map(|value| value.numer() * (&common / value.denom())).collect();
        if let Some(counts) = climbed(&pricer, &weights, &panels) {
            add(&mut program, &counts);
            panels.push(counts);
            continue;
        }
        let best = match pricer.best(&weights, &panels, nodes) {
            Price::Best(best) => best,
            Price::Nothing => return Separated::Nothing,
            Price::TooMany => return Separated::TooMany,
        };
        // At a contradiction the weights of the panels at hand are at most 0 and those of the target more.
        if !best.sum.is_positive() {
            return Separated::Cut(Cut { weights, bound: best.sum });
        }
        add(&mut program, &best.counts);
        panels.push(best.counts);
    }
}

/// A panel that contradicts the weights, found by exchanges.
fn climbed(pricer: &Pricer<'_>, weights: &[BigInt], panels: &[Vec<usize>]) -> Option<Vec<usize>> {
    let largest = weights.iter().map(Signed::abs).max()?.to_f64().filter(|largest| *largest > 0.0)?;
    let rough: Vec<f64> = weights.iter().map(|weight| weight.to_f64().unwrap_or(0.0) / largest).collect();
    let counts = pricer.climb(&rough, 1e-9, panels.iter().rev(), 2)?;
    let sum: BigInt = counts.iter().zip(weights).map(|(count, weight)| weight * *count).sum();
    sum.is_positive().then_some(counts)
}

fn add(program: &mut Simplex<Exact>, panel: &[usize]) {
    let entries = panel.iter().enumerate().map(|(of, count)| (of, Exact::whole(i64::try_from(*count).unwrap_or(0))));
    program.add_column(entries.collect(), Exact::whole(0), Exact::whole(0), None);
}

/// The shares at a solution. The columns of the rows come first, those of the panels behind them in order.
fn shares(program: &Simplex<Exact>, panels: &[Vec<usize>], rows: usize) -> Vec<Share> {
    let shares = panels.iter().enumerate().map(|(at, panel)| (panel.clone(), program.value(rows + at).big()));
    shares.filter(|(_, share)| share.is_positive()).collect()
}
