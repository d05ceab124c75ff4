//! The charts of what the scores leave open: ranks with intervals.

use super::{Done, Noise, heading, name};
use zhuoping_charts::{CapLine, Certainty, DecidedBy, Lang, Picture, RankIntervals, RankRange, RankedCandidate};

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
