//! Shrunken severities: what to expect of a reviewer, and not only what was seen.
//!
//! Least squares believes every difference. The model `total = mean + entrant + reviewer + rest` with random entrants
//! and reviewers ([`crate::components::TwoWay`]) knows how much reviewers differ at all, `s_b^2`, and predicts
//!
//! `b_r = s_b^2 z_r' V^-1 (y - mean)`
//!
//! (BLUP, best linear unbiased prediction; Henderson 1975, Biometrics 31:423; Robinson 1991, Statistical Science 6:15).
//! Where everybody scored all `E` entrants it is the least squares severity times `E s_b^2 / (E s_b^2 + s^2)`; with fewer
//! sheets it lies nearer to 0. Few sheets make a reviewer look extreme, and this is the figure that does not fall for
//! it; least squares is the one without bias, and what totals are adjusted by.
//!
//! The standard error is that of the difference from the panel's average, as it is for least squares. With the
//! covariance `C` of the prediction errors from Henderson's equations, entrants eliminated,
//!
//! `var(b_r - mean b) = C_rr - 2 mean_s C_rs + mean_st C_st + 2 d_r' K d_r`.
//!
//! The last part is what estimating the components adds: `K` is their covariance, `d_r` the derivatives of `b_r` by them;
//! once for what the prediction moves, once since the first part, taken at estimates, falls short by as much (Kackar &
//! Harville 1984, J. Am. Stat. Assoc. 79:853; Prasad & Rao 1990, same journal 85:163, eq. 5.12). It matters with the
//! handful of reviewers that a panel has. The errors that [`crate::components::Prediction`] gives are against the
//! population of reviewers and take the components as known.

use super::comparable::{Comparable, NoComparison};
use crate::agreement::Matrix;
use crate::components::{Refusal, TwoWay};
use crate::linear::Cholesky;
use crate::table::{CompleteSheet, StageTable};
use zhuoping_criteria::Bilingual;

/// Shrunken severities of the reviewers whom least squares compares.
#[derive(Clone, Debug, PartialEq)]
pub struct Shrunken {
    /// How much reviewers differ: the square root of their variance component, in points.
    pub reviewer_sd: f64,
    /// How much the rest of a total spreads, in points.
    pub residual_sd: f64,
    /// One for each compared reviewer, in the table's order.
    pub reviewers: Vec<ShrunkenSeverity>,
}

/// One reviewer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShrunkenSeverity {
    /// The reviewer's position in the table.
    pub reviewer: usize,
    /// Positive is lenient (偏宽), in points; all add up to 0.
    pub points: f64,
    /// Its standard error in points. `None` on the boundary: the reviewers' variance is estimated as 0, all shrunken
    /// severities are 0, and how sure that is cannot be said by the model that says it.
    pub standard_error: Option<f64>,
}

/// Why there are no shrunken severities.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoShrinkage {
    /// Reviewers could not be compared.
    #[error(transparent)]
    NoComparison(#[from] NoComparison),
    /// Their variance could not be estimated.
    #[error(transparent)]
    Components(#[from] Refusal),
}

impl NoShrinkage {
    /// The reason as a sentence for readers.
    pub fn explain(&self) -> Bilingual {
        match self {
            Self::NoComparison(why) => why.explain(),
            Self::Components(why) => why.explain(),
        }
    }
}

impl Shrunken {
    /// Predicts the severities of `table`'s reviewers from the totals of the sheets that least squares uses.
    ///
    /// # Errors
    /// [`NoShrinkage`].
    pub fn of(table: &StageTable) -> Result<Self, NoShrinkage> {
        let comparable = Comparable::of(table)?;
        comparable.connected()?;
        let model = TwoWay::of_matrix(&totals(&comparable))?;
        let errors = if model.reviewer().boundary {
            vec![None; comparable.members.len()]
        } else {
            errors(&comparable, &model).into_iter().map(|variance| Some(variance.sqrt())).collect()
        };
        let predictions = model.reviewers().into_iter().map(|prediction| prediction.value);
        let reviewers = comparable.members.iter().zip(predictions).zip(errors);
        Ok(Self {
            reviewer_sd: model.reviewer().estimate.sqrt(),
            residual_sd: model.residual().estimate.sqrt(),
            reviewers: reviewers
                .map(|((reviewer, points), standard_error)| ShrunkenSeverity {
                    reviewer: *reviewer,
                    points,
                    standard_error,
                })
                .collect(),
        })
    }
}

/// One row an entrant, one column a compared reviewer: totals in points.
fn totals(comparable: &Comparable<'_>) -> Matrix {
    let width = comparable.members.len();
    let mut cells = vec![f64::NAN; comparable.rows.len() * width];
    for (row, cells) in comparable.rows.iter().zip(cells.chunks_exact_mut(width)) {
        row.sheets.iter().for_each(|(r, sheet)| cells[*r] = sheet.hundredths() as f64 / 100.0);
    }
    Matrix::of_cells(width, comparable.rows.len(), cells)
}

/// The relative change of a component by which derivatives are taken: its square and the rounding of the predictions
/// divided by it are both far below what an error is read to.
const STEP: f64 = 1e-4;

/// For each reviewer the variance of the prediction's error against the panel's average.
fn errors(comparable: &Comparable<'_>, model: &TwoWay) -> Vec<f64> {
    let components = [model.entrant(), model.reviewer(), model.residual()].map(|component| component.estimate);
    let here = Henderson::of(comparable, components);
    let mut variances = here.variances(components[2]);
    let slopes: Vec<Vec<f64>> = (0..3)
        .map(|k| {
            let moved = |by: f64| {
                let mut moved = components;
                moved[k] *= 1.0 + by;
                Henderson::of(comparable, moved).predictions(comparable)
            };
            let pairs = moved(STEP).into_iter().zip(moved(-STEP));
            // A component on the boundary has no covariance with the others, so its slope is never asked for.
            pairs.map(|(up, down)| (up - down) / (2.0 * STEP * components[k]).max(f64::MIN_POSITIVE)).collect()
        })
        .collect();
    for (r, variance) in variances.iter_mut().enumerate() {
        for (k, one) in slopes.iter().enumerate() {
            for (l, other) in slopes.iter().enumerate() {
                *variance += 2.0 * model.fit().covariance(k, l) * one[r] * other[r];
            }
        }
    }
    variances
}

/// Henderson's equations of the reviewers and, last, the mean, the entrants eliminated, times the residual variance.
struct Henderson {
    factor: Cholesky,
    /// The entrants' component in units of the residual variance.
    entrant: f64,
    reviewers: usize,
}

impl Henderson {
    /// With the components of entrants, reviewers and residual, the last two above 0.
    fn of(comparable: &Comparable<'_>, [entrant, reviewer, residual]: [f64; 3]) -> Self {
        let (entrant, reviewers) = (entrant / residual, comparable.members.len());
        let size = reviewers + 1;
        let mut cells = vec![0.0; size * size];
        for row in &comparable.rows {
            let count = row.sheets.len() as f64;
            let taken = taken(entrant, count);
            for (r, _) in &row.sheets {
                cells[r * size + r] += 1.0;
                row.sheets.iter().for_each(|(s, _)| cells[r * size + s] -= taken);
                cells[reviewers * size + r] += 1.0 - taken * count;
            }
            cells[reviewers * size + reviewers] += count * (1.0 - taken * count);
        }
        (0..reviewers).for_each(|r| cells[r * size + r] += residual / reviewer);
        let factor = Cholesky::of(cells, size).expect("variances above 0 leave nothing open");
        Self { factor, entrant, reviewers }
    }

    /// The predicted severities, in points.
    fn predictions(&self, comparable: &Comparable<'_>) -> Vec<f64> {
        let mut sides = vec![0.0; self.reviewers + 1];
        // From some total on, so that no digit is spent on the mean.
        let origin = comparable.rows[0].sheets[0].1.hundredths();
        for row in &comparable.rows {
            let count = row.sheets.len() as f64;
            let taken = taken(self.entrant, count);
            let points = |sheet: CompleteSheet<'_>| (sheet.hundredths() - origin) as f64 / 100.0;
            let sum: f64 = row.sheets.iter().map(|(_, sheet)| points(*sheet)).sum();
            row.sheets.iter().for_each(|(r, sheet)| sides[*r] += points(*sheet) - taken * sum);
            sides[self.reviewers] += sum * (1.0 - taken * count);
        }
        self.factor.solve(&mut sides);
        sides.truncate(self.reviewers);
        sides
    }

    /// The variance of each prediction's error against the average, the components taken as known.
    fn variances(&self, residual: f64) -> Vec<f64> {
        let inverse = self.factor.inverse();
        let line = |r: usize| &inverse[r * (self.reviewers + 1)..][..self.reviewers];
        let means: Vec<f64> =
            (0..self.reviewers).map(|r| line(r).iter().sum::<f64>() / self.reviewers as f64).collect();
        let mean = means.iter().sum::<f64>() / self.reviewers as f64;
        (0..self.reviewers).map(|r| residual * (line(r)[r] - 2.0 * means[r] + mean).max(0.0)).collect()
    }
}

/// What eliminating an entrant with `count` sheets takes off every pair of them.
fn taken(entrant: f64, count: f64) -> f64 {
    entrant / (count * entrant + 1.0)
}
