//! Text that Markdown must not take for markup.
//!
//! A name may hold `|`, `*` or a line end, and none of these may change the layout. Escapes with backslashes do not work
//! within code, and line ends cannot be escaped at all; so a character that is only to be shown is moved to plane 15, which
//! Unicode leaves to private use and Markdown takes for letters, and moved back when the blocks are made.
//!
//! The same cures a weakness of Markdown with Chinese: in `**依据：**第十六条` the second `**` would stand between a
//! punctuation mark and a letter and close nothing. Full-width punctuation of the whole text is therefore shielded too.

use zhuoping_provenance::text::is_invisible;

/// Where plane 15 begins; the shielded form of a character of the basic plane is that many code points further on.
const PLANE_15: u32 = 0xF_0000;
const PLANE_16: u32 = 0x10_0000;

/// `value` so that Markdown sees letters only. Line ends stay, other invisible characters are dropped.
pub(super) fn value(value: &str) -> String {
    let even = value.replace("\r\n", "\n").replace('\r', "\n");
    let shown = even.trim_end_matches('\n').chars().filter(|c| matches!(c, '\n' | '\t') || !is_invisible(*c));
    shown.map(|c| if c.is_ascii() { lift(c) } else { unlettered(c) }).collect()
}

/// A template that was filled: its own punctuation is shielded too. Line ends and ASCII stay, they are Markdown's.
pub(super) fn filled(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii() || is_shielded(c) { c } else { unlettered(c) }).collect()
}

/// A template as it was written, in which nothing may pass for shielded.
pub(super) fn written(text: &str) -> String {
    text.chars().map(|c| if is_shielded(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// The text to show.
pub(super) fn lower(text: &str) -> String {
    let lowered = |c| if is_shielded(c) { char::from_u32(u32::from(c) - PLANE_15) } else { None };
    text.chars().map(|c| lowered(c).unwrap_or(c)).collect()
}

fn is_shielded(c: char) -> bool {
    (PLANE_15..PLANE_16).contains(&u32::from(c))
}

/// A letter as it is, and everything else lifted out of Markdown's sight.
fn unlettered(c: char) -> char {
    if c.is_alphanumeric() { c } else { lift(c) }
}

fn lift(c: char) -> char {
    match u32::from(c) {
        // The last two code points of a plane are no characters, and what is in the private planes already means nothing.
        0xFFFE | 0xFFFF | PLANE_15.. => char::REPLACEMENT_CHARACTER,
        code @ ..0xFFFE => char::from_u32(PLANE_15 + code).unwrap_or(char::REPLACEMENT_CHARACTER),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_shielded_value_is_letters_only_and_comes_back(text in any::<String>()) {
            let shielded = value(&text);
            prop_assert!(shielded.chars().all(|c| !c.is_ascii() && !c.is_whitespace()));
            prop_assert_eq!(value(&lower(&shielded)), shielded);
        }

        #[test]
        fn what_is_visible_is_kept(text in "[ -~一-龥、。“”·—]{0,40}") {
            prop_assert_eq!(lower(&value(&text)), text.clone());
            prop_assert_eq!(lower(&filled(&text)), text);
        }
    }

    #[test]
    fn line_ends_of_every_system_are_one_line_end() {
        assert_eq!(lower(&value("甲\r\n乙\r丙\n丁\n")), "甲\n乙\n丙\n丁");
        assert_eq!(lower(&value("李\u{202e}四\u{0}")), "李四", "nothing invisible is left");
    }
}
