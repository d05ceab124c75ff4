//! The one normal form of text, and the guard against personal numbers.
//!
//! Ids and names are kept in NFC. Employers and names are *compared* under [`folded`], which also evens out full-width
//! letters, white space and the two middle dots of minority names; what is shown stays as written.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// `text` in Unicode normal form C, without white space at either end.
pub fn nfc(text: &str) -> String {
    let text = text.trim();
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text.to_owned(),
        IsNormalized::No | IsNormalized::Maybe => text.nfc().collect(),
    }
}

/// The form in which names of people and employers are compared: NFKC, no white space, one middle dot, lower case.
pub fn folded(text: &str) -> String {
    // Most names are nothing but unified ideographs, which fold to themselves.
    if text.chars().all(|c| matches!(c, '\u{4e00}'..='\u{9fff}' | 'a'..='z' | '0'..='9')) {
        return text.to_owned();
    }
    text.nfkc()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .map(|c| if matches!(c, '·' | '•' | '・' | '‧') { '·' } else { c })
        .flat_map(char::to_lowercase)
        .collect()
}

/// Characters that change how a text reads or compares without being seen: controls, bidirectional marks, zero widths.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

/// What kind of personal number a text holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonalNumber {
    /// A resident identity number (GB 11643: 17 digits and a check character that fits).
    Identity,
    /// A mobile telephone number: 11 digits from 13x to 19x.
    Telephone,
}

/// Finds an identity number or a mobile telephone in `text`; they may not reach any record, chart, log or error.
///
/// Digits may be full-width and may be grouped by spaces or hyphens, as people write them.
pub fn personal_number(text: &str) -> Option<PersonalNumber> {
    // Fast path: nearly every cell is free of long digit runs.
    if text.len() < 11 || text.chars().filter(|c| c.is_numeric()).count() < 11 {
        return None;
    }
    let flat: Vec<char> = text.nfkc().filter(|c| !matches!(c, ' ' | '-' | '\u{2013}')).collect();
    let mut at = 0;
    while at < flat.len() {
        if !flat[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let run: Vec<u8> =
            flat[at..].iter().map_while(|c| c.to_digit(10)).filter_map(|d| u8::try_from(d).ok()).collect();
        let next = flat.get(at + run.len()).copied();
        if let Some(found) = in_run(&run, next) {
            return Some(found);
        }
        at += run.len();
    }
    None
}

fn in_run(run: &[u8], next: Option<char>) -> Option<PersonalNumber> {
    let check = match (run.len(), next) {
        (17, Some('x' | 'X')) => Some(10),
        (18, _) => run.last().copied(),
        _ => None,
    };
    if check.is_some_and(|check| is_identity(&run[..17], check)) {
        return Some(PersonalNumber::Identity);
    }
    let mobile = match run {
        [8, 6, rest @ ..] if rest.len() == 11 => rest,
        _ => run,
    };
    (mobile.len() == 11 && mobile[0] == 1 && mobile[1] >= 3).then_some(PersonalNumber::Telephone)
}

/// GB 11643-1999: the weighted sum modulo 11 picks the check character from `10X98765432`.
fn is_identity(digits: &[u8], check: u8) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: [u8; 11] = [1, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2];
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(*digit) * weight).sum();
    CHECKS[(sum % 11) as usize] == check
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn identity_numbers_are_recognised_by_their_check_character() {
        // Region 999999 does not exist, so this is nobody's; its check character fits all the same.
        assert_eq!(personal_number("证件 999999190001010015"), Some(PersonalNumber::Identity));
        assert_eq!(personal_number("９９９９９９ 19000101 0015"), Some(PersonalNumber::Identity));
        assert_eq!(personal_number("999999190001010010"), None);
    }

    #[test]
    fn telephones_are_recognised_and_other_numbers_are_not() {
        assert_eq!(personal_number(&format!("电话13{}。", "0".repeat(9))), Some(PersonalNumber::Telephone));
        assert_eq!(personal_number("+86 130-0000-0000"), Some(PersonalNumber::Telephone));
        assert_eq!(personal_number("产值 12345678901234 元"), None);
        assert_eq!(personal_number("91110000600037341L"), None, "a unified social credit code is public");
    }

    proptest! {
        /// The short ways give what the long ones do.
        #[test]
        fn quick_paths_change_nothing(text in "[ a-z0-9一-龥é豈ＡＢ·•e\u{301}]{0,12}") {
            prop_assert_eq!(nfc(&text), text.trim().nfc().collect::<String>());
            let long: String = text.nfkc().filter(|c| !c.is_whitespace() && !is_invisible(*c))
                .map(|c| if matches!(c, '·' | '•' | '・' | '‧') { '·' } else { c }).flat_map(char::to_lowercase).collect();
            prop_assert_eq!(folded(&text), long);
        }
    }

    #[test]
    fn folding_evens_out_width_spaces_and_dots() {
        assert_eq!(folded(" ＡＢＣ 公司 "), folded("abc公司"));
        assert_eq!(folded("阿依古丽•买买提"), folded("阿依古丽·买买提"));
        assert_ne!(folded("高伟"), folded("髙伟"));
    }
}
