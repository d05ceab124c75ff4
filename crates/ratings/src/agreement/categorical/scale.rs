//! Categories with what a disagreement between two of them weighs.

use super::categories::Categories;
use crate::agreement::counts::Distance;
use crate::agreement::integers::Integers;

/// How much two different categories `k` and `l` of `q` agree.
///
/// The weight is 1 for equal categories and falls to 0 for the two that are farthest apart; `x` is the value of a
/// category and `k` its place, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weights {
    /// 0: categories are equal or they are not. For names without an order.
    Unweighted,
    /// `1 - |x_k - x_l| / (x_q - x_1)`. Half as far is half as bad.
    Linear,
    /// `1 - (x_k - x_l)^2 / (x_q - x_1)^2`. Small differences hardly count, so coefficients come out high.
    Quadratic,
    /// `1 - C(|k - l| + 1, 2) / C(q, 2)`. Only the order counts: nearly quadratic, in places instead of values.
    Ordinal,
}

impl Weights {
    /// All weights.
    pub const ALL: [Self; 4] = [Self::Unweighted, Self::Linear, Self::Quadratic, Self::Ordinal];

    /// The name in commands and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unweighted => "unweighted",
            Self::Linear => "linear",
            Self::Quadratic => "quadratic",
            Self::Ordinal => "ordinal",
        }
    }
}

/// A rating scale: its categories, and how near two of them are to each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// The categories. A rating that is none of them is [`crate::agreement::Undefined::OutsideCategories`].
    pub categories: Categories,
    /// The weights.
    pub weights: Weights,
}

impl Scale {
    /// Disagreement, 1 less the weight: 0 to 1.
    pub(super) fn distance(&self) -> Distance {
        let q = self.categories.values().len();
        // One category has no distances, and those of a line would be divided by 0.
        if q < 2 {
            return Distance::Apart;
        }
        let line = |at: Vec<f64>, absolute, squared| Distance::Line { at, absolute, squared };
        match self.weights {
            Weights::Unweighted => Distance::Apart,
            Weights::Linear => {
                let (at, range) = self.positions();
                line(at, range.recip(), 0.0)
            }
            Weights::Quadratic => {
                let (at, range) = self.positions();
                line(at, 0.0, (range * range).recip())
            }
            // C(d + 1, 2) / C(q, 2) = (d^2 + d) / (q (q - 1)).
            Weights::Ordinal => {
                let each = (q as f64 * (q as f64 - 1.0)).recip();
                line((0..q).map(|place| place as f64).collect(), each, each)
            }
        }
    }

    /// Positions as whole numbers, so that differences of decimals are exact, and the farthest of them.
    fn positions(&self) -> (Vec<f64>, f64) {
        let values = self.categories.values();
        let whole = Integers::of_values(values, values.len()).cells;
        let at: Vec<f64> = whole.into_iter().map(|position| position as f64).collect();
        let range = at.last().copied().unwrap_or_default();
        (at, range)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weight(weights: Weights, categories: &[f64], one: u32, other: u32) -> f64 {
        let scale = Scale { categories: Categories::of(categories.iter().copied()).unwrap(), weights };
        1.0 - scale.distance().between(one, other)
    }

    /// Five categories: the weights that Gwet prints for them (Handbook, 4th edition, chapter 3), and uneven values.
    #[test]
    fn weights_of_five_categories() {
        let even = [1.0, 2.0, 3.0, 4.0, 5.0];
        for (weights, expected) in [
            (Weights::Unweighted, [1.0, 0.0, 0.0, 0.0, 0.0]),
            (Weights::Linear, [1.0, 0.75, 0.5, 0.25, 0.0]),
            (Weights::Quadratic, [1.0, 0.9375, 0.75, 0.4375, 0.0]),
            (Weights::Ordinal, [1.0, 0.9, 0.7, 0.4, 0.0]),
        ] {
            for (other, expected) in (0..).zip(expected) {
                let found = weight(weights, &even, 0, other);
                assert!((found - expected).abs() < 1e-15, "{weights:?} {other}: {found}");
                assert!((weight(weights, &even, other, 0) - found).abs() < 1e-15);
            }
        }
        assert!((weight(Weights::Linear, &[0.0, 0.1, 1.0], 0, 1) - 0.9).abs() < 1e-15);
        assert!((weight(Weights::Ordinal, &[0.0, 0.1, 1.0], 0, 1) - 2.0 / 3.0).abs() < 1e-15);
    }
}
