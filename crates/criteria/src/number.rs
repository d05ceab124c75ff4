//! Percents, points and hundredths of a point: the three exact numbers of a score.
//!
//! An item's score is its points times a percent over 100. A whole percent of whole points is a whole number of
//! hundredths, so scores are integers and sums of scores are exact. There is no way in from a float and no product of
//! two scores, since neither has a meaning.

use serde::Serialize;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

/// A whole percent, 0..=100. Whether it lies on an edition's step is [`crate::Edition::accepts`]'s to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Percent(u8);

impl Percent {
    /// 0 %.
    pub const MIN: Self = Self(0);
    /// 100 %.
    pub const MAX: Self = Self(100);

    /// `None` above 100.
    pub const fn new(percent: u8) -> Option<Self> {
        if percent <= 100 { Some(Self(percent)) } else { None }
    }

    /// The number, 0..=100.
    pub const fn get(self) -> u8 {
        self.0
    }
}

/// Shown without the percent sign.
impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Whole points that an item, a category or an edition can earn: 1..=[`Points::LIMIT`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Points(u32);

impl Points {
    /// The most an edition may be worth. It keeps every sum of scores far inside [`Hundredths`].
    pub const LIMIT: u32 = 1_000_000;

    /// `None` for 0 and above [`Points::LIMIT`].
    pub const fn new(points: u32) -> Option<Self> {
        if points >= 1 && points <= Self::LIMIT { Some(Self(points)) } else { None }
    }

    /// The number, 1..=[`Points::LIMIT`].
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The score at `percent`. Exact: points x percent / 100 points is points x percent hundredths of a point.
    pub fn at(self, percent: Percent) -> Hundredths {
        Hundredths(i64::from(self.0) * i64::from(percent.0))
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A score, or a difference of scores, in exact hundredths of a point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Hundredths(i64);

impl Hundredths {
    /// No points.
    pub const ZERO: Self = Self(0);

    /// Takes a count of hundredths: 61 250 is 612.50 points.
    pub const fn new(hundredths: i64) -> Self {
        Self(hundredths)
    }

    /// The count of hundredths.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl From<Points> for Hundredths {
    fn from(points: Points) -> Self {
        points.at(Percent::MAX)
    }
}

impl Add for Hundredths {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Hundredths {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Sum for Hundredths {
    fn sum<I: Iterator<Item = Self>>(scores: I) -> Self {
        scores.fold(Self::ZERO, Add::add)
    }
}

impl<'a> Sum<&'a Self> for Hundredths {
    fn sum<I: Iterator<Item = &'a Self>>(scores: I) -> Self {
        scores.copied().sum()
    }
}

/// Points with two decimals, `612.50`; never rounded, since hundredths are all there is.
impl fmt::Display for Hundredths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.0.unsigned_abs();
        f.pad_integral(self.0 >= 0, "", &format!("{}.{:02}", size / 100, size % 100))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hundredths_are_shown_with_two_decimals_and_their_sign() {
        let shown = |n| Hundredths::new(n).to_string();
        assert_eq!([shown(61_250), shown(5), shown(-50), shown(0)], ["612.50", "0.05", "-0.50", "0.00"]);
        assert_eq!(shown(i64::MIN), "-92233720368547758.08");
        assert_eq!(format!("{:>8}", Hundredths::new(1_050)), "   10.50");
    }

    #[test]
    fn percents_and_points_outside_their_range_do_not_exist() {
        assert_eq!([Percent::new(101), Percent::new(255)], [None; 2]);
        assert_eq!([Points::new(0), Points::new(Points::LIMIT + 1)], [None; 2]);
    }

    proptest! {
        #[test]
        fn a_score_is_exactly_points_times_percent(points in 1..=Points::LIMIT, percent in 0..=100_u8) {
            let score = Points::new(points).unwrap().at(Percent::new(percent).unwrap());
            // The oracle works in 128 bits on hundredths of hundredths: points * 100 * percent / 100.
            let exact = i128::from(points) * 100 * i128::from(percent);
            prop_assert_eq!(i128::from(score.get()) * 100, exact);
        }

        #[test]
        fn scores_at_a_percent_and_at_the_rest_make_the_points(points in 1..=Points::LIMIT, percent in 0..=100_u8) {
            let points = Points::new(points).unwrap();
            let parts = [percent, 100 - percent].map(|p| points.at(Percent::new(p).unwrap()));
            prop_assert_eq!(parts.iter().sum::<Hundredths>(), points.into());
            prop_assert_eq!(Hundredths::from(points) - parts[0], parts[1]);
        }
    }
}
