//! The fairest lottery on small random pools, proved optimal by looking at every panel (`Art. 9`).
//!
//! Each stage's weights are held against all feasible panels, listed by brute force: together with the chances that
//! follow from the exact weights this is a whole proof that no lottery is fairer, whatever the search did.
#![allow(clippy::unwrap_used, reason = "all of this is test code")]

mod lottery_support;

use lottery_support::{keeps, random_instance, subsets, up_to, words};
use num_bigint::{BigInt, BigUint};
use num_rational::{BigRational, Ratio};
use num_traits::{Signed, Zero};
use std::collections::{BTreeMap, BTreeSet};
use zhuoping_panel::lottery::{DrawError, FairError, FairLottery, Instance, ListSize, fairest};

/// All panels that keep every rule.
fn panels(instance: &Instance) -> Vec<Vec<usize>> {
    let mut panels = subsets(instance.experts.len(), usize::from(instance.seats));
    panels.retain(|panel| keeps(instance, panel, |_| true));
    panels
}

fn smallest() -> ListSize {
    ListSize::Smallest { tolerance: Ratio::new(1, 1000), most: 5000 }
}

fn chances(lottery: &FairLottery, experts: usize) -> Vec<BigRational> {
    let mut sums = vec![BigUint::ZERO; experts];
    for weighted in &lottery.exact {
        for position in &weighted.panel {
            sums[*position] += &weighted.weight;
        }
    }
    let denominator = BigInt::from(lottery.denominator.clone());
    sums.into_iter().map(|sum| BigRational::new(sum.into(), denominator.clone())).collect()
}

fn signed(chance: &Ratio<BigUint>) -> BigRational {
    BigRational::new(chance.numer().clone().into(), chance.denom().clone().into())
}

/// Holds a lottery against all panels of its instance.
fn prove(instance: &Instance, lottery: &FairLottery, panels: &[Vec<usize>]) {
    let all: BTreeSet<&Vec<usize>> = panels.iter().collect();
    let experts = instance.experts.len();
    assert!(lottery.exact.iter().all(|weighted| all.contains(&weighted.panel) && !weighted.weight.is_zero()));
    assert_eq!(lottery.exact.iter().map(|weighted| &weighted.weight).sum::<BigUint>(), lottery.denominator);
    let chances = chances(lottery, experts);
    let mut of = vec![usize::MAX; experts];
    for (number, members) in lottery.types.iter().enumerate() {
        for position in members {
            of[*position] = number;
            assert_eq!(instance.experts[*position].quotas, instance.experts[members[0]].quotas);
        }
    }
    let mut settled: Vec<Option<BigRational>> = vec![None; experts];
    let mut before = BigRational::zero();
    for stage in &lottery.stages {
        let weight = |position: usize| BigRational::from_integer(stage.weights[of[position]].clone());
        let most = panels.iter().map(|panel| panel.iter().map(|position| weight(*position)).sum::<BigRational>()).max();
        let bound = BigRational::from_integer(stage.bound.clone());
        assert!(most.unwrap() <= bound);
        let value = signed(&stage.value);
        assert!(value >= before, "stages go up");
        let mut sum = BigRational::zero();
        let mut newly = Vec::new();
        for (position, known) in settled.iter().enumerate() {
            match known {
                Some(chance) => sum += chance * weight(position),
                None => {
                    assert!(!weight(position).is_negative());
                    sum += &value * weight(position);
                    if weight(position).is_positive() {
                        newly.push(position);
                    }
                }
            }
        }
        assert_eq!(sum, bound, "what is settled and the value reach the bound");
        assert!(!newly.is_empty());
        newly.into_iter().for_each(|position| settled[position] = Some(value.clone()));
        before = value;
    }
    let settled: Vec<BigRational> = settled.into_iter().map(Option::unwrap).collect();
    assert_eq!(settled, chances, "every expert's chance is the value that was settled");
}

/// Experts who differ in nothing but their id have the same chance.
fn equals_have_equals(instance: &Instance, chances: &[BigRational]) {
    let mut seen: BTreeMap<(&Vec<u16>, Option<u32>), &BigRational> = BTreeMap::new();
    for (expert, chance) in instance.experts.iter().zip(chances) {
        assert_eq!(*seen.entry((&expert.quotas, expert.employer)).or_insert(chance), chance);
    }
}

fn check(instance: &Instance) -> bool {
    let panels = panels(instance);
    match fairest(instance, &smallest(), &mut |_| ()) {
        Ok(lottery) => {
            prove(instance, &lottery, &panels);
            assert_eq!(lottery.check(instance), Ok(()), "the certificate holds without looking at panels");
            assert_eq!(lottery.check_listed(instance), Ok(()));
            let chances = chances(&lottery, instance.experts.len());
            equals_have_equals(instance, &chances);
            let listed: BTreeSet<usize> = lottery.listed.iter().flatten().copied().collect();
            assert!(lottery.listed.iter().all(|panel| instance.holds(panel).is_ok()));
            assert!((0..chances.len()).all(|position| listed.contains(&position) == chances[position].is_positive()));
            !lottery.caps.is_empty()
        }
        Err(error) => {
            assert_eq!(error, FairError::Instance(DrawError::NoPanel));
            assert!(panels.is_empty(), "{instance:?}");
            false
        }
    }
}

#[test]
fn art_9_no_lottery_is_fairer_on_any_small_pool() {
    let mut words = words("leximin");
    let mut watched = 0;
    for _ in 0..3000 {
        let experts = 1 + up_to(&mut words, 7);
        let instance = random_instance(&mut words, experts);
        watched += usize::from(check(&instance));
    }
    assert!(watched > 20, "employer limits got in the way of {watched} pools only");
}
