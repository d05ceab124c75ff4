//! The table behind the figures: what each reviewer gave each entrant, as it ranks.

use crate::agreement::{Matrix, scores::totals};
use crate::exact::Exact;
use crate::id::{ReviewerId, StageId};
use crate::standing::{Field, StageField, Variant};
use std::collections::BTreeSet;

/// Which scores a figure is computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// All stages that count, weighted: each reviewer's totals at these stages as one total.
    Combined(Vec<StageId>),
    /// The totals of this stage: the only one that counts, or the last where the stages' panels have too little in
    /// common to be put together.
    Stage(StageId),
    /// Nobody has scored any stage that counts.
    Nothing,
}

/// Entrants x reviewers, in points.
///
/// Of several weighted stages a cell is the weighted sum of one reviewer's totals, which only those have who judged the
/// entrant at each of them. Where that leaves an entrant with fewer than two cells although its last stage has two, the
/// last stage stands alone: half of an award says more than a few entrants of all of it.
pub(super) fn panel(field: &Field<'_>) -> (Basis, Matrix) {
    let weights = field.final_mix(Variant::default());
    let scored = |(stage, weight): &(usize, Exact)| Some((field.stages[*stage].as_ref()?, weight.to_f64()));
    let mix: Vec<(&StageField<'_>, f64)> = weights.iter().filter_map(scored).collect();
    let Some((last, _)) = mix.last() else { return (Basis::Nothing, Matrix::of_cells(0, 0, Vec::new())) };
    if mix.len() > 1 && mix.len() == weights.len() {
        let combined = combined(&mix);
        if covers(&combined, last) {
            let stages = mix.iter().map(|(stage, _)| stage.table.stage().clone()).collect();
            return (Basis::Combined(stages), combined);
        }
    }
    (Basis::Stage(last.table.stage().clone()), totals(last.table))
}

/// One row an entrant of the last stage, in its order.
fn combined(mix: &[(&StageField<'_>, f64)]) -> Matrix {
    let reviewers: BTreeSet<&ReviewerId> = mix.iter().flat_map(|(stage, _)| stage.table.reviewers()).collect();
    let (last, _) = mix.last().expect("several stages");
    let mut cells = Vec::with_capacity(last.table.entrants().len() * reviewers.len());
    for entrant in last.table.entrants() {
        cells.extend(reviewers.iter().map(|reviewer| {
            let parts = mix.iter().map(|(stage, weight)| {
                let table = stage.table;
                let sheet = table.complete(table.entrant_index(entrant)?, table.reviewer_index(reviewer)?)?;
                Some(weight * sheet.total().get() as f64 / 100.0)
            });
            parts.sum::<Option<f64>>().unwrap_or(f64::NAN)
        }));
    }
    Matrix::of_cells(reviewers.len(), last.table.entrants().len(), cells)
}

/// Whether nobody lost so many cells that the last stage alone would say more.
fn covers(combined: &Matrix, last: &StageField<'_>) -> bool {
    combined.rows().enumerate().all(|(entrant, row)| {
        row.iter().filter(|cell| !cell.is_nan()).count() >= last.table.complete_sheets(entrant).count().min(2)
    })
}
