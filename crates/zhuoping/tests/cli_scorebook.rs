//! `scorebook`: workbooks out and back, paper forms, and the same ranking from either.
#![allow(clippy::unwrap_used, reason = "helpers of tests stop at what cannot be")]
#![allow(clippy::print_stderr, reason = "a test that is skipped says so")]

mod desk;

use desk::{Answer, Desk, sample, sample_json, sample_text};
use serde_json::Value;
use std::collections::BTreeSet;
use std::process::Command;

/// A desk with the sample's files, its panel as a list and its recusals as a table.
fn desk() -> Desk {
    let desk = Desk::with_sample();
    let panel = sample_json("panel.json");
    let ids: Vec<&str> = panel["panel"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    desk.put("reviewers.csv", format!("编号\n{}\n", ids.join("\n")));
    let pairs = panel["recused"].as_array().unwrap().iter();
    let rows: String =
        pairs.map(|pair| format!("{},{}\n", pair[0].as_str().unwrap(), pair[1].as_str().unwrap())).collect();
    desk.put("recusals.csv", format!("专家编号,申报编号\n{rows}"));
    // Only those who went on are judged on site.
    let scores = sample_text("scores.csv");
    let on_site: BTreeSet<&str> =
        scores.lines().filter(|row| row.starts_with("site,")).map(|row| row.split(',').nth(1).unwrap()).collect();
    let entrants = sample_text("entrants.csv");
    let kept =
        entrants.lines().enumerate().filter(|(at, row)| *at == 0 || on_site.contains(row.split(',').next().unwrap()));
    desk.put("on-site.csv", kept.map(|(_, row)| format!("{row}\n")).collect::<String>());
    desk
}

const SESSION: [&str; 6] = ["--rules", "rules.json", "--reviewers", "reviewers.csv", "--recusals", "recusals.csv"];

fn asked(desk: &Desk, what: &[&str], more: &[&str]) -> Answer {
    let args: Vec<&str> = ["scorebook"].iter().chain(what).chain(&SESSION).chain(more).copied().collect();
    desk.run(&args)
}

fn new(desk: &Desk, entrants: &str, stage: &str, out: &str) -> Answer {
    asked(desk, &["new"], &["--entrants", entrants, "--stage", stage, "--key", "key.json", "--out", out, "--json"])
}

/// Fills the workbooks of a folder with openpyxl; `false` where Python has no such library.
fn filled(desk: &Desk, stage: &str, folder: &str) -> bool {
    let answer = desk.python("crates/zhuoping/tests/fill_scorebooks.py", &["scores.csv", stage, folder]).exits(0);
    let there = !answer.stdout.contains("no openpyxl");
    if !there {
        eprintln!("skipped: python3 has no openpyxl here, so no other library fills the workbooks");
    }
    there
}

#[test]
fn workbooks_filled_by_another_library_give_the_ranking_of_the_score_table() {
    let desk = desk();
    let mut long = String::new();
    for (stage, entrants, out) in [("material", "entrants.csv", "one"), ("site", "on-site.csv", "two")] {
        new(&desk, entrants, stage, out).exits(0);
        if !filled(&desk, stage, out) {
            return;
        }
        let to = format!("{out}-in");
        let more = ["--entrants", entrants, "--stage", stage, "--key", "key.json", "--out", &to, "--json"];
        let answer = asked(&desk, &["collect", out], &more).exits(0).json();
        let reviewers = answer["reviewers"].as_array().unwrap();
        assert_eq!(reviewers.len(), 7);
        assert!(reviewers.iter().all(|one| one["complete"] == one["entrants"]), "{answer}");
        let text = desk.text(&format!("{to}/scores.csv"));
        let rows = text.trim_start_matches('\u{feff}');
        long += if long.is_empty() { rows } else { rows.split_once("\r\n").unwrap().1 };
    }
    desk.put("collected.csv", long);
    let rank = |scores: &str, out: &str| {
        let args = [
            "rank",
            "--scores",
            scores,
            "--rules",
            "rules.json",
            "--entrants",
            "entrants.csv",
            "--quick",
            "--no-charts",
            "--out",
            out,
        ];
        desk.run(&args).exits(0);
        let mut ranking = desk.json(&format!("{out}/ranking.json"));
        ranking.as_object_mut().unwrap().remove("provenance");
        ranking
    };
    assert_eq!(rank("collected.csv", "a"), rank("scores.csv", "b"));
}

#[test]
fn one_workbook_a_reviewer_without_recused_entrants_and_a_key_for_its_keeper_alone() {
    let desk = desk();
    let answer = new(&desk, "entrants.csv", "材料评审", "books").exits(0).json();
    assert_eq!((answer["stage"].as_str(), answer["key_made"].as_bool()), (Some("material"), Some(true)));
    let books = answer["workbooks"].as_array().unwrap();
    assert_eq!(books.len(), 7);
    let of =
        |id: &str| books.iter().find(|book| book["reviewer"] == id).unwrap()["entrants"].as_array().unwrap().clone();
    assert_eq!(of("HN0016").len(), 20);
    assert!(of("HN0275").len() == 19 && !of("HN0275").contains(&Value::from("P04")));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(desk.path("key.json")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let first = desk.files("books");
    let answer = new(&desk, "entrants.csv", "material", "again").exits(0).json();
    assert_eq!(answer["key_made"].as_bool(), Some(false));
    assert_eq!(desk.files("again"), first, "the same key gives the same bytes");
    let key = desk.json("key.json")["key"].as_str().unwrap().to_owned();
    assert!(first.values().all(|bytes| !bytes.windows(64).any(|window| window == key.as_bytes())));
}

#[test]
fn existing_files_stop_everything_and_no_key_is_left_behind() {
    let desk = desk();
    desk.put("books/评分工作簿-material-HN0016.xlsx", "mine");
    new(&desk, "entrants.csv", "material", "books").exits(2);
    assert!(!desk.path("key.json").exists());
    assert_eq!(desk.files("books").len(), 1);
}

#[test]
fn an_untouched_workbook_is_progress_too_and_absent_reviewers_are_named() {
    let desk = desk();
    new(&desk, "entrants.csv", "material", "books").exits(0);
    desk.put("in/甲.xlsx", desk.get("books/评分工作簿-material-HN0016.xlsx"));
    desk.put("in/~$甲.xlsx", "what Excel leaves beside an open workbook");
    let more = ["--entrants", "entrants.csv", "--key", "key.json", "--out", "out"];
    let answer = asked(&desk, &["collect", "in"], &more).exits(0);
    answer.says("HN0016  已完成 0/20 份");
    answer.says("HN0054  未交");
    assert_eq!(desk.json("out/progress.json")["absent"].as_array().unwrap().len(), 6);
    assert!(desk.text("out/progress.csv").contains("甲.xlsx"));
    assert_eq!(desk.text("out/scores.csv").lines().count(), 1);
}

#[test]
fn what_is_no_scorebook_or_sealed_by_another_key_is_refused_and_nothing_is_written() {
    let desk = desk();
    new(&desk, "entrants.csv", "material", "books").exits(0);
    std::fs::rename(desk.path("key.json"), desk.path("old.json")).unwrap();
    new(&desk, "entrants.csv", "material", "other").exits(0);
    desk.put("books/z.xlsx", "no workbook");
    let more = ["--entrants", "entrants.csv", "--key", "key.json", "--out", "out", "--json"];
    let errors = asked(&desk, &["collect", "books"], &more).complaints();
    assert_eq!(errors.len(), 8, "{errors:?}");
    assert!(errors[1..].iter().all(|error| error["message"].as_str().unwrap().contains("封印")), "{errors:?}");
    assert!(!desk.path("out").exists());
    let more = ["--entrants", "entrants.csv", "--key", "rules.json", "--out", "out", "--json"];
    let errors = asked(&desk, &["collect", "books"], &more).complaints();
    assert!(errors[0]["message"].as_str().unwrap().contains("密钥"), "{errors:?}");
    desk.put("empty/readme.txt", "");
    let more = ["--entrants", "entrants.csv", "--key", "key.json", "--out", "out", "--json"];
    asked(&desk, &["collect", "empty"], &more).complaints();
}

#[test]
fn paper_forms_are_typed_twice_and_scores_come_only_from_agreement() {
    let desk = desk();
    let more = ["--entrants", "entrants.csv", "--stage", "material", "--out", "paper", "--json"];
    let answer = asked(&desk, &["paper"], &more).exits(0).json();
    assert_eq!((answer["forms"].as_array().unwrap().len(), desk.files("paper").len()), (7, 7));
    // 7 reviewers, 14 organizations with 23 items and 6 individuals with 9, but for three recusals.
    assert_eq!(answer["rows"].as_u64(), Some(7 * (14 * 23 + 6 * 9) - 23 - 23 - 9));

    desk.put("one.csv", "行码,百分比\n");
    desk.put("two.csv", "行码,百分比\n99-99-99 X,50\n");
    let enter = |desk: &Desk, out: &str| {
        let more = ["--entrants", "entrants.csv", "--stage", "material", "--out", out, "--json"];
        asked(desk, &["enter", "one.csv", "two.csv"], &more)
    };
    let errors = enter(&desk, "out").complaints();
    let example = errors.last().unwrap()["expected"].as_str().unwrap().to_owned();
    let code = example.split(' ').rev().take(2).collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join(" ");
    let code = code.trim_start_matches("如 ").to_owned();
    desk.put("one.csv", format!("行码,百分比\n{code},50\n"));
    desk.put("two.csv", format!("行码,百分比\n{},55\n", code.replace(['-', ' '], "")));
    let answer = enter(&desk, "differ").exits(1).json();
    let differences = answer["differences"].as_array().unwrap();
    assert_eq!((differences.len(), differences[0]["code"].as_str()), (1, Some(code.as_str())));
    assert!(desk.path("differ/differences.csv").exists() && !desk.path("differ/scores.csv").exists());
    desk.put("two.csv", format!("code,percent\n{},50%\n", code.to_lowercase()));
    let answer = enter(&desk, "agree").exits(0).json();
    assert_eq!((answer["agree"].as_bool(), answer["filled"].as_u64()), (Some(true), Some(1)));
    assert_eq!(desk.text("agree/scores.csv").lines().nth(1).unwrap(), "material,O01,HN0016,4.1.2,50,,");
}

#[test]
fn a_record_that_is_not_there_and_reviewers_that_nobody_names_are_complaints() {
    let desk = Desk::new();
    desk.put("rules.json", sample("rules.json"));
    desk.put("entrants.csv", sample("entrants.csv"));
    let base = [
        "scorebook",
        "new",
        "--rules",
        "rules.json",
        "--entrants",
        "entrants.csv",
        "--key",
        "k.json",
        "--out",
        "o",
        "--json",
    ];
    let with = |more: &[&str]| desk.run(&[&base[..], more].concat()).complaints();
    assert!(with(&["--stage", "material"])[0]["file"].as_str().unwrap().contains("--reviewers"));
    assert!(with(&["--stage", "final"])[0]["expected"].as_str().unwrap().contains("material"));
    desk.put("r.csv", "编号\nR1\nR1\n");
    assert!(with(&["--stage", "site", "--reviewers", "r.csv"])[0]["message"].as_str().unwrap().contains("重复"));
    desk.put("r.csv", "编号\nR1\n");
    assert_eq!(with(&["--stage", "site", "--reviewers", "r.csv", "--deadline", "soon"])[0]["file"], "--deadline");
    assert!(!desk.path("o").exists() && !desk.path("k.json").exists());
}

/// Whether LibreOffice is installed here.
fn libreoffice() -> bool {
    Command::new("soffice").arg("--version").output().is_ok_and(|output| output.status.success())
}

#[test]
fn libreoffice_computes_the_totals_that_the_ranking_has() {
    let desk = desk();
    new(&desk, "entrants.csv", "material", "books").exits(0);
    if !libreoffice() || !filled(&desk, "material", "books") {
        eprintln!("skipped: LibreOffice or openpyxl is not installed here");
        return;
    }
    let profile = format!("-env:UserInstallation=file://{}", desk.path("profile").display());
    // The third sheet, that of the first entrant, as CSV. openpyxl keeps no results, so all of them are computed here.
    let output = Command::new("soffice")
        .args([
            &profile,
            "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,3",
        ])
        .args(["--outdir", "csv", "books/评分工作簿-material-HN0016.xlsx"])
        .current_dir(desk.path(""))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (name, text) = desk.files("csv").into_iter().next().unwrap();
    let text = String::from_utf8(text).unwrap();
    let total = text.lines().find(|line| line.starts_with("总分")).unwrap_or_else(|| panic!("{name}: {text}"));
    // Points times percent, added up from the score table itself.
    let edition: Value = serde_json::from_slice(zhuoping_criteria::builtin_bytes("gbt19580-2012").unwrap()).unwrap();
    let points = |code: &str| {
        let items =
            edition["categories"].as_array().unwrap().iter().flat_map(|category| category["items"].as_array().unwrap());
        items.clone().find(|item| item["code"] == code).unwrap()["points"].as_u64().unwrap()
    };
    let hundredths: u64 = sample_text("scores.csv")
        .lines()
        .filter(|row| row.starts_with("material,O01,HN0016,"))
        .map(|row| row.split(',').collect::<Vec<_>>())
        .map(|cells| points(cells[3]) * cells[4].parse::<u64>().unwrap())
        .sum();
    let expected = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    assert!(total.contains(&format!(",23,{expected},")), "{total} should say {expected}");
}
