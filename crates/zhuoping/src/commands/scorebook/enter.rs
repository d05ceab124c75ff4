//! `scorebook enter`: two entries of the same paper forms; scores come out only where both agree everywhere.

use super::session::Session;
use crate::cli::ScorebookEnter;
use crate::files::{self, Outputs};
use crate::refusal::Refusal;
use crate::talk::Talk;
use serde_json::json;
use zhuoping_criteria::Bilingual;
use zhuoping_documents::Complaints;
use zhuoping_documents::scorebook::paper::entry::{mismatch_table, read};
use zhuoping_documents::scorebook::paper::{Forms, Mismatch, compare};
use zhuoping_documents::scorebook::report;
use zhuoping_ratings::ReviewerId;

/// Runs the command.
pub(crate) fn run(args: &ScorebookEnter, talk: Talk) -> Result<(), Refusal> {
    let session = Session::read(&args.cycle, talk)?;
    let stage = session.stage(&args.stage)?;
    let ids: Vec<ReviewerId> = session.needed_reviewers()?.iter().map(|(id, _)| id.clone()).collect();
    let forms = Forms::new(&session.cycle, &stage, &ids, &session.recusals);
    let (first, second) = (files::read(&args.first)?, files::read(&args.second)?);
    let mut wrong = Complaints::new();
    let mut typed = Vec::new();
    for source in [&first, &second] {
        match read(&source.name, &source.bytes, &forms) {
            Ok(read) => {
                talk.warnings(&read.warnings);
                typed.push(read.value);
            }
            Err(complaints) => wrong.append(complaints),
        }
    }
    wrong.refuse_if_any()?;
    let [one, two] = typed.as_slice() else { unreachable!("both were read") };
    let mismatches = compare(&forms, one, two);
    let provenance = session.provenance([first.input(), second.input()]);
    let mut outputs = Outputs::new();
    if !mismatches.is_empty() {
        outputs.add("differences.csv", mismatch_table(&mismatches));
        outputs.write(&args.out, args.force)?;
        let json = json!({"agree": false, "differences": mismatches, "provenance": provenance});
        return Err(disagree(&mismatches, json));
    }
    let handed = forms.handed(&first.name, one);
    let progress = report::progress(&session.cycle, &handed);
    outputs.add("scores.csv", report::scores(&session.cycle, &handed));
    outputs.add("progress.csv", report::progress_table(&progress, &[]));
    outputs.write(&args.out, args.force)?;
    let (out, n, m) = (args.out.display(), one.filled(), forms.places().count());
    let zh = format!("两遍录入一致：{n}/{m} 行有百分比。已写入 {out}");
    talk.result(talk.say(&zh, &format!("both entries agree: {n} of {m} rows have a percent. Written to {out}")));
    talk.document(&json!({"agree": true, "rows": m, "filled": n, "reviewers": progress, "provenance": provenance}));
    Ok(())
}

/// The rows to be looked up on paper again.
fn disagree(mismatches: &[Mismatch], json: serde_json::Value) -> Refusal {
    let n = mismatches.len();
    let percent = |percent: Option<u8>| percent.map_or_else(|| "—".to_owned(), |percent| percent.to_string());
    let hint = |one: &Mismatch| {
        let (first, second) = (percent(one.first), percent(one.second));
        let Mismatch { code, reviewer, entrant, item, .. } = one;
        Bilingual::new(
            format!("{code}（{reviewer} {entrant} {item}）：第一遍 {first}，第二遍 {second}"),
            format!("{code} ({reviewer} {entrant} {item}): first {first}, second {second}"),
        )
    };
    Refusal::No {
        message: Bilingual::new(
            format!("两遍录入有 {n} 行不一致，没有写出评分；请对照纸质评分表改正，见 differences.csv"),
            format!(
                "the entries differ in {n} rows and no scores were written; look them up on paper, see differences.csv"
            ),
        ),
        hints: mismatches.iter().map(hint).collect(),
        json: Some(json),
    }
}
