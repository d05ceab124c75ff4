//! A sheet of a workbook as the text of a table, so that everything behind this station is one way for CSV and .xlsx.
//!
//! The text is what a careful person would type as CSV: the sheet's rows at their own numbers, blank ones included, as
//! many cells in each as the header has, numbers, dates and percentages as the sheet shows them, texts guarded as
//! [`crate::write`] guards them, since the reader of CSV takes such a guard away again.
//!
//! What only a sheet can have is settled here: which sheet is meant ([`choose`]), header cells merged over several rows,
//! formulas that failed, cells merged over several rows of data, cells under no header ([`lines`]).

mod choose;
mod lines;

use crate::complaint::{Complaints, Warned};
use crate::table::Column;
use crate::xlsx::{Merged, Workbook};

/// The text of one sheet, and what is wrong with cells that a text cannot hold.
pub(crate) struct SheetText {
    name: String,
    text: String,
    warnings: Complaints,
    errors: Complaints,
    /// The cells that `errors` are about.
    bad: Vec<Merged>,
}

/// Reads the sheet of a workbook that holds one of `tables`; `file` is its name, for messages.
///
/// # Errors
/// Those of [`Workbook::open`]; no sheet, or several that may be meant; a header of too many columns.
pub(crate) fn read(file: &str, bytes: &[u8], tables: &[&[Column]]) -> Result<SheetText, Complaints> {
    let mut book = Workbook::open(file, bytes)?;
    let chosen = choose::sheet(&mut book, tables)?;
    let mut sheet = lines::text(&mut book, &chosen.name, tables, false)?;
    chosen.unread(file).into_iter().for_each(|warning| sheet.warnings.push(warning));
    Ok(sheet)
}

/// The same for the header alone.
///
/// # Errors
/// As for [`read`].
pub(crate) fn read_head(file: &str, bytes: &[u8], tables: &[&[Column]]) -> Result<SheetText, Complaints> {
    let mut book = Workbook::open(file, bytes)?;
    let chosen = choose::sheet(&mut book, tables)?;
    lines::text(&mut book, &chosen.name, tables, true)
}

impl SheetText {
    /// Lets `read` read the text. All complaints come with the sheet's name, those of `read` and the sheet's own in the
    /// order of the rows; a cell is complained about once.
    ///
    /// # Errors
    /// The complaints of both.
    pub(crate) fn located<T>(
        self,
        read: impl FnOnce(String) -> Result<Warned<T>, Complaints>,
    ) -> Result<Warned<T>, Complaints> {
        let outcome = read(self.text);
        if self.errors.is_empty() {
            return match outcome {
                Ok(Warned { value, warnings }) => {
                    let mut all = self.warnings;
                    all.append(warnings.in_sheet(&self.name));
                    Ok(Warned { value, warnings: all })
                }
                Err(errors) => Err(errors.in_sheet(&self.name)),
            };
        }
        let mut errors = self.errors;
        if let Err(more) = outcome {
            errors.merge(more.without(&self.bad));
        }
        Err(errors.in_sheet(&self.name))
    }
}

#[cfg(test)]
mod tests;
