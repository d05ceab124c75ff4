//! What came back, as tables: the scores in long form, who has done what, and what differs from an earlier hand-in.

use super::collect::{Answer, Filled, Handed};
use super::cycle::Cycle;
use crate::scores::{Comment, ScoreSheet};
use crate::write::{Field, table};
use serde::Serialize;
use std::collections::BTreeMap;
use zhuoping_ratings::{ReviewerId, StageId};

/// The headers of the long form, as `interface.md` names them.
const LONG: [&str; 7] = ["阶段", "申报编号", "专家编号", "条款", "百分比", "优势", "改进"];

/// How far a reviewer is with one entrant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Nothing was filled in.
    Untouched,
    /// Some percents are missing.
    Incomplete,
    /// Every item has a percent.
    Complete,
}

/// How far a reviewer is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// The reviewer.
    pub reviewer: ReviewerId,
    /// The stage.
    pub stage: StageId,
    /// The workbook's name.
    pub file: String,
    /// How many entrants the workbook holds.
    pub entrants: usize,
    /// How many of them are complete.
    pub complete: usize,
    /// How many are begun but not complete.
    pub incomplete: usize,
    /// How many are untouched.
    pub untouched: usize,
    /// One for each entrant.
    pub sheets: Vec<SheetProgress>,
}

/// How far a reviewer is with one entrant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SheetProgress {
    /// The entrant.
    pub entrant: String,
    /// How far.
    pub state: State,
    /// How many items have a percent.
    pub filled: usize,
    /// The codes of the items without one; all of them in an untouched sheet.
    pub missing: Vec<String>,
}

/// A cell that differs from an earlier hand-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The stage.
    pub stage: StageId,
    /// The entrant.
    pub entrant: String,
    /// The reviewer.
    pub reviewer: ReviewerId,
    /// The item's code.
    pub item: String,
    /// What of it: `percent`, `strengths` or `improvements`.
    pub what: &'static str,
    /// What was handed in earlier; `None` for nothing.
    pub earlier: Option<String>,
    /// What is handed in now; `None` for nothing.
    pub now: Option<String>,
}

/// The scores of all workbooks in the long form that `rank` reads; items about which nothing was filled in have no row.
pub fn scores(cycle: &Cycle, handed: &[Handed]) -> Vec<u8> {
    let rows =
        handed.iter().flat_map(|book| book.sheets.iter().map(move |sheet| (book, sheet))).flat_map(|(book, sheet)| {
            answered(cycle, sheet).filter(|(_, answer)| !answer.is_blank()).map(|(item, answer)| {
                let text = |text: &Option<String>| Field::text(text.as_deref().unwrap_or_default());
                vec![
                    Field::text(book.stage.as_str()),
                    Field::text(sheet.entrant.as_str()),
                    Field::text(book.reviewer.as_str()),
                    Field::text(item),
                    answer.percent.map_or_else(Field::empty, Field::number),
                    text(&answer.strengths),
                    text(&answer.improvements),
                ]
            })
        });
    table(&LONG, rows)
}

/// How far each reviewer is, in the order of the workbooks.
pub fn progress(cycle: &Cycle, handed: &[Handed]) -> Vec<Progress> {
    handed.iter().map(|book| of_book(cycle, book)).collect()
}

fn of_book(cycle: &Cycle, book: &Handed) -> Progress {
    let sheets: Vec<SheetProgress> = book.sheets.iter().map(|sheet| of_sheet(cycle, sheet)).collect();
    let count = |state| sheets.iter().filter(|sheet| sheet.state == state).count();
    Progress {
        reviewer: book.reviewer.clone(),
        stage: book.stage.clone(),
        file: book.file.clone(),
        entrants: sheets.len(),
        complete: count(State::Complete),
        incomplete: count(State::Incomplete),
        untouched: count(State::Untouched),
        sheets,
    }
}

fn of_sheet(cycle: &Cycle, sheet: &Filled) -> SheetProgress {
    let blank = answered(cycle, sheet).filter(|(_, answer)| answer.percent.is_none());
    let missing: Vec<String> = blank.map(|(item, _)| item.to_owned()).collect();
    let state = if sheet.answers.iter().all(Answer::is_blank) {
        State::Untouched
    } else if missing.is_empty() {
        State::Complete
    } else {
        State::Incomplete
    };
    SheetProgress { entrant: sheet.entrant.to_string(), state, filled: sheet.answers.len() - missing.len(), missing }
}

/// The table of progress: one row a reviewer, the reviewers of `absent` without a workbook.
pub fn progress_table(progress: &[Progress], absent: &[ReviewerId]) -> Vec<u8> {
    let headers = ["专家编号", "阶段", "文件", "份数", "完成", "未完", "未填", "未完的申报方与缺项"];
    let open = |sheet: &SheetProgress| format!("{}：{}", sheet.entrant, sheet.missing.join(" "));
    let rows = progress.iter().map(|one| {
        let open = one.sheets.iter().filter(|sheet| sheet.state == State::Incomplete).map(open).collect::<Vec<_>>();
        vec![
            Field::text(one.reviewer.as_str()),
            Field::text(one.stage.as_str()),
            Field::text(one.file.as_str()),
            Field::number(one.entrants),
            Field::number(one.complete),
            Field::number(one.incomplete),
            Field::number(one.untouched),
            Field::text(open.join("；")),
        ]
    });
    let none = absent.iter().map(|reviewer| {
        let mut row = vec![Field::text(reviewer.as_str())];
        row.resize_with(headers.len() - 1, Field::empty);
        row.push(Field::text("未交"));
        row
    });
    table(&headers, rows.chain(none))
}

/// Every cell of the workbooks that differs from what `earlier` holds, in the order of the workbooks.
pub fn differences(cycle: &Cycle, handed: &[Handed], earlier: &ScoreSheet) -> Vec<Difference> {
    let earlier = Earlier::new(earlier);
    let sheets = handed.iter().flat_map(|book| book.sheets.iter().map(move |sheet| (book, sheet)));
    sheets.flat_map(|(book, sheet)| earlier.differences(cycle, book, sheet)).collect()
}

/// What was handed in earlier, to be looked up.
struct Earlier<'a> {
    sheet: &'a ScoreSheet,
    comments: BTreeMap<[&'a str; 4], &'a Comment>,
}

impl<'a> Earlier<'a> {
    fn new(sheet: &'a ScoreSheet) -> Self {
        let key = |comment: &'a Comment| {
            [comment.stage.as_str(), comment.entrant.as_str(), comment.reviewer.as_str(), comment.item.as_str()]
        };
        Self { sheet, comments: sheet.comments.iter().map(|comment| (key(comment), comment)).collect() }
    }

    fn differences(&self, cycle: &Cycle, book: &Handed, sheet: &Filled) -> Vec<Difference> {
        let table = self.sheet.scores.table(&book.stage, sheet.kind);
        let before = table.and_then(|table| {
            Some((table, table.entrant_index(&sheet.entrant)?, table.reviewer_index(&book.reviewer)?))
        });
        let mut found = Vec::new();
        for (at, (item, now)) in answered(cycle, sheet).enumerate() {
            let percent = before.and_then(|(table, e, r)| table.percent(e, r, at));
            let key = [book.stage.as_str(), sheet.entrant.as_str(), book.reviewer.as_str(), item];
            let comment = self.comments.get(&key);
            let cells = [
                ("percent", percent.map(|p| p.to_string()), now.percent.map(|p| p.to_string())),
                ("strengths", comment.and_then(|c| c.strengths.clone()), now.strengths.clone()),
                ("improvements", comment.and_then(|c| c.improvements.clone()), now.improvements.clone()),
            ];
            let differ = cells.into_iter().filter(|(_, earlier, now)| earlier != now);
            found.extend(differ.map(|(what, earlier, now)| Difference {
                stage: book.stage.clone(),
                entrant: sheet.entrant.to_string(),
                reviewer: book.reviewer.clone(),
                item: item.to_owned(),
                what,
                earlier,
                now,
            }));
        }
        found
    }
}

/// The table of differences.
pub fn differences_table(differences: &[Difference]) -> Vec<u8> {
    let headers = ["阶段", "申报编号", "专家编号", "条款", "项目", "原来", "现在"];
    table(
        &headers,
        differences.iter().map(|one| {
            let what = match one.what {
                "percent" => "百分比",
                "strengths" => "优势",
                _ => "改进",
            };
            let text = |text: &Option<String>| Field::text(text.as_deref().unwrap_or_default());
            vec![
                Field::text(one.stage.as_str()),
                Field::text(one.entrant.as_str()),
                Field::text(one.reviewer.as_str()),
                Field::text(one.item.as_str()),
                Field::text(what),
                text(&one.earlier),
                text(&one.now),
            ]
        }),
    )
}

/// The answers of a sheet with the codes of their items.
fn answered<'a>(cycle: &'a Cycle, sheet: &'a Filled) -> impl Iterator<Item = (&'a str, &'a Answer)> {
    let bound = cycle.edition(sheet.kind).expect("a sheet that was read has an edition");
    bound.edition.items().iter().map(|item| item.code.as_str()).zip(&sheet.answers)
}
