//! Sums of floats that do not depend on the order in which the terms come.

/// The sum of the terms from the smallest to the largest.
pub(crate) fn sum(terms: &mut [f64]) -> f64 {
    terms.sort_unstable_by(f64::total_cmp);
    terms.iter().sum()
}

/// Their mean; of no term it is not a number.
pub(crate) fn mean(terms: &mut [f64]) -> f64 {
    sum(terms) / terms.len() as f64
}
