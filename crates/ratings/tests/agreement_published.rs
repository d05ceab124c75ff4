//! Coefficients of agreement against published numbers, and against slow exact computations on random tables.
#![expect(clippy::unwrap_used, reason = "helpers of tests stop at what cannot be")]

use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};
use proptest::prelude::*;
use zhuoping_ratings::agreement::{
    Confidence, Matrix, MeanSquares, NoInterval, Undefined, alpha_interval, icc_a1, icc_ak, kendall_w,
};

/// Shrout & Fleiss (1979), table 2: six subjects, four judges.
const SHROUT_FLEISS: [[f64; 4]; 6] = [
    [9.0, 2.0, 5.0, 8.0],
    [6.0, 1.0, 3.0, 2.0],
    [8.0, 4.0, 6.0, 8.0],
    [7.0, 1.0, 2.0, 6.0],
    [10.0, 5.0, 6.0, 9.0],
    [6.0, 2.0, 4.0, 7.0],
];

fn complete<const K: usize>(rows: &[[f64; K]]) -> Matrix {
    Matrix::complete(rows).unwrap()
}

fn rounded(value: f64, decimals: usize) -> String {
    format!("{value:.decimals$}")
}

/// Their table 2 prints mean squares 11.24 (between targets), 32.49 (between judges), 1.02 (residual); their table 4
/// prints ICC(2,1) = .29 and ICC(2,4) = .62.
#[test]
fn shrout_and_fleiss_1979() {
    let table = complete(&SHROUT_FLEISS);
    let squares = MeanSquares::of(&table).unwrap();
    let printed = [squares.rows, squares.columns, squares.residual].map(|square| rounded(square, 2));
    assert_eq!(printed, ["11.24", "32.49", "1.02"]);
    assert_eq!(rounded(icc_a1(&table, Confidence::USUAL).unwrap().value, 2), "0.29");
    assert_eq!(rounded(icc_ak(&table, Confidence::USUAL).unwrap().value, 2), "0.62");
}

/// Siegel (1956), chapter 9: three executives rank six applicants; he prints W = .16.
#[test]
fn siegel_1956_without_ties() {
    let rankings =
        [[1.0, 1.0, 6.0], [6.0, 5.0, 3.0], [3.0, 6.0, 2.0], [2.0, 4.0, 5.0], [5.0, 2.0, 4.0], [4.0, 3.0, 1.0]];
    let w = kendall_w(&complete(&rankings)).unwrap();
    // S = 25.5, so W = 12 x 25.5 / (9 x 210) = 306/1890.
    assert!((w.value - 306.0 / 1890.0).abs() < 1e-15);
    assert_eq!(rounded(w.value, 2), "0.16");
    assert!((w.chi_square - 3.0 * 5.0 * 306.0 / 1890.0).abs() < 1e-14);
    assert_eq!(w.freedom, 5);
    // Tables of chi-square with 5 degrees of freedom: 2.343 leaves 80 %, 3.000 leaves 70 %.
    assert!(w.p_value > 0.7 && w.p_value < 0.8, "{}", w.p_value);
}

#[test]
fn rows_with_a_missing_cell_are_left_out_and_counted() {
    let mut rows: Vec<Vec<Option<f64>>> = SHROUT_FLEISS.iter().map(|row| row.map(Some).to_vec()).collect();
    rows.push(vec![Some(1.0), None, Some(9.0), Some(4.0)]);
    rows.push(vec![None; 4]);
    // A column in which nobody wrote is no rater.
    for row in &mut rows {
        row.push(None);
    }
    let (table, six) = (Matrix::from_rows(&rows).unwrap(), complete(&SHROUT_FLEISS));
    let (holed, whole) = (icc_a1(&table, Confidence::USUAL).unwrap(), icc_a1(&six, Confidence::USUAL).unwrap());
    assert_eq!((holed.mean_squares.rows_omitted, holed.mean_squares.subjects, holed.mean_squares.raters), (2, 6, 4));
    assert!((holed.value - whole.value).abs() < 1e-15);
    let (holed, whole) = (kendall_w(&table).unwrap(), kendall_w(&six).unwrap());
    assert_eq!((holed.rows_omitted, holed.raters, whole.rows_omitted), (2, 4, 0));
    assert!((holed.value - whole.value).abs() < 1e-15);
    // Alpha uses the pairs of the seventh row and only drops the empty one.
    let alpha = alpha_interval(&table).unwrap();
    assert_eq!((alpha.subjects_used, alpha.values_used), (7, 27));
}

#[test]
fn what_does_not_exist_says_why() {
    let every = |rows: &[[Option<f64>; 3]]| {
        let table = Matrix::from_rows(rows).unwrap();
        (alpha_interval(&table).err(), icc_a1(&table, Confidence::USUAL).err(), kendall_w(&table).err())
    };
    let one = Some(1.0);
    let few = |found, omitted| Some(Undefined::TooFewSubjects { found, needed: 2, omitted });
    let lonely = Some(Undefined::TooFewRaters { found: 1, needed: 2 });
    let nobody = Some(Undefined::TooFewRaters { found: 0, needed: 2 });
    let no = Some(Undefined::NoVariation);

    assert_eq!(every(&[]), (nobody.clone(), nobody.clone(), nobody.clone()));
    assert_eq!(every(&[[None; 3]; 4]), (nobody.clone(), nobody.clone(), nobody));
    assert_eq!(every(&[[one, None, None], [Some(2.0), None, None]]), (lonely.clone(), lonely.clone(), lonely));
    assert_eq!(every(&[[one, Some(2.0), Some(3.0)]]).1, few(1, 0));
    assert_eq!(every(&[[one, Some(2.0), Some(3.0)], [one, one, None]]).2, few(1, 1));
    assert_eq!(every(&[[one; 3]; 4]), (no.clone(), no.clone(), Some(Undefined::AllTied)));
    // 0.1 has no exact float: a mean of equal values differs from them, but there is no variation all the same.
    assert_eq!(every(&[[Some(0.1); 3]; 7]).0, no);
    assert_eq!(every(&[[one, None, None], [None, Some(2.0), None]]).0, Some(Undefined::NothingPairable));
}

#[test]
fn variances_that_cancel_leave_no_coefficient() {
    let crossed = complete(&[[1.0, 2.0], [2.0, 1.0]]);
    assert_eq!(icc_a1(&crossed, Confidence::USUAL).err(), Some(Undefined::ZeroDenominator));
    // MSR = 1/6, MSC = 0 and MSE = 1/2 on 3 rows: MSR + (MSC - MSE)/n is exactly 0, though no float is.
    let cancelled = complete(&[[0.0, 0.0], [0.0, 1.0], [1.0, 0.0]]);
    assert_eq!(icc_ak(&cancelled, Confidence::USUAL).err(), Some(Undefined::ZeroDenominator));
    assert!(icc_a1(&cancelled, Confidence::USUAL).unwrap().value < 0.0);
}

/// Each rater moves each subject differently, so that all means are equal: no variance between subjects at all.
#[test]
fn subjects_that_do_not_differ_have_a_value_without_an_interval() {
    let latin = complete(&[[1.0, 2.0, 3.0], [2.0, 3.0, 1.0], [3.0, 1.0, 2.0]]);
    let single = icc_a1(&latin, Confidence::USUAL).unwrap();
    // MSR = MSC = 0: the value is -MSE / ((k - 1) MSE - k/n MSE), here -1.
    assert!((single.value + 1.0).abs() < 1e-15, "{}", single.value);
    assert_eq!(single.interval, Err(NoInterval::NoSubjectVariance));
    let average = icc_ak(&latin, Confidence::USUAL).unwrap();
    assert!(average.value > 1.0, "the formula leaves its range: {}", average.value);
    assert_eq!(average.interval, Err(NoInterval::NegativeVariance));
}

#[test]
fn perfect_agreement_is_1_and_has_no_degrees_of_freedom_left() {
    let same = complete(&[[50.0; 3], [65.0; 3], [80.0; 3], [30.0; 3]]);
    let icc = icc_a1(&same, Confidence::USUAL).unwrap();
    assert!((icc.value - 1.0).abs() < 1e-15 && icc.interval == Err(NoInterval::OutOfReach));
    assert!((alpha_interval(&same).unwrap().value - 1.0).abs() < 1e-15);
    assert!((kendall_w(&same).unwrap().value - 1.0).abs() < 1e-15);
}

/// A far origin takes all digits from sums of squares of floats; integers from the smallest value on keep them.
#[test]
fn a_far_origin_takes_no_digit() {
    let far = complete(&SHROUT_FLEISS.map(|row| row.map(|x| x + 1e9)));
    let near = complete(&SHROUT_FLEISS);
    assert!((alpha_interval(&far).unwrap().value - alpha_interval(&near).unwrap().value).abs() < 1e-15);
    let icc = |table| icc_a1(table, Confidence::USUAL).unwrap().value;
    assert!((icc(&far) - icc(&near)).abs() < 1e-15);
}

/// Up to 7 subjects x 5 raters, values with one decimal, a fifth of the cells missing.
fn tables() -> impl Strategy<Value = Vec<Vec<Option<i64>>>> {
    (1_usize..=7, 1_usize..=5).prop_flat_map(|(n, k)| {
        let cell = prop_oneof![4 => (0_i64..40).prop_map(Some), 1 => Just(None)];
        prop::collection::vec(prop::collection::vec(cell, k), n)
    })
}

fn matrix(tenths: &[Vec<Option<i64>>]) -> Matrix {
    let rows: Vec<Vec<_>> =
        tenths.iter().map(|row| row.iter().map(|cell| cell.map(|tenths| tenths as f64 / 10.0)).collect()).collect();
    Matrix::from_rows(&rows).unwrap()
}

fn ratio(n: i64) -> BigRational {
    BigRational::from_integer(n.into())
}

/// The definition: ordered pairs within subjects, each weighing `1/(m_u - 1)`, against all ordered pairs.
fn alpha_by_pairs(tenths: &[Vec<Option<i64>>]) -> Option<BigRational> {
    let units: Vec<Vec<i64>> = tenths
        .iter()
        .map(|row| row.iter().flatten().copied().collect())
        .filter(|unit: &Vec<i64>| unit.len() > 1)
        .collect();
    let pairs = |values: &[i64]| -> BigRational {
        let all = values.iter().enumerate().flat_map(|(i, a)| {
            values.iter().enumerate().filter(move |(j, _)| i != *j).map(move |(_, b)| (a - b) * (a - b))
        });
        ratio(all.sum())
    };
    let values: Vec<i64> = units.concat();
    let n = ratio(i64::try_from(values.len()).unwrap());
    let expected = pairs(&values);
    if expected.is_zero() {
        return None;
    }
    let observed: BigRational = units.iter().map(|unit| pairs(unit) / ratio(unit.len() as i64 - 1)).sum();
    Some(ratio(1) - observed / n.clone() / (expected / (n.clone() * (n - ratio(1)))))
}

/// Mean squares from the cells' own definition: deviations from exact means.
fn exact_mean_squares(rows: &[Vec<i64>]) -> [BigRational; 3] {
    let (n, k) = (rows.len() as i64, rows[0].len() as i64);
    let mean = |values: &mut dyn Iterator<Item = i64>, count: i64| ratio(values.sum()) / ratio(count);
    let row_means: Vec<_> = rows.iter().map(|row| mean(&mut row.iter().copied(), k)).collect();
    let column_means: Vec<_> = (0..rows[0].len()).map(|j| mean(&mut rows.iter().map(|row| row[j]), n)).collect();
    let grand = mean(&mut rows.iter().flatten().copied(), n * k);
    let square = |x: BigRational| x.clone() * x;
    let between = |means: &[BigRational], each: i64| -> BigRational {
        means.iter().map(|mean| square(mean - &grand)).sum::<BigRational>() * ratio(each)
    };
    let mut residual = ratio(0);
    for (row, row_mean) in rows.iter().zip(&row_means) {
        for (cell, column_mean) in row.iter().zip(&column_means) {
            residual += square(ratio(*cell) - row_mean - column_mean + &grand);
        }
    }
    let freedom = ratio((n - 1) * (k - 1));
    [between(&row_means, k) / ratio(n - 1), between(&column_means, n) / ratio(k - 1), residual / freedom]
}

/// Rank by counting: smaller values count 1, equal ones a half.
fn w_by_mean_spearman(rows: &[Vec<i64>]) -> Option<BigRational> {
    let (n, m) = (rows.len() as i64, rows[0].len());
    let rank = |j: usize, i: usize| {
        rows.iter()
            .map(|row| ratio(i64::from(row[j] < rows[i][j]) * 2 + i64::from(row[j] == rows[i][j])))
            .sum::<BigRational>()
    };
    let ranks: Vec<Vec<BigRational>> = (0..m).map(|j| (0..rows.len()).map(|i| rank(j, i)).collect()).collect();
    // Doubled ranks less 1 have mean n.
    let product = |a: usize, b: usize| -> BigRational {
        ranks[a].iter().zip(&ranks[b]).map(|(x, y)| (x - ratio(n)) * (y - ratio(n))).sum()
    };
    let pairs = || (0..m).flat_map(|a| (0..m).map(move |b| (a, b)));
    let own: BigRational = (0..m).map(|a| product(a, a)).sum();
    if own.is_zero() {
        return None;
    }
    Some(pairs().map(|(a, b)| product(a, b)).sum::<BigRational>() / own / ratio(m as i64))
}

fn near(found: f64, exact: &BigRational) -> bool {
    let exact = exact.to_f64().unwrap();
    (found - exact).abs() <= 1e-13 * exact.abs().max(1.0)
}

proptest! {
    #[test]
    fn alpha_counts_pairs_whatever_is_missing(tenths in tables()) {
        match (alpha_interval(&matrix(&tenths)), alpha_by_pairs(&tenths)) {
            (Ok(alpha), Some(exact)) => prop_assert!(near(alpha.value, &exact), "{} for {exact}", alpha.value),
            (Err(_), None) => {}
            (found, exact) => prop_assert!(false, "{found:?} for {exact:?}"),
        }
    }

    #[test]
    fn mean_squares_icc_and_w_equal_exact_fractions(tenths in tables()) {
        let complete: Vec<Vec<i64>> = tenths.iter().filter_map(|row| row.iter().copied().collect()).collect();
        prop_assume!(complete.len() > 1 && complete[0].len() > 1);
        let table = matrix(&tenths);
        let [rows, columns, residual] = exact_mean_squares(&complete);
        let Ok(squares) = MeanSquares::of(&table) else {
            prop_assert!(rows.is_zero() && columns.is_zero() && residual.is_zero());
            return Ok(());
        };
        prop_assert_eq!(squares.rows_omitted, tenths.len() - complete.len());
        for (found, exact) in [(squares.rows, &rows), (squares.columns, &columns), (squares.residual, &residual)] {
            prop_assert!(near(found, &(exact / ratio(100))), "{} for {}", found, exact);
        }
        let (n, k) = (ratio(complete.len() as i64), ratio(complete[0].len() as i64));
        let single = &rows + (&k - ratio(1)) * &residual + &k / &n * (&columns - &residual);
        let average = &rows + (&columns - &residual) / &n;
        for (found, below) in
            [(icc_a1(&table, Confidence::USUAL), single), (icc_ak(&table, Confidence::USUAL), average)]
        {
            match found {
                Err(why) => prop_assert!(why == Undefined::ZeroDenominator && below.is_zero()),
                Ok(icc) => {
                    prop_assert!(!below.is_zero());
                    let exact = (&rows - &residual) / below;
                    let size = exact.to_f64().unwrap();
                    prop_assert!((icc.value - size).abs() <= 1e-12 * size.abs().max(1.0) * size.abs().max(1.0));
                    if let Ok(interval) = icc.interval {
                        prop_assert!(interval.lower <= icc.value + 1e-9 && icc.value <= interval.upper + 1e-9);
                    }
                }
            }
        }
        match (kendall_w(&table), w_by_mean_spearman(&complete)) {
            (Ok(w), Some(exact)) => prop_assert!(near(w.value, &exact), "{} for {exact}", w.value),
            (Err(Undefined::AllTied), None) => {}
            (found, exact) => prop_assert!(false, "{found:?} for {exact:?}"),
        }
    }

    /// The same bits, since sums are exact: also for numbers that are no short decimals.
    #[test]
    fn the_order_of_subjects_and_raters_changes_not_one_bit(tenths in tables(), divide in any::<bool>()) {
        let build = |turn: bool| {
            let scale = if divide { 7.0 } else { 10.0 };
            let row = |row: &Vec<Option<i64>>| -> Vec<Option<f64>> {
                let cells = row.iter().map(|cell| cell.map(|x| x as f64 / scale));
                if turn { cells.rev().collect() } else { cells.collect() }
            };
            let rows: Vec<_> = if turn { tenths.iter().rev().map(row).collect() } else { tenths.iter().map(row).collect() };
            Matrix::from_rows(&rows).unwrap()
        };
        let (one, other) = (build(false), build(true));
        prop_assert_eq!(alpha_interval(&one), alpha_interval(&other));
        prop_assert_eq!(icc_a1(&one, Confidence::USUAL), icc_a1(&other, Confidence::USUAL));
        prop_assert_eq!(icc_ak(&one, Confidence::USUAL), icc_ak(&other, Confidence::USUAL));
        prop_assert_eq!(kendall_w(&one), kendall_w(&other));
    }
}
