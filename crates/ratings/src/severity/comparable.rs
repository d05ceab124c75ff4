//! Which reviewers can be compared with each other, and on which sheets.
//!
//! A reviewer is compared who has at least [`SHEETS_MIN`] complete sheets on entrants that another compared reviewer
//! scored too. Shared entrants join reviewers; where they leave separate groups, no level can be told across them.

use crate::table::{CompleteSheet, StageTable};
use zhuoping_criteria::Bilingual;

/// The fewest sheets, on entrants that another compared reviewer scored too, from which a severity is estimated. One
/// sheet tells a reviewer's leaning and a single disagreement apart by nothing.
pub const SHEETS_MIN: usize = 2;

/// The most reviewers that are compared with each other; the work grows with the cube.
pub const REVIEWERS_MAX: usize = 500;

/// Why the reviewers of a table are not compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoComparison {
    /// No two reviewers share [`SHEETS_MIN`] entrants.
    #[error("no two reviewers have {SHEETS_MIN} entrants with complete sheets in common, so nobody can be compared")]
    NobodyCompared,
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

impl NoComparison {
    /// The reason as a sentence for readers.
    pub fn explain(self) -> Bilingual {
        let zh = match self {
            Self::NobodyCompared => {
                format!("没有两位评审专家共同完成 {SHEETS_MIN} 个对象的评分表，无法比较")
            }
            Self::Disconnected { groups } => {
                format!("评审专家分为 {groups} 组，组间没有共同评审的对象，无法比较")
            }
            Self::TooManyReviewers { found } => format!("评审专家 {found} 人，最多比较 {REVIEWERS_MAX} 人"),
        };
        Bilingual::new(zh, self.to_string())
    }
}

/// The sheets of one entrant by compared reviewers.
pub(crate) struct Row<'a> {
    /// The entrant's position in the table.
    pub(crate) entrant: usize,
    /// The reviewer's place among those compared, rising, and the sheet; at least one.
    pub(crate) sheets: Vec<(usize, CompleteSheet<'a>)>,
}

/// The compared reviewers and their sheets.
pub(crate) struct Comparable<'a> {
    /// Their positions in the table, rising; a place is a position in this list.
    pub(crate) members: Vec<usize>,
    /// Every entrant with a sheet of theirs, in the table's order. An entrant with one sheet compares nobody.
    pub(crate) rows: Vec<Row<'a>>,
    /// For each reviewer of the table, the sheets shared with others when they were last counted.
    pub(crate) shared: Vec<usize>,
}

impl<'a> Comparable<'a> {
    /// Takes out reviewers with too few shared sheets until all that are left have enough; each round takes out at
    /// least one.
    ///
    /// # Errors
    /// With more than [`REVIEWERS_MAX`] reviewers.
    pub(crate) fn of(table: &'a StageTable) -> Result<Self, NoComparison> {
        let reviewers = table.reviewers().len();
        if reviewers > REVIEWERS_MAX {
            return Err(NoComparison::TooManyReviewers { found: reviewers });
        }
        let all: Vec<Vec<(usize, CompleteSheet<'a>)>> =
            (0..table.entrants().len()).map(|e| table.complete_sheets(e).collect()).collect();
        let mut inside = vec![true; reviewers];
        let mut shared = vec![0; reviewers];
        loop {
            let counts = shared_sheets(&all, &inside);
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
        let place = |(r, sheet)| members.binary_search(&r).ok().map(|place| (place, sheet));
        let rows = all.into_iter().enumerate();
        let rows = rows.map(|(entrant, row)| Row { entrant, sheets: row.into_iter().filter_map(place).collect() });
        let rows = rows.filter(|row| !row.sheets.is_empty()).collect();
        Ok(Self { members, rows, shared })
    }

    /// The rows on which reviewers are compared.
    pub(crate) fn comparing(&self) -> impl Iterator<Item = &Row<'a>> {
        self.rows.iter().filter(|row| row.sheets.len() > 1)
    }

    /// Whether every member can be compared with every other.
    ///
    /// # Errors
    /// Where there is none, or where they fall into groups.
    pub(crate) fn connected(&self) -> Result<(), NoComparison> {
        match self.groups().len() {
            0 => Err(NoComparison::NobodyCompared),
            1 => Ok(()),
            groups => Err(NoComparison::Disconnected { groups }),
        }
    }

    /// The members that are joined by shared entrants, as positions in the table, each group and all groups rising.
    pub(crate) fn groups(&self) -> Vec<Vec<usize>> {
        let mut leader: Vec<usize> = (0..self.members.len()).collect();
        for row in self.comparing() {
            let first = lead(&mut leader, row.sheets[0].0);
            for (r, _) in &row.sheets[1..] {
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
}

/// For each reviewer inside, the sheets on entrants that another one inside scored too.
fn shared_sheets(all: &[Vec<(usize, CompleteSheet<'_>)>], inside: &[bool]) -> Vec<usize> {
    let mut counts = vec![0; inside.len()];
    for row in all {
        let kept = || row.iter().filter(|(r, _)| inside[*r]);
        if kept().nth(1).is_some() {
            kept().for_each(|(r, _)| counts[*r] += 1);
        }
    }
    counts
}

/// Who leads the group of `at`; the path is halved on the way, which keeps later walks short.
pub(crate) fn lead(leader: &mut [usize], mut at: usize) -> usize {
    while leader[at] != at {
        leader[at] = leader[leader[at]];
        at = leader[at];
    }
    at
}
