//! Personal numbers as a paper may show them: `4101**********1234`, `138****5678` (the default of practice, PIPL Art. 51).

use unicode_normalization::UnicodeNormalization;

/// Shorter runs of digits are dates and counts.
const SHORTEST_MASKED: usize = 11;
/// Digits kept at the beginning and at the end.
const KEPT_OF_IDENTITY: (usize, usize) = (4, 4);
const KEPT_OF_TELEPHONE: (usize, usize) = (3, 4);

/// `text` with every run of eleven digits or more masked; digits may be full-width and grouped by spaces or hyphens.
pub(super) fn mask(text: &str) -> String {
    let even: Vec<char> = text.chars().map(plain_digit).collect();
    let mut masked = String::new();
    let mut rest = even.as_slice();
    while let Some(first) = rest.first() {
        let run = &rest[..number_length(rest)];
        let digits: Vec<char> = run.iter().copied().filter(|c| !is_gap(*c)).collect();
        if digits.len() >= SHORTEST_MASKED {
            let (head, tail) = if digits.len() < 15 { KEPT_OF_TELEPHONE } else { KEPT_OF_IDENTITY };
            masked.extend(&digits[..head]);
            masked.extend(std::iter::repeat_n('*', digits.len() - head - tail));
            masked.extend(&digits[digits.len() - tail..]);
        } else if run.is_empty() {
            masked.push(*first);
        } else {
            masked.extend(run);
        }
        rest = &rest[run.len().max(1)..];
    }
    masked
}

/// How many characters at the beginning of `text` are a number: digits, gaps between them, and an X in the place where an
/// identity number has it.
fn number_length(text: &[char]) -> usize {
    let mut length = 0;
    let mut digits = 0;
    for (at, c) in text.iter().enumerate() {
        if c.is_ascii_digit() || (matches!(c, 'x' | 'X') && digits == 17) {
            digits += 1;
            length = at + 1;
        } else if at == 0 || !is_gap(*c) {
            break;
        }
    }
    length
}

fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '-' | '\u{2013}')
}

/// A full-width digit or X as ASCII; any other character as it is.
fn plain_digit(c: char) -> char {
    let mut even = std::iter::once(c).nfkc();
    match (even.next(), even.next()) {
        (Some(digit), None) if digit.is_ascii_digit() || matches!(digit, 'x' | 'X') => digit,
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use zhuoping_provenance::text::personal_number;

    #[test]
    fn identity_numbers_and_telephones_keep_their_ends() {
        assert_eq!(mask("999999190001010015"), "9999**********0015");
        assert_eq!(mask("证件９９９９９９ 19000101 0015，男"), "证件9999**********0015，男");
        assert_eq!(mask(&format!("13{}", "0".repeat(9))), "130****0000");
        assert_eq!(mask("2026年12月1日，第 12 号"), "2026年12月1日，第 12 号");
    }

    proptest! {
        #[test]
        fn what_is_masked_holds_no_personal_number(text in "[0-9０-９xX \\-张第]{0,50}") {
            prop_assert_eq!(personal_number(&mask(&text)), None);
        }
    }
}
