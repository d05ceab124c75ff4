//! Where the plot of a decision study is, and which numbers of reviewers are labelled.

use super::DecisionStudy;
use crate::axis::Axis;
use crate::lang::Lang;
use crate::marks::LEGEND_MARK;
use crate::sheet::{MARGIN, SMALL, WIDTH};
use crate::text;

pub(super) const PLOT_HEIGHT: f64 = 620.0;
/// What is left free at the top of the plot, so that a ringed point at the end of the scale stays inside.
const PLOT_FREE: f64 = 20.0;
/// The most the words of the precision asked for take at the right of the plot.
pub(super) const ASKED_ROOM: f64 = 220.0;

/// The plot's measures.
pub(super) struct Layout {
    pub(super) plot: (f64, f64),
    /// The least number of reviewers, its pixel, and the pixels from one number to the next.
    first: u32,
    start: f64,
    step: f64,
    /// The widest figures of the table.
    figures: f64,
    /// From errors to pixels below the plot's top.
    pub(super) errors: Axis,
    /// The numbers of reviewers that are written.
    pub(super) labelled: Vec<u32>,
}

impl Layout {
    pub(super) fn new(study: &DecisionStudy, lang: Lang) -> Self {
        let heads = row_heads(lang).map(|head| text::width(head, SMALL));
        let left = MARGIN + 10.0 + LEGEND_MARK + 12.0 + heads.into_iter().fold(0.0, f64::max) + 20.0;
        let asked = study.asked.as_ref().map_or(0.0, |a| 16.0 + text::width(&a.words, SMALL).min(ASKED_ROOM));
        let plot = (left, WIDTH - MARGIN - asked);
        let points = || study.curves().flat_map(|c| &c.points);
        let numbers: Vec<u32> = points().map(|p| p.reviewers).chain(study.present).collect();
        let (first, last) = numbers.iter().fold((u32::MAX, 1), |(low, high), n| (low.min(*n), high.max(*n)));
        let figures = figures_width(study, last);
        // The figures below the first and the last number stay within the plot.
        let room = plot.1 - plot.0 - figures - 16.0;
        let step = if first < last { room / f64::from(last - first) } else { room };
        let start = if first < last { plot.0 + figures / 2.0 + 8.0 } else { f64::midpoint(plot.0, plot.1) };
        let most = points().map(|p| p.error).chain(study.asked.iter().map(|a| a.value)).fold(0.0, f64::max);
        let errors = Axis::covering(0.0, most, 8, (PLOT_HEIGHT, PLOT_FREE));
        let mut layout = Self { plot, first, start, step, figures, errors, labelled: Vec::new() };
        layout.labelled = layout.labels(study, numbers);
        layout
    }

    /// The pixel of a number.
    pub(super) fn x(&self, reviewers: u32) -> f64 {
        self.start + (f64::from(reviewers) - f64::from(self.first)) * self.step
    }

    /// The left edge and the right edge of the present number's field, which holds its figures.
    pub(super) fn field(&self, reviewers: u32) -> (f64, f64) {
        let half = self.figures / 2.0 + 7.0;
        (self.x(reviewers) - half, self.x(reviewers) + half)
    }

    /// Those of `numbers` whose figures have room beside each other; the present one and those needed come first.
    fn labels(&self, study: &DecisionStudy, mut numbers: Vec<u32>) -> Vec<u32> {
        numbers.sort_unstable();
        numbers.dedup();
        let distance = self.figures + 14.0;
        let wanted = study.present.into_iter().chain(study.curves().filter_map(|c| c.needed));
        let wanted: Vec<u32> = wanted.filter(|n| numbers.contains(n)).collect();
        let mut labelled: Vec<u32> = Vec::new();
        for n in wanted.into_iter().chain(numbers) {
            if labelled.iter().all(|other| (self.x(n) - self.x(*other)).abs() >= distance) {
                labelled.push(n);
            }
        }
        labelled.sort_unstable();
        labelled
    }
}

/// The width of the widest figures below the plot: errors, and numbers of reviewers up to `last`.
fn figures_width(study: &DecisionStudy, last: u32) -> f64 {
    let errors = study.curves().flat_map(|c| &c.points).map(|p| text::rounded(p.error, usize::from(study.decimals)));
    errors.chain([last.to_string()]).map(|figures| text::width(&figures, SMALL)).fold(0.0, f64::max)
}

/// The heads of the table's rows: reviewers, items fixed, items random.
pub(super) fn row_heads(lang: Lang) -> [&'static str; 3] {
    [
        lang.pick("评审专家人数", "Reviewers"),
        lang.pick("条款固定", "Items fixed"),
        lang.pick("条款随机", "Items random"),
    ]
}
