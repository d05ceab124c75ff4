//! The answers.

use super::super::bootstrap::Bootstrapped;
use super::super::categorical::Coefficient;
use super::super::icc::Icc;
use super::super::interval::{Confidence, Interval, NoInterval};
use super::super::kendall_w::KendallW;
use super::super::krippendorff_alpha::Alpha;
use super::super::measurement_error::MeasurementError;
use super::super::spearman_mean::SpearmanMean;
use super::super::undefined::Undefined;
use super::super::within_group::{NoAgreement, WithinGroup};
use super::Statistic;
use zhuoping_criteria::Bilingual;

/// One coefficient of one table.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// Which.
    pub statistic: Statistic,
    /// The level of its interval.
    pub confidence: Confidence,
    /// Rows of the table.
    pub subjects: usize,
    /// Columns of the table.
    pub raters: usize,
    /// Missing cells of the table.
    pub missing: usize,
    /// Where the categories come from and how many they are, for coefficients that depend on them.
    pub categories: Option<(&'static str, usize)>,
    /// The value, or why there is none.
    pub outcome: Result<Value, Undefined>,
}

impl Measured {
    /// All options with their values, in the order of their names.
    pub fn options(&self) -> Vec<(&'static str, &'static str)> {
        let mut options = self.statistic.options();
        options.extend(self.categories.map(|(source, _)| ("categories", source)));
        options.sort_unstable();
        options
    }

    /// The value, if the coefficient exists.
    pub fn value(&self) -> Option<f64> {
        self.outcome.as_ref().ok().map(|value| value.value)
    }

    /// The interval, if there is one: the bootstrap's where one was asked for.
    pub fn interval(&self) -> Option<Interval> {
        self.outcome.as_ref().ok().and_then(|value| value.chosen().ok())
    }

    /// The standard error, if there is one: that of the method of the interval.
    pub fn standard_error(&self) -> Option<f64> {
        let value = self.outcome.as_ref().ok()?;
        value.bootstrap.as_ref().map_or(value.standard_error, |bootstrap| bootstrap.standard_error)
    }

    /// Why there is no value or no interval; `None` when there are both.
    pub fn why(&self) -> Option<Bilingual> {
        match &self.outcome {
            Err(undefined) => Some(undefined.explain()),
            Ok(value) => value.chosen().err().map(NoInterval::explain),
        }
    }
}

/// The value of a coefficient.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// The coefficient, finite; without unit unless [`Statistic::in_unit_of_ratings`].
    pub value: f64,
    /// Its interval in closed form, or why there is none.
    pub interval: Result<Interval, NoInterval>,
    /// Its standard error in closed form, where there is one.
    pub standard_error: Option<f64>,
    /// Rows that could be used; the others lack a cell that the formula needs.
    pub subjects_used: usize,
    /// The test that belongs to it, where there is one.
    pub test: Option<ChiSquareTest>,
    /// Observed agreement and that ascribed to chance, of coefficients that correct the one by the other.
    pub agreement: Option<(f64, f64)>,
    /// Each subject's own value, of coefficients that are means of those.
    pub by_subject: Option<Vec<Result<f64, NoAgreement>>>,
    /// What the bootstrap found, where one was asked for.
    pub bootstrap: Option<Bootstrapped>,
}

impl Value {
    fn new(value: f64, interval: Result<Interval, NoInterval>, subjects_used: usize) -> Self {
        Self {
            value,
            interval,
            standard_error: None,
            subjects_used,
            test: None,
            agreement: None,
            by_subject: None,
            bootstrap: None,
        }
    }

    fn chosen(&self) -> Result<Interval, NoInterval> {
        self.bootstrap.as_ref().map_or(self.interval, |bootstrap| bootstrap.interval)
    }
}

/// A comparison with chi-square.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChiSquareTest {
    /// The statistic.
    pub chi_square: f64,
    /// Its degrees of freedom.
    pub freedom: usize,
    /// The chance of one as large or larger without any agreement.
    pub p_value: f64,
}

impl Value {
    pub(super) fn of_alpha(alpha: Alpha, confidence: Confidence) -> Self {
        let interval = alpha.interval(confidence);
        Self { standard_error: alpha.standard_error(), ..Self::new(alpha.value, interval, alpha.subjects_used) }
    }
}

impl From<Icc> for Value {
    fn from(icc: Icc) -> Self {
        Self::new(icc.value, icc.interval, icc.mean_squares.subjects)
    }
}

impl From<MeasurementError> for Value {
    fn from(error: MeasurementError) -> Self {
        Self::new(error.value, error.interval, error.mean_squares.subjects)
    }
}

impl From<KendallW> for Value {
    fn from(w: KendallW) -> Self {
        let KendallW { value, chi_square, freedom, p_value, subjects, .. } = w;
        let test = Some(ChiSquareTest { chi_square, freedom, p_value });
        Self { test, ..Self::new(value, Err(NoInterval::NoClosedForm), subjects) }
    }
}

impl From<SpearmanMean> for Value {
    fn from(mean: SpearmanMean) -> Self {
        Self::new(mean.value, Err(NoInterval::NoClosedForm), mean.subjects)
    }
}

impl From<WithinGroup> for Value {
    fn from(group: WithinGroup) -> Self {
        let WithinGroup { value, subjects_used, subjects } = group;
        Self { by_subject: Some(subjects), ..Self::new(value, Err(NoInterval::NoClosedForm), subjects_used) }
    }
}

impl From<Coefficient> for Value {
    fn from(coefficient: Coefficient) -> Self {
        let Coefficient { value, observed, expected, standard_error, interval, subjects_used, .. } = coefficient;
        let agreement = expected.map(|expected| (observed, expected));
        Self { standard_error, agreement, ..Self::new(value, interval, subjects_used) }
    }
}
