//! Draws are uniform over the panels that keep the rules (reliability plan, test 19), and the statistics that say so
//! do see the usual mistakes. Seeds are fixed, so these tests pass or fail always alike.
//!
//! Thresholds: each statistic is compared with the quantile of 1e-6 of its distribution; a dozen comparisons together
//! would fail by chance once in about 100 000 choices of seeds.
#![allow(clippy::unwrap_used, reason = "all of this is test code")]

mod lottery_support;

use lottery_support::{member, panels_in_order, quota, up_to, words};
use statrs::distribution::{ChiSquared, ContinuousCDF};
use std::collections::BTreeMap;
use zhuoping_panel::choice::permute;
use zhuoping_panel::lottery::{Instance, UniformLottery, choose_counted};
use zhuoping_provenance::Words;

/// The chance of a chi-square statistic at least this large.
fn tail(statistic: f64, freedom: usize) -> f64 {
    1.0 - ChiSquared::new(f64::from(u32::try_from(freedom).unwrap())).unwrap().cdf(statistic)
}

/// Pearson's statistic of draws over equally likely cells; exact multinomial, so `cells - 1` degrees of freedom.
fn pearson(counts: &[u32]) -> f64 {
    let draws: u32 = counts.iter().sum();
    let expected = f64::from(draws) / f64::from(u32::try_from(counts.len()).unwrap());
    counts.iter().map(|count| (f64::from(*count) - expected).powi(2) / expected).sum()
}

/// How often each of `panels` comes out of `draw`.
fn tally(panels: &[Vec<usize>], draws: u32, mut draw: impl FnMut() -> Vec<usize>) -> Vec<u32> {
    let numbers: BTreeMap<&Vec<usize>, usize> = panels.iter().zip(0..).collect();
    let mut counts = vec![0; panels.len()];
    for _ in 0..draws {
        counts[numbers[&draw()]] += 1;
    }
    counts
}

/// 9 experts with two overlapping quotas and four employers: 4 of them, some panels ruled out by each rule.
fn with_quotas() -> Instance {
    let employer = |at: usize| (at != 4).then(|| u32::try_from(at % 4).unwrap());
    let experts = (0..9)
        .map(|at| {
            let of = [(0, at < 4), (1, at % 3 == 0), (2, at > 5)];
            member(at, employer(at), &of.iter().filter(|(_, is)| *is).map(|(quota, _)| *quota).collect::<Vec<_>>())
        })
        .collect();
    Instance { seats: 4, experts, quotas: vec![quota(1, 2), quota(1, 2), quota(0, 2)], employer_max: Some(1) }
}

/// What a plain program would do: shuffle, then take whoever still fits; again from the start if seats stay empty.
fn skip_who_does_not_fit(instance: &Instance, words: &mut Words) -> Vec<usize> {
    loop {
        let mut order: Vec<usize> = (0..instance.experts.len()).collect();
        permute(words, &mut order);
        let mut panel: Vec<usize> = Vec::new();
        for at in order {
            let mut with: Vec<usize> = panel.iter().copied().chain([at]).collect();
            let counts = instance.counts(&with);
            let below = instance.quotas.iter().zip(&counts).all(|(quota, count)| *count <= usize::from(quota.max));
            let employer = instance.experts[at].employer;
            let colleague =
                employer.is_some() && panel.iter().any(|other| instance.experts[*other].employer == employer);
            if below && !colleague && panel.len() < usize::from(instance.seats) {
                panel = std::mem::take(&mut with);
            }
        }
        panel.sort_unstable();
        if instance.holds(&panel).is_ok() {
            return panel;
        }
    }
}

#[test]
fn every_feasible_panel_is_equally_likely_and_skipping_is_not() {
    let instance = with_quotas();
    let panels = panels_in_order(&instance);
    assert!((20..60).contains(&panels.len()), "{}", panels.len());
    let lottery = UniformLottery::new(&instance).unwrap();
    let mut source = words("uniform");
    let counts = tally(&panels, 100_000, || lottery.choose(&mut source, 1).unwrap().panel);
    let p = tail(pearson(&counts), panels.len() - 1);
    assert!(p > 1e-6 && p < 1.0 - 1e-6, "neither too uneven nor too even: p = {p}");
    let mut source = words("skip");
    let counts = tally(&panels, 100_000, || skip_who_does_not_fit(&instance, &mut source));
    assert!(tail(pearson(&counts), panels.len() - 1) < 1e-9, "the statistic sees what skipping does");
}

#[test]
fn rejection_leaves_every_feasible_panel_equally_likely() {
    let mut instance = with_quotas();
    let panels = panels_in_order(&instance);
    instance.quotas[0].counted = false;
    instance.quotas[2].counted = false;
    let lottery = UniformLottery::new(&instance).unwrap();
    let mut source = words("rejection");
    let counts = tally(&panels, 100_000, || lottery.choose(&mut source, 1000).unwrap().panel);
    let p = tail(pearson(&counts), panels.len() - 1);
    assert!(p > 1e-6 && p < 1.0 - 1e-6, "p = {p}");
}

#[test]
fn all_twenty_panels_of_three_of_six_a_million_times() {
    let experts = (0..6).map(|at| member(at, None, &[])).collect();
    let instance = Instance { seats: 3, experts, quotas: vec![], employer_max: None };
    let lottery = UniformLottery::new(&instance).unwrap();
    let panels = panels_in_order(&instance);
    assert_eq!(panels.len(), 20);
    let mut source = words("20 cells");
    let mut before = Vec::new();
    let mut repeats = 0u32;
    let counts = tally(&panels, 1_000_000, || {
        let panel = lottery.choose(&mut source, 1).unwrap().panel;
        repeats += u32::from(panel == before);
        before.clone_from(&panel);
        panel
    });
    let p = tail(pearson(&counts), 19);
    assert!(p > 1e-6 && p < 1.0 - 1e-6, "p = {p}");
    // One draw in 20 repeats the one before it; standard deviation sqrt(1e6 * 0.05 * 0.95) = 218.
    assert!((f64::from(repeats) - 50_000.0).abs() < 5.0 * 218.0, "{repeats} repeats");
}

#[test]
fn how_often_each_expert_is_drawn_by_the_statistic_for_draws_without_replacement() {
    // 30 experts, 7 seats: the plain sum over experts would have mean 23 and call everything too even; the factor
    // (n - 1) / n and the variance R p (1 - p) make it a chi-square with n - 1 degrees of freedom.
    let experts = (0..30).map(|at| member(at, None, &[])).collect();
    let instance = Instance { seats: 7, experts, quotas: vec![], employer_max: None };
    let lottery = UniformLottery::new(&instance).unwrap();
    let mut source = words("inclusion");
    let statistic = |draws: u32, mut draw: Box<dyn FnMut() -> Vec<usize> + '_>| {
        let mut counts = [0u32; 30];
        for _ in 0..draws {
            draw().into_iter().for_each(|at| counts[at] += 1);
        }
        let (r, p) = (f64::from(draws), 7.0 / 30.0);
        counts.iter().map(|count| (f64::from(*count) - r * p).powi(2)).sum::<f64>() / (r * p * (1.0 - p)) * 29.0 / 30.0
    };
    let runs: Vec<f64> =
        (0..400).map(|_| statistic(400, Box::new(|| lottery.choose(&mut source, 1).unwrap().panel))).collect();
    let mean = runs.iter().sum::<f64>() / 400.0;
    let variance = runs.iter().map(|run| (run - mean).powi(2)).sum::<f64>() / 399.0;
    // Chi-square with 29 degrees of freedom: mean 29, variance 58; the mean of 400 has standard deviation 0.38.
    assert!((mean - 29.0).abs() < 5.0 * 0.38, "mean {mean}");
    assert!((variance - 58.0).abs() < 25.0, "variance {variance}");
    // A shuffle that is off by one (never leaving an element in its place) does not hide from it.
    let mut source = words("off by one");
    let wrong = statistic(
        4000,
        Box::new(|| {
            let mut order: Vec<usize> = (0..30).collect();
            for i in (1..30usize).rev() {
                order.swap(i, usize::try_from(up_to(&mut source, i as u64 - 1)).unwrap());
            }
            order.truncate(7);
            order
        }),
    );
    assert!(tail(wrong, 29) < 1e-9, "{wrong}");
}

#[test]
fn chances_of_experts_agree_with_draws_where_they_differ() {
    let experts = (0..60)
        .map(|at| {
            let of = [(0, at % 10 == 0), (1, at % 3 == 1)];
            member(
                at,
                Some(u32::try_from(at * at % 23).unwrap()),
                &of.iter().filter(|(_, is)| *is).map(|(quota, _)| *quota).collect::<Vec<_>>(),
            )
        })
        .collect();
    let mut instance = Instance { seats: 7, experts, quotas: vec![quota(3, 4), quota(2, 5)], employer_max: Some(1) };
    choose_counted(&mut instance, zhuoping_panel::lottery::Budget::default()).unwrap();
    let lottery = UniformLottery::new(&instance).unwrap();
    let chances = lottery.chances().unwrap();
    let mut source = words("differing chances");
    let draws = 50_000u32;
    let mut counts = vec![0u32; 60];
    for _ in 0..draws {
        lottery.choose(&mut source, 1).unwrap().panel.into_iter().for_each(|at| counts[at] += 1);
    }
    let mut spread = Vec::new();
    for (at, count) in counts.iter().enumerate() {
        let chance = chances.of(at);
        let scaled = chance.numer() * 1_000_000_000u64 / chance.denom();
        let p = f64::from(u32::try_from(scaled).unwrap()) / 1e9;
        let deviation = (f64::from(draws) * p * (1.0 - p)).sqrt();
        assert!((f64::from(*count) - f64::from(draws) * p).abs() <= 5.5 * deviation + 0.001, "expert {at}");
        spread.push(p);
    }
    let largest = spread.iter().copied().fold(0.0, f64::max);
    let smallest = spread.iter().copied().fold(1.0, f64::min);
    assert!(largest > 5.0 * smallest, "the quotas make chances differ: {smallest} to {largest}");
}
