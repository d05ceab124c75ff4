//! Symmetric positive definite systems of equations, small and dense.
//!
//! Least squares over reviewers and the many-facet Rasch model eliminate their largest facet and leave a matrix of a few
//! dozen rows, seldom hundreds. A Cholesky factor solves it, inverts it, and tells by a vanished pivot that a design
//! leaves something open.

/// The lower factor of a symmetric positive definite matrix.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cholesky {
    size: usize,
    /// Row after row; what stands above the diagonal is never read.
    factor: Vec<f64>,
}

impl Cholesky {
    /// Factors the matrix whose rows follow each other in `cells`; `None` if it is not positive definite. Only the lower
    /// triangle is read.
    pub(crate) fn of(mut cells: Vec<f64>, size: usize) -> Option<Self> {
        assert_eq!(cells.len(), size * size, "a square matrix");
        for i in 0..size {
            let (above, from) = cells.split_at_mut(i * size);
            let row = &mut from[..size];
            for j in 0..i {
                let other = &above[j * size..j * size + j + 1];
                let sum: f64 = row[..j].iter().zip(other).map(|(x, y)| x * y).sum();
                row[j] = (row[j] - sum) / other[j];
            }
            let pivot = row[i] - row[..i].iter().map(|x| x * x).sum::<f64>();
            // What is left of a pivot by rounding is far below this, and a connected design keeps it far above.
            if pivot.is_nan() || pivot <= 1e-12 * row[i] {
                return None;
            }
            row[i] = pivot.sqrt();
        }
        Some(Self { size, factor: cells })
    }

    /// Replaces the right-hand side `x` with the solution.
    pub(crate) fn solve(&self, x: &mut [f64]) {
        self.forward(0, x);
        let n = self.size;
        for i in (0..n).rev() {
            x[i] /= self.factor[i * n + i];
            let value = x[i];
            for (x, l) in x[..i].iter_mut().zip(&self.factor[i * n..i * n + i]) {
                *x -= l * value;
            }
        }
    }

    /// The inverse, row after row.
    pub(crate) fn inverse(&self) -> Vec<f64> {
        let n = self.size;
        let mut inverse = vec![0.0; n * n];
        for (at, column) in inverse.chunks_exact_mut(n.max(1)).enumerate() {
            column[at] = 1.0;
            self.solve(column);
        }
        // Rounding makes the two halves differ in the last digit; one of them is the matrix.
        for i in 0..n {
            for j in 0..i {
                inverse[j * n + i] = inverse[i * n + j];
            }
        }
        inverse
    }

    /// The diagonal of the inverse: the squared lengths of the unit vectors solved forward.
    pub(crate) fn inverse_diagonal(&self) -> Vec<f64> {
        let mut unit = vec![0.0; self.size];
        let mut length = |at: usize| {
            unit.fill(0.0);
            unit[at] = 1.0;
            self.forward(at, &mut unit);
            unit[at..].iter().map(|x| x * x).sum()
        };
        (0..self.size).map(&mut length).collect()
    }

    /// Solves with the lower factor; `x` is 0 before `from`.
    fn forward(&self, from: usize, x: &mut [f64]) {
        let n = self.size;
        for i in from..n {
            let sum: f64 = self.factor[i * n + from..i * n + i].iter().zip(&x[from..i]).map(|(l, x)| l * x).sum();
            x[i] = (x[i] - sum) / self.factor[i * n + i];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_matrix_that_leaves_something_open_has_no_factor() {
        // The Laplacian of two joined reviewers: a constant is open.
        assert_eq!(Cholesky::of(vec![1.0, -1.0, -1.0, 1.0], 2), None);
        assert_eq!(Cholesky::of(vec![1.0, 2.0, 2.0, 1.0], 2), None);
        assert_eq!(Cholesky::of(vec![f64::NAN], 1), None);
        assert!(Cholesky::of(Vec::new(), 0).is_some());
    }

    proptest! {
        /// `B B' + I` is positive definite; its inverse times itself is the unit matrix.
        #[test]
        fn the_inverse_is_one(size in 1_usize..7, numbers in prop::collection::vec(-3.0..3.0_f64, 49)) {
            let b = |i: usize, j: usize| numbers[i * 7 + j];
            let cell = |i: usize, j: usize| (0..size).map(|k| b(i, k) * b(j, k)).sum::<f64>() + f64::from(u8::from(i == j));
            let matrix: Vec<f64> = (0..size * size).map(|at| cell(at / size, at % size)).collect();
            let factor = Cholesky::of(matrix.clone(), size).unwrap();
            let (inverse, diagonal) = (factor.inverse(), factor.inverse_diagonal());
            for i in 0..size {
                prop_assert!((inverse[i * size + i] - diagonal[i]).abs() < 1e-10);
                for j in 0..size {
                    let product: f64 = (0..size).map(|k| matrix[i * size + k] * inverse[k * size + j]).sum();
                    prop_assert!((product - f64::from(u8::from(i == j))).abs() < 1e-9);
                }
            }
        }
    }
}
