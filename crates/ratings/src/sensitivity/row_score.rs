//! The score of one entrant at one stage as one of its percents changes, without adding everything up again.
//!
//! Mean, trimmed mean and median are all the mean of the middle of a sorted list: of sheet totals, or item by item of
//! percents. Moving one entry of such a list changes the sum of its middle by what two look-ups and four sums of a prefix
//! tell, so a change costs the logarithm of the number of sheets. Scores are whole numerators over one denominator.

use crate::aggregate::StageScores;
use crate::exact::Exact;
use crate::rules::{Level, Rule};
use crate::table::{CompleteSheet, StageTable};

/// The sheets that make the score, and how.
pub(super) struct RowScore<'a> {
    /// Who wrote each sheet; `None` for the agreed sheet.
    pub(super) owners: Vec<Option<usize>>,
    sheets: Vec<CompleteSheet<'a>>,
    points: &'a [u32],
    middle: Middle,
    trim: usize,
    /// The score times [`RowScore::denominator`].
    pub(super) numerator: i64,
    pub(super) denominator: i64,
}

/// What is sorted.
enum Middle {
    /// The totals of the sheets, in hundredths.
    OfTotals(Sorted),
    /// The percents of each item.
    OfItems(Vec<Sorted>),
}

impl<'a> RowScore<'a> {
    /// The score of row `e` by `rule`; `None` where it has none.
    pub(super) fn new(table: &'a StageTable, rule: Rule, e: usize) -> Option<Self> {
        StageScores::new(table, rule).total(e).ok()?;
        let (owners, sheets): (Vec<_>, Vec<_>) = match rule {
            Rule::Consensus => table.agreed(e).complete().map(|sheet| (None, sheet)).into_iter().unzip(),
            _ => table.complete_sheets(e).map(|(r, sheet)| (Some(r), sheet)).unzip(),
        };
        let trim = match rule {
            Rule::Mean | Rule::Consensus => 0,
            Rule::Trimmed { trim, .. } => trim as usize,
            // What stays is the one or the two in the middle.
            Rule::Median => (sheets.len() - 1) / 2,
        };
        let points = table.points();
        let percents = |i: usize| sheets.iter().map(|sheet| i64::from(sheet.percents()[i])).collect();
        let (middle, numerator) = if matches!(rule, Rule::Trimmed { level: Level::Item, .. }) {
            let items: Vec<Sorted> = (0..points.len()).map(|i| Sorted::new(percents(i))).collect();
            let sum = items.iter().zip(points).map(|(item, points)| i64::from(*points) * item.middle(trim)).sum();
            (Middle::OfItems(items), sum)
        } else {
            let totals = Sorted::new(sheets.iter().map(|sheet| sheet.hundredths()).collect());
            let sum = totals.middle(trim);
            (Middle::OfTotals(totals), sum)
        };
        let kept = i64::try_from(sheets.len() - 2 * trim).expect("sheets fit in memory");
        Some(Self { owners, sheets, points, middle, trim, numerator, denominator: 100 * kept })
    }

    pub(super) fn percents(&self, sheet: usize) -> &'a [u8] {
        self.sheets[sheet].percents()
    }

    /// The numerator with another percent of an item on a sheet.
    pub(super) fn with(&self, sheet: usize, item: usize, percent: u8) -> i64 {
        let (points, from) = (i64::from(self.points[item]), i64::from(self.sheets[sheet].percents()[item]));
        let to = i64::from(percent);
        match &self.middle {
            Middle::OfTotals(totals) => {
                let total = self.sheets[sheet].hundredths();
                totals.middle_with(total, total + points * (to - from), self.trim)
            }
            Middle::OfItems(items) => {
                let (before, after) = (items[item].middle(self.trim), items[item].middle_with(from, to, self.trim));
                self.numerator + points * (after - before)
            }
        }
    }

    /// By how much the score changes with this numerator, in points.
    pub(super) fn gain(&self, numerator: i64) -> Exact {
        Exact::new((numerator - self.numerator).into(), self.denominator.into())
    }
}

/// Whole numbers in rising order, with the sum of all before each place.
struct Sorted {
    values: Vec<i64>,
    sums: Vec<i64>,
}

impl Sorted {
    fn new(mut values: Vec<i64>) -> Self {
        values.sort_unstable();
        let mut sums = vec![0];
        sums.extend(values.iter().scan(0, |sum, value| {
            *sum += value;
            Some(*sum)
        }));
        Self { values, sums }
    }

    /// The sum without the `trim` lowest and highest.
    fn middle(&self, trim: usize) -> i64 {
        self.sums[self.values.len() - trim] - self.sums[trim]
    }

    /// The same with one value `from` changed to `to`.
    fn middle_with(&self, from: i64, to: i64, trim: usize) -> i64 {
        let place = |value| self.values.partition_point(|other| *other < value);
        let gone = place(from);
        let (begin, end) = (trim, self.values.len() - trim);
        // The others in their order: those after the value that is gone stand one place lower.
        let others = |from: usize, to: usize| {
            let sum = |at: usize| if at <= gone { self.sums[at] } else { self.sums[at + 1] - self.values[gone] };
            sum(to) - sum(from)
        };
        let at = place(to) - usize::from(to > from);
        if at < begin {
            others(begin - 1, end - 1)
        } else if at >= end {
            others(begin, end)
        } else {
            others(begin, end - 1) + to
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Sorted;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_middle_after_a_change_is_that_of_the_changed_list(
            mut values in prop::collection::vec(0..8_i64, 1..9), which in any::<prop::sample::Index>(),
            to in 0..9_i64, trim in 0..4_usize,
        ) {
            prop_assume!(values.len() > 2 * trim);
            let sorted = Sorted::new(values.clone());
            let which = which.index(values.len());
            let from = std::mem::replace(&mut values[which], to);
            values.sort_unstable();
            let expected: i64 = values[trim..values.len() - trim].iter().sum();
            prop_assert_eq!(sorted.middle_with(from, to, trim), expected);
            prop_assert_eq!(Sorted::new(values).middle(trim), expected);
        }
    }
}
