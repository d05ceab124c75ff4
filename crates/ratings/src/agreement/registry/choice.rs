//! What somebody asks for, as typed.

use super::super::categorical::Weights;
use super::super::krippendorff_alpha::Level;
use super::Statistic;
use zhuoping_criteria::Bilingual;

/// What somebody asks for, as typed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice<'a> {
    /// Names of coefficients; none means all.
    pub coefficients: &'a [String],
    /// The level of measurement, of coefficients that have one.
    pub level: Option<&'a str>,
    /// The weights of disagreement, of coefficients that have them.
    pub weights: Option<&'a str>,
}

impl Choice<'_> {
    /// The coefficients that are meant, each once, in the order in which they are shown.
    ///
    /// # Errors
    /// [`ChoiceError`] for a name, level or weights that no coefficient here has, and for a level or
    /// weights that none of the coefficients asked for has.
    pub fn statistics(self) -> Result<Vec<Statistic>, ChoiceError> {
        let all = Statistic::all();
        if let Some(asked) = self.coefficients.iter().find(|asked| all.iter().all(|known| known.name() != *asked)) {
            return Err(ChoiceError::Coefficient { asked: asked.clone() });
        }
        let level = self.level.map(level).transpose()?;
        let weights = self.weights.map(weights).transpose()?;
        let named = |statistic: &Statistic| {
            self.coefficients.is_empty() || self.coefficients.iter().any(|name| name == statistic.name())
        };
        let named: Vec<Statistic> = all.into_iter().filter(named).collect();
        if let Some(level) = level.filter(|_| named.iter().all(|statistic| statistic.level().is_none())) {
            return Err(ChoiceError::LevelWithoutUse { asked: level.name() });
        }
        if let Some(weights) = weights.filter(|_| named.iter().all(|statistic| statistic.weights().is_none())) {
            return Err(ChoiceError::WeightsWithoutUse { asked: weights.name() });
        }
        let fits = |statistic: &Statistic| {
            statistic.level().is_none_or(|own| level.is_none_or(|asked| own == asked))
                && statistic.weights().is_none_or(|own| weights.is_none_or(|asked| own == asked))
        };
        let chosen: Vec<Statistic> = named.into_iter().filter(fits).collect();
        let left_out = |name: &&String| chosen.iter().all(|statistic| statistic.name() != **name);
        if let Some(coefficient) = self.coefficients.iter().find(left_out) {
            let asked = weights.map_or("", Weights::name);
            return Err(ChoiceError::NotWithWeights { coefficient: coefficient.clone(), asked });
        }
        Ok(chosen)
    }
}

fn level(asked: &str) -> Result<Level, ChoiceError> {
    let known = Level::ALL.into_iter().find(|level| level.name() == asked);
    known.ok_or_else(|| ChoiceError::Level { asked: asked.to_owned() })
}

fn weights(asked: &str) -> Result<Weights, ChoiceError> {
    let known = Weights::ALL.into_iter().find(|weights| weights.name() == asked);
    known.ok_or_else(|| ChoiceError::Weights { asked: asked.to_owned() })
}

/// Why a choice cannot be met.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChoiceError {
    /// No such coefficient.
    #[error("there is no coefficient \"{asked}\"")]
    Coefficient {
        /// As typed.
        asked: String,
    },
    /// No such level of measurement.
    #[error("there is no level \"{asked}\"")]
    Level {
        /// As typed.
        asked: String,
    },
    /// A level for coefficients that have none.
    #[error("the level \"{asked}\" is for krippendorff_alpha, which was not asked for")]
    LevelWithoutUse {
        /// The level.
        asked: &'static str,
    },
    /// No such weights.
    #[error("there are no weights \"{asked}\"")]
    Weights {
        /// As typed.
        asked: String,
    },
    /// Weights for coefficients that have none.
    #[error("the weights \"{asked}\" are for {}, none of which was asked for", Self::weighted().join(", "))]
    WeightsWithoutUse {
        /// The weights.
        asked: &'static str,
    },
    /// A coefficient that does not go with the weights: AC1 is AC2 without weights.
    #[error("{coefficient} does not go with the weights \"{asked}\": gwet_ac1 is unweighted, gwet_ac2 is not")]
    NotWithWeights {
        /// The coefficient.
        coefficient: String,
        /// The weights.
        asked: &'static str,
    },
}

impl ChoiceError {
    /// The name of every coefficient, in the order in which they are shown.
    pub fn coefficients() -> Vec<&'static str> {
        distinct(Statistic::all().into_iter())
    }

    fn weighted() -> Vec<&'static str> {
        distinct(Statistic::all().into_iter().filter(|statistic| statistic.weights().is_some()))
    }

    /// The option at fault, and what it accepts.
    pub fn accepted(&self) -> (&'static str, Vec<&'static str>) {
        match self {
            Self::Coefficient { .. } | Self::LevelWithoutUse { .. } => ("--coefficient", Self::coefficients()),
            Self::Level { .. } => ("--level", Level::ALL.map(Level::name).to_vec()),
            Self::Weights { .. } | Self::NotWithWeights { .. } => {
                ("--weights", Weights::ALL.map(Weights::name).to_vec())
            }
            Self::WeightsWithoutUse { .. } => ("--coefficient", Self::weighted()),
        }
    }

    /// The reason as a sentence for readers.
    pub fn explain(&self) -> Bilingual {
        let zh = match self {
            Self::Coefficient { asked } => format!("没有系数「{asked}」"),
            Self::Level { asked } => format!("没有测量水平「{asked}」"),
            Self::LevelWithoutUse { asked } => {
                format!("测量水平「{asked}」只用于 krippendorff_alpha，而本次未选该系数")
            }
            Self::Weights { asked } => format!("没有权重「{asked}」"),
            Self::WeightsWithoutUse { asked } => {
                format!("权重「{asked}」只用于 {}，而本次都未选", Self::weighted().join("、"))
            }
            Self::NotWithWeights { coefficient, asked } => {
                format!("{coefficient} 不能用权重「{asked}」：gwet_ac1 不加权，gwet_ac2 须加权")
            }
        };
        Bilingual::new(zh, self.to_string())
    }
}

fn distinct(statistics: impl Iterator<Item = Statistic>) -> Vec<&'static str> {
    let mut names: Vec<&str> = Vec::new();
    for name in statistics.map(Statistic::name) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::super::super::icc::IccForm;
    use super::*;

    fn choose(names: &[&str], level: Option<&str>, weights: Option<&str>) -> Result<Vec<Statistic>, ChoiceError> {
        let coefficients: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        Choice { coefficients: &coefficients, level, weights }.statistics()
    }

    #[test]
    fn a_name_chooses_all_forms_of_a_coefficient_and_none_chooses_all() {
        assert_eq!(choose(&[], None, None), Ok(Statistic::all()));
        assert_eq!(choose(&["icc", "icc"], None, None), Ok(IccForm::ALL.map(Statistic::Icc).to_vec()));
        let two = choose(&["kendall_w", "krippendorff_alpha"], Some("ordinal"), None).unwrap();
        assert_eq!(two, [Statistic::KrippendorffAlpha(Level::Ordinal), Statistic::KendallW]);
        let weighted = choose(&["gwet_ac2", "cohen_kappa"], None, Some("quadratic")).unwrap();
        assert_eq!(weighted, [Statistic::CohenKappa(Weights::Quadratic), Statistic::GwetAc(Weights::Quadratic)]);
        assert_eq!(choose(&["gwet_ac1"], None, None), Ok(vec![Statistic::GwetAc(Weights::Unweighted)]));
        assert_eq!(choose(&["gwet_ac2"], None, None).unwrap().len(), 3);
    }

    /// A level or weights alone narrow those that have them and leave the others.
    #[test]
    fn a_level_narrows_what_has_levels() {
        let narrowed = choose(&[], Some("nominal"), Some("linear")).unwrap();
        let levels: Vec<Level> = narrowed.iter().filter_map(|statistic| statistic.level()).collect();
        assert_eq!(levels, [Level::Nominal]);
        assert!(narrowed.iter().filter_map(|statistic| statistic.weights()).all(|weights| weights == Weights::Linear));
        assert!(narrowed.contains(&Statistic::KendallW));
    }

    #[test]
    fn what_is_not_here_is_answered_with_what_is() {
        let error = choose(&["icc", "cohen"], None, None).unwrap_err();
        assert_eq!(error.explain(), Bilingual::new("没有系数「cohen」", "there is no coefficient \"cohen\""));
        let (option, accepted) = error.accepted();
        assert_eq!(
            (option, accepted.len(), accepted[0], accepted[14]),
            ("--coefficient", 15, "krippendorff_alpha", "gwet_ac2")
        );
        let error = choose(&[], Some("metric"), None).unwrap_err();
        assert_eq!(error.accepted(), ("--level", vec!["nominal", "ordinal", "interval", "ratio"]));
        let error = choose(&[], None, Some("cubic")).unwrap_err();
        assert_eq!(error.accepted(), ("--weights", vec!["unweighted", "linear", "quadratic", "ordinal"]));
        assert_eq!(choose(&["icc"], Some("interval"), None), Err(ChoiceError::LevelWithoutUse { asked: "interval" }));
        let unused = ChoiceError::WeightsWithoutUse { asked: "linear" };
        assert_eq!(choose(&["icc"], None, Some("linear")), Err(unused));
        let error = choose(&["gwet_ac1"], None, Some("linear")).unwrap_err();
        assert!(
            matches!(&error, ChoiceError::NotWithWeights { coefficient, asked: "linear" } if coefficient == "gwet_ac1")
        );
        assert!(choose(&["gwet_ac2"], None, Some("unweighted")).is_err());
        // Every reason has words in both languages.
        assert!(error.explain().zh.contains("gwet_ac1") && error.explain().en.contains("gwet_ac1"));
    }
}
