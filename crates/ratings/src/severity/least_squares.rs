//! Least squares in the two-way model `value = entrant + reviewer + rest`, one value a sheet.
//!
//! A plain mean of deviations would call a reviewer strict who was recused from the best entrants or sat with lenient
//! colleagues. Least squares compares reviewers only on what they share. The entrants' effects are eliminated, which
//! leaves one equation a reviewer:
//!
//! `sum_e (y_er - mean_e) = sum_s L_rs b_s`,  `L_rr = sum_e (1 - 1/n_e)`,  `L_rs = -sum_e 1/n_e`
//!
//! over the entrants that `r` (and `s`) scored, `n_e` being an entrant's number of sheets. `L` is the Laplacian of the
//! graph of shared entrants: where that is connected, only a constant is left open, and `sum b = 0` settles it.
//! Adding a multiple of the all-ones matrix makes `L` positive definite without changing the solution; taken off the
//! inverse again, it leaves the pseudo-inverse of `L`, which is the covariance of the effects in units of the residual
//! variance. The matrix depends on who scored whom only, so it is factored once for totals and all categories.

use super::comparable::{Comparable, NoComparison, Row};
use crate::linear::Cholesky;
use crate::table::CompleteSheet;

/// The equations of connected reviewers, ready to be solved for any value of a sheet.
pub(crate) struct Equations<'c, 'a> {
    pub(crate) of: &'c Comparable<'a>,
    factor: Cholesky,
    /// What the added multiple of the all-ones matrix leaves in each cell of the inverse.
    added: f64,
    /// For each reviewer, the diagonal of the pseudo-inverse: what the residual variance is multiplied with to give the
    /// variance of the effect.
    pub(crate) leverages: Vec<f64>,
    /// `sheets - entrants - reviewers + 1`.
    pub(crate) freedom: usize,
}

/// Effects of one value, in its unit.
pub(crate) struct Solution {
    /// For each compared reviewer; they add up to 0.
    pub(crate) effects: Vec<f64>,
    /// The sum of squared residuals.
    pub(crate) rest: f64,
}

impl<'c, 'a> Equations<'c, 'a> {
    /// The equations of the compared reviewers.
    ///
    /// # Errors
    /// Unless there are reviewers, all of them connected.
    pub(crate) fn of(of: &'c Comparable<'a>) -> Result<Self, NoComparison> {
        of.connected()?;
        let reviewers = of.members.len();
        let size = reviewers as f64;
        let mut cells = vec![0.0; reviewers * reviewers];
        for row in of.comparing() {
            let count = row.sheets.len() as f64;
            for (r, _) in &row.sheets {
                cells[r * reviewers + r] += 1.0;
                for (s, _) in &row.sheets {
                    cells[r * reviewers + s] -= 1.0 / count;
                }
            }
        }
        let trace: f64 = (0..reviewers).map(|r| cells[r * reviewers + r]).sum();
        // The added eigenvalue is the mean of the others, so that the matrix stays as well conditioned as it is.
        let more = trace / (size * size);
        cells.iter_mut().for_each(|cell| *cell += more);
        let factor =
            Cholesky::of(cells, reviewers).expect("reviewers who are connected leave a constant open, no more");
        let added = 1.0 / (more * size * size);
        let leverages = factor.inverse_diagonal().iter().map(|cell| (cell - added).max(0.0)).collect();
        let (sheets, entrants) = of.comparing().fold((0, 0), |(s, e), row| (s + row.sheets.len(), e + 1));
        Ok(Self { of, factor, added, leverages, freedom: sheets + 1 - entrants - reviewers })
    }

    /// Solves for `value` of each sheet.
    pub(crate) fn solve(&self, value: impl Fn(CompleteSheet<'a>) -> i128) -> Solution {
        let mut effects = vec![0.0; self.of.members.len()];
        for row in self.of.comparing() {
            let count = row.sheets.len();
            let sum: i128 = row.sheets.iter().map(|(_, sheet)| value(*sheet)).sum();
            for (r, sheet) in &row.sheets {
                // The numerator is exact: the deviation from the entrant's mean, times the number of sheets.
                effects[*r] += (count as i128 * value(*sheet) - sum) as f64 / count as f64;
            }
        }
        self.factor.solve(&mut effects);
        // The sum is 0 but for rounding.
        let mean = effects.iter().sum::<f64>() / effects.len() as f64;
        effects.iter_mut().for_each(|effect| *effect -= mean);
        let rest = self.of.comparing().map(|row| squared_rest(row, &value, &effects)).sum();
        Solution { effects, rest }
    }

    /// The pseudo-inverse of `L`, row after row.
    pub(crate) fn pseudo_inverse(&self) -> Vec<f64> {
        self.factor.inverse().into_iter().map(|cell| cell - self.added).collect()
    }
}

impl Solution {
    /// The estimated variance of the rest, in the squared unit of the value; `None` without degrees of freedom.
    pub(crate) fn variance(&self, freedom: usize) -> Option<f64> {
        (freedom > 0).then(|| self.rest / freedom as f64)
    }
}

fn squared_rest<'a>(row: &Row<'a>, value: &impl Fn(CompleteSheet<'a>) -> i128, effects: &[f64]) -> f64 {
    let first = value(row.sheets[0].1);
    // From the first value on, so that no digit is spent on the entrant's level.
    let adjusted = || row.sheets.iter().map(|(r, sheet)| (value(*sheet) - first) as f64 - effects[*r]);
    let mean = adjusted().sum::<f64>() / row.sheets.len() as f64;
    adjusted().map(|x| (x - mean) * (x - mean)).sum()
}
