//! One XML part of a workbook, read through before calamine reads it.
//!
//! The bytes are counted as they are unpacked, whatever sizes the container declares. Each element is compared with what
//! calamine will do with it: counts and indices that it would reserve memory for, references that it would compute with,
//! texts that it would piece together. Names are compared without their prefix, as calamine compares them.

use super::address;
use super::limits;
use super::refusal::Refusal;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Error, Reader};
use std::io::{self, BufReader, Read};

/// How many bytes are unpacked at a time.
const CHUNK: usize = 64 << 10;

/// What the parts that were checked hold together.
#[derive(Clone, Debug, Default)]
pub(super) struct Contents {
    /// Whether any cell is computed by a formula.
    pub(super) formulas: bool,
    counts: [u64; COUNTED.len()],
}

impl Contents {
    /// Whether any cells are merged.
    pub(super) fn merges(&self) -> bool {
        COUNTED.iter().zip(self.counts).any(|((name, ..), count)| *name == "mergeCell" && count > 0)
    }
}

/// Elements that calamine keeps or computes with: name, its words, how many all parts may have together.
const COUNTED: [(&str, &str, &str, u64); 12] = [
    ("c", "单元格", "cells", limits::CELLS),
    ("row", "行", "rows", limits::CELLS),
    ("si", "不同的文字", "distinct texts", limits::STRINGS),
    ("xf", "单元格格式", "cell formats", 20_000),
    ("numFmt", "数字格式", "number formats", 5_000),
    ("font", "字体", "fonts", 20_000),
    ("fill", "填充", "fills", 20_000),
    ("border", "边框", "borders", 20_000),
    ("definedName", "名称", "defined names", 10_000),
    ("sheet", "工作表", "sheets", 256),
    ("Relationship", "部件关系", "relations", 100_000),
    ("mergeCell", "合并单元格", "merged cells", 100_000),
];

/// Elements whose texts calamine joins into one.
const JOINED: [&str; 3] = ["si", "c", "definedName"];

/// Relations to parts that calamine opens.
const OPENED: [&str; 7] =
    ["/worksheet", "/chartsheet", "/dialogsheet", "/officeDocument", "/sharedStrings", "/styles", "/theme"];

/// Checks one part of which at most `left` bytes are unpacked; gives how many there were.
pub(super) fn check(part: impl Read, left: u64, contents: &mut Contents) -> Result<u64, Refusal> {
    let mut reader =
        Reader::from_reader(BufReader::with_capacity(CHUNK, Metered { inner: part, left, allowance: 0, fault: None }));
    reader.config_mut().expand_empty_elements = true;
    let mut state = State { contents, depth: 0, joined: None, text: 0, style_sheet: false };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        reader.get_mut().get_mut().allowance = limits::EVENT_BYTES;
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) if state.depth == 0 => break,
            Ok(event) => state.event(event)?,
            Err(error) => {
                let fault = reader.get_mut().get_mut().fault.take();
                return Err(fault.unwrap_or(match error {
                    Error::Io(_) => Refusal::Damaged,
                    _ => Refusal::Malformed,
                }));
            }
        }
    }
    Ok(left - reader.get_ref().get_ref().left)
}

/// Counts what is unpacked, and refuses to go on beyond either limit.
struct Metered<R> {
    inner: R,
    /// How many bytes all further events may have.
    left: u64,
    /// How many bytes the present event may have.
    allowance: u64,
    fault: Option<Refusal>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let bytes = read as u64;
        let fault = match (self.left.checked_sub(bytes), self.allowance.checked_sub(bytes)) {
            (None, _) => Refusal::Bomb,
            (_, None) => Refusal::TooLong,
            (Some(left), Some(allowance)) => {
                (self.left, self.allowance) = (left, allowance);
                return Ok(read);
            }
        };
        self.fault = Some(fault);
        Err(io::Error::other("beyond a limit"))
    }
}

struct State<'c> {
    contents: &'c mut Contents,
    depth: usize,
    /// The depth of the outermost element that is open and whose texts are joined.
    joined: Option<usize>,
    /// How many bytes of text it has so far.
    text: u64,
    style_sheet: bool,
}

impl State<'_> {
    fn event(&mut self, event: Event<'_>) -> Result<(), Refusal> {
        match event {
            Event::Start(element) => self.start(&element),
            Event::End(_) => {
                if self.joined == Some(self.depth) {
                    (self.joined, self.text) = (None, 0);
                }
                self.depth = self.depth.checked_sub(1).ok_or(Refusal::Malformed)?;
                Ok(())
            }
            Event::Text(text) => self.more_text(text.len()),
            Event::CData(text) => self.more_text(text.len()),
            Event::GeneralRef(entity) if is_predefined(&entity) => self.more_text(entity.len()),
            Event::GeneralRef(_) | Event::DocType(_) => Err(Refusal::Doctype),
            Event::Decl(declaration) => match declaration.encoding() {
                None => Ok(()),
                Some(Ok(name)) if name.eq_ignore_ascii_case("utf-8") => Ok(()),
                Some(_) => Err(Refusal::Malformed),
            },
            Event::Comment(_) | Event::PI(_) => Ok(()),
            // Empty elements are expanded; the end of the part comes here only while elements are open.
            Event::Empty(_) | Event::Eof => Err(Refusal::Malformed),
        }
    }

    fn more_text(&mut self, bytes: usize) -> Result<(), Refusal> {
        self.text += bytes as u64;
        if self.joined.is_some() && self.text > limits::EVENT_BYTES { Err(Refusal::TooLong) } else { Ok(()) }
    }

    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), Refusal> {
        self.depth += 1;
        if self.depth > limits::DEPTH {
            return Err(Refusal::Malformed);
        }
        let local = element.local_name();
        let name: &str = local.as_ref();
        // Most elements are cells and their values.
        let at = if name == "v" { None } else { COUNTED.iter().position(|(counted, ..)| *counted == name) };
        if let Some(at) = at {
            let (_, zh, en, most) = COUNTED[at];
            self.contents.counts[at] += 1;
            if self.contents.counts[at] > most {
                return Err(Refusal::TooMany(zh, en, most));
            }
        }
        if self.joined.is_none() && JOINED.contains(&name) {
            (self.joined, self.text) = (Some(self.depth), 0);
        }
        self.contents.formulas |= name == "f" && self.joined.is_some();
        self.style_sheet |= name == "styleSheet";
        self.attributes(name, element)
    }

    fn attributes(&self, name: &str, element: &BytesStart<'_>) -> Result<(), Refusal> {
        let mut target = None;
        let mut opened = false;
        for (at, attribute) in element.attributes().enumerate() {
            let attribute = attribute.map_err(|_| Refusal::Malformed)?;
            let (key, value): (&str, &str) = (attribute.key.as_ref(), &attribute.value);
            if at >= limits::ATTRIBUTES || (self.style_sheet && value.len() > limits::STYLE_ATTRIBUTE_BYTES) {
                return Err(Refusal::TooLong);
            }
            let fits = match (name, key) {
                ("row", "r") => address::row(value).is_some(),
                ("c", "r") => address::parse(value).is_some(),
                ("dimension" | "mergeCell" | "f", "ref") => address::range(value).is_some(),
                // Reserved ahead: a table of texts and one of shared formulas.
                ("sst", "uniqueCount") => value.parse().is_ok_and(|count: u64| count <= limits::STRINGS),
                ("f", "si") => value.parse().is_ok_and(|index: u64| index <= 1 << 16),
                ("Relationship", "Type") => {
                    opened = OPENED.iter().any(|end| value.ends_with(end));
                    true
                }
                ("Relationship", "Target") => {
                    target = Some(value.to_ascii_lowercase());
                    true
                }
                _ => true,
            };
            if !fits {
                return Err(Refusal::Malformed);
            }
        }
        let checked = target.is_none_or(|target| target.ends_with(".xml"));
        if opened && !checked { Err(Refusal::Malformed) } else { Ok(()) }
    }
}

/// The five entities of XML itself and characters by number.
fn is_predefined(entity: &BytesRef<'_>) -> bool {
    matches!(&**entity, "amp" | "lt" | "gt" | "quot" | "apos") || entity.is_char_ref()
}
