//! `demo`: a whole award on the fictional sample cycle, by the same code that the other commands run.
//!
//! This is the place to start reading: plan, witnesses, draw, a decline, verification, scores, ranking, report. Its
//! secrets come from a text and not from the machine's entropy, so that everybody sees the same award; the record is
//! therefore marked as a rehearsal.

use crate::cli::Demo;
use crate::commands::draw::plan::{self, Planned, Secrets};
use crate::commands::draw::run as drawing;
use crate::commands::draw::{ceremony as page, chance_pictures, commit, reserve};
use crate::commands::rank;
use crate::commands::report;
use crate::commands::scorebook::{new, session};
use crate::files::{Outputs, Source};
use crate::refusal::Refusal;
use crate::report::draw::sections;
use crate::talk::Talk;
use serde_json::json;
use std::path::{Path, PathBuf};
use zhuoping_documents::Complaints;
use zhuoping_documents::scorebook::{Key, Task, workbooks};
use zhuoping_panel::commitment::Commitment;
use zhuoping_panel::draw::{Contributions, Drawn, Outcome};
use zhuoping_panel::record::Record;
use zhuoping_panel::verify::{Report, verify};
use zhuoping_panel::witness::{WitnessCommitment, WitnessReveal};
use zhuoping_provenance::TaggedHash;
use zhuoping_ratings::{Extent, PerKind};

macro_rules! sample {
    ($name:literal) => {
        Source::embedded($name, include_bytes!(concat!("../../../../fixtures/sanmenxia/", $name)))
    };
}

/// What the witnesses of the sample ceremony say, and who declines.
#[derive(serde::Deserialize)]
struct Ceremony {
    secrets: String,
    witnesses: Vec<WitnessText>,
    decline: Decline,
}

#[derive(serde::Deserialize)]
struct WitnessText {
    witness: String,
    text: String,
}

#[derive(serde::Deserialize)]
struct Decline {
    /// The seat in drawn order, from 1.
    seat: usize,
    reason: String,
    evidence: String,
}

/// The sample draw with everything it leaves behind.
pub(crate) struct SampleDraw {
    planned: Planned,
    commitments: Vec<WitnessCommitment>,
    reveals: Vec<WitnessReveal>,
    drawn: Drawn,
    record: Record,
    verdict: Report,
}

/// Runs the command.
pub(crate) fn run(args: &Demo, talk: Talk) -> Result<(), Refusal> {
    let out = args.out.clone().unwrap_or_else(new_folder);
    let bar = talk.progress(3);
    bar.set_message(talk.say("抽取专家", "drawing the panel").to_owned());
    let sample = draw(talk)?;
    bar.inc(1);
    bar.set_message(talk.say("汇总评分", "ranking").to_owned());
    let mut outputs = Outputs::new();
    add_inputs(&mut outputs);
    add_draw(&mut outputs, &sample, talk)?;
    add_scorebooks(&mut outputs, &sample, talk)?;
    let (lines, json) = judge(&mut outputs, &sample, talk)?;
    bar.inc(1);
    bar.set_message(talk.say("写文件", "writing").to_owned());
    outputs.write(&out, args.force)?;
    bar.finish_and_clear();
    summary(&sample, &lines, &out, talk);
    talk.document(&json!({
        "out": out.display().to_string(), "report": out.join("report.html").display().to_string(),
        "record": out.join("draw/record.json").display().to_string(),
        "ceremony": out.join("draw/ceremony.html").display().to_string(),
        "results": out.join("rank/results.xlsx").display().to_string(),
        "papers": out.join("papers").display().to_string(),
        "scorebooks": out.join("scorebooks").display().to_string(), "panel": sample.record.current_panel(),
        "valid": sample.verdict.valid, "ranking": json,
    }));
    Ok(())
}

/// `zhuoping-demo`, or the first of `zhuoping-demo-2`, `-3`, ... that is not there yet.
fn new_folder() -> PathBuf {
    let numbered = (2..).map(|n| PathBuf::from(format!("zhuoping-demo-{n}")));
    let mut names = std::iter::once(PathBuf::from("zhuoping-demo")).chain(numbered);
    names.find(|path| !path.exists()).expect("the numbers do not end")
}

/// Plan, commitments, reveals, draw, a decline, verification.
pub(crate) fn draw(talk: Talk) -> Result<SampleDraw, Refusal> {
    let ceremony = ceremony();
    let inputs = plan::Inputs {
        pool: sample!("pool.csv"),
        plan: sample!("plan.json"),
        entrants: Some(sample!("entrants.csv")),
        conflicts: Some(sample!("conflicts.csv")),
    };
    let planned = plan::make(&inputs, &Secrets::rehearsed(&ceremony.secrets), talk)?;
    let (commitments, reveals) = witness(&planned.commitment, &ceremony)?;
    let contributions =
        Contributions::Witnessed { commitments: commitments.clone(), reveals: reveals.clone(), external: None };
    // The sample's method is uniform, which needs no lottery.
    let outcome = drawing::draw(&planned.commitment, None, contributions, planned.key, "commitment.json")?;
    let Outcome::Drawn(drawn) = outcome else { unreachable!("every witness of the sample reveals") };
    let Decline { seat, reason, evidence } = &ceremony.decline;
    let decline = drawn.record.panel()[seat - 1].clone();
    let record = reserve::decline_member(&drawn.record, &drawn.sealed, &decline, reason, Some(evidence))?;
    let verdict = verify(&record.to_bytes(), Some(&drawn.sealed.to_bytes()));
    Ok(SampleDraw { planned, commitments, reveals, drawn: *drawn, record, verdict })
}

fn witness(
    commitment: &Commitment,
    ceremony: &Ceremony,
) -> Result<(Vec<WitnessCommitment>, Vec<WitnessReveal>), Refusal> {
    let mut both = (Vec::new(), Vec::new());
    for WitnessText { witness, text } in &ceremony.witnesses {
        let nonce = TaggedHash::new("zhuoping/demo/nonce").part(ceremony.secrets.as_bytes()).part(witness.as_bytes());
        let (public, secret) = commit::make(commitment, witness, text, *nonce.finish().as_bytes())?;
        both.0.push(public);
        both.1.push(secret);
    }
    Ok(both)
}

fn add_inputs(outputs: &mut Outputs) {
    for source in [
        sample!("pool.csv"),
        sample!("entrants.csv"),
        sample!("conflicts.csv"),
        sample!("plan.json"),
        sample!("scores.csv"),
        sample!("rules.json"),
        sample!("ceremony.json"),
    ] {
        outputs.add(Path::new("inputs").join(&source.name), source.bytes);
    }
}

fn add_draw(outputs: &mut Outputs, sample: &SampleDraw, talk: Talk) -> Result<(), Refusal> {
    let mut files = Outputs::new();
    sample.planned.add_files(&mut files, talk.lang);
    for (public, secret) in sample.commitments.iter().zip(&sample.reveals) {
        let (commit_name, reveal_name) = commit::names(&sample.planned.commitment, &public.witness);
        files.add(commit_name, public.to_bytes());
        files.add(reveal_name, secret.to_bytes());
    }
    files.add("record.json", sample.record.to_bytes());
    files.add("record.reserves.json", sample.drawn.sealed.to_bytes());
    files.add(page::FILE, page::page_of(&sample.record, None, talk.lang)?);
    chance_pictures::of_sample(&sample.planned, talk)?.add_files(&mut files);
    outputs.add_under("draw", files);
    Ok(())
}

/// A workbook for each member of the panel, to be filled in and collected. Their key follows from the ceremony's text, as
/// everything secret here does.
fn add_scorebooks(outputs: &mut Outputs, sample: &SampleDraw, talk: Talk) -> Result<(), Refusal> {
    let ceremony = ceremony();
    let key =
        Key::from_bytes(*TaggedHash::new("zhuoping/demo/key").part(ceremony.secrets.as_bytes()).finish().as_bytes());
    let rules = sample!("rules.json");
    let cycle = session::read_cycle(&rules, &rank::editions(&rules, None)?, &sample!("entrants.csv"))?.value;
    let stage = cycle.rules.stages()[0].id.clone();
    let (panel, recusals) = rank::bound(&sample.record);
    let tasks = panel.iter().map(|id| new::task(&cycle, &recusals, &stage, &(id.clone(), None), talk.lang));
    let tasks: Vec<(String, Task)> = Task::file_names(&stage, &panel, talk.lang).into_iter().zip(tasks).collect();
    let mut files = Outputs::new();
    for ((name, _), bytes) in tasks.iter().zip(workbooks(&cycle, &tasks, &key)?) {
        files.add(name, bytes);
    }
    files.add("key.json", key.to_file());
    outputs.add_under("scorebooks", files);
    Ok(())
}

fn ceremony() -> Ceremony {
    serde_json::from_slice(&sample!("ceremony.json").bytes).expect("a test reads the sample's ceremony")
}

/// The files that ranking and papers are made from.
pub(crate) fn files(sample: &SampleDraw) -> Result<report::Files, Refusal> {
    let rules = sample!("rules.json");
    let parsed = rank::parse_rules(&rules)?;
    let edition =
        |id: &Option<zhuoping_criteria::EditionId>| id.as_ref().map(|id| rank::shipped("rules.json", id)).transpose();
    let editions = PerKind {
        organization: edition(&parsed.editions().organization)?,
        individual: edition(&parsed.editions().individual)?,
    };
    let record = Source { name: "record.json".into(), bytes: sample.record.to_bytes() };
    Ok(report::Files {
        rules: Some(rules),
        scores: Some(sample!("scores.csv")),
        entrants: Some(sample!("entrants.csv")),
        record: Some((record, sample.record.clone())),
        annex: Some(Source { name: "names.json".into(), bytes: sample.planned.annex.to_bytes() }),
        data: None,
        editions,
    })
}

/// Scores to ranking and papers; the report goes to the top, everything else into `rank` and `papers`.
fn judge(
    outputs: &mut Outputs,
    sample: &SampleDraw,
    talk: Talk,
) -> Result<(Vec<String>, Box<serde_json::value::RawValue>), Refusal> {
    let basis = report::Basis::read(&files(sample)?)?;
    let ready = basis.ready().expect("the sample has scores and rules");
    let shown = sections(&sample.planned.report, &sample.record, &sample.verdict, talk.lang);
    let evaluated = rank::evaluate(ready, Extent::Full, true, talk)?;
    let mut files = Outputs::new();
    let ranked = rank::lay_out(ready, &evaluated, talk, &mut files, shown)?;
    let page = files.take("report.html");
    outputs.add_under("rank", files);
    outputs.add("report.html", page);
    let templates = report::Templates::shipped();
    let mut maker = report::Maker::new(&basis, &templates, talk);
    maker.keep(evaluated, talk.lang);
    let (papers, _) = report::every(&mut maker, &report::Choice::default())?;
    let mut files = Outputs::new();
    report::note_rare(&papers, talk);
    papers.iter().for_each(|paper| files.add(paper.file(), paper.docx()));
    outputs.add_under("papers", files);
    Ok((ranked.lines, ranked.json))
}

fn summary(sample: &SampleDraw, lines: &[String], out: &Path, talk: Talk) {
    let warnings: &Complaints = &sample.planned.warnings;
    talk.warnings(warnings);
    let report = &sample.planned.report;
    let (pool, eligible) = (report.pool, report.eligible);
    let panel: Vec<_> = sample.record.current_panel().iter().map(|id| id.as_str()).collect();
    talk.result(talk.say(
        "卓评演示（数据全部虚构；抽取为演练）\n",
        "Zhuoping demo (all data fictional; the draw is a rehearsal)\n",
    ));
    talk.result(talk.say(
        &format!("抽取：专家库 {pool} 人，回避后可抽 {eligible} 人；评审组 {}", panel.join(" ")),
        &format!("draw: {pool} experts, {eligible} eligible; panel {}", panel.join(" ")),
    ));
    let ok = sample.verdict.checks.iter().filter(|check| check.ok).count();
    let all = sample.verdict.checks.len();
    talk.result(
        talk.say(&format!("核验：{all} 项检查通过 {ok} 项\n"), &format!("verified: {ok} of {all} checks hold\n")),
    );
    for line in lines {
        talk.result(line);
    }
    let out = out.display();
    talk.result(talk.say(
        &format!("\n报告 {out}/report.html（双击打开）\n抽取记录 {out}/draw/record.json\n抽取仪式 {out}/draw/ceremony.html（投影与打印）\n名单、图与结果工作簿 {out}/rank/（results.xlsx）\n公文 {out}/papers/（.docx，可编辑）\n评分工作簿 {out}/scorebooks/（填好后用 scorebook collect 收回）\n输入文件 {out}/inputs/（可作模板）"),
        &format!("\nreport {out}/report.html (open by double-click)\nrecord {out}/draw/record.json\nceremony {out}/draw/ceremony.html (projector and paper)\nlist, charts and workbook {out}/rank/ (results.xlsx)\npapers {out}/papers/ (.docx, to be edited)\nscorebooks {out}/scorebooks/ (fill in, then scorebook collect)\ninputs {out}/inputs/ (templates for your own)"),
    ));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use zhuoping_criteria::Lang;

    /// The sample's scores were generated for the panel that its ceremony draws.
    #[test]
    fn the_panel_file_of_the_sample_is_what_its_ceremony_draws() {
        let sample = draw(Talk { lang: Lang::Zh, json: false }).unwrap();
        assert!(sample.verdict.valid);
        let panel = sample.record.current_panel();
        let entrants = sample!("entrants.csv");
        let entrants = zhuoping_documents::entrants::read(&entrants.name, &entrants.bytes).unwrap().value;
        let entrants: BTreeSet<&str> = entrants.iter().map(|entrant| entrant.id.as_str()).collect();
        let recused: Vec<(String, String)> = sample
            .record
            .recusals()
            .iter()
            .filter(|(_, entrant)| entrants.contains(entrant.as_str()))
            .map(|(expert, entrant)| (expert.to_string(), entrant.to_string()))
            .collect();
        let expected = json!({"panel": panel, "recused": recused});
        let file: serde_json::Value =
            serde_json::from_slice(include_bytes!("../../../../fixtures/sanmenxia/panel.json")).unwrap();
        assert_eq!(file, expected, "write {expected} to fixtures/sanmenxia/panel.json and generate the scores again");
    }
}
