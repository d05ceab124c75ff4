//! The models of a score table: entrant x reviewer, and entrant x reviewer x item.

use super::design::{Design, Factor};
use super::estimates::Estimates;
use super::fit::{Component, Fit};
use super::prediction::{Prediction, covariance_with_mean};
use super::refusal::{Refusal, Size};
use crate::agreement::Matrix;
use crate::table::StageTable;
use std::collections::{BTreeMap, BTreeSet};

/// The most entrants whose covariance is computed: it is a square table.
pub const ENTRANTS_MAX: usize = 4_000;

const ENTRANT: &str = "entrant";
const REVIEWER: &str = "reviewer";
const ITEM: &str = "item";

/// `y_er = mu + entrant + reviewer + residual`: one value a cell, cells may be missing.
///
/// Out of a score table the values are the totals of complete sheets in points, and this is the model for an award: its
/// items are the whole standard, so they are no sample and what an entrant gets for them is its level. The residual
/// holds what reviewers see differently in one entrant, which one total a reviewer cannot tell from chance.
#[derive(Clone, Debug)]
pub struct TwoWay {
    fit: Fit,
    reviewers_each: f64,
}

impl TwoWay {
    /// From the totals of the complete sheets, in points. Labels of levels are positions in the table.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn of(table: &StageTable) -> Result<Self, Refusal> {
        Self::of_matrix(&crate::agreement::scores::totals(table))
    }

    /// From subjects (entrants) and raters (reviewers); labels of levels are rows and columns. Rows and columns without
    /// a value are no levels.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn of_matrix(matrix: &Matrix) -> Result<Self, Refusal> {
        let (mut values, mut rows, mut columns) = (Vec::new(), Vec::new(), Vec::new());
        for (row, cells) in matrix.rows().enumerate() {
            for (column, value) in cells.iter().enumerate().filter(|(_, value)| !value.is_nan()) {
                values.push(*value);
                rows.push(label(row));
                columns.push(label(column));
            }
        }
        let reviewers_each = reviewers_each(&rows, &columns);
        let factors = vec![factor(ENTRANT, rows), factor(REVIEWER, columns)];
        Ok(Self { reviewers_each, fit: Design::new(values, factors, &[&[0], &[1]])?.fit()? })
    }

    /// The fitted model.
    pub fn fit(&self) -> &Fit {
        &self.fit
    }

    /// What entrants differ by.
    pub fn entrant(&self) -> &Component {
        &self.fit.components()[0]
    }

    /// What reviewers differ by on all entrants alike: severity.
    pub fn reviewer(&self) -> &Component {
        &self.fit.components()[1]
    }

    /// The rest: entrant x reviewer and chance.
    pub fn residual(&self) -> &Component {
        &self.fit.components()[2]
    }

    /// The entrants' deviations from the mean, predicted.
    pub fn entrants(&self) -> Vec<Prediction> {
        self.fit.predictions(0)
    }

    /// The reviewers' severities, predicted: positive is lenient (偏宽). They are shrunken, those of reviewers with few
    /// sheets more.
    pub fn reviewers(&self) -> Vec<Prediction> {
        self.fit.predictions(1)
    }

    /// The intraclass correlation for absolute agreement of single ratings, `entrant / (entrant + reviewer +
    /// residual)`, from all cells there are. On a complete table without boundary it is [`crate::agreement::icc_a1`];
    /// that one leaves out every row with a missing cell, which costs most of an award with recusals.
    pub fn icc_agreement(&self) -> f64 {
        let [entrant, reviewer, residual] = self.estimates_of_components();
        entrant / (entrant + reviewer + residual)
    }

    /// The intraclass correlation for consistency, `entrant / (entrant + residual)`: severity does not count.
    pub fn icc_consistency(&self) -> f64 {
        let [entrant, _, residual] = self.estimates_of_components();
        entrant / (entrant + residual)
    }

    fn estimates_of_components(&self) -> [f64; 3] {
        [self.entrant(), self.reviewer(), self.residual()].map(|component| component.estimate)
    }

    /// The harmonic mean of the entrants' numbers of reviewers: the mean error variance of their means is that of this
    /// number.
    pub fn reviewers_each(&self) -> f64 {
        self.reviewers_each
    }

    /// The entrants' levels with the covariance of their errors.
    ///
    /// # Errors
    /// [`Refusal::Disconnected`] where entrants fall into groups without a common reviewer,
    /// [`Refusal::NoEntrantVariance`], and [`Refusal::TooLarge`] beyond [`ENTRANTS_MAX`].
    pub fn estimates(&self) -> Result<Estimates, Refusal> {
        let groups = self.fit.groups();
        if groups > 1 {
            return Err(Refusal::Disconnected { groups });
        }
        if self.entrant().boundary {
            return Err(Refusal::NoEntrantVariance);
        }
        let found = self.entrant().levels;
        if found > ENTRANTS_MAX {
            return Err(Refusal::TooLarge { what: Size::Entrants, found, limit: ENTRANTS_MAX });
        }
        let predictions = self.entrants();
        let covariance = covariance_with_mean(&self.fit.system, &self.fit.maximum.state, 0);
        Ok(Estimates {
            entrants: predictions.iter().map(|prediction| prediction.labels[0] as usize).collect(),
            mean: predictions.iter().map(|prediction| self.fit.mean() + prediction.value).collect(),
            covariance: covariance.as_slice().to_vec(),
        })
    }
}

/// `y_eri = mu + all main effects + all two-way interactions + residual` in percent: items are a random sample of what
/// could be asked.
///
/// For an award that is a thought experiment, since the standard's items are all there are ([`TwoWay`] takes them as
/// fixed); it shows what the items add to the error if they are not. The residual holds the three-way interaction.
#[derive(Clone, Debug)]
pub struct ThreeWay {
    fit: Fit,
    reviewers_each: f64,
    points_per_unit: f64,
}

impl ThreeWay {
    /// From the percents of the complete sheets. Labels of levels are positions in the table.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn of(table: &StageTable) -> Result<Self, Refusal> {
        let (mut values, mut levels) = (Vec::new(), [Vec::new(), Vec::new(), Vec::new()]);
        for entrant in 0..table.entrants().len() {
            for (reviewer, sheet) in table.complete_sheets(entrant) {
                for (item, percent) in sheet.percents().iter().enumerate() {
                    values.push(f64::from(*percent));
                    levels.iter_mut().zip([entrant, reviewer, item]).for_each(|(levels, at)| levels.push(label(at)));
                }
            }
        }
        let points: u32 = table.points().iter().sum();
        Ok(Self { points_per_unit: f64::from(points) / 100.0, ..Self::of_long(values, levels)? })
    }

    /// From one value a row, with the labels of its entrant, reviewer and item.
    ///
    /// # Errors
    /// [`Refusal`].
    ///
    /// # Panics
    /// When there are more or fewer labels than values.
    pub fn of_long(values: Vec<f64>, [entrants, reviewers, items]: [Vec<u32>; 3]) -> Result<Self, Refusal> {
        let reviewers_each = reviewers_each(&entrants, &reviewers);
        let factors = vec![factor(ENTRANT, entrants), factor(REVIEWER, reviewers), factor(ITEM, items)];
        let effects: [&[usize]; 6] = [&[0], &[1], &[2], &[0, 1], &[0, 2], &[1, 2]];
        let fit = Design::new(values, factors, &effects)?.fit()?;
        Ok(Self { fit, reviewers_each, points_per_unit: 1.0 })
    }

    /// The fitted model; the components are entrant, reviewer, item, entrant x reviewer, entrant x item, reviewer x
    /// item, residual.
    pub fn fit(&self) -> &Fit {
        &self.fit
    }

    /// How many items there are.
    pub fn items(&self) -> usize {
        self.fit.components()[2].levels
    }

    /// The harmonic mean of the entrants' numbers of reviewers: the mean error variance of their means is that of this
    /// number.
    pub fn reviewers_each(&self) -> f64 {
        self.reviewers_each
    }

    /// The points that a percent on all items is worth; 1 where the values do not come from a score table.
    pub fn points_per_unit(&self) -> f64 {
        self.points_per_unit
    }
}

/// The harmonic mean, over entrants, of how many reviewers each has; 0 without any.
fn reviewers_each(entrants: &[u32], reviewers: &[u32]) -> f64 {
    let sheets: BTreeSet<(u32, u32)> = entrants.iter().copied().zip(reviewers.iter().copied()).collect();
    let mut numbers: BTreeMap<u32, f64> = BTreeMap::new();
    sheets.iter().for_each(|(entrant, _)| *numbers.entry(*entrant).or_default() += 1.0);
    let sum: f64 = numbers.values().map(|number| 1.0 / number).sum();
    if sum > 0.0 { numbers.len() as f64 / sum } else { 0.0 }
}

fn factor(name: &str, levels: Vec<u32>) -> Factor {
    Factor { name: name.to_owned(), levels }
}

fn label(at: usize) -> u32 {
    u32::try_from(at).expect("positions in a table are below 2^32")
}
