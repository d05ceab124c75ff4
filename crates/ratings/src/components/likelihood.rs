//! The restricted likelihood at given components, with its score and its average information.
//!
//! `y = 1 mu + sum_k Z_k u_k + e`, `V = sum_k theta_k Z_k Z_k' + sigma^2 I`, and
//! `P = V^-1 - V^-1 1 (1' V^-1 1)^-1 1' V^-1`. The deviance is
//!
//! `-2 log L_R = (n-1) log 2 pi + log|V| + log(1' V^-1 1) + y' P y`,
//!
//! its score `s_k = (|Z_k' P y|^2 - tr Z_k' P Z_k) / 2`, and the average information (Gilmour, Thompson & Cullis 1995)
//! `I_kl = y' P V_k P V_l P y / 2`, which takes no further traces.
//!
//! # How `P` is had without a matrix of the data's size
//! Let `B` be the part of `V` within blocks (see [`super::system`]): the residual and the local effects, whose design
//! in a block is `Z`. With the components' roots in the diagonal `L`, all of a block is
//!
//! `B^-1 = (I - Z N Z'/sigma^2) / sigma^2`, `N = L (I + L Z'Z L/sigma^2)^-1 L`, `B^-1 Z = Z R/sigma^2`, `R = I - N Z'Z/sigma^2`,
//!
//! and these are computed once for each pattern of filled cells. Summed over blocks by cell, `K = sum S' B^-1 S` is a
//! matrix of the cells only. With the mean and the global effects as the design `T` of the cells and their components'
//! roots in `G` (1 for the mean), Henderson's equations have the matrix `C = G T' K T G + diag(0, 1, 1, ..)`,
//! `W = G C^-1 G` is the covariance of the errors of all global predictions, and with `F = T W T'`
//!
//! `P = B^-1 - B^-1 S F S' B^-1`.
//!
//! A component of 0 is no special case: its root is 0, and nothing is divided by it.

use super::system::{Block, Pattern, Side, System};
use nalgebra::{Cholesky, DMatrix, DVector, Dyn};
use std::f64::consts::TAU;

/// What depends on the components only, for one pattern.
#[derive(Clone, Debug)]
pub(super) struct Kernel {
    /// `N`.
    pub(super) spread: DMatrix<f64>,
    /// `R`.
    pub(super) rest: DMatrix<f64>,
    /// `log |B|` of a block.
    log_determinant: f64,
}

/// The likelihood at one point.
#[derive(Clone, Debug)]
pub(super) struct State {
    /// The components, the residual last.
    pub(super) components: Vec<f64>,
    /// `-2 log L_R`.
    pub(super) deviance: f64,
    /// The derivatives of `log L_R`.
    pub(super) score: Vec<f64>,
    /// `W`: the covariance of the errors of the mean and the global predictions.
    pub(super) errors: DMatrix<f64>,
    /// `F`.
    pub(super) fitted: DMatrix<f64>,
    /// `P y`, for each entry; what it is for one observation of several is that plus its distance from their mean.
    pub(super) projected: Vec<f64>,
    /// The mean, less the centre of the data, and the predictions of the global levels.
    globals: DMatrix<f64>,
    /// The predictions of the local levels in each block.
    locals: Vec<DVector<f64>>,
    pub(super) kernels: Vec<Kernel>,
}

impl State {
    /// Computes everything; `None` where rounding leaves nothing of the equations, as far from any sensible point.
    pub(super) fn at(system: &System, components: Vec<f64>) -> Option<Self> {
        let (residual, effects) = components.split_last().expect("a residual");
        let roots = column_roots(system, effects, Side::Local, system.local_columns);
        let kernels: Option<Vec<Kernel>> =
            system.patterns.iter().map(|pattern| Kernel::of(pattern, &roots, *residual)).collect();
        let kernels = kernels?;
        let cell_matrix = cell_matrix(system, &kernels, *residual);
        let globals = Globals::of(system, effects, &cell_matrix)?;
        let mut state = Self {
            deviance: 0.0,
            score: Vec::new(),
            fitted: fitted(system, &globals.errors),
            projected: Vec::new(),
            globals: DMatrix::zeros(system.global_columns, 1),
            locals: Vec::new(),
            errors: globals.errors,
            kernels,
            components,
        };
        state.solve(system);
        let mut traces = globals.traces;
        state.local_traces(system, &mut traces);
        state.finish(system, &traces, globals.log_determinant);
        state.deviance.is_finite().then_some(state)
    }

    /// `sigma^2`.
    pub(super) fn residual(&self) -> f64 {
        *self.components.last().expect("a residual")
    }

    /// The mean, less the centre of the data.
    pub(super) fn mean(&self) -> f64 {
        self.globals[0]
    }

    /// Finds the mean, the predictions and the projected data. A second round leaves no larger error than rounding makes,
    /// also where the mean and an effect nearly are one.
    fn solve(&mut self, system: &System) {
        let mut precisions = DMatrix::zeros(system.global_columns, 1);
        for (k, term) in system.side(Side::Global).filter(|(k, _)| self.components[*k] > 0.0) {
            precisions.rows_mut(term.first, term.levels).fill(1.0 / self.components[k]);
        }
        let rest = |globals: &DMatrix<f64>| -> Vec<f64> {
            let fitted = spread(system, globals);
            system.entries.iter().map(|entry| entry.value - fitted[entry.cell]).collect()
        };
        for _ in 0..2 {
            let projected = self.within_blocks(system, &rest(&self.globals)).0;
            let gradient = grouped(system, &self.cell_sums(system, &projected));
            self.globals += &self.errors * (gradient - self.globals.component_mul(&precisions));
        }
        (self.projected, self.locals) = self.within_blocks(system, &rest(&self.globals));
    }

    /// `P x` for a vector that is the same for all observations of an entry.
    fn project(&self, system: &System, x: &[f64]) -> Vec<f64> {
        let sums = self.cell_sums(system, &self.within_blocks(system, x).0);
        let fitted = &self.fitted * sums;
        let rest: Vec<f64> = x.iter().zip(&system.entries).map(|(x, entry)| x - fitted[entry.cell]).collect();
        self.within_blocks(system, &rest).0
    }

    /// `B^-1 x`, and what the local effects take of `x` in each block.
    fn within_blocks(&self, system: &System, x: &[f64]) -> (Vec<f64>, Vec<DVector<f64>>) {
        let residual = self.residual();
        let mut result = Vec::with_capacity(x.len());
        let mut locals = Vec::with_capacity(system.blocks.len());
        for block in &system.blocks {
            let sums = local_sums(system, block, x);
            let shares = &self.kernels[block.pattern].spread * sums / residual;
            for (entry, x) in system.entries[block.entries.clone()].iter().zip(&x[block.entries.clone()]) {
                let local: f64 = system.local(entry.cell).iter().map(|column| shares[*column as usize]).sum();
                result.push((x - local) / residual);
            }
            locals.push(shares);
        }
        (result, locals)
    }

    /// `S' x`, weighted.
    fn cell_sums(&self, system: &System, x: &[f64]) -> DMatrix<f64> {
        let mut sums = DMatrix::zeros(system.cells, 1);
        system.entries.iter().zip(x).for_each(|(entry, x)| sums[entry.cell] += entry.weight() * x);
        sums
    }

    /// Sets the traces of the local effects, over all blocks.
    fn local_traces(&self, system: &System, traces: &mut [f64]) {
        let reduced = Reduced::of(system, &self.fitted);
        let mut errors = vec![0.0; traces.len()];
        for (pattern, kernel) in system.patterns.iter().zip(&self.kernels) {
            let (own, shared) = self.local_diagonals(system, &reduced, pattern, kernel);
            let blocks = pattern.blocks as f64;
            for (k, term) in system.side(Side::Local) {
                traces[k] += blocks * term.columns().map(|column| own[column] - shared[column]).sum::<f64>();
                let error = |column| kernel.rest[(column, column)] + self.components[k] * shared[column];
                errors[k] += blocks * term.columns().map(error).sum::<f64>();
            }
        }
        for (k, term) in system.side(Side::Local) {
            let columns = (term.levels * system.blocks.len()) as f64;
            traces[k] = without_loss(traces[k], self.components[k], columns, errors[k]);
        }
    }

    /// The diagonals of `Z' B^-1 Z` and of `Z' B^-1 S F S' B^-1 Z` in a block with `pattern`: their difference is that
    /// of `Z' P Z`.
    pub(super) fn local_diagonals(
        &self,
        system: &System,
        reduced: &Reduced,
        pattern: &Pattern,
        kernel: &Kernel,
    ) -> (Vec<f64>, Vec<f64>) {
        let residual = self.residual();
        let middle = reduced.of_pattern(system, &self.fitted, pattern) * &kernel.rest;
        let diagonal = |left: &DMatrix<f64>, right: &DMatrix<f64>, scale: f64| {
            left.column_iter().zip(right.column_iter()).map(|(left, right)| left.dot(&right) / scale).collect()
        };
        (diagonal(&pattern.gram, &kernel.rest, residual), diagonal(&kernel.rest, &middle, residual * residual))
    }

    fn finish(&mut self, system: &System, traces: &[f64], log_determinant: f64) {
        let residual = self.residual();
        let freedom = (system.observations - 1) as f64;
        let mut squares: Vec<f64> = (0..system.terms.len())
            .map(|k| self.level_sums(system, k).iter().flatten().map(|sum| sum * sum).sum())
            .collect();
        let own: f64 = self.projected.iter().zip(&system.entries).map(|(x, entry)| x * x * entry.weight()).sum();
        squares.push(own + system.within / (residual * residual));
        // tr P V = n - 1.
        let explained: f64 = traces.iter().zip(&self.components).map(|(trace, component)| trace * component).sum();
        let last = (freedom - explained) / residual;
        // y' P y = y' P V P y = sum theta_k |Z_k' P y|^2. In the form |y - 1 mu - Z u|^2/sigma^2 + sum |u_k|^2/theta_k, which has its
        // minimum at the solution, errors of the solution enter by their squares only.
        let form: f64 = squares.iter().zip(&self.components).map(|(square, component)| square * component).sum();
        self.score =
            squares.iter().zip(traces.iter().chain([&last])).map(|(square, trace)| (square - trace) / 2.0).collect();
        let blocks: f64 = (system.patterns.iter().zip(&self.kernels))
            .map(|(pattern, kernel)| pattern.blocks as f64 * kernel.log_determinant)
            .sum();
        self.deviance = freedom * libm::log(TAU) + blocks + log_determinant + form;
    }

    /// `Z_k' P y`: of a global effect in one piece, of a local one for each block. That is the prediction by the
    /// component; the sum itself loses its digits where that is large, and is taken only where it is 0.
    pub(super) fn level_sums(&self, system: &System, k: usize) -> Vec<Vec<f64>> {
        let (term, component) = (&system.terms[k], self.components[k]);
        let sums = |range: std::ops::Range<usize>| {
            let mut sums = vec![0.0; term.levels];
            for (entry, x) in system.entries[range.clone()].iter().zip(&self.projected[range]) {
                sums[term.of_cell[entry.cell] as usize] += entry.weight() * x;
            }
            sums
        };
        let shares = |all: &[f64]| all[term.columns()].iter().map(|share| share / component).collect();
        match (term.side, component > 0.0) {
            (Side::Global, true) => vec![shares(self.globals.as_slice())],
            (Side::Local, true) => self.locals.iter().map(|local| shares(local.as_slice())).collect(),
            (Side::Global, false) => vec![sums(0..system.entries.len())],
            (Side::Local, false) => system.blocks.iter().map(|block| sums(block.entries.clone())).collect(),
        }
    }

    /// The average information of some of the components.
    pub(super) fn information(&self, system: &System, among: &[usize]) -> DMatrix<f64> {
        let directions: Vec<Vec<f64>> = among.iter().map(|k| self.direction(system, *k)).collect();
        let projected: Vec<Vec<f64>> = directions.iter().map(|x| self.project(system, x)).collect();
        let product = |i: usize, j: usize| {
            let pairs = directions[i].iter().zip(&projected[j]).zip(&system.entries);
            let sum: f64 = pairs.map(|((x, y), entry)| entry.weight() * x * y).sum();
            let last = system.terms.len();
            let within = if among[i] == last && among[j] == last { system.within } else { 0.0 };
            (sum + within / self.residual().powi(3)) / 2.0
        };
        DMatrix::from_fn(among.len(), among.len(), |i, j| product(i.max(j), i.min(j)))
    }

    /// `V_k P y`.
    fn direction(&self, system: &System, k: usize) -> Vec<f64> {
        let Some(term) = system.terms.get(k) else { return self.projected.clone() };
        let sums = self.level_sums(system, k);
        let mut direction = Vec::with_capacity(system.entries.len());
        for (at, block) in system.blocks.iter().enumerate() {
            let sums = if term.side == Side::Global { &sums[0] } else { &sums[at] };
            let entries = &system.entries[block.entries.clone()];
            direction.extend(entries.iter().map(|entry| sums[term.of_cell[entry.cell] as usize]));
        }
        direction
    }
}

impl Kernel {
    fn of(pattern: &Pattern, roots: &[f64], residual: f64) -> Option<Self> {
        let size = roots.len();
        let mut matrix = DMatrix::from_fn(size, size, |a, b| roots[a] * pattern.gram[(a, b)] * roots[b] / residual);
        (0..size).for_each(|a| matrix[(a, a)] += 1.0);
        let factor = Cholesky::new(matrix)?;
        let log_determinant = pattern.observations * libm::log(residual) + log_determinant(&factor);
        let inverse = factor.inverse();
        let spread = DMatrix::from_fn(size, size, |a, b| roots[a] * inverse[(a, b)] * roots[b]);
        // R = I - N Z'Z/sigma^2 = L M^-1 L^-1, which loses nothing, where L is not 0.
        let mut rest = DMatrix::from_fn(size, size, |a, b| roots[a] * inverse[(a, b)] / roots[b]);
        for b in (0..size).filter(|b| roots[*b] <= 0.0) {
            rest.set_column(b, &(&spread * pattern.gram.column(b) * (-1.0 / residual)));
            rest[(b, b)] += 1.0;
        }
        Some(Self { spread, rest, log_determinant })
    }
}

/// The trace `direct = tr Z' P Z`, or `(levels - errors) / component`, which it equals, where the variances of the
/// prediction errors add up to `component x errors`. The first is a difference of large numbers where the levels are well
/// determined, the second where they are not.
fn without_loss(direct: f64, component: f64, levels: f64, errors: f64) -> f64 {
    if component > 0.0 && 2.0 * errors < levels { (levels - errors) / component } else { direct }
}

fn log_determinant(factor: &Cholesky<f64, Dyn>) -> f64 {
    factor.l_dirty().diagonal().iter().map(|pivot| 2.0 * libm::log(*pivot)).sum()
}

/// The root of the component that each column of one side belongs to.
fn column_roots(system: &System, effects: &[f64], side: Side, columns: usize) -> Vec<f64> {
    let mut roots = vec![1.0; columns];
    for (k, term) in system.side(side) {
        roots[term.columns()].fill(effects[k].sqrt());
    }
    roots
}

/// `K`.
fn cell_matrix(system: &System, kernels: &[Kernel], residual: f64) -> DMatrix<f64> {
    let size = system.cells;
    let mut usual = DMatrix::zeros(system.local_columns, system.local_columns);
    let mut removed = DMatrix::zeros(size, size);
    let mut weights = vec![0.0; size];
    let mut row = vec![0.0; size];
    for (pattern, kernel) in system.patterns.iter().zip(kernels) {
        let blocks = pattern.blocks as f64;
        if pattern.usual > 0.0 {
            usual += &kernel.spread * blocks;
            weights.iter_mut().for_each(|weight| *weight += blocks);
        }
        for (cell, more) in &pattern.exceptions {
            weights[*cell] += blocks * more;
            let amount = blocks * more;
            if pattern.usual > 0.0 {
                local_row(system, &kernel.spread, *cell, &mut row);
                for (other, x) in row.iter().enumerate() {
                    removed[(other, *cell)] += amount * x;
                    removed[(*cell, other)] += amount * x;
                }
            }
            let shares = column_total(system, &kernel.spread, *cell);
            for (other, more) in &pattern.exceptions {
                removed[(*other, *cell)] += amount * more * over(system, &shares, *other);
            }
        }
    }
    for cell in 0..size {
        local_row(system, &usual, cell, &mut row);
        removed.column_mut(cell).iter_mut().zip(&row).for_each(|(sum, x)| *sum += x);
    }
    removed *= -1.0 / (residual * residual);
    (0..size).for_each(|cell| removed[(cell, cell)] += weights[cell] / residual);
    removed
}

/// The column of `Z A Z'` at `cell`, for a symmetric `A`.
fn local_row(system: &System, matrix: &DMatrix<f64>, cell: usize, row: &mut [f64]) {
    let shares = column_total(system, matrix, cell);
    row.iter_mut().enumerate().for_each(|(other, x)| *x = over(system, &shares, other));
}

/// `A z` for the local columns `z` of `cell`.
fn column_total(system: &System, matrix: &DMatrix<f64>, cell: usize) -> DVector<f64> {
    let mut total = DVector::zeros(matrix.nrows());
    system.local(cell).iter().for_each(|column| total += matrix.column(*column as usize));
    total
}

/// `z' x` for the local columns `z` of `cell`.
fn over(system: &System, x: &DVector<f64>, cell: usize) -> f64 {
    system.local(cell).iter().map(|column| x[*column as usize]).sum()
}

/// `Z' D x` in one block.
fn local_sums(system: &System, block: &Block, x: &[f64]) -> DVector<f64> {
    let mut sums = DVector::zeros(system.local_columns);
    for (entry, x) in system.entries[block.entries.clone()].iter().zip(&x[block.entries.clone()]) {
        for column in system.local(entry.cell) {
            sums[*column as usize] += entry.weight() * x;
        }
    }
    sums
}

/// What the mean and the global effects come to.
struct Globals {
    /// `W`.
    errors: DMatrix<f64>,
    /// `log |C|`.
    log_determinant: f64,
    /// `tr Z_k' P Z_k` of the global effects, 0 for the local ones.
    traces: Vec<f64>,
}

impl Globals {
    fn of(system: &System, effects: &[f64], cell_matrix: &DMatrix<f64>) -> Option<Self> {
        let size = system.global_columns;
        let roots = column_roots(system, effects, Side::Global, size);
        // T' K T; K is symmetric, so rows can be summed twice.
        let matrix = grouped(system, &grouped(system, cell_matrix).transpose());
        let used: Vec<usize> = (0..size).filter(|column| roots[*column] > 0.0).collect();
        let mut half = DMatrix::from_fn(used.len(), size, |i, j| roots[used[i]] * matrix[(used[i], j)]);
        let mut equations = DMatrix::from_fn(used.len(), used.len(), |i, j| half[(i, used[j])] * roots[used[j]]);
        (1..used.len()).for_each(|i| equations[(i, i)] += 1.0);
        let factor = Cholesky::new(equations)?;
        let inverse = factor.inverse();
        let mut errors = DMatrix::zeros(size, size);
        for (j, column) in used.iter().enumerate() {
            for (i, row) in used.iter().enumerate() {
                errors[(*row, *column)] = roots[*row] * inverse[(i, j)] * roots[*column];
            }
        }
        if !factor.l_dirty().solve_lower_triangular_mut(&mut half) {
            return None;
        }
        let mut traces = vec![0.0; system.terms.len()];
        for (k, term) in system.side(Side::Global) {
            let direct = term.columns().map(|at| matrix[(at, at)] - half.column(at).norm_squared()).sum();
            let variances: f64 = term.columns().map(|at| errors[(at, at)]).sum();
            traces[k] = without_loss(direct, effects[k], term.levels as f64, variances / effects[k]);
        }
        Some(Self { errors, log_determinant: log_determinant(&factor), traces })
    }
}

/// `T' A`: the rows of the cells, summed into those of the mean and the global levels.
pub(super) fn grouped(system: &System, matrix: &DMatrix<f64>) -> DMatrix<f64> {
    let mut sums = DMatrix::zeros(system.global_columns, matrix.ncols());
    for (from, mut to) in matrix.column_iter().zip(sums.column_iter_mut()) {
        to[0] = from.sum();
        for (_, term) in system.side(Side::Global) {
            for (x, level) in from.iter().zip(&term.of_cell) {
                to[term.first + *level as usize] += x;
            }
        }
    }
    sums
}

/// `F = T W T'`.
fn fitted(system: &System, errors: &DMatrix<f64>) -> DMatrix<f64> {
    spread(system, &spread(system, errors).transpose())
}

/// `T A`: for each cell the rows of the mean and of its global levels, summed.
fn spread(system: &System, matrix: &DMatrix<f64>) -> DMatrix<f64> {
    let mut result = DMatrix::zeros(system.cells, matrix.ncols());
    for (from, mut to) in matrix.column_iter().zip(result.column_iter_mut()) {
        to.fill(from[0]);
        for (_, term) in system.side(Side::Global) {
            for (x, level) in to.iter_mut().zip(&term.of_cell) {
                *x += from[term.first + *level as usize];
            }
        }
    }
    result
}

/// `Z' D F D Z` for blocks with different weights `D`, from what they have in common.
pub(super) struct Reduced {
    /// `Z' F`.
    half: DMatrix<f64>,
    /// `Z' F Z`.
    whole: DMatrix<f64>,
}

impl Reduced {
    pub(super) fn of(system: &System, fitted: &DMatrix<f64>) -> Self {
        let half = local_rows(system, fitted);
        let whole = local_rows(system, &half.transpose());
        Self { half, whole }
    }

    fn of_pattern(&self, system: &System, fitted: &DMatrix<f64>, pattern: &Pattern) -> DMatrix<f64> {
        let usual = pattern.usual;
        let mut sum = &self.whole * usual;
        for (cell, more) in &pattern.exceptions {
            // The column of Z' F at the cell, first with the usual weights, then with the exceptions too.
            let plain = self.half.column(*cell) * usual;
            let mut weighted = plain.clone();
            for (other, more) in &pattern.exceptions {
                let x = more * fitted[(*other, *cell)];
                system.local(*other).iter().for_each(|column| weighted[*column as usize] += x);
            }
            for column in system.local(*cell) {
                sum.column_mut(*column as usize).axpy(*more, &weighted, 1.0);
                if usual > 0.0 {
                    sum.row_mut(*column as usize).iter_mut().zip(&plain).for_each(|(sum, x)| *sum += more * x);
                }
            }
        }
        sum
    }
}

/// `Z' A`.
fn local_rows(system: &System, matrix: &DMatrix<f64>) -> DMatrix<f64> {
    let mut sums = DMatrix::zeros(system.local_columns, matrix.ncols());
    for (from, mut to) in matrix.column_iter().zip(sums.column_iter_mut()) {
        for (cell, x) in from.iter().enumerate() {
            system.local(cell).iter().for_each(|column| to[*column as usize] += x);
        }
    }
    sums
}
