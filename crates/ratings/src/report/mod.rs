//! The ranking with everything that stands beside it, and its form as `ranking.json`.
//!
//! [`Assessment::new`] computes the ranking and, for each table that counts, spread and agreement; the parts run side by
//! side and none depends on another. [`Assessment::json`] is the document of `rank --json`: field names are those of the
//! interface and are never renamed.
//!
//! Of several stages, an item's spread is that of the last stage at which the entrant was scored, and `by_stage` has
//! them all; its `score` is the aggregated one that ranks. `mean_percent`, `range`, `sd`, `iqr` are over complete sheets,
//! in percent points. Floats inform; what decides is in `exact`, in points.

mod beside;
mod candidate;
mod estimated;
mod parts;
pub mod science;
mod sensitivity;
mod words;

use crate::agreement::{Confidence, Context, Measured, Statistic, measure, scores};
use crate::ranking::{KindRanking, RankError, Ranking, Scope};
use crate::rules::Rules;
use crate::spread::Spread;
use crate::table::{Scores, StageTable};
use beside::{
    AbsentView, AgreementView, GateView, IncompleteView, LineView, NotComputed, RecusalView, ReviewerView,
    UnrankedView, WarningView,
};
use candidate::CandidateView;
use estimated::{ComponentsView, FiguresView, SignView, UncertaintyView};
use rayon::prelude::*;
use science::{KindScience, Science, TableScience};
use sensitivity::SensitivityView;
use serde::Serialize;
use zhuoping_criteria::Bilingual;
use zhuoping_provenance::Provenance;

/// The method and its version, for [`Provenance`].
pub const METHOD: &str = "zhuoping/ranking/v1";

/// A ranking with spread and agreement of every table that counts for it.
#[derive(Debug)]
pub struct Assessment<'a> {
    /// The scores it was made from.
    pub scores: &'a Scores,
    /// The rules it was made by.
    pub rules: &'a Rules,
    /// Ranks, tiers and what-ifs.
    pub ranking: Ranking,
    /// One for each table of a stage that counts, in the order of [`Scores::tables`].
    pub tables: Vec<TableAssessment<'a>>,
    /// What is estimated beside it; `None` where only the ranking was asked for.
    pub science: Option<Science>,
}

/// How much is computed beside the ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// The ranking with spread, agreement and what-ifs: a fraction of a second for thousands of entrants.
    Ranking,
    /// All of it, with variance components and rank intervals.
    Full,
}

/// How the reviewers of one table differ and agree.
#[derive(Debug)]
pub struct TableAssessment<'a> {
    /// The table.
    pub table: &'a StageTable,
    /// The spread of its scores.
    pub spread: Spread,
    /// The coefficients of [`Statistic::BESIDE_RANKING`] on the reviewers' totals.
    pub agreement: Vec<Measured>,
}

impl<'a> Assessment<'a> {
    /// Computes everything.
    ///
    /// # Errors
    /// [`RankError`] when the scores are of a stage or edition that the rules do not name.
    pub fn new(scores: &'a Scores, rules: &'a Rules, scope: Scope, extent: Extent) -> Result<Self, RankError> {
        let ranking = || Ranking::new(scores, rules, scope.clone());
        let counts = |table: &&StageTable| !matches!(&scope, Scope::Stage(stage) if stage != table.stage());
        let tables = || {
            let tables: Vec<&StageTable> = scores.tables().iter().filter(counts).collect();
            tables.into_par_iter().map(|table| TableAssessment::new(table, rules)).collect()
        };
        let (ranking, tables): (_, Vec<TableAssessment<'_>>) = rayon::join(ranking, tables);
        let ranking = ranking?;
        let science = match extent {
            Extent::Ranking => None,
            Extent::Full => {
                let parts: Vec<_> = tables.iter().map(|part| (part.table, &part.spread.severities)).collect();
                Some(Science::of(scores, rules, &ranking, &parts)?)
            }
        };
        Ok(Self { scores, rules, ranking, tables, science })
    }

    /// Each kind with what is estimated for it; none where only the ranking was asked for.
    pub fn kinds(&self) -> impl Iterator<Item = (&KindRanking, &KindScience)> {
        let kinds = self.science.as_ref().map(|science| science.kinds.as_slice()).unwrap_or_default();
        self.ranking.kinds.iter().zip(kinds)
    }

    /// Each table with what is estimated from it; none where only the ranking was asked for.
    pub fn estimated_tables(&self) -> impl Iterator<Item = (&TableAssessment<'a>, &TableScience)> {
        let tables = self.science.as_ref().map(|science| science.tables.as_slice()).unwrap_or_default();
        self.tables.iter().zip(tables)
    }

    fn each_table(&self) -> impl Iterator<Item = (&TableAssessment<'a>, Option<&TableScience>)> {
        let science = |at| self.science.as_ref().map(|science| &science.tables[at]);
        self.tables.iter().enumerate().map(move |(at, part)| (part, science(at)))
    }

    /// The document of `rank --json`, to be serialized by serde.
    pub fn json(&self, provenance: Provenance) -> RankingJson<'_> {
        RankingJson::new(self, provenance)
    }
}

impl<'a> TableAssessment<'a> {
    fn new(table: &'a StageTable, rules: &Rules) -> Self {
        let spread = || Spread::of(table, rules.dispersion());
        let context = Context::new(Confidence::USUAL);
        let agreement = || measure(&Statistic::BESIDE_RANKING, &scores::totals(table), &context);
        let (spread, agreement) = rayon::join(spread, agreement);
        Self { table, spread, agreement }
    }
}

/// The document of `rank --json`.
#[derive(Serialize)]
pub struct RankingJson<'a> {
    format: &'static str,
    provenance: Provenance,
    award: &'a Bilingual,
    session: &'a Bilingual,
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    combined: Option<Vec<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    combination: Option<&'static str>,
    line: Option<usize>,
    floor: Option<serde_json::Number>,
    lines: Vec<LineView<'a>>,
    tiers: Vec<TierView<'a>>,
    candidates: Vec<CandidateView<'a>>,
    unranked: Vec<UnrankedView<'a>>,
    gates: Vec<GateView<'a>>,
    reviewers: Vec<ReviewerView<'a>>,
    agreement: Vec<AgreementView<'a>>,
    figures: Vec<FiguresView<'a>>,
    rank_uncertainty: Vec<UncertaintyView<'a>>,
    variance_components: Vec<ComponentsView<'a>>,
    signs: Vec<SignView<'a>>,
    sensitivity: SensitivityView<'a>,
    warnings: Vec<WarningView<'a>>,
    incomplete: Vec<IncompleteView<'a>>,
    absent: Vec<AbsentView<'a>>,
    recusals: Vec<RecusalView<'a>>,
    not_computed: Vec<NotComputed>,
}

#[derive(Serialize)]
struct TierView<'a> {
    id: &'a str,
    title: &'a Bilingual,
}

impl<'a> RankingJson<'a> {
    fn new(of: &'a Assessment<'a>, provenance: Provenance) -> Self {
        let Assessment { scores, rules, ranking, tables, .. } = of;
        let lines: Vec<LineView<'_>> = ranking.kinds.iter().map(|kind| LineView::new(rules, kind)).collect();
        let (stage, combined, combination) = scope(rules, &ranking.scope);
        Self {
            format: METHOD,
            provenance,
            award: rules.award(),
            session: rules.session(),
            stage,
            combined,
            combination,
            line: common(lines.iter().map(|line| line.line)),
            floor: common(lines.iter().map(LineView::floor_number)).flatten(),
            lines,
            tiers: rules.tiers().iter().map(|tier| TierView { id: &tier.id, title: &tier.title }).collect(),
            candidates: ranking.kinds.iter().flat_map(|kind| CandidateView::all(of, kind)).collect(),
            unranked: ranking.kinds.iter().flat_map(|kind| UnrankedView::all(rules, kind)).collect(),
            gates: ranking.kinds.iter().flat_map(|kind| GateView::all(of, kind)).collect(),
            reviewers: of.each_table().flat_map(|(part, science)| ReviewerView::all(part, science)).collect(),
            agreement: tables.iter().flat_map(AgreementView::all).collect(),
            figures: FiguresView::all(of).collect(),
            rank_uncertainty: UncertaintyView::all(of).collect(),
            variance_components: (of.estimated_tables())
                .flat_map(|(part, science)| ComponentsView::all(rules, part.table, science))
                .collect(),
            signs: of.estimated_tables().flat_map(|(part, science)| SignView::all(part.table, science)).collect(),
            sensitivity: SensitivityView::new(&ranking.sensitivity),
            warnings: tables.iter().flat_map(WarningView::all).collect(),
            incomplete: tables.iter().flat_map(|table| IncompleteView::all(table.table)).collect(),
            absent: tables.iter().flat_map(|table| AbsentView::all(scores, table.table)).collect(),
            recusals: RecusalView::all(scores),
            not_computed: NotComputed::all(of.science.is_none()),
        }
    }
}

/// `stage`, or `combined` with the way in which stages are combined. A rule file of one stage has its result under both
/// names of that stage: as `stage`.
fn scope<'a>(rules: &'a Rules, scope: &'a Scope) -> (Option<&'a str>, Option<Vec<&'a str>>, Option<&'static str>) {
    match (scope, rules.stages()) {
        (Scope::Stage(stage), _) => (Some(stage.as_str()), None, None),
        (Scope::Combined, [only]) => (Some(only.id.as_str()), None, None),
        (Scope::Combined, stages) => {
            let ids = stages.iter().map(|stage| stage.id.as_str()).collect();
            (None, Some(ids), Some(rules.combination().name()))
        }
    }
}

/// The value that all share; `None` if they differ or there are none.
fn common<T: PartialEq>(mut values: impl Iterator<Item = T>) -> Option<T> {
    let first = values.next()?;
    values.all(|value| value == first).then_some(first)
}
