//! Alpha at ordinal level: interval alpha on mid-ranks.
//!
//! With `n_g` values equal to `g` among all pairable ones, the metric of two values `c < k` is the square of
//! `n_c/2 + sum of n_g between + n_k/2`. The mid-rank of `c` is `R_c = sum of n_g below + (n_c + 1)/2`, so
//! `R_k - R_c = sum of n_g from c up to below k + (n_k - n_c)/2 = n_c/2 + sum between + n_k/2`: the same.

use super::Alpha;
use super::counted::{mean_within, pairs, part};
use super::linearization::{Part, standard_error};
use super::sums::Sums;
use crate::agreement::counts::{Codes, Distance, Row, Runs, all};
use crate::agreement::matrix::Matrix;
use crate::agreement::ordered_sum;
use crate::agreement::undefined::Undefined;
use std::iter::zip;

/// A table as runs of values. The metric is that of each sample.
pub(super) struct Table {
    codes: Codes,
    runs: Runs,
}

/// Mid-ranks, doubled and around 0: whole numbers of size `n` at most.
struct Ranks {
    of_value: Vec<i64>,
    counts: Vec<u64>,
    values: u64,
}

impl Table {
    pub(super) fn of(matrix: &Matrix) -> Self {
        let (_, codes) = Codes::observed(matrix);
        let runs = Runs::pairable(&codes, &vec![1; codes.width()]);
        Self { codes, runs }
    }

    /// Whether any subject has a pair.
    pub(super) fn paired(&self) -> bool {
        self.runs.values() > 0
    }

    pub(super) fn alpha(&self) -> Result<Alpha, Undefined> {
        let once = vec![1; self.codes.height()];
        let ranks = Ranks::of(&self.runs, self.codes.categories(), &once);
        let within: Vec<f64> = self.runs.each().map(|row| ranks.within(&row)).collect();
        let (sums, to_all) = ranks.sums(&self.runs, ordered_sum::sum(&mut within.clone()), &once);
        let value = sums.alpha().ok_or(Undefined::NoVariation)?;
        let metric = ranks.metric(&self.runs, &sums);
        let used = self.runs.each().zip(&within).filter(|(row, _)| row.total > 0);
        let parts: Vec<Part> = used
            .map(|(row, within)| {
                let metric =
                    zip(row.categories, row.counts).map(|(at, count)| metric[*at as usize] * f64::from(*count));
                Part { metric: metric.sum(), ..part(&row, *within, &to_all, sums.values) }
            })
            .collect();
        let standard_error = standard_error(&sums, &parts);
        Ok(Alpha { value, subjects_used: parts.len(), values_used: self.runs.values(), standard_error })
    }

    pub(super) fn over_subjects(&self, subjects: &[u32]) -> Option<f64> {
        self.sampled(&self.runs, subjects)
    }

    pub(super) fn over_both(&self, subjects: &[u32], raters: &[u32]) -> Option<f64> {
        self.sampled(&Runs::pairable(&self.codes, raters), subjects)
    }

    fn sampled(&self, runs: &Runs, times: &[u32]) -> Option<f64> {
        let ranks = Ranks::of(runs, self.codes.categories(), times);
        let drawn = runs.each().zip(times).filter(|(_, times)| **times > 0);
        let within = drawn.map(|(row, times)| f64::from(*times) * ranks.within(&row)).sum();
        ranks.sums(runs, within, times).0.alpha()
    }
}

impl Ranks {
    fn of(runs: &Runs, categories: usize, times: &[u32]) -> Self {
        let counts = runs.pooled(categories, times);
        let values: u64 = counts.iter().sum();
        let signed = |count: u64| i64::try_from(count).expect("a count of cells");
        let mut below = -signed(values);
        let mut of_value = Vec::with_capacity(counts.len());
        for count in counts.iter().map(|count| signed(*count)) {
            of_value.push(below + count);
            below += 2 * count;
        }
        Self { of_value, counts, values }
    }

    /// `m` times the mean squared difference of a subject's pairs, from exact sums: 0 where they are equal.
    fn within(&self, row: &Row<'_>) -> f64 {
        let (mut sum, mut squares) = (0_i128, 0_i128);
        for (category, count) in zip(row.categories, row.counts) {
            let rank = self.of_value[*category as usize];
            let weighted = i64::from(*count) * rank;
            sum += i128::from(weighted);
            squares += i128::from(weighted) * i128::from(rank);
        }
        mean_within(row, 2.0 * (i128::from(row.total) * squares - sum * sum) as f64)
    }

    fn sums(&self, runs: &Runs, within: f64, times: &[u32]) -> (Sums, Vec<f64>) {
        let values = self.values as f64;
        let at = self.of_value.iter().map(|rank| *rank as f64).collect();
        let counts: Vec<f64> = self.counts.iter().map(|count| *count as f64).collect();
        let mut to_all = Vec::new();
        let among_all = Distance::squared(at).of_pairs(&all(counts.len()), &counts, &mut to_all);
        (Sums { within, among_all, values, pairs: pairs(values, runs, times) }, to_all)
    }

    /// What one more value of each category moves alpha by moving the ranks of all (see [`Part::metric`]).
    ///
    /// A value at `k` moves the rank of every `c` above it by 2 and its own by 1, in the doubled ranks, divided by `n` as
    /// a share; constants move all ranks alike and change nothing. What a rank moves, `d alpha/d R_c`, is
    /// `-(d Do)/De' + Do (d De')/De'^2` with `n d Do = sum_u 4 r_uc (m_u R_c - sum of u's ranks)/(m_u - 1)` and
    /// `n d De' = 4 n_c (R_c - mean rank)`, where the mean is 0.
    fn metric(&self, runs: &Runs, sums: &Sums) -> Vec<f64> {
        let observed = sums.within / sums.values;
        let expected = sums.among_all / (sums.values * sums.values);
        let within = self.moved_within(runs);
        let mut above = 0.0;
        let mut metric = vec![0.0; self.of_value.len()];
        for (category, metric) in metric.iter_mut().enumerate().rev() {
            let all = self.counts[category] as f64 * self.of_value[category] as f64;
            let moved = 4.0 * (observed / expected * all - within[category]) / expected / sums.values;
            // In doubled ranks a share of 1 is n.
            *metric = (2.0 * above + moved) * sums.values;
            above += moved;
        }
        metric
    }

    /// For each category the sum over subjects of `r_uc (m_u R_c - sum of u's ranks)/(m_u - 1)`, exact but for the
    /// inverse of `m_u - 1`, which is taken to 2^-50.
    fn moved_within(&self, runs: &Runs) -> Vec<f64> {
        const WHOLE: u64 = 1 << 50;
        let mut sums = vec![0_i128; self.of_value.len()];
        for row in runs.each().filter(|row| row.total > 1) {
            let inverse = i128::from(WHOLE / (row.total - 1));
            let each = || zip(row.categories, row.counts).map(|(at, count)| (*at as usize, i64::from(*count)));
            let total: i64 = each().map(|(at, count)| count * self.of_value[at]).sum();
            let m = i64::try_from(row.total).expect("a count of cells");
            for (at, count) in each() {
                sums[at] += i128::from(count * (m * self.of_value[at] - total)) * inverse;
            }
        }
        sums.into_iter().map(|sum| sum as f64 / WHOLE as f64).collect()
    }
}
