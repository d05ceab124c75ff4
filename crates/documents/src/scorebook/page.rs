//! One sheet of a workbook as data: what stands in each cell, and what is the reviewer's to fill in.
//!
//! The same pages are written into a workbook and held against one that comes back, so the writer and the reader cannot
//! disagree about where things stand. Rows and columns count from 0 here, as `rust_xlsxwriter` counts.

/// One sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Page {
    /// The name on the tab.
    pub(super) name: String,
    /// Every cell that is not blank, and every one to be filled in; no two in one place.
    pub(super) cells: Vec<Cell>,
    /// The width of each column in characters.
    pub(super) widths: Vec<f64>,
    /// Rows that are not as high as one line.
    pub(super) heights: Vec<(u32, f64)>,
    /// How many rows stay in sight and are repeated on every printed page.
    pub(super) head_rows: u32,
    /// How many columns stay in sight.
    pub(super) head_columns: u16,
    /// Whether it is printed across the long side of the paper.
    pub(super) landscape: bool,
    /// Whether it is hidden so that only a program shows it again.
    pub(super) hidden: bool,
    /// Whether it may be changed anywhere (a paper form) or only where it is to be filled in.
    pub(super) free: bool,
    /// Cells that are coloured while a formula holds.
    pub(super) signals: Vec<Signal>,
    /// Cells with a drop-down of percents.
    pub(super) choices: Vec<Run>,
    /// Percents are multiples of this.
    pub(super) step: u8,
}

/// A cell, or several beside each other that are one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cell {
    pub(super) row: u32,
    pub(super) column: u16,
    /// How many columns it covers, 1 or more.
    pub(super) across: u16,
    pub(super) style: Style,
    pub(super) content: Content,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Content {
    /// Text that stays as it is.
    Text(String),
    /// A whole number that stays as it is.
    Number(u32),
    /// A formula without its equals sign, and what it gives while nothing is filled in.
    Formula(String, String),
    /// Text that leads to another sheet.
    Link(String, String),
    /// A percent to be filled in.
    Percent,
    /// A text to be filled in.
    Note,
}

/// How a cell looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Style {
    /// The name of the sheet.
    Title,
    /// Text without lines around it.
    Plain,
    /// The name of a field or a column.
    Label,
    /// Text in a table.
    Text,
    /// The same, centred.
    Centred,
    /// Text in small letters.
    Small,
    /// The row of a category.
    Category,
    /// The same, centred.
    CategoryCentred,
    /// A count of so many in the row of a category.
    Count(u32),
    /// A score in the row of a category.
    Subtotal,
    /// A score.
    Score,
    /// A percent to be filled in.
    Percent,
    /// A text to be filled in.
    Note,
    /// A link.
    Link,
    /// A code to be typed, in letters of one width.
    Code,
}

/// Cells below each other in one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) column: u16,
    pub(super) first: u32,
    pub(super) last: u32,
}

/// Cells that are coloured while a formula, written for the first of them, holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Signal {
    pub(super) run: Run,
    pub(super) formula: String,
    pub(super) tone: Tone,
}

/// What a colour says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    /// Something is missing.
    Missing,
    /// Something is not as it should be.
    Wrong,
    /// All is there.
    Done,
}

impl Page {
    /// An empty page.
    pub(super) fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Puts `content` into one cell.
    pub(super) fn put(&mut self, row: u32, column: u16, style: Style, content: Content) {
        self.put_across(row, column, 1, style, content);
    }

    /// Puts `content` into a cell that covers `across` columns.
    pub(super) fn put_across(&mut self, row: u32, column: u16, across: u16, style: Style, content: Content) {
        self.cells.push(Cell { row, column, across, style, content });
    }

    /// Puts text into one cell.
    pub(super) fn text(&mut self, row: u32, column: u16, style: Style, text: impl Into<String>) {
        self.put(row, column, style, Content::Text(text.into()));
    }

    /// What a column is called: its header, or its letters where it has none.
    pub(super) fn column_name(&self, column: u32) -> String {
        let header = self.cells.iter().find(|cell| cell.row + 1 == self.head_rows && u32::from(cell.column) == column);
        match header.map(|cell| &cell.content) {
            Some(Content::Text(text)) if !text.is_empty() => text.clone(),
            _ => u16::try_from(column).map_or_else(|_| column.to_string(), letters),
        }
    }

    /// The last row with a cell, for the print area.
    pub(super) fn last_row(&self) -> u32 {
        self.cells.iter().map(|cell| cell.row).max().unwrap_or(0)
    }
}

impl Content {
    /// Text.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A formula without its equals sign, and what it gives while nothing is filled in.
    pub(super) fn formula(formula: impl Into<String>, result: impl Into<String>) -> Self {
        Self::Formula(formula.into(), result.into())
    }
}

/// `E6` for row 5, column 4.
pub(super) fn address(row: u32, column: u16) -> String {
    format!("{}{}", letters(column), row + 1)
}

/// The letters of a column, counted from 0.
pub(super) fn letters(column: u16) -> String {
    let mut rest = u32::from(column) + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).expect("below 26");
        letters.insert(0, char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    letters.into_iter().collect()
}

/// How high a row must be for `text` in a column of `width` characters, in points. `size` is that of the letters; a
/// character of a column's width is 5.25 points, half a hanzi is half of `size`.
pub(super) fn height(text: &str, width: f64, size: f64) -> f64 {
    let room = width * 5.25 - 4.0;
    let lines: f64 = text.lines().map(|line| line_count(line, room / (size / 2.0))).sum();
    (lines.max(1.0) * size * 1.42 + 4.0).min(HEIGHT_MAX)
}

/// No row of a workbook may be higher, in points.
const HEIGHT_MAX: f64 = 409.0;

fn line_count(line: &str, halves: f64) -> f64 {
    let width = u32::try_from(unicode_width::UnicodeWidthStr::width(line)).unwrap_or(u32::MAX);
    let (mut lines, mut room) = (1.0, f64::from(width));
    while room > halves && lines < HEIGHT_MAX {
        lines += 1.0;
        room -= halves;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_a_spreadsheet_shows() {
        assert_eq!([address(5, 4), address(0, 25), address(9, 26)], ["E6", "Z1", "AA10"]);
        assert_eq!([letters(701), letters(702)], ["ZZ", "AAA"]);
    }

    #[test]
    fn rows_grow_with_wrapped_lines_up_to_the_limit() {
        let one = height("质", 36.0, 8.0);
        assert!(height(&"质".repeat(40), 36.0, 8.0) > one);
        assert!(height("一\n二", 36.0, 8.0) > one);
        assert!(height(&"质".repeat(40_000), 10.0, 8.0) <= HEIGHT_MAX);
    }
}
