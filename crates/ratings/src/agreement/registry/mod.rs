//! Coefficients by name: what may be asked for, and one form of answer for all.
//!
//! A new coefficient is added to [`Statistic`] and is then known to every caller, in lists of what is accepted too.

mod choice;
mod compute;
mod context;
mod measured;
mod statistic;

pub use choice::{Choice, ChoiceError};
pub use compute::measure;
pub use context::{CategorySource, Context};
pub use measured::{ChiSquareTest, Measured, Value};
pub use statistic::{Items, Statistic};
