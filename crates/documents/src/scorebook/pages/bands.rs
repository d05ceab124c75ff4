//! The descriptions of the bands in full, one table a kind of item of each edition that the workbook needs.

use super::word;
use crate::scorebook::cycle::{Cycle, Task};
use crate::scorebook::page::{Content, Page, Style, height};
use zhuoping_criteria::{Edition, ItemKind, Lang};
use zhuoping_ratings::EntrantKind;

/// The sheet's name.
pub(in crate::scorebook) fn name(lang: Lang) -> &'static str {
    word(lang, "档位说明", "Bands")
}

/// The first column, and each of the others.
const WIDTHS: [f64; 2] = [11.0, 28.0];

/// The sheet.
pub(in crate::scorebook) fn page(cycle: &Cycle, task: &Task) -> Page {
    let lang = task.lang;
    let mut page = Page::new(name(lang));
    page.landscape = true;
    let editions: Vec<&Edition> = EntrantKind::ALL
        .into_iter()
        .filter(|kind| task.entrants.iter().any(|entrant| entrant.kind == *kind))
        .filter_map(|kind| cycle.edition(kind))
        .map(|bound| &*bound.edition)
        .collect();
    let dimensions = |edition: &&Edition| edition.kinds().map(|kind| edition.dimensions(kind).len()).max();
    let columns = editions.iter().filter_map(dimensions).max().unwrap_or(1);
    page.widths = std::iter::once(WIDTHS[0]).chain(std::iter::repeat_n(WIDTHS[1], columns)).collect();
    let across = u16::try_from(page.widths.len()).expect("an edition has few dimensions");
    page.put_across(0, 0, across, Style::Title, Content::text(name(lang)));
    page.heights.push((0, 30.0));
    let mut row = 1;
    for edition in editions {
        for kind in edition.kinds() {
            row = table(&mut page, edition, kind, lang, row, across) + 1;
        }
    }
    page
}

/// Puts the table of one kind below `row`; the answer is the first row below it.
fn table(page: &mut Page, edition: &Edition, kind: ItemKind, lang: Lang, row: u32, across: u16) -> u32 {
    let title = format!("{} · {}", edition.title().get(lang), edition.kind_title(kind).get(lang));
    page.put_across(row, 0, across, Style::Category, Content::text(title));
    page.heights.push((row, 20.0));
    page.text(row + 1, 0, Style::Label, word(lang, "档位", "Band"));
    for (column, dimension) in (1_u16..).zip(edition.dimensions(kind)) {
        page.text(row + 1, column, Style::Label, format!("{} {}", dimension.letter, dimension.title.get(lang)));
    }
    let mut below = row + 2;
    for band in edition.bands(kind) {
        page.text(below, 0, Style::Centred, band.label());
        let mut highest = 16.0_f64;
        for (column, text) in (1_u16..).zip(&band.descriptions) {
            page.text(below, column, Style::Text, text.get(lang));
            highest = highest.max(height(text.get(lang), WIDTHS[1], 10.0));
        }
        page.heights.push((below, highest));
        below += 1;
    }
    below
}
