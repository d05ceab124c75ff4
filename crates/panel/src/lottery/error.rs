//! Why no lottery can be made of an instance.

use crate::id::ExpertId;

/// Why there is no lottery.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DrawError {
    /// The panel has no seat.
    #[error("a panel needs at least one seat")]
    NoSeats,
    /// The experts are not in strictly ascending order of their ids' bytes: an id stands twice or out of place.
    #[error("the experts must be in ascending order of id without repetition; {id} is out of place")]
    Order {
        /// The first id that is not after the one before it.
        id: ExpertId,
    },
    /// An expert's quota list names a quota that is not there, or is not strictly ascending.
    #[error("the quota numbers of expert {id} must be strictly ascending and below {quotas}")]
    QuotaNumbers {
        /// Whose list.
        id: ExpertId,
        /// How many quotas there are.
        quotas: usize,
    },
    /// Counting would take more than the budget allows. [`super::choose_counted`] leaves some quotas to rejection.
    #[error("counting these quotas exactly takes more than {limit} {what}")]
    TooLarge {
        /// What there would be too many of.
        what: Effort,
        /// The budget for it.
        limit: u64,
    },
    /// No panel keeps the counted quotas and the employer limit. [`super::explain`] says why.
    #[error("no panel keeps these quotas and the employer limit")]
    NoPanel,
}

/// What a lottery's budget limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// Different states of the counted quotas.
    States,
    /// Additions of counts.
    Work,
}

impl std::fmt::Display for Effort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::States => "states",
            Self::Work => "additions",
        })
    }
}
