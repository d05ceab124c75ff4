//! Cohen's kappa.

use super::coefficient::Coefficient;
use super::scale::Scale;
use crate::agreement::counts::{Codes, Distance, Outside, Steps, all};
use crate::agreement::interval::{Confidence, Interval, Method, NoInterval};
use crate::agreement::matrix::Matrix;
use crate::agreement::ordered_sum;
use crate::agreement::quantile::normal_exceeded;
use crate::agreement::resample::Resample;
use crate::agreement::undefined::Undefined;

/// Cohen's kappa of two raters: chance draws each rating from its own rater's habits.
///
/// `(p_a - p_e) / (1 - p_e)` with `p_a = sum_kl w_kl p_kl` and `p_e = sum_kl w_kl p_k. p_.l`; `p_kl` is the share of subjects
/// that the first rater put in category `k` and the second in `l`, `p_k.` and `p_.l` are its sums, `w_kl` the weight of two
/// categories. Linear and quadratic weights are Cohen's weighted kappa.
///
/// At most 1, may be negative. Its size depends on how evenly the categories are used (the kappa paradox): compare
/// tables by [`super::gwet_ac`] or beside percent agreement. For more than two raters see [`super::conger_kappa`].
///
/// Only subjects rated by both raters count; where cells are missing [`super::conger_kappa`] also uses the others. The
/// interval is normal with the large-sample standard error of Fleiss, Cohen & Everitt,
/// `var = (sum_kl p_kl (w_kl - (w_k. + w_.l)(1 - kappa))^2 - (kappa - p_e (1 - kappa))^2) / (n (1 - p_e)^2)`, where `w_k.` is
/// the mean weight of `k` to the second rater's categories and `w_.l` that of `l` to the first one's. With weights R psych
/// gives wider intervals by a formula of its own; this agrees with statsmodels. It is a large-sample formula: with fewer
/// than 30 subjects or so prefer the bootstrap.
///
/// # Errors
/// [`Undefined::TooFewRaters`] and [`Undefined::TooManyRaters`] when not exactly two raters gave a value,
/// [`Undefined::OutsideCategories`], [`Undefined::NothingPairable`] when no subject has both ratings,
/// [`Undefined::NoVariation`] when there is one category only or all complete pairs use the same one.
///
/// # Example
/// Two psychologists, 100 patients (Fleiss, Levin & Paik 2003, table 18.1): they print .68. The standard error agrees
/// with statsmodels.
/// ```
/// use zhuoping_ratings::agreement::categorical::{Categories, Scale, Weights, cohen_kappa};
/// use zhuoping_ratings::agreement::{Confidence, Matrix};
/// let counts = [[75, 1, 4], [5, 4, 1], [0, 0, 10]];
/// let mut rows = Vec::new();
/// for (first, row) in [1., 2., 3.].into_iter().zip(counts) {
///     for (second, times) in [1., 2., 3.].into_iter().zip(row) {
///         rows.extend(vec![[first, second]; times]);
///     }
/// }
/// let table = Matrix::complete(&rows)?;
/// let scale = Scale { categories: Categories::observed(&table).expect("ratings"), weights: Weights::Unweighted };
/// let kappa = cohen_kappa(&table, &scale, Confidence::USUAL)?;
/// assert_eq!(format!("{:.2} {:.4}", kappa.value, kappa.standard_error.expect("100 subjects")), "0.68 0.0877");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # References
/// Cohen (1960), Educ. Psychol. Meas. 20:37-46; Cohen (1968), Psychol. Bull. 70:213-220 (weights); Fleiss, Cohen &
/// Everitt (1969), Psychol. Bull. 72:323-327 (standard error).
pub fn cohen_kappa(matrix: &Matrix, scale: &Scale, confidence: Confidence) -> Result<Coefficient, Undefined> {
    let pairs = Pairs::of(matrix, scale)?;
    let part = pairs.part(&vec![1; matrix.subjects()]).ok_or(Undefined::NoVariation)?;
    let value = 1.0 - part.observed / part.expected;
    let interval = pairs.interval(&part, confidence);
    Ok(Coefficient {
        value,
        observed: 1.0 - part.observed,
        expected: Some(1.0 - part.expected),
        standard_error: interval.ok().map(|(error, _)| error),
        interval: interval.map(|(_, interval)| interval),
        subjects_used: pairs.count(),
        values_used: 2 * pairs.count(),
    })
}

/// [`cohen_kappa`] for the bootstrap.
pub(crate) fn prepare_cohen_kappa(matrix: &Matrix, scale: &Scale) -> Result<impl Resample + use<>, Undefined> {
    Pairs::of(matrix, scale)
}

/// The categories of both raters.
struct Pairs {
    distance: Distance,
    categories: usize,
    /// The two columns of the table that hold ratings.
    raters: [usize; 2],
    /// Both categories of each subject; `None` where one is missing.
    codes: Vec<Option<[u32; 2]>>,
    /// How far they lie apart, 0 where one is missing.
    apart: Steps,
}

/// The disagreement of a sample, and how far each category is from the other rater's.
struct Part {
    observed: f64,
    expected: f64,
    /// From a category of the first rater to the second's habits.
    first: Vec<f64>,
    /// From a category of the second rater to the first's habits.
    second: Vec<f64>,
}

impl Pairs {
    fn of(matrix: &Matrix, scale: &Scale) -> Result<Self, Undefined> {
        let raters = match matrix.active().as_slice() {
            [first, second] => [*first, *second],
            active if active.len() < 2 => return Err(Undefined::TooFewRaters { found: active.len(), needed: 2 }),
            active => return Err(Undefined::TooManyRaters { found: active.len(), accepted: 2 }),
        };
        let codes = Codes::among(matrix, scale.categories.values())
            .map_err(|Outside(value)| Undefined::OutsideCategories { value })?;
        let categories = codes.categories();
        if categories < 2 {
            return Err(Undefined::NoVariation);
        }
        let both = |row: &[u32]| raters.map(|rater| row[rater]);
        let rated = |codes: &[u32; 2]| codes.iter().all(|code| (*code as usize) < categories);
        let codes: Vec<Option<[u32; 2]>> = codes.rows().map(|row| Some(both(row)).filter(rated)).collect();
        if codes.iter().all(Option::is_none) {
            return Err(Undefined::NothingPairable);
        }
        let distance = scale.distance();
        let apart = |codes: &Option<[u32; 2]>| codes.map_or(0.0, |[first, second]| distance.between(first, second));
        let apart = Steps::of(&codes.iter().map(apart).collect::<Vec<_>>());
        Ok(Self { distance, categories, raters, codes, apart })
    }

    fn count(&self) -> usize {
        self.codes.iter().flatten().count()
    }

    /// The disagreement when subject `s` counts `times[s]` times; `None` when chance leaves none.
    fn part(&self, times: &[u32]) -> Option<Part> {
        let mut counts = [vec![0_u64; self.categories], vec![0_u64; self.categories]];
        let mut n = 0;
        for (codes, times) in self.codes.iter().zip(times) {
            let Some(codes) = codes else { continue };
            for (counts, code) in counts.iter_mut().zip(codes) {
                counts[*code as usize] += u64::from(*times);
            }
            n += u64::from(*times);
        }
        if n == 0 {
            return None;
        }
        let [ours, theirs] =
            counts.map(|counts| counts.iter().map(|count| *count as f64 / n as f64).collect::<Vec<f64>>());
        let (mut first, mut second) = (Vec::new(), Vec::new());
        self.distance.to_all(&all(self.categories), &theirs, &mut first);
        self.distance.to_all(&all(self.categories), &ours, &mut second);
        let mean = |shares: &[f64], far: &[f64]| shares.iter().zip(far).map(|(share, far)| share * far).sum::<f64>();
        // Twice the same, but for the last digit: the raters change places and nothing changes.
        let expected = f64::midpoint(mean(&ours, &first), mean(&theirs, &second));
        let observed = self.apart.weighted(times) / n as f64;
        (expected > 0.0).then_some(Part { observed, expected, first, second })
    }

    /// Fleiss, Cohen & Everitt's variance in terms of disagreement: that of `d_kl - (d_k. + d_.l) d_o/d_e` over the pairs,
    /// whose mean is `-d_o`, divided by `n d_e^2`.
    fn interval(&self, part: &Part, confidence: Confidence) -> Result<(f64, Interval), NoInterval> {
        if self.count() < 2 {
            return Err(NoInterval::OneSubject);
        }
        if part.observed == 0.0 {
            return Err(NoInterval::PerfectAgreement);
        }
        let ratio = part.observed / part.expected;
        let square = |[first, second]: &[u32; 2]| {
            let habits = part.first[*first as usize] + part.second[*second as usize];
            let term = self.distance.between(*first, *second) - habits * ratio + part.observed;
            term * term
        };
        let mut squares: Vec<f64> = self.codes.iter().flatten().map(square).collect();
        let error = ordered_sum::sum(&mut squares).sqrt() / (squares.len() as f64 * part.expected);
        let value = 1.0 - ratio;
        let reach = error * normal_exceeded(confidence);
        let method = Method::FleissCohenEveritt;
        Ok((error, Interval { lower: value - reach, upper: (value + reach).min(1.0), method }))
    }
}

impl Resample for Pairs {
    fn over_subjects(&self, subjects: &[u32]) -> Option<f64> {
        let part = self.part(subjects)?;
        Some(1.0 - part.observed / part.expected)
    }

    /// There is one pair of different raters: how often it counts changes nothing, unless it is not there.
    fn over_both(&self, subjects: &[u32], raters: &[u32]) -> Option<f64> {
        let both = self.raters.iter().all(|rater| raters[*rater] > 0);
        if both { self.over_subjects(subjects) } else { None }
    }
}
