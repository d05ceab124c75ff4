//! Draws a candidate list: columns rank, name, scale, score.

use super::rows::{DOT_LANE, Row, SECTION_HEIGHT, continued, rows};
use super::{Candidate, Candidates, Standing};
use crate::axis::Axis;
use crate::canvas::{Align, Canvas, Hand};
use crate::cap_line;
use crate::lang::Lang;
use crate::marks::{self, Mark};
use crate::paging::{self, Page};
use crate::palette::{ALERT, BAND, GRID, INK, MUTED, SPAN};
use crate::picture::Picture;
use crate::sheet::{self, LABEL, LEADING, MARGIN, SMALL, WIDTH};
use crate::text;

const SCORE: f64 = 30.0;
const RANK_WIDTH: f64 = 96.0;
const NAME_WIDTH: f64 = 580.0;
const GAP: f64 = 24.0;

/// Where the columns are, and the scale.
struct Layout {
    name: f64,
    name_room: f64,
    plot: (f64, f64),
    score_end: f64,
    axis: Axis,
}

/// The whole list.
pub(super) fn picture(list: &Candidates, lang: Lang) -> Picture {
    let layout = layout(list, lang);
    let rows = rows(list, layout.name_room, lang);
    draw(list, &layout, &rows.iter().collect::<Vec<_>>(), Page::SINGLE, lang)
}

/// The list in pages.
pub(super) fn pages(list: &Candidates, lang: Lang) -> Vec<Picture> {
    let layout = layout(list, lang);
    let rows = rows(list, layout.name_room, lang);
    let heights: Vec<f64> = rows.iter().map(Row::height).collect();
    let attached: Vec<bool> = rows.iter().map(Row::attached).collect();
    let room = paging::room(WIDTH, &list.heading, |canvas| header(canvas, list, &layout, Page::LONGEST, lang));
    paging::paged(&heights, &attached, room - AXIS_HEIGHT - SECTION_HEIGHT, |part, page| {
        let heading = continued(&rows, part.start, lang);
        let shown: Vec<&Row<'_>> = heading.iter().chain(&rows[part]).collect();
        draw(list, &layout, &shown, page, lang)
    })
}

fn layout(list: &Candidates, lang: Lang) -> Layout {
    let names = list.entrants.iter().map(|e| text::widest(&text::wrap(&e.name, LABEL, NAME_WIDTH, 3), LABEL));
    let head = text::width(name_head(lang), SMALL);
    let name_room = names.fold(head, f64::max).max(240.0);
    let scores = list.entrants.iter().filter_map(|e| e.score.as_ref()).map(|(_, words)| text::width(words, SCORE));
    let score_room = scores.fold(text::width(score_head(lang), SMALL), f64::max).clamp(90.0, 300.0);
    let name = MARGIN + RANK_WIDTH;
    let plot = (name + name_room + GAP, WIDTH - MARGIN - score_room - GAP - 10.0);
    Layout { name, name_room, plot, score_end: WIDTH - MARGIN - 10.0, axis: axis(list, plot) }
}

/// A scale that covers everything drawn, inside 0 and the most points there are.
fn axis(list: &Candidates, (from, to): (f64, f64)) -> Axis {
    let shown = list.entrants.iter().flat_map(|e| e.dots.iter().map(|d| d.value).chain(e.score.iter().map(|s| s.0)));
    let all: Vec<f64> = shown.chain(list.floor.iter().map(|f| f.value)).collect();
    let (low, high) = all.iter().fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(*v), h.max(*v)));
    let (low, high) = if all.is_empty() { (0.0, list.most) } else { (low.max(0.0), high.min(list.most).max(low)) };
    Axis::covering(low, high, 7, (from + 30.0, to - 30.0))
}

fn name_head(lang: Lang) -> &'static str {
    lang.pick("申报者", "Entrant")
}

fn score_head(lang: Lang) -> &'static str {
    lang.pick("得分", "Score")
}

/// The height of the scale at the foot.
const AXIS_HEIGHT: f64 = 92.0;

fn draw(list: &Candidates, layout: &Layout, rows: &[&Row<'_>], page: Page, lang: Lang) -> Picture {
    let mut canvas = Canvas::new(WIDTH);
    let top = header(&mut canvas, list, layout, page, lang);
    let bottom = top + rows.iter().map(|row| row.height()).sum::<f64>();
    ground(&mut canvas, rows, top);
    for (value, _) in layout.axis.ticks() {
        let x = layout.axis.at(value);
        canvas.line((x, top), (x, bottom), GRID, 1);
    }
    if let Some(floor) = &list.floor {
        let x = layout.axis.at(floor.value);
        canvas.dashes((x, top - 6.0), (x, bottom), 14.0, ALERT, 4);
    }
    let mut y = top;
    for row in rows {
        match row {
            Row::Entrant { entrant, lines, .. } => {
                draw_entrant(&mut canvas, list, layout, entrant, lines, y + row.height() / 2.0);
            }
            Row::Line(labels) => cap_line::draw(&mut canvas, labels, layout.plot.1 - MARGIN, y),
            Row::Section(title) => {
                let hand = Hand::new(LABEL, MUTED).bold();
                canvas.text_at_middle((MARGIN + 10.0, y + row.height() - 28.0), title, hand);
                canvas.line((MARGIN, y + row.height() - 2.0), (WIDTH - MARGIN, y + row.height() - 2.0), MUTED, 2);
            }
        }
        y += row.height();
    }
    ticks(&mut canvas, layout, bottom + 24.0);
    let middle = f64::midpoint(layout.plot.0, layout.plot.1);
    let scale = canvas.wrap(&list.scale, SMALL, layout.plot.1 - layout.plot.0, 1);
    canvas.lines_at_middle((middle, bottom + 66.0), &scale, 0.0, Hand::new(SMALL, MUTED).align(Align::Middle));
    let height = sheet::foot(&mut canvas, bottom + AXIS_HEIGHT, &list.heading);
    canvas.finish(height, &sheet::title(&list.heading, page, lang))
}

/// Title, legend, column heads, floor and the upper ticks; returns where the rows begin.
fn header(canvas: &mut Canvas, list: &Candidates, layout: &Layout, page: Page, lang: Lang) -> f64 {
    let mut y = sheet::head(canvas, &list.heading, page, lang, &legend(list, lang));
    if let Some(floor) = &list.floor {
        let words = canvas.wrap(&floor.label, SMALL, layout.plot.1 - layout.plot.0, 1);
        let half = text::widest(&words, SMALL) / 2.0;
        let x = layout.axis.at(floor.value).min(layout.plot.1 - half).max(layout.plot.0 + half);
        canvas.lines_at_middle((x, y + 18.0), &words, 0.0, Hand::new(SMALL, ALERT).bold().align(Align::Middle));
        y += 40.0;
    }
    let hand = Hand::new(SMALL, MUTED);
    canvas.text_at_middle((MARGIN + 10.0, y + 20.0), lang.pick("名次", "Rank"), hand);
    canvas.text_at_middle((layout.name, y + 20.0), name_head(lang), hand);
    canvas.text_at_middle((layout.score_end, y + 20.0), score_head(lang), hand.align(Align::Right));
    ticks(canvas, layout, y + 20.0);
    canvas.line((MARGIN, y + 44.0), (WIDTH - MARGIN, y + 44.0), MUTED, 2);
    y + 46.0
}

fn ticks(canvas: &mut Canvas, layout: &Layout, y: f64) {
    for (value, words) in layout.axis.ticks() {
        canvas.text_at_middle((layout.axis.at(value), y), &words, Hand::new(SMALL, MUTED).align(Align::Middle));
    }
}

fn legend(list: &Candidates, lang: Lang) -> Vec<(Mark, String)> {
    let has = |which: fn(Standing) -> bool| list.entrants.iter().any(|e| e.score.is_some() && which(e.standing));
    let in_tier = |n: usize| {
        list.entrants.iter().any(|e| matches!(e.standing, Standing::Ranked { tier: Some(tier), .. } if tier == n))
    };
    let tiers = list.tiers.iter().enumerate().filter(|(n, _)| in_tier(*n));
    let mut legend: Vec<(Mark, String)> = tiers.map(|(n, name)| (Mark::Tier(n), name.clone())).collect();
    if has(|s| matches!(s, Standing::Ranked { tier: None, .. })) {
        let words = if list.tiers.is_empty() {
            lang.pick("得分", "Score")
        } else {
            lang.pick("名额线以下", "Below the line")
        };
        legend.push((Mark::Score, words.to_owned()));
    }
    if has(|s| matches!(s, Standing::BelowFloor)) {
        legend.push((Mark::Apart, lang.pick("低于底线", "Below the floor").to_owned()));
    }
    if list.entrants.iter().any(|e| !e.dots.is_empty()) {
        let one = lang.pick("每位评审专家的总分", "One reviewer's total");
        if list.series.len() < 2 {
            legend.push((Mark::Reviewer(0), list.series.first().map_or(one, String::as_str).to_owned()));
        } else {
            legend.extend(list.series.iter().enumerate().map(|(n, name)| (Mark::Reviewer(n), name.clone())));
        }
        legend.push((Mark::Span, lang.pick("最低至最高", "Lowest to highest").to_owned()));
    }
    legend
}

/// Shades every other entrant.
fn ground(canvas: &mut Canvas, rows: &[&Row<'_>], top: f64) {
    let mut y = top;
    for row in rows {
        if matches!(row, Row::Entrant { odd: true, .. }) {
            canvas.area((MARGIN, y), (WIDTH - MARGIN, y + row.height()), BAND);
        }
        y += row.height();
    }
}

fn draw_entrant(
    canvas: &mut Canvas,
    list: &Candidates,
    layout: &Layout,
    entrant: &Candidate,
    lines: &[String],
    y: f64,
) {
    let (rank, mark, ink) = match entrant.standing {
        Standing::Ranked { rank, tied, tier } => (text::rank(rank, tied), tier.map_or(Mark::Score, Mark::Tier), INK),
        Standing::BelowFloor | Standing::Unranked => ("—".to_owned(), Mark::Apart, MUTED),
    };
    let above = matches!(mark, Mark::Tier(_));
    let hand = Hand { bold: above, ..Hand::new(LABEL, ink) };
    canvas.text_at_middle((MARGIN + 10.0, y), &rank, Hand { size: SCORE, ..hand });
    // The lines were made from the cleaned name: what the font lacks is asked of the name itself.
    canvas.inspect(&entrant.name);
    canvas.lines_at_middle((layout.name, y), lines, LABEL * LEADING, Hand { bold: false, ..hand });
    let words = entrant.score.as_ref().map_or("—", |(_, words)| words.as_str());
    let words = canvas.wrap(words, SCORE, 300.0, 1);
    canvas.lines_at_middle((layout.score_end, y), &words, 0.0, Hand { size: SCORE, ..hand }.align(Align::Right));
    let series = list.series.len().max(1);
    // The score has the upper lane for itself: reviewers' totals crowd around it and would hide it.
    let upper = y - DOT_LANE * series as f64 / 2.0;
    for n in 0..series {
        let values: Vec<f64> = entrant.dots.iter().filter(|d| d.series.min(series - 1) == n).map(|d| d.value).collect();
        draw_dots(canvas, layout, &values, upper + DOT_LANE * (n + 1) as f64, Mark::Reviewer(n));
    }
    if let Some((score, _)) = entrant.score {
        marks::draw(canvas, mark, (layout.axis.at(score), upper));
    }
}

/// One lane of reviewers' totals with the span from the lowest to the highest.
fn draw_dots(canvas: &mut Canvas, layout: &Layout, values: &[f64], y: f64, mark: Mark) {
    let mut places: Vec<f64> = values.iter().map(|v| layout.axis.at(*v)).collect();
    places.sort_by(f64::total_cmp);
    if let (Some(low), Some(high)) = (places.first(), places.last())
        && low < high
    {
        canvas.area((*low, y - 4.0), (*high, y + 4.0), SPAN);
    }
    for (x, offset) in places.iter().zip(swarmed(&places)) {
        marks::draw(canvas, mark, (*x, y + offset));
    }
}

/// How far each of these places, from the left, moves up or down so that it hides no other.
fn swarmed(places: &[f64]) -> Vec<f64> {
    const OFFSETS: [f64; 3] = [0.0, 9.0, -9.0];
    let mut taken = [f64::MIN; OFFSETS.len()];
    let free = |x: &f64| {
        let lane = taken.iter().position(|t| x - t >= 14.0);
        // Where all are taken, the one that was taken first is hidden least.
        let lane = lane.unwrap_or_else(|| (0..taken.len()).min_by(|a, b| taken[*a].total_cmp(&taken[*b])).unwrap_or(0));
        taken[lane] = *x;
        OFFSETS[lane]
    };
    places.iter().map(free).collect()
}
