//! The header every result file carries, so that it can be traced and computed again.

use crate::digest::Digest;
use serde::{Deserialize, Serialize};

/// Which program made a result, by which method, from which inputs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Always `zhuoping`.
    pub software: String,
    /// The program's version.
    pub version: String,
    /// The method or protocol with its own version, for instance `zhuoping/draw/v1`.
    pub method: String,
    /// Every input file by name, with the SHA-256 of its bytes, in the order the command took them.
    pub inputs: Vec<Input>,
}

/// One input of a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// The file's name without its folder: a path may name a person or a machine.
    pub name: String,
    /// SHA-256 of the file's bytes, as hex.
    pub sha256: String,
}

impl Provenance {
    /// The header for `method`, made by this version of the program.
    pub fn new(method: &str, inputs: Vec<Input>) -> Self {
        Self { software: "zhuoping".into(), version: env!("CARGO_PKG_VERSION").into(), method: method.into(), inputs }
    }
}

impl Input {
    /// An input by name and content.
    pub fn of(name: &str, bytes: &[u8]) -> Self {
        Self { name: name.into(), sha256: Digest::of(bytes).to_hex() }
    }
}
