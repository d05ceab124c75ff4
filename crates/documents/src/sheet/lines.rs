//! The cells of a sheet as lines of text under its header.

use super::SheetText;
use crate::MAX_COLUMNS;
use crate::complaint::{Complaint, Complaints};
use crate::table::head::{Fit, LOOKED_AT, above_the_header};
use crate::table::{Column, too_many_columns};
use crate::write::{guarded, quoted};
use crate::xlsx::{Cell, Merged, Value, Workbook, limits, too_much_text};
use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use zhuoping_criteria::Bilingual;

/// The text of a sheet; only down to its header if `head_only`.
pub(super) fn text(
    book: &mut Workbook<'_>,
    sheet: &str,
    tables: &[&[Column]],
    head_only: bool,
) -> Result<SheetText, Complaints> {
    let mut lines = Lines::new(book, sheet, tables)?;
    book.each_cell(sheet, |cell| {
        lines.cell(cell);
        if lines.is_over() || (head_only && lines.header.is_some()) {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    })?;
    lines.finish(sheet)
}

/// How well a sheet does as one of `tables`; `None` when it is empty.
pub(super) fn fit(book: &mut Workbook<'_>, sheet: &str, tables: &[&[Column]]) -> Result<Option<Fit>, Complaints> {
    let mut lines = Lines::new(book, sheet, tables)?;
    book.each_cell(sheet, |cell| {
        lines.cell(cell);
        if lines.header.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    lines.end_row();
    Ok(lines.header.as_ref().map(|header| header.fit).or_else(|| lines.best().map(|(_, fit)| fit)))
}

/// A row that is not blank.
struct Row {
    number: u32,
    cells: Vec<Cell>,
}

/// The header once it is known.
struct Header {
    row: u32,
    names: Vec<String>,
    fit: Fit,
}

struct Lines<'t> {
    file: String,
    tables: &'t [&'t [Column]],
    merged: Vec<Merged>,
    /// Cells merged over several rows, by their first one.
    tall: HashMap<(u32, u32), Merged>,
    /// The row whose cells are coming in.
    current: Row,
    /// The first rows, while the header is not known.
    first: Vec<Row>,
    header: Option<Header>,
    text: String,
    /// The row written last.
    written: u32,
    /// The first cell of each column that no header stands above.
    headless: BTreeMap<u32, Cell>,
    errors: Complaints,
    warnings: Complaints,
    bad: Vec<Merged>,
}

impl<'t> Lines<'t> {
    fn new(book: &mut Workbook<'_>, sheet: &str, tables: &'t [&'t [Column]]) -> Result<Self, Complaints> {
        let merged = book.merged(sheet)?;
        let tall = merged.iter().filter(|region| region.last.0 > region.first.0);
        Ok(Self {
            file: book.file().to_owned(),
            tables,
            tall: tall.map(|region| (region.first, *region)).collect(),
            merged,
            current: Row { number: 0, cells: Vec::new() },
            first: Vec::new(),
            header: None,
            text: String::new(),
            written: 0,
            headless: BTreeMap::new(),
            errors: Complaints::new(),
            warnings: Complaints::new(),
            bad: Vec::new(),
        })
    }

    /// Takes the next cell.
    fn cell(&mut self, cell: Cell) {
        if cell.row != self.current.number {
            self.end_row();
            self.current.number = cell.row;
        }
        if !cell.value.is_blank() {
            self.current.cells.push(cell);
        }
    }

    /// Whether reading on is of no use.
    fn is_over(&self) -> bool {
        self.text.len() > limits::TEXT_BYTES
    }

    /// The present row has no more cells.
    fn end_row(&mut self) {
        let cells = std::mem::take(&mut self.current.cells);
        if cells.is_empty() {
            return;
        }
        let row = Row { number: self.current.number, cells };
        if self.header.is_some() {
            self.write(&row);
            return;
        }
        self.first.push(row);
        if self.first.len() == LOOKED_AT {
            self.find_header();
        }
    }

    /// Which of the first rows is the header, and how well it does.
    fn best(&self) -> Option<(usize, Fit)> {
        let fits: Vec<Fit> = self.first.iter().map(|row| Fit::of(&self.names(row), self.tables)).collect();
        let at = Fit::best(fits.iter().copied())?;
        Some((at, fits[at]))
    }

    /// The row's texts as a header: a cell merged with cells above it names its column in its last row.
    fn names(&self, row: &Row) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let mut name = |column: u32, text: String| {
            // One column too many is enough to see that there are too many.
            let column = MAX_COLUMNS.min(column as usize);
            if names.len() <= column {
                names.resize(column + 1, String::new());
            }
            if names[column].is_empty() {
                names[column] = text;
            }
        };
        row.cells.iter().for_each(|cell| name(cell.column, cell.text()));
        for region in self.tall.values().filter(|region| region.last.0 == row.number) {
            let above = self.first.iter().filter(|above| above.number == region.first.0);
            let cell = above.flat_map(|above| &above.cells).find(|cell| cell.column == region.first.1);
            if let Some(cell) = cell {
                name(cell.column, cell.text());
            }
        }
        names
    }

    /// Settles which row is the header, and writes what is known so far.
    fn find_header(&mut self) {
        let Some((above, fit)) = self.best() else { return };
        let names = self.names(&self.first[above]);
        let first = std::mem::take(&mut self.first);
        let row = first[above].number;
        if names.len() > MAX_COLUMNS {
            self.errors.push(too_many_columns(&self.file, row));
        }
        if above > 0 {
            self.warnings.push(above_the_header(&self.file, row, above));
        }
        let across = |region: &&Merged| region.first.0 <= row && region.last.0 > row;
        for region in self.tall.values().filter(across).copied().collect::<Vec<_>>() {
            self.refuse_merged(region);
        }
        let line: Vec<_> = names.iter().map(|name| quoted(&guarded(name)).into_owned()).collect();
        self.line(row, &line.join(","));
        self.header = Some(Header { row, names, fit });
        first.iter().skip(above + 1).for_each(|row| self.write(row));
    }

    fn line(&mut self, row: u32, line: &str) {
        self.text.extend(std::iter::repeat_n('\n', (row - self.written - 1) as usize));
        self.text.push_str(line);
        self.text.push('\n');
        self.written = row;
    }

    /// Writes a row below the header, with as many cells as the header has.
    fn write(&mut self, row: &Row) {
        let Some(header) = &self.header else { return };
        let width = header.names.len();
        let mut line = String::new();
        let mut written = 0;
        for cell in &row.cells {
            let column = cell.column as usize;
            if header.names.get(column).is_none_or(|name| name.trim().is_empty()) {
                self.headless.entry(cell.column).or_insert_with(|| cell.clone());
                continue;
            }
            line.extend(std::iter::repeat_n(',', column - written));
            written = column;
            line.push_str(&field(cell));
        }
        line.extend(std::iter::repeat_n(',', width.saturating_sub(written + 1)));
        self.check(row);
        self.line(row.number, &line);
    }

    /// Complains about cells that a text cannot stand for.
    fn check(&mut self, row: &Row) {
        for cell in &row.cells {
            let has_header =
                |header: &Header| header.names.get(cell.column as usize).is_some_and(|name| !name.is_empty());
            if !self.header.as_ref().is_some_and(has_header) {
                continue;
            }
            let message = match &cell.value {
                Value::Error(_) => Bilingual::new("公式出错", "is a formula that failed"),
                Value::NotCalculated => {
                    Bilingual::new("公式没有保存计算结果", "there is a formula without a result in the file")
                }
                _ => {
                    if let Some(region) = self.tall.get(&(cell.row, cell.column)) {
                        self.refuse_merged(*region);
                    }
                    continue;
                }
            };
            let expected = Bilingual::new(
                "值本身：改正公式，或在 Excel 中选择性粘贴为值，再保存",
                "the value itself: mend the formula, or paste it as a value in Excel, and save",
            );
            let complaint = self.complaint((cell.row, cell.column), message, expected).about(&cell.text());
            self.errors.push(complaint);
            self.bad.push(Merged { first: (cell.row, cell.column), last: (cell.row, cell.column) });
        }
    }

    fn refuse_merged(&mut self, region: Merged) {
        let address = region.address();
        let message = Bilingual::new(
            format!("{address} 是合并单元格，下面各行的值不确定"),
            format!("{address} is merged, so what its lower rows hold is open"),
        );
        let expected = Bilingual::new("取消合并，每行各填一格", "no merged cells: a cell of its own in every row");
        let complaint = self.complaint(region.first, message, expected);
        self.errors.push(complaint);
        self.bad.push(region);
    }

    fn complaint(&self, (row, column): (u32, u32), message: Bilingual, expected: Bilingual) -> Complaint {
        let complaint = Complaint::new(&self.file, message, expected).at_row(row);
        let place = column as usize;
        let name = self.header.as_ref().and_then(|header| header.names.get(place)).filter(|name| !name.is_empty());
        match name {
            Some(name) => complaint.in_column(place, name),
            None => complaint.in_column(place, &letters(column)),
        }
    }

    /// Warns about columns with cells and without a header.
    fn warn_of_headless(&mut self) {
        let Some(Header { row: head, .. }) = self.header else { return };
        for cell in std::mem::take(&mut self.headless).into_values() {
            let covers = |region: &&Merged| {
                (region.first.0..=region.last.0).contains(&head)
                    && (region.first.1..=region.last.1).contains(&cell.column)
            };
            let message = match self.merged.iter().find(covers) {
                Some(region) => Bilingual::new(
                    format!("表头 {} 是合并单元格，这一列没有自己的表头，未读入", region.address()),
                    format!(
                        "the header {} is merged and this column has none of its own; it is not read",
                        region.address()
                    ),
                ),
                None => Bilingual::new("这一列没有表头，未读入", "the column has no header and is not read"),
            };
            let expected = Bilingual::new("每列一个表头", "a header above every column");
            let warning = self.complaint((cell.row, cell.column), message, expected).about(&cell.text());
            self.warnings.push(warning);
        }
    }

    fn finish(mut self, sheet: &str) -> Result<SheetText, Complaints> {
        self.end_row();
        if self.header.is_none() {
            self.find_header();
        }
        if self.is_over() {
            return Err(too_much_text(&self.file, sheet).into());
        }
        self.warn_of_headless();
        Ok(SheetText {
            name: sheet.to_owned(),
            text: self.text,
            warnings: self.warnings.in_sheet(sheet),
            errors: self.errors,
            bad: self.bad,
        })
    }
}

/// A cell in CSV. Only a text can be taken for a formula; a negative number is a number.
fn field(cell: &Cell) -> String {
    let text = cell.text();
    match cell.value {
        Value::Text(_) => quoted(&guarded(&text)).into_owned(),
        _ => text,
    }
}

fn letters(column: u32) -> String {
    let address = crate::xlsx::address(1, column);
    address.trim_end_matches('1').to_owned()
}
