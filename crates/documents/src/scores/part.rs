//! One piece of a score file: its rows checked cell by cell, its ids turned into small numbers.
//!
//! Everything that can be said about a row without other rows is said here, so that pieces can be read beside each
//! other. Positions of entrants and reviewers count into the piece's own lists; [`super::read`] joins the pieces.

use super::memo::Memo;
use super::percent;
use super::run::{Good, Run};
use super::words::Fault;
use super::{Context, Places};
use crate::complaint::{Complaint, Complaints};
use crate::records::{Cells, Records, is_blank};
use crate::row::{TextFault, nfc};
use crate::table::{Head, broken, check_shape};
use crate::write::unguarded;
use std::collections::{HashMap, HashSet};
use zhuoping_criteria::{Edition, Percent};
use zhuoping_ratings::{EntrantId, EntrantKind, RawScore, ReviewerId};

/// What every piece is held against.
pub(super) struct Desk<'a> {
    pub(super) file: &'a str,
    pub(super) head: &'a Head,
    pub(super) places: Places,
    pub(super) context: &'a Context<'a>,
    register: Option<HashMap<&'a str, EntrantKind>>,
    panel: Option<HashSet<&'a str>>,
    recusals: HashSet<(&'a str, &'a str)>,
    /// The codes of all editions, each once; positions in [`RawScore::item`] count into it.
    pub(super) items: Vec<String>,
    /// For each code the kinds whose edition has it: organizations, individuals.
    judged: Vec<[bool; 2]>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(file: &'a str, head: &'a Head, places: Places, context: &'a Context<'a>) -> Self {
        let mut desk = Self {
            file,
            head,
            places,
            context,
            register: context.register.map(|list| list.iter().map(|(id, kind)| (id.as_str(), *kind)).collect()),
            panel: context.panel.map(|panel| panel.iter().map(ReviewerId::as_str).collect()),
            recusals: context.recusals.iter().map(|(entrant, who)| (entrant.as_str(), who.as_str())).collect(),
            items: Vec::new(),
            judged: Vec::new(),
        };
        for (k, kind) in EntrantKind::ALL.into_iter().enumerate() {
            for item in context.editions.get(kind).iter().flat_map(|edition| edition.items()) {
                let code = item.code.as_str();
                let at = desk.items.iter().position(|known| known == code).unwrap_or_else(|| {
                    desk.items.push(code.to_owned());
                    desk.judged.push([false; 2]);
                    desk.items.len() - 1
                });
                desk.judged[at][k] = true;
            }
        }
        desk
    }

    pub(super) fn edition(&self, kind: EntrantKind) -> Option<&Edition> {
        self.context.editions.get(kind).as_deref()
    }

    fn stage(&self, cell: &str) -> Result<u16, Fault> {
        let word = nfc(unguarded(cell));
        let meant = super::stage_of_zh(&word);
        let named = |name: &str| self.context.stages.iter().position(|stage| stage.as_str() == name);
        let lower = || word.to_ascii_lowercase();
        let at = named(&word).or_else(|| named(meant?)).or_else(|| named(&lower())).ok_or(Fault::UnknownStage)?;
        Ok(u16::try_from(at).expect("a rule file has a handful of stages"))
    }

    fn item(&self, cell: &str) -> Option<u16> {
        let word = nfc(unguarded(cell));
        let at = self.items.iter().position(|code| *code == word)?;
        Some(u16::try_from(at).expect("editions have some dozens of items"))
    }

    pub(super) fn judges(&self, kind: EntrantKind, item: u16) -> bool {
        self.judged[usize::from(item)][usize::from(kind == EntrantKind::Individual)]
    }
}

/// Who an entrant's cell means.
#[derive(Clone, Copy)]
struct Entrant {
    at: u32,
    kind: EntrantKind,
}

/// A comment with positions in the piece's lists.
pub(super) struct RawComment {
    pub(super) stage: u16,
    pub(super) entrant: u32,
    pub(super) reviewer: u32,
    pub(super) item: u16,
    pub(super) strengths: Option<String>,
    pub(super) improvements: Option<String>,
}

/// What one piece holds.
pub(super) struct Part {
    pub(super) scores: Vec<RawScore>,
    /// The row of each score, counted from the beginning of the piece.
    pub(super) rows: Vec<u32>,
    pub(super) entrants: Vec<EntrantId>,
    pub(super) reviewers: Vec<ReviewerId>,
    pub(super) comments: Vec<RawComment>,
    pub(super) errors: Complaints,
    /// How many rows the piece has, blank ones included.
    pub(super) length: u32,
    /// How many of them are not blank.
    pub(super) filled: usize,
}

/// Reads one piece; `records` stands at its first row below any header.
pub(super) fn read(desk: &Desk<'_>, mut records: Records<'_>) -> Part {
    let piece = records.rest();
    let mut reader = Reader::new(desk, piece.len());
    let mut run = Run::new(desk, piece);
    let mut cells: Cells<'_> = Vec::with_capacity(desk.head.names.len());
    loop {
        while let Some(score) = run.next(desk, &mut records) {
            reader.part.filled += 1;
            reader.part.scores.push(score);
            reader.part.rows.push(records.row());
        }
        let line = records.rest();
        let Some(read) = records.next(&mut cells) else { break };
        let row = records.row();
        match read {
            Err(error) => reader.part.errors.push(broken(desk.file, row, error, &desk.head.names)),
            Ok(()) if is_blank(&cells) => {}
            Ok(()) => {
                reader.part.filled += 1;
                if check_shape(desk.file, row, &cells, &desk.head.names, &mut reader.part.errors) {
                    let good = reader.row(row, &cells);
                    run.begin(line, &cells, good);
                }
            }
        }
    }
    reader.part.length = records.row();
    reader.part
}

struct Reader<'d> {
    desk: &'d Desk<'d>,
    part: Part,
    stages: Memo<Result<u16, Fault>>,
    entrants: Memo<Result<Entrant, Fault>>,
    reviewers: Memo<Result<u32, Fault>>,
    items: Memo<Option<u16>>,
    /// The item expected next, since most files list the items of a sheet in order.
    next_item: u16,
    /// The entrant and reviewer last compared with the recusals, and the outcome.
    last_pair: Option<(u32, u32, bool)>,
}

impl<'d> Reader<'d> {
    fn new(desk: &'d Desk<'d>, bytes: usize) -> Self {
        // A row of ids and a percent takes some 30 bytes; a little too much room is better than moving all rows.
        let rows = bytes / 24;
        let part = Part {
            scores: Vec::with_capacity(rows),
            rows: Vec::with_capacity(rows),
            entrants: Vec::new(),
            reviewers: Vec::new(),
            comments: Vec::new(),
            errors: Complaints::new(),
            length: 0,
            filled: 0,
        };
        Self {
            desk,
            part,
            stages: Memo::new(),
            entrants: Memo::new(),
            reviewers: Memo::new(),
            items: Memo::new(),
            next_item: 0,
            last_pair: None,
        }
    }

    /// Reads one row; gives its score if all of the row is good.
    fn row(&mut self, row: u32, cells: &Cells<'_>) -> Option<Good> {
        let before = self.part.errors.count();
        let places = self.desk.places;
        let stage = self.stage(row, cells);
        let entrant = self.entrant(row, cells);
        let reviewer = self.reviewer(row, cells);
        let item = self.item(row, cells, entrant);
        let edition = entrant.and_then(|entrant| self.desk.edition(entrant.kind));
        let percent = self.percent(row, cells, edition);
        let strengths = self.comment(row, cells, places.strengths);
        let improvements = self.comment(row, cells, places.improvements);
        let (entrant, reviewer) = (entrant?, reviewer?);
        let commented = strengths.is_some() || improvements.is_some();
        if (percent != Ok(None) || commented) && self.is_recused(entrant.at, reviewer) {
            self.complain(row, cells, places.reviewer, Fault::Recused, edition);
        }
        let (stage, item) = (stage?, item?);
        // A percent that cannot be used stands in as 0, so that a duplicate is still found; it refuses the file anyway.
        let found = percent.map(|percent| percent.map(Percent::get)).unwrap_or(Some(0));
        let score = found.map(|percent| RawScore { stage, entrant: entrant.at, reviewer, item, percent });
        if let Some(score) = score {
            self.part.scores.push(score);
            self.part.rows.push(row);
        }
        if commented {
            let entrant = entrant.at;
            self.part.comments.push(RawComment { stage, entrant, reviewer, item, strengths, improvements });
        }
        let good = self.part.errors.count() == before;
        score.filter(|_| good).map(|score| Good { score, kind: entrant.kind })
    }

    #[inline]
    fn stage(&mut self, row: u32, cells: &Cells<'_>) -> Option<u16> {
        let place = self.desk.places.stage;
        let found = self.stages.get(&cells[place], |cell| self.desk.stage(cell));
        found.map_err(|fault| self.complain(row, cells, place, fault, None)).ok()
    }

    #[inline]
    fn entrant(&mut self, row: u32, cells: &Cells<'_>) -> Option<Entrant> {
        let place = self.desk.places.entrant;
        let (desk, list) = (self.desk, &mut self.part.entrants);
        let found = self.entrants.get(&cells[place], |cell| {
            let id = EntrantId::new(unguarded(cell)).map_err(Fault::Id)?;
            let kind = match &desk.register {
                Some(register) => *register.get(id.as_str()).ok_or(Fault::UnknownEntrant)?,
                None => EntrantKind::Organization,
            };
            desk.edition(kind).ok_or(Fault::NoEdition(kind))?;
            list.push(id);
            Ok(Entrant { at: last_of(list), kind })
        });
        found.map_err(|fault| self.complain(row, cells, place, fault, None)).ok()
    }

    #[inline]
    fn reviewer(&mut self, row: u32, cells: &Cells<'_>) -> Option<u32> {
        let place = self.desk.places.reviewer;
        let (desk, list) = (self.desk, &mut self.part.reviewers);
        let found = self.reviewers.get(&cells[place], |cell| {
            let id = ReviewerId::new(unguarded(cell)).map_err(Fault::Id)?;
            if desk.panel.as_ref().is_some_and(|panel| !panel.contains(id.as_str())) && !id.is_agreed() {
                return Err(Fault::NotOnPanel);
            }
            list.push(id);
            Ok(last_of(list))
        });
        found.map_err(|fault| self.complain(row, cells, place, fault, None)).ok()
    }

    #[inline]
    fn item(&mut self, row: u32, cells: &Cells<'_>, entrant: Option<Entrant>) -> Option<u16> {
        let place = self.desk.places.item;
        let cell = &cells[place];
        let expected = self.desk.items.get(usize::from(self.next_item));
        let found = match expected {
            Some(code) if code == cell.as_ref() => Some(self.next_item),
            _ => self.items.get(cell, |cell| self.desk.item(cell)),
        };
        let kind = entrant.map(|entrant| entrant.kind);
        let judged = found.filter(|item| kind.is_none_or(|kind| self.desk.judges(kind, *item)));
        match judged {
            Some(item) => self.next_item = item + 1,
            None => self.complain(row, cells, place, Fault::UnknownItem(kind), None),
        }
        judged
    }

    #[inline]
    fn percent(&mut self, row: u32, cells: &Cells<'_>, edition: Option<&Edition>) -> Result<Option<Percent>, Fault> {
        let place = self.desk.places.percent;
        let fits = |percent: &Percent| edition.is_none_or(|edition| edition.accepts(*percent));
        let found = match percent::parse(&cells[place]) {
            Ok(None) => Ok(None),
            Ok(Some(percent)) if fits(&percent) => Ok(Some(percent)),
            Ok(Some(_)) => Err(Fault::OffStep),
            Err(error) => Err(Fault::Percent(error)),
        };
        if let Err(fault) = found {
            self.complain(row, cells, place, fault, edition);
        }
        found
    }

    #[inline]
    fn comment(&mut self, row: u32, cells: &Cells<'_>, place: Option<usize>) -> Option<String> {
        let place = place?;
        let cell = unguarded(&cells[place]);
        if cell.is_empty() {
            return None;
        }
        let text = nfc(cell);
        if let Some(fault) = TextFault::of(&text, true) {
            self.push(row, cells, place, (fault.message(), fault.expected()));
            return None;
        }
        (!text.is_empty()).then_some(text)
    }

    #[inline]
    fn is_recused(&mut self, entrant: u32, reviewer: u32) -> bool {
        if self.desk.recusals.is_empty() {
            return false;
        }
        match self.last_pair {
            Some((e, r, recused)) if (e, r) == (entrant, reviewer) => recused,
            _ => {
                let pair =
                    (self.part.entrants[entrant as usize].as_str(), self.part.reviewers[reviewer as usize].as_str());
                let recused = self.desk.recusals.contains(&pair);
                self.last_pair = Some((entrant, reviewer, recused));
                recused
            }
        }
    }

    #[cold]
    fn complain(&mut self, row: u32, cells: &Cells<'_>, place: usize, fault: Fault, edition: Option<&Edition>) {
        let said = fault.said(self.desk.context, edition);
        self.push(row, cells, place, said);
    }

    #[cold]
    fn push(&mut self, row: u32, cells: &Cells<'_>, place: usize, said: super::words::Said) {
        let complaint = Complaint::new(self.desk.file, said.0, said.1)
            .at_row(row)
            .in_column(place, &self.desk.head.names[place])
            .about(unguarded(&cells[place]));
        self.part.errors.push(complaint);
    }
}

fn last_of<T>(list: &[T]) -> u32 {
    u32::try_from(list.len() - 1).expect("a file of at most 64 MiB has fewer ids than 2^32")
}
