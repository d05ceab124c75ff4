//! Numbers of feasible panels of public instances, as counted by two other programs. The instances are not part of
//! this repository (their licence is another); the tests read them from a folder beside the checkout and pass over
//! them with a message where it is absent.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "all of this is test code, and what is passed over is said"
)]

mod lottery_support;

use lottery_support::public::{folder, read};
use lottery_support::words;
use zhuoping_panel::lottery::{Budget, UniformLottery, choose_counted, shut_out};

#[test]
fn couples_2_has_190_panels() {
    let Some(folder) = folder("couples_2") else { return };
    let lottery = UniformLottery::new(&read(&folder, 2)).unwrap();
    assert_eq!(lottery.total().to_string(), "190");
}

#[test]
fn example_small_20_has_the_known_number_of_panels() {
    let Some(folder) = folder("example_small_20") else { return };
    let instance = read(&folder, 20);
    let lottery = UniformLottery::new(&instance).unwrap();
    assert_eq!(lottery.total().to_string(), "814225107551835924136192000");
    let chosen = lottery.choose(&mut words("example_small_20"), 1).unwrap();
    assert_eq!(instance.holds(&chosen.panel), Ok(()));
}

#[test]
fn instances_with_too_many_states_are_drawn_with_some_quotas_by_rejection() {
    for (name, seats) in [("opendlp_monitoring_30", 30), ("sa_fixture_22", 22)] {
        let Some(folder) = folder(name) else { continue };
        let mut instance = read(&folder, seats);
        choose_counted(&mut instance, Budget::default()).unwrap();
        let lottery = UniformLottery::new(&instance).unwrap();
        let pilot = lottery.pilot(&mut words(name), 512);
        let counted = instance.quotas.iter().filter(|quota| quota.counted).count();
        eprintln!("{name}: {counted} of {} quotas counted, {pilot:?}", instance.quotas.len());
        let chosen = lottery.choose(&mut words(name), 20_000).unwrap();
        assert_eq!(instance.holds(&chosen.panel), Ok(()));
        let out = shut_out(&instance, Budget::default()).unwrap();
        assert_eq!((out.experts, out.undecided), (vec![], vec![]), "everybody has a positive leximin chance");
    }
}
