//! Result tables as an Excel workbook (.xlsx): bytes out, made to be sorted, filtered and printed.
//!
//! A sheet is a header and rows of [`Field`]s, the same that [`crate::write`] puts into CSV, so that both files say the
//! same. Numbers are numbers, shown with the decimals they were given with; texts are texts and never formulas. Headers
//! stay on screen and on every printed page, columns are as wide as their hanzi, and pages are A4 across. A [`Chart`] is
//! Excel's own and follows the cells when somebody edits them.
//!
//! Same tables, same bytes: the date within is fixed.

mod chart;
mod sheet;

pub use chart::Chart;
pub use sheet::Sheet;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, XlsxError};

/// The most rows a sheet of Excel holds, the header included.
pub const ROWS_MAX: usize = 1_048_576;
/// The most characters a cell of Excel holds.
pub const CELL_CHARS_MAX: usize = 32_767;

/// A workbook before it is bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workbook {
    /// What it is about; stands above every printed page.
    pub title: String,
    /// In the order of the tabs.
    pub sheets: Vec<Sheet>,
}

/// Why there is no workbook.
#[derive(Debug, thiserror::Error)]
pub enum ResultsError {
    /// A sheet has more rows than Excel opens.
    #[error("sheet {sheet} would have {rows} rows; Excel opens {ROWS_MAX}")]
    TooManyRows {
        /// The name of the sheet.
        sheet: String,
        /// How many rows it would have, the header included.
        rows: usize,
    },
    /// A name of a sheet is used twice, too long, or holds `[ ] : * ? / \`.
    #[error("{0}")]
    Sheet(#[from] XlsxError),
}

impl Workbook {
    /// The bytes of the .xlsx file.
    ///
    /// # Errors
    /// [`ResultsError`] when a sheet is larger than Excel opens or has a name that Excel refuses. A text longer than
    /// [`CELL_CHARS_MAX`] is cut and ends in `…`.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ResultsError> {
        let mut book = rust_xlsxwriter::Workbook::new();
        let created = ExcelDateTime::from_ymd(2022, 12, 20)?;
        book.set_properties(&DocProperties::new().set_title(&self.title).set_creation_datetime(&created));
        for sheet in &self.sheets {
            sheet.write(book.add_worksheet(), &self.title)?;
        }
        Ok(book.save_to_buffer()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::Field;
    use calamine::{Data, Reader, Xlsx};
    use std::io::Cursor;

    fn sheet() -> Sheet {
        let row = |name: &str, score: &str| vec![Field::text(name), Field::number(score), Field::empty()];
        Sheet::new(
            "名单",
            &["名称", "得分", "备注"],
            vec![row("甲公司", "612.50"), row("=1+1", "-3"), row("丙", "7e2")],
        )
    }

    fn read(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
        Xlsx::new(Cursor::new(bytes)).unwrap()
    }

    #[test]
    fn numbers_are_numbers_and_texts_are_no_formulas() {
        let book = Workbook { title: "结果".into(), sheets: vec![sheet()] };
        let mut read = read(book.to_bytes().unwrap());
        let range = read.worksheet_range("名单").unwrap();
        let cell = |row, column| range.get_value((row, column)).unwrap().clone();
        assert_eq!(cell(0, 1), Data::String("得分".into()));
        assert_eq!((cell(1, 0), cell(1, 1)), (Data::String("甲公司".into()), Data::Float(612.5)));
        assert_eq!((cell(2, 0), cell(2, 1)), (Data::String("=1+1".into()), Data::Float(-3.0)));
        assert_eq!(cell(3, 1), Data::Float(700.0));
        assert!(read.worksheet_formula("名单").unwrap().used_cells().next().is_none(), "nothing is run");
    }

    #[test]
    fn the_same_tables_are_the_same_bytes() {
        let chart = Chart {
            title: "得分".into(),
            axis: "分".into(),
            of: "名单".into(),
            rows: 0..3,
            label: 0,
            bars: 1,
            lines: vec![2],
        };
        let mut charts = Sheet::new("图", &[], Vec::new());
        charts.charts.push(chart);
        let book = Workbook { title: "结果".into(), sheets: vec![sheet(), charts] };
        assert_eq!(book.to_bytes().unwrap(), book.to_bytes().unwrap());
    }

    #[test]
    fn what_excel_does_not_open_is_refused_and_what_is_too_long_is_cut() {
        let twice = Workbook { title: String::new(), sheets: vec![sheet(), sheet()] };
        assert!(matches!(twice.to_bytes(), Err(ResultsError::Sheet(_))));
        let rows = vec![Vec::new(); ROWS_MAX];
        let long = Workbook { title: String::new(), sheets: vec![Sheet::new("长", &["a"], rows)] };
        assert!(matches!(long.to_bytes(), Err(ResultsError::TooManyRows { rows, .. }) if rows == ROWS_MAX + 1));
        let text = "质".repeat(CELL_CHARS_MAX + 1);
        let cut =
            Workbook { title: String::new(), sheets: vec![Sheet::new("a", &["a"], vec![vec![Field::text(text)]])] };
        let range = read(cut.to_bytes().unwrap()).worksheet_range("a").unwrap();
        let Some(Data::String(text)) = range.get_value((1, 0)) else { panic!("a text") };
        assert!(text.chars().count() == CELL_CHARS_MAX && text.ends_with('…'));
    }
}
