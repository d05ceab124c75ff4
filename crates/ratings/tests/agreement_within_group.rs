//! Within-group agreement and mean Spearman correlation against their naive definitions in exact fractions, and against
//! values that another program computed.
#![expect(clippy::unwrap_used, reason = "helpers of tests stop at what cannot be")]

use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};
use proptest::prelude::*;
use zhuoping_ratings::agreement::{
    Matrix, NoAgreement, StepScale, Undefined, a_wg, kendall_w, r_wg, r_wg_items, spearman_mean,
};

/// Shrout & Fleiss (1979), table 2: six subjects, four judges, on ten values.
const SHROUT_FLEISS: [[f64; 4]; 6] = [
    [9.0, 2.0, 5.0, 8.0],
    [6.0, 1.0, 3.0, 2.0],
    [8.0, 4.0, 6.0, 8.0],
    [7.0, 1.0, 2.0, 6.0],
    [10.0, 5.0, 6.0, 9.0],
    [6.0, 2.0, 4.0, 7.0],
];

fn ratio(n: i64) -> BigRational {
    BigRational::from_integer(n.into())
}

fn fraction(numer: i64, denom: i64) -> BigRational {
    ratio(numer) / ratio(denom)
}

fn near(found: f64, exact: &BigRational) -> bool {
    let exact = exact.to_f64().unwrap();
    (found - exact).abs() <= 1e-12 * exact.abs().max(1.0)
}

/// 1 to 10 are ten values with a variance of 99/12; the subjects' variances are 10, 14/3, 11/3, 26/3, 17/3 and 59/12.
#[test]
fn shrout_and_fleiss_by_subject() {
    let table = Matrix::complete(&SHROUT_FLEISS).unwrap();
    assert_eq!(StepScale::observed(&table), StepScale::new(1.0, 10.0, 1.0).ok());
    let found = r_wg(&table, StepScale::observed(&table).unwrap()).unwrap();
    let variances = [(10, 1), (14, 3), (11, 3), (26, 3), (17, 3), (59, 12)];
    let exact = variances.map(|(n, d)| ratio(1) - fraction(n, d) / fraction(99, 12));
    for (subject, exact) in found.subjects.iter().zip(&exact) {
        assert!(near(subject.unwrap(), exact), "{subject:?} for {exact}");
    }
    assert!(near(found.value, &(exact.iter().sum::<BigRational>() / ratio(6))));
    assert_eq!(found.subjects_used, 6);
}

/// On five values the uniform variance is 2 and the largest at the middle 4: both are printed wherever the indices are
/// explained (James, Demaree & Wolf 1984; Brown & Hauenstein 2005).
#[test]
fn five_point_scale() {
    let scale = StepScale::new(1.0, 5.0, 1.0).unwrap();
    assert!((scale.random_variance() - 2.0).abs() < 1e-15);
    let camps = Matrix::complete(&[[1.0, 1.0, 5.0, 5.0]]).unwrap();
    // s^2 = 16/3: r_wg = 1 - 8/3, a_wg = 1 - 2 at the widest spread there is.
    assert!(near(r_wg(&camps, scale).unwrap().value, &fraction(-5, 3)));
    assert!(near(a_wg(&camps, scale).unwrap().value, &ratio(-1)));
}

/// Means at the end, or so near that no rating could stand at the other end: nothing to compare with.
#[test]
fn extreme_means_have_no_a_wg() {
    let scale = StepScale::new(0.0, 100.0, 5.0).unwrap();
    let table = Matrix::from_rows(&[
        [Some(100.0), Some(100.0), Some(100.0), Some(100.0)],
        [Some(95.0), Some(90.0), Some(85.0), Some(80.0)],
        [Some(75.0), Some(75.0), Some(75.0), Some(75.0)],
        [Some(50.0), None, None, None],
    ])
    .unwrap();
    let found = a_wg(&table, scale).unwrap();
    let extreme = Err(NoAgreement::MeanTooExtreme);
    // 75 is (3 x 100 + 0) / 4, the limit for four raters, and counts.
    assert_eq!(found.subjects, [extreme, extreme, Ok(1.0), Err(NoAgreement::OneRating)]);
    assert_eq!((found.value.to_bits(), found.subjects_used), (1.0_f64.to_bits(), 1));
    let top = Matrix::complete(&[[100.0, 95.0]]).unwrap();
    assert_eq!(a_wg(&top, scale).unwrap_err(), Undefined::OnlyExtremes { found: 1 });
    assert!(near(r_wg(&top, scale).unwrap().value, &(ratio(1) - fraction(25, 2) / fraction(11000, 12))));
}

#[test]
fn ratings_outside_the_scale_are_refused() {
    let scale = StepScale::new(1.0, 5.0, 1.0).unwrap();
    let off = Undefined::OffScale { value: 6.0, lowest: 1.0, highest: 5.0 };
    let table = Matrix::complete(&[[6.0, 2.0], [1.0, 2.0]]).unwrap();
    assert_eq!(r_wg(&table, scale).unwrap_err(), off);
    assert_eq!(a_wg(&table, scale).unwrap_err(), off);
    assert_eq!(r_wg_items(&table, &[0, 0], scale).unwrap_err(), off);
}

/// Of one item it is r_wg; far beyond random it has no value.
#[test]
fn items_together() {
    let scale = StepScale::new(1.0, 5.0, 1.0).unwrap();
    let table = Matrix::complete(&SHROUT_FLEISS.map(|row| row.map(|x| (x / 2.0_f64).ceil()))).unwrap();
    let single = r_wg(&table, scale).unwrap();
    let one = r_wg_items(&table, &[0, 1, 2, 3, 4, 5], scale).unwrap();
    for (a, b) in single.subjects.iter().zip(&one.subjects) {
        assert!((a.unwrap() - b.unwrap()).abs() < 1e-12);
    }
    // Three camps items: q = 8/3 > 3/2, and the formula turns over.
    let camps = Matrix::complete(&[[1.0, 1.0, 5.0, 5.0]; 3]).unwrap();
    let found = r_wg_items(&camps, &[0, 0, 0], scale).unwrap_err();
    assert_eq!(found, Undefined::OnlyExtremes { found: 1 });
}

fn tables() -> impl Strategy<Value = Vec<Vec<Option<i64>>>> {
    (1_usize..=6, 2_usize..=5).prop_flat_map(|(n, k)| {
        let cell = prop_oneof![5 => (0_i64..=20).prop_map(Some), 1 => Just(None)];
        prop::collection::vec(prop::collection::vec(cell, k), n)
    })
}

/// Steps of 0.5 from 0 to 10.
fn matrix(steps: &[Vec<Option<i64>>]) -> Matrix {
    let rows: Vec<Vec<_>> =
        steps.iter().map(|row| row.iter().map(|cell| cell.map(|step| step as f64 / 2.0)).collect()).collect();
    Matrix::from_rows(&rows).unwrap()
}

fn variance(values: &[i64]) -> Option<BigRational> {
    let n = i64::try_from(values.len()).unwrap();
    let mean = (n > 1).then(|| fraction(values.iter().sum(), n))?;
    let squares: BigRational = values.iter().map(|x| (ratio(*x) - &mean) * (ratio(*x) - &mean)).sum();
    Some(squares / ratio(n - 1))
}

proptest! {
    /// In steps the scale runs from 0 to 20 and its variance is (21^2 - 1)/12.
    #[test]
    fn each_subject_is_what_the_definition_says(steps in tables()) {
        let scale = StepScale::new(0.0, 10.0, 0.5).unwrap();
        let table = matrix(&steps);
        let units: Vec<Vec<i64>> = steps.iter().map(|row| row.iter().flatten().copied().collect()).collect();
        let (Ok(plain), widest) = (r_wg(&table, scale), a_wg(&table, scale)) else {
            prop_assert!(units.iter().all(|unit| unit.len() < 2) || table_has_one_rater(&steps));
            return Ok(());
        };
        for (at, unit) in units.iter().enumerate() {
            let Some(spread) = variance(unit) else {
                prop_assert_eq!(plain.subjects[at], Err(NoAgreement::OneRating));
                continue;
            };
            prop_assert!(near(plain.subjects[at].unwrap(), &(ratio(1) - &spread / fraction(440, 12))));
            let k = ratio(unit.len() as i64);
            let mean = unit.iter().map(|x| ratio(*x)).sum::<BigRational>() / &k;
            let reach = ratio(20) / &k;
            let Ok(widest) = &widest else { continue };
            if mean < reach || mean > ratio(20) - &reach {
                prop_assert_eq!(widest.subjects[at], Err(NoAgreement::MeanTooExtreme));
            } else {
                // (H + L) M - M^2 - H L with L = 0.
                let most = (ratio(20) * &mean - &mean * &mean) * &k / (&k - ratio(1));
                prop_assert!(near(widest.subjects[at].unwrap(), &(ratio(1) - ratio(2) * spread / most)));
            }
        }
    }

    /// The mean over pairs of raters, from ranks by counting; and without ties (m W - 1)/(m - 1).
    #[test]
    fn mean_spearman_is_the_mean_over_pairs(steps in tables()) {
        let complete: Vec<Vec<i64>> = steps.iter().filter_map(|row| row.iter().copied().collect()).collect();
        prop_assume!(complete.len() > 1);
        let (n, m) = (complete.len() as i64, complete[0].len());
        let ranks: Vec<Vec<i64>> = (0..m).map(|j| (0..complete.len()).map(|i| {
            let x = complete[i][j];
            complete.iter().map(|row| 2 * i64::from(row[j] < x) + i64::from(row[j] == x)).sum::<i64>() - n
        }).collect()).collect();
        let product = |a: usize, b: usize| ranks[a].iter().zip(&ranks[b]).map(|(x, y)| x * y).sum::<i64>() as f64;
        match spearman_mean(&matrix(&steps)) {
            Err(Undefined::ConstantRaters { found }) => {
                prop_assert_eq!(found, (0..m).filter(|j| product(*j, *j) == 0.0).count());
            }
            found => {
                let found = found.unwrap().value;
                let pairs: Vec<f64> = (0..m)
                    .flat_map(|a| (a + 1..m).map(move |b| (a, b)))
                    .map(|(a, b)| product(a, b) / (product(a, a) * product(b, b)).sqrt())
                    .collect();
                let mean = pairs.iter().sum::<f64>() / pairs.len() as f64;
                prop_assert!((found - mean).abs() < 1e-12, "{found} for {mean}");
            }
        }
    }

    /// Exactly, without ties: W out of integers gives the fraction that the mean correlation must be.
    #[test]
    fn w_and_mean_spearman_are_one_without_ties(
        orders in (2_usize..7, 2_usize..8).prop_flat_map(|(m, n)| {
            prop::collection::vec(Just((0..n as i64).collect::<Vec<_>>()).prop_shuffle(), m)
        }),
    ) {
        let (m, n) = (orders.len() as i64, orders[0].len() as i64);
        let rows: Vec<Vec<f64>> =
            (0..orders[0].len()).map(|i| orders.iter().map(|order| order[i] as f64).collect()).collect();
        let table = Matrix::complete(&rows).unwrap();
        // S = sum (R_i - mean)^2, doubled ranks to keep it whole.
        let s: i64 = (0..orders[0].len()).map(|i| {
            let doubled: i64 = orders.iter().map(|order| 2 * (order[i] + 1)).sum();
            (doubled - m * (n + 1)).pow(2)
        }).sum();
        let w = fraction(3 * s, m * m * (n * n * n - n));
        prop_assert!(near(kendall_w(&table).unwrap().value, &w));
        let mean = (ratio(m) * w - ratio(1)) / ratio(m - 1);
        prop_assert!(near(spearman_mean(&table).unwrap().value, &mean));
    }

    #[test]
    fn order_changes_not_one_bit(steps in tables()) {
        let turned: Vec<Vec<_>> = steps.iter().rev().map(|row| row.iter().rev().copied().collect()).collect();
        let (one, other) = (matrix(&steps), matrix(&turned));
        let scale = StepScale::new(0.0, 10.0, 0.5).unwrap();
        prop_assert_eq!(spearman_mean(&one), spearman_mean(&other));
        prop_assert_eq!(r_wg(&one, scale).map(|w| w.value), r_wg(&other, scale).map(|w| w.value));
        prop_assert_eq!(a_wg(&one, scale).map(|w| w.value), a_wg(&other, scale).map(|w| w.value));
    }
}

fn table_has_one_rater(steps: &[Vec<Option<i64>>]) -> bool {
    (0..steps[0].len()).filter(|j| steps.iter().any(|row| row[*j].is_some())).count() < 2
}

#[test]
fn zero_is_told_from_missing() {
    assert!(ratio(0).is_zero());
    let table = Matrix::from_rows(&[[Some(0.0), None, Some(10.0)]]).unwrap();
    let found = r_wg(&table, StepScale::new(0.0, 10.0, 0.5).unwrap()).unwrap();
    // s^2 = 50 against 0.25 x 440/12.
    assert!(near(found.value, &(ratio(1) - ratio(50) / fraction(110, 12))));
}
