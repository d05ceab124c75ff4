//! Where a cell is, as a spreadsheet names it.

use super::limits;

/// The name of the cell in `row` (from 1) and `column` (from 0).
///
/// ```
/// use zhuoping_documents::xlsx::address;
/// assert_eq!([address(12, 5), address(1, 26), address(1_048_576, 16_383)], ["F12", "AA1", "XFD1048576"]);
/// ```
pub fn address(row: u32, column: u32) -> String {
    format!("{}{row}", letters(column))
}

/// The letters of a column, counted from 0.
pub(crate) fn letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    loop {
        letters.push(char::from(b'A' + u8::try_from(rest % 26).expect("a remainder below 26")));
        if rest < 26 {
            break;
        }
        rest = rest / 26 - 1;
    }
    letters.iter().rev().collect()
}

/// The row (from 1) and column (from 0) of a name within the largest sheet: `F12`, or `f12` as some programs write it.
pub(crate) fn parse(name: &str) -> Option<(u32, u32)> {
    let split = name.bytes().position(|byte| byte.is_ascii_digit())?;
    let (letters, digits) = name.split_at(split);
    if letters.is_empty() || letters.len() > 3 || !letters.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let number = |sum: u32, byte: u8| sum * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1;
    let column = letters.bytes().fold(0, number) - 1;
    let row = row(digits)?;
    (column < limits::COLUMNS).then_some((row, column))
}

/// A row number of the largest sheet.
pub(crate) fn row(digits: &str) -> Option<u32> {
    let fits = (1..=7).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let row = fits.then(|| digits.parse().ok()).flatten()?;
    (1..=limits::LAST_ROW).contains(&row).then_some(row)
}

/// The corners of a range such as `A1:B2` or `A1`, the first not behind the second.
pub(crate) fn range(name: &str) -> Option<[(u32, u32); 2]> {
    let (first, last) = name.split_once(':').unwrap_or((name, name));
    let (first, last) = (parse(first)?, parse(last)?);
    (first.0 <= last.0 && first.1 <= last.1).then_some([first, last])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_outside_the_largest_sheet_are_none() {
        for name in ["", "A", "1", "A0", "XFE1", "A1048577", "AAAA1", "A1B", "甲1", "A 1", "$A$1", "A99999999999"] {
            assert_eq!(parse(name), None, "{name}");
        }
        assert_eq!(range("B2:A1"), None);
        assert_eq!(range("A1:B2"), Some([(1, 0), (2, 1)]));
    }

    proptest! {
        #[test]
        fn every_cell_is_found_by_its_name(row in 1..=limits::LAST_ROW, column in 0..limits::COLUMNS) {
            prop_assert_eq!(parse(&address(row, column)), Some((row, column)));
        }
    }
}
