//! A sign: the habit it speaks for, the rule that raised it, and the figures behind it.

use super::figures::Beside;
use zhuoping_criteria::Bilingual;

/// The habit a sign speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Habit {
    /// One impression decides all items of a sheet (光环效应).
    Halo,
    /// Percents huddle around the middle of the scale (趋中倾向).
    CentralTendency,
    /// Percents stay within a part of the scale (评分范围过窄).
    RestrictedRange,
    /// One percent for all items (各条款同分).
    SamePercent,
    /// Cells do not follow the Rasch model, or follow it too well (拟合异常).
    Fit,
}

/// Something in a reviewer's percents that speaks for a habit. It is a reason to ask, not a finding: a reviewer who saw
/// alike entrants gives alike percents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sign {
    /// The deviation within sheets is at most `limit` of the panel's.
    Halo {
        /// Deviations within sheets, in percent points.
        within: Beside,
        /// The rule's share.
        limit: f64,
    },
    /// The standard deviations of percents and of sheets' means are at most `limit` of the panel's, and the mean lies in
    /// the middle of the scale.
    CentralTendency {
        /// Standard deviations of the percents, in percent points.
        spread: Beside,
        /// Standard deviations of the sheets' means, in percent points.
        means: Beside,
        /// The rule's share.
        limit: f64,
        /// The reviewer's mean percent.
        mean: f64,
    },
    /// The same, and the mean lies outside the middle of the scale.
    NarrowSpread {
        /// Standard deviations of the percents, in percent points.
        spread: Beside,
        /// Standard deviations of the sheets' means, in percent points.
        means: Beside,
        /// The rule's share.
        limit: f64,
        /// The reviewer's mean percent.
        mean: f64,
    },
    /// The distinct percents are at most `limit` of the panel's.
    FewSteps {
        /// Distinct percents on the same cells, averaged over the others.
        steps: Beside,
        /// The rule's share.
        limit: f64,
    },
    /// Highest less lowest percent are at most `limit` of the panel's.
    NarrowRange {
        /// The ranges on the same cells, averaged over the others.
        range: Beside,
        /// The rule's share.
        limit: f64,
    },
    /// On at least `limit` of the sheets, one percent has the rule's share of items.
    SamePercent {
        /// Such sheets.
        sheets: usize,
        /// Of so many.
        of: usize,
        /// The rule's share of sheets.
        limit: f64,
    },
    /// A mean square of the Rasch model above `limit`: the reviewer's percents surprise.
    Noisy {
        /// Infit and outfit.
        mean_squares: [f64; 2],
        /// The rule's limit.
        limit: f64,
    },
    /// A mean square of the Rasch model below `limit`, and below `limit` of the panel's median: the reviewer's percents
    /// differ less than a scale of that kind must.
    Muted {
        /// Infit and outfit.
        mean_squares: [f64; 2],
        /// The rule's limit.
        limit: f64,
    },
}

impl Habit {
    /// The name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Halo => "halo",
            Self::CentralTendency => "central_tendency",
            Self::RestrictedRange => "restricted_range",
            Self::SamePercent => "same_percent",
            Self::Fit => "fit",
        }
    }

    /// The word for it.
    pub fn title(self) -> Bilingual {
        match self {
            Self::Halo => Bilingual::new("光环效应", "halo"),
            Self::CentralTendency => Bilingual::new("趋中倾向", "central tendency"),
            Self::RestrictedRange => Bilingual::new("评分范围过窄", "restricted range"),
            Self::SamePercent => Bilingual::new("各条款同分", "the same percent on all items"),
            Self::Fit => Bilingual::new("拟合异常", "unusual fit"),
        }
    }
}

impl Sign {
    /// The habit it speaks for.
    pub const fn habit(&self) -> Habit {
        match self {
            Self::Halo { .. } => Habit::Halo,
            Self::CentralTendency { .. } => Habit::CentralTendency,
            Self::NarrowSpread { .. } | Self::FewSteps { .. } | Self::NarrowRange { .. } => Habit::RestrictedRange,
            Self::SamePercent { .. } => Habit::SamePercent,
            Self::Noisy { .. } | Self::Muted { .. } => Habit::Fit,
        }
    }

    /// The rule in words, with the figures that raised it.
    pub fn explain(&self) -> Bilingual {
        let (zh, en) = match self {
            Self::Halo { within, limit } => beside(
                *within,
                *limit,
                ("扣除条款难度后，同一评分表内各条款的标准差", " 个百分点"),
                ("within a sheet, beyond the items' difficulty, percents deviate by", " points"),
            ),
            Self::CentralTendency { spread, means, limit, mean }
            | Self::NarrowSpread { spread, means, limit, mean } => {
                let (zh, en) = beside(
                    *spread,
                    *limit,
                    ("百分比的标准差", " 个百分点"),
                    ("the standard deviation of the percents is", " points"),
                );
                let Beside { own, panel } = means;
                (
                    format!("{zh}；各评分表均值的标准差 {own:.1}，评审组 {panel:.1}；总均值 {mean:.1}%"),
                    format!(
                        "{en}; that of the sheets' means {own:.1}, the panel's {panel:.1}; the mean is {mean:.1} %"
                    ),
                )
            }
            Self::FewSteps { steps, limit } => {
                beside(*steps, *limit, ("使用的不同百分比", " 个"), ("distinct percents used:", ""))
            }
            Self::NarrowRange { range, limit } => beside(
                *range,
                *limit,
                ("最高与最低百分比之差", " 个百分点"),
                ("from the lowest to the highest percent there are", " points"),
            ),
            Self::SamePercent { sheets, of, limit } => (
                format!("{of} 份评分表中有 {sheets} 份各条款同分（达到限值 {:.0}%）", 100.0 * limit),
                format!("{sheets} of {of} sheets have one percent throughout (the limit is {:.0} %)", 100.0 * limit),
            ),
            Self::Noisy { mean_squares: [infit, outfit], limit } => (
                format!("Rasch 模型均方：加权 {infit:.2}，未加权 {outfit:.2}，高于 {limit:.2}：评分出人意料"),
                format!(
                    "Rasch mean squares: infit {infit:.2}, outfit {outfit:.2}, above {limit:.2}: percents surprise"
                ),
            ),
            Self::Muted { mean_squares: [infit, outfit], limit } => (
                format!("Rasch 模型均方：加权 {infit:.2}，未加权 {outfit:.2}，低于 {limit:.2}：评分差异过小"),
                format!(
                    "Rasch mean squares: infit {infit:.2}, outfit {outfit:.2}, below {limit:.2}: percents differ too little"
                ),
            ),
        };
        Bilingual::new(zh, en)
    }
}

/// A figure beside the panel's, each language with what stands before it and its unit.
fn beside(figure: Beside, limit: f64, zh: (&str, &str), en: (&str, &str)) -> (String, String) {
    let Beside { own, panel } = figure;
    let ratio = figure.ratio().unwrap_or(0.0);
    (
        format!("{} {own:.1}{}，评审组在相同条款上为 {panel:.1}（比值 {ratio:.2}，限值 {limit:.2}）", zh.0, zh.1),
        format!(
            "{} {own:.1}{}, the panel's on the same cells {panel:.1} (ratio {ratio:.2}, limit {limit:.2})",
            en.0, en.1
        ),
    )
}
