//! Dates as people and Excel write them.
//!
//! Accepted are `2024-05-01`, `2024/5/1`, `2024年5月1日` and Excel's day numbers from 10000 (1927-05-18) to 73050
//! (2099-12-31). Day numbers of fewer digits are refused on purpose: `2008` in a cell is somebody's year, not the day
//! 1905-06-30. Years run from 1900 to 2099. Digits may be full-width. What names no day of the calendar is an error.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use unicode_normalization::UnicodeNormalization;
use zhuoping_criteria::Bilingual;

/// The Excel day numbers that are accepted.
pub const SERIALS: std::ops::RangeInclusive<i32> = 10_000..=73_050;

/// The text is not a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// None of the accepted forms.
    #[error("not a date")]
    Form,
    /// The right form, but there is no such day, or its year is outside 1900..=2099.
    #[error("no such day")]
    NoSuchDay,
    /// A number that is not an accepted Excel day number.
    #[error("a number outside the accepted Excel days")]
    Serial,
}

impl DateError {
    /// What is wrong.
    pub fn words(self) -> Bilingual {
        match self {
            Self::Form => Bilingual::new("不是可识别的日期", "is not a date that can be read"),
            Self::NoSuchDay => {
                Bilingual::new("历法上没有这一天（或年份超出范围）", "is no day of the calendar (or out of range)")
            }
            Self::Serial => Bilingual::new("不是可接受的 Excel 日期序号", "is not an accepted Excel day number"),
        }
    }
}

/// The forms that are accepted, for messages.
pub fn accepted() -> Bilingual {
    let (first, last) = (SERIALS.start(), SERIALS.end());
    Bilingual::new(
        format!(
            "2024-05-01、2024/5/1、2024年5月1日（1900 至 2099 年），或 Excel 日期序号 {first}（1927-05-18）至 {last}（2099-12-31）"
        ),
        format!(
            "2024-05-01, 2024/5/1, 2024年5月1日 (years 1900 to 2099), or an Excel day number {first} (1927-05-18) to {last} (2099-12-31)"
        ),
    )
}

/// The day that `text` names.
///
/// # Errors
/// [`DateError`], see there; an empty text is [`DateError::Form`].
///
/// ```
/// use jiff::civil::date;
/// use zhuoping_documents::dates::parse;
/// for text in ["2024-05-01", "2024/5/1", "2024年5月1日", "45413"] {
///     assert_eq!(parse(text), Ok(date(2024, 5, 1)));
/// }
/// ```
pub fn parse(text: &str) -> Result<Date, DateError> {
    // No accepted form is longer; full-width digits take three bytes each.
    if text.len() > 60 {
        return Err(DateError::Form);
    }
    let text: String = text.trim().nfkc().collect();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return serial(&text);
    }
    let parts = split(&text, '-').or_else(|| split(&text, '/')).or_else(|| chinese(&text)).ok_or(DateError::Form)?;
    let [year, month, day] = parts;
    if !(1900..=2099).contains(&year) {
        return Err(DateError::NoSuchDay);
    }
    let small = |number: i16| i8::try_from(number).map_err(|_| DateError::NoSuchDay);
    Date::new(year, small(month)?, small(day)?).map_err(|_| DateError::NoSuchDay)
}

fn serial(digits: &str) -> Result<Date, DateError> {
    let days = digits.parse::<i32>().ok().filter(|days| SERIALS.contains(days)).ok_or(DateError::Serial)?;
    // Excel counts from 1900-01-01 as day 1 and believes in a 1900-02-29; from March 1900 on, day 0 is 1899-12-30.
    date(1899, 12, 30).checked_add(days.days()).map_err(|_| DateError::Serial)
}

fn split(text: &str, separator: char) -> Option<[i16; 3]> {
    let mut parts = text.split(separator);
    let found = [number(parts.next()?, 4)?, number(parts.next()?, 2)?, number(parts.next()?, 2)?];
    parts.next().is_none().then_some(found)
}

fn chinese(text: &str) -> Option<[i16; 3]> {
    let (year, rest) = text.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let day = rest.strip_suffix('日')?;
    Some([number(year, 4)?, number(month, 2)?, number(day, 2)?])
}

/// A number of at most `digits` digits; a year has exactly four.
fn number(text: &str, digits: usize) -> Option<i16> {
    let text = text.trim();
    let fits = (1..=digits).contains(&text.len()) && (digits != 4 || text.len() == 4);
    (fits && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_accepted_forms_name_the_same_day() {
        let day = Ok(date(2024, 5, 1));
        for text in
            ["2024-05-01", "2024-5-1", "2024/05/01", "2024/5/1", "2024年5月1日", " 45413 ", "２０２４年５月１日"]
        {
            assert_eq!(parse(text), day, "{text}");
        }
    }

    #[test]
    fn the_serial_range_is_the_one_that_is_documented() {
        assert_eq!(parse("10000"), Ok(date(1927, 5, 18)));
        assert_eq!(parse("73050"), Ok(date(2099, 12, 31)));
        for text in ["9999", "73051", "2008", "0", "99999999999999999999", "20240501"] {
            assert_eq!(parse(text), Err(DateError::Serial), "{text}");
        }
    }

    #[test]
    fn other_forms_and_days_that_do_not_exist_are_refused() {
        for text in
            ["", "五月一日", "2024.5.1", "24-5-1", "2024-5", "2024-5-1-1", "-2024-5-1", "2024-+5-1", "2024年5月1"]
        {
            assert_eq!(parse(text), Err(DateError::Form), "{text}");
        }
        for text in ["2023-02-29", "2024-13-01", "2024-00-10", "2024/4/31", "1899-12-31", "2100-01-01"] {
            assert_eq!(parse(text), Err(DateError::NoSuchDay), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_day_is_read_back_from_each_form(serial in SERIALS) {
            let day = parse(&serial.to_string()).unwrap();
            let (y, m, d) = (day.year(), day.month(), day.day());
            for text in [day.to_string(), format!("{y}/{m}/{d}"), format!("{y}年{m}月{d}日")] {
                prop_assert_eq!(parse(&text), Ok(day));
            }
            let since_epoch = date(1899, 12, 30).until(day).unwrap().get_days();
            prop_assert_eq!(since_epoch, serial);
        }

        #[test]
        fn arbitrary_text_never_panics(text in any::<String>()) {
            let _ = parse(&text);
        }
    }
}
