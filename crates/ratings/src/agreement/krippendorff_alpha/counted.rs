//! Alpha for names and for ratios: by how often each value occurs.

use super::Alpha;
use super::linearization::{Part, standard_error};
use super::sums::Sums;
use crate::agreement::counts::{Codes, Distance, Row, Runs, Steps, all};
use crate::agreement::matrix::Matrix;
use crate::agreement::undefined::Undefined;

/// A table as runs of values, with a metric that does not depend on the table.
pub(super) struct Table {
    codes: Codes,
    distance: Distance,
    units: Units,
}

/// The subjects, those without a pair being empty.
struct Units {
    runs: Runs,
    /// `m` times the mean `delta^2` of each subject's pairs.
    within: Vec<f64>,
    steps: Steps,
}

impl Table {
    pub(super) fn nominal(matrix: &Matrix) -> Self {
        let (_, codes) = Codes::observed(matrix);
        Self::of(codes, Distance::Apart)
    }

    pub(super) fn ratio(matrix: &Matrix) -> Result<Self, Undefined> {
        let (values, codes) = Codes::observed(matrix);
        match values.first() {
            Some(value) if *value < 0.0 => Err(Undefined::BelowZero { value: *value }),
            _ => Ok(Self::of(codes, Distance::Ratio { at: values })),
        }
    }

    fn of(codes: Codes, distance: Distance) -> Self {
        let units = Units::of(&codes, &distance, &vec![1; codes.width()]);
        Self { codes, distance, units }
    }

    /// Whether any subject has a pair.
    pub(super) fn paired(&self) -> bool {
        self.units.runs.values() > 0
    }

    pub(super) fn alpha(&self) -> Result<Alpha, Undefined> {
        let once = vec![1; self.codes.height()];
        let mut to_all = Vec::new();
        let sums = self.units.sums(&self.distance, self.codes.categories(), &once, &mut to_all);
        let value = sums.alpha().ok_or(Undefined::NoVariation)?;
        let runs = &self.units.runs;
        let used = runs.each().zip(&self.units.within).filter(|(row, _)| row.total > 0);
        let parts: Vec<Part> = used.map(|(row, within)| part(&row, *within, &to_all, sums.values)).collect();
        let standard_error = standard_error(&sums, &parts);
        Ok(Alpha { value, subjects_used: parts.len(), values_used: runs.values(), standard_error })
    }

    pub(super) fn over_subjects(&self, subjects: &[u32]) -> Option<f64> {
        self.sampled(&self.units, subjects)
    }

    pub(super) fn over_both(&self, subjects: &[u32], raters: &[u32]) -> Option<f64> {
        self.sampled(&Units::of(&self.codes, &self.distance, raters), subjects)
    }

    fn sampled(&self, units: &Units, subjects: &[u32]) -> Option<f64> {
        units.sums(&self.distance, self.codes.categories(), subjects, &mut Vec::new()).alpha()
    }
}

impl Units {
    fn of(codes: &Codes, distance: &Distance, raters: &[u32]) -> Self {
        let runs = Runs::pairable(codes, raters);
        let (mut weights, mut sums) = (Vec::new(), Vec::new());
        let within: Vec<f64> = runs
            .each()
            .map(|row| {
                weights.clear();
                weights.extend(row.counts.iter().map(|count| f64::from(*count)));
                mean_within(&row, distance.of_pairs(row.categories, &weights, &mut sums))
            })
            .collect();
        let steps = Steps::of(&within);
        Self { runs, within, steps }
    }

    /// The sums when subject `s` counts `times[s]` times; `to_all` becomes the sum of `delta^2` from each value to all.
    fn sums(&self, distance: &Distance, categories: usize, times: &[u32], to_all: &mut Vec<f64>) -> Sums {
        let pooled: Vec<f64> = self.runs.pooled(categories, times).into_iter().map(|count| count as f64).collect();
        let values: f64 = pooled.iter().sum();
        let among_all = distance.of_pairs(&all(categories), &pooled, to_all);
        Sums { within: self.steps.weighted(times), among_all, values, pairs: pairs(values, &self.runs, times) }
    }
}

/// `m` times the mean `delta^2` of the pairs of a subject, whose sum over ordered pairs is given.
pub(super) fn mean_within(row: &Row<'_>, sum: f64) -> f64 {
    if row.total > 0 { sum * row.total as f64 / row.pairs as f64 } else { 0.0 }
}

/// The ordered pairs of `values` values, without those of a rater with itself on one subject.
pub(super) fn pairs(values: f64, runs: &Runs, times: &[u32]) -> f64 {
    let own = |(row, times): (Row<'_>, &u32)| u64::from(*times) * (row.total * row.total).saturating_sub(row.pairs);
    values * values - runs.each().zip(times).map(own).sum::<u64>() as f64
}

/// A subject's part, from the sums of `delta^2` from each value to all.
pub(super) fn part(row: &Row<'_>, within: f64, to_all: &[f64], values: f64) -> Part {
    let each = row.categories.iter().zip(row.counts);
    let far: f64 = each.map(|(category, count)| f64::from(*count) * to_all[*category as usize]).sum();
    Part { within, values: row.total as f64, far: far / values, metric: 0.0 }
}
