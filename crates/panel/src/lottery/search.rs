//! Branch and bound: finds numbers per cell that keep all rules, or proves that there are none, or gives up honestly.
//!
//! The quota with the least to spare is served first, from each of its cells in turn; a cell tried is closed for the
//! branches after it, so no combination is met twice. A branch ends when some quota cannot reach its minimum, when
//! quotas that nobody shares need more seats together than are left, or when their maxima leave seats empty.

use super::problem::Problem;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// What is known about a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Numbers per cell that keep all rules.
    Found(Vec<usize>),
    /// Proof by exhaustion: there are none.
    Nothing,
    /// The effort allowed was not enough.
    Unknown,
}

/// Searches, with at least one expert of the cell `forced` if one is given, spending at most `effort` visits of cells, which
/// are taken off it.
pub(super) fn search(problem: &Problem, forced: Option<usize>, effort: &mut u64) -> Outcome {
    let families = families(problem);
    let outside = |signature: &Vec<u16>| {
        let apart = |family: &Vec<bool>| signature.iter().all(|quota| !family[usize::from(*quota)]);
        (0..families.len()).filter(|at| apart(&families[*at])).collect()
    };
    let mut search = Search {
        problem,
        outside: problem.signatures.iter().map(outside).collect(),
        families,
        left: problem.cells.iter().map(|cell| cell.size).collect(),
        room: problem.room.clone(),
        counts: vec![0; problem.quotas.len()],
        seated: 0,
        taken: vec![0; problem.cells.len()],
        effort: *effort,
    };
    if let Some(cell) = forced {
        if search.open(cell) == 0 || problem.seats.1 == 0 {
            return Outcome::Nothing;
        }
        search.take(cell);
    }
    let found = search.run();
    *effort = if found.is_some() { search.effort } else { 0 };
    match found {
        Some(true) => Outcome::Found(search.taken),
        Some(false) => Outcome::Nothing,
        None => Outcome::Unknown,
    }
}

/// Sets of quotas no two of which have an expert in common: usually one for each column of the pool. `true` where a
/// quota belongs.
fn families(problem: &Problem) -> Vec<Vec<bool>> {
    let quotas = problem.quotas.len();
    let mut share = vec![vec![false; quotas]; quotas];
    for signature in &problem.signatures {
        for &a in signature {
            for &b in signature {
                share[usize::from(a)][usize::from(b)] = true;
            }
        }
    }
    let mut families = BTreeSet::new();
    for first in 0..quotas {
        let mut family = vec![false; quotas];
        for quota in std::iter::once(first).chain(0..quotas) {
            family[quota] |= (0..quotas).all(|other| !family[other] || !share[quota][other]);
        }
        families.insert(family);
    }
    families.into_iter().rev().take(8).collect()
}

struct Search<'a> {
    problem: &'a Problem,
    families: Vec<Vec<bool>>,
    /// Per signature, the families of which it has no quota.
    outside: Vec<Vec<usize>>,
    /// Experts left per cell; 0 also for cells closed.
    left: Vec<usize>,
    /// Members still possible per unit.
    room: Vec<usize>,
    counts: Vec<usize>,
    seated: usize,
    taken: Vec<usize>,
    effort: u64,
}

impl Search<'_> {
    /// Whether the present beginning can be completed; `None` when the effort is spent.
    fn run(&mut self) -> Option<bool> {
        self.effort = self.effort.checked_sub(self.problem.cells.len() as u64 + 1)?;
        let Some(supply) = self.supply() else { return Some(false) };
        let needy = (0..self.counts.len()).filter(|quota| self.deficit(*quota) > 0);
        let branch = needy.min_by_key(|quota| supply[*quota] - self.deficit(*quota));
        if branch.is_none() && self.seated >= self.problem.seats.0 {
            return Some(true);
        }
        let mut cells = self.branches(branch);
        // Cells that serve many needs first, and among them those that use up little else.
        cells.sort_by_cached_key(|cell| {
            let signature = &self.problem.signatures[self.problem.cells[*cell].signature];
            let needs = signature.iter().filter(|quota| self.deficit(usize::from(**quota)) > 0).count();
            (Reverse(needs), signature.len() - needs)
        });
        let mut closed = Vec::new();
        let mut found = Some(false);
        for cell in cells {
            self.take(cell);
            found = self.run();
            if found != Some(false) {
                return found;
            }
            self.give_back(cell);
            closed.push((cell, std::mem::take(&mut self.left[cell])));
        }
        for (cell, left) in closed {
            self.left[cell] = left;
        }
        found
    }

    fn deficit(&self, quota: usize) -> usize {
        self.problem.quotas[quota].0.saturating_sub(self.counts[quota])
    }

    /// How many members a cell could still give by itself.
    fn open(&self, cell: usize) -> usize {
        let of = self.problem.cells[cell];
        let slack = |quota: &u16| {
            let quota = usize::from(*quota);
            self.problem.quotas[quota].1.saturating_sub(self.counts[quota])
        };
        let slack = self.problem.signatures[of.signature].iter().map(slack).min().unwrap_or(usize::MAX);
        self.left[cell].min(self.room[of.unit]).min(slack)
    }

    /// The cells that could give the next member, who must count for `quota` if one is given.
    fn branches(&self, quota: Option<usize>) -> Vec<usize> {
        let serves = |cell: &usize| {
            let signature = &self.problem.signatures[self.problem.cells[*cell].signature];
            quota.is_none_or(|quota| signature.iter().any(|of| usize::from(*of) == quota))
        };
        (0..self.problem.cells.len()).filter(|cell| self.open(*cell) > 0).filter(serves).collect()
    }

    fn take(&mut self, cell: usize) {
        let of = self.problem.cells[cell];
        self.left[cell] -= 1;
        self.room[of.unit] -= 1;
        self.taken[cell] += 1;
        self.seated += 1;
        for &quota in &self.problem.signatures[of.signature] {
            self.counts[usize::from(quota)] += 1;
        }
    }

    fn give_back(&mut self, cell: usize) {
        let of = self.problem.cells[cell];
        self.left[cell] += 1;
        self.room[of.unit] += 1;
        self.taken[cell] -= 1;
        self.seated -= 1;
        for &quota in &self.problem.signatures[of.signature] {
            self.counts[usize::from(quota)] -= 1;
        }
    }

    /// How many more members could count for each quota, each by itself; `None` when a rule can no longer be kept.
    fn supply(&self) -> Option<Vec<usize>> {
        let seats = self.problem.seats.1.checked_sub(self.seated)?;
        let needed = self.problem.seats.0.saturating_sub(self.seated);
        let over = |quota: usize| self.counts[quota] > self.problem.quotas[quota].1;
        if (0..self.counts.len()).any(|quota| over(quota) || self.deficit(quota) > seats) {
            return None;
        }
        let mut supply = Supply::new(self.counts.len(), self.families.len());
        let mut cell = 0;
        for (unit, &room) in self.room.iter().enumerate() {
            while let Some(of) = self.problem.cells.get(cell).filter(|of| of.unit == unit) {
                let outside = &self.outside[of.signature];
                supply.cell(&self.problem.signatures[of.signature], outside, self.open(cell));
                cell += 1;
            }
            supply.close_unit(room);
        }
        let short = (0..self.counts.len()).any(|quota| supply.quotas[quota] < self.deficit(quota));
        let families_hold = self.families.iter().zip(&supply.outside).all(|(family, outside)| {
            let within = || (0..family.len()).filter(|quota| family[*quota]);
            let wanted: usize = within().map(|quota| self.deficit(quota)).sum();
            let most = |quota: usize| supply.quotas[quota].min(self.problem.quotas[quota].1 - self.counts[quota]);
            wanted <= seats && within().map(most).sum::<usize>() + outside >= needed
        });
        (!short && families_hold && supply.all >= needed).then_some(supply.quotas)
    }
}

/// Sums over units of what their cells offer, never more than a unit's room.
struct Supply {
    all: usize,
    quotas: Vec<usize>,
    /// Per family, from experts who count for none of its quotas.
    outside: Vec<usize>,
    in_unit: (usize, Vec<usize>, Vec<usize>),
}

impl Supply {
    fn new(quotas: usize, families: usize) -> Self {
        let in_unit = (0, vec![0; quotas], vec![0; families]);
        Self { all: 0, quotas: vec![0; quotas], outside: vec![0; families], in_unit }
    }

    fn cell(&mut self, signature: &[u16], outside_of: &[usize], open: usize) {
        let (all, quotas, outside) = &mut self.in_unit;
        *all += open;
        signature.iter().for_each(|quota| quotas[usize::from(*quota)] += open);
        outside_of.iter().for_each(|family| outside[*family] += open);
    }

    fn close_unit(&mut self, room: usize) {
        let (all, quotas, outside) = &mut self.in_unit;
        self.all += std::mem::take(all).min(room);
        for (sum, part) in self.quotas.iter_mut().zip(quotas).chain(self.outside.iter_mut().zip(outside)) {
            *sum += std::mem::take(part).min(room);
        }
    }
}
