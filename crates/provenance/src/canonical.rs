//! JSON with exactly one spelling.
//!
//! A hash over JSON means something only when everybody writes the same value with the same bytes. Values here are
//! objects with ASCII keys, arrays, strings, booleans, null and integers below 2^53 in size; RFC 8785 then leaves one
//! spelling. Floats are refused: their shortest decimal form is the part of RFC 8785 that implementations get wrong.

use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// The largest integer that every JSON reader holds exactly: 2^53 - 1 (RFC 8785 section 3.2.2.3).
pub const INTEGER_MAX: i64 = (1 << 53) - 1;

/// Why a value has no canonical form, or bytes are not JSON in the strict sense.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CanonicalError {
    /// A number is not an integer, or its size is 2^53 or more.
    #[error("{path}: {number} is not an integer of at most 2^53 - 1 in size")]
    Number {
        /// Where, as a JSON pointer.
        path: String,
        /// The number as read.
        number: String,
    },
    /// An object key holds something other than printable ASCII, whose order would depend on the encoding.
    #[error("{path}: the key {key:?} is not printable ASCII")]
    Key {
        /// Where, as a JSON pointer.
        path: String,
        /// The key as read.
        key: String,
    },
    /// The bytes are not JSON, or name one key twice.
    #[error("not strict JSON: {0}")]
    Syntax(String),
}

/// The canonical bytes of `value`: RFC 8785, no white space, keys in order.
///
/// # Errors
/// [`CanonicalError::Number`] and [`CanonicalError::Key`] as described there.
pub fn to_bytes(value: &Value) -> Result<Vec<u8>, CanonicalError> {
    check(value, &mut String::new())?;
    // With integers only and keys in order, serde_json writes RFC 8785 already, and faster than the canonicalizer;
    // its maps are in order unless some crate of the build asks for another kind of map.
    let bytes = if in_order(value) { serde_json::to_vec(value) } else { serde_json_canonicalizer::to_vec(value) };
    bytes.map_err(|e| CanonicalError::Syntax(e.to_string()))
}

/// Whether every object gives its keys in ascending order.
fn in_order(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().all(in_order),
        Value::Object(members) => {
            members.keys().zip(members.keys().skip(1)).all(|(a, b)| a < b) && members.values().all(in_order)
        }
        _ => true,
    }
}

/// Reads one JSON document and refuses duplicate keys, trailing bytes and everything [`to_bytes`] refuses.
///
/// The bytes need not be canonical; compare with [`to_bytes`] of the result where they must be.
///
/// # Errors
/// [`CanonicalError::Syntax`] for bytes that are not JSON, are nested deeper than 128, or repeat a key; the others as
/// in [`to_bytes`].
pub fn from_bytes(bytes: &[u8]) -> Result<Value, CanonicalError> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = Strict
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value))
        .map_err(|e| CanonicalError::Syntax(e.to_string()))?;
    check(&value, &mut String::new())?;
    Ok(value)
}

fn check(value: &Value, path: &mut String) -> Result<(), CanonicalError> {
    match value {
        Value::Number(number) if !is_safe(number) => {
            Err(CanonicalError::Number { path: path.clone(), number: number.to_string() })
        }
        Value::Array(items) => items.iter().enumerate().try_for_each(|(at, item)| descend(path, &at.to_string(), item)),
        Value::Object(members) => members.iter().try_for_each(|(key, item)| {
            if key.bytes().all(|b| (0x20..0x7f).contains(&b)) {
                descend(path, key, item)
            } else {
                Err(CanonicalError::Key { path: path.clone(), key: key.clone() })
            }
        }),
        _ => Ok(()),
    }
}

fn descend(path: &mut String, step: &str, value: &Value) -> Result<(), CanonicalError> {
    let length = path.len();
    path.push('/');
    path.push_str(step);
    check(value, path)?;
    path.truncate(length);
    Ok(())
}

fn is_safe(number: &Number) -> bool {
    number.as_i64().is_some_and(|n| (-INTEGER_MAX..=INTEGER_MAX).contains(&n))
}

/// Builds a [`Value`] like serde_json does, but takes a repeated key for the error it is: serde_json keeps the last
/// one, so two readers could see two different documents under one hash.
struct Strict;

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;
    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E>(self, v: bool) -> Result<Value, E> {
        Ok(Value::Bool(v))
    }
    fn visit_i64<E>(self, v: i64) -> Result<Value, E> {
        Ok(Value::from(v))
    }
    fn visit_u64<E>(self, v: u64) -> Result<Value, E> {
        Ok(Value::from(v))
    }
    fn visit_f64<E>(self, v: f64) -> Result<Value, E> {
        Ok(Value::from(v))
    }
    fn visit_str<E>(self, v: &str) -> Result<Value, E> {
        Ok(Value::from(v))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(Strict)? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            let value = members.next_value_seed(Strict)?;
            if object.contains_key(&key) {
                return Err(A::Error::custom(format_args!("the key {key:?} stands twice in one object")));
            }
            object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn one_spelling_keys_sorted_and_no_white_space() {
        let value = json!({"b": [1, true, null], "a": "汉\n\u{7f}"});
        assert_eq!(to_bytes(&value).unwrap(), "{\"a\":\"汉\\n\u{7f}\",\"b\":[1,true,null]}".as_bytes());
    }

    #[test]
    fn floats_and_large_integers_are_refused_with_their_place() {
        let error = to_bytes(&json!({"a": [0, 1.0]})).unwrap_err();
        assert_eq!(error, CanonicalError::Number { path: "/a/1".into(), number: "1.0".into() });
        assert!(to_bytes(&json!(9_007_199_254_740_991_i64)).is_ok());
        assert!(to_bytes(&json!(9_007_199_254_740_992_i64)).is_err());
        assert!(from_bytes(b"-0").is_err());
    }

    #[test]
    fn duplicate_keys_trailing_bytes_and_depth_are_refused() {
        for bytes in [&b"{\"a\":1,\"a\":1}"[..], b"{} {}", b"{\"a\":1", b"\xff", b"\"\\ud800\""] {
            assert!(matches!(from_bytes(bytes), Err(CanonicalError::Syntax(_))), "{bytes:?}");
        }
        let deep = "[".repeat(10_000);
        assert!(matches!(from_bytes(deep.as_bytes()), Err(CanonicalError::Syntax(_))));
    }

    proptest! {
        /// The short way writes what the canonicalizer writes, for any text and any integers.
        #[test]
        fn both_ways_of_writing_agree(texts in prop::collection::vec(any::<String>(), 0..6), number in any::<i32>(),
                                      keys in prop::collection::btree_set("[ -~]{0,8}", 0..6)) {
            let object: Map<String, Value> =
                keys.into_iter().zip(texts.iter().cycle()).map(|(key, text)| (key, json!([text, number, null]))).collect();
            let value = json!({"texts": texts, "object": object, "flag": true});
            prop_assert_eq!(to_bytes(&value).unwrap(), serde_json_canonicalizer::to_vec(&value).unwrap());
        }
    }

    #[test]
    fn every_control_character_has_its_canonical_escape() {
        let all: String = (0..0x21).chain([0x7f, 0x80, 0x2028, 0xfeff]).filter_map(char::from_u32).collect();
        let value = json!(format!("{all}\"\\/"));
        assert_eq!(to_bytes(&value).unwrap(), serde_json_canonicalizer::to_vec(&value).unwrap());
    }

    #[test]
    fn keys_beyond_ascii_are_refused() {
        assert!(matches!(to_bytes(&json!({"键": 1})), Err(CanonicalError::Key { .. })));
    }
}
