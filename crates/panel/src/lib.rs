//! Drawing the expert panel (专家抽取): who may be drawn, which panels keep the quotas, and one of them by a seed that
//! nobody chose alone (`Art. 9`, `Art. 31`).
//!
//! This crate knows no file, clock, thread or award. It takes a pool, a plan and a seed and returns a record; the bytes
//! of everything hashed are specified in `docs/draw-protocol.md`.

pub mod annex;
pub mod choice;
pub mod commitment;
pub mod conflict;
pub mod draw;
pub mod exclusion;
pub mod form;
pub mod id;
pub mod lottery;
pub mod message;
pub mod opening;
pub mod plan;
pub mod pool;
pub mod prepare;
pub mod record;
pub mod reserves;
mod seating;
pub mod simulate;
pub mod verify;
pub mod witness;

pub use conflict::{Conflict, ConflictKind, Policy, Source};
pub use id::{EntrantId, ExpertId, WitnessId};
pub use pool::{Entrant, EntrantKind, Expert, Status};
