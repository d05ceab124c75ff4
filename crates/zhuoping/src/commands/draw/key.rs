//! The reserve key's file: what the supervision group keeps between the plan and the draw.

use super::beside;
use crate::files;
use crate::refusal::Refusal;
use serde_json::{Value, json};
use std::path::Path;
use zhuoping_criteria::Bilingual;
use zhuoping_panel::commitment::Commitment;
use zhuoping_panel::reserves::ReserveKey;
use zhuoping_provenance::{Digest, canonical};

/// The file's name beside the commitment.
pub(crate) const FILE: &str = "reserve-key.json";
const PROTOCOL: &str = "zhuoping/draw/v1/reserve-key";

/// The file for a key and the draw it belongs to.
pub(crate) fn to_bytes(key: [u8; 32], digest: Digest) -> Vec<u8> {
    let value = json!({"protocol": PROTOCOL, "digest": digest.to_hex(), "key": Digest::from_bytes(key).to_hex()});
    canonical::to_bytes(&value).expect("three texts under ASCII keys")
}

/// Reads the key of a draw from `path`, or from beside the commitment's file.
pub(crate) fn read(
    path: Option<&Path>,
    commitment_file: &Path,
    commitment: &Commitment,
) -> Result<ReserveKey, Refusal> {
    let path = path.map_or_else(|| beside(commitment_file, FILE), Path::to_owned);
    let source = files::read(&path)?;
    let value = canonical::from_bytes(&source.bytes).unwrap_or(Value::Null);
    let hex = value.get("key").and_then(Value::as_str).filter(|_| value["protocol"] == PROTOCOL);
    let key = hex.and_then(Digest::from_hex).map(|bytes| ReserveKey::from_bytes(*bytes.as_bytes()));
    key.filter(|key| key.digest() == commitment.parts().reserve_key_digest).ok_or_else(|| {
        Refusal::bad(
            &source.name,
            Bilingual::new("不是本次抽取的后备密钥", "is not the reserve key of this draw"),
            Bilingual::new("draw plan 写出的 reserve-key.json", "the reserve-key.json that draw plan wrote"),
        )
    })
}
