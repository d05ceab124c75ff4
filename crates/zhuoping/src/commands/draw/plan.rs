//! `draw plan`: who may be drawn, whether the quotas can be kept, and the commitment that fixes it all.

use super::chance_pictures::of_plan;
use super::explain::Explained;
use super::plan_report::PlanReport;
use super::{entropy, fair, form_errors, key};
use crate::cli::DrawPlan;
use crate::files::{self, Outputs, Source};
use crate::refusal::Refusal;
use crate::talk::Talk;
use std::collections::BTreeMap;
use zhuoping_criteria::{Bilingual, Lang};
use zhuoping_documents::json::{Place, complaints};
use zhuoping_documents::{Complaints, Warned, conflicts, entrants, pool};
use zhuoping_panel::annex::{Annex, NamedEntrant, NamedExpert, ReasonedExclusion};
use zhuoping_panel::commitment::{Commitment, CommittedExclusion, CommittedLottery, CommittedQuota, PROTOCOL, Parts};
use zhuoping_panel::draw::RunError;
use zhuoping_panel::lottery::{
    Budget, DrawError, Feasibility, Infeasibility, Instance, LotteryFile, UniformLottery, choose_counted, explain,
    feasibility,
};
use zhuoping_panel::plan::{Plan, PlanProblem};
use zhuoping_panel::prepare::{PrepareError, Prepared, prepare};
use zhuoping_panel::reserves::ReserveKey;
use zhuoping_panel::{Conflict, Entrant, Expert, ExpertId, Policy};
use zhuoping_provenance::{Provenance, TaggedHash};

/// The files a plan is made from.
pub(crate) struct Inputs {
    pub(crate) pool: Source,
    pub(crate) plan: Source,
    pub(crate) entrants: Option<Source>,
    pub(crate) conflicts: Option<Source>,
}

/// The values that only entropy can give, or a text in a rehearsal.
pub(crate) struct Secrets {
    pub(crate) blinding: [u8; 32],
    pub(crate) annex_salt: [u8; 32],
    pub(crate) reserve_key: [u8; 32],
    pub(crate) rehearsal: bool,
}

impl Secrets {
    fn fresh() -> Result<Self, Refusal> {
        Ok(Self { blinding: entropy()?, annex_salt: entropy()?, reserve_key: entropy()?, rehearsal: false })
    }

    /// From a text: repeatable, so never for an official draw.
    pub(crate) fn rehearsed(text: &str) -> Self {
        let from = |what: &str| {
            let tag = format!("{PROTOCOL}/rehearsal-{what}");
            *TaggedHash::new(&tag).part(text.as_bytes()).finish().as_bytes()
        };
        Self {
            blinding: from("blinding"),
            annex_salt: from("annex-salt"),
            reserve_key: from("reserve-key"),
            rehearsal: true,
        }
    }
}

/// A plan that can be carried out.
pub(crate) struct Planned {
    pub(crate) commitment: Commitment,
    pub(crate) annex: Annex,
    pub(crate) key: ReserveKey,
    secret_key: [u8; 32],
    /// With the method `leximin`.
    pub(crate) lottery: Option<LotteryFile>,
    pub(crate) report: PlanReport,
    pub(crate) warnings: Complaints,
}

/// Runs the command.
pub(crate) fn run(args: &DrawPlan, talk: Talk) -> Result<(), Refusal> {
    let inputs = Inputs {
        pool: files::read(&args.pool)?,
        plan: files::read(&args.plan)?,
        entrants: args.entrants.as_deref().map(files::read).transpose()?,
        conflicts: args.conflicts.as_deref().map(files::read).transpose()?,
    };
    let secrets = match &args.seed {
        Some(text) => Secrets::rehearsed(text),
        None => Secrets::fresh()?,
    };
    let planned = make(&inputs, &secrets, talk)?;
    let mut outputs = Outputs::new();
    planned.add_files(&mut outputs, talk.lang);
    of_plan(&planned.commitment, planned.report.shares.as_deref(), planned.report.fair_shares.as_deref(), talk)?
        .add_files(&mut outputs);
    outputs.write(&args.out, args.force)?;
    talk.warnings(&planned.warnings);
    for line in planned.report.lines(talk.lang) {
        talk.result(&line);
    }
    let out = args.out.display();
    let (zh, en) = if planned.lottery.is_some() { ("、lottery.json", ", lottery.json") } else { ("", "") };
    talk.result(talk.say(
        &format!("已写入 {out}：commitment.json{zh}（公开）、names.json 与 plan.json（秘书处密封）、reserve-key.json（监督组密封）"),
        &format!("written to {out}: commitment.json{en} (public), names.json and plan.json (sealed, secretariat), reserve-key.json (sealed, supervision group)"),
    ));
    talk.document(&planned.report.json(talk.lang));
    Ok(())
}

/// Everything from files to commitment; no file is touched here.
pub(crate) fn make(inputs: &Inputs, secrets: &Secrets, talk: Talk) -> Result<Planned, Refusal> {
    let Read { plan, pool, entrants, conflicts, warnings } = read(inputs)?;
    let prepared =
        prepare(&pool, &entrants, &conflicts, &plan).map_err(|error| unprepared(&inputs.plan.name, &error))?;
    let mut instance = instance(&plan, &prepared);
    let sources = [Some(&inputs.pool), Some(&inputs.plan), inputs.entrants.as_ref(), inputs.conflicts.as_ref()];
    let provenance = Provenance::new(PROTOCOL, sources.into_iter().flatten().map(Source::input).collect());
    let mut report = PlanReport::new(plan, provenance, pool.len(), instance.experts.len(), &prepared);
    if let Some(why) = feasible(&instance)? {
        report.infeasible = Some(Explained::new(&report.plan, report.eligible, &why));
        return Err(report.refusal(talk.lang));
    }
    let lottery = match report.plan.lottery {
        Some(rule) => {
            let lottery = fair::find(&instance, rule, talk)?;
            report.weigh_fair(&instance, &lottery)?;
            Some(LotteryFile::new(&instance, lottery))
        }
        None => {
            choose_counted(&mut instance, Budget::default()).map_err(|error| impossible(&error))?;
            let lottery = UniformLottery::new(&instance).map_err(|error| impossible(&error))?;
            report.weigh(&instance, &lottery)?;
            None
        }
    };
    let key = ReserveKey::from_bytes(secrets.reserve_key);
    let annex = annex(&report, &pool, &entrants, &prepared, secrets);
    let bound = Bound { annex: &annex, key: &key, lottery: lottery.as_ref() };
    let commitment = commit(&report.plan, &prepared, &instance, secrets, &bound)
        .map_err(|errors| form_errors(&inputs.plan.name, &errors))?;
    report.digest = Some(commitment.digest().to_hex());
    Ok(Planned { commitment, annex, key, secret_key: secrets.reserve_key, lottery, report, warnings })
}

/// The input files as values.
struct Read {
    plan: Plan,
    pool: Vec<Expert>,
    entrants: Vec<Entrant>,
    conflicts: Vec<Conflict>,
    warnings: Complaints,
}

/// Reads all four files and collects what is wrong in any of them.
fn read(inputs: &Inputs) -> Result<Read, Refusal> {
    let mut errors = Complaints::new();
    let mut warnings = Complaints::new();
    let mut keep = |errors: &mut Complaints, outcome: Result<Complaints, Complaints>| match outcome {
        Ok(found) => warnings.append(found),
        Err(found) => errors.append(found),
    };
    let plan = Plan::parse(&inputs.plan.bytes).map_err(|problems| plan_complaints(&inputs.plan.name, &problems));
    let pool = pool::read(&inputs.pool.name, &inputs.pool.bytes);
    let entrants = match &inputs.entrants {
        Some(file) => entrants::read(&file.name, &file.bytes),
        None => Ok(Warned { value: Vec::new(), warnings: Complaints::new() }),
    };
    let known = conflicts::Known {
        experts: pool.as_ref().ok().map(|pool| pool.value.as_slice()),
        entrants: inputs.entrants.as_ref().and(entrants.as_ref().ok()).map(|list| list.value.as_slice()),
    };
    let conflicts = match &inputs.conflicts {
        Some(file) => conflicts::read(&file.name, &file.bytes, known),
        None => Ok(Warned { value: Vec::new(), warnings: Complaints::new() }),
    };
    let (pool, found) = split(pool);
    keep(&mut errors, found);
    let (entrants, found) = split(entrants);
    keep(&mut errors, found);
    let (conflicts, found) = split(conflicts);
    keep(&mut errors, found);
    match plan {
        Err(found) => {
            errors.append(found);
            Err(errors.into())
        }
        Ok(_) if !errors.is_empty() => Err(errors.into()),
        Ok(plan) => Ok(Read { plan, pool, entrants, conflicts, warnings }),
    }
}

/// The values of a table that was read, or none, and its warnings or errors.
fn split<T>(outcome: Result<Warned<Vec<T>>, Complaints>) -> (Vec<T>, Result<Complaints, Complaints>) {
    match outcome {
        Ok(Warned { value, warnings }) => (value, Ok(warnings)),
        Err(errors) => (Vec::new(), Err(errors)),
    }
}

fn plan_complaints(file: &str, problems: &[PlanProblem]) -> Complaints {
    let place = |problem: &PlanProblem| Place {
        path: problem.path.clone(),
        value: problem.found.clone(),
        message: match problem.found {
            Some(_) => Bilingual::new("不可接受", "is not accepted"),
            None => Bilingual::new("缺少这一项", "this member is missing"),
        },
        expected: Bilingual::new(problem.expected.zh(), problem.expected.en()),
    };
    complaints(file, problems.iter().map(place))
}

fn unprepared(file: &str, error: &PrepareError) -> Refusal {
    let message = match error {
        PrepareError::NoColumn { columns } => Bilingual::new(
            format!("配额所指的列在专家库中不存在或全空：{}", columns.join("、")),
            format!("quotas name columns that the pool lacks or leaves empty: {}", columns.join(", ")),
        ),
        PrepareError::Twice(id) => {
            Bilingual::new(format!("专家 {id} 在库中出现两次"), format!("the expert {id} stands twice in the pool"))
        }
    };
    Refusal::bad(file, message, Bilingual::new("专家库已有的列和编号", "columns and ids of the pool"))
}

fn instance(plan: &Plan, prepared: &Prepared) -> Instance {
    use zhuoping_panel::lottery::{Member, Quota};
    let out: std::collections::BTreeSet<&ExpertId> =
        prepared.exclusions.iter().filter(|line| line.policy == Policy::Exclude).map(|line| &line.expert).collect();
    let eligible = prepared.experts.iter().filter(|expert| !out.contains(&expert.id));
    Instance {
        seats: plan.panel_size,
        experts: eligible
            .map(|e| Member { id: e.id.clone(), employer: e.employer, quotas: e.quotas.clone() })
            .collect(),
        // The fairest lottery counts nothing.
        quotas: plan.quotas.iter().map(|q| Quota { min: q.min, max: q.max, counted: plan.lottery.is_none() }).collect(),
        employer_max: plan.employer_max,
    }
}

/// `None` when there is a panel, the explanation when there is none.
fn feasible(instance: &Instance) -> Result<Option<Infeasibility>, Refusal> {
    match feasibility(instance, Budget::default()).map_err(|error| impossible(&error))? {
        Feasibility::Possible => Ok(None),
        Feasibility::Impossible => {
            let why = explain(instance, Budget::default()).map_err(|error| impossible(&error))?;
            Ok(Some(why.expect("the same budget has just proved that there is no panel")))
        }
        Feasibility::Undecided => Err(Refusal::no(
            "在限定的计算量内未能判定配额是否可行",
            "whether the quotas can be kept was not decided within the computing budget",
        )
        .hint("减少配额的条数，或放宽上下限", "fewer quotas, or wider bounds")),
    }
}

/// Why there is no lottery, in words.
pub(crate) fn impossible(error: &DrawError) -> Refusal {
    let message = RunError::Lottery(error.clone()).message();
    Refusal::no(message.zh, message.en)
}

fn annex(report: &PlanReport, pool: &[Expert], entrants: &[Entrant], prepared: &Prepared, secrets: &Secrets) -> Annex {
    let by_id: BTreeMap<&ExpertId, &Expert> = pool.iter().map(|expert| (&expert.id, expert)).collect();
    let named = by_id.values().map(|expert| NamedExpert {
        id: expert.id.clone(),
        name: expert.name.clone(),
        employer: expert.employer.clone(),
    });
    let mut named_entrants: Vec<_> =
        entrants.iter().map(|entrant| NamedEntrant { id: entrant.id.clone(), name: entrant.name.clone() }).collect();
    named_entrants.sort_by(|a, b| a.id.cmp(&b.id));
    let reasoned = prepared
        .exclusions
        .iter()
        .map(|line| ReasonedExclusion { line: CommittedExclusion::from(line), reason: line.reason.zh.clone() });
    Annex {
        draw_id: report.plan.draw_id.clone(),
        attempt: report.plan.attempt.into(),
        salt: secrets.annex_salt,
        experts: named.collect(),
        entrants: named_entrants,
        exclusions: reasoned.collect(),
    }
}

/// What a commitment holds the digests of.
struct Bound<'b> {
    annex: &'b Annex,
    key: &'b ReserveKey,
    lottery: Option<&'b LotteryFile>,
}

fn commit(
    plan: &Plan,
    prepared: &Prepared,
    instance: &Instance,
    secrets: &Secrets,
    bound: &Bound<'_>,
) -> Result<Commitment, Vec<zhuoping_panel::form::FormError>> {
    let quotas = plan.quotas.iter().zip(&instance.quotas).map(|(rule, quota)| CommittedQuota {
        column: rule.column.clone(),
        value: rule.value.clone(),
        min: rule.min,
        max: rule.max,
        counted: quota.counted,
    });
    Commitment::new(Parts {
        draw_id: plan.draw_id.clone(),
        attempt: plan.attempt.into(),
        date: plan.date,
        rehearsal: secrets.rehearsal,
        blinding: secrets.blinding,
        panel_size: plan.panel_size,
        reserves: plan.reserves,
        employer_max: plan.employer_max,
        quotas: quotas.collect(),
        pool: prepared.experts.clone(),
        policies: plan.conflicts.clone(),
        exclusions: prepared.exclusions.iter().map(CommittedExclusion::from).collect(),
        witnesses: plan.witnesses.clone(),
        external: plan.external.clone(),
        annex_digest: bound.annex.digest(),
        reserve_key_digest: bound.key.digest(),
        lottery: bound.lottery.zip(plan.lottery).map(|(file, rule)| CommittedLottery {
            digest: file.digest(),
            panels: u16::try_from(file.lottery.listed.len()).expect("a checked list has at most 5000 panels"),
            pick: rule.pick,
            within: file.lottery.within(),
        }),
    })
}

impl Planned {
    /// The four files of a plan, five with a lottery.
    pub(crate) fn add_files(&self, outputs: &mut Outputs, lang: Lang) {
        outputs.add("commitment.json", self.commitment.to_bytes());
        if let Some(lottery) = &self.lottery {
            outputs.add(fair::FILE, lottery.to_bytes());
        }
        outputs.add("names.json", self.annex.to_bytes());
        outputs.add(key::FILE, key::to_bytes(self.secret_key, self.commitment.digest()));
        let report = serde_json::to_string_pretty(&self.report.json(lang)).expect("a report has text keys");
        outputs.add("plan.json", report + "\n");
    }
}
