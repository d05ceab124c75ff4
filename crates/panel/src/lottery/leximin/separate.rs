//! Whether the optimum over the rules is a mixture of panels at all, decided in fractions.
//!
//! A linear program over panels, with a row for every type, made on demand: while its multipliers separate the target
//! from the panels at hand, the panel that contradicts them most is added. In the end there is a mixture, or an
//! inequality that every panel keeps and the target does not. Slower than [`span`](super::span) and never in doubt.

use super::linear;
use super::number::{Exact, Number};
use super::price::{Price, Pricer};
use super::relax::Cut;
use super::simplex::{Ended, Simplex};
use super::span::{Share, sparse, whole};
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

/// A panel contradicts a separation in floats when its sum is above this; sums of weights are near 1.
const CONTRADICTS: f64 = 1e-7;

/// Decides for a target, starting from some panels.
///
/// Floats look for the separating weights as long as they can; what they end with is put in fractions and proved.
pub(super) fn separate(types: &Types, chances: &[BigRational], panels: Vec<Vec<usize>>, nodes: usize) -> Separated {
    let target: Vec<BigRational> =
        chances.iter().enumerate().map(|(of, chance)| chance * whole(types.size(of))).collect();
    let mut search = Search { types, target, pricer: Pricer::new(types), panels, nodes };
    search.in_floats().unwrap_or_else(|| search.in_fractions())
}

struct Search<'a> {
    types: &'a Types,
    target: Vec<BigRational>,
    pricer: Pricer<'a>,
    panels: Vec<Vec<usize>>,
    nodes: usize,
}

impl Search<'_> {
    /// `None` when floats do not settle it.
    fn in_floats(&mut self) -> Option<Separated> {
        let mut program = Simplex::<f64>::new();
        for value in &self.target {
            let value = value.to_f64().unwrap_or(0.0);
            program.add_row(&[], Some(value), Some(value));
        }
        for panel in &self.panels {
            add(&mut program, panel);
        }
        for _ in 0..50 * self.types.len() + 500 {
            match program.solve() {
                Ended::Optimal => {
                    let used: Vec<usize> = self.basic_panels(&program);
                    let columns: Vec<Vec<(usize, i64)>> = used.iter().map(|at| sparse(&self.panels[*at])).collect();
                    let shares = linear::solve(&columns, &self.target)?;
                    if shares.iter().any(Signed::is_negative) {
                        return None;
                    }
                    let shares = used.iter().map(|at| self.panels[*at].clone()).zip(shares);
                    return Some(Separated::Mixture(shares.filter(|(_, share)| share.is_positive()).collect()));
                }
                Ended::Infeasible => {}
                Ended::Unbounded | Ended::Stuck => return None,
            }
            let weights: Vec<f64> = program.contradiction().iter().map(|value| -value).collect();
            let climbed = self.pricer.climb(&weights, CONTRADICTS, self.panels.iter().rev(), 2);
            let found = match climbed.or_else(|| self.pricer.good(&weights, CONTRADICTS, 400)) {
                Some(panel) => panel,
                None => {
                    let weights = self.weights(&program)?;
                    match self.judge(weights) {
                        Ok(separated) => return Some(separated),
                        Err(panel) => panel,
                    }
                }
            };
            if self.panels.contains(&found) {
                return None;
            }
            add(&mut program, &found);
            self.panels.push(found);
        }
        None
    }

    fn in_fractions(&mut self) -> Separated {
        let mut program = Simplex::<Exact>::new();
        for value in &self.target {
            let value = Exact::from(value.clone());
            program.add_row(&[], Some(value.clone()), Some(value));
        }
        for panel in &self.panels {
            add(&mut program, panel);
        }
        loop {
            match program.solve() {
                Ended::Optimal => return Separated::Mixture(self.shares(&program)),
                Ended::Infeasible => {}
                Ended::Unbounded | Ended::Stuck => return Separated::TooMany,
            }
            let multipliers: Vec<BigRational> = program.contradiction().iter().map(|value| -value.big()).collect();
            let weights = in_whole_numbers(&multipliers);
            let found = match climbed(&mut self.pricer, &weights, &self.panels) {
                Some(panel) => panel,
                None => match self.judge(weights) {
                    Ok(separated) => return separated,
                    Err(panel) => panel,
                },
            };
            add(&mut program, &found);
            self.panels.push(found);
        }
    }

    /// Proves that weights separate, or gives the panel that contradicts them.
    fn judge(&mut self, weights: Vec<BigInt>) -> Result<Separated, Vec<usize>> {
        let best = match self.pricer.best(&weights, &self.panels, self.nodes) {
            Price::Best(best) => best,
            Price::Nothing => return Ok(Separated::Nothing),
            Price::TooMany => return Ok(Separated::TooMany),
        };
        let reached: BigRational = weights
            .iter()
            .zip(&self.target)
            .map(|(weight, value)| value * BigRational::from_integer(weight.clone()))
            .sum();
        if reached > BigRational::from_integer(best.sum.clone()) {
            return Ok(Separated::Cut(Cut { weights, bound: best.sum }));
        }
        Err(best.counts)
    }

    /// Panels that are basic in a program whose first columns belong to its rows.
    fn basic_panels(&self, program: &Simplex<f64>) -> Vec<usize> {
        let rows = self.types.len();
        (0..self.panels.len()).filter(|at| program.is_basic(rows + at)).collect()
    }

    /// The separating weights at a basis, in fractions: nothing for the panels in it, and -1, 0 or 1 for the types whose
    /// own column is in it, as they are off.
    fn weights(&self, program: &Simplex<f64>) -> Option<Vec<BigInt>> {
        let rough = program.contradiction();
        let known = |of: usize| {
            program
                .is_basic(of)
                .then(|| BigRational::from_integer(BigInt::from((-rough[of].round()).to_i64().unwrap_or(0))))
        };
        let known: Vec<Option<BigRational>> = (0..self.types.len()).map(known).collect();
        let used = self.basic_panels(program);
        let unknown: Vec<usize> = (0..self.types.len()).filter(|of| known[*of].is_none()).collect();
        let columns: Vec<Vec<(usize, i64)>> = unknown
            .iter()
            .map(|of| {
                let counts = used.iter().map(|at| i64::try_from(self.panels[*at][*of]).unwrap_or(0)).enumerate();
                counts.filter(|(_, count)| *count > 0).collect()
            })
            .collect();
        let sum = |at: &usize| -> BigRational {
            let counts = self.panels[*at].iter().zip(&known);
            -counts.filter_map(|(count, known)| Some(known.as_ref()? * whole(*count))).sum::<BigRational>()
        };
        let sums: Vec<BigRational> = used.iter().map(sum).collect();
        let solved = linear::solve(&columns, &sums)?;
        let mut weights: Vec<BigRational> = known.into_iter().map(Option::unwrap_or_default).collect();
        for (of, weight) in unknown.into_iter().zip(solved) {
            weights[of] = weight;
        }
        Some(in_whole_numbers(&weights))
    }

    /// The shares at a solution. The columns of the rows come first, those of the panels behind them in order.
    fn shares(&self, program: &Simplex<Exact>) -> Vec<Share> {
        let rows = self.types.len();
        let shares = self.panels.iter().enumerate().map(|(at, panel)| (panel.clone(), program.value(rows + at).big()));
        shares.filter(|(_, share)| share.is_positive()).collect()
    }
}

fn in_whole_numbers(numbers: &[BigRational]) -> Vec<BigInt> {
    let common = numbers.iter().fold(BigInt::one(), |common, value| common.lcm(value.denom()));
    numbers.iter().map(|value| value.numer() * (&common / value.denom())).collect()
}

/// A panel that contradicts the weights, found by exchanges.
fn climbed(pricer: &mut Pricer<'_>, weights: &[BigInt], panels: &[Vec<usize>]) -> Option<Vec<usize>> {
    let largest = weights.iter().map(Signed::abs).max()?.to_f64().filter(|largest| *largest > 0.0)?;
    let rough: Vec<f64> = weights.iter().map(|weight| weight.to_f64().unwrap_or(0.0) / largest).collect();
    let counts = pricer.climb(&rough, 1e-9, panels.iter().rev(), 2)?;
    let sum: BigInt = counts.iter().zip(weights).map(|(count, weight)| weight * *count).sum();
    sum.is_positive().then_some(counts)
}

fn add<N: Number>(program: &mut Simplex<N>, panel: &[usize]) {
    let entries = sparse(panel).into_iter().map(|(of, count)| (of, N::whole(count)));
    program.add_column(entries.collect(), N::whole(0), N::whole(0), None);
}
