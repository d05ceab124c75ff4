//! The scale on which ratings are made: steps of one size from a lowest to a highest value.

use super::super::integers::{Integers, MISSING};
use super::super::matrix::Matrix;
use num_integer::Integer;
use num_traits::ToPrimitive;

/// A scale of equal steps, with at least two values.
///
/// ```
/// use zhuoping_ratings::agreement::StepScale;
/// let percents = StepScale::new(0.0, 100.0, 5.0)?;
/// assert_eq!(percents.values(), 21);
/// // 25 (21^2 - 1) / 12
/// assert_eq!(format!("{:.2}", percents.random_variance()), "916.67");
/// # Ok::<(), zhuoping_ratings::agreement::ScaleError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepScale {
    lowest: f64,
    step: f64,
    /// How many steps there are, one less than values.
    steps: u32,
}

/// Why numbers are no scale.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum ScaleError {
    /// The ends or the step are no finite numbers in order.
    #[error("a scale runs from a lowest to a higher value in steps above 0")]
    Ends,
    /// The range is no whole number of steps.
    #[error("{highest} cannot be reached from {lowest} in steps of {step}")]
    Step {
        /// Where it begins.
        lowest: f64,
        /// Where it should end.
        highest: f64,
        /// The size of a step.
        step: f64,
    },
}

impl StepScale {
    /// A scale from `lowest` to `highest` in steps of `step`.
    ///
    /// # Errors
    /// [`ScaleError`].
    pub fn new(lowest: f64, highest: f64, step: f64) -> Result<Self, ScaleError> {
        let range = highest - lowest;
        if !(range.is_finite() && step.is_finite() && range > 0.0 && step > 0.0) {
            return Err(ScaleError::Ends);
        }
        let steps = (range / step).round();
        // A step such as 0.1 is no exact float, and neither is its multiple.
        let whole = (steps * step - range).abs() <= 1e-9 * range;
        let steps = steps.to_u32().filter(|steps| whole && *steps > 0);
        steps.map(|steps| Self { lowest, step, steps }).ok_or(ScaleError::Step { lowest, highest, step })
    }

    /// The scale that the ratings of a table lie on: from the smallest to the largest, in the largest steps that reach
    /// all of them; `None` when they do not differ.
    pub fn observed(matrix: &Matrix) -> Option<Self> {
        let numbers = Integers::of(matrix);
        let lowest = matrix.cells().iter().copied().filter(|cell| !cell.is_nan()).fold(f64::INFINITY, f64::min);
        let values = || numbers.cells.iter().copied().filter(|number| *number != MISSING);
        let (step, range) = (values().fold(0, |step, number| step.gcd(&number)), values().max()?);
        let steps = range.checked_div(step)?.to_u32()?;
        Some(Self { lowest, step: step as f64 * numbers.unit, steps })
    }

    /// The scale of these rising values; `None` unless they are two or more equal steps.
    pub(crate) fn of_values(values: &[f64]) -> Option<Self> {
        let scale = Self::observed(&Matrix::of_cells(values.len(), 1, values.to_vec()))?;
        (scale.values() == values.len()).then_some(scale)
    }

    /// The lowest value.
    pub fn lowest(self) -> f64 {
        self.lowest
    }

    /// The highest value.
    pub fn highest(self) -> f64 {
        self.lowest + self.step * f64::from(self.steps)
    }

    /// How many values there are.
    pub fn values(self) -> usize {
        self.steps as usize + 1
    }

    /// Whether a value lies between the ends.
    pub fn reaches(self, value: f64) -> bool {
        let slack = 1e-9 * self.step;
        (self.lowest - slack..=self.highest() + slack).contains(&value)
    }

    /// The variance of ratings that take every value equally often: `h^2 (A^2 - 1) / 12` for `A` values at a distance of
    /// `h`.
    pub fn random_variance(self) -> f64 {
        let values = f64::from(self.steps) + 1.0;
        self.step * self.step * (values * values - 1.0) / 12.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_has_steps_that_reach_its_end() {
        let tenths = StepScale::new(0.0, 1.0, 0.1).unwrap();
        assert_eq!((tenths.values(), tenths.reaches(1.0), tenths.reaches(1.05)), (11, true, false));
        assert_eq!(StepScale::new(0.0, 10.0, 4.0), Err(ScaleError::Step { lowest: 0.0, highest: 10.0, step: 4.0 }));
        for (lowest, highest, step) in [(1.0, 1.0, 1.0), (2.0, 1.0, 1.0), (0.0, 1.0, 0.0), (0.0, f64::INFINITY, 1.0)] {
            assert_eq!(StepScale::new(lowest, highest, step), Err(ScaleError::Ends));
        }
    }

    #[test]
    fn the_observed_scale_has_the_largest_steps_that_reach_every_value() {
        let of = |rows: &[[Option<f64>; 2]]| StepScale::observed(&Matrix::from_rows(rows).unwrap());
        let scale = of(&[[Some(30.0), Some(40.0)], [Some(55.0), None]]).unwrap();
        assert_eq!((scale.values(), scale.lowest(), scale.highest()), (6, 30.0, 55.0));
        let hundredths = of(&[[Some(0.25), Some(-0.25)], [Some(1.0), None]]).unwrap();
        assert_eq!((hundredths.values(), hundredths.lowest(), hundredths.highest()), (6, -0.25, 1.0));
        assert_eq!((of(&[[Some(3.0), Some(3.0)]]), of(&[[None, None]]), of(&[])), (None, None, None));
    }
}
