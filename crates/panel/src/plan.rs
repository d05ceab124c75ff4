//! The draw plan: what the panel leader asks for, read from JSON and checked as a whole.
//!
//! The file's form is `docs/formats/plan.schema.json`. Every complaint names its place as a JSON pointer, what was found
//! and what would be accepted, so that a plan is mended in one go.

mod expected;
mod method;

pub use expected::Expected;
pub use method::{LotteryRule, Method, Pick};

use crate::conflict::{ConflictKind, Policy};
use crate::id::WitnessId;
use crate::lottery::LISTED_MAX;
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
    /// What the method `leximin` needs to know; `None` for `uniform`.
    pub lottery: Option<LotteryRule>,
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

const MEMBERS: [&str; 14] = [
    "draw_id",
    "attempt",
    "date",
    "panel_size",
    "reserves",
    "method",
    "lottery_size",
    "lottery_tolerance",
    "pick",
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
        let lottery = self.lottery(members);
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
            lottery,
        }
    }

    /// The method, and what goes with it.
    fn lottery(&mut self, members: &Map<String, Value>) -> Option<LotteryRule> {
        let method = match members.get("method") {
            None => Some(Method::Uniform),
            found => found.and_then(Value::as_str).and_then(Method::named),
        };
        if method.is_none() {
            self.problems.push(problem("/method", members.get("method"), Expected::Method));
        }
        // Read whatever the method, so that a plan is mended in one go.
        let size = members.get("lottery_size").map(|_| {
            let size = self.number(members, "", "lottery_size", (1, LISTED_MAX.into()), None);
            u16::try_from(size).expect("the range ends at LISTED_MAX")
        });
        let tolerance = self.word(members, "lottery_tolerance", Expected::Tolerance, method::tolerance);
        let pick = self.word(members, "pick", Expected::Pick, Pick::named);
        if method == Some(Method::Uniform) {
            // A size has always been accepted, as a note for the day the office changes its method.
            for key in ["lottery_tolerance", "pick"] {
                if let Some(found) = members.get(key) {
                    self.problems.push(problem(&format!("/{key}"), Some(found), Expected::OnlyLeximin));
                }
            }
        }
        (method == Some(Method::Leximin)).then(|| LotteryRule {
            size,
            tolerance: tolerance.unwrap_or(LotteryRule::TOLERANCE),
            pick: pick.unwrap_or(Pick::Seed),
        })
    }

    /// A text that `read` accepts; `None` where it is missing or not accepted.
    fn word<T>(
        &mut self,
        members: &Map<String, Value>,
        key: &str,
        expected: Expected,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let value = members.get(key)?;
        let read = value.as_str().and_then(read);
        if read.is_none() {
            self.problems.push(problem(&format!("/{key}"), Some(value), expected));
        }
        read
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
    use num_rational::Ratio;

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
        let broken = r#"{"draw_id": "", "date": "2026-13-01", "panel_size": 0, "method": "leximax", "seats": 7,
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
    fn a_leximin_plan_has_a_list_a_tolerance_and_a_pick() {
        let read = |members: &str| {
            Plan::parse(format!(r#"{{"draw_id": "a", "date": "2026-12-01", "panel_size": 3{members}}}"#).as_bytes())
        };
        let lottery = |members: &str| read(members).unwrap().lottery;
        assert_eq!(lottery(""), None);
        assert_eq!(lottery(r#", "method": "uniform", "lottery_size": 10"#), None, "a size without use is no error");
        let silent = LotteryRule { size: None, tolerance: LotteryRule::TOLERANCE, pick: Pick::Seed };
        assert_eq!(lottery(r#", "method": "leximin""#), Some(silent));
        let told = LotteryRule { size: Some(10), tolerance: Ratio::new(1, 50), pick: Pick::Ball };
        let members = r#", "method": "leximin", "lottery_size": 10, "lottery_tolerance": "0.02", "pick": "ball""#;
        assert_eq!(lottery(members), Some(told));
        let problems = |members: &str| {
            let problems = read(members).unwrap_err();
            problems.into_iter().map(|problem| (problem.path, problem.expected)).collect::<Vec<_>>()
        };
        let unused = r#", "lottery_tolerance": "1/10", "pick": "seed""#;
        let only = |path: &str| (path.to_owned(), Expected::OnlyLeximin);
        assert_eq!(problems(unused), [only("/lottery_tolerance"), only("/pick")]);
        let wrong = r#", "method": "leximin", "lottery_size": 0, "lottery_tolerance": "0", "pick": 7"#;
        let wanted = [
            ("/lottery_size".to_owned(), Expected::Number(1, 5000)),
            ("/lottery_tolerance".to_owned(), Expected::Tolerance),
            ("/pick".to_owned(), Expected::Pick),
        ];
        assert_eq!(problems(wrong), wanted);
        for expected in [Expected::Method, Expected::Pick, Expected::Tolerance, Expected::OnlyLeximin] {
            assert!(!expected.zh().is_empty() && !expected.en().is_empty());
        }
    }

    #[test]
    fn what_is_not_json_or_names_a_key_twice_is_one_problem() {
        for bytes in [&b""[..], b"{", b"[]", b"{\"draw_id\":\"a\",\"draw_id\":\"b\"}", b"\xff\xfe{"] {
            let problems = Plan::parse(bytes).unwrap_err();
            assert_eq!((problems.len(), problems[0].expected), (1, Expected::Object), "{bytes:?}");
        }
    }
}
