//! An edition for programs.
//!
//! [`EditionView`] serialises to the edition file format itself, so what `criteria show --json` prints can be edited and
//! read back by [`crate::parse`]: the shortest way to a rubric of one's own. It states what a file may leave out: the
//! points of each kind and the dimensions of each item.

use crate::code::{CategoryCode, DimensionId, EditionId, ItemCode};
use crate::edition::{Band, Category, Certainty, Dimension, Edition, Item, ItemKind};
use crate::number::Points;
use crate::parse::FORMAT;
use crate::text::Bilingual;
use serde::Serialize;
use std::collections::BTreeMap;

/// A whole edition in the format `zhuoping/criteria/v1`.
#[derive(Debug, Serialize)]
pub struct EditionView<'e> {
    format: &'static str,
    id: &'e EditionId,
    title: &'e Bilingual,
    source: &'e Bilingual,
    certainty: CertaintyView<'e>,
    total: Points,
    step: u8,
    kinds: BTreeMap<&'static str, KindView<'e>>,
    categories: Vec<CategoryView<'e>>,
}

#[derive(Debug, Serialize)]
struct CertaintyView<'e> {
    level: Certainty,
    note: &'e Bilingual,
}

#[derive(Debug, Serialize)]
struct KindView<'e> {
    title: &'e Bilingual,
    /// Left out when no item is of the kind, since 0 is no points.
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<u32>,
    dimensions: Vec<DimensionView<'e>>,
    bands: Vec<BandView<'e>>,
}

#[derive(Debug, Serialize)]
struct DimensionView<'e> {
    id: &'e DimensionId,
    letter: &'e str,
    title: &'e Bilingual,
}

#[derive(Debug, Serialize)]
struct BandView<'e> {
    from: u8,
    to: u8,
    descriptions: BTreeMap<&'e str, &'e Bilingual>,
}

#[derive(Debug, Serialize)]
struct CategoryView<'e> {
    code: &'e CategoryCode,
    title: &'e Bilingual,
    points: Points,
    items: Vec<ItemView<'e>>,
}

#[derive(Debug, Serialize)]
struct ItemView<'e> {
    code: &'e ItemCode,
    title: &'e Bilingual,
    kind: ItemKind,
    points: Points,
    dimensions: Vec<&'e DimensionId>,
}

/// One line of `criteria list`.
#[derive(Debug, Serialize)]
pub struct Summary<'e> {
    id: &'e EditionId,
    title: &'e Bilingual,
    categories: usize,
    items: usize,
    total: Points,
    step: u8,
    certainty: Certainty,
}

impl<'e> From<&'e Edition> for EditionView<'e> {
    fn from(edition: &'e Edition) -> Self {
        Self {
            format: FORMAT,
            id: edition.id(),
            title: edition.title(),
            source: edition.source(),
            certainty: CertaintyView { level: edition.certainty(), note: edition.certainty_note() },
            total: edition.total(),
            step: edition.step(),
            kinds: edition.kinds().map(|kind| (kind.name(), kind_view(edition, kind))).collect(),
            categories: edition.categories().iter().map(|category| category_view(edition, category)).collect(),
        }
    }
}

impl<'e> From<&'e Edition> for Summary<'e> {
    fn from(edition: &'e Edition) -> Self {
        Self {
            id: edition.id(),
            title: edition.title(),
            categories: edition.categories().len(),
            items: edition.items().len(),
            total: edition.total(),
            step: edition.step(),
            certainty: edition.certainty(),
        }
    }
}

fn kind_view(edition: &Edition, kind: ItemKind) -> KindView<'_> {
    let dimensions = edition.dimensions(kind);
    let of_kind = edition.items().iter().filter(|item| item.kind == kind);
    let points: u32 = of_kind.map(|item| item.points.get()).sum();
    KindView {
        title: edition.kind_title(kind),
        points: (points > 0).then_some(points),
        dimensions: dimensions.iter().map(dimension_view).collect(),
        bands: edition.bands(kind).iter().map(|band| band_view(band, dimensions)).collect(),
    }
}

fn dimension_view(dimension: &Dimension) -> DimensionView<'_> {
    DimensionView { id: &dimension.id, letter: &dimension.letter, title: &dimension.title }
}

fn band_view<'e>(band: &'e Band, dimensions: &'e [Dimension]) -> BandView<'e> {
    let descriptions = dimensions.iter().map(|dimension| dimension.id.as_str()).zip(&band.descriptions).collect();
    BandView { from: band.from.get(), to: band.to.get(), descriptions }
}

fn category_view<'e>(edition: &'e Edition, category: &'e Category) -> CategoryView<'e> {
    let items = edition.items_of(category).iter().map(item_view).collect();
    CategoryView { code: &category.code, title: &category.title, points: category.points, items }
}

fn item_view(item: &Item) -> ItemView<'_> {
    let dimensions = item.dimensions.iter().map(|dimension| &dimension.id).collect();
    ItemView { code: &item.code, title: &item.title, kind: item.kind, points: item.points, dimensions }
}
