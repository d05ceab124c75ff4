//! Draws ranked candidates with their intervals.

use super::layout::{Layout, PROBABILITIES_END, RANKS, WORDS_ROOM, name_head, score_head};
use super::{Certainty, DecidedBy, RankIntervals, RankRange, RankedCandidate};
use crate::canvas::{Align, Canvas, Hand};
use crate::lang::Lang;
use crate::marks::{self, Mark};
use crate::paging::{self, Page};
use crate::palette::{GRID, INK, Ink, MUTED, TIERS, UNDECIDED};
use crate::picture::Picture;
use crate::ranked::{self, Row, Rows};
use crate::sheet::{self, LABEL, LEADING, MARGIN, SMALL, WIDTH};
use crate::text;

/// The height of the scale at the foot.
const SCALE_HEIGHT: f64 = 92.0;
const HEADS_HEIGHT: f64 = 86.0;

/// All candidates.
pub(super) fn picture(chart: &RankIntervals, lang: Lang) -> Picture {
    let layout = Layout::new(chart, lang);
    let rows = rows(chart, &layout);
    draw(chart, &layout, &rows, &rows.all(), Page::SINGLE, lang)
}

/// The candidates in pages.
pub(super) fn pages(chart: &RankIntervals, lang: Lang) -> Vec<Picture> {
    let layout = Layout::new(chart, lang);
    let rows = rows(chart, &layout);
    let all = rows.all();
    let room = paging::room(WIDTH, &chart.heading, |canvas| header(canvas, chart, &layout, Page::LONGEST, lang));
    let room = room - SCALE_HEIGHT;
    paging::paged(&rows.heights(&all), &[], room, |part, page| draw(chart, &layout, &rows, &all[part], page, lang))
}

fn rows<'a>(chart: &'a RankIntervals, layout: &Layout) -> Rows<'a> {
    Rows::new((0..chart.candidates.len()).map(|n| layout.height(n)).collect(), chart.line.as_ref())
}

/// The answers in a word: safe, undecided, out.
pub(super) fn answers(lang: Lang) -> [&'static str; 3] {
    [lang.pick("稳入", "safe"), lang.pick("未定", "undecided"), lang.pick("线外", "out")]
}

/// The word and the mark of a candidate.
fn answer(certainty: Option<Certainty>, lang: Lang) -> (&'static str, Mark) {
    let [safe, undecided, out] = answers(lang);
    match certainty {
        Some(Certainty::Safe) => (safe, Mark::Tier(0)),
        Some(Certainty::Undecided) => (undecided, Mark::Tier(1)),
        Some(Certainty::Out) => (out, Mark::Apart),
        None => ("—", Mark::Score),
    }
}

fn draw(chart: &RankIntervals, layout: &Layout, rows: &Rows<'_>, shown: &[Row], page: Page, lang: Lang) -> Picture {
    let mut canvas = Canvas::new(WIDTH);
    let top = header(&mut canvas, chart, layout, page, lang);
    let places = rows.places(shown, top);
    let bottom = places.last().map_or(top, |place| place.2);
    Rows::draw_ground(&mut canvas, &places, |n| chart.candidates[n].certainty == Some(Certainty::Undecided));
    for rank in layout.scale.ticks() {
        let x = layout.scale.at(f64::from(rank));
        canvas.line((x, top), (x, bottom), GRID, 1);
    }
    if let Some(x) = line_place(chart, layout) {
        canvas.area((x - 2.0, top - 8.0), (x + 2.0, bottom), TIERS[0]);
    }
    for (row, from, to) in places {
        match row {
            Row::Candidate(n) => candidate(&mut canvas, chart, layout, n, f64::midpoint(from, to), lang),
            Row::Line => rows.draw_line(&mut canvas, from),
        }
    }
    canvas.line((MARGIN, bottom), (WIDTH - MARGIN, bottom), MUTED, 2);
    ticks(&mut canvas, layout, bottom + 24.0);
    let middle = f64::midpoint(layout.plot.0, layout.plot.1);
    let words = lang.pick("名次（左边靠前）", "Rank (best at the left)");
    canvas.text_at_middle((middle, bottom + 66.0), words, Hand::new(SMALL, MUTED).align(Align::Middle));
    let height = sheet::foot(&mut canvas, bottom + SCALE_HEIGHT, &chart.heading);
    canvas.finish(height, &sheet::title(&chart.heading, page, lang))
}

/// Where the line is on the scale.
fn line_place(chart: &RankIntervals, layout: &Layout) -> Option<f64> {
    let after = u32::try_from(chart.line.as_ref()?.after).ok()?;
    Some(layout.scale.edge_after(after))
}

/// Title, legend and the heads of the columns; returns where the rows begin.
fn header(canvas: &mut Canvas, chart: &RankIntervals, layout: &Layout, page: Page, lang: Lang) -> f64 {
    let y = sheet::head(canvas, &chart.heading, page, lang, &legend(chart, lang));
    let hand = Hand::new(SMALL, MUTED);
    let right = hand.align(Align::Right);
    let level = y + 58.0;
    canvas.text_at_middle((RANKS, level), lang.pick("名次", "Rank"), hand);
    canvas.text_at_middle((layout.name, level), name_head(lang), hand);
    canvas.text_at_middle((layout.score_end, level), score_head(lang), right);
    ticks(canvas, layout, level);
    if let Some(x) = line_place(chart, layout) {
        let words = lang.pick("名额线", "line");
        let half = text::width(words, SMALL) / 2.0;
        let x = x.min(layout.plot.1 - half).max(layout.plot.0 + half);
        canvas.text_at_middle((x, y + 20.0), words, Hand::new(SMALL, TIERS[0]).bold().align(Align::Middle));
    }
    if let Some(x) = layout.answer {
        canvas.text_at_middle((x, level), lang.pick("结论", "Answer"), hand);
    }
    if let Some(head) = &layout.probability_head {
        let leading = SMALL * LEADING;
        let middle = level - leading * (head.len() - 1) as f64 / 2.0;
        canvas.lines_at_middle((PROBABILITIES_END, middle), head, leading, right);
    }
    canvas.line((MARGIN, y + HEADS_HEIGHT - 2.0), (WIDTH - MARGIN, y + HEADS_HEIGHT - 2.0), MUTED, 2);
    y + HEADS_HEIGHT
}

fn ticks(canvas: &mut Canvas, layout: &Layout, y: f64) {
    for rank in layout.scale.ticks() {
        let place = (layout.scale.at(f64::from(rank)), y);
        canvas.text_at_middle(place, &rank.to_string(), Hand::new(SMALL, MUTED).align(Align::Middle));
    }
}

/// Every mark in words, with the numbers of those who are safe, undecided and out.
fn legend(chart: &RankIntervals, lang: Lang) -> Vec<(Mark, String)> {
    let mut legend = Vec::new();
    let interval = match chart.decided_by {
        DecidedBy::Marginal => lang.pick("粗条", "bar"),
        DecidedBy::Simultaneous => lang.pick("细线", "thin line"),
    };
    let meanings = [
        (Certainty::Safe, lang.pick("全在名额线内", " wholly within the line")),
        (Certainty::Undecided, lang.pick("跨过名额线，行有底色", " crosses the line, row shaded")),
        (Certainty::Out, lang.pick("全在名额线外", " wholly beyond the line")),
    ];
    for (certainty, meaning) in meanings {
        let count = chart.candidates.iter().filter(|c| c.certainty == Some(certainty)).count();
        let (word, mark) = answer(Some(certainty), lang);
        let mark = if certainty == Certainty::Undecided { Mark::Undecided } else { mark };
        if count > 0 {
            let words = match lang {
                Lang::Zh => format!("{word} {count} 个：{interval}{meaning}"),
                Lang::En => format!("{count} {word}: {interval}{meaning}"),
            };
            legend.push((mark, words));
        }
    }
    let known = |which: fn(&RankRange) -> bool| chart.candidates.iter().any(|c| which(&c.ranks));
    let level = &chart.level;
    if known(|r| matches!(r, RankRange::Known { .. })) {
        let words = match lang {
            Lang::Zh => format!("粗条：单看这一个，名次有 {level} 的把握在条内"),
            Lang::En => format!("bar: this entrant's rank lies in it with {level} confidence"),
        };
        legend.push((Mark::Ranks, words));
    }
    if known(|r| matches!(r, RankRange::Known { simultaneous: Some(_), .. })) {
        let words = match lang {
            Lang::Zh => format!("细线：有 {level} 的把握，所有申报者的名次同时都在各自线内"),
            Lang::En => format!("thin line: all ranks lie in their lines at once with {level} confidence"),
        };
        legend.push((Mark::RanksAtOnce, words));
    }
    if known(|r| matches!(r, RankRange::Known { expected: Some(_), .. })) {
        let words = lang.pick(
            "符号的位置：期望名次，即反复评审时名次的平均",
            "place of the mark: expected rank, the mean over repeated judging",
        );
        let with_sides = chart.candidates.iter().any(|c| c.certainty.is_some());
        legend.push((if with_sides { Mark::ExpectedRank } else { Mark::Score }, words.to_owned()));
    }
    if chart.line.is_some() {
        legend.push((Mark::Places, lang.pick("名额线：名额到此为止", "line: the places end here").to_owned()));
    }
    legend
}

fn candidate(canvas: &mut Canvas, chart: &RankIntervals, layout: &Layout, n: usize, y: f64, lang: Lang) {
    let row = &chart.candidates[n];
    let (word, mark) = answer(row.certainty, lang);
    let undecided = row.certainty == Some(Certainty::Undecided);
    let hand = Hand { bold: undecided, ..Hand::new(LABEL, INK) };
    let right = hand.align(Align::Right);
    canvas.text_at_middle((RANKS, y), &text::rank(row.rank, row.tied), hand);
    layout.names.draw(canvas, n, (layout.name, y), Hand { bold: false, ..hand });
    let score = canvas.wrap(&row.score, LABEL, WORDS_ROOM, 1);
    canvas.lines_at_middle((layout.score_end, y), &score, 0.0, right);
    if let Some(x) = layout.answer {
        canvas.text_at_middle((x, y), word, hand);
    }
    if layout.probability_head.is_some() {
        let words = canvas.wrap(row.probability.as_deref().unwrap_or("—"), LABEL, WORDS_ROOM, 1);
        canvas.lines_at_middle((PROBABILITIES_END, y), &words, 0.0, right);
    }
    let ground = if undecided { UNDECIDED } else { ranked::shade(n) };
    ranks(canvas, layout, row, mark, ground, y);
}

/// The intervals and the mark of the expected rank, or the reason why there are none.
fn ranks(canvas: &mut Canvas, layout: &Layout, row: &RankedCandidate, mark: Mark, ground: Ink, y: f64) {
    match &row.ranks {
        RankRange::Known { marginal, simultaneous, expected } => {
            let (from, to) = layout.scale.span(*marginal);
            marks::ranks(canvas, from, to, y);
            if let Some(simultaneous) = simultaneous {
                let (from, to) = layout.scale.span(*simultaneous);
                marks::whisker(canvas, from, to, y);
            }
            if let Some(expected) = expected {
                marks::draw(canvas, mark, (layout.scale.at(*expected), y));
            }
        }
        RankRange::Missing { why } => {
            let words = canvas.wrap(&format!("— {why}"), SMALL, layout.plot.1 - layout.plot.0 - 20.0, 1);
            let (from, to) = (layout.plot.0 + 10.0, layout.plot.0 + 10.0 + text::widest(&words, SMALL));
            // The line and the grid do not strike the reason through.
            canvas.area((from - 6.0, y - 20.0), (to + 6.0, y + 20.0), ground);
            canvas.lines_at_middle((from, y), &words, 0.0, Hand::new(SMALL, MUTED));
        }
    }
}
