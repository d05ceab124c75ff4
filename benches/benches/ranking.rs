//! Ranking with the full report for 20, 200 and 2 000 entrants x 9 reviewers x 23 items: files read and checked, exact
//! ranks, spread, agreement, severities, sensitivity. Reading and computing are timed by themselves too.

mod common;

use common::read;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use zhuoping_benches::ranking_files;
use zhuoping_ratings::ranking::Scope;
use zhuoping_ratings::{Assessment, Extent};

fn rankings(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("ranking");
    for entrants in [20, 200, 2_000] {
        let files = ranking_files(entrants);
        let (rules, scores) = read(&files);
        group.throughput(Throughput::Elements(u64::try_from(entrants).expect("a small number")));
        group.bench_function(BenchmarkId::new("files_to_report", entrants), |bencher| {
            bencher.iter(|| {
                let (rules, scores) = read(black_box(&files));
                let report = Assessment::new(&scores, &rules, Scope::Combined, Extent::Ranking)
                    .expect("scores that fit the rules");
                black_box(&report);
            });
        });
        group.bench_function(BenchmarkId::new("read", entrants), |bencher| bencher.iter(|| read(black_box(&files))));
        group.bench_function(BenchmarkId::new("report", entrants), |bencher| {
            bencher.iter(|| {
                let report = Assessment::new(black_box(&scores), &rules, Scope::Combined, Extent::Ranking)
                    .expect("scores that fit");
                black_box(&report);
            });
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = rankings
}
criterion_main!(benches);
