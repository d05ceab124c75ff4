//! `scorebook new`: one workbook a reviewer.

use super::session::{self, Session};
use crate::cli::ScorebookNew;
use crate::commands::draw::entropy;
use crate::files::Outputs;
use crate::refusal::Refusal;
use crate::talk::Talk;
use serde_json::json;
use std::path::{Path, PathBuf};
use zhuoping_criteria::{Bilingual, Lang};
use zhuoping_documents::scorebook::lists::Listed;
use zhuoping_documents::scorebook::{Cycle, Key, Task, workbooks};
use zhuoping_documents::{Complaint, Complaints, dates};
use zhuoping_ratings::{EntrantId, ReviewerId, StageId};

/// Runs the command.
pub(crate) fn run(args: &ScorebookNew, talk: Talk) -> Result<(), Refusal> {
    let session = Session::read(&args.cycle, talk)?;
    let stage = session.stage(&args.stage)?;
    let reviewers = session.needed_reviewers()?;
    let deadline = args.deadline.as_deref().map(day).transpose()?;
    let task = |reviewer: &Listed| task(&session.cycle, &session.recusals, &stage, reviewer, talk.lang);
    let tasks = reviewers.iter().map(|reviewer| Task { deadline, ..task(reviewer) });
    let tasks: Vec<(String, Task)> =
        Task::file_names(&stage, reviewers.iter().map(|(id, _)| id), talk.lang).into_iter().zip(tasks).collect();
    let mut outputs = Outputs::new();
    let key = key(&args.key, &mut outputs)?;
    let made = outputs.paths().next().is_some();
    let books = workbooks(&session.cycle, &tasks, &key)?;
    for ((name, _), bytes) in tasks.iter().zip(books) {
        outputs.add(name, bytes);
    }
    outputs.write(&args.out, args.force)?;
    say(&tasks, talk);
    let (out, kept) = (args.out.display(), args.key.display());
    let zh = format!("已写入 {out}，共 {} 本。密钥 {kept} 请秘书处保管，收回时要用，不要随工作簿发出。", tasks.len());
    let en =
        format!("{} workbooks in {out}. Keep the key {kept} at the secretariat: collecting needs it.", tasks.len());
    talk.result(talk.say(&zh, &en));
    let view = |(file, task): &(String, Task)| {
        let entrants: Vec<&str> = task.entrants.iter().map(|entrant| entrant.id.as_str()).collect();
        json!({"reviewer": task.reviewer, "file": file, "entrants": entrants})
    };
    talk.document(&json!({
        "stage": stage, "workbooks": tasks.iter().map(view).collect::<Vec<_>>(), "key_made": made,
        "provenance": session.provenance([]),
    }));
    Ok(())
}

/// What one reviewer is to score, with no day by which it is due.
pub(crate) fn task(
    cycle: &Cycle,
    recusals: &[(EntrantId, ReviewerId)],
    stage: &StageId,
    (reviewer, name): &Listed,
    lang: Lang,
) -> Task {
    let entrants = cycle.entrants_of(reviewer, recusals);
    Task { stage: stage.clone(), reviewer: reviewer.clone(), name: name.clone(), deadline: None, lang, entrants }
}

fn say(tasks: &[(String, Task)], talk: Talk) {
    for (file, task) in tasks {
        let n = task.entrants.len();
        talk.result(talk.say(&format!("{file}  {n} 份"), &format!("{file}  {n} entrants")));
    }
}

fn day(text: &str) -> Result<jiff::civil::Date, Refusal> {
    dates::parse(text).map_err(|error| {
        Complaints::from(Complaint::new("--deadline", error.words(), dates::accepted()).about(text)).into()
    })
}

/// The key in the file, or a new one, which is written together with the workbooks.
fn key(path: &Path, outputs: &mut Outputs) -> Result<Key, Refusal> {
    if path.exists() {
        return session::key(path);
    }
    let key = Key::from_bytes(entropy()?);
    outputs.add_secret(absolute(path)?, key.to_file());
    Ok(key)
}

/// Outputs lie below the folder of the results; the key lies where it was asked for.
fn absolute(path: &Path) -> Result<PathBuf, Refusal> {
    std::path::absolute(path).map_err(|error| {
        Refusal::bad(
            "--key",
            Bilingual::new(format!("路径不可用（{error}）"), format!("cannot be used as a path ({error})")),
            Bilingual::new("一个文件的路径", "the path of a file"),
        )
    })
}
