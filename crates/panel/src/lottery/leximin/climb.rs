//! From a panel to a better one by exchanges: one member for another, or two for two others at once.
//!
//! Where quotas are tight a single exchange is hardly ever allowed, but two that make up for each other are: the second
//! gives back to each quota what the first took. Rules are bits, so all exchanges of a panel are looked at in
//! microseconds. This finds good panels and proves nothing.

use super::types::Types;

/// More rules than this are not looked at; then there is no climbing.
const RULES_MAX: usize = 128;
/// How many partners of a kind are tried for an exchange of two.
const PARTNERS: usize = 6;

/// What exchanges need to know of the types.
pub(super) struct Climber {
    /// The rules that each type counts for.
    masks: Vec<u128>,
    /// Least and most by rule.
    bounds: Vec<(usize, usize)>,
    /// Rules without any room.
    held: u128,
    low: Vec<usize>,
    high: Vec<usize>,
}

/// One member out, another in.
#[derive(Clone, Copy)]
struct Exchange {
    gives: u128,
    takes: u128,
    gain: f64,
    out: usize,
    into: usize,
}

impl Climber {
    /// For panels within narrower bounds by type; `None` when there are too many rules. `held` are sums that rules
    /// keep besides their own bounds.
    pub(super) fn new(types: &Types, low: &[usize], high: &[usize], held: &[(usize, usize)]) -> Option<Self> {
        if types.rules.len() > RULES_MAX {
            return None;
        }
        let mut bounds: Vec<(usize, usize)> = types.rules.iter().map(|rule| (rule.min, rule.max)).collect();
        for (rule, sum) in held {
            bounds[*rule] = (*sum, *sum);
        }
        let mask = |rules: &Vec<usize>| rules.iter().fold(0, |mask, rule| mask | 1 << rule);
        let masks = types.counts.iter().map(mask).collect();
        let tight = bounds.iter().enumerate().filter(|(_, (min, max))| min == max);
        let held = tight.fold(0, |mask, (rule, _)| mask | 1 << rule);
        Some(Self { masks, bounds, held, low: low.to_vec(), high: high.to_vec() })
    }

    /// Climbs from a panel until no exchange gains any more; the gain in all.
    pub(super) fn climb(&self, weights: &[f64], counts: &mut [usize]) -> f64 {
        let mut sums = vec![0; self.bounds.len()];
        for (count, mask) in counts.iter().zip(&self.masks) {
            if *count > 0 {
                each(*mask, |rule| sums[rule] += count);
            }
        }
        let mut gained = 0.0;
        // Each exchange gains, so none comes again; the bound is for rounding.
        for _ in 0..10_000 {
            let (full, empty) = self.edges(&sums);
            let exchanges = self.exchanges(weights, counts);
            let fits = |exchange: &&Exchange| exchange.takes & full == 0 && exchange.gives & empty == 0;
            let best = exchanges.iter().filter(fits).max_by(|a, b| a.gain.total_cmp(&b.gain));
            let chosen = match best {
                Some(best) if best.gain > 1e-9 => vec![*best],
                _ => self.pair(exchanges, &sums, counts),
            };
            if chosen.is_empty() {
                break;
            }
            for exchange in chosen {
                gained += exchange.gain;
                self.apply(&exchange, counts, &mut sums);
            }
        }
        gained
    }

    /// Rules that can take no more, and rules that can give no more.
    fn edges(&self, sums: &[usize]) -> (u128, u128) {
        let mut edges = (0, 0);
        for (rule, (sum, (min, max))) in sums.iter().zip(&self.bounds).enumerate() {
            if sum >= max {
                edges.0 |= 1 << rule;
            }
            if sum <= min {
                edges.1 |= 1 << rule;
            }
        }
        edges
    }

    fn exchanges(&self, weights: &[f64], counts: &[usize]) -> Vec<Exchange> {
        let mut exchanges = Vec::new();
        for out in (0..counts.len()).filter(|of| counts[*of] > self.low[*of]) {
            for into in (0..counts.len()).filter(|of| *of != out && counts[*of] < self.high[*of]) {
                let (gives, takes) = (self.masks[out] & !self.masks[into], self.masks[into] & !self.masks[out]);
                exchanges.push(Exchange { gives, takes, gain: weights[into] - weights[out], out, into });
            }
        }
        exchanges
    }

    /// Two exchanges that gain together and give back to every held rule what they take.
    fn pair(&self, mut exchanges: Vec<Exchange>, sums: &[usize], counts: &[usize]) -> Vec<Exchange> {
        let key = |exchange: &Exchange| (exchange.gives & self.held, exchange.takes & self.held);
        exchanges.sort_unstable_by(|a, b| {
            key(a).cmp(&key(b)).then(b.gain.total_cmp(&a.gain)).then((a.out, a.into).cmp(&(b.out, b.into)))
        });
        let mut best: Option<(f64, [Exchange; 2])> = None;
        // Partners always come with the better of the two gains in front, so the first one need not lose.
        for first in exchanges.iter().filter(|exchange| exchange.gain > 0.0) {
            let (gives, takes) = key(first);
            let from = exchanges.partition_point(|other| key(other) < (takes, gives));
            for second in exchanges[from..].iter().take(PARTNERS) {
                let gain = first.gain + second.gain;
                if key(second) != (takes, gives) || gain <= best.as_ref().map_or(1e-9, |(most, _)| *most) {
                    break;
                }
                if self.fit(first, second, sums, counts) {
                    best = Some((gain, [*first, *second]));
                    break;
                }
            }
        }
        best.map_or_else(Vec::new, |(_, pair)| pair.to_vec())
    }

    /// Whether both exchanges together keep every bound.
    fn fit(&self, first: &Exchange, second: &Exchange, sums: &[usize], counts: &[usize]) -> bool {
        let out = usize::from(first.out == second.out) + 1;
        let into = usize::from(first.into == second.into) + 1;
        if first.out == second.into || first.into == second.out {
            return false;
        }
        if counts[first.out] < self.low[first.out] + out || counts[first.into] + into > self.high[first.into] {
            return false;
        }
        let touched = first.gives | first.takes | second.gives | second.takes;
        let mut fits = true;
        each(touched, |rule| {
            let bit = 1_u128 << rule;
            let times = |mask: u128| usize::from(mask & bit != 0);
            let more = sums[rule] + times(first.takes) + times(second.takes);
            let less = times(first.gives) + times(second.gives);
            let (min, max) = self.bounds[rule];
            fits &= more >= min + less && more <= max + less;
        });
        fits
    }

    fn apply(&self, exchange: &Exchange, counts: &mut [usize], sums: &mut [usize]) {
        counts[exchange.out] -= 1;
        counts[exchange.into] += 1;
        each(exchange.gives, |rule| sums[rule] -= 1);
        each(exchange.takes, |rule| sums[rule] += 1);
    }
}

/// Calls for each bit of a mask.
fn each(mut mask: u128, mut call: impl FnMut(usize)) {
    while mask != 0 {
        call(mask.trailing_zeros() as usize);
        mask &= mask - 1;
    }
}
