//! The scores (评分): a long-form table, one row a score, into the checked tables of `ratings`.
//!
//! `stage, entrant, reviewer, item, percent, strengths, improvements`, in any order, in Chinese or English. A blank
//! percent means recused or not yet scored and is never zero. Nothing is kept unless every row is good.
//!
//! A file may have hundreds of thousands of rows, and reading it is most of the work of a ranking. A file without any
//! quote character is cut at line ends into pieces of a fixed size, which are decoded and read beside each other; with
//! quotes a line end may lie within a cell, so such a file is one piece. Both ways use the same reader of rows and cells,
//! and the pieces do not depend on the number of threads: neither does the result.

mod memo;
mod part;
pub mod percent;
mod run;
mod words;

use crate::complaint::{Complaint, Complaints, Warned};
use crate::records::Records;
use crate::table::{Column, Head, Need, cut_off, read_with, too_many_rows};
use crate::text::{self, Body};
use crate::{sheet, xlsx};
use part::{Desk, Part, RawComment};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;
use zhuoping_criteria::Edition;
use zhuoping_panel::Entrant;
use zhuoping_ratings::{
    EntrantId, EntrantKind, IdError, Intake, IntakeError, PerKind, RawScore, ReviewerId, RowProblem, Scores, StageId,
};

/// The columns of a score file.
pub const COLUMNS: [Column; 7] = [
    Column::new("阶段", "stage", Need::Required),
    Column::new("申报编号", "entrant", Need::Required),
    Column::new("专家编号", "reviewer", Need::Required),
    Column::new("条款", "item", Need::Required),
    Column::new("百分比", "percent", Need::Required),
    Column::new("优势", "strengths", Need::Optional),
    Column::new("改进", "improvements", Need::Optional),
];

/// The stages that have Chinese names of their own; other stages are written as the rule file names them.
const STAGES: [(&str, &str); 3] = [("材料评审", "material"), ("现场评审", "site"), ("陈述答辩", "presentation")];

/// How many bytes a piece has: enough to be worth a thread's while, few enough to share out evenly.
const PIECE_BYTES: usize = 128 << 10;

/// What scores are held against.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The rule file's stages, in order.
    pub stages: &'a [StageId],
    /// The edition each kind of entrant is judged by.
    pub editions: &'a PerKind<Option<Arc<Edition>>>,
    /// Every entrant with its kind. Without it entrants come from the file, and all are organizations.
    pub register: Option<&'a [(EntrantId, EntrantKind)]>,
    /// The panel; nobody else may score. Without it reviewers come from the file.
    pub panel: Option<&'a [ReviewerId]>,
    /// Who may not score whom (回避, `Art. 31`).
    pub recusals: &'a [(EntrantId, ReviewerId)],
}

/// What a score file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoreSheet {
    /// The checked tables.
    pub scores: Scores,
    /// Strengths and improvements, in the order of stage, entrant, reviewer and item.
    pub comments: Vec<Comment>,
}

/// What a reviewer wrote about one item of one entrant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// At this stage.
    pub stage: StageId,
    /// About this entrant.
    pub entrant: EntrantId,
    /// By this reviewer.
    pub reviewer: ReviewerId,
    /// On this item.
    pub item: String,
    /// What is good (优势).
    pub strengths: Option<String>,
    /// What could be better (改进).
    pub improvements: Option<String>,
}

/// The entrants in the terms of `ratings`, for [`Context::register`].
///
/// # Errors
/// Never for a list that [`crate::entrants::read`] made, since both crates have one rule for ids.
pub fn register(entrants: &[Entrant]) -> Result<Vec<(EntrantId, EntrantKind)>, IdError> {
    let kind = |kind| match kind {
        zhuoping_panel::EntrantKind::Organization => EntrantKind::Organization,
        zhuoping_panel::EntrantKind::Individual => EntrantKind::Individual,
    };
    entrants.iter().map(|entrant| Ok((EntrantId::new(entrant.id.as_str())?, kind(entrant.kind)))).collect()
}

/// Reads a score file; `file` is its name, for messages.
///
/// Stages may be written as the rule file names them or by their Chinese names 材料评审, 现场评审, 陈述答辩. Percents are
/// read by [`percent::parse`]. The reviewer 合议 or `consensus` carries what the panel agreed on and needs no seat on it.
/// A row without a percent counts as not scored, but its other cells are checked.
///
/// # Errors
/// Every complaint at once, in file order: text, quotes, shape and columns as for [`crate::table::Table::read`]; unknown
/// stages, entrants and items; percents that are none or off the step; reviewers who are not on the panel or are recused
/// (`Art. 31`); scores that are there twice; personal numbers or invisible characters in comments.
pub fn read(file: &str, bytes: &[u8], context: &Context<'_>) -> Result<Warned<ScoreSheet>, Complaints> {
    read_in_pieces(file, bytes, context, PIECE_BYTES)
}

fn read_in_pieces(
    file: &str,
    bytes: &[u8],
    context: &Context<'_>,
    piece_bytes: usize,
) -> Result<Warned<ScoreSheet>, Complaints> {
    if xlsx::is_workbook(bytes) {
        let sheet = sheet::read(file, bytes, &[&COLUMNS])?;
        return sheet.located(|text| {
            let head = Head::read(file, &text, &[&COLUMNS])?;
            let whole = Body { bytes: text.as_bytes(), bom: false };
            let begins_early = head.end <= piece_bytes;
            let pieces =
                if begins_early && can_be_cut(whole.bytes) { cut(whole, piece_bytes) } else { vec![whole.bytes] };
            let (texts, _) = text::decode_pieces(&pieces, false).map_err(|error| error.complaint(file))?;
            read_texts(file, &texts, &head, context)
        });
    }
    let body = text::sniff(bytes).map_err(|error| error.complaint(file))?;
    if can_be_cut(body.bytes) {
        let pieces = cut(body, piece_bytes);
        let (texts, _) = text::decode_pieces(&pieces, body.bom).map_err(|error| error.complaint(file))?;
        // A header further down than the first piece can only follow a heap of blank lines: not worth a way of its own.
        let head = Head::read(file, &texts[0], &[&COLUMNS]);
        if let Some(head) = head.ok().filter(|head| head.is_whole(&COLUMNS)) {
            return read_texts(file, &texts, &head, context);
        }
    }
    let (text, _) = text::decode(bytes).map_err(|error| error.complaint(file))?;
    let head = Head::read(file, &text, &[&COLUMNS])?;
    read_texts(file, &[text], &head, context)
}

/// Whether every line feed ends a row.
fn can_be_cut(bytes: &[u8]) -> bool {
    memchr::memchr(b'\n', bytes).is_some() && memchr::memchr(b'"', bytes).is_none()
}

/// Pieces of about `piece_bytes` bytes, each but the last with a line end at its end; at least one.
fn cut(body: Body<'_>, piece_bytes: usize) -> Vec<&[u8]> {
    let mut pieces = Vec::with_capacity(body.bytes.len() / piece_bytes + 1);
    let mut rest = body.bytes;
    while rest.len() > piece_bytes {
        let end = memchr::memchr(b'\n', &rest[piece_bytes..]).map_or(rest.len(), |found| piece_bytes + found + 1);
        let (piece, after) = rest.split_at(end);
        pieces.push(piece);
        rest = after;
    }
    if !rest.is_empty() || pieces.is_empty() {
        pieces.push(rest);
    }
    pieces
}

fn read_texts(
    file: &str,
    texts: &[Cow<'_, str>],
    head: &Head,
    context: &Context<'_>,
) -> Result<Warned<ScoreSheet>, Complaints> {
    let found = head.find(file, &COLUMNS)?;
    let mut warnings = found.warnings;
    head.passed_over(file).into_iter().for_each(|warning| warnings.push(warning));
    let places = Places::new(&found.value);
    let desk = Desk::new(file, head, places, context);
    let read = |(at, text): (usize, &Cow<'_, str>)| {
        let records = if at == 0 { Records::resume(text, head.end, head.row) } else { Records::new(text) };
        part::read(&desk, records)
    };
    let parts: Vec<Part> = texts.par_iter().enumerate().map(read).collect();
    if let Some(warning) = texts.last().and_then(|text| cut_off(file, text)) {
        warnings.push(warning);
    }
    let joined = Joined::new(file, parts, head);
    let sheet = joined.checked(&desk)?;
    Ok(Warned { value: sheet, warnings })
}

/// Where each column is.
#[derive(Clone, Copy, Debug)]
struct Places {
    stage: usize,
    entrant: usize,
    reviewer: usize,
    item: usize,
    percent: usize,
    strengths: Option<usize>,
    improvements: Option<usize>,
}

impl Places {
    fn new(found: &[Option<usize>]) -> Self {
        let &[Some(stage), Some(entrant), Some(reviewer), Some(item), Some(percent), strengths, improvements] = found
        else {
            unreachable!("a table without a required column was refused");
        };
        Self { stage, entrant, reviewer, item, percent, strengths, improvements }
    }
}

/// All pieces as one, in the order of the file.
struct Joined {
    scores: Vec<RawScore>,
    rows: Vec<u32>,
    entrants: Vec<EntrantId>,
    reviewers: Vec<ReviewerId>,
    comments: Vec<RawComment>,
    errors: Complaints,
}

impl Joined {
    fn new(file: &str, parts: Vec<Part>, head: &Head) -> Self {
        let total = parts.iter().map(|part| part.scores.len()).sum();
        let mut all = Self {
            scores: Vec::with_capacity(total),
            rows: Vec::with_capacity(total),
            entrants: Vec::new(),
            reviewers: Vec::new(),
            comments: Vec::new(),
            errors: Complaints::new(),
        };
        let (mut above, mut filled) = (0_u32, 0);
        for part in parts {
            filled += part.filled;
            let length = part.length;
            all.add(part, above);
            above = above.saturating_add(length);
        }
        if above > crate::MAX_ROWS {
            all.errors.push(too_many_rows(file));
        }
        if filled == 0 && all.errors.is_empty() {
            all.errors.push(crate::table::no_rows(file, head));
        }
        all
    }

    /// Adds a piece that begins below row `above`.
    fn add(&mut self, part: Part, above: u32) {
        let (entrants, reviewers) = (small(self.entrants.len()), small(self.reviewers.len()));
        let moved = |score: &RawScore| RawScore {
            entrant: score.entrant + entrants,
            reviewer: score.reviewer + reviewers,
            ..*score
        };
        self.scores.extend(part.scores.iter().map(moved));
        self.rows.extend(part.rows.iter().map(|row| row + above));
        self.entrants.extend(part.entrants);
        self.reviewers.extend(part.reviewers);
        self.comments.extend(part.comments.into_iter().map(|comment| RawComment {
            entrant: comment.entrant + entrants,
            reviewer: comment.reviewer + reviewers,
            ..comment
        }));
        let (listed, unlisted) = part.errors.into_parts();
        let listed = listed.into_iter().map(|complaint| complaint.moved_down(above)).collect();
        self.errors.append(Complaints::from_parts(listed, unlisted));
    }

    /// The tables, if neither the rows by themselves nor the rows together give reason to complain.
    fn checked(mut self, desk: &Desk<'_>) -> Result<ScoreSheet, Complaints> {
        let own: Vec<(EntrantId, EntrantKind)>;
        let register = match desk.context.register {
            Some(register) => register,
            None => {
                let ids: BTreeSet<&EntrantId> = self.entrants.iter().collect();
                own = ids.into_iter().map(|id| (id.clone(), EntrantKind::Organization)).collect();
                &own
            }
        };
        let intake = Intake {
            rows: &self.scores,
            stages: desk.context.stages,
            entrants: &self.entrants,
            reviewers: &self.reviewers,
            items: &desk.items,
            stage_order: desk.context.stages,
            register,
            editions: desk.context.editions,
            panel: desk.context.panel,
            // Recused reviewers were complained about cell by cell; here they would be named a second time, so a file
            // that has any keeps to what only the rows together tell.
            recusals: if self.errors.is_empty() { desk.context.recusals } else { &[] },
        };
        let scores = intake.scores();
        let more = match &scores {
            Ok(_) => Complaints::new(),
            Err(IntakeError::Rows(problems)) => self.words(desk, problems),
            Err(IntakeError::RegisteredTwice(ids)) => {
                let ids: Vec<_> = ids.iter().map(EntrantId::as_str).collect();
                words::registered_twice(desk.file, &ids.join("、")).into()
            }
        };
        self.errors.merge(more);
        self.errors.refuse_if_any()?;
        let scores = scores.expect("its problems were refused");
        let comments = comments(self.comments, &self.entrants, &self.reviewers, desk);
        Ok(ScoreSheet { scores, comments })
    }

    fn words(&self, desk: &Desk<'_>, problems: &[RowProblem]) -> Complaints {
        let mut complaints = Complaints::new();
        for RowProblem { row, problem } in problems {
            let (message, expected) = words::intake(problem, desk.context, |first| self.rows[first]);
            let complaint = Complaint::new(desk.file, message, expected).at_row(self.rows[*row]);
            let place = desk.places.item;
            complaints.push(complaint.in_column(place, &desk.head.names[place]).about(self.item(desk, *row)));
        }
        complaints
    }

    fn item<'d>(&self, desk: &'d Desk<'_>, row: usize) -> &'d str {
        &desk.items[usize::from(self.scores[row].item)]
    }
}

fn comments(
    mut raw: Vec<RawComment>,
    entrants: &[EntrantId],
    reviewers: &[ReviewerId],
    desk: &Desk<'_>,
) -> Vec<Comment> {
    raw.sort_by_key(|comment| {
        let (entrant, reviewer) = (&entrants[comment.entrant as usize], &reviewers[comment.reviewer as usize]);
        (comment.stage, entrant, reviewer, comment.item)
    });
    let named = |comment: RawComment| Comment {
        stage: desk.context.stages[usize::from(comment.stage)].clone(),
        entrant: entrants[comment.entrant as usize].clone(),
        reviewer: reviewers[comment.reviewer as usize].clone(),
        item: desk.items[usize::from(comment.item)].clone(),
        strengths: comment.strengths,
        improvements: comment.improvements,
    };
    raw.into_iter().map(named).collect()
}

/// The stages that a score file names, in the order of their bytes, without reading anything else: what there is beside
/// the stages that somebody asks for. What is no name of a stage is passed over; [`read`] complains about it.
///
/// # Errors
/// Those of [`crate::table::Table::read`] and a missing column.
pub fn stages(file: &str, bytes: &[u8]) -> Result<Vec<StageId>, Complaints> {
    let words = read_with(file, bytes, &COLUMNS[..1], |table, warnings| {
        let place = table.places(&COLUMNS[..1], warnings)?[0].expect("a required column");
        let mut words: BTreeSet<String> = BTreeSet::new();
        for row in table.rows() {
            if !words.contains(row.cell(place)) {
                words.insert(row.cell(place).to_owned());
            }
        }
        Ok(words)
    })?
    .value;
    let id = |word: &String| StageId::new(word).ok();
    let known = |id: StageId| stage_of_zh(id.as_str()).and_then(|name| StageId::new(name).ok()).unwrap_or(id);
    Ok(words.iter().filter_map(id).map(known).collect::<BTreeSet<_>>().into_iter().collect())
}

/// The stage that a word means: a Chinese name of one (材料评审) or the rule file's own.
pub fn stage_named(word: &str) -> &str {
    let word = word.trim();
    stage_of_zh(word).unwrap_or(word)
}

pub(crate) fn stage_of_zh(word: &str) -> Option<&'static str> {
    STAGES.into_iter().find(|(zh, _)| *zh == word).map(|(_, id)| id)
}

pub(crate) fn stage_zh(id: &str) -> Option<&'static str> {
    STAGES.into_iter().find(|(_, known)| *known == id).map(|(zh, _)| zh)
}

fn small(at: usize) -> u32 {
    u32::try_from(at).expect("a file of at most 64 MiB has fewer ids than 2^32")
}

#[cfg(test)]
mod tests;
