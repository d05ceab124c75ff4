//! An edition of the criteria: what is judged, for how many points, and by which bands.
//!
//! An [`Edition`] comes from [`crate::parse`] alone, which has checked it; its parts are read through references and
//! cannot be built elsewhere. So every user may rely on: points add up, codes are unique, the bands of a kind hold each
//! percent of the step exactly once, and every dimension is described in every band.

use crate::code::{CategoryCode, DimensionId, EditionId, ItemCode};
use crate::number::{Percent, Points};
use crate::text::Bilingual;
use serde::Serialize;
use std::fmt;
use std::ops::Range;

/// What an item asks for, and so by which bands it is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ItemKind {
    /// How things are done (过程).
    Process,
    /// What came of it (结果).
    Results,
}

impl ItemKind {
    /// Both kinds, in the order in which they are shown.
    pub const ALL: [Self; 2] = [Self::Process, Self::Results];
    /// Their names in files.
    pub(crate) const NAMES: [&'static str; 2] = [Self::Process.name(), Self::Results.name()];

    /// The name in files: `process` or `results`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Process => "process",
            Self::Results => "results",
        }
    }
}

impl fmt::Display for ItemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// How sure we are that an edition says what the document it stands for says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// Invented, or an example of our own: to be replaced before an award is judged by it.
    Placeholder,
    /// Known in part, the rest inferred.
    Medium,
    /// Known, but not compared with the document itself.
    High,
    /// Compared with the document.
    Verified,
}

impl Certainty {
    /// All four, the surest first.
    pub const ALL: [Self; 4] = [Self::Verified, Self::High, Self::Medium, Self::Placeholder];
    /// Their names in files.
    pub(crate) const NAMES: [&'static str; 4] =
        [Self::Verified.name(), Self::High.name(), Self::Medium.name(), Self::Placeholder.name()];

    /// The name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Placeholder => "placeholder",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Verified => "verified",
        }
    }
}

/// One aspect under which the items of a kind are read, such as deployment (展开).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dimension {
    /// Unique within its kind.
    pub id: DimensionId,
    /// The letter or two by which reviewers tag comments, as in `A`, `Le`.
    pub letter: String,
    /// Its name.
    pub title: Bilingual,
}

/// A range of percents with a description of what an item in it looks like. Both ends belong to it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Band {
    /// The lowest percent.
    pub from: Percent,
    /// The highest percent.
    pub to: Percent,
    /// One description a dimension, in the order of [`Edition::dimensions`] of the kind.
    pub descriptions: Vec<Bilingual>,
}

impl Band {
    /// Whether `percent` lies between the ends.
    pub fn contains(&self, percent: Percent) -> bool {
        (self.from..=self.to).contains(&percent)
    }

    /// `10-25%`, or `0%` for a band of one percent.
    pub fn label(&self) -> String {
        if self.from == self.to { format!("{}%", self.from) } else { format!("{}-{}%", self.from, self.to) }
    }
}

/// A group of items (类目).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Category {
    /// Unique among categories and items.
    pub code: CategoryCode,
    /// Its name.
    pub title: Bilingual,
    /// The sum of its items' points.
    pub points: Points,
    /// Where its items are in [`Edition::items`]; never empty.
    pub items: Range<usize>,
}

/// What gets one percent from each reviewer (条款).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Item {
    /// Unique among categories and items.
    pub code: ItemCode,
    /// Its name.
    pub title: Bilingual,
    /// Which bands it is judged by.
    pub kind: ItemKind,
    /// What it is worth at 100 %.
    pub points: Points,
    /// What it is judged on: some or all dimensions of its kind, in their order; never empty.
    pub dimensions: Vec<Dimension>,
    /// The position of its category in [`Edition::categories`].
    pub category: usize,
}

/// The dimensions and bands of one kind of item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scale {
    pub(crate) title: Bilingual,
    pub(crate) dimensions: Vec<Dimension>,
    pub(crate) bands: Vec<Band>,
}

/// The scale of each kind that an edition describes: at least one, in the order of [`ItemKind`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scales {
    pub(crate) first: (ItemKind, Scale),
    pub(crate) second: Option<(ItemKind, Scale)>,
}

impl Scales {
    fn get(&self, kind: ItemKind) -> &Scale {
        match &self.second {
            Some((second, scale)) if *second == kind => scale,
            _ => &self.first.1,
        }
    }
}

/// The parts of an edition, checked by [`crate::parse`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) id: EditionId,
    pub(crate) title: Bilingual,
    pub(crate) source: Bilingual,
    pub(crate) certainty: Certainty,
    pub(crate) note: Bilingual,
    pub(crate) total: Points,
    pub(crate) step: u8,
    pub(crate) scales: Scales,
    pub(crate) categories: Vec<Category>,
    pub(crate) items: Vec<Item>,
}

/// A checked edition of the criteria.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition(Parts);

impl Edition {
    /// Only for [`crate::parse`], whose checks make the promises of this module true.
    pub(crate) fn from_checked(parts: Parts) -> Self {
        Self(parts)
    }

    /// Its id, as in `gbt19580-2012`.
    pub fn id(&self) -> &EditionId {
        &self.0.id
    }

    /// Its name.
    pub fn title(&self) -> &Bilingual {
        &self.0.title
    }

    /// Which document it stands for and where its numbers come from.
    pub fn source(&self) -> &Bilingual {
        &self.0.source
    }

    /// How sure we are of it.
    pub fn certainty(&self) -> Certainty {
        self.0.certainty
    }

    /// What is sure and what is not, in words.
    pub fn certainty_note(&self) -> &Bilingual {
        &self.0.note
    }

    /// What all items are worth together.
    pub fn total(&self) -> Points {
        self.0.total
    }

    /// Percents are multiples of this; it divides 100.
    pub fn step(&self) -> u8 {
        self.0.step
    }

    /// The categories in the order of the document; never empty.
    pub fn categories(&self) -> &[Category] {
        &self.0.categories
    }

    /// The items of all categories, in the order of the document; never empty.
    pub fn items(&self) -> &[Item] {
        &self.0.items
    }

    /// The items of `category`, which is one of [`Edition::categories`].
    pub fn items_of(&self, category: &Category) -> &[Item] {
        &self.0.items[category.items.clone()]
    }

    /// The position in [`Edition::items`] of the item with this code.
    pub fn item_index(&self, code: &str) -> Option<usize> {
        self.0.items.iter().position(|item| item.code == code)
    }

    /// The position in [`Edition::categories`] of the category with this code.
    pub fn category_index(&self, code: &str) -> Option<usize> {
        self.0.categories.iter().position(|category| category.code == code)
    }

    /// Whether `percent` lies on the step.
    pub fn accepts(&self, percent: Percent) -> bool {
        percent.get().is_multiple_of(self.0.step)
    }

    /// Every percent on the step, rising from 0 to 100.
    pub fn percents(&self) -> impl Iterator<Item = Percent> + use<> {
        (0..=100).step_by(usize::from(self.0.step)).filter_map(Percent::new)
    }

    /// The kinds this edition describes: each kind of its items, and perhaps another.
    pub fn kinds(&self) -> impl Iterator<Item = ItemKind> + use<'_> {
        std::iter::once(&self.0.scales.first).chain(&self.0.scales.second).map(|(kind, _)| *kind)
    }

    /// What this edition calls a kind. For a kind it does not describe, as in the two methods below, the answer is that
    /// of the one kind it does describe; none of its items is of the other.
    pub fn kind_title(&self, kind: ItemKind) -> &Bilingual {
        &self.0.scales.get(kind).title
    }

    /// The dimensions of a kind, in the order of the document; never empty.
    pub fn dimensions(&self, kind: ItemKind) -> &[Dimension] {
        &self.0.scales.get(kind).dimensions
    }

    /// The bands of a kind, rising; together they hold each of [`Edition::percents`] once.
    pub fn bands(&self, kind: ItemKind) -> &[Band] {
        &self.0.scales.get(kind).bands
    }

    /// The position in [`Edition::bands`] of the band that `percent` lies in. A percent off the step may lie between
    /// two bands and then belongs to the lower one.
    pub fn band_index(&self, kind: ItemKind, percent: Percent) -> usize {
        // The first band starts at 0, so at least one starts at or below any percent.
        self.bands(kind).partition_point(|band| band.from <= percent) - 1
    }

    /// The band at [`Edition::band_index`].
    pub fn band_of(&self, kind: ItemKind, percent: Percent) -> &Band {
        &self.bands(kind)[self.band_index(kind, percent)]
    }
}
