//! Texts on a picture: cleaned for drawing, measured, broken into lines.
//!
//! A name can be anything an applicant typed. What the font lacks becomes a visible [`REPLACEMENT`] and is reported, white
//! space becomes single spaces, what has no shape of its own is left out. Widths are sums of the font's advances, without
//! kerning; the outlines are set by the same sums, so a measured text is exactly as wide as the drawn one.

use crate::font::{self, REPLACEMENT, UNITS_PER_EM};
use std::collections::BTreeSet;

/// May not begin a line: closing marks, and whatever belongs to what is before it.
const NOT_FIRST: &str = "）】》〉」』〕］｝”’、。，．；：！？％…·—～)]}>,.;:!?%";
/// May not end a line: opening marks.
const NOT_LAST: &str = "（【《〈「『〔［｛“‘([{<№￥¥$";

/// `text` as it can be drawn with the font; what the font lacks is added to `missing`.
pub(crate) fn drawable(text: &str, missing: &mut BTreeSet<char>) -> String {
    let mut drawn = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            if !drawn.ends_with(' ') {
                drawn.push(' ');
            }
        } else if font::glyph(c).is_some() && !shapeless(c) {
            drawn.push(c);
        } else if !shapeless(c) {
            missing.insert(c);
            drawn.push(REPLACEMENT);
        }
    }
    drawn.trim().to_owned()
}

/// The characters of `text` that the font does not have, each once, in the order of their code points.
///
/// ```
/// assert_eq!(zhuoping_charts::missing("喆堃\u{E000}科技"), ['\u{E000}']);
/// ```
#[must_use]
pub fn missing(text: &str) -> Vec<char> {
    let mut missing = BTreeSet::new();
    drawable(text, &mut missing);
    missing.into_iter().collect()
}

/// The width of `text` in pixels at a font size in pixels.
pub(crate) fn width(text: &str, size: f64) -> f64 {
    f64::from(text.chars().map(units).sum::<u32>()) * size / f64::from(UNITS_PER_EM)
}

/// `value` with so many decimals, halves away from zero: the formatter alone would write 12.5 as 12.
pub(crate) fn rounded(value: f64, decimals: usize) -> String {
    let scale = (0..decimals).fold(1.0, |s, _| s * 10.0);
    format!("{:.decimals$}", (value * scale).round() / scale)
}

/// `value` with so many decimals and its sign; one that rounds to nothing has none.
pub(crate) fn signed(value: f64, decimals: usize) -> String {
    let words = rounded(value.abs(), decimals);
    let sign = match value {
        _ if words.chars().all(|c| matches!(c, '0' | '.')) => "",
        v if v > 0.0 => "+",
        _ => "−",
    };
    format!("{sign}{words}")
}

/// A rank as it is written: with a sign of equality if another has it too.
pub(crate) fn rank(rank: u32, tied: bool) -> String {
    format!("{rank}{}", if tied { "=" } else { "" })
}

/// The advance of one character in font units, as it will be drawn.
fn units(c: char) -> u32 {
    if shapeless(c) {
        return 0;
    }
    let drawn = if c.is_whitespace() || c.is_control() { ' ' } else { c };
    font::glyph(drawn).or_else(|| font::glyph(REPLACEMENT)).map_or(0, font::advance)
}

/// Characters that Unicode calls default-ignorable: joiners, direction marks, variation selectors and the like.
fn shapeless(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}')
}

/// `text` in at most `lines` lines, none wider than `room`, as even as they can be.
///
/// Hanzi break anywhere but at the wrong side of a bracket or mark, other scripts between words, and within a word only
/// if it is wider than a line. What does not fit loses its middle to an ellipsis: names of one group differ at their ends.
pub(crate) fn wrap(text: &str, size: f64, room: f64, lines: usize) -> Vec<String> {
    let mut missing = BTreeSet::new();
    let text = drawable(text, &mut missing);
    let text = if filled(&text, size, room).len() > lines { shortened(&text, size, room, lines) } else { text };
    let count = filled(&text, size, room).len();
    let (mut low, mut high) = (0.0, room);
    // Twelve halvings find the narrowest even setting to within a pixel.
    for _ in 0..12 {
        let middle = f64::midpoint(low, high);
        let narrower = filled(&text, size, middle);
        if narrower.len() <= count && narrower.iter().all(|line| width(line, size) <= middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    filled(&text, size, high)
}

/// The width of the widest of `lines`.
pub(crate) fn widest(lines: &[String], size: f64) -> f64 {
    lines.iter().map(|line| width(line, size)).fold(0.0, f64::max)
}

/// `text` with so much of its middle left out that it fits.
fn shortened(text: &str, size: f64, room: f64, lines: usize) -> String {
    let chars: Vec<char> = text.chars().collect();
    let keeping = |n: usize| {
        let head: String = chars[..n.div_ceil(2)].iter().collect();
        let tail: String = chars[chars.len() - n / 2..].iter().collect();
        format!("{}…{}", head.trim_end(), tail.trim_start())
    };
    let fits = |n: usize| filled(&keeping(n), size, room).len() <= lines;
    let (mut low, mut high) = (0, chars.len());
    while high - low > 1 {
        let middle = usize::midpoint(low, high);
        if fits(middle) { low = middle } else { high = middle }
    }
    keeping(low)
}

/// `text` broken greedily: each line takes what fits.
fn filled(text: &str, size: f64, room: f64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        let longer = format!("{line}{piece}");
        if width(longer.trim_end(), size) <= room {
            line = longer;
            continue;
        }
        push(&mut lines, &line);
        line = piece.trim_start().to_owned();
        while width(line.trim_end(), size) > room && line.chars().count() > 1 {
            let rest = split(&mut line, size, room);
            push(&mut lines, &line);
            line = rest;
        }
    }
    push(&mut lines, &line);
    lines
}

fn push(lines: &mut Vec<String>, line: &str) {
    if !line.trim().is_empty() {
        lines.push(line.trim().to_owned());
    }
}

/// Cuts a piece that is wider than a line after what fits, at least one character; returns the rest.
fn split(line: &mut String, size: f64, room: f64) -> String {
    let mut used = 0.0;
    let mut at = 0;
    for (n, c) in line.char_indices() {
        used += width(c.encode_utf8(&mut [0; 4]), size);
        if used > room && n > 0 {
            break;
        }
        at = n + c.len_utf8();
    }
    line.split_off(at)
}

/// The parts of `text` between which a line may end; together they are `text`.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut before: Option<char> = None;
    for c in text.chars() {
        match (before, pieces.last_mut()) {
            (Some(b), Some(piece)) if holds_together(b, c) => piece.push(c),
            _ => pieces.push(c.to_string()),
        }
        before = Some(c);
    }
    pieces
}

/// Whether no line may end between `before` and `after`.
fn holds_together(before: char, after: char) -> bool {
    if NOT_FIRST.contains(after) || NOT_LAST.contains(before) || after == ' ' {
        return true;
    }
    before != ' ' && !ideographic(before) && !ideographic(after) && !"-/–—·".contains(before)
}

/// Characters of scripts written without spaces, and the marks that go with them.
fn ideographic(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}'
        | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}' | '…')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_missing_character_is_replaced_and_reported_once() {
        let mut missing = BTreeSet::new();
        assert_eq!(drawable("甲\u{2B820}乙\u{E000}\u{2B820}", &mut missing), "甲〓乙〓〓");
        assert_eq!(missing.into_iter().collect::<Vec<_>>(), ['\u{E000}', '\u{2B820}']);
    }

    #[test]
    fn line_ends_become_spaces_and_shapeless_characters_vanish_without_a_report() {
        let mut missing = BTreeSet::new();
        assert_eq!(drawable(" 甲\r\n\t乙\u{200B}\u{FE0F}丙\u{0} ", &mut missing), "甲 乙丙");
        assert!(missing.is_empty());
    }

    #[test]
    fn hanzi_are_an_em_wide_and_a_bracket_never_begins_or_ends_a_line() {
        assert!((width("甲乙", 28.0) - 56.0).abs() < 1e-9);
        for room in 60..400 {
            let lines = wrap("三门峡（集团）股份有限公司“示范”分公司", 28.0, f64::from(room), 20);
            for line in lines.iter().filter(|line| line.chars().count() > 1) {
                assert!(!NOT_FIRST.contains(line.chars().next().unwrap()) || room < 90, "{room}: {lines:?}");
            }
        }
        assert_eq!(pieces("甲（乙）丙"), ["甲", "（乙）", "丙"]);
        assert_eq!(pieces("ab cd 甲e"), ["ab ", "cd ", "甲", "e"]);
    }

    #[test]
    fn halves_are_rounded_away_from_zero() {
        assert_eq!(["12.5", "13.5", "-0.5"].map(|v| rounded(v.parse().unwrap(), 0)), ["13", "14", "-1"]);
        assert_eq!((rounded(8.25, 1), rounded(8.0, 1)), ("8.3".to_owned(), "8.0".to_owned()));
    }

    #[test]
    fn a_sign_is_written_unless_the_value_rounds_to_nothing() {
        let signed = |v| (signed(v, 0), signed(v, 1));
        assert_eq!(signed(0.04), ("0".to_owned(), "0.0".to_owned()));
        assert_eq!(signed(-0.5), ("−1".to_owned(), "−0.5".to_owned()));
        assert_eq!(signed(12.25), ("+12".to_owned(), "+12.3".to_owned()));
    }

    #[test]
    fn what_does_not_fit_loses_its_middle() {
        let lines = wrap("甲乙丙丁戊己庚辛壬癸", 10.0, 50.0, 1);
        assert_eq!(lines, ["甲乙…壬癸"]);
    }

    #[test]
    fn forty_hanzi_break_evenly() {
        let name = "陕".repeat(40);
        let lines = wrap(&name, 28.0, 580.0, 3);
        assert_eq!(lines.iter().map(|l| l.chars().count()).collect::<Vec<_>>(), [20, 20]);
    }

    proptest! {
        #[test]
        fn lines_fit_and_lose_nothing_when_there_are_enough(text in "[甲乙（）、a-z \u{E000}]{0,60}", room in 30.0..900.0_f64) {
            let lines = wrap(&text, 28.0, room, 200);
            prop_assert!(widest(&lines, 28.0) <= room + 1e-9, "{lines:?}");
            let squeezed = |s: &str| s.chars().filter(|c| *c != ' ').collect::<String>();
            let drawn = drawable(&text, &mut BTreeSet::new());
            prop_assert_eq!(squeezed(&lines.concat()), squeezed(&drawn));
        }

        #[test]
        fn never_more_lines_than_asked_for(text in ".{0,80}", lines in 1_usize..4) {
            prop_assert!(wrap(&text, 28.0, 120.0, lines).len() <= lines);
        }
    }
}
