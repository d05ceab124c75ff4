//! A chart of Excel's own: bars from one column of a sheet, and lines across them.

use rust_xlsxwriter::{ChartDataLabel, ChartFont, ChartLine, ChartType};
use std::ops::Range;

/// Bars with lines, each from a column of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// Above the bars.
    pub title: String,
    /// What the bars measure.
    pub axis: String,
    /// The sheet that holds the numbers.
    pub of: String,
    /// Rows of that sheet, counted from 0 below its header.
    pub rows: Range<u32>,
    /// The column with what each bar is called.
    pub label: u16,
    /// The column with the heights of the bars.
    pub bars: u16,
    /// Columns that are drawn as lines, their headers as legend.
    pub lines: Vec<u16>,
}

const WIDTH: u32 = 960;
const HEIGHT: u32 = 560;
const BAR: u32 = 0x2F_5D_8A;
const LINES: [u32; 3] = [0xC0_39_2B, 0x7F_7F_7F, 0xB9_77_0E];

impl Chart {
    pub(super) fn native(&self) -> rust_xlsxwriter::Chart {
        let mut bars = rust_xlsxwriter::Chart::new(ChartType::Column);
        bars.add_series()
            .set_name(self.header(self.bars))
            .set_categories(self.column(self.label))
            .set_values(self.column(self.bars))
            .set_gap(60)
            .set_data_label(ChartDataLabel::new().show_value())
            .set_format(
                rust_xlsxwriter::ChartFormat::new()
                    .set_solid_fill(rust_xlsxwriter::ChartSolidFill::new().set_color(BAR)),
            );
        if !self.lines.is_empty() {
            let mut lines = rust_xlsxwriter::Chart::new(ChartType::Line);
            for (column, color) in self.lines.iter().zip(LINES.into_iter().cycle()) {
                let line = ChartLine::new().set_color(color).set_width(1.75).clone();
                lines
                    .add_series()
                    .set_name(self.header(*column))
                    .set_categories(self.column(self.label))
                    .set_values(self.column(*column))
                    .set_format(rust_xlsxwriter::ChartFormat::new().set_line(&line));
            }
            bars.combine(&lines);
        }
        bars.title().set_name(&self.title).set_font(ChartFont::new().set_size(14));
        // A bar is as long as its number only when it begins at 0.
        bars.y_axis().set_name(&self.axis).set_min(0).set_major_gridlines(true);
        bars.legend().set_position(rust_xlsxwriter::ChartLegendPosition::Bottom);
        bars.set_width(WIDTH).set_height(HEIGHT);
        bars
    }

    /// The cells of a column; the header is in row 0.
    fn column(&self, column: u16) -> (&str, u32, u16, u32, u16) {
        (&self.of, self.rows.start + 1, column, self.rows.end, column)
    }

    fn header(&self, column: u16) -> (&str, u32, u16) {
        (&self.of, 0, column)
    }
}
