//! What is estimated beside the ranking, in the document: figures, rank uncertainty, variance components.

use super::Assessment;
use super::beside::Place;
use super::parts::{Members, Note};
use super::science::{KindScience, TableScience};
use crate::components::{Component, DecisionStudy, Fit, Refusal, Reliability};
use crate::figures::{Basis, Figures, LineCertainty, MeaningfulDifference, PanelAgreement, Side};
use crate::ranking::KindRanking;
use crate::rules::Rules;
use crate::table::StageTable;
use crate::uncertainty::{CandidateRanks, MethodRanks, NoRanks, RankInterval};
use serde::Serialize;
use zhuoping_criteria::Bilingual;

/// Why a part is not there.
#[derive(Serialize)]
pub(super) struct Why {
    why: Bilingual,
}

/// A part, or why it is not there.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Answer<T> {
    Given(T),
    Refused(Why),
}

impl<T> Answer<T> {
    fn of<S, E>(outcome: &Result<S, E>, given: impl FnOnce(&S) -> T, why: impl FnOnce(&E) -> Bilingual) -> Self {
        match outcome {
            Ok(outcome) => Self::Given(given(outcome)),
            Err(error) => Self::Refused(Why { why: why(error) }),
        }
    }
}

/// The three figures of one kind.
#[derive(Serialize)]
pub(super) struct FiguresView<'a> {
    kind: &'static str,
    /// The stages that agreement and difference are computed from.
    stages: Vec<&'a str>,
    agreement: Answer<PanelView<'a>>,
    difference: Answer<DifferenceView>,
    line: LineCertaintyView<'a>,
}

#[derive(Serialize)]
struct PanelView<'a> {
    dependability: f64,
    ci: Option<[f64; 2]>,
    ci_method: Option<&'static str>,
    level: f64,
    generalizability: f64,
    reviewers: f64,
    word: &'a Bilingual,
    between: &'a Option<[Bilingual; 2]>,
    source: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    why_no_ci: Option<Bilingual>,
}

#[derive(Serialize)]
struct DifferenceView {
    points: f64,
    relative_se: f64,
    absolute_se: f64,
    level: f64,
}

#[derive(Serialize)]
struct LineCertaintyView<'a> {
    method: Option<&'static str>,
    same_list: Option<f64>,
    safe: Vec<&'a str>,
    undecided: Vec<&'a str>,
    out: Vec<&'a str>,
}

impl<'a> FiguresView<'a> {
    pub(super) fn all(of: &'a Assessment<'a>) -> impl Iterator<Item = Self> {
        of.kinds().map(|(kind, science)| Self::new(of, kind, &science.figures))
    }

    fn new(of: &'a Assessment<'a>, kind: &'a KindRanking, figures: &'a Figures) -> Self {
        let statistics = of.rules.statistics();
        let panel = |panel: &'a PanelAgreement| PanelView {
            dependability: panel.dependability,
            ci: panel.interval.ok().map(|interval| [interval.lower, interval.upper]),
            ci_method: panel.interval.ok().map(|interval| interval.method.name()),
            level: statistics.level.get(),
            generalizability: panel.generalizability,
            reviewers: panel.reviewers,
            word: &panel.word,
            between: &panel.between,
            source: &statistics.words.source,
            why_no_ci: panel.interval.err().map(|why| why.explain()),
        };
        let difference = |difference: &MeaningfulDifference| DifferenceView {
            points: difference.points,
            relative_se: difference.relative,
            absolute_se: difference.absolute,
            level: difference.level.get(),
        };
        let agreement = match &figures.agreement {
            Ok(agreement) => Answer::Given(panel(agreement)),
            Err(why) => Answer::Refused(Why { why: why.explain() }),
        };
        Self {
            kind: kind.kind.name(),
            stages: match &figures.basis {
                Basis::Combined(stages) => stages.iter().map(|stage| stage.as_str()).collect(),
                Basis::Stage(stage) => vec![stage.as_str()],
                Basis::Nothing => Vec::new(),
            },
            agreement,
            difference: Answer::of(&figures.difference, difference, Refusal::explain),
            line: LineCertaintyView::new(kind, &figures.line),
        }
    }
}

impl<'a> LineCertaintyView<'a> {
    fn new(kind: &'a KindRanking, line: &LineCertainty) -> Self {
        let on = |side: Side| {
            let of = kind.candidates.iter().zip(&line.sides).filter(|(_, found)| **found == Some(side));
            of.map(|(candidate, _)| kind.id(candidate).as_str()).collect()
        };
        Self {
            method: line.source.map(|source| source.name()),
            same_list: line.same_list,
            safe: on(Side::Safe),
            undecided: on(Side::Undecided),
            out: on(Side::Out),
        }
    }
}

/// How firm the ranks of one kind are, by each method.
#[derive(Serialize)]
pub(super) struct UncertaintyView<'a> {
    kind: &'static str,
    level: f64,
    replicates: u32,
    seed: &'a str,
    methods: Members<&'static str, Answer<MethodView<'a>>>,
    /// Runs of candidates of whom no two are proven different.
    groups: Option<Vec<Vec<&'a str>>>,
    /// Everybody in a group that the line runs through.
    undecided: Option<Vec<&'a str>>,
}

#[derive(Serialize)]
struct MethodView<'a> {
    same_list: f64,
    candidates: Vec<CandidateRanksView<'a>>,
}

#[derive(Serialize)]
struct CandidateRanksView<'a> {
    entrant: &'a str,
    #[serde(flatten)]
    ranks: Answer<RanksView>,
}

#[derive(Serialize)]
struct RanksView {
    marginal: [usize; 2],
    simultaneous: [usize; 2],
    p_on_list: f64,
    expected_rank: f64,
    unscored: f64,
}

/// An interval of ranks as `[best, worst]`.
pub(super) fn ends(interval: RankInterval) -> [usize; 2] {
    [interval.best, interval.worst]
}

impl<'a> UncertaintyView<'a> {
    pub(super) fn all(of: &'a Assessment<'a>) -> impl Iterator<Item = Self> {
        of.kinds().map(|(kind, science)| Self::new(of, kind, science))
    }

    fn new(of: &'a Assessment<'a>, kind: &'a KindRanking, science: &'a KindScience) -> Self {
        let uncertainty = &science.uncertainty;
        let method = |name, ranks: &'a Result<MethodRanks, NoRanks>| {
            (name, Answer::of(ranks, |ranks| MethodView::new(kind, ranks), NoRanks::explain))
        };
        let ids = |places: &[usize]| places.iter().map(|at| kind.id(&kind.candidates[*at]).as_str()).collect();
        Self {
            kind: kind.kind.name(),
            level: uncertainty.level.get(),
            replicates: uncertainty.replicates,
            seed: &of.rules.statistics().seed,
            methods: Members(vec![
                method("components", &uncertainty.components),
                method("differences", &uncertainty.differences),
                method("bootstrap", &uncertainty.bootstrap),
            ]),
            groups: uncertainty.separation.as_ref().map(|of| of.groups.iter().map(|group| ids(group)).collect()),
            undecided: uncertainty.separation.as_ref().map(|of| ids(&of.undecided)),
        }
    }
}

impl<'a> MethodView<'a> {
    fn new(kind: &'a KindRanking, ranks: &MethodRanks) -> Self {
        let view = |ranks: &CandidateRanks| RanksView {
            marginal: ends(ranks.marginal),
            simultaneous: ends(ranks.simultaneous),
            p_on_list: ranks.on_list,
            expected_rank: ranks.expected_rank,
            unscored: ranks.unscored,
        };
        let candidates = kind.candidates.iter().zip(&ranks.candidates);
        let candidates = candidates.map(|(candidate, ranks)| CandidateRanksView {
            entrant: kind.id(candidate).as_str(),
            ranks: Answer::of(ranks, view, NoRanks::explain),
        });
        Self { same_list: ranks.same_list, candidates: candidates.collect() }
    }
}

/// Variance components of one table, items fixed or random.
#[derive(Serialize)]
pub(super) struct ComponentsView<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    /// `totals` in points, items being the whole standard, or `percents`, items being a sample.
    of: &'static str,
    #[serde(flatten)]
    fit: Answer<FitView<'a>>,
}

/// How exact other numbers of reviewers would be, in points.
#[derive(Serialize)]
struct StudyView {
    observed: ReliabilityView,
    rows: Vec<ReliabilityView>,
    /// The fewest reviewers with the precision of the rule file; `null` where no number has it.
    reviewers_needed: Option<u32>,
}

#[derive(Serialize)]
struct ReliabilityView {
    reviewers: f64,
    g: f64,
    phi: f64,
    phi_se: Option<f64>,
    relative_se: f64,
    absolute_se: f64,
    difference_same_reviewers: f64,
    difference_other_reviewers: f64,
}

impl ReliabilityView {
    fn new(of: &Reliability) -> Self {
        Self {
            reviewers: of.reviewers,
            g: of.g,
            phi: of.phi,
            phi_se: of.phi_standard_error,
            relative_se: of.relative_error,
            absolute_se: of.absolute_error,
            difference_same_reviewers: of.difference_same_reviewers,
            difference_other_reviewers: of.difference_other_reviewers,
        }
    }
}

impl StudyView {
    fn new(study: &DecisionStudy, precision: f64) -> Self {
        Self {
            observed: ReliabilityView::new(&study.observed),
            rows: study.rows.iter().map(ReliabilityView::new).collect(),
            reviewers_needed: study.reviewers_needed(precision).ok(),
        }
    }
}

#[derive(Serialize)]
struct FitView<'a> {
    decision_study: StudyView,
    grand_mean: f64,
    grand_mean_se: f64,
    deviance: f64,
    observations: usize,
    components: Vec<ComponentView<'a>>,
}

#[derive(Serialize)]
struct ComponentView<'a> {
    effect: &'a str,
    levels: usize,
    estimate: f64,
    se: Option<f64>,
    boundary: bool,
    expected_mean_squares: Option<f64>,
}

impl<'a> ComponentsView<'a> {
    pub(super) fn all(rules: &Rules, table: &'a StageTable, science: &'a TableScience) -> impl Iterator<Item = Self> {
        let statistics = rules.statistics();
        let (level, precision) = (statistics.level, statistics.precision.to_f64());
        let study = |study: DecisionStudy| StudyView::new(&study, precision);
        let totals = science.totals.as_ref().map(|model| (model.fit(), study(model.decision_study(level))));
        let percents = science
            .percents
            .as_ref()
            .map(|model| model.as_ref().map(|model| (model.fit(), study(model.decision_study(level)))));
        let view = |of: &'static str, fit: Result<(&'a Fit, StudyView), &'a Refusal>| Self {
            place: Place::of(table),
            of,
            fit: match fit {
                Ok((fit, study)) => Answer::Given(FitView::new(fit, study)),
                Err(why) => Answer::Refused(Why { why: why.explain() }),
            },
        };
        std::iter::once(view("totals", totals)).chain(percents.map(|fit| view("percents", fit)))
    }
}

impl<'a> FitView<'a> {
    fn new(fit: &'a Fit, decision_study: StudyView) -> Self {
        let component = |component: &'a Component| ComponentView {
            effect: &component.effect,
            levels: component.levels,
            estimate: component.estimate,
            se: component.standard_error,
            boundary: component.boundary,
            expected_mean_squares: component.expected_mean_squares,
        };
        Self {
            decision_study,
            grand_mean: fit.mean(),
            grand_mean_se: fit.mean_standard_error(),
            deviance: fit.deviance(),
            observations: fit.observations(),
            components: fit.components().iter().map(component).collect(),
        }
    }
}

/// A sign of a rating habit: one of the habits that rating studies know, with the rule that raised it.
#[derive(Serialize)]
pub(super) struct SignView<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    reviewer: &'a str,
    #[serde(flatten)]
    note: Note<'static>,
}

impl<'a> SignView<'a> {
    pub(super) fn all(table: &'a StageTable, science: &'a TableScience) -> impl Iterator<Item = Self> {
        science.signs.iter().flat_map(move |signs| {
            signs.raised.iter().map(move |sign| Self {
                place: Place::of(table),
                reviewer: table.reviewers()[signs.reviewer].as_str(),
                note: Note { reason: sign.habit().name(), words: sign.explain() },
            })
        })
    }
}
