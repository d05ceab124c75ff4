//! What the fairest lottery comes to: every expert's exact and listed chance, for people and programs.

use num_bigint::BigUint;
use num_rational::Ratio;
use num_traits::{ToPrimitive, Zero};
use serde_json::{Value, json};
use zhuoping_criteria::Lang;
use zhuoping_panel::ExpertId;
use zhuoping_panel::lottery::{FairLottery, Instance};
use zhuoping_panel::plan::{LotteryRule, Pick};

/// The chances of a lottery that was checked.
pub(super) struct FairOdds {
    experts: Vec<Chance>,
    panels: usize,
    support: usize,
    stages: usize,
    within: u32,
    difference: Ratio<BigUint>,
    rule: Option<LotteryRule>,
}

struct Chance {
    expert: ExpertId,
    exact: Ratio<BigUint>,
    /// In so many of the listed panels.
    listed: u32,
}

impl FairOdds {
    pub(super) fn new(instance: &Instance, lottery: &FairLottery, rule: Option<LotteryRule>) -> Self {
        let listed = lottery.listed_counts(instance.experts.len());
        let chances = lottery.chances().into_iter().zip(listed);
        let experts = instance.experts.iter().zip(chances);
        Self {
            experts: experts
                .map(|(expert, (exact, listed))| Chance { expert: expert.id.clone(), exact, listed })
                .collect(),
            panels: lottery.listed.len(),
            support: lottery.exact.len(),
            stages: lottery.stages.len(),
            within: lottery.within(),
            difference: lottery.difference(),
            rule,
        }
    }

    /// Who stands in no feasible panel: everybody else has a chance in the fairest lottery.
    pub(super) fn shut_out(&self) -> Vec<ExpertId> {
        self.experts.iter().filter(|chance| chance.exact.is_zero()).map(|chance| chance.expert.clone()).collect()
    }

    /// The smallest chance of those who can be drawn.
    fn smallest(&self) -> Option<&Ratio<BigUint>> {
        self.experts.iter().map(|chance| &chance.exact).filter(|chance| !chance.is_zero()).min()
    }

    /// The member `lottery` of `interface.md`, and more.
    pub(super) fn json(&self) -> Value {
        let chance = |chance: &Chance| {
            json!({
                "expert": chance.expert, "exact": text(&chance.exact), "probability": float(&chance.exact),
                "listed": float(&Ratio::new(chance.listed.into(), self.panels.into())), "listed_in": chance.listed,
            })
        };
        let smallest = self.smallest();
        json!({
            "panels": self.panels,
            "smallest": smallest.map(float),
            "smallest_exact": smallest.map(text),
            "stages": self.stages,
            "exact_panels": self.support,
            "largest_difference": float(&self.difference),
            "within": format!("1/{}", self.within),
            "tolerance": self.rule.filter(|rule| rule.size.is_none()).map(|rule| text(&rule.tolerance)),
            "pick": self.rule.map(|rule| rule.pick.code()),
            "probabilities": self.experts.iter().map(chance).collect::<Vec<_>>(),
        })
    }

    /// For people.
    pub(super) fn lines(&self, lang: Lang) -> Vec<String> {
        let (panels, support, stages) = (self.panels, self.support, self.stages);
        let ball = self.rule.is_some_and(|rule| rule.pick == Pick::Ball);
        let difference = 100.0 * float(&self.difference);
        let mut lines = Vec::new();
        match lang {
            Lang::Zh => {
                lines.push("抽取方法：leximin，在配额之内使每位专家的机会尽可能均等".to_owned());
                lines.push(format!("已逐级证明（{stages} 级）没有更公平的抽签方案；精确方案用到 {support} 个评审组"));
                let pick = if ball { "当众摇号" } else { "由种子" };
                lines.push(format!("公开名单 {panels} 个评审组，编号 1 至 {panels}，机会均等，{pick}抽一个"));
                lines.push(format!("名单机会与精确机会最多相差 {difference:.3} 个百分点"));
            }
            Lang::En => {
                lines.push("method leximin: every expert's chance is as equal as the quotas allow".to_owned());
                lines.push(format!(
                    "proved, stage after stage ({stages}), that no lottery is fairer; the exact one has {support} panels"
                ));
                let pick = if ball { "a ball" } else { "the seed" };
                lines.push(format!("public list: {panels} panels, numbered from 1, equally likely; {pick} picks one"));
                lines.push(format!("listed and exact chances differ by at most {difference:.3} percentage points"));
            }
        }
        lines
    }
}

fn text<T: std::fmt::Display>(ratio: &Ratio<T>) -> String {
    format!("{}/{}", ratio.numer(), ratio.denom())
}

/// The nearest float, for showing.
fn float(chance: &Ratio<BigUint>) -> f64 {
    chance.to_f64().expect("numbers from 0 to 1 have one")
}
