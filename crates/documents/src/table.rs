//! Text to rows under a header: which column is which, and that every row has the header's shape.
//!
//! A table is a CSV file or a sheet of a workbook; its bytes tell which. The header is the first row that is not blank,
//! or one of the next rows where that one is a title. Its names may be Chinese or English, in any order, in any width or
//! case; what no reader asks for is kept under its own name ([`Table::others`]). Row numbers are those a spreadsheet
//! shows: the first row is 1, blank rows count, a cell with line ends in it stays one row.
//!
//! A table is checked as a whole before any row is used, and its rows are then read from the text again, so that memory
//! stays at the size of the text however many cells it has.

use crate::complaint::{Complaint, Complaints, Warned};
use crate::records::{Cells, RecordError, Records, is_blank};
use crate::text::{self, Encoding};
use crate::write::unguarded;
use crate::{MAX_CELL_BYTES, MAX_COLUMNS, MAX_ROWS, sheet, xlsx};
use rayon::prelude::*;
use std::borrow::Cow;
use zhuoping_criteria::Bilingual;
use zhuoping_provenance::text::folded;

pub(crate) mod head;

pub(crate) use head::Head;

/// A column that a reader knows by its two names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The Chinese header.
    pub zh: &'static str,
    /// The English header.
    pub en: &'static str,
    /// What becomes of a table without it.
    pub need: Need,
}

/// What becomes of a table without a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It is refused.
    Required,
    /// It is read with a warning.
    Optional,
    /// It is read in silence.
    Extra,
}

impl Column {
    pub(crate) const fn new(zh: &'static str, en: &'static str, need: Need) -> Self {
        Self { zh, en, need }
    }

    pub(crate) fn is_named(&self, header: &str) -> bool {
        // No name of a column is longer; a title of thousands of characters need not be folded to see that.
        let header = if header.len() > 256 { return false } else { folded(header) };
        header == folded(self.zh) || header == self.en
    }
}

/// A checked table: a header, and rows that have its shape.
#[derive(Clone, Debug)]
pub struct Table<'b> {
    file: String,
    text: Cow<'b, str>,
    /// `None` for a sheet.
    encoding: Option<Encoding>,
    head: Head,
    rows: usize,
    blocks: Vec<Start>,
}

/// How many rows a block has.
const BLOCK_ROWS: u32 = 512;

/// Where a block of rows begins.
#[derive(Clone, Copy, Debug)]
struct Start {
    /// In bytes.
    at: usize,
    /// How many rows come before.
    row: u32,
}

/// Some rows of a table below each other, to be read beside other blocks.
#[derive(Clone, Copy)]
pub(crate) struct Block<'t> {
    text: &'t str,
    start: Start,
    end: usize,
}

impl<'t> Block<'t> {
    /// Its rows that are not blank.
    pub(crate) fn rows(self) -> impl Iterator<Item = Row<'t>> {
        let mut records = Records::resume(&self.text[..self.end], self.start.at, self.start.row);
        std::iter::from_fn(move || {
            let mut cells = Vec::new();
            loop {
                records.next(&mut cells)?.expect("rows were checked when the table was read");
                if !is_blank(&cells) {
                    return Some(Row { number: records.row(), cells });
                }
            }
        })
    }
}

/// One row of a table.
#[derive(Clone, Debug)]
pub struct Row<'t> {
    number: u32,
    cells: Cells<'t>,
}

impl Row<'_> {
    /// The number a spreadsheet shows.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The cell in this column, counted from 0, as it was before [`crate::write`] guarded it; not trimmed.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| unguarded(cell))
    }
}

/// Reads a table and hands it on, with the warnings so far. Whatever comes of it, complaints about a sheet name the sheet.
pub(crate) fn read_with<'b, T>(
    file: &str,
    bytes: &'b [u8],
    columns: &[Column],
    read: impl FnOnce(Table<'b>, &mut Complaints) -> Result<T, Complaints>,
) -> Result<Warned<T>, Complaints> {
    let finish = |table: Warned<Table<'b>>| {
        let mut warnings = table.warnings;
        read(table.value, &mut warnings).map(|value| Warned { value, warnings })
    };
    if xlsx::is_workbook(bytes) {
        let sheet = sheet::read(file, bytes, &[columns])?;
        return sheet.located(|text| finish(Table::checked(file, Cow::Owned(text), None, columns)?));
    }
    let (text, encoding) = text::decode(bytes).map_err(|error| error.complaint(file))?;
    finish(Table::checked(file, text, Some(encoding), columns)?)
}

/// The headers of a table that is one of `tables`, without reading what is below.
pub(crate) fn header_of(file: &str, bytes: &[u8], tables: &[&[Column]]) -> Result<Vec<String>, Complaints> {
    let names = |text: &str| Head::read(file, text, tables).map(|head| head.names);
    if xlsx::is_workbook(bytes) {
        let sheet = sheet::read_head(file, bytes, tables)?;
        let named = |text: String| Ok(Warned { value: names(&text)?, warnings: Complaints::new() });
        return sheet.located(named).map(|warned| warned.value);
    }
    let (text, _) = text::decode(bytes).map_err(|error| error.complaint(file))?;
    names(&text)
}

impl<'b> Table<'b> {
    /// Reads and checks a table with `columns`, which tell its header from a title above it and its sheet from others;
    /// `file` is its name, for messages.
    ///
    /// In CSV, cells that are missing at the end of a row are an error, as are further cells that are not empty: both mean
    /// that cells have moved. Blank rows are left out but counted. A last row that no line end follows is a warning. Of a
    /// workbook, the one sheet is read that fits; see [`crate::sheet`].
    ///
    /// # Errors
    /// Everything that is wrong with the encoding, the quotes, the shape or the sizes; with the workbook or its sheets.
    pub fn read(file: &str, bytes: &'b [u8], columns: &[Column]) -> Result<Warned<Self>, Complaints> {
        read_with(file, bytes, columns, |table, _| Ok(table))
    }

    fn checked(
        file: &str,
        text: Cow<'b, str>,
        encoding: Option<Encoding>,
        columns: &[Column],
    ) -> Result<Warned<Self>, Complaints> {
        let mut warnings = Complaints::new();
        let head = Head::read(file, &text, &[columns])?;
        head.passed_over(file).into_iter().chain(cut_off(file, &text)).for_each(|warning| warnings.push(warning));
        let (rows, blocks) = check_rows(file, &text, &head)?;
        Ok(Warned { value: Self { file: file.into(), text, encoding, head, rows, blocks }, warnings })
    }

    /// The file's name.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The encoding the file came in; `None` for a workbook.
    pub fn encoding(&self) -> Option<Encoding> {
        self.encoding
    }

    /// The headers, in the order of the file.
    pub fn headers(&self) -> &[String] {
        &self.head.names
    }

    /// How many rows below the header are not blank.
    pub fn row_count(&self) -> usize {
        self.rows
    }

    /// The rows below the header that are not blank.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.blocks.len()).flat_map(|block| self.block(block).rows())
    }

    /// The same rows in blocks, for several threads.
    pub(crate) fn blocks(&self) -> impl IndexedParallelIterator<Item = Block<'_>> {
        (0..self.blocks.len()).into_par_iter().map(|block| self.block(block))
    }

    fn block(&self, block: usize) -> Block<'_> {
        let end = self.blocks.get(block + 1).map_or(self.text.len(), |next| next.at);
        Block { text: &self.text, start: self.blocks[block], end }
    }

    /// Where each of `columns` is, counted from 0; `None` where the table lacks it.
    ///
    /// # Errors
    /// Required columns that are missing, with what was found instead, and columns that are there twice.
    pub fn find(&self, columns: &[Column]) -> Result<Warned<Vec<Option<usize>>>, Complaints> {
        self.head.find(&self.file, columns)
    }

    /// The same, with its warnings added to `warnings`.
    pub(crate) fn places(
        &self,
        columns: &[Column],
        warnings: &mut Complaints,
    ) -> Result<Vec<Option<usize>>, Complaints> {
        let found = self.find(columns)?;
        warnings.append(found.warnings);
        Ok(found.value)
    }

    /// The columns that are none of `columns` and have a name: their place and their header.
    pub fn others(&self, columns: &[Column]) -> Vec<(usize, &str)> {
        let known = |name: &str| columns.iter().any(|column| column.is_named(name));
        let named = self.head.names.iter().enumerate().filter(|(_, name)| !name.is_empty());
        named.filter(|(_, name)| !known(name)).map(|(at, name)| (at, name.as_str())).collect()
    }

    /// The complaint for a table with nothing below its header.
    pub(crate) fn no_rows(&self) -> Complaint {
        no_rows(&self.file, &self.head)
    }
}

/// Checks the rows below the header; gives the number of those that are not blank, and where each block begins.
fn check_rows(file: &str, text: &str, head: &Head) -> Result<(usize, Vec<Start>), Complaints> {
    let mut errors = Complaints::new();
    let mut records = Records::resume(text, head.end, head.row);
    let mut cells = Vec::new();
    let mut rows = 0;
    let mut blocks = Vec::new();
    loop {
        if (records.row() - head.row).is_multiple_of(BLOCK_ROWS) && records.at() < text.len() {
            blocks.push(Start { at: records.at(), row: records.row() });
        }
        let Some(read) = records.next(&mut cells) else { break };
        let row = records.row();
        if row > MAX_ROWS {
            errors.push(too_many_rows(file));
            break;
        }
        match read {
            Err(error) => errors.push(broken(file, row, error, &head.names)),
            Ok(()) if is_blank(&cells) => {}
            Ok(()) => {
                rows += 1;
                check_shape(file, row, &cells, &head.names, &mut errors);
            }
        }
    }
    errors.refuse_if_any()?;
    Ok((rows, blocks))
}

/// Complains about a row whose cells do not fit under the header or are too large; says whether it fits.
pub(crate) fn check_shape(
    file: &str,
    row: u32,
    cells: &Cells<'_>,
    headers: &[String],
    errors: &mut Complaints,
) -> bool {
    let before = errors.count();
    if cells.len() < headers.len() || cells[headers.len()..].iter().any(|cell| !cell.trim().is_empty()) {
        errors.push(ragged(file, row, cells.len(), headers.len()));
    }
    for (place, (cell, header)) in
        cells.iter().zip(headers).enumerate().filter(|(_, (cell, _))| cell.len() > MAX_CELL_BYTES)
    {
        errors.push(too_large(file, row, cell).in_column(place, header));
    }
    errors.count() == before
}

fn ragged(file: &str, row: u32, cells: usize, headers: usize) -> Complaint {
    let message = if cells < headers {
        Bilingual::new(
            format!("本行只有 {cells} 格，表头有 {headers} 列；文件可能被截断"),
            format!("the row has only {cells} cells under {headers} headers; the file may have been cut off"),
        )
    } else {
        Bilingual::new(
            format!("本行有 {cells} 格，表头只有 {headers} 列；含逗号的内容要加引号"),
            format!("the row has {cells} cells under {headers} headers; text with commas wants quotes around it"),
        )
    };
    let expected = Bilingual::new(format!("每行 {headers} 格"), format!("{headers} cells in every row"));
    Complaint::new(file, message, expected).at_row(row)
}

fn too_large(file: &str, row: u32, cell: &str) -> Complaint {
    let (found, limit) = (cell.len().div_ceil(1024), MAX_CELL_BYTES / 1024);
    let message = Bilingual::new(format!("单元格太大（{found} KiB）"), format!("is too large a cell ({found} KiB)"));
    let expected = Bilingual::new(format!("每格不超过 {limit} KiB"), format!("at most {limit} KiB in a cell"));
    Complaint::new(file, message, expected).at_row(row).about(cell)
}

pub(crate) fn too_many_rows(file: &str) -> Complaint {
    let message = Bilingual::new("行数太多，未继续读取", "there are too many rows; reading stopped here");
    let expected = Bilingual::new(format!("不超过 {MAX_ROWS} 行"), format!("at most {MAX_ROWS} rows"));
    Complaint::new(file, message, expected).at_row(MAX_ROWS + 1)
}

/// The complaint about a row with more cells than a table may have columns.
pub(crate) fn too_many_columns(file: &str, row: u32) -> Complaint {
    let message = Bilingual::new("列数太多", "there are too many columns");
    let expected = Bilingual::new(format!("不超过 {MAX_COLUMNS} 列"), format!("at most {MAX_COLUMNS} columns"));
    Complaint::new(file, message, expected).at_row(row)
}

/// The complaint about a row that cannot be taken apart.
pub(crate) fn broken(file: &str, row: u32, error: RecordError, headers: &[String]) -> Complaint {
    let quotes = Bilingual::new(
        "成对的半角引号，引号内的引号写两个",
        "quotes in pairs, and a quote within a quoted cell written twice",
    );
    let (message, expected, column) = match error {
        RecordError::Unclosed { column } => (
            Bilingual::new(
                "引号没有结束，一直到文件末尾；文件可能被截断",
                "a quote is opened and never closed; the file may have been cut off",
            ),
            quotes,
            Some(column),
        ),
        RecordError::AfterQuote { column } => {
            (Bilingual::new("引号结束之后还有内容", "something follows a closing quote"), quotes, Some(column))
        }
        RecordError::TooWide => return too_many_columns(file, row),
    };
    let complaint = Complaint::new(file, message, expected).at_row(row);
    match column.and_then(|column| headers.get(column).map(|header| (column, header))) {
        Some((column, header)) => complaint.in_column(column, header),
        None => complaint,
    }
}

/// The complaint for a table with nothing below its header.
pub(crate) fn no_rows(file: &str, head: &Head) -> Complaint {
    let message = Bilingual::new("表头之下没有数据", "there is nothing below the header");
    let expected = Bilingual::new("至少一行数据", "at least one row");
    Complaint::new(file, message, expected).at_row(head.row)
}

/// The warning about a file whose last row no line end follows.
pub(crate) fn cut_off(file: &str, text: &str) -> Option<Complaint> {
    if text.ends_with('\n') {
        return None;
    }
    let message = Bilingual::new(
        "最后一行之后没有换行，文件可能被截断，请核对最后一行",
        "no line end follows the last row; the file may have been cut off, so check its last row",
    );
    let expected = Bilingual::new("文件以换行结束", "a line end at the end of the file");
    Some(Complaint::new(file, message, expected))
}

#[cfg(test)]
mod tests;
