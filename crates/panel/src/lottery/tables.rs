//! Counting: how many ways lead on from every step and state, and walking to the panel with a given index.
//!
//! The table of a step says, for each state, in how many ways the experts from that step on can complete the panel.
//! Tables are built from the last step to the first, each from the one after it, so the cost is linear in the pool.
//! When they would not all fit the memory allowed, every `stride`-th is kept and those between are built again where a
//! panel is looked for: at most one such stretch per member, and one for many panels that are looked for together.

mod walk;

pub(super) use walk::Pascal;

use super::cells::{Cell, Step};
use super::count::{Count, combination};
use super::states::{DEAD, StateSpace};
use std::collections::BTreeMap;

/// Tables of counts of type `T`.
pub(super) struct Tables<T> {
    space: StateSpace,
    steps: Vec<Step>,
    /// Binomials by cell size: `choose[size][j]`, only for sizes that occur.
    choose: BTreeMap<usize, Vec<T>>,
    stride: usize,
    /// Tables before steps 0, `stride`, 2 `stride`, ..., and after the last step.
    kept: Vec<Vec<T>>,
}

/// Members taken, as (cell, indices within the cell).
pub(super) type Taken = Vec<(Cell, Vec<usize>)>;

/// A panel being put together: the members before step `at` are taken.
struct Walker<T> {
    panel: usize,
    at: usize,
    state: usize,
    rest: T,
}

impl<T: Count> Tables<T> {
    /// Counts. `bits` bounds the size of every count. All tables are kept if `memory` bytes hold them, else as many as
    /// it holds, but never fewer than the square root of their number, so that no stretch between is long either.
    pub(super) fn new(space: StateSpace, steps: Vec<Step>, seats: usize, bits: u64, memory: usize) -> Self {
        let mut choose: BTreeMap<usize, Vec<T>> = BTreeMap::new();
        for cell in steps.iter().flat_map(|step| &step.cells) {
            choose.entry(cell.size).or_insert_with(|| {
                super::count::binomials(cell.size, cell.size.min(seats)).iter().map(T::from_big).collect()
            });
        }
        let table = space.len().saturating_mul(T::bytes(bits)).max(1);
        let needed = (steps.len() + 1).div_ceil((memory / table).max(1));
        let stride = needed.clamp(1, steps.len().isqrt().max(1));
        let mut tables = Self { space, steps, choose, stride, kept: Vec::new() };
        tables.fill();
        tables
    }

    fn fill(&mut self) {
        let mut table: Vec<T> =
            self.space.complete.iter().map(|complete| if *complete { T::one() } else { T::zero() }).collect();
        let mut kept = Vec::new();
        for at in (0..self.steps.len()).rev() {
            let before = self.before(&self.steps[at], &table);
            let after = std::mem::replace(&mut table, before);
            if (at + 1) % self.stride == 0 || at + 1 == self.steps.len() {
                kept.push(after);
            }
        }
        kept.push(table);
        kept.reverse();
        self.kept = kept;
    }

    /// The number of panels.
    pub(super) fn total(&self) -> T {
        self.kept[0].first().cloned().unwrap_or_else(T::zero)
    }

    /// The states counted over.
    pub(super) fn space(&self) -> &StateSpace {
        &self.space
    }

    /// All steps, in order.
    pub(super) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The most that can be taken of a cell, whatever else is taken.
    pub(super) fn most(&self, cell: Cell) -> usize {
        self.choose[&cell.size].len() - 1
    }

    /// The ways to take `j` of a cell.
    pub(super) fn ways(&self, cell: Cell, j: usize) -> &T {
        &self.choose[&cell.size][j]
    }

    /// The table before `step`, from the one after it.
    fn before(&self, step: &Step, after: &[T]) -> Vec<T> {
        let mut layers = self.layers(step, after);
        for cell in step.cells.iter().rev() {
            self.take_in(step, *cell, after, &mut layers);
        }
        layers.swap_remove(0)
    }

    /// What is still to be counted inside a step: a table for each number already taken from it, below the cap. With
    /// the cap reached nobody more is taken, so that table is `after` itself and is not stored.
    fn layers(&self, step: &Step, after: &[T]) -> Vec<Vec<T>> {
        let depth = if step.cells.len() == 1 { 1 } else { step.cap.max(1) };
        vec![after.to_vec(); depth]
    }

    /// Brings the layers from behind `cell` to before it. Layers are raised from the first on, since each only reads
    /// those after it as they were behind the cell.
    fn take_in(&self, step: &Step, cell: Cell, after: &[T], layers: &mut [Vec<T>]) {
        let next = self.space.after(cell.signature);
        let choose = &self.choose[&cell.size];
        let lone = step.cells.len() == 1;
        for taken in 0..layers.len() {
            let most = cell.size.min(step.cap - taken);
            let (this, rest) = layers[taken..].split_first_mut().expect("the range is not empty");
            for state in 0..self.space.len() {
                let mut to = next[state];
                for (more, ways) in choose[1..=most].iter().enumerate() {
                    if to == DEAD {
                        break;
                    }
                    let behind = if lone { after } else { rest.get(more).map_or(after, Vec::as_slice) };
                    this[state].add_product(ways, &behind[to as usize]);
                    to = next[to as usize];
                }
            }
        }
    }

    /// The panels with these indices, which must be below the total. A stretch of tables that were not kept is built
    /// once for all panels that take somebody there.
    pub(super) fn panels(&self, indices: Vec<T>) -> Vec<Taken> {
        let mut panels: Vec<Taken> = indices.iter().map(|_| Taken::new()).collect();
        let mut waiting: BTreeMap<usize, Vec<Walker<T>>> = BTreeMap::new();
        let arrive = |waiting: &mut BTreeMap<usize, Vec<Walker<T>>>, walker: Walker<T>| {
            if let Some(block) = self.block_of(&walker) {
                waiting.entry(block).or_default().push(walker);
            }
        };
        for (panel, rest) in indices.into_iter().enumerate() {
            arrive(&mut waiting, Walker { panel, at: 0, state: 0, rest });
        }
        while let Some((block, walkers)) = waiting.pop_first() {
            let stretch = self.stretch(block);
            for mut walker in walkers {
                // Every round takes at least one member within the block, so this ends.
                while self.block_of(&walker) == Some(block) {
                    self.advance(&mut walker, block, &stretch, &mut panels);
                }
                arrive(&mut waiting, walker);
            }
        }
        panels
    }

    /// Between which two kept tables the walker next takes somebody; `None` when it takes nobody more.
    ///
    /// Taking nobody comes first at every step, so nobody is taken before step e exactly when `rest` is below the count
    /// before e. That count falls with e, so the last such e can be found by bisection.
    fn block_of(&self, walker: &Walker<T>) -> Option<usize> {
        let last = self.kept.len() - 1;
        let reached = |kept: usize| walker.rest < self.kept[kept][walker.state];
        if walker.at == self.steps.len() || reached(last) {
            return None;
        }
        let (mut low, mut high) = (walker.at / self.stride, last);
        while high - low > 1 {
            let middle = low.midpoint(high);
            if reached(middle) { low = middle } else { high = middle }
        }
        Some(low)
    }

    /// Takes the members of the next step of `block` that the walker's panel takes any of.
    fn advance(&self, walker: &mut Walker<T>, block: usize, stretch: &[Vec<T>], panels: &mut [Taken]) {
        let (from, to) = (self.kept_at(block), self.kept_at(block + 1));
        let after = |step: usize| stretch.get(step - from).unwrap_or(&self.kept[block + 1]).as_slice();
        let (mut low, mut high) = (walker.at.max(from), to);
        while high - low > 1 {
            let middle = low.midpoint(high);
            if walker.rest < after(middle - 1)[walker.state] { low = middle } else { high = middle }
        }
        let rest = std::mem::replace(&mut walker.rest, T::zero());
        let panel = &mut panels[walker.panel];
        (walker.state, walker.rest) = self.within(&self.steps[low], after(low), walker.state, rest, panel);
        walker.at = low + 1;
    }

    /// The tables after each step of a block but the last, whose table is kept.
    fn stretch(&self, block: usize) -> Vec<Vec<T>> {
        let (from, to) = (self.kept_at(block), self.kept_at(block + 1));
        let mut stretch: Vec<Vec<T>> = Vec::with_capacity(to - from - 1);
        for step in (from + 1..to).rev() {
            let after = stretch.last().unwrap_or(&self.kept[block + 1]);
            stretch.push(self.before(&self.steps[step], after));
        }
        stretch.reverse();
        stretch
    }

    /// Which table `kept[at]` is: the number of steps before it.
    fn kept_at(&self, at: usize) -> usize {
        (at * self.stride).min(self.steps.len())
    }

    /// Takes the members of one step; gives the state and the index that remain.
    fn within(&self, step: &Step, after: &[T], from: usize, index: T, panel: &mut Taken) -> (usize, T) {
        let mut inner = Inner { tables: self, step, after, known: BTreeMap::new() };
        let (mut state, mut rest, mut taken) = (from, index, 0);
        for (at, &cell) in step.cells.iter().enumerate() {
            let next = self.space.after(cell.signature);
            let mut to = state;
            let mut j = 0;
            loop {
                let ways = inner.ways(at + 1, to, taken + j);
                let block = self.ways(cell, j).product(&ways);
                if rest < block {
                    let (rank, below) = rest.divide(&ways);
                    if j > 0 {
                        panel.push((cell, combination(cell.size, j, rank.to_big())));
                    }
                    (state, rest, taken) = (to, below, taken + j);
                    break;
                }
                rest.subtract(&block);
                j += 1;
                to = next[to] as usize;
            }
        }
        (state, rest)
    }

    /// Runs over all steps from the first, with the table after each.
    pub(super) fn each_step(&self, mut visit: impl FnMut(&Step, &[T])) {
        for block in 0..self.kept.len() - 1 {
            let stretch = self.stretch(block);
            for step in self.kept_at(block)..self.kept_at(block + 1) {
                let after = stretch.get(step - self.kept_at(block)).unwrap_or(&self.kept[block + 1]);
                visit(&self.steps[step], after);
            }
        }
    }

    /// The layers behind every cell of a step, as [`Tables::layers`]: `behind[cell][taken][state]`.
    pub(super) fn behind(&self, step: &Step, after: &[T]) -> Vec<Vec<Vec<T>>> {
        let mut layers = self.layers(step, after);
        let mut behind = Vec::with_capacity(step.cells.len());
        for cell in step.cells.iter().rev() {
            behind.push(layers.clone());
            self.take_in(step, *cell, after, &mut layers);
        }
        behind.reverse();
        behind
    }
}

/// The counts inside one step from one state: only those that are asked for, each once.
struct Inner<'a, T> {
    tables: &'a Tables<T>,
    step: &'a Step,
    after: &'a [T],
    known: BTreeMap<(usize, usize, usize), T>,
}

impl<T: Count> Inner<'_, T> {
    /// The ways on from before cell `at` with `taken` already from this step.
    fn ways(&mut self, at: usize, state: usize, taken: usize) -> T {
        if at == self.step.cells.len() || taken == self.step.cap {
            return self.after[state].clone();
        }
        if let Some(known) = self.known.get(&(at, state, taken)) {
            return known.clone();
        }
        let cell = self.step.cells[at];
        let mut ways = self.ways(at + 1, state, taken);
        let mut to = self.tables.space.after(cell.signature)[state];
        for j in 1..=cell.size.min(self.step.cap - taken) {
            if to == DEAD {
                break;
            }
            let on = self.ways(at + 1, to as usize, taken + j);
            ways.add_product(self.tables.ways(cell, j), &on);
            to = self.tables.space.after(cell.signature)[to as usize];
        }
        self.known.insert((at, state, taken), ways.clone());
        ways
    }
}
