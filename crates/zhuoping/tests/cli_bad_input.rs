//! Files as they arrive on a secretary's desk: every one that cannot be used is refused with its place, and nothing is
//! written. No file makes the program panic, and none gets a personal number echoed.
#![allow(clippy::unwrap_used, reason = "helpers of tests stop at what cannot be")]

mod desk;

use desk::{Desk, sample_text};
use serde_json::{Value, json};
use std::sync::OnceLock;

/// A desk with the sample and the record of its panel, for `rank --record`.
fn desk() -> Desk {
    static RECORD: OnceLock<Vec<u8>> = OnceLock::new();
    let record = RECORD.get_or_init(|| {
        let desk = Desk::new();
        desk.run(&["demo", "--out", "demo"]).exits(0);
        desk.get("demo/draw/record.json")
    });
    let desk = Desk::with_sample();
    desk.put("demo/draw/record.json", record);
    desk
}

const RANK: [&str; 12] = [
    "rank",
    "--scores",
    "scores.csv",
    "--rules",
    "rules.json",
    "--entrants",
    "entrants.csv",
    "--no-charts",
    "--out",
    "new/result",
    "--record",
    "demo/draw/record.json",
];
const PLAN: [&str; 12] = [
    "draw",
    "plan",
    "--pool",
    "pool.csv",
    "--plan",
    "plan.json",
    "--entrants",
    "entrants.csv",
    "--conflicts",
    "conflicts.csv",
    "--out",
    "new/result",
];

/// The complaints of a command, the same in both forms and languages, and nothing written.
#[track_caller]
fn refused(desk: &Desk, command: &[&str]) -> Vec<Value> {
    let errors = desk.run(&[command, &["--json"]].concat()).complaints();
    for answer in [desk.run(command).exits(2), desk.run_english(command).exits(2)] {
        assert!(answer.stdout.is_empty(), "{answer}");
        assert_eq!(answer.stderr.lines().count(), errors.len(), "{answer}");
    }
    assert!(!desk.path("new").exists(), "no folder is left behind");
    errors
}

/// Row, column, value and a part of what is accepted.
type Wanted<'a> = (Option<u64>, Option<&'a str>, Option<&'a str>, &'a str);

#[track_caller]
fn are(errors: &[Value], file: &str, wanted: &[Wanted<'_>]) {
    assert_eq!(errors.len(), wanted.len(), "{errors:#?}");
    for (error, (row, column, value, accepted)) in errors.iter().zip(wanted) {
        assert_eq!(error["file"], file);
        let text = |key: &str| error.get(key).map(|value| value.as_str().unwrap());
        assert_eq!(error.get("row").map(|row| row.as_u64().unwrap()), *row, "{error}");
        assert_eq!((text("column"), text("value")), (*column, *value), "{error}");
        assert!(text("expected").unwrap().contains(accepted), "{error} should accept {accepted}");
    }
}

/// The sample's scores with some cells changed: (row as a spreadsheet counts, column, new text).
fn scores_with(changes: &[(usize, usize, &str)]) -> String {
    let mut rows: Vec<Vec<String>> =
        sample_text("scores.csv").lines().map(|line| line.split(',').map(str::to_owned).collect()).collect();
    for (row, column, text) in changes {
        rows[row - 1][*column] = (*text).to_owned();
    }
    rows.iter().map(|row| row.join(",") + "\n").collect()
}

/// Somebody who sits on the sample's panel.
fn member() -> String {
    desk::sample_json("panel.json")["panel"][0].as_str().unwrap().to_owned()
}

#[test]
fn every_bad_cell_of_a_score_file_is_listed_at_once() {
    let desk = desk();
    let (stage, entrant, reviewer, item, percent) = (0, 1, 2, 3, 4);
    desk.put(
        "scores.csv",
        scores_with(&[
            (2, percent, "72"),
            (3, reviewer, "HN9999"),
            (4, stage, "presentation"),
            (5, item, "9.9"),
            (6, entrant, "O99"),
            (7, percent, "优"),
            (8, percent, "105"),
            (9, percent, "0.7"),
            (10, reviewer, ""),
            (11, item, "4.1.2"),
            (12, percent, "-5"),
        ]),
    );
    let errors = refused(&desk, &RANK);
    let step = "步长 5";
    are(
        &errors,
        "scores.csv",
        &[
            (Some(2), Some("百分比"), Some("72"), step),
            (Some(3), Some("专家编号"), Some("HN9999"), &member()),
            (Some(4), Some("阶段"), Some("presentation"), "material"),
            (Some(5), Some("条款"), Some("9.9"), "4.1.2"),
            (Some(6), Some("申报编号"), Some("O99"), "申报名单"),
            (Some(7), Some("百分比"), Some("优"), step),
            (Some(8), Some("百分比"), Some("105"), step),
            (Some(9), Some("百分比"), Some("0.7"), step),
            (Some(10), Some("专家编号"), None, "非空"),
            (Some(11), Some("条款"), Some("4.1.2"), "每项评分一行"),
            (Some(12), Some("百分比"), Some("-5"), step),
        ],
    );
}

#[test]
fn art_31_scores_of_a_recused_reviewer_are_refused() {
    let desk = desk();
    let panel: Value = desk::sample_json("panel.json");
    // An organization, since the row below names one of their items.
    let recused = panel["recused"].as_array().unwrap().iter();
    let mut pairs = recused.map(|pair| (pair[0].as_str().unwrap(), pair[1].as_str().unwrap()));
    let (reviewer, entrant) = pairs.find(|(_, entrant)| entrant.starts_with('O')).unwrap();
    let text = sample_text("scores.csv");
    let row = format!("site,{entrant},{reviewer},4.1.2,60,,\n");
    desk.put("scores.csv", format!("{text}{row}"));
    let errors = refused(&desk, &RANK);
    let last = text.lines().count() as u64 + 1;
    are(&errors, "scores.csv", &[(Some(last), Some("专家编号"), Some(reviewer), "留空")]);
    assert!(errors[0]["message"].as_str().unwrap().contains("第三十一条"), "{errors:?}");
    // The same row without a percent is how a recusal is written down.
    desk.put("scores.csv", format!("{text}{}", row.replace(",60,", ",,")));
    desk.run(&RANK).exits(0);
}

#[test]
fn a_member_who_declined_may_not_score() {
    let desk = desk();
    let declined = desk.json("demo/draw/record.json")["openings"][0]["decline"].as_str().unwrap().to_owned();
    desk.put("scores.csv", scores_with(&[(2, 2, &declined)]));
    are(&refused(&desk, &RANK), "scores.csv", &[(Some(2), Some("专家编号"), Some(&declined), &member())]);
}

/// Bytes that are no table at all, for every file that should be one.
#[test]
fn files_that_are_no_tables_are_refused_by_what_they_are() {
    let desk = desk();
    let rows = |name: &str| sample_text(name).lines().take(4).collect::<Vec<_>>().join("\n");
    let utf16 = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let cases: [(&[&str], &str); 4] =
        [(&RANK, "scores.csv"), (&RANK, "entrants.csv"), (&PLAN, "pool.csv"), (&PLAN, "conflicts.csv")];
    for (command, name) in cases {
        let text = rows(name);
        let (gb, _, _) = encoding_rs::GB18030.encode("河南,灵宝\n");
        let broken: [(&str, Vec<u8>, &str); 8] = [
            ("empty", Vec::new(), "CSV"),
            ("workbook", b"PK\x03\x04\x14\x00\x06\x00".to_vec(), ".xlsx"),
            ("old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), ".xlsx"),
            ("UTF-16", [b"\xff\xfe".to_vec(), utf16(&text)].concat(), "UTF-8"),
            ("UTF-16 without a mark", utf16("id,name\nE1,a\n"), "UTF-8"),
            ("two encodings", [text.as_bytes(), b"\n", gb.as_ref(), text.as_bytes(), b"\x80\xff\n"].concat(), "UTF-8"),
            ("NUL", [text.as_bytes(), b"\na\x00b\n"].concat(), "CSV"),
            ("header only", text.lines().next().unwrap().as_bytes().to_vec(), ""),
        ];
        // A list of conflicts may be empty; then only its header is there.
        for (what, bytes, accepted) in broken.into_iter().filter(|b| (name, b.0) != ("conflicts.csv", "header only")) {
            desk.put(name, bytes);
            let errors = refused(&desk, command);
            assert_eq!((errors.len(), &errors[0]["file"]), (1, &json!(name)), "{what}: {errors:?}");
            assert!(errors[0]["expected"].as_str().unwrap().contains(accepted), "{what} as {name}: {errors:?}");
        }
        desk.put(name, desk::sample(name));
    }
}

#[test]
fn missing_files_and_folders_in_their_place_are_named() {
    let desk = desk();
    for (command, first) in [(&RANK, 1), (&PLAN, 2)] {
        for at in
            (first..command.len()).step_by(2).filter(|at| command[*at] != "--out" && command[*at] != "--no-charts")
        {
            if !command[at].starts_with("--") {
                continue;
            }
            for (bad, name) in [("nowhere.csv", "nowhere.csv"), ("demo/draw", "draw")] {
                let mut line = command.to_vec();
                line[at + 1] = bad;
                let errors = refused(&desk, &line);
                assert_eq!(errors[0]["file"], name, "{line:?}: {errors:?}");
            }
        }
    }
}

#[test]
fn missing_columns_are_named_with_both_headers() {
    let desk = desk();
    desk.put("scores.csv", "阶段,申报编号,条款\nmaterial,O01,4.1.2\n");
    let errors = refused(&desk, &RANK);
    are(
        &errors,
        "scores.csv",
        &[(Some(1), Some("专家编号"), None, "reviewer"), (Some(1), Some("百分比"), None, "percent")],
    );
    desk.put("pool.csv", "姓名,工作单位\n某某,某院\n");
    are(&refused(&desk, &PLAN)[..1], "pool.csv", &[(Some(1), Some("编号"), None, "id")]);
}

#[test]
fn doubled_and_empty_ids_of_pool_and_entrants_are_listed_together() {
    let desk = desk();
    desk.put("pool.csv", "编号,姓名,状态\nE1,某甲,在库\nE1,某乙,在库\n,某丙,在库\nE2,某丁,升天\n");
    desk.put("entrants.csv", "编号,名称,类别\nQ1,某厂,组织\nQ1,另一厂,组织\nQ2,第三厂,机关\n");
    desk.put(
        "conflicts.csv",
        sample_text("conflicts.csv").lines().next().unwrap().to_owned() + "\nE1,Q1,持股,专家申报,,,\n",
    );
    let errors = refused(&desk, &PLAN);
    let of = |file: &str| errors.iter().filter(|error| error["file"] == file).cloned().collect::<Vec<_>>();
    are(
        &of("pool.csv"),
        "pool.csv",
        &[
            (Some(3), Some("编号"), Some("E1"), ""),
            (Some(4), Some("编号"), None, "非空"),
            (Some(5), Some("状态"), Some("升天"), "在库"),
        ],
    );
    are(
        &of("entrants.csv"),
        "entrants.csv",
        &[(Some(3), Some("编号"), Some("Q1"), ""), (Some(4), Some("类别"), Some("机关"), "组织")],
    );
}

#[test]
fn a_cell_of_twelve_megabytes_is_refused_and_not_echoed_whole() {
    let desk = desk();
    let huge = "好".repeat(4 << 20);
    desk.put("scores.csv", format!("{}site,O01,{},4.1.2,70,{huge},\n", sample_text("scores.csv"), member()));
    let answer = desk.run(&[&RANK[..], &["--json"]].concat());
    let errors = answer.complaints();
    assert_eq!((errors.len(), &errors[0]["column"]), (1, &json!("优势")), "{errors:?}");
    assert!(answer.stdout.len() + answer.stderr.len() < 4000, "{answer}");
    desk.put("pool.csv", format!("{}HN9999,{huge}\n", sample_text("pool.csv")));
    desk.put("plan.json", format!("{{\"draw_id\": \"{huge}\"}}"));
    let answer = desk.run(&[&PLAN[..], &["--json"]].concat());
    answer.complaints();
    assert!(answer.stdout.len() + answer.stderr.len() < 8000, "{} bytes", answer.stdout.len());
    assert!(!desk.path("new").exists());
}

#[test]
fn rules_that_cannot_be_used_are_refused_with_the_place() {
    let desk = desk();
    for (path, value) in [
        ("/stages/0/rule", json!("average")),
        ("/stages/0/weight", json!("0.5")),
        ("/stages/0/trim", json!(0)),
        ("/editions/organization", json!("no-such-edition")),
        ("/tie_breaks/0/category", json!("9.9")),
        ("/floor/organization", json!("many")),
        ("/floor/organization", json!("1001")),
        ("/rounding/mode", json!("up")),
    ] {
        let mut rules = desk::sample_json("rules.json");
        *rules.pointer_mut(path).unwrap() = value;
        desk.put("rules.json", rules.to_string());
        let errors = refused(&desk, &RANK);
        assert!(errors.iter().all(|error| error["expected"].is_string()), "{path}: {errors:?}");
        if path == "/editions/organization" {
            assert!(errors[0]["message"].as_str().unwrap().contains("no-such-edition"), "{errors:?}");
        } else {
            // Weights are wrong together, not one by one.
            let place = path.replace("/0/weight", "");
            assert!(
                errors.iter().any(|error| error["column"].as_str().unwrap().starts_with(&place)),
                "{path}: {errors:?}"
            );
        }
    }
    for bytes in [&b""[..], b"{", b"[]", b"\xff\xfe", b"PK\x03\x04"] {
        desk.put("rules.json", bytes);
        assert_eq!(refused(&desk, &RANK)[0]["file"], "rules.json");
    }
}

#[test]
fn without_a_list_of_entrants_individuals_are_missed_and_the_note_says_why() {
    let desk = desk();
    let args = ["rank", "--scores", "scores.csv", "--rules", "rules.json", "--out", "new"];
    desk.run(&args).exits(2).says("--entrants");
    desk.run_english(&args).exits(2).says("--entrants");
}

/// The answer is no, not bad input: the record is a file of the right kind that does not hold.
#[test]
fn a_record_that_does_not_verify_ranks_nobody() {
    let desk = desk();
    let record = desk.text("demo/draw/record.json");
    let cut: String = record.chars().take(record.chars().count() / 2).collect();
    for text in [record.replace("\"tries\":1", "\"tries\":2"), cut, String::new()] {
        desk.put("demo/draw/record.json", &text);
        let answer = desk.run(&[&RANK[..], &["--json"]].concat()).exits(1);
        assert_eq!(answer.json()["valid"], false);
        desk.run(&RANK).exits(1).says("没有通过核验");
        assert!(!desk.path("new").exists());
    }
}

/// Nobody's number: region 999999 does not exist. The check character is that of GB 11643, so it is taken for real.
fn identity() -> String {
    let body = format!("999999{}", "19000101001");
    let weights = [7_u32, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum();
    let check = "10X98765432".chars().nth(sum as usize % 11).unwrap();
    format!("{body}{check}")
}

/// `Art. 31` and the law on personal data: numbers that got into a file are refused and repeated nowhere.
#[test]
fn identity_numbers_and_telephones_are_never_repeated() {
    let desk = desk();
    for number in [identity(), format!("13{}", "0".repeat(9))] {
        let mut cases: Vec<(&[&str], &str, String)> = Vec::new();
        for column in 0..7 {
            cases.push((&RANK, "scores.csv", scores_with(&[(2, column, &number)])));
        }
        for (command, name) in [(&RANK[..], "entrants.csv"), (&PLAN, "pool.csv"), (&PLAN, "conflicts.csv")] {
            let text = sample_text(name);
            let mut rows = text.lines();
            let (header, first) = (rows.next().unwrap(), rows.next().unwrap());
            for column in 0..header.split(',').count() {
                let mut cells: Vec<&str> = first.split(',').collect();
                cells[column] = &number;
                cases.push((command, name, text.replacen(first, &cells.join(","), 1)));
            }
            cases.push((command, name, text.replacen(header, &format!("{header},{number}"), 1)));
        }
        for (name, command) in [("rules.json", &RANK[..]), ("plan.json", &PLAN)] {
            let text = sample_text(name);
            for word in ["2026-panel", "third session", "award", "material", "uniform", "监督组", "质量管理"] {
                if text.contains(word) {
                    cases.push((command, name, text.replacen(word, &number, 1)));
                }
            }
        }
        for (command, name, text) in cases {
            desk.put(name, &text);
            for form in [&["--json"][..], &[]] {
                let answer = desk.run(&[command, form, &["--force"]].concat());
                let said = format!("{}{}", answer.stdout, answer.stderr);
                assert!(
                    !said.contains(&number[..17.min(number.len())]),
                    "{name} echoes a number:\n{text:.300}\n{answer}"
                );
            }
            if desk.path("new").exists() {
                for (file, bytes) in desk.files("new") {
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    assert!(!text.contains(&number), "{file} has a number out of {name}");
                }
            }
            desk.put(name, desk::sample(name));
        }
    }
}
