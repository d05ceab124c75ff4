//! Reviewers' severities by least squares in the two-way model `total = entrant + reviewer + rest`.
//!
//! A plain mean of deviations would call a reviewer strict who was recused from the best entrants or sat with lenient
//! colleagues. Least squares compares reviewers only on what they share. The entrants' effects are eliminated, which
//! leaves one equation a reviewer:
//!
//! `sum_e (y_er - mean_e) = sum_s L_rs b_s`,  `L_rr = sum_e (1 - 1/n_e)`,  `L_rs = -sum_e 1/n_e`
//!
//! over the entrants that `r` (and `s`) scored, `n_e` being an entrant's number of sheets. `L` is the Laplacian of the
//! graph of shared entrants: where that is connected, only a constant is left open, and `sum b = 0` settles it.
//! Adding a multiple of the all-ones matrix makes `L` positive definite without changing the solution.

/// One entrant's sheets: the reviewer's position among those compared, and the total in hundredths.
pub(crate) type Row = Vec<(usize, i64)>;

pub(crate) struct Solution {
    /// For each reviewer, in hundredths of a point; they add up to 0.
    pub(crate) effects: Vec<f64>,
    /// For each reviewer, what the residual variance is multiplied with to give the variance of the effect.
    pub(crate) leverages: Vec<f64>,
    /// The sum of squared residuals.
    pub(crate) rest: f64,
    /// `sheets - entrants - reviewers + 1`.
    pub(crate) freedom: usize,
}

/// Solves for `reviewers` positions over `rows` of two or more sheets each, which connect all reviewers. `None` only
/// if they do not.
pub(crate) fn solve(reviewers: usize, rows: &[Row]) -> Option<Solution> {
    let (mut laplacian, sides) = equations(reviewers, rows);
    let size = reviewers as f64;
    let trace: f64 = (0..reviewers).map(|r| laplacian[r * reviewers + r]).sum();
    // The added eigenvalue is the mean of the others, so that the matrix stays as well conditioned as it is.
    let added = trace / (size * size);
    laplacian.iter_mut().for_each(|cell| *cell += added);
    let factor = cholesky(laplacian, reviewers)?;
    let mut effects = sides;
    forward(&factor, reviewers, &mut effects);
    backward(&factor, reviewers, &mut effects);
    // The sum is 0 but for rounding.
    let mean = effects.iter().sum::<f64>() / size;
    effects.iter_mut().for_each(|effect| *effect -= mean);
    let leverages = (0..reviewers).map(|r| inverse_at(&factor, reviewers, r) - 1.0 / (added * size * size)).collect();
    let sheets: usize = rows.iter().map(Vec::len).sum();
    let rest = rows.iter().map(|row| squared_rest(row, &effects)).sum();
    Some(Solution { effects, leverages, rest, freedom: sheets + 1 - rows.len() - reviewers })
}

/// The matrix `L`, row after row, and the right-hand sides.
fn equations(reviewers: usize, rows: &[Row]) -> (Vec<f64>, Vec<f64>) {
    let mut laplacian = vec![0.0; reviewers * reviewers];
    let mut sides = vec![0.0; reviewers];
    for row in rows {
        let count = row.len() as f64;
        let (sheets, sum) = (row.len() as i64, row.iter().map(|(_, total)| total).sum::<i64>());
        for (r, total) in row {
            // The numerator is exact: the deviation from the entrant's mean, times the number of sheets.
            sides[*r] += (sheets * total - sum) as f64 / count;
            laplacian[r * reviewers + r] += 1.0;
            for (s, _) in row {
                laplacian[r * reviewers + s] -= 1.0 / count;
            }
        }
    }
    (laplacian, sides)
}

/// The lower factor of a symmetric matrix, in place; `None` if it is not positive definite.
fn cholesky(mut a: Vec<f64>, n: usize) -> Option<Vec<f64>> {
    for i in 0..n {
        let (above, from) = a.split_at_mut(i * n);
        let row = &mut from[..n];
        for j in 0..i {
            let other = &above[j * n..j * n + j + 1];
            let sum: f64 = row[..j].iter().zip(other).map(|(x, y)| x * y).sum();
            row[j] = (row[j] - sum) / other[j];
        }
        let pivot = row[i] - row[..i].iter().map(|x| x * x).sum::<f64>();
        // What is left of a pivot by rounding is far below this, and a connected design keeps it far above.
        if pivot <= 1e-12 * row[i] {
            return None;
        }
        row[i] = pivot.sqrt();
    }
    Some(a)
}

fn forward(factor: &[f64], n: usize, x: &mut [f64]) {
    for i in 0..n {
        let sum: f64 = factor[i * n..i * n + i].iter().zip(&*x).map(|(l, x)| l * x).sum();
        x[i] = (x[i] - sum) / factor[i * n + i];
    }
}

fn backward(factor: &[f64], n: usize, x: &mut [f64]) {
    for i in (0..n).rev() {
        x[i] /= factor[i * n + i];
        let value = x[i];
        for (x, l) in x[..i].iter_mut().zip(&factor[i * n..i * n + i]) {
            *x -= l * value;
        }
    }
}

/// The diagonal element `at` of the inverse: the squared length of the unit vector solved forward.
fn inverse_at(factor: &[f64], n: usize, at: usize) -> f64 {
    let mut unit = vec![0.0; n];
    unit[at] = 1.0;
    for i in at..n {
        let sum: f64 = factor[i * n + at..i * n + i].iter().zip(&unit[at..i]).map(|(l, x)| l * x).sum();
        unit[i] = (unit[i] - sum) / factor[i * n + i];
    }
    unit[at..].iter().map(|x| x * x).sum()
}

fn squared_rest(row: &Row, effects: &[f64]) -> f64 {
    let first = row[0].1;
    // From the first total on, so that no digit is spent on the entrant's level.
    let adjusted: Vec<f64> = row.iter().map(|(r, total)| (total - first) as f64 - effects[*r]).collect();
    let mean = adjusted.iter().sum::<f64>() / row.len() as f64;
    adjusted.iter().map(|x| (x - mean) * (x - mean)).sum()
}
