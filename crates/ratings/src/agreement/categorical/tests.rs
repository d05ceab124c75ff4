//! Samples and standard errors against the definitions, with every sum over raters and categories written out.

use super::prepared::{Kind, Prepared};
use super::{Categories, Scale, Weights, cohen_kappa, prepare_cohen_kappa};
use crate::agreement::interval::Confidence;
use crate::agreement::matrix::Matrix;
use crate::agreement::resample::Resample;
use proptest::prelude::*;

const KINDS: [Kind; 5] = [Kind::Percent, Kind::BrennanPrediger, Kind::Fleiss, Kind::Conger, Kind::Gwet];

/// Codes of a table of five categories, and how often its rows and columns count.
#[derive(Clone, Debug)]
struct Sample {
    cells: Vec<Vec<Option<usize>>>,
    subjects: Vec<u32>,
    raters: Vec<u32>,
}

const VALUES: [f64; 5] = [0.0, 1.0, 1.5, 4.0, 10.0];

fn samples() -> impl Strategy<Value = Sample> {
    (2_usize..8, 2_usize..6).prop_flat_map(|(n, r)| {
        let cell = prop_oneof![4 => (0_usize..5).prop_map(Some), 1 => Just(None)];
        let cells = prop::collection::vec(prop::collection::vec(cell, r), n);
        // As a bootstrap draws them: as many in all as there are.
        let drawn = |n: usize| {
            prop::collection::vec(0..n, n).prop_map(move |drawn| {
                let mut times = vec![0; n];
                drawn.into_iter().for_each(|at| times[at] += 1);
                times
            })
        };
        (cells, drawn(n), drawn(r)).prop_map(|(cells, subjects, raters)| Sample { cells, subjects, raters })
    })
}

fn scale(weights: Weights) -> Scale {
    Scale { categories: Categories::of(VALUES).unwrap(), weights }
}

fn table(cells: &[Vec<Option<usize>>]) -> Matrix {
    let row = |row: &Vec<Option<usize>>| row.iter().map(|cell| cell.map(|k| VALUES[k])).collect::<Vec<_>>();
    Matrix::from_rows(&cells.iter().map(row).collect::<Vec<_>>()).unwrap()
}

fn apart(weights: Weights, k: usize, l: usize) -> f64 {
    let (far, places) = ((VALUES[k] - VALUES[l]).abs() / 10.0, k.abs_diff(l) as f64);
    match weights {
        Weights::Unweighted => f64::from(u8::from(k != l)),
        Weights::Linear => far,
        Weights::Quadratic => far * far,
        Weights::Ordinal => places * (places + 1.0) / 20.0,
    }
}

/// Disagreement, observed and expected, of a sample.
impl Sample {
    fn once(&self) -> Self {
        Self { subjects: vec![1; self.subjects.len()], raters: vec![1; self.raters.len()], ..self.clone() }
    }

    /// The mean disagreement of each subject's pairs of different raters.
    fn within(&self, weights: Weights) -> Vec<Option<f64>> {
        let of_row = |row: &Vec<Option<usize>>| {
            let (mut sum, mut pairs) = (0.0, 0.0);
            for (g, k) in row.iter().enumerate() {
                for (h, l) in row.iter().enumerate().filter(|(h, _)| *h != g) {
                    if let (Some(k), Some(l)) = (k, l) {
                        let times = f64::from(self.raters[g] * self.raters[h]);
                        sum += times * apart(weights, *k, *l);
                        pairs += times;
                    }
                }
            }
            (pairs > 0.0).then(|| sum / pairs)
        };
        self.cells.iter().map(of_row).collect()
    }

    fn observed(&self, weights: Weights) -> Option<f64> {
        let (mut sum, mut count) = (0.0, 0.0);
        for (within, times) in self.within(weights).into_iter().zip(&self.subjects) {
            if let Some(within) = within {
                sum += within * f64::from(*times);
                count += f64::from(*times);
            }
        }
        (count > 0.0).then(|| sum / count)
    }

    /// The shares of the categories among weighted values; `None` where there is none.
    fn shares<'a>(values: impl Iterator<Item = (&'a Option<usize>, &'a u32)>) -> Option<[f64; 5]> {
        let mut counts = [0.0; 5];
        for (value, times) in values {
            if let Some(k) = value {
                counts[*k] += f64::from(*times);
            }
        }
        let total: f64 = counts.iter().sum();
        (total > 0.0).then(|| counts.map(|count| count / total))
    }

    fn pooled(&self) -> Option<[f64; 5]> {
        let (mut sums, mut count) = ([0.0; 5], 0.0);
        for (row, times) in self.cells.iter().zip(&self.subjects) {
            if let Some(shares) = Self::shares(row.iter().zip(&self.raters)) {
                (0..5).for_each(|k| sums[k] += shares[k] * f64::from(*times));
                count += f64::from(*times);
            }
        }
        (count > 0.0).then(|| sums.map(|sum| sum / count))
    }

    fn habit(&self, rater: usize) -> Option<[f64; 5]> {
        Self::shares(self.cells.iter().map(|row| &row[rater]).zip(&self.subjects))
    }

    fn expected(&self, kind: Kind, weights: Weights) -> Option<f64> {
        Some(match kind {
            Kind::Percent => 1.0,
            Kind::BrennanPrediger => between(weights, &[0.2; 5], &[0.2; 5]),
            Kind::Fleiss => between(weights, &self.pooled()?, &self.pooled()?),
            Kind::Gwet => 1.0 - hard(weights) * self.pooled()?.iter().map(|p| p * (1.0 - p)).sum::<f64>(),
            Kind::Conger => {
                let (mut sum, mut pairs) = (0.0, 0.0);
                for g in 0..self.raters.len() {
                    for h in (0..self.raters.len()).filter(|h| *h != g) {
                        if let (Some(one), Some(other)) = (self.habit(g), self.habit(h)) {
                            let times = f64::from(self.raters[g] * self.raters[h]);
                            sum += times * between(weights, &one, &other);
                            pairs += times;
                        }
                    }
                }
                (pairs > 0.0).then(|| sum / pairs)?
            }
        })
    }

    fn value(&self, kind: Kind, weights: Weights) -> Option<f64> {
        let (observed, expected) = (self.observed(weights)?, self.expected(kind, weights)?);
        (expected > 1e-12).then(|| 1.0 - observed / expected)
    }

    /// `p_e|i` of each rated subject, as R irrCAC and the handbook have it.
    fn agreed_by_chance(&self, kind: Kind, weights: Weights) -> Vec<f64> {
        let expected = 1.0 - self.expected(kind, weights).unwrap();
        let agree = |k: usize, l: usize| 1.0 - apart(weights, k, l);
        let pooled = self.pooled().unwrap();
        let rated = self.cells.iter().filter(|row| row.iter().any(Option::is_some));
        let n = rated.clone().count() as f64;
        let habits: Vec<(f64, [f64; 5])> = (0..self.raters.len())
            .filter_map(|g| {
                let count = self.cells.iter().filter(|row| row[g].is_some()).count();
                self.habit(g).map(|habit| (count as f64, habit))
            })
            .collect();
        let active: Vec<usize> = (0..self.raters.len()).filter(|g| self.habit(*g).is_some()).collect();
        let r = active.len() as f64;
        let mean = |k: usize| habits.iter().map(|(_, habit)| habit[k]).sum::<f64>();
        rated
            .map(|row| {
                let shares = Self::shares(row.iter().zip(&self.raters)).unwrap();
                let each = |of: &dyn Fn(usize) -> f64| (0..5).map(of).sum::<f64>();
                match kind {
                    Kind::Percent | Kind::BrennanPrediger => expected,
                    Kind::Fleiss => each(&|k| shares[k] * each(&|l| agree(k, l) * pooled[l])),
                    Kind::Gwet => hard(weights) * each(&|k| shares[k] * (1.0 - pooled[k])),
                    Kind::Conger => {
                        let of_rater = |(g, (count, habit)): (&usize, &(f64, [f64; 5]))| {
                            let there = f64::from(u8::from(row[*g].is_some()));
                            let moved =
                                |l: usize| f64::from(u8::from(row[*g] == Some(l))) - (there - count / n) * habit[l];
                            let term = |k: usize| (mean(k) - habit[k]) * each(&|l| agree(k, l) * moved(l)) * n / count;
                            each(&term)
                        };
                        active.iter().zip(&habits).map(of_rater).sum::<f64>() / (r * (r - 1.0))
                    }
                }
            })
            .collect()
    }

    /// The handbook's variance: of `kappa*_i` over the rated subjects.
    fn standard_error(&self, kind: Kind, weights: Weights) -> f64 {
        let (observed, expected) = (1.0 - self.observed(weights).unwrap(), 1.0 - self.expected(kind, weights).unwrap());
        let kappa = (observed - expected) / (1.0 - expected);
        let rated = self.cells.iter().zip(self.within(weights)).filter(|(row, _)| row.iter().any(Option::is_some));
        let within: Vec<Option<f64>> = rated.map(|(_, within)| within).collect();
        let n = within.len() as f64;
        let paired = within.iter().flatten().count() as f64;
        let squares = within.iter().zip(self.agreed_by_chance(kind, weights)).map(|(within, by_chance)| {
            let own = within.map_or(0.0, |within| n / paired * (1.0 - within - expected) / (1.0 - expected));
            let star = own - 2.0 * (1.0 - kappa) * (by_chance - expected) / (1.0 - expected);
            (star - kappa) * (star - kappa)
        });
        (squares.sum::<f64>() / n / (n - 1.0)).sqrt()
    }
}

fn between(weights: Weights, one: &[f64; 5], other: &[f64; 5]) -> f64 {
    (0..5).map(|k| (0..5).map(|l| apart(weights, k, l) * one[k] * other[l]).sum::<f64>()).sum()
}

/// `T_w / (q (q - 1))`.
fn hard(weights: Weights) -> f64 {
    (1.0 - between(weights, &[0.2; 5], &[0.2; 5])) * 25.0 / 20.0
}

fn same(one: Option<f64>, other: Option<f64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() < 1e-10 * other.abs().max(1.0),
        (one, other) => one.is_none() && other.is_none(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn samples_of_subjects_and_of_raters_too_follow_the_definition(sample in samples()) {
        let of_subjects = Sample { raters: vec![1; sample.raters.len()], ..sample.clone() };
        for (kind, weights) in KINDS.into_iter().flat_map(|kind| Weights::ALL.map(|weights| (kind, weights))) {
            let Ok(prepared) = Prepared::of(kind, &table(&sample.cells), &scale(weights)) else {
                prop_assert!(sample.once().observed(weights).is_none());
                continue;
            };
            let found = prepared.over_subjects(&sample.subjects);
            prop_assert!(same(found, of_subjects.value(kind, weights)), "{kind:?} {weights:?}: {found:?}");
            let found = prepared.over_both(&sample.subjects, &sample.raters);
            let expected = sample.value(kind, weights);
            prop_assert!(same(found, expected), "{kind:?} {weights:?}: {found:?} for {expected:?}");
        }
    }

    /// Drawn once each, rows and columns are the table; drawn several times, rows are rows.
    #[test]
    fn a_sample_of_subjects_is_the_table_with_these_rows(sample in samples()) {
        let repeated: Vec<_> =
            sample.cells.iter().zip(&sample.subjects).flat_map(|(row, times)| vec![row.clone(); *times as usize]).collect();
        let once = sample.once();
        for (kind, weights) in KINDS.into_iter().flat_map(|kind| Weights::ALL.map(|weights| (kind, weights))) {
            let of = |cells: &[Vec<Option<usize>>]| Prepared::of(kind, &table(cells), &scale(weights)).ok();
            let value = |prepared: &Prepared| prepared.coefficient(Confidence::USUAL).ok().map(|found| found.value);
            let Some(prepared) = of(&sample.cells) else { continue };
            prop_assert_eq!(prepared.over_subjects(&once.subjects), value(&prepared));
            prop_assert_eq!(prepared.over_both(&once.subjects, &once.raters), value(&prepared));
            let repeated = of(&repeated).and_then(|repeated| value(&repeated));
            prop_assert!(same(prepared.over_subjects(&sample.subjects), repeated));
        }
    }

    #[test]
    fn standard_errors_are_those_of_the_handbook(sample in samples()) {
        let sample = sample.once();
        for (kind, weights) in KINDS.into_iter().flat_map(|kind| Weights::ALL.map(|weights| (kind, weights))) {
            let found = Prepared::of(kind, &table(&sample.cells), &scale(weights));
            if let Some(error) = found.ok().and_then(|found| found.coefficient(Confidence::USUAL).ok()?.standard_error) {
                let expected = sample.standard_error(kind, weights);
                prop_assert!((error - expected).abs() < 1e-10 * expected.max(1.0), "{kind:?} {weights:?}: {error} for {expected}");
            }
        }
    }

    #[test]
    fn samples_of_two_raters(sample in samples()) {
        let pairs: Vec<Vec<Option<usize>>> = sample.cells.iter().map(|row| row[..2].to_vec()).collect();
        let drawn = pairs.iter().zip(&sample.subjects).flat_map(|(row, times)| vec![row.clone(); *times as usize]);
        let drawn: Vec<_> = drawn.collect();
        for weights in Weights::ALL {
            let Ok(prepared) = prepare_cohen_kappa(&table(&pairs), &scale(weights)) else { continue };
            let direct = cohen_kappa(&table(&drawn), &scale(weights), Confidence::USUAL).ok().map(|found| found.value);
            prop_assert!(same(prepared.over_subjects(&sample.subjects), direct));
            prop_assert!(same(prepared.over_both(&sample.subjects, &[2, 3]), direct));
            prop_assert_eq!(prepared.over_both(&sample.subjects, &[4, 0]), None);
        }
    }
}
