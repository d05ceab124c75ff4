//! Cells to values, with a complaint for each cell that is none: what the readers of pool, entrants and conflicts share.

use crate::complaint::{Complaint, Complaints};
use crate::table::{Block, Row, Table};
use crate::{credit_code, dates};
use jiff::civil::Date;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::sync::atomic::{AtomicBool, Ordering};
use zhuoping_criteria::Bilingual;
use zhuoping_panel::id::IdError;
use zhuoping_panel::pool::split_list;
use zhuoping_provenance::text::{self, PersonalNumber, is_invisible, personal_number};

/// Why a text may not be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextFault {
    Personal(PersonalNumber),
    Invisible,
}

impl TextFault {
    /// The first fault of `text`; `lines` tells whether it may have several lines.
    pub(crate) fn of(text: &str, lines: bool) -> Option<Self> {
        let allowed = |c: char| lines && matches!(c, '\n' | '\r' | '\t');
        let invisible = || text.chars().filter(|c| !is_plain(*c)).any(|c| is_invisible(c) && !allowed(c));
        match may_hold_number(text).then(|| personal_number(text)).flatten() {
            Some(kind) => Some(Self::Personal(kind)),
            None if invisible() => Some(Self::Invisible),
            None => None,
        }
    }

    pub(crate) fn message(self) -> Bilingual {
        match self {
            Self::Personal(PersonalNumber::Identity) => {
                Bilingual::new("含有身份证号码，不予保存", "holds an identity number, which may not be kept")
            }
            Self::Personal(PersonalNumber::Telephone) => {
                Bilingual::new("含有电话号码，不予保存", "holds a telephone number, which may not be kept")
            }
            Self::Invisible => Bilingual::new(
                "含有不可见字符（控制符、零宽字符、双向控制符或单元格内换行）",
                "holds invisible characters (controls, zero widths, bidirectional marks or line ends)",
            ),
        }
    }

    pub(crate) fn expected(self) -> Bilingual {
        match self {
            Self::Personal(_) => {
                Bilingual::new("删去个人号码后的文字", "the text without identity and telephone numbers")
            }
            Self::Invisible => Bilingual::new("只含可见字符的文字", "text of visible characters only"),
        }
    }
}

/// Characters of which nearly all cells consist: visible, no digits, and unchanged by every Unicode normal form.
#[inline]
fn is_plain(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | ' '..='/' | ':'..='~')
}

/// Whether `text` has characters enough that may be digits to hold a personal number, which has eleven at least unless a
/// spreadsheet has shortened it. A look at most cells is enough to see that they hold none, and much cheaper than to
/// normalise them.
fn may_hold_number(text: &str) -> bool {
    text.len() >= 11 && text.chars().filter(|c| !is_plain(*c)).nth(10).is_some()
        || text.len() <= text::SHORTENED && text.as_bytes().contains(&b'+')
}

/// `text` in normal form C without white space around it, as [`text::nfc`] gives it.
pub(crate) fn nfc(text: &str) -> String {
    let trimmed = text.trim();
    // Digits are their own normal form too, and no character before U+0300 combines with another.
    if trimmed.chars().all(|c| is_plain(c) || c < '\u{300}') { trimmed.to_owned() } else { text::nfc(text) }
}

/// One row while it is read.
pub(crate) struct RowReader<'a> {
    pub(crate) table: &'a Table<'a>,
    pub(crate) row: &'a Row<'a>,
    pub(crate) errors: &'a mut Complaints,
    pub(crate) warnings: &'a mut Complaints,
}

impl RowReader<'_> {
    /// A complaint about the cell in `column`, counted from 0.
    pub(crate) fn complaint(&self, column: usize, message: Bilingual, expected: Bilingual) -> Complaint {
        Complaint::new(self.table.file(), message, expected)
            .at_row(self.row.number())
            .in_column(column, &self.table.headers()[column])
            .about(self.row.cell(column))
    }

    pub(crate) fn refuse(&mut self, column: usize, message: Bilingual, expected: Bilingual) {
        let complaint = self.complaint(column, message, expected);
        self.errors.push(complaint);
    }

    pub(crate) fn warn(&mut self, column: usize, message: Bilingual, expected: Bilingual) {
        let complaint = self.complaint(column, message, expected);
        self.warnings.push(complaint);
    }

    /// The cell in normal form; `None` when the column is missing or the cell blank, and after a complaint.
    pub(crate) fn text(&mut self, column: Option<usize>) -> Option<String> {
        self.checked(column, false)
    }

    /// The same for a text of several lines.
    pub(crate) fn note(&mut self, column: Option<usize>) -> Option<String> {
        self.checked(column, true)
    }

    fn checked(&mut self, column: Option<usize>, lines: bool) -> Option<String> {
        let column = column?;
        let text = nfc(self.row.cell(column));
        match TextFault::of(&text, lines) {
            _ if text.is_empty() => None,
            None => Some(text),
            Some(fault) => {
                self.refuse(column, fault.message(), fault.expected());
                None
            }
        }
    }

    /// The values of a cell that lists several; each once, in their order.
    pub(crate) fn list(&mut self, column: Option<usize>) -> Vec<String> {
        let cell = self.text(column).unwrap_or_default();
        let mut values: Vec<String> = Vec::new();
        for value in split_list(&cell) {
            if !values.iter().any(|known| known == value) {
                values.push(value.to_owned());
            }
        }
        values
    }

    pub(crate) fn date(&mut self, column: Option<usize>) -> Option<Date> {
        let text = self.text(column)?;
        match dates::parse(&text) {
            Ok(day) => Some(day),
            Err(error) => {
                self.refuse(column?, error.words(), dates::accepted());
                None
            }
        }
    }

    /// A credit code in the form in which codes are compared; one that does not check is kept with a warning.
    pub(crate) fn credit_code(&mut self, column: Option<usize>) -> Option<String> {
        let code = credit_code::normalized(&self.text(column)?).into_owned();
        if let Err(error) = credit_code::check(&code) {
            self.warn(column?, error.words(), credit_code::accepted());
        }
        Some(code)
    }

    /// One of a few words; `None` when the cell is blank, and after a complaint.
    pub(crate) fn word<T>(
        &mut self,
        column: Option<usize>,
        named: impl Fn(&str) -> Option<T>,
        accepted: impl FnOnce() -> Bilingual,
    ) -> Option<T> {
        let text = self.text(column)?;
        let found = named(&text).or_else(|| named(&text.to_ascii_lowercase()));
        if found.is_none() {
            let message = Bilingual::new("不是可识别的取值", "is none of the accepted words");
            self.refuse(column?, message, accepted());
        }
        found
    }

    /// An id; `None` after a complaint.
    pub(crate) fn id<T>(&mut self, column: usize, checked: impl Fn(&str) -> Result<T, IdError>) -> Option<T> {
        match checked(self.row.cell(column)) {
            Ok(id) => Some(id),
            Err(error) => {
                let (message, expected) = id_words(error);
                self.refuse(column, message, expected);
                None
            }
        }
    }
}

/// What is wrong with an id, and what an id looks like.
pub(crate) fn id_words(error: IdError) -> (Bilingual, Bilingual) {
    let message = match error {
        IdError::Empty => Bilingual::new("编号是空的", "an id is empty"),
        IdError::Invisible => Bilingual::new("编号含有不可见字符", "an id holds invisible characters"),
        IdError::Personal => {
            Bilingual::new("编号含有身份证号码或电话号码", "an id holds an identity or telephone number")
        }
        IdError::Long => Bilingual::new("编号太长", "an id is too long"),
    };
    let expected = Bilingual::new(
        "非空、不超过 64 字节、只含可见字符的编号，不得用身份证号码或电话号码",
        "an id that is not empty, of visible characters and at most 64 bytes, and no identity or telephone number",
    );
    (message, expected)
}

/// What was read from one row: its number, its id, and the value unless a cell was bad.
pub(crate) struct Found<I, T> {
    row: u32,
    id: I,
    value: Option<T>,
}

/// Reads all rows of a table whose column `id` holds an id that may be there once; blocks of rows beside each other.
///
/// `read` is called for every row, also for one with a bad id, so that all complaints of a row come at once. Complaints
/// come in the order of the file, whatever the number of threads.
pub(crate) fn read_unique<I, T>(
    table: &Table<'_>,
    id: usize,
    checked: impl Fn(&str) -> Result<I, IdError> + Sync,
    read: impl Fn(&mut RowReader<'_>, Option<&I>) -> Option<T> + Sync,
    warnings: &mut Complaints,
) -> Result<Vec<T>, Complaints>
where
    I: Eq + Hash + Send,
    T: Send,
{
    let block = |block: Block<'_>| {
        let (mut errors, mut warnings) = (Complaints::new(), Complaints::new());
        let mut found = Vec::new();
        for row in block.rows() {
            let mut reader = RowReader { table, row: &row, errors: &mut errors, warnings: &mut warnings };
            let own = reader.id(id, &checked);
            let value = read(&mut reader, own.as_ref());
            found.extend(own.map(|id| Found { row: row.number(), id, value }));
        }
        (found, errors, warnings)
    };
    let blocks: Vec<_> = table.blocks().map(block).collect();
    let mut errors = Complaints::new();
    let mut all = Vec::with_capacity(table.row_count());
    for (found, more_errors, more_warnings) in blocks {
        all.extend(found);
        errors.append(more_errors);
        warnings.append(more_warnings);
    }
    errors.merge(duplicates(table, id, &all));
    if all.is_empty() && errors.is_empty() {
        errors.push(table.no_rows());
    }
    errors.refuse_if_any()?;
    Ok(all.into_iter().filter_map(|found| found.value).collect())
}

/// Complaints about the rows whose id an earlier row has.
fn duplicates<I: Eq + Hash, T>(table: &Table<'_>, id: usize, all: &[Found<I, T>]) -> Complaints {
    let mut complaints = Complaints::new();
    let mut first_rows: HashMap<&I, u32> = HashMap::with_capacity(all.len());
    let mut repeated = BTreeMap::new();
    for found in all {
        if let Some(first) = first_rows.get(&found.id) {
            repeated.insert(found.row, *first);
        } else {
            first_rows.insert(&found.id, found.row);
        }
    }
    if repeated.is_empty() {
        return complaints;
    }
    for row in table.rows() {
        let Some(first) = repeated.get(&row.number()) else { continue };
        let message = Bilingual::new(
            format!("编号重复，第 {first} 行已有"),
            format!("is an id twice; row {first} has it already"),
        );
        let complaint =
            Complaint::new(table.file(), message, Bilingual::new("每行一个不同的编号", "a different id in every row"));
        complaints.push(complaint.at_row(row.number()).in_column(id, &table.headers()[id]).about(row.cell(id)));
    }
    complaints
}

/// The columns of one's own that a table carries along, and which of them turned out to hold personal numbers.
///
/// A pool often has a column of telephones. To refuse such a file would make people keep two pools, so a column that
/// nobody asked for and that holds a personal number anywhere is left out whole, with one warning.
pub(crate) struct Extras {
    columns: Vec<ExtraColumn>,
}

struct ExtraColumn {
    place: usize,
    header: String,
    /// Set by any row, read when all are done: the outcome does not depend on the order of the rows.
    personal: AtomicBool,
}

impl Extras {
    /// The columns at these places.
    pub(crate) fn new(others: Vec<(usize, &str)>) -> Self {
        let column = |(place, header): (usize, &str)| ExtraColumn {
            place,
            header: header.to_owned(),
            personal: AtomicBool::new(personal_number(header).is_some()),
        };
        Self { columns: others.into_iter().map(column).collect() }
    }

    /// The cells of one row that are not blank, by header.
    pub(crate) fn read(&self, reader: &mut RowReader<'_>) -> BTreeMap<String, String> {
        let mut cells = BTreeMap::new();
        for column in &self.columns {
            let text = nfc(reader.row.cell(column.place));
            match TextFault::of(&text, true) {
                _ if text.is_empty() => {}
                Some(TextFault::Personal(_)) => column.personal.store(true, Ordering::Relaxed),
                Some(fault) => reader.refuse(column.place, fault.message(), fault.expected()),
                None => {
                    cells.insert(column.header.clone(), text);
                }
            }
        }
        cells
    }

    /// Takes the columns with personal numbers out of all rows and warns about each of them.
    pub(crate) fn leave_out<'c>(
        self,
        table: &Table<'_>,
        rows: impl Iterator<Item = &'c mut BTreeMap<String, String>>,
        warnings: &mut Complaints,
    ) {
        let mut personal = self.columns;
        personal.retain(|column| column.personal.load(Ordering::Relaxed));
        for column in &personal {
            let message = Bilingual::new(
                "这一列含有身份证号码或电话号码，整列不读入",
                "the column holds identity or telephone numbers and is left out whole",
            );
            let expected = Bilingual::new("不含个人号码的列", "a column without personal numbers");
            warnings.push(Complaint::new(table.file(), message, expected).in_column(column.place, &column.header));
        }
        if !personal.is_empty() {
            rows.for_each(|row| row.retain(|header, _| personal.iter().all(|column| column.header != *header)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn digits_of_every_kind_are_looked_at() {
        let mobile = format!("13{}", "0".repeat(9));
        let wide: String = mobile.bytes().filter_map(|b| char::from_u32(u32::from(b) - 0x30 + 0xff10)).collect();
        for text in [mobile.clone(), wide, format!("电话{mobile}。"), "①③⓪⓪⓪⓪⓪⓪⓪⓪⓪".into()] {
            assert_eq!(TextFault::of(&text, true), Some(TextFault::Personal(PersonalNumber::Telephone)), "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_short_cuts_decide_as_the_whole_rules_do(
            text in r"(\PC|[\x00-\u{2ff}0-9０-９①-⑨一-龥\u{300}-\u{36f}\u{200b}]){0,30}|[ 0-9０-９质-]{0,30}",
            lines: bool,
        ) {
            let expected = match personal_number(&text) {
                Some(kind) => Some(TextFault::Personal(kind)),
                None => {
                    let line_end = |c: char| lines && matches!(c, '\n' | '\r' | '\t');
                    text.chars().any(|c| is_invisible(c) && !line_end(c)).then_some(TextFault::Invisible)
                }
            };
            prop_assert_eq!(TextFault::of(&text, lines), expected);
            prop_assert_eq!(nfc(&text), text::nfc(&text));
        }
    }
}
