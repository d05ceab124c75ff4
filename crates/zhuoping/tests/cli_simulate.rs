//! `draw simulate` and the pictures of chances, as a secretary runs them.
#![allow(clippy::unwrap_used, reason = "helpers of tests stop at what cannot be")]

mod desk;

use desk::{Desk, root};
use serde_json::{Value, json};
use std::process::Command;

/// The sample's plan, made; its commitment is `d/commitment.json`.
fn planned() -> Desk {
    let desk = Desk::with_sample();
    let tables = ["--entrants", "entrants.csv", "--conflicts", "conflicts.csv"];
    let plan = ["draw", "plan", "--pool", "pool.csv", "--plan", "plan.json", "--seed", "演练", "--out", "d"];
    desk.run(&[&plan[..], &tables].concat()).exits(0);
    desk
}

const SIMULATE: [&str; 4] = ["draw", "simulate", "--commitment", "d/commitment.json"];

fn simulated(desk: &Desk, more: &[&str]) -> Value {
    desk.run(&[&SIMULATE[..], more, &["--json"]].concat()).exits(0).json()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is a number"))
}

#[test]
fn a_simulation_agrees_with_exact_chances_and_is_as_its_schema_says() {
    let desk = planned();
    let answer = simulated(&desk, &["--draws", "20000"]);
    let schema = std::fs::read(root().join("docs/formats/simulate.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_slice(&schema).unwrap()).unwrap();
    assert!(schema.is_valid(&answer), "{:?}", schema.iter_errors(&answer).map(|e| e.to_string()).collect::<Vec<_>>());
    let experts = answer["experts"].as_array().unwrap();
    let plan = desk.json("d/plan.json");
    assert_eq!(json!(experts.len()), plan["eligible"]);
    assert_eq!((&answer["digest"], &answer["method"]), (&plan["digest"], &plan["method"]));
    for field in ["expected", "observed"] {
        let sum: f64 = experts.iter().map(|expert| number(&expert[field])).sum();
        assert!((sum - 7.0).abs() < 1e-9, "{field}: everybody's chances add up to the seats: {sum}");
    }
    for expert in experts {
        let (expected, observed) = (number(&expert["expected"]), number(&expert["observed"]));
        // Six standard errors: once in a hundred million.
        assert!((expected - observed).abs() < 6.0 * (expected.max(1e-4) / 20_000.0).sqrt(), "{expert}");
        assert!((observed - number(&expert["drawn"]) / 20_000.0).abs() < 1e-12);
        assert_eq!(expert["uniform"], expert["expected"]);
    }
    let p = number(&answer["p_value"]);
    assert!((0.001..=1.0).contains(&p), "{p}");
    let df = number(&answer["df"]);
    assert!(df > 300.0 && df < experts.len() as f64, "{df}");
    assert!((number(&answer["chances"]["uniform"]["smallest"]) - number(&plan["chances"]["smallest"])).abs() < 1e-8);
    assert_eq!(answer["chances"]["uniform"]["how"], "exact");
    assert_eq!(answer["provenance"]["inputs"][0]["sha256"], answer["digest"]);
}

#[test]
fn the_number_of_threads_changes_nothing_and_the_seed_does() {
    let desk = planned();
    let run = |threads: &str, seed: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_zhuoping"))
            .args([&SIMULATE[..], &["--draws", "40000", "--json"], seed].concat())
            .current_dir(desk.path(""))
            .env("RAYON_NUM_THREADS", threads)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(output.stderr.is_empty(), "no progress bar where stderr is no terminal");
        output.stdout
    };
    let one = run("1", &[]);
    for threads in ["2", "8"] {
        assert!(run(threads, &[]) == one, "{threads} threads");
    }
    let other: Value = serde_json::from_slice(&run("2", &["--seed", "另一个"])).unwrap();
    let one: Value = serde_json::from_slice(&one).unwrap();
    assert_eq!((&one["seed"], &other["seed"]), (&json!("zhuoping"), &json!("另一个")));
    assert_eq!(one["experts"][0]["expected"], other["experts"][0]["expected"]);
    assert_ne!(one["chi_square"], other["chi_square"]);
}

#[test]
fn files_are_written_whole_and_never_over_others() {
    let desk = planned();
    let out = [&SIMULATE[..], &["--draws", "5000", "--out", "s"]].concat();
    let shown = desk.run(&out).exits(0);
    for words in ["p = ", "等可能（uniform）", "最公平（leximin）", "种子“zhuoping”", "chances-by-attribute.png"]
    {
        shown.says(words);
    }
    let files = desk.files("s");
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    let pictures = ["chances-by-attribute.png", "chances-by-attribute.svg", "chances.png", "chances.svg"];
    assert_eq!(names, [&pictures[..], &["simulate.json"]].concat());
    assert!(files["chances.png"].starts_with(b"\x89PNG"));
    let svg = String::from_utf8(files["chances.svg"].clone()).unwrap();
    assert!(svg.contains("每位专家被抽中的机会") && svg.contains("最小的机会"));
    assert_eq!(desk.json("s/simulate.json"), simulated(&desk, &["--draws", "5000"]));
    desk.run(&out).exits(2).says("--force");
    let english = desk.run_english(&[&out[..], &["--force"]].concat()).exits(0);
    english.says("degrees of freedom");
    assert!(desk.text("s/chances.svg").contains("smallest chance"));
}

#[test]
fn a_plan_has_the_pictures_of_chances_beside_it() {
    let desk = planned();
    for name in ["chances.svg", "chances.png", "chances-by-attribute.svg", "chances-by-attribute.png"] {
        assert!(desk.path("d").join(name).exists(), "{name}");
    }
    let by_attribute = desk.text("d/chances-by-attribute.svg");
    for words in ["专业领域", "质量管理", "郑州市", "其余专家", "2–4"] {
        assert!(by_attribute.contains(words), "{words}");
    }
}

#[test]
fn quotas_left_to_rejection_are_held_against_exact_chances_too() {
    let desk = planned();
    let counted = simulated(&desk, &["--draws", "3000"]);
    let mut commitment = desk.json("d/commitment.json");
    for quota in commitment["quotas"].as_array_mut().unwrap() {
        assert_eq!(quota["counted"], true);
        quota["counted"] = json!(quota["column"] != "gender");
    }
    desk.put("d/commitment.json", serde_json::to_vec(&commitment).unwrap());
    let checked = simulated(&desk, &["--draws", "3000"]);
    assert!(checked["tries"].as_u64() > checked["draws"].as_u64());
    for (a, b) in checked["experts"].as_array().unwrap().iter().zip(counted["experts"].as_array().unwrap()) {
        assert_eq!(a["expected"], b["expected"], "what is counted changes no chance");
    }
    assert!(number(&checked["p_value"]) > 0.001, "{}", checked["p_value"]);
    desk.run(&[&SIMULATE[..], &["--draws", "3000"]].concat()).exits(0).says("重抽");
}

#[test]
fn what_cannot_be_simulated_is_refused_in_words() {
    let desk = planned();
    desk.run(&["draw", "simulate", "--commitment", "nothing.json"]).exits(2);
    desk.run(&["draw", "simulate", "--commitment", "plan.json"]).exits(2).says("plan.json");
    desk.run(&[&SIMULATE[..], &["--draws", "0"]].concat()).exits(2);
    assert!(!desk.path("s").exists());
}
