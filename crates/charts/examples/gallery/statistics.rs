//! The charts of what the scores leave open: ranks with intervals, residuals, more reviewers, other settings.

use super::{Done, Noise, heading, name, reviewer};
use zhuoping_charts::{
    AskedPrecision, CapLine, Certainty, DecidedBy, DecisionStudy, GridEntrant, GridReviewer, Lang, Picture,
    RankIntervals, RankRange, RankedCandidate, ResidualCell, ResidualGrid, SensitiveCandidate, Sensitivity,
    SettingFamily, StudyCurve, StudyPoint,
};

/// Writes each in several sizes.
pub(crate) fn write(write: &dyn Fn(&str, &Picture) -> Done) -> Done {
    for (count, lang) in [(6, Lang::Zh), (20, Lang::Zh), (20, Lang::En), (60, Lang::Zh)] {
        let chart = rank_intervals(count);
        let name = format!("ranks-{count}{}", if lang == Lang::En { "-en" } else { "" });
        write(&name, &chart.picture(lang)?)?;
        for (n, page) in chart.pages(lang)?.iter().enumerate() {
            write(&format!("{name}-page-{}", n + 1), page)?;
        }
    }
    for (entrants, reviewers, lang) in [(6, 3, Lang::Zh), (20, 9, Lang::Zh), (20, 7, Lang::En), (60, 15, Lang::Zh)] {
        let grid = residual_grid(entrants, reviewers);
        let name = format!("residuals-{entrants}x{reviewers}");
        write(&name, &grid.picture(lang)?)?;
        for (n, page) in grid.pages(lang)?.iter().enumerate() {
            write(&format!("{name}-page-{}", n + 1), page)?;
        }
    }
    for (reviewers, present, lang) in [(15, 3, Lang::Zh), (15, 7, Lang::Zh), (15, 9, Lang::En), (40, 15, Lang::Zh)] {
        write(&format!("study-{reviewers}-{present}"), &decision_study(reviewers, present).picture(lang)?)?;
    }
    for (count, lang) in [(6, Lang::Zh), (20, Lang::Zh), (20, Lang::En), (60, Lang::Zh)] {
        let chart = sensitivity(count, lang);
        let name = format!("sensitivity-{count}{}", if lang == Lang::En { "-en" } else { "" });
        write(&name, &chart.picture(lang)?)?;
        for (n, page) in chart.pages(lang)?.iter().enumerate() {
            write(&format!("{name}-page-{}", n + 1), page)?;
        }
    }
    Ok(())
}

fn rank_intervals(count: u32) -> RankIntervals {
    let mut noise = Noise(u64::from(count) + 500);
    let places = (count / 4).max(2);
    let reach = 1.0 + f64::from(count) / 12.0;
    let mut candidate = |rank: u32| {
        let by = reach * (0.4 + noise.next());
        let within = |by: f64| (1..=count).filter(move |r| (f64::from(*r) - f64::from(rank)).abs() <= by);
        let interval = |by: f64| (within(by).min().unwrap_or(rank), within(by).max().unwrap_or(rank));
        let (marginal, simultaneous) = (interval(by), interval(1.7 * by + 0.5));
        let expected =
            (f64::from(rank) + 0.4 * by * noise.normal()).clamp(f64::from(marginal.0), f64::from(marginal.1));
        let certainty = match marginal {
            (_, high) if high <= places => Certainty::Safe,
            (low, _) if low > places => Certainty::Out,
            _ => Certainty::Undecided,
        };
        let above = 100.0 * ((f64::from(places) + 0.5 - expected) / by / 2.0 + 0.5).clamp(0.0, 1.0);
        let probability = match above {
            a if a > 99.0 => "> 99 %".to_owned(),
            a if a < 1.0 => "< 1 %".to_owned(),
            a => format!("{a:.0} %"),
        };
        RankedCandidate {
            rank,
            tied: false,
            name: name(rank as usize),
            score: format!("{:.2}", 712.4 - 240.0 * f64::from(rank) / f64::from(count + 3) - 3.0 * noise.next()),
            ranks: RankRange::Known { marginal, simultaneous: Some(simultaneous), expected: Some(expected) },
            certainty: Some(certainty),
            probability: Some(probability),
        }
    };
    let mut candidates: Vec<RankedCandidate> = (1..=count).map(&mut candidate).collect();
    if count > 6 {
        candidates[8].ranks = RankRange::Missing { why: "完整评审表不足 3 份，不能计算".to_owned() };
        (candidates[8].certainty, candidates[8].probability) = (None, None);
        (candidates[3].tied, candidates[4].tied, candidates[4].rank) = (true, true, 4);
    }
    RankIntervals {
        heading: super::Heading {
            subtitle: Some("名次区间由对评审专家的自助法得出，重复 10 000 次，种子 20260801".to_owned()),
            ..heading("名次有多大把握", count as usize)
        },
        level: "95 %".to_owned(),
        decided_by: DecidedBy::Marginal,
        line: Some(CapLine { after: places as usize, label: format!("以上为候选名单，名额 {places} 个") }),
        candidates,
    }
}

fn residual_grid(entrants: usize, reviewers: usize) -> ResidualGrid {
    let mut noise = Noise((100 * entrants + reviewers) as u64 + 600);
    let cell = |noise: &mut Noise, r: usize, e: usize| match (r + 2 * e) % 23 {
        7 => ResidualCell::Recused,
        19 => ResidualCell::Nothing,
        _ => {
            let value = 14.0 * noise.normal();
            ResidualCell::Residual { value, extreme: value.abs() > 34.0 }
        }
    };
    let places = (entrants / 4).max(2);
    let entrant = |n: usize| GridEntrant {
        id: (n + 1).to_string(),
        name: if entrants == 20 {
            format!("崤函精密{}制造有限公司", name(n).chars().take(6).collect::<String>())
        } else {
            name(n)
        },
        undecided: n.abs_diff(places) < entrants.div_ceil(10),
    };
    let row = |n: usize| GridReviewer {
        name: reviewer(n),
        severity: format!("{:+.1} ± 5.1", 30.0 * (n as f64 / (reviewers - 1) as f64 - 0.5)).replace('-', "−"),
        cells: (0..entrants).map(|e| cell(&mut noise, n, e)).collect(),
    };
    ResidualGrid {
        reviewers: (0..reviewers).map(row).collect(),
        heading: heading("谁看得不一样", entrants),
        measure: "每格：该专家给该申报者的总分，减去按其宽严和该申报者水平应有的分（分，满分 1000）".to_owned(),
        decimals: 0,
        rule: "相差超过 2.5 倍标准差".to_owned(),
        entrants: (0..entrants).map(entrant).collect(),
        line: Some(CapLine { after: places, label: format!("名额线：名额 {places} 个") }),
    }
}

fn decision_study(most: u32, present: u32) -> DecisionStudy {
    let asked = 10.0;
    let curve = |floor: f64| {
        let error = |n: u32| (floor + 700.0 / f64::from(n)).sqrt();
        let needed = (1..200).find(|n| error(*n) <= asked);
        let points = (1..=most).map(|n| StudyPoint { reviewers: n, error: error(n) }).collect();
        Some(StudyCurve { points, needed })
    };
    DecisionStudy {
        heading: heading("再多请几位评审专家，分数会准多少", 20),
        measure: "绝对标准误（分，满分 1000）：同样的申报组织换一组评审专家，总分会差多少".to_owned(),
        decimals: 1,
        fixed: curve(0.0),
        random: curve(if present == 9 { 120.0 } else { 40.0 }),
        present: Some(present),
        asked: Some(AskedPrecision { value: asked, words: "10 分".to_owned() }),
    }
}

fn sensitivity(count: u32, lang: Lang) -> Sensitivity {
    const FAMILIES: [(&str, &str, u32); 7] = [
        ("去掉一位评审专家", "without one reviewer", 9),
        ("换用其他汇总办法", "another rule of aggregation", 5),
        ("去掉一个条款", "without one item", 23),
        ("去掉两位评审专家", "without two reviewers", 36),
        ("改变去掉最高、最低分的个数", "another number of scores trimmed", 4),
        ("改变阶段权重", "other weights of the stages", 0),
        ("先修约再排序", "scores rounded before ranking", 3),
    ];
    let mut noise = Noise(u64::from(count) + 700);
    let places = (count / 4).max(2);
    let mut candidate = |rank: u32| {
        let distance = f64::from(places) + 0.5 - f64::from(rank);
        let share = (0.5 + distance / 5.0).clamp(0.0, 1.0);
        let mut on = |settings: u32| {
            let sure = share <= 0.0 || share >= 1.0;
            let part = if sure { share } else { share + 0.3 * (noise.next() - 0.5) };
            (0..settings).filter(|n| f64::from(*n) + 0.5 < part * f64::from(settings)).count()
        };
        let on_list = FAMILIES.iter().map(|f| u32::try_from(on(f.2)).unwrap_or(0)).collect();
        SensitiveCandidate { rank, tied: false, name: name(rank as usize), on_list }
    };
    Sensitivity {
        candidates: (1..=count).map(&mut candidate).collect(),
        heading: super::Heading {
            subtitle: Some("换一种设定，名单会不会变".to_owned()),
            ..heading("名单经得起多少变动", count as usize)
        },
        families: FAMILIES
            .iter()
            .map(|(zh, en, settings)| SettingFamily {
                title: if lang == Lang::Zh { *zh } else { *en }.to_owned(),
                settings: *settings,
            })
            .collect(),
        line: Some(CapLine { after: places as usize, label: format!("以上为候选名单，名额 {places} 个") }),
    }
}
