//! The rating scale: how likely each category is at a given distance between entrant, reviewer and item.
//!
//! `P(k) ~ exp(k eta - tau_1 - ... - tau_k)` for the categories `k = 0 .. m`, with `eta = entrant + reviewer - item`.

/// The thresholds of a rating scale, ready for use.
pub(super) struct Scale {
    /// `-tau_1 - ... - tau_k` for `k = 0 .. m`.
    cumulated: Vec<f64>,
    /// `exp(-tau_k)` and `exp(tau_k)` for `k = 1 .. m`.
    odds: Vec<(f64, f64)>,
}

impl Scale {
    /// The scale with these thresholds, `tau_1 .. tau_m`.
    pub(super) fn new(thresholds: &[f64]) -> Self {
        let mut cumulated = vec![0.0];
        let mut sum = 0.0;
        for threshold in thresholds {
            sum -= threshold;
            cumulated.push(sum);
        }
        let odds = thresholds.iter().map(|threshold| (libm::exp(-threshold), libm::exp(*threshold))).collect();
        Self { cumulated, odds }
    }

    /// How many categories there are, `m + 1`.
    pub(super) fn categories(&self) -> usize {
        self.cumulated.len()
    }

    /// Fills in the chance of each category and gives the logarithm of what they were divided by.
    ///
    /// The likeliest category is found by sums, and the others follow from it by one product each, so that nothing
    /// overflows and a cell costs two exponentials however many categories there are.
    pub(super) fn chances(&self, eta: f64, chances: &mut [f64]) -> f64 {
        let (mut best, mut peak) = (0, f64::NEG_INFINITY);
        for (k, cumulated) in self.cumulated.iter().enumerate() {
            let height = k as f64 * eta + cumulated;
            if height > peak {
                (best, peak) = (k, height);
            }
        }
        let (up, down) = (libm::exp(eta), libm::exp(-eta));
        chances[best] = 1.0;
        for k in best + 1..chances.len() {
            chances[k] = chances[k - 1] * up * self.odds[k - 1].0;
        }
        for k in (0..best).rev() {
            chances[k] = chances[k + 1] * down * self.odds[k].1;
        }
        let sum: f64 = chances.iter().sum();
        chances.iter_mut().for_each(|chance| *chance /= sum);
        peak + libm::log(sum)
    }

    /// `k eta - tau_1 - ... - tau_k`.
    pub(super) fn height(&self, eta: f64, category: usize) -> f64 {
        category as f64 * eta + self.cumulated[category]
    }
}

/// Mean and variance of the category.
pub(super) fn moments(chances: &[f64]) -> (f64, f64) {
    let mean: f64 = chances.iter().enumerate().map(|(k, chance)| k as f64 * chance).sum();
    (mean, central(chances, mean, 2))
}

/// A central moment of the category.
pub(super) fn central(chances: &[f64], mean: f64, power: i32) -> f64 {
    chances.iter().enumerate().map(|(k, chance)| (k as f64 - mean).powi(power) * chance).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_equal_the_definition_also_where_terms_would_overflow() {
        for (thresholds, eta) in [
            (vec![0.0], 0.3),
            (vec![-1.0, 0.5, -0.25, 0.75], -0.8),
            (vec![-2.0; 20], 1.5),
            (vec![30.0, -30.0, 25.0, -25.0], 28.0),
        ] {
            let scale = Scale::new(&thresholds);
            let mut chances = vec![0.0; scale.categories()];
            let divisor = scale.chances(eta, &mut chances);
            for (k, chance) in chances.iter().enumerate() {
                let heights = (0..=thresholds.len()).map(|j| scale.height(eta, j) - scale.height(eta, k));
                let expected = heights.map(libm::exp).sum::<f64>().recip();
                assert!((chance - expected).abs() < 1e-12, "{thresholds:?} at {eta}, {k}: {chance} for {expected}");
                assert!((scale.height(eta, k) - divisor - libm::log(expected)).abs() < 1e-9);
            }
        }
    }

    /// Two categories alike: mean 1/2, variance 1/4, fourth moment 1/16.
    #[test]
    fn moments_of_a_coin() {
        assert_eq!((moments(&[0.5, 0.5]), central(&[0.5, 0.5], 0.5, 4)), ((0.5, 0.25), 0.0625));
    }
}
