//! Simulated draws: the same panels as the protocol's choosing, exact pair chances, and a statistic whose p-values are
//! right when the draw is, and tiny when it is not.

#![allow(clippy::unwrap_used, reason = "helpers of tests stop at what cannot be")]
#![allow(clippy::float_cmp, reason = "numbers that are exact in floats too")]

mod lottery_support;

use lottery_support::{keeps, member, quota, random_instance, subsets, up_to, words};
use std::num::NonZeroU64;
use zhuoping_panel::choice::below;
use zhuoping_panel::lottery::{Budget, Instance, PairTrace, Sampler, UniformLottery, listed_shares, listed_trace};
use zhuoping_panel::simulate::{BLOCK, Expected, Fit, Source, Tally, blocks, gini, simulation_seed};
use zhuoping_provenance::{Seed, Words};

/// Several hundred experts of many employers, with quotas on three columns that overlap across columns.
fn large(experts: usize, employers: u32, employer_max: Option<u16>) -> Instance {
    let of = |at: usize| {
        let column = |base: u16, values: usize, step: usize| base + u16::try_from((at * step / 7) % values).unwrap();
        let mut own = vec![column(0, 3, 5), column(3, 2, 11), column(5, 4, 3)];
        if at.is_multiple_of(4) {
            own.remove(1);
        }
        own
    };
    let employer = |at: usize| (!at.is_multiple_of(9)).then(|| u32::try_from(at * 31 % 977).unwrap() % employers);
    Instance {
        seats: 7,
        experts: (0..experts).map(|at| member(at, employer(at), &of(at))).collect(),
        quotas: [(2, 4), (1, 3), (1, 3), (1, 4), (2, 7), (0, 2), (1, 3), (0, 3), (1, 2)]
            .map(|(a, b)| quota(a, b))
            .into(),
        employer_max,
    }
}

#[test]
fn a_sampler_draws_what_the_protocol_chooses() {
    let mut words = words("samplers");
    let seed = Seed::from_text("zhuoping/test", "sampler");
    let mut instances: Vec<Instance> = (0..400).map(|_| random_instance(&mut words, 12)).collect();
    for (experts, employers, most) in [(300, 80, Some(1)), (300, 25, Some(2)), (200, 3, Some(4)), (120, 10, None)] {
        instances.push(large(experts, employers, most));
        let mut checked = large(experts, employers, most);
        checked.quotas[4].counted = false;
        checked.quotas[0].counted = false;
        instances.push(checked);
    }
    let (mut drawn, mut rejected) = (0, 0);
    for instance in &instances {
        // A memory of nothing keeps only every so many tables, so both ways of drawing are tried.
        for memory in [0, 64 << 20] {
            let Ok(lottery) = UniformLottery::with_budget(instance, Budget { memory, ..Budget::default() }) else {
                continue;
            };
            let expected = |draw: u64| lottery.choose(&mut Words::new(seed, draw), 50);
            let mut found = Vec::new();
            let done = Sampler::new(&lottery).draw(seed, 5..25, 50, |panel, tries| found.push((panel.to_vec(), tries)));
            let mut all: Vec<_> = (5..25).filter_map(expected).map(|chosen| (chosen.panel, chosen.tries)).collect();
            if done.is_ok() {
                rejected += found.iter().filter(|(_, tries)| *tries > 1).count();
                // Those that take fewer tries may come first.
                found.sort();
                all.sort();
                assert_eq!(found, all, "{instance:?}");
                drawn += 1;
            } else {
                assert!(all.len() < 20, "{instance:?}");
            }
        }
    }
    assert!(drawn > 300 && rejected > 100, "{drawn} {rejected}");
}

#[test]
fn panels_too_large_for_128_bits_are_sampled_too() {
    let experts = (0..400).map(|at| member(at, None, &[])).collect();
    let instance = Instance { seats: 200, experts, quotas: vec![], employer_max: None };
    let lottery = UniformLottery::new(&instance).unwrap();
    let seed = Seed::from_text("zhuoping/test", "big");
    let mut draw = 0;
    Sampler::new(&lottery)
        .draw(seed, 0..3, 1, |panel, _| {
            assert_eq!(lottery.choose(&mut Words::new(seed, draw), 1).unwrap().panel, panel);
            draw += 1;
        })
        .unwrap();
    assert_eq!((draw, lottery.pair_trace(u64::MAX)), (3, None));
}

/// The traces by the plainest possible code: all pairs of experts, each counted over all panels.
fn naive_trace(panels: &[Vec<usize>], experts: usize) -> PairTrace {
    let share = |a: usize, b: usize| {
        panels.iter().filter(|panel| panel.contains(&a) && panel.contains(&b)).count() as f64 / panels.len() as f64
    };
    let variance = |a: usize| share(a, a) * (1.0 - share(a, a));
    let moving: Vec<usize> = (0..experts).filter(|at| variance(*at) > 0.0).collect();
    let correlation =
        |a: usize, b: usize| (share(a, b) - share(a, a) * share(b, b)).powi(2) / (variance(a) * variance(b));
    let squares = moving.iter().flat_map(|a| moving.iter().map(|b| correlation(*a, *b))).sum();
    PairTrace { experts: moving.len(), squares, error: None }
}

#[test]
fn chances_of_pairs_are_those_of_all_panels_listed() {
    let mut words = words("pairs");
    let mut seen = 0;
    for _ in 0..600 {
        let experts = 1 + up_to(&mut words, 8);
        let mut instance = random_instance(&mut words, experts);
        instance.quotas.iter_mut().for_each(|quota| quota.counted = true);
        let mut panels = subsets(instance.experts.len(), usize::from(instance.seats));
        panels.retain(|panel| keeps(&instance, panel, |_| true));
        let Ok(lottery) = UniformLottery::new(&instance) else { continue };
        let naive = naive_trace(&panels, instance.experts.len());
        for memory in [0, 1 << 20] {
            let lottery = UniformLottery::with_budget(&instance, Budget { memory, ..Budget::default() }).unwrap();
            let counted = lottery.pair_trace(u64::MAX).unwrap();
            assert!((counted.squares - naive.squares).abs() < 1e-9 && counted.experts == naive.experts, "{instance:?}");
        }
        let listed = listed_trace(&panels, instance.experts.len());
        assert!((listed.squares - naive.squares).abs() < 1e-9 && listed.experts == naive.experts, "{instance:?}");
        assert_eq!(lottery.pair_trace(0), None, "finding pairs costs something");
        let shares = lottery.chances().unwrap().shares();
        for (at, share) in shares.iter().enumerate() {
            let holding = panels.iter().filter(|panel| panel.contains(&at)).count() as f64;
            assert!((share - holding / panels.len() as f64).abs() < 1e-15);
        }
        seen += 1;
    }
    assert!(seen > 200, "{seen}");
}

#[test]
fn without_quotas_the_statistic_is_that_of_sampling_without_replacement() {
    let experts = (0..30).map(|at| member(at, None, &[])).collect();
    let instance = Instance { seats: 7, experts, quotas: vec![], employer_max: None };
    let lottery = UniformLottery::new(&instance).unwrap();
    let expected = Expected::new(lottery.chances().unwrap().shares());
    let tally =
        Source::Uniform(Sampler::new(&lottery)).tally(simulation_seed("note B"), 0..400, 400, 30, None).unwrap();
    let fit = Fit::of(&tally, &expected, lottery.pair_trace(1_000_000)).unwrap();
    let (n, k, draws) = (30.0, 7.0, 400.0);
    let p: f64 = k / n;
    let sum: f64 = tally.drawn.iter().map(|o| (*o as f64 - draws * p).powi(2) / (draws * p * (1.0 - p))).sum();
    assert!((fit.chi_square - (n - 1.0) / n * sum).abs() < 1e-9, "{fit:?}");
    assert!((fit.df - 29.0).abs() < 1e-9 && fit.df_error.is_none() && fit.impossible.is_empty(), "{fit:?}");
}

/// Instances whose chances differ, from a handful of experts to a hundred.
fn unequal() -> Vec<(&'static str, Instance)> {
    // One of two women, three of the men: chances of 1/2 and 3/10.
    let few = (0..12).map(|at| member(at, None, if at < 2 { &[0] } else { &[] })).collect();
    let few = Instance { seats: 4, experts: few, quotas: vec![quota(1, 1)], employer_max: None };
    // Five cities of very different sizes, one seat each: within a city of two, one is in exactly when the other is not.
    let city = |at: usize| u16::try_from([2, 4, 12, 24].iter().filter(|end| at >= **end).count()).unwrap();
    let cities = (0..40).map(|at| member(at, Some(u32::try_from(at % 13).unwrap()), &[city(at)])).collect();
    let cities = Instance { seats: 5, experts: cities, quotas: vec![quota(1, 1); 5], employer_max: Some(1) };
    vec![("few", few), ("cities", cities), ("three columns", large(100, 30, Some(1)))]
}

/// The greatest distance of a sample from the uniform distribution, times the root of its size: above 1.63 once in a
/// hundred (Kolmogorov).
fn kolmogorov(mut sample: Vec<f64>) -> f64 {
    sample.sort_by(f64::total_cmp);
    let n = sample.len() as f64;
    let distances =
        sample.iter().enumerate().map(|(at, p)| (p - at as f64 / n).abs().max(((at + 1) as f64 / n - p).abs()));
    distances.fold(0.0, f64::max) * n.sqrt()
}

fn p_values(lottery: &UniformLottery, experts: usize, estimated: bool, what: &str) -> Vec<f64> {
    let expected = Expected::new(lottery.chances().unwrap().shares());
    let exact = (!estimated).then(|| lottery.pair_trace(u64::MAX).unwrap());
    let source = Source::Uniform(Sampler::new(lottery));
    let p = |replicate: u32| {
        let seed = simulation_seed(&format!("{what} {replicate}"));
        let tally = source.tally(seed, 0..400, 400, experts, estimated.then_some(&expected)).unwrap();
        Fit::of(&tally, &expected, exact).unwrap().p_value
    };
    (0..1000).map(p).collect()
}

#[test]
fn p_values_are_uniform_where_quotas_make_chances_unequal() {
    for (what, instance) in unequal() {
        let lottery = UniformLottery::new(&instance).unwrap();
        let shares = lottery.chances().unwrap().shares();
        let (low, high) = shares.iter().fold((1.0_f64, 0.0_f64), |(low, high), p| (low.min(*p), high.max(*p)));
        assert!(high > 1.5 * low, "{what}: {low} {high}");
        for estimated in [false, true] {
            let sample = p_values(&lottery, instance.experts.len(), estimated, what);
            let below = |limit: f64| sample.iter().filter(|p| **p < limit).count();
            // Three standard errors of counts of a thousand: 50 +- 21, 10 +- 9.
            assert!((29..=71).contains(&below(0.05)) && below(0.01) <= 19, "{what}: {} {}", below(0.05), below(0.01));
            let distance = kolmogorov(sample);
            assert!(distance < 1.63, "{what}, estimated {estimated}: {distance}");
        }
    }
}

#[test]
fn p_values_are_uniform_for_a_list_of_panels() {
    let instance = large(100, 30, Some(1));
    let lottery = UniformLottery::new(&instance).unwrap();
    let mut words = words("a list");
    let listed: Vec<Vec<usize>> = (0..60).map(|_| lottery.choose(&mut words, 1).unwrap().panel).collect();
    let shares = listed_shares(&listed, 100);
    assert!((shares.iter().sum::<f64>() - 7.0).abs() < 1e-12);
    let expected = Expected::new(shares);
    let trace = listed_trace(&listed, 100);
    let source = Source::Listed(&listed);
    let p = |replicate: u32| {
        let tally = source.tally(simulation_seed(&format!("list {replicate}")), 0..400, 400, 100, None).unwrap();
        Fit::of(&tally, &expected, Some(trace)).unwrap().p_value
    };
    let distance = kolmogorov((0..1000).map(p).collect());
    assert!(distance < 1.63, "{distance}");
}

/// Counts panels that a faulty program draws.
fn faulty(experts: usize, draws: u64, mut draw: impl FnMut(&mut Words) -> Vec<usize>) -> Tally {
    let mut tally = Tally::new(experts);
    for stream in 0..draws {
        let mut panel = draw(&mut Words::new(simulation_seed("faulty"), stream));
        panel.sort_unstable();
        tally.count(&panel, 1);
    }
    tally
}

#[test]
fn skipping_whoever_does_not_fit_is_found_out() {
    let (_, instance) = unequal().swap_remove(1);
    let lottery = UniformLottery::new(&instance).unwrap();
    let expected = Expected::new(lottery.chances().unwrap().shares());
    let trace = lottery.pair_trace(u64::MAX);
    let fair = Source::Uniform(Sampler::new(&lottery)).tally(simulation_seed("fair"), 0..4000, 4000, 40, None).unwrap();
    // One after another from a permutation; who would break a maximum is passed over, and a panel without its minimums
    // starts again.
    let skip = |words: &mut Words| loop {
        let mut order: Vec<usize> = (0..40).collect();
        zhuoping_panel::choice::permute(words, &mut order);
        let mut panel: Vec<usize> = Vec::new();
        for at in order {
            let with: Vec<usize> = panel.iter().copied().chain([at]).collect();
            let counts = instance.counts(&with);
            let employer = instance.experts[at].employer;
            let colleague = panel.iter().any(|other| instance.experts[*other].employer == employer);
            if panel.len() < 5 && !colleague && counts.iter().all(|count| *count <= 1) {
                panel = with;
            }
        }
        if panel.len() == 5 {
            return panel;
        }
    };
    let p = |tally: &Tally| Fit::of(tally, &expected, trace).unwrap().p_value;
    assert!(p(&fair) > 0.01, "{}", p(&fair));
    let found = p(&faulty(40, 4000, skip));
    assert!(found < 1e-6, "{found}");
}

#[test]
fn a_shuffle_that_is_off_by_one_is_found_out() {
    let experts = (0..30).map(|at| member(at, None, &[])).collect();
    let instance = Instance { seats: 7, experts, quotas: vec![], employer_max: None };
    let lottery = UniformLottery::new(&instance).unwrap();
    let expected = Expected::new(lottery.chances().unwrap().shares());
    let shuffle = |extra: u64| {
        faulty(30, 4000, |words| {
            let mut order: Vec<usize> = (0..30).collect();
            for at in (1..30).rev() {
                let bound = NonZeroU64::new(at as u64 + extra).unwrap();
                order.swap(at, usize::try_from(below(words, bound)).unwrap());
            }
            order.truncate(7);
            order
        })
    };
    let p = |tally: &Tally| Fit::of(tally, &expected, lottery.pair_trace(u64::MAX)).unwrap().p_value;
    assert!(p(&shuffle(1)) > 0.01, "Fisher and Yates");
    assert!(p(&shuffle(0)) < 1e-6, "without the own place");
}

#[test]
fn the_impossible_is_named() {
    let expected = Expected::new(vec![0.0, 1.0, 0.5, 0.5]);
    let trace = listed_trace(&[vec![1, 2], vec![1, 3]], 4);
    assert_eq!((trace.experts, trace.squares), (2, 4.0));
    let mut tally = Tally::new(4);
    tally.count(&[1, 2], 1);
    tally.count(&[1, 3], 1);
    let fit = Fit::of(&tally, &expected, Some(trace)).unwrap();
    assert_eq!((fit.chi_square, fit.df, fit.p_value, fit.impossible.len()), (0.0, 1.0, 1.0, 0));
    tally.count(&[0, 2], 1);
    let fit = Fit::of(&tally, &expected, Some(trace)).unwrap();
    assert_eq!((fit.p_value, fit.impossible), (0.0, vec![0, 1]));
    assert!(Fit::of(&Tally::new(4), &expected, Some(trace)).is_none(), "no draw, no answer");
    let only = Fit::of(
        &Tally { draws: 2, drawn: vec![2, 0], tries: 2, ..Tally::default() },
        &Expected::new(vec![1.0, 0.0]),
        None,
    );
    assert_eq!(only.map(|fit| (fit.df, fit.p_value)), Some((0.0, 1.0)), "a single feasible panel");
}

#[test]
fn blocks_cover_all_draws_once_and_their_tallies_add_up() {
    assert_eq!(blocks(0).count(), 0);
    assert_eq!(blocks(BLOCK + 1).collect::<Vec<_>>(), [0..BLOCK, BLOCK..BLOCK + 1]);
    let (_, instance) = unequal().swap_remove(0);
    let lottery = UniformLottery::new(&instance).unwrap();
    let source = Source::Uniform(Sampler::new(&lottery));
    let seed = simulation_seed("blocks");
    let draws = 2 * BLOCK + 77;
    let mut sum = Tally::new(12);
    let parts: Vec<Tally> = blocks(draws).rev_each(|range| source.tally(seed, range, draws, 12, None).unwrap());
    parts.iter().for_each(|part| sum.add(part));
    assert_eq!(sum.draws, draws);
    assert_eq!(sum.drawn.iter().sum::<u64>(), 4 * draws);
    let mut one_by_one = Tally::new(12);
    for draw in 0..draws {
        let chosen = lottery.choose(&mut Words::new(seed, draw), 1).unwrap();
        one_by_one.count(&chosen.panel, chosen.tries);
    }
    assert_eq!(sum, one_by_one);
}

/// Runs blocks from the last to the first and gives the results from the first to the last.
trait RevEach: Iterator<Item = std::ops::Range<u64>> + Sized {
    fn rev_each(self, run: impl Fn(std::ops::Range<u64>) -> Tally) -> Vec<Tally> {
        let all: Vec<_> = self.collect();
        let mut done: Vec<Tally> = all.into_iter().rev().map(run).collect();
        done.reverse();
        done
    }
}

impl<I: Iterator<Item = std::ops::Range<u64>>> RevEach for I {}

#[test]
fn gini_is_half_the_relative_mean_difference() {
    let naive = |p: &[f64]| {
        let sum: f64 = p.iter().flat_map(|a| p.iter().map(move |b| (a - b).abs())).sum();
        sum / (2.0 * p.len() as f64 * p.iter().sum::<f64>())
    };
    for chances in [vec![0.2; 5], vec![0.0, 0.0, 1.0], vec![0.1, 0.4, 0.2, 0.9]] {
        assert!((gini(&chances) - naive(&chances)).abs() < 1e-12, "{chances:?}");
    }
    assert!((gini(&[0.0, 0.0, 0.0, 1.0]) - 0.75).abs() < 1e-12);
    assert_eq!((gini(&[]), gini(&[0.0, 0.0])), (0.0, 0.0));
}
