//! `agree`: coefficients of agreement of any table of ratings.

use crate::cli::Agree;
use crate::commands::rank::edition_named;
use crate::files;
use crate::refusal::Refusal;
use crate::talk::Talk;
use serde_json::{Value, json};
use std::sync::Arc;
use zhuoping_criteria::{Bilingual, Edition};
use zhuoping_documents::{entrants, scores, wide};
use zhuoping_provenance::Provenance;
use zhuoping_ratings::agreement::{Choice, ChoiceError, Confidence, Matrix, Measured, scores::totals};
use zhuoping_ratings::{PerKind, StageId};

/// A table of ratings with what it is of.
struct Rated {
    place: Vec<(&'static str, String)>,
    matrix: Matrix,
}

/// Runs the command.
pub(crate) fn run(args: &Agree, talk: Talk) -> Result<(), Refusal> {
    let choice =
        Choice { coefficients: &args.coefficient, level: args.level.as_deref(), weights: args.weights.as_deref() };
    let statistics = choice.statistics().map_err(|error| refused(&error))?;
    let confidence = Confidence::new(args.confidence).ok_or_else(|| {
        Refusal::bad(
            "--confidence",
            Bilingual::new("不是置信水平", "is no confidence level"),
            Bilingual::new("0 与 1 之间的数，如 0.95", "a number between 0 and 1, for instance 0.95"),
        )
    })?;
    let source = files::read(&args.file)?;
    let rated = if args.wide { vec![read_wide(&source, talk)?] } else { read_long(&source, args, talk)? };
    let mut results = Vec::new();
    for table in &rated {
        for statistic in &statistics {
            let measured = statistic.of(&table.matrix, confidence);
            talk.result(&line(table, &measured, talk));
            results.push(view(table, &measured));
        }
    }
    let provenance = Provenance::new("zhuoping/agreement/v1", vec![source.input()]);
    talk.document(&json!({"provenance": provenance, "results": results}));
    Ok(())
}

fn refused(error: &ChoiceError) -> Refusal {
    let accepted = Bilingual::new(
        "krippendorff_alpha（interval）、icc、kendall_w",
        "krippendorff_alpha (interval), icc, kendall_w",
    );
    Refusal::bad("--coefficient", error.explain(), accepted)
}

fn read_wide(source: &files::Source, talk: Talk) -> Result<Rated, Refusal> {
    let table = wide::read(&source.name, &source.bytes)?;
    talk.warnings(&table.warnings);
    let matrix = Matrix::from_rows(&table.value.cells).map_err(|error| {
        Refusal::bad(
            &source.name,
            Bilingual::new(format!("不能计算：{error}"), format!("cannot be used: {error}")),
            Bilingual::new("对象 × 评审的数值表", "a table of numbers, subjects by raters"),
        )
    })?;
    Ok(Rated { place: Vec::new(), matrix })
}

/// One table a stage and kind of entrant, on the reviewers' totals.
fn read_long(source: &files::Source, args: &Agree, talk: Talk) -> Result<Vec<Rated>, Refusal> {
    let stages: Vec<StageId> =
        args.stage.iter().map(|stage| StageId::new(stage).map_err(|_| bad_stage(stage))).collect::<Result<_, _>>()?;
    let organization: Arc<Edition> = edition_named(&args.edition)?;
    let mut editions = PerKind { organization: Some(organization), individual: None };
    let mut register = None;
    if let Some(path) = &args.entrants {
        let file = files::read(path)?;
        let list = entrants::read(&file.name, &file.bytes)?;
        talk.warnings(&list.warnings);
        register = Some(scores::register(&list.value).expect("ids were checked by the same rule"));
        editions.individual = Some(edition_named(&args.individual_edition)?);
    }
    let context = scores::Context {
        stages: &stages,
        editions: &editions,
        register: register.as_deref(),
        panel: None,
        recusals: &[],
    };
    let read = scores::read(&source.name, &source.bytes, &context)?;
    talk.warnings(&read.warnings);
    let tables = read.value.scores;
    let rated = |table: &zhuoping_ratings::StageTable| Rated {
        place: vec![("stage", table.stage().to_string()), ("kind", table.kind().to_string())],
        matrix: totals(table),
    };
    Ok(tables.tables().iter().map(rated).collect())
}

fn bad_stage(stage: &str) -> Refusal {
    Refusal::bad(
        "--stage",
        Bilingual::new(format!("「{stage}」不能作阶段名"), format!("\"{stage}\" cannot name a stage")),
        Bilingual::new("如 material、site", "for instance material, site"),
    )
}

fn line(table: &Rated, measured: &Measured, talk: Talk) -> String {
    let place: String = table.place.iter().map(|(_, what)| format!("{what}  ")).collect();
    let title = measured.statistic.title();
    let title = title.get(talk.lang);
    let value = match measured.value() {
        Some(value) => format!("{value:.4}"),
        None => measured.why().map(|why| why.get(talk.lang).to_owned()).unwrap_or_default(),
    };
    let interval = measured.interval().map(|i| format!("  [{:.4}, {:.4}]", i.lower, i.upper)).unwrap_or_default();
    let (subjects, raters, missing) = (measured.subjects, measured.raters, measured.missing);
    let counts = talk.say("对象 {s}，评审 {r}，缺 {m}", "{s} subjects, {r} raters, {m} missing");
    let counts = counts
        .replace("{s}", &subjects.to_string())
        .replace("{r}", &raters.to_string())
        .replace("{m}", &missing.to_string());
    format!("{place}{title}  {value}{interval}  ({counts})")
}

fn view(table: &Rated, measured: &Measured) -> Value {
    let options: serde_json::Map<String, Value> =
        measured.statistic.options().into_iter().map(|(key, value)| (key.to_owned(), json!(value))).collect();
    let interval = measured.interval();
    let mut view = json!({
        "coefficient": measured.statistic.name(), "options": options, "value": measured.value(),
        "ci": interval.map(|i| [i.lower, i.upper]), "ci_method": interval.map(|i| i.method.name()),
        "level": measured.confidence.get(), "subjects": measured.subjects, "raters": measured.raters,
        "missing": measured.missing,
    });
    for (key, what) in &table.place {
        view[*key] = json!(what);
    }
    if let Some(why) = measured.why() {
        view["why"] = json!({"zh": why.zh, "en": why.en});
    }
    view
}
