//! Coefficients by name: what may be asked for, and one form of answer for all.
//!
//! A new coefficient is added here once and is then known to every caller, in lists of what is accepted too.

use super::icc::{Icc, IccForm, icc};
use super::interval::{Confidence, Interval, NoInterval};
use super::kendall_w::{KendallW, kendall_w};
use super::krippendorff_alpha::{Alpha, Level, krippendorff_alpha};
use super::matrix::Matrix;
use super::spearman_mean::{SpearmanMean, spearman_mean};
use super::undefined::Undefined;
use zhuoping_criteria::Bilingual;

/// A coefficient with its options fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statistic {
    /// [`krippendorff_alpha`].
    KrippendorffAlpha(Level),
    /// [`icc`].
    Icc(IccForm),
    /// [`kendall_w`].
    KendallW,
    /// [`spearman_mean`].
    SpearmanMean,
}

impl Statistic {
    /// Every coefficient with every option, in the order in which they are shown.
    pub const ALL: [Self; 9] = [
        Self::KrippendorffAlpha(Level::Interval),
        Self::Icc(IccForm::AgreementSingle),
        Self::Icc(IccForm::AgreementAverage),
        Self::Icc(IccForm::ConsistencySingle),
        Self::Icc(IccForm::ConsistencyAverage),
        Self::Icc(IccForm::OneWaySingle),
        Self::Icc(IccForm::OneWayAverage),
        Self::KendallW,
        Self::SpearmanMean,
    ];

    /// The coefficient's name in commands and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::KrippendorffAlpha(_) => "krippendorff_alpha",
            Self::Icc(_) => "icc",
            Self::KendallW => "kendall_w",
            Self::SpearmanMean => "spearman_mean",
        }
    }

    /// Its options with their values, in the order of their names.
    pub fn options(self) -> Vec<(&'static str, &'static str)> {
        match self {
            Self::KrippendorffAlpha(level) => vec![("level", level.name())],
            Self::Icc(form) => vec![("form", form.name())],
            Self::KendallW | Self::SpearmanMean => Vec::new(),
        }
    }

    /// What people call it.
    pub fn title(self) -> Bilingual {
        match self {
            Self::KrippendorffAlpha(Level::Nominal) => {
                Bilingual::new("Krippendorff α（名义）", "Krippendorff's alpha (nominal)")
            }
            Self::KrippendorffAlpha(Level::Ordinal) => {
                Bilingual::new("Krippendorff α（顺序）", "Krippendorff's alpha (ordinal)")
            }
            Self::KrippendorffAlpha(Level::Interval) => {
                Bilingual::new("Krippendorff α（等距）", "Krippendorff's alpha (interval)")
            }
            Self::KrippendorffAlpha(Level::Ratio) => {
                Bilingual::new("Krippendorff α（比率）", "Krippendorff's alpha (ratio)")
            }
            Self::Icc(form) => form.title(),
            Self::KendallW => Bilingual::new("Kendall 和谐系数 W", "Kendall's W"),
            Self::SpearmanMean => Bilingual::new("Spearman 平均秩相关", "Spearman's mean rank correlation"),
        }
    }

    /// Computes it.
    pub fn of(self, matrix: &Matrix, confidence: Confidence) -> Measured {
        let outcome = match self {
            Self::KrippendorffAlpha(level) => krippendorff_alpha(matrix, level).map(Value::from),
            Self::Icc(form) => icc(matrix, form, confidence).map(Value::from),
            Self::KendallW => kendall_w(matrix).map(Value::from),
            Self::SpearmanMean => spearman_mean(matrix).map(Value::from),
        };
        Measured {
            statistic: self,
            confidence,
            subjects: matrix.subjects(),
            raters: matrix.raters(),
            missing: matrix.missing(),
            outcome,
        }
    }
}

/// Computes every coefficient; one that does not exist for the table says why.
pub fn measure_all(matrix: &Matrix, confidence: Confidence) -> Vec<Measured> {
    Statistic::ALL.iter().map(|statistic| statistic.of(matrix, confidence)).collect()
}

/// What somebody asks for, as typed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice<'a> {
    /// Names of coefficients; none means all.
    pub coefficients: &'a [String],
    /// The level of measurement.
    pub level: Option<&'a str>,
    /// The weights of disagreement.
    pub weights: Option<&'a str>,
}

impl Choice<'_> {
    /// The coefficients that are meant, each once, in the order in which they are shown.
    ///
    /// # Errors
    /// [`ChoiceError`] for a name, level or weights that no coefficient here has, with what is accepted.
    pub fn statistics(self) -> Result<Vec<Statistic>, ChoiceError> {
        let names = distinct(Statistic::ALL.iter().map(|statistic| statistic.name()));
        if let Some(asked) = self.coefficients.iter().find(|asked| !names.contains(&asked.as_str())) {
            return Err(ChoiceError::Coefficient { asked: asked.clone(), accepted: names });
        }
        if let Some(asked) = self.weights {
            return Err(ChoiceError::Weights { asked: asked.to_owned() });
        }
        let named = |statistic: &Statistic| {
            self.coefficients.is_empty() || self.coefficients.iter().any(|name| name == statistic.name())
        };
        let chosen: Vec<Statistic> = Statistic::ALL.into_iter().filter(named).collect();
        self.check_level(&chosen)?;
        Ok(chosen)
    }

    /// With one level there is, the only question is whether it was the one asked for, of something that has levels.
    fn check_level(self, chosen: &[Statistic]) -> Result<(), ChoiceError> {
        let Some(asked) = self.level else { return Ok(()) };
        let accepted = vec![Level::Interval.name()];
        if !accepted.contains(&asked) {
            Err(ChoiceError::Level { asked: asked.to_owned(), accepted })
        } else if chosen.iter().any(|statistic| matches!(statistic, Statistic::KrippendorffAlpha(_))) {
            Ok(())
        } else {
            Err(ChoiceError::LevelWithoutUse { asked: asked.to_owned() })
        }
    }
}

fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut all: Vec<&str> = names.collect();
    all.dedup();
    all
}

/// Why a choice cannot be met.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChoiceError {
    /// No such coefficient.
    #[error("there is no coefficient \"{asked}\"; accepted: {}", .accepted.join(", "))]
    Coefficient {
        /// As typed.
        asked: String,
        /// Every name there is.
        accepted: Vec<&'static str>,
    },
    /// No such level of measurement.
    #[error("there is no level \"{asked}\"; accepted: {}", .accepted.join(", "))]
    Level {
        /// As typed.
        asked: String,
        /// Every level there is.
        accepted: Vec<&'static str>,
    },
    /// A level for coefficients that have none.
    #[error("the level \"{asked}\" is for krippendorff_alpha, which was not asked for")]
    LevelWithoutUse {
        /// As typed.
        asked: String,
    },
    /// Weights, which no coefficient takes.
    #[error("no coefficient takes the weights \"{asked}\"; accepted: none")]
    Weights {
        /// As typed.
        asked: String,
    },
}

impl ChoiceError {
    /// The reason as a sentence for readers.
    pub fn explain(&self) -> Bilingual {
        let zh = match self {
            Self::Coefficient { asked, accepted } => format!("没有系数「{asked}」；可用：{}", accepted.join("、")),
            Self::Level { asked, accepted } => format!("没有测量水平「{asked}」；可用：{}", accepted.join("、")),
            Self::LevelWithoutUse { asked } => {
                format!("测量水平「{asked}」只用于 krippendorff_alpha，而本次未选该系数")
            }
            Self::Weights { asked } => format!("没有系数使用权重「{asked}」；请去掉该选项"),
        };
        Bilingual::new(zh, self.to_string())
    }
}

/// One coefficient of one table.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// Which.
    pub statistic: Statistic,
    /// The level of its interval.
    pub confidence: Confidence,
    /// Rows of the table.
    pub subjects: usize,
    /// Columns of the table.
    pub raters: usize,
    /// Missing cells of the table.
    pub missing: usize,
    /// The value, or why there is none.
    pub outcome: Result<Value, Undefined>,
}

impl Measured {
    /// The value, if the coefficient exists.
    pub fn value(&self) -> Option<f64> {
        self.outcome.as_ref().ok().map(|value| value.value)
    }

    /// The interval, if there is one.
    pub fn interval(&self) -> Option<Interval> {
        self.outcome.as_ref().ok().and_then(|value| value.interval.ok())
    }

    /// Why there is no value or no interval; `None` when there are both.
    pub fn why(&self) -> Option<Bilingual> {
        match &self.outcome {
            Err(undefined) => Some(undefined.explain()),
            Ok(value) => value.interval.err().map(NoInterval::explain),
        }
    }
}

/// The value of a coefficient.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// The coefficient; without unit, finite.
    pub value: f64,
    /// Its interval, or why there is none.
    pub interval: Result<Interval, NoInterval>,
    /// Rows that could be used; the others lack a cell that the formula needs.
    pub subjects_used: usize,
    /// The test that belongs to it, where there is one.
    pub test: Option<ChiSquareTest>,
}

/// A comparison with chi-square.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChiSquareTest {
    /// The statistic.
    pub chi_square: f64,
    /// Its degrees of freedom.
    pub freedom: usize,
    /// The chance of one as large or larger without any agreement.
    pub p_value: f64,
}

impl From<Alpha> for Value {
    fn from(alpha: Alpha) -> Self {
        let Alpha { value, subjects_used, .. } = alpha;
        Self { value, interval: Err(NoInterval::NoClosedForm), subjects_used, test: None }
    }
}

impl From<Icc> for Value {
    fn from(icc: Icc) -> Self {
        Self { value: icc.value, interval: icc.interval, subjects_used: icc.mean_squares.subjects, test: None }
    }
}

impl From<KendallW> for Value {
    fn from(w: KendallW) -> Self {
        let KendallW { value, chi_square, freedom, p_value, subjects, .. } = w;
        let test = Some(ChiSquareTest { chi_square, freedom, p_value });
        Self { value, interval: Err(NoInterval::NoClosedForm), subjects_used: subjects, test }
    }
}

impl From<SpearmanMean> for Value {
    fn from(mean: SpearmanMean) -> Self {
        let SpearmanMean { value, subjects, .. } = mean;
        Self { value, interval: Err(NoInterval::NoClosedForm), subjects_used: subjects, test: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(names: &[&str], level: Option<&str>, weights: Option<&str>) -> Result<Vec<Statistic>, ChoiceError> {
        let coefficients: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        Choice { coefficients: &coefficients, level, weights }.statistics()
    }

    #[test]
    fn a_name_chooses_all_forms_of_a_coefficient_and_none_chooses_all() {
        assert_eq!(choose(&[], None, None), Ok(Statistic::ALL.to_vec()));
        let icc = IccForm::ALL.map(Statistic::Icc).to_vec();
        assert_eq!(choose(&["icc", "icc"], None, None), Ok(icc));
        let two = choose(&["kendall_w", "krippendorff_alpha"], Some("interval"), None).unwrap();
        assert_eq!(two, [Statistic::KrippendorffAlpha(Level::Interval), Statistic::KendallW]);
    }

    #[test]
    fn what_is_not_here_is_answered_with_what_is() {
        let error = choose(&["icc", "cohen_kappa"], None, None).unwrap_err();
        assert_eq!(
            error.explain(),
            Bilingual::new(
                "没有系数「cohen_kappa」；可用：krippendorff_alpha、icc、kendall_w、spearman_mean",
                "there is no coefficient \"cohen_kappa\"; accepted: krippendorff_alpha, icc, kendall_w, spearman_mean"
            )
        );
        let error = choose(&[], Some("ordinal"), None).unwrap_err();
        assert_eq!(error.to_string(), "there is no level \"ordinal\"; accepted: interval");
        let asked = || "interval".to_owned();
        assert_eq!(choose(&["icc"], Some("interval"), None), Err(ChoiceError::LevelWithoutUse { asked: asked() }));
        let asked = || "quadratic".to_owned();
        assert_eq!(choose(&[], None, Some("quadratic")), Err(ChoiceError::Weights { asked: asked() }));
    }

    #[test]
    fn an_answer_has_a_value_or_says_why_not() {
        let table = Matrix::from_rows(&[[Some(1.0), Some(2.0)], [Some(4.0), Some(3.0)], [Some(5.0), None]]).unwrap();
        let answers = measure_all(&table, Confidence::USUAL);
        assert_eq!(answers.len(), Statistic::ALL.len());
        for answer in &answers {
            assert_eq!((answer.subjects, answer.raters, answer.missing), (3, 2, 1));
            assert_eq!(answer.outcome.as_ref().unwrap().subjects_used, 2);
            assert!(answer.value().is_some_and(f64::is_finite));
            assert_eq!(answer.interval().is_some(), answer.why().is_none());
        }
        let flat = Matrix::complete(&[[3.0, 3.0], [3.0, 3.0]]).unwrap();
        for answer in measure_all(&flat, Confidence::USUAL) {
            assert_eq!((answer.value(), answer.interval()), (None, None));
            let why = answer.why().unwrap().en;
            assert!(why.starts_with("no variation") || why.starts_with("2 raters gave all subjects"), "{why}");
        }
    }
}
