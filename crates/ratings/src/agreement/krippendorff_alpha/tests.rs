//! Samples and standard errors against the definition, pair by pair.

use super::{Level, Prepared, krippendorff_alpha};
use crate::agreement::matrix::Matrix;
use crate::agreement::resample::Resample;
use proptest::prelude::*;

type Cells = Vec<Vec<Option<f64>>>;

fn tables() -> impl Strategy<Value = (Cells, Vec<u32>, Vec<u32>)> {
    (2_usize..8, 2_usize..6).prop_flat_map(|(n, r)| {
        let value = prop::sample::select(vec![0.0, 0.25, 1.0, 1.5, 4.0, 10.0]);
        let cell = prop_oneof![4 => value.prop_map(Some), 1 => Just(None)];
        let cells = prop::collection::vec(prop::collection::vec(cell, r), n);
        (cells, prop::collection::vec(0_u32..4, n), prop::collection::vec(0_u32..3, r))
    })
}

/// One value of the table: its subject, its rater, and how often it counts.
struct Value {
    subject: usize,
    rater: usize,
    value: f64,
    times: f64,
}

/// The values of subjects that have pairs of different raters.
fn values(cells: &Cells, subjects: &[f64], raters: &[f64]) -> Vec<Value> {
    let mut all = Vec::new();
    for (subject, row) in cells.iter().enumerate() {
        let there = |rater: &usize| row[*rater].is_some() && raters[*rater] > 0.0;
        let own: Vec<usize> = (0..row.len()).filter(there).collect();
        if own.len() > 1 {
            all.extend(own.into_iter().map(|rater| Value {
                subject,
                rater,
                value: row[rater].unwrap(),
                times: subjects[subject] * raters[rater],
            }));
        }
    }
    all
}

/// How far two values lie apart, with the metric of the sample.
fn apart(level: Level, all: &[Value], x: f64, y: f64) -> f64 {
    match level {
        Level::Nominal => f64::from(u8::from(x.to_bits() != y.to_bits())),
        Level::Interval => (x - y) * (x - y),
        Level::Ratio => {
            if x + y > 0.0 {
                ((x - y) / (x + y)).powi(2)
            } else {
                0.0
            }
        }
        Level::Ordinal => {
            let rank = |x: f64| {
                let side =
                    |v: &Value| v.times * (f64::from(u8::from(v.value < x)) + f64::from(u8::from(v.value <= x))) / 2.0;
                all.iter().map(side).sum::<f64>()
            };
            (rank(x) - rank(y)).powi(2)
        }
    }
}

/// Observed and expected disagreement. Pairs of a rater with itself on one subject are none in the first; in the second
/// they are pairs only where `self_pairs`, which is what the linearized coefficient is made of.
fn disagreement(level: Level, cells: &Cells, subjects: &[f64], raters: &[f64], self_pairs: bool) -> Option<(f64, f64)> {
    let all = values(cells, subjects, raters);
    let n: f64 = all.iter().map(|v| v.times).sum();
    let mut observed = 0.0;
    for (subject, drawn) in subjects.iter().enumerate().take(cells.len()) {
        let own: Vec<&Value> = all.iter().filter(|v| v.subject == subject).collect();
        let (mut sum, mut pairs, mut m) = (0.0, 0.0, 0.0);
        for one in &own {
            m += raters[one.rater];
            for other in own.iter().filter(|other| other.rater != one.rater) {
                let times = raters[one.rater] * raters[other.rater];
                sum += times * apart(level, &all, one.value, other.value);
                pairs += times;
            }
        }
        if pairs > 0.0 {
            observed += drawn * m * sum / pairs;
        }
    }
    let (mut sum, mut pairs) = (0.0, 0.0);
    for one in &all {
        for other in &all {
            sum += one.times * other.times * apart(level, &all, one.value, other.value);
        }
        pairs += one.times * n - if self_pairs { 0.0 } else { one.times * raters[one.rater] };
    }
    (sum > 1e-9 && pairs > 0.0).then(|| (observed / n, sum / pairs))
}

fn float(times: &[u32]) -> Vec<f64> {
    times.iter().map(|times| f64::from(*times)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn samples_of_subjects_and_of_raters_too_follow_the_definition((cells, subjects, raters) in tables()) {
        let once = vec![1.0; raters.len()];
        for level in Level::ALL {
            let Ok(prepared) = Prepared::of(&Matrix::from_rows(&cells).unwrap(), level) else { continue };
            for (found, raters) in [
                (prepared.over_subjects(&subjects), once.clone()),
                (prepared.over_both(&subjects, &raters), float(&raters)),
            ] {
                let expected = disagreement(level, &cells, &float(&subjects), &raters, false).map(|(o, e)| 1.0 - o / e);
                match (found, expected) {
                    (Some(found), Some(expected)) => {
                        prop_assert!((found - expected).abs() < 1e-10 * expected.abs().max(1.0), "{level:?}: {found} for {expected}");
                    }
                    (found, expected) => prop_assert!(found.is_none() && expected.is_none(), "{level:?}: {found:?} for {expected:?}"),
                }
            }
        }
    }

    #[test]
    fn every_subject_once_is_the_table((cells, ..) in tables()) {
        let table = Matrix::from_rows(&cells).unwrap();
        for level in Level::ALL {
            let Ok(prepared) = Prepared::of(&table, level) else { continue };
            let value = krippendorff_alpha(&table, level).ok().map(|alpha| alpha.value);
            let (subjects, raters) = (vec![1; cells.len()], vec![1; cells[0].len()]);
            for found in [prepared.over_subjects(&subjects), prepared.over_both(&subjects, &raters)] {
                prop_assert_eq!(found.is_some(), value.is_some());
                if let (Some(found), Some(value)) = (found, value) {
                    prop_assert!((found - value).abs() < 1e-12 * value.abs().max(1.0), "{level:?}: {found} for {value}");
                }
            }
        }
    }

    /// The derivative by each subject's weight, by small differences; at ordinal level with the ranks it moves.
    #[test]
    fn standard_errors_are_those_of_the_derivative((cells, ..) in tables()) {
        let raters = vec![1.0; cells[0].len()];
        let used: Vec<usize> = (0..cells.len()).filter(|u| cells[*u].iter().flatten().count() > 1).collect();
        for level in Level::ALL {
            let Some(error) =
                krippendorff_alpha(&Matrix::from_rows(&cells).unwrap(), level).ok().and_then(|alpha| alpha.standard_error())
            else { continue };
            let value = |subject: usize, change: f64| {
                let mut weights = vec![1.0; cells.len()];
                weights[subject] += change;
                let (observed, expected) = disagreement(level, &cells, &weights, &raters, true).unwrap();
                1.0 - observed / expected
            };
            let n = used.len() as f64;
            let square = |subject: &usize| (n * (value(*subject, 1e-4) - value(*subject, -1e-4)) / 2e-4).powi(2);
            let expected = (used.iter().map(square).sum::<f64>() / (n * (n - 1.0))).sqrt();
            prop_assert!((error - expected).abs() < 1e-5 * expected.max(1.0), "{level:?}: {error} for {expected}");
        }
    }
}
