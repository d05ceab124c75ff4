//! Cells to values, with a complaint for each cell that is none: what the readers of pool, entrants and conflicts share.

use crate::complaint::{Complaint, Complaints};
use crate::table::{Row, Table};
use crate::{credit_code, dates};
use jiff::civil::Date;
use std::collections::BTreeMap;
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
                Bilingual::new("含有手机号码，不予保存", "holds a telephone number, which may not be kept")
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

/// Whether `text` has characters enough that may be digits to hold a personal number, which has eleven at least.
/// A look at most cells is enough to see that they hold none, and much cheaper than to normalise them.
fn may_hold_number(text: &str) -> bool {
    text.len() >= 11 && text.chars().filter(|c| !is_plain(*c)).nth(10).is_some()
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
            .at_column(&self.table.headers()[column])
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
            Bilingual::new("编号含有身份证号码或手机号码", "an id holds an identity or telephone number")
        }
        IdError::Long => Bilingual::new("编号太长", "an id is too long"),
    };
    let expected = Bilingual::new(
        "非空、不超过 64 字节、只含可见字符的编号，不得用身份证号码或手机号码",
        "an id that is not empty, of visible characters and at most 64 bytes, and no identity or telephone number",
    );
    (message, expected)
}

/// The first row of each id.
pub(crate) struct Seen<T>(BTreeMap<T, u32>);

impl<T: Ord + Clone> Seen<T> {
    pub(crate) fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Notes the id of a row and complains if another row has it.
    pub(crate) fn note(&mut self, id: &T, column: usize, reader: &mut RowReader<'_>) {
        if let Some(first) = self.0.get(id) {
            let message = Bilingual::new(
                format!("编号重复，第 {first} 行已有"),
                format!("is an id twice; row {first} has it already"),
            );
            reader.refuse(column, message, Bilingual::new("每行一个不同的编号", "a different id in every row"));
        } else {
            self.0.insert(id.clone(), reader.row.number());
        }
    }
}

/// The columns of one's own that a table carries along, and which of them turned out to hold personal numbers.
pub(crate) struct Extras {
    columns: Vec<ExtraColumn>,
}

struct ExtraColumn {
    place: usize,
    header: String,
    personal: bool,
}

impl Extras {
    /// The columns at these places; one whose header holds a personal number is left out.
    ///
    /// A pool often has a column of telephones. To refuse such a file would make people keep two pools, so a column that
    /// nobody asked for and that holds a personal number anywhere is left out whole, with one warning.
    pub(crate) fn new(table: &Table<'_>, others: Vec<(usize, &str)>, warnings: &mut Complaints) -> Self {
        let mut columns: Vec<_> = others
            .into_iter()
            .map(|(place, header)| ExtraColumn {
                place,
                header: header.to_owned(),
                personal: personal_number(header).is_some(),
            })
            .collect();
        let rows = if columns.is_empty() { None } else { Some(table.rows()) };
        for row in rows.into_iter().flatten() {
            for column in columns.iter_mut().filter(|column| !column.personal) {
                let cell = row.cell(column.place);
                column.personal = may_hold_number(cell) && personal_number(cell).is_some();
            }
        }
        for column in columns.iter().filter(|column| column.personal) {
            let message = Bilingual::new(
                "这一列含有身份证号码或手机号码，整列不读入",
                "the column holds identity or telephone numbers and is left out whole",
            );
            let expected = Bilingual::new("不含个人号码的列", "a column without personal numbers");
            warnings.push(Complaint::new(table.file(), message, expected).at_column(&column.header));
        }
        columns.retain(|column| !column.personal);
        Self { columns }
    }

    /// The cells of one row that are not blank, by header.
    pub(crate) fn read(&self, reader: &mut RowReader<'_>) -> BTreeMap<String, String> {
        let cell = |column: &ExtraColumn| Some((column.header.clone(), reader.note(Some(column.place))?));
        self.columns.iter().filter_map(cell).collect()
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
