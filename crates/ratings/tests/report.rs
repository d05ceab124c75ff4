//! The document of `rank --json`: names, units, and that nothing is made up.
#![allow(clippy::unwrap_used, reason = "a helper of a test may fail the test")]

mod common;

use common::{Desk, Row, edition, one_stage, parsed, row, sheet, small_rules};
use serde_json::{Value, json};
use zhuoping_provenance::{Input, Provenance};
use zhuoping_ratings::report::METHOD;
use zhuoping_ratings::{Assessment, EntrantKind, Extent, Rules, Scope, Scores, StageId};

fn document(scores: &Scores, rules: &Rules, scope: Scope) -> Value {
    let provenance = Provenance::new(METHOD, vec![Input::of("scores.csv", b"rows"), Input::of("rules.json", b"rules")]);
    serde_json::to_value(Assessment::new(scores, rules, scope, Extent::Full).unwrap().json(provenance)).unwrap()
}

/// Two stages, a tie across the line, an entrant seen at one stage only, an incomplete sheet, a recusal, an absence.
fn award() -> (Scores, Rules) {
    let mut rules = small_rules(json!([
        {"id": "material", "rule": "mean", "weight": "0.4"}, {"id": "site", "rule": "mean", "weight": "0.6"}]));
    rules["floor"] = json!({"organization": "50"});
    let desk = Desk {
        stages: vec!["material", "site"],
        panel: Some(vec!["R1", "R2", "R3"]),
        recusals: vec![("E2", "R3")],
        ..Desk::new(&["E1", "E2", "E3", "E4", "E5"])
    };
    let mut rows: Vec<Row> = Vec::new();
    for stage in ["material", "site"] {
        for (entrant, percents) in
            [("E1", [80, 90, 70]), ("E2", [70, 70, 0]), ("E3", [70, 70, 70]), ("E5", [45, 45, 50])]
        {
            for (reviewer, percent) in ["R1", "R2", "R3"].iter().zip(percents).filter(|(_, percent)| *percent > 0) {
                rows.extend(sheet(stage, entrant, reviewer, [percent; 4]));
            }
        }
    }
    rows.retain(|(stage, entrant, reviewer, item, _)| {
        !(stage == "site" && entrant == "E5" && reviewer == "R3" && item == "B.2"
            || stage == "site" && entrant == "E3" && reviewer == "R2")
    });
    rows.extend(sheet("material", "E4", "R1", [60; 4]));
    (desk.scores(&rows).unwrap(), parsed(&rules))
}

#[test]
fn the_document_has_the_fields_of_the_interface_with_their_units() {
    let (scores, rules) = award();
    let document = document(&scores, &rules, Scope::Combined);
    assert_eq!(document["provenance"]["method"], METHOD);
    assert_eq!(document["provenance"]["inputs"].as_array().unwrap().len(), 2);
    assert_eq!((&document["combined"], &document["combination"]), (&json!(["material", "site"]), &json!("weighted")));
    assert!(document.get("stage").is_none());
    assert_eq!((&document["line"], &document["floor"]), (&json!(2), &json!(50)));
    let line = &document["lines"][0];
    assert_eq!(
        (&line["kind"], &line["floor"], &line["vacant"]["award"]),
        (&json!("organization"), &json!("50/1"), &json!(0))
    );
    assert_eq!(line["gap_at_line"], json!({"above": "E2", "below": "E3", "score": "0.00", "exact": "0/1"}));

    let first = &document["candidates"][0];
    let (entrant, rank, tier) = (&first["entrant"], &first["rank"], &first["tier"]);
    assert_eq!((entrant, rank, tier), (&json!("E1"), &json!(1), &json!("award")));
    assert_eq!((&first["score"], &first["exact"], &first["tied"]), (&json!("80.00"), &json!("80/1"), &json!(false)));
    assert_eq!(first["categories"]["A"], json!({"score": "40.00", "percent": 80.0}));
    let item = &first["items"]["B.1"];
    assert_eq!(
        (&item["score"], &item["mean_percent"], &item["range"], &item["iqr"]),
        (&json!("28.00"), &json!(80.0), &json!(20), &json!(10.0))
    );
    assert_eq!(item["sd"], json!(10.0));
    assert_eq!(item["by_stage"]["material"]["sheets"], json!(3));
    assert_eq!(first["stages"]["site"]["exact"], json!("80/1"));
    assert_eq!((&first["rank_interval"], &document["not_computed"]), (&json!([1, 1]), &json!([])));
    assert!((0.0..=1.0).contains(&first["p_above_line"].as_f64().unwrap()));
    for part in ["figures", "rank_uncertainty", "variance_components"] {
        assert!(!document[part].as_array().unwrap().is_empty(), "{part}");
    }

    let second = &document["candidates"][1];
    assert_eq!((&second["rank"], &second["place"], &second["tied"]), (&json!(2), &json!("2="), &json!(true)));
    assert_eq!((&second["tier"], &second["tier_note"]["reason"]), (&Value::Null, &json!("tie_across_caps")));
    assert_eq!(
        second["tier_note"]["zh"],
        json!("并列 2 个，可得「提名奖」的名额共 1 个，评分不能分出先后，由评委会审议决定")
    );
    assert_eq!(document["candidates"][3]["tier_note"]["reason"], json!("below_floor"));
}

/// Asked for the ranking alone, the document says of each field that is null why it is.
#[test]
fn what_was_not_computed_is_named() {
    let (scores, rules) = award();
    let ranking = Assessment::new(&scores, &rules, Scope::Combined, Extent::Ranking).unwrap();
    let document = serde_json::to_value(ranking.json(Provenance::new(METHOD, Vec::new()))).unwrap();
    for absent in ["rank_interval", "p_above_line", "adjusted_rank"] {
        assert_eq!(document["candidates"][0][absent], Value::Null);
        let named = document["not_computed"].as_array().unwrap().iter().any(|entry| entry["field"] == absent);
        assert!(named, "{absent} is null without a reason");
    }
}

#[test]
fn what_does_not_count_is_listed_and_nothing_is_missing_from_the_lists() {
    let (scores, rules) = award();
    let document = document(&scores, &rules, Scope::Combined);
    let unranked = &document["unranked"];
    assert_eq!(unranked.as_array().unwrap().len(), 1);
    assert_eq!(unranked[0]["en"], json!("no score at the stage \"site\""));
    let place = |entrant: &str, reviewer: &str| json!({"stage": "site", "kind": "organization", "entrant": entrant, "reviewer": reviewer});
    let mut incomplete = place("E5", "R3");
    incomplete["missing"] = json!(["B.2"]);
    assert_eq!(document["incomplete"], json!([incomplete]));
    assert_eq!(document["recusals"], json!([{"entrant": "E2", "reviewer": "R3"}]));
    let absent: Vec<&Value> =
        document["absent"].as_array().unwrap().iter().filter(|absent| absent["stage"] == "site").collect();
    assert_eq!(absent, [&place("E3", "R2")], "not the recused, not the incomplete");

    let reviewers = document["reviewers"].as_array().unwrap();
    assert_eq!(reviewers.len(), 6, "three at each of two stages");
    assert!(reviewers.iter().all(|reviewer| reviewer["severity"].is_number() && reviewer["sheets"].is_u64()));
    let agreement = document["agreement"].as_array().unwrap();
    assert_eq!(agreement.len(), 12, "six figures at each of two stages");
    assert!(agreement.iter().all(|entry| entry["value"].is_number() || entry["why"]["zh"].is_string()));
    let drops = document["sensitivity"]["drop_reviewer"].as_array().unwrap();
    assert_eq!(drops.len(), 3);
    assert!(drops.iter().all(|drop| drop["in"].is_array() && drop["out"].is_array()));
    let rules: Vec<&str> = document["sensitivity"]["other_rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["rule"].as_str().unwrap())
        .collect();
    assert_eq!(rules, ["trimmed total 1", "trimmed item 1", "median"]);
}

#[test]
fn one_stage_of_several_gives_ranks_and_no_tier() {
    let (scores, rules) = award();
    let document = document(&scores, &rules, Scope::Stage(StageId::new("material").unwrap()));
    assert_eq!((&document["stage"], document.get("combined")), (&json!("material"), None));
    assert_eq!(document["candidates"].as_array().unwrap().len(), 5);
    assert!(document["candidates"].as_array().unwrap().iter().all(|candidate| candidate["tier"].is_null()));
    assert_eq!(document["candidates"][0]["above_line"], json!(true));
    assert_eq!(document["candidates"][0]["tier_note"]["reason"], json!("one_stage"));
    assert!(document["candidates"][0]["items"]["A.1"].get("by_stage").is_none());
    assert_eq!(document["reviewers"].as_array().unwrap().len(), 3);
}

#[test]
fn kinds_with_different_lines_have_no_common_one_and_fractions_of_a_floor_are_kept_exact() {
    let mut rules = small_rules(one_stage(&json!({"rule": "mean"})));
    rules["editions"] = json!({"organization": "small", "individual": "person"});
    rules["floor"] = json!({"organization": "60.5", "individual": "60.5"});
    rules["tiers"][0]["caps"] = json!({"organization": 1, "individual": 0});
    rules["tiers"][1]["caps"] = json!({"organization": 1, "individual": 1});
    rules["rounding"] = json!({"decimals": 1, "mode": "gbt8170"});
    let mut desk = Desk::new(&["E1"]);
    desk.editions.individual = Some(edition("person", &[("X", &[("X.1", 77)])]));
    desk.register.push(("P1".into(), EntrantKind::Individual));
    let mut rows = sheet("material", "E1", "R1", [65, 60, 60, 60]);
    rows.push(row("material", "P1", "R1", "X.1", 85));
    let document = document(&desk.scores(&rows).unwrap(), &parsed(&rules), Scope::Combined);
    assert_eq!((&document["line"], &document["floor"]), (&Value::Null, &json!(60.5)));
    assert_eq!(document["lines"][1]["floor"], json!("121/2"));
    assert_eq!(document["stage"], json!("material"), "an award of one stage");
    let shown: Vec<_> =
        document["candidates"].as_array().unwrap().iter().map(|c| (&c["score"], &c["exact"], &c["tier"])).collect();
    assert_eq!(shown[0], (&json!("61.5"), &json!("123/2"), &json!("award")));
    assert_eq!(shown[1], (&json!("65.4"), &json!("1309/20"), &json!("nomination")), "65.45 goes to the even 65.4");
}

#[test]
fn an_award_nobody_has_scored_is_a_document_without_candidates() {
    let rules = parsed(&small_rules(one_stage(&json!({"rule": "mean"}))));
    let document = document(&Desk::new(&["E1"]).scores(&[]).unwrap(), &rules, Scope::Combined);
    assert_eq!(document["candidates"], json!([]));
    assert_eq!(document["unranked"][0]["reason"], json!("missing_stage"));
    assert_eq!(document["agreement"], json!([]));
}
