//! Which settings are evaluated, in the order of the rows, and which are not and why.

use super::depth::{Depth, LeftOut, WhyLeftOut};
use super::setting::{Family, Setting, has_sheet};
use super::weights;
use crate::exact::{Exact, RoundingMode};
use crate::id::ReviewerId;
use crate::rules::{Level, Rounding, Rule};
use crate::standing::{Field, Standing};

/// What is to be evaluated.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) settings: Vec<Setting>,
    pub(super) left_out: Vec<LeftOut>,
}

impl Plan {
    pub(super) fn new(fields: &[(Field<'_>, Standing)], reviewers: &[&ReviewerId], depth: Depth) -> Self {
        let mut plan = Self::default();
        plan.settings.extend(reviewers.iter().map(|reviewer| Setting::DropReviewer((*reviewer).clone())));
        let rules = stage_rules(fields);
        plan.settings.extend(other_rules(fields, &rules).into_iter().map(Setting::OtherRule));
        plan.drop_items(fields);
        plan.drop_pairs(fields, reviewers, depth);
        plan.trims(fields, &rules);
        plan.weights(fields);
        plan.settings.extend(roundings().map(Setting::Rounding));
        plan
    }

    fn leave_out(&mut self, family: Family, why: WhyLeftOut) {
        self.left_out.push(LeftOut { family, kind: None, why });
    }

    fn drop_items(&mut self, fields: &[(Field<'_>, Standing)]) {
        for (field, _) in fields {
            let mut leave_out = |why| {
                self.left_out.push(LeftOut { family: Family::DropItem, kind: Some(field.kind), why });
            };
            match field.edition() {
                None => leave_out(WhyLeftOut::NoScore),
                Some(edition) if edition.items().len() == 1 => leave_out(WhyLeftOut::OneItem),
                Some(edition) => {
                    let drop = |item: &zhuoping_criteria::Item| Setting::DropItem {
                        kind: field.kind,
                        item: item.code.clone(),
                    };
                    self.settings.extend(edition.items().iter().map(drop));
                }
            }
        }
    }

    fn drop_pairs(&mut self, fields: &[(Field<'_>, Standing)], reviewers: &[&ReviewerId], depth: Depth) {
        let counts = |reviewer: &&&ReviewerId| fields.iter().any(|(field, _)| has_sheet(field, reviewer));
        let reviewers: Vec<&ReviewerId> = reviewers.iter().filter(counts).copied().collect();
        let (count, limit) = (reviewers.len(), depth.pairs_reviewers_max);
        if count < 2 {
            return self.leave_out(Family::DropPair, WhyLeftOut::NoPair { reviewers: count });
        }
        if count > limit {
            return self.leave_out(Family::DropPair, WhyLeftOut::ManyReviewers { reviewers: count, limit });
        }
        for (at, one) in reviewers.iter().enumerate() {
            let pair = |other: &&ReviewerId| Setting::DropPair((*one).clone(), (*other).clone());
            self.settings.extend(reviewers[at + 1..].iter().map(pair));
        }
    }

    /// Every trim, at both levels, for which everybody who has a score has enough sheets: one that leaves somebody
    /// without a score would tell of the number of sheets and not of the trim. Nothing trimmed is the mean at both.
    fn trims(&mut self, fields: &[(Field<'_>, Standing)], rules: &[Rule]) {
        let Some(sheets) = fields.iter().filter_map(|(field, base)| field.fewest_sheets(base)).min() else {
            return self.leave_out(Family::Trim, WhyLeftOut::NoScore);
        };
        let deepest =
            u32::try_from(sheets.saturating_sub(1) / 2).expect("a sheet has a reviewer, and those fit 32 bits");
        let at = |level| move |trim| Rule::Trimmed { level, trim };
        let trimmed = (1..=deepest).map(at(Level::Total)).chain((1..=deepest).map(at(Level::Item)));
        let mean = (sheets > 0).then_some(Rule::Mean);
        let other = |rule: &Rule| rules.iter().any(|of_stage| of_stage != rule);
        let trims: Vec<Setting> = mean.into_iter().chain(trimmed).filter(other).map(Setting::Trim).collect();
        if trims.is_empty() {
            self.leave_out(Family::Trim, WhyLeftOut::FewSheets { sheets });
        }
        self.settings.extend(trims);
    }

    /// Each stage's weight moved by 5 and 10 hundredths, then each stage alone. Of two stages the one's gain is the
    /// other's loss, so weights that are there already are passed over.
    fn weights(&mut self, fields: &[(Field<'_>, Standing)]) {
        let Some((field, _)) = fields.first() else { return };
        let weighted = weights::weighted_stages(field);
        if weighted.len() < 2 {
            return self.leave_out(Family::Weights, WhyLeftOut::NoWeights);
        }
        let moved = |hundredths: i128| {
            weighted.iter().map(move |(at, from)| (*at, from.plus(&Exact::new(hundredths, 100)).reduced()))
        };
        let moves = MOVES.into_iter().flat_map(moved);
        let alone = weighted.iter().map(|(at, _)| (*at, Exact::ONE));
        let mut seen: Vec<Vec<Option<Exact>>> = Vec::new();
        for (at, to) in moves.chain(alone) {
            let stage = field.rules.stages()[at].id.clone();
            if to <= Exact::ZERO || to > Exact::ONE {
                self.leave_out(Family::Weights, WhyLeftOut::NoSuchWeight { stage, weight: to });
                continue;
            }
            let weights = weights::with(field.rules.stages(), at, &to);
            if !seen.contains(&weights) {
                seen.push(weights.clone());
                let from = field.rules.stages()[at].weight.clone().expect("this stage is weighted");
                self.settings.push(Setting::Weights { stage, from, to, weights });
            }
        }
    }
}

/// How far weights are moved, in hundredths.
const MOVES: [i128; 4] = [-10, -5, 5, 10];

/// Ranking on scores as they may be shown: no, one and two decimals, halves up and halves to even.
fn roundings() -> impl Iterator<Item = Rounding> {
    let modes = [RoundingMode::HalfUp, RoundingMode::Gbt8170];
    (0..=2).flat_map(move |decimals| modes.map(|mode| Rounding { decimals, mode }))
}

/// The rules of the stages that make the result.
fn stage_rules(fields: &[(Field<'_>, Standing)]) -> Vec<Rule> {
    let rules = |(field, _): &(Field<'_>, Standing)| field.stages_aimed_at().map(|stage| stage.rule).collect();
    fields.first().map(rules).unwrap_or_default()
}

/// Rules that are not already the rule of every stage that counts; `consensus` only where panels agreed on something.
fn other_rules(fields: &[(Field<'_>, Standing)], stages: &[Rule]) -> Vec<Rule> {
    let trims = stages.iter().filter_map(|rule| match rule {
        Rule::Trimmed { trim, .. } => Some(*trim),
        Rule::Mean | Rule::Median | Rule::Consensus => None,
    });
    let trim = trims.max().unwrap_or(1);
    let trimmed = |level| Rule::Trimmed { level, trim };
    let mut rules = vec![Rule::Mean, trimmed(Level::Total), trimmed(Level::Item), Rule::Median];
    if fields.iter().any(|(field, _)| field.has_agreed_sheets()) {
        rules.push(Rule::Consensus);
    }
    rules.retain(|rule| stages.iter().any(|stage| stage != rule));
    rules
}
