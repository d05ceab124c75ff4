//! What is wrong with a file, where, and what would be accepted.
//!
//! A secretary mends a file once, not once per error: readers collect every complaint and return them together.
//! [`Complaint`] holds both languages; [`ComplaintView`] is the published JSON form of `interface.md` in one of them.
//! Readers cannot echo a value unguarded, because a complaint takes values only through the crate's quoting, which
//! shortens them and hides personal numbers.

use crate::quote::Shown;
use crate::xlsx::{Merged, address};
use serde::Serialize;
use std::fmt;
use zhuoping_criteria::{Bilingual, Lang};

/// How many complaints are listed; further ones are counted.
pub const MAX_LISTED: usize = 200;

/// One complaint about one place of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    file: String,
    sheet: Option<String>,
    row: Option<u32>,
    column: Option<String>,
    /// Where the column is, counted from 0, once it is known.
    place: Option<usize>,
    value: Option<Shown>,
    expected: Bilingual,
    message: Bilingual,
}

impl Complaint {
    /// A complaint about `file` as a whole: what is wrong, and what would be accepted.
    pub fn new(file: &str, message: Bilingual, expected: Bilingual) -> Self {
        Self {
            file: Shown::new(file).bare("（已隐去）"),
            sheet: None,
            row: None,
            column: None,
            place: None,
            value: None,
            expected,
            message,
        }
    }

    /// In this sheet of a workbook.
    #[must_use]
    pub fn in_sheet(mut self, sheet: &str) -> Self {
        self.sheet = Some(Shown::new(sheet).bare("（已隐去）"));
        self
    }

    /// In this row, counted as a spreadsheet shows it: from 1, the header and blank rows included.
    #[must_use]
    pub fn at_row(mut self, row: u32) -> Self {
        self.row = Some(row);
        self
    }

    /// In the column with this header.
    #[must_use]
    pub fn at_column(mut self, column: &str) -> Self {
        self.column = Some(Shown::new(column).bare("（已隐去）"));
        self
    }

    /// In the column at this place, counted from 0, with this header.
    #[must_use]
    pub(crate) fn in_column(self, place: usize, header: &str) -> Self {
        Self { place: Some(place), ..self.at_column(header) }
    }

    /// About this value; it is kept shortened, and not at all if it is blank or holds a personal number.
    #[must_use]
    pub fn about(mut self, value: &str) -> Self {
        self.value = (!value.trim().is_empty()).then(|| Shown::new(value));
        self
    }

    /// The sheet of a workbook, if the complaint is about one.
    pub fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    /// The row, if the complaint is about one.
    pub fn row(&self) -> Option<u32> {
        self.row
    }

    /// The header of the column, if the complaint is about one.
    pub fn column(&self) -> Option<&str> {
        self.column.as_deref()
    }

    /// What would be accepted.
    pub fn expected(&self) -> &Bilingual {
        &self.expected
    }

    /// What is wrong.
    pub fn message(&self) -> &Bilingual {
        &self.message
    }

    /// Rows were counted from the beginning of a piece of the file; `offset` rows come before that piece.
    pub(crate) fn moved_down(mut self, offset: u32) -> Self {
        self.row = self.row.map(|row| row.saturating_add(offset));
        self
    }

    /// The published form in one language.
    pub fn view(&self, lang: Lang) -> ComplaintView {
        let hidden = if lang == Lang::Zh { "（已隐去）" } else { "(hidden)" };
        ComplaintView {
            file: self.file.clone(),
            sheet: self.sheet.clone(),
            row: self.row,
            column: self.column.clone(),
            value: self.value.as_ref().map(|value| value.bare(hidden)),
            expected: Some(self.expected.get(lang).into()),
            message: self.message.get(lang).into(),
        }
    }

    /// The cell of a workbook as formulas name it: `评分!F12`.
    pub fn cell(&self) -> Option<String> {
        let column = u32::try_from(self.place?).ok()?;
        let sheet = self.sheet.as_ref()?;
        let address = address(self.row?, column);
        let plain = sheet.chars().all(|c| c.is_alphanumeric() || c == '_');
        Some(if plain { format!("{sheet}!{address}") } else { format!("'{}'!{address}", sheet.replace('\'', "''")) })
    }

    /// The complaint as one line for people. In a workbook the place is the cell's name, in a text file row and column.
    pub fn line(&self, lang: Lang) -> String {
        let mut place = self.file.clone();
        let cell = self.cell();
        let sheet = self.sheet.as_ref().filter(|_| cell.is_none());
        let row = self.row.filter(|_| cell.is_none());
        let parts = match lang {
            Lang::Zh => [
                cell.as_ref().map(|cell| format!(" {cell}")),
                sheet.map(|sheet| format!(" 工作表「{sheet}」")),
                row.map(|row| format!(" 第 {row} 行")),
                self.column.as_ref().map(|column| format!(" 「{column}」列")),
            ],
            Lang::En => [
                cell.as_ref().map(|cell| format!(", {cell}")),
                sheet.map(|sheet| format!(", sheet \"{sheet}\"")),
                row.map(|row| format!(", row {row}")),
                self.column.as_ref().map(|column| format!(", column \"{column}\"")),
            ],
        };
        place.extend(parts.into_iter().flatten());
        let value = self.value.as_ref();
        match lang {
            Lang::Zh => {
                let value = value.map(Shown::zh).unwrap_or_default();
                format!("{place}：{value}{}。应为：{}", self.message.zh, self.expected.zh)
            }
            Lang::En => {
                let value = value.map(|value| value.en() + " ").unwrap_or_default();
                format!("{place}: {value}{}; accepted: {}", self.message.en, self.expected.en)
            }
        }
    }
}

/// The JSON form of a complaint; absent keys are left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ComplaintView {
    /// The file's name.
    pub file: String,
    /// The sheet of a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The row as a spreadsheet counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u32>,
    /// The column's header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What was found, shortened or hidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What would be accepted; absent only from the closing entry that counts what is not listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What is wrong.
    pub message: String,
}

/// `{"errors": [...]}`, the whole answer to bad input under `--json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ErrorsView {
    /// The complaints in file order.
    pub errors: Vec<ComplaintView>,
}

/// Complaints in file order; the first [`MAX_LISTED`] are kept, the rest counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Complaints {
    listed: Vec<Complaint>,
    unlisted: usize,
}

impl Complaints {
    /// No complaint yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one complaint at the end.
    pub fn push(&mut self, complaint: Complaint) {
        if self.listed.len() < MAX_LISTED {
            self.listed.push(complaint);
        } else {
            self.unlisted += 1;
        }
    }

    /// Adds all of `other` at the end, for instance those of another file.
    pub fn append(&mut self, other: Self) {
        other.listed.into_iter().for_each(|complaint| self.push(complaint));
        self.unlisted += other.unlisted;
    }

    /// All of them in this sheet of a workbook.
    #[must_use]
    pub(crate) fn in_sheet(self, sheet: &str) -> Self {
        let listed = self.listed.into_iter().map(|complaint| complaint.in_sheet(sheet)).collect();
        Self { listed, unlisted: self.unlisted }
    }

    /// Those that are about none of these cells.
    #[must_use]
    pub(crate) fn without(mut self, regions: &[Merged]) -> Self {
        let within = |place: usize, row: u32, region: &Merged| {
            let columns = region.first.1 as usize..=region.last.1 as usize;
            (region.first.0..=region.last.0).contains(&row) && columns.contains(&place)
        };
        self.listed.retain(|complaint| match (complaint.place, complaint.row) {
            (Some(place), Some(row)) => !regions.iter().any(|region| within(place, row, region)),
            _ => true,
        });
        self
    }

    /// Adds all of `other` where their rows belong; complaints about no row come first.
    pub(crate) fn merge(&mut self, other: Self) {
        self.unlisted += other.unlisted;
        self.listed.extend(other.listed);
        self.listed.sort_by_key(Complaint::row);
        self.unlisted += self.listed.len().saturating_sub(MAX_LISTED);
        self.listed.truncate(MAX_LISTED);
    }

    /// Whether there is nothing to complain about.
    pub fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// How many there are, listed or not.
    pub fn count(&self) -> usize {
        self.listed.len() + self.unlisted
    }

    /// The listed ones, in file order.
    pub fn listed(&self) -> &[Complaint] {
        &self.listed
    }

    /// How many are counted only.
    pub fn unlisted(&self) -> usize {
        self.unlisted
    }

    pub(crate) fn into_parts(self) -> (Vec<Complaint>, usize) {
        (self.listed, self.unlisted)
    }

    pub(crate) fn from_parts(listed: Vec<Complaint>, unlisted: usize) -> Self {
        let mut all = Self { listed: Vec::new(), unlisted };
        listed.into_iter().for_each(|complaint| all.push(complaint));
        all
    }

    /// Turns complaints into the refusal of a file: after this no complaint is left.
    ///
    /// # Errors
    /// All of them, when there is at least one.
    pub fn refuse_if_any(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }

    /// The published form; a closing entry counts what is not listed.
    pub fn view(&self, lang: Lang) -> ErrorsView {
        let mut errors: Vec<_> = self.listed.iter().map(|complaint| complaint.view(lang)).collect();
        if let (Some(last), Some(more)) = (self.listed.last(), self.more()) {
            errors.push(ComplaintView {
                file: last.file.clone(),
                sheet: None,
                row: None,
                column: None,
                value: None,
                expected: None,
                message: more.get(lang).into(),
            });
        }
        ErrorsView { errors }
    }

    /// One line a complaint, for people; a closing line counts what is not listed.
    pub fn lines(&self, lang: Lang) -> Vec<String> {
        let more = self.more().map(|more| more.get(lang).to_owned());
        self.listed.iter().map(|complaint| complaint.line(lang)).chain(more).collect()
    }

    fn more(&self) -> Option<Bilingual> {
        let n = self.unlisted;
        (n > 0).then(|| Bilingual::new(format!("另有 {n} 处问题未列出"), format!("and {n} more problems not listed")))
    }
}

impl From<Complaint> for Complaints {
    fn from(complaint: Complaint) -> Self {
        Self { listed: vec![complaint], unlisted: 0 }
    }
}

impl fmt::Display for Complaints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines(Lang::En).join("\n"))
    }
}

impl std::error::Error for Complaints {}

/// A value that was read, with what a careful reader would point out about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warned<T> {
    /// The value.
    pub value: T,
    /// What wants a look but refuses nothing.
    pub warnings: Complaints,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(row: u32) -> Complaint {
        Complaint::new(
            "评分.csv",
            Bilingual::new("不在步长上", "is off the step"),
            Bilingual::new("0、5 …… 100", "0, 5 .. 100"),
        )
        .at_row(row)
        .at_column("百分比")
        .about("72")
    }

    #[test]
    fn the_json_form_leaves_absent_keys_out() {
        let json = serde_json::to_string(&complaint(3).view(Lang::En)).unwrap();
        assert_eq!(
            json,
            r#"{"file":"评分.csv","row":3,"column":"百分比","value":"72","expected":"0, 5 .. 100","message":"is off the step"}"#
        );
        let whole = Complaint::new("a.csv", Bilingual::new("空", "is empty"), Bilingual::new("表", "a table"));
        assert_eq!(
            serde_json::to_string(&whole.view(Lang::Zh)).unwrap(),
            r#"{"file":"a.csv","expected":"表","message":"空"}"#
        );
    }

    #[test]
    fn lines_name_the_place_in_either_language() {
        assert_eq!(complaint(3).line(Lang::Zh), "评分.csv 第 3 行 「百分比」列：「72」不在步长上。应为：0、5 …… 100");
        let line = complaint(3).in_sheet("表1").line(Lang::En);
        assert_eq!(
            line,
            "评分.csv, sheet \"表1\", row 3, column \"百分比\": \"72\" is off the step; accepted: 0, 5 .. 100"
        );
    }

    #[test]
    fn a_cell_of_a_workbook_has_the_name_that_formulas_use() {
        let cell = |sheet: &str| complaint(12).in_column(5, "百分比").in_sheet(sheet);
        assert_eq!(cell("评分").line(Lang::Zh), "评分.csv 评分!F12 「百分比」列：「72」不在步长上。应为：0、5 …… 100");
        assert_eq!(
            cell("表 1's").line(Lang::En),
            "评分.csv, '表 1''s'!F12, column \"百分比\": \"72\" is off the step; accepted: 0, 5 .. 100"
        );
        assert_eq!(complaint(12).in_column(5, "百分比").cell(), None, "a text file has no sheet");
        assert_eq!(
            serde_json::to_string(&cell("评分").view(Lang::En)).unwrap(),
            r#"{"file":"评分.csv","sheet":"评分","row":12,"column":"百分比","value":"72","expected":"0, 5 .. 100","message":"is off the step"}"#
        );
    }

    #[test]
    fn beyond_the_limit_complaints_are_counted() {
        let mut all = Complaints::new();
        (1..=207).for_each(|row| all.push(complaint(row)));
        assert_eq!((all.listed().len(), all.unlisted(), all.count()), (MAX_LISTED, 7, MAX_LISTED + 7));
        let view = all.view(Lang::En);
        assert_eq!(view.errors.last().unwrap().message, "and 7 more problems not listed");
        assert_eq!(view.errors.len(), MAX_LISTED + 1);
        assert!(all.lines(Lang::Zh).last().unwrap().contains("另有 7 处"));
    }

    #[test]
    fn merging_keeps_file_order_and_the_limit() {
        let mut odd = Complaints::new();
        (0..150).for_each(|i| odd.push(complaint(2 * i + 1)));
        let mut even = Complaints::new();
        (0..150).for_each(|i| even.push(complaint(2 * i)));
        odd.merge(even);
        let rows: Vec<_> = odd.listed().iter().filter_map(Complaint::row).collect();
        assert_eq!(rows, (0..200).collect::<Vec<_>>());
        assert_eq!(odd.count(), 300);
    }
}
