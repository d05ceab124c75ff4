//! One cell to one percent.

use unicode_normalization::UnicodeNormalization;
use zhuoping_criteria::Percent;

/// Why a cell holds no percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PercentError {
    /// Not a number.
    #[error("not a number")]
    NotANumber,
    /// A number with a fraction.
    #[error("not a whole number")]
    Fraction,
    /// Below 0 or above 100.
    #[error("not between 0 and 100")]
    Range,
}

/// Reads a percent: `70`, `70%` or, as Excel formats it, `70.00%`; digits may be full-width. A blank cell is `None`:
/// missing, and never zero. Whether the percent lies on an edition's step is for the edition to say.
///
/// `0.7` is refused: it is 70 % to Excel and less than one percent to a person.
///
/// # Errors
/// [`PercentError`], see there.
///
/// ```
/// use zhuoping_documents::scores::percent::{parse, PercentError};
/// let read = |cell| parse(cell).map(|percent| percent.map(|percent| percent.get()));
/// assert_eq!([read("70"), read("70%"), read("７０％"), read(" ")], [Ok(Some(70)), Ok(Some(70)), Ok(Some(70)), Ok(None)]);
/// assert_eq!([read("72.5"), read("105")], [Err(PercentError::Fraction), Err(PercentError::Range)]);
/// ```
#[inline]
pub fn parse(cell: &str) -> Result<Option<Percent>, PercentError> {
    // Nearly every cell is one of these; the general case below reads them alike.
    let percent = match cell.as_bytes() {
        [a @ b'0'..=b'9'] => a - b'0',
        [a @ b'0'..=b'9', b @ b'0'..=b'9'] => (a - b'0') * 10 + (b - b'0'),
        b"100" => 100,
        _ => return general(cell),
    };
    Ok(Percent::new(percent))
}

fn general(cell: &str) -> Result<Option<Percent>, PercentError> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Ok(None);
    }
    // No percent is longer; full-width digits take three bytes each.
    if cell.len() > 60 {
        return Err(PercentError::NotANumber);
    }
    let text: String = cell.nfkc().collect();
    let number = text.strip_suffix('%').unwrap_or(&text).trim_end();
    let (negative, number) = number.strip_prefix('-').map_or((false, number), |rest| (true, rest));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return Err(PercentError::NotANumber);
    }
    if negative {
        return Err(PercentError::Range);
    }
    if fraction.bytes().any(|byte| byte != b'0') {
        return Err(PercentError::Fraction);
    }
    let percent = whole.trim_start_matches('0');
    let percent = if percent.is_empty() { Ok(0) } else { percent.parse() };
    percent.ok().and_then(Percent::new).ok_or(PercentError::Range).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_percent_says_why() {
        for (cell, error) in [
            ("优", PercentError::NotANumber),
            ("%", PercentError::NotANumber),
            ("7O", PercentError::NotANumber),
            ("1e1", PercentError::NotANumber),
            ("+70", PercentError::NotANumber),
            ("70.", PercentError::NotANumber),
            ("0.7", PercentError::Fraction),
            ("72.5%", PercentError::Fraction),
            ("-5", PercentError::Range),
            ("101", PercentError::Range),
            ("70000000000000000000000000", PercentError::Range),
        ] {
            assert_eq!(parse(cell), Err(error), "{cell}");
        }
    }

    proptest! {
        #[test]
        fn every_percent_is_read_in_each_spelling(n in 0..=100_u8) {
            let wide: String = n.to_string().chars().map(|c| char::from_u32(c as u32 - 0x30 + 0xff10).unwrap()).collect();
            for cell in [format!("{n}"), format!(" {n} "), format!("{n}%"), format!("{n}.00%"), format!("0{n}"), format!("{wide}％")] {
                prop_assert_eq!(parse(&cell), Ok(Percent::new(n)), "{}", cell);
            }
        }

        #[test]
        fn the_short_cut_reads_as_the_general_case_does(cell in r"[0-9]{0,4}|[0-9.%\- ]{0,6}|\PC{0,8}") {
            prop_assert_eq!(parse(&cell), general(&cell));
        }
    }
}
