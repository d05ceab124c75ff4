//! Tables out: CSV that Excel opens in Chinese and that runs no formula.
//!
//! Files are UTF-8 with a byte order mark (without it Excel in China takes UTF-8 for GB18030) and end rows with CR LF.
//! A text that begins with `=`, `+`, `-`, `@`, their full-width forms, a tab, a carriage return or a NUL could be run as
//! a formula when the file is opened (OWASP ASVS 5.0, 1.2.10). It is written behind an apostrophe, which [`unguarded`]
//! takes away again. Numbers are a type of their own and stay numbers: -5 is written as -5.
//!
//! So that reading gives back every text exactly, a text that already begins with apostrophes before such a character
//! gets one more: `'=1` is written `''=1`.

use std::borrow::Cow;
use std::fmt::Display;

/// One cell to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// Text of any kind, guarded against being run.
    Text(String),
    /// A number as it is to be shown, written as it is.
    Number(String),
}

impl Field {
    /// A text cell.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A number cell. What does not look like a number (digits, one sign, points, an exponent) becomes a text cell.
    pub fn number(number: impl Display) -> Self {
        let shown = number.to_string();
        let body = shown.strip_prefix(['-', '+']).unwrap_or(&shown);
        let plain = body.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'-' | b'%'));
        if plain && body.bytes().next().is_some_and(|byte| byte.is_ascii_digit()) {
            Self::Number(shown)
        } else {
            Self::Text(shown)
        }
    }

    /// A cell with nothing in it.
    pub fn empty() -> Self {
        Self::Text(String::new())
    }

    fn written(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => guarded(text),
            Self::Number(number) => Cow::Borrowed(number),
        }
    }
}

/// The bytes of a table; every row should have as many cells as there are headers.
///
/// ```
/// use zhuoping_documents::write::{table, Field};
/// let bytes = table(&["名称", "差"], [vec![Field::text("=A1"), Field::number(-5)]]);
/// assert_eq!(bytes, "\u{feff}名称,差\r\n'=A1,-5\r\n".as_bytes());
/// ```
pub fn table(headers: &[&str], rows: impl IntoIterator<Item = Vec<Field>>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let cannot_fail = "writing into memory cannot fail, and rows may have any length";
    writer.write_record(headers.iter().map(|header| guarded(header).into_owned())).expect(cannot_fail);
    for row in rows {
        writer.write_record(row.iter().map(|field| field.written().into_owned())).expect(cannot_fail);
    }
    writer.into_inner().expect(cannot_fail)
}

/// `text` as a cell that no spreadsheet runs.
pub fn guarded(text: &str) -> Cow<'_, str> {
    if is_dangerous(text.trim_start_matches('\'')) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// `text` as one cell of CSV, in quotes where it needs them.
pub(crate) fn quoted(text: &str) -> Cow<'_, str> {
    if text.contains([',', '"', '\n', '\r']) {
        Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text that [`guarded`] made `cell` from.
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if is_dangerous(text.trim_start_matches('\'')) => text,
        _ => cell,
    }
}

fn is_dangerous(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\0', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_could_run_get_an_apostrophe_and_numbers_do_not() {
        for start in ['=', '+', '-', '@', '\t', '\r', '\0', '＝', '＋', '－', '＠'] {
            let text = format!("{start}cmd|' /C calc'!A0");
            assert_eq!(guarded(&text), format!("'{text}"));
            assert_eq!(unguarded(&guarded(&text)), text);
        }
        assert_eq!(Field::number(-5).written(), "-5");
        assert_eq!(Field::number("612.50").written(), "612.50");
        assert_eq!(Field::number("-1+cmd()"), Field::Text("-1+cmd()".into()), "no number");
        assert_eq!(Field::number("NaN"), Field::Text("NaN".into()));
    }

    #[test]
    fn apostrophes_of_ones_own_survive() {
        for text in ["'", "'a", "''", "'=1", "''=1", "it's", "=1"] {
            assert_eq!(unguarded(&guarded(text)), text);
        }
        assert_eq!(unguarded("'a"), "'a");
    }

    #[test]
    fn a_table_opens_with_a_byte_order_mark_and_quotes_where_needed() {
        let bytes = table(&["a", "b"], [vec![Field::text("x,\"y\"\r\nz"), Field::empty()]]);
        assert_eq!(bytes, "\u{feff}a,b\r\n\"x,\"\"y\"\"\r\nz\",\r\n".as_bytes());
    }
}
