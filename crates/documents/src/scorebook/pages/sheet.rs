//! One entrant's sheet: a row an item under the row of its category, with the bands beside the percent.
//!
//! Formulas are of the plainest kind (`IF`, `COUNT`, `ROUND`, `SUM`), which every spreadsheet program computes alike. A
//! subtotal is the sum of what is filled in so far, and the count beside it says how much that is.

use super::{heading, kind, stage, word};
use crate::scorebook::cycle::{Cycle, Judged, Task};
use crate::scorebook::page::{Content, Page, Run, Signal, Style, Tone, address, height};
use crate::scorebook::render::first_of;
use std::fmt::Write;
use std::ops::Range;
use zhuoping_criteria::{Edition, Item, Lang};

/// The columns, from the left.
pub(in crate::scorebook) const PERCENT: u16 = 4;
/// Strengths.
pub(in crate::scorebook) const STRENGTHS: u16 = 6;
/// Improvements.
pub(in crate::scorebook) const IMPROVEMENTS: u16 = 7;
const CODE: u16 = 0;
const TITLE: u16 = 1;
const POINTS: u16 = 2;
const BANDS: u16 = 3;
const SCORE: u16 = 5;
const WIDTHS: [f64; 8] = [7.5, 17.0, 7.0, 38.0, 9.0, 9.5, 30.0, 30.0];

/// Stands for the score of an item without a percent; a blank result would be kept as zero by the file.
const NONE: &str = "–";

/// The row with the total, and that with the headers; categories and items follow.
const TOTAL: u32 = 2;
const HEADER: u32 = 3;

/// Where the total and the count of percents of a sheet are.
pub(in crate::scorebook) fn total_cells() -> (String, String) {
    (address(TOTAL, SCORE), address(TOTAL, PERCENT))
}

/// The row of each item of an edition, in the order of its items.
pub(in crate::scorebook) fn item_rows(edition: &Edition) -> Vec<u32> {
    (HEADER + 1..).zip(lines(edition)).filter_map(|(row, line)| matches!(line, Line::Item(_)).then_some(row)).collect()
}

/// The sheet of `entrant`.
pub(in crate::scorebook) fn page(cycle: &Cycle, task: &Task, entrant: &Judged, name: &str) -> Page {
    let edition = cycle.edition_of(entrant);
    let mut page = Page::new(name);
    page.landscape = true;
    page.widths = WIDTHS.to_vec();
    page.head_rows = HEADER + 1;
    page.head_columns = 2;
    page.step = edition.step();
    head(&mut page, cycle, task, entrant);
    let mut category = 0;
    for (row, line) in (HEADER + 1..).zip(lines(edition)) {
        match line {
            Line::Category(at) => {
                category = at;
                let items = edition.categories()[at].items.clone();
                let run = Run { column: PERCENT, first: row + 1, last: row + count(items) };
                category_row(&mut page, edition, at, row, run, task.lang);
                page.choices.push(run);
                page.signals.extend(signals(run, edition.step()));
            }
            Line::Item(item) => item_row(&mut page, edition, item, row, task.lang),
        }
    }
    debug_assert_eq!(category + 1, edition.categories().len(), "every category has a row");
    page
}

/// What a row below the headers is about.
enum Line<'e> {
    Category(usize),
    Item(&'e Item),
}

fn lines(edition: &Edition) -> impl Iterator<Item = Line<'_>> {
    edition.categories().iter().enumerate().flat_map(|(at, category)| {
        std::iter::once(Line::Category(at)).chain(edition.items_of(category).iter().map(Line::Item))
    })
}

fn head(page: &mut Page, cycle: &Cycle, task: &Task, entrant: &Judged) {
    let lang = task.lang;
    let edition = cycle.edition_of(entrant);
    let title =
        format!("{} {}{}", heading(cycle, lang), stage(&task.stage, lang), word(lang, "评分表", " score sheet"));
    page.put_across(0, 0, 8, Style::Title, Content::Text(title));
    let who = format!(
        "{}{} {}{}",
        word(lang, "申报方：", "Entrant: "),
        entrant.id,
        entrant.name,
        match lang {
            Lang::Zh => format!("（{}）", kind(entrant.kind, lang)),
            Lang::En => format!(" ({})", kind(entrant.kind, lang)),
        }
    );
    page.put_across(1, 0, 4, Style::Plain, Content::Text(who));
    let reviewer = format!("{}{}", word(lang, "评审专家：", "Reviewer: "), task.reviewer);
    page.put_across(1, PERCENT, 4, Style::Plain, Content::Text(reviewer));
    page.put_across(TOTAL, CODE, 2, Style::Category, Content::text(word(lang, "总分", "Total")));
    page.put(TOTAL, POINTS, Style::CategoryCentred, Content::Number(edition.total().get()));
    page.text(
        TOTAL,
        BANDS,
        Style::Category,
        word(lang, "已填百分比的条款数与得分 →", "Items with a percent, and the score →"),
    );
    let categories = || edition.categories().iter().enumerate().map(|(at, _)| category_place(edition, at));
    let counts: Vec<String> = categories().map(|(row, _)| address(row, PERCENT)).collect();
    let scores: Vec<String> = categories().map(|(row, _)| address(row, SCORE)).collect();
    page.put(
        TOTAL,
        PERCENT,
        Style::Count(count(0..edition.items().len())),
        Content::formula(format!("SUM({})", counts.join(",")), "0"),
    );
    page.put(TOTAL, SCORE, Style::Subtotal, Content::formula(format!("ROUND(SUM({}),2)", scores.join(",")), "0"));
    let hint = match lang {
        Lang::Zh => format!("百分比取 {} 的倍数；黄色未填，红色不合要求。未评的留空，不填 0。", edition.step()),
        Lang::En => format!(
            "Percents in steps of {}; yellow: missing, red: not accepted. Not judged: leave blank.",
            edition.step()
        ),
    };
    page.put_across(TOTAL, STRENGTHS, 2, Style::Category, Content::Text(hint));
    page.heights.extend([(0, 30.0), (1, 20.0), (TOTAL, 30.0), (HEADER, 22.0)]);
    let headers: [(&str, &str); 8] = [
        ("条款", "Item"),
        ("名称", "Title"),
        ("分值", "Points"),
        ("档位（全文见「档位说明」）", "Bands (in full on sheet Bands)"),
        ("百分比", "Percent"),
        ("得分", "Score"),
        ("优势", "Strengths"),
        ("改进", "Improvements"),
    ];
    for (column, (zh, en)) in (0_u16..).zip(headers) {
        page.text(HEADER, column, Style::Label, word(lang, zh, en));
    }
}

/// The row of a category and how many items follow it.
fn category_place(edition: &Edition, at: usize) -> (u32, u32) {
    let items = &edition.categories()[at].items;
    let above = items.start + at;
    (HEADER + 1 + u32::try_from(above).expect("few items"), count(items.clone()))
}

fn category_row(page: &mut Page, edition: &Edition, at: usize, row: u32, run: Run, lang: Lang) {
    let category = &edition.categories()[at];
    page.text(row, CODE, Style::Category, category.code.as_str());
    page.text(row, TITLE, Style::Category, category.title.get(lang));
    page.put(row, POINTS, Style::CategoryCentred, Content::Number(category.points.get()));
    page.text(row, BANDS, Style::Category, word(lang, "小计 →", "Subtotal →"));
    let (first, last) = (address(run.first, PERCENT), address(run.last, PERCENT));
    page.put(
        row,
        PERCENT,
        Style::Count(run.last - run.first + 1),
        Content::formula(format!("COUNT({first}:{last})"), "0"),
    );
    let (first, last) = (address(run.first, SCORE), address(run.last, SCORE));
    page.put(row, SCORE, Style::Subtotal, Content::formula(format!("ROUND(SUM({first}:{last}),2)"), "0"));
    page.put_across(row, STRENGTHS, 2, Style::Category, Content::text(""));
    page.heights.push((row, height(category.title.get(lang), WIDTHS[1], 10.0).max(20.0)));
}

fn item_row(page: &mut Page, edition: &Edition, item: &Item, row: u32, lang: Lang) {
    let bands = bands(edition, item, lang);
    page.text(row, CODE, Style::Centred, item.code.as_str());
    page.text(row, TITLE, Style::Text, item.title.get(lang));
    page.put(row, POINTS, Style::Centred, Content::Number(item.points.get()));
    page.text(row, BANDS, Style::Small, bands.as_str());
    page.put(row, PERCENT, Style::Percent, Content::Percent);
    let (points, percent) = (address(row, POINTS), address(row, PERCENT));
    let score = format!("IF(COUNT({percent})=1,ROUND({points}*{percent}/100,2),\"{NONE}\")");
    page.put(row, SCORE, Style::Score, Content::formula(score, NONE));
    page.put(row, STRENGTHS, Style::Note, Content::Note);
    page.put(row, IMPROVEMENTS, Style::Note, Content::Note);
    page.heights.push((row, height(&bands, WIDTHS[3], 8.0).max(height(item.title.get(lang), WIDTHS[1], 10.0))));
}

/// The bands in short, one line each: what the first dimension the item is judged on says.
fn bands(edition: &Edition, item: &Item, lang: Lang) -> String {
    let first = &item.dimensions[0].id;
    let place = edition.dimensions(item.kind).iter().position(|dimension| dimension.id == *first);
    let place = place.expect("an item's dimensions are among those of its kind");
    let mut text = String::new();
    for band in edition.bands(item.kind) {
        let line_end = if text.is_empty() { "" } else { "\n" };
        write!(text, "{line_end}{} {}", band.label(), band.descriptions[place].get(lang))
            .expect("a String takes any text");
    }
    text
}

/// Yellow while a percent is missing, red while it is none or off the step.
fn signals(run: Run, step: u8) -> [Signal; 2] {
    let cell = first_of(run);
    let wrong =
        format!("=IF(ISBLANK({cell}),FALSE,IF(ISNUMBER({cell}),OR({cell}<0,{cell}>100,MOD({cell},{step})<>0),TRUE))");
    [
        Signal { run, formula: format!("=ISBLANK({cell})"), tone: Tone::Missing },
        Signal { run, formula: wrong, tone: Tone::Wrong },
    ]
}

fn count(items: Range<usize>) -> u32 {
    u32::try_from(items.len()).expect("an edition has few items")
}
