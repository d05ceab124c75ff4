//! Rank uncertainty on whole score tables: the bootstrap against every resample there is, threads, names, thin data.

#![expect(clippy::unwrap_used, reason = "the helpers of these tests fail the test they serve")]

mod common;

use common::{Desk, Row, every_rule, one_stage, parsed, sheet, small_rules};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use zhuoping_criteria::Bilingual;
use zhuoping_provenance::Seed;
use zhuoping_ratings::simulation::Stream;
use zhuoping_ratings::tiers::Placement;
use zhuoping_ratings::uncertainty::{MethodRanks, NoRanks, RankInterval, RankUncertainty, Settings, StageSource};
use zhuoping_ratings::{KindRanking, Ranking, Rules, Scope, Scores};

const LEVEL: f64 = 0.95;

fn settings(replicates: u32) -> Settings {
    Settings { replicates, ..Settings::default() }
}

fn ranking(scores: &Scores, rules: &Rules) -> Ranking {
    Ranking::new(scores, rules, Scope::fitting(scores, rules)).unwrap()
}

/// The uncertainty of the only kind, with nothing for the methods that start from estimates.
fn uncertainty(scores: &Scores, rules: &Rules, settings: &Settings) -> RankUncertainty {
    let none = || StageSource {
        estimates: Err(Bilingual::new("无", "none made")),
        adjusted: Err(Bilingual::new("无", "none made")),
    };
    let sources = vec![rules.stages().iter().map(|_| none()).collect()];
    RankUncertainty::of(scores, rules, &ranking(scores, rules), &sources, settings).unwrap().remove(0)
}

fn bootstrap(scores: &Scores, rules: &Rules, replicates: u32) -> MethodRanks {
    uncertainty(scores, rules, &settings(replicates)).bootstrap.unwrap()
}

/// Sheets of the small edition by everybody on everybody at each stage: percents around a level of the entrant.
fn panel(stages: &[&str], entrants: &[&str], reviewers: &[&str], seed: u8) -> Vec<Row> {
    let mut stream = Stream::new(Seed::from_bytes([seed; 32]), 0);
    let mut rows = Vec::new();
    for stage in stages {
        for (level, entrant) in entrants.iter().enumerate() {
            for reviewer in reviewers {
                let percents = [(); 4].map(|()| 5 * u8::try_from(6 + level + stream.index(8) as usize).unwrap());
                rows.extend(sheet(stage, entrant, reviewer, percents));
            }
        }
    }
    rows
}

/// The rows when each reviewer is as many persons as `times` says; the agreed sheet stays.
fn copied(rows: &[Row], times: &BTreeMap<&str, u32>) -> Vec<Row> {
    let copies = |row: &Row| match times.get(row.2.as_str()) {
        Some(times) => (0..*times).map(|copy| format!("{}#{copy}", row.2)).collect(),
        None => vec![row.2.clone()],
    };
    let named = |row: &Row, reviewer| (row.0.clone(), row.1.clone(), reviewer, row.3.clone(), row.4);
    rows.iter().flat_map(|row| copies(row).into_iter().map(move |reviewer| named(row, reviewer))).collect()
}

/// One resample as the official ranking sees it: for each entrant its ranks and its share of a place; and every list
/// that some way of breaking ties can make.
struct Resample {
    ranks: BTreeMap<String, [usize; 2]>,
    places: BTreeMap<String, f64>,
    lists: BTreeSet<BTreeSet<String>>,
}

fn resample(ranking: &KindRanking) -> Resample {
    let mut found = Resample { ranks: BTreeMap::new(), places: BTreeMap::new(), lists: BTreeSet::new() };
    let mut sure = BTreeSet::new();
    let mut tied = Vec::new();
    let mut waiting = 0;
    for candidate in &ranking.candidates {
        let id = ranking.id(candidate).to_string();
        let mates = ranking.candidates.iter().filter(|other| other.place == candidate.place).count();
        found.ranks.insert(id.clone(), [candidate.place, candidate.place + mates - 1]);
        let share = match &candidate.placement {
            Placement::Tier(_) => 1.0,
            Placement::Undecided { places, .. } => *places as f64 / mates as f64,
            Placement::BelowFloor | Placement::BeyondCaps => 0.0,
        };
        if share >= 1.0 {
            sure.insert(id.clone());
        } else if let Placement::Undecided { places, .. } = candidate.placement {
            waiting = places;
            tied.push(id.clone());
        }
        found.places.insert(id, share);
    }
    for subset in 0_u32..1 << tied.len() {
        if subset.count_ones() as usize == waiting {
            let chosen = tied.iter().enumerate().filter(|(at, _)| subset >> at & 1 == 1).map(|(_, id)| id.clone());
            found.lists.insert(sure.iter().cloned().chain(chosen).collect());
        }
    }
    found
}

/// Every one of the `n^n` ways to draw `n` reviewers from themselves, ranked by the official engine on a table in which
/// the copies are persons of their own.
fn every_resample(desk: &Desk, rows: &[Row], reviewers: &[&str], rules: &Rules) -> Vec<Resample> {
    let n = reviewers.len();
    let mut all = Vec::new();
    for code in 0..n.pow(u32::try_from(n).unwrap()) {
        let mut times: BTreeMap<&str, u32> = reviewers.iter().map(|id| (*id, 0)).collect();
        let mut rest = code;
        for _ in 0..n {
            *times.get_mut(reviewers[rest % n]).unwrap() += 1;
            rest /= n;
        }
        let scores = desk.scores(&copied(rows, &times)).unwrap();
        all.push(resample(&ranking(&scores, rules).kinds[0]));
    }
    all
}

/// Holds what the bootstrap says against all resamples; `replicates` were drawn.
fn compare(found: &MethodRanks, official: &KindRanking, all: &[Resample], replicates: u32, name: &str) {
    let count = all.len() as f64;
    let share = |so: &dyn Fn(&Resample) -> bool| all.iter().filter(|resample| so(resample)).count() as f64 / count;
    let mean = |of: &dyn Fn(&Resample) -> f64| all.iter().map(of).sum::<f64>() / count;
    // Five standard errors of the mean of numbers with this spread.
    let error = |spread: f64| 5.0 * spread / f64::from(replicates).sqrt();
    let mut simultaneous = Vec::new();
    for (candidate, ranks) in official.candidates.iter().zip(&found.candidates) {
        let id = official.id(candidate).to_string();
        let ranks = ranks.as_ref().unwrap();
        let middle = |resample: &Resample| resample.ranks[&id].iter().sum::<usize>() as f64 / 2.0;
        let expected = mean(&middle);
        let spread = mean(&|resample| (middle(resample) - expected).powi(2)).sqrt();
        assert!((ranks.expected_rank - expected).abs() <= error(spread) + 1e-9, "{name} {id}: {expected} {ranks:?}");
        let on_list = mean(&|resample| resample.places[&id]);
        assert!(
            (ranks.on_list - on_list).abs() <= error(0.5) * (on_list > 0.0) as u8 as f64,
            "{name} {id}: {on_list} {ranks:?}"
        );
        let RankInterval { best, worst } = ranks.marginal;
        let tail = (1.0 - LEVEL) / 2.0;
        let near = error(tail.sqrt());
        assert!(share(&|resample| resample.ranks[&id][0] < best) <= tail + near, "{name} {id} {ranks:?}");
        assert!(share(&|resample| resample.ranks[&id][0] <= best) >= tail - near, "{name} {id} {ranks:?}");
        assert!(share(&|resample| resample.ranks[&id][1] > worst) <= tail + near, "{name} {id} {ranks:?}");
        assert!(share(&|resample| resample.ranks[&id][1] >= worst) >= tail - near, "{name} {id} {ranks:?}");
        assert!(ranks.simultaneous.best <= best && worst <= ranks.simultaneous.worst);
        simultaneous.push((id, ranks.simultaneous));
    }
    let inside = |resample: &Resample, (id, interval): &(String, RankInterval)| {
        resample.ranks[id].iter().all(|rank| interval.contains(*rank))
    };
    let jointly = share(&|resample| simultaneous.iter().all(|interval| inside(resample, interval)));
    assert!(jointly >= LEVEL - error((LEVEL * (1.0 - LEVEL)).sqrt()), "{name}: {jointly}");
    let own = resample(official).lists;
    let same = share(&|resample| !resample.lists.is_disjoint(&own));
    assert!((found.same_list - same).abs() <= error(0.5), "{name}: {same} {}", found.same_list);
}

const PERSONS: [&str; 4] = ["R1", "R2", "R3", "R4"];
const ENTRANTS: [&str; 4] = ["E1", "E2", "E3", "E4"];

fn rules_of(stages: Value, caps: [u32; 2], floor: &str) -> Rules {
    let mut rules = small_rules(stages);
    rules["tie_breaks"] = json!([]);
    rules["floor"] = json!({"organization": floor});
    for (tier, cap) in rules["tiers"].as_array_mut().unwrap().iter_mut().zip(caps) {
        tier["caps"] = json!({"organization": cap});
    }
    parsed(&rules)
}

#[test]
fn by_every_rule_the_bootstrap_is_the_official_ranking_over_all_resamples() {
    let desk = Desk::new(&ENTRANTS);
    let rows = panel(&["material"], &ENTRANTS, &PERSONS, 1);
    let scores = desk.scores(&rows).unwrap();
    let possible = |rule: &&Value| rule["rule"] != "consensus" && rule["trim"] != 2;
    for (rule, floor) in every_rule().iter().filter(possible).zip(["0", "50", "46", "48"]) {
        let rules = rules_of(one_stage(rule), [1, 1], floor);
        let all = every_resample(&desk, &rows, &PERSONS, &rules);
        assert_eq!(all.len(), 256);
        let official = &ranking(&scores, &rules).kinds[0];
        compare(&bootstrap(&scores, &rules, 20_000), official, &all, 20_000, &rule.to_string());
    }
}

#[test]
fn persons_are_drawn_with_all_their_sheets_and_agreed_sheets_stay() {
    let mut desk = Desk::new(&ENTRANTS);
    desk.stages = vec!["material", "site"];
    let mut rows = panel(&["material", "site"], &ENTRANTS, &PERSONS, 2);
    for (at, entrant) in ENTRANTS.iter().enumerate() {
        rows.extend(sheet("site", entrant, "合议", [50 + 5 * u8::try_from(at % 2).unwrap(); 4]));
    }
    let scores = desk.scores(&rows).unwrap();
    let item = json!({"id": "material", "rule": "trimmed", "level": "item", "trim": 1, "weight": "1/3"});
    for second in ["median", "consensus", "mean"] {
        let site = json!({"id": "site", "rule": second, "weight": "2/3"});
        let rules = rules_of(json!([item, site]), [1, 2], "47");
        let all = every_resample(&desk, &rows, &PERSONS, &rules);
        let official = &ranking(&scores, &rules).kinds[0];
        compare(&bootstrap(&scores, &rules, 20_000), official, &all, 20_000, second);
    }
}

/// Three of the four pass the gate whoever is drawn, since the fourth is far behind.
#[test]
fn who_passed_a_gate_is_taken_as_it_is_and_the_last_stage_is_drawn() {
    let mut desk = Desk::new(&ENTRANTS);
    desk.stages = vec!["material", "site"];
    let mut rows = panel(&["site"], &ENTRANTS[1..], &PERSONS, 3);
    for (entrant, percent) in ENTRANTS.iter().zip([10, 60, 60, 60]) {
        rows.extend(PERSONS.iter().flat_map(|person| sheet("material", entrant, person, [percent; 4])));
    }
    let scores = desk.scores(&rows).unwrap();
    let mut stages = json!([{"id": "material", "rule": "mean"}, {"id": "site", "rule": "mean"}]);
    stages[0]["advance"] = json!({"organization": 3});
    let mut rules = small_rules(stages);
    rules["combination"] = json!("gates");
    rules["tie_breaks"] = json!([]);
    let rules = parsed(&rules);
    let all = every_resample(&desk, &rows, &PERSONS, &rules);
    let official = &ranking(&scores, &rules).kinds[0];
    assert_eq!(official.candidates.len(), 3);
    compare(&bootstrap(&scores, &rules, 20_000), official, &all, 20_000, "gates");

    // The gate alone: all who tie at its last place go on, which is what its list is.
    let first: Vec<Row> = rows.iter().filter(|row| row.0 == "material").cloned().collect();
    let scores = desk.scores(&first).unwrap();
    let found = bootstrap(&scores, &rules, 500);
    let on_list: Vec<f64> = found.candidates.iter().map(|ranks| ranks.as_ref().unwrap().on_list).collect();
    assert_eq!((on_list.as_slice(), found.same_list), ([1.0, 1.0, 1.0, 0.0].as_slice(), 1.0));
}

/// Of 5 persons one is recused from E1. The trimmed mean has no score there when that person is drawn 3 times or more:
/// (C(5,3) 4^2 + C(5,4) 4 + 1) / 5^5 = 181 / 3125.
#[test]
fn replicates_without_enough_sheets_are_counted_and_too_many_refuse_the_interval() {
    let persons = ["R1", "R2", "R3", "R4", "R5"];
    let desk = Desk::new(&ENTRANTS);
    let rule = json!({"rule": "trimmed", "level": "total", "trim": 1});
    let rules = rules_of(one_stage(&rule), [1, 1], "0");
    let without = |recused: &[&str]| -> Vec<Row> {
        let rows = panel(&["material"], &ENTRANTS, &persons, 4);
        rows.into_iter().filter(|row| row.1 != "E1" || !recused.contains(&row.2.as_str())).collect()
    };
    let of_e1 = |recused: &[&str]| {
        let scores = desk.scores(&without(recused)).unwrap();
        let at = ranking(&scores, &rules).kinds[0].candidates.iter().position(|candidate| candidate.entrant == 0);
        let found = bootstrap(&scores, &rules, 20_000);
        assert!(found.candidates.iter().enumerate().all(|(i, ranks)| Some(i) == at || ranks.is_ok()));
        found.candidates[at.unwrap()].clone()
    };
    let share = of_e1(&["R2"]).unwrap().unscored;
    let exact: f64 = 181.0 / 3125.0;
    assert!((share - exact).abs() < 5.0 * (exact / 20_000.0).sqrt(), "{share}");
    // Two recused: fewer than 3 of 5 copies from the other three, 1 - P(Binomial(5, 0.6) >= 3) = 0.31744.
    match of_e1(&["R2", "R4"]) {
        Err(NoRanks::Unscored { share }) => assert!((share - 0.317_44).abs() < 0.02, "{share}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn one_reviewer_or_two_an_agreed_sheet_or_nobody_ranked_is_no_bootstrap_and_says_so() {
    let desk = Desk::new(&ENTRANTS);
    let rules = rules_of(one_stage(&json!({"rule": "mean"})), [1, 1], "0");
    for (persons, found) in [(&PERSONS[..1], 1), (&PERSONS[..2], 2)] {
        let scores = desk.scores(&panel(&["material"], &ENTRANTS, persons, 5)).unwrap();
        let found = NoRanks::TooFewReviewers { found };
        assert_eq!(uncertainty(&scores, &rules, &settings(500)).bootstrap, Err(found.clone()));
        assert!(found.explain().zh.contains("至少需要 3 人") && found.explain().en.contains("at least 3"));
    }
    let agreed: Vec<Row> = ENTRANTS.iter().flat_map(|entrant| sheet("material", entrant, "合议", [50; 4])).collect();
    let scores = desk.scores(&agreed).unwrap();
    let consensus = rules_of(one_stage(&json!({"rule": "consensus"})), [1, 1], "0");
    assert_eq!(uncertainty(&scores, &consensus, &settings(500)).bootstrap, Err(NoRanks::Agreed));
    let nobody = uncertainty(&scores, &rules, &settings(500));
    assert_eq!(nobody.bootstrap, Err(NoRanks::NoCandidate));
    assert_eq!((nobody.components, nobody.differences), (Err(NoRanks::NoCandidate), Err(NoRanks::NoCandidate)));
    let scores = desk.scores(&panel(&["material"], &ENTRANTS, &PERSONS, 5)).unwrap();
    let few = uncertainty(&scores, &rules, &settings(199)).bootstrap;
    assert_eq!(few, Err(NoRanks::TooFewReplicates { found: 199 }));
    let whole = uncertainty(&scores, &rules, &settings(500));
    let Err(NoRanks::NoSource { stage, why }) = whole.components else { panic!() };
    assert_eq!((stage.as_str(), why.en.as_str(), whole.separation), ("material", "none made", None));
}

#[test]
fn one_candidate_is_first_and_equal_ones_share_all_ranks() {
    let rules = rules_of(one_stage(&json!({"rule": "mean"})), [1, 1], "50");
    let alone = Desk::new(&ENTRANTS[..1]);
    let rows: Vec<Row> = PERSONS
        .iter()
        .zip([30, 50, 55, 65])
        .flat_map(|(r, percent)| sheet("material", "E1", r, [percent; 4]))
        .collect();
    let ranks = bootstrap(&alone.scores(&rows).unwrap(), &rules, 4000).candidates.remove(0).unwrap();
    let first = RankInterval { best: 1, worst: 1 };
    assert_eq!((ranks.marginal, ranks.simultaneous, ranks.expected_rank), (first, first, 1.0));
    // The floor alone decides: the mean of four draws from 30, 50, 55, 65 reaches 50 in 153 of 256 ways.
    let sums = (0..256).filter(|code| (0..4).map(|at| [30, 50, 55, 65][code >> (2 * at) & 3]).sum::<i32>() >= 200);
    let exact = sums.count() as f64 / 256.0;
    assert!((ranks.on_list - exact).abs() < 0.04, "{} {exact}", ranks.on_list);

    let desk = Desk::new(&ENTRANTS);
    let equal: Vec<Row> =
        ENTRANTS.iter().flat_map(|e| PERSONS.iter().flat_map(|r| sheet("material", e, r, [60; 4]))).collect();
    let found = bootstrap(&desk.scores(&equal).unwrap(), &rules, 500);
    for ranks in &found.candidates {
        let ranks = ranks.as_ref().unwrap();
        let all = RankInterval { best: 1, worst: 4 };
        assert_eq!((ranks.marginal, ranks.simultaneous, ranks.on_list, ranks.expected_rank), (all, all, 0.5, 2.5));
    }
    assert!(found.same_list >= 1.0, "everybody ties for the end of the list in every replicate");
}
