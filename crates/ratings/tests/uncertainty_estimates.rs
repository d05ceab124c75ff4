//! Rank uncertainty by estimates: coverage over simulated panels with known truth, names, threads, thin data.

#![expect(clippy::unwrap_used, reason = "the helpers of these tests fail the test they serve")]

mod common;

use common::{Desk, Row, one_stage, parsed, row, sheet, small_rules};
use serde_json::json;
use zhuoping_criteria::Bilingual;
use zhuoping_provenance::Seed;
use zhuoping_ratings::agreement::Confidence;
use zhuoping_ratings::components::{Estimates, TwoWay};
use zhuoping_ratings::severity::{Adjusted, Severities};
use zhuoping_ratings::simulation::Stream;
use zhuoping_ratings::uncertainty::{
    CandidateRanks, MethodRanks, NoRanks, Normal, RankSets, RankUncertainty, Settings, StageSource, expected_ranks,
};
use zhuoping_ratings::{Candidate, Ranking, Rules, Scope, Scores};

const REVIEWERS: [&str; 7] = ["R1", "R2", "R3", "R4", "R5", "R6", "R7"];

fn rules() -> Rules {
    let mut rules = small_rules(one_stage(&json!({"rule": "mean"})));
    for tier in rules["tiers"].as_array_mut().unwrap() {
        tier["caps"] = json!({"organization": 2});
    }
    parsed(&rules)
}

/// What the two methods start from, one a table.
struct Basis(Vec<(Result<Estimates, Bilingual>, Result<Adjusted, Bilingual>)>);

impl Basis {
    fn of(scores: &Scores) -> Self {
        let estimates = |table| TwoWay::of(table).and_then(|model| model.estimates()).map_err(|why| why.explain());
        let adjusted = |table| Severities::of(table, Confidence::USUAL).adjusted().map_err(|why| why.explain());
        Self(scores.tables().iter().map(|table| (estimates(table), adjusted(table))).collect())
    }

    fn sources(&self) -> Vec<Vec<StageSource<'_>>> {
        fn borrowed<T>(source: &Result<T, Bilingual>) -> Result<&T, Bilingual> {
            source.as_ref().map_err(Clone::clone)
        }
        let sources = self
            .0
            .iter()
            .map(|(estimates, adjusted)| StageSource { estimates: borrowed(estimates), adjusted: borrowed(adjusted) });
        vec![sources.collect()]
    }
}

fn uncertainty(scores: &Scores, rules: &Rules, settings: &Settings) -> (Ranking, RankUncertainty) {
    let ranking = Ranking::new(scores, rules, Scope::fitting(scores, rules)).unwrap();
    let basis = Basis::of(scores);
    let found = RankUncertainty::of(scores, rules, &ranking, &basis.sources(), settings).unwrap().remove(0);
    (ranking, found)
}

fn id(at: usize) -> String {
    format!("E{at:02}")
}

/// A panel of the model: levels of entrants, of reviewers, of sheets and of cells are normal with these standard
/// deviations in percent points, and percents are on the step of 5. With the entrants' true levels.
fn panel(stream: &mut Stream, entrants: usize, reviewers: &[&str], sd: [f64; 4]) -> (Vec<Row>, Vec<f64>) {
    let severities: Vec<f64> = reviewers.iter().map(|_| sd[1] * stream.normal()).collect();
    let mut rows = Vec::new();
    let mut levels = Vec::new();
    for entrant in 0..entrants {
        let level = 55.0 + sd[0] * stream.normal();
        for (reviewer, severity) in reviewers.iter().zip(&severities) {
            let of_sheet = level + severity + sd[2] * stream.normal();
            for item in ["A.1", "A.2", "B.1", "B.2"] {
                let percent = of_sheet + sd[3] * stream.normal();
                let steps = (0..20_u8).filter(|step| percent > 5.0 * f64::from(*step) + 2.5).count();
                rows.push(row("material", &id(entrant), reviewer, item, 5 * u8::try_from(steps).unwrap()));
            }
        }
        levels.push(level);
    }
    (rows, levels)
}

fn desk(entrants: usize) -> Desk {
    let register: Vec<String> = (0..entrants).map(id).collect();
    Desk::new(&register.iter().map(String::as_str).collect::<Vec<_>>())
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

    fn width(&self) -> f64 {
        self.width as f64 / self.ranks as f64
    }

    fn simultaneous(&self) -> f64 {
        self.jointly as f64 / self.panels as f64
    }
}

#[test]
fn intervals_of_estimates_hold_the_true_ranks_of_simulated_panels() {
    let rules = rules();
    let settings = Settings { replicates: 400, ..Settings::default() };
    let [mut bootstrap, mut components, mut differences] = [(); 3].map(|()| Coverage::default());
    // Of candidates that may or may not be among the true best four: the probability added up, and how many are.
    let (mut thought, mut were, mut variance) = (0.0, 0.0, 0.0);
    for replicate in 0..1000 {
        let mut stream = Stream::new(Seed::from_bytes([11; 32]), replicate);
        let (rows, levels) = panel(&mut stream, 12, &REVIEWERS, [7.0, 5.0, 6.0, 6.0]);
        let (ranking, found) = uncertainty(&desk(12).scores(&rows).unwrap(), &rules, &settings);
        let truth = true_ranks(&levels);
        bootstrap.note(&ranking, found.bootstrap.as_ref().unwrap(), &truth);
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
    assert!(components.panels >= 990, "{components:?}");
    for (name, coverage) in [("components", &components), ("differences", &differences)] {
        let (marginal, simultaneous) = (coverage.marginal(), coverage.simultaneous());
        assert!(marginal >= 0.92, "{name}: {marginal} {coverage:?}");
        assert!(simultaneous >= 0.92, "{name}: {simultaneous} {coverage:?}");
    }
    // Few different panels can be drawn from 7 persons: one rank is held well enough, all of them together are not.
    assert!(bootstrap.marginal() >= 0.92 && (0.6..0.9).contains(&bootstrap.simultaneous()), "{bootstrap:?}");
    assert!(variance > 50.0 && (thought - were).abs() < 4.0 * f64::sqrt(variance), "{thought} {were} {variance}");
    // Intervals that hold everything by saying nothing would be of no use.
    assert!(components.width() < 6.0 && differences.width() < 8.0, "{components:?} {differences:?}");
}

/// Four entrants and three reviewers leave 6 degrees of freedom. Normal critical values would claim too much there.
#[test]
fn tested_differences_hold_with_few_reviewers_too() {
    let rules = rules();
    let settings = Settings { replicates: 400, ..Settings::default() };
    let mut coverage = Coverage::default();
    let mut claims = 0;
    for replicate in 0..1500 {
        let mut stream = Stream::new(Seed::from_bytes([12; 32]), replicate);
        let (rows, levels) = panel(&mut stream, 4, &REVIEWERS[..3], [0.01, 5.0, 6.0, 6.0]);
        let scores = desk(4).scores(&rows).unwrap();
        let (ranking, found) = uncertainty(&scores, &rules, &settings);
        let Ok(differences) = &found.differences else { panic!("{found:?}") };
        coverage.note(&ranking, differences, &true_ranks(&levels));
        claims += usize::from(found.separation.unwrap().groups.len() > 1);
    }
    assert!(coverage.marginal() >= 0.93 && coverage.simultaneous() >= 0.93, "{coverage:?}");
    // No two truly differ by more than a hundredth of a percent point, so nearly each claim is wrong.
    assert!((30..=110).contains(&claims), "{claims} of 1500 panels with a claim, 75 expected");
}

/// An unbalanced table: some sheets are missing.
fn thinned(entrants: usize) -> Vec<Row> {
    let mut stream = Stream::new(Seed::from_bytes([13; 32]), 0);
    let (rows, _) = panel(&mut stream, entrants, &REVIEWERS, [7.0, 5.0, 6.0, 6.0]);
    let missing = [("E00", "R1"), ("E03", "R1"), ("E03", "R5"), ("E07", "R6")];
    rows.into_iter().filter(|row| !missing.contains(&(row.1.as_str(), row.2.as_str()))).collect()
}

#[test]
fn any_number_of_threads_gives_the_same() {
    let scores = desk(9).scores(&thinned(9)).unwrap();
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| uncertainty(&scores, &rules(), &Settings::default()).1)
    };
    let one = with(1);
    assert!(one.bootstrap.is_ok() && one.components.is_ok() && one.differences.is_ok());
    assert_eq!(one, with(8));
    let other = Settings { seed: "another".into(), ..Settings::default() };
    assert_ne!(one.bootstrap, uncertainty(&scores, &rules(), &other).1.bootstrap);
}

fn close(a: &CandidateRanks, b: &CandidateRanks) -> bool {
    let numbers = [(a.on_list, b.on_list), (a.expected_rank, b.expected_rank), (a.unscored, b.unscored)];
    (a.marginal, a.simultaneous) == (b.marginal, b.simultaneous) && numbers.iter().all(|(a, b)| (a - b).abs() < 1e-9)
}

#[test]
fn names_and_the_order_of_rows_have_no_part_in_the_numbers() {
    let rows = thinned(9);
    let (ranking, found) = uncertainty(&desk(9).scores(&rows).unwrap(), &rules(), &Settings::default());
    // Entrant e becomes 4 e + 2 modulo 9, reviewer r becomes 3 r modulo 7, and the rows come backwards.
    let new_entrant = |at: usize| (4 * at + 2) % 9;
    let renamed = |(stage, entrant, reviewer, item, percent): Row| {
        let number = |text: &str| text[1..].parse::<usize>().unwrap();
        let reviewer = REVIEWERS[3 * (number(&reviewer) - 1) % 7].to_owned();
        (stage, id(new_entrant(number(&entrant))), reviewer, item, percent)
    };
    let rows: Vec<Row> = rows.into_iter().rev().map(renamed).collect();
    let (other_ranking, other) = uncertainty(&desk(9).scores(&rows).unwrap(), &rules(), &Settings::default());
    let (kind, other_kind) = (&ranking.kinds[0], &other_ranking.kinds[0]);
    let method = |of: &dyn Fn(&RankUncertainty) -> MethodRanks| {
        let (one, two) = (of(&found), of(&other));
        assert!((one.same_list - two.same_list).abs() < 1e-12);
        for (candidate, ranks) in kind.candidates.iter().zip(&one.candidates) {
            let is_it = |other: &Candidate| other.entrant == new_entrant(candidate.entrant);
            let at = other_kind.candidates.iter().position(is_it).unwrap();
            let (ranks, again) = (ranks.as_ref().unwrap(), two.candidates[at].as_ref().unwrap());
            assert!(close(ranks, again), "{ranks:?} {again:?}");
        }
    };
    method(&|found| found.bootstrap.clone().unwrap());
    method(&|found| found.components.clone().unwrap());
    method(&|found| found.differences.clone().unwrap());
    assert_eq!(found.separation, other.separation, "groups are told by place, and no two places are the same here");
}

#[test]
fn two_alike_are_one_group_and_all_equal_is_no_difference() {
    let mut stream = Stream::new(Seed::from_bytes([14; 32]), 0);
    let (rows, _) = panel(&mut stream, 5, &REVIEWERS, [7.0, 5.0, 3.0, 3.0]);
    let twin = |row: &Row| (row.0.clone(), id(5), row.2.clone(), row.3.clone(), row.4);
    let twins: Vec<Row> = rows.iter().filter(|row| row.1 == id(0)).map(twin).collect();
    let scores = desk(6).scores(&[rows, twins].concat()).unwrap();
    let (ranking, found) = uncertainty(&scores, &rules(), &Settings::default());
    let at = |entrant: usize| ranking.kinds[0].candidates.iter().position(|c| c.entrant == entrant).unwrap();
    let (one, two) = (at(0), at(5));
    let groups = found.separation.clone().unwrap().groups;
    assert!(groups.iter().any(|group| group.contains(&one) && group.contains(&two)));
    for method in [&found.bootstrap, &found.components, &found.differences] {
        let [one, two] = [one, two].map(|at| method.as_ref().unwrap().candidates[at].clone().unwrap());
        assert!((one.expected_rank - two.expected_rank).abs() < 1e-9 && (one.on_list - two.on_list).abs() < 0.05);
        assert_eq!((one.marginal, one.simultaneous), (two.marginal, two.simultaneous));
    }
    let bootstrap = found.candidate(one).bootstrap.unwrap();
    assert!(close(bootstrap, found.candidate(two).bootstrap.unwrap()), "they tie in every replicate");

    let equal: Vec<Row> =
        (0..4).flat_map(|e| REVIEWERS.iter().flat_map(move |r| sheet("material", &id(e), r, [60; 4]))).collect();
    let found = uncertainty(&desk(4).scores(&equal).unwrap(), &rules(), &Settings::default()).1;
    assert_eq!(found.differences, Err(NoRanks::NoDifference));
    let Err(NoRanks::NoSource { why, .. }) = found.components else { panic!("{:?}", found.components) };
    assert!(!why.zh.is_empty() && !why.en.is_empty());
    assert!(found.bootstrap.is_ok() && found.separation.is_none());
}

/// One reviewer: nobody to draw, no variance between reviewers, nobody to compare with.
#[test]
fn with_one_reviewer_each_method_says_why_not() {
    let rows: Vec<Row> =
        (0..4).flat_map(|e| sheet("material", &id(e), "R1", [50 + 5 * u8::try_from(e).unwrap(); 4])).collect();
    let found = uncertainty(&desk(4).scores(&rows).unwrap(), &rules(), &Settings::default()).1;
    let reasons = [found.bootstrap.unwrap_err(), found.components.unwrap_err(), found.differences.unwrap_err()];
    assert_eq!(reasons[0], NoRanks::TooFewReviewers { found: 1 });
    for reason in reasons {
        let words = reason.explain();
        assert!(!words.zh.is_empty() && !words.en.is_empty() && words.zh != words.en, "{words:?}");
    }
}

/// Two stages of 3 entrants with made-up estimates; positions in the second table are those of its own entrants.
#[test]
fn stages_are_added_by_their_weights_and_of_gates_the_last_counts() {
    let mut desk = desk(3);
    desk.stages = vec!["material", "site"];
    let sheets = |stage| {
        (0..3).flat_map(move |e| {
            REVIEWERS.iter().flat_map(move |r| sheet(stage, &id(e), r, [70 - 5 * u8::try_from(e).unwrap(); 4]))
        })
    };
    let rows: Vec<Row> = sheets("material").chain(sheets("site")).collect();
    let scores = desk.scores(&rows).unwrap();
    let first = ([61.0, 60.0, 50.0], vec![4.0, 1.0, 0.0, 1.0, 5.0, 2.0, 0.0, 2.0, 6.0]);
    let second = ([58.0, 60.0, 57.0], vec![9.0, 3.0, 1.0, 3.0, 8.0, 2.0, 1.0, 2.0, 7.0]);
    let estimates = |of: &([f64; 3], Vec<f64>)| Estimates {
        entrants: vec![0, 1, 2],
        mean: of.0.to_vec(),
        covariance: of.1.clone(),
    };
    let adjusted = |of: &([f64; 3], Vec<f64>), freedom| Adjusted {
        entrants: vec![0, 1, 2],
        totals: of.0.to_vec(),
        means: of.0.to_vec(),
        covariance: of.1.clone(),
        freedom,
    };
    let basis = Basis(vec![
        (Ok(estimates(&first)), Ok(adjusted(&first, 12))),
        (Ok(estimates(&second)), Ok(adjusted(&second, 9))),
    ]);
    let found = |rules: &Rules, basis: &Basis| {
        let ranking = Ranking::new(&scores, rules, Scope::Combined).unwrap();
        RankUncertainty::of(&scores, rules, &ranking, &basis.sources(), &Settings::default()).unwrap().remove(0)
    };
    let expected = |of: &Result<MethodRanks, NoRanks>| -> Vec<f64> {
        of.as_ref().unwrap().candidates.iter().map(|ranks| ranks.as_ref().unwrap().expected_rank).collect()
    };
    let stages =
        json!([{"id": "material", "rule": "mean", "weight": "1/4"}, {"id": "site", "rule": "mean", "weight": "3/4"}]);
    let weighted = found(&parsed(&small_rules(stages)), &basis);
    let mean = (0..3).map(|at| 0.25 * first.0[at] + 0.75 * second.0[at]).collect();
    let covariance = (0..9).map(|at| first.1[at] / 16.0 + 9.0 * second.1[at] / 16.0).collect();
    let figures = Normal::new(mean, covariance);
    for (found, freedom) in [(&weighted.components, None), (&weighted.differences, Some(9))] {
        for (found, expected) in expected(found).iter().zip(expected_ranks(&figures, freedom)) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
    }
    let sets = RankSets::of(&figures, Some(9), &Settings::default()).unwrap();
    let ranks = weighted.differences.unwrap().candidates.into_iter().map(|ranks| ranks.unwrap().simultaneous);
    assert_eq!(ranks.collect::<Vec<_>>(), sets.simultaneous);

    let mut rules = small_rules(json!([{"id": "material", "rule": "mean"}, {"id": "site", "rule": "mean"}]));
    rules["combination"] = json!("gates");
    let rules = parsed(&rules);
    let gates = found(&rules, &basis);
    let figures = Normal::new(second.0.to_vec(), second.1.clone());
    assert_eq!(expected(&gates.components), expected_ranks(&figures, None));

    let mut thin = estimates(&second);
    thin.entrants[2] = 7;
    let Basis(mut stages) = basis;
    stages[1].0 = Ok(thin);
    let without = found(&rules, &Basis(stages)).components.unwrap_err();
    let NoRanks::LeftOut { stage, missing } = without else { panic!("{without:?}") };
    assert_eq!((stage.as_str(), missing), ("site", 1));
}
