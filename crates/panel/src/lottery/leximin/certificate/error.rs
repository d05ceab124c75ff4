//! What is wrong with a lottery, and where.

use crate::lottery::{Broken, DrawError};
use crate::message::Message;

/// The first rule of section 10 that a lottery does not keep.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {}", .message.en)]
pub struct CertificateError {
    /// JSON pointer into the lottery file.
    pub path: String,
    /// What was found there, in both languages.
    pub message: Message,
}

impl CertificateError {
    pub(super) fn at(path: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { path: path.into(), message: Message::new(zh, en) }
    }

    pub(super) fn broken(path: String, broken: &Broken) -> Self {
        Self { path, message: broken.message() }
    }

    pub(super) fn instance(error: &DrawError) -> Self {
        Self::at("/instance", format!("所问的问题本身有误：{error}"), format!("the question itself: {error}"))
    }
}
