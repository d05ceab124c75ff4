//! The sheets of a workbook, one file a kind: the cover, the descriptions of the bands, and one sheet an entrant.

pub(super) mod bands;
pub(super) mod cover;
pub(super) mod sheet;

use super::cycle::{Cycle, Task};
use super::page::Page;
use super::{names, seal};
use zhuoping_criteria::{Bilingual, Lang};
use zhuoping_ratings::{EntrantKind, StageId};

/// All sheets that people see, in the order of their tabs.
pub(super) fn all(cycle: &Cycle, task: &Task) -> Vec<Page> {
    let sheets = sheet_names(task);
    let mut pages = vec![cover::page(cycle, task, &sheets), bands::page(cycle, task)];
    pages.extend(task.entrants.iter().zip(&sheets).map(|(entrant, name)| sheet::page(cycle, task, entrant, name)));
    pages
}

/// The name of each entrant's sheet, in the order of the entrants.
pub(super) fn sheet_names(task: &Task) -> Vec<String> {
    let taken = [cover::name(task.lang), bands::name(task.lang), seal::SHEET];
    names::sheets(task.entrants.iter().map(|entrant| entrant.id.as_str()), &taken)
}

/// A stage by the name people know.
pub(super) fn stage(stage: &StageId, lang: Lang) -> &str {
    match lang {
        Lang::Zh => crate::scores::stage_zh(stage.as_str()).unwrap_or(stage.as_str()),
        Lang::En => stage.as_str(),
    }
}

/// A kind by the name people know.
pub(super) fn kind(kind: EntrantKind, lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => kind.name_zh(),
        Lang::En => kind.name(),
    }
}

/// One of two texts that do not change.
pub(super) const fn word<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// `award · session`.
pub(super) fn heading(cycle: &Cycle, lang: Lang) -> String {
    let join = |a: &Bilingual, b: &Bilingual| {
        format!("{}{}{}", a.get(lang), word(lang, "（", ", "), b.get(lang)) + word(lang, "）", "")
    };
    join(cycle.rules.award(), cycle.rules.session())
}
