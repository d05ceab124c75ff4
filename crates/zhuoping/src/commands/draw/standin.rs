//! Stands in for the solver until it is connected in `fair.rs`, and finds only what needs none: the fairest lottery
//! without quotas and employer limit.

use crate::refusal::Refusal;
use num_bigint::BigInt;
use num_rational::Ratio;
use zhuoping_panel::lottery::{FairLottery, Instance, LISTED_MAX, Proof, Stage, Weighted};
use zhuoping_panel::plan::LotteryRule;

/// Everybody has the chance k/n: the panels are the n runs of k experts around a circle.
pub(super) fn fairest(instance: &Instance, rule: LotteryRule) -> Result<FairLottery, Refusal> {
    let (n, k) = (instance.experts.len(), usize::from(instance.seats));
    if !instance.quotas.is_empty() || instance.employer_max.is_some() {
        return Err(Refusal::no(
            "本版本的 leximin 方法尚不支持配额和同单位上限",
            "the method leximin does not take quotas or an employer limit in this version",
        ));
    }
    let run = |start: usize| {
        let mut panel: Vec<usize> = (start..start + k).map(|at| at % n).collect();
        panel.sort_unstable();
        panel
    };
    let mut exact: Vec<_> = (0..n).map(|at| Weighted { panel: run(at), weight: 1u32.into() }).collect();
    exact.sort();
    exact.dedup();
    let of = |listed: usize| FairLottery {
        denominator: exact.len().into(),
        exact: exact.clone(),
        types: vec![(0..n).collect()],
        caps: Vec::new(),
        stages: vec![Stage {
            value: Ratio::new(k.into(), n.into()),
            weights: vec![1.into()],
            bound: k.into(),
            proof: Proof::Multipliers { scale: 1u32.into(), seats: BigInt::from(1), quotas: vec![], caps: vec![] },
        }],
        listed: (0..listed).map(|at| run(at * k % n)).collect(),
    };
    let tolerance = Ratio::new((*rule.tolerance.numer()).into(), (*rule.tolerance.denom()).into());
    let sizes = n.div_ceil(k)..=usize::from(LISTED_MAX);
    match rule.size {
        Some(size) => Ok(of(size.into())),
        None => sizes.map(of).find(|lottery| lottery.difference() <= tolerance).ok_or_else(|| {
            Refusal::no("名单达不到所要求的精度", "no list of at most 5000 panels is within the tolerance")
        }),
    }
}
