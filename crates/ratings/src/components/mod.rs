//! Variance components (generalizability theory): how much of a score is the entrant, and how much the reviewer.
//!
//! * [`Estimates`]: the entrants' levels as the components see them, with their uncertainty and what they share.

mod estimates;

pub use estimates::Estimates;
