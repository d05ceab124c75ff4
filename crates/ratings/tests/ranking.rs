//! The ranking as a whole: ranks, ties, caps, gates, weights, what-ifs.
#![allow(clippy::unwrap_used, reason = "a helper of a test may fail the test")]

mod common;

use common::{Desk, Row, edition, every_rule, model_rules, one_stage, parsed, row, sheet, small_rules};
use num_rational::BigRational;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use zhuoping_ratings::aggregate::Unscored;
use zhuoping_ratings::rules::{Level, Rule};
use zhuoping_ratings::sensitivity::Change;
use zhuoping_ratings::standing::Unranked;
use zhuoping_ratings::tiers::Placement;
use zhuoping_ratings::{EntrantKind, Exact, KindRanking, RankError, Ranking, Rules, Scope, Scores, StageId};

fn rank(scores: &Scores, rules: &Rules) -> Ranking {
    Ranking::new(scores, rules, Scope::Combined).unwrap()
}

/// `1 E2 60/1 award`, one line a candidate; `=` marks ties, `?` the undecided.
fn lines(kind: &KindRanking, rules: &Rules) -> Vec<String> {
    let line = |candidate: &zhuoping_ratings::Candidate| {
        let tie = if candidate.tied { "=" } else { "" };
        let tier = match &candidate.placement {
            Placement::Tier(tier) => rules.tiers()[*tier].id.clone(),
            Placement::Undecided { tiers, places } => format!("?{tiers:?}/{places}"),
            Placement::BelowFloor => "below".into(),
            Placement::BeyondCaps => "beyond".into(),
        };
        format!("{}{tie} {} {} {tier}", candidate.place, kind.id(candidate), candidate.profile.total)
    };
    kind.candidates.iter().map(line).collect()
}

/// One reviewer, one stage, the same percent on all items: the percent is the total.
fn plain(percents: &[(&str, u8)]) -> (Scores, Vec<Row>) {
    let rows: Vec<Row> = percents.iter().flat_map(|(e, percent)| sheet("material", e, "R1", [*percent; 4])).collect();
    let ids: Vec<&str> = percents.iter().map(|(e, _)| *e).collect();
    (Desk::new(&ids).scores(&rows).unwrap(), rows)
}

fn mean_rules(change: impl Fn(&mut Value)) -> Rules {
    let mut rules = small_rules(one_stage(&json!({"rule": "mean"})));
    change(&mut rules);
    parsed(&rules)
}

#[test]
fn art_05_each_tier_has_its_cap_and_each_kind_its_own_list() {
    let mut desk = Desk::new(&["E1", "E2", "E3"]);
    desk.editions.individual = Some(edition("person", &[("X", &[("X.1", 100)])]));
    desk.register.extend(["P1", "P2"].map(|id| (id.to_owned(), EntrantKind::Individual)));
    let mut rows: Vec<Row> = (["E1", "E2", "E3"].iter().zip([50, 80, 65]))
        .flat_map(|(e, percent)| sheet("material", e, "R1", [percent; 4]))
        .collect();
    rows.extend([row("material", "P1", "R1", "X.1", 95), row("material", "P2", "R1", "X.1", 60)]);
    let mut rules = small_rules(one_stage(&json!({"rule": "mean"})));
    rules["editions"] = json!({"organization": "small", "individual": "person"});
    rules["floor"] = json!({"organization": "60", "individual": "60"});
    for tier in rules["tiers"].as_array_mut().unwrap() {
        tier["caps"] = json!({"organization": 1, "individual": 1});
    }
    let rules = parsed(&rules);
    let ranking = rank(&desk.scores(&rows).unwrap(), &rules);
    assert_eq!(lines(&ranking.kinds[0], &rules), ["1 E2 80/1 award", "2 E3 65/1 nomination", "3 E1 50/1 below"]);
    assert_eq!(lines(&ranking.kinds[1], &rules), ["1 P1 95/1 award", "2 P2 60/1 nomination"]);
    assert_eq!((ranking.kinds[0].line, ranking.kinds[1].vacant.clone()), (2, vec![0, 0]));
}

#[test]
fn art_30_places_stay_vacant_when_nobody_is_good_enough() {
    let rules = mean_rules(|rules| {
        rules["floor"] = json!({"organization": "60"});
        rules["tiers"][0]["caps"] = json!({"organization": 2});
        rules["tiers"][0]["floor"] = json!({"organization": "70"});
    });
    let (scores, _) = plain(&[("E1", 75), ("E2", 65), ("E3", 60), ("E4", 55)]);
    let kind = &rank(&scores, &rules).kinds[0];
    let expected = ["1 E1 75/1 award", "2 E2 65/1 nomination", "3 E3 60/1 beyond", "4 E4 55/1 below"];
    assert_eq!(lines(kind, &rules), expected);
    assert_eq!(kind.vacant, [1, 0], "the vacant place of the award is not handed down");
    let gap = kind.gap.as_ref().unwrap();
    assert_eq!((gap.above, gap.below, gap.points.to_string()), (1, 2, "5/1".into()));
}

#[test]
fn ties_stay_ties_and_a_tie_across_the_line_is_for_the_committee() {
    let rules = mean_rules(|_| {});
    let (scores, _) = plain(&[("E1", 75), ("E2", 65), ("E3", 65), ("E4", 55)]);
    let kind = &rank(&scores, &rules).kinds[0];
    let expected = ["1 E1 75/1 award", "2= E2 65/1 ?[1]/1", "2= E3 65/1 ?[1]/1", "4 E4 55/1 beyond"];
    assert_eq!(lines(kind, &rules), expected);
    assert_eq!(kind.gap.as_ref().unwrap().points, Exact::ZERO);
}

#[test]
fn tie_breaks_separate_equal_scores_in_their_order() {
    let rules = mean_rules(|rules| rules["tiers"][1]["caps"] = json!({"organization": 9}));
    // Total 50 each. Category B: 25, 25, 27.5, 25; item A.2 of those with 25 in B: 10, 13, 10.
    let percents = [("E1", [50, 50, 50, 50]), ("E2", [40, 65, 50, 50]), ("E3", [50, 50, 50, 50])];
    let mut rows: Vec<Row> = percents.iter().flat_map(|(e, p)| sheet("material", e, "R1", *p)).collect();
    rows.extend(sheet("material", "E4", "R1", [55, 30, 55, 55]));
    let kind = &rank(&Desk::new(&["E1", "E2", "E3", "E4"]).scores(&rows).unwrap(), &rules).kinds[0];
    assert_eq!(lines(kind, &rules)[0], "1 E4 50/1 award");
    let shape: Vec<_> = kind.candidates.iter().map(|c| (c.place, kind.id(c).as_str(), c.separated_by)).collect();
    assert_eq!(shape, [(1, "E4", Some(0)), (2, "E2", Some(1)), (3, "E1", Some(1)), (3, "E3", Some(1))]);
}

#[test]
fn a_missing_weighted_stage_leaves_an_entrant_unranked_with_the_reason() {
    let rules = parsed(&small_rules(json!([
        {"id": "material", "rule": "mean", "weight": "0.4"},
        {"id": "site", "rule": "trimmed", "level": "total", "trim": 1, "weight": "3/5"}])));
    let desk = Desk { stages: vec!["material", "site"], ..Desk::new(&["E1", "E2", "E3"]) };
    let mut rows = sheet("material", "E1", "R1", [50; 4]);
    for (reviewer, percent) in [("R1", 60), ("R2", 65), ("R3", 100)] {
        rows.extend(sheet("site", "E1", reviewer, [percent; 4]));
    }
    rows.extend(sheet("material", "E2", "R1", [90; 4]));
    rows.extend(sheet("site", "E2", "R1", [90; 4]));
    let scores = desk.scores(&rows).unwrap();
    let ranking = rank(&scores, &rules);
    let kind = &ranking.kinds[0];
    assert_eq!(lines(kind, &rules), ["1 E1 59/1 award"], "0.4 x 50 + 0.6 x 65");
    assert_eq!(kind.candidates[0].stages, [Some(Exact::new(50, 1)), Some(Exact::new(65, 1))]);
    let unranked: Vec<_> = kind.unranked.iter().map(|(id, why)| (id.as_str(), why.clone())).collect();
    let few = Unscored::TooFew { complete: 1, needed: 3 };
    let none = vec![(0, Unscored::NoSheet), (1, Unscored::NoSheet)];
    assert_eq!(unranked, [("E2", Unranked::Missing(vec![(1, few)])), ("E3", Unranked::Missing(none))]);
    assert!(kind.gap.is_none());

    // One stage alone gives ranks of its own.
    assert_eq!(Scope::fitting(&scores, &rules), Scope::Combined);
    let material = Ranking::new(&scores, &rules, Scope::Stage(StageId::new("material").unwrap())).unwrap();
    assert_eq!(lines(&material.kinds[0], &rules), ["1 E2 90/1 award", "2 E1 50/1 award"]);
    let wrong = Ranking::new(&scores, &rules, Scope::Stage(StageId::new("late").unwrap())).unwrap_err();
    assert!(matches!(wrong, RankError::UnknownStage { accepted, .. } if accepted.len() == 2));
}

/// Three go on where two should, since the second place is shared; the later stage supersedes.
#[test]
fn a_tie_at_a_gate_is_not_cut_and_the_later_stage_supersedes() {
    let rules = mean_rules(|rules| {
        rules["combination"] = json!("gates");
        rules["stages"] = json!([
            {"id": "material", "rule": "mean", "advance": {"organization": 2}}, {"id": "site", "rule": "mean"}]);
    });
    let mut rows: Vec<Row> = (["E1", "E2", "E3", "E4", "E5"].iter().zip([90, 80, 80, 70, 60]))
        .flat_map(|(e, percent)| sheet("material", e, "R1", [percent; 4]))
        .collect();
    let desk = Desk { stages: vec!["material", "site"], ..Desk::new(&["E1", "E2", "E3", "E4", "E5", "E6"]) };
    let scores = desk.scores(&rows).unwrap();
    let scope = Scope::fitting(&scores, &rules);
    assert_eq!(scope, Scope::Stage(StageId::new("material").unwrap()));
    let shortlist = Ranking::new(&scores, &rules, scope).unwrap();
    let above: Vec<bool> = shortlist.kinds[0].candidates.iter().map(|c| c.placement == Placement::Tier(0)).collect();
    assert_eq!(above, [true, true, true, false, false]);
    assert_eq!((shortlist.kinds[0].line, shortlist.kinds[0].floor.clone()), (2, None));

    rows.extend([("E1", 50), ("E2", 60), ("E4", 100)].iter().flat_map(|(e, p)| sheet("site", e, "R1", [*p; 4])));
    let ranking = rank(&desk.scores(&rows).unwrap(), &rules);
    let kind = &ranking.kinds[0];
    assert_eq!(lines(kind, &rules), ["1 E2 60/1 award", "2 E1 50/1 nomination"]);
    let gate = &kind.gates[0];
    assert_eq!((gate.advance, gate.went_on(), gate.passed, gate.groups.len()), (2, 3, 2, 4));
    let stopped = |place, scored_later| Unranked::Stopped { stage: 0, place, scored_later };
    let expected = [
        ("E3", Unranked::Missing(vec![(1, Unscored::NoSheet)])),
        ("E4", stopped(4, true)),
        ("E5", stopped(5, false)),
        ("E6", Unranked::Missing(vec![(0, Unscored::NoSheet)])),
    ];
    let unranked: Vec<_> = kind.unranked.iter().map(|(id, why)| (id.as_str(), why.clone())).collect();
    assert_eq!(unranked, expected);
}

#[test]
fn a_weighted_award_may_have_gates_and_stages_that_only_let_entrants_on() {
    let rules = parsed(&small_rules(json!([
        {"id": "look", "rule": "mean", "advance": {"organization": 2}},
        {"id": "material", "rule": "mean", "weight": "1/3", "advance": {"organization": 1}},
        {"id": "site", "rule": "mean", "weight": "2/3"}])));
    let desk = Desk { stages: vec!["look", "material", "site"], ..Desk::new(&["E1", "E2", "E3"]) };
    let given = [("look", [90, 80, 70]), ("material", [60, 75, 100]), ("site", [100, 90, 100])];
    let rows: Vec<Row> = (given.iter())
        .flat_map(|(stage, percents)| (1..=3).zip(percents).map(move |(e, p)| (stage, e, *p)))
        .flat_map(|(stage, e, percent)| sheet(stage, &format!("E{e}"), "R1", [percent; 4]))
        .collect();
    let kind = &rank(&desk.scores(&rows).unwrap(), &rules).kinds[0];
    assert_eq!(lines(kind, &rules), ["1 E2 85/1 award"], "75 / 3 + 90 x 2 / 3; the look has no weight");
    assert_eq!(kind.gates.len(), 2);
}

#[test]
fn scores_of_another_edition_are_refused() {
    let (scores, _) = plain(&[("E1", 75)]);
    let refused = Ranking::new(&scores, &parsed(&model_rules()), Scope::Combined).unwrap_err();
    let (judged, named) = ("small".to_owned(), Some("gbt19580-2012".to_owned()));
    assert_eq!(refused, RankError::OtherEdition { kind: EntrantKind::Organization, judged, named });
}

/// One reviewer makes E2 and breaks E1; the rule matters too.
#[test]
fn the_what_ifs_name_who_comes_and_who_goes() {
    let rules = parsed(&{
        let mut rules = small_rules(one_stage(&json!({"rule": "mean"})));
        rules["tiers"][0]["caps"] = json!({"organization": 0});
        rules
    });
    let given = [("R1", [60, 50]), ("R2", [60, 55]), ("R3", [60, 100])];
    let rows: Vec<Row> = (given.iter())
        .flat_map(|(r, percents)| ["E1", "E2"].iter().zip(percents).map(move |(e, p)| (r, e, *p)))
        .flat_map(|(r, e, percent)| sheet("material", e, r, [percent; 4]))
        .collect();
    let scores = Desk::new(&["E1", "E2"]).scores(&rows).unwrap();
    let ranking = rank(&scores, &rules);
    assert_eq!(lines(&ranking.kinds[0], &rules)[0], "1 E2 205/3 nomination");
    let names = |change: &Change| {
        let text =
            |list: &[zhuoping_ratings::EntrantId]| list.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        (text(&change.came_in), text(&change.went_out))
    };
    let dropped: Vec<_> = ranking.sensitivity.drop_reviewer().map(|(r, change)| (r.as_str(), names(change))).collect();
    let none = || (String::new(), String::new());
    assert_eq!(dropped, [("R1", none()), ("R2", none()), ("R3", ("E1".into(), "E2".into()))]);
    let by_rule: BTreeMap<_, _> =
        ranking.sensitivity.other_rules().map(|(rule, change)| (rule.name(), names(change))).collect();
    assert_eq!(by_rule["median"], ("E1".into(), "E2".into()));
    assert_eq!(by_rule.len(), 3, "mean is the rule itself, and nothing was agreed on");
}

#[test]
fn a_dropped_reviewer_can_leave_too_few_sheets_and_that_is_said() {
    let rules = parsed(&small_rules(one_stage(&json!({"rule": "trimmed", "level": "total", "trim": 1}))));
    let rows: Vec<Row> = ["R1", "R2", "R3"].iter().flat_map(|r| sheet("material", "E1", r, [70; 4])).collect();
    let ranking = rank(&Desk::new(&["E1"]).scores(&rows).unwrap(), &rules);
    let (_, change) = ranking.sensitivity.drop_reviewer().next().unwrap();
    assert_eq!(change.unranked, change.went_out);
    assert_eq!(change.unranked.len(), 1);
}

/// Scores of up to 6 entrants by up to 5 reviewers at two stages, with holes and agreed sheets, few different percents.
fn table() -> impl Strategy<Value = BTreeMap<(u8, u8, u8), [u8; 4]>> {
    let percents = prop::array::uniform4((8..=12_u8).prop_map(|percent| percent * 5));
    prop::collection::btree_map((0..2_u8, 0..6_u8, 0..6_u8), percents, 0..72)
}

const STAGES: [&str; 2] = ["material", "site"];

/// Reviewer 5 is the panel.
fn rows_of(table: &BTreeMap<(u8, u8, u8), [u8; 4]>) -> Vec<Row> {
    let name = |r: u8| if r == 5 { "合议".to_owned() } else { format!("R{r}") };
    let sheets = table.iter();
    sheets.flat_map(|((s, e, r), p)| sheet(STAGES[usize::from(*s)], &format!("E{e}"), &name(*r), *p)).collect()
}

fn desk() -> Desk {
    Desk { stages: STAGES.to_vec(), ..Desk::new(&["E0", "E1", "E2", "E3", "E4", "E5"]) }
}

fn two_stages(rule: &Value, combination: &str) -> Value {
    let (mut material, mut site) = (rule.clone(), rule.clone());
    material["id"] = json!("material");
    site["id"] = json!("site");
    match combination {
        // The fractions of such weights do not fit 64 bits, nor their products 128.
        "weighted" => {
            material["weight"] = json!("0.3333333333333333333333333331");
            site["weight"] = json!("0.6666666666666666666666666669");
        }
        _ => material["advance"] = json!({"organization": 3}),
    }
    let mut rules = small_rules(json!([material, site]));
    rules["combination"] = json!(combination);
    rules["floor"] = json!({"organization": "48"});
    rules
}

fn any_rules() -> impl Strategy<Value = Value> {
    let rule = prop::sample::select(every_rule());
    (rule, prop::sample::select(vec!["weighted", "gates"]))
        .prop_map(|(rule, combination)| two_stages(&rule, combination))
}

/// Who is on the list.
fn listed(ranking: &Ranking) -> BTreeSet<String> {
    let on = |kind: &KindRanking| {
        let on = kind.candidates.iter().filter(|c| matches!(c.placement, Placement::Tier(_)));
        on.map(|c| kind.id(c).to_string()).collect::<Vec<_>>()
    };
    ranking.kinds.iter().flat_map(on).collect()
}

/// Whether a what-if says what ranking the changed input says.
fn agrees(change: &Change, before: &BTreeSet<String>, after: &Ranking) -> bool {
    let after = listed(after);
    let text = |list: &[zhuoping_ratings::EntrantId]| list.iter().map(ToString::to_string).collect::<BTreeSet<_>>();
    text(&change.came_in) == after.difference(before).cloned().collect()
        && text(&change.went_out) == before.difference(&after).cloned().collect()
}

proptest! {
    #[test]
    fn the_order_of_rows_and_the_number_of_threads_change_nothing(
        table in table(), rules in any_rules(), keys in prop::collection::vec(any::<u32>(), 300),
    ) {
        let rules = parsed(&rules);
        let rows = rows_of(&table);
        let base = rank(&desk().scores(&rows).unwrap(), &rules);
        let mut shuffled: Vec<_> = rows.into_iter().zip(keys).collect();
        shuffled.sort_by_key(|(_, key)| *key);
        let shuffled: Vec<Row> = shuffled.into_iter().map(|(row, _)| row).collect();
        let scores = desk().scores(&shuffled).unwrap();
        for threads in [1, 8] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            prop_assert_eq!(&pool.install(|| rank(&scores, &rules)), &base);
        }
    }

    /// Who wrote a sheet is nothing to the ranking: reviewers trade their names.
    #[test]
    fn the_names_of_reviewers_change_nothing(table in table(), rules in any_rules(), by in 1..5_u8) {
        let rules = parsed(&rules);
        let renamed = table.iter().map(|((s, e, r), p)| ((*s, *e, if *r == 5 { 5 } else { (r + by) % 5 }), *p)).collect();
        let base = rank(&desk().scores(&rows_of(&table)).unwrap(), &rules);
        let other = rank(&desk().scores(&rows_of(&renamed)).unwrap(), &rules);
        prop_assert_eq!(base.kinds, other.kinds);
        prop_assert!(base.sensitivity.other_rules().eq(other.sensitivity.other_rules()));
    }

    #[test]
    fn raising_a_percent_never_lowers_a_rank_under_mean(
        table in table(), combination in prop::sample::select(vec!["weighted", "gates"]),
        which in any::<prop::sample::Index>(), item in 0..4_usize, to in 0..=20_u8,
    ) {
        prop_assume!(!table.is_empty());
        let rules = parsed(&two_stages(&json!({"rule": "mean"}), combination));
        let (key, percents) = table.iter().nth(which.index(table.len())).unwrap();
        let mut raised = table.clone();
        let mut sheet = *percents;
        sheet[item] = sheet[item].max(to * 5);
        raised.insert(*key, sheet);
        let place = |table: &BTreeMap<_, _>| {
            let ranking = rank(&desk().scores(&rows_of(table)).unwrap(), &rules);
            let kind = &ranking.kinds[0];
            let place = kind.candidates.iter().find(|c| kind.id(c).as_str() == format!("E{}", key.1)).map(|c| c.place);
            place.unwrap_or(usize::MAX)
        };
        prop_assert!(place(&raised) <= place(&table));
    }

    /// A place is one more than the number of those who are better, by score and then by each tie-break in turn.
    #[test]
    fn places_count_those_who_are_better(table in table(), rules in any_rules()) {
        let rules = parsed(&rules);
        let ranking = rank(&desk().scores(&rows_of(&table)).unwrap(), &rules);
        let kind = &ranking.kinds[0];
        let key = |c: &zhuoping_ratings::Candidate| -> Vec<BigRational> {
            [&c.profile.total, &c.profile.categories[1], &c.profile.items[1]].map(Exact::to_ratio).to_vec()
        };
        for candidate in &kind.candidates {
            let better = kind.candidates.iter().filter(|other| key(other) > key(candidate)).count();
            let same = kind.candidates.iter().filter(|other| key(other) == key(candidate)).count();
            prop_assert_eq!((candidate.place, candidate.tied), (better + 1, same > 1));
        }
        prop_assert_eq!(kind.candidates.len() + kind.unranked.len(), 6);
        let caps = kind.candidates.iter().filter(|c| c.placement == Placement::Tier(0)).count();
        prop_assert!(caps <= 1);
    }

    /// The combined score is the weighted sum of the stages' scores, and so are its parts.
    #[test]
    fn weighted_scores_are_weighted_sums(table in table(), rule in prop::sample::select(every_rule())) {
        let rules = parsed(&two_stages(&rule, "weighted"));
        let scores = desk().scores(&rows_of(&table)).unwrap();
        let alone = |stage: &str| Ranking::new(&scores, &rules, Scope::Stage(StageId::new(stage).unwrap())).unwrap();
        let (material, site, both) = (alone("material"), alone("site"), rank(&scores, &rules));
        let weights: Vec<BigRational> =
            rules.stages().iter().map(|stage| stage.weight.as_ref().unwrap().to_ratio()).collect();
        let kind = &both.kinds[0];
        for candidate in &kind.candidates {
            let of = |ranking: &Ranking| {
                let found = ranking.kinds[0].candidates.iter().find(|c| c.entrant == candidate.entrant).unwrap();
                found.profile.clone()
            };
            let (m, s) = (of(&material), of(&site));
            let mixed = |m: &Exact, s: &Exact| m.to_ratio() * &weights[0] + s.to_ratio() * &weights[1];
            prop_assert_eq!(candidate.profile.total.to_ratio(), mixed(&m.total, &s.total));
            for i in 0..4 {
                prop_assert_eq!(candidate.profile.items[i].to_ratio(), mixed(&m.items[i], &s.items[i]));
            }
            prop_assert_eq!(candidate.profile.categories[1].to_ratio(), mixed(&m.categories[1], &s.categories[1]));
        }
        let missing = |ranking: &Ranking| ranking.kinds[0].unranked.iter().map(|(id, _)| id.clone()).collect::<BTreeSet<_>>();
        prop_assert_eq!(missing(&both), &missing(&material) | &missing(&site));
    }

    /// Each what-if equals the ranking of the table without the reviewer, or by the other rule.
    #[test]
    fn what_ifs_equal_the_ranking_of_the_changed_input(table in table(), rules in any_rules()) {
        let (value, rules) = (rules.clone(), parsed(&rules));
        let scores = desk().scores(&rows_of(&table)).unwrap();
        let base = rank(&scores, &rules);
        let before = listed(&base);
        prop_assert_eq!(base.sensitivity.drop_reviewer().count(), scores.reviewers().len());
        for (reviewer, change) in base.sensitivity.drop_reviewer() {
            let number: u8 = reviewer.as_str()[1..].parse().unwrap();
            let without = table.iter().filter(|((_, _, r), _)| *r != number).map(|(key, p)| (*key, *p)).collect();
            let other = rank(&desk().scores(&rows_of(&without)).unwrap(), &rules);
            prop_assert!(agrees(change, &before, &other), "without {}: {:?}", reviewer, change);
        }
        for (rule, change) in base.sensitivity.other_rules() {
            let said = match rule {
                Rule::Trimmed { level, trim } => {
                    json!({"rule": "trimmed", "level": if level == Level::Item { "item" } else { "total" }, "trim": trim})
                }
                plain => json!({"rule": plain.name()}),
            };
            let other = two_stages(&said, value["combination"].as_str().unwrap());
            prop_assert!(agrees(change, &before, &rank(&scores, &parsed(&other))), "by {}: {:?}", rule.name(), change);
        }
    }
}
