//! `scorebook collect`: filled workbooks become scores in long form, or a list of everything that is wrong with them.

use super::session::{self, Session};
use crate::cli::ScorebookCollect;
use crate::files::{self, Outputs, Source};
use crate::refusal::Refusal;
use crate::talk::Talk;
use serde_json::json;
use std::path::Path;
use zhuoping_criteria::Bilingual;
use zhuoping_documents::scorebook::collect::{Desk, Handed, read_all};
use zhuoping_documents::scorebook::report::{self, Difference, Progress, State};
use zhuoping_documents::scores;
use zhuoping_ratings::{PerKind, ReviewerId, StageId};

/// Runs the command.
pub(crate) fn run(args: &ScorebookCollect, talk: Talk) -> Result<(), Refusal> {
    let session = Session::read(&args.cycle, talk)?;
    let stage = args.stage.as_deref().map(|word| session.stage(word)).transpose()?;
    let key = session::key(&args.key)?;
    let sources = workbooks(&args.folder, talk)?;
    let reviewers = session.reviewer_ids();
    let desk = Desk {
        cycle: &session.cycle,
        key: &key,
        stage: stage.as_ref(),
        reviewers: reviewers.as_deref(),
        recusals: &session.recusals,
    };
    let named: Vec<(String, &[u8])> =
        sources.iter().map(|source| (source.name.clone(), source.bytes.as_slice())).collect();
    let read = read_all(&named, &desk)?;
    talk.warnings(&read.warnings);
    let handed = read.value;
    let mut outputs = Outputs::new();
    outputs.add("scores.csv", report::scores(&session.cycle, &handed));
    let progress = report::progress(&session.cycle, &handed);
    let absent = absent(reviewers.as_deref().unwrap_or_default(), &handed);
    outputs.add("progress.csv", report::progress_table(&progress, &absent));
    let mut inputs: Vec<_> = sources.iter().map(Source::input).collect();
    let mut differences = None;
    if let Some(path) = &args.earlier {
        let earlier = files::read(path)?;
        let found = compare(&session, &handed, &earlier)?;
        outputs.add("differences.csv", report::differences_table(&found));
        inputs.push(earlier.input());
        differences = Some(found);
    }
    let mut document = json!({
        "reviewers": progress, "absent": absent, "provenance": session.provenance(inputs),
    });
    if let Some(differences) = &differences {
        document["differences"] = json!(differences);
    }
    let bytes = serde_json::to_string_pretty(&document).expect("a document has text keys") + "\n";
    outputs.add("progress.json", bytes);
    outputs.write(&args.out, args.force)?;
    say(&progress, &absent, differences.as_deref(), talk);
    let out = args.out.display();
    talk.result(talk.say(
        &format!("已写入 {out}，评分长表为 scores.csv"),
        &format!("written to {out}; the scores are in scores.csv"),
    ));
    talk.document(&document);
    Ok(())
}

/// The workbooks of a folder. Files that a running Excel or LibreOffice put beside an open workbook are none.
fn workbooks(folder: &Path, talk: Talk) -> Result<Vec<Source>, Refusal> {
    let mut paths = files::list(folder, ".xlsx")?;
    paths.retain(|path| !files::name_of(path).starts_with("~$") && !files::name_of(path).starts_with('.'));
    if paths.is_empty() {
        return Err(Refusal::bad(
            &folder.display().to_string(),
            Bilingual::new("文件夹里没有 .xlsx 工作簿", "holds no .xlsx workbook"),
            Bilingual::new("填好的评分工作簿所在的文件夹", "the folder with the filled workbooks"),
        ));
    }
    let bar = talk.progress(paths.len() as u64);
    let sources = paths
        .iter()
        .map(|path| {
            bar.inc(1);
            files::read(path)
        })
        .collect();
    bar.finish_and_clear();
    sources
}

fn absent(reviewers: &[ReviewerId], handed: &[Handed]) -> Vec<ReviewerId> {
    reviewers.iter().filter(|id| !handed.iter().any(|book| book.reviewer == **id)).cloned().collect()
}

fn compare(session: &Session, handed: &[Handed], earlier: &Source) -> Result<Vec<Difference>, Refusal> {
    let cycle = &session.cycle;
    let stages: Vec<StageId> = cycle.rules.stages().iter().map(|stage| stage.id.clone()).collect();
    let editions = PerKind::from_fn(|kind| cycle.edition(kind).map(|bound| bound.edition.clone()));
    let register: Vec<_> = cycle.entrants.iter().map(|entrant| (entrant.id.clone(), entrant.kind)).collect();
    let context =
        scores::Context { stages: &stages, editions: &editions, register: Some(&register), panel: None, recusals: &[] };
    let sheet = scores::read(&earlier.name, &earlier.bytes, &context)?.value;
    Ok(report::differences(cycle, handed, &sheet))
}

fn say(progress: &[Progress], absent: &[ReviewerId], differences: Option<&[Difference]>, talk: Talk) {
    for one in progress {
        let (reviewer, n, m) = (&one.reviewer, one.complete, one.entrants);
        talk.result(talk.say(&format!("{reviewer}  已完成 {n}/{m} 份"), &format!("{reviewer}  {n} of {m} complete")));
        for sheet in one.sheets.iter().filter(|sheet| sheet.state == State::Incomplete) {
            let (entrant, missing) = (&sheet.entrant, sheet.missing.join(" "));
            talk.result(talk.say(&format!("    {entrant} 缺 {missing}"), &format!("    {entrant} lacks {missing}")));
        }
        let untouched: Vec<&str> =
            one.sheets.iter().filter(|s| s.state == State::Untouched).map(|s| s.entrant.as_str()).collect();
        if !untouched.is_empty() {
            let list = untouched.join(" ");
            talk.result(talk.say(&format!("    未填 {list}"), &format!("    untouched: {list}")));
        }
    }
    for reviewer in absent {
        talk.result(talk.say(&format!("{reviewer}  未交"), &format!("{reviewer}  not handed in")));
    }
    if let Some(differences) = differences {
        let n = differences.len();
        let zh = format!("与此前交回的有 {n} 处不同，见 differences.csv");
        talk.result(talk.say(&zh, &format!("{n} differences from the earlier hand-in; see differences.csv")));
    }
}
