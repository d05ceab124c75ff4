//! Whole numbers behind the cells, so that sums and sums of squares are exact.
//!
//! Sums of floats depend on their order, and a residual that is 0 comes out as 1e-31. Scores are whole hundredths, so
//! sums can be exact: cells with up to four decimals are read as the integers they stand for. Other values are rounded
//! to a grid between the smallest and the largest, fine enough (2^-50 of the range for up to 8 000 cells, 2^-43 for a
//! million) to stay far below what a coefficient is shown to. Either way the order of rows and columns changes nothing,
//! and what is zero is zero.
//!
//! Interval statistics do not change with the origin: the smallest value is taken as 0, which keeps the squares small.

use super::matrix::Matrix;
use num_traits::ToPrimitive;

/// Marks a missing cell; the numbers themselves are never negative.
pub(crate) const MISSING: i64 = -1;

/// The cells of a matrix as `value = origin + unit x number`.
pub(crate) struct Integers {
    /// Row after row; [`MISSING`] where there is no value.
    pub(crate) cells: Vec<i64>,
    /// What one step is worth, in the unit of the ratings.
    pub(crate) unit: f64,
}

impl Integers {
    /// Reads the cells.
    pub(crate) fn of(matrix: &Matrix) -> Self {
        Self::of_values(matrix.cells(), matrix.cells().len())
    }

    /// Reads values that stand in so many cells altogether.
    pub(crate) fn of_values(all: &[f64], cells: usize) -> Self {
        let values = || all.iter().copied().filter(|cell| !cell.is_nan());
        let lowest = values().fold(f64::INFINITY, f64::min);
        let highest = values().fold(f64::NEG_INFINITY, f64::max);
        let bits = bits(cells);
        (0..=4)
            .find_map(|decimals| decimal(all, 10_f64.powi(decimals), lowest, bits))
            .unwrap_or_else(|| grid(all, lowest, highest, bits))
    }
}

/// How many bits a number may have so that `cells^2 x number^2` stays within an `i128`: the bound of every sum in this
/// module's users, by Cauchy and Schwarz.
fn bits(cells: usize) -> u32 {
    let size = usize::BITS - cells.leading_zeros();
    (63_u32.saturating_sub(size)).clamp(1, 50)
}

fn decimal(cells: &[f64], scale: f64, lowest: f64, bits: u32) -> Option<Integers> {
    let whole = |value: f64| {
        // Cut off behind half a step more, which is the nearest whole number; rounding by itself is a call on most processors.
        let number = (value * scale + 0.5_f64.copysign(value)).to_i64().filter(|n| n.unsigned_abs() < 1 << 53)?;
        // The nearest float to a decimal is what a reader of decimals makes of it, so this finds exactly those.
        #[expect(clippy::float_cmp, reason = "the question is whether it is the same float")]
        let same = number as f64 / scale == value;
        same.then_some(number)
    };
    let lowest = if lowest.is_finite() { whole(lowest)? } else { 0 };
    let step = |cell: &f64| {
        if cell.is_nan() { Some(MISSING) } else { whole(*cell).map(|n| n - lowest).filter(|n| *n < 1 << bits) }
    };
    Some(Integers { cells: cells.iter().map(step).collect::<Option<_>>()?, unit: scale.recip() })
}

fn grid(cells: &[f64], lowest: f64, highest: f64, bits: u32) -> Integers {
    let steps = ((1_i64 << bits) - 1) as f64;
    // Without a range every cell is the lowest, whatever its distance is divided by.
    let range = if highest > lowest { highest - lowest } else { 1.0 };
    let step = |cell: &f64| {
        if cell.is_nan() { MISSING } else { ((cell - lowest) / range * steps).round().to_i64().expect("0 to 2^50") }
    };
    Integers { cells: cells.iter().map(step).collect(), unit: range / steps }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f64]) -> Integers {
        Integers::of(&Matrix::complete(&[values]).unwrap())
    }

    #[test]
    fn decimals_are_the_integers_they_stand_for() {
        assert_eq!(of(&[612.5, 611.0, 611.25]).cells, [150, 0, 25]);
        assert_eq!(of(&[0.1, 0.7, -0.2]).cells, [3, 9, 0]);
        assert_eq!(of(&[5.0, 5.0]).cells, [0, 0]);
    }

    #[test]
    fn other_numbers_lie_on_a_grid_that_keeps_their_order_and_ratio() {
        let thirds = of(&[1.0 / 3.0, 2.0 / 3.0, 1.0, 1e6 / 3.0]);
        for (number, value) in thirds.cells.iter().zip([0.0, 1.0 / 3.0, 2.0 / 3.0, 999_999.0 / 3.0]) {
            assert!((*number as f64 * thirds.unit - value).abs() < 1e-9, "{number} for {value}");
        }
        let huge = of(&[-1e100, 0.0, 1e100]);
        assert_eq!((huge.cells[0], huge.cells[2]), (0, (1 << 50) - 1));
        assert!((2 * huge.cells[1] - huge.cells[2]).abs() <= 1, "{:?}", huge.cells);
    }

    #[test]
    fn equal_cells_are_zero_also_where_they_are_no_decimals() {
        assert_eq!(of(&[1.0 / 3.0; 3]).cells, [0; 3]);
        assert_eq!(of(&[1e-100; 2]).cells, [0; 2]);
        assert_eq!(Integers::of(&Matrix::from_rows(&[[None, None]]).unwrap()).cells, [MISSING; 2]);
    }

    #[test]
    fn the_bits_leave_room_for_every_sum() {
        for cells in [0, 1, 7, 4096, 100_000, 50_000_000, usize::MAX] {
            let bound = 2 * (usize::BITS - cells.leading_zeros()) + 2 * bits(cells);
            assert!(bound <= 126 || bits(cells) == 1, "{cells}: {bound}");
        }
    }
}
