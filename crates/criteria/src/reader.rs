//! Reads JSON values and notes every fault instead of stopping at the first.
//!
//! serde's derived readers stop at one fault and know no JSON pointer. Here each reading function answers `Some` or
//! has noted why not; the caller goes on with what it has.

use crate::finding::{Finding, Problem, QUOTED_MAX, Shape, TextFault, presentable};
use crate::number::Points;
use crate::text::Bilingual;
use serde_json::{Map, Value};
use zhuoping_provenance::text::{is_invisible, nfc, personal_number};

/// The most characters of a title, and of any other text.
pub(crate) const TITLE_MAX: usize = 80;
pub(crate) const TEXT_MAX: usize = 1000;

/// A value and where it is.
#[derive(Clone, Debug)]
pub(crate) struct Node<'v> {
    pub(crate) path: String,
    pub(crate) value: &'v Value,
}

/// An object whose keys have been compared with those the format knows.
pub(crate) struct Fields<'v> {
    pub(crate) path: String,
    members: &'v Map<String, Value>,
}

/// The faults noted so far.
#[derive(Default)]
pub(crate) struct Reader {
    pub(crate) findings: Vec<Finding>,
}

impl<'v> Node<'v> {
    pub(crate) fn root(value: &'v Value) -> Self {
        Self { path: String::new(), value }
    }
}

impl<'v> Fields<'v> {
    /// The member under `key`, if it is there.
    pub(crate) fn get(&self, key: &str) -> Option<Node<'v>> {
        self.members.get(key).map(|value| Node { path: pointer(&self.path, key), value })
    }
}

/// `parent` with one more step, escaped as RFC 6901 section 3 asks. Of a key that is long or holds a personal number only
/// what may be shown is kept; the format knows no such key.
pub(crate) fn pointer(parent: &str, step: &str) -> String {
    format!("{parent}/{}", presentable(step, QUOTED_MAX).replace('~', "~0").replace('/', "~1"))
}

impl Reader {
    pub(crate) fn note(&mut self, path: impl Into<String>, found: Option<&Value>, problem: Problem) {
        self.findings.push(Finding::new(path, found, problem));
    }

    fn reject<T>(&mut self, node: &Node<'_>, problem: Problem) -> Option<T> {
        self.note(node.path.clone(), Some(node.value), problem);
        None
    }

    /// The object at `node`; each key beyond `known` is a fault.
    pub(crate) fn object<'v>(&mut self, node: &Node<'v>, known: &[&str]) -> Option<Fields<'v>> {
        let object = self.any_object(node)?;
        for (key, value) in object.members.iter().filter(|(key, _)| !known.contains(&key.as_str())) {
            let accepted = known.iter().map(|&key| key.to_owned()).collect();
            self.note(pointer(&object.path, key), Some(value), Problem::Unknown { accepted });
        }
        Some(object)
    }

    /// The object at `node`, whatever its keys.
    pub(crate) fn any_object<'v>(&mut self, node: &Node<'v>) -> Option<Fields<'v>> {
        match node.value {
            Value::Object(members) => Some(Fields { path: node.path.clone(), members }),
            _ => self.reject(node, Problem::Type(Shape::Object)),
        }
    }

    /// The member under `key`; its absence is a fault, which says that a `shape` belongs there.
    pub(crate) fn member<'v>(&mut self, object: &Fields<'v>, key: &str, shape: Shape) -> Option<Node<'v>> {
        let member = object.get(key);
        if member.is_none() {
            self.note(pointer(&object.path, key), None, Problem::Missing(shape));
        }
        member
    }

    /// The entries of the list at `node`; no entries is a fault.
    pub(crate) fn list<'v>(&mut self, node: &Node<'v>) -> Option<Vec<Node<'v>>> {
        let Value::Array(entries) = node.value else {
            return self.reject(node, Problem::Type(Shape::List));
        };
        if entries.is_empty() {
            return self.reject(node, Problem::Empty);
        }
        let nodes = entries.iter().enumerate();
        Some(nodes.map(|(at, value)| Node { path: format!("{}/{at}", node.path), value }).collect())
    }

    pub(crate) fn text<'v>(&mut self, node: &Node<'v>) -> Option<&'v str> {
        match node.value {
            Value::String(text) => Some(text),
            _ => self.reject(node, Problem::Type(Shape::Text)),
        }
    }

    /// A text that can be shown on one line, in Unicode normal form C.
    pub(crate) fn prose(&mut self, node: &Node<'_>, length_max: usize) -> Option<String> {
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
        self.reject(node, Problem::Text(fault))
    }

    /// `{"zh": ..., "en": ...}`, each at most `length_max` characters.
    pub(crate) fn bilingual(&mut self, node: &Node<'_>, length_max: usize) -> Option<Bilingual> {
        if !node.value.is_object() {
            return self.reject(node, Problem::Type(Shape::Bilingual));
        }
        let object = self.object(node, &["zh", "en"])?;
        let zh = self.member(&object, "zh", Shape::Text).and_then(|zh| self.prose(&zh, length_max));
        let en = self.member(&object, "en", Shape::Text).and_then(|en| self.prose(&en, length_max));
        Some(Bilingual { zh: zh?, en: en? })
    }

    /// An id or code, by the constructor of its type.
    pub(crate) fn code<T>(&mut self, node: &Node<'_>, new: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(node)?;
        new(text).or_else(|| self.reject(node, Problem::Code))
    }

    /// One of a few texts.
    pub(crate) fn choice<T: Copy>(&mut self, node: &Node<'_>, choices: &[(&str, T)]) -> Option<T> {
        let text = self.text(node)?;
        match choices.iter().find(|(name, _)| *name == text) {
            Some((_, choice)) => Some(*choice),
            None => {
                let accepted = choices.iter().map(|(name, _)| (*name).to_owned()).collect();
                self.reject(node, Problem::Choice { accepted })
            }
        }
    }

    /// A whole number from `min` to `max`.
    pub(crate) fn integer(&mut self, node: &Node<'_>, min: u32, max: u32) -> Option<u32> {
        let Value::Number(number) = node.value else {
            return self.reject(node, Problem::Type(Shape::Integer));
        };
        if number.is_f64() {
            return self.reject(node, Problem::Type(Shape::Integer));
        }
        let fits = number.as_u64().and_then(|n| u32::try_from(n).ok()).filter(|n| (min..=max).contains(n));
        fits.or_else(|| self.reject(node, Problem::Range { min: min.into(), max: max.into() }))
    }

    pub(crate) fn points(&mut self, node: &Node<'_>) -> Option<Points> {
        self.integer(node, 1, Points::LIMIT).and_then(Points::new)
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
