//! How a reviewer's percents are spread, beside the panel's on the same entrants.
//!
//! A reviewer `r` is compared with each other `s` who shares enough entrants, on the cells they both filled, each around
//! means of its own, so that severity is no difference. Over the `n` shared entrants and `I` items, for `r` and for `s`:
//!
//! * *spread*: the squared deviations of the percents from their mean, with `n I - 1` degrees of freedom. They hold how
//!   entrants differ, how items differ, and the rest;
//! * *means*: the squared deviations of the sheets' means from their mean, with `n - 1`: how entrants differ;
//! * *within sheets*: the squared deviations `x_ei - x_e - x_i + x` from the sheet's mean and from the reviewer's own
//!   mean of the item, with `(n - 1)(I - 1)`. It is what a sheet says beyond "this entrant is good" and "this item is
//!   hard". Removing the item's difficulty as the reviewer sees it, and not as the panel does, matters: one who knows
//!   no hard items would seem to make differences by not making them;
//! * *steps* and *range*: how many distinct percents occur, and the highest less the lowest.
//!
//! Squares and degrees of freedom are added up over all others, steps and range averaged. All sums are exact integers.

use super::{NotExamined, SignLimits};
use crate::table::CompleteSheet;

/// What a reviewer shows and what the others show on the same cells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beside {
    /// The reviewer's figure.
    pub own: f64,
    /// The others' figure.
    pub panel: f64,
}

impl Beside {
    /// The reviewer's figure as a share of the panel's; `None` where the panel's is 0.
    pub fn ratio(self) -> Option<f64> {
        (self.panel > 0.0).then(|| self.own / self.panel)
    }

    /// Whether the reviewer's figure is at most `share` of the panel's. A panel that shows nothing either is no measure.
    pub(super) fn at_most(self, share: f64) -> bool {
        self.ratio().is_some_and(|ratio| ratio <= share)
    }
}

/// How a reviewer's percents are spread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figures {
    /// Reviewers compared with.
    pub others: usize,
    /// The reviewer's mean percent over all complete sheets.
    pub mean: f64,
    /// Standard deviation of the percents.
    pub spread: Beside,
    /// Standard deviation of the sheets' mean percents.
    pub means: Beside,
    /// Standard deviation within sheets, beyond the differences between items.
    pub within: Beside,
    /// Distinct percents.
    pub steps: Beside,
    /// The highest percent less the lowest.
    pub range: Beside,
}

/// A reviewer's complete sheets: entrant and sheet, the entrants rising.
pub(super) type Sheets<'a> = [(usize, CompleteSheet<'a>)];

/// One side of a pair.
struct Side {
    sum: u64,
    squares: u64,
    /// Of the sheets' sums, squared.
    sheets: u64,
    columns: Vec<u64>,
    /// A bit for each percent that occurs.
    percents: u128,
}

/// Two reviewers on the entrants they share.
struct Pair {
    entrants: usize,
    own: Side,
    other: Side,
}

/// Sums over the others.
#[derive(Default)]
struct Pooled {
    spread: f64,
    means: f64,
    within: f64,
    steps: f64,
    range: f64,
}

impl Figures {
    /// The figures of the reviewer whose sheets are `own`, beside `others`.
    pub(super) fn of(own: &Sheets<'_>, others: &[&Sheets<'_>], limits: &SignLimits) -> Result<Self, NotExamined> {
        if own.len() < limits.sheets {
            return Err(NotExamined::TooFewSheets { found: own.len(), needed: limits.sheets });
        }
        let items = own[0].1.percents().len();
        let pairs = others.iter().map(|other| Pair::of(own, other, items));
        let enough = |pair: &Pair| pair.entrants >= limits.sheets.max(2) && pair.entrants * items >= limits.cells;
        let pairs: Vec<Pair> = pairs.filter(enough).collect();
        if pairs.len() < limits.others.max(1) {
            return Err(NotExamined::TooFewOthers { found: pairs.len(), needed: limits.others.max(1) });
        }
        let (mut mine, mut theirs) = (Pooled::default(), Pooled::default());
        let (mut cells, mut sheets, mut inner) = (0.0, 0.0, 0.0);
        for pair in &pairs {
            mine.add(&pair.own, pair.entrants);
            theirs.add(&pair.other, pair.entrants);
            cells += (pair.entrants * items - 1) as f64;
            sheets += (pair.entrants - 1) as f64;
            inner += ((pair.entrants - 1) * (items - 1)) as f64;
        }
        let count = pairs.len() as f64;
        let beside =
            |figure: fn(&Pooled) -> f64, of: f64| Beside { own: figure(&mine) / of, panel: figure(&theirs) / of };
        // An edition of one item has nothing within a sheet.
        let deviation = |figure: fn(&Pooled) -> f64, freedom: f64| {
            let squares = beside(figure, freedom.max(1.0));
            Beside { own: squares.own.sqrt(), panel: squares.panel.sqrt() }
        };
        let sum: u64 = own.iter().flat_map(|(_, sheet)| sheet.percents()).map(|percent| u64::from(*percent)).sum();
        Ok(Self {
            others: pairs.len(),
            mean: sum as f64 / (own.len() * items) as f64,
            spread: deviation(|pooled| pooled.spread, cells),
            means: deviation(|pooled| pooled.means, sheets),
            within: deviation(|pooled| pooled.within, inner),
            steps: beside(|pooled| pooled.steps, count),
            range: beside(|pooled| pooled.range, count),
        })
    }
}

impl Pooled {
    fn add(&mut self, side: &Side, entrants: usize) {
        self.spread += side.spread(entrants);
        self.means += side.means(entrants);
        self.within += side.within(entrants);
        self.steps += f64::from(side.percents.count_ones());
        self.range += f64::from(127 - side.percents.leading_zeros()) - f64::from(side.percents.trailing_zeros());
    }
}

impl Pair {
    /// Both go through their entrants, which rise.
    fn of(own: &Sheets<'_>, other: &Sheets<'_>, items: usize) -> Self {
        let mut pair = Self { entrants: 0, own: Side::new(items), other: Side::new(items) };
        let mut others = other.iter().peekable();
        for (entrant, sheet) in own {
            while others.next_if(|(other, _)| other < entrant).is_some() {}
            if let Some((_, theirs)) = others.next_if(|(other, _)| other == entrant) {
                pair.entrants += 1;
                pair.own.add(*sheet);
                pair.other.add(*theirs);
            }
        }
        pair
    }
}

impl Side {
    fn new(items: usize) -> Self {
        Self { sum: 0, squares: 0, sheets: 0, columns: vec![0; items], percents: 0 }
    }

    fn add(&mut self, sheet: CompleteSheet<'_>) {
        let mut sum = 0;
        for (column, percent) in self.columns.iter_mut().zip(sheet.percents()) {
            let value = u64::from(*percent);
            sum += value;
            self.squares += value * value;
            *column += value;
            self.percents |= 1 << percent;
        }
        self.sum += sum;
        self.sheets += sum * sum;
    }

    /// Squared deviations from the mean.
    fn spread(&self, entrants: usize) -> f64 {
        let cells = (entrants * self.columns.len()) as i128;
        (cells * i128::from(self.squares) - square(self.sum)) as f64 / cells as f64
    }

    /// Squared deviations of the sheets' means from their mean.
    fn means(&self, entrants: usize) -> f64 {
        let (n, items) = (entrants as i128, self.columns.len() as i128);
        (n * i128::from(self.sheets) - square(self.sum)) as f64 / (n * items * items) as f64
    }

    /// Squared deviations from the sheet's mean and the item's.
    fn within(&self, entrants: usize) -> f64 {
        let (n, items) = (entrants as i128, self.columns.len() as i128);
        let columns: i128 = self.columns.iter().map(|column| square(*column)).sum();
        let (squares, sheets) = (i128::from(self.squares), i128::from(self.sheets));
        let scaled = n * items * squares - n * sheets - items * columns + square(self.sum);
        scaled as f64 / (n * items) as f64
    }
}

fn square(number: u64) -> i128 {
    i128::from(number) * i128::from(number)
}
