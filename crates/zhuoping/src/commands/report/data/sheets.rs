//! What a reviewer fills in: the items of an edition for each entrant, and the bands to place a percent by.

use super::panel::recused;
use serde_json::{Value, json};
use std::sync::Arc;
use zhuoping_criteria::{Edition, Item, ItemKind};
use zhuoping_panel::record::Record;
use zhuoping_panel::{Entrant, EntrantKind, ExpertId};
use zhuoping_ratings::PerKind;

/// An entrant as every paper shows it.
pub(super) fn entrant_value(entrant: &Entrant) -> Value {
    json!({
        "id": entrant.id,
        "name": entrant.name,
        "kind": match entrant.kind {
            EntrantKind::Organization => "组织",
            EntrantKind::Individual => "个人",
        },
        "district": entrant.district,
        "sector": entrant.sector,
        "employer": entrant.employer,
        "code": entrant.code,
    })
}

/// The section `entrants`.
pub(in super::super) fn entrants(entrants: &[Entrant]) -> Vec<Value> {
    entrants.iter().map(entrant_value).collect()
}

/// The section `sheets` of one reviewer: a blank sheet for every entrant it does not step back from.
pub(in super::super) fn section(
    editions: &PerKind<Option<Arc<Edition>>>,
    entrants: &[Entrant],
    record: &Record,
    reviewer: &ExpertId,
) -> Vec<Value> {
    let from = recused(record, reviewer);
    let sheet = |entrant: &Entrant| {
        let edition = edition_of(editions, entrant)?;
        let mut value = entrant_value(entrant);
        value["edition"] = json!(edition.title().zh);
        value["step"] = json!(edition.step());
        value["total"] = json!(edition.total());
        value["items"] = json!(edition.items().iter().map(item_value).collect::<Vec<_>>());
        Some(value)
    };
    entrants.iter().filter(|entrant| !from.contains(entrant.id.as_str())).filter_map(sheet).collect()
}

/// The section `bands`: for each kind of entrant and item the bands of its edition with their descriptions.
pub(in super::super) fn bands(editions: &PerKind<Option<Arc<Edition>>>) -> Vec<Value> {
    let of_kind = |name: &str, edition: &Edition, kind: ItemKind| {
        let dimensions = edition.dimensions(kind);
        json!({
            "kind": name,
            "items": edition.kind_title(kind).zh,
            "bands": edition.bands(kind).iter().map(|band| json!({
                "label": band.label(),
                "text": dimensions.iter().zip(&band.descriptions)
                    .map(|(dimension, words)| format!("{}：{}", dimension.title.zh, words.zh))
                    .collect::<Vec<_>>().join("\n"),
            })).collect::<Vec<_>>(),
        })
    };
    let both = [("组织", &editions.organization), ("个人", &editions.individual)];
    let known = both.into_iter().filter_map(|(name, edition)| Some((name, edition.as_deref()?)));
    known.flat_map(|(name, edition)| edition.kinds().map(move |kind| of_kind(name, edition, kind))).collect()
}

fn edition_of<'e>(editions: &'e PerKind<Option<Arc<Edition>>>, entrant: &Entrant) -> Option<&'e Edition> {
    match entrant.kind {
        EntrantKind::Organization => editions.organization.as_deref(),
        EntrantKind::Individual => editions.individual.as_deref(),
    }
}

/// An item of an edition.
pub(super) fn item_value(item: &Item) -> Value {
    json!({
        "code": item.code.as_str(),
        "title": item.title.zh,
        "points": item.points,
        "kind": match item.kind {
            ItemKind::Process => "过程",
            ItemKind::Results => "结果",
        },
    })
}
