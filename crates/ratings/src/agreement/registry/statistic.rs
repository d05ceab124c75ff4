//! What may be asked for.

use super::super::categorical::Weights;
use super::super::icc::IccForm;
use super::super::krippendorff_alpha::Level;
use super::super::measurement_error::ErrorForm;
use zhuoping_criteria::Bilingual;

/// Whether within-group agreement takes each row by itself or the items of a subject together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Items {
    /// Each row.
    Single,
    /// All rows of a subject: needs [`super::Context::clusters`].
    Together,
}

/// A coefficient with its options fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statistic {
    /// [`crate::agreement::krippendorff_alpha()`].
    KrippendorffAlpha(Level),
    /// [`crate::agreement::icc`].
    Icc(IccForm),
    /// [`crate::agreement::standard_error_of_measurement`].
    StandardErrorOfMeasurement(ErrorForm),
    /// [`crate::agreement::smallest_difference`].
    SmallestDifference(ErrorForm),
    /// [`crate::agreement::kendall_w`].
    KendallW,
    /// [`crate::agreement::spearman_mean`].
    SpearmanMean,
    /// [`crate::agreement::r_wg`] or [`crate::agreement::r_wg_items`].
    RWg(Items),
    /// [`crate::agreement::a_wg`].
    AWg,
    /// [`crate::agreement::percent_agreement`].
    PercentAgreement(Weights),
    /// [`crate::agreement::cohen_kappa`].
    CohenKappa(Weights),
    /// [`crate::agreement::fleiss_kappa`].
    FleissKappa(Weights),
    /// [`crate::agreement::conger_kappa`].
    CongerKappa(Weights),
    /// [`crate::agreement::brennan_prediger`].
    BrennanPrediger(Weights),
    /// [`crate::agreement::gwet_ac`]: AC1 unweighted, AC2 else.
    GwetAc(Weights),
}

impl Statistic {
    /// What stands beside every ranking.
    pub const BESIDE_RANKING: [Self; 6] = [
        Self::KrippendorffAlpha(Level::Interval),
        Self::Icc(IccForm::AgreementSingle),
        Self::Icc(IccForm::AgreementAverage),
        Self::StandardErrorOfMeasurement(ErrorForm::AbsoluteAverage),
        Self::SmallestDifference(ErrorForm::RelativeAverage),
        Self::KendallW,
    ];

    /// Every coefficient with every option, in the order in which they are shown: first those that compare amounts, alpha
    /// and ICC before the rest; of those on categories percent agreement before any kappa, since kappa without it misleads,
    /// and AC2 last, since it flatters.
    pub fn all() -> Vec<Self> {
        let mut all: Vec<Self> = Level::ALL.map(Self::KrippendorffAlpha).to_vec();
        all.extend(IccForm::ALL.map(Self::Icc));
        all.extend(ErrorForm::ALL.map(Self::StandardErrorOfMeasurement));
        all.extend(ErrorForm::AVERAGES.map(Self::SmallestDifference));
        all.extend([Self::KendallW, Self::SpearmanMean]);
        all.extend([Self::RWg(Items::Single), Self::RWg(Items::Together), Self::AWg]);
        for weights in Weights::ALL {
            all.extend([
                Self::PercentAgreement(weights),
                Self::CohenKappa(weights),
                Self::FleissKappa(weights),
                Self::CongerKappa(weights),
                Self::BrennanPrediger(weights),
                Self::GwetAc(weights),
            ]);
        }
        all
    }

    /// The coefficient's name in commands and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::KrippendorffAlpha(_) => "krippendorff_alpha",
            Self::Icc(_) => "icc",
            Self::StandardErrorOfMeasurement(_) => "standard_error_of_measurement",
            Self::SmallestDifference(_) => "smallest_difference",
            Self::KendallW => "kendall_w",
            Self::SpearmanMean => "spearman_mean",
            Self::RWg(_) => "r_wg",
            Self::AWg => "a_wg",
            Self::PercentAgreement(_) => "percent_agreement",
            Self::CohenKappa(_) => "cohen_kappa",
            Self::FleissKappa(_) => "fleiss_kappa",
            Self::CongerKappa(_) => "conger_kappa",
            Self::BrennanPrediger(_) => "brennan_prediger",
            Self::GwetAc(Weights::Unweighted) => "gwet_ac1",
            Self::GwetAc(_) => "gwet_ac2",
        }
    }

    /// Its own options with their values, in the order of their names; [`super::Measured::options`] adds those that
    /// depend on the table.
    pub fn options(self) -> Vec<(&'static str, &'static str)> {
        match self {
            Self::KrippendorffAlpha(level) => vec![("level", level.name())],
            Self::Icc(form) => vec![("form", form.name())],
            Self::StandardErrorOfMeasurement(form) | Self::SmallestDifference(form) => vec![("form", form.name())],
            Self::KendallW | Self::SpearmanMean | Self::AWg => Vec::new(),
            Self::RWg(Items::Single) => vec![("items", "single"), ("null", "uniform")],
            Self::RWg(Items::Together) => vec![("items", "together"), ("null", "uniform")],
            _ => self.weights().map(|weights| ("weights", weights.name())).into_iter().collect(),
        }
    }

    /// The level of measurement, of those that have one.
    pub const fn level(self) -> Option<Level> {
        match self {
            Self::KrippendorffAlpha(level) => Some(level),
            _ => None,
        }
    }

    /// The weights, of those that have them.
    pub const fn weights(self) -> Option<Weights> {
        match self {
            Self::PercentAgreement(weights)
            | Self::CohenKappa(weights)
            | Self::FleissKappa(weights)
            | Self::CongerKappa(weights)
            | Self::BrennanPrediger(weights)
            | Self::GwetAc(weights) => Some(weights),
            _ => None,
        }
    }

    /// Whether its value depends on the list of categories or on the scale. On totals, which lie on no scale of steps,
    /// such a coefficient says little.
    pub const fn on_categories(self) -> bool {
        self.weights().is_some() || matches!(self, Self::RWg(_) | Self::AWg)
    }

    /// Whether it is an amount in the unit of the ratings; the others have none.
    pub const fn in_unit_of_ratings(self) -> bool {
        matches!(self, Self::StandardErrorOfMeasurement(_) | Self::SmallestDifference(_))
    }

    /// What people call it.
    pub fn title(self) -> Bilingual {
        let with = |zh: &str, en: &str, words: Bilingual| {
            Bilingual::new(format!("{zh}（{}）", words.zh), format!("{en} ({})", words.en))
        };
        let weighted = |zh: &str, en: &str, weights: Weights| with(zh, en, words_of_weights(weights));
        match self {
            Self::KrippendorffAlpha(level) => with("Krippendorff α", "Krippendorff's alpha", words_of_level(level)),
            Self::Icc(form) => form.title(),
            Self::StandardErrorOfMeasurement(form) => with("测量标准误", "Standard error of measurement", form.words()),
            Self::SmallestDifference(form) => with("最小可辨分差", "Smallest difference", form.words()),
            Self::KendallW => Bilingual::new("Kendall 和谐系数 W", "Kendall's W"),
            Self::SpearmanMean => Bilingual::new("Spearman 平均秩相关", "Spearman's mean rank correlation"),
            Self::RWg(Items::Single) => Bilingual::new("组内一致性 r_wg", "Within-group agreement r_wg"),
            Self::RWg(Items::Together) => Bilingual::new("组内一致性 r_wg(J)", "Within-group agreement r_wg(J)"),
            Self::AWg => Bilingual::new("组内一致性 a_wg", "Within-group agreement a_wg"),
            Self::PercentAgreement(weights) => weighted("一致率", "Percent agreement", weights),
            Self::CohenKappa(weights) => weighted("Cohen κ", "Cohen's kappa", weights),
            Self::FleissKappa(weights) => weighted("Fleiss κ", "Fleiss' kappa", weights),
            Self::CongerKappa(weights) => weighted("Conger κ", "Conger's kappa", weights),
            Self::BrennanPrediger(weights) => weighted("Brennan-Prediger 系数", "Brennan-Prediger", weights),
            Self::GwetAc(Weights::Unweighted) => Bilingual::new("Gwet AC1", "Gwet's AC1"),
            Self::GwetAc(weights) => weighted("Gwet AC2", "Gwet's AC2", weights),
        }
    }
}

fn words_of_level(level: Level) -> Bilingual {
    let zh = match level {
        Level::Nominal => "名义",
        Level::Ordinal => "等级",
        Level::Interval => "等距",
        Level::Ratio => "比率",
    };
    Bilingual::new(zh, level.name())
}

fn words_of_weights(weights: Weights) -> Bilingual {
    let zh = match weights {
        Weights::Unweighted => "不加权",
        Weights::Linear => "线性权重",
        Weights::Quadratic => "平方权重",
        Weights::Ordinal => "等级权重",
    };
    Bilingual::new(zh, weights.name())
}
