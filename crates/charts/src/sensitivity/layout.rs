//! Where the columns of a sensitivity are: rank, name, families, all of them together, answer.

use super::{Sensitivity, SettingFamily};
use crate::column::Column;
use crate::lang::Lang;
use crate::marks::LEGEND_MARK;
use crate::sheet::{LABEL, LEADING, MARGIN, SMALL, WIDTH};
use crate::text;

/// Where the ranks begin: right of the dark edge of what is sometimes on the list.
pub(super) const RANKS: f64 = MARGIN + 20.0;
/// Where the names begin.
pub(super) const NAMES: f64 = RANKS + 86.0;

const NAME_ROOM: f64 = 420.0;
const GAP: f64 = 26.0;
const CELL_MIN: f64 = 76.0;
const CELL_MAX: f64 = 140.0;
/// The most a family's head takes upwards.
const HEAD_MAX: f64 = 330.0;
/// Figures above a bar.
const ROW_MIN: f64 = 72.0;

/// The columns.
pub(super) struct Layout {
    /// More than usual only if there are very many families.
    pub(super) width: f64,
    pub(super) names: Column,
    /// The left edge of the first family, and the width of each; all of them together have one more.
    pub(super) left: f64,
    pub(super) cell: f64,
    /// The heads of the families in lines, written upwards.
    pub(super) heads: Vec<Vec<String>>,
    /// Where the marks of the answers begin.
    pub(super) answer: f64,
}

impl Layout {
    pub(super) fn new(chart: &Sensitivity, lang: Lang) -> Self {
        let names = Column::new(chart.candidates.iter().map(|c| c.name.as_str()), LABEL, NAME_ROOM);
        let left = NAMES + names.width().max(160.0) + GAP;
        let answers = super::draw::answers(lang).map(|a| text::width(a, LABEL)).into_iter().fold(0.0, f64::max);
        let answer_room = LEGEND_MARK + answers + 10.0;
        let columns = chart.families.len() as f64 + 1.0;
        // A count is never wider than that of all settings of its column.
        let all = chart.families.iter().map(|f| u64::from(f.settings)).chain([chart.settings()]);
        let widest = all.map(|n| text::width(&format!("{n}/{n}"), SMALL)).fold(0.0, f64::max);
        let least = f64::max(CELL_MIN, widest + 16.0);
        let room = WIDTH - MARGIN - answer_room - GAP - left;
        let cell = (room / columns).floor().clamp(least, CELL_MAX.max(least));
        let answer = left + cell * columns + GAP;
        let width = f64::max(WIDTH, answer + answer_room + MARGIN);
        let heads = chart.families.iter().map(|f| head(f, cell, lang)).collect();
        Self { width, names, left, cell, heads, answer }
    }

    /// The height of a candidate's row.
    pub(super) fn height(&self, candidate: usize) -> f64 {
        f64::max(ROW_MIN, self.names.height(candidate) + 18.0)
    }

    /// The height of the heads.
    pub(super) fn heads_height(&self) -> f64 {
        self.heads.iter().map(|lines| text::widest(lines, SMALL)).fold(60.0, f64::max) + 24.0
    }
}

/// A family's head, in as many lines as its column is wide.
fn head(family: &SettingFamily, cell: f64, lang: Lang) -> Vec<String> {
    let words = match lang {
        Lang::Zh => format!("{}（{} 种）", family.title, family.settings),
        Lang::En => format!("{} ({})", family.title, family.settings),
    };
    let lines = (1..=3).rev().find(|n| f64::from(*n) * SMALL * LEADING <= cell - 6.0).unwrap_or(1);
    text::wrap(&words, SMALL, HEAD_MAX, usize::try_from(lines).unwrap_or(1))
}
