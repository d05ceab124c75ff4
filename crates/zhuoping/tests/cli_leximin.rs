//! The ceremony of the fairest lottery: plan, list, seed or ball, record, both verifiers.
#![allow(clippy::unwrap_used, reason = "helpers of tests stop at what cannot be")]

mod desk;

use desk::{Answer, Desk};
use serde_json::{Value, json};
use std::fmt::Write;
use std::io::{Cursor, Read};

const PLAN: [&str; 8] = ["draw", "plan", "--pool", "pool.csv", "--plan", "plan.json", "--out", "d"];

fn plan(pick: &str) -> Value {
    json!({"draw_id": "2026-fair", "date": "2026-12-01", "panel_size": 4, "reserves": 3, "method": "leximin", "pick": pick,
        "witnesses": ["监督组"]})
}

/// Ten experts, a plan, and what `draw plan` has made of both.
fn planned(plan: &Value) -> (Desk, Value) {
    let desk = Desk::new();
    let mut pool = String::from("编号,姓名,状态\n");
    for n in 1..=11 {
        writeln!(pool, "ZJ{n:02},某某{n:02},{}", if n == 11 { "暂停" } else { "" }).unwrap();
    }
    desk.put("pool.csv", pool);
    desk.put("plan.json", plan.to_string());
    let answer = desk.run(&[&PLAN[..], &["--json"]].concat()).exits(0).json();
    (desk, answer)
}

fn rehearse(desk: &Desk, record: &str, more: &[&str]) -> Answer {
    let start = ["draw", "run", "--commitment", "d/commitment.json", "--seed", "演练", "--out", record];
    desk.run(&[&start, more].concat())
}

/// Both verifiers, of which the Python one may search by itself.
fn verified(desk: &Desk, record: &str) -> Vec<Value> {
    let rust = desk.run(&["draw", "verify", record, "--json"]);
    let python = desk.python("docs/verify_draw.py", &[record, "--json"]);
    let search = desk.python("docs/verify_draw.py", &[record, "--json", "--search"]);
    [rust, python, search].into_iter().map(|answer| answer.json()).collect()
}

#[test]
fn the_plan_shows_every_chance_and_writes_the_lottery() {
    let (desk, answer) = planned(&plan("seed"));
    assert_eq!((&answer["method"], &answer["eligible"]), (&json!("leximin"), &json!(10)));
    let lottery = &answer["lottery"];
    let file = desk.json("d/lottery.json");
    let listed = file["listed"].as_array().unwrap();
    assert_eq!(lottery["panels"], listed.len());
    assert_eq!(lottery["stages"], file["stages"].as_array().unwrap().len());
    assert_eq!((&lottery["smallest"], &lottery["smallest_exact"]), (&json!(0.4), &json!("2/5")));
    assert_eq!((&lottery["tolerance"], &lottery["pick"]), (&json!("1/1000"), &json!("seed")));
    assert!(lottery["largest_difference"].as_f64().unwrap() <= 0.001);
    let chances = lottery["probabilities"].as_array().unwrap();
    assert_eq!(chances.len(), 10, "the suspended expert has none");
    for (at, chance) in chances.iter().enumerate() {
        assert_eq!(chance["expert"], format!("ZJ{:02}", at + 1));
        assert_eq!((&chance["exact"], &chance["probability"]), (&json!("2/5"), &json!(0.4)));
        let count = listed.iter().filter(|panel| panel.as_array().unwrap().contains(&json!(at))).count();
        let share = f64::from(u32::try_from(count).unwrap()) / f64::from(u32::try_from(listed.len()).unwrap());
        assert!((chance["listed"].as_f64().unwrap() - share).abs() < 1e-8 && chance["listed_in"] == count);
    }
    assert_eq!(answer["shut_out"], json!([]));
    let committed = &desk.json("d/commitment.json")["lottery"];
    assert_eq!((&committed["panels"], &committed["pick"]), (&lottery["panels"], &json!("seed")));
    let shown = desk.run(&[&PLAN[..], &["--force"]].concat()).exits(0);
    for words in ["leximin", "40.00%", "公开名单", "lottery.json", "由种子"] {
        shown.says(words);
    }
    desk.run_english(&[&PLAN[..], &["--force"]].concat()).exits(0).says("public list");
}

#[test]
fn the_size_of_the_list_can_be_told() {
    let mut small = plan("seed");
    small["lottery_size"] = json!(4);
    let (_, answer) = planned(&small);
    let lottery = &answer["lottery"];
    assert_eq!((&lottery["panels"], &lottery["tolerance"]), (&json!(4), &Value::Null));
    assert!(lottery["largest_difference"].as_f64().unwrap() <= 0.25);
}

#[test]
fn a_seed_draws_a_record_that_all_verifiers_accept() {
    let (desk, _) = planned(&plan("seed"));
    rehearse(&desk, "r.json", &["--ball", "3", "--json"]).complaints();
    rehearse(&desk, "r.json", &[]).exits(0).says("公开名单第");
    let record = desk.json("r.json");
    assert_eq!((&record["method"], &record["ball"], &record["tries"]), (&json!("leximin"), &Value::Null, &json!(1)));
    assert_eq!(record["lottery"], desk.json("d/lottery.json"));
    let reports = verified(&desk, "r.json");
    for report in &reports {
        assert_eq!((&report["valid"], report["checks"].as_array().unwrap().len()), (&json!(true), 13), "{report}");
    }
    let found = reports[2]["search"].as_array().unwrap();
    assert_eq!(found.len(), record["lottery"]["stages"].as_array().unwrap().len());
    let shown = desk.run(&["draw", "verify", "r.json"]).exits(0);
    ["lottery", "certificate", "没有更公平"].iter().for_each(|words| shown.says(words));
    desk.python("docs/verify_draw.py", &["r.json", "--search"]).exits(0).says("no panel exceeds");
    // A member declines; the record grows and still replays.
    let member = record["panel"][2].as_str().unwrap();
    desk.run(&["draw", "reserve", "r.json", "--decline", member, "--reason", "出差"]).exits(0);
    assert!(verified(&desk, "r.json").iter().all(|report| report["valid"] == true));
}

#[test]
fn a_ball_is_asked_for_and_recorded() {
    let (desk, answer) = planned(&plan("ball"));
    let panels = answer["lottery"]["panels"].as_u64().unwrap();
    let beyond = (panels + 1).to_string();
    for more in [&[][..], &["--ball", "0"], &["--ball", &beyond]] {
        let errors = rehearse(&desk, "r.json", &[more, &["--json"]].concat()).complaints();
        assert!(errors[0]["file"].as_str().is_some_and(|place| place.contains("--ball")), "{errors:?}");
    }
    rehearse(&desk, "r.json", &["--ball", "2"]).exits(0).says("第 2 号");
    let record = desk.json("r.json");
    assert_eq!((&record["ball"], &record["index"]), (&json!(2), &json!("1")));
    assert!(verified(&desk, "r.json").iter().all(|report| report["valid"] == true));
    // The paper says the method in words, and which ball was drawn.
    desk.put("rules.json", desk::sample("rules.json"));
    let paper = ["report", "draw-record", "--rules", "rules.json", "--record", "r.json", "--out", "record.docx"];
    desk.run(&paper).exits(0);
    let mut archive = zip::ZipArchive::new(Cursor::new(desk.get("record.docx"))).unwrap();
    let mut text = String::new();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut text).unwrap();
    for words in ["最公平抽取", "当众摇号", "抽中第 2 号"] {
        assert!(text.contains(words), "{words}");
    }
    assert!(!text.contains("均等抽取：凡"), "the words of the other method");
}

#[test]
fn another_lottery_or_none_is_refused() {
    let (desk, _) = planned(&plan("seed"));
    let mut other = desk.json("d/lottery.json");
    other["listed"].as_array_mut().unwrap().reverse();
    desk.put("other.json", serde_json::to_string(&other).unwrap());
    let errors = rehearse(&desk, "r.json", &["--lottery", "other.json", "--json"]).complaints();
    assert_eq!(errors[0]["file"], "other.json");
    desk.put("none.json", "{}");
    assert!(rehearse(&desk, "r.json", &["--lottery", "none.json", "--json"]).complaints().len() > 5);
    rehearse(&desk, "r.json", &["--lottery", "gone.json"]).exits(2);
    let mut uniform = plan("seed");
    uniform["method"] = json!("uniform");
    uniform.as_object_mut().unwrap().remove("pick");
    let (desk, _) = planned(&uniform);
    assert!(!desk.path("d/lottery.json").exists());
    for more in [["--ball", "1"], ["--lottery", "d/names.json"]] {
        let errors = rehearse(&desk, "r.json", &[&more[..], &["--json"]].concat()).complaints();
        assert_eq!(errors[0]["file"], more[0], "{errors:?}");
    }
    assert!(!desk.path("r.json").exists());
}
