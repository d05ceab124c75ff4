//! SHA-256, with the two habits that keep hash inputs apart: a domain tag first, and a length before every part.

use sha2::{Digest as _, Sha256};
use std::fmt;

/// A SHA-256 value. Shown and parsed as 64 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// SHA-256 of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Takes 32 bytes for a digest.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Reads 64 lower-case hex digits; `None` for anything else, so that one digest has one spelling.
    pub fn from_hex(text: &str) -> Option<Self> {
        if text.bytes().any(|b| b.is_ascii_uppercase()) {
            return None;
        }
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        Some(Self(bytes))
    }

    /// The 64 lower-case hex digits.
    pub fn to_hex(self) -> String {
        hex::encode(self.0)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A SHA-256 being fed. It starts with `tag` and a zero byte; parts follow raw, as 64-bit big-endian numbers, or with
/// their length before them.
pub struct TaggedHash(Sha256);

impl TaggedHash {
    /// Starts with the bytes of `tag` and one zero byte. Tags are ASCII without a zero byte, so none is another's prefix.
    pub fn new(tag: &str) -> Self {
        Self(Sha256::new().chain_update(tag.as_bytes()).chain_update([0]))
    }

    /// Adds `bytes` as they are: only for parts of fixed length.
    #[must_use]
    pub fn raw(mut self, bytes: &[u8]) -> Self {
        self.0.update(bytes);
        self
    }

    /// Adds a 64-bit big-endian number.
    #[must_use]
    pub fn number(self, number: u64) -> Self {
        self.raw(&number.to_be_bytes())
    }

    /// Adds the length of `bytes` as a 64-bit big-endian number, then `bytes`.
    #[must_use]
    pub fn part(self, bytes: &[u8]) -> Self {
        self.number(bytes.len() as u64).raw(bytes)
    }

    /// The digest of everything fed.
    pub fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sha_256_of_abc_as_in_fips_180() {
        let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Digest::of(b"abc").to_hex(), hex);
        assert_eq!(Digest::from_hex(hex), Some(Digest::of(b"abc")));
        assert_eq!(Digest::from_hex(&hex.to_uppercase()), None);
        assert_eq!(Digest::from_hex(&hex[2..]), None);
    }

    #[test]
    fn parts_carry_their_length() {
        let split = |a: &[u8], b: &[u8]| TaggedHash::new("t").part(a).part(b).finish();
        assert_ne!(split(b"ab", b"c"), split(b"a", b"bc"));
        assert_eq!(split(b"", b"c"), Digest::of(b"t\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01c"));
    }
}
