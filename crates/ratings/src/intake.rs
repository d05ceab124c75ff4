//! From rows to tables: every row checked, every problem at once, nothing kept unless all is good.
//!
//! Whoever reads a file interns its texts and hands over columns of small numbers; [`Intake::scores`] holds them against
//! what the award knows (register, panel, recusals, editions) and answers with typed [`RowProblem`]s, so that the reader
//! can word each with its file, row and column. The order of the rows changes no table.
//!
//! Cost: one pass over the rows with one look-up for each change of sheet, one sort of the sheets. Memory grows with the
//! rows, never with entrants x reviewers.

use crate::id::{EntrantId, ReviewerId, StageId};
use crate::kind::{EntrantKind, PerKind};
use crate::table::{Agreed, MISSING, Scores, StageTable, total_of};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use zhuoping_criteria::{Edition, Percent};

/// One row of a score file; positions count into the lists of [`Intake`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawScore {
    /// Position in [`Intake::stages`].
    pub stage: u16,
    /// Position in [`Intake::entrants`].
    pub entrant: u32,
    /// Position in [`Intake::reviewers`].
    pub reviewer: u32,
    /// Position in [`Intake::items`].
    pub item: u16,
    /// As written; checked here.
    pub percent: u8,
}

/// Rows as read, the texts they point to, and what the award knows. Lists of texts may name one id several times.
#[derive(Clone, Copy, Debug)]
pub struct Intake<'a> {
    /// The rows in the order of the file.
    pub rows: &'a [RawScore],
    /// Stages as the file names them.
    pub stages: &'a [StageId],
    /// Entrants as the file names them.
    pub entrants: &'a [EntrantId],
    /// Reviewers as the file names them; the agreed sheet comes under [`ReviewerId::AGREED`].
    pub reviewers: &'a [ReviewerId],
    /// Item codes as the file names them.
    pub items: &'a [String],
    /// The rule file's stages in their order.
    pub stage_order: &'a [StageId],
    /// Every entrant of the award with its kind.
    pub register: &'a [(EntrantId, EntrantKind)],
    /// The edition of each kind that is judged.
    pub editions: &'a PerKind<Option<Arc<Edition>>>,
    /// The drawn panel, if it is known: nobody else may score.
    pub panel: Option<&'a [ReviewerId]>,
    /// Who may not score whom (回避, Art. 31).
    pub recusals: &'a [(EntrantId, ReviewerId)],
}

/// What is wrong with one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// Position in [`Intake::rows`].
    pub row: usize,
    /// What.
    pub problem: Problem,
}

/// What can be wrong with a row. The row's own texts are found through its positions.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The rule file has no such stage; its own are in [`Intake::stage_order`].
    #[error("the rule file has no such stage")]
    UnknownStage,
    /// The register has no such entrant.
    #[error("no such entrant is registered")]
    UnknownEntrant,
    /// The reviewer was not drawn; the panel is in [`Intake::panel`].
    #[error("the reviewer is not on the panel")]
    NotOnPanel,
    /// The reviewer is recused from this entrant (Art. 31).
    #[error("the reviewer is recused from this entrant (Art. 31)")]
    Recused,
    /// The rule file names no edition for this kind of entrant, so it cannot be scored.
    #[error("the rule file names no edition for an entrant of kind {kind}")]
    NoEdition {
        /// The kind.
        kind: EntrantKind,
    },
    /// The edition of the entrant's kind has no such item.
    #[error("an entrant of kind {kind} is judged by {edition}, which has no such item")]
    UnknownItem {
        /// The kind.
        kind: EntrantKind,
        /// The edition's id.
        edition: String,
    },
    /// The percent is not a multiple of the edition's step from 0 to 100.
    #[error("accepted are 0 to 100 in steps of {step}")]
    OffStep {
        /// The step.
        step: u8,
    },
    /// Stage, entrant, reviewer and item have stood before.
    #[error("the same score stands in an earlier row")]
    Duplicate {
        /// Position of the first of them in [`Intake::rows`].
        first: usize,
        /// Whether the earlier row gives the same percent.
        same_percent: bool,
    },
}

/// Why no tables were made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IntakeError {
    /// Entrants that the register lists more than once, in the order of the ids.
    #[error("registered more than once: {0:?}")]
    RegisteredTwice(Vec<EntrantId>),
    /// Every problem of every row, by row.
    #[error("{} problems in the rows", .0.len())]
    Rows(Vec<RowProblem>),
}

impl Intake<'_> {
    /// The checked tables.
    ///
    /// # Errors
    /// [`IntakeError`]: all problems of all rows.
    ///
    /// # Panics
    /// When a row's position is beyond its list: the caller made both.
    pub fn scores(&self) -> Result<Scores, IntakeError> {
        let register = sorted_register(self.register)?;
        let lookup = Lookup::new(self, &register);
        let mut sheets = Sheets::default();
        let mut problems = Vec::new();
        let mut run: Option<Run<'_>> = None;
        for (row, raw) in self.rows.iter().enumerate() {
            if let Some(place) = run.as_ref().and_then(|run| run.place(*raw)) {
                sheets.put(row, place, raw.percent);
                continue;
            }
            let before = problems.len();
            let place = lookup.place(*raw, |problem| problems.push(RowProblem { row, problem }));
            run = None;
            if let (Some(place), true) = (place, problems.len() == before) {
                run = lookup.run(*raw, place);
                sheets.put(row, place, raw.percent);
            }
        }
        let duplicates = std::mem::take(&mut sheets.duplicates);
        problems.extend(self.explained(&lookup, &duplicates));
        if !problems.is_empty() {
            problems.sort_by_key(|problem| problem.row);
            return Err(IntakeError::Rows(problems));
        }
        let tables = lookup.tables(&sheets, &register);
        let mut recusals = self.recusals.to_vec();
        recusals.sort_unstable();
        recusals.dedup();
        let panel = self.panel.map(sorted_unique);
        Ok(Scores { entrants: register, tables, recusals, panel })
    }

    /// Finds the first row of each duplicate; done only when there are any.
    fn explained(&self, lookup: &Lookup<'_>, duplicates: &[(usize, Place)]) -> Vec<RowProblem> {
        let mut first: HashMap<Place, usize> = HashMap::new();
        if !duplicates.is_empty() {
            for (row, raw) in self.rows.iter().enumerate() {
                let mut clean = true;
                let place = lookup.place(*raw, |_| clean = false);
                if let (Some(place), true) = (place, clean) {
                    first.entry(place).or_insert(row);
                }
            }
        }
        let problem = |&(row, place): &(usize, Place)| {
            let first = first[&place];
            let same_percent = self.rows[first].percent == self.rows[row].percent;
            RowProblem { row, problem: Problem::Duplicate { first, same_percent } }
        };
        duplicates.iter().map(problem).collect()
    }
}

fn sorted_register(register: &[(EntrantId, EntrantKind)]) -> Result<Vec<(EntrantId, EntrantKind)>, IntakeError> {
    let mut sorted = register.to_vec();
    sorted.sort_unstable();
    let mut twice: Vec<EntrantId> =
        sorted.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| pair[0].0.clone()).collect();
    twice.dedup();
    if twice.is_empty() { Ok(sorted) } else { Err(IntakeError::RegisteredTwice(twice)) }
}

fn sorted_unique<T: Ord + Clone>(list: &[T]) -> Vec<T> {
    let mut sorted = list.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    sorted
}

/// Which sheet: table (stage x 2 + kind), entrant in the register, reviewer among all; the order is that of the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Key {
    table: u32,
    entrant: u32,
    /// [`AGREED`] for what the panel agreed on, which so comes last.
    reviewer: u32,
}

const AGREED: u32 = u32::MAX;

/// Which cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Place {
    key: Key,
    item: u32,
    /// Items of this sheet.
    width: u32,
}

/// A sheet that is known to be good, so that its further rows, which files list beside each other, need only their item
/// and percent looked at.
struct Run<'l> {
    stage: u16,
    entrant: u32,
    reviewer: u32,
    place: Place,
    items: &'l [Option<u32>],
    accepted: &'l [bool; 256],
}

impl Run<'_> {
    /// The cell of a row, if it is a good one of this sheet; any other row is for [`Lookup::place`].
    fn place(&self, raw: RawScore) -> Option<Place> {
        let here = raw.reviewer == self.reviewer && raw.entrant == self.entrant && raw.stage == self.stage;
        if !here || !self.accepted[usize::from(raw.percent)] {
            return None;
        }
        self.items[usize::from(raw.item)].map(|item| Place { item, ..self.place })
    }
}

/// What each position of the caller's lists stands for.
struct Lookup<'a> {
    intake: &'a Intake<'a>,
    stages: Vec<Option<u32>>,
    entrants: Vec<Option<(u32, EntrantKind)>>,
    reviewers: Vec<u32>,
    on_panel: Vec<bool>,
    items: PerKind<Vec<Option<u32>>>,
    /// Which bytes are percents on the step.
    accepted: PerKind<[bool; 256]>,
    recused: HashSet<(u32, u32)>,
    /// The distinct reviewers in the order of their ids.
    reviewer_ids: Vec<ReviewerId>,
}

impl<'a> Lookup<'a> {
    fn new(intake: &'a Intake<'a>, register: &[(EntrantId, EntrantKind)]) -> Self {
        let reviewer_ids = sorted_unique(intake.reviewers);
        let entrant = |id: &EntrantId| {
            let at = register.binary_search_by(|(known, _)| known.cmp(id)).ok()?;
            Some((small(at), register[at].1))
        };
        let reviewer = |id: &ReviewerId| reviewer_ids.binary_search(id).ok().map(small);
        let panel = intake.panel.map(|panel| panel.iter().collect::<HashSet<_>>());
        let on_panel = |id: &ReviewerId| id.is_agreed() || panel.as_ref().is_none_or(|panel| panel.contains(id));
        let recused = intake.recusals.iter().filter_map(|(e, r)| Some((entrant(e)?.0, reviewer(r)?))).collect();
        let item = |kind: EntrantKind, code: &String| {
            intake.editions.get(kind).as_ref().and_then(|edition| edition.item_index(code)).map(small)
        };
        let accepted = |kind: EntrantKind, percent: usize| {
            let percent = u8::try_from(percent).ok().and_then(Percent::new);
            let edition = intake.editions.get(kind).as_ref();
            edition.zip(percent).is_some_and(|(edition, percent)| edition.accepts(percent))
        };
        Self {
            stages: intake.stages.iter().map(|id| intake.stage_order.iter().position(|s| s == id).map(small)).collect(),
            entrants: intake.entrants.iter().map(entrant).collect(),
            reviewers: (intake.reviewers.iter())
                .map(|id| if id.is_agreed() { AGREED } else { reviewer(id).expect("the list was made of these ids") })
                .collect(),
            on_panel: intake.reviewers.iter().map(on_panel).collect(),
            items: PerKind::from_fn(|kind| intake.items.iter().map(|code| item(kind, code)).collect()),
            accepted: PerKind::from_fn(|kind| std::array::from_fn(|percent| accepted(kind, percent))),
            recused,
            reviewer_ids,
            intake,
        }
    }

    /// The cell of a row, unless it has none; every problem goes to `report`.
    fn place(&self, raw: RawScore, mut report: impl FnMut(Problem)) -> Option<Place> {
        let reviewer = self.reviewers[raw.reviewer as usize];
        let stage = self.stages[usize::from(raw.stage)];
        let entrant = self.entrants[raw.entrant as usize];
        if stage.is_none() {
            report(Problem::UnknownStage);
        }
        if !self.on_panel[raw.reviewer as usize] {
            report(Problem::NotOnPanel);
        }
        let Some((entrant, kind)) = entrant else {
            report(Problem::UnknownEntrant);
            return None;
        };
        if self.recused.contains(&(entrant, reviewer)) {
            report(Problem::Recused);
        }
        let Some(edition) = self.intake.editions.get(kind) else {
            report(Problem::NoEdition { kind });
            return None;
        };
        if !self.accepted.get(kind)[usize::from(raw.percent)] {
            report(Problem::OffStep { step: edition.step() });
        }
        let Some(item) = self.items.get(kind)[usize::from(raw.item)] else {
            report(Problem::UnknownItem { kind, edition: edition.id().to_string() });
            return None;
        };
        let table = stage? * 2 + u32::from(kind == EntrantKind::Individual);
        Some(Place { key: Key { table, entrant, reviewer }, item, width: small(edition.items().len()) })
    }

    /// The run that a good row begins.
    fn run(&self, raw: RawScore, place: Place) -> Option<Run<'_>> {
        let (_, kind) = self.entrants[raw.entrant as usize]?;
        let RawScore { stage, entrant, reviewer, .. } = raw;
        let (items, accepted) = (self.items.get(kind), self.accepted.get(kind));
        Some(Run { stage, entrant, reviewer, place, items, accepted })
    }

    fn tables(&self, sheets: &Sheets, register: &[(EntrantId, EntrantKind)]) -> Vec<StageTable> {
        let mut order: Vec<usize> = (0..sheets.keys.len()).collect();
        order.sort_unstable_by_key(|sheet| sheets.keys[*sheet]);
        let by_table = order.chunk_by(|a, b| sheets.keys[*a].table == sheets.keys[*b].table);
        by_table.map(|order| self.table(sheets, order, register)).collect()
    }

    /// The table of the sheets `order`, which are sorted by entrant and reviewer and not empty.
    fn table(&self, sheets: &Sheets, order: &[usize], register: &[(EntrantId, EntrantKind)]) -> StageTable {
        let keys = || order.iter().map(|sheet| sheets.keys[*sheet]);
        let Key { table, entrant, .. } = sheets.keys[order[0]];
        let kind = register[entrant as usize].1;
        let edition = self.intake.editions.get(kind).clone().expect("a row without an edition has no place");
        let points: Vec<u32> = edition.items().iter().map(|item| item.points.get()).collect();
        let mut present: Vec<u32> = keys().map(|key| key.reviewer).filter(|r| *r != AGREED).collect();
        present.sort_unstable();
        present.dedup();
        let mut made = StageTable {
            edition,
            stage: self.intake.stage_order[(table / 2) as usize].clone(),
            kind,
            entrants: Vec::new(),
            reviewers: present.iter().map(|r| self.reviewer_ids[*r as usize].clone()).collect(),
            points,
            starts: vec![0],
            owners: Vec::with_capacity(order.len()),
            totals: Vec::with_capacity(order.len()),
            cells: Vec::with_capacity(order.len() * sheets.widths[order[0]] as usize),
            agreed: Vec::new(),
        };
        for of_entrant in order.chunk_by(|a, b| sheets.keys[*a].entrant == sheets.keys[*b].entrant) {
            made.entrants.push(register[sheets.keys[of_entrant[0]].entrant as usize].0.clone());
            made.agreed.push(None);
            for sheet in of_entrant {
                made.add(sheets.keys[*sheet].reviewer, sheets.cells_of(*sheet), &present);
            }
            made.starts.push(made.owners.len());
        }
        made
    }
}

impl StageTable {
    /// Appends a sheet of the entrant last begun.
    fn add(&mut self, reviewer: u32, percents: &[u8], present: &[u32]) {
        let total = total_of(&self.points, percents);
        if reviewer == AGREED {
            let agreed = Agreed { percents: percents.into(), total };
            *self.agreed.last_mut().expect("an entrant was begun") = Some(agreed);
        } else {
            self.owners.push(small(present.binary_search(&reviewer).expect("made of these reviewers")));
            self.totals.push(total);
            self.cells.extend_from_slice(percents);
        }
    }
}

/// Sheets in the order in which the rows first name them.
#[derive(Default)]
struct Sheets {
    keys: Vec<Key>,
    widths: Vec<u32>,
    starts: Vec<usize>,
    cells: Vec<u8>,
    known: HashMap<Key, usize>,
    last: Option<(Key, usize)>,
    duplicates: Vec<(usize, Place)>,
}

impl Sheets {
    fn put(&mut self, row: usize, place: Place, percent: u8) {
        let sheet = match self.last {
            // Files list a sheet's items beside each other, so most rows need no look-up.
            Some((key, sheet)) if key == place.key => sheet,
            _ => self.sheet(place),
        };
        self.last = Some((place.key, sheet));
        let cell = &mut self.cells[self.starts[sheet] + place.item as usize];
        if *cell == MISSING {
            *cell = percent;
        } else {
            self.duplicates.push((row, place));
        }
    }

    fn sheet(&mut self, place: Place) -> usize {
        let next = self.keys.len();
        let sheet = *self.known.entry(place.key).or_insert(next);
        if sheet == next {
            self.keys.push(place.key);
            self.widths.push(place.width);
            self.starts.push(self.cells.len());
            self.cells.resize(self.cells.len() + place.width as usize, MISSING);
        }
        sheet
    }

    fn cells_of(&self, sheet: usize) -> &[u8] {
        let start = self.starts[sheet];
        &self.cells[start..start + self.widths[sheet] as usize]
    }
}

fn small(at: usize) -> u32 {
    u32::try_from(at).expect("lists of ids and items are shorter than 2^32: rows name them by u32")
}
