//! How the reviewers of one entrant differ on one item.

use super::limits::{Limits, SHEETS_FOR_MEDIAN};
use super::summary::{Summary, quarters};
use crate::table::{CompleteSheet, StageTable};
use zhuoping_criteria::{Bilingual, Percent};

/// The percents of one entrant on one item, over its complete sheets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemSpread {
    count: u32,
    sum: u32,
    squares: u64,
    low: u8,
    high: u8,
    quarters: [u16; 3],
    /// Why the panel should talk about it, in the order of [`Reason`]; empty when it need not.
    pub discuss: Box<[Reason]>,
}

/// Why an item needs discussion. The limits are those of the rule file; each is reached at equality.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The highest percent is this far from the lowest.
    Range {
        /// The distance in percent points.
        range: u8,
    },
    /// The standard deviation ([`ItemSpread::summary`] has it) reaches the limit.
    StandardDeviation,
    /// The highest percent lies this many bands above the lowest.
    BandsApart {
        /// The distance in bands.
        apart: u8,
    },
    /// One reviewer is far from the panel's median. Needs three sheets: of two, neither is the odd one.
    FarFromMedian {
        /// The reviewer's position in the table.
        reviewer: usize,
        /// The reviewer's percent.
        percent: Percent,
        /// Four times the median.
        median_quarters: u16,
    },
}

impl ItemSpread {
    /// The figures, in percent points.
    pub fn summary(&self) -> Summary {
        Summary {
            count: self.count,
            sum: self.sum.into(),
            squares: self.squares.into(),
            low: self.low.into(),
            high: self.high.into(),
            quarters: self.quarters.map(i64::from),
        }
    }

    /// Four times the median.
    pub(crate) fn median_quarters(&self) -> u16 {
        self.quarters[1]
    }
}

impl Reason {
    /// The name in files.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Range { .. } => "range",
            Self::StandardDeviation => "sd",
            Self::BandsApart { .. } => "bands_apart",
            Self::FarFromMedian { .. } => "far_from_median",
        }
    }

    /// The reason in words; `table` names the reviewer.
    pub fn explain(&self, table: &StageTable) -> Bilingual {
        match self {
            Self::Range { range } => Bilingual::new(
                format!("最高与最低相差 {range} 个百分点"),
                format!("highest and lowest are {range} percent points apart"),
            ),
            Self::StandardDeviation => Bilingual::new("标准差达到限值", "the standard deviation reaches the limit"),
            Self::BandsApart { apart } => Bilingual::new(
                format!("最高与最低相隔 {apart} 个分档"),
                format!("highest and lowest are {apart} bands apart"),
            ),
            Self::FarFromMedian { reviewer, percent, median_quarters } => {
                let (id, median) = (&table.reviewers()[*reviewer], f64::from(*median_quarters) / 4.0);
                Bilingual::new(
                    format!("{id} 给出 {percent}%，中位数为 {median}%"),
                    format!("{id} gave {percent} %, the median is {median} %"),
                )
            }
        }
    }
}

/// The work on one entrant's items, with room that is used again from item to item.
pub(crate) struct Items<'a> {
    /// The complete sheets, with the positions of their reviewers rising.
    sheets: &'a [(usize, CompleteSheet<'a>)],
    limits: &'a Limits,
    rising: Vec<u8>,
    reasons: Vec<Reason>,
}

impl<'a> Items<'a> {
    pub(crate) fn new(sheets: &'a [(usize, CompleteSheet<'a>)], limits: &'a Limits) -> Self {
        Self { sheets, limits, rising: Vec::with_capacity(sheets.len()), reasons: Vec::new() }
    }

    /// Summarises one item. `bands` has the position of each percent's band.
    pub(crate) fn spread(&mut self, item: usize, bands: &[u8; 101]) -> ItemSpread {
        self.rising.clear();
        self.rising.extend(self.sheets.iter().map(|(_, sheet)| sheet.percents()[item]));
        self.rising.sort_unstable();
        let (Some(low), Some(high)) = (self.rising.first().copied(), self.rising.last().copied()) else {
            return ItemSpread::default();
        };
        let mut spread = ItemSpread {
            count: u32::try_from(self.rising.len()).expect("reviewers are counted in 32 bits"),
            sum: self.rising.iter().map(|x| u32::from(*x)).sum(),
            squares: self.rising.iter().map(|x| u64::from(*x) * u64::from(*x)).sum(),
            low,
            high,
            quarters: quarters(&self.rising).map(|quarter| u16::try_from(quarter).expect("0 to 400")),
            discuss: Box::default(),
        };
        self.collect_reasons(&spread, item, bands);
        spread.discuss = self.reasons.as_slice().into();
        spread
    }

    fn collect_reasons(&mut self, spread: &ItemSpread, item: usize, bands: &[u8; 101]) {
        let limits = self.limits;
        self.reasons.clear();
        let range = spread.high - spread.low;
        if i64::from(range) >= limits.range {
            self.reasons.push(Reason::Range { range });
        }
        if limits.sd_reached(self.sheets.len(), spread.summary().scaled_variance()) {
            self.reasons.push(Reason::StandardDeviation);
        }
        let apart = bands[usize::from(spread.high)] - bands[usize::from(spread.low)];
        if apart >= limits.bands {
            self.reasons.push(Reason::BandsApart { apart });
        }
        // Nobody is farther from the median than the range.
        if self.sheets.len() >= SHEETS_FOR_MEDIAN && 4 * i64::from(range) >= limits.far_quarters {
            let far = self.sheets.iter().map(|(reviewer, sheet)| (*reviewer, sheet.percents()[item]));
            let far = far.filter(|(_, percent)| limits.is_far(*percent, spread.median_quarters()));
            self.reasons.extend(far.map(|(reviewer, percent)| Reason::FarFromMedian {
                reviewer,
                percent: Percent::new(percent).expect("a table holds percents"),
                median_quarters: spread.median_quarters(),
            }));
        }
    }
}
