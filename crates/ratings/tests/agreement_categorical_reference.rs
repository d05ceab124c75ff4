//! Coefficients on categories, and alpha at every level, against values that other programs computed.
//!
//! The data sets have licences of their own and are no part of this repository. They are read where they are, in a
//! folder `shared/` beside the checkout; without it these tests say so and check nothing. What is published, and free
//! to quote, is tested in `agreement_categorical.rs` whether that folder is there or not.
#![expect(clippy::unwrap_used, reason = "a test stops at what it cannot read")]
#![expect(clippy::print_stderr, reason = "a test that checks nothing says so")]

mod reference;

use reference::{entries, folder, wide};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use zhuoping_ratings::agreement::categorical::{
    Categories, Coefficient, Scale, Weights, brennan_prediger, cohen_kappa, conger_kappa, fleiss_kappa, gwet_ac,
    percent_agreement,
};
use zhuoping_ratings::agreement::{Confidence, Interval, Level, Matrix, NoInterval, Undefined, krippendorff_alpha};

type Compute = fn(&Matrix, &Scale, Confidence) -> Result<Coefficient, Undefined>;

/// The names in the lists of expected values; a new one there fails the counts below.
const COEFFICIENTS: [(&str, Compute); 7] = [
    ("percent_agreement", percent_agreement),
    ("brennan_prediger", brennan_prediger),
    ("fleiss_kappa", fleiss_kappa),
    ("conger_kappa", conger_kappa),
    ("gwet_ac1", gwet_ac),
    ("gwet_ac2", gwet_ac),
    ("cohen_kappa", cohen_kappa),
];

/// How many values and how many intervals were compared, by coefficient.
type Counts = BTreeMap<String, (usize, usize)>;

/// The long table of 7 entrants, 3 reviewers and 5 items, as means over items and with one row an entrant and item.
fn derived(folder: &Path) -> BTreeMap<String, Matrix> {
    let text = std::fs::read_to_string(folder.join("guilford_creativity.csv")).unwrap();
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let score = |row: &[&str]| row[3].trim().parse::<f64>().unwrap();
    let mut sums: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    for row in &rows {
        *sums.entry((row[0], row[1])).or_default() += score(row);
    }
    let means = Matrix::from_long(sums.iter().map(|((entrant, reviewer), sum)| (*entrant, *reviewer, sum / 5.0)));
    let items = Matrix::from_long(rows.iter().map(|row| ((row[0], row[2]), row[1], score(row))));
    [("entrant_means", means), ("entrant_x_item", items)]
        .map(|(name, table)| (format!("guilford_creativity::{name}"), table.unwrap()))
        .into()
}

fn close(what: &str, found: f64, entry: &Value, expected: &Value, tolerance: &str) {
    let (expected, tolerance) = (expected.as_f64().unwrap(), entry[tolerance].as_f64().unwrap());
    assert!((found - expected).abs() <= tolerance, "{what}: found {found}, expected {expected} within {tolerance}");
}

fn compute(matrix: &Matrix, entry: &Value) -> Option<(f64, Result<Interval, NoInterval>)> {
    let name = entry["coefficient"].as_str().unwrap();
    if name == "krippendorff_alpha" {
        let level = Level::ALL.into_iter().find(|level| level.name() == entry["options"]["level"]).unwrap();
        let alpha = krippendorff_alpha(matrix, level).unwrap();
        return Some((alpha.value, alpha.interval(Confidence::USUAL)));
    }
    let (_, compute) = COEFFICIENTS.iter().find(|(known, _)| *known == name)?;
    let weights = Weights::ALL.into_iter().find(|weights| weights.name() == entry["options"]["weights"]).unwrap();
    let scale = Scale { categories: Categories::observed(matrix).unwrap(), weights };
    let found = compute(matrix, &scale, Confidence::USUAL).unwrap();
    Some((found.value, found.interval))
}

fn compare_all(folder: &Path, file: &str, mut tables: BTreeMap<String, Matrix>) -> Counts {
    let mut counts = Counts::new();
    for entry in entries(&folder.join(file)) {
        let dataset = entry["dataset"].as_str().unwrap().to_owned();
        let name = entry["coefficient"].as_str().unwrap();
        let ours = name == "krippendorff_alpha" || COEFFICIENTS.iter().any(|(known, _)| *known == name);
        if !ours {
            continue;
        }
        let what = format!("{dataset} {name} {}", entry["options"]);
        let matrix = tables.entry(dataset.clone()).or_insert_with(|| wide(&folder.join(format!("{dataset}.csv"))));
        let (value, interval) = compute(matrix, &entry).unwrap();
        close(&what, value, &entry, &entry["value"], "tolerance");
        let count = counts.entry(name.to_owned()).or_default();
        count.0 += 1;
        if let (Some([lower, upper]), false) =
            (entry["ci"].as_array().map(Vec::as_slice), entry["ci_tolerance"].is_null())
        {
            let found = interval.unwrap_or_else(|why| panic!("{what}: {why}"));
            close(&what, found.lower, &entry, lower, "ci_tolerance");
            close(&what, found.upper, &entry, upper, "ci_tolerance");
            count.1 += 1;
        }
    }
    counts
}

fn counts<const N: usize>(expected: [(&str, (usize, usize)); N]) -> Counts {
    expected.map(|(name, counts)| (name.to_owned(), counts)).into()
}

#[test]
fn the_reference_values_and_intervals() {
    let Some(folder) = folder("") else { return };
    let found = compare_all(&folder, "expected.json", BTreeMap::new());
    assert_eq!(
        found,
        counts([
            ("brennan_prediger", (28, 28)),
            ("cohen_kappa", (3, 0)),
            ("conger_kappa", (28, 28)),
            ("fleiss_kappa", (28, 28)),
            ("gwet_ac1", (7, 7)),
            ("gwet_ac2", (21, 21)),
            ("krippendorff_alpha", (36, 0)),
            ("percent_agreement", (28, 0)),
        ])
    );
}

#[test]
fn the_further_reference_values_and_intervals() {
    let Some(folder) = folder("more") else { return };
    let found = compare_all(&folder, "expected.json", BTreeMap::new());
    assert_eq!(
        found,
        counts([
            ("cohen_kappa", (4, 2)),
            ("conger_kappa", (5, 5)),
            ("fleiss_kappa", (8, 8)),
            ("gwet_ac1", (8, 8)),
            ("gwet_ac2", (18, 18)),
            ("krippendorff_alpha", (38, 17)),
        ])
    );
}

#[test]
fn tables_derived_from_a_long_one() {
    let Some(folder) = folder("more") else { return };
    let found = compare_all(&folder, "expected_other.json", derived(&folder));
    assert_eq!(found, counts([("gwet_ac2", (3, 3)), ("krippendorff_alpha", (5, 2))]));
}
