//! Where everything of a grid is: names and severities at the left, columns beside them, and how many go on one line of
//! panels.

use super::heads::Heads;
use super::{ResidualCell, ResidualGrid};
use crate::column::Column;
use crate::lang::Lang;
use crate::paging;
use crate::sheet::{LABEL, LEADING, MARGIN, SMALL, WIDTH};
use crate::text;
use std::ops::Range;

const NAME_ROOM: f64 = 400.0;
const SEVERITY_ROOM: f64 = 190.0;
const GAP: f64 = 20.0;
const CELL_MIN: f64 = 50.0;
const CELL_MAX: f64 = 120.0;
/// What a cell has at least around its figures.
const CELL_FREE: f64 = 8.0;
/// The widest figures that widen the cells; wider ones are left to the list below.
const FIGURES_MAX: f64 = 110.0;
/// A triangle and its figures.
const ROW_MIN: f64 = 72.0;

/// Some columns with some rows, drawn in one piece with their heads.
#[derive(Clone)]
pub(super) struct Panel {
    pub(super) columns: Range<usize>,
    pub(super) rows: Range<usize>,
}

/// The grid's measures.
pub(super) struct Layout {
    pub(super) names: Column,
    pub(super) severities: Column,
    /// Where the severities end.
    pub(super) severity_end: f64,
    /// The left edge of the first column, and the width of each.
    pub(super) left: f64,
    pub(super) cell: f64,
    pub(super) heads: Heads,
    /// The greatest residual without its sign.
    pub(super) most: f64,
    /// The columns of each panel.
    columns: Vec<Range<usize>>,
    heights: Vec<f64>,
}

impl Layout {
    pub(super) fn new(grid: &ResidualGrid, lang: Lang) -> Self {
        let names = Column::new(grid.reviewers.iter().map(|r| r.name.as_str()), LABEL, NAME_ROOM);
        let severities = Column::new(grid.reviewers.iter().map(|r| r.severity.as_str()), SMALL, SEVERITY_ROOM);
        let name_room = text::widest(&name_head(lang), SMALL).max(names.width());
        let severity_room = text::width(severity_head(lang), SMALL).max(severities.width());
        let severity_end = MARGIN + 10.0 + name_room + GAP + severity_room;
        let left = severity_end + GAP;
        let (columns, cell) = columns(grid, WIDTH - MARGIN - left);
        let heights = (0..grid.reviewers.len())
            .map(|n| f64::max(ROW_MIN, names.height(n).max(severities.height(n)) + 12.0))
            .collect();
        let heads = Heads::new(&grid.entrants, cell);
        let most = residuals(grid).map(f64::abs).fold(1.0, f64::max);
        Self { names, severities, severity_end, left, cell, heads, most, columns, heights }
    }

    /// The panels of pages that have `room`, which is infinite on a sheet as high as need be.
    pub(super) fn panels(&self, room: f64) -> Vec<Panel> {
        let panels = |columns: &Range<usize>| {
            let furniture = self.heads.height() + self.heads.key_height(columns) + PANEL_GAP;
            let panel = |rows| Panel { columns: columns.clone(), rows };
            paging::cut(&self.heights, &[], room - furniture).into_iter().map(panel).collect::<Vec<_>>()
        };
        self.columns.iter().flat_map(panels).collect()
    }

    pub(super) fn row_height(&self, row: usize) -> f64 {
        self.heights[row]
    }

    /// The height of a panel's rows.
    pub(super) fn rows_height(&self, panel: &Panel) -> f64 {
        self.heights[panel.rows.clone()].iter().sum()
    }

    /// The height of a panel with heads, key and the space below it.
    pub(super) fn panel_height(&self, panel: &Panel) -> f64 {
        self.heads.height() + self.rows_height(panel) + self.heads.key_height(&panel.columns) + PANEL_GAP
    }

    /// The left edge and the right edge of a panel's column.
    pub(super) fn column(&self, panel: &Panel, column: usize) -> (f64, f64) {
        let left = self.left + (column - panel.columns.start) as f64 * self.cell;
        (left, left + self.cell)
    }
}

/// The space below a panel.
const PANEL_GAP: f64 = 34.0;

fn residuals(grid: &ResidualGrid) -> impl Iterator<Item = f64> {
    grid.reviewers.iter().flat_map(|r| &r.cells).filter_map(|cell| match cell {
        ResidualCell::Residual { value, .. } => Some(*value),
        ResidualCell::Recused | ResidualCell::Nothing => None,
    })
}

/// The columns in parts of about equal number, as few parts as there is room for, and the width of a column.
fn columns(grid: &ResidualGrid, room: f64) -> (Vec<Range<usize>>, f64) {
    let count = grid.entrants.len();
    let figures = |value| text::width(&text::signed(value, usize::from(grid.decimals)), SMALL);
    let widest = residuals(grid).map(figures).filter(|w| *w <= FIGURES_MAX).fold(0.0, f64::max);
    let least = f64::max(CELL_MIN, widest + CELL_FREE);
    let most = (1..=count).rev().find(|n| *n as f64 * least <= room).unwrap_or(1);
    let each = count.div_ceil(count.div_ceil(most));
    let parts = (0..count).step_by(each).map(|start| start..count.min(start + each)).collect();
    (parts, (room / each as f64).floor().clamp(least, CELL_MAX.max(least)))
}

/// The head of the names, in lines.
pub(super) fn name_head(lang: Lang) -> [String; 2] {
    [lang.pick("评审专家", "Reviewer"), lang.pick("（最严在上）", "(strictest first)")].map(str::to_owned)
}

/// The head of the severities.
pub(super) fn severity_head(lang: Lang) -> &'static str {
    lang.pick("宽严", "Severity")
}

/// The height of so many lines of small text.
pub(super) fn lines_height(lines: usize) -> f64 {
    lines as f64 * SMALL * LEADING
}
