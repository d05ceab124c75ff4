//! `draw run`: the contributions become a seed, the seed a panel, and all of it a record.

use super::commit::{COMMIT_SUFFIX, read_commitment};
use super::fair;
use super::{form_errors, key, words};
use crate::cli::DrawRun;
use crate::files::{self, Outputs, name_of};
use crate::refusal::Refusal;
use crate::talk::Talk;
use std::path::{Path, PathBuf};
use zhuoping_criteria::Bilingual;
use zhuoping_documents::{Complaint, Complaints};
use zhuoping_panel::commitment::Commitment;
use zhuoping_panel::draw::{self, Contributions, Drawn, Fair, Outcome, RunError};
use zhuoping_panel::record::Record;
use zhuoping_panel::reserves::ReserveKey;
use zhuoping_panel::witness::{WitnessCommitment, WitnessReveal};

/// Runs the command.
pub(crate) fn run(args: &DrawRun, talk: Talk) -> Result<(), Refusal> {
    let commitment = read_commitment(&args.commitment)?;
    let key = key::read(args.key.as_deref(), &args.commitment, &commitment)?;
    let contributions = match &args.seed {
        Some(text) => Contributions::Rehearsal { text: text.clone() },
        None => witnessed(args)?,
    };
    let fair = fair::read(args, &commitment)?;
    let outcome = draw(&commitment, fair, contributions, key, &name_of(&args.commitment))?;
    let mut outputs = Outputs::new();
    match outcome {
        Outcome::Drawn(drawn) => {
            outputs.add(&args.out, drawn.record.to_bytes());
            outputs.add(sealed_path(&args.out), drawn.sealed.to_bytes());
            outputs.write(Path::new(""), args.force)?;
            say(&drawn, &args.out, talk);
            if talk.json {
                talk.document(&drawn.record.to_value());
            }
            Ok(())
        }
        Outcome::Void(record) => {
            outputs.add(&args.out, record.to_bytes());
            outputs.write(Path::new(""), args.force)?;
            Err(void(&record))
        }
    }
}

/// Draws; whatever keeps it from being done is told at once.
pub(crate) fn draw(
    commitment: &Commitment,
    fair: Option<Fair>,
    contributions: Contributions,
    key: ReserveKey,
    file: &str,
) -> Result<Outcome, Refusal> {
    draw::run_with(commitment, fair, contributions, key).map_err(|errors| refused(file, &errors))
}

/// What is accepted of the witnesses, in Chinese and English.
const CEREMONY: [&str; 2] = [
    "每位见证人先承诺、再公开各一份，且属于本次抽取",
    "one commitment and then one reveal of each witness, made for this draw",
];
/// What is accepted as a lottery, in Chinese and English.
pub(super) const LOTTERY: [&str; 2] =
    ["draw plan 为本次抽取写出的 lottery.json", "the lottery.json that draw plan wrote for this draw"];
/// What is accepted of a text that enters the record.
const PLAIN_TEXT: [&str; 2] = ["1 到 1000 字节、不含个人号码的文字", "1 to 1000 bytes without personal numbers"];

fn refused(file: &str, errors: &[RunError]) -> Refusal {
    if let [error @ (RunError::Lottery(_) | RunError::GivenUp)] = errors {
        let message = words(error.message());
        return Refusal::no(message.zh, message.en);
    }
    let mut all = Complaints::new();
    for error in errors {
        let (place, expected) = match error {
            RunError::Rehearsal(_) => ("--seed", PLAIN_TEXT),
            RunError::External(_) | RunError::ExternalMissing(_) => ("--external", PLAIN_TEXT),
            RunError::ExternalUnnamed => ("--external", ["不写这个选项", "the command without this option"]),
            RunError::NoWitnesses => {
                ("--reveal", ["用 --seed 演练，或在方案中列出见证人", "--seed, or witnesses in the plan"])
            }
            RunError::Fair { .. } | RunError::OtherLottery { .. } | RunError::Certificate(_) => ("--lottery", LOTTERY),
            RunError::Ball { .. } => ("--ball", ["当众摇出的球号", "the number on the ball drawn in public"]),
            RunError::NoBall => ("--ball", ["不写这个选项", "the command without this option"]),
            _ => (file, CEREMONY),
        };
        all.push(Complaint::new(place, words(error.message()), Bilingual::new(expected[0], expected[1])));
    }
    all.into()
}

fn void(record: &Record) -> Refusal {
    let names: Vec<_> = record.missing().iter().map(|witness| witness.as_str()).collect();
    let next = record.commitment().parts().attempt + 1;
    let mut refusal = Refusal::no(
        format!("本次抽取作废：{} 没有公开", names.join("、")),
        format!("this attempt is void: {} did not reveal", names.join(", ")),
    )
    .hint(
        format!("另立方案，attempt 改为 {next}，全部见证人重新承诺"),
        format!("make a new plan with attempt {next}; all witnesses commit again"),
    );
    if let Refusal::No { json, .. } = &mut refusal {
        *json = Some(record.to_value());
    }
    refusal
}

fn witnessed(args: &DrawRun) -> Result<Contributions, Refusal> {
    let commit_files =
        if args.commits.is_empty() { beside_commitment(&args.commitment)? } else { args.commits.clone() };
    let mut commitments = Vec::new();
    for path in &commit_files {
        let source = files::read(path)?;
        let read = WitnessCommitment::from_bytes(&source.bytes);
        commitments.push(read.map_err(|errors| form_errors(&source.name, &errors))?);
    }
    let mut reveals = Vec::new();
    for path in &args.reveal {
        let source = files::read(path)?;
        let read = WitnessReveal::from_bytes(&source.bytes);
        reveals.push(read.map_err(|errors| form_errors(&source.name, &errors))?);
    }
    Ok(Contributions::Witnessed { commitments, reveals, external: args.external.clone() })
}

/// The witnesses' published commitments beside the draw's, in order of file name.
fn beside_commitment(commitment: &Path) -> Result<Vec<PathBuf>, Refusal> {
    let folder = commitment.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    files::list(folder, COMMIT_SUFFIX)
}

/// Where the sealed reserves of a record are: `record.json` has `record.reserves.json` beside it.
pub(crate) fn sealed_path(record: &Path) -> PathBuf {
    record.with_extension("reserves.json")
}

fn say(drawn: &Drawn, out: &Path, talk: Talk) {
    if drawn.record.rehearsal() {
        talk.result(
            talk.say("【演练】本记录不能用于正式评审", "[REHEARSAL] this record is not for an official review"),
        );
    }
    for (at, id) in (1..).zip(drawn.record.panel()) {
        talk.result(&format!("{at:>3}  {id}"));
    }
    if let (Some(_), Some(number)) = (drawn.record.lottery(), fair::number(&drawn.record)) {
        let panels = drawn.record.panels_total().unwrap_or_default();
        talk.result(talk.say(
            &format!("公开名单第 {number} 号评审组（共 {panels} 号）"),
            &format!("panel number {number} of the public list of {panels}"),
        ));
    }
    let (reserves, uncovered) = (drawn.record.reserves(), drawn.uncovered);
    talk.result(talk.say(
        &format!("后备 {reserves} 人，名单密封在 {}，交监督组", sealed_path(out).display()),
        &format!("{reserves} reserves, sealed in {} for the supervision group", sealed_path(out).display()),
    ));
    if uncovered > 0 {
        talk.note(
            &format!("注意：有 {uncovered} 位组员若谢绝，现有后备无人能在配额内递补"),
            &format!("note: {uncovered} members could be replaced by no reserve within the quotas"),
        );
    }
    talk.result(talk.say(
        &format!("抽取记录 {}，摘要 {}", out.display(), drawn.record.record_digest()),
        &format!("record {}, digest {}", out.display(), drawn.record.record_digest()),
    ));
}
