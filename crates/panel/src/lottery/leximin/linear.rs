//! Linear equations solved exactly: Dixon's p-adic lifting.
//!
//! A mixture of a few hundred panels has weights of hundreds of digits. Solved modulo one prime, the answer can be lifted
//! digit by digit with machine words and read off as fractions at the end (J. D. Dixon, "Exact solution of linear
//! equations using p-adic expansions", Numerische Mathematik 40, 137-141, 1982). Whatever comes out is put into all
//! equations again, so nothing rests on the prime or on the number of digits.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// 2^61 - 1.
const PRIME: u64 = (1 << 61) - 1;

/// The solution of `sum over j of columns[j] x[j] = sums`, where a column lists row and coefficient. `None` when there is
/// none, or the columns depend on each other (as far as the prime can tell).
pub(super) fn solve(columns: &[Vec<(usize, i64)>], sums: &[BigRational]) -> Option<Vec<BigRational>> {
    let common = sums.iter().fold(BigInt::one(), |common, sum| common.lcm(sum.denom()));
    let sums: Vec<BigInt> = sums.iter().map(|sum| sum.numer() * (&common / sum.denom())).collect();
    let rows = independent_rows(columns, sums.len())?;
    let inverse = inverse(columns, &rows)?;
    let digits = lift(columns, &rows, &inverse, &sums);
    let solution: Option<Vec<BigRational>> = digits.0.iter().map(|value| fraction(value, &digits.1)).collect();
    let solution = solution?;
    holds(columns, &solution, &sums).then(|| {
        let common = BigRational::from_integer(common);
        solution.into_iter().map(|value| value / &common).collect()
    })
}

fn times(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    let folded = (product & u128::from(PRIME)) + (product >> 61);
    u64::try_from(folded % u128::from(PRIME)).expect("below the prime")
}

fn minus(a: u64, b: u64) -> u64 {
    if a >= b { a - b } else { a + PRIME - b }
}

fn reciprocal(a: u64) -> u64 {
    let (mut power, mut base, mut exponent) = (1, a, PRIME - 2);
    while exponent > 0 {
        if exponent & 1 == 1 {
            power = times(power, base);
        }
        base = times(base, base);
        exponent >>= 1;
    }
    power
}

fn residue(value: i64) -> u64 {
    let value = i128::from(value).rem_euclid(i128::from(PRIME));
    u64::try_from(value).expect("below the prime")
}

/// As many rows as columns, on which the columns are independent modulo the prime.
fn independent_rows(columns: &[Vec<(usize, i64)>], rows: usize) -> Option<Vec<usize>> {
    let mut pivots: Vec<(usize, Vec<u64>)> = Vec::new();
    for column in columns {
        let mut dense = vec![0; rows];
        for (row, value) in column {
            dense[*row] = residue(*value);
        }
        for (pivot, reduced) in &pivots {
            let factor = dense[*pivot];
            if factor != 0 {
                subtract(&mut dense, reduced, factor);
            }
        }
        let pivot = dense.iter().position(|value| *value != 0)?;
        let scale = reciprocal(dense[pivot]);
        dense.iter_mut().for_each(|value| *value = times(*value, scale));
        pivots.push((pivot, dense));
    }
    Some(pivots.into_iter().map(|(row, _)| row).collect())
}

fn subtract(from: &mut [u64], row: &[u64], factor: u64) {
    for (value, other) in from.iter_mut().zip(row) {
        if *other != 0 {
            *value = minus(*value, times(factor, *other));
        }
    }
}

/// The inverse of the square part modulo the prime, by Gauss and Jordan.
fn inverse(columns: &[Vec<(usize, i64)>], rows: &[usize]) -> Option<Vec<Vec<u64>>> {
    let size = rows.len();
    let mut wide = vec![vec![0; 2 * size]; size];
    for (at, column) in columns.iter().enumerate() {
        for (row, value) in column {
            if let Some(row) = rows.iter().position(|of| of == row) {
                wide[row][at] = residue(*value);
            }
        }
    }
    for (at, row) in wide.iter_mut().enumerate() {
        row[size + at] = 1;
    }
    for at in 0..size {
        let pivot = (at..size).find(|row| wide[*row][at] != 0)?;
        wide.swap(at, pivot);
        let scale = reciprocal(wide[at][at]);
        let mut own = std::mem::take(&mut wide[at]);
        own[at..].iter_mut().for_each(|value| *value = times(*value, scale));
        for row in &mut wide {
            if row.is_empty() || row[at] == 0 {
                continue;
            }
            let factor = row[at];
            subtract(&mut row[at..], &own[at..], factor);
        }
        wide[at] = own;
    }
    Some(wide.into_iter().map(|mut row| row.split_off(size)).collect())
}

/// The solution modulo a power of the prime that is large enough to tell fractions apart, and that power.
fn lift(columns: &[Vec<(usize, i64)>], rows: &[usize], inverse: &[Vec<u64>], sums: &[BigInt]) -> (Vec<BigInt>, BigInt) {
    let prime = BigInt::from(PRIME);
    let mut place = vec![usize::MAX; sums.len()];
    for (at, row) in rows.iter().enumerate() {
        place[*row] = at;
    }
    let mut rest: Vec<BigInt> = rows.iter().map(|row| sums[*row].clone()).collect();
    let mut digits: Vec<Vec<u64>> = Vec::new();
    for _ in 0..steps(columns, sums) {
        let residues: Vec<u64> =
            rest.iter().map(|value| value.mod_floor(&prime).to_u64().expect("below the prime")).collect();
        let digit: Vec<u64> = inverse.iter().map(|row| dot(row, &residues)).collect();
        let mut carried = vec![0_i128; rows.len()];
        for (column, digit) in columns.iter().zip(&digit) {
            for (row, value) in column {
                if place[*row] != usize::MAX {
                    carried[place[*row]] += i128::from(*value) * i128::from(*digit);
                }
            }
        }
        for (value, carried) in rest.iter_mut().zip(carried) {
            *value = (&*value - carried) / &prime;
        }
        digits.push(digit);
    }
    let mut values = vec![BigInt::zero(); rows.len()];
    for digit in digits.iter().rev() {
        for (value, digit) in values.iter_mut().zip(digit) {
            *value = &*value * &prime + *digit;
        }
    }
    let power = prime.pow(u32::try_from(digits.len()).expect("a few thousand digits at most"));
    (values, power)
}

fn dot(row: &[u64], values: &[u64]) -> u64 {
    let mut sum = 0_u128;
    for (a, b) in row.iter().zip(values) {
        let product = u128::from(*a) * u128::from(*b);
        sum += (product & u128::from(PRIME)) + (product >> 61);
    }
    u64::try_from(sum % u128::from(PRIME)).expect("below the prime")
}

/// Digits enough for Hadamard's bound on the determinants in Cramer's rule, twice, since a fraction has two parts.
fn steps(columns: &[Vec<(usize, i64)>], sums: &[BigInt]) -> u64 {
    let bits = |column: &Vec<(usize, i64)>| {
        let square: i128 = column.iter().map(|(_, value)| i128::from(*value).pow(2)).sum();
        u64::from(128 - square.leading_zeros()) / 2 + 1
    };
    let largest =
        sums.iter().map(BigInt::bits).max().unwrap_or(0) + 64 - u64::from((sums.len() as u64).leading_zeros());
    (2 * columns.iter().map(bits).sum::<u64>() + 2 * largest + 4).div_ceil(60)
}

/// The fraction with the smallest parts that is congruent to a value (Wang's rational reconstruction).
fn fraction(value: &BigInt, power: &BigInt) -> Option<BigRational> {
    let limit: BigInt = power.sqrt() / 2;
    let (mut a, mut b) = (power.clone(), value.clone());
    let (mut s, mut t) = (BigInt::zero(), BigInt::one());
    while b > limit {
        let (quotient, rest) = a.div_rem(&b);
        (a, b) = (b, rest);
        let next = s - quotient * &t;
        (s, t) = (t, next);
    }
    if t.is_zero() || t.abs() > limit {
        return None;
    }
    Some(BigRational::new(b, t))
}

/// Whether every equation holds, the ones that were not used to solve it too.
fn holds(columns: &[Vec<(usize, i64)>], solution: &[BigRational], sums: &[BigInt]) -> bool {
    let common = solution.iter().fold(BigInt::one(), |common, value| common.lcm(value.denom()));
    let mut rest: Vec<BigInt> = sums.iter().map(|sum| sum * &common).collect();
    for (column, value) in columns.iter().zip(solution) {
        let value = value.numer() * (&common / value.denom());
        for (row, coefficient) in column {
            rest[*row] -= &value * *coefficient;
        }
    }
    rest.iter().all(Zero::is_zero)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn over(above: i64, below: i64) -> BigRational {
        BigRational::new(above.into(), below.into())
    }

    #[test]
    fn an_overdetermined_system_is_solved_in_fractions() {
        // x + y = 1, 2x + 5y = 3, 3x + 6y = 4: x = 2/3, y = 1/3.
        let columns = vec![vec![(0, 1), (1, 2), (2, 3)], vec![(0, 1), (1, 5), (2, 6)]];
        let sums = [over(1, 1), over(3, 1), over(4, 1)];
        assert_eq!(solve(&columns, &sums), Some(vec![over(2, 3), over(1, 3)]));
    }

    #[test]
    fn what_contradicts_itself_has_no_solution() {
        let columns = vec![vec![(0, 1), (1, 1)]];
        assert_eq!(solve(&columns, &[over(1, 1), over(2, 1)]), None);
        assert_eq!(solve(&[vec![(0, 1)], vec![(0, 2)]], &[over(1, 1)]), None, "dependent columns");
    }
}
