//! `draw reserve`: a member declines, and the record grows by one opening.

use super::run::sealed_path;
use super::verify::{lines, report_json};
use super::{form_errors, words};
use crate::cli::DrawReserve;
use crate::files::{self, Source};
use crate::refusal::Refusal;
use crate::talk::Talk;
use serde_json::json;
use zhuoping_criteria::Bilingual;
use zhuoping_panel::ExpertId;
use zhuoping_panel::opening::{self, DeclineError, Opening};
use zhuoping_panel::record::Record;
use zhuoping_panel::reserves::SealedReserves;

/// Runs the command.
pub(crate) fn run(args: &DrawReserve, talk: Talk) -> Result<(), Refusal> {
    let source = files::read(&args.record)?;
    let sealed_source = files::read(&args.reserves.clone().unwrap_or_else(|| sealed_path(&args.record)))?;
    let sealed =
        SealedReserves::from_bytes(&sealed_source.bytes).map_err(|errors| form_errors(&sealed_source.name, &errors))?;
    let record = verified(&source, Some(&sealed_source), talk)?;
    let decline = ExpertId::new(&args.decline).map_err(|_| unknown(&record))?;
    let record = decline_member(&record, &sealed, &decline, &args.reason, args.evidence.as_deref())?;
    files::replace(&args.record, &record.to_bytes())?;
    let opening = record.openings().last().expect("an opening was just added");
    say(opening, talk);
    let answer = json!({
        "opening": opening.number, "decline": opening.decline, "placed": opening.placed,
        "opened": opening.opened.iter().map(|o| json!({"position": o.position, "id": o.id})).collect::<Vec<_>>(),
        "panel": record.current_panel(), "record_digest": record.record_digest().to_hex(),
    });
    if opening.placed.is_some() {
        talk.document(&answer);
        return Ok(());
    }
    let next = record.commitment().parts().attempt + 1;
    let mut refusal =
        Refusal::no("后备已无人能在配额内递补，席位空缺", "no reserve fits the quotas; the seat stays empty").hint(
            format!("补充抽取：另立方案，attempt 改为 {next}"),
            format!("a supplementary draw: a new plan with attempt {next}"),
        );
    if let Refusal::No { json, .. } = &mut refusal {
        *json = Some(answer);
    }
    Err(refusal)
}

/// A record that passes every check.
pub(crate) fn verified(source: &Source, sealed: Option<&Source>, talk: Talk) -> Result<Record, Refusal> {
    Record::verified(&source.bytes, sealed.map(|sealed| sealed.bytes.as_slice())).map_err(|report| {
        let failed: Vec<_> = lines(&report, talk.lang).into_iter().collect();
        let mut refusal = Refusal::no(
            format!("{} 没有通过核验\n{}", source.name, failed.join("\n")),
            format!("{} is not valid\n{}", source.name, failed.join("\n")),
        );
        if let Refusal::No { json, .. } = &mut refusal {
            *json = Some(report_json(&report, talk.lang));
        }
        refusal
    })
}

/// One more opening.
pub(crate) fn decline_member(
    record: &Record,
    sealed: &SealedReserves,
    decline: &ExpertId,
    reason: &str,
    evidence: Option<&str>,
) -> Result<Record, Refusal> {
    opening::decline(record, sealed, decline, reason, evidence).map_err(|error| {
        let message = words(error.message());
        let (place, expected) = match &error {
            DeclineError::NotMember { .. } => return unknown(record),
            DeclineError::Reason(_) => {
                ("--reason", Bilingual::new("非空、不含个人号码的文字", "text without personal numbers"))
            }
            DeclineError::Evidence(_) => {
                ("--evidence", Bilingual::new("非空、不含个人号码的文字", "text without personal numbers"))
            }
            DeclineError::OtherDraw { .. } | DeclineError::Sealed => {
                ("--reserves", Bilingual::new("本次抽取写出的后备名单", "the sealed reserves of this draw"))
            }
            _ => return Refusal::no(message.zh, message.en),
        };
        Refusal::bad(place, message, expected)
    })
}

fn unknown(record: &Record) -> Refusal {
    let panel: Vec<_> = record.current_panel().iter().map(ExpertId::as_str).collect();
    Refusal::bad(
        "--decline",
        Bilingual::new("不是现任组员", "is not a member of the panel"),
        Bilingual::new(panel.join("、"), panel.join(", ")),
    )
}

fn say(opening: &Opening, talk: Talk) {
    for opened in &opening.opened {
        let (position, id) = (opened.position, &opened.id);
        let placed = opening.placed == Some(position);
        let zh = if placed { "递补" } else { "不合配额，留待以后" };
        let en = if placed { "takes the place" } else { "does not fit the quotas, stays available" };
        talk.result(talk.say(&format!("开启后备 {position}：{id}，{zh}"), &format!("reserve {position}: {id}, {en}")));
    }
    let panel: Vec<_> = opening.panel.iter().map(ExpertId::as_str).collect();
    talk.result(talk.say(&format!("现任：{}", panel.join(" ")), &format!("panel: {}", panel.join(" "))));
}
