//! The panel whose weights add up to most, exactly, with a proof: branch and bound over numbers by type.
//!
//! Floats solve the relaxation at each node; their multipliers, rounded to whole numbers over a common denominator, give
//! a bound in exact integers whatever they are, and that bound alone closes a branch. Where rounding is too coarse, the
//! node is solved again in fractions. The closed branches together are the [`Proof`].

use super::climb::Climber;
use super::fair::Proof;
use super::form::SPLITS_MAX;
use super::number::{Exact, Number};
use super::simplex::{Ended, Simplex};
use super::types::Types;
use num_bigint::{BigInt, BigUint};
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// Numbers by type of a panel, and what its weights add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Best {
    pub(super) counts: Vec<usize>,
    pub(super) sum: BigInt,
    /// That no panel has more.
    pub(super) proof: Proof,
}

/// The answer of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Price {
    Best(Box<Best>),
    /// No numbers keep the rules.
    Nothing,
    /// The nodes were used up.
    TooMany,
}

/// Looks for good panels again and again under changing weights.
pub(super) struct Pricer<'a> {
    types: &'a Types,
    /// The relaxation at its last optimum.
    simplex: Simplex<f64>,
    /// The same before any step, to go back to when rounding has led it astray.
    fresh: Simplex<f64>,
    /// Bounds by type, narrower than the pool's where some numbers are known to be of no use.
    low: Vec<usize>,
    high: Vec<usize>,
    climber: Option<Climber>,
}

impl<'a> Pricer<'a> {
    pub(super) fn new(types: &'a Types) -> Self {
        let mut simplex = Simplex::new();
        for most in &types.most {
            simplex.add_column(Vec::new(), 0.0, 0.0, Some(*most as f64));
        }
        for (number, rule) in types.rules.iter().enumerate() {
            let entries: Vec<(usize, f64)> =
                (0..types.len()).filter(|of| types.counts[*of].contains(&number)).map(|of| (of, 1.0)).collect();
            simplex.add_row(&entries, (rule.min > 0).then_some(rule.min as f64), Some(rule.max as f64));
        }
        let (low, high) = (vec![0; types.len()], types.most.clone());
        let climber = Climber::new(types, &low, &high, &[]);
        Self { types, fresh: simplex.clone(), simplex, low, high, climber }
    }

    /// Asks for panels without members of some types, and with a rule's sum at one of its bounds, from now on. Proofs
    /// found afterwards hold for such panels only.
    pub(super) fn narrow(&mut self, without: &[usize], held: &[(usize, usize)]) {
        for &of in without {
            self.high[of] = 0;
            self.simplex.set_bounds(of, Some(0.0), Some(0.0));
        }
        for &(rule, sum) in held {
            self.simplex.set_row_bounds(rule, Some(sum as f64), Some(sum as f64));
        }
        self.fresh = self.simplex.clone();
        self.climber = Climber::new(self.types, &self.low, &self.high, held);
    }

    /// A better panel than those to start from, by exchanges: the best that some of them lead to, if it is above
    /// `floor`.
    pub(super) fn climb<'p>(
        &mut self,
        weights: &[f64],
        floor: f64,
        starts: impl Iterator<Item = &'p Vec<usize>>,
        enough: usize,
    ) -> Option<Vec<usize>> {
        let climber = self.climber.as_mut()?;
        let mut best: Option<(f64, Vec<usize>)> = None;
        let mut found = 0;
        for start in starts {
            let mut counts = start.clone();
            climber.climb(weights, &mut counts);
            let sum: f64 = counts.iter().zip(weights).map(|(count, weight)| *count as f64 * weight).sum();
            if sum > floor {
                found += 1;
                if best.as_ref().is_none_or(|(most, _)| sum > *most) {
                    best = Some((sum, counts));
                }
                if found >= enough {
                    break;
                }
            }
        }
        best.map(|(_, counts)| counts)
    }

    /// A panel of large sum for rough weights, not proved to be best; its sum is above `floor`. `None` when there is
    /// none, or none was found within `nodes`.
    ///
    /// The search dives to the nearest whole numbers and takes the first panel that is worth a third of what the
    /// relaxation promises.
    pub(super) fn good(&mut self, weights: &[f64], floor: f64, nodes: usize) -> Option<Vec<usize>> {
        for (of, weight) in weights.iter().enumerate() {
            self.simplex.set_objective(of, *weight);
        }
        let mut stack = vec![self.root()];
        let mut content = f64::MAX;
        let mut best: Option<(f64, Vec<usize>)> = None;
        for visited in 0..nodes {
            let Some(mut node) = stack.pop() else { break };
            if node.simplex.solve() != Ended::Optimal {
                if visited == 0 {
                    // Rounding may have led the kept basis astray.
                    self.simplex = self.fresh.clone();
                }
                continue;
            }
            let promised = node.sum(weights);
            if visited == 0 {
                self.simplex = node.simplex.clone();
                content = promised / 3.0;
            }
            if promised <= best.as_ref().map_or(floor, |(sum, _)| *sum) {
                continue;
            }
            match node.fraction(self.types.len()) {
                None => {
                    let counts = node.rounded(self.types.len());
                    if self.types.allows(&counts) {
                        if promised >= content {
                            return Some(counts);
                        }
                        best = Some((promised, counts));
                    }
                }
                Some((of, value)) => node.split(of, value, &mut stack),
            }
        }
        best.map(|(_, counts)| counts)
    }

    /// The greatest sum of weights of any panel; `known` are panels to start from.
    pub(super) fn best(&mut self, weights: &[BigInt], known: &[Vec<usize>], nodes: usize) -> Price {
        for (of, weight) in weights.iter().enumerate() {
            self.simplex.set_objective(of, weight.to_f64().unwrap_or(f64::MAX));
        }
        let mut search =
            Search { types: self.types, weights, incumbent: None, left: nodes, root: self.simplex.clone() };
        for counts in known {
            search.improve(counts);
        }
        let root = self.root();
        let Some(proof) = search.prove(root) else { return Price::TooMany };
        match search.incumbent {
            Some((counts, sum)) => Price::Best(Box::new(Best { counts, sum, proof })),
            None => Price::Nothing,
        }
    }

    fn root(&self) -> Node {
        Node { simplex: self.simplex.clone(), low: self.low.clone(), high: self.high.clone(), depth: 0 }
    }
}

/// A part of all numbers by type.
struct Node {
    simplex: Simplex<f64>,
    low: Vec<usize>,
    high: Vec<usize>,
    /// Splits that led here.
    depth: usize,
}

impl Node {
    /// The type whose number is farthest from a whole one.
    fn fraction(&self, types: usize) -> Option<(usize, f64)> {
        let far = |value: f64| (value - value.round()).abs();
        let values = (0..types).map(|of| (of, self.simplex.value(of))).filter(|(_, value)| far(*value) > 1e-6);
        values.max_by(|(_, a), (_, b)| far(*a).total_cmp(&far(*b)))
    }

    fn sum(&self, weights: &[f64]) -> f64 {
        weights.iter().enumerate().map(|(of, weight)| weight * self.simplex.value(of)).sum()
    }

    fn rounded(&self, types: usize) -> Vec<usize> {
        (0..types).map(|of| whole(self.simplex.value(of).round())).collect()
    }

    /// Puts both halves on the stack, the one nearer to the value on top.
    fn split(self, of: usize, value: f64, stack: &mut Vec<Self>) {
        let at = whole(value.floor());
        let (below, above) = self.halves(of, at);
        if value - value.floor() > 0.5 { stack.extend([below, above]) } else { stack.extend([above, below]) }
    }

    fn halves(self, of: usize, at: usize) -> (Self, Self) {
        let (low, high) = (self.low.clone(), self.high.clone());
        let mut below = Self { simplex: self.simplex.clone(), low, high, depth: self.depth + 1 };
        below.high[of] = at;
        below.simplex.set_bounds(of, Some(below.low[of] as f64), Some(at as f64));
        let mut above = self;
        above.depth += 1;
        above.low[of] = at + 1;
        above.simplex.set_bounds(of, Some((at + 1) as f64), Some(above.high[of] as f64));
        (below, above)
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "numbers of members, 0 to 1000")]
fn whole(value: f64) -> usize {
    value.max(0.0) as usize
}

struct Search<'a> {
    types: &'a Types,
    weights: &'a [BigInt],
    incumbent: Option<(Vec<usize>, BigInt)>,
    left: usize,
    root: Simplex<f64>,
}

/// Multipliers of a node's rules over a common denominator.
struct Multipliers {
    scale: BigInt,
    rules: Vec<BigInt>,
}

impl Search<'_> {
    fn improve(&mut self, counts: &[usize]) {
        if !self.types.allows(counts) {
            return;
        }
        let sum: BigInt = counts.iter().zip(self.weights).filter(|(count, _)| **count > 0).map(|(c, w)| w * *c).sum();
        if self.incumbent.as_ref().is_none_or(|(_, most)| sum > *most) {
            self.incumbent = Some((counts.to_vec(), sum));
        }
    }

    /// Goes through a node; the proof that it holds nothing better than the incumbent at the end. `None` when the nodes
    /// are used up.
    ///
    /// A branch closed against an early incumbent stays closed against later ones: sums only grow.
    fn prove(&mut self, mut node: Node) -> Option<Proof> {
        self.left = self.left.checked_sub(1).filter(|_| node.depth <= SPLITS_MAX)?;
        let mut ended = node.simplex.solve();
        if ended == Ended::Stuck {
            node.simplex = self.again(&node);
            ended = node.simplex.solve();
        }
        match ended {
            Ended::Optimal => {
                let fraction = node.fraction(self.types.len());
                if fraction.is_none() {
                    let counts = node.rounded(self.types.len());
                    self.improve(&counts);
                }
                let closed = self.closed_by_floats(&node, &node.simplex.multipliers(), true);
                match (closed, fraction) {
                    (Some(proof), _) => Some(proof),
                    (None, Some((of, value))) => {
                        self.split(node, of, whole(value.floor()), value - value.floor() > 0.5)
                    }
                    (None, None) => self.exactly(node),
                }
            }
            Ended::Infeasible => {
                let contradiction = node.simplex.contradiction();
                let closed = self.closed_by_floats(&node, &contradiction, false);
                closed.or_else(|| self.exactly(node))
            }
            Ended::Unbounded | Ended::Stuck => self.exactly(node),
        }
    }

    /// Closes a node by multipliers in floats, rounded finer and finer.
    fn closed_by_floats(&self, node: &Node, multipliers: &[f64], optimum: bool) -> Option<Proof> {
        [1_i64, 60, 1 << 20, 1 << 36].into_iter().find_map(|scale| {
            let rules = |sign: f64| multipliers.iter().map(|value| rounded(sign * value * scale as f64)).collect();
            if optimum {
                return self.closed(node, &Multipliers { scale: scale.into(), rules: rules(1.0) });
            }
            [-1.0, 1.0]
                .into_iter()
                .find_map(|sign| self.closed(node, &Multipliers { scale: BigInt::zero(), rules: rules(sign) }))
        })
    }

    /// Closes or splits a node by its relaxation in fractions.
    fn exactly(&mut self, node: Node) -> Option<Proof> {
        let mut simplex = self.in_fractions(&node);
        if simplex.solve() == Ended::Infeasible {
            let Multipliers { rules, .. } = in_whole_numbers(&simplex.contradiction());
            let opposite = rules.iter().map(|number| -number).collect();
            let none = |rules: Vec<BigInt>| self.closed(&node, &Multipliers { scale: BigInt::zero(), rules });
            return Some(
                none(opposite).or_else(|| none(rules)).expect("a contradiction proves that there is no panel"),
            );
        }
        let values: Vec<_> = (0..self.types.len()).map(|of| simplex.value(of).big()).collect();
        if values.iter().all(|value| value.is_integer()) {
            let counts: Vec<usize> = values.iter().map(|value| value.to_integer().to_usize().unwrap_or(0)).collect();
            self.improve(&counts);
        }
        if let Some(proof) = self.closed(&node, &in_whole_numbers(&simplex.multipliers())) {
            return Some(proof);
        }
        let fraction = values.iter().position(|value| !value.is_integer());
        let of = fraction.expect("whole numbers at the optimum are the best of the node, and close it");
        let at = values[of].floor().to_integer().to_usize().unwrap_or(0);
        self.split(node, of, at, false)
    }

    /// Goes through both halves of a node, the more promising one first.
    fn split(&mut self, node: Node, of: usize, at: usize, up: bool) -> Option<Proof> {
        let (below, above) = node.halves(of, at);
        let (below, above) = if up {
            let above = self.prove(above)?;
            (self.prove(below)?, above)
        } else {
            (self.prove(below)?, self.prove(above)?)
        };
        let at = u16::try_from(at).expect("below the number of seats");
        Some(Proof::Split { of, at, below: Box::new(below), above: Box::new(above) })
    }

    /// A node's program in floats from the beginning.
    fn again(&self, node: &Node) -> Simplex<f64> {
        let mut simplex = self.root.clone();
        for of in 0..self.types.len() {
            simplex.set_bounds(of, Some(node.low[of] as f64), Some(node.high[of] as f64));
        }
        simplex
    }

    fn in_fractions(&self, node: &Node) -> Simplex<Exact> {
        let count = |number: usize| Exact::whole(i64::try_from(number).expect("numbers of members are small"));
        let mut simplex = Simplex::new();
        for (of, weight) in self.weights.iter().enumerate() {
            simplex.add_column(Vec::new(), weight.clone().into(), count(node.low[of]), Some(count(node.high[of])));
        }
        for (number, rule) in self.types.rules.iter().enumerate() {
            let entries: Vec<(usize, Exact)> = (0..self.types.len())
                .filter(|of| self.types.counts[*of].contains(&number))
                .map(|of| (of, Exact::whole(1)))
                .collect();
            simplex.add_row(&entries, (rule.min > 0).then(|| count(rule.min)), Some(count(rule.max)));
        }
        simplex
    }

    /// The proof that these multipliers are for a node, if they are one.
    fn closed(&self, node: &Node, multipliers: &Multipliers) -> Option<Proof> {
        let caps = self.types.rules.len() - self.types.caps.len();
        let mut rules = multipliers.rules.clone();
        // A cap has no lower bound that a proof could use.
        rules[caps..].iter_mut().filter(|number| number.is_negative()).for_each(BigInt::set_zero);
        let mut bound = BigInt::zero();
        for (number, rule) in rules.iter().zip(&self.types.rules) {
            bound += number * if number.is_negative() { rule.min } else { rule.max };
        }
        for (of, weight) in self.weights.iter().enumerate() {
            let mut rest = weight * &multipliers.scale;
            for rule in &self.types.counts[of] {
                rest -= &rules[*rule];
            }
            let number = if rest.is_negative() { node.low[of] } else { node.high[of] };
            if number > 0 {
                bound += rest * number;
            }
        }
        let proved = if multipliers.scale.is_zero() {
            bound.is_negative()
        } else {
            let most = &self.incumbent.as_ref()?.1;
            bound < &multipliers.scale * (most + 1)
        };
        let unsigned = |number: &BigInt| number.to_biguint().unwrap_or_else(BigUint::zero);
        proved.then(|| Proof::Multipliers {
            scale: unsigned(&multipliers.scale),
            seats: rules[0].clone(),
            quotas: rules[1..caps].to_vec(),
            caps: rules[caps..].iter().map(unsigned).collect(),
        })
    }
}

fn rounded(value: f64) -> BigInt {
    num_traits::FromPrimitive::from_f64(value.round()).unwrap_or_else(BigInt::zero)
}

fn in_whole_numbers(numbers: &[Exact]) -> Multipliers {
    let big: Vec<_> = numbers.iter().map(Exact::big).collect();
    let scale = big.iter().fold(BigInt::one(), |scale, number| scale.lcm(number.denom()));
    Multipliers { rules: big.iter().map(|number| number.numer() * (&scale / number.denom())).collect(), scale }
}
