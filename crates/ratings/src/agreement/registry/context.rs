//! What a coefficient needs to know beside the table.

use super::super::bootstrap::Bootstrap;
use super::super::categorical::Categories;
use super::super::interval::Confidence;
use super::super::matrix::Matrix;
use super::super::within_group::StepScale;

/// Settings and circumstances of a computation.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    /// The level of intervals.
    pub confidence: Confidence,
    /// The categories of coefficients that need them.
    pub categories: CategorySource,
    /// Intervals by drawing again, beside those in closed form.
    pub bootstrap: Option<Bootstrap>,
    /// The subject of each row where several rows are items of one: such rows are drawn together, and r_wg(J) takes them
    /// together. Without it every row is a subject.
    pub clusters: Option<&'a [usize]>,
}

impl Context<'_> {
    /// Observed categories, rows of their own, no bootstrap.
    pub fn new(confidence: Confidence) -> Self {
        Self { confidence, categories: CategorySource::Observed, bootstrap: None, clusters: None }
    }
}

/// Where the list of categories comes from. It changes the values of weighted coefficients much, so it is part of every
/// answer.
#[derive(Clone, Debug, PartialEq)]
pub enum CategorySource {
    /// The values that occur in the table.
    Observed,
    /// The steps of the edition, whether used or not.
    Edition(Categories),
    /// Named by whoever asks.
    Named(Categories),
}

impl CategorySource {
    /// The name in files.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Observed => "observed",
            Self::Edition(_) => "edition",
            Self::Named(_) => "named",
        }
    }

    /// The categories for a table; `None` when they are those observed and there are none.
    pub fn categories(&self, matrix: &Matrix) -> Option<Categories> {
        match self {
            Self::Observed => Categories::observed(matrix),
            Self::Edition(categories) | Self::Named(categories) => Some(categories.clone()),
        }
    }

    /// The scale of equal steps for a table: observed values may leave steps out, named ones may not. `None` when the
    /// values are not equal steps or do not differ.
    pub(crate) fn scale(&self, matrix: &Matrix) -> Option<StepScale> {
        match self {
            Self::Observed => StepScale::observed(matrix),
            Self::Edition(categories) | Self::Named(categories) => StepScale::of_values(categories.values()),
        }
    }
}
