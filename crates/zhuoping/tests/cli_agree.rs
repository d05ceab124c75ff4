//! `agree` on published tables, and on the sample's scores.
#![allow(clippy::unwrap_used, reason = "helpers of tests stop at what cannot be")]

mod desk;

use desk::{Desk, sample_text};
use serde_json::{Value, json};

/// Shrout & Fleiss (1979), table 2: six targets, four judges.
const SHROUT_FLEISS: &str = "对象,甲,乙,丙,丁\n1,9,2,5,8\n2,6,1,3,2\n3,8,4,6,8\n4,7,1,2,6\n5,10,5,6,9\n6,6,2,4,7\n";

/// Krippendorff (2011), "Computing Krippendorff's alpha-reliability", section C: four observers, twelve units, cells missing.
const KRIPPENDORFF: &str = "unit,A,B,C,D\n1,1,1,,1\n2,2,2,3,2\n3,3,3,3,3\n4,3,3,3,3\n5,2,2,2,2\n6,1,2,3,4\n7,4,4,4,4\n\
    8,1,1,2,1\n9,2,2,2,2\n10,,5,5,5\n11,,,1,1\n12,,,3,\n";

fn results(desk: &Desk, args: &[&str]) -> Vec<Value> {
    let document = desk.run(&[&["agree"], args, &["--json"]].concat()).exits(0).json();
    assert!(document["provenance"]["inputs"][0]["sha256"].is_string());
    let results = document["results"].as_array().unwrap().clone();
    for result in &results {
        for key in ["coefficient", "options", "value", "ci", "ci_method", "level", "subjects", "raters", "missing"] {
            assert!(result.get(key).is_some(), "{key} of {result}");
        }
        assert!(result["ci"].is_null() || result["ci"].as_array().unwrap().len() == 2, "{result}");
        assert!(!result["value"].is_null() || result["why"]["zh"].is_string(), "{result}");
    }
    results
}

fn two_places(result: &Value) -> String {
    format!("{:.2}", result["value"].as_f64().unwrap())
}

/// Their table 4 prints ICC(2,1) = .29 and ICC(2,4) = .62.
#[test]
fn shrout_and_fleiss_1979() {
    let desk = Desk::new();
    desk.put("t.csv", SHROUT_FLEISS);
    let found = results(&desk, &["t.csv", "--wide", "--coefficient", "icc"]);
    let values: Vec<_> = found.iter().map(two_places).collect();
    assert_eq!(values, ["0.29", "0.62"], "{found:?}");
    assert_eq!((&found[0]["subjects"], &found[0]["raters"], &found[0]["missing"]), (&json!(6), &json!(4), &json!(0)));
    // McGraw & Wong (1996) give intervals for these formulas; that of a single rating contains the value.
    let ci: Vec<f64> = found[0]["ci"].as_array().unwrap().iter().map(|end| end.as_f64().unwrap()).collect();
    assert!(ci[0] < 0.29 && 0.29 < ci[1], "{ci:?}");
    let wider = results(&desk, &["t.csv", "--wide", "--coefficient", "icc", "--confidence", "0.99"]);
    assert!(wider[0]["ci"][0].as_f64().unwrap() < ci[0] && wider[0]["level"] == json!(0.99));
    desk.run(&["agree", "t.csv", "--wide"]).exits(0).says("0.2898");
    desk.run_english(&["agree", "t.csv", "--wide"]).exits(0).says("6 subjects, 4 raters, 0 missing");
}

/// He prints .849 for interval data.
#[test]
fn krippendorff_2011_with_missing_cells() {
    let desk = Desk::new();
    desk.put("t.csv", KRIPPENDORFF);
    let found = results(&desk, &["t.csv", "--wide", "--coefficient", "krippendorff_alpha", "--level", "interval"]);
    assert_eq!(found.len(), 1);
    assert_eq!(format!("{:.3}", found[0]["value"].as_f64().unwrap()), "0.849");
    assert_eq!((&found[0]["subjects"], &found[0]["raters"]), (&json!(12), &json!(4)));
    assert_eq!(found[0]["missing"], json!(7));
    assert_eq!(found[0]["options"]["level"], "interval");
}

#[test]
fn without_names_every_coefficient_that_applies_is_given() {
    let desk = Desk::new();
    desk.put("t.csv", SHROUT_FLEISS);
    let names: Vec<Value> = results(&desk, &["t.csv", "--wide"]).iter().map(|r| r["coefficient"].clone()).collect();
    assert_eq!(names, ["krippendorff_alpha", "icc", "icc", "kendall_w"]);
}

#[test]
fn what_is_undefined_says_why() {
    let desk = Desk::new();
    desk.put("same.csv", "s,a,b\n1,5,5\n2,5,5\n3,5,5\n");
    for result in results(&desk, &["same.csv", "--wide"]) {
        assert!(result["value"].is_null() && result["ci"].is_null(), "{result}");
        assert!(["zh", "en"].iter().all(|lang| !result["why"][lang].as_str().unwrap().is_empty()));
    }
    desk.put("one.csv", "s,a\n1,5\n2,6\n");
    assert!(results(&desk, &["one.csv", "--wide"]).iter().all(|result| result["value"].is_null()));
}

#[test]
fn unknown_coefficients_levels_and_weights_are_refused_with_what_is_accepted() {
    let desk = Desk::new();
    desk.put("t.csv", SHROUT_FLEISS);
    for option in [["--coefficient", "cohen"], ["--level", "ordinal"], ["--weights", "linear"], ["--confidence", "1.5"]]
    {
        let args = [&["agree", "t.csv", "--wide", "--json"], &option[..]].concat();
        let errors = desk.run(&args).complaints();
        assert!(errors[0]["file"].as_str().unwrap().starts_with("--"), "{errors:?}");
        assert!(errors[0]["expected"].is_string(), "{errors:?}");
    }
    let args = ["agree", "t.csv", "--wide", "--json", "--coefficient", "cohen"];
    let errors = desk.run(&args).complaints();
    for name in ["krippendorff_alpha", "icc", "kendall_w"] {
        assert!(errors[0]["expected"].as_str().unwrap().contains(name), "{errors:?}");
    }
}

#[test]
fn bad_tables_are_refused_with_their_cells() {
    let desk = Desk::new();
    desk.put("t.csv", "s,a,b\n1,5,x\n2,5,6\n1,7,8\n");
    let errors = desk.run(&["agree", "t.csv", "--wide", "--json"]).complaints();
    assert!(errors.iter().any(|e| e["row"] == 2 && e["column"] == "b" && e["value"] == "x"), "{errors:?}");
    for bytes in [&b""[..], b"s\n", b"PK\x03\x04", b"\xff\xfes\x00"] {
        desk.put("t.csv", bytes);
        desk.run(&["agree", "t.csv", "--wide", "--json"]).complaints();
    }
    desk.run(&["agree", "nowhere.csv", "--json"]).complaints();
}

/// The long form of a score file gives one answer a stage, equal to those beside the ranking.
#[test]
fn the_sample_s_scores_agree_as_the_ranking_says() {
    let desk = Desk::with_sample();
    let organizations: String =
        sample_text("scores.csv").lines().filter(|l| !l.contains(",P0")).map(|l| format!("{l}\n")).collect();
    desk.put("org.csv", organizations);
    let found = results(&desk, &["org.csv"]);
    let args = ["rank", "--scores", "scores.csv", "--rules", "rules.json", "--entrants", "entrants.csv", "--out", "r"];
    let ranking = desk.run(&[&args[..], &["--no-charts", "--json"]].concat()).exits(0).json();
    let beside: Vec<&Value> = ranking["agreement"].as_array().unwrap().iter().filter(|a| a["of"] == "totals").collect();
    assert_eq!(found.len(), 8, "two stages, four coefficients");
    // With the list of entrants the whole file can be read, and individuals are apart.
    let both = results(&desk, &["scores.csv", "--entrants", "entrants.csv"]);
    assert_eq!(both.len(), 16, "two stages, two kinds, four coefficients");
    for result in found.iter().chain(&both) {
        let same = beside
            .iter()
            .find(|other| ["stage", "kind", "coefficient", "options"].iter().all(|key| other[*key] == result[*key]));
        let same = same.unwrap_or_else(|| panic!("{result} is not in {beside:?}"));
        assert_eq!(same["value"], result["value"]);
    }
}
