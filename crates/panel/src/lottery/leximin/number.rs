//! The two kinds of numbers that linear programs here are solved in: floats, which only guide, and exact fractions.
//!
//! Most numbers in an exact tableau of quota rules are tiny, so a fraction keeps its parts in machine words while they
//! fit and turns to big integers when they do not; a result never depends on which.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::{BigRational, Ratio};
use num_traits::{Signed, ToPrimitive, Zero};
use std::cmp::Ordering;

/// A number of a linear program.
pub(super) trait Number: Clone + std::fmt::Debug {
    /// A whole number.
    fn whole(value: i64) -> Self;
    /// How far rounding may leave a value outside its bounds.
    fn slack() -> Self;
    /// Below, at or above zero; floats within their rounding of zero are at zero.
    fn sign(&self) -> Ordering;
    /// Which of two numbers is larger, exactly as they stand.
    fn order(&self, other: &Self) -> Ordering;
    fn plus(&self, other: &Self) -> Self;
    fn minus(&self, other: &Self) -> Self;
    fn times(&self, other: &Self) -> Self;
    /// `other` is not zero.
    fn over(&self, other: &Self) -> Self;
    fn negative(&self) -> Self;
    /// How far from zero.
    fn size(&self) -> Self;

    fn is_zero(&self) -> bool {
        self.sign() == Ordering::Equal
    }

    /// `self -= a * b`.
    fn less_product(&mut self, a: &Self, b: &Self) {
        *self = self.minus(&a.times(b));
    }

    /// `self += a * b`.
    fn more_product(&mut self, a: &Self, b: &Self) {
        *self = self.plus(&a.times(b));
    }
}

/// Floats this close to zero are zero: the programs have coefficients near 1.
const NEAR_ZERO: f64 = 1e-9;

impl Number for f64 {
    fn slack() -> Self {
        NEAR_ZERO
    }

    fn whole(value: i64) -> Self {
        value as Self
    }

    fn sign(&self) -> Ordering {
        if *self > NEAR_ZERO {
            Ordering::Greater
        } else if *self < -NEAR_ZERO {
            Ordering::Less
        } else {
            Ordering::Equal
        }
    }

    fn order(&self, other: &Self) -> Ordering {
        self.total_cmp(other)
    }

    fn plus(&self, other: &Self) -> Self {
        self + other
    }

    fn minus(&self, other: &Self) -> Self {
        self - other
    }

    fn times(&self, other: &Self) -> Self {
        self * other
    }

    fn over(&self, other: &Self) -> Self {
        self / other
    }

    fn negative(&self) -> Self {
        -self
    }

    fn size(&self) -> Self {
        self.abs()
    }
}

/// An exact fraction in lowest terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Exact {
    /// Numerator and positive denominator that fit a machine word.
    Small(i64, i64),
    /// Anything else.
    Big(Box<BigRational>),
}

impl Exact {
    /// In lowest terms; `below` is positive.
    fn reduced(above: i128, below: i128) -> Self {
        let common = if below == 1 { 1 } else { greatest(above.unsigned_abs(), below.unsigned_abs()).cast_signed() };
        let (above, below) = (above / common, below / common);
        match (i64::try_from(above), i64::try_from(below)) {
            (Ok(above), Ok(below)) => Self::Small(above, below),
            _ => Self::Big(Box::new(Ratio::new_raw(above.into(), below.into()))),
        }
    }

    pub(super) fn big(&self) -> BigRational {
        match self {
            Self::Small(above, below) => Ratio::new_raw((*above).into(), (*below).into()),
            Self::Big(number) => (**number).clone(),
        }
    }
}

/// The greatest common divisor, in machine words as soon as both numbers fit one.
fn greatest(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        if let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) {
            return a.gcd(&b).into();
        }
        (a, b) = (b, a % b);
    }
    a
}

impl From<BigRational> for Exact {
    fn from(number: BigRational) -> Self {
        match (number.numer().to_i64(), number.denom().to_i64()) {
            (Some(above), Some(below)) => Self::Small(above, below),
            _ => Self::Big(Box::new(number)),
        }
    }
}

impl From<BigInt> for Exact {
    fn from(number: BigInt) -> Self {
        BigRational::from_integer(number).into()
    }
}

impl Number for Exact {
    fn slack() -> Self {
        Self::Small(0, 1)
    }

    fn whole(value: i64) -> Self {
        Self::Small(value, 1)
    }

    fn sign(&self) -> Ordering {
        match self {
            Self::Small(above, _) => above.cmp(&0),
            Self::Big(number) => (**number).cmp(&Ratio::zero()),
        }
    }

    fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Small(a, b), Self::Small(c, d)) => {
                (i128::from(*a) * i128::from(*d)).cmp(&(i128::from(*c) * i128::from(*b)))
            }
            _ => self.big().cmp(&other.big()),
        }
    }

    fn plus(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Small(0, _), _) => other.clone(),
            (_, Self::Small(0, _)) => self.clone(),
            (Self::Small(a, 1), Self::Small(c, 1)) => Self::reduced(i128::from(*a) + i128::from(*c), 1),
            (Self::Small(a, b), Self::Small(c, d)) => {
                let [a, b, c, d] = [*a, *b, *c, *d].map(i128::from);
                // Two products of two words could just overflow 128 bits; halves of them cannot.
                match (a * d).checked_add(c * b) {
                    Some(above) => Self::reduced(above, b * d),
                    None => (self.big() + other.big()).into(),
                }
            }
            _ => (self.big() + other.big()).into(),
        }
    }

    fn minus(&self, other: &Self) -> Self {
        self.plus(&other.negative())
    }

    fn times(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Small(0, _), _) | (_, Self::Small(0, _)) => Self::Small(0, 1),
            (Self::Small(a, b), Self::Small(c, d)) => {
                let [a, b, c, d] = [*a, *b, *c, *d].map(i128::from);
                Self::reduced(a * c, b * d)
            }
            _ => (self.big() * other.big()).into(),
        }
    }

    fn over(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Small(a, b), Self::Small(c, d)) => {
                let [a, b, c, d] = [*a, *b, *c, *d].map(i128::from);
                Self::reduced(a * d * c.signum(), b * c.abs())
            }
            _ => (self.big() / other.big()).into(),
        }
    }

    fn negative(&self) -> Self {
        match self {
            Self::Small(above, below) => Self::reduced(-i128::from(*above), i128::from(*below)),
            Self::Big(number) => (-(**number).clone()).into(),
        }
    }

    fn size(&self) -> Self {
        match self {
            Self::Small(above, below) => Self::reduced(i128::from(*above).abs(), i128::from(*below)),
            Self::Big(number) => number.abs().into(),
        }
    }
}
