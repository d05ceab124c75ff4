//! Exact counts: 128-bit where they are sure to fit, big integers otherwise, with the same results.
//!
//! Also binomial coefficients, and the combination with a given rank.

use num_bigint::BigUint;
use num_integer::Integer;
use num_traits::{One, ToPrimitive, Zero};

/// A number of ways. Implementations differ in speed and in the size they can hold, never in results.
pub(super) trait Count: Clone + Ord + Zero + One {
    /// Takes over a number that is known to fit.
    fn from_big(number: &BigUint) -> Self;
    fn to_big(&self) -> BigUint;
    /// The nearest float; infinite beyond the range of floats.
    fn to_float(&self) -> f64 {
        self.to_big().to_f64().unwrap_or(f64::INFINITY)
    }
    fn product(&self, other: &Self) -> Self;
    fn increase(&mut self, other: &Self);
    fn add_product(&mut self, a: &Self, b: &Self);
    fn subtract(&mut self, other: &Self);
    /// Quotient and remainder.
    fn divide(&self, other: &Self) -> (Self, Self);
    /// Bytes that one number of `bits` bits takes in a table.
    fn bytes(bits: u64) -> usize;
}

impl Count for u128 {
    fn from_big(number: &BigUint) -> Self {
        number.to_u128().expect("the caller chose 128 bits because all counts fit")
    }
    fn to_big(&self) -> BigUint {
        BigUint::from(*self)
    }
    fn product(&self, other: &Self) -> Self {
        self * other
    }
    fn increase(&mut self, other: &Self) {
        *self += other;
    }
    fn add_product(&mut self, a: &Self, b: &Self) {
        *self += a * b;
    }
    fn subtract(&mut self, other: &Self) {
        *self -= other;
    }
    fn divide(&self, other: &Self) -> (Self, Self) {
        (self / other, self % other)
    }
    fn bytes(_bits: u64) -> usize {
        size_of::<Self>()
    }
}

impl Count for BigUint {
    fn from_big(number: &BigUint) -> Self {
        number.clone()
    }
    fn to_big(&self) -> BigUint {
        self.clone()
    }
    fn product(&self, other: &Self) -> Self {
        self * other
    }
    fn increase(&mut self, other: &Self) {
        *self += other;
    }
    fn add_product(&mut self, a: &Self, b: &Self) {
        if !a.is_zero() && !b.is_zero() {
            *self += a * b;
        }
    }
    fn subtract(&mut self, other: &Self) {
        *self -= other;
    }
    fn divide(&self, other: &Self) -> (Self, Self) {
        self.div_rem(other)
    }
    fn bytes(bits: u64) -> usize {
        // The vector's three words, its digits, and about two words of the allocator's own.
        size_of::<Self>() + usize::try_from(bits.div_ceil(64)).map_or(usize::MAX / 16, |digits| (digits + 2) * 8)
    }
}

/// The number of ways to take `j` of `n`, for every `j` in `0..=most`.
pub(super) fn binomials(n: usize, most: usize) -> Vec<BigUint> {
    let mut row = Vec::with_capacity(most + 1);
    let mut value = BigUint::one();
    for j in 0..=most {
        row.push(value.clone());
        value = if j < n { value * (n - j) / (j + 1) } else { BigUint::ZERO };
    }
    row
}

/// The number of ways to take `j` of `n`.
pub(super) fn binomial(n: usize, j: usize) -> BigUint {
    if j > n {
        return BigUint::ZERO;
    }
    (0..j.min(n - j)).fold(BigUint::one(), |value, i| value * (n - i) / (i + 1))
}

/// A number that no count of panels, or of ways to begin or complete one, can exceed: the largest number of subsets of
/// `n` experts with at most `seats` members of one size. Counting stays below it even for states that lie beyond the
/// panel's middle, where C(n, seats) itself would be too small a bound.
pub(super) fn ceiling(n: usize, seats: usize) -> BigUint {
    binomial(n, seats.min(n / 2))
}

/// The `j`-subset of `0..n` with rank `rank` in the lexicographic order of ascending lists, from 0.
pub(super) fn combination(n: usize, j: usize, mut rank: BigUint) -> Vec<usize> {
    // Bisection computes binomials anew, stepping updates one; few members of many favour the first.
    let bits = usize::BITS as usize - n.leading_zeros() as usize;
    let bisect = j.saturating_mul(j).saturating_mul(bits) < 2 * n;
    let mut chosen = Vec::with_capacity(j);
    let mut from = 0;
    for left in (1..=j).rev() {
        let first = if bisect {
            first_by_bisection(n, left, from, &mut rank)
        } else {
            first_by_steps(n, left, from, &mut rank)
        };
        chosen.push(first);
        from = first + 1;
    }
    chosen
}

/// The smallest member of the subset of `left` of `from..n` with rank `rank`; takes the subsets before it off `rank`.
fn first_by_steps(n: usize, left: usize, from: usize, rank: &mut BigUint) -> usize {
    let mut first = from;
    let mut others = n - 1 - first;
    let mut block = binomial(others, left - 1);
    while *rank >= block {
        *rank -= &block;
        first += 1;
        // C(m - 1, t) = C(m, t) (m - t) / m
        block = block * (others - (left - 1)) / others;
        others -= 1;
    }
    first
}

/// As [`first_by_steps`]: `C(n - from, left) - C(n - first, left)` subsets have a smallest member below `first`.
fn first_by_bisection(n: usize, left: usize, from: usize, rank: &mut BigUint) -> usize {
    let all = binomial(n - from, left);
    let (mut low, mut high) = (from, n - left + 1);
    while high - low > 1 {
        let middle = low.midpoint(high);
        if &all - binomial(n - middle, left) <= *rank {
            low = middle;
        } else {
            high = middle;
        }
    }
    *rank -= all - binomial(n - low, left);
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binomials_are_pascals() {
        for n in 0..30 {
            let row = binomials(n, 32);
            for (j, ways) in row.iter().enumerate() {
                assert_eq!(ways, &binomial(n, j));
                if n > 0 && j > 0 {
                    assert_eq!(ways, &(binomial(n - 1, j - 1) + binomial(n - 1, j)));
                }
            }
        }
        assert_eq!(binomial(60, 7), 386_206_920u32.into());
        assert_eq!(binomial(1000, 15).bits(), 110);
    }

    #[test]
    fn combinations_come_in_lexicographic_order_by_both_searches() {
        for n in 0..9 {
            for j in 0..=n {
                let mut before: Option<Vec<usize>> = None;
                for rank in 0..binomial(n, j).to_u32().unwrap() {
                    let this = combination(n, j, rank.into());
                    assert_eq!(this.len(), j);
                    assert!(this.windows(2).all(|pair| pair[0] < pair[1]) && this.iter().all(|at| *at < n));
                    assert!(before.as_ref().is_none_or(|before| *before < this));
                    let (mut a, mut b) = (BigUint::from(rank), BigUint::from(rank));
                    if j > 0 {
                        assert_eq!(first_by_steps(n, j, 0, &mut a), first_by_bisection(n, j, 0, &mut b));
                        assert_eq!(a, b);
                    }
                    before = Some(this);
                }
            }
        }
        let last = binomial(50_000, 7) - 1u32;
        assert_eq!(combination(50_000, 7, last), (49_993..50_000).collect::<Vec<_>>());
        assert_eq!(combination(60, 55, binomial(60, 55) - 1u32), (5..60).collect::<Vec<_>>());
    }

    #[test]
    fn the_ceiling_is_the_middle_of_the_row_for_panels_beyond_it() {
        assert_eq!(ceiling(200, 150), binomial(200, 100), "a panel of 150 is begun in more ways than completed");
        assert_eq!(ceiling(200, 20), binomial(200, 20));
    }
}
