//! View models of what the scores leave open, of any size, from a seed.

use super::{Noise, Words, heading, name};
use zhuoping_charts::{
    CapLine, Certainty, DecidedBy, GridEntrant, GridReviewer, RankIntervals, RankRange, RankedCandidate, ResidualCell,
    ResidualGrid,
};

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

pub(crate) fn residual_grid(entrants: usize, reviewers: usize, words: Words, seed: u32) -> ResidualGrid {
    let mut noise = Noise::new(seed);
    let scale = [3.0, 90.0, 400.0, 1e7][noise.below(4) as usize];
    let long_ids = noise.below(3) == 0;
    let id = |n: usize| if long_ids { format!("QB-2026-{:04}", n + 1) } else { format!("{}", n + 1) };
    let many = [20, 60][noise.below(2) as usize];
    let mut cell = || match noise.below(many) {
        0 => ResidualCell::Recused,
        1 => ResidualCell::Nothing,
        n => ResidualCell::Residual { value: scale * (noise.part() - 0.5), extreme: n == 2 },
    };
    let reviewer = |n: usize| GridReviewer {
        name: name(words, n),
        severity: if n % 5 == 4 { "评审表不足，不能计算".to_owned() } else { format!("{n}.4 ± 5.1") },
        cells: (0..entrants).map(|_| cell()).collect(),
    };
    let reviewers = (0..reviewers).map(reviewer).collect();
    let line = CapLine { after: noise.below(u32::try_from(entrants).unwrap() + 1) as usize, label: name(words, 3) };
    ResidualGrid {
        heading: heading(words),
        measure: format!("总分与模型预期之差（分，满分 1000）{}", name(words, 1)),
        decimals: u8::from(noise.below(2) == 0),
        rule: name(words, 2),
        entrants: (0..entrants)
            .map(|n| GridEntrant { id: id(n), name: name(words, n), undecided: n % 7 == 3 })
            .collect(),
        line: (noise.below(4) > 0).then_some(line),
        reviewers,
    }
}
