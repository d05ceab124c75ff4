//! Unbiased quadratic estimates of the components, and whether the design can tell them apart.
//!
//! With `Z_k` the design of effect `k`, `V_k = Z_k Z_k'` (`I` for the residual) and `M` taking out the mean, the forms
//! `q_k = |Z_k' M y|^2` have the expectations `sum_l tr(M V_k M V_l) sigma_l^2`. Equating the two gives Rao's MINQUE
//! with priors 0 (Searle, Casella & McCulloch 1992, section 11.3); in a balanced table all such estimators are the one
//! from expected mean squares. The matrix is made of counts, so whether it has full rank is decided exactly; if it
//! has not, some components have the same effect on the data and no method can separate them.

use super::design::Design;
use super::partition::Partition;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};
use std::collections::BTreeMap;

/// The estimates of one design.
pub(super) struct Quadratic {
    /// One for each effect, and the residual last; may be negative.
    pub(super) estimates: Vec<f64>,
    /// Whether all levels of each effect have as many observations, as have all joint levels of each two effects.
    pub(super) balanced: bool,
}

impl Quadratic {
    /// Solves the equations, or names components that cannot be told apart.
    pub(super) fn of(design: &Design, effects: &[Partition]) -> Result<Self, Vec<usize>> {
        let counts: Vec<Vec<u64>> = effects.iter().map(Partition::counts).collect();
        let joint = Joint::of(design);
        let balanced = counts.iter().chain(joint.counts.values()).all(|counts| counts.iter().all(|c| *c == counts[0]));
        let products = products(design, effects, &counts, &joint);
        let scale = (design.values().len() as i128).pow(2);
        Ok(Self { estimates: solve(scale, &products, &forms(design.values(), effects))?, balanced })
    }
}

/// How many observations each joint level of two effects has. Different pairs may join to the same set of factors.
struct Joint {
    counts: BTreeMap<Vec<usize>, Vec<u64>>,
}

impl Joint {
    fn of(design: &Design) -> Self {
        let effects = design.effects();
        let mut counts = BTreeMap::new();
        for (k, a) in effects.iter().enumerate() {
            for b in &effects[k..] {
                counts.entry(union(a, b)).or_insert_with_key(|factors| design.partition(factors).counts());
            }
        }
        Self { counts }
    }
}

fn union(a: &[usize], b: &[usize]) -> Vec<usize> {
    let mut union = [a, b].concat();
    union.sort_unstable();
    union.dedup();
    union
}

/// `n^2 tr(M V_k M V_l)`, the residual last.
fn products(design: &Design, effects: &[Partition], counts: &[Vec<u64>], joint: &Joint) -> Vec<Vec<i128>> {
    let n = design.values().len();
    let squares = |counts: &[u64]| counts.iter().map(|count| i128::from(*count).pow(2)).sum::<i128>();
    // For each observation, how many share its level: tr(V_k V_l) without the mean, and 1' V_k V_l 1, are sums of it.
    let mut shared: Vec<Vec<i128>> =
        effects.iter().zip(counts).map(|(e, c)| e.level.iter().map(|l| i128::from(c[*l as usize])).collect()).collect();
    shared.push(vec![1; n]);
    let totals: Vec<i128> = shared.iter().map(|shared| shared.iter().sum()).collect();
    let size = shared.len();
    let n = n as i128;
    let product = |k: usize, l: usize| {
        let together = match (design.effects().get(k), design.effects().get(l)) {
            (Some(a), Some(b)) => squares(&joint.counts[&union(a, b)]),
            _ => n,
        };
        let crossed: i128 = shared[k].iter().zip(&shared[l]).map(|(a, b)| a * b).sum();
        n * n * together - 2 * n * crossed + totals[k] * totals[l]
    };
    (0..size).map(|k| (0..size).map(|l| product(k, l)).collect()).collect()
}

/// `q_k`, the residual last.
fn forms(values: &[f64], effects: &[Partition]) -> Vec<f64> {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let centred: Vec<f64> = values.iter().map(|value| value - mean).collect();
    let squared = |sums: &[f64]| sums.iter().map(|sum| sum * sum).sum::<f64>();
    let of_levels = |partition: &Partition| {
        let mut sums = vec![0.0; partition.levels];
        partition.level.iter().zip(&centred).for_each(|(level, value)| sums[*level as usize] += value);
        squared(&sums)
    };
    effects.iter().map(of_levels).chain([squared(&centred)]).collect()
}

/// Solves `products x = scale forms` by elimination in fractions. A pivot of 0 means that the component depends on those
/// before it with the numbers then in its column; the residual is taken first.
fn solve(scale: i128, products: &[Vec<i128>], forms: &[f64]) -> Result<Vec<f64>, Vec<usize>> {
    let size = forms.len();
    let order: Vec<usize> = std::iter::once(size - 1).chain(0..size - 1).collect();
    let whole = |number: &i128| BigRational::from_integer(BigInt::from(*number));
    let scale = whole(&scale);
    let mut rows: Vec<Vec<BigRational>> = order.iter().map(|k| products[*k].iter().map(whole).collect()).collect();
    for (row, k) in rows.iter_mut().zip(&order) {
        row.push(BigRational::from_float(forms[*k]).unwrap_or_else(BigRational::zero) * &scale);
    }
    for (done, column) in order.iter().enumerate() {
        if rows[done][*column].is_zero() {
            let with = (0..done).filter(|row| !rows[*row][*column].is_zero()).map(|row| order[row]);
            let mut among: Vec<usize> = with.chain([*column]).collect();
            among.sort_unstable();
            return Err(among);
        }
        let pivot = rows[done][*column].clone();
        rows[done].iter_mut().for_each(|cell| *cell /= &pivot);
        let pivot_row = rows[done].clone();
        for (_, row) in rows.iter_mut().enumerate().filter(|(at, _)| *at != done) {
            let factor = row[*column].clone();
            row.iter_mut().zip(&pivot_row).for_each(|(cell, pivot)| *cell -= &factor * pivot);
        }
    }
    let mut estimates = vec![0.0; size];
    for (row, k) in rows.iter().zip(&order) {
        estimates[*k] = row[size].to_f64().unwrap_or(0.0);
    }
    Ok(estimates)
}
