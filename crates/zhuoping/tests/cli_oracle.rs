//! `rank` against `fixtures/rank_oracle.py`, a second opinion in exact fractions that was written from the description.
//!
//! Scores, ranks, ties, tiers and open places of every entrant must be the same, for the sample and for awards made up to
//! have what the sample lacks: equal scores, ties across a cap, every rule, gates, tie-breaks that decide.
#![allow(clippy::unwrap_used, reason = "helpers of tests stop at what cannot be")]

mod desk;

use desk::{Desk, root, sample_json, sample_text};
use serde_json::{Value, json};
use std::fmt::Write;

/// Ranks with both programs what lies on the desk and holds one against the other; gives the program's answer.
fn agree(desk: &Desk, what: &str) -> Value {
    let files = ["--scores", "scores.csv", "--rules", "rules.json", "--entrants", "entrants.csv"];
    let criteria = root().join("criteria");
    let python = [&files[..], &["--criteria", criteria.to_str().unwrap()]].concat();
    let oracle = desk.python("fixtures/rank_oracle.py", &python).exits(0).json();
    let rust = [&["rank", "--json", "--no-charts", "--out", "result", "--force"], &files[..]].concat();
    let ranking = desk.run(&rust).exits(0).json();
    assert_eq!(ranking, desk.json("result/ranking.json"), "{what}: stdout and file");
    let entrants = oracle.as_object().unwrap();
    let listed = ranking["candidates"].as_array().unwrap();
    let unranked = ranking["unranked"].as_array().unwrap();
    assert_eq!(listed.len() + unranked.len(), entrants.len(), "{what}: everybody is somewhere");
    for (entrant, wanted) in entrants {
        if wanted["rank"].is_null() {
            assert!(unranked.iter().any(|other| other["entrant"] == **entrant), "{what}: {entrant} is not ranked");
            continue;
        }
        let found = listed.iter().find(|candidate| candidate["entrant"] == **entrant);
        let found = found.unwrap_or_else(|| panic!("{what}: {entrant} is ranked"));
        for key in ["kind", "exact", "rank", "tied", "tier"] {
            assert_eq!(found[key], wanted[key], "{what}: {key} of {entrant}");
        }
        let undecided = found["tier_note"]["reason"] == "tie_across_caps";
        assert_eq!(undecided, wanted["undecided"] == true, "{what}: {entrant} open or not: {found}");
        for (stage, exact) in wanted["stages"].as_object().unwrap() {
            assert_eq!(found["stages"][stage]["exact"], *exact, "{what}: {stage} of {entrant}");
        }
    }
    ranking
}

fn count(ranking: &Value, holds: impl Fn(&Value) -> bool) -> usize {
    ranking["candidates"].as_array().unwrap().iter().filter(|candidate| holds(candidate)).count()
}

fn undecided(candidate: &Value) -> bool {
    candidate["tier_note"]["reason"] == "tie_across_caps"
}

#[test]
fn the_sample_cycle_is_ranked_as_the_second_opinion_says() {
    let ranking = agree(&Desk::with_sample(), "sample");
    assert_eq!(count(&ranking, |_| true), 14);
}

/// One rule for both stages, or one for each.
fn with_rules(mut rules: Value, stages: [Value; 2]) -> Value {
    for (at, changes) in stages.into_iter().enumerate() {
        let stage = rules["stages"][at].as_object_mut().unwrap();
        for key in ["rule", "level", "trim"] {
            stage.remove(key);
        }
        for (key, value) in changes.as_object().unwrap() {
            stage.insert(key.clone(), value.clone());
        }
    }
    rules
}

fn trimmed(level: &str, trim: u8) -> Value {
    json!({"rule": "trimmed", "level": level, "trim": trim})
}

#[test]
fn the_sample_under_every_other_rule() {
    let desk = Desk::with_sample();
    let (mean, median) = (json!({"rule": "mean"}), json!({"rule": "median"}));
    for stages in [
        [mean.clone(), mean.clone()],
        [median.clone(), median.clone()],
        [trimmed("item", 1), trimmed("item", 2)],
        [trimmed("total", 2), trimmed("total", 2)],
        [mean, trimmed("item", 1)],
        [trimmed("total", 1), median],
    ] {
        let what = json!(stages).to_string();
        desk.put("rules.json", with_rules(sample_json("rules.json"), stages).to_string());
        agree(&desk, &what);
    }
}

#[test]
fn the_sample_by_gates_other_weights_other_cuts_and_other_tie_breaks() {
    let desk = Desk::with_sample();
    let change = |changes: &[(&str, Value)]| {
        let mut rules = sample_json("rules.json");
        for (path, value) in changes {
            *rules.pointer_mut(path).unwrap() = value.clone();
        }
        rules
    };
    let mut gates = change(&[("/combination", json!("gates"))]);
    for at in 0..2 {
        gates["stages"][at].as_object_mut().unwrap().remove("weight");
    }
    desk.put("rules.json", gates.to_string());
    agree(&desk, "gates");
    for (what, changes) in [
        ("thirds", vec![("/stages/0/weight", json!("1/3")), ("/stages/1/weight", json!("2/3"))]),
        ("early cut", vec![("/stages/0/advance", json!({"organization": 3, "individual": 1}))]),
        ("no floor", vec![("/floor", json!({"organization": "0", "individual": "0"}))]),
        (
            "all below",
            vec![("/floor", json!({"organization": "999", "individual": "640"})), ("/tiers/0/floor", json!({}))],
        ),
        ("other breaks", vec![("/tie_breaks", json!([{"item": "4.1.2"}, {"category": "P1"}]))]),
        ("no breaks", vec![("/tie_breaks", json!([]))]),
    ] {
        let mut rules = change(&changes);
        if rules["tiers"][0]["floor"] == json!({}) {
            rules["tiers"][0].as_object_mut().unwrap().remove("floor");
        }
        desk.put("rules.json", rules.to_string());
        agree(&desk, what);
    }
}

/// A one-stage award of organizations judged by the shipped template of nine items, most of them worth the same.
fn small_rules(rule: Value, caps: [u8; 2], tie_breaks: Value) -> Value {
    let mut rules = sample_json("rules.json");
    let mut stage = json!({"id": "site", "weight": "1"});
    stage.as_object_mut().unwrap().extend(rule.as_object().unwrap().clone());
    rules["editions"] = json!({"organization": "individual-template"});
    rules["stages"] = json!([stage]);
    rules["floor"] = json!({"organization": "500"});
    rules["tie_breaks"] = tie_breaks;
    for (tier, cap) in rules["tiers"].as_array_mut().unwrap().iter_mut().zip(caps) {
        tier["caps"] = json!({"organization": cap});
        tier.as_object_mut().unwrap().remove("floor");
    }
    rules
}

/// The items of the template with their points.
fn items() -> Vec<(String, u64)> {
    let edition: Value =
        serde_json::from_slice(&std::fs::read(root().join("criteria/individual-template.json")).unwrap()).unwrap();
    let categories = edition["categories"].as_array().unwrap().iter();
    let items = categories.flat_map(|category| category["items"].as_array().unwrap());
    items.map(|item| (item["code"].as_str().unwrap().to_owned(), item["points"].as_u64().unwrap())).collect()
}

/// Entrants E1, E2, ... and what each reviewer gives for each item.
fn put(desk: &Desk, sheets: &[Vec<Vec<u8>>]) {
    let items = items();
    let mut entrants = String::from("id,kind,name\n");
    let mut scores = String::from("stage,entrant,reviewer,item,percent\n");
    for (entrant, reviewers) in (1..).zip(sheets) {
        writeln!(entrants, "E{entrant},organization,甲{entrant}").unwrap();
        for (reviewer, percents) in (1..).zip(reviewers) {
            assert_eq!(percents.len(), items.len());
            for ((item, _), percent) in items.iter().zip(percents) {
                writeln!(scores, "site,E{entrant},R{reviewer},{item},{percent}").unwrap();
            }
        }
    }
    desk.put("entrants.csv", entrants);
    desk.put("scores.csv", scores);
}

/// Every reviewer gives the same percents.
fn alike(percents: Vec<u8>) -> Vec<Vec<u8>> {
    vec![percents; 3]
}

#[test]
fn ties_within_a_cap_share_the_tier_and_ties_across_it_are_left_open() {
    let desk = Desk::new();
    let flat = |percent| alike(vec![percent; 9]);
    // One above, two equal, three equal, one below the floor.
    put(&desk, &[flat(90), flat(80), flat(80), flat(70), flat(70), flat(70), flat(45)]);
    // Caps, then how many are of the first tier, how many of the second, and how many are left open.
    let cases: [([u8; 2], [usize; 3]); 6] = [
        ([3, 3], [3, 3, 0]),
        // Two share the last place of the first tier; the place that one of them does not get is taken of the second.
        ([2, 4], [1, 3, 2]),
        ([3, 2], [3, 0, 3]),
        ([1, 1], [1, 0, 2]),
        ([2, 2], [1, 0, 5]),
        ([6, 6], [6, 0, 0]),
    ];
    for (caps, wanted) in cases {
        desk.put("rules.json", small_rules(json!({"rule": "mean"}), caps, json!([])).to_string());
        let ranking = agree(&desk, &format!("caps {caps:?}"));
        let tier = |id: &'static str| count(&ranking, move |candidate| candidate["tier"] == id);
        assert_eq!([tier("award"), tier("nomination"), count(&ranking, undecided)], wanted, "caps {caps:?}");
        assert_eq!(count(&ranking, |candidate| candidate["tied"] == true), 5);
    }
}

/// Four with the same total; the breaks tell apart two, then one more, or nobody.
#[test]
fn tie_breaks_decide_in_their_order_and_leave_what_they_cannot() {
    let desk = Desk::new();
    let items = items();
    let same: Vec<usize> = (0..items.len()).filter(|at| items[*at].1 == 120).collect();
    let pair: Vec<usize> = (0..items.len()).filter(|at| items[*at].1 == 80).collect();
    let (a, b, c, d) = (same[0], same[1], pair[0], pair[1]);
    // Moves five percent from one item to another of the same worth: the total stays.
    let moved = |moves: &[(usize, usize)]| {
        let mut percents = vec![70; 9];
        for (from, to) in moves {
            percents[*from] -= 5;
            percents[*to] += 5;
        }
        alike(percents)
    };
    put(&desk, &[moved(&[]), moved(&[(a, b)]), moved(&[(b, a)]), moved(&[(c, d)]), moved(&[(c, d)])]);
    let by = |items: &[usize]| -> Value { items.iter().map(|at| json!({"item": self::items()[*at].0})).collect() };
    let mut tied = Vec::new();
    for breaks in [json!([]), by(&[a]), by(&[b]), by(&[a, c]), by(&[c, a]), by(&[d, b]), json!([{"category": "P3"}])] {
        desk.put("rules.json", small_rules(json!({"rule": "mean"}), [2, 1], breaks.clone()).to_string());
        let ranking = agree(&desk, &breaks.to_string());
        tied.push(count(&ranking, |candidate| candidate["tied"] == true));
    }
    assert_eq!(tied[..3], [5, 3, 3], "nothing separates; then one is better and one worse");
    assert_eq!(tied[3..6], [2, 2, 2], "the second break separates one more");
}

/// Words that look random and are the same everywhere (a linear congruence; nothing here needs more).
struct Noise(u64);

impl Noise {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// Coarse scores make ties common: three percents, whole categories alike, sheets that repeat in another order.
#[test]
fn coarse_random_awards_with_many_ties_under_every_rule() {
    let desk = Desk::new();
    let rules = [
        json!({"rule": "mean"}),
        json!({"rule": "median"}),
        trimmed("total", 1),
        trimmed("item", 1),
        trimmed("total", 2),
    ];
    let (mut ties, mut open) = (0, 0);
    for round in 0..15_usize {
        let mut noise = Noise(round as u64 + 1);
        let reviewers = 5 + noise.below(3);
        let sheet = |noise: &mut Noise| -> Vec<u8> {
            let level = 55 + 5 * noise.below(3);
            (0..9).map(|_| u8::try_from(level + 5 * noise.below(2)).unwrap()).collect()
        };
        let mut sheets: Vec<Vec<Vec<u8>>> =
            (0..6).map(|_| (0..reviewers).map(|_| sheet(&mut noise)).collect()).collect();
        // The same opinions by other reviewers are an exact tie under every rule.
        let (mut turned, mut backward) = (sheets[0].clone(), sheets[1].clone());
        turned.rotate_left(2);
        backward.reverse();
        sheets.extend([turned, backward, sheets[0].clone()]);
        put(&desk, &sheets);
        let caps = [[1, 2], [2, 2], [3, 3], [4, 1]][round % 4];
        let breaks = [json!([]), json!([{"category": "P3"}, {"item": "P1.1"}])][round % 2].clone();
        desk.put("rules.json", small_rules(rules[round % rules.len()].clone(), caps, breaks).to_string());
        let ranking = agree(&desk, &format!("round {round}"));
        ties += count(&ranking, |candidate| candidate["tied"] == true);
        open += count(&ranking, undecided);
    }
    assert!(ties >= 15 * 5, "five of each round are tied for certain: {ties}");
    assert!(open > 0, "some ties lie across a cap");
}

/// What the panel agreed on stands for itself; the reviewers' own sheets are there and do not count.
#[test]
fn consensus_takes_the_agreed_sheet() {
    let desk = Desk::new();
    put(&desk, &[alike(vec![50; 9]), alike(vec![60; 9]), alike(vec![70; 9])]);
    let mut scores = desk.text("scores.csv");
    for (entrant, percent) in [(1, 80), (2, 55), (3, 80)] {
        for (item, _) in items() {
            writeln!(scores, "site,E{entrant},合议,{item},{percent}").unwrap();
        }
    }
    desk.put("scores.csv", scores);
    desk.put("rules.json", small_rules(json!({"rule": "consensus"}), [1, 1], json!([])).to_string());
    let ranking = agree(&desk, "consensus");
    assert_eq!(count(&ranking, |candidate| candidate["exact"] == "800/1"), 2);
    assert_eq!(count(&ranking, undecided), 2);
}

/// Neither the order of rows nor of columns, the encoding or the headers' language reaches the ranking.
#[test]
fn the_shape_of_the_score_file_does_not_matter() {
    let desk = Desk::with_sample();
    let text = sample_text("scores.csv");
    let mut rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').take(5).collect()).collect();
    rows[1..].reverse();
    rows[1..].rotate_left(100);
    rows[0] = vec!["stage", "entrant", "reviewer", "item", "percent"];
    let turned = |row: &Vec<&str>| row.iter().rev().copied().collect::<Vec<_>>().join(",") + "\r\n";
    desk.put("turned.csv", rows.iter().map(turned).collect::<String>());
    let rank = |scores: &str, out: &str| {
        let args = ["rank", "--no-charts", "--rules", "rules.json", "--entrants", "entrants.csv", "--json"];
        desk.run(&[&args[..], &["--scores", scores, "--out", out]].concat()).exits(0).json()
    };
    let (mut plain, mut other) = (rank("scores.csv", "a"), rank("turned.csv", "b"));
    assert_ne!(plain["provenance"], other["provenance"], "provenance names the file as it was");
    for ranking in [&mut plain, &mut other] {
        ranking.as_object_mut().unwrap().remove("provenance");
    }
    assert!(plain == other);
    assert_eq!(desk.get("a/ranking.csv"), desk.get("b/ranking.csv"));
}
