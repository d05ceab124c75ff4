//! Conger's kappa.

use super::coefficient::{Chance, Coefficient};
use super::prepared::{Kind, Prepared};
use super::scale::Scale;
use crate::agreement::counts::{Codes, Distance, Runs, Shares, Steps, all};
use crate::agreement::interval::Confidence;
use crate::agreement::matrix::Matrix;
use crate::agreement::ordered_sum;
use crate::agreement::resample::Resample;
use crate::agreement::undefined::Undefined;

/// Conger's kappa: chance draws two ratings from the habits of two different raters.
///
/// `(p_a - p_e) / (1 - p_e)` with `p_e = 1/(r (r - 1)) sum_{g != h} sum_kl w_kl p_gk p_hl`; `p_a` as in
/// [`super::percent_agreement`], `p_gk` the share of category `k` among the ratings of rater `g`, `r` the number of raters
/// with a rating, `w_kl` the weight of two categories. With two raters and no missing cell it is Cohen's kappa
/// ([`super::cohen_kappa`]).
///
/// At most 1, may be negative. For raters with an identity, as on an award's panel: a lenient rater's habit is not
/// counted as agreement by chance. With many raters it comes near [`super::fleiss_kappa`], which is never larger where no
/// cell is missing.
///
/// A missing cell is left out of `p_a` and of its rater's habits. The standard error is Gwet's linearization, with t at
/// `n - 1` degrees of freedom for `n` rated subjects.
///
/// # Errors
/// As [`super::percent_agreement`], and [`Undefined::NoVariation`] when all ratings are one category: 0/0.
///
/// # Example
/// Three raters, six subjects, with a rater who uses the middle only.
/// ```
/// use zhuoping_ratings::agreement::categorical::{Categories, Scale, Weights, conger_kappa};
/// use zhuoping_ratings::agreement::{Confidence, Matrix};
/// let table = Matrix::complete(&[[1., 1., 2.], [1., 1., 2.], [2., 2., 2.], [2., 3., 2.], [3., 3., 2.], [3., 3., 2.]])?;
/// let scale = Scale { categories: Categories::observed(&table).expect("ratings"), weights: Weights::Unweighted };
/// let kappa = conger_kappa(&table, &scale, Confidence::USUAL)?;
/// // p_a = (1/3 + 1/3 + 1 + 1/3 + 1/3 + 1/3) / 6 = 4/9, p_e = (12/36 + 12/36 + 6/36) / 3 = 5/18.
/// assert!((kappa.value - 3. / 13.).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
/// Conger (1980), Psychol. Bull. 88:322-328, equations 7 to 10; with weights and missing cells, and the variance, Gwet
/// (2014), Handbook of Inter-Rater Reliability, 4th edition, chapter 5.
pub fn conger_kappa(matrix: &Matrix, scale: &Scale, confidence: Confidence) -> Result<Coefficient, Undefined> {
    Prepared::of(Kind::Conger, matrix, scale)?.coefficient(confidence)
}

/// [`conger_kappa`] for the bootstrap.
pub(crate) fn prepare_conger_kappa(matrix: &Matrix, scale: &Scale) -> Result<impl Resample + use<>, Undefined> {
    Prepared::of(Kind::Conger, matrix, scale)
}

/// The raters of a sample and their habits.
pub(super) struct Raters {
    /// Categories by rater.
    runs: Runs,
    /// `p_gk`, one for each run.
    shares: Vec<f64>,
    /// How far each run's category is from its own rater's others, `sum_l d_kl p_gl`.
    to_own: Vec<f64>,
    /// How far each category is from the mean habit, `sum_l d_kl p_l`.
    to_mean: Vec<f64>,
    /// Raters with a rating, `r`.
    count: f64,
    expected: f64,
}

impl Raters {
    /// Counts the habits of raters, given by their columns, when subject `s` counts `subjects[s]` times and rater `r`
    /// `raters[r]` times. `None` when fewer than two different raters have a rating.
    pub(super) fn of(columns: &Codes, distance: &Distance, subjects: &[u32], raters: &[u32]) -> Option<Self> {
        let runs = Runs::of(columns, subjects);
        let mean = Shares::of(&runs).mean(&runs, columns.categories(), raters);
        let (mut to_mean, mut own) = (Vec::new(), Vec::new());
        let about_mean = distance.of_pairs(&all(mean.len()), &mean, &mut to_mean);
        let (mut shares, mut to_own, mut about_own) = (Vec::new(), Vec::new(), Vec::new());
        let (mut count, mut squares) = (0_u64, 0_u64);
        for (row, times) in runs.each().zip(raters) {
            let total = row.total as f64;
            let from = shares.len();
            shares.extend(row.counts.iter().map(|count| f64::from(*count) / total));
            let about = distance.of_pairs(row.categories, &shares[from..], &mut own);
            to_own.extend_from_slice(&own);
            let times = if row.counts.is_empty() { 0 } else { u64::from(*times) };
            about_own.push(about * (times * times) as f64);
            count += times;
            squares += times * times;
        }
        // Pairs of different raters: all pairs of habits, less those of each with itself.
        let pairs = count * count - squares;
        if pairs == 0 {
            return None;
        }
        let all = (count * count) as f64 * about_mean;
        let expected = (all - ordered_sum::sum(&mut about_own)) / pairs as f64;
        Some(Self { runs, shares, to_own, to_mean, count: count as f64, expected })
    }

    /// `1 - p_e`.
    pub(super) fn expected(&self) -> f64 {
        self.expected
    }

    /// `1 - p_e` and what each subject adds to it, for the table itself.
    ///
    /// With `b_gk = r sum_l d_kl p_l - sum_l d_kl p_gl`, how far category `k` is from the habits of the raters other than
    /// `g`, and `n_g` ratings by rater `g`, a subject adds
    /// `1/(r (r - 1)) sum_g n/n_g (b_gx - sum_k p_gk b_gk)` over its ratings `x` to the mean.
    pub(super) fn chance(&self, columns: &Codes) -> Chance {
        let mut rated = vec![false; columns.width()];
        for column in columns.rows() {
            for (rated, code) in rated.iter_mut().zip(column) {
                *rated |= (*code as usize) < columns.categories();
            }
        }
        let n = rated.iter().filter(|rated| **rated).count() as f64;
        let steps = Steps::of(&self.terms(n));
        let pairs = self.count * (self.count - 1.0);
        let sums = self.sums_by_subject(columns, steps.terms());
        let rated = sums.into_iter().zip(rated).filter(|(_, rated)| *rated);
        let by_subject = rated.map(|(sum, _)| self.expected + steps.value(sum) / pairs).collect();
        Chance { disagreement: self.expected, by_subject }
    }

    /// `n/n_g (b_gk - sum_l p_gl b_gl)` for each run.
    fn terms(&self, n: f64) -> Vec<f64> {
        let mut terms = Vec::with_capacity(self.shares.len());
        for (at, row) in self.runs.each().enumerate() {
            let range = self.runs.range(at);
            let others = |(category, own): (&u32, &f64)| self.count * self.to_mean[*category as usize] - own;
            let far: Vec<f64> = row.categories.iter().zip(&self.to_own[range.clone()]).map(others).collect();
            let mean: f64 = far.iter().zip(&self.shares[range]).map(|(far, share)| far * share).sum();
            terms.extend(far.iter().map(|far| n / row.total as f64 * (far - mean)));
        }
        terms
    }

    /// For each subject the sum over its ratings of the term of rater and category.
    fn sums_by_subject(&self, columns: &Codes, terms: &[i64]) -> Vec<i128> {
        let mut sums = vec![0; columns.width()];
        // The last category is that of missing cells, whose term is 0.
        let mut of_category = vec![0_i64; columns.categories() + 1];
        for (at, (row, column)) in self.runs.each().zip(columns.rows()).enumerate() {
            for (category, term) in row.categories.iter().zip(&terms[self.runs.range(at)]) {
                of_category[*category as usize] = *term;
            }
            for (sum, code) in sums.iter_mut().zip(column) {
                *sum += i128::from(of_category[*code as usize]);
            }
        }
        sums
    }
}
