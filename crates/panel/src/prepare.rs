//! From pool and plan to what a commitment holds: ids, employer groups, the quotas each expert counts for, exclusions.
//!
//! Names, employers and the words of reasons stop here; what goes on is opaque (`docs/draw-protocol.md` section 2).

use crate::conflict::Conflict;
use crate::exclusion::{Exclusion, Lapsed, exclusions};
use crate::id::ExpertId;
use crate::plan::Plan;
use crate::pool::{Entrant, Expert};
use std::collections::{BTreeMap, BTreeSet};
use zhuoping_provenance::text::folded;

/// A pool made ready for the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// Everybody in the pool, the excluded too, in ascending order of id.
    pub experts: Vec<Listed>,
    /// Who steps back, in commitment order.
    pub exclusions: Vec<Exclusion>,
    /// Declared conflicts that ended before the window.
    pub lapsed: Vec<Lapsed>,
    /// Positions in the plan's quotas whose value no expert of the pool has.
    pub unmatched: Vec<usize>,
}

/// One expert as the draw sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The number in the pool.
    pub id: ExpertId,
    /// The employer group, numbered in order of first appearance; `None` where the pool names no employer.
    pub employer: Option<u32>,
    /// Ascending positions of the plan's quotas the expert counts for.
    pub quotas: Vec<u16>,
}

/// Why a pool and a plan do not go together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrepareError {
    /// Quotas name columns that the pool does not have, or that are empty throughout.
    #[error("no expert has a value in the columns {columns:?}")]
    NoColumn {
        /// The columns, each once.
        columns: Vec<String>,
    },
    /// The pool lists an id twice; its reader should have refused that.
    #[error("the expert {0} stands twice in the pool")]
    Twice(ExpertId),
}

/// Applies the plan to the pool.
///
/// # Errors
/// [`PrepareError`], when quotas ask for what the pool does not record or an id stands twice.
pub fn prepare(
    pool: &[Expert],
    entrants: &[Entrant],
    conflicts: &[Conflict],
    plan: &Plan,
) -> Result<Prepared, PrepareError> {
    let mut order: Vec<&Expert> = pool.iter().collect();
    order.sort_by(|a, b| a.id.cmp(&b.id));
    if let Some(pair) = order.windows(2).find(|pair| pair[0].id == pair[1].id) {
        return Err(PrepareError::Twice(pair[0].id.clone()));
    }
    let quotas = QuotaTable::new(plan);
    let matched: Vec<Vec<u16>> = order.iter().map(|expert| quotas.of(expert)).collect();
    let held: BTreeSet<u16> = matched.iter().flatten().copied().collect();
    let unmatched: Vec<usize> =
        (0..plan.quotas.len()).filter(|at| u16::try_from(*at).is_ok_and(|at| !held.contains(&at))).collect();
    let columns: BTreeSet<&str> = unmatched.iter().map(|at| plan.quotas[*at].column.as_str()).collect();
    let columns: Vec<String> = columns
        .into_iter()
        .filter(|column| order.iter().all(|expert| expert.values(column).is_empty()))
        .map(str::to_owned)
        .collect();
    if !columns.is_empty() {
        return Err(PrepareError::NoColumn { columns });
    }
    let employers = employer_groups(&order);
    let experts = order.iter().zip(employers).zip(matched);
    let experts =
        experts.map(|((expert, employer), quotas)| Listed { id: expert.id.clone(), employer, quotas }).collect();
    let (exclusions, lapsed) = exclusions(pool, entrants, conflicts, plan);
    Ok(Prepared { experts, exclusions, lapsed, unmatched })
}

/// The plan's quotas by column and folded value.
struct QuotaTable<'a>(BTreeMap<&'a str, BTreeMap<String, Vec<u16>>>);

impl<'a> QuotaTable<'a> {
    fn new(plan: &'a Plan) -> Self {
        let mut columns: BTreeMap<&str, BTreeMap<String, Vec<u16>>> = BTreeMap::new();
        for (at, quota) in (0..).zip(&plan.quotas) {
            columns.entry(&quota.column).or_default().entry(folded(&quota.value)).or_default().push(at);
        }
        Self(columns)
    }

    fn of(&self, expert: &Expert) -> Vec<u16> {
        let mut found = BTreeSet::new();
        for (column, values) in &self.0 {
            for value in expert.values(column) {
                found.extend(values.get(&folded(value)).into_iter().flatten());
            }
        }
        found.into_iter().collect()
    }
}

/// Numbers the employers of experts in order: two experts share a number when their codes are equal or their employers'
/// folded names are, and so do all who are linked by such pairs.
fn employer_groups(order: &[&Expert]) -> Vec<Option<u32>> {
    let mut links = Links((0..order.len()).collect());
    let mut first: BTreeMap<(bool, String), usize> = BTreeMap::new();
    let mut named = vec![false; order.len()];
    for (at, expert) in order.iter().enumerate() {
        for (is_code, text) in [(true, &expert.employer_code), (false, &expert.employer)] {
            let Some(key) = text.as_deref().map(folded).filter(|key| !key.is_empty()) else { continue };
            named[at] = true;
            let other = *first.entry((is_code, key)).or_insert(at);
            links.join(at, other);
        }
    }
    let mut numbers: BTreeMap<usize, u32> = BTreeMap::new();
    (0..order.len())
        .map(|at| {
            let next = u32::try_from(numbers.len()).expect("a pool has fewer than 2^32 experts");
            named[at].then(|| *numbers.entry(links.root(at)).or_insert(next))
        })
        .collect()
}

/// Disjoint sets; each position points towards the smallest of its set.
struct Links(Vec<usize>);

impl Links {
    fn root(&mut self, at: usize) -> usize {
        let mut root = at;
        while self.0[root] != root {
            self.0[root] = self.0[self.0[root]];
            root = self.0[root];
        }
        root
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expert(id: &str, employer: Option<&str>, code: Option<&str>, specialties: &[&str]) -> Expert {
        Expert {
            employer: employer.map(str::to_owned),
            employer_code: code.map(str::to_owned),
            specialties: specialties.iter().map(|s| (*s).to_owned()).collect(),
            ..Expert::new(ExpertId::new(id).unwrap())
        }
    }

    fn plan(quotas: &str) -> Plan {
        Plan::parse(format!(r#"{{"draw_id":"t","date":"2026-12-01","panel_size":1,"quotas":[{quotas}]}}"#).as_bytes())
            .unwrap()
    }

    #[test]
    fn employers_are_linked_by_code_or_name_and_numbered_in_id_order() {
        let pool = [
            expert("E5", Some("丙"), None, &[]),
            expert("E4", None, None, &[]),
            expert("E3", Some("乙"), Some("1"), &[]),
            expert("E2", Some("丙"), None, &[]),
            expert("E1", Some("甲"), Some("1"), &[]),
            expert("E0", Some(" 乙"), None, &[]),
        ];
        let prepared = prepare(&pool, &[], &[], &plan("")).unwrap();
        let groups: Vec<_> = prepared.experts.iter().map(|e| (e.id.as_str(), e.employer)).collect();
        assert_eq!(
            groups,
            [("E0", Some(0)), ("E1", Some(0)), ("E2", Some(1)), ("E3", Some(0)), ("E4", None), ("E5", Some(1))]
        );
    }

    #[test]
    fn an_expert_counts_for_every_quota_whose_value_the_cell_lists() {
        let pool = [expert("E1", None, None, &["质量管理", "标准化"]), expert("E2", None, None, &["计量"])];
        let quotas = r#"{"column":"specialties","value":"标准化"},{"column":"专业领域","value":"质量管理"},
            {"column":"specialties","value":"品牌"}"#;
        let plan = plan(quotas);
        let prepared = prepare(&pool, &[], &[], &plan).unwrap();
        let named: Vec<_> =
            prepared.experts[0].quotas.iter().map(|q| plan.quotas[usize::from(*q)].value.as_str()).collect();
        assert_eq!(named, ["标准化", "质量管理"]);
        assert!(prepared.experts[1].quotas.is_empty());
        assert_eq!(prepared.unmatched.iter().map(|q| plan.quotas[*q].value.as_str()).collect::<Vec<_>>(), ["品牌"]);
    }

    #[test]
    fn a_quota_on_a_column_the_pool_lacks_is_refused() {
        let quotas = r#"{"column":"民族","value":"回族","min":1}"#;
        let error = prepare(&[expert("E1", None, None, &[])], &[], &[], &plan(quotas)).unwrap_err();
        assert_eq!(error, PrepareError::NoColumn { columns: vec!["民族".into()] });
    }
}
