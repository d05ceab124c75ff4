//! The question "is there any panel at all?", brought to its smallest form.
//!
//! For this question experts with the same quotas and the same employer are alike, and so are employers with the same
//! mix of experts: if x experts of one kind are wanted from t such employers, any x up to t times the kind's size and
//! any sum up to t times the limit can be spread over them (a flow that is possible in fractions is possible in whole
//! numbers). So thousands of experts become a few dozen cells with sizes. A problem may also ask with some rules
//! changed or forgotten, which is what an explanation needs.

use super::instance::Instance;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The pool of an instance, sorted into kinds once for many questions.
pub(super) struct Kinds {
    /// Distinct quota lists.
    pub(super) signatures: Vec<Vec<u16>>,
    /// Per expert, the group and the cell within it.
    pub(super) homes: Vec<(usize, usize)>,
    groups: Vec<Group>,
}

/// One employer's experts under a limit, or everybody else.
struct Group {
    limited: bool,
    /// Signature and number of experts.
    cells: Vec<(usize, usize)>,
}

/// Rules at the levels asked about.
#[derive(Clone, Debug)]
pub(super) struct Levels {
    /// Fewest and most members.
    pub(super) seats: (usize, usize),
    /// Minimum and maximum per quota.
    pub(super) quotas: Vec<(usize, usize)>,
    /// Most members of one employer.
    pub(super) employer_max: Option<usize>,
    /// Whether the pool's numbers count; otherwise there is any number of experts of every kind, each with an employer
    /// of their own, and somebody for each quota that nobody counts for.
    pub(super) finite: bool,
}

/// Which numbers of experts from each cell are asked for.
pub(super) struct Problem {
    pub(super) seats: (usize, usize),
    pub(super) quotas: Vec<(usize, usize)>,
    pub(super) signatures: Vec<Vec<u16>>,
    pub(super) cells: Vec<Cell>,
    /// How many members may come from all cells of the unit together.
    pub(super) room: Vec<usize>,
    /// `places[group][cell]`: the problem's cell of a group's cell; empty for a pool without numbers.
    pub(super) places: Vec<Vec<usize>>,
}

/// Experts alike.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub(super) signature: usize,
    /// Cells of one unit stand together.
    pub(super) unit: usize,
    pub(super) size: usize,
}

impl Kinds {
    pub(super) fn new(instance: &Instance) -> Self {
        let distinct: BTreeSet<&Vec<u16>> = instance.experts.iter().map(|member| &member.quotas).collect();
        let signatures: Vec<Vec<u16>> = distinct.into_iter().cloned().collect();
        let mut kinds = Self { signatures, homes: Vec::new(), groups: Vec::new() };
        // Both maps are looked up only, never walked.
        let mut groups: HashMap<Option<u32>, usize> = HashMap::new();
        let mut cells: HashMap<(usize, usize), usize> = HashMap::new();
        for member in &instance.experts {
            let employer = instance.employer_max.and(member.employer);
            let group = *groups.entry(employer).or_insert_with(|| {
                kinds.groups.push(Group { limited: employer.is_some(), cells: Vec::new() });
                kinds.groups.len() - 1
            });
            let signature = kinds.signatures.binary_search(&member.quotas).expect("every list was collected");
            let of_group = &mut kinds.groups[group].cells;
            let cell = *cells.entry((group, signature)).or_insert_with(|| {
                of_group.push((signature, 0));
                of_group.len() - 1
            });
            of_group[cell].1 += 1;
            kinds.homes.push((group, cell));
        }
        kinds
    }

    /// The problem at these levels.
    pub(super) fn problem(&self, levels: &Levels) -> Problem {
        let mut problem = Problem {
            seats: levels.seats,
            quotas: levels.quotas.clone(),
            signatures: self.signatures.clone(),
            cells: Vec::new(),
            room: Vec::new(),
            places: Vec::new(),
        };
        if levels.finite {
            self.merge(&mut problem, levels);
        } else {
            let counted: BTreeSet<u16> = self.signatures.iter().flatten().copied().collect();
            let missing = (0..levels.quotas.len()).filter_map(|quota| u16::try_from(quota).ok());
            problem.signatures.extend(missing.filter(|quota| !counted.contains(quota)).map(|quota| vec![quota]));
            let all: Vec<_> = (0..problem.signatures.len()).map(|signature| (signature, levels.seats.1)).collect();
            problem.unit(&all, levels.seats.1);
        }
        problem
    }

    fn merge(&self, problem: &mut Problem, levels: &Levels) {
        let mut alike: BTreeMap<Option<Vec<(usize, usize)>>, Vec<usize>> = BTreeMap::new();
        for (at, group) in self.groups.iter().enumerate() {
            let cap = levels.employer_max.filter(|_| group.limited);
            let size: usize = group.cells.iter().map(|(_, size)| size).sum();
            let key = cap.filter(|cap| *cap < size).map(|cap| {
                let mut cells: Vec<_> = group.cells.iter().map(|(of, size)| (*of, (*size).min(cap))).collect();
                cells.sort_unstable();
                cells
            });
            alike.entry(key).or_default().push(at);
        }
        problem.places = self.groups.iter().map(|group| vec![0; group.cells.len()]).collect();
        for (key, groups) in alike {
            let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
            let cap = key.is_some().then_some(levels.employer_max).flatten();
            for (signature, size) in groups.iter().flat_map(|group| &self.groups[*group].cells) {
                *sizes.entry(*signature).or_default() += cap.map_or(*size, |cap| cap.min(*size));
            }
            let cells: Vec<_> = sizes.into_iter().collect();
            let first = problem.unit(&cells, cap.map_or(usize::MAX, |cap| cap.saturating_mul(groups.len())));
            for group in groups {
                for (place, (signature, _)) in problem.places[group].iter_mut().zip(&self.groups[group].cells) {
                    let within = cells.binary_search_by_key(signature, |(of, _)| *of);
                    *place = first + within.expect("every cell of the group was merged");
                }
            }
        }
    }
}

impl Problem {
    /// The same without limits per unit, in few cells; `None` when there are no limits.
    pub(super) fn without_limits(&self) -> Option<Self> {
        if self.room.iter().all(|room| *room >= self.seats.1) {
            return None;
        }
        let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
        for cell in &self.cells {
            *sizes.entry(cell.signature).or_default() += cell.size;
        }
        let (quotas, signatures) = (self.quotas.clone(), self.signatures.clone());
        let mut merged =
            Self { seats: self.seats, quotas, signatures, cells: Vec::new(), room: Vec::new(), places: Vec::new() };
        merged.unit(&sizes.into_iter().collect::<Vec<_>>(), self.seats.1);
        Some(merged)
    }

    /// Adds a unit; gives the number of its first cell.
    fn unit(&mut self, cells: &[(usize, usize)], room: usize) -> usize {
        let first = self.cells.len();
        let unit = self.room.len();
        let most = self.seats.1;
        self.cells.extend(cells.iter().map(|&(signature, size)| Cell { signature, unit, size: size.min(most) }));
        self.room.push(room.min(most));
        first
    }
}
