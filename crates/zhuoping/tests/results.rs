//! `results.xlsx`, read back by another library, against `ranking.json`.
#![allow(clippy::unwrap_used, reason = "helpers of tests stop at what cannot be")]

mod desk;

use calamine::{Data, Range, Reader, Xlsx};
use desk::Desk;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Cursor;

struct Sheet {
    columns: BTreeMap<String, usize>,
    rows: Vec<Vec<Data>>,
}

impl Sheet {
    fn new(range: &Range<Data>) -> Self {
        let mut rows = range.rows().map(<[Data]>::to_vec);
        let head = rows.next().unwrap();
        Self {
            columns: head.iter().enumerate().map(|(at, cell)| (cell.to_string(), at)).collect(),
            rows: rows.collect(),
        }
    }

    fn cell<'a>(&self, row: &'a [Data], column: &str) -> &'a Data {
        &row[self.columns[column]]
    }

    /// The row in which the columns have these values.
    fn find(&self, wanted: &[(&str, &str)]) -> &[Data] {
        let fits = |row: &&Vec<Data>| wanted.iter().all(|(column, value)| *self.cell(row, column) == **value);
        self.rows.iter().find(fits).unwrap_or_else(|| panic!("no row {wanted:?}"))
    }
}

fn ranked() -> (Desk, Value) {
    let desk = Desk::with_sample();
    let args = [
        "rank",
        "--scores",
        "scores.csv",
        "--rules",
        "rules.json",
        "--entrants",
        "entrants.csv",
        "--out",
        "out",
        "--no-charts",
    ];
    desk.run(&args).exits(0);
    let json = desk.json("out/ranking.json");
    (desk, json)
}

fn open(desk: &Desk) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(desk.get("out/results.xlsx"))).unwrap()
}

fn number(cell: &Data) -> f64 {
    match cell {
        Data::Float(number) => *number,
        other => panic!("{other:?} is no number"),
    }
}

fn close(cell: &Data, wanted: &Value, digits: i32) {
    match wanted.as_f64() {
        None => assert!(matches!(cell, Data::Empty), "{cell:?} where there is no figure"),
        Some(wanted) => {
            assert!((number(cell) - wanted).abs() <= 0.5001 * 10f64.powi(-digits), "{cell:?} is not {wanted}");
        }
    }
}

#[test]
fn the_list_of_the_workbook_is_that_of_the_ranking() {
    let (desk, json) = ranked();
    let mut book = open(&desk);
    let list = Sheet::new(&book.worksheet_range("候选名单").unwrap());
    let categories = Sheet::new(&book.worksheet_range("类目得分").unwrap());
    let candidates = json["candidates"].as_array().unwrap();
    let unranked = json["unranked"].as_array().unwrap();
    assert_eq!(list.rows.len(), candidates.len() + unranked.len());
    for candidate in candidates {
        let id = candidate["entrant"].as_str().unwrap();
        let row = list.find(&[("申报编号", id)]);
        let score: f64 = candidate["score"].as_str().unwrap().parse().unwrap();
        assert!((number(list.cell(row, "总分")) - score).abs() < 1e-9, "{id}");
        assert_eq!(list.cell(row, "精确值").to_string(), candidate["exact"].as_str().unwrap());
        close(list.cell(row, "名次"), &candidate["rank"], 9);
        close(list.cell(row, "名次区间上"), &candidate["rank_interval"][0], 9);
        close(list.cell(row, "名次区间下"), &candidate["rank_interval"][1], 9);
        close(list.cell(row, "名额内概率"), &candidate["p_above_line"], 3);
        close(list.cell(row, "去除宽严后名次"), &candidate["adjusted_rank"], 9);
        assert_eq!((*list.cell(row, "并列") == *"是"), candidate["tied"] == true, "{id}");
        for (stage, score) in candidate["stages"].as_object().unwrap() {
            let column = if stage == "material" { "材料评审" } else { "现场评审" };
            let score: f64 = score["score"].as_str().unwrap().parse().unwrap();
            assert!((number(list.cell(row, column)) - score).abs() < 1e-9, "{id} {stage}");
        }
        for (code, category) in candidate["categories"].as_object().unwrap() {
            let row = categories.find(&[("申报编号", id), ("类目", code)]);
            let score: f64 = category["score"].as_str().unwrap().parse().unwrap();
            assert!((number(categories.cell(row, "得分")) - score).abs() < 1e-9, "{id} {code}");
        }
    }
}

#[test]
fn the_spread_of_every_item_is_that_of_the_ranking() {
    let (desk, json) = ranked();
    let mut book = open(&desk);
    let items = Sheet::new(&book.worksheet_range("条款离散").unwrap());
    for candidate in json["candidates"].as_array().unwrap() {
        for (code, item) in candidate["items"].as_object().unwrap() {
            for (stage, spread) in item["by_stage"].as_object().unwrap() {
                let stage = if stage == "material" { "材料评审" } else { "现场评审" };
                let id = candidate["entrant"].as_str().unwrap();
                let row = items.find(&[("阶段", stage), ("申报编号", id), ("条款", code)]);
                close(items.cell(row, "平均%"), &spread["mean_percent"], 2);
                close(items.cell(row, "极差"), &spread["range"], 9);
                close(items.cell(row, "标准差"), &spread["sd"], 2);
                close(items.cell(row, "四分位距"), &spread["iqr"], 2);
            }
        }
    }
}

#[test]
fn the_matrix_holds_every_score_that_was_brought() {
    let (desk, _) = ranked();
    let mut book = open(&desk);
    let matrices = ["评分矩阵-组织", "评分矩阵-个人"].map(|name| Sheet::new(&book.worksheet_range(name).unwrap()));
    let scores = desk::sample_text("scores.csv");
    let mut seen = 0;
    for line in scores.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let matrix = &matrices[usize::from(cells[1].starts_with('P'))];
        let stage = if cells[0] == "material" { "材料评审" } else { "现场评审" };
        let row = matrix.find(&[("阶段", stage), ("申报编号", cells[1]), ("专家编号", cells[2])]);
        let cell = matrix.cell(row, cells[3]);
        match cells[4] {
            "" => assert!(matches!(cell, Data::Empty), "{line}"),
            percent => close(cell, &percent.parse::<u8>().unwrap().into(), 9),
        }
        seen += 1;
    }
    assert!(seen > 4000);
}

#[test]
fn the_sensitivity_lists_every_setting_and_the_notes_every_input() {
    let (desk, json) = ranked();
    let mut book = open(&desk);
    let settings = Sheet::new(&book.worksheet_range("敏感性").unwrap());
    let counted: u64 =
        json["sensitivity"]["settings"].as_object().unwrap().values().map(|of| of["evaluated"].as_u64().unwrap()).sum();
    assert_eq!(settings.rows.len() as u64, counted);
    let changing = settings.rows.iter().filter(|row| *settings.cell(row, "名单是否改变") == *"是").count();
    let wanted: u64 =
        json["sensitivity"]["settings"].as_object().unwrap().values().map(|of| of["changing"].as_u64().unwrap()).sum();
    assert_eq!(changing as u64, wanted);
    let notes = Sheet::new(&book.worksheet_range("说明").unwrap());
    for input in json["provenance"]["inputs"].as_array().unwrap() {
        let digest = format!("SHA-256 {}", input["sha256"].as_str().unwrap());
        notes.find(&[("项目", input["name"].as_str().unwrap()), ("说明", &digest)]);
    }
    let severity = Sheet::new(&book.worksheet_range("专家宽严").unwrap());
    assert_eq!(severity.rows.len(), json["reviewers"].as_array().unwrap().len());
}

#[test]
fn the_same_ranking_is_the_same_workbook() {
    let (one, _) = ranked();
    let (other, _) = ranked();
    assert_eq!(one.get("out/results.xlsx"), other.get("out/results.xlsx"));
}
