//! What a plan comes to: the odds, who is shut out, and the same for people and for programs.

use super::explain::Explained;
use super::fair_report::FairOdds;
use super::plan::impossible;
use crate::prospects::Prospects;
use crate::prospects::wording::Rules;
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
    /// Offers, chances and reasons, known together with the odds.
    prospects: Option<Prospects>,
    pub(super) infeasible: Option<Explained>,
    /// Everybody's exact chance under the uniform lottery, for the pictures; `None` where some quota is left to rejection.
    pub(super) shares: Option<Vec<f64>>,
    /// The same under the fairest lottery, with the method `leximin`.
    pub(super) fair_shares: Option<Vec<f64>>,
}

struct ShutOutIds {
    experts: Vec<ExpertId>,
    undecided: Vec<ExpertId>,
}

struct Odds {
    total: BigUint,
    pilot: Option<Pilot>,
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
            prospects: None,
            infeasible: None,
            shares: None,
            fair_shares: None,
        }
    }

    /// Works out the odds of everybody, and who has none.
    pub(super) fn weigh(&mut self, instance: &Instance, lottery: &UniformLottery) -> Result<(), Refusal> {
        let ids = |positions: &[usize]| positions.iter().map(|at| instance.experts[*at].id.clone()).collect();
        let chances = lottery.chances();
        self.shares = chances.as_ref().map(Chances::shares);
        let out = match &chances {
            Some(chances) => ShutOut { experts: chances.shut_out(), undecided: Vec::new() },
            None => shut_out(instance, Budget::default()).map_err(|error| impossible(&error))?,
        };
        let rules = Rules::of_plan(&self.plan, self.eligible);
        self.prospects = Some(Prospects::new(instance, rules, chances.as_ref(), &out.experts)?);
        self.shut_out = ShutOutIds { experts: ids(&out.experts), undecided: ids(&out.undecided) };
        let checked = self.plan.quotas.iter().zip(&instance.quotas).filter(|(_, quota)| !quota.counted);
        self.odds = Some(Odds {
            total: lottery.total().clone(),
            // A pilot decides nothing, so its seed may be fixed.
            pilot: lottery.rejects().then(|| {
                let mut words = Words::new(Seed::from_text("zhuoping/draw/v1/pilot", &self.plan.draw_id), 0);
                lottery.pilot(&mut words, PILOT_TRIES)
            }),
            checked: checked.map(|(rule, _)| format!("{}={}", rule.column, rule.value)).collect(),
        });
        Ok(())
    }

    /// The same of the fairest lottery, whose certificate holds: who has no chance in it is in no feasible panel.
    pub(super) fn weigh_fair(&mut self, instance: &Instance, lottery: &FairLottery) -> Result<(), Refusal> {
        let fair = FairOdds::new(instance, lottery, self.plan.lottery);
        self.shut_out = ShutOutIds { experts: fair.shut_out(), undecided: Vec::new() };
        self.fair = Some(fair);
        let chances = lottery.holding(instance.experts.len());
        let rules = Rules::of_plan(&self.plan, self.eligible);
        self.prospects = Some(Prospects::new(instance, rules, Some(&chances), &chances.shut_out())?);
        self.fair_shares = Some(chances.shares());
        // Beside them those of the other method, where they are to be had at once.
        let mut counted = instance.clone();
        counted.quotas.iter_mut().for_each(|quota| quota.counted = true);
        let uniform = UniformLottery::new(&counted).ok().and_then(|lottery| lottery.chances());
        self.shares = uniform.as_ref().map(Chances::shares);
        Ok(())
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
        }
        if let Some(prospects) = &self.prospects {
            prospects.add_json(&mut view, lang);
        }
        if let Some(odds) = &self.odds {
            view["panels_total"] = json!(odds.total.to_string());
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
        if self.fair.is_none() {
            lines.push(say(
                "均等抽取：满足全部规则的每一种组合，机会都相同".into(),
                "uniform: every panel that keeps all rules is equally likely".into(),
            ));
        }
        lines.extend(self.exclusion_lines(zh));
        lines.extend(self.fair.iter().flat_map(|fair| fair.lines(lang)));
        if let Some(prospects) = &self.prospects {
            lines.extend(prospects.quota_lines(lang));
        }
        if let Some(odds) = &self.odds {
            lines.push(say(format!("可行组合 {} 种", odds.total), format!("{} feasible panels", odds.total)));
            if let Some(Pilot { accepted, tried }) = odds.pilot {
                let checked = odds.checked.join("、");
                lines.push(say(
                    format!("其中 {checked} 靠重抽满足：试抽 {tried} 次，{accepted} 次满足"),
                    format!("{checked} kept by trying again: {accepted} of {tried} pilot draws keep them"),
                ));
            }
        }
        if let Some(prospects) = &self.prospects {
            lines.extend(prospects.chance_lines(lang));
            lines.extend(prospects.shut_out_lines(lang));
        }
        if !self.shut_out.undecided.is_empty() {
            let ids: Vec<_> = self.shut_out.undecided.iter().map(ExpertId::as_str).collect();
            let (n, ids) = (ids.len(), ids.join(" "));
            lines.push(say(
                format!("能否入选未能判定的 {n} 人：{ids}"),
                format!("not decided whether they can be drawn, {n}: {ids}"),
            ));
        }
        lines.extend(self.witness_lines(zh));
        if let Some(digest) = &self.digest {
            lines.push(say(format!("摘要（请宣读并记入纪要）：{digest}"), format!("digest, to be read out: {digest}")));
        }
        lines
    }

    /// Who takes part in the seed.
    fn witness_lines(&self, zh: bool) -> Vec<String> {
        let names: Vec<_> = self.plan.witnesses.iter().map(|id| id.as_str()).collect();
        let witnesses = match (names.is_empty(), zh) {
            (true, true) => "见证人：未列，只能演练".into(),
            (true, false) => "witnesses: none, so only a rehearsal is possible".into(),
            (false, true) => format!("见证人（先承诺、后公开）：{}", names.join("、")),
            (false, false) => format!("witnesses (commit, then reveal): {}", names.join(", ")),
        };
        let external = self.plan.external.as_ref().map(|source| match zh {
            true => format!("外部公开来源：{}，{} 揭晓，最后进入种子", source.name, source.date),
            false => format!("public source: {}, known on {}, enters the seed last", source.name, source.date),
        });
        std::iter::once(witnesses).chain(external).collect()
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
