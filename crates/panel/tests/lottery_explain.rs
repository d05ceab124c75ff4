//! Feasibility and explanations against brute force over all subsets.
#![allow(clippy::unwrap_used, reason = "all of this is test code")]

mod lottery_support;

use lottery_support::{keeps, member, quota, random_instance, subsets, up_to, words};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use zhuoping_panel::lottery::{
    Budget, Change, Feasibility, Infeasibility, Instance, Quota, Rule, explain, feasibility, shut_out,
};

/// Whether any panel of these sizes could be made from a pool with any number of experts of every kind in `instance`,
/// and of a kind of their own for quotas nobody counts for. Employers are then no limit.
fn any_panel_of_any_pool(instance: &Instance, sizes: RangeInclusive<usize>) -> bool {
    fn go(kinds: &[Vec<u16>], instance: &Instance, sizes: &RangeInclusive<usize>, panel: &mut Vec<usize>) -> bool {
        let counts =
            |quota: usize| panel.iter().filter(|kind| kinds[**kind].contains(&u16::try_from(quota).unwrap())).count();
        let all = instance.quotas.iter().enumerate().all(|(at, quota)| quota.admits(counts(at)));
        if all && sizes.contains(&panel.len()) {
            return true;
        }
        let from = panel.last().copied().unwrap_or(0);
        panel.len() < *sizes.end()
            && (from..kinds.len()).any(|kind| {
                panel.push(kind);
                let found = go(kinds, instance, sizes, panel);
                panel.pop();
                found
            })
    }
    let mut kinds: BTreeSet<Vec<u16>> = instance.experts.iter().map(|member| member.quotas.clone()).collect();
    for quota in 0..u16::try_from(instance.quotas.len()).unwrap() {
        if !kinds.iter().any(|kind| kind.contains(&quota)) {
            kinds.insert(vec![quota]);
        }
    }
    go(&kinds.into_iter().collect::<Vec<_>>(), instance, &sizes, &mut Vec::new())
}

fn any_panel(instance: &Instance, sizes: RangeInclusive<usize>) -> bool {
    sizes
        .into_iter()
        .any(|size| subsets(instance.experts.len(), size).iter().any(|panel| keeps(instance, panel, |_| true)))
}

/// What must change for `panel` to keep all rules, and its total size.
fn needed(instance: &Instance, panel: &[usize]) -> (u32, Vec<Change>) {
    let mut changes = Vec::new();
    let mut size = 0;
    let mut push = |by: usize, change: Change| {
        if by > 0 {
            size += u32::try_from(by).unwrap();
            changes.push(change);
        }
    };
    let counts = instance.counts(panel);
    let short = |value: usize| u16::try_from(value).unwrap();
    for (at, (quota, count)) in instance.quotas.iter().zip(&counts).enumerate() {
        push(usize::from(quota.min).saturating_sub(*count), Change::LowerMinimum { quota: at, to: short(*count) });
    }
    for (at, (quota, count)) in instance.quotas.iter().zip(&counts).enumerate() {
        push(count.saturating_sub(usize::from(quota.max)), Change::RaiseMaximum { quota: at, to: short(*count) });
    }
    if let Some(max) = instance.employer_max {
        let of = |employer| panel.iter().filter(|at| instance.experts[**at].employer == Some(employer)).count();
        let most = (0..20).map(of).max().unwrap();
        push(most.saturating_sub(usize::from(max)), Change::RaiseEmployerMax { to: short(most) });
    }
    let seats = usize::from(instance.seats);
    push(seats.saturating_sub(panel.len()), Change::FewerSeats { to: short(panel.len()) });
    push(panel.len().saturating_sub(seats), Change::MoreSeats { to: short(panel.len()) });
    (size, changes)
}

/// The smallest size and all changes of that size, from every panel of every size there could be.
fn smallest(instance: &Instance) -> (u32, BTreeSet<Vec<Change>>) {
    let n = instance.experts.len();
    let all: Vec<_> = (1..=n).flat_map(|size| subsets(n, size)).map(|panel| needed(instance, &panel)).collect();
    let least = all.iter().map(|(size, _)| *size).min().unwrap();
    (least, all.into_iter().filter(|(size, _)| *size == least).map(|(_, changes)| changes).collect())
}

/// The instance with one rule forgotten, and the panel sizes then allowed.
fn without(instance: &Instance, rules: &[Rule]) -> (Instance, RangeInclusive<usize>) {
    let mut loose = instance.clone();
    for (at, quota) in loose.quotas.iter_mut().enumerate() {
        let kept = |rule| rules.contains(&rule);
        *quota = Quota {
            min: if kept(Rule::Minimum(at)) { quota.min } else { 0 },
            max: if kept(Rule::Maximum(at)) { quota.max } else { u16::MAX },
            counted: true,
        };
    }
    loose.employer_max = loose.employer_max.filter(|_| rules.contains(&Rule::EmployerMax));
    let seats = usize::from(instance.seats);
    let low = if rules.contains(&Rule::SeatsFilled) { seats } else { 0 };
    let minima: usize = instance.quotas.iter().map(|quota| usize::from(quota.min)).sum();
    let many = instance.experts.len().max(seats).max(minima);
    let high = if rules.contains(&Rule::SeatsLimited) { seats } else { many };
    (loose, low..=high)
}

#[test]
fn every_small_instance_is_possible_exactly_when_some_subset_holds() {
    let mut words = words("feasible");
    let mut seen = [0, 0];
    for _ in 0..3000 {
        let experts = 1 + up_to(&mut words, 7);
        let instance = random_instance(&mut words, experts);
        let panels: Vec<_> = subsets(instance.experts.len(), usize::from(instance.seats))
            .into_iter()
            .filter(|panel| keeps(&instance, panel, |_| true))
            .collect();
        let expected = if panels.is_empty() { Feasibility::Impossible } else { Feasibility::Possible };
        assert_eq!(feasibility(&instance, Budget::default()), Ok(expected), "{instance:?}");
        seen[usize::from(panels.is_empty())] += 1;
        let out = shut_out(&instance, Budget::default()).unwrap();
        let on_none: Vec<usize> =
            (0..instance.experts.len()).filter(|at| !panels.iter().any(|panel| panel.contains(at))).collect();
        assert_eq!((out.experts, out.undecided), (on_none, vec![]), "{instance:?}");
        assert_eq!(explain(&instance, Budget::default()).unwrap().is_some(), panels.is_empty());
    }
    assert!(seen[0] > 200 && seen[1] > 200, "{seen:?}");
}

#[test]
fn the_smallest_changes_are_all_there_and_none_is_smaller() {
    let mut words = words("smallest");
    let (mut explained, mut together) = (0, 0);
    while explained < 700 {
        let experts = 1 + up_to(&mut words, 7);
        let mut instance = random_instance(&mut words, experts);
        // Some quotas that contradict themselves, and panels that are larger than the pool.
        for quota in &mut instance.quotas {
            if up_to(&mut words, 4) == 0 {
                std::mem::swap(&mut quota.min, &mut quota.max);
            }
        }
        instance.seats += u16::try_from(up_to(&mut words, 2)).unwrap();
        let Some(why) = explain(&instance, Budget::default()).unwrap() else { continue };
        explained += 1;
        let (size, all) = smallest(&instance);
        assert!(why.changes_proved);
        let ours: BTreeSet<Vec<Change>> = why.smallest_changes.iter().cloned().collect();
        assert_eq!(ours.len(), why.smallest_changes.len(), "none is told twice");
        assert_eq!((why.smallest_size, ours), (size, all), "{instance:?}");
        together += u32::from(why.smallest_changes.iter().any(|changes| changes.len() > 1));
    }
    assert!(together > 20, "{together} explanations change several rules together");
}

#[test]
fn clashes_clash_and_lose_that_with_any_rule_left_out() {
    let mut words = words("clash");
    let (mut explained, mut several, mut any_pool) = (0, 0, 0);
    while explained < 700 {
        let experts = 1 + up_to(&mut words, 7);
        let instance = random_instance(&mut words, experts);
        let Some(Infeasibility { clashes, offers, .. }) = explain(&instance, Budget::default()).unwrap() else {
            continue;
        };
        explained += 1;
        several += u32::from(clashes.len() > 1);
        for clash in &clashes {
            assert!(clash.minimal);
            let any = if clash.rules.contains(&Rule::Pool) { any_panel } else { any_panel_of_any_pool };
            let (only, sizes) = without(&instance, &clash.rules);
            assert!(!any(&only, sizes), "{clash:?} of {instance:?}");
            any_pool += u32::from(!clash.rules.contains(&Rule::Pool));
            for left_out in clash.rules.iter().filter(|rule| **rule != Rule::Pool) {
                let rest: Vec<Rule> = clash.rules.iter().copied().filter(|rule| rule != left_out).collect();
                let (loose, sizes) = without(&instance, &rest);
                assert!(any(&loose, sizes), "{clash:?} without {left_out:?} of {instance:?}");
            }
            for quota in clash.rules.iter().filter_map(Rule::quota) {
                assert!(offers.iter().any(|offer| offer.quota == quota));
            }
        }
    }
    assert!(several > 20 && any_pool > 20, "{several}, {any_pool}");
}

#[test]
fn offers_are_what_panels_without_other_quotas_could_have() {
    let mut words = words("offers");
    let mut compared = 0;
    while compared < 300 {
        let experts = 4 + up_to(&mut words, 4);
        let instance = random_instance(&mut words, experts);
        let Some(why) = explain(&instance, Budget::default()).unwrap() else { continue };
        for offer in why.offers {
            let of = |at: &usize| instance.experts[*at].quotas.iter().any(|own| usize::from(*own) == offer.quota);
            let eligible: Vec<usize> = (0..instance.experts.len()).filter(of).collect();
            assert_eq!(offer.eligible, eligible.len());
            let employers: Vec<_> = eligible.iter().map(|at| instance.experts[*at].employer).collect();
            assert_eq!(offer.without_employer, employers.iter().filter(|employer| employer.is_none()).count());
            assert_eq!(offer.employers, employers.into_iter().flatten().collect::<BTreeSet<_>>().len());
            let counts = |size| {
                let panels = subsets(instance.experts.len(), size).into_iter();
                let panels = panels.filter(|panel| keeps(&instance, panel, |_| false));
                panels.map(|panel| panel.iter().filter(|at| of(at)).count()).collect::<Vec<_>>()
            };
            let most = (0..=usize::from(instance.seats)).flat_map(counts).max().unwrap();
            assert_eq!(offer.most, most, "{instance:?}");
            let full = counts(usize::from(instance.seats));
            match full.iter().min() {
                Some(least) => assert_eq!(offer.least, *least, "{instance:?}"),
                None => assert!(offer.least > offer.most || offer.least > 0),
            }
            compared += 1;
        }
    }
}

#[test]
fn a_plan_for_seven_of_five_experts_is_told_that_the_pool_is_too_small() {
    let experts = (0..5).map(|at| member(at, None, &[])).collect();
    let instance = Instance { seats: 7, experts, quotas: vec![], employer_max: None };
    let why = explain(&instance, Budget::default()).unwrap().unwrap();
    assert_eq!(why.clashes.len(), 1);
    assert_eq!(why.clashes[0].rules, [Rule::SeatsFilled, Rule::Pool]);
    assert_eq!(why.smallest_changes, [[Change::FewerSeats { to: 5 }]]);
    assert_eq!((why.smallest_size, why.changes_proved), (2, true));
}

#[test]
fn minima_beyond_the_seats_clash_in_any_pool() {
    let experts = (0..60).map(|at| member(at, None, &[u16::try_from(at % 3).unwrap()])).collect();
    let instance =
        Instance { seats: 7, experts, quotas: vec![quota(3, 7), quota(4, 7), quota(1, 7)], employer_max: Some(1) };
    let why = explain(&instance, Budget::default()).unwrap().unwrap();
    let rules = [Rule::Minimum(0), Rule::Minimum(1), Rule::Minimum(2), Rule::SeatsLimited];
    assert_eq!(why.clashes[0].rules, rules, "the pool's numbers do not matter");
    let expected = [
        Change::LowerMinimum { quota: 0, to: 2 },
        Change::LowerMinimum { quota: 1, to: 3 },
        Change::LowerMinimum { quota: 2, to: 0 },
        Change::MoreSeats { to: 8 },
    ];
    assert_eq!(why.smallest_changes, expected.map(|change| vec![change]));
    assert_eq!(why.offers[1].eligible, 20);
}

#[test]
fn one_employer_of_all_experts_of_a_kind_is_named_with_the_limit() {
    // 12 experts count for the quota, all at one employer.
    let experts =
        (0..40).map(|at| if at < 12 { member(at, Some(3), &[0]) } else { member(at, Some(100), &[]) }).collect();
    let instance = Instance { seats: 2, experts, quotas: vec![quota(2, 2)], employer_max: Some(1) };
    let why = explain(&instance, Budget::default()).unwrap().unwrap();
    assert_eq!(why.clashes[0].rules, [Rule::Minimum(0), Rule::EmployerMax, Rule::Pool]);
    assert_eq!(
        why.smallest_changes,
        [[Change::LowerMinimum { quota: 0, to: 1 }], [Change::RaiseEmployerMax { to: 2 }]]
    );
    let offer = why.offers[0];
    assert_eq!((offer.eligible, offer.employers, offer.most, offer.least), (12, 1, 1, 1));
}

#[test]
fn a_pool_of_nobody_has_no_remedy() {
    let instance = Instance { seats: 1, experts: vec![], quotas: vec![], employer_max: None };
    let why = explain(&instance, Budget::default()).unwrap().unwrap();
    assert!(why.smallest_changes.is_empty() && why.changes_proved);
}
