//! Signs of rating habits: the figures by definition, the rules, and how often they are right on simulated panels.
#![expect(clippy::unwrap_used, reason = "the helpers of these tests fail the test they serve")]

mod common;

use common::panels::{Sheets, table};
use num_traits::ToPrimitive;
use proptest::prelude::*;
use std::collections::BTreeMap;
use zhuoping_provenance::Seed;
use zhuoping_ratings::rasch::Rasch;
use zhuoping_ratings::signs::{Habit, NotExamined, ReviewerSigns, Sign, SignLimits, signs};
use zhuoping_ratings::simulation::Stream;

/// How a simulated reviewer rates: what becomes of the percent that a reviewer without habits would give.
#[derive(Clone, Copy, PartialEq)]
enum Rater {
    Plain,
    /// The sheet's mean on every item, give or take a step.
    Halo,
    /// A third of the distance from the middle, wherever the middle is taken to be.
    Drawn {
        to: f64,
    },
    /// Whole fifths of the scale only.
    Coarse,
    /// Four times the noise.
    Noisy,
    /// No noise of its own.
    Muted,
}

/// What spreads the percents of a simulated panel, in points.
#[derive(Clone, Copy)]
struct Spreads {
    /// The standard deviation of the logarithm of the reviewers' noise.
    uneven: f64,
    middle: f64,
}

const EVEN: Spreads = Spreads { uneven: 0.0, middle: 52.0 };

/// A panel as awards have them: entrants differ by 10 points, reviewers by 5, items by 7, entrants on items by 6,
/// reviewers on entrants by 4, and the rest is 9.
fn panel(stream: &mut Stream, size: (usize, usize, usize), spreads: Spreads, raters: &[Rater]) -> Sheets {
    let (entrants, reviewers, items) = size;
    let mut draw = |sd: f64, count: usize| -> Vec<f64> { (0..count).map(|_| sd * stream.normal()).collect() };
    let (strength, leniency, ease) = (draw(10.0, entrants), draw(5.0, reviewers), draw(7.0, items));
    let (profile, talk) = (draw(6.0, entrants * items), draw(4.0, entrants * reviewers));
    let noise: Vec<f64> = draw(spreads.uneven, reviewers).into_iter().map(|log| 9.0 * libm::exp(log)).collect();
    let rest = draw(1.0, entrants * reviewers * items);
    let rater = |r: usize| raters.get(r).copied().unwrap_or(Rater::Plain);
    let sheet = |e: usize, r: usize| -> Vec<u8> {
        let level = spreads.middle + strength[e] + leniency[r] + talk[e * reviewers + r];
        let cell = |i: usize| {
            let (true_part, own) = (level + ease[i] + profile[e * items + i], rest[(e * reviewers + r) * items + i]);
            let plain = true_part + noise[r] * own;
            match rater(r) {
                Rater::Plain => plain,
                Rater::Halo => level + 2.5 * own,
                Rater::Drawn { to } => to + (plain - spreads.middle) / 3.0,
                Rater::Coarse => (plain / 20.0).round() * 20.0,
                Rater::Noisy => true_part + 4.0 * noise[r] * own,
                Rater::Muted => spreads.middle + strength[e] + leniency[r] + ease[i],
            }
        };
        (0..items).map(|i| (cell(i) / 5.0).round().clamp(0.0, 20.0).to_u8().unwrap() * 5).collect()
    };
    (0..entrants).map(|e| (0..reviewers).map(|r| Some(sheet(e, r))).collect()).collect()
}

fn stream(replicate: u64) -> Stream {
    Stream::new(Seed::from_bytes([23; 32]), replicate)
}

fn examined(sheets: &Sheets, limits: &SignLimits) -> Vec<ReviewerSigns> {
    let table = table(sheets);
    signs(&table, limits, Rasch::of(&table).ok().as_ref())
}

fn habits(of: &ReviewerSigns) -> Vec<Habit> {
    let mut habits: Vec<Habit> = of.raised.iter().map(Sign::habit).collect();
    habits.dedup();
    habits
}

/// In 60 panels of each size, 1 440 reviewers without habits, of even and of uneven noise: fewer than 1 of 100 show any
/// sign.
#[test]
fn reviewers_without_habits_seldom_show_a_sign() {
    let uneven = Spreads { uneven: 0.15, ..EVEN };
    let mut raised: BTreeMap<Habit, usize> = BTreeMap::new();
    let (mut reviewers, mut any) = (0, 0);
    for (size, spreads) in [((12, 9, 23), EVEN), ((6, 5, 23), EVEN), ((4, 5, 23), uneven), ((6, 5, 23), uneven)] {
        for replicate in 0..60 {
            for of in examined(&panel(&mut stream(replicate), size, spreads, &[]), &SignLimits::default()) {
                reviewers += 1;
                any += usize::from(!of.raised.is_empty());
                habits(&of).into_iter().for_each(|habit| *raised.entry(habit).or_default() += 1);
            }
        }
    }
    eprintln!("{any} of {reviewers} reviewers without habits: {raised:?}");
    assert!(any * 100 < reviewers, "{raised:?}");
}

/// In 60 panels of 12 x 7 x 23, how often the reviewer with a habit shows it, and how often any other shows any sign.
fn power(rater: Rater, habit: Habit) -> (f64, f64) {
    let (mut shown, mut others) = (0.0, 0.0);
    for replicate in 0..60 {
        let sheets = panel(&mut stream(500 + replicate), (12, 7, 23), EVEN, &[Rater::Plain, rater]);
        for of in examined(&sheets, &SignLimits::default()) {
            if of.reviewer == 1 {
                shown += f64::from(u8::from(habits(&of).contains(&habit)));
            } else {
                others += f64::from(u8::from(!of.raised.is_empty()));
            }
        }
    }
    (shown / 60.0, others / 360.0)
}

#[test]
fn a_marked_habit_is_shown_and_nobody_else_is_blamed() {
    for (name, rater, habit) in [
        ("halo", Rater::Halo, Habit::Halo),
        ("central", Rater::Drawn { to: 50.0 }, Habit::CentralTendency),
        ("high and narrow", Rater::Drawn { to: 80.0 }, Habit::RestrictedRange),
        ("coarse", Rater::Coarse, Habit::RestrictedRange),
        ("noisy", Rater::Noisy, Habit::Fit),
        ("muted", Rater::Muted, Habit::Fit),
    ] {
        let (shown, others) = power(rater, habit);
        eprintln!("{name}: shown by {shown:.2}, a sign of {others:.3} of the others");
        assert!(shown >= 0.9 && others < 0.01, "{name}: {shown}, {others}");
    }
}

/// A reviewer with halo is told from one whose percents are all drawn together.
#[test]
fn halo_alone_is_the_habit_of_the_name() {
    let (mut halo, mut drawn) = (Vec::new(), Vec::new());
    for replicate in 0..20 {
        let raters = [Rater::Halo, Rater::Drawn { to: 50.0 }];
        let found = examined(&panel(&mut stream(900 + replicate), (12, 7, 23), EVEN, &raters), &SignLimits::default());
        halo.push(habits(&found[0]));
        drawn.push(habits(&found[1]));
    }
    let with = |all: &[Vec<Habit>], habit: Habit| all.iter().filter(|one| one.contains(&habit)).count();
    assert!(with(&halo, Habit::Halo) >= 19 && with(&halo, Habit::CentralTendency) <= 1, "{halo:?}");
    assert!(with(&drawn, Habit::Halo) >= 19 && with(&drawn, Habit::CentralTendency) >= 19, "{drawn:?}");
}

/// The figures by definition: for each other who shares entrants, deviations of both on the shared cells.
fn by_definition(sheets: &Sheets, own: usize, limits: &SignLimits) -> Option<[[f64; 2]; 5]> {
    let (mut sums, mut freedom, mut count) = ([[0.0_f64; 2]; 5], [0.0; 3], 0.0);
    for other in (0..sheets[0].len()).filter(|other| *other != own) {
        let shared: Vec<[Vec<f64>; 2]> = (sheets.iter())
            .filter_map(|line| Some([line[own].as_ref()?, line[other].as_ref()?]))
            .map(|pair| pair.map(|sheet| sheet.iter().copied().map(f64::from).collect()))
            .collect();
        let (n, items) = (shared.len(), shared.first().map_or(0, |pair| pair[0].len()));
        if n < limits.sheets || n * items < limits.cells {
            continue;
        }
        count += 1.0;
        freedom[0] += (n * items - 1) as f64;
        freedom[1] += ((n - 1) * (items - 1)) as f64;
        freedom[2] += (n - 1) as f64;
        for side in 0..2 {
            let cells: Vec<Vec<f64>> = shared.iter().map(|pair| pair[side].clone()).collect();
            let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len() as f64;
            let all = cells.concat();
            let columns: Vec<f64> =
                (0..items).map(|i| cells.iter().map(|sheet| sheet[i]).sum::<f64>() / n as f64).collect();
            let inner = |sheet: &Vec<f64>| -> f64 {
                let deviation = |i: usize| sheet[i] - mean(sheet) - columns[i] + mean(&all);
                (0..items).map(|i| deviation(i) * deviation(i)).sum()
            };
            sums[0][side] += all.iter().map(|x| (x - mean(&all)) * (x - mean(&all))).sum::<f64>();
            sums[1][side] += cells.iter().map(inner).sum::<f64>();
            let mut steps = all.clone();
            steps.sort_by(f64::total_cmp);
            let means: Vec<f64> = cells.iter().map(|sheet| mean(sheet)).collect();
            sums[2][side] += means.iter().map(|x| (x - mean(&all)) * (x - mean(&all))).sum::<f64>();
            sums[4][side] += steps.last().unwrap() - steps[0];
            steps.dedup();
            sums[3][side] += steps.len() as f64;
        }
    }
    let figures = |at: usize, sum: f64| match at {
        0..3 => (sum / freedom[at].max(1.0)).sqrt(),
        _ => sum / count,
    };
    (count >= limits.others as f64).then(|| std::array::from_fn(|at| sums[at].map(|sum| figures(at, sum))))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn figures_equal_their_definition(seed in any::<u64>(), missing in prop::collection::vec(prop::bool::weighted(0.2), 30)) {
        let mut sheets = panel(&mut stream(seed), (6, 5, 8), EVEN, &[]);
        for (at, missing) in missing.into_iter().enumerate() {
            if missing {
                sheets[at / 5][at % 5] = None;
            }
        }
        prop_assume!((0..5).all(|r| sheets.iter().any(|line| line[r].is_some())));
        let limits = SignLimits { cells: 24, ..SignLimits::default() };
        for of in signs(&table(&sheets), &limits, None) {
            let count = sheets.iter().filter(|line| line[of.reviewer].is_some()).count();
            prop_assert_eq!(of.sheets, count);
            let expected = by_definition(&sheets, of.reviewer, &limits).filter(|_| count >= limits.sheets);
            let Ok(found) = of.figures else {
                prop_assert!(expected.is_none());
                continue;
            };
            let found = [found.spread, found.within, found.means, found.steps, found.range].map(|one| [one.own, one.panel]);
            for (found, expected) in found.iter().flatten().zip(expected.unwrap().iter().flatten()) {
                prop_assert!((found - expected).abs() < 1e-9, "{found} for {expected}");
            }
        }
    }

    /// Severity is no habit: points more on every sheet of one reviewer change no figure but the mean.
    #[test]
    fn severity_moves_no_figure(seed in any::<u64>()) {
        let mut sheets = panel(&mut stream(seed), (5, 4, 10), EVEN, &[]);
        sheets.iter_mut().flatten().flatten().flatten().for_each(|p| *p = (*p).clamp(10, 80));
        let before = signs(&table(&sheets), &SignLimits::default(), None);
        sheets.iter_mut().for_each(|line| line[1].as_mut().unwrap().iter_mut().for_each(|p| *p += 15));
        let after = signs(&table(&sheets), &SignLimits::default(), None);
        for (before, after) in before.iter().zip(&after) {
            let (before, after) = (before.figures.unwrap(), after.figures.unwrap());
            prop_assert_eq!(before.spread, after.spread);
            prop_assert_eq!((before.within, before.means), (after.within, after.means));
            prop_assert_eq!((before.steps, before.range), (after.steps, after.range));
        }
    }
}

/// Entrants, reviewers and items turned around, and one thread or eight.
#[test]
fn signs_know_no_order_and_no_threads() {
    let raters = [Rater::Halo, Rater::Drawn { to: 50.0 }, Rater::Coarse, Rater::Noisy];
    let sheets = panel(&mut stream(6), (9, 7, 12), EVEN, &raters);
    let turned: Sheets = (sheets.iter().rev())
        .map(|line| {
            line.iter().rev().map(|sheet| sheet.as_ref().map(|cells| cells.iter().rev().copied().collect())).collect()
        })
        .collect();
    let limits = SignLimits::default();
    let on = |threads: usize, sheets: &Sheets| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| examined(sheets, &limits))
    };
    let found = on(1, &sheets);
    assert_eq!(found, on(8, &sheets));
    assert!(found.iter().any(|of| !of.raised.is_empty()));
    for (one, other) in found.iter().zip(on(1, &turned).iter().rev()) {
        assert_eq!(habits(one), habits(other));
        assert_eq!((one.sheets, one.same_percent_sheets), (other.sheets, other.same_percent_sheets));
        let (one, other) = (one.figures.unwrap(), other.figures.unwrap());
        for (one, other) in [(one.spread, other.spread), (one.within, other.within), (one.means, other.means)] {
            assert!((one.own - other.own).abs() < 1e-9 && (one.panel - other.panel).abs() < 1e-9);
        }
    }
}

#[test]
fn sheets_with_one_percent_throughout_are_counted() {
    let mut sheets = panel(&mut stream(1), (8, 4, 10), EVEN, &[]);
    for line in &mut sheets[..2] {
        line[3] = Some(vec![60; 10]);
    }
    let found = examined(&sheets, &SignLimits::default());
    assert_eq!(found.iter().map(|of| of.same_percent_sheets).collect::<Vec<_>>(), [0, 0, 0, 2]);
    let sign = Sign::SamePercent { sheets: 2, of: 8, limit: 0.2 };
    assert!(found[3].raised.contains(&sign), "{:?}", found[3].raised);
    let stricter = SignLimits { same_sheets: 0.3, ..SignLimits::default() };
    assert!(!examined(&sheets, &stricter)[3].raised.contains(&sign));
    // A share of the items: nine of ten.
    sheets[2][3].as_mut().unwrap().fill(55);
    sheets[2][3].as_mut().unwrap()[0] = 60;
    let looser = SignLimits { same_items: 0.9, ..SignLimits::default() };
    assert_eq!(examined(&sheets, &looser)[3].same_percent_sheets, 3);
}

#[test]
fn who_cannot_be_examined_is_told_why() {
    let mut sheets = panel(&mut stream(2), (6, 3, 10), EVEN, &[]);
    sheets[2..].iter_mut().for_each(|line| line[2] = None);
    let found = examined(&sheets, &SignLimits::default());
    assert_eq!(found[2].figures, Err(NotExamined::TooFewSheets { found: 2, needed: 3 }));
    assert_eq!(found[0].figures, Err(NotExamined::TooFewOthers { found: 1, needed: 2 }));
    assert!(found.iter().all(|of| of.raised.is_empty()));
    let without = signs(&table(&sheets), &SignLimits::default(), None);
    assert_eq!(without[0].fit, Err(NotExamined::NoRasch));
    for why in [found[2].figures.unwrap_err(), found[0].figures.unwrap_err(), NotExamined::NoRasch] {
        let words = why.explain();
        assert!(!words.zh.is_ascii() && words.en.is_ascii(), "{words:?}");
    }
}

/// Each sign says its figures, its limit and the rule, in both languages.
#[test]
fn every_sign_explains_itself() {
    let raters = [Rater::Halo, Rater::Drawn { to: 50.0 }, Rater::Drawn { to: 85.0 }, Rater::Coarse];
    let mut seen = Vec::new();
    let mut texts = Vec::new();
    for raters in [raters.as_slice(), &[Rater::Noisy], &[Rater::Muted]] {
        let mut sheets = panel(&mut stream(4), (12, 8, 23), EVEN, raters);
        sheets[0..4].iter_mut().for_each(|line| line[6] = Some(vec![45; 23]));
        for sign in examined(&sheets, &SignLimits::default()).iter().flat_map(|of| &of.raised) {
            let words = sign.explain();
            assert!(!words.zh.is_ascii() && words.en.is_ascii() && words.en.chars().any(|c| c.is_ascii_digit()));
            seen.push(sign.habit());
            texts.push(words.en);
        }
    }
    for habit in [Habit::Halo, Habit::CentralTendency, Habit::RestrictedRange, Habit::SamePercent, Habit::Fit] {
        assert!(seen.contains(&habit), "{habit:?} of {texts:#?}");
        assert!(!habit.title().zh.is_ascii() && habit.name().is_ascii());
    }
}
