//! The panel as the secretariat works with it: members in drawn order, with names where the sealed annex was given.

use super::sheets::entrant_value;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use zhuoping_panel::annex::Annex;
use zhuoping_panel::record::Record;
use zhuoping_panel::{Entrant, ExpertId};

/// The section `panel`: every member with name, employer and the entrants it steps back from.
pub(in super::super) fn section(record: &Record, annex: Option<&Annex>, entrants: &[Entrant]) -> Vec<Value> {
    record.current_panel().iter().map(|id| member(record, annex, entrants, id)).collect()
}

/// One member; `name` and `employer` are null without the annex, and are then written in by hand.
pub(in super::super) fn member(record: &Record, annex: Option<&Annex>, entrants: &[Entrant], id: &ExpertId) -> Value {
    let named = annex.and_then(|annex| annex.experts.iter().find(|expert| expert.id == *id));
    let from = recused(record, id);
    let of = |entrant: &&Entrant| from.contains(entrant.id.as_str());
    json!({
        "id": id,
        "name": named.and_then(|expert| expert.name.as_deref()),
        "employer": named.and_then(|expert| expert.employer.as_deref()),
        "recused": entrants.iter().filter(of).map(entrant_value).collect::<Vec<_>>(),
    })
}

/// The section `assignment`: every entrant with who may judge it and who steps back (`Art. 31`).
pub(in super::super) fn assignment(record: &Record, entrants: &[Entrant]) -> Vec<Value> {
    let panel = record.current_panel();
    let row = |entrant: &Entrant| {
        let steps_back = |id: &&ExpertId| recused(record, id).contains(entrant.id.as_str());
        let mut value = entrant_value(entrant);
        value["recused"] = json!(panel.iter().filter(steps_back).collect::<Vec<_>>());
        value["reviewers"] = json!(panel.iter().filter(|id| !steps_back(id)).collect::<Vec<_>>());
        value
    };
    entrants.iter().map(row).collect()
}

/// The entrants a member steps back from.
pub(super) fn recused(record: &Record, id: &ExpertId) -> BTreeSet<String> {
    let recusals = record.recusals().into_iter();
    recusals.filter(|(expert, _)| expert == id).map(|(_, entrant)| entrant.to_string()).collect()
}
