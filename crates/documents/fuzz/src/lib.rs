//! What the targets share: every reader, and what must hold whatever it reads.

use std::io::{Cursor, Write};
use std::sync::{Arc, LazyLock};
use zhuoping_criteria::{Edition, Lang};
use zhuoping_documents::conflicts::{self, Known};
use zhuoping_documents::scores::{self, Context};
use zhuoping_documents::xlsx::Workbook;
use zhuoping_documents::{Complaints, Warned, entrants, long, pool, wide};
use zhuoping_provenance::text::personal_number;
use zhuoping_ratings::{PerKind, StageId};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Lets every reader of tables read `bytes`.
pub fn tables(bytes: &[u8]) {
    static EDITION: LazyLock<Arc<Edition>> =
        LazyLock::new(|| Arc::new(zhuoping_criteria::builtin("gbt19580-2012").expect("it ships with the crate")));
    static STAGES: LazyLock<Vec<StageId>> =
        LazyLock::new(|| ["material", "site"].map(|id| StageId::new(id).expect("a name")).into());
    let editions = PerKind { organization: Some(EDITION.clone()), individual: None };
    let context = Context { stages: &STAGES, editions: &editions, register: None, panel: None, recusals: &[] };
    quiet(pool::read("f", bytes));
    quiet(entrants::read("f", bytes));
    quiet(conflicts::read("f", bytes, Known::default()));
    quiet(long::read("f", bytes));
    quiet(wide::read("f", bytes));
    quiet(scores::read("f", bytes, &context));
    let _ = long::is_long("f", bytes);
    let _ = scores::stages("f", bytes);
}

/// The same, and every cell of every sheet.
pub fn workbook(bytes: &[u8]) {
    if let Ok(mut book) = Workbook::open("f", bytes) {
        let names: Vec<String> = book.sheets().iter().map(|sheet| sheet.name.clone()).collect();
        for name in names {
            let _ = book.merged(&name);
            for cell in book.cells(&name).unwrap_or_default() {
                let _ = (cell.address(), cell.text());
            }
        }
    }
    tables(bytes);
}

/// Where the texts of `xlsx_parts` go.
const PARTS: [&str; 6] = [
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "_rels/.rels",
];

/// What stands in a part for which there is no text.
const PLAIN: [&str; 6] = [
    "<worksheet><sheetData/></worksheet>",
    "<sst uniqueCount=\"2\"><si><t>编号</t></si><si><t>a</t></si></sst>",
    "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"9\"/></cellXfs></styleSheet>",
    "<workbook><sheets><sheet name=\"S\" r:id=\"r1\"/></sheets></workbook>",
    "<Relationships><Relationship Id=\"r1\" Type=\"x/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
    "<Relationships><Relationship Id=\"r1\" Type=\"x/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
];

/// A workbook whose parts are the pieces of `bytes` between NUL bytes, in the order of [`PARTS`].
pub fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut pieces = bytes.split(|byte| *byte == 0);
    for (name, plain) in PARTS.iter().zip(PLAIN) {
        let piece = pieces.next().filter(|piece| !piece.is_empty()).unwrap_or(plain.as_bytes());
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        zip.start_file(*name, stored).and_then(|()| zip.write_all(piece).map_err(Into::into)).expect("memory takes all");
    }
    zip.finish().expect("memory takes all").into_inner()
}

/// Complaints quote no personal number.
fn quiet<T>(outcome: Result<Warned<T>, Complaints>) {
    let complaints = match outcome {
        Ok(read) => read.warnings,
        Err(errors) => errors,
    };
    for view in complaints.view(Lang::En).errors {
        for shown in [view.value, view.column, view.sheet].into_iter().flatten() {
            assert_eq!(personal_number(&shown), None, "a complaint quotes what it must hide");
        }
    }
    let _ = complaints.lines(Lang::Zh);
}
