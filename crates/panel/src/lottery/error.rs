//! Why no lottery can be made of an instance.

use super::instance::SEATS_MAX;
use super::uniform::Budget;
use crate::id::ExpertId;

/// Why there is no lottery.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DrawError {
    /// The panel has no seat, or too many.
    #[error("a panel has 1 to {SEATS_MAX} seats, not {seats}")]
    Seats {
        /// The seats asked for.
        seats: u16,
    },
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
    /// Counting would take more than this budget. [`super::choose_counted`] leaves some quotas to rejection.
    #[error("counting these quotas exactly takes more than {} states or {} additions", .0.states, .0.work)]
    TooLarge(Budget),
    /// No panel keeps the counted quotas and the employer limit. [`super::explain`] says why.
    #[error("no panel keeps these quotas and the employer limit")]
    NoPanel,
}
