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
    /// A telephone number: 11 digits from 13x to 19x, or an area code (010, 02x, 03xx to 09xx) and 7 or 8 digits.
    Telephone,
}

/// Finds an identity or telephone number in `text`; they may not reach any record, chart, log or error.
///
/// Digits may be full-width and may be grouped by spaces or hyphens, as people write them. A text that is nothing but a
/// number of the size of either in the short form of a spreadsheet (`4.10105E+17`) counts as one: a table that Excel has
/// saved holds identity numbers in this form.
pub fn personal_number(text: &str) -> Option<PersonalNumber> {
    if text.len() <= SHORTENED
        && text.as_bytes().contains(&b'+')
        && let Some(found) = shortened(text.trim())
    {
        return Some(found);
    }
    // Fast path: nearly every cell is free of long digit runs.
    if text.len() < 11 || text.chars().filter(|c| c.is_numeric()).count() < 11 {
        return None;
    }
    let even: Vec<char> = text.nfkc().collect();
    let flat: Vec<char> = even.iter().copied().filter(|c| !matches!(c, ' ' | '-' | '\u{2013}')).collect();
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
    has_landline(&even).then_some(PersonalNumber::Telephone)
}

/// The longest short form of a number that is looked at, in bytes.
pub const SHORTENED: usize = 24;

/// What a number in the short form of a spreadsheet was: one digit, a point, more digits, and the power of ten that 18 or
/// 11 digits have. Identity numbers begin with the code of a region (1 to 8), mobile telephones with 13 to 19.
fn shortened(text: &str) -> Option<PersonalNumber> {
    let (digits, power) = text.split_once("E+").or_else(|| text.split_once("e+"))?;
    let (first, rest) = digits.split_once('.')?;
    let [first @ b'1'..=b'8'] = first.as_bytes() else { return None };
    if rest.is_empty() || !rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match power {
        "17" => Some(PersonalNumber::Identity),
        "10" if *first == b'1' && rest.as_bytes()[0] >= b'3' => Some(PersonalNumber::Telephone),
        _ => None,
    }
}

/// Whether an area code and a subscriber's number stand anywhere: `0398-1234567`, `(010) 1234 5678`, `+86 398 1234567`.
///
/// Only white space, a hyphen or a closing bracket may stand between them; where nothing does, neither a letter nor a
/// digit may touch the whole, since codes have such runs too.
fn has_landline(text: &[char]) -> bool {
    let digit = |at: usize| text.get(at).is_some_and(char::is_ascii_digit);
    let before = |at: usize| at.checked_sub(1).map(|at| text[at]);
    (0..text.len()).any(|at| {
        let decimal = before(at) == Some('.') && at.checked_sub(2).is_some_and(digit);
        let national = text[at] == '0' && !decimal && before(at).is_none_or(|c| !c.is_ascii_digit());
        let international = text[at..].starts_with(&['+', '8', '6']);
        let code = if international { at + 3 + separator(&text[at + 3..]) } else { at + 1 };
        let Some(code_end) = area_code(text, code).filter(|_| national || international) else { return false };
        let number = code_end + separator(&text[code_end..]);
        let Some(end) = subscriber(text, number, code_end - code == 2) else { return false };
        let touches = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let apart = number > code_end || international;
        !digit(end) && (apart || !(touches(before(at)) || touches(text.get(end).copied())))
    })
}

/// Where an area code without its zero ends: two digits for 10 and 2x, three for 3xx to 9xx.
fn area_code(text: &[char], at: usize) -> Option<usize> {
    let digits = match (text.get(at)?, text.get(at + 1)?) {
        ('1', '0') => 2,
        ('2', '0'..='9') => 2,
        ('3'..='9', '0'..='9') => 3,
        _ => return None,
    };
    let end = at + digits;
    text.get(at..end)?.iter().all(char::is_ascii_digit).then_some(end)
}

/// How many characters separate the parts of a telephone number here: at most two.
fn separator(text: &[char]) -> usize {
    text.iter().take(2).take_while(|c| matches!(c, ' ' | '-' | '\u{2010}'..='\u{2015}' | ')')).count()
}

/// Where a subscriber's number ends: 8 digits, or 7 where the area code is long; they may be parted once.
fn subscriber(text: &[char], at: usize, short_code: bool) -> Option<usize> {
    let run = |at: usize| text[at.min(text.len())..].iter().take_while(|c| c.is_ascii_digit()).count();
    let fits = |digits: usize| digits == 8 || (digits == 7 && !short_code);
    let first = run(at);
    if text.get(at) == Some(&'0') || first < 3 {
        return None;
    }
    if fits(first) {
        return Some(at + first);
    }
    let gap = text.get(at + first).is_some_and(|c| matches!(c, ' ' | '-'));
    let second = run(at + first + 1);
    (gap && first <= 4 && fits(first + second)).then_some(at + first + 1 + second)
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
    fn landlines_are_recognised_and_scores_dates_and_codes_are_not() {
        for text in [
            "0398-1234567",
            "电话：0398-1234567",
            "(0398)1234567转801",
            "（０３９８）１２３４５６７",
            "03981234567",
            "0371 1234 5678",
            "010-12345678",
            "传真01012345678。",
            "+86 398 1234567",
            "+86-10-12345678",
            "Tel0398-1234567",
            "Tel.0398-1234567",
        ] {
            assert_eq!(personal_number(text), Some(PersonalNumber::Telephone), "{text}");
        }
        for text in [
            "70 65 80 75 90 60",
            "0 70 0 65 0 80 0 75",
            "0.039812345678",
            "2024-05-01 2024-06-01",
            "914112020398123456",
            "91411202MA03981234",
            "91411200MA4512345X",
            "0398-12345",
            "0398-123456789",
            "编号 20240398-1234567",
            "00398-1234567",
            "12345678901234",
            "010-1234567 未满八位",
        ] {
            assert_eq!(personal_number(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_that_a_spreadsheet_has_shortened_are_recognised() {
        for text in [
            "4.10105E+17",
            " 4.1010519800101E+17 ",
            "9.9E+17",
            "1.3E+10",
            "1.38e+10",
            "1.2E+10",
            "1E10",
            "1E+17",
            "7.05E+01",
        ] {
            let expected = match text.trim() {
                "4.10105E+17" | "4.1010519800101E+17" => Some(PersonalNumber::Identity),
                "1.3E+10" | "1.38e+10" => Some(PersonalNumber::Telephone),
                _ => None,
            };
            assert_eq!(personal_number(text), expected, "{text}");
        }
    }

    #[test]
    fn telephones_are_recognised_and_other_numbers_are_not() {
        assert_eq!(personal_number(&format!("电话13{}。", "0".repeat(9))), Some(PersonalNumber::Telephone));
        assert_eq!(personal_number("+86 130-0000-0000"), Some(PersonalNumber::Telephone));
        assert_eq!(personal_number("产值 12345678901234 元"), None);
        assert_eq!(personal_number("91110000600037341L"), None, "a unified social credit code is public");
    }

    proptest! {
        #[test]
        fn any_text_is_searched_without_a_panic(text in "[0-9 ()+E.-]{0,24}|\\PC{0,20}") {
            let _ = personal_number(&text);
        }

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
