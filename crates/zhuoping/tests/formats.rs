//! The JSON Schemas under `docs/formats` say what the readers do: the sample files pass both, broken ones fail both.

use jsonschema::Validator;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use zhuoping_panel::plan::Plan;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> Value {
    let bytes = std::fs::read(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn schema(name: &str) -> Validator {
    jsonschema::validator_for(&read(&format!("docs/formats/{name}.schema.json"))).expect("a sound schema")
}

fn reads(plan: &Value) -> bool {
    Plan::parse(plan.to_string().as_bytes()).is_ok()
}

#[test]
fn the_sample_plan_passes_schema_and_reader() {
    let plan = read("fixtures/sanmenxia/plan.json");
    assert!(schema("plan").is_valid(&plan));
    assert!(reads(&plan));
}

/// One change at a time to a sound plan, each refused by both.
#[test]
fn broken_plans_fail_schema_and_reader() {
    let sound = json!({"draw_id": "a", "date": "2026-12-01", "panel_size": 3, "quotas": [{"column": "c", "value": "v", "min": 1}],
        "conflicts": {"equity": {"policy": "recuse", "years": 2}}, "witnesses": ["甲"],
        "external": {"name": "某彩票", "date": "2026-12-02"}});
    let schema = schema("plan");
    assert!(schema.is_valid(&sound) && reads(&sound));
    let breaks = [
        ("/draw_id", json!("")),
        ("/draw_id", json!(7)),
        ("/date", json!("1 Dec")),
        ("/panel_size", json!(0)),
        ("/panel_size", json!(1001)),
        ("/panel_size", json!("7")),
        ("/quotas", json!({})),
        ("/quotas/0", json!("女")),
        ("/quotas/0/min", json!(-1)),
        ("/quotas/0/column", json!("")),
        ("/conflicts", json!([])),
        ("/conflicts/equity/policy", json!("ignore")),
        ("/conflicts/equity/years", json!(101)),
        ("/witnesses", json!("甲")),
        ("/witnesses", json!(["甲", "甲"])),
        ("/external", json!("某彩票")),
        ("/external/date", json!("soon")),
    ];
    for (path, value) in breaks {
        let mut plan = sound.clone();
        *plan.pointer_mut(path).expect("the path exists") = value.clone();
        assert!(!schema.is_valid(&plan), "the schema accepts {value} at {path}");
        assert!(!reads(&plan), "the reader accepts {value} at {path}");
    }
    for (key, value) in [
        ("method", json!("leximax")),
        ("pick", json!("seed")),
        ("lottery_tolerance", json!("1/10")),
        ("seats", json!(7)),
        ("attempt", json!(0)),
        ("employer_max", json!(0)),
    ] {
        let mut plan = sound.clone();
        plan[key] = value.clone();
        assert!(!schema.is_valid(&plan) && !reads(&plan), "{key}: {value} is accepted");
    }
}

/// The members that only the fairest lottery has.
#[test]
fn leximin_plans_pass_and_fail_schema_and_reader_alike() {
    let sound = json!({"draw_id": "a", "date": "2026-12-01", "panel_size": 3, "method": "leximin", "lottery_size": 5000,
        "lottery_tolerance": "0.001", "pick": "ball"});
    let schema = schema("plan");
    assert!(schema.is_valid(&sound) && reads(&sound));
    for (key, value) in [
        ("lottery_size", json!(0)),
        ("lottery_size", json!(5001)),
        ("lottery_tolerance", json!(0.001)),
        ("lottery_tolerance", json!("1e-3")),
        ("lottery_tolerance", json!("")),
        ("lottery_tolerance", json!("1/1/1")),
        ("pick", json!("dice")),
    ] {
        let mut plan = sound.clone();
        plan[key] = value.clone();
        assert!(!schema.is_valid(&plan) && !reads(&plan), "{key}: {value} is accepted");
    }
}
