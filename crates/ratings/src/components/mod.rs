//! Variance components (generalizability theory): how much of a score is the entrant, and how much the reviewer.
//!
//! * [`TwoWay`]: totals of entrant x reviewer, the model for an award. [`ThreeWay`]: percents of entrant x reviewer x item.
//!   Both are a [`Design`] fitted by restricted maximum likelihood into a [`Fit`], whatever cells are missing.
//! * [`DecisionStudy`]: `G`, `Phi` and errors for other numbers of reviewers.
//! * [`Estimates`]: the entrants' levels as the components see them, with their uncertainty and what they share.
//!
//! Where the variances are so far apart that digits run out before the score is small enough, the answer is
//! [`Refusal::NotConverged`] and never a value that is nearly right.

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
pub use search::{SCORE_MAX, SCORE_ROUNDED};
pub use system::CELLS_MAX;
