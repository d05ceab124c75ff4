//! Through which rules an expert is on no panel: the smallest set of rules that no panel with the expert keeps.
//!
//! The question "is there a panel with this expert on it that keeps these rules?" is the one of [`super::feasibility`] for
//! what is left when the expert has a seat. The pool is taken as it is; what is looked for is the fewest rules of the
//! *plan*. Sets of rules that can be kept with the expert bound the answer from below: whatever shuts the expert out has
//! some rule outside of each of them, so a smallest set that meets all their complements is a candidate (implicit
//! hitting sets). Either it shuts the expert out, and none is smaller, or it can be kept and is one more such set.
//! A set reached by leaving rules out bounds the answer from above. What the budget did not suffice to prove is said.

use super::error::DrawError;
use super::explain::{Rule, binding, levels};
use super::feasible::reachable;
use super::instance::Instance;
use super::problem::{Kinds, Problem};
use super::search::{Outcome, search};
use super::uniform::Budget;
use std::collections::BTreeMap;

/// Branches looked at for one smallest set that meets all complements.
const BRANCHES_MAX: u32 = 200_000;

/// Experts who are on no panel for the same reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShutOutBy {
    /// Their positions, ascending.
    pub experts: Vec<usize>,
    /// Rules that no panel with one of them keeps together (proved), in ascending order. [`Rule::Pool`] is among them unless
    /// it is proved that no larger pool of the same kinds of experts has such a panel. Empty when nothing was proved.
    pub rules: Vec<Rule>,
    /// Whether it is proved that no fewer rules of the plan shut them out. There may be other sets of this size.
    pub smallest: bool,
}

/// Says through which rules the experts at `shut_out` (those of [`super::shut_out`]) are on no panel, reasons in the order
/// of their first expert. All questions together may cost four times `budget.work`; who is left over has no rules.
///
/// # Errors
/// What [`Instance::check`] finds.
///
/// # Panics
/// When a position is not one of the instance's.
pub fn shut_out_by(instance: &Instance, shut_out: &[usize], budget: Budget) -> Result<Vec<ShutOutBy>, DrawError> {
    instance.check()?;
    let kinds = Kinds::new(instance);
    let all: Vec<Rule> = binding(instance).into_iter().filter(|rule| *rule != Rule::Pool).collect();
    // Experts of one cell of the whole problem are interchangeable under every subset of the rules too: the employers that
    // were merged there have the same mix of experts.
    let whole = kinds.problem(&levels(instance, &binding(instance), |_| 0));
    let mut alike: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &position in shut_out {
        let (group, cell) = kinds.homes[position];
        alike.entry(whole.places[group][cell]).or_default().push(position);
    }
    let mut left = budget.work.saturating_mul(4);
    let mut reasons: Vec<ShutOutBy> = Vec::new();
    for (cell, experts) in alike {
        let (home, signature) = (kinds.homes[experts[0]], whole.cells[cell].signature);
        let mut inquiry = Inquiry { instance, kinds: &kinds, all: &all, home, signature, budget, left: &mut left };
        let (rules, smallest) = inquiry.reason().unwrap_or_default();
        match reasons.iter_mut().find(|known| known.rules == rules && known.smallest == smallest) {
            Some(known) => known.experts.extend(experts),
            None => reasons.push(ShutOutBy { experts, rules, smallest }),
        }
    }
    reasons.iter_mut().for_each(|reason| reason.experts.sort_unstable());
    reasons.sort_by(|a, b| a.experts.cmp(&b.experts));
    Ok(reasons)
}

/// The questions about one kind of expert.
struct Inquiry<'a> {
    instance: &'a Instance,
    kinds: &'a Kinds,
    /// The rules of the plan that can bind.
    all: &'a [Rule],
    /// Group and cell of the expert.
    home: (usize, usize),
    /// Index of the expert's quotas among those of the kinds.
    signature: usize,
    budget: Budget,
    /// Effort left for this and all later kinds.
    left: &'a mut u64,
}

impl Inquiry<'_> {
    /// The rules, and whether they are proved to be fewest; `None` when not even all rules are proved to shut the
    /// expert out.
    fn reason(&mut self) -> Option<(Vec<Rule>, bool)> {
        if self.can_be_kept(self.all)? {
            return None;
        }
        let mut found = self.all.to_vec();
        self.leave_out(self.all, &mut found);
        let smallest = self.smallest(&mut found);
        if self.clash_in_any_pool(&found) != Some(true) {
            found.push(Rule::Pool);
        }
        found.sort_unstable();
        Some((found, smallest))
    }

    /// Replaces `found` by fewer rules where there are fewer; whether it is then proved to be smallest.
    fn smallest(&mut self, found: &mut Vec<Rule>) -> bool {
        let mut complements: Vec<Vec<usize>> = Vec::new();
        loop {
            let candidate = match meeting(&complements, self.all.len(), found.len()) {
                Outcome::Nothing => return true,
                Outcome::Unknown => return false,
                Outcome::Found(numbers) => numbers.into_iter().map(|at| self.all[at]).collect::<Vec<Rule>>(),
            };
            match self.can_be_kept(&candidate) {
                None => return false,
                Some(false) => {
                    *found = candidate;
                    return true;
                }
                Some(true) => {
                    let kept = self.grown(candidate);
                    complements.push((0..self.all.len()).filter(|at| !kept.contains(&self.all[*at])).collect());
                }
            }
        }
    }

    /// Adds rules to some that a panel with the expert keeps, for as long as a panel is proved to keep them all.
    fn grown(&mut self, mut kept: Vec<Rule>) -> Vec<Rule> {
        for rule in self.all {
            if !kept.contains(rule) {
                kept.push(*rule);
                if self.can_be_kept(&kept) != Some(true) {
                    kept.pop();
                }
            }
        }
        kept
    }

    /// Leaves all of `part`, or halves of it, out of `found` where the rest is proved to shut the expert out.
    fn leave_out(&mut self, part: &[Rule], found: &mut Vec<Rule>) {
        let rest: Vec<Rule> = found.iter().copied().filter(|rule| !part.contains(rule)).collect();
        if self.can_be_kept(&rest) == Some(false) {
            *found = rest;
        } else if part.len() > 1 {
            let (first, second) = part.split_at(part.len() / 2);
            self.leave_out(first, found);
            self.leave_out(second, found);
        }
    }

    /// Whether a panel of this pool with the expert keeps these rules, the others forgotten; `None` when not decided.
    fn can_be_kept(&mut self, rules: &[Rule]) -> Option<bool> {
        let mut rules = rules.to_vec();
        rules.push(Rule::Pool);
        let problem = self.kinds.problem(&levels(self.instance, &rules, |_| 0));
        let (group, cell) = self.home;
        let place = problem.places[group][cell];
        self.ask(problem, place)
    }

    /// Whether these rules shut the expert out whatever the pool's numbers are.
    fn clash_in_any_pool(&mut self, rules: &[Rule]) -> Option<bool> {
        let problem = self.kinds.problem(&levels(self.instance, rules, |_| 0));
        // Without numbers there is one cell for each signature, in their order.
        self.ask(problem, self.signature).map(|kept| !kept)
    }

    /// Whether a problem can be solved with one expert of the cell; each way to find out is charged.
    fn ask(&mut self, problem: Problem, cell: usize) -> Option<bool> {
        let Some(problem) = problem.with_one_of(cell) else { return Some(false) };
        let each = self.budget.work / 20;
        if let Some(loose) = problem.without_limits()
            && self.search(&loose, each) == Outcome::Nothing
        {
            return Some(false);
        }
        match self.search(&problem, each) {
            Outcome::Found(_) => Some(true),
            Outcome::Nothing => Some(false),
            Outcome::Unknown => {
                let each = each.min(*self.left);
                *self.left -= each;
                reachable(&problem, Budget { work: each, ..self.budget })
            }
        }
    }

    fn search(&mut self, problem: &Problem, each: u64) -> Outcome {
        let each = each.min(*self.left);
        let mut effort = each;
        let outcome = search(problem, None, &mut effort);
        *self.left -= each - effort;
        outcome
    }
}

impl Problem {
    /// What is left to be found when one expert of the cell has a seat; `None` when no panel can have one.
    fn with_one_of(mut self, cell: usize) -> Option<Self> {
        let of = self.cells[cell];
        if of.size == 0 || self.room[of.unit] == 0 || self.seats.1 == 0 {
            return None;
        }
        for &quota in &self.signatures[of.signature] {
            let (min, max) = &mut self.quotas[usize::from(quota)];
            *max = max.checked_sub(1)?;
            *min = min.saturating_sub(1);
        }
        self.seats = (self.seats.0.saturating_sub(1), self.seats.1 - 1);
        self.cells[cell].size -= 1;
        self.room[of.unit] -= 1;
        Some(self)
    }
}

/// A smallest set of numbers below `size` that has an element of every list, if one has less than `below` elements.
fn meeting(lists: &[Vec<usize>], size: usize, below: usize) -> Outcome {
    let mut branches = BRANCHES_MAX;
    for more in 0..below {
        let mut chosen = Vec::new();
        match meets(lists, more, &mut chosen, &mut vec![false; size], &mut branches) {
            Some(true) => return Outcome::Found(chosen),
            Some(false) => {}
            None => return Outcome::Unknown,
        }
    }
    Outcome::Nothing
}

/// Whether `more` numbers can be added to `chosen` so that it meets every list; those marked in `out` were tried before.
/// `None` when the branches allowed did not suffice.
fn meets(
    lists: &[Vec<usize>],
    more: usize,
    chosen: &mut Vec<usize>,
    out: &mut [bool],
    branches: &mut u32,
) -> Option<bool> {
    *branches = branches.checked_sub(1)?;
    let unmet = lists.iter().filter(|list| !list.iter().any(|at| chosen.contains(at)));
    let Some(list) = unmet.min_by_key(|list| list.iter().filter(|at| !out[**at]).count()) else { return Some(true) };
    if more == 0 {
        return Some(false);
    }
    let open: Vec<usize> = list.iter().copied().filter(|at| !out[*at]).collect();
    let mut found = Some(false);
    for &at in &open {
        chosen.push(at);
        found = meets(lists, more - 1, chosen, out, branches);
        if found != Some(false) {
            break;
        }
        chosen.pop();
        out[at] = true;
    }
    open.into_iter().for_each(|at| out[at] = false);
    found
}
