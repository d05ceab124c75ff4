//! Units, cells and steps: the pool in the one order that indices follow (`docs/draw-protocol.md` section 5).
//!
//! A unit is an employer group under the limit, or everybody whom no limit concerns. A cell is everybody of a unit whom
//! the counted quotas cannot tell apart. A *step* is what counting handles at once: the cells of a unit that share a
//! limit, or a single cell where the limit cannot bind, since then nothing but the quotas ties it to its neighbours.

use super::instance::Instance;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The pool in the order of units and cells.
pub(super) struct Layout {
    /// Every distinct list of quota indices that some expert counts for, in lexicographic order.
    pub(super) signatures: Vec<Vec<u16>>,
    /// Steps in order.
    pub(super) steps: Vec<Step>,
    /// Positions, cell by cell, ascending within each cell.
    pub(super) order: Vec<usize>,
}

/// Cells that share one limit.
pub(super) struct Step {
    /// In order; never empty.
    pub(super) cells: Vec<Cell>,
    /// How many may be taken from these cells together; at most their size and the number of seats.
    pub(super) cap: usize,
}

/// Experts of one unit with one signature.
#[derive(Clone, Copy)]
pub(super) struct Cell {
    /// Index into [`Layout::signatures`].
    pub(super) signature: usize,
    /// Where the cell begins in [`Layout::order`].
    pub(super) start: usize,
    /// How many experts it has, at least 1.
    pub(super) size: usize,
}

impl Layout {
    /// Sorts the experts of `instance` into cells by the quotas for which `seen` is true.
    pub(super) fn new(instance: &Instance, seen: impl Fn(usize) -> bool) -> Self {
        let lists: Vec<Vec<u16>> = instance
            .experts
            .iter()
            .map(|member| member.quotas.iter().copied().filter(|quota| seen(usize::from(*quota))).collect())
            .collect();
        let distinct: BTreeSet<&Vec<u16>> = lists.iter().collect();
        let signatures: Vec<Vec<u16>> = distinct.into_iter().cloned().collect();
        let numbers: BTreeMap<&Vec<u16>, usize> = signatures.iter().enumerate().map(|(at, list)| (list, at)).collect();
        let (units, capped) = units(instance);
        let mut keys: Vec<(usize, usize, usize)> =
            lists.iter().enumerate().map(|(position, list)| (units[position], numbers[list], position)).collect();
        keys.sort_unstable();
        let steps = steps(&keys, &capped, usize::from(instance.seats));
        Self { steps, order: keys.into_iter().map(|(_, _, position)| position).collect(), signatures }
    }
}

/// The unit number of every position, in order of smallest positions, and every unit's cap.
fn units(instance: &Instance) -> (Vec<usize>, Vec<Option<usize>>) {
    // Looked up only, never walked, so its order cannot reach a result.
    let mut numbers: HashMap<Option<u32>, usize> = HashMap::new();
    let mut caps = Vec::new();
    let units = instance
        .experts
        .iter()
        .map(|member| {
            let group = instance.employer_max.and(member.employer);
            *numbers.entry(group).or_insert_with(|| {
                caps.push(group.and(instance.employer_max).map(usize::from));
                caps.len() - 1
            })
        })
        .collect();
    (units, caps)
}

/// Cuts the sorted `(unit, signature, position)` keys into cells, and these into steps.
fn steps(keys: &[(usize, usize, usize)], caps: &[Option<usize>], seats: usize) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut start = 0;
    for unit in keys.chunk_by(|a, b| a.0 == b.0) {
        let mut cells = Vec::new();
        for cell in unit.chunk_by(|a, b| a.1 == b.1) {
            cells.push(Cell { signature: cell[0].1, start, size: cell.len() });
            start += cell.len();
        }
        match caps[unit[0].0] {
            Some(cap) if cap < unit.len().min(seats) => steps.push(Step { cells, cap }),
            _ => steps.extend(cells.into_iter().map(|cell| Step { cells: vec![cell], cap: cell.size.min(seats) })),
        }
    }
    steps
}
