//! Exact fractions: what every score, weight and floor is made of.
//!
//! Means, trimmed means, medians and weighted sums of whole numbers are fractions, and two candidates tie only when the
//! fractions are equal. [`Exact`] holds a fraction in 128-bit integers while they last and in big integers beyond, so
//! that no input can make it wrong; its users never see which. Fractions are reduced only when shown, since reducing
//! costs more than adding.
//!
//! Rounding happens only here and only for display: 四舍五入, or 四舍六入五成双 of GB/T 8170.

use num_bigint::BigInt;
use num_rational::{BigRational, Ratio};
use num_traits::{Signed, ToPrimitive, Zero};
use std::cmp::Ordering;
use std::fmt;

/// The most characters that the text of an exact number may have: enough for any weight, and 128 bits hold it.
pub const TEXT_MAX: usize = 30;

/// A fraction. Compared by value: 1/2 equals 2/4. Shown reduced, as `a/b`, also where `b` is 1.
#[derive(Clone, Debug)]
pub struct Exact(Repr);

#[derive(Clone, Debug)]
enum Repr {
    /// The denominator is positive; the two may have common factors.
    Small {
        num: i128,
        den: i128,
    },
    Big(Box<BigRational>),
}

/// How a number is rounded for display.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoundingMode {
    /// A half goes away from zero (四舍五入).
    HalfUp,
    /// A half goes to the even neighbour (四舍六入五成双, GB/T 8170).
    Gbt8170,
}

impl Exact {
    /// 0.
    pub const ZERO: Self = Self::small(0, 1);
    /// 1.
    pub const ONE: Self = Self::small(1, 1);

    const fn small(num: i128, den: i128) -> Self {
        Self(Repr::Small { num, den })
    }

    /// `num / den`.
    ///
    /// # Panics
    /// When `den` is not positive.
    pub fn new(num: i128, den: i128) -> Self {
        assert!(den > 0, "the denominator {den} is not positive");
        Self::small(num, den)
    }

    /// Reads a decimal number or a fraction of whole numbers, as in `0.4`, `600`, `2/3`: ASCII digits, no sign, no
    /// white space, no digit missing around the point, at most [`TEXT_MAX`] characters. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > TEXT_MAX {
            return None;
        }
        let digits = |text: &str| {
            let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            if plain { text.parse::<i128>().ok() } else { None }
        };
        let ratio = if let Some((num, den)) = text.split_once('/') {
            Ratio::new(digits(num)?, digits(den).filter(|den| *den > 0)?)
        } else if let Some((whole, part)) = text.split_once('.') {
            let scale = 10_i128.pow(u32::try_from(part.len()).ok()?);
            digits(whole)?;
            Ratio::new(digits(part).and_then(|_| digits(&format!("{whole}{part}")))?, scale)
        } else {
            Ratio::from_integer(digits(text)?)
        };
        Some(Self::small(*ratio.numer(), *ratio.denom()))
    }

    /// The reduced fraction.
    pub fn to_ratio(&self) -> BigRational {
        match &self.0 {
            Repr::Small { num, den } => {
                let reduced = Ratio::new(*num, *den);
                BigRational::new_raw(BigInt::from(*reduced.numer()), BigInt::from(*reduced.denom()))
            }
            Repr::Big(ratio) => (**ratio).clone(),
        }
    }

    fn big(&self) -> BigRational {
        match &self.0 {
            // Not reduced: sums and products reduce anyway.
            Repr::Small { num, den } => BigRational::new_raw(BigInt::from(*num), BigInt::from(*den)),
            Repr::Big(ratio) => (**ratio).clone(),
        }
    }

    fn from_big(ratio: BigRational) -> Self {
        match (ratio.numer().to_i128(), ratio.denom().to_i128()) {
            (Some(num), Some(den)) => Self::small(num, den),
            _ => Self(Repr::Big(Box::new(ratio))),
        }
    }

    fn parts(&self) -> Option<(i128, i128)> {
        match self.0 {
            Repr::Small { num, den } => Some((num, den)),
            Repr::Big(_) => None,
        }
    }

    /// The sum.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let small = || {
            let ((a, b), (c, d)) = (self.parts()?, other.parts()?);
            if b == d {
                return Some(Self::small(a.checked_add(c)?, b));
            }
            let num = a.checked_mul(d)?.checked_add(c.checked_mul(b)?)?;
            Some(Self::small(num, b.checked_mul(d)?))
        };
        small().unwrap_or_else(|| Self::from_big(self.reduced_big() + other.reduced_big()))
    }

    /// The difference.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        let negative = match &other.0 {
            // i128::MIN has no negative; then the big integers do it.
            Repr::Small { num, den } => match num.checked_neg() {
                Some(num) => Self::small(num, *den),
                None => Self::from_big(-other.big()),
            },
            Repr::Big(ratio) => Self::from_big(-(**ratio).clone()),
        };
        self.plus(&negative)
    }

    /// The product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        let small = || {
            let ((a, b), (c, d)) = (self.parts()?, other.parts()?);
            Some(Self::small(a.checked_mul(c)?, b.checked_mul(d)?))
        };
        small().unwrap_or_else(|| Self::from_big(self.reduced_big() * other.reduced_big()))
    }

    /// The quotient; `None` if `other` is 0.
    pub fn over(&self, other: &Self) -> Option<Self> {
        let small = || {
            let ((a, b), (c, d)) = (self.parts()?, other.parts()?);
            let (num, den) = (a.checked_mul(d)?, b.checked_mul(c)?);
            if den < 0 {
                Some(Self::small(num.checked_neg()?, den.checked_neg()?))
            } else {
                Some(Self::small(num, den))
            }
        };
        if *other == Self::ZERO {
            return None;
        }
        Some(small().unwrap_or_else(|| Self::from_big(self.reduced_big() / other.reduced_big())))
    }

    /// The same number as a reduced fraction, for one that much will be computed from.
    #[must_use]
    pub fn reduced(&self) -> Self {
        Self::from_big(self.to_ratio())
    }

    fn reduced_big(&self) -> BigRational {
        self.big().reduced()
    }

    /// The nearest float, for figures that inform. No rank may depend on it.
    pub fn to_f64(&self) -> f64 {
        match &self.0 {
            Repr::Small { num, den } => *num as f64 / *den as f64,
            Repr::Big(ratio) => ratio.to_f64().unwrap_or(f64::NAN),
        }
    }

    /// The number with `decimals` decimals, rounded once, exactly; sizes are rounded, so signs do not matter.
    pub fn rounded(&self, decimals: u8, mode: RoundingMode) -> String {
        let (negative, units) = match self.rounded_small(decimals, mode) {
            Some((negative, units)) => (negative, units.to_string()),
            None => {
                let (negative, units) = self.rounded_big(decimals, mode);
                (negative, units.to_string())
            }
        };
        let decimals = usize::from(decimals);
        let mut shown = units;
        if shown.len() <= decimals {
            shown.insert_str(0, &"0".repeat(decimals + 1 - shown.len()));
        }
        let zero = shown.bytes().all(|digit| digit == b'0');
        if decimals > 0 {
            shown.insert(shown.len() - decimals, '.');
        }
        if negative && !zero {
            shown.insert(0, '-');
        }
        shown
    }

    /// The number that [`Exact::rounded`] shows, as a number.
    #[must_use]
    pub fn to_rounded(&self, decimals: u8, mode: RoundingMode) -> Self {
        let small = || {
            let (negative, units) = self.rounded_small(decimals, mode)?;
            let (units, scale) = (i128::try_from(units).ok()?, 10_i128.checked_pow(u32::from(decimals))?);
            Some(Self::small(if negative { -units } else { units }, scale))
        };
        small().unwrap_or_else(|| {
            let (negative, units) = self.rounded_big(decimals, mode);
            let scale = BigInt::from(10).pow(u32::from(decimals));
            Self::from_big(BigRational::new(if negative { -units } else { units }, scale))
        })
    }

    fn rounded_small(&self, decimals: u8, mode: RoundingMode) -> Option<(bool, u128)> {
        let (num, den) = self.parts()?;
        let scaled = num.unsigned_abs().checked_mul(10_u128.checked_pow(u32::from(decimals))?)?;
        let den = den.unsigned_abs();
        let (below, rest) = match (u64::try_from(scaled), u64::try_from(den)) {
            // Nearly always, and several times faster.
            (Ok(scaled), Ok(den)) => (u128::from(scaled / den), u128::from(scaled % den)),
            _ => (scaled / den, scaled % den),
        };
        let up = match rest.cmp(&(den - rest)) {
            Ordering::Less => false,
            Ordering::Equal => mode == RoundingMode::HalfUp || below % 2 == 1,
            Ordering::Greater => true,
        };
        Some((num < 0, below + u128::from(up)))
    }

    fn rounded_big(&self, decimals: u8, mode: RoundingMode) -> (bool, BigInt) {
        let ratio = self.big();
        let scaled = ratio.numer().abs() * BigInt::from(10).pow(u32::from(decimals));
        let den = ratio.denom();
        let (below, rest) = (&scaled / den, &scaled % den);
        let twice: BigInt = rest * 2;
        let odd = !(&below % 2_u8).is_zero();
        let up = match twice.cmp(den) {
            Ordering::Less => false,
            Ordering::Equal => mode == RoundingMode::HalfUp || odd,
            Ordering::Greater => true,
        };
        (ratio.is_negative(), below + u8::from(up))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        let (Some((a, b)), Some((c, d))) = (self.parts(), other.parts()) else {
            return self.big().cmp(&other.big());
        };
        if b == d {
            return a.cmp(&c);
        }
        match (a.checked_mul(d), c.checked_mul(b)) {
            (Some(left), Some(right)) => left.cmp(&right),
            // Ratio compares whole parts first and cannot overflow.
            _ => Ratio::new_raw(a, b).cmp(&Ratio::new_raw(c, d)),
        }
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Exact {}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ratio = self.to_ratio();
        write!(f, "{}/{}", ratio.numer(), ratio.denom())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use RoundingMode::{Gbt8170, HalfUp};
    use proptest::prelude::*;

    fn exact(text: &str) -> Exact {
        Exact::parse(text).unwrap()
    }

    #[test]
    fn decimals_and_fractions_are_read_exactly_and_nothing_else_is() {
        assert_eq!(exact("0.285").to_string(), "57/200");
        assert_eq!(exact("4/6").to_string(), "2/3");
        assert_eq!(exact("600").to_string(), "600/1");
        assert_eq!(exact("0.40"), exact("2/5"));
        let long = "9".repeat(31);
        for bad in
            ["", ".5", "5.", "1e3", "-1", "+1", "1/0", "1/-2", "1.5/2", " 1", "１", "1,5", "1.2.3", "1//2", &long]
        {
            assert_eq!(Exact::parse(bad), None, "{bad:?}");
        }
        assert!(Exact::parse(&"9".repeat(30)).is_some());
    }

    #[test]
    fn halves_go_up_or_to_the_even_neighbour_and_0_285_is_a_half() {
        let cases = [
            ("0.285", 2, "0.29", "0.28"),
            ("0.275", 2, "0.28", "0.28"),
            ("0.295", 2, "0.30", "0.30"),
            ("0.2850001", 2, "0.29", "0.29"),
            ("0.2849999", 2, "0.28", "0.28"),
            ("2.5", 0, "3", "2"),
            ("3.5", 0, "4", "4"),
            ("612.505", 2, "612.51", "612.50"),
            ("612.5", 2, "612.50", "612.50"),
            ("9.995", 2, "10.00", "10.00"),
            ("1/3", 4, "0.3333", "0.3333"),
            ("2/3", 1, "0.7", "0.7"),
            ("0", 2, "0.00", "0.00"),
        ];
        for (text, decimals, half_up, gbt8170) in cases {
            assert_eq!(exact(text).rounded(decimals, HalfUp), half_up, "{text} half up");
            assert_eq!(exact(text).rounded(decimals, Gbt8170), gbt8170, "{text} GB/T 8170");
        }
        let negative = Exact::ZERO.minus(&exact("0.285"));
        assert_eq!([negative.rounded(2, HalfUp), negative.rounded(2, Gbt8170)], ["-0.29", "-0.28"]);
        assert_eq!(Exact::ZERO.minus(&exact("0.001")).rounded(2, HalfUp), "0.00", "no minus zero");
    }

    #[test]
    fn the_extremes_of_128_bits_overflow_into_big_integers() {
        let max = Exact::new(i128::MAX, 1);
        let min = Exact::new(i128::MIN, 1);
        let tiny = Exact::new(1, i128::MAX);
        assert_eq!(Exact::ZERO.minus(&min).to_string(), format!("{}/1", BigInt::from(i128::MAX) + 1));
        assert_eq!(max.plus(&max).minus(&max), max);
        assert_eq!(max.times(&tiny), Exact::ONE);
        assert!(max.plus(&tiny) > max && min < tiny && max.times(&max) > max);
        assert_eq!(max.times(&max).rounded(2, HalfUp), format!("{}.00", BigInt::from(i128::MAX).pow(2)));
        assert_eq!(min.rounded(0, Gbt8170), i128::MIN.to_string());
    }

    /// Numbers of every size, so that both representations and the way between them are met.
    fn fraction() -> impl Strategy<Value = (i128, i128)> {
        let sized = |bits: u32| {
            (any::<i128>(), any::<i128>())
                .prop_map(move |(num, den)| (num >> bits, (den >> bits).checked_abs().unwrap_or(1).max(1)))
        };
        prop_oneof![sized(1), sized(64), sized(110), sized(124)]
    }

    proptest! {
        #[test]
        fn arithmetic_equals_that_of_big_fractions((a, b) in fraction(), (c, d) in fraction()) {
            let (x, y) = (Exact::new(a, b), Exact::new(c, d));
            let (p, q) = (BigRational::new(a.into(), b.into()), BigRational::new(c.into(), d.into()));
            prop_assert_eq!(x.plus(&y).to_ratio(), &p + &q);
            prop_assert_eq!(x.minus(&y).to_ratio(), &p - &q);
            prop_assert_eq!(x.times(&y).to_ratio(), &p * &q);
            prop_assert_eq!(x.over(&y).map(|z| z.to_ratio()), (!q.is_zero()).then(|| &p / &q));
            prop_assert_eq!(x.reduced().to_ratio(), p.clone());
            prop_assert_eq!(x.cmp(&y), p.cmp(&q));
            prop_assert_eq!(x.times(&y).times(&y).cmp(&x), (&p * &q * &q).cmp(&p));
        }

        /// By definition: the shown number is within half a unit, and at a half the mode decides.
        #[test]
        fn rounding_is_to_the_nearest((a, b) in fraction(), decimals in 0..6_u8) {
            let ratio = BigRational::new(a.into(), b.into());
            for mode in [HalfUp, Gbt8170] {
                let shown = Exact::new(a, b).rounded(decimals, mode);
                let scale = BigInt::from(10).pow(u32::from(decimals));
                let units: BigInt = shown.replace('.', "").parse().unwrap();
                let number = BigRational::new(units.clone(), scale.clone());
                prop_assert_eq!(Exact::new(a, b).to_rounded(decimals, mode).to_ratio(), number);
                let off = (BigRational::from_integer(units.clone()) - &ratio * &scale).abs();
                let half = BigRational::new(1.into(), 2.into());
                prop_assert!(off <= half);
                if off == half {
                    let even = (&units % 2_u8).is_zero();
                    let away = BigRational::from_integer(units.abs()) > ratio.abs() * &scale;
                    let right = if mode == HalfUp { away } else { even };
                    prop_assert!(right);
                }
            }
        }
    }
}
