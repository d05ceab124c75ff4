//! The certificate of a fairest lottery: what holds passes, and nothing else does.
#![allow(clippy::unwrap_used, reason = "all of this is test code")]

mod common;

use common::fair::{even, multipliers, quota, ratio, split, stage};
use num_bigint::BigUint;
use serde_json::{Value, json};
use zhuoping_panel::lottery::{FairLottery, Instance, LotteryFile, Member, Proof, Quota, SPLITS_MAX, Weighted};
use zhuoping_provenance::canonical;

fn lotteries() -> [(&'static str, Instance, FairLottery); 4] {
    let [(a, even_small), (b, even), (c, quota), (d, split)] = [even(3, 3), even(12, 4), quota(), split()];
    [("one panel", a, even_small), ("no quotas", b, even), ("a quota", c, quota), ("a split", d, split)]
}

#[test]
fn what_holds_passes_and_gives_the_chances() {
    for (name, instance, lottery) in lotteries() {
        lottery.check(&instance).unwrap_or_else(|error| panic!("{name}: {error}"));
        lottery.check_listed(&instance).unwrap_or_else(|error| panic!("{name}: {error}"));
        let file = LotteryFile::new(&instance, lottery.clone());
        assert_eq!(LotteryFile::from_bytes(&file.to_bytes()).unwrap(), file, "{name}");
        let total: num_rational::Ratio<BigUint> = lottery.chances().into_iter().sum();
        assert_eq!(total, ratio(instance.seats.into(), 1), "{name}: chances add up to the seats");
        assert_eq!(lottery.difference(), ratio(0, 1), "{name}: here the list is exact");
    }
    let (instance, mut lottery) = split();
    let chances = lottery.chances();
    let expected = [vec![ratio(1, 3); 3], vec![ratio(1, 2); 4], vec![ratio(1, 3); 3]].concat();
    assert_eq!(chances, expected);
    assert_eq!(lottery.listed_counts(10), [2, 2, 2, 3, 3, 3, 3, 2, 2, 2]);
    lottery.listed.push(vec![0, 3, 4, 7]);
    // The first expert now stands in three of seven panels, and 3/7 - 1/3 is 2/21.
    assert_eq!((lottery.difference(), lottery.within()), (ratio(2, 21), 10));
    lottery.listed.truncate(1);
    let error = lottery.check_listed(&instance).unwrap_err();
    assert_eq!((error.path.as_str(), error.message.en.contains("E001")), ("/listed", true));
}

/// Changes a lottery of [`split`] and names the place where the check has to fail.
#[test]
fn every_rule_is_asked_and_its_place_is_named() {
    type Change = fn(&mut FairLottery);
    let certificate: [(&str, Change); 26] = [
        ("/denominator", |l| l.denominator += 1u32),
        ("/denominator", |l| l.exact[0].weight += 1u32),
        ("/exact/0/weight", |l| l.exact[0].weight = BigUint::ZERO),
        ("/denominator", |l| *l = FairLottery { exact: vec![], denominator: BigUint::ZERO, ..l.clone() }),
        ("/exact/1/panel", |l| l.exact.swap(0, 1)),
        ("/exact/1/panel", |l| l.exact[1] = l.exact[0].clone()),
        ("/exact/0/panel", |l| l.exact[0].panel = vec![0, 1, 3, 4]),
        ("/exact/0/panel", |l| l.exact[0].panel = vec![0, 3, 7, 8]),
        ("/exact/0/panel", |l| l.exact[0].panel = vec![0, 3, 4, 99]),
        ("/types", |l| l.types[3].truncate(3)),
        ("/types/4/0", |l| l.types[3].push(7)),
        ("/types/1", |l| l.types.swap(0, 1)),
        ("/types/1", |l| l.types[1] = vec![0]),
        ("/types/0/1", |l| l.types[0] = vec![0, 1]),
        ("/types/5", |l| l.types.push(Vec::new())),
        ("/caps/0", |l| l.caps[0] = vec![5]),
        ("/caps/0", |l| l.caps[0] = vec![4, 4]),
        ("/caps/0", |l| l.caps[0] = vec![]),
        ("/caps/0", |l| l.caps[0] = vec![3]),
        ("/stages/1/value", |l| l.stages[1].value = ratio(1, 4)),
        ("/stages/0/value", |l| l.stages[0].value = ratio(1, 2)),
        ("/stages/2/weights/3", |l| l.stages[2].weights[3] = (-1).into()),
        ("/stages/2/weights", |l| l.stages[2].weights = vec![1.into(); 4]),
        ("/stages/1/weights", |l| l.stages.insert(1, l.stages[0].clone())),
        ("/stages/2/bound", |l| l.stages[2].bound += 1),
        ("/types/3", |l| l.stages.truncate(2)),
    ];
    for (at, (path, change)) in certificate.into_iter().enumerate() {
        let (instance, mut lottery) = split();
        change(&mut lottery);
        let error = lottery.check(&instance).unwrap_err();
        assert_eq!(error.path, path, "change {at}: {error}");
        assert!(!error.message.zh.is_empty());
    }
    let (instance, mut lottery) = split();
    lottery.listed[2] = vec![0, 1, 3, 4];
    assert_eq!(lottery.check_listed(&instance).unwrap_err().path, "/listed/2");
    lottery.listed = vec![lottery.listed[0].clone(); 5001];
    assert_eq!(lottery.check_listed(&instance).unwrap_err().path, "/listed");
    let (mut instance, lottery) = split();
    instance.employer_max = None;
    assert_eq!(lottery.check(&instance).unwrap_err().path, "/caps/0", "without a limit there is nothing to cap");
}

#[test]
fn a_proof_that_proves_nothing_is_refused() {
    let refused = |proof: Proof| {
        let (instance, mut lottery) = split();
        lottery.stages[0].proof = proof;
        lottery.check(&instance).unwrap_err().path
    };
    let good = || split().1.stages[0].proof.clone();
    assert_eq!(refused(multipliers(1, 0, &[1, 1, 1], &[0])), "/stages/0/proof", "the three quotas alone give 3");
    assert_eq!(refused(multipliers(0, 0, &[0, 0, 0], &[0])), "/stages/0/proof", "0 is not below 0");
    assert_eq!(refused(multipliers(1, 0, &[0, 2], &[0])), "/stages/0/proof/quotas");
    assert_eq!(refused(multipliers(1, 0, &[0, 2, 0], &[])), "/stages/0/proof/caps");
    for (of, at, place) in [(0, 1, "at"), (5, 0, "type"), (4, 1, "at")] {
        let Proof::Split { below, above, .. } = good() else { panic!("a split") };
        assert_eq!(refused(Proof::Split { of, at, below, above }), format!("/stages/0/proof/{place}"));
    }
    let Proof::Split { of, at, below, above } = good() else { panic!("a split") };
    let swapped = Proof::Split { of, at, below: above.clone(), above: below.clone() };
    assert_eq!(refused(swapped), "/stages/0/proof/below");
    // A second split of the same type asks for cases that the first has left.
    let again = Proof::Split { of, at, below: Box::new(good()), above };
    assert_eq!(refused(again), "/stages/0/proof/below/at");
    // The first expert comes once in the second case, not twice: 2 + 1 + 2 - 2 is not below 3.
    let loose = Box::new(multipliers(1, 0, &[2, 1, 2], &[0]));
    assert_eq!(refused(Proof::Split { of, at, below: below.clone(), above: loose }), "/stages/0/proof/above");
    let nothing = multipliers(1, 0, &[0, 0, 0], &[0]);
    assert_eq!(refused(Proof::Split { of, at, below, above: Box::new(nothing) }), "/stages/0/proof/above");
}

#[test]
fn an_empty_case_is_proved_by_multipliers_of_scale_zero() {
    // All three seats are wanted by quota 0, so no panel takes anybody else.
    let (mut instance, mut lottery) = even(3, 3);
    instance.experts.iter_mut().for_each(|expert| expert.quotas = vec![0]);
    instance.experts.push(Member { id: common::expert_id(3), employer: None, quotas: Vec::new() });
    instance.quotas = vec![Quota { min: 3, max: 3, counted: false }];
    lottery.types.push(vec![3]);
    let none = multipliers(0, 1, &[-1], &[]);
    let nobody = multipliers(1, 1, &[-1], &[]);
    lottery.stages = vec![
        stage(ratio(0, 1), &[0, 2], 0, Proof::Split { of: 1, at: 0, below: Box::new(nobody), above: Box::new(none) }),
        stage(ratio(1, 1), &[1, 0], 3, multipliers(1, 1, &[0], &[])),
    ];
    lottery.check(&instance).unwrap();
    lottery.check_listed(&instance).unwrap();
}

#[test]
fn stages_may_reverse_the_weights_of_what_is_settled() {
    let (instance, mut lottery) = quota();
    // 5 seats less twice the quota: -1 for the settled, +1 for the quota's four, whose number is 2 in every panel.
    lottery.stages[1] = stage(ratio(1, 2), &[-1, 0], -2, multipliers(1, 0, &[-1], &[]));
    assert_eq!(lottery.check(&instance).unwrap_err().path, "/stages/1/weights/0");
    lottery.stages[1] = stage(ratio(1, 2), &[1, -1], -1, multipliers(1, -1, &[2], &[]));
    lottery.check(&instance).unwrap();
}

/// Whatever number of a certificate is changed: without its digest it either fails, or proves the same.
#[test]
fn every_number_of_the_certificate_matters() {
    let (mut changed, mut same) = (0, Vec::new());
    for (name, instance, lottery) in lotteries() {
        let file = LotteryFile::new(&instance, lottery.clone());
        let value = file.to_value();
        for pointer in leaves(&value, String::new()) {
            for mutant in changes(&value, &pointer) {
                changed += 1;
                let bytes = canonical::to_bytes(&mutant).unwrap();
                let Ok(read) = LotteryFile::from_bytes(&bytes) else { continue };
                assert_ne!(read.digest(), file.digest(), "{name}: {pointer} leaves the digest alone");
                let valid = read.lottery.check(&instance).and_then(|()| read.lottery.check_listed(&instance)).is_ok();
                if valid && read.instance == instance.digest() {
                    assert_eq!(read.lottery.chances(), lottery.chances(), "{name}: {pointer}");
                    same.push(pointer.clone());
                }
            }
        }
    }
    assert!(changed > 800, "{changed}");
    // Other multipliers may prove the bound as well, and the list may be another.
    same.retain(|pointer| !pointer.contains("/proof/") && !pointer.starts_with("/listed/"));
    assert_eq!(same, [""; 0]);
}

fn leaves(value: &Value, at: String) -> Vec<String> {
    match value {
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(n, item)| leaves(item, format!("{at}/{n}"))).collect()
        }
        Value::Object(members) => members.iter().flat_map(|(key, item)| leaves(item, format!("{at}/{key}"))).collect(),
        _ => vec![at],
    }
}

fn changes(value: &Value, pointer: &str) -> Vec<Value> {
    let put = |new: Value| {
        let mut value = value.clone();
        *value.pointer_mut(pointer).unwrap() = new;
        value
    };
    match value.pointer(pointer).unwrap() {
        Value::Number(number) => {
            let number = number.as_i64().unwrap();
            [number - 1, number + 1, number + 5].map(|number| put(json!(number))).to_vec()
        }
        Value::String(text) => match (text.parse::<i64>(), text.split_once('/')) {
            (Ok(number), _) => [number - 1, number + 1, number * 2, -number, 0]
                .into_iter()
                .filter(|new| *new != number)
                .map(|number| put(json!(number.to_string())))
                .collect(),
            (_, Some((a, b))) if pointer.ends_with("value") => {
                let (a, b): (u32, u32) = (a.parse().unwrap(), b.parse().unwrap());
                [(a, b + 1), (a + 1, b), (2 * a, 2 * b)].map(|(a, b)| put(json!(format!("{a}/{b}")))).to_vec()
            }
            _ => vec![put(json!(format!("{text}0"))), put(json!(text.replace('0', "1")))]
                .into_iter()
                .filter(|new| new != value)
                .collect(),
        },
        other => panic!("{other} in a lottery file"),
    }
}

#[test]
fn a_file_has_one_spelling_and_a_depth_that_readers_bear() {
    let (instance, lottery) = split();
    let value = LotteryFile::new(&instance, lottery.clone()).to_value();
    for (pointer, new) in [
        ("/stages/0/value", json!("2/6")),
        ("/stages/0/value", json!("4/3")),
        ("/stages/0/value", json!("1/0")),
        ("/stages/0/value", json!("0.5")),
        ("/stages/0/bound", json!("+2")),
        ("/stages/0/bound", json!("-0")),
        ("/stages/0/bound", json!(2)),
        ("/denominator", json!("06")),
        ("/denominator", json!("9".repeat(10_001))),
        ("/listed/0/0", json!(-1)),
        ("/protocol", json!("zhuoping/draw/v2/lottery")),
    ] {
        let mut mutant = value.clone();
        *mutant.pointer_mut(pointer).unwrap() = new;
        let errors = LotteryFile::from_bytes(&canonical::to_bytes(&mutant).unwrap()).unwrap_err();
        assert_eq!(errors[0].path, pointer);
    }
    let nested = |depth: usize| {
        let leaf = || Box::new(multipliers(1, 0, &[0, 0, 0], &[0]));
        let proof = (0..depth).fold(leaf(), |below, _| Box::new(Proof::Split { of: 3, at: 0, below, above: leaf() }));
        let mut lottery = lottery.clone();
        lottery.stages[0].proof = *proof;
        LotteryFile::new(&instance, lottery)
    };
    let deepest = nested(SPLITS_MAX);
    assert_eq!(LotteryFile::from_bytes(&deepest.to_bytes()).unwrap(), deepest);
    let deeper = nested(SPLITS_MAX + 1);
    let errors = LotteryFile::from_bytes(&deeper.to_bytes()).unwrap_err();
    assert!(errors[0].path.ends_with("/below/below"), "{}", errors[0]);
    let text = String::from_utf8(LotteryFile::new(&instance, lottery.clone()).to_bytes()).unwrap();
    let (before, after) = text.split_once(r#"{"above":"#).unwrap();
    let hostile = format!("{before}{}{after}", r#"{"above":"#.repeat(100_000));
    assert!(LotteryFile::from_bytes(hostile.as_bytes()).is_err(), "no depth overflows the stack");
}

/// 30 groups of 66 experts with one seat each, in 210 types; 2508 exact panels whose weights have 300 digits.
#[test]
fn a_large_lottery_with_weights_of_300_digits_is_checked() {
    let (groups, size, rounds) = (30_usize, 66_usize, 38_usize);
    let quotas = vec![Quota { min: 1, max: 1, counted: false }; groups];
    let experts = (0..groups * size).map(|at| Member {
        id: zhuoping_panel::ExpertId::new(&format!("E{at:05}")).unwrap(),
        employer: Some(u32::try_from(at).unwrap() / 3),
        quotas: vec![u16::try_from(at / size).unwrap()],
    });
    let instance = Instance { seats: 30, experts: experts.collect(), quotas, employer_max: Some(2) };
    let weight = BigUint::from(7u32).pow(355);
    assert_eq!(weight.to_string().len(), 301);
    let panel = |round: usize, at: usize| -> Vec<usize> {
        (0..groups).map(|group| group * size + (at + round * (group + 1)) % size).collect()
    };
    let mut panels: Vec<Vec<usize>> = (0..rounds).flat_map(|round| (0..size).map(move |at| panel(round, at))).collect();
    panels.sort();
    panels.dedup();
    assert_eq!(panels.len(), 2508);
    let types: Vec<Vec<usize>> = (0..groups)
        .flat_map(|group| (0..7).map(move |part| (group, part)))
        .map(|(group, part)| (group * size + part * 10..group * size + (part * 10 + 10).min(size)).collect())
        .collect();
    let unit =
        |group: usize, len: usize| -> Vec<i32> { (0..len).map(|at| i32::from(at / (len / 30) == group)).collect() };
    let stages =
        (0..groups).map(|group| stage(ratio(1, 66), &unit(group, 210), 1, multipliers(1, 0, &unit(group, 30), &[])));
    let lottery = FairLottery {
        denominator: &weight * panels.len(),
        exact: panels.iter().map(|panel| Weighted { panel: panel.clone(), weight: weight.clone() }).collect(),
        stages: stages.collect(),
        types,
        caps: Vec::new(),
        listed: panels.iter().chain(&panels).take(5000).cloned().collect(),
    };
    lottery.check(&instance).unwrap();
    lottery.check_listed(&instance).unwrap();
    let bytes = LotteryFile::new(&instance, lottery).to_bytes();
    let read = LotteryFile::from_bytes(&bytes).unwrap();
    let chances = read.lottery.chances();
    println!("{} bytes; {} chances", bytes.len(), chances.len());
    assert!(chances.iter().all(|chance| *chance == ratio(1, 66)));
}
