//! Blocks as paragraphs and tables.

use super::super::block::{Align, Block, Cell, Inline, Look, Table};
use super::super::paper::Paper;
use super::super::widths::{self, Size};
use super::page::Page;
use docx_rs::{
    AlignmentType, BreakType, DocumentChild, Docx, HeightRule, LineSpacing, Paragraph, Pic, Run, RunFonts, TableCell,
    TableLayoutType, TableRow, VAlignType, WidthType,
};

/// A line of the page in twips: 225 mm over 22 lines.
const LINE: u32 = 579;
/// English Metric Units in a twip.
const EMU: u32 = 635;

/// The document with all blocks of the paper.
pub(super) fn write(docx: Docx, paper: &Paper, page: Page) -> Docx {
    let mut writer = Writer { parts: Vec::new(), paper, page, pictures: 0, break_before: false };
    let next = paper.blocks.iter().skip(1).map(Some).chain([None]);
    for (block, next) in paper.blocks.iter().zip(next) {
        writer.block(block, matches!(next, Some(Block::Signature(_))));
    }
    writer.parts.into_iter().fold(docx, |docx, part| match part {
        DocumentChild::Paragraph(paragraph) => docx.add_paragraph(*paragraph),
        DocumentChild::Table(table) => docx.add_table(*table),
        _ => docx,
    })
}

struct Writer<'p> {
    parts: Vec<DocumentChild>,
    paper: &'p Paper,
    page: Page,
    pictures: usize,
    /// A page break came and waits for a paragraph.
    break_before: bool,
}

impl Writer<'_> {
    /// `keeps`: the block stays on one page with the next one. A signature never stands on a page of its own.
    fn block(&mut self, block: &Block, keeps: bool) {
        match block {
            Block::Heading { level, text } => self.paragraph(line(heading(*level), text).keep_next(true)),
            Block::Paragraph(text) => {
                let style = if has_code(text) { "BodyTextCode" } else { "BodyText" };
                self.paragraph(line(style, text).keep_next(keeps));
            }
            Block::Item { marker, text } => {
                let paragraph = Paragraph::new().style("ListParagraph").keep_next(keeps);
                let paragraph = if has_code(text) { paragraph.align(AlignmentType::Left) } else { paragraph };
                self.paragraph(runs(paragraph.add_run(Run::new().add_text(marker).add_tab()), text, Place::Text));
            }
            Block::Signature(lines) => self.signature(lines),
            Block::Table(table) => self.table(table, keeps),
            Block::Picture { name, caption } => self.picture(name, caption, keeps),
            Block::PageBreak => self.break_before = true,
        }
    }

    fn paragraph(&mut self, paragraph: Paragraph) {
        let paragraph =
            if std::mem::take(&mut self.break_before) { paragraph.page_break_before(true) } else { paragraph };
        self.parts.push(DocumentChild::Paragraph(Box::new(paragraph)));
    }

    fn signature(&mut self, lines: &[Vec<Inline>]) {
        for (at, text) in lines.iter().enumerate() {
            let paragraph = line("Signature", text).keep_next(at + 1 < lines.len());
            let first = at == 0;
            self.paragraph(if first { paragraph.line_spacing(LineSpacing::new().before(LINE)) } else { paragraph });
        }
    }

    fn picture(&mut self, name: &str, caption: &str, keeps: bool) {
        let Some(picture) = self.paper.pictures.get(name) else { return };
        self.pictures += 1;
        let (width, height) = picture.size();
        let room = (self.page.text_width() * EMU, (self.page.text_height() - 4 * LINE) * EMU);
        let (wide, high) = fitted((width, height), room);
        let pic = Pic::new_with_dimensions(picture.png().to_vec(), width, height)
            .id(format!("rIdImage{}", self.pictures))
            .size(wide, high);
        let has_caption = !caption.is_empty();
        let run = Run::new().add_image(pic);
        self.paragraph(Paragraph::new().style("Picture").keep_next(has_caption || keeps).add_run(run));
        if has_caption {
            let text = Run::new().add_text(caption);
            self.paragraph(Paragraph::new().style("Caption").keep_next(keeps).add_run(text));
        }
    }

    fn table(&mut self, table: &Table, keeps: bool) {
        self.paragraph(Paragraph::new().style("TableGap").keep_next(true));
        let (size, widths) = widths::widths(table, self.page.text_width() as usize);
        let style = Styles::of(size);
        let header = table.header.iter().map(|cells| row(cells, table, &widths, &style, style.head));
        let rows = table.rows.iter().map(|cells| row(cells, table, &widths, &style, style.text));
        let built = docx_rs::Table::without_borders(header.chain(rows).collect())
            .style("TableGrid")
            .layout(TableLayoutType::Fixed)
            .width(widths.iter().sum(), WidthType::Dxa)
            .set_grid(widths);
        self.parts.push(DocumentChild::Table(Box::new(built)));
        // Two tables with nothing between them would be one to Word.
        self.paragraph(Paragraph::new().style("TableGap").keep_next(keeps));
    }
}

/// The style of a heading; the title is no part of the outline.
fn heading(level: u8) -> &'static str {
    match level {
        1 => "Title",
        2 => "Heading1",
        3 => "Heading2",
        _ => "Heading3",
    }
}

/// The styles of the text in a table.
struct Styles {
    head: &'static str,
    text: &'static str,
    /// The least height of a row: room to write in an empty one.
    height: f32,
}

impl Styles {
    fn of(size: Size) -> Self {
        match size {
            Size::Small4 => Self { head: "TableHead", text: "TableText", height: 454.0 },
            Size::Five => Self { head: "TableHead5", text: "TableText5", height: 397.0 },
            Size::Small5 => Self { head: "TableHead9", text: "TableText9", height: 340.0 },
        }
    }
}

fn row(cells: &[Cell], table: &Table, widths: &[usize], styles: &Styles, style: &str) -> TableRow {
    let cells = cells.iter().zip(&table.columns).zip(widths).map(|((cell, column), width)| {
        let paragraph = runs(Paragraph::new().style(style), cell, Place::Table);
        // The style of a header is centred.
        let paragraph = match column.align {
            _ if style == styles.head => paragraph,
            Align::Left => paragraph,
            Align::Centre => paragraph.align(AlignmentType::Center),
            Align::Right => paragraph.align(AlignmentType::Right),
        };
        TableCell::new().width(*width, WidthType::Dxa).vertical_align(VAlignType::Center).add_paragraph(paragraph)
    });
    TableRow::new(cells.collect()).row_height(styles.height).height_rule(HeightRule::AtLeast).cant_split()
}

fn line(style: &str, text: &[Inline]) -> Paragraph {
    runs(Paragraph::new().style(style), text, Place::Text)
}

/// Where a line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Text,
    Table,
}

fn runs(paragraph: Paragraph, text: &[Inline], place: Place) -> Paragraph {
    text.iter().fold(paragraph, |paragraph, piece| {
        paragraph.add_run(match piece {
            Inline::Break => Run::new().add_break(BreakType::TextWrapping),
            Inline::Text { text, look } => look_of(*look, place).add_text(text),
        })
    })
}

/// An empty run with a look. In tables LibreOffice passes over the typeface of a character style, so it is said again.
fn look_of(look: Look, place: Place) -> Run {
    let (style, ascii, hanzi) = match (look, place) {
        (Look::Plain, _) => return Run::new(),
        (Look::Bold, _) => ("Strong", "黑体", "黑体"),
        (Look::Code, Place::Text) => ("Code", "Courier New", "仿宋_GB2312"),
        (Look::Code, Place::Table) => ("CodeSmall", "Courier New", "仿宋_GB2312"),
    };
    let run = Run::new().style(style);
    match place {
        Place::Text => run,
        Place::Table => run.fonts(RunFonts::new().ascii(ascii).hi_ansi(ascii).east_asia(hanzi)),
    }
}

fn has_code(text: &[Inline]) -> bool {
    text.iter().any(|piece| matches!(piece, Inline::Text { look: Look::Code, .. }))
}

/// A picture of the given proportions as large as it may be in `room`.
fn fitted((width, height): (u32, u32), room: (u32, u32)) -> (u32, u32) {
    let scale = |room: u32, part: u32, whole: u32| {
        let scaled = u64::from(room) * u64::from(part) / u64::from(whole.max(1));
        u32::try_from(scaled).unwrap_or(u32::MAX).max(1)
    };
    let high = scale(room.0, height, width);
    if high <= room.1 { (room.0, high) } else { (scale(room.1, width, height), room.1) }
}
