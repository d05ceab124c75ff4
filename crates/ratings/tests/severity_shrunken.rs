//! Shrunken severities: closed forms, the equations by another way, coverage, boundaries.
#![expect(clippy::unwrap_used, reason = "the helpers of these tests fail the test they serve")]

mod common;

use common::panels::{Sheets, table};
use num_traits::ToPrimitive;
use proptest::prelude::*;
use zhuoping_provenance::Seed;
use zhuoping_ratings::agreement::Confidence;
use zhuoping_ratings::components::TwoWay;
use zhuoping_ratings::severity::{NoComparison, NoShrinkage, Severities, Shrunken};
use zhuoping_ratings::simulation::Stream;

/// Sheets of 99 items whose percents add up to these sums, rounded to 5, and lie as close to each other as they can.
fn panel(sums: &[Vec<Option<f64>>]) -> Sheets {
    let sheet = |sum: f64| -> Vec<u8> {
        let steps = (sum / 5.0).round().clamp(0.0, 1980.0).to_u32().unwrap();
        (0..99).map(|item| (steps / 99 + u32::from(item < steps % 99)).to_u8().unwrap() * 5).collect()
    };
    sums.iter().map(|line| line.iter().map(|sum| sum.map(sheet)).collect()).collect()
}

/// Entrants spread by 300, reviewers by `reviewers`, the rest by 200, and what is true of the reviewers.
fn draw(stream: &mut Stream, size: (usize, usize), reviewers: f64, missing: f64) -> (Sheets, Vec<f64>) {
    let leniency: Vec<f64> = (0..size.1).map(|_| reviewers * stream.normal()).collect();
    let mut line = || -> Vec<Option<f64>> {
        let strength = 5000.0 + 300.0 * stream.normal();
        let mut cell = |leniency: &f64| {
            let total = strength + leniency + 200.0 * stream.normal();
            (stream.unit() >= missing).then_some(total)
        };
        leniency.iter().map(&mut cell).collect()
    };
    let totals: Vec<Vec<Option<f64>>> = (0..size.0).map(|_| line()).collect();
    (panel(&totals), leniency)
}

fn stream(replicate: u64) -> Stream {
    Stream::new(Seed::from_bytes([91; 32]), replicate)
}

/// On a complete table, by how much estimating the components adds to the variance of a shrunken severity `f b`:
/// `f = E s_b^2 / (E s_b^2 + s^2)`, whose derivatives are known.
fn added(model: &TwoWay, entrants: f64, plain: f64) -> f64 {
    let (reviewer, residual) = (model.reviewer().estimate, model.residual().estimate);
    let below = (entrants * reviewer + residual).powi(2);
    let slopes = [entrants * residual / below, -entrants * reviewer / below].map(|slope| slope * plain);
    let covariance = |k: usize, l: usize| model.fit().covariance(k + 1, l + 1);
    let pairs = (0..2).flat_map(|k| (0..2).map(move |l| (k, l)));
    2.0 * pairs.map(|(k, l)| covariance(k, l) * slopes[k] * slopes[l]).sum::<f64>()
}

/// Everybody scored everybody: the least squares severity times `E s_b^2 / (E s_b^2 + s^2)`, with the variance
/// `s_b^2 (1 - 1/R)` times one less that factor, and what estimating the components adds.
#[test]
fn on_a_complete_table_severities_are_drawn_to_0_by_one_factor() {
    let (sheets, _) = draw(&mut stream(1), (10, 6), 150.0, 0.0);
    let panel = table(&sheets);
    let found = Shrunken::of(&panel).unwrap();
    let plain = Severities::of(&panel, Confidence::USUAL);
    let model = TwoWay::of(&panel).unwrap();
    let (reviewer, residual) = (found.reviewer_sd.powi(2), found.residual_sd.powi(2));
    let factor = 10.0 * reviewer / (10.0 * reviewer + residual);
    let known = reviewer * (1.0 - 1.0 / 6.0) * (1.0 - factor);
    assert!((0.2..0.99).contains(&factor));
    for (shrunken, plain) in found.reviewers.iter().zip(&plain.reviewers) {
        let plain = plain.outcome.unwrap().points;
        assert!((shrunken.points - factor * plain).abs() < 1e-6);
        let expected = known + added(&model, 10.0, plain);
        let variance = shrunken.standard_error.unwrap().powi(2);
        assert!((variance / expected - 1.0).abs() < 1e-6, "{variance} for {expected}");
    }
    // On a complete table the residual is that of least squares.
    assert!((found.residual_sd - plain.fit.unwrap().residual_sd.unwrap()).abs() < 1e-6);
}

/// One reviewer with few sheets is drawn nearer to 0 than the same severity on many.
#[test]
fn fewer_sheets_lie_nearer_to_0() {
    let (mut sheets, _) = draw(&mut stream(2), (16, 7), 150.0, 0.0);
    let plain = |sheets: &Sheets| Severities::of(&table(sheets), Confidence::USUAL);
    let share = |sheets: &Sheets| {
        let shrunken = Shrunken::of(&table(sheets)).unwrap().reviewers[3];
        let plain = plain(sheets).reviewers[3].outcome.unwrap();
        (shrunken.points / plain.points, shrunken.standard_error.unwrap(), plain.standard_error.unwrap())
    };
    let (many, ..) = share(&sheets);
    sheets[3..].iter_mut().for_each(|line| line[3] = None);
    let (few, error, plain_error) = share(&sheets);
    assert!(few < many - 0.05 && few > 0.0, "{few} of the severity on 3 sheets, {many} on 16");
    assert!(error < plain_error, "knowing reviewers in general helps: {error}, {plain_error}");
}

/// Prediction errors by the way of the components, which take those as known and are against the population: they differ
/// by the panel's average, and where everybody scored everybody that is `s_b^2 / R`.
#[test]
fn errors_against_the_population_are_larger_by_the_panel_s_own() {
    let (sheets, _) = draw(&mut stream(3), (12, 5), 200.0, 0.0);
    let panel = table(&sheets);
    let (found, model) = (Shrunken::of(&panel).unwrap(), TwoWay::of(&panel).unwrap());
    let plain = Severities::of(&panel, Confidence::USUAL);
    for (shrunken, prediction) in found.reviewers.iter().zip(model.reviewers()) {
        assert!((shrunken.points - prediction.value).abs() < 1e-6 * found.reviewer_sd);
        let added = added(&model, 12.0, plain.reviewers[shrunken.reviewer].outcome.unwrap().points);
        let own = shrunken.standard_error.unwrap().powi(2) - added + found.reviewer_sd.powi(2) / 5.0;
        assert!((own / prediction.variance - 1.0).abs() < 1e-6, "{own} for {}", prediction.variance);
    }
}

/// Of 300 panels with a fifth of the sheets missing, what is predicted plus and minus two errors holds the reviewer's
/// deviation from the panel's average in its share, and lies nearer to it than least squares does.
#[test]
fn predictions_cover_the_truth_and_lie_nearer_to_it() {
    let (mut inside, mut all, mut shrunken_off, mut plain_off) = (0.0, 0.0, 0.0, 0.0);
    for replicate in 0..300 {
        let (sheets, leniency) = draw(&mut stream(100 + replicate), (8, 8), 80.0, 0.2);
        let panel = table(&sheets);
        let Ok(found) = Shrunken::of(&panel) else { continue };
        if found.reviewers.len() < 8 || found.reviewers[0].standard_error.is_none() {
            continue;
        }
        let plain = Severities::of(&panel, Confidence::USUAL);
        let mean = leniency.iter().sum::<f64>() / 8.0;
        let unit = points_per_percent(&panel);
        for (one, truth) in found.reviewers.iter().zip(&leniency) {
            let off = one.points - (truth - mean) * unit;
            inside += f64::from(u8::from(off.abs() < 1.96 * one.standard_error.unwrap()));
            all += 1.0;
            shrunken_off += off * off;
            plain_off += (plain.reviewers[one.reviewer].outcome.unwrap().points - (truth - mean) * unit).powi(2);
        }
    }
    eprintln!(
        "{:.3} of {all} inside, mean square off {:.3} of that of least squares",
        inside / all,
        shrunken_off / plain_off
    );
    assert!(all > 1800.0 && (0.92..0.98).contains(&(inside / all)), "{inside} of {all}");
    assert!(shrunken_off < 0.9 * plain_off);
}

/// Points of a total for one percent more in the sum of a sheet's cells, on an item of average weight.
fn points_per_percent(panel: &zhuoping_ratings::StageTable) -> f64 {
    f64::from(panel.edition().total().get()) / 100.0 / panel.item_count() as f64
}

#[test]
fn reviewers_who_differ_by_nothing_are_on_the_boundary() {
    // Every reviewer's mean is the same, and the rest differs.
    let rests = [[0.0, 500.0, 1000.0], [1000.0, 0.0, 500.0], [500.0, 1000.0, 0.0]];
    let rows: Vec<Vec<Option<f64>>> = (rests.iter().zip([3000.0, 3600.0, 4200.0]))
        .map(|(row, level)| row.iter().map(|rest| Some(level + rest)).collect())
        .collect();
    let found = Shrunken::of(&table(&panel(&rows))).unwrap();
    assert!(found.reviewer_sd.abs() < 1e-12 && found.residual_sd > 0.0);
    assert!(found.reviewers.iter().all(|one| one.points.abs() < 1e-12 && one.standard_error.is_none()), "{found:?}");
}

#[test]
fn what_cannot_be_shrunken_says_why() {
    let s = Some(4000.0);
    let apart = vec![vec![s, s, None, None], vec![s, s, None, None], vec![None, None, s, s], vec![None, None, s, s]];
    let groups = NoShrinkage::NoComparison(NoComparison::Disconnected { groups: 2 });
    assert_eq!(Shrunken::of(&table(&panel(&apart))), Err(groups.clone()));
    let flat = Shrunken::of(&table(&panel(&vec![vec![s, s, s]; 4]))).unwrap_err();
    assert!(matches!(flat, NoShrinkage::Components(_)), "{flat:?}");
    for why in [groups, flat] {
        let words = why.explain();
        assert!(!words.zh.is_ascii() && words.en.is_ascii(), "{words:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn shrunken_severities_add_up_to_0_and_know_no_order(seed in any::<u64>()) {
        let (sheets, _) = draw(&mut stream(seed), (7, 5), 150.0, 0.2);
        prop_assume!(sheets.iter().all(|line| line.iter().any(Option::is_some)));
        let turned: Sheets = sheets.iter().rev().map(|line| line.iter().rev().cloned().collect()).collect();
        let (Ok(one), Ok(other)) = (Shrunken::of(&table(&sheets)), Shrunken::of(&table(&turned))) else {
            return Ok(());
        };
        prop_assume!(one.reviewers.len() == 5);
        prop_assert!(one.reviewers.iter().map(|one| one.points).sum::<f64>().abs() < 1e-6 * one.residual_sd);
        for (one, turned) in one.reviewers.iter().zip(other.reviewers.iter().rev()) {
            prop_assert!((one.points - turned.points).abs() < 1e-5 * other.residual_sd);
        }
    }
}
