//! Workbooks filled in and tampered with as a stranger would: by changing the XML inside the file.

use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// The parts of a workbook by name, in their order.
#[derive(Clone)]
pub(crate) struct Parts(Vec<(String, Vec<u8>)>);

impl Parts {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut parts = Vec::new();
        for at in 0..archive.len() {
            let mut part = archive.by_index(at).unwrap();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            parts.push((part.name().unwrap().into_owned(), bytes));
        }
        Self(parts)
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in &self.0 {
            writer.start_file(name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    pub(crate) fn text(&self, part: &str) -> String {
        let (_, bytes) = self.0.iter().find(|(name, _)| name == part).unwrap_or_else(|| panic!("no part {part}"));
        String::from_utf8(bytes.clone()).unwrap()
    }

    pub(crate) fn change(&mut self, part: &str, change: impl Fn(&str) -> String) {
        let changed = change(&self.text(part));
        assert_ne!(changed, self.text(part), "{part} is changed");
        let (_, bytes) = self.0.iter_mut().find(|(name, _)| name == part).unwrap();
        *bytes = changed.into_bytes();
    }

    /// Puts a number, a text or a formula into a cell of a sheet, counted from 1.
    pub(crate) fn put(&mut self, sheet: usize, address: &str, value: &Put) {
        self.change(&format!("xl/worksheets/sheet{sheet}.xml"), |xml| with_cell(xml, address, value));
    }
}

/// What can be put into a cell.
#[derive(Clone, Debug)]
pub(crate) enum Put {
    Number(String),
    Text(String),
    Formula(String, String),
}

impl Put {
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.into())
    }

    pub(crate) fn number(number: impl ToString) -> Self {
        Self::Number(number.to_string())
    }
}

fn with_cell(xml: &str, address: &str, value: &Put) -> String {
    let start = xml.find(&format!("<c r=\"{address}\"")).unwrap_or_else(|| panic!("no cell {address}"));
    let rest = &xml[start..];
    let head_end = rest.find('>').unwrap();
    let end = if rest.as_bytes()[head_end - 1] == b'/' { head_end + 1 } else { rest.find("</c>").unwrap() + 4 };
    let style = rest[..head_end].split("s=\"").nth(1).map(|style| style.split('"').next().unwrap());
    let style = style.map_or(String::new(), |style| format!(" s=\"{style}\""));
    let cell = match value {
        Put::Number(number) => format!("<c r=\"{address}\"{style}><v>{number}</v></c>"),
        Put::Text(text) => {
            format!(
                "<c r=\"{address}\"{style} t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                escaped(text)
            )
        }
        Put::Formula(formula, result) => {
            format!("<c r=\"{address}\"{style}><f>{}</f><v>{result}</v></c>", escaped(formula))
        }
    };
    format!("{}{cell}{}", &xml[..start], &rest[end..])
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
