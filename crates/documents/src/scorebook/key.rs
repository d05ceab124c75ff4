//! The secretariat's key: who has it can make a workbook that is taken back, and nobody else.

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zhuoping_provenance::Digest;

/// What the key's file says it is.
const FORMAT: &str = "zhuoping/scorebook/v1/key";

/// 32 secret bytes. They are never in a workbook, and `Debug` does not show them.
#[derive(Clone)]
pub struct Key([u8; 32]);

#[derive(Serialize, Deserialize)]
struct File {
    format: String,
    key: String,
}

impl Key {
    /// Takes 32 bytes, which the caller drew from the machine's entropy.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes of the key's file: a JSON object `{"format", "key"}` with the key in hex.
    pub fn to_file(&self) -> Vec<u8> {
        let file = File { format: FORMAT.into(), key: Digest::from_bytes(self.0).to_hex() };
        let mut bytes = serde_json::to_vec(&file).expect("two texts under ASCII names");
        bytes.push(b'\n');
        bytes
    }

    /// Reads a key's file; `None` for anything else.
    pub fn from_file(bytes: &[u8]) -> Option<Self> {
        let file: File = serde_json::from_slice(bytes).ok()?;
        let key = Digest::from_hex(&file.key)?;
        (file.format == FORMAT).then_some(Self(*key.as_bytes()))
    }

    /// The HMAC-SHA-256 (RFC 2104) of parts, each with its length before it, in hex.
    pub(super) fn mac<'a>(&self, parts: impl IntoIterator<Item = &'a str>) -> String {
        hex::encode(self.fed(parts).finalize().into_bytes())
    }

    /// Whether `mac` is what [`Key::mac`] gives; the comparison takes the same time for every wrong one.
    pub(super) fn accepts<'a>(&self, parts: impl IntoIterator<Item = &'a str>, mac: &str) -> bool {
        hex::decode(mac).is_ok_and(|mac| self.fed(parts).verify_slice(&mac).is_ok())
    }

    fn fed<'a>(&self, parts: impl IntoIterator<Item = &'a str>) -> Hmac<Sha256> {
        let mut hmac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        for part in parts {
            hmac.update(&(part.len() as u64).to_be_bytes());
            hmac.update(part.as_bytes());
        }
        hmac
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mac_is_that_of_an_independent_implementation() {
        // python3: hmac.new(bytes(range(32)), struct.pack('>Q', 3) + b'abc' + struct.pack('>Q', 0), 'sha256').hexdigest()
        let key = Key::from_bytes(std::array::from_fn(|at| u8::try_from(at).unwrap()));
        let mac = "fd66d406aad299f0e6d7646985c9ad35583059b77e1b80ef7b29d53279a98065";
        assert_eq!(key.mac(["abc", ""]), mac);
        assert!(key.accepts(["abc", ""], mac));
        assert!(!key.accepts(["ab", "c"], mac) && !key.accepts(["abc", ""], "00") && !key.accepts(["abc", ""], "x"));
    }

    #[test]
    fn a_key_comes_back_from_its_file_and_never_shows_itself() {
        let key = Key::from_bytes([7; 32]);
        let file = key.to_file();
        assert_eq!(Key::from_file(&file).unwrap().0, key.0);
        assert!(Key::from_file(b"{}").is_none() && Key::from_file(b"07").is_none());
        assert!(Key::from_file(&String::from_utf8(file).unwrap().replace("v1", "v2").into_bytes()).is_none());
        assert!(!format!("{key:?}").contains('7'));
    }
}
