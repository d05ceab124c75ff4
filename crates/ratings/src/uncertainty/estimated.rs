//! Ranks of figures that are known up to jointly normal errors: by the variance components, and by adjusted totals.
//!
//! The list and its probabilities come from draws in both. The variance components give a distribution of the true
//! scores, so their intervals come from the draws too. Adjusted totals give estimates, so theirs are confidence sets from
//! tested differences, and their draws are the estimates' errors put around the estimates: a confidence distribution, in
//! which no entrant is thought to be like the others.

use super::board::Board;
use super::differences::{Draws, RankSets, expected_ranks};
use super::normal::{Errors, Normal, Part, combined};
use super::separation::Separation;
use super::tally::{Intervals, Tally};
use super::{COMPONENTS_MAX, CandidateRanks, DIFFERENCES_MAX, MethodRanks, NoRanks, Settings, StageSource, refusal};
use crate::ranking::KindRanking;
use crate::simulation::Stream;
use crate::standing::{Field, Mix, Variant};
use zhuoping_criteria::Bilingual;
use zhuoping_provenance::Seed;

const TAG: &str = "zhuoping/ranks/components/v1";

/// Everything that the two methods work on.
pub(super) struct Desk<'a> {
    pub(super) field: &'a Field<'a>,
    pub(super) ranking: &'a KindRanking,
    pub(super) board: &'a Board,
    /// One a stage of the rule file.
    pub(super) sources: &'a [StageSource<'a>],
    pub(super) settings: &'a Settings,
}

impl Desk<'_> {
    /// By the variance components.
    pub(super) fn components(&self) -> Result<MethodRanks, NoRanks> {
        refusal::feasible(self.ranking.candidates.len(), COMPONENTS_MAX, self.settings.replicates)?;
        let figures = self.figures(&self.field.final_mix(Variant::default()), |stage| {
            let estimates = self.source(stage, &self.sources[stage].estimates)?;
            Ok(Part { entrants: &estimates.entrants, values: &estimates.mean, covariance: &estimates.covariance })
        })?;
        let (count, errors) = (figures.count(), Errors::of(&figures));
        let seed = Seed::from_text(TAG, &self.settings.seed);
        let replicates = self.settings.replicates as usize;
        let room = || (vec![0.0; count], vec![0.0; count]);
        let tally = Tally::of(self.board, replicates, room, |replicate, (units, drawn), scores| {
            errors.draw(&mut Stream::new(seed, replicate as u64), units, drawn);
            add(&mut scores.points, figures.mean(), |at| drawn[at]);
        });
        let ranks = tally.summaries(self.settings.level).into_iter().zip(expected_ranks(&figures, None));
        let candidates = ranks.map(|(summary, expected_rank)| {
            let Intervals { marginal, simultaneous } = summary.intervals.expect("every draw ranks everybody");
            Ok(CandidateRanks { marginal, simultaneous, on_list: summary.on_list, expected_rank, unscored: 0.0 })
        });
        Ok(MethodRanks { candidates: candidates.collect(), same_list: tally.same_list() })
    }

    /// By pairwise differences, and who cannot be told apart by them.
    pub(super) fn differences(&self) -> Result<(MethodRanks, Separation), NoRanks> {
        refusal::feasible(self.ranking.candidates.len(), DIFFERENCES_MAX, self.settings.replicates)?;
        let mix = self.field.final_mix(Variant::default());
        let adjusted = |stage: usize| self.source(stage, &self.sources[stage].adjusted);
        let figures = self.figures(&mix, |stage| {
            let adjusted = adjusted(stage)?;
            Ok(Part { entrants: &adjusted.entrants, values: &adjusted.totals, covariance: &adjusted.covariance })
        })?;
        // The variance of the stage with the fewest degrees of freedom is the least known; taking all for no better
        // known errs towards wider sets.
        let freedom = mix.iter().filter_map(|(stage, _)| adjusted(*stage).ok()).map(|adjusted| adjusted.freedom).min();
        let draws = Draws::new(&figures, freedom, self.settings);
        let tally = Tally::of(
            self.board,
            self.settings.replicates as usize,
            || (),
            |replicate, (), scores| {
                add(&mut scores.points, figures.mean(), |at| draws.error(replicate, at));
            },
        );
        let sets = RankSets::from_draws(&figures, &draws, self.settings.level);
        let ranks = tally.summaries(self.settings.level).into_iter().zip(expected_ranks(&figures, freedom));
        let ranks = ranks.enumerate().map(|(at, (summary, expected_rank))| {
            let (marginal, simultaneous) = (sets.marginal[at], sets.simultaneous[at]);
            Ok(CandidateRanks { marginal, simultaneous, on_list: summary.on_list, expected_rank, unscored: 0.0 })
        });
        let method = MethodRanks { candidates: ranks.collect(), same_list: tally.same_list() };
        let candidates = &self.ranking.candidates;
        let mut order: Vec<usize> = (0..candidates.len()).collect();
        order.sort_by(|a, b| {
            let by_total = figures.mean()[*b].total_cmp(&figures.mean()[*a]);
            candidates[*a].place.cmp(&candidates[*b].place).then(by_total)
        });
        Ok((method, Separation::of(&sets, &order, self.board.official())))
    }

    /// One figure a candidate, which must not all be known without error.
    fn figures<'s>(&self, mix: &Mix, part: impl Fn(usize) -> Result<Part<'s>, NoRanks>) -> Result<Normal, NoRanks> {
        let candidates: Vec<usize> = self.ranking.candidates.iter().map(|candidate| candidate.entrant).collect();
        let figures = combined(self.field, &candidates, mix, part)?;
        figures.check().map(|()| figures)
    }

    fn source<'s, T>(&self, stage: usize, source: &'s Result<&T, Bilingual>) -> Result<&'s T, NoRanks> {
        let stage = || self.field.rules.stages()[stage].id.clone();
        source.as_ref().copied().map_err(|why| NoRanks::NoSource { stage: stage(), why: why.clone() })
    }
}

fn add(points: &mut [f64], mean: &[f64], error: impl Fn(usize) -> f64) {
    points.iter_mut().zip(mean).enumerate().for_each(|(at, (points, mean))| *points = mean + error(at));
}
