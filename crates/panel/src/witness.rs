//! Witnesses and the seed: everybody commits before anybody reveals (`Art. 9`; `docs/draw-protocol.md` section 4).
//!
//! A witness who saw the others' texts could try out last words until friends are drawn: among 60 experts, two friends
//! on a panel of seven take 84 tries. So each witness first publishes a hash that binds a text and 32 random bytes,
//! and the texts come out only when all hashes are there. As long as one of them is honest, nobody knows the seed.

use crate::commitment::written;
use crate::form::{self, FormError};
use crate::id::WitnessId;
use crate::message::Message;
use crate::plan::External;
use serde_json::json;
use std::fmt;
use zhuoping_provenance::{Digest, Seed, TaggedHash, text};

/// The most bytes a witness's text may have.
pub const TEXT_BYTES_MAX: usize = 1000;

const COMMITMENT_PROTOCOL: &str = "zhuoping/draw/v1/witness-commitment";
const REVEAL_PROTOCOL: &str = "zhuoping/draw/v1/witness-reveal";

/// What a witness publishes first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WitnessCommitment {
    /// Of the draw's commitment.
    pub digest: Digest,
    /// Who.
    pub witness: WitnessId,
    /// The hash that binds nonce and text.
    pub commitment: Digest,
}

/// What a witness keeps until all have committed.
#[derive(Clone, PartialEq, Eq)]
pub struct WitnessReveal {
    /// Of the draw's commitment.
    pub digest: Digest,
    /// Who.
    pub witness: WitnessId,
    /// 32 random bytes; without them a roll of dice would be guessed in no time.
    pub nonce: [u8; 32],
    /// What the witness chose, 1 to 1000 bytes.
    pub text: String,
}

/// Why a text cannot be a contribution to a seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing to hash.
    #[error("the text is empty; any 1 to 1000 bytes will do")]
    Empty,
    /// Too long.
    #[error("the text has {bytes} bytes; at most 1000 are accepted")]
    Long {
        /// Its length.
        bytes: usize,
    },
    /// The text will be published in the record.
    #[error("the text holds an identity number or a telephone, which would be published; choose another text")]
    Personal,
}

impl TextError {
    /// In both languages.
    pub fn message(self) -> Message {
        let zh = match self {
            Self::Empty => "文字为空；请给出 1 到 1000 字节的任意文字".into(),
            Self::Long { bytes } => format!("文字有 {bytes} 字节，最多 1000 字节（约 333 个汉字）"),
            Self::Personal => "文字含身份证号或电话，将随抽取记录公布；请换一段文字".into(),
        };
        Message::new(zh, self.to_string())
    }
}

/// Binds a witness to a text. `nonce` must come from the machine's entropy.
///
/// # Errors
/// [`TextError`] for a text that is empty, too long, or not fit to be published.
pub fn commit(
    digest: Digest,
    witness: &WitnessId,
    text: &str,
    nonce: [u8; 32],
) -> Result<(WitnessCommitment, WitnessReveal), TextError> {
    publishable(text)?;
    if text.len() > TEXT_BYTES_MAX {
        return Err(TextError::Long { bytes: text.len() });
    }
    let reveal = WitnessReveal { digest, witness: witness.clone(), nonce, text: text.into() };
    let commitment = WitnessCommitment { digest, witness: witness.clone(), commitment: reveal.commitment() };
    Ok((commitment, reveal))
}

/// Refuses what may not stand in a published record.
pub(crate) fn publishable(words: &str) -> Result<(), TextError> {
    if words.is_empty() {
        Err(TextError::Empty)
    } else if text::personal_number(words).is_some() {
        Err(TextError::Personal)
    } else {
        Ok(())
    }
}

/// The seed of a draw in which everybody revealed: `reveals` in ascending order of witness, and the value read from the
/// public source where one was named.
pub fn seed(digest: Digest, reveals: &[WitnessReveal], external: Option<(&External, &str)>) -> Seed {
    let start = TaggedHash::new("zhuoping/draw/v1/seed").raw(digest.as_bytes()).number(reveals.len() as u64);
    let hash = reveals.iter().fold(start, |hash, reveal| {
        hash.part(reveal.witness.as_str().as_bytes()).part(&reveal.nonce).part(reveal.text.as_bytes())
    });
    let hash = match external {
        None => hash.number(0),
        Some((source, value)) => {
            let date = source.date.to_string();
            hash.number(1).part(source.name.as_bytes()).part(date.as_bytes()).part(value.as_bytes())
        }
    };
    Seed::from_bytes(*hash.finish().as_bytes())
}

/// The seed of a rehearsal, which one person can choose alone.
pub fn rehearsal_seed(digest: Digest, text: &str) -> Seed {
    let hash = TaggedHash::new("zhuoping/draw/v1/rehearsal").raw(digest.as_bytes()).part(text.as_bytes());
    Seed::from_bytes(*hash.finish().as_bytes())
}

impl WitnessCommitment {
    /// The file: canonical JSON.
    pub fn to_bytes(&self) -> Vec<u8> {
        let Self { digest, witness, commitment } = self;
        written(&json!({
            "protocol": COMMITMENT_PROTOCOL,
            "digest": digest.to_hex(),
            "witness": witness,
            "commitment": commitment.to_hex(),
        }))
    }

    /// Reads the file.
    ///
    /// # Errors
    /// Everything that is not as section 4 says.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Vec<FormError>> {
        form::document(bytes, |form, at| {
            form.members(&at, &["protocol", "digest", "witness", "commitment"]);
            let protocol = form.literal(at.get("protocol"), COMMITMENT_PROTOCOL);
            let digest = form.digest(at.get("digest"));
            let witness = form.witness(at.get("witness"));
            let commitment = form.digest(at.get("commitment"));
            protocol?;
            Some(Self { digest: digest?, witness: witness?, commitment: commitment? })
        })
    }
}

impl WitnessReveal {
    /// The commitment that this reveal opens.
    pub fn commitment(&self) -> Digest {
        TaggedHash::new("zhuoping/draw/v1/witness")
            .part(self.digest.as_bytes())
            .part(self.witness.as_str().as_bytes())
            .part(&self.nonce)
            .part(self.text.as_bytes())
            .finish()
    }

    /// The file: canonical JSON.
    pub fn to_bytes(&self) -> Vec<u8> {
        let Self { digest, witness, nonce, text } = self;
        written(&json!({
            "protocol": REVEAL_PROTOCOL,
            "digest": digest.to_hex(),
            "witness": witness,
            "nonce": Digest::from_bytes(*nonce).to_hex(),
            "text": text,
        }))
    }

    /// Reads the file.
    ///
    /// # Errors
    /// Everything that is not as section 4 says.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Vec<FormError>> {
        form::document(bytes, |form, at| {
            form.members(&at, &["protocol", "digest", "witness", "nonce", "text"]);
            let protocol = form.literal(at.get("protocol"), REVEAL_PROTOCOL);
            let digest = form.digest(at.get("digest"));
            let witness = form.witness(at.get("witness"));
            let nonce = form.bytes(at.get("nonce"));
            let text = form.text_up_to(at.get("text"), TEXT_BYTES_MAX);
            protocol?;
            Some(Self { digest: digest?, witness: witness?, nonce: nonce?, text: text? })
        })
    }
}

impl fmt::Debug for WitnessReveal {
    /// Without nonce and text: before all have committed they are secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WitnessReveal").field("witness", &self.witness).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Expected;

    fn witness(id: &str) -> WitnessId {
        WitnessId::new(id).unwrap()
    }

    fn pair(text: &str) -> (WitnessCommitment, WitnessReveal) {
        commit(Digest::of(b"draw"), &witness("组长"), text, [3; 32]).unwrap()
    }

    #[test]
    fn files_read_back_and_the_reveal_opens_the_commitment() {
        let (commitment, reveal) = pair("崤函古道");
        assert_eq!(WitnessCommitment::from_bytes(&commitment.to_bytes()), Ok(commitment.clone()));
        assert_eq!(WitnessReveal::from_bytes(&reveal.to_bytes()), Ok(reveal.clone()));
        assert_eq!(reveal.commitment(), commitment.commitment);
    }

    #[test]
    fn a_changed_letter_nonce_name_or_draw_opens_nothing() {
        let (commitment, reveal) = pair("a");
        for other in [
            WitnessReveal { text: "b".into(), ..reveal.clone() },
            WitnessReveal { nonce: [4; 32], ..reveal.clone() },
            WitnessReveal { witness: witness("监督组"), ..reveal.clone() },
            WitnessReveal { digest: Digest::of(b"other"), ..reveal },
        ] {
            assert_ne!(other.commitment(), commitment.commitment);
        }
    }

    #[test]
    fn the_same_text_with_another_nonce_hides_behind_another_commitment() {
        // Guessing a dice roll against the published hash is useless without the nonce.
        let (one, _) = commit(Digest::of(b"draw"), &witness("组长"), "6", [1; 32]).unwrap();
        let (two, _) = commit(Digest::of(b"draw"), &witness("组长"), "6", [2; 32]).unwrap();
        assert_ne!(one.commitment, two.commitment);
    }

    #[test]
    fn texts_are_limited_and_without_personal_numbers() {
        let refused = |text: &str| commit(Digest::of(b""), &witness("w"), text, [0; 32]).unwrap_err();
        assert_eq!(refused(""), TextError::Empty);
        assert_eq!(refused(&"字".repeat(334)), TextError::Long { bytes: 1002 });
        assert_eq!(refused(&format!("电话13{}", "0".repeat(9))), TextError::Personal);
        assert!(commit(Digest::of(b""), &witness("w"), &"x".repeat(1000), [0; 32]).is_ok());
    }

    #[test]
    fn files_with_anything_extra_are_refused() {
        let bytes = pair("a").0.to_bytes();
        let text = String::from_utf8(bytes.clone()).unwrap();
        let extra = text.replacen('{', "{\"a\":1,", 1);
        let errors = WitnessCommitment::from_bytes(extra.as_bytes()).unwrap_err();
        assert_eq!((errors[0].path.as_str(), &errors[0].expected), ("/a", &Expected::NoMember));
        let errors = WitnessCommitment::from_bytes(format!("{text}\n").as_bytes()).unwrap_err();
        assert_eq!(errors[0].expected, Expected::Canonical);
        assert!(WitnessReveal::from_bytes(&bytes).is_err(), "a commitment is no reveal");
    }

    #[test]
    fn a_source_that_was_named_changes_the_seed_even_without_other_changes() {
        let reveals = [pair("a").1];
        let source = External { name: "双色球".into(), date: "2026-12-08".parse().unwrap() };
        let digest = Digest::of(b"draw");
        let plain = seed(digest, &reveals, None);
        let one = seed(digest, &reveals, Some((&source, "01 02")));
        let two = seed(digest, &reveals, Some((&source, "01 03")));
        assert!(plain != one && one != two && plain != two);
    }

    #[test]
    fn secrets_do_not_reach_a_log() {
        assert!(!format!("{:?}", pair("秘密").1).contains("秘密"));
    }
}
