//! Why there are no variance components.

use zhuoping_criteria::Bilingual;

/// Why a model is not estimated. Effects are named by their factors, the rest is `residual`.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// Not a number, infinite, or beyond the sizes that can be computed with.
    #[error("observation {observation} is not a value; accepted are 0 and sizes from 1e-100 to 1e100")]
    NotANumber {
        /// The observation, from 0.
        observation: usize,
    },
    /// An effect with one level has no variance.
    #[error("{effect}: {found} levels with an observation; a variance takes at least 2")]
    TooFewLevels {
        /// The effect.
        effect: String,
        /// Its levels.
        found: usize,
    },
    /// All values are the same.
    #[error("no variation: all values are equal")]
    NoVariation,
    /// The data cannot tell these components apart, as entrants and the residual where each entrant has one sheet.
    #[error("the design cannot tell these components apart: {}; it takes more shared or repeated observations", .effects.join(", "))]
    Confounded {
        /// The components, among them perhaps `residual`.
        effects: Vec<String>,
    },
    /// The levels of the factors fall into groups that share no observation.
    #[error("the design falls into {groups} groups that share no observation; their levels cannot be compared")]
    Disconnected {
        /// How many groups.
        groups: usize,
    },
    /// More than is computed.
    #[error("{what}: {found}; at most {limit} are estimated together")]
    TooLarge {
        /// What there is too much of.
        what: Size,
        /// How much.
        found: usize,
        /// The limit.
        limit: usize,
    },
    /// The effects fit the data exactly or nearly so: the residual variance runs to 0 and the likelihood without bound.
    #[error("the effects fit the data exactly or nearly so: too little is left to measure the residual by")]
    NoResidual,
    /// The entrants' component is 0: their levels are all the same, and ranking them has no meaning.
    #[error("the entrants' variance is estimated as 0, so their levels cannot be told apart")]
    NoEntrantVariance,
    /// The search did not reach a stationary point.
    #[error("no stationary point after {steps} steps; the score is still {score:e} standard errors from 0")]
    NotConverged {
        /// Steps taken.
        steps: usize,
        /// The largest scaled score.
        score: f64,
    },
}

/// What a model has too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// Combinations of reviewers and items, or of whatever is not eliminated.
    Cells,
    /// Numbers kept for entrants whose cells are filled differently.
    Patterns,
    /// Entrants whose covariance is asked for.
    Entrants,
}

impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Cells => "combinations of reviewers and items",
            Self::Patterns => "numbers kept for different patterns of missing cells",
            Self::Entrants => "entrants",
        })
    }
}

impl Refusal {
    /// The reason as a sentence for readers.
    pub fn explain(&self) -> Bilingual {
        let zh = match self {
            Self::NotANumber { observation } => {
                format!("第 {} 个观测值不是可计算的数（须为 0 或绝对值在 1e-100 与 1e100 之间）", observation + 1)
            }
            Self::TooFewLevels { effect, found } => {
                format!("{}只有 {found} 个水平有评分，估计方差至少需要 2 个", chinese(effect))
            }
            Self::NoVariation => "所有评分相同，没有差异".to_owned(),
            Self::Confounded { effects } => {
                let names: Vec<String> = effects.iter().map(|effect| chinese(effect)).collect();
                format!("现有评分无法区分以下方差分量：{}；需要更多共同评审或重复评分", names.join("、"))
            }
            Self::Disconnected { groups } => format!("评分分为互不相连的 {groups} 组，组间无法比较"),
            Self::TooLarge { what, found, limit } => {
                let what = match what {
                    Size::Cells => "评审专家与条款的组合数",
                    Size::Patterns => "不同缺评情形所需的数据量",
                    Size::Entrants => "申报方数",
                };
                format!("{what}为 {found}，一次最多估计 {limit}")
            }
            Self::NoResidual => "模型与评分几乎完全吻合，剩下的残差不足以估计".to_owned(),
            Self::NoEntrantVariance => "申报方之间的方差估计为 0，水平无法区分".to_owned(),
            Self::NotConverged { steps, score } => {
                format!("迭代 {steps} 步后仍未达到平稳点（得分函数为 {score:e} 个标准误）")
            }
        };
        Bilingual::new(zh, self.to_string())
    }
}

/// The names that this crate gives to the factors of a score table, in Chinese; others stay as they are.
fn chinese(effect: &str) -> String {
    let word = |factor| match factor {
        "entrant" => "申报方",
        "reviewer" => "评审专家",
        "item" => "条款",
        "residual" => "残差",
        other => other,
    };
    effect.split(super::design::CROSS).map(word).collect::<Vec<_>>().join("×")
}
