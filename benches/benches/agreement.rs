//! Coefficients of agreement on 200, 2 000 and 20 000 subjects x 50 raters, 21 values, 20 % of the cells missing (ICC and
//! W: none missing), alpha on totals with thousands of values, and bootstraps of 1 000 replicates.
//!
//! The tables are those that `write-agreement-data` writes for the peers. Times are of the coefficient with its interval
//! on a table in memory, as the peers' are.

use criterion::{
    BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime,
};
use std::hint::black_box;
use zhuoping_benches::agreement::{Wide, ratings, totals};
use zhuoping_provenance::Seed;
use zhuoping_ratings::agreement::categorical::{
    Categories, Scale, Weights, brennan_prediger, conger_kappa, fleiss_kappa, gwet_ac,
};
use zhuoping_ratings::agreement::{
    Bootstrap, CategorySource, Confidence, Context, Ends, IccForm, Level, Matrix, MeanSquares, Over, Statistic, icc,
    kendall_w, krippendorff_alpha, spearman_mean,
};

const RATERS: usize = 50;
const USUAL: Confidence = Confidence::USUAL;

fn matrix(table: &Wide) -> Matrix {
    let rows: Vec<Vec<Option<f64>>> =
        table.iter().map(|row| row.iter().map(|cell| cell.map(f64::from)).collect()).collect();
    Matrix::from_rows(&rows).expect("finite numbers")
}

fn scale(weights: Weights) -> Scale {
    let categories = Categories::of((0..=20).map(|step| f64::from(5 * step))).expect("21 numbers");
    Scale { categories, weights }
}

fn coefficients(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("agreement");
    for subjects in [200, 2_000, 20_000] {
        group.throughput(Throughput::Elements(u64::try_from(subjects * RATERS).expect("a small number")));
        let table = matrix(&ratings(subjects, RATERS, 20));
        for level in Level::ALL {
            let name = format!("alpha_{}", level.name());
            measure(&mut group, &name, subjects, || {
                krippendorff_alpha(&table, level).map(|alpha| alpha.interval(USUAL))
            });
        }
        let continuous = matrix(&totals(subjects, RATERS, 20));
        measure(&mut group, "alpha_interval_totals", subjects, || {
            krippendorff_alpha(&continuous, Level::Interval).map(|alpha| alpha.interval(USUAL))
        });
        for weights in Weights::ALL {
            let (name, scale) = (format!("ac2_{}", weights.name()), scale(weights));
            measure(&mut group, &name, subjects, || gwet_ac(&table, &scale, USUAL));
        }
        let names = scale(Weights::Unweighted);
        measure(&mut group, "fleiss", subjects, || fleiss_kappa(&table, &names, USUAL));
        measure(&mut group, "conger", subjects, || conger_kappa(&table, &names, USUAL));
        measure(&mut group, "brennan_prediger", subjects, || brennan_prediger(&table, &names, USUAL));
        let complete = matrix(&ratings(subjects, RATERS, 0));
        measure(&mut group, "icc_six_forms", subjects, || {
            MeanSquares::of(&complete).map(|squares| IccForm::ALL.map(|form| squares.icc(form, USUAL)))
        });
        measure(&mut group, "icc_one_form", subjects, || icc(&complete, IccForm::AgreementSingle, USUAL));
        measure(&mut group, "kendall_w", subjects, || kendall_w(&complete));
        measure(&mut group, "spearman_mean", subjects, || spearman_mean(&complete));
    }
    group.finish();
}

/// 1 000 replicates over subjects, percentile ends, as somebody would loop a peer.
fn bootstraps(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("bootstrap_1000");
    let seed = Seed::from_text("zhuoping/benches/v1", "bootstrap");
    let bootstrap = Bootstrap { replicates: 1_000, over: Over::Subjects, ends: Ends::Percentile, seed };
    let steps = scale(Weights::Quadratic).categories;
    let context =
        Context { categories: CategorySource::Named(steps), bootstrap: Some(bootstrap), ..Context::new(USUAL) };
    for subjects in [200, 2_000, 20_000] {
        group.throughput(Throughput::Elements(u64::try_from(subjects * RATERS).expect("a small number")));
        let table = matrix(&ratings(subjects, RATERS, 20));
        let alpha = Statistic::KrippendorffAlpha(Level::Interval);
        measure(&mut group, "alpha_interval", subjects, || alpha.of(&table, &context));
        let ac2 = Statistic::GwetAc(Weights::Quadratic);
        measure(&mut group, "ac2_quadratic", subjects, || ac2.of(&table, &context));
        let complete = matrix(&ratings(subjects, RATERS, 0));
        let agreement = Statistic::Icc(IccForm::AgreementSingle);
        measure(&mut group, "icc_a1", subjects, || agreement.of(&complete, &context));
    }
    group.finish();
}

fn measure<T>(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, size: usize, call: impl Fn() -> T) {
    group.bench_function(BenchmarkId::new(name, size), |bencher| bencher.iter(|| black_box(call())));
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = coefficients, bootstraps
}
criterion_main!(benches);
