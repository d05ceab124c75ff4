//! A draw from pools of 500, 5 000 and 50 000 experts: the files read, conflicts found, everything committed to, all
//! feasible panels counted, a panel and its reserves drawn, the record written. The parts are timed by themselves too.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use zhuoping_benches::{DrawFiles, draw_files};
use zhuoping_documents::{conflicts, entrants, pool};
use zhuoping_panel::commitment::{Commitment, CommittedExclusion, CommittedQuota, Parts};
use zhuoping_panel::draw::{Contributions, Outcome, run};
use zhuoping_panel::lottery::{Budget, Instance, Member, Quota, UniformLottery, choose_counted};
use zhuoping_panel::plan::Plan;
use zhuoping_panel::prepare::{Prepared, prepare};
use zhuoping_panel::reserves::ReserveKey;
use zhuoping_panel::{ExpertId, Policy};
use zhuoping_provenance::Digest;

fn read(files: &DrawFiles) -> (Plan, Prepared) {
    let experts = pool::read("pool.csv", &files.pool).expect("a good pool").value;
    let entrants = entrants::read("entrants.csv", &files.entrants).expect("good entrants").value;
    let known = conflicts::Known { experts: Some(&experts), entrants: Some(&entrants) };
    let conflicts = conflicts::read("conflicts.csv", &files.conflicts, known).expect("good conflicts").value;
    let plan = Plan::parse(&files.plan).expect("a good plan");
    let prepared = prepare(&experts, &entrants, &conflicts, &plan).expect("the pool fits the plan");
    (plan, prepared)
}

/// The eligible experts and the plan's rules, with the quotas to count chosen.
fn instance(plan: &Plan, prepared: &Prepared) -> Instance {
    let out = prepared.exclusions.iter().filter(|line| line.policy == Policy::Exclude);
    let mut out: Vec<&ExpertId> = out.map(|line| &line.expert).collect();
    out.sort();
    let eligible = prepared.experts.iter().filter(|expert| out.binary_search(&&expert.id).is_err());
    let members = eligible.map(|expert| Member {
        id: expert.id.clone(),
        employer: expert.employer,
        quotas: expert.quotas.clone(),
    });
    let mut instance = Instance {
        seats: plan.panel_size,
        experts: members.collect(),
        quotas: plan.quotas.iter().map(|quota| Quota { min: quota.min, max: quota.max, counted: false }).collect(),
        employer_max: plan.employer_max,
    };
    choose_counted(&mut instance, Budget::default()).expect("within the budget");
    instance
}

fn key() -> ReserveKey {
    ReserveKey::from_bytes([7; 32])
}

/// The annex with names and reasons is left out: a rehearsal's digest of nothing stands for it.
fn commit(plan: &Plan, prepared: &Prepared) -> Commitment {
    let counted = instance(plan, prepared).quotas;
    let quotas = plan.quotas.iter().zip(counted).map(|(rule, quota)| CommittedQuota {
        column: rule.column.clone(),
        value: rule.value.clone(),
        min: rule.min,
        max: rule.max,
        counted: quota.counted,
    });
    let parts = Parts {
        draw_id: plan.draw_id.clone(),
        attempt: plan.attempt.into(),
        date: plan.date,
        rehearsal: true,
        blinding: [3; 32],
        panel_size: plan.panel_size,
        reserves: plan.reserves,
        employer_max: plan.employer_max,
        quotas: quotas.collect(),
        pool: prepared.experts.clone(),
        policies: plan.conflicts.clone(),
        exclusions: prepared.exclusions.iter().map(CommittedExclusion::from).collect(),
        witnesses: plan.witnesses.clone(),
        lottery: None,
        external: plan.external.clone(),
        annex_digest: Digest::of(b""),
        reserve_key_digest: key().digest(),
    };
    Commitment::new(parts).expect("a good commitment")
}

/// The bytes of the record.
fn draw(commitment: &Commitment) -> Vec<u8> {
    let contributions = Contributions::Rehearsal { text: "bench".into() };
    match run(commitment, contributions, key()).expect("a feasible plan") {
        Outcome::Drawn(drawn) => drawn.record.to_bytes(),
        Outcome::Void(_) => unreachable!("a rehearsal has no witnesses to withhold anything"),
    }
}

fn draws(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("draw");
    for experts in [500, 5_000, 50_000] {
        let files = draw_files(experts);
        let (plan, prepared) = read(&files);
        let made = instance(&plan, &prepared);
        let commitment = commit(&plan, &prepared);
        group.throughput(Throughput::Elements(u64::try_from(experts).expect("a small number")));
        group.bench_function(BenchmarkId::new("files_to_record", experts), |bencher| {
            bencher.iter(|| {
                let (plan, prepared) = read(black_box(&files));
                draw(&commit(&plan, &prepared))
            });
        });
        group.bench_function(BenchmarkId::new("read", experts), |bencher| bencher.iter(|| read(black_box(&files))));
        group.bench_function(BenchmarkId::new("commit", experts), |bencher| {
            bencher.iter(|| commit(black_box(&plan), black_box(&prepared)));
        });
        group.bench_function(BenchmarkId::new("count", experts), |bencher| {
            bencher.iter(|| UniformLottery::new(black_box(&made)).expect("a feasible plan"));
        });
        group.bench_function(BenchmarkId::new("run", experts), |bencher| bencher.iter(|| draw(black_box(&commitment))));
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = draws
}
criterion_main!(benches);
