//! Tables in and out: bytes become checked values with every complaint at once, values become bytes Excel opens safely.
//!
//! A secretariat brings pools, entrants, conflicts and scores as CSV files in the encodings found in China, or as
//! workbooks (.xlsx). This crate turns their bytes into the values of `panel` and `ratings`, or into a list of
//! [`Complaint`]s that says file, sheet, row, column, value and what would be accepted, in Chinese and English. It opens no
//! file: bytes come in and go out.
//!
//! The way in has four stations, each with one concern:
//!
//! * [`text`]: bytes to text (UTF-8 or GB18030, nothing guessed); for a workbook [`xlsx`], which lets no hostile file
//!   through, and `sheet`, which makes the same text of one of its sheets;
//! * [`table`]: text to rows under a header, with the row numbers a spreadsheet shows;
//! * [`dates`], [`credit_code`]: cells to values;
//! * [`pool`], [`entrants`], [`conflicts`], [`scores`]: rows to the engines' types.
//!
//! [`write`](mod@write) is the way out, and [`json`] words the findings of the JSON readers that live in other crates.
//! [`papers`] is a way out of its own: templates and data become official papers.

pub mod complaint;
pub mod conflicts;
pub mod credit_code;
pub mod dates;
pub mod entrants;
pub mod json;
pub mod long;
pub mod papers;
pub mod pool;
mod quote;
mod records;
pub mod results;
mod row;
pub mod scorebook;
pub mod scores;
mod sheet;
pub mod table;
pub mod text;
pub mod wide;
pub mod write;
pub mod xlsx;

pub use complaint::{Complaint, ComplaintView, Complaints, ErrorsView, Warned};

/// The largest file that is read, in bytes (64 MiB); two million score rows fit.
pub const MAX_FILE_BYTES: usize = 64 << 20;
/// The largest text of one cell, in bytes (64 KiB, some 20 000 hanzi).
pub const MAX_CELL_BYTES: usize = 64 << 10;
/// The most columns a table may have.
pub const MAX_COLUMNS: usize = 1024;
/// The most rows a table may have, blank ones and the header included.
pub const MAX_ROWS: u32 = 2_000_000;
