//! Workbooks that come back: whose they are, whether they are as they went out, and what was filled in.
//!
//! A workbook is taken as a whole or not at all. The hidden sheet says what it is and its seal proves it; from that, the
//! pages that went out are made again and every cell is held against them. What is not the reviewer's to fill in must be
//! unchanged, and what is filled in must be a percent on the step or a plain text. Every complaint is listed at once.

mod answers;
mod identity;
mod structure;

use super::cycle::{Cycle, Task};
use super::key::Key;
use super::pages;
use crate::complaint::{Complaint, Complaints, Warned};
use crate::xlsx::Workbook;
use rayon::prelude::*;
use std::collections::BTreeMap;
use zhuoping_criteria::Bilingual;
use zhuoping_ratings::{EntrantId, EntrantKind, ReviewerId, StageId};

/// What workbooks are held against.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// The session of the award.
    pub cycle: &'a Cycle,
    /// The key the workbooks were sealed with.
    pub key: &'a Key,
    /// The stage that is collected. Without it the workbooks may be of any stage, but all of the same.
    pub stage: Option<&'a StageId>,
    /// Who may hand in a workbook; anybody whose workbook is sealed where it is not given.
    pub reviewers: Option<&'a [ReviewerId]>,
    /// Who may not score whom (回避, `Art. 31`), also where a workbook was made before that was known.
    pub recusals: &'a [(EntrantId, ReviewerId)],
}

/// One workbook that was found good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed {
    /// The file's name.
    pub file: String,
    /// The stage.
    pub stage: StageId,
    /// The reviewer.
    pub reviewer: ReviewerId,
    /// One for each entrant, in the order of the workbook.
    pub sheets: Vec<Filled>,
}

/// What a reviewer filled in about one entrant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// The entrant.
    pub entrant: EntrantId,
    /// By which edition it is judged.
    pub kind: EntrantKind,
    /// One for each item of the edition, in their order.
    pub answers: Vec<Answer>,
}

/// What a reviewer filled in about one item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// 0 to 100 on the edition's step; `None` is not judged and never zero.
    pub percent: Option<u8>,
    /// What is good (优势).
    pub strengths: Option<String>,
    /// What could be better (改进).
    pub improvements: Option<String>,
}

impl Answer {
    /// Whether nothing at all was filled in.
    pub fn is_blank(&self) -> bool {
        *self == Self::default()
    }
}

/// Reads one workbook; `file` is its name, for messages.
///
/// # Errors
/// Every complaint at once: no workbook, no scorebook, a seal that is not the key's, another session, stage, reviewer or
/// edition, a recused entrant (`Art. 31`), sheets or cells that are not as they went out, formulas and percents that
/// cannot be taken, personal numbers in texts.
pub fn read(file: &str, bytes: &[u8], desk: &Desk<'_>) -> Result<Handed, Complaints> {
    let mut book = Workbook::open(file, bytes)?;
    let mut errors = Complaints::new();
    let task = identity::task(&mut book, desk, &mut errors)?;
    let sheets = sheets(&mut book, desk.cycle, &task, &mut errors);
    errors.refuse_if_any()?;
    Ok(Handed { file: file.into(), stage: task.stage, reviewer: task.reviewer, sheets })
}

fn sheets(book: &mut Workbook<'_>, cycle: &Cycle, task: &Task, errors: &mut Complaints) -> Vec<Filled> {
    let pages = pages::all(cycle, task);
    structure::names(book, &pages, errors);
    let mut filled = Vec::new();
    let mut entrants = task.entrants.iter();
    for page in &pages {
        let entrant = if page.choices.is_empty() { None } else { entrants.next() };
        if !book.sheets().iter().any(|sheet| sheet.name == page.name) {
            continue;
        }
        let cells = match book.cells(&page.name) {
            Ok(cells) => cells,
            Err(complaints) => {
                errors.append(complaints);
                continue;
            }
        };
        let moved = structure::check(book.file(), page, &cells, errors);
        if let Some(entrant) = entrant {
            let edition = cycle.edition_of(entrant);
            let sheet = answers::Sheet { file: book.file(), page, edition, moved: &moved };
            let answers = sheet.read(&cells, errors);
            filled.push(Filled { entrant: entrant.id.clone(), kind: entrant.kind, answers });
        }
    }
    filled
}

/// Reads any number of workbooks, given by name and bytes, in parallel; the result does not depend on their order.
///
/// Two workbooks of one reviewer with the same content count once, with a warning.
///
/// # Errors
/// The complaints of [`read`] about every workbook, in the order of their names; workbooks of different stages where
/// none was asked for; two workbooks of one reviewer with different content, since which is the later one is not guessed.
pub fn read_all<B: AsRef<[u8]> + Sync>(
    files: &[(String, B)],
    desk: &Desk<'_>,
) -> Result<Warned<Vec<Handed>>, Complaints> {
    let mut order: Vec<&(String, B)> = files.iter().collect();
    order.sort_by(|a, b| a.0.cmp(&b.0));
    let read: Vec<_> = order.par_iter().map(|(file, bytes)| read(file, bytes.as_ref(), desk)).collect();
    let mut errors = Complaints::new();
    let mut handed = Vec::new();
    for result in read {
        match result {
            Ok(book) => handed.push(book),
            Err(complaints) => errors.append(complaints),
        }
    }
    one_stage(&handed, &mut errors);
    let (mut handed, warnings) = once_each(handed, &mut errors);
    errors.refuse_if_any()?;
    let place = |stage: &StageId| desk.cycle.rules.stages().iter().position(|known| known.id == *stage);
    handed.sort_by(|a, b| (place(&a.stage), &a.reviewer).cmp(&(place(&b.stage), &b.reviewer)));
    Ok(Warned { value: handed, warnings })
}

fn one_stage(handed: &[Handed], errors: &mut Complaints) {
    let Some(first) = handed.first() else { return };
    for book in handed.iter().filter(|book| book.stage != first.stage) {
        let message = Bilingual::new(
            format!("是阶段「{}」的工作簿，而 {} 是阶段「{}」的", book.stage, first.file, first.stage),
            format!("is a workbook of stage {}, but {} is of stage {}", book.stage, first.file, first.stage),
        );
        let expected =
            Bilingual::new("同一阶段的工作簿，或用 --stage 指明阶段", "workbooks of one stage, or --stage to name it");
        errors.push(Complaint::new(&book.file, message, expected));
    }
}

/// One workbook for each reviewer and stage.
fn once_each(handed: Vec<Handed>, errors: &mut Complaints) -> (Vec<Handed>, Complaints) {
    let mut warnings = Complaints::new();
    let mut kept: BTreeMap<(StageId, ReviewerId), Handed> = BTreeMap::new();
    for book in handed {
        let key = (book.stage.clone(), book.reviewer.clone());
        let Some(first) = kept.get(&key) else {
            kept.insert(key, book);
            continue;
        };
        let expected = Bilingual::new("每位专家只留最后一本", "only the last workbook of each reviewer");
        if first.sheets == book.sheets {
            let message = Bilingual::new(
                format!("与 {} 是同一专家（{}）的，内容相同，只计一次", first.file, book.reviewer),
                format!(
                    "is of the same reviewer ({}) as {} and says the same; it counts once",
                    book.reviewer, first.file
                ),
            );
            warnings.push(Complaint::new(&book.file, message, expected));
        } else {
            let message = Bilingual::new(
                format!("与 {} 都是专家 {} 的，内容不同；哪一本是最后的，程序不猜", first.file, book.reviewer),
                format!(
                    "and {} are both of reviewer {} and differ; which is the later is not guessed",
                    first.file, book.reviewer
                ),
            );
            errors.push(Complaint::new(&book.file, message, expected));
        }
    }
    (kept.into_values().collect(), warnings)
}
