//! Fair choices from random words: a bounded integer and a permutation (`docs/draw-protocol.md` section 3).
//!
//! A remainder alone would favour small numbers, so words beyond the last whole multiple of the bound are thrown away
//! and the next ones taken. At a bound of a thousand the favour is about 5e-17, which no statistics would ever show:
//! only exact vectors guard this, and a third implementation must reject exactly the same words.

use num_bigint::BigUint;
use num_traits::Zero;
use std::num::NonZeroU64;
use zhuoping_provenance::Words;

/// A number in `0..bound`, each equally likely. A bound of 1 takes no word.
pub fn below(words: &mut Words, bound: NonZeroU64) -> u64 {
    let n = bound.get();
    if n == 1 {
        return 0;
    }
    // 2^64 - (2^64 mod n) words are kept; the last one that is kept is one less.
    let thrown = (u64::MAX % n + 1) % n;
    let last = u64::MAX - thrown;
    loop {
        let word = words.next_word();
        if word <= last {
            return word % n;
        }
    }
}

/// A number in `0..bound`, each equally likely, for bounds of any size; `None` when the bound is 0, since nothing is
/// below it. A bound of 1 takes no word.
pub fn below_big(words: &mut Words, bound: &BigUint) -> Option<BigUint> {
    if bound.is_zero() {
        return None;
    }
    let width = (bound - 1u32).bits().div_ceil(64);
    if width == 0 {
        return Some(BigUint::ZERO);
    }
    let range = BigUint::from(1u32) << (64 * width);
    let limit = &range / bound * bound;
    loop {
        let x = (0..width).fold(BigUint::ZERO, |x, _| (x << 64u32) + words.next_word());
        if x < limit {
            return Some(x % bound);
        }
    }
}

/// Puts `list` into an order of which each is equally likely (Fisher and Yates, from the last place to the second).
pub fn permute<T>(words: &mut Words, list: &mut [T]) {
    for at in (1..list.len()).rev() {
        let bound = NonZeroU64::MIN.saturating_add(at as u64);
        let other = usize::try_from(below(words, bound)).expect("a number not beyond a list's length fits usize");
        list.swap(at, other);
    }
}
