//! Reads JSON values and notes every fault instead of stopping at the first.
//!
//! serde's derived readers stop at one fault and know no JSON pointer. Here each reading function answers `Some` or has
//! noted why not; the caller goes on with what it has.

use super::fault::{RuleFault, RuleProblem as Problem, Shape, TextFault};
use crate::exact::Exact;
use serde_json::{Map, Value};
use zhuoping_criteria::Bilingual;
use zhuoping_provenance::text::{is_invisible, nfc, personal_number};

/// The most characters of a text.
pub(super) const TEXT_MAX: usize = 200;
/// The most entries of a list.
pub(super) const LIST_MAX: usize = 64;

/// A value and where it is.
#[derive(Clone, Debug)]
pub(super) struct Node<'v> {
    pub(super) path: String,
    pub(super) value: &'v Value,
}

/// An object whose keys have been compared with those the format knows.
pub(super) struct Fields<'v> {
    pub(super) path: String,
    members: &'v Map<String, Value>,
}

/// The faults noted so far.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) faults: Vec<RuleFault>,
}

impl<'v> Fields<'v> {
    /// The member under `key`, if it is there.
    pub(super) fn get(&self, key: &str) -> Option<Node<'v>> {
        self.members.get(key).map(|value| Node { path: pointer(&self.path, key), value })
    }

    /// Whether it has no member at all.
    pub(super) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }
}

/// `parent` with one more step, escaped as RFC 6901 section 3 asks.
pub(super) fn pointer(parent: &str, step: &str) -> String {
    format!("{parent}/{}", step.replace('~', "~0").replace('/', "~1"))
}

impl Reader {
    pub(super) fn note(&mut self, path: impl Into<String>, found: Option<&Value>, problem: Problem) {
        self.faults.push(RuleFault::new(path, found, problem));
    }

    pub(super) fn reject<T>(&mut self, node: &Node<'_>, problem: Problem) -> Option<T> {
        self.note(node.path.clone(), Some(node.value), problem);
        None
    }

    /// The object at `node`; each key beyond `known` is a fault.
    pub(super) fn object<'v>(&mut self, node: &Node<'v>, known: &[&str]) -> Option<Fields<'v>> {
        let Value::Object(members) = node.value else {
            return self.reject(node, Problem::Type(Shape::Object));
        };
        for (key, value) in members.iter().filter(|(key, _)| !known.contains(&key.as_str())) {
            let accepted = known.iter().map(|&key| key.to_owned()).collect();
            self.note(pointer(&node.path, key), Some(value), Problem::Unknown { accepted });
        }
        Some(Fields { path: node.path.clone(), members })
    }

    /// The member under `key`; its absence is a fault, which says that a `shape` belongs there.
    pub(super) fn member<'v>(&mut self, object: &Fields<'v>, key: &str, shape: Shape) -> Option<Node<'v>> {
        let member = object.get(key);
        if member.is_none() {
            self.note(pointer(&object.path, key), None, Problem::Missing(shape));
        }
        member
    }

    /// The entries of the list at `node`, at most [`LIST_MAX`]; `empty` says whether none is fine.
    pub(super) fn list<'v>(&mut self, node: &Node<'v>, empty: bool) -> Option<Vec<Node<'v>>> {
        let Value::Array(entries) = node.value else {
            return self.reject(node, Problem::Type(Shape::List));
        };
        if entries.is_empty() && !empty {
            return self.reject(node, Problem::Empty);
        }
        if entries.len() > LIST_MAX {
            return self.reject(node, Problem::TooMany { max: LIST_MAX });
        }
        let nodes = entries.iter().enumerate();
        Some(nodes.map(|(at, value)| Node { path: format!("{}/{at}", node.path), value }).collect())
    }

    pub(super) fn text<'v>(&mut self, node: &Node<'v>) -> Option<&'v str> {
        match node.value {
            Value::String(text) => Some(text),
            _ => self.reject(node, Problem::Type(Shape::Text)),
        }
    }

    /// A text that can be shown on one line, in Unicode normal form C.
    pub(super) fn prose(&mut self, node: &Node<'_>) -> Option<String> {
        let text = nfc(self.text(node)?);
        let fault = if text.is_empty() {
            TextFault::Empty
        } else if text.chars().count() > TEXT_MAX {
            TextFault::TooLong(TEXT_MAX)
        } else if text.chars().any(is_invisible) {
            TextFault::Invisible
        } else if personal_number(&text).is_some() {
            TextFault::PersonalNumber
        } else {
            return Some(text);
        };
        self.reject(node, Problem::Text(fault))
    }

    /// The member `key` of `object` as [`Reader::prose`].
    pub(super) fn prose_member(&mut self, object: &Fields<'_>, key: &str) -> Option<String> {
        self.member(object, key, Shape::Text).and_then(|node| self.prose(&node))
    }

    /// The member `key` of `object` as `{"zh": ..., "en": ...}`.
    pub(super) fn bilingual(&mut self, object: &Fields<'_>, key: &str) -> Option<Bilingual> {
        let node = self.member(object, key, Shape::Object)?;
        let object = self.object(&node, &["zh", "en"])?;
        let (zh, en) = (self.prose_member(&object, "zh"), self.prose_member(&object, "en"));
        Some(Bilingual { zh: zh?, en: en? })
    }

    /// The member `key` of `object` as an id or code, by the constructor of its type.
    pub(super) fn code<T>(&mut self, object: &Fields<'_>, key: &str, new: impl Fn(&str) -> Option<T>) -> Option<T> {
        let node = self.member(object, key, Shape::Text)?;
        let text = self.text(&node)?;
        new(text).or_else(|| self.reject(&node, Problem::Code))
    }

    /// The member `key` of `object` as one of a few texts.
    pub(super) fn choice<T: Copy>(&mut self, object: &Fields<'_>, key: &str, choices: &[(&str, T)]) -> Option<T> {
        let node = self.member(object, key, Shape::Text)?;
        let text = self.text(&node)?;
        let chosen = choices.iter().find(|(name, _)| *name == text).map(|(_, choice)| *choice);
        let accepted = || choices.iter().map(|(name, _)| (*name).to_owned()).collect();
        chosen.or_else(|| self.reject(&node, Problem::Choice { accepted: accepted() }))
    }

    /// A whole number from `min` to `max`.
    pub(super) fn integer(&mut self, node: &Node<'_>, min: u32, max: u32) -> Option<u32> {
        let Value::Number(number) = node.value else {
            return self.reject(node, Problem::Type(Shape::Integer));
        };
        if number.is_f64() {
            return self.reject(node, Problem::Type(Shape::Integer));
        }
        let fits = number.as_u64().and_then(|n| u32::try_from(n).ok()).filter(|n| (min..=max).contains(n));
        fits.or_else(|| self.reject(node, Problem::Range { min, max }))
    }

    /// The member `key` of `object` as [`Reader::integer`].
    pub(super) fn integer_member(&mut self, object: &Fields<'_>, key: &str, min: u32, max: u32) -> Option<u32> {
        self.member(object, key, Shape::Integer).and_then(|node| self.integer(&node, min, max))
    }

    /// The same for numbers of at most 255.
    pub(super) fn byte_member(&mut self, object: &Fields<'_>, key: &str, min: u8, max: u8) -> Option<u8> {
        self.integer_member(object, key, min.into(), max.into()).and_then(|n| u8::try_from(n).ok())
    }

    /// An exact number written as text, above 0 or also 0, at most `max`.
    pub(super) fn exact(&mut self, node: &Node<'_>, zero: bool, max: u32) -> Option<Exact> {
        let Value::String(text) = node.value else {
            return self.reject(node, Problem::Type(Shape::ExactText));
        };
        let Some(number) = Exact::parse(text) else {
            return self.reject(node, Problem::ExactText);
        };
        if number > Exact::new(max.into(), 1) || number == Exact::ZERO && !zero {
            return self.reject(node, Problem::ExactRange { zero, max });
        }
        Some(number)
    }

    /// The member `key` of `object` as [`Reader::exact`].
    pub(super) fn exact_member(&mut self, object: &Fields<'_>, key: &str, zero: bool, max: u32) -> Option<Exact> {
        self.member(object, key, Shape::ExactText).and_then(|node| self.exact(&node, zero, max))
    }

    /// The member `key` of `object` as true or false.
    pub(super) fn bool_member(&mut self, object: &Fields<'_>, key: &str) -> Option<bool> {
        let node = self.member(object, key, Shape::Bool)?;
        node.value.as_bool().or_else(|| self.reject(&node, Problem::Type(Shape::Bool)))
    }
}
