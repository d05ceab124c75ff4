//! Which reviewers can be compared with each other, and on which sheets.
//!
//! A reviewer is compared who has at least [`SHEETS_MIN`] complete sheets on entrants that another compared reviewer
//! scored too. Shared entrants join reviewers; where they leave separate groups, no level can be told across them.

use super::SHEETS_MIN;
use crate::table::{CompleteSheet, StageTable};

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
    pub(crate) fn of(table: &'a StageTable) -> Self {
        let reviewers = table.reviewers().len();
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
        Self { members, rows, shared }
    }

    /// The rows on which reviewers are compared.
    pub(crate) fn comparing(&self) -> impl Iterator<Item = &Row<'a>> {
        self.rows.iter().filter(|row| row.sheets.len() > 1)
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
fn lead(leader: &mut [usize], mut at: usize) -> usize {
    while leader[at] != at {
        leader[at] = leader[leader[at]];
        at = leader[at];
    }
    at
}
