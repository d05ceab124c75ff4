//! The page of a public draw: what has happened so far, for a projector and for paper (`Art. 9`).
//!
//! [`view`] puts the files that exist so far into one picture of the ceremony, [`slides`] lays it out, one screen a step,
//! and [`page`] makes the HTML document around it. [`sheet`] has what every slide needs: grouped digests, safe texts, rows
//! spread over screens. [`fair`] is what the fairest lottery shows besides.

pub(crate) mod fair;
pub(crate) mod page;
mod sheet;
mod slides;
pub(crate) mod view;

#[cfg(test)]
mod tests;
