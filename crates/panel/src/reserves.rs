//! Sealed reserves: their order is fixed at the draw and known to nobody who could use it (`docs/draw-protocol.md`
//! section 6).
//!
//! Whoever can read who comes next can make a panel member decline for that person's sake. So the order follows from
//! the seed and from a key that the supervision group keeps; the record holds one salted hash for each reserve, and a
//! reserve is opened only when a place is free.

use crate::choice::permute;
use crate::commitment::written;
use crate::form::{self, FormError};
use crate::id::ExpertId;
use crate::seating::Seating;
use serde_json::json;
use std::fmt;
use zhuoping_provenance::{Digest, Seed, TaggedHash, Words};

const SEALED_PROTOCOL: &str = "zhuoping/draw/v1/sealed-reserves";

/// 32 bytes that the supervision group keeps and the commitment binds by [`ReserveKey::digest`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ReserveKey([u8; 32]);

/// The order of the reserves, for the supervision group only.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedReserves {
    /// Of the draw's commitment.
    pub digest: Digest,
    /// The reserve key.
    pub key: ReserveKey,
    /// Reserves 1, 2, ...
    pub reserves: Vec<ExpertId>,
}

impl ReserveKey {
    /// Takes 32 bytes, which must come from the machine's entropy, for a key.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// What the commitment holds of it.
    pub fn digest(&self) -> Digest {
        TaggedHash::new("zhuoping/draw/v1/reserve-key").raw(&self.0).finish()
    }

    /// The salt that hides reserve `position`, counted from 1.
    pub(crate) fn salt(&self, position: u64) -> [u8; 32] {
        *TaggedHash::new("zhuoping/draw/v1/reserve-salt").raw(&self.0).number(position).finish().as_bytes()
    }

    fn seed(&self, seed: Seed) -> Seed {
        let hash = TaggedHash::new("zhuoping/draw/v1/reserves").raw(seed.as_bytes()).raw(&self.0);
        Seed::from_bytes(*hash.finish().as_bytes())
    }
}

/// The hash that stands for reserve `position`, counted from 1.
pub(crate) fn leaf(digest: Digest, position: u64, id: &ExpertId, salt: &[u8; 32]) -> Digest {
    TaggedHash::new("zhuoping/draw/v1/reserve")
        .raw(digest.as_bytes())
        .number(position)
        .part(id.as_str().as_bytes())
        .raw(salt)
        .finish()
}

/// The digest of the whole list.
pub(crate) fn list_digest(leaves: &[Digest]) -> Digest {
    let start = TaggedHash::new("zhuoping/draw/v1/reserve-list").number(leaves.len() as u64);
    leaves.iter().fold(start, |hash, leaf| hash.raw(leaf.as_bytes())).finish()
}

/// The positions of the first `most` experts, in the order of the reserve seed, who could take at least one member's
/// place; `eligible` is how many positions there are.
pub(crate) fn order(seating: &Seating<'_>, eligible: usize, most: u16, seed: Seed, key: &ReserveKey) -> Vec<usize> {
    let mut seated = vec![false; eligible];
    seating.panel().iter().for_each(|member| seated[*member] = true);
    let mut others: Vec<usize> = (0..eligible).filter(|position| !seated[*position]).collect();
    permute(&mut Words::new(key.seed(seed), 0), &mut others);
    let useful = |expert: &usize| seating.panel().iter().any(|member| seating.fits(*expert, *member));
    others.into_iter().filter(useful).take(most.into()).collect()
}

/// How many members of the panel could be replaced by none of `reserves`.
pub(crate) fn uncovered(seating: &Seating<'_>, reserves: &[usize]) -> usize {
    let covered = |member: &usize| reserves.iter().any(|reserve| seating.fits(*reserve, *member));
    seating.panel().iter().filter(|member| !covered(member)).count()
}

impl SealedReserves {
    /// The hashes that the record holds.
    pub(crate) fn leaves(&self) -> Vec<Digest> {
        (1..).zip(&self.reserves).map(|(at, id)| leaf(self.digest, at, id, &self.key.salt(at))).collect()
    }

    /// The file: canonical JSON.
    pub fn to_bytes(&self) -> Vec<u8> {
        written(&json!({
            "protocol": SEALED_PROTOCOL,
            "digest": self.digest.to_hex(),
            "key": Digest::from_bytes(self.key.0).to_hex(),
            "reserves": self.reserves,
        }))
    }

    /// Reads the file. Whether it belongs to a record is for [`crate::verify::verify`] to say.
    ///
    /// # Errors
    /// Everything that is not as section 6 says.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Vec<FormError>> {
        form::document(bytes, |form, at| {
            form.members(&at, &["protocol", "digest", "key", "reserves"]);
            let protocol = form.literal(at.get("protocol"), SEALED_PROTOCOL);
            let digest = form.digest(at.get("digest"));
            let key = form.bytes(at.get("key"));
            let reserves = form.list(at.get("reserves"), |form, node| form.expert(Some(node)));
            protocol?;
            Some(Self { digest: digest?, key: ReserveKey(key?), reserves: reserves? })
        })
    }
}

impl fmt::Debug for ReserveKey {
    /// The digest, never the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReserveKey").field("digest", &self.digest()).finish_non_exhaustive()
    }
}

impl fmt::Debug for SealedReserves {
    /// How many there are, never who.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealedReserves").field("reserves", &self.reserves.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_reads_back_and_keeps_its_secrets_out_of_logs() {
        let id = ExpertId::new("E7").unwrap();
        let sealed =
            SealedReserves { digest: Digest::of(b"draw"), key: ReserveKey::from_bytes([9; 32]), reserves: vec![id] };
        assert_eq!(SealedReserves::from_bytes(&sealed.to_bytes()), Ok(sealed.clone()));
        let debug = format!("{sealed:?} {:?}", sealed.key);
        assert!(!debug.contains("E7") && !debug.contains("0909"), "{debug}");
    }

    #[test]
    fn a_leaf_binds_draw_place_person_and_salt() {
        let id = |text| ExpertId::new(text).unwrap();
        let one = leaf(Digest::of(b"a"), 1, &id("E1"), &[1; 32]);
        for other in [
            leaf(Digest::of(b"b"), 1, &id("E1"), &[1; 32]),
            leaf(Digest::of(b"a"), 2, &id("E1"), &[1; 32]),
            leaf(Digest::of(b"a"), 1, &id("E2"), &[1; 32]),
            leaf(Digest::of(b"a"), 1, &id("E1"), &[2; 32]),
        ] {
            assert_ne!(one, other);
        }
    }
}
