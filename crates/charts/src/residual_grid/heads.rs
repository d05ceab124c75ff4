//! How the columns of a grid are headed: the entrants' ids level above them if these are narrow enough, their names turned
//! upwards, in as many lines as a column is wide, if all of them fit whole; else the names stand in a key below.

use super::GridEntrant;
use crate::canvas::{Align, Canvas, Hand, Point};
use crate::column::Column;
use crate::palette::{INK, MUTED};
use crate::sheet::{LEADING, MARGIN, SMALL, WIDTH};
use crate::text;
use std::ops::Range;

/// The most a turned head takes.
const TURNED_MAX: f64 = 430.0;
const TURNED_LINES_MAX: usize = 3;
const LEVEL_HEIGHT: f64 = 40.0;
/// Two lines of heads at the left, and the edge of a shaded column.
const HEIGHT_MIN: f64 = 92.0;
const KEY_COLUMNS: usize = 2;
const KEY_GAP: f64 = 40.0;

/// The heads of all columns.
pub(super) struct Heads {
    /// Written level, if all have room.
    level: Option<Vec<String>>,
    /// Written upwards, in lines.
    turned: Option<Vec<Vec<String>>>,
    /// The names, where the heads are ids alone.
    key: Option<Column>,
}

impl Heads {
    /// Heads of columns that are `cell` wide.
    pub(super) fn new(entrants: &[GridEntrant], cell: f64) -> Self {
        let ids: Vec<String> = entrants.iter().map(|e| e.id.clone()).collect();
        let both: Vec<String> = entrants.iter().map(|e| format!("{} {}", e.id, e.name)).collect();
        let key = Column::new(both.iter().map(String::as_str), SMALL, key_room());
        if text::widest(&ids, SMALL) <= cell - 6.0 {
            let turned = turned(entrants.iter().map(|e| e.name.as_str()), cell);
            let key = turned.is_none().then_some(key);
            return Self { level: Some(ids), turned, key };
        }
        match turned(both.iter().map(String::as_str), cell) {
            Some(turned) => Self { level: None, turned: Some(turned), key: None },
            None => {
                let short = ids.iter().map(|id| text::wrap(id, SMALL, TURNED_MAX, 1)).collect();
                Self { level: None, turned: Some(short), key: Some(key) }
            }
        }
    }

    /// The height of the heads above the rows.
    pub(super) fn height(&self) -> f64 {
        let longest = |turned: &Vec<Vec<String>>| turned.iter().map(|l| text::widest(l, SMALL)).fold(0.0, f64::max);
        let turned = self.turned.as_ref().map_or(0.0, |turned| longest(turned) + 18.0);
        let level = if self.level.is_some() { LEVEL_HEIGHT } else { 8.0 };
        f64::max(HEIGHT_MIN, turned + level + 12.0)
    }

    /// Writes the head of `column` above `at`, the middle of its lower edge.
    pub(super) fn draw(&self, canvas: &mut Canvas, column: usize, (x, bottom): Point) {
        let hand = Hand::new(SMALL, INK);
        let mut y = bottom - 8.0;
        if let Some(level) = &self.level {
            canvas.text_at_middle((x, bottom - 22.0), &level[column], hand.bold().align(Align::Middle));
            y = bottom - LEVEL_HEIGHT - 4.0;
        }
        if let Some(turned) = &self.turned {
            canvas.lines_upwards((x, y), &turned[column], SMALL * LEADING, hand);
        }
    }

    /// The height of the key of these columns.
    pub(super) fn key_height(&self, columns: &Range<usize>) -> f64 {
        let height = |key: &Column| lines(columns).map(|line| line_height(key, &line)).sum::<f64>() + 20.0;
        self.key.as_ref().map_or(0.0, height)
    }

    /// Writes the key of these columns from `y` down.
    pub(super) fn draw_key(&self, canvas: &mut Canvas, columns: &Range<usize>, y: f64) {
        let Some(key) = &self.key else { return };
        let mut top = y + 14.0;
        for line in lines(columns) {
            for (n, entry) in line.clone().enumerate() {
                let x = MARGIN + 10.0 + n as f64 * (key_room() + KEY_GAP);
                key.draw(canvas, entry, (x, top + key.height(entry) / 2.0), Hand::new(SMALL, MUTED));
            }
            top += line_height(key, &line);
        }
    }
}

/// Texts to be written upwards in columns that are `cell` wide; `None` unless all fit whole.
fn turned<'a>(texts: impl Iterator<Item = &'a str>, cell: f64) -> Option<Vec<Vec<String>>> {
    let most = (1..=TURNED_LINES_MAX).rev().find(|n| *n as f64 * SMALL * LEADING <= cell - 4.0).unwrap_or(1);
    let whole = |text| Some(text::wrap(text, SMALL, TURNED_MAX, usize::MAX)).filter(|lines| lines.len() <= most);
    texts.map(whole).collect()
}

fn key_room() -> f64 {
    (WIDTH - 2.0 * MARGIN - 20.0 - KEY_GAP * (KEY_COLUMNS - 1) as f64) / KEY_COLUMNS as f64
}

/// The entries of a key, line by line.
fn lines(columns: &Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let end = columns.end;
    columns.clone().step_by(KEY_COLUMNS).map(move |start| start..end.min(start + KEY_COLUMNS))
}

fn line_height(key: &Column, line: &Range<usize>) -> f64 {
    line.clone().map(|entry| key.height(entry)).fold(SMALL * LEADING, f64::max) + 4.0
}
