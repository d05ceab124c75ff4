//! Figures of the candidates that are jointly normal, and draws from them.

use super::NoRanks;
use super::board::EQUAL;
use crate::simulation::Stream;
use crate::standing::{Field, Mix};

/// A pivot below this share of its diagonal is rounding: the figure is a combination of those before it.
const VANISHED: f64 = 1e-12;

/// A variance of a difference below this share of the variances it is made of is rounding.
const CANCELLED: f64 = 1e-12;

/// What is known of one figure a candidate: its mean, and the covariances of the errors, in any unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Normal {
    mean: Vec<f64>,
    /// Row after row.
    covariance: Vec<f64>,
}

impl Normal {
    /// Figures with these means and covariances, the latter row after row.
    ///
    /// # Panics
    /// When there are not as many covariances as the square of the means' number.
    pub fn new(mean: Vec<f64>, covariance: Vec<f64>) -> Self {
        assert_eq!(covariance.len(), mean.len() * mean.len(), "a square matrix");
        Self { mean, covariance }
    }

    /// Independent figures with these means and standard errors.
    ///
    /// # Panics
    /// When their numbers differ.
    pub fn independent(mean: Vec<f64>, standard_errors: &[f64]) -> Self {
        let count = mean.len();
        assert_eq!(standard_errors.len(), count, "one standard error a mean");
        let mut covariance = vec![0.0; count * count];
        for (at, error) in standard_errors.iter().enumerate() {
            covariance[at * count + at] = error * error;
        }
        Self { mean, covariance }
    }

    /// The means.
    pub fn mean(&self) -> &[f64] {
        &self.mean
    }

    /// How many figures there are.
    pub fn count(&self) -> usize {
        self.mean.len()
    }

    pub(super) fn covariance(&self, one: usize, other: usize) -> f64 {
        self.covariance[one * self.count() + other]
    }

    /// The standard deviation of the difference of two figures; 0 where it is rounding only.
    pub(super) fn sd_of_difference(&self, one: usize, other: usize) -> f64 {
        let sum = self.covariance(one, one) + self.covariance(other, other);
        let variance = sum - 2.0 * self.covariance(one, other);
        if variance > CANCELLED * sum { variance.sqrt() } else { 0.0 }
    }

    /// `Err` where no difference has an error, though there are several figures.
    pub(super) fn check(&self) -> Result<(), NoRanks> {
        let count = self.count();
        if count < 2 || (1..count).any(|at| self.sd_of_difference(0, at) > 0.0) {
            return Ok(());
        }
        let first = self.mean[0];
        let differ = self.mean.iter().any(|mean| (mean - first).abs() > EQUAL);
        Err(if differ { NoRanks::NoError } else { NoRanks::NoDifference })
    }
}

/// Estimates of one stage: positions in its table, and for each a value and its covariances, row after row, in points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'a> {
    pub(super) entrants: &'a [usize],
    pub(super) values: &'a [f64],
    pub(super) covariance: &'a [f64],
}

/// The estimates of the stages that count as one figure a candidate: `sum_s w_s m_s` with the covariance
/// `sum_s w_s^2 C_s`, the errors of different stages taken as independent. `candidates` are positions in the field.
pub(super) fn combined<'s>(
    field: &Field<'_>,
    candidates: &[usize],
    mix: &Mix,
    part: impl Fn(usize) -> Result<Part<'s>, NoRanks>,
) -> Result<Normal, NoRanks> {
    let count = candidates.len();
    let mut normal = Normal { mean: vec![0.0; count], covariance: vec![0.0; count * count] };
    for (stage, weight) in mix {
        let weight = if mix.len() == 1 { 1.0 } else { weight.to_f64() };
        let part = part(*stage)?;
        let table = field.stages[*stage].as_ref();
        let row = |candidate: &usize| table.and_then(|table| table.rows[*candidate]);
        let found = candidates.iter().map(|c| row(c).and_then(|row| part.entrants.binary_search(&row).ok()));
        let found: Vec<Option<usize>> = found.collect();
        let missing = found.iter().filter(|at| at.is_none()).count();
        if missing > 0 {
            return Err(NoRanks::LeftOut { stage: field.rules.stages()[*stage].id.clone(), missing });
        }
        let found: Vec<usize> = found.into_iter().flatten().collect();
        for (i, at) in found.iter().enumerate() {
            normal.mean[i] += weight * part.values[*at];
            for (j, other) in found.iter().enumerate() {
                normal.covariance[i * count + j] += weight * weight * part.covariance[at * part.entrants.len() + other];
            }
        }
    }
    Ok(normal)
}

/// Draws of the errors of jointly normal figures.
///
/// The figures are drawn in the order of their means, best first, so that no name has a part in the numbers. Where a
/// figure's error is a combination of those before it, it is not drawn.
#[derive(Clone, Debug)]
pub(super) struct Errors {
    /// The figures in the order in which they are drawn.
    order: Vec<usize>,
    /// Row after row: the lower factor of the covariances in that order.
    factor: Vec<f64>,
}

impl Errors {
    pub(super) fn of(normal: &Normal) -> Self {
        let count = normal.count();
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by(|a, b| normal.mean[*b].total_cmp(&normal.mean[*a]));
        let mut factor = vec![0.0; count * count];
        for i in 0..count {
            for j in 0..=i {
                let covariance = normal.covariance(order[i], order[j]);
                let sum: f64 =
                    factor[i * count..i * count + j].iter().zip(&factor[j * count..]).map(|(x, y)| x * y).sum();
                let rest = covariance - sum;
                factor[i * count + j] = match factor[j * count + j] {
                    _ if i == j => {
                        if rest > VANISHED * covariance {
                            rest.sqrt()
                        } else {
                            0.0
                        }
                    }
                    0.0 => 0.0,
                    pivot => rest / pivot,
                };
            }
        }
        Self { order, factor }
    }

    /// Writes one draw of the errors, with mean 0; `units` is room for as many numbers.
    pub(super) fn draw(&self, stream: &mut Stream, units: &mut [f64], errors: &mut [f64]) {
        let count = self.order.len();
        units.iter_mut().for_each(|unit| *unit = stream.normal());
        for (at, figure) in self.order.iter().enumerate() {
            let row = &self.factor[at * count..at * count + at + 1];
            errors[*figure] = row.iter().zip(&*units).map(|(factor, unit)| factor * unit).sum();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `factor factor'` in the order of the figures.
    fn product(errors: &Errors) -> Vec<f64> {
        let count = errors.order.len();
        let mut product = vec![0.0; count * count];
        for (i, one) in errors.order.iter().enumerate() {
            for (j, other) in errors.order.iter().enumerate() {
                let row = |at: usize| &errors.factor[at * count..(at + 1) * count];
                product[one * count + other] = row(i).iter().zip(row(j)).map(|(x, y)| x * y).sum();
            }
        }
        product
    }

    #[test]
    fn the_factor_gives_the_covariance_also_where_that_is_singular() {
        let effects = |at: usize| if at / 5 == at % 5 { 0.8 } else { -0.2 };
        let shared = |at: usize| if at / 3 == at % 3 { 5.0 } else { 4.0 };
        let twice = vec![4.0, 4.0, 1.0, 4.0, 4.0, 1.0, 1.0, 1.0, 2.0];
        let cases = [(5, (0..25).map(effects).collect()), (3, (0..9).map(shared).collect()), (3, twice)];
        for (count, covariance) in cases {
            let normal = Normal::new((0..count).map(|at| [3.0, 9.0, 1.0, 4.0, 4.5][at]).collect(), covariance);
            let errors = Errors::of(&normal);
            for (found, expected) in product(&errors).iter().zip(&normal.covariance) {
                assert!((found - expected).abs() < 1e-12, "{errors:?}");
            }
        }
    }

    #[test]
    fn no_error_and_no_difference_are_told_apart() {
        let shared = vec![4.0; 9];
        assert_eq!(Normal::new(vec![5.0; 3], shared.clone()).check(), Err(NoRanks::NoDifference));
        assert_eq!(Normal::new(vec![5.0, 6.0, 7.0], shared).check(), Err(NoRanks::NoError));
        assert_eq!(Normal::independent(vec![5.0; 3], &[0.0, 0.0, 1.0]).check(), Ok(()));
        assert_eq!(Normal::independent(vec![5.0], &[0.0]).check(), Ok(()));
    }
}
