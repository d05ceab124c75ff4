//! Small editions and score tables for the tests of this crate.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its own part")]

pub mod additive;
pub mod panels;

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use zhuoping_criteria::Edition;
use zhuoping_ratings::{
    EntrantId, EntrantKind, Intake, IntakeError, PerKind, RawScore, ReviewerId, Rules, Scores, StageId,
};

/// An edition of these categories and items; points add up by construction. Bands are 0-45 and 50-100 in steps of 5.
pub fn edition(id: &str, categories: &[(&str, &[(&str, u32)])]) -> Arc<Edition> {
    let text = |words: &str| json!({"zh": words, "en": words});
    let describe = || json!({"approach": text("d")});
    let category = |(code, items): &(&str, &[(&str, u32)])| {
        let item = |(code, points): &(&str, u32)| json!({"code": code, "title": text(code), "kind": "process", "points": points});
        let points: u32 = items.iter().map(|(_, points)| points).sum();
        json!({"code": code, "title": text(code), "points": points, "items": items.iter().map(item).collect::<Vec<_>>()})
    };
    let total: u32 = categories.iter().flat_map(|(_, items)| items.iter()).map(|(_, points)| points).sum();
    let value = json!({
        "format": "zhuoping/criteria/v1", "id": id, "title": text(id), "source": text("test"),
        "certainty": {"level": "placeholder", "note": text("test")}, "total": total, "step": 5,
        "kinds": {"process": {"title": text("process"),
            "dimensions": [{"id": "approach", "letter": "A", "title": text("approach")}],
            "bands": [{"from": 0, "to": 45, "descriptions": describe()}, {"from": 50, "to": 100, "descriptions": describe()}]}},
        "categories": categories.iter().map(category).collect::<Vec<Value>>()});
    let bytes = serde_json::to_vec(&value).unwrap();
    Arc::new(zhuoping_criteria::parse(&bytes).unwrap_or_else(|findings| panic!("{findings:?}")))
}

/// Two categories of two items: A = 30 + 20, B = 35 + 15.
pub fn small_edition() -> Arc<Edition> {
    edition("small", &[("A", &[("A.1", 30), ("A.2", 20)]), ("B", &[("B.1", 35), ("B.2", 15)])])
}

/// One row: stage, entrant, reviewer, item, percent.
pub type Row = (String, String, String, String, u8);

pub fn row(stage: &str, entrant: &str, reviewer: &str, item: &str, percent: u8) -> Row {
    (stage.into(), entrant.into(), reviewer.into(), item.into(), percent)
}

/// What the award of a test knows.
#[derive(Clone)]
pub struct Desk {
    pub stages: Vec<&'static str>,
    pub editions: PerKind<Option<Arc<Edition>>>,
    pub register: Vec<(String, EntrantKind)>,
    pub panel: Option<Vec<&'static str>>,
    pub recusals: Vec<(&'static str, &'static str)>,
}

impl Desk {
    /// Organizations judged by the small edition at one stage.
    pub fn new(entrants: &[&str]) -> Self {
        Self {
            stages: vec!["material"],
            editions: PerKind { organization: Some(small_edition()), individual: None },
            register: entrants.iter().map(|id| ((*id).to_owned(), EntrantKind::Organization)).collect(),
            panel: None,
            recusals: Vec::new(),
        }
    }

    pub fn scores(&self, rows: &[Row]) -> Result<Scores, IntakeError> {
        let (mut stages, mut entrants, mut reviewers, mut items) =
            (Interned::default(), Interned::default(), Interned::default(), Interned::default());
        let raw: Vec<RawScore> = (rows.iter())
            .map(|(stage, entrant, reviewer, item, percent)| RawScore {
                stage: u16::try_from(stages.at(stage)).unwrap(),
                entrant: u32::try_from(entrants.at(entrant)).unwrap(),
                reviewer: u32::try_from(reviewers.at(reviewer)).unwrap(),
                item: u16::try_from(items.at(item)).unwrap(),
                percent: *percent,
            })
            .collect();
        let stage_ids: Vec<StageId> = stages.list.iter().map(|id| StageId::new(id).unwrap()).collect();
        let entrant_ids: Vec<EntrantId> = entrants.list.iter().map(|id| EntrantId::new(id).unwrap()).collect();
        let reviewer_ids: Vec<ReviewerId> = reviewers.list.iter().map(|id| ReviewerId::new(id).unwrap()).collect();
        let order: Vec<StageId> = self.stages.iter().map(|id| StageId::new(id).unwrap()).collect();
        let register: Vec<_> = self.register.iter().map(|(id, kind)| (EntrantId::new(id).unwrap(), *kind)).collect();
        let panel: Option<Vec<_>> =
            self.panel.as_ref().map(|panel| panel.iter().map(|id| ReviewerId::new(id).unwrap()).collect());
        let recusals: Vec<_> =
            (self.recusals.iter()).map(|(e, r)| (EntrantId::new(e).unwrap(), ReviewerId::new(r).unwrap())).collect();
        Intake {
            rows: &raw,
            stages: &stage_ids,
            entrants: &entrant_ids,
            reviewers: &reviewer_ids,
            items: &items.list,
            stage_order: &order,
            register: &register,
            editions: &self.editions,
            panel: panel.as_deref(),
            recusals: &recusals,
        }
        .scores()
    }
}

#[derive(Default)]
struct Interned {
    list: Vec<String>,
    known: BTreeMap<String, usize>,
}

impl Interned {
    fn at(&mut self, text: &str) -> usize {
        *self.known.entry(text.to_owned()).or_insert_with(|| {
            self.list.push(text.to_owned());
            self.list.len() - 1
        })
    }
}

/// The rows of one sheet of the small edition.
pub fn sheet(stage: &str, entrant: &str, reviewer: &str, percents: [u8; 4]) -> Vec<Row> {
    let items = ["A.1", "A.2", "B.1", "B.2"];
    items.iter().zip(percents).map(|(item, percent)| row(stage, entrant, reviewer, item, percent)).collect()
}

/// A rule file with both kinds, two weighted stages and two tiers, as the format's description shows it.
pub fn model_rules() -> Value {
    json!({
        "format": "zhuoping/rules/v1",
        "award": {"zh": "三门峡市市长质量奖", "en": "Sanmenxia Mayor Quality Award"},
        "session": {"zh": "第三届", "en": "third session"},
        "period_years": 2,
        "regulation": {"title": "三门峡市市长质量奖管理办法", "number": "三政〔2022〕23号", "effective": "2022-12-20"},
        "editions": {"organization": "gbt19580-2012", "individual": "individual-template"},
        "stages": [
            {"id": "material", "rule": "trimmed", "level": "total", "trim": 1, "weight": "0.4"},
            {"id": "site", "rule": "trimmed", "level": "total", "trim": 1, "weight": "0.6"}],
        "combination": "weighted",
        "floor": {"organization": "600", "individual": "600"},
        "tiers": [
            {"id": "award", "title": {"zh": "市长质量奖", "en": "Mayor Quality Award"},
             "caps": {"organization": 4, "individual": 4}},
            {"id": "nomination", "title": {"zh": "提名奖", "en": "Nomination award"},
             "caps": {"organization": 4, "individual": 4}}],
        "tie_breaks": [{"category": "4.7"}, {"item": "4.7.2"}],
        "rounding": {"decimals": 2, "mode": "half_up"},
        "dispersion": {"range_percent": 30, "sd_percent": "12.5", "bands_apart": 2, "far_from_median": 20,
                       "same_percent_share": "1"},
        "recusal_years": 3,
        "votes": {"quorum": "2/3", "majority": "1/2", "base": "present"},
        "publicity_days": 5, "publicity_counts_first_day": false, "calendar": "cn-state-council",
        "statistics": {
            "level": "0.95", "replicates": 1000, "seed": "第三届", "precision_points": "10",
            "agreement": {"source": "Koo & Li 2016, J. Chiropr. Med. 15(2):155-163", "words": [
                {"from": "0.9", "word": {"zh": "很好", "en": "excellent"}},
                {"from": "0.75", "word": {"zh": "好", "en": "good"}},
                {"from": "0.5", "word": {"zh": "中等", "en": "moderate"}},
                {"from": "0", "word": {"zh": "差", "en": "poor"}}]}}})
}

/// The model for organizations judged by the small edition, with these stages and no floor.
pub fn small_rules(stages: Value) -> Value {
    let mut rules = model_rules();
    rules["editions"] = json!({"organization": "small"});
    rules["stages"] = stages;
    rules["floor"] = json!({"organization": "0"});
    for tier in rules["tiers"].as_array_mut().unwrap() {
        tier["caps"] = json!({"organization": 1});
    }
    rules["tie_breaks"] = json!([{"category": "B"}, {"item": "A.2"}]);
    rules
}

pub fn parsed(rules: &Value) -> Rules {
    Rules::parse(&serde_json::to_vec(rules).unwrap()).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

/// One stage named `material` with this rule.
pub fn one_stage(rule: &Value) -> Value {
    let mut stage = rule.clone();
    stage["id"] = json!("material");
    stage["weight"] = json!("1");
    json!([stage])
}

/// Each rule as a rule file says it.
pub fn every_rule() -> Vec<Value> {
    let mut rules: Vec<Value> = ["mean", "median", "consensus"].iter().map(|rule| json!({"rule": rule})).collect();
    for (level, trim) in [("total", 1), ("total", 2), ("item", 1), ("item", 2)] {
        rules.push(json!({"rule": "trimmed", "level": level, "trim": trim}));
    }
    rules
}
