//! Rank uncertainty by estimates: coverage over simulated panels with known truth, names, threads, thin data.

#![expect(clippy::unwrap_used, reason = "the helpers of these tests fail the test they serve")]

mod common;

use common::{Desk, Row, one_stage, parsed, row, small_rules};
use serde_json::json;
use zhuoping_criteria::Bilingual;
use zhuoping_provenance::Seed;
use zhuoping_ratings::components::Estimates;
use zhuoping_ratings::severity::{Adjusted, Severities};
use zhuoping_ratings::simulation::Stream;
use zhuoping_ratings::uncertainty::{MethodRanks, RankUncertainty, Settings, StageSource};
use zhuoping_ratings::{Ranking, Rules, Scope, Scores, StageTable};

const REVIEWERS: [&str; 7] = ["R1", "R2", "R3", "R4", "R5", "R6", "R7"];

fn rules() -> Rules {
    let mut rules = small_rules(one_stage(&json!({"rule": "mean"})));
    for tier in rules["tiers"].as_array_mut().unwrap() {
        tier["caps"] = json!({"organization": 2});
    }
    parsed(&rules)
}

/// Predicted levels and their covariance where everybody scored everybody, from analysis of variance; `None` where the
/// entrants' variance is not estimated above 0. With `l = k s_u / (k s_u + s_e)` the prediction is
/// `mean + l (mean_e - mean)` and its errors have covariance
/// `(s_r / k + s_e / (n k)) J + (1 - l) s_u (I - J / n)`.
fn estimates(table: &StageTable) -> Option<Estimates> {
    let (n, k) = (table.entrants().len(), table.reviewers().len());
    let total = |e: usize, r: usize| table.complete(e, r).unwrap().total().get() as f64 / 100.0;
    let all: Vec<f64> = (0..n * k).map(|at| total(at / k, at % k)).collect();
    let mean = |list: &[f64]| list.iter().sum::<f64>() / list.len() as f64;
    let grand = mean(&all);
    let of_entrant: Vec<f64> = all.chunks(k).map(mean).collect();
    let of_reviewer: Vec<f64> = (0..k).map(|r| (0..n).map(|e| all[e * k + r]).sum::<f64>() / n as f64).collect();
    let squares = |list: &[f64]| list.iter().map(|x| (x - grand).powi(2)).sum::<f64>();
    let rest: f64 = (0..n * k).map(|at| (all[at] - of_entrant[at / k] - of_reviewer[at % k] + grand).powi(2)).sum();
    let (n, k) = (n as f64, k as f64);
    let s_e = rest / ((n - 1.0) * (k - 1.0));
    let s_u = (k * squares(&of_entrant) / (n - 1.0) - s_e) / k;
    let s_r = ((n * squares(&of_reviewer) / (k - 1.0) - s_e) / n).max(0.0);
    if s_u <= 0.0 {
        return None;
    }
    let l = k * s_u / (k * s_u + s_e);
    let size = of_entrant.len();
    let shared = s_r / k + s_e / (n * k);
    let cell = |at: usize| {
        let own = if at / size == at % size { 1.0 } else { 0.0 };
        shared + (1.0 - l) * s_u * (own - 1.0 / n)
    };
    Some(Estimates {
        entrants: (0..size).collect(),
        mean: of_entrant.iter().map(|mean| grand + l * (mean - grand)).collect(),
        covariance: (0..size * size).map(cell).collect(),
    })
}

fn adjusted(table: &StageTable) -> Result<Adjusted, Bilingual> {
    Severities::of(table, Settings::default().level).adjusted().map_err(|why| why.explain())
}

fn uncertainty(scores: &Scores, rules: &Rules, settings: &Settings) -> (Ranking, RankUncertainty) {
    let ranking = Ranking::new(scores, rules, Scope::fitting(scores, rules)).unwrap();
    let none = || Bilingual::new("无", "none");
    let estimates: Vec<_> = scores.tables().iter().map(|table| estimates(table).ok_or_else(none)).collect();
    let adjusted: Vec<_> = scores.tables().iter().map(adjusted).collect();
    let sources = vec![estimates.iter().zip(&adjusted).map(|(a, b)| source(a, b)).collect()];
    let found = RankUncertainty::of(scores, rules, &ranking, &sources, settings).unwrap().remove(0);
    (ranking, found)
}

fn source<'a>(
    estimates: &'a Result<Estimates, Bilingual>,
    adjusted: &'a Result<Adjusted, Bilingual>,
) -> StageSource<'a> {
    StageSource {
        estimates: estimates.as_ref().map_err(Clone::clone),
        adjusted: adjusted.as_ref().map_err(Clone::clone),
    }
}

fn id(at: usize) -> String {
    format!("E{at:02}")
}

/// A panel of the model: levels of entrants, of reviewers, of sheets and of cells are normal with these standard
/// deviations in percent points, and percents are on the step of 5. With the entrants' true levels.
fn panel(stream: &mut Stream, entrants: usize, sd: [f64; 4]) -> (Vec<Row>, Vec<f64>) {
    let reviewers: Vec<f64> = REVIEWERS.iter().map(|_| sd[1] * stream.normal()).collect();
    let mut rows = Vec::new();
    let mut levels = Vec::new();
    for entrant in 0..entrants {
        let level = 55.0 + sd[0] * stream.normal();
        for (reviewer, severity) in REVIEWERS.iter().zip(&reviewers) {
            let of_sheet = level + severity + sd[2] * stream.normal();
            for item in ["A.1", "A.2", "B.1", "B.2"] {
                let percent = ((of_sheet + sd[3] * stream.normal()) / 5.0).round().clamp(0.0, 20.0) * 5.0;
                rows.push(row("material", &id(entrant), reviewer, item, percent as u8));
            }
        }
        levels.push(level);
    }
    (rows, levels)
}

fn true_ranks(levels: &[f64]) -> Vec<usize> {
    levels.iter().map(|level| 1 + levels.iter().filter(|other| *other > level).count()).collect()
}

/// How often marginal intervals hold true ranks, and simultaneous ones all of them.
#[derive(Default, Debug)]
struct Coverage {
    ranks: usize,
    held: usize,
    panels: usize,
    jointly: usize,
    width: usize,
}

impl Coverage {
    fn note(&mut self, ranking: &Ranking, found: &MethodRanks, truth: &[usize]) {
        let mut all = true;
        for (candidate, ranks) in ranking.kinds[0].candidates.iter().zip(&found.candidates) {
            let (ranks, truth) = (ranks.as_ref().unwrap(), truth[candidate.entrant]);
            self.ranks += 1;
            self.held += usize::from(ranks.marginal.contains(truth));
            self.width += ranks.marginal.worst - ranks.marginal.best;
            all &= ranks.simultaneous.contains(truth);
        }
        self.panels += 1;
        self.jointly += usize::from(all);
    }

    fn marginal(&self) -> f64 {
        self.held as f64 / self.ranks as f64
    }

    fn simultaneous(&self) -> f64 {
        self.jointly as f64 / self.panels as f64
    }
}

#[test]
fn intervals_of_estimates_hold_the_true_ranks_of_simulated_panels() {
    let rules = rules();
    let settings = Settings { replicates: 400, ..Settings::default() };
    let (mut components, mut differences) = (Coverage::default(), Coverage::default());
    // Of candidates that may or may not be among the true best four: the probability added up, and how many are.
    let (mut thought, mut were, mut variance) = (0.0, 0.0, 0.0);
    for replicate in 0..500 {
        let mut stream = Stream::new(Seed::from_bytes([11; 32]), replicate);
        let (rows, levels) = panel(&mut stream, 12, [7.0, 5.0, 6.0, 6.0]);
        let register: Vec<String> = (0..12).map(id).collect();
        let desk = Desk::new(&register.iter().map(String::as_str).collect::<Vec<_>>());
        let (ranking, found) = uncertainty(&desk.scores(&rows).unwrap(), &rules, &settings);
        let truth = true_ranks(&levels);
        differences.note(&ranking, found.differences.as_ref().unwrap(), &truth);
        if let Ok(found) = &found.components {
            components.note(&ranking, found, &truth);
            for (candidate, ranks) in ranking.kinds[0].candidates.iter().zip(&found.candidates) {
                let on_list = ranks.as_ref().unwrap().on_list;
                if (0.2..0.8).contains(&on_list) {
                    thought += on_list;
                    were += f64::from(u8::from(truth[candidate.entrant] <= 4));
                    variance += on_list * (1.0 - on_list);
                }
            }
        }
    }
    assert!(components.panels >= 495, "{components:?}");
    for (name, coverage) in [("components", &components), ("differences", &differences)] {
        let (marginal, simultaneous) = (coverage.marginal(), coverage.simultaneous());
        assert!(marginal >= 0.92, "{name}: {marginal} {coverage:?}");
        assert!(simultaneous >= 0.92, "{name}: {simultaneous} {coverage:?}");
    }
    assert!(variance > 50.0 && (thought - were).abs() < 4.0 * f64::sqrt(variance), "{thought} {were} {variance}");
    // Intervals that hold everything by saying nothing would be of no use.
    let width = |coverage: &Coverage| coverage.width as f64 / coverage.ranks as f64;
    assert!(width(&components) < 6.0 && width(&differences) < 8.0, "{components:?} {differences:?}");
}
