//! What rank intervals start from: the entrants' levels, predicted, and how uncertain they are together.

use nalgebra::{Cholesky, DMatrix};

/// The entrants' levels in points with the covariance of what they may be wrong by.
///
/// In the two-way model of totals `y_er = mu + u_e + r_r + rest`, entrant `e` has the level `tau_e = mu + u_e`. Here
/// stand its best linear unbiased prediction and, for every pair of entrants, `cov(tau_e - predicted_e,
/// tau_f - predicted_f)`: the reviewers' severities, which two entrants share as far as the same people judged them, and
/// the mean are unknown too and count. The variance components are taken as known, so the uncertainty is somewhat too
/// small where there are few entrants or reviewers.
///
/// The predictions are shrunken to the mean, those of entrants with few sheets more. Given the data, the levels are
/// normal with this mean and covariance; [`Estimates::factor`] is what draws of them need.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimates {
    /// The entrants with a complete sheet, as positions in the table, rising. The other fields follow this order.
    pub entrants: Vec<usize>,
    /// The predicted levels, in points.
    pub mean: Vec<f64>,
    /// The covariance of the prediction errors, in points squared: symmetric, row after row, as many rows as entrants.
    pub covariance: Vec<f64>,
}

impl Estimates {
    /// The lower triangular `L` with `L L' = covariance`, row after row: `mean + L z` with independent standard normal
    /// `z` is a draw of the levels. `None` when the covariance is not positive definite, as when entrants do not differ.
    ///
    /// # Panics
    /// When `covariance` has not as many rows and columns as `mean`.
    pub fn factor(&self) -> Option<Vec<f64>> {
        let size = self.mean.len();
        // Read by columns: the matrix is symmetric, so they are its rows.
        let lower = Cholesky::new(DMatrix::from_column_slice(size, size, &self.covariance))?.unpack();
        Some(lower.transpose().as_slice().to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimates(covariance: &[f64]) -> Estimates {
        Estimates { entrants: vec![0, 2], mean: vec![600.0, 500.0], covariance: covariance.to_vec() }
    }

    #[test]
    fn the_factor_is_lower_triangular_and_gives_the_covariance() {
        assert_eq!(estimates(&[4.0, 2.0, 2.0, 10.0]).factor(), Some(vec![2.0, 0.0, 1.0, 3.0]));
        assert_eq!(estimates(&[1.0, 2.0, 2.0, 1.0]).factor(), None);
    }
}
