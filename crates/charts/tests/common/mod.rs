//! View models of awards of any size, from a seed.

mod chances;
mod statistics;

pub(crate) use chances::{by_attribute, chances};
pub(crate) use statistics::{decision_study, rank_intervals, residual_grid, sensitivity};
use zhuoping_charts::{
    Candidate, Candidates, CapLine, Distribution, Distributions, Dot, Floor, Heading, ItemGroup, Profile, Profiles,
    Severities, Severity, SpreadCell, SpreadMap, SpreadRow, Standing,
};

/// What names look like.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Words {
    Short,
    /// Forty hanzi.
    Long,
    /// A hundred letters, some words longer than a line.
    Latin,
    /// Any of these.
    Mixed,
}

/// Numbers that look random, the same each time.
pub(crate) struct Noise(u64);

impl Noise {
    pub(crate) fn new(seed: u32) -> Self {
        Self(u64::from(seed).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5DEE_CE66)
    }

    pub(crate) fn below(&mut self, n: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(n)).expect("below a u32")
    }

    pub(crate) fn part(&mut self) -> f64 {
        f64::from(self.below(1_000_000)) / 1e6
    }
}

pub(crate) fn name(words: Words, n: usize) -> String {
    let hanzi: Vec<char> =
        "三门峡崤函灵宝渑池义马卢氏陕州湖滨精密轴承铝材果业药业（集团）股份有限公司研究院".chars().collect();
    let run = |length: usize| (0..length).map(|i| hanzi[(n * 7 + i * 3) % hanzi.len()]).collect::<String>();
    match words {
        Words::Short => format!("企业{n}"),
        Words::Long => run(40),
        Words::Latin => {
            let tail = "z".repeat(n % 60);
            format!("Sanmenxia Huanghe Precision Instruments and Measurement Technology {n} Co., Ltd. {tail}")
        }
        Words::Mixed => name([Words::Short, Words::Long, Words::Latin][n % 3], n),
    }
}

pub(crate) fn heading(words: Words) -> Heading {
    let long = !matches!(words, Words::Short);
    Heading {
        title: format!("第三届市长质量奖{}", if long { name(words, 1) } else { String::new() }),
        subtitle: Some(format!("现场评审{}", name(words, 2))),
        footnote: long.then(|| name(Words::Long, 3).repeat(3)),
    }
}

pub(crate) fn candidates(count: usize, reviewers: usize, words: Words, seed: u32) -> Candidates {
    let mut noise = Noise::new(seed);
    let width = 1.0 + 400.0 * noise.part();
    let floor = 600.0;
    let series = [0, 1, 2][noise.below(3) as usize];
    let mut entrants: Vec<Candidate> = (0..count)
        .map(|n| {
            let centre = 400.0 + width * noise.part();
            let mut dot =
                |s| Dot { value: (centre + 300.0 * (noise.part() - 0.5)).round().clamp(0.0, 1000.0), series: s };
            let dots: Vec<Dot> = (0..reviewers * series.max(1)).map(|r| dot(r % series.max(1))).collect();
            let score = (centre, format!("{centre:.2}"));
            Candidate { name: name(words, n), standing: Standing::BelowFloor, score: Some(score), dots }
        })
        .collect();
    entrants.sort_by(|a, b| points(b).total_cmp(&points(a)));
    let above = entrants.iter().filter(|e| points(e) >= floor).count();
    for ((n, entrant), rank) in entrants.iter_mut().take(above).enumerate().zip(1..) {
        let tier = [Some(0), Some(1), Some(2), None][(n / 3).min(3)];
        entrant.standing = Standing::Ranked { rank, tied: noise.below(3) == 0, tier };
    }
    if above < count
        && noise.below(2) == 0
        && let Some(last) = entrants.last_mut()
    {
        (last.standing, last.score) = (Standing::Unranked, None);
    }
    let lines = [3, 6, 6]
        .map(|after| CapLine { after: above.min(after), label: format!("以上为奖项 {}", name(words, after)) });
    Candidates {
        heading: heading(words),
        scale: "总分（满分 1000 分）".to_owned(),
        most: 1000.0,
        floor: (noise.below(4) > 0).then(|| Floor { value: floor, label: "底线 600 分".to_owned() }),
        tiers: (0..3).map(|n| format!("奖项{n}")).collect(),
        series: (0..series).map(|n| format!("第 {n} 阶段总分")).collect(),
        entrants,
        lines: lines.to_vec(),
    }
}

fn points(entrant: &Candidate) -> f64 {
    entrant.score.as_ref().map_or(0.0, |score| score.0)
}

pub(crate) fn spread(count: usize, items: usize, words: Words, seed: u32) -> SpreadMap {
    let mut noise = Noise::new(seed);
    let mut groups: Vec<ItemGroup> = Vec::new();
    for n in 0..items {
        if groups.is_empty() || noise.below(3) == 0 {
            let code = format!("4.{}", groups.len() + 1);
            groups.push(ItemGroup { code, title: "测量、分析与改进".to_owned(), items: Vec::new() });
        }
        let Some(group) = groups.last_mut() else { continue };
        group.items.push(format!("{}.{} {}", group.code, group.items.len() + 1, name(Words::Long, n).split_at(24).0));
    }
    let deviations = noise.below(2) == 0;
    let mut cell = || match noise.below(12) {
        0 => SpreadCell::Recused,
        1 => SpreadCell::Nothing,
        n => SpreadCell::Spread {
            value: f64::from(noise.below(100)) * if deviations { 0.37 } else { 1.0 },
            discuss: n > 9,
        },
    };
    let entrants = (0..count)
        .map(|n| SpreadRow { entrant: name(words, n), cells: (0..items).map(|_| cell()).collect() })
        .collect();
    SpreadMap {
        heading: heading(words),
        measure: "评审专家评分的标准差（百分点）".to_owned(),
        decimals: u8::from(deviations),
        limit: (noise.below(3) > 0).then_some(30.0),
        groups,
        entrants,
    }
}

pub(crate) fn profiles(count: usize, categories: usize, words: Words, seed: u32) -> Profiles {
    let mut noise = Noise::new(seed);
    let spread = 100.0 * noise.part();
    let start = (100.0 - spread) * noise.part();
    let mut percent = || (noise.below(15) > 0).then(|| start + spread * noise.part());
    let entrants = (0..count)
        .map(|n| Profile { name: name(words, n), percents: (0..categories).map(|_| percent()).collect() })
        .collect();
    let categories =
        (0..categories).map(|n| format!("4.{} {}", n + 1, name(words, n).chars().take(24).collect::<String>()));
    Profiles { heading: heading(words), categories: categories.collect(), entrants }
}

pub(crate) fn severities(count: usize, words: Words, seed: u32) -> Severities {
    let mut noise = Noise::new(seed);
    let scale = 100.0 * noise.part();
    let reviewers = (0..count)
        .map(|n| {
            let value = scale * (noise.part() - 0.5);
            let reach = scale * noise.part();
            Severity {
                reviewer: name(words, n),
                value: (n % 7 != 6).then_some(value),
                interval: (n % 7 != 6 && n % 5 != 4).then_some((value - reach, value + reach)),
                words: format!("{value:+.1} ± {reach:.1}"),
                sheets: noise.below(200),
            }
        })
        .collect();
    Severities {
        heading: heading(words),
        scale: "与评审组平均的偏差（千分制，分）".to_owned(),
        interval: "±1.96 倍标准误".to_owned(),
        reviewers,
    }
}

pub(crate) fn distributions(count: usize, words: Words, seed: u32) -> Distributions {
    let mut noise = Noise::new(seed);
    let mut counts = |n: usize| (0..21).map(|_| if n % 7 == 6 { 0 } else { noise.below(40) }).collect();
    let reviewers = (0..count).map(|n| Distribution { reviewer: name(words, n), counts: counts(n) }).collect();
    Distributions { heading: heading(words), percents: (0..21).map(|n| n * 5).collect(), reviewers }
}
