//! The names by which editions, categories, items and dimensions are called in files and on the command line.
//!
//! One rule for all: they travel as keys of canonical JSON, as cells of a spreadsheet and as file names, so they are
//! short plain ASCII. Each is a type of its own, so that an item is never looked up among the categories.

use serde::Serialize;
use std::fmt;

/// The most characters a code may have.
pub(crate) const LENGTH_MAX: usize = 48;

/// ASCII letters, digits, `.`, `-` and `_`; 1 to [`LENGTH_MAX`] characters, beginning with a letter or digit.
fn is_code(text: &str) -> bool {
    text.len() <= LENGTH_MAX
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
}

macro_rules! code_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// ASCII letters, digits, `.`, `-`, `_`; 1 to 48 characters, the first a letter or digit. Ordered by bytes.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// `None` if `text` breaks the rule above.
            pub fn new(text: &str) -> Option<Self> {
                is_code(text).then(|| Self(text.to_owned()))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }
    };
}

code_type!(
    /// The id of an edition, as in `gbt19580-2012`.
    EditionId
);
code_type!(
    /// The code of a category (类目), as in `4.7`.
    CategoryCode
);
code_type!(
    /// The code of an item (条款), as in `4.7.2`.
    ItemCode
);
code_type!(
    /// The id of a dimension that items of one kind are judged on, as in `deployment`.
    DimensionId
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_short_plain_ascii() {
        for good in ["4.7.2", "C1", "gbt19580-2012", "a_b"] {
            assert_eq!(ItemCode::new(good).unwrap(), good);
        }
        for bad in ["", ".1", "4 7", "四", "4.7.2\u{200b}", "４", &"x".repeat(49), "a/b"] {
            assert_eq!(ItemCode::new(bad), None, "{bad:?}");
        }
    }
}
