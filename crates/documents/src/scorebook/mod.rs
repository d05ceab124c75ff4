//! Scorebooks (评分工作簿): one workbook a reviewer goes out, is filled in anywhere, and comes back as scores.
//!
//! A reviewer at a factory has no network and no program but Excel, WPS or LibreOffice. So everything a reviewer needs is
//! in one .xlsx file: what to judge, what the percents mean, the score so far. And everything the secretariat needs to
//! trust it is in it too: a hidden sheet names the session, the stage, the reviewer, the entrants and the editions, sealed
//! with the secretariat's key.
//!
//! * [`cycle`]: what workbooks are made from; [`Key`]: who may make them.
//! * `page`, `pages`, `seal`: every sheet as data; `render`: that data as a file.
//! * [`collect`]: workbooks that come back, held against the same pages; [`report`]: who has done what, and what changed.
//! * [`paper`]: forms for rooms where no computer is allowed, and what was typed from them, twice.
//!
//! Nothing here is random and no clock is read: the same task and key give the same bytes.

pub mod collect;
pub mod cycle;
mod key;
pub mod lists;
mod names;
mod page;
mod pages;
pub mod paper;
mod render;
pub mod report;
mod seal;

pub use cycle::{BoundEdition, Cycle, Judged, Task};
pub use key::Key;

use crate::complaint::{Complaint, Complaints};
use rayon::prelude::*;
use zhuoping_criteria::Bilingual;

/// How many entrants a workbook may hold. Its reader takes 256 sheets, and long before that nobody finds a tab.
pub const ENTRANTS_MAX: usize = 250;

/// The workbook of one reviewer, sealed with `key`; the same task and key give the same bytes.
///
/// # Errors
/// One complaint: more than [`ENTRANTS_MAX`] entrants, or a name or description that is longer than a cell may be (32 767 characters);
/// `file` is the name in it.
///
/// # Panics
/// When the task names an entrant whose kind the cycle has no edition for; [`Cycle::entrants_of`] leaves these out.
pub fn workbook(file: &str, cycle: &Cycle, task: &Task, key: &Key) -> Result<Vec<u8>, Complaints> {
    if task.entrants.len() > ENTRANTS_MAX {
        return Err(too_many(file, task.entrants.len()).into());
    }
    let mut pages = pages::all(cycle, task);
    pages.push(seal::page(cycle, task, key));
    let title = format!("{} {}", pages::heading(cycle, task.lang), task.reviewer);
    render::workbook(&pages, &title, task.lang).map_err(|error| cannot_hold(file, &error).into())
}

/// The workbooks of several reviewers, each with the name of its file, made in parallel; in the order of the tasks.
///
/// # Errors
/// Those of [`workbook`], of all of them.
pub fn workbooks(cycle: &Cycle, tasks: &[(String, Task)], key: &Key) -> Result<Vec<Vec<u8>>, Complaints> {
    let made: Vec<_> = tasks.par_iter().map(|(file, task)| workbook(file, cycle, task, key)).collect();
    let mut errors = Complaints::new();
    let mut books = Vec::with_capacity(made.len());
    for result in made {
        match result {
            Ok(book) => books.push(book),
            Err(complaints) => errors.append(complaints),
        }
    }
    errors.refuse_if_any()?;
    Ok(books)
}

fn too_many(file: &str, entrants: usize) -> Complaint {
    let message = Bilingual::new(
        format!("一本工作簿要装 {entrants} 家申报方，太多"),
        format!("{entrants} entrants are too many for one workbook"),
    );
    let expected = Bilingual::new(
        format!("每位专家不超过 {ENTRANTS_MAX} 家；分组评审时，每组一份申报名单"),
        format!("at most {ENTRANTS_MAX} a reviewer; with groups, a list of entrants for each group"),
    );
    Complaint::new(file, message, expected)
}

fn cannot_hold(file: &str, error: &rust_xlsxwriter::XlsxError) -> Complaint {
    let message = Bilingual::new(
        format!("工作簿装不下这些内容（{error}）"),
        format!("a workbook cannot hold what it is to hold ({error})"),
    );
    let expected = Bilingual::new(
        "名称和说明每格不超过 32767 个字符",
        "names and descriptions of at most 32 767 characters a cell",
    );
    Complaint::new(file, message, expected)
}
