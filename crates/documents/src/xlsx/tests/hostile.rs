//! Workbooks made to hurt: each is refused with a sentence, soon and without much memory (`tests/hostile_memory.rs`
//! measures both).

use super::made::{SHEET, lying_bomb, packed, patched, sheet, workbook};
use super::{refusal, saved};
use crate::xlsx::{Workbook, limits};
use zhuoping_criteria::Lang;

fn cells_refused(bytes: &[u8]) -> String {
    Workbook::open("表.xlsx", bytes).unwrap().cells("S").expect_err("refused").lines(Lang::Zh).join("\n")
}

#[test]
fn what_is_no_workbook_is_named() {
    let zip = |name: &str| packed([(name, b"<a/>".as_slice())]);
    let old = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 600]].concat();
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (bytes, words) in [
        (b"id,name\nE1,x\n".to_vec(), "不是 Excel 工作簿"),
        (Vec::new(), "不是 Excel 工作簿"),
        (old.clone(), "（.xls）"),
        ([old, name].concat(), "设有打开密码"),
        (zip("word/document.xml"), "Word 文档"),
        (zip("xl/workbook.bin"), ".xlsb"),
        (packed([("mimetype", b"x".as_slice()), ("content.xml", b"<a/>".as_slice())]), "OpenDocument"),
        (zip("a.txt"), "压缩文件"),
        (b"PK\x03\x04 and nothing else".to_vec(), "已损坏"),
    ] {
        assert!(refusal(&bytes).contains(words), "{} lacks {words}", refusal(&bytes));
    }
    assert!(refusal(&[b"\xd0\xcf\x11\xe0".as_slice(), &[0; 600]].concat()).contains("另存为"));
}

#[test]
fn macros_are_refused_with_the_way_to_save_without_them() {
    let line = refusal(&workbook(&[("xl/vbaProject.bin", "x")]));
    assert!(line.contains("含有宏") && line.contains("另存为"), "{line}");
}

#[test]
fn a_bomb_is_given_up_when_it_has_unpacked_to_the_limit() {
    let line = refusal(&workbook(&[("xl/bomb.xml", &format!("<a>{}</a>", "<b>x</b>".repeat(8 << 20)))]));
    assert!(line.contains("解压后太大") && line.contains("64 MiB"), "{line}");
    let spaces = refusal(&workbook(&[("xl/bomb.xml", &format!("<a>{}</a>", " ".repeat(80 << 20)))]));
    assert!(spaces.contains("超长"), "{spaces}");
}

#[test]
fn a_bomb_that_declares_to_be_small_is_counted_as_it_unpacks() {
    let line = refusal(&lying_bomb());
    assert!(line.contains("解压后太大") || line.contains("已损坏"), "{line}");
}

#[test]
fn ten_million_empty_cells_are_refused() {
    let line = refusal(&sheet(&format!("<row>{}</row>", "<c/>".repeat(10_000_000))));
    assert!(line.contains("单元格太多") && line.contains("1500000"), "{line}");
}

#[test]
fn a_million_shared_strings_are_refused_and_a_count_that_lies_reserves_nothing() {
    let strings = |count: &str, n: usize| {
        workbook(&[(
            "xl/sharedStrings.xml",
            &format!("<sst uniqueCount=\"{count}\">{}</sst>", "<si><t>a</t></si>".repeat(n)),
        )])
    };
    assert!(refusal(&strings("1", 1_000_000)).contains("不同的文字太多"));
    for count in ["99999999999999", "18446744073709551616", "600001", "-1", "x"] {
        assert!(refusal(&strings(count, 1)).contains("不合规范"), "{count}");
    }
    assert!(Workbook::open("表.xlsx", &strings("600000", 1)).is_ok());
}

#[test]
fn document_types_and_entities_are_refused_in_every_part() {
    let doctype = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;\">]><worksheet><sheetData/></worksheet>";
    for part in [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "docProps/core.xml", "_rels/.rels"] {
        assert!(refusal(&workbook(&[(part, doctype)])).contains("DTD"), "{part}");
    }
    let entity = "<row><c t=\"str\"><v>&lol;</v></c></row>";
    assert!(refusal(&sheet(entity)).contains("自定义实体"));
    assert!(Workbook::open("表.xlsx", &sheet("<row><c t=\"str\"><v>&lt;&#65;&#x42;&amp;</v></c></row>")).is_ok());
}

#[test]
fn a_cell_in_the_last_corner_costs_one_cell_and_none_lies_outside() {
    let cells =
        Workbook::open("表.xlsx", &sheet("<row><c r=\"XFD1048576\"><v>1</v></c></row>")).unwrap().cells("S").unwrap();
    assert_eq!(cells.iter().map(crate::xlsx::Cell::address).collect::<Vec<_>>(), ["XFD1048576"]);
    for r in ["XFE1", "A1048577", "A99999999999", "ZZZZZZZZ1", "A0", "1A", ""] {
        assert!(refusal(&sheet(&format!("<row><c r=\"{r}\"><v>1</v></c></row>"))).contains("不合规范"), "{r}");
    }
    let beyond = sheet("<row r=\"1048576\"/><row><c><v>1</v></c></row>");
    assert!(cells_refused(&beyond).contains("次序或位置"));
}

#[test]
fn references_that_would_be_computed_with_are_checked() {
    for data in [
        "<row><c><f t=\"shared\" si=\"4294967295\" ref=\"A1\">1</f></c></row>",
        "<row><c><f t=\"shared\" si=\"0\" ref=\"B2:A1\">1</f></c></row>",
        "<row r=\"99999999999\"/>",
        "<row r=\"A1\" r=\"2\"/>",
    ] {
        assert!(refusal(&sheet(data)).contains("不合规范"), "{data}");
    }
    let dimension = "<worksheet><dimension ref=\"C3:A1\"/><sheetData/></worksheet>";
    assert!(refusal(&workbook(&[(SHEET, dimension)])).contains("不合规范"));
    let merge = "<worksheet><sheetData/><mergeCells><mergeCell ref=\"C3:A1\"/></mergeCells></worksheet>";
    assert!(refusal(&workbook(&[(SHEET, merge)])).contains("不合规范"));
}

#[test]
fn cells_out_of_order_are_refused_with_the_place_before() {
    let line = cells_refused(&sheet("<row><c r=\"B2\"><v>1</v></c><c r=\"A2\"><v>1</v></c></row>"));
    assert!(line.contains("次序") && line.contains("B2 之后"), "{line}");
    let line = cells_refused(&sheet("<row><c r=\"B2\"><v>1</v></c><c t=\"s\"><v>7</v></c></row>"));
    assert!(line.contains("无法读取") && line.contains("B2 之后"), "{line}");
}

#[test]
fn a_text_pieced_together_or_used_in_many_cells_is_bounded() {
    let long = "x".repeat(600 << 10);
    let pieces = format!(
        "<row><c t=\"inlineStr\"><is>{}</is></c></row>",
        format!("<r><t>{}</t></r>", "x".repeat(1000)).repeat(600)
    );
    let comments = format!("<row><c t=\"str\"><v>{}</v></c></row>", "xx<!-- -->".repeat(300_000));
    let references = format!("<row><c t=\"str\"><v>{}</v></c></row>", "&amp;".repeat(200_000));
    let tag = format!("<row a=\"{long}\"/>");
    for data in [&format!("<row><c t=\"str\"><v>{long}</v></c></row>"), &pieces, &comments, &references, &tag] {
        assert!(refusal(&sheet(data)).contains("超长"), "{}", &data[..40]);
    }
    let strings = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(30_000));
    let rows: String = (0..2000).map(|_| "<row><c t=\"s\"><v>0</v></c></row>").collect();
    let data = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    assert!(cells_refused(&workbook(&[(SHEET, &data), ("xl/sharedStrings.xml", &strings)])).contains("内容太多"));
}

#[test]
fn two_parts_of_one_name_are_refused_also_when_only_their_case_differs() {
    let twins = workbook(&[("xl/worksheets/sheet2.xml", "<worksheet/>")]);
    let same = patched(twins.clone(), b"xl/worksheets/sheet2.xml", b"xl/worksheets/sheet1.xml");
    let case = patched(twins.clone(), b"xl/worksheets/sheet2.xml", b"xl/worksheets/Sheet1.xml");
    let slash = patched(twins, b"xl/worksheets/sheet2.xml", b"xl\\worksheets\\sheet1.xml");
    for bytes in [same, case, slash] {
        assert!(refusal(&bytes).contains("同名部件"), "{}", refusal(&bytes));
    }
}

#[test]
fn a_container_of_very_many_parts_is_refused_before_its_directory_is_read() {
    let names: Vec<_> = (0..=limits::ENTRIES).map(|n| format!("p{n}")).collect();
    assert!(refusal(&packed(names.iter().map(|name| (name.as_str(), b"".as_slice())))).contains("部件太多"));
}

#[test]
fn a_part_of_another_name_cannot_pass_for_a_sheet() {
    let relations =
        "<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"media/image1.png\"/></Relationships>";
    let bytes = workbook(&[("xl/_rels/workbook.xml.rels", relations), ("xl/media/image1.png", "<worksheet/>")]);
    assert!(refusal(&bytes).contains("不合规范"));
}

#[test]
fn a_workbook_cut_anywhere_is_refused_or_unreadable_and_never_a_panic() {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().set_name("S").unwrap().write(0, 0, "编号").unwrap();
    let whole = saved(book);
    for length in (0..whole.len()).step_by(37) {
        assert!(!refusal(&whole[..length]).is_empty());
    }
    let mut damaged = 0;
    for at in (0..whole.len()).step_by(11) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        let read = Workbook::open("表.xlsx", &bytes).and_then(|mut book| {
            let names: Vec<_> = book.sheets().iter().map(|sheet| sheet.name.clone()).collect();
            names.iter().try_for_each(|name| book.cells(name).map(|_| ()))
        });
        damaged += usize::from(read.is_err());
    }
    assert!(damaged > 100, "{damaged}");
}

#[test]
fn xml_that_is_not_well_formed_or_not_utf8_is_refused() {
    let utf16 = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><worksheet><sheetData/></worksheet>";
    let deep = format!("<worksheet>{}{}</worksheet>", "<a>".repeat(200), "</a>".repeat(200));
    for text in ["<worksheet>", "<worksheet></sheet>", "</worksheet>", utf16, &deep, "<worksheet a=1/>"] {
        assert!(refusal(&workbook(&[(SHEET, text)])).contains("不合规范"), "{text}");
    }
}
