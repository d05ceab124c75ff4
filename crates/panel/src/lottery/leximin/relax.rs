//! Leximin over linear rules: the chances that would be fairest if every mixture of numbers that keeps the rules were a
//! lottery over panels.
//!
//! With `y` the expected members by type and `N` the sizes, a stage maximizes `t` such that `y >= t N` for every type
//! that is not settled, settled ones staying where they are. Writing `y = t N + z` leaves one row per rule and none per
//! type, so the exact program is small however many experts there are. Its multipliers add up to weights by type, which
//! are the stage's certificate: types of positive weight cannot all do better and are settled. Flanigan et al. (2021)
//! describe the stages for a program with one column per panel; here no panel is listed at all.

use super::number::{Exact, Number};
use super::simplex::{Ended, Simplex};
use super::types::{Rule, Types};
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use std::cmp::Ordering;

/// An inequality that every panel's numbers by type keep, though the rules do not show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    /// By type.
    pub(super) weights: Vec<BigInt>,
    /// The greatest sum of weights of any panel.
    pub(super) bound: BigInt,
}

/// What one stage settles, and why.
#[derive(Clone, Debug)]
pub(super) struct Settled {
    pub(super) value: BigRational,
    /// Integer weights by type.
    pub(super) weights: Vec<BigInt>,
    pub(super) bound: BigInt,
    /// Multipliers of the rules that prove the bound with scale 1; `None` when cuts took part.
    pub(super) multipliers: Option<Vec<BigInt>>,
}

/// The optimum over the rules and cuts.
#[derive(Clone, Debug)]
pub(super) struct Fairest {
    /// The chance of an expert of each type.
    pub(super) chances: Vec<BigRational>,
    pub(super) stages: Vec<Settled>,
}

/// The fairest chances under the rules and the cuts; `None` when they contradict each other.
pub(super) fn fairest(types: &Types, cuts: &[Cut]) -> Option<Fairest> {
    let mut program = Program::new(types, cuts);
    let mut stages = Vec::new();
    while program.settled.iter().any(Option::is_none) {
        stages.push(program.stage()?);
    }
    let chances = program.settled.into_iter().map(|chance| chance.expect("every type was settled")).collect();
    Some(Fairest { chances, stages })
}

struct Program<'a> {
    types: &'a Types,
    cuts: &'a [Cut],
    simplex: Simplex<Exact>,
    /// The column of t.
    smallest: usize,
    /// The column of each type's part above t.
    above: Vec<usize>,
    settled: Vec<Option<BigRational>>,
    /// Types whose own limit has become a row.
    limited: Vec<Option<usize>>,
}

impl<'a> Program<'a> {
    fn new(types: &'a Types, cuts: &'a [Cut]) -> Self {
        let mut simplex = Simplex::new();
        let one = Exact::whole(1);
        let smallest = simplex.add_column(Vec::new(), one, Exact::whole(0), None);
        let above = (0..types.len()).map(|_| simplex.add_column(Vec::new(), Exact::whole(0), Exact::whole(0), None));
        let above: Vec<usize> = above.collect();
        let (settled, limited) = (vec![None; types.len()], vec![None; types.len()]);
        let mut program = Self { types, cuts, simplex, smallest, above, settled, limited };
        for (rule, Rule { min, max }) in types.rules.iter().enumerate() {
            let by_type = |of: usize| if types.counts[of].contains(&rule) { 1 } else { 0 };
            // No number is below 0 anyway: as a row's bound that would only make ties.
            let min = (*min > 0).then(|| whole(*min));
            program.row(|of| Exact::whole(by_type(of)), min, Some(whole(*max)));
        }
        for cut in cuts {
            program.row(|of| cut.weights[of].clone().into(), None, Some(cut.bound.clone().into()));
        }
        program
    }

    /// A row over the expected members by type; nothing is settled yet, or the settled types are not in it.
    fn row(&mut self, weight: impl Fn(usize) -> Exact, low: Option<Exact>, high: Option<Exact>) -> usize {
        let mut entries: Vec<(usize, Exact)> = Vec::new();
        let mut all = Exact::whole(0);
        for of in 0..self.types.len() {
            let weight = weight(of);
            if !weight.is_zero() {
                all.more_product(&weight, &whole(self.types.size(of)));
                entries.push((self.above[of], weight));
            }
        }
        if !all.is_zero() {
            entries.push((self.smallest, all));
        }
        self.simplex.add_row(&entries, low, high)
    }

    /// Settles at least one type.
    fn stage(&mut self) -> Option<Settled> {
        loop {
            match self.simplex.solve() {
                Ended::Infeasible => return None,
                Ended::Optimal => {}
                Ended::Unbounded | Ended::Stuck => {
                    unreachable!(
                        "t is at most 1 and exact steps end: the seats limit it, ties go by the smallest index"
                    )
                }
            }
            if !self.limit() {
                break;
            }
        }
        let multipliers = self.simplex.multipliers();
        let value = self.simplex.value(self.smallest).big();
        let weights = self.weights(&multipliers);
        let newly: Vec<usize> =
            (0..self.types.len()).filter(|of| self.settled[*of].is_none() && weights[*of].is_positive()).collect();
        assert!(!newly.is_empty(), "the weights of the unsettled add up to 1");
        let settled = self.certificate(&multipliers, &weights, &value);
        self.simplex.settle(self.smallest);
        for &of in &newly {
            self.simplex.set_bounds(self.above[of], Some(Exact::whole(0)), Some(Exact::whole(0)));
            self.settled[of] = Some(value.clone());
        }
        self.hold(&newly, &value);
        Some(settled)
    }

    /// Takes the newly settled types out of the column of t: their members no longer grow with it.
    fn hold(&mut self, newly: &[usize], value: &BigRational) {
        let rows = self.row_entries(|of| self.settled[of].is_none());
        self.simplex.replace(self.smallest, rows);
        let held = self.row_entries(|of| newly.contains(&of));
        let value = Exact::from(value.clone());
        let held: Vec<_> = held.into_iter().map(|(row, sum)| (row, sum.times(&value))).collect();
        self.simplex.shift(&held);
    }

    /// For each row the sizes of some types, times their weights in it.
    fn row_entries(&self, wanted: impl Fn(usize) -> bool) -> Vec<(usize, Exact)> {
        let mut sums: Vec<Exact> = vec![Exact::whole(0); self.rows()];
        for of in (0..self.types.len()).filter(|of| wanted(*of)) {
            let size = whole(self.types.size(of));
            for rule in &self.types.counts[of] {
                sums[*rule] = sums[*rule].plus(&size);
            }
            for (cut, row) in self.cuts.iter().zip(self.types.rules.len()..) {
                sums[row].more_product(&cut.weights[of].clone().into(), &size);
            }
            if let Some(row) = self.limited[of] {
                sums[row] = sums[row].plus(&size);
            }
        }
        sums.into_iter().enumerate().filter(|(_, sum)| !sum.is_zero()).collect()
    }

    fn rows(&self) -> usize {
        self.types.rules.len() + self.cuts.len() + self.limited.iter().flatten().count()
    }

    /// Makes rows of the limits of types that the present optimum exceeds; whether there were any. Limits hardly ever
    /// bind, so they are not rows from the start.
    fn limit(&mut self) -> bool {
        let smallest = self.simplex.value(self.smallest);
        let mut found = false;
        for of in 0..self.types.len() {
            if self.settled[of].is_some() || self.limited[of].is_some() {
                continue;
            }
            let members = smallest.times(&whole(self.types.size(of))).plus(&self.simplex.value(self.above[of]));
            let most = whole(self.types.most[of]);
            if members.order(&most) == Ordering::Greater {
                let row = self.row(|other| Exact::whole(i64::from(other == of)), None, Some(most));
                self.limited[of] = Some(row);
                found = true;
            }
        }
        found
    }

    /// The multipliers' sums by type.
    fn weights(&self, multipliers: &[Exact]) -> Vec<BigRational> {
        let weight = |of: usize| {
            let mut sum = Exact::whole(0);
            for rule in &self.types.counts[of] {
                sum = sum.plus(&multipliers[*rule]);
            }
            for (cut, row) in self.cuts.iter().zip(self.types.rules.len()..) {
                sum.more_product(&cut.weights[of].clone().into(), &multipliers[row]);
            }
            if let Some(row) = self.limited[of] {
                sum = sum.plus(&multipliers[row]);
            }
            sum.big()
        };
        (0..self.types.len()).map(weight).collect()
    }

    /// The stage in whole numbers.
    fn certificate(&self, multipliers: &[Exact], weights: &[BigRational], value: &BigRational) -> Settled {
        let big: Vec<BigRational> = multipliers.iter().map(Exact::big).collect();
        let common = big.iter().chain(weights).fold(BigInt::one(), |common, number| common.lcm(number.denom()));
        let whole = |number: &BigRational| number.numer() * (&common / number.denom());
        let whole_weights: Vec<BigInt> = weights.iter().map(whole).collect();
        // bound = value * (weights of the unsettled) + (what the settled take).
        let mut bound = BigRational::zero();
        for (of, weight) in whole_weights.iter().enumerate() {
            let chance = self.settled[of].as_ref().unwrap_or(value);
            bound += chance * BigRational::from_integer(weight * BigInt::from(self.types.size(of)));
        }
        assert!(bound.is_integer(), "the bound is a sum of whole multipliers times whole limits");
        let by_cut = self.types.rules.len()..self.types.rules.len() + self.cuts.len();
        let multipliers =
            big[by_cut].iter().all(Zero::is_zero).then(|| big[..self.types.rules.len()].iter().map(whole).collect());
        Settled { value: value.clone(), weights: whole_weights, bound: bound.to_integer(), multipliers }
    }
}

fn whole(number: usize) -> Exact {
    Exact::whole(i64::try_from(number).expect("numbers of experts fit 63 bits"))
}
