//! Why no panel keeps the rules: which rules clash, what the pool offers, and the smallest change that helps.
//!
//! A clash is a set of rules that no panel keeps together, though each smaller set can be kept; it is found by leaving
//! out one rule after another for as long as the rest still clashes (deletion filter). Changes are found in order of
//! their size: whatever helps must loosen some rule of every clash, so each round loosens each rule of one clash by
//! one, and the first round in which a panel exists has all smallest changes and only them (Reiter's hitting sets with
//! levels). Each "clashes" and each "helps" is proved; what could not be proved within the budget is said.

use super::error::DrawError;
use super::feasible::{Feasibility, decide};
use super::instance::{Instance, SEATS_MAX};
use super::problem::{Kinds, Levels};
use super::uniform::Budget;
use std::cmp::Reverse;
use std::collections::{BTreeSet, VecDeque};

/// Clashes reported at most.
const CLASHES_MAX: usize = 5;
/// Smallest changes reported at most.
const ALTERNATIVES_MAX: usize = 50;
/// Questions asked at most in looking for the smallest change.
const QUESTIONS_MAX: usize = 20_000;

/// One rule of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The minimum of a quota, by index.
    Minimum(usize),
    /// The maximum of a quota, by index.
    Maximum(usize),
    /// The limit per employer.
    EmployerMax,
    /// No seat may stay empty.
    SeatsFilled,
    /// There are no more members than seats.
    SeatsLimited,
    /// The pool has only so many experts of each kind. Not in a clash of rules that no pool could meet.
    Pool,
}

/// Rules that cannot be kept together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// In ascending order; that no panel keeps all of them is proved.
    pub rules: Vec<Rule>,
    /// Whether it is also proved that leaving out any one rule ends the clash.
    pub minimal: bool,
}

/// What the pool offers for one quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The quota's index.
    pub quota: usize,
    /// Experts who count for it.
    pub eligible: usize,
    /// Different employers of these experts.
    pub employers: usize,
    /// How many of them have no employer.
    pub without_employer: usize,
    /// The most of them on one panel, with the seats and the employer limit but without other quotas.
    pub most: usize,
    /// The fewest of them on one panel, likewise; more than `most` when the pool cannot fill the seats.
    pub least: usize,
}

/// A rule loosened. Its size is the difference to the instance's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// A quota's minimum lowered.
    LowerMinimum {
        /// The quota's index.
        quota: usize,
        /// The new minimum.
        to: u16,
    },
    /// A quota's maximum raised.
    RaiseMaximum {
        /// The quota's index.
        quota: usize,
        /// The new maximum.
        to: u16,
    },
    /// The limit per employer raised.
    RaiseEmployerMax {
        /// The new limit.
        to: u16,
    },
    /// A smaller panel.
    FewerSeats {
        /// The new number of seats.
        to: u16,
    },
    /// A larger panel.
    MoreSeats {
        /// The new number of seats.
        to: u16,
    },
}

/// Why there is no panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Infeasibility {
    /// Rules that clash: at least one clash, at most 5.
    pub clashes: Vec<Clash>,
    /// What the pool offers for every quota that takes part in one of them, by quota.
    pub offers: Vec<Offer>,
    /// All changes of the smallest total size after which there is a panel, at most 50, each a list of changes to make
    /// together. Empty when no change of these kinds helps, or when `changes_proved` is false.
    pub smallest_changes: Vec<Vec<Change>>,
    /// Their total size; 0 if there are none.
    pub smallest_size: u32,
    /// Whether `smallest_changes` is proved to be smallest, and complete up to 50. When it is not proved, there are none.
    pub changes_proved: bool,
}

/// Says why no panel keeps all quotas (counted or not) and the employer limit; `None` if there is one, or if the budget
/// did not suffice to prove that there is none ([`super::feasibility`] tells these apart).
///
/// # Errors
/// What [`Instance::check`] finds.
pub fn explain(instance: &Instance, budget: Budget) -> Result<Option<Infeasibility>, DrawError> {
    instance.check()?;
    let explainer = Explainer { instance, kinds: Kinds::new(instance), budget };
    let all = explainer.rules();
    if explainer.decide(&all, &Loosened::default()) != Feasibility::Impossible {
        return Ok(None);
    }
    let clashes = explainer.clashes(&all);
    let quotas: BTreeSet<usize> = clashes.iter().flat_map(|clash| &clash.rules).filter_map(Rule::quota).collect();
    let offers = quotas.into_iter().map(|quota| offer(instance, quota)).collect();
    let changes = explainer.smallest_changes(&all);
    Ok(Some(Infeasibility {
        clashes,
        offers,
        smallest_size: changes.as_ref().and_then(|changes| changes.first()).map_or(0, Loosened::size),
        smallest_changes: changes.iter().flatten().map(|loosened| loosened.changes(instance)).collect(),
        changes_proved: changes.is_some(),
    }))
}

/// The rules that can bind, now or with more seats; the pool first, since rules left out early are those that a clash is
/// preferably told without.
pub(super) fn binding(instance: &Instance) -> Vec<Rule> {
    let quotas = instance.quotas.iter().enumerate();
    let minima: usize = quotas.clone().map(|(_, quota)| usize::from(quota.min)).sum();
    let most = instance.experts.len().max(minima);
    let mut rules = vec![Rule::Pool, Rule::SeatsLimited];
    let mut maxima: Vec<_> = quotas.clone().filter(|(_, quota)| usize::from(quota.max) < most).collect();
    maxima.sort_by_key(|(_, quota)| Reverse(quota.max));
    rules.extend(maxima.into_iter().map(|(at, _)| Rule::Maximum(at)));
    rules.extend(instance.employer_max.map(|_| Rule::EmployerMax));
    rules.push(Rule::SeatsFilled);
    rules.extend(quotas.filter(|(_, quota)| quota.min > 0).map(|(at, _)| Rule::Minimum(at)));
    rules
}

/// The levels at which only `rules` are asked, each looser by what `by` says, the others forgotten.
///
/// Without a limit of seats there is room for everybody whom some minimum needs and one more, who may be asked for
/// besides; whoever serves neither can go.
pub(super) fn levels(instance: &Instance, rules: &[Rule], by: impl Fn(Rule) -> usize) -> Levels {
    let kept = |rule: Rule| rules.contains(&rule);
    let seats = usize::from(instance.seats);
    let bounds = |(at, quota): (usize, &super::Quota)| {
        let (low, high) = (Rule::Minimum(at), Rule::Maximum(at));
        let min = if kept(low) { usize::from(quota.min) - by(low) } else { 0 };
        (min, if kept(high) { usize::from(quota.max) + by(high) } else { usize::MAX })
    };
    let quotas: Vec<(usize, usize)> = instance.quotas.iter().enumerate().map(bounds).collect();
    let fewest = if kept(Rule::SeatsFilled) { seats - by(Rule::SeatsFilled) } else { 0 };
    let minima: usize = quotas.iter().map(|(min, _)| min).sum();
    let most = if kept(Rule::SeatsLimited) { seats + by(Rule::SeatsLimited) } else { fewest.max(minima + 1) };
    let employer_max = instance.employer_max.filter(|_| kept(Rule::EmployerMax));
    Levels {
        seats: (fewest, most),
        quotas,
        employer_max: employer_max.map(|max| usize::from(max) + by(Rule::EmployerMax)),
        finite: kept(Rule::Pool),
    }
}

/// What the pool offers for each quota, in the order of the quotas.
///
/// # Errors
/// What [`Instance::check`] finds.
pub fn offers(instance: &Instance) -> Result<Vec<Offer>, DrawError> {
    instance.check()?;
    Ok((0..instance.quotas.len()).map(|quota| offer(instance, quota)).collect())
}

impl Rule {
    /// The quota it belongs to, if any.
    pub fn quota(&self) -> Option<usize> {
        match self {
            Self::Minimum(quota) | Self::Maximum(quota) => Some(*quota),
            _ => None,
        }
    }
}

/// By how much each rule is loosened, in ascending order of rule; rules not listed are not.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Loosened(Vec<(Rule, u16)>);

impl Loosened {
    fn by(&self, rule: Rule) -> u16 {
        self.0.binary_search_by_key(&rule, |(of, _)| *of).map_or(0, |at| self.0[at].1)
    }

    fn one_more(&self, rule: Rule) -> Self {
        let mut more = self.clone();
        match more.0.binary_search_by_key(&rule, |(of, _)| *of) {
            Ok(at) => more.0[at].1 += 1,
            Err(at) => more.0.insert(at, (rule, 1)),
        }
        more
    }

    fn size(&self) -> u32 {
        self.0.iter().map(|(_, by)| u32::from(*by)).sum()
    }

    fn changes(&self, instance: &Instance) -> Vec<Change> {
        let change = |&(rule, by): &(Rule, u16)| match rule {
            Rule::Minimum(quota) => Some(Change::LowerMinimum { quota, to: instance.quotas[quota].min - by }),
            Rule::Maximum(quota) => Some(Change::RaiseMaximum { quota, to: instance.quotas[quota].max + by }),
            Rule::EmployerMax => instance.employer_max.map(|max| Change::RaiseEmployerMax { to: max + by }),
            Rule::SeatsFilled => Some(Change::FewerSeats { to: instance.seats - by }),
            Rule::SeatsLimited => Some(Change::MoreSeats { to: instance.seats + by }),
            Rule::Pool => None,
        };
        self.0.iter().filter_map(change).collect()
    }
}

struct Explainer<'a> {
    instance: &'a Instance,
    kinds: Kinds,
    budget: Budget,
}

impl Explainer<'_> {
    /// The rules that can bind, as [`binding`] orders them.
    fn rules(&self) -> Vec<Rule> {
        binding(self.instance)
    }

    /// Whether some panel keeps these rules at these levels, the others forgotten.
    fn decide(&self, rules: &[Rule], loosened: &Loosened) -> Feasibility {
        let levels = levels(self.instance, rules, |rule| usize::from(loosened.by(rule)));
        decide(&self.kinds.problem(&levels), self.budget)
    }

    /// Leaves rules out of `rules`, which clash at these levels, for as long as the rest clashes.
    fn clash(&self, rules: &[Rule], loosened: &Loosened) -> Clash {
        let mut clash = Clash { rules: rules.to_vec(), minimal: true };
        self.leave_out(rules, loosened, &mut clash);
        clash.rules.sort_unstable();
        clash
    }

    /// Leaves out all of `part`, or halves of it, down to single rules: few of many rules stay, so this asks far less
    /// than trying each. A rule that stays was tried beside a superset of what is left in the end, so it is needed there.
    fn leave_out(&self, part: &[Rule], loosened: &Loosened, clash: &mut Clash) {
        let rest: Vec<Rule> = clash.rules.iter().copied().filter(|rule| !part.contains(rule)).collect();
        match self.decide(&rest, loosened) {
            Feasibility::Impossible => clash.rules = rest,
            outcome if part.len() == 1 => clash.minimal &= outcome == Feasibility::Possible,
            _ => {
                let (first, second) = part.split_at(part.len() / 2);
                self.leave_out(first, loosened, clash);
                self.leave_out(second, loosened, clash);
            }
        }
    }

    /// Several clashes of the instance itself: after each, one without some rule of it is looked for.
    fn clashes(&self, all: &[Rule]) -> Vec<Clash> {
        let mut clashes: Vec<Clash> = Vec::new();
        let mut left_out = VecDeque::from([BTreeSet::new()]);
        let mut seen = BTreeSet::from([BTreeSet::new()]);
        while let Some(without) = left_out.pop_front() {
            let rules: Vec<Rule> = all.iter().copied().filter(|rule| !without.contains(rule)).collect();
            let known = clashes.iter().position(|clash| clash.rules.iter().all(|rule| !without.contains(rule)));
            let clash = match known {
                Some(known) => clashes[known].clone(),
                None if clashes.len() == CLASHES_MAX || seen.len() > 200 => break,
                None if self.decide(&rules, &Loosened::default()) != Feasibility::Impossible => continue,
                None => {
                    clashes.push(self.clash(&rules, &Loosened::default()));
                    clashes[clashes.len() - 1].clone()
                }
            };
            for rule in clash.rules.into_iter().filter(|rule| *rule != Rule::Pool) {
                let mut more = without.clone();
                more.insert(rule);
                if seen.insert(more.clone()) {
                    left_out.push_back(more);
                }
            }
        }
        clashes
    }

    /// All smallest ways to loosen rules until there is a panel, or as many as are reported; `None` when that could not
    /// be proved within the budget.
    fn smallest_changes(&self, all: &[Rule]) -> Option<Vec<Loosened>> {
        // Clashes met so far, with the levels at which they were proved. They hold at tighter levels too.
        let mut learned: Vec<(Vec<Rule>, Loosened)> = Vec::new();
        let mut round = BTreeSet::from([Loosened::default()]);
        let mut questions = 0;
        while !round.is_empty() {
            let mut helping = Vec::new();
            let mut next = BTreeSet::new();
            for loosened in round {
                let holds =
                    |(rules, at): &&(Vec<Rule>, Loosened)| rules.iter().all(|rule| loosened.by(*rule) <= at.by(*rule));
                let rules = match learned.iter().find(holds) {
                    Some((rules, _)) => rules.clone(),
                    None => match self.decide(all, &loosened) {
                        Feasibility::Undecided => return None,
                        Feasibility::Possible => {
                            helping.push(loosened);
                            continue;
                        }
                        Feasibility::Impossible => {
                            questions += all.len();
                            let clash = self.clash(all, &loosened);
                            learned.push((clash.rules.clone(), loosened.clone()));
                            clash.rules
                        }
                    },
                };
                questions += 1;
                if questions > QUESTIONS_MAX {
                    return None;
                }
                let looser = rules.into_iter().filter(|rule| self.can_loosen(*rule, &loosened));
                next.extend(looser.map(|rule| loosened.one_more(rule)));
            }
            if !helping.is_empty() {
                helping.truncate(ALTERNATIVES_MAX);
                return Some(helping);
            }
            round = next;
        }
        Some(Vec::new())
    }

    fn can_loosen(&self, rule: Rule, loosened: &Loosened) -> bool {
        let by = usize::from(loosened.by(rule));
        let seats = usize::from(self.instance.seats);
        match rule {
            Rule::Minimum(quota) => by < usize::from(self.instance.quotas[quota].min),
            Rule::Maximum(quota) => usize::from(self.instance.quotas[quota].max) + by < usize::from(SEATS_MAX),
            Rule::EmployerMax => by < usize::from(SEATS_MAX),
            Rule::SeatsFilled => by + 1 < seats,
            Rule::SeatsLimited => seats + by < usize::from(SEATS_MAX).min(self.instance.experts.len()),
            Rule::Pool => false,
        }
    }
}

/// What the pool offers for one quota.
fn offer(instance: &Instance, quota: usize) -> Offer {
    let counts = |at: &usize| instance.experts[*at].quotas.iter().any(|of| usize::from(*of) == quota);
    let (own, others): (Vec<usize>, Vec<usize>) = (0..instance.experts.len()).partition(counts);
    let employers: BTreeSet<u32> = own.iter().filter_map(|at| instance.experts[*at].employer).collect();
    let seats = usize::from(instance.seats);
    Offer {
        quota,
        eligible: own.len(),
        employers: employers.len(),
        without_employer: own.iter().filter(|at| instance.experts[**at].employer.is_none()).count(),
        most: seatable(instance, &own).min(seats),
        least: seats - seatable(instance, &others).min(seats),
    }
}

/// How many of the experts at `positions` the employer limit lets onto one panel.
fn seatable(instance: &Instance, positions: &[usize]) -> usize {
    let Some(max) = instance.employer_max.map(usize::from) else { return positions.len() };
    let mut employers: Vec<u32> = positions.iter().filter_map(|at| instance.experts[*at].employer).collect();
    let free = positions.len() - employers.len();
    employers.sort_unstable();
    free + employers.chunk_by(|a, b| a == b).map(|group| group.len().min(max)).sum::<usize>()
}
