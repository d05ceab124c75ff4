//! Pages to the bytes of a workbook that Excel, WPS and LibreOffice open alike.
//!
//! Formulas are written with the result they have while nothing is filled in, for readers that do not compute. Cells are
//! protected without a password: that keeps fingers out, and what a willing hand changes is found when the workbook
//! comes back. Every date in the file is fixed, so the same pages give the same bytes.

use super::page::{Cell, Content, Page, Run, Style, Tone, address};
use rust_xlsxwriter::{
    Color, ConditionalFormatFormula, DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties,
    ExcelDateTime, Format, FormatAlign, FormatBorder, FormatUnderline, Formula, ProtectionOptions, Url, Workbook,
    Worksheet, XlsxError,
};
use std::collections::BTreeMap;
use zhuoping_criteria::Lang;

/// For text that is read.
const BODY: &str = "宋体";
/// For titles and labels.
const HEADING: &str = "黑体";
/// For codes that are typed again.
const CODE: &str = "Consolas";
/// The most characters a literal list of choices may have.
const LIST_CHARS: usize = 255;

/// The workbook with these pages in this order.
///
/// # Errors
/// A text or a name that no workbook can hold; see [`super::names`] and [`super::BookError`].
pub(super) fn workbook(pages: &[Page], title: &str, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let properties = DocProperties::new().set_title(title).set_author("卓评 Zhuoping").set_creation_datetime(&day);
    workbook.set_properties(&properties);
    for page in pages {
        let sheet = workbook.add_worksheet();
        sheet.set_name(&page.name)?;
        Renderer { sheet, page, lang }.all()?;
    }
    workbook.save_to_buffer()
}

struct Renderer<'a> {
    sheet: &'a mut Worksheet,
    page: &'a Page,
    lang: Lang,
}

impl Renderer<'_> {
    fn all(&mut self) -> Result<(), XlsxError> {
        let mut formats = BTreeMap::new();
        for cell in &self.page.cells {
            let format = formats.entry(format!("{:?}", cell.style)).or_insert_with(|| format_of(cell.style));
            self.cell(cell, format)?;
        }
        for (column, width) in (0_u16..).zip(&self.page.widths) {
            self.sheet.set_column_width(column, *width)?;
        }
        for (row, height) in &self.page.heights {
            self.sheet.set_row_height(*row, *height)?;
        }
        for run in &self.page.choices {
            self.sheet.add_data_validation(run.first, run.column, run.last, run.column, &self.choice(*run)?)?;
        }
        for signal in &self.page.signals {
            let run = signal.run;
            let rule = ConditionalFormatFormula::new().set_rule(signal.formula.as_str()).set_format(tone(signal.tone));
            self.sheet.add_conditional_format(run.first, run.column, run.last, run.column, &rule)?;
        }
        self.view()?;
        self.paper()
    }

    fn cell(&mut self, cell: &Cell, format: &Format) -> Result<(), XlsxError> {
        let &Cell { row, column, across, ref content, .. } = cell;
        if across > 1 {
            self.sheet.merge_range(row, column, row, column + across - 1, "", format)?;
        }
        match content {
            Content::Text(text) => self.sheet.write_string_with_format(row, column, text, format)?,
            Content::Number(number) => self.sheet.write_number_with_format(row, column, *number, format)?,
            Content::Formula(formula, result) => {
                let formula = Formula::new(formula.as_str()).set_result(result);
                self.sheet.write_formula_with_format(row, column, formula, format)?
            }
            Content::Link(text, sheet) => {
                let url = Url::new(format!("internal:{}!A1", quoted(sheet))).set_text(text);
                self.sheet.write_url_with_format(row, column, url, format)?
            }
            Content::Percent | Content::Note => self.sheet.write_blank(row, column, format)?,
        };
        Ok(())
    }

    /// Percents on the step to choose from; every one of them where a list would be too long.
    fn choice(&self, run: Run) -> Result<DataValidation, XlsxError> {
        let step = self.page.step;
        let percents: Vec<String> =
            (0..=100).step_by(usize::from(step)).map(|percent: u8| percent.to_string()).collect();
        let list = percents.join(",").len() <= LIST_CHARS;
        let validation = if list {
            DataValidation::new().allow_list_strings(&percents)?
        } else {
            DataValidation::new().allow_whole_number(DataValidationRule::Between(0, 100))
        };
        let accepted = match self.lang {
            Lang::Zh => format!("0 至 100，{step} 的倍数。没有评的留空，不要填 0。"),
            Lang::En => format!("0 to 100 in steps of {step}. Leave it blank if not judged; never 0 for that."),
        };
        let title = match self.lang {
            Lang::Zh => "百分比",
            Lang::En => "Percent",
        };
        debug_assert!(run.first <= run.last, "runs are not empty");
        validation
            .set_error_title(title)?
            .set_error_message(&accepted)?
            .set_input_title(title)?
            .set_input_message(&accepted)
            .map(|validation| validation.set_error_style(DataValidationErrorStyle::Stop))
    }

    fn view(&mut self) -> Result<(), XlsxError> {
        let page = self.page;
        if page.head_rows > 0 {
            self.sheet.set_freeze_panes(page.head_rows, page.head_columns)?;
        }
        self.sheet.set_screen_gridlines(false);
        if !page.free {
            let options = ProtectionOptions { format_rows: true, format_columns: true, ..ProtectionOptions::default() };
            self.sheet.protect_with_options(&options);
        }
        if page.hidden {
            self.sheet.set_very_hidden(true);
        }
        if let Some(first) = page.cells.iter().find(|cell| matches!(cell.content, Content::Percent)) {
            self.sheet.set_selection(first.row, first.column, first.row, first.column)?;
        }
        Ok(())
    }

    fn paper(&mut self) -> Result<(), XlsxError> {
        const A4: u8 = 9;
        let page = self.page;
        self.sheet.set_paper_size(A4).set_print_fit_to_pages(1, 0).set_print_center_horizontally(true);
        self.sheet.set_margins(0.5, 0.5, 0.5, 0.6, 0.3, 0.3);
        if page.landscape {
            self.sheet.set_landscape();
        } else {
            self.sheet.set_portrait();
        }
        let numbers = match self.lang {
            Lang::Zh => "&C第 &P 页，共 &N 页",
            Lang::En => "&Cpage &P of &N",
        };
        // The name is followed by a space: a digit after a code such as &A could be read as a size.
        self.sheet.set_footer(format!("&L&A {numbers}"));
        if let Some(last) = u16::try_from(page.widths.len()).ok().and_then(|columns| columns.checked_sub(1)) {
            self.sheet.set_print_area(0, 0, page.last_row(), last)?;
        }
        if page.head_rows > 0 {
            self.sheet.set_repeat_rows(0, page.head_rows - 1)?;
        }
        Ok(())
    }
}

/// The name of a sheet as formulas and links write it.
pub(super) fn quoted(sheet: &str) -> String {
    format!("'{}'", sheet.replace('\'', "''"))
}

/// The first cell of a run, relative, for the formula of a signal.
pub(super) fn first_of(run: Run) -> String {
    address(run.first, run.column)
}

const GRID: Color = Color::RGB(0x00A6_A6A6);
const SHADE: Color = Color::RGB(0x00E7_ECF4);
const HEAD: Color = Color::RGB(0x00D0_DBEA);

fn format_of(style: Style) -> Format {
    let base =
        Format::new().set_font_name(BODY).set_font_size(10).set_align(FormatAlign::VerticalCenter).set_text_wrap();
    let table = base.clone().set_border(FormatBorder::Thin).set_border_color(GRID);
    let shaded = table.clone().set_font_name(HEADING).set_background_color(SHADE);
    let centred = |format: Format| format.set_align(FormatAlign::Center);
    match style {
        Style::Title => centred(base.set_font_name(HEADING).set_font_size(16)),
        Style::Plain => base,
        Style::Label => centred(table.set_font_name(HEADING).set_background_color(HEAD)),
        Style::Text => table,
        Style::Centred => centred(table),
        Style::Small => table.set_font_size(8),
        Style::Category => shaded,
        Style::CategoryCentred => centred(shaded),
        Style::Count(of) => centred(shaded.set_num_format(format!("0\"/{of}\""))),
        Style::Subtotal => centred(shaded.set_num_format("0.00")),
        Style::Score => centred(table.set_num_format("0.00")),
        Style::Percent => centred(table.set_font_size(12).set_num_format("0").set_unlocked()),
        // The text format keeps a comment that begins with a minus sign from being taken for a formula.
        Style::Note => table.set_font_size(9).set_num_format("@").set_align(FormatAlign::Top).set_unlocked(),
        Style::Link => table
            .set_font_color(Color::RGB(0x0005_63C1))
            .set_underline(FormatUnderline::Single)
            .set_align(FormatAlign::Center),
        Style::Code => centred(table.set_font_name(CODE).set_font_size(11)),
    }
}

fn tone(tone: Tone) -> Format {
    let (ground, letters) = match tone {
        Tone::Missing => (0x00FF_F2CC, 0x007F_6000),
        Tone::Wrong => (0x00F8_CBAD, 0x009C_0006),
        Tone::Done => (0x00E2_EFDA, 0x0037_5623),
    };
    Format::new().set_background_color(Color::RGB(ground)).set_font_color(Color::RGB(letters))
}
