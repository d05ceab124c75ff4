//! What can be wrong with a rule file beyond what any file can have.

use crate::exact::{Exact, TEXT_MAX as EXACT_MAX};
use crate::kind::EntrantKind;
use zhuoping_criteria::Bilingual;
use zhuoping_criteria::form::{Explained, Fault, Flaw, Shape};

/// An exact number written as a text.
pub const EXACT: Shape = Shape::ExactText(EXACT_MAX);

/// One fault of a rule file.
pub type RuleFault = Fault<RuleProblem>;

/// What can be wrong at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RuleProblem {
    /// What any file can have.
    Flaw(Flaw),
    /// A text that is no exact number.
    ExactText,
    /// An exact number outside its range.
    ExactRange {
        /// Whether 0 is accepted.
        zero: bool,
        /// The greatest accepted.
        max: u32,
    },
    /// A text that is no day.
    Date,
    /// `level` or `trim` beside a rule that is not `trimmed`.
    OnlyTrimmed,
    /// A weight where the later stage supersedes the earlier.
    WeightUnderGates,
    /// A stage that neither has a weight nor lets a limited number on.
    NoEffect,
    /// The weights do not sum to 1.
    WeightSum {
        /// What they sum to.
        sum: Exact,
    },
    /// The last stage cannot let anybody on.
    AdvanceAtLast,
    /// A kind that `editions` does not name.
    KindNotJudged(EntrantKind),
    /// A tier asks for more than the better tier before it.
    FloorRises {
        /// What the better tier asks for.
        above: Option<Exact>,
    },
    /// A value of a falling list that is not below the one before it.
    NotFalling {
        /// The one before.
        above: Exact,
    },
    /// Another edition than the rule file names was given.
    OtherEdition {
        /// The id of the edition given; `None` if there was none.
        given: Option<String>,
    },
    /// A floor that nobody can reach.
    AboveTotal {
        /// What the edition is worth.
        total: u32,
    },
    /// A tie-break that no edition of the award knows.
    NoSuchCode {
        /// The codes there are.
        accepted: Vec<String>,
    },
}

impl From<Flaw> for RuleProblem {
    fn from(flaw: Flaw) -> Self {
        Self::Flaw(flaw)
    }
}

impl Explained for RuleProblem {
    fn message(&self) -> Bilingual {
        let (zh, en) = match self {
            Self::Flaw(flaw) => return flaw.message(),
            Self::ExactRange { .. } => ("数值超出范围".into(), "number out of range".into()),
            Self::ExactText => ("不是精确的数".into(), "not an exact number".into()),
            Self::Date => ("不是日期".into(), "not a date".into()),
            Self::OnlyTrimmed => {
                ("只有“trimmed”规则才有此项".into(), "only the rule \"trimmed\" has this field".into())
            }
            Self::WeightUnderGates => (
                "“gates”方式下后一阶段取代前一阶段，不用权重".into(),
                "under \"gates\" the later stage supersedes, so weights mean nothing".into(),
            ),
            Self::NoEffect => (
                "此阶段既无权重，也不限定晋级数，对结果没有作用".into(),
                "the stage has no weight and lets everybody on, so it has no effect".into(),
            ),
            Self::WeightSum { sum } => (format!("各阶段权重之和为 {sum}"), format!("the weights sum to {sum}")),
            Self::AdvanceAtLast => ("最后阶段之后没有下一阶段".into(), "no stage comes after the last".into()),
            Self::KindNotJudged(kind) => {
                (format!("“editions”中没有“{kind}”"), format!("\"editions\" does not name \"{kind}\""))
            }
            Self::FloorRises { .. } => {
                ("低等次的门槛高于高等次".into(), "the tier asks for more than the better tier before it".into())
            }
            Self::NotFalling { .. } => ("没有逐项递减".into(), "not below the entry before it".into()),
            Self::OtherEdition { given: Some(given) } => {
                (format!("给出的是另一版标准“{given}”"), format!("another edition was given: \"{given}\""))
            }
            Self::OtherEdition { given: None } => ("没有这一版标准".into(), "there is no such edition".into()),
            Self::AboveTotal { .. } => ("门槛高于总分".into(), "the floor is above the total".into()),
            Self::NoSuchCode { .. } => {
                ("所用标准中没有此类目或条款".into(), "no edition of the award has this code".into())
            }
        };
        Bilingual { zh, en }
    }

    fn accepted(&self) -> Bilingual {
        let (zh, en) = match self {
            Self::Flaw(flaw) => return flaw.accepted(),
            Self::NoSuchCode { accepted } => {
                (format!("以下之一：{}", accepted.join("、")), format!("one of {}", accepted.join(", ")))
            }
            Self::ExactText => return EXACT.accepted(),
            Self::ExactRange { zero: true, max } => (format!("0 至 {max} 的数"), format!("a number from 0 to {max}")),
            Self::ExactRange { zero: false, max } => {
                (format!("大于 0、不大于 {max} 的数"), format!("a number above 0 and at most {max}"))
            }
            Self::Date => ("形如“2022-12-20”的日期".into(), "a day as in \"2022-12-20\"".into()),
            Self::OnlyTrimmed => {
                ("删去此项，或将规则改为“trimmed”".into(), "no such field, or the rule \"trimmed\"".into())
            }
            Self::WeightUnderGates => ("删去权重，或改用“weighted”".into(), "no weight, or \"weighted\"".into()),
            Self::NoEffect => {
                ("权重，或晋级数（advance），或删去此阶段".into(), "a weight, or \"advance\", or no such stage".into())
            }
            Self::WeightSum { .. } => ("恰好等于 1 的权重之和".into(), "weights that sum to exactly 1".into()),
            Self::AdvanceAtLast => {
                ("删去此项（名额由 tiers 规定）".into(), "no such field; \"tiers\" limit the places".into())
            }
            Self::KindNotJudged(kind) => (
                format!("删去此项，或在“editions”中补充“{kind}”"),
                format!("no such field, or \"{kind}\" under \"editions\""),
            ),
            Self::FloorRises { above: Some(above) } => {
                (format!("不高于 {above} 的数"), format!("a number of at most {above}"))
            }
            Self::FloorRises { above: None } => (
                "删去此项，或为高等次也规定门槛".into(),
                "no such field, or a floor for the better tier as well".into(),
            ),
            Self::NotFalling { above } => (format!("小于 {above} 的数"), format!("a number below {above}")),
            Self::OtherEdition { .. } => ("规则文件所写的标准".into(), "the edition that the rule file names".into()),
            Self::AboveTotal { total } => (format!("不高于 {total} 的数"), format!("a number of at most {total}")),
        };
        Bilingual { zh, en }
    }
}
