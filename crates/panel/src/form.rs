//! Reading the files of the draw protocol: exactly the members the protocol lists, each of the type it states.
//!
//! A file that decides who judges an award has one spelling and no room for anything extra: an unknown member, a
//! member left out, a number where text belongs are all errors, and all are found in one go. Every error names its
//! place as a JSON pointer, what stands there and what would be accepted (`docs/draw-protocol.md` sections 1, 2, 4, 6, 7).
//!
//! Readers take an optional `Node` and give an optional value: `None` means that an error has been noted already, so
//! that reading goes on and finds the other errors too.

mod error;

pub use error::{Expected, FormError};

use crate::id::{EntrantId, ExpertId, IdError, WitnessId};
use jiff::civil::Date;
use serde_json::Value;
use zhuoping_provenance::canonical::{self, INTEGER_MAX};
use zhuoping_provenance::{Digest, text};

/// A value and its place in the document.
#[derive(Clone, Copy)]
pub(crate) struct Node<'n> {
    pub(crate) value: &'n Value,
    step: Step<'n>,
    above: Option<&'n Node<'n>>,
}

#[derive(Clone, Copy)]
enum Step<'n> {
    Root,
    Key(&'n str),
    Index(usize),
}

impl<'n> Node<'n> {
    /// The whole document.
    pub(crate) fn root(value: &'n Value) -> Self {
        Self { value, step: Step::Root, above: None }
    }

    /// The member `key`; `None` where there is none, which [`Form::members`] has noted.
    pub(crate) fn get<'c>(&'c self, key: &'c str) -> Option<Node<'c>> {
        let value = self.value.as_object()?.get(key)?;
        Some(Node { value, step: Step::Key(key), above: Some(self) })
    }

    /// The JSON pointer (RFC 6901) of the place.
    pub(crate) fn path(&self) -> String {
        let mut path = self.above.map(Node::path).unwrap_or_default();
        match self.step {
            Step::Root => {}
            Step::Key(key) => {
                path.push('/');
                path.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            Step::Index(at) => path.push_str(&format!("/{at}")),
        }
        path
    }
}

/// Reads one document and keeps what is wrong with it.
#[derive(Default)]
pub(crate) struct Form {
    problems: Vec<FormError>,
}

/// Reads a file that must be in canonical spelling.
pub(crate) fn document<T>(
    bytes: &[u8],
    read: impl FnOnce(&mut Form, Node<'_>) -> Option<T>,
) -> Result<T, Vec<FormError>> {
    let value = strict(bytes).map_err(|error| vec![error])?;
    let mut form = Form::default();
    form.spelled(bytes, &value);
    let read = read(&mut form, Node::root(&value));
    form.finish(read)
}

/// Strict JSON, canonical or not.
pub(crate) fn strict(bytes: &[u8]) -> Result<Value, FormError> {
    canonical::from_bytes(bytes).map_err(|error| FormError {
        path: String::new(),
        found: None,
        expected: Expected::Json(error.to_string()),
    })
}

impl Form {
    /// What was read, if nothing is wrong.
    pub(crate) fn finish<T>(self, read: Option<T>) -> Result<T, Vec<FormError>> {
        match read {
            Some(read) if self.problems.is_empty() => Ok(read),
            _ => Err(self.problems),
        }
    }

    /// Everything wrong so far.
    pub(crate) fn into_problems(self) -> Vec<FormError> {
        self.problems
    }

    /// How many things are wrong so far.
    pub(crate) fn count(&self) -> usize {
        self.problems.len()
    }

    /// Notes that `node` is not as expected.
    pub(crate) fn refuse(&mut self, node: &Node<'_>, expected: Expected) {
        self.refuse_at(node.path(), Some(node.value), expected);
    }

    /// Notes that the value at `path` is not as expected.
    pub(crate) fn refuse_at(&mut self, path: String, found: Option<&Value>, expected: Expected) {
        self.problems.push(FormError { path, found: found.map(shown), expected });
    }

    /// Demands the canonical spelling: these bytes and no others.
    pub(crate) fn spelled(&mut self, bytes: &[u8], value: &Value) {
        if canonical::to_bytes(value).ok().as_deref() != Some(bytes) {
            self.refuse_at(String::new(), None, Expected::Canonical);
        }
    }

    /// Demands an object with exactly the members `names`.
    pub(crate) fn members(&mut self, node: &Node<'_>, names: &[&str]) {
        let Some(members) = node.value.as_object() else {
            return self.refuse(node, Expected::Object);
        };
        for name in names.iter().filter(|name| !members.contains_key(**name)) {
            self.refuse_at(format!("{}/{name}", node.path()), None, Expected::Member);
        }
        for name in members.keys().filter(|name| !names.contains(&name.as_str())) {
            if let Some(member) = node.get(name) {
                self.refuse(&member, Expected::NoMember);
            }
        }
    }

    /// An array, element by element; `None` unless every element could be read.
    pub(crate) fn list<T>(
        &mut self,
        node: Option<Node<'_>>,
        mut read: impl FnMut(&mut Self, Node<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let node = node?;
        let Some(items) = node.value.as_array() else {
            self.refuse(&node, Expected::Array);
            return None;
        };
        let mut whole = true;
        let mut list = Vec::with_capacity(items.len());
        for (at, value) in items.iter().enumerate() {
            match read(self, Node { value, step: Step::Index(at), above: Some(&node) }) {
                Some(item) => list.push(item),
                None => whole = false,
            }
        }
        whole.then_some(list)
    }

    /// `null`, or what `read` accepts.
    pub(crate) fn nullable<T>(
        &mut self,
        node: Option<Node<'_>>,
        read: impl FnOnce(&mut Self, Option<Node<'_>>) -> Option<T>,
    ) -> Option<Option<T>> {
        if node?.value.is_null() { Some(None) } else { read(self, node).map(Some) }
    }

    /// A text that `parse` accepts.
    pub(crate) fn parsed<T>(
        &mut self,
        node: Option<Node<'_>>,
        expected: impl FnOnce() -> Expected,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let node = node?;
        let read = node.value.as_str().and_then(parse);
        if read.is_none() {
            self.refuse(&node, expected());
        }
        read
    }

    /// This word and no other.
    pub(crate) fn literal(&mut self, node: Option<Node<'_>>, word: &'static str) -> Option<()> {
        self.parsed(node, || Expected::Word(vec![word]), |text| (text == word).then_some(()))
    }

    /// One of `all`, each known by its code.
    pub(crate) fn word<T: Copy>(
        &mut self,
        node: Option<Node<'_>>,
        all: &[T],
        code: impl Fn(T) -> &'static str,
    ) -> Option<T> {
        let named = |word: &str| all.iter().copied().find(|item| code(*item) == word);
        self.parsed(node, || Expected::Word(all.iter().map(|item| code(*item)).collect()), named)
    }

    /// A text that is not empty.
    pub(crate) fn text(&mut self, node: Option<Node<'_>>) -> Option<String> {
        self.parsed(node, || Expected::Text, |text| (!text.is_empty()).then(|| text.to_owned()))
    }

    /// A text of 1 to `most` bytes.
    pub(crate) fn text_up_to(&mut self, node: Option<Node<'_>>, most: usize) -> Option<String> {
        let fits = |text: &str| (1..=most).contains(&text.len()).then(|| text.to_owned());
        self.parsed(node, || Expected::TextUpTo(most), fits)
    }

    /// Decimal digits without leading zeros.
    pub(crate) fn decimal(&mut self, node: Option<Node<'_>>) -> Option<String> {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let sound = |text: &str| (digits(text) && (text == "0" || !text.starts_with('0'))).then(|| text.to_owned());
        self.parsed(node, || Expected::Decimal, sound)
    }

    /// An expert's id as it must be written.
    pub(crate) fn expert(&mut self, node: Option<Node<'_>>) -> Option<ExpertId> {
        self.parsed(node, || Expected::Id, |text| written(text, ExpertId::new, ExpertId::as_str))
    }

    /// An entrant's id as it must be written.
    pub(crate) fn entrant(&mut self, node: Option<Node<'_>>) -> Option<EntrantId> {
        self.parsed(node, || Expected::Id, |text| written(text, EntrantId::new, EntrantId::as_str))
    }

    /// A witness's id as it must be written.
    pub(crate) fn witness(&mut self, node: Option<Node<'_>>) -> Option<WitnessId> {
        self.parsed(node, || Expected::Id, |text| written(text, WitnessId::new, WitnessId::as_str))
    }

    /// The id of a draw, under the same rules as all ids.
    pub(crate) fn draw_id(&mut self, node: Option<Node<'_>>) -> Option<String> {
        let sound = |text: &str| zhuoping_provenance::id::checked(text).ok().filter(|id| id == text);
        self.parsed(node, || Expected::Id, sound)
    }

    /// 64 hex digits.
    pub(crate) fn digest(&mut self, node: Option<Node<'_>>) -> Option<Digest> {
        self.parsed(node, || Expected::Hex, Digest::from_hex)
    }

    /// 32 bytes in hex.
    pub(crate) fn bytes(&mut self, node: Option<Node<'_>>) -> Option<[u8; 32]> {
        self.digest(node).map(|digest| *digest.as_bytes())
    }

    /// A date in its one spelling: years 0001 to 9999.
    pub(crate) fn date(&mut self, node: Option<Node<'_>>) -> Option<Date> {
        let plain = |date: &Date, text: &str| date.year() > 0 && date.to_string() == text;
        let written = |text: &str| text.parse().ok().filter(|date| plain(date, text));
        self.parsed(node, || Expected::Date, written)
    }

    /// `true` or `false`.
    pub(crate) fn bool(&mut self, node: Option<Node<'_>>) -> Option<bool> {
        let node = node?;
        let read = node.value.as_bool();
        if read.is_none() {
            self.refuse(&node, Expected::Bool);
        }
        read
    }

    /// An integer from `low` up to what every JSON reader holds exactly.
    pub(crate) fn count_from(&mut self, node: Option<Node<'_>>, low: u64) -> Option<u64> {
        self.number(node, low, INTEGER_MAX.unsigned_abs())
    }

    /// An integer from `low` to `high`. A number outside breaks a rule; anything else is of the wrong type.
    pub(crate) fn number<T: TryFrom<u64>>(&mut self, node: Option<Node<'_>>, low: u64, high: u64) -> Option<T> {
        let node = node?;
        let inside = node.value.as_u64().filter(|number| (low..=high).contains(number));
        let read = inside.and_then(|number| T::try_from(number).ok());
        if read.is_none() {
            let integer = node.value.as_i64().is_some();
            self.refuse(&node, if integer { Expected::Range(low, high) } else { Expected::Integer });
        }
        read
    }
}

/// The id of `text`, if `text` is how the id is written: in NFC and without white space around it.
fn written<T>(text: &str, new: impl Fn(&str) -> Result<T, IdError>, as_str: impl Fn(&T) -> &str) -> Option<T> {
    new(text).ok().filter(|id| as_str(id) == text)
}

/// What stands at a place, short enough for a message and without personal numbers.
fn shown(value: &Value) -> String {
    let whole = match value {
        Value::Array(items) => return format!("[… {} …]", items.len()),
        Value::Object(members) => return format!("{{… {} …}}", members.len()),
        other => other.to_string(),
    };
    if text::personal_number(&whole).is_some() {
        return "***".into();
    }
    if whole.chars().count() <= 40 { whole } else { whole.chars().take(40).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_error_is_found_and_named_by_its_pointer() {
        let value = json!({"a": 1, "b/c": 2, "list": [1, "x", -1, 7]});
        let mut form = Form::default();
        let root = Node::root(&value);
        form.members(&root, &["a", "list", "gone"]);
        assert_eq!(form.text(root.get("a")), None);
        assert_eq!(form.list(root.get("list"), |form, node| form.number::<u16>(Some(node), 0, 5)), None);
        let found: Vec<_> = form.into_problems().into_iter().map(|problem| (problem.path, problem.expected)).collect();
        let expected = [
            ("/gone", Expected::Member),
            ("/b~1c", Expected::NoMember),
            ("/a", Expected::Text),
            ("/list/1", Expected::Integer),
            ("/list/2", Expected::Range(0, 5)),
            ("/list/3", Expected::Range(0, 5)),
        ];
        assert_eq!(found, expected.map(|(path, expected)| (path.to_owned(), expected)));
    }

    #[test]
    fn values_have_one_spelling() {
        let reads = |value: Value, read: fn(&mut Form, Option<Node<'_>>) -> bool| {
            read(&mut Form::default(), Some(Node::root(&value)))
        };
        for (text, good) in [("0", true), ("10", true), ("00", false), ("01", false), ("", false), ("-1", false)] {
            assert_eq!(reads(json!(text), |form, node| form.decimal(node).is_some()), good, "{text}");
        }
        for (text, good) in [("2026-12-01", true), ("2026-12-1", false), ("2026-02-30", false), ("20261201", false)]
            .into_iter()
            .chain([("0000-12-01", false), ("-002026-12-01", false), ("9999-12-31", true)])
        {
            assert_eq!(reads(json!(text), |form, node| form.date(node).is_some()), good, "{text}");
        }
        for (text, good) in [("é", true), ("e\u{301}", false), (" a", false), ("a\u{200b}", false), ("", false)] {
            assert_eq!(reads(json!(text), |form, node| form.expert(node).is_some()), good, "{text:?}");
        }
    }

    #[test]
    fn what_is_shown_is_short_and_without_personal_numbers() {
        assert_eq!(shown(&json!(format!("13{}", "0".repeat(9)))), "***");
        assert_eq!(shown(&json!("长".repeat(100))).chars().count(), 41);
        assert_eq!(shown(&json!([1, 2])), "[… 2 …]");
    }
}
