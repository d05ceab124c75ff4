//! Unified social credit codes (统一社会信用代码, GB 32100-2015) and their check character.
//!
//! A code has 18 characters of an alphabet of 31. Characters 1 and 2 (registering authority, kind of body) may be
//! letters; 3 to 8 are the district in digits; 9 to 17 are the organization code; the last one checks the others. A code
//! that does not check is a warning and no error: an employer is compared by name as well, and old pools hold old codes.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;
use zhuoping_criteria::Bilingual;

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// What is wrong with a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Not 18 characters.
    #[error("{0} characters instead of 18")]
    Length(usize),
    /// A character outside the alphabet at this place, counted from 1.
    #[error("character {0} is not of the alphabet")]
    Character(usize),
    /// The last character does not fit the others.
    #[error("the check character does not fit")]
    Check,
}

impl CodeError {
    /// What is wrong.
    pub fn words(self) -> Bilingual {
        match self {
            Self::Length(found) => {
                Bilingual::new(format!("有 {found} 位，应为 18 位"), format!("has {found} characters, not 18"))
            }
            Self::Character(place) => Bilingual::new(
                format!("第 {place} 位不是统一社会信用代码允许的字符"),
                format!("has a character at place {place} that no credit code has there"),
            ),
            Self::Check => Bilingual::new("校验位不符", "has a check character that does not fit"),
        }
    }
}

/// What a code looks like, for messages.
pub fn accepted() -> Bilingual {
    Bilingual::new(
        "18 位统一社会信用代码（数字和除 I、O、S、V、Z 外的大写字母，末位为校验位）",
        "an 18-character unified social credit code (digits and capitals other than I, O, S, V, Z; the last one checks)",
    )
}

/// The code as it is compared: half-width, upper case, without spaces.
pub fn normalized(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    text.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect()
}

/// Checks a [`normalized`] code.
///
/// # Errors
/// [`CodeError`], the first thing that is wrong.
///
/// ```
/// use zhuoping_documents::credit_code::{check, CodeError};
/// assert_eq!(check("91110000600037341L"), Ok(()));
/// assert_eq!(check("91110000600037341K"), Err(CodeError::Check));
/// ```
pub fn check(code: &str) -> Result<(), CodeError> {
    let length = code.chars().count();
    if length != 18 {
        return Err(CodeError::Length(length));
    }
    let (mut sum, mut weight) = (0, 1);
    let mut last = 0;
    for (at, c) in code.chars().enumerate() {
        let value = u8::try_from(c).ok().and_then(|byte| ALPHABET.iter().position(|letter| *letter == byte));
        let value = value.filter(|value| !(2..8).contains(&at) || *value < 10).ok_or(CodeError::Character(at + 1))?;
        if at < 17 {
            sum = (sum + value * weight) % 31;
            // GB 32100 weights the places by the powers of 3 modulo 31.
            weight = weight * 3 % 31;
        }
        last = value;
    }
    if (31 - sum) % 31 == last { Ok(()) } else { Err(CodeError::Check) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_check(body: &str) -> String {
        let fitting = ALPHABET.iter().map(|letter| format!("{body}{}", char::from(*letter)));
        let mut fitting = fitting.filter(|code| check(code).is_ok());
        let only = fitting.next().expect("one character fits");
        assert_eq!(fitting.next(), None, "and no second one");
        only
    }

    #[test]
    fn the_first_two_places_may_be_letters_and_the_district_may_not() {
        check(&with_check("NY410000000000000")).unwrap();
        assert_eq!(check("91A10000600037341L"), Err(CodeError::Character(3)));
        assert_eq!(check("91110000600037341I"), Err(CodeError::Character(18)));
        assert_eq!(check("9111000060003734"), Err(CodeError::Length(16)));
        assert_eq!(check(""), Err(CodeError::Length(0)));
    }

    #[test]
    fn one_wrong_character_or_two_swapped_ones_are_seen() {
        let code: Vec<char> = "91110000600037341L".chars().collect();
        for at in 0..18 {
            for letter in ALPHABET.iter().map(|letter| char::from(*letter)).filter(|letter| *letter != code[at]) {
                let mut wrong = code.clone();
                wrong[at] = letter;
                assert!(check(&wrong.iter().collect::<String>()).is_err());
            }
        }
        for at in (0..17).filter(|at| code[*at] != code[at + 1]) {
            let mut swapped = code.clone();
            swapped.swap(at, at + 1);
            assert!(check(&swapped.iter().collect::<String>()).is_err());
        }
    }

    #[test]
    fn width_case_and_spaces_are_evened_out() {
        assert_eq!(normalized(" ９１１１００００ 600037341l"), "91110000600037341L");
    }
}
