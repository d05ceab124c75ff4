//! The parts of a document, finished and packed.

use super::super::block::Block;
use super::super::paper::Paper;
use super::order;
use super::tree::{self, DECLARATION, Element, Node};
use docx_rs::Docx;
use quick_xml::escape::escape;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// The styles of the standard's typefaces; their ids are what `body` names.
const STYLES: &str = include_str!("parts/styles.xml");
/// The typefaces, with the substitutes a machine without them may use.
const FONTS: &str = include_str!("parts/fontTable.xml");
/// Page numbers that differ on odd and even pages, hanzi spacing, Word's current behaviour.
const SETTINGS: &str = include_str!("parts/settings.xml");

/// The bytes of the .docx: docx-rs packs its parts, each of them is finished and packed again, compressed, with the fixed
/// date that zip has where none is given.
pub(super) fn pack(docx: Docx, paper: &Paper) -> Vec<u8> {
    let mut packed = Cursor::new(Vec::new());
    docx.pack(&mut packed).expect("a vector takes all bytes");
    repack(packed, paper).expect("what docx-rs has packed can be unpacked")
}

fn repack(packed: Cursor<Vec<u8>>, paper: &Paper) -> zip::result::ZipResult<Vec<u8>> {
    let mut parts = ZipArchive::new(packed)?;
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).unix_permissions(0o644);
    for at in 0..parts.len() {
        let mut part = parts.by_index(at)?;
        if part.is_dir() {
            continue;
        }
        let name = part.name()?.into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes)?;
        out.start_file(&name, options)?;
        out.write_all(&finished(&name, bytes, paper))?;
    }
    Ok(out.finish()?.into_inner())
}

fn finished(name: &str, bytes: Vec<u8>, paper: &Paper) -> Vec<u8> {
    match name {
        "word/styles.xml" => STYLES.into(),
        "word/fontTable.xml" => FONTS.into(),
        "word/settings.xml" => SETTINGS.into(),
        "docProps/core.xml" => core(paper).into(),
        part if part.starts_with("word/") && part.ends_with(".xml") => {
            let text = std::str::from_utf8(&bytes).expect("docx-rs writes UTF-8");
            let mut part = tree::read(text).expect("docx-rs writes well-formed XML");
            finish(&mut part, paper);
            tree::write(&part)
        }
        _ => bytes,
    }
}

/// What docx-rs has no word for, and the order of the schema.
fn finish(part: &mut Element, paper: &Paper) {
    let mut captions = paper.blocks.iter().filter_map(|block| match block {
        Block::Picture { caption, .. } => Some(caption.as_str()),
        _ => None,
    });
    let mut pictures = 0;
    part.walk(&mut |element| {
        match element.name() {
            "w:tr" if is_header(element) => repeat_on_every_page(element),
            // docx-rs gives every picture the number 1; numbers within a document are to differ.
            "wp:docPr" => {
                pictures += 1;
                let caption = captions.next().unwrap_or_default();
                let number = pictures.to_string();
                element.start.clear_attributes();
                element.start.extend_attributes([
                    ("id", number.as_str()),
                    ("name", &format!("图 {number}")),
                    ("descr", caption),
                ]);
            }
            // The schema knows no type of a column's width.
            "w:gridCol" => keep_only(element, "w:w"),
            _ => {}
        }
        order::sort(element);
    });
}

/// Whether the first cell of a row has a style of headers.
fn is_header(row: &Element) -> bool {
    let style = ["w:tc", "w:p", "w:pPr", "w:pStyle"].iter().try_fold(row, |element, name| element.child(name));
    let value = style.and_then(|style| style.start.try_get_attribute("w:val").ok().flatten());
    value.is_some_and(|value| value.value.starts_with("TableHead"))
}

fn repeat_on_every_page(row: &mut Element) {
    if let Some(properties) = row.elements_mut().find(|element| element.name() == "w:trPr") {
        properties.children.push(Node::Element(Element::empty("w:tblHeader")));
    }
}

fn keep_only(element: &mut Element, attribute: &str) {
    let value = element.start.try_get_attribute(attribute).ok().flatten().map(|found| found.value.into_owned());
    element.start.clear_attributes();
    if let Some(value) = value {
        element.start.push_attribute((attribute, value.as_str()));
    }
}

/// The properties a file manager shows. No date: a paper is dated by its text, and the same paper is the same bytes.
fn core(paper: &Paper) -> String {
    format!(
        concat!(
            "{declaration}<cp:coreProperties",
            " xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\"",
            " xmlns:dc=\"http://purl.org/dc/elements/1.1/\">",
            "<dc:title>{title}</dc:title><dc:subject>{subject}</dc:subject>",
            "<dc:creator>卓评 {version}</dc:creator><dc:language>zh-CN</dc:language></cp:coreProperties>"
        ),
        declaration = DECLARATION,
        title = escape(&paper.name),
        subject = escape(&paper.basis),
        version = env!("CARGO_PKG_VERSION"),
    )
}
