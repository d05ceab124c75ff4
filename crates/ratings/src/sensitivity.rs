//! Whether the list would be another if one reviewer had not been there, or by another rule.
//!
//! Each what-if is a full evaluation by the code that makes the official ranking: gates, weights, tie-breaks, floors and
//! caps included. It says who would come onto the list and who would leave it; the list itself never changes. What-ifs
//! are computed side by side and put in a fixed order, so the number of threads changes nothing.

use crate::id::{EntrantId, ReviewerId};
use crate::rules::{Level, Rule};
use crate::standing::{Field, Standing, Unranked, Variant};
use crate::tiers::Placement;
use rayon::prelude::*;

/// All what-ifs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sensitivity {
    /// Each reviewer with a sheet, in the order of the ids: the list without any sheet of this reviewer.
    pub drop_reviewer: Vec<(ReviewerId, Change)>,
    /// Each other rule: the list with this rule at every stage.
    pub other_rules: Vec<(Rule, Change)>,
}

/// What a what-if changes; entrants in the order of kinds and ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Who would come onto the list.
    pub came_in: Vec<EntrantId>,
    /// Who would leave it; among them those of the next two fields who are on it.
    pub went_out: Vec<EntrantId>,
    /// Who would tie across a cap and does not now.
    pub undecided: Vec<EntrantId>,
    /// Who would have no score for want of sheets and has one now.
    pub unranked: Vec<EntrantId>,
}

impl Change {
    /// Whether the list would be the same.
    pub fn is_none(&self) -> bool {
        self.came_in.is_empty() && self.went_out.is_empty() && self.undecided.is_empty() && self.unranked.is_empty()
    }
}

/// Evaluates every what-if over the fields, each with its standing as the rules say.
pub(crate) fn sensitivity(fields: &[(Field<'_>, Standing)], reviewers: &[&ReviewerId]) -> Sensitivity {
    let drop_reviewer = reviewers.par_iter().map(|reviewer| {
        let variant = Variant { without: Some(reviewer), rule: None };
        ((*reviewer).clone(), change(fields, variant))
    });
    let rules = other_rules(fields);
    let other_rules = rules.into_par_iter().map(|rule| {
        let variant = Variant { rule: Some(rule), without: None };
        (rule, change(fields, variant))
    });
    let (drop_reviewer, other_rules) = rayon::join(|| drop_reviewer.collect(), || other_rules.collect());
    Sensitivity { drop_reviewer, other_rules }
}

/// Rules that are not already the rule of every stage that counts; `consensus` only where panels agreed on something.
fn other_rules(fields: &[(Field<'_>, Standing)]) -> Vec<Rule> {
    let Some((field, _)) = fields.first() else { return Vec::new() };
    let stages: Vec<Rule> = field.stages_aimed_at().map(|stage| stage.rule).collect();
    let trims = stages.iter().filter_map(|rule| match rule {
        Rule::Trimmed { trim, .. } => Some(*trim),
        Rule::Mean | Rule::Median | Rule::Consensus => None,
    });
    let trim = trims.max().unwrap_or(1);
    let trimmed = |level| Rule::Trimmed { level, trim };
    let mut rules = vec![Rule::Mean, trimmed(Level::Total), trimmed(Level::Item), Rule::Median];
    if fields.iter().any(|(field, _)| field.has_agreed_sheets()) {
        rules.push(Rule::Consensus);
    }
    rules.retain(|rule| stages.iter().any(|stage| stage != rule));
    rules
}

fn change(fields: &[(Field<'_>, Standing)], variant: Variant<'_>) -> Change {
    let mut change = Change::default();
    for (field, base) in fields {
        let other = field.evaluate(variant, Some(base));
        let (before, after) = (Honours::of(base), Honours::of(&other));
        for (at, id) in field.entrants.iter().enumerate() {
            let mut note = |list: fn(&mut Change) -> &mut Vec<EntrantId>, so: bool| {
                if so {
                    list(&mut change).push((*id).clone());
                }
            };
            note(|change| &mut change.came_in, after.listed[at] && !before.listed[at]);
            note(|change| &mut change.went_out, before.listed[at] && !after.listed[at]);
            note(|change| &mut change.undecided, after.undecided[at] && !before.undecided[at]);
            let lost = |standing: &Standing| matches!(standing.totals[at], Err(Unranked::Missing(_)));
            note(|change| &mut change.unranked, lost(&other) && !lost(base));
        }
    }
    change
}

/// Who is on the list, and who might be, by position.
struct Honours {
    listed: Vec<bool>,
    undecided: Vec<bool>,
}

impl Honours {
    fn of(standing: &Standing) -> Self {
        let none = vec![false; standing.totals.len()];
        let mut honours = Self { listed: none.clone(), undecided: none };
        for (group, placement) in standing.groups.iter().zip(&standing.placements) {
            for member in &group.members {
                honours.listed[*member] = matches!(placement, Placement::Tier(_));
                honours.undecided[*member] = matches!(placement, Placement::Undecided { .. });
            }
        }
        honours
    }
}
