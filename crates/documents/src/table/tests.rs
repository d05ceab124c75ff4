//! Headers, shapes and row numbers.

use super::*;
use zhuoping_criteria::Lang;

const COLUMNS: [Column; 3] = [
    Column::new("编号", "id", Need::Required),
    Column::new("名称", "name", Need::Required),
    Column::new("行业", "sector", Need::Optional),
];

fn read(text: &str) -> Warned<Table<'_>> {
    Table::read("表.csv", text.as_bytes(), &COLUMNS).unwrap()
}

fn refused(text: &str) -> Complaints {
    Table::read("表.csv", text.as_bytes(), &COLUMNS).expect_err("this table is broken")
}

#[test]
fn headers_in_either_language_width_case_and_order_are_found() {
    let table = read("NAME,\u{3000}编 号,备注\r\n甲,E1,x\r\n").value;
    let found = table.find(&COLUMNS).unwrap();
    assert_eq!(found.value, [Some(1), Some(0), None]);
    assert_eq!(found.warnings.count(), 1, "the missing optional column, once");
    assert_eq!(found.warnings.listed()[0].column(), Some("行业"));
    assert_eq!(table.others(&COLUMNS), [(2, "备注")]);
}

#[test]
fn rows_keep_the_numbers_of_the_spreadsheet() {
    let table = read("\nid,name\n\nE1,\"a\nb\"\n,\nE2,c,,\n,,\n\n").value;
    let rows: Vec<_> = table.rows().map(|row| (row.number(), row.cell(0).to_owned(), row.cell(1).to_owned())).collect();
    assert_eq!(rows, [(4, "E1".into(), "a\nb".into()), (6, "E2".into(), "c".into())]);
    assert_eq!(table.row_count(), 2);
}

#[test]
fn missing_columns_are_named_with_what_was_found() {
    let errors = read("编码,行业\nE1,x\n").value.find(&COLUMNS).expect_err("two are missing");
    assert_eq!(errors.listed().iter().filter_map(Complaint::column).collect::<Vec<_>>(), ["编号", "名称"]);
    assert_eq!(errors.listed()[0].row(), Some(1));
    assert_eq!(errors.listed()[0].message().zh, "缺少必需的列；表头中有：「编码」「行业」");
    assert_eq!(errors.listed()[0].expected().en, "a header \"编号\" or \"id\"");
    let errors = read("编号;名称\nE1;x\n").value.find(&COLUMNS).expect_err("one column");
    assert!(errors.listed()[0].message().zh.contains("分号"));
}

#[test]
fn a_header_that_is_there_twice_is_refused() {
    for header in ["id,name,编号", "id,name,备注,备 注"] {
        let text = format!("{header}\nE1,a,b,c\n");
        let cells = header.split(',').count();
        let text = if cells == 3 { text.replace(",c", "") } else { text };
        let errors = read(&text).value.find(&COLUMNS).expect_err("twice");
        assert_eq!(errors.count(), 1);
        assert!(errors.listed()[0].message().en.contains(&format!("and {cells} are the same")));
    }
}

#[test]
fn rows_of_another_shape_are_explained() {
    let errors = refused("id,name,sector\nE1,a\nE2,b,c\nE3,甲,乙,丙\n");
    assert_eq!(errors.listed().iter().filter_map(Complaint::row).collect::<Vec<_>>(), [2, 4]);
    assert!(errors.listed()[0].message().en.contains("only 2 cells under 3 headers"));
    assert!(errors.listed()[1].message().zh.contains("含逗号的内容要加引号"));
}

#[test]
fn a_cell_of_twelve_megabytes_is_refused_and_not_echoed() {
    let errors = refused(&format!("id,name\nE1,{}\n", "质".repeat(4 << 20)));
    let complaint = &errors.listed()[0];
    assert_eq!((complaint.row(), complaint.column()), (Some(2), Some("name")));
    assert!(complaint.expected().en.contains("64 KiB"));
    assert!(complaint.line(Lang::Zh).len() < 500);
    let errors = refused(&format!("{},name\nE1,x\n", "i".repeat(12 << 20)));
    assert_eq!(errors.listed()[0].row(), Some(1));
    assert!(errors.to_string().len() < 500);
}

#[test]
fn a_file_cut_within_quotes_is_refused_and_one_without_a_last_line_end_is_warned_about() {
    let errors = refused("id,name\nE1,\"某某");
    assert_eq!((errors.listed()[0].row(), errors.listed()[0].column()), (Some(2), Some("name")));
    let warned = read("id,name\nE1,某某");
    assert_eq!(warned.warnings.count(), 1);
    assert!(read("id,name\nE1,某某\n").warnings.is_empty());
}

#[test]
fn nothing_but_blank_lines_is_an_empty_file() {
    assert!(refused("\n \n,,\n").listed()[0].message().en.contains("empty"));
}
