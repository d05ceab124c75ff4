//! The header of a table: which row it is, and which column is which.
//!
//! People put a title, a unit or a second line of group names above the header. Among the first rows the header is the one
//! that names every required column and the most columns of all; where no row does, the one that comes nearest is taken
//! for it, so that what is missing is told about the right row. What stands above it is not read, with a warning.

use super::{Column, Need, broken, too_large};
use crate::MAX_CELL_BYTES;
use crate::complaint::{Complaint, Complaints, Warned};
use crate::quote::Shown;
use crate::records::{Records, is_blank};
use crate::text;
use crate::write::unguarded;
use std::collections::HashMap;
use zhuoping_criteria::Bilingual;
use zhuoping_provenance::text::{folded, nfc};

/// How many rows that are not blank are looked at for the header.
pub(crate) const LOOKED_AT: usize = 10;

/// How well a row does as the header; the greater, the better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fit {
    /// Whether it names every required column.
    pub(crate) whole: bool,
    /// How many columns it names.
    pub(crate) known: usize,
}

impl Fit {
    /// How well `cells` do as the header of the best of these tables. A table that asks for no column by name has a header
    /// of at least two cells.
    pub(crate) fn of<S: AsRef<str>>(cells: &[S], tables: &[&[Column]]) -> Self {
        tables.iter().map(|columns| Self::of_one(cells, columns)).max().unwrap_or_default()
    }

    fn of_one<S: AsRef<str>>(cells: &[S], columns: &[Column]) -> Self {
        if columns.is_empty() {
            let whole = cells.iter().filter(|cell| !cell.as_ref().trim().is_empty()).nth(1).is_some();
            return Self { whole, known: usize::from(whole) };
        }
        let named = |column: &&Column| cells.iter().any(|cell| column.is_named(unguarded(cell.as_ref())));
        let whole = columns.iter().filter(|column| column.need == Need::Required).all(|column| named(&column));
        Self { whole, known: columns.iter().filter(named).count() }
    }

    /// The place of the best fit, the first of equals; `None` where there is none.
    pub(crate) fn best(fits: impl IntoIterator<Item = Self>) -> Option<usize> {
        let fits: Vec<_> = fits.into_iter().collect();
        let best = fits.iter().max()?;
        fits.iter().position(|fit| fit == best)
    }
}

/// The header of a table and where it ends.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    /// The headers, normalised; empty where the cell is.
    pub(crate) names: Vec<String>,
    /// The row of the header.
    pub(crate) row: u32,
    /// Where the first row below it begins, in bytes.
    pub(crate) end: usize,
    /// How many rows with something in them stand above it.
    above: usize,
}

impl Head {
    /// Finds and reads the header of `text`, which is that of one of `tables`.
    pub(crate) fn read(file: &str, text: &str, tables: &[&[Column]]) -> Result<Self, Complaints> {
        let mut records = Records::new(text);
        let mut cells = Vec::new();
        let mut first_rows = Vec::new();
        while first_rows.len() < LOOKED_AT {
            match records.next(&mut cells) {
                None => break,
                // What is wrong further down is told when the rows are read.
                Some(Err(_)) if !first_rows.is_empty() => break,
                Some(Err(error)) => return Err(broken(file, records.row(), error, &[]).into()),
                Some(Ok(())) if is_blank(&cells) => {}
                Some(Ok(())) => first_rows.push((cells.clone(), records.row(), records.at())),
            }
        }
        let Some(above) = Fit::best(first_rows.iter().map(|(cells, ..)| Fit::of(cells, tables))) else {
            return Err(text::DecodeError::Empty.complaint(file).into());
        };
        let (cells, row, end) = first_rows.swap_remove(above);
        if let Some(place) = cells.iter().position(|cell| cell.len() > MAX_CELL_BYTES) {
            return Err(too_large(file, row, &cells[place]).into());
        }
        let names = cells.iter().map(|cell| nfc(unguarded(cell))).collect();
        Ok(Self { names, row, end, above })
    }

    /// Whether it has every required column.
    pub(crate) fn is_whole(&self, columns: &[Column]) -> bool {
        Fit::of(&self.names, &[columns]).whole
    }

    /// The warning about what stands above the header.
    pub(crate) fn passed_over(&self, file: &str) -> Option<Complaint> {
        (self.above > 0).then(|| above_the_header(file, self.row, self.above))
    }

    /// See [`super::Table::find`].
    pub(crate) fn find(&self, file: &str, columns: &[Column]) -> Result<Warned<Vec<Option<usize>>>, Complaints> {
        let mut errors = self.duplicates(file, columns);
        let mut warnings = Complaints::new();
        let mut places = Vec::with_capacity(columns.len());
        for column in columns {
            let place = self.names.iter().position(|name| column.is_named(name));
            places.push(place);
            match (place, column.need) {
                (None, Need::Required) => errors.push(self.missing(file, column)),
                (None, Need::Optional) => warnings.push(self.left_out(file, column)),
                _ => {}
            }
        }
        errors.refuse_if_any()?;
        Ok(Warned { value: places, warnings })
    }

    fn duplicates(&self, file: &str, columns: &[Column]) -> Complaints {
        let mut errors = Complaints::new();
        let mut seen: HashMap<String, usize> = HashMap::new();
        for (at, name) in self.names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            let known = columns.iter().find(|column| column.is_named(name));
            let key = known.map_or_else(|| folded(name), |column| column.en.to_owned());
            let Some(first) = seen.get(&key) else {
                seen.insert(key, at);
                continue;
            };
            let (first, second) = (first + 1, at + 1);
            let message = Bilingual::new(
                format!("表头重复：第 {first} 列与第 {second} 列是同一列"),
                format!("is a header twice: columns {first} and {second} are the same"),
            );
            let expected = Bilingual::new("每列一个不同的表头", "a different header for every column");
            errors.push(Complaint::new(file, message, expected).at_row(self.row).in_column(at, name).about(name));
        }
        errors
    }

    /// A required column is missing.
    fn missing(&self, file: &str, column: &Column) -> Complaint {
        let (zh, en) = self.found();
        let hint = self.separator_hint();
        let message = Bilingual::new(
            format!("缺少必需的列；表头中有：{zh}{}", hint.zh),
            format!("a required column is missing; the header has: {en}{}", hint.en),
        );
        Complaint::new(file, message, either(column)).at_row(self.row).at_column(column.zh)
    }

    fn left_out(&self, file: &str, column: &Column) -> Complaint {
        let message = Bilingual::new("没有这一列，按空白处理", "there is no such column; its cells count as empty");
        Complaint::new(file, message, either(column)).at_row(self.row).at_column(column.zh)
    }

    /// The headers as a message lists them: the first twelve.
    fn found(&self) -> (String, String) {
        const LISTED: usize = 12;
        let shown: Vec<_> = self.names.iter().take(LISTED).map(|name| Shown::new(name)).collect();
        let more = self.names.len().saturating_sub(LISTED);
        let (zh, en): (Vec<_>, Vec<_>) = shown.iter().map(|name| (name.zh(), name.en())).unzip();
        match more {
            0 => (zh.concat(), en.join(", ")),
            _ => (format!("{}等 {} 列", zh.concat(), self.names.len()), format!("{} and {more} more", en.join(", "))),
        }
    }

    /// A whole header in one cell is separated by something else than commas.
    fn separator_hint(&self) -> Bilingual {
        let separators =
            [('\t', "制表符", "tabs"), (';', "分号", "semicolons"), ('，', "全角逗号", "full-width commas")];
        let [name] = self.names.as_slice() else {
            return Bilingual::new("", "");
        };
        let used = separators.into_iter().find(|(separator, ..)| name.contains(*separator));
        used.map_or_else(
            || Bilingual::new("", ""),
            |(_, zh, en)| {
                Bilingual::new(
                    format!("（看来是用{zh}分隔的，请改用半角逗号）"),
                    format!(" (it seems to be separated by {en}; use commas)"),
                )
            },
        )
    }
}

fn either(column: &Column) -> Bilingual {
    Bilingual::new(
        format!("表头「{}」或「{}」", column.zh, column.en),
        format!("a header \"{}\" or \"{}\"", column.zh, column.en),
    )
}

/// The warning about rows above the header in `row`.
pub(crate) fn above_the_header(file: &str, row: u32, rows: usize) -> Complaint {
    let message = Bilingual::new(
        format!("表头在第 {row} 行，以上有内容的 {rows} 行未读入"),
        format!("the header is row {row}; {rows} rows above it that are not blank are not read"),
    );
    let expected = Bilingual::new("第一行就是表头", "the header in the first row");
    Complaint::new(file, message, expected).at_row(row)
}
