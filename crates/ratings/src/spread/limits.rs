//! The rule file's limits, turned into whole numbers once.
//!
//! The limits are exact fractions and cells are many: for each number of sheets the least sum of squares that reaches
//! the limit is worked out beforehand, and a cell is compared with it.

use crate::rules::Dispersion;
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::ToPrimitive;

/// Fewer sheets than this have no middle that one of them could be far from.
pub(crate) const SHEETS_FOR_MEDIAN: usize = 3;

pub(crate) struct Limits {
    pub(crate) range: i64,
    pub(crate) bands: u8,
    /// In quarters of a percent point, as medians are held.
    pub(crate) far_quarters: i64,
    /// How many items of a sheet must have the same percent.
    pub(crate) same_items: usize,
    /// For each number of sheets, the least `n (n - 1)` times variance that reaches the limit; `None` beyond an `i128`.
    scaled_variances: Vec<Option<i128>>,
}

impl Limits {
    /// `sheets` is the most that any entrant has, `items` how many a sheet has.
    pub(crate) fn new(dispersion: &Dispersion, sheets: usize, items: usize) -> Self {
        let sd = dispersion.sd_percent.to_ratio();
        let square = &sd * &sd;
        let least = |n: usize| {
            let pairs = BigInt::from(n) * BigInt::from(n.saturating_sub(1));
            (square.numer() * pairs).div_ceil(square.denom()).to_i128()
        };
        let share = dispersion.same_percent_share.to_ratio();
        let same = (share.numer() * BigInt::from(items)).div_ceil(share.denom());
        Self {
            range: dispersion.range_percent.into(),
            bands: dispersion.bands_apart,
            far_quarters: 4 * i64::from(dispersion.far_from_median),
            same_items: same.to_usize().unwrap_or(usize::MAX),
            scaled_variances: (0..=sheets).map(least).collect(),
        }
    }

    /// Whether a standard deviation of `sheets` percents reaches the limit.
    pub(crate) fn sd_reached(&self, sheets: usize, scaled_variance: i128) -> bool {
        sheets > 1 && self.scaled_variances[sheets].is_some_and(|least| scaled_variance >= least)
    }

    /// Whether a percent is far from the median, of which `median_quarters` is four times.
    pub(crate) fn is_far(&self, percent: u8, median_quarters: u16) -> bool {
        (4 * i64::from(percent) - i64::from(median_quarters)).abs() >= self.far_quarters
    }
}
