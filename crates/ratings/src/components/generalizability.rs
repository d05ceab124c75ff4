//! How far scores can be trusted: generalizability and dependability, and what other numbers of reviewers would do.
//!
//! `delta^2` is the relative error of an entrant's mean, which moves it against other entrants judged by the same
//! reviewers; `Delta^2` the absolute one, which moves it against a fixed floor:
//!
//! | model | `delta^2` | `Delta^2` |
//! | --- | --- | --- |
//! | [`TwoWay`], items fixed | `er/n_r` | `delta^2 + r/n_r` |
//! | [`ThreeWay`], items random | `er/n_r + ei/n_i + x/(n_r n_i)` | `delta^2 + r/n_r + i/n_i + ri/(n_r n_i)` |
//!
//! with the components of entrants `e`, reviewers `r`, items `i`, their interactions, the rest `x`, and `n_r` reviewers an
//! entrant and `n_i` items. `G = E rho^2 = e/(e + delta^2)`, `Phi = e/(e + Delta^2)`.

use super::fit::Fit;
use super::models::{ThreeWay, TwoWay};
use crate::agreement::Confidence;
use crate::agreement::quantile::normal_exceeded;
use num_traits::ToPrimitive;
use zhuoping_criteria::Bilingual;

/// A decision study looks at 1 to so many reviewers.
pub const REVIEWERS_SHOWN: u32 = 15;

/// Whether the items are all there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Items {
    /// The items are the whole standard: what an entrant gets for them is its level.
    Fixed,
    /// The items are a sample of what could have been asked, and another sample would have given other levels.
    Random,
}

/// How exact the means of a number of reviewers are. Errors are in points for a score table, else in the values' unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reliability {
    /// Reviewers an entrant, `n_r`; the harmonic mean where entrants have different numbers.
    pub reviewers: f64,
    /// `G = E rho^2`, from 0 to 1: would another such panel order the entrants alike? For one reviewer and items fixed
    /// it is ICC(C,1), for all of them ICC(C,k).
    pub g: f64,
    /// `Phi`, from 0 to `G`: would another such panel give the same scores? For one reviewer and items fixed it is
    /// ICC(A,1), for all of them ICC(A,k).
    pub phi: f64,
    /// Of `Phi`, by the delta method; `None` where the entrants' component is on the boundary. It is too small where another
    /// component is, and no guide to the tails where there are few reviewers.
    pub phi_standard_error: Option<f64>,
    /// `delta`, the standard error of an entrant's mean against others that the same reviewers judged.
    pub relative_error: f64,
    /// `Delta`, the standard error of an entrant's mean against a fixed value.
    pub absolute_error: f64,
    /// The smallest difference of two entrants beyond chance, where the same reviewers judged both: `z sqrt(2) delta`.
    /// Their severities cancel.
    pub difference_same_reviewers: f64,
    /// The same where other reviewers judged each: `z sqrt(2) Delta`.
    pub difference_other_reviewers: f64,
}

/// What other numbers of reviewers would do.
#[derive(Clone, Debug, PartialEq)]
pub struct DecisionStudy {
    /// What is taken for the items.
    pub items: Items,
    /// With the reviewers there are: the harmonic mean of the entrants' numbers, which is what an entrant's error is on
    /// average about.
    pub observed: Reliability,
    /// With 1 to [`REVIEWERS_SHOWN`] reviewers.
    pub rows: Vec<Reliability>,
    /// The part of `Delta^2` that no number of reviewers touches.
    standing: f64,
    /// `n_r` times the rest of `Delta^2`.
    shared: f64,
}

/// No number of reviewers reaches a precision.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("no number of reviewers brings the standard error down to {asked}; with ever more it falls to {floor:.2}")]
pub struct NotReached {
    /// The standard error asked for.
    pub asked: f64,
    /// The standard error that is left with any number of reviewers.
    pub floor: f64,
}

impl NotReached {
    /// The reason as a sentence for readers.
    pub fn explain(self) -> Bilingual {
        let Self { asked, floor } = self;
        let zh = format!("增加评审专家无法使标准误降到 {asked}；人数再多也只能降到 {floor:.2}");
        Bilingual::new(zh, self.to_string())
    }
}

impl DecisionStudy {
    /// The fewest reviewers with an absolute error of at most `precision`, in the unit of the errors.
    ///
    /// It extrapolates from the panel there is: far from its size, or with a component on the boundary, it is a guess.
    ///
    /// # Errors
    /// [`NotReached`] where the items' part alone is larger, and for a precision that is not above 0.
    pub fn reviewers_needed(&self, precision: f64) -> Result<u32, NotReached> {
        let refused = NotReached { asked: precision, floor: self.standing.sqrt() };
        let room = precision * precision - self.standing;
        if !(precision > 0.0 && room > 0.0) {
            return Err(refused);
        }
        let number = (self.shared / room).ceil().max(1.0).to_u32().ok_or(refused)?;
        // A quotient that is whole but for rounding is that whole number.
        let enough = |number: u32| {
            number > 0 && self.shared / f64::from(number) + self.standing <= precision * precision * (1.0 + 1e-12)
        };
        Ok(if enough(number - 1) { number - 1 } else { number })
    }
}

impl TwoWay {
    /// Generalizability, dependability and the decision study, items fixed: for totals, in points.
    ///
    /// Differences are beyond chance at the level `confidence`.
    ///
    /// # Example
    /// Shrout & Fleiss (1979), table 2: with the four judges there are, `G` and `Phi` are their ICC(3,k) = .91 and ICC(2,k)
    /// = .62.
    /// ```
    /// use zhuoping_ratings::agreement::{Confidence, Matrix};
    /// use zhuoping_ratings::components::TwoWay;
    /// let judged = [[9., 2., 5., 8.], [6., 1., 3., 2.], [8., 4., 6., 8.], [7., 1., 2., 6.], [10., 5., 6., 9.], [6., 2., 4., 7.]];
    /// let study = TwoWay::of_matrix(&Matrix::complete(&judged)?)?.decision_study(Confidence::USUAL);
    /// assert_eq!(format!("{:.2} {:.2}", study.observed.g, study.observed.phi), "0.91 0.62");
    /// assert_eq!(study.reviewers_needed(1.0)?, 7);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # References
    /// Brennan (2001), Generalizability Theory, sections 2.3 to 2.5; Shavelson & Webb (1991).
    pub fn decision_study(&self, confidence: Confidence) -> DecisionStudy {
        let study = Study { fit: self.fit(), terms: &TWO_WAY, items: 1.0, unit: 1.0, confidence };
        study.table(Items::Fixed, self.reviewers_each())
    }
}

impl ThreeWay {
    /// Generalizability, dependability and the decision study, items random. From a score table the errors are in points
    /// as if every item counted alike: percents are means over items, times the edition's total / 100.
    ///
    /// Differences are beyond chance at the level `confidence`. Where single cells are missing, `n_i` is nevertheless all
    /// items.
    pub fn decision_study(&self, confidence: Confidence) -> DecisionStudy {
        let items = self.items() as f64;
        let study = Study { fit: self.fit(), terms: &THREE_WAY, items, unit: self.points_per_unit(), confidence };
        study.table(Items::Random, self.reviewers_each())
    }
}

/// A component's part in the errors.
struct ErrorTerm {
    /// Its place among the components.
    component: usize,
    /// Divided by the reviewers.
    per_reviewer: bool,
    /// Divided by the items.
    per_item: bool,
    /// Part of the relative error, as every interaction with entrants is.
    relative: bool,
}

const fn term(component: usize, per_reviewer: bool, per_item: bool, relative: bool) -> ErrorTerm {
    ErrorTerm { component, per_reviewer, per_item, relative }
}

/// Reviewer, residual.
const TWO_WAY: [ErrorTerm; 2] = [term(1, true, false, false), term(2, true, false, true)];

/// Reviewer, item, entrant x reviewer, entrant x item, reviewer x item, residual.
const THREE_WAY: [ErrorTerm; 6] = [
    term(1, true, false, false),
    term(2, false, true, false),
    term(3, true, false, true),
    term(4, false, true, true),
    term(5, true, true, false),
    term(6, true, true, true),
];

struct Study<'a> {
    fit: &'a Fit,
    terms: &'static [ErrorTerm],
    items: f64,
    /// Points for one of the values' unit.
    unit: f64,
    confidence: Confidence,
}

impl Study<'_> {
    fn table(&self, items: Items, observed: f64) -> DecisionStudy {
        let part = |per_reviewer: bool| {
            let terms = self.terms.iter().filter(|term| term.per_reviewer == per_reviewer);
            self.unit
                * self.unit
                * terms.map(|term| self.share(term, 1.0) * self.component(term.component)).sum::<f64>()
        };
        DecisionStudy {
            items,
            observed: self.row(observed),
            rows: (1..=REVIEWERS_SHOWN).map(|reviewers| self.row(f64::from(reviewers))).collect(),
            standing: part(false),
            shared: part(true),
        }
    }

    fn row(&self, reviewers: f64) -> Reliability {
        let entrant = self.component(0);
        let error = |among: &dyn Fn(&ErrorTerm) -> bool| -> f64 {
            let terms = self.terms.iter().filter(|term| among(term));
            terms.map(|term| self.share(term, reviewers) * self.component(term.component)).sum()
        };
        let (relative, absolute) = (error(&|term| term.relative), error(&|_| true));
        let reach = normal_exceeded(self.confidence) * std::f64::consts::SQRT_2;
        let (relative_error, absolute_error) = (self.unit * relative.sqrt(), self.unit * absolute.sqrt());
        Reliability {
            reviewers,
            g: entrant / (entrant + relative),
            phi: entrant / (entrant + absolute),
            phi_standard_error: self.phi_standard_error(reviewers, absolute),
            relative_error,
            absolute_error,
            difference_same_reviewers: reach * relative_error,
            difference_other_reviewers: reach * absolute_error,
        }
    }

    /// The derivatives of `Phi` are `Delta^2/(e + Delta^2)^2` by `e` and `-e c/(e + Delta^2)^2` by a component that has
    /// the share `c` in `Delta^2`.
    fn phi_standard_error(&self, reviewers: f64, absolute: f64) -> Option<f64> {
        self.fit.components()[0].standard_error?;
        let entrant = self.component(0);
        let mut slopes = vec![(0, absolute)];
        slopes.extend(self.terms.iter().map(|term| (term.component, -entrant * self.share(term, reviewers))));
        let pairs = slopes.iter().flat_map(|a| slopes.iter().map(move |b| (a, b)));
        let variance: f64 = pairs.map(|((k, a), (l, b))| a * b * self.fit.covariance(*k, *l)).sum();
        Some(variance.max(0.0).sqrt() / (entrant + absolute).powi(2))
    }

    fn component(&self, at: usize) -> f64 {
        self.fit.components()[at].estimate
    }

    fn share(&self, term: &ErrorTerm, reviewers: f64) -> f64 {
        let over = |divided: bool, by: f64| if divided { by } else { 1.0 };
        1.0 / (over(term.per_reviewer, reviewers) * over(term.per_item, self.items))
    }
}
