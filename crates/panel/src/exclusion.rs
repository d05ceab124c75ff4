//! Who steps back, from what, and why (`Art. 31`, `Art. 36`).
//!
//! Three sources feed the list: the status of the pool, the conflicts that were declared, and those found by comparing
//! employers, credit codes and groups of pool and entrants. Each line keeps its ground and source; whether it takes the
//! expert out of the draw or only away from one entrant is the plan's policy for the kind.

use crate::conflict::{Conflict, ConflictKind, Policy, Source};
use crate::id::{EntrantId, ExpertId};
use crate::plan::{ConflictRule, Plan};
use crate::pool::{Entrant, Expert, Status};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use zhuoping_provenance::text::folded;

/// One reason why an expert is not drawn, or does not judge one entrant.
///
/// The order is the one of a commitment: expert, entrant (none first), ground, source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exclusion {
    /// Whom it concerns.
    pub expert: ExpertId,
    /// From which entrant; `None` where the pool itself does not offer the expert.
    pub entrant: Option<EntrantId>,
    /// On which ground.
    pub ground: Ground,
    /// Who said so.
    pub source: ExclusionSource,
    /// Out of the draw, or away from the entrant.
    pub policy: Policy,
    /// The reason in words, Chinese and English; it may quote names and stays in the annex.
    pub reason: Reason,
}

/// The ground of an exclusion. Its order is the byte order of [`Ground::code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// An interest in an entrant.
    Conflict(ConflictKind),
    /// The pool does not offer the expert at present or any more; never [`Status::Active`].
    Standing(Standing),
}

/// Why the pool does not offer an expert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// 暂停
    Suspended,
    /// 取消资格 (`Art. 36`)
    Disqualified,
    /// 退出
    Withdrawn,
}

/// Who brought an exclusion about. Its order is the byte order of [`ExclusionSource::code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExclusionSource {
    /// A declaration or a comparison.
    Conflict(Source),
    /// The status column of the pool.
    Pool,
}

/// A reason in both languages.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reason {
    /// 中文
    pub zh: String,
    /// English
    pub en: String,
}

impl Ground {
    /// The word in files and records.
    pub fn code(self) -> &'static str {
        match self {
            Self::Conflict(kind) => kind.code(),
            Self::Standing(Standing::Suspended) => "suspended",
            Self::Standing(Standing::Disqualified) => "disqualified",
            Self::Standing(Standing::Withdrawn) => "withdrawn",
        }
    }

    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Conflict(kind) => kind.zh(),
            Self::Standing(Standing::Suspended) => "暂停",
            Self::Standing(Standing::Disqualified) => "取消资格",
            Self::Standing(Standing::Withdrawn) => "退出专家库",
        }
    }
}

impl ExclusionSource {
    /// The word in files and records.
    pub fn code(self) -> &'static str {
        match self {
            Self::Conflict(source) => source.code(),
            Self::Pool => "pool",
        }
    }

    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Conflict(source) => source.zh(),
            Self::Pool => "专家库",
        }
    }
}

macro_rules! ordered_by_code {
    ($name:ident) => {
        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(self.cmp(other))
            }
        }
        impl Ord for $name {
            fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                self.code().cmp(other.code())
            }
        }
    };
}
ordered_by_code!(Ground);
ordered_by_code!(ExclusionSource);

/// A declared conflict that ended before the look-back window, listed so that nobody need wonder where it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lapsed {
    /// The conflict as declared.
    pub conflict: Conflict,
    /// The first day on which its end would still have counted.
    pub window_from: Date,
}

/// All exclusions of a draw in commitment order, one for each (expert, entrant, ground, source), and the lapsed conflicts.
///
/// Conflicts that name nobody in `pool` or `entrants` are kept as they are: the reader of the files has refused them.
pub fn exclusions(
    pool: &[Expert],
    entrants: &[Entrant],
    conflicts: &[Conflict],
    plan: &Plan,
) -> (Vec<Exclusion>, Vec<Lapsed>) {
    let mut list: Vec<Exclusion> = pool.iter().filter_map(standing).collect();
    let mut lapsed = Vec::new();
    for conflict in conflicts {
        let rule = plan.conflicts[&conflict.kind];
        let window_from = window_start(plan.date, rule.years);
        if conflict.until.is_some_and(|until| until < window_from) {
            lapsed.push(Lapsed { conflict: conflict.clone(), window_from });
        } else {
            list.push(declared(conflict, rule));
        }
    }
    list.extend(derived(pool, entrants, plan));
    list.sort();
    // The same ground told twice, with two notes, is one line; the first note in order stays.
    list.dedup_by(|b, a| (&a.expert, &a.entrant, a.ground, a.source) == (&b.expert, &b.entrant, b.ground, b.source));
    (list, lapsed)
}

/// `years` before `date`; 29 February becomes 28 February.
fn window_start(date: Date, years: u16) -> Date {
    date.checked_sub(i32::from(years).years()).unwrap_or(Date::MIN)
}

fn standing(expert: &Expert) -> Option<Exclusion> {
    let (standing, zh, en) = match expert.status {
        Status::Active => return None,
        Status::Suspended => (Standing::Suspended, "专家库状态为“暂停”", "suspended in the pool"),
        Status::Disqualified => {
            (Standing::Disqualified, "专家库状态为“取消资格”（第三十六条）", "disqualified in the pool (Art. 36)")
        }
        Status::Withdrawn => (Standing::Withdrawn, "专家已退出专家库", "has left the pool"),
    };
    Some(Exclusion {
        expert: expert.id.clone(),
        entrant: None,
        ground: Ground::Standing(standing),
        source: ExclusionSource::Pool,
        policy: Policy::Exclude,
        reason: Reason { zh: zh.into(), en: en.into() },
    })
}

fn declared(conflict: &Conflict, rule: ConflictRule) -> Exclusion {
    let day = |date: Option<Date>, open: &str| date.map_or_else(|| open.to_owned(), |date| date.to_string());
    let note = conflict.note.as_deref().map(|note| format!("：{note}")).unwrap_or_default();
    let zh = format!(
        "{}（{}，{} 至 {}）{note}",
        conflict.kind.zh(),
        conflict.source.zh(),
        day(conflict.since, "未注明"),
        day(conflict.until, "今"),
    );
    let note = conflict.note.as_deref().map(|note| format!(": {note}")).unwrap_or_default();
    let en = format!(
        "{} ({}, {} to {}){note}",
        conflict.kind.code(),
        conflict.source.code(),
        day(conflict.since, "not stated"),
        day(conflict.until, "now"),
    );
    Exclusion {
        expert: conflict.expert.clone(),
        entrant: Some(conflict.entrant.clone()),
        ground: Ground::Conflict(conflict.kind),
        source: ExclusionSource::Conflict(conflict.source),
        policy: rule.policy,
        reason: Reason { zh, en },
    }
}

/// Conflicts nobody declared: the expert works for the entrant (same credit code or same name), or within its group.
fn derived(pool: &[Expert], entrants: &[Entrant], plan: &Plan) -> Vec<Exclusion> {
    let index = EntrantIndex::new(entrants);
    let mut found = Vec::new();
    for expert in pool {
        let name = expert.employer.as_deref().map(folded);
        let mut employed = BTreeSet::new();
        if let Some(code) = expert.employer_code.as_deref().map(folded) {
            for entrant in index.by_code.get(&code).into_iter().flatten() {
                employed.insert(&entrant.id);
                found.push(compared(
                    expert,
                    entrant,
                    ConflictKind::Employment,
                    plan,
                    "统一社会信用代码相同",
                    "same unified social credit code",
                ));
            }
        }
        for entrant in name.as_ref().and_then(|name| index.by_name.get(name)).into_iter().flatten() {
            if employed.insert(&entrant.id) {
                found.push(compared(
                    expert,
                    entrant,
                    ConflictKind::Employment,
                    plan,
                    "工作单位名称相同",
                    "same employer by name",
                ));
            }
        }
        for group in index.groups_of(expert, name.as_deref()) {
            for entrant in index.by_group.get(&group).into_iter().flatten() {
                if !employed.contains(&entrant.id) {
                    found.push(compared(
                        expert,
                        entrant,
                        ConflictKind::Group,
                        plan,
                        "属同一集团",
                        "within the same group",
                    ));
                }
            }
        }
    }
    found
}

fn compared(expert: &Expert, entrant: &Entrant, kind: ConflictKind, plan: &Plan, zh: &str, en: &str) -> Exclusion {
    let employer = expert.employer.as_deref().unwrap_or_default();
    Exclusion {
        expert: expert.id.clone(),
        entrant: Some(entrant.id.clone()),
        ground: Ground::Conflict(kind),
        source: ExclusionSource::Conflict(Source::Derived),
        policy: plan.conflicts[&kind].policy,
        reason: Reason {
            zh: format!("{zh}：专家单位“{employer}”，申报方“{}”", entrant.name),
            en: format!("{en}: employer \"{employer}\", entrant \"{}\"", entrant.name),
        },
    }
}

/// Entrants by what an expert's employer can match.
struct EntrantIndex<'a> {
    by_code: BTreeMap<String, Vec<&'a Entrant>>,
    by_name: BTreeMap<String, Vec<&'a Entrant>>,
    by_group: BTreeMap<String, Vec<&'a Entrant>>,
}

impl<'a> EntrantIndex<'a> {
    fn new(entrants: &'a [Entrant]) -> Self {
        let mut index = Self { by_code: BTreeMap::new(), by_name: BTreeMap::new(), by_group: BTreeMap::new() };
        for entrant in entrants {
            for (map, key) in [
                (&mut index.by_code, entrant.code.as_deref()),
                (&mut index.by_group, entrant.group.as_deref()),
                (&mut index.by_name, Some(entrant.name.as_str())),
            ] {
                if let Some(key) = key.map(folded).filter(|key| !key.is_empty()) {
                    map.entry(key).or_default().push(entrant);
                }
            }
            // An individual's employer stands in its own column.
            if let Some(key) = entrant.employer.as_deref().map(folded).filter(|key| !key.is_empty()) {
                index.by_name.entry(key).or_default().push(entrant);
            }
        }
        index
    }

    /// The groups an expert belongs to: by the pool's own group column, by an employer that is an entrant of the group,
    /// or by an employer that bears the group's name.
    fn groups_of(&self, expert: &Expert, employer: Option<&str>) -> BTreeSet<String> {
        let column = ["group", "所属集团"].into_iter().filter_map(|header| expert.extra.get(header));
        let mut groups: BTreeSet<String> =
            column.map(|group| folded(group)).filter(|group| !group.is_empty()).collect();
        let code = expert.employer_code.as_deref().map(folded);
        let employers = employer.and_then(|name| self.by_name.get(name)).into_iter();
        let employers = employers.chain(code.as_ref().and_then(|code| self.by_code.get(code)));
        groups.extend(employers.flatten().filter_map(|entrant| entrant.group.as_deref()).map(folded));
        groups.extend(employer.filter(|name| self.by_group.contains_key(*name)).map(str::to_owned));
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(conflicts: &str) -> Plan {
        let json = format!(r#"{{"draw_id":"t","date":"2026-12-01","panel_size":3,"conflicts":{{{conflicts}}}}}"#);
        Plan::parse(json.as_bytes()).unwrap()
    }

    fn expert(id: &str, employer: &str, code: &str) -> Expert {
        Expert {
            employer: (!employer.is_empty()).then(|| employer.to_owned()),
            employer_code: (!code.is_empty()).then(|| code.to_owned()),
            ..Expert::new(ExpertId::new(id).unwrap())
        }
    }

    fn entrant(id: &str, name: &str, code: &str, group: &str) -> Entrant {
        Entrant {
            code: (!code.is_empty()).then(|| code.to_owned()),
            group: (!group.is_empty()).then(|| group.to_owned()),
            ..Entrant::new(EntrantId::new(id).unwrap(), name)
        }
    }

    fn conflict(kind: ConflictKind, until: Option<&str>) -> Conflict {
        Conflict {
            expert: ExpertId::new("E1").unwrap(),
            entrant: EntrantId::new("O1").unwrap(),
            kind,
            source: Source::Expert,
            since: None,
            until: until.map(|day| day.parse().unwrap()),
            note: None,
        }
    }

    fn lines(list: &[Exclusion]) -> Vec<String> {
        let entrant = |line: &Exclusion| line.entrant.as_ref().map_or_else(|| "-".into(), EntrantId::to_string);
        list.iter()
            .map(|line| {
                let (ground, source) = (line.ground.code(), line.source.code());
                format!("{} {} {ground} {source} {}", line.expert, entrant(line), line.policy.code())
            })
            .collect()
    }

    #[test]
    fn art_36_whoever_lost_the_part_is_not_drawn() {
        let mut pool = [expert("E1", "", ""), expert("E2", "", ""), expert("E3", "", ""), expert("E4", "", "")];
        pool[1].status = Status::Disqualified;
        pool[2].status = Status::Suspended;
        pool[3].status = Status::Withdrawn;
        let (list, _) = exclusions(&pool, &[], &[], &plan(""));
        assert_eq!(
            lines(&list),
            ["E2 - disqualified pool exclude", "E3 - suspended pool exclude", "E4 - withdrawn pool exclude"]
        );
    }

    #[test]
    fn art_31_the_window_ends_on_the_day_it_says() {
        let plan = plan(r#""consulting": {"policy": "recuse", "years": 3}"#);
        let on = |until| exclusions(&[], &[], &[conflict(ConflictKind::Consulting, until)], &plan);
        assert_eq!(
            lines(&on(Some("2023-12-01")).0),
            ["E1 O1 consulting expert recuse"],
            "以内 includes the day itself"
        );
        let (list, lapsed) = on(Some("2023-11-30"));
        assert_eq!((list.len(), lapsed.len()), (0, 1));
        assert_eq!(on(None).0.len(), 1, "without an end it goes on");
    }

    #[test]
    fn art_31_employers_are_compared_by_code_and_by_name() {
        let pool = [
            expert("E1", "甲公司", "91410000000000001A"),
            expert("E2", " 甲 公司", ""),
            expert("E3", "乙公司", ""),
            expert("E4", "", ""),
        ];
        let entrants = [entrant("O1", "甲公司", "91410000000000001A", "")];
        let (list, _) = exclusions(&pool, &entrants, &[], &plan(""));
        assert_eq!(lines(&list), ["E1 O1 employment derived exclude", "E2 O1 employment derived exclude"]);
    }

    #[test]
    fn art_31_sister_companies_of_a_group_count_as_group() {
        let mut pool = [expert("E1", "甲公司", ""), expert("E2", "某集团", ""), expert("E3", "丁公司", "")];
        pool[2].extra.insert("所属集团".into(), "某集团".into());
        let entrants = [entrant("O1", "甲公司", "", "某集团"), entrant("O2", "丙公司", "", "某集团")];
        let (list, _) = exclusions(&pool, &entrants, &[], &plan(""));
        assert_eq!(
            lines(&list),
            [
                "E1 O1 employment derived exclude",
                "E1 O2 group derived exclude",
                "E2 O1 group derived exclude",
                "E2 O2 group derived exclude",
                "E3 O1 group derived exclude",
                "E3 O2 group derived exclude",
            ]
        );
    }

    #[test]
    fn the_same_ground_told_twice_is_one_line() {
        let twice = [conflict(ConflictKind::Equity, None), conflict(ConflictKind::Equity, None)];
        assert_eq!(exclusions(&[], &[], &twice, &plan("")).0.len(), 1);
    }
}
