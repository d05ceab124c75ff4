//! Through which rules an expert is on no panel, against brute force over all subsets of experts and of rules.
#![allow(clippy::unwrap_used, reason = "all of this is test code")]

mod lottery_support;

use lottery_support::{keeps, member, quota, random_instance, subsets, up_to, words};
use zhuoping_panel::lottery::{Budget, Instance, Quota, Rule, ShutOutBy, shut_out, shut_out_by};

/// Every rule of the plan, whether it can bind or not.
fn rules(instance: &Instance) -> Vec<Rule> {
    let quotas = 0..instance.quotas.len();
    let mut rules: Vec<Rule> = quotas.clone().map(Rule::Minimum).chain(quotas.map(Rule::Maximum)).collect();
    rules.extend(instance.employer_max.map(|_| Rule::EmployerMax));
    rules.extend([Rule::SeatsFilled, Rule::SeatsLimited]);
    rules
}

/// The instance with only these rules, and whether a panel of a size is allowed by them.
fn only(instance: &Instance, rules: &[Rule]) -> Instance {
    let mut loose = instance.clone();
    for (at, quota) in loose.quotas.iter_mut().enumerate() {
        *quota = Quota {
            min: if rules.contains(&Rule::Minimum(at)) { quota.min } else { 0 },
            max: if rules.contains(&Rule::Maximum(at)) { quota.max } else { u16::MAX },
            counted: true,
        };
    }
    loose.employer_max = loose.employer_max.filter(|_| rules.contains(&Rule::EmployerMax));
    loose
}

fn sized(instance: &Instance, rules: &[Rule], members: usize) -> bool {
    let seats = usize::from(instance.seats);
    (members >= seats || !rules.contains(&Rule::SeatsFilled))
        && (members <= seats || !rules.contains(&Rule::SeatsLimited))
}

/// Whether some subset of the pool with the expert keeps these rules, by trying all.
fn kept_with(instance: &Instance, rules: &[Rule], expert: usize) -> bool {
    let loose = only(instance, rules);
    let n = instance.experts.len();
    (1..=n)
        .filter(|size| sized(instance, rules, *size))
        .any(|size| subsets(n, size).iter().any(|panel| panel.contains(&expert) && keeps(&loose, panel, |_| true)))
}

/// Whether some panel with somebody of the expert's kind keeps these rules in a pool that has any number of experts of
/// every kind, each with an employer of their own, and of a kind of their own for quotas that nobody counts for.
fn kept_in_some_pool(instance: &Instance, rules: &[Rule], expert: usize) -> bool {
    let loose = only(instance, rules);
    let mut kinds: Vec<Vec<u16>> = instance.experts.iter().map(|member| member.quotas.clone()).collect();
    for quota in 0..u16::try_from(instance.quotas.len()).unwrap() {
        if !kinds.iter().any(|kind| kind.contains(&quota)) {
            kinds.push(vec![quota]);
        }
    }
    let minima: usize = loose.quotas.iter().map(|quota| usize::from(quota.min)).sum();
    let most = usize::from(instance.seats).max(minima + 1);
    let counts = |panel: &[usize], at: usize| {
        let at = u16::try_from(at).unwrap();
        panel.iter().filter(|kind| kinds[**kind].contains(&at)).count()
    };
    let mut open = vec![vec![expert]];
    while let Some(panel) = open.pop() {
        let holds = loose.quotas.iter().enumerate().all(|(at, quota)| quota.admits(counts(&panel, at)));
        if holds && sized(instance, rules, panel.len()) {
            return true;
        }
        if panel.len() < most {
            let from = if panel.len() == 1 { 0 } else { *panel.last().unwrap() };
            open.extend((from..kinds.len()).map(|kind| [&panel[..], &[kind]].concat()));
        }
    }
    false
}

/// The size of a smallest set of rules that no subset of the pool with the expert keeps.
fn smallest(instance: &Instance, expert: usize) -> usize {
    let all = rules(instance);
    (0..=all.len())
        .find(|size| {
            subsets(all.len(), *size).iter().any(|chosen| {
                let rules: Vec<Rule> = chosen.iter().map(|at| all[*at]).collect();
                !kept_with(instance, &rules, expert)
            })
        })
        .unwrap()
}

#[test]
fn the_fewest_rules_are_told_for_everybody_who_is_shut_out() {
    let mut words = words("shut out by");
    let (mut asked, mut sizes, mut with_pool) = (0, [0; 6], [0; 2]);
    while asked < 3000 {
        let experts = 2 + up_to(&mut words, 4);
        let instance = random_instance(&mut words, experts);
        let out = shut_out(&instance, Budget::default()).unwrap().experts;
        let reasons = shut_out_by(&instance, &out, Budget::default()).unwrap();
        let mut told: Vec<usize> = reasons.iter().flat_map(|reason| reason.experts.clone()).collect();
        told.sort_unstable();
        assert_eq!(told, out, "everybody once: {instance:?}");
        assert!(reasons.windows(2).all(|pair| pair[0].experts[0] < pair[1].experts[0]), "{reasons:?}");
        for ShutOutBy { experts, rules, smallest: proved } in reasons {
            assert!(proved, "so small a pool is always decided: {instance:?}");
            assert!(rules.windows(2).all(|pair| pair[0] < pair[1]), "{rules:?}");
            let of_plan: Vec<Rule> = rules.iter().copied().filter(|rule| *rule != Rule::Pool).collect();
            for expert in experts {
                assert!(!kept_with(&instance, &of_plan, expert), "{rules:?} do not shut out {expert} of {instance:?}");
                assert_eq!(of_plan.len(), smallest(&instance, expert), "{rules:?} for {expert} of {instance:?}");
                let any = kept_in_some_pool(&instance, &of_plan, expert);
                assert_eq!(rules.contains(&Rule::Pool), any, "{rules:?} for {expert} of {instance:?}");
                asked += 1;
                sizes[of_plan.len().min(5)] += 1;
                with_pool[usize::from(any)] += 1;
            }
        }
    }
    assert!(sizes[1] > 100 && sizes[2] > 100 && sizes[3] > 20, "{sizes:?}");
    assert!(with_pool.iter().all(|seen| *seen > 20), "{with_pool:?}");
}

#[test]
fn a_plan_with_many_quotas_is_explained_by_the_few_that_matter() {
    // 200 experts of 40 employers; E00000 alone has the value of quota 0, of which a panel has none.
    let employer = |at: usize| Some(u32::try_from(at % 40).unwrap());
    let mut experts: Vec<_> =
        (0..200).map(|at| member(at, employer(at), &[1 + u16::try_from(at % 30).unwrap()])).collect();
    experts[0].quotas = vec![0, 1];
    let mut quotas = vec![quota(0, 2); 40];
    quotas[0] = quota(0, 0);
    let mut instance = Instance { seats: 9, experts, quotas, employer_max: Some(1) };
    let reasons = shut_out_by(&instance, &[0], Budget::default()).unwrap();
    assert_eq!(reasons, [ShutOutBy { experts: vec![0], rules: vec![Rule::Maximum(0)], smallest: true }]);
    // Seven quotas of one each, counted by nobody else than the experts of employer 5, leave room for one: a panel with two
    // of these values breaks the limit, so nobody who adds a member beside them fits.
    instance.quotas[0] = quota(0, 9);
    for at in [1, 2] {
        instance.quotas[at] = quota(1, 9);
    }
    for member in &mut instance.experts {
        let counts = |quota: &u16| [1, 2].contains(quota);
        if member.quotas.iter().any(counts) {
            member.employer = Some(5);
        }
    }
    let out = shut_out(&instance, Budget::default()).unwrap().experts;
    assert_eq!(out.len(), 200, "two minima and one employer: no panel at all");
    let reasons = shut_out_by(&instance, &[7], Budget::default()).unwrap();
    let rules = vec![Rule::Minimum(1), Rule::Minimum(2), Rule::EmployerMax, Rule::Pool];
    assert_eq!(reasons, [ShutOutBy { experts: vec![7], rules, smallest: true }]);
}

#[test]
fn without_effort_nothing_is_claimed() {
    let mut words = words("no effort");
    let nothing = Budget { states: 1, work: 0, memory: 0 };
    for _ in 0..50 {
        let instance = random_instance(&mut words, 6);
        let out = shut_out(&instance, Budget::default()).unwrap().experts;
        for reason in shut_out_by(&instance, &out, nothing).unwrap() {
            // What needs no search may still be told, for instance a maximum of 0.
            let rules = reason.rules.iter().copied().filter(|rule| *rule != Rule::Pool).collect::<Vec<_>>();
            let told = !reason.rules.is_empty();
            assert!(!told || reason.experts.iter().all(|expert| !kept_with(&instance, &rules, *expert)), "{reason:?}");
        }
    }
}
