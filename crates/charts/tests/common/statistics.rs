//! View models of what the scores leave open, of any size, from a seed.

use super::{Noise, Words, heading, name};
use zhuoping_charts::{
    AskedPrecision, CapLine, Certainty, DecidedBy, DecisionStudy, GridEntrant, GridReviewer, RankIntervals, RankRange,
    RankedCandidate, ResidualCell, ResidualGrid, SensitiveCandidate, Sensitivity, SettingFamily, StudyCurve,
    StudyPoint,
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
            RankRange::Missing { why: format!("评审表不足 {}", name(words, n)) }
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
        name: format!("评{}", name(words, n)),
        severity: if n % 5 == 4 { "评审表不足，不能计算".to_owned() } else { format!("{n}.4 ± 5.1") },
        cells: (0..entrants).map(|_| cell()).collect(),
    };
    let reviewers = (0..reviewers).map(reviewer).collect();
    let line = CapLine {
        after: noise.below(u32::try_from(entrants).unwrap() + 1) as usize,
        label: format!("名额线 {}", name(words, 3)),
    };
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

pub(crate) fn decision_study(reviewers: u32, words: Words, seed: u32) -> DecisionStudy {
    let mut noise = Noise::new(seed);
    let first = 1 + noise.below(3);
    let scale = [0.1, 60.0, 3000.0][noise.below(3) as usize];
    let mut curve = |floor: f64| {
        let point = |n: u32| StudyPoint { reviewers: n, error: scale * (floor + 1.0 / f64::from(n)).sqrt() };
        let needed = (noise.below(3) > 0).then(|| first + noise.below(2 * reviewers));
        Some(StudyCurve { points: (first..first + reviewers).map(point).collect(), needed })
            .filter(|_| noise.below(4) > 0)
    };
    let (fixed, random) = (curve(0.0), curve(0.03));
    let fixed = if random.is_none() { curve(0.0).or(fixed) } else { fixed };
    DecisionStudy {
        heading: heading(words),
        measure: format!("绝对标准误（分，满分 1000）{}", name(words, 1)),
        decimals: [0, 1, 2][noise.below(3) as usize],
        fixed: if random.is_none() && fixed.is_none() { Some(one_point()) } else { fixed },
        random,
        present: (noise.below(4) > 0).then(|| first + noise.below(reviewers)),
        asked: (noise.below(4) > 0).then(|| AskedPrecision {
            value: scale * noise.part(),
            words: if noise.below(3) == 0 { name(words, 4) } else { "10 分".to_owned() },
        }),
    }
}

fn one_point() -> StudyCurve {
    StudyCurve { points: vec![StudyPoint { reviewers: 7, error: 12.3 }], needed: Some(7) }
}

pub(crate) fn sensitivity(count: usize, families: usize, words: Words, seed: u32) -> Sensitivity {
    let mut noise = Noise::new(seed);
    let most = [4, 40, 4000][noise.below(3) as usize];
    let mut family = |n: usize| SettingFamily {
        title: name(words, n).chars().take(30).collect(),
        settings: if n == 0 { 3 } else { noise.below(most) },
    };
    let families: Vec<SettingFamily> = (0..families).map(&mut family).collect();
    let candidate = |n: usize| {
        let always = noise.below(4);
        let mut on = |family: &SettingFamily| match always {
            0 => family.settings,
            1 => 0,
            _ => noise.below(family.settings + 1),
        };
        let on_list = families.iter().map(&mut on).collect();
        SensitiveCandidate { rank: u32::try_from(n).unwrap() + 1, tied: n % 5 == 4, name: name(words, n), on_list }
    };
    let candidates = (0..count).map(candidate).collect();
    let line = CapLine { after: count / 3, label: format!("名额线 {}", name(words, 3)) };
    let line = (noise.below(4) > 0).then_some(line);
    Sensitivity { heading: heading(words), families, line, candidates }
}
