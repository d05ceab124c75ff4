//! Small pieces of the document: numbers as texts, maps in a given order.

use crate::exact::Exact;
use crate::rules::{Rounding, Rules};
use crate::spread::{ItemSpread, Reason, Summary};
use crate::table::StageTable;
use serde::{Serialize, Serializer};
use zhuoping_criteria::Bilingual;

/// A number as shown, rounded by the rule file.
pub(super) struct Shown<'a>(pub(super) &'a Exact, pub(super) Rounding);

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.rounded(self.1.decimals, self.1.mode))
    }
}

impl<'a> Shown<'a> {
    pub(super) fn new(number: &'a Exact, rules: &Rules) -> Self {
        Self(number, rules.rounding())
    }
}

/// A number as a reduced fraction.
pub(super) struct Fraction<'a>(pub(super) &'a Exact);

impl Serialize for Fraction<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self.0)
    }
}

/// A score both ways.
#[derive(Serialize)]
pub(super) struct ScoreView<'a> {
    pub(super) score: Shown<'a>,
    pub(super) exact: Fraction<'a>,
}

impl<'a> ScoreView<'a> {
    pub(super) fn new(score: &'a Exact, rules: &Rules) -> Self {
        Self { score: Shown::new(score, rules), exact: Fraction(score) }
    }
}

/// An object whose members stand in the order of the list.
pub(super) struct Members<K, V>(pub(super) Vec<(K, V)>);

impl<K: Serialize, V: Serialize> Serialize for Members<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

/// A code with its words.
#[derive(Serialize)]
pub(super) struct Note<'a> {
    pub(super) reason: &'a str,
    #[serde(flatten)]
    pub(super) words: Bilingual,
}

/// How the reviewers of an entrant differ on an item. `score` and `by_stage` stand with the item and not with each of its
/// stages; they are here, and not around this, since there are many items and flattening costs as much as the rest.
#[derive(Serialize)]
pub(super) struct SpreadView<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) score: Option<Shown<'a>>,
    sheets: u32,
    mean_percent: Option<f64>,
    range: Option<i64>,
    sd: Option<f64>,
    iqr: Option<f64>,
    discuss: Vec<Note<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) by_stage: Option<Members<&'a str, SpreadView<'a>>>,
}

impl<'a> SpreadView<'a> {
    pub(super) fn new(spread: &'a ItemSpread, table: &StageTable) -> Self {
        let summary = spread.summary();
        let note = |reason: &'a Reason| Note { reason: reason.name(), words: reason.explain(table) };
        Self {
            score: None,
            sheets: summary.count,
            mean_percent: summary.mean(),
            range: summary.range(),
            sd: summary.sd(),
            iqr: summary.iqr(),
            discuss: spread.discuss.iter().map(note).collect(),
            by_stage: None,
        }
    }
}

/// How the reviewers' totals of an entrant differ, in points.
#[derive(Serialize)]
pub(super) struct TotalsView {
    sheets: u32,
    mean: Option<f64>,
    range: Option<f64>,
    sd: Option<f64>,
    iqr: Option<f64>,
}

impl TotalsView {
    pub(super) fn new(hundredths: &Summary) -> Self {
        let points = |hundredths: f64| hundredths / 100.0;
        Self {
            sheets: hundredths.count,
            mean: hundredths.mean().map(points),
            range: hundredths.range().map(|range| points(range as f64)),
            sd: hundredths.sd().map(points),
            iqr: hundredths.iqr().map(points),
        }
    }
}
