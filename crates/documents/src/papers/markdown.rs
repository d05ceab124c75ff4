//! The small Markdown of templates, as blocks.
//!
//! Read with pulldown-cmark, tables on. What a paper has no form for (code blocks, rules, links, HTML, lists within
//! lists) is a fault with its place, never dropped in silence. Two habits of office texts are met: a line may begin with
//! spaces, full-width ones too, which mean nothing; and a line end within a paragraph joins hanzi without a space.

use super::block::{Align, Block, Cell, Column, Inline, Look, Table, text_of};
use super::header::row;
use super::shield;
use pulldown_cmark::{Alignment, Event, HeadingLevel, OffsetIter, Options, Parser, Tag, TagEnd};
use std::ops::Range;
use zhuoping_criteria::Bilingual;

/// The one comment that means something.
pub(super) const PAGE_BREAK: &str = "<!-- 分页 -->";
/// How the address of a picture begins.
const PICTURE: &str = "picture:";
/// What stands before an entry of a list without numbers.
const BULLET: &str = "●";

/// Something a paper has no form for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The line, from 1.
    pub(super) line: u32,
    /// What stands there.
    pub(super) found: String,
    pub(super) message: Bilingual,
    pub(super) accepted: Bilingual,
}

/// The blocks of `text`, and what in it is no block of a paper.
pub(super) fn blocks(text: &str) -> (Vec<Block>, Vec<Fault>) {
    let even: String = text.lines().map(|line| shield::filled(line.trim_start()) + "\n").collect();
    let parser = Parser::new_ext(&even, Options::ENABLE_TABLES);
    let definitions: Vec<_> =
        parser.reference_definitions().iter().map(|(_, definition)| definition.span.clone()).collect();
    let mut reader = Reader { source: &even, events: parser.into_offset_iter(), faults: Vec::new() };
    definitions.iter().for_each(|place| reader.unknown(place));
    let mut blocks = Vec::new();
    while let Some((event, place)) = reader.events.next() {
        reader.block(event, &place, &mut blocks);
    }
    reader.faults.sort_by_key(|fault| fault.line);
    (blocks, reader.faults)
}

struct Reader<'t> {
    source: &'t str,
    events: OffsetIter<'t>,
    faults: Vec<Fault>,
}

impl<'t> Reader<'t> {
    fn block(&mut self, event: Event<'t>, place: &Range<usize>, blocks: &mut Vec<Block>) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => blocks.push(self.heading(level, place)),
            Event::Start(Tag::Paragraph) => blocks.extend(self.paragraph()),
            Event::Start(Tag::List(first)) => self.list(first, blocks),
            Event::Start(Tag::BlockQuote(_)) => blocks.push(Block::Signature(self.signature())),
            Event::Start(Tag::Table(alignments)) => blocks.push(Block::Table(self.table(&alignments, place))),
            Event::Start(Tag::HtmlBlock) => blocks.extend(self.comment(place)),
            other => self.refuse(&other, place),
        }
    }

    fn heading(&mut self, level: HeadingLevel, place: &Range<usize>) -> Block {
        if level > HeadingLevel::H4 || !self.source[place.clone()].starts_with('#') {
            let message = ("不是四级标题之一", "is none of the four levels of headings");
            self.fault(
                place,
                message,
                (
                    "行首写 #、##、### 或 ####；文字下一行不写 --- 或 ===",
                    "a line that begins with # to ####; no line of --- or === below a text",
                ),
            );
        }
        Block::Heading { level: level as u8, text: self.line(TagEnd::Heading(level)) }
    }

    /// A paragraph, or the picture that is all there is in it.
    fn paragraph(&mut self) -> Option<Block> {
        let mut line = self.line_with_picture(TagEnd::Paragraph);
        match line.picture.take() {
            Some((picture, place)) if line.pieces.is_empty() => match picture {
                Picture { name: Some(name), caption } => Some(Block::Picture { name, caption }),
                Picture { name: None, .. } => {
                    let accepted = ("![图题](picture:名字)", "![caption](picture:NAME)");
                    self.fault(&place, ("图的地址不对", "is no address of a picture"), accepted);
                    None
                }
            },
            picture => {
                self.no_picture(picture);
                (!line.pieces.is_empty()).then_some(Block::Paragraph(line.pieces))
            }
        }
    }

    /// Everything up to the end of the block that began before; no picture may be in it.
    fn line(&mut self, end: TagEnd) -> Vec<Inline> {
        let mut line = self.line_with_picture(end);
        self.no_picture(line.picture.take());
        line.pieces
    }

    fn line_with_picture(&mut self, end: TagEnd) -> Line {
        let mut line = Line::default();
        while let Some((event, place)) = self.events.next() {
            match event {
                Event::End(found) if found == end => break,
                event => self.inline(event, &place, &mut line),
            }
        }
        line
    }

    fn no_picture(&mut self, picture: Option<(Picture, Range<usize>)>) {
        if let Some((_, place)) = picture {
            let accepted = ("图的前后各空一行", "an empty line before it and after it");
            self.fault(&place, ("图没有独占一段", "a picture is not alone in its paragraph"), accepted);
        }
    }

    fn inline(&mut self, event: Event<'t>, place: &Range<usize>, line: &mut Line) {
        match event {
            Event::Text(text) => line.text(&shield::lower(&text)),
            Event::Code(text) => line.push(&shield::lower(&text), Look::Code),
            Event::Start(Tag::Strong) => line.bold = true,
            Event::End(TagEnd::Strong) => line.bold = false,
            Event::SoftBreak => line.soft = true,
            Event::HardBreak => line.pieces.push(Inline::Break),
            Event::InlineHtml(tag) if matches!(&*tag, "<br>" | "<br/>" | "<br />") => line.pieces.push(Inline::Break),
            Event::Start(Tag::Image { dest_url, .. }) => line.picture = Some((self.picture(&dest_url), place.clone())),
            other => self.refuse(&other, place),
        }
    }

    fn picture(&mut self, address: &str) -> Picture {
        let caption = text_of(&self.line(TagEnd::Image), " ");
        Picture { name: shield::lower(address).strip_prefix(PICTURE).map(str::to_owned), caption }
    }

    fn list(&mut self, first: Option<u64>, blocks: &mut Vec<Block>) {
        let mut number = first;
        while let Some((event, place)) = self.events.next() {
            match event {
                Event::End(TagEnd::List(_)) => break,
                Event::Start(Tag::Item) => {
                    let marker = number.map_or_else(|| BULLET.into(), |number| format!("{number}."));
                    number = number.map(|number| number + 1);
                    blocks.push(Block::Item { marker, text: self.item() });
                }
                other => self.refuse(&other, &place),
            }
        }
    }

    /// An entry of a list; where empty lines part the entries, Markdown makes a paragraph of each.
    fn item(&mut self) -> Vec<Inline> {
        let mut line = Line::default();
        while let Some((event, place)) = self.events.next() {
            match event {
                Event::End(TagEnd::Item) => break,
                Event::Start(Tag::Paragraph) if line.pieces.is_empty() => {}
                Event::Start(Tag::Paragraph) => line.pieces.push(Inline::Break),
                Event::End(TagEnd::Paragraph) => {}
                event => self.inline(event, &place, &mut line),
            }
        }
        self.no_picture(line.picture.take());
        line.pieces
    }

    /// The lines of a block quote as they are broken in the template.
    fn signature(&mut self) -> Vec<Vec<Inline>> {
        let mut line = Line::default();
        while let Some((event, place)) = self.events.next() {
            match event {
                Event::End(TagEnd::BlockQuote(_)) => break,
                Event::Start(Tag::Paragraph) => {}
                Event::End(TagEnd::Paragraph) | Event::SoftBreak => line.pieces.push(Inline::Break),
                event => self.inline(event, &place, &mut line),
            }
        }
        self.no_picture(line.picture.take());
        line.pieces.split(|piece| *piece == Inline::Break).filter(|line| !line.is_empty()).map(<[_]>::to_vec).collect()
    }

    fn table(&mut self, alignments: &[Alignment], place: &Range<usize>) -> Table {
        let ruler = self.source[place.clone()].lines().nth(1).unwrap_or_default();
        let dashes = cells_written(ruler).map(|cell| cell.matches('-').count());
        let columns =
            alignments.iter().zip(dashes).map(|(alignment, dashes)| Column { align: align(*alignment), dashes });
        let mut table = Table { columns: columns.collect(), header: None, rows: Vec::new() };
        while let Some((event, place)) = self.events.next() {
            match event {
                Event::End(TagEnd::Table) => break,
                Event::Start(Tag::TableHead) => {
                    let header = self.row(TagEnd::TableHead, &place, alignments.len());
                    table.header = header.iter().any(|cell| !cell.is_empty()).then_some(header);
                }
                Event::Start(Tag::TableRow) => table.rows.push(self.row(TagEnd::TableRow, &place, alignments.len())),
                other => self.refuse(&other, &place),
            }
        }
        table
    }

    fn row(&mut self, end: TagEnd, place: &Range<usize>, columns: usize) -> Vec<Cell> {
        let written = cells_written(&self.source[place.clone()]).count();
        if written != columns {
            let message = (format!("这一行有 {written} 格"), format!("the row has {written} cells"));
            let accepted = (
                format!("与表头相同的 {columns} 格；表后空一行"),
                format!("{columns} cells as the header has; an empty line after a table"),
            );
            self.fault(place, (&message.0, &message.1), (&accepted.0, &accepted.1));
        }
        let mut cells = Vec::with_capacity(columns);
        while let Some((event, place)) = self.events.next() {
            match event {
                Event::End(found) if found == end => break,
                Event::Start(Tag::TableCell) => cells.push(self.line(TagEnd::TableCell)),
                other => self.refuse(&other, &place),
            }
        }
        cells
    }

    fn comment(&mut self, place: &Range<usize>) -> Option<Block> {
        let mut text = String::new();
        for (event, _) in self.events.by_ref() {
            match event {
                Event::Html(part) | Event::Text(part) => text += &part,
                _ => break,
            }
        }
        let is_page_break = shield::lower(text.trim()) == PAGE_BREAK;
        if !is_page_break {
            self.unknown(place);
        }
        is_page_break.then_some(Block::PageBreak)
    }

    /// What has no form in a paper, with everything within it.
    fn refuse(&mut self, event: &Event<'t>, place: &Range<usize>) {
        if let Event::Start(tag) = event {
            let (end, mut depth) = (tag.to_end(), 1);
            while depth > 0
                && let Some((event, _)) = self.events.next()
            {
                match event {
                    Event::Start(inner) if inner.to_end() == end => depth += 1,
                    Event::End(found) if found == end => depth -= 1,
                    _ => {}
                }
            }
        }
        self.unknown(place);
    }

    fn unknown(&mut self, place: &Range<usize>) {
        let accepted = (
            "标题、段落、一层列表、表格、落款（>）、图、粗体、`代码`、分页；要显示 * _ ` < [ 本身，前面加 \\",
            "headings, paragraphs, lists of one level, tables, signatures (>), pictures, bold, `code`, page breaks; \\ before * _ ` < [ shows the character itself",
        );
        self.fault(place, ("没有对应的版式", "has no form in a paper"), accepted);
    }

    fn fault(&mut self, place: &Range<usize>, message: (&str, &str), accepted: (&str, &str)) {
        let (message, accepted) = (Bilingual::new(message.0, message.1), Bilingual::new(accepted.0, accepted.1));
        let line = row(self.source[..place.start].matches('\n').count());
        let found = self.source[place.start..].lines().next().map(shield::lower).unwrap_or_default();
        self.faults.push(Fault { line, found, message, accepted });
    }
}

/// The cells of a row as they are written, without the bars around it. A bar after a backslash is text.
fn cells_written(row: &str) -> impl Iterator<Item = &str> {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let row = row.strip_suffix('|').filter(|inner| !inner.ends_with('\\')).unwrap_or(row);
    let mut escaped = false;
    row.split(move |c| {
        let is_bar = c == '|' && !escaped;
        escaped = c == '\\' && !escaped;
        is_bar
    })
}

fn align(alignment: Alignment) -> Align {
    match alignment {
        Alignment::None | Alignment::Left => Align::Left,
        Alignment::Center => Align::Centre,
        Alignment::Right => Align::Right,
    }
}

/// A picture as it is written; without a name its address is not one.
struct Picture {
    name: Option<String>,
    caption: String,
}

/// A line of text while it is read.
#[derive(Default)]
struct Line {
    pieces: Vec<Inline>,
    /// The last picture in it, and where it stands.
    picture: Option<(Picture, Range<usize>)>,
    bold: bool,
    /// The line of the template has ended and the next one goes on.
    soft: bool,
}

impl Line {
    fn text(&mut self, text: &str) {
        self.push(text, if self.bold { Look::Bold } else { Look::Plain });
    }

    /// Adds text; its line ends, which only values have, become breaks.
    fn push(&mut self, text: &str, look: Look) {
        for (at, part) in text.split('\n').enumerate() {
            if at > 0 {
                self.pieces.push(Inline::Break);
            }
            self.part(&part.replace('\t', " "), look);
        }
    }

    fn part(&mut self, part: &str, look: Look) {
        let gap =
            std::mem::take(&mut self.soft) && self.ends_narrow() && part.chars().next().is_some_and(|c| c.is_ascii());
        let part = if gap { format!(" {part}") } else { part.to_owned() };
        match self.pieces.last_mut() {
            Some(Inline::Text { text, look: last }) if *last == look => *text += &part,
            _ if part.is_empty() => {}
            _ => self.pieces.push(Inline::Text { text: part, look }),
        }
    }

    /// Whether the text so far ends in Latin script, which wants a space before the next line.
    fn ends_narrow(&self) -> bool {
        matches!(self.pieces.last(), Some(Inline::Text { text, .. }) if text.chars().last().is_some_and(|c| c.is_ascii()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Vec<Inline> {
        vec![Inline::Text { text: text.into(), look: Look::Plain }]
    }

    fn good(text: &str) -> Vec<Block> {
        let (blocks, faults) = blocks(text);
        assert_eq!(faults, [], "{text}");
        blocks
    }

    #[test]
    fn every_construct_becomes_its_block() {
        let text = "# 题名\n## 一、\n### （一）\n#### 1.\n\n　　段落\n\n- 甲\n- 乙\n\n3. 丙\n4. 丁\n\n![图题](picture:chart)\n\n<!-- 分页 -->\n\n> 某局（盖章）\n> 2026年12月1日\n";
        let item = |marker: &str, text: &str| Block::Item { marker: marker.into(), text: plain(text) };
        let expected = [
            Block::Heading { level: 1, text: plain("题名") },
            Block::Heading { level: 2, text: plain("一、") },
            Block::Heading { level: 3, text: plain("（一）") },
            Block::Heading { level: 4, text: plain("1.") },
            Block::Paragraph(plain("段落")),
            item(BULLET, "甲"),
            item(BULLET, "乙"),
            item("3.", "丙"),
            item("4.", "丁"),
            Block::Picture { name: "chart".into(), caption: "图题".into() },
            Block::PageBreak,
            Block::Signature(vec![plain("某局（盖章）"), plain("2026年12月1日")]),
        ];
        assert_eq!(good(text), expected);
    }

    #[test]
    fn a_table_has_columns_header_and_rows() {
        let cell = |text: &str| if text.is_empty() { Vec::new() } else { plain(text) };
        let column = |align, dashes| Column { align, dashes };
        let expected = Table {
            columns: vec![column(Align::Left, 3), column(Align::Centre, 5), column(Align::Right, 2)],
            header: Some(vec![cell("甲"), cell("乙"), cell("丙")]),
            rows: vec![vec![cell("1"), cell("a|b"), cell("")], vec![cell("2"), cell(""), cell("3")]],
        };
        let text = "| 甲 | 乙 | 丙 |\n|---|:-----:|--:|\n| 1 | a\\|b | |\n| 2 | | 3 |\n";
        assert_eq!(good(text), [Block::Table(expected)]);
        let Some(Block::Table(form)) = good("| | |\n|---|---|\n| 姓名 | |\n").pop() else { panic!("a table") };
        assert_eq!((form.header, form.rows.len()), (None, 1), "a header of empty cells is none");
    }

    #[test]
    fn emphasis_works_beside_full_width_punctuation() {
        let bold = |text: &str| Inline::Text { text: text.into(), look: Look::Bold };
        let rest = |text: &str| Inline::Text { text: text.into(), look: Look::Plain };
        let expected = vec![bold("依据："), rest("第十六条，"), bold("“甲”"), rest("与乙")];
        assert_eq!(good("**依据：**第十六条，**“甲”**与乙"), [Block::Paragraph(expected)]);
    }

    #[test]
    fn lines_of_a_paragraph_join_as_their_script_does() {
        let cases = [
            ("汉字\n汉字", "汉字汉字"),
            ("two\nwords", "two words"),
            ("汉字\nword", "汉字word"),
            ("句。\n  句", "句。句"),
        ];
        for (text, joined) in cases {
            assert_eq!(good(text), [Block::Paragraph(plain(joined))]);
        }
        let code = Inline::Text { text: "a*b".into(), look: Look::Code };
        let broken = [plain("甲").remove(0), Inline::Break, plain("乙").remove(0), Inline::Break, code];
        assert_eq!(good("甲\\\n乙<br>`a*b`"), [Block::Paragraph(broken.to_vec())]);
    }

    #[test]
    fn what_has_no_form_is_a_fault_with_its_line() {
        let cases = [
            ("甲\n\n---\n", 3),
            ("甲\n---\n", 1),
            ("##### 五\n", 1),
            ("\n```\ncode\n```\n", 2),
            ("甲\n\n<div>乙</div>\n", 3),
            ("甲 <b>乙</b>\n", 1),
            ("<!-- 别的 -->\n", 1),
            ("[a](http://example.org)\n", 1),
            ("<http://example.org>\n", 1),
            ("甲\n\n[注]: 乙\n", 3),
            ("*斜*\n", 1),
            ("- - 甲\n", 1),
            ("> # 甲\n", 1),
            ("![图](chart.png)\n", 1),
            ("甲 ![图](picture:chart)\n", 1),
            ("# ![图](picture:chart)\n", 1),
            ("| 甲 | 乙 |\n|---|---|\n| 1 | 2 | 3 |\n", 3),
            ("| 甲 | 乙 |\n|---|---|\n表后没有空行\n", 3),
        ];
        for (text, line) in cases {
            let (_, faults) = blocks(text);
            assert_eq!(faults.first().map(|fault| fault.line), Some(line), "{text}");
        }
    }
}
