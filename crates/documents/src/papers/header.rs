//! The header of a template: what it is called and how its pages lie.
//!
//! Four lines between two lines of `---`, in Chinese, since those who edit them are: 名称 (the paper's name), 英文 (its
//! name on the command line and in file names), 纸张 (纵向 or 横向), 依据 (the articles the paper rests on).

use crate::complaint::{Complaint, Complaints};
use zhuoping_criteria::Bilingual;

/// How the pages of a paper lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Orientation {
    /// 纵向: 28 characters a line, 22 lines a page.
    #[default]
    Portrait,
    /// 横向, for wide tables: the same type area turned.
    Landscape,
}

/// A header that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) name: String,
    pub(super) english: String,
    pub(super) orientation: Orientation,
    pub(super) basis: String,
}

/// The keys of a header, in the order in which messages list them.
const KEYS: [&str; 4] = ["名称", "英文", "纸张", "依据"];
const FENCE: &str = "---";

/// The header of `text`, and how many lines it takes with its fences.
///
/// # Errors
/// Every line that is not understood, every key that is missing.
pub(super) fn read(file: &str, text: &str) -> Result<(Header, usize), Complaints> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let close = lines.iter().skip(1).position(|line| *line == FENCE).map(|at| at + 1);
    let (Some(&FENCE), Some(close)) = (lines.first(), close) else {
        let message = Bilingual::new("模板开头没有表头", "the template has no header");
        let form = format!("首行和末行都是 {FENCE}，其间每行一项：{}", KEYS.join("、"));
        let form_en =
            format!("a first and a last line of {FENCE}, and between them one key a line: {}", KEYS.join(", "));
        return Err(Complaint::new(file, message, Bilingual::new(form, form_en)).at_row(1).into());
    };
    let mut reader = Reader { file, errors: Complaints::new(), values: [None; KEYS.len()] };
    for (at, line) in lines.iter().enumerate().take(close).skip(1).filter(|(_, line)| !line.is_empty()) {
        reader.line(row(at), line);
    }
    let header = reader.header();
    reader.errors.refuse_if_any()?;
    Ok((header, close + 1))
}

/// The number of a line counted from 0, as an editor counts.
pub(super) fn row(at: usize) -> u32 {
    u32::try_from(at + 1).unwrap_or(u32::MAX)
}

struct Reader<'a> {
    file: &'a str,
    errors: Complaints,
    values: [Option<(u32, &'a str)>; KEYS.len()],
}

impl<'a> Reader<'a> {
    fn line(&mut self, row: u32, line: &'a str) {
        let split = line.split_once([':', '：']).map(|(key, value)| (key.trim(), value.trim()));
        let at = split.and_then(|(key, _)| KEYS.iter().position(|known| *known == key));
        match (split, at) {
            (Some((_, "")), Some(_)) => {
                self.refuse(row, line, ("没有填写", "has no value"), ("冒号后写内容", "a value after the colon"));
            }
            (Some((_, value)), Some(at)) if self.values[at].is_none() => self.values[at] = Some((row, value)),
            (_, Some(_)) => self.refuse(row, line, ("重复", "appears twice"), ("每项一次", "each key once")),
            _ => {
                let keys = KEYS.map(|key| format!("{key}: ……")).join("；");
                self.refuse(row, line, ("不是表头的项目", "is no line of a header"), (&keys, &keys));
            }
        }
    }

    fn header(&mut self) -> Header {
        let [name, english, paper, basis] = self.values;
        for (key, value) in [(KEYS[0], name), (KEYS[1], english), (KEYS[3], basis)] {
            if value.is_none() {
                let (zh, en) = (format!("表头缺“{key}”"), format!("the header lacks {key}"));
                let line = format!("{key}: ……");
                self.refuse(1, "", (&zh, &en), (&line, &line));
            }
        }
        let orientation = match paper {
            None | Some((_, "纵向")) => Orientation::Portrait,
            Some((_, "横向")) => Orientation::Landscape,
            Some((row, other)) => {
                self.refuse(
                    row,
                    other,
                    ("不是纸张方向", "is no orientation"),
                    ("纵向 或 横向", "纵向 (portrait) or 横向 (landscape)"),
                );
                Orientation::Portrait
            }
        };
        if let Some((row, english)) = english.filter(|(_, english)| !is_file_name(english)) {
            let accepted =
                ("小写字母、数字和连字符，如 draw-record", "lower-case letters, digits and hyphens, as in draw-record");
            self.refuse(row, english, ("不能作文件名", "cannot be a file name"), accepted);
        }
        let text = |value: Option<(u32, &str)>| value.map(|(_, text)| text.to_owned()).unwrap_or_default();
        Header { name: text(name), english: text(english), orientation, basis: text(basis) }
    }

    fn refuse(&mut self, row: u32, found: &str, message: (&str, &str), accepted: (&str, &str)) {
        let (message, accepted) = (Bilingual::new(message.0, message.1), Bilingual::new(accepted.0, accepted.1));
        self.errors.push(Complaint::new(self.file, message, accepted).at_row(row).about(found));
    }
}

fn is_file_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use zhuoping_criteria::Lang;

    fn complaints(text: &str) -> Vec<String> {
        read("t.md", text).unwrap_err().lines(Lang::Zh)
    }

    #[test]
    fn a_header_is_read_with_either_colon() {
        let (header, lines) =
            read("t.md", "---\n名称：专家抽取记录表\n英文: draw-record\n\n依据: 第十六条\n---\n正文").unwrap();
        let expected = Header {
            name: "专家抽取记录表".into(),
            english: "draw-record".into(),
            orientation: Orientation::Portrait,
            basis: "第十六条".into(),
        };
        assert_eq!((header, lines), (expected, 6));
        assert_eq!(
            read("t.md", "---\n名称: 一\n英文: a\n依据: 二\n纸张: 横向\n---").unwrap().0.orientation,
            Orientation::Landscape
        );
    }

    #[test]
    fn every_wrong_line_is_named_at_once() {
        let found = complaints("---\n名称: 一\n名称: 二\n英文: A b\n纸张: 斜\n单位: 某局\n依据:\n---\n");
        let places: Vec<&str> = found.iter().map(|line| line.split('：').next().unwrap()).collect();
        assert_eq!(
            places,
            ["t.md 第 3 行", "t.md 第 6 行", "t.md 第 7 行", "t.md 第 1 行", "t.md 第 5 行", "t.md 第 4 行"]
        );
        assert!(found[1].contains("「单位: 某局」不是表头的项目"), "{}", found[1]);
    }

    #[test]
    fn a_template_without_a_header_is_refused() {
        for text in ["", "# 题名", "---\n名称: 一\n英文: a\n"] {
            assert_eq!(complaints(text).len(), 1, "{text:?}");
        }
    }
}
