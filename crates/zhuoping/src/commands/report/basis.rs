//! What papers are made from: the files that were given, read and checked by the readers of the other commands.

use super::catalogue::Need;
use super::data::comments::Comments;
use crate::cli::ReportPapers;
use crate::commands::draw::form_errors;
use crate::commands::draw::reserve::verified;
use crate::commands::rank::{self, Ready};
use crate::files::{self, Source};
use crate::refusal::Refusal;
use crate::report::names::Names;
use crate::talk::Talk;
use serde_json::{Map, Value};
use std::sync::Arc;
use zhuoping_criteria::{Bilingual, Edition, Lang};
use zhuoping_documents::{Complaints, entrants};
use zhuoping_panel::Entrant;
use zhuoping_panel::annex::Annex;
use zhuoping_panel::record::Record;
use zhuoping_panel::verify::{Report, verify};
use zhuoping_provenance::{Input, Provenance};
use zhuoping_ratings::{PerKind, Rules};

/// The method that papers name in their provenance.
const METHOD: &str = "zhuoping/papers/v1";

/// The files as values. What was not given is not there.
pub(crate) struct Basis {
    pub(super) rules: Option<Rules>,
    pub(super) editions: PerKind<Option<Arc<Edition>>>,
    pub(super) entrants: Option<Vec<Entrant>>,
    pub(super) ready: Option<Ready>,
    pub(super) record: Option<(Record, Report)>,
    pub(super) annex: Option<Annex>,
    /// What the office supplies.
    pub(super) own: Map<String, Value>,
    pub(super) inputs: Vec<Input>,
    pub(super) warnings: Complaints,
}

/// The files before they are read.
#[derive(Default)]
pub(crate) struct Files {
    pub(crate) rules: Option<Source>,
    pub(crate) scores: Option<Source>,
    pub(crate) entrants: Option<Source>,
    pub(crate) record: Option<(Source, Record)>,
    pub(crate) annex: Option<Source>,
    pub(crate) data: Option<Source>,
    pub(crate) editions: PerKind<Option<Source>>,
}

impl Files {
    /// The files that the options name.
    pub(super) fn named(args: &ReportPapers, talk: Talk) -> Result<Self, Refusal> {
        let read = |path: &Option<std::path::PathBuf>| path.as_deref().map(files::read).transpose();
        let rules = read(&args.rules)?;
        let editions = match &rules {
            Some(rules) => rank::editions(rules, args.criteria.as_deref())?,
            None => PerKind::default(),
        };
        let record = match read(&args.record)? {
            None => None,
            Some(source) => {
                let record = verified(&source, None, talk)?;
                Some((source, record))
            }
        };
        Ok(Self {
            scores: read(&args.scores)?,
            entrants: read(&args.entrants)?,
            annex: read(&args.annex)?,
            data: read(&args.data)?,
            rules,
            record,
            editions,
        })
    }
}

impl Basis {
    /// Reads and checks everything.
    pub(crate) fn read(files: &Files) -> Result<Self, Refusal> {
        let mut warnings = Complaints::new();
        let annex = match &files.annex {
            None => None,
            Some(source) => Some(annex(source, files.record.as_ref().map(|(_, record)| record))?),
        };
        let own = files.data.as_ref().map(own).transpose()?.unwrap_or_default();
        let ready = match (&files.rules, &files.scores) {
            (Some(rules), Some(scores)) => Some(rank::read(&rank::Inputs {
                scores: scores.clone(),
                rules: rules.clone(),
                entrants: files.entrants.clone(),
                record: files.record.clone(),
                editions: files.editions.clone(),
            })?),
            _ => None,
        };
        if let Some(ready) = &ready {
            warnings.append(ready.warnings.clone());
        }
        let entrants = match (&ready, &files.entrants) {
            (_, None) => None,
            (Some(ready), Some(_)) => Some(ready.entrants.clone()),
            (None, Some(source)) => {
                let read = entrants::read(&source.name, &source.bytes)?;
                warnings.append(read.warnings);
                Some(read.value)
            }
        };
        let rules = files.rules.as_ref().map(rank::parse_rules).transpose()?;
        let edition = |source: &Option<Source>| source.as_ref().map(rank::parse_edition).transpose();
        Ok(Self {
            rules,
            editions: PerKind {
                organization: edition(&files.editions.organization)?,
                individual: edition(&files.editions.individual)?,
            },
            entrants,
            ready,
            record: files.record.as_ref().map(|(source, record)| (record.clone(), verify(&source.bytes, None))),
            annex,
            own,
            inputs: files.inputs(),
            warnings,
        })
    }

    /// The scores with what they are ranked by, where both were given.
    pub(crate) fn ready(&self) -> Option<&Ready> {
        self.ready.as_ref()
    }

    /// Whether the file of a need was given.
    pub(super) fn has(&self, need: Need) -> bool {
        match need {
            Need::Rules => self.rules.is_some(),
            Need::Scores => self.ready.is_some(),
            Need::Entrants => self.entrants.is_some(),
            Need::Record => self.record.is_some(),
        }
    }

    /// Papers are Chinese, whatever the language of the terminal.
    pub(super) fn names(&self) -> Names {
        Names::new(self.entrants.as_deref().unwrap_or_default(), Lang::Zh)
    }

    pub(super) fn provenance(&self) -> Provenance {
        Provenance::new(METHOD, self.inputs.clone())
    }

    /// Whether the panel was drawn in a rehearsal; every paper says so.
    pub(super) fn rehearsal(&self) -> bool {
        self.record.as_ref().is_some_and(|(record, _)| record.rehearsal())
    }

    /// The comments, with everybody hidden who may have written one.
    pub(super) fn comments(&self) -> Comments<'_> {
        let all = self.ready.as_ref().map(|ready| ready.comments.as_slice()).unwrap_or_default();
        let scored = self.ready.iter().flat_map(|ready| ready.scores.reviewers()).map(|id| id.to_string());
        let pool = self.record.iter().flat_map(|(record, _)| &record.commitment().parts().pool);
        let numbers = scored.chain(pool.map(|listed| listed.id.to_string()));
        let drawn: Vec<_> =
            self.record.iter().flat_map(|(record, _)| record.panel().iter().chain(record.current_panel())).collect();
        let experts = self.annex.iter().flat_map(|annex| &annex.experts);
        let names = experts.filter(|expert| drawn.contains(&&expert.id)).filter_map(|expert| expert.name.clone());
        Comments::new(all, numbers.collect::<Vec<_>>(), names.collect::<Vec<_>>())
    }
}

impl Files {
    fn inputs(&self) -> Vec<Input> {
        let record = self.record.as_ref().map(|(source, _)| source);
        let editions = [&self.editions.organization, &self.editions.individual];
        let all = [
            self.rules.as_ref(),
            self.scores.as_ref(),
            self.entrants.as_ref(),
            record,
            self.annex.as_ref(),
            self.data.as_ref(),
        ];
        all.into_iter().flatten().chain(editions.into_iter().flatten()).map(Source::input).collect()
    }
}

/// The sealed annex, which must be the one that the record names.
fn annex(source: &Source, record: Option<&Record>) -> Result<Annex, Refusal> {
    let annex = Annex::from_bytes(&source.bytes).map_err(|errors| form_errors(&source.name, &errors))?;
    let Some(record) = record else {
        return Err(Refusal::bad(
            "--annex",
            Bilingual::new("只给了附件，没有抽取记录", "an annex without its draw record"),
            Bilingual::new("同时用 --record 给出抽取记录", "--record with the draw record as well"),
        ));
    };
    let expected = record.commitment().parts().annex_digest;
    if annex.digest() != expected {
        return Err(Refusal::bad(
            &source.name,
            Bilingual::new(
                format!("不是这次抽取的附件，摘要为 {}", annex.digest()),
                format!("is the annex of another draw; its digest is {}", annex.digest()),
            ),
            Bilingual::new(format!("摘要为 {expected} 的附件"), format!("the annex with the digest {expected}")),
        ));
    }
    Ok(annex)
}

/// The office's own data: a JSON object.
fn own(source: &Source) -> Result<Map<String, Value>, Refusal> {
    let expected = Bilingual::new(
        "一个 JSON 对象，如 {\"number\": \"……\", \"date\": \"2026-12-01\", \"place\": \"……\"}",
        "a JSON object such as {\"number\": \"...\", \"date\": \"2026-12-01\", \"place\": \"...\"}",
    );
    match serde_json::from_slice(&source.bytes) {
        Ok(Value::Object(own)) => Ok(own),
        Ok(_) => {
            let message = Bilingual::new("不是 JSON 对象", "is no JSON object");
            Err(Refusal::bad(&source.name, message, expected))
        }
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            let message = Bilingual::new(
                format!("不是正确的 JSON：第 {line} 行第 {column} 个字符附近"),
                format!("is no JSON: near line {line}, character {column}"),
            );
            Err(Refusal::bad(&source.name, message, expected))
        }
    }
}
