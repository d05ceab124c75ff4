//! Floats against fractions, and both against all whole numbers.

use super::*;
use crate::choice::below;
use crate::lottery::leximin::number::Exact;
use num_traits::ToPrimitive;
use std::num::NonZeroU64;
use zhuoping_provenance::{Seed, Words};

/// Numbers of a random program: bounds and objective by column, coefficients and bounds by row.
struct Numbers {
    columns: Vec<(i64, i64, i64)>,
    rows: Vec<(Vec<i64>, i64, i64)>,
}

fn up_to(words: &mut Words, most: u64) -> i64 {
    i64::try_from(below(words, NonZeroU64::new(most + 1).unwrap())).unwrap()
}

fn random(words: &mut Words) -> Numbers {
    let columns: Vec<_> = (0..6).map(|_| (up_to(words, 10) - 5, up_to(words, 1), 1 + up_to(words, 3))).collect();
    let rows = (0..4)
        .map(|_| {
            let coefficients: Vec<i64> = columns.iter().map(|_| up_to(words, 1)).collect();
            let low = up_to(words, 3);
            (coefficients, low, low + up_to(words, 2))
        })
        .collect();
    Numbers { columns, rows }
}

fn program<N: Number>(numbers: &Numbers) -> Simplex<N> {
    let mut program = Simplex::new();
    for (objective, low, high) in &numbers.columns {
        program.add_column(Vec::new(), N::whole(*objective), N::whole(*low), Some(N::whole(*high)));
    }
    for (coefficients, low, high) in &numbers.rows {
        let entries: Vec<(usize, N)> = coefficients.iter().map(|value| N::whole(*value)).enumerate().collect();
        let entries: Vec<(usize, N)> = entries.into_iter().filter(|(_, value)| !value.is_zero()).collect();
        program.add_row(&entries, Some(N::whole(*low)), Some(N::whole(*high)));
    }
    program
}

fn objective<N: Number>(program: &Simplex<N>, numbers: &Numbers) -> N {
    let mut sum = N::whole(0);
    for (at, (objective, _, _)) in numbers.columns.iter().enumerate() {
        sum.more_product(&N::whole(*objective), &program.value(at));
    }
    sum
}

/// The greatest objective of whole numbers, by trying all of them; a relaxation reaches at least as much.
fn brute(numbers: &Numbers, chosen: &mut Vec<i64>) -> Option<i64> {
    if chosen.len() == numbers.columns.len() {
        let holds = numbers.rows.iter().all(|(coefficients, low, high)| {
            let sum: i64 = coefficients.iter().zip(&*chosen).map(|(a, b)| a * b).sum();
            (low..=high).contains(&&sum)
        });
        return holds.then(|| numbers.columns.iter().zip(&*chosen).map(|((c, _, _), x)| c * x).sum());
    }
    let (_, low, high) = numbers.columns[chosen.len()];
    (low..=high)
        .filter_map(|value| {
            chosen.push(value);
            let best = brute(numbers, chosen);
            chosen.pop();
            best
        })
        .max()
}

#[test]
fn floats_and_fractions_agree_through_changes_of_bounds_and_objective() {
    let mut words = Words::new(Seed::from_text("zhuoping/test/simplex", "agree"), 0);
    for _ in 0..300 {
        let mut numbers = random(&mut words);
        let mut rough: Simplex<f64> = program(&numbers);
        let mut warm: Simplex<Exact> = program(&numbers);
        for _ in 0..6 {
            let mut cold: Simplex<Exact> = program(&numbers);
            let ended = cold.solve();
            assert_eq!((warm.solve(), rough.solve()), (ended, ended));
            let best = brute(&numbers, &mut Vec::new());
            if ended == Ended::Optimal {
                let exact = objective(&cold, &numbers);
                assert_eq!(objective(&warm, &numbers), exact);
                let float = exact.big().to_f64().unwrap();
                assert!((objective(&rough, &numbers) - float).abs() < 1e-6);
                assert!(best.is_none_or(|best| best as f64 <= float + 1e-9), "{best:?} {float}");
            } else {
                assert_eq!(best, None);
            }
            let at = usize::try_from(up_to(&mut words, 5)).unwrap();
            let (value, low) = (up_to(&mut words, 10) - 5, up_to(&mut words, 2));
            numbers.columns[at] = (value, low, low + up_to(&mut words, 2));
            let (_, low, high) = numbers.columns[at];
            rough.set_objective(at, value as f64);
            rough.set_bounds(at, Some(low as f64), Some(high as f64));
            warm.set_objective(at, Exact::whole(value));
            warm.set_bounds(at, Some(Exact::whole(low)), Some(Exact::whole(high)));
        }
    }
}
