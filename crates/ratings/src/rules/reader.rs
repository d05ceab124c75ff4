//! What rule files are read with: the reader of any file, and exact numbers.

use super::fault::{EXACT, RuleProblem};
use crate::exact::Exact;
use serde_json::Value;
use zhuoping_criteria::Bilingual;
use zhuoping_criteria::form::{self, Fields, Flaw, Node, Shape};

/// The most characters of a text.
const TEXT_MAX: usize = 200;
/// The most characters of an id or code.
const CODE_MAX: usize = 48;
/// The most entries of a list.
pub(super) const LIST_MAX: usize = 64;

/// Reads a rule file.
pub(super) type Reader = form::Reader<RuleProblem>;

/// The member `key` of `object` as one line of text.
pub(super) fn prose_member(reader: &mut Reader, object: &Fields<'_>, key: &str) -> Option<String> {
    reader.member(object, key, Shape::Text).and_then(|node| prose(reader, &node))
}

/// One line of text.
pub(super) fn prose(reader: &mut Reader, node: &Node<'_>) -> Option<String> {
    reader.prose(node, TEXT_MAX)
}

/// The member `key` of `object` in both languages.
pub(super) fn bilingual(reader: &mut Reader, object: &Fields<'_>, key: &str) -> Option<Bilingual> {
    reader.member(object, key, Shape::Bilingual).and_then(|node| reader.bilingual(&node, TEXT_MAX))
}

/// The member `key` of `object` as an id or code, by the constructor of its type.
pub(super) fn code<T>(
    reader: &mut Reader,
    object: &Fields<'_>,
    key: &str,
    new: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    reader.member(object, key, Shape::Text).and_then(|node| reader.code(&node, CODE_MAX, new))
}

/// The member `key` of `object` as one of a few texts.
pub(super) fn choice<T: Copy>(reader: &mut Reader, object: &Fields<'_>, key: &str, choices: &[(&str, T)]) -> Option<T> {
    reader.member(object, key, Shape::Text).and_then(|node| reader.choice(&node, choices))
}

/// The member `key` of `object` as a whole number from `min` to `max`.
pub(super) fn integer_member(reader: &mut Reader, object: &Fields<'_>, key: &str, min: u32, max: u32) -> Option<u32> {
    reader.member(object, key, Shape::Integer).and_then(|node| reader.integer(&node, min, max))
}

/// The same for numbers of at most 255.
pub(super) fn byte_member(reader: &mut Reader, object: &Fields<'_>, key: &str, min: u8, max: u8) -> Option<u8> {
    integer_member(reader, object, key, min.into(), max.into()).and_then(|n| u8::try_from(n).ok())
}

/// An exact number written as text, above 0 or also 0, at most `max`.
pub(super) fn exact(reader: &mut Reader, node: &Node<'_>, zero: bool, max: u32) -> Option<Exact> {
    let Value::String(text) = node.value else {
        return reader.reject(node, Flaw::Type(EXACT));
    };
    let Some(number) = Exact::parse(text) else {
        return reader.reject(node, RuleProblem::ExactText);
    };
    if number > Exact::new(max.into(), 1) || number == Exact::ZERO && !zero {
        return reader.reject(node, RuleProblem::ExactRange { zero, max });
    }
    Some(number)
}

/// The member `key` of `object` as [`exact`].
pub(super) fn exact_member(reader: &mut Reader, object: &Fields<'_>, key: &str, zero: bool, max: u32) -> Option<Exact> {
    reader.member(object, key, EXACT).and_then(|node| exact(reader, &node, zero, max))
}

/// The member `key` of `object` as true or false.
pub(super) fn bool_member(reader: &mut Reader, object: &Fields<'_>, key: &str) -> Option<bool> {
    reader.member(object, key, Shape::Bool).and_then(|node| reader.bool(&node))
}
