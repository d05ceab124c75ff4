//! Draws of the fairest lottery from end to end, by seed and by ball, and the verifiers of both languages on them.
#![allow(clippy::unwrap_used, reason = "all of this is test code")]

mod common;

use common::fair::{self, attempt, committed, drawn, multipliers, ratio, split, stage};
use common::mutants::{Depth, Mutant, walk};
use common::{contributions, key, passes, python};
use serde_json::json;
use std::collections::BTreeMap;
use zhuoping_panel::choice::{below_big, permute};
use zhuoping_panel::commitment::Commitment;
use zhuoping_panel::draw::{Contributions, Fair, Outcome, RunError, run, run_with};
use zhuoping_panel::form::Expected;
use zhuoping_panel::lottery::LotteryFile;
use zhuoping_panel::opening::decline;
use zhuoping_panel::plan::{Method, Pick};
use zhuoping_panel::record::Record;
use zhuoping_panel::verify::verify;
use zhuoping_provenance::{Words, canonical};

/// By hand from the seed: section 5 in the plainest words.
fn expected_panel(record: &Record, ball: Option<u64>) -> (u64, Vec<String>) {
    let (instance, lottery) = split();
    let mut words = Words::new(record.seed().unwrap(), 0);
    let index = match ball {
        Some(ball) => ball - 1,
        None => below_big(&mut words, &lottery.listed.len().into()).unwrap().try_into().unwrap(),
    };
    let mut panel = lottery.listed[usize::try_from(index).unwrap()].clone();
    permute(&mut words, &mut panel);
    (index, panel.into_iter().map(|at| instance.experts[at].id.to_string()).collect())
}

#[test]
fn seed_or_ball_picks_a_listed_panel_and_the_record_replays() {
    let mut met = BTreeMap::new();
    for at in 0..60 {
        let drawn = drawn(3, Pick::Seed, None, &format!("种子 {at}"));
        let record = &drawn.record;
        let report = passes(&drawn);
        assert!(!report.rehearsal && !report.void);
        let (index, panel) = expected_panel(record, None);
        assert_eq!(record.panel().iter().map(ToString::to_string).collect::<Vec<_>>(), panel);
        assert_eq!((record.index(), record.tries()), (Some(index.to_string().as_str()), 1));
        assert_eq!((record.panels_total(), record.ball(), record.method()), (Some("6"), None, Method::Leximin));
        *met.entry(index).or_insert(0) += 1;
    }
    assert_eq!(met.len(), 6, "every listed panel turns up in sixty draws: {met:?}");
    for ball in 1..=6 {
        let drawn = drawn(3, Pick::Ball, Some(ball), "摇号");
        passes(&drawn);
        let (index, panel) = expected_panel(&drawn.record, Some(ball));
        assert_eq!(drawn.record.panel().iter().map(ToString::to_string).collect::<Vec<_>>(), panel);
        assert_eq!((index + 1, drawn.record.ball()), (ball, Some(ball)));
    }
}

#[test]
fn what_does_not_go_together_is_refused_before_the_draw() {
    let (file, commitment) = committed(2, Pick::Seed);
    let (_, balls) = committed(2, Pick::Ball);
    let refused = |outcome: Result<Outcome, Vec<RunError>>| outcome.unwrap_err();
    assert_eq!(refused(attempt(&balls, file.clone(), None, "一")), [RunError::Ball { panels: 6 }]);
    for ball in [0, 7, u64::MAX] {
        assert_eq!(refused(attempt(&balls, file.clone(), Some(ball), "一")), [RunError::Ball { panels: 6 }]);
    }
    assert_eq!(refused(attempt(&commitment, file.clone(), Some(1), "一")), [RunError::NoBall]);
    assert_eq!(refused(common::attempt(&commitment, "一")), [RunError::Fair { wanted: true }]);
    let uniform = common::Setting::plain(9, 3, 2).commitment();
    assert_eq!(refused(attempt(&uniform, file.clone(), None, "一")), [RunError::Fair { wanted: false }]);
    let mut other = file.clone();
    other.lottery.listed.reverse();
    let expected = file.digest();
    assert_eq!(
        refused(attempt(&commitment, other.clone(), None, "一")),
        [RunError::OtherLottery { found: other.digest(), expected }]
    );
    // A program that errs commits to a lottery whose proof proves nothing.
    let mut wrong = file;
    wrong.lottery.stages[0].proof = multipliers(1, 0, &[0, 0, 0], &[0]);
    let bound = fair::commitment(&fair::setting(2), &wrong, Pick::Seed);
    let errors = refused(attempt(&bound, wrong, None, "一"));
    let [RunError::Certificate(error)] = &errors[..] else { panic!("{errors:?}") };
    assert_eq!(error.path, "/stages/0/proof");
    for error in errors.iter().chain(&[RunError::NoBall, RunError::Ball { panels: 6 }]) {
        assert!(!error.message().zh.is_empty() && error.message().en == error.to_string());
    }
}

#[test]
fn commitments_of_both_methods_keep_to_their_members() {
    let (_, commitment) = committed(2, Pick::Ball);
    assert_eq!(Commitment::from_bytes(&commitment.to_bytes()).unwrap(), commitment);
    let value = commitment.to_value();
    let refuses = |pointer: &str, new: serde_json::Value, place: &str| {
        let mut value = value.clone();
        *value.pointer_mut(pointer).unwrap() = new;
        let errors = Commitment::parse(&value).unwrap_err();
        assert_eq!(errors[0].path, place, "{pointer}: {errors:?}");
        errors[0].expected.clone()
    };
    assert_eq!(refuses("/method", json!("uniform"), "/lottery"), Expected::NoMember);
    assert_eq!(refuses("/method", json!("nash"), "/lottery"), Expected::NoMember);
    assert_eq!(refuses("/quotas/1/counted", json!(true), "/quotas/1/counted"), Expected::Uncounted);
    assert_eq!(refuses("/lottery/panels", json!(0), "/lottery/panels"), Expected::Range(1, 5000));
    assert_eq!(refuses("/lottery/panels", json!(5001), "/lottery/panels"), Expected::Range(1, 5000));
    assert_eq!(refuses("/lottery/within", json!(0), "/lottery/within"), Expected::Range(1, 1_000_000));
    assert_eq!(refuses("/lottery/pick", json!("dice"), "/lottery/pick"), Expected::Word(vec!["seed", "ball"]));
    let mut without = value.clone();
    without.as_object_mut().unwrap().remove("lottery");
    assert_eq!(Commitment::parse(&without).unwrap_err()[0].expected, Expected::Member);
    let uniform = common::Setting::plain(9, 3, 2).commitment().to_value();
    assert!(uniform.get("lottery").is_none() && uniform["method"] == "uniform");
}

/// A plan that lists panels far from the fair chances cannot say that they are near, nor leave anybody out.
#[test]
fn a_list_that_favours_somebody_shows() {
    let (instance, mut lottery) = split();
    let favoured = lottery.listed[0].clone();
    lottery.listed.extend(std::iter::repeat_n(favoured, 94));
    let file = LotteryFile::new(&instance, lottery);
    let mut parts = fair::commitment(&fair::setting(2), &file, Pick::Seed).parts().clone();
    let honest = parts.lottery.unwrap().within;
    assert_eq!(honest, 1, "one in a hundred would have been the fair reading");
    let failing = |parts: &zhuoping_panel::commitment::Parts| {
        let commitment = Commitment::new(parts.clone()).unwrap();
        let (commitments, reveals, external) = contributions(&commitment, "偏袒");
        let given = Contributions::Witnessed { commitments, reveals, external };
        let fair = Fair { lottery: file.clone(), ball: None };
        let Outcome::Drawn(drawn) = run_with(&commitment, Some(fair), given, key()).unwrap() else { panic!("drawn") };
        let report = verify(&drawn.record.to_bytes(), None);
        let python = python::failing_checks(&[(drawn.record.to_bytes(), None)]);
        let failing: Vec<_> = report.checks.into_iter().filter(|check| !check.ok).collect();
        assert!(python.is_none_or(|failed| failed[0].is_empty() == failing.is_empty()));
        failing
    };
    assert!(failing(&parts).is_empty());
    parts.lottery.as_mut().unwrap().within = 1000;
    let found = failing(&parts);
    assert_eq!((found.len(), found[0].number, found[0].path.as_deref()), (1, 12, Some("/commitment/lottery/within")));
}

fn with_openings(pick: Pick, ball: Option<u64>) -> Record {
    let drawn = drawn(5, pick, ball, "变异");
    let members = drawn.record.panel().to_vec();
    let once = decline(&drawn.record, &drawn.sealed, &members[1], "出差", Some("书面说明")).unwrap();
    let twice = decline(&once, &drawn.sealed, &members[3], "生病", None).unwrap();
    let bytes = twice.to_bytes();
    assert_eq!(Record::verified(&bytes, Some(&drawn.sealed.to_bytes())).unwrap(), twice);
    twice
}

fn void_record() -> Record {
    let (lottery, commitment) = committed(2, Pick::Ball);
    let (commitments, mut reveals, external) = contributions(&commitment, "变异");
    reveals.remove(1);
    let given = Contributions::Witnessed { commitments, reveals, external };
    // Nobody draws a ball for a void attempt; if somebody did, it is not recorded.
    let fair = Fair { lottery, ball: Some(3) };
    match run_with(&commitment, Some(fair), given, key()).unwrap() {
        Outcome::Void(record) => *record,
        Outcome::Drawn(_) => panic!("somebody withheld the reveal"),
    }
}

fn rehearsal_record() -> Record {
    let (lottery, commitment) = committed(2, Pick::Seed);
    let given = Contributions::Rehearsal { text: "演练".into() };
    match run_with(&commitment, Some(Fair { lottery, ball: None }), given, key()).unwrap() {
        Outcome::Drawn(drawn) => drawn.record,
        Outcome::Void(_) => panic!("rehearsals are never void"),
    }
}

/// What nobody can notice from the record alone once hashes were made again; see `record_mutants.rs`. The ball, like
/// the value of a public source, is what the record says was drawn: with another, another panel must stand there.
const FREE: [(&str, Depth); 5] = [
    ("/provenance/version:", Depth::Digests),
    ("/reason:", Depth::Everything),
    ("/evidence:", Depth::Everything),
    ("/openings: element 1 dropped", Depth::Digests),
    ("/openings: emptied", Depth::Digests),
];

fn walked(record: &Record) -> Vec<Mutant> {
    let mut mutants = Vec::new();
    walk(&record.to_value(), |mutant| mutants.push(mutant));
    mutants
}

#[test]
fn every_change_of_a_leximin_record_is_detected() {
    for (name, record, withheld) in [("drawn", with_openings(Pick::Seed, None), false), ("void", void_record(), true)] {
        assert!(verify(&record.to_bytes(), None).valid, "{name}");
        let mutants = walked(&record);
        let mut first: BTreeMap<u8, usize> = BTreeMap::new();
        let mut lotteries = 0;
        for mutant in &mutants {
            let report = verify(&mutant.bytes, None);
            assert_eq!(report.valid, report.checks.iter().all(|check| check.ok));
            lotteries += usize::from(mutant.what.starts_with("/lottery"));
            if let Some(failed) = report.checks.iter().find(|check| !check.ok) {
                assert!(failed.path.is_some(), "{name}: {} ({:?})", mutant.what, mutant.depth);
                *first.entry(failed.number).or_default() += 1;
                continue;
            }
            let known = |(what, depth): &(&str, Depth)| mutant.what.contains(what) && mutant.depth >= *depth;
            let silent = withheld && mutant.what.starts_with("/witnesses/1/commitment:");
            assert!(silent || FREE.iter().any(known), "{name}: undetected: {} ({:?})", mutant.what, mutant.depth);
        }
        println!("{name}: {} mutants, {lotteries} within the lottery, first failing {first:?}", mutants.len());
        assert!(lotteries > 2000, "{name}: {lotteries}");
        let reached = |check: u8| first.contains_key(&check);
        assert!(reached(1) && reached(2) && reached(3) && reached(4), "{name}: {first:?}");
        assert!(reached(12), "{name}: {first:?}");
    }
}

/// The ball decides no hash but those of the record: whoever says that another was drawn needs another panel too.
#[test]
fn every_change_of_the_ball_is_detected() {
    let record = with_openings(Pick::Ball, Some(4));
    let mut changed = 0;
    for mutant in walked(&record).into_iter().filter(|mutant| mutant.what.starts_with("/ball")) {
        changed += 1;
        let report = verify(&mutant.bytes, None);
        let failed: Vec<_> = report.checks.iter().filter(|check| !check.ok).map(|check| check.number).collect();
        assert!(!failed.is_empty(), "{} ({:?})", mutant.what, mutant.depth);
        let number = mutant.what.contains("becomes 3") || mutant.what.contains("becomes 5");
        assert!(!number || mutant.depth == Depth::Plain || failed.contains(&8), "{}: {failed:?}", mutant.what);
    }
    assert!(changed > 10, "{changed}");
}

/// The attacker of the certificate commits to the changed lottery and hashes everything again, in a rehearsal.
#[test]
fn a_lottery_that_was_changed_before_the_commitment_is_refused_all_the_same() {
    let (file, _) = committed(2, Pick::Seed);
    let mut records = Vec::new();
    let mut told = Vec::new();
    let (instance, lottery) = split();
    let mut changed = Vec::new();
    for at in 0..lottery.stages.len() {
        let mut bound = lottery.clone();
        bound.stages[at].bound += 1;
        let mut value = lottery.clone();
        value.stages[at].value = ratio(2, 5);
        let mut weights = lottery.clone();
        weights.stages[at].weights[4] += 1;
        let mut proof = lottery.clone();
        proof.stages[at].proof = multipliers(0, 0, &[0, 0, 0], &[0]);
        let mut gone = lottery.clone();
        gone.stages.remove(at);
        changed.extend([bound, value, weights, proof, gone]);
    }
    let mut unfair = lottery.clone();
    unfair.stages = vec![stage(ratio(1, 3), &[1, 1, 1, 1, 1], 4, multipliers(1, 1, &[0, 0, 0], &[0]))];
    changed.push(unfair);
    for lottery in changed {
        let error = lottery.check(&instance).unwrap_err();
        let other = LotteryFile::new(&instance, lottery);
        let bound = fair::commitment(&fair::setting(2), &other, Pick::Seed);
        // The program refuses to draw, so the record is written by hand from an honest one.
        let mut record = rehearsal_record().to_value();
        record["lottery"] = other.to_value();
        record["commitment"] = bound.to_value();
        record["digest"] = json!(bound.digest().to_hex());
        records.push((canonical::to_bytes(&record).unwrap(), None));
        let report = verify(&records.last().unwrap().0, None);
        let certificate = report.checks.iter().find(|check| check.number == 13).unwrap();
        assert_eq!(certificate.path, Some(format!("/lottery{}", error.path)));
        told.push(error.path);
    }
    assert_eq!(file.instance, instance.digest());
    let Some(answers) = python::failing_checks(&records) else { return };
    for (failing, path) in answers.iter().zip(&told) {
        assert!(failing.contains(&13), "{path}: Python says {failing:?}");
    }
}

#[test]
fn the_python_verifier_agrees_on_leximin_records_and_their_mutants() {
    let records =
        [with_openings(Pick::Seed, None), with_openings(Pick::Ball, Some(4)), void_record(), rehearsal_record()];
    let plain: Vec<_> = records.iter().map(|record| (record.to_bytes(), None)).collect();
    let Some(answers) = python::failing_checks(&plain) else { return };
    assert!(answers.iter().all(Vec::is_empty), "{answers:?}");
    let every = if std::env::var_os("ZHUOPING_ALL_MUTANTS").is_some() { 1 } else { 23 };
    let sample: Vec<Mutant> = records.iter().flat_map(walked).step_by(every).collect();
    let given: Vec<_> = sample.iter().map(|mutant| (mutant.bytes.clone(), None)).collect();
    let answers = python::failing_checks(&given).unwrap();
    for (mutant, failing) in sample.iter().zip(&answers) {
        let valid = verify(&mutant.bytes, None).valid;
        assert_eq!(failing.is_empty(), valid, "{} ({:?}): Python says {failing:?}", mutant.what, mutant.depth);
    }
    println!("{} mutants given to both verifiers", sample.len());
}

#[test]
fn a_uniform_draw_has_nothing_of_a_lottery() {
    let commitment = common::Setting::plain(9, 3, 2).commitment();
    let (commitments, reveals, external) = contributions(&commitment, "均等");
    let given = Contributions::Witnessed { commitments, reveals, external };
    let Outcome::Drawn(drawn) = run(&commitment, given, key()).unwrap() else { panic!("drawn") };
    let value = drawn.record.to_value();
    assert!(value.get("lottery").is_none() && value.get("ball").is_none());
    assert_eq!((drawn.record.method(), value["method"].as_str()), (Method::Uniform, Some("uniform")));
}
