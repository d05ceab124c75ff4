//! `draw reserve`: a member declines, and the record grows by one opening.
//!
//! What happened is said by [`change`]; the page of the ceremony beside the record, if there is one, grows with it.

mod change;

use super::ceremony::{FILE, Renewed, renew};
use super::run::sealed_path;
use super::verify::{lines, report_json};
use super::{beside, form_errors, words};
use crate::cli::DrawReserve;
use crate::files::{self, Outputs, Source};
use crate::refusal::Refusal;
use crate::talk::Talk;
use change::Change;
use std::path::Path;
use zhuoping_criteria::Bilingual;
use zhuoping_panel::ExpertId;
use zhuoping_panel::opening::{self, DeclineError};
use zhuoping_panel::record::Record;
use zhuoping_panel::reserves::SealedReserves;

/// Runs the command.
pub(crate) fn run(args: &DrawReserve, talk: Talk) -> Result<(), Refusal> {
    let source = files::read(&args.record)?;
    let sealed_source = sealed_file(args, &source, talk)?;
    let sealed =
        SealedReserves::from_bytes(&sealed_source.bytes).map_err(|errors| form_errors(&sealed_source.name, &errors))?;
    let before = verified(&source, Some(&sealed_source), talk)?;
    let decline = ExpertId::new(&args.decline).map_err(|_| not_member(&before, &args.decline))?;
    let record = decline_member(&before, &sealed, &decline, &args.reason, args.evidence.as_deref())?;
    let renewed = renew(&args.record, &record)?;
    write(&args.record, &record, &renewed)?;
    let change = Change::new(&before, &record);
    for line in change.lines(talk.lang) {
        talk.result(&line);
    }
    page_said(&args.record, &renewed, talk);
    if change.placed() {
        talk.document(&change.json());
        return Ok(());
    }
    let next = record.commitment().parts().attempt + 1;
    let mut refusal = Refusal::no(
        "后备已无人能在规则内递补，席位空缺（已记入记录）",
        "no reserve fits the rules; the seat stays empty (this is in the record)",
    )
    .hint(
        format!("补充抽取：另立方案，attempt 改为 {next}"),
        format!("a supplementary draw: a new plan with attempt {next}"),
    );
    if let Refusal::No { json, .. } = &mut refusal {
        *json = Some(change.json());
    }
    Err(refusal)
}

/// The sealed reserves; whoever has none is told where they are, or that a void attempt has none.
fn sealed_file(args: &DrawReserve, record: &Source, talk: Talk) -> Result<Source, Refusal> {
    let path = args.reserves.clone().unwrap_or_else(|| sealed_path(&args.record));
    if path.is_file() {
        return files::read(&path);
    }
    if verified(record, None, talk)?.is_void() {
        return Err(void());
    }
    Err(Refusal::bad(
        &files::name_of(&path),
        Bilingual::new(
            "没有这个文件：后备名单密封在监督组",
            "no such file: the supervision group keeps the sealed reserves",
        ),
        Bilingual::new(
            "抽取时写出的 *.reserves.json，放在记录旁，或用 --reserves 指明",
            "the *.reserves.json of the draw beside the record, or named by --reserves",
        ),
    ))
}

fn void() -> Refusal {
    Refusal::no("本次抽取作废，没有评审组，无从谢绝", "this attempt is void: there is no panel, so nobody can decline")
}

/// The record and its page, both or neither.
fn write(file: &Path, record: &Record, renewed: &Renewed) -> Result<(), Refusal> {
    let mut outputs = Outputs::new();
    outputs.add(file, record.to_bytes());
    match renewed {
        Renewed::Page { bytes, names: true } => outputs.add_secret(beside(file, FILE), bytes.clone()),
        Renewed::Page { bytes, names: false } => outputs.add(beside(file, FILE), bytes.clone()),
        Renewed::None | Renewed::NamesMissing => {}
    }
    outputs.write(Path::new(""), true)
}

fn page_said(file: &Path, renewed: &Renewed, talk: Talk) {
    let page = beside(file, FILE);
    let page = page.display();
    match renewed {
        Renewed::None => {}
        Renewed::Page { .. } => talk.result(talk.say(
            &format!("仪式页面 {page} 已更新（在浏览器中刷新）"),
            &format!("the page {page} is up to date (reload it in the browser)"),
        )),
        Renewed::NamesMissing => talk.note(
            &format!("注意：{page} 显示姓名，而旁边没有 names.json，没有更新；请用 draw ceremony --annex 重做"),
            &format!("note: {page} shows names and names.json is not beside it, so it was left as it is; make it again with draw ceremony --annex"),
        ),
    }
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
            DeclineError::NotMember { decline, .. } => return not_member(record, decline.as_str()),
            DeclineError::Void => return void(),
            DeclineError::Reason(_) => {
                ("--reason", Bilingual::new("非空、不含个人号码的文字", "text without personal numbers"))
            }
            DeclineError::Evidence(_) => {
                ("--evidence", Bilingual::new("非空、不含个人号码的文字", "text without personal numbers"))
            }
            DeclineError::OtherDraw { .. } | DeclineError::Sealed => {
                ("--reserves", Bilingual::new("本次抽取写出的后备名单", "the sealed reserves of this draw"))
            }
        };
        Refusal::bad(place, message, expected)
    })
}

/// Why somebody cannot decline, and who can. Whether an expert stands among the reserves that are still sealed is not
/// told.
fn not_member(record: &Record, typed: &str) -> Refusal {
    let shown = super::commit::shown(typed);
    let of = |id: &ExpertId| id.as_str() == typed;
    let left = record.openings().iter().find(|opening| of(&opening.decline));
    let opened = record.openings().iter().flat_map(|opening| &opening.opened).find(|opened| of(&opened.id));
    let known = record.commitment().parts().pool.iter().any(|expert| of(&expert.id));
    let message = match (left, opened, known) {
        (Some(opening), ..) => Bilingual::new(
            format!("「{shown}」已在第 {} 次谢绝中离开，不必再记", opening.number),
            format!("\"{shown}\" has left already, in decline {}", opening.number),
        ),
        (None, Some(opened), _) => Bilingual::new(
            format!("「{shown}」是已开启、尚无席位的后备 {}；若不愿参加，待轮到递补时再记谢绝", opened.position),
            format!(
                "\"{shown}\" is reserve {}, opened but without a seat; a decline is recorded when a seat comes",
                opened.position
            ),
        ),
        (None, None, true) => Bilingual::new(
            format!("「{shown}」在专家库中，但不是现任组员"),
            format!("\"{shown}\" is in the pool but not on the panel"),
        ),
        (None, None, false) => Bilingual::new(
            format!("「{shown}」不在这次抽取的专家库中"),
            format!("\"{shown}\" is not in the pool of this draw"),
        ),
    };
    let panel: Vec<_> = record.current_panel().iter().map(ExpertId::as_str).collect();
    Refusal::bad("--decline", message, Bilingual::new(panel.join("、"), panel.join(", ")))
}
