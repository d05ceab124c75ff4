//! How firm the list of one kind is over all settings: how often each candidate is on it, and one sentence.
//!
//! A place is firm when its holder by the rules as they are is on the list in every evaluated setting. A setting that
//! touches nothing of the kind does not count for it, and one that is in the table twice (a trim that is also another
//! rule) counts once. The nearest change of a weight and the smallest change of a score are no settings: they are looked
//! for until they change the list.

use super::change::{Honours, Row};
use super::depth::WhyLeftOut;
use super::setting::{Family, Setting};
use super::smallest::Smallest;
use super::weights::WeightRange;
use crate::id::EntrantId;
use crate::kind::EntrantKind;
use crate::standing::{Field, Standing};
use std::collections::BTreeMap;
use zhuoping_criteria::Bilingual;

/// How firm the list of one kind is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Firmness {
    /// The kind.
    pub kind: EntrantKind,
    /// How many places there are; more than the line where a tie goes on from a stage as a whole.
    pub places: usize,
    /// How many entrants are on the list; fewer than the places where some stay vacant or a tie is undecided.
    pub listed: usize,
    /// How many settings were evaluated for the kind.
    pub settings: usize,
    /// The families with a setting that was evaluated, in the order of [`Family::ALL`].
    pub families: Vec<Tried>,
    /// How many of them change the list.
    pub changing: usize,
    /// Everybody who is on the list in any setting or by the rules as they are, in the order of the ids.
    pub candidates: Vec<OnList>,
    /// The families with a setting that changes the list, in the order of [`Family::ALL`].
    pub changed_by: Vec<Family>,
    /// How far each stage's weight can move before the list changes, or why that was not looked for.
    pub weights: Result<Vec<WeightRange>, WhyLeftOut>,
    /// The smallest change of one score that changes the list, `None` if no change of a single score does, or why it was
    /// not looked for.
    pub smallest: Result<Option<Smallest>, WhyLeftOut>,
}

/// The settings of one family that were evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tried {
    /// The family.
    pub family: Family,
    /// How many settings it has; those that are in another family too are not among them.
    pub settings: usize,
}

/// In how many settings an entrant is on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnList {
    /// The entrant.
    pub entrant: EntrantId,
    /// Whether it is on the list by the rules as they are.
    pub listed: bool,
    /// In how many of [`Firmness::settings`] it is on the list.
    pub settings: usize,
    /// In how many settings of each of [`Firmness::families`]; they add up to `settings`.
    pub by_family: Vec<usize>,
}

impl OnList {
    fn add(&mut self, family: usize) {
        self.settings += 1;
        self.by_family[family] += 1;
    }
}

impl Firmness {
    /// Counts the rows for one field.
    pub(super) fn new(
        (field, base): &(Field<'_>, Standing),
        rows: &[Row],
        weights: Result<Vec<WeightRange>, WhyLeftOut>,
        smallest: Result<Option<Smallest>, WhyLeftOut>,
    ) -> Self {
        let repeats = |row: &Row| match &row.setting {
            Setting::Trim(rule) => rows.iter().any(|other| other.setting == Setting::OtherRule(*rule)),
            _ => false,
        };
        let counted: Vec<&Row> =
            rows.iter().filter(|row| row.setting.variant(field).is_some() && !repeats(row)).collect();
        let of_kind = |ids: &[EntrantId]| ids.iter().any(|id| field.entrants.binary_search(&id).is_ok());
        let changes = |row: &&&Row| row.change.lists().into_iter().any(of_kind);
        let changing: Vec<&&Row> = counted.iter().filter(changes).collect();
        let tried =
            |family| Tried { family, settings: counted.iter().filter(|row| family == row.setting.family()).count() };
        let families: Vec<Tried> = Family::ALL.map(tried).into_iter().filter(|tried| tried.settings > 0).collect();
        let every: Vec<usize> = families.iter().map(|tried| tried.settings).collect();
        let mut on: BTreeMap<&EntrantId, OnList> = BTreeMap::new();
        let honours = Honours::of(base);
        for (entrant, _) in field.entrants.iter().zip(&honours.listed).filter(|(_, listed)| **listed) {
            let (entrant_id, settings) = ((*entrant).clone(), counted.len());
            on.insert(entrant, OnList { entrant: entrant_id, listed: true, settings, by_family: every.clone() });
        }
        let listed = on.len();
        for row in &changing {
            let family =
                families.iter().position(|tried| tried.family == row.setting.family()).expect("it was counted");
            for id in row.change.came_in.iter().filter(|id| field.entrants.binary_search(id).is_ok()) {
                let new =
                    || OnList { entrant: id.clone(), listed: false, settings: 0, by_family: vec![0; families.len()] };
                on.entry(id).or_insert_with(new).add(family);
            }
            for id in &row.change.went_out {
                if let Some(of) = on.get_mut(id) {
                    of.settings -= 1;
                    of.by_family[family] -= 1;
                }
            }
        }
        let changed_by =
            Family::ALL.into_iter().filter(|family| changing.iter().any(|row| row.setting.family() == *family));
        Self {
            kind: field.kind,
            places: field.line().max(listed),
            listed,
            settings: counted.len(),
            families,
            changing: changing.len(),
            candidates: on.into_values().collect(),
            changed_by: changed_by.collect(),
            weights,
            smallest,
        }
    }

    /// Who is on the list by the rules as they are and in every setting, in the order of the ids.
    pub fn firm(&self) -> impl Iterator<Item = &EntrantId> {
        self.candidates.iter().filter(|on| on.listed && on.settings == self.settings).map(|on| &on.entrant)
    }

    /// How many places are the same whatever the setting, in one sentence.
    pub fn sentence(&self) -> Bilingual {
        let (places, firm, settings) = (self.places, self.firm().count(), self.settings);
        let open = places - self.listed;
        let open = match open {
            0 => Bilingual::new("", ""),
            _ => Bilingual::new(
                format!("（其中 {open} 个空缺或并列待定）"),
                format!(" ({open} of them vacant or waiting for a decision between equals)"),
            ),
        };
        if settings == 0 {
            return Bilingual::new("没有可以比较的设定", "there is no other setting to compare with");
        }
        if self.changing == 0 {
            return Bilingual::new(
                format!("{places} 个名额{}的名单在任何设定（共 {settings} 种）下不变", open.zh),
                format!("the list for {places} places{} is the same in any of the {settings} settings", open.en),
            );
        }
        Bilingual::new(
            format!("{places} 个名额{}中 {firm} 个在任何设定（共 {settings} 种）下不变", open.zh),
            format!("{firm} of {places} places{} are the same in any of the {settings} settings", open.en),
        )
    }
}
