//! What makes a result traceable: canonical bytes, their digest, seeded words, and the header every result carries.
//!
//! Everything here is a pure function of its arguments. The byte rules of the draw build on these pieces and are
//! written down in `docs/draw-protocol.md`; golden vectors under `fixtures/draw-vectors/` hold both to each other.
//!
//! * [`canonical`]: JSON that has one spelling only (RFC 8785, integers only), and a strict reader.
//! * [`digest`]: SHA-256 with domain tags and length prefixes, so that no two inputs share one hash by accident.
//! * [`words`]: ChaCha20 key stream as 64-bit words.
//! * [`header`]: software, version, method and input digests of a result.
//! * [`id`]: checked identifiers.
//! * [`text`]: the one normal form in which ids and names are compared, and the guard against personal numbers.

pub mod canonical;
pub mod digest;
pub mod header;
pub mod id;
pub mod text;
pub mod words;

pub use digest::{Digest, TaggedHash};
pub use header::{Input, Provenance};
pub use words::{Seed, Words};
