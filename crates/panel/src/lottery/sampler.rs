//! Drawing panels by the million: the choosing of `docs/draw-protocol.md` section 5, step 1, for simulations.
//!
//! The panels are those of [`UniformLottery::choose`], which a test holds against each other draw by draw; what is left
//! out is the record of the index. Draws come in blocks, so that a lottery which does not keep all of its tables builds
//! them once for many draws.

use super::tables::Pascal;
use super::uniform::{Engine, UniformLottery};
use crate::choice::{self, below_big};
use num_bigint::BigUint;
use num_traits::ToPrimitive;
use std::num::NonZeroU64;
use std::ops::Range;
use zhuoping_provenance::{Seed, Words};

/// A uniform lottery made ready for many draws.
pub struct Sampler<'a> {
    lottery: &'a UniformLottery,
    quick: Option<(Pascal, u128)>,
}

impl<'a> Sampler<'a> {
    /// Prepares `lottery`.
    pub fn new(lottery: &'a UniformLottery) -> Self {
        let quick = match &lottery.engine {
            Engine::Small(tables) => tables.pascal().zip(lottery.total().to_u128()),
            Engine::Big(_) => None,
        };
        Self { lottery, quick }
    }

    /// Gives `visit` the panel of each draw, as ascending positions, and the number of indices it took. Draw `d` reads
    /// stream `d` of `seed` from its first word.
    ///
    /// # Errors
    /// The number of a draw that found no panel within `tries` indices; `visit` may have seen draws before and after it.
    pub fn draw(
        &self,
        seed: Seed,
        draws: Range<u64>,
        tries: u32,
        mut visit: impl FnMut(&[usize], u32),
    ) -> Result<(), u64> {
        match (&self.quick, &self.lottery.engine) {
            (Some((pascal, total)), Engine::Small(tables)) => {
                let mut panel = Vec::new();
                for draw in draws {
                    let mut words = Words::new(seed, draw);
                    let mut tried = 0;
                    loop {
                        if tried == tries {
                            return Err(draw);
                        }
                        tried += 1;
                        let index = below(&mut words, *total);
                        tables.walk(pascal, &self.lottery.order, index, &mut panel);
                        if self.lottery.admits(&panel) {
                            break;
                        }
                    }
                    visit(&panel, tried);
                }
                Ok(())
            }
            _ => self.draw_together(seed, draws, tries, visit),
        }
    }

    /// All draws side by side, one index each, until every one has found its panel.
    fn draw_together(
        &self,
        seed: Seed,
        draws: Range<u64>,
        tries: u32,
        mut visit: impl FnMut(&[usize], u32),
    ) -> Result<(), u64> {
        let mut open: Vec<(u64, Words)> = draws.map(|draw| (draw, Words::new(seed, draw))).collect();
        let mut tried = 0;
        while let Some((draw, _)) = open.first() {
            if tried == tries {
                return Err(*draw);
            }
            tried += 1;
            let index = |(_, words): &mut (u64, Words)| {
                below_big(words, self.lottery.total()).expect("a lottery has at least one panel")
            };
            let indices: Vec<BigUint> = open.iter_mut().map(index).collect();
            let mut panels = self.lottery.panels(&indices).into_iter();
            open.retain(|_| {
                let panel = panels.next().expect("a panel for each index");
                let admitted = self.lottery.admits(&panel);
                if admitted {
                    visit(&panel, tried);
                }
                !admitted
            });
        }
        Ok(())
    }
}

/// `below(n)` of `docs/draw-protocol.md` section 3 for numbers of up to 128 bits: the words and results of [`below_big`].
fn below(words: &mut Words, n: u128) -> u128 {
    if let Some(n) = u64::try_from(n).ok().and_then(NonZeroU64::new) {
        return u128::from(choice::below(words, n));
    }
    // One word holds what is below 2^64, and all of its values are kept.
    if n == 1 << 64 {
        return u128::from(words.next_word());
    }
    let thrown = (u128::MAX % n + 1) % n;
    loop {
        let x = u128::from(words.next_word()) << 64 | u128::from(words.next_word());
        if x <= u128::MAX - thrown {
            return x % n;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounded_numbers_take_the_words_and_give_the_results_of_big_ones() {
        let seed = Seed::from_text("zhuoping/test", "below");
        let two_63 = 1_u128 << 63;
        let bounds = [1, 2, 3, 1000, two_63 + 1, 2 * two_63 - 1, 2 * two_63, 2 * two_63 + 1, (1 << 126) + 12_345];
        for (stream, bound) in (0..).zip(bounds) {
            let (mut small, mut big) = (Words::new(seed, stream), Words::new(seed, stream));
            for _ in 0..200 {
                let expected = below_big(&mut big, &BigUint::from(bound)).unwrap();
                assert_eq!(BigUint::from(below(&mut small, bound)), expected, "{bound}");
            }
            assert_eq!(small.next_word(), big.next_word(), "{bound}");
        }
    }
}
