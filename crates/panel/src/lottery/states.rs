//! The states that counted quotas can be in while a panel fills, and what one more expert does to each.
//!
//! A state is the number of seats taken and, per quota, how many members count for it. States from which the same
//! continuations are allowed are one: once a quota has its minimum and can no longer exceed its maximum, its count is
//! kept at the minimum; and a state from which some minimum can no longer be reached does not exist at all.

use std::collections::HashMap;

/// No such state: the expert does not fit.
pub(super) const DEAD: u32 = u32::MAX;

/// The reachable states, numbered so that one with more seats taken comes later. State 0 is the empty panel.
pub(super) struct StateSpace {
    /// Seats taken, per state.
    pub(super) taken: Vec<usize>,
    /// Whether the panel may be complete, per state.
    pub(super) complete: Vec<bool>,
    /// `next[move * states + state]`: the state after one more expert of that move, or [`DEAD`].
    next: Vec<u32>,
    /// The move of each signature. Signatures that differ only in quotas that cannot bind share one.
    moves: Vec<usize>,
}

/// The bounds a state space is made for.
pub(super) struct Bounds {
    /// Fewest and most seats of a complete panel.
    pub(super) seats: (usize, usize),
    /// Minimum and maximum of every quota.
    pub(super) quotas: Vec<(usize, usize)>,
}

/// How large a state space may become.
#[derive(Clone, Copy)]
pub(super) struct Limit {
    pub(super) states: usize,
    pub(super) moves: usize,
}

impl StateSpace {
    /// Finds every state reachable by experts with these signatures, which list quotas; quotas whose bounds cannot bind
    /// are not seen. `None` when there are more than `limit` states or moves between them; an empty space when the empty
    /// panel already is hopeless.
    pub(super) fn new(bounds: &Bounds, signatures: &[Vec<u16>], limit: Limit) -> Option<Self> {
        let kept: Vec<usize> = (0..bounds.quotas.len())
            .filter(|at| bounds.quotas[*at].0 > 0 || bounds.quotas[*at].1 < bounds.seats.1)
            .collect();
        let rules: Vec<(usize, usize)> = kept.iter().map(|at| bounds.quotas[*at]).collect();
        let (effects, moves) = effects(&kept, signatures);
        let mut search = Search { most: bounds.seats.1, rules, numbers: HashMap::new(), found: Vec::new() };
        let mut rows = Vec::new();
        search.visit(vec![0; kept.len() + 1]);
        let mut at = 0;
        while at < search.found.len() {
            let moves = search.found.len().saturating_mul(effects.len());
            if search.found.len() > limit.states || moves > limit.moves {
                return None;
            }
            for effect in &effects {
                let mut state = search.found[at].clone();
                effect.iter().for_each(|place| state[*place] += 1);
                rows.push(search.visit(state));
            }
            at += 1;
        }
        Some(search.finish(bounds.seats.0, &rows, effects.len(), moves))
    }

    /// How many states there are.
    pub(super) fn len(&self) -> usize {
        self.taken.len()
    }

    /// What one more expert of `signature` makes of every state.
    pub(super) fn after(&self, signature: usize) -> &[u32] {
        let from = self.moves[signature] * self.len();
        &self.next[from..from + self.len()]
    }
}

/// The distinct sets of places that signatures raise (place 0 counts seats), and which one each signature raises.
fn effects(kept: &[usize], signatures: &[Vec<u16>]) -> (Vec<Vec<usize>>, Vec<usize>) {
    let mut distinct: Vec<Vec<usize>> = Vec::new();
    let mut numbers: HashMap<Vec<usize>, usize> = HashMap::new();
    let moves = signatures
        .iter()
        .map(|signature| {
            let raised = signature.iter().filter_map(|quota| kept.binary_search(&usize::from(*quota)).ok());
            let effect: Vec<usize> = std::iter::once(0).chain(raised.map(|place| place + 1)).collect();
            *numbers.entry(effect.clone()).or_insert_with(|| {
                distinct.push(effect);
                distinct.len() - 1
            })
        })
        .collect();
    (distinct, moves)
}

/// A breadth-first search: seats taken grow by one per level, so states come out in order of seats.
struct Search {
    most: usize,
    rules: Vec<(usize, usize)>,
    /// Looked up only, never walked.
    numbers: HashMap<Vec<u32>, u32>,
    found: Vec<Vec<u32>>,
}

impl Search {
    /// The number of a state, found or new, after bringing it to its simplest form.
    fn visit(&mut self, mut state: Vec<u32>) -> u32 {
        let Some(left) = self.most.checked_sub(state[0] as usize) else { return DEAD };
        for (count, &(min, max)) in state[1..].iter_mut().zip(&self.rules) {
            let now = *count as usize;
            if now > max || now + left < min {
                return DEAD;
            }
            if now > min && now + left <= max {
                *count = u32::try_from(min).expect("below a count that is a u32");
            }
        }
        if let Some(&number) = self.numbers.get(&state) {
            return number;
        }
        let number = u32::try_from(self.found.len()).expect("the limit keeps the number of states below 2^32");
        self.found.push(state.clone());
        self.numbers.insert(state, number);
        number
    }

    fn finish(self, fewest: usize, rows: &[u32], width: usize, moves: Vec<usize>) -> StateSpace {
        let complete: Vec<bool> = self
            .found
            .iter()
            .map(|state| {
                let minima = state[1..].iter().zip(&self.rules).all(|(count, (min, _))| *count as usize >= *min);
                state[0] as usize >= fewest && minima
            })
            .collect();
        // Each minimum alone can be reached from every state found, all of them together perhaps not: such states lead
        // nowhere and are left out. Moves lead to later states, so one pass from the end finds them.
        let mut alive = complete.clone();
        for state in (0..alive.len()).rev() {
            let leads_on = |after: &u32| *after != DEAD && alive[*after as usize];
            alive[state] = alive[state] || rows[state * width..][..width].iter().any(leads_on);
        }
        let mut numbers = vec![DEAD; alive.len()];
        let kept: Vec<usize> = (0..alive.len()).filter(|state| alive[*state]).collect();
        for (number, state) in (0..).zip(&kept) {
            numbers[*state] = number;
        }
        let renumbered = |after: u32| if after == DEAD { DEAD } else { numbers[after as usize] };
        let next = (0..width).flat_map(|at| kept.iter().map(move |state| rows[state * width + at]));
        StateSpace {
            taken: kept.iter().map(|state| self.found[*state][0] as usize).collect(),
            complete: kept.iter().map(|state| complete[*state]).collect(),
            next: next.map(renumbered).collect(),
            moves,
        }
    }
}
