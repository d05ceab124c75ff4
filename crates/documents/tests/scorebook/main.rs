//! Scorebooks out and back: every answer comes back as it was filled in, and nothing else is taken.
#![allow(clippy::unwrap_used, reason = "all of this is test code")]

mod desk;
mod parts;
mod round_trip;
mod tampering;
mod typed;
