//! Signs of rating habits: halo, central tendency, restricted range, one percent throughout, unusual fit.
//!
//! Severity moves all of a reviewer's percents alike and can be taken off. These habits take information away, and no
//! adjustment brings it back; the panel can only talk. So each sign names its rule, its limit and the figures behind it
//! ([`Sign::explain`]), and all figures are there also where nothing was raised ([`ReviewerSigns`]).
//!
//! The rules (`figures` in this module's source has the formulas, [`SignLimits`] the limits and their sources):
//!
//! | habit | raised when |
//! | --- | --- |
//! | halo (光环效应) | deviation within sheets, beyond the items' difficulty, at most half of the panel's on the same entrants |
//! | central tendency (趋中倾向) | standard deviations of percents and of sheets' means at most 0.6 of the panel's on the same cells, mean in the middle third |
//! | restricted range (评分范围过窄) | the same with the mean elsewhere; or at most half the distinct percents, or half the range |
//! | same percent (各条款同分) | one percent on all items, on a fifth of the sheets or more |
//! | fit (拟合异常) | infit or outfit of the Rasch model beyond 0.5 to 1.5, and by 2 standard errors |
//!
//! A reviewer whose percents are all drawn together shows halo and central tendency, as the deviation within sheets is
//! drawn together too; without central tendency, halo is the habit of the name. Mean squares compare with the panel's average noise: one
//! noisy reviewer makes the others look muted, so a muted one must be so beside the panel's median as well.

mod figures;
mod limits;
mod sign;

pub use figures::{Beside, Figures};
pub use limits::SignLimits;
pub use sign::{Habit, Sign};

use crate::rasch::{Basis, Element, Fit, Rasch};
use crate::table::{CompleteSheet, StageTable};
use figures::Sheets;
use rayon::prelude::*;
use zhuoping_criteria::Bilingual;

/// One reviewer's signs, with the figures behind them.
#[derive(Clone, Debug, PartialEq)]
pub struct ReviewerSigns {
    /// The reviewer's position in the table.
    pub reviewer: usize,
    /// Complete sheets.
    pub sheets: usize,
    /// Those on which one percent has the rule's share of items.
    pub same_percent_sheets: usize,
    /// How the percents are spread, or why that was not examined.
    pub figures: Result<Figures, NotExamined>,
    /// The mean squares of the Rasch model, or why there are none.
    pub fit: Result<Fit, NotExamined>,
    /// What was raised, by habit.
    pub raised: Vec<Sign>,
}

/// Why a reviewer was not examined for some signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotExamined {
    /// Too few complete sheets.
    #[error("{found} complete sheets; at least {needed} are needed")]
    TooFewSheets {
        /// Complete sheets.
        found: usize,
        /// What the rule needs.
        needed: usize,
    },
    /// Too few others to be compared with.
    #[error("{found} others share enough sheets; at least {needed} are needed, since of two neither is the odd one")]
    TooFewOthers {
        /// Such others.
        found: usize,
        /// What the rule needs.
        needed: usize,
    },
    /// The Rasch model has no estimated measure of the reviewer.
    #[error("the Rasch model has no estimate of the reviewer")]
    NoRasch,
}

impl NotExamined {
    /// The reason as a sentence for readers.
    pub fn explain(self) -> Bilingual {
        let zh = match self {
            Self::TooFewSheets { found, needed } => format!("完整的评分表 {found} 份，至少需要 {needed} 份"),
            Self::TooFewOthers { found, needed } => {
                format!("可比较的其他评审专家 {found} 人，至少需要 {needed} 人")
            }
            Self::NoRasch => "Rasch 模型没有该评审专家的估计".to_owned(),
        };
        Bilingual::new(zh, self.to_string())
    }
}

/// The signs of every reviewer of `table`, in its order. `rasch` is the model of the same table, where there is one.
pub fn signs(table: &StageTable, limits: &SignLimits, rasch: Option<&Rasch>) -> Vec<ReviewerSigns> {
    let mut sheets: Vec<Vec<(usize, CompleteSheet<'_>)>> = vec![Vec::new(); table.reviewers().len()];
    for e in 0..table.entrants().len() {
        table.complete_sheets(e).for_each(|(r, sheet)| sheets[r].push((e, sheet)));
    }
    let fits: Vec<Option<Fit>> = (0..sheets.len()).map(|r| fit(rasch?, r)).collect();
    let usual = Usual::of(&fits);
    let examine = |reviewer: usize| {
        let own = &sheets[reviewer];
        let others: Vec<&Sheets<'_>> =
            sheets.iter().enumerate().filter(|(r, _)| *r != reviewer).map(|(_, sheets)| sheets.as_slice()).collect();
        let mut signs = ReviewerSigns {
            reviewer,
            sheets: own.len(),
            same_percent_sheets: own.iter().filter(|(_, sheet)| is_same(*sheet, limits)).count(),
            figures: Figures::of(own, &others, limits),
            fit: fits[reviewer].ok_or(NotExamined::NoRasch),
            raised: Vec::new(),
        };
        signs.raise(limits, &usual);
        signs
    };
    (0..sheets.len()).into_par_iter().map(examine).collect()
}

/// The fit of an estimated reviewer.
fn fit(rasch: &Rasch, reviewer: usize) -> Option<Fit> {
    let at = rasch.reviewers.binary_search_by_key(&reviewer, |element: &Element| element.position).ok()?;
    match rasch.reviewers[at].measure.ok()?.basis {
        Basis::Estimated(fit) => Some(fit),
        Basis::Extreme(_) => None,
    }
}

/// Whether one percent has the rule's share of items. Needs two items.
fn is_same(sheet: CompleteSheet<'_>, limits: &SignLimits) -> bool {
    let mut times = [0_usize; 101];
    sheet.percents().iter().for_each(|percent| times[usize::from(*percent)] += 1);
    let most = times.into_iter().max().unwrap_or(0);
    sheet.percents().len() > 1 && most as f64 >= limits.same_items * sheet.percents().len() as f64
}

/// The panel's median mean squares.
struct Usual {
    infit: f64,
    outfit: f64,
}

impl Usual {
    fn of(fits: &[Option<Fit>]) -> Self {
        let median = |figure: fn(&Fit) -> f64| {
            let mut rising: Vec<f64> = fits.iter().flatten().map(figure).collect();
            rising.sort_by(f64::total_cmp);
            rising.get(rising.len() / 2).copied().unwrap_or(1.0)
        };
        Self { infit: median(|fit| fit.infit), outfit: median(|fit| fit.outfit) }
    }
}

impl ReviewerSigns {
    fn raise(&mut self, limits: &SignLimits, usual: &Usual) {
        if let Ok(figures) = self.figures {
            self.raise_spread(&figures, limits);
        }
        let (sheets, of, limit) = (self.same_percent_sheets, self.sheets, limits.same_sheets);
        if of >= limits.sheets && sheets > 0 && sheets as f64 >= limit * of as f64 {
            self.raised.push(Sign::SamePercent { sheets, of, limit });
        }
        if let Ok(fit) = self.fit {
            self.raise_fit(&fit, limits, usual);
        }
    }

    fn raise_spread(&mut self, figures: &Figures, limits: &SignLimits) {
        let Figures { mean, spread, means, within, steps, range, .. } = *figures;
        if within.at_most(limits.halo) {
            self.raised.push(Sign::Halo { within, limit: limits.halo });
        }
        // With halo the percents spread less as well, but entrants are told apart.
        if spread.at_most(limits.spread) && means.at_most(limits.spread) {
            let [from, to] = limits.middle;
            let limit = limits.spread;
            let central = (from..=to).contains(&mean);
            self.raised.push(if central {
                Sign::CentralTendency { spread, means, limit, mean }
            } else {
                Sign::NarrowSpread { spread, means, limit, mean }
            });
        }
        if steps.at_most(limits.steps) {
            self.raised.push(Sign::FewSteps { steps, limit: limits.steps });
        }
        if range.at_most(limits.range) {
            self.raised.push(Sign::NarrowRange { range, limit: limits.range });
        }
    }

    fn raise_fit(&mut self, fit: &Fit, limits: &SignLimits, usual: &Usual) {
        let [low, high] = limits.mean_square;
        let mean_squares = [fit.infit, fit.outfit];
        let standardized = [fit.infit_standardized, fit.outfit_standardized];
        let usual = [usual.infit, usual.outfit];
        let noisy = |at: usize| mean_squares[at] > high && standardized[at] >= limits.standardized;
        let muted = |at: usize| mean_squares[at] < low * usual[at].min(1.0) && standardized[at] <= -limits.standardized;
        if (0..2).any(noisy) {
            self.raised.push(Sign::Noisy { mean_squares, limit: high });
        } else if (0..2).any(muted) {
            self.raised.push(Sign::Muted { mean_squares, limit: low });
        }
    }
}
