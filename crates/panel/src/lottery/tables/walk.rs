//! Walking to one panel after another when every table is kept and counts have 128 bits: what a simulation of a million
//! draws needs. It finds the very panel that [`Tables::panels`] finds, without big integers and without lists of its own.

use super::super::cells::{Cell, Step};
use super::super::states::{DEAD, StateSpace};
use super::Tables;

/// Binomials up to the largest cell: `columns[left][m]` is `C(m, left)`.
pub(in super::super) struct Pascal {
    columns: Vec<Vec<u128>>,
}

/// The most binomials that are kept: 64 MiB of them.
const BINOMIALS_MAX: usize = 4 << 20;

/// The most cells and members of one employer for which ways are summed directly; more repeat themselves too often.
const DIRECT_MAX: usize = 12;

impl Pascal {
    /// The `left`-th member of the subset with rank `rank` among the subsets of `left` of `from..size`, and the rank of the
    /// others among theirs.
    fn first(&self, size: usize, from: usize, left: usize, rank: u128) -> (usize, u128) {
        let column = &self.columns[left][..=size - from];
        // `C(m, left)` subsets have all their members among the last m; those from this one on are `from_here`.
        let from_here = column[size - from] - rank;
        let m = column.partition_point(|ways| *ways < from_here);
        (size - m, rank - (column[size - from] - column[m]))
    }

    /// Adds the positions of the subset of `j` of a cell's experts with rank `rank`.
    fn take(&self, cell: Cell, j: usize, mut rank: u128, order: &[usize], panel: &mut Vec<usize>) {
        let mut from = 0;
        for left in (1..=j).rev() {
            let (first, rest) = self.first(cell.size, from, left, rank);
            panel.push(order[cell.start + first]);
            (from, rank) = (first + 1, rest);
        }
    }

    fn ways(&self, cell: Cell, j: usize) -> u128 {
        self.columns[j][cell.size]
    }
}

impl Tables<u128> {
    /// The binomials for [`Tables::walk`]; `None` when some tables are not kept, or the binomials would be too many.
    pub(in super::super) fn pascal(&self) -> Option<Pascal> {
        let size = self.steps.iter().flat_map(|step| &step.cells).map(|cell| cell.size).max().unwrap_or(0);
        let most = self.choose.values().map(|ways| ways.len() - 1).max().unwrap_or(0);
        if self.stride > 1 || (size + 1).saturating_mul(most + 1) > BINOMIALS_MAX {
            return None;
        }
        let mut columns = vec![vec![1; size + 1]];
        for left in 0..most {
            let mut column: Vec<u128> = vec![0; size + 1];
            for m in 1..=size {
                // Below the ceiling of all counts, since `left` is below both the size and the seats.
                column[m] = column[m - 1] + columns[left][m - 1];
            }
            columns.push(column);
        }
        Some(Pascal { columns })
    }

    /// Puts the positions of the panel with this index, which must be below the total, into `panel`, in ascending order.
    pub(in super::super) fn walk(&self, pascal: &Pascal, order: &[usize], index: u128, panel: &mut Vec<usize>) {
        panel.clear();
        let (mut at, mut state, mut rest) = (0, 0, index);
        let last = self.steps.len();
        // Nobody is taken before step e exactly when `rest` is below the count before e; see [`Tables::block_of`].
        while rest >= self.kept[last][state] {
            let (mut low, mut high) = (at, last);
            while high - low > 1 {
                let middle = low.midpoint(high);
                if rest < self.kept[middle][state] { low = middle } else { high = middle }
            }
            let walk = Walk { step: &self.steps[low], after: &self.kept[low + 1], space: &self.space, pascal, order };
            (state, rest) = match (walk.step.cells.len(), walk.step.cap) {
                (2.., 1) => walk.one(state, rest, panel),
                (cells, cap) if cells == 1 || cells + cap <= DIRECT_MAX => walk.some(state, rest, panel),
                _ => self.many(walk.step, walk.after, order, (state, rest), panel),
            };
            at = low + 1;
        }
        panel.sort_unstable();
    }

    /// As the generic walk: what was counted within the step is remembered.
    fn many(
        &self,
        step: &Step,
        after: &[u128],
        order: &[usize],
        (state, rest): (usize, u128),
        panel: &mut Vec<usize>,
    ) -> (usize, u128) {
        let mut taken = super::Taken::new();
        let reached = self.within(step, after, state, rest, &mut taken);
        panel.extend(taken.iter().flat_map(|(cell, inside)| inside.iter().map(|at| order[cell.start + at])));
        reached
    }
}

/// One step of a walk.
struct Walk<'a> {
    step: &'a Step,
    after: &'a [u128],
    space: &'a StateSpace,
    pascal: &'a Pascal,
    order: &'a [usize],
}

impl Walk<'_> {
    /// At most one member from several cells. Taking nobody comes first, then somebody of the last cell, and so on: at
    /// every cell the panels that take nobody of it come before the others.
    fn one(&self, state: usize, mut rest: u128, panel: &mut Vec<usize>) -> (usize, u128) {
        rest -= self.after[state];
        for &cell in self.step.cells.iter().rev() {
            let to = self.space.after(cell.signature)[state];
            if to == DEAD {
                continue;
            }
            let ways = self.after[to as usize];
            let block = cell.size as u128 * ways;
            if rest < block {
                self.pascal.take(cell, 1, rest / ways, self.order, panel);
                return (to as usize, rest % ways);
            }
            rest -= block;
        }
        unreachable!("the step was found because somebody is taken at it")
    }

    /// Any number of members.
    fn some(&self, mut state: usize, mut rest: u128, panel: &mut Vec<usize>) -> (usize, u128) {
        let mut taken = 0;
        for (at, &cell) in self.step.cells.iter().enumerate() {
            let next = self.space.after(cell.signature);
            let (mut to, mut j) = (state, 0);
            loop {
                let ways = self.ways(at + 1, to, taken + j);
                let block = self.pascal.ways(cell, j) * ways;
                if rest < block {
                    if j > 0 {
                        self.pascal.take(cell, j, rest / ways, self.order, panel);
                    }
                    (state, rest, taken) = (to, rest % ways, taken + j);
                    break;
                }
                rest -= block;
                j += 1;
                to = next[to] as usize;
            }
        }
        (state, rest)
    }

    /// The ways on from before cell `at` with `taken` already from this step.
    fn ways(&self, at: usize, state: usize, taken: usize) -> u128 {
        if at == self.step.cells.len() || taken == self.step.cap {
            return self.after[state];
        }
        let cell = self.step.cells[at];
        let next = self.space.after(cell.signature);
        let mut ways = self.ways(at + 1, state, taken);
        let mut to = next[state];
        for j in 1..=cell.size.min(self.step.cap - taken) {
            if to == DEAD {
                break;
            }
            ways += self.pascal.ways(cell, j) * self.ways(at + 1, to as usize, taken + j);
            to = next[to as usize];
        }
        ways
    }
}
