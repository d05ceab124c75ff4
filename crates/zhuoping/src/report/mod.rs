//! What a ranking is shown as: one page, tables, pictures, lines on the terminal.
//!
//! [`page`] knows paper and screen, [`content`] what stands on it, [`pictures`] puts results into charts and [`tables`]
//! into CSV.

pub(crate) mod coefficients;
pub(crate) mod content;
pub(crate) mod draw;
pub(crate) mod estimates;
pub(crate) mod figures;
pub(crate) mod names;
pub(crate) mod page;
pub(crate) mod pictures;
pub(crate) mod tables;
pub(crate) mod workbook;
