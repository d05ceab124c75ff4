//! `rank`: scores and rules become the candidate list with everything beside it.

use crate::cli::Rank;
use crate::commands::criteria;
use crate::commands::draw::reserve::verified;
use crate::files::{self, Outputs, Source};
use crate::refusal::Refusal;
use crate::report::names::Names;
use crate::report::page::Section;
use crate::report::{content, page, pictures, tables, workbook};
use crate::talk::Talk;
use serde_json::value::{RawValue, to_raw_value};
use std::path::Path;
use std::sync::Arc;
use zhuoping_criteria::{Bilingual, Edition, EditionId, builtin, builtin_bytes};
use zhuoping_documents::{Complaints, Warned, entrants, json, scores};
use zhuoping_panel::Entrant;
use zhuoping_panel::record::Record;
use zhuoping_provenance::{Input, Provenance};
use zhuoping_ratings::report::METHOD;
use zhuoping_ratings::{
    Assessment, EntrantId, EntrantKind, Extent, PerKind, RankError, ReviewerId, RuleFault, Rules, Scope, Scores,
    StageId,
};

/// The files a ranking is made from.
pub(crate) struct Inputs {
    pub(crate) scores: Source,
    pub(crate) rules: Source,
    pub(crate) entrants: Option<Source>,
    pub(crate) record: Option<(Source, Record)>,
    pub(crate) editions: PerKind<Option<Source>>,
}

/// What was read from them.
pub(crate) struct Ready {
    pub(crate) rules: Rules,
    pub(crate) scores: Scores,
    pub(crate) comments: Vec<scores::Comment>,
    pub(crate) entrants: Vec<Entrant>,
    pub(crate) provenance: Provenance,
    pub(crate) warnings: Complaints,
    pub(crate) rehearsal: bool,
}

/// Everything a ranking writes and says.
pub(crate) struct Ranked {
    pub(crate) json: Box<RawValue>,
    pub(crate) lines: Vec<String>,
    pub(crate) notes: Vec<Bilingual>,
}

/// Runs the command.
pub(crate) fn run(args: &Rank, talk: Talk) -> Result<(), Refusal> {
    let rules = files::read(&args.rules)?;
    let record = match &args.record {
        None => None,
        Some(path) => {
            let source = files::read(path)?;
            let record = verified(&source, None, talk)?;
            Some((source, record))
        }
    };
    let editions = editions(&rules, args.criteria.as_deref())?;
    let inputs = Inputs {
        scores: files::read(&args.scores)?,
        entrants: args.entrants.as_deref().map(files::read).transpose()?,
        rules,
        record,
        editions,
    };
    if inputs.entrants.is_none() && inputs.editions.individual.is_some() {
        talk.note(
            "注意：没有给出 --entrants 申报名单，评分表中的申报者全部按组织处理",
            "note: without --entrants everybody in the score table is taken for an organization",
        );
    }
    let ready = read(&inputs)?;
    talk.warnings(&ready.warnings);
    let mut outputs = Outputs::new();
    let extent = if args.quick { Extent::Ranking } else { Extent::Full };
    let evaluated = evaluate(&ready, extent, !args.no_charts, talk)?;
    let ranked = lay_out(&ready, &evaluated, talk, &mut outputs, Vec::new())?;
    outputs.write(&args.out, args.force)?;
    for note in &ranked.notes {
        talk.note(&note.zh, &note.en);
    }
    for line in &ranked.lines {
        talk.result(line);
    }
    let out = args.out.display();
    talk.result(talk.say(&format!("已写入 {out}，请打开 report.html"), &format!("written to {out}; open report.html")));
    talk.document(&ranked.json);
    Ok(())
}

/// The edition files that the rules name: an office's own from `folder`, else those that ship.
pub(crate) fn editions(rules: &Source, folder: Option<&Path>) -> Result<PerKind<Option<Source>>, Refusal> {
    let parsed = parse_rules(rules)?;
    let one = |kind: EntrantKind| -> Result<Option<Source>, Refusal> {
        let Some(id) = parsed.editions().get(kind) else { return Ok(None) };
        let own = folder.map(|folder| folder.join(format!("{id}.json"))).filter(|path| path.exists());
        match own {
            Some(path) => files::read(&path).map(Some),
            None => shipped(&rules.name, id).map(Some),
        }
    };
    Ok(PerKind { organization: one(EntrantKind::Organization)?, individual: one(EntrantKind::Individual)? })
}

/// The file of an edition that ships.
pub(crate) fn shipped(file: &str, id: &EditionId) -> Result<Source, Refusal> {
    let bytes = builtin_bytes(id.as_str()).ok_or_else(|| {
        Refusal::bad(
            file,
            Bilingual::new(format!("没有准则版本「{id}」"), format!("there is no edition \"{id}\"")),
            Bilingual::new(
                "criteria list 所列的版本，或用 --criteria 指明自备准则的文件夹",
                "an edition of criteria list, or --criteria with a folder of one's own",
            ),
        )
    })?;
    Ok(Source::embedded(&format!("{id}.json"), bytes))
}

/// Reads the rule file.
pub(crate) fn parse_rules(source: &Source) -> Result<Rules, Refusal> {
    Rules::parse(&source.bytes).map_err(|faults| unfit(&source.name, &faults))
}

pub(crate) fn unfit(file: &str, faults: &[RuleFault]) -> Refusal {
    json::faults(file, faults).into()
}

pub(crate) fn parse_edition(source: &Source) -> Result<Arc<Edition>, Refusal> {
    let parsed = zhuoping_criteria::parse(&source.bytes);
    let edition = parsed.map_err(|findings| json::faults(&source.name, &findings))?;
    Ok(Arc::new(edition))
}

/// Reads everything; nothing is computed unless all of it is good.
pub(crate) fn read(inputs: &Inputs) -> Result<Ready, Refusal> {
    let rules = parse_rules(&inputs.rules)?;
    let edition = |kind| inputs.editions.get(kind).as_ref().map(parse_edition).transpose();
    let editions =
        PerKind { organization: edition(EntrantKind::Organization)?, individual: edition(EntrantKind::Individual)? };
    let faults = rules.faults_with(&editions);
    if !faults.is_empty() {
        return Err(unfit(&inputs.rules.name, &faults));
    }
    let mut warnings = Complaints::new();
    let entrants = match &inputs.entrants {
        None => None,
        Some(file) => {
            let read = entrants::read(&file.name, &file.bytes)?;
            warnings.append(read.warnings);
            Some(read.value)
        }
    };
    let register = entrants.as_deref().map(|list| scores::register(list).expect("ids were checked by the same rule"));
    let record = inputs.record.as_ref().map(|(_, record)| record);
    let (panel, recusals) = record.map_or((None, Vec::new()), |record| {
        let (panel, recusals) = bound(record);
        (Some(panel), recusals)
    });
    let stages: Vec<StageId> = rules.stages().iter().map(|stage| stage.id.clone()).collect();
    let context = scores::Context {
        stages: &stages,
        editions: &editions,
        register: register.as_deref(),
        panel: panel.as_deref(),
        recusals: &recusals,
    };
    let Warned { value: sheet, warnings: found } = scores::read(&inputs.scores.name, &inputs.scores.bytes, &context)?;
    warnings.append(found);
    Ok(Ready {
        rules,
        scores: sheet.scores,
        comments: sheet.comments,
        entrants: entrants.unwrap_or_default(),
        provenance: Provenance::new(METHOD, inputs.digests()),
        warnings,
        rehearsal: record.is_some_and(Record::rehearsal),
    })
}

/// Who may score, and who may not score whom, by a draw record.
pub(crate) fn bound(record: &Record) -> (Vec<ReviewerId>, Vec<(EntrantId, ReviewerId)>) {
    let reviewer = |id: &zhuoping_panel::ExpertId| ReviewerId::new(id.as_str()).expect("ids were checked by one rule");
    let entrant = |id: &zhuoping_panel::EntrantId| EntrantId::new(id.as_str()).expect("ids were checked by one rule");
    let panel = record.current_panel().iter().map(reviewer).collect();
    let recusals = record.recusals().iter().map(|(expert, from)| (entrant(from), reviewer(expert))).collect();
    (panel, recusals)
}

impl Inputs {
    pub(crate) fn digests(&self) -> Vec<Input> {
        let editions = [&self.editions.organization, &self.editions.individual].into_iter().flatten();
        let record = self.record.iter().map(|(source, _)| source);
        let files = [&self.scores, &self.rules].into_iter().chain(&self.entrants).chain(record).chain(editions);
        files.map(Source::input).collect()
    }
}

/// A ranking with everything beside it, and the pictures that were drawn of it.
pub(crate) struct Evaluated<'a> {
    pub(crate) assessment: Assessment<'a>,
    pub(crate) drawings: pictures::Drawings,
}

/// Ranks and draws.
pub(crate) fn evaluate(ready: &Ready, extent: Extent, charts: bool, talk: Talk) -> Result<Evaluated<'_>, Refusal> {
    let scope = Scope::fitting(&ready.scores, &ready.rules);
    let assessment = Assessment::new(&ready.scores, &ready.rules, scope, extent).map_err(|error| misfit(&error))?;
    let names = Names::new(&ready.entrants, talk.lang);
    let drawings = if charts { pictures::draw(&assessment, &names, talk)? } else { pictures::Drawings::default() };
    Ok(Evaluated { assessment, drawings })
}

/// Lays out what was evaluated; the files go to `outputs`. `draw` has the sections about a draw, if one is to be shown.
pub(crate) fn lay_out(
    ready: &Ready,
    evaluated: &Evaluated<'_>,
    talk: Talk,
    outputs: &mut Outputs,
    draw: Vec<Section>,
) -> Result<Ranked, Refusal> {
    let Evaluated { assessment, drawings } = evaluated;
    let names = Names::new(&ready.entrants, talk.lang);
    let json = to_raw_value(&assessment.json(ready.provenance.clone())).expect("a ranking has text keys");
    outputs.add("ranking.json", format!("{}\n", json.get()));
    outputs.add("ranking.csv", tables::ranking(assessment, &names, talk.lang).csv());
    outputs.add("items.csv", tables::items(assessment, &names, talk.lang).csv());
    outputs.add("reviewers.csv", tables::reviewers(assessment, &names, talk.lang).csv());
    outputs.add("results.xlsx", workbook::bytes(assessment, &names, &ready.provenance, talk.lang)?);
    drawings.add_files(outputs);
    let report = content::page(assessment, &names, drawings, ready, draw, talk.lang);
    outputs.add("report.html", page::render(&report));
    Ok(Ranked { json, lines: content::lines(assessment, &names, talk.lang), notes: drawings.notes() })
}

pub(crate) fn misfit(error: &RankError) -> Refusal {
    let zh = match error {
        RankError::UnknownStage { stage, .. } => format!("规则文件没有阶段「{stage}」"),
        RankError::OtherEdition { kind, judged, named } => {
            format!("{}的评分依据 {judged}，规则文件写的是 {}", kind.name_zh(), named.as_deref().unwrap_or("（无）"))
        }
    };
    Refusal::bad(
        "--scores",
        Bilingual::new(zh, error.to_string()),
        Bilingual::new("与规则文件一致的评分", "scores that fit the rule file"),
    )
}

/// An edition by id or path, for `agree` on a score table.
pub(crate) fn edition_named(id: &str) -> Result<Arc<Edition>, Refusal> {
    match builtin(id) {
        Some(edition) => Ok(Arc::new(edition)),
        None => criteria::read(Path::new(id)).map(Arc::new),
    }
}
