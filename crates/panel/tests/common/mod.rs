//! Small awards to draw for: a pool, a plan, and everybody's contributions, all from a text.
#![allow(dead_code, reason = "every test file uses its own part")]
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "all of this is test code")]

pub(crate) mod fair;
pub(crate) mod mutants;
pub(crate) mod python;

use std::num::NonZeroU64;
use zhuoping_panel::choice::below;
use zhuoping_panel::commitment::{Commitment, CommittedExclusion, CommittedQuota, Parts};
use zhuoping_panel::conflict::{Conflict, ConflictKind, Source};
use zhuoping_panel::draw::{Contributions, Drawn, Outcome, RunError, run};
use zhuoping_panel::exclusion::ExclusionSource;
use zhuoping_panel::plan::Plan;
use zhuoping_panel::prepare::prepare;
use zhuoping_panel::reserves::ReserveKey;
use zhuoping_panel::verify::{Report, verify};
use zhuoping_panel::witness::{WitnessCommitment, WitnessReveal, commit};
use zhuoping_panel::{Entrant, EntrantId, EntrantKind, Expert, ExpertId, Status, WitnessId};
use zhuoping_provenance::{Digest, Seed, Words};

pub(crate) const CITIES: [&str; 3] = ["三门峡市", "洛阳市", "郑州市"];
pub(crate) const SPECIALTIES: [&str; 3] = ["质量管理", "标准化", "计量"];

/// What a draw is prepared from.
#[derive(Clone)]
pub(crate) struct Setting {
    pub(crate) pool: Vec<Expert>,
    pub(crate) conflicts: Vec<Conflict>,
    /// Members of the plan, as JSON, without braces.
    pub(crate) plan: String,
    /// Whether the quota with this number is checked and not counted.
    pub(crate) checked: Vec<usize>,
    pub(crate) rehearsal: bool,
}

pub(crate) fn words(text: &str) -> Words {
    Words::new(Seed::from_text("zhuoping/test/record", text), 0)
}

/// A number in `0..bound`.
pub(crate) fn pick(words: &mut Words, bound: usize) -> usize {
    usize::try_from(below(words, NonZeroU64::new(bound as u64).unwrap())).unwrap()
}

pub(crate) fn expert_id(at: usize) -> ExpertId {
    ExpertId::new(&format!("E{at:03}")).unwrap()
}

pub(crate) fn entrant_id(at: usize) -> EntrantId {
    EntrantId::new(&format!("O{at:02}")).unwrap()
}

/// `n` experts of three cities and three specialties; three of them work together.
pub(crate) fn pool(n: usize) -> Vec<Expert> {
    let expert = |at: usize| Expert {
        name: Some(format!("专家{at}")),
        employer: (at % 7 != 6).then(|| format!("第{}研究所", at / 3)),
        region: Some(CITIES[at % 3].to_owned()),
        specialties: SPECIALTIES.iter().take(1 + at % 2).skip(at / 5 % 2).map(|s| (*s).to_owned()).collect(),
        gender: Some(if at.is_multiple_of(2) { "女" } else { "男" }.to_owned()),
        ..Expert::new(expert_id(at))
    };
    (0..n).map(expert).collect()
}

pub(crate) fn conflict(expert: usize, entrant: usize, kind: ConflictKind, source: Source) -> Conflict {
    let (expert, entrant) = (expert_id(expert), entrant_id(entrant));
    Conflict { expert, entrant, kind, source, since: None, until: None, note: Some("测试".into()) }
}

fn entrant(at: usize) -> Entrant {
    Entrant {
        id: entrant_id(at),
        kind: EntrantKind::Organization,
        name: format!("第{at}公司"),
        code: None,
        group: None,
        district: None,
        sector: None,
        founded: None,
        employer: None,
        extra: Default::default(),
    }
}

impl Setting {
    /// A pool of `n` without quotas, with three witnesses.
    pub(crate) fn plain(n: usize, seats: usize, reserves: usize) -> Self {
        let plan =
            format!(r#""panel_size": {seats}, "reserves": {reserves}, "witnesses": ["监督组", "组长", "公证员"]"#);
        Self { pool: pool(n), conflicts: Vec::new(), plan, checked: Vec::new(), rehearsal: false }
    }

    /// Adds members to the plan.
    #[must_use]
    pub(crate) fn with(mut self, members: &str) -> Self {
        self.plan.push_str(", ");
        self.plan.push_str(members);
        self
    }

    /// Counted and checked quotas, an employer limit, exclusions of every sort.
    pub(crate) fn full(n: usize, seats: usize, reserves: usize) -> Self {
        let mut setting = Self::plain(n, seats, reserves).with(
            r#""employer_max": 1, "conflicts": {"other": {"policy": "recuse", "years": 3}}, "quotas": [
                {"column": "gender", "value": "女", "min": 2, "max": 3},
                {"column": "region", "value": "三门峡市", "min": 1, "max": 2},
                {"column": "specialties", "value": "质量管理", "min": 1}]"#,
        );
        setting.checked = vec![1];
        setting.conflicts = vec![
            conflict(1, 1, ConflictKind::Consulting, Source::Expert),
            conflict(1, 2, ConflictKind::Equity, Source::Secretariat),
        ];
        let recused = (2..n).step_by(2);
        setting.conflicts.extend(recused.map(|at| conflict(at, at % 4, ConflictKind::Other, Source::Entrant)));
        setting.pool[5].status = Status::Suspended;
        setting
    }

    /// Any setting: quotas counted or checked, a limit or none, conflicts, statuses.
    pub(crate) fn random(text: &str) -> Self {
        let mut words = words(text);
        let n = 6 + pick(&mut words, 20);
        let mut setting = Self::plain(n, 1 + pick(&mut words, 5), pick(&mut words, 6));
        if pick(&mut words, 2) == 0 {
            setting = setting.with(&format!(r#""employer_max": {}"#, 1 + pick(&mut words, 2)));
        }
        if pick(&mut words, 4) == 0 {
            setting = setting.with(r#""external": {"name": "双色球第 2026140 期", "date": "2026-12-03"}"#);
        }
        let values = [("gender", "女"), ("region", "洛阳市"), ("specialties", "质量管理"), ("specialties", "标准化")];
        let mut quotas = Vec::new();
        for (column, value) in values {
            if pick(&mut words, 2) == 0 {
                let min = pick(&mut words, 2);
                let max = min + pick(&mut words, 4);
                quotas.push(format!(r#"{{"column": "{column}", "value": "{value}", "min": {min}, "max": {max}}}"#));
                if pick(&mut words, 3) == 0 {
                    setting.checked.push(quotas.len() - 1);
                }
            }
        }
        let policy = ["exclude", "recuse"][pick(&mut words, 2)];
        setting = setting.with(&format!(
            r#""quotas": [{}], "conflicts": {{"kinship": {{"policy": "{policy}", "years": 2}}}}"#,
            quotas.join(", ")
        ));
        for _ in 0..pick(&mut words, 4) {
            let (kind, source) = (ConflictKind::ALL[pick(&mut words, 7)], Source::ALL[pick(&mut words, 4)]);
            setting.conflicts.push(conflict(pick(&mut words, n), pick(&mut words, 3), kind, source));
        }
        let statuses = [Status::Active, Status::Suspended, Status::Disqualified, Status::Withdrawn];
        setting.pool[pick(&mut words, n)].status = statuses[pick(&mut words, 4)];
        setting
    }

    /// The parts of the commitment, with random bytes that are not.
    pub(crate) fn parts(&self) -> Parts {
        let plan = format!(r#"{{"draw_id": "2026-测试", "date": "2026-12-01", {}}}"#, self.plan);
        let plan = Plan::parse(plan.as_bytes()).unwrap_or_else(|problems| panic!("{plan}: {problems:?}"));
        let entrants: Vec<Entrant> = (0..4).map(entrant).collect();
        let prepared = prepare(&self.pool, &entrants, &self.conflicts, &plan).unwrap();
        let quotas = plan.quotas.iter().enumerate().map(|(at, rule)| CommittedQuota {
            column: rule.column.clone(),
            value: rule.value.clone(),
            min: rule.min,
            max: rule.max,
            counted: !self.checked.contains(&at),
        });
        Parts {
            draw_id: plan.draw_id.clone(),
            attempt: plan.attempt.into(),
            date: plan.date,
            rehearsal: self.rehearsal,
            blinding: *Digest::of(b"blinding").as_bytes(),
            panel_size: plan.panel_size,
            reserves: plan.reserves,
            employer_max: plan.employer_max,
            quotas: quotas.collect(),
            pool: prepared.experts,
            policies: plan.conflicts.clone(),
            exclusions: prepared.exclusions.iter().map(CommittedExclusion::from).collect(),
            witnesses: plan.witnesses.clone(),
            external: plan.external.clone(),
            annex_digest: Digest::of(b"annex"),
            reserve_key_digest: key().digest(),
            lottery: None,
        }
    }

    pub(crate) fn commitment(&self) -> Commitment {
        Commitment::new(self.parts()).unwrap_or_else(|errors| panic!("{errors:?}"))
    }
}

pub(crate) fn key() -> ReserveKey {
    ReserveKey::from_bytes(*Digest::of(b"key").as_bytes())
}

/// What every witness commits to and reveals; `text` is in what all of them say.
pub(crate) fn contributions(
    commitment: &Commitment,
    text: &str,
) -> (Vec<WitnessCommitment>, Vec<WitnessReveal>, Option<String>) {
    let of = |witness: &WitnessId| {
        let words = format!("{witness}：{text}");
        commit(commitment.digest(), witness, &words, *Digest::of(words.as_bytes()).as_bytes()).unwrap()
    };
    let (commitments, reveals) = commitment.parts().witnesses.iter().map(of).unzip();
    let external = commitment.parts().external.is_some().then(|| "05 11 17 21 28 30 + 09".to_owned());
    (commitments, reveals, external)
}

/// Runs an attempt in which everybody reveals.
pub(crate) fn attempt(commitment: &Commitment, text: &str) -> Result<Outcome, Vec<RunError>> {
    let (commitments, reveals, external) = contributions(commitment, text);
    run(commitment, Contributions::Witnessed { commitments, reveals, external }, key())
}

/// Draws where a panel is known to exist.
pub(crate) fn drawn(commitment: &Commitment, text: &str) -> Drawn {
    match attempt(commitment, text).unwrap() {
        Outcome::Drawn(drawn) => *drawn,
        Outcome::Void(_) => panic!("everybody revealed"),
    }
}

/// The report on a record that has to pass, with and without the sealed file.
pub(crate) fn passes(drawn: &Drawn) -> Report {
    let bytes = drawn.record.to_bytes();
    let open = verify(&bytes, None);
    let sealed = verify(&bytes, Some(&drawn.sealed.to_bytes()));
    for report in [&open, &sealed] {
        let failed: Vec<_> = report.checks.iter().filter(|check| !check.ok).collect();
        assert!(report.valid, "{failed:#?}");
        let leximin = drawn.record.lottery().is_some();
        assert_eq!(report.checks.len(), if leximin { 13 } else { 11 });
    }
    sealed
}

/// Whether the pool itself keeps an expert out.
pub(crate) fn is_pooled(source: ExclusionSource) -> bool {
    source == ExclusionSource::Pool
}
