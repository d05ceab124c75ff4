//! What a panel talks about before it agrees (合议): the items at which opinions lie apart, with every reviewer's percent.

use super::award::shown;
use super::sheets::item_value;
use crate::report::names::Names;
use serde_json::{Value, json};
use zhuoping_ratings::report::TableAssessment;
use zhuoping_ratings::rules::Rules;
use zhuoping_ratings::spread::ItemSpread;
use zhuoping_ratings::{EntrantId, StageTable};

/// The section `consensus` of the tables of one stage: every entrant with something to discuss.
pub(in super::super) fn section<'a>(
    tables: impl Iterator<Item = &'a TableAssessment<'a>>,
    rules: &Rules,
    names: &Names,
) -> Vec<Value> {
    let mut entrants = Vec::new();
    for part in tables {
        let table = part.table;
        for (e, id) in table.entrants().iter().enumerate() {
            let items: Vec<Value> = (part.spread.to_discuss())
                .filter(|(of, _, _)| *of == e)
                .map(|(_, i, item)| row(table, e, i, item))
                .collect();
            if !items.is_empty() {
                entrants.push(entrant(part, e, id, items, rules, names));
            }
        }
    }
    entrants
}

fn entrant(
    part: &TableAssessment<'_>,
    e: usize,
    id: &EntrantId,
    items: Vec<Value>,
    rules: &Rules,
    names: &Names,
) -> Value {
    let table = part.table;
    let totals = table
        .complete_sheets(e)
        .map(|(_, sheet)| shown(rules, &zhuoping_ratings::Exact::new(sheet.total().get().into(), 100)));
    json!({
        "id": id.as_str(),
        "name": names.of(id),
        "kind": names.kind(table.kind()),
        "reviewers": table.complete_sheets(e).map(|(r, _)| table.reviewers()[r].as_str()).collect::<Vec<_>>(),
        "totals": totals.collect::<Vec<_>>(),
        "items": items,
    })
}

fn row(table: &StageTable, e: usize, i: usize, spread: &ItemSpread) -> Value {
    let summary = spread.summary();
    let mut value = item_value(&table.edition().items()[i]);
    value["percents"] = json!(table.complete_sheets(e).map(|(_, sheet)| sheet.percents()[i]).collect::<Vec<_>>());
    value["mean"] = json!(summary.mean().map(|mean| format!("{mean:.1}")));
    value["range"] = json!(summary.range());
    value["reasons"] = json!(spread.discuss.iter().map(|reason| reason.explain(table).zh).collect::<Vec<_>>());
    value
}
