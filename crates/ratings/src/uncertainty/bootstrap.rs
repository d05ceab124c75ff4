//! Ranks when the panel is drawn again from itself.
//!
//! A replicate draws as many persons as there are, with replacement, and takes their sheets at all stages as often as the
//! person came up; the rule file then makes scores, ranks and the list of them as it does of the real panel: mean,
//! trimmed means, median, weights, floors and caps. What a panel agreed on stays as it is. Who passed a gate stays too,
//! since only those who passed have the later sheets.
//!
//! A candidate whose drawn sheets are too few for the rule has no rank in that replicate. Its figures are of the
//! replicates in which it has one, and it gets no interval when there are too few of these. For the ranks of the others
//! and for the list its official score stands in.
//!
//! Persons are put in the order of what they wrote and not of their ids, so that a renamed panel gives the same numbers.

use super::board::Board;
use super::sheets::Sheets;
use super::tally::Tally;
use super::{BOOTSTRAP_REVIEWERS_MIN, CANDIDATES_MAX, CandidateRanks, MethodRanks, NoRanks, Settings, refusal};
use crate::id::ReviewerId;
use crate::ranking::KindRanking;
use crate::rules::Rule;
use crate::simulation::Stream;
use crate::standing::{Field, Mix, StageField, Variant};
use zhuoping_provenance::Seed;

const TAG: &str = "zhuoping/ranks/bootstrap/v1";

pub(super) fn ranks(
    field: &Field<'_>,
    ranking: &KindRanking,
    board: &Board,
    settings: &Settings,
) -> Result<MethodRanks, NoRanks> {
    refusal::feasible(ranking.candidates.len(), CANDIDATES_MAX, settings.replicates)?;
    let panel = Panel::new(field, ranking)?;
    let seed = Seed::from_text(TAG, &settings.seed);
    let official: Vec<f64> = ranking.candidates.iter().map(|candidate| candidate.profile.total.to_f64()).collect();
    let times = || vec![0; panel.persons];
    let tally = Tally::of(board, settings.replicates as usize, times, |replicate, times, scores| {
        times.fill(0);
        Stream::new(seed, replicate as u64).resample(times);
        for (candidate, official) in official.iter().enumerate() {
            let score = panel.score(candidate, times);
            scores.scored[candidate] = score.is_some();
            scores.points[candidate] = score.unwrap_or(*official);
        }
    });
    let candidate = |summary: super::tally::Summary| {
        let share = summary.unscored;
        let intervals = summary.intervals.ok_or(NoRanks::Unscored { share })?;
        Ok(CandidateRanks {
            marginal: intervals.marginal,
            simultaneous: intervals.simultaneous,
            on_list: summary.on_list,
            expected_rank: summary.mean_rank,
            unscored: share,
        })
    };
    let candidates = tally.summaries(settings.level).into_iter().map(candidate).collect();
    Ok(MethodRanks { candidates, same_list: tally.same_list() })
}

/// Everything a replicate is made of.
struct Panel {
    persons: usize,
    /// The stages that count: what a hundredth there is worth in points, and each candidate's sheets.
    stages: Vec<(f64, Vec<Sheets>)>,
}

impl Panel {
    fn new(field: &Field<'_>, ranking: &KindRanking) -> Result<Self, NoRanks> {
        let mix = field.final_mix(Variant::default());
        if mix.iter().all(|(stage, _)| field.rules.stages()[*stage].rule == Rule::Consensus) {
            return Err(NoRanks::Agreed);
        }
        let persons = persons(field, ranking, &mix);
        if persons.len() < BOOTSTRAP_REVIEWERS_MIN {
            return Err(NoRanks::TooFewReviewers { found: persons.len() });
        }
        let mut places: Vec<(&ReviewerId, u32)> = persons.iter().copied().zip(0..).collect();
        places.sort_unstable();
        let alone = mix.len() == 1;
        let stages = mix.iter().map(|(stage, weight)| {
            let (rule, stage) = (field.rules.stages()[*stage].rule, counted(field, *stage));
            let place: Vec<Option<u32>> = (stage.table.reviewers().iter())
                .map(|id| places.binary_search_by_key(&id, |(id, _)| id).ok().map(|at| places[at].1))
                .collect();
            let of = |r: usize| place[r].expect("who wrote a sheet that counts is among those drawn from");
            let sheets = ranking.candidates.iter().map(|candidate| {
                let row = stage.rows[candidate.entrant].expect(HAS_A_ROW);
                Sheets::new(stage.table, row, rule, of).expect("a ranked entrant has a score")
            });
            (if alone { 1.0 } else { weight.to_f64() } / 100.0, sheets.collect())
        });
        Ok(Self { persons: persons.len(), stages: stages.collect() })
    }

    /// The score in points; `None` where a stage has too few sheets drawn.
    fn score(&self, candidate: usize, times: &[u32]) -> Option<f64> {
        self.stages.iter().try_fold(0.0, |sum, (worth, sheets)| Some(sum + worth * sheets[candidate].score(times)?))
    }
}

const HAS_A_ROW: &str = "a ranked entrant has a row at every stage that counts";

fn counted<'f, 'a>(field: &'f Field<'a>, stage: usize) -> &'f StageField<'a> {
    field.stages[stage].as_ref().expect("a stage that ranks somebody has a table")
}

/// What a person wrote: the stage, which entrant it is about, and the percents.
type Written<'a> = (usize, usize, &'a [u8]);

/// Everybody with a complete sheet on a candidate at a stage that counts sheets, in the order of what they wrote. An
/// entrant is known by all that was written about it, so that its name has no part in the order either. Those who wrote
/// the same stand in the order of their ids, and it does not matter which of them is drawn.
fn persons<'a>(field: &Field<'a>, ranking: &KindRanking, mix: &Mix) -> Vec<&'a ReviewerId> {
    let stages: Vec<&StageField<'_>> = (mix.iter())
        .filter(|(stage, _)| field.rules.stages()[*stage].rule != Rule::Consensus)
        .map(|(stage, _)| counted(field, *stage))
        .collect();
    let about: Vec<Vec<Vec<&[u8]>>> =
        ranking.candidates.iter().map(|candidate| about(&stages, candidate.entrant)).collect();
    let mut known = about.clone();
    known.sort_unstable();
    let mut written: Vec<(&ReviewerId, Written<'_>)> = Vec::new();
    for (candidate, about) in ranking.candidates.iter().zip(&about) {
        let entrant = known.partition_point(|other| other < about);
        for (at, stage) in stages.iter().enumerate() {
            let sheets = stage.table.complete_sheets(stage.rows[candidate.entrant].expect(HAS_A_ROW));
            written.extend(sheets.map(|(r, sheet)| (&stage.table.reviewers()[r], (at, entrant, sheet.percents()))));
        }
    }
    written.sort_unstable();
    let mut persons: Vec<(Vec<Written<'_>>, &ReviewerId)> = (written.chunk_by(|a, b| a.0 == b.0))
        .map(|sheets| (sheets.iter().map(|(_, written)| *written).collect(), sheets[0].0))
        .collect();
    persons.sort_unstable();
    persons.into_iter().map(|(_, reviewer)| reviewer).collect()
}

/// All complete sheets on an entrant, stage by stage, in no order of reviewers.
fn about<'a>(stages: &[&StageField<'a>], entrant: usize) -> Vec<Vec<&'a [u8]>> {
    let at_stage = |stage: &&StageField<'a>| {
        let row = stage.rows[entrant].expect(HAS_A_ROW);
        let mut percents: Vec<&[u8]> = stage.table.complete_sheets(row).map(|(_, sheet)| sheet.percents()).collect();
        percents.sort_unstable();
        percents
    };
    stages.iter().map(at_stage).collect()
}
