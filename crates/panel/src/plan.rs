//! The draw plan: what the panel leader asks for, read from JSON and checked as a whole.
//!
//! The file's form is `docs/formats/plan.schema.json`. Every complaint names its place as a JSON pointer, what was found
//! and what would be accepted, so that a plan is mended in one go.

use crate::conflict::{ConflictKind, Policy};
use crate::id::WitnessId;
use jiff::civil::Date;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use zhuoping_provenance::{canonical, text};

/// Largest number of seats, reserves, quotas or quota bounds: far beyond any panel, small enough to bound all work.
pub const NUMBER_MAX: u16 = 1000;

/// A checked draw plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Names this draw among all draws of the award.
    pub draw_id: String,
    /// 1 for the first attempt; a supplementary or repeated draw counts on.
    pub attempt: u32,
    /// The day look-back windows count from.
    pub date: Date,
    /// Seats of the panel, at least 1.
    pub panel_size: u16,
    /// How many ordered reserves.
    pub reserves: u16,
    /// At most so many panel members of one employer.
    pub employer_max: Option<u16>,
    /// In ascending order of column and value, none twice.
    pub quotas: Vec<QuotaRule>,
    /// One rule for every kind.
    pub conflicts: BTreeMap<ConflictKind, ConflictRule>,
    /// In ascending order, none twice.
    pub witnesses: Vec<WitnessId>,
    /// A public source that enters the seed last.
    pub external: Option<External>,
}

/// At least `min` and at most `max` panel members have `value` in the pool column `column`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotaRule {
    /// Header of a pool column.
    pub column: String,
    /// One of its values.
    pub value: String,
    /// Lower bound.
    pub min: u16,
    /// Upper bound, not below `min`.
    pub max: u16,
}

/// What a kind of conflict does, and for how long after it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConflictRule {
    /// Out of the draw, or only away from that entrant.
    pub policy: Policy,
    /// A conflict that ended so many years before the plan's date no longer counts.
    pub years: u16,
}

/// A public source named before the draw, whose value is read on its date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct External {
    /// For instance a lottery and its number.
    pub name: String,
    /// The day it is drawn.
    pub date: Date,
}

impl ConflictRule {
    /// Three years, as for experts in the nation-wide procurement rules, and out of the whole draw: the safe side where a
    /// plan is silent.
    pub const DEFAULT: Self = Self { policy: Policy::Exclude, years: 3 };
}

/// One thing wrong with a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanProblem {
    /// JSON pointer into the plan.
    pub path: String,
    /// What stands there, shortened; `None` when it is missing.
    pub found: Option<String>,
    /// What is accepted there.
    pub expected: Expected,
}

/// What a plan's member accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Strict JSON with an object at the top.
    Object,
    /// A list of objects or texts.
    List,
    /// An identifier of at most 64 bytes without invisible characters or personal numbers.
    Id,
    /// A text that is not empty and holds no personal number.
    Text,
    /// A date such as 2026-12-01.
    Date,
    /// An integer in this range.
    Number(u32, u32),
    /// `uniform`; `leximin` has its name but not yet its method.
    Method,
    /// `exclude` or `recuse`.
    Policy,
    /// The name of a conflict kind.
    Kind,
    /// One of the members a plan has here.
    Member,
    /// Each column and value, and each witness, at most once.
    Once,
    /// `max` not below `min`.
    MaxNotBelowMin,
}

impl Expected {
    /// In Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Object => "一个 JSON 对象（UTF-8，键不重复，无小数）".into(),
            Self::List => "一个列表 […]".into(),
            Self::Id => "不超过 64 字节、不含不可见字符和个人号码的编号".into(),
            Self::Text => "非空文字，不含身份证号或电话".into(),
            Self::Date => "日期，如 2026-12-01".into(),
            Self::Number(low, high) => format!("{low} 到 {high} 的整数"),
            Self::Method => "uniform（均等抽取；leximin 尚未提供）".into(),
            Self::Policy => "exclude（不参加抽取）或 recuse（仅回避该申报方）".into(),
            Self::Kind => ConflictKind::ALL.map(|kind| format!("{}（{}）", kind.code(), kind.zh())).join("、"),
            Self::Member => "抽取方案中此处没有这一项；可用的项见 docs/formats/plan.schema.json".into(),
            Self::Once => "每项只出现一次".into(),
            Self::MaxNotBelowMin => "max 不小于 min".into(),
        }
    }

    /// In English.
    pub fn en(&self) -> String {
        match self {
            Self::Object => "a JSON object (UTF-8, no key twice, no decimals)".into(),
            Self::List => "a list [...]".into(),
            Self::Id => "an id of at most 64 bytes without invisible characters or personal numbers".into(),
            Self::Text => "text that is not empty and holds no identity number or telephone".into(),
            Self::Date => "a date such as 2026-12-01".into(),
            Self::Number(low, high) => format!("an integer from {low} to {high}"),
            Self::Method => "uniform (leximin is not available yet)".into(),
            Self::Policy => "exclude (out of the draw) or recuse (from that entrant only)".into(),
            Self::Kind => ConflictKind::ALL.map(ConflictKind::code).join(", "),
            Self::Member => "a plan has no such member here; docs/formats/plan.schema.json lists them".into(),
            Self::Once => "each at most once".into(),
            Self::MaxNotBelowMin => "max not below min".into(),
        }
    }
}

impl Plan {
    /// Reads a plan.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(bytes: &[u8]) -> Result<Self, Vec<PlanProblem>> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let value = canonical::from_bytes(bytes).map_err(|error| {
            vec![PlanProblem { path: String::new(), found: Some(error.to_string()), expected: Expected::Object }]
        })?;
        let Value::Object(members) = value else {
            return Err(vec![problem("", Some(&value), Expected::Object)]);
        };
        let mut reader = Reader { problems: Vec::new() };
        let plan = reader.plan(&members);
        if reader.problems.is_empty() { Ok(plan) } else { Err(reader.problems) }
    }
}

fn problem(path: &str, found: Option<&Value>, expected: Expected) -> PlanProblem {
    let found = found.map(|value| {
        let shown: String = value.to_string().chars().take(60).collect();
        if text::personal_number(&shown).is_some() { "（已隐去）".into() } else { shown }
    });
    PlanProblem { path: path.into(), found, expected }
}

const MEMBERS: [&str; 12] = [
    "draw_id",
    "attempt",
    "date",
    "panel_size",
    "reserves",
    "method",
    "lottery_size",
    "employer_max",
    "quotas",
    "conflicts",
    "witnesses",
    "external",
];

/// Collects problems; a member that cannot be read gets a stand-in, which never leaves since there is a problem.
struct Reader {
    problems: Vec<PlanProblem>,
}

impl Reader {
    fn plan(&mut self, members: &Map<String, Value>) -> Plan {
        self.only(members, "", &MEMBERS);
        if members.get("method").is_some_and(|method| method != "uniform") {
            self.problems.push(problem("/method", members.get("method"), Expected::Method));
        }
        // Read although `uniform` has no use for it, so that a plan made for leximin is checked all the same.
        self.number(members, "", "lottery_size", (1, 5000), Some(1000));
        let employer_max = match members.get("employer_max") {
            None | Some(Value::Null) => None,
            Some(_) => Some(self.small(members, "", "employer_max", 1, None)),
        };
        Plan {
            draw_id: self.id(members.get("draw_id"), "/draw_id"),
            attempt: self.number(members, "", "attempt", (1, 1_000_000), Some(1)),
            date: self.date(members.get("date"), "/date"),
            panel_size: self.small(members, "", "panel_size", 1, None),
            reserves: self.small(members, "", "reserves", 0, Some(0)),
            employer_max,
            quotas: self.quotas(members.get("quotas")),
            conflicts: self.conflicts(members.get("conflicts")),
            witnesses: self.witnesses(members.get("witnesses")),
            external: self.external(members.get("external")),
        }
    }

    fn only(&mut self, members: &Map<String, Value>, path: &str, known: &[&str]) {
        for (key, value) in members {
            if !known.contains(&key.as_str()) {
                self.problems.push(problem(&format!("{path}/{key}"), Some(value), Expected::Member));
            }
        }
    }

    fn number(
        &mut self,
        members: &Map<String, Value>,
        path: &str,
        key: &str,
        (low, high): (u32, u32),
        default: Option<u32>,
    ) -> u32 {
        let found = members.get(key);
        let number = match (found, default) {
            (None, Some(default)) => return default,
            (Some(value), _) => value.as_u64().and_then(|n| u32::try_from(n).ok()),
            (None, None) => None,
        };
        match number {
            Some(number) if (low..=high).contains(&number) => number,
            _ => {
                self.problems.push(problem(&format!("{path}/{key}"), found, Expected::Number(low, high)));
                low
            }
        }
    }

    fn small(&mut self, members: &Map<String, Value>, path: &str, key: &str, low: u16, default: Option<u16>) -> u16 {
        let range = (u32::from(low), u32::from(NUMBER_MAX));
        let number = self.number(members, path, key, range, default.map(u32::from));
        u16::try_from(number).expect("the range ends at NUMBER_MAX")
    }

    fn text(&mut self, found: Option<&Value>, path: &str, expected: Expected) -> String {
        let read = found.and_then(Value::as_str).map(text::nfc).unwrap_or_default();
        if read.is_empty() || read.chars().any(text::is_invisible) || text::personal_number(&read).is_some() {
            self.problems.push(problem(path, found, expected));
        }
        read
    }

    fn id(&mut self, found: Option<&Value>, path: &str) -> String {
        self.witness(found, path).map(|id| id.as_str().to_owned()).unwrap_or_default()
    }

    fn witness(&mut self, found: Option<&Value>, path: &str) -> Option<WitnessId> {
        let id = found.and_then(Value::as_str).and_then(|text| WitnessId::new(text).ok());
        if id.is_none() {
            self.problems.push(problem(path, found, Expected::Id));
        }
        id
    }

    fn date(&mut self, found: Option<&Value>, path: &str) -> Date {
        let date = found.and_then(Value::as_str).filter(|text| text.len() == 10).and_then(|text| text.parse().ok());
        date.unwrap_or_else(|| {
            self.problems.push(problem(path, found, Expected::Date));
            Date::MIN
        })
    }

    fn list<'a>(&mut self, found: Option<&'a Value>, path: &str) -> &'a [Value] {
        match found {
            None => &[],
            Some(Value::Array(items)) if items.len() <= usize::from(NUMBER_MAX) => items,
            Some(_) => {
                self.problems.push(problem(path, found, Expected::List));
                &[]
            }
        }
    }

    fn quotas(&mut self, found: Option<&Value>) -> Vec<QuotaRule> {
        let mut quotas = BTreeMap::new();
        for (at, item) in self.list(found, "/quotas").iter().enumerate() {
            let path = format!("/quotas/{at}");
            let Value::Object(members) = item else {
                self.problems.push(problem(&path, Some(item), Expected::Object));
                continue;
            };
            self.only(members, &path, &["column", "value", "min", "max"]);
            let quota = QuotaRule {
                column: self.text(members.get("column"), &format!("{path}/column"), Expected::Text),
                value: self.text(members.get("value"), &format!("{path}/value"), Expected::Text),
                min: self.small(members, &path, "min", 0, Some(0)),
                max: self.small(members, &path, "max", 0, Some(NUMBER_MAX)),
            };
            if quota.max < quota.min {
                self.problems.push(problem(&format!("{path}/max"), members.get("max"), Expected::MaxNotBelowMin));
            }
            if quotas.insert((quota.column.clone(), quota.value.clone()), quota).is_some() {
                self.problems.push(problem(&path, Some(item), Expected::Once));
            }
        }
        quotas.into_values().collect()
    }

    fn conflicts(&mut self, found: Option<&Value>) -> BTreeMap<ConflictKind, ConflictRule> {
        let mut rules: BTreeMap<_, _> = ConflictKind::ALL.map(|kind| (kind, ConflictRule::DEFAULT)).into();
        let members = match found {
            None => return rules,
            Some(Value::Object(members)) => members,
            Some(_) => {
                self.problems.push(problem("/conflicts", found, Expected::Object));
                return rules;
            }
        };
        for (key, item) in members {
            let path = format!("/conflicts/{key}");
            let (Some(kind), Value::Object(rule)) = (ConflictKind::named(key), item) else {
                let expected = if item.is_object() { Expected::Kind } else { Expected::Object };
                self.problems.push(problem(&path, Some(item), expected));
                continue;
            };
            self.only(rule, &path, &["policy", "years"]);
            let policy = match rule.get("policy").map(Value::as_str) {
                None | Some(Some("exclude")) => Policy::Exclude,
                Some(Some("recuse")) => Policy::Recuse,
                Some(_) => {
                    self.problems.push(problem(&format!("{path}/policy"), rule.get("policy"), Expected::Policy));
                    Policy::Exclude
                }
            };
            let default = u32::from(ConflictRule::DEFAULT.years);
            let years = self.number(rule, &path, "years", (0, 100), Some(default));
            let years = u16::try_from(years).expect("the range ends at 100");
            rules.insert(kind, ConflictRule { policy, years });
        }
        rules
    }

    fn witnesses(&mut self, found: Option<&Value>) -> Vec<WitnessId> {
        let mut witnesses = Vec::new();
        for (at, item) in self.list(found, "/witnesses").iter().enumerate() {
            let path = format!("/witnesses/{at}");
            if let Some(witness) = self.witness(Some(item), &path) {
                if witnesses.contains(&witness) {
                    self.problems.push(problem(&path, Some(item), Expected::Once));
                }
                witnesses.push(witness);
            }
        }
        witnesses.sort();
        witnesses
    }

    fn external(&mut self, found: Option<&Value>) -> Option<External> {
        let members = match found {
            None | Some(Value::Null) => return None,
            Some(Value::Object(members)) => members,
            Some(_) => {
                self.problems.push(problem("/external", found, Expected::Object));
                return None;
            }
        };
        self.only(members, "/external", &["name", "date"]);
        let name = self.text(members.get("name"), "/external/name", Expected::Text);
        Some(External { name, date: self.date(members.get("date"), "/external/date") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: &str = r#"{"draw_id": "2026-site", "attempt": 2, "date": "2026-12-01", "panel_size": 7, "reserves": 3,
        "method": "uniform", "lottery_size": 1000, "employer_max": 1,
        "quotas": [{"column": "specialties", "value": "质量管理", "min": 2, "max": 4},
                   {"column": "gender", "value": "女", "min": 2}],
        "conflicts": {"consulting": {"policy": "recuse", "years": 5}},
        "witnesses": ["监督组", "公证员"]}"#;

    #[test]
    fn a_full_plan_is_read_with_its_defaults_and_in_order() {
        let plan = Plan::parse(PLAN.as_bytes()).unwrap();
        assert_eq!((plan.attempt, plan.panel_size, plan.reserves, plan.employer_max), (2, 7, 3, Some(1)));
        assert_eq!(plan.quotas[0].column, "gender", "quotas are sorted by column and value");
        assert_eq!((plan.quotas[0].min, plan.quotas[0].max), (2, NUMBER_MAX));
        let consulting = plan.conflicts[&ConflictKind::Consulting];
        assert_eq!(consulting, ConflictRule { policy: Policy::Recuse, years: 5 });
        assert_eq!(plan.conflicts[&ConflictKind::Equity], ConflictRule::DEFAULT);
        assert_eq!(plan.witnesses.iter().map(WitnessId::as_str).collect::<Vec<_>>(), ["公证员", "监督组"]);
    }

    #[test]
    fn every_problem_is_told_at_once_with_its_place() {
        let broken = r#"{"draw_id": "", "date": "2026-13-01", "panel_size": 0, "method": "leximin", "seats": 7,
            "quotas": [{"column": "gender", "value": "女", "min": 3, "max": 2}, {"column": "gender", "value": "女"}],
            "conflicts": {"friendship": {}, "equity": {"policy": "ignore"}}, "witnesses": ["甲", "甲"]}"#;
        let paths: Vec<_> = Plan::parse(broken.as_bytes()).unwrap_err().into_iter().map(|p| p.path).collect();
        assert_eq!(
            paths,
            [
                "/seats",
                "/method",
                "/draw_id",
                "/date",
                "/panel_size",
                "/quotas/0/max",
                "/quotas/1",
                "/conflicts/equity/policy",
                "/conflicts/friendship",
                "/witnesses/1",
            ]
        );
    }

    #[test]
    fn what_is_not_json_or_names_a_key_twice_is_one_problem() {
        for bytes in [&b""[..], b"{", b"[]", b"{\"draw_id\":\"a\",\"draw_id\":\"b\"}", b"\xff\xfe{"] {
            let problems = Plan::parse(bytes).unwrap_err();
            assert_eq!((problems.len(), problems[0].expected), (1, Expected::Object), "{bytes:?}");
        }
    }
}
