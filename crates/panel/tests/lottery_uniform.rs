//! The uniform lottery against brute force: every panel that keeps the rules once, in the order of the protocol.

mod lottery_support;

use lottery_support::{keeps, member, panels_in_order, quota, random_instance, up_to, words};
use num_bigint::BigUint;
use zhuoping_panel::lottery::{Broken, Budget, DrawError, Instance, UniformLottery};

#[test]
fn every_small_instance_lists_each_panel_once_in_the_order_of_the_protocol() {
    let mut words = words("every small instance");
    let (mut drawn, mut empty) = (0, 0);
    for _ in 0..3000 {
        let experts = 1 + up_to(&mut words, 8);
        let instance = random_instance(&mut words, experts);
        let expected = panels_in_order(&instance);
        // A memory of nothing keeps only every so many tables, so both ways of walking are tried.
        for memory in [0, 1 << 20] {
            let lottery = match UniformLottery::with_budget(&instance, Budget { memory, ..Budget::default() }) {
                Ok(lottery) => lottery,
                Err(error) => {
                    assert_eq!((error, expected.len()), (DrawError::NoPanel, 0), "{instance:?}");
                    empty += 1;
                    continue;
                }
            };
            assert_eq!(lottery.total(), &BigUint::from(expected.len()), "{instance:?}");
            for (index, panel) in expected.iter().enumerate() {
                let index = BigUint::from(index);
                assert_eq!(&lottery.panel(&index), panel, "index {index} of {instance:?}");
                let all = keeps(&instance, panel, |_| true);
                assert_eq!(lottery.attempt(&index).is_some(), all);
                assert_eq!(instance.holds(panel).is_ok(), all);
                drawn += 1;
            }
        }
    }
    assert!(drawn > 20_000 && empty > 100, "the instances are neither all empty nor all full: {drawn}, {empty}");
}

#[test]
fn numbers_beyond_128_bits_give_the_same_order() {
    // 300 of 600: counts have 595 bits. Two cells, the first of one expert.
    let experts = (0..600).map(|at| member(at, None, if at == 7 { &[] } else { &[0] })).collect();
    let instance = Instance { seats: 300, experts, quotas: vec![quota(299, 300)], employer_max: Some(2) };
    let lottery = UniformLottery::new(&instance).unwrap();
    let binomial = |n: u32, k: u32| (0..k).fold(BigUint::from(1u32), |value, i| value * (n - i) / (i + 1));
    assert_eq!(lottery.total(), &binomial(600, 300));
    let first: Vec<usize> = (0..301).filter(|at| *at != 7).collect();
    assert_eq!(lottery.panel(&BigUint::ZERO), first, "nobody of the first cell, then the first 300 others");
    assert_eq!(lottery.panel(&(binomial(599, 300) - 1u32)), (300..600).collect::<Vec<_>>());
    let with_7 = lottery.panel(&binomial(599, 300));
    assert_eq!(with_7, (0..300).collect::<Vec<_>>());
}

#[test]
fn a_quota_met_by_one_panel_in_a_billion_is_drawn_at_once() {
    // Seven seats for seven kinds, and of each kind there is one expert among 120: 1 panel of 59 488 568 400.
    let kind = |at: usize| if at % 8 == 3 && at < 56 { vec![u16::try_from(at / 8).unwrap()] } else { vec![] };
    let experts: Vec<_> = (0..120).map(|at| member(at, Some(u32::try_from(at % 60).unwrap()), &kind(at))).collect();
    let instance = Instance { seats: 7, experts, quotas: vec![quota(1, 1); 7], employer_max: Some(1) };
    let lottery = UniformLottery::new(&instance).unwrap();
    assert_eq!(lottery.total(), &BigUint::from(1u32), "of C(120, 7)");
    let panel = lottery.panel(&BigUint::ZERO);
    assert_eq!(panel, [3, 11, 19, 27, 35, 43, 51]);
    assert_eq!(instance.holds(&panel), Ok(()));
}

#[test]
fn a_panel_of_everybody_and_a_limit_of_nobody() {
    let experts: Vec<_> = (0..4).map(|at| member(at, (at > 0).then_some(0), &[])).collect();
    let mut instance = Instance { seats: 4, experts, quotas: vec![], employer_max: None };
    let lottery = UniformLottery::new(&instance).unwrap();
    assert_eq!((lottery.total(), lottery.panel(&BigUint::ZERO)), (&BigUint::from(1u32), vec![0, 1, 2, 3]));
    instance.employer_max = Some(0);
    assert_eq!(UniformLottery::new(&instance).err(), Some(DrawError::NoPanel));
    instance.seats = 1;
    assert_eq!(
        UniformLottery::new(&instance).unwrap().panel(&BigUint::ZERO),
        [0],
        "who has no employer is not limited"
    );
}

#[test]
fn unsound_instances_are_refused_by_what_is_wrong() {
    let sound = Instance {
        seats: 1,
        experts: vec![member(1, None, &[0]), member(2, None, &[])],
        quotas: vec![quota(0, 1)],
        employer_max: None,
    };
    assert_eq!(sound.check(), Ok(()));
    for seats in [0, 1001] {
        assert_eq!(Instance { seats, ..sound.clone() }.check(), Err(DrawError::Seats { seats }));
    }
    let mut twice = sound.clone();
    twice.experts[1].id = twice.experts[0].id.clone();
    assert!(matches!(UniformLottery::new(&twice), Err(DrawError::Order { .. })));
    for quotas in [vec![1], vec![0, 0]] {
        let mut unknown = sound.clone();
        unknown.experts[1].quotas = quotas;
        assert!(matches!(unknown.check(), Err(DrawError::QuotaNumbers { quotas: 1, .. })));
    }
    let seven_of_two = Instance { seats: 7, ..sound.clone() };
    assert_eq!(UniformLottery::new(&seven_of_two).err(), Some(DrawError::NoPanel));
    let crossed = Instance { quotas: vec![quota(2, 1)], ..sound };
    assert_eq!(UniformLottery::new(&crossed).err(), Some(DrawError::NoPanel));
}

#[test]
fn more_states_than_the_budget_is_an_error_and_not_a_hang() {
    let experts = (0..400).map(|at| member(at, None, &[u16::try_from(at % 40).unwrap()])).collect();
    let instance = Instance { seats: 20, experts, quotas: vec![quota(0, 2); 40], employer_max: None };
    assert!(matches!(UniformLottery::new(&instance), Err(DrawError::TooLarge(_))));
}

#[test]
fn holds_names_the_first_broken_rule() {
    let experts = vec![member(0, Some(4), &[0]), member(1, Some(4), &[0, 1]), member(2, None, &[])];
    let instance = Instance { seats: 2, experts, quotas: vec![quota(1, 2), quota(1, 1)], employer_max: Some(1) };
    assert_eq!(instance.holds(&[1, 2]), Ok(()));
    assert_eq!(instance.holds(&[1]), Err(Broken::Seats { members: 1, seats: 2 }));
    assert_eq!(instance.holds(&[2, 2]), Err(Broken::Order { position: 2 }));
    assert_eq!(instance.holds(&[1, 3]), Err(Broken::Unknown { position: 3, experts: 3 }));
    assert_eq!(instance.holds(&[0, 1]), Err(Broken::Employer { employer: 4, count: 2, max: 1 }));
    assert_eq!(instance.holds(&[0, 2]), Err(Broken::Quota { quota: 1, count: 0, min: 1, max: 1 }));
}
