//! What a draw has in store before anybody draws: what the pool offers for each rule, who has which chance, and who has
//! none through which rules (`Art. 9`). The plan and the page of the ceremony say it in the same words.

pub(crate) mod chances;
pub(crate) mod lines;
pub(crate) mod wording;

use crate::commands::draw::plan::impossible;
use crate::refusal::Refusal;
use chances::ChanceReport;
use serde_json::{Value, json};
use wording::Rules;
use zhuoping_criteria::Lang;
use zhuoping_panel::ExpertId;
use zhuoping_panel::lottery::{Budget, Chances, Instance, Offer, Rule, offers, shut_out_by};

/// What is known beforehand.
pub(crate) struct Prospects {
    pub(crate) rules: Rules,
    /// What the pool offers for each quota, in their order.
    pub(crate) offers: Vec<Offer>,
    /// `None` where chances are not known exactly: some quota is kept by trying again.
    pub(crate) chances: Option<ChanceReport>,
    /// Who is on no panel, and why.
    pub(crate) shut_out: Vec<ShutOutGroup>,
}

/// Experts who are on no panel through the same rules.
pub(crate) struct ShutOutGroup {
    pub(crate) experts: Vec<ExpertId>,
    /// Empty where it was not determined within the computing budget.
    pub(crate) rules: Vec<Rule>,
    /// Whether it is proved that no fewer rules shut them out.
    pub(crate) smallest: bool,
}

impl Prospects {
    /// Of an instance whose quotas `rules` names, with everybody's chances where they are known and the positions of
    /// those who have none.
    pub(crate) fn new(
        instance: &Instance,
        rules: Rules,
        chances: Option<&Chances>,
        shut_out: &[usize],
    ) -> Result<Self, Refusal> {
        let refused = |error| impossible(&error);
        let reasons = shut_out_by(instance, shut_out, Budget::default()).map_err(refused)?;
        Ok(Self {
            offers: offers(instance).map_err(refused)?,
            chances: chances.and_then(|chances| ChanceReport::new(instance, chances)),
            shut_out: reasons
                .into_iter()
                .map(|reason| ShutOutGroup {
                    experts: reason.experts.iter().map(|at| instance.experts[*at].id.clone()).collect(),
                    rules: reason.rules,
                    smallest: reason.smallest,
                })
                .collect(),
            rules,
        })
    }

    /// Puts what is known into the answer of `draw plan --json`, beside its `shut_out` and `chances`.
    pub(crate) fn add_json(&self, view: &mut Value, lang: Lang) {
        let quotas = self.rules.quotas.iter().zip(&self.offers).map(|(asked, offer)| {
            json!({
                "column": asked.column, "value": asked.value, "min": asked.min, "max": asked.max,
                "eligible": offer.eligible, "employers": offer.employers, "without_employer": offer.without_employer,
                "most": offer.most, "least": offer.least,
            })
        });
        view["offers"] = json!(quotas.collect::<Vec<_>>());
        let groups = self.shut_out.iter().map(|group| {
            let rules: Vec<_> = group.rules.iter().map(|rule| self.rules.rule(*rule).get(lang).to_owned()).collect();
            json!({
                "experts": group.experts, "rules": rules, "determined": !group.rules.is_empty(),
                "proved_smallest": group.smallest,
            })
        });
        view["shut_out_by"] = json!(groups.collect::<Vec<_>>());
        if let Some(chances) = &self.chances {
            view["chances"] = chances.json(&self.rules);
        }
    }
}
