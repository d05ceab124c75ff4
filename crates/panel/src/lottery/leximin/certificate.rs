//! The check of a lottery: that no lottery is fairer, and that the public list is one over feasible panels.
//!
//! Everything is compared in integers, on the common denominator of the weights; nothing is rounded. What is checked and
//! why it suffices: `docs/draw-protocol.md` section 10. The optimum is that of Flanigan, Gölz, Gupta, Hennig and
//! Procaccia, *Fair algorithms for selecting citizens' assemblies*, Nature 596 (2021), 548-552; the certificate is dual.

mod error;
mod proof;

pub use error::CertificateError;

use super::form::LISTED_MAX;
use super::{FairLottery, Stage};
use crate::lottery::{Chances, Instance};
use num_bigint::{BigInt, BigUint};
use num_rational::Ratio;
use num_traits::{Signed, Zero};
use proof::Rules;
use std::collections::{BTreeMap, BTreeSet};

type Checked<T = ()> = Result<T, CertificateError>;

impl FairLottery {
    /// Checks that this is a lottery over feasible panels and that no lottery over feasible panels is fairer: section
    /// 10's rules on `exact`, `types`, `caps` and `stages`.
    ///
    /// # Errors
    /// The first rule that does not hold.
    pub fn check(&self, instance: &Instance) -> Checked {
        instance.check().map_err(|error| CertificateError::instance(&error))?;
        let counts = self.exact_counts(instance)?;
        self.types_hold(instance)?;
        let caps = self.cap_limits(instance)?;
        let rules = Rules::new(instance, &self.types, &self.caps, caps);
        let mut settling = Settling { lottery: self, rules, counts, settled: vec![false; self.types.len()] };
        let mut before = Ratio::zero();
        for (at, stage) in self.stages.iter().enumerate() {
            if stage.value < before {
                return Err(CertificateError::at(
                    format!("/stages/{at}/value"),
                    "各级的机会应从小到大",
                    "stages stand in ascending order of value",
                ));
            }
            before = stage.value.clone();
            settling.stage(at, stage)?;
        }
        match settling.settled.iter().position(|settled| !settled) {
            None => Ok(()),
            Some(of) => Err(CertificateError::at(
                format!("/types/{of}"),
                "没有任何一级确定这一类专家的机会",
                "no stage settles the experts of this type",
            )),
        }
    }

    /// Checks the public list: 1 to 5000 feasible panels, with everybody whose exact chance is positive.
    ///
    /// # Errors
    /// The first rule that does not hold.
    pub fn check_listed(&self, instance: &Instance) -> Checked {
        let listed = self.listed.len();
        if !(1..=usize::from(LISTED_MAX)).contains(&listed) {
            return Err(CertificateError::at(
                "/listed",
                format!("公开名单应有 1 至 {LISTED_MAX} 个评审组，现有 {listed} 个"),
                format!("the public list has 1 to {LISTED_MAX} panels, not {listed}"),
            ));
        }
        for (at, panel) in self.listed.iter().enumerate() {
            instance.holds(panel).map_err(|broken| CertificateError::broken(format!("/listed/{at}"), &broken))?;
        }
        let named: BTreeSet<usize> = self.listed.iter().flatten().copied().collect();
        let missing = self.exact.iter().filter(|one| !one.weight.is_zero()).flat_map(|one| &one.panel);
        match missing.filter(|at| !named.contains(at)).min() {
            None => Ok(()),
            Some(&position) => {
                let id = instance.experts.get(position).map(|expert| expert.id.as_str()).unwrap_or_default();
                Err(CertificateError::at(
                    "/listed",
                    format!("“{id}”（位置 {position}）的精确机会大于零，却不在公开名单的任何评审组中"),
                    format!("{id} (position {position}) has a positive exact chance and stands in no listed panel"),
                ))
            }
        }
    }

    /// Every expert's exact chance, by position.
    ///
    /// # Panics
    /// When a position lies beyond the types; not after [`FairLottery::check`].
    pub fn chances(&self) -> Vec<Ratio<BigUint>> {
        let mut known: BTreeMap<&BigUint, Ratio<BigUint>> = BTreeMap::new();
        let counts = self.counts(self.types.iter().map(Vec::len).sum());
        // Many have the same chance, and reducing a fraction of numbers with hundreds of digits takes its time.
        for count in &counts {
            known.entry(count).or_insert_with(|| Ratio::new(count.clone(), self.denominator.clone()));
        }
        counts.iter().map(|count| known[count].clone()).collect()
    }

    /// The same as weights of the panels that hold each of `experts` experts, beside the weight of all.
    ///
    /// # Panics
    /// When a position is not below `experts`.
    pub fn holding(&self, experts: usize) -> Chances {
        Chances { holding: self.counts(experts), total: self.denominator.clone() }
    }

    /// In how many of the listed panels each of `experts` experts stands, by position.
    ///
    /// # Panics
    /// When a position is not below `experts`.
    pub fn listed_counts(&self, experts: usize) -> Vec<u32> {
        let mut counts = vec![0; experts];
        self.listed.iter().flatten().for_each(|at| counts[*at] += 1);
        counts
    }

    /// The largest difference between anybody's listed and exact chance.
    ///
    /// # Panics
    /// When a position lies beyond the types, or nothing is listed; not after both checks.
    pub fn difference(&self) -> Ratio<BigUint> {
        let experts = self.types.iter().map(Vec::len).sum();
        let panels = BigUint::from(self.listed.len());
        let differences = self.counts(experts).into_iter().zip(self.listed_counts(experts)).map(|(exact, listed)| {
            let (exact, listed) = (exact * &panels, &self.denominator * listed);
            if exact < listed { listed - exact } else { exact - listed }
        });
        Ratio::new(differences.max().unwrap_or_default(), &self.denominator * panels)
    }

    /// The greatest `n` up to a million for which nobody's listed chance is further than `1/n` from the exact one.
    ///
    /// # Panics
    /// As [`FairLottery::difference`].
    pub fn within(&self) -> u32 {
        let difference = self.difference();
        if difference.is_zero() {
            return WITHIN_MAX;
        }
        u32::try_from((difference.denom() / difference.numer()).min(BigUint::from(WITHIN_MAX)))
            .expect("not above a million")
    }

    /// Numerators of the exact chances over the denominator.
    fn counts(&self, experts: usize) -> Vec<BigUint> {
        let mut counts = vec![BigUint::ZERO; experts];
        for one in &self.exact {
            one.panel.iter().for_each(|at| counts[*at] += &one.weight);
        }
        counts
    }

    fn exact_counts(&self, instance: &Instance) -> Checked<Vec<BigUint>> {
        let mut sum = BigUint::ZERO;
        for (at, one) in self.exact.iter().enumerate() {
            instance
                .holds(&one.panel)
                .map_err(|broken| CertificateError::broken(format!("/exact/{at}/panel"), &broken))?;
            if at > 0 && self.exact[at - 1].panel >= one.panel {
                let (zh, en) = ("评审组应严格升序，不得重复", "panels stand in strictly ascending order, none twice");
                return Err(CertificateError::at(format!("/exact/{at}/panel"), zh, en));
            }
            if one.weight.is_zero() {
                return Err(CertificateError::at(format!("/exact/{at}/weight"), "应大于零", "should be positive"));
            }
            sum += &one.weight;
        }
        if sum.is_zero() || sum != self.denominator {
            let (zh, en) = ("应大于零且等于各评审组权重之和", "should be positive and the sum of the panels' weights");
            return Err(CertificateError::at("/denominator", zh, en));
        }
        Ok(self.counts(instance.experts.len()))
    }

    /// The types part the experts, in order, and nobody in a type counts for other quotas than the others.
    fn types_hold(&self, instance: &Instance) -> Checked {
        let experts = &instance.experts;
        let mut seen = vec![false; experts.len()];
        let mut first = None;
        for (of, members) in self.types.iter().enumerate() {
            let place = format!("/types/{of}");
            if members.first() <= first {
                let (zh, en) = ("各类非空，且按首位专家升序", "types are not empty and in order of their first expert");
                return Err(CertificateError::at(place, zh, en));
            }
            first = members.first();
            for (at, &member) in members.iter().enumerate() {
                let ordered = at == 0 || members[at - 1] < member;
                let fresh = seen.get_mut(member).is_some_and(|seen| !std::mem::replace(seen, true));
                if !ordered || !fresh {
                    let (zh, en) =
                        ("应为严格升序的专家位置，每人只在一类", "ascending positions, each in one type only");
                    return Err(CertificateError::at(format!("{place}/{at}"), zh, en));
                }
                if experts[member].quotas != experts[members[0]].quotas {
                    let (zh, en) = ("同一类专家应计入相同的配额", "experts of one type count for the same quotas");
                    return Err(CertificateError::at(format!("{place}/{at}"), zh, en));
                }
            }
        }
        match seen.iter().position(|seen| !seen) {
            None => Ok(()),
            Some(position) => Err(CertificateError::at(
                "/types",
                format!("位置为 {position} 的专家不在任何一类"),
                format!("the expert at position {position} is in no type"),
            )),
        }
    }

    /// How many members of each cap a panel may have.
    fn cap_limits(&self, instance: &Instance) -> Checked<Vec<u64>> {
        let limit = |(at, cap): (usize, &Vec<usize>)| {
            let place = format!("/caps/{at}");
            let Some(max) = instance.employer_max else {
                let (zh, en) = ("没有同单位上限，不应有上限组", "there is no employer limit, so there are no caps");
                return Err(CertificateError::at(place, zh, en));
            };
            let known = cap.last().is_some_and(|last| *last < self.types.len());
            if !known || cap.windows(2).any(|pair| pair[0] >= pair[1]) {
                let (zh, en) = ("应为严格升序的类号，至少一个", "ascending numbers of types, at least one");
                return Err(CertificateError::at(place, zh, en));
            }
            let mut employers = BTreeSet::new();
            for &member in cap.iter().flat_map(|of| &self.types[*of]) {
                let Some(employer) = instance.experts[member].employer else {
                    let zh = format!("位置为 {member} 的专家没有单位，不受同单位上限约束");
                    let en = format!("the expert at position {member} has no employer, so no limit holds");
                    return Err(CertificateError::at(place, zh, en));
                };
                employers.insert(employer);
            }
            Ok(u64::from(max) * employers.len() as u64)
        };
        self.caps.iter().enumerate().map(limit).collect()
    }
}

/// The greatest `n` of [`FairLottery::within`].
pub const WITHIN_MAX: u32 = 1_000_000;

/// Stage after stage.
struct Settling<'l> {
    lottery: &'l FairLottery,
    rules: Rules<'l>,
    /// Numerators of the exact chances, by position.
    counts: Vec<BigUint>,
    /// By type.
    settled: Vec<bool>,
}

impl Settling<'_> {
    fn stage(&mut self, at: usize, stage: &Stage) -> Checked {
        let place = format!("/stages/{at}");
        let types = &self.lottery.types;
        if stage.weights.len() != types.len() {
            let (zh, en) =
                (format!("应有 {} 项，每类一项", types.len()), format!("one for each of {} types", types.len()));
            return Err(CertificateError::at(format!("{place}/weights"), zh, en));
        }
        let mut settles = false;
        for (of, weight) in stage.weights.iter().enumerate().filter(|(of, _)| !self.settled[*of]) {
            if weight.is_negative() {
                let (zh, en) =
                    ("尚未确定的类，权重不得为负", "the weight of a type that is not settled is not negative");
                return Err(CertificateError::at(format!("{place}/weights/{of}"), zh, en));
            }
            if weight.is_positive() {
                self.has_chance(of, &stage.value, &place)?;
                settles = true;
            }
        }
        if !settles {
            let (zh, en) = ("这一级没有确定任何人的机会", "this stage settles nobody");
            return Err(CertificateError::at(format!("{place}/weights"), zh, en));
        }
        self.is_tight(stage, &place)?;
        self.rules.check(stage, &place)?;
        for (settled, weight) in self.settled.iter_mut().zip(&stage.weights) {
            *settled |= weight.is_positive();
        }
        Ok(())
    }

    /// Whether everybody of a type has the chance `value`.
    fn has_chance(&self, of: usize, value: &Ratio<BigUint>, place: &str) -> Checked {
        let expected = value.numer() * &self.lottery.denominator;
        let other = self.lottery.types[of].iter().find(|at| &self.counts[**at] * value.denom() != expected);
        match other {
            None => Ok(()),
            Some(position) => Err(CertificateError::at(
                format!("{place}/value"),
                format!("按各评审组的权重，位置为 {position} 的专家机会不是此值"),
                format!("by the panels' weights the expert at position {position} has another chance"),
            )),
        }
    }

    /// Whether the exact lottery reaches the bound on average, which is the equality of the stage: everybody with a
    /// positive weight is settled, now with this value or before.
    fn is_tight(&self, stage: &Stage, place: &str) -> Checked {
        let types = self.lottery.types.iter().zip(&stage.weights).filter(|(_, weight)| !weight.is_zero());
        let reached: BigInt = types
            .map(|(members, weight)| weight * BigInt::from(members.iter().map(|at| &self.counts[*at]).sum::<BigUint>()))
            .sum();
        if reached == &stage.bound * BigInt::from(self.lottery.denominator.clone()) {
            return Ok(());
        }
        Err(CertificateError::at(
            format!("{place}/bound"),
            "与机会和权重不符：上界减去已确定者的加权机会，应等于本级机会乘以其余权重之和",
            "does not fit chances and weights: the bound less the weighted chances of those settled before should be \
             the value times the sum of the other weights",
        ))
    }
}
