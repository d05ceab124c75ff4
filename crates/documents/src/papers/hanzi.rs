//! Whole numbers as Chinese ordinals are written: 一, 十, 二十一, 一百零五.

const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
const PLACES: [(u16, &str); 3] = [(1000, "千"), (100, "百"), (10, "十")];

/// `number` in hanzi; `None` above 9999, where no paper counts.
pub(super) fn hanzi(number: u16) -> Option<String> {
    match number {
        0..10 => Some(DIGITS[usize::from(number)].into()),
        // Only a ten that leads is written without its 一.
        10..20 => Some(format!("十{}", if number == 10 { "" } else { DIGITS[usize::from(number - 10)] })),
        20..10_000 => Some(long(number)),
        _ => None,
    }
}

fn long(number: u16) -> String {
    let mut text = String::new();
    let mut rest = number;
    let mut gap = false;
    for (place, name) in PLACES {
        let digit = usize::from(rest / place);
        rest %= place;
        if digit > 0 {
            text += if gap { DIGITS[0] } else { "" };
            text += DIGITS[digit];
            text += name;
            gap = false;
        } else {
            gap = !text.is_empty();
        }
    }
    if rest > 0 {
        text += if gap { DIGITS[0] } else { "" };
        text += DIGITS[usize::from(rest)];
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn numbers_are_written_as_a_clerk_writes_them() {
        let pairs = [
            (0, "零"),
            (7, "七"),
            (10, "十"),
            (12, "十二"),
            (20, "二十"),
            (21, "二十一"),
            (100, "一百"),
            (105, "一百零五"),
            (110, "一百一十"),
            (1000, "一千"),
            (1001, "一千零一"),
            (1010, "一千零一十"),
            (2305, "二千三百零五"),
        ];
        for (number, text) in pairs {
            assert_eq!(hanzi(number).as_deref(), Some(text));
        }
        assert_eq!(hanzi(10_000), None);
    }

    #[test]
    fn no_two_numbers_are_written_alike() {
        let all: BTreeSet<_> = (0..10_000).filter_map(hanzi).collect();
        assert_eq!(all.len(), 10_000);
    }
}
