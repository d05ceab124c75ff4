//! An edition as plain text, for a terminal or a printer.
//!
//! [`table`] is what a reviewer works from: every item with room for its percent, then the bands with a description of
//! each dimension. [`list`] is the choice of editions. No line is wider than [`WIDTH`] cells.

use crate::edition::{Band, Certainty, Edition, Item, ItemKind};
use crate::layout::{Column, rest, row, widest, width, wrap};
use crate::number::{Hundredths, Points};
use crate::text::Lang;

/// The width of every text here, in terminal cells; a hanzi takes two. It fits A4 in a 10-point typewriter face.
pub const WIDTH: usize = 100;

/// How much further right items stand than their category.
const INDENT: usize = 2;

/// The whole edition: head, items by category with subtotals, how to score, and the bands of each kind.
pub fn table(edition: &Edition, lang: Lang) -> String {
    let mut lines = head(edition, lang);
    lines.push(String::new());
    lines.extend(item_table(edition, lang));
    lines.push(String::new());
    lines.extend(wrap(how_to_score(lang), WIDTH));
    for kind in edition.kinds() {
        lines.push(String::new());
        lines.extend(band_table(edition, kind, lang));
    }
    joined(&lines)
}

/// One row an edition: id, title, counts, total, step and certainty.
pub fn list(editions: &[Edition], lang: Lang) -> String {
    let headings = match lang {
        Lang::Zh => ["标识", "名称", "类目", "条款", "总分", "步长", "可信度"],
        Lang::En => ["id", "title", "categories", "items", "total", "step", "certainty"],
    };
    let cells: Vec<[String; 7]> = editions.iter().map(|edition| list_cells(edition, lang)).collect();
    let column = |at: usize, width_max| {
        let texts = cells.iter().map(|cells| cells[at].as_str());
        widest(texts.chain([headings[at]]), width_max)
    };
    let [id, categories, items] = [column(0, 24), column(2, 10), column(3, 8)];
    let [total, step, certainty] = [column(4, 8), column(5, 5), column(6, 15)];
    let title = column(1, rest(WIDTH, &[id, categories, items, total, step, certainty]));
    let columns = [
        Column::left(id),
        Column::left(title),
        Column::right(categories),
        Column::right(items),
        Column::right(total),
        Column::right(step),
        Column::left(certainty),
    ];
    let mut lines = row(&columns, &headings);
    lines.push(rule_under(&columns));
    for cells in &cells {
        lines.extend(row(&columns, &cells.each_ref().map(String::as_str)));
    }
    joined(&lines)
}

fn list_cells(edition: &Edition, lang: Lang) -> [String; 7] {
    [
        edition.id().to_string(),
        edition.title().get(lang).to_owned(),
        edition.categories().len().to_string(),
        edition.items().len().to_string(),
        edition.total().to_string(),
        format!("{}%", edition.step()),
        certainty(edition.certainty(), lang).to_owned(),
    ]
}

fn certainty(certainty: Certainty, lang: Lang) -> &'static str {
    match (certainty, lang) {
        (Certainty::Verified, Lang::Zh) => "已核对",
        (Certainty::Verified, Lang::En) => "verified",
        (Certainty::High, Lang::Zh) => "较高，待核对",
        (Certainty::High, Lang::En) => "high, unchecked",
        (Certainty::Medium, Lang::Zh) => "一般，待核对",
        (Certainty::Medium, Lang::En) => "partly inferred",
        (Certainty::Placeholder, Lang::Zh) => "占位，须替换",
        (Certainty::Placeholder, Lang::En) => "placeholder",
    }
}

fn head(edition: &Edition, lang: Lang) -> Vec<String> {
    let title = edition.title().get(lang);
    let (categories, items) = (edition.categories().len(), edition.items().len());
    let (id, total, step) = (edition.id(), edition.total(), edition.step());
    let certainty = certainty(edition.certainty(), lang);
    let note = edition.certainty_note().get(lang);
    let facts = match lang {
        Lang::Zh => [
            ("标识", id.to_string()),
            ("规模", format!("{categories} 个类目，{items} 个条款，总分 {total}，百分比步长 {step}%")),
            ("来源", edition.source().get(lang).to_owned()),
            ("可信度", format!("{certainty}。{note}")),
        ],
        Lang::En => [
            ("Id", id.to_string()),
            ("Size", format!("{categories} categories, {items} items, {total} points, percents in steps of {step}")),
            ("Source", edition.source().get(lang).to_owned()),
            ("Certainty", format!("{certainty}. {note}")),
        ],
    };
    let name = widest(facts.iter().map(|(name, _)| *name), WIDTH);
    let columns = [Column::left(name), Column::left(rest(WIDTH, &[name]))];
    let mut lines = underlined(title, '=');
    lines.extend(facts.iter().flat_map(|(name, fact)| row(&columns, &[name, fact])));
    lines
}

fn how_to_score(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => {
            "打分：通读条款的各个维度，先整体选定最相符的一档，再看它更接近上一档还是下一档，在档内取值。\
             每个条款只给一个百分比，不取各维度的平均。得分 = 分值 × 百分比。"
        }
        Lang::En => {
            "Scoring: read all dimensions of the item, choose the one band that fits it best as a whole, then the \
             value in the band by how near the item is to the band above or below. One percent per item, never the \
             mean of its dimensions. Score = points x percent."
        }
    }
}

/// Items under their categories, with what one step is worth and room for the percent.
fn item_table(edition: &Edition, lang: Lang) -> Vec<String> {
    const ROOM: &str = "______";
    let headings = match lang {
        Lang::Zh => ["编号", "类目与条款", "分值", "每步", "类型", "维度", "百分比"],
        Lang::En => ["Code", "Category, item", "Points", "A step", "Kind", "Judged on", "Percent"],
    };
    let columns = item_columns(edition, &headings, lang);
    let mut below = columns;
    below[0].indent = INDENT;
    below[1].indent = INDENT;
    let mut lines = row(&columns, &headings);
    lines.push(rule_under(&columns));
    for category in edition.categories() {
        let (code, points) = (category.code.as_str(), category.points.to_string());
        lines.extend(row(&columns, &[code, category.title.get(lang), &points]));
        for item in edition.items_of(category) {
            let (code, title) = (item.code.as_str(), item.title.get(lang));
            let (points, step) = (item.points.to_string(), one_step(edition, item.points).to_string());
            let kind = edition.kind_title(item.kind).get(lang);
            lines.extend(row(&below, &[code, title, &points, &step, kind, &letters(item), ROOM]));
        }
    }
    lines.push(rule_under(&columns));
    let sum = if lang == Lang::Zh { "总分" } else { "Total" };
    lines.extend(row(&columns, &["", sum, &edition.total().to_string()]));
    lines
}

fn item_columns(edition: &Edition, headings: &[&str; 7], lang: Lang) -> [Column; 7] {
    let items = edition.items();
    let column = |at: usize, cells: usize| cells.max(width(headings[at]));
    let code = column(0, widest(items.iter().map(|item| item.code.as_str()), 14) + INDENT);
    let points = column(2, width(&edition.total().to_string()));
    let step = column(3, widest(items.iter().map(|item| one_step(edition, item.points).to_string()), 10));
    let kind = column(4, widest(edition.kinds().map(|kind| edition.kind_title(kind).get(lang)), 14));
    let judged = column(5, widest(items.iter().map(letters), 12));
    let percent = column(6, 0);
    let titles = items.iter().map(|item| item.title.get(lang));
    let titles = titles.chain(edition.categories().iter().map(|category| category.title.get(lang)));
    let room = rest(WIDTH, &[code, points, step, kind, judged, percent]);
    let title = column(1, widest(titles, WIDTH) + INDENT).min(room);
    [
        Column::left(code),
        Column::left(title),
        Column::right(points),
        Column::right(step),
        Column::left(kind),
        Column::left(judged),
        Column::left(percent),
    ]
}

fn letters(item: &Item) -> String {
    item.dimensions.iter().map(|dimension| dimension.letter.as_str()).collect::<Vec<_>>().join(" ")
}

/// What one step more or less changes.
fn one_step(edition: &Edition, points: Points) -> Hundredths {
    edition.percents().nth(1).map_or(Hundredths::ZERO, |step| points.at(step))
}

/// The bands of a kind, one row a dimension.
fn band_table(edition: &Edition, kind: ItemKind, lang: Lang) -> Vec<String> {
    let dimensions = edition.dimensions(kind);
    let names: Vec<String> = dimensions.iter().map(|d| format!("{} {}", d.letter, d.title.get(lang))).collect();
    let label = widest(edition.bands(kind).iter().map(Band::label), 8);
    let name = widest(&names, 28);
    let columns = [Column::left(label), Column::left(name), Column::left(rest(WIDTH, &[label, name]))];
    let title = edition.kind_title(kind).get(lang);
    let heading = match lang {
        Lang::Zh => format!("{title}：各档说明"),
        Lang::En => format!("{title}: the bands"),
    };
    let mut lines = underlined(&heading, '-');
    for band in edition.bands(kind) {
        let label = band.label();
        for (at, (name, text)) in names.iter().zip(&band.descriptions).enumerate() {
            lines.extend(row(&columns, &[if at == 0 { &label } else { "" }, name, text.get(lang)]));
        }
    }
    lines
}

fn underlined(title: &str, rule: char) -> Vec<String> {
    let mut lines = wrap(title, WIDTH);
    lines.push(rule.to_string().repeat(widest(&lines, WIDTH)));
    lines
}

fn rule_under(columns: &[Column]) -> String {
    columns.iter().map(|column| "-".repeat(column.width)).collect::<Vec<_>>().join("  ")
}

fn joined(lines: &[String]) -> String {
    lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
}
