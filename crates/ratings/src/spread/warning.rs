//! What on a reviewer's sheet wants a reason before the panel goes on.
//!
//! A warning is no error: the scores count all the same. It says who, on whom, and what was seen.

use super::limits::{Limits, SHEETS_FOR_MEDIAN};
use super::summary::Summary;
use crate::table::{CompleteSheet, StageTable};
use zhuoping_criteria::{Bilingual, Hundredths, Percent};

/// Something odd about one complete sheet. Positions are those of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// The same percent on all items, or on at least the rule file's share of them. Needs two items.
    SamePercent {
        /// Who was scored.
        entrant: usize,
        /// Who scored.
        reviewer: usize,
        /// The percent; the lowest if several are as frequent.
        percent: Percent,
        /// On how many items.
        items: usize,
    },
    /// The sheet's total is far from the median of the panel's totals: at least the rule file's percent points, taken
    /// of the edition's points (20 are 200 points of 1000). Needs three sheets.
    FarTotal {
        /// Who was scored.
        entrant: usize,
        /// Who scored.
        reviewer: usize,
        /// The sheet's total.
        total: Hundredths,
        /// Four times the median of the totals.
        median_quarters: i64,
    },
    /// Some percents are far from the panel's median, the items rising. Needs three sheets.
    FarPercents {
        /// Who was scored.
        entrant: usize,
        /// Who scored.
        reviewer: usize,
        /// Where, and how far.
        items: Vec<FarItem>,
    },
}

/// One percent far from the panel's median.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FarItem {
    /// The item's position.
    pub item: usize,
    /// What the reviewer gave.
    pub percent: Percent,
    /// Four times the panel's median.
    pub median_quarters: u16,
}

impl Warning {
    /// The name in files.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::SamePercent { .. } => "same_percent",
            Self::FarTotal { .. } => "far_total",
            Self::FarPercents { .. } => "far_percents",
        }
    }

    /// Who was scored, and who scored.
    pub const fn place(&self) -> (usize, usize) {
        match self {
            Self::SamePercent { entrant, reviewer, .. }
            | Self::FarTotal { entrant, reviewer, .. }
            | Self::FarPercents { entrant, reviewer, .. } => (*entrant, *reviewer),
        }
    }

    /// The warning in words; `table` names people and items.
    pub fn explain(&self, table: &StageTable) -> Bilingual {
        let (entrant, reviewer) = self.place();
        let (entrant, reviewer) = (&table.entrants()[entrant], &table.reviewers()[reviewer]);
        let (zh, en) = match self {
            Self::SamePercent { percent, items, .. } => {
                let all = table.item_count();
                (
                    format!("{all} 个条款中有 {items} 个同为 {percent}%"),
                    format!("{items} of {all} items have the same {percent} %"),
                )
            }
            Self::FarTotal { total, median_quarters, .. } => {
                let median = *median_quarters as f64 / 400.0;
                (
                    format!("总分 {total} 远离评审组中位数 {median:.2}"),
                    format!("the total {total} is far from the panel's median {median:.2}"),
                )
            }
            Self::FarPercents { items, .. } => {
                let place = |far: &FarItem| {
                    let median = f64::from(far.median_quarters) / 4.0;
                    format!("{} {}% / {median}%", table.edition().items()[far.item].code, far.percent)
                };
                let list: Vec<String> = items.iter().map(place).collect();
                (
                    format!("远离评审组中位数的条款（评分 / 中位数）：{}", list.join("；")),
                    format!("far from the panel's median (percent / median): {}", list.join("; ")),
                )
            }
        };
        Bilingual::new(format!("{reviewer} 评 {entrant}：{zh}"), format!("{reviewer} on {entrant}: {en}"))
    }
}

/// One sheet and what the panel made of the same entrant.
pub(crate) struct Seen<'a> {
    pub(crate) entrant: usize,
    pub(crate) reviewer: usize,
    pub(crate) sheet: CompleteSheet<'a>,
    /// The panel's totals of the entrant, in hundredths.
    pub(crate) totals: &'a Summary,
    /// Four times the panel's median of each item.
    pub(crate) medians: &'a [u16],
    /// The edition's points.
    pub(crate) points: u32,
}

impl Seen<'_> {
    /// Every warning about the sheet, in the order of [`Warning`].
    pub(crate) fn warnings(&self, limits: &Limits) -> impl Iterator<Item = Warning> {
        [self.same(limits), self.far_total(limits), self.far_percents(limits)].into_iter().flatten()
    }

    fn same(&self, limits: &Limits) -> Option<Warning> {
        let percents = self.sheet.percents();
        let mut times = [0_usize; 101];
        let (mut items, mut percent) = (0, 0);
        for p in percents {
            let count = &mut times[usize::from(*p)];
            *count += 1;
            // Every percent comes by here when it reaches its last count, so the most frequent one stays.
            if *count > items || (*count == items && *p < percent) {
                (items, percent) = (*count, *p);
            }
        }
        (percents.len() > 1 && items >= limits.same_items).then(|| Warning::SamePercent {
            entrant: self.entrant,
            reviewer: self.reviewer,
            percent: Percent::new(percent).expect("0 to 100"),
            items,
        })
    }

    fn far_total(&self, limits: &Limits) -> Option<Warning> {
        let total = self.sheet.total();
        let median_quarters = self.totals.quarters[1];
        // A percent point of the edition is as many hundredths as the edition has points.
        let far = (4 * total.get() - median_quarters).abs() >= limits.far_quarters * i64::from(self.points);
        (far && self.has_middle()).then_some(Warning::FarTotal {
            entrant: self.entrant,
            reviewer: self.reviewer,
            total,
            median_quarters,
        })
    }

    fn far_percents(&self, limits: &Limits) -> Option<Warning> {
        if !self.has_middle() {
            return None;
        }
        let cells = self.sheet.percents().iter().zip(self.medians).enumerate();
        let items: Vec<FarItem> = cells
            .filter(|(_, (percent, median))| limits.is_far(**percent, **median))
            .map(|(item, (percent, median))| FarItem {
                item,
                percent: Percent::new(*percent).expect("a table holds percents"),
                median_quarters: *median,
            })
            .collect();
        let (entrant, reviewer) = (self.entrant, self.reviewer);
        (!items.is_empty()).then_some(Warning::FarPercents { entrant, reviewer, items })
    }

    fn has_middle(&self) -> bool {
        self.totals.count as usize >= SHEETS_FOR_MEDIAN
    }
}
