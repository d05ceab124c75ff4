//! How firm the ranks are, for 20, 60 and 200 organizations x 9 reviewers x 23 items: 10 000 panels drawn again, evaluated
//! by the rule file (trimmed by totals); 4 000 draws by all three methods; and the table of what-ifs.

mod common;

use common::read;
use criterion::{
    BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime,
};
use std::hint::black_box;
use zhuoping_benches::ranking_files;
use zhuoping_criteria::Bilingual;
use zhuoping_ratings::agreement::Confidence;
use zhuoping_ratings::components::{Estimates, TwoWay};
use zhuoping_ratings::ranking::Scope;
use zhuoping_ratings::severity::{Adjusted, Severities};
use zhuoping_ratings::uncertainty::{RankUncertainty, Settings, StageSource};
use zhuoping_ratings::{Ranking, Rules, Scores};

/// Nothing to start from, so that only the bootstrap answers.
fn nothing() -> StageSource<'static> {
    let why = || Bilingual::new("未计算", "not computed");
    StageSource { estimates: Err(why()), adjusted: Err(why()) }
}

fn settings(replicates: u32) -> Settings {
    Settings { replicates, ..Settings::default() }
}

fn of(scores: &Scores, rules: &Rules, ranking: &Ranking, source: StageSource<'_>, replicates: u32) -> RankUncertainty {
    let sources = [vec![source]];
    let all = RankUncertainty::of(scores, rules, ranking, &sources, &settings(replicates));
    all.expect("a ranking of these rules").remove(0)
}

fn levels(scores: &Scores) -> (Estimates, Adjusted) {
    let table = &scores.tables()[0];
    let model = TwoWay::of(table).expect("entrants and reviewers differ");
    let adjusted = Severities::of(table, Confidence::USUAL).adjusted().expect("enough sheets");
    (model.estimates().expect("a connected table"), adjusted)
}

fn uncertainty(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("uncertainty");
    for entrants in [20, 60, 200] {
        let (rules, scores) = read(&ranking_files(entrants));
        let ranking = Ranking::new(&scores, &rules, Scope::Combined).expect("scores that fit the rules");
        group.throughput(Throughput::Elements(u64::try_from(entrants).expect("a small number")));
        measure(&mut group, "bootstrap_10000", entrants, || of(&scores, &rules, &ranking, nothing(), 10_000));
        let (estimates, adjusted) = levels(&scores);
        let source = || StageSource { estimates: Ok(&estimates), adjusted: Ok(&adjusted) };
        measure(&mut group, "three_methods_4000", entrants, || of(&scores, &rules, &ranking, source(), 4_000));
        measure(&mut group, "ranking_with_sensitivity", entrants, || {
            Ranking::new(&scores, &rules, Scope::Combined).expect("scores that fit the rules")
        });
    }
    group.finish();
}

fn measure<T>(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, size: usize, call: impl Fn() -> T) {
    group.bench_function(BenchmarkId::new(name, size), |bencher| bencher.iter(|| black_box(call())));
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = uncertainty
}
criterion_main!(benches);
