//! The what-ifs in the document: one list a family, each entry the setting and what it changes.

use crate::id::EntrantId;
use crate::rules::{Level, Rule};
use crate::sensitivity::{Change, Family, LeftOut, Row, Sensitivity, Setting};
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
}

#[derive(Serialize)]
struct ChangeView<'a> {
    r#in: &'a [EntrantId],
    out: &'a [EntrantId],
    undecided: &'a [EntrantId],
    unranked: &'a [EntrantId],
}

#[derive(Serialize)]
struct LeftOutView {
    family: &'static str,
    why: Bilingual,
}

impl<'a> SensitivityView<'a> {
    pub(super) fn new(sensitivity: &'a Sensitivity) -> Self {
        let of = |family| sensitivity.of(family).map(RowView::new).collect();
        Self {
            drop_reviewer: of(Family::DropReviewer),
            other_rules: of(Family::OtherRule),
            drop_item: of(Family::DropItem),
            drop_pair: of(Family::DropPair),
            trim: of(Family::Trim),
            left_out: sensitivity.left_out.iter().map(LeftOutView::new).collect(),
        }
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
        }
    }
}

impl<'a> ChangeView<'a> {
    fn new(change: &'a Change) -> Self {
        Self { r#in: &change.came_in, out: &change.went_out, undecided: &change.undecided, unranked: &change.unranked }
    }
}

impl LeftOutView {
    fn new(left_out: &LeftOut) -> Self {
        Self { family: left_out.family.name(), why: left_out.why.explain() }
    }
}
