//! Why a coefficient does not exist for a table.
//!
//! A coefficient of agreement is a ratio of spreads. Without spread it is 0/0, and both 1 ("everybody agrees") and 0
//! would be a lie; with one rater there is nobody to agree with. Every such case is a variant here with the numbers
//! found, so that the answer can be worded in Chinese and in English.

use zhuoping_criteria::Bilingual;

/// Why there is no value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undefined {
    /// Fewer usable subjects than the formula needs.
    #[error("{found} usable subjects; at least {needed} are needed ({omitted} left out because a cell is missing)")]
    TooFewSubjects {
        /// Subjects that can be used.
        found: usize,
        /// Subjects it takes.
        needed: usize,
        /// Subjects left out because a cell is missing.
        omitted: usize,
    },
    /// Fewer raters with any value than the formula needs.
    #[error("{found} raters with a value; at least {needed} are needed")]
    TooFewRaters {
        /// Raters with a value.
        found: usize,
        /// Raters it takes.
        needed: usize,
    },
    /// No subject has two values that could be compared.
    #[error("no subject was rated by two raters, so there is nothing to compare")]
    NothingPairable,
    /// All values that count are the same.
    #[error("no variation: all values are equal, so agreement cannot be told from a constant")]
    NoVariation,
    /// Every rater ties all subjects.
    #[error("no variation: every rater gave all subjects the same value, so there is no ranking")]
    AllTied,
    /// The estimated variances cancel and the denominator is 0.
    #[error("the estimated variances add up to 0, so the ratio does not exist")]
    ZeroDenominator,
}

impl Undefined {
    /// The reason as a sentence for readers.
    pub fn explain(&self) -> Bilingual {
        let zh = match self {
            Self::TooFewSubjects { found, needed, omitted } => {
                format!("可用对象 {found} 个，至少需要 {needed} 个（因缺少评分略去 {omitted} 个）")
            }
            Self::TooFewRaters { found, needed } => format!("有评分的评审专家 {found} 人，至少需要 {needed} 人"),
            Self::NothingPairable => "没有任何对象由两人以上评分，无从比较".to_owned(),
            Self::NoVariation => "所有评分相同，没有差异，无法计算一致性".to_owned(),
            Self::AllTied => "每位评审专家对所有对象评分相同，没有名次可比".to_owned(),
            Self::ZeroDenominator => "估计的方差相互抵消，分母为 0，该系数不存在".to_owned(),
        };
        Bilingual::new(zh, self.to_string())
    }
}
