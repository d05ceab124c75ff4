//! What a cell holds, and the text that a person sees in it.

use calamine::{DataRef, ExcelDateTime};

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text.
    Text(String),
    /// A number as it is stored: 0.7 in a cell that shows 70%.
    Number(f64),
    /// TRUE or FALSE.
    Bool(bool),
    /// A date as `2024-05-01`, with a time of day as `2024-05-01 08:30:00`, or a time alone as `08:30:00`.
    Date(String),
    /// What a formula that failed shows: `#REF!`.
    Error(String),
    /// A formula whose result the file does not hold, as programs write them that do not calculate.
    NotCalculated,
}

impl Value {
    /// Whether there is nothing to see.
    pub(crate) fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.trim().is_empty())
    }

    /// The value as calamine found it; `None` where there is none.
    pub(super) fn of(data: &DataRef<'_>) -> Option<Self> {
        Some(match data {
            DataRef::Empty => return None,
            DataRef::Int(number) => Self::Number(precise(*number)),
            DataRef::Float(number) => Self::Number(*number),
            DataRef::String(text) => Self::Text(text.clone()),
            DataRef::SharedString(text) => Self::Text((*text).to_owned()),
            DataRef::Bool(value) => Self::Bool(*value),
            DataRef::DateTime(moment) => date(*moment),
            DataRef::DateTimeIso(text) => Self::Date(plain_iso(text)),
            DataRef::DurationIso(text) => Self::Text(text.clone()),
            DataRef::Error(error) => Self::Error(error.to_string()),
        })
    }
}

/// Numbers in cells have 15 digits, so that every one of them is a float.
#[expect(clippy::cast_precision_loss, reason = "a spreadsheet itself keeps no more than a float holds")]
fn precise(number: i64) -> f64 {
    number as f64
}

/// Days of the calendar from 1900-01-01 to 9999-12-31 as Excel counts them; anything else stays a number.
fn date(moment: ExcelDateTime) -> Value {
    let serial = moment.as_f64();
    if moment.is_duration() || !(0.0..2_958_466.0).contains(&serial) {
        return Value::Number(serial);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let (date, time) = (format!("{year:04}-{month:02}-{day:02}"), format!("{hour:02}:{minute:02}:{second:02}"));
    Value::Date(if serial < 1.0 {
        time
    } else if (hour, minute, second) == (0, 0, 0) {
        date
    } else {
        format!("{date} {time}")
    })
}

/// `2024-05-01T00:00:00Z` as `2024-05-01`.
fn plain_iso(text: &str) -> String {
    let text = text.trim().trim_end_matches('Z');
    match text.split_once('T') {
        Some((date, time)) if time.bytes().all(|byte| matches!(byte, b'0' | b':' | b'.')) => date.to_owned(),
        Some((date, time)) => format!("{date} {time}"),
        None => text.to_owned(),
    }
}

/// A number as Excel shows it in a wide column without a format: at most 15 digits, no point where there is no fraction,
/// and powers of ten for what is longer than 15 digits or smaller than a millionth of a millionth.
///
/// A number with more digits than Excel keeps is shown the way Excel would save it as CSV, so that a cut-off identity
/// number is recognised in either.
pub(super) fn number(value: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let rounded = || format!("{value:.14e}");
    if !(1e-12..1e15).contains(&value.abs()) {
        let rounded = rounded();
        let (digits, power) = rounded.split_once('e').unwrap_or((&rounded, "0"));
        let digits = digits.trim_end_matches('0').trim_end_matches('.');
        let sign = if power.starts_with('-') { "" } else { "+" };
        return format!("{digits}E{sign}{power}");
    }
    let shortest = value.to_string();
    let digits = shortest.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count();
    if digits <= 15 { shortest } else { rounded().parse::<f64>().map_or(shortest, |rounded| rounded.to_string()) }
}

/// Whether a number format shows a percentage: a percent sign that is neither quoted nor escaped, in its first section.
pub(super) fn is_percent(format: &str) -> bool {
    let mut chars = format.chars();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        match c {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '\\' | '_' | '*' => {
                chars.next();
            }
            ';' => return false,
            '%' => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_written_as_people_write_them() {
        let cases = [
            (70.0, "70"),
            (-0.0, "0"),
            (0.1 + 0.2, "0.3"),
            (62.5, "62.5"),
            (-5.0, "-5"),
            (0.57 * 100.0, "57"),
            (123_456_789_012_345.0, "123456789012345"),
            (13_000_000_000.0, "13000000000"),
            (9.999_991_900_010_1e17, "9.9999919000101E+17"),
            (1e-13, "1E-13"),
        ];
        for (value, text) in cases {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn dates_and_times_are_iso_and_what_is_none_stays_a_number() {
        let shown = |serial| date(ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, false));
        assert_eq!(shown(45413.0), Value::Date("2024-05-01".into()));
        assert_eq!(shown(45413.5), Value::Date("2024-05-01 12:00:00".into()));
        assert_eq!(shown(0.25), Value::Date("06:00:00".into()));
        for serial in [-1.0, 1e300, 2_958_466.0] {
            assert_eq!(shown(serial), Value::Number(serial));
        }
        assert_eq!(
            date(ExcelDateTime::new(43951.0, ExcelDateTimeType::DateTime, true)),
            Value::Date("2024-05-01".into())
        );
        assert_eq!(plain_iso("2024-05-01T00:00:00Z"), "2024-05-01");
        assert_eq!(plain_iso("2024-05-01T08:30:00"), "2024-05-01 08:30:00");
    }

    #[test]
    fn percent_formats_are_those_that_show_the_sign() {
        for format in ["0%", "0.00%", "#,##0%;[Red]-0%", "\"约\"0%"] {
            assert!(is_percent(format), "{format}");
        }
        for format in ["General", "0.00", "0\"%\"", "0\\%", "0;0%", ""] {
            assert!(!is_percent(format), "{format}");
        }
    }

    proptest! {
        #[test]
        fn whole_numbers_and_hundredths_come_back(hundredths in -10_000_000_000_i64..10_000_000_000) {
            let value = precise(hundredths) / 100.0;
            prop_assert_eq!(number(value).parse::<f64>().unwrap().to_bits(), (value + 0.0).to_bits());
            prop_assert!(number(value).len() <= 13);
        }
    }
}
