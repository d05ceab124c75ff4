//! Who scores high and who scores low: each reviewer's mean deviation from the panel, with its standard error.
//!
//! The estimator is least squares in the model `total = entrant + reviewer + rest` (`least_squares` in this module's
//! source), severities adding up to 0. Where everybody scored every entrant it is the mean of the reviewer's totals
//! less the panel's mean; where cells are missing it stays unbiased, since reviewers are compared only on entrants they
//! share. The standard error takes the rest to vary alike for all, `sigma^2 = squared rest / degrees of freedom`.
//!
//! A positive severity is lenient (偏宽), a negative one strict (偏严): it is what the reviewer adds to a total.
//! Severities are advice and are never taken out of official totals.

use super::least_squares::{Row, Solution, solve};
use crate::agreement::Confidence;
use crate::agreement::quantile::f_exceeded;
use crate::table::StageTable;
use zhuoping_criteria::Bilingual;

/// The fewest sheets, on entrants that another compared reviewer scored too, from which a severity is estimated. One
/// sheet tells a reviewer's leaning and a single disagreement apart by nothing.
pub const SHEETS_MIN: usize = 2;

/// The most reviewers that are compared with each other; the work grows with the cube.
pub const REVIEWERS_MAX: usize = 500;

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
    /// The reviewers fall into groups that share no entrant, so their levels cannot be told from the entrants'.
    #[error("the reviewers fall into {groups} groups that share no entrant; they cannot be compared")]
    Disconnected {
        /// How many groups.
        groups: usize,
    },
    /// More reviewers than are compared.
    #[error("{found} reviewers; at most {REVIEWERS_MAX} are compared")]
    TooManyReviewers {
        /// How many there are.
        found: usize,
    },
}

impl NoSeverity {
    /// The reason as a sentence for readers.
    pub fn explain(self) -> Bilingual {
        let zh = match self {
            Self::TooFewSheets { found } => {
                format!("与他人共同评审且完整的评分表 {found} 份，至少需要 {SHEETS_MIN} 份")
            }
            Self::Disconnected { groups } => {
                format!("评审专家分为 {groups} 组，组间没有共同评审的对象，无法比较")
            }
            Self::TooManyReviewers { found } => format!("评审专家 {found} 人，最多比较 {REVIEWERS_MAX} 人"),
        };
        Bilingual::new(zh, self.to_string())
    }
}

impl Severities {
    /// Estimates the severities of `table`'s reviewers from the totals of its complete sheets.
    pub fn of(table: &StageTable, confidence: Confidence) -> Self {
        let all: Vec<Row> = (0..table.entrants().len())
            .map(|e| table.complete_sheets(e).map(|(r, sheet)| (r, sheet.total().get())).collect())
            .collect();
        Self::of_totals(table.reviewers().len(), &all, confidence)
    }

    fn of_totals(reviewers: usize, all: &[Row], confidence: Confidence) -> Self {
        let mut sheets = vec![0; reviewers];
        all.iter().flatten().for_each(|(r, _)| sheets[*r] += 1);
        let severities = |outcome: &dyn Fn(usize) -> Result<SeverityValue, NoSeverity>| {
            let sheets = sheets.iter().enumerate();
            sheets
                .map(|(reviewer, sheets)| Severity { reviewer, sheets: *sheets, outcome: outcome(reviewer) })
                .collect()
        };
        if reviewers > REVIEWERS_MAX {
            let refused = Err(NoSeverity::TooManyReviewers { found: reviewers });
            return Self { reviewers: severities(&|_| refused), fit: None, groups: Vec::new() };
        }
        let core = Core::of(reviewers, all);
        let groups = core.groups();
        let solution = if groups.len() == 1 { solve(core.members.len(), &core.rows) } else { None };
        let fit = solution.as_ref().map(|solution| core.fit(solution));
        let values = solution.map(|solution| values(&solution, confidence));
        let outcome = |reviewer: usize| match core.members.binary_search(&reviewer) {
            Err(_) => Err(NoSeverity::TooFewSheets { found: core.shared[reviewer] }),
            Ok(at) => {
                values.as_ref().map_or(Err(NoSeverity::Disconnected { groups: groups.len() }), |values| Ok(values[at]))
            }
        };
        Self { reviewers: severities(&outcome), fit, groups }
    }
}

fn values(solution: &Solution, confidence: Confidence) -> Vec<SeverityValue> {
    let variance = (solution.freedom > 0).then(|| solution.rest / solution.freedom as f64);
    // Student's t exceeds its quantile on both sides as often as its square, an F, exceeds the square.
    let reach = f_exceeded(1.0 - confidence.get(), 1.0, solution.freedom as f64).map(f64::sqrt);
    let value = |(effect, leverage): (&f64, &f64)| {
        let points = effect / 100.0;
        let standard_error = variance.map(|variance| (variance * leverage.max(0.0)).sqrt() / 100.0);
        let interval = standard_error.zip(reach).map(|(se, reach)| [points - reach * se, points + reach * se]);
        SeverityValue { points, standard_error, interval }
    };
    solution.effects.iter().zip(&solution.leverages).map(value).collect()
}

/// The reviewers and entrants that can be compared: each reviewer with at least [`SHEETS_MIN`] sheets on entrants that
/// another of them scored too.
struct Core {
    /// Positions in the table, rising.
    members: Vec<usize>,
    /// For each entrant with two or more sheets of members: the member's place, and the total.
    rows: Vec<Row>,
    /// For each reviewer of the table, the shared sheets when it was last counted.
    shared: Vec<usize>,
}

impl Core {
    /// Takes out reviewers with too few shared sheets until all that are left have enough; each round takes out at
    /// least one.
    fn of(reviewers: usize, all: &[Row]) -> Self {
        let mut inside = vec![true; reviewers];
        let mut shared = vec![0; reviewers];
        loop {
            let mut counts = vec![0; reviewers];
            for row in all.iter().map(|row| kept(row, &inside)).filter(|row| row.len() > 1) {
                row.iter().for_each(|(r, _)| counts[*r] += 1);
            }
            let mut changed = false;
            for r in 0..reviewers {
                if inside[r] {
                    shared[r] = counts[r];
                    if counts[r] < SHEETS_MIN {
                        inside[r] = false;
                        changed = true;
                    }
                }
            }
            if !changed {
                break;
            }
        }
        let members: Vec<usize> = (0..reviewers).filter(|r| inside[*r]).collect();
        let place = |r: usize| members.binary_search(&r).expect("kept rows have members only");
        let rows = all.iter().map(|row| kept(row, &inside)).filter(|row| row.len() > 1);
        let rows = rows.map(|row| row.into_iter().map(|(r, total)| (place(r), total)).collect()).collect();
        Self { members, rows, shared }
    }

    /// The members that are joined by shared entrants, as positions in the table, each group and all groups rising.
    fn groups(&self) -> Vec<Vec<usize>> {
        let mut leader: Vec<usize> = (0..self.members.len()).collect();
        for row in &self.rows {
            let first = lead(&mut leader, row[0].0);
            for (r, _) in &row[1..] {
                let other = lead(&mut leader, *r);
                leader[other] = first;
            }
        }
        let mut groups: Vec<Vec<usize>> = vec![Vec::new(); self.members.len()];
        for at in 0..self.members.len() {
            groups[lead(&mut leader, at)].push(self.members[at]);
        }
        groups.retain(|group| !group.is_empty());
        groups.sort_unstable();
        groups
    }

    fn fit(&self, solution: &Solution) -> Fit {
        let freedom = solution.freedom;
        Fit {
            reviewers: self.members.len(),
            entrants: self.rows.len(),
            sheets: self.rows.iter().map(Vec::len).sum(),
            freedom,
            residual_sd: (freedom > 0).then(|| (solution.rest / freedom as f64).sqrt() / 100.0),
        }
    }
}

fn kept(row: &Row, inside: &[bool]) -> Row {
    row.iter().copied().filter(|(r, _)| inside[*r]).collect()
}

/// Who leads the group of `at`; the path is halved on the way, which keeps later walks short.
fn lead(leader: &mut [usize], mut at: usize) -> usize {
    while leader[at] != at {
        leader[at] = leader[leader[at]];
        at = leader[at];
    }
    at
}
