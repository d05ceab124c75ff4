//! Identifiers: text that has been checked once, so that nothing later needs to ask whether it is empty or ambiguous.
//!
//! An id is kept in Unicode normal form C without white space around it and is compared by its UTF-8 bytes; that order,
//! and never the order of a file, is the order of a draw and of every list (`docs/draw-protocol.md` section 1). Each
//! crate makes its own types with [`id_type!`](crate::id_type), so that an expert is never looked up among the entrants.

use crate::text;

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

/// `text` in the form in which ids are kept.
///
/// # Errors
/// [`IdError`] for empty, overlong or ambiguous text and for personal numbers.
pub fn checked(text: &str) -> Result<String, IdError> {
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

/// Makes a type for one kind of id. The crate that calls it needs `serde`.
#[macro_export]
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
            /// For empty, overlong or ambiguous text and for personal numbers.
            pub fn new(text: &str) -> Result<Self, $crate::id::IdError> {
                $crate::id::checked(text).map(Self)
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(unreachable_pub, reason = "the macro makes public types, and this one stays here")]
    mod made {
        id_type!(
            /// For the tests.
            TestId
        );
    }
    use made::TestId;

    #[test]
    fn ids_are_normalised_and_ordered_by_bytes() {
        assert_eq!(TestId::new(" E01 ").unwrap().as_str(), "E01");
        assert_eq!(TestId::new(" e\u{301} ").unwrap(), TestId::new("\u{e9}").unwrap());
        assert!(TestId::new("Z").unwrap() < TestId::new("a").unwrap());
    }

    #[test]
    fn empty_overlong_ambiguous_and_personal_ids_are_refused() {
        assert_eq!(TestId::new("\u{3000}"), Err(IdError::Empty));
        assert_eq!(TestId::new("a\u{200b}b"), Err(IdError::Invisible));
        assert_eq!(TestId::new(&"x".repeat(65)), Err(IdError::Long));
        assert_eq!(TestId::new(&format!("13{}", "0".repeat(9))), Err(IdError::Personal));
    }
}
