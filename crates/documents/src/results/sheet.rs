//! One sheet: a header, rows, and how it is printed.

use super::chart::Chart;
use super::{CELL_CHARS_MAX, ROWS_MAX, ResultsError};
use crate::write::Field;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Worksheet};
use std::collections::BTreeMap;
use unicode_width::UnicodeWidthStr;

/// Half-width characters a column has at most before its texts are broken into lines, and at least.
const WIDTH_MAX: usize = 46;
const WIDTH_MIN: usize = 6;
/// What the button of a filter and the margins of a cell take.
const WIDTH_EXTRA: usize = 3;
/// The height of a line in points, and the most lines a row is made high for: Excel's limit is 409 points.
const LINE_HEIGHT: f64 = 13.5;
const LINES_MAX: f64 = 30.0;
const FONT: &str = "宋体";
const PAPER_A4: u8 = 9;
/// The height of a chart with the space below it, in rows of a sheet.
const CHART_ROWS: u32 = 30;

/// A table of results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The tab, at most 31 characters.
    pub name: String,
    /// One a column.
    pub headers: Vec<String>,
    /// Each with at most as many cells as there are headers.
    pub rows: Vec<Vec<Field>>,
    /// Columns of the left that stay on screen.
    pub frozen: u16,
    /// Below the table, in order.
    pub charts: Vec<Chart>,
}

impl Sheet {
    /// A table without a chart, of which the header alone stays on screen.
    pub fn new(name: &str, headers: &[&str], rows: Vec<Vec<Field>>) -> Self {
        let headers = headers.iter().map(|header| (*header).to_owned()).collect();
        Self { name: name.into(), headers, rows, frozen: 0, charts: Vec::new() }
    }

    pub(super) fn write(&self, sheet: &mut Worksheet, title: &str) -> Result<(), ResultsError> {
        let rows = self.rows.len() + 1;
        let last = match u32::try_from(self.rows.len()) {
            Ok(last) if rows <= ROWS_MAX => last,
            _ => return Err(ResultsError::TooManyRows { sheet: self.name.clone(), rows }),
        };
        sheet.set_name(&self.name)?;
        let header =
            cell_format().set_bold().set_background_color(0xDD_E6_F0).set_align(FormatAlign::Center).set_text_wrap();
        for (column, text) in (0..).zip(&self.headers) {
            sheet.write_string_with_format(0, column, text, &header)?;
        }
        let headers: Vec<Field> = self.headers.iter().map(Field::text).collect();
        let mut formats = Formats::default();
        for (row, cells) in (1..).zip(&self.rows) {
            for (column, cell) in (0..).zip(cells) {
                write(sheet, row, column, cell, &mut formats)?;
            }
        }
        let widths = self.widths();
        for (column, width) in (0..).zip(&widths) {
            sheet.set_column_width(column, *width)?;
        }
        for (row, cells) in (0..).zip(std::iter::once(&headers).chain(&self.rows)) {
            let lines = lines(cells, &widths);
            if lines > 1.0 {
                sheet.set_row_height(row, LINE_HEIGHT * lines)?;
            }
        }
        if let Some(columns) = u16::try_from(self.headers.len()).ok().filter(|columns| *columns > 0) {
            sheet.autofilter(0, 0, last, columns - 1)?;
            sheet.set_freeze_panes(1, self.frozen)?;
            sheet.set_repeat_rows(0, 0)?;
        }
        for (at, chart) in (0..).zip(&self.charts) {
            let below = if self.headers.is_empty() { 0 } else { last + 2 };
            sheet.insert_chart(below + at * CHART_ROWS, 0, &chart.native())?;
        }
        let breaks: Vec<u32> = (1..).map(|at| at * CHART_ROWS).take(self.charts.len().saturating_sub(1)).collect();
        if self.headers.is_empty() && !breaks.is_empty() {
            sheet.set_page_breaks(&breaks)?;
        }
        print_setup(sheet, title, &self.name);
        Ok(())
    }

    /// The widths of the columns: what the widest cell needs, within bounds.
    fn widths(&self) -> Vec<f64> {
        let mut widths: Vec<usize> = self.headers.iter().map(|header| header.width()).collect();
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                let text = text_of(cell);
                *width = (*width).max(text.lines().map(UnicodeWidthStr::width).max().unwrap_or_default());
            }
        }
        // At most WIDTH_MAX, which any number holds exactly.
        let bounded =
            |width: usize| u32::try_from((width + WIDTH_EXTRA).clamp(WIDTH_MIN, WIDTH_MAX)).unwrap_or_default();
        widths.into_iter().map(|width| f64::from(bounded(width))).collect()
    }
}

fn text_of(cell: &Field) -> &str {
    match cell {
        Field::Text(text) | Field::Number(text) => text,
    }
}

/// How many lines the cell with the most of them needs: programs that open a workbook do not all work it out.
fn lines(cells: &[Field], widths: &[f64]) -> f64 {
    let of_line = |line: &str, width: f64| {
        let wide = f64::from(u32::try_from(line.width()).unwrap_or(u32::MAX));
        (wide / (width - 1.0)).ceil().max(1.0)
    };
    let of_cell = |(cell, width): (&Field, &f64)| text_of(cell).lines().map(|line| of_line(line, *width)).sum::<f64>();
    cells.iter().zip(widths).map(of_cell).fold(1.0, f64::max).min(LINES_MAX)
}

/// One number format for each number of decimals, so that a workbook has a few and not one a cell.
#[derive(Default)]
struct Formats(BTreeMap<usize, Format>);

impl Formats {
    fn of(&mut self, decimals: usize) -> &Format {
        self.0.entry(decimals).or_insert_with(|| {
            let places = if decimals == 0 { "0".to_owned() } else { format!("0.{}", "0".repeat(decimals)) };
            cell_format().set_num_format(places).set_align(FormatAlign::Right)
        })
    }
}

fn cell_format() -> Format {
    Format::new()
        .set_font_name(FONT)
        .set_font_size(10)
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::VerticalCenter)
}

fn write(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Field,
    formats: &mut Formats,
) -> Result<(), ResultsError> {
    let number = match cell {
        Field::Number(number) => number.parse::<f64>().ok().map(|value| (value, number)),
        Field::Text(_) => None,
    };
    match (number, cell) {
        (Some((value, shown)), _) => {
            let decimals = shown.split_once('.').map_or(0, |(_, decimals)| decimals.len());
            sheet.write_number_with_format(row, column, value, formats.of(decimals))?;
        }
        (None, Field::Text(text) | Field::Number(text)) => {
            let format = cell_format().set_text_wrap();
            if text.is_empty() {
                sheet.write_blank(row, column, &format)?;
            } else {
                sheet.write_string_with_format(row, column, cut(text), &format)?;
            }
        }
    }
    Ok(())
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(CELL_CHARS_MAX) {
        None => text.to_owned(),
        Some(_) => text.chars().take(CELL_CHARS_MAX - 1).chain(std::iter::once('…')).collect(),
    }
}

fn print_setup(sheet: &mut Worksheet, title: &str, name: &str) {
    // In a header of Excel an ampersand begins a code; two of them are one.
    let title = title.replace('&', "&&");
    sheet.set_landscape().set_paper_size(PAPER_A4).set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
    sheet.set_margins(0.5, 0.5, 0.8, 0.7, 0.4, 0.4);
    sheet.set_header(format!("&C{title} · {name}")).set_footer("&C— &P / &N —");
}
