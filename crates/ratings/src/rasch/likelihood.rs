//! The joint log likelihood with its score and its information, in one pass over the cells.
//!
//! Each cell has the statistic `x` (its category) for the measures and `[x >= k]` for the thresholds. The score is what
//! was observed less what was expected of these; the information is their covariance under the model. Entrants are the
//! many: their own information is diagonal, so they are kept apart with their covariances with the rest, ready to be
//! eliminated.

use super::data::{Data, ENTRANTS, ITEMS, REVIEWERS};
use super::scale::{Scale, moments};
use rayon::prelude::*;

/// Into at most so many shares the entrants are split, so that their sums take bounded room.
const SHARES: usize = 16;
/// With fewer entrants a share is not worth a thread.
const ENTRANTS_MIN: usize = 16;

/// The measures, in logits.
#[derive(Clone)]
pub(super) struct Parameters {
    /// Entrants (positive is strong), reviewers (positive is lenient), items (positive is hard). Extreme elements have
    /// a 0 that nothing reads.
    pub(super) measures: [Vec<f64>; 3],
    /// Thresholds of the categories above the lowest.
    pub(super) thresholds: Vec<f64>,
}

/// One entrant's part of the information.
#[derive(Clone)]
pub(super) struct Entrant {
    pub(super) score: f64,
    pub(super) information: f64,
    /// Covariances with the other parameters: their positions, rising, and the values.
    pub(super) border: Vec<(usize, f64)>,
}

/// The log likelihood at some parameters, with its derivatives.
pub(super) struct Likelihood {
    pub(super) log: f64,
    /// For each entrant; `None` for an extreme one.
    pub(super) entrants: Vec<Option<Entrant>>,
    /// Score of the other parameters: reviewers, items, thresholds.
    pub(super) score: Vec<f64>,
    /// Their information, row after row, the lower triangle only.
    pub(super) information: Vec<f64>,
}

/// Where the parameters other than the entrants stand.
#[derive(Clone, Copy)]
pub(super) struct Layout {
    pub(super) reviewers: usize,
    pub(super) items: usize,
    pub(super) thresholds: usize,
}

impl Layout {
    pub(super) fn of(data: &Data<'_>) -> Self {
        Self {
            reviewers: data.extremes[REVIEWERS].len(),
            items: data.extremes[ITEMS].len(),
            thresholds: data.percents.len() - 1,
        }
    }

    pub(super) fn size(self) -> usize {
        self.reviewers + self.items + self.thresholds
    }

    pub(super) fn item(self, item: usize) -> usize {
        self.reviewers + item
    }

    /// The position of the threshold of category `k`, from 1.
    pub(super) fn threshold(self, k: usize) -> usize {
        self.reviewers + self.items + k - 1
    }
}

/// Sums over the cells of one sheet.
struct Sums {
    score: f64,
    information: f64,
    items: Vec<f64>,
    /// Covariance of `x` with each `[x >= k]`.
    steps: Vec<f64>,
}

/// Sums over all cells.
struct Pass<'p> {
    layout: Layout,
    scale: Scale,
    parameters: &'p Parameters,
    score: Vec<f64>,
    information: Vec<f64>,
    log: f64,
    chances: Vec<f64>,
    /// `P(x >= k)` and its covariance with `x`, for `k = 1 .. m`.
    tails: Vec<f64>,
    slopes: Vec<f64>,
}

impl Likelihood {
    /// Evaluates the log likelihood at `parameters`.
    pub(super) fn at(parameters: &Parameters, data: &Data<'_>) -> Self {
        let layout = Layout::of(data);
        let entrants = data.extremes[ENTRANTS].len();
        // Shares depend on the number of entrants alone and are added up in their order, whoever computes them.
        let share = ENTRANTS_MIN.max(entrants.div_ceil(SHARES));
        let starts: Vec<usize> = (0..entrants).step_by(share).collect();
        let shares = starts.into_par_iter().map(|from| {
            let mut pass = Pass::new(parameters, layout);
            let entrants = (from..entrants.min(from + share)).map(|entrant| pass.entrant(entrant, data)).collect();
            Self { log: pass.log, entrants, score: pass.score, information: pass.information }
        });
        let shares: Vec<Self> = shares.collect();
        let mut shares = shares.into_iter();
        let mut all = shares.next().expect("a table has an entrant");
        for share in shares {
            all.log += share.log;
            all.entrants.extend(share.entrants);
            all.score.iter_mut().zip(&share.score).for_each(|(sum, more)| *sum += more);
            all.information.iter_mut().zip(&share.information).for_each(|(sum, more)| *sum += more);
        }
        all
    }

    /// The largest difference between observed and expected of any element or threshold, in category steps.
    pub(super) fn largest_score(&self) -> f64 {
        let entrants = self.entrants.iter().flatten().map(|entrant| entrant.score);
        entrants.chain(self.score.iter().copied()).fold(0.0, |most: f64, score| most.max(score.abs()))
    }
}

impl Sums {
    fn new(layout: Layout) -> Self {
        Self { score: 0.0, information: 0.0, items: vec![0.0; layout.items], steps: vec![0.0; layout.thresholds] }
    }

    fn clear(&mut self) {
        (self.score, self.information) = (0.0, 0.0);
        self.items.fill(0.0);
        self.steps.fill(0.0);
    }

    fn add(&mut self, other: &Self) {
        self.score += other.score;
        self.information += other.information;
        self.items.iter_mut().zip(&other.items).for_each(|(sum, more)| *sum += more);
        self.steps.iter_mut().zip(&other.steps).for_each(|(sum, more)| *sum += more);
    }
}

impl<'p> Pass<'p> {
    fn new(parameters: &'p Parameters, layout: Layout) -> Self {
        let size = layout.size();
        let scale = Scale::new(&parameters.thresholds);
        Self {
            layout,
            chances: vec![0.0; scale.categories()],
            scale,
            parameters,
            score: vec![0.0; size],
            information: vec![0.0; size * size],
            log: 0.0,
            tails: vec![0.0; layout.thresholds],
            slopes: vec![0.0; layout.thresholds],
        }
    }

    /// Adds the cells of one entrant; `None` for an extreme one.
    fn entrant(&mut self, entrant: usize, data: &Data<'_>) -> Option<Entrant> {
        if !data.is_estimated(ENTRANTS, entrant) {
            return None;
        }
        let (mut own, mut sums) = (Sums::new(self.layout), Sums::new(self.layout));
        let mut border = Vec::new();
        // The reviewers rise.
        for sheet in data.estimated_of(entrant) {
            sums.clear();
            let [entrants, reviewers, _] = &self.parameters.measures;
            let level = entrants[entrant] + reviewers[sheet.reviewer];
            for (item, percent) in data.cells(sheet) {
                self.cell(level, item, data.category(percent), &mut sums);
            }
            self.sheet(sheet.reviewer, &sums);
            border.push((sheet.reviewer, sums.information));
            own.add(&sums);
        }
        let items = own.items.iter().enumerate().map(|(item, sum)| (self.layout.item(item), -sum));
        let steps = own.steps.iter().enumerate().map(|(k, sum)| (self.layout.threshold(k + 1), -sum));
        border.extend(items.chain(steps));
        Some(Entrant { score: own.score, information: own.information, border })
    }

    /// Adds one cell; `level` is the entrant's measure with the reviewer's.
    fn cell(&mut self, level: f64, item: usize, category: usize, sums: &mut Sums) {
        let eta = level - self.parameters.measures[ITEMS][item];
        let divisor = self.scale.chances(eta, &mut self.chances);
        self.log += self.scale.height(eta, category) - divisor;
        let (mean, variance) = moments(&self.chances);
        // From the highest category down: P(x >= k), and E(x [x >= k]) - E(x) P(x >= k).
        let (mut tail, mut slope) = (0.0, 0.0);
        for k in (1..self.chances.len()).rev() {
            tail += self.chances[k];
            slope += (k as f64 - mean) * self.chances[k];
            (self.tails[k - 1], self.slopes[k - 1]) = (tail, slope);
        }
        let residual = category as f64 - mean;
        sums.score += residual;
        sums.information += variance;
        sums.items[item] += variance;
        sums.steps.iter_mut().zip(&self.slopes).for_each(|(sum, slope)| *sum += slope);
        let (size, at) = (self.layout.size(), self.layout.item(item));
        self.score[at] -= residual;
        self.information[at * size + at] += variance;
        for (k, (tail, slope)) in self.tails.iter().zip(&self.slopes).enumerate() {
            let row = self.layout.threshold(k + 1);
            self.score[row] += tail - f64::from(u8::from(category > k));
            self.information[row * size + at] += slope;
            // The covariance of [x >= k] with [x >= j], for j up to k.
            let first = row * size + self.layout.threshold(1);
            let cells = &mut self.information[first..=first + k];
            cells.iter_mut().zip(&self.tails).for_each(|(cell, other)| *cell += tail - tail * other);
        }
    }

    /// Adds what the sums over a sheet say of its reviewer.
    fn sheet(&mut self, reviewer: usize, sums: &Sums) {
        let size = self.layout.size();
        self.score[reviewer] += sums.score;
        self.information[reviewer * size + reviewer] += sums.information;
        for (item, sum) in sums.items.iter().enumerate() {
            self.information[self.layout.item(item) * size + reviewer] -= sum;
        }
        for (k, sum) in sums.steps.iter().enumerate() {
            self.information[self.layout.threshold(k + 1) * size + reviewer] -= sum;
        }
    }
}
