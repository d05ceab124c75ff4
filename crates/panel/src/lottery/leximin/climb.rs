//! From a panel to a better one by exchanges: one member for another, or two for two others at once.
//!
//! Where quotas are tight a single exchange is hardly ever allowed, but two that make up for each other are: the second
//! gives back to each tight quota what the first took. Rules are bits and exchanges are sorted by what they do to tight
//! rules once for all, so all pairs are looked at in microseconds. This finds good panels and proves nothing.

use super::types::Types;
use std::collections::HashMap;

/// More quotas (with the seats) or types than this are not looked at; then there is no climbing.
const RULES_MAX: usize = 128;
const TYPES_MAX: usize = 1200;
/// How many partners of a kind are tried for an exchange of two.
const PARTNERS: usize = 4;
/// No kind of exchange.
const NONE: u32 = u32::MAX;

/// What exchanges need to know of the types.
pub(super) struct Climber {
    /// The quotas that each type counts for, the seats in front.
    masks: Vec<u128>,
    /// The rule that limits each type's employer, of those that are watched.
    caps: Vec<Option<usize>>,
    /// Least and most by rule.
    bounds: Vec<(usize, usize)>,
    low: Vec<usize>,
    high: Vec<usize>,
    /// By type that leaves and type that comes: the number of what that does to tight rules.
    kinds: Vec<u32>,
    /// For each kind the one that undoes it.
    undoes: Vec<u32>,
    /// Room for the best exchanges of each kind, kept from one look to the next; which kinds have any.
    tops: Vec<[Exchange; PARTNERS]>,
    touched: Vec<usize>,
}

/// One member out, another in.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Exchange {
    gain: f64,
    out: u32,
    into: u32,
}

/// Gains less than any.
const NOBODY: Exchange = Exchange { gain: f64::NEG_INFINITY, out: 0, into: 0 };

impl Climber {
    /// For panels within bounds by type; `None` when there are too many rules or types. `held` are sums that rules keep
    /// besides their own bounds.
    pub(super) fn new(types: &Types, low: &[usize], high: &[usize], held: &[(usize, usize)]) -> Option<Self> {
        let quotas = types.rules.len() - types.caps.len();
        if quotas > RULES_MAX || types.len() > TYPES_MAX {
            return None;
        }
        let mut bounds: Vec<(usize, usize)> = types.rules.iter().map(|rule| (rule.min, rule.max)).collect();
        for (rule, sum) in held {
            bounds[*rule] = (*sum, *sum);
        }
        let mask =
            |rules: &Vec<usize>| rules.iter().filter(|rule| **rule < quotas).fold(0, |mask, rule| mask | 1 << rule);
        let masks: Vec<u128> = types.counts.iter().map(mask).collect();
        let caps = types.counts.iter().map(|rules| rules.iter().copied().find(|rule| *rule >= quotas)).collect();
        let tight = bounds[..quotas].iter().enumerate().filter(|(_, (min, max))| min == max);
        let tight = tight.fold(0, |mask: u128, (rule, _)| mask | 1 << rule);
        let mut climber = Self {
            masks,
            caps,
            bounds,
            low: low.to_vec(),
            high: high.to_vec(),
            kinds: Vec::new(),
            undoes: Vec::new(),
            tops: Vec::new(),
            touched: Vec::new(),
        };
        climber.sort(tight);
        Some(climber)
    }

    /// Numbers what exchanges do to tight rules.
    fn sort(&mut self, tight: u128) {
        let mut numbers: HashMap<(u128, u128), u32> = HashMap::new();
        let mut keys: Vec<(u128, u128)> = Vec::new();
        for out in &self.masks {
            for into in &self.masks {
                let key = (out & !into & tight, into & !out & tight);
                let number = *numbers.entry(key).or_insert_with(|| {
                    keys.push(key);
                    u32::try_from(keys.len() - 1).expect("fewer kinds than pairs of types")
                });
                self.kinds.push(number);
            }
        }
        self.tops = vec![[NOBODY; PARTNERS]; keys.len()];
        self.undoes =
            keys.iter().map(|(gives, takes)| numbers.get(&(*takes, *gives)).copied().unwrap_or(NONE)).collect();
    }

    /// Climbs from a panel until no exchange gains any more.
    pub(super) fn climb(&mut self, weights: &[f64], counts: &mut [usize]) {
        let mut sums = vec![0; self.bounds.len()];
        for ((count, mask), cap) in counts.iter().zip(&self.masks).zip(&self.caps) {
            if *count > 0 {
                each(*mask, |rule| sums[rule] += count);
                cap.iter().for_each(|rule| sums[*rule] += count);
            }
        }
        // Each exchange gains, so none comes again; the bound is for rounding.
        for _ in 0..10_000 {
            let chosen = match self.single(weights, counts, &sums) {
                Some(exchange) => vec![exchange],
                None => self.pair(weights, counts, &sums),
            };
            if chosen.is_empty() {
                break;
            }
            for exchange in chosen {
                self.apply(exchange, counts, &mut sums);
            }
        }
    }

    fn gives(&self, exchange: Exchange) -> u128 {
        self.masks[exchange.out as usize] & !self.masks[exchange.into as usize]
    }

    fn takes(&self, exchange: Exchange) -> u128 {
        self.masks[exchange.into as usize] & !self.masks[exchange.out as usize]
    }

    /// Calls for every exchange, for each member who leaves in order of falling gain until the call says enough of it.
    fn each_exchange(&self, weights: &[f64], counts: &[usize], mut call: impl FnMut(Exchange) -> bool) {
        let types = 0..u32::try_from(counts.len()).expect("there are at most TYPES_MAX types");
        let mut open: Vec<(u32, f64)> = types
            .clone()
            .zip(weights.iter().copied())
            .filter(|(of, _)| counts[*of as usize] < self.high[*of as usize])
            .collect();
        open.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        for out in types.filter(|of| counts[*of as usize] > self.low[*of as usize]) {
            let lost = weights[out as usize];
            for &(into, weight) in &open {
                if into != out && !call(Exchange { gain: weight - lost, out, into }) {
                    break;
                }
            }
        }
    }

    /// The allowed exchange that gains most.
    fn single(&self, weights: &[f64], counts: &[usize], sums: &[usize]) -> Option<Exchange> {
        let (mut full, mut empty) = (0_u128, 0_u128);
        for (rule, (sum, (min, max))) in sums.iter().zip(&self.bounds).enumerate().take(RULES_MAX) {
            full |= u128::from(sum >= max) << rule;
            empty |= u128::from(sum <= min) << rule;
        }
        let mut best: Option<Exchange> = None;
        self.each_exchange(weights, counts, |exchange| {
            if exchange.gain <= best.map_or(1e-9, |best| best.gain) {
                return false;
            }
            let quotas = self.takes(exchange) & full == 0 && self.gives(exchange) & empty == 0;
            if quotas && self.employers_fit(&[exchange], sums) {
                best = Some(exchange);
            }
            true
        });
        best
    }

    /// Two exchanges that gain most together, of which one undoes what the other does to tight rules.
    fn pair(&mut self, weights: &[f64], counts: &[usize], sums: &[usize]) -> Vec<Exchange> {
        let (mut tops, mut touched) = (std::mem::take(&mut self.tops), std::mem::take(&mut self.touched));
        let mut gaining: Vec<Exchange> = Vec::new();
        self.each_exchange(weights, counts, |exchange| {
            if exchange.gain > 0.0 {
                gaining.push(exchange);
            }
            exchange.gain > 0.0
        });
        // What loses more than any gains is nobody's partner.
        let least = -gaining.iter().map(|exchange| exchange.gain).fold(0.0, f64::max);
        self.each_exchange(weights, counts, |exchange| {
            let kind = self.kind(exchange);
            if tops[kind][0] == NOBODY {
                touched.push(kind);
            }
            insert(&mut tops[kind], exchange);
            exchange.gain > least
        });
        let best = self.best_pair(&gaining, &tops, sums, counts);
        for kind in touched.drain(..) {
            tops[kind] = [NOBODY; PARTNERS];
        }
        (self.tops, self.touched) = (tops, touched);
        best.map_or_else(Vec::new, |(_, pair)| pair.to_vec())
    }

    fn best_pair(
        &self,
        gaining: &[Exchange],
        tops: &[[Exchange; PARTNERS]],
        sums: &[usize],
        counts: &[usize],
    ) -> Option<(f64, [Exchange; 2])> {
        let mut best: Option<(f64, [Exchange; 2])> = None;
        // Of two that gain together one gains by itself.
        for &first in gaining {
            let undoes = self.undoes[self.kind(first)];
            if undoes == NONE {
                continue;
            }
            for second in tops[undoes as usize].iter().filter(|second| **second != NOBODY) {
                let gain = first.gain + second.gain;
                if gain <= best.as_ref().map_or(1e-9, |(most, _)| *most) {
                    break;
                }
                if self.fit(first, *second, sums, counts) {
                    best = Some((gain, [first, *second]));
                    break;
                }
            }
        }
        best
    }

    fn kind(&self, exchange: Exchange) -> usize {
        self.kinds[exchange.out as usize * self.masks.len() + exchange.into as usize] as usize
    }

    /// Whether both exchanges together keep every bound.
    fn fit(&self, first: Exchange, second: Exchange, sums: &[usize], counts: &[usize]) -> bool {
        let out = usize::from(first.out == second.out) + 1;
        let into = usize::from(first.into == second.into) + 1;
        if first.out == second.into || first.into == second.out {
            return false;
        }
        let (leaves, comes) = (first.out as usize, first.into as usize);
        if counts[leaves] < self.low[leaves] + out || counts[comes] + into > self.high[comes] {
            return false;
        }
        let gives = [self.gives(first), self.gives(second)];
        let takes = [self.takes(first), self.takes(second)];
        let mut fits = true;
        each(gives[0] | gives[1] | takes[0] | takes[1], |rule| {
            let times = |masks: &[u128; 2]| masks.iter().filter(|mask| *mask >> rule & 1 == 1).count();
            let (more, less) = (sums[rule] + times(&takes), times(&gives));
            let (min, max) = self.bounds[rule];
            fits &= more >= min + less && more <= max + less;
        });
        fits && self.employers_fit(&[first, second], sums)
    }

    /// Whether exchanges together keep the limits of watched employers.
    fn employers_fit(&self, exchanges: &[Exchange], sums: &[usize]) -> bool {
        let moves = |of: fn(&Exchange) -> u32, rule: usize| {
            exchanges.iter().filter(|exchange| self.caps[of(exchange) as usize] == Some(rule)).count()
        };
        let touched = exchanges.iter().flat_map(|exchange| [exchange.out, exchange.into]);
        touched.filter_map(|of| self.caps[of as usize]).all(|rule| {
            let more = sums[rule] + moves(|exchange| exchange.into, rule);
            let less = moves(|exchange| exchange.out, rule);
            let (min, max) = self.bounds[rule];
            more >= min + less && more <= max + less
        })
    }

    fn apply(&self, exchange: Exchange, counts: &mut [usize], sums: &mut [usize]) {
        counts[exchange.out as usize] -= 1;
        counts[exchange.into as usize] += 1;
        each(self.gives(exchange), |rule| sums[rule] -= 1);
        each(self.takes(exchange), |rule| sums[rule] += 1);
        self.caps[exchange.out as usize].iter().for_each(|rule| sums[*rule] -= 1);
        self.caps[exchange.into as usize].iter().for_each(|rule| sums[*rule] += 1);
    }
}

/// Keeps the exchanges of a kind that gain most, the best first.
fn insert(tops: &mut [Exchange; PARTNERS], exchange: Exchange) {
    if exchange.gain <= tops[PARTNERS - 1].gain {
        return;
    }
    tops[PARTNERS - 1] = exchange;
    for at in (1..PARTNERS).rev() {
        if tops[at].gain > tops[at - 1].gain {
            tops.swap(at, at - 1);
        }
    }
}

/// Calls for each bit of a mask.
fn each(mut mask: u128, mut call: impl FnMut(usize)) {
    while mask != 0 {
        call(mask.trailing_zeros() as usize);
        mask &= mask - 1;
    }
}
