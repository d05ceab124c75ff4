//! The visit: what to look at on site, and what the site changed (`Art. 21`).

use super::award::shown;
use super::comments::Comments;
use super::sheets::{entrant_value, item_value};
use crate::number::unsigned_zero;
use crate::report::names::Names;
use serde_json::{Value, json};
use zhuoping_panel::Entrant;
use zhuoping_ratings::aggregate::StageScores;
use zhuoping_ratings::report::TableAssessment;
use zhuoping_ratings::rules::{Rules, Stage};
use zhuoping_ratings::{EntrantId, Exact, RoundingMode, Scores, StageTable};

/// The section `visit` of one entrant: what the stage before the visit left open. `None` when it was not scored there.
/// The plan is shown to the entrant, so that opinions lay apart is said, and whose they were is not.
pub(in super::super) fn plan<'a>(
    mut tables: impl Iterator<Item = &'a TableAssessment<'a>>,
    entrant: &Entrant,
    comments: &Comments<'_>,
) -> Option<Value> {
    let id = EntrantId::new(entrant.id.as_str()).expect("ids were checked by one rule");
    let (part, e) = tables.find_map(|part| Some((part, part.table.entrant_index(&id)?)))?;
    let table = part.table;
    let mut questions = Vec::new();
    for (i, item) in table.edition().items().iter().enumerate() {
        let spread = part.spread.cell(e, i);
        let words = comments.of(table.stage(), &id, item.code.as_str());
        let disputed = !spread.discuss.is_empty();
        if !disputed && words["improvements"].as_array().is_none_or(Vec::is_empty) {
            continue;
        }
        let mut value = item_value(item);
        value["disputed"] = json!(disputed);
        value["improvements"] = words["improvements"].clone();
        questions.push(value);
    }
    let items: Vec<Value> = table.edition().items().iter().map(item_value).collect();
    let categories: Vec<Value> = table
        .edition()
        .categories()
        .iter()
        .map(|category| json!({"code": category.code.as_str(), "title": category.title.zh}))
        .collect();
    Some(json!({"entrant": entrant_value(entrant), "questions": questions, "items": items, "categories": categories}))
}

/// The section `visits`: for every entrant of the visited stage its scores before and after, and what was written.
pub(in super::super) fn visits(
    scores: &Scores,
    rules: &Rules,
    names: &Names,
    stage: &Stage,
    comments: &Comments<'_>,
) -> Vec<Value> {
    let tables = scores.tables().iter().filter(|table| *table.stage() == stage.id);
    let of_table = |table| {
        let before = before(scores, rules, stage, table);
        table.entrants().iter().map(move |id| (table, before, id)).collect::<Vec<_>>()
    };
    let visit = |(table, before, id): (&StageTable, Option<(&Stage, &StageTable)>, &EntrantId)| {
        visit(&Visit { table, stage, before, id }, rules, names, comments)
    };
    tables.flat_map(of_table).map(visit).collect()
}

/// The table of the stage before, for the same kind.
fn before<'a>(
    scores: &'a Scores,
    rules: &'a Rules,
    stage: &Stage,
    table: &StageTable,
) -> Option<(&'a Stage, &'a StageTable)> {
    let at = rules.stages().iter().position(|known| known.id == stage.id)?;
    let earlier = &rules.stages()[at.checked_sub(1)?];
    Some((earlier, scores.table(&earlier.id, table.kind())?))
}

struct Visit<'a> {
    table: &'a StageTable,
    stage: &'a Stage,
    before: Option<(&'a Stage, &'a StageTable)>,
    id: &'a EntrantId,
}

fn visit(of: &Visit<'_>, rules: &Rules, names: &Names, comments: &Comments<'_>) -> Value {
    let profile = |stage: &Stage, table: &StageTable| {
        let e = table.entrant_index(of.id)?;
        StageScores::new(table, stage.rule).profile(e).ok()
    };
    let (earlier, later) = (of.before.and_then(|(stage, table)| profile(stage, table)), profile(of.stage, of.table));
    let item = |(i, item): (usize, &zhuoping_criteria::Item)| {
        let share = |score: &Exact| score.times(&Exact::new(100, item.points.get().into()));
        let one = |share: &Exact| share.rounded(1, RoundingMode::HalfUp);
        let shares = (
            earlier.as_ref().map(|profile| share(&profile.items[i])),
            later.as_ref().map(|profile| share(&profile.items[i])),
        );
        let change = shares.0.as_ref().zip(shares.1.as_ref()).map(|(before, after)| after.minus(before));
        let words = comments.of(&of.stage.id, of.id, item.code.as_str());
        let mut value = item_value(item);
        value["before"] = json!(shares.0.as_ref().map(one));
        value["after"] = json!(shares.1.as_ref().map(one));
        value["change"] = json!(change.as_ref().map(|change| unsigned_zero(one(change)).replace('-', "−")));
        value["strengths"] = words["strengths"].clone();
        value["improvements"] = words["improvements"].clone();
        value
    };
    let total =
        |profile: &Option<zhuoping_ratings::aggregate::Profile>| profile.as_ref().map(|of| shown(rules, &of.total));
    json!({
        "entrant": of.id.as_str(),
        "name": names.of(of.id),
        "kind": names.kind(of.table.kind()),
        "before": total(&earlier),
        "after": total(&later),
        "items": of.table.edition().items().iter().enumerate().map(item).collect::<Vec<_>>(),
    })
}
