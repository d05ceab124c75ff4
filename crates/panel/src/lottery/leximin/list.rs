//! The public list: m panels of which each is equally likely, so that a numbered ball picks one.
//!
//! Panels are added one after another. Each time the mixture's part is taken whose types are most behind their chances,
//! and of each type the experts who were listed least. So every beginning of the list is itself a list that is fair to
//! about one panel, and the shortest one that is close enough is kept. Flanigan, Kehne and Procaccia (2021) prove that
//! rounding need not cost more than about that; here the difference is not proved beforehand but measured for every
//! expert and stated.

use super::super::instance::Instance;
use super::price::Pricer;
use super::span::{self, Share, whole};
use super::types::Types;
use num_rational::{BigRational, Ratio};
use num_traits::{Signed, ToPrimitive, Zero};
use std::collections::BTreeMap;

/// How long the list is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListSize {
    /// The fewest panels with which every expert's listed chance is within a tolerance of the exact one, and nobody with
    /// a chance is left out.
    Smallest {
        /// The largest difference between an exact and a listed chance.
        tolerance: Ratio<u64>,
        /// At most so many panels; the list is the best of them when none is within the tolerance.
        most: usize,
    },
    /// So many.
    Exactly(usize),
}

/// The list, and whether it keeps what was asked.
pub(super) struct Listed {
    pub(super) panels: Vec<Vec<usize>>,
    /// How many experts with a chance are on no panel of it.
    pub(super) left_out: usize,
}

/// Makes the list from a mixture of numbers by type.
pub(super) fn list(
    instance: &Instance,
    types: &Types,
    chances: &[BigRational],
    mixture: &[Share],
    size: &ListSize,
) -> Listed {
    match size {
        ListSize::Exactly(size) => {
            let mut maker = Maker::new(instance, types, chances, mixture, true);
            maker.extend(*size);
            let left_out = maker.left_out();
            Listed { panels: maker.panels, left_out }
        }
        ListSize::Smallest { tolerance, most } => {
            let tolerance = BigRational::new((*tolerance.numer()).into(), (*tolerance.denom()).into());
            // Where the mixture's own panels come out even after a few, going beyond them only blurs that.
            let plain = Maker::new(instance, types, chances, mixture, false).smallest(&tolerance, (*most).min(PLAIN));
            let most = if plain.within { plain.listed.panels.len() - 1 } else { *most };
            let found = Maker::new(instance, types, chances, mixture, true).smallest(&tolerance, most);
            if plain.within && !found.within { plain.listed } else { found.listed }
        }
    }
}

/// How long a list of the mixture's own panels is tried.
const PLAIN: usize = 200;

/// A list, and whether it is within the tolerance.
struct Found {
    listed: Listed,
    within: bool,
}

struct Maker<'a> {
    instance: &'a Instance,
    types: &'a Types,
    chances: &'a [BigRational],
    rough: Vec<f64>,
    mixture: &'a [Share],
    /// Members by type so far.
    sums: Vec<usize>,
    /// How often each expert was listed.
    counts: Vec<u32>,
    panels: Vec<Vec<usize>>,
    /// Knows panels that keep who has no chance out; `None` when only the mixture's own are wanted.
    pricer: Option<Pricer<'a>>,
}

impl<'a> Maker<'a> {
    fn new(
        instance: &'a Instance,
        types: &'a Types,
        chances: &'a [BigRational],
        mixture: &'a [Share],
        beyond: bool,
    ) -> Self {
        let rough = chances.iter().map(|chance| chance.to_f64().unwrap_or(0.0)).collect();
        let sums = vec![0; types.len()];
        let counts = vec![0; instance.experts.len()];
        let pricer = beyond.then(|| span::face(types, chances));
        Self { instance, types, chances, rough, mixture, sums, counts, panels: Vec::new(), pricer }
    }

    /// The shortest list within a tolerance, or the closest one of at most so many panels.
    fn smallest(mut self, tolerance: &BigRational, most: usize) -> Found {
        let rough = 1.1 * tolerance.to_f64().unwrap_or(1.0);
        let mut best: Option<(BigRational, usize)> = None;
        let mut within = false;
        for panels in 1..=most {
            self.extend(panels);
            if self.left_out() > 0 || self.rough() > rough && panels < most {
                continue;
            }
            let difference = self.difference();
            within = difference <= *tolerance;
            if best.as_ref().is_none_or(|(least, _)| difference < *least) {
                best = Some((difference, panels));
            }
            if within {
                break;
            }
        }
        let left_out = self.left_out();
        self.panels.truncate(best.map_or(most, |(_, panels)| panels));
        Found { listed: Listed { panels: self.panels, left_out }, within }
    }

    fn extend(&mut self, size: usize) {
        while self.panels.len() < size {
            let mixture = self.mixture;
            let mut parts: Vec<(f64, &Vec<usize>)> =
                mixture.iter().map(|(counts, _)| (self.behind(counts), counts)).collect();
            parts.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
            let better = self.better(parts[0].1).filter(|counts| self.behind(counts) > parts[0].0);
            let panel = better.and_then(|counts| self.seat(&counts));
            let panel = panel.or_else(|| parts.iter().find_map(|(_, counts)| self.seat(counts)));
            let panel = panel.expect("every part of the mixture was seated before");
            for &position in &panel {
                self.counts[position] += 1;
                self.sums[self.types.of[position]] += 1;
            }
            self.panels.push(panel);
        }
    }

    /// What exchanges make of numbers by type, for those who are behind.
    fn better(&mut self, counts: &[usize]) -> Option<Vec<usize>> {
        let listed = (self.panels.len() + 1) as f64;
        let owed = |of: usize| {
            let size = self.types.size(of) as f64;
            (self.rough[of] * size * listed - self.sums[of] as f64) / size
        };
        let weights: Vec<f64> = (0..self.types.len()).map(owed).collect();
        self.pricer.as_mut()?.climb(&weights, f64::MIN, std::iter::once(&counts.to_vec()), 1)
    }

    /// How much a panel of these numbers does for those who are behind: what falls by the squares of the differences.
    /// An expert counts as much as any other, so a type's difference is shared by its experts.
    fn behind(&self, counts: &[usize]) -> f64 {
        let listed = (self.panels.len() + 1) as f64;
        let mut gain = 0.0;
        for (of, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let size = self.types.size(of) as f64;
            let count = *count as f64;
            let owed = self.rough[of] * size * listed - self.sums[of] as f64;
            gain += (2.0 * owed * count - count * count) / size;
        }
        gain
    }

    /// The experts for numbers by type: least listed first, within the employer limit; `None` when there is no way.
    fn seat(&self, counts: &[usize]) -> Option<Vec<usize>> {
        let mut wanted: Vec<(usize, usize)> =
            counts.iter().copied().enumerate().filter(|(_, count)| *count > 0).collect();
        wanted.sort_by_key(|(of, count)| (self.types.size(*of) - count, *of));
        let queues: Vec<Vec<usize>> = wanted.iter().map(|(of, _)| self.queue(*of)).collect();
        let seats: Vec<usize> = wanted.iter().enumerate().flat_map(|(at, (_, count))| vec![at; *count]).collect();
        let mut panel = Vec::new();
        let mut effort = 20_000;
        self.fill(&queues, &seats, &mut panel, &mut BTreeMap::new(), &mut effort).then(|| {
            let mut positions: Vec<usize> = panel.iter().map(|(_, position)| *position).collect();
            positions.sort_unstable();
            positions
        })
    }

    fn queue(&self, of: usize) -> Vec<usize> {
        let mut queue = self.types.members[of].clone();
        queue.sort_by_key(|position| (self.counts[*position], *position));
        queue
    }

    /// Fills the seats from their queues, going back where an employer gets in the way. `panel` holds the place in the
    /// queue and the position of who is seated.
    fn fill(
        &self,
        queues: &[Vec<usize>],
        seats: &[usize],
        panel: &mut Vec<(usize, usize)>,
        employers: &mut BTreeMap<u32, u16>,
        effort: &mut usize,
    ) -> bool {
        let Some(&queue) = seats.get(panel.len()) else { return true };
        let again = panel.len().checked_sub(1).filter(|last| seats[*last] == queue);
        let first = again.map_or(0, |last| panel[last].0 + 1);
        for place in first..queues[queue].len() {
            if *effort == 0 {
                return false;
            }
            *effort -= 1;
            let position = queues[queue][place];
            let employer = self.instance.employer_max.and(self.instance.experts[position].employer);
            if let (Some(employer), Some(limit)) = (employer, self.instance.employer_max) {
                let present = employers.entry(employer).or_default();
                if *present >= limit {
                    continue;
                }
                *present += 1;
            }
            panel.push((place, position));
            if self.fill(queues, seats, panel, employers, effort) {
                return true;
            }
            panel.pop();
            if let Some(present) = employer.and_then(|employer| employers.get_mut(&employer)) {
                *present -= 1;
            }
        }
        false
    }

    /// For each type with a chance: the least and the most that one of its experts is listed.
    fn extremes(&self) -> impl Iterator<Item = (usize, u32, u32)> {
        (0..self.types.len()).filter(|of| !self.chances[*of].is_zero()).map(|of| {
            let counts = self.types.members[of].iter().map(|position| self.counts[*position]);
            (of, counts.clone().min().unwrap_or(0), counts.max().unwrap_or(0))
        })
    }

    fn left_out(&self) -> usize {
        let zero = |of: usize| self.types.members[of].iter().filter(|position| self.counts[**position] == 0).count();
        (0..self.types.len()).filter(|of| !self.chances[*of].is_zero()).map(zero).sum()
    }

    /// The largest difference between a listed and an exact chance, in floats.
    fn rough(&self) -> f64 {
        let panels = self.panels.len() as f64;
        let far = |count: u32, of: usize| (f64::from(count) / panels - self.rough[of]).abs();
        self.extremes().map(|(of, least, most)| far(least, of).max(far(most, of))).fold(0.0, f64::max)
    }

    /// The largest difference between a listed and an exact chance.
    fn difference(&self) -> BigRational {
        let panels = whole(self.panels.len());
        let far = |count: u32, of: usize| (BigRational::from_integer(count.into()) / &panels - &self.chances[of]).abs();
        let each = self.extremes().map(|(of, least, most)| far(least, of).max(far(most, of)));
        each.max().unwrap_or_else(BigRational::zero)
    }
}
