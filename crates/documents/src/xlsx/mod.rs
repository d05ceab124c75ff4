//! Workbooks (.xlsx): a guarded way to their cells.
//!
//! calamine reads a workbook's cells rightly, but it trusts what the file says about itself: how many texts there are,
//! how large a sheet is. A workbook comes from outside, so [`Workbook::open`] reads the whole of it through beforehand
//! and refuses what could make reading slow, large or different from what a spreadsheet program shows: packed data
//! beyond the limits whatever sizes are declared, entities, counts beyond all reason, two parts of one name.
//! Cells are then taken one after the other; no matrix is ever laid out, so a lone cell at XFD1048576 costs one cell.
//!
//! Macros are refused, formulas are never run: a cell with a formula comes with the result that the file holds.

mod address;
mod container;
pub(crate) mod limits;
mod part;
mod refusal;
mod value;

pub use address::address;
pub use value::Value;

use crate::complaint::{Complaint, Complaints};
use calamine::{Reader, SheetType, SheetVisible, Xlsx, XlsxFormulaMetadata};
use refusal::Refusal;
use std::collections::BTreeSet;
use std::io::Cursor;
use std::ops::ControlFlow;

/// The complaint about a sheet with more text than [`limits::TEXT_BYTES`].
pub(crate) fn too_much_text(file: &str, sheet: &str) -> Complaint {
    Refusal::TooMuchText.complaint(file, Some(sheet))
}

/// Whether these bytes are those of a workbook of some kind, readable or not, and of no text.
pub fn is_workbook(bytes: &[u8]) -> bool {
    [b"PK\x03\x04".as_slice(), b"PK\x05\x06", b"\xd0\xcf\x11\xe0"].iter().any(|signature| bytes.starts_with(signature))
}

/// A workbook that was checked and can be read.
pub struct Workbook<'b> {
    file: String,
    book: Xlsx<Cursor<&'b [u8]>>,
    sheets: Vec<Sheet>,
    formulas: bool,
    merges: bool,
    /// For each cell format whether it shows a percentage.
    percents: Vec<bool>,
}

/// A sheet with cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Whether it is shown; hidden sheets can be read too.
    pub visible: bool,
}

/// A cell that holds something.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// The row as a spreadsheet shows it, from 1.
    pub row: u32,
    /// The column, from 0.
    pub column: u32,
    /// What it holds.
    pub value: Value,
    /// Its formula without the equals sign; empty where it is part of a formula that was written for a whole range.
    pub formula: Option<String>,
    /// Whether its number is shown as a percentage.
    pub percent: bool,
}

/// Cells that were merged into one: the row (from 1) and column (from 0) of the first and of the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The upper left cell, which holds the value.
    pub first: (u32, u32),
    /// The lower right cell.
    pub last: (u32, u32),
}

impl Merged {
    /// Its name: `A2:A24`.
    pub fn address(self) -> String {
        format!("{}:{}", address(self.first.0, self.first.1), address(self.last.0, self.last.1))
    }
}

/// A formula and the row and column it is in.
type FormulaAt = ((u32, u32), String);

impl Cell {
    /// The name of the cell: `F12`.
    pub fn address(&self) -> String {
        address(self.row, self.column)
    }

    /// The text that a person sees, more or less: 70 as `70`, 0.7 shown as a percentage as `70%`, dates as `2024-05-01`.
    /// Empty for a formula without a result.
    pub fn text(&self) -> String {
        match &self.value {
            Value::Number(value) if self.percent => value::number(value * 100.0) + "%",
            Value::Number(value) => value::number(*value),
            Value::Text(text) | Value::Date(text) | Value::Error(text) => text.clone(),
            Value::Bool(value) => if *value { "TRUE" } else { "FALSE" }.into(),
            Value::NotCalculated => String::new(),
        }
    }
}

impl std::fmt::Debug for Workbook<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workbook").field("file", &self.file).field("sheets", &self.sheets).finish_non_exhaustive()
    }
}

impl<'b> Workbook<'b> {
    /// Checks and opens a workbook; `file` is its name, for messages.
    ///
    /// # Errors
    /// One complaint: no workbook (.xls, .xlsb, .ods, .docx and archives are told apart), encrypted, with macros,
    /// damaged, too large in any respect, or not built as the format requires.
    pub fn open(file: &str, bytes: &'b [u8]) -> Result<Self, Complaints> {
        Self::checked(file, bytes).map_err(|refusal| refusal.complaint(file, None).into())
    }

    fn checked(file: &str, bytes: &'b [u8]) -> Result<Self, Refusal> {
        let contents = container::check(bytes)?;
        let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|_| Refusal::Malformed)?;
        let sheets: Vec<Sheet> = book
            .sheets_metadata()
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| Sheet { name: sheet.name.clone(), visible: sheet.visible == SheetVisible::Visible })
            .collect();
        let names: BTreeSet<String> = sheets.iter().map(|sheet| sheet.name.to_lowercase()).collect();
        if names.len() < sheets.len() || sheets.is_empty() {
            return Err(Refusal::Malformed);
        }
        let shows_percent = |style: &calamine::Style| {
            style.number_format.as_ref().is_some_and(|format| value::is_percent(&format.format_code))
        };
        let percents = match book.worksheet_cells_reader(&sheets[0].name) {
            Ok(reader) => reader.styles().iter().map(shows_percent).collect(),
            Err(_) => return Err(Refusal::Malformed),
        };
        Ok(Self { file: file.into(), book, sheets, formulas: contents.formulas, merges: contents.merges(), percents })
    }

    /// The file's name.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The sheets with cells, in their order; chart sheets are left out.
    pub fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// The cells of a sheet that hold something, row by row and from left to right.
    ///
    /// # Errors
    /// One complaint: no such sheet, a sheet that cannot be read, more than half a million cells, too much text.
    pub fn cells(&mut self, sheet: &str) -> Result<Vec<Cell>, Complaints> {
        let mut cells = Vec::new();
        let most = limits::LISTED_CELLS;
        self.each_cell(sheet, |cell| {
            cells.push(cell);
            if cells.len() > most { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        if cells.len() > most {
            let refusal = Refusal::TooMany("单元格", "cells", most as u64);
            return Err(refusal.complaint(&self.file, Some(sheet)).into());
        }
        Ok(cells)
    }

    /// The merged cells of a sheet: rows (from 1) and columns (from 0) of the first and the last cell of each.
    ///
    /// # Errors
    /// One complaint: no such sheet, or a sheet that cannot be read.
    pub fn merged(&mut self, sheet: &str) -> Result<Vec<Merged>, Complaints> {
        if !self.merges {
            return Ok(Vec::new());
        }
        let unreadable = |_| Refusal::Unreadable { after: None }.complaint(&self.file, Some(sheet));
        let regions = self.book.merge_cells_by_sheet_name(sheet).map_err(unreadable)?;
        let region = |region: calamine::Dimensions| Merged {
            first: (region.start.0 + 1, region.start.1),
            last: (region.end.0 + 1, region.end.1),
        };
        Ok(regions.into_iter().map(region).collect())
    }

    /// Hands out the same cells one by one, until `visit` breaks off.
    pub(crate) fn each_cell(
        &mut self,
        sheet: &str,
        visit: impl FnMut(Cell) -> ControlFlow<()>,
    ) -> Result<(), Complaints> {
        self.walk(sheet, visit).map_err(|refusal| refusal.complaint(&self.file, Some(sheet)).into())
    }

    fn walk(&mut self, sheet: &str, mut visit: impl FnMut(Cell) -> ControlFlow<()>) -> Result<(), Refusal> {
        if !self.sheets.iter().any(|known| known.name == sheet) {
            return Err(Refusal::NoSheet);
        }
        let mut text = 0;
        let mut formulas = self.formulas(sheet, &mut text)?.into_iter().peekable();
        let mut reader = self.book.worksheet_cells_reader(sheet).map_err(|_| Refusal::Unreadable { after: None })?;
        let mut place = Place::default();
        while let Some((found, style)) =
            reader.next_cell_with_style_id().map_err(|_| Refusal::Unreadable { after: place.last })?
        {
            let (row, column) = place.next(found.get_position())?;
            let formula = formulas.next_if(|(at, _)| *at == (row, column)).map(|(_, formula)| formula);
            let value = match (Value::of(found.get_value()), &formula) {
                (Some(value), _) => value,
                (None, Some(_)) => Value::NotCalculated,
                (None, None) => continue,
            };
            if let Value::Text(value) = &value {
                text += value.len();
            }
            if text > limits::TEXT_BYTES {
                return Err(Refusal::TooMuchText);
            }
            let percent = self.percents.get(style).copied().unwrap_or_default();
            if visit(Cell { row, column, value, formula, percent }).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// The formulas of a sheet with their places. calamine gives styles and formulas in different passes.
    fn formulas(&mut self, sheet: &str, text: &mut usize) -> Result<Vec<FormulaAt>, Refusal> {
        let mut formulas = Vec::new();
        if !self.formulas {
            return Ok(formulas);
        }
        let mut reader = self.book.worksheet_cells_reader(sheet).map_err(|_| Refusal::Unreadable { after: None })?;
        let mut place = Place::default();
        while let Some(found) =
            reader.next_cell_with_formula_metadata().map_err(|_| Refusal::Unreadable { after: place.last })?
        {
            let at = place.next(found.pos)?;
            let Some(formula) = found.formula else { continue };
            let formula = match formula {
                XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => formula,
                _ => String::new(),
            };
            *text += formula.len();
            if *text > limits::TEXT_BYTES {
                return Err(Refusal::TooMuchText);
            }
            formulas.push((at, formula));
        }
        Ok(formulas)
    }
}

/// The place of the cell read last. Programs write cells in order, and who relies on it wants it checked.
#[derive(Default)]
struct Place {
    last: Option<(u32, u32)>,
}

impl Place {
    /// The next place, with the row counted from 1.
    fn next(&mut self, (row, column): (u32, u32)) -> Result<(u32, u32), Refusal> {
        let inside = row < limits::LAST_ROW && column < limits::COLUMNS;
        let place = (row.saturating_add(1), column);
        if !inside || self.last.is_some_and(|last| last >= place) {
            return Err(Refusal::Disordered { after: self.last });
        }
        self.last = Some(place);
        Ok(place)
    }
}

#[cfg(test)]
pub(crate) mod tests;
