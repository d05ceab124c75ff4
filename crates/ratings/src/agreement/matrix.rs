//! A table of ratings: one row a subject, one column a rater, any cell may be missing.
//!
//! Coefficients know nothing of awards: they take a [`Matrix`], which comes from a wide table, from long rows, or from
//! a score table (see [`super::scores`]). A missing cell is no rating, never a zero. Checked here, once: a value is a
//! finite number whose square and whose differences survive in an `f64`.

use std::collections::BTreeMap;

/// The largest size a value may have, and the inverse of the smallest a value other than 0 may have.
pub const SIZE_MAX: f64 = 1e100;

/// Why numbers are not a table of ratings. Rows and columns count from 0.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MatrixError {
    /// A row with more or fewer cells than the first.
    #[error("row {row} has {found} cells; the first row has {expected}, and so must every row")]
    Ragged {
        /// The row.
        row: usize,
        /// Its cells.
        found: usize,
        /// The cells of the first row.
        expected: usize,
    },
    /// Not a number, infinite, or beyond the sizes that can be computed with.
    #[error("row {row}, column {column}: {value} is not a rating; accepted are 0 and sizes from 1e-100 to 1e100")]
    Value {
        /// The subject's row.
        row: usize,
        /// The rater's column.
        column: usize,
        /// What was there.
        value: f64,
    },
    /// Two values of one rater on one subject.
    #[error("the rater of column {column} rated the subject of row {row} more than once; one value is accepted")]
    Duplicate {
        /// The subject's row, in the order of the labels.
        row: usize,
        /// The rater's column, in the order of the labels.
        column: usize,
    },
}

/// Ratings of subjects (rows) by raters (columns).
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    raters: usize,
    subjects: usize,
    /// Row after row; NaN, which no value is, marks a missing cell.
    cells: Vec<f64>,
}

impl Matrix {
    /// Takes a wide table: one row a subject, each with one cell a rater.
    ///
    /// # Errors
    /// [`MatrixError::Ragged`] and [`MatrixError::Value`]. A table without rows or without columns is a table: each
    /// coefficient says what it lacks.
    pub fn from_rows<R: AsRef<[Option<f64>]>>(rows: &[R]) -> Result<Self, MatrixError> {
        let raters = rows.first().map_or(0, |row| row.as_ref().len());
        let mut cells = Vec::with_capacity(raters * rows.len());
        for (row, values) in rows.iter().enumerate() {
            let values = values.as_ref();
            if values.len() != raters {
                return Err(MatrixError::Ragged { row, found: values.len(), expected: raters });
            }
            for (column, value) in values.iter().enumerate() {
                cells.push(value.map_or(Ok(f64::NAN), |value| rating(row, column, value))?);
            }
        }
        Ok(Self { raters, subjects: rows.len(), cells })
    }

    /// Takes a table without missing cells.
    ///
    /// # Errors
    /// As [`Matrix::from_rows`].
    pub fn complete<R: AsRef<[f64]>>(rows: &[R]) -> Result<Self, MatrixError> {
        let rows: Vec<Vec<_>> = rows.iter().map(|row| row.as_ref().iter().copied().map(Some).collect()).collect();
        Self::from_rows(&rows)
    }

    /// Takes long rows of subject, rater and value. Subjects and raters stand in the order of their labels, so the
    /// order of the rows is nothing; pairs that do not occur are missing.
    ///
    /// # Errors
    /// [`MatrixError::Value`] and [`MatrixError::Duplicate`].
    pub fn from_long<S: Ord, R: Ord>(ratings: impl IntoIterator<Item = (S, R, f64)>) -> Result<Self, MatrixError> {
        let ratings: Vec<(S, R, f64)> = ratings.into_iter().collect();
        let rows = positions(ratings.iter().map(|(subject, _, _)| subject));
        let columns = positions(ratings.iter().map(|(_, rater, _)| rater));
        let (subjects, raters) = (rows.len(), columns.len());
        let mut cells = vec![f64::NAN; subjects * raters];
        for (subject, rater, value) in &ratings {
            let (row, column) = (rows[subject], columns[rater]);
            let cell = &mut cells[row * raters + column];
            if !cell.is_nan() {
                return Err(MatrixError::Duplicate { row, column });
            }
            *cell = rating(row, column, *value)?;
        }
        Ok(Self { raters, subjects, cells })
    }

    /// Takes cells known to be sound: percents and points, NaN where there is none.
    pub(crate) fn of_cells(raters: usize, subjects: usize, cells: Vec<f64>) -> Self {
        assert_eq!(cells.len(), raters * subjects, "one cell for each subject and rater");
        Self { raters, subjects, cells }
    }

    /// How many rows, whether they hold a value or not.
    pub fn subjects(&self) -> usize {
        self.subjects
    }

    /// How many columns, whether they hold a value or not.
    pub fn raters(&self) -> usize {
        self.raters
    }

    /// How many cells are missing.
    pub fn missing(&self) -> usize {
        self.cells.iter().filter(|cell| cell.is_nan()).count()
    }

    /// The value of one cell.
    ///
    /// # Panics
    /// When there is no such row or column.
    pub fn get(&self, subject: usize, rater: usize) -> Option<f64> {
        assert!(rater < self.raters, "column {rater} of {}", self.raters);
        Some(self.cells[subject * self.raters + rater]).filter(|cell| !cell.is_nan())
    }

    /// The columns that hold any value: somebody who rated nothing is no rater.
    pub(crate) fn active(&self) -> Vec<usize> {
        let mut rated = vec![false; self.raters];
        for row in self.rows() {
            for (rated, cell) in rated.iter_mut().zip(row) {
                *rated |= !cell.is_nan();
            }
        }
        (0..self.raters).filter(|rater| rated[*rater]).collect()
    }

    /// The rows, with NaN where a value is missing.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &[f64]> {
        // A table without columns has no cells, and chunks of length 0 do not exist.
        self.cells.chunks_exact(self.raters.max(1))
    }

    /// All cells, row after row, with NaN where a value is missing.
    pub(crate) fn cells(&self) -> &[f64] {
        &self.cells
    }
}

fn rating(row: usize, column: usize, value: f64) -> Result<f64, MatrixError> {
    let size = value.abs();
    let sound = size == 0.0 || (SIZE_MAX.recip()..=SIZE_MAX).contains(&size);
    // Minus zero and zero are one rating.
    if sound { Ok(value + 0.0) } else { Err(MatrixError::Value { row, column, value }) }
}

fn positions<'a, L: Ord>(labels: impl Iterator<Item = &'a L>) -> BTreeMap<&'a L, usize> {
    let mut all: BTreeMap<&L, usize> = labels.map(|label| (label, 0)).collect();
    for (at, position) in all.values_mut().enumerate() {
        *position = at;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_rows_in_any_order_make_the_wide_table() {
        let wide = Matrix::from_rows(&[[Some(1.0), None], [Some(2.5), Some(3.0)]]).unwrap();
        let rows = [("b", "y", 3.0), ("a", "x", 1.0), ("b", "x", 2.5)];
        let mut turned = rows;
        turned.reverse();
        for rows in [rows, turned] {
            let long = Matrix::from_long(rows).unwrap();
            assert_eq!((long.subjects(), long.raters(), long.missing()), (2, 2, 1));
            for (subject, rater) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                assert_eq!(long.get(subject, rater), wide.get(subject, rater));
            }
        }
    }

    #[test]
    fn what_is_no_table_of_ratings_is_refused_with_the_place() {
        let ragged = Matrix::from_rows(&[vec![None, None], vec![None]]);
        assert_eq!(ragged, Err(MatrixError::Ragged { row: 1, found: 1, expected: 2 }));
        for value in [f64::INFINITY, 1e101, -1e-101] {
            let found = Matrix::from_rows(&[[Some(0.0), Some(value)]]);
            assert_eq!(found, Err(MatrixError::Value { row: 0, column: 1, value }));
        }
        assert!(matches!(Matrix::complete(&[[f64::NAN]]), Err(MatrixError::Value { row: 0, column: 0, .. })));
        let twice = Matrix::from_long([("a", "x", 1.0), ("a", "x", 1.0)]);
        assert_eq!(twice, Err(MatrixError::Duplicate { row: 0, column: 0 }));
    }

    #[test]
    fn a_table_without_cells_is_a_table() {
        let none = Matrix::from_rows::<[Option<f64>; 0]>(&[[], []]).unwrap();
        assert_eq!((none.subjects(), none.raters(), none.missing()), (2, 0, 0));
        assert_eq!(none.active(), Vec::<usize>::new());
    }
}
