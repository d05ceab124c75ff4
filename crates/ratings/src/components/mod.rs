//! Variance components (generalizability theory): how much of a score is the entrant, and how much the reviewer.
//!
//! * [`Estimates`]: the entrants' levels as the components see them, with their uncertainty and what they share.

mod design;
mod estimates;
mod fit;
mod generalizability;
mod likelihood;
mod models;
mod partition;
mod prediction;
mod quadratic;
mod refusal;
mod search;
mod system;

pub use design::{Design, Factor};
pub use estimates::Estimates;
pub use fit::{Component, Fit};
pub use generalizability::{DecisionStudy, Items, NotReached, REVIEWERS_SHOWN, Reliability};
pub use models::{ENTRANTS_MAX, ThreeWay, TwoWay};
pub use prediction::Prediction;
pub use refusal::{Refusal, Size};
pub use search::SCORE_MAX;
pub use system::CELLS_MAX;
