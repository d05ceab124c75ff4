//! Where everything of a map of spread is: the column of names, the columns of items, their heads, the scale of shades.

use super::{SpreadCell, SpreadMap};
use crate::axis::Axis;
use crate::sheet::{LABEL, LEADING, MARGIN, SMALL, WIDTH};
use crate::text;
use std::ops::Range;

/// The gap between two categories.
pub(super) const GROUP_GAP: f64 = 10.0;
/// The pixels of the legend's ramp.
pub(super) const RAMP_WIDTH: f64 = 460.0;

const NAME_WIDTH: f64 = 560.0;
/// Two digits with the frame of a marked cell around them.
const CELL_MIN: f64 = 37.0;
const CELL_MAX: f64 = 76.0;
const ROW_MIN: f64 = 50.0;
const HEAD_MAX: f64 = 430.0;

/// The map's measures.
pub(super) struct Layout {
    /// The sheet's width; more than usual only if there are very many items.
    pub(super) width: f64,
    /// The names of the entrants in lines, and the heights of their rows.
    pub(super) names: Vec<Vec<String>>,
    pub(super) heights: Vec<f64>,
    /// The left edge and the right edge of every item's column.
    pub(super) columns: Vec<(f64, f64)>,
    /// Which columns belong to each category.
    pub(super) groups: Vec<Range<usize>>,
    /// How each category is written above its columns.
    pub(super) titles: Vec<Vec<String>>,
    /// The items as they are written upwards, and the height that takes.
    pub(super) items: Vec<String>,
    pub(super) items_height: f64,
    /// From the measure to the pixels of the legend's ramp.
    pub(super) shades: Axis,
}

impl Layout {
    pub(super) fn new(map: &SpreadMap) -> Self {
        let names: Vec<Vec<String>> =
            map.entrants.iter().map(|e| text::wrap(&e.entrant, LABEL, NAME_WIDTH, 3)).collect();
        let heights = names.iter().map(|l| f64::max(ROW_MIN, l.len() as f64 * LABEL * LEADING + 12.0)).collect();
        let left = MARGIN + 10.0 + names.iter().map(|l| text::widest(l, LABEL)).fold(200.0, f64::max) + 20.0;
        let groups = ranges(map);
        let (columns, width) = columns(&groups, left);
        let items: Vec<String> = map
            .groups
            .iter()
            .flat_map(|g| &g.items)
            .map(|item| text::wrap(item, SMALL, HEAD_MAX, 1).concat())
            .collect();
        let items_height = text::widest(&items, SMALL) + 16.0;
        let titles = titles(map, &groups, &columns);
        Self { width, names, heights, columns, groups, titles, items, items_height, shades: shades(map) }
    }

    /// How dark a value is, 0 to 1.
    pub(super) fn shade(&self, value: f64) -> f64 {
        self.shades.at(value) / RAMP_WIDTH
    }

    /// The height of the categories' titles.
    pub(super) fn titles_height(&self) -> f64 {
        self.titles.iter().map(Vec::len).max().unwrap_or(0) as f64 * SMALL * LEADING + 14.0
    }
}

fn ranges(map: &SpreadMap) -> Vec<Range<usize>> {
    let mut start = 0;
    let next = |items: usize| {
        start += items;
        start - items..start
    };
    map.groups.iter().map(|g| g.items.len()).map(next).collect()
}

/// The edges of the columns, and the width of the sheet they need.
fn columns(groups: &[Range<usize>], left: f64) -> (Vec<(f64, f64)>, f64) {
    let count: usize = groups.iter().map(Range::len).sum();
    let gaps = groups.len().saturating_sub(1) as f64 * GROUP_GAP;
    let cell = ((WIDTH - MARGIN - left - gaps) / count as f64).floor().clamp(CELL_MIN, CELL_MAX);
    let mut columns = Vec::with_capacity(count);
    let mut x = left;
    for group in groups {
        for _ in group.clone() {
            columns.push((x, x + cell));
            x += cell;
        }
        x += GROUP_GAP;
    }
    (columns, f64::max(WIDTH, x - GROUP_GAP + MARGIN))
}

/// Titles of the categories if all have room above their columns; else their codes; else nothing where even that has none.
fn titles(map: &SpreadMap, groups: &[Range<usize>], columns: &[(f64, f64)]) -> Vec<Vec<String>> {
    let room = |range: &Range<usize>| columns[range.end - 1].1 - columns[range.start].0;
    let whole = |words: &str, room: f64, most: usize| {
        let lines = text::wrap(words, SMALL, room, usize::MAX);
        let fits = lines.len() <= most && text::widest(&lines, SMALL) <= room;
        fits.then_some(lines)
    };
    let written = |words: &dyn Fn(usize) -> String, most: usize| -> Option<Vec<Vec<String>>> {
        groups.iter().enumerate().map(|(n, range)| whole(&words(n), room(range), most)).collect()
    };
    let full = |n: usize| format!("{} {}", map.groups[n].code, map.groups[n].title);
    let code = |n: usize| map.groups[n].code.clone();
    let one_by_one =
        || groups.iter().enumerate().map(|(n, range)| whole(&code(n), room(range), 1).unwrap_or_default()).collect();
    written(&full, 3).or_else(|| written(&code, 1)).unwrap_or_else(one_by_one)
}

/// The scale of shades: from 0 over the greatest value and the limit.
fn shades(map: &SpreadMap) -> Axis {
    let values = map.entrants.iter().flat_map(|e| &e.cells).filter_map(|cell| match cell {
        SpreadCell::Spread { value, .. } => Some(*value),
        SpreadCell::Recused | SpreadCell::Nothing => None,
    });
    let most = values.chain(map.limit).fold(1.0, f64::max);
    Axis::covering(0.0, most, 7, (0.0, RAMP_WIDTH))
}
