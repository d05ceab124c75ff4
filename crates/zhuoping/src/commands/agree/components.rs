//! Variance components, reviewers' shrunken severities and the mean of a table by entrant, reviewer and item.

use super::ask::Ask;
use super::tables::Crossed;
use zhuoping_criteria::Bilingual;
use zhuoping_ratings::components::{Refusal, ThreeWay};

/// The effects of the three-way model, as they are named where it is refused.
const EFFECTS: [&str; 7] =
    ["entrant", "reviewer", "item", "entrant x reviewer", "entrant x item", "reviewer x item", "residual"];

/// One figure of the model.
pub(super) struct Estimated {
    /// One of [`super::ask::COMPONENTS`].
    pub(super) name: &'static str,
    /// Which effect or which reviewer.
    pub(super) option: Option<(&'static str, String)>,
    pub(super) outcome: Result<Figure, Bilingual>,
}

/// What was estimated: components in percent squared (or the square of the scores' unit), the others in percent.
pub(super) struct Figure {
    pub(super) value: f64,
    pub(super) standard_error: Option<f64>,
    /// Whether a component is 0 because the likelihood falls from there.
    pub(super) boundary: Option<bool>,
    /// The unbiased estimate of a balanced table, which may be negative.
    pub(super) expected_mean_squares: Option<f64>,
}

/// The figures that were asked for, each with its value or why there is none.
pub(super) fn estimate(crossed: &Crossed, ask: &Ask) -> Vec<Estimated> {
    match &crossed.model {
        Ok(model) => ask.components.iter().flat_map(|name| figures(name, model, crossed)).collect(),
        Err(refusal) => ask.components.iter().flat_map(|name| refused(name, refusal, crossed)).collect(),
    }
}

fn figures(name: &'static str, model: &ThreeWay, crossed: &Crossed) -> Vec<Estimated> {
    let fit = model.fit();
    let plain = |value, standard_error| Figure { value, standard_error, boundary: None, expected_mean_squares: None };
    match name {
        "variance_component" => fit
            .components()
            .iter()
            .map(|component| Estimated {
                name,
                option: Some(("effect", component.effect.clone())),
                outcome: Ok(Figure {
                    value: component.estimate,
                    standard_error: component.standard_error,
                    boundary: Some(component.boundary),
                    expected_mean_squares: component.expected_mean_squares,
                }),
            })
            .collect(),
        "reviewer_blup" => fit
            .predictions(1)
            .iter()
            .map(|prediction| Estimated {
                name,
                option: Some(("reviewer", crossed.reviewers[prediction.labels[0] as usize].clone())),
                outcome: Ok(plain(prediction.value, Some(prediction.variance.sqrt()))),
            })
            .collect(),
        _ => vec![Estimated { name, option: None, outcome: Ok(plain(fit.mean(), Some(fit.mean_standard_error()))) }],
    }
}

fn refused(name: &'static str, refusal: &Refusal, crossed: &Crossed) -> Vec<Estimated> {
    let options: Vec<Option<(&'static str, String)>> = match name {
        "variance_component" => EFFECTS.iter().map(|effect| Some(("effect", (*effect).to_owned()))).collect(),
        "reviewer_blup" => crossed.reviewers.iter().map(|reviewer| Some(("reviewer", reviewer.clone()))).collect(),
        _ => vec![None],
    };
    options.into_iter().map(|option| Estimated { name, option, outcome: Err(refusal.explain()) }).collect()
}

/// What people call it.
pub(super) fn title(estimated: &Estimated) -> Bilingual {
    let Estimated { name, option, .. } = estimated;
    let what = option.as_ref().map_or("", |(_, what)| what.as_str());
    match *name {
        "variance_component" => {
            let word = |factor: &str| match factor {
                "entrant" => "申报对象",
                "reviewer" => "评审专家",
                "item" => "条款",
                _ => "残差",
            };
            let zh: Vec<&str> = what.split(" x ").map(word).collect();
            Bilingual::new(format!("方差分量：{}", zh.join("×")), format!("Variance component: {what}"))
        }
        "reviewer_blup" => Bilingual::new(
            format!("评审专家 {what} 的宽严（收缩估计，正为偏宽）"),
            format!("Severity of reviewer {what} (shrunken, positive is lenient)"),
        ),
        _ => Bilingual::new("总均值", "Grand mean"),
    }
}
