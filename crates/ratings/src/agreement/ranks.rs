//! Ranks of the subjects by each rater, of a table or of a table drawn again.
//!
//! Ranks are doubled and counted from their mean, so that they are whole numbers in ties too and every sum is exact:
//! `d = 2 rank - (n + 1)`. Their sum of squares is `(n^3 - n - T)/3` with `T = sum (t^3 - t)` over ties of length `t`.

use super::matrix::Matrix;
use super::undefined::Undefined;

/// The order in which each rater puts the complete rows.
pub(crate) struct Ranks {
    /// `n`: rows without a missing cell.
    pub(crate) subjects: usize,
    /// `m`: raters with any value.
    pub(crate) raters: usize,
    /// Rows with a missing cell, left out.
    pub(crate) rows_omitted: usize,
    /// The column of the table behind each rater.
    active: Vec<usize>,
    /// The row of the table behind each subject.
    rows: Vec<usize>,
    orders: Vec<Order>,
}

/// Subjects from the smallest value to the largest.
struct Order {
    subjects: Vec<u32>,
    /// The lengths of the ties, 1 for a subject that shares its value with none.
    ties: Vec<u32>,
}

/// Doubled ranks from their mean, by subject and rater.
pub(crate) struct Doubled {
    /// How often each subject occurs.
    pub(crate) times: Vec<i64>,
    /// How often each rater occurs.
    pub(crate) weights: Vec<i64>,
    /// Subject after subject, a number for each rater.
    pub(crate) ranks: Vec<i64>,
    /// For each rater the sum of squares over subjects as often as they occur.
    pub(crate) squares: Vec<i128>,
}

impl Ranks {
    /// Sorts the complete rows by each rater.
    ///
    /// # Errors
    /// [`Undefined::TooFewRaters`] and [`Undefined::TooFewSubjects`] with fewer than 2 raters or complete rows.
    pub(crate) fn of(matrix: &Matrix) -> Result<Self, Undefined> {
        let active = matrix.active();
        if active.len() < 2 {
            return Err(Undefined::TooFewRaters { found: active.len(), needed: 2 });
        }
        let (rows, complete): (Vec<usize>, Vec<&[f64]>) =
            matrix.rows().enumerate().filter(|(_, row)| active.iter().all(|rater| !row[*rater].is_nan())).unzip();
        let rows_omitted = matrix.subjects() - rows.len();
        if rows.len() < 2 {
            return Err(Undefined::TooFewSubjects { found: rows.len(), needed: 2, omitted: rows_omitted });
        }
        let orders = active.iter().map(|rater| Order::of(&complete, *rater)).collect();
        Ok(Self { subjects: rows.len(), raters: active.len(), rows_omitted, active, rows, orders })
    }

    /// The ranks of the table itself.
    pub(crate) fn doubled(&self) -> Doubled {
        self.ranked(vec![1; self.subjects], vec![1; self.raters])
    }

    /// The ranks when row `s` of the table occurs `subjects[s]` times and column `r`, where they are given,
    /// `raters[r]` times; `None` when fewer than 2 subjects or 2 different raters are left.
    pub(crate) fn redrawn(&self, subjects: &[u32], raters: Option<&[u32]>) -> Option<Doubled> {
        let times: Vec<i64> = self.rows.iter().map(|row| i64::from(subjects[*row])).collect();
        let weights = self.active.iter().map(|column| raters.map_or(1, |raters| i64::from(raters[*column]))).collect();
        let doubled = self.ranked(times, weights);
        let raters = doubled.weights.iter().filter(|weight| **weight > 0).count();
        (doubled.times.iter().sum::<i64>() >= 2 && raters >= 2).then_some(doubled)
    }

    fn ranked(&self, times: Vec<i64>, weights: Vec<i64>) -> Doubled {
        let n: i64 = times.iter().sum();
        let mut ranks = vec![0; self.subjects * self.raters];
        let squares = self.orders.iter().enumerate().map(|(rater, order)| {
            let (mut before, mut square, mut rest) = (0, 0, order.subjects.as_slice());
            for tie in &order.ties {
                let (tied, after) = rest.split_at(*tie as usize);
                let length: i64 = tied.iter().map(|subject| times[*subject as usize]).sum();
                let doubled = 2 * before + length - n;
                for subject in tied {
                    ranks[*subject as usize * self.raters + rater] = doubled;
                }
                square += i128::from(length) * i128::from(doubled) * i128::from(doubled);
                before += length;
                rest = after;
            }
            square
        });
        let squares = squares.collect();
        Doubled { times, weights, ranks, squares }
    }
}

impl Order {
    fn of(rows: &[&[f64]], rater: usize) -> Self {
        let mut subjects: Vec<u32> = (0..u32::try_from(rows.len()).expect("fewer than 2^32 subjects")).collect();
        let value = |subject: &u32| rows[*subject as usize][rater];
        subjects.sort_unstable_by(|a, b| value(a).total_cmp(&value(b)));
        let tied = subjects.chunk_by(|a, b| value(a).total_cmp(&value(b)).is_eq());
        let ties = tied.map(|tie| u32::try_from(tie.len()).expect("fewer than 2^32 subjects")).collect();
        Self { subjects, ties }
    }
}

impl Doubled {
    /// The ranks of each subject, with how often it occurs.
    pub(crate) fn subjects(&self) -> impl Iterator<Item = (i64, &[i64])> {
        self.times.iter().copied().zip(self.ranks.chunks_exact(self.weights.len()))
    }
}
