//! The rules of section 2 that go beyond the form of one value: order, numbering, and what must agree.

use super::{CommittedExclusion, CommittedQuota, Parts};
use crate::conflict::Policy;
use crate::exclusion::{ExclusionSource, Ground};
use crate::form::{Expected, Form, Node};
use crate::plan::{Method, NUMBER_MAX};
use crate::prepare::Listed;

/// Notes every rule that `parts`, read from `node`, break.
pub(super) fn check(form: &mut Form, node: &Node<'_>, parts: &Parts) {
    let mut rules = Rules { form, node };
    rules.quotas(&parts.quotas);
    if parts.method() == Method::Leximin {
        rules.uncounted(&parts.quotas);
    }
    rules.pool(&parts.pool, parts.quotas.len());
    rules.exclusions(parts);
    rules.ascending("witnesses", &parts.witnesses);
}

struct Rules<'f, 'n> {
    form: &'f mut Form,
    node: &'f Node<'n>,
}

impl Rules<'_, '_> {
    fn refuse(&mut self, place: &str, expected: Expected) {
        let found = self.node.value.pointer(&format!("/{place}"));
        self.form.refuse_at(format!("{}/{place}", self.node.path()), found, expected);
    }

    fn ascending<T: Ord>(&mut self, list: &str, keys: &[T]) {
        for (at, _) in (1..).zip(keys.windows(2)).filter(|(_, pair)| pair[0] >= pair[1]) {
            self.refuse(&format!("{list}/{at}"), Expected::Ascending);
        }
    }

    fn quotas(&mut self, quotas: &[CommittedQuota]) {
        let keys: Vec<(&str, &str)> =
            quotas.iter().map(|quota| (quota.column.as_str(), quota.value.as_str())).collect();
        self.ascending("quotas", &keys);
        if quotas.len() > usize::from(NUMBER_MAX) {
            self.refuse("quotas", Expected::AtMost(NUMBER_MAX.into()));
        }
        for (at, _) in quotas.iter().enumerate().filter(|(_, quota)| quota.min > quota.max) {
            self.refuse(&format!("quotas/{at}/max"), Expected::MaxNotBelowMin);
        }
    }

    fn uncounted(&mut self, quotas: &[CommittedQuota]) {
        for (at, _) in quotas.iter().enumerate().filter(|(_, quota)| quota.counted) {
            self.refuse(&format!("quotas/{at}/counted"), Expected::Uncounted);
        }
    }

    fn pool(&mut self, pool: &[Listed], quotas: usize) {
        let ids: Vec<_> = pool.iter().map(|expert| &expert.id).collect();
        self.ascending("pool", &ids);
        let mut next = 0;
        for (at, expert) in pool.iter().enumerate() {
            match expert.employer {
                Some(group) if group == next => next += 1,
                Some(group) if group > next => self.refuse(&format!("pool/{at}/employer"), Expected::Group(next)),
                _ => {}
            }
            self.ascending(&format!("pool/{at}/quotas"), &expert.quotas);
            for (place, _) in expert.quotas.iter().enumerate().filter(|(_, quota)| usize::from(**quota) >= quotas) {
                let expected = match quotas.checked_sub(1) {
                    Some(last) => Expected::Range(0, last as u64),
                    None => Expected::AtMost(0),
                };
                self.refuse(&format!("pool/{at}/quotas/{place}"), expected);
            }
        }
    }

    fn exclusions(&mut self, parts: &Parts) {
        let key = |line: &CommittedExclusion| (line.expert.clone(), line.entrant.clone(), line.ground, line.source);
        let keys: Vec<_> = parts.exclusions.iter().map(key).collect();
        self.ascending("exclusions", &keys);
        let ordered = parts.pool.is_sorted_by(|a, b| a.id < b.id);
        for (at, line) in parts.exclusions.iter().enumerate() {
            let place = format!("exclusions/{at}");
            let pooled = || parts.pool.binary_search_by(|expert| expert.id.cmp(&line.expert)).is_ok();
            if ordered && !pooled() {
                self.refuse(&format!("{place}/expert"), Expected::Pooled);
            }
            match line.ground {
                Ground::Standing(_) => {
                    if (&line.entrant, line.source, line.policy) != (&None, ExclusionSource::Pool, Policy::Exclude) {
                        self.refuse(&place, Expected::OfStanding);
                    }
                }
                Ground::Conflict(kind) => {
                    if line.entrant.is_none() || line.source == ExclusionSource::Pool {
                        self.refuse(&place, Expected::OfConflict);
                    }
                    let rule = parts.policies.get(&kind);
                    if let Some(rule) = rule.filter(|rule| rule.policy != line.policy) {
                        self.refuse(&format!("{place}/policy"), Expected::PolicyOfKind(rule.policy));
                    }
                }
            }
        }
    }
}
