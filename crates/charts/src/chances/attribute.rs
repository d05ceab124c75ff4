//! Draws chances by attribute: a row for each value of a column, a line in it for each method.

use super::scale::Scale;
use super::words::{mark, meaning, percent};
use super::{AttributeValue, ChancesByAttribute};
use crate::canvas::{Align, Canvas, Hand};
use crate::column::Column;
use crate::lang::Lang;
use crate::marks::{self, Mark};
use crate::paging::{self, Page};
use crate::palette::{BAND, GRID, INK, MUTED};
use crate::picture::Picture;
use crate::sheet::{self, LABEL, MARGIN, SMALL, WIDTH};
use crate::text;

/// The height of a method's line.
const LINE: f64 = 38.0;
const ROW_MIN: f64 = 56.0;
const GROUP_HEIGHT: f64 = 60.0;
const HEADS_HEIGHT: f64 = 54.0;
/// The numbers below the rows, and what they are.
const SCALE_HEIGHT: f64 = 100.0;
const NAME_ROOM: f64 = 330.0;
/// What the widest tick stands out beyond its place.
const TICK_ROOM: f64 = 46.0;

/// A row.
#[derive(Clone, Copy)]
enum Row {
    Group(usize),
    Value(usize, usize),
}

/// The lowest, the mean and the highest of some chances.
struct Range {
    low: f64,
    mean: f64,
    high: f64,
    sum: f64,
}

impl Range {
    fn of(chances: &[f64]) -> Option<Self> {
        let (first, sum) = (*chances.first()?, chances.iter().sum::<f64>());
        let (low, high) = chances.iter().fold((first, first), |(low, high), p| (low.min(*p), high.max(*p)));
        Some(Self { low, mean: (sum / chances.len() as f64).clamp(low, high), high, sum })
    }
}

/// Where everything is.
struct Layout {
    names: Vec<Column>,
    quota_end: f64,
    experts_end: f64,
    plot: (f64, f64),
    mean_end: f64,
    seats_end: f64,
    scale: Scale,
    equal: f64,
    rows: Vec<Row>,
    heights: Vec<f64>,
}

impl Layout {
    fn new(chart: &ChancesByAttribute, lang: Lang) -> Self {
        let names: Vec<Column> = chart
            .groups
            .iter()
            .map(|group| Column::new(group.values.iter().map(|v| v.value.as_str()), LABEL, NAME_ROOM))
            .collect();
        let heads = heads(lang).map(|head| text::width(head, SMALL));
        let values = || chart.groups.iter().flat_map(|group| &group.values);
        let quotas = values().filter_map(|v| v.quota.as_ref()).map(|q| text::width(q, SMALL)).fold(heads[1], f64::max);
        let name_end = MARGIN + 34.0 + names.iter().map(Column::width).fold(heads[0], f64::max);
        let quota_end = name_end + 24.0 + quotas.min(220.0);
        let experts_end = quota_end + 24.0 + heads[2].max(text::width("50000", SMALL));
        let seats_end = WIDTH - MARGIN - 10.0;
        let mean_end = seats_end - heads[4].max(text::width("1000.0", SMALL)) - 24.0;
        let plot_end = mean_end - heads[3].max(text::width("0.0123%", SMALL)) - 34.0;
        let equal = (f64::from(chart.seats) / f64::from(chart.experts.max(1))).min(1.0);
        let plot = (experts_end + 34.0, plot_end);
        let chances = values().flat_map(|v| v.chances.iter().flatten().copied()).chain([equal]);
        let scale = Scale::covering(chances, 7, (plot.0 + TICK_ROOM, plot.1 - TICK_ROOM));
        let mut layout = Self {
            names,
            quota_end,
            experts_end,
            plot,
            mean_end,
            seats_end,
            scale,
            equal,
            rows: Vec::new(),
            heights: Vec::new(),
        };
        layout.fill(chart);
        layout
    }

    fn fill(&mut self, chart: &ChancesByAttribute) {
        let lines = chart.methods.len() as f64 * LINE + 18.0;
        for (number, group) in chart.groups.iter().enumerate().filter(|(_, group)| !group.values.is_empty()) {
            self.rows.push(Row::Group(number));
            self.heights.push(GROUP_HEIGHT);
            for value in 0..group.values.len() {
                self.rows.push(Row::Value(number, value));
                self.heights.push(ROW_MIN.max(lines).max(self.names[number].height(value) + 16.0));
            }
        }
    }

    /// The ticks that have room beside each other.
    fn ticks(&self) -> Vec<(f64, String)> {
        let mut end = f64::NEG_INFINITY;
        let fits = |(chance, words): (f64, String)| {
            let (x, half) = (self.scale.at(chance), text::width(&words, SMALL) / 2.0);
            let fits = x - half >= end + 14.0;
            if fits {
                end = x + half;
            }
            fits.then_some((x, words))
        };
        self.scale.ticks().into_iter().filter_map(fits).collect()
    }
}

fn heads(lang: Lang) -> [&'static str; 5] {
    [
        lang.pick("取值", "Value"),
        lang.pick("配额", "Quota"),
        lang.pick("人数", "Experts"),
        lang.pick("平均机会", "Mean chance"),
        lang.pick("预计席位", "Seats"),
    ]
}

/// All values.
pub(super) fn picture(chart: &ChancesByAttribute, lang: Lang) -> Picture {
    let layout = Layout::new(chart, lang);
    draw(chart, &layout, 0..layout.rows.len(), Page::SINGLE, lang)
}

/// The values in pages.
pub(super) fn pages(chart: &ChancesByAttribute, lang: Lang) -> Vec<Picture> {
    let layout = Layout::new(chart, lang);
    let room = paging::room(WIDTH, &chart.heading, |canvas| header(canvas, chart, &layout, Page::LONGEST, lang));
    // Room for the column's name again at the top of a page that begins within a column.
    let room = room - SCALE_HEIGHT - GROUP_HEIGHT;
    let attached: Vec<bool> = layout.rows.iter().map(|row| matches!(row, Row::Group(_))).collect();
    paging::paged(&layout.heights, &attached, room, |part, page| draw(chart, &layout, part, page, lang))
}

fn legend(chart: &ChancesByAttribute, layout: &Layout, lang: Lang) -> Vec<(Mark, String)> {
    let ends = lang.pick("；两端为最小和最大，符号为平均", "; from the smallest to the largest, the mark is the mean");
    let mut legend: Vec<(Mark, String)> =
        chart.methods.iter().map(|m| (mark(*m), format!("{}{ends}", meaning(*m, lang)))).collect();
    let equal = percent(layout.equal);
    let words = match lang {
        Lang::Zh => format!("人人相同时的机会：{}/{}，即 {equal}", chart.seats, chart.experts),
        Lang::En => format!("the chance if all were equal: {}/{}, {equal}", chart.seats, chart.experts),
    };
    legend.push((Mark::EqualChanceUpright, words));
    legend
}

/// Title, legend and the heads of the columns; returns where the rows begin.
fn header(canvas: &mut Canvas, chart: &ChancesByAttribute, layout: &Layout, page: Page, lang: Lang) -> f64 {
    let y = sheet::head(canvas, &chart.heading, page, lang, &legend(chart, layout, lang));
    let level = y + 24.0;
    let hand = Hand::new(SMALL, MUTED);
    let right = hand.align(Align::Right);
    let [value, quota, experts, mean, seats] = heads(lang);
    canvas.text_at_middle((MARGIN + 34.0, level), value, hand);
    canvas.text_at_middle((layout.quota_end, level), quota, right);
    canvas.text_at_middle((layout.experts_end, level), experts, right);
    canvas.text_at_middle((layout.mean_end, level), mean, right);
    canvas.text_at_middle((layout.seats_end, level), seats, right);
    ticks(canvas, layout, level);
    canvas.line((MARGIN, y + HEADS_HEIGHT - 2.0), (WIDTH - MARGIN, y + HEADS_HEIGHT - 2.0), MUTED, 2);
    y + HEADS_HEIGHT
}

fn ticks(canvas: &mut Canvas, layout: &Layout, y: f64) {
    for (x, words) in layout.ticks() {
        canvas.text_at_middle((x, y), &words, Hand::new(SMALL, MUTED).align(Align::Middle));
    }
}

fn draw(chart: &ChancesByAttribute, layout: &Layout, part: std::ops::Range<usize>, page: Page, lang: Lang) -> Picture {
    let mut canvas = Canvas::new(WIDTH);
    let top = header(&mut canvas, chart, layout, page, lang);
    // A page that begins within a column says which.
    let again = match layout.rows.get(part.start) {
        Some(Row::Value(group, _)) => Some((Row::Group(*group), GROUP_HEIGHT)),
        _ => None,
    };
    let rows: Vec<(Row, f64)> = again.into_iter().chain(part.map(|at| (layout.rows[at], layout.heights[at]))).collect();
    let bottom = top + rows.iter().map(|row| row.1).sum::<f64>();
    let mut y = top;
    for (row, height) in &rows {
        match row {
            Row::Group(_) => canvas.area((MARGIN, y), (WIDTH - MARGIN, y + height), BAND),
            Row::Value(..) => canvas.line((MARGIN, y + height), (WIDTH - MARGIN, y + height), GRID, 1),
        }
        y += height;
    }
    for (x, _) in layout.ticks() {
        canvas.line((x, top), (x, bottom), GRID, 1);
    }
    let equal = layout.scale.at(layout.equal);
    canvas.dashes((equal, top), (equal, bottom), 10.0, MUTED, 3);
    let mut y = top;
    for (row, height) in rows {
        let middle = y + height / 2.0;
        match row {
            Row::Group(group) => {
                let words = canvas.wrap(&chart.groups[group].column, LABEL, layout.plot.0 - MARGIN - 40.0, 1);
                canvas.lines_at_middle((MARGIN + 10.0, middle), &words, 0.0, Hand::new(LABEL, INK).bold());
            }
            Row::Value(group, value) => {
                layout.names[group].draw(&mut canvas, value, (MARGIN + 34.0, middle), Hand::new(LABEL, INK));
                draw_value(&mut canvas, chart, layout, &chart.groups[group].values[value], middle);
            }
        }
        y += height;
    }
    canvas.line((MARGIN, bottom), (WIDTH - MARGIN, bottom), MUTED, 2);
    ticks(&mut canvas, layout, bottom + 26.0);
    let words = if layout.scale.of_ratios() {
        lang.pick("机会（对数刻度，等距即等倍）", "Chance (logarithmic: equal steps are equal ratios)")
    } else {
        lang.pick("每位专家被抽中的机会", "Chance of each expert")
    };
    let middle = f64::midpoint(layout.plot.0, layout.plot.1);
    canvas.text_at_middle((middle, bottom + 70.0), words, Hand::new(SMALL, MUTED).align(Align::Middle));
    let height = sheet::foot(&mut canvas, bottom + SCALE_HEIGHT, &chart.heading);
    canvas.finish(height, &sheet::title(&chart.heading, page, lang))
}

fn draw_value(canvas: &mut Canvas, chart: &ChancesByAttribute, layout: &Layout, value: &AttributeValue, y: f64) {
    let right = Hand::new(SMALL, INK).align(Align::Right);
    let quota = canvas.wrap(value.quota.as_deref().unwrap_or("—"), SMALL, 220.0, 1);
    canvas.lines_at_middle((layout.quota_end, y), &quota, 0.0, right);
    let experts = value.chances.first().map_or(0, Vec::len);
    canvas.text_at_middle((layout.experts_end, y), &experts.to_string(), right);
    let first = y - LINE * (chart.methods.len() - 1) as f64 / 2.0;
    for (line, (method, chances)) in chart.methods.iter().zip(&value.chances).enumerate() {
        let y = first + LINE * line as f64;
        let Some(range) = Range::of(chances) else {
            canvas.text_at_middle((layout.mean_end, y), "—", right);
            canvas.text_at_middle((layout.seats_end, y), "—", right);
            continue;
        };
        let (ink, _) = marks::lottery(mark(*method));
        let (from, to) = (layout.scale.at(range.low), layout.scale.at(range.high));
        canvas.area((from - 1.0, y - 3.0), (to + 1.0, y + 3.0), ink);
        for x in [from, to] {
            canvas.area((x - 1.5, y - 9.0), (x + 1.5, y + 9.0), ink);
        }
        marks::lottery_point(canvas, mark(*method), (layout.scale.at(range.mean), y));
        canvas.text_at_middle((layout.mean_end, y), &percent(range.mean), right);
        canvas.text_at_middle((layout.seats_end, y), &text::rounded(range.sum, 2), right);
    }
}
