//! Confidence levels, confidence intervals, and why there is none.

use zhuoping_criteria::Bilingual;

/// A confidence level, strictly between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Confidence(f64);

impl Confidence {
    /// 95 %, the level of every interval unless another is asked for.
    pub const USUAL: Self = Self(0.95);
    /// 80 %.
    pub const EIGHTY: Self = Self(0.8);
    /// 90 %.
    pub const NINETY: Self = Self(0.9);
    /// 99 %.
    pub const STRICT: Self = Self(0.99);

    /// `None` unless `0 < level < 1`.
    pub fn new(level: f64) -> Option<Self> {
        (level > 0.0 && level < 1.0).then_some(Self(level))
    }

    /// The level.
    pub const fn get(self) -> f64 {
        self.0
    }

    /// The probability outside on each side.
    pub(crate) fn tail(self) -> f64 {
        (1.0 - self.0) / 2.0
    }
}

/// A confidence interval with the method that gave it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
    /// How it was computed.
    pub method: Method,
}

/// How an interval was computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// F quantiles, exact for normal scores (McGraw & Wong 1996, table 7, one-way and consistency forms).
    F,
    /// F quantiles with Satterthwaite's degrees of freedom (McGraw & Wong 1996, table 7, ICC(A,1)).
    SatterthwaiteF,
    /// The same for one rater, stepped up to the mean of `k` raters by Spearman and Brown's formula.
    SatterthwaiteFSteppedUp,
    /// The same from variance components, with the harmonic mean of the ratings a subject has for `k`.
    SatterthwaiteFComponents,
    /// Variance of the subjects' linearized parts, Student's t (Gwet 2014, Handbook of Inter-Rater Reliability).
    LinearizationT,
    /// Large-sample variance of kappa, normal quantiles (Fleiss, Cohen & Everitt 1969).
    FleissCohenEveritt,
    /// Chi-square quantiles of one mean square, exact for normal scores.
    ChiSquare,
    /// Chi-square quantiles of a sum of mean squares, with Satterthwaite's degrees of freedom (1946).
    SatterthwaiteChiSquare,
    /// Quantiles of the replicates of a bootstrap.
    Percentile(Over),
    /// Quantiles of the replicates of a bootstrap, corrected for bias and acceleration (Efron 1987).
    Bca(Over),
}

/// What a bootstrap draws again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// Subjects: would other entrants give the same?
    Subjects,
    /// Raters: would another panel give the same? Coarse with fewer than ten.
    Raters,
    /// Subjects and raters, each by themselves (Owen 2007 calls it the pigeonhole bootstrap). On the safe side.
    Both,
}

impl Over {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Subjects, Self::Raters, Self::Both];

    /// The name in commands and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Subjects => "subjects",
            Self::Raters => "raters",
            Self::Both => "both",
        }
    }
}

impl Method {
    /// The name in result files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::F => "F",
            Self::SatterthwaiteF => "F, Satterthwaite degrees of freedom",
            Self::SatterthwaiteFSteppedUp => "F, Satterthwaite degrees of freedom, stepped up (Spearman-Brown)",
            Self::SatterthwaiteFComponents => "F, Satterthwaite degrees of freedom, from variance components",
            Self::LinearizationT => "linearization, t (Gwet)",
            Self::FleissCohenEveritt => "large-sample variance, normal (Fleiss, Cohen & Everitt)",
            Self::ChiSquare => "chi-square",
            Self::SatterthwaiteChiSquare => "chi-square, Satterthwaite degrees of freedom",
            Self::Percentile(Over::Subjects) => "percentile bootstrap over subjects",
            Self::Percentile(Over::Raters) => "percentile bootstrap over raters",
            Self::Percentile(Over::Both) => "percentile bootstrap over subjects and raters",
            Self::Bca(Over::Subjects) => "BCa bootstrap over subjects",
            Self::Bca(Over::Raters) => "BCa bootstrap over raters",
            Self::Bca(Over::Both) => "BCa bootstrap over subjects and raters",
        }
    }
}

/// Why a value stands without an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoInterval {
    /// The coefficient has no interval in closed form that holds for the table.
    #[error("no interval in closed form")]
    NoClosedForm,
    /// The subjects' means are all equal: the interval would shrink to a point, which the data do not support.
    #[error("no interval: the subjects' means do not differ at all")]
    NoSubjectVariance,
    /// The estimated variance of a mean of raters is negative, so the value itself lies outside the coefficient's
    /// range and means nothing.
    #[error("no interval: the estimated variances are negative and the value lies outside the coefficient's range")]
    NegativeVariance,
    /// The variance between subjects is what the interval is made of, and there is one subject.
    #[error("no interval: one subject does not tell how much subjects vary")]
    OneSubject,
    /// The sample shows no disagreement at all, so the formula's standard error is 0 however few the subjects are.
    #[error("no interval: there is no disagreement at all, from which no standard error can be told")]
    PerfectAgreement,
    /// There is no error at all in the table, and an interval would shrink to a point.
    #[error("no interval: the ratings leave no error at all")]
    NoErrorVariance,
    /// A bootstrap in which the coefficient does not exist too often.
    #[error("no interval: the coefficient does not exist in {undefined} of {replicates} replicates")]
    OftenUndefined {
        /// Replicates without a value.
        undefined: usize,
        /// All replicates.
        replicates: usize,
    },
    /// Too few replicates for the quantiles that the level and the corrections ask for.
    #[error("no interval: {replicates} replicates are too few for the ends that the confidence level asks for")]
    FewReplicates {
        /// Replicates with a value.
        replicates: usize,
    },
    /// A bootstrap whose replicates are all equal: the interval would shrink to a point, which the data do not support.
    #[error("no interval: all replicates are equal")]
    EqualReplicates,
    /// All replicates lie on one side of the value, or the acceleration turns the quantiles round: BCa has no answer.
    #[error("no interval: bias or acceleration of the replicates is beyond what BCa can correct")]
    BeyondCorrection,
    /// Satterthwaite's degrees of freedom, the quantiles or the step-up leave the range in which they mean anything.
    #[error("no interval: its degrees of freedom are too small or do not exist")]
    OutOfReach,
}

impl NoInterval {
    /// The reason as a sentence for readers.
    pub fn explain(self) -> Bilingual {
        let zh = match self {
            Self::NoClosedForm => "该系数没有封闭形式的置信区间",
            Self::NoSubjectVariance => "无置信区间：各对象的均值完全相同",
            Self::NegativeVariance => "无置信区间：方差估计为负，系数值超出其取值范围",
            Self::OneSubject => "无置信区间：只有一个对象，无法得知对象之间的差异",
            Self::PerfectAgreement => "无置信区间：评分完全一致，无法估计标准误",
            Self::NoErrorVariance => "无置信区间：评分之间没有任何误差",
            Self::OftenUndefined { undefined, replicates } => {
                let zh = format!("无置信区间：{replicates} 次重抽样中有 {undefined} 次系数不存在");
                return Bilingual::new(zh, self.to_string());
            }
            Self::FewReplicates { replicates } => {
                let zh = format!("无置信区间：{replicates} 次重抽样不足以给出该置信水平的端点");
                return Bilingual::new(zh, self.to_string());
            }
            Self::EqualReplicates => "无置信区间：各次重抽样的值完全相同",
            Self::BeyondCorrection => "无置信区间：重抽样的偏差或加速超出 BCa 可校正的范围",
            Self::OutOfReach => "无置信区间：自由度过小或不存在",
        };
        Bilingual::new(zh, self.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_confidence_level_lies_between_0_and_1() {
        for level in [0.0, 1.0, -0.5, 95.0, f64::NAN] {
            assert_eq!(Confidence::new(level), None);
        }
        assert_eq!(Confidence::new(0.95), Some(Confidence::USUAL));
        assert!((Confidence::USUAL.tail() - 0.025).abs() < 1e-15);
    }
}
