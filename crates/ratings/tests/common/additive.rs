//! Least squares over any number of facets, each adding up to 0, in exact fractions: an oracle.

use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};

/// One observation: its level on each facet, and the value.
pub type Observation = (Vec<usize>, BigRational);

pub fn whole(n: i64) -> BigRational {
    BigRational::from_integer(n.into())
}

/// A column for the mean, and for each facet one a level but the last, whose effect is minus the sum of the others.
pub struct Additive {
    levels: Vec<usize>,
    solution: Vec<BigRational>,
    /// In units of the residual variance.
    covariance: Vec<Vec<BigRational>>,
    /// The residual variance, and its degrees of freedom.
    pub variance: Option<f64>,
    pub freedom: i64,
}

impl Additive {
    /// `None` where the design leaves something open.
    pub fn fit(levels: &[usize], observations: &[Observation]) -> Option<Self> {
        let width = 1 + levels.iter().map(|levels| levels - 1).sum::<usize>();
        let design: Vec<(Vec<BigRational>, &BigRational)> = observations
            .iter()
            .map(|(at, value)| {
                let mut line = mean_line(width);
                for (facet, level) in at.iter().enumerate() {
                    let effect = effect_line(levels, facet, *level);
                    line.iter_mut().zip(effect).for_each(|(cell, more)| *cell += more);
                }
                (line, value)
            })
            .collect();
        let cross = |i: usize, j: usize| design.iter().map(|(line, _)| &line[i] * &line[j]).sum::<BigRational>();
        let normal: Vec<Vec<BigRational>> = (0..width).map(|i| (0..width).map(|j| cross(i, j)).collect()).collect();
        let covariance = inverse(&normal)?;
        let sides: Vec<BigRational> =
            (0..width).map(|i| design.iter().map(|(line, y)| &line[i] * *y).sum::<BigRational>()).collect();
        let solution: Vec<BigRational> = covariance.iter().map(|row| dot(row, &sides)).collect();
        let off = |(line, y): &(Vec<BigRational>, &BigRational)| *y - dot(line, &solution);
        let squares: BigRational = design.iter().map(|one| off(one) * off(one)).sum();
        let freedom = design.len() as i64 - width as i64;
        let variance = (freedom > 0).then(|| float(squares / whole(freedom)));
        Some(Self { levels: levels.to_vec(), solution, covariance, variance, freedom })
    }

    pub fn mean(&self) -> Vec<BigRational> {
        mean_line(self.solution.len())
    }

    pub fn effect(&self, facet: usize, level: usize) -> Vec<BigRational> {
        effect_line(&self.levels, facet, level)
    }

    /// The mean with an effect: a level as the average of the other facets sees it.
    pub fn level(&self, facet: usize, level: usize) -> Vec<BigRational> {
        self.mean().into_iter().zip(self.effect(facet, level)).map(|(one, other)| one + other).collect()
    }

    /// The value of a combination of the coefficients.
    pub fn value(&self, of: &[BigRational]) -> f64 {
        float(dot(of, &self.solution))
    }

    /// The covariance of two combinations, in units of the residual variance.
    pub fn covariance(&self, one: &[BigRational], other: &[BigRational]) -> f64 {
        let row: Vec<BigRational> = self.covariance.iter().map(|row| dot(row, other)).collect();
        float(dot(one, &row))
    }

    pub fn standard_error(&self, of: &[BigRational]) -> Option<f64> {
        self.variance.map(|variance| (variance * self.covariance(of, of)).sqrt())
    }
}

fn mean_line(width: usize) -> Vec<BigRational> {
    (0..width).map(|at| whole(i64::from(at == 0))).collect()
}

fn effect_line(levels: &[usize], facet: usize, level: usize) -> Vec<BigRational> {
    let mut line = vec![whole(0)];
    for (at, count) in levels.iter().enumerate() {
        line.extend((0..count - 1).map(|column| {
            whole(if at != facet {
                0
            } else if level == count - 1 {
                -1
            } else {
                i64::from(level == column)
            })
        }));
    }
    line
}

fn float(exact: BigRational) -> f64 {
    exact.to_f64().unwrap()
}

fn dot(a: &[BigRational], b: &[BigRational]) -> BigRational {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The inverse of a small matrix by Gauss and Jordan; `None` if there is none.
fn inverse(matrix: &[Vec<BigRational>]) -> Option<Vec<Vec<BigRational>>> {
    let n = matrix.len();
    let unit = |i: usize, j: usize| if i == j { BigRational::one() } else { BigRational::zero() };
    let mut a: Vec<Vec<BigRational>> =
        (0..n).map(|i| matrix[i].iter().cloned().chain((0..n).map(|j| unit(i, j))).collect()).collect();
    for i in 0..n {
        let pivot = (i..n).find(|row| !a[*row][i].is_zero())?;
        a.swap(i, pivot);
        let by = a[i][i].clone();
        a[i].iter_mut().for_each(|cell| *cell /= &by);
        for row in (0..n).filter(|row| *row != i) {
            let by = a[row][i].clone();
            let from = a[i].clone();
            a[row].iter_mut().zip(&from).for_each(|(cell, from)| *cell -= from * &by);
        }
    }
    Some(a.into_iter().map(|row| row[n..].to_vec()).collect())
}
