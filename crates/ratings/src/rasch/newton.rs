//! Joint maximum likelihood by damped Newton steps.
//!
//! The joint log likelihood of the rating scale model is concave, so where a maximum exists Newton's method with step
//! halving finds it from anywhere. Entrants are eliminated from the equations first (their own information is
//! diagonal), which leaves one equation for each reviewer, item and threshold. Within each of these three sets a
//! constant can be exchanged with the entrants' level; the sum of each set is kept at 0 by adding a multiple of the
//! all-ones matrix to its block, as in [`crate::severity`], and taken off the inverse again.
//!
//! Converged means by the score: every element's observed sum of categories and every category's count equal the
//! expected ones within [`SCORE`], whatever the size of the last step.

use super::NoRasch;
use super::data::{Data, ENTRANTS, ITEMS, REVIEWERS};
use super::likelihood::{Layout, Likelihood, Parameters};
use crate::linear::Cholesky;

/// The largest difference between observed and expected that counts as none, in category steps.
const SCORE: f64 = 1e-9;
/// Newton takes about 6 steps, and a few more from a poor start; where a maximum lies at infinity, measures grow by
/// about one logit a step.
const STEPS: usize = 100;
/// A measure or threshold farther out than this is on its way to infinity, and so is one whose standard error is larger
/// than [`ERROR`]: a threshold that a single cell decides has about 1.
const LOGITS: f64 = 40.0;
const ERROR: f64 = 10.0;
const HALVINGS: usize = 30;

/// The maximum, and what is known of it.
pub(super) struct Maximum {
    pub(super) parameters: Parameters,
    /// Variances of the entrants' measures, those of reviewers and items, and those of the thresholds.
    pub(super) variances: [Vec<f64>; 3],
    pub(super) threshold_variances: Vec<f64>,
    pub(super) log: f64,
    /// The largest score left.
    pub(super) score: f64,
    pub(super) steps: usize,
}

impl Maximum {
    /// Whether the score vanishes at a maximum and not only on the way to infinity, where the information does too.
    fn is_finite(&self) -> bool {
        let variances = self.variances.iter().flatten().chain(&self.threshold_variances);
        variances.fold(0.0_f64, |most, variance| most.max(*variance)) < ERROR * ERROR
    }
}

/// Finds the maximum.
pub(super) fn maximise(data: &Data<'_>) -> Result<Maximum, NoRasch> {
    let mut parameters = start(data);
    let mut here = Likelihood::at(&parameters, data);
    for steps in 0..STEPS {
        let score = here.largest_score();
        let reduced = Reduced::of(&here, data).ok_or(NoRasch::NoMaximum { steps, score })?;
        if score <= SCORE {
            let maximum = reduced.maximum(parameters, &here, score, steps);
            return if maximum.is_finite() { Ok(maximum) } else { Err(NoRasch::NoMaximum { steps, score }) };
        }
        let (direction, rise) = reduced.direction(&here);
        let taken = (0..HALVINGS).find_map(|halving| {
            let share = 0.5_f64.powi(i32::try_from(halving).expect("few"));
            let next = moved(&parameters, &direction, share);
            let there = Likelihood::at(&next, data);
            // Near the top the rise drowns in the rounding of the sum, and the full step is right.
            (there.log >= here.log || rise < 1e-9 * here.log.abs().max(1.0)).then_some((next, there))
        });
        (parameters, here) = taken.ok_or(NoRasch::NoMaximum { steps, score })?;
        let all = parameters.measures.iter().flatten().chain(&parameters.thresholds);
        if all.fold(0.0_f64, |most, value| most.max(value.abs())) > LOGITS {
            return Err(NoRasch::NoMaximum { steps, score });
        }
    }
    Err(NoRasch::NoMaximum { steps: STEPS, score: here.largest_score() })
}

/// All measures 0, and thresholds at which the categories are as frequent as they are.
fn start(data: &Data<'_>) -> Parameters {
    let mut counts = vec![0.0_f64; data.percents.len()];
    for (_, percent) in data.estimated().flat_map(|sheet| data.cells(sheet)) {
        counts[data.category(percent)] += 1.0;
    }
    let mut thresholds: Vec<f64> = counts.windows(2).map(|pair| libm::log(pair[0] / pair[1])).collect();
    let mean = centre(&mut thresholds);
    let mut measures = [ENTRANTS, REVIEWERS, ITEMS].map(|facet| vec![0.0; data.extremes[facet].len()]);
    // A lower scale for everybody is a lower level of the entrants.
    measures[ENTRANTS].fill(-mean);
    Parameters { measures, thresholds }
}

/// Takes the mean off and gives it.
fn centre(values: &mut [f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter_mut().for_each(|value| *value -= mean);
    mean
}

/// A direction for every parameter.
struct Direction {
    entrants: Vec<f64>,
    others: Vec<f64>,
}

fn moved(from: &Parameters, direction: &Direction, share: f64) -> Parameters {
    let mut to = from.clone();
    let [entrants, reviewers, items] = &mut to.measures;
    let others = reviewers.iter_mut().chain(items).chain(&mut to.thresholds);
    others.zip(&direction.others).for_each(|(value, step)| *value += share * step);
    entrants.iter_mut().zip(&direction.entrants).for_each(|(value, step)| *value += share * step);
    to
}

/// The information of reviewers, items and thresholds with the entrants eliminated, factored.
struct Reduced<'d, 'a> {
    data: &'d Data<'a>,
    layout: Layout,
    factor: Cholesky,
    /// For each of the three sets, what its all-ones matrix leaves in a cell of the inverse.
    added: [f64; 3],
}

impl<'d, 'a> Reduced<'d, 'a> {
    fn of(likelihood: &Likelihood, data: &'d Data<'a>) -> Option<Self> {
        let layout = Layout::of(data);
        let size = layout.size();
        let mut cells = likelihood.information.clone();
        let set_aside = (0..size).filter(|at| !is_estimated(data, layout, *at));
        // An extreme element meets no cell; its row is empty and stands alone.
        set_aside.for_each(|at| cells[at * size + at] = 1.0);
        let mut added = [0.0; 3];
        for (set, added) in sets(layout).into_iter().zip(&mut added) {
            let members: Vec<usize> = set.filter(|at| is_estimated(data, layout, *at)).collect();
            let count = members.len() as f64;
            let more = members.iter().map(|at| cells[at * size + at]).sum::<f64>() / (count * count);
            for (place, i) in members.iter().enumerate() {
                members[..=place].iter().for_each(|j| cells[i * size + j] += more);
            }
            *added = 1.0 / (more * count * count);
        }
        for entrant in likelihood.entrants.iter().flatten() {
            for (place, (i, x)) in entrant.border.iter().enumerate() {
                let share = x / entrant.information;
                entrant.border[..=place].iter().for_each(|(j, y)| cells[i * size + j] -= share * y);
            }
        }
        Some(Self { data, layout, factor: Cholesky::of(cells, size)?, added })
    }

    /// The Newton step, and how much the log likelihood would rise by it if it were quadratic.
    fn direction(&self, at: &Likelihood) -> (Direction, f64) {
        let mut others = at.score.clone();
        for entrant in at.entrants.iter().flatten() {
            let share = entrant.score / entrant.information;
            entrant.border.iter().for_each(|(j, y)| others[*j] -= share * y);
        }
        self.factor.solve(&mut others);
        for set in sets(self.layout) {
            let members: Vec<usize> = set.filter(|at| is_estimated(self.data, self.layout, *at)).collect();
            let mean = members.iter().map(|at| others[*at]).sum::<f64>() / members.len() as f64;
            members.iter().for_each(|at| others[*at] -= mean);
        }
        let step = |entrant: &Option<super::likelihood::Entrant>| {
            entrant.as_ref().map_or(0.0, |entrant| {
                let met: f64 = entrant.border.iter().map(|(j, y)| y * others[*j]).sum();
                (entrant.score - met) / entrant.information
            })
        };
        let entrants: Vec<f64> = at.entrants.iter().map(step).collect();
        let scores = at.entrants.iter().map(|entrant| entrant.as_ref().map_or(0.0, |entrant| entrant.score));
        let rise = scores.zip(&entrants).map(|(score, step)| score * step).sum::<f64>()
            + at.score.iter().zip(&others).map(|(score, step)| score * step).sum::<f64>();
        (Direction { entrants, others }, rise / 2.0)
    }

    fn maximum(&self, parameters: Parameters, at: &Likelihood, score: f64, steps: usize) -> Maximum {
        let size = self.layout.size();
        let mut inverse = self.factor.inverse();
        for (set, added) in sets(self.layout).into_iter().zip(self.added) {
            let members: Vec<usize> = set.filter(|at| is_estimated(self.data, self.layout, *at)).collect();
            for i in &members {
                members.iter().for_each(|j| inverse[i * size + j] -= added);
            }
        }
        let variance = |entrant: &Option<super::likelihood::Entrant>| {
            entrant.as_ref().map_or(0.0, |entrant| {
                let border = &entrant.border;
                let line = |i: usize| border.iter().map(|(j, y)| inverse[i * size + j] * y).sum::<f64>();
                let others: f64 = border.iter().map(|(i, x)| x * line(*i)).sum();
                (1.0 + others / entrant.information) / entrant.information
            })
        };
        let diagonal = |set: std::ops::Range<usize>| set.map(|at| inverse[at * size + at].max(0.0)).collect();
        let [reviewers, items, thresholds] = sets(self.layout);
        Maximum {
            variances: [at.entrants.iter().map(variance).collect(), diagonal(reviewers), diagonal(items)],
            threshold_variances: diagonal(thresholds),
            parameters,
            log: at.log,
            score,
            steps,
        }
    }
}

/// Reviewers, items and thresholds.
fn sets(layout: Layout) -> [std::ops::Range<usize>; 3] {
    let (items, thresholds) = (layout.item(0), layout.threshold(1));
    [0..items, items..thresholds, thresholds..layout.size()]
}

fn is_estimated(data: &Data<'_>, layout: Layout, at: usize) -> bool {
    if at < layout.item(0) {
        data.is_estimated(REVIEWERS, at)
    } else if at < layout.threshold(1) {
        data.is_estimated(ITEMS, at - layout.reviewers)
    } else {
        true
    }
}
