//! Ranks counted over replicates, and the intervals read from the counts.
//!
//! A tie gives its members a best and a worst rank, and both count: an interval ends at a best rank below and at a worst
//! rank above. With `n` replicates in which a candidate has a rank, its interval at tail `t` is
//!
//! `[ smallest b with #{best <= b} > t n,  largest w with #{worst >= w} > t n ]`,
//!
//! which leaves at most the share `t` of them out at each end. The marginal interval has `t = (1 - level) / 2`. The
//! simultaneous ones have one `t` for all candidates, the largest at which all ranks are inside in `level` of the
//! replicates (Besag, Green, Higdon & Mengersen 1995, Stat. Sci. 10:3-41, section 6.3): for each replicate, the depth
//! is the smallest share that any of its ranks has at or beyond it, and the `t` wanted is a quantile of the depths.

use super::board::{Board, Honour, Outcome, PLACE};
use super::{RankInterval, UNSCORED_MAX};
use crate::agreement::Confidence;
use num_traits::ToPrimitive;
use rayon::prelude::*;

/// Replicates that one thread computes at a time; no result depends on it.
const CHUNK: usize = 64;

/// What the replicates came to.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    candidates: usize,
    replicates: usize,
    /// Replicate after replicate; zeros for a candidate that has no score in it.
    ranks: Vec<[u16; 2]>,
    /// Added places, in units of [`PLACE`].
    on_list: Vec<u64>,
    same: u64,
}

/// What they came to for one candidate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Summary {
    /// `None` where it has no score in more than [`UNSCORED_MAX`] of the replicates.
    pub(super) intervals: Option<Intervals>,
    pub(super) on_list: f64,
    pub(super) mean_rank: f64,
    pub(super) unscored: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Intervals {
    pub(super) marginal: RankInterval,
    pub(super) simultaneous: RankInterval,
}

/// The scores of one replicate.
#[derive(Clone, Debug)]
pub(super) struct Scores {
    /// One a candidate; what stands in for it where it has none.
    pub(super) points: Vec<f64>,
    pub(super) scored: Vec<bool>,
}

impl Tally {
    /// Makes `replicates` replicates: `draw` writes the scores of the one whose number it is given.
    pub(super) fn of<S>(
        board: &Board,
        replicates: usize,
        scratch: impl Fn() -> S + Sync,
        draw: impl Fn(usize, &mut S, &mut Scores) + Sync,
    ) -> Self {
        let candidates = board.candidates();
        let mut ranks = vec![[0_u16; 2]; replicates * candidates];
        let chunk = |(at, rows): (usize, &mut [[u16; 2]])| {
            let (mut scratch, mut outcome) = (scratch(), board.outcome());
            let mut scores = Scores { points: vec![0.0; candidates], scored: vec![true; candidates] };
            let mut sums = (vec![0; candidates], 0);
            for (row, ranks) in rows.chunks_exact_mut(candidates).enumerate() {
                draw(at * CHUNK + row, &mut scratch, &mut scores);
                board.judge(&scores.points, &mut outcome);
                note(&scores.scored, &outcome, ranks, &mut sums);
            }
            sums
        };
        let zero = || (vec![0; candidates], 0);
        let (on_list, same) =
            ranks.par_chunks_mut(CHUNK * candidates).enumerate().map(chunk).reduce(zero, |mut sums, other| {
                sums.0.iter_mut().zip(other.0).for_each(|(sum, other)| *sum += other);
                (sums.0, sums.1 + other.1)
            });
        Self { candidates, replicates, ranks, on_list, same }
    }

    /// The share of replicates with the official list.
    pub(super) fn same_list(&self) -> f64 {
        self.same as f64 / self.replicates as f64
    }

    /// What the replicates say of each candidate.
    pub(super) fn summaries(&self, level: Confidence) -> Vec<Summary> {
        let common = self.common_share(level);
        (0..self.candidates).into_par_iter().map(|candidate| self.summary(candidate, level, common)).collect()
    }

    fn summary(&self, candidate: usize, level: Confidence, common: f64) -> Summary {
        let counts = self.counts(candidate);
        let unscored = self.unscored(counts.scored);
        let intervals = (unscored <= UNSCORED_MAX).then(|| {
            let marginal = counts.interval(|share| share > level.tail());
            let simultaneous = counts.interval(|share| share >= common).around(marginal);
            Intervals { marginal, simultaneous }
        });
        let scored = counts.scored.max(1) as f64;
        Summary {
            intervals,
            on_list: self.on_list[candidate] as f64 / PLACE as f64 / scored,
            mean_rank: counts.sum as f64 / 2.0 / scored,
            unscored,
        }
    }

    fn unscored(&self, scored: usize) -> f64 {
        (self.replicates - scored) as f64 / self.replicates as f64
    }

    /// The largest share such that intervals which end at ranks with that share at or beyond them hold all ranks in
    /// `level` of the replicates.
    fn common_share(&self, level: Confidence) -> f64 {
        let depth = |mut depths: Vec<f64>, candidate: usize| {
            let counts = self.counts(candidate);
            if self.unscored(counts.scored) <= UNSCORED_MAX {
                for (depth, rank) in depths.iter_mut().zip(self.column(candidate)) {
                    *depth = depth.min(counts.depth(rank));
                }
            }
            depths
        };
        let none = || vec![1.0_f64; self.replicates];
        let deepest = |a: Vec<f64>, b: Vec<f64>| a.into_iter().zip(b).map(|(a, b)| a.min(b)).collect();
        let mut depths = (0..self.candidates).into_par_iter().with_min_len(8).fold(none, depth).reduce(none, deepest);
        depths.sort_unstable_by(f64::total_cmp);
        depths[left_out(level, self.replicates)]
    }

    fn column(&self, candidate: usize) -> impl Iterator<Item = [u16; 2]> {
        self.ranks.iter().skip(candidate).step_by(self.candidates).copied()
    }

    fn counts(&self, candidate: usize) -> Counts {
        let mut counts =
            Counts { at_most: vec![0; self.candidates + 1], at_least: vec![0; self.candidates + 1], scored: 0, sum: 0 };
        for [best, worst] in self.column(candidate).filter(|[best, _]| *best > 0) {
            counts.at_most[usize::from(best)] += 1;
            counts.at_least[usize::from(worst)] += 1;
            counts.sum += u64::from(best) + u64::from(worst);
            counts.scored += 1;
        }
        for rank in 1..=self.candidates {
            counts.at_most[rank] += counts.at_most[rank - 1];
            let rank = self.candidates - rank;
            counts.at_least[rank] += counts.at_least[rank + 1];
        }
        counts
    }
}

fn note(scored: &[bool], outcome: &Outcome, ranks: &mut [[u16; 2]], sums: &mut (Vec<u64>, u64)) {
    for (candidate, rank) in ranks.iter_mut().enumerate().filter(|(candidate, _)| scored[*candidate]) {
        *rank = outcome.ranks[candidate];
        sums.0[candidate] += match outcome.honours[candidate] {
            Honour::On => PLACE,
            Honour::Tied => outcome.share,
            Honour::Off => 0,
        };
    }
    sums.1 += u64::from(outcome.same);
}

/// How many of `replicates` may be left out at `level`.
pub(super) fn left_out(level: Confidence, replicates: usize) -> usize {
    // At least one, since a level is above 0.
    let inside = (level.get() * replicates as f64).ceil().to_usize();
    inside.map_or(0, |inside| replicates.saturating_sub(inside))
}

/// How often a candidate has which rank.
struct Counts {
    /// Replicates in which its best rank is at most this.
    at_most: Vec<u32>,
    /// Replicates in which its worst rank is at least this.
    at_least: Vec<u32>,
    scored: usize,
    /// Of best and worst ranks.
    sum: u64,
}

impl Counts {
    fn share(&self, count: u32) -> f64 {
        f64::from(count) / self.scored.max(1) as f64
    }

    /// The smaller of the shares of replicates at or beyond a rank, below and above; 1 without a rank.
    fn depth(&self, [best, worst]: [u16; 2]) -> f64 {
        if best == 0 {
            return 1.0;
        }
        self.share(self.at_most[usize::from(best)].min(self.at_least[usize::from(worst)]))
    }

    /// From the first rank whose share at or below it is enough, to the last whose share at or above it is.
    fn interval(&self, enough: impl Fn(f64) -> bool) -> RankInterval {
        let last = self.at_most.len() - 1;
        let best = (1..=last).find(|rank| enough(self.share(self.at_most[*rank]))).unwrap_or(last);
        let worst = (1..=last).rev().find(|rank| enough(self.share(self.at_least[*rank]))).unwrap_or(1);
        RankInterval { best, worst }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::Stream;
    use zhuoping_provenance::Seed;

    /// Ranks of `candidates` by noisy levels; coarse levels tie, and some candidates have none in some replicates.
    fn tally(candidates: u32, replicates: usize, seed: u8) -> Tally {
        let mut stream = Stream::new(Seed::from_bytes([seed; 32]), 0);
        let mut ranks = Vec::new();
        for _ in 0..replicates {
            let levels: Vec<u32> = (0..candidates).map(|at| 2 * at + stream.index(9)).collect();
            for level in &levels {
                let better = levels.iter().filter(|other| *other > level).count();
                let equal = levels.iter().filter(|other| *other == level).count();
                let rank = [better + 1, better + equal].map(|rank| u16::try_from(rank).unwrap());
                ranks.push(if stream.index(40) == 0 { [0, 0] } else { rank });
            }
        }
        let candidates = candidates as usize;
        Tally { candidates, replicates, ranks, on_list: vec![0; candidates], same: 0 }
    }

    /// How many replicates have all the ranks they have inside.
    fn jointly(tally: &Tally, intervals: &[RankInterval]) -> usize {
        let inside = |row: &&[[u16; 2]]| {
            let mut cells = row.iter().zip(intervals).filter(|([best, _], _)| *best > 0);
            cells.all(|(rank, interval)| rank.iter().all(|rank| interval.contains(usize::from(*rank))))
        };
        tally.ranks.chunks(tally.candidates).filter(inside).count()
    }

    #[test]
    fn marginal_intervals_leave_out_no_more_than_a_tail_at_each_end_and_are_the_shortest_that_do() {
        for (seed, level) in [(1, Confidence::USUAL), (2, Confidence::EIGHTY), (3, Confidence::STRICT)] {
            let tally = tally(7, 900, seed);
            for (candidate, summary) in tally.summaries(level).iter().enumerate() {
                let ranks: Vec<[u16; 2]> = tally.column(candidate).filter(|[best, _]| *best > 0).collect();
                let allowed = level.tail() * ranks.len() as f64;
                let RankInterval { best, worst } = summary.intervals.unwrap().marginal;
                let beyond = |best: usize, worst: usize| {
                    [
                        ranks.iter().filter(|rank| usize::from(rank[0]) < best).count() as f64,
                        ranks.iter().filter(|rank| usize::from(rank[1]) > worst).count() as f64,
                    ]
                };
                assert!(beyond(best, worst).iter().all(|count| *count <= allowed));
                assert!(beyond(best + 1, worst - 1).iter().all(|count| *count > allowed));
                let middle: f64 = ranks.iter().map(|[best, worst]| f64::from(best + worst) / 2.0).sum();
                assert!((summary.mean_rank - middle / ranks.len() as f64).abs() < 1e-12);
                assert!((summary.unscored - (1.0 - ranks.len() as f64 / 900.0)).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn simultaneous_intervals_hold_all_ranks_at_the_level_and_a_larger_common_tail_would_not() {
        for (seed, level, allowed) in
            [(1, Confidence::USUAL, 45), (2, Confidence::EIGHTY, 180), (3, Confidence::STRICT, 9)]
        {
            let tally = tally(7, 900, seed);
            let summaries = tally.summaries(level);
            let intervals: Vec<RankInterval> =
                summaries.iter().map(|summary| summary.intervals.unwrap().simultaneous).collect();
            assert!(900 - jointly(&tally, &intervals) <= allowed);
            let common = tally.common_share(level);
            let shorter: Vec<RankInterval> =
                (0..7).map(|candidate| tally.counts(candidate).interval(|share| share > common)).collect();
            assert!(900 - jointly(&tally, &shorter) > allowed, "{seed}");
            for summary in summaries {
                let Intervals { marginal, simultaneous } = summary.intervals.unwrap();
                assert!(simultaneous.best <= marginal.best && marginal.worst <= simultaneous.worst);
            }
        }
    }

    #[test]
    fn the_level_leaves_out_no_replicate_too_many() {
        let level = |level| Confidence::new(level).unwrap();
        let cases = [(0.95, 4000, 200), (0.9, 4000, 400), (0.8, 5, 1), (0.99, 99, 0), (0.0001, 200, 199)];
        for (share, replicates, out) in cases {
            assert_eq!(left_out(level(share), replicates), out, "{share} of {replicates}");
        }
    }
}
