//! View models of what the scores leave open, of any size, from a seed.

use super::{Noise, Words, heading, name};
use zhuoping_charts::{CapLine, Certainty, DecidedBy, RankIntervals, RankRange, RankedCandidate};

pub(crate) fn rank_intervals(count: usize, words: Words, seed: u32) -> RankIntervals {
    let mut noise = Noise::new(seed);
    let places = noise.below(u32::try_from(count).unwrap() + 1);
    let (with_line, with_all) = (noise.below(4) > 0, noise.below(3) > 0);
    let candidate = |n: usize| {
        let rank = u32::try_from(n).unwrap() + 1;
        let mut around = |reach: u32| (rank.saturating_sub(noise.below(reach)).max(1), rank + noise.below(reach));
        let (marginal, simultaneous) = (around(9), around(20));
        let certainty = match marginal {
            (_, high) if high <= places => Certainty::Safe,
            (low, _) if low > places => Certainty::Out,
            _ => Certainty::Undecided,
        };
        let missing = noise.below(9) == 0;
        let ranks = if missing {
            RankRange::Missing { why: name(words, n) }
        } else {
            let expected = (noise.below(5) > 0).then(|| f64::from(rank) + 3.0 * (noise.part() - 0.5));
            RankRange::Known { marginal, simultaneous: with_all.then_some(simultaneous), expected }
        };
        RankedCandidate {
            rank,
            tied: noise.below(4) == 0,
            name: name(words, n),
            score: format!("{:.2}", 1000.0 * noise.part()),
            ranks,
            certainty: (with_line && !missing).then_some(certainty),
            probability: (with_line && !missing).then(|| format!("{} %", noise.below(101))),
        }
    };
    RankIntervals {
        heading: heading(words),
        level: "95 %".to_owned(),
        decided_by: if seed.is_multiple_of(2) { DecidedBy::Marginal } else { DecidedBy::Simultaneous },
        candidates: (0..count).map(candidate).collect(),
        line: with_line
            .then(|| CapLine { after: places as usize, label: format!("名额 {places} 个 {}", name(words, 3)) }),
    }
}
