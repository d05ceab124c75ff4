//! What was asked for, from the options of the command line.

use super::tables::{Answers, Kind, Table};
use crate::cli::Agree;
use crate::refusal::Refusal;
use crate::talk::Talk;
use serde_json::{Value, json};
use std::fmt::Display;
use zhuoping_criteria::Bilingual;
use zhuoping_provenance::Seed;
use zhuoping_ratings::agreement::categorical::Categories;
use zhuoping_ratings::agreement::{
    Bootstrap, CategorySource, Choice, ChoiceError, Confidence, Context, Ends, Over, Statistic,
};

/// The figures of the variance components, which stand beside the coefficients in the same list of names.
pub(super) const COMPONENTS: [&str; 3] = ["variance_component", "reviewer_blup", "grand_mean"];

/// The seed of a bootstrap unless another is given: fixed, so that the same file gives the same interval.
const SEED: &str = "zhuoping";
const SEED_TAG: &str = "zhuoping/agree/bootstrap/v1";

/// The most categories that may be named.
const CATEGORIES_MAX: usize = 10_000;

/// The options, checked.
pub(super) struct Ask {
    statistics: Vec<Statistic>,
    /// Names of [`COMPONENTS`] that are meant.
    pub(super) components: Vec<&'static str>,
    /// Whether coefficients were named.
    pub(super) named: bool,
    /// The tables that were named.
    pub(super) kinds: Vec<Kind>,
    pub(super) confidence: Confidence,
    categories: Option<Categories>,
    bootstrap: Option<(Bootstrap, String)>,
}

impl Ask {
    pub(super) fn new(args: &Agree) -> Result<Self, Refusal> {
        let is_component = |name: &String| COMPONENTS.contains(&name.as_str());
        let (wanted, coefficients): (Vec<String>, Vec<String>) =
            args.coefficient.iter().cloned().partition(is_component);
        let choice =
            Choice { coefficients: &coefficients, level: args.level.as_deref(), weights: args.weights.as_deref() };
        let only_components = coefficients.is_empty() && !wanted.is_empty();
        let statistics = if only_components { Vec::new() } else { choice.statistics().map_err(|e| refused(&e))? };
        let meant = |name: &&str| args.coefficient.is_empty() || wanted.iter().any(|wanted| wanted == name);
        Ok(Self {
            statistics,
            components: COMPONENTS.into_iter().filter(meant).collect(),
            named: !args.coefficient.is_empty(),
            kinds: args
                .table
                .iter()
                .map(|name| one_of("--table", name, &Kind::ALL, |k| k.name()))
                .collect::<Result<_, _>>()?,
            confidence: confidence(args.confidence)?,
            categories: args.categories.as_deref().map(categories).transpose()?,
            bootstrap: bootstrap(args)?,
        })
    }

    /// The statistics that a table answers: those it suits, or all where the table was named.
    pub(super) fn statistics_of(&self, table: &Table) -> Vec<Statistic> {
        let suits = |statistic: &&Statistic| match table.answers {
            _ if !self.kinds.is_empty() => true,
            Answers::All => true,
            Answers::Amounts => !statistic.on_categories(),
            Answers::OnCategories => statistic.on_categories(),
        };
        self.statistics.iter().filter(suits).copied().collect()
    }

    pub(super) fn context<'a>(&self, table: &'a Table) -> Context<'a> {
        let named = self.categories.clone().map(CategorySource::Named);
        Context {
            confidence: self.confidence,
            categories: named.unwrap_or_else(|| table.categories.clone()),
            bootstrap: self.bootstrap.as_ref().map(|(bootstrap, _)| *bootstrap),
            clusters: table.clusters.as_deref(),
        }
    }

    pub(super) fn bootstrap_view(&self) -> Option<Value> {
        let (bootstrap, seed) = self.bootstrap.as_ref()?;
        Some(json!({
            "replicates": bootstrap.replicates, "resample": bootstrap.over.name(), "interval": bootstrap.ends.name(),
            "seed": seed,
        }))
    }

    pub(super) fn bootstrap_line(&self, talk: Talk) -> Option<String> {
        let (Bootstrap { replicates, over, ends, .. }, seed) = self.bootstrap.as_ref()?;
        let over = match over {
            Over::Subjects => talk.say("对象", "subjects"),
            Over::Raters => talk.say("评审", "raters"),
            Over::Both => talk.say("对象和评审", "subjects and raters"),
        };
        let ends = match ends {
            Ends::Percentile => talk.say("百分位", "percentile"),
            Ends::Bca => "BCa",
        };
        let text = talk.say(
            "区间：自助法 {n} 次，重抽{over}，{ends}，种子「{seed}」",
            "intervals: {n} bootstrap replicates over {over}, {ends}, seed \"{seed}\"",
        );
        let filled = text.replace("{n}", &replicates.to_string()).replace("{over}", over).replace("{ends}", ends);
        Some(filled.replace("{seed}", seed))
    }
}

fn refused(error: &ChoiceError) -> Refusal {
    let (option, mut accepted) = error.accepted();
    if option == "--coefficient" && matches!(error, ChoiceError::Coefficient { .. }) {
        accepted.extend(COMPONENTS);
    }
    Refusal::bad(option, error.explain(), list(&accepted))
}

fn list(names: &[&str]) -> Bilingual {
    Bilingual::new(names.join("、"), names.join(", "))
}

/// The one of `all` with this name.
fn one_of<T: Copy>(option: &str, asked: &str, all: &[T], name: impl Fn(T) -> &'static str) -> Result<T, Refusal> {
    let names: Vec<&str> = all.iter().map(|one| name(*one)).collect();
    let found = all.iter().copied().find(|one| name(*one) == asked);
    found.ok_or_else(|| {
        let message = Bilingual::new(format!("没有「{asked}」"), format!("\"{asked}\" is not there"));
        Refusal::bad(option, message, list(&names))
    })
}

fn confidence(level: f64) -> Result<Confidence, Refusal> {
    Confidence::new(level).ok_or_else(|| {
        Refusal::bad(
            "--confidence",
            Bilingual::new("不是置信水平", "is no confidence level"),
            Bilingual::new("0 与 1 之间的数，如 0.95", "a number between 0 and 1, for instance 0.95"),
        )
    })
}

fn bootstrap(args: &Agree) -> Result<Option<(Bootstrap, String)>, Refusal> {
    let Some(replicates) = args.bootstrap else { return Ok(None) };
    let asked = args.resample.as_deref();
    let over = asked.map_or(Ok(Over::Subjects), |asked| one_of("--resample", asked, &Over::ALL, Over::name))?;
    let asked = args.interval.as_deref();
    let ends = asked.map_or(Ok(Ends::Bca), |asked| one_of("--interval", asked, &Ends::ALL, Ends::name))?;
    let seed = args.seed.clone().unwrap_or_else(|| SEED.to_owned());
    Ok(Some((Bootstrap { replicates, over, ends, seed: Seed::from_text(SEED_TAG, &seed) }, seed)))
}

/// Values and ranges between commas: `0,5,10`, `0..100/5`, or both.
fn categories(text: &str) -> Result<Categories, Refusal> {
    let refused = |what: &dyn Display| {
        Refusal::bad(
            "--categories",
            Bilingual::new(format!("「{what}」不能作等级"), format!("\"{what}\" names no categories")),
            Bilingual::new(
                format!("如 0,5,10 或 0..100/5，至多 {CATEGORIES_MAX} 个"),
                format!("for instance 0,5,10 or 0..100/5, at most {CATEGORIES_MAX}"),
            ),
        )
    };
    let mut values = Vec::new();
    for part in text.split([',', '，']) {
        let part = part.trim();
        values.extend(range(part).ok_or_else(|| refused(&part))?);
        if values.len() > CATEGORIES_MAX {
            return Err(refused(&text));
        }
    }
    Categories::of(values).map_err(|_| refused(&text))
}

/// `5`, or `0..100/5` with the end if a step reaches it.
fn range(part: &str) -> Option<Vec<f64>> {
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|value| value.is_finite());
    let Some((first, rest)) = part.split_once("..") else { return number(part).map(|value| vec![value]) };
    let (last, step) = rest.split_once('/')?;
    let (first, last, step) = (number(first)?, number(last)?, number(step)?);
    let steps = (last - first) / step;
    // A step such as 0.1 does not reach its end exactly.
    if step <= 0.0
        || steps < 0.0
        || steps > CATEGORIES_MAX as f64
        || (steps - steps.round()).abs() > 1e-9 * steps.max(1.0)
    {
        return None;
    }
    // Decimals of the step are decimals of the values: 3 x 0.1 is 0.3 for a reader.
    let decimals = part.split(['/', '.']).next_back().filter(|_| part.contains('.')).map_or(0, str::len);
    let scale = 10_f64.powi(i32::try_from(decimals.min(9)).expect("at most 9"));
    let value = |at: u32| ((first + f64::from(at) * step) * scale).round() / scale;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to the most categories")]
    let count = steps.round() as u32;
    Some((0..=count).map(value).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_are_values_and_ranges() {
        let of = |text: &str| categories(text).map(|found| found.values().to_vec()).ok();
        assert_eq!(of("0,5,10"), Some(vec![0.0, 5.0, 10.0]));
        assert_eq!(of("0..100/5").map(|values| values.len()), Some(21));
        assert_eq!(of("1..3/1，9"), Some(vec![1.0, 2.0, 3.0, 9.0]));
        assert_eq!(of("0..0.3/0.1"), Some(vec![0.0, 0.1, 0.2, 0.3]));
        assert_eq!(of("0.5..2/0.5"), Some(vec![0.5, 1.0, 1.5, 2.0]));
        for bad in ["", "a", "0..100", "0..100/7", "5..1/1", "0..1/0", "0..1e9/1", "1,,2", "inf"] {
            assert_eq!(of(bad), None, "{bad}");
        }
    }
}
