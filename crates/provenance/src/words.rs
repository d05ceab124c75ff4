//! Random words: the ChaCha20 key stream, read eight bytes at a time.
//!
//! A draw must give the same bytes in twenty years, so nothing here calls `rand`'s distributions, whose streams may
//! change between releases. The key stream itself cannot: it is the block function of RFC 8439 section 2.3 with 20
//! rounds, the 256-bit key being the seed, a 64-bit block counter from 0 in state words 12 and 13 and a 64-bit stream
//! number in state words 14 and 15. A word is the next eight key-stream bytes, least significant first.

use crate::digest::TaggedHash;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// 32 bytes that decide everything random about one draw or one simulation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Seed([u8; 32]);

impl Seed {
    /// Takes 32 bytes for a seed.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The seed of a simulation or an example, from any text: SHA-256 of `tag`, a zero byte, and the text with its
    /// length. Official draws make theirs from the witnesses' contributions instead.
    pub fn from_text(tag: &str, text: &str) -> Self {
        Self(*TaggedHash::new(tag).part(text.as_bytes()).finish().as_bytes())
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// The 64-bit words of one stream of one seed, in order.
#[derive(Clone, Debug)]
pub struct Words(ChaCha20Rng);

impl Words {
    /// Stream `stream` of `seed`, from its first word.
    pub fn new(seed: Seed, stream: u64) -> Self {
        let mut rng = ChaCha20Rng::from_seed(seed.0);
        rng.set_stream(stream);
        Self(rng)
    }

    /// The next word. Only 64-bit words are ever taken, so word and block boundaries never straddle.
    pub fn next_word(&mut self) -> u64 {
        self.0.next_u64()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counting_seed() -> Seed {
        Seed(std::array::from_fn(|at| u8::try_from(at).unwrap()))
    }

    /// Golden values also computed by a Python implementation of RFC 8439.
    #[test]
    fn golden_words_of_the_counting_seed() {
        let mut words = Words::new(counting_seed(), 0);
        assert_eq!(words.next_word(), 0x6a19_c5d9_7d2b_fd39);
        assert_eq!(words.next_word(), 0x494a_dcb8_7703_bd8d);
        for _ in 2..8 {
            words.next_word();
        }
        assert_eq!(words.next_word(), 0xd1a6_e6ad_3142_b818, "the second block");
        assert_eq!(Words::new(counting_seed(), 7).next_word(), 0x32b8_dbe9_3f44_0f48);
    }
}
