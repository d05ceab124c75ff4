//! Everything beside the ranking that is estimated and not counted: variance components, adjusted totals, rank
//! uncertainty, and the three figures made of them.

use crate::components::{Estimates, Refusal, ThreeWay, TwoWay};
use crate::exact::Exact;
use crate::figures::Figures;
use crate::id::StageId;
use crate::kind::EntrantKind;
use crate::ranking::{KindRanking, RankError, Ranking, aim};
use crate::rasch::{Measure, NoRasch, Rasch};
use crate::rules::Rules;
use crate::severity::{
    Adjusted, CategorySeverity, NoAdjustment, NoCategorySeverity, NoShrinkage, Severities, Shrunken, ShrunkenSeverity,
    by_category,
};
use crate::signs::{ReviewerSigns, SignLimits, signs};
use crate::standing::{Field, Variant};
use crate::table::{Scores, StageTable};
use crate::uncertainty::{CandidateRanks, RankUncertainty, Settings, StageSource};
use rayon::prelude::*;
use zhuoping_criteria::Bilingual;

/// The most cells of a table (sheets x items) for which the models that see every cell are estimated, those with random
/// items and of Rasch: they take a second or so at this size, and the ranking should not wait for them longer.
pub const CELLS_MAX: usize = 100_000;

/// What is estimated beside the ranking.
#[derive(Debug)]
pub struct Science {
    /// One for each of the assessment's tables, in their order.
    pub tables: Vec<TableScience>,
    /// One for each of the ranking's kinds, in their order.
    pub kinds: Vec<KindScience>,
}

/// What is estimated from one table.
#[derive(Debug)]
pub struct TableScience {
    /// Variance components of the totals, items taken as the whole standard.
    pub totals: Result<TwoWay, Refusal>,
    /// Variance components of the percents, items taken as a sample; `None` beyond [`CELLS_MAX`].
    pub percents: Option<Result<ThreeWay, Refusal>>,
    /// The entrants' levels with their covariance.
    pub estimates: Result<Estimates, Refusal>,
    /// Totals adjusted for severity.
    pub adjusted: Result<Adjusted, NoAdjustment>,
    /// Severity by category.
    pub categories: Result<Vec<CategorySeverity>, NoCategorySeverity>,
    /// Severities shrunken towards 0.
    pub shrunken: Result<Shrunken, NoShrinkage>,
    /// The second opinion on severity; `None` beyond [`CELLS_MAX`].
    pub rasch: Option<Result<Rasch, NoRasch>>,
    /// Signs of rating habits, one entry a reviewer.
    pub signs: Vec<ReviewerSigns>,
}

/// What is estimated for one kind of entrant.
#[derive(Debug)]
pub struct KindScience {
    /// How firm the ranks are.
    pub uncertainty: RankUncertainty,
    /// The three figures.
    pub figures: Figures,
    /// For each candidate, the total adjusted for severity at all stages that count; `None` where there is none.
    pub adjusted: Vec<Option<AdjustedRank>>,
}

/// Where a candidate would stand by adjusted totals. This is advice: it stands beside the official rank.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdjustedRank {
    /// The adjusted total, in points.
    pub total: f64,
    /// Its rank among the candidates that have one, from 1; equal totals share it.
    pub rank: usize,
}

impl KindScience {
    /// What the method of the figures says of the candidate at this position.
    ///
    /// # Panics
    /// When there is no such candidate.
    pub fn ranks(&self, at: usize) -> Option<&CandidateRanks> {
        self.figures.line.source?.ranks(&self.uncertainty)?.candidates[at].as_ref().ok()
    }
}

impl TableScience {
    fn of(table: &StageTable, severities: &Severities, rules: &Rules) -> Self {
        let sheets: usize = (0..table.entrants().len()).map(|e| table.complete_sheets(e).count()).sum();
        let every_cell = sheets * table.item_count() <= CELLS_MAX;
        let ((totals, percents), ((adjusted, categories, shrunken), rasch)) = rayon::join(
            || rayon::join(|| TwoWay::of(table), || every_cell.then(|| ThreeWay::of(table))),
            || {
                let level = rules.statistics().level;
                let rest = || (severities.adjusted(), by_category(table, level), Shrunken::of(table));
                rayon::join(rest, || every_cell.then(|| Rasch::of(table)))
            },
        );
        let estimates = totals.as_ref().map_err(Clone::clone).and_then(TwoWay::estimates);
        let model = rasch.as_ref().and_then(|rasch: &Result<Rasch, NoRasch>| rasch.as_ref().ok());
        let signs = signs(table, &SignLimits::default(), model);
        Self { totals, percents, estimates, adjusted, categories, shrunken, rasch, signs }
    }

    /// The shrunken severity of the reviewer at this position of the table.
    pub fn shrunken_of(&self, reviewer: usize) -> Option<ShrunkenSeverity> {
        self.shrunken.as_ref().ok()?.reviewers.iter().find(|severity| severity.reviewer == reviewer).copied()
    }

    /// The Rasch measure of the reviewer at this position of the table.
    pub fn rasch_of(&self, reviewer: usize) -> Option<Measure> {
        let rasch = self.rasch.as_ref()?.as_ref().ok()?;
        rasch.reviewers.iter().find(|element| element.position == reviewer)?.measure.ok()
    }

    fn source(&self) -> StageSource<'_> {
        StageSource {
            estimates: self.estimates.as_ref().map_err(Refusal::explain),
            adjusted: self.adjusted.as_ref().map_err(|why| why.explain()),
        }
    }
}

impl Science {
    /// Estimates everything; `tables` are those of the assessment with their severities.
    pub(super) fn of(
        scores: &Scores,
        rules: &Rules,
        ranking: &Ranking,
        tables: &[(&StageTable, &Severities)],
    ) -> Result<Self, RankError> {
        let sciences: Vec<TableScience> =
            tables.par_iter().map(|(table, severities)| TableScience::of(table, severities, rules)).collect();
        let find = |kind: EntrantKind, stage: &StageId| {
            tables.iter().position(|(table, _)| table.kind() == kind && table.stage() == stage)
        };
        let source = |kind: &KindRanking, stage: &StageId| match find(kind.kind, stage) {
            Some(at) => sciences[at].source(),
            None => StageSource { estimates: Err(not_scored()), adjusted: Err(not_scored()) },
        };
        let sources = |kind: &KindRanking| rules.stages().iter().map(|stage| source(kind, &stage.id)).collect();
        let sources: Vec<Vec<StageSource<'_>>> = ranking.kinds.iter().map(sources).collect();
        let settings = Settings::from(rules.statistics());
        let uncertainty = RankUncertainty::of(scores, rules, ranking, &sources, &settings)?;
        let figures = Figures::of(scores, rules, ranking, &uncertainty)?;
        let (_, aim) = aim(rules, ranking.scope.clone())?;
        let adjusted: Vec<_> = (ranking.kinds.iter())
            .map(|kind| {
                let mix = Field::new(scores, rules, kind.kind, aim).final_mix(Variant::default());
                let parts: Vec<Option<(&StageTable, &Adjusted)>> = (rules.stages().iter())
                    .map(|stage| {
                        let at = find(kind.kind, &stage.id)?;
                        Some((tables[at].0, sciences[at].adjusted.as_ref().ok()?))
                    })
                    .collect();
                adjusted_ranks(kind, &mix, &parts)
            })
            .collect();
        let kinds = uncertainty.into_iter().zip(figures).zip(adjusted);
        let kinds =
            kinds.map(|((uncertainty, figures), adjusted)| KindScience { uncertainty, figures, adjusted }).collect();
        Ok(Self { tables: sciences, kinds })
    }
}

fn not_scored() -> Bilingual {
    Bilingual::new("没有评分", "no score")
}

/// Adjusted totals put together as the official ones are, and ranked. `parts` has one entry a stage of the rule file.
fn adjusted_ranks(
    kind: &KindRanking,
    mix: &[(usize, Exact)],
    parts: &[Option<(&StageTable, &Adjusted)>],
) -> Vec<Option<AdjustedRank>> {
    let total = |entrant| {
        let part = |(stage, weight): &(usize, Exact)| {
            let (table, adjusted) = parts[*stage].as_ref()?;
            let at = adjusted.entrants.binary_search(&table.entrant_index(entrant)?).ok()?;
            Some(weight.to_f64() * adjusted.totals[at])
        };
        mix.iter().map(part).sum::<Option<f64>>()
    };
    let totals: Vec<Option<f64>> = kind.candidates.iter().map(|candidate| total(kind.id(candidate))).collect();
    // Totals that differ by less than a millionth of a point are one but for rounding.
    let above = |a: f64, b: f64| a > b + 1e-6;
    let rank = |mine: f64| 1 + totals.iter().flatten().filter(|other| above(**other, mine)).count();
    totals.iter().map(|total| total.map(|total| AdjustedRank { total, rank: rank(total) })).collect()
}
