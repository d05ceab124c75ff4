//! Coefficients of agreement against values that other programs computed.
//!
//! The data sets have licences of their own and are no part of this repository. They are read where they are, in a
//! folder `shared/` beside the checkout; without it these tests say so and check nothing. What is published, and free
//! to quote, is tested in `agreement_published.rs` whether that folder is there or not.
#![expect(clippy::unwrap_used, reason = "a test stops at what it cannot read")]
#![expect(clippy::print_stderr, reason = "a test that checks nothing says so")]

mod reference;

use reference::{entries, folder, wide};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use zhuoping_ratings::agreement::{
    Confidence, IccForm, Interval, Matrix, StepScale, alpha_interval, icc, kendall_w, r_wg,
};

/// The names under which the lists of expected values carry what this crate computes.
const OURS: [&str; 10] = [
    "krippendorff_alpha",
    "icc",
    "kendall_w",
    "kendall_W",
    "ICC(A,1)",
    "ICC(A,k)",
    "ICC(C,1)",
    "ICC(C,k)",
    "ICC(1)",
    "ICC(k)",
];

fn close(what: &str, found: f64, entry: &Value, expected: &Value, tolerance: &str) {
    let (expected, tolerance) = (expected.as_f64().unwrap(), entry[tolerance].as_f64().unwrap());
    assert!((found - expected).abs() <= tolerance, "{what}: found {found}, expected {expected} within {tolerance}");
}

fn compare_interval(what: &str, found: Result<Interval, impl std::fmt::Debug>, entry: &Value) -> usize {
    let Some([lower, upper]) = entry["ci"].as_array().map(Vec::as_slice) else { return 0 };
    if entry["ci_tolerance"].is_null() {
        return 0;
    }
    let found = found.unwrap();
    close(what, found.lower, entry, lower, "ci_tolerance");
    close(what, found.upper, entry, upper, "ci_tolerance");
    1
}

/// The form of an entry, by the name of the option or by its short name.
fn form(entry: &Value) -> Option<IccForm> {
    let short = entry["coefficient"].as_str().unwrap();
    let named = |form: &IccForm| entry["options"]["form"] == form.name() || form.title().en == short;
    IccForm::ALL.into_iter().find(named)
}

/// Compares what this crate computes; gives the number of values and of intervals compared.
fn compare(matrix: &Matrix, entry: &Value) -> (usize, usize) {
    let what = format!("{} {} {}", entry["dataset"], entry["coefficient"], entry["options"]);
    let value = |found| close(&what, found, entry, &entry["value"], "tolerance");
    if let Some(form) = form(entry) {
        let icc = icc(matrix, form, Confidence::USUAL).unwrap();
        value(icc.value);
        return (1, compare_interval(&what, icc.interval, entry));
    }
    match (entry["coefficient"].as_str().unwrap(), entry["options"]["level"].as_str()) {
        ("krippendorff_alpha", Some("interval")) => value(alpha_interval(matrix).unwrap().value),
        ("kendall_w" | "kendall_W", _) => value(kendall_w(matrix).unwrap().value),
        _ => return (0, 0),
    }
    (1, 0)
}

fn compare_all(folder: &Path, file: &str) -> (usize, usize) {
    let mut tables = BTreeMap::new();
    let mut compared = (0, 0);
    for entry in entries(&folder.join(file)) {
        let dataset = entry["dataset"].as_str().unwrap().to_owned();
        let file = folder.join(format!("{dataset}.csv"));
        // Long tables and those of other kinds have no coefficient of this crate under their own name.
        if !OURS.contains(&entry["coefficient"].as_str().unwrap()) || !file.is_file() {
            continue;
        }
        let matrix = tables.entry(dataset).or_insert_with(|| wide(&file));
        let (values, intervals) = compare(matrix, &entry);
        compared = (compared.0 + values, compared.1 + intervals);
    }
    compared
}

#[test]
fn the_reference_values_and_intervals() {
    let Some(folder) = folder("") else { return };
    // Alpha on 9 tables; six forms of ICC, five with interval, and W on the 6 complete ones.
    assert_eq!(compare_all(&folder, "expected.json"), (9 + 7 * 6, 5 * 6));
}

#[test]
fn the_further_reference_values_and_intervals() {
    let Some(folder) = folder("more") else { return };
    // Alpha on 13 tables, W on 7; 40 forms of ICC, of which two have no interval.
    assert_eq!(compare_all(&folder, "expected.json"), (13 + 7 + 40, 38));
}

#[test]
fn complete_rows_of_a_table_with_missing_cells() {
    let Some(folder) = folder("more") else { return };
    assert_eq!(compare_all(&folder, "expected_other.json"), (7, 6));
}

/// One value a subject; R multilevel, which writes 0 for a negative one, is named there as disagreeing.
#[test]
fn within_group_agreement_of_every_subject() {
    let Some(folder) = folder("more") else { return };
    let all = entries(&folder.join("expected_other.json"));
    let of: Vec<&Value> = all.iter().filter(|entry| entry["coefficient"] == "r_wg").collect();
    assert_eq!(of.len(), 1);
    let matrix = wide(&folder.join("shrout_fleiss_1979.csv"));
    let scale = StepScale::observed(&matrix).unwrap();
    assert_eq!(scale.values() as u64, of[0]["options"]["categories"].as_u64().unwrap());
    let found = r_wg(&matrix, scale).unwrap();
    let expected = of[0]["value"].as_array().unwrap();
    assert_eq!(found.subjects.len(), expected.len());
    for (subject, expected) in found.subjects.iter().zip(expected) {
        close("r_wg", subject.unwrap(), of[0], expected, "tolerance");
    }
}

/// The long table of 7 entrants, 3 reviewers and 5 items, as means over items and with one row an entrant and item.
#[test]
fn tables_derived_from_a_long_one() {
    let Some(folder) = folder("more") else { return };
    let text = std::fs::read_to_string(folder.join("guilford_creativity.csv")).unwrap();
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let score = |row: &[&str]| row[3].trim().parse::<f64>().unwrap();
    let mut sums: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    for row in &rows {
        *sums.entry((row[0], row[1])).or_default() += score(row);
    }
    let means =
        Matrix::from_long(sums.iter().map(|((entrant, reviewer), sum)| (*entrant, *reviewer, sum / 5.0))).unwrap();
    let items = Matrix::from_long(rows.iter().map(|row| ((row[0], row[2]), row[1], score(row)))).unwrap();
    let mut compared = (0, 0);
    for entry in entries(&folder.join("expected_other.json")) {
        let matrix = match entry["dataset"].as_str().unwrap() {
            "guilford_creativity::entrant_means" => &means,
            "guilford_creativity::entrant_x_item" => &items,
            _ => continue,
        };
        let (values, intervals) = compare(matrix, &entry);
        compared = (compared.0 + values, compared.1 + intervals);
    }
    assert_eq!(compared, (16, 12));
}
