//! `agree` on published tables, and on the sample's scores.
#![allow(clippy::unwrap_used, reason = "helpers of tests stop at what cannot be")]

mod desk;

use desk::Desk;
use serde_json::{Value, json};

/// Shrout & Fleiss (1979), table 2: six targets, four judges.
const SHROUT_FLEISS: &str = "对象,甲,乙,丙,丁\n1,9,2,5,8\n2,6,1,3,2\n3,8,4,6,8\n4,7,1,2,6\n5,10,5,6,9\n6,6,2,4,7\n";

/// Krippendorff (2011), "Computing Krippendorff's alpha-reliability", section C: four observers, twelve units, cells missing.
const KRIPPENDORFF: &str = "unit,A,B,C,D\n1,1,1,,1\n2,2,2,3,2\n3,3,3,3,3\n4,3,3,3,3\n5,2,2,2,2\n6,1,2,3,4\n7,4,4,4,4\n\
    8,1,1,2,1\n9,2,2,2,2\n10,,5,5,5\n11,,,1,1\n12,,,3,\n";

/// Four entrants, three reviewers, two items that no standard has; R3 has not scored E4 on the second.
const LONG: &str = "entrant,reviewer,item,score\n\
    E1,R1,x,7\nE1,R1,y,8\nE1,R2,x,6\nE1,R2,y,8\nE1,R3,x,8\nE1,R3,y,9\n\
    E2,R1,x,3\nE2,R1,y,4\nE2,R2,x,2\nE2,R2,y,5\nE2,R3,x,4\nE2,R3,y,4\n\
    E3,R1,x,5\nE3,R1,y,5\nE3,R2,x,6\nE3,R2,y,4\nE3,R3,x,7\nE3,R3,y,6\n\
    E4,R1,x,9\nE4,R1,y,7\nE4,R2,x,8\nE4,R2,y,9\nE4,R3,x,9\n";

/// Runs `agree` and checks what every result has.
fn document(desk: &Desk, args: &[&str]) -> Value {
    let document = desk.run(&[&["agree"], args, &["--json"]].concat()).exits(0).json();
    assert!(document["provenance"]["inputs"][0]["sha256"].is_string());
    for result in document["results"].as_array().unwrap() {
        for key in ["coefficient", "options", "value", "ci", "ci_method", "level", "subjects", "raters", "missing"] {
            assert!(result.get(key).is_some(), "{key} of {result}");
        }
        assert!(result["ci"].is_null() || result["ci"].as_array().unwrap().len() == 2, "{result}");
        assert_eq!(result["ci"].is_null(), result["ci_method"].is_null(), "{result}");
        assert!(!result["value"].is_null() || result["why"]["zh"].is_string(), "{result}");
    }
    document
}

fn results(desk: &Desk, args: &[&str]) -> Vec<Value> {
    document(desk, args)["results"].as_array().unwrap().clone()
}

fn value(result: &Value) -> f64 {
    result["value"].as_f64().unwrap_or_else(|| panic!("{result}"))
}

fn ends(result: &Value) -> [f64; 2] {
    [0, 1].map(|end| result["ci"][end].as_f64().unwrap_or_else(|| panic!("{result}")))
}

/// Their table 4 prints .17 .29 .71 .44 .62 .91 for ICC(1,1), (2,1), (3,1), (1,4), (2,4), (3,4).
#[test]
fn shrout_and_fleiss_1979() {
    let desk = Desk::new();
    desk.put("t.csv", SHROUT_FLEISS);
    let found = results(&desk, &["t.csv", "--wide", "--coefficient", "icc"]);
    let named: Vec<(&str, String)> =
        found.iter().map(|r| (r["options"]["form"].as_str().unwrap(), format!("{:.2}", value(r)))).collect();
    let printed = [
        ("agreement single", "0.29"),
        ("agreement average", "0.62"),
        ("consistency single", "0.71"),
        ("consistency average", "0.91"),
        ("one-way single", "0.17"),
        ("one-way average", "0.44"),
    ];
    assert_eq!(named, printed.map(|(form, value)| (form, value.to_owned())));
    assert_eq!((&found[0]["subjects"], &found[0]["raters"], &found[0]["missing"]), (&json!(6), &json!(4), &json!(0)));
    // McGraw & Wong (1996) give intervals for these formulas; that of a single rating contains the value.
    let ci = ends(&found[0]);
    assert!(ci[0] < 0.29 && 0.29 < ci[1], "{ci:?}");
    let wider = results(&desk, &["t.csv", "--wide", "--coefficient", "icc", "--confidence", "0.99"]);
    assert!(ends(&wider[0])[0] < ci[0] && wider[0]["level"] == json!(0.99));
    let shown = desk.run(&["agree", "t.csv", "--wide"]).exits(0);
    shown.says("ICC(A,1)");
    shown.says("0.2898");
    desk.run_english(&["agree", "t.csv", "--wide"]).exits(0).says("6 subjects, 4 raters, 0 missing");
}

/// He prints .743 nominal, .815 ordinal, .849 interval, .797 ratio.
#[test]
fn krippendorff_2011_with_missing_cells() {
    let desk = Desk::new();
    desk.put("t.csv", KRIPPENDORFF);
    for (level, printed) in [("nominal", "0.743"), ("ordinal", "0.815"), ("interval", "0.849"), ("ratio", "0.797")] {
        let found = results(&desk, &["t.csv", "--wide", "--coefficient", "krippendorff_alpha", "--level", level]);
        assert_eq!(found.len(), 1);
        assert_eq!(
            (format!("{:.3}", value(&found[0])), &found[0]["options"]["level"]),
            (printed.into(), &json!(level))
        );
        assert_eq!((&found[0]["subjects"], &found[0]["raters"]), (&json!(12), &json!(4)));
        assert_eq!(found[0]["missing"], json!(7));
    }
}

#[test]
fn without_names_every_coefficient_is_given_alpha_first_and_ac2_last() {
    let desk = Desk::new();
    desk.put("t.csv", SHROUT_FLEISS);
    let found = results(&desk, &["t.csv", "--wide"]);
    assert_eq!(found.len(), 45);
    assert_eq!(
        (&found[0]["coefficient"], &found[44]["coefficient"]),
        (&json!("krippendorff_alpha"), &json!("gwet_ac2"))
    );
    // Four judges are too many for Cohen, and a wide table has no items.
    let without: Vec<&Value> = found.iter().filter(|r| r["value"].is_null()).collect();
    assert_eq!(without.len(), 5, "{without:?}");
    assert!(without.iter().all(|r| r["coefficient"] == "cohen_kappa" || r["options"]["items"] == "together"));
    let w = found.iter().find(|r| r["coefficient"] == "kendall_w").unwrap();
    assert!(w["p_value"].as_f64().unwrap() < 0.01 && w["test"]["df"] == json!(5));
}

/// 9, 2, 5, 8 of ten values have a variance of 10 against 8.25.
#[test]
fn within_group_agreement_names_every_subject() {
    let desk = Desk::new();
    desk.put("t.csv", SHROUT_FLEISS);
    let found = results(&desk, &["t.csv", "--wide", "--coefficient", "r_wg"]);
    let subjects = found[0]["by_subject"].as_array().unwrap();
    assert_eq!((subjects.len(), &subjects[0]["subject"]), (6, &json!("1")));
    assert!((value(&subjects[0]) - (1.0 - 10.0 / 8.25)).abs() < 1e-12);
    assert_eq!((&subjects[0]["worse_than_random"], &subjects[1]["worse_than_random"]), (&json!(true), &json!(false)));
    desk.run(&["agree", "t.csv", "--wide", "--coefficient", "r_wg"]).exits(0).says("2 处的分歧大于随机：1、4");
}

#[test]
fn categories_are_the_observed_ones_unless_others_are_named() {
    let desk = Desk::new();
    desk.put("t.csv", "s,a,b\n1,5,5\n2,10,5\n3,5,10\n4,0,0\n5,10,10\n6,10,5\n");
    let ask = |more: &[&str]| {
        let args = [&["t.csv", "--wide", "--coefficient", "gwet_ac2", "--weights", "quadratic"], more].concat();
        results(&desk, &args).remove(0)
    };
    let (observed, named) = (ask(&[]), ask(&["--categories", "0..100/5"]));
    assert_eq!((&observed["options"]["categories"], &observed["categories"]), (&json!("observed"), &json!(3)));
    assert_eq!((&named["options"]["categories"], &named["categories"]), (&json!("named"), &json!(21)));
    assert!(value(&named) > value(&observed) + 0.1);
    let missing = ask(&["--categories", "0,5"]);
    assert!(missing["value"].is_null() && missing["why"]["en"].as_str().unwrap().contains("10"), "{missing}");
    let args = ["agree", "t.csv", "--wide", "--json", "--categories", "0..100"];
    let errors = desk.run(&args).complaints();
    assert_eq!(errors[0]["file"], "--categories");
}

#[test]
fn a_bootstrap_has_a_fixed_seed_that_is_printed() {
    let desk = Desk::new();
    desk.put("t.csv", SHROUT_FLEISS);
    let args = ["t.csv", "--wide", "--coefficient", "kendall_w", "--bootstrap", "500", "--interval", "percentile"];
    let first = document(&desk, &args);
    assert_eq!(first["results"][0]["ci_method"], "percentile bootstrap over subjects");
    assert_eq!((&first["bootstrap"]["seed"], &first["bootstrap"]["replicates"]), (&json!("zhuoping"), &json!(500)));
    assert_eq!(first["results"], document(&desk, &args)["results"]);
    let other = document(&desk, &[&args[..], &["--seed", "2"]].concat());
    assert_ne!(first["results"][0]["ci"], other["results"][0]["ci"]);
    assert_eq!(first["results"][0]["value"], other["results"][0]["value"]);
    desk.run(&[&["agree"], &args[..]].concat()).exits(0).says("种子「zhuoping」");
    // Two raters are one and the same in every other replicate, which leaves no pair.
    desk.put("two.csv", "s,a,b\n1,1,2\n2,3,3\n3,5,4\n4,6,8\n");
    let raters = ["two.csv", "--wide", "--coefficient", "icc", "--bootstrap", "500", "--resample", "raters"];
    let refused = results(&desk, &raters).remove(0);
    assert!(refused["ci"].is_null() && value(&refused) > 0.5, "{refused}");
    assert!(refused["why"]["en"].as_str().unwrap().contains("of 500 replicates"), "{refused}");
    // The interval in closed form is still told.
    assert!(refused["bootstrap"]["closed_form"]["ci"][0].is_number(), "{refused}");
    desk.run(&["agree", "t.csv", "--wide", "--seed", "1"]).exits(2);
    for option in [["--resample", "items"], ["--interval", "normal"]] {
        let args = [&["agree", "t.csv", "--wide", "--json", "--bootstrap", "99"], &option[..]].concat();
        assert_eq!(desk.run(&args).complaints()[0]["file"], option[0]);
    }
}

#[test]
fn what_is_undefined_says_why() {
    let desk = Desk::new();
    let tables = [
        ("s,a,b\n1,5,5\n2,5,5\n3,5,5\n", "all equal"),
        ("s,a\n1,5\n2,6\n", "one rater"),
        ("s,a,b\n1,5,\n2,,6\n", "each subject once"),
        ("s,a,b\n1,,\n2,,\n", "all missing"),
    ];
    for (text, what) in tables {
        desk.put("t.csv", text);
        let found = results(&desk, &["t.csv", "--wide"]);
        assert_eq!(found.len(), 45, "{what}");
        for result in found {
            // That all agree can be counted; what it means cannot be told.
            let percent = what == "all equal" && result["coefficient"] == "percent_agreement";
            assert!(percent || result["value"].is_null(), "{what}: {result}");
            assert!(result["ci"].is_null(), "{what}: {result}");
            assert!(["zh", "en"].iter().all(|lang| !result["why"][lang].as_str().unwrap().is_empty()), "{what}");
        }
    }
}

#[test]
fn unknown_coefficients_levels_and_weights_are_refused_with_what_is_accepted() {
    let desk = Desk::new();
    desk.put("t.csv", SHROUT_FLEISS);
    let options = [
        ["--coefficient", "cohen"],
        ["--level", "metric"],
        ["--weights", "cubic"],
        ["--confidence", "1.5"],
        ["--table", "totals"],
    ];
    for option in options {
        let args = [&["agree", "t.csv", "--wide", "--json"], &option[..]].concat();
        let errors = desk.run(&args).complaints();
        assert_eq!(errors[0]["file"], option[0], "{errors:?}");
        assert!(errors[0]["expected"].is_string(), "{errors:?}");
    }
    let args = ["agree", "t.csv", "--wide", "--json", "--coefficient", "cohen"];
    let errors = desk.run(&args).complaints();
    for name in ["krippendorff_alpha", "icc", "kendall_w", "gwet_ac2", "variance_component"] {
        assert!(errors[0]["expected"].as_str().unwrap().contains(name), "{errors:?}");
    }
    let args = ["agree", "t.csv", "--wide", "--json", "--coefficient", "icc", "--weights", "linear"];
    assert_eq!(desk.run(&args).complaints()[0]["file"], "--coefficient");
    let args = ["agree", "t.csv", "--wide", "--json", "--coefficient", "grand_mean"];
    assert_eq!(desk.run(&args).complaints()[0]["file"], "--coefficient");
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
        desk.run(&["agree", "t.csv", "--json"]).complaints();
    }
    desk.put("t.csv", "s,a,b\n1,5,6\n2,5\n");
    let errors = desk.run(&["agree", "t.csv", "--wide", "--json"]).complaints();
    assert_eq!(errors[0]["row"], 3, "{errors:?}");
    desk.put("t.csv", LONG.replace("E2,R2,x,2", "E2,R2,x,two").replace("E3,R3,y,6", "E3,R3,x,6"));
    let errors = desk.run(&["agree", "t.csv", "--json"]).complaints();
    assert_eq!(
        (&errors[0]["row"], &errors[0]["column"], &errors[0]["value"]),
        (&json!(10), &json!("score"), &json!("two"))
    );
    assert_eq!(errors[1]["row"], 19, "a second score of one reviewer: {errors:?}");
    desk.run(&["agree", "nowhere.csv", "--json"]).complaints();
}

#[test]
fn a_long_table_with_items_of_its_own() {
    let desk = Desk::new();
    desk.put("t.csv", LONG);
    let found = results(&desk, &["t.csv"]);
    let of = |table: &str, name: &str| -> Vec<&Value> {
        found.iter().filter(|r| r["table"] == table && r["coefficient"] == name).collect()
    };
    // R3 has no mean on E4, and a score on one of its items.
    let alpha = of("entrant_means", "krippendorff_alpha");
    assert_eq!((alpha.len(), &alpha[0]["subjects"], &alpha[0]["missing"]), (4, &json!(4), &json!(1)));
    let single = of("entrant_x_item", "krippendorff_alpha");
    assert_eq!((single.len(), &single[0]["subjects"], &single[0]["missing"]), (4, &json!(8), &json!(1)));
    assert!(of("entrant_means", "gwet_ac2").is_empty() && of("entrant_x_item", "gwet_ac2").len() == 3);
    // The same means in wide form.
    desk.put("means.csv", "s,R1,R2,R3\nE1,7.5,7,8.5\nE2,3.5,3.5,4\nE3,5,5,6.5\nE4,8,8.5,\n");
    let wide = results(&desk, &["means.csv", "--wide", "--coefficient", "krippendorff_alpha", "icc", "kendall_w"]);
    assert_eq!(wide.len(), 11);
    for wide in &wide {
        let same = of("entrant_means", wide["coefficient"].as_str().unwrap());
        let same = same.iter().find(|long| long["options"] == wide["options"]).unwrap();
        assert_eq!((&same["value"], &same["ci"]), (&wide["value"], &wide["ci"]));
    }
    // Items together are told by subject, single ones by item.
    let within = of("entrant_x_item", "r_wg");
    assert_eq!(
        within[0]["by_subject"][1],
        json!({"subject": "E1", "item": "y", "worse_than_random": false,
        "value": within[0]["by_subject"][1]["value"]})
    );
    assert_eq!(within[1]["by_subject"].as_array().unwrap().len(), 4);
    let shown = desk.run(&["agree", "t.csv"]).exits(0);
    shown.says("各条款均值");
    shown.says("1 份评分表缺条款");
    let only = results(&desk, &["t.csv", "--table", "entrant_means"]);
    assert!(only.iter().all(|r| r["table"] != "entrant_x_item"));
}

#[test]
fn a_long_table_has_variance_components() {
    let desk = Desk::new();
    desk.put("t.csv", LONG);
    let args = ["t.csv", "--coefficient", "variance_component", "reviewer_blup", "grand_mean"];
    let found = results(&desk, &args);
    let effects: Vec<&str> = found.iter().filter_map(|r| r["options"]["effect"].as_str()).collect();
    let all = ["entrant", "reviewer", "item", "entrant x reviewer", "entrant x item", "reviewer x item", "residual"];
    assert_eq!(effects, all);
    assert!(found[..7].iter().all(|r| value(r) >= 0.0 && r["boundary"].is_boolean()));
    let reviewers: Vec<&str> = found.iter().filter_map(|r| r["options"]["reviewer"].as_str()).collect();
    assert_eq!(reviewers, ["R1", "R2", "R3"]);
    // R3 gives more than the others throughout: lenient is positive.
    assert!(value(&found[9]) > value(&found[7]), "{found:?}");
    assert!((5.0..8.0).contains(&value(&found[10])) && found[10]["coefficient"] == "grand_mean");
    assert_eq!((&found[0]["subjects"], &found[0]["items"], &found[0]["missing"]), (&json!(4), &json!(2), &json!(1)));
    // One item has no variance; the reason is told for each figure.
    let one: String = LONG.lines().filter(|l| !l.contains(",y,")).map(|l| format!("{l}\n")).collect();
    desk.put("one.csv", one);
    for result in results(&desk, &[&["one.csv"], &args[1..]].concat()) {
        assert!(result["value"].is_null() && result["why"]["zh"].is_string(), "{result}");
    }
}

#[test]
fn stages_that_were_not_asked_for_are_skipped() {
    let desk = Desk::with_sample();
    let args = ["scores.csv", "--entrants", "entrants.csv", "--coefficient", "icc"];
    let all = results(&desk, &args);
    let site = results(&desk, &[&args[..], &["--stage", "site"]].concat());
    assert!(!site.is_empty() && site.iter().all(|r| r["stage"] == "site"));
    let same: Vec<&Value> = all.iter().filter(|r| r["stage"] == "site").collect();
    assert!(same.len() < all.len() && site.iter().collect::<Vec<_>>() == same);
    let args = [&["agree"], &args[..], &["--stage", "interview", "--json"]].concat();
    let errors = desk.run(&args).complaints();
    assert!(errors[0]["expected"].as_str().unwrap().contains("material"), "{errors:?}");
}

/// The long form of a score file gives one table a stage and kind; what stands beside the ranking is equal.
#[test]
fn the_sample_s_scores_agree_as_the_ranking_says() {
    let desk = Desk::with_sample();
    let args = ["rank", "--scores", "scores.csv", "--rules", "rules.json", "--entrants", "entrants.csv", "--out", "r"];
    let ranking = desk.run(&[&args[..], &["--no-charts", "--json"]].concat()).exits(0).json();
    let beside: Vec<&Value> = ranking["agreement"].as_array().unwrap().iter().filter(|a| a["of"] == "totals").collect();
    assert_eq!(beside.len() % 4, 0, "two stages, two kinds");
    let found = results(&desk, &["scores.csv", "--entrants", "entrants.csv"]);
    let totals: Vec<&Value> = found.iter().filter(|r| r["table"] == "totals").collect();
    assert_eq!(totals.len(), 4 * 18, "alpha, ICC, errors, smallest differences, W, Spearman");
    for other in &beside {
        let same =
            |result: &&&Value| ["stage", "kind", "coefficient", "options"].iter().all(|k| other[*k] == result[*k]);
        let same = totals.iter().find(same).unwrap_or_else(|| panic!("{other} is not in the answers"));
        assert_eq!((&same["value"], &same["ci"]), (&other["value"], &other["ci"]));
    }
    // Percents lie on the edition's steps, whether they occur or not.
    let single: Vec<&Value> = found.iter().filter(|r| r["table"] == "entrant_x_item").collect();
    assert_eq!(single.len(), 4 * 27, "percent agreement, five kappas and their kin by four weights, r_wg and a_wg");
    assert!(single.iter().all(|r| r["options"]["categories"] == "edition" && r["categories"] == 21), "{single:?}");
    let components = found.iter().filter(|r| r["coefficient"] == "variance_component").count();
    assert_eq!(components, 4 * 7);
    let shown = desk.run(&["agree", "scores.csv", "--entrants", "entrants.csv"]).exits(0);
    shown.says("材料评审 · 组织");
    shown.says("准则的步长，21 个");
}
