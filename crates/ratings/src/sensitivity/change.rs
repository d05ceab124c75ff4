//! What a what-if changes: who comes onto the list, who leaves it, who is left without a decision or a score.

use super::setting::Setting;
use crate::id::EntrantId;
use crate::standing::{Field, Standing, Unranked, Variant};
use crate::tiers::Placement;

/// One row of the table of what-ifs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The setting.
    pub setting: Setting,
    /// What it changes.
    pub change: Change,
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
        self.lists().iter().all(|list| list.is_empty())
    }

    /// The four lists.
    pub(super) fn lists(&self) -> [&[EntrantId]; 4] {
        [&self.came_in, &self.went_out, &self.undecided, &self.unranked]
    }

    /// Adds what `variant` changes in one field.
    pub(super) fn add(&mut self, field: &Field<'_>, base: &Standing, variant: Variant<'_>) {
        self.compare(field, base, &field.evaluate(variant, Some(base)));
    }

    /// Adds the difference of two standings of one field.
    pub(super) fn compare(&mut self, field: &Field<'_>, base: &Standing, other: &Standing) {
        let (before, after) = (Honours::of(base), Honours::of(other));
        for (at, id) in field.entrants.iter().enumerate() {
            let mut note = |list: fn(&mut Self) -> &mut Vec<EntrantId>, so: bool| {
                if so {
                    list(self).push((*id).clone());
                }
            };
            note(|change| &mut change.came_in, after.listed[at] && !before.listed[at]);
            note(|change| &mut change.went_out, before.listed[at] && !after.listed[at]);
            note(|change| &mut change.undecided, after.undecided[at] && !before.undecided[at]);
            let lost = |standing: &Standing| matches!(standing.totals[at], Err(Unranked::Missing(_)));
            note(|change| &mut change.unranked, lost(other) && !lost(base));
        }
    }
}

/// Who is on the list, and who might be, by position in the field.
pub(super) struct Honours {
    pub(super) listed: Vec<bool>,
    pub(super) undecided: Vec<bool>,
}

impl Honours {
    pub(super) fn of(standing: &Standing) -> Self {
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
