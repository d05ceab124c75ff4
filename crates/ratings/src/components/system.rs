//! The data as the likelihood needs them: blocks of cells.
//!
//! One factor is the *primary* one. Given the effects without it (*global* ones, and the mean), its levels, the
//! *blocks*, are independent, so they can be eliminated one after the other. Combinations of the other factors are
//! *cells*: within a block, effects with the primary factor (*local* ones) depend on the cell only, and so do global
//! effects in all blocks. Repeated observations of a block and a cell are kept as their number and mean.
//!
//! The work grows with the cube of the number of cells, so the factor with the fewest cells beside it is the primary.

use super::design::Design;
use super::partition::Partition;
use super::refusal::{Refusal, Size};
use nalgebra::DMatrix;
use std::collections::BTreeMap;
use std::ops::Range;

/// The most cells and global levels. At this size a step of the search takes seconds, and its time grows with the cube.
pub const CELLS_MAX: usize = 1_000;

/// The most numbers kept for the patterns: twice 8 bytes each.
const PATTERNS_MAX: usize = 50_000_000;

/// Where an effect's levels are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// In each block.
    Local,
    /// Shared by all blocks.
    Global,
}

/// One effect, as far as cells know it.
#[derive(Clone, Debug)]
pub(super) struct Term {
    pub(super) side: Side,
    /// The factors of the effect.
    pub(super) factors: Vec<usize>,
    /// The level of each cell; of a local effect in any block.
    pub(super) of_cell: Vec<u32>,
    /// How many levels the cells have.
    pub(super) levels: usize,
    /// The first of these among the columns of all effects of its side. Column 0 on the global side is the mean.
    pub(super) first: usize,
}

impl Term {
    /// The columns of the effect's levels.
    pub(super) fn columns(&self) -> Range<usize> {
        self.first..self.first + self.levels
    }
}

/// Which cells of a block are filled, and how often.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    /// How many blocks have it.
    pub(super) blocks: usize,
    /// Observations.
    pub(super) observations: f64,
    /// The weight that cells have unless they are among the exceptions: 1 where most cells are filled, else 0.
    pub(super) usual: f64,
    /// Cells with another weight, and how much more they have.
    pub(super) exceptions: Vec<(usize, f64)>,
    /// `Z' D Z` with the design `Z` of the local effects and the weights `D`.
    pub(super) gram: DMatrix<f64>,
}

/// One block.
#[derive(Clone, Debug)]
pub(super) struct Block {
    /// The label of its level.
    pub(super) label: u32,
    pub(super) pattern: usize,
    /// Its filled cells, as a range of [`System::entries`].
    pub(super) entries: Range<usize>,
}

/// A filled cell of a block.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) cell: usize,
    /// Observations.
    pub(super) count: usize,
    /// Their mean, less [`System::centre`].
    pub(super) value: f64,
}

/// A design with its data, sorted into blocks.
#[derive(Clone, Debug)]
pub(super) struct System {
    pub(super) primary: usize,
    pub(super) observations: usize,
    /// About the mean of all values; taking it off first keeps the digits.
    pub(super) centre: f64,
    /// The sum of squares of repeated observations about their cell's mean.
    pub(super) within: f64,
    pub(super) terms: Vec<Term>,
    pub(super) cells: usize,
    /// For each cell the labels of all factors; that of the primary one means nothing.
    pub(super) cell_labels: Vec<Vec<u32>>,
    pub(super) local_columns: usize,
    pub(super) global_columns: usize,
    pub(super) blocks: Vec<Block>,
    pub(super) entries: Vec<Entry>,
    pub(super) patterns: Vec<Pattern>,
    /// The local columns of each cell, as many as there are local effects, beside each other.
    local: Vec<u32>,
}

impl Entry {
    /// The number of observations, to calculate with.
    pub(super) fn weight(&self) -> f64 {
        self.count as f64
    }
}

impl System {
    /// Sorts `design` into blocks.
    pub(super) fn of(design: &Design) -> Result<Self, Refusal> {
        let (primary, cells) = primary(design);
        let (terms, local_columns, global_columns) = terms(design, primary, &cells);
        let largest = cells.levels.max(global_columns);
        if largest > CELLS_MAX {
            return Err(Refusal::TooLarge { what: Size::Cells, found: largest, limit: CELLS_MAX });
        }
        let centre = design.values().iter().sum::<f64>() / design.values().len() as f64;
        let labels = |at: &usize| design.factors().iter().map(|factor| factor.levels[*at]).collect();
        let mut system = Self {
            primary,
            observations: design.values().len(),
            centre,
            within: 0.0,
            local: local(&terms, cells.levels),
            terms,
            cells: cells.levels,
            cell_labels: cells.first().iter().map(labels).collect(),
            local_columns,
            global_columns,
            blocks: Vec::new(),
            entries: Vec::new(),
            patterns: Vec::new(),
        };
        system.fill(design, &cells)?;
        Ok(system)
    }

    /// The local columns of a cell.
    pub(super) fn local(&self, cell: usize) -> &[u32] {
        let width = self.local.len() / self.cells;
        &self.local[cell * width..(cell + 1) * width]
    }

    /// The labels of a term's level that a cell has, in a block if it is local.
    pub(super) fn labels(&self, term: &Term, block: Option<&Block>, cell: usize) -> Vec<u32> {
        let label = |factor: &usize| match block {
            Some(block) if *factor == self.primary => block.label,
            _ => self.cell_labels[cell][*factor],
        };
        term.factors.iter().map(label).collect()
    }

    /// The terms of one side with their places among all effects.
    pub(super) fn side(&self, side: Side) -> impl Iterator<Item = (usize, &Term)> {
        self.terms.iter().enumerate().filter(move |(_, term)| term.side == side)
    }

    /// How many levels a component has in all; the residual, as many as observations.
    pub(super) fn levels(&self, component: usize) -> usize {
        match self.terms.get(component) {
            None => self.observations,
            Some(term) if term.side == Side::Global => term.levels,
            Some(term) => self.blocks.iter().map(|block| self.block_levels(block, term).len()).sum(),
        }
    }

    /// The levels of a local effect that occur in a block, with the first cell of each, rising.
    pub(super) fn block_levels(&self, block: &Block, term: &Term) -> BTreeMap<u32, usize> {
        let entries = self.entries[block.entries.clone()].iter().rev();
        entries.map(|entry| (term.of_cell[entry.cell], entry.cell)).collect()
    }

    fn fill(&mut self, design: &Design, cells: &Partition) -> Result<(), Refusal> {
        let levels = design.partition(&[self.primary]);
        let place = |at: usize| (levels.level[at], cells.level[at]);
        // A stable sort: repetitions stay in the order that the design has put them in.
        let mut order: Vec<usize> = (0..self.observations).collect();
        order.sort_by_key(|at| place(*at));
        let mut patterns: BTreeMap<Vec<(usize, usize)>, usize> = BTreeMap::new();
        for block in order.chunk_by(|a, b| levels.level[*a] == levels.level[*b]) {
            let start = self.entries.len();
            for repeated in block.chunk_by(|a, b| place(*a) == place(*b)) {
                self.add(cells.level[repeated[0]] as usize, repeated.iter().map(|at| design.values()[*at]));
            }
            let filled = self.entries[start..].iter().map(|entry| (entry.cell, entry.count)).collect();
            let next = patterns.len();
            let pattern = *patterns.entry(filled).or_insert(next);
            let label = design.factors()[self.primary].levels[block[0]];
            self.blocks.push(Block { label, pattern, entries: start..self.entries.len() });
        }
        let kept = patterns.len() * self.local_columns * self.local_columns;
        if kept > PATTERNS_MAX {
            return Err(Refusal::TooLarge { what: Size::Patterns, found: kept, limit: PATTERNS_MAX });
        }
        let mut filled = vec![Vec::new(); patterns.len()];
        patterns.into_iter().for_each(|(cells, at)| filled[at] = cells);
        self.patterns = filled.iter().map(|cells| self.pattern(cells)).collect();
        self.blocks.iter().for_each(|block| self.patterns[block.pattern].blocks += 1);
        Ok(())
    }

    fn add(&mut self, cell: usize, values: impl ExactSizeIterator<Item = f64> + Clone) {
        let count = values.len();
        let values = values.map(|value| value - self.centre);
        let mean = values.clone().sum::<f64>() / count as f64;
        self.within += values.map(|value| (value - mean) * (value - mean)).sum::<f64>();
        self.entries.push(Entry { cell, count, value: mean });
    }

    fn pattern(&self, filled: &[(usize, usize)]) -> Pattern {
        let mut weights = vec![0.0; self.cells];
        filled.iter().for_each(|(cell, count)| weights[*cell] = *count as f64);
        let usual = if 2 * filled.len() > self.cells { 1.0 } else { 0.0 };
        let more = weights.iter().map(|weight| weight - usual).enumerate();
        let mut gram = DMatrix::zeros(self.local_columns, self.local_columns);
        for (cell, count) in filled {
            for a in self.local(*cell) {
                for b in self.local(*cell) {
                    gram[(*a as usize, *b as usize)] += *count as f64;
                }
            }
        }
        Pattern {
            blocks: 0,
            observations: weights.iter().sum(),
            usual,
            exceptions: more.filter(|(_, more)| *more != 0.0).collect(),
            gram,
        }
    }
}

/// The factor with the fewest cells beside it, the first of these, with the cells.
fn primary(design: &Design) -> (usize, Partition) {
    let used: Vec<usize> =
        (0..design.factors().len()).filter(|f| design.effects().iter().any(|effect| effect.contains(f))).collect();
    let beside = |primary: usize| {
        let others: Vec<usize> = used.iter().copied().filter(|factor| *factor != primary).collect();
        (primary, design.partition(&others))
    };
    used.iter().map(|factor| beside(*factor)).min_by_key(|(_, cells)| cells.levels).expect("a model has an effect")
}

fn terms(design: &Design, primary: usize, cells: &Partition) -> (Vec<Term>, usize, usize) {
    let first = cells.first();
    let (mut local, mut global) = (0, 1);
    let term = |effect: &Vec<usize>| {
        let others: Vec<usize> = effect.iter().copied().filter(|factor| *factor != primary).collect();
        let levels = design.partition(&others);
        let (side, columns) =
            if others.len() < effect.len() { (Side::Local, &mut local) } else { (Side::Global, &mut global) };
        let first_column = *columns;
        *columns += levels.levels;
        let of_cell = first.iter().map(|at| levels.level[*at]).collect();
        Term { side, factors: effect.clone(), of_cell, levels: levels.levels, first: first_column }
    };
    let terms = design.effects().iter().map(term).collect();
    (terms, local, global)
}

fn local(terms: &[Term], cells: usize) -> Vec<u32> {
    let locals = || terms.iter().filter(|term| term.side == Side::Local);
    let column = |term: &Term, cell: usize| u32::try_from(term.first).expect("few columns") + term.of_cell[cell];
    (0..cells).flat_map(|cell| locals().map(move |term| column(term, cell))).collect()
}
