//! Every what-if beside the definitions in big fractions (`naive`), on small random awards.
#![allow(clippy::unwrap_used, reason = "a helper of a test may fail the test")]

mod common;
mod naive;

use common::{Desk, Row, every_rule, parsed, sheet, small_rules};
use naive::{AGREED, Award, Half, How, Lists, whole};
use num_rational::BigRational;
use num_traits::{One, Zero};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use zhuoping_ratings::rules::{Level, Rule};
use zhuoping_ratings::sensitivity::{
    Change, Depth, Family, Firmness, ScoreChange, Setting, Turn, WeightRange, WhyLeftOut,
};
use zhuoping_ratings::{EntrantId, Exact, Ranking, RoundingMode, Rules, Scope, Scores, StageId};

const STAGES: [&str; 3] = ["material", "site", "talk"];
const ENTRANTS: usize = 6;
/// The reviewer whose sheets are the panel's.
const PANEL: u8 = 5;

/// Sheets of up to 6 entrants by up to 5 reviewers and the panel at up to three stages, with few different percents.
type Table = BTreeMap<(u8, u8, u8), [u8; 4]>;

fn table() -> impl Strategy<Value = Table> {
    let percents = prop::array::uniform4((8..=12_u8).prop_map(|percent| percent * 5));
    prop::collection::btree_map((0..3_u8, 0..6_u8, 0..6_u8), percents, 30..100)
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

/// Weights of two and of three stages; one that only lets entrants on has none.
const WEIGHTS: [&[Option<&str>]; 7] = [
    &[Some("0.4"), Some("0.6")],
    &[Some("1/3"), Some("2/3")],
    &[Some("0.95"), Some("0.05")],
    &[Some("0.3"), Some("0.3"), Some("0.4")],
    &[Some("0.06"), Some("1/3"), Some("91/150")],
    &[Some("0.5"), None, Some("0.5")],
    &[None, Some("1")],
];

/// Stages by one rule, combined either way, with floors that some reach, gates and two tiers.
fn rule_file() -> impl Strategy<Value = Value> {
    let combined = prop::option::weighted(0.75, prop::sample::select(WEIGHTS.to_vec()));
    let parts = (prop::sample::select(every_rule()), combined, 2..5_u8, any::<bool>(), any::<bool>());
    let tiers = (0..3_u8, 0..3_u8, 44..50_u8, 0..4_u8);
    (parts, tiers).prop_map(|((rule, weights, advance, gate, late), (first, second, floor, more))| {
        let weighted = weights.is_some();
        let weights = weights.unwrap_or(&[None, None]);
        let stage = |(at, weight): (usize, &Option<&str>)| {
            let mut stage = rule.clone();
            stage["id"] = json!(STAGES[at]);
            if let Some(weight) = weight {
                stage["weight"] = json!(weight);
            }
            let last = at + 1 == weights.len();
            if (weighted && weight.is_none() || gate && (at == 0 || late)) && !last {
                stage["advance"] = json!({"organization": advance});
            }
            stage
        };
        let stages: Vec<Value> = weights.iter().enumerate().map(stage).collect();
        let mut rules = small_rules(json!(stages));
        rules["combination"] = json!(if weighted { "weighted" } else { "gates" });
        rules["floor"] = json!({"organization": floor.to_string()});
        rules["tiers"][0]["floor"] = json!({"organization": (floor + more).to_string()});
        for (tier, cap) in [first, second].into_iter().enumerate() {
            rules["tiers"][tier]["caps"] = json!({"organization": cap});
        }
        rules
    })
}

/// A table and a rule file that has its stages.
fn case(table: impl Strategy<Value = Table>) -> impl Strategy<Value = (Table, Value)> {
    (table, rule_file()).prop_map(|(mut table, rules)| {
        let stages = rules["stages"].as_array().unwrap().len();
        table.retain(|(stage, _, _), _| usize::from(*stage) < stages);
        (table, rules)
    })
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
        nominal: rules.stages().iter().map(|stage| stage.weight.as_ref().map(Exact::to_ratio)).collect(),
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

fn place(stage: &StageId) -> usize {
    STAGES.iter().position(|id| *id == stage.as_str()).unwrap()
}

/// Whether there is a difference.
fn differ(before: &Lists, after: &Lists) -> bool {
    !is_difference(&Change::default(), before, after)
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
        Setting::Weights { stage, to, .. } => award.weighing(place(stage), &to.to_ratio()),
        Setting::Rounding(rounding) => {
            let half = if rounding.mode == RoundingMode::HalfUp { Half::Up } else { Half::Even };
            Award { rounded: Some((rounding.decimals.into(), half)), ..award.clone() }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, ..ProptestConfig::default() })]
    #[test]
    fn every_row_is_what_the_definitions_say((table, rules) in case(table())) {
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
    fn each_family_has_every_setting_or_a_reason((table, rules) in case(table())) {
        let rules = parsed(&rules);
        let sensitivity = rank(&table, &rules).sensitivity;
        let reviewers = table.keys().map(|key| key.2).filter(|r| *r != PANEL).collect::<BTreeSet<u8>>().len();
        let pairs = reviewers * reviewers.saturating_sub(1) / 2;
        prop_assert_eq!(sensitivity.of(Family::DropReviewer).count(), reviewers);
        prop_assert_eq!(sensitivity.of(Family::DropPair).count(), pairs);
        prop_assert_eq!(sensitivity.of(Family::DropItem).count(), 4);
        prop_assert_eq!(sensitivity.of(Family::Rounding).count(), 6);
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
        if let Some(deepest) = deepest.max() {
            prop_assert!(2 * deepest < fewest_sheets(&award(&table, &rules)));
        }
    }
}

/// The fewest sheets of reviewers that anybody with a score has at a stage.
fn fewest_sheets(award: &Award) -> usize {
    let places = (0..award.stages.len()).flat_map(|stage| (0..ENTRANTS).map(move |entrant| (stage, entrant)));
    let scored = places.filter(|(stage, entrant)| award.at(*stage, *entrant, &[0]).is_some());
    let sheets =
        |place: (usize, usize)| award.sheets.keys().filter(|(s, e, r)| (*s, *e) == place && *r != AGREED).count();
    scored.map(sheets).min().unwrap()
}

/// Who is on the list with another weight, and whether that is a change.
fn turned(award: &Award, before: &Lists, stage: usize, weight: &BigRational) -> bool {
    differ(before, &award.weighing(stage, weight).lists())
}

/// The turn is one, and up to it nothing changes at any of many weights.
fn is_first_turn(award: &Award, range: &WeightRange, turn: Option<&Turn>, end: &BigRational) -> bool {
    let (stage, before, from) = (place(&range.stage), award.lists(), range.weight.to_ratio());
    let limit = turn.map_or(end.clone(), |turn| turn.weight.to_ratio());
    let on_the_way = |part: i32, of: i32| &from + (&limit - &from) * BigRational::new(part.into(), of.into());
    let quiet = (1..24).all(|part| limit == from || !turned(award, &before, stage, &on_the_way(part, 24)));
    let (at, beyond) = (turned(award, &before, stage, &limit), &limit + (end - &limit) / whole(1_000_000_000_i64));
    quiet
        && match turn {
            None => !at,
            Some(turn) if turn.reached => {
                at && is_difference(&turn.change, &before, &award.weighing(stage, &limit).lists())
            }
            Some(turn) => {
                (limit == from || !at)
                    && turned(award, &before, stage, &beyond)
                    && is_difference(&turn.change, &before, &award.weighing(stage, &beyond).lists())
            }
        }
}

/// Every single change of so many percent points that changes the list: sheet, item, percent.
fn moves(award: &Award, percent: u8) -> Vec<(naive::Key, usize, u8)> {
    let before = award.lists();
    let mut found = Vec::new();
    for (key, sheet) in &award.sheets {
        for (item, from) in sheet.iter().enumerate() {
            let to = [from.checked_sub(percent), Some(from + percent).filter(|to| *to <= 100)];
            for to in to.into_iter().flatten() {
                if differ(&before, &award.altered(*key, item, to).lists()) {
                    found.push((*key, item, to));
                }
            }
        }
    }
    found
}

fn nobody_scored(award: &Award) -> bool {
    (0..award.stages.len()).all(|stage| (0..ENTRANTS).all(|entrant| award.at(stage, entrant, &[0]).is_none()))
}

fn moved(change: &ScoreChange) -> (naive::Key, usize, u8) {
    let entrant = change.entrant.as_str()[1..].parse().unwrap();
    let reviewer = change.reviewer.as_ref().map_or(AGREED, number);
    let item = ["A.1", "A.2", "B.1", "B.2"].iter().position(|code| *code == change.item.as_str()).unwrap();
    ((place(&change.stage), entrant, reviewer), item, change.to.get())
}

fn firmness(ranking: &Ranking) -> &Firmness {
    &ranking.sensitivity.kinds[0]
}

/// Three entrants, three reviewers, up to three stages, and here and there a hole.
fn tiny_table() -> impl Strategy<Value = Table> {
    let percents = prop::array::uniform4((0..=20_u8).prop_map(|percent| percent * 5));
    prop::collection::btree_map((0..3_u8, 0..3_u8, 0..3_u8), percents, 18..28)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    /// The list is the same on the way to the nearest weight that changes it, and another there or right beyond.
    #[test]
    fn the_nearest_weight_that_changes_the_list_is_the_nearest((table, rules) in case(table())) {
        let rules = parsed(&rules);
        let award = award(&table, &rules);
        let ranking = rank(&table, &rules);
        match &firmness(&ranking).weights {
            Ok(ranges) => {
                prop_assert_eq!(ranges.len(), award.stages.iter().filter(|stage| stage.weight.is_some()).count());
                for range in ranges {
                    prop_assert!(is_first_turn(&award, range, range.below.as_ref(), &BigRational::zero()), "{:?}", range);
                    prop_assert!(is_first_turn(&award, range, range.above.as_ref(), &BigRational::one()), "{:?}", range);
                }
            }
            Err(WhyLeftOut::NoWeights) => {
                prop_assert!(award.stages.iter().filter(|stage| stage.weight.is_some()).count() < 2);
            }
            Err(why) => prop_assert!(!award.by_gates && *why == WhyLeftOut::NoScore && nobody_scored(&award)),
        }
    }

    /// Brute force: no smaller move of any score changes the list, and those of this size that do are all there.
    #[test]
    fn the_smallest_change_of_a_score_is_the_smallest(
        (table, rules) in prop_oneof![case(tiny_table()), case(table())],
    ) {
        let rules = parsed(&rules);
        let award = award(&table, &rules);
        let before = award.lists();
        let ranking = rank(&table, &rules);
        let Ok(found) = firmness(&ranking).smallest.clone() else {
            prop_assert!(nobody_scored(&award));
            return Ok(());
        };
        let first = (1..=20_u8).map(|steps| (steps, moves(&award, steps * 5))).find(|(_, moves)| !moves.is_empty());
        let (Some(found), Some((steps, moves))) = (&found, &first) else {
            prop_assert!(found.is_none() && first.is_none());
            return Ok(());
        };
        prop_assert_eq!((found.steps, found.percent, found.count), (*steps, steps * 5, moves.len()));
        prop_assert_eq!(found.shown.len(), moves.len().min(20));
        let mut last = whole(0);
        for change in &found.shown {
            let (key, item, to) = moved(change);
            prop_assert!(moves.contains(&(key, item, to)));
            let after = award.altered(key, item, to);
            prop_assert!(is_difference(&change.change, &before, &after.lists()));
            prop_assert_eq!(change.from.get(), award.sheets[&key][item]);
            let points = BigRational::new((i32::from(to) - i32::from(change.from.get())).into(), 100.into());
            prop_assert_eq!(change.sheet_points.to_ratio(), points * whole(award.points[item]));
            if let Some(points) = &change.total_points {
                let all = [0, 1, 2, 3];
                let total = |award: &Award| award.result(key.1, &all).unwrap();
                let size = total(&after) - total(&award);
                prop_assert_eq!(points.to_ratio(), size.clone());
                let gates = award.stages.iter().any(|stage| stage.advance.is_some());
                let size = if size < whole(0) { -size } else { size };
                prop_assert!(gates || size >= last, "those that move the total least come first");
                last = size;
            }
        }
    }

    /// Whoever is on the list in a setting is counted for it, and no setting is counted twice.
    #[test]
    fn candidates_are_counted_over_all_settings((table, rules) in case(table())) {
        let rules = parsed(&rules);
        let award = award(&table, &rules);
        let ranking = rank(&table, &rules);
        let firmness = firmness(&ranking);
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut on: BTreeMap<usize, usize> = award.lists().listed.iter().map(|entrant| (*entrant, 0)).collect();
        let mut changing = BTreeSet::new();
        for row in &ranking.sensitivity.rows {
            if seen.insert(row.setting.explain().en) {
                let lists = varied(&award, &row.setting).lists();
                lists.listed.iter().for_each(|entrant| *on.entry(*entrant).or_default() += 1);
                if differ(&award.lists(), &lists) {
                    changing.insert(row.setting.family());
                }
            }
        }
        prop_assert_eq!(firmness.settings, seen.len());
        let counted: BTreeMap<usize, usize> =
            firmness.candidates.iter().map(|on| (on.entrant.as_str()[1..].parse().unwrap(), on.settings)).collect();
        prop_assert_eq!(&counted, &on);
        prop_assert_eq!(firmness.changed_by.iter().copied().collect::<BTreeSet<_>>(), changing);
        let firm: BTreeSet<usize> = numbers(&firmness.firm().cloned().collect::<Vec<_>>());
        let held = |entrant: &&usize| award.lists().listed.contains(entrant) && on[*entrant] == seen.len();
        prop_assert_eq!(firm, on.keys().filter(held).copied().collect::<BTreeSet<_>>());
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
