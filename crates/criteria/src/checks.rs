//! What the parts of an edition owe each other: sums, uniqueness, coverage of the percents.
//!
//! Each check runs as soon as the parts it compares are there, whatever else is wrong with the file, and stays silent
//! otherwise: a sum with a faulty summand says nothing.

use crate::finding::Problem;
use crate::form::Flaw;
use crate::number::{Percent, Points};
use crate::parse::{BandDraft, CategoryDraft, Draft, ItemDraft, Reader, ScaleDraft};
use serde_json::Value;
use std::collections::BTreeMap;

/// Notes everything about `draft` that does not fit together.
pub(crate) fn check(reader: &mut Reader, draft: &Draft) {
    codes_are_unique(reader, &draft.categories);
    category_sums(reader, &draft.categories);
    total_sum(reader, draft);
    for scale in &draft.scales {
        kind_sum(reader, scale, &draft.categories);
        dimensions_are_unique(reader, scale);
        if let (Some(step), Some(bands)) = (draft.step, &scale.bands) {
            coverage(reader, step, bands, &scale.path);
        }
    }
}

/// Notes each value that came before.
fn unique<'a>(reader: &mut Reader, values: impl Iterator<Item = (String, &'a str)>) {
    let mut seen = BTreeMap::new();
    for (path, value) in values {
        match seen.get(value) {
            Some(first) => {
                let problem = Flaw::Duplicate { first: String::clone(first) };
                reader.note(path, Some(&Value::from(value)), problem);
            }
            None => {
                seen.insert(value, path);
            }
        }
    }
}

/// Categories and items share one set of codes: rules and results name either.
fn codes_are_unique(reader: &mut Reader, categories: &[CategoryDraft]) {
    let of_category = |category: &CategoryDraft| format!("{}/code", category.path);
    let categories_codes =
        categories.iter().filter_map(|category| Some((of_category(category), category.code.as_ref()?.as_str())));
    let items = items(categories);
    let item_codes = items.filter_map(|item| Some((format!("{}/code", item.path), item.code.as_ref()?.as_str())));
    unique(reader, categories_codes.chain(item_codes));
}

fn dimensions_are_unique(reader: &mut Reader, scale: &ScaleDraft) {
    let dimensions = scale.dimensions.iter();
    let ids = dimensions.clone().filter_map(|d| Some((format!("{}/id", d.path), d.id.as_ref()?.as_str())));
    unique(reader, ids);
    unique(reader, dimensions.filter_map(|d| Some((format!("{}/letter", d.path), d.letter.as_deref()?))));
}

fn items(categories: &[CategoryDraft]) -> impl Iterator<Item = &ItemDraft> {
    categories.iter().filter_map(|category| category.items.as_ref()).flatten()
}

/// The sum, or `None` if a summand is missing.
fn sum(points: impl Iterator<Item = Option<Points>>) -> Option<u64> {
    points.map(|points| points.map(|points| u64::from(points.get()))).sum()
}

fn category_sums(reader: &mut Reader, categories: &[CategoryDraft]) {
    for category in categories {
        let (Some(stated), Some(items)) = (category.points, &category.items) else { continue };
        if let Some(items) = sum(items.iter().map(|item| item.points))
            && items != u64::from(stated.get())
        {
            let path = format!("{}/points", category.path);
            reader.note(path, Some(&stated.get().into()), Problem::CategorySum { items });
        }
    }
}

fn total_sum(reader: &mut Reader, draft: &Draft) {
    let Some(stated) = draft.total else { return };
    // Without categories the fault is in their list and is noted there.
    if draft.categories.is_empty() {
        return;
    }
    if let Some(categories) = sum(draft.categories.iter().map(|category| category.points))
        && categories != u64::from(stated.get())
    {
        reader.note("/total", Some(&stated.get().into()), Problem::TotalSum { categories });
    }
}

/// An item without a kind may be of any, so then no kind has a sum.
fn kind_sum(reader: &mut Reader, scale: &ScaleDraft, categories: &[CategoryDraft]) {
    let Some(stated) = scale.points else { return };
    let listed = categories.iter().all(|category| category.items.is_some());
    if categories.is_empty() || !listed || items(categories).any(|item| item.kind.is_none()) {
        return;
    }
    let of_kind = items(categories).filter(|item| item.kind == Some(scale.kind));
    if let Some(items) = sum(of_kind.map(|item| item.points))
        && items != u64::from(stated.get())
    {
        let problem = Problem::KindSum { kind: scale.kind, items };
        reader.note(format!("{}/points", scale.path), Some(&stated.get().into()), problem);
    }
}

/// Bands rise from 0 to 100 and each begins one step above the end of the one before.
fn coverage(reader: &mut Reader, step: u8, bands: &[BandDraft], scale: &str) {
    if !ends_fit(reader, step, bands) {
        return;
    }
    let mut next = 0;
    for band in bands {
        let (Some(from), Some(to)) = (band.from.map(Percent::get), band.to.map(Percent::get)) else { return };
        if from > next {
            let problem = Problem::Gap { from: next, to: from - step };
            reader.note(format!("{}/from", band.path), Some(&from.into()), problem);
        } else if from < next {
            reader.note(format!("{}/from", band.path), Some(&from.into()), Problem::Overlap { next });
        }
        next = next.max(to + step);
    }
    if next <= 100 {
        reader.note(format!("{scale}/bands"), None, Problem::Gap { from: next, to: 100 });
    }
}

/// Whether every band has two ends on the step, in order; only then do gaps and overlaps mean anything.
fn ends_fit(reader: &mut Reader, step: u8, bands: &[BandDraft]) -> bool {
    let before = reader.faults().len();
    let mut whole = true;
    for band in bands {
        for (key, end) in [("from", band.from), ("to", band.to)] {
            match end.map(Percent::get) {
                Some(end) if end % step != 0 => {
                    reader.note(format!("{}/{key}", band.path), Some(&end.into()), Problem::OffStep { step });
                }
                Some(_) => {}
                None => whole = false,
            }
        }
        if let (Some(from), Some(to)) = (band.from, band.to)
            && to < from
        {
            let problem = Problem::Reversed { from: from.get() };
            reader.note(format!("{}/to", band.path), Some(&to.get().into()), problem);
        }
    }
    whole && reader.faults().len() == before
}
