//! From the complete sheets of one entrant at one stage to one score: mean, trimmed mean, median, consensus.
//!
//! All in exact points. With `n` complete sheets, `x` a sheet's percent of an item, `p` the item's points:
//!
//! | rule | total | category or item |
//! | --- | --- | --- |
//! | `mean` | mean of the `n` totals | mean of the `n` subtotals |
//! | `trimmed`, `total`, `t` | mean of the totals without the `t` highest and `t` lowest | mean of the subtotals of the sheets that stay |
//! | `trimmed`, `item`, `t` | sum of the items | each item: `p` x mean of `x` without the `t` highest and `t` lowest; a category: sum of its items |
//! | `median` | median of the `n` totals | median of the `n` subtotals |
//! | `consensus` | total of the agreed sheet | subtotal of the agreed sheet |
//!
//! Dropping takes one instance a time: of three equal highest totals, `t = 1` drops one. Which of several sheets with
//! the same total goes is nobody's to say, so for categories and items each of them stays with the same share: two equal
//! lowest sheets of which one is dropped count half each. So categories add up to the total under every rule but the
//! median, and no result depends on the order or the names of reviewers.
//!
//! Too few sheets are refused ([`Unscored`]) and never answered by another rule.

use crate::exact::Exact;
use crate::rules::{Level, Rule};
use crate::table::{CompleteSheet, SheetState, StageTable};
use std::ops::Range;

/// Hundredths in a point.
const POINT: i128 = 100;

/// Why an entrant has no score at a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unscored {
    /// Nobody has scored it.
    NoSheet,
    /// It has fewer complete sheets than the rule needs; incomplete ones do not count.
    TooFew {
        /// Complete sheets.
        complete: usize,
        /// What the rule needs.
        needed: usize,
    },
    /// The panel's agreed sheet is missing or incomplete.
    NotAgreed,
}

/// The scores of one table by one rule, perhaps as if some reviewers or an item had not been there.
#[derive(Clone, Copy, Debug)]
pub struct StageScores<'a> {
    table: &'a StageTable,
    rule: Rule,
    without: [Option<usize>; 2],
    omitted: Option<usize>,
}

/// The score of one entrant at one stage with its parts, in points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// What is ranked.
    pub total: Exact,
    /// One a category of the edition.
    pub categories: Vec<Exact>,
    /// One an item of the edition.
    pub items: Vec<Exact>,
}

impl<'a> StageScores<'a> {
    /// The scores of `table` by `rule`.
    pub fn new(table: &'a StageTable, rule: Rule) -> Self {
        Self { table, rule, without: [None; 2], omitted: None }
    }

    /// The same without the sheets of up to two reviewers, by their positions in the table. The agreed sheet is the
    /// panel's and stays.
    #[must_use]
    pub fn without(self, reviewers: [Option<usize>; 2]) -> Self {
        Self { without: reviewers, ..self }
    }

    /// The same as if item `i` were worth no points. The sheets that count are the same: an item that is left out makes
    /// no incomplete sheet complete.
    #[must_use]
    pub fn omitting(self, i: Option<usize>) -> Self {
        Self { omitted: i, ..self }
    }

    /// The table.
    pub fn table(&self) -> &'a StageTable {
        self.table
    }

    /// The score of entrant `e`.
    ///
    /// # Errors
    /// [`Unscored`] when there are not enough complete sheets for the rule.
    pub fn total(&self, e: usize) -> Result<Exact, Unscored> {
        let all = 0..self.table.item_count();
        Ok(match self.rule {
            // By definition the total of these is that of all items, sheet by sheet; the sheets know theirs.
            Rule::Mean => {
                let (sum, count) =
                    self.complete(e).fold((0, 0), |(sum, n), sheet| (sum + self.hundredths(sheet), n + 1));
                self.enough(e, count)?;
                mean(sum.into(), count)
            }
            Rule::Trimmed { level: Level::Total, trim } => {
                let totals = self.totals(e)?;
                let kept = &totals[trim as usize..totals.len() - trim as usize];
                mean(kept.iter().map(|total| i128::from(*total)).sum(), kept.len())
            }
            Rule::Median => median(&self.totals(e)?),
            Rule::Trimmed { level: Level::Item, .. } | Rule::Consensus => self.part(&self.sheets(e)?, &all),
        })
    }

    /// The score of entrant `e` on a range of items: a category, or one item.
    ///
    /// # Errors
    /// As [`StageScores::total`].
    pub fn subtotal(&self, e: usize, items: &Range<usize>) -> Result<Exact, Unscored> {
        Ok(self.part(&self.sheets(e)?, items))
    }

    /// The score of entrant `e` with all its parts.
    ///
    /// # Errors
    /// As [`StageScores::total`].
    pub fn profile(&self, e: usize) -> Result<Profile, Unscored> {
        let total = self.total(e)?;
        let sheets = self.sheets(e)?;
        let categories = self.table.edition().categories().iter();
        if self.rule == Rule::Median {
            let items = (0..self.table.item_count()).map(|i| self.part(&sheets, &(i..i + 1))).collect();
            return Ok(Profile {
                total,
                categories: categories.map(|c| self.part(&sheets, &c.items)).collect(),
                items,
            });
        }
        let (sums, divisor) = self.item_sums(&sheets, &(0..self.table.item_count()));
        let share = |sum: i128| Exact::new(sum, divisor);
        let categories = categories.map(|category| share(sums[category.items.clone()].iter().sum())).collect();
        Ok(Profile { total, categories, items: sums.into_iter().map(share).collect() })
    }

    fn complete(&self, e: usize) -> impl Iterator<Item = CompleteSheet<'a>> {
        let without = self.without;
        self.table.complete_sheets(e).filter(move |(r, _)| !without.contains(&Some(*r))).map(|(_, sheet)| sheet)
    }

    /// The sheets that count, as many as the rule needs.
    fn sheets(&self, e: usize) -> Result<Vec<CompleteSheet<'a>>, Unscored> {
        if self.rule == Rule::Consensus {
            return match self.table.agreed(e).state() {
                SheetState::Complete(sheet) => Ok(vec![sheet]),
                SheetState::Empty | SheetState::Incomplete { .. } => Err(Unscored::NotAgreed),
            };
        }
        let mut sheets = Vec::with_capacity(self.table.sheets(e).len());
        sheets.extend(self.complete(e));
        self.enough(e, sheets.len())?;
        Ok(sheets)
    }

    /// The totals of the complete sheets, sorted, as many as the rule needs.
    fn totals(&self, e: usize) -> Result<Vec<i64>, Unscored> {
        let mut totals = Vec::with_capacity(self.table.sheets(e).len());
        totals.extend(self.complete(e).map(|sheet| self.hundredths(sheet)));
        self.enough(e, totals.len())?;
        totals.sort_unstable();
        Ok(totals)
    }

    fn enough(&self, e: usize, complete: usize) -> Result<(), Unscored> {
        let needed = self.rule.sheets_min();
        match complete {
            _ if complete >= needed => Ok(()),
            0 if self.table.sheets(e).len() == 0 => Err(Unscored::NoSheet),
            _ => Err(Unscored::TooFew { complete, needed }),
        }
    }

    fn part(&self, sheets: &[CompleteSheet<'_>], items: &Range<usize>) -> Exact {
        if self.rule == Rule::Median {
            return median(&sorted(sheets.iter().map(|sheet| self.sum(sheet, items))));
        }
        if let Rule::Trimmed { level: Level::Item, trim } = self.rule {
            // The total under this rule, computed for every what-if, so without a list of sums.
            let percents = trimmed_percents(sheets, items, trim as usize);
            let terms =
                self.points(items).zip(percents).map(|(points, percents)| i128::from(points) * i128::from(percents));
            return mean(terms.sum(), sheets.len() - 2 * trim as usize);
        }
        let (sums, divisor) = self.item_sums(sheets, items);
        Exact::new(sums.iter().sum(), divisor)
    }

    fn sum(&self, sheet: &CompleteSheet<'_>, items: &Range<usize>) -> i64 {
        let percents = &sheet.percents()[items.clone()];
        self.points(items).zip(percents).map(|(points, percent)| i64::from(points) * i64::from(*percent)).sum()
    }

    /// The sheet's total in hundredths, of the items that are not left out.
    fn hundredths(&self, sheet: CompleteSheet<'_>) -> i64 {
        let omitted = |i: usize| i64::from(self.table.points()[i]) * i64::from(sheet.percents()[i]);
        sheet.hundredths() - self.omitted.map_or(0, omitted)
    }

    /// What each item of the range is worth.
    fn points(&self, items: &Range<usize>) -> impl Iterator<Item = u32> {
        let (omitted, points) = (self.omitted, self.table.points());
        items.clone().map(move |i| if Some(i) == omitted { 0 } else { points[i] })
    }

    /// Each item's points times its added percents, and what to divide them by to get points.
    fn item_sums(&self, sheets: &[CompleteSheet<'_>], items: &Range<usize>) -> (Vec<i128>, i128) {
        let (percents, divisor) = match self.rule {
            Rule::Trimmed { level: Level::Item, trim } => {
                (widened(trimmed_percents(sheets, items, trim as usize)), wide(sheets.len() - 2 * trim as usize))
            }
            Rule::Trimmed { level: Level::Total, trim } => self.kept_percents(sheets, items, trim as usize),
            Rule::Mean | Rule::Consensus | Rule::Median => (widened(added_percents(sheets, items)), wide(sheets.len())),
        };
        let sums = self.points(items).zip(percents).map(|(points, percents)| i128::from(points) * percents);
        (sums.collect(), divisor * POINT)
    }

    /// The percents of each item, added over the sheets that stay when the `trim` highest and lowest totals go, and what to
    /// divide them by. Sheets of the total at the edge stay with equal shares.
    fn kept_percents(&self, sheets: &[CompleteSheet<'_>], items: &Range<usize>, trim: usize) -> (Vec<i128>, i128) {
        let totals = sorted(sheets.iter().map(|sheet| self.hundredths(*sheet)));
        let kept = &totals[trim..totals.len() - trim];
        let (lowest, highest) = (kept[0], kept[kept.len() - 1]);
        let count = |list: &[i64], total: i64| wide(list.iter().filter(|t| **t == total).count());
        // Of `all` sheets with the edge's total, `stay` stay: each with the share stay / all.
        let edge = |total| (count(&totals, total), count(kept, total));
        let ((low_all, low_stay), (high_all, high_stay)) = (edge(lowest), edge(highest));
        let share = low_all * high_all;
        let weight = |total: i64| match total {
            _ if total < lowest || total > highest => 0,
            _ if total == lowest => low_stay * high_all,
            _ if total == highest => high_stay * low_all,
            _ => share,
        };
        let mut sums = vec![0_i128; items.len()];
        for sheet in sheets {
            let weight = weight(self.hundredths(*sheet));
            for (sum, percent) in sums.iter_mut().zip(&sheet.percents()[items.clone()]) {
                *sum += weight * i128::from(*percent);
            }
        }
        (sums, wide(kept.len()) * share)
    }
}

/// The percents of each item, added over the sheets.
fn added_percents(sheets: &[CompleteSheet<'_>], items: &Range<usize>) -> Vec<u64> {
    let mut sums = vec![0_u64; items.len()];
    for sheet in sheets {
        sums.iter_mut().zip(&sheet.percents()[items.clone()]).for_each(|(sum, percent)| *sum += u64::from(*percent));
    }
    sums
}

/// The percents of each item, added without its `trim` highest and lowest.
fn trimmed_percents(sheets: &[CompleteSheet<'_>], items: &Range<usize>, trim: usize) -> Vec<u64> {
    if trim == 1 {
        return once_trimmed_percents(sheets, items);
    }
    let mut column = Vec::with_capacity(sheets.len());
    let trimmed = |i: usize| {
        column.clear();
        column.extend(sheets.iter().map(|sheet| sheet.percents()[i]));
        column.sort_unstable();
        column[trim..column.len() - trim].iter().map(|percent| u64::from(*percent)).sum()
    };
    items.clone().map(trimmed).collect()
}

/// The same for `trim` 1, which nearly every award has: sheet by sheet over many items at a time, without sorting.
fn once_trimmed_percents(sheets: &[CompleteSheet<'_>], items: &Range<usize>) -> Vec<u64> {
    const CHUNK: usize = 32;
    let mut trimmed = Vec::with_capacity(items.len());
    for start in items.clone().step_by(CHUNK) {
        let chunk = start..items.end.min(start + CHUNK);
        let (mut low, mut high, mut sum) = ([u8::MAX; CHUNK], [0_u8; CHUNK], [0_u64; CHUNK]);
        for sheet in sheets {
            for (at, percent) in sheet.percents()[chunk.clone()].iter().enumerate() {
                low[at] = low[at].min(*percent);
                high[at] = high[at].max(*percent);
                sum[at] += u64::from(*percent);
            }
        }
        trimmed.extend((0..chunk.len()).map(|at| sum[at] - u64::from(low[at]) - u64::from(high[at])));
    }
    trimmed
}

fn widened(sums: Vec<u64>) -> Vec<i128> {
    sums.into_iter().map(i128::from).collect()
}

fn mean(hundredths: i128, count: usize) -> Exact {
    Exact::new(hundredths, wide(count) * POINT)
}

/// The median of sorted hundredths, not empty.
fn median(sorted: &[i64]) -> Exact {
    let (low, high) = (sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2]);
    mean(i128::from(low) + i128::from(high), 2)
}

fn sorted(hundredths: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut list: Vec<i64> = hundredths.collect();
    list.sort_unstable();
    list
}

fn wide(count: usize) -> i128 {
    i128::try_from(count).expect("a usize fits in 128 bits")
}
