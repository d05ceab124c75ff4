//! What was filled in: percents on the step and plain texts.

use super::Answer;
use crate::complaint::{Complaint, Complaints};
use crate::row::{TextFault, nfc};
use crate::scorebook::page::Page;
use crate::scorebook::pages::sheet::{IMPROVEMENTS, PERCENT, STRENGTHS, item_rows};
use crate::scores::percent::{self, PercentError};
use crate::xlsx::Cell;
use std::collections::{BTreeMap, BTreeSet};
use zhuoping_criteria::{Bilingual, Edition};

/// One entrant's sheet that came back.
pub(super) struct Sheet<'a> {
    pub(super) file: &'a str,
    pub(super) page: &'a Page,
    pub(super) edition: &'a Edition,
    /// Rows whose code is not as it went out, counted from 1: what stands in them belongs to no known item.
    pub(super) moved: &'a BTreeSet<u32>,
}

impl Sheet<'_> {
    /// One answer for each item.
    pub(super) fn read(&self, cells: &[Cell], errors: &mut Complaints) -> Vec<Answer> {
        let cells: BTreeMap<(u32, u32), &Cell> = cells.iter().map(|cell| ((cell.row, cell.column), cell)).collect();
        let rows = item_rows(self.edition).into_iter().map(|row| row + 1);
        rows.map(|row| {
            if self.moved.contains(&row) {
                return Answer::default();
            }
            let cell = |column: u16| cells.get(&(row, u32::from(column))).copied();
            Answer {
                percent: cell(PERCENT).and_then(|cell| self.percent(cell, errors)),
                strengths: cell(STRENGTHS).and_then(|cell| self.text(cell, errors)),
                improvements: cell(IMPROVEMENTS).and_then(|cell| self.text(cell, errors)),
            }
        })
        .collect()
    }

    fn percent(&self, cell: &Cell, errors: &mut Complaints) -> Option<u8> {
        if cell.formula.is_some() {
            errors.push(self.formula(cell));
            return None;
        }
        let message = match percent::parse(&cell.text()) {
            Ok(None) => return None,
            Ok(Some(percent)) if self.edition.accepts(percent) => return Some(percent.get()),
            Ok(Some(_)) => Bilingual::new("百分比不在准则规定的步长上", "is a percent off the step of the criteria"),
            Err(PercentError::NotANumber) => Bilingual::new("不是百分比", "is no percent"),
            Err(PercentError::Fraction) => Bilingual::new("百分比不是整数", "is not a whole percent"),
            Err(PercentError::Range) => Bilingual::new("百分比不在 0 至 100 之间", "is not between 0 and 100"),
        };
        let step = self.edition.step();
        let expected = Bilingual::new(
            format!("0 至 100，{step} 的倍数；没有评的留空"),
            format!("0 to 100 in steps of {step}; blank if not judged"),
        );
        errors.push(self.at(cell, message, expected).about(&cell.text()));
        None
    }

    fn text(&self, cell: &Cell, errors: &mut Complaints) -> Option<String> {
        if cell.formula.is_some() {
            errors.push(self.formula(cell));
            return None;
        }
        let text = nfc(&cell.text().replace("\r\n", "\n").replace('\r', "\n"));
        let fault = match TextFault::of(&text, true) {
            _ if text.is_empty() => return None,
            Some(fault) => (fault.message(), fault.expected()),
            None if text.len() > crate::MAX_CELL_BYTES => {
                let kib = crate::MAX_CELL_BYTES >> 10;
                let message = Bilingual::new("文字太长", "the text is too long");
                (message, Bilingual::new(format!("不超过 {kib} KiB（约两万字）"), format!("at most {kib} KiB")))
            }
            None => return Some(text),
        };
        errors.push(self.at(cell, fault.0, fault.1).about(&text));
        None
    }

    fn formula(&self, cell: &Cell) -> Complaint {
        let message = Bilingual::new("填写处有公式", "a formula stands where something is to be filled in");
        let expected = Bilingual::new(
            "直接填写的数或文字（粘贴时选「只粘贴值」）",
            "a number or text that is typed in (paste values only)",
        );
        self.at(cell, message, expected).about(&cell.text())
    }

    fn at(&self, cell: &Cell, message: Bilingual, expected: Bilingual) -> Complaint {
        let complaint = Complaint::new(self.file, message, expected).in_sheet(&self.page.name);
        complaint.at_row(cell.row).in_column(cell.column as usize, &self.page.column_name(cell.column))
    }
}
