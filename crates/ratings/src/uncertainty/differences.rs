//! Confidence sets for ranks from pairwise differences (Mogstad, Romano, Shaikh & Wilhelm 2023, Rev. Econ. Stud.,
//! doi 10.1093/restud/rdad006), as their R package `csranks` computes them.
//!
//! For figures `m` with covariances `C`, and `sd_ij^2 = C_ii + C_jj - 2 C_ij`, the hypothesis "`i` is not better than
//! `j`" of an ordered pair is rejected where `(m_i - m_j) / sd_ij > c`. The critical value `c` is the quantile at the
//! level of the largest `(Z_i - Z_j) / sd_ij` over all pairs not yet rejected, with `Z ~ N(0, C)`, found by drawing. What
//! was rejected leaves, `c` is found again, and so on until nothing more is rejected. A pair leaves in the one direction
//! that was rejected; its reverse stays. Then the rank of `j` lies between
//!
//! `1 + #{i : i better than j}` and `n - #{i : j better than i}`,
//!
//! for all candidates together if all pairs took part (simultaneous), for `j` if the pairs with `j` did (marginal).
//!
//! Where the covariances rest on an estimated variance with `f` degrees of freedom, `Z` is divided by
//! `sqrt(chi^2_f / f)`, as in Tukey's test; the authors' `Z` has no such factor, and with few reviewers their sets are too
//! narrow. Without `f` the sets are theirs.

use super::normal::{Errors, Normal};
use super::{DIFFERENCES_MAX, NoRanks, RankInterval, Settings, refusal, tally};
use crate::agreement::Confidence;
use crate::simulation::Stream;
use rayon::prelude::*;
use statrs::distribution::{ContinuousCDF, StudentsT};
use zhuoping_provenance::Seed;

const TAG: &str = "zhuoping/ranks/differences/v1";

/// Replicates that stand beside each other in memory, so that a pair is worked out for all of them in one go.
const BLOCK: usize = 64;

/// Confidence sets for the ranks of some figures, higher figures having better ranks.
#[derive(Clone, Debug, PartialEq)]
pub struct RankSets {
    /// They hold all ranks together at the level.
    pub simultaneous: Vec<RankInterval>,
    /// Each holds its rank at the level.
    pub marginal: Vec<RankInterval>,
    /// Row after row.
    better: Vec<bool>,
}

impl RankSets {
    /// The sets for `figures`, whose covariances rest on a variance with `freedom` degrees of freedom, or are known.
    ///
    /// Time grows with the square of the number of figures, times the replicates.
    ///
    /// ```
    /// use zhuoping_ratings::uncertainty::{Normal, RankInterval, RankSets, Settings};
    ///
    /// // Two that differ by half a standard error, and one far behind.
    /// let figures = Normal::independent(vec![612.5, 611.0, 560.0], &[2.0, 2.0, 2.0]);
    /// let sets = RankSets::of(&figures, None, &Settings::default()).unwrap();
    /// let best_two = RankInterval { best: 1, worst: 2 };
    /// assert_eq!(sets.simultaneous, [best_two, best_two, RankInterval { best: 3, worst: 3 }]);
    /// assert!(sets.is_better(0, 2) && !sets.is_better(0, 1));
    /// ```
    ///
    /// # Errors
    /// [`NoRanks`] when there is no figure, when they are too many, when there are too few replicates, and when no
    /// difference has an error.
    pub fn of(figures: &Normal, freedom: Option<usize>, settings: &Settings) -> Result<Self, NoRanks> {
        refusal::feasible(figures.count(), DIFFERENCES_MAX, settings.replicates)?;
        figures.check()?;
        Ok(Self::from_draws(figures, &Draws::new(figures, freedom, settings), settings.level))
    }

    pub(super) fn from_draws(figures: &Normal, draws: &Draws, level: Confidence) -> Self {
        let count = figures.count();
        let all = (0..count).flat_map(|i| (0..i).map(move |j| (i, j)));
        let rejected = step_down(figures, all, draws, level);
        let mut better = vec![false; count * count];
        rejected.iter().for_each(|(i, j)| better[i * count + j] = true);
        let simultaneous = (0..count).map(|j| interval(j, count, &rejected)).collect();
        let marginal = (0..count).into_par_iter().map(|j| {
            let with_j = (0..count).filter(|i| *i != j).map(|i| (i, j));
            interval(j, count, &step_down(figures, with_j, draws, level))
        });
        Self { simultaneous, marginal: marginal.collect(), better }
    }

    /// Sets of a family in which exactly these ordered pairs are better and worse.
    #[cfg(test)]
    pub(super) fn of_pairs(count: usize, pairs: &[(usize, usize)]) -> Self {
        let sets: Vec<RankInterval> = (0..count).map(|j| interval(j, count, pairs)).collect();
        let mut better = vec![false; count * count];
        pairs.iter().for_each(|(i, j)| better[i * count + j] = true);
        Self { simultaneous: sets.clone(), marginal: sets, better }
    }

    /// Whether the figure at `one` is better than that at `other` by more than chance, all pairs being tested together.
    pub fn is_better(&self, one: usize, other: usize) -> bool {
        self.better[one * self.simultaneous.len() + other]
    }
}

/// The expected rank of each figure: `1 + sum_j F((m_j - m_i) / sd_ij)`, the sum of the probabilities that another one is
/// better. `F` is the normal distribution, or Student's with `freedom` degrees of freedom; `sd_ij` is of the difference,
/// so that errors which two share, as those of a reviewer, cancel. (Laird & Louis 1989, J. Educ. Stat. 14:29-46.)
///
/// ```
/// use zhuoping_ratings::uncertainty::{Normal, expected_ranks};
///
/// // Two alike and one far below: each of the two is behind the other half of the time.
/// let figures = Normal::independent(vec![610.0, 610.0, 500.0], &[3.0, 3.0, 3.0]);
/// for (found, expected) in expected_ranks(&figures, None).iter().zip([1.5, 1.5, 3.0]) {
///     assert!((found - expected).abs() < 1e-9);
/// }
/// ```
pub fn expected_ranks(figures: &Normal, freedom: Option<usize>) -> Vec<f64> {
    let student = freedom.and_then(|freedom| StudentsT::new(0.0, 1.0, freedom as f64).ok());
    let below = |x: f64| student.map_or_else(|| libm::erfc(-x / std::f64::consts::SQRT_2) / 2.0, |t| t.cdf(x));
    let mean = figures.mean();
    let better = |j: usize, i: usize| match (figures.sd_of_difference(i, j), mean[j] - mean[i]) {
        (0.0, 0.0) => 0.5,
        (0.0, difference) => {
            if difference > 0.0 {
                1.0
            } else {
                0.0
            }
        }
        (sd, difference) => below(difference / sd),
    };
    let count = figures.count();
    (0..count).map(|i| 1.0 + (0..count).filter(|j| *j != i).map(|j| better(j, i)).sum::<f64>()).collect()
}

/// Draws of the errors of figures, kept because the critical values of all sets are read from the same ones.
#[derive(Clone, Debug)]
pub(super) struct Draws {
    figures: usize,
    replicates: usize,
    /// Block after block of [`BLOCK`] replicates, in a block figure after figure.
    cells: Vec<f64>,
}

impl Draws {
    pub(super) fn new(figures: &Normal, freedom: Option<usize>, settings: &Settings) -> Self {
        let (count, replicates) = (figures.count(), settings.replicates as usize);
        let seed = Seed::from_text(TAG, &settings.seed);
        let errors = Errors::of(figures);
        let mut cells = vec![0.0; replicates.div_ceil(BLOCK) * BLOCK * count];
        cells.par_chunks_mut(BLOCK * count).enumerate().for_each(|(block, cells)| {
            let (mut units, mut drawn) = (vec![0.0; count], vec![0.0; count]);
            for at in 0..BLOCK {
                let mut stream = Stream::new(seed, (block * BLOCK + at) as u64);
                errors.draw(&mut stream, &mut units, &mut drawn);
                let scale = freedom.map_or(1.0, |freedom| relative_error(&mut stream, freedom).recip());
                drawn.iter().enumerate().for_each(|(figure, error)| cells[figure * BLOCK + at] = scale * error);
            }
        });
        Self { figures: count, replicates, cells }
    }

    /// The error of a figure in a replicate.
    pub(super) fn error(&self, replicate: usize, figure: usize) -> f64 {
        self.cells[(replicate / BLOCK * self.figures + figure) * BLOCK + replicate % BLOCK]
    }

    /// The value that the largest studentised error of `pairs` exceeds in no more than the level leaves out.
    fn critical(&self, pairs: &[Pair], level: Confidence) -> f64 {
        let mut largest = vec![f64::NEG_INFINITY; self.cells.len() / self.figures];
        let blocks = self.cells.par_chunks_exact(BLOCK * self.figures);
        largest.par_chunks_exact_mut(BLOCK).zip(blocks).for_each(|(largest, block)| {
            for pair in pairs {
                let errors = [pair.one, pair.other].map(|figure| &block[figure * BLOCK..][..BLOCK]);
                match pair.open {
                    [true, true] => raise(largest, errors, |error| (pair.per_sd * error).abs()),
                    [true, false] => raise(largest, errors, |error| pair.per_sd * error),
                    [false, true] => raise(largest, errors, |error| -pair.per_sd * error),
                    [false, false] => (),
                }
            }
        });
        largest.truncate(self.replicates);
        let at = self.replicates - 1 - tally::left_out(level, self.replicates);
        *largest.select_nth_unstable_by(at, f64::total_cmp).1
    }
}

/// An estimated standard deviation over the true one: `sqrt(chi^2_f / f)`. A chi-square with `f` degrees of freedom is
/// twice a gamma with shape `f / 2`, which is drawn by rejection (Marsaglia & Tsang 2000, ACM TOMS 26:363-372).
fn relative_error(stream: &mut Stream, freedom: usize) -> f64 {
    // With one degree of freedom the shape is too small for the method, and a normal number's square is at hand.
    if freedom < 2 {
        return stream.normal().abs();
    }
    let shape = freedom as f64 / 2.0;
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = stream.normal();
        let v = (1.0 + c * x).powi(3);
        if v > 0.0 && libm::log(stream.unit()) < 0.5 * x * x + d - d * v + d * libm::log(v) {
            return (d * v / shape).sqrt();
        }
    }
}

/// Raises each value to what `studentised` makes of the difference of two errors, where that is larger.
fn raise(largest: &mut [f64], [one, other]: [&[f64]; 2], studentised: impl Fn(f64) -> f64) {
    for ((largest, one), other) in largest.iter_mut().zip(one).zip(other) {
        let error = studentised(one - other);
        if error > *largest {
            *largest = error;
        }
    }
}

/// Two figures, that is two ordered pairs.
struct Pair {
    one: usize,
    other: usize,
    per_sd: f64,
    /// The first less the second, in standard deviations.
    studentised: f64,
    /// Whether it is still open that the first is better, and that the second is.
    open: [bool; 2],
}

/// The ordered pairs whose first is better than the second, of the given pairs of different figures in both directions.
fn step_down(
    figures: &Normal,
    pairs: impl Iterator<Item = (usize, usize)>,
    draws: &Draws,
    level: Confidence,
) -> Vec<(usize, usize)> {
    let mut rejected = Vec::new();
    let mut active = Vec::new();
    for (one, other) in pairs {
        let difference = figures.mean()[one] - figures.mean()[other];
        match figures.sd_of_difference(one, other) {
            // What has no error is known.
            0.0 if difference > 0.0 => rejected.push((one, other)),
            0.0 if difference < 0.0 => rejected.push((other, one)),
            0.0 => (),
            sd => {
                active.push(Pair { one, other, per_sd: sd.recip(), studentised: difference / sd, open: [true; 2] });
            }
        }
    }
    let mut found = !active.is_empty();
    while found {
        let critical = draws.critical(&active, level);
        found = false;
        for Pair { one, other, studentised, open: [forth, back], .. } in &mut active {
            for (open, studentised, pair) in
                [(forth, *studentised, (*one, *other)), (back, -*studentised, (*other, *one))]
            {
                if *open && studentised > critical {
                    *open = false;
                    rejected.push(pair);
                    found = true;
                }
            }
        }
    }
    rejected
}

fn interval(j: usize, count: usize, rejected: &[(usize, usize)]) -> RankInterval {
    let better = rejected.iter().filter(|(_, worse)| *worse == j).count();
    let worse = rejected.iter().filter(|(better, _)| *better == j).count();
    RankInterval { best: 1 + better, worst: count - worse }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_errors_have_the_moments_of_chi_square() {
        let seed = Seed::from_bytes([7; 32]);
        for freedom in [1, 2, 4, 9, 80] {
            let mut stream = Stream::new(seed, freedom as u64);
            let draws: Vec<f64> = (0..40_000).map(|_| relative_error(&mut stream, freedom).powi(2)).collect();
            let mean = draws.iter().sum::<f64>() / 40_000.0;
            let variance = draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 40_000.0;
            // Mean 1, variance 2/f, fourth central moment (12/f^2)(1 + 4/f): four standard errors of each.
            let f = freedom as f64;
            assert!((mean - 1.0).abs() < 4.0 * (2.0 / f / 4e4).sqrt(), "{freedom}: mean {mean}");
            let spread = ((12.0 + 48.0 / f - 4.0) / (f * f) / 4e4).sqrt();
            assert!((variance - 2.0 / f).abs() < 4.0 * spread, "{freedom}: variance {variance}");
        }
    }
}
