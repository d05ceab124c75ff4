//! Who is scored, by whom, and at which stage: checked once, compared by bytes.
//!
//! Ids are kept in Unicode normal form C without white space around them. Their UTF-8 bytes give the order of every
//! list of this crate, so the order of a file is nothing. The types are this crate's own: scores are read and ranked
//! without knowing about pools and draws.

use std::fmt;
use zhuoping_provenance::text;

/// The most bytes an id may have.
pub const ID_BYTES_MAX: usize = 64;

/// Why a text cannot be an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Nothing but white space.
    #[error("an id may not be empty")]
    Empty,
    /// A control, bidirectional or zero-width character, or a line end: two ids could look alike and differ.
    #[error("an id may not hold invisible characters")]
    Invisible,
    /// An identity number or telephone: ids are published, these may not be.
    #[error("an id may not be an identity number or a telephone")]
    Personal,
    /// More than [`ID_BYTES_MAX`] bytes.
    #[error("an id may not be longer than 64 bytes")]
    Long,
}

fn checked(text: &str) -> Result<String, IdError> {
    let id = text::nfc(text);
    if id.is_empty() {
        Err(IdError::Empty)
    } else if id.len() > ID_BYTES_MAX {
        Err(IdError::Long)
    } else if id.chars().any(text::is_invisible) {
        Err(IdError::Invisible)
    } else if text::personal_number(&id).is_some() {
        Err(IdError::Personal)
    } else {
        Ok(id)
    }
}

macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Checks and normalises `text`.
            ///
            /// # Errors
            /// [`IdError`] for empty, overlong or ambiguous text and for personal numbers.
            pub fn new(text: &str) -> Result<Self, IdError> {
                checked(text).map(Self)
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}

id_type!(
    /// An entrant's number in the award (申报编号).
    EntrantId
);
id_type!(
    /// A reviewer's number (专家编号), or one of the two names of the panel's agreed sheet.
    ReviewerId
);
id_type!(
    /// A stage of the review (阶段) as the rule file names it, for instance `material`.
    StageId
);

impl ReviewerId {
    /// The two spellings under which a score file carries what the panel agreed on (合议).
    pub const AGREED: [&str; 2] = ["合议", "consensus"];

    /// Whether this is not a person but the panel's agreed sheet.
    pub fn is_agreed(&self) -> bool {
        Self::AGREED.contains(&self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_normalised_and_ordered_by_bytes() {
        assert_eq!(EntrantId::new(" e\u{301} ").unwrap(), EntrantId::new("\u{e9}").unwrap());
        assert!(EntrantId::new("Z").unwrap() < EntrantId::new("a").unwrap());
        assert!(ReviewerId::new(" 合议 ").unwrap().is_agreed());
        assert!(!ReviewerId::new("R1").unwrap().is_agreed());
    }

    #[test]
    fn empty_overlong_ambiguous_and_personal_ids_are_refused() {
        assert_eq!(StageId::new("\u{3000}"), Err(IdError::Empty));
        assert_eq!(EntrantId::new("a\u{200b}b"), Err(IdError::Invisible));
        assert_eq!(EntrantId::new(&"x".repeat(65)), Err(IdError::Long));
        assert_eq!(ReviewerId::new(&format!("13{}", "0".repeat(9))), Err(IdError::Personal));
    }
}
