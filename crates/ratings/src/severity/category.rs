//! Severity by category (类目): who is strict on results and lenient on leadership.
//!
//! The least squares of the totals is solved once more for the subtotals of each category, in percent of the category's
//! points, so that categories of different weight compare. Two figures come of it for each reviewer and category:
//!
//! * the severity on the category, `b_rc`;
//! * how far it lies apart from the reviewer's severity on the whole, `b_rc - b_r`, both in percent. It is the severity
//!   in the differences `subtotal / points of the category - total / points` of the same sheets, solved as a value of
//!   its own, so that its standard error holds whatever the correlation between a subtotal and its total.
//!
//! A panel of 9 on 7 categories has 63 of the second kind, and 3 of them leave their 95 % interval by chance. A
//! category [stands out](CategorySeverity::stands_out) only where 0 lies outside an interval at `1 - alpha / (R C)`
//! (Bonferroni), so that a panel without leanings shows one with probability `alpha` at most. Deviations are from the
//! panel's average: one reviewer far off pulls it, and in a small panel the others lie a little to the other side. The
//! largest is to be read first.

use super::adjusted::FREEDOM_MIN;
use super::comparable::{Comparable, NoComparison};
use super::least_squares::Equations;
use crate::agreement::Confidence;
use crate::agreement::quantile::t_exceeded;
use crate::table::{CompleteSheet, StageTable};
use zhuoping_criteria::Bilingual;

/// An estimate in percent points, with its standard error and its confidence interval by Student's t.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PercentEstimate {
    /// The estimate; as a severity, positive is lenient (偏宽).
    pub percent: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Its confidence interval.
    pub interval: [f64; 2],
}

/// One reviewer on one category.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CategorySeverity {
    /// The reviewer's position in the table.
    pub reviewer: usize,
    /// The category's position in the edition.
    pub category: usize,
    /// What the reviewer adds to the category, in percent of its points.
    pub severity: PercentEstimate,
    /// That, less what the reviewer adds to the total, in percent of all points.
    pub apart: PercentEstimate,
    /// Whether `apart` differs from 0 beyond what chance makes of all reviewers and categories together.
    pub stands_out: bool,
}

/// Why there are no severities by category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoCategorySeverity {
    /// Reviewers could not be compared.
    #[error(transparent)]
    NoComparison(#[from] NoComparison),
    /// The edition has one category, which is the total.
    #[error("the edition has one category, and its severity is that of the total")]
    OneCategory,
    /// Too few sheets beyond what the effects take.
    #[error("{found} degrees of freedom; at least {FREEDOM_MIN} are needed to tell a leaning from chance")]
    TooThin {
        /// The degrees of freedom.
        found: usize,
    },
}

impl NoCategorySeverity {
    /// The reason as a sentence for readers.
    pub fn explain(self) -> Bilingual {
        let zh = match self {
            Self::NoComparison(why) => return why.explain(),
            Self::OneCategory => "标准只有一个类目，其宽严即总分的宽严".to_owned(),
            Self::TooThin { found } => {
                format!("自由度为 {found}，至少需要 {FREEDOM_MIN}，否则偏向与偶然无法区分")
            }
        };
        Bilingual::new(zh, self.to_string())
    }
}

/// The severity of each compared reviewer on each category: by reviewer, then by category.
///
/// # Errors
/// [`NoCategorySeverity`].
pub fn by_category(table: &StageTable, confidence: Confidence) -> Result<Vec<CategorySeverity>, NoCategorySeverity> {
    let categories = table.edition().categories();
    if categories.len() < 2 {
        return Err(NoCategorySeverity::OneCategory);
    }
    let comparable = Comparable::of(table)?;
    let equations = Equations::of(&comparable)?;
    if equations.freedom < FREEDOM_MIN {
        return Err(NoCategorySeverity::TooThin { found: equations.freedom });
    }
    let cells = (comparable.members.len() * categories.len()) as f64;
    let strictly = Confidence::new(1.0 - (1.0 - confidence.get()) / cells);
    let reach = t_exceeded(confidence, equations.freedom).expect("4 degrees of freedom have quantiles");
    let far = strictly.and_then(|strictly| t_exceeded(strictly, equations.freedom));
    let all = i128::from(table.edition().total().get());
    let mut found = Vec::with_capacity(comparable.members.len() * categories.len());
    for (category, of) in categories.iter().enumerate() {
        let own = i128::from(of.points.get());
        let subtotal = |sheet: CompleteSheet<'_>| -> i128 {
            let items = of.items.clone();
            items.map(|i| i128::from(table.points()[i]) * i128::from(sheet.percents()[i])).sum()
        };
        let severity = estimates(&equations, subtotal, own as f64, reach);
        let difference = |sheet: CompleteSheet<'_>| subtotal(sheet) * all - i128::from(sheet.hundredths()) * own;
        let apart = estimates(&equations, difference, own as f64 * all as f64, reach);
        for (place, (severity, apart)) in severity.into_iter().zip(apart).enumerate() {
            let stands_out = far.is_some_and(|far| apart.percent.abs() > far * apart.standard_error);
            let reviewer = comparable.members[place];
            found.push(CategorySeverity { reviewer, category, severity, apart, stands_out });
        }
    }
    found.sort_by_key(|one| (one.reviewer, one.category));
    Ok(found)
}

/// One estimate a compared reviewer; `unit` is what a percent point is in the unit of `value`.
fn estimates<'a>(
    equations: &Equations<'_, 'a>,
    value: impl Fn(CompleteSheet<'a>) -> i128,
    unit: f64,
    reach: f64,
) -> Vec<PercentEstimate> {
    let solution = equations.solve(value);
    let variance = solution.variance(equations.freedom).unwrap_or(0.0);
    let estimate = |(effect, leverage): (&f64, &f64)| {
        let (percent, standard_error) = (effect / unit, (variance * leverage).sqrt() / unit);
        let error = reach * standard_error;
        PercentEstimate { percent, standard_error, interval: [percent - error, percent + error] }
    };
    solution.effects.iter().zip(&equations.leverages).map(estimate).collect()
}
