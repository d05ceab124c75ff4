//! Variance components by REML of 20, 200 and 2 000 entrants x 9 reviewers x 23 items with all main effects and all
//! interactions of two, complete and with a tenth of the sheets missing; the two-way model of totals; and the many-facet
//! Rasch model of the same tables.
//!
//! The three-way tables are those that `write-agreement-data` writes for lme4.

mod common;

use common::read;
use criterion::{
    BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime,
};
use std::hint::black_box;
use zhuoping_benches::agreement::{Score, scores};
use zhuoping_benches::ranking_files;
use zhuoping_ratings::components::{ThreeWay, TwoWay};
use zhuoping_ratings::rasch::Rasch;

fn three_way(scores: &[Score]) -> ThreeWay {
    let values = scores.iter().map(|score| f64::from(score.percent)).collect();
    let labels = |part: fn(&Score) -> usize| {
        scores.iter().map(|score| u32::try_from(part(score)).expect("a small number")).collect()
    };
    let labels = [labels(|score| score.entrant), labels(|score| score.reviewer), labels(|score| score.item)];
    ThreeWay::of_long(values, labels).expect("a table that tells the components apart")
}

fn components(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("components");
    for entrants in [20, 200, 2_000] {
        let complete = scores(entrants, 0);
        let missing = scores(entrants, 10);
        group.throughput(Throughput::Elements(u64::try_from(complete.len()).expect("a small number")));
        measure(&mut group, "three_way_complete", entrants, || three_way(&complete));
        measure(&mut group, "three_way_missing", entrants, || three_way(&missing));
        let (_, scores) = read(&ranking_files(entrants));
        let table = &scores.tables()[0];
        measure(&mut group, "two_way_totals", entrants, || TwoWay::of(table).expect("entrants and reviewers differ"));
        measure(&mut group, "rasch", entrants, || Rasch::of(table).expect("a connected table"));
    }
    group.finish();
}

fn measure<T>(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, size: usize, call: impl Fn() -> T) {
    group.bench_function(BenchmarkId::new(name, size), |bencher| bencher.iter(|| black_box(call())));
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = components
}
criterion_main!(benches);
