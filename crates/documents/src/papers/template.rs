//! A template: checked when it is read, filled as often as wanted.

use super::fill::{self, NOT_TEXT, PERSONAL};
use super::header::{self, Header, Orientation};
use super::markdown::{self, Fault};
use super::{Paper, Picture, shield};
use crate::complaint::{Complaint, Complaints};
use crate::dates;
use minijinja::value::{Serde, Value};
use minijinja::{Error, ErrorKind};
use std::collections::BTreeMap;
use zhuoping_criteria::Bilingual;

/// A template that was read: its syntax is right and its layout known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    file: String,
    header: Header,
    /// The body below as many empty lines as the header has, so that lines count as in the file.
    body: String,
}

impl Template {
    /// Reads a template; `file` is its name in messages.
    ///
    /// # Errors
    /// Every line of the header that is not understood; then what is wrong with the syntax of the blanks, or every
    /// construct that a paper has no form for. All with their line.
    pub fn parse(file: &str, text: &str) -> Result<Self, Complaints> {
        let text = even(text);
        let (header, lines) = header::read(file, &text)?;
        let body: String = text.split_inclusive('\n').skip(lines).collect();
        let body = "\n".repeat(lines) + &body;
        let template = Self { file: file.into(), header, body };
        fill::environment().template_from_str(&template.body).map_err(|error| template.syntax(&error))?;
        let (_, faults) = markdown::blocks(&without_tags(&template.body));
        template.faults(faults, true).refuse_if_any()?;
        Ok(template)
    }

    /// The paper's name, 名称 of the header.
    pub fn name(&self) -> &str {
        &self.header.name
    }

    /// The paper's name for file names and commands, 英文 of the header: lower-case letters, digits, hyphens.
    pub fn english(&self) -> &str {
        &self.header.english
    }

    /// The articles the paper rests on, 依据 of the header; a body writes them with `{{ paper.basis }}`.
    pub fn basis(&self) -> &str {
        &self.header.basis
    }

    /// How the pages lie.
    pub fn orientation(&self) -> Orientation {
        self.header.orientation
    }

    /// Fills the template with `data`, an object whose fields the template names, and `pictures` by name.
    ///
    /// Besides `data` the template sees `paper.name` and `paper.basis` of its own header.
    ///
    /// # Errors
    /// The first field that is missing or cannot be written, with line and expression; or every picture that is not
    /// given and everything that became no block of a paper.
    pub fn render(&self, data: &serde_json::Value, pictures: &BTreeMap<String, Picture>) -> Result<Paper, Complaints> {
        let mut environment = fill::environment();
        let own = [("name", self.name()), ("basis", self.basis())];
        environment.add_global("paper", Value::from_pairs(own));
        let filled = environment
            .template_from_str(&self.body)
            .and_then(|template| template.render(Value::from(Serde(data))))
            .map_err(|error| self.unfilled(&error))?;
        let (blocks, faults) = markdown::blocks(&filled);
        self.faults(faults, false).refuse_if_any()?;
        Paper::new(&self.header, blocks, pictures).map_err(|missing| self.without_pictures(&missing, pictures))
    }

    fn complaint(&self, message: Bilingual, accepted: Bilingual) -> Complaint {
        Complaint::new(&self.file, message, accepted)
    }

    /// The faults with their lines, if these are lines of the template; a filled text has other lines, and what was
    /// found there says where it is.
    fn faults(&self, faults: Vec<Fault>, lines_are_ours: bool) -> Complaints {
        let mut all = Complaints::new();
        for fault in faults {
            let complaint = self.complaint(fault.message, fault.accepted).about(&fault.found);
            all.push(if lines_are_ours { complaint.at_row(fault.line) } else { complaint });
        }
        all
    }

    fn syntax(&self, error: &Error) -> Complaints {
        let detail = error.detail().unwrap_or_default();
        let message =
            Bilingual::new(format!("填空的写法不对（{detail}）"), format!("is not how a blank is written ({detail})"));
        let accepted = Bilingual::new(
            "{{ 字段 }}、{% for x in 列表 %} … {% endfor %}、{% if 条件 %} … {% endif %}",
            "{{ field }}, {% for x in list %} ... {% endfor %}, {% if condition %} ... {% endif %}",
        );
        self.at(error, self.complaint(message, accepted))
    }

    fn unfilled(&self, error: &Error) -> Complaints {
        let (message, accepted) = match (error.kind(), error.detail()) {
            (ErrorKind::UndefinedError, _) => (
                Bilingual::new("数据里没有这一项", "is missing in the data"),
                Bilingual::new(
                    "补上数据，或写 {{ 字段 | blank }} 留空待填",
                    "the data, or {{ field | blank }} for a line to write on",
                ),
            ),
            (ErrorKind::InvalidOperation, Some(PERSONAL)) => (
                Bilingual::new("含有身份证号或电话", "holds an identity number or a telephone"),
                Bilingual::new("写 {{ 字段 | mask }} 隐去中间各位", "{{ field | mask }}, which hides the middle"),
            ),
            (ErrorKind::InvalidOperation, Some(NOT_TEXT)) => (
                Bilingual::new("是一组数据，不能直接写出", "is a list or a group and cannot be written as it is"),
                Bilingual::new("用 {% for %} 逐项写，或写到其中一项", "{% for %} over it, or one field of it"),
            ),
            (ErrorKind::InvalidOperation, Some("date")) => {
                (Bilingual::new("不是日期", "is not a date"), dates::accepted())
            }
            (ErrorKind::InvalidOperation, Some("points")) => (
                Bilingual::new("不是至多两位小数的分数", "is no score with two decimals at most"),
                Bilingual::new("如 612.5", "as in 612.5"),
            ),
            (kind, detail) => (
                Bilingual::new(
                    format!("无法填写（{kind}：{}）", detail.unwrap_or_default()),
                    format!("cannot be filled ({kind}: {})", detail.unwrap_or_default()),
                ),
                Bilingual::new("见模板说明中的写法", "what the page on templates lists"),
            ),
        };
        self.at(error, self.complaint(message, accepted))
    }

    /// The place of an error of minijinja: its line, and the expression it is about.
    fn at(&self, error: &Error, complaint: Complaint) -> Complaints {
        let expression = error.range().and_then(|range| self.body.get(range)).unwrap_or_default();
        let complaint = complaint.about(expression);
        let line = error.line().and_then(|line| u32::try_from(line).ok());
        line.map_or(complaint.clone(), |line| complaint.at_row(line)).into()
    }

    fn without_pictures(&self, missing: &[String], pictures: &BTreeMap<String, Picture>) -> Complaints {
        let known = pictures.keys().map(String::as_str).collect::<Vec<_>>().join("、");
        let mut all = Complaints::new();
        for name in missing {
            let accepted = if known.is_empty() {
                Bilingual::new("这份文书没有配图", "no picture: this paper is given none")
            } else {
                Bilingual::new(&known, &known)
            };
            let message = Bilingual::new("没有这张图", "is no picture of this paper");
            all.push(self.complaint(message, accepted).about(name));
        }
        all
    }
}

/// The text of a file: without a byte order mark, with one kind of line end.
fn even(text: &str) -> String {
    let text = shield::written(text.strip_prefix('\u{feff}').unwrap_or(text));
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// A body in which a blank is a word and every other tag is nothing, line for line, so that its constructs can be checked
/// before there are data.
fn without_tags(body: &str) -> String {
    let mut plain = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(open) = rest.find("{{").into_iter().chain(rest.find("{%")).chain(rest.find("{#")).min() {
        let close = match &rest[open..open + 2] {
            "{{" => "}}",
            "{%" => "%}",
            _ => "#}",
        };
        let end = rest[open..].find(close).map_or(rest.len(), |at| open + at + close.len());
        plain += &rest[..open];
        plain += if close == "}}" { "x" } else { "" };
        plain.extend(rest[open..end].chars().filter(|c| *c == '\n'));
        rest = &rest[end..];
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::super::block::{Block, text_of};
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;
    use zhuoping_criteria::Lang;

    const HEADER: &str = "---\n名称: 样张\n英文: specimen\n依据: 第十六条\n---\n";

    fn template(body: &str) -> Template {
        Template::parse("t.md", &format!("{HEADER}{body}")).unwrap_or_else(|errors| panic!("{errors}"))
    }

    fn refused(body: &str) -> Vec<String> {
        Template::parse("t.md", &format!("{HEADER}{body}")).unwrap_err().lines(Lang::Zh)
    }

    fn unfilled(body: &str, data: serde_json::Value) -> String {
        let errors = template(body).render(&data, &BTreeMap::new()).unwrap_err().lines(Lang::Zh);
        assert_eq!(errors.len(), 1, "{errors:?}");
        errors.into_iter().next().unwrap()
    }

    #[test]
    fn a_wrong_template_is_refused_with_its_lines() {
        let syntax = refused("# 题名\n{% for x in xs %}\n{{ x }\n");
        assert!(syntax[0].starts_with("t.md 第 8 行：") && syntax.len() == 1, "{syntax:?}");
        let filter = template("{{ x | nosuch }}").render(&json!({"x": 1}), &BTreeMap::new()).unwrap_err();
        assert_eq!(filter.listed()[0].row(), Some(6));
        let layout = refused("# 题名\n\n---\n\n{% if x %}\n##### 五级\n{% endif %}\n\n{{ x }}\n\n*斜*\n");
        let places: Vec<&str> = layout.iter().map(|line| line.split('：').next().unwrap()).collect();
        assert_eq!(places, ["t.md 第 8 行", "t.md 第 11 行", "t.md 第 16 行"]);
        assert!(layout[1].contains("「##### 五级」不是四级标题之一"), "{}", layout[1]);
    }

    #[test]
    fn a_field_that_cannot_be_written_is_named_with_its_line() {
        let missing = unfilled("# 题名\n\n组长：{{ panel.leader }}\n", json!({"panel": {}}));
        assert_eq!(
            missing,
            "t.md 第 8 行：「panel.leader」数据里没有这一项。应为：补上数据，或写 {{ 字段 | blank }} 留空待填"
        );
        let in_a_loop =
            unfilled("{% for x in xs %}\n- {{ x.name }}\n{% endfor %}\n", json!({"xs": [{"name": "甲"}, {}]}));
        assert!(in_a_loop.starts_with("t.md 第 7 行：「x.name」数据里没有这一项"), "{in_a_loop}");
        let loop_over = unfilled("{% for x in xs %}\n{% endfor %}\n", json!({}));
        assert!(loop_over.starts_with("t.md 第 6 行：「xs」数据里没有这一项"), "{loop_over}");
        let list = unfilled("{{ xs }}", json!({"xs": []}));
        assert!(list.starts_with("t.md 第 6 行：「xs」是一组数据"), "{list}");
        let personal = unfilled("{{ x }}", json!({"x": "999999190001010015"}));
        assert!(
            personal.starts_with("t.md 第 6 行：「x」含有身份证号或电话") && !personal.contains("9999"),
            "{personal}"
        );
    }

    #[test]
    fn a_picture_that_is_not_given_is_named() {
        let line = unfilled("![图](picture:chart)\n\n", json!({}));
        assert_eq!(line, "t.md：「chart」没有这张图。应为：这份文书没有配图");
    }

    #[test]
    fn files_of_every_editor_are_read() {
        let text = format!("\u{feff}{HEADER}{{{{ x }}}}\n第二行\n").replace('\n', "\r\n");
        let paper = Template::parse("t.md", &text).unwrap().render(&json!({"x": "甲"}), &BTreeMap::new()).unwrap();
        assert_eq!(paper.text(), "　　甲第二行\n");
    }

    #[test]
    fn a_template_knows_its_own_header() {
        let paper = template("{{ paper.name }}，{{ paper.basis }}").render(&json!({}), &BTreeMap::new()).unwrap();
        assert_eq!(paper.text(), "　　样张，第十六条\n");
    }

    /// The blocks without their texts, which is what no value may change.
    fn structure(paper: &Paper) -> Vec<String> {
        let row = |cells: &Vec<_>| cells.len();
        let shape = |block: &Block| match block {
            Block::Heading { level, .. } => format!("heading {level}"),
            Block::Item { marker, .. } => format!("item {marker}"),
            // The lines of a value are lines of the block.
            Block::Signature(_) => "signature".into(),
            Block::Table(table) => {
                format!("table {:?}", table.header.iter().chain(&table.rows).map(row).collect::<Vec<_>>())
            }
            Block::Picture { name, .. } => format!("picture {name}"),
            Block::Paragraph(_) => "paragraph".into(),
            Block::PageBreak => "break".into(),
        };
        paper.blocks.iter().map(shape).collect()
    }

    proptest! {
        #[test]
        fn no_value_changes_the_layout(value in r"(\PC|[|*_`<>#\[\]()!&;:~=+.{}%\\\n\r\t -]|[0-9]){1,30}") {
            let shown = shield::lower(&shield::value(&value));
            prop_assume!(!shown.trim().is_empty() && zhuoping_provenance::text::personal_number(&value).is_none());
            let body = "# {{ x }}\n\n{{ x }}\n\n{{ x }}. 甲\n\n- {{ x }}\n\n1. {{ x }}\n\n**{{ x }}**\n\n`{{ x }}`\n\n| 甲 | 乙 |\n|---|---|\n| {{ x }} | {{ x }} |\n\n\
                甲{{ x }}乙\n{{ x }}\n丙\n\n![{{ x }}](picture:a)\n\n> {{ x }}局\n> {{ x }}日\n\n    {{ x }}\n";
            let template = template(body);
            let mut png = Vec::new();
            png::Encoder::new(&mut png, 1, 1).write_header().unwrap().write_image_data(&[0]).unwrap();
            let pictures = BTreeMap::from([("a".to_owned(), Picture::new(png).unwrap())]);
            let paper = template.render(&json!({"x": value}), &pictures).unwrap();
            let plain = template.render(&json!({"x": "甲"}), &pictures).unwrap();
            prop_assert_eq!(structure(&paper), structure(&plain));
            let Block::Heading { text, .. } = &paper.blocks[0] else { panic!("a heading") };
            prop_assert_eq!(text_of(text, "\n"), shown.replace('\t', " "));
        }
    }

    #[test]
    fn every_template_that_comes_with_the_program_parses() {
        for (english, text) in super::super::builtin() {
            let template = Template::parse(english, text).unwrap_or_else(|errors| panic!("{errors}"));
            assert_eq!(template.english(), *english);
            assert!(!template.basis().is_empty());
        }
    }
}
