//! The settings that are varied, one at a time, and their words.

use crate::id::ReviewerId;
use crate::kind::EntrantKind;
use crate::rules::{Level, Rule};
use crate::standing::{Field, Variant};
use zhuoping_criteria::{Bilingual, ItemCode};

/// What is varied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// One reviewer is left out.
    DropReviewer,
    /// Another rule of aggregation at every stage.
    OtherRule,
    /// One item is left out.
    DropItem,
    /// Two reviewers are left out.
    DropPair,
    /// Another number of scores is trimmed, at every stage.
    Trim,
}

/// One what-if.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting {
    /// Without any sheet of this reviewer.
    DropReviewer(ReviewerId),
    /// By this rule at every stage.
    OtherRule(Rule),
    /// As if this item of the kind's edition had no points. The score is then over the other items, and every floor is
    /// lowered in proportion: with `p` of `P` points gone a floor `f` becomes `f (P - p) / P`, exactly. The sheets that
    /// count are the same ones, so a sheet that lacks only this item does not begin to count; a tie-break that names it
    /// separates nobody.
    DropItem {
        /// Whose edition.
        kind: EntrantKind,
        /// The item.
        item: ItemCode,
    },
    /// Without any sheet of these two reviewers, who stand in the order of the ids.
    DropPair(ReviewerId, ReviewerId),
    /// By a trimmed mean of another level or depth at every stage; `Mean` is the trimmed mean that trims nothing.
    Trim(Rule),
}

impl Family {
    /// All families, in the order of the rows.
    pub const ALL: [Self; 5] = [Self::DropReviewer, Self::OtherRule, Self::DropItem, Self::DropPair, Self::Trim];

    /// The name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DropReviewer => "drop_reviewer",
            Self::OtherRule => "other_rules",
            Self::DropItem => "drop_item",
            Self::DropPair => "drop_pair",
            Self::Trim => "trim",
        }
    }

    /// What is varied, for readers.
    pub fn title(self) -> Bilingual {
        let (zh, en) = match self {
            Self::DropReviewer => ("去掉一位评审专家", "without one reviewer"),
            Self::OtherRule => ("换用其他汇总办法", "another rule of aggregation"),
            Self::DropItem => ("去掉一个条款", "without one item"),
            Self::DropPair => ("去掉两位评审专家", "without two reviewers"),
            Self::Trim => ("改变去掉最高、最低分的个数", "another number of scores trimmed"),
        };
        Bilingual::new(zh, en)
    }
}

impl Setting {
    /// What is varied.
    pub const fn family(&self) -> Family {
        match self {
            Self::DropReviewer(_) => Family::DropReviewer,
            Self::OtherRule(_) => Family::OtherRule,
            Self::DropItem { .. } => Family::DropItem,
            Self::DropPair(..) => Family::DropPair,
            Self::Trim(_) => Family::Trim,
        }
    }

    /// The setting in words.
    pub fn explain(&self) -> Bilingual {
        match self {
            Self::DropReviewer(reviewer) => {
                Bilingual::new(format!("去掉评审专家 {reviewer}"), format!("without reviewer {reviewer}"))
            }
            Self::OtherRule(rule) | Self::Trim(rule) => by_rule(*rule),
            Self::DropItem { kind, item } => Bilingual::new(
                format!("去掉{}条款 {item}", kind.name_zh()),
                format!("without item {item} of the {kind} edition"),
            ),
            Self::DropPair(one, other) => {
                Bilingual::new(format!("去掉评审专家 {one} 和 {other}"), format!("without reviewers {one} and {other}"))
            }
        }
    }

    /// The variant of one kind's field; `None` where the setting touches nothing of that kind.
    pub(super) fn variant(&self, field: &Field<'_>) -> Option<Variant<'_>> {
        let usual = Variant::default();
        match self {
            Self::DropReviewer(reviewer) => {
                has_sheet(field, reviewer).then_some(Variant { without: [Some(reviewer), None], ..usual })
            }
            Self::DropPair(one, other) => (has_sheet(field, one) || has_sheet(field, other))
                .then_some(Variant { without: [Some(one), Some(other)], ..usual }),
            Self::OtherRule(rule) | Self::Trim(rule) => Some(Variant { rule: Some(*rule), ..usual }),
            Self::DropItem { kind, item } => {
                let at = field.edition().filter(|_| field.kind == *kind)?.item_index(item.as_str())?;
                Some(Variant { omitted: Some(at), ..usual })
            }
        }
    }
}

/// Whether the reviewer has a sheet at a stage that makes the result.
pub(super) fn has_sheet(field: &Field<'_>, reviewer: &ReviewerId) -> bool {
    field.tables_aimed_at().any(|table| table.reviewer_index(reviewer).is_some())
}

fn by_rule(rule: Rule) -> Bilingual {
    let zh = match rule {
        Rule::Mean => "各阶段取平均分".to_owned(),
        Rule::Trimmed { level: Level::Total, trim } => format!("各阶段按总分各去掉 {trim} 个最高、最低后平均"),
        Rule::Trimmed { level: Level::Item, trim } => format!("各阶段逐条款各去掉 {trim} 个最高、最低后平均"),
        Rule::Median => "各阶段取中位数".to_owned(),
        Rule::Consensus => "各阶段取合议分".to_owned(),
    };
    Bilingual::new(zh, format!("by the rule \"{}\" at every stage", rule.name()))
}
