//! `agree`: coefficients of agreement, and where a score is made of items its variance components, of any table of ratings.
//!
//! [`tables`] reads the file into tables of one form, [`ask`] the options, [`components`] adds what needs the three-way
//! model, and [`view`] and [`lines`] are the two ways out.

mod ask;
mod components;
mod lines;
mod tables;
mod view;

use crate::cli::Agree;
use crate::files;
use crate::refusal::Refusal;
use crate::talk::Talk;
use ask::Ask;
use serde_json::{Value, json};
use zhuoping_provenance::Provenance;
use zhuoping_ratings::agreement::measure;

/// Runs the command.
pub(crate) fn run(args: &Agree, talk: Talk) -> Result<(), Refusal> {
    let ask = Ask::new(args)?;
    let source = files::read(&args.file)?;
    let found = tables::read(&source, args, &ask, talk)?;
    if let Some(line) = ask.bootstrap_line(talk) {
        talk.result(&line);
    }
    let mut results: Vec<Value> = Vec::new();
    for table in &found.tables {
        let measured = measure(&ask.statistics_of(table), &table.matrix, &ask.context(table));
        if measured.is_empty() {
            continue;
        }
        talk.result(&lines::table(table, &measured, talk));
        results.extend(measured.iter().map(|measured| view::result(table, measured)));
    }
    for crossed in &found.crossed {
        let estimated = components::estimate(crossed, &ask);
        if !estimated.is_empty() {
            talk.result(&lines::components(crossed, &estimated, talk));
            results.extend(estimated.iter().map(|estimated| view::component(crossed, estimated, &ask)));
        }
    }
    let provenance = Provenance::new("zhuoping/agreement/v1", vec![source.input()]);
    let mut document = json!({"provenance": provenance, "results": results});
    if let Some(bootstrap) = ask.bootstrap_view() {
        document["bootstrap"] = bootstrap;
    }
    talk.document(&document);
    Ok(())
}
