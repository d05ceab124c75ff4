//! The ceremony of a draw as its people go through it: plan, commit, reveal, draw, decline, verify.
#![allow(clippy::unwrap_used, reason = "helpers of tests stop at what cannot be")]

mod desk;

use desk::{Answer, Desk};
use serde_json::{Value, json};
use std::fmt::Write;

const WITNESSES: [&str; 3] = ["公证员", "监督组", "组长"];
/// The files of a witness are numbered in the order of the committed list, which is that of [`WITNESSES`].
const REVEALS: [&str; 3] = ["d/witness-1.reveal.json", "d/witness-2.reveal.json", "d/witness-3.reveal.json"];

/// Twelve experts of six employers; every third is a woman, every second from 洛阳市.
fn pool() -> String {
    let mut text = String::from("编号,姓名,工作单位,性别,所在市,专业领域\n");
    for n in 1..=12 {
        let (gender, city) = (["男", "男", "女"][n % 3], ["郑州市", "洛阳市"][n % 2]);
        writeln!(text, "ZJ{n:02},某某{n:02},第{}研究院,{gender},{city},质量管理、计量", n % 6).unwrap();
    }
    text
}

fn plan() -> Value {
    json!({"draw_id": "2026-site", "attempt": 1, "date": "2026-12-01", "panel_size": 4, "reserves": 4, "employer_max": 1,
        "quotas": [{"column": "gender", "value": "女", "min": 1, "max": 2}], "witnesses": WITNESSES})
}

/// A desk with the plan made into the folder `d`.
fn planned(plan: &Value) -> Desk {
    let desk = Desk::new();
    desk.put("pool.csv", pool());
    desk.put("plan.json", plan.to_string());
    desk.run(&["draw", "plan", "--pool", "pool.csv", "--plan", "plan.json", "--out", "d"]).exits(0);
    desk
}

fn commit(desk: &Desk, witness: &str) {
    let text = format!("{witness}掷的骰子：3 5 1");
    let args = ["draw", "commit", "--commitment", "d/commitment.json", "--witness", witness, "--text", &text];
    let answer = desk.run(&args).exits(0);
    assert!(!answer.stdout.contains("骰子"), "the text itself stays secret: {answer}");
}

/// One where all have committed.
fn committed() -> Desk {
    let desk = planned(&plan());
    WITNESSES.iter().for_each(|witness| commit(&desk, witness));
    desk
}

fn draw(desk: &Desk, reveals: &[&str], more: &[&str]) -> Answer {
    let start = ["draw", "run", "--commitment", "d/commitment.json", "--out", "d/record.json", "--reveal"];
    desk.run(&[&start, reveals, more].concat())
}

fn verify(desk: &Desk, record: &str) -> Value {
    desk.run(&["draw", "verify", record, "--json"]).json()
}

/// The numbers of the checks that fail, by both verifiers.
fn failing(desk: &Desk, record: &str) -> [Vec<u64>; 2] {
    let rust = desk.run(&["draw", "verify", record, "--json"]);
    let python = desk.python("docs/verify_draw.py", &[record, "--json"]);
    [rust, python].map(|answer| {
        let report = answer.json();
        let checks = report["checks"].as_array().unwrap().iter();
        let failed: Vec<u64> =
            checks.filter(|check| check["ok"] == false).map(|check| check["number"].as_u64().unwrap()).collect();
        assert_eq!(report["valid"], failed.is_empty(), "{answer}");
        assert_eq!(answer.code, i32::from(!failed.is_empty()), "{answer}");
        failed
    })
}

#[track_caller]
fn accepted(desk: &Desk, record: &str) {
    assert_eq!(failing(desk, record), [Vec::<u64>::new(), Vec::new()], "{record}");
}

#[test]
fn three_witnesses_draw_a_panel_that_both_verifiers_accept() {
    let desk = committed();
    let record = draw(&desk, &REVEALS, &["--json"]).exits(0).json();
    assert_eq!(record, desk.json("d/record.json"));
    for key in ["draw_id", "attempt", "digest", "method", "rehearsal", "seed", "panel", "reserves_digest", "provenance"]
    {
        assert!(!record[key].is_null(), "{key}");
    }
    assert_eq!((&record["rehearsal"], &record["method"]), (&json!(false), &json!("uniform")));
    assert_eq!(record["digest"], desk.json("d/plan.json")["digest"]);
    let panel = record["panel"].as_array().unwrap();
    assert_eq!(panel.len(), 4);
    let women = panel.iter().filter(|id| id.as_str().unwrap()[2..].parse::<u32>().unwrap() % 3 == 2).count();
    assert!((1..=2).contains(&women), "{panel:?}");
    accepted(&desk, "d/record.json");
    let shown = desk.run(&["draw", "verify", "d/record.json", "--reserves", "d/record.reserves.json"]).exits(0);
    shown.says("通过核验");
    assert!(!shown.stdout.contains("演练"), "an official draw is no rehearsal: {shown}");
    assert!(!desk.text("d/record.json").contains("某某"), "no name");
    // Neither the order of the reveal files nor drawing again changes the panel; an existing record is kept.
    draw(&desk, &[REVEALS[2], REVEALS[0], REVEALS[1]], &[]).exits(2).says("--force");
    let before = desk.get("d/record.json");
    draw(&desk, &[REVEALS[2], REVEALS[0], REVEALS[1]], &["--force"]).exits(0);
    assert_eq!(desk.get("d/record.json"), before);
}

#[test]
fn a_witness_who_does_not_reveal_voids_the_attempt_and_is_named() {
    let desk = committed();
    let answer = draw(&desk, &[REVEALS[0], REVEALS[2]], &[]).exits(1);
    answer.says("监督组");
    answer.says("attempt 改为 2");
    let record = desk.json("d/record.json");
    assert_eq!(record["missing"], json!(["监督组"]));
    assert!(record["panel"].as_array().is_none_or(Vec::is_empty), "nobody is drawn");
    assert!(!desk.path("d/record.reserves.json").exists());
    accepted(&desk, "d/record.json");
    assert_eq!(verify(&desk, "d/record.json")["void"], true);
    desk.run(&["draw", "verify", "d/record.json"]).exits(0).says("作废");
    desk.python("docs/verify_draw.py", &["d/record.json"]).exits(0).says("监督组");
    let english = desk.run_english(&["draw", "reserve", "d/record.json", "--decline", "ZJ01", "--reason", "ill"]);
    assert_ne!(english.code, 0, "a void draw has no seats: {english}");
}

/// Runs that must be refused before anything is drawn.
#[track_caller]
fn refused(desk: &Desk, reveals: &[&str], names: &str) {
    let errors = draw(desk, reveals, &["--json"]).complaints();
    let text = json!(errors).to_string();
    assert!(text.contains(names), "{text}");
    assert!(!desk.path("d/record.json").exists() && !desk.path("d/record.reserves.json").exists());
}

#[test]
fn only_a_witness_of_the_plan_commits() {
    let desk = planned(&plan());
    let before = desk.files("");
    let args = ["draw", "commit", "--commitment", "d/commitment.json", "--text", "x", "--json", "--witness"];
    let errors = desk.run(&[&args[..], &["路人"]].concat()).complaints();
    assert!(WITNESSES.iter().all(|name| errors[0]["expected"].as_str().unwrap().contains(name)));
    for text in ["", &"长".repeat(400), &format!("我的电话 13{}", "0".repeat(9))] {
        let args = ["draw", "commit", "--commitment", "d/commitment.json", "--witness", "组长", "--json", "--text"];
        let answer = desk.run(&[&args[..], &[text]].concat());
        answer.complaints();
        assert!(!answer.stdout.contains("13000") && !answer.stderr.contains("13000"), "{answer}");
    }
    assert!(desk.files("") == before, "nothing was written");
}

#[test]
fn a_missing_commitment_a_copied_one_and_one_reveal_twice_are_refused() {
    let desk = planned(&plan());
    commit(&desk, WITNESSES[0]);
    commit(&desk, WITNESSES[1]);
    refused(&desk, &REVEALS[..2], "组长");
    commit(&desk, WITNESSES[2]);
    refused(&desk, &[REVEALS[0], REVEALS[0], REVEALS[1], REVEALS[2]], "公证员");
    // 组长 has no text of his own: he copies what 公证员 committed to, and later what 公证员 revealed.
    let own = |from: &str| desk.text(from).replace("公证员", "组长");
    desk.put("d/witness-3.commit.json", own("d/witness-1.commit.json"));
    desk.put("d/witness-3.reveal.json", own("d/witness-1.reveal.json"));
    refused(&desk, &REVEALS, "组长");
}

#[test]
fn what_was_revealed_for_another_draw_or_edited_afterwards_is_refused() {
    let mut second = plan();
    second["attempt"] = json!(2);
    let other = planned(&second);
    WITNESSES.iter().for_each(|witness| commit(&other, witness));
    let desk = committed();
    let own = desk.get("d/witness-2.reveal.json");
    desk.put("d/witness-2.reveal.json", other.get("d/witness-2.reveal.json"));
    refused(&desk, &REVEALS, "监督组");
    desk.put("d/witness-2.reveal.json", String::from_utf8(own).unwrap().replace("骰子：3", "骰子：4"));
    refused(&desk, &REVEALS, "监督组");
    desk.put("d/witness-2.reveal.json", "{}");
    refused(&desk, &REVEALS, "witness-2.reveal.json");
    desk.put("d/reserve-key.json", other.get("d/reserve-key.json"));
    refused(&desk, &REVEALS, "reserve-key.json");
}

#[test]
fn a_rehearsal_says_so_in_the_record_and_whenever_it_is_shown() {
    let desk = planned(&plan());
    let args = ["draw", "run", "--commitment", "d/commitment.json", "--seed", "练习", "--out", "d/r.json"];
    desk.run(&args).exits(0).says("演练");
    let record = desk.json("d/r.json");
    assert_eq!((&record["rehearsal"], &record["rehearsal_text"]), (&json!(true), &json!("练习")));
    accepted(&desk, "d/r.json");
    desk.run(&["draw", "verify", "d/r.json"]).exits(0).says("演练");
    desk.run_english(&["draw", "verify", "d/r.json"]).exits(0).says("REHEARSAL");
    assert_eq!(verify(&desk, "d/r.json")["rehearsal"], true);
    // Drawing and planning by a text give the same bytes again.
    let first = desk.get("d/r.json");
    desk.run(&[&args[..], &["--force"]].concat()).exits(0);
    assert_eq!(desk.get("d/r.json"), first);
    let both = [&args[..], &["--reveal", "x", "--json"]].concat();
    desk.run(&both).complaints();
    for text in [String::new(), format!("13{}", "0".repeat(9))] {
        let args = ["draw", "run", "--commitment", "d/commitment.json", "--out", "e.json", "--json", "--seed", &text];
        let answer = desk.run(&args);
        assert_eq!(answer.complaints()[0]["file"], "--seed");
        assert!(text.is_empty() || !answer.stdout.contains(&text), "{answer}");
    }
    desk.put("e/commitment.json", "{}");
    let errors =
        desk.run(&["draw", "commit", "--commitment", "e/commitment.json", "--witness", "甲", "--text", "x", "--json"]);
    let errors = errors.complaints();
    let missing = errors.iter().find(|error| error["column"] == "/pool").unwrap();
    assert_eq!((&missing["message"], &missing["expected"]), (&json!("缺少这一项"), &json!("卓评写出的文件，未经改动")));
}

/// The same people in another order of rows and columns, in the encoding of Excel in China.
#[test]
fn the_shape_of_the_pool_file_changes_no_digest() {
    let desk = Desk::new();
    desk.put("plan.json", plan().to_string());
    let text = pool();
    let mut rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    rows[1..].reverse();
    rows[1..].rotate_left(5);
    let turned: String =
        rows.iter().map(|row| row.iter().rev().copied().collect::<Vec<_>>().join(",") + "\r\n").collect();
    let (bytes, _, lost) = encoding_rs::GB18030.encode(&turned);
    assert!(!lost);
    desk.put("a/pool.csv", &text);
    desk.put("b/pool.csv", bytes);
    desk.put("c/pool.csv", &text);
    let plan = |folder: &str| {
        let (pool, out) = (format!("{folder}/pool.csv"), format!("{folder}/d"));
        let args = ["draw", "plan", "--pool", &pool, "--plan", "plan.json", "--seed", "X", "--out", &out, "--json"];
        desk.run(&args).exits(0).json()
    };
    let (a, b, c) = (plan("a"), plan("b"), plan("c"));
    assert_eq!(a, c, "the same text gives the same plan");
    for key in ["digest", "panels_total", "eligible", "chances", "exclusions", "shut_out"] {
        assert_eq!(a[key], b[key], "{key}");
    }
    for file in ["commitment.json", "names.json", "reserve-key.json"] {
        assert_eq!(desk.get(&format!("a/d/{file}")), desk.get(&format!("b/d/{file}")), "{file}");
    }
}

/// Plans the desk's pool and expects a no with reasons and without files.
#[track_caller]
fn infeasible(desk: &Desk, plan: &Value) -> Value {
    desk.put("plan.json", plan.to_string());
    let args = ["draw", "plan", "--pool", "pool.csv", "--plan", "plan.json", "--out", "no/d"];
    desk.run(&args).exits(1).says("没有任何组合可行");
    let answer = desk.run(&[&args[..], &["--json"]].concat()).exits(1).json();
    assert!(!desk.path("no").exists(), "nothing is written");
    assert_eq!((&answer["feasible"], &answer["digest"]), (&json!(false), &Value::Null));
    for list in ["clash", "offers", "smallest_changes"] {
        assert!(answer["infeasible"][list].is_array(), "{answer}");
    }
    assert!(!answer["infeasible"]["clash"].as_array().unwrap().is_empty());
    assert!(!answer["infeasible"]["smallest_changes"].as_array().unwrap().is_empty());
    answer["infeasible"].clone()
}

#[test]
fn an_impossible_plan_is_answered_with_what_clashes_and_what_would_help() {
    let desk = Desk::new();
    desk.put("pool.csv", pool().lines().take(6).collect::<Vec<_>>().join("\n") + "\n");
    let plan = json!({"draw_id": "a", "date": "2026-12-01", "panel_size": 7});
    let why = infeasible(&desk, &plan);
    assert!(why["clash"][0].as_str().unwrap().contains("可抽专家 5 人"), "{why}");
    assert_eq!(why["smallest_changes"], json!(["将评审组改为 5 人"]));

    desk.put("pool.csv", pool());
    // Four women (ZJ02, 05, 08, 11) work for two employers; no more than two fit under one an employer.
    let mut plan = json!({"draw_id": "a", "date": "2026-12-01", "panel_size": 4, "employer_max": 1,
        "quotas": [{"column": "gender", "value": "女", "min": 3}]});
    let why = infeasible(&desk, &plan);
    assert!(why["clash"][0].as_str().unwrap().contains("同一单位 ≤ 1"), "{why}");
    assert!(why["offers"][0].as_str().unwrap().contains("4 人，来自 2 个单位"), "{why}");
    let changes = why["smallest_changes"].to_string();
    assert!(changes.contains("下限改为 2") && changes.contains("上限改为 2"), "{why}");
    plan["quotas"] = json!([{"column": "gender", "value": "女", "min": 2}, {"column": "region", "value": "郑州市", "max": 0},
        {"column": "region", "value": "洛阳市", "max": 1}]);
    let why = infeasible(&desk, &plan);
    assert!(why["clash"].to_string().contains("洛阳市"), "{why}");
}

#[test]
fn experts_whom_the_quotas_shut_out_of_every_panel_are_named() {
    let desk = Desk::new();
    desk.put("pool.csv", pool());
    let plan = json!({"draw_id": "a", "date": "2026-12-01", "panel_size": 3,
        "quotas": [{"column": "gender", "value": "女", "max": 0}]});
    desk.put("plan.json", plan.to_string());
    let args = ["draw", "plan", "--pool", "pool.csv", "--plan", "plan.json", "--out"];
    let answer = desk.run(&[&args[..], &["d", "--json"]].concat()).exits(0).json();
    assert_eq!(answer["shut_out"], json!(["ZJ02", "ZJ05", "ZJ08", "ZJ11"]));
    assert_eq!(answer["panels_total"], "56", "3 of the 8 men");
    desk.run(&[&args[..], &["e"]].concat()).exits(0).says("ZJ02 ZJ05 ZJ08 ZJ11");
}

#[test]
fn a_plan_with_many_faults_lists_them_all() {
    let desk = Desk::new();
    desk.put("pool.csv", pool());
    let plan = json!({"draw_id": "", "date": "2026-13-01", "panel_size": "3", "method": "leximax", "seats": 1,
        "quotas": [{"column": "gender", "value": "男", "min": "x"}], "witnesses": ["a", "a"]});
    desk.put("plan.json", plan.to_string());
    let args = ["draw", "plan", "--pool", "pool.csv", "--plan", "plan.json", "--out", "d", "--json"];
    let errors = desk.run(&args).complaints();
    let mut columns: Vec<_> = errors.iter().map(|error| error["column"].as_str().unwrap()).collect();
    columns.sort_unstable();
    let wanted = ["/date", "/draw_id", "/method", "/panel_size", "/quotas/0/min", "/seats", "/witnesses/1"];
    assert_eq!(columns, wanted);
    assert!(errors.iter().all(|error| error["file"] == "plan.json" && error["expected"].is_string()));
    let plan =
        json!({"draw_id": "a", "date": "2026-12-01", "panel_size": 3, "quotas": [{"column": "星座", "value": "双鱼"}]});
    desk.put("plan.json", plan.to_string());
    let errors = desk.run(&args).complaints();
    assert!(errors[0]["message"].as_str().unwrap().contains("星座"), "{errors:?}");
    assert!(!desk.path("d").exists());
}

/// A member who declines is replaced by the first reserve that keeps the quotas; the record stays valid throughout.
#[test]
fn declining_members_are_replaced_until_no_reserve_fits() {
    let desk = committed();
    draw(&desk, &REVEALS, &[]).exits(0);
    let stranger = ["draw", "reserve", "d/record.json", "--reason", "病", "--decline"];
    desk.run(&[&stranger[..], &["ZJ99", "--json"]].concat()).complaints();
    let mut empty = false;
    for round in 1..=5 {
        let before = desk.get("d/record.json");
        let panel = desk.run(&[&stranger[..], &["ZJ99", "--json"]].concat()).complaints();
        let member = panel[0]["expected"].as_str().unwrap().split('、').next().unwrap().to_owned();
        assert_eq!(desk.get("d/record.json"), before, "a refusal changes nothing");
        let args = ["draw", "reserve", "d/record.json", "--reason", "时间冲突", "--decline", &member, "--json"];
        let answer = desk.run(&args);
        let record = desk.json("d/record.json");
        assert_eq!(record["openings"].as_array().unwrap().len(), round, "{answer}");
        assert_eq!(record["openings"][round - 1]["decline"], *member);
        accepted(&desk, "d/record.json");
        if answer.code == 1 {
            answer.says("attempt 改为 2");
            assert_eq!(answer.json()["placed"], Value::Null, "one document, which says what was opened");
            assert!(record["openings"][round - 1]["placed"].is_null());
            empty = true;
            break;
        }
        let panel = answer.json()["panel"].as_array().unwrap().clone();
        assert!(panel.len() == 4 && !panel.contains(&json!(member)), "{panel:?}");
    }
    assert!(empty, "four reserves cannot replace five members");
    let sealed = desk.text("d/record.reserves.json");
    desk.put("d/record.reserves.json", sealed.replace("ZJ", "ZK"));
    assert_ne!(desk.run(&["draw", "verify", "d/record.json", "--reserves", "d/record.reserves.json"]).code, 0);
}

#[test]
fn a_record_cut_emptied_or_edited_fails_both_verifiers_with_the_check_named() {
    let desk = committed();
    draw(&desk, &REVEALS, &[]).exits(0);
    let good = desk.text("d/record.json");
    let half = &good.as_bytes()[..good.len() / 2];
    for (what, bytes) in
        [("half", half), ("empty", b""), ("other", b"{}"), ("text", b"\xd6\xd0\xce\xc4"), ("list", b"[1]")]
    {
        desk.put("e.json", bytes);
        for failed in failing(&desk, "e.json") {
            assert_eq!(failed[0], 1, "{what}");
        }
    }
    let record = desk.json("d/record.json");
    let panel: Vec<_> = record["panel"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    let swapped =
        good.replace(&format!("[\"{}\",\"{}\"", panel[0], panel[1]), &format!("[\"{}\",\"{}\"", panel[1], panel[0]));
    let edits = [
        ("panel swapped", swapped),
        ("text of a witness", good.replace("组长掷", "组长说")),
        ("another date", good.replace("2026-12-01", "2026-12-02")),
        ("another quota", good.replace("\"max\":2,\"min\":1", "\"max\":2,\"min\":0")),
        ("no rehearsal", good.replace("\"rehearsal\":false", "\"rehearsal\":true")),
        ("an expert gone", good.replace("\"id\":\"ZJ01\"", "\"id\":\"ZJ00\"")),
        ("a space", good.replacen(':', ": ", 1)),
        ("a line end", format!("{good}\n")),
        ("panels", good.replace("\"panels_total\":\"", "\"panels_total\":\"1")),
    ];
    for (what, text) in edits {
        assert_ne!(text, good, "{what} is an edit");
        desk.put("e.json", text);
        let [rust, python] = failing(&desk, "e.json");
        assert!(!rust.is_empty(), "{what} is accepted");
        assert_eq!(rust[0], python[0], "{what}: the verifiers name another first check: {rust:?} {python:?}");
    }
    desk.run(&["draw", "verify", "nowhere.json", "--json"]).complaints();
}
