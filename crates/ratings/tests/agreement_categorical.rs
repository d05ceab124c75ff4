//! Coefficients on categories, and alpha at every level, against their definitions computed slowly and exactly.
#![expect(clippy::unwrap_used, reason = "helpers of tests stop at what cannot be")]

use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};
use proptest::prelude::*;
use zhuoping_ratings::agreement::categorical::{
    Categories, Coefficient, Scale, Weights, brennan_prediger, cohen_kappa, conger_kappa, fleiss_kappa, gwet_ac,
    percent_agreement,
};
use zhuoping_ratings::agreement::{Alpha, Confidence, Level, Matrix, NoInterval, Undefined, krippendorff_alpha};

type Compute = fn(&Matrix, &Scale, Confidence) -> Result<Coefficient, Undefined>;
type Cells = Vec<Vec<Option<i64>>>;

/// Those that take any number of raters.
const OF_MANY: [Compute; 5] = [percent_agreement, brennan_prediger, fleiss_kappa, conger_kappa, gwet_ac];

fn matrix(cells: &Cells) -> Matrix {
    let rows: Vec<Vec<_>> =
        cells.iter().map(|row| row.iter().map(|cell| cell.map(|x| x as f64 / 10.0)).collect()).collect();
    Matrix::from_rows(&rows).unwrap()
}

fn ratio(n: i64) -> BigRational {
    BigRational::from_integer(n.into())
}

fn count(n: usize) -> BigRational {
    ratio(i64::try_from(n).unwrap())
}

fn near(found: f64, exact: &BigRational, tolerance: f64) -> bool {
    let exact = exact.to_f64().unwrap();
    (found - exact).abs() <= tolerance * exact.abs().max(1.0)
}

/// Up to 7 subjects and 5 raters, values in tenths out of a few, a fifth of the cells missing.
fn tables() -> impl Strategy<Value = Cells> {
    let values = prop::sample::subsequence(vec![-20_i64, 0, 3, 10, 11, 25, 100], 1..6);
    (1_usize..=7, 1_usize..=5, values).prop_flat_map(|(n, r, values)| {
        let cell = prop_oneof![4 => prop::sample::select(values).prop_map(Some), 1 => Just(None)];
        prop::collection::vec(prop::collection::vec(cell, r), n)
    })
}

/// The categories as tenths: what occurs, and some that need not.
fn categories(cells: &Cells, more: &[i64]) -> Vec<i64> {
    let mut all: Vec<i64> = cells.iter().flatten().flatten().chain(more).copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn scale(tenths: &[i64], weights: Weights) -> Scale {
    Scale { categories: Categories::of(tenths.iter().map(|x| *x as f64 / 10.0)).unwrap(), weights }
}

/// The definitions, with every sum written out over categories, subjects and pairs of raters.
struct Definition<'a> {
    cells: &'a Cells,
    categories: &'a [i64],
    weights: Weights,
}

impl Definition<'_> {
    fn weight(&self, one: i64, other: i64) -> BigRational {
        let place = |x: i64| self.categories.iter().position(|y| *y == x).unwrap();
        let pairs = |n: usize| count(n * n.saturating_sub(1) / 2);
        let range = self.categories.last().unwrap() - self.categories[0];
        let far = ratio((one - other).abs()) / ratio(range);
        match self.weights {
            Weights::Unweighted => ratio(i64::from(one == other)),
            Weights::Linear => ratio(1) - far,
            Weights::Quadratic => ratio(1) - &far * &far,
            Weights::Ordinal => ratio(1) - pairs(place(one).abs_diff(place(other)) + 1) / pairs(self.categories.len()),
        }
    }

    fn rated(&self) -> Vec<Vec<i64>> {
        let rows = self.cells.iter().map(|row| row.iter().flatten().copied().collect());
        rows.filter(|row: &Vec<i64>| !row.is_empty()).collect()
    }

    /// The mean weight over the ordered pairs of each subject that has any.
    fn observed(&self) -> Option<BigRational> {
        let of_row = |row: &Vec<i64>| -> BigRational {
            let m = row.len();
            let pairs = (0..m).flat_map(|g| (0..m).filter(move |h| g != *h).map(move |h| (g, h)));
            pairs.map(|(g, h)| self.weight(row[g], row[h])).sum::<BigRational>() / count(m * (m - 1))
        };
        let rows: Vec<_> = self.rated().into_iter().filter(|row| row.len() > 1).collect();
        (!rows.is_empty()).then(|| rows.iter().map(of_row).sum::<BigRational>() / count(rows.len()))
    }

    fn mean_weight(&self, one: &[BigRational], other: &[BigRational]) -> BigRational {
        let mut sum = ratio(0);
        for (k, p) in self.categories.iter().zip(one) {
            for (l, q) in self.categories.iter().zip(other) {
                sum += self.weight(*k, *l) * p * q;
            }
        }
        sum
    }

    fn shares(&self, values: &[i64]) -> Vec<BigRational> {
        let share = |k: &i64| count(values.iter().filter(|x| *x == k).count()) / count(values.len());
        self.categories.iter().map(share).collect()
    }

    /// `pi_k`, the mean over rated subjects.
    fn pooled(&self) -> Vec<BigRational> {
        let rows: Vec<_> = self.rated().iter().map(|row| self.shares(row)).collect();
        (0..self.categories.len())
            .map(|k| rows.iter().map(|row| row[k].clone()).sum::<BigRational>() / count(rows.len()))
            .collect()
    }

    /// `p_e`, in the order of [`OF_MANY`].
    fn expected(&self) -> [BigRational; 5] {
        let q = self.categories.len();
        let even = vec![ratio(1) / count(q); q];
        let pooled = self.pooled();
        let hard: BigRational = pooled.iter().map(|p| p * (ratio(1) - p)).sum();
        let all = self.mean_weight(&even, &even);
        let gwet = &all * count(q * q) / count(q * (q - 1)) * hard;
        [ratio(0), all, self.mean_weight(&pooled, &pooled), self.of_raters(), gwet]
    }

    fn of_raters(&self) -> BigRational {
        let columns: Vec<Vec<i64>> =
            (0..self.cells[0].len()).map(|g| self.cells.iter().filter_map(|row| row[g]).collect()).collect();
        let habits: Vec<_> = columns.iter().filter(|c| !c.is_empty()).map(|c| self.shares(c)).collect();
        let r = habits.len();
        let pairs = (0..r).flat_map(|g| (0..r).filter(move |h| g != *h).map(move |h| (g, h)));
        pairs.map(|(g, h)| self.mean_weight(&habits[g], &habits[h])).sum::<BigRational>() / count(r * (r - 1))
    }
}

/// `sum delta^2` over the ordered pairs of some values.
fn pairs(values: &[i64], delta: &dyn Fn(i64, i64) -> BigRational) -> BigRational {
    values.iter().flat_map(|a| values.iter().map(|b| delta(*a, *b))).sum()
}

/// The definition of alpha: ordered pairs within subjects, each weighing `1/(m_u - 1)`, against all ordered pairs.
fn alpha_by_pairs(cells: &Cells, level: Level) -> Option<BigRational> {
    let rows = cells.iter().map(|row| row.iter().flatten().copied().collect());
    let units: Vec<Vec<i64>> = rows.filter(|unit: &Vec<i64>| unit.len() > 1).collect();
    let values: Vec<i64> = units.concat();
    let delta = |a: i64, b: i64| match level {
        Level::Nominal => ratio(i64::from(a != b)),
        Level::Interval => ratio((a - b) * (a - b)),
        Level::Ratio if a + b == 0 => ratio(0),
        Level::Ratio => ratio((a - b) * (a - b)) / ratio((a + b) * (a + b)),
        Level::Ordinal => {
            let (low, high) = (a.min(b), a.max(b));
            // Values between, the ends counting half each, doubled.
            let between = values.iter().filter(|x| low <= **x && **x <= high).count();
            let ends = values.iter().filter(|x| **x == low).count() + values.iter().filter(|x| **x == high).count();
            let doubled = if a == b { ratio(0) } else { count(2 * between) - count(ends) };
            &doubled * &doubled
        }
    };
    let expected = pairs(&values, &delta);
    if expected.is_zero() {
        return None;
    }
    let observed: BigRational = units.iter().map(|unit| pairs(unit, &delta) / count(unit.len() - 1)).sum();
    Some(ratio(1) - observed * (count(values.len()) - ratio(1)) / expected)
}

fn without_negatives(cells: &Cells) -> Cells {
    cells.iter().map(|row| row.iter().map(|cell| cell.map(i64::abs)).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn values_equal_their_definitions_in_exact_fractions(cells in tables(), more in prop::collection::vec(-30_i64..120, 0..3)) {
        let categories = categories(&cells, &more);
        prop_assume!(categories.len() > 1);
        let table = matrix(&cells);
        for weights in Weights::ALL {
            let definition = Definition { cells: &cells, categories: &categories, weights };
            let raters = (0..cells[0].len()).filter(|g| cells.iter().any(|row| row[*g].is_some())).count();
            let Some(observed) = definition.observed() else {
                for compute in OF_MANY {
                    let expected =
                        if raters < 2 { Undefined::TooFewRaters { found: raters, needed: 2 } } else { Undefined::NothingPairable };
                    prop_assert_eq!(compute(&table, &scale(&categories, weights), Confidence::USUAL), Err(expected));
                }
                continue;
            };
            for (compute, expected) in OF_MANY.into_iter().zip(definition.expected()) {
                let found = compute(&table, &scale(&categories, weights), Confidence::USUAL);
                if expected.is_one() {
                    prop_assert_eq!(found, Err(Undefined::NoVariation));
                    continue;
                }
                let found = found.unwrap();
                let exact = (&observed - &expected) / (ratio(1) - &expected);
                prop_assert!(near(found.value, &exact, 1e-13), "{weights:?}: {found:?} for {exact}");
                prop_assert!(near(found.observed, &observed, 1e-13));
                prop_assert!(found.expected.map_or(expected.is_zero(), |p| near(p, &expected, 1e-13)));
                prop_assert_eq!(found.standard_error.is_some(), found.interval.is_ok());
                if let Ok(interval) = found.interval {
                    prop_assert!(interval.lower <= found.value && found.value <= interval.upper + 1e-12 && interval.upper <= 1.0);
                }
            }
        }
    }

    #[test]
    fn alpha_of_every_level_counts_pairs(cells in tables()) {
        for level in Level::ALL {
            let cells = if level == Level::Ratio { without_negatives(&cells) } else { cells.clone() };
            match (krippendorff_alpha(&matrix(&cells), level), alpha_by_pairs(&cells, level)) {
                (Ok(alpha), Some(exact)) => {
                    prop_assert!(near(alpha.value, &exact, 1e-13), "{level:?}: {} for {exact}", alpha.value);
                }
                (Err(_), None) => {}
                (found, exact) => prop_assert!(false, "{level:?}: {found:?} for {exact:?}"),
            }
        }
    }

    #[test]
    fn two_raters_and_no_missing_cell_make_congers_kappa_cohens(rows in prop::collection::vec([0_i64..5, 0..5], 2..12)) {
        let cells: Cells = rows.iter().map(|row| row.map(Some).to_vec()).collect();
        let categories = categories(&cells, &[]);
        prop_assume!(categories.len() > 1);
        for weights in Weights::ALL {
            let of = |compute: Compute| compute(&matrix(&cells), &scale(&categories, weights), Confidence::USUAL);
            match (of(cohen_kappa), of(conger_kappa)) {
                (Ok(cohen), Ok(conger)) => {
                    prop_assert!((cohen.value - conger.value).abs() < 1e-13);
                    // Both are the variance of the same linear parts: by n, and by n - 1 for t.
                    if let (Some(cohen), Some(conger)) = (cohen.standard_error, conger.standard_error) {
                        let n = cells.len() as f64;
                        prop_assert!((cohen * (n / (n - 1.0)).sqrt() - conger).abs() < 1e-12 * conger.max(1.0));
                    }
                }
                (cohen, conger) => prop_assert_eq!(cohen.err(), conger.err()),
            }
        }
    }

    #[test]
    fn the_order_of_subjects_and_raters_changes_not_one_bit(cells in tables(), rows in any::<prop::sample::Index>(), columns in any::<prop::sample::Index>()) {
        let (rows, columns) = (rows.index(cells.len()), columns.index(cells[0].len()));
        let mut turned = cells.clone();
        turned.rotate_left(rows);
        turned.reverse();
        for row in &mut turned {
            row.rotate_left(columns);
            row.reverse();
        }
        // Sevenths, which no sum of decimals makes exact.
        let sevenths = |cells: &Cells| {
            let rows: Vec<Vec<_>> = cells.iter().map(|row| row.iter().map(|cell| cell.map(|x| x as f64 / 7.0)).collect()).collect();
            Matrix::from_rows(&rows).unwrap()
        };
        let (one, other) = (sevenths(&cells), sevenths(&turned));
        for level in Level::ALL {
            prop_assert_eq!(krippendorff_alpha(&one, level), krippendorff_alpha(&other, level));
        }
        if let Some(categories) = Categories::observed(&one) {
            for weights in Weights::ALL {
                let scale = Scale { categories: categories.clone(), weights };
                for compute in OF_MANY.into_iter().chain([cohen_kappa as Compute]) {
                    prop_assert_eq!(compute(&one, &scale, Confidence::USUAL), compute(&other, &scale, Confidence::USUAL));
                }
            }
        }
    }

    #[test]
    fn names_without_an_order_may_be_renamed(cells in tables(), shift in 1_i64..7) {
        let renamed: Cells =
            cells.iter().map(|row| row.iter().map(|cell| cell.map(|x| (x + 20) * 37 * shift % 131)).collect()).collect();
        let same = |one: Option<f64>, other: Option<f64>| match (one, other) {
            (Some(one), Some(other)) => (one - other).abs() < 1e-12,
            (one, other) => one.is_none() && other.is_none(),
        };
        let alpha = |cells: &Cells| krippendorff_alpha(&matrix(cells), Level::Nominal).ok();
        let parts = |alpha: Option<Alpha>| (alpha.map(|a| a.value), alpha.and_then(|a| a.standard_error()));
        let ((one, error), (other, other_error)) = (parts(alpha(&cells)), parts(alpha(&renamed)));
        prop_assert!(same(one, other) && same(error, other_error));
        for compute in OF_MANY {
            let of = |cells: &Cells| {
                let scale = scale(&categories(cells, &[]), Weights::Unweighted);
                compute(&matrix(cells), &scale, Confidence::USUAL).ok()
            };
            if categories(&cells, &[]).is_empty() {
                continue;
            }
            let (one, other) = (of(&cells), of(&renamed));
            prop_assert!(same(one.map(|c| c.value), other.map(|c| c.value)));
            prop_assert!(same(one.and_then(|c| c.standard_error), other.and_then(|c| c.standard_error)));
        }
    }
}

/// 92 of 100 alike, nearly all in one category: what Feinstein & Cicchetti (1990) called the first paradox.
#[test]
fn the_paradox_of_kappa() {
    let of = |first, second, times| vec![vec![Some(first), Some(second)]; times];
    let cells = [of(10, 10, 90), of(10, 20, 4), of(20, 10, 4), of(20, 20, 2)].concat();
    let scale = scale(&[10, 20], Weights::Unweighted);
    let value = |compute: Compute| compute(&matrix(&cells), &scale, Confidence::USUAL).unwrap().value;
    let shown = |value: f64| format!("{value:.3}");
    assert_eq!(shown(value(percent_agreement)), "0.920");
    assert_eq!((shown(value(cohen_kappa)), shown(value(gwet_ac))), ("0.291".to_owned(), "0.910".to_owned()));
    let alpha = krippendorff_alpha(&matrix(&cells), Level::Nominal).unwrap();
    assert_eq!(shown(alpha.value), "0.294");
}

/// Nothing agrees beyond chance, and nothing less: rows of all pairs.
#[test]
fn chance_is_0() {
    let cells: Cells = (1..=3).flat_map(|a| (1..=3).map(move |b| vec![Some(a), Some(b)])).collect();
    for weights in Weights::ALL {
        let scale = scale(&[1, 2, 3], weights);
        for compute in [brennan_prediger as Compute, fleiss_kappa, conger_kappa, cohen_kappa] {
            assert!(compute(&matrix(&cells), &scale, Confidence::USUAL).unwrap().value.abs() < 1e-15);
        }
    }
}

/// Twenty-one steps of which three are used: what is expected by chance knows all of them.
#[test]
fn categories_that_nobody_used_count() {
    let cells: Cells = vec![
        vec![Some(500), Some(550), Some(550)],
        vec![Some(600), Some(600), None],
        vec![Some(550), Some(550), Some(550)],
        vec![Some(500), Some(600), Some(550)],
    ];
    let steps: Vec<i64> = (0..=20).map(|step| 50 * step).collect();
    let (all, seen) = (scale(&steps, Weights::Quadratic), scale(&[500, 550, 600], Weights::Quadratic));
    let of = |compute: Compute, scale: &Scale| compute(&matrix(&cells), scale, Confidence::USUAL).unwrap();
    let (wide, narrow) = (of(gwet_ac, &all).value, of(gwet_ac, &seen).value);
    assert!(wide > 0.98 && narrow < 0.6, "{wide} {narrow}");
    assert!(of(brennan_prediger, &all).value > of(brennan_prediger, &seen).value);
    // Kappa compares disagreement with disagreement: of unused categories it sees nothing but the unit.
    for compute in [fleiss_kappa as Compute, conger_kappa] {
        assert!((of(compute, &all).value - of(compute, &seen).value).abs() < 1e-14);
    }
    assert_eq!((of(gwet_ac, &all).subjects_used, of(gwet_ac, &all).values_used), (4, 11));
}

#[test]
fn what_does_not_exist_says_why() {
    let usual = |cells: &Cells| -> Vec<Option<Undefined>> {
        let scale = scale(&[10, 20, 30], Weights::Linear);
        let of = |compute: Compute| compute(&matrix(cells), &scale, Confidence::USUAL).err();
        OF_MANY.into_iter().map(of).collect()
    };
    let alpha = |cells: &Cells| Level::ALL.map(|level| krippendorff_alpha(&matrix(cells), level).err());
    let (one, two) = (Some(10), Some(20));
    let few = |found| Some(Undefined::TooFewRaters { found, needed: 2 });
    let no = Some(Undefined::NoVariation);

    for (cells, why) in [
        (vec![], few(0)),
        (vec![vec![None; 3]; 4], few(0)),
        (vec![vec![one, None], vec![two, None]], few(1)),
        (vec![vec![one], vec![two]], few(1)),
        (vec![vec![one, None], vec![None, two]], Some(Undefined::NothingPairable)),
    ] {
        assert_eq!(usual(&cells), vec![why.clone(); 5]);
        assert_eq!(alpha(&cells), [(); 4].map(|()| why.clone()));
    }
    // One category used, of three: by kappa and alpha 0/0; the others look at categories that could have been used.
    let flat = vec![vec![one; 3]; 4];
    assert_eq!(usual(&flat), [None, None, no.clone(), no.clone(), None]);
    assert_eq!(alpha(&flat), [(); 4].map(|()| no.clone()));
    // One category in all: nothing else could have been said.
    for compute in OF_MANY {
        let single = compute(&matrix(&flat), &scale(&[10], Weights::Linear), Confidence::USUAL);
        assert_eq!(single.err(), no);
    }
    let outside = gwet_ac(&matrix(&vec![vec![two, one]]), &scale(&[20, 30], Weights::Linear), Confidence::USUAL);
    assert_eq!(outside, Err(Undefined::OutsideCategories { value: 1.0 }));
    let below = krippendorff_alpha(&matrix(&vec![vec![two, Some(-10)]]), Level::Ratio);
    assert_eq!(below.err(), Some(Undefined::BelowZero { value: -1.0 }));
}

#[test]
fn cohens_kappa_is_of_exactly_two_raters_and_their_common_subjects() {
    let (one, two, three) = (Some(10), Some(20), Some(30));
    let scale = scale(&[10, 20, 30], Weights::Unweighted);
    let of = |cells: Cells| cohen_kappa(&matrix(&cells), &scale, Confidence::USUAL);
    assert_eq!(of(vec![vec![one, two, three]]), Err(Undefined::TooManyRaters { found: 3, accepted: 2 }));
    assert_eq!(of(vec![vec![one, None]]), Err(Undefined::TooFewRaters { found: 1, needed: 2 }));
    assert_eq!(of(vec![vec![one, None], vec![None, two]]), Err(Undefined::NothingPairable));
    assert_eq!(of(vec![vec![one, one], vec![one, one]]), Err(Undefined::NoVariation));
    // A column in which nobody wrote is no rater, and a row with one rating no pair.
    let cells = vec![
        vec![None, one, one],
        vec![None, one, two],
        vec![None, two, two],
        vec![None, three, None],
        vec![None, None, three],
    ];
    let kappa = of(cells).unwrap();
    assert_eq!((kappa.subjects_used, kappa.values_used), (3, 6));
    // p_a = 2/3, p_e = (2 x 1 + 1 x 2)/9.
    assert!((kappa.value - 0.4).abs() < 1e-15);
}

#[test]
fn one_subject_and_perfect_agreement_have_a_value_without_an_interval() {
    let scale = scale(&[10, 20, 30], Weights::Quadratic);
    let single: Cells = vec![vec![Some(10), Some(20), Some(20)]];
    let same: Cells = vec![vec![Some(10); 3], vec![Some(20); 3], vec![Some(30), Some(30), None]];
    for compute in OF_MANY {
        let found = compute(&matrix(&single), &scale, Confidence::USUAL).unwrap();
        assert_eq!((found.interval, found.standard_error), (Err(NoInterval::OneSubject), None));
        let found = compute(&matrix(&same), &scale, Confidence::USUAL).unwrap();
        assert!((found.value - 1.0).abs() < 1e-15);
        assert_eq!((found.interval, found.standard_error), (Err(NoInterval::PerfectAgreement), None));
    }
    for level in Level::ALL {
        let alpha = krippendorff_alpha(&matrix(&single), level).unwrap();
        assert_eq!(alpha.interval(Confidence::USUAL), Err(NoInterval::OneSubject));
        let alpha = krippendorff_alpha(&matrix(&same), level).unwrap();
        assert!((alpha.value - 1.0).abs() < 1e-15);
        assert_eq!(alpha.interval(Confidence::USUAL), Err(NoInterval::PerfectAgreement));
    }
}
