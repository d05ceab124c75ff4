//! Experts sorted into types, and the linear rules that every panel's numbers by type keep.
//!
//! The quotas cannot tell experts with the same quota list apart. Neither can an employer limit that never gets in the
//! way; so at first a type is a quota list, whoever the employers are, and only *watched* employers have types of their
//! own. What holds for all numbers that these rules allow holds for all panels, since every panel's numbers are among
//! them.

use super::super::instance::Instance;
use std::collections::{BTreeMap, BTreeSet};

/// The pool as the search sees it.
#[derive(Clone, Debug)]
pub(super) struct Types {
    /// Positions by type, ascending; types in order of their first position.
    pub(super) members: Vec<Vec<usize>>,
    /// The type of each position.
    pub(super) of: Vec<usize>,
    /// How many members of a type a panel can have at most.
    pub(super) most: Vec<usize>,
    /// What every panel keeps, the number of seats first, then the quotas, then the caps.
    pub(super) rules: Vec<Rule>,
    /// Types of each watched employer.
    pub(super) caps: Vec<Vec<usize>>,
    /// The rules that each type counts for, ascending.
    pub(super) counts: Vec<Vec<usize>>,
}

/// Bounds on how many members come from some types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) min: usize,
    pub(super) max: usize,
}

impl Types {
    /// Types under the quotas, watching `watched` employers.
    pub(super) fn new(instance: &Instance, watched: &BTreeSet<u32>) -> Self {
        let seats = usize::from(instance.seats);
        let mut numbers: BTreeMap<(&[u16], Option<u32>), usize> = BTreeMap::new();
        let mut members: Vec<Vec<usize>> = Vec::new();
        let mut of = Vec::with_capacity(instance.experts.len());
        for (position, expert) in instance.experts.iter().enumerate() {
            let employer = expert.employer.filter(|employer| watched.contains(employer));
            let number = *numbers.entry((&expert.quotas, employer)).or_insert_with(|| {
                members.push(Vec::new());
                members.len() - 1
            });
            members[number].push(position);
            of.push(number);
        }
        let mut by_employer: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for ((_, employer), number) in &numbers {
            if let Some(employer) = employer {
                by_employer.entry(*employer).or_default().push(*number);
            }
        }
        let limit = instance.employer_max.map(usize::from);
        let most = members.iter().map(|members| most(instance, members, limit, seats)).collect();
        let mut rules = vec![Rule { min: seats, max: seats }];
        rules.extend(instance.quotas.iter().map(|quota| Rule { min: quota.min.into(), max: quota.max.into() }));
        let mut counts: Vec<Vec<usize>> = members
            .iter()
            .map(|members| {
                let quotas = instance.experts[members[0]].quotas.iter().map(|quota| 1 + usize::from(*quota));
                std::iter::once(0).chain(quotas).collect()
            })
            .collect();
        let mut caps: Vec<Vec<usize>> = by_employer.into_values().filter(|types| types.len() > 1).collect();
        caps.iter_mut().for_each(|types| types.sort_unstable());
        for types in &caps {
            for of in types {
                counts[*of].push(rules.len());
            }
            rules.push(Rule { min: 0, max: limit.unwrap_or(seats).min(seats) });
        }
        Self { members, of, most, rules, caps, counts }
    }

    pub(super) fn len(&self) -> usize {
        self.members.len()
    }

    /// How many experts are of a type.
    pub(super) fn size(&self, of: usize) -> usize {
        self.members[of].len()
    }

    /// Whether numbers by type keep every rule.
    pub(super) fn allows(&self, counts: &[usize]) -> bool {
        let mut sums = vec![0; self.rules.len()];
        for ((count, most), rules) in counts.iter().zip(&self.most).zip(&self.counts) {
            if count > most {
                return false;
            }
            for rule in rules {
                sums[*rule] += count;
            }
        }
        sums.iter().zip(&self.rules).all(|(sum, rule)| (rule.min..=rule.max).contains(sum))
    }
}

/// At most all of them, a whole panel, or the limit for each of their employers.
fn most(instance: &Instance, members: &[usize], limit: Option<usize>, seats: usize) -> usize {
    let most = members.len().min(seats);
    let Some(limit) = limit else { return most };
    let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
    let mut free = 0;
    for employer in members.iter().map(|position| instance.experts[*position].employer) {
        match employer {
            Some(employer) => *sizes.entry(employer).or_default() += 1,
            None => free += 1,
        }
    }
    // The proof only counts employers; so does this, or a bound could be claimed that the proof does not reach.
    if free > 0 { most } else { most.min(limit.saturating_mul(sizes.len())) }
}
