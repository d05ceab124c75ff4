//! The 1000-point model of a quality award: editions, categories, items, bands, and percent to points.
//!
//! An award is judged against one edition of the criteria, and editions differ: in items, points, bands and step. So an
//! edition is data, a JSON file of the format `zhuoping/criteria/v1` (`criteria/schema.json`), and nothing about it is a
//! constant in code. An award office brings its own the same way.
//!
//! [`parse`] is the only way to an [`Edition`]: it answers with every [`Finding`] at once, or with an edition whose
//! points add up at every level and whose bands hold each percent exactly once. [`builtin`] holds the editions that
//! ship. [`render`] prints an edition for people, [`view`] for programs. [`form`] reads JSON files of any format and finds
//! all their faults.
//!
//! Points are exact: [`Points::at`] a [`Percent`] is a whole number of [`Hundredths`], and no float is anywhere.

mod builtin;
mod checks;
mod code;
mod edition;
mod finding;
pub mod form;
mod layout;
mod number;
mod parse;
pub mod render;
mod text;
pub mod view;

pub use builtin::{BUILTIN_IDS, builtin, builtin_bytes, builtins};
pub use code::{CategoryCode, DimensionId, EditionId, ItemCode};
pub use edition::{Band, Category, Certainty, Dimension, Edition, Item, ItemKind};
pub use finding::{Finding, Problem};
pub use number::{Hundredths, Percent, Points};
pub use parse::{FORMAT, parse};
pub use text::{Bilingual, Lang};
