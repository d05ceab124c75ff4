//! The settings that are varied, one at a time, and their words.

use crate::exact::{Exact, RoundingMode};
use crate::id::{ReviewerId, StageId};
use crate::kind::EntrantKind;
use crate::rules::{Level, Rounding, Rule};
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
    /// Other weights of the stages.
    Weights,
    /// Scores are rounded before they are compared.
    Rounding,
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
    /// With another weight of one stage. The other stages share what is left as the rule file has them share it; a stage
    /// whose weight becomes 0 still has to be scored.
    Weights {
        /// The stage.
        stage: StageId,
        /// The weight that the rule file gives it.
        from: Exact,
        /// The other weight; 1 for this stage alone.
        to: Exact,
        /// The weights of all stages of the rule file; `None` for a stage without one.
        weights: Vec<Option<Exact>>,
    },
    /// With everything that is compared rounded: totals, the weighted sums so far at gates (of one stage its own score),
    /// and what breaks ties. Scores of stages are not rounded before they are weighted.
    Rounding(Rounding),
}

impl Family {
    /// All families, in the order of the rows.
    pub const ALL: [Self; 7] = [
        Self::DropReviewer,
        Self::OtherRule,
        Self::DropItem,
        Self::DropPair,
        Self::Trim,
        Self::Weights,
        Self::Rounding,
    ];

    /// The name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DropReviewer => "drop_reviewer",
            Self::OtherRule => "other_rules",
            Self::DropItem => "drop_item",
            Self::DropPair => "drop_pair",
            Self::Trim => "trim",
            Self::Weights => "weights",
            Self::Rounding => "rounding",
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
            Self::Weights => ("改变阶段权重", "other weights of the stages"),
            Self::Rounding => ("先修约再排序", "scores rounded before ranking"),
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
            Self::Weights { .. } => Family::Weights,
            Self::Rounding(_) => Family::Rounding,
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
            Self::Weights { stage, from, to, .. } => by_weight(stage, from, to),
            Self::Rounding(rounding) => by_rounding(*rounding),
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
            Self::Weights { weights, .. } => Some(Variant { weights: Some(weights), ..usual }),
            Self::Rounding(rounding) => Some(Variant { rounding: Some(*rounding), ..usual }),
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

fn by_weight(stage: &StageId, from: &Exact, to: &Exact) -> Bilingual {
    if *to == Exact::ONE {
        return Bilingual::new(format!("只按「{stage}」阶段排序"), format!("by the stage \"{stage}\" alone"));
    }
    let (from, to) = (plain(from), plain(to));
    Bilingual::new(
        format!("「{stage}」阶段权重由 {from} 改为 {to}，其余按比例"),
        format!("weight of the stage \"{stage}\" {to} instead of {from}, the others in proportion"),
    )
}

/// A decimal number where four decimals are exact, else a fraction.
pub(super) fn plain(number: &Exact) -> String {
    let decimals = number.rounded(4, RoundingMode::HalfUp);
    if number.to_rounded(4, RoundingMode::HalfUp) == *number {
        return decimals.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    number.to_string()
}

fn by_rounding(Rounding { decimals, mode }: Rounding) -> Bilingual {
    let (zh, en) = match mode {
        RoundingMode::HalfUp => ("四舍五入", "half up"),
        RoundingMode::Gbt8170 => ("四舍六入五成双", "half to even"),
    };
    Bilingual::new(
        format!("得分先{zh}到 {decimals} 位小数再排序"),
        format!("scores rounded {en} to {decimals} decimals before ranking"),
    )
}
