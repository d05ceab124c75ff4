//! The container of a workbook: whether it is one at all, and which of its parts are looked into.
//!
//! Everything here happens before calamine sees a byte. What calamine opens it finds by name: parts that end in `.xml`
//! or `.rels`. So exactly these are checked ([`super::part`]), and a part of another name cannot pass for a sheet
//! because relations to it are refused. Pictures and other parts are never unpacked, by nobody.

use super::limits;
use super::part::{self, Contents};
use super::refusal::Refusal;
use std::collections::BTreeSet;
use std::io::Cursor;
use zip::ZipArchive;
use zip::result::ZipError;

/// Checks the whole workbook; tells what it holds.
pub(super) fn check(bytes: &[u8]) -> Result<Contents, Refusal> {
    sniff(bytes)?;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::Damaged)?;
    let names = names(&archive)?;
    kind(&names)?;
    let mut contents = Contents::default();
    let mut left = limits::INFLATED_BYTES;
    for (at, name) in names.iter().enumerate() {
        if is_looked_into(name) {
            let part = archive.by_index(at).map_err(|error| of(&error))?;
            left -= part::check(part, left, &mut contents)?;
        }
    }
    Ok(contents)
}

/// Refuses by the first bytes, and by how many entries there may be at most, since reading a directory costs memory.
fn sniff(bytes: &[u8]) -> Result<(), Refusal> {
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let encrypted = memchr::memmem::find(bytes, &name).is_some();
        return Err(if encrypted { Refusal::Encrypted } else { Refusal::OldWorkbook });
    }
    if !bytes.starts_with(b"PK\x03\x04") && !bytes.starts_with(b"PK\x05\x06") {
        return Err(Refusal::NotAWorkbook);
    }
    if bytes.len() > limits::FILE_BYTES {
        return Err(Refusal::TooLarge { bytes: bytes.len() });
    }
    // Packed data hold a signature of four bytes by chance once in gigabytes; containers within the container are few.
    let more_than = |signature: &[u8], most: usize| memchr::memmem::find_iter(bytes, signature).nth(most).is_some();
    if more_than(b"PK\x01\x02", limits::ENTRIES) || more_than(b"PK\x05\x06", 64) {
        return Err(Refusal::TooManyParts);
    }
    Ok(())
}

/// The names of all entries in the order of the directory, as calamine compares them.
fn names(archive: &ZipArchive<Cursor<&[u8]>>) -> Result<Vec<String>, Refusal> {
    if archive.has_duplicate_names() {
        return Err(Refusal::DuplicatePart);
    }
    let mut seen = BTreeSet::new();
    let mut names = Vec::with_capacity(archive.len());
    for name in archive.file_names() {
        let name = name.map_err(|_| Refusal::Damaged)?.replace('\\', "/").to_ascii_lowercase();
        if !seen.insert(name.clone()) {
            return Err(Refusal::DuplicatePart);
        }
        names.push(name);
    }
    Ok(names)
}

/// Refuses what is a container, but not of a workbook without macros.
fn kind(names: &[String]) -> Result<(), Refusal> {
    let has = |name: &str| names.iter().any(|known| known == name);
    let ends = |end: &str| names.iter().any(|known| known.ends_with(end));
    if ends("vbaproject.bin") || names.iter().any(|name| name.starts_with("xl/macrosheets/")) {
        Err(Refusal::Macros)
    } else if has("xl/workbook.bin") {
        Err(Refusal::OtherKind("二进制 Excel 工作簿（.xlsb）", "a binary Excel workbook (.xlsb)"))
    } else if has("word/document.xml") {
        Err(Refusal::OtherKind("Word 文档（.docx）", "a Word document (.docx)"))
    } else if has("ppt/presentation.xml") {
        Err(Refusal::OtherKind("演示文稿（.pptx）", "a presentation (.pptx)"))
    } else if has("content.xml") && has("mimetype") {
        Err(Refusal::OtherKind("OpenDocument 文件（.ods 等）", "an OpenDocument file (such as .ods)"))
    } else if !has("_rels/.rels") {
        Err(Refusal::OtherKind("压缩文件（.zip）", "an archive (.zip)"))
    } else {
        Ok(())
    }
}

fn is_looked_into(name: &str) -> bool {
    name.ends_with(".xml") || name.ends_with(".rels")
}

fn of(error: &ZipError) -> Refusal {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Refusal::Encrypted,
        _ => Refusal::Damaged,
    }
}
