//! How the experts' places hang together: what a statistic over how often each was drawn must be scaled by.
//!
//! Let `X_i` say whether expert `i` is on the panel, `p_i` the chance of it, and `W` the matrix of correlations of the
//! `X_i` over the experts whose chance is neither 0 nor 1. Over many draws the sum of
//! `(observed - expected)^2 / (expected (1 - p))` is distributed as the sum of independent chi-squares of one degree
//! weighted by the eigenvalues of `W`, so its mean is the trace of `W` and its variance twice the trace of `W^2`. Both
//! follow from the chances of all pairs, which this module finds exactly: for the uniform lottery by counting the panels
//! that hold one expert of each of two cells, for a list of panels by counting in the list.

use super::cells::{Cell, Step};
use super::chances::Sweep;
use super::count::{Count, binomials};
use super::states::DEAD;
use super::tables::Tables;
use super::uniform::{Engine, UniformLottery};

/// Traces of the matrix of correlations of the experts' places and of its square.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairTrace {
    /// Trace of the matrix: the number of experts whose chance is neither 0 nor 1.
    pub experts: usize,
    /// Trace of its square: the sum of the squares of all correlations.
    pub squares: f64,
    /// The standard error of `squares` where it was estimated from draws; `None` where it is exact (to rounding).
    pub error: Option<f64>,
}

impl UniformLottery {
    /// The exact traces; `None` when some quota is left to rejection, counts exceed 128 bits, or finding the pairs would
    /// take more than `work` additions (of a few nanoseconds each).
    pub fn pair_trace(&self, work: u64) -> Option<PairTrace> {
        match &self.engine {
            Engine::Small(tables) if !self.rejects() && work_of(tables) <= work => Some(Pairs::of(tables)),
            _ => None,
        }
    }
}

/// The exact traces of a uniform lottery over these panels, each of ascending positions below `experts`.
pub fn listed_trace(panels: &[Vec<usize>], experts: usize) -> PairTrace {
    let m = panels.len() as f64;
    let mut on: Vec<Vec<usize>> = vec![Vec::new(); experts];
    for (number, panel) in panels.iter().enumerate() {
        panel.iter().for_each(|position| on[*position].push(number));
    }
    let chance = |position: usize| on[position].len() as f64 / m;
    let moving = |position: &usize| !on[*position].is_empty() && on[*position].len() < panels.len();
    let odds = |position: usize| chance(position) / (1.0 - chance(position));
    // The square of the correlation of two who are on no panel together is the product of their odds.
    let all_odds: f64 = (0..experts).filter(moving).map(odds).sum();
    let (mut trace, mut squares) = (0, 0.0);
    let mut together = vec![0_u32; experts];
    for one in (0..experts).filter(moving) {
        let mut met: Vec<usize> = Vec::new();
        for other in on[one].iter().flat_map(|number| &panels[*number]).filter(|other| moving(other)) {
            if together[*other] == 0 {
                met.push(*other);
            }
            together[*other] += 1;
        }
        let variance = |position: usize| chance(position) * (1.0 - chance(position));
        let mut apart = all_odds;
        for other in met {
            let covariance = f64::from(std::mem::take(&mut together[other])) / m - chance(one) * chance(other);
            squares += covariance * covariance / (variance(one) * variance(other));
            apart -= odds(other);
        }
        squares += odds(one) * apart.max(0.0);
        trace += 1;
    }
    PairTrace { experts: trace, squares, error: None }
}

/// By position, the share of these panels that hold each of so many experts: the chances of a lottery over the list.
pub fn listed_shares(panels: &[Vec<usize>], experts: usize) -> Vec<f64> {
    let mut on = vec![0_usize; experts];
    panels.iter().flatten().for_each(|position| on[*position] += 1);
    on.into_iter().map(|count| count as f64 / panels.len().max(1) as f64).collect()
}

/// Additions that finding all pairs takes: for each cell, a pass over those behind it.
fn work_of<T: Count>(tables: &Tables<T>) -> u64 {
    let (mut before, mut work) = (0_u64, 0_u64);
    tables.steps().iter().for_each(|step| {
        let layers = if step.cells.len() == 1 { 1 } else { step.cap as u64 + 1 };
        for cell in &step.cells {
            before += 1;
            let moves = cell.size.min(step.cap).max(1) as u64;
            work = work.saturating_add(before.saturating_mul(layers * moves * tables.space().len() as u64));
        }
    });
    work
}

/// Ways to begin a panel, by number taken from the present step and by state.
type Begun<T> = Vec<Vec<T>>;

/// The pass over all cells, in which each cell that was passed is carried on with one of its experts on the panel.
struct Pairs<T> {
    total: f64,
    /// Size and chance of every cell passed.
    passed: Vec<(f64, f64)>,
    /// Ways to begin with anybody, then with a given expert of each cell passed.
    begun: Vec<Begun<T>>,
    trace: usize,
    squares: f64,
}

impl<T: Count> Pairs<T> {
    fn of(tables: &Tables<T>) -> PairTrace {
        let mut empty = vec![T::zero(); tables.space().len()];
        empty.iter_mut().take(1).for_each(|ways| *ways = T::one());
        let total = tables.total().to_float();
        let mut pairs = Self { total, passed: Vec::new(), begun: vec![vec![empty]], trace: 0, squares: 0.0 };
        tables.each_step(|step, after| pairs.step(tables, step, after));
        PairTrace { experts: pairs.trace, squares: pairs.squares, error: None }
    }

    fn step(&mut self, tables: &Tables<T>, step: &Step, after: &[T]) {
        let lone = step.cells.len() == 1;
        let nothing = vec![T::zero(); tables.space().len()];
        let layers = if lone { 1 } else { step.cap + 1 };
        self.begun.iter_mut().for_each(|begun| begun.resize(layers, nothing.clone()));
        let behind = tables.behind(step, after);
        for (cell, behind) in step.cells.iter().zip(&behind) {
            self.cell(&Sweep { tables, step, cell: *cell, lone, behind, after });
        }
        for begun in &mut self.begun {
            let more = begun.split_off(1);
            let all = begun.first_mut().expect("there is at least one layer");
            for layer in more {
                all.iter_mut().zip(&layer).for_each(|(sum, ways)| sum.increase(ways));
            }
        }
    }

    fn cell(&mut self, sweep: &Sweep<'_, T>) {
        let Cell { size, .. } = sweep.cell;
        let most = sweep.tables.most(sweep.cell);
        let others = |fixed: usize| -> Vec<T> {
            size.checked_sub(fixed)
                .map_or_else(Vec::new, |rest| binomials(rest, most).iter().map(T::from_big).collect())
        };
        let (with_one, with_two) = (others(1), others(2));
        let (fixed, both) = sweep.fix(&with_one, &with_two, &self.begun[0]);
        let held: Vec<f64> = self.begun.iter_mut().map(|begun| sweep.run(&with_one, begun).to_float()).collect();
        let (own, chance) = (size as f64, held[0] / self.total);
        self.passed.push((own, chance));
        self.begun.push(fixed);
        let variance = chance * (1.0 - chance);
        // Chances of exactly 1 are exactly 1 here too, since both counts are the same number.
        if variance <= 0.0 {
            return;
        }
        self.trace += size;
        self.squares +=
            own + own * (own - 1.0) * square(both.to_float() / self.total - chance * chance, variance, variance);
        for (together, (others, other)) in held[1..].iter().zip(&self.passed) {
            let other_variance = other * (1.0 - other);
            if other_variance > 0.0 {
                let covariance = together / self.total - chance * other;
                self.squares += 2.0 * own * others * square(covariance, variance, other_variance);
            }
        }
    }
}

/// The square of a correlation.
fn square(covariance: f64, one: f64, other: f64) -> f64 {
    covariance * covariance / (one * other)
}

impl<T: Count> Sweep<'_, T> {
    /// Ways to begin with one given expert of the cell behind it, and the number of panels that hold two given experts of
    /// it; `with_one[j]` and `with_two[j]` are the ways to choose j more.
    fn fix(&self, with_one: &[T], with_two: &[T], begun: &[Vec<T>]) -> (Begun<T>, T) {
        let next = self.tables.space().after(self.cell.signature);
        let mut fixed: Begun<T> = vec![vec![T::zero(); next.len()]; begun.len()];
        let mut both = T::zero();
        for (taken, layer) in begun.iter().enumerate() {
            for (ways, first) in layer.iter().zip(next).filter(|(ways, _)| !ways.is_zero()) {
                let mut to = *first;
                for j in 1..=self.cell.size.min(self.step.cap - taken) {
                    if to == DEAD {
                        break;
                    }
                    fixed[if self.lone { 0 } else { taken + j }][to as usize].add_product(ways, &with_one[j - 1]);
                    if j > 1 {
                        both.add_product(&ways.product(&with_two[j - 2]), self.on(taken + j, to));
                    }
                    to = next[to as usize];
                }
            }
        }
        (fixed, both)
    }
}
