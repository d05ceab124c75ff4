//! `scorebook paper`: forms to print, one workbook a reviewer.

use super::session::Session;
use crate::cli::ScorebookPaper;
use crate::files::Outputs;
use crate::refusal::Refusal;
use crate::talk::Talk;
use serde_json::json;
use zhuoping_documents::scorebook::paper::Forms;
use zhuoping_ratings::ReviewerId;

/// Runs the command.
pub(crate) fn run(args: &ScorebookPaper, talk: Talk) -> Result<(), Refusal> {
    let session = Session::read(&args.cycle, talk)?;
    let stage = session.stage(&args.stage)?;
    let listed = session.needed_reviewers()?;
    let ids: Vec<ReviewerId> = listed.iter().map(|(id, _)| id.clone()).collect();
    let forms = Forms::new(&session.cycle, &stage, &ids, &session.recusals);
    let names = forms.file_names(talk.lang);
    let mut outputs = Outputs::new();
    let bar = talk.progress(names.len() as u64);
    for (file, (reviewer, name)) in names.iter().zip(listed) {
        let bytes = forms.workbook(file, reviewer, name.as_deref(), talk.lang)?;
        outputs.add(file, bytes);
        bar.inc(1);
    }
    bar.finish_and_clear();
    outputs.write(&args.out, args.force)?;
    let (out, n) = (args.out.display(), names.len());
    talk.result(
        talk.say(&format!("已写入 {out}，共 {n} 本，可直接打印"), &format!("{n} workbooks in {out}, ready to print")),
    );
    let view = |(file, reviewer): (&String, &ReviewerId)| json!({"reviewer": reviewer, "file": file});
    talk.document(&json!({
        "stage": stage, "forms": names.iter().zip(forms.reviewers()).map(view).collect::<Vec<_>>(),
        "rows": forms.places().count(), "provenance": session.provenance([]),
    }));
    Ok(())
}
