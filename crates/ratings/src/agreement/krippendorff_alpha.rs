//! Krippendorff's alpha for interval data.
//!
//! The definition counts pairs of values; with squared differences the pairs collapse into sums and sums of squares,
//! so the cost is one pass over the cells whatever the number of distinct values.

use super::integers::{Integers, MISSING};
use super::matrix::Matrix;
use super::undefined::Undefined;

/// Krippendorff's alpha with its counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Alpha {
    /// 1 is perfect agreement, 0 what chance gives, negative is systematic disagreement.
    pub value: f64,
    /// Subjects with at least two values; the others tell nothing about agreement.
    pub subjects_used: usize,
    /// Values of those subjects (`n` of the formula).
    pub values_used: usize,
}

/// Krippendorff's alpha at interval level.
///
/// `alpha = 1 - Do / De`, with
/// `Do = 1/n sum_u 1/(m_u - 1) sum_{i != j in u} (x_i - x_j)^2` and
/// `De = 1/(n (n - 1)) sum_{i != j} (x_i - x_j)^2`.
///
/// `m_u` is the number of values of subject `u`, `n` the number of values of all subjects with `m_u >= 2`; `De` runs
/// over all pairs of those values. The value has no unit, is at most 1 and may be negative. Use it when cells are
/// missing or raters differ from subject to subject; where every rater rated every subject, [`super::icc_a1`] gives
/// nearly the same figure with an interval. Distances must mean something: 40 to 50 is as far as 80 to 90.
///
/// A missing cell is left out; a subject with one value has no pair and is left out whole, from `De` too. The result
/// does not depend on the order of subjects or raters, and no interval is given: it has no closed form that holds with
/// missing cells.
///
/// # Errors
/// [`Undefined::TooFewRaters`] when fewer than 2 raters gave a value, [`Undefined::NothingPairable`] when no subject
/// has 2 values, [`Undefined::NoVariation`] when all pairable values are equal.
///
/// # Example
/// Twelve units, four observers, missing cells (Krippendorff 2011, example C); he prints .849.
/// ```
/// use zhuoping_ratings::agreement::{Matrix, alpha_interval};
/// let observers = [
///     "1 2 3 3 2 1 4 1 2 . . .",
///     "1 2 3 3 2 2 4 1 2 5 . 3",
///     ". 3 3 3 2 3 4 2 2 5 1 .",
///     "1 2 3 3 2 4 4 1 2 5 1 .",
/// ];
/// let column = |text: &str| text.split(' ').map(|cell| cell.parse().ok()).collect::<Vec<Option<f64>>>();
/// let columns: Vec<_> = observers.iter().map(|text| column(text)).collect();
/// let units: Vec<Vec<_>> = (0..12).map(|u| columns.iter().map(|c| c[u]).collect()).collect();
/// let alpha = alpha_interval(&Matrix::from_rows(&units)?)?;
/// assert_eq!(format!("{:.3}", alpha.value), "0.849");
/// assert_eq!((alpha.subjects_used, alpha.values_used), (11, 40));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
/// Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", section C; Krippendorff (2004), Content Analysis,
/// chapter 11.
pub fn alpha_interval(matrix: &Matrix) -> Result<Alpha, Undefined> {
    let raters = matrix.active().len();
    if raters < 2 {
        return Err(Undefined::TooFewRaters { found: raters, needed: 2 });
    }
    let integers = Integers::of(matrix);
    let sums = Sums::of(&integers.cells, matrix.raters());
    if sums.subjects == 0 {
        return Err(Undefined::NothingPairable);
    }
    // n sum x^2 - (sum x)^2 is half of the sum over all ordered pairs: 0 exactly when all values are equal.
    let all = sums.count * sums.squares - sums.total * sums.total;
    if all == 0 {
        return Err(Undefined::NoVariation);
    }
    // Do / De = (n - 1) x sum_u (m_u sum x^2 - (sum x)^2) / (m_u - 1) / (n sum x^2 - (sum x)^2).
    let within: f64 = sums.within.iter().enumerate().skip(2).map(|(m, sum)| *sum as f64 / (m - 1) as f64).sum();
    let value = 1.0 - (sums.count - 1) as f64 * within / all as f64;
    let values_used = usize::try_from(sums.count).expect("a count of cells");
    Ok(Alpha { value, subjects_used: sums.subjects, values_used })
}

/// Exact sums over the pairable values.
struct Sums {
    subjects: usize,
    count: i128,
    total: i128,
    squares: i128,
    /// For each number of values `m` that a subject can have, the sum of `m sum x^2 - (sum x)^2` over those subjects.
    within: Vec<i128>,
}

impl Sums {
    fn of(cells: &[i64], raters: usize) -> Self {
        let mut sums = Self { subjects: 0, count: 0, total: 0, squares: 0, within: vec![0; raters + 1] };
        for row in cells.chunks_exact(raters) {
            sums.add(row);
        }
        sums
    }

    fn add(&mut self, row: &[i64]) {
        let (mut m, mut total, mut squares) = (0, 0, 0);
        for x in row.iter().filter(|x| **x != MISSING).map(|x| i128::from(*x)) {
            m += 1;
            total += x;
            squares += x * x;
        }
        if m >= 2 {
            self.subjects += 1;
            self.count += m as i128;
            self.total += total;
            self.squares += squares;
            self.within[m] += m as i128 * squares - total * total;
        }
    }
}
