//! Adjusted totals: what the panel would have given had every compared reviewer scored.
//!
//! In the model `total = entrant + reviewer + rest` with severities `b_r` that add up to 0, an entrant's adjusted total
//! is the mean of its totals, each less its reviewer's severity:
//!
//! `a_e = (1/n_e) sum_r (y_er - b_r)`
//!
//! An entrant that lenient reviewers happened to score is taken down, one that strict reviewers scored is raised; where
//! everybody scored everybody nothing changes. The mean of the totals and the severities are independent, so
//!
//! `cov(a_e, a_f) = sigma^2 ([e = f] / n_e + p_e' L+ p_f)`,  `p_er = 1/n_e` where `r` scored `e`,
//!
//! with `L+` the pseudo-inverse of the module `least_squares`. Reviewers that two entrants share move both alike, which
//! is what the covariance carries: the difference of two entrants with the same panel has variance
//! `sigma^2 (1/n_e + 1/n_f)` and no part of the severities in it. (Searle 1971, Linear Models, ch. 7: two-way crossed
//! classification without interaction.)
//!
//! Adjusted totals are advice: they stand beside the official ones and are refused where the data are too thin.

use super::Severities;
use super::comparable::{Comparable, NoComparison};
use super::least_squares::{Equations, Solution};
use crate::agreement::Confidence;
use crate::agreement::quantile::t_exceeded;
use zhuoping_criteria::Bilingual;

/// The fewest degrees of freedom for adjusted totals. With 4 the standard deviation of the estimated residual variance
/// is 71 % of it (`sqrt(2 / freedom)`), and with fewer no statement about an error is worth printing.
pub const FREEDOM_MIN: usize = 4;

/// The most entrants whose covariance matrix is made: it has the square of their number of cells.
pub const ENTRANTS_MAX: usize = 3_000;

/// Adjusted totals with their covariance matrix.
///
/// Entrants with a complete sheet by a compared reviewer are there, also those with one sheet only; sheets of reviewers
/// that could not be compared are left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Adjusted {
    /// Positions in the table, rising.
    pub entrants: Vec<usize>,
    /// The adjusted total of each, in points.
    pub totals: Vec<f64>,
    /// The plain mean of the same sheets, in points: what the adjustment started from.
    pub means: Vec<f64>,
    /// Covariances in squared points, row after row, in the order of `entrants`.
    pub covariance: Vec<f64>,
    /// Degrees of freedom of the residual variance in all of them.
    pub freedom: usize,
}

impl Adjusted {
    /// The standard error of the adjusted total at position `at` of [`Adjusted::entrants`], in points.
    ///
    /// # Panics
    /// When there is no such position.
    pub fn standard_error(&self, at: usize) -> f64 {
        self.covariance[at * self.entrants.len() + at].sqrt()
    }

    /// The standard error of the difference of two adjusted totals, in points.
    ///
    /// # Panics
    /// When there is no such position.
    pub fn standard_error_of_difference(&self, one: usize, other: usize) -> f64 {
        let cell = |row: usize, column: usize| self.covariance[row * self.entrants.len() + column];
        (cell(one, one) + cell(other, other) - 2.0 * cell(one, other)).max(0.0).sqrt()
    }

    /// The confidence interval of the adjusted total at position `at`, by Student's t.
    ///
    /// # Panics
    /// When there is no such position.
    pub fn interval(&self, at: usize, confidence: Confidence) -> [f64; 2] {
        let reach = t_exceeded(confidence, self.freedom).expect("4 degrees of freedom and more have quantiles");
        let error = reach * self.standard_error(at);
        [self.totals[at] - error, self.totals[at] + error]
    }
}

/// Why there are no adjusted totals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoAdjustment {
    /// Reviewers could not be compared.
    #[error(transparent)]
    NoComparison(#[from] NoComparison),
    /// Too few sheets beyond what the effects take.
    #[error("{found} degrees of freedom; at least {FREEDOM_MIN} are needed, or the adjustment is mostly chance")]
    TooThin {
        /// The degrees of freedom.
        found: usize,
    },
    /// More entrants than a covariance matrix is made for.
    #[error("{found} entrants; at most {ENTRANTS_MAX} are adjusted together")]
    TooManyEntrants {
        /// How many there are.
        found: usize,
    },
}

impl NoAdjustment {
    /// The reason as a sentence for readers.
    pub fn explain(self) -> Bilingual {
        let zh = match self {
            Self::NoComparison(why) => return why.explain(),
            Self::TooThin { found } => {
                format!("自由度为 {found}，至少需要 {FREEDOM_MIN}，否则调整多半出于偶然")
            }
            Self::TooManyEntrants { found } => format!("评审对象 {found} 个，最多一并调整 {ENTRANTS_MAX} 个"),
        };
        Bilingual::new(zh, self.to_string())
    }
}

/// What adjusted totals are made of; the covariance matrix is made when asked for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Basis {
    rows: Vec<BasisRow>,
    /// `sigma^2 L+` in squared points, row after row.
    severities: Vec<f64>,
    reviewers: usize,
    /// Squared points.
    variance: Option<f64>,
    freedom: usize,
}

#[derive(Clone, Debug, PartialEq)]
struct BasisRow {
    entrant: usize,
    places: Vec<usize>,
    mean: f64,
    adjusted: f64,
}

impl Basis {
    /// `solution` is that of the totals in hundredths.
    pub(super) fn of(equations: &Equations<'_, '_>, solution: &Solution) -> Self {
        let comparable: &Comparable<'_> = equations.of;
        let variance = solution.variance(equations.freedom).map(|variance| variance / 1e4);
        let scale = variance.unwrap_or(0.0);
        let rows = comparable.rows.iter().map(|row| {
            let count = row.sheets.len() as f64;
            let sum: i128 = row.sheets.iter().map(|(_, sheet)| i128::from(sheet.hundredths())).sum();
            let severity: f64 = row.sheets.iter().map(|(r, _)| solution.effects[*r]).sum();
            BasisRow {
                entrant: row.entrant,
                places: row.sheets.iter().map(|(r, _)| *r).collect(),
                mean: sum as f64 / count / 100.0,
                adjusted: (sum as f64 - severity) / count / 100.0,
            }
        });
        Self {
            rows: rows.collect(),
            severities: equations.pseudo_inverse().into_iter().map(|cell| scale * cell).collect(),
            reviewers: comparable.members.len(),
            variance,
            freedom: equations.freedom,
        }
    }

    fn adjusted(&self) -> Result<Adjusted, NoAdjustment> {
        let variance = (self.variance.filter(|_| self.freedom >= FREEDOM_MIN))
            .ok_or(NoAdjustment::TooThin { found: self.freedom })?;
        let count = self.rows.len();
        if count > ENTRANTS_MAX {
            return Err(NoAdjustment::TooManyEntrants { found: count });
        }
        let mut covariance = vec![0.0; count * count];
        let mut weighted = vec![0.0; self.reviewers];
        for (e, row) in self.rows.iter().enumerate() {
            self.weigh(row, &mut weighted);
            for (f, other) in self.rows.iter().enumerate().take(e + 1) {
                let shared: f64 = other.places.iter().map(|r| weighted[*r]).sum();
                let own = if e == f { variance / row.places.len() as f64 } else { 0.0 };
                covariance[e * count + f] = shared / other.places.len() as f64 + own;
                covariance[f * count + e] = covariance[e * count + f];
            }
        }
        Ok(Adjusted {
            entrants: self.rows.iter().map(|row| row.entrant).collect(),
            totals: self.rows.iter().map(|row| row.adjusted).collect(),
            means: self.rows.iter().map(|row| row.mean).collect(),
            covariance,
            freedom: self.freedom,
        })
    }

    /// `sigma^2 L+ p_e`.
    fn weigh(&self, row: &BasisRow, weighted: &mut [f64]) {
        weighted.fill(0.0);
        for r in &row.places {
            let line = &self.severities[r * self.reviewers..(r + 1) * self.reviewers];
            weighted.iter_mut().zip(line).for_each(|(sum, cell)| *sum += cell / row.places.len() as f64);
        }
    }
}

impl Severities {
    /// The adjusted totals, with their covariance matrix.
    ///
    /// # Errors
    /// Where reviewers cannot be compared, and where the sheets leave fewer than [`FREEDOM_MIN`] degrees of freedom.
    pub fn adjusted(&self) -> Result<Adjusted, NoAdjustment> {
        self.basis.as_ref().map_err(|why| NoAdjustment::NoComparison(*why))?.adjusted()
    }
}
