//! Coefficients of agreement on published tables, against what was printed and against exact fractions.
//!
//! Tables, printed values and sources are in `fixtures/agreement/`; the fractions there come from `check_expected.py`,
//! which counts pairs one by one and shares no formula with this crate.
#![expect(clippy::unwrap_used, reason = "a test stops at what it cannot read")]

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;
use serde_json::Value;
use std::path::{Path, PathBuf};
use zhuoping_ratings::agreement::categorical::{
    Categories, Coefficient, Scale, Weights, brennan_prediger, cohen_kappa, conger_kappa, fleiss_kappa, gwet_ac,
    percent_agreement,
};
use zhuoping_ratings::agreement::{
    Confidence, IccForm, Interval, Level, Matrix, Undefined, icc, kendall_w, krippendorff_alpha,
};
use zhuoping_ratings::components::TwoWay;

const USUAL: Confidence = Confidence::USUAL;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/agreement")
}

fn table(name: &str) -> Matrix {
    let text = std::fs::read_to_string(folder().join(format!("{name}.csv"))).unwrap();
    let cell = |text: &str| (!text.is_empty()).then(|| text.parse().unwrap());
    let rows: Vec<Vec<Option<f64>>> =
        text.lines().skip(1).map(|line| line.split(',').skip(1).map(cell).collect()).collect();
    Matrix::from_rows(&rows).unwrap()
}

type Categorical = fn(&Matrix, &Scale, Confidence) -> Result<Coefficient, Undefined>;

fn categorical(name: &str) -> Option<Categorical> {
    Some(match name {
        "percent_agreement" => percent_agreement,
        "cohen_kappa" => cohen_kappa,
        "fleiss_kappa" => fleiss_kappa,
        "conger_kappa" => conger_kappa,
        "brennan_prediger" => brennan_prediger,
        "gwet_ac1" => gwet_ac,
        _ => return None,
    })
}

/// The value, and the interval where the entry has one.
fn found(matrix: &Matrix, entry: &Value) -> (f64, Option<Interval>) {
    let option = |name: &str| entry["options"][name].as_str().unwrap_or_default();
    let name = entry["coefficient"].as_str().unwrap();
    if let Some(coefficient) = categorical(name) {
        assert!(matches!(option("weights"), "unweighted"), "{entry}");
        let scale = Scale { categories: Categories::observed(matrix).unwrap(), weights: Weights::Unweighted };
        let coefficient = coefficient(matrix, &scale, USUAL).unwrap();
        return (coefficient.value, coefficient.interval.ok());
    }
    match name {
        "krippendorff_alpha" => {
            let level = Level::ALL.into_iter().find(|level| level.name() == option("level")).unwrap();
            let alpha = krippendorff_alpha(matrix, level).unwrap();
            (alpha.value, alpha.interval(USUAL).ok())
        }
        "icc" => {
            let form = IccForm::ALL.into_iter().find(|form| form.name() == option("form")).unwrap();
            (icc(matrix, form, USUAL).unwrap().value, None)
        }
        "kendall_w" => (kendall_w(matrix).unwrap().value, None),
        "variance_component" => {
            let model = TwoWay::of_matrix(matrix).unwrap();
            let component = match option("effect") {
                "subject" => model.entrant(),
                "rater" => model.reviewer(),
                _ => model.residual(),
            };
            (component.estimate, None)
        }
        other => panic!("no coefficient {other}"),
    }
}

fn fraction(text: &str) -> f64 {
    let (numerator, denominator) = text.split_once('/').unwrap_or((text, "1"));
    let integer = |text: &str| text.parse::<BigInt>().unwrap();
    BigRational::new(integer(numerator), integer(denominator)).to_f64().unwrap()
}

fn printed(what: &str, value: f64, printed: &Value, digits: &Value) {
    let half = 0.5 * 10_f64.powi(-i32::try_from(digits.as_i64().unwrap()).unwrap());
    let printed = printed.as_f64().unwrap();
    assert!((value - printed).abs() <= half * (1.0 + 1e-9), "{what}: {value}, printed {printed}");
}

#[test]
fn published_tables_give_the_published_answers() {
    let entries: Vec<Value> = serde_json::from_slice(&std::fs::read(folder().join("expected.json")).unwrap()).unwrap();
    assert_eq!(entries.len(), 84);
    for entry in &entries {
        let what = format!("{} {} {}", entry["dataset"], entry["coefficient"], entry["options"]);
        let (value, interval) = found(&table(entry["dataset"].as_str().unwrap()), entry);
        let exact = fraction(entry["exact"].as_str().unwrap());
        assert!((value - exact).abs() <= 1e-12 * exact.abs().max(1.0), "{what}: {value}, exactly {exact}");
        printed(&what, value, &entry["value"], &entry["digits"]);
        if let Some(ends) = entry["ci"].as_array() {
            let interval = interval.unwrap();
            printed(&what, interval.lower, &ends[0], &entry["ci_digits"]);
            printed(&what, interval.upper, &ends[1], &entry["ci_digits"]);
        }
    }
}
