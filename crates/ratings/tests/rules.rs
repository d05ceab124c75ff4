//! The rule file: the model is read as it stands, and every fault is told at once with its place.
#![allow(clippy::unwrap_used, reason = "a helper of a test may fail the test")]

mod common;

use common::{edition, model_rules, small_edition};
use serde_json::{Value, json};
use std::sync::LazyLock;
use zhuoping_criteria::Lang;
use zhuoping_criteria::form::{Flaw, Shape};
use zhuoping_ratings::agreement::Confidence;
use zhuoping_ratings::rules::{Combination, EXACT, Level, Rule, Statistics, TieBreak, VoteBase};
use zhuoping_ratings::{EntrantKind, Exact, PerKind, RoundingMode, Rules, rules::RuleProblem};

static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let schema: Value = serde_json::from_str(include_str!("../../../docs/formats/rules.schema.json")).unwrap();
    jsonschema::draft202012::options().build(&schema).unwrap()
});

fn parse(value: &Value) -> Result<Rules, Vec<(String, RuleProblem)>> {
    let bytes = serde_json::to_vec(value).unwrap();
    Rules::parse(&bytes).map_err(|faults| faults.into_iter().map(|fault| (fault.path, fault.problem)).collect())
}

/// The model with the value at `pointer` replaced, or taken away for `None`.
fn changed(pointer: &str, new: Option<Value>) -> Value {
    let mut value = model_rules();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match (value.pointer_mut(parent).unwrap(), new) {
        (Value::Object(members), Some(new)) => drop(members.insert(key.into(), new)),
        (Value::Object(members), None) => drop(members.remove(key).unwrap()),
        (Value::Array(list), Some(new)) => list[key.parse::<usize>().unwrap()] = new,
        (Value::Array(list), None) => drop(list.remove(key.parse().unwrap())),
        (other, _) => panic!("{other}"),
    }
    value
}

#[test]
fn the_model_is_read_as_it_stands() {
    let value = model_rules();
    assert!(SCHEMA.is_valid(&value));
    let rules = parse(&value).unwrap();
    let exact = |text| Exact::parse(text).unwrap();
    assert_eq!(rules.award().zh, "三门峡市市长质量奖");
    assert_eq!(rules.regulation().effective.to_string(), "2022-12-20");
    assert_eq!(rules.stages()[1].rule, Rule::Trimmed { level: Level::Total, trim: 1 });
    assert_eq!(rules.stages()[0].weight, Some(exact("2/5")));
    assert_eq!(rules.combination(), Combination::Weighted);
    assert_eq!(rules.floor(EntrantKind::Individual), Some(&exact("600")));
    assert_eq!((rules.line(EntrantKind::Organization), rules.tiers().len()), (8, 2));
    assert!(matches!(rules.tie_breaks(), [TieBreak::Category(_), TieBreak::Item(_)]));
    assert_eq!((rules.rounding().decimals, rules.rounding().mode), (2, RoundingMode::HalfUp));
    assert_eq!(rules.dispersion().sd_percent, exact("25/2"));
    assert_eq!(rules.votes().base, VoteBase::Present);
    assert_eq!((rules.publicity().days, rules.publicity().counts_first_day), (5, false));
}

/// A rule file without the section, or with a part of it, has the documented defaults.
#[test]
fn what_is_not_said_of_the_statistics_keeps_its_default() {
    let none = parse(&changed("/statistics", None)).unwrap();
    assert_eq!(none.statistics(), &Statistics::default());
    let part = parse(&changed("/statistics", Some(json!({"level": "0.9"})))).unwrap();
    assert_eq!(part.statistics(), &Statistics { level: Confidence::NINETY, ..Statistics::default() });
    let model = parse(&model_rules()).unwrap();
    assert_eq!(model.statistics().words, Statistics::default().words);
    assert_eq!((model.statistics().seed.as_str(), model.statistics().replicates), ("第三届", 1000));
}

/// What the sample cycle ships is valid too.
#[test]
fn the_sample_cycles_rule_file_is_valid() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/sanmenxia/rules.json");
    let bytes = std::fs::read(path).unwrap();
    assert!(SCHEMA.is_valid(&serde_json::from_slice(&bytes).unwrap()));
    let rules = Rules::parse(&bytes).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let editions = PerKind::from_fn(|kind| {
        let id = rules.editions().get(kind).as_ref()?;
        zhuoping_criteria::builtin(id.as_str()).map(|edition| std::sync::Arc::new(edition.clone()))
    });
    assert_eq!(rules.faults_with(&editions), []);
}

/// A value put somewhere, and what must be said of it.
fn case(pointer: &str, new: Option<Value>, problem: impl Into<RuleProblem>) -> (&str, Option<Value>, RuleProblem) {
    (pointer, new, problem.into())
}

#[test]
fn faults_the_schema_knows_are_refused_by_both_with_their_place() {
    let one_of = |accepted: &[&str]| accepted.iter().map(|&key| key.to_owned()).collect::<Vec<_>>();
    let cases = [
        case("/format", Some(json!("zhuoping/rules/v2")), Flaw::Choice { accepted: one_of(&["zhuoping/rules/v1"]) }),
        case("/award/en", None, Flaw::Missing(Shape::Text)),
        case("/period_years", Some(json!(0)), Flaw::Range { min: 1, max: 20 }),
        case("/period_years", Some(json!(2.5)), Flaw::Type(Shape::Integer)),
        case("/regulation/effective", Some(json!("2022-12-32")), RuleProblem::Date),
        case("/editions/organization", Some(json!("四")), Flaw::Code { max: 48 }),
        case("/editions", Some(json!({})), Flaw::Empty),
        case("/stages", Some(json!([])), Flaw::Empty),
        case("/stages/0/weight", Some(json!(0.4)), Flaw::Type(EXACT)),
        case("/stages/0/weight", Some(json!("40%")), RuleProblem::ExactText),
        case("/stages/0/weight", Some(json!("1/0")), RuleProblem::ExactText),
        case("/stages/0/trim", None, Flaw::Missing(Shape::Integer)),
        case("/stages/0/trim", Some(json!(0)), Flaw::Range { min: 1, max: 20 }),
        case("/stages/0/level", Some(json!("sheet")), Flaw::Choice { accepted: one_of(&["total", "item"]) }),
        case("/tiers/0/caps/individual", Some(json!(-1)), Flaw::Range { min: 0, max: 10_000 }),
        case("/tiers/1/id", Some(json!("提名")), Flaw::Code { max: 48 }),
        case("/tie_breaks", Some(json!({})), Flaw::Type(Shape::List)),
        case("/rounding/mode", Some(json!("up")), Flaw::Choice { accepted: one_of(&["half_up", "gbt8170"]) }),
        case("/dispersion/range_percent", Some(json!(101)), Flaw::Range { min: 1, max: 100 }),
        case("/votes/base", Some(json!("")), Flaw::Choice { accepted: one_of(&["all", "present", "valid"]) }),
        case("/publicity_counts_first_day", Some(json!("no")), Flaw::Type(Shape::Bool)),
        case("/calendar", None, Flaw::Missing(Shape::Text)),
        case("/statistics/level", Some(json!("1")), Flaw::Choice { accepted: one_of(&["0.8", "0.9", "0.95", "0.99"]) }),
        case("/statistics/replicates", Some(json!(10)), Flaw::Range { min: 200, max: 1_000_000 }),
        case("/statistics/seed", Some(json!(7)), Flaw::Type(Shape::Text)),
        case("/statistics/precision_points", Some(json!("-1")), RuleProblem::ExactText),
        case("/statistics/agreement/source", None, Flaw::Missing(Shape::Text)),
        case("/statistics/agreement/words", Some(json!([])), Flaw::Empty),
        case("/statistics/agreement/words/0/word/zh", None, Flaw::Missing(Shape::Text)),
    ];
    for (pointer, new, problem) in cases {
        let value = changed(pointer, new);
        assert_eq!(parse(&value), Err(vec![(pointer.to_owned(), problem)]), "{pointer}");
        assert!(!SCHEMA.is_valid(&value), "the schema takes {pointer} for good");
    }
    let mut unknown = model_rules();
    unknown["stages"][0]["wieght"] = json!("0.4");
    assert!(matches!(&parse(&unknown).unwrap_err()[..], [(path, RuleProblem::Flaw(Flaw::Unknown { accepted }))]
        if path == "/stages/0/wieght" && accepted.contains(&"weight".to_owned())));
    assert!(!SCHEMA.is_valid(&unknown));
}

#[test]
fn faults_between_fields_are_told_where_they_are() {
    let first = |path: &str| RuleProblem::Flaw(Flaw::Duplicate { first: path.into() });
    let cases = [
        (
            changed("/stages/0/weight", Some(json!("0.5"))),
            "/stages",
            RuleProblem::WeightSum { sum: Exact::new(11, 10) },
        ),
        (changed("/stages/1/id", Some(json!("material"))), "/stages/1/id", first("/stages/0/id")),
        (changed("/tiers/1/id", Some(json!("award"))), "/tiers/1/id", first("/tiers/0/id")),
        (changed("/tie_breaks/1", Some(json!({"category": "4.7"}))), "/tie_breaks/1", first("/tie_breaks/0")),
        (
            changed("/stages/1/advance", Some(json!({"organization": 8}))),
            "/stages/1/advance",
            RuleProblem::AdvanceAtLast,
        ),
        (changed("/tiers/1/caps/individual", None), "/tiers/1/caps/individual", Flaw::Missing(Shape::Integer).into()),
        (
            changed("/tiers/1/floor", Some(json!({"organization": "650"}))),
            "/tiers/1/floor/organization",
            RuleProblem::FloorRises { above: Exact::parse("600") },
        ),
        (
            changed("/dispersion/same_percent_share", Some(json!("1.01"))),
            "/dispersion/same_percent_share",
            RuleProblem::ExactRange { zero: false, max: 1 },
        ),
    ];
    for (value, path, problem) in cases {
        assert_eq!(parse(&value), Err(vec![(path.to_owned(), problem)]), "{path}");
    }
    let unordered = changed("/statistics/agreement/words/1/from", Some(json!("0.9")));
    let problem = RuleProblem::NotFalling { above: Exact::new(9, 10) };
    assert_eq!(parse(&unordered), Err(vec![("/statistics/agreement/words/1/from".to_owned(), problem)]));
    let mut median = model_rules();
    median["stages"][0]["rule"] = json!("median");
    let only = |path: &str| (path.to_owned(), RuleProblem::OnlyTrimmed);
    assert_eq!(parse(&median), Err(vec![only("/stages/0/level"), only("/stages/0/trim")]));
    assert!(!SCHEMA.is_valid(&median));

    let mut gates = model_rules();
    gates["combination"] = json!("gates");
    let under = |path: &str| (path.to_owned(), RuleProblem::WeightUnderGates);
    assert_eq!(parse(&gates), Err(vec![under("/stages/0/weight"), under("/stages/1/weight")]));

    let mut idle = model_rules();
    idle["stages"] = json!([{"id": "look", "rule": "mean"}, {"id": "site", "rule": "mean", "weight": "1"}]);
    assert_eq!(parse(&idle), Err(vec![("/stages/0".to_owned(), RuleProblem::NoEffect)]));
    idle["stages"][0]["advance"] = json!({"organization": 3});
    assert!(parse(&idle).is_ok(), "a stage may only let entrants on");

    let alone = changed("/editions/individual", None);
    let faults = parse(&alone).unwrap_err();
    assert!(faults.iter().all(|(_, problem)| *problem == RuleProblem::KindNotJudged(EntrantKind::Individual)));
    assert_eq!(faults.len(), 3, "the floor and two caps");
}

#[test]
fn all_faults_come_at_once_in_both_languages_and_personal_numbers_are_withheld() {
    let mut value = model_rules();
    value["period_years"] = json!("two");
    value["stages"][1]["rule"] = json!("mode");
    value["votes"]["quorum"] = json!("0");
    value["regulation"]["number"] = json!(format!("13{}", "0".repeat(9)));
    let faults = Rules::parse(&serde_json::to_vec(&value).unwrap()).unwrap_err();
    let paths: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
    assert_eq!(paths, ["/period_years", "/regulation/number", "/stages/1/rule", "/votes/quorum"]);
    assert_eq!(faults[1].found.as_deref(), Some("\"…\""));
    assert_eq!(
        faults[2].line(Lang::En),
        "/stages/1/rule: not one of the accepted values; found \"mode\", expected one of \"mean\", \"trimmed\", \"median\", \"consensus\""
    );
    assert_eq!(faults[3].line(Lang::Zh), "/votes/quorum：数值超出范围；现为 \"0\"，应为大于 0、不大于 1 的数");
}

#[test]
fn bytes_that_are_no_strict_json_have_one_fault() {
    for bytes in [&b""[..], b"{", b"{\"format\": 1, \"format\": 1}", b"\xff", b"PK\x03\x04"] {
        let faults = Rules::parse(bytes).unwrap_err();
        assert!(
            matches!(&faults[..], [fault] if matches!(fault.problem, RuleProblem::Flaw(Flaw::Syntax { .. }))),
            "{bytes:?}"
        );
    }
    let with_mark = [b"\xef\xbb\xbf".to_vec(), serde_json::to_vec(&model_rules()).unwrap()].concat();
    assert!(Rules::parse(&with_mark).is_ok());
}

#[test]
fn rules_are_held_against_the_editions_they_name() {
    let mut value = model_rules();
    value["editions"] = json!({"organization": "small", "individual": "person"});
    value["floor"] = json!({"organization": "100", "individual": "101"});
    value["tie_breaks"] = json!([{"category": "X"}, {"item": "A.1"}, {"category": "Z"}]);
    let rules = parse(&value).unwrap();
    let person = edition("person", &[("X", &[("X.1", 60), ("X.2", 40)])]);
    let faults = rules.faults_with(&PerKind { organization: Some(small_edition()), individual: Some(person) });
    let found: Vec<_> = faults.iter().map(|fault| (fault.path.as_str(), fault.problem.clone())).collect();
    let accepted = ["A", "B", "X"].map(str::to_owned).to_vec();
    assert_eq!(
        found,
        [
            ("/floor/individual", RuleProblem::AboveTotal { total: 100 }),
            ("/tie_breaks/2/category", RuleProblem::NoSuchCode { accepted }),
        ]
    );
    let other = rules.faults_with(&PerKind { organization: None, individual: Some(small_edition()) });
    assert_eq!(other[0].problem, RuleProblem::OtherEdition { given: None });
    assert_eq!(other[1].problem, RuleProblem::OtherEdition { given: Some("small".into()) });
}
