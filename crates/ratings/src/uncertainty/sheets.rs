//! The scores of one stage when each reviewer's sheets count several times.
//!
//! Sheets are sorted once, by their totals or item by item. A replicate then walks from both ends of a sorted list only
//! as far as sheets are dropped, so it costs time in proportion to the sheets. All is in whole hundredths until the one
//! division at the end.

use crate::aggregate::StageScores;
use crate::rules::{Level, Rule};
use crate::table::{CompleteSheet, StageTable};

/// One reviewer's part: its place among those drawn from, and hundredths of a point.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    reviewer: u32,
    hundredths: i64,
}

/// An entrant's complete sheets at one stage, ready for any number of copies of each.
#[derive(Clone, Debug)]
pub(super) enum Sheets {
    /// The totals in any order.
    Mean(Vec<Mark>),
    /// The totals, rising.
    Median(Vec<Mark>),
    /// The totals, rising, and how many are dropped at each end.
    TrimmedTotal(Vec<Mark>, u32),
    /// The totals in any order; then item after item, as many a part, rising; and how many are dropped at each end.
    TrimmedItem(Vec<Mark>, Vec<Mark>, u32),
    /// Hundredths that no draw of reviewers changes.
    Agreed(i64),
}

impl Sheets {
    /// The sheets on entrant `e` of `table`. `place` gives a reviewer's place among those drawn from. `None` where the
    /// rule has too few sheets even with every one of them.
    pub(super) fn new(table: &StageTable, e: usize, rule: Rule, place: impl Fn(usize) -> u32) -> Option<Self> {
        StageScores::new(table, rule).total(e).ok()?;
        if rule == Rule::Consensus {
            return Some(Self::Agreed(table.agreed(e).complete()?.hundredths()));
        }
        let sheets: Vec<(u32, CompleteSheet<'_>)> =
            table.complete_sheets(e).map(|(r, sheet)| (place(r), sheet)).collect();
        let totals = marks(&sheets, CompleteSheet::hundredths);
        Some(match rule {
            Rule::Mean | Rule::Consensus => Self::Mean(totals),
            Rule::Median => Self::Median(rising(totals)),
            Rule::Trimmed { level: Level::Total, trim } => Self::TrimmedTotal(rising(totals), trim),
            Rule::Trimmed { level: Level::Item, trim } => {
                let item = |(i, points): (usize, &u32)| {
                    rising(marks(&sheets, |sheet| i64::from(*points) * i64::from(sheet.percents()[i])))
                };
                Self::TrimmedItem(totals, table.points().iter().enumerate().flat_map(item).collect(), trim)
            }
        })
    }

    /// The score in hundredths when reviewer `r` occurs `times[r]` times; `None` where that leaves too few sheets.
    pub(super) fn score(&self, times: &[u32]) -> Option<f64> {
        match self {
            Self::Agreed(hundredths) => Some(*hundredths as f64),
            Self::Mean(marks) => ratio(added(marks, times), 0),
            Self::Median(marks) => median(marks, times),
            Self::TrimmedTotal(marks, trim) => {
                let (sum, count) = added(marks, times);
                ratio((sum - ends(marks, times, *trim), count), 2 * trim)
            }
            Self::TrimmedItem(totals, items, trim) => {
                let (sum, count) = added(totals, times);
                let dropped: i64 = items.chunks_exact(totals.len()).map(|marks| ends(marks, times, *trim)).sum();
                ratio((sum - dropped, count), 2 * trim)
            }
        }
    }
}

fn marks<'a>(sheets: &[(u32, CompleteSheet<'a>)], hundredths: impl Fn(CompleteSheet<'a>) -> i64) -> Vec<Mark> {
    sheets.iter().map(|(reviewer, sheet)| Mark { reviewer: *reviewer, hundredths: hundredths(*sheet) }).collect()
}

fn rising(mut marks: Vec<Mark>) -> Vec<Mark> {
    marks.sort_unstable_by_key(|mark| (mark.hundredths, mark.reviewer));
    marks
}

/// The sum of all copies, and how many there are.
fn added(marks: &[Mark], times: &[u32]) -> (i64, u32) {
    marks.iter().fold((0, 0), |(sum, count), mark| {
        let copies = times[mark.reviewer as usize];
        (sum + i64::from(copies) * mark.hundredths, count + copies)
    })
}

/// The sum of the `trim` lowest and the `trim` highest copies, as far as there are so many.
fn ends(rising: &[Mark], times: &[u32], trim: u32) -> i64 {
    first(rising.iter(), times, trim) + first(rising.iter().rev(), times, trim)
}

fn first<'a>(marks: impl Iterator<Item = &'a Mark>, times: &[u32], trim: u32) -> i64 {
    let mut left = trim;
    let mut sum = 0;
    for mark in marks {
        let copies = times[mark.reviewer as usize].min(left);
        sum += i64::from(copies) * mark.hundredths;
        left -= copies;
        if left == 0 {
            break;
        }
    }
    sum
}

fn median(rising: &[Mark], times: &[u32]) -> Option<f64> {
    let count: u32 = rising.iter().map(|mark| times[mark.reviewer as usize]).sum();
    // The copies at these positions, from 1, are the two in the middle, or the same one twice.
    let (low, high) = (count.div_ceil(2), count / 2 + 1);
    let mut passed = 0;
    let mut sum = 0;
    for mark in rising {
        let before = passed;
        passed += times[mark.reviewer as usize];
        let here = [low, high].into_iter().filter(|at| before < *at && *at <= passed).count();
        sum += here as i64 * mark.hundredths;
    }
    (count > 0).then(|| sum as f64 / 2.0)
}

/// The mean of what is left when `dropped` of `count` copies are gone; `None` if that is nothing. Floats divide correctly,
/// so that equal fractions of whole numbers below `2^53` are equal floats.
fn ratio((sum, count): (i64, u32), dropped: u32) -> Option<f64> {
    (count > dropped).then(|| sum as f64 / f64::from(count - dropped))
}
