//! How firm the ranks are: for each candidate where its rank may lie, and how surely it stands on the list.
//!
//! Three methods answer, each from another source, and none of them moves a rank. They ask different questions, so they
//! are shown side by side and not averaged.
//!
//! | method | the question | it takes for granted |
//! | --- | --- | --- |
//! | [`RankUncertainty::bootstrap`] | what list would the *official rule* make if the panel were drawn again from such persons? | the persons at hand stand for all who might have been drawn |
//! | [`RankUncertainty::components`] | how good are the candidates *truly*, given all that the scores say of spread between entrants and between reviewers? | normal scores; variance components estimated well; entrants that come from one population, so that extreme ones are drawn to the middle |
//! | [`RankUncertainty::differences`] | which candidates are *proven* different, whatever their true scores are? | `total = entrant + reviewer + rest` with a rest of one variance; nothing about the entrants |
//!
//! Which to read when:
//!
//! * For "would another panel have chosen the same list": [`MethodRanks::same_list`] and [`CandidateRanks::on_list`] of
//!   `components`. With 5 to 9 reviewers the bootstrap has few different panels to draw (126 of 5 persons, 24 310 of 9), a
//!   person drawn twice brings the same opinion twice, and its spread is too small by about one part in the number of
//!   persons; it is there because it alone follows the official rule, trimming and all. Where the two disagree widely,
//!   one person moves the list: see [`crate::sensitivity`].
//! * For "may we say in public that A is better than B": `differences`. It errs towards saying nothing, and its claims
//!   hold together at the level.
//! * For one candidate that asks for its own rank: the *marginal* interval. For a table of all candidates, or any
//!   statement on who is above the line: the *simultaneous* ones, since among 20 intervals at 95 % one is expected to
//!   miss.
//!
//! How well they hold, measured on 1 000 simulated panels of 12 entrants and 7 reviewers by a seeded test of this crate: the
//! share of true ranks inside 95 % marginal intervals, and of panels with all true ranks inside the simultaneous ones.
//!
//! | method | marginal | simultaneous | ranks beyond the first in a marginal interval |
//! | --- | --- | --- | --- |
//! | bootstrap | 94 % | 68 % | 4.1 |
//! | components | 98 % | 94 % | 4.8 |
//! | differences | 99.9 % | 99.8 % | 7.2 |
//!
//! The bootstrap's simultaneous intervals are thus those of another list by *these* persons, and no statement on true
//! ranks. With 4 entrants and 3 reviewers that do not differ, `differences` wrongly tells some apart in 4 % of panels;
//! without its allowance for an estimated variance, in 16 %.
//!
//! Ranks are from 1, and `best` is the smaller number. Where candidates tie in a replicate, each takes the ranks they share:
//! the best of them and the worst both count. The intervals of bootstrap and components are named in `tally` in this
//! module's source (Besag et al. 1995), those of differences in [`RankSets`].
//!
//! Candidates are those who are ranked. Who passed the gates is taken as it is. Stages with weights `w` are combined as
//! the rule file does; in `components` and `differences` as `sum w m` with covariance `sum w^2 C`, errors of different
//! stages taken as independent: where the same persons score at both stages this is too narrow, and the bootstrap, which
//! draws persons with all their sheets, is not. Both work on plain means of totals, also where the rule trims.
//!
//! A method that cannot answer says why ([`NoRanks`]) and the others answer all the same.

mod board;
mod bootstrap;
mod differences;
mod estimated;
mod normal;
mod refusal;
mod separation;
mod sheets;
mod tally;

pub use differences::{RankSets, expected_ranks};
pub use normal::Normal;
pub use refusal::NoRanks;
pub use separation::Separation;

use crate::agreement::Confidence;
use crate::components::Estimates;
use crate::kind::EntrantKind;
use crate::ranking::{KindRanking, RankError, Ranking, aim};
use crate::rules::{Rules, Statistics};
use crate::severity::Adjusted;
use crate::standing::{Aim, Field};
use crate::table::Scores;
use board::Board;
use zhuoping_criteria::Bilingual;

/// The fewest persons that are drawn from. Two have three different panels, so an interval would be no more than the two
/// opinions.
pub const BOOTSTRAP_REVIEWERS_MIN: usize = 3;

/// The largest share of replicates in which a candidate may have no score for want of drawn sheets.
pub const UNSCORED_MAX: f64 = 0.1;

/// The fewest replicates: with 200 the tails of a 95 % interval have 5 each.
pub const REPLICATES_MIN: u32 = 200;

/// The most candidates that the bootstrap ranks; the ranks in all replicates are held in memory.
pub const CANDIDATES_MAX: usize = 5_000;

/// The most candidates whose figures are drawn from the variance components; a draw takes time with their square.
pub const COMPONENTS_MAX: usize = 1_000;

/// The most candidates whose pairs are all tested.
pub const DIFFERENCES_MAX: usize = 300;

/// How ranks are simulated.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The level of the intervals.
    pub level: Confidence,
    /// How many replicates each method draws. With `n` of them a probability `p` is known to `sqrt(p (1 - p) / n)`.
    pub replicates: u32,
    /// The text that all random numbers come from.
    pub seed: String,
}

impl Default for Settings {
    /// Those of a rule file that says nothing: 95 %, 4 000 replicates (a probability of one half is then known to 0.8
    /// percent points), from the text `zhuoping`.
    fn default() -> Self {
        Self::from(&Statistics::default())
    }
}

impl From<&Statistics> for Settings {
    fn from(statistics: &Statistics) -> Self {
        let Statistics { level, replicates, seed, .. } = statistics;
        Self { level: *level, replicates: *replicates, seed: seed.clone() }
    }
}

/// Ranks from `best`, the smaller number, to `worst`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RankInterval {
    /// The best rank in it, 1 or more.
    pub best: usize,
    /// The worst rank in it, at most the number of candidates.
    pub worst: usize,
}

impl RankInterval {
    /// Whether `rank` is in it.
    pub fn contains(self, rank: usize) -> bool {
        (self.best..=self.worst).contains(&rank)
    }

    fn around(self, other: Self) -> Self {
        Self { best: self.best.min(other.best), worst: self.worst.max(other.worst) }
    }
}

/// What one method says of one candidate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CandidateRanks {
    /// Holds this candidate's rank at the level.
    pub marginal: RankInterval,
    /// Together with those of all others, holds all ranks at the level.
    pub simultaneous: RankInterval,
    /// The probability of standing on the list: rank within the caps and floor reached. A tie for the last places counts
    /// for each member with its share of them.
    pub on_list: f64,
    /// The expected rank; members of a tie share the middle of their ranks.
    pub expected_rank: f64,
    /// The share of replicates in which it has no score; the other figures leave them out. Only the bootstrap has any.
    pub unscored: f64,
}

/// What one method says.
#[derive(Clone, Debug, PartialEq)]
pub struct MethodRanks {
    /// One a candidate, in the order of [`KindRanking::candidates`].
    pub candidates: Vec<Result<CandidateRanks, NoRanks>>,
    /// How often the list is the official one: some way of breaking the ties for the end of both makes them the same.
    pub same_list: f64,
}

/// How firm the ranks of one kind are.
#[derive(Clone, Debug, PartialEq)]
pub struct RankUncertainty {
    /// The kind.
    pub kind: EntrantKind,
    /// The level of all intervals.
    pub level: Confidence,
    /// How many replicates each method drew.
    pub replicates: u32,
    /// By drawing the reviewers again.
    pub bootstrap: Result<MethodRanks, NoRanks>,
    /// By the variance components.
    pub components: Result<MethodRanks, NoRanks>,
    /// By pairwise differences of the totals adjusted for severity.
    pub differences: Result<MethodRanks, NoRanks>,
    /// Who cannot be told apart; there where `differences` are.
    pub separation: Option<Separation>,
}

/// What the methods say of one candidate; `None` where they do not answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CandidateUncertainty<'a> {
    /// By drawing the reviewers again.
    pub bootstrap: Option<&'a CandidateRanks>,
    /// By the variance components.
    pub components: Option<&'a CandidateRanks>,
    /// By pairwise differences.
    pub differences: Option<&'a CandidateRanks>,
}

/// What two of the methods start from at one stage and kind, or why there is none.
#[derive(Clone, Debug)]
pub struct StageSource<'a> {
    /// The entrants' true totals as the variance components see them.
    pub estimates: Result<&'a Estimates, Bilingual>,
    /// Totals adjusted for severity.
    pub adjusted: Result<&'a Adjusted, Bilingual>,
}

impl RankUncertainty {
    /// How firm the ranks of each kind in `ranking` are, which was made from `scores` and `rules`. `sources` has one
    /// entry a stage of the rule file for each kind, in the order of [`Ranking::kinds`].
    ///
    /// # Errors
    /// [`RankError`] when the ranking's scope is of another rule file.
    ///
    /// # Panics
    /// When the ranking is of other scores, or `sources` does not have an entry for each kind and stage.
    pub fn of(
        scores: &Scores,
        rules: &Rules,
        ranking: &Ranking,
        sources: &[Vec<StageSource<'_>>],
        settings: &Settings,
    ) -> Result<Vec<Self>, RankError> {
        assert_eq!(sources.len(), ranking.kinds.len(), "sources for each kind");
        let (_, aim) = aim(rules, ranking.scope.clone())?;
        let of_kind = |(kind, sources): (&KindRanking, &Vec<StageSource<'_>>)| {
            assert_eq!(sources.len(), rules.stages().len(), "sources for each stage");
            Self::of_kind(scores, rules, aim, kind, sources, settings)
        };
        Ok(ranking.kinds.iter().zip(sources).map(of_kind).collect())
    }

    fn of_kind(
        scores: &Scores,
        rules: &Rules,
        aim: Aim,
        ranking: &KindRanking,
        sources: &[StageSource<'_>],
        settings: &Settings,
    ) -> Self {
        let field = Field::new(scores, rules, ranking.kind, aim);
        let board = Board::new(&field, ranking);
        let desk = estimated::Desk { field: &field, ranking, board: &board, sources, settings };
        let bootstrap = bootstrap::ranks(&field, ranking, &board, settings);
        let components = desk.components();
        let (differences, separation) = match desk.differences() {
            Ok((ranks, separation)) => (Ok(ranks), Some(separation)),
            Err(why) => (Err(why), None),
        };
        let Settings { level, replicates, .. } = *settings;
        Self { kind: ranking.kind, level, replicates, bootstrap, components, differences, separation }
    }

    /// What the methods say of the candidate at this position of [`KindRanking::candidates`].
    ///
    /// # Panics
    /// When there is no such candidate.
    pub fn candidate(&self, at: usize) -> CandidateUncertainty<'_> {
        fn of(method: &Result<MethodRanks, NoRanks>, at: usize) -> Option<&CandidateRanks> {
            method.as_ref().ok().and_then(|ranks| ranks.candidates[at].as_ref().ok())
        }
        CandidateUncertainty {
            bootstrap: of(&self.bootstrap, at),
            components: of(&self.components, at),
            differences: of(&self.differences, at),
        }
    }
}
