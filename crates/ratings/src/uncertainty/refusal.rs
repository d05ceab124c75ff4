//! Why a method says nothing of the ranks.

use super::{BOOTSTRAP_REVIEWERS_MIN, CANDIDATES_MAX, COMPONENTS_MAX, DIFFERENCES_MAX, REPLICATES_MIN, UNSCORED_MAX};
use crate::id::StageId;
use zhuoping_criteria::Bilingual;

/// Why a method gives no interval, for all candidates or for one.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoRanks {
    /// Nobody is ranked.
    #[error("nobody is ranked")]
    NoCandidate,
    /// More candidates than the method is computed for.
    #[error("{found} candidates; the method is computed for at most {most}")]
    TooManyCandidates {
        /// How many there are.
        found: usize,
        /// [`CANDIDATES_MAX`], [`COMPONENTS_MAX`] or [`DIFFERENCES_MAX`].
        most: usize,
    },
    /// Fewer replicates than the tails of an interval can be read from.
    #[error("{found} replicates; at least {REPLICATES_MIN} are needed")]
    TooFewReplicates {
        /// How many were asked for.
        found: u32,
    },
    /// Too few reviewers to draw from.
    #[error("{found} reviewers; at least {BOOTSTRAP_REVIEWERS_MIN} are needed to draw from")]
    TooFewReviewers {
        /// Reviewers with a complete sheet that counts.
        found: usize,
    },
    /// The scores are what the panel agreed on, and another draw of reviewers changes nothing in them.
    #[error("the scores are what the panel agreed on, so drawing its members again changes nothing")]
    Agreed,
    /// The candidate has no score in too many replicates, as too few of its sheets were drawn.
    #[error("no score in {:.1} % of the replicates for want of sheets; at most {:.0} % may be left out", 100.0 * share, 100.0 * UNSCORED_MAX)]
    Unscored {
        /// The share of replicates without a score.
        share: f64,
    },
    /// What the method starts from does not exist at a stage that counts.
    #[error("nothing to start from at stage {stage}: {}", why.en)]
    NoSource {
        /// The stage.
        stage: StageId,
        /// Why not.
        why: Bilingual,
    },
    /// What the method starts from leaves candidates out.
    #[error("at stage {stage}, {missing} of the candidates have no estimate")]
    LeftOut {
        /// The stage.
        stage: StageId,
        /// How many.
        missing: usize,
    },
    /// The estimated error of every difference is 0, which no panel has.
    #[error("the estimated error of every difference is 0, so nothing can be said of the errors")]
    NoError,
    /// All estimates are the same, and so certainly: there is no difference to estimate.
    #[error("the estimates see no difference between the candidates")]
    NoDifference,
}

impl NoRanks {
    /// The reason as a sentence for readers.
    pub fn explain(&self) -> Bilingual {
        let zh = match self {
            Self::NoCandidate => "没有任何对象有名次".to_owned(),
            Self::TooManyCandidates { found, most } => format!("候选对象 {found} 个，该方法最多计算 {most} 个"),
            Self::TooFewReplicates { found } => format!("重复次数为 {found}，至少需要 {REPLICATES_MIN} 次"),
            Self::TooFewReviewers { found } => {
                format!("评审专家 {found} 人，至少需要 {BOOTSTRAP_REVIEWERS_MIN} 人才能重复抽取")
            }
            Self::Agreed => "得分为合议结果，重新抽取评审专家不会改变得分".to_owned(),
            Self::Unscored { share } => format!(
                "在 {:.1}% 的重复中因评分表不足而没有得分，最多允许 {:.0}%",
                100.0 * share,
                100.0 * UNSCORED_MAX
            ),
            Self::NoSource { stage, why } => format!("阶段 {stage} 缺少计算依据：{}", why.zh),
            Self::LeftOut { stage, missing } => format!("阶段 {stage} 有 {missing} 个候选对象没有估计值"),
            Self::NoError => "估计出的差值误差全为 0，无法说明误差大小".to_owned(),
            Self::NoDifference => "估计结果显示各候选对象之间没有差异".to_owned(),
        };
        Bilingual::new(zh, self.to_string())
    }
}

/// `Ok` where the numbers are such that replicates can be made.
pub(super) fn feasible(candidates: usize, most: usize, replicates: u32) -> Result<(), NoRanks> {
    match candidates {
        0 => Err(NoRanks::NoCandidate),
        found if found > most => Err(NoRanks::TooManyCandidates { found, most }),
        _ if replicates < REPLICATES_MIN => Err(NoRanks::TooFewReplicates { found: replicates }),
        _ => Ok(()),
    }
}

const _: () = assert!(COMPONENTS_MAX <= CANDIDATES_MAX && DIFFERENCES_MAX <= CANDIDATES_MAX);
const _: () = assert!(CANDIDATES_MAX <= u16::MAX as usize, "ranks are held in 16 bits");
