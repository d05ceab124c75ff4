//! Alpha at interval level: from sums and sums of squares, whatever the values.

use super::Alpha;
use super::linearization::{Part, standard_error};
use super::sums::Sums;
use crate::agreement::counts::Codes;
use crate::agreement::integers::Integers;
use crate::agreement::matrix::Matrix;
use crate::agreement::undefined::Undefined;

/// A table as sums of each subject's values.
pub(super) struct Table {
    codes: Codes,
    /// The values behind the codes as whole numbers, and 0 for missing cells.
    numbers: Vec<i64>,
    units: Vec<Unit>,
    /// For samples: the same around the mean of the table, in doubles.
    mean: f64,
    centred: Vec<Centred>,
}

/// Exact sums over one subject's values; all 0 when it has no pair.
#[derive(Clone, Copy, Default)]
struct Unit {
    values: i64,
    pairs: i64,
    total: i64,
    squares: i128,
}

/// Sums over one subject's values around the mean of the table.
#[derive(Clone, Copy)]
struct Centred {
    values: f64,
    own_pairs: f64,
    total: f64,
    squares: f64,
    within: f64,
}

impl Table {
    pub(super) fn of(matrix: &Matrix) -> Self {
        let (values, codes) = Codes::observed(matrix);
        let mut numbers = Integers::of_values(&values, matrix.cells().len()).cells;
        numbers.push(0);
        let units = units(&codes, &numbers, &vec![1; codes.width()]);
        let values: i64 = units.iter().map(|unit| unit.values).sum();
        let total: i128 = units.iter().map(|unit| i128::from(unit.total)).sum();
        let mean = total as f64 / values.max(1) as f64;
        let centred = units.iter().map(|unit| unit.centred(mean)).collect();
        Self { codes, numbers, units, mean, centred }
    }

    /// Whether any subject has a pair.
    pub(super) fn paired(&self) -> bool {
        self.units.iter().any(|unit| unit.values > 0)
    }

    pub(super) fn alpha(&self) -> Result<Alpha, Undefined> {
        let values: i64 = self.units.iter().map(|unit| unit.values).sum();
        let sums = self.sums();
        let value = sums.alpha().ok_or(Undefined::NoVariation)?;
        let variance = sums.among_all / 2.0 / (sums.values * sums.values);
        // The mean squared distance of x to all values is (x - mean)^2 + variance.
        let part = |unit: &Centred| Part {
            within: unit.within,
            values: unit.values,
            far: unit.squares + unit.values * variance,
            metric: 0.0,
        };
        let parts: Vec<Part> = self.centred.iter().filter(|unit| unit.values > 0.0).map(part).collect();
        let values_used = usize::try_from(values).expect("a count of cells");
        Ok(Alpha { value, subjects_used: parts.len(), values_used, standard_error: standard_error(&sums, &parts) })
    }

    pub(super) fn over_subjects(&self, subjects: &[u32]) -> Option<f64> {
        sampled(&self.centred, subjects)
    }

    pub(super) fn over_both(&self, subjects: &[u32], raters: &[u32]) -> Option<f64> {
        let units = units(&self.codes, &self.numbers, raters);
        sampled(&units.iter().map(|unit| unit.centred(self.mean)).collect::<Vec<_>>(), subjects)
    }

    /// The sums of the table itself, exact up to the last division.
    fn sums(&self) -> Sums {
        let (mut values, mut total, mut squares) = (0_i128, 0_i128, 0_i128);
        // `m sum x^2 - (sum x)^2` is half of the sum over ordered pairs; subjects of one size share a denominator.
        let mut within = vec![0_i128; self.codes.width() + 1];
        for unit in &self.units {
            values += i128::from(unit.values);
            total += i128::from(unit.total);
            squares += unit.squares;
            within[usize::try_from(unit.values).expect("at most one value a rater")] += unit.half_within();
        }
        let within = within.iter().enumerate().skip(2).map(|(m, sum)| *sum as f64 / (m - 1) as f64).sum::<f64>();
        Sums {
            within: 2.0 * within,
            among_all: 2.0 * (values * squares - total * total) as f64,
            values: values as f64,
            pairs: (values * (values - 1)) as f64,
        }
    }
}

/// The sums of every subject when rater `r` counts `times[r]` times.
fn units(codes: &Codes, numbers: &[i64], times: &[u32]) -> Vec<Unit> {
    let missing = codes.categories();
    let unit = |row: &[u32]| {
        let mut unit = Unit::default();
        let mut own_pairs = 0;
        for (code, times) in row.iter().zip(times) {
            let x = numbers[*code as usize];
            // A missing cell is a value that counts nought times.
            let times = if *code as usize == missing { 0 } else { i64::from(*times) };
            unit.values += times;
            own_pairs += times * times;
            unit.total += times * x;
            unit.squares += i128::from(times * x) * i128::from(x);
        }
        unit.pairs = unit.values * unit.values - own_pairs;
        if unit.pairs > 0 { unit } else { Unit::default() }
    };
    codes.rows().map(unit).collect()
}

impl Unit {
    fn half_within(&self) -> i128 {
        i128::from(self.values) * self.squares - i128::from(self.total) * i128::from(self.total)
    }

    fn centred(&self, mean: f64) -> Centred {
        let (values, total) = (self.values as f64, self.total as f64);
        let pairs = self.pairs.max(1) as f64;
        Centred {
            values,
            own_pairs: values * values - self.pairs as f64,
            total: total - values * mean,
            squares: self.squares as f64 - mean * (2.0 * total - values * mean),
            within: 2.0 * self.half_within() as f64 * values / pairs,
        }
    }
}

fn sampled(units: &[Centred], times: &[u32]) -> Option<f64> {
    let (mut values, mut own_pairs, mut total, mut squares, mut within) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (unit, times) in units.iter().zip(times) {
        let times = f64::from(*times);
        values += times * unit.values;
        own_pairs += times * unit.own_pairs;
        total += times * unit.total;
        squares += times * unit.squares;
        within += times * unit.within;
    }
    let among_all = 2.0 * (values * squares - total * total);
    // Of equal values the sums leave a remnant of rounding, and there is no disagreement within subjects.
    let equal = within == 0.0 && among_all <= 1e-9 * squares * values;
    let sums = Sums { within, among_all, values, pairs: values * values - own_pairs };
    if equal { None } else { sums.alpha() }
}
