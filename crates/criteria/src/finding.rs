//! What can be wrong with an edition file beyond what any file can have.

use crate::edition::ItemKind;
use crate::form::{Explained, Fault, Flaw};
use crate::text::Bilingual;

/// One fault of an edition file.
pub type Finding = Fault<Problem>;

/// What can be wrong at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// What any file can have.
    Flaw(Flaw),
    /// The step does not divide 100.
    Step,
    /// An item is of a kind that `kinds` does not describe.
    KindNotDescribed(ItemKind),
    /// A dimension has no description in a band.
    NotDescribed {
        /// The dimension.
        dimension: String,
    },
    /// A band begins or ends off the step.
    OffStep {
        /// The step.
        step: u8,
    },
    /// A band ends below its beginning.
    Reversed {
        /// Its beginning.
        from: u8,
    },
    /// No band holds the percents from `from` to `to`.
    Gap {
        /// The first percent without a band.
        from: u8,
        /// The last.
        to: u8,
    },
    /// A band begins at or below the end of one before it.
    Overlap {
        /// Where it would have to begin; above 100 if no percent is left for it.
        next: u8,
    },
    /// The items of a category do not add up to its points.
    CategorySum {
        /// What they add up to.
        items: u64,
    },
    /// The categories do not add up to the total.
    TotalSum {
        /// What they add up to.
        categories: u64,
    },
    /// The items of a kind do not add up to the points stated for the kind.
    KindSum {
        /// The kind.
        kind: ItemKind,
        /// What they add up to.
        items: u64,
    },
}

impl From<Flaw> for Problem {
    fn from(flaw: Flaw) -> Self {
        Self::Flaw(flaw)
    }
}

impl Explained for Problem {
    fn message(&self) -> Bilingual {
        let (zh, en) = match self {
            Self::Flaw(flaw) => return flaw.message(),
            Self::Step => ("步长不能整除 100".into(), "the step does not divide 100".into()),
            Self::KindNotDescribed(kind) => {
                (format!("“kinds”未描述“{kind}”"), format!("\"kinds\" does not describe \"{kind}\""))
            }
            Self::NotDescribed { dimension } => {
                (format!("此档没有描述“{dimension}”"), format!("the band does not describe \"{dimension}\""))
            }
            Self::OffStep { step } => (format!("不在 {step}% 的步长上"), format!("not on the step of {step}%")),
            Self::Reversed { from } => {
                (format!("此档的终点低于起点 {from}"), format!("the band ends below its beginning {from}"))
            }
            Self::Gap { from, to } => {
                (format!("没有档位包含 {from}% 至 {to}%"), format!("no band holds {from}% to {to}%"))
            }
            Self::Overlap { .. } => ("与前面的档位重叠".into(), "overlaps a band before it".into()),
            Self::CategorySum { items } => {
                (format!("类目分值不等于其条款之和 {items}"), format!("the items of the category add up to {items}"))
            }
            Self::TotalSum { categories } => {
                (format!("总分不等于各类目之和 {categories}"), format!("the categories add up to {categories}"))
            }
            Self::KindSum { kind, items } => (
                format!("“{kind}”类分值不等于其条款之和 {items}"),
                format!("the items of kind \"{kind}\" add up to {items}"),
            ),
        };
        Bilingual { zh, en }
    }

    fn accepted(&self) -> Bilingual {
        let (zh, en) = match self {
            Self::Flaw(flaw) => return flaw.accepted(),
            Self::Step => (
                "100 的约数：1、2、4、5、10、20、25、50、100".into(),
                "a divisor of 100: 1, 2, 4, 5, 10, 20, 25, 50, 100".into(),
            ),
            Self::KindNotDescribed(kind) => (
                format!("“kinds”中已描述的类型，或在“kinds”中补充“{kind}”"),
                format!("a kind that \"kinds\" describes, or \"{kind}\" described there"),
            ),
            Self::NotDescribed { dimension } => (
                format!("“{dimension}”的中英文描述"),
                format!("a description of \"{dimension}\" in Chinese and English"),
            ),
            Self::OffStep { step } => {
                (format!("{step} 的倍数，0 至 100"), format!("a multiple of {step}, from 0 to 100"))
            }
            Self::Reversed { from } => (format!("不小于 {from} 的百分数"), format!("a percent of at least {from}")),
            Self::Gap { .. } => (
                "从 0 到 100 每个百分数恰在一档之中".into(),
                "bands that hold each percent from 0 to 100 exactly once".into(),
            ),
            Self::Overlap { next } if *next > 100 => {
                ("无此档（前面的档位已到 100%）".into(), "no such band: those before it reach 100%".into())
            }
            Self::Overlap { next } => (format!("从 {next}% 开始"), format!("a band that begins at {next}%")),
            Self::CategorySum { items } | Self::KindSum { items, .. } => {
                (format!("{items}，或改正条款分值"), format!("{items}, or other points for the items"))
            }
            Self::TotalSum { categories } => {
                (format!("{categories}，或改正类目分值"), format!("{categories}, or other points for the categories"))
            }
        };
        Bilingual { zh, en }
    }
}
