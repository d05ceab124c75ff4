//! Cells that come back, and files that must not hurt.

mod hostile;
#[allow(dead_code, reason = "tests/hostile_memory.rs uses the rest")]
pub(crate) mod made;

use super::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula};
use zhuoping_criteria::Lang;

/// The one line of a refusal in Chinese.
fn refusal(bytes: &[u8]) -> String {
    Workbook::open("表.xlsx", bytes).map(|_| ()).expect_err("this file is refused").lines(Lang::Zh).join("\n")
}

fn saved(mut book: rust_xlsxwriter::Workbook) -> Vec<u8> {
    book.save_to_buffer().unwrap()
}

#[test]
fn every_kind_of_cell_comes_back_with_its_place_and_text() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("评分").unwrap();
    let day = ExcelDateTime::from_ymd(2024, 5, 1).unwrap();
    sheet.write(0, 0, "编号").unwrap();
    sheet.write(0, 25, " 张𬭎\n_x000D_ ").unwrap();
    sheet.write(2, 0, 70).unwrap();
    sheet.write_with_format(2, 1, 0.7, &Format::new().set_num_format("0%")).unwrap();
    sheet.write_with_format(2, 2, &day, &Format::new().set_num_format("yyyy/m/d")).unwrap();
    sheet.write(2, 3, true).unwrap();
    sheet.write_blank(2, 4, &Format::new().set_bold()).unwrap();
    sheet.write(2, 26, Formula::new("A3*2").set_result("140")).unwrap();
    sheet.write(3, 0, Formula::new("A1/0").set_result("#DIV/0!")).unwrap();
    book.add_worksheet().set_name("旧").unwrap().set_hidden(true);
    let bytes = saved(book);
    let mut book = Workbook::open("表.xlsx", &bytes).unwrap();
    let names: Vec<_> = book.sheets().iter().map(|sheet| (sheet.name.as_str(), sheet.visible)).collect();
    assert_eq!(names, [("评分", true), ("旧", false)]);
    let cells = book.cells("评分").unwrap();
    let shown: Vec<_> = cells.iter().map(|cell| (cell.address(), cell.text())).collect();
    let expected = [
        ("A1", "编号"),
        ("Z1", " 张𬭎\n_x000D_ "),
        ("A3", "70"),
        ("B3", "70%"),
        ("C3", "2024-05-01"),
        ("D3", "TRUE"),
        ("AA3", "140"),
        ("A4", "#DIV/0!"),
    ];
    assert_eq!(shown, expected.map(|(at, text)| (at.to_owned(), text.to_owned())));
    assert_eq!(cells[6].formula.as_deref(), Some("A3*2"));
    assert_eq!((&cells[3].value, cells[3].percent, &cells[3].formula), (&Value::Number(0.7), true, &None));
    assert_eq!(book.cells("旧").unwrap(), []);
    let complaints = book.cells("没有").unwrap_err();
    assert_eq!(complaints.listed().iter().map(Complaint::row).collect::<Vec<_>>(), [None]);
}

#[test]
fn a_formula_that_nobody_calculated_is_told_from_an_empty_cell() {
    let bytes = made::workbook(&[(
        "xl/worksheets/sheet1.xml",
        "<worksheet><sheetData><row><c><f>1+1</f></c><c/><c t=\"str\"><f>\"\"</f><v></v></c></row></sheetData></worksheet>",
    )]);
    let cells = Workbook::open("表.xlsx", &bytes).unwrap().cells("S").unwrap();
    let found: Vec<_> = cells.into_iter().map(|cell| (cell.column, cell.value)).collect();
    assert_eq!(found, [(0, Value::NotCalculated), (2, Value::Text(String::new()))]);
}

#[test]
fn a_part_may_begin_with_a_byte_order_mark() {
    let text = "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>";
    let bytes = made::workbook(&[(made::SHEET, text)]);
    assert_eq!(Workbook::open("表.xlsx", &bytes).unwrap().cells("S").unwrap().len(), 1);
}

#[test]
fn cells_of_a_formula_written_for_a_range_are_known_as_formulas() {
    let bytes = made::workbook(&[(
        "xl/worksheets/sheet1.xml",
        "<worksheet><sheetData><row><c r=\"A1\"><f t=\"shared\" si=\"0\" ref=\"A1:A2\">B1*2</f><v>2</v></c></row>\
         <row><c r=\"A2\"><f t=\"shared\" si=\"0\"/><v>4</v></c></row></sheetData></worksheet>",
    )]);
    let cells = Workbook::open("表.xlsx", &bytes).unwrap().cells("S").unwrap();
    let found: Vec<_> = cells.iter().map(|cell| (cell.row, cell.text(), cell.formula.as_deref())).collect();
    assert_eq!(found, [(1, "2".into(), Some("B1*2")), (2, "4".into(), Some(""))]);
}
