//! How wide the columns of a table are, and how large its text.
//!
//! The template may say the proportions by its dashes (`|---|------|`); where all columns have as many, the content
//! decides. Text is as large as it may be: 小四 where no cell has to wrap, 五号 where every word still fits its column,
//! 小五 for the widest tables. The columns always make up the width of the page, so no table runs over its edge.

use super::block::{Cell, Inline, Table};
use unicode_width::UnicodeWidthChar;

/// The sizes of text in tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Size {
    /// 小四, 12 pt.
    Small4,
    /// 五号, 10.5 pt.
    Five,
    /// 小五, 9 pt.
    Small5,
}

impl Size {
    const ALL: [Self; 3] = [Self::Small4, Self::Five, Self::Small5];

    /// The width of text in twips, which is given in quarters of an em; a hanzi is one em wide.
    const fn twips(self, quarters: usize) -> usize {
        let em = match self {
            Self::Small4 => 240,
            Self::Five => 210,
            Self::Small5 => 180,
        };
        (quarters * em).div_ceil(4)
    }
}

/// What a cell has on its left and right together, in twips; the table's style sets it.
pub(super) const PADDING: usize = 2 * 85 + 20;
/// The longest word that is not broken, in quarters of an em; digests are longer.
const WORD: usize = 32;
/// No column is narrower than two hanzi.
const NARROWEST: usize = 8;
/// The name of a column of up to four hanzi stays on one line.
const NAME: usize = 16;

/// The size of a table's text and the widths of its columns in twips, which add up to `available`.
pub(super) fn widths(table: &Table, available: usize) -> (Size, Vec<usize>) {
    let columns: Vec<Extent> = (0..table.columns.len()).map(|column| Extent::of(table, column)).collect();
    let dashes: Vec<usize> = table.columns.iter().map(|column| column.dashes).collect();
    let is_even = dashes.windows(2).all(|pair| pair[0] == pair[1]);
    let mut last = (Size::Small5, shares(&dashes, available));
    for size in Size::ALL {
        let least: Vec<usize> = columns.iter().map(|column| size.twips(column.least) + PADDING).collect();
        let natural: Vec<usize> = columns.iter().map(|column| size.twips(column.natural) + PADDING).collect();
        let (widths, fits) = if !is_even {
            let widths = shares(&dashes, available);
            let fits = widths.iter().zip(&least).all(|(width, least)| width >= least);
            (widths, fits)
        } else if natural.iter().sum::<usize>() <= available {
            (shares(&natural, available), true)
        } else if least.iter().sum::<usize>() <= available {
            (grown(&least, &natural, available), size != Size::Small4)
        } else {
            (shares(&least, available), false)
        };
        last = (size, widths);
        if fits {
            break;
        }
    }
    last
}

/// What the cells of a column need, in quarters of an em.
struct Extent {
    /// So that no cell wraps.
    natural: usize,
    /// So that no word is broken.
    least: usize,
}

impl Extent {
    fn of(table: &Table, column: usize) -> Self {
        let mut extent = Self { natural: NARROWEST, least: NARROWEST };
        for row in table.header.iter().chain(&table.rows) {
            for line in lines(&row[column]) {
                extent.natural = extent.natural.max(quarters(&line));
                let words = line.split(|c: char| !c.is_ascii() || c == ' ').map(quarters);
                extent.least = extent.least.max(words.max().unwrap_or(0).min(WORD));
            }
        }
        let named = table.header.as_ref().and_then(|header| lines(&header[column]).map(|line| quarters(&line)).max());
        extent.least = extent.least.max(named.filter(|width| *width <= NAME).unwrap_or(0));
        extent
    }
}

fn lines(cell: &Cell) -> impl Iterator<Item = String> {
    cell.split(|piece| *piece == Inline::Break).map(|line| super::block::text_of(line, ""))
}

/// The width of a text as Times New Roman and a face of hanzi set it, rounded up: capitals take three quarters of an em.
fn quarters(text: &str) -> usize {
    let width = |c: char| match c {
        'M' | 'W' | 'm' | 'w' | '%' | '@' | '\u{2014}' | '\u{2026}' => 4,
        'A'..='Z' | '&' => 3,
        _ => 2 * c.width_cjk().unwrap_or(0),
    };
    text.chars().map(width).sum()
}

/// `available` in the proportion of `parts`, to the last twip.
fn shares(parts: &[usize], available: usize) -> Vec<usize> {
    let whole: usize = parts.iter().sum::<usize>().max(1);
    let mut end = 0;
    let mut sum = 0;
    let share = |part: &usize| {
        sum += part;
        let begin = std::mem::replace(&mut end, sum * available / whole);
        end - begin
    };
    parts.iter().map(share).collect()
}

/// Columns between `least` and `natural` that fill `available`: what is left above the least goes round in equal shares,
/// and who needs less than a share leaves the rest to the others.
fn grown(least: &[usize], natural: &[usize], available: usize) -> Vec<usize> {
    let mut widths = least.to_vec();
    let mut left = available - least.iter().sum::<usize>();
    let mut order: Vec<usize> = (0..least.len()).collect();
    order.sort_by_key(|column| natural[*column] - least[*column]);
    for (served, column) in order.iter().enumerate() {
        let grant = (natural[*column] - least[*column]).min(left / (order.len() - served));
        widths[*column] += grant;
        left -= grant;
    }
    if let Some(widest) = order.last() {
        widths[*widest] += left;
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::super::block::{Align, Block, Column, Look};
    use super::super::markdown;
    use super::*;
    use proptest::prelude::*;

    const PAGE: usize = 8845;

    fn table(text: &str) -> Table {
        match markdown::blocks(text).0.as_slice() {
            [Block::Table(table)] => table.clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_table_that_fits_keeps_the_size_and_its_lines() {
        let (size, widths) = widths(&table("| 序号 | 单位 |\n|---|---|\n| 1 | 某市质量研究院 |\n"), PAGE);
        assert_eq!(size, Size::Small4);
        assert!(widths[1] > 2 * widths[0], "{widths:?}");
    }

    #[test]
    fn dashes_of_different_length_are_the_proportions() {
        let (_, widths) = widths(&table("| 甲 | 乙 |\n|--|------|\n| 1 | 2 |\n"), PAGE);
        assert_eq!(widths, [PAGE / 4, PAGE - PAGE / 4]);
    }

    #[test]
    fn long_texts_share_what_short_columns_leave() {
        let long = "职责清楚但考核指标没有分解到班组".repeat(8);
        let (size, widths) =
            widths(&table(&format!("| 条款 | 优势 | 改进 |\n|---|---|---|\n| 4.1 | {long} | {long} |\n")), PAGE);
        assert_eq!(size, Size::Five);
        assert_eq!(widths[0], 2 * 210 + PADDING);
        assert!(widths[1].abs_diff(widths[2]) <= 1, "{widths:?}");
    }

    #[test]
    fn many_columns_of_words_take_the_smallest_size() {
        let row = |cell: &str| format!("|{}\n", format!(" {cell} |").repeat(9));
        let (size, widths) = widths(&table(&(row("条款") + &row("---") + &row("E2026001234"))), PAGE);
        assert_eq!((size, widths.len()), (Size::Small5, 9));
    }

    proptest! {
        #[test]
        fn columns_make_up_the_page(
            cells in prop::collection::vec(prop::collection::vec("[a-f0-9质量 ]{0,80}", 5), 1..5), dashes in prop::collection::vec(1..9_usize, 1..5),
        ) {
            let columns: Vec<Column> = dashes.iter().map(|dashes| Column { align: Align::Left, dashes: *dashes }).collect();
            let cell = |text: &String| vec![Inline::Text { text: text.clone(), look: Look::Plain }];
            let rows = cells.iter().map(|row| row.iter().take(columns.len()).map(cell).collect()).collect();
            let (_, widths) = widths(&Table { columns, header: None, rows }, PAGE);
            prop_assert_eq!(widths.iter().sum::<usize>(), PAGE);
            prop_assert!(widths.iter().all(|width| *width > PADDING), "{:?}", widths);
        }
    }
}
