//! Quantiles of F, Student's t, chi-square and the normal distribution.
//!
//! Those of F and chi-square are found by halving an interval of their logarithm, on the regularised incomplete
//! functions. General inverses stop early where a degree of freedom is small, and Satterthwaite's can be.

use super::interval::Confidence;
use statrs::function::beta::beta_reg;
use statrs::function::erf::erfc_inv;
use statrs::function::gamma::gamma_ur;

/// `ln F` is looked for between these; halved this often, it is known to 1e-16.
const REACH: f64 = 300.0;
const HALVINGS: u32 = 64;

/// With fewer degrees of freedom the usual quantiles lie beyond the reach and the beta function loses its digits.
const FREEDOM_MIN: f64 = 0.01;

/// The value that F with `upper` and `lower` degrees of freedom exceeds with probability `tail`; `None` when there is
/// none in the range of an `f64`, as for degrees of freedom near 0.
pub(crate) fn f_exceeded(tail: f64, upper: f64, lower: f64) -> Option<f64> {
    if !(upper >= FREEDOM_MIN && lower >= FREEDOM_MIN && upper.is_finite() && lower.is_finite()) {
        return None;
    }
    let (mut below, mut above) = (-REACH, REACH);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(below, above);
        if beyond(libm::exp(middle), upper, lower) > tail { below = middle } else { above = middle }
    }
    // At the edge of its reach the search has found nothing.
    (above - REACH != 0.0 && below + REACH != 0.0).then(|| libm::exp(f64::midpoint(below, above)))
}

/// The value that Student's t with `freedom` degrees of freedom exceeds in size with probability `1 - confidence`: half
/// the width of a two-sided interval in standard errors. `None` without degrees of freedom.
pub(crate) fn t_exceeded(confidence: Confidence, freedom: usize) -> Option<f64> {
    // The square of t is an F with one degree of freedom above.
    f_exceeded(1.0 - confidence.get(), 1.0, freedom as f64).map(f64::sqrt)
}

/// The value that chi-square with `freedom` degrees of freedom exceeds with probability `tail`; `None` when there is none
/// in the range of an `f64`, as for degrees of freedom near 0.
pub(crate) fn chi_square_exceeded(tail: f64, freedom: f64) -> Option<f64> {
    if !(freedom >= FREEDOM_MIN && freedom.is_finite()) {
        return None;
    }
    let (mut below, mut above) = (-REACH, REACH);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(below, above);
        if gamma_ur(freedom / 2.0, libm::exp(middle) / 2.0) > tail { below = middle } else { above = middle }
    }
    (above - REACH != 0.0 && below + REACH != 0.0).then(|| libm::exp(f64::midpoint(below, above)))
}

/// The value that a standard normal variable exceeds in size with probability `1 - confidence`.
pub(crate) fn normal_exceeded(confidence: Confidence) -> f64 {
    -normal_quantile(confidence.tail())
}

/// The value below which a standard normal variable lies with probability `share`, strictly between 0 and 1.
pub(crate) fn normal_quantile(share: f64) -> f64 {
    -std::f64::consts::SQRT_2 * erfc_inv(2.0 * share)
}

/// The probability that a standard normal variable is at most `z`.
pub(crate) fn normal_below(z: f64) -> f64 {
    libm::erfc(-z / std::f64::consts::SQRT_2) / 2.0
}

/// The probability that F exceeds `f`. F is a ratio of two parts of a beta variable; the smaller part is the argument,
/// since one less a number near 1 would lose the digits.
fn beyond(f: f64, upper: f64, lower: f64) -> f64 {
    let odds = upper / lower * f;
    if odds > 1.0 {
        beta_reg(lower / 2.0, upper / 2.0, 1.0 / (1.0 + odds))
    } else {
        1.0 - beta_reg(upper / 2.0, lower / 2.0, odds / (1.0 + odds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ContinuousCDF, FisherSnedecor};

    /// Values printed in tables of F.
    #[test]
    fn printed_quantiles() {
        for (tail, upper, lower, printed) in [
            (0.05, 5.0, 15.0, "2.90"),
            (0.025, 5.0, 3.0, "14.88"),
            (0.01, 10.0, 10.0, "4.85"),
            (0.05, 1.0, 1.0, "161.45"),
        ] {
            assert_eq!(format!("{:.2}", f_exceeded(tail, upper, lower).unwrap()), printed);
        }
    }

    #[test]
    fn the_tail_beyond_a_quantile_has_its_probability() {
        for upper in [0.3, 1.0, 2.7, 5.0, 40.0, 1999.0] {
            for lower in [0.3, 1.0, 2.7, 5.0, 40.0, 1999.0, 90_000.0] {
                for tail in [0.005, 0.025, 0.05, 0.5, 0.975] {
                    let f = f_exceeded(tail, upper, lower).unwrap();
                    // F(upper, lower) beyond f is F(lower, upper) below 1/f; the small argument keeps its digits.
                    let below = |upper, lower, f| FisherSnedecor::new(upper, lower).unwrap().cdf(f);
                    let found = if f > 1.0 { below(lower, upper, f.recip()) } else { 1.0 - below(upper, lower, f) };
                    assert!((found - tail).abs() < 1e-11, "{upper} {lower} {tail}: {f} leaves {found}");
                }
            }
        }
    }

    /// The quantiles of R's `qnorm` to all digits.
    #[test]
    fn quantiles_of_the_normal_distribution() {
        for (level, quantile) in
            [(0.95, 1.959_963_984_540_054), (0.99, 2.575_829_303_548_901), (0.5, 0.674_489_750_196_081_7)]
        {
            let found = normal_exceeded(Confidence::new(level).unwrap());
            assert!((found - quantile).abs() < 1e-14, "{level}: {found}");
        }
    }

    /// Values printed in tables of chi-square and of the normal distribution.
    #[test]
    fn printed_quantiles_of_chi_square_and_the_normal_distribution() {
        for (tail, freedom, printed) in
            [(0.05, 1.0, "3.841"), (0.025, 15.0, "27.488"), (0.975, 15.0, "6.262"), (0.995, 1.0, "0.000")]
        {
            assert_eq!(format!("{:.3}", chi_square_exceeded(tail, freedom).unwrap()), printed);
        }
        assert_eq!((chi_square_exceeded(0.05, 0.0), chi_square_exceeded(0.05, f64::NAN)), (None, None));
        for (tail, printed) in [(0.025, "1.959964"), (0.5, "0.000000"), (0.95, "-1.644854"), (0.0005, "3.290527")] {
            let z = normal_quantile(1.0 - tail);
            assert_eq!(format!("{:.6}", z + 0.0), printed);
            assert!((normal_below(z) - (1.0 - tail)).abs() < 1e-15);
        }
    }

    #[test]
    fn degrees_of_freedom_that_are_none_give_none() {
        for freedom in [0.0, -1.0, 1e-9, f64::NAN] {
            assert_eq!((f_exceeded(0.025, freedom, 3.0), f_exceeded(0.025, 3.0, freedom)), (None, None));
        }
    }
}
