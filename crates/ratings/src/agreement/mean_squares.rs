//! Mean squares of a two-way table without missing cells: what intraclass correlations are made of.

use super::integers::{Integers, MISSING};
use super::matrix::Matrix;
use super::undefined::Undefined;

/// The analysis of variance of complete rows: subjects x raters, one value a cell.
///
/// Mean squares are in the square of the ratings' unit. They come from exact sums of integers (see the notes of this
/// module's source), so a mean square that is 0 is 0.
#[derive(Clone, Debug, PartialEq)]
pub struct MeanSquares {
    /// `n`: rows without a missing cell.
    pub subjects: usize,
    /// `k`: raters with any value.
    pub raters: usize,
    /// Rows with a missing cell, left out.
    pub rows_omitted: usize,
    /// MSR: between subjects, `n - 1` degrees of freedom.
    pub rows: f64,
    /// MSC: between raters, `k - 1` degrees of freedom.
    pub columns: f64,
    /// MSE: what is left, `(n - 1)(k - 1)` degrees of freedom.
    pub residual: f64,
    /// `n k` times the sums of squares of rows, columns and residual, in steps of the integers behind the cells.
    pub(crate) exact: [i128; 3],
}

impl MeanSquares {
    /// Adds up the complete rows of `matrix`.
    ///
    /// Raters without any value are not counted. A row with a missing cell among the others is left out: two-way mean
    /// squares of a table with holes are not defined by these formulas.
    ///
    /// # Errors
    /// [`Undefined::TooFewRaters`] with fewer than 2 raters, [`Undefined::TooFewSubjects`] with fewer than 2 complete
    /// rows, [`Undefined::NoVariation`] when all values of the complete rows are equal.
    pub fn of(matrix: &Matrix) -> Result<Self, Undefined> {
        let active = matrix.active();
        if active.len() < 2 {
            return Err(Undefined::TooFewRaters { found: active.len(), needed: 2 });
        }
        let integers = Integers::of(matrix);
        let (sums, omitted) = Sums::of(&integers.cells, matrix.raters(), &active);
        if sums.subjects < 2 {
            return Err(Undefined::TooFewSubjects { found: sums.subjects, needed: 2, omitted });
        }
        let exact = sums.of_squares();
        if exact == [0; 3] {
            return Err(Undefined::NoVariation);
        }
        Ok(Self::new(sums.subjects, active.len(), omitted, exact, integers.unit))
    }

    /// MSW, within subjects: what raters and residual leave together, `n (k - 1)` degrees of freedom.
    pub fn within(&self) -> f64 {
        self.squares().within()
    }

    pub(crate) fn squares(&self) -> Squares {
        let Self { rows, columns, residual, .. } = *self;
        Squares { n: self.subjects as f64, k: self.raters as f64, rows, columns, residual }
    }

    fn new(subjects: usize, raters: usize, rows_omitted: usize, exact: [i128; 3], unit: f64) -> Self {
        let (n, k) = (subjects as f64, raters as f64);
        let mean = |sum: i128, freedom: f64| sum as f64 / (n * k * freedom) * unit * unit;
        let [rows, columns, residual] = exact;
        Self {
            subjects,
            raters,
            rows_omitted,
            rows: mean(rows, n - 1.0),
            columns: mean(columns, k - 1.0),
            residual: mean(residual, (n - 1.0) * (k - 1.0)),
            exact,
        }
    }
}

/// Mean squares as numbers, of a table or of a table drawn again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Squares {
    pub(crate) n: f64,
    pub(crate) k: f64,
    pub(crate) rows: f64,
    pub(crate) columns: f64,
    pub(crate) residual: f64,
}

impl Squares {
    /// The mean square within subjects.
    pub(crate) fn within(self) -> f64 {
        (self.columns + (self.n - 1.0) * self.residual) / self.n
    }
}

struct Sums {
    subjects: usize,
    /// Of fewer than 2^63, as every sum of the integers behind a table.
    columns: Vec<i64>,
    squares: i128,
    squared_rows: i128,
}

impl Sums {
    fn of(cells: &[i64], width: usize, active: &[usize]) -> (Self, usize) {
        let mut sums = Self { subjects: 0, columns: vec![0; active.len()], squares: 0, squared_rows: 0 };
        let mut omitted = 0;
        for row in cells.chunks_exact(width) {
            if active.iter().any(|rater| row[*rater] == MISSING) {
                omitted += 1;
            } else {
                sums.add(active.iter().map(|rater| row[*rater]));
            }
        }
        (sums, omitted)
    }

    fn add(&mut self, row: impl Iterator<Item = i64>) {
        let mut total = 0;
        for (column, x) in self.columns.iter_mut().zip(row) {
            *column += x;
            self.squares += square(x);
            total += x;
        }
        self.squared_rows += square(total);
        self.subjects += 1;
    }

    /// `n k` times the sums of squares of rows, columns and residual.
    fn of_squares(&self) -> [i128; 3] {
        let (n, k) = (self.subjects as i128, self.columns.len() as i128);
        let total: i128 = self.columns.iter().copied().map(i128::from).sum();
        let squared_columns: i128 = self.columns.iter().copied().map(square).sum();
        let rows = n * self.squared_rows - total * total;
        let columns = k * squared_columns - total * total;
        let all = n * k * self.squares - total * total;
        [rows, columns, all - rows - columns]
    }
}

fn square(x: i64) -> i128 {
    i128::from(x) * i128::from(x)
}
