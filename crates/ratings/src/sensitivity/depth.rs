//! How far the what-ifs go, and why some are not there.

use super::setting::{Family, plain};
use crate::exact::Exact;
use crate::id::StageId;
use crate::kind::EntrantKind;
use zhuoping_criteria::Bilingual;

/// How large a panel or a field may be for the what-ifs whose number grows fastest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Depth {
    /// Pairs of reviewers are evaluated for at most this many reviewers; `n` of them make `n (n - 1) / 2` pairs.
    pub pairs_reviewers_max: usize,
    /// The nearest change of a weight and the smallest change of a score are searched for in kinds of at most this many
    /// scored entrants.
    pub search_entrants_max: usize,
}

impl Depth {
    /// What an award of any usual size is given.
    pub const USUAL: Self = Self { pairs_reviewers_max: 60, search_entrants_max: 500 };
    /// Everything, whatever it takes.
    pub const EVERYTHING: Self = Self { pairs_reviewers_max: usize::MAX, search_entrants_max: usize::MAX };
}

/// A family of settings without any row, or a part of one, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The family.
    pub family: Family,
    /// The kind of entrants, if the reason is one of them.
    pub kind: Option<EntrantKind>,
    /// Why.
    pub why: WhyLeftOut,
}

/// Why settings are not evaluated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WhyLeftOut {
    /// Too many reviewers for pairs.
    #[error(
        "{reviewers} reviewers would make too many pairs; pairs are evaluated for at most {limit} unless asked for"
    )]
    ManyReviewers {
        /// Reviewers with a sheet.
        reviewers: usize,
        /// What [`Depth`] allows.
        limit: usize,
    },
    /// Too many entrants for a search.
    #[error("{entrants} entrants are scored; this is searched for among at most {limit} unless asked for")]
    ManyEntrants {
        /// Entrants of the kind with a score.
        entrants: usize,
        /// What [`Depth`] allows.
        limit: usize,
    },
    /// Stages are not combined by weights, or there is only one.
    #[error("the result is not a weighted sum of several stages")]
    NoWeights,
    /// The weight would be none.
    #[error("the weight of the stage {stage} would be {}, and a weight is above 0 and at most 1", plain(.weight))]
    NoSuchWeight {
        /// The stage.
        stage: StageId,
        /// What its weight would be.
        weight: Exact,
    },
    /// Fewer than two reviewers.
    #[error("{reviewers} reviewers with a sheet make no pair")]
    NoPair {
        /// Reviewers with a sheet.
        reviewers: usize,
    },
    /// The edition has one item, so nothing would be left.
    #[error("an edition of one item has nothing left without it")]
    OneItem,
    /// Nobody has a score yet.
    #[error("nobody has a score")]
    NoScore,
    /// Somebody's sheets are too few for another level of trimming.
    #[error(
        "the fewest complete sheets of a scored entrant are {sheets}: no other trimmed mean has enough of everybody"
    )]
    FewSheets {
        /// The fewest complete sheets of an entrant that has a score, at any stage.
        sheets: usize,
    },
}

impl WhyLeftOut {
    /// The reason as a sentence for readers.
    pub fn explain(&self) -> Bilingual {
        let zh = match self {
            Self::ManyReviewers { reviewers, limit } => {
                format!("评审专家 {reviewers} 人，两两组合过多；除非另行要求，至多对 {limit} 人计算")
            }
            Self::ManyEntrants { entrants, limit } => {
                format!("有得分者 {entrants} 个；除非另行要求，至多在 {limit} 个之内查找")
            }
            Self::NoWeights => "结果不是几个阶段的加权和".to_owned(),
            Self::NoSuchWeight { stage, weight } => {
                format!("「{stage}」阶段的权重将成为 {}，而权重须大于 0、不超过 1", plain(weight))
            }
            Self::NoPair { reviewers } => format!("有评分的评审专家 {reviewers} 人，不成对"),
            Self::OneItem => "标准只有一个条款，去掉后没有可评的内容".to_owned(),
            Self::NoScore => "尚无得分".to_owned(),
            Self::FewSheets { sheets } => {
                format!("有得分者中完整评分表最少的只有 {sheets} 份，没有其他去高去低办法对所有人都够用")
            }
        };
        Bilingual::new(zh, self.to_string())
    }
}
