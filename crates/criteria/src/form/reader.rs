//! Reads JSON values and notes every fault instead of stopping at the first.

use super::fault::{Explained, Fault, quoted_text};
use super::flaw::{Flaw, Shape, TextFault};
use crate::text::Bilingual;
use serde_json::{Map, Value};
use zhuoping_provenance::canonical::{self, CanonicalError};
use zhuoping_provenance::text::{is_invisible, nfc, personal_number};

/// Strict JSON, save that numbers which are no integers pass: the reader reports each of them where it is. A byte order
/// mark, which editors on Windows put in front, is passed over.
///
/// # Errors
/// [`Flaw::Syntax`].
pub fn strict(bytes: &[u8]) -> Result<Value, Flaw> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match canonical::from_bytes(bytes) {
        Ok(value) => Ok(value),
        Err(CanonicalError::Syntax(detail)) => Err(syntax(&detail)),
        // Duplicate keys come before these two, so the plain reader sees the one document the strict reader saw.
        Err(CanonicalError::Number { .. } | CanonicalError::Key { .. }) => {
            serde_json::from_slice(bytes).map_err(|error| syntax(&error.to_string()))
        }
    }
}

/// serde_json ends its messages with `at line 3 column 5`.
fn syntax(detail: &str) -> Flaw {
    let place = detail.rsplit_once(" at line ").and_then(|(words, place)| {
        let (line, column) = place.split_once(" column ")?;
        Some((words, (line.parse().ok()?, column.parse().ok()?)))
    });
    let (words, place) = place.map_or((detail, None), |(words, place)| (words, Some(place)));
    Flaw::Syntax { place, detail: quoted_text(words).into_owned() }
}

/// A value and where it is.
#[derive(Clone, Debug)]
pub struct Node<'v> {
    /// Its JSON pointer.
    pub path: String,
    /// The value.
    pub value: &'v Value,
}

/// An object whose keys have been compared with those the format knows.
#[derive(Clone, Debug)]
pub struct Fields<'v> {
    /// Its JSON pointer.
    pub path: String,
    members: &'v Map<String, Value>,
}

/// Reads, and keeps the faults noted so far.
#[derive(Debug)]
pub struct Reader<P> {
    faults: Vec<Fault<P>>,
    /// The most entries of a list.
    list_max: usize,
}

impl<'v> Node<'v> {
    /// The whole document.
    pub fn root(value: &'v Value) -> Self {
        Self { path: String::new(), value }
    }
}

impl<'v> Fields<'v> {
    /// The member under `key`, if it is there.
    pub fn get(&self, key: &str) -> Option<Node<'v>> {
        self.members.get(key).map(|value| Node { path: pointer(&self.path, key), value })
    }

    /// Whether it has no member at all.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }
}

/// `parent` with one more step, escaped as RFC 6901 section 3 asks. Of a key that is long or holds a personal number only
/// what may be shown is kept; no format knows such a key.
pub fn pointer(parent: &str, step: &str) -> String {
    format!("{parent}/{}", quoted_text(step).replace('~', "~0").replace('/', "~1"))
}

impl<P: Explained + From<Flaw>> Reader<P> {
    /// Reads lists of up to `list_max` entries.
    pub fn new(list_max: usize) -> Self {
        Self { faults: Vec::new(), list_max }
    }

    /// The faults noted so far.
    pub fn faults(&self) -> &[Fault<P>] {
        &self.faults
    }

    /// All faults.
    pub fn into_faults(self) -> Vec<Fault<P>> {
        self.faults
    }

    /// Notes a fault.
    pub fn note(&mut self, path: impl Into<String>, found: Option<&Value>, problem: impl Into<P>) {
        self.faults.push(Fault::new(path, found, problem.into()));
    }

    /// Notes that the value at `node` is not fit.
    pub fn reject<T>(&mut self, node: &Node<'_>, problem: impl Into<P>) -> Option<T> {
        self.note(node.path.clone(), Some(node.value), problem);
        None
    }

    /// The object at `node`; each key beyond `known` is a fault.
    pub fn object<'v>(&mut self, node: &Node<'v>, known: &[&str]) -> Option<Fields<'v>> {
        let object = self.any_object(node)?;
        for (key, value) in object.members.iter().filter(|(key, _)| !known.contains(&key.as_str())) {
            let accepted = known.iter().map(|&key| key.to_owned()).collect();
            self.note(pointer(&object.path, key), Some(value), Flaw::Unknown { accepted });
        }
        Some(object)
    }

    /// The object at `node`, whatever its keys.
    pub fn any_object<'v>(&mut self, node: &Node<'v>) -> Option<Fields<'v>> {
        match node.value {
            Value::Object(members) => Some(Fields { path: node.path.clone(), members }),
            _ => self.reject(node, Flaw::Type(Shape::Object)),
        }
    }

    /// The member under `key`; its absence is a fault, which says that a `shape` belongs there.
    pub fn member<'v>(&mut self, object: &Fields<'v>, key: &str, shape: Shape) -> Option<Node<'v>> {
        let member = object.get(key);
        if member.is_none() {
            self.note(pointer(&object.path, key), None, Flaw::Missing(shape));
        }
        member
    }

    /// The entries of the list at `node`; `empty` says whether none is fine.
    pub fn list<'v>(&mut self, node: &Node<'v>, empty: bool) -> Option<Vec<Node<'v>>> {
        let Value::Array(entries) = node.value else {
            return self.reject(node, Flaw::Type(Shape::List));
        };
        if entries.is_empty() && !empty {
            return self.reject(node, Flaw::Empty);
        }
        if entries.len() > self.list_max {
            return self.reject(node, Flaw::TooMany { max: self.list_max });
        }
        let nodes = entries.iter().enumerate();
        Some(nodes.map(|(at, value)| Node { path: format!("{}/{at}", node.path), value }).collect())
    }

    /// The text at `node`.
    pub fn text<'v>(&mut self, node: &Node<'v>) -> Option<&'v str> {
        match node.value {
            Value::String(text) => Some(text),
            _ => self.reject(node, Flaw::Type(Shape::Text)),
        }
    }

    /// A text that can be shown on one line, in Unicode normal form C, of at most `length_max` characters.
    pub fn prose(&mut self, node: &Node<'_>, length_max: usize) -> Option<String> {
        let text = nfc(self.text(node)?);
        let fault = if text.is_empty() {
            TextFault::Empty
        } else if text.chars().count() > length_max {
            TextFault::TooLong(length_max)
        } else if text.chars().any(is_invisible) {
            TextFault::Invisible
        } else if personal_number(&text).is_some() {
            TextFault::PersonalNumber
        } else {
            return Some(text);
        };
        self.reject(node, Flaw::Text(fault))
    }

    /// `{"zh": ..., "en": ...}`, each at most `length_max` characters.
    pub fn bilingual(&mut self, node: &Node<'_>, length_max: usize) -> Option<Bilingual> {
        if !node.value.is_object() {
            return self.reject(node, Flaw::Type(Shape::Bilingual));
        }
        let object = self.object(node, &["zh", "en"])?;
        let zh = self.member(&object, "zh", Shape::Text).and_then(|zh| self.prose(&zh, length_max));
        let en = self.member(&object, "en", Shape::Text).and_then(|en| self.prose(&en, length_max));
        Some(Bilingual { zh: zh?, en: en? })
    }

    /// An id or code of at most `length_max` characters, by the constructor of its type.
    pub fn code<T>(&mut self, node: &Node<'_>, length_max: usize, new: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(node)?;
        new(text).or_else(|| self.reject(node, Flaw::Code { max: length_max }))
    }

    /// One of a few texts.
    pub fn choice<T: Copy>(&mut self, node: &Node<'_>, choices: &[(&str, T)]) -> Option<T> {
        let text = self.text(node)?;
        let chosen = choices.iter().find(|(name, _)| *name == text).map(|(_, choice)| *choice);
        let accepted = || choices.iter().map(|(name, _)| (*name).to_owned()).collect();
        chosen.or_else(|| self.reject(node, Flaw::Choice { accepted: accepted() }))
    }

    /// A whole number from `min` to `max`.
    pub fn integer(&mut self, node: &Node<'_>, min: u32, max: u32) -> Option<u32> {
        let Value::Number(number) = node.value else {
            return self.reject(node, Flaw::Type(Shape::Integer));
        };
        if number.is_f64() {
            return self.reject(node, Flaw::Type(Shape::Integer));
        }
        let fits = number.as_u64().and_then(|n| u32::try_from(n).ok()).filter(|n| (min..=max).contains(n));
        fits.or_else(|| self.reject(node, Flaw::Range { min, max }))
    }

    /// True or false.
    pub fn bool(&mut self, node: &Node<'_>) -> Option<bool> {
        node.value.as_bool().or_else(|| self.reject(node, Flaw::Type(Shape::Bool)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_escape_tildes_and_slashes() {
        assert_eq!(pointer("/a", "b/c~d"), "/a/b~1c~0d");
    }
}
