//! Floats as whole multiples of a small step, so that sums of them do not depend on their order.

use super::runs::Runs;
use num_traits::ToPrimitive;

/// Numbers as multiples of one power of two, 2^-61 of the largest or finer, which is far below what a double keeps of
/// their sum; rounded towards 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Steps {
    terms: Vec<i64>,
    exponent: i32,
}

impl Steps {
    /// Rounds finite numbers to steps.
    pub(crate) fn of(values: &[f64]) -> Self {
        let largest = values.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
        // The largest is below 2^above, so its term is at most 2^62.
        let (_, above) = libm::frexp(largest);
        // Where all numbers are so small that the inverse of a step has no double, the step is larger.
        let exponent = (above - 62).max(-1022);
        let steps = libm::scalbn(1.0, -exponent);
        let term = |value: &f64| (value * steps).to_i64().expect("at most 2^62");
        Self { terms: values.iter().map(term).collect(), exponent }
    }

    /// What each number is in steps.
    pub(crate) fn terms(&self) -> &[i64] {
        &self.terms
    }

    /// A number of steps as a number.
    pub(crate) fn value(&self, steps: i128) -> f64 {
        libm::scalbn(steps as f64, self.exponent)
    }

    /// The sum in which number `i` counts `times[i]` times.
    pub(crate) fn weighted(&self, times: &[u32]) -> f64 {
        let product = |(term, times): (&i64, &u32)| i128::from(*term) * i128::from(*times);
        self.value(self.terms.iter().zip(times).map(product).sum())
    }
}

/// The share of each category in each row, in steps that leave room for a sum over as many rows as there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shares(Vec<u64>);

impl Shares {
    /// The shares of the runs of every row.
    pub(crate) fn of(runs: &Runs) -> Self {
        let whole = 1_u64 << (u64::BITS - 2 - (usize::BITS - runs.rows().leading_zeros()));
        let mut shares = Vec::with_capacity(runs.len());
        for row in runs.each() {
            let total = row.total.max(1);
            let one = (whole + total / 2) / total;
            shares.extend(row.counts.iter().map(|count| one * u64::from(*count)));
        }
        Self(shares)
    }

    /// The mean share of each category over the rows that have a value, row `r` counting `times[r]` times; the counts
    /// of the rows may not add up to more than there are rows. All 0 where no row has a value.
    pub(crate) fn mean(&self, runs: &Runs, categories: usize, times: &[u32]) -> Vec<f64> {
        let mut sums = vec![0_u64; categories];
        for (row, times) in times.iter().enumerate().filter(|(_, times)| **times > 0) {
            for (category, share) in runs.row(row).categories.iter().zip(&self.0[runs.range(row)]) {
                sums[*category as usize] += u64::from(*times) * share;
            }
        }
        let whole: u64 = sums.iter().sum();
        sums.iter().map(|sum| *sum as f64 / whole.max(1) as f64).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sums_of_nothing_of_noughts_and_of_far_sizes() {
        assert_eq!(Steps::of(&[]).weighted(&[]).to_bits(), 0);
        assert_eq!(Steps::of(&[0.0, 0.0]).weighted(&[1, 1]).to_bits(), 0);
        assert!((Steps::of(&[1e300, -1e300, 1e284]).weighted(&[1; 3]) - 1e284).abs() < 1e282);
        assert!((Steps::of(&[3e-308, 1e-308]).weighted(&[2, 1]) - 7e-308).abs() < 1e-307);
    }

    proptest! {
        #[test]
        fn order_changes_not_one_bit(mut values in prop::collection::vec(-1e3..1e3, 1..50)) {
            let once = vec![1; values.len()];
            let sum = Steps::of(&values).weighted(&once);
            let floats: f64 = values.iter().sum();
            prop_assert!((sum - floats).abs() < 1e-10);
            values.reverse();
            prop_assert_eq!(Steps::of(&values).weighted(&once).to_bits(), sum.to_bits());
        }
    }
}
