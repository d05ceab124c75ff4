//! Whether the list would be another if something about its making were: every what-if in one table.
//!
//! Each what-if is a full evaluation by the code that makes the official ranking: gates, weights, tie-breaks, floors and
//! caps included. It says who would come onto the list and who would leave it; the list itself never changes. What-ifs
//! are computed side by side and put in a fixed order, so the number of threads changes nothing.
//!
//! [`Setting`] is what is varied, [`Family`] its sort, [`Row`] a setting with what it changes. What is not evaluated is
//! in [`Sensitivity::left_out`] with the reason, be it that there is nothing to vary or that it would take too long
//! ([`Depth`]).

mod change;
mod depth;
mod plan;
mod setting;

pub use change::{Change, Row};
pub use depth::{Depth, LeftOut, WhyLeftOut};
pub use setting::{Family, Setting};

use crate::id::ReviewerId;
use crate::rules::Rule;
use crate::standing::{Field, Standing};
use plan::Plan;
use rayon::prelude::*;

/// All what-ifs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sensitivity {
    /// Every setting with what it changes, family by family in the order of [`Family::ALL`].
    pub rows: Vec<Row>,
    /// What was not evaluated, and why.
    pub left_out: Vec<LeftOut>,
}

impl Sensitivity {
    /// The rows of one family.
    pub fn of(&self, family: Family) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(move |row| row.setting.family() == family)
    }

    /// Each reviewer with a sheet, in the order of the ids, and the list without any sheet of this reviewer.
    pub fn drop_reviewer(&self) -> impl Iterator<Item = (&ReviewerId, &Change)> {
        self.rows.iter().filter_map(|row| match &row.setting {
            Setting::DropReviewer(reviewer) => Some((reviewer, &row.change)),
            _ => None,
        })
    }

    /// Each other rule, and the list with this rule at every stage.
    pub fn other_rules(&self) -> impl Iterator<Item = (Rule, &Change)> {
        self.rows.iter().filter_map(|row| match &row.setting {
            Setting::OtherRule(rule) => Some((*rule, &row.change)),
            _ => None,
        })
    }
}

/// Evaluates every what-if over the fields, each with its standing as the rules say.
pub(crate) fn sensitivity(fields: &[(Field<'_>, Standing)], reviewers: &[&ReviewerId], depth: Depth) -> Sensitivity {
    let Plan { settings, left_out } = Plan::new(fields, reviewers, depth);
    let rows = settings.into_par_iter().map(|setting| {
        let mut change = Change::default();
        for (field, base) in fields {
            if let Some(variant) = setting.variant(field) {
                change.add(field, base, variant);
            }
        }
        Row { setting, change }
    });
    Sensitivity { rows: rows.collect(), left_out }
}
