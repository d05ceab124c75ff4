//! Workbooks instead of CSV: the same draw, the same ranking, the same coefficients, and complaints that name the cell.
#![allow(clippy::unwrap_used, reason = "helpers of tests stop at what cannot be")]

mod desk;

use desk::{Desk, SAMPLE, sample, sample_text};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use serde_json::{Value, json};

/// A desk with the sample in CSV, and each of its tables as a workbook beside it.
fn desk() -> Desk {
    let desk = Desk::with_sample();
    for name in SAMPLE.iter().filter(|name| name.ends_with(".csv")) {
        desk.put(&name.replace(".csv", ".xlsx"), workbook(&[("表", &sample_text(name))]));
    }
    desk
}

/// A workbook as a secretary makes one: numbers are numbers, dates are dates of Excel's own.
fn workbook(sheets: &[(&str, &str)]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, text) in sheets {
        fill(book.add_worksheet().set_name(*name).unwrap(), text);
    }
    book.save_to_buffer().unwrap()
}

fn fill(sheet: &mut Worksheet, text: &str) {
    let day = Format::new().set_num_format("yyyy\\-mm\\-dd");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    for (row, record) in (0..).zip(reader.records()) {
        for (column, cell) in (0..).zip(record.unwrap().iter()) {
            let date =
                ExcelDateTime::parse_from_str(cell).ok().filter(|_| cell.len() == 10 && cell.as_bytes()[4] == b'-');
            match (date, cell.parse::<f64>()) {
                _ if cell.is_empty() => continue,
                (Some(date), _) => sheet.write_with_format(row, column, &date, &day).unwrap(),
                (None, Ok(number)) => sheet.write(row, column, number).unwrap(),
                (None, Err(_)) => sheet.write(row, column, cell).unwrap(),
            };
        }
    }
}

#[test]
fn a_plan_from_workbooks_has_the_digest_of_the_plan_from_csv() {
    let desk = desk();
    let plan = |kind: &str| {
        let [pool, entrants, conflicts] = ["pool", "entrants", "conflicts"].map(|name| format!("{name}.{kind}"));
        let files = ["--pool", &pool, "--entrants", &entrants, "--conflicts", &conflicts, "--plan", "plan.json"];
        let more = ["--out", kind, "--seed", "同一段文字", "--json"];
        desk.run(&[&["draw", "plan"], &files[..], &more].concat()).exits(0).json()
    };
    let (csv, xlsx) = (plan("csv"), plan("xlsx"));
    for key in ["digest", "pool", "eligible", "panel_size", "feasible", "exclusions", "shut_out"] {
        assert_eq!(csv[key], xlsx[key], "{key}");
    }
    assert!(csv["digest"].as_str().is_some_and(|digest| digest.len() > 60));
    assert_ne!(csv["exclusions"], json!([]));
}

#[test]
fn a_ranking_from_workbooks_is_that_from_csv() {
    let desk = desk();
    let rank = |kind: &str| {
        let (scores, entrants) = (format!("scores.{kind}"), format!("entrants.{kind}"));
        let files = ["--scores", &scores, "--entrants", &entrants, "--rules", "rules.json", "--out", kind];
        desk.run(&[&["rank", "--no-charts", "--json"], &files[..]].concat()).exits(0).json()
    };
    let (csv, xlsx) = (rank("csv"), rank("xlsx"));
    for key in csv.as_object().unwrap().keys().filter(|key| *key != "provenance") {
        assert_eq!(csv[key], xlsx[key], "{key}");
    }
    assert_eq!(csv["candidates"].as_array().unwrap().len(), 14);
    let input = xlsx["provenance"]["inputs"].as_array().unwrap().iter().find(|input| input["name"] == "scores.xlsx");
    assert!(input.is_some(), "the workbook itself is the input: {}", xlsx["provenance"]);
}

#[test]
fn coefficients_from_workbooks_are_those_from_csv() {
    let desk = desk();
    desk.put("wide.csv", "s,R1,R2,R3\na,70,65.5,80\nb,50,55,45\nc,90,,85\nd,60,60,65\n");
    desk.put(
        "wide.xlsx",
        workbook(&[("评分", "四位申报者的评分\ns,R1,R2,R3\na,70,65.5,80\nb,50,55,45\nc,90,,85\nd,60,60,65\n")]),
    );
    let without_provenance = |mut answer: Value| {
        answer.as_object_mut().unwrap().remove("provenance");
        answer
    };
    for arguments in [vec!["--wide", "wide"], vec!["--entrants", "entrants.csv", "scores"]] {
        let [csv, xlsx] = ["csv", "xlsx"].map(|kind| {
            let file = format!("{}.{kind}", arguments.last().unwrap());
            let options = &arguments[..arguments.len() - 1];
            let asked = [&["agree", &file, "--json"], options].concat();
            without_provenance(desk.run(&asked).exits(0).json())
        });
        let text = |answer: &Value, kind: &str| answer.to_string().replace(&format!(".{kind}"), "");
        assert_eq!(text(&csv, "csv"), text(&xlsx, "xlsx"), "{arguments:?}");
    }
}

#[test]
fn a_bad_cell_is_named_with_its_sheet_and_nothing_is_written() {
    let desk = desk();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("材料评审").unwrap();
    fill(sheet, "阶段,申报编号,专家编号,条款,百分比,优势\nmaterial,O01,R1,4.1.2,70,\nmaterial,O01,R1,4.1.3,,\n");
    sheet.write(2, 4, 0.7).unwrap();
    let mobile = format!("13{}", "0".repeat(9));
    sheet.write(1, 5, format!("请联系 {mobile}")).unwrap();
    desk.put("bad.xlsx", book.save_to_buffer().unwrap());
    let rank = ["rank", "--scores", "bad.xlsx", "--rules", "rules.json", "--out", "new"];
    let complaints = desk.run(&[&rank[..], &["--json"]].concat()).complaints();
    let found: Vec<_> = complaints.iter().map(|c| [&c["sheet"], &c["row"], &c["column"], &c["value"]]).collect();
    let (sheet, hidden) = (json!("材料评审"), json!("（已隐去）"));
    assert_eq!(
        found,
        [[&sheet, &json!(2), &json!("优势"), &hidden], [&sheet, &json!(3), &json!("百分比"), &json!("0.7")]]
    );
    let answer = desk.run(&rank).exits(2);
    answer.says("bad.xlsx 材料评审!E3 「百分比」列：「0.7」不是整数百分比。应为：0 至 100 的整数");
    answer.says("bad.xlsx 材料评审!F2 「优势」列：（已隐去）含有电话号码");
    assert!(!format!("{answer}").contains(&mobile) && !desk.path("new").exists());
}

#[test]
fn workbooks_that_cannot_be_read_are_refused_with_what_to_do() {
    let desk = desk();
    let two = workbook(&[("一组", &sample_text("entrants.csv")), ("二组", &sample_text("entrants.csv"))]);
    let old = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 600]].concat();
    let whole = workbook(&[("表", &sample_text("entrants.csv"))]);
    let cases = [
        (two, "「一组」「二组」"),
        (old, "另存为“Excel 工作簿（.xlsx）”"),
        (whole[..whole.len() / 2].to_vec(), "已损坏"),
        (sample("rules.json"), "表头只有 1 列"),
    ];
    for (bytes, words) in cases {
        desk.put("list.xlsx", bytes);
        let files = ["--scores", "scores.xlsx", "--rules", "rules.json", "--entrants", "list.xlsx", "--out", "new"];
        let answer = desk.run(&[&["rank"], &files[..]].concat()).exits(2);
        answer.says(words);
        assert!(!desk.path("new").exists(), "{answer}");
    }
}

#[test]
fn help_says_that_workbooks_are_read_too() {
    let desk = Desk::new();
    for (command, options) in [(&["draw", "plan"][..], 3), (&["rank"], 2), (&["agree"], 1)] {
        let answer = desk.run(&[command, &["--help"]].concat()).exits(0);
        assert!(answer.stdout.matches("CSV 或 .xlsx").count() >= options, "{answer}");
    }
}
