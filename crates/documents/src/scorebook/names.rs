//! Names of sheets and files from ids, within what Excel and file systems allow.
//!
//! Excel allows 31 characters (UTF-16 units), none of `[ ] : * ? / \`, no apostrophe at either end, not the name
//! History, and takes names that differ in case only for one. An id that keeps to this is the sheet's name.

use std::collections::BTreeSet;

/// The most UTF-16 units of a sheet's name.
const UNITS: usize = 31;

/// A name for each id, in their order; `taken` are names that other sheets have.
pub(super) fn sheets<'a>(ids: impl IntoIterator<Item = &'a str>, taken: &[&str]) -> Vec<String> {
    let mut known: BTreeSet<String> = taken.iter().map(|name| name.to_lowercase()).collect();
    known.insert("history".into());
    ids.into_iter()
        .map(|id| {
            let plain = shortened(&harmless(id, &[]), UNITS);
            let numbered = (2_u32..).map(|n| {
                let end = format!("~{n}");
                shortened(&plain, UNITS - end.len()) + &end
            });
            let name = std::iter::once(plain.clone())
                .chain(numbered)
                .find(|name| !known.contains(&name.to_lowercase()))
                .expect("there are numbers without end");
            known.insert(name.to_lowercase());
            name
        })
        .collect()
}

/// A part of a file's name for an id. Two ids may have the same one; [`files`] keeps them apart.
fn file(id: &str) -> String {
    // Windows minds these too, and a dot at the end.
    harmless(id, &['<', '>', '|', '"', '.'])
}

/// A part of a file's name for each id, in their order; different ones also where case counts for nothing.
pub(super) fn files<'a>(ids: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut known = BTreeSet::new();
    ids.into_iter()
        .map(|id| {
            let plain = file(id);
            let numbered = (2_u32..).map(|n| format!("{plain}~{n}"));
            let name = std::iter::once(plain.clone()).chain(numbered).find(|name| known.insert(name.to_lowercase()));
            name.expect("there are numbers without end")
        })
        .collect()
}

fn harmless(id: &str, more: &[char]) -> String {
    let forbidden = |c: char| matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'') || more.contains(&c);
    id.chars().map(|c| if forbidden(c) { '_' } else { c }).collect()
}

fn shortened(text: &str, units: usize) -> String {
    let mut room = units;
    text.chars()
        .take_while(|c| {
            let fits = c.len_utf16() <= room;
            room = room.saturating_sub(c.len_utf16());
            fits
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_ordinary_id_is_the_name() {
        assert_eq!(sheets(["O01", "三峡-1"], &["说明"]), ["O01", "三峡-1"]);
        assert_eq!(files(["HN0016"]), ["HN0016"]);
    }

    #[test]
    fn forbidden_names_and_clashes_are_changed() {
        assert_eq!(sheets(["a/b", "a:b", "A_B"], &[]), ["a_b", "a_b~2", "A_B~3"]);
        assert_eq!(sheets(["说明", "history"], &["说明"]), ["说明~2", "history~2"]);
        assert_eq!(files(["a/b", "A:B", "c."]), ["a_b", "A_B~2", "c_"]);
    }

    proptest! {
        #[test]
        fn any_ids_have_names_that_excel_takes(ids in prop::collection::vec("[a-cA-C/'一𬭎]{1,40}", 1..12)) {
            let names = sheets(ids.iter().map(String::as_str), &["说明"]);
            let mut workbook = rust_xlsxwriter::Workbook::new();
            for name in &names {
                prop_assert!(workbook.add_worksheet().set_name(name).is_ok(), "{}", name);
            }
            prop_assert!(workbook.save_to_buffer().is_ok());
            let lower: BTreeSet<_> = names.iter().map(|name| name.to_lowercase()).collect();
            prop_assert_eq!(lower.len(), names.len());
        }
    }
}
