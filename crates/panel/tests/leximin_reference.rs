//! The fairest chances of public instances, as another program measured them (in floats).
#![allow(clippy::unwrap_used, reason = "all of this is test code")]

mod lottery_support;

use lottery_support::public::{folder, read};
use num_bigint::BigUint;
use num_rational::Ratio;
use num_traits::ToPrimitive;
use zhuoping_panel::lottery::{FairLottery, Instance, ListSize, fairest};

fn solved(instance: &Instance) -> (FairLottery, Vec<Ratio<BigUint>>) {
    let size = ListSize::Smallest { tolerance: Ratio::new(1, 1000), most: 5000 };
    let lottery = fairest(instance, &size, &mut |_| ()).unwrap();
    let mut chances = lottery.chances();
    chances.sort();
    (lottery, chances)
}

fn gini(sorted: &[Ratio<BigUint>]) -> f64 {
    let values: Vec<f64> = sorted.iter().map(|chance| chance.to_f64().unwrap()).collect();
    let n = values.len() as f64;
    let weighted: f64 = values.iter().enumerate().map(|(at, value)| (2.0 * (at + 1) as f64 - n - 1.0) * value).sum();
    weighted / (n * values.iter().sum::<f64>())
}

#[test]
fn the_public_instances_have_the_known_chances() {
    for (name, seats, smallest, largest, expected_gini) in [
        ("couples_2", 2, (1_u32, 10_u32), 0.1, 0.0),
        ("example_small_20", 20, (1, 10), 0.1, 0.0),
        ("opendlp_monitoring_30", 30, (27, 91), 0.333_333_3, 0.010_00),
        ("sa_fixture_22", 22, (1, 11), 0.470_90, 0.140_35),
    ] {
        let Some(folder) = folder(name) else { continue };
        let instance = read(&folder, seats);
        let (lottery, chances) = solved(&instance);
        assert_eq!(lottery.check(&instance), Ok(()), "{name}: nothing is fairer");
        assert_eq!(lottery.check_listed(&instance), Ok(()), "{name}");
        assert_eq!(chances[0], Ratio::new(smallest.0.into(), smallest.1.into()), "{name}");
        assert!((chances.last().unwrap().to_f64().unwrap() - largest).abs() < 1e-5, "{name}");
        assert!((gini(&chances) - expected_gini).abs() < 1e-5, "{name}: {}", gini(&chances));
    }
}
