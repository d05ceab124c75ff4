//! Whether the list would be another if something about its making were: every what-if in one table.
//!
//! Each what-if is a full evaluation by the code that makes the official ranking: gates, weights, tie-breaks, floors and
//! caps included. It says who would come onto the list and who would leave it; the list itself never changes. What-ifs
//! are computed side by side and put in a fixed order, so the number of threads changes nothing.
//!
//! [`Setting`] is what is varied, [`Family`] its sort, [`Row`] a setting with what it changes. What is not evaluated is
//! in [`Sensitivity::left_out`] with the reason, be it that there is nothing to vary or that it would take too long
//! ([`Depth`]). Beside the table stand, for each kind ([`Firmness`]), how often each candidate is on the list, how far a
//! weight can move and the smallest change of one score that matters ([`WeightRange`], [`Smallest`]).

mod change;
mod depth;
mod firmness;
mod plan;
mod row_score;
mod setting;
mod smallest;
mod weights;

pub use change::{Change, Row};
pub use depth::{Depth, LeftOut, WhyLeftOut};
pub use firmness::{Firmness, OnList, Tried};
pub use setting::{Family, Setting};
pub use smallest::{SHOWN_MAX, ScoreChange, Smallest};
pub use weights::{Turn, WeightRange};

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
    /// How firm the list of each kind is.
    pub kinds: Vec<Firmness>,
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
    let row = |setting: Setting| {
        let mut change = Change::default();
        for (field, base) in fields {
            if let Some(variant) = setting.variant(field) {
                change.add(field, base, variant);
            }
        }
        Row { setting, change }
    };
    let rows = || settings.into_par_iter().map(row).collect::<Vec<Row>>();
    let search = |(field, base): &(Field<'_>, Standing)| search(field, base, depth);
    let (rows, searched) = rayon::join(rows, || fields.par_iter().map(search).collect::<Vec<_>>());
    let kind = |(of, (weights, smallest))| Firmness::new(of, &rows, weights, smallest);
    let kinds = fields.iter().zip(searched).map(kind).collect();
    Sensitivity { rows, left_out, kinds }
}

type Searched = (Result<Vec<WeightRange>, WhyLeftOut>, Result<Option<Smallest>, WhyLeftOut>);

/// The nearest change of a weight and the smallest change of a score, where the field is not too large.
fn search(field: &Field<'_>, base: &Standing, depth: Depth) -> Searched {
    let scored = (0..field.entrants.len()).filter(|at| base.columns.iter().any(|column| column[*at].is_ok())).count();
    let limit = depth.search_entrants_max;
    let searchable = match scored {
        0 => Err(WhyLeftOut::NoScore),
        entrants if entrants > limit => Err(WhyLeftOut::ManyEntrants { entrants, limit }),
        _ => Ok(()),
    };
    let weights = || match weights::weighted_stages(field).len() {
        0 | 1 => Err(WhyLeftOut::NoWeights),
        _ => searchable.clone().map(|()| weights::ranges(field, base)),
    };
    rayon::join(weights, || searchable.clone().map(|()| smallest::smallest(field, base)))
}
