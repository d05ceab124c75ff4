//! A page of facts, tables and pictures as HTML: no script, no file beside it, every text escaped.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use zhuoping_criteria::Lang;

/// What stands on the page.
pub(crate) struct Page {
    pub(crate) lang: Lang,
    pub(crate) title: String,
    pub(crate) subtitle: String,
    /// Said in a band across the top, for instance that the draw was a rehearsal.
    pub(crate) banner: Option<String>,
    /// The few figures one should see first.
    pub(crate) facts: Vec<Facts>,
    pub(crate) sections: Vec<Section>,
    /// Software, method and inputs, so that the page can be computed again.
    pub(crate) footer: Vec<String>,
}

/// Figures that belong together.
pub(crate) struct Facts {
    /// What they are of, where there are several.
    pub(crate) title: Option<String>,
    pub(crate) facts: Vec<Fact>,
}

/// One figure with its label and what it means.
pub(crate) struct Fact {
    pub(crate) label: String,
    pub(crate) value: String,
    pub(crate) note: String,
}

/// A chapter of the page.
pub(crate) struct Section {
    pub(crate) title: String,
    pub(crate) blocks: Vec<Block>,
}

/// What a section is made of.
pub(crate) enum Block {
    /// A sentence or two.
    Text(String),
    /// A list of findings.
    List(Vec<String>),
    /// A table; cells that begin with a figure are set right.
    Table(Table),
    /// A drawing, as SVG that needs nothing else.
    Picture { svg: String, caption: String },
    /// Something most readers will not open.
    Folded { title: String, blocks: Vec<Block> },
}

/// A table with a header.
pub(crate) struct Table {
    pub(crate) headers: Vec<String>,
    pub(crate) rows: Vec<Row>,
}

/// A row and what it is.
pub(crate) struct Row {
    pub(crate) cells: Vec<String>,
    pub(crate) mark: Mark,
}

/// What a row is, shown by a coloured edge and never by colour alone: a cell says it too.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Plain,
    /// In the first tier.
    First,
    /// In another tier.
    Second,
    /// Not decided by the rules.
    Open,
    /// Out of the running.
    Faint,
}

impl Table {
    pub(crate) fn new(headers: &[&str]) -> Self {
        Self { headers: headers.iter().map(|header| (*header).to_owned()).collect(), rows: Vec::new() }
    }

    pub(crate) fn push(&mut self, mark: Mark, cells: Vec<String>) {
        self.rows.push(Row { cells, mark });
    }
}

/// The page as one HTML document.
pub(crate) fn render(page: &Page) -> String {
    let lang = if page.lang == Lang::Zh { "zh-CN" } else { "en" };
    let markup = html! {
        (DOCTYPE)
        html lang=(lang) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (page.title) }
                style { (PreEscaped(include_str!("page.css"))) }
            }
            body {
                @if let Some(banner) = &page.banner { div.banner { (banner) } }
                header {
                    h1 { (page.title) }
                    p.subtitle { (page.subtitle) }
                }
                @for group in &page.facts {
                    @if let Some(title) = &group.title { h3.facts-title { (title) } }
                    div.facts {
                        @for fact in &group.facts {
                            div.fact {
                                div.label { (fact.label) }
                                div.value { (fact.value) }
                                div.note { (fact.note) }
                            }
                        }
                    }
                }
                @for section in &page.sections {
                    section {
                        h2 { (section.title) }
                        (blocks(&section.blocks))
                    }
                }
                footer { @for line in &page.footer { p { (line) } } }
            }
        }
    };
    markup.into_string()
}

fn blocks(list: &[Block]) -> Markup {
    html! {
        @for block in list {
            @match block {
                Block::Text(text) => p { (text) },
                Block::List(items) => ul { @for item in items { li { (item) } } },
                Block::Table(of) => (table(of)),
                Block::Picture { svg, caption } => figure {
                    // Our own drawing: outlines and numbers, made by the charts crate and not from a reader's text.
                    (PreEscaped(svg.trim_start_matches("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")))
                    figcaption { (caption) }
                },
                Block::Folded { title, blocks: inner } => details {
                    summary { (title) }
                    (blocks(inner))
                },
            }
        }
    }
}

fn table(table: &Table) -> Markup {
    let class = |mark| match mark {
        Mark::Plain => "",
        Mark::First => "first",
        Mark::Second => "second",
        Mark::Open => "open",
        Mark::Faint => "faint",
    };
    let numeric: Vec<bool> = (0..table.headers.len()).map(|at| holds_numbers(table, at)).collect();
    html! {
        div.scroll {
            table {
                thead {
                    tr { @for (at, header) in table.headers.iter().enumerate() { th.number[numeric[at]] { (header) } } }
                }
                tbody {
                    @for row in &table.rows {
                        tr class=(class(row.mark)) {
                            @for (at, cell) in row.cells.iter().enumerate() {
                                td.number[numeric.get(at) == Some(&true)] { (cell) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Whether a column is set right: its cells are figures, or dashes for figures that are not there.
fn holds_numbers(table: &Table, at: usize) -> bool {
    let cells = || table.rows.iter().filter_map(|row| row.cells.get(at)).filter(|cell| *cell != "–");
    cells().next().is_some() && cells().all(|cell| is_number(cell))
}

fn is_number(cell: &str) -> bool {
    let figures = cell.trim_start_matches(['−', '-', '+', '±']);
    figures.starts_with(|c: char| c.is_ascii_digit())
        && figures.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '%' | '=' | '–' | ' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_escaped_and_nothing_is_fetched() {
        let mut table = Table::new(&["<b>"]);
        table.push(Mark::First, vec!["<script>alert(1)</script>".into()]);
        let page = Page {
            lang: Lang::Zh,
            title: "\"&<".into(),
            subtitle: String::new(),
            banner: None,
            facts: Vec::new(),
            sections: vec![Section { title: "]]>".into(), blocks: vec![Block::Table(table)] }],
            footer: Vec::new(),
        };
        let html = render(&page);
        assert!(!html.contains("<script") && !html.contains("<b>"), "{html}");
        assert!(!html.contains("http") && !html.contains("src=") && !html.contains("@import"), "{html}");
    }

    #[test]
    fn figures_are_set_right_and_words_left() {
        for figure in ["612.50", "3=", "−4.2", "12 %", "1–3"] {
            assert!(is_number(figure), "{figure}");
        }
        for word in ["O01", "–", "", "4 人"] {
            assert!(!is_number(word), "{word}");
        }
    }
}
