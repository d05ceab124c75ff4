//! The sample cycle as scorebooks see it.

use crate::parts::{Parts, Put};
use std::path::Path;
use std::sync::Arc;
use zhuoping_criteria::{Lang, builtin, builtin_bytes};
use zhuoping_documents::scorebook::collect::{Answer, Desk, Handed, read};
use zhuoping_documents::scorebook::{BoundEdition, Cycle, Key, Task, cycle, workbook};
use zhuoping_documents::{Complaints, entrants, scores};
use zhuoping_provenance::Digest;
use zhuoping_ratings::{EntrantId, EntrantKind, PerKind, ReviewerId, Rules, StageId};

pub(crate) fn sample(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/sanmenxia").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(crate) fn cycle() -> Cycle {
    let rules = Rules::parse(&sample("rules.json")).unwrap();
    let edition = |kind| {
        let id = rules.editions().get(kind).as_ref()?;
        let edition = Arc::new(builtin(id.as_str())?);
        Some(BoundEdition { edition, digest: Digest::of(builtin_bytes(id.as_str())?) })
    };
    let editions = PerKind::from_fn(edition);
    let entrants = entrants::read("entrants.csv", &sample("entrants.csv")).unwrap().value;
    Cycle { rules, editions, entrants: cycle::judged(&entrants).unwrap() }
}

pub(crate) fn key() -> Key {
    Key::from_bytes([7; 32])
}

pub(crate) fn stage(id: &str) -> StageId {
    StageId::new(id).unwrap()
}

pub(crate) fn reviewer(id: &str) -> ReviewerId {
    ReviewerId::new(id).unwrap()
}

pub(crate) fn entrant(id: &str) -> EntrantId {
    EntrantId::new(id).unwrap()
}

/// A task of `who` about these entrants; all of them where none is named.
pub(crate) fn task(cycle: &Cycle, who: &str, whom: &[&str]) -> Task {
    let judged = cycle.entrants_of(&reviewer(who), &[]);
    let wanted = |id: &EntrantId| whom.is_empty() || whom.contains(&id.as_str());
    Task {
        stage: stage("material"),
        reviewer: reviewer(who),
        name: None,
        deadline: None,
        lang: Lang::Zh,
        entrants: judged.into_iter().filter(|entrant| wanted(&entrant.id)).collect(),
    }
}

/// A workbook about one organization and one individual; their sheets are the third and the fourth.
pub(crate) fn small(cycle: &Cycle) -> Parts {
    Parts::of(&workbook("a.xlsx", cycle, &task(cycle, "HN0016", &["O01", "P01"]), &key()).unwrap())
}

/// Reads it back.
pub(crate) fn collect(cycle: &Cycle, parts: &Parts) -> Result<Handed, Complaints> {
    let key = key();
    let desk = Desk { cycle, key: &key, stage: None, reviewers: None, recusals: &[] };
    read("a.xlsx", &parts.bytes(), &desk)
}

/// The rows of the items of an edition as a spreadsheet shows them: four rows on top, and one above each category.
pub(crate) fn rows(cycle: &Cycle, kind: EntrantKind) -> Vec<usize> {
    let edition = &cycle.edition(kind).unwrap().edition;
    edition.items().iter().enumerate().map(|(at, item)| 4 + at + item.category + 1 + 1).collect()
}

/// Fills in one entrant's sheet.
pub(crate) fn fill(parts: &mut Parts, sheet: usize, rows: &[usize], answers: &[Answer]) {
    for (row, answer) in rows.iter().zip(answers) {
        if let Some(percent) = answer.percent {
            parts.put(sheet, &format!("E{row}"), &Put::number(percent));
        }
        for (column, text) in [("G", &answer.strengths), ("H", &answer.improvements)] {
            if let Some(text) = text {
                parts.put(sheet, &format!("{column}{row}"), &Put::text(text));
            }
        }
    }
}

/// The sample's scores, and the context they are read in.
pub(crate) fn read_scores(cycle: &Cycle, file: &str, bytes: &[u8]) -> scores::ScoreSheet {
    let stages: Vec<StageId> = cycle.rules.stages().iter().map(|stage| stage.id.clone()).collect();
    let editions = PerKind::from_fn(|kind| cycle.edition(kind).map(|bound| bound.edition.clone()));
    let register: Vec<_> = cycle.entrants.iter().map(|entrant| (entrant.id.clone(), entrant.kind)).collect();
    let context =
        scores::Context { stages: &stages, editions: &editions, register: Some(&register), panel: None, recusals: &[] };
    scores::read(file, bytes, &context).unwrap().value
}
