//! What a session of an award gives to scorebooks, read from its files.

use super::METHOD;
use crate::cli::ScorebookCycle;
use crate::commands::draw::reserve::verified;
use crate::commands::rank::{bound, editions, parse_edition, parse_rules, unfit};
use crate::files::{self, Source};
use crate::refusal::Refusal;
use crate::talk::Talk;
use std::path::Path;
use zhuoping_criteria::Bilingual;
use zhuoping_documents::scorebook::lists::{self, Listed};
use zhuoping_documents::scorebook::{BoundEdition, Cycle, Key, cycle};
use zhuoping_documents::{Complaint, Complaints, Warned, entrants, scores};
use zhuoping_provenance::{Digest, Input, Provenance};
use zhuoping_ratings::{EntrantId, EntrantKind, PerKind, ReviewerId, StageId};

/// Everything but the stage.
pub(super) struct Session {
    pub(super) cycle: Cycle,
    /// In the order of their ids; `None` where no file names them.
    pub(super) reviewers: Option<Vec<Listed>>,
    pub(super) recusals: Vec<(EntrantId, ReviewerId)>,
    inputs: Vec<Input>,
}

impl Session {
    /// Reads the files; warnings go to stderr.
    pub(super) fn read(args: &ScorebookCycle, talk: Talk) -> Result<Self, Refusal> {
        let rules_file = files::read(&args.rules)?;
        let sources = editions(&rules_file, args.criteria.as_deref())?;
        let list = files::read(&args.entrants)?;
        let Warned { value: cycle, mut warnings } = read_cycle(&rules_file, &sources, &list)?;
        let mut inputs = vec![rules_file.input()];
        inputs.extend(EntrantKind::ALL.into_iter().filter_map(|kind| sources.get(kind).as_ref()).map(Source::input));
        inputs.push(list.input());
        let mut session = Self { cycle, reviewers: None, recusals: Vec::new(), inputs };
        session.people(args, talk, &mut warnings)?;
        talk.warnings(&warnings);
        Ok(session)
    }

    /// Reviewers and recusals. A record binds: who is not on its panel is no reviewer.
    fn people(&mut self, args: &ScorebookCycle, talk: Talk, warnings: &mut Complaints) -> Result<(), Refusal> {
        let mut panel = None;
        if let Some(path) = &args.record {
            let source = files::read(path)?;
            let (members, recusals) = bound(&verified(&source, None, talk)?);
            self.recusals.extend(recusals);
            self.inputs.push(source.input());
            panel = Some(members);
        }
        if let Some(path) = &args.recusals {
            let source = files::read(path)?;
            let read = lists::recusals(&source.name, &source.bytes)?;
            warnings.append(read.warnings);
            self.recusals.extend(read.value);
            self.inputs.push(source.input());
        }
        let listed = match &args.reviewers {
            None => panel.map(|panel| panel.into_iter().map(|id| (id, None)).collect()),
            Some(path) => {
                let source = files::read(path)?;
                let Warned { value, warnings: found } = lists::reviewers(&source.name, &source.bytes)?;
                warnings.append(found);
                not_on_panel(&source.name, &value, panel.as_deref()).refuse_if_any()?;
                self.inputs.push(source.input());
                Some(value)
            }
        };
        self.reviewers = listed.map(|mut listed: Vec<Listed>| {
            listed.sort();
            listed
        });
        Ok(())
    }

    /// The reviewers, where a command cannot do without.
    pub(super) fn needed_reviewers(&self) -> Result<&[Listed], Refusal> {
        self.reviewers.as_deref().ok_or_else(|| {
            Refusal::bad(
                "--reviewers",
                Bilingual::new("没有说明评审专家是谁", "does not say who the reviewers are"),
                Bilingual::new(
                    "--reviewers 专家名单，或 --record 抽取记录",
                    "--reviewers with a list, or --record with a draw record",
                ),
            )
        })
    }

    /// The ids of the reviewers.
    pub(super) fn reviewer_ids(&self) -> Option<Vec<ReviewerId>> {
        self.reviewers.as_ref().map(|listed| listed.iter().map(|(id, _)| id.clone()).collect())
    }

    /// The stage that is meant by what was typed.
    pub(super) fn stage(&self, word: &str) -> Result<StageId, Refusal> {
        let stages = self.cycle.rules.stages();
        let meant = scores::stage_named(word);
        stages.iter().find(|stage| stage.id.as_str() == meant).map(|stage| stage.id.clone()).ok_or_else(|| {
            let known = stages.iter().map(|stage| stage.id.to_string()).collect::<Vec<_>>().join("、");
            let message = Bilingual::new("规则中没有这个阶段", "is no stage of the rule file");
            Complaints::from(Complaint::new("--stage", message, Bilingual::new(known.clone(), known)).about(word))
                .into()
        })
    }

    /// The header of a result made from these files and `more`.
    pub(super) fn provenance(&self, more: impl IntoIterator<Item = Input>) -> Provenance {
        Provenance::new(METHOD, self.inputs.iter().cloned().chain(more).collect())
    }
}

/// Rules, editions and entrants.
pub(crate) fn read_cycle(
    rules: &Source,
    sources: &PerKind<Option<Source>>,
    list: &Source,
) -> Result<Warned<Cycle>, Refusal> {
    let name = &rules.name;
    let rules = parse_rules(rules)?;
    let bind = |source: &Source| {
        parse_edition(source).map(|edition| BoundEdition { edition, digest: Digest::of(&source.bytes) })
    };
    let editions = PerKind {
        organization: sources.organization.as_ref().map(bind).transpose()?,
        individual: sources.individual.as_ref().map(bind).transpose()?,
    };
    let plain = PerKind::from_fn(|kind| editions.get(kind).as_ref().map(|bound| bound.edition.clone()));
    let faults = rules.faults_with(&plain);
    if !faults.is_empty() {
        return Err(unfit(name, &faults));
    }
    let Warned { value: listed, mut warnings } = entrants::read(&list.name, &list.bytes)?;
    let entrants = cycle::judged(&listed).expect("ids were checked by the same rule");
    let cycle = Cycle { rules, editions, entrants };
    for entrant in cycle.not_judged() {
        warnings.push(no_edition(&list.name, entrant.kind).about(entrant.id.as_str()));
    }
    Ok(Warned { value: cycle, warnings })
}

/// The key in a file.
pub(super) fn key(path: &Path) -> Result<Key, Refusal> {
    let source = files::read(path)?;
    Key::from_file(&source.bytes).ok_or_else(|| {
        Refusal::bad(
            &source.name,
            Bilingual::new("不是评分工作簿的密钥文件", "is no key file of scorebooks"),
            Bilingual::new("scorebook new 写出的密钥文件", "the key file that scorebook new wrote"),
        )
    })
}

fn not_on_panel(file: &str, listed: &[Listed], panel: Option<&[ReviewerId]>) -> Complaints {
    let mut wrong = Complaints::new();
    for (id, _) in listed.iter().filter(|(id, _)| panel.is_some_and(|panel| !panel.contains(id))) {
        let message = Bilingual::new("不在抽取记录的评审组内", "is not on the panel of the draw record");
        let expected = Bilingual::new("抽取记录中的组员", "a member of the drawn panel");
        wrong.push(Complaint::new(file, message, expected).about(id.as_str()));
    }
    wrong
}

fn no_edition(file: &str, kind: EntrantKind) -> Complaint {
    let message = Bilingual::new(
        format!("规则没有为{}规定评审准则，不列入评分表", kind.name_zh()),
        format!("is left out: the rule file names no criteria for entrants of kind {kind}"),
    );
    Complaint::new(file, message, Bilingual::new("规则规定了准则的申报类别", "a kind the rule file has criteria for"))
}
