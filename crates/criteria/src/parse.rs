//! From the bytes of an edition file to an [`Edition`], or to every fault it has.
//!
//! First the file is read into a draft that may have holes, each with a finding for its reason; then [`crate::checks`]
//! compares the parts that are there with each other; and only a draft without findings becomes an edition.

use crate::checks;
use crate::code::{CategoryCode, DimensionId, EditionId, ItemCode, LENGTH_MAX};
use crate::edition::{Band, Category, Certainty, Dimension, Edition, Item, ItemKind, Parts, Scale, Scales};
use crate::finding::{Finding, Problem};
use crate::form::Shape::{self, Integer, List, Object, OneOf, Text};
use crate::form::{self, Fields, Flaw, Node, pointer};
use crate::number::{Percent, Points};
use crate::text::Bilingual;

/// What the field `format` of an edition file says.
pub const FORMAT: &str = "zhuoping/criteria/v1";

/// The most characters of a title, and of any other text.
const TITLE_MAX: usize = 80;
const TEXT_MAX: usize = 1000;

pub(crate) type Reader = form::Reader<Problem>;

/// Reads an edition file (`criteria/schema.json`) and checks it.
///
/// # Errors
/// Every [`Finding`] of the file, never an empty list. Bytes that are not strict JSON have one finding.
pub fn parse(bytes: &[u8]) -> Result<Edition, Vec<Finding>> {
    let value = form::strict(bytes).map_err(|flaw| vec![Finding::new("", None, flaw.into())])?;
    let mut reader = Reader::new(usize::MAX);
    let draft = read_edition(&mut reader, &Node::root(&value));
    if let Some(draft) = &draft {
        checks::check(&mut reader, draft);
    }
    if reader.faults().is_empty() {
        let parts = draft.and_then(Draft::finish);
        Ok(Edition::from_checked(parts.expect("every part that is missing has a finding")))
    } else {
        Err(reader.into_faults())
    }
}

/// An edition with holes where the file has faults.
pub(crate) struct Draft {
    id: Option<EditionId>,
    title: Option<Bilingual>,
    source: Option<Bilingual>,
    certainty: Option<(Certainty, Bilingual)>,
    pub(crate) total: Option<Points>,
    pub(crate) step: Option<u8>,
    pub(crate) scales: Vec<ScaleDraft>,
    pub(crate) categories: Vec<CategoryDraft>,
}

pub(crate) struct ScaleDraft {
    pub(crate) path: String,
    pub(crate) kind: ItemKind,
    title: Option<Bilingual>,
    /// What the items of the kind are stated to be worth together; a file may leave it out.
    pub(crate) points: Option<Points>,
    pub(crate) dimensions: Vec<DimensionDraft>,
    /// `None` when there is no list of bands at all.
    pub(crate) bands: Option<Vec<BandDraft>>,
}

#[derive(Default)]
pub(crate) struct DimensionDraft {
    pub(crate) path: String,
    pub(crate) id: Option<DimensionId>,
    pub(crate) letter: Option<String>,
    title: Option<Bilingual>,
}

#[derive(Default)]
pub(crate) struct BandDraft {
    pub(crate) path: String,
    pub(crate) from: Option<Percent>,
    pub(crate) to: Option<Percent>,
    /// One a dimension that has an id.
    descriptions: Vec<Option<Bilingual>>,
}

#[derive(Default)]
pub(crate) struct CategoryDraft {
    pub(crate) path: String,
    pub(crate) code: Option<CategoryCode>,
    title: Option<Bilingual>,
    pub(crate) points: Option<Points>,
    /// `None` when there is no list of items at all.
    pub(crate) items: Option<Vec<ItemDraft>>,
}

#[derive(Default)]
pub(crate) struct ItemDraft {
    pub(crate) path: String,
    pub(crate) code: Option<ItemCode>,
    title: Option<Bilingual>,
    pub(crate) kind: Option<ItemKind>,
    pub(crate) points: Option<Points>,
    dimensions: Option<Vec<Dimension>>,
}

fn read_edition(reader: &mut Reader, node: &Node<'_>) -> Option<Draft> {
    const KEYS: [&str; 9] = ["format", "id", "title", "source", "certainty", "total", "step", "kinds", "categories"];
    let object = reader.object(node, &KEYS)?;
    if let Some(format) = reader.member(&object, "format", OneOf(&[FORMAT])) {
        reader.choice(&format, &[(FORMAT, ())]);
    }
    let id = reader.member(&object, "id", Text).and_then(|id| reader.code(&id, LENGTH_MAX, EditionId::new));
    let title = read_text(reader, &object, "title", TITLE_MAX);
    let source = read_text(reader, &object, "source", TEXT_MAX);
    let certainty =
        reader.member(&object, "certainty", Object).and_then(|certainty| read_certainty(reader, &certainty));
    let total = read_points(reader, &object, "total");
    let step = reader.member(&object, "step", Integer).and_then(|step| read_step(reader, &step));
    let scales = reader.member(&object, "kinds", Object).map(|kinds| read_scales(reader, &kinds)).unwrap_or_default();
    let categories = reader.member(&object, "categories", List).and_then(|categories| reader.list(&categories, false));
    let categories = categories.unwrap_or_default().iter().map(|node| read_category(reader, node, &scales)).collect();
    Some(Draft { id, title, source, certainty, total, step, scales, categories })
}

fn read_text(reader: &mut Reader, object: &Fields<'_>, key: &str, length_max: usize) -> Option<Bilingual> {
    reader.member(object, key, Shape::Bilingual).and_then(|text| reader.bilingual(&text, length_max))
}

fn read_points(reader: &mut Reader, object: &Fields<'_>, key: &str) -> Option<Points> {
    reader.member(object, key, Integer).and_then(|points| points_of(reader, &points))
}

fn points_of(reader: &mut Reader, node: &Node<'_>) -> Option<Points> {
    reader.integer(node, 1, Points::LIMIT).and_then(Points::new)
}

fn read_certainty(reader: &mut Reader, node: &Node<'_>) -> Option<(Certainty, Bilingual)> {
    let object = reader.object(node, &["level", "note"])?;
    let levels = Certainty::ALL.map(|level| (level.name(), level));
    let level =
        reader.member(&object, "level", OneOf(&Certainty::NAMES)).and_then(|level| reader.choice(&level, &levels));
    let note = read_text(reader, &object, "note", TEXT_MAX);
    Some((level?, note?))
}

fn read_step(reader: &mut Reader, node: &Node<'_>) -> Option<u8> {
    let step = reader.integer(node, 1, 100)?;
    if 100 % step != 0 {
        reader.note(node.path.clone(), Some(node.value), Problem::Step);
        return None;
    }
    u8::try_from(step).ok()
}

fn read_scales(reader: &mut Reader, node: &Node<'_>) -> Vec<ScaleDraft> {
    let Some(object) = reader.object(node, &ItemKind::ALL.map(ItemKind::name)) else { return Vec::new() };
    let described = ItemKind::ALL.into_iter().filter_map(|kind| Some((kind, object.get(kind.name())?)));
    let scales: Vec<_> = described.map(|(kind, node)| read_scale(reader, &node, kind)).collect();
    if scales.is_empty() {
        reader.note(node.path.clone(), Some(node.value), Flaw::Empty);
    }
    scales
}

fn read_scale(reader: &mut Reader, node: &Node<'_>, kind: ItemKind) -> ScaleDraft {
    let mut draft =
        ScaleDraft { path: node.path.clone(), kind, title: None, points: None, dimensions: Vec::new(), bands: None };
    let Some(object) = reader.object(node, &["title", "points", "dimensions", "bands"]) else { return draft };
    draft.title = read_text(reader, &object, "title", TITLE_MAX);
    draft.points = object.get("points").and_then(|points| points_of(reader, &points));
    let dimensions = reader.member(&object, "dimensions", List).and_then(|dimensions| reader.list(&dimensions, false));
    draft.dimensions = dimensions.unwrap_or_default().iter().map(|node| read_dimension(reader, node)).collect();
    let bands = reader.member(&object, "bands", List).and_then(|bands| reader.list(&bands, false));
    draft.bands = bands.map(|bands| bands.iter().map(|node| read_band(reader, node, &draft.dimensions)).collect());
    draft
}

fn read_dimension(reader: &mut Reader, node: &Node<'_>) -> DimensionDraft {
    const LETTER_MAX: usize = 4;
    let mut draft = DimensionDraft { path: node.path.clone(), ..Default::default() };
    let Some(object) = reader.object(node, &["id", "letter", "title"]) else { return draft };
    draft.id = reader.member(&object, "id", Text).and_then(|id| reader.code(&id, LENGTH_MAX, DimensionId::new));
    draft.letter = reader.member(&object, "letter", Text).and_then(|letter| reader.prose(&letter, LETTER_MAX));
    draft.title = read_text(reader, &object, "title", TITLE_MAX);
    draft
}

fn read_band(reader: &mut Reader, node: &Node<'_>, dimensions: &[DimensionDraft]) -> BandDraft {
    let mut draft = BandDraft { path: node.path.clone(), ..Default::default() };
    let Some(object) = reader.object(node, &["from", "to", "descriptions"]) else { return draft };
    draft.from = reader.member(&object, "from", Integer).and_then(|from| read_percent(reader, &from));
    draft.to = reader.member(&object, "to", Integer).and_then(|to| read_percent(reader, &to));
    let descriptions = reader.member(&object, "descriptions", Object);
    draft.descriptions = descriptions.map(|node| read_descriptions(reader, &node, dimensions)).unwrap_or_default();
    draft
}

fn read_percent(reader: &mut Reader, node: &Node<'_>) -> Option<Percent> {
    reader.integer(node, 0, 100).and_then(|percent| u8::try_from(percent).ok()).and_then(Percent::new)
}

/// One description a dimension. If a dimension's own id is at fault, unknown keys may be its descriptions and are let be.
fn read_descriptions(reader: &mut Reader, node: &Node<'_>, dimensions: &[DimensionDraft]) -> Vec<Option<Bilingual>> {
    let ids: Vec<&str> = dimensions.iter().filter_map(|dimension| dimension.id.as_ref()).map(AsRef::as_ref).collect();
    let all_known = !ids.is_empty() && ids.len() == dimensions.len();
    let object = if all_known { reader.object(node, &ids) } else { reader.any_object(node) };
    let Some(object) = object else { return Vec::new() };
    let describe = |id: &&str| match object.get(id) {
        Some(text) => reader.bilingual(&text, TEXT_MAX),
        None => {
            let problem = Problem::NotDescribed { dimension: (*id).to_owned() };
            reader.note(pointer(&object.path, id), None, problem);
            None
        }
    };
    ids.iter().map(describe).collect()
}

fn read_category(reader: &mut Reader, node: &Node<'_>, scales: &[ScaleDraft]) -> CategoryDraft {
    let mut draft = CategoryDraft { path: node.path.clone(), ..Default::default() };
    let Some(object) = reader.object(node, &["code", "title", "points", "items"]) else { return draft };
    draft.code =
        reader.member(&object, "code", Text).and_then(|code| reader.code(&code, LENGTH_MAX, CategoryCode::new));
    draft.title = read_text(reader, &object, "title", TITLE_MAX);
    draft.points = read_points(reader, &object, "points");
    let items = reader.member(&object, "items", List).and_then(|items| reader.list(&items, false));
    draft.items = items.map(|items| items.iter().map(|node| read_item(reader, node, scales)).collect());
    draft
}

fn read_item(reader: &mut Reader, node: &Node<'_>, scales: &[ScaleDraft]) -> ItemDraft {
    let mut draft = ItemDraft { path: node.path.clone(), ..Default::default() };
    let Some(object) = reader.object(node, &["code", "title", "kind", "points", "dimensions"]) else { return draft };
    draft.code = reader.member(&object, "code", Text).and_then(|code| reader.code(&code, LENGTH_MAX, ItemCode::new));
    draft.title = read_text(reader, &object, "title", TITLE_MAX);
    let kinds = ItemKind::ALL.map(|kind| (kind.name(), kind));
    let kind = reader.member(&object, "kind", OneOf(&ItemKind::NAMES));
    draft.kind = kind.as_ref().and_then(|kind| reader.choice(kind, &kinds));
    draft.points = read_points(reader, &object, "points");
    let scale = scales.iter().find(|scale| Some(scale.kind) == draft.kind);
    draft.dimensions = scale.and_then(|scale| read_item_dimensions(reader, &object, scale));
    // Without any scale the fault is in `kinds` and is noted there.
    if let (Some(node), Some(kind), None, false) = (kind, draft.kind, scale, scales.is_empty()) {
        reader.note(node.path, Some(node.value), Problem::KindNotDescribed(kind));
    }
    draft
}

/// The dimensions an item names, in the order of its kind; all of them if it names none.
fn read_item_dimensions(reader: &mut Reader, object: &Fields<'_>, scale: &ScaleDraft) -> Option<Vec<Dimension>> {
    let known: Option<Vec<Dimension>> = scale.dimensions.iter().map(DimensionDraft::finish).collect();
    let Some(list) = object.get("dimensions") else { return known };
    let list = reader.list(&list, false)?;
    let ids = known.as_deref()?.iter().map(|dimension| (dimension.id.as_str(), &dimension.id));
    let ids: Vec<_> = ids.collect();
    let mut named: Vec<(&DimensionId, &str)> = Vec::new();
    for node in &list {
        let Some(id) = reader.choice(node, &ids) else { continue };
        match named.iter().find(|(other, _)| *other == id) {
            Some((_, first)) => {
                let problem = Flaw::Duplicate { first: (*first).to_owned() };
                reader.note(node.path.clone(), Some(node.value), problem);
            }
            None => named.push((id, &node.path)),
        }
    }
    let chosen = known.iter().flatten().filter(|dimension| named.iter().any(|(id, _)| **id == dimension.id));
    Some(chosen.cloned().collect())
}

impl Draft {
    /// `None` if anything is missing.
    fn finish(self) -> Option<Parts> {
        let (certainty, note) = self.certainty?;
        let scales: Option<Vec<_>> = self.scales.into_iter().map(|scale| Some((scale.kind, scale.finish()?))).collect();
        let mut scales = scales?.into_iter();
        let scales = Scales { first: scales.next()?, second: scales.next() };
        let mut items = Vec::new();
        let mut categories = Vec::new();
        for (at, draft) in self.categories.into_iter().enumerate() {
            let first = items.len();
            for item in draft.items? {
                items.push(item.finish(at)?);
            }
            let (code, title, points) = (draft.code?, draft.title?, draft.points?);
            categories.push(Category { code, title, points, items: first..items.len() });
        }
        let (id, title, source) = (self.id?, self.title?, self.source?);
        let (total, step) = (self.total?, self.step?);
        Some(Parts { id, title, source, certainty, note, total, step, scales, categories, items })
    }
}

impl ScaleDraft {
    fn finish(self) -> Option<Scale> {
        let dimensions: Option<_> = self.dimensions.iter().map(DimensionDraft::finish).collect();
        let bands: Option<_> = self.bands?.into_iter().map(BandDraft::finish).collect();
        Some(Scale { title: self.title?, dimensions: dimensions?, bands: bands? })
    }
}

impl DimensionDraft {
    fn finish(&self) -> Option<Dimension> {
        Some(Dimension { id: self.id.clone()?, letter: self.letter.clone()?, title: self.title.clone()? })
    }
}

impl BandDraft {
    fn finish(self) -> Option<Band> {
        let descriptions: Option<_> = self.descriptions.into_iter().collect();
        Some(Band { from: self.from?, to: self.to?, descriptions: descriptions? })
    }
}

impl ItemDraft {
    fn finish(self, category: usize) -> Option<Item> {
        let (code, title, kind) = (self.code?, self.title?, self.kind?);
        Some(Item { code, title, kind, points: self.points?, dimensions: self.dimensions?, category })
    }
}
