//! The result of a stage, or of all stages together: list, places, ties, figures, spread, what would change the list.
//!
//! Names of fields are those of `ranking.json` where it has them; scores are texts, rounded by the rule file once.

use super::award::shown;
use crate::number::{fixed, signed};
use crate::report::coefficients::Coefficient;
use crate::report::content::{changed, summary_of};
use crate::report::figures::{facts, percent};
use crate::report::names::Names;
use crate::report::tables::{outcome, place};
use serde_json::{Value, json};
use zhuoping_criteria::Lang;
use zhuoping_ratings::figures::Side;
use zhuoping_ratings::ranking::{Candidate, KindRanking};
use zhuoping_ratings::report::TableAssessment;
use zhuoping_ratings::report::science::KindScience;
use zhuoping_ratings::spread::Severity;
use zhuoping_ratings::tiers::Placement;
use zhuoping_ratings::{Assessment, Scope};

const LANG: Lang = Lang::Zh;

/// The section `result`: of which stage, and a list for each kind of entrant.
pub(in super::super) fn section(of: &Assessment<'_>, names: &Names) -> Value {
    let stage = match &of.ranking.scope {
        Scope::Stage(stage) => Some(stage.as_str()),
        Scope::Combined => None,
    };
    let facts = facts(of, names, LANG);
    let kinds = of.ranking.kinds.iter().enumerate().map(|(at, kind)| {
        let figures = facts.get(at).map(|facts| {
            let fact =
                |fact: &crate::report::page::Fact| json!({"label": fact.label, "value": fact.value, "note": fact.note});
            facts.facts.iter().map(fact).collect::<Vec<_>>()
        });
        let science = of.kinds().nth(at).map(|(_, science)| science);
        let mut value = Lister { of, names, kind, science }.value();
        value["figures"] = json!(figures.unwrap_or_default());
        value
    });
    json!({
        "stage": stage,
        "name": stage.map_or_else(|| "综合评价".into(), |stage| names.stage(stage)),
        "combined": stage.is_none(),
        "kinds": kinds.collect::<Vec<_>>(),
    })
}

struct Lister<'a> {
    of: &'a Assessment<'a>,
    names: &'a Names,
    kind: &'a KindRanking,
    science: Option<&'a KindScience>,
}

impl Lister<'_> {
    fn value(&self) -> Value {
        let kind = self.kind;
        let rules = self.of.rules;
        let listed = |candidate: &&Candidate| matches!(candidate.placement, Placement::Tier(_));
        let all: Vec<Value> = (0..kind.candidates.len()).map(|at| self.candidate(at)).collect();
        let unranked = kind.unranked.iter().map(|(id, why)| {
            json!({"entrant": id.as_str(), "name": self.names.of(id), "why": self.names.unranked(why, LANG)})
        });
        let gap = kind.gap.as_ref().map(|gap| {
            let name = |at: usize| self.names.of(kind.id(&kind.candidates[at]));
            json!({"above": name(gap.above), "below": name(gap.below), "points": shown(rules, &gap.points)})
        });
        json!({
            "kind": kind.kind.name(),
            "name": self.names.kind(kind.kind),
            "edition": self.edition(),
            "line": kind.line,
            "listed": kind.candidates.iter().filter(listed).count(),
            "floor": kind.floor.as_ref().map(|floor| shown(rules, floor)),
            "tiers": self.tiers(),
            "candidates": all,
            "unranked": unranked.collect::<Vec<_>>(),
            "undecided": self.undecided(),
            "ties": self.ties(),
            "gap": gap,
            "gates": self.gates(),
            "sensitivity": self.sensitivity(),
            "tables": self.tables().map(|part| self.table(part)).collect::<Vec<_>>(),
        })
    }

    fn tables(&self) -> impl Iterator<Item = &TableAssessment<'_>> {
        self.of.tables.iter().filter(|part| part.table.kind() == self.kind.kind)
    }

    fn edition(&self) -> Value {
        let edition = self.tables().map(|part| part.table.edition()).next();
        json!(edition.map(
            |edition| json!({"title": edition.title().zh, "total": edition.total(), "items": edition.items().len()})
        ))
    }

    fn candidate(&self, at: usize) -> Value {
        let (rules, names) = (self.of.rules, self.names);
        let candidate = &self.kind.candidates[at];
        let id = self.kind.id(candidate);
        let ranks = self.science.and_then(|science| science.ranks(at));
        let adjusted = self.science.and_then(|science| science.adjusted[at]);
        let side = self.science.and_then(|science| science.figures.line.sides[at]);
        let interval = ranks.map(|ranks| (ranks.marginal.best, ranks.marginal.worst));
        let combined = names.combined(self.of);
        json!({
            "place": place(candidate),
            "rank": candidate.place,
            "tied": candidate.tied,
            "entrant": id.as_str(),
            "name": names.of(id),
            "score": shown(rules, &candidate.profile.total),
            "exact": candidate.profile.total.to_string(),
            "result": outcome(rules, candidate, combined, LANG),
            "tier": match candidate.placement {
                Placement::Tier(at) if combined => Some(rules.tiers()[at].title.zh.as_str()),
                _ => None,
            },
            "listed": matches!(candidate.placement, Placement::Tier(_)),
            "undecided": matches!(candidate.placement, Placement::Undecided { .. }),
            "separated_by": candidate.separated_by.map(|at| rules.tie_breaks()[at].code()),
            "stages": candidate.stages.iter()
                .map(|score| score.as_ref().map_or_else(|| "–".into(), |score| shown(rules, score))).collect::<Vec<_>>(),
            "rank_interval": interval.map(|(best, worst)| if best == worst { best.to_string() } else { format!("{best}–{worst}") }),
            "p_above_line": ranks.map(|ranks| percent(ranks.on_list)),
            "certainty": side.map(|side| match side {
                Side::Safe => "确定在内",
                Side::Undecided => "未定",
                Side::Out => "确定在外",
            }),
            "adjusted_rank": adjusted.map(|adjusted| adjusted.rank),
        })
    }

    fn tiers(&self) -> Vec<Value> {
        let rules = self.of.rules;
        let tier = |(at, tier): (usize, &zhuoping_ratings::rules::Tier)| {
            let of_tier = |candidate: &&Candidate| candidate.placement == Placement::Tier(at);
            json!({
                "title": tier.title.zh,
                "cap": tier.caps.get(self.kind.kind),
                "floor": rules.tier_floor(tier, self.kind.kind).map(|floor| shown(rules, floor)),
                "listed": self.kind.candidates.iter().filter(of_tier).count(),
                "vacant": self.kind.vacant.get(at),
            })
        };
        rules.tiers().iter().enumerate().map(tier).collect()
    }

    /// Groups who tie across the end of a tier: the committee decides (`Art. 22`).
    fn undecided(&self) -> Vec<Value> {
        let mut groups: Vec<(usize, Value)> = Vec::new();
        for candidate in &self.kind.candidates {
            let Placement::Undecided { tiers, places } = &candidate.placement else { continue };
            if groups.iter().any(|(known, _)| *known == candidate.place) {
                continue;
            }
            let titles: Vec<&str> = tiers.iter().map(|at| self.of.rules.tiers()[*at].title.zh.as_str()).collect();
            groups.push((
                candidate.place,
                json!({"place": candidate.place, "names": self.at_place(candidate.place), "tiers": titles, "places": places}),
            ));
        }
        groups.into_iter().map(|(_, group)| group).collect()
    }

    /// Every place that several share.
    fn ties(&self) -> Vec<Value> {
        let tied = self.kind.candidates.iter().filter(|candidate| candidate.tied).map(|candidate| candidate.place);
        let places: std::collections::BTreeSet<usize> = tied.collect();
        places.into_iter().map(|place| json!({"place": place, "names": self.at_place(place)})).collect()
    }

    fn at_place(&self, place: usize) -> Vec<String> {
        let there = self.kind.candidates.iter().filter(|candidate| candidate.place == place);
        there.map(|candidate| self.names.of(self.kind.id(candidate))).collect()
    }

    fn gates(&self) -> Vec<Value> {
        let gate = |gate: &zhuoping_ratings::standing::Gate| {
            json!({
                "name": self.names.stage(self.of.rules.stages()[gate.stage].id.as_str()),
                "advance": gate.advance,
                "went_on": gate.went_on(),
            })
        };
        self.kind.gates.iter().map(gate).collect()
    }

    fn sensitivity(&self) -> Value {
        let sensitivity = &self.of.ranking.sensitivity;
        let Some(firmness) = sensitivity.kinds.iter().find(|firmness| firmness.kind == self.kind.kind) else {
            return json!(null);
        };
        let ours = |change: &zhuoping_ratings::sensitivity::Change| {
            let ids = [&change.came_in, &change.went_out, &change.undecided, &change.unranked];
            ids.into_iter().flatten().any(|id| self.kind.entrants.contains(id))
        };
        let rows = sensitivity.rows.iter().filter(|row| ours(&row.change)).map(|row| {
            json!({
                "family": row.setting.family().title().zh,
                "setting": row.setting.explain().zh,
                "change": changed(&self.of_kind(&row.change), self.names, true),
            })
        });
        let on_list = firmness.candidates.iter().map(|on| {
            json!({"entrant": on.entrant.as_str(), "name": self.names.of(&on.entrant), "listed": on.listed, "settings": on.settings})
        });
        json!({
            "sentence": firmness.sentence().zh,
            "sentences": summary_of(firmness, LANG),
            "settings": firmness.settings,
            "changing": firmness.changing,
            "changes": rows.collect::<Vec<_>>(),
            "on_list": on_list.collect::<Vec<_>>(),
        })
    }

    /// A change as far as it concerns this kind.
    fn of_kind(&self, change: &zhuoping_ratings::sensitivity::Change) -> zhuoping_ratings::sensitivity::Change {
        let mut change = change.clone();
        for ids in [&mut change.came_in, &mut change.went_out, &mut change.undecided, &mut change.unranked] {
            ids.retain(|id| self.kind.entrants.contains(id));
        }
        change
    }

    fn table(&self, part: &TableAssessment<'_>) -> Value {
        let agreement = part.agreement.iter().map(|measured| {
            let shown = Coefficient::of(measured, LANG);
            json!({
                "title": shown.title, "value": shown.value, "interval": shown.interval, "why": shown.why,
                "subjects": measured.subjects, "raters": measured.raters, "missing": measured.missing,
            })
        });
        let sheets: usize = (0..part.table.entrants().len()).map(|e| part.table.complete_sheets(e).count()).sum();
        json!({
            "stage": part.table.stage().as_str(),
            "name": self.names.stage(part.table.stage().as_str()),
            "entrants": part.table.entrants().len(),
            "sheets": sheets,
            "reviewers": part.spread.severities.reviewers.iter().map(|severity| reviewer(part, severity)).collect::<Vec<_>>(),
            "agreement": agreement.collect::<Vec<_>>(),
            "discuss": self.discuss(part),
            "spread": self.spread(part),
            "warnings": part.spread.warnings.iter().map(|warning| warning.explain(part.table).zh).collect::<Vec<_>>(),
        })
    }

    fn discuss(&self, part: &TableAssessment<'_>) -> Vec<Value> {
        let row = |(e, i, item): (usize, usize, &zhuoping_ratings::spread::ItemSpread)| {
            let id = &part.table.entrants()[e];
            let of = &part.table.edition().items()[i];
            let summary = item.summary();
            json!({
                "entrant": id.as_str(), "name": self.names.of(id), "code": of.code.as_str(), "title": of.title.zh,
                "mean": one(summary.mean()), "range": summary.range(), "sd": one(summary.sd()),
                "reasons": item.discuss.iter().map(|reason| reason.explain(part.table).zh).collect::<Vec<_>>(),
            })
        };
        part.spread.to_discuss().map(row).collect()
    }

    /// How far the totals of each entrant lie apart.
    fn spread(&self, part: &TableAssessment<'_>) -> Vec<Value> {
        let points = |hundredths: Option<f64>| hundredths.map(|value| format!("{:.1}", value / 100.0));
        let row = |(e, totals): (usize, &zhuoping_ratings::spread::Summary)| {
            let id = &part.table.entrants()[e];
            json!({
                "entrant": id.as_str(), "name": self.names.of(id), "sheets": totals.count,
                // Hundredths of a point are far below what a float holds exactly.
                "range": points(totals.range().map(|range| range as f64)), "sd": points(totals.sd()), "iqr": points(totals.iqr()),
                "discuss": part.spread.entrant(e).iter().filter(|item| !item.discuss.is_empty()).count(),
            })
        };
        part.spread.totals.iter().enumerate().map(row).collect()
    }
}

fn one(value: Option<f64>) -> Option<String> {
    value.map(|value| fixed(value, 1))
}

fn reviewer(part: &TableAssessment<'_>, severity: &Severity) -> Value {
    let value = severity.outcome.as_ref().ok();
    let signed = |points: f64| signed(points, 1).replace('-', "−");
    json!({
        "reviewer": part.table.reviewers()[severity.reviewer].as_str(),
        "sheets": severity.sheets,
        "deviation": value.map(|value| signed(value.points)),
        "interval": value.and_then(|value| value.interval).map(|[low, high]| format!("{} 至 {}", signed(low), signed(high))),
        "tendency": match &severity.outcome {
            Ok(value) => value.tendency().title().zh,
            Err(why) => why.explain().zh,
        },
    })
}
