//! Simulated panels whose truth is known: 95 % intervals hold it in about 95 of 100.
//!
//! Each panel is `s_i + r_j + e_ij` with normal parts of known variances. Of 2 000 panels a right interval covers 1 857 to
//! 1 939 (four standard errors of a share of 95 %), well within the 92 to 98 % that are asked for.
#![expect(clippy::unwrap_used, reason = "helpers of tests stop at what cannot be")]

use rayon::prelude::*;
use zhuoping_provenance::Seed;
use zhuoping_ratings::agreement::{
    Bootstrap, Confidence, Context, Ends, ErrorForm, IccForm, Interval, Level, Matrix, Over, Statistic, icc,
    standard_error_of_measurement,
};
use zhuoping_ratings::simulation::Stream;

/// Variances of subjects, raters and residual.
#[derive(Clone, Copy)]
struct Truth {
    subjects: f64,
    raters: f64,
    residual: f64,
}

impl Truth {
    fn panel(self, n: usize, k: usize, seed: u8, replicate: u64) -> Matrix {
        let mut numbers = Stream::new(Seed::from_bytes([seed; 32]), replicate);
        let severity: Vec<f64> = (0..k).map(|_| numbers.normal() * self.raters.sqrt()).collect();
        let rows: Vec<Vec<f64>> = (0..n)
            .map(|_| {
                let level = numbers.normal() * self.subjects.sqrt();
                severity.iter().map(|r| level + r + numbers.normal() * self.residual.sqrt()).collect()
            })
            .collect();
        Matrix::complete(&rows).unwrap()
    }

    fn icc(self, form: IccForm, k: f64) -> f64 {
        let Self { subjects, raters, residual } = self;
        let error = match form {
            IccForm::ConsistencySingle | IccForm::ConsistencyAverage => residual,
            _ => raters + residual,
        };
        match form {
            IccForm::AgreementSingle | IccForm::ConsistencySingle | IccForm::OneWaySingle => {
                subjects / (subjects + error)
            }
            _ => subjects / (subjects + error / k),
        }
    }

    fn error(self, form: ErrorForm, k: f64) -> f64 {
        let Self { raters, residual, .. } = self;
        match form {
            ErrorForm::AbsoluteAverage => ((raters + residual) / k).sqrt(),
            ErrorForm::AbsoluteSingle => (raters + residual).sqrt(),
            ErrorForm::RelativeAverage => (residual / k).sqrt(),
            ErrorForm::RelativeSingle => residual.sqrt(),
        }
    }
}

fn holds(interval: Interval, truth: f64) -> bool {
    (interval.lower..=interval.upper).contains(&truth)
}

/// The share of `panels` whose interval holds the truth; an interval that is refused holds nothing.
fn share(panels: u64, covers: impl Fn(u64) -> bool + Sync) -> f64 {
    let covered = (0..panels).into_par_iter().filter(|replicate| covers(*replicate)).count();
    covered as f64 / panels as f64
}

const PANELS: u64 = 2_000;

/// As many entrants and reviewers as an award has. The one-way model has no severity.
#[test]
fn icc_intervals_hold_the_truth_in_95_of_100_panels() {
    let two_way = Truth { subjects: 60.0, raters: 20.0, residual: 65.0 };
    let one_way = Truth { raters: 0.0, ..two_way };
    for (n, k) in [(12_usize, 7_usize), (40, 5)] {
        for form in IccForm::ALL {
            let truth = match form {
                IccForm::OneWaySingle | IccForm::OneWayAverage => one_way,
                _ => two_way,
            };
            let expected = truth.icc(form, k as f64);
            let found = share(PANELS, |replicate| {
                let matrix = truth.panel(n, k, 11, replicate);
                let found = icc(&matrix, form, Confidence::USUAL).unwrap();
                found.interval.is_ok_and(|interval| holds(interval, expected))
            });
            assert!((0.92..=0.98).contains(&found), "{} on {n} x {k}: {found}", form.name());
            // Where F is exact, the share is that of the level.
            if matches!(form, IccForm::ConsistencySingle | IccForm::OneWayAverage) {
                assert!((found - 0.95).abs() < 4.0 * (0.95 * 0.05 / PANELS as f64).sqrt(), "{}: {found}", form.name());
            }
        }
    }
}

#[test]
fn intervals_of_the_error_hold_the_truth_in_95_of_100_panels() {
    let truth = Truth { subjects: 60.0, raters: 20.0, residual: 65.0 };
    for form in ErrorForm::ALL {
        let expected = truth.error(form, 7.0);
        let found = share(PANELS, |replicate| {
            let matrix = truth.panel(14, 7, 12, replicate);
            let found = standard_error_of_measurement(&matrix, form, Confidence::USUAL).unwrap();
            found.interval.is_ok_and(|interval| holds(interval, expected))
        });
        assert!((0.92..=0.98).contains(&found), "{}: {found}", form.name());
    }
}

/// A seed of its own for each panel: with one for all, the chance of its draws would be in every interval alike.
fn bootstrap(over: Over, ends: Ends, replicates: u32, panel: u64) -> Bootstrap {
    let mut seed = [14; 32];
    seed[..8].copy_from_slice(&panel.to_le_bytes());
    Bootstrap { replicates, over, ends, seed: Seed::from_bytes(seed) }
}

/// Alpha on 100 subjects and 5 raters without severity, where it estimates the share of the subjects' variance; 800 panels
/// of 400 replicates each.
#[test]
fn bootstrap_intervals_of_alpha_hold_the_truth() {
    let truth = Truth { subjects: 50.0, raters: 0.0, residual: 50.0 };
    for ends in Ends::ALL {
        let found = share(800, |replicate| {
            let matrix = truth.panel(100, 5, 13, replicate);
            let bootstrap = Some(bootstrap(Over::Subjects, ends, 400, replicate));
            let context = Context { bootstrap, ..Context::new(Confidence::USUAL) };
            let alpha = Statistic::KrippendorffAlpha(Level::Interval).of(&matrix, &context);
            alpha.interval().is_some_and(|interval| holds(interval, 0.5))
        });
        assert!((0.92..=0.98).contains(&found), "{}: {found}", ends.name());
    }
}

/// Severity moves with the panel: over subjects alone the interval of an agreement ICC is much too narrow, over both it
/// is not. 12 raters, since a bootstrap over few is coarse; 400 panels of 400 replicates.
#[test]
fn only_drawing_raters_too_covers_another_panel() {
    let truth = Truth { subjects: 50.0, raters: 40.0, residual: 30.0 };
    let covered = |over| {
        share(400, |replicate| {
            let matrix = truth.panel(30, 12, 15, replicate);
            let bootstrap = Some(bootstrap(over, Ends::Percentile, 400, replicate));
            let context = Context { bootstrap, ..Context::new(Confidence::USUAL) };
            let agreement = Statistic::Icc(IccForm::AgreementSingle).of(&matrix, &context);
            agreement.interval().is_some_and(|interval| holds(interval, 50.0 / 120.0))
        })
    };
    let (subjects, both) = (covered(Over::Subjects), covered(Over::Both));
    assert!(subjects < 0.85 && (0.90..=0.99).contains(&both), "subjects {subjects}, both {both}");
}
