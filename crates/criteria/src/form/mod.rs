//! Reading the JSON files that an office writes: every fault at once, with its place and what would be accepted.
//!
//! Editions and rule files are written by people, who want to hear of all faults in one go, in their own language, and
//! where each of them is. serde's derived readers stop at the first and know no JSON pointer. A format's reader goes
//! through a [`Reader`]: each function answers `Some` or has noted why not, and the caller goes on with what it has.
//!
//! What any file can have is a [`Flaw`]; a format adds what only it can have in an enum of its own that a `Flaw`
//! converts into. Facts are typed, so that a program can act on them; the words are made here, in both languages.

mod fault;
mod flaw;
mod reader;

pub use fault::{Explained, Fault, quoted_text};
pub use flaw::{Flaw, Shape, TextFault};
pub use reader::{Fields, Node, Reader, pointer, strict};
