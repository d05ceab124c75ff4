//! Draws sorted chances: a step for each expert, and the figures of each method below.

use super::scale::Scale;
use super::words::{both, mark, meaning, method, one_in, percent};
use super::{ChanceSeries, Chances, ObservedShares};
use crate::canvas::{Align, Canvas, Hand, Point};
use crate::lang::Lang;
use crate::marks::{self, LEGEND_MARK, Mark};
use crate::paging::Page;
use crate::palette::{GRID, INK, MUTED, SPAN};
use crate::picture::Picture;
use crate::sheet::{self, MARGIN, SMALL, WIDTH};
use crate::text;

const PLOT_HEIGHT: f64 = 700.0;
/// What is left free at the top of the plot, so that a mark at the end of the scale stays inside.
const PLOT_FREE: f64 = 16.0;
/// The height of the line in which a smallest chance is written.
const CALLOUT: f64 = 46.0;
const ROW_HEIGHT: f64 = 52.0;
/// For so many experts at most the dots of a simulation are drawn above the curve.
const DOTS_ABOVE: f64 = 100.0;
/// From the plot's bottom to the table: numbers of experts, and what they are.
const SCALE_HEIGHT: f64 = 112.0;

/// A series with its chances from the smallest to the largest.
struct Sorted<'a> {
    series: &'a ChanceSeries,
    chances: Vec<f64>,
    /// How many are without a chance.
    nothing: usize,
}

impl<'a> Sorted<'a> {
    fn new(series: &'a ChanceSeries) -> Self {
        let mut chances = series.chances.clone();
        chances.sort_by(f64::total_cmp);
        let nothing = chances.iter().filter(|chance| **chance <= 0.0).count();
        Self { series, chances, nothing }
    }

    fn mark(&self) -> Mark {
        mark(self.series.method)
    }

    /// Whether the chances are exact; estimated ones of 0 prove nothing.
    fn exact(&self) -> bool {
        self.series.error.is_none()
    }

    /// The smallest chance of those who have one.
    fn smallest(&self) -> Option<f64> {
        self.chances.get(self.nothing).copied()
    }

    fn largest(&self) -> f64 {
        self.chances.last().copied().unwrap_or_default()
    }

    /// The Gini coefficient: half the mean difference of all pairs, divided by the mean.
    fn gini(&self) -> f64 {
        let (n, total) = (self.chances.len() as f64, self.chances.iter().sum::<f64>());
        let rank = |at: usize| 2.0 * (at as f64 + 1.0) - n - 1.0;
        let weighted: f64 = self.chances.iter().enumerate().map(|(at, chance)| rank(at) * chance).sum();
        if total > 0.0 { weighted / (n * total) } else { 0.0 }
    }
}

/// Where the plot is.
struct Plot {
    left: f64,
    right: f64,
    top: f64,
    experts: f64,
    scale: Scale,
}

impl Plot {
    fn new(chart: &Chances, sorted: &[Sorted<'_>], top: f64) -> Self {
        let equal = equal_chance(chart);
        let most_drawn = chart.observed.iter().flat_map(|observed| observed.shares.iter().copied()).reduce(f64::max);
        let chances = sorted.iter().flat_map(|s| s.chances.iter().copied()).chain([equal]).chain(most_drawn);
        let scale = Scale::covering(chances, 9, (PLOT_HEIGHT, PLOT_FREE));
        let ticks = scale.ticks().into_iter().map(|tick| text::width(&tick.1, SMALL)).fold(0.0, f64::max);
        let experts = sorted.first().map_or(1.0, |s| s.chances.len() as f64);
        Self { left: MARGIN + 10.0 + ticks + 14.0, right: WIDTH - MARGIN - 10.0, top, experts, scale }
    }

    fn bottom(&self) -> f64 {
        self.top + PLOT_HEIGHT
    }

    /// The pixel at which so many experts end.
    fn x(&self, experts: f64) -> f64 {
        self.left + (self.right - self.left) * experts / self.experts
    }

    fn y(&self, chance: f64) -> f64 {
        self.top + self.scale.at(chance)
    }
}

/// Seats by experts; at most 1.
fn equal_chance(chart: &Chances) -> f64 {
    let experts = chart.series.first().map_or(1, |series| series.chances.len());
    (f64::from(chart.seats) / experts as f64).min(1.0)
}

/// The picture.
pub(super) fn picture(chart: &Chances, lang: Lang) -> Picture {
    let sorted: Vec<Sorted<'_>> = chart.series.iter().map(Sorted::new).collect();
    let mut canvas = Canvas::new(WIDTH);
    let y = sheet::head(&mut canvas, &chart.heading, Page::SINGLE, lang, &legend(chart, &sorted, lang));
    let callouts: Vec<(&Sorted<'_>, String)> = sorted.iter().filter_map(|s| Some((s, callout(s, lang)?))).collect();
    let plot = Plot::new(chart, &sorted, y + CALLOUT * callouts.len() as f64 + 18.0);
    draw_ground(&mut canvas, chart, &sorted, &plot);
    let observed = chart
        .observed
        .as_ref()
        .and_then(|observed| Some((sorted.iter().find(|s| s.series.method == observed.method)?, observed)));
    if let Some((of, observed)) = observed {
        draw_band(&mut canvas, &plot, of, observed);
    }
    // Many dots would hide the curve, and the curve would hide few.
    let above = plot.experts <= DOTS_ABOVE;
    if let Some((of, observed)) = observed.filter(|_| !above) {
        draw_dots(&mut canvas, &plot, of, observed);
    }
    // The thin curve comes last, so that it is seen where both are the same.
    for series in sorted.iter().rev() {
        draw_curve(&mut canvas, &plot, series);
    }
    if let Some((of, observed)) = observed.filter(|_| above) {
        draw_dots(&mut canvas, &plot, of, observed);
    }
    draw_callouts(&mut canvas, &plot, &callouts, y);
    draw_scales(&mut canvas, &plot, lang);
    let end = draw_table(&mut canvas, &sorted, plot.bottom() + SCALE_HEIGHT, lang);
    let height = sheet::foot(&mut canvas, end, &chart.heading);
    canvas.finish(height, &chart.heading.title)
}

fn legend(chart: &Chances, sorted: &[Sorted<'_>], lang: Lang) -> Vec<(Mark, String)> {
    let mut legend: Vec<(Mark, String)> = Vec::new();
    for series in &chart.series {
        let estimated = series.error.map_or_else(String::new, |error| match lang {
            Lang::Zh => format!("（模拟估计，标准误不超过 {}）", percent(error)),
            Lang::En => format!(" (estimated by simulation, standard errors up to {})", percent(error)),
        });
        legend.push((mark(series.method), format!("{}{estimated}", meaning(series.method, lang))));
    }
    let (experts, equal) = (sorted.first().map_or(0, |s| s.chances.len()), equal_chance(chart));
    let words = match lang {
        Lang::Zh => format!("人人相同时的机会：{}/{experts}，即 {}", chart.seats, percent(equal)),
        Lang::En => format!("the chance if all were equal: {}/{experts}, {}", chart.seats, percent(equal)),
    };
    legend.push((Mark::EqualChance, words));
    let nothing = |exact: bool| sorted.iter().filter(move |s| s.exact() == exact).map(|s| s.nothing).max().unwrap_or(0);
    let words = match (nothing(true), nothing(false), lang) {
        (0, 0, _) => None,
        (0, never, Lang::Zh) => Some(format!("模拟中一次也没有抽中，{never} 人")),
        (0, never, Lang::En) => Some(format!("never drawn in the simulation, {never}")),
        (out, _, Lang::Zh) => Some(format!("没有机会：被配额挡在一切组合之外，{out} 人")),
        (out, _, Lang::En) => Some(format!("no chance: shut out of every panel by the quotas, {out}")),
    };
    legend.extend(words.map(|words| (Mark::ShutOut, words)));
    if let Some(observed) = &chart.observed {
        let (name, draws) = (method(observed.method, lang), grouped(observed.draws));
        let words = match lang {
            Lang::Zh => format!("模拟 {draws} 次（{name}）：点为实际频率，带为 95% 的误差范围"),
            Lang::En => format!("{draws} simulated draws ({name}): dots, and the band that holds 95% of them"),
        };
        legend.push((Mark::Simulated, words));
    }
    legend
}

/// A ratio, as finely as it is read.
fn times(ratio: f64) -> String {
    match ratio {
        r if r < 999.95 => text::rounded(r, 1),
        r if r < 1e6 => text::rounded(r, 0),
        _ => "> 1000000".to_owned(),
    }
}

/// A number with spaces between thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut words = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            words.push(' ');
        }
        words.push(digit);
    }
    words
}

/// The grid, those without a chance, and the chance everybody would have.
fn draw_ground(canvas: &mut Canvas, chart: &Chances, sorted: &[Sorted<'_>], plot: &Plot) {
    for (chance, _) in plot.scale.ticks() {
        canvas.line((plot.left, plot.y(chance)), (plot.right, plot.y(chance)), GRID, 1);
    }
    let nothing = sorted.iter().map(|s| s.nothing).max().unwrap_or(0);
    if nothing > 0 {
        marks::hatch(
            canvas,
            (plot.left, plot.bottom() - 34.0),
            (plot.x(nothing as f64).max(plot.left + 8.0), plot.bottom()),
        );
    }
    let equal = plot.y(equal_chance(chart));
    canvas.dashes((plot.left, equal), (plot.right, equal), 10.0, MUTED, 3);
}

/// The band that holds 95 % of the shares of simulated draws.
fn draw_band(canvas: &mut Canvas, plot: &Plot, of: &Sorted<'_>, observed: &ObservedShares) {
    let draws = observed.draws.max(1) as f64;
    let reach = |p: f64| 1.96 * (p * (1.0 - p) / draws).sqrt();
    let mut upper: Vec<Point> = Vec::new();
    let mut lower: Vec<Point> = Vec::new();
    for (from, to, chance) in runs(&of.chances) {
        let (low, high) = ((chance - reach(chance)).max(0.0), (chance + reach(chance)).min(1.0));
        for x in [plot.x(from as f64), plot.x(to as f64)] {
            upper.push((x, plot.y(high).max(plot.top)));
            lower.push((x, plot.y(low)));
        }
    }
    upper.extend(lower.into_iter().rev());
    canvas.polygon(&upper, SPAN);
}

/// Shares of simulated draws, in the order of the chances and within equal chances in that of the experts.
fn draw_dots(canvas: &mut Canvas, plot: &Plot, of: &Sorted<'_>, observed: &ObservedShares) {
    let mut order: Vec<(f64, f64)> = of.series.chances.iter().copied().zip(observed.shares.iter().copied()).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let reach = if plot.experts <= DOTS_ABOVE { 4.0 } else { 2.0 };
    for (at, (_, share)) in order.iter().enumerate() {
        let y = plot.y(*share).clamp(plot.top, plot.bottom());
        marks::simulated(canvas, (plot.x(at as f64 + 0.5), y), reach);
    }
}

/// Runs of equal chances: from which expert to which, and the chance.
fn runs(chances: &[f64]) -> Vec<(usize, usize, f64)> {
    let mut start = 0;
    let run = |run: &[f64]| {
        start += run.len();
        (start - run.len(), start, run[0])
    };
    chances.chunk_by(|a, b| a.total_cmp(b).is_eq()).map(run).collect()
}

/// The steps of a series, with its mark at the smallest chance and at the largest.
fn draw_curve(canvas: &mut Canvas, plot: &Plot, of: &Sorted<'_>) {
    let (ink, stroke) = marks::lottery(of.mark());
    let mut points: Vec<Point> = Vec::new();
    for (from, to, chance) in runs(&of.chances) {
        let y = plot.y(chance);
        // Steps that share a row of pixels are one: thousands of experts need no thousands of points.
        if points.len() >= 2 && points.last().is_some_and(|last| (last.1 - y).abs() < 0.5) {
            points.pop();
        } else {
            points.push((plot.x(from as f64), y));
        }
        points.push((plot.x(to as f64), points.last().map_or(y, |last| last.1)));
    }
    canvas.path(&points, ink, stroke);
    if let Some(smallest) = of.smallest() {
        marks::lottery_point(canvas, of.mark(), (plot.x(of.nothing as f64 + 0.5), plot.y(smallest)));
        let last = of.chances.len() as f64 - 0.5;
        marks::lottery_point(canvas, of.mark(), (plot.x(last), plot.y(of.largest())));
    }
}

/// The smallest chance in words.
fn callout(of: &Sorted<'_>, lang: Lang) -> Option<String> {
    let smallest = of.smallest()?;
    let name = method(of.series.method, lang);
    let one = one_in(smallest, lang).map_or_else(String::new, |one| format!("{}{one}", lang.pick("，", ", ")));
    Some(match lang {
        Lang::Zh => format!("{name}：最小的机会 {}{one}", percent(smallest)),
        Lang::En => format!("{name}: smallest chance {}{one}", percent(smallest)),
    })
}

/// Writes the smallest chances in lines above the plot, each led down to its point. A leader must not cross another text.
fn draw_callouts(canvas: &mut Canvas, plot: &Plot, callouts: &[(&Sorted<'_>, String)], top: f64) {
    let widths: Vec<f64> = callouts.iter().map(|(_, words)| text::width(words, SMALL) + LEGEND_MARK + 8.0).collect();
    let points: Vec<Point> = callouts
        .iter()
        .map(|(of, _)| (plot.x(of.nothing as f64 + 0.5), plot.y(of.smallest().unwrap_or_default())))
        .collect();
    // The line that is read first is the one whose point is farther left; leaders at one place are set apart.
    let mut order: Vec<usize> = (0..callouts.len()).collect();
    order.sort_by(|a, b| points[*a].0.total_cmp(&points[*b].0).then(points[*a].1.total_cmp(&points[*b].1)));
    let mut before = f64::NEG_INFINITY;
    for (row, at) in order.into_iter().enumerate() {
        let y = top + CALLOUT * (row as f64 + 0.5);
        // Not on the axis, where a leader could not be told from it.
        let anchor = points[at].0.max(plot.left + 20.0).max(before + 30.0).min(plot.right - 20.0);
        before = anchor;
        let start = (anchor + 14.0).min(plot.right - widths[at]).max(plot.left);
        let mark = callouts[at].0.mark();
        let (ink, _) = marks::lottery(mark);
        let from = if start > anchor { y } else { y + 22.0 };
        canvas.path(&[(anchor, from), (anchor, plot.top - 4.0), points[at]], ink, 2);
        marks::draw(canvas, mark, (start + LEGEND_MARK / 2.0, y));
        canvas.text_at_middle((start + LEGEND_MARK + 8.0, y), &callouts[at].1, Hand::new(SMALL, INK).bold());
    }
}

/// Chances at the left, experts below.
fn draw_scales(canvas: &mut Canvas, plot: &Plot, lang: Lang) {
    let hand = Hand::new(SMALL, MUTED);
    for (chance, words) in plot.scale.ticks() {
        canvas.text_at_middle((plot.left - 14.0, plot.y(chance)), &words, hand.align(Align::Right));
    }
    canvas.line((plot.left, plot.top), (plot.left, plot.bottom()), MUTED, 2);
    canvas.line((plot.left, plot.bottom()), (plot.right, plot.bottom()), MUTED, 2);
    let step = tick_step(plot.experts);
    let mut count = 0.0;
    while count <= plot.experts {
        let words = text::rounded(count, 0);
        let half = text::width(&words, SMALL) / 2.0;
        let x = plot.x(count);
        canvas.line((x, plot.bottom()), (x, plot.bottom() + 8.0), MUTED, 2);
        canvas.text_at_middle((x.min(WIDTH - MARGIN - half), plot.bottom() + 32.0), &words, hand.align(Align::Middle));
        count += step;
    }
    let ratios = if plot.scale.of_ratios() {
        lang.pick("；纵轴为对数刻度，等距即等倍", "; logarithmic scale: equal steps are equal ratios")
    } else {
        ""
    };
    let words = match lang {
        Lang::Zh => format!("可抽专家 {} 人，各按机会从小到大排列{ratios}", text::rounded(plot.experts, 0)),
        Lang::En => format!(
            "{} eligible experts, from the smallest chance to the largest{ratios}",
            text::rounded(plot.experts, 0)
        ),
    };
    let middle = f64::midpoint(plot.left, plot.right);
    canvas.text_at_middle((middle, plot.bottom() + 76.0), &words, hand.align(Align::Middle));
}

/// The round number of experts from tick to tick: about eight ticks.
fn tick_step(experts: f64) -> f64 {
    let mut power = 1.0;
    loop {
        if let Some(step) = [1.0, 2.0, 5.0].map(|s| s * power).into_iter().find(|step| experts / step <= 9.0) {
            return step;
        }
        power *= 10.0;
    }
}

/// The figures of each method in a row; returns where they end.
fn draw_table(canvas: &mut Canvas, sorted: &[Sorted<'_>], top: f64, lang: Lang) -> f64 {
    let heads = [
        lang.pick("没有机会", "No chance"),
        lang.pick("最小的机会", "Smallest chance"),
        lang.pick("最大的机会", "Largest chance"),
        lang.pick("最大÷最小", "Largest/smallest"),
        lang.pick("基尼系数", "Gini coefficient"),
    ];
    let ends = [450.0, 830.0, 1070.0, 1325.0, WIDTH - MARGIN - 10.0];
    let right = Hand::new(SMALL, MUTED).align(Align::Right);
    let mut y = top + ROW_HEIGHT / 2.0;
    canvas.text_at_middle((MARGIN + 10.0, y), lang.pick("抽取方法", "Method"), Hand::new(SMALL, MUTED));
    for (head, x) in heads.into_iter().zip(ends) {
        canvas.text_at_middle((x, y), head, right);
    }
    for of in sorted {
        canvas.line((MARGIN, y + ROW_HEIGHT / 2.0), (WIDTH - MARGIN, y + ROW_HEIGHT / 2.0), GRID, 1);
        y += ROW_HEIGHT;
        marks::draw(canvas, of.mark(), (MARGIN + 10.0 + LEGEND_MARK / 2.0, y));
        let name = (MARGIN + 10.0 + LEGEND_MARK + 12.0, y);
        canvas.text_at_middle(name, method(of.series.method, lang), Hand::new(SMALL, INK));
        let smallest = of.smallest();
        let cells = [
            match (of.exact(), lang) {
                (true, Lang::Zh) => format!("{} 人", of.nothing),
                (true, Lang::En) => of.nothing.to_string(),
                (false, Lang::Zh) => format!("{} 人未抽中", of.nothing),
                (false, Lang::En) => format!("{} never drawn", of.nothing),
            },
            smallest.map_or_else(|| "—".to_owned(), |chance| both(chance, lang)),
            percent(of.largest()),
            smallest.map_or_else(|| "—".to_owned(), |chance| times(of.largest() / chance)),
            text::rounded(of.gini(), 3),
        ];
        for (cell, x) in cells.iter().zip(ends) {
            canvas.text_at_middle((x, y), cell, Hand::new(SMALL, INK).align(Align::Right));
        }
    }
    y + ROW_HEIGHT / 2.0
}
