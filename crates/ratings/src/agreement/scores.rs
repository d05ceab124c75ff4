//! Tables of ratings out of a score table.
//!
//! Only complete sheets count, here as in every aggregate: a half-filled sheet is not yet what its reviewer thinks.

use super::matrix::Matrix;
use crate::table::StageTable;

/// Entrants x reviewers: each reviewer's total, in points. This is what decides, so it is the table to show first.
pub fn totals(table: &StageTable) -> Matrix {
    let mut cells = vec![f64::NAN; table.entrants().len() * table.reviewers().len()];
    for (entrant, row) in cells.chunks_exact_mut(table.reviewers().len().max(1)).enumerate() {
        for (reviewer, sheet) in table.complete_sheets(entrant) {
            row[reviewer] = sheet.total().get() as f64 / 100.0;
        }
    }
    Matrix::of_cells(table.reviewers().len(), table.entrants().len(), cells)
}

/// Entrants x reviewers: the percents of one item.
///
/// # Panics
/// When the edition has no such item.
pub fn item(table: &StageTable, item: usize) -> Matrix {
    assert!(item < table.item_count(), "item {item} of {}", table.item_count());
    percents(table, &[item])
}

/// One row for each entrant and item, x reviewers: the percents. Rows of one entrant are not independent, so its
/// intervals are too narrow; its values tell how alike single judgments are.
pub fn cells(table: &StageTable) -> Matrix {
    percents(table, &(0..table.item_count()).collect::<Vec<_>>())
}

fn percents(table: &StageTable, items: &[usize]) -> Matrix {
    let raters = table.reviewers().len();
    let mut cells = vec![f64::NAN; table.entrants().len() * items.len() * raters];
    for (entrant, rows) in cells.chunks_exact_mut((items.len() * raters).max(1)).enumerate() {
        for (reviewer, sheet) in table.complete_sheets(entrant) {
            for (row, item) in rows.chunks_exact_mut(raters).zip(items) {
                row[reviewer] = f64::from(sheet.percents()[*item]);
            }
        }
    }
    Matrix::of_cells(raters, table.entrants().len() * items.len(), cells)
}
