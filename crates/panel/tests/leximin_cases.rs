//! The fairest lottery where there is hardly a choice, where somebody has none, and where there is no lottery at all
//! (`Art. 9`).
#![allow(clippy::unwrap_used, reason = "all of this is test code")]

mod lottery_support;

use lottery_support::{member, quota};
use num_bigint::BigUint;
use num_rational::Ratio;
use zhuoping_panel::lottery::{Budget, Feasibility};
use zhuoping_panel::lottery::{
    DrawError, FairError, FairLottery, Instance, ListSize, Quota, explain, fairest, feasibility,
};

fn smallest() -> ListSize {
    ListSize::Smallest { tolerance: Ratio::new(1, 1000), most: 5000 }
}

/// One letter an expert: the quotas it counts for, by the letters of `quotas`.
fn instance(experts: &[&str], seats: u16, quotas: &[(char, u16, u16)]) -> Instance {
    let counts = |letters: &str| -> Vec<u16> {
        (0_u16..).zip(quotas).filter(|(_, (letter, _, _))| letters.contains(*letter)).map(|(at, _)| at).collect()
    };
    Instance {
        seats,
        experts: experts.iter().enumerate().map(|(at, letters)| member(at, None, &counts(letters))).collect(),
        quotas: quotas.iter().map(|(_, min, max)| quota(*min, *max)).collect::<Vec<Quota>>(),
        employer_max: None,
    }
}

fn solved(instance: &Instance) -> (FairLottery, Vec<String>) {
    let lottery = fairest(instance, &smallest(), &mut |_| ()).unwrap();
    assert_eq!(lottery.check(instance), Ok(()));
    assert_eq!(lottery.check_listed(instance), Ok(()));
    let text = |chance: Ratio<BigUint>| format!("{}/{}", chance.numer(), chance.denom());
    let chances = lottery.chances().into_iter().map(text).collect();
    (lottery, chances)
}

#[test]
fn art_9_who_must_be_on_every_panel_is_on_every_panel() {
    let (lottery, chances) = solved(&instance(&["a", "", "", ""], 2, &[('a', 1, 1)]));
    assert_eq!(chances, ["1/1", "1/3", "1/3", "1/3"]);
    assert_eq!(lottery.stages.len(), 2);
    assert_eq!(lottery.listed.len(), 3, "three panels come out even");
}

#[test]
fn art_9_who_is_shut_out_has_no_chance_and_the_others_share_what_there_is() {
    let (lottery, chances) = solved(&instance(&["a", "a", "", "", ""], 2, &[('a', 0, 0)]));
    assert_eq!(chances, ["0/1", "0/1", "2/3", "2/3", "2/3"]);
    assert!(lottery.listed.iter().flatten().all(|position| *position > 1));
}

#[test]
fn art_9_two_quotas_that_only_one_pair_keeps_leave_one_panel() {
    let only = instance(&["ab", "b", "b", ""], 2, &[('a', 1, 1), ('b', 1, 1)]);
    let (lottery, chances) = solved(&only);
    assert_eq!(chances, ["1/1", "0/1", "0/1", "1/1"]);
    assert_eq!((lottery.exact.len(), &lottery.listed[..]), (1, &[vec![0, 3]][..]));
}

#[test]
fn art_9_everybody_is_on_the_panel_when_there_are_as_many_seats_as_experts() {
    assert_eq!(solved(&instance(&["a", "b", ""], 3, &[('a', 1, 1)])).1, ["1/1", "1/1", "1/1"]);
}

#[test]
fn art_9_an_odd_cycle_is_not_taken_for_a_lottery() {
    // At most one of a, b, c each, and every expert counts for two of them: in fractions each could have one half of a
    // panel of one and a half, but no whole panel has more than one of the three.
    let odd = instance(&["ab", "bc", "ca", "", ""], 2, &[('a', 0, 1), ('b', 0, 1), ('c', 0, 1)]);
    let (lottery, chances) = solved(&odd);
    assert_eq!(chances, ["1/3", "1/3", "1/3", "1/2", "1/2"]);
    assert!(lottery.stages.len() > 1);
}

#[test]
fn art_9_quotas_that_clash_are_explained_and_not_failed() {
    let none = instance(&["a", "a", ""], 2, &[('a', 0, 0)]);
    assert_eq!(fairest(&none, &smallest(), &mut |_| ()), Err(FairError::Instance(DrawError::NoPanel)));
    assert_eq!(feasibility(&none, Budget::default()), Ok(Feasibility::Impossible));
    assert!(explain(&none, Budget::default()).is_ok(), "the explanation is the same as for the uniform lottery");
}

#[test]
fn art_9_a_list_too_short_for_everybody_is_refused() {
    let all = instance(&["", "", "", "", ""], 2, &[]);
    let short = fairest(&all, &ListSize::Exactly(2), &mut |_| ());
    assert_eq!(short, Err(FairError::TooShort { panels: 2, left_out: 1 }));
    let long = fairest(&all, &ListSize::Exactly(3), &mut |_| ()).unwrap();
    assert_eq!(long.listed.len(), 3);
    assert_eq!(long.check_listed(&all), Ok(()));
}

#[test]
fn the_same_lottery_comes_out_on_eight_threads_at_once() {
    let pool = instance(
        &["a", "ab", "b", "bc", "c", "ac", "", "a", "b", "c", "abc", ""],
        4,
        &[('a', 1, 2), ('b', 1, 2), ('c', 1, 1)],
    );
    let alone = fairest(&pool, &smallest(), &mut |_| ()).unwrap();
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..8).map(|_| scope.spawn(|| fairest(&pool, &smallest(), &mut |_| ()).unwrap())).collect();
        assert!(runs.into_iter().all(|run| run.join().unwrap() == alone));
    });
}
