//! Estimated components, with all that follows from them.

use super::design::Design;
use super::prediction::{Prediction, predictions};
use super::quadratic::Quadratic;
use super::refusal::Refusal;
use super::search::{Maximum, maximum, start};
use super::system::System;

/// One variance component.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// The effect's factors, joined by ` x `, or `residual`.
    pub effect: String,
    /// Levels that occur; observations for the residual.
    pub levels: usize,
    /// The restricted maximum likelihood estimate, in the square of the values' unit; 0 or more.
    pub estimate: f64,
    /// From the inverse of the average information of the components above 0; `None` on the boundary. With few levels the
    /// estimate is skewed, and plus or minus two standard errors is no interval.
    pub standard_error: Option<f64>,
    /// The estimate is 0 because the likelihood falls from there: a boundary (边界), not a small number.
    pub boundary: bool,
    /// In a balanced table the estimate from expected mean squares, which is unbiased and may be negative.
    pub expected_mean_squares: Option<f64>,
}

/// A fitted model.
#[derive(Clone, Debug)]
pub struct Fit {
    groups: usize,
    pub(super) system: System,
    pub(super) maximum: Maximum,
    components: Vec<Component>,
}

impl Design {
    /// Estimates the variance components by restricted maximum likelihood (REML).
    ///
    /// The estimates maximise the likelihood of what is left of the values when the mean is taken out, over components of
    /// 0 or more; in a balanced table without negative estimates they are those from expected mean squares. Missing
    /// cells cost precision and nothing else, as long as what is missing does not depend on what it would have been.
    ///
    /// # Errors
    /// [`Refusal`]: what the data cannot tell, each case with its reason.
    ///
    /// # Example
    /// Six subjects, four judges (Shrout & Fleiss 1979, table 2; mean squares 11.24, 32.49 and 1.02).
    /// ```
    /// use zhuoping_ratings::components::{Design, Factor};
    /// let judged = [9., 2., 5., 8., 6., 1., 3., 2., 8., 4., 6., 8., 7., 1., 2., 6., 10., 5., 6., 9., 6., 2., 4., 7.];
    /// let factor = |name: &str, level: fn(u32) -> u32| Factor { name: name.to_owned(), levels: (0..24).map(level).collect() };
    /// let factors = vec![factor("subject", |at| at / 4), factor("judge", |at| at % 4)];
    /// let fit = Design::new(judged.to_vec(), factors, &[&[0], &[1]])?.fit()?;
    /// let rounded: Vec<String> = fit.components().iter().map(|c| format!("{} {:.3}", c.effect, c.estimate)).collect();
    /// assert_eq!(rounded, ["subject 2.556", "judge 5.244", "residual 1.019"]);
    /// # Ok::<(), zhuoping_ratings::components::Refusal>(())
    /// ```
    ///
    /// # References
    /// Patterson & Thompson (1971), Biometrika 58:545-554; Gilmour, Thompson & Cullis (1995), Biometrics 51:1440-1450;
    /// Searle, Casella & McCulloch (1992), Variance Components, chapter 6.
    pub fn fit(&self) -> Result<Fit, Refusal> {
        let (quadratic, groups) = self.examine()?;
        let system = System::of(self)?;
        let start = start(&quadratic);
        let maximum = maximum(&system, start)?;
        let components =
            (0..maximum.state.components.len()).map(|k| component(self, &quadratic, &system, &maximum, k)).collect();
        Ok(Fit { groups, system, maximum, components })
    }
}

fn component(design: &Design, quadratic: &Quadratic, system: &System, maximum: &Maximum, k: usize) -> Component {
    let place = maximum.free.binary_search(&k).ok();
    Component {
        effect: design.name(k),
        levels: system.levels(k),
        estimate: maximum.state.components[k],
        standard_error: place.map(|at| maximum.covariance[(at, at)].sqrt()),
        boundary: place.is_none(),
        expected_mean_squares: quadratic.balanced.then(|| quadratic.estimates[k]),
    }
}

impl Fit {
    /// The components in the order of the effects, the residual last.
    pub fn components(&self) -> &[Component] {
        &self.components
    }

    /// Observations.
    pub fn observations(&self) -> usize {
        self.system.observations
    }

    /// The groups of levels that share no observation. With more than one, components are estimated within each and
    /// between them, but levels of different groups are compared only by the assumption that the groups are random
    /// samples, not by any observation.
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// The mean `mu`, estimated by generalised least squares.
    pub fn mean(&self) -> f64 {
        self.system.centre + self.maximum.state.mean()
    }

    /// The standard error of the mean, with the components taken as known.
    pub fn mean_standard_error(&self) -> f64 {
        self.maximum.state.errors[(0, 0)].sqrt()
    }

    /// `-2 log` of the restricted likelihood, with all constants; as R's lme4 prints it.
    pub fn deviance(&self) -> f64 {
        self.maximum.state.deviance
    }

    /// The steps that the search took; 0 where the starting point was the maximum.
    pub fn steps(&self) -> usize {
        self.maximum.steps
    }

    /// The derivatives of the log likelihood by the components: 0 but for rounding, or negative on the boundary.
    pub fn score(&self) -> &[f64] {
        &self.maximum.state.score
    }

    /// The covariance of the estimates of two components, 0 where one is on the boundary.
    pub fn covariance(&self, k: usize, l: usize) -> f64 {
        let place = |k: usize| self.maximum.free.binary_search(&k).ok();
        place(k).zip(place(l)).map_or(0.0, |at| self.maximum.covariance[at])
    }

    /// The best linear unbiased predictions of an effect's levels, in the order of their labels.
    ///
    /// They are shrunken towards 0, those of levels with few observations more, and all 0 on the boundary.
    ///
    /// # Panics
    /// When there is no such effect.
    pub fn predictions(&self, effect: usize) -> Vec<Prediction> {
        predictions(&self.system, &self.maximum.state, effect)
    }
}
