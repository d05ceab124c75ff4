//! Severity by category and over three facets, against least squares in exact fractions and published data.
#![expect(clippy::unwrap_used, reason = "the helpers of these tests fail the test they serve")]

mod common;

use common::additive::{Additive, Observation, whole};
use common::{Desk, Row, edition, row, sheet};
use num_rational::BigRational;
use num_traits::ToPrimitive;
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use zhuoping_provenance::Seed;
use zhuoping_ratings::agreement::Confidence;
use zhuoping_ratings::severity::{NoCategorySeverity, NoComparison, ThreeFacets, by_category};
use zhuoping_ratings::simulation::Stream;
use zhuoping_ratings::{EntrantKind, StageId, StageTable};

/// What each reviewer (column) gave each entrant (row) on the four items of the small edition.
type Cells = Vec<Vec<Option<[u8; 4]>>>;

fn organizations(desk: &Desk, rows: &[Row]) -> StageTable {
    let scores = desk.scores(rows).unwrap();
    scores.table(&StageId::new("material").unwrap(), EntrantKind::Organization).unwrap().clone()
}

fn table(cells: &Cells) -> StageTable {
    let entrants: Vec<String> = (0..cells.len()).map(|e| format!("E{e}")).collect();
    let mut rows: Vec<Row> = Vec::new();
    for (entrant, line) in entrants.iter().zip(cells) {
        for (r, percents) in line.iter().enumerate() {
            rows.extend(percents.iter().flat_map(|p| sheet("material", entrant, &format!("R{r}"), *p)));
        }
    }
    let ids: Vec<&str> = entrants.iter().map(String::as_str).collect();
    organizations(&Desk::new(&ids), &rows)
}

fn sheets(cells: &Cells) -> impl Iterator<Item = (usize, usize, [u8; 4])> {
    let line = |(e, line): (usize, &Vec<Option<[u8; 4]>>)| {
        let line = line.clone().into_iter().enumerate();
        line.filter_map(move |(r, percents)| percents.map(|percents| (e, r, percents))).collect::<Vec<_>>()
    };
    cells.iter().enumerate().flat_map(line)
}

/// Everybody takes part, and the degrees of freedom let severities by category be.
fn grids() -> impl Strategy<Value = Cells> {
    (3_usize..=5, 3_usize..=4).prop_flat_map(|(entrants, reviewers)| {
        let percents = prop::array::uniform4((0_u8..=20).prop_map(|step| step * 5));
        let cell = prop_oneof![6 => percents.prop_map(Some), 1 => Just(None)];
        prop::collection::vec(prop::collection::vec(cell, reviewers), entrants)
    })
}

fn takes_part(cells: &Cells) -> bool {
    let counts = |r: usize| cells.iter().filter(|line| line[r].is_some()).count();
    cells.iter().all(|line| line.iter().flatten().count() > 1) && (0..cells[0].len()).all(|r| counts(r) > 1)
}

fn close(found: f64, exact: f64) -> bool {
    (found - exact).abs() <= 1e-9 * exact.abs().max(1.0)
}

/// The points of the items of the small edition: A is worth 50, B too, the whole 100.
const POINTS: [i64; 4] = [30, 20, 35, 15];

fn subtotal(percents: [u8; 4], items: std::ops::Range<usize>) -> BigRational {
    let sum: i64 = items.clone().map(|i| POINTS[i] * i64::from(percents[i])).sum();
    whole(sum) / whole(items.map(|i| POINTS[i]).sum())
}

fn exact(cells: &Cells, value: impl Fn([u8; 4]) -> BigRational) -> Additive {
    let observations: Vec<Observation> = sheets(cells).map(|(e, r, percents)| (vec![e, r], value(percents))).collect();
    Additive::fit(&[cells.len(), cells[0].len()], &observations).expect("connected designs have one solution")
}

proptest! {
    // Fractions grow long; a few dozen grids take seconds.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn severities_by_category_equal_exact_least_squares_of_the_shares(cells in grids()) {
        prop_assume!(takes_part(&cells));
        let found = by_category(&table(&cells), Confidence::USUAL);
        prop_assume!(!matches!(found, Err(NoCategorySeverity::NoComparison(_))));
        let whole_sheet = exact(&cells, |percents| subtotal(percents, 0..4));
        if whole_sheet.freedom < 4 {
            let freedom = usize::try_from(whole_sheet.freedom).unwrap();
            prop_assert_eq!(found, Err(NoCategorySeverity::TooThin { found: freedom }));
            return Ok(());
        }
        let found = found.unwrap();
        prop_assert_eq!(found.len(), cells[0].len() * 2);
        for one in &found {
            let items = [0..2, 2..4][one.category].clone();
            let severity = exact(&cells, |percents| subtotal(percents, items.clone()));
            let apart = exact(&cells, |percents| subtotal(percents, items.clone()) - subtotal(percents, 0..4));
            for (found, exact) in [(one.severity, severity), (one.apart, apart)] {
                let effect = exact.effect(1, one.reviewer);
                prop_assert!(close(found.percent, exact.value(&effect)));
                prop_assert!(close(found.standard_error, exact.standard_error(&effect).unwrap()));
                let middle = f64::midpoint(found.interval[0], found.interval[1]);
                prop_assert!(close(middle, found.percent));
            }
            // What lies apart is the one severity less the other.
            let all = whole_sheet.value(&whole_sheet.effect(1, one.reviewer));
            prop_assert!((one.severity.percent - all - one.apart.percent).abs() < 1e-9);
        }
    }

    #[test]
    fn three_facets_equal_exact_least_squares(cells in grids()) {
        prop_assume!(takes_part(&cells));
        let found = ThreeFacets::of(&table(&cells));
        prop_assume!(found.is_ok());
        let found = found.unwrap();
        let observations: Vec<Observation> = sheets(&cells)
            .flat_map(|(e, r, percents)| (0..4).map(move |i| (vec![e, r, i], whole(percents[i].into()))))
            .collect();
        let exact = Additive::fit(&[cells.len(), cells[0].len(), 4], &observations).unwrap();
        prop_assert!(close(found.mean, exact.value(&exact.mean())));
        prop_assert_eq!(found.freedom as i64, exact.freedom);
        prop_assert!(close(found.residual_sd.unwrap(), exact.variance.unwrap().sqrt()));
        for (facet, effects) in [&found.entrants, &found.reviewers, &found.items].into_iter().enumerate() {
            for effect in effects {
                let expected = exact.effect(facet, effect.position);
                prop_assert!(close(effect.percent, exact.value(&expected)), "facet {facet}: {effect:?}");
                let error = exact.standard_error(&expected).unwrap();
                prop_assert!(close(effect.standard_error.unwrap(), error), "facet {facet}: {effect:?}, {error}");
            }
        }
    }
}

/// A panel of 5 on 12 entrants from the additive model, rounded to the step; `lean` is added to the second reviewer's
/// percents on category A and taken off those on B.
fn panel(stream: &mut Stream, lean: f64) -> Cells {
    let leniency: Vec<f64> = (0..5).map(|_| 4.0 * stream.normal()).collect();
    let mut sheet = |level: f64, r: usize| {
        std::array::from_fn(|i| {
            let lean = if r != 1 {
                0.0
            } else if i < 2 {
                lean
            } else {
                -lean
            };
            let percent = level + leniency[r] + lean + 8.0 * stream.normal();
            (percent / 5.0).round().clamp(0.0, 20.0).to_u8().unwrap() * 5
        })
    };
    (0..12).map(|e| (0..5).map(|r| Some(sheet(35.0 + 3.0 * f64::from(e), r))).collect()).collect()
}

fn standing(cells: &Cells) -> Vec<(usize, usize)> {
    let found = by_category(&table(cells), Confidence::USUAL).unwrap();
    found.iter().filter(|one| one.stands_out).map(|one| (one.reviewer, one.category)).collect()
}

#[test]
fn a_reviewer_lenient_on_one_category_and_strict_on_the_other_is_seen() {
    for replicate in 0..20 {
        let cells = panel(&mut Stream::new(Seed::from_bytes([7; 32]), replicate), 10.0);
        let found = standing(&cells);
        assert!(found.contains(&(1, 0)) && found.contains(&(1, 1)), "panel {replicate}: {found:?}");
        let all = by_category(&table(&cells), Confidence::USUAL).unwrap();
        assert!(all[2].apart.percent > 4.0 && all[3].apart.percent < -4.0, "{all:#?}");
    }
}

/// At most 5 panels of 100 without a leaning show one; of 400, 20 are expected at most, and 33 or more would be found
/// once in 500 series.
#[test]
fn a_panel_without_leanings_seldom_shows_one() {
    let panels = (0..400).map(|replicate| panel(&mut Stream::new(Seed::from_bytes([8; 32]), replicate), 0.0));
    let false_alarms = panels.filter(|cells| !standing(cells).is_empty()).count();
    assert!((1..33).contains(&false_alarms), "{false_alarms} of 400");
}

#[test]
fn what_carries_no_severity_by_category_says_why() {
    let s = Some([50, 60, 70, 40]);
    let apart = vec![vec![s, s, None, None], vec![s, s, None, None], vec![None, None, s, s], vec![None, None, s, s]];
    let groups = NoComparison::Disconnected { groups: 2 };
    assert_eq!(by_category(&table(&apart), Confidence::USUAL), Err(groups.into()));
    assert_eq!(ThreeFacets::of(&table(&apart)), Err(groups));
    let thin = by_category(&table(&vec![vec![s, s, s], vec![s, s, s]]), Confidence::USUAL);
    assert_eq!(thin, Err(NoCategorySeverity::TooThin { found: 2 }));
    let mut desk = Desk::new(&["E1"]);
    desk.editions.organization = Some(edition("one", &[("A", &[("A.1", 100)])]));
    let one = by_category(&organizations(&desk, &[row("material", "E1", "R1", "A.1", 50)]), Confidence::USUAL);
    assert_eq!(one, Err(NoCategorySeverity::OneCategory));
    for why in [thin.unwrap_err(), one.unwrap_err(), groups.into()] {
        let words = why.explain();
        assert!(!words.zh.is_ascii() && words.en.is_ascii(), "{words:?}");
    }
}

/// Guilford's creativity ratings, 7 entrants x 3 reviewers x 5 items, scores 1 to 9: here percents of five times that.
fn guilford(folder: &Path) -> StageTable {
    let text = std::fs::read_to_string(folder.join("guilford_creativity.csv")).unwrap();
    let lines: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').map(str::trim).collect()).collect();
    let rows: Vec<Row> = lines
        .iter()
        .map(|line| row("material", line[0], line[1], line[2], 5 * line[3].parse::<u8>().unwrap()))
        .collect();
    let mut desk = Desk::new(&["E1", "E2", "E3", "E4", "E5", "E6", "E7"]);
    let items = ["Ia", "Ib", "Ic", "Id", "Ie"].map(|item| (item, 20));
    desk.editions.organization = Some(edition("creativity", &[("I", &items)]));
    organizations(&desk, &rows)
}

#[test]
fn the_reference_values_of_three_facets() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference/ratings/more");
    if !folder.is_dir() {
        eprintln!("skipped: no reference data in {}", folder.display());
        return;
    }
    let found = ThreeFacets::of(&guilford(&folder)).unwrap();
    let scale = |effects: &[zhuoping_ratings::severity::Effect]| -> Vec<f64> {
        effects.iter().map(|effect| effect.percent / 5.0).collect()
    };
    let found = BTreeMap::from([
        ("severity_ols", scale(&found.reviewers)),
        ("severity_ols_se", found.reviewers.iter().map(|one| one.standard_error.unwrap() / 5.0).collect()),
        ("entrant_effect_ols", scale(&found.entrants)),
    ]);
    let bytes = std::fs::read(folder.join("expected_other.json")).unwrap();
    let entries: Vec<Value> = serde_json::from_slice(&bytes).unwrap();
    let mut compared = 0;
    for entry in entries.iter().filter(|entry| entry["dataset"] == "guilford_creativity") {
        let Some(found) = found.get(entry["coefficient"].as_str().unwrap()) else { continue };
        let expected: Vec<f64> = entry["value"].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect();
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!(
                (found - expected).abs() <= entry["tolerance"].as_f64().unwrap(),
                "{found} for {expected}: {entry}"
            );
            compared += 1;
        }
    }
    assert_eq!(compared, 3 + 3 + 7);
}
