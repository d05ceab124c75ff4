//! What a paper consists of, between the text of a template and the bytes of a document.

/// One block of a paper, in reading order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// `#` is the title of a paper (level 1); `##` to `####` are its headings.
    Heading { level: u8, text: Vec<Inline> },
    /// A paragraph of running text.
    Paragraph(Vec<Inline>),
    /// One entry of a list, with what stands before it.
    Item { marker: String, text: Vec<Inline> },
    /// The lines of a signature block: who, where the seal goes, when.
    Signature(Vec<Vec<Inline>>),
    /// A table.
    Table(Table),
    /// A picture by its name among the pictures of the caller.
    Picture { name: String, caption: String },
    /// What follows begins on a new page.
    PageBreak,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Inline {
    /// Text in one look.
    Text { text: String, look: Look },
    /// The line ends here, the paragraph does not.
    Break,
}

/// How a piece of text looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Look {
    /// As the paragraph does.
    #[default]
    Plain,
    /// Emphasised.
    Bold,
    /// A digest or another text to be compared letter by letter.
    Code,
}

/// A table; every row has as many cells as there are columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) columns: Vec<Column>,
    /// Repeated on every page; without it the table is a form without a header.
    pub(super) header: Option<Vec<Cell>>,
    pub(super) rows: Vec<Vec<Cell>>,
}

/// One cell.
pub(super) type Cell = Vec<Inline>;

/// One column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) align: Align,
    /// How many dashes the template gives the column; their proportion is that of the widths.
    pub(super) dashes: usize,
}

/// Where the text of a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Centre,
    Right,
}

/// The text of a line, without its looks; a break within the line becomes `line_break`.
pub(super) fn text_of(line: &[Inline], line_break: &str) -> String {
    line.iter()
        .map(|piece| match piece {
            Inline::Text { text, .. } => text.as_str(),
            Inline::Break => line_break,
        })
        .collect()
}
