//! `draw plan`: who may be drawn, whether the quotas can be kept, and the commitment that fixes it all.

use super::explain::Explained;
use super::{entropy, form_errors, key};
use crate::cli::DrawPlan;
use crate::files::{self, Outputs, Source};
use crate::refusal::Refusal;
use crate::talk::Talk;
use num_bigint::BigUint;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use zhuoping_criteria::{Bilingual, Lang};
use zhuoping_documents::json::{Place, complaints};
use zhuoping_documents::{Complaints, Warned, conflicts, entrants, pool};
use zhuoping_panel::annex::{Annex, NamedEntrant, NamedExpert, ReasonedExclusion};
use zhuoping_panel::commitment::{Commitment, CommittedExclusion, CommittedQuota, PROTOCOL, Parts};
use zhuoping_panel::draw::RunError;
use zhuoping_panel::exclusion::Exclusion;
use zhuoping_panel::lottery::{
    Budget, DrawError, Feasibility, Infeasibility, Instance, Pilot, ShutOut, UniformLottery, choose_counted, explain,
    feasibility, shut_out,
};
use zhuoping_panel::plan::{Plan, PlanProblem};
use zhuoping_panel::prepare::{PrepareError, Prepared, prepare};
use zhuoping_panel::reserves::ReserveKey;
use zhuoping_panel::{Conflict, Entrant, Expert, ExpertId, Policy};
use zhuoping_provenance::{Provenance, Seed, TaggedHash, Words};

/// Tries of the pilot that tells how often a draw will have to try again.
const PILOT_TRIES: u32 = 2000;

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
    pub(crate) report: PlanReport,
    pub(crate) warnings: Complaints,
}

/// What a plan comes to, for people and programs.
pub(crate) struct PlanReport {
    plan: Plan,
    provenance: Provenance,
    digest: Option<String>,
    pub(crate) pool: usize,
    pub(crate) eligible: usize,
    pub(crate) exclusions: Vec<Exclusion>,
    lapsed: usize,
    shut_out: ShutOutIds,
    odds: Option<Odds>,
    infeasible: Option<Explained>,
}

struct ShutOutIds {
    experts: Vec<ExpertId>,
    undecided: Vec<ExpertId>,
}

struct Odds {
    total: BigUint,
    pilot: Option<Pilot>,
    chances: Option<(f64, f64)>,
    checked: Vec<String>,
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
    let planned = make(&inputs, &secrets, talk.lang)?;
    let mut outputs = Outputs::new();
    planned.add_files(&mut outputs, talk.lang);
    outputs.write(&args.out, args.force)?;
    talk.warnings(&planned.warnings);
    for line in planned.report.lines(talk.lang) {
        talk.result(&line);
    }
    let out = args.out.display();
    talk.result(talk.say(
        &format!("已写入 {out}：commitment.json（公开）、names.json 与 plan.json（秘书处密封）、reserve-key.json（监督组密封）"),
        &format!("written to {out}: commitment.json (public), names.json and plan.json (sealed, secretariat), reserve-key.json (sealed, supervision group)"),
    ));
    talk.document(&planned.report.json(talk.lang));
    Ok(())
}

/// Everything from files to commitment; no file is touched here.
pub(crate) fn make(inputs: &Inputs, secrets: &Secrets, lang: Lang) -> Result<Planned, Refusal> {
    let Read { plan, pool, entrants, conflicts, warnings } = read(inputs)?;
    let prepared =
        prepare(&pool, &entrants, &conflicts, &plan).map_err(|error| unprepared(&inputs.plan.name, &error))?;
    let mut instance = instance(&plan, &prepared);
    let sources = [Some(&inputs.pool), Some(&inputs.plan), inputs.entrants.as_ref(), inputs.conflicts.as_ref()];
    let provenance = Provenance::new(PROTOCOL, sources.into_iter().flatten().map(Source::input).collect());
    let mut report = PlanReport {
        pool: pool.len(),
        eligible: instance.experts.len(),
        exclusions: prepared.exclusions.clone(),
        lapsed: prepared.lapsed.len(),
        shut_out: ShutOutIds { experts: Vec::new(), undecided: Vec::new() },
        odds: None,
        infeasible: None,
        digest: None,
        plan,
        provenance,
    };
    match feasible(&instance)? {
        None => {}
        Some(why) => {
            report.infeasible = Some(Explained::new(&report.plan, report.eligible, &why));
            return Err(report.refusal(lang));
        }
    }
    choose_counted(&mut instance, Budget::default()).map_err(|error| impossible(&error))?;
    let lottery = UniformLottery::new(&instance).map_err(|error| impossible(&error))?;
    report.weigh(&instance, &lottery)?;
    let key = ReserveKey::from_bytes(secrets.reserve_key);
    let annex = annex(&report, &pool, &entrants, &prepared, secrets);
    let commitment = commit(&report.plan, &prepared, &instance, secrets, &annex, &key)
        .map_err(|errors| form_errors(&inputs.plan.name, &errors))?;
    report.digest = Some(commitment.digest().to_hex());
    Ok(Planned { commitment, annex, key, secret_key: secrets.reserve_key, report, warnings })
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
        quotas: plan.quotas.iter().map(|q| Quota { min: q.min, max: q.max, counted: true }).collect(),
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

fn impossible(error: &DrawError) -> Refusal {
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
        inputs: report.provenance.inputs.clone(),
    }
}

fn commit(
    plan: &Plan,
    prepared: &Prepared,
    instance: &Instance,
    secrets: &Secrets,
    annex: &Annex,
    key: &ReserveKey,
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
        annex_digest: annex.digest(),
        reserve_key_digest: key.digest(),
    })
}

impl Planned {
    /// The four files of a plan.
    pub(crate) fn add_files(&self, outputs: &mut Outputs, lang: Lang) {
        outputs.add("commitment.json", self.commitment.to_bytes());
        outputs.add("names.json", self.annex.to_bytes());
        outputs.add(key::FILE, key::to_bytes(self.secret_key, self.commitment.digest()));
        let report = serde_json::to_string_pretty(&self.report.json(lang)).expect("a report has text keys");
        outputs.add("plan.json", report + "\n");
    }
}

impl PlanReport {
    fn weigh(&mut self, instance: &Instance, lottery: &UniformLottery) -> Result<(), Refusal> {
        let ids = |positions: &[usize]| positions.iter().map(|at| instance.experts[*at].id.clone()).collect();
        let chances = lottery.chances();
        self.shut_out = match &chances {
            Some(chances) => ShutOutIds { experts: ids(&chances.shut_out()), undecided: Vec::new() },
            None => {
                let ShutOut { experts, undecided } =
                    shut_out(instance, Budget::default()).map_err(|error| impossible(&error))?;
                ShutOutIds { experts: ids(&experts), undecided: ids(&undecided) }
            }
        };
        let checked = self.plan.quotas.iter().zip(&instance.quotas).filter(|(_, quota)| !quota.counted);
        self.odds = Some(Odds {
            total: lottery.total().clone(),
            // A pilot decides nothing, so its seed may be fixed.
            pilot: lottery.rejects().then(|| {
                let mut words = Words::new(Seed::from_text("zhuoping/draw/v1/pilot", &self.plan.draw_id), 0);
                lottery.pilot(&mut words, PILOT_TRIES)
            }),
            chances: chances.map(|chances| {
                let share = |count: &BigUint| ratio(count, &chances.total);
                let possible = || chances.holding.iter().filter(|count| **count != BigUint::ZERO);
                (possible().min().map_or(0.0, share), possible().max().map_or(0.0, share))
            }),
            checked: checked.map(|(rule, _)| format!("{}={}", rule.column, rule.value)).collect(),
        });
        Ok(())
    }

    fn refusal(&self, lang: Lang) -> Refusal {
        let (eligible, seats) = (self.eligible, self.plan.panel_size);
        let why = self.infeasible.as_ref().expect("set by the caller");
        let zh: Vec<_> = why.clash.iter().chain(&why.offers).map(|text| text.zh.as_str()).collect();
        let en: Vec<_> = why.clash.iter().chain(&why.offers).map(|text| text.en.as_str()).collect();
        Refusal::No {
            message: Bilingual::new(
                format!("从 {eligible} 名可抽专家中抽 {seats} 人，没有任何组合可行\n  {}", zh.join("\n  ")),
                format!("no panel of {seats} from {eligible} eligible experts is possible\n  {}", en.join("\n  ")),
            ),
            hints: why.smallest_changes.clone(),
            json: Some(self.json(lang)),
        }
    }

    /// The published form, `draw plan --json` of `interface.md`.
    pub(crate) fn json(&self, lang: Lang) -> Value {
        let text = |zh: &'static str, en: &'static str| if lang == Lang::Zh { zh } else { en };
        let exclusion = |line: &Exclusion| {
            json!({
                "expert": line.expert, "entrant": line.entrant, "kind": line.ground.code(), "source": line.source.code(),
                "policy": line.policy.code(), "reason": match lang { Lang::Zh => &line.reason.zh, Lang::En => &line.reason.en },
            })
        };
        let mut view = json!({
            "provenance": self.provenance, "draw_id": self.plan.draw_id, "attempt": self.plan.attempt,
            "digest": self.digest, "pool": self.pool, "eligible": self.eligible, "panel_size": self.plan.panel_size,
            "method": "uniform", "feasible": self.infeasible.is_none(),
            "exclusions": self.exclusions.iter().map(exclusion).collect::<Vec<_>>(),
            "lapsed_conflicts": self.lapsed,
            "shut_out": self.shut_out.experts,
        });
        if !self.shut_out.undecided.is_empty() {
            view["shut_out_undecided"] = json!(self.shut_out.undecided);
        }
        if let Some(why) = &self.infeasible {
            view["infeasible"] = why.json(lang);
        }
        if let Some(odds) = &self.odds {
            view["panels_total"] = json!(odds.total.to_string());
            if let Some((smallest, largest)) = odds.chances {
                view["chances"] = json!({"smallest": smallest, "largest": largest});
            }
            if let Some(pilot) = odds.pilot {
                view["checked_quotas"] = json!(odds.checked);
                view["acceptance"] = json!({
                    "accepted": pilot.accepted, "tried": pilot.tried,
                    "note": text("panels_total 为精确计数部分；其余配额靠重抽满足", "panels_total counts the counted quotas; the others are kept by trying again"),
                });
            }
        }
        view
    }

    /// The same for people.
    pub(crate) fn lines(&self, lang: Lang) -> Vec<String> {
        let zh = lang == Lang::Zh;
        let say = |a: String, b: String| if zh { a } else { b };
        let mut lines = Vec::new();
        let (pool, eligible) = (self.pool, self.eligible);
        lines.push(say(
            format!(
                "专家库 {pool} 人，可抽 {eligible} 人，抽 {} 人、后备 {} 人",
                self.plan.panel_size, self.plan.reserves
            ),
            format!(
                "{pool} experts, {eligible} eligible; {} seats, {} reserves",
                self.plan.panel_size, self.plan.reserves
            ),
        ));
        lines.extend(self.exclusion_lines(zh));
        if let Some(odds) = &self.odds {
            lines.push(say(format!("可行组合 {} 种", odds.total), format!("{} feasible panels", odds.total)));
            if let Some((smallest, largest)) = odds.chances {
                let (low, high) = (100.0 * smallest, 100.0 * largest);
                lines.push(say(
                    format!("每位可入选专家的机会：最小 {low:.2}%，最大 {high:.2}%"),
                    format!("chance of each expert who can be drawn: {low:.2}% to {high:.2}%"),
                ));
            }
            if let Some(Pilot { accepted, tried }) = odds.pilot {
                let checked = odds.checked.join("、");
                lines.push(say(
                    format!("其中 {checked} 靠重抽满足：试抽 {tried} 次，{accepted} 次满足"),
                    format!("{checked} kept by trying again: {accepted} of {tried} pilot draws keep them"),
                ));
            }
        }
        if !self.shut_out.experts.is_empty() {
            let ids: Vec<_> = self.shut_out.experts.iter().map(ExpertId::as_str).collect();
            let (n, ids) = (ids.len(), ids.join(" "));
            lines.push(say(
                format!("被配额挡在一切组合之外的 {n} 人：{ids}"),
                format!("shut out of every panel by the quotas, {n}: {ids}"),
            ));
        }
        if let Some(digest) = &self.digest {
            lines.push(say(format!("摘要（请宣读并记入纪要）：{digest}"), format!("digest, to be read out: {digest}")));
        }
        lines
    }

    fn exclusion_lines(&self, zh: bool) -> Vec<String> {
        let mut counts: BTreeMap<(Policy, &str, &str), usize> = BTreeMap::new();
        for line in &self.exclusions {
            let (ground, source) =
                if zh { (line.ground.zh(), line.source.zh()) } else { (line.ground.code(), line.source.code()) };
            *counts.entry((line.policy, ground, source)).or_default() += 1;
        }
        let line = |((policy, ground, source), count): ((Policy, &str, &str), usize)| {
            let what = match (policy, zh) {
                (Policy::Exclude, true) => "不参加抽取",
                (Policy::Recuse, true) => "仅回避该申报方",
                (Policy::Exclude, false) => "out of the draw",
                (Policy::Recuse, false) => "recused from the entrant",
            };
            if zh {
                format!("  {what}：{ground}（{source}）{count} 条")
            } else {
                format!("  {what}: {ground} ({source}), {count}")
            }
        };
        counts.into_iter().map(line).collect()
    }
}

/// A share for showing; counts may be far beyond what a float holds.
fn ratio(part: &BigUint, whole: &BigUint) -> f64 {
    let scaled = part * 1_000_000_000_u64 / whole;
    u32::try_from(scaled).map_or(1.0, f64::from) / 1e9
}
