//! What templates are filled with: one JSON object a paper, made of sections that each speak of one thing.
//!
//! Every section is built from the checked inputs by one function, whichever paper wants it, so that two papers cannot
//! state one fact differently; scores are shown by the rule file's rounding and named as in `ranking.json`. A paper sees
//! the sections it is made for and no others: the feedback to an entrant has nothing in it that could name a reviewer,
//! however an office words its template (`Art. 31`).

pub(super) mod award;
pub(super) mod comments;
pub(super) mod consensus;
pub(super) mod draw;
pub(super) mod feedback;
pub(super) mod panel;
pub(super) mod results;
pub(super) mod sheets;
pub(super) mod site;
