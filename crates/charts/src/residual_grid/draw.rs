//! Draws a grid of residuals: panels of columns, and the list of the extreme cells.

use super::layout::{Layout, Panel, lines_height, name_head, severity_head};
use super::{ResidualCell, ResidualGrid, cell};
use crate::canvas::{Align, Canvas, Hand};
use crate::lang::Lang;
use crate::marks::{self, Mark};
use crate::paging::{self, Page};
use crate::palette::{GRID, INK, MUTED, TIERS};
use crate::picture::Picture;
use crate::sheet::{self, LABEL, LEADING, MARGIN, SMALL, WIDTH};
use crate::text;

const TITLE_HEIGHT: f64 = 54.0;

/// What is drawn in one piece.
enum Block {
    Panel(Panel),
    /// The title of the list of extreme cells, in lines.
    Title(Vec<String>),
    /// An extreme cell in words, in lines.
    Extreme(Vec<String>),
}

impl Block {
    fn height(&self, layout: &Layout) -> f64 {
        match self {
            Block::Panel(panel) => layout.panel_height(panel),
            Block::Title(lines) => lines_height(lines.len()) + TITLE_HEIGHT - lines_height(1),
            Block::Extreme(lines) => lines_height(lines.len()) + 8.0,
        }
    }
}

/// The whole grid.
pub(super) fn picture(grid: &ResidualGrid, lang: Lang) -> Picture {
    let layout = Layout::new(grid, lang);
    draw(grid, &layout, &blocks(grid, &layout, f64::INFINITY, lang), Page::SINGLE, lang)
}

/// The grid in pages.
pub(super) fn pages(grid: &ResidualGrid, lang: Lang) -> Vec<Picture> {
    let layout = Layout::new(grid, lang);
    let room = paging::room(WIDTH, &grid.heading, |canvas| header(canvas, grid, Page::LONGEST, lang));
    let blocks = blocks(grid, &layout, room, lang);
    let heights: Vec<f64> = blocks.iter().map(|block| block.height(&layout)).collect();
    let attached: Vec<bool> = blocks.iter().map(|block| matches!(block, Block::Title(_))).collect();
    paging::paged(&heights, &attached, room, |part, page| draw(grid, &layout, &blocks[part], page, lang))
}

/// The panels, then the list of the extreme cells.
fn blocks(grid: &ResidualGrid, layout: &Layout, room: f64, lang: Lang) -> Vec<Block> {
    let lines = |words: &str, size: f64| text::wrap(words, size, WIDTH - 2.0 * MARGIN - 20.0, 3);
    let mut blocks: Vec<Block> = layout.panels(room).into_iter().map(Block::Panel).collect();
    let extremes = grid.extremes();
    let title = match (extremes.is_empty(), lang) {
        (false, Lang::Zh) => format!("建议讨论的格（{}）", grid.rule),
        (false, Lang::En) => format!("Cells to discuss ({})", grid.rule),
        (true, Lang::Zh) => format!("没有建议讨论的格（{}）", grid.rule),
        (true, Lang::En) => format!("No cells to discuss ({})", grid.rule),
    };
    blocks.push(Block::Title(lines(&title, LABEL)));
    for (reviewer, entrant, value) in extremes {
        let figures = text::signed(value, usize::from(grid.decimals));
        let direction = if value > 0.0 {
            lang.pick("高于预期", "above expectation")
        } else {
            lang.pick("低于预期", "below expectation")
        };
        let words = match lang {
            Lang::Zh => format!("{} → {} {}：{figures}，{direction}", reviewer.name, entrant.id, entrant.name),
            Lang::En => format!("{} → {} {}: {figures}, {direction}", reviewer.name, entrant.id, entrant.name),
        };
        blocks.push(Block::Extreme(lines(&words, SMALL)));
    }
    blocks
}

fn draw(grid: &ResidualGrid, layout: &Layout, blocks: &[Block], page: Page, lang: Lang) -> Picture {
    let mut canvas = Canvas::new(WIDTH);
    let mut y = header(&mut canvas, grid, page, lang);
    // What was broken into lines without the canvas: texts that may hold what the font lacks.
    canvas.inspect(&grid.rule);
    grid.entrants.iter().for_each(|e| canvas.inspect(&format!("{} {}", e.id, e.name)));
    for block in blocks {
        let height = block.height(layout);
        match block {
            Block::Panel(panel) => draw_panel(&mut canvas, grid, layout, panel, y, lang),
            Block::Title(lines) => {
                let hand = Hand::new(LABEL, INK).bold();
                canvas.lines_at_middle((MARGIN + 10.0, y + height / 2.0), lines, LABEL * LEADING, hand);
            }
            Block::Extreme(lines) => {
                let hand = Hand::new(SMALL, INK);
                canvas.lines_at_middle((MARGIN + 10.0, y + height / 2.0), lines, SMALL * LEADING, hand);
            }
        }
        y += height;
    }
    let height = sheet::foot(&mut canvas, y, &grid.heading);
    canvas.finish(height, &sheet::title(&grid.heading, page, lang))
}

/// Title, legend, and what a residual is; returns where the panels begin.
fn header(canvas: &mut Canvas, grid: &ResidualGrid, page: Page, lang: Lang) -> f64 {
    let y = sheet::head(canvas, &grid.heading, page, lang, &legend(grid, lang));
    let measure = canvas.wrap(&grid.measure, SMALL, WIDTH - 2.0 * MARGIN - 20.0, 2);
    let end = y + lines_height(measure.len());
    let hand = Hand::new(SMALL, INK);
    canvas.lines_at_middle((MARGIN + 10.0, f64::midpoint(y, end)), &measure, SMALL * LEADING, hand);
    end + 10.0
}

fn legend(grid: &ResidualGrid, lang: Lang) -> Vec<(Mark, String)> {
    let has = |which: fn(&ResidualCell) -> bool| grid.reviewers.iter().flat_map(|r| &r.cells).any(which);
    let entries = [
        (true, Mark::Above, lang.pick("给分高于预期", "gave more than expected")),
        (true, Mark::Below, lang.pick("给分低于预期（越大相差越多）", "gave less than expected (larger: by more)")),
        (
            has(|c| matches!(c, ResidualCell::Residual { extreme: true, .. })),
            Mark::Extreme,
            lang.pick("建议讨论，列在末尾", "to discuss, listed at the end"),
        ),
        (has(|c| matches!(c, ResidualCell::Recused)), Mark::Hatched, lang.pick("回避", "recused")),
        (has(|c| matches!(c, ResidualCell::Nothing)), Mark::Nothing, lang.pick("没有评分", "not scored")),
        (
            grid.entrants.iter().any(|e| e.undecided),
            Mark::UndecidedColumn,
            lang.pick("名次区间跨过名额线，未定", "undecided: its rank interval crosses the line"),
        ),
        (grid.line.is_some(), Mark::Places, grid.line.as_ref().map_or("", |line| line.label.as_str())),
    ];
    entries.into_iter().filter(|e| e.0).map(|(_, mark, words)| (mark, words.to_owned())).collect()
}

/// Heads, rows and key of one panel, from `y` down.
fn draw_panel(canvas: &mut Canvas, grid: &ResidualGrid, layout: &Layout, panel: &Panel, y: f64, lang: Lang) {
    let top = y + layout.heads.height();
    let bottom = top + layout.rows_height(panel);
    let right = layout.column(panel, panel.columns.end - 1).1;
    for column in panel.columns.clone() {
        let (from, to) = layout.column(panel, column);
        if grid.entrants[column].undecided {
            marks::undecided_column(canvas, (from, y), (to, bottom));
        }
        layout.heads.draw(canvas, column, (f64::midpoint(from, to), top));
        canvas.line((from, top), (from, bottom), GRID, 1);
    }
    canvas.line((right, top), (right, bottom), GRID, 1);
    let hand = Hand::new(SMALL, MUTED);
    canvas.lines_at_middle((MARGIN + 10.0, top - 42.0), &name_head(lang), SMALL * LEADING, hand);
    let head = (layout.severity_end, top - 42.0 + SMALL * LEADING / 2.0);
    canvas.text_at_middle(head, severity_head(lang), hand.align(Align::Right));
    canvas.line((MARGIN, top), (right, top), MUTED, 2);
    let mut row_top = top;
    for row in panel.rows.clone() {
        let end = row_top + layout.row_height(row);
        let middle = f64::midpoint(row_top, end);
        layout.names.draw(canvas, row, (MARGIN + 10.0, middle), Hand::new(LABEL, INK));
        layout.severities.draw(canvas, row, (layout.severity_end, middle), hand.align(Align::Right));
        for column in panel.columns.clone() {
            let (from, to) = layout.column(panel, column);
            cell::draw(canvas, grid, layout, grid.reviewers[row].cells[column], (from, row_top), (to, end));
        }
        canvas.line((MARGIN, end), (right, end), GRID, 1);
        row_top = end;
    }
    if let Some(x) = line_place(grid, layout, panel) {
        canvas.area((x - 2.0, y), (x + 2.0, bottom), TIERS[0]);
    }
    layout.heads.draw_key(canvas, &panel.columns, bottom);
}

/// Where the line is in a panel: after the last column above it, or before the first column of all.
fn line_place(grid: &ResidualGrid, layout: &Layout, panel: &Panel) -> Option<f64> {
    match grid.line.as_ref()?.after {
        0 => (panel.columns.start == 0).then(|| layout.column(panel, 0).0),
        after => panel.columns.contains(&(after - 1)).then(|| layout.column(panel, after - 1).1),
    }
}
