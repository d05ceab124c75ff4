//! Why a coefficient does not exist for a table.
//!
//! A coefficient of agreement is a ratio of spreads. Without spread it is 0/0, and both 1 ("everybody agrees") and 0
//! would be a lie; with one rater there is nobody to agree with. Every such case is a variant here with the numbers
//! found, so that the answer can be worded in Chinese and in English.

use super::matrix::Matrix;
use zhuoping_criteria::Bilingual;

/// Why there is no value.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
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
    /// More raters with any value than the coefficient is defined for.
    #[error("{found} raters with a value; exactly {accepted} are accepted")]
    TooManyRaters {
        /// Raters with a value.
        found: usize,
        /// Raters it takes.
        accepted: usize,
    },
    /// A rating that is none of the categories.
    #[error("the rating {value} is none of the categories")]
    OutsideCategories {
        /// The smallest such rating.
        value: f64,
    },
    /// A negative rating on a scale of ratios, which has nothing below its zero.
    #[error("the rating {value} is below 0; ratios are compared from 0 on")]
    BelowZero {
        /// The smallest such rating.
        value: f64,
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
    /// Some raters tie all subjects, so that nothing can be correlated with what they say.
    #[error("{found} raters gave all subjects the same value, so their correlations do not exist")]
    ConstantRaters {
        /// Raters without any order.
        found: usize,
    },
    /// A rating lies outside the scale that was named.
    #[error("the rating {value} lies outside the scale from {lowest} to {highest}")]
    OffScale {
        /// The rating.
        value: f64,
        /// The lowest value of the scale.
        lowest: f64,
        /// The highest value of the scale.
        highest: f64,
    },
    /// The categories named are no scale of equal steps, or the values observed do not differ.
    #[error("the ratings have no scale of equal steps; name one that has at least two values")]
    NoSteps,
    /// The table does not say which rows are items of one subject.
    #[error("the table does not say which rows are items of one subject")]
    NoItems,
    /// No subject has a value: means lie too near an end of the scale, or the formula turns over.
    #[error(
        "none of the {found} subjects with two ratings has a value: means too near an end of the scale, or far worse than random"
    )]
    OnlyExtremes {
        /// Subjects with at least two ratings.
        found: usize,
    },
    /// The estimated variances cancel and the denominator is 0.
    #[error("the estimated variances add up to 0, so the ratio does not exist")]
    ZeroDenominator,
}

impl Undefined {
    /// Why no subject of a table has two values.
    pub(crate) fn nothing_paired(matrix: &Matrix) -> Self {
        match matrix.active().len() {
            found @ 0..2 => Self::TooFewRaters { found, needed: 2 },
            _ => Self::NothingPairable,
        }
    }

    /// The reason as a sentence for readers.
    pub fn explain(&self) -> Bilingual {
        let zh = match self {
            Self::TooFewSubjects { found, needed, omitted } => {
                format!("可用对象 {found} 个，至少需要 {needed} 个（因缺少评分略去 {omitted} 个）")
            }
            Self::TooFewRaters { found, needed } => format!("有评分的评审专家 {found} 人，至少需要 {needed} 人"),
            Self::TooManyRaters { found, accepted } => {
                format!("有评分的评审专家 {found} 人，该系数只适用于 {accepted} 人")
            }
            Self::OutsideCategories { value } => format!("评分 {value} 不在所列等级之内"),
            Self::BelowZero { value } => format!("评分 {value} 小于 0，比率尺度只接受 0 以上的评分"),
            Self::NothingPairable => "没有任何对象由两人以上评分，无从比较".to_owned(),
            Self::NoVariation => "所有评分相同，没有差异，无法计算一致性".to_owned(),
            Self::AllTied => "每位评审专家对所有对象评分相同，没有名次可比".to_owned(),
            Self::ConstantRaters { found } => {
                format!("{found} 位评审专家对所有对象评分相同，其相关系数不存在")
            }
            Self::OffScale { value, lowest, highest } => format!("评分 {value} 不在量尺 {lowest} 至 {highest} 之内"),
            Self::NoSteps => "评分没有等距的量尺（至少两个值），请指明".to_owned(),
            Self::NoItems => "该表没有说明哪些行是同一对象的条款".to_owned(),
            Self::OnlyExtremes { found } => {
                format!("有两个以上评分的 {found} 个对象都没有值：均值过于接近量尺端点，或分歧远大于随机")
            }
            Self::ZeroDenominator => "估计的方差相互抵消，分母为 0，该系数不存在".to_owned(),
        };
        Bilingual::new(zh, self.to_string())
    }
}
