//! The distribution of scores per reviewer: small multiples of histograms over the percent steps, all on the same axes.
//!
//! Bars are shares of a reviewer's own scores, so that a reviewer with few sheets is compared fairly. The outline of all
//! reviewers together stands behind each, since a habit (only tens, nothing below 50) shows against the others.

use crate::axis::Axis;
use crate::canvas::{Align, Canvas, Hand, Point};
use crate::error::{ChartError, length, some};
use crate::lang::Lang;
use crate::marks::Mark;
use crate::paging::Page;
use crate::palette::{ALERT, GRID, HALF, INK, MUTED};
use crate::picture::Picture;
use crate::sheet::{self, Heading, LABEL, LEADING, MARGIN, SMALL, WIDTH};

/// Distributions to be drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Distributions {
    /// The texts around it.
    pub heading: Heading,
    /// The percents there are, rising, for instance 0, 5, ... 100.
    pub percents: Vec<u8>,
    /// The reviewers, a panel each, in order.
    pub reviewers: Vec<Distribution>,
}

/// One reviewer's scores.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Distribution {
    /// Name or id.
    pub reviewer: String,
    /// How often each percent was given, in the order of the percents.
    pub counts: Vec<u32>,
}

impl Distributions {
    /// The picture.
    ///
    /// # Errors
    /// [`ChartError`] if there is no reviewer, the percents do not rise from 0 at least to 100 at most, or a reviewer has
    /// not one count a percent.
    pub fn picture(&self, lang: Lang) -> Result<Picture, ChartError> {
        let title = &self.heading.title;
        some(title, self.reviewers.len())?;
        let rising = self.percents.windows(2).all(|w| w[0] < w[1]);
        if self.percents.len() < 2 || !rising || self.percents.last().is_some_and(|p| *p > 100) {
            return Err(ChartError::Percents { title: title.clone() });
        }
        self.reviewers.iter().try_for_each(|r| length(title, &r.reviewer, self.percents.len(), r.counts.len()))?;
        Ok(draw(self, lang))
    }
}

const COLUMNS: usize = 3;
const COLUMN_GAP: f64 = 44.0;
const ROW_GAP: f64 = 28.0;
const PLOT_HEIGHT: f64 = 190.0;
const TICKS_WIDTH: f64 = 62.0;
const TICKS_HEIGHT: f64 = 46.0;

/// What all panels share.
struct Frame<'a> {
    percents: &'a [u8],
    /// Shares of all reviewers together; `None` if nobody scored.
    everyone: Option<Vec<f64>>,
    width: f64,
    /// The pixels of one step of the percents.
    step: f64,
    /// Shares in percent, on a plot whose top is at 0.
    shares: Axis,
}

impl<'a> Frame<'a> {
    fn new(distributions: &'a Distributions) -> Self {
        let width = (WIDTH - 2.0 * MARGIN - COLUMN_GAP * (COLUMNS - 1) as f64) / COLUMNS as f64;
        let percents = &distributions.percents[..];
        let sum = |n: usize| distributions.reviewers.iter().map(|r| u64::from(r.counts[n])).sum();
        let together: Vec<u64> = (0..percents.len()).map(sum).collect();
        let own = distributions.reviewers.iter().filter_map(|r| shares(r.counts.iter().map(|c| u64::from(*c))));
        let most = own.flatten().fold(1.0, f64::max);
        let range = f64::from(percents[percents.len() - 1] - percents[0]);
        let narrowest = percents.windows(2).map(|w| w[1] - w[0]).min().unwrap_or(1);
        let step = (width - TICKS_WIDTH) / (range + f64::from(narrowest)) * f64::from(narrowest);
        let shares_axis = Axis::covering(0.0, most, 5, (PLOT_HEIGHT, 0.0));
        Self { percents, everyone: shares(together.into_iter()), width, step, shares: shares_axis }
    }

    /// The pixel of a percent from the panel's left edge.
    fn at(&self, percent: f64) -> f64 {
        let narrowest = self.percents.windows(2).map(|w| w[1] - w[0]).min().unwrap_or(1);
        TICKS_WIDTH + (percent - f64::from(self.percents[0])) / f64::from(narrowest) * self.step + self.step / 2.0
    }
}

/// Counts as percents of their sum; `None` if that is 0.
fn shares(counts: impl Iterator<Item = u64> + Clone) -> Option<Vec<f64>> {
    let total: u64 = counts.clone().sum();
    (total > 0).then(|| counts.map(|c| c as f64 * 100.0 / total as f64).collect())
}

/// The median of the scores counted: of an even number, the mean of the middle two; `None` without scores.
fn median(percents: &[u8], counts: &[u32]) -> Option<f64> {
    let total: u64 = counts.iter().map(|c| u64::from(*c)).sum();
    let nth = |n: u64| {
        let mut before = 0;
        let found = counts.iter().position(|c| {
            before += u64::from(*c);
            before > n
        });
        found.map(|at| f64::from(percents[at]))
    };
    Some(f64::midpoint(nth(total.checked_sub(1)? / 2)?, nth(total / 2)?))
}

fn draw(distributions: &Distributions, lang: Lang) -> Picture {
    let frame = Frame::new(distributions);
    let mut canvas = Canvas::new(WIDTH);
    let mut legend =
        vec![(Mark::Bar, lang.pick("占该专家全部评分的百分比（%）", "Percent of the reviewer's scores").to_owned())];
    legend.push((Mark::Everyone, lang.pick("全体专家", "All reviewers").to_owned()));
    legend.push((Mark::Limit, lang.pick("中位数", "Median").to_owned()));
    let mut y = sheet::head(&mut canvas, &distributions.heading, Page::SINGLE, lang, &legend);
    for panels in distributions.reviewers.chunks(COLUMNS) {
        let names: Vec<Vec<String>> = panels.iter().map(|r| canvas.wrap(&r.reviewer, LABEL, frame.width, 2)).collect();
        let names_height = names.iter().map(Vec::len).max().unwrap_or(1) as f64 * LABEL * LEADING;
        for (column, (reviewer, lines)) in panels.iter().zip(&names).enumerate() {
            let x = MARGIN + column as f64 * (frame.width + COLUMN_GAP);
            let middle = y + names_height - lines.len() as f64 * LABEL * LEADING / 2.0;
            canvas.lines_at_middle((x, middle), lines, LABEL * LEADING, Hand::new(LABEL, INK).bold());
            let words = summary(&frame, reviewer, lang);
            canvas.text_at_middle((x, y + names_height + 20.0), &words, Hand::new(SMALL, MUTED));
            panel(&mut canvas, &frame, reviewer, (x, y + names_height + 60.0));
        }
        y += names_height + 60.0 + PLOT_HEIGHT + TICKS_HEIGHT + ROW_GAP;
    }
    let words = lang.pick("横轴：评分百分比，每档一条", "Across: percent given, a bar a step");
    canvas.text_at_middle((MARGIN, y - ROW_GAP + 24.0), words, Hand::new(SMALL, MUTED));
    let height = sheet::foot(&mut canvas, y - ROW_GAP + 44.0, &distributions.heading);
    canvas.finish(height, &distributions.heading.title)
}

fn summary(frame: &Frame<'_>, reviewer: &Distribution, lang: Lang) -> String {
    let total: u64 = reviewer.counts.iter().map(|c| u64::from(*c)).sum();
    match median(frame.percents, &reviewer.counts) {
        Some(m) if lang == Lang::Zh => format!("{total} 个评分，中位数 {m}"),
        Some(m) => format!("{total} scores, median {m}"),
        None => lang.pick("没有评分", "no scores").to_owned(),
    }
}

/// Ticks, bars, the outline of all and the median; the plot's upper left corner at `x`, `y`.
fn panel(canvas: &mut Canvas, frame: &Frame<'_>, reviewer: &Distribution, (x, y): Point) {
    let bottom = y + PLOT_HEIGHT;
    for (value, words) in frame.shares.ticks() {
        let level = y + frame.shares.at(value);
        canvas.line((x + TICKS_WIDTH, level), (x + frame.width, level), GRID, 1);
        canvas.text_at_middle((x + TICKS_WIDTH - 10.0, level), &words, Hand::new(SMALL, MUTED).align(Align::Right));
    }
    let bars = shares(reviewer.counts.iter().map(|c| u64::from(*c))).unwrap_or_default();
    for (percent, share) in frame.percents.iter().zip(&bars) {
        let middle = x + frame.at(f64::from(*percent));
        let half = frame.step * 0.42;
        if *share > 0.0 {
            canvas.area((middle - half, y + frame.shares.at(*share)), (middle + half, bottom), HALF);
        }
    }
    if let Some(everyone) = &frame.everyone {
        canvas.path(&outline(frame, everyone, (x, y)), INK, 2);
    }
    canvas.line((x + TICKS_WIDTH, bottom), (x + frame.width, bottom), MUTED, 2);
    if let Some(median) = median(frame.percents, &reviewer.counts) {
        let middle = x + frame.at(median);
        canvas.dashes((middle, y - 8.0), (middle, bottom), 10.0, ALERT, 4);
    }
    for percent in ends_and_quarters(frame.percents) {
        let hand = Hand::new(SMALL, MUTED).align(Align::Middle);
        canvas.text_at_middle((x + frame.at(f64::from(percent)), bottom + 24.0), &percent.to_string(), hand);
    }
}

/// A stair of the shares of all, from the bottom left to the bottom right.
fn outline(frame: &Frame<'_>, everyone: &[f64], (x, y): Point) -> Vec<Point> {
    let mut points = Vec::new();
    for (percent, share) in frame.percents.iter().zip(everyone) {
        let (middle, level) = (x + frame.at(f64::from(*percent)), y + frame.shares.at(*share));
        points.extend([(middle - frame.step / 2.0, level), (middle + frame.step / 2.0, level)]);
    }
    points
}

/// Which percents are written below a panel: those at the ends and near the quarters of the list.
fn ends_and_quarters(percents: &[u8]) -> Vec<u8> {
    let last = percents.len() - 1;
    let mut written: Vec<u8> = (0..=4).map(|n| percents[n * last / 4]).collect();
    written.dedup();
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_number_lies_between_the_middle_two() {
        let percents = [0, 5, 10, 15];
        assert_eq!(median(&percents, &[1, 0, 1, 0]), Some(5.0));
        assert_eq!(median(&percents, &[1, 0, 2, 0]), Some(10.0));
        assert_eq!(median(&percents, &[1, 1, 0, 2]), Some(10.0));
        assert_eq!(median(&percents, &[0, 0, 0, 0]), None);
    }

    #[test]
    fn five_percents_are_written_of_twenty_one() {
        assert_eq!(ends_and_quarters(&(0..=20).map(|n| n * 5).collect::<Vec<u8>>()), [0, 25, 50, 75, 100]);
        assert_eq!(ends_and_quarters(&[0, 100]), [0, 100]);
    }
}
