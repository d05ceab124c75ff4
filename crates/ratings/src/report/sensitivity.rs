//! The what-ifs in the document: one list a family, each entry the setting and what it changes; then what was searched
//! for, and how firm the list of each kind is.

use super::parts::{Fraction, Members};
use crate::exact::RoundingMode;
use crate::id::{EntrantId, ReviewerId};
use crate::kind::EntrantKind;
use crate::rules::{Level, Rounding, Rule};
use crate::sensitivity::{
    Change, Family, Firmness, LeftOut, Row, ScoreChange, Sensitivity, Setting, Smallest, Turn, WeightRange, WhyLeftOut,
};
use serde::Serialize;
use zhuoping_criteria::Bilingual;

/// The what-ifs.
#[derive(Serialize)]
pub(super) struct SensitivityView<'a> {
    drop_reviewer: Vec<RowView<'a>>,
    other_rules: Vec<RowView<'a>>,
    drop_item: Vec<RowView<'a>>,
    drop_pair: Vec<RowView<'a>>,
    trim: Vec<RowView<'a>>,
    weights: Vec<RowView<'a>>,
    rounding: Vec<RowView<'a>>,
    nearest_weight: Vec<OfKind<NearestView<'a>>>,
    smallest_change: Vec<OfKind<SmallestView<'a>>>,
    summary: Vec<OfKind<SummaryView<'a>>>,
    settings: Members<&'static str, CountView>,
    left_out: Vec<LeftOutView>,
}

#[derive(Serialize)]
struct RowView<'a> {
    #[serde(flatten)]
    setting: SettingView<'a>,
    #[serde(flatten)]
    change: ChangeView<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum SettingView<'a> {
    Reviewer { reviewer: &'a str },
    Rule { rule: String },
    Item { kind: &'static str, item: &'a str },
    Pair { reviewers: [&'a str; 2] },
    Trim { rule: String, level: Option<&'static str>, trim: u32 },
    Weights { stage: &'a str, weight: Fraction<'a>, weights: Vec<Option<Fraction<'a>>> },
    Rounding { decimals: u8, mode: &'static str },
}

#[derive(Serialize)]
struct ChangeView<'a> {
    r#in: &'a [EntrantId],
    out: &'a [EntrantId],
    undecided: &'a [EntrantId],
    unranked: &'a [EntrantId],
}

#[derive(Serialize)]
struct OfKind<T> {
    kind: &'static str,
    #[serde(flatten)]
    what: T,
}

#[derive(Serialize)]
#[serde(untagged)]
enum NearestView<'a> {
    Range { stage: &'a str, weight: Fraction<'a>, below: Option<TurnView<'a>>, above: Option<TurnView<'a>> },
    LeftOut { why: Bilingual },
}

/// The weight from which on the list is another; `reached` when it is so at this very weight.
#[derive(Serialize)]
struct TurnView<'a> {
    weight: Fraction<'a>,
    reached: bool,
    #[serde(flatten)]
    change: ChangeView<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum SmallestView<'a> {
    Found { steps: u8, percent: u8, count: usize, changes: Vec<ScoreView<'a>> },
    None { steps: Option<u8>, why: Bilingual },
}

/// One score that is another. `sheet_points` is what becomes of the sheet's total, `total_points` of the entrant's.
#[derive(Serialize)]
struct ScoreView<'a> {
    stage: &'a str,
    entrant: &'a EntrantId,
    reviewer: &'a str,
    item: &'a str,
    from: u8,
    to: u8,
    sheet_points: Fraction<'a>,
    total_points: Option<Fraction<'a>>,
    #[serde(flatten)]
    change: ChangeView<'a>,
}

#[derive(Serialize)]
struct SummaryView<'a> {
    #[serde(flatten)]
    words: Bilingual,
    places: usize,
    firm: Vec<&'a EntrantId>,
    settings: usize,
    changing: usize,
    changed_by: Vec<&'static str>,
    on_list: Members<&'a str, usize>,
}

/// How many settings of a family were evaluated, and how many of them change the list.
#[derive(Serialize)]
struct CountView {
    evaluated: usize,
    changing: usize,
}

#[derive(Serialize)]
struct LeftOutView {
    family: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    why: Bilingual,
}

impl<'a> SensitivityView<'a> {
    pub(super) fn new(sensitivity: &'a Sensitivity) -> Self {
        let of = |family| sensitivity.of(family).map(RowView::new).collect();
        let kinds = &sensitivity.kinds;
        let count = |family: Family| (family.name(), CountView::new(sensitivity, family));
        Self {
            drop_reviewer: of(Family::DropReviewer),
            other_rules: of(Family::OtherRule),
            drop_item: of(Family::DropItem),
            drop_pair: of(Family::DropPair),
            trim: of(Family::Trim),
            weights: of(Family::Weights),
            rounding: of(Family::Rounding),
            nearest_weight: kinds.iter().flat_map(NearestView::all).collect(),
            smallest_change: kinds.iter().map(|of| OfKind::new(of.kind, SmallestView::new(&of.smallest))).collect(),
            summary: kinds.iter().map(|of| OfKind::new(of.kind, SummaryView::new(of))).collect(),
            settings: Members(Family::ALL.into_iter().map(count).collect()),
            left_out: sensitivity.left_out.iter().map(LeftOutView::new).collect(),
        }
    }
}

impl<T> OfKind<T> {
    fn new(kind: EntrantKind, what: T) -> Self {
        Self { kind: kind.name(), what }
    }
}

impl<'a> RowView<'a> {
    fn new(row: &'a Row) -> Self {
        Self { setting: SettingView::new(&row.setting), change: ChangeView::new(&row.change) }
    }
}

impl<'a> SettingView<'a> {
    fn new(setting: &'a Setting) -> Self {
        match setting {
            Setting::DropReviewer(reviewer) => Self::Reviewer { reviewer: reviewer.as_str() },
            Setting::OtherRule(rule) => Self::Rule { rule: rule.name() },
            Setting::DropItem { kind, item } => Self::Item { kind: kind.name(), item: item.as_str() },
            Setting::DropPair(one, other) => Self::Pair { reviewers: [one.as_str(), other.as_str()] },
            Setting::Trim(rule) => {
                let (level, trim) = match rule {
                    Rule::Trimmed { level: Level::Total, trim } => (Some("total"), *trim),
                    Rule::Trimmed { level: Level::Item, trim } => (Some("item"), *trim),
                    Rule::Mean | Rule::Median | Rule::Consensus => (None, 0),
                };
                Self::Trim { rule: rule.name(), level, trim }
            }
            Setting::Weights { stage, to, weights, .. } => Self::Weights {
                stage: stage.as_str(),
                weight: Fraction(to),
                weights: weights.iter().map(|weight| weight.as_ref().map(Fraction)).collect(),
            },
            Setting::Rounding(Rounding { decimals, mode }) => {
                let mode = match mode {
                    RoundingMode::HalfUp => "half_up",
                    RoundingMode::Gbt8170 => "gbt8170",
                };
                Self::Rounding { decimals: *decimals, mode }
            }
        }
    }
}

impl<'a> ChangeView<'a> {
    fn new(change: &'a Change) -> Self {
        Self { r#in: &change.came_in, out: &change.went_out, undecided: &change.undecided, unranked: &change.unranked }
    }
}

impl<'a> NearestView<'a> {
    fn all(of: &'a Firmness) -> Vec<OfKind<Self>> {
        let turn = |turn: &'a Turn| TurnView {
            weight: Fraction(&turn.weight),
            reached: turn.reached,
            change: ChangeView::new(&turn.change),
        };
        let range = |range: &'a WeightRange| Self::Range {
            stage: range.stage.as_str(),
            weight: Fraction(&range.weight),
            below: range.below.as_ref().map(turn),
            above: range.above.as_ref().map(turn),
        };
        let views = match &of.weights {
            Ok(ranges) => ranges.iter().map(range).collect(),
            Err(why) => vec![Self::LeftOut { why: why.explain() }],
        };
        views.into_iter().map(|view| OfKind::new(of.kind, view)).collect()
    }
}

impl<'a> SmallestView<'a> {
    fn new(found: &'a Result<Option<Smallest>, WhyLeftOut>) -> Self {
        match found {
            Ok(Some(Smallest { steps, percent, count, shown })) => Self::Found {
                steps: *steps,
                percent: *percent,
                count: *count,
                changes: shown.iter().map(ScoreView::new).collect(),
            },
            Ok(None) => Self::None { steps: None, why: Smallest::none() },
            Err(why) => Self::None { steps: None, why: why.explain() },
        }
    }
}

impl<'a> ScoreView<'a> {
    fn new(change: &'a ScoreChange) -> Self {
        Self {
            stage: change.stage.as_str(),
            entrant: &change.entrant,
            reviewer: change.reviewer.as_ref().map_or(ReviewerId::AGREED[0], ReviewerId::as_str),
            item: change.item.as_str(),
            from: change.from.get(),
            to: change.to.get(),
            sheet_points: Fraction(&change.sheet_points),
            total_points: change.total_points.as_ref().map(Fraction),
            change: ChangeView::new(&change.change),
        }
    }
}

impl<'a> SummaryView<'a> {
    fn new(of: &'a Firmness) -> Self {
        Self {
            words: of.sentence(),
            places: of.places,
            firm: of.firm().collect(),
            settings: of.settings,
            changing: of.changing,
            changed_by: of.changed_by.iter().map(|family| family.name()).collect(),
            on_list: Members(of.candidates.iter().map(|on| (on.entrant.as_str(), on.settings)).collect()),
        }
    }
}

impl CountView {
    fn new(sensitivity: &Sensitivity, family: Family) -> Self {
        let changing = sensitivity.of(family).filter(|row| !row.change.is_none()).count();
        Self { evaluated: sensitivity.of(family).count(), changing }
    }
}

impl LeftOutView {
    fn new(left_out: &LeftOut) -> Self {
        Self { family: left_out.family.name(), kind: left_out.kind.map(EntrantKind::name), why: left_out.why.explain() }
    }
}
