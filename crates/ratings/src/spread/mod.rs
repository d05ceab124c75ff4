//! How far the reviewers differ: per item, per entrant, per reviewer, and what is odd enough to want a reason.
//!
//! This stands beside every ranking and decides nothing. Only complete sheets count; reviewers who are recused or have
//! not finished are absent, not zero. Everything up to the limits of the rule file is integers; floats are made to be
//! shown, and in the reviewers' severity, which is estimated.
//!
//! Entrants are independent of each other, so they are worked on in parallel and put together in their order: the
//! result is the same on any number of threads.

mod item;
mod limits;
mod summary;
mod warning;

pub use crate::severity::{Fit, NoSeverity, REVIEWERS_MAX, SHEETS_MIN, Severities, Severity, SeverityValue, Tendency};
pub use item::{ItemSpread, Reason};
pub use summary::Summary;
pub use warning::{FarItem, Warning};

use crate::agreement::Confidence;
use crate::rules::Dispersion;
use crate::table::{CompleteSheet, StageTable};
use item::Items;
use limits::Limits;
use rayon::prelude::*;
use warning::Seen;
use zhuoping_criteria::{ItemKind, Percent};

/// The spread of one stage's scores of one kind of entrant. Positions are those of the table it was made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// Each entrant's totals, in hundredths of a point, over its complete sheets.
    pub totals: Vec<Summary>,
    /// Each reviewer's severity.
    pub severities: Severities,
    /// What wants a reason: by entrant, then by reviewer.
    pub warnings: Vec<Warning>,
    cells: Vec<ItemSpread>,
    item_count: usize,
}

impl Spread {
    /// Computes the spread of `table` with the limits of the rule file. Intervals of severity are at 95 %.
    pub fn of(table: &StageTable, dispersion: &Dispersion) -> Self {
        let most = (0..table.entrants().len()).map(|e| table.sheets(e).len()).max().unwrap_or(0);
        let context = Context {
            table,
            limits: Limits::new(dispersion, most, table.item_count()),
            bands: table.edition().items().iter().map(|item| band_positions(table, item.kind)).collect(),
        };
        let count = table.entrants().len();
        let (entrants, severities): (Vec<Entrant>, Severities) = rayon::join(
            || (0..count).into_par_iter().with_min_len(32).map(|e| context.entrant(e)).collect(),
            || Severities::of(table, Confidence::USUAL),
        );
        let mut spread = Self {
            totals: Vec::with_capacity(count),
            severities,
            warnings: Vec::new(),
            cells: Vec::with_capacity(count * table.item_count()),
            item_count: table.item_count(),
        };
        for entrant in entrants {
            spread.totals.push(entrant.totals);
            spread.cells.extend(entrant.cells);
            spread.warnings.extend(entrant.warnings);
        }
        spread
    }

    /// The spread of entrant `e` on item `i`.
    ///
    /// # Panics
    /// When there is no such entrant or item.
    pub fn cell(&self, e: usize, i: usize) -> &ItemSpread {
        &self.entrant(e)[i]
    }

    /// The spread of entrant `e` on each item, in the edition's order.
    ///
    /// # Panics
    /// When there is no such entrant.
    pub fn entrant(&self, e: usize) -> &[ItemSpread] {
        &self.cells[e * self.item_count..(e + 1) * self.item_count]
    }

    /// The items that need discussion, as positions of entrant and item, in their order.
    pub fn to_discuss(&self) -> impl Iterator<Item = (usize, usize, &ItemSpread)> {
        let place = |at: usize| (at / self.item_count, at % self.item_count);
        let contested = self.cells.iter().enumerate().filter(|(_, cell)| !cell.discuss.is_empty());
        contested.map(move |(at, cell)| (place(at).0, place(at).1, cell))
    }
}

/// For each percent, the position of its band.
fn band_positions(table: &StageTable, kind: ItemKind) -> [u8; 101] {
    let mut positions = [0_u8; 101];
    for (percent, position) in (0..).zip(&mut positions) {
        let index = table.edition().band_index(kind, Percent::new(percent).expect("0 to 100"));
        *position = u8::try_from(index).expect("no more bands than percents");
    }
    positions
}

struct Context<'a> {
    table: &'a StageTable,
    limits: Limits,
    /// For each item, the band of each percent.
    bands: Vec<[u8; 101]>,
}

struct Entrant {
    totals: Summary,
    cells: Vec<ItemSpread>,
    warnings: Vec<Warning>,
}

impl Context<'_> {
    fn entrant(&self, entrant: usize) -> Entrant {
        let sheets: Vec<(usize, CompleteSheet<'_>)> = self.table.complete_sheets(entrant).collect();
        let cells = self.cells(&sheets);
        let mut rising: Vec<i64> = sheets.iter().map(|(_, sheet)| sheet.total().get()).collect();
        rising.sort_unstable();
        let totals = Summary::of(&rising);
        let medians: Vec<u16> = cells.iter().map(ItemSpread::median_quarters).collect();
        let points = self.table.edition().total().get();
        let mut warnings = Vec::new();
        for (reviewer, sheet) in &sheets {
            let (reviewer, sheet) = (*reviewer, *sheet);
            let seen = Seen { entrant, reviewer, sheet, totals: &totals, medians: &medians, points };
            warnings.extend(seen.warnings(&self.limits));
        }
        Entrant { totals, cells, warnings }
    }

    fn cells(&self, sheets: &[(usize, CompleteSheet<'_>)]) -> Vec<ItemSpread> {
        let mut items = Items::new(sheets, &self.limits);
        self.bands.iter().enumerate().map(|(item, bands)| items.spread(item, bands)).collect()
    }
}
