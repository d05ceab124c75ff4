//! Whether any panel keeps all quotas, counted or not, exactly; and who is on none.
//!
//! Branch and bound answers nearly always and at once. Where it does not, the reachable states decide, if there are
//! not too many. If neither does, the answer is that it is not known; nothing is ever claimed without proof.

use super::error::DrawError;
use super::instance::Instance;
use super::problem::{Kinds, Levels, Problem};
use super::search::{Outcome, search};
use super::states::{Bounds, DEAD, StateSpace};
use super::uniform::{Budget, UniformLottery};

/// Whether there is a panel that keeps every rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feasibility {
    /// There is one.
    Possible,
    /// Proved: there is none. [`super::explain`] says why.
    Impossible,
    /// The budget did not suffice to tell.
    Undecided,
}

/// Experts whom the rules shut out of every panel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShutOut {
    /// Positions of those who are on no panel, ascending; proved.
    pub experts: Vec<usize>,
    /// Positions of those for whom the budget did not suffice to tell, ascending.
    pub undecided: Vec<usize>,
}

/// Whether any panel keeps all quotas, counted or not, and the employer limit.
///
/// # Errors
/// What [`Instance::check`] finds.
pub fn feasibility(instance: &Instance, budget: Budget) -> Result<Feasibility, DrawError> {
    instance.check()?;
    Ok(decide(&Kinds::new(instance).problem(&Levels::of(instance)), budget))
}

/// Who is on no panel that keeps all quotas, counted or not: everybody if there is no such panel.
///
/// # Errors
/// What [`Instance::check`] finds.
pub fn shut_out(instance: &Instance, budget: Budget) -> Result<ShutOut, DrawError> {
    instance.check()?;
    let mut counted = instance.clone();
    counted.quotas.iter_mut().for_each(|quota| quota.counted = true);
    match UniformLottery::with_budget(&counted, budget) {
        Ok(lottery) => {
            let experts = lottery.chances().map_or_else(Vec::new, |chances| chances.shut_out());
            return Ok(ShutOut { experts, undecided: Vec::new() });
        }
        Err(DrawError::NoPanel) => {
            return Ok(ShutOut { experts: (0..instance.experts.len()).collect(), undecided: Vec::new() });
        }
        Err(_) => {}
    }
    Ok(shut_out_by_search(instance, budget))
}

/// Asks for a panel with each kind of expert on it, skipping kinds already known to be on some panel.
fn shut_out_by_search(instance: &Instance, budget: Budget) -> ShutOut {
    let kinds = Kinds::new(instance);
    let problem = kinds.problem(&Levels::of(instance));
    let mut answers: Vec<Option<bool>> = vec![None; problem.cells.len()];
    if decide(&problem, budget) == Feasibility::Impossible {
        answers.fill(Some(false));
    } else {
        out_without_limits(&problem, budget, &mut answers);
    }
    let mut total = budget.work.saturating_mul(4);
    for cell in 0..answers.len() {
        if answers[cell].is_some() {
            continue;
        }
        let each = total.min(1000 * (problem.cells.len() as u64 + 1));
        let mut left = each;
        match search(&problem, Some(cell), &mut left) {
            Outcome::Found(taken) => on_some_panel(&problem, &taken, &mut answers),
            Outcome::Nothing => answers[cell] = Some(false),
            Outcome::Unknown => {}
        }
        total -= each - left;
    }
    let mut result = ShutOut::default();
    for (position, &(group, cell)) in kinds.homes.iter().enumerate() {
        match answers[problem.places[group][cell]] {
            Some(false) => result.experts.push(position),
            Some(true) => {}
            None => result.undecided.push(position),
        }
    }
    result
}

/// Marks the cells of everybody who would be on no panel even without the limits per employer.
fn out_without_limits(problem: &Problem, budget: Budget, answers: &mut [Option<bool>]) {
    let Some(loose) = problem.without_limits() else { return };
    let mut out = vec![false; problem.signatures.len()];
    for (at, cell) in loose.cells.iter().enumerate() {
        let mut effort = budget.work / 100;
        out[cell.signature] = search(&loose, Some(at), &mut effort) == Outcome::Nothing;
    }
    for (cell, answer) in problem.cells.iter().zip(answers) {
        if out[cell.signature] {
            *answer = Some(false);
        }
    }
}

/// Marks the cells of everybody who is on this panel or could take the place of a member with the same quotas, which
/// only the room of the own unit can forbid.
fn on_some_panel(problem: &Problem, taken: &[usize], answers: &mut [Option<bool>]) {
    let mut room = problem.room.clone();
    let mut present = vec![false; problem.signatures.len()];
    for (cell, taken) in problem.cells.iter().zip(taken) {
        room[cell.unit] -= taken;
        present[cell.signature] |= *taken > 0;
    }
    for ((cell, taken), answer) in problem.cells.iter().zip(taken).zip(answers) {
        if *taken > 0 || present[cell.signature] && room[cell.unit] > 0 && cell.size > 0 {
            *answer = Some(true);
        }
    }
}

/// Decides a problem: by search, first without the limits per employer, whose absence makes it small; else by reachable
/// states.
pub(super) fn decide(problem: &Problem, budget: Budget) -> Feasibility {
    let ask = |problem: &Problem| search(problem, None, &mut (budget.work / 10));
    if problem.without_limits().is_some_and(|loose| ask(&loose) == Outcome::Nothing) {
        return Feasibility::Impossible;
    }
    match ask(problem) {
        Outcome::Found(_) => Feasibility::Possible,
        Outcome::Nothing => Feasibility::Impossible,
        Outcome::Unknown => match reachable(problem, budget) {
            Some(true) => Feasibility::Possible,
            Some(false) => Feasibility::Impossible,
            None => Feasibility::Undecided,
        },
    }
}

/// Whether a complete panel is among the states reachable over all cells; `None` when there are too many.
pub(super) fn reachable(problem: &Problem, budget: Budget) -> Option<bool> {
    let bounds = Bounds { seats: problem.seats, quotas: problem.quotas.clone() };
    let work: usize = problem.cells.iter().map(|cell| cell.size * layers(problem, cell.unit)).sum();
    let space = StateSpace::new(&bounds, &problem.signatures, budget.limit(work as u64))?;
    let mut reached = vec![false; space.len()];
    if let Some(empty) = reached.first_mut() {
        *empty = true;
    }
    for unit in problem.cells.chunk_by(|a, b| a.unit == b.unit) {
        let depth = layers(problem, unit[0].unit);
        let mut by_taken = vec![vec![false; space.len()]; depth];
        by_taken[0] = reached;
        for cell in unit {
            spread(&space, space.after(cell.signature), cell.size, &mut by_taken);
        }
        reached = (0..space.len()).map(|state| by_taken.iter().any(|layer| layer[state])).collect();
    }
    Some(reached.iter().zip(&space.complete).any(|(reached, complete)| *reached && *complete))
}

/// How many layers, by members taken from it, a unit needs: one if its room never binds.
fn layers(problem: &Problem, unit: usize) -> usize {
    if problem.room[unit] >= problem.seats.1 { 1 } else { problem.room[unit] + 1 }
}

/// Adds what up to `size` members of one cell lead to. Members lead to fuller states and layers only, so this works in
/// place from the fullest.
fn spread(space: &StateSpace, next: &[u32], size: usize, by_taken: &mut [Vec<bool>]) {
    let free = by_taken.len() == 1;
    for taken in (0..by_taken.len()).rev() {
        let most = if free { size } else { size.min(by_taken.len() - 1 - taken) };
        for state in (0..space.len()).rev() {
            let mut to = if by_taken[taken][state] { next[state] } else { DEAD };
            for more in 1..=most {
                if to == DEAD {
                    break;
                }
                by_taken[if free { 0 } else { taken + more }][to as usize] = true;
                to = next[to as usize];
            }
        }
    }
}

impl Levels {
    /// The rules as the instance has them.
    pub(super) fn of(instance: &Instance) -> Self {
        let seats = usize::from(instance.seats);
        let bounds = |quota: &super::Quota| (usize::from(quota.min), usize::from(quota.max));
        Self {
            seats: (seats, seats),
            quotas: instance.quotas.iter().map(bounds).collect(),
            employer_max: instance.employer_max.map(usize::from),
            finite: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choice::below;
    use crate::lottery::{Member, Quota};
    use std::num::NonZeroU64;
    use zhuoping_provenance::{Seed, Words};

    /// Middle-sized instances, too large for brute force, on which both ways can be compared.
    fn instance(words: &mut Words) -> Instance {
        let mut up_to = |most: u64| u16::try_from(below(words, NonZeroU64::new(most + 1).unwrap())).unwrap();
        let quotas: Vec<Quota> =
            (0..6).map(|_| up_to(2)).map(|min| Quota { min, max: min + 1, counted: false }).collect();
        let experts = (0..40)
            .map(|at| Member {
                id: crate::ExpertId::new(&format!("E{at:02}")).unwrap(),
                employer: Some(u32::from(up_to(7))),
                quotas: [up_to(4), 3 + up_to(4)]
                    .into_iter()
                    .filter(|quota| *quota < 6)
                    .collect::<std::collections::BTreeSet<_>>()
                    .into_iter()
                    .collect(),
            })
            .collect();
        Instance { seats: 5 + up_to(3), experts, quotas, employer_max: Some(1) }
    }

    #[test]
    fn search_and_states_agree_also_on_forced_experts() {
        let mut words = Words::new(Seed::from_text("zhuoping/test", "feasible"), 0);
        let mut seen = [0, 0];
        for _ in 0..300 {
            let instance = instance(&mut words);
            let problem = Kinds::new(&instance).problem(&Levels::of(&instance));
            let found = matches!(search(&problem, None, &mut 50_000_000), Outcome::Found(_));
            assert_eq!(reachable(&problem, Budget::default()), Some(found), "{instance:?}");
            seen[usize::from(found)] += 1;
            let by_chances = shut_out(&instance, Budget::default()).unwrap();
            assert_eq!(shut_out_by_search(&instance, Budget::default()), by_chances, "{instance:?}");
        }
        assert!(seen[0] > 20 && seen[1] > 20, "{seen:?}");
    }

    #[test]
    fn too_little_effort_is_said_and_not_guessed() {
        let mut words = Words::new(Seed::from_text("zhuoping/test", "effort"), 0);
        let problem = Kinds::new(&instance(&mut words)).problem(&Levels::of(&instance(&mut words)));
        let nothing = Budget { states: 1, work: 8, memory: 0 };
        assert_eq!(decide(&problem, nothing), Feasibility::Undecided);
    }
}
