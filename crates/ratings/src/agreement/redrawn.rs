//! Mean squares of a table drawn again from its own rows and columns.
//!
//! All three mean squares are means over pairs of different raters: with `V` a rater's variance, `C` the covariance and
//! `d` the difference of the means of a pair, `MSE = mean((V_r + V_s)/2 - C)`, `MSR = MSE + k mean(C)` and
//! `MSC = n mean(d^2)/2`. Said so, they have a meaning when a rater occurs twice: copies are not paired with each other.
//! Sums over all pairs less those of equal raters give the means in one pass over the cells.

use super::integers::{Integers, MISSING};
use super::matrix::Matrix;
use super::mean_squares::Squares;
use super::resample::Resample;
use super::undefined::Undefined;

/// Complete rows of a table, and the figure that is made of their mean squares.
pub(crate) struct RedrawnSquares<F> {
    width: usize,
    active: Vec<usize>,
    /// The row of the table behind each complete row.
    rows: Vec<usize>,
    /// Complete rows of active raters, in the unit of the ratings, from a middle value on.
    cells: Vec<f64>,
    figure: F,
}

impl<F: Fn(Squares) -> Option<f64> + Sync> RedrawnSquares<F> {
    /// Keeps what replicates need.
    ///
    /// # Errors
    /// [`Undefined::TooFewRaters`] when fewer than 2 raters rated anything.
    pub(crate) fn of(matrix: &Matrix, figure: F) -> Result<Self, Undefined> {
        let active = matrix.active();
        if active.len() < 2 {
            return Err(Undefined::TooFewRaters { found: active.len(), needed: 2 });
        }
        let Integers { cells: numbers, unit } = Integers::of(matrix);
        let middle = numbers.iter().copied().max().unwrap_or(0) / 2;
        let (mut rows, mut cells) = (Vec::new(), Vec::new());
        for (at, row) in numbers.chunks_exact(matrix.raters()).enumerate() {
            if active.iter().all(|rater| row[*rater] != MISSING) {
                rows.push(at);
                cells.extend(active.iter().map(|rater| (row[*rater] - middle) as f64 * unit));
            }
        }
        Ok(Self { width: matrix.raters(), active, rows, cells, figure })
    }

    fn squares(&self, subjects: &[u32], raters: &[u32]) -> Option<Squares> {
        let k = self.active.len();
        let weights: Vec<f64> = self.active.iter().map(|rater| f64::from(raters[*rater])).collect();
        let (mut sums, mut powers) = (vec![0.0; k], vec![0.0; k]);
        let (mut n, mut total, mut squared) = (0.0, 0.0, 0.0);
        for (subject, row) in self.rows.iter().zip(self.cells.chunks_exact(k)) {
            if subjects[*subject] == 0 {
                continue;
            }
            let times = f64::from(subjects[*subject]);
            let mut own = 0.0;
            for (((x, weight), sum), power) in row.iter().zip(&weights).zip(&mut sums).zip(&mut powers) {
                own += weight * x;
                *sum += times * x;
                *power += times * x * x;
            }
            n += times;
            total += times * own;
            squared += times * own * own;
        }
        Pairs { n, weights, sums, powers }.squares(squared - total * total / n)
    }
}

impl<F: Fn(Squares) -> Option<f64> + Sync> Resample for RedrawnSquares<F> {
    fn over_subjects(&self, subjects: &[u32]) -> Option<f64> {
        self.over_both(subjects, &vec![1; self.width])
    }

    fn over_both(&self, subjects: &[u32], raters: &[u32]) -> Option<f64> {
        let squares = self.squares(subjects, raters)?;
        (squares.rows + squares.columns + squares.residual > 0.0).then(|| (self.figure)(squares)).flatten()
    }
}

/// What each rater's column adds up to.
struct Pairs {
    n: f64,
    /// How often each rater occurs.
    weights: Vec<f64>,
    sums: Vec<f64>,
    /// Sums of squares.
    powers: Vec<f64>,
}

impl Pairs {
    /// `between` is the sum of squares of the subjects' totals around their mean.
    fn squares(self, between: f64) -> Option<Squares> {
        let Self { n, weights, sums, powers } = self;
        let k: f64 = weights.iter().sum();
        let pairs = k * k - weights.iter().map(|w| w * w).sum::<f64>();
        if n < 2.0 || pairs <= 0.0 {
            return None;
        }
        let (mut own, mut variance, mut mean, mut mean_square) = (0.0, 0.0, 0.0, 0.0);
        for ((w, sum), power) in weights.iter().zip(sums).zip(powers) {
            let spread = power - sum * sum / n;
            own += w * w * spread;
            variance += w * (k - w) * spread;
            mean += w * sum / n;
            mean_square += w * sum * sum / (n * n);
        }
        let freedom = pairs * (n - 1.0);
        let (variance, covariance) = (variance / freedom, (between - own) / freedom);
        let residual = variance - covariance;
        let columns = n * (k * mean_square - mean * mean) / pairs;
        // A variance that is 0 may come out as a rounding below it.
        let positive = |x: f64| x.max(0.0);
        Some(Squares {
            n,
            k,
            rows: positive(residual + k * covariance),
            columns: positive(columns),
            residual: positive(residual),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::mean_squares::MeanSquares;
    use super::*;

    fn rows() -> Vec<Vec<Option<f64>>> {
        let numbers = [[9., 2., 5., 8.], [6., 1., 3., 2.], [8., 4., 6., 8.], [7., 1., 2., 6.], [10., 5., 6., 9.]];
        let mut rows: Vec<Vec<_>> = numbers.iter().map(|row| row.map(Some).to_vec()).collect();
        rows.insert(2, vec![Some(1.0), None, Some(3.0), Some(4.0)]);
        rows
    }

    fn close(redrawn: Squares, whole: Squares) {
        for (a, b) in [(redrawn.rows, whole.rows), (redrawn.columns, whole.columns), (redrawn.residual, whole.residual)]
        {
            assert!((a - b).abs() < 1e-12 * b.abs().max(1.0), "{redrawn:?} for {whole:?}");
        }
        assert!((redrawn.n - whole.n).abs() < 1e-15 && (redrawn.k - whole.k).abs() < 1e-15);
    }

    #[test]
    fn subjects_drawn_twice_are_two_rows() {
        let matrix = Matrix::from_rows(&rows()).unwrap();
        let redrawn = RedrawnSquares::of(&matrix, |_| Some(0.0)).unwrap();
        close(redrawn.squares(&[1; 6], &[1; 4]).unwrap(), MeanSquares::of(&matrix).unwrap().squares());
        let times = [2, 0, 5, 1, 3, 1];
        let table: Vec<_> = rows().into_iter().zip(times).flat_map(|(row, n)| vec![row; n as usize]).collect();
        let table = MeanSquares::of(&Matrix::from_rows(&table).unwrap()).unwrap();
        close(redrawn.squares(&times, &[1; 4]).unwrap(), table.squares());
    }

    /// A rater left out is a table without the column; one drawn twice is in no pair with itself, so that the two-rater
    /// tables of all pairs average to the whole.
    #[test]
    fn mean_squares_are_means_over_pairs_of_different_raters() {
        let complete: Vec<Vec<_>> = rows().into_iter().filter(|row| row.iter().all(Option::is_some)).collect();
        let redrawn = RedrawnSquares::of(&Matrix::from_rows(&complete).unwrap(), |_| Some(0.0)).unwrap();
        let of = |columns: &[usize]| {
            let table: Vec<Vec<_>> = complete.iter().map(|row| columns.iter().map(|c| row[*c]).collect()).collect();
            MeanSquares::of(&Matrix::from_rows(&table).unwrap()).unwrap().squares()
        };
        close(redrawn.squares(&[1; 5], &[1, 0, 1, 1]).unwrap(), of(&[0, 2, 3]));
        let found = redrawn.squares(&[1; 5], &[2, 1, 0, 1]).unwrap();
        // Pairs of raters 0-1 and 0-3 weigh 2, 1-3 weighs 1.
        let pairs = [(2.0, of(&[0, 1])), (2.0, of(&[0, 3])), (1.0, of(&[1, 3]))];
        let mean = |part: fn(&Squares) -> f64| pairs.iter().map(|(w, s)| w * part(s)).sum::<f64>() / 5.0;
        let residual = mean(|s| s.residual);
        let covariance = mean(|s| (s.rows - s.residual) / 2.0);
        close(
            found,
            Squares { n: 5.0, k: 4.0, rows: residual + 4.0 * covariance, columns: mean(|s| s.columns), residual },
        );
        assert!(
            redrawn.squares(&[1; 5], &[4, 0, 0, 0]).is_none() && redrawn.squares(&[1, 0, 0, 0, 0], &[1; 4]).is_none()
        );
    }
}
