//! What the coefficients that compare values pair by pair are made of.
//!
//! A table becomes [`Codes`], the place of each cell's value among the categories; codes become [`Runs`], how often each
//! category occurs in each row; and a [`Distance`] adds up the disagreement of all pairs of a row, or of a whole table,
//! from its runs without ever looking at two values at a time. All of it takes one pass over the cells and no memory
//! for pairs of categories, so thousands of distinct values cost what twenty do.
//!
//! Sums over rows or columns are sums of integers ([`Steps`] makes floats into such): their order is nothing.

mod codes;
mod distance;
mod runs;
mod steps;

pub(crate) use codes::{Codes, Outside};
pub(crate) use distance::Distance;
pub(crate) use runs::{Row, Runs};
pub(crate) use steps::{Shares, Steps};

/// The places of all categories.
pub(crate) fn all(categories: usize) -> Vec<u32> {
    (0..u32::try_from(categories).expect("fewer than 2^32 categories")).collect()
}
