//! Severity of reviewers against least squares in exact fractions, and its refusals.
#![expect(clippy::unwrap_used, reason = "the helpers of these tests fail the test they serve")]

mod common;

use common::additive::{Additive, Observation, whole};
use common::{Desk, Row, sheet};
use num_traits::ToPrimitive;
use proptest::prelude::*;
use zhuoping_provenance::Seed;
use zhuoping_ratings::agreement::Confidence;
use zhuoping_ratings::severity::{
    FREEDOM_MIN, NoAdjustment, NoComparison, NoSeverity, REVIEWERS_MAX, Severities, SeverityValue, Tendency,
};
use zhuoping_ratings::simulation::Stream;
use zhuoping_ratings::{EntrantKind, StageId, StageTable};

/// Each cell is the percent a reviewer (column) gave an entrant (row) on all four items, so a total is as many points
/// of 100.
fn table(cells: &[Vec<Option<u8>>]) -> StageTable {
    let entrants: Vec<String> = (0..cells.len()).map(|e| format!("E{e}")).collect();
    let mut rows: Vec<Row> = Vec::new();
    for (entrant, row) in entrants.iter().zip(cells) {
        for (r, percent) in row.iter().enumerate() {
            rows.extend(percent.iter().flat_map(|p| sheet("material", entrant, &format!("R{r}"), [*p; 4])));
        }
    }
    let ids: Vec<&str> = entrants.iter().map(String::as_str).collect();
    let scores = Desk::new(&ids).scores(&rows).unwrap();
    scores.table(&StageId::new("material").unwrap(), EntrantKind::Organization).unwrap().clone()
}

fn of(cells: &[Vec<Option<u8>>]) -> Severities {
    Severities::of(&table(cells), Confidence::USUAL)
}

fn complete(cells: &[&[u8]]) -> Vec<Vec<Option<u8>>> {
    cells.iter().map(|row| row.iter().copied().map(Some).collect()).collect()
}

fn value(severities: &Severities, reviewer: usize) -> SeverityValue {
    severities.reviewers[reviewer].outcome.unwrap()
}

/// Three entrants, three reviewers; the means of columns are 50, 60 and 40, the grand mean 50.
#[test]
fn where_everybody_scored_all_it_is_the_mean_deviation() {
    let found = of(&complete(&[&[50, 65, 35], &[40, 50, 35], &[60, 65, 50]]));
    let points: Vec<f64> = (0..3).map(|r| value(&found, r).points).collect();
    for (points, expected) in points.iter().zip([0.0, 10.0, -10.0]) {
        assert!((points - expected).abs() < 1e-12, "{points} for {expected}");
    }
    let fit = found.fit.unwrap();
    assert_eq!((fit.sheets, fit.entrants, fit.reviewers, fit.freedom), (9, 3, 3, 4));
    // Deviations from entrant and reviewer are 0, 5, -5; -5/3, -5/3, 10/3; 5/3, -10/3, 5/3: their squares add up to
    // 50 + 150/9 + 150/9 = 250/3, sigma^2 = 125/6, and the variance of a column's deviation is sigma^2 (1 - 1/3) / 3.
    let expected = (125.0_f64 / 6.0 * 2.0 / 9.0).sqrt();
    assert!((value(&found, 1).standard_error.unwrap() - expected).abs() < 1e-12);
    assert!((fit.residual_sd.unwrap() - (125.0_f64 / 6.0).sqrt()).abs() < 1e-12);
    // Student's t with 4 degrees of freedom: 2.776.
    let [lower, upper] = value(&found, 1).interval.unwrap();
    assert!(((upper - lower) / 2.0 / expected - 2.776).abs() < 5e-4);
    assert_eq!(
        (0..3).map(|r| value(&found, r).tendency()).collect::<Vec<_>>(),
        [Tendency::Undecided, Tendency::Lenient, Tendency::Strict]
    );
}

/// The strict reviewer is recused from the worst entrant; a mean of deviations would blame nobody for the rest.
#[test]
fn art_31_a_recusal_biases_nobody() {
    // Entrant effects 80, 60, 20 and reviewer effects +5, 0, -5 fit exactly.
    let mut cells = complete(&[&[85, 80, 75], &[65, 60, 55], &[25, 20, 15]]);
    cells[2][2] = None;
    let found = of(&cells);
    for (r, expected) in [5.0, 0.0, -5.0].into_iter().enumerate() {
        let value = value(&found, r);
        assert!((value.points - expected).abs() < 1e-12 && value.standard_error.unwrap() < 1e-9, "{value:?}");
    }
}

#[test]
fn reviewers_of_separate_panels_cannot_be_compared() {
    let s = Some(50);
    let apart = vec![vec![s, s, None, None], vec![s, s, None, None], vec![None, None, s, s], vec![None, None, s, s]];
    let found = of(&apart);
    assert_eq!(found.groups, [vec![0, 1], vec![2, 3]]);
    let refused = Err(NoSeverity::NoComparison(NoComparison::Disconnected { groups: 2 }));
    assert!(found.reviewers.iter().all(|r| r.outcome == refused && r.sheets == 2));
    assert_eq!(found.fit, None);
    // One reviewer who sat on both panels joins them.
    let mut joined = apart;
    joined[2][0] = s;
    let found = of(&joined);
    assert_eq!(found.groups, [vec![0, 1, 2, 3]]);
    assert!(found.reviewers.iter().all(|r| r.outcome.is_ok()));
}

#[test]
fn too_few_shared_sheets_give_no_severity_and_leave_the_others_alone() {
    let base = complete(&[&[50, 60], &[40, 55], &[70, 65]]);
    let mut cells = base.clone();
    for (row, guest) in cells.iter_mut().zip([Some(90), None, None]) {
        row.push(guest);
    }
    // And an entrant that only one reviewer scored: it compares nobody.
    cells.push(vec![Some(10), None, None]);
    let (found, without) = (of(&cells), of(&base));
    assert_eq!(found.reviewers[2].outcome, Err(NoSeverity::TooFewSheets { found: 1 }));
    assert_eq!(found.reviewers[0].sheets, 4);
    for r in 0..2 {
        assert!((value(&found, r).points - value(&without, r).points).abs() < 1e-12);
    }
    // A lonely reviewer, and two who share one entrant only.
    assert_eq!(of(&complete(&[&[50], &[60]])).reviewers[0].outcome, Err(NoSeverity::TooFewSheets { found: 0 }));
    let once = of(&complete(&[&[50, 60]]));
    assert!(once.reviewers.iter().all(|r| r.outcome == Err(NoSeverity::TooFewSheets { found: 1 })));
    assert_eq!((once.fit, once.groups.len()), (None, 0));
}

/// Entrant effects 80, 60, 20 and reviewer effects +5, 0, -5 with a rest on the first row; the strict reviewer is
/// recused from the worst entrant, whose plain mean is too high by 2.5.
#[test]
fn an_adjusted_total_is_what_the_whole_panel_would_have_given() {
    let mut cells = complete(&[&[85, 80, 75], &[65, 60, 55], &[45, 40, 35], &[25, 20, 15]]);
    cells[3][2] = None;
    let found = of(&cells).adjusted().unwrap();
    for (e, expected) in [80.0, 60.0, 40.0, 20.0].into_iter().enumerate() {
        assert!((found.totals[e] - expected).abs() < 1e-9 && found.standard_error(e) < 1e-6, "{found:?}");
    }
    assert!((found.means[3] - 22.5).abs() < 1e-12);
    // Two entrants with the same panel: the severities fall out of the difference.
    cells[0][0] = Some(90);
    let table = of(&cells);
    let (found, sigma) = (table.adjusted().unwrap(), table.fit.unwrap().residual_sd.unwrap());
    assert!((found.standard_error_of_difference(0, 1) - sigma * (2.0_f64 / 3.0).sqrt()).abs() < 1e-9);
    // Student's t with 5 degrees of freedom: 2.571.
    let [lower, upper] = found.interval(0, Confidence::USUAL);
    assert_eq!(found.freedom, 5);
    assert!(((upper - lower) / 2.0 / found.standard_error(0) - 2.571).abs() < 5e-4);
}

#[test]
fn adjusted_totals_are_refused_where_severities_are_or_the_data_are_thin() {
    let s = Some(50);
    let apart = vec![vec![s, s, None, None], vec![s, s, None, None], vec![None, None, s, s], vec![None, None, s, s]];
    let groups = NoAdjustment::NoComparison(NoComparison::Disconnected { groups: 2 });
    let nobody = NoAdjustment::NoComparison(NoComparison::NobodyCompared);
    assert_eq!(of(&apart).adjusted(), Err(groups));
    assert_eq!(of(&complete(&[&[50, 60]])).adjusted(), Err(nobody));
    let thin = of(&complete(&[&[50, 60, 70], &[40, 40, 45]])).adjusted();
    assert_eq!(thin, Err(NoAdjustment::TooThin { found: 2 }));
    for why in [groups, nobody, NoAdjustment::TooThin { found: 2 }] {
        let words = why.explain();
        assert!(!words.zh.is_ascii() && words.en.is_ascii(), "{words:?}");
    }
}

#[test]
fn more_reviewers_than_are_compared_are_refused() {
    let found = of(&vec![vec![Some(50); REVIEWERS_MAX + 1]; 2]);
    let why = NoComparison::TooManyReviewers { found: REVIEWERS_MAX + 1 };
    assert!(found.reviewers.iter().all(|one| one.outcome == Err(why.into()) && one.sheets == 2));
    assert_eq!((found.adjusted(), found.fit), (Err(why.into()), None));
}

/// Of 2 000 panels of 6 entrants and 5 reviewers with a fifth of the sheets missing: how often 95 % intervals of
/// severities, of adjusted totals and of the differences of two adjusted totals hold the truth.
#[test]
fn intervals_cover_the_truth() {
    let (mut inside, mut all) = ([0.0_f64; 3], [0.0_f64; 3]);
    for replicate in 0..2000 {
        let mut stream = Stream::new(Seed::from_bytes([15; 32]), replicate);
        let leniency: Vec<f64> = (0..5).map(|_| 6.0 * stream.normal()).collect();
        let strength: Vec<f64> = (0..6).map(|_| 50.0 + 8.0 * stream.normal()).collect();
        let mut cell = |e: usize, r: usize| {
            let percent = strength[e] + leniency[r] + 7.0 * stream.normal();
            (stream.unit() > 0.2).then(|| (percent / 5.0).round().clamp(0.0, 20.0).to_u8().unwrap() * 5)
        };
        let cells: Vec<Vec<Option<u8>>> = (0..6).map(|e| (0..5).map(|r| cell(e, r)).collect()).collect();
        let everybody = |cells: &[Vec<Option<u8>>]| {
            (0..5).all(|r| cells.iter().any(|row| row[r].is_some()))
                && cells.iter().all(|row| row.iter().any(Option::is_some))
        };
        if !everybody(&cells) {
            continue;
        }
        let found = of(&cells);
        let Ok(adjusted) = found.adjusted() else { continue };
        if found.fit.unwrap().reviewers < 5 {
            continue;
        }
        let mean = leniency.iter().sum::<f64>() / 5.0;
        let mut count = |at: usize, [lower, upper]: [f64; 2], truth: f64| {
            inside[at] += f64::from(u8::from((lower..=upper).contains(&truth)));
            all[at] += 1.0;
        };
        for (r, leniency) in leniency.iter().enumerate() {
            count(0, value(&found, r).interval.unwrap(), leniency - mean);
        }
        for (at, e) in adjusted.entrants.iter().enumerate() {
            count(1, adjusted.interval(at, Confidence::USUAL), strength[*e] + mean);
        }
        let [lower, upper] = adjusted.interval(0, Confidence::USUAL);
        let reach = (upper - lower) / 2.0 / adjusted.standard_error(0) * adjusted.standard_error_of_difference(0, 1);
        let difference = adjusted.totals[0] - adjusted.totals[1];
        count(2, [difference - reach, difference + reach], strength[0] - strength[1]);
    }
    let coverage: Vec<f64> = inside.iter().zip(all).map(|(inside, all)| inside / all).collect();
    eprintln!("{coverage:.3?} of {all:?}");
    assert!(all[2] > 1500.0 && coverage.iter().all(|share| (0.92..0.98).contains(share)), "{coverage:?}");
}

/// Taking out one reviewer can leave another with too little.
#[test]
fn too_few_is_counted_again_until_nobody_falls() {
    let cells = vec![
        vec![Some(50), Some(60), None, None],
        vec![Some(50), Some(60), None, None],
        vec![None, Some(60), Some(40), None],
        vec![None, None, Some(40), Some(30)],
    ];
    // R3 shares one entrant, with R2; without R3, R2 shares one entrant, with R1.
    let found = of(&cells);
    let refused = |found| Err(NoSeverity::TooFewSheets { found });
    assert_eq!((found.reviewers[3].outcome, found.reviewers[2].outcome), (refused(1), refused(1)));
    assert!(found.reviewers[0].outcome.is_ok() && found.reviewers[1].outcome.is_ok());
}

/// Entrants and reviewers.
fn exact_fit(cells: &[Vec<Option<u8>>]) -> Additive {
    let observations: Vec<Observation> = (cells.iter().enumerate())
        .flat_map(|(e, row)| row.iter().enumerate().map(move |(r, percent)| (e, r, percent)))
        .filter_map(|(e, r, percent)| percent.map(|percent| (vec![e, r], whole(percent.into()))))
        .collect();
    Additive::fit(&[cells.len(), cells[0].len()], &observations).expect("connected designs have one solution")
}

fn grids(missing: u32) -> impl Strategy<Value = Vec<Vec<Option<u8>>>> {
    (2_usize..=5, 2_usize..=4).prop_flat_map(move |(entrants, reviewers)| {
        let cell = prop_oneof![5 => (0_u8..=20).prop_map(|step| Some(step * 5)), missing => Just(None)];
        prop::collection::vec(prop::collection::vec(cell, reviewers), entrants)
    })
}

fn close(found: f64, exact: f64) -> bool {
    (found - exact).abs() <= 1e-9 * exact.abs().max(1.0)
}

proptest! {
    #[test]
    fn severities_and_standard_errors_equal_exact_least_squares(cells in grids(1)) {
        // Where all take part, the oracle's model is the same; who falls out is tested by name above.
        prop_assume!(cells.iter().flatten().any(Option::is_some));
        let found = of(&cells);
        prop_assume!(found.fit.is_some_and(|fit| fit.reviewers == cells[0].len() && fit.entrants == cells.len()));
        let exact = exact_fit(&cells);
        let mut sum = 0.0;
        for r in 0..cells[0].len() {
            let (value, expected) = (value(&found, r), exact.effect(1, r));
            sum += value.points;
            prop_assert!(close(value.points, exact.value(&expected)), "{} for {}", value.points, exact.value(&expected));
            match (value.standard_error, exact.standard_error(&expected)) {
                (Some(se), Some(exact)) => prop_assert!(close(se, exact)),
                (None, None) => prop_assert_eq!(value.interval, None),
                (found, exact) => prop_assert!(false, "{found:?} for {exact:?}"),
            }
        }
        prop_assert!(sum.abs() < 1e-9);
    }

    #[test]
    fn adjusted_totals_and_their_covariances_equal_exact_least_squares(cells in grids(1)) {
        prop_assume!(cells.iter().flatten().any(Option::is_some));
        let found = of(&cells);
        let all = found.fit.is_some_and(|fit| fit.reviewers == cells[0].len());
        prop_assume!(all && cells.iter().all(|row| row.iter().any(Option::is_some)));
        let exact = exact_fit(&cells);
        let adjusted = match found.adjusted() {
            Ok(adjusted) => adjusted,
            Err(why) => {
                let found = found.fit.unwrap().freedom;
                prop_assert!(found < FREEDOM_MIN);
                prop_assert_eq!(why, NoAdjustment::TooThin { found });
                return Ok(());
            }
        };
        prop_assert_eq!(&adjusted.entrants, &(0..cells.len()).collect::<Vec<_>>());
        for e in 0..cells.len() {
            let scores: Vec<f64> = cells[e].iter().flatten().copied().map(f64::from).collect();
            prop_assert!(close(adjusted.means[e], scores.iter().sum::<f64>() / scores.len() as f64));
            let expected = exact.value(&exact.level(0, e));
            prop_assert!(close(adjusted.totals[e], expected), "{} for {expected}", adjusted.totals[e]);
            for f in 0..cells.len() {
                let expected = exact.variance.unwrap() * exact.covariance(&exact.level(0, e), &exact.level(0, f));
                let found = adjusted.covariance[e * cells.len() + f];
                prop_assert!((found - expected).abs() < 1e-9 * exact.variance.unwrap().max(1.0), "{found} for {expected}");
            }
        }
    }

    /// A constant more on every sheet of one reviewer of R is that much severity, less 1/R of it, since all add up to 0.
    #[test]
    fn a_constant_shifts_one_severity_by_a_known_amount(cells in grids(1), more in (1_u8..=4).prop_map(|step| step * 5)) {
        let halved: Vec<Vec<Option<u8>>> =
            cells.iter().map(|row| row.iter().map(|p| p.map(|p| p / 10 * 5)).collect()).collect();
        prop_assume!(cells.iter().flatten().any(Option::is_some));
        let before = of(&halved);
        prop_assume!(before.fit.is_some_and(|fit| fit.reviewers == cells[0].len()));
        let mut shifted = halved;
        shifted.iter_mut().for_each(|row| row[0] = row[0].map(|p| p + more));
        let (after, size) = (of(&shifted), cells[0].len() as f64);
        for r in 0..cells[0].len() {
            let expected = if r == 0 { f64::from(more) * (1.0 - 1.0 / size) } else { -f64::from(more) / size };
            let (one, other) = (value(&before, r), value(&after, r));
            prop_assert!((other.points - one.points - expected).abs() < 1e-9);
            let errors = one.standard_error.zip(other.standard_error);
            prop_assert!(errors.is_none_or(|(one, other)| (one - other).abs() < 1e-7), "{errors:?}");
        }
    }

    #[test]
    fn the_order_of_reviewers_changes_no_severity(cells in grids(2)) {
        prop_assume!((0..cells[0].len()).all(|r| cells.iter().any(|row| row[r].is_some())));
        prop_assume!(cells.iter().all(|row| row.iter().any(Option::is_some)));
        let turned: Vec<Vec<Option<u8>>> = cells.iter().map(|row| row.iter().rev().copied().collect()).collect();
        let (one, other) = (of(&cells), of(&turned));
        for r in 0..cells[0].len() {
            match (one.reviewers[r].outcome, other.reviewers[cells[0].len() - 1 - r].outcome) {
                (Ok(one), Ok(other)) => prop_assert!(close(one.points, other.points)),
                (one, other) => prop_assert_eq!(one, other),
            }
        }
    }
}
