//! Runs: the rows of one sheet below each other, which differ only in item and percent.
//!
//! Nearly every row of a large score file repeats the stage, entrant and reviewer of the row above and names the next
//! item of the edition. Such a row is recognised by comparing bytes and is read without being taken apart. Whatever is
//! the least bit unusual about a row is left to the general reader, so a run holds good rows only and no complaint is
//! made here; the tests hold both to the same results.

use super::part::Desk;
use crate::records::{Cells, Records};
use zhuoping_criteria::Percent;
use zhuoping_ratings::{EntrantKind, RawScore};

/// A row that was read without a complaint.
#[derive(Clone, Copy)]
pub(super) struct Good {
    pub(super) score: RawScore,
    pub(super) kind: EntrantKind,
}

/// The row above, as far as the next one is expected to be like it.
pub(super) struct Run<'t> {
    /// How many columns stand before item and percent; `None` when this piece cannot have runs.
    before: Option<usize>,
    /// The line up to the item, and what the row was.
    above: Option<(&'t str, Good)>,
}

impl<'t> Run<'t> {
    /// Runs in `piece`: only where stage, entrant and reviewer stand before item and percent, these stand beside each
    /// other, and no cell is quoted.
    pub(super) fn new(desk: &Desk<'_>, piece: &str) -> Self {
        let places = desk.places;
        let before = places.item;
        let ids_first = [places.stage, places.entrant, places.reviewer].into_iter().all(|place| place < before);
        let plain = memchr::memchr(b'"', piece.as_bytes()).is_none();
        let possible = ids_first && places.percent == before + 1 && plain;
        Self { before: possible.then_some(before), above: None }
    }

    /// Begins a run at the row `cells`, which `line` begins with.
    pub(super) fn begin(&mut self, line: &'t str, cells: &Cells<'_>, good: Option<Good>) {
        self.above = self.before.zip(good).map(|(before, good)| {
            // Without quotes a cell is as long as its text, and a comma follows each.
            let length = cells[..before].iter().map(|cell| cell.len() + 1).sum();
            (&line[..length], good)
        });
    }

    /// The score of the next row and `records` past it, if the row goes on the run.
    #[inline]
    pub(super) fn next(&mut self, desk: &Desk<'_>, records: &mut Records<'_>) -> Option<RawScore> {
        let (before, (same, good)) = (self.before?, self.above.as_mut()?);
        let item = good.score.item + 1;
        let code = desk.items.get(usize::from(item)).filter(|_| desk.judges(good.kind, item))?;
        let line = records.rest().as_bytes();
        let rest = line.strip_prefix(same.as_bytes())?.strip_prefix(code.as_bytes())?.strip_prefix(b",")?;
        let (percent, rest) = leading_percent(rest)?;
        let percent =
            Percent::new(percent).filter(|percent| desk.edition(good.kind).is_some_and(|e| e.accepts(*percent)))?;
        let rest = (before + 2..desk.head.names.len()).try_fold(rest, |rest, _| rest.strip_prefix(b","))?;
        let rest = rest.strip_prefix(b"\r").unwrap_or(rest).strip_prefix(b"\n")?;
        records.pass(line.len() - rest.len());
        good.score = RawScore { item, percent: percent.get(), ..good.score };
        Some(good.score)
    }
}

/// One to three digits at the beginning of a line, and what follows them.
#[inline]
fn leading_percent(line: &[u8]) -> Option<(u8, &[u8])> {
    let digit = |at: usize| line.get(at).map(|byte| byte.wrapping_sub(b'0')).filter(|digit| *digit <= 9);
    let first = digit(0)?;
    match (digit(1), digit(2)) {
        (None, _) => Some((first, &line[1..])),
        (Some(second), None) => Some((first * 10 + second, &line[2..])),
        (Some(0), Some(0)) if first == 1 => Some((100, &line[3..])),
        _ => None,
    }
}
