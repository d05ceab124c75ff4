//! Least squares over three facets: `percent = mean + entrant + reviewer + item + rest`, each facet adding up to 0.
//!
//! Totals weigh items by their points; here every item counts alike and items have effects of their own: which are
//! hard, which are easy. Complete sheets hold every item, so items are balanced against entrants and reviewers, and the
//! three-way fit falls apart into the two-way fit of the sheets' means and the items' means:
//!
//! * `b_r` solves the two-way equations of the sheets' mean percents;
//! * `a_e` is the mean over the entrant's sheets of mean less `b_r`, less the mean of all entrants';
//! * `d_i` is the item's mean less that of all items;
//! * `sigma^2 = sum of squared rests / (S I - E - R - I + 2)` for `S` sheets of `I` items;
//! * `var(b_r) = sigma^2 (L+)_rr / I`, `var(d_i) = sigma^2 (1 - 1/I) / S`, and the entrants' variances follow from the
//!   covariance in [`super::Adjusted`].
//!
//! The rest takes cells of one sheet to be independent. They are not quite: a reviewer's impression of an entrant moves
//! all items of the sheet. Standard errors of reviewers and entrants are therefore too small here; those of the totals
//! ([`super::Severities`]), whose unit is the sheet, are the ones to quote. (Searle 1971, Linear Models, ch. 7.)

use super::comparable::{Comparable, NoComparison, Row};
use super::least_squares::{Equations, Solution};
use crate::table::StageTable;

/// An effect in percent points; the effects of a facet add up to 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// The position in the table (entrants, reviewers) or in the edition (items).
    pub position: usize,
    /// Positive is a strong entrant, a lenient reviewer, an easy item.
    pub percent: f64,
    /// Its standard error; `None` without degrees of freedom.
    pub standard_error: Option<f64>,
}

/// The three-way fit.
#[derive(Clone, Debug, PartialEq)]
pub struct ThreeFacets {
    /// The percent of an average entrant on an average item from an average reviewer.
    pub mean: f64,
    /// Entrants with a sheet of a compared reviewer, rising.
    pub entrants: Vec<Effect>,
    /// Compared reviewers, rising.
    pub reviewers: Vec<Effect>,
    /// All items.
    pub items: Vec<Effect>,
    /// `cells - entrants - reviewers - items + 2`.
    pub freedom: usize,
    /// The standard deviation of the rest, in percent points; `None` without degrees of freedom.
    pub residual_sd: Option<f64>,
}

impl ThreeFacets {
    /// Fits the percents of `table`'s complete sheets.
    ///
    /// # Errors
    /// [`NoComparison`].
    pub fn of(table: &StageTable) -> Result<Self, NoComparison> {
        let comparable = Comparable::of(table)?;
        let equations = Equations::of(&comparable)?;
        let items = table.item_count();
        let solution = equations.solve(|sheet| sheet.percents().iter().map(|p| i128::from(*p)).sum());
        let severities: Vec<f64> = solution.effects.iter().map(|effect| effect / items as f64).collect();
        let levels = levels(&comparable, items, &severities);
        let entrants = levels.len();
        let mean = levels.iter().sum::<f64>() / entrants as f64;
        let difficulty = item_effects(&comparable, items);
        let sheets: usize = comparable.rows.iter().map(|row| row.sheets.len()).sum();
        let freedom = sheets * items + 2 - entrants - comparable.members.len() - items;
        let rest = rest(&comparable, &difficulty, &solution, items);
        let variance = (freedom > 0).then(|| rest / freedom as f64);
        let error = |factor: f64| variance.map(|variance| (variance * factor.max(0.0)).sqrt());
        let effect = |position, percent, factor| Effect { position, percent, standard_error: error(factor) };
        let factors = entrant_factors(&equations);
        Ok(Self {
            mean,
            entrants: (comparable.rows.iter().zip(levels).zip(factors))
                .map(|((row, level), factor)| effect(row.entrant, level - mean, factor / items as f64))
                .collect(),
            reviewers: (comparable.members.iter().zip(severities).zip(&equations.leverages))
                .map(|((reviewer, severity), leverage)| effect(*reviewer, severity, leverage / items as f64))
                .collect(),
            items: (difficulty.into_iter().enumerate())
                .map(|(item, percent)| effect(item, percent, (1.0 - 1.0 / items as f64) / sheets as f64))
                .collect(),
            freedom,
            residual_sd: variance.map(f64::sqrt),
        })
    }
}

/// Each entrant's mean percent from the average reviewer.
fn levels(comparable: &Comparable<'_>, items: usize, severities: &[f64]) -> Vec<f64> {
    let level = |row: &Row<'_>| {
        let sum: u32 = row.sheets.iter().flat_map(|(_, sheet)| sheet.percents()).map(|p| u32::from(*p)).sum();
        let severity: f64 = row.sheets.iter().map(|(r, _)| severities[*r]).sum();
        (f64::from(sum) / items as f64 - severity) / row.sheets.len() as f64
    };
    comparable.rows.iter().map(level).collect()
}

fn item_effects(comparable: &Comparable<'_>, items: usize) -> Vec<f64> {
    let mut sums = vec![0_u64; items];
    let mut sheets = 0;
    for (_, sheet) in comparable.rows.iter().flat_map(|row| &row.sheets) {
        sheets += 1;
        sums.iter_mut().zip(sheet.percents()).for_each(|(sum, percent)| *sum += u64::from(*percent));
    }
    let all: u64 = sums.iter().sum();
    sums.iter().map(|sum| (*sum as f64 - all as f64 / items as f64) / f64::from(sheets)).collect()
}

/// The squared rests: those within sheets, and those of the sheets' means.
fn rest(comparable: &Comparable<'_>, difficulty: &[f64], solution: &Solution, items: usize) -> f64 {
    let mut within = 0.0;
    for (_, sheet) in comparable.rows.iter().flat_map(|row| &row.sheets) {
        let sum: u32 = sheet.percents().iter().map(|p| u32::from(*p)).sum();
        let mean = f64::from(sum) / items as f64;
        let off = sheet.percents().iter().zip(difficulty).map(|(percent, d)| f64::from(*percent) - mean - d);
        within += off.map(|x| x * x).sum::<f64>();
    }
    // The solution is that of the sheets' sums.
    within + solution.rest / items as f64
}

/// For each entrant the variance of its effect, in units of the variance of a sheet's mean.
fn entrant_factors(equations: &Equations<'_, '_>) -> Vec<f64> {
    let rows = &equations.of.rows;
    let (reviewers, entrants) = (equations.of.members.len(), rows.len() as f64);
    let inverse = equations.pseudo_inverse();
    // How often the average entrant met each reviewer, and what the severities' errors make of it.
    let mut average = vec![0.0; reviewers];
    for row in rows {
        row.sheets.iter().for_each(|(r, _)| average[*r] += 1.0 / row.sheets.len() as f64 / entrants);
    }
    let line = |r: usize| &inverse[r * reviewers..(r + 1) * reviewers];
    let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
    let spread: Vec<f64> = (0..reviewers).map(|r| dot(line(r), &average)).collect();
    let all = dot(&spread, &average)
        + rows.iter().map(|row| 1.0 / row.sheets.len() as f64).sum::<f64>() / (entrants * entrants);
    let factor = |row: &Row<'_>| {
        let count = row.sheets.len() as f64;
        let places = || row.sheets.iter().map(|(r, _)| *r);
        let own: f64 = places().map(|r| places().map(|s| line(r)[s]).sum::<f64>()).sum::<f64>() / (count * count);
        let with_all: f64 = places().map(|r| spread[r]).sum::<f64>() / count;
        1.0 / count + own - 2.0 * (1.0 / (count * entrants) + with_all) + all
    };
    rows.iter().map(factor).collect()
}
