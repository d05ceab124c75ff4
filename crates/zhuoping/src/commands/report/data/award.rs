//! The award itself: what every paper may say, from the rule file.

use crate::report::names::Names;
use serde_json::{Map, Value, json};
use zhuoping_ratings::rules::{Rules, Stage, Tier, VoteBase};
use zhuoping_ratings::{EntrantKind, Exact};

/// The fields of the rule file that papers show.
pub(in super::super) fn section(rules: &Rules, names: &Names) -> Map<String, Value> {
    let regulation = rules.regulation();
    let limits = rules.dispersion();
    let publicity = rules.publicity();
    let value = json!({
        "award": rules.award().zh,
        "session": rules.session().zh,
        "regulation": {
            "title": regulation.title, "number": regulation.number, "effective": regulation.effective.to_string(),
        },
        "period_years": rules.period_years(),
        "stages": rules.stages().iter().map(|stage| stage_value(stage, names)).collect::<Vec<_>>(),
        "combination": rules.combination().name(),
        "tiers": rules.tiers().iter().map(|tier| tier_value(rules, tier)).collect::<Vec<_>>(),
        "floors": kinds(|kind| rules.floor(kind).map(|floor| shown(rules, floor))),
        "tie_breaks": rules.tie_breaks().iter().map(|rule| rule.code()).collect::<Vec<_>>(),
        "decimals": rules.rounding().decimals,
        "dispersion": {
            "range_percent": limits.range_percent, "sd_percent": limits.sd_percent.rounded(1, rules.rounding().mode),
            "bands_apart": limits.bands_apart,
        },
        "recusal_years": rules.recusal_years(),
        "votes": votes(rules),
        "publicity": {"days": publicity.days, "counts_first_day": publicity.counts_first_day},
    });
    match value {
        Value::Object(map) => map,
        _ => unreachable!("the value above is an object"),
    }
}

/// A score as the rule file rounds it.
pub(super) fn shown(rules: &Rules, score: &Exact) -> String {
    let rounding = rules.rounding();
    score.rounded(rounding.decimals, rounding.mode)
}

fn kinds<T: Into<Value>>(of: impl Fn(EntrantKind) -> T) -> Value {
    let member = |kind: EntrantKind| (kind.name().to_owned(), of(kind).into());
    Value::Object(EntrantKind::ALL.into_iter().map(member).collect())
}

fn stage_value(stage: &Stage, names: &Names) -> Value {
    json!({
        "id": stage.id.as_str(),
        "name": names.stage(stage.id.as_str()),
        "rule": names.rule(stage.rule),
        "weight": stage.weight.as_ref().map(ToString::to_string),
        "weight_percent": stage.weight.as_ref().map(percent),
        "advance": kinds(|kind| *stage.advance.get(kind)),
    })
}

/// A share as a percent; exact where it is a whole one.
fn percent(share: &Exact) -> String {
    let percent = share.times(&Exact::new(100, 1));
    let text = percent.rounded(2, zhuoping_ratings::RoundingMode::HalfUp);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn tier_value(rules: &Rules, tier: &Tier) -> Value {
    json!({
        "id": tier.id,
        "title": tier.title.zh,
        "caps": kinds(|kind| *tier.caps.get(kind)),
        "floors": kinds(|kind| rules.tier_floor(tier, kind).map(|floor| shown(rules, floor))),
    })
}

fn votes(rules: &Rules) -> Value {
    let votes = rules.votes();
    json!({
        "quorum": share(&votes.quorum),
        "majority": share(&votes.majority),
        "base": match votes.base {
            VoteBase::All => "全体委员",
            VoteBase::Present => "到会委员",
            VoteBase::Valid => "有效票",
        },
    })
}

/// A share as papers spell it: one half is 过半数, which leaves out the half itself; any other includes itself (以上).
fn share(share: &Exact) -> Value {
    let ratio = share.to_ratio();
    let (part, whole) = (ratio.numer().to_string(), ratio.denom().to_string());
    let is_half = part == "1" && whole == "2";
    let whole_number = |text: &str| text.parse::<u32>().ok();
    json!({"is_half": is_half, "part": whole_number(&part), "whole": whole_number(&whole)})
}
