//! Bounded integers and permutations: vectors that force rejection, and the mistakes they must catch.
#![allow(clippy::unwrap_used, reason = "all of this is test code")]

use num_bigint::BigUint;
use std::num::NonZeroU64;
use zhuoping_panel::choice::{below, below_big, permute};
use zhuoping_provenance::{Seed, Words};

fn words() -> Words {
    Words::new(Seed::from_bytes(std::array::from_fn(|at| u8::try_from(at).unwrap())), 0)
}

fn bound(n: u64) -> NonZeroU64 {
    NonZeroU64::new(n).unwrap()
}

/// What the protocol says, in the plainest words: reject x >= floor(2^64 / n) n.
fn by_the_book(words: &mut Words, n: u64) -> (u64, u32) {
    let limit = (1u128 << 64) / u128::from(n) * u128::from(n);
    let mut taken = 0;
    loop {
        let x = words.next_word();
        taken += 1;
        if u128::from(x) < limit {
            return (x % n, taken);
        }
    }
}

#[test]
fn a_bound_just_above_half_the_range_forces_rejections() {
    let n = (1 << 63) + 1;
    let (mut ours, mut big, mut book) = (words(), words(), words());
    let mut rejected = 0;
    let mut biased = 0;
    let mut raw = words();
    for _ in 0..1000 {
        let (expected, taken) = by_the_book(&mut book, n);
        assert_eq!(below(&mut ours, bound(n)), expected);
        assert_eq!(below_big(&mut big, &n.into()), Some(expected.into()));
        rejected += taken - 1;
        biased += u32::from(raw.next_word() % n != expected);
    }
    assert!((900..1100).contains(&rejected), "about every second word is thrown away: {rejected}");
    assert!(biased > 900, "a remainder alone gives other numbers: {biased}");
}

#[test]
fn the_first_words_of_the_counting_seed_as_fixed_values() {
    // Words 0x6a19c5d97d2bfd39 and 0x494adcb87703bd8d, also known to the provenance crate's golden test.
    assert_eq!(below(&mut words(), bound(1000)), 0x6a19_c5d9_7d2b_fd39 % 1000);
    let both = (BigUint::from(0x6a19_c5d9_7d2b_fd39_u64) << 64u32) + 0x494a_dcb8_7703_bd8d_u64;
    let n = (BigUint::from(1u32) << 64u32) + 1u32;
    assert_eq!(below_big(&mut words(), &n), Some(&both % &n), "the first word is the most significant");
}

#[test]
fn one_takes_no_word_and_a_power_of_two_rejects_none() {
    let mut used = words();
    assert_eq!(below(&mut used, bound(1)), 0);
    assert_eq!(below_big(&mut used, &1u32.into()), Some(BigUint::ZERO));
    assert_eq!(used.next_word(), words().next_word());
    let mut used = words();
    let whole = BigUint::from(1u32) << 64u32;
    assert_eq!(below_big(&mut used, &whole), Some(words().next_word().into()), "2^64 needs one word, not two");
    assert_eq!(below(&mut words(), bound(1 << 63)), words().next_word() % (1 << 63));
    assert_eq!(below(&mut words(), NonZeroU64::MAX), words().next_word());
}

#[test]
fn nothing_is_below_zero() {
    assert_eq!(below_big(&mut words(), &BigUint::ZERO), None);
}

#[test]
fn big_bounds_reject_by_the_whole_number_and_not_by_the_word() {
    // 2^127 + 1 throws away nearly half of all pairs of words.
    let n = (BigUint::from(1u32) << 127u32) + 1u32;
    let (mut ours, mut book) = (words(), words());
    let mut rejected = 0;
    for _ in 0..1000 {
        let expected = loop {
            let x = (BigUint::from(book.next_word()) << 64u32) + book.next_word();
            if x < n {
                break x;
            }
            rejected += 1;
        };
        assert_eq!(below_big(&mut ours, &n), Some(expected));
    }
    assert!((900..1100).contains(&rejected), "{rejected}");
}

#[test]
fn permutations_are_fisher_and_yates_from_the_end() {
    let mut list: Vec<u64> = (0..10).collect();
    permute(&mut words(), &mut list);
    let mut book: Vec<u64> = (0..10).collect();
    let mut source = words();
    for i in (1..10u64).rev() {
        let (j, _) = by_the_book(&mut source, i + 1);
        book.swap(usize::try_from(i).unwrap(), usize::try_from(j).unwrap());
    }
    assert_eq!(list, book);
    let mut used = words();
    permute::<u8>(&mut used, &mut []);
    permute(&mut used, &mut [1]);
    assert_eq!(used.next_word(), words().next_word(), "nothing to choose takes no word");
}
