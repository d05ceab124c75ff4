//! The score table: who gave whom which percent, per stage and kind of entrant.
//!
//! A sheet (one reviewer, one entrant, one stage) is complete when each item has a percent; only complete sheets are
//! ever aggregated, and the type [`CompleteSheet`] is the proof. A missing percent means recused or not yet scored and
//! is never zero. What the panel agreed on (合议) is no reviewer's opinion and is kept apart.
//!
//! Entrants and reviewers stand in the order of their ids' bytes, whatever the order of the rows they came from. Cells
//! are bytes and only sheets that exist take room, so many reviewers on separate panels cost what they wrote.
//! Tables are built by [`crate::intake`], which checks every row.

use crate::id::{EntrantId, ReviewerId, StageId};
use crate::kind::EntrantKind;
use std::ops::Range;
use std::sync::Arc;
use zhuoping_criteria::{Edition, Hundredths, Percent};

/// The cell of an item that has no percent.
pub(crate) const MISSING: u8 = u8::MAX;

/// All scores: one table for each stage and kind that has any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scores {
    /// Every registered entrant with its kind, in the order of the ids; also those nobody has scored.
    pub(crate) entrants: Vec<(EntrantId, EntrantKind)>,
    /// In the order of the rule file's stages, then organizations before individuals.
    pub(crate) tables: Vec<StageTable>,
    /// Reviewer and entrant pairs kept apart (回避), in the order of the entrants, then the reviewers.
    pub(crate) recusals: Vec<(EntrantId, ReviewerId)>,
    /// The drawn panel, if it is known, in the order of the ids.
    pub(crate) panel: Option<Vec<ReviewerId>>,
}

impl Scores {
    /// Every registered entrant with its kind, in the order of the ids; also those nobody has scored.
    pub fn entrants(&self) -> &[(EntrantId, EntrantKind)] {
        &self.entrants
    }

    /// The tables, in the order of the rule file's stages, then organizations before individuals. A stage and kind
    /// without a score has none.
    pub fn tables(&self) -> &[StageTable] {
        &self.tables
    }

    /// The table of `stage` and `kind`, if there is any score.
    pub fn table(&self, stage: &StageId, kind: EntrantKind) -> Option<&StageTable> {
        self.tables.iter().find(|table| table.kind == kind && table.stage == *stage)
    }

    /// Entrant and reviewer pairs that are kept apart (回避, Art. 31), in the order of the ids.
    pub fn recusals(&self) -> &[(EntrantId, ReviewerId)] {
        &self.recusals
    }

    /// The drawn panel where it was given, in the order of the ids.
    pub fn panel(&self) -> Option<&[ReviewerId]> {
        self.panel.as_deref()
    }

    /// Every reviewer with a sheet in any table, in the order of the ids.
    pub fn reviewers(&self) -> Vec<&ReviewerId> {
        let mut all: Vec<&ReviewerId> = self.tables.iter().flat_map(|table| &table.reviewers).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// One stage's scores of one kind of entrant, judged against one edition.
///
/// Positions of entrants, reviewers and items are those in [`StageTable::entrants`], [`StageTable::reviewers`] and the
/// edition's items; methods panic when a position is beyond them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageTable {
    pub(crate) edition: Arc<Edition>,
    pub(crate) stage: StageId,
    pub(crate) kind: EntrantKind,
    pub(crate) entrants: Vec<EntrantId>,
    pub(crate) reviewers: Vec<ReviewerId>,
    /// Points of each item, beside each other.
    pub(crate) points: Vec<u32>,
    /// The sheets of entrant `e` are `starts[e]..starts[e + 1]`.
    pub(crate) starts: Vec<usize>,
    /// The reviewer of each sheet, rising within an entrant.
    pub(crate) owners: Vec<u32>,
    /// The total of each sheet, in hundredths; `None` when it is incomplete.
    pub(crate) totals: Vec<Option<i64>>,
    /// One byte for each sheet and item.
    pub(crate) cells: Vec<u8>,
    /// The agreed sheet of each entrant.
    pub(crate) agreed: Vec<Option<Agreed>>,
}

/// What a panel agreed on for one entrant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Agreed {
    pub(crate) percents: Box<[u8]>,
    pub(crate) total: Option<i64>,
}

impl StageTable {
    /// The edition that the entrants are judged against.
    pub fn edition(&self) -> &Edition {
        &self.edition
    }

    /// The stage.
    pub fn stage(&self) -> &StageId {
        &self.stage
    }

    /// The kind of the entrants.
    pub fn kind(&self) -> EntrantKind {
        self.kind
    }

    /// The entrants with any score at this stage, in the order of the ids.
    pub fn entrants(&self) -> &[EntrantId] {
        &self.entrants
    }

    /// The reviewers with any score in this table, in the order of the ids; the agreed sheet is not among them.
    pub fn reviewers(&self) -> &[ReviewerId] {
        &self.reviewers
    }

    /// How many items a sheet has.
    pub fn item_count(&self) -> usize {
        self.points.len()
    }

    /// The points of each item, in the edition's order.
    pub fn points(&self) -> &[u32] {
        &self.points
    }

    /// The position of an entrant.
    pub fn entrant_index(&self, id: &EntrantId) -> Option<usize> {
        self.entrants.binary_search(id).ok()
    }

    /// The position of a reviewer.
    pub fn reviewer_index(&self, id: &ReviewerId) -> Option<usize> {
        self.reviewers.binary_search(id).ok()
    }

    /// The percent that reviewer `r` gave entrant `e` on item `i`; `None` where there is none.
    pub fn percent(&self, e: usize, r: usize, i: usize) -> Option<Percent> {
        assert!(i < self.item_count(), "item {i} of {}", self.item_count());
        self.find(e, r).and_then(|sheet| Percent::new(self.cells[sheet * self.item_count() + i]))
    }

    /// The sheet of reviewer `r` on entrant `e`; an empty one if there is none.
    pub fn sheet(&self, e: usize, r: usize) -> Sheet<'_> {
        self.find(e, r).map_or(Sheet { percents: &[], total: None }, |sheet| self.sheet_at(sheet))
    }

    /// The sheet of reviewer `r` on entrant `e`, if it is complete.
    pub fn complete(&self, e: usize, r: usize) -> Option<CompleteSheet<'_>> {
        self.sheet(e, r).complete()
    }

    /// The sheets on entrant `e` that hold any percent, complete or not, with the reviewers' positions rising.
    pub fn sheets(&self, e: usize) -> impl ExactSizeIterator<Item = (usize, Sheet<'_>)> {
        self.sheets_of(e).map(|sheet| (self.owners[sheet] as usize, self.sheet_at(sheet)))
    }

    /// The complete sheets on entrant `e`, with the reviewers' positions rising.
    pub fn complete_sheets(&self, e: usize) -> impl Iterator<Item = (usize, CompleteSheet<'_>)> {
        self.sheets(e).filter_map(|(r, sheet)| sheet.complete().map(|sheet| (r, sheet)))
    }

    /// Whether reviewer `r` has given entrant `e` any percent.
    pub fn has_sheet(&self, e: usize, r: usize) -> bool {
        self.find(e, r).is_some()
    }

    /// What the panel agreed on for entrant `e` (合议); an empty sheet if there is nothing.
    pub fn agreed(&self, e: usize) -> Sheet<'_> {
        match &self.agreed[e] {
            Some(agreed) => Sheet { percents: &agreed.percents, total: agreed.total },
            None => Sheet { percents: &[], total: None },
        }
    }

    /// A table of entrant `e` alone, with another percent of item `i` on the sheet of reviewer `r`, or on the agreed sheet
    /// if that is `None`. The sheet must exist.
    pub(crate) fn altered(&self, e: usize, r: Option<usize>, i: usize, percent: Percent) -> Self {
        let (sheets, width) = (self.sheets_of(e), self.item_count());
        let mut altered = Self {
            edition: Arc::clone(&self.edition),
            stage: self.stage.clone(),
            kind: self.kind,
            entrants: vec![self.entrants[e].clone()],
            reviewers: self.reviewers.clone(),
            points: self.points.clone(),
            starts: vec![0, sheets.len()],
            owners: self.owners[sheets.clone()].to_vec(),
            totals: self.totals[sheets.clone()].to_vec(),
            cells: self.cells[sheets.start * width..sheets.end * width].to_vec(),
            agreed: vec![self.agreed[e].clone()],
        };
        match r {
            Some(r) => {
                let sheet = altered.find(0, r).expect("the sheet to alter exists");
                let percents = &mut altered.cells[sheet * width..(sheet + 1) * width];
                percents[i] = percent.get();
                altered.totals[sheet] = total_of(&altered.points, percents);
            }
            None => {
                let agreed = altered.agreed[0].as_mut().expect("the agreed sheet to alter exists");
                agreed.percents[i] = percent.get();
                agreed.total = total_of(&altered.points, &agreed.percents);
            }
        }
        altered
    }

    fn sheets_of(&self, e: usize) -> Range<usize> {
        self.starts[e]..self.starts[e + 1]
    }

    fn find(&self, e: usize, r: usize) -> Option<usize> {
        assert!(r < self.reviewers.len(), "reviewer {r} of {}", self.reviewers.len());
        let sheets = self.sheets_of(e);
        if sheets.len() == self.reviewers.len() {
            // Everybody scored this entrant, so the reviewers' positions count the sheets.
            return Some(sheets.start + r);
        }
        let wanted = u32::try_from(r).ok()?;
        self.owners[sheets.clone()].binary_search(&wanted).ok().map(|at| sheets.start + at)
    }

    fn sheet_at(&self, sheet: usize) -> Sheet<'_> {
        let width = self.item_count();
        Sheet { percents: &self.cells[sheet * width..(sheet + 1) * width], total: self.totals[sheet] }
    }
}

/// One reviewer's percents of one entrant at one stage, as far as they go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sheet<'a> {
    /// One cell an item, or none at all.
    percents: &'a [u8],
    total: Option<i64>,
}

/// How far a sheet has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SheetState<'a> {
    /// No item has a percent.
    Empty,
    /// Some items have none.
    Incomplete {
        /// The positions of the items without a percent, rising.
        missing: Vec<usize>,
    },
    /// Each item has a percent.
    Complete(CompleteSheet<'a>),
}

impl<'a> Sheet<'a> {
    /// How far it has come.
    pub fn state(self) -> SheetState<'a> {
        if let Some(sheet) = self.complete() {
            return SheetState::Complete(sheet);
        }
        let missing: Vec<usize> = (0..self.percents.len()).filter(|i| self.percents[*i] == MISSING).collect();
        if missing.len() == self.percents.len() { SheetState::Empty } else { SheetState::Incomplete { missing } }
    }

    /// The sheet, if each item has a percent.
    pub fn complete(self) -> Option<CompleteSheet<'a>> {
        self.total.map(|total| CompleteSheet { percents: self.percents, total })
    }

    /// The percent of item `i`; `None` where there is none.
    pub fn percent(self, i: usize) -> Option<Percent> {
        self.percents.get(i).and_then(|cell| Percent::new(*cell))
    }
}

/// A sheet on which each item has a percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CompleteSheet<'a> {
    percents: &'a [u8],
    total: i64,
}

impl<'a> CompleteSheet<'a> {
    /// The percent of each item, 0 to 100, in the edition's order.
    pub fn percents(self) -> &'a [u8] {
        self.percents
    }

    /// Points x percent, summed over the items: exact.
    pub fn total(self) -> Hundredths {
        Hundredths::new(self.total)
    }

    /// [`CompleteSheet::total`] as a number of hundredths.
    pub(crate) fn hundredths(self) -> i64 {
        self.total
    }
}

/// The total of `percents`, or `None` if one is missing.
pub(crate) fn total_of(points: &[u32], percents: &[u8]) -> Option<i64> {
    points.iter().zip(percents).try_fold(0, |sum, (points, percent)| {
        (*percent != MISSING).then(|| sum + i64::from(*points) * i64::from(*percent))
    })
}
