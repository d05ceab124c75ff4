//! Who scores high and who scores low: each reviewer's mean deviation from the panel, with its standard error.
//!
//! The estimator is least squares in the model `total = entrant + reviewer + rest` (`least_squares` in this module's
//! source), severities adding up to 0. Where everybody scored every entrant it is the mean of the reviewer's totals
//! less the panel's mean; where cells are missing it stays unbiased, since reviewers are compared only on entrants they
//! share. The standard error takes the rest to vary alike for all, `sigma^2 = squared rest / degrees of freedom`.
//!
//! [`Shrunken`] has the same severities drawn to 0 by what is known of reviewers in general, [`by_category`] those on each
//! category, [`ThreeFacets`] those in percent with the items' own effects, and [`Severities::adjusted`] the totals that
//! the whole panel would have given.
//!
//! A positive severity is lenient (偏宽), a negative one strict (偏严): it is what the reviewer adds to a total.
//! Severities are advice and are never taken out of official totals.

mod adjusted;
mod category;
pub(crate) mod comparable;
mod least_squares;
mod shrunken;
mod three_facets;

pub use adjusted::{Adjusted, ENTRANTS_MAX, FREEDOM_MIN, NoAdjustment};
pub use category::{CategorySeverity, NoCategorySeverity, PercentEstimate, by_category};
pub use comparable::{NoComparison, REVIEWERS_MAX, SHEETS_MIN};
pub use shrunken::{NoShrinkage, Shrunken, ShrunkenSeverity};
pub use three_facets::{Effect, ThreeFacets};

use crate::agreement::Confidence;
use crate::agreement::quantile::t_exceeded;
use crate::table::StageTable;
use adjusted::Basis;
use comparable::Comparable;
use least_squares::{Equations, Solution};
use zhuoping_criteria::Bilingual;

/// The severities of a table's reviewers.
#[derive(Clone, Debug, PartialEq)]
pub struct Severities {
    /// One for each reviewer of the table, in its order.
    pub reviewers: Vec<Severity>,
    /// What the estimates rest on; `None` if nobody could be compared.
    pub fit: Option<Fit>,
    /// The groups of reviewers that share no entrant, as positions in the table. More than one means that nobody can
    /// be compared across them, and no severity is given.
    pub groups: Vec<Vec<usize>>,
    basis: Result<Basis, NoComparison>,
}

/// What the estimates rest on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// Reviewers compared.
    pub reviewers: usize,
    /// Entrants that two or more of them scored.
    pub entrants: usize,
    /// Their complete sheets.
    pub sheets: usize,
    /// `sheets - entrants - reviewers + 1`.
    pub freedom: usize,
    /// The standard deviation of the rest, in points; `None` without degrees of freedom.
    pub residual_sd: Option<f64>,
}

/// One reviewer.
#[derive(Clone, Debug, PartialEq)]
pub struct Severity {
    /// The reviewer's position in the table.
    pub reviewer: usize,
    /// Complete sheets.
    pub sheets: usize,
    /// The severity, or why there is none.
    pub outcome: Result<SeverityValue, NoSeverity>,
}

/// A severity in points: what the reviewer adds to a total.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SeverityValue {
    /// Positive is lenient, negative strict.
    pub points: f64,
    /// Its standard error; `None` when the sheets leave no degree of freedom.
    pub standard_error: Option<f64>,
    /// Its confidence interval by Student's t; `None` where there is no standard error.
    pub interval: Option<[f64; 2]>,
}

/// The direction of a severity, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tendency {
    /// Scores higher than the panel (偏宽).
    Lenient,
    /// Scores lower than the panel (偏严).
    Strict,
    /// The interval contains 0, or there is none: neither can be said.
    Undecided,
}

impl SeverityValue {
    /// What can be said of the reviewer: a direction only where the interval leaves out 0.
    pub fn tendency(&self) -> Tendency {
        match self.interval {
            Some([lower, _]) if lower > 0.0 => Tendency::Lenient,
            Some([_, upper]) if upper < 0.0 => Tendency::Strict,
            _ => Tendency::Undecided,
        }
    }
}

impl Tendency {
    /// The word for it.
    pub fn title(self) -> Bilingual {
        match self {
            Self::Lenient => Bilingual::new("偏宽", "lenient"),
            Self::Strict => Bilingual::new("偏严", "strict"),
            Self::Undecided => Bilingual::new("无明显偏向", "neither"),
        }
    }
}

/// Why a reviewer has no severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSeverity {
    /// Too few complete sheets on entrants that others scored.
    #[error("{found} complete sheets shared with others; at least {SHEETS_MIN} are needed")]
    TooFewSheets {
        /// Such sheets.
        found: usize,
    },
    /// The reviewers of the table cannot be compared.
    #[error(transparent)]
    NoComparison(#[from] NoComparison),
}

impl NoSeverity {
    /// The reason as a sentence for readers.
    pub fn explain(self) -> Bilingual {
        match self {
            Self::TooFewSheets { found } => Bilingual::new(
                format!("与他人共同评审且完整的评分表 {found} 份，至少需要 {SHEETS_MIN} 份"),
                self.to_string(),
            ),
            Self::NoComparison(why) => why.explain(),
        }
    }
}

impl Severities {
    /// Estimates the severities of `table`'s reviewers from the totals of its complete sheets.
    pub fn of(table: &StageTable, confidence: Confidence) -> Self {
        let comparable = match Comparable::of(table) {
            Ok(comparable) => comparable,
            Err(why) => return Self::refused(table, why),
        };
        let equations = Equations::of(&comparable);
        let solved = (equations.as_ref().map_err(|why| *why))
            .map(|equations| (equations, equations.solve(|sheet| sheet.hundredths().into())));
        let values = solved.as_ref().map(|(equations, solution)| values(equations, solution, confidence));
        let outcome = |reviewer: usize| match comparable.members.binary_search(&reviewer) {
            Err(_) => Err(NoSeverity::TooFewSheets { found: comparable.shared[reviewer] }),
            Ok(at) => values.as_ref().map(|values| values[at]).map_err(|why| NoSeverity::NoComparison(**why)),
        };
        Self {
            reviewers: one_each(table, outcome),
            fit: solved.as_ref().ok().map(|(equations, solution)| fit(equations, solution)),
            basis: solved.as_ref().map(|(equations, solution)| Basis::of(equations, solution)).map_err(|why| *why),
            groups: comparable.groups(),
        }
    }

    fn refused(table: &StageTable, why: NoComparison) -> Self {
        Self { reviewers: one_each(table, |_| Err(why.into())), fit: None, groups: Vec::new(), basis: Err(why) }
    }
}

fn one_each(table: &StageTable, outcome: impl Fn(usize) -> Result<SeverityValue, NoSeverity>) -> Vec<Severity> {
    let mut sheets = vec![0; table.reviewers().len()];
    (0..table.entrants().len()).flat_map(|e| table.complete_sheets(e)).for_each(|(r, _)| sheets[r] += 1);
    let sheets = sheets.into_iter().enumerate();
    sheets.map(|(reviewer, sheets)| Severity { reviewer, sheets, outcome: outcome(reviewer) }).collect()
}

fn values(equations: &Equations<'_, '_>, solution: &Solution, confidence: Confidence) -> Vec<SeverityValue> {
    let variance = solution.variance(equations.freedom);
    let reach = t_exceeded(confidence, equations.freedom);
    let value = |(effect, leverage): (&f64, &f64)| {
        let points = effect / 100.0;
        let standard_error = variance.map(|variance| (variance * leverage).sqrt() / 100.0);
        let interval = standard_error.zip(reach).map(|(se, reach)| [points - reach * se, points + reach * se]);
        SeverityValue { points, standard_error, interval }
    };
    solution.effects.iter().zip(&equations.leverages).map(value).collect()
}

fn fit(equations: &Equations<'_, '_>, solution: &Solution) -> Fit {
    Fit {
        reviewers: equations.of.members.len(),
        entrants: equations.of.comparing().count(),
        sheets: equations.of.comparing().map(|row| row.sheets.len()).sum(),
        freedom: equations.freedom,
        residual_sd: solution.variance(equations.freedom).map(|variance| variance.sqrt() / 100.0),
    }
}
