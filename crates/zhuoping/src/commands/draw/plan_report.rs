//! What a plan comes to: the odds, who is shut out, and the same for people and for programs.

use super::explain::Explained;
use super::fair_report::FairOdds;
use super::plan::impossible;
use crate::refusal::Refusal;
use num_bigint::BigUint;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use zhuoping_criteria::{Bilingual, Lang};
use zhuoping_panel::exclusion::Exclusion;
use zhuoping_panel::lottery::{Budget, Chances, FairLottery, Instance, Pilot, ShutOut, UniformLottery, shut_out};
use zhuoping_panel::plan::{Method, Plan};
use zhuoping_panel::prepare::Prepared;
use zhuoping_panel::{ExpertId, Policy};
use zhuoping_provenance::{Provenance, Seed, Words};

/// Tries of the pilot that tells how often a draw will have to try again.
const PILOT_TRIES: u32 = 2000;

/// What a plan comes to, for people and programs.
pub(crate) struct PlanReport {
    pub(super) plan: Plan,
    pub(super) provenance: Provenance,
    pub(super) digest: Option<String>,
    pub(crate) pool: usize,
    pub(crate) eligible: usize,
    pub(crate) exclusions: Vec<Exclusion>,
    lapsed: usize,
    shut_out: ShutOutIds,
    odds: Option<Odds>,
    fair: Option<FairOdds>,
    pub(super) infeasible: Option<Explained>,
    /// Everybody's exact chance, for the pictures; `None` where some quota is left to rejection.
    pub(super) shares: Option<Vec<f64>>,
}

struct ShutOutIds {
    experts: Vec<ExpertId>,
    undecided: Vec<ExpertId>,
}

struct Odds {
    total: BigUint,
    pilot: Option<Pilot>,
    chances: Option<(f64, f64)>,
    checked: Vec<String>,
}

impl PlanReport {
    /// A plan applied to its pool, before the odds are known.
    pub(super) fn new(plan: Plan, provenance: Provenance, pool: usize, eligible: usize, prepared: &Prepared) -> Self {
        Self {
            plan,
            provenance,
            digest: None,
            pool,
            eligible,
            exclusions: prepared.exclusions.clone(),
            lapsed: prepared.lapsed.len(),
            shut_out: ShutOutIds { experts: Vec::new(), undecided: Vec::new() },
            odds: None,
            fair: None,
            infeasible: None,
            shares: None,
        }
    }

    /// Works out the odds of everybody, and who has none.
    pub(super) fn weigh(&mut self, instance: &Instance, lottery: &UniformLottery) -> Result<(), Refusal> {
        let ids = |positions: &[usize]| positions.iter().map(|at| instance.experts[*at].id.clone()).collect();
        let chances = lottery.chances();
        self.shares = chances.as_ref().map(Chances::shares);
        self.shut_out = match &chances {
            Some(chances) => ShutOutIds { experts: ids(&chances.shut_out()), undecided: Vec::new() },
            None => {
                let ShutOut { experts, undecided } =
                    shut_out(instance, Budget::default()).map_err(|error| impossible(&error))?;
                ShutOutIds { experts: ids(&experts), undecided: ids(&undecided) }
            }
        };
        let checked = self.plan.quotas.iter().zip(&instance.quotas).filter(|(_, quota)| !quota.counted);
        self.odds = Some(Odds {
            total: lottery.total().clone(),
            // A pilot decides nothing, so its seed may be fixed.
            pilot: lottery.rejects().then(|| {
                let mut words = Words::new(Seed::from_text("zhuoping/draw/v1/pilot", &self.plan.draw_id), 0);
                lottery.pilot(&mut words, PILOT_TRIES)
            }),
            chances: chances.map(|chances| {
                let share = |count: &BigUint| ratio(count, &chances.total);
                let possible = || chances.holding.iter().filter(|count| **count != BigUint::ZERO);
                (possible().min().map_or(0.0, share), possible().max().map_or(0.0, share))
            }),
            checked: checked.map(|(rule, _)| format!("{}={}", rule.column, rule.value)).collect(),
        });
        Ok(())
    }

    /// The same of the fairest lottery, whose certificate holds: who has no chance in it is in no feasible panel.
    pub(super) fn weigh_fair(&mut self, instance: &Instance, lottery: &FairLottery) {
        let fair = FairOdds::new(instance, lottery, self.plan.lottery);
        self.shut_out = ShutOutIds { experts: fair.shut_out(), undecided: Vec::new() };
        self.fair = Some(fair);
    }

    /// How the panel is chosen.
    pub(crate) fn method(&self) -> Method {
        if self.plan.lottery.is_some() { Method::Leximin } else { Method::Uniform }
    }

    /// The answer to a plan that cannot be kept.
    pub(super) fn refusal(&self, lang: Lang) -> Refusal {
        let (eligible, seats) = (self.eligible, self.plan.panel_size);
        let why = self.infeasible.as_ref().expect("set by the caller");
        let zh: Vec<_> = why.clash.iter().chain(&why.offers).map(|text| text.zh.as_str()).collect();
        let en: Vec<_> = why.clash.iter().chain(&why.offers).map(|text| text.en.as_str()).collect();
        Refusal::No {
            message: Bilingual::new(
                format!("从 {eligible} 名可抽专家中抽 {seats} 人，没有任何组合可行\n  {}", zh.join("\n  ")),
                format!("no panel of {seats} from {eligible} eligible experts is possible\n  {}", en.join("\n  ")),
            ),
            hints: why.smallest_changes.clone(),
            json: Some(self.json(lang)),
        }
    }

    /// The published form, `draw plan --json` of `interface.md`.
    pub(crate) fn json(&self, lang: Lang) -> Value {
        let text = |zh: &'static str, en: &'static str| if lang == Lang::Zh { zh } else { en };
        let exclusion = |line: &Exclusion| {
            json!({
                "expert": line.expert, "entrant": line.entrant, "kind": line.ground.code(), "source": line.source.code(),
                "policy": line.policy.code(), "reason": match lang { Lang::Zh => &line.reason.zh, Lang::En => &line.reason.en },
            })
        };
        let mut view = json!({
            "provenance": self.provenance, "draw_id": self.plan.draw_id, "attempt": self.plan.attempt,
            "digest": self.digest, "pool": self.pool, "eligible": self.eligible, "panel_size": self.plan.panel_size,
            "method": self.method().code(), "feasible": self.infeasible.is_none(),
            "exclusions": self.exclusions.iter().map(exclusion).collect::<Vec<_>>(),
            "lapsed_conflicts": self.lapsed,
            "shut_out": self.shut_out.experts,
        });
        if !self.shut_out.undecided.is_empty() {
            view["shut_out_undecided"] = json!(self.shut_out.undecided);
        }
        if let Some(why) = &self.infeasible {
            view["infeasible"] = why.json(lang);
        }
        if let Some(fair) = &self.fair {
            view["lottery"] = fair.json();
            view["chances"] = fair.chances();
        }
        if let Some(odds) = &self.odds {
            view["panels_total"] = json!(odds.total.to_string());
            if let Some((smallest, largest)) = odds.chances {
                view["chances"] = json!({"smallest": smallest, "largest": largest});
            }
            if let Some(pilot) = odds.pilot {
                view["checked_quotas"] = json!(odds.checked);
                view["acceptance"] = json!({
                    "accepted": pilot.accepted, "tried": pilot.tried,
                    "note": text("panels_total 为精确计数部分；其余配额靠重抽满足", "panels_total counts the counted quotas; the others are kept by trying again"),
                });
            }
        }
        view
    }

    /// The same for people.
    pub(crate) fn lines(&self, lang: Lang) -> Vec<String> {
        let zh = lang == Lang::Zh;
        let say = |a: String, b: String| if zh { a } else { b };
        let mut lines = Vec::new();
        let (pool, eligible) = (self.pool, self.eligible);
        lines.push(say(
            format!(
                "专家库 {pool} 人，可抽 {eligible} 人，抽 {} 人、后备 {} 人",
                self.plan.panel_size, self.plan.reserves
            ),
            format!(
                "{pool} experts, {eligible} eligible; {} seats, {} reserves",
                self.plan.panel_size, self.plan.reserves
            ),
        ));
        lines.extend(self.exclusion_lines(zh));
        lines.extend(self.fair.iter().flat_map(|fair| fair.lines(lang)));
        if let Some(odds) = &self.odds {
            lines.push(say(format!("可行组合 {} 种", odds.total), format!("{} feasible panels", odds.total)));
            if let Some((smallest, largest)) = odds.chances {
                let (low, high) = (100.0 * smallest, 100.0 * largest);
                lines.push(say(
                    format!("每位可入选专家的机会：最小 {low:.2}%，最大 {high:.2}%"),
                    format!("chance of each expert who can be drawn: {low:.2}% to {high:.2}%"),
                ));
            }
            if let Some(Pilot { accepted, tried }) = odds.pilot {
                let checked = odds.checked.join("、");
                lines.push(say(
                    format!("其中 {checked} 靠重抽满足：试抽 {tried} 次，{accepted} 次满足"),
                    format!("{checked} kept by trying again: {accepted} of {tried} pilot draws keep them"),
                ));
            }
        }
        if !self.shut_out.experts.is_empty() {
            let ids: Vec<_> = self.shut_out.experts.iter().map(ExpertId::as_str).collect();
            let (n, ids) = (ids.len(), ids.join(" "));
            lines.push(say(
                format!("被配额挡在一切组合之外的 {n} 人：{ids}"),
                format!("shut out of every panel by the quotas, {n}: {ids}"),
            ));
        }
        if let Some(digest) = &self.digest {
            lines.push(say(format!("摘要（请宣读并记入纪要）：{digest}"), format!("digest, to be read out: {digest}")));
        }
        lines
    }

    fn exclusion_lines(&self, zh: bool) -> Vec<String> {
        let mut counts: BTreeMap<(Policy, &str, &str), usize> = BTreeMap::new();
        for line in &self.exclusions {
            let (ground, source) =
                if zh { (line.ground.zh(), line.source.zh()) } else { (line.ground.code(), line.source.code()) };
            *counts.entry((line.policy, ground, source)).or_default() += 1;
        }
        let line = |((policy, ground, source), count): ((Policy, &str, &str), usize)| {
            let what = match (policy, zh) {
                (Policy::Exclude, true) => "不参加抽取",
                (Policy::Recuse, true) => "仅回避该申报方",
                (Policy::Exclude, false) => "out of the draw",
                (Policy::Recuse, false) => "recused from the entrant",
            };
            if zh {
                format!("  {what}：{ground}（{source}）{count} 条")
            } else {
                format!("  {what}: {ground} ({source}), {count}")
            }
        };
        counts.into_iter().map(line).collect()
    }
}

/// A share for showing; counts may be far beyond what a float holds.
fn ratio(part: &BigUint, whole: &BigUint) -> f64 {
    let scaled = part * 1_000_000_000_u64 / whole;
    u32::try_from(scaled).map_or(1.0, f64::from) / 1e9
}
