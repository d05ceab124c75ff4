//! `draw verify`: the checks of the protocol, each with its number.

use crate::cli::DrawVerify;
use crate::files;
use crate::refusal::Refusal;
use crate::talk::Talk;
use serde_json::{Value, json};
use zhuoping_criteria::Lang;
use zhuoping_panel::verify::{Check, Report, verify};

/// Runs the command.
pub(crate) fn run(args: &DrawVerify, talk: Talk) -> Result<(), Refusal> {
    let record = files::read(&args.record)?;
    let sealed = args.reserves.as_deref().map(files::read).transpose()?;
    let report = verify(&record.bytes, sealed.as_ref().map(|sealed| sealed.bytes.as_slice()));
    for line in lines(&report, talk.lang) {
        talk.result(&line);
    }
    let name = &record.name;
    if !report.valid {
        let mut refusal = Refusal::no(format!("{name} 没有通过核验"), format!("{name} is not valid"));
        if let Refusal::No { json, .. } = &mut refusal {
            *json = Some(report_json(&report, talk.lang));
        }
        return Err(refusal);
    }
    talk.result(talk.say(&format!("{name} 通过核验"), &format!("{name} is valid")));
    if report.rehearsal {
        talk.result(
            talk.say("【演练】本记录不能用于正式评审", "[REHEARSAL] this record is not for an official review"),
        );
    }
    if report.void {
        talk.result(talk.say("本次抽取作废：有见证人没有公开", "this attempt is void: a witness did not reveal"));
    }
    talk.document(&report_json(&report, talk.lang));
    Ok(())
}

/// One line a check.
pub(crate) fn lines(report: &Report, lang: Lang) -> Vec<String> {
    let line = |check: &Check| {
        let mark = match (check.ok, lang) {
            (true, Lang::Zh) => "通过",
            (true, Lang::En) => "ok",
            (false, Lang::Zh) => "不符",
            (false, Lang::En) => "FAILED",
        };
        let text = match lang {
            Lang::Zh => &check.message.zh,
            Lang::En => &check.message.en,
        };
        let path = check.path.as_deref().filter(|path| !path.is_empty()).map(|path| format!(" {path}"));
        format!("{:>3}  {mark}  {}{}  {text}", check.number, check.name, path.unwrap_or_default())
    };
    report.checks.iter().map(line).collect()
}

/// The published form.
pub(crate) fn report_json(report: &Report, lang: Lang) -> Value {
    let check = |check: &Check| {
        let message = match lang {
            Lang::Zh => &check.message.zh,
            Lang::En => &check.message.en,
        };
        json!({"number": check.number, "name": check.name, "ok": check.ok, "path": check.path, "message": message})
    };
    json!({
        "valid": report.valid, "rehearsal": report.rehearsal, "void": report.void,
        "checks": report.checks.iter().map(check).collect::<Vec<_>>(),
    })
}
