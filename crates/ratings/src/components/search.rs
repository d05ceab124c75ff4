//! The search for the maximum of the restricted likelihood.
//!
//! Newton's steps with the average information in place of the Hessian (AI-REML), from the unbiased quadratic estimates
//! with negative ones set to 0. A step that would make a component negative sets it to 0; a step that does not raise the
//! likelihood is halved; where that does not help either, an EM step does, which always raises it but slowly.
//!
//! The search ends where the score is 0, not where steps become small: every component above 0 has a score, in units
//! of its own standard error, below [`SCORE_MAX`], and every component held at 0 has a score that is not positive,
//! so that the likelihood falls from there. Where rounding keeps the score from falling that far, [`SCORE_ROUNDED`] will do. In a balanced table whose quadratic estimates are all positive, the starting
//! point is the maximum and the first score says so.

use super::likelihood::State;
use super::quadratic::Quadratic;
use super::refusal::Refusal;
use super::system::System;
use nalgebra::{Cholesky, DMatrix, DVector};

/// A score below this many standard errors is 0.
pub const SCORE_MAX: f64 = 1e-9;

/// So is one below this many where it no longer falls: with variances very far apart, digits run out before [`SCORE_MAX`].
/// The estimates are then off by a ten-thousandth of their standard errors.
pub const SCORE_ROUNDED: f64 = 1e-4;

const STEPS_MAX: usize = 200;

/// A score that was not halved in so many steps no longer falls.
const STALLED: usize = 5;

/// Below this share of all variance the residual is on its way to 0.
const RESIDUAL_MIN: f64 = 1e-8;

/// Where the search gets no farther with a residual below this share of all variance, its way to 0 is what stops it: few
/// cells, as many effects, and a likelihood of which too few digits are left.
const RESIDUAL_LOST: f64 = 1e-4;

/// A step makes the residual smaller by no more than this factor.
const RESIDUAL_SHRINK: f64 = 0.1;

/// Where the search ended.
#[derive(Clone, Debug)]
pub(super) struct Maximum {
    pub(super) state: State,
    /// The components above 0 and the residual.
    pub(super) free: Vec<usize>,
    /// The inverse of their average information.
    pub(super) covariance: DMatrix<f64>,
    pub(super) steps: usize,
}

/// The maximum for `system`, from `start`.
pub(super) fn maximum(system: &System, start: Vec<f64>) -> Result<Maximum, Refusal> {
    let total: f64 = start.iter().sum();
    let mut state = State::at(system, start).ok_or(Refusal::NoResidual)?;
    let (mut score, mut lowest, mut lowest_at) = (f64::INFINITY, f64::INFINITY, 0);
    for steps in 0..STEPS_MAX {
        if state.residual() < RESIDUAL_MIN * total {
            return Err(Refusal::NoResidual);
        }
        let lost = state.residual() < RESIDUAL_LOST * total;
        let Some(newton) = Newton::of(system, &state) else {
            state = em_step(system, &state).ok_or(stuck(lost, steps, score))?;
            continue;
        };
        score = newton.score;
        if score < lowest / 2.0 {
            (lowest, lowest_at) = (score, steps);
        }
        let better = if score < SCORE_MAX { None } else { newton.better(system, &state) };
        let stalled = better.is_none() || steps - lowest_at >= STALLED;
        if score < SCORE_MAX || (stalled && score < SCORE_ROUNDED) {
            return state.ended(system, steps, score);
        }
        state = better.or_else(|| em_step(system, &state)).ok_or(stuck(lost, steps, score))?;
    }
    Err(stuck(state.residual() < RESIDUAL_LOST * total, STEPS_MAX, score))
}

fn stuck(lost: bool, steps: usize, score: f64) -> Refusal {
    if lost { Refusal::NoResidual } else { Refusal::NotConverged { steps, score } }
}

impl State {
    fn ended(self, system: &System, steps: usize, score: f64) -> Result<Maximum, Refusal> {
        let free: Vec<usize> = (0..self.components.len()).filter(|k| self.components[*k] > 0.0).collect();
        let covariance = inverse(&self.information(system, &free)).ok_or(Refusal::NotConverged { steps, score })?;
        Ok(Maximum { state: self, free, covariance, steps })
    }
}

/// Where to start: the quadratic estimates, or equal shares where those leave no residual.
pub(super) fn start(quadratic: &Quadratic) -> Vec<f64> {
    let mut start: Vec<f64> = quadratic.estimates.iter().map(|estimate| estimate.max(0.0)).collect();
    let (residual, effects) = start.split_last().expect("a residual");
    let total: f64 = effects.iter().sum::<f64>() + residual;
    if *residual < 1e-3 * total {
        let share = total / start.len() as f64;
        start.fill(share);
    }
    start
}

/// A direction.
struct Newton {
    /// The components that move.
    free: Vec<usize>,
    /// How far each goes in a full step.
    step: DVector<f64>,
    /// The largest score, in standard errors, of the components that are not held at 0.
    score: f64,
}

impl Newton {
    /// The direction at a point; `None` where the information has no inverse. A component is held at 0 where its score
    /// is not positive, and where the others would push it below.
    fn of(system: &System, state: &State) -> Option<Self> {
        let may = |k: &usize| state.components[*k] > 0.0 || state.score[*k] > 0.0;
        let mut free: Vec<usize> = (0..state.components.len()).filter(may).collect();
        let information = state.information(system, &free);
        let mut among: Vec<usize> = (0..free.len()).collect();
        let mut largest = None;
        loop {
            let part = DMatrix::from_fn(among.len(), among.len(), |i, j| information[(among[i], among[j])]);
            let covariance = inverse(&part)?;
            let score = DVector::from_iterator(free.len(), free.iter().map(|k| state.score[*k]));
            let scaled = score.iter().enumerate().map(|(at, score)| score.abs() * covariance[(at, at)].sqrt());
            let largest = *largest.get_or_insert(scaled.fold(0.0, f64::max));
            let step = &covariance * score;
            let below = (0..free.len()).find(|at| state.components[free[*at]] <= 0.0 && step[*at] <= 0.0);
            let Some(at) = below else { return Some(Self { free, step, score: largest }) };
            free.remove(at);
            among.remove(at);
        }
    }

    /// The point after the largest step, full, half, quarter and so on, that is better.
    fn better(&self, system: &System, state: &State) -> Option<State> {
        let mut length = 1.0;
        for _ in 0..30 {
            let mut components = state.components.clone();
            let last = components.len() - 1;
            for (at, k) in self.free.iter().enumerate() {
                let lowest = if *k == last { RESIDUAL_SHRINK * components[last] } else { 0.0 };
                components[*k] = (components[*k] + length * self.step[at]).max(lowest);
            }
            let next = State::at(system, components);
            if let Some(next) = next.filter(|next| next.deviance <= state.deviance + rounding(state)) {
                return Some(next);
            }
            length /= 2.0;
        }
        None
    }
}

/// A difference of deviances below this is one of rounding.
fn rounding(state: &State) -> f64 {
    1e-11 * (1.0 + state.deviance.abs())
}

/// The inverse of a symmetric positive definite matrix whose rows may be of very different sizes.
fn inverse(matrix: &DMatrix<f64>) -> Option<DMatrix<f64>> {
    let size = matrix.nrows();
    let scale: Vec<f64> = (0..size).map(|i| matrix[(i, i)].sqrt().recip()).collect();
    if !scale.iter().all(|scale| scale.is_finite()) {
        return None;
    }
    let inverse = Cholesky::new(DMatrix::from_fn(size, size, |i, j| scale[i] * matrix[(i, j)] * scale[j]))?.inverse();
    Some(DMatrix::from_fn(size, size, |i, j| scale[i] * inverse[(i, j)] * scale[j]))
}

/// `theta + 2 theta^2 score / levels`: the expectation-maximization step. Components at 0 stay there.
fn em_step(system: &System, state: &State) -> Option<State> {
    let levels = |k: usize| system.levels(k) as f64;
    let step = |(k, theta): (usize, &f64)| theta + 2.0 * theta * theta * state.score[k] / levels(k);
    State::at(system, state.components.iter().enumerate().map(step).collect())
}
