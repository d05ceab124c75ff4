//! Whether the cells that are not to be filled in are as they went out.

use crate::complaint::{Complaint, Complaints};
use crate::scorebook::page::{Content, Page};
use crate::scorebook::seal;
use crate::xlsx::{Cell, Value, Workbook};
use std::collections::{BTreeMap, BTreeSet};
use zhuoping_criteria::Bilingual;

/// How many changed cells of a sheet are listed one by one. More than that is a sheet whose rows were moved.
const LISTED: usize = 5;

/// Complains about sheets that are missing and sheets that were added.
pub(super) fn names(book: &Workbook<'_>, pages: &[Page], errors: &mut Complaints) {
    let found: BTreeSet<&str> = book.sheets().iter().map(|sheet| sheet.name.as_str()).collect();
    let expected: BTreeSet<&str> = pages.iter().map(|page| page.name.as_str()).chain([seal::SHEET]).collect();
    for name in expected.difference(&found) {
        let message = Bilingual::new("缺少这张工作表（被删除或改名）", "this sheet is missing (deleted or renamed)");
        errors.push(unchanged(book.file(), message).in_sheet(name));
    }
    for name in found.difference(&expected) {
        let message = Bilingual::new("多出这张工作表（增加或改名）", "this sheet was added or renamed");
        errors.push(unchanged(book.file(), message).in_sheet(name));
    }
}

/// Complains about every cell that is not as it went out; the answer is the rows whose first cell, the item's code, is not,
/// counted from 1.
pub(super) fn check(file: &str, page: &Page, cells: &[Cell], errors: &mut Complaints) -> BTreeSet<u32> {
    let found: BTreeMap<(u32, u32), &Cell> = cells.iter().map(|cell| ((cell.row, cell.column), cell)).collect();
    let mut known = BTreeSet::new();
    let mut wrong: Vec<(u32, u32, Bilingual, String)> = Vec::new();
    for cell in &page.cells {
        let place = (cell.row + 1, u32::from(cell.column));
        known.insert(place);
        let is = found.get(&place).copied();
        if let Some(message) = fault(&cell.content, is) {
            wrong.push((place.0, place.1, message, is.map(Cell::text).unwrap_or_default()));
        }
    }
    for (place, cell) in &found {
        if !known.contains(place) && (cell.formula.is_some() || !cell.text().trim().is_empty()) {
            let message = Bilingual::new("这里原来没有内容", "nothing stood here when it went out");
            wrong.push((place.0, place.1, message, cell.text()));
        }
    }
    wrong.sort_by_key(|(row, column, ..)| (*row, *column));
    let moved = wrong.iter().filter(|(_, column, ..)| *column == 0).map(|(row, ..)| *row).collect();
    if wrong.len() > LISTED {
        let (n, row) = (wrong.len(), wrong[0].0);
        let message = Bilingual::new(
            format!("自第 {row} 行起有 {n} 个单元格与发出时不同，可能插入、删除或移动了行列"),
            format!(
                "{n} cells from row {row} on are not as they went out; rows or columns may have been inserted, deleted or moved"
            ),
        );
        errors.push(unchanged(file, message).in_sheet(&page.name).at_row(row));
    } else {
        for (row, column, message, value) in wrong {
            let complaint = unchanged(file, message)
                .in_sheet(&page.name)
                .at_row(row)
                .in_column(column as usize, &page.column_name(column));
            errors.push(complaint.about(&value));
        }
    }
    moved
}

fn fault(expected: &Content, found: Option<&Cell>) -> Option<Bilingual> {
    let text = found.map(Cell::text).unwrap_or_default();
    match expected {
        // These are the reviewer's; what they hold is checked elsewhere.
        Content::Percent | Content::Note => None,
        Content::Formula(formula, _) => {
            let is = found.and_then(|cell| cell.formula.as_deref());
            match is {
                None => {
                    Some(Bilingual::new("公式被删除或被数值代替", "the formula was deleted or replaced by a value"))
                }
                // A formula that was written for a whole range is kept without its text in all cells but one.
                Some(is) if is.is_empty() || even(is) == even(formula) => None,
                Some(_) => Some(Bilingual::new("公式被改动", "the formula was changed")),
            }
        }
        _ if found.is_some_and(|cell| cell.formula.is_some()) => {
            Some(Bilingual::new("原来的内容被公式代替", "a formula stands where a label was"))
        }
        Content::Text(is) | Content::Link(is, _) => {
            let number = found.is_some_and(|cell| matches!(cell.value, Value::Number(_)));
            (number || text.replace("\r\n", "\n") != *is).then(changed)
        }
        Content::Number(number) => (text != number.to_string()).then(changed),
    }
}

fn changed() -> Bilingual {
    Bilingual::new("内容与发出时不同", "is not as it went out")
}

/// A formula without what programs spell differently: blanks, quotes around names, dollar signs, case.
fn even(formula: &str) -> String {
    let kept = formula.chars().filter(|c| !matches!(c, ' ' | '\'' | '$' | '='));
    kept.collect::<String>().to_uppercase()
}

fn unchanged(file: &str, message: Bilingual) -> Complaint {
    let expected = Bilingual::new(
        "发出时的原样，只填百分比、优势、改进",
        "what went out, with only percents, strengths and improvements filled in",
    );
    Complaint::new(file, message, expected)
}
