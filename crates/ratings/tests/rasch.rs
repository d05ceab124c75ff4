//! The many-facet Rasch model: known truth, the score equations by definition, closed forms, refusals.
#![expect(clippy::unwrap_used, reason = "the helpers of these tests fail the test they serve")]

mod common;

use common::panels::{Sheets, Truth, even, table};
use proptest::prelude::*;
use zhuoping_provenance::Seed;
use zhuoping_ratings::rasch::{Basis, Element, End, Measure, NoRasch, Rasch};
use zhuoping_ratings::severity::NoComparison;
use zhuoping_ratings::simulation::Stream;

fn stream(replicate: u64) -> Stream {
    Stream::new(Seed::from_bytes([41; 32]), replicate)
}

fn measure(element: &Element) -> Measure {
    element.measure.unwrap()
}

fn logits(elements: &[Element]) -> Vec<f64> {
    elements.iter().map(|element| measure(element).logits).collect()
}

fn entrants_of(found: &Rasch) -> Vec<Element> {
    found.entrants.iter().map(|entrant| entrant.element).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The joint estimates before correction: entrants, reviewers, items, thresholds.
fn joint(found: &Rasch) -> [Vec<f64>; 4] {
    let raw = |values: Vec<f64>| values.into_iter().map(|value| value / found.correction).collect();
    let thresholds = found.categories.iter().filter_map(|one| one.threshold).map(|threshold| threshold.logits);
    [logits(&entrants_of(found)), logits(&found.reviewers), logits(&found.items), thresholds.collect()].map(raw)
}

/// For each element and threshold what was observed less what the definition expects.
fn scores(found: &Rasch, sheets: &Sheets) -> Vec<f64> {
    let [entrants, reviewers, items, thresholds] = joint(found);
    let categories: Vec<u8> = found.categories.iter().map(|category| category.percent.get()).collect();
    let mut scores = [entrants.len(), reviewers.len(), items.len(), thresholds.len()].map(|n| vec![0.0; n]);
    for (e, line) in sheets.iter().enumerate() {
        for (r, percents) in line.iter().enumerate().filter_map(|(r, percents)| Some((r, percents.as_ref()?))) {
            for (i, percent) in percents.iter().enumerate() {
                let eta = entrants[e] + reviewers[r] - items[i];
                let height = |k: usize| k as f64 * eta - thresholds[..k].iter().sum::<f64>();
                let weights: Vec<f64> = (0..categories.len()).map(|k| libm::exp(height(k))).collect();
                let sum: f64 = weights.iter().sum();
                let seen = categories.binary_search(percent).unwrap();
                let expected: f64 = weights.iter().enumerate().map(|(k, weight)| k as f64 * weight / sum).sum();
                let residual = seen as f64 - expected;
                scores[0][e] += residual;
                scores[1][r] += residual;
                scores[2][i] -= residual;
                for k in 1..categories.len() {
                    scores[3][k - 1] -= f64::from(u8::from(seen >= k)) - weights[k..].iter().sum::<f64>() / sum;
                }
            }
        }
    }
    scores.concat()
}

fn award(entrants: usize, reviewers: usize, items: usize) -> Truth {
    Truth {
        entrants: even(entrants, 3.0),
        reviewers: even(reviewers, 1.2),
        items: even(items, 2.0),
        thresholds: even(20, 5.0),
        step: 5,
    }
}

/// The likelihood is concave, so parameters that satisfy its score equations, computed here from the definition, are its
/// maximum.
#[test]
fn observed_and_expected_sums_agree_for_every_element_and_category() {
    for (replicate, missing) in [(0, 0.0), (1, 0.25)] {
        let sheets = award(14, 6, 10).draw(&mut stream(replicate), missing);
        let found = Rasch::of(&table(&sheets)).unwrap();
        let worst = scores(&found, &sheets).into_iter().fold(0.0_f64, |most, score| most.max(score.abs()));
        assert!(worst < 1e-8 && found.score <= 1e-9, "{worst}");
        for facet in [logits(&found.reviewers), logits(&found.items)] {
            assert!(facet.iter().sum::<f64>().abs() < 1e-9, "{facet:?}");
        }
        let thresholds: f64 = found.categories.iter().filter_map(|one| one.threshold).map(|one| one.logits).sum();
        assert!(thresholds.abs() < 1e-9);
    }
}

/// Two reviewers, one item, two categories. Entrants on whom they agree are extreme; for the others the joint estimate of
/// the distance is `2 ln(a / b)` with `a` entrants that only the first passed and `b` that only the second did, twice the
/// conditional one (Andersen 1973). The correction of `2 n` cells with `n` entrants and one distance is `(n - 1) / 2n`.
#[test]
fn two_judges_of_pass_and_fail_have_a_closed_form() {
    let (a, b) = (7, 3);
    let mut sheets: Sheets = Vec::new();
    let mut add = |times: usize, first: u8, second: u8| {
        sheets.extend((0..times).map(|_| vec![Some(vec![first]), Some(vec![second])]));
    };
    add(a, 50, 0);
    add(b, 0, 50);
    add(4, 50, 50);
    add(2, 0, 0);
    let found = Rasch::of(&table(&sheets)).unwrap();
    let distance = libm::log(a as f64 / b as f64);
    let n = (a + b) as f64;
    assert!((found.correction - (n - 1.0) / (2.0 * n)).abs() < 1e-12);
    let reviewers = logits(&found.reviewers);
    assert!((reviewers[0] - reviewers[1] - 2.0 * distance * found.correction).abs() < 1e-9, "{reviewers:?}");
    // Each estimated entrant was passed once of two times, and stands in the middle between the reviewers.
    for entrant in &found.entrants[..a + b] {
        assert!(measure(&entrant.element).logits.abs() < 1e-9);
    }
    let ends: Vec<Basis> = found.entrants[a + b..].iter().map(|entrant| measure(&entrant.element).basis).collect();
    assert_eq!(ends[..4], [Basis::Extreme(End::Highest); 4]);
    assert_eq!(ends[4..], [Basis::Extreme(End::Lowest); 2]);
    // 1.7 passes expected of 2: by symmetry the two ends are as far from the middle.
    let (high, low) = (measure(&found.entrants[a + b].element), measure(&found.entrants[a + b + 4].element));
    assert!((high.logits + low.logits).abs() < 1e-9 && high.logits > 0.0);
    let pass = |at: f64| (1.0 + libm::exp(-at)).recip();
    let raw = |value: f64| value / found.correction;
    let expected = pass(raw(high.logits + reviewers[0])) + pass(raw(high.logits + reviewers[1]));
    assert!((expected - 1.7).abs() < 1e-9, "{expected}");
}

/// How estimates grow with the truth: 1 is right, more is too far apart.
fn slope(found: &[f64], truth: &[f64]) -> f64 {
    dot(found, truth) / dot(truth, truth)
}

/// Joint estimation spreads measures; the correction takes the first order of it away. 400 panels of 30 entrants, three
/// reviewers and two items on three categories, where it matters.
#[test]
fn the_correction_removes_most_of_the_bias_where_there_are_few_cells() {
    let truth = Truth {
        entrants: even(30, 2.0),
        reviewers: even(3, 1.6),
        items: even(2, 1.0),
        thresholds: vec![-0.5, 0.5],
        step: 50,
    };
    let (mut corrected, mut raw, mut count) = (0.0, 0.0, 0.0);
    for replicate in 0..400 {
        let sheets = truth.draw(&mut stream(1000 + replicate), 0.0);
        let Ok(found) = Rasch::of(&table(&sheets)) else { continue };
        let one = slope(&logits(&found.reviewers), &truth.reviewers);
        corrected += one;
        raw += one / found.correction;
        count += 1.0;
    }
    let (corrected, raw) = (corrected / count, raw / count);
    eprintln!("slope on the truth: {raw:.3} joint, {corrected:.3} corrected, {count} panels");
    assert!(count > 390.0 && raw > 1.15, "{raw}");
    assert!((corrected - 1.0).abs() < 0.05, "{corrected}");
}

/// Standard errors hold: of 200 panels as an award has them, 95 % intervals of reviewers and items cover the truth in
/// their share, and the measures follow it.
#[test]
fn measures_and_standard_errors_recover_the_truth() {
    let truth = award(12, 6, 10);
    let (mut inside, mut all, mut slopes) = (0.0, 0.0, [0.0; 4]);
    let panels = 200;
    for replicate in 0..panels {
        let sheets = truth.draw(&mut stream(5000 + replicate), 0.1);
        let found = Rasch::of(&table(&sheets)).unwrap();
        for (elements, truth) in [(&found.reviewers, &truth.reviewers), (&found.items, &truth.items)] {
            for (element, truth) in elements.iter().zip(truth) {
                let one = measure(element);
                inside += f64::from(u8::from((one.logits - truth).abs() < 1.96 * one.standard_error));
                all += 1.0;
            }
        }
        slopes[0] += slope(&logits(&entrants_of(&found)), &truth.entrants);
        slopes[1] += slope(&logits(&found.reviewers), &truth.reviewers);
        slopes[2] += slope(&logits(&found.items), &truth.items);
        let thresholds: Vec<f64> =
            found.categories.iter().filter_map(|one| one.threshold).map(|one| one.logits).collect();
        if thresholds.len() == 20 {
            slopes[3] += slope(&thresholds, &truth.thresholds);
        } else {
            slopes[3] += 1.0;
        }
    }
    let coverage = inside / all;
    let slopes = slopes.map(|sum| sum / panels as f64);
    eprintln!("coverage {coverage:.3}, slopes {slopes:.3?}");
    assert!((0.92..0.98).contains(&coverage), "{coverage}");
    assert!(slopes.iter().all(|slope| (slope - 1.0).abs() < 0.03), "{slopes:?}");
}

/// On data that follow the model mean squares lie around 1 and their standardized forms are normal, roughly.
#[test]
fn mean_squares_of_the_model_lie_around_1() {
    let truth = award(12, 8, 10);
    let (mut infit, mut outfit, mut squares, mut count) = (0.0, 0.0, 0.0, 0.0);
    for replicate in 0..60 {
        let found = Rasch::of(&table(&truth.draw(&mut stream(9000 + replicate), 0.0))).unwrap();
        for reviewer in &found.reviewers {
            let Basis::Estimated(fit) = measure(reviewer).basis else { panic!("{reviewer:?}") };
            infit += fit.infit;
            outfit += fit.outfit;
            squares += fit.infit_standardized * fit.infit_standardized;
            count += 1.0;
        }
    }
    let [infit, outfit, squares] = [infit, outfit, squares].map(|sum| sum / count);
    eprintln!("infit {infit:.3}, outfit {outfit:.3}, mean square of the standardized infit {squares:.3}");
    // Estimation takes (E + R + I + m) of the cells' freedom: 2 to 4 %.
    assert!((0.95..1.01).contains(&infit) && (0.95..1.02).contains(&outfit));
    assert!((0.7..1.3).contains(&squares));
}

fn infits(sheets: &Sheets) -> Vec<f64> {
    let fit = |reviewer: &Element| match measure(reviewer).basis {
        Basis::Estimated(fit) => fit.infit,
        Basis::Extreme(end) => panic!("{end:?}"),
    };
    Rasch::of(&table(sheets)).unwrap().reviewers.iter().map(fit).collect()
}

/// A reviewer who rates at random is noisy, one who gives the mean of the others is muted. Mean squares compare with the
/// average noise, so the noisy one makes all others look muted.
#[test]
fn mean_squares_find_the_reviewer_who_goes_another_way() {
    let mut random = stream(70);
    let sheets = award(20, 6, 12).draw(&mut random, 0.0);
    let (mut noisy, mut muted) = (sheets.clone(), sheets);
    for line in &mut noisy {
        line[2].as_mut().unwrap().iter_mut().for_each(|p| *p = u8::try_from(random.index(21)).unwrap() * 5);
    }
    for line in &mut muted {
        let others: Vec<Vec<u8>> = [0, 1, 2, 3, 5].iter().filter_map(|r| line[*r].clone()).collect();
        let mean = |i: usize| others.iter().map(|sheet| u32::from(sheet[i])).sum::<u32>() / 5;
        line[4] = Some((0..12).map(|i| u8::try_from(mean(i) / 5 * 5).unwrap()).collect());
    }
    let (noisy, muted) = (infits(&noisy), infits(&muted));
    let others = |at: usize| (0..6).filter(move |r| *r != at);
    assert!(noisy[2] > 1.5 && others(2).all(|r| noisy[r] < 0.7), "{noisy:?}");
    assert!(muted[4] < 0.5 && others(4).all(|r| (0.7..1.5).contains(&muted[r])), "{muted:?}");
}

/// An entrant with all cells at the top, a reviewer at the bottom, an unused percent in between.
#[test]
fn extremes_are_set_aside_and_percents_that_do_not_occur_close_up() {
    let base = award(10, 5, 6).draw(&mut stream(3), 0.0);
    let used = |sheets: &Sheets| {
        let mut all: Vec<u8> = sheets.iter().flatten().flatten().flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let mut sheets: Sheets = base.clone();
    // 50 becomes 45, and both ends are taken by all.
    sheets.iter_mut().flatten().flatten().flatten().filter(|p| **p == 50).for_each(|p| *p = 45);
    let without = Rasch::of(&table(&sheets)).unwrap();
    let categories: Vec<u8> = without.categories.iter().map(|category| category.percent.get()).collect();
    assert_eq!(categories, used(&sheets));
    assert!(!categories.contains(&50));
    let cells: usize = without.categories.iter().map(|category| category.cells).sum();
    assert_eq!((without.cells, cells), (300, 300));

    let (low, high) = (categories[0], *categories.last().unwrap());
    for line in &mut sheets {
        line.push(Some(vec![low; 6]));
    }
    sheets.push(vec![Some(vec![high; 6]); 5]);
    sheets[10].push(None);
    let found = Rasch::of(&table(&sheets)).unwrap();
    assert_eq!(measure(&found.reviewers[5]).basis, Basis::Extreme(End::Lowest));
    assert_eq!(measure(&found.entrants[10].element).basis, Basis::Extreme(End::Highest));
    assert!(found.reviewers[..5].iter().all(|one| measure(one).logits > measure(&found.reviewers[5]).logits));
    assert!(
        found.entrants[..10]
            .iter()
            .all(|one| measure(&one.element).logits < measure(&found.entrants[10].element).logits)
    );
    // What is estimated is what was estimated without them.
    assert_eq!(found.cells, 300);
    for (one, other) in logits(&found.reviewers[..5]).iter().zip(logits(&without.reviewers)) {
        assert!((one - other).abs() < 1e-9);
    }
}

/// Fair averages lie on the scale of percents, rise with the measure, and where everybody scored everything the mean of
/// the expected percents over all reviewers is the observed mean.
#[test]
fn fair_averages_say_measures_in_percents_and_points() {
    let sheets = award(12, 6, 8).draw(&mut stream(11), 0.0);
    let panel = table(&sheets);
    let found = Rasch::of(&panel).unwrap();
    let mut order: Vec<(f64, f64, f64)> = (found.entrants.iter())
        .map(|entrant| {
            let fair = entrant.fair.unwrap();
            (measure(&entrant.element).logits, fair.percent, fair.total)
        })
        .collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    assert!(order.windows(2).all(|pair| pair[0].1 < pair[1].1 && pair[0].2 < pair[1].2), "{order:?}");
    // Nobody is far from the middle here, so a fair total lies near the mean of the totals.
    for (e, entrant) in found.entrants.iter().enumerate() {
        let totals: Vec<f64> = panel.complete_sheets(e).map(|(_, sheet)| sheet.total().get() as f64 / 100.0).collect();
        let mean = totals.iter().sum::<f64>() / totals.len() as f64;
        let points = f64::from(panel.edition().total().get());
        assert!((entrant.fair.unwrap().total - mean).abs() < 0.06 * points, "{entrant:?}, {mean}");
        assert!((0.0..=points).contains(&entrant.fair.unwrap().total));
    }
}

#[test]
fn what_cannot_be_measured_says_why() {
    let sheet = |percent: u8| Some(vec![percent, percent + 5, percent + 10]);
    let apart: Sheets = vec![
        vec![sheet(10), sheet(20), None, None],
        vec![sheet(30), sheet(15), None, None],
        vec![None, None, sheet(10), sheet(30)],
        vec![None, None, sheet(20), sheet(25)],
    ];
    let flat: Sheets = vec![vec![Some(vec![40; 3]); 3]; 4];
    // The first two entrants lie above the others with every reviewer and on every item: two categories, no overlap.
    let torn: Sheets = [[100, 50], [50, 100], [50, 0], [0, 50]]
        .map(|cells| vec![Some(cells.to_vec()), Some(vec![cells[1], cells[0]])])
        .to_vec();
    let refused = |sheets: &Sheets| Rasch::of(&table(sheets)).unwrap_err();
    assert_eq!(refused(&apart), NoRasch::NoComparison(NoComparison::Disconnected { groups: 2 }));
    assert_eq!(refused(&flat), NoRasch::OneCategory);
    let nobody = NoRasch::NoComparison(NoComparison::NobodyCompared);
    assert_eq!(refused(&vec![vec![sheet(10)]]), nobody);
    assert_eq!(refused(&vec![vec![sheet(10)], vec![sheet(20)]]), nobody);
    assert_eq!(refused(&vec![vec![sheet(10), sheet(20)]]), nobody);
    assert!(matches!(refused(&torn), NoRasch::NoMaximum { .. }), "{:?}", refused(&torn));
    for sheets in [&apart, &flat, &torn] {
        let words = refused(sheets).explain();
        assert!(!words.zh.is_ascii() && words.en.is_ascii(), "{words:?}");
    }
}

/// More entrants than one thread takes.
#[test]
fn the_number_of_threads_changes_no_digit() {
    let panel = table(&award(50, 4, 5).draw(&mut stream(21), 0.1));
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| Rasch::of(&panel).unwrap())
    };
    assert_eq!(on(1), on(8));
}

proptest! {
    /// Tables of a few cells are mostly extreme, torn or flat: each has its answer, and every number in it is finite.
    #[test]
    fn any_small_table_has_an_answer(
        (entrants, reviewers, items) in (1_usize..=5, 1_usize..=3, 1_usize..=3),
        cells in prop::collection::vec(prop::option::weighted(0.85, (0_u8..=2).prop_map(|step| step * 50)), 45),
    ) {
        let sheets: Sheets = (0..entrants)
            .map(|e| (0..reviewers).map(|r| (0..items).map(|i| cells[(e * 3 + r) * 3 + i]).collect()).collect())
            .collect();
        prop_assume!(sheets.iter().all(|line| line.iter().any(Option::is_some)));
        let Ok(found) = Rasch::of(&table(&sheets)) else { return Ok(()) };
        prop_assert!(found.score <= 1e-9 && found.log_likelihood <= 0.0);
        for element in entrants_of(&found).iter().chain(&found.reviewers).chain(&found.items) {
            let Ok(one) = element.measure else { continue };
            prop_assert!(one.logits.abs() < 100.0 && one.standard_error.is_finite() && one.standard_error >= 0.0, "{one:?}");
            if let Basis::Estimated(fit) = one.basis {
                let all = [fit.infit, fit.outfit, fit.infit_standardized, fit.outfit_standardized];
                prop_assert!(all.iter().all(|value| value.is_finite()), "{fit:?}");
            }
        }
        let fair = found.entrants.iter().filter_map(|entrant| entrant.fair.ok());
        prop_assert!(fair.into_iter().all(|fair| (0.0..=100.0).contains(&fair.percent)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Whoever is named first: entrants, reviewers and items turned around give the same measures.
    #[test]
    fn the_order_of_entrants_reviewers_and_items_changes_no_measure(seed in any::<u64>()) {
        let sheets = award(7, 4, 5).draw(&mut stream(seed), 0.1);
        let turned: Sheets = (sheets.iter().rev())
            .map(|line| line.iter().rev().map(|sheet| sheet.as_ref().map(|cells| cells.iter().rev().copied().collect())).collect())
            .collect();
        prop_assume!(sheets.iter().all(|line| line.iter().any(Option::is_some)));
        match (Rasch::of(&table(&sheets)), Rasch::of(&table(&turned))) {
            (Ok(one), Ok(other)) => {
                prop_assume!(one.reviewers.len() == 4);
                let pairs = [(entrants_of(&one), entrants_of(&other)), (one.reviewers, other.reviewers), (one.items, other.items)];
                for (one, mut other) in pairs {
                    other.reverse();
                    for (one, other) in one.iter().zip(&other) {
                        prop_assert!((measure(one).logits - measure(other).logits).abs() < 1e-6);
                        prop_assert!((measure(one).standard_error - measure(other).standard_error).abs() < 1e-6);
                    }
                }
            }
            (Err(one), Err(other)) => prop_assert_eq!(std::mem::discriminant(&one), std::mem::discriminant(&other)),
            (one, other) => prop_assert!(false, "{one:?} and {other:?}"),
        }
    }
}
