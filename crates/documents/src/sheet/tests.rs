//! Sheets as tables: the same as CSV, and what only sheets can have.

use crate::complaint::{Complaint, Complaints, Warned};
use crate::table::{Column, Need, Table};
use crate::xlsx::{address, limits};
use crate::{conflicts, entrants, long, pool, wide};
use proptest::prelude::*;
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};
use zhuoping_criteria::Lang;

const FILE: &str = "表.xlsx";
const PLAIN: [Column; 2] = [Column::new("编号", "id", Need::Required), Column::new("名称", "name", Need::Required)];

/// A workbook with these sheets, filled by `fill`.
fn book(sheets: &[&str], mut fill: impl FnMut(usize, &mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    for (at, name) in sheets.iter().enumerate() {
        fill(at, book.add_worksheet().set_name(*name).unwrap());
    }
    book.save_to_buffer().unwrap()
}

/// Writes texts from A1 on; numbers as numbers, nothing for an empty text.
fn write(sheet: &mut Worksheet, rows: &[&[&str]]) {
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(*cells).filter(|(_, cell)| !cell.is_empty()) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write(row, column, number).unwrap(),
                Err(_) => sheet.write(row, column, *cell).unwrap(),
            };
        }
    }
}

fn one(rows: &[&[&str]]) -> Vec<u8> {
    book(&["评分"], |_, sheet| write(sheet, rows))
}

/// The cells of a table with their row numbers.
fn cells(bytes: &[u8], columns: &[Column]) -> Vec<(u32, Vec<String>)> {
    let table = Table::read(FILE, bytes, columns).unwrap().value;
    let width = table.headers().len();
    table.rows().map(|row| (row.number(), (0..width).map(|at| row.cell(at).to_owned()).collect())).collect()
}

fn lines(complaints: &Complaints) -> Vec<String> {
    complaints.lines(Lang::Zh)
}

fn places(complaints: &Complaints) -> Vec<Option<String>> {
    complaints.listed().iter().map(Complaint::cell).collect()
}

#[test]
fn a_sheet_reads_as_its_csv_does_whatever_the_file_is_called() {
    let csv = "编号,姓名,状态,备注\n\nZJ1,张三,在库,\n\nZJ2,\"李,四\",暂停,5\n";
    let xlsx =
        one(&[&["编号", "姓名", "状态", "备注"], &[], &["ZJ1", "张三", "在库"], &[], &["ZJ2", "李,四", "暂停", "5"]]);
    let from_csv = pool::read("a.csv", csv.as_bytes()).unwrap();
    let from_xlsx = pool::read("a.csv", &xlsx).unwrap();
    assert_eq!(from_csv.value, from_xlsx.value);
    assert_eq!(from_csv.warnings.count(), from_xlsx.warnings.count(), "the columns that are missing");
    assert_eq!(from_xlsx.warnings.listed()[0].sheet(), Some("评分"));
    let rows: Vec<_> = cells(&xlsx, &PLAIN[..1]).into_iter().map(|(row, _)| row).collect();
    assert_eq!(rows, [3, 5]);
}

#[test]
fn complaints_name_the_cell_its_column_and_what_is_accepted() {
    let xlsx = one(&[&["编号", "名称", "成立日期"], &["E1", "某厂", "2001.5.1"], &["", "又一厂", "2001/5/1"]]);
    let errors = entrants::read(FILE, &xlsx).unwrap_err();
    assert_eq!(places(&errors), [Some("评分!C2".into()), Some("评分!A3".into())]);
    assert!(
        lines(&errors)[0].starts_with("表.xlsx 评分!C2 「成立日期」列：「2001.5.1」不是可识别的日期。应为：2024-05-01")
    );
    let view = serde_json::to_value(&errors.view(Lang::En).errors[0]).unwrap();
    assert_eq!(
        (&view["file"], &view["sheet"], &view["row"], &view["column"], &view["value"]),
        (&FILE.into(), &"评分".into(), &2.into(), &"成立日期".into(), &"2001.5.1".into())
    );
    let missing = entrants::read(FILE, &one(&[&["编号"], &["E1"]])).unwrap_err();
    assert!(lines(&missing)[0].contains("工作表「评分」 第 1 行 「名称」列：缺少必需的列"), "{missing}");
}

#[test]
fn dates_of_excel_and_of_people_are_the_same_day() {
    let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2001, 5, 1).unwrap();
    let xlsx = book(&["申报"], |_, sheet| {
        write(
            sheet,
            &[&["编号", "名称", "成立日期"], &["E1", "a"], &["E2", "b", "2001年5月1日"], &["E3", "c", "37012"]],
        );
        sheet.write_with_format(1, 2, &day, &Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"")).unwrap();
    });
    let list = entrants::read(FILE, &xlsx).unwrap().value;
    assert!(list.iter().all(|entrant| entrant.founded.is_some_and(|day| day.to_string() == "2001-05-01")), "{list:?}");
}

#[test]
fn the_only_sheet_that_fits_is_read_and_the_others_are_named() {
    let fill = |at: usize, sheet: &mut Worksheet| match at {
        0 => write(sheet, &[&["说明"], &["请逐项填写"]]),
        1 => write(sheet, &[&["编号", "名称"], &["E1", "甲"]]),
        2 => {
            write(sheet, &[&["编号", "名称"], &["E9", "乙"]]);
            sheet.set_hidden(true);
        }
        _ => {}
    };
    let bytes = book(&["说明", "名单", "旧", "空"], fill);
    let read = Table::read(FILE, &bytes, &PLAIN).unwrap();
    assert_eq!(read.value.rows().map(|row| row.cell(0).to_owned()).collect::<Vec<_>>(), ["E1"]);
    assert_eq!(read.warnings.count(), 1);
    assert!(lines(&read.warnings)[0].contains("只读入工作表「名单」；未读入：「说明」"));
}

#[test]
fn two_sheets_that_fit_or_none_are_never_guessed_between() {
    let errors = |second: &[&[&str]], first: &[&[&str]]| {
        let bytes = book(&["甲", "乙"], |at, sheet| write(sheet, if at == 0 { first } else { second }));
        lines(&Table::read(FILE, &bytes, &PLAIN).map(|_| ()).unwrap_err()).join("")
    };
    let good: &[&[&str]] = &[&["编号", "名称"], &["E1", "甲"]];
    let bad: &[&[&str]] = &[&["代码", "名称"], &["E1", "甲"]];
    let line = errors(good, good);
    assert!(line.contains("都可能是要读的表：「甲」「乙」") && line.contains("编号、名称"), "{line}");
    assert!(errors(bad, bad).contains("表头都不合要求：「甲」「乙」"));
    let empty = book(&["甲", "乙"], |_, _| {});
    assert!(lines(&Table::read(FILE, &empty, &PLAIN).map(|_| ()).unwrap_err())[0].contains("工作簿是空的"));
    let single = book(&["甲"], |_, sheet| write(sheet, bad));
    let missing = Table::read(FILE, &single, &PLAIN).unwrap().value.find(&PLAIN).unwrap_err();
    assert!(lines(&missing)[0].contains("缺少必需的列；表头中有：「代码」「名称」"), "{missing}");
}

#[test]
fn a_title_and_group_names_above_the_header_are_passed_over() {
    let bytes = book(&["名单"], |_, sheet| {
        sheet.merge_range(0, 0, 0, 3, "第四届市长质量奖申报名单", &Format::new()).unwrap();
        sheet.merge_range(1, 0, 2, 0, "编号", &Format::new()).unwrap();
        sheet.merge_range(1, 1, 1, 3, "基本情况", &Format::new()).unwrap();
        for (column, text) in [(1, "名称"), (2, "所在县区"), (3, "行业")] {
            sheet.write(2, column, text).unwrap();
        }
        for (column, text) in [(0, "E1"), (1, "某厂"), (2, "湖滨区"), (3, "制造")] {
            sheet.write(3, column, text).unwrap();
        }
    });
    let read = entrants::read(FILE, &bytes).unwrap();
    assert_eq!(read.value.len(), 1);
    assert_eq!(read.value[0].district.as_deref(), Some("湖滨区"));
    let first = &lines(&read.warnings)[0];
    assert!(first.contains("第 3 行") && first.contains("以上有内容的 2 行未读入"), "{first}");
}

#[test]
fn what_is_missing_is_told_about_the_row_that_looks_like_the_header() {
    let bytes = one(&[&["申报名单"], &["名称", "类别", "行业"], &["某厂", "组织", "制造"]]);
    let errors = entrants::read(FILE, &bytes).unwrap_err();
    assert_eq!(errors.listed()[0].row(), Some(2));
    assert!(lines(&errors)[0].contains("表头中有：「名称」「类别」「行业」"), "{errors}");
    let csv = entrants::read("a.csv", "申报名单,,\n编号,名称,行业\nE1,某厂,制造\n".as_bytes()).unwrap();
    assert_eq!((csv.value.len(), csv.warnings.listed()[0].row()), (1, Some(2)), "in CSV too");
}

#[test]
fn a_wide_table_may_have_a_title() {
    let wide = wide::read(FILE, &one(&[&["专家评分"], &["s", "R1", "R2"], &["E1", "70", "62.5"]])).unwrap();
    assert_eq!(
        (wide.value.raters, wide.value.cells),
        (vec!["R1".into(), "R2".into()], vec![vec![Some(70.0), Some(62.5)]])
    );
    assert!(lines(&wide.warnings)[0].contains("表头在第 2 行"));
}

#[test]
fn formulas_that_failed_and_merged_rows_are_complained_about_with_all_else() {
    let bytes = book(&["名单"], |_, sheet| {
        write(
            sheet,
            &[&["编号", "名称", "类别"], &["E1", "", "学校"], &["E2", "乙", "组织"], &["", "丙"], &["E4", "丁"]],
        );
        sheet.write(1, 1, Formula::new("B9").set_result("#REF!")).unwrap();
        sheet.merge_range(2, 0, 3, 0, "E2", &Format::new()).unwrap();
    });
    let errors = entrants::read(FILE, &bytes).unwrap_err();
    assert_eq!(places(&errors), [Some("名单!B2".into()), Some("名单!C2".into()), Some("名单!A3".into())]);
    let lines = lines(&errors);
    assert!(lines[0].contains("「#REF!」公式出错") && lines[0].contains("粘贴为值"), "{errors}");
    assert!(lines[1].contains("学校") && lines[2].contains("A3:A4 是合并单元格"), "{errors}");
}

#[test]
fn a_formula_without_a_result_is_refused_and_one_with_a_result_is_read() {
    let part = |value: &str| {
        let text = |r: &str, text: &str| format!("<c r=\"{r}\" t=\"str\"><v>{text}</v></c>");
        let rows = format!(
            "<row>{}{}</row><row>{}<c r=\"B2\" t=\"str\"><f>A2</f>{value}</c></row>",
            text("A1", "编号"),
            text("B1", "名称"),
            text("A2", "E1")
        );
        let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        crate::xlsx::tests::made::workbook(&[("xl/worksheets/sheet1.xml", &sheet)])
    };
    assert_eq!(entrants::read(FILE, &part("<v>甲</v>")).unwrap().value[0].name, "甲");
    let errors = entrants::read(FILE, &part("")).unwrap_err();
    assert_eq!((places(&errors), errors.count()), (vec![Some("S!B2".into())], 1));
    assert!(lines(&errors)[0].contains("没有保存计算结果"));
}

#[test]
fn booleans_percentages_and_texts_in_a_column_of_numbers_are_told_with_what_is_accepted() {
    let bytes = book(&["评分"], |_, sheet| {
        write(
            sheet,
            &[
                &["entrant", "reviewer", "item", "score"],
                &["E1", "R1", "a"],
                &["E1", "R1", "b"],
                &["E1", "R1", "c", "七十"],
            ],
        );
        sheet.write(1, 3, true).unwrap();
        sheet.write_with_format(2, 3, 0.7, &Format::new().set_num_format("0%")).unwrap();
    });
    let errors = long::read(FILE, &bytes).unwrap_err();
    let values: Vec<_> = errors.view(Lang::Zh).errors.into_iter().filter_map(|view| view.value).collect();
    assert_eq!(values, ["TRUE", "70%", "七十"]);
    assert_eq!(places(&errors), ["评分!D2", "评分!D3", "评分!D4"].map(|cell| Some(cell.to_owned())));
    assert!(lines(&errors).iter().all(|line| line.contains("应为：数，如 62.5")));
}

#[test]
fn columns_under_no_header_are_not_read_with_a_warning_each() {
    let bytes = book(&["名单"], |_, sheet| {
        sheet.write(0, 0, "编号").unwrap();
        sheet.merge_range(0, 1, 0, 2, "名称", &Format::new()).unwrap();
        for (column, text) in [(0, "E1"), (1, "甲"), (2, "甲厂"), (5, "经办")] {
            sheet.write(1, column, text).unwrap();
        }
        write(sheet, &[&[], &[], &["E2", "乙"]]);
    });
    let read = Table::read(FILE, &bytes, &PLAIN).unwrap();
    assert_eq!(read.value.headers(), ["编号", "名称"]);
    assert_eq!(places(&read.warnings), [Some("名单!C2".into()), Some("名单!F2".into())]);
    assert!(lines(&read.warnings)[0].contains("表头 B1:C1 是合并单元格"));
    assert!(lines(&read.warnings)[1].contains("这一列没有表头"));
}

/// A mobile number, a landline and an identity number that are nobody's: region 999999 does not exist.
fn canaries() -> [String; 3] {
    [format!("13{}", "0".repeat(9)), "0398-1234567".into(), "999999190001010015".into()]
}

#[test]
fn personal_numbers_are_refused_and_never_echoed_whatever_kind_of_cell_they_are_in() {
    for canary in canaries() {
        for (row, column) in [(1, 0), (1, 1), (1, 2)] {
            let text = book(&["专家库"], |_, sheet| {
                write(sheet, &[&["编号", "姓名", "工作单位"], &["ZJ1", "张三", "某所"]]);
                sheet.write(row, column, format!("联系 {canary}")).unwrap();
            });
            hidden(&pool::read(FILE, &text).unwrap_err(), &canary, row, column);
            let Ok(number) = canary.parse::<f64>() else { continue };
            // A spreadsheet keeps 15 digits of an identity number, and those are the person's.
            let number = if number > 1e17 { 4.101_051_980_010_1e17 } else { number };
            let digits = number.to_string();
            let typed = book(&["专家库"], |_, sheet| {
                write(sheet, &[&["编号", "姓名", "工作单位"], &["ZJ1", "张三", "某所"]]);
                sheet.write(row, column, number).unwrap();
            });
            hidden(&pool::read(FILE, &typed).unwrap_err(), &digits[..11], row, column);
        }
    }
}

fn hidden(errors: &Complaints, secret: &str, row: u32, column: u16) {
    let expected = format!("专家库!{}", address(row + 1, u32::from(column)));
    assert_eq!(places(errors), [Some(expected)], "{errors}");
    let digits: String = secret.chars().filter(char::is_ascii_digit).collect();
    for shown in [errors.to_string(), lines(errors).join(""), format!("{errors:?}")] {
        let plain: String = shown.chars().filter(|c| !matches!(c, '.' | '-')).collect();
        assert!(!shown.contains(secret) && !plain.contains(&digits), "{shown}");
    }
}

#[test]
fn a_column_of_telephones_stored_as_numbers_is_left_out_whole() {
    let mobile = format!("13{}", "0".repeat(9));
    let bytes = one(&[&["编号", "电话", "证件", "备注"], &["ZJ1", &mobile, "4.1010519800101E+17", "5"]]);
    let read = pool::read(FILE, &bytes).unwrap();
    let kept: Vec<_> = read.value[0].extra.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(kept, [("备注", "5")]);
    let left_out = lines(&read.warnings).into_iter().filter(|line| line.contains("整列不读入")).count();
    assert_eq!(left_out, 2);
}

#[test]
fn a_conflict_list_of_headers_alone_is_a_list_of_none() {
    let bytes = one(&[&["专家编号", "申报编号", "类型"]]);
    assert!(conflicts::read(FILE, &bytes, conflicts::Known::default()).unwrap().value.is_empty());
    assert!(pool::read(FILE, &one(&[&["编号", "姓名"]])).is_err());
}

#[test]
fn a_cell_in_the_last_corner_or_column_is_a_sentence_and_not_a_matrix() {
    let corner = book(&["表"], |_, sheet| {
        write(sheet, &[&["编号", "名称"], &["E1", "甲"]]);
        sheet.write(1_048_575, 16_383, "x").unwrap();
    });
    let read = Table::read(FILE, &corner, &PLAIN).unwrap();
    assert_eq!((read.value.row_count(), places(&read.warnings)), (1, vec![Some("表!XFD1048576".into())]));
    let header = book(&["表"], |_, sheet| {
        write(sheet, &[&["编号", "名称"], &["E1", "甲"]]);
        sheet.write(0, 16_383, "x").unwrap();
    });
    assert!(lines(&Table::read(FILE, &header, &PLAIN).map(|_| ()).unwrap_err())[0].contains("列数太多"));
    let last_row = book(&["表"], |_, sheet| {
        write(sheet, &[&["编号", "名称"]]);
        sheet.write(1_048_575, 0, "E1").unwrap();
    });
    assert_eq!(cells(&last_row, &PLAIN), [(1_048_576, vec!["E1".into(), String::new()])]);
}

#[test]
fn too_much_text_for_one_sheet_is_refused() {
    let long = "质".repeat(10_000);
    let rows = u32::try_from(limits::TEXT_BYTES / 30_000 + 2).unwrap();
    let bytes = book(&["表"], |_, sheet| {
        write(sheet, &[&["编号", "名称"]]);
        (1..rows).for_each(|row| {
            sheet.write(row, 0, row).unwrap();
            sheet.write(row, 1, &long).unwrap();
        });
    });
    assert!(lines(&Table::read(FILE, &bytes, &PLAIN).map(|_| ()).unwrap_err())[0].contains("内容太多"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Texts of every kind come back from a sheet as they went in, also those that CSV guards or quotes.
    #[test]
    fn every_text_comes_back_from_its_cell(
        rows in prop::collection::vec(prop::array::uniform3(prop_oneof![
            r#"[-=+@'",\n 0-9a-c质％＝]{0,6}"#,
            r"[一-龥·-￥ -~]{1,8}",
        ]), 1..8),
    ) {
        let shown = |text: &String| !text.trim().is_empty();
        let bytes = book(&["表"], |_, sheet| {
            write(sheet, &[&["编号", "名称", "其他"]]);
            for (row, cells) in (1..).zip(&rows) {
                for (column, text) in (0..).zip(cells).filter(|(_, text)| shown(text)) {
                    sheet.write_string(row, column, text).unwrap();
                }
            }
        });
        let expected: Vec<(u32, Vec<String>)> = (2..)
            .zip(&rows)
            .filter(|(_, cells)| cells.iter().any(shown))
            .map(|(row, cells)| (row, cells.iter().map(|text| if shown(text) { text.clone() } else { String::new() }).collect()))
            .collect();
        prop_assert_eq!(cells(&bytes, &PLAIN), expected);
    }

    /// Every number of a table comes back as the number it was.
    #[test]
    fn numbers_come_back_as_they_were(values in prop::collection::vec(-1_000_000_i32..1_000_000, 1..20)) {
        let numbers: Vec<f64> = values.iter().map(|value| f64::from(*value) / 100.0).collect();
        let bytes = book(&["表"], |_, sheet| {
            write(sheet, &[&["s", "R1"]]);
            for (row, number) in (1..).zip(&numbers) {
                sheet.write(row, 0, row).unwrap();
                sheet.write(row, 1, *number).unwrap();
            }
        });
        let Warned { value, .. } = wide::read(FILE, &bytes).unwrap();
        let read: Vec<u64> = value.cells.iter().map(|cells| (cells[0].unwrap() + 0.0).to_bits()).collect();
        prop_assert_eq!(read, numbers.iter().map(|number| (number + 0.0).to_bits()).collect::<Vec<_>>());
    }
}
