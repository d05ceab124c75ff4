//! What is left of a total when the entrant's level and the reviewer's severity are taken out.
//!
//! A severe reviewer is severe with everybody; a residual is what one reviewer sees in one entrant and the others do not.
//! Large ones are worth a talk before the list is final.

use crate::agreement::Confidence;
use crate::agreement::quantile::t_exceeded;
use crate::severity::{Adjusted, Severities};
use crate::table::StageTable;

/// The residuals of one table, `r_er = y_er - a_e - b_r`, in points: total less adjusted total less severity.
#[derive(Clone, Debug, PartialEq)]
pub struct Residuals {
    /// Positions of the compared reviewers, strictest first; those of equal severity in the order of the table.
    pub reviewers: Vec<usize>,
    /// The standard deviation of the rest, in points.
    pub sd: f64,
    /// A residual is extreme when it has at least this many standard errors of its own: among as many cells as there are,
    /// chance gives one that far out with a probability of at most one less the level (Bonferroni).
    pub limit: f64,
    /// How many cells there are.
    pub count: usize,
    entrants: usize,
    cells: Vec<Option<Residual>>,
}

/// One residual.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Residual {
    /// Positive where the reviewer gave more than expected, in points.
    pub points: f64,
    /// In standard errors of its own, `r / (sd sqrt(1 - h))`, where `h` adds up the variances of `a_e` and `b_r` in units of
    /// `sd^2`. On a complete table that is exact; with holes the two are slightly correlated, which is left out.
    pub standardized: f64,
    /// Whether it reaches [`Residuals::limit`].
    pub extreme: bool,
}

impl Residuals {
    /// The residuals of `table`, from its severities and the totals adjusted for them. `None` without a standard deviation
    /// of the rest, or when it is 0.
    pub fn of(table: &StageTable, severities: &Severities, adjusted: &Adjusted, level: Confidence) -> Option<Self> {
        let sd = severities.fit?.residual_sd.filter(|sd| *sd > 0.0)?;
        let values: Vec<_> = severities.reviewers.iter().map(|severity| severity.outcome.ok()).collect();
        let compared = |reviewer: &usize| values[*reviewer].is_some();
        let mut reviewers: Vec<usize> = (0..values.len()).filter(compared).collect();
        let points = |reviewer: &usize| values[*reviewer].map_or(0.0, |value| value.points);
        reviewers.sort_by(|a, b| points(a).total_cmp(&points(b)));
        let entrants = table.entrants().len();
        let mut residuals =
            Self { reviewers, sd, limit: 0.0, count: 0, entrants, cells: vec![None; values.len() * entrants] };
        for (at, entrant) in adjusted.entrants.iter().enumerate() {
            for (reviewer, sheet) in table.complete_sheets(*entrant) {
                let Some(severity) = values[reviewer] else { continue };
                let points = sheet.total().get() as f64 / 100.0 - adjusted.totals[at] - severity.points;
                let error = |error: f64| (error / sd) * (error / sd);
                let leverage = error(adjusted.standard_error(at)) + error(severity.standard_error.unwrap_or(0.0));
                let left = 1.0 - leverage;
                // A cell that alone says something of its entrant or reviewer is fitted exactly and shows nothing.
                let standardized = if left > 1e-9 { points / (sd * left.sqrt()) } else { 0.0 };
                residuals.cells[reviewer * entrants + *entrant] =
                    Some(Residual { points, standardized, extreme: false });
                residuals.count += 1;
            }
        }
        let spread = Confidence::new(1.0 - (1.0 - level.get()) / residuals.count as f64)?;
        residuals.limit = t_exceeded(spread, adjusted.freedom)?;
        for cell in residuals.cells.iter_mut().flatten() {
            cell.extreme = cell.standardized.abs() >= residuals.limit;
        }
        Some(residuals)
    }

    /// The residual of a reviewer for an entrant, by their positions in the table; `None` where there is none.
    pub fn cell(&self, entrant: usize, reviewer: usize) -> Option<Residual> {
        self.cells[reviewer * self.entrants + entrant]
    }
}
