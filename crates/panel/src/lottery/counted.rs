//! Which quotas are counted exactly and which are left to rejection.
//!
//! Every counted quota multiplies the states; every quota left to rejection divides the share of panels that pass. So
//! what is wanted is many bits of selection for few bits of states. Quotas that nobody shares, as those on one column,
//! hang together and are weighed together: a last value of a column costs no states once the others are counted. The
//! choice goes into the commitment, so a verifier never has to repeat it, and no choice changes the outcome's
//! fairness: all panels that keep all quotas stay equally likely.

use super::count::{binomial, binomials};
use super::error::DrawError;
use super::instance::{Instance, Quota};
use super::uniform::{Budget, UniformLottery, prepare};
use num_bigint::BigUint;
use std::cmp::Reverse;
use zhuoping_provenance::{Seed, Words};

/// How many quotas that do not fit are tried before the rest is left to rejection.
const MISSES_MAX: usize = 4;

/// Sets `counted` of every quota: all of them if that fits the budget; else groups of quotas without common experts, as
/// far as they fit, those first that select most for their states; then single quotas of the other groups, those first
/// that a panel drawn without any rules keeps most rarely. A tenth of the budget is tried first and kept to if one in 32
/// random panels then passes.
///
/// # Errors
/// What [`Instance::check`] finds; [`DrawError::TooLarge`] when even a lottery without quotas exceeds the budget.
/// The flags are then as before.
pub fn choose_counted(instance: &mut Instance, budget: Budget) -> Result<(), DrawError> {
    let mut chosen = instance.clone();
    chosen.quotas.iter_mut().for_each(|quota| quota.counted = true);
    if fits(&chosen, budget)? {
        *instance = chosen;
        return Ok(());
    }
    let tenth = Budget { states: budget.states / 10, work: budget.work / 10, ..budget };
    if count_within(&mut chosen, tenth).is_ok() && passes_often(&chosen, tenth) {
        *instance = chosen;
        return Ok(());
    }
    count_within(&mut chosen, budget)?;
    *instance = chosen;
    Ok(())
}

fn count_within(chosen: &mut Instance, budget: Budget) -> Result<(), DrawError> {
    chosen.quotas.iter_mut().for_each(|quota| quota.counted = false);
    prepare(chosen, budget)?;
    count_groups(chosen, budget)?;
    count_single_quotas(chosen, budget)
}

/// Whether rejection will be cheap, by a pilot with words of its own that are always the same.
fn passes_often(chosen: &Instance, budget: Budget) -> bool {
    let mut words = Words::new(Seed::from_text("zhuoping/panel/pilot", ""), 0);
    UniformLottery::with_budget(chosen, budget).is_ok_and(|lottery| lottery.pilot(&mut words, 256).accepted >= 8)
}

/// Whether counting what the flags say fits the budget.
fn fits(instance: &Instance, budget: Budget) -> Result<bool, DrawError> {
    match prepare(instance, budget) {
        Ok(_) => Ok(true),
        Err(DrawError::TooLarge(_)) => Ok(false),
        Err(other) => Err(other),
    }
}

fn count_groups(chosen: &mut Instance, budget: Budget) -> Result<(), DrawError> {
    let mut groups: Vec<(Worth, Vec<usize>)> = Vec::new();
    for group in groups_without_common_experts(chosen) {
        groups.extend(Worth::of(chosen, &group, budget)?.map(|worth| (worth, group)));
    }
    groups.sort_by(|(a, _), (b, _)| b.compare(a));
    for (_, group) in groups {
        group.iter().for_each(|at| chosen.quotas[*at].counted = true);
        let fit = fits(chosen, budget)?;
        group.iter().for_each(|at| chosen.quotas[*at].counted = fit);
    }
    Ok(())
}

fn count_single_quotas(chosen: &mut Instance, budget: Budget) -> Result<(), DrawError> {
    let left = (0..chosen.quotas.len()).filter(|at| !chosen.quotas[*at].counted && binds(chosen, *at));
    let mut order: Vec<(BigUint, usize)> = left.map(|at| (panels_keeping(chosen, at), at)).collect();
    order.sort();
    let mut misses = 0;
    for (_, at) in order {
        chosen.quotas[at].counted = true;
        if !fits(chosen, budget)? {
            chosen.quotas[at].counted = false;
            misses += 1;
        }
        if misses == MISSES_MAX {
            break;
        }
    }
    Ok(())
}

fn binds(instance: &Instance, at: usize) -> bool {
    instance.quotas[at].min > 0 || instance.quotas[at].max < instance.seats
}

/// The quotas that can bind, each in the first group with none of whose quotas it shares an expert.
fn groups_without_common_experts(instance: &Instance) -> Vec<Vec<usize>> {
    let quotas = instance.quotas.len();
    let mut share = vec![false; quotas * quotas];
    for member in &instance.experts {
        for &a in &member.quotas {
            member.quotas.iter().for_each(|&b| share[usize::from(a) * quotas + usize::from(b)] = true);
        }
    }
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for at in (0..quotas).filter(|at| binds(instance, *at)) {
        match groups.iter_mut().find(|group| group.iter().all(|other| !share[at * quotas + other])) {
            Some(group) => group.push(at),
            None => groups.push(vec![at]),
        }
    }
    groups
}

/// What counting a group alone would bring and cost, in sixteenths of a bit. Nothing else depends on these, so their
/// coarseness decides no more than which choice is made.
struct Worth {
    selects: u64,
    states: u64,
}

impl Worth {
    /// `None` when the group does not fit the budget even alone, without employers.
    fn of(instance: &Instance, group: &[usize], budget: Budget) -> Result<Option<Self>, DrawError> {
        let quota = |(at, quota): (usize, &Quota)| Quota { counted: group.contains(&at), ..*quota };
        let quotas = instance.quotas.iter().enumerate().map(quota).collect();
        let alone = Instance { quotas, employer_max: None, ..instance.clone() };
        let states = match prepare(&alone, budget) {
            Ok((_, space)) => BigUint::from(space.len()),
            Err(DrawError::TooLarge(_)) => return Ok(None),
            Err(other) => return Err(other),
        };
        let all = binomial(instance.experts.len(), usize::from(instance.seats));
        match UniformLottery::with_budget(&alone, budget) {
            Ok(lottery) => {
                let selects = sixteenths(&all).saturating_sub(sixteenths(lottery.total()));
                Ok(Some(Self { selects, states: sixteenths(&states).max(1) }))
            }
            // A group that no panel keeps is worth everything: counting it is the proof.
            Err(DrawError::NoPanel) => Ok(Some(Self { selects: u64::from(u32::MAX), states: 1 })),
            Err(other) => Err(other),
        }
    }

    fn compare(&self, other: &Self) -> std::cmp::Ordering {
        (self.selects * other.states, Reverse(self.states)).cmp(&(other.selects * self.states, Reverse(other.states)))
    }
}

/// The logarithm to base 2 in sixteenths, rounded down.
fn sixteenths(number: &BigUint) -> u64 {
    number.pow(16).bits().saturating_sub(1)
}

/// How many panels of the right size keep the quota at `at`, all other rules forgotten.
fn panels_keeping(instance: &Instance, at: usize) -> BigUint {
    let seats = usize::from(instance.seats);
    let counts = |quotas: &[u16]| quotas.iter().any(|quota| usize::from(*quota) == at);
    let inside = instance.experts.iter().filter(|member| counts(&member.quotas)).count();
    let Quota { min, max, .. } = instance.quotas[at];
    let (min, max) = (usize::from(min), usize::from(max).min(seats));
    if min > max {
        return BigUint::ZERO;
    }
    let (of, others) = (binomials(inside, seats), binomials(instance.experts.len() - inside, seats));
    (min..=max).map(|count| &of[count] * &others[seats - count]).sum()
}
