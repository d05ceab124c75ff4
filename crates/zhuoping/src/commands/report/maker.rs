//! Papers from a basis: which copies, what each is filled with, and the bytes.
//!
//! Results are evaluated once a stage, however many papers show them, and pictures are drawn once a topic.

use super::basis::Basis;
use super::catalogue::{Copies, Entry, Section, StageOf};
use super::data::{award, consensus, draw, feedback, panel, results, sheets, site};
use super::templates::Templates;
use crate::commands::rank::{self, Evaluated};
use crate::refusal::Refusal;
use crate::report::names::Names;
use crate::report::pictures::{self, Drawing, Drawings, Topic};
use crate::talk::Talk;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use zhuoping_criteria::{Bilingual, Lang};
use zhuoping_documents::papers::{Paper, Picture, Template};
use zhuoping_panel::{Entrant, ExpertId};
use zhuoping_ratings::rules::Stage;
use zhuoping_ratings::tiers::Placement;
use zhuoping_ratings::{Assessment, Extent, Rules, Scope, StageId};

/// Which copies were asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choice {
    pub(super) reviewer: Option<String>,
    pub(super) entrant: Option<String>,
    pub(super) stage: Option<String>,
}

/// A paper that was made.
pub(crate) struct Made {
    /// The English name of its template.
    pub(super) english: String,
    /// Its name, with what tells copies apart.
    pub(super) name: String,
    pub(super) paper: Paper,
}

impl Made {
    /// The file it is written to.
    pub(crate) fn file(&self) -> String {
        format!("{}.docx", self.name)
    }

    /// The bytes of that file.
    pub(crate) fn docx(&self) -> Vec<u8> {
        self.paper.docx()
    }
}

/// One copy of a paper.
#[derive(Clone, Debug, Default)]
struct Copy {
    reviewer: Option<ExpertId>,
    entrant: Option<Entrant>,
    stage: Option<StageId>,
    /// What tells it from the others; empty for an only one.
    suffix: String,
}

/// Makes papers from one basis.
pub(crate) struct Maker<'a> {
    basis: &'a Basis,
    templates: &'a Templates,
    names: Names,
    talk: Talk,
    /// By stage, `None` for the result of all.
    evaluated: BTreeMap<Option<StageId>, Evaluated<'a>>,
}

impl<'a> Maker<'a> {
    pub(crate) fn new(basis: &'a Basis, templates: &'a Templates, talk: Talk) -> Self {
        // Pictures and words of papers are Chinese; only what is said on the terminal follows its language.
        let talk = Talk { lang: Lang::Zh, ..talk };
        Self { basis, templates, names: basis.names(), talk, evaluated: BTreeMap::new() }
    }

    /// Takes over the result of all stages, which another command has computed in the language of its own pictures.
    pub(crate) fn keep(&mut self, evaluated: Evaluated<'a>, lang: Lang) {
        let drawings = if lang == Lang::Zh { evaluated.drawings } else { Drawings::default() };
        self.evaluated.insert(None, Evaluated { assessment: evaluated.assessment, drawings });
    }

    /// A paper in all its copies, or those that `choice` picks.
    ///
    /// # Errors
    /// Every file that is missing for it; a choice of what is not there; a template that cannot be filled.
    pub(super) fn make(&mut self, entry: &Entry, template: &Template, choice: &Choice) -> Result<Vec<Made>, Refusal> {
        self.missing(entry, template)?;
        let copies = self.copies(entry, choice)?;
        copies.iter().map(|copy| self.copy(entry, template, copy)).collect()
    }

    /// The built-in papers and the templates of an office's own, in the order of a cycle.
    pub(super) fn papers(&self) -> Vec<(&'static Entry, &'a Template)> {
        self.templates.all()
    }

    /// What a paper cannot be made without and is not there; an office's own template makes do with what there is.
    pub(super) fn lacks(&self, entry: &Entry) -> Option<Bilingual> {
        if entry.english.is_empty() {
            return None;
        }
        let options: Vec<&str> =
            entry.needs().into_iter().filter(|need| !self.basis.has(*need)).map(|need| need.option().0).collect();
        if !options.is_empty() {
            let options = options.join(" ");
            return Some(Bilingual::new(format!("缺少 {options}"), format!("{options} not given")));
        }
        let unvisited = entry.stage == StageOf::Visit && self.scored_stages().count() < 2;
        unvisited.then(|| Bilingual::new("还没有现场评审的评分", "there are no scores of a visit yet"))
    }

    /// # Errors
    /// A complaint for each file that the paper needs and that was not given.
    fn missing(&self, entry: &Entry, template: &Template) -> Result<(), Refusal> {
        if entry.english.is_empty() {
            return Ok(());
        }
        let mut complaints = zhuoping_documents::Complaints::new();
        for need in entry.needs().into_iter().filter(|need| !self.basis.has(*need)) {
            let (option, zh, en) = need.option();
            complaints.push(zhuoping_documents::Complaint::new(
                option,
                Bilingual::new(
                    format!("制作《{}》需要{zh}，没有给出", template.name()),
                    format!("the paper {} needs {en}, which was not given", template.english()),
                ),
                Bilingual::new(format!("{option} 文件"), format!("{option} FILE")),
            ));
        }
        complaints.refuse_if_any().map_err(Refusal::from)
    }

    fn entrants(&self) -> &'a [Entrant] {
        self.basis.entrants.as_deref().unwrap_or_default()
    }

    fn copies(&mut self, entry: &Entry, choice: &Choice) -> Result<Vec<Copy>, Refusal> {
        let stage = choice.stage.as_deref().map(|asked| self.stage_named(asked)).transpose()?;
        let copy = Copy { stage: stage.clone(), ..Copy::default() };
        match entry.copies {
            Copies::One => Ok(vec![copy]),
            Copies::Reviewer => self.of_reviewers(choice.reviewer.as_deref(), &copy),
            Copies::Entrant => self.of_entrants(choice.entrant.as_deref(), &copy, None),
            Copies::Visited => {
                let visited = self.went_on(self.stage(entry, &copy)?)?;
                self.of_entrants(choice.entrant.as_deref(), &copy, Some(&visited))
            }
            Copies::Stage => Ok(match stage {
                Some(_) => vec![Copy { suffix: self.stage_suffix(stage.as_ref()), ..copy }],
                None => {
                    let scored = self.scored_stages().map(|stage| Some(stage.id.clone()));
                    scored
                        .map(|stage| Copy { suffix: self.stage_suffix(stage.as_ref()), stage, ..Copy::default() })
                        .collect()
                }
            }),
        }
    }

    fn stage_suffix(&self, stage: Option<&StageId>) -> String {
        stage.map(|stage| self.names.stage(stage.as_str())).unwrap_or_default()
    }

    fn of_reviewers(&self, asked: Option<&str>, copy: &Copy) -> Result<Vec<Copy>, Refusal> {
        let panel = self.basis.record.as_ref().map(|(record, _)| record.current_panel()).unwrap_or_default();
        let of = |id: &ExpertId| Copy { reviewer: Some(id.clone()), suffix: id.to_string(), ..copy.clone() };
        match asked {
            None => Ok(panel.iter().map(of).collect()),
            Some(asked) => match panel.iter().find(|id| id.as_str() == asked) {
                Some(id) => Ok(vec![of(id)]),
                None => Err(unknown(
                    "--reviewer",
                    "评审组没有这位专家",
                    "no member of the panel",
                    panel.iter().map(ExpertId::as_str),
                )),
            },
        }
    }

    /// Copies for entrants: those that have a score, or those in `only`.
    fn of_entrants(
        &self,
        asked: Option<&str>,
        copy: &Copy,
        only: Option<&BTreeSet<String>>,
    ) -> Result<Vec<Copy>, Refusal> {
        let has_score = |id: &str| {
            let ready = self.basis.ready.as_ref();
            ready.is_some_and(|ready| feedback::has_score(&ready.scores, &ready.rules, id))
        };
        let counts = |entrant: &&Entrant| match only {
            Some(only) => only.contains(entrant.id.as_str()),
            None => has_score(entrant.id.as_str()),
        };
        let all: Vec<&Entrant> = self.entrants().iter().filter(counts).collect();
        let of = |entrant: &&Entrant| Copy {
            entrant: Some((*entrant).clone()),
            suffix: entrant.id.to_string(),
            ..copy.clone()
        };
        match asked {
            None => Ok(all.iter().map(of).collect()),
            Some(asked) => match all.iter().find(|entrant| entrant.id.as_str() == asked) {
                Some(entrant) => Ok(vec![of(entrant)]),
                None => {
                    let ids = all.iter().map(|entrant| entrant.id.as_str());
                    Err(unknown("--entrant", "没有这个申报方可作此文书", "no entrant of this paper", ids))
                }
            },
        }
    }

    /// The stages that anybody was scored at, in the order of the rule file.
    fn scored_stages(&self) -> impl Iterator<Item = &'a Stage> + use<'a> {
        let ready = self.basis.ready.as_ref();
        let stages = self.basis.rules.iter().flat_map(Rules::stages);
        stages.filter(move |stage| {
            ready.is_some_and(|ready| ready.scores.tables().iter().any(|table| *table.stage() == stage.id))
        })
    }

    /// A stage by its id or name: one that was scored, or any of the rule file while there are no scores.
    fn stage_named(&self, asked: &str) -> Result<StageId, Refusal> {
        let known: Vec<&StageId> = match &self.basis.ready {
            Some(_) => self.scored_stages().map(|stage| &stage.id).collect(),
            None => self.basis.rules.iter().flat_map(Rules::stages).map(|stage| &stage.id).collect(),
        };
        let is_it = |id: &&&StageId| id.as_str() == asked || self.names.stage(id.as_str()) == asked;
        match known.iter().find(is_it) {
            Some(id) => Ok((*id).clone()),
            None => {
                let known = known.iter().map(|id| id.as_str());
                Err(unknown("--stage", "没有这个阶段，或还没有评分", "no such stage, or it is not scored", known))
            }
        }
    }

    /// Of which stage a copy shows the result; `None` for all.
    fn stage(&self, entry: &Entry, copy: &Copy) -> Result<Option<StageId>, Refusal> {
        if copy.stage.is_some() {
            return Ok(copy.stage.clone());
        }
        let mut scored = self.scored_stages().map(|stage| stage.id.clone());
        match entry.stage {
            StageOf::All => Ok(None),
            StageOf::First => Ok(scored.next()),
            StageOf::Visit => scored.nth(1).map(Some).ok_or_else(|| {
                Refusal::bad(
                    "--scores",
                    Bilingual::new(
                        "评分表中只有第一个阶段，还没有现场评审的评分",
                        "only the first stage is scored; there was no visit yet",
                    ),
                    Bilingual::new("含现场评审阶段的评分表", "scores of the stage of the visit"),
                )
            }),
        }
    }

    /// The ids of those who went on from a stage.
    fn went_on(&mut self, stage: Option<StageId>) -> Result<BTreeSet<String>, Refusal> {
        let ranking = &self.evaluate(stage)?.assessment.ranking;
        let listed = ranking.kinds.iter().flat_map(|kind| {
            let on = kind.candidates.iter().filter(|candidate| matches!(candidate.placement, Placement::Tier(_)));
            on.map(|candidate| kind.id(candidate).to_string())
        });
        Ok(listed.collect())
    }

    /// The result of a stage or of all, computed at the first asking.
    fn evaluate(&mut self, stage: Option<StageId>) -> Result<&Evaluated<'a>, Refusal> {
        if !self.evaluated.contains_key(&stage) {
            let ready = self.basis.ready.as_ref().expect("asked for only when scores are there");
            let scope = stage.clone().map_or_else(|| Scope::fitting(&ready.scores, &ready.rules), Scope::Stage);
            let assessment = Assessment::new(&ready.scores, &ready.rules, scope, Extent::Full);
            let assessment = assessment.map_err(|error| rank::misfit(&error))?;
            self.evaluated.insert(stage.clone(), Evaluated { assessment, drawings: Drawings::default() });
        }
        Ok(&self.evaluated[&stage])
    }

    fn copy(&mut self, entry: &Entry, template: &Template, copy: &Copy) -> Result<Made, Refusal> {
        let data = self.data(entry, copy)?;
        let pictures = self.pictures(entry, copy)?;
        let paper = template.render(&Value::Object(data), &pictures)?;
        let suffix = if copy.suffix.is_empty() { String::new() } else { format!("-{}", copy.suffix) };
        Ok(Made { english: template.english().to_owned(), name: format!("{}{suffix}", template.name()), paper })
    }

    /// Everything the template sees.
    fn data(&mut self, entry: &Entry, copy: &Copy) -> Result<Map<String, Value>, Refusal> {
        let mut data = Map::new();
        if let Some(rules) = &self.basis.rules {
            data.extend(award::section(rules, &self.names));
        }
        data.insert("rehearsal".into(), json!(self.basis.rehearsal()));
        data.insert("provenance".into(), json!(self.basis.provenance()));
        data.insert("stage_name".into(), json!(copy.stage.as_ref().map(|stage| self.names.stage(stage.as_str()))));
        for section in entry.sections {
            if section.needs().iter().all(|need| self.basis.has(*need)) {
                let value = self.section(*section, entry, copy)?;
                data.insert(section.key().into(), value);
            }
        }
        let taken: Vec<&str> =
            self.basis.own.keys().map(String::as_str).filter(|key| data.contains_key(*key)).collect();
        if !taken.is_empty() {
            let keys = taken.join("、");
            return Err(Refusal::bad(
                "--data",
                Bilingual::new(
                    format!("自备数据不能改写由规则、记录和评分得出的内容：{keys}"),
                    format!("own data may not replace what follows from rules, record and scores: {keys}"),
                ),
                Bilingual::new("其他名称", "other names"),
            ));
        }
        data.extend(self.basis.own.clone());
        Ok(data)
    }

    fn section(&mut self, section: Section, entry: &Entry, copy: &Copy) -> Result<Value, Refusal> {
        let basis = self.basis;
        let entrants = self.entrants();
        let record = || basis.record.as_ref().expect("a section is made only when its files are there");
        let annex = basis.annex.as_ref();
        let reviewer = || copy.reviewer.as_ref().expect("such a paper is made for each reviewer");
        Ok(match section {
            Section::Draw => draw::section(&record().0, &record().1),
            Section::Panel => json!(panel::section(&record().0, annex, entrants)),
            Section::Person => panel::member(&record().0, annex, entrants, reviewer()),
            Section::Assignment => json!(panel::assignment(&record().0, entrants)),
            Section::Entrants => json!(sheets::entrants(entrants)),
            Section::Sheets => json!(sheets::section(&basis.editions, entrants, &record().0, reviewer())),
            Section::Bands => json!(sheets::bands(&basis.editions)),
            Section::Feedback => {
                let ready = basis.ready.as_ref().expect("a section is made only when its files are there");
                let entrant = copy.entrant.as_ref().expect("feedback is made for each entrant");
                json!(feedback::section(&ready.scores, &ready.rules, &self.names, entrant, &basis.comments()))
            }
            Section::Consensus | Section::Result | Section::Ranking | Section::Visit | Section::Visits => {
                let stage = self.stage(entry, copy)?;
                self.of_result(section, stage, copy)?
            }
        })
    }

    /// A section about the result of a stage, or of all.
    fn of_result(&mut self, section: Section, stage: Option<StageId>, copy: &Copy) -> Result<Value, Refusal> {
        let basis = self.basis;
        let name = self.stage_suffix(stage.as_ref());
        self.evaluate(stage.clone())?;
        let of = &self.evaluated[&stage].assessment;
        Ok(match section {
            Section::Consensus => {
                json!({"stage": name, "entrants": consensus::section(of.tables.iter(), of.rules, &self.names)})
            }
            Section::Ranking => serde_json::to_value(of.json(basis.provenance())).expect("a ranking has text keys"),
            Section::Visit => {
                let entrant = copy.entrant.as_ref().expect("a visit is planned for each entrant");
                json!(site::plan(of.tables.iter(), entrant, &basis.comments()))
            }
            Section::Visits => {
                let at = of.rules.stages().iter().find(|known| Some(&known.id) == stage.as_ref());
                let at = at.expect("the stage was found among those of the rule file");
                json!(site::visits(of.scores, of.rules, &self.names, at, &basis.comments()))
            }
            _ => results::section(of, &self.names),
        })
    }

    /// The pictures of a paper by the names under which templates find them: `candidates-organization` and so on.
    fn pictures(&mut self, entry: &Entry, copy: &Copy) -> Result<BTreeMap<String, Picture>, Refusal> {
        if entry.pictures.is_empty() || self.basis.ready.is_none() {
            return Ok(BTreeMap::new());
        }
        let stage = self.stage(entry, copy)?;
        self.evaluate(stage.clone())?;
        let evaluated = self.evaluated.get_mut(&stage).expect("it was just evaluated");
        let drawn: Vec<Topic> = evaluated.drawings.all().iter().map(|drawing| drawing.topic).collect();
        let wanted = |topic: Topic| entry.pictures.contains(&topic) && !drawn.contains(&topic);
        evaluated.drawings.extend(pictures::draw_topics(&evaluated.assessment, &self.names, self.talk, wanted)?);
        let of_entry = evaluated.drawings.all().iter().filter(|drawing| entry.pictures.contains(&drawing.topic));
        let named = |drawing: &Drawing| {
            let picture = Picture::new(drawing.png().to_vec()).expect("the charts crate writes PNG");
            (format!("{}-{}", drawing.topic.name(), drawing.kind.name()), picture)
        };
        Ok(of_entry.map(named).collect())
    }
}

fn unknown<'t>(option: &str, zh: &str, en: &str, known: impl Iterator<Item = &'t str>) -> Refusal {
    let known = known.collect::<Vec<_>>().join("、");
    Refusal::bad(option, Bilingual::new(zh, en), Bilingual::new(&known, &known))
}
