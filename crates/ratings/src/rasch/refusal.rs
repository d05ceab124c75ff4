//! Why there is no Rasch model of a table.

use crate::severity::NoComparison;
use zhuoping_criteria::Bilingual;

/// Why a table has no Rasch measures.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum NoRasch {
    /// Reviewers could not be compared.
    #[error(transparent)]
    NoComparison(#[from] NoComparison),
    /// Every cell that could be estimated from has the same percent.
    #[error("all percents that could be estimated from are equal, so there is no scale")]
    OneCategory,
    /// Extreme elements were set aside, and what is left falls into groups or is nothing.
    #[error("without the entrants, reviewers and items that are extreme, {groups} unconnected groups are left")]
    DisconnectedByExtremes {
        /// How many groups.
        groups: usize,
    },
    /// The likelihood rises without end, as where one half of the table lies above the other throughout, or the
    /// iteration did not end.
    #[error("the likelihood has no maximum that was reached: {score:.1e} steps of score left after {steps} iterations")]
    NoMaximum {
        /// Iterations made.
        steps: usize,
        /// The largest difference between observed and expected sums left.
        score: f64,
    },
}

impl NoRasch {
    /// The reason as a sentence for readers.
    pub fn explain(self) -> Bilingual {
        let zh = match self {
            Self::NoComparison(why) => return why.explain(),
            Self::OneCategory => "可用于估计的百分比全部相同，无从建立量尺".to_owned(),
            Self::DisconnectedByExtremes { groups } => {
                format!("除去取极端值的对象、评审专家和条款后，余下 {groups} 个互不相连的组，无法估计")
            }
            Self::NoMaximum { steps, .. } => {
                format!("似然函数没有可达到的最大值（迭代 {steps} 次后得分方程仍未满足）")
            }
        };
        Bilingual::new(zh, self.to_string())
    }
}

/// Why an extreme element has no measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("extreme, and scored together with extreme elements only")]
pub struct NoMeasure;

impl NoMeasure {
    /// The reason as a sentence for readers.
    pub fn explain(self) -> Bilingual {
        Bilingual::new("取极端值，且只与同样取极端值者相遇，无法估计", self.to_string())
    }
}
