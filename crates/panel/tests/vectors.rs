//! The golden vectors of `fixtures/draw-vectors/`, made by an implementation in another language from the protocol
//! alone: words, bounded numbers, permutations, witnesses, seeds, panels and whole records.

#![expect(clippy::unwrap_used, reason = "a vector that cannot be read fails the test")]

use num_bigint::BigUint;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use zhuoping_panel::choice::{below_big, permute};
use zhuoping_panel::lottery::{Instance, LotteryFile, Member, Quota, UniformLottery};
use zhuoping_panel::plan::External;
use zhuoping_panel::verify::verify;
use zhuoping_panel::witness::{WitnessReveal, commit, seed};
use zhuoping_panel::{ExpertId, WitnessId};
use zhuoping_provenance::{Digest, Seed, Words, canonical};

/// Every kind that has to be there, so that a folder cut short does not pass.
const KINDS: [&str; 8] = ["below", "lottery", "panel", "permute", "record", "seed", "witness", "words"];

#[test]
fn golden_vectors_of_another_implementation() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/draw-vectors");
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for entry in fs::read_dir(&folder).expect("fixtures/draw-vectors holds the golden vectors") {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let vector: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let kind = text(&vector, "kind").to_owned();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        match kind.as_str() {
            "words" => words(&vector, &name),
            "below" => below(&vector, &name),
            "permute" => permutation(&vector, &name),
            "witness" => witness(&vector, &name),
            "seed" => seeded(&vector, &name),
            "panel" => panel(&vector, &name),
            "lottery" => lottery(&vector, &name),
            "record" => record(&vector, &name),
            other => panic!("{name}: nobody knows vectors of kind {other}"),
        }
        *counts.entry(kind).or_default() += 1;
    }
    assert_eq!(counts.keys().collect::<Vec<_>>(), KINDS.iter().collect::<Vec<_>>());
    println!("golden vectors: {counts:?}");
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} should be a text in {value}"))
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("{key} should be a list in {value}"))
}

/// Numbers stand as JSON numbers, or as text where they may be large.
fn number(value: &Value) -> u64 {
    value.as_u64().or_else(|| value.as_str()?.parse().ok()).unwrap_or_else(|| panic!("{value} should be a number"))
}

fn small(value: &Value) -> u16 {
    u16::try_from(number(value)).unwrap()
}

fn digest(value: &Value, key: &str) -> Digest {
    Digest::from_hex(text(value, key)).unwrap()
}

fn stream(value: &Value, stream: u64) -> Words {
    Words::new(Seed::from_bytes(*digest(value, "seed").as_bytes()), stream)
}

fn words(vector: &Value, name: &str) {
    let mut words = stream(vector, number(&vector["stream"]));
    let expected: Vec<&str> = list(vector, "words").iter().map(|word| word.as_str().unwrap()).collect();
    let found: Vec<String> = expected.iter().map(|_| format!("{:016x}", words.next_word())).collect();
    assert!(!expected.is_empty());
    assert_eq!(found, expected, "{name}");
}

fn below(vector: &Value, name: &str) {
    let mut words = stream(vector, 0);
    let big = |value: &Value| value.as_str().unwrap().parse::<BigUint>().unwrap();
    let expected: Vec<BigUint> = list(vector, "results").iter().map(big).collect();
    let found: Vec<BigUint> =
        list(vector, "bounds").iter().map(|bound| below_big(&mut words, &big(bound)).unwrap()).collect();
    assert_eq!(found, expected, "{name}");
    let mut counted = stream(vector, 0);
    for _ in 0..number(&vector["words_taken"]) {
        counted.next_word();
    }
    assert_eq!(words.next_word(), counted.next_word(), "{name}: as many words are taken, the rejected ones too");
}

fn permutation(vector: &Value, name: &str) {
    let mut order: Vec<u64> = (0..number(&vector["length"])).collect();
    permute(&mut stream(vector, 0), &mut order);
    let expected: Vec<u64> = list(vector, "result").iter().map(number).collect();
    assert_eq!(order, expected, "{name}");
}

fn witness(vector: &Value, name: &str) {
    let id = WitnessId::new(text(vector, "witness")).unwrap();
    let nonce = *digest(vector, "nonce").as_bytes();
    let (commitment, _) = commit(digest(vector, "digest"), &id, text(vector, "text"), nonce).unwrap();
    assert_eq!(commitment.commitment, digest(vector, "commitment"), "{name}");
}

fn seeded(vector: &Value, name: &str) {
    let draw = digest(vector, "digest");
    let reveal = |value: &Value| WitnessReveal {
        digest: draw,
        witness: WitnessId::new(text(value, "id")).unwrap(),
        nonce: *digest(value, "nonce").as_bytes(),
        text: text(value, "text").to_owned(),
    };
    let reveals: Vec<WitnessReveal> = list(vector, "witnesses").iter().map(reveal).collect();
    let external = vector["external"].as_object().map(|_| {
        let source = &vector["external"];
        let named = External { name: text(source, "name").to_owned(), date: text(source, "date").parse().unwrap() };
        (named, text(source, "value"))
    });
    let found = seed(draw, &reveals, external.as_ref().map(|(source, value)| (source, *value)));
    assert_eq!(Digest::from_bytes(*found.as_bytes()), digest(vector, "seed"), "{name}");
}

fn instance(vector: &Value) -> Instance {
    let member = |value: &Value| Member {
        id: ExpertId::new(text(value, "id")).unwrap(),
        employer: value["employer"].as_u64().map(|group| u32::try_from(group).unwrap()),
        quotas: list(value, "quotas").iter().map(small).collect(),
    };
    let quota = |value: &Value| Quota {
        min: small(&value["min"]),
        max: small(&value["max"]),
        counted: value["counted"].as_bool().unwrap(),
    };
    Instance {
        seats: small(&vector["seats"]),
        experts: list(vector, "members").iter().map(member).collect(),
        quotas: list(vector, "quotas").iter().map(quota).collect(),
        employer_max: vector["employer_max"].as_u64().map(|most| u16::try_from(most).unwrap()),
    }
}

fn panel(vector: &Value, name: &str) {
    let instance = instance(vector);
    let lottery = UniformLottery::new(&instance).unwrap();
    assert_eq!(lottery.total().to_string(), text(vector, "panels_total"), "{name}");
    let ids = |panel: &[usize]| -> Vec<String> {
        panel.iter().map(|position| instance.experts[*position].id.as_str().to_owned()).collect()
    };
    let listed = |value: &Value| -> Vec<String> {
        value.as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
    };
    for (index, panel) in vector["panels"].as_object().unwrap() {
        assert_eq!(ids(&lottery.panel(&index.parse().unwrap())), listed(panel), "{name}: panel {index}");
    }
    let mut words = stream(vector, 0);
    let mut chosen = lottery.choose(&mut words, 1_000_000).unwrap();
    permute(&mut words, &mut chosen.panel);
    assert_eq!(chosen.index.to_string(), text(vector, "index"), "{name}");
    assert_eq!(u64::from(chosen.tries), number(&vector["tries"]), "{name}");
    assert_eq!(ids(&chosen.panel), listed(&vector["panel"]), "{name}");
}

fn lottery(vector: &Value, name: &str) {
    let instance = instance(vector);
    let read = |value: &Value| LotteryFile::from_bytes(&canonical::to_bytes(value).unwrap());
    let file = read(&vector["lottery"]).unwrap();
    assert_eq!((file.digest(), file.instance), (digest(vector, "digest"), instance.digest()), "{name}");
    let checked =
        |file: &LotteryFile| file.lottery.check(&instance).and_then(|()| file.lottery.check_listed(&instance));
    assert_eq!(checked(&file), Ok(()), "{name}");
    let chances: Vec<String> = file.lottery.chances().iter().map(ToString::to_string).collect();
    assert_eq!(json!(chances), vector["chances"], "{name}");
    for refused in list(vector, "refused") {
        let mut changed = vector["lottery"].clone();
        *changed.pointer_mut(text(refused, "pointer")).unwrap() = refused["value"].clone();
        // Whether by its form or by what it says.
        assert!(read(&changed).is_err() || checked(&read(&changed).unwrap()).is_err(), "{name}: {refused}");
    }
}

fn record(vector: &Value, name: &str) {
    let record = canonical::to_bytes(&vector["record"]).unwrap();
    let sealed = canonical::to_bytes(&vector["sealed"]).unwrap();
    for sealed in [None, Some(sealed.as_slice())] {
        let report = verify(&record, sealed);
        let failed: Vec<_> = report.checks.iter().filter(|check| !check.ok).collect();
        assert!(report.valid && failed.is_empty(), "{name}: {failed:#?}");
    }
}
