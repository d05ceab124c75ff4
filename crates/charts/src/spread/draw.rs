//! Draws a map of spread: legend, heads of the columns, rows of cells.

use super::layout::{Layout, RAMP_WIDTH};
use super::{SpreadCell, SpreadMap};
use crate::canvas::{Align, Canvas, Hand, Point};
use crate::lang::Lang;
use crate::marks::{self, Mark};
use crate::paging::{self, Page};
use crate::palette::{ALERT, GRID, INK, MUTED, PAPER, ramp, readable_on};
use crate::picture::Picture;
use crate::sheet::{self, LABEL, LEADING, MARGIN, SMALL};
use crate::text;
use std::ops::Range;

/// The whole map.
pub(super) fn picture(map: &SpreadMap, lang: Lang) -> Picture {
    draw(map, &Layout::new(map), 0..map.entrants.len(), Page::SINGLE, lang)
}

/// The map in pages.
pub(super) fn pages(map: &SpreadMap, lang: Lang) -> Vec<Picture> {
    let layout = Layout::new(map);
    let room = paging::room(layout.width, &map.heading, |canvas| header(canvas, map, &layout, Page::LONGEST, lang));
    paging::paged(&layout.heights, &[], room, |rows, page| draw(map, &layout, rows, page, lang))
}

fn draw(map: &SpreadMap, layout: &Layout, rows: Range<usize>, page: Page, lang: Lang) -> Picture {
    let mut canvas = Canvas::new(layout.width);
    let mut y = header(&mut canvas, map, layout, page, lang);
    for n in rows {
        let row = &map.entrants[n];
        let height = layout.heights[n];
        canvas.inspect(&row.entrant);
        let middle = y + height / 2.0;
        canvas.lines_at_middle((MARGIN + 10.0, middle), &layout.names[n], LABEL * LEADING, Hand::new(LABEL, INK));
        for (cell, (left, right)) in row.cells.iter().zip(&layout.columns) {
            draw_cell(&mut canvas, map, layout, *cell, (*left, y), (*right, y + height));
        }
        y += height;
        canvas.line((MARGIN, y), (layout.columns[0].0, y), GRID, 1);
    }
    let height = sheet::foot(&mut canvas, y, &map.heading);
    canvas.finish(height, &sheet::title(&map.heading, page, lang))
}

/// Title, legend and the heads of the columns; returns where the rows begin.
fn header(canvas: &mut Canvas, map: &SpreadMap, layout: &Layout, page: Page, lang: Lang) -> f64 {
    let has = |which: fn(&SpreadCell) -> bool| map.entrants.iter().flat_map(|e| &e.cells).any(which);
    let mut legend = Vec::new();
    if has(|c| matches!(c, SpreadCell::Spread { discuss: true, .. })) {
        legend.push((
            Mark::Discuss(ramp(map.limit.map_or(0.75, |limit| layout.shade(limit)))),
            lang.pick("需要讨论", "To be discussed").to_owned(),
        ));
    }
    if has(|c| matches!(c, SpreadCell::Recused)) {
        legend.push((Mark::Hatched, lang.pick("因回避而缺", "Missing by recusal").to_owned()));
    }
    if has(|c| matches!(c, SpreadCell::Nothing)) {
        legend.push((Mark::Nothing, lang.pick("不足两个评分", "Fewer than two scores").to_owned()));
    }
    let y = sheet::head(canvas, &map.heading, page, lang, &legend);
    let y = draw_ramp(canvas, map, layout, y, lang);
    column_heads(canvas, map, layout, y)
}

/// The legend of the shades, its measure at the left, its limit above it; returns where it ends.
fn draw_ramp(canvas: &mut Canvas, map: &SpreadMap, layout: &Layout, y: f64, lang: Lang) -> f64 {
    let measure = canvas.wrap(&map.measure, SMALL, layout.width - 2.0 * MARGIN - RAMP_WIDTH - 260.0, 2);
    let left = MARGIN + 10.0 + text::widest(&measure, SMALL) + 40.0;
    let (top, bottom) = (y + 36.0, y + 66.0);
    let middle = f64::midpoint(top, bottom);
    canvas.lines_at_middle((MARGIN + 10.0, middle), &measure, SMALL * LEADING, Hand::new(SMALL, INK));
    let pieces = 46_u32;
    for n in 0..pieces {
        let at = |n: u32| left + RAMP_WIDTH * f64::from(n) / f64::from(pieces);
        let shade = (f64::from(n) + 0.5) / f64::from(pieces);
        canvas.area((at(n), top), (at(n + 1), bottom), ramp(shade));
    }
    canvas.frame((left, top), (left + RAMP_WIDTH, bottom), MUTED, 1);
    for (value, words) in layout.shades.ticks() {
        let hand = Hand::new(SMALL, MUTED).align(Align::Middle);
        canvas.text_at_middle((left + layout.shades.at(value), bottom + 22.0), &words, hand);
    }
    if let Some(limit) = map.limit {
        let x = left + layout.shades.at(limit);
        canvas.line((x, top - 6.0), (x, bottom + 4.0), ALERT, 5);
        let words = format!("{} {limit}", lang.pick("讨论限", "Limit"));
        canvas.text_at_middle((x, top - 20.0), &words, Hand::new(SMALL, ALERT).bold().align(Align::Middle));
    }
    bottom + 60.0
}

/// Categories, and items written upwards.
fn column_heads(canvas: &mut Canvas, map: &SpreadMap, layout: &Layout, y: f64) -> f64 {
    let rule = y + layout.titles_height();
    for ((group, range), lines) in map.groups.iter().zip(&layout.groups).zip(&layout.titles) {
        let (left, right) = (layout.columns[range.start].0, layout.columns[range.end - 1].1);
        canvas.inspect(&format!("{}{}", group.code, group.title));
        let hand = Hand::new(SMALL, INK).bold().align(Align::Middle);
        let middle = rule - 10.0 - lines.len() as f64 * SMALL * LEADING / 2.0;
        canvas.lines_at_middle((f64::midpoint(left, right), middle), lines, SMALL * LEADING, hand);
        canvas.line((left + 1.0, rule), (right - 1.0, rule), INK, 3);
    }
    let bottom = rule + layout.items_height + 6.0;
    map.groups.iter().flat_map(|g| &g.items).for_each(|item| canvas.inspect(item));
    for (item, (left, right)) in layout.items.iter().zip(&layout.columns) {
        canvas.text_upwards((f64::midpoint(*left, *right), bottom - 8.0), item, Hand::new(SMALL, INK));
    }
    bottom
}

fn draw_cell(canvas: &mut Canvas, map: &SpreadMap, layout: &Layout, cell: SpreadCell, from: Point, to: Point) {
    // One pixel of paper at every side keeps equal shades apart.
    let (from, to) = ((from.0 + 1.0, from.1 + 1.0), (to.0 - 1.0, to.1 - 1.0));
    let middle = (f64::midpoint(from.0, to.0), f64::midpoint(from.1, to.1));
    match cell {
        SpreadCell::Spread { value, discuss } => {
            let ground = ramp(layout.shade(value));
            canvas.area(from, to, ground);
            let ink = readable_on(ground);
            if discuss {
                marks::flag(canvas, from, to, ink);
            }
            let words = [usize::from(map.decimals), 0].map(|d| text::rounded(value, d));
            let fitting =
                words.iter().find(|w| text::width(w, SMALL) <= to.0 - from.0 - if discuss { 6.0 } else { 2.0 });
            if let Some(words) = fitting {
                let hand = Hand { bold: discuss, ..Hand::new(SMALL, ink) };
                canvas.text_at_middle(middle, words, hand.align(Align::Middle));
            }
        }
        SpreadCell::Recused => marks::hatch(canvas, from, to),
        SpreadCell::Nothing => {
            canvas.area(from, to, PAPER);
            canvas.frame(from, to, GRID, 1);
            canvas.line((middle.0 - 7.0, middle.1), (middle.0 + 7.0, middle.1), MUTED, 2);
        }
    }
}
