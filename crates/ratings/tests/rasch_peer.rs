//! The Rasch model beside PyPI raschpy, where a Python has it: `ZHUOPING_PYTHON`, else `python3`. Skipped otherwise.
//!
//! raschpy does not maximise the joint likelihood. It compares response patterns with the same total, in which the
//! entrant cancels (`cp-full-rcl`, a regularised composite likelihood), which needs no correction for bias, loses what
//! patterns further apart say, and draws reviewers a little to the middle (a ridge of 0.3 on each squared severity).
//! So measures are compared in order, correlation and distance, on panels whose truth is known.
#![expect(clippy::unwrap_used, reason = "the helpers of these tests fail the test they serve")]

mod common;

use common::panels::{Sheets, Truth, even, table};
use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Stdio};
use zhuoping_provenance::Seed;
use zhuoping_ratings::rasch::{Element, Rasch};
use zhuoping_ratings::simulation::Stream;

/// Reads `[[entrant, reviewer, item, category], ...]` and the highest category; prints severities, difficulties and
/// thresholds, or `null` without the package.
const SCRIPT: &str = r#"
import json, sys, warnings
try:
    import pandas, raschpy
except ImportError:
    print("null")
    sys.exit()
warnings.simplefilter("ignore")
given = json.load(sys.stdin)
cells = pandas.DataFrame(given["cells"], columns=["Person", "Rater", "item", "score"])
responses = cells.pivot(index=["Rater", "Person"], columns="item", values="score").astype(float)
model = raschpy.MFRM(responses, max_score=given["top"])
model.calibrate(model="global")
print(json.dumps({
    "reviewers": [float(model.raters_global[r]) for r in sorted(set(cells["Rater"]))],
    "items": [float(model.items_global[i]) for i in sorted(set(cells["item"]))],
    "thresholds": [float(x) for x in model.thresholds_global],
}))
"#;

fn peer(sheets: &Sheets, step: u8, top: usize) -> Option<Value> {
    let mut cells = Vec::new();
    for (e, line) in sheets.iter().enumerate() {
        for (r, sheet) in line.iter().enumerate() {
            for (i, percent) in sheet.iter().flatten().enumerate() {
                cells.push(json!([e, r, i, percent / step]));
            }
        }
    }
    let python = std::env::var("ZHUOPING_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let mut child = Command::new(python)
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    // A Python without the package ends before it has read.
    let _ = child.stdin.take().unwrap().write_all(json!({"cells": cells, "top": top}).to_string().as_bytes());
    let output = child.wait_with_output().unwrap();
    let found: Value = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
    (!found.is_null()).then_some(found)
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn logits(elements: &[Element]) -> Vec<f64> {
    elements.iter().map(|element| element.measure.unwrap().logits).collect()
}

fn distance(one: &[f64], other: &[f64]) -> f64 {
    let squares: f64 = one.iter().zip(other).map(|(a, b)| (a - b) * (a - b)).sum();
    (squares / one.len() as f64).sqrt()
}

/// All have mean 0.
fn correlation(one: &[f64], other: &[f64]) -> f64 {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    dot(one, other) / (dot(one, one) * dot(other, other)).sqrt()
}

#[test]
fn measures_lie_beside_those_of_raschpy() {
    let truth = Truth {
        entrants: even(60, 3.0),
        reviewers: even(8, 2.0),
        items: even(10, 2.0),
        thresholds: even(4, 3.0),
        step: 25,
    };
    for (replicate, missing) in [(0, 0.0), (1, 0.2)] {
        let sheets = truth.draw(&mut Stream::new(Seed::from_bytes([77; 32]), replicate), missing);
        let Some(peer) = peer(&sheets, 25, 4) else {
            eprintln!("skipped: no Python with raschpy (ZHUOPING_PYTHON or python3)");
            return;
        };
        let found = Rasch::of(&table(&sheets)).unwrap();
        // Its severities count strictness.
        let theirs: Vec<f64> = numbers(&peer["reviewers"]).iter().map(|severity| -severity).collect();
        let ours = logits(&found.reviewers);
        let thresholds: Vec<f64> =
            found.categories.iter().filter_map(|one| one.threshold).map(|one| one.logits).collect();
        let items = (logits(&found.items), numbers(&peer["items"]));
        let steps = (thresholds, numbers(&peer["thresholds"]));
        eprintln!(
            "reviewers {:.4} apart (from the truth: {:.4} ours, {:.4} theirs), items {:.4}, thresholds {:.4}",
            distance(&ours, &theirs),
            distance(&ours, &truth.reviewers),
            distance(&theirs, &truth.reviewers),
            distance(&items.0, &items.1),
            distance(&steps.0, &steps.1)
        );
        assert!(correlation(&ours, &theirs) > 0.999, "{ours:?} {theirs:?}");
        assert!(
            distance(&ours, &theirs) < 0.03
                && distance(&items.0, &items.1) < 0.03
                && distance(&steps.0, &steps.1) < 0.03
        );
        // Neither is farther from the truth than its error allows.
        assert!(distance(&ours, &truth.reviewers) < 1.2 * distance(&theirs, &truth.reviewers) + 0.01);
    }
}
