//! Draws profiles: panels in two columns, or one as wide as the sheet.

use super::{Field, Profile, Profiles};
use crate::axis::Axis;
use crate::canvas::{Align, Canvas, Hand};
use crate::lang::Lang;
use crate::marks::{self, Mark};
use crate::paging::{self, Page};
use crate::palette::{GRID, HALF, INK, MUTED, SPAN};
use crate::picture::Picture;
use crate::sheet::{self, Heading, LABEL, LEADING, MARGIN, SMALL, WIDTH};
use crate::text;
use std::ops::Range;

const COLUMNS: usize = 2;
const COLUMN_GAP: f64 = 48.0;
const ROW_GAP: f64 = 34.0;
const AXIS_HEIGHT: f64 = 46.0;
const VALUE_WIDTH: f64 = 76.0;

/// What all panels share: the field, the scale, how categories are written.
struct Frame<'a> {
    profiles: &'a Profiles,
    field: Vec<Option<Field>>,
    width: f64,
    labels: Vec<Vec<String>>,
    axis: Axis,
}

impl<'a> Frame<'a> {
    fn new(profiles: &'a Profiles, width: f64) -> Self {
        let column = |n: usize| profiles.entrants.iter().filter_map(|e| e.percents[n]).collect();
        let field: Vec<Option<Field>> = (0..profiles.categories.len()).map(|n| Field::of(column(n))).collect();
        let labels: Vec<Vec<String>> =
            profiles.categories.iter().map(|c| text::wrap(c, SMALL, width * 0.37, 3)).collect();
        let label_room = labels.iter().map(|l| text::widest(l, SMALL)).fold(0.0, f64::max) + 16.0;
        let ends = field.iter().flatten().fold((f64::MAX, f64::MIN), |(l, h), f| (l.min(f.low), h.max(f.high)));
        let (low, high) = if ends.0 > ends.1 { (0.0, 100.0) } else { ends };
        // Narrower than forty percent points a scale would make much of little.
        let (low, high) = if high - low < 40.0 {
            (f64::midpoint(low, high) - 20.0, f64::midpoint(low, high) + 20.0)
        } else {
            (low, high)
        };
        let shift = (0.0 - low).max(0.0) - (high - 100.0).max(0.0);
        let axis = Axis::covering(
            (low + shift).max(0.0),
            (high + shift).min(100.0),
            6,
            (label_room + 20.0, width - VALUE_WIDTH - 20.0),
        );
        Self { profiles, field, width, labels, axis }
    }

    fn row_height(&self, category: usize) -> f64 {
        f64::max(44.0, self.labels[category].len() as f64 * SMALL * LEADING + 8.0)
    }

    fn rows_height(&self) -> f64 {
        (0..self.labels.len()).map(|n| self.row_height(n)).sum()
    }

    fn name_lines(&self, entrant: &Profile) -> Vec<String> {
        text::wrap(&entrant.name, LABEL, self.width, 3)
    }

    /// The height of the names in one row of panels.
    fn names_height(&self, panels: &[Profile]) -> f64 {
        let lines = panels.iter().map(|e| self.name_lines(e).len()).max().unwrap_or(1);
        lines as f64 * LABEL * LEADING + 14.0
    }

    fn panels_height(&self, panels: &[Profile]) -> f64 {
        self.names_height(panels) + self.rows_height() + AXIS_HEIGHT + ROW_GAP
    }
}

/// All panels on one sheet.
pub(super) fn picture(profiles: &Profiles, lang: Lang) -> Picture {
    draw(&frame(profiles), 0..profiles.entrants.len().div_ceil(COLUMNS), Page::SINGLE, lang)
}

/// Panels in pages.
pub(super) fn pages(profiles: &Profiles, lang: Lang) -> Vec<Picture> {
    let frame = frame(profiles);
    let heights: Vec<f64> = profiles.entrants.chunks(COLUMNS).map(|panels| frame.panels_height(panels)).collect();
    let head = |canvas: &mut Canvas| sheet::head(canvas, &profiles.heading, Page::LONGEST, lang, &legend(lang));
    let room = paging::room(WIDTH, &profiles.heading, head) + ROW_GAP;
    paging::paged(&heights, &[], room, |rows, page| draw(&frame, rows, page, lang))
}

/// One panel as wide as the sheet.
pub(super) fn single(profiles: &Profiles, entrant: usize, lang: Lang) -> Picture {
    let frame = Frame::new(profiles, WIDTH - 2.0 * MARGIN);
    let entrant = &profiles.entrants[entrant];
    let heading = Heading { subtitle: Some(entrant.name.clone()), ..profiles.heading.clone() };
    let mut canvas = Canvas::new(WIDTH);
    let y = sheet::head(&mut canvas, &heading, Page::SINGLE, lang, &legend(lang));
    panel(&mut canvas, &frame, entrant, MARGIN, y);
    let height = sheet::foot(&mut canvas, y + frame.rows_height() + AXIS_HEIGHT, &heading);
    canvas.finish(height, &format!("{} {}", heading.title, entrant.name))
}

fn frame(profiles: &Profiles) -> Frame<'_> {
    Frame::new(profiles, (WIDTH - 2.0 * MARGIN - COLUMN_GAP) / COLUMNS as f64)
}

fn legend(lang: Lang) -> Vec<(Mark, String)> {
    [
        (Mark::Subject, lang.pick("该申报者得分率（%）", "This entrant, percent of points")),
        (Mark::Median, lang.pick("全体中位数", "Median of all")),
        (Mark::Half, lang.pick("全体中间一半", "Middle half of all")),
        (Mark::Span, lang.pick("全体最低至最高", "Lowest to highest of all")),
    ]
    .map(|(mark, words)| (mark, words.to_owned()))
    .to_vec()
}

/// The rows of panels in `rows`.
fn draw(frame: &Frame<'_>, rows: Range<usize>, page: Page, lang: Lang) -> Picture {
    let heading = &frame.profiles.heading;
    let mut canvas = Canvas::new(WIDTH);
    let mut y = sheet::head(&mut canvas, heading, page, lang, &legend(lang));
    for panels in frame.profiles.entrants.chunks(COLUMNS).skip(rows.start).take(rows.len()) {
        let names = frame.names_height(panels);
        for (column, entrant) in panels.iter().enumerate() {
            let x = MARGIN + column as f64 * (frame.width + COLUMN_GAP);
            canvas.inspect(&entrant.name);
            let lines = frame.name_lines(entrant);
            // Names stand on their panels, so a short one beside a long one is not left hanging.
            let middle = y + names - 14.0 - lines.len() as f64 * LABEL * LEADING / 2.0;
            canvas.lines_at_middle((x, middle), &lines, LABEL * LEADING, Hand::new(LABEL, INK).bold());
            panel(&mut canvas, frame, entrant, x, y + names);
        }
        y += frame.panels_height(panels);
    }
    let height = sheet::foot(&mut canvas, y - ROW_GAP, heading);
    canvas.finish(height, &sheet::title(heading, page, lang))
}

/// The scale with the field and one entrant, its upper left corner at `x`, `y`.
fn panel(canvas: &mut Canvas, frame: &Frame<'_>, entrant: &Profile, x: f64, y: f64) {
    let bottom = y + frame.rows_height();
    canvas.line((x, y), (x + frame.width, y), MUTED, 2);
    for (value, words) in frame.axis.ticks() {
        let place = x + frame.axis.at(value);
        canvas.line((place, y + 2.0), (place, bottom), GRID, 1);
        canvas.text_at_middle((place, bottom + 24.0), &words, Hand::new(SMALL, MUTED).align(Align::Middle));
    }
    let mut top = y;
    for (n, category) in frame.profiles.categories.iter().enumerate() {
        let middle = top + frame.row_height(n) / 2.0;
        top += frame.row_height(n);
        canvas.inspect(category);
        canvas.lines_at_middle((x, middle), &frame.labels[n], SMALL * LEADING, Hand::new(SMALL, INK));
        if let Some(field) = &frame.field[n] {
            draw_field(canvas, frame, field, x, middle);
        }
        let words = entrant.percents[n].map_or("—".to_owned(), |p| text::rounded(p, 0));
        if let Some(percent) = entrant.percents[n] {
            marks::draw(canvas, Mark::Subject, (x + frame.axis.at(percent), middle));
        }
        let hand = Hand::new(SMALL, INK).align(Align::Right);
        canvas.text_at_middle((x + frame.width - 4.0, middle), &words, hand);
    }
}

fn draw_field(canvas: &mut Canvas, frame: &Frame<'_>, field: &Field, x: f64, y: f64) {
    let at = |value| x + frame.axis.at(value);
    canvas.area((at(field.low), y - 5.0), (at(field.high), y + 5.0), SPAN);
    canvas.area((at(field.first), y - 10.0), (at(field.third), y + 10.0), HALF);
    canvas.area((at(field.median) - 2.0, y - 14.0), (at(field.median) + 2.0, y + 14.0), INK);
}
