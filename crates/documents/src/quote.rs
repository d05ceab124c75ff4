//! Values as a message may show them: shortened, without invisible characters, never a personal number.
//!
//! A message quotes what was found so that it can be found again in the file. It must not become a leak (identity
//! numbers and telephones are hidden whole), a flood (a cell of megabytes is cut to [`SHOWN_CHARS`] characters) or an
//! attack on a terminal (controls and bidirectional marks are written as escapes).

use unicode_normalization::UnicodeNormalization;
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
        if personal_number(&window).is_some() || nearly_personal(&window) {
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

/// Whether `text` holds what may be a personal number but for a slip or what it is glued to: a run of eleven digits or
/// more. That is no ground to refuse a cell, but reason enough not to repeat it. A unified social credit code has 18
/// characters as an identity number has, but no birth date at places 7 to 14; it is shown, so that it can be mended.
fn nearly_personal(text: &str) -> bool {
    let even: String = text.nfkc().collect();
    even.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| {
        let runs = word.split(|c: char| !c.is_ascii_digit());
        let is_code = word.len() == 18 && !has_birth_date(word);
        !is_code && runs.map(str::len).max() >= Some(11)
    })
}

fn has_birth_date(word: &str) -> bool {
    let (month, day) = (&word[10..12], &word[12..14]);
    ("01"..="12").contains(&month) && ("01"..="31").contains(&day)
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
        let glued = format!("0{mobile}{mobile}");
        for secret in
            [mobile.as_str(), &glued, "999999190001010015", "999999190001010010", "９９９９９９０００１０１００１"]
        {
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
