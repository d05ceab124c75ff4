//! Text in columns of a terminal, where a hanzi takes two cells and Chinese breaks between any two characters.
//!
//! Lines are built from cells that wrap inside their column, so no text, however long, widens a table. Only ASCII is
//! used for rules: on a terminal with a Chinese code page the box characters are two cells wide and would not line up.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Blank cells between two columns.
const GAP: usize = 2;

/// Where the text of a column stands.
#[derive(Clone, Copy)]
pub(crate) enum Side {
    Left,
    Right,
}

/// A column of a table.
#[derive(Clone, Copy)]
pub(crate) struct Column {
    /// All of its cells.
    pub(crate) width: usize,
    /// How many of them stay blank at the left, on every line; fewer than `width`.
    pub(crate) indent: usize,
    pub(crate) side: Side,
}

impl Column {
    pub(crate) fn left(width: usize) -> Self {
        Self { width, indent: 0, side: Side::Left }
    }

    pub(crate) fn right(width: usize) -> Self {
        Self { width, indent: 0, side: Side::Right }
    }
}

/// The width of `text` in cells.
pub(crate) fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// The width of the widest text, at most `width_max`.
pub(crate) fn widest(texts: impl IntoIterator<Item = impl AsRef<str>>, width_max: usize) -> usize {
    texts.into_iter().map(|text| width(text.as_ref())).max().unwrap_or(0).min(width_max)
}

/// What `total` cells leave for one more column beside `columns`.
pub(crate) fn rest(total: usize, columns: &[usize]) -> usize {
    total.saturating_sub(columns.iter().map(|width| width + GAP).sum())
}

/// One row of a table, as many lines as its tallest cell needs.
pub(crate) fn row(columns: &[Column], cells: &[&str]) -> Vec<String> {
    let wrapped: Vec<Vec<String>> =
        columns.iter().zip(cells).map(|(column, cell)| wrap(cell, column.width - column.indent)).collect();
    let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
    (0..height).map(|at| line(columns, wrapped.iter().map(|cell| cell.get(at).map_or("", String::as_str)))).collect()
}

fn line<'a>(columns: &[Column], cells: impl Iterator<Item = &'a str>) -> String {
    let mut line = String::new();
    for (at, (column, cell)) in columns.iter().zip(cells).enumerate() {
        if at > 0 {
            line.push_str(&" ".repeat(GAP));
        }
        line.push_str(&" ".repeat(column.indent));
        let padding = " ".repeat((column.width - column.indent).saturating_sub(width(cell)));
        match column.side {
            Side::Left => line.extend([cell, &padding]),
            Side::Right => line.extend([padding.as_str(), cell]),
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// `text` in lines of at most `width_max` cells; an empty text is one empty line. Characters wider than `width_max`
/// stand alone.
pub(crate) fn wrap(text: &str, width_max: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut current = String::new();
    for unit in units(text).iter().flat_map(|unit| split(unit, width_max)) {
        let space = usize::from(unit.after_space && !current.is_empty());
        if !current.is_empty() && width(&current) + space + width(&unit.text) > width_max {
            lines.push(std::mem::take(&mut current));
        } else if space == 1 {
            current.push(' ');
        }
        current.push_str(&unit.text);
    }
    if !current.is_empty() || lines.is_empty() {
        lines.push(current);
    }
    lines
}

/// Text that stays on one line: a word, or a hanzi with the punctuation that clings to it.
struct Unit {
    text: String,
    after_space: bool,
}

fn units(text: &str) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut after_space = false;
    let mut previous = ' ';
    for c in text.chars() {
        if c.is_whitespace() {
            after_space = true;
            continue;
        }
        match units.last_mut() {
            Some(unit) if !after_space && clings(previous, c) => unit.text.push(c),
            _ => units.push(Unit { text: c.to_string(), after_space }),
        }
        (previous, after_space) = (c, false);
    }
    units
}

/// Whether no line may break between two characters without a space: inside words, before closing and after opening
/// punctuation.
fn clings(previous: char, next: char) -> bool {
    const OPENING: &str = "（《“‘〔【";
    const CLOSING: &str = "，。、；：！？）》”’〕】…—%";
    let is_wide = |c: char| c.width() == Some(2);
    OPENING.contains(previous) || CLOSING.contains(next) || !(is_wide(previous) || is_wide(next))
}

/// A unit wider than a whole line is cut where the line is full.
fn split(unit: &Unit, width_max: usize) -> Vec<Unit> {
    let mut pieces = vec![Unit { text: String::new(), after_space: unit.after_space }];
    let mut filled = 0;
    for c in unit.text.chars() {
        let cells = c.width().unwrap_or(0);
        if filled > 0 && filled + cells > width_max {
            pieces.push(Unit { text: String::new(), after_space: false });
            filled = 0;
        }
        filled += cells;
        if let Some(piece) = pieces.last_mut() {
            piece.text.push(c);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn chinese_breaks_between_hanzi_but_not_before_closing_punctuation() {
        assert_eq!(wrap("看不到做法，只有零星说法。", 10), ["看不到做", "法，只有零", "星说法。"]);
        assert_eq!(wrap("组织（含创新）", 6), ["组织", "（含创", "新）"]);
    }

    #[test]
    fn english_breaks_at_spaces_and_long_words_are_cut() {
        assert_eq!(wrap("a system that works", 8), ["a system", "that", "works"]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("", 4), [""]);
    }

    #[test]
    fn columns_line_up_beside_hanzi() {
        let columns = [Column::left(6), Column::right(5)];
        assert_eq!(row(&columns, &["领导", "110"]), ["领导      110"]);
        assert_eq!(row(&columns, &["ab", "80"]), ["ab         80"]);
        let indented = [Column { indent: 2, ..columns[0] }, columns[1]];
        assert_eq!(row(&indented, &["战略部署", "50"]), ["  战略     50", "  部署"]);
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_no_character_is_lost(text in "[a-z 汉字，。（）]{0,80}", width_max in 2..40_usize) {
            let lines = wrap(&text, width_max);
            prop_assert!(lines.iter().all(|line| width(line) <= width_max), "{:?}", lines);
            let visible = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(visible(&lines.concat()), visible(&text));
        }
    }
}
