//! The check of a stage's proof: that no panel's weights add up to more than the bound.
//!
//! Weak duality: multipliers of any rules bound every panel from above, and where one bound for all panels is too coarse
//! the panels are split by how many members a type sends.

use super::super::form::SPLITS_MAX;
use super::super::{Proof, Stage};
use super::{CertificateError, Checked};
use crate::lottery::Instance;
use num_bigint::{BigInt, BigUint, Sign};
use num_traits::{Signed, Zero};
use std::collections::BTreeSet;

/// What a panel's counts by type have to keep.
pub(super) struct Rules<'i> {
    instance: &'i Instance,
    /// By type: the quotas its experts count for.
    quotas: Vec<&'i [u16]>,
    /// By type: the caps it is in.
    caps: Vec<Vec<usize>>,
    /// By cap.
    limits: Vec<u64>,
    /// By type: the most members it can send.
    most: Vec<u16>,
}

impl<'i> Rules<'i> {
    /// The types part the experts; the caps name types.
    pub(super) fn new(instance: &'i Instance, types: &[Vec<usize>], caps: &[Vec<usize>], limits: Vec<u64>) -> Self {
        let mut within = vec![Vec::new(); types.len()];
        for (at, cap) in caps.iter().enumerate() {
            cap.iter().for_each(|of| within[*of].push(at));
        }
        Self {
            instance,
            quotas: types.iter().map(|members| instance.experts[members[0]].quotas.as_slice()).collect(),
            caps: within,
            limits,
            most: types.iter().map(|members| most(instance, members)).collect(),
        }
    }

    /// Checks the proof of the stage at `place`.
    pub(super) fn check(&self, stage: &Stage, place: &str) -> Checked {
        let mut walk = Walk {
            rules: self,
            weights: &stage.weights,
            limit: &stage.bound + 1,
            low: vec![0; self.most.len()],
            high: self.most.clone(),
            place: format!("{place}/proof"),
        };
        walk.part(&stage.proof, 0)
    }
}

/// The most members that a panel can have of a type: no more than there are, than there are seats, and, when all have an
/// employer, than the employer limit allows.
fn most(instance: &Instance, members: &[usize]) -> u16 {
    let employers: Option<BTreeSet<u32>> = members.iter().map(|at| instance.experts[*at].employer).collect();
    let by_employer = match (instance.employer_max, employers) {
        (Some(max), Some(employers)) => usize::from(max) * employers.len(),
        _ => usize::MAX,
    };
    let most = members.len().min(instance.seats.into()).min(by_employer);
    u16::try_from(most).expect("not above the number of seats")
}

/// The way down a proof, with the counts that the splits above have left.
struct Walk<'w> {
    rules: &'w Rules<'w>,
    weights: &'w [BigInt],
    /// One more than the bound.
    limit: BigInt,
    low: Vec<u16>,
    high: Vec<u16>,
    place: String,
}

impl Walk<'_> {
    fn part(&mut self, proof: &Proof, splits: usize) -> Checked {
        match proof {
            Proof::Multipliers { scale, seats, quotas, caps } => self.multipliers(scale, seats, quotas, caps),
            Proof::Split { of, at, below, above } => self.split(*of, *at, [below, above], splits),
        }
    }

    fn wrong<T>(&self, member: &str, zh: impl Into<String>, en: impl Into<String>) -> Checked<T> {
        Err(CertificateError::at(format!("{}{member}", self.place), zh, en))
    }

    fn split(&mut self, of: usize, at: u16, [below, above]: [&Proof; 2], splits: usize) -> Checked {
        if splits == SPLITS_MAX {
            let en = format!("a proof is split no more than {SPLITS_MAX} times on the way to each part");
            return self.wrong("", format!("证明至多分叉 {SPLITS_MAX} 层"), en);
        }
        let Some((&low, &high)) = self.low.get(of).zip(self.high.get(of)) else {
            return self.wrong("/type", "没有这一类", "there is no such type");
        };
        if !(low..high).contains(&at) {
            let zh = format!("这一类在此处可有 {low} 至 {high} 人，分界应不小于 {low} 且小于 {high}");
            let en = format!(
                "of this type {low} to {high} can come here, so the split is at {low} or more and below {high}"
            );
            return self.wrong("/at", zh, en);
        }
        let above_here = self.place.len();
        self.high[of] = at;
        self.place.push_str("/below");
        self.part(below, splits + 1)?;
        self.high[of] = high;
        self.low[of] = at + 1;
        self.place.truncate(above_here);
        self.place.push_str("/above");
        self.part(above, splits + 1)?;
        self.low[of] = low;
        self.place.truncate(above_here);
        Ok(())
    }

    fn multipliers(&self, scale: &BigUint, seats: &BigInt, quotas: &[BigInt], caps: &[BigUint]) -> Checked {
        let Rules { instance, limits, .. } = self.rules;
        for (member, found, expected) in
            [("/quotas", quotas.len(), instance.quotas.len()), ("/caps", caps.len(), limits.len())]
        {
            if found != expected {
                return self.wrong(member, format!("应有 {expected} 项"), format!("should have {expected} elements"));
            }
        }
        let caps: Vec<BigInt> = caps.iter().map(|cap| BigInt::from_biguint(Sign::Plus, cap.clone())).collect();
        let scale = BigInt::from_biguint(Sign::Plus, scale.clone());
        let mut most = seats * instance.seats;
        for (multiplier, quota) in quotas.iter().zip(&instance.quotas) {
            most += multiplier * if multiplier.is_negative() { quota.min } else { quota.max };
        }
        for (multiplier, limit) in caps.iter().zip(limits) {
            most += multiplier * *limit;
        }
        for of in 0..self.weights.len() {
            let mut rest = &scale * &self.weights[of] - seats;
            // Most multipliers are zero.
            let counted = self.rules.quotas[of].iter().map(|quota| &quotas[usize::from(*quota)]);
            let capped = self.rules.caps[of].iter().map(|cap| &caps[*cap]);
            counted.chain(capped).filter(|multiplier| !multiplier.is_zero()).for_each(|multiplier| rest -= multiplier);
            most += &rest * if rest.is_negative() { self.low[of] } else { self.high[of] };
        }
        if most < scale * &self.limit {
            return Ok(());
        }
        self.wrong(
            "",
            "这些乘数不能证明没有评审组超过上界",
            "these multipliers do not prove that no panel exceeds the bound",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::ExpertId;
    use crate::lottery::{Member, Quota};
    use num_rational::Ratio;
    use proptest::collection::vec;
    use proptest::prelude::*;

    /// Seven experts of up to three employers and two quotas; the first is a type, then every two.
    #[derive(Clone, Debug)]
    struct Case {
        instance: Instance,
        types: Vec<Vec<usize>>,
        caps: Vec<Vec<usize>>,
        weights: Vec<i32>,
        proof: Proof,
    }

    fn multipliers() -> BoxedStrategy<Proof> {
        let scale = prop_oneof![1 => 0u32..3, 4 => Just(1)];
        let all = (scale, -1i32..3, vec(-2i32..3, 2), vec(0u32..3, 2));
        all.prop_map(|(scale, seats, quotas, caps)| Proof::Multipliers {
            scale: scale.into(),
            seats: seats.into(),
            quotas: quotas.into_iter().map(BigInt::from).collect(),
            caps: caps.into_iter().map(BigUint::from).collect(),
        })
        .boxed()
    }

    fn split(part: &BoxedStrategy<Proof>) -> BoxedStrategy<Proof> {
        let at = prop_oneof![3 => Just(0u16), 1 => Just(1)];
        let cut = (0usize..4, at, part.clone(), part.clone());
        cut.prop_map(|(of, at, below, above)| Proof::Split { of, at, below: Box::new(below), above: Box::new(above) })
            .boxed()
    }

    fn proof() -> impl Strategy<Value = Proof> {
        let (whole, cut) = (multipliers(), split(&multipliers()));
        prop_oneof![whole.clone(), cut.clone(), split(&prop_oneof![whole, cut].boxed())]
    }

    fn case() -> impl Strategy<Value = Case> {
        let members =
            vec((proptest::option::weighted(0.8, 0u32..3), proptest::collection::btree_set(0u16..2, 0..3)), 7);
        let quotas = vec((0u16..3, 0u16..3), 2);
        let caps = vec(proptest::collection::btree_set(0usize..4, 1..3), 2);
        (members, quotas, 1u16..3, 1u16..4, caps, vec(-1i32..4, 4), proof()).prop_map(
            |(mut members, quotas, employer_max, seats, caps, weights, proof)| {
                [1, 3, 5].into_iter().for_each(|at| members[at + 1].1 = members[at].1.clone());
                let expert =
                    |(at, (employer, quotas)): (usize, (Option<u32>, std::collections::BTreeSet<u16>))| Member {
                        id: ExpertId::new(&format!("E{at}")).unwrap(),
                        employer,
                        quotas: quotas.into_iter().collect(),
                    };
                let quotas = quotas.into_iter().map(|(min, more)| Quota { min, max: min + more, counted: false });
                let instance = Instance {
                    seats,
                    experts: members.into_iter().enumerate().map(expert).collect(),
                    quotas: quotas.collect(),
                    employer_max: Some(employer_max),
                };
                let types = vec![vec![0], vec![1, 2], vec![3, 4], vec![5, 6]];
                let caps = caps.into_iter().map(|cap| cap.into_iter().collect()).collect();
                Case { instance, types, caps, weights, proof }
            },
        )
    }

    /// The limits of caps, where all their experts have an employer.
    fn limits(case: &Case) -> Option<Vec<u64>> {
        let limit = |cap: &Vec<usize>| {
            let members = cap.iter().flat_map(|of| &case.types[*of]);
            let employers: Option<BTreeSet<u32>> = members.map(|at| case.instance.experts[*at].employer).collect();
            Some(u64::from(case.instance.employer_max?) * employers?.len() as u64)
        };
        case.caps.iter().map(limit).collect()
    }

    /// The largest weight of all panels there are.
    fn heaviest(case: &Case) -> Option<i32> {
        let weight = |at: usize| case.weights[at.div_ceil(2)];
        let panels = (0u32..1 << 7).map(|set| (0..7).filter(|at| set >> at & 1 == 1).collect::<Vec<usize>>());
        let feasible = panels.filter(|panel| case.instance.holds(panel).is_ok());
        feasible.map(|panel| panel.into_iter().map(weight).sum()).max()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 12_000, max_global_rejects: 600_000, ..ProptestConfig::default() })]

        /// Whatever multipliers and splits: the least bound that they prove is one that no panel exceeds.
        #[test]
        fn no_panel_exceeds_a_bound_that_was_proved(case in case()) {
            let limits = limits(&case);
            prop_assume!(limits.is_some());
            let rules = Rules::new(&case.instance, &case.types, &case.caps, limits.unwrap());
            let proves = |bound: i32| {
                let stage = Stage {
                    value: Ratio::from_integer(BigUint::ZERO),
                    weights: case.weights.iter().map(|weight| BigInt::from(*weight)).collect(),
                    bound: bound.into(),
                    proof: case.proof.clone(),
                };
                rules.check(&stage, "").is_ok()
            };
            if let Some(least) = (-30..60).find(|bound| proves(*bound)) {
                let heaviest = heaviest(&case);
                prop_assert!(heaviest.is_none_or(|weight| weight <= least), "{heaviest:?} beyond {least}");
            }
        }
    }
}
