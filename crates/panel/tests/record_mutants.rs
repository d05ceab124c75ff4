//! Any change of a record is noticed, and the verifier says by which check and where.
//!
//! Every leaf is changed, every node dropped, doubled, added or moved, in records of each sort; each change three times:
//! alone, with the record's own digests computed again, and with everything computed again that needs no secret.
#![allow(clippy::unwrap_used, reason = "all of this is test code")]

mod common;

use common::mutants::{Depth, Mutant, walk};
use common::{Setting, attempt, contributions, drawn, key, python};
use std::collections::BTreeMap;
use zhuoping_panel::draw::{Contributions, Outcome, run};
use zhuoping_panel::opening::decline;
use zhuoping_panel::record::Record;
use zhuoping_panel::verify::verify;

/// What nobody can notice from the record alone once hashes were made again, from which depth on, and why. All of it
/// is noticed by whoever has kept the `record_digest`.
const FREE: [(&str, Depth, &str); 5] = [
    ("/provenance/version:", Depth::Everything, "the program's version decides nothing"),
    ("/reason:", Depth::Everything, "words about a decline decide nothing"),
    ("/evidence:", Depth::Everything, "as the reason"),
    ("/openings: element 1 dropped", Depth::Digests, "a chain shows a cut end only to somebody who kept its head"),
    ("/openings: emptied", Depth::Digests, "as above"),
];

/// Without openings no link depends on the draw's digest.
const FREE_WITHOUT_OPENINGS: [(&str, Depth, &str); 1] =
    [("/provenance/version:", Depth::Digests, "the program's version decides nothing")];

/// In a void attempt nothing opens the commitment of whoever withheld the reveal.
const FREE_WHEN_VOID: [(&str, Depth, &str); 2] =
    [FREE_WITHOUT_OPENINGS[0], ("/witnesses/1/commitment:", Depth::Digests, "there is no reveal to compare it with")];

struct Tally {
    mutants: usize,
    free: BTreeMap<&'static str, usize>,
    first_failing: BTreeMap<u8, usize>,
}

/// Verifies every mutant of a record. Nothing but the changes listed as free may pass, and each of those does.
fn tally(record: &Record, free: &[(&'static str, Depth, &str)]) -> Tally {
    let mut tally = Tally { mutants: 0, free: BTreeMap::new(), first_failing: BTreeMap::new() };
    walk(&record.to_value(), |mutant| {
        tally.mutants += 1;
        let report = verify(&mutant.bytes, None);
        // One that claims the other method is asked for the other's checks too.
        assert!([11, 13].contains(&report.checks.len()));
        assert_eq!(report.valid, report.checks.iter().all(|check| check.ok));
        if let Some(first) = report.checks.iter().find(|check| !check.ok) {
            let path = first.path.as_deref();
            assert!(path.is_some(), "{} ({:?}): check {} tells no place", mutant.what, mutant.depth, first.number);
            *tally.first_failing.entry(first.number).or_default() += 1;
            return;
        }
        let known =
            |(what, depth, _): &&(&'static str, Depth, &str)| mutant.what.contains(what) && mutant.depth >= *depth;
        match free.iter().find(known) {
            Some((what, _, _)) => *tally.free.entry(*what).or_default() += 1,
            None => panic!("undetected: {} ({:?})", mutant.what, mutant.depth),
        }
    });
    assert_eq!(tally.free.len(), free.len(), "a place that is no longer free has to leave the list");
    tally
}

/// The record that the figures are about: quotas of both kinds, exclusions of all sorts, witnesses, two openings.
fn with_two_openings() -> Record {
    let drawn = drawn(&Setting::full(16, 5, 4).commitment(), "变异");
    let members = drawn.record.panel().to_vec();
    let once = decline(&drawn.record, &drawn.sealed, &members[2], "出差", Some("书面说明")).unwrap();
    let twice = decline(&once, &drawn.sealed, &members[0], "生病", None).unwrap();
    assert_eq!(twice.openings().len(), 2);
    assert!(twice.openings().iter().any(|opening| opening.placed.is_some()));
    twice
}

fn void_record() -> Record {
    let commitment = Setting::full(12, 4, 2).commitment();
    let (commitments, mut reveals, external) = contributions(&commitment, "变异");
    reveals.remove(1);
    match run(&commitment, Contributions::Witnessed { commitments, reveals, external }, key()).unwrap() {
        Outcome::Void(record) => *record,
        Outcome::Drawn(_) => panic!("somebody withheld the reveal"),
    }
}

fn rehearsal_record() -> Record {
    let commitment = Setting::full(12, 4, 2).commitment();
    match run(&commitment, Contributions::Rehearsal { text: "演练".into() }, key()).unwrap() {
        Outcome::Drawn(drawn) => drawn.record,
        Outcome::Void(_) => panic!("rehearsals are never void"),
    }
}

#[test]
fn every_change_of_a_record_with_openings_is_detected() {
    let record = with_two_openings();
    let found = tally(&record, &FREE);
    println!("{} mutants; first failing check: {:?}; free: {:?}", found.mutants, found.first_failing, found.free);
    assert!(found.mutants > 5000, "{}", found.mutants);
    let reached: Vec<u8> = found.first_failing.keys().copied().collect();
    for check in [1, 2, 3, 4, 5, 6, 7, 8, 10, 11] {
        assert!(reached.contains(&check), "no mutant was left to check {check}: {reached:?}");
    }
}

#[test]
fn every_change_of_a_drawn_void_or_rehearsed_record_is_detected() {
    let external = Setting::full(12, 4, 2).with(r#""external": {"name": "双色球", "date": "2026-12-03"}"#);
    let drawn = drawn(&external.commitment(), "变异").record;
    let void = void_record();
    let rehearsed = rehearsal_record();
    for (name, found) in [
        ("drawn", tally(&drawn, &FREE_WITHOUT_OPENINGS)),
        ("void", tally(&void, &FREE_WHEN_VOID)),
        ("rehearsed", tally(&rehearsed, &FREE_WITHOUT_OPENINGS)),
    ] {
        println!("{name}: {} mutants, first failing {:?}, free {:?}", found.mutants, found.first_failing, found.free);
        assert!(found.mutants > 2000, "{name}: {}", found.mutants);
    }
}

#[test]
fn a_record_cut_anywhere_or_with_a_bit_of_any_byte_flipped_is_refused() {
    let bytes = with_two_openings().to_bytes();
    for end in 0..bytes.len() {
        assert!(!verify(&bytes[..end], None).valid, "cut after {end} bytes");
    }
    for at in 0..bytes.len() {
        // One bit of every byte, each of the eight in turn.
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << (at % 8);
        assert!(!verify(&flipped, None).valid, "byte {at}");
    }
}

#[test]
fn the_python_verifier_detects_the_same_mutants() {
    let mut mutants = Vec::new();
    for record in [with_two_openings(), void_record(), rehearsal_record()] {
        walk(&record.to_value(), |mutant| mutants.push(mutant));
    }
    // Every eleventh, unless the environment asks for all.
    let every = if std::env::var_os("ZHUOPING_ALL_MUTANTS").is_some() { 1 } else { 11 };
    let sample: Vec<Mutant> = mutants.into_iter().step_by(every).collect();
    let records: Vec<_> = sample.iter().map(|mutant| (mutant.bytes.clone(), None)).collect();
    let Some(answers) = python::failing_checks(&records) else { return };
    for (mutant, failing) in sample.iter().zip(&answers) {
        let valid = verify(&mutant.bytes, None).valid;
        assert_eq!(failing.is_empty(), valid, "{} ({:?}): Python says {failing:?}", mutant.what, mutant.depth);
    }
    println!("{} mutants given to both verifiers", sample.len());
}

#[test]
fn sealed_files_that_were_changed_are_detected() {
    let commitment = Setting::full(16, 5, 4).commitment();
    let Outcome::Drawn(drawn) = attempt(&commitment, "变异").unwrap() else { panic!("everybody revealed") };
    let record = drawn.record.to_bytes();
    let sealed: serde_json::Value = serde_json::from_slice(&drawn.sealed.to_bytes()).unwrap();
    let mut mutants = 0;
    walk(&sealed, |mutant| {
        mutants += 1;
        let report = verify(&record, Some(&mutant.bytes));
        let failed: Vec<u8> = report.checks.iter().filter(|check| !check.ok).map(|check| check.number).collect();
        assert_eq!(failed, [10], "{}", mutant.what);
        assert!(report.checks[9].path.is_some());
    });
    assert!(mutants > 60, "{mutants}");
}
