//! Where whole numbers lie and how far apart: mean, range, standard deviation, quartiles.
//!
//! Sums and sums of squares are exact, and quartiles are held in quarters, so whether a limit is reached is a question
//! of integers. Floats are made only to be shown.

use crate::exact::Exact;

/// How some whole numbers are spread. Without any, all fields are 0 and every figure is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// How many numbers.
    pub count: u32,
    /// Their sum.
    pub sum: i64,
    /// The sum of their squares.
    pub squares: i128,
    /// The smallest.
    pub low: i64,
    /// The largest.
    pub high: i64,
    /// Four times the first quartile, the median and the third quartile.
    pub quarters: [i64; 3],
}

impl Summary {
    /// Summarises `numbers`, which are rising.
    pub(crate) fn of(numbers: &[i64]) -> Self {
        let (Some(low), Some(high)) = (numbers.first(), numbers.last()) else { return Self::default() };
        Self {
            count: u32::try_from(numbers.len()).expect("reviewers are counted in 32 bits"),
            sum: numbers.iter().sum(),
            squares: numbers.iter().map(|x| i128::from(*x) * i128::from(*x)).sum(),
            low: *low,
            high: *high,
            quarters: quarters(numbers),
        }
    }

    /// The mean, exactly.
    pub fn exact_mean(&self) -> Option<Exact> {
        (self.count > 0).then(|| Exact::new(self.sum.into(), self.count.into()))
    }

    /// The mean.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum as f64 / f64::from(self.count))
    }

    /// The largest less the smallest.
    pub fn range(&self) -> Option<i64> {
        (self.count > 0).then_some(self.high - self.low)
    }

    /// The variance with `n - 1` below, exactly; `None` for fewer than 2 numbers.
    pub fn exact_variance(&self) -> Option<Exact> {
        let n = i128::from(self.count);
        (n > 1).then(|| Exact::new(self.scaled_variance(), n * (n - 1)))
    }

    /// The standard deviation with `n - 1` below; `None` for fewer than 2 numbers.
    pub fn sd(&self) -> Option<f64> {
        let n = f64::from(self.count);
        (self.count > 1).then(|| (self.scaled_variance() as f64 / (n * (n - 1.0))).sqrt())
    }

    /// `n (n - 1)` times the variance.
    pub(crate) fn scaled_variance(&self) -> i128 {
        i128::from(self.count) * self.squares - i128::from(self.sum) * i128::from(self.sum)
    }

    /// The median.
    pub fn median(&self) -> Option<f64> {
        self.quarter(1)
    }

    /// The first quartile.
    pub fn first_quartile(&self) -> Option<f64> {
        self.quarter(0)
    }

    /// The third quartile.
    pub fn third_quartile(&self) -> Option<f64> {
        self.quarter(2)
    }

    /// The interquartile range (四分位距): the third quartile less the first.
    pub fn iqr(&self) -> Option<f64> {
        (self.count > 0).then(|| (self.quarters[2] - self.quarters[0]) as f64 / 4.0)
    }

    fn quarter(&self, at: usize) -> Option<f64> {
        (self.count > 0).then(|| self.quarters[at] as f64 / 4.0)
    }
}

/// Four times the quartiles of rising numbers, at least one: Hyndman and Fan's type 7, which numpy, pandas and R use
/// unless told otherwise. The quantile at `p` lies `(n - 1) p` steps from the smallest, between neighbours in
/// proportion; for quartiles the proportion is whole quarters, so four times the quantile is a whole number.
pub(crate) fn quarters<T: Copy + Into<i64>>(rising: &[T]) -> [i64; 3] {
    [1, 2, 3].map(|quarter| {
        let steps = (rising.len() - 1) * quarter;
        let (at, part) = (steps / 4, (steps % 4) as i64);
        let below: i64 = rising[at].into();
        let above: i64 = rising[(at + 1).min(rising.len() - 1)].into();
        4 * below + part * (above - below)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values that numpy prints for these numbers.
    #[test]
    fn quartiles_are_those_of_type_7() {
        for (numbers, quartiles) in [
            (vec![10], [10.0, 10.0, 10.0]),
            (vec![10, 20], [12.5, 15.0, 17.5]),
            (vec![1, 2, 4], [1.5, 2.0, 3.0]),
            (vec![5, 10, 20, 40], [8.75, 15.0, 25.0]),
            (vec![30, 45, 50, 55, 60, 65, 90], [47.5, 55.0, 62.5]),
        ] {
            let summary = Summary::of(&numbers);
            let found = [summary.first_quartile(), summary.median(), summary.third_quartile()];
            assert_eq!(found, quartiles.map(Some), "{numbers:?}");
        }
    }

    #[test]
    fn nothing_has_no_figures_and_one_number_has_no_deviation() {
        let none = Summary::of(&[]);
        assert_eq!((none.mean(), none.range(), none.sd(), none.median(), none.iqr()), (None, None, None, None, None));
        let one = Summary::of(&[40]);
        assert_eq!((one.mean(), one.range(), one.sd(), one.iqr()), (Some(40.0), Some(0), None, Some(0.0)));
        assert_eq!((one.exact_variance(), none.exact_mean()), (None, None));
    }
}
