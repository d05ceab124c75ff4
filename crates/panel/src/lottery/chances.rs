//! Every expert's exact chance under the uniform lottery.
//!
//! The number of panels that hold an expert is found for all experts in one pass: the ways to begin a panel before the
//! expert's cell, times the ways to complete it behind. The experts of one cell have the same chance.

use super::cells::{Cell, Step};
use super::count::{Count, binomials};
use super::states::DEAD;
use super::tables::Tables;
use super::uniform::{Engine, UniformLottery};
use num_bigint::BigUint;
use num_rational::Ratio;
use num_traits::{ToPrimitive, Zero};
use std::collections::BTreeMap;

/// How many of all panels hold each expert. A chance is `holding[position] / total`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chances {
    /// Panels that hold the expert, by position.
    pub holding: Vec<BigUint>,
    /// All panels; at least 1.
    pub total: BigUint,
}

impl Chances {
    /// The chance of the expert at `position`, exactly, in lowest terms.
    ///
    /// # Panics
    /// When there is no expert at `position`.
    pub fn of(&self, position: usize) -> Ratio<BigUint> {
        Ratio::new(self.holding[position].clone(), self.total.clone())
    }

    /// All chances by position, rounded to the nearest float of 64 bits or the one beside it; for showing, and for
    /// statistics that decide nothing.
    pub fn shares(&self) -> Vec<f64> {
        // A float holds numbers below 2^1024; what is cut off here is beyond its precision.
        let cut = self.total.bits().saturating_sub(1000);
        let float = |number: &BigUint| (number >> cut).to_f64().unwrap_or(f64::INFINITY);
        let total = float(&self.total);
        self.holding.iter().map(|holding| float(holding) / total).collect()
    }

    /// Positions of the experts whom the quotas shut out of every panel, ascending.
    pub fn shut_out(&self) -> Vec<usize> {
        (0..self.holding.len()).filter(|position| self.holding[*position].is_zero()).collect()
    }
}

impl UniformLottery {
    /// Every expert's exact chance; `None` when some quota is left to rejection, since what is not counted has no
    /// exact number. The cost is about that of counting.
    pub fn chances(&self) -> Option<Chances> {
        if self.rejects() {
            return None;
        }
        let cells: Vec<(Cell, BigUint)> = match &self.engine {
            Engine::Small(tables) => in_big(holding(tables)),
            Engine::Big(tables) => in_big(holding(tables)),
        };
        let mut by_position = vec![BigUint::ZERO; self.order.len()];
        for (cell, count) in cells {
            for &position in &self.order[cell.start..cell.start + cell.size] {
                by_position[position].clone_from(&count);
            }
        }
        Some(Chances { holding: by_position, total: self.total().clone() })
    }
}

fn in_big<T: Count>(counts: Vec<(Cell, T)>) -> Vec<(Cell, BigUint)> {
    counts.into_iter().map(|(cell, count)| (cell, count.to_big())).collect()
}

/// For each cell, how many panels hold one given expert of it.
fn holding<T: Count>(tables: &Tables<T>) -> Vec<(Cell, T)> {
    let states = tables.space().len();
    let mut begun = vec![T::zero(); states];
    if let Some(empty) = begun.first_mut() {
        *empty = T::one();
    }
    let mut fewer: BTreeMap<usize, Vec<T>> = BTreeMap::new();
    let mut result = Vec::new();
    tables.each_step(|step, after| {
        let lone = step.cells.len() == 1;
        let mut begun_with = vec![std::mem::take(&mut begun)];
        begun_with.resize(if lone { 1 } else { step.cap + 1 }, vec![T::zero(); states]);
        let behind = tables.behind(step, after);
        for (cell, behind) in step.cells.iter().zip(&behind) {
            let others = fewer
                .entry(cell.size)
                .or_insert_with(|| binomials(cell.size - 1, tables.most(*cell)).iter().map(T::from_big).collect());
            let sweep = Sweep { tables, step, cell: *cell, lone, behind, after };
            result.push((*cell, sweep.run(others, &mut begun_with)));
        }
        begun = begun_with.swap_remove(0);
        for more in begun_with {
            begun.iter_mut().zip(&more).for_each(|(sum, ways)| sum.increase(ways));
        }
    });
    result
}

/// One cell's part of the pass.
pub(super) struct Sweep<'a, T> {
    pub(super) tables: &'a Tables<T>,
    pub(super) step: &'a Step,
    pub(super) cell: Cell,
    /// Whether the cell is a step of its own; then the number taken from the step needs no record.
    pub(super) lone: bool,
    /// Ways on from behind the cell, by number taken from the step (below the cap) and state.
    pub(super) behind: &'a [Vec<T>],
    pub(super) after: &'a [T],
}

impl<T: Count> Sweep<'_, T> {
    /// The ways on from a state behind the cell with so many taken from the step.
    pub(super) fn on(&self, taken: usize, state: u32) -> &T {
        let table = if self.lone { self.after } else { self.behind.get(taken).map_or(self.after, Vec::as_slice) };
        &table[state as usize]
    }

    /// Carries `begun` (ways to begin, by number taken and state) over the cell and counts the panels that hold one of
    /// its experts; `others[j]` are the ways to choose j more of the cell.
    ///
    /// Works in place from the fullest state to the emptiest, since members only lead to fuller ones.
    pub(super) fn run(&self, others: &[T], begun: &mut [Vec<T>]) -> T {
        let next = self.tables.space().after(self.cell.signature);
        let mut held = T::zero();
        for taken in (0..begun.len()).rev() {
            for state in (0..next.len()).rev() {
                if begun[taken][state].is_zero() {
                    continue;
                }
                let ways = begun[taken][state].clone();
                let mut to = next[state];
                for j in 1..=self.cell.size.min(self.step.cap - taken) {
                    if to == DEAD {
                        break;
                    }
                    let layer = if self.lone { 0 } else { taken + j };
                    let on = self.on(layer, to);
                    if !on.is_zero() {
                        held.add_product(&ways.product(&others[j - 1]), on);
                    }
                    begun[layer][to as usize].add_product(&ways, self.tables.ways(self.cell, j));
                    to = next[to as usize];
                }
            }
        }
        held
    }
}
