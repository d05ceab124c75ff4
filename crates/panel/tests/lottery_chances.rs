//! Exact chances and the choice of what is counted, against brute force.
#![allow(clippy::unwrap_used, reason = "all of this is test code")]

mod lottery_support;

use lottery_support::{keeps, member, panels_in_order, quota, random_instance, up_to, words};
use num_bigint::BigUint;
use num_rational::Ratio;
use zhuoping_panel::lottery::{Budget, DrawError, Instance, Quota, UniformLottery, choose_counted};

#[test]
fn chances_are_the_share_of_panels_that_hold_an_expert() {
    let mut words = words("chances");
    let mut compared = 0;
    for _ in 0..1500 {
        let experts = 1 + up_to(&mut words, 8);
        let mut instance = random_instance(&mut words, experts);
        instance.quotas.iter_mut().for_each(|quota| quota.counted = true);
        let panels = panels_in_order(&instance);
        for memory in [0, 1 << 20] {
            let Ok(lottery) = UniformLottery::with_budget(&instance, Budget { memory, ..Budget::default() }) else {
                assert!(panels.is_empty());
                continue;
            };
            let chances = lottery.chances().unwrap();
            for position in 0..instance.experts.len() {
                let holding = panels.iter().filter(|panel| panel.contains(&position)).count();
                assert_eq!(chances.holding[position], BigUint::from(holding), "{position} of {instance:?}");
                assert_eq!(chances.of(position), Ratio::new(holding.into(), panels.len().into()));
                assert_eq!(chances.shut_out().contains(&position), holding == 0);
                compared += 1;
            }
        }
    }
    assert!(compared > 5000, "{compared}");
}

#[test]
fn chances_sum_to_the_seats_in_numbers_of_any_size() {
    for (experts, seats) in [(300, 9), (150, 75)] {
        let members = (0..experts).map(|at| {
            let kinds: &[u16] = [&[][..], &[0], &[0, 1], &[1]][at % 4];
            member(at, (at % 7 > 0).then(|| u32::try_from(at * at % 31 + at % 3 * 100).unwrap()), kinds)
        });
        let quotas = vec![quota(2, seats - 3), quota(1, seats / 2)];
        let instance = Instance { seats, experts: members.collect(), quotas, employer_max: Some(3) };
        let lottery = UniformLottery::new(&instance).unwrap();
        let chances = lottery.chances().unwrap();
        let sum: BigUint = chances.holding.iter().sum();
        assert_eq!(sum, &chances.total * seats);
        assert_eq!(&chances.total, lottery.total());
    }
}

#[test]
fn whatever_is_left_to_rejection_the_same_panels_come_out() {
    let mut words = words("counted");
    let mut rejecting = 0;
    for round in 0..600 {
        let experts = 4 + up_to(&mut words, 4);
        let mut instance = random_instance(&mut words, experts);
        // So few states that often not all quotas can be counted.
        let budget = Budget { states: 6 + round % 12, ..Budget::default() };
        if let Err(error) = choose_counted(&mut instance, budget) {
            assert!(matches!(error, DrawError::TooLarge(_)));
            continue;
        }
        let Ok(lottery) = UniformLottery::with_budget(&instance, budget) else { continue };
        rejecting += u32::from(lottery.rejects());
        let mut passed = Vec::new();
        let mut index = BigUint::ZERO;
        while &index < lottery.total() {
            passed.extend(lottery.attempt(&index));
            index += 1u32;
        }
        passed.sort();
        instance.quotas.iter_mut().for_each(|quota| quota.counted = true);
        let mut expected = panels_in_order(&instance);
        expected.sort();
        assert_eq!(passed, expected, "{instance:?}");
    }
    assert!(rejecting > 50, "{rejecting}");
}

#[test]
fn what_selects_most_for_its_states_is_counted_first() {
    // Of 40, 20 count for quota 0 and 2 for quota 1; quota 2 hardly ever fails.
    let experts = (0..40)
        .map(|at| {
            let of = [(0, at % 2 == 0), (1, at < 2), (2, at % 20 != 7)];
            member(at, None, &of.iter().filter(|(_, is)| *is).map(|(quota, _)| *quota).collect::<Vec<_>>())
        })
        .collect();
    let quotas = vec![quota(3, 3), quota(2, 2), quota(4, 6)];
    let mut instance = Instance { seats: 6, experts, quotas, employer_max: None };
    choose_counted(&mut instance, Budget::default()).unwrap();
    assert!(instance.quotas.iter().all(|quota| quota.counted), "all fit");
    let all = UniformLottery::new(&instance).unwrap();
    assert_eq!(all.pilot(&mut words("pilot"), 50).accepted, 50, "nothing is left to rejection");
    choose_counted(&mut instance, Budget { states: 45, ..Budget::default() }).unwrap();
    assert_eq!(instance.quotas.iter().map(|quota| quota.counted).collect::<Vec<_>>(), [true, true, false]);
    let some = UniformLottery::new(&instance).unwrap();
    assert!(some.chances().is_none());
    let pilot = some.pilot(&mut words("pilot"), 2000);
    let share = Ratio::new(all.total().clone(), some.total().clone());
    let expected = f64::from(u32::try_from(share.numer() * 2000u32 / share.denom()).unwrap());
    assert!((f64::from(pilot.accepted) - expected).abs() < 5.0 * 2000f64.sqrt() / 2.0, "{pilot:?}, about {expected}");
    assert_eq!(pilot.tried, 2000);
}

#[test]
fn whole_columns_are_counted_before_single_values() {
    // Eighteen cities with small limits, and a gender quota that many states would have to carry beside them.
    let experts = (0..180)
        .map(|at| member(at, None, &[u16::try_from(at % 18).unwrap(), 18 + u16::try_from(at / 18 % 2).unwrap()]))
        .collect();
    let mut quotas = vec![quota(0, 1); 18];
    quotas.extend([quota(3, 4), quota(3, 4)]);
    let mut instance = Instance { seats: 7, experts, quotas, employer_max: None };
    choose_counted(&mut instance, Budget { states: 1000, ..Budget::default() }).unwrap();
    let counted = |quotas: &[Quota]| quotas.iter().filter(|quota| quota.counted).count();
    assert_eq!(counted(&instance.quotas[18..]), 2, "gender selects half of all panels for 30 states");
    assert!(counted(&instance.quotas[..18]) > 0 && counted(&instance.quotas[..18]) < 18);
}

#[test]
fn choosing_takes_the_first_index_that_passes_and_leaves_the_words_behind_it() {
    let mut random = words("choose");
    let mut repeated = 0;
    for round in 0..300 {
        let mut instance = random_instance(&mut random, 8);
        instance.quotas.iter_mut().for_each(|quota| quota.counted = false);
        let Ok(lottery) = UniformLottery::new(&instance) else { continue };
        if lottery_support::subsets(8, usize::from(instance.seats))
            .iter()
            .all(|panel| !keeps(&instance, panel, |_| true))
        {
            assert_eq!(lottery.choose(&mut words("x"), 40), None);
            continue;
        }
        let (mut ours, mut book) = (words(&format!("{round}")), words(&format!("{round}")));
        let chosen = lottery.choose(&mut ours, 100_000).unwrap();
        let mut tries = 0;
        let (index, panel) = loop {
            tries += 1;
            let index = zhuoping_panel::choice::below_big(&mut book, lottery.total()).unwrap();
            if let Some(panel) = lottery.attempt(&index) {
                break (index, panel);
            }
        };
        assert_eq!((&chosen.index, &chosen.panel, chosen.tries), (&index, &panel, tries));
        assert_eq!(ours.next_word(), book.next_word());
        repeated += u32::from(tries > 1);
    }
    assert!(repeated > 20, "{repeated}");
}
