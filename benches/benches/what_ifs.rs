//! The table of what-ifs of a ranking, for 20 to 2 000 organizations x 9 reviewers x 23 items: the rows alone, with pairs
//! of reviewers, with the searches for the nearest weight and the smallest change of a score, and by two weighted stages.

mod common;

use common::read;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use zhuoping_benches::ranking_files;
use zhuoping_ratings::ranking::Scope;
use zhuoping_ratings::sensitivity::Depth;
use zhuoping_ratings::{Ranking, Rules};

fn what_ifs(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("what_ifs");
    for entrants in [20, 60, 200, 2_000] {
        let (rules, scores) = read(&ranking_files(entrants));
        let rows = Depth { pairs_reviewers_max: 0, search_entrants_max: 0 };
        let pairs = Depth { search_entrants_max: 0, ..Depth::USUAL };
        for (name, depth) in [("rows", rows), ("pairs", pairs), ("usual", Depth::USUAL), ("all", Depth::EVERYTHING)] {
            group.bench_function(BenchmarkId::new(name, entrants), |bencher| {
                bencher.iter(|| black_box(rank(&rules, depth, &scores)));
            });
        }
    }
    group.finish();
}

fn rank(rules: &Rules, depth: Depth, scores: &zhuoping_ratings::Scores) -> Ranking {
    Ranking::with_depth(scores, rules, Scope::Combined, depth).expect("scores that fit the rules")
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = what_ifs
}
criterion_main!(benches);
