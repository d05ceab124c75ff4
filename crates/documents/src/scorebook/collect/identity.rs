//! Whose workbook it is: the hidden sheet held against the session, the stage, the panel and the key.

use super::Desk;
use crate::complaint::{Complaint, Complaints};
use crate::scorebook::cycle::Task;
use crate::scorebook::seal::{self, COLUMNS, FORMAT, Found, Row};
use crate::xlsx::Workbook;
use zhuoping_criteria::Bilingual;

/// More rows than any hidden sheet has.
const ROWS_MAX: u32 = 20_000;

/// The task the workbook was made for. A seal that is not the key's is a complaint, and reading goes on, so that the
/// other complaints are found too.
///
/// # Errors
/// When the workbook is no scorebook or not one of this session, stage and panel: its sheets cannot be judged then.
pub(super) fn task(book: &mut Workbook<'_>, desk: &Desk<'_>, errors: &mut Complaints) -> Result<Task, Complaints> {
    let file = book.file().to_owned();
    let found = hidden_rows(book).and_then(|rows| Found::new(rows, desk.key)).ok_or_else(|| no_scorebook(&file))?;
    if found.row("format").is_none_or(|row| row[1] != FORMAT) {
        return Err(no_scorebook(&file).into());
    }
    let mut wrong = Complaints::new();
    if !found.sealed {
        wrong.push(hidden(
            &file,
            Bilingual::new(
                "封印与密钥不符：隐藏表被改动，或不是用这把密钥制作的",
                "the seal is not this key's: the hidden sheet was changed, or made with another key",
            ),
            Bilingual::new(
                "用 --key 这把密钥制作、隐藏表未经改动的工作簿",
                "a workbook made with the key of --key, its hidden sheet unchanged",
            ),
        ));
    }
    let sealed = wrong.is_empty();
    session(&file, &found, desk, &mut wrong);
    let task = found.task().ok_or_else(|| no_scorebook(&file))?;
    people(&file, &task, desk, &mut wrong);
    // With the seal alone being wrong the pages are known, and what else was changed can be told.
    if wrong.count() > usize::from(!sealed) {
        return Err(wrong);
    }
    errors.append(wrong);
    Ok(task)
}

fn hidden_rows(book: &mut Workbook<'_>) -> Option<Vec<Row>> {
    let name = book.sheets().iter().find(|sheet| sheet.name == seal::SHEET)?.name.clone();
    let cells = book.cells(&name).ok()?;
    let last = cells.last()?.row;
    if last > ROWS_MAX || cells.iter().any(|cell| cell.column >= u32::from(COLUMNS) || cell.formula.is_some()) {
        return None;
    }
    let mut rows = vec![Row::default(); last as usize];
    for cell in cells {
        rows[cell.row as usize - 1][cell.column as usize] = cell.text();
    }
    Some(rows)
}

fn session(file: &str, found: &Found, desk: &Desk<'_>, wrong: &mut Complaints) {
    let expected = seal::cycle_rows(desk.cycle);
    let words = ["award", "session", "regulation", "edition"];
    let of = |rows: &[Row], word: &str| rows.iter().filter(|row| row[0] == word).cloned().collect::<Vec<_>>();
    for word in words {
        let (is, should) = (of(&found.rows, word), of(&expected, word));
        if is == should {
            continue;
        }
        let shown = |rows: &[Row]| {
            let row = |row: &Row| {
                if word == "edition" {
                    format!("{} {}", row[2], row[3].get(..12).unwrap_or_default())
                } else {
                    row[1].clone()
                }
            };
            rows.iter().map(row).collect::<Vec<_>>().join("、")
        };
        let message = if word == "edition" {
            Bilingual::new("准则版本与现在的不同", "is made for another edition of the criteria")
        } else {
            Bilingual::new("不是这一届评审的工作簿", "is a workbook of another award or session")
        };
        let should = shown(&should);
        wrong.push(hidden(file, message, Bilingual::new(should.clone(), should)).about(&shown(&is)));
    }
}

fn people(file: &str, task: &Task, desk: &Desk<'_>, wrong: &mut Complaints) {
    let stages = desk.cycle.rules.stages();
    let known = stages.iter().any(|stage| stage.id == task.stage);
    if !known || desk.stage.is_some_and(|stage| *stage != task.stage) {
        let accepted = match desk.stage {
            Some(stage) => stage.to_string(),
            None => stages.iter().map(|stage| stage.id.to_string()).collect::<Vec<_>>().join("、"),
        };
        let message = Bilingual::new("是另一阶段的工作簿", "is a workbook of another stage");
        wrong.push(hidden(file, message, Bilingual::new(accepted.clone(), accepted)).about(task.stage.as_str()));
    }
    if desk.reviewers.is_some_and(|reviewers| !reviewers.contains(&task.reviewer)) {
        let message = Bilingual::new("不是本次评审组专家的工作簿", "is the workbook of nobody on the panel");
        let accepted = Bilingual::new("名单或抽取记录中的专家", "a reviewer of the list or the draw record");
        wrong.push(hidden(file, message, accepted).about(task.reviewer.as_str()));
    }
    for entrant in &task.entrants {
        if desk.cycle.entrant(entrant.id.as_str()) != Some(entrant) || desk.cycle.edition(entrant.kind).is_none() {
            let message = Bilingual::new(
                "工作簿中的申报方与申报名单不一致（编号、名称或类别）",
                "an entrant of the workbook is not as in the list of entrants (id, name or kind)",
            );
            let accepted =
                Bilingual::new("制作工作簿时所用的申报名单", "the list of entrants the workbooks were made from");
            wrong.push(hidden(file, message, accepted).about(&format!("{} {}", entrant.id, entrant.name)));
        }
        if desk.recusals.iter().any(|(from, who)| *from == entrant.id && *who == task.reviewer) {
            let message = Bilingual::new(
                "工作簿中有该专家应回避的申报方（第三十一条）",
                "the workbook holds an entrant this reviewer is recused from (Art. 31)",
            );
            let accepted = Bilingual::new("重新制作的、不含应回避者的工作簿", "a new workbook without that entrant");
            wrong.push(hidden(file, message, accepted).about(entrant.id.as_str()));
        }
    }
}

fn hidden(file: &str, message: Bilingual, expected: Bilingual) -> Complaint {
    Complaint::new(file, message, expected).in_sheet(seal::SHEET)
}

fn no_scorebook(file: &str) -> Complaint {
    let message = Bilingual::new(
        "不是评分工作簿：没有隐藏表，或隐藏表已损坏",
        "is no scorebook: the hidden sheet is missing or broken",
    );
    let expected = Bilingual::new("scorebook new 制作的工作簿", "a workbook that scorebook new made");
    Complaint::new(file, message, expected)
}
