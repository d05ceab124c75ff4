//! The blanks of a template are filled: minijinja, with this crate's own way of writing a value.
//!
//! A field that is not in the data is an error: an official paper must not be issued with a hole in it. Where a line to
//! write on is meant, the template says so (`| blank`). A value is written so that it cannot become markup, and a value
//! that holds an identity number or a telephone is refused unless the template masks it (`| mask`).

use super::{hanzi, mask, shield};
use crate::dates;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Value, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior};
use zhuoping_provenance::text::personal_number;

/// How long the line of `| blank` is, in half-width characters.
const BLANK: usize = 8;
/// What a refusal says when a value holds a personal number; the words are `template`'s.
pub(super) const PERSONAL: &str = "personal number";
/// What a refusal says when a list or a group stands where a text belongs.
pub(super) const NOT_TEXT: &str = "not a text";

/// The environment in which every template is compiled and filled.
pub(super) fn environment<'t>() -> Environment<'t> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // A line with nothing but a `{% ... %}` leaves no empty line, which would end a table.
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    environment.set_syntax(syntax.expect("the delimiters are those of Jinja"));
    // Errors then know which expression they are about.
    environment.set_debug(true);
    environment.set_auto_escape_callback(|_| AutoEscape::Custom("paper".into()));
    environment.set_formatter(write);
    // What would let a value through as markup, or show the data as a whole.
    environment.remove_filter("safe");
    environment.remove_global("debug");
    environment.add_filter("blank", blank);
    environment.add_filter("date", date);
    environment.add_filter("mask", |text: String| mask::mask(&text));
    environment.add_filter("points", points);
    environment.add_filter("hanzi", |number: u16| hanzi::hanzi(number).ok_or_else(|| invalid("0..9999")));
    environment
}

fn write(out: &mut Output, _: &mut State, value: &Value) -> Result<(), Error> {
    // Only what `{% set %}` and macros captured is safe: it went through here already.
    if value.is_safe() {
        return Ok(out.write_str(value.as_str().unwrap_or_default())?);
    }
    let text = match value.kind() {
        ValueKind::Bool => (if value.is_true() { "是" } else { "否" }).into(),
        ValueKind::Number | ValueKind::String => value.to_string(),
        ValueKind::None | ValueKind::Undefined => return Err(ErrorKind::UndefinedError.into()),
        _ => return Err(invalid(NOT_TEXT)),
    };
    if personal_number(&text).is_some() {
        return Err(invalid(PERSONAL));
    }
    // A number stays bare, so that `{{ loop.index }}.` can begin the entry of a list.
    let written = if value.is_number() { text } else { shield::value(&text) };
    Ok(out.write_str(&written)?)
}

fn invalid(what: &'static str) -> Error {
    Error::new(ErrorKind::InvalidOperation, what)
}

/// `{{ x | blank }}`: a line to write on where `x` is missing or empty; `| blank(20)` makes it longer.
fn blank(value: &Value, length: Option<usize>) -> Value {
    let is_blank = value.is_undefined() || value.is_none() || value.as_str().is_some_and(|text| text.trim().is_empty());
    if is_blank { "_".repeat(length.unwrap_or(BLANK).min(80)).into() } else { value.clone() }
}

/// `{{ "2026-12-01" | date }}`: 2026年12月1日.
fn date(text: String) -> Result<String, Error> {
    let day = dates::parse(&text).map_err(|_| invalid("date"))?;
    Ok(format!("{}年{}月{}日", day.year(), day.month(), day.day()))
}

/// `{{ 612.5 | points }}`: 612.50. Rounding is the driver's business, so more than two decimals are refused.
fn points(value: &Value) -> Result<String, Error> {
    let text = value.to_string();
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let given = decimals.trim_end_matches('0');
    if digits.is_empty() || given.len() > 2 || !are_digits(digits) || !are_digits(decimals) {
        return Err(invalid("points"));
    }
    Ok(format!("{whole}.{given:0<2}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use minijinja::value::Serde;
    use serde_json::json;

    fn filled(template: &str, data: serde_json::Value) -> Result<String, ErrorKind> {
        let filled = environment().render_str(template, Value::from(Serde(data))).map_err(|error| error.kind());
        filled.map(|text| shield::lower(&text))
    }

    #[test]
    fn filters_write_what_offices_write() {
        let cases = [
            ("{{ x | blank }}", json!({}), "________"),
            ("{{ x | blank(3) }}", json!({"x": " "}), "___"),
            ("{{ x | blank }}", json!({"x": null}), "________"),
            ("{{ x | blank }}", json!({"x": "王某"}), "王某"),
            ("{{ x.y | blank }}", json!({"x": {}}), "________"),
            ("{{ x | date }}", json!({"x": "2026-12-01"}), "2026年12月1日"),
            ("{{ x | mask }}", json!({"x": "999999190001010015"}), "9999**********0015"),
            ("{{ x | points }}", json!({"x": 612.5}), "612.50"),
            ("{{ x | points }}", json!({"x": 612}), "612.00"),
            ("{{ x | points }}", json!({"x": "-0.250"}), "-0.25"),
            ("{{ x | hanzi }}", json!({"x": 12}), "十二"),
            ("{{ x }}", json!({"x": true}), "是"),
            ("{% set y %}[{{ x }}]{% endset %}{{ y }}", json!({"x": "*"}), "[*]"),
        ];
        for (template, data, expected) in cases {
            assert_eq!(filled(template, data).as_deref(), Ok(expected), "{template}");
        }
    }

    #[test]
    fn what_cannot_be_written_is_refused() {
        let missing = [
            ("{{ x }}", json!({})),
            ("{{ x.y }}", json!({"x": {}})),
            ("{{ x }}", json!({"x": null})),
            ("{{ x | date }}", json!({})),
        ];
        for (template, data) in missing {
            assert_eq!(filled(template, data), Err(ErrorKind::UndefinedError), "{template}");
        }
        let wrong = [
            ("{{ x }}", json!({"x": [1]})),
            ("{{ x }}", json!({"x": "999999190001010015"})),
            ("{{ x }}", json!({"x": 999_999_190_001_010_015_u64})),
            ("{{ x | date }}", json!({"x": "2026-02-30"})),
            ("{{ x | points }}", json!({"x": 612.125})),
            ("{{ x | points }}", json!({"x": "优"})),
            ("{{ x | hanzi }}", json!({"x": 10000})),
        ];
        for (template, data) in wrong {
            assert_eq!(filled(template, data), Err(ErrorKind::InvalidOperation), "{template}");
        }
        assert_eq!(filled("{{ x | safe }}", json!({"x": "*"})), Err(ErrorKind::UnknownFilter));
    }

    #[test]
    fn lines_with_nothing_but_a_tag_leave_no_line() {
        let table = "| a |\n|---|\n{% for x in xs %}\n  {% if x > 1 %}\n| {{ x }} |\n  {% endif %}\n{% endfor %}\nend";
        assert_eq!(filled(table, json!({"xs": [1, 2, 3]})).as_deref(), Ok("| a |\n|---|\n| 2 |\n| 3 |\nend"));
    }
}
