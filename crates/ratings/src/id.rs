//! Who is scored, by whom, and at which stage: checked once, compared by bytes.
//!
//! Ids are kept in Unicode normal form C without white space around them. Their UTF-8 bytes give the order of every
//! list of this crate, so the order of a file is nothing. The types are this crate's own: scores are read and ranked
//! without knowing about pools and draws.

use zhuoping_provenance::id_type;

pub use zhuoping_provenance::id::{ID_BYTES_MAX, IdError};

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
    fn the_agreed_sheet_is_no_person() {
        assert!(ReviewerId::new(" 合议 ").unwrap().is_agreed());
        assert!(!ReviewerId::new("R1").unwrap().is_agreed());
    }
}
