//! Simulated draws (`draw simulate`): how often everybody comes onto the panel, against the exact chances.
//!
//! # What
//! [`Source`] is what is drawn from, the uniform lottery or a list of panels; [`Source::tally`] runs some of the draws and
//! counts; [`Fit`] compares the counts of all draws with the exact chances.
//!
//! # Why so
//! Draw `d` of a simulation reads ChaCha20 stream `d` of its seed and nothing else, and counts are whole numbers, so draws
//! can be run in any order and on any number of threads, which are the caller's. The one sum of floats ([`Tally::pairs`]) is
//! made block by block of [`BLOCK`] draws: callers run whole blocks and add their tallies in ascending order.
//!
//! # How
//! The statistic is scaled for sampling without replacement with unequal chances; `docs/statistics.md` has the formulas.

mod fit;
mod tally;

pub use fit::{Fit, gini};
pub use tally::{BLOCK, Expected, PairSum, Source, Tally, blocks, simulation_seed};
