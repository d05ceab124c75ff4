//! `draw ceremony`: the page of a public draw, made anew whenever there is one more file to show.

use super::commit::{COMMIT_SUFFIX, read_commitment};
use super::reserve::verified;
use super::{beside, form_errors};
use crate::ceremony::fair::Fair;
use crate::ceremony::page::{Marks, render};
use crate::ceremony::view::{Ceremony, Sources, Stage};
use crate::cli::DrawCeremony;
use crate::files::{self, Outputs};
use crate::refusal::Refusal;
use crate::talk::Talk;
use serde_json::json;
use std::path::{Path, PathBuf};
use zhuoping_criteria::{Bilingual, Lang};
use zhuoping_documents::{Complaint, Complaints};
use zhuoping_panel::WitnessId;
use zhuoping_panel::annex::Annex;
use zhuoping_panel::commitment::Commitment;
use zhuoping_panel::lottery::LotteryFile;
use zhuoping_panel::record::Record;
use zhuoping_panel::witness::{WitnessCommitment, WitnessReveal};

/// The page's name beside the commitment or the record.
pub(crate) const FILE: &str = "ceremony.html";

/// Runs the command.
pub(crate) fn run(args: &DrawCeremony, talk: Talk) -> Result<(), Refusal> {
    let record = match &args.record {
        Some(path) => Some(verified(&files::read(path)?, None, talk)?),
        None => None,
    };
    let commitment = commitment(args, record.as_ref())?;
    let (commits, reveals) = if record.is_some() { (Vec::new(), Vec::new()) } else { witnessed(args, &commitment)? };
    let annex = args.annex.as_deref().map(|path| annex(path, &commitment)).transpose()?;
    let listed = match (&record, args.commitment.as_deref()) {
        (Some(record), _) => record.lottery().cloned(),
        (None, Some(path)) if commitment.parts().lottery.is_some() => {
            Some(super::fair::committed(&commitment, &beside(path, super::fair::FILE))?)
        }
        _ => None,
    };
    let sources = Sources {
        commitment: &commitment,
        commits: &commits,
        reveals: &reveals,
        record: record.as_ref(),
        annex: annex.as_ref(),
        fair: listed.as_ref().and_then(|file| fair_of(&commitment, file, record.as_ref())),
    };
    let ceremony = Ceremony::new(sources, talk.lang)?;
    let nearest = args.record.as_deref().or(args.commitment.as_deref()).unwrap_or(Path::new(""));
    let out = args.out.clone().unwrap_or_else(|| beside(nearest, FILE));
    let mut outputs = Outputs::new();
    let page = render(&ceremony).into_bytes();
    if annex.is_some() {
        outputs.add_secret(&out, page);
    } else {
        outputs.add(&out, page);
    }
    outputs.write(Path::new(""), args.force)?;
    tell(&ceremony, &out, talk);
    Ok(())
}

/// The commitment, which a record brings along.
fn commitment(args: &DrawCeremony, record: Option<&Record>) -> Result<Commitment, Refusal> {
    let own = args.commitment.as_deref().map(read_commitment).transpose()?;
    match (own, record) {
        (Some(own), Some(record)) if own.digest() != record.digest() => Err(other_draw("--record")),
        (Some(own), _) => Ok(own),
        (None, Some(record)) => Ok(record.commitment().clone()),
        (None, None) => unreachable!("clap asks for one of the two"),
    }
}

fn other_draw(place: &str) -> Refusal {
    Refusal::bad(
        place,
        Bilingual::new("属于另一次抽取（摘要不同）", "belongs to another draw (another digest)"),
        Bilingual::new("与 --commitment 同一次抽取的文件", "a file of the draw that --commitment fixes"),
    )
}

/// Commitments and reveals from their files. Reveals are never looked for: they stay with the witnesses until all have
/// committed, and even then only those are shown that somebody hands over.
fn witnessed(
    args: &DrawCeremony,
    commitment: &Commitment,
) -> Result<(Vec<WitnessCommitment>, Vec<WitnessReveal>), Refusal> {
    let nearest = args.commitment.as_deref().unwrap_or(Path::new(""));
    let found = if args.commits.is_empty() { beside_commitment(nearest)? } else { args.commits.clone() };
    let mut errors = Complaints::new();
    let mut commits: Vec<WitnessCommitment> = Vec::new();
    for path in &found {
        let source = files::read(path)?;
        let read = WitnessCommitment::from_bytes(&source.bytes).map_err(|bad| form_errors(&source.name, &bad))?;
        check(&mut errors, &source.name, commitment, (read.digest == commitment.digest(), &read.witness));
        if commits.iter().any(|known| known.witness == read.witness) {
            errors.push(twice(&source.name, &read.witness));
        } else if commits.iter().any(|known| known.commitment == read.commitment) {
            errors.push(copied(&source.name, &read.witness));
        }
        commits.push(read);
    }
    let mut reveals: Vec<WitnessReveal> = Vec::new();
    for path in &args.reveal {
        let source = files::read(path)?;
        let read = WitnessReveal::from_bytes(&source.bytes).map_err(|bad| form_errors(&source.name, &bad))?;
        check(&mut errors, &source.name, commitment, (read.digest == commitment.digest(), &read.witness));
        if reveals.iter().any(|known| known.witness == read.witness) {
            errors.push(twice(&source.name, &read.witness));
        }
        reveals.push(read);
    }
    let missing = commitment.parts().witnesses.iter().filter(|id| commits.iter().all(|of| of.witness != **id));
    let missing: Vec<&str> = missing.map(WitnessId::as_str).collect();
    if !reveals.is_empty() && !missing.is_empty() {
        let message = Bilingual::new(
            format!("尚未全部承诺（缺 {}），此时公开会让后承诺的人占便宜", missing.join("、")),
            format!(
                "not all have committed ({} missing); who commits later could use what is revealed now",
                missing.join(", ")
            ),
        );
        let expected = Bilingual::new("全部承诺之后再给出公开文件", "reveals only after all have committed");
        errors.push(Complaint::new("--reveal", message, expected));
    }
    if errors.is_empty() { Ok((commits, reveals)) } else { Err(errors.into()) }
}

/// A witness's file must be of this draw and of one of its witnesses.
fn check(errors: &mut Complaints, file: &str, commitment: &Commitment, (same, witness): (bool, &WitnessId)) {
    if !same {
        errors.push(Complaint::new(
            file,
            Bilingual::new("属于另一次抽取（摘要不同）", "belongs to another draw (another digest)"),
            Bilingual::new("为本次抽取所作的承诺或公开", "a commitment or reveal made for this draw"),
        ));
    } else if !commitment.parts().witnesses.contains(witness) {
        let known: Vec<_> = commitment.parts().witnesses.iter().map(WitnessId::as_str).collect();
        errors.push(Complaint::new(
            file,
            Bilingual::new(
                format!("「{witness}」不在方案的见证人之列"),
                format!("\"{witness}\" is not a witness of the plan"),
            ),
            Bilingual::new(known.join("、"), known.join(", ")),
        ));
    }
}

fn twice(file: &str, witness: &WitnessId) -> Complaint {
    Complaint::new(
        file,
        Bilingual::new(format!("{witness} 已有一份"), format!("{witness} has given one already")),
        Bilingual::new("每位见证人一份", "one of each witness"),
    )
}

fn copied(file: &str, witness: &WitnessId) -> Complaint {
    Complaint::new(
        file,
        Bilingual::new(format!("{witness} 的承诺与别人的相同"), format!("the commitment of {witness} is another's")),
        Bilingual::new("各自的承诺", "everybody's own"),
    )
}

/// The witnesses' published commitments beside the draw's.
fn beside_commitment(commitment: &Path) -> Result<Vec<PathBuf>, Refusal> {
    let folder = commitment.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    files::list(folder, COMMIT_SUFFIX)
}

/// The names behind the numbers, if they are this draw's.
fn annex(path: &Path, commitment: &Commitment) -> Result<Annex, Refusal> {
    let source = files::read(path)?;
    let annex = Annex::from_bytes(&source.bytes).map_err(|bad| form_errors(&source.name, &bad))?;
    if annex.digest() != commitment.parts().annex_digest {
        return Err(Refusal::bad(
            &source.name,
            Bilingual::new("不是本次抽取的附件（摘要不同）", "is not the annex of this draw (another digest)"),
            Bilingual::new("draw plan 写出的 names.json，未经改动", "the names.json that draw plan wrote, unchanged"),
        ));
    }
    Ok(annex)
}

fn tell(ceremony: &Ceremony<'_>, out: &Path, talk: Talk) {
    let (zh, en) = match ceremony.stage() {
        Stage::Planned => ("方案已固定，等待承诺", "planned; commitments are awaited"),
        Stage::Committing => ("承诺进行中", "some have committed"),
        Stage::Committed => ("全部承诺，等待公开", "all have committed; reveals are awaited"),
        Stage::Revealing => ("公开进行中", "some have revealed"),
        Stage::Revealed => ("全部公开，可以抽取", "all have revealed; ready to draw"),
        Stage::Void => ("本次作废", "this attempt is void"),
        Stage::Drawn => ("已抽出评审组", "the panel is drawn"),
        Stage::Replaced => ("已有递补", "members were replaced"),
    };
    let names = |ids: Vec<&WitnessId>| ids.iter().map(|id| id.to_string()).collect::<Vec<_>>();
    if ceremony.rehearsal() {
        talk.result(talk.say("【演练】页面处处标明", "[REHEARSAL] the page says so everywhere"));
    }
    talk.result(&format!("{}{}", talk.say("仪式：", "ceremony: "), talk.say(zh, en)));
    for id in ceremony.mismatched() {
        talk.note(
            &format!("注意：{id} 公开的文字与承诺不符，不能抽取"),
            &format!("note: what {id} revealed does not open the commitment; nothing can be drawn"),
        );
    }
    let path = out.display();
    talk.result(talk.say(
        &format!("页面 {path}（用浏览器打开，F11 全屏，空格或单击向前，← 后退，A 全部显示）"),
        &format!("page {path} (open in a browser; F11 full screen, space or click onward, ← back, A shows all)"),
    ));
    talk.document(&json!({
        "page": path.to_string(), "stage": en, "rehearsal": ceremony.rehearsal(),
        "digest": ceremony.commitment.digest().to_hex(), "names_shown": !ceremony.names.is_empty(),
        "awaited": names(ceremony.awaited()), "unrevealed": names(ceremony.unrevealed()),
        "mismatched": names(ceremony.mismatched()),
        "missing": ceremony.record.map(Record::missing).unwrap_or_default(),
        "panel": ceremony.record.map(Record::current_panel).unwrap_or_default(),
    }));
}

/// What the page shows of the method leximin.
fn fair_of<'a>(commitment: &Commitment, file: &'a LotteryFile, record: Option<&Record>) -> Option<Fair<'a>> {
    let pick = commitment.parts().lottery?.pick;
    Some(Fair { lottery: &file.lottery, pick, number: record.and_then(super::fair::number) })
}

/// The page of a record, as `demo` writes it.
pub(crate) fn page_of(record: &Record, annex: Option<&Annex>, lang: Lang) -> Result<Vec<u8>, Refusal> {
    let sources = Sources {
        commitment: record.commitment(),
        commits: &[],
        reveals: &[],
        record: Some(record),
        annex,
        fair: record.lottery().and_then(|file| fair_of(record.commitment(), file, Some(record))),
    };
    Ok(render(&Ceremony::new(sources, lang)?).into_bytes())
}

/// What became of a page beside a record that has just grown.
pub(crate) enum Renewed {
    /// There is none, or it shows another draw.
    None,
    /// Its new bytes, and whether it shows names.
    Page { bytes: Vec<u8>, names: bool },
    /// It shows names, and the annex is not beside it.
    NamesMissing,
}

/// Makes the page beside a record anew, in its language and with its names.
pub(crate) fn renew(record_file: &Path, record: &Record) -> Result<Renewed, Refusal> {
    let path = beside(record_file, FILE);
    if !path.is_file() {
        return Ok(Renewed::None);
    }
    let Some(marks) = Marks::of(&files::read(&path)?.bytes).filter(|marks| marks.digest == record.digest()) else {
        return Ok(Renewed::None);
    };
    let annex_file = beside(record_file, "names.json");
    let annex = match (marks.names, annex_file.is_file()) {
        (false, _) => None,
        (true, true) => Some(annex(&annex_file, record.commitment())?),
        (true, false) => return Ok(Renewed::NamesMissing),
    };
    Ok(Renewed::Page { bytes: page_of(record, annex.as_ref(), marks.lang)?, names: marks.names })
}
