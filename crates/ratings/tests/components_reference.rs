//! Variance components against values that other programs computed.
//!
//! The data sets have licences of their own and are no part of this repository. They are read where they are, in a
//! folder `shared/` beside the checkout; without it these tests say so and check nothing.
#![expect(clippy::unwrap_used, reason = "a test stops at what it cannot read")]
#![expect(clippy::print_stderr, reason = "a test that checks nothing says so")]

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use zhuoping_ratings::agreement::{Confidence, Matrix};
use zhuoping_ratings::components::{Design, Factor, Fit, Prediction, ThreeWay, TwoWay};

fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference/ratings");
    if !folder.join("expected.json").is_file() {
        eprintln!("skipped: no reference data in {}", folder.display());
        return None;
    }
    Some(folder)
}

fn entries(file: &Path) -> Vec<Value> {
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

/// A long table: the columns by name, each as the positions of its labels, and the last column as values.
struct Long {
    labels: BTreeMap<String, Vec<String>>,
    levels: BTreeMap<String, Vec<u32>>,
    values: Vec<f64>,
}

fn long(file: &Path) -> Long {
    let text = std::fs::read_to_string(file).unwrap();
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').map(str::trim).collect();
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').map(str::trim).collect()).collect();
    let (mut labels, mut levels) = (BTreeMap::new(), BTreeMap::new());
    for (at, name) in names[..names.len() - 1].iter().enumerate() {
        let mut distinct: Vec<&str> = rows.iter().map(|row| row[at]).collect();
        distinct.sort_unstable();
        distinct.dedup();
        let level = |row: &Vec<&str>| u32::try_from(distinct.binary_search(&row[at]).unwrap()).unwrap();
        levels.insert((*name).to_owned(), rows.iter().map(level).collect());
        labels.insert((*name).to_owned(), distinct.iter().map(|label| (*label).to_owned()).collect());
    }
    Long { labels, levels, values: rows.iter().map(|row| row[names.len() - 1].parse().unwrap()).collect() }
}

impl Long {
    /// The model of lme4's formula, as `1 + (1|Person) + (1|Task:Rater)`.
    fn fit(&self, formula: &str) -> Fit {
        let names: Vec<&String> = self.levels.keys().collect();
        let factors = self.levels.iter().map(|(name, levels)| Factor { name: name.clone(), levels: levels.clone() });
        let effect = |term: &str| {
            let term = term.trim().trim_start_matches("(1|").trim_end_matches(')').to_owned();
            term.split(':').map(|name| names.iter().position(|known| *known == name).unwrap()).collect::<Vec<_>>()
        };
        let effects: Vec<Vec<usize>> = formula.split(" + ").skip(1).map(effect).collect();
        let effects: Vec<&[usize]> = effects.iter().map(Vec::as_slice).collect();
        Design::new(self.values.clone(), factors.collect(), &effects).unwrap().fit().unwrap()
    }

    fn three_way(&self) -> ThreeWay {
        let levels = |name: &str| self.levels[name].clone();
        ThreeWay::of_long(self.values.clone(), [levels("entrant"), levels("reviewer"), levels("item")]).unwrap()
    }
}

/// A wide table: the first column is the subject, an empty cell is missing.
fn wide(file: &Path) -> Matrix {
    let text = std::fs::read_to_string(file).unwrap();
    let cell = |text: &str| (!text.trim().is_empty()).then(|| text.trim().parse().unwrap());
    let rows: Vec<Vec<Option<f64>>> =
        text.lines().skip(1).map(|line| line.split(',').skip(1).map(cell).collect()).collect();
    Matrix::from_rows(&rows).unwrap()
}

/// The two-way tables, and those derived from the long one.
fn matrix(folder: &Path, dataset: &str) -> Matrix {
    let Some((file, kind)) = dataset.split_once("::") else {
        let more = folder.join("more").join(format!("{dataset}.csv"));
        return wide(&if more.is_file() { more } else { folder.join(format!("{dataset}.csv")) });
    };
    let long = long(&folder.join("more").join(format!("{file}.csv")));
    let row = |at: usize| (long.levels["entrant"][at], long.levels["item"][at], long.levels["reviewer"][at]);
    if kind == "entrant_x_item" {
        return Matrix::from_long((0..long.values.len()).map(|at| {
            let (entrant, item, reviewer) = row(at);
            ((entrant, item), reviewer, long.values[at])
        }))
        .unwrap();
    }
    let mut sums: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    for at in 0..long.values.len() {
        let (entrant, _, reviewer) = row(at);
        *sums.entry((entrant, reviewer)).or_default() += long.values[at];
    }
    let items = long.labels["item"].len() as f64;
    Matrix::from_long(sums.iter().map(|((entrant, reviewer), sum)| (*entrant, *reviewer, sum / items))).unwrap()
}

fn close(what: &str, found: &[f64], entry: &Value) {
    let expected: Vec<f64> = match &entry["value"] {
        Value::Array(values) => values.iter().map(|value| value.as_f64().unwrap()).collect(),
        value => vec![value.as_f64().unwrap()],
    };
    let tolerance = entry["tolerance"].as_f64().unwrap();
    assert_eq!(found.len(), expected.len(), "{what}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= tolerance, "{what}: found {found}, expected {expected} within {tolerance}");
    }
}

fn estimates(fit: &Fit) -> Vec<f64> {
    fit.components().iter().map(|component| component.estimate).collect()
}

#[test]
fn the_components_to_ten_digits() {
    let Some(folder) = folder() else { return };
    let mut compared = 0;
    for entry in entries(&folder.join("more/reml_10digits.json")) {
        let (dataset, coefficient) = (entry["dataset"].as_str().unwrap(), entry["coefficient"].as_str().unwrap());
        let what = format!("{dataset} {coefficient}");
        let table = || long(&folder.join("more").join(format!("{dataset}.csv")));
        let values = |predictions: Vec<_>| -> Vec<f64> {
            predictions.iter().map(|prediction: &Prediction| prediction.value).collect()
        };
        let found = match coefficient {
            "variance_components_reml" => estimates(&table().fit(entry["options"]["model"].as_str().unwrap())),
            "reml_grand_mean" => vec![table().fit(entry["options"]["model"].as_str().unwrap()).mean()],
            "severity_blup_reml" => values(table().three_way().fit().predictions(1)),
            "entrant_blup_reml" => values(table().three_way().fit().predictions(0)),
            "icc_reml_two_way" => {
                let model = TwoWay::of_matrix(&matrix(&folder, dataset)).unwrap();
                [vec![model.icc_agreement(), model.icc_consistency()], estimates(model.fit())].concat()
            }
            "d_study" => {
                let row = table().three_way().decision_study(Confidence::USUAL).observed;
                assert!((row.reviewers - 3.0).abs() < 1e-12);
                vec![row.relative_error.powi(2), row.absolute_error.powi(2), row.g, row.phi]
            }
            other => panic!("{other}"),
        };
        close(&what, &found, &entry);
        compared += 1;
    }
    assert_eq!(compared, 21);
}

#[test]
fn the_award_tables_and_their_reviewers() {
    let Some(folder) = folder() else { return };
    let mut compared = 0;
    let mut fits = BTreeMap::new();
    for entry in entries(&folder.join("expected.json")) {
        let coefficient = entry["coefficient"].as_str().unwrap();
        if !["variance_component", "reviewer_blup", "grand_mean"].contains(&coefficient) {
            continue;
        }
        let dataset = entry["dataset"].as_str().unwrap().to_owned();
        let (table, model) = fits.entry(dataset.clone()).or_insert_with(|| {
            let table = long(&folder.join(format!("{dataset}.csv")));
            let model = table.three_way();
            (table, model)
        });
        let fit = model.fit();
        let found = match coefficient {
            "grand_mean" => fit.mean(),
            "reviewer_blup" => {
                let name = entry["options"]["reviewer"].as_str().unwrap();
                let at = table.labels["reviewer"].iter().position(|label| label == name).unwrap();
                fit.predictions(1)[at].value
            }
            _ => {
                let effect = entry["options"]["effect"].as_str().unwrap();
                fit.components().iter().find(|component| component.effect == effect).unwrap().estimate
            }
        };
        close(&format!("{dataset} {coefficient} {}", entry["options"]), &[found], &entry);
        compared += 1;
    }
    assert_eq!(compared, 2 * 8 + 7 + 9);
    for (_, model) in fits.values() {
        let boundary = &model.fit().components()[5];
        assert_eq!((boundary.effect.as_str(), boundary.boundary, boundary.estimate), ("reviewer x item", true, 0.0));
    }
}

#[test]
fn deviances_and_expected_mean_squares() {
    let Some(folder) = folder() else { return };
    let mut compared = (0, 0);
    for entry in entries(&folder.join("more/expected_other.json")) {
        let dataset = entry["dataset"].as_str().unwrap();
        let table = || long(&folder.join("more").join(format!("{dataset}.csv")));
        match entry["coefficient"].as_str().unwrap() {
            "reml_deviance" => {
                let fit = table().fit(entry["options"]["model"].as_str().unwrap());
                close(dataset, &[fit.deviance()], &entry);
                compared.0 += 1;
            }
            "variance_components_ems" => {
                let model = table().three_way();
                let components = model.fit().components();
                let found: Vec<f64> = components.iter().map(|c| c.expected_mean_squares.unwrap()).collect();
                close(dataset, &found, &entry);
                compared.1 += 1;
            }
            _ => {}
        }
    }
    assert_eq!(compared, (3, 1));
}

/// Brennan (2001), Generalizability Theory, table 3.2: persons x (raters within tasks), the components as printed there.
#[test]
fn the_published_components_of_raters_nested_in_tasks() {
    let Some(folder) = folder() else { return };
    let table = long(&folder.join("more/gtheory_brennan_3_2.csv"));
    let fit = table.fit("1 + (1|Person) + (1|Task) + (1|Task:Rater) + (1|Person:Task)");
    let found: Vec<String> = estimates(&fit).iter().map(|estimate| format!("{estimate:.4}")).collect();
    assert_eq!(found, ["0.4731", "0.3252", "0.6475", "0.5596", "2.3802"]);
    assert_eq!(fit.steps(), 0, "a balanced table without negative estimates is solved by its mean squares");
}
