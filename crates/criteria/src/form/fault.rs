//! One fault of a file: where, what was found, what is wrong.

use crate::text::{Bilingual, Lang};
use serde_json::Value;
use std::borrow::Cow;
use std::fmt;
use zhuoping_provenance::text::personal_number;

/// The most characters of a value that are quoted.
const QUOTED_MAX: usize = 60;

/// What is wrong, in words.
pub trait Explained {
    /// What is wrong, without the place.
    fn message(&self) -> Bilingual;

    /// What would be accepted instead; the Chinese words follow 应为.
    fn accepted(&self) -> Bilingual;
}

/// One fault of a file. Shown as its Chinese line, then its English one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fault<P> {
    /// Where, as a JSON pointer (RFC 6901) into the file; empty for the whole document.
    pub path: String,
    /// What is there, as JSON, shortened; `None` if nothing is. A text with an identity or telephone number is withheld.
    pub found: Option<String>,
    /// What is wrong with it.
    pub problem: P,
}

impl<P: Explained> Fault<P> {
    /// Takes the fault and quotes the value.
    pub fn new(path: impl Into<String>, found: Option<&Value>, problem: P) -> Self {
        Self { path: path.into(), found: found.map(quoted), problem }
    }

    /// What is wrong, without the place.
    pub fn message(&self, lang: Lang) -> String {
        self.problem.message().get(lang).to_owned()
    }

    /// What would be accepted at the place.
    pub fn accepted(&self, lang: Lang) -> String {
        self.problem.accepted().get(lang).to_owned()
    }

    /// Place, fault, value and what is accepted, in one line.
    pub fn line(&self, lang: Lang) -> String {
        let (message, accepted) = (self.message(lang), self.accepted(lang));
        let found = |head: &str, tail: &str| {
            self.found.as_ref().map(|found| format!("{head}{found}{tail}")).unwrap_or_default()
        };
        match (lang, self.path.as_str()) {
            (Lang::Zh, path) => {
                let place = if path.is_empty() { "整个文件" } else { path };
                // A number that follows a Chinese word stands apart from it.
                let space = if accepted.starts_with(|c: char| c.is_ascii_alphanumeric()) { " " } else { "" };
                format!("{place}：{message}；{}应为{space}{accepted}", found("现为 ", "，"))
            }
            (Lang::En, path) => {
                let place = if path.is_empty() { "the whole file" } else { path };
                format!("{place}: {message}; {}expected {accepted}", found("found ", ", "))
            }
        }
    }
}

/// Both lines, Chinese first.
impl<P: Explained> fmt::Display for Fault<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}", self.line(Lang::Zh), self.line(Lang::En))
    }
}

impl<P: Explained + fmt::Debug> std::error::Error for Fault<P> {}

/// The value as JSON, shortened; containers by their size, since their text helps nobody.
fn quoted(value: &Value) -> String {
    match value {
        Value::Object(members) => format!("{{…}}({})", members.len()),
        Value::Array(entries) => format!("[…]({})", entries.len()),
        // Debug escapes what cannot be seen, so that it can.
        Value::String(text) => format!("{:?}", quoted_text(text)),
        other => other.to_string(),
    }
}

/// What of a text from a file may be shown: its beginning, or nothing if it holds a personal number.
pub fn quoted_text(text: &str) -> Cow<'_, str> {
    if personal_number(text).is_some() {
        return Cow::Borrowed("…");
    }
    match text.char_indices().nth(QUOTED_MAX) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}
