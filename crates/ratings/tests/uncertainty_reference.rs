//! Confidence sets for ranks and expected ranks against values that other programs computed.
//!
//! The data sets have licences of their own and are no part of this repository. They are read where they are, in a
//! folder `shared/` beside the checkout; without it these tests say so and check nothing.
#![expect(clippy::unwrap_used, reason = "a test stops at what it cannot read")]
#![expect(clippy::print_stderr, reason = "a test that checks nothing says so")]

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use zhuoping_ratings::uncertainty::{Normal, RankInterval, RankSets, Settings, expected_ranks};

fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference/ratings/more");
    if !folder.join("rank_sets.json").is_file() {
        eprintln!("skipped: no reference data in {}", folder.display());
        return None;
    }
    Some(folder)
}

/// The value of a data set's coefficient in a list of expected values.
fn expected(folder: &Path, file: &str, dataset: &str, coefficient: &str) -> Vec<f64> {
    let entries: Vec<Value> = serde_json::from_slice(&std::fs::read(folder.join(file)).unwrap()).unwrap();
    let found = entries.iter().find(|entry| entry["dataset"] == dataset && entry["coefficient"] == coefficient);
    found.unwrap()["value"].as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
}

fn rows(file: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(file).unwrap();
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

/// Mathematics scores of countries with independent standard errors.
fn pisa(folder: &Path) -> Normal {
    let rows = rows(&folder.join("csranks_pisa2018.csv"));
    let column = |name: &str| -> Vec<f64> {
        let at = rows[0].iter().position(|cell| cell == name).unwrap();
        rows[1..].iter().map(|row| row[at].parse().unwrap()).collect()
    };
    Normal::independent(column("math_score"), &column("math_se"))
}

/// Effects of entrants by least squares in `score = entrant + reviewer + item`, each adding up to 0. Every cell has one
/// score, so effects are deviations of means, and `cov = sigma^2 (I - J/n) / (reviewers x items)`.
fn guilford(folder: &Path) -> Normal {
    let rows = rows(&folder.join("guilford_creativity.csv"));
    let score = |row: &Vec<String>| row[3].parse::<f64>().unwrap();
    let grand = rows[1..].iter().map(score).sum::<f64>() / (rows.len() - 1) as f64;
    let effects = |facet: usize| -> BTreeMap<String, f64> {
        let mut sums: BTreeMap<String, (f64, f64)> = BTreeMap::new();
        for row in &rows[1..] {
            let (sum, count) = sums.entry(row[facet].clone()).or_default();
            *sum += score(row);
            *count += 1.0;
        }
        sums.into_iter().map(|(id, (sum, count))| (id, sum / count - grand)).collect()
    };
    let facets = [effects(0), effects(1), effects(2)];
    let fitted = |row: &Vec<String>| grand + (0..3).map(|facet| facets[facet][&row[facet]]).sum::<f64>();
    let rest: f64 = rows[1..].iter().map(|row| (score(row) - fitted(row)).powi(2)).sum();
    let [n, reviewers, items] = [0, 1, 2].map(|facet| facets[facet].len());
    let freedom = n * reviewers * items - n - reviewers - items + 2;
    let scale = rest / freedom as f64 / (reviewers * items) as f64;
    let cell = |at: usize| scale * (f64::from(u8::from(at / n == at % n)) - 1.0 / n as f64);
    Normal::new(facets[0].values().copied().collect(), (0..n * n).map(cell).collect())
}

#[test]
fn simultaneous_sets_are_those_of_csranks() {
    let Some(folder) = folder() else { return };
    let settings = Settings { replicates: 100_000, ..Settings::default() };
    for (dataset, figures) in [("guilford_creativity", guilford(&folder)), ("csranks_pisa2018", pisa(&folder))] {
        let bounds = expected(&folder, "rank_sets.json", dataset, "csranks_simultaneous_95");
        let sets = RankSets::of(&figures, None, &settings).unwrap();
        let best: Vec<f64> = sets.simultaneous.iter().map(|interval| interval.best as f64).collect();
        let worst: Vec<f64> = sets.simultaneous.iter().map(|interval| interval.worst as f64).collect();
        assert_eq!([best, worst].concat(), bounds, "{dataset}");
        for (marginal, all) in sets.marginal.iter().zip(&sets.simultaneous) {
            let inside = RankInterval { best: marginal.best.max(all.best), worst: marginal.worst.min(all.worst) };
            assert_eq!(*marginal, inside, "{dataset}: a marginal set beyond the simultaneous one");
        }
    }
}

#[test]
fn effects_and_expected_ranks_are_those_of_other_programs() {
    let Some(folder) = folder() else { return };
    let effects = expected(&folder, "expected_other.json", "guilford_creativity", "entrant_effect_ols");
    for (found, expected) in guilford(&folder).mean().iter().zip(effects) {
        assert!((found - expected).abs() < 1e-9);
    }
    for (dataset, figures) in [("guilford_creativity", guilford(&folder)), ("csranks_pisa2018", pisa(&folder))] {
        let expected = expected(&folder, "expected_other.json", dataset, "expected_rank_normal");
        let found = expected_ranks(&figures, None);
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-6, "{dataset}: {found} {expected}");
        }
        let sum: f64 = found.iter().sum();
        let n = found.len() as f64;
        assert!((sum - n * (n + 1.0) / 2.0).abs() < 1e-9, "{dataset}: expected ranks add up to 1 + ... + n");
    }
}
