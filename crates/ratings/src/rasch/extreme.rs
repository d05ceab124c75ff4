//! Measures of extreme elements.
//!
//! An element whose cells all lie in the lowest or all in the highest category has no finite maximum likelihood measure.
//! It is given the measure at which the expected sum of its categories lies [`ADJUSTMENT`] steps inside the extreme,
//! all other measures being what they are: Winsteps and Facets do the same with the same number (Linacre, Winsteps
//! manual, EXTRSCORE=; Wright 1998, Estimating Rasch measures for extreme scores, RMT 12:2 p. 632). Only cells with
//! estimated elements of the other two facets are used.

use super::End;
use super::data::{Data, ENTRANTS, ITEMS, REVIEWERS};
use super::likelihood::Parameters;
use super::scale::{Scale, moments};

/// How far from the extreme the expected sum is put, in category steps.
pub const ADJUSTMENT: f64 = 0.3;

/// Measures are looked for between these, in logits beyond anything that is met.
const REACH: f64 = 100.0;
const HALVINGS: usize = 60;

/// The measure and its standard error; `None` without a cell that could tell.
pub(super) fn measure(
    facet: usize,
    element: usize,
    end: End,
    parameters: &Parameters,
    data: &Data<'_>,
) -> Option<(f64, f64)> {
    let others = others(facet, element, parameters, data);
    if others.is_empty() {
        return None;
    }
    let scale = Scale::new(&parameters.thresholds);
    let mut chances = vec![0.0; scale.categories()];
    // Mean and information of the sum at a level of the element, which counts upwards here for items too.
    let mut sums = |level: f64| {
        others.iter().fold((0.0, 0.0), |(mean, information), other| {
            scale.chances(level + other, &mut chances);
            let (m, v) = moments(&chances);
            (mean + m, information + v)
        })
    };
    let top = (scale.categories() - 1) as f64 * others.len() as f64;
    let wanted = match end {
        End::Lowest => ADJUSTMENT,
        End::Highest => top - ADJUSTMENT,
    };
    let (mut below, mut above) = (-REACH, REACH);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(below, above);
        if sums(middle).0 < wanted { below = middle } else { above = middle }
    }
    let level = f64::midpoint(below, above);
    let measure = if facet == ITEMS { -level } else { level };
    Some((measure, sums(level).1.sqrt().recip()))
}

/// What the estimated elements of the other facets add up to, for each cell with both.
fn others(facet: usize, element: usize, parameters: &Parameters, data: &Data<'_>) -> Vec<f64> {
    let mut found = Vec::new();
    let estimated = |of: usize, at: usize| of == facet || data.is_estimated(of, at);
    let measure = |of: usize, at: usize| if of == facet { 0.0 } else { parameters.measures[of][at] };
    for sheet in &data.sheets {
        for item in 0..sheet.percents.len() {
            let at = [sheet.entrant, sheet.reviewer, item];
            if at[facet] == element && (0..3).all(|of| estimated(of, at[of])) {
                found.push(measure(ENTRANTS, at[ENTRANTS]) + measure(REVIEWERS, at[REVIEWERS]) - measure(ITEMS, item));
            }
        }
    }
    found
}
