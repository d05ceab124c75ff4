//! The limits at which signs are raised.
//!
//! The literature names what to look at (Saal, Downey & Lahey 1980, Psychological Bulletin 88:413, table 1; Myford &
//! Wolfe 2003, J. Applied Measurement 4:386, and 2004, 5:189) and, but for mean squares, no limits: those depend on the
//! number of items and on the scale. The ratios here are this program's choice. They were taken so that in simulated
//! panels of 5 to 9 reviewers without such habits fewer than 1 reviewer of 100 shows a sign, and a reviewer with a
//! marked habit shows it 9 times of 10 (`tests/signs.rs`). The rule file can set others.

/// The limits at which signs are raised. A limit is reached at equality.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SignLimits {
    /// Sheets that a reviewer needs, and that another must share with the reviewer to be compared with. Default 3.
    pub sheets: usize,
    /// Cells that must be shared with another. Default 30: with fewer, a ratio of deviations wanders by a fifth.
    pub cells: usize,
    /// Others that a reviewer must be compared with. Default 2: of two reviewers, neither is the odd one.
    pub others: usize,
    /// Halo: the reviewer's deviation within sheets is at most this share of the panel's. Default 0.5.
    pub halo: f64,
    /// Central tendency and restricted range: the reviewer's standard deviations of percents and of sheets' means are at
    /// most this share of the panel's. Default 0.6.
    pub spread: f64,
    /// What counts as the middle of the scale, in percent: a reviewer whose mean lies there and whose percents do not
    /// spread tends to the centre; elsewhere, the range is restricted (Saal et al. 1980). Default the middle third.
    pub middle: [f64; 2],
    /// Restricted range: the reviewer uses at most this share of the distinct percents the panel uses. Default 0.5.
    pub steps: f64,
    /// Restricted range: highest less lowest percent are at most this share of the panel's. Default 0.5.
    pub range: f64,
    /// Same percent: a sheet counts when this share of its items has one percent. Default 1.
    pub same_items: f64,
    /// Same percent: raised when this share of the reviewer's sheets counts. Default 0.2.
    pub same_sheets: f64,
    /// Mean squares of the Rasch model below the first are muted, above the second noisy. Default 0.5 and 1.5, the
    /// range "productive for measurement" of Linacre (2002, Rasch Measurement Transactions 16:878).
    pub mean_square: [f64; 2],
    /// A mean square counts only when its standardized form is this far from 0. Default 2 (Linacre, same place: first
    /// the size, then whether it is surprising).
    pub standardized: f64,
}

impl Default for SignLimits {
    fn default() -> Self {
        Self {
            sheets: 3,
            cells: 30,
            others: 2,
            halo: 0.5,
            spread: 0.6,
            middle: [100.0 / 3.0, 200.0 / 3.0],
            steps: 0.5,
            range: 0.5,
            same_items: 1.0,
            same_sheets: 0.2,
            mean_square: [0.5, 1.5],
            standardized: 2.0,
        }
    }
}
