//! Text to records: the rows and cells of comma-separated text (RFC 4180), counted as a spreadsheet counts them.
//!
//! The `csv` crate reads what it can: it skips blank lines without counting them, takes a quote that is never closed for
//! a cell that reaches to the end of the file, and glues on what follows a closing quote. A secretary looks up row
//! numbers in Excel, and a file cut in half must be refused, so this reader is strict where that one is lenient. On
//! well-formed text the two agree, which a property test holds them to.
//!
//! Cells are slices of the text; only a cell with doubled quotes is copied.

use std::borrow::Cow;

/// The cells of one row.
pub(crate) type Cells<'t> = Vec<Cow<'t, str>>;

/// A row that cannot be taken apart. The reader goes on behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RecordError {
    /// The quote that opens this cell (counted from 0) is never closed.
    Unclosed { column: usize },
    /// After the closing quote of this cell something else than a comma or the end of the row follows.
    AfterQuote { column: usize },
    /// More cells than a table may have.
    TooWide,
}

/// Reads rows one by one.
pub(crate) struct Records<'t> {
    text: &'t str,
    at: usize,
    row: u32,
}

/// What ended a cell.
enum End {
    Comma,
    Row,
}

impl<'t> Records<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, at: 0, row: 0 }
    }

    /// Goes on at byte `at`, after `row` rows.
    pub(crate) fn resume(text: &'t str, at: usize, row: u32) -> Self {
        Self { text, at, row }
    }

    /// The number of the row read last; the first one is 1.
    pub(crate) fn row(&self) -> u32 {
        self.row
    }

    /// Where the next row begins, in bytes.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// The text from the next row on.
    pub(crate) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Goes past a row of `bytes` bytes, its line end included, that the caller has read by itself.
    pub(crate) fn pass(&mut self, bytes: usize) {
        self.at += bytes;
        self.row = self.row.saturating_add(1);
    }

    /// Reads the next row into `cells`; `None` at the end of the text. A blank line is a row with one empty cell.
    #[inline]
    pub(crate) fn next(&mut self, cells: &mut Cells<'t>) -> Option<Result<(), RecordError>> {
        cells.clear();
        if self.at >= self.text.len() {
            return None;
        }
        self.row = self.row.saturating_add(1);
        loop {
            if cells.len() == crate::MAX_COLUMNS {
                self.skip_line();
                return Some(Err(RecordError::TooWide));
            }
            let end = if self.text.as_bytes().get(self.at) == Some(&b'"') {
                match self.quoted(cells) {
                    Ok(end) => end,
                    Err(error) => return Some(Err(error)),
                }
            } else {
                self.plain(cells)
            };
            if matches!(end, End::Row) {
                return Some(Ok(()));
            }
        }
    }

    #[inline]
    fn plain(&mut self, cells: &mut Cells<'t>) -> End {
        let rest = &self.text[self.at..];
        // Cells are short: a loop over a few bytes costs less than setting up a vectorised search.
        let length = rest.bytes().position(|byte| byte == b',' || byte == b'\n').unwrap_or(rest.len());
        let cell = &rest[..length];
        self.at += length + 1;
        if rest.as_bytes().get(length) == Some(&b',') {
            cells.push(Cow::Borrowed(cell));
            End::Comma
        } else {
            cells.push(Cow::Borrowed(cell.strip_suffix('\r').unwrap_or(cell)));
            End::Row
        }
    }

    fn quoted(&mut self, cells: &mut Cells<'t>) -> Result<End, RecordError> {
        let column = cells.len();
        let rest = &self.text[self.at + 1..];
        let bytes = rest.as_bytes();
        let (mut length, mut doubled) = (0, false);
        loop {
            let Some(found) = memchr::memchr(b'"', &bytes[length..]) else {
                self.at = self.text.len();
                return Err(RecordError::Unclosed { column });
            };
            length += found;
            if bytes.get(length + 1) != Some(&b'"') {
                break;
            }
            doubled = true;
            length += 2;
        }
        let cell = &rest[..length];
        cells.push(if doubled { Cow::Owned(cell.replace("\"\"", "\"")) } else { Cow::Borrowed(cell) });
        self.at += length + 2;
        let (end, taken) = match &bytes[length + 1..] {
            [b',', ..] => (End::Comma, 1),
            [b'\n', ..] => (End::Row, 1),
            [b'\r', b'\n', ..] => (End::Row, 2),
            [] | [b'\r'] => (End::Row, 1),
            _ => {
                self.skip_line();
                return Err(RecordError::AfterQuote { column });
            }
        };
        self.at += taken;
        Ok(end)
    }

    fn skip_line(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += memchr::memchr(b'\n', rest).map_or(rest.len(), |found| found + 1);
    }
}

/// Whether a row has nothing in it: a blank line, or the commas that Excel leaves below a table.
pub(crate) fn is_blank(cells: &Cells<'_>) -> bool {
    cells.iter().all(|cell| cell.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Row = (u32, Result<Vec<String>, RecordError>);

    fn rows(text: &str) -> Vec<Row> {
        let mut records = Records::new(text);
        let mut cells = Vec::new();
        let mut rows = Vec::new();
        while let Some(read) = records.next(&mut cells) {
            rows.push((records.row(), read.map(|()| cells.iter().map(|cell| cell.to_string()).collect())));
        }
        rows
    }

    fn good(row: u32, cells: &[&str]) -> Row {
        (row, Ok(cells.iter().map(|cell| (*cell).to_owned()).collect()))
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_shows_them() {
        let text = "a,b\r\n\r\n\"two\r\nlines\",\"say \"\"yes\"\"\"\n,\nlast,";
        let expected = [
            good(1, &["a", "b"]),
            good(2, &[""]),
            good(3, &["two\r\nlines", "say \"yes\""]),
            good(4, &["", ""]),
            good(5, &["last", ""]),
        ];
        assert_eq!(rows(text), expected);
        assert_eq!(rows(""), []);
        assert_eq!(rows("\"q\"\r"), [good(1, &["q"])]);
        assert_eq!(rows("5\" pipe,x"), [good(1, &["5\" pipe", "x"])], "a quote within a cell is just a quote");
    }

    #[test]
    fn quotes_that_do_not_fit_are_errors_with_their_cell() {
        assert_eq!(rows("a,\"b\nc,d\n"), [(1, Err(RecordError::Unclosed { column: 1 }))]);
        assert_eq!(rows("\"a\"x,b\nc,d\n"), [(1, Err(RecordError::AfterQuote { column: 0 })), good(2, &["c", "d"])]);
    }

    #[test]
    fn a_row_of_a_million_commas_is_given_up_early() {
        let text = format!("{}\nnext\n", ",".repeat(1 << 20));
        assert_eq!(rows(&text), [(1, Err(RecordError::TooWide)), good(2, &["next"])]);
    }

    /// What the `csv` crate reads, which skips blank lines.
    fn oracle(text: &str) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    fn cell() -> impl Strategy<Value = String> {
        prop_oneof!["[a-z0-9质量 ]{0,4}", r#"("[a-z,质\n]{0,4}(""[a-z,\n]{0,2}){0,2}")"#,]
    }

    proptest! {
        #[test]
        fn well_formed_text_reads_as_the_csv_crate_reads_it(
            table in prop::collection::vec(prop::collection::vec(cell(), 1..5), 0..8),
            ends in prop::collection::vec(prop_oneof![Just("\n"), Just("\r\n")], 8),
        ) {
            let text: String = table.iter().zip(ends).map(|(row, end)| row.join(",") + end).collect();
            let ours: Vec<Vec<String>> = rows(&text).into_iter().map(|(_, row)| row.unwrap()).collect();
            let blank = |row: &Vec<String>| row.len() == 1 && row[0].is_empty();
            prop_assert_eq!(ours.len(), table.len());
            let ours: Vec<_> = ours.into_iter().filter(|row| !blank(row)).collect();
            let theirs: Vec<_> = oracle(&text).into_iter().filter(|row| !blank(row)).collect();
            prop_assert_eq!(ours, theirs);
        }

        #[test]
        fn arbitrary_text_never_panics_and_ends(text in r#"([a-z",\r\n]|\PC){0,60}"#) {
            prop_assert!(rows(&text).len() <= text.len());
        }
    }
}
