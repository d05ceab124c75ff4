//! Identifiers: text that has been checked once, so that nothing later needs to ask whether it is empty or ambiguous.
//!
//! An id is kept in Unicode normal form C without white space around it and is compared by its UTF-8 bytes; that order,
//! and never the order of a file, is the order of a draw (`docs/draw-protocol.md` section 2).

use std::fmt;
use zhuoping_provenance::text;

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
    /// More than 64 bytes.
    #[error("an id may not be longer than 64 bytes")]
    Long,
}

fn checked(text: &str) -> Result<String, IdError> {
    let id = text::nfc(text);
    if id.is_empty() {
        Err(IdError::Empty)
    } else if id.len() > 64 {
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
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
                f.write_str(&self.0)
            }
        }
    };
}

id_type!(
    /// An expert's number in the pool (专家编号). It says nothing about the person.
    ExpertId
);
id_type!(
    /// An entrant's number in the award (申报编号).
    EntrantId
);
id_type!(
    /// Who watches a draw and adds to its seed (见证人), as the plan names them.
    WitnessId
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_normalised_and_ordered_by_bytes() {
        assert_eq!(ExpertId::new(" e\u{301} ").unwrap(), ExpertId::new("\u{e9}").unwrap());
        assert!(ExpertId::new("Z").unwrap() < ExpertId::new("a").unwrap());
    }

    #[test]
    fn empty_overlong_and_ambiguous_ids_are_refused() {
        assert_eq!(ExpertId::new("\u{3000}"), Err(IdError::Empty));
        assert_eq!(ExpertId::new("a\u{200b}b"), Err(IdError::Invisible));
        assert_eq!(ExpertId::new(&"x".repeat(65)), Err(IdError::Long));
        assert_eq!(ExpertId::new(&format!("13{}", "0".repeat(9))), Err(IdError::Personal));
    }
}
