//! Checks 7 to 9: how many panels there are, which one the seed gives, and whether it keeps every rule.

use super::{Failure, Verdict};
use crate::commitment::{Commitment, CommittedLottery};
use crate::draw::{TRIES_MAX, choose, choose_listed};
use crate::lottery::{DrawError, FairLottery, Instance, UniformLottery};
use crate::opening::position;
use crate::plan::Pick;
use crate::record::Contents;
use std::collections::BTreeSet;
use zhuoping_provenance::Seed;

/// Adds the verdicts of checks 7 to 9; those of 1 to 6 are there.
pub(super) fn check(verdicts: &mut Vec<Verdict>, contents: &Contents, commitment: &Commitment, instance: &Instance) {
    let seeded = verdicts.last().is_some_and(Result::is_ok);
    if contents.is_void() {
        verdicts.extend([uncounted(contents), undrawn(contents), empty(contents)]);
    } else if let Some(committed) = &commitment.parts().lottery {
        let (counting, draw) = match &contents.lottery {
            Some(file) => listed(contents, instance, committed, &file.lottery, seeded),
            None => (Err(Failure::ground(3)), Err(Failure::ground(3))),
        };
        verdicts.extend([counting, draw, quotas(contents, instance)]);
    } else {
        uniform(verdicts, contents, instance, seeded);
    }
}

fn uniform(verdicts: &mut Vec<Verdict>, contents: &Contents, instance: &Instance, seeded: bool) {
    let lottery = UniformLottery::new(instance);
    let counting = counting(contents, &lottery);
    let draw = match lottery {
        Ok(lottery) if counting.is_ok() && seeded => draw(contents, instance, &lottery),
        _ => Err(Failure::ground(if seeded { 7 } else { 6 })),
    };
    verdicts.extend([counting, draw, quotas(contents, instance)]);
}

fn uncounted(contents: &Contents) -> Verdict {
    if contents.panels_total.is_none() { Ok(()) } else { Err(void("/panels_total", "null")) }
}

fn undrawn(contents: &Contents) -> Verdict {
    if contents.tries != 0 {
        Err(void("/tries", "0"))
    } else if contents.index.is_some() {
        Err(void("/index", "null"))
    } else if contents.ball.is_some() {
        Err(void("/ball", "null"))
    } else {
        empty(contents)
    }
}

fn empty(contents: &Contents) -> Verdict {
    if contents.panel.is_empty() { Ok(()) } else { Err(void("/panel", "[]")) }
}

/// A void attempt holds something it cannot hold.
pub(super) fn void(path: &str, value: &str) -> Failure {
    Failure::at(path, format!("本次抽取无效，此处应为 {value}"), format!("the attempt is void, so {value} stands here"))
}

/// Check 7.
fn counting(contents: &Contents, lottery: &Result<UniformLottery, DrawError>) -> Verdict {
    let total = match lottery {
        Ok(lottery) => lottery.total().to_string(),
        Err(DrawError::NoPanel) => "0".to_owned(),
        Err(error) => {
            let zh = "可行评审组总数无法在计算上限内核对";
            return Err(Failure::at("/panels_total", zh, format!("the panels cannot be counted: {error}")));
        }
    };
    if contents.panels_total.as_ref() == Some(&total) {
        return Ok(());
    }
    Err(Failure::at("/panels_total", format!("应为 {total}"), format!("should be {total}")))
}

/// Check 8.
fn draw(contents: &Contents, instance: &Instance, lottery: &UniformLottery) -> Verdict {
    let Some(seed) = contents.seed else {
        return Err(Failure::ground(6));
    };
    // Trying on beyond the number that the record claims could only show that it is wrong.
    let limit = u32::try_from(contents.tries).unwrap_or(TRIES_MAX).min(TRIES_MAX);
    let Some(chosen) = choose(lottery, Seed::from_bytes(*seed.as_bytes()), limit) else {
        let zh = format!("前 {limit} 次试抽都不满足配额");
        return Err(Failure::at("/tries", zh, format!("none of the first {limit} tries keeps the quotas")));
    };
    if u64::from(chosen.tries) != contents.tries {
        let en = format!("try {} already keeps the quotas", chosen.tries);
        return Err(Failure::at("/tries", format!("第 {} 次试抽即满足配额", chosen.tries), en));
    }
    drawn(contents, instance, &chosen.index.to_string(), &chosen.panel)
}

/// Whether index and panel are what the seed gives.
fn drawn(contents: &Contents, instance: &Instance, index: &str, panel: &[usize]) -> Verdict {
    if contents.index.as_deref() != Some(index) {
        return Err(Failure::at("/index", format!("应为 {index}"), format!("should be {index}")));
    }
    let expected = || panel.iter().map(|member| &instance.experts[*member].id);
    if contents.panel.iter().eq(expected()) {
        return Ok(());
    }
    let ids: Vec<&str> = expected().map(|id| id.as_str()).collect();
    let ids = ids.join(", ");
    Err(Failure::at("/panel", format!("由种子抽出的评审组应为 {ids}"), format!("the seed gives the panel {ids}")))
}

/// Checks 7 and 8 of a leximin record: how many panels are listed, and which one seed or ball picks.
fn listed(
    contents: &Contents,
    instance: &Instance,
    committed: &CommittedLottery,
    lottery: &FairLottery,
    seeded: bool,
) -> (Verdict, Verdict) {
    let total = lottery.listed.len().to_string();
    if contents.panels_total.as_ref() != Some(&total) {
        let counting = Failure::at("/panels_total", format!("应为 {total}"), format!("should be {total}"));
        return (Err(counting), Err(Failure::ground(7)));
    }
    let draw = if seeded { picked(contents, instance, committed, lottery) } else { Err(Failure::ground(6)) };
    (Ok(()), draw)
}

fn picked(contents: &Contents, instance: &Instance, committed: &CommittedLottery, lottery: &FairLottery) -> Verdict {
    let panels = lottery.listed.len();
    match (committed.pick, contents.ball) {
        (Pick::Seed, Some(_)) => {
            let (zh, en) = ("此处应为 null：由种子抽取", "should be null, since the seed picks");
            return Err(Failure::at("/ball", zh, en));
        }
        (Pick::Ball, None) => {
            let (zh, en) = ("应为摇出的球号", "should be the number on the ball that was drawn");
            return Err(Failure::at("/ball", zh, en));
        }
        _ => {}
    }
    if contents.tries != 1 {
        return Err(Failure::at("/tries", "应为 1", "should be 1"));
    }
    let Some(seed) = contents.seed else {
        return Err(Failure::ground(6));
    };
    let Some(chosen) = choose_listed(&lottery.listed, Seed::from_bytes(*seed.as_bytes()), contents.ball) else {
        let (zh, en) = (format!("应为 1 至 {panels}"), format!("should be 1 to {panels}"));
        return Err(Failure::at("/ball", zh, en));
    };
    if let Some(&position) = chosen.panel.iter().find(|position| **position >= instance.experts.len()) {
        let (zh, en) = (format!("没有位置为 {position} 的专家"), format!("there is no expert at position {position}"));
        return Err(Failure::at(format!("/lottery/listed/{}", chosen.index), zh, en));
    }
    drawn(contents, instance, &chosen.index.to_string(), &chosen.panel)
}

/// Check 9.
fn quotas(contents: &Contents, instance: &Instance) -> Verdict {
    let mut members = BTreeSet::new();
    for (at, id) in contents.panel.iter().enumerate() {
        let place = format!("/panel/{at}");
        let Some(member) = position(instance, id) else {
            let en = format!("{id} is not an eligible expert of the pool");
            return Err(Failure::at(place, format!("“{id}”不是专家库中可以抽取的专家"), en));
        };
        if !members.insert(member) {
            return Err(Failure::at(place, format!("“{id}”重复出现"), format!("{id} stands twice")));
        }
    }
    let members: Vec<usize> = members.into_iter().collect();
    instance.holds(&members).map_err(|broken| {
        let message = broken.message();
        Failure::at("/panel", message.zh, message.en)
    })
}
