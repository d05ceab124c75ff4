//! `demo` as somebody who has just cloned the repository runs it.
#![allow(clippy::unwrap_used, reason = "helpers of tests stop at what cannot be")]

mod desk;

use desk::{Desk, sample_text};
use std::collections::{BTreeMap, BTreeSet};

fn demo() -> (Desk, BTreeMap<String, Vec<u8>>) {
    let desk = Desk::new();
    desk.run(&["demo", "--out", "demo"]).exits(0);
    let files = desk.files("demo");
    (desk, files)
}

#[test]
fn the_demo_writes_record_scores_ranking_spread_charts_and_one_report() {
    let (desk, files) = demo();
    let mut wanted: BTreeSet<String> = [
        "report.html",
        "draw/ceremony.html",
        "draw/chances.png",
        "draw/chances.svg",
        "draw/chances-by-attribute.png",
        "draw/chances-by-attribute.svg",
        "draw/commitment.json",
        "draw/names.json",
        "draw/plan.json",
        "draw/record.json",
        "draw/record.reserves.json",
        "draw/reserve-key.json",
        "inputs/scores.csv",
        "inputs/pool.csv",
        "inputs/entrants.csv",
        "inputs/conflicts.csv",
        "inputs/rules.json",
        "inputs/plan.json",
        "inputs/ceremony.json",
        "rank/ranking.csv",
        "rank/ranking.json",
        "rank/items.csv",
        "rank/reviewers.csv",
        "rank/results.xlsx",
    ]
    .map(str::to_owned)
    .into();
    for n in 1..=3 {
        wanted.extend([format!("draw/witness-{n}.commit.json"), format!("draw/witness-{n}.reveal.json")]);
    }
    let estimated = ["rank-intervals", "residuals", "decision-study", "sensitivity"];
    for chart in ["candidates", "profiles", "spread", "severity", "distributions"].into_iter().chain(estimated) {
        for kind in ["organization", "individual"] {
            wanted.extend(["png", "svg"].map(|form| format!("rank/charts/{chart}-{kind}.{form}")));
        }
    }
    wanted.insert("scorebooks/key.json".to_owned());
    let panel = ["HN0016", "HN0054", "HN0225", "HN0275", "HN0301", "HN0361", "HN0367"];
    wanted.extend(panel.map(|reviewer| format!("scorebooks/评分工作簿-material-{reviewer}.xlsx")));
    // What each paper says is looked at by the tests of `report`.
    let (papers, others): (BTreeSet<_>, BTreeSet<_>) =
        files.keys().cloned().partition(|name| name.starts_with("papers/"));
    assert_eq!(others, wanted);
    assert_eq!(papers.len(), 64);
    for paper in [
        "专家抽取记录表",
        "评审组分工表",
        "材料评审报告",
        "现场评审报告",
        "候选名单",
        "表决票",
        "计票单",
        "反馈报告-O01",
    ] {
        assert!(papers.contains(&format!("papers/{paper}.docx")), "{paper}");
    }
    for (name, bytes) in &files {
        assert!(!bytes.is_empty(), "{name}");
        match name.rsplit_once('.').unwrap().1 {
            "png" => assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"), "{name}"),
            "docx" | "xlsx" => assert!(bytes.starts_with(b"PK"), "{name}"),
            "svg" => assert!(bytes.starts_with(b"<svg") || bytes.starts_with(b"<?xml"), "{name}"),
            _ => {}
        }
    }
    let plan = desk.json("demo/draw/plan.json");
    let sources: BTreeSet<_> =
        plan["exclusions"].as_array().unwrap().iter().map(|line| line["source"].as_str().unwrap().to_owned()).collect();
    assert_eq!(
        sources.iter().map(String::as_str).collect::<Vec<_>>(),
        ["derived", "entrant", "expert", "pool", "secretariat"]
    );
}

#[test]
fn the_record_of_the_demo_is_valid_for_both_verifiers() {
    let (desk, _) = demo();
    let args = ["demo/draw/record.json", "--reserves", "demo/draw/record.reserves.json"];
    let rust = desk.run(&[&["draw", "verify", "--json"], &args[..]].concat()).exits(0).json();
    let python = desk.python("docs/verify_draw.py", &[&args[..], &["--json"]].concat()).exits(0).json();
    for report in [&rust, &python] {
        assert_eq!(report["valid"], true);
        let numbers: Vec<_> = report["checks"].as_array().unwrap().iter().map(|check| &check["number"]).collect();
        assert_eq!(numbers, (1..=11).collect::<Vec<u64>>());
    }
}

#[test]
fn a_second_demo_in_the_same_place_changes_nothing_unless_forced() {
    let (desk, first) = demo();
    desk.put("demo/rank/ranking.csv", "mine");
    desk.run(&["demo", "--out", "demo"]).exits(2).says("--force");
    let mut changed = first.clone();
    changed.insert("rank/ranking.csv".into(), b"mine".to_vec());
    assert!(desk.files("demo") == changed, "nothing was written");
    desk.run(&["demo", "--out", "demo", "--force"]).exits(0);
    for (name, bytes) in desk.files("demo") {
        assert!(first[&name] == bytes, "{name} differs between two runs");
    }
    let errors = desk.run(&["demo", "--out", "demo", "--json"]).complaints();
    assert_eq!(errors.len(), 1);
}

#[test]
fn without_a_place_the_demo_takes_a_new_folder_each_time() {
    let desk = Desk::new();
    desk.run(&["demo"]).exits(0).says("zhuoping-demo/report.html");
    desk.run_english(&["demo"]).exits(0).says("zhuoping-demo-2/report.html");
    let english = desk.text("zhuoping-demo-2/report.html");
    assert!(english.contains("lang=\"en\"") && desk.text("zhuoping-demo/report.html").contains("lang=\"zh"));
}

#[test]
fn the_json_of_the_demo_is_one_document_with_the_ranking() {
    let desk = Desk::new();
    let answer = desk.run(&["demo", "--out", "demo", "--json"]).exits(0);
    let document = answer.json();
    assert_eq!(document["valid"], true);
    assert_eq!(document["panel"].as_array().unwrap().len(), 7);
    assert_eq!(document["ranking"], desk.json("demo/rank/ranking.json"));
    assert_eq!(desk.path(document["report"].as_str().unwrap()), desk.path("demo/report.html"));
    assert!(desk.path(document["record"].as_str().unwrap()).is_file());
}

/// The report must open on an office computer without network: what it shows is in the file.
#[test]
fn the_report_fetches_nothing() {
    let (_, files) = demo();
    let page = String::from_utf8(files["report.html"].clone()).unwrap();
    // Names of XML vocabularies look like addresses and fetch nothing.
    let bare = ["http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"]
        .iter()
        .fold(page.clone(), |page, name| page.replace(name, ""));
    for fetch in ["http:", "https:", "//www", "@import", "url(", "<link", "<script src", "<iframe", "<object", "<base"]
    {
        assert!(!bare.contains(fetch), "the page has {fetch}");
    }
    for (at, _) in bare.match_indices("href=\"") {
        assert!(bare[at + 6..].starts_with('#'), "{}", bare[at..].chars().take(60).collect::<String>());
    }
    for (at, _) in bare.match_indices("src=\"") {
        assert!(bare[at + 5..].starts_with("data:"), "{}", bare[at..].chars().take(60).collect::<String>());
    }
    assert_eq!(page.matches("<svg").count(), page.matches("</svg>").count());
    assert!(page.matches("<svg").count() >= 10, "five pictures for each kind");
}

/// Experts appear by number until the review ends; only what the secretariat keeps sealed (annex and plan) has names.
#[test]
fn no_expert_is_named_outside_the_sealed_files() {
    let (_, files) = demo();
    let column = |name: &str, header: &str| -> Vec<String> {
        let text = sample_text(name);
        let mut rows = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let at = rows.next().unwrap().iter().position(|known| *known == header).unwrap();
        rows.map(|row| row[at].to_owned()).collect()
    };
    let entrants = column("entrants.csv", "名称");
    let names: Vec<String> = column("pool.csv", "姓名")
        .into_iter()
        .chain(column("pool.csv", "工作单位"))
        .filter(|name| name.chars().count() >= 2 && !entrants.contains(name))
        .collect();
    assert!(names.len() > 480, "names and employers of the whole pool");
    // Chart outlines and pictures aside, these are all texts that leave the secretariat.
    let public = |name: &&String| {
        !name.starts_with("inputs/")
            // Papers are packed; the tests of `report` read which of them name anybody.
            && ![".png", ".docx", ".xlsx"].iter().any(|end| name.ends_with(end))
            && !["draw/names.json", "draw/plan.json"].contains(&name.as_str())
    };
    for file in files.keys().filter(public) {
        let text = String::from_utf8(files[file].clone()).unwrap();
        for name in &names {
            assert!(!text.contains(name.as_str()), "{file} names {name}");
        }
    }
    let sealed = String::from_utf8(files["draw/names.json"].clone()).unwrap();
    assert!(names.iter().all(|name| sealed.contains(name.as_str())), "the canary itself is alive");
}

/// Names in pictures are drawn as outlines, so each picture says in words what its outlines show.
#[test]
fn pictures_carry_their_text_for_readers_of_screens() {
    let (_, files) = demo();
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".svg")) {
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.contains("<title"), "{name} has no title");
    }
}
