//! Predicted levels of an effect, and how far they may be off.
//!
//! The prediction of a level is `theta z' P y`, the variance of its error `theta - theta^2 z' P z`; for a global level the
//! latter stands in the diagonal of `W`. What several errors share comes through the mean and the global effects: given
//! those, the errors in different blocks are independent with the variance `theta - theta^2 z' B^-1 z`, which is `theta R`
//! at the level's place, and an error in the global effects shifts the prediction by `-theta z' B^-1 S T` times it.

use super::likelihood::{Reduced, State, grouped};
use super::system::{Side, System, Term};
use nalgebra::{DMatrix, DVector};

/// The prediction of one level.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// The labels of the level, one for each factor of the effect.
    pub labels: Vec<u32>,
    /// Its deviation from the mean, in the values' unit.
    pub value: f64,
    /// The variance of the prediction's error, with the components taken as known.
    pub variance: f64,
}

/// The predictions of one effect, in the order of the labels.
pub(super) fn predictions(system: &System, state: &State, effect: usize) -> Vec<Prediction> {
    let term = &system.terms[effect];
    let mut all = match term.side {
        Side::Global => global(system, state, effect),
        Side::Local => local(system, state, effect),
    };
    all.sort_by(|a, b| a.labels.cmp(&b.labels));
    all
}

fn global(system: &System, state: &State, effect: usize) -> Vec<Prediction> {
    let (term, component) = (&system.terms[effect], state.components[effect]);
    let sums = &state.level_sums(system, effect)[0];
    let prediction = |level: usize| Prediction {
        labels: system.labels(term, None, cell_of(term, level)),
        value: component * sums[level],
        variance: state.errors[(term.first + level, term.first + level)],
    };
    (0..term.levels).map(prediction).collect()
}

fn local(system: &System, state: &State, effect: usize) -> Vec<Prediction> {
    let (term, component) = (&system.terms[effect], state.components[effect]);
    let reduced = Reduced::of(system, &state.fitted);
    let diagonals: Vec<_> = (system.patterns.iter().zip(&state.kernels))
        .map(|(pattern, kernel)| state.local_diagonals(system, &reduced, pattern, kernel))
        .collect();
    let mut all = Vec::new();
    for (block, sums) in system.blocks.iter().zip(state.level_sums(system, effect)) {
        let (_, shared) = &diagonals[block.pattern];
        for (level, cell) in system.block_levels(block, term) {
            let column = term.first + level as usize;
            let kept = state.kernels[block.pattern].rest[(column, column)];
            let variance = component * (kept + component * shared[column]);
            all.push(Prediction {
                labels: system.labels(term, Some(block), cell),
                value: component * sums[level as usize],
                variance,
            });
        }
    }
    all
}

/// A cell with the level.
fn cell_of(term: &Term, level: usize) -> usize {
    term.of_cell.iter().position(|of_cell| *of_cell as usize == level).expect("a level that some cell has")
}

/// For an effect of one factor: the covariance of the errors of `mu + u`, for all levels in the order of the labels.
pub(super) fn covariance_with_mean(system: &System, state: &State, effect: usize) -> DMatrix<f64> {
    let term = &system.terms[effect];
    let component = state.components[effect];
    let levels = match term.side {
        Side::Global => term.levels,
        Side::Local => system.blocks.len(),
    };
    // What the error of each global column does to the error of each level, and what is left without it.
    let mut slopes = DMatrix::zeros(system.global_columns, levels);
    slopes.row_mut(0).fill(1.0);
    let mut own = vec![0.0; levels];
    match term.side {
        // Levels are numbered in the order of their labels, and so are blocks.
        Side::Global => (0..levels).for_each(|level| slopes[(term.first + level, level)] = 1.0),
        Side::Local => {
            for (level, block) in system.blocks.iter().enumerate() {
                let rest = state.kernels[block.pattern].rest.column(term.first);
                own[level] = component * rest[term.first];
                let mut at_cells = DMatrix::zeros(system.cells, 1);
                for entry in &system.entries[block.entries.clone()] {
                    let sum: f64 = system.local(entry.cell).iter().map(|column| rest[*column as usize]).sum();
                    at_cells[entry.cell] = entry.weight() * sum / state.residual();
                }
                let shift: DVector<f64> = grouped(system, &at_cells).column(0) * component;
                slopes.column_mut(level).axpy(-1.0, &shift, 1.0);
            }
        }
    }
    let mut covariance = slopes.tr_mul(&(&state.errors * &slopes));
    (0..levels).for_each(|level| covariance[(level, level)] += own[level]);
    covariance
}
