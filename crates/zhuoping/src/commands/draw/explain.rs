//! An infeasible plan in words: which rules clash, what the pool offers, the smallest change that helps.

use crate::prospects::wording::Rules;
use serde_json::{Value, json};
use zhuoping_criteria::{Bilingual, Lang};
use zhuoping_panel::lottery::{Change, Clash, Infeasibility, Offer};
use zhuoping_panel::plan::Plan;

/// The three lists of `interface.md`, as sentences.
pub(super) struct Explained {
    pub(super) clash: Vec<Bilingual>,
    pub(super) offers: Vec<Bilingual>,
    pub(super) smallest_changes: Vec<Bilingual>,
}

impl Explained {
    pub(super) fn new(plan: &Plan, eligible: usize, why: &Infeasibility) -> Self {
        let words = Words(Rules::of_plan(plan, eligible));
        let mut changes: Vec<_> = why.smallest_changes.iter().map(|together| words.changes(together)).collect();
        if !why.changes_proved {
            changes.push(Bilingual::new(
                "最小改动未能在限定的计算量内找出",
                "the smallest change was not found within the computing budget",
            ));
        } else if changes.is_empty() {
            changes.push(Bilingual::new(
                "只改这些数字都不可行，需要扩充专家库",
                "no change of these numbers helps; the pool must grow",
            ));
        }
        Self {
            clash: why.clashes.iter().map(|clash| words.clash(clash)).collect(),
            offers: why.offers.iter().map(|offer| words.offer(offer)).collect(),
            smallest_changes: changes,
        }
    }

    pub(super) fn json(&self, lang: Lang) -> Value {
        let texts = |list: &[Bilingual]| list.iter().map(|text| text.get(lang).to_owned()).collect::<Vec<_>>();
        json!({
            "clash": texts(&self.clash),
            "offers": texts(&self.offers),
            "smallest_changes": texts(&self.smallest_changes),
        })
    }
}

struct Words(Rules);

impl Words {
    fn clash(&self, clash: &Clash) -> Bilingual {
        let rules: Vec<_> = clash.rules.iter().map(|rule| self.0.rule(*rule)).collect();
        let zh: String = rules.iter().map(|rule| rule.zh.as_str()).collect();
        let en: Vec<_> = rules.iter().map(|rule| rule.en.as_str()).collect();
        Bilingual::new(format!("无法同时满足：{zh}"), format!("cannot hold together: {}", en.join(" ")))
    }

    fn offer(&self, offer: &Offer) -> Bilingual {
        let (eligible, employers, most) = (offer.eligible, offer.employers, offer.most);
        let [quota_zh, quota_en] = [Lang::Zh, Lang::En].map(|lang| self.0.quota(offer.quota, lang));
        let alone = offer.without_employer;
        let (zh_alone, en_alone) = if alone == 0 {
            (String::new(), String::new())
        } else {
            (format!("，另有 {alone} 人未填单位"), format!(" and {alone} without one"))
        };
        Bilingual::new(
            format!(
                "库中可抽的「{quota_zh}」有 {eligible} 人，来自 {employers} 个单位{zh_alone}；一个评审组最多容纳 {most} 人"
            ),
            format!(
                "「{quota_en}」: {eligible} eligible from {employers} employers{en_alone}; at most {most} fit on one panel"
            ),
        )
    }

    fn changes(&self, together: &[Change]) -> Bilingual {
        let each: Vec<_> = together.iter().map(|change| self.change(*change)).collect();
        let zh: Vec<_> = each.iter().map(|text| text.zh.as_str()).collect();
        let en: Vec<_> = each.iter().map(|text| text.en.as_str()).collect();
        Bilingual::new(zh.join("，并且"), en.join(" and "))
    }

    fn change(&self, change: Change) -> Bilingual {
        match change {
            Change::LowerMinimum { quota, to } => {
                let [zh, en] = [Lang::Zh, Lang::En].map(|lang| self.0.quota(quota, lang));
                Bilingual::new(format!("将「{zh}」的下限改为 {to}"), format!("lower the minimum of 「{en}」 to {to}"))
            }
            Change::RaiseMaximum { quota, to } => {
                let [zh, en] = [Lang::Zh, Lang::En].map(|lang| self.0.quota(quota, lang));
                Bilingual::new(format!("将「{zh}」的上限改为 {to}"), format!("raise the maximum of 「{en}」 to {to}"))
            }
            Change::RaiseEmployerMax { to } => {
                Bilingual::new(format!("将「同一单位」的上限改为 {to}"), format!("allow {to} of the same employer"))
            }
            Change::FewerSeats { to } | Change::MoreSeats { to } => {
                Bilingual::new(format!("将评审组改为 {to} 人"), format!("make the panel {to} seats"))
            }
        }
    }
}
