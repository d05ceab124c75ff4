//! A scale with round ticks.

/// The steps between ticks, times a power of ten.
const STEPS: [f64; 4] = [1.0, 2.0, 2.5, 5.0];

/// An interval of values laid on an interval of pixels.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Axis {
    low: f64,
    step: f64,
    steps: u32,
    pixels: (f64, f64),
}

impl Axis {
    /// The shortest interval with round ends and at most `most` ticks that holds `low` and `high` (finite, in order).
    pub(crate) fn covering(low: f64, high: f64, most: u32, pixels: (f64, f64)) -> Self {
        let (low, high) =
            if high - low > f64::EPSILON * high.abs().max(1.0) { (low, high) } else { (low - 1.0, low + 1.0) };
        let mut power = 1.0;
        while power < high - low {
            power *= 10.0;
        }
        while power > (high - low) / 100.0 {
            power /= 10.0;
        }
        loop {
            for step in STEPS.map(|s| s * power) {
                let first = (low / step).floor();
                let count = (high / step).ceil() - first;
                if count <= f64::from(most.max(2) - 1) {
                    return Self { low: first * step, step, steps: whole(count).max(1), pixels };
                }
            }
            power *= 10.0;
        }
    }

    /// The pixel of a value; what is outside the interval is put at its end.
    pub(crate) fn at(&self, value: f64) -> f64 {
        let part = ((value - self.low) / (self.step * f64::from(self.steps))).clamp(0.0, 1.0);
        self.pixels.0 + (self.pixels.1 - self.pixels.0) * part
    }

    /// The ticks and their wordings, from the lowest.
    pub(crate) fn ticks(&self) -> Vec<(f64, String)> {
        let decimals = (0..6_usize).find(|d| is_whole(self.step * power_of_ten(*d))).unwrap_or(6);
        (0..=self.steps)
            .map(|n| {
                let value = self.low + self.step * f64::from(n);
                // Minus zero would be worded "-0".
                let value = if value.abs() < self.step / 2.0 { 0.0 } else { value };
                (value, format!("{value:.decimals$}"))
            })
            .collect()
    }
}

fn is_whole(v: f64) -> bool {
    (v - v.round()).abs() < 1e-6
}

fn power_of_ten(exponent: usize) -> f64 {
    (0..exponent).fold(1.0, |p, _| p * 10.0)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of ticks, at most a few dozen")]
fn whole(v: f64) -> u32 {
    v as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ticks_are_round() {
        let words = |low, high, most| {
            let axis = Axis::covering(low, high, most, (0.0, 100.0));
            axis.ticks().into_iter().map(|t| t.1).collect::<Vec<_>>()
        };
        assert_eq!(words(512.3, 718.0, 6), ["500", "550", "600", "650", "700", "750"]);
        assert_eq!(words(-1.2, 0.9, 8), ["-1.5", "-1.0", "-0.5", "0.0", "0.5", "1.0"]);
        assert_eq!(words(600.0, 600.0, 5), ["599.0", "599.5", "600.0", "600.5", "601.0"]);
    }

    proptest! {
        #[test]
        fn an_axis_holds_its_values_with_few_ticks(low in -1e6..1e6_f64, span in 0.0..1e6_f64, most in 3_u32..12) {
            let axis = Axis::covering(low, low + span, most, (10.0, 500.0));
            let ticks = axis.ticks();
            let (from, to) = (ticks[0].0, ticks[ticks.len() - 1].0);
            prop_assert!(from <= low + 1e-6 && to >= low + span - 1e-6);
            prop_assert!(axis.ticks().len() <= usize::try_from(most).unwrap());
            prop_assert!(axis.at(low) >= 10.0 && axis.at(low) <= axis.at(low + span) && axis.at(low + span) <= 500.0);
        }
    }
}
