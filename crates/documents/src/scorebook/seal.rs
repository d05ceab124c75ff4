//! The hidden sheet that says which workbook this is, sealed so that nobody without the key can change what it says.
//!
//! Each row is a word and what belongs to it. The seal is an HMAC over all cells of all rows, each with its length, so
//! no cell can flow into another. There is nothing random in it: the same task and key give the same bytes.

use super::cycle::{Cycle, Judged, Task};
use super::key::Key;
use super::page::{Page, Style};
use super::pages::sheet_names;
use jiff::civil::Date;
use zhuoping_criteria::Lang;
use zhuoping_ratings::{EntrantKind, ReviewerId, StageId};

/// The name of the hidden sheet.
pub(super) const SHEET: &str = "_zhuoping";
/// What the workbook says it is.
pub(super) const FORMAT: &str = "zhuoping/scorebook/v1";
/// How many cells a row has.
pub(super) const COLUMNS: u16 = 5;

const MAC: &str = "mac";

/// A row: a word and what belongs to it, blank at the end.
pub(super) type Row = [String; COLUMNS as usize];

/// Everything the seal says about a task.
pub(super) fn rows(cycle: &Cycle, task: &Task) -> Vec<Row> {
    let mut rows = vec![row(["format", FORMAT, "", "", ""])];
    rows.extend(cycle_rows(cycle));
    rows.push(row(["stage", task.stage.as_str(), "", "", ""]));
    rows.push(row(["reviewer", task.reviewer.as_str(), task.name.as_deref().unwrap_or_default(), "", ""]));
    rows.push(row(["language", lang_name(task.lang), "", "", ""]));
    if let Some(day) = task.deadline {
        rows.push(row(["deadline", &day.to_string(), "", "", ""]));
    }
    let sheets = sheet_names(task);
    for (entrant, sheet) in task.entrants.iter().zip(&sheets) {
        rows.push(row(["entrant", entrant.id.as_str(), entrant.kind.name(), &entrant.name, sheet]));
    }
    rows
}

/// What the seal says about the session, whoever the reviewer is.
pub(super) fn cycle_rows(cycle: &Cycle) -> Vec<Row> {
    let rules = &cycle.rules;
    let mut rows = vec![
        row(["award", &rules.award().zh, &rules.award().en, "", ""]),
        row(["session", &rules.session().zh, &rules.session().en, "", ""]),
        row(["regulation", &rules.regulation().number, "", "", ""]),
    ];
    for kind in EntrantKind::ALL {
        if let Some(bound) = cycle.edition(kind) {
            rows.push(row(["edition", kind.name(), bound.edition.id().as_str(), &bound.digest.to_hex(), ""]));
        }
    }
    rows
}

/// The hidden sheet.
pub(super) fn page(cycle: &Cycle, task: &Task, key: &Key) -> Page {
    let mut rows = rows(cycle, task);
    let mac = key.mac(parts(&rows));
    rows.push(row([MAC, &mac, "", "", ""]));
    let mut page = Page::new(SHEET);
    page.hidden = true;
    page.widths = vec![14.0, 24.0, 24.0, 24.0, 24.0];
    for (at, cells) in (0_u32..).zip(&rows) {
        for (column, cell) in (0_u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            page.text(at, column, Style::Plain, cell.as_str());
        }
    }
    page
}

/// What a hidden sheet was found to say.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    /// All rows but that of the seal.
    pub(super) rows: Vec<Row>,
    /// Whether the seal is that of the key.
    pub(super) sealed: bool,
}

impl Found {
    /// Takes the rows of a hidden sheet apart; `None` when there is no seal at its end.
    pub(super) fn new(mut rows: Vec<Row>, key: &Key) -> Option<Self> {
        let [word, mac, ..] = rows.pop()?;
        let sealed = word == MAC && key.accepts(parts(&rows), &mac);
        (word == MAC).then_some(Self { rows, sealed })
    }

    /// The first row with this word.
    pub(super) fn row(&self, word: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row[0] == word)
    }

    /// The task it names, if its parts can be read; whether it belongs to a cycle is another question.
    pub(super) fn task(&self) -> Option<Task> {
        let reviewer = self.row("reviewer")?;
        let deadline = match self.row("deadline") {
            None => None,
            Some(row) => Some(row[1].parse::<Date>().ok()?),
        };
        let entrant = |row: &Row| {
            let id = zhuoping_ratings::EntrantId::new(&row[1]).ok()?;
            Some(Judged { id, kind: EntrantKind::from_name(&row[2])?, name: row[3].clone() })
        };
        Some(Task {
            stage: StageId::new(&self.row("stage")?[1]).ok()?,
            reviewer: ReviewerId::new(&reviewer[1]).ok()?,
            name: Some(reviewer[2].clone()).filter(|name| !name.is_empty()),
            deadline,
            lang: [Lang::Zh, Lang::En]
                .into_iter()
                .find(|lang| lang_name(*lang) == self.row("language").map_or("", |row| &row[1]))?,
            entrants: self.rows.iter().filter(|row| row[0] == "entrant").map(entrant).collect::<Option<_>>()?,
        })
    }
}

fn parts(rows: &[Row]) -> impl Iterator<Item = &str> {
    rows.iter().flatten().map(String::as_str)
}

fn row(cells: [&str; COLUMNS as usize]) -> Row {
    cells.map(str::to_owned)
}

const fn lang_name(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "zh",
        Lang::En => "en",
    }
}
