//! Coefficients by name: answers of one form, and what each says where it does not exist.
#![expect(clippy::unwrap_used, reason = "helpers of tests stop at what cannot be")]

use std::collections::BTreeSet;
use zhuoping_provenance::Seed;
use zhuoping_ratings::agreement::categorical::{Categories, Weights};
use zhuoping_ratings::agreement::{
    Bootstrap, CategorySource, Confidence, Context, Ends, Matrix, Measured, Over, Statistic, Undefined, measure,
};

fn context() -> Context<'static> {
    Context::new(Confidence::USUAL)
}

fn all(matrix: &Matrix, context: &Context<'_>) -> Vec<Measured> {
    measure(&Statistic::all(), matrix, context)
}

fn table(rows: &[&[Option<i32>]]) -> Matrix {
    let rows: Vec<Vec<_>> = rows.iter().map(|row| row.iter().map(|cell| cell.map(f64::from)).collect()).collect();
    Matrix::from_rows(&rows).unwrap()
}

/// A panel of three on seven subjects of two items each, without a hole.
const PANEL: [[f64; 3]; 14] = [
    [70., 65., 75.],
    [60., 60., 65.],
    [45., 50., 55.],
    [55., 40., 50.],
    [80., 75., 85.],
    [85., 70., 75.],
    [30., 35., 45.],
    [40., 30., 35.],
    [65., 55., 70.],
    [60., 65., 60.],
    [50., 45., 40.],
    [55., 50., 60.],
    [75., 80., 80.],
    [70., 60., 75.],
];
const ITEMS: [usize; 14] = [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6];

#[test]
fn every_statistic_has_a_name_of_its_own_with_its_options() {
    let all = Statistic::all();
    let named: BTreeSet<String> = all.iter().map(|s| format!("{} {:?}", s.name(), s.options())).collect();
    assert_eq!((named.len(), all.len()), (45, 45));
    let titles: BTreeSet<String> = all.iter().flat_map(|s| [s.title().zh, s.title().en]).collect();
    assert!(titles.len() >= 45, "{titles:?}");
    assert!(Statistic::BESIDE_RANKING.iter().all(|statistic| all.contains(statistic)));
}

#[test]
fn percent_agreement_stands_before_every_kappa_and_alpha_before_ac2() {
    let all = Statistic::all();
    let place = |statistic: Statistic| all.iter().position(|other| *other == statistic).unwrap();
    for weights in Weights::ALL {
        let percent = place(Statistic::PercentAgreement(weights));
        for kappa in [Statistic::CohenKappa, Statistic::FleissKappa, Statistic::CongerKappa, Statistic::GwetAc] {
            assert!(percent < place(kappa(weights)));
        }
        assert_eq!(place(Statistic::GwetAc(weights)), percent + 5);
    }
    assert_eq!(all[0].name(), "krippendorff_alpha");
}

#[test]
fn an_answer_has_a_value_or_says_why_not() {
    let matrix = Matrix::complete(&PANEL).unwrap();
    let answers = all(&matrix, &Context { clusters: Some(&ITEMS), ..context() });
    for answer in &answers {
        assert_eq!((answer.subjects, answer.raters, answer.missing), (14, 3, 0));
        let cohen = answer.statistic.name() == "cohen_kappa";
        assert_eq!(answer.value().is_some_and(f64::is_finite), !cohen, "{answer:?}");
        assert_eq!(answer.interval().is_some(), answer.why().is_none(), "{answer:?}");
        assert_eq!(answer.categories.is_some(), answer.statistic.on_categories());
        let within = ["r_wg", "a_wg"].contains(&answer.statistic.name());
        let by_subject = answer.outcome.as_ref().ok().and_then(|value| value.by_subject.as_ref()).map(Vec::len);
        let rows = if answer.statistic.options().contains(&("items", "together")) { 7 } else { 14 };
        assert_eq!(by_subject, within.then_some(rows));
    }
}

/// Without clusters no row is known to be an item of a subject.
#[test]
fn items_together_need_to_know_the_items() {
    let matrix = Matrix::complete(&PANEL).unwrap();
    let why: Vec<_> = all(&matrix, &context()).into_iter().filter_map(|answer| answer.outcome.err()).collect();
    assert_eq!(why.iter().filter(|why| **why == Undefined::NoItems).count(), 1);
}

#[test]
fn degenerate_tables_say_why_in_both_languages() {
    let (x, o) = (Some(3), None);
    let tables: [(&str, Matrix); 6] = [
        ("one rater", table(&[&[x], &[Some(5)]])),
        ("one subject", table(&[&[x, Some(4), Some(9)]])),
        ("all equal", table(&[&[x, x], &[x, x], &[x, x]])),
        ("all missing", table(&[&[o, o], &[o, o]])),
        ("no cell", table(&[])),
        ("each subject once", table(&[&[x, o], &[o, Some(5)], &[Some(4), o]])),
    ];
    for (what, matrix) in tables {
        for answer in all(&matrix, &Context { clusters: Some(&vec![0; matrix.subjects()]), ..context() }) {
            // One subject has pairs, so that agreement within it can be seen; nothing else can.
            let pairs = answer.statistic.on_categories() || answer.statistic.level().is_some();
            let within = what == "one subject" && pairs;
            let percent = answer.statistic.name() == "percent_agreement" && what == "all equal";
            match answer.value() {
                Some(value) => assert!((within || percent) && value.is_finite(), "{what}: {answer:?}"),
                None => {
                    let why = answer.why().unwrap();
                    assert!(!why.zh.is_empty() && !why.en.is_empty() && !why.en.contains("NaN"), "{what}: {why:?}");
                }
            }
            assert!(answer.interval().is_none(), "{what}: {answer:?}");
        }
    }
}

/// The list of categories is part of the answer, since it changes the value: AC2 counts unused steps, r_wg the whole scale.
#[test]
fn categories_are_those_asked_for_and_named_in_the_options() {
    let matrix = Matrix::complete(&PANEL).unwrap();
    let steps = Categories::of((0..=20).map(|step| f64::from(step) * 5.0)).unwrap();
    let asked = [
        (CategorySource::Observed, "observed", 12),
        (CategorySource::Edition(steps.clone()), "edition", 21),
        (CategorySource::Named(steps), "named", 21),
    ];
    let mut values = Vec::new();
    for (categories, name, count) in asked {
        let context = Context { categories, ..context() };
        let quadratic = Statistic::GwetAc(Weights::Quadratic).of(&matrix, &context);
        assert_eq!(quadratic.options(), [("categories", name), ("weights", "quadratic")]);
        assert_eq!(quadratic.categories, Some((name, count)));
        values.push(quadratic.value().unwrap());
        let alpha = Statistic::all()[0].of(&matrix, &context);
        assert_eq!((alpha.categories, alpha.options().len()), (None, 1));
    }
    assert!(values[1] > values[0] + 0.02 && (values[1] - values[2]).abs() < 1e-15, "{values:?}");
    // Uneven categories are categories, and no scale of steps.
    let uneven = Categories::of([0.0, 30.0, 35.0, 40.0, 100.0]).unwrap();
    let context = Context { categories: CategorySource::Named(uneven), ..context() };
    for statistic in Statistic::all().into_iter().filter(|statistic| statistic.name() == "a_wg") {
        assert_eq!(statistic.of(&matrix, &context).outcome.unwrap_err(), Undefined::NoSteps);
    }
}

fn bootstrap(over: Over, ends: Ends) -> Option<Bootstrap> {
    Some(Bootstrap { replicates: 400, over, ends, seed: Seed::from_bytes([9; 32]) })
}

/// With every unit once a prepared coefficient is the coefficient: replicates lie around the value, whatever it is.
#[test]
fn every_coefficient_can_be_drawn_again() {
    let matrix = Matrix::complete(&PANEL).unwrap();
    for over in Over::ALL {
        let context = Context { clusters: Some(&ITEMS), bootstrap: bootstrap(over, Ends::Percentile), ..context() };
        for answer in all(&matrix, &context) {
            let Ok(value) = &answer.outcome else { continue };
            let drawn = value.bootstrap.as_ref().unwrap();
            assert_eq!(drawn.replicates, 400);
            match drawn.interval {
                // Three raters are one and the same in a ninth of the replicates, where no pair is left.
                Err(_) => assert!(over != Over::Subjects || answer.statistic.name() == "a_wg", "{answer:?}"),
                Ok(interval) => {
                    let width = interval.upper - interval.lower;
                    let near = interval.lower - width..interval.upper + width;
                    assert!(near.contains(&value.value), "{answer:?}");
                    assert_eq!(answer.interval(), Some(interval));
                    assert_eq!(answer.standard_error(), drawn.standard_error);
                }
            }
        }
    }
}

#[test]
fn intervals_by_bootstrap_depend_on_neither_order_nor_threads() {
    let turned: Vec<Vec<f64>> = PANEL.iter().rev().map(|row| vec![row[2], row[0], row[1]]).collect();
    let items: Vec<usize> = ITEMS.iter().rev().copied().collect();
    let (one, other) = (Matrix::complete(&PANEL).unwrap(), Matrix::complete(&turned).unwrap());
    let run = |matrix: &Matrix, clusters: &[usize]| {
        let context =
            Context { clusters: Some(clusters), bootstrap: bootstrap(Over::Subjects, Ends::Bca), ..context() };
        let found = all(matrix, &context);
        found.iter().map(|answer| (answer.value(), answer.interval(), answer.standard_error())).collect::<Vec<_>>()
    };
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| run(&one, &ITEMS))
    };
    let first = on(1);
    assert_eq!(first, on(8));
    assert_eq!(first, run(&other, &items));
}
