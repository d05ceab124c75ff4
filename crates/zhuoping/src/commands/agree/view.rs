//! Results as JSON.

use super::ask::Ask;
use super::components::Estimated;
use super::tables::{Crossed, Place, Table};
use serde_json::{Map, Value, json};
use zhuoping_criteria::Bilingual;
use zhuoping_ratings::agreement::{Interval, Measured, NoAgreement};

/// One coefficient of one table.
pub(super) fn result(table: &Table, measured: &Measured) -> Value {
    let options: Map<String, Value> =
        measured.options().into_iter().map(|(key, value)| (key.to_owned(), json!(value))).collect();
    let interval = measured.interval();
    let mut view = json!({
        "coefficient": measured.statistic.name(), "options": options, "table": table.kind.name(),
        "title": words(&measured.statistic.title()),
        "value": measured.value(), "ci": interval.map(ends), "ci_method": interval.map(|i| i.method.name()),
        "level": measured.confidence.get(), "subjects": measured.subjects, "raters": measured.raters,
        "missing": measured.missing, "standard_error": measured.standard_error(),
    });
    add_place(&mut view, &table.place);
    if let Some((_, count)) = measured.categories {
        view["categories"] = json!(count);
    }
    if let Some(why) = measured.why() {
        view["why"] = words(&why);
    }
    if let Ok(value) = &measured.outcome {
        view["subjects_used"] = json!(value.subjects_used);
        if let Some(test) = value.test {
            view["p_value"] = json!(test.p_value);
            view["test"] = json!({"name": "chi-square", "statistic": test.chi_square, "df": test.freedom});
        }
        if let Some((observed, expected)) = value.agreement {
            view["observed_agreement"] = json!(observed);
            view["chance_agreement"] = json!(expected);
        }
        if let Some(bootstrap) = &value.bootstrap {
            let closed = value.interval.ok();
            view["bootstrap"] = json!({
                "replicates": bootstrap.replicates, "undefined": bootstrap.undefined,
                "closed_form": closed.map(|i| json!({"ci": ends(i), "ci_method": i.method.name()})),
            });
        }
    }
    add_subjects(&mut view, table, measured);
    view
}

/// Each subject's own value, of coefficients that are means of those.
fn add_subjects(view: &mut Value, table: &Table, measured: &Measured) {
    let Some(values) = measured.outcome.as_ref().ok().and_then(|value| value.by_subject.as_ref()) else { return };
    let one_a_row = values.len() == table.rows.len();
    let mut subjects = table.rows.clone();
    if !one_a_row {
        // Items together: one value a subject, in the order in which subjects come.
        subjects.dedup_by(|a, b| a.0 == b.0);
    }
    let of = |((subject, item), value): (&(String, Option<String>), &Result<f64, NoAgreement>)| {
        let mut of = json!({"subject": subject, "value": value.as_ref().ok()});
        if let Some(item) = item.as_ref().filter(|_| one_a_row) {
            of["item"] = json!(item);
        }
        match value {
            Ok(value) => of["worse_than_random"] = json!(*value < 0.0),
            Err(why) => of["why"] = words(&why.explain()),
        }
        of
    };
    view["by_subject"] = subjects.iter().zip(values).map(of).collect();
}

/// One figure of the variance components.
pub(super) fn component(crossed: &Crossed, estimated: &Estimated, ask: &Ask) -> Value {
    let options: Map<String, Value> =
        estimated.option.iter().map(|(key, value)| ((*key).to_owned(), json!(value))).collect();
    let [entrants, reviewers, items] = crossed.sizes;
    let figure = estimated.outcome.as_ref().ok();
    let mut view = json!({
        "coefficient": estimated.name, "options": options, "table": "entrant_x_reviewer_x_item",
        "title": words(&super::components::title(estimated)),
        "value": figure.map(|figure| figure.value), "ci": null, "ci_method": null, "level": ask.confidence.get(),
        "subjects": entrants, "raters": reviewers, "items": items,
        "missing": entrants * reviewers * items - crossed.scores,
        "standard_error": figure.and_then(|figure| figure.standard_error),
    });
    add_place(&mut view, &crossed.place);
    match &estimated.outcome {
        Err(why) => view["why"] = words(why),
        Ok(figure) => {
            if let Some(boundary) = figure.boundary {
                view["boundary"] = json!(boundary);
                view["expected_mean_squares"] = json!(figure.expected_mean_squares);
            }
        }
    }
    view
}

fn add_place(view: &mut Value, place: &Place) {
    for (key, what) in &place.fields {
        view[*key] = json!(what);
    }
}

fn ends(interval: Interval) -> [f64; 2] {
    [interval.lower, interval.upper]
}

fn words(words: &Bilingual) -> Value {
    json!({"zh": words.zh, "en": words.en})
}
