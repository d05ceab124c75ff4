//! Draws the sensitivity of a list.

use super::layout::{Layout, NAMES, RANKS};
use super::{Presence, Sensitivity};
use crate::canvas::{Align, Canvas, Hand, Point};
use crate::lang::Lang;
use crate::marks::{self, LEGEND_MARK, Mark};
use crate::paging::{self, Page};
use crate::palette::{INK, MUTED};
use crate::picture::Picture;
use crate::ranked::{Row, Rows};
use crate::sheet::{self, LABEL, LEADING, MARGIN, SMALL};
use crate::text;

/// All candidates.
pub(super) fn picture(chart: &Sensitivity, lang: Lang) -> Picture {
    let layout = Layout::new(chart, lang);
    let rows = rows(chart, &layout);
    draw(chart, &layout, &rows, &rows.all(), Page::SINGLE, lang)
}

/// The candidates in pages.
pub(super) fn pages(chart: &Sensitivity, lang: Lang) -> Vec<Picture> {
    let layout = Layout::new(chart, lang);
    let rows = rows(chart, &layout);
    let all = rows.all();
    let room = paging::room(layout.width, &chart.heading, |canvas| header(canvas, chart, &layout, Page::LONGEST, lang));
    paging::paged(&rows.heights(&all), &[], room, |part, page| draw(chart, &layout, &rows, &all[part], page, lang))
}

fn rows<'a>(chart: &'a Sensitivity, layout: &Layout) -> Rows<'a> {
    Rows::new((0..chart.candidates.len()).map(|n| layout.height(n)).collect(), chart.line.as_ref())
}

/// The answers in a word: always, sometimes, never.
pub(super) fn answers(lang: Lang) -> [&'static str; 3] {
    [lang.pick("总在", "always"), lang.pick("不定", "sometimes"), lang.pick("不在", "never")]
}

/// The word and the mark of a candidate.
fn answer(presence: Presence, lang: Lang) -> (&'static str, Mark) {
    let [always, sometimes, never] = answers(lang);
    match presence {
        Presence::Always => (always, Mark::Tier(0)),
        Presence::Sometimes => (sometimes, Mark::Tier(1)),
        Presence::Never => (never, Mark::Apart),
    }
}

fn draw(chart: &Sensitivity, layout: &Layout, rows: &Rows<'_>, shown: &[Row], page: Page, lang: Lang) -> Picture {
    let mut canvas = Canvas::new(layout.width);
    let top = header(&mut canvas, chart, layout, page, lang);
    let places = rows.places(shown, top);
    let bottom = places.last().map_or(top, |place| place.2);
    Rows::draw_ground(&mut canvas, &places, |n| chart.presence(&chart.candidates[n]) == Presence::Sometimes);
    let all = layout.left + layout.cell * chart.families.len() as f64;
    canvas.line((all, top), (all, bottom), MUTED, 2);
    for (row, from, to) in places {
        match row {
            Row::Candidate(n) => candidate(&mut canvas, chart, layout, n, f64::midpoint(from, to), lang),
            Row::Line => rows.draw_line(&mut canvas, from),
        }
    }
    canvas.line((MARGIN, bottom), (layout.width - MARGIN, bottom), MUTED, 2);
    let height = sheet::foot(&mut canvas, bottom, &chart.heading);
    canvas.finish(height, &sheet::title(&chart.heading, page, lang))
}

/// Title, legend and the heads of the columns; returns where the rows begin.
fn header(canvas: &mut Canvas, chart: &Sensitivity, layout: &Layout, page: Page, lang: Lang) -> f64 {
    let y = sheet::head(canvas, &chart.heading, page, lang, &legend(chart, lang));
    let bottom = y + layout.heads_height();
    let hand = Hand::new(SMALL, MUTED);
    canvas.text_at_middle((RANKS, bottom - 26.0), lang.pick("名次", "Rank"), hand);
    canvas.text_at_middle((NAMES, bottom - 26.0), lang.pick("申报者", "Entrant"), hand);
    for (n, (family, lines)) in chart.families.iter().zip(&layout.heads).enumerate() {
        canvas.inspect(&family.title);
        let x = layout.left + layout.cell * (n as f64 + 0.5);
        canvas.lines_upwards((x, bottom - 12.0), lines, SMALL * LEADING, Hand::new(SMALL, INK));
    }
    let all = layout.left + layout.cell * (chart.families.len() as f64 + 0.5);
    let words = lang.pick("合计", "All");
    canvas.text_at_middle((all, bottom - 26.0), words, Hand::new(SMALL, INK).bold().align(Align::Middle));
    canvas.text_at_middle((layout.answer + LEGEND_MARK, bottom - 26.0), lang.pick("结论", "Answer"), hand);
    canvas.line((MARGIN, bottom), (layout.width - MARGIN, bottom), MUTED, 2);
    bottom + 2.0
}

/// Every mark in words, with how many candidates are always, sometimes and never on the list.
fn legend(chart: &Sensitivity, lang: Lang) -> Vec<(Mark, String)> {
    let words = lang.pick(
        "在名单内的设定数 / 试过的设定数，条长为其比例",
        "settings with it on the list / settings tried, as a bar",
    );
    let mut legend = vec![(Mark::Share, words.to_owned())];
    let meanings = [
        (Presence::Always, lang.pick("任何设定下都在名单内", "on the list in every setting")),
        (Presence::Sometimes, lang.pick("随设定而变，行有底色", "depends on the setting, row shaded")),
        (Presence::Never, lang.pick("任何设定下都不在名单内", "on the list in no setting")),
    ];
    for (presence, meaning) in meanings {
        let count = chart.candidates.iter().filter(|c| chart.presence(c) == presence).count();
        let (word, mark) = answer(presence, lang);
        let mark = if presence == Presence::Sometimes { Mark::Undecided } else { mark };
        if count > 0 {
            let words = match lang {
                Lang::Zh => format!("{word} {count} 个：{meaning}"),
                Lang::En => format!("{count} {word}: {meaning}"),
            };
            legend.push((mark, words));
        }
    }
    legend
}

fn candidate(canvas: &mut Canvas, chart: &Sensitivity, layout: &Layout, n: usize, y: f64, lang: Lang) {
    let row = &chart.candidates[n];
    let presence = chart.presence(row);
    let hand = Hand { bold: presence == Presence::Sometimes, ..Hand::new(LABEL, INK) };
    canvas.text_at_middle((RANKS, y), &text::rank(row.rank, row.tied), hand);
    layout.names.draw(canvas, n, (NAMES, y), Hand { bold: false, ..hand });
    let counts =
        row.on_list.iter().zip(&chart.families).map(|(on, family)| (u64::from(*on), u64::from(family.settings)));
    for (column, (on, of)) in counts.chain([(row.total(), chart.settings())]).enumerate() {
        count(canvas, layout, (layout.left + layout.cell * (column as f64 + 0.5), y), on, of);
    }
    let (word, mark) = answer(presence, lang);
    marks::draw(canvas, mark, (layout.answer + LEGEND_MARK / 2.0 - 4.0, y));
    canvas.text_at_middle((layout.answer + LEGEND_MARK, y), word, hand);
}

/// In how many settings, over a bar; a dash if there are none.
fn count(canvas: &mut Canvas, layout: &Layout, (x, y): Point, on: u64, of: u64) {
    if of == 0 {
        canvas.line((x - 7.0, y), (x + 7.0, y), MUTED, 2);
        return;
    }
    let some = 0 < on && on < of;
    let hand = Hand { bold: some, ..Hand::new(SMALL, if some { INK } else { MUTED }) };
    canvas.text_at_middle((x, y - 13.0), &format!("{on}/{of}"), hand.align(Align::Middle));
    let half = layout.cell / 2.0 - 10.0;
    marks::share(canvas, (x - half, y + 8.0), (x + half, y + 22.0), on as f64 / of as f64);
}
