//! What an entrant is told: its profile against the field, ranges of scores, comments; nobody who judged is told apart.
//!
//! A range of fewer than three reviewers would be their very percents, and a range of a field of fewer than three others
//! would be theirs; neither is then given (`Art. 31`). The figures are those of the last stage at which the entrant was
//! scored.

use super::award::shown;
use super::comments::Comments;
use super::sheets::{entrant_value, item_value};
use crate::report::names::Names;
use serde_json::{Value, json};
use zhuoping_criteria::Edition;
use zhuoping_panel::Entrant;
use zhuoping_ratings::aggregate::{Profile, StageScores};
use zhuoping_ratings::rules::{Rules, Stage};
use zhuoping_ratings::{EntrantId, Exact, Scores, StageTable};

/// The fewest reviewers of whom a range is shown.
const REVIEWERS_MIN: usize = 3;
/// The fewest other entrants of whom a range is shown.
const OTHERS_MIN: usize = 3;
/// How many items stand among the best and the weakest.
const NOTED: usize = 5;

/// The section `feedback` of one entrant; `None` when it has no score at any stage.
pub(in super::super) fn section(
    scores: &Scores,
    rules: &Rules,
    names: &Names,
    entrant: &Entrant,
    comments: &Comments<'_>,
) -> Option<Value> {
    let id = EntrantId::new(entrant.id.as_str()).expect("ids were checked by one rule");
    let (stage, table, e) = last_scored(scores, rules, &id)?;
    let field = StageScores::new(table, stage.rule);
    let profile = field.profile(e).ok()?;
    let others: Vec<Profile> =
        (0..table.entrants().len()).filter(|other| *other != e).filter_map(|other| field.profile(other).ok()).collect();
    let edition = table.edition();
    let items: Vec<Value> = (0..edition.items().len()).map(|i| item(table, e, i, &profile, comments)).collect();
    let mut value = json!({
        "entrant": entrant_value(entrant),
        "stage": names.stage(stage.id.as_str()),
        "total": shown(rules, &profile.total),
        "of": edition.total(),
        "edition": edition.title().zh,
        "field": range(&others, &profile, |profile| &profile.total).map(|(low, high)| {
            json!({"count": others.len() + 1, "low": shown(rules, &low), "high": shown(rules, &high)})
        }),
        "categories": categories(edition, rules, &profile, &others),
        "best": noted(edition, &profile, true),
        "weakest": noted(edition, &profile, false),
    });
    value["items"] = json!(items);
    Some(value)
}

/// Whether an entrant has a score at any stage, so that there is something to tell it.
pub(in super::super) fn has_score(scores: &Scores, rules: &Rules, id: &str) -> bool {
    EntrantId::new(id).is_ok_and(|id| last_scored(scores, rules, &id).is_some())
}

/// The last stage at which the entrant has a score by the rule.
fn last_scored<'a>(scores: &'a Scores, rules: &'a Rules, id: &EntrantId) -> Option<(&'a Stage, &'a StageTable, usize)> {
    let kind = scores.entrants().iter().find(|(known, _)| known == id)?.1;
    rules.stages().iter().rev().find_map(|stage| {
        let table = scores.table(&stage.id, kind)?;
        let e = table.entrant_index(id)?;
        StageScores::new(table, stage.rule).total(e).ok().map(|_| (stage, table, e))
    })
}

/// The least and the largest of the field, the entrant's own included.
fn range(others: &[Profile], own: &Profile, of: impl Fn(&Profile) -> &Exact) -> Option<(Exact, Exact)> {
    let all = || others.iter().chain(std::iter::once(own)).map(&of);
    (others.len() >= OTHERS_MIN).then_some((all().min()?.clone(), all().max()?.clone()))
}

fn categories(edition: &Edition, rules: &Rules, own: &Profile, others: &[Profile]) -> Vec<Value> {
    let row = |(at, category): (usize, &zhuoping_criteria::Category)| {
        let share = |score: &Exact| share(score, category.points.get());
        json!({
            "code": category.code.as_str(),
            "title": category.title.zh,
            "points": category.points,
            "score": shown(rules, &own.categories[at]),
            "percent": share(&own.categories[at]),
            "field": range(others, own, |profile| &profile.categories[at])
                .map(|(low, high)| format!("{}–{}", share(&low), share(&high))),
        })
    };
    edition.categories().iter().enumerate().map(row).collect()
}

/// A score as a percent of the points there are, with one decimal.
fn share(score: &Exact, points: u32) -> String {
    let share = score.times(&Exact::new(100, points.into()));
    share.rounded(1, zhuoping_ratings::RoundingMode::HalfUp)
}

fn item(table: &StageTable, e: usize, i: usize, profile: &Profile, comments: &Comments<'_>) -> Value {
    let item = &table.edition().items()[i];
    let percents = || table.complete_sheets(e).map(|(_, sheet)| sheet.percents()[i]);
    let enough = percents().count() >= REVIEWERS_MIN;
    let ends = percents().min().zip(percents().max()).filter(|_| enough);
    let mut value = item_value(item);
    let words = comments.of(table.stage(), &table.entrants()[e], item.code.as_str());
    value["strengths"] = words["strengths"].clone();
    value["improvements"] = words["improvements"].clone();
    value["percent"] = json!(enough.then(|| share(&profile.items[i], item.points.get())));
    value["range"] =
        json!(ends.map(|(low, high)| if low == high { low.to_string() } else { format!("{low}–{high}") }));
    value
}

/// The items with the largest or the smallest share of their points; equal shares in the order of the edition.
fn noted(edition: &Edition, profile: &Profile, best: bool) -> Vec<Value> {
    let mut shares: Vec<(Exact, usize)> = (edition.items().iter().zip(&profile.items).enumerate())
        .map(|(at, (item, score))| (score.times(&Exact::new(1, item.points.get().into())), at))
        .collect();
    shares.sort_by(|a, b| if best { b.0.cmp(&a.0) } else { a.0.cmp(&b.0) }.then(a.1.cmp(&b.1)));
    let of = |(_, at): &(Exact, usize)| {
        let mut value = item_value(&edition.items()[*at]);
        value["percent"] = json!(share(&profile.items[*at], edition.items()[*at].points.get()));
        value
    };
    shares.iter().take(NOTED).map(of).collect()
}
