//! Values as a message may show them: shortened, without invisible characters, never a personal number.
//!
//! A message quotes what was found so that it can be found again in the file. It must not become a leak (identity
//! numbers and telephones are hidden whole), a flood (a cell of megabytes is cut to [`SHOWN_CHARS`] characters) or an
//! attack on a terminal (controls and bidirectional marks are written as escapes).

use zhuoping_provenance::text::{is_invisible, personal_number};

/// How many characters of a value are shown at most.
pub(crate) const SHOWN_CHARS: usize = 60;
/// How many characters are searched for a personal number. What is shown lies at the beginning of this window, and a
/// number that reaches beyond the window begins far behind what is shown.
const SEARCHED_CHARS: usize = 400;

/// A value ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown(Option<String>);

impl Shown {
    pub(crate) fn new(value: &str) -> Self {
        let value = value.trim();
        let window: String = value.chars().take(SEARCHED_CHARS).collect();
        if personal_number(&window).is_some() || nearly_identity(&window) {
            return Self(None);
        }
        let mut shown = String::new();
        for c in window.chars().take(SHOWN_CHARS) {
            if is_invisible(c) {
                shown.extend(c.escape_unicode());
            } else {
                shown.push(c);
            }
        }
        if window.chars().count() > SHOWN_CHARS {
            shown.push('…');
        }
        Self(Some(shown))
    }

    /// The bare text, for a machine's `value`.
    pub(crate) fn bare(&self, hidden: &'static str) -> String {
        self.0.clone().unwrap_or_else(|| hidden.into())
    }

    /// In Chinese quotation marks.
    pub(crate) fn zh(&self) -> String {
        self.0.as_ref().map_or_else(|| "（已隐去）".into(), |text| format!("「{text}」"))
    }

    /// In English quotation marks.
    pub(crate) fn en(&self) -> String {
        self.0.as_ref().map_or_else(|| "(hidden)".into(), |text| format!("\"{text}\""))
    }
}

/// Whether `text` holds what is an identity number but for a slip: 17 digits and a check character, old ones of 15
/// digits, with a birth date inside. Such a number is no ground to refuse a cell, but reason enough not to repeat it.
fn nearly_identity(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let birth = match (digits, word.len()) {
            (15, 15) => word.get(8..12),
            (17..=18, 18) => word.get(10..14),
            _ => None,
        };
        birth.is_some_and(|month_day| {
            let (month, day) = month_day.split_at(2);
            ("01"..="12").contains(&month) && ("01"..="31").contains(&day)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_huge_value_is_cut_and_marked() {
        let shown = Shown::new(&"质".repeat(4 << 20)).zh();
        assert_eq!(shown.chars().count(), SHOWN_CHARS + 3);
        assert!(shown.ends_with("…」"));
    }

    #[test]
    fn personal_numbers_are_hidden_whole_even_when_mistyped() {
        let mobile = format!("13{}", "0".repeat(9));
        for secret in [mobile.as_str(), "999999190001010015", "999999190001010010", "999999000101001"] {
            let shown = Shown::new(&format!("张某 {secret}"));
            assert_eq!((shown.zh(), shown.en()), ("（已隐去）".into(), "(hidden)".into()), "{secret}");
        }
        assert_eq!(Shown::new("91110000600037341L").en(), "\"91110000600037341L\"");
    }

    #[test]
    fn invisible_characters_become_visible() {
        assert_eq!(Shown::new("a\u{202e}b\u{1b}[31m").en(), "\"a\\u{202e}b\\u{1b}[31m\"");
    }
}
