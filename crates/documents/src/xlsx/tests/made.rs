//! Workbooks made by hand, part by part: plain ones, and those that would hurt a reader that trusts them.

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const MAIN: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
pub(crate) const SHEET: &str = "xl/worksheets/sheet1.xml";

/// The parts of a plain workbook with one sheet, `S`; `parts` replace or join them.
pub(crate) fn workbook(parts: &[(&str, &str)]) -> Vec<u8> {
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{MAIN}/{kind}\" Target=\"{target}\"/>")
    };
    let relations = |inner: String| format!("<Relationships>{inner}</Relationships>");
    let mut all = vec![
        ("_rels/.rels".to_owned(), relations(relation("r1", "officeDocument", "xl/workbook.xml"))),
        ("xl/_rels/workbook.xml.rels".to_owned(), relations(relation("r1", "worksheet", "worksheets/sheet1.xml"))),
        (
            "xl/workbook.xml".to_owned(),
            "<workbook><sheets><sheet name=\"S\" r:id=\"r1\"/></sheets></workbook>".to_owned(),
        ),
        (SHEET.to_owned(), "<worksheet><sheetData/></worksheet>".to_owned()),
    ];
    for (name, text) in parts {
        match all.iter_mut().find(|(known, _)| known == name) {
            Some(part) => part.1 = (*text).to_owned(),
            None => all.push(((*name).to_owned(), (*text).to_owned())),
        }
    }
    packed(all.iter().map(|(name, text)| (name.as_str(), text.as_bytes())))
}

/// A container of these parts.
pub(crate) fn packed<'p>(parts: impl IntoIterator<Item = (&'p str, &'p [u8])>) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name, SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook whose one sheet has these rows.
pub(crate) fn sheet(data: &str) -> Vec<u8> {
    workbook(&[(SHEET, &format!("<worksheet><sheetData>{data}</sheetData></worksheet>"))])
}

/// Overwrites every `from` by `to`, which has the same length.
pub(crate) fn patched(mut bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    let places: Vec<_> = memchr::memmem::find_iter(&bytes, from).collect();
    assert!(!places.is_empty());
    places.into_iter().for_each(|at| bytes[at..at + from.len()].copy_from_slice(to));
    bytes
}

/// Files that would hurt a reader that trusts them, with their names; the last ones are read, as the largest that are.
pub(crate) fn files() -> Vec<(&'static str, Vec<u8>)> {
    let strings = |n: usize, text: &str| format!("<sst>{}</sst>", format!("<si><t>{text}</t></si>").repeat(n));
    let sheet_of = |data: &str| format!("<worksheet><sheetData>{data}</sheetData></worksheet>");
    let row = "<row><c><v>1</v></c><c><v>2.5</v></c><c><v>70</v></c><c><v>4</v></c></row>";
    let cell = "<c t=\"s\"><v>0</v></c>";
    let named = "<row><c t=\"str\"><v>s</v></c><c t=\"str\"><v>R1</v></c></row>";
    let formats = |n: usize| {
        let font = format!("<fonts><font><name val=\"{}\"/></font></fonts>", "x".repeat(1000));
        format!("<styleSheet>{font}<cellXfs>{}</cellXfs></styleSheet>", "<xf fontId=\"0\"/>".repeat(n))
    };
    vec![
        ("bomb of tags", workbook(&[("xl/bomb.xml", &format!("<a>{}</a>", "<b>x</b>".repeat(32 << 20)))])),
        ("bomb of spaces", workbook(&[("xl/bomb.xml", &format!("<a>{}</a>", " ".repeat(256 << 20)))])),
        ("bomb within a tag", workbook(&[("xl/bomb.xml", &format!("<a b=\"{}\"/>", "x".repeat(256 << 20)))])),
        ("bomb of a bomb", workbook(&[(SHEET, &sheet_of(&format!("<row>{}</row>", "<c><is>".repeat(16 << 20))))])),
        ("lying size", lying_bomb()),
        ("ten million cells", sheet(&format!("<row>{}</row>", "<c/>".repeat(10_000_000)))),
        ("a million texts", workbook(&[("xl/sharedStrings.xml", &strings(1_000_000, "a"))])),
        ("a count that lies", workbook(&[("xl/sharedStrings.xml", "<sst uniqueCount=\"9999999999\"></sst>")])),
        ("entities", workbook(&[(SHEET, "<!DOCTYPE a [<!ENTITY a \"aaaa\">]><worksheet><sheetData/></worksheet>")])),
        ("the last corner", sheet(&format!("{named}<row><c r=\"XFD1048576\"><v>1</v></c></row>"))),
        (
            "one text in a million cells",
            workbook(&[
                (SHEET, &sheet_of(&format!("<row>{}</row>", cell.repeat(16_000)).repeat(60))),
                ("xl/sharedStrings.xml", &strings(1, &"x".repeat(30_000))),
            ]),
        ),
        (
            "very many relations",
            workbook(&[(
                "xl/_rels/workbook.xml.rels",
                &format!(
                    "<Relationships>{}</Relationships>",
                    (0..1_000_000).map(|n| format!("<Relationship Id=\"{n}\"/>")).collect::<String>()
                ),
            )]),
        ),
        ("very many formats", workbook(&[("xl/styles.xml", &formats(1_000_000))])),
        (
            "as large as is read",
            workbook(&[
                (SHEET, &sheet_of(&(named.to_owned() + &row.repeat(370_000)))),
                ("xl/sharedStrings.xml", &strings(590_000, "a")),
                ("xl/styles.xml", &formats(20_000)),
            ]),
        ),
        (
            "as much text as is read",
            workbook(&[
                (SHEET, &sheet_of(&(named.to_owned() + &format!("<row>{cell}</row>").repeat(1_000)))),
                ("xl/sharedStrings.xml", &strings(1, &"x".repeat(32_000))),
            ]),
        ),
    ]
}

/// A bomb whose container declares that it unpacks to a hundred bytes.
pub(crate) fn lying_bomb() -> Vec<u8> {
    let text = format!("<a>{}</a>", "<b>x</b>".repeat(9 << 20));
    let size = u32::try_from(text.len()).unwrap();
    patched(workbook(&[("xl/bomb.xml", &text)]), &size.to_le_bytes(), &100_u32.to_le_bytes())
}
