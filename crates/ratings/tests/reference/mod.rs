//! The reference data beside the checkout: lists of expected values and the wide tables they are of.
#![allow(unreachable_pub, reason = "a module of test files")]

use serde_json::Value;
use std::path::{Path, PathBuf};
use zhuoping_ratings::agreement::Matrix;

/// The folder of that name; `None`, with a word about it, where the data are not there.
pub fn folder(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference/ratings").join(name);
    if !folder.join("expected.json").is_file() {
        eprintln!("skipped: no reference data in {}", folder.display());
        return None;
    }
    Some(folder)
}

/// The entries of a list.
pub fn entries(file: &Path) -> Vec<Value> {
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

/// A wide table: the first column is the subject, an empty cell is missing.
pub fn wide(file: &Path) -> Matrix {
    let text = std::fs::read_to_string(file).unwrap();
    let cell = |text: &str| (!text.trim().is_empty()).then(|| text.trim().parse().unwrap());
    let rows: Vec<Vec<Option<f64>>> =
        text.lines().skip(1).map(|line| line.split(',').skip(1).map(cell).collect()).collect();
    Matrix::from_rows(&rows).unwrap()
}
