//! What every slide needs: digests that can be read aloud, texts that cannot do harm, rows spread over screens.

use maud::{Markup, html};
use zhuoping_provenance::Digest;
use zhuoping_provenance::text::is_invisible;

/// A digest in two lines of eight groups of four; its first and last eight digits are marked for comparing at a glance.
pub(super) fn digest(value: Digest) -> Markup {
    let hex = value.to_hex();
    let groups: Vec<&str> = (0..hex.len()).step_by(4).map(|at| &hex[at..at + 4]).collect();
    let last = groups.len() - 1;
    html! {
        div.hex role="img" aria-label=(hex) {
            @for (line, eight) in groups.chunks(8).enumerate() {
                div.line {
                    @for (at, group) in eight.iter().enumerate() {
                        @let place = line * 8 + at;
                        span.g.end[place < 2 || place + 1 >= last] { (group) }
                    }
                }
            }
        }
    }
}

/// A digest in one small line, whole, to be compared or copied.
pub(super) fn whole(value: Digest) -> Markup {
    html! { span.whole { (value.to_hex()) } }
}

/// The first and last eight digits.
pub(super) fn short(value: Digest) -> String {
    let hex = value.to_hex();
    format!("{}…{}", &hex[..8], &hex[hex.len() - 8..])
}

/// A text from outside: set apart in its direction, with everything that hides made visible, so that what is read aloud is
/// what was hashed.
pub(super) fn foreign(text: &str) -> Markup {
    html! { bdi { (visible(text)) } }
}

/// The text with a sign for each character that would not be seen or would move others.
pub(super) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => shown.push('⏎'),
            c if is_invisible(c) || hides(c) => shown.push_str(&format!("⟨U+{:04X}⟩", u32::from(c))),
            c => shown.push(c),
        }
    }
    shown
}

/// Line and direction marks, fillers and tags beyond those that an id may never hold.
fn hides(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180b}'..='\u{180e}' | '\u{2028}' | '\u{2029}' | '\u{206a}'..='\u{206f}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// How wide a text is, in columns of which a hanzi takes two.
pub(super) fn columns(text: &str) -> usize {
    visible(text).chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// How many lines a text takes where a line has `width` columns; at least one.
pub(super) fn lines(text: &str, width: usize) -> usize {
    columns(text).div_ceil(width).max(1)
}

/// Spreads rows over screens, none of which is fuller than `room`, unless a single row is.
pub(super) fn screens<T>(rows: Vec<T>, room: usize, weight: impl Fn(&T) -> usize) -> Vec<Vec<T>> {
    let mut screens: Vec<Vec<T>> = Vec::new();
    let mut used = 0;
    for row in rows {
        let own = weight(&row);
        match screens.last_mut() {
            Some(screen) if used + own <= room => screen.push(row),
            _ => {
                screens.push(vec![row]);
                used = 0;
            }
        }
        used += own;
    }
    screens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_hide_is_shown_and_other_writing_is_not_touched() {
        assert_eq!(visible("a\u{202e}b\u{200b}\n\u{61c}c"), "a⟨U+202E⟩b⟨U+200B⟩⏎⟨U+061C⟩c");
        assert_eq!(visible("崤函古道 — Ägypten ✓ 🎲"), "崤函古道 — Ägypten ✓ 🎲");
        assert_eq!(foreign("<script>\u{2067}").into_string(), "<bdi>&lt;script&gt;⟨U+2067⟩</bdi>");
    }

    #[test]
    fn a_digest_is_read_in_fours_and_its_ends_are_marked() {
        let markup = digest(Digest::of(b"")).into_string();
        assert_eq!(markup.matches("class=\"g").count(), 16);
        assert!(
            markup.contains("<span class=\"g end\">e3b0</span><span class=\"g end\">c442</span><span class=\"g\">98fc")
        );
        assert!(markup.contains("<span class=\"g end\">7852</span><span class=\"g end\">b855</span></div></div>"));
        assert_eq!(short(Digest::of(b"")), "e3b0c442…7852b855");
    }

    #[test]
    fn rows_fill_one_screen_after_another() {
        let spread = |rows: &[usize], room| screens(rows.to_vec(), room, |row| *row);
        assert_eq!(spread(&[1, 1, 1, 1, 1], 2), [vec![1, 1], vec![1, 1], vec![1]]);
        assert_eq!(spread(&[3, 9, 1, 2], 4), [vec![3], vec![9], vec![1, 2]], "a row that is too large has its own");
        assert!(spread(&[], 4).is_empty());
        assert_eq!((lines("", 10), lines("十个汉字占二十列整整", 10), lines("ab", 10)), (1, 2, 1));
    }
}
