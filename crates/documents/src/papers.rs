//! Official papers: a template that an office edits in a text editor, filled with data, laid out by GB/T 9704-2012.
//!
//! What an office may want to change is the wording, so the wording is data: a text file with a short header and a body
//! in a small Markdown with blanks to fill in (`docs/templates.md` tells an office how). What must not change by accident
//! is the layout, so the layout is code. A paper goes through four stations:
//!
//! * [`Template`]: the file is read and checked; every complaint names its line;
//! * `fill`: minijinja fills the blanks; a missing field is an error, and no value can become markup (`shield`);
//! * `markdown`: the filled text becomes blocks (headings, paragraphs, tables, pictures);
//! * [`Paper`]: the blocks become the bytes of a .docx, or plain text for reviews and snapshots.
//!
//! Same template, data and pictures, same bytes.

mod block;
mod builtin;
mod docx;
mod fill;
mod hanzi;
mod header;
mod markdown;
mod mask;
mod paper;
mod picture;
mod plain;
mod shield;
mod template;
mod widths;

pub use builtin::builtin;
pub use header::Orientation;
pub use paper::Paper;
pub use picture::{NotPng, Picture};
pub use template::Template;
