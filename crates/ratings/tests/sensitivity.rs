//! Every what-if beside the definitions in big fractions (`naive`), on small random awards.
#![allow(clippy::unwrap_used, reason = "a helper of a test may fail the test")]

mod common;
mod naive;

use common::{Desk, Row, every_rule, parsed, sheet, small_rules};
use naive::{AGREED, Award, How, Lists, whole};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use zhuoping_ratings::rules::{Level, Rule};
use zhuoping_ratings::sensitivity::{Change, Depth, Family, Setting, WhyLeftOut};
use zhuoping_ratings::{EntrantId, Exact, Ranking, Rules, Scope, Scores};

const STAGES: [&str; 2] = ["material", "site"];
const ENTRANTS: usize = 6;
/// The reviewer whose sheets are the panel's.
const PANEL: u8 = 5;

/// Sheets of up to 6 entrants by up to 5 reviewers and the panel at two stages, with few different percents.
type Table = BTreeMap<(u8, u8, u8), [u8; 4]>;

fn table() -> impl Strategy<Value = Table> {
    let percents = prop::array::uniform4((8..=12_u8).prop_map(|percent| percent * 5));
    prop::collection::btree_map((0..2_u8, 0..6_u8, 0..6_u8), percents, 20..72)
}

fn rows(table: &Table) -> Vec<Row> {
    let name = |r: u8| if r == PANEL { "合议".to_owned() } else { format!("R{r}") };
    table.iter().flat_map(|((s, e, r), p)| sheet(STAGES[usize::from(*s)], &format!("E{e}"), &name(*r), *p)).collect()
}

fn scores(table: &Table) -> Scores {
    let names: Vec<String> = (0..ENTRANTS).map(|e| format!("E{e}")).collect();
    let ids: Vec<&str> = names.iter().map(String::as_str).collect();
    Desk { stages: STAGES.to_vec(), ..Desk::new(&ids) }.scores(&rows(table)).unwrap()
}

/// Two stages by one rule, with floors that some reach, gates and two tiers.
fn rule_files() -> impl Strategy<Value = Value> {
    let weights = prop::sample::select(vec![("0.4", "0.6"), ("1/3", "2/3"), ("0.95", "0.05")]);
    let parts = (prop::sample::select(every_rule()), prop::option::of(weights), 2..5_u8, any::<bool>());
    (parts, 0..3_u8, 0..3_u8, 44..50_u8, 0..4_u8).prop_map(
        |((rule, weights, advance, gate), first, second, floor, more)| {
            let (mut material, mut site) = (rule.clone(), rule);
            (material["id"], site["id"]) = (json!("material"), json!("site"));
            if gate {
                material["advance"] = json!({"organization": advance});
            }
            if let Some((one, other)) = weights {
                (material["weight"], site["weight"]) = (json!(one), json!(other));
            }
            let mut rules = small_rules(json!([material, site]));
            rules["combination"] = json!(if weights.is_some() { "weighted" } else { "gates" });
            rules["floor"] = json!({"organization": floor.to_string()});
            rules["tiers"][0]["floor"] = json!({"organization": (floor + more).to_string()});
            for (tier, cap) in [first, second].into_iter().enumerate() {
                rules["tiers"][tier]["caps"] = json!({"organization": cap});
            }
            rules
        },
    )
}

/// The award as the second opinion sees it.
fn award(table: &Table, rules: &Rules) -> Award {
    let kind = zhuoping_ratings::EntrantKind::Organization;
    let ratio = |exact: Option<&Exact>| exact.map_or_else(|| whole(0), Exact::to_ratio);
    let reviewer = |r: u8| if r == PANEL { AGREED } else { r.into() };
    Award {
        entrants: ENTRANTS,
        points: vec![30, 20, 35, 15],
        stages: (rules.stages().iter())
            .map(|stage| naive::Stage {
                how: how(stage.rule),
                weight: stage.weight.as_ref().map(Exact::to_ratio),
                advance: stage.advance.organization.map(|advance| advance as usize),
            })
            .collect(),
        by_gates: rules.combination() == zhuoping_ratings::rules::Combination::Gates,
        tiers: (rules.tiers().iter())
            .map(|tier| (*tier.caps.get(kind) as usize, ratio(rules.tier_floor(tier, kind))))
            .collect(),
        breaks: vec![vec![2, 3], vec![1]],
        rounded: None,
        sheets: table.iter().map(|((s, e, r), p)| (((*s).into(), (*e).into(), reviewer(*r)), p.to_vec())).collect(),
    }
}

fn how(rule: Rule) -> How {
    match rule {
        Rule::Mean => How::Mean,
        Rule::Median => How::Median,
        Rule::Consensus => How::Agreed,
        Rule::Trimmed { level: Level::Total, trim } => How::TrimmedTotal(trim as usize),
        Rule::Trimmed { level: Level::Item, trim } => How::TrimmedItem(trim as usize),
    }
}

fn rank(table: &Table, rules: &Rules) -> Ranking {
    Ranking::new(&scores(table), rules, Scope::Combined).unwrap()
}

fn numbers(ids: &[EntrantId]) -> BTreeSet<usize> {
    ids.iter().map(|id| id.as_str()[1..].parse().unwrap()).collect()
}

fn number(id: &zhuoping_ratings::ReviewerId) -> usize {
    id.as_str()[1..].parse().unwrap()
}

/// Whether the change is the difference of the two lists.
fn is_difference(change: &Change, before: &Lists, after: &Lists) -> bool {
    let gone = |a: &BTreeSet<usize>, b: &BTreeSet<usize>| a.difference(b).copied().collect::<BTreeSet<usize>>();
    numbers(&change.came_in) == gone(&after.listed, &before.listed)
        && numbers(&change.went_out) == gone(&before.listed, &after.listed)
        && numbers(&change.undecided) == gone(&after.undecided, &before.undecided)
        && numbers(&change.unranked) == gone(&after.missing, &before.missing)
}

/// The award changed as the setting says.
fn varied(award: &Award, setting: &Setting) -> Award {
    match setting {
        Setting::DropReviewer(reviewer) => award.without(&[number(reviewer)]),
        Setting::DropPair(one, other) => award.without(&[number(one), number(other)]),
        Setting::OtherRule(rule) | Setting::Trim(rule) => award.by(how(*rule)),
        Setting::DropItem { item, .. } => {
            let at = ["A.1", "A.2", "B.1", "B.2"].iter().position(|code| *code == item.as_str()).unwrap();
            award.without_item(at)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, ..ProptestConfig::default() })]
    #[test]
    fn every_row_is_what_the_definitions_say(table in table(), rules in rule_files()) {
        let rules = parsed(&rules);
        let award = award(&table, &rules);
        let before = award.lists();
        let ranking = rank(&table, &rules);
        for row in &ranking.sensitivity.rows {
            let after = varied(&award, &row.setting).lists();
            prop_assert!(is_difference(&row.change, &before, &after), "{:?}: {:?} but {:?} to {:?}", row.setting, row.change, before, after);
        }
    }

    /// Nobody is forgotten: each item once, each two reviewers once, each depth that everybody's sheets allow.
    #[test]
    fn each_family_has_every_setting_or_a_reason(table in table(), rules in rule_files()) {
        let rules = parsed(&rules);
        let sensitivity = rank(&table, &rules).sensitivity;
        let reviewers = table.keys().map(|key| key.2).filter(|r| *r != PANEL).collect::<BTreeSet<u8>>().len();
        let pairs = reviewers * reviewers.saturating_sub(1) / 2;
        prop_assert_eq!(sensitivity.of(Family::DropReviewer).count(), reviewers);
        prop_assert_eq!(sensitivity.of(Family::DropPair).count(), pairs);
        prop_assert_eq!(sensitivity.of(Family::DropItem).count(), 4);
        let unique: BTreeSet<String> = sensitivity.rows.iter().map(|row| row.setting.explain().en).collect();
        let trims = sensitivity.of(Family::Trim).filter(|row| {
            sensitivity.other_rules().any(|(rule, _)| row.setting == Setting::Trim(rule))
        });
        prop_assert_eq!(unique.len() + trims.count(), sensitivity.rows.len(), "only a trim may be another rule too");
        for family in Family::ALL {
            let left_out = sensitivity.left_out.iter().any(|left_out| left_out.family == family);
            prop_assert!(left_out || sensitivity.of(family).count() > 0 || family == Family::DropReviewer);
        }
        let deepest = sensitivity.of(Family::Trim).filter_map(|row| match row.setting {
            Setting::Trim(Rule::Trimmed { trim, .. }) => Some(trim as usize),
            _ => None,
        });
        let sheets = |key: (u8, u8)| table.keys().filter(|(s, e, r)| (*s, *e) == key && *r != PANEL).count();
        let fewest = (0..2).flat_map(|s| (0..6).map(move |e| (s, e))).filter(|(s, e)| {
            award(&table, &rules).at((*s).into(), (*e).into(), &[0]).is_some()
        }).map(sheets).min();
        if let Some(deepest) = deepest.max() {
            prop_assert!(2 * deepest < fewest.unwrap());
        }
    }
}

/// One stage, three reviewers; floor 60 of 100 points. Without A.1 (30 points, 100 %) E1 has 35 of 70 points, and 42 are
/// needed.
#[test]
fn without_an_item_the_floor_is_lowered_to_the_share_of_the_points_that_is_left() {
    let mut rules = small_rules(json!([{"id": "material", "rule": "mean", "weight": "1"}]));
    rules["floor"] = json!({"organization": "60"});
    let rules = parsed(&rules);
    let rows: Vec<Row> =
        ["R1", "R2", "R3"].iter().flat_map(|r| sheet("material", "E1", r, [100, 50, 50, 50])).collect();
    let ranking = Ranking::new(&Desk::new(&["E1"]).scores(&rows).unwrap(), &rules, Scope::Combined).unwrap();
    let out: Vec<usize> = ranking.sensitivity.of(Family::DropItem).map(|row| row.change.went_out.len()).collect();
    // Without A.2: 55 of 80, needed 48. Without B.1: 47.5 of 65, needed 39. Without B.2: 57.5 of 85, needed 51.
    assert_eq!(out, [1, 0, 0, 0]);
}

#[test]
fn an_incomplete_sheet_does_not_begin_to_count_when_the_item_it_lacks_is_left_out() {
    let rules = parsed(&small_rules(json!([{"id": "material", "rule": "mean", "weight": "1"}])));
    let mut rows = sheet("material", "E1", "R1", [50; 4]);
    rows.extend(sheet("material", "E2", "R1", [60; 4]));
    rows.extend(sheet("material", "E3", "R1", [60; 4]));
    rows.extend(sheet("material", "E1", "R2", [100; 4]).into_iter().filter(|row| row.3 != "B.2"));
    let scores = Desk::new(&["E1", "E2", "E3"]).scores(&rows).unwrap();
    let ranking = Ranking::new(&scores, &rules, Scope::Combined).unwrap();
    assert!(ranking.sensitivity.of(Family::DropItem).all(|row| row.change.came_in.is_empty()));
}

#[test]
fn pairs_of_a_huge_panel_are_left_out_with_the_reason_unless_asked_for() {
    let rules = parsed(&small_rules(json!([{"id": "material", "rule": "mean", "weight": "1"}])));
    let names: Vec<String> = (10..71).map(|r| format!("R{r}")).collect();
    let rows: Vec<Row> = names.iter().flat_map(|r| sheet("material", "E1", r, [50; 4])).collect();
    let scores = Desk::new(&["E1"]).scores(&rows).unwrap();
    let usual = Ranking::new(&scores, &rules, Scope::Combined).unwrap().sensitivity;
    assert_eq!(usual.of(Family::DropPair).count(), 0);
    let why = usual.left_out.iter().find(|left_out| left_out.family == Family::DropPair).unwrap();
    assert_eq!(why.why, WhyLeftOut::ManyReviewers { reviewers: 61, limit: 60 });
    assert!(why.why.explain().zh.contains("61"));
    let all = Ranking::with_depth(&scores, &rules, Scope::Combined, Depth::EVERYTHING).unwrap().sensitivity;
    assert_eq!(all.of(Family::DropPair).count(), 61 * 60 / 2);
}

#[test]
fn what_cannot_be_varied_says_why() {
    let rules = parsed(&small_rules(json!([{"id": "material", "rule": "mean", "weight": "1"}])));
    let nobody = Ranking::new(&Desk::new(&["E1"]).scores(&[]).unwrap(), &rules, Scope::Combined).unwrap().sensitivity;
    let why = |family: Family| nobody.left_out.iter().find(|left_out| left_out.family == family).map(|l| l.why.clone());
    assert_eq!(why(Family::DropItem), Some(WhyLeftOut::NoScore));
    assert_eq!(why(Family::DropPair), Some(WhyLeftOut::NoPair { reviewers: 0 }));
    assert_eq!(why(Family::Trim), Some(WhyLeftOut::NoScore));
    let one = sheet("material", "E1", "R1", [50; 4]);
    let one = Ranking::new(&Desk::new(&["E1"]).scores(&one).unwrap(), &rules, Scope::Combined).unwrap().sensitivity;
    let few = one.left_out.iter().find(|left_out| left_out.family == Family::Trim).unwrap();
    assert_eq!(few.why, WhyLeftOut::FewSheets { sheets: 1 });
}
