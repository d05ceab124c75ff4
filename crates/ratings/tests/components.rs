//! Variance components against a likelihood with every matrix written out, against the truth of simulated panels, and
//! under other orders and labels.
#![expect(clippy::unwrap_used, reason = "a test stops at what it cannot compute")]

mod common;

use common::{Desk, sheet};
use nalgebra::{Cholesky, DMatrix, DVector};
use std::f64::consts::TAU;
use zhuoping_provenance::Seed;
use zhuoping_ratings::agreement::{Confidence, Matrix, icc_a1, icc_ak};
use zhuoping_ratings::components::{
    Component, Design, Factor, Fit, Items, Refusal, SCORE_MAX, SCORE_ROUNDED, Size, ThreeWay, TwoWay,
};
use zhuoping_ratings::simulation::Stream;
use zhuoping_ratings::{EntrantKind, StageId};

const THREE_WAY: [&[usize]; 6] = [&[0], &[1], &[2], &[0, 1], &[0, 2], &[1, 2]];

/// Observations with the levels of their factors.
#[derive(Clone)]
struct Data {
    values: Vec<f64>,
    levels: Vec<Vec<u32>>,
    effects: Vec<Vec<usize>>,
}

impl Data {
    /// A crossed table of which each cell is there with probability `filled`; one deviation for each effect and one for
    /// the residual, values `100 + ...` to the hundredth.
    fn draw(stream: &mut Stream, sizes: &[u32], effects: &[&[usize]], deviations: &[f64], filled: f64) -> Self {
        let count = |factors: &[usize]| factors.iter().map(|f| sizes[*f]).product::<u32>();
        let drawn: Vec<Vec<f64>> = (effects.iter().zip(deviations))
            .map(|(effect, deviation)| (0..count(effect)).map(|_| deviation * stream.normal()).collect())
            .collect();
        let residual = deviations[effects.len()];
        let mut data = Self {
            values: Vec::new(),
            levels: vec![Vec::new(); sizes.len()],
            effects: effects.iter().map(|effect| effect.to_vec()).collect(),
        };
        for cell in 0..sizes.iter().product::<u32>() {
            if stream.unit() >= filled {
                continue;
            }
            let mut rest = cell;
            let levels: Vec<u32> = sizes
                .iter()
                .map(|size| {
                    let level = rest % size;
                    rest /= size;
                    level
                })
                .collect();
            let place = |effect: &[usize]| effect.iter().fold(0, |at, f| at * sizes[*f] + levels[*f]) as usize;
            let sum: f64 = effects.iter().zip(&drawn).map(|(effect, drawn)| drawn[place(effect)]).sum();
            data.values.push(((100.0 + sum + residual * stream.normal()) * 100.0).round() / 100.0);
            data.levels.iter_mut().zip(levels).for_each(|(all, level)| all.push(level));
        }
        data
    }

    fn fit(&self) -> Result<Fit, Refusal> {
        let named = |(at, levels): (usize, &Vec<u32>)| Factor { name: format!("f{at}"), levels: levels.clone() };
        let effects: Vec<&[usize]> = self.effects.iter().map(Vec::as_slice).collect();
        Design::new(self.values.clone(), self.levels.iter().enumerate().map(named).collect(), &effects)?.fit()
    }

    /// `Z` of an effect, with a column for each level that occurs, in the order of the labels.
    fn design(&self, effect: usize) -> DMatrix<f64> {
        let label = |at: usize| self.effects[effect].iter().map(|f| self.levels[*f][at]).collect::<Vec<u32>>();
        let mut labels: Vec<Vec<u32>> = (0..self.values.len()).map(label).collect();
        labels.sort_unstable();
        labels.dedup();
        DMatrix::from_fn(self.values.len(), labels.len(), |at, level| f64::from(u8::from(label(at) == labels[level])))
    }

    fn rows(&self, order: &[usize]) -> Self {
        let levels = self.levels.iter().map(|levels| order.iter().map(|at| levels[*at]).collect()).collect();
        Self { values: order.iter().map(|at| self.values[*at]).collect(), levels, effects: self.effects.clone() }
    }
}

/// The likelihood by its definition.
struct Dense {
    designs: Vec<DMatrix<f64>>,
    products: Vec<DMatrix<f64>>,
    values: DVector<f64>,
}

impl Dense {
    fn of(data: &Data) -> Self {
        let n = data.values.len();
        let designs: Vec<DMatrix<f64>> = (0..data.effects.len()).map(|effect| data.design(effect)).collect();
        let mut products: Vec<DMatrix<f64>> = designs.iter().map(|z| z * z.transpose()).collect();
        products.push(DMatrix::identity(n, n));
        Self { designs, products, values: DVector::from_column_slice(&data.values) }
    }

    fn variance(&self, components: &[f64]) -> DMatrix<f64> {
        let n = self.values.len();
        self.products.iter().zip(components).fold(DMatrix::zeros(n, n), |sum, (product, theta)| sum + product * *theta)
    }

    fn deviance(&self, components: &[f64]) -> f64 {
        let n = self.values.len();
        let Some(factor) = Cholesky::new(self.variance(components)) else { return f64::INFINITY };
        let ones = DVector::from_element(n, 1.0);
        let (weights, solved) = (factor.solve(&ones), factor.solve(&self.values));
        let information = ones.dot(&weights);
        let mean = weights.dot(&self.values) / information;
        let form = self.values.dot(&solved) - mean * mean * information;
        let determinant: f64 = factor.l_dirty().diagonal().iter().map(|pivot| 2.0 * libm::log(*pivot)).sum();
        (n - 1) as f64 * libm::log(TAU) + determinant + libm::log(information) + form
    }

    /// The lowest deviance that steps along one component at a time, and along all of them, find.
    fn lowest(&self, start: Vec<f64>) -> (f64, Vec<f64>) {
        let (mut best, mut at) = (self.deviance(&start), start);
        let scale: f64 = at.iter().sum();
        let mut step = 0.5;
        while step > 1e-7 {
            let mut better = false;
            for k in 0..at.len() {
                for factor in [1.0 + step, 1.0 / (1.0 + step)] {
                    for shift in [0.0, step * scale / 100.0, -step * scale / 100.0] {
                        let mut trial = at.clone();
                        trial[k] = (trial[k] * if shift == 0.0 { factor } else { 1.0 } + shift).max(0.0);
                        let found = self.deviance(&trial);
                        if found < best {
                            (best, at, better) = (found, trial, true);
                        }
                    }
                }
            }
            if !better {
                step /= 2.0;
            }
        }
        (best, at)
    }

    /// The covariance of the prediction errors of `mu` and all levels, by Henderson's equations.
    fn errors(&self, components: &[f64]) -> DMatrix<f64> {
        let (residual, effects) = components.split_last().unwrap();
        let n = self.values.len();
        let columns: usize = self.designs.iter().map(DMatrix::ncols).sum();
        let mut joint = DMatrix::from_element(n, 1 + columns, 1.0);
        let mut penalties = vec![0.0];
        for (design, theta) in self.designs.iter().zip(effects) {
            joint.columns_mut(penalties.len(), design.ncols()).copy_from(design);
            penalties.extend(vec![1.0 / theta; design.ncols()]);
        }
        let equations = joint.transpose() * &joint / *residual + DMatrix::from_diagonal(&DVector::from_vec(penalties));
        equations.try_inverse().unwrap()
    }

    /// `Z' P y` of an effect.
    fn projected(&self, components: &[f64], effect: usize) -> DVector<f64> {
        let factor = Cholesky::new(self.variance(components)).unwrap();
        let ones = DVector::from_element(self.values.len(), 1.0);
        let weights = factor.solve(&ones);
        let mean = weights.dot(&self.values) / weights.sum();
        self.designs[effect].transpose() * factor.solve(&self.values.add_scalar(-mean))
    }
}

fn estimates(fit: &Fit) -> Vec<f64> {
    fit.components().iter().map(|component| component.estimate).collect()
}

fn close(found: f64, expected: f64, tolerance: f64, what: &str) {
    assert!((found - expected).abs() <= tolerance, "{what}: found {found}, expected {expected} within {tolerance}");
}

/// Designs of 10 to 60 observations with holes: two-way, three-way with two or all interactions, nested.
fn small_designs() -> Vec<Data> {
    let mut all = Vec::new();
    for replicate in 0..24 {
        let mut stream = Stream::new(Seed::from_bytes([7; 32]), replicate);
        let holes = 0.7 + 0.3 * stream.unit();
        let part = |stream: &mut Stream| 3.0 * stream.unit();
        let (sizes, effects): (&[u32], &[&[usize]]) = match replicate % 4 {
            0 => (&[8, 5], &[&[0], &[1]]),
            1 => (&[5, 4, 3], &THREE_WAY),
            2 => (&[6, 3, 3], &[&[0], &[2], &[1, 2], &[0, 2]]),
            _ => (&[4, 9], &[&[1], &[0]]),
        };
        let deviations: Vec<f64> = (0..=effects.len()).map(|_| part(&mut stream)).collect();
        all.push(Data::draw(&mut stream, sizes, effects, &deviations, holes));
    }
    all
}

#[test]
fn no_point_that_a_simple_search_finds_has_a_higher_likelihood() {
    let mut boundaries = 0;
    for (at, data) in small_designs().iter().enumerate() {
        let what = format!("design {at} with {} observations", data.values.len());
        let fit = data.fit().unwrap();
        let dense = Dense::of(data);
        close(fit.deviance(), dense.deviance(&estimates(&fit)), 1e-8, &what);
        let mean = data.values.iter().sum::<f64>() / data.values.len() as f64;
        let variance = data.values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / data.values.len() as f64;
        let count = fit.components().len();
        let (lowest, found) = dense.lowest(vec![variance / count as f64; count]);
        assert!(fit.deviance() <= lowest + 1e-9, "{what}: {} above {lowest}", fit.deviance());
        close(fit.deviance(), lowest, 1e-4, &what);
        for (component, found) in fit.components().iter().zip(found) {
            close(component.estimate, found, 0.02 * variance, &format!("{what} {}", component.effect));
            boundaries += usize::from(component.boundary);
        }
    }
    assert!(boundaries >= 5, "{boundaries} components on the boundary");
}

#[test]
fn the_score_is_the_derivative_of_the_likelihood_and_is_zero_or_falls_at_a_boundary() {
    for (at, data) in small_designs().iter().enumerate() {
        let fit = data.fit().unwrap();
        let dense = Dense::of(data);
        let total: f64 = estimates(&fit).iter().sum();
        for (k, component) in fit.components().iter().enumerate() {
            let what = format!("design {at} {}", component.effect);
            let score = fit.score()[k];
            let moved = |by: f64| {
                let mut components = estimates(&fit);
                components[k] += by;
                dense.deviance(&components)
            };
            let step = 1e-5 * if component.boundary { total } else { component.estimate };
            let slope = if component.boundary {
                // One-sided, of second order.
                (4.0 * moved(step) - moved(2.0 * step) - 3.0 * moved(0.0)) / (2.0 * step)
            } else {
                (moved(step) - moved(-step)) / (2.0 * step)
            };
            close(score, slope / -2.0, 1e-4 * (1.0 + score.abs()) / step.min(1.0) * 1e-4, &what);
            match component.standard_error {
                Some(se) => assert!(score.abs() * se < SCORE_MAX, "{what}: {score}"),
                None => assert!(component.boundary && component.estimate == 0.0 && score <= 0.0, "{what}: {score}"),
            }
        }
    }
}

/// Components from a millionth to a million times each other, half of the cells missing, few levels.
#[test]
fn the_search_ends_at_a_stationary_point_or_with_a_reason_that_lies_in_the_data() {
    let (mut fitted, mut refused) = (0, 0);
    for replicate in 0..400 {
        let mut stream = Stream::new(Seed::from_bytes([6; 32]), replicate);
        let filled = 0.4 + 0.6 * stream.unit();
        let sizes: Vec<u32> = (0..3).map(|_| 2 + stream.index(6)).collect();
        let effects: &[&[usize]] = if replicate % 2 == 0 { &THREE_WAY } else { &[&[0], &[1], &[0, 2]] };
        let deviations: Vec<f64> = (0..=effects.len()).map(|_| libm::exp10(6.0 * stream.unit() - 3.0)).collect();
        let data = Data::draw(&mut stream, &sizes, effects, &deviations, filled);
        match data.fit() {
            Ok(fit) => {
                fitted += 1;
                for (component, score) in fit.components().iter().zip(fit.score()) {
                    let still = component.standard_error.map_or(*score <= 0.0, |se| score.abs() * se < SCORE_ROUNDED);
                    assert!(still, "design {replicate} {}: {score}", component.effect);
                }
            }
            Err(Refusal::NotConverged { steps, score }) => panic!("design {replicate}: {steps} steps, score {score}"),
            Err(_) => refused += 1,
        }
    }
    assert!(fitted > 300 && fitted + refused == 400, "{fitted} fitted, {refused} refused");
}

#[test]
fn predictions_and_their_errors_are_those_of_the_full_equations() {
    for (at, data) in small_designs().iter().enumerate() {
        let fit = data.fit().unwrap();
        let components = estimates(&fit);
        let dense = Dense::of(data);
        // Penalties of 1/0 are none: components on the boundary have no levels.
        let kept: Vec<usize> = (0..data.effects.len()).filter(|k| components[*k] > 0.0).collect();
        let reduced = Data { effects: kept.iter().map(|k| data.effects[*k].clone()).collect(), ..data.clone() };
        let mut positive: Vec<f64> = kept.iter().map(|k| components[*k]).collect();
        positive.push(components[data.effects.len()]);
        let errors = Dense::of(&reduced).errors(&positive);
        close(fit.mean_standard_error(), errors[(0, 0)].sqrt(), 1e-8, &format!("design {at} mean"));
        let mut column = 1;
        for (k, theta) in components[..data.effects.len()].iter().enumerate() {
            let what = format!("design {at} effect {k}");
            let (predictions, forms) = (fit.predictions(k), dense.projected(&components, k));
            assert_eq!(predictions.len(), forms.len(), "{what}");
            for (prediction, form) in predictions.iter().zip(forms.iter()) {
                close(prediction.value, theta * form, 1e-8, &what);
                let expected = if *theta > 0.0 { errors[(column, column)] } else { 0.0 };
                close(prediction.variance, expected, 1e-8, &what);
                column += usize::from(*theta > 0.0);
            }
        }
    }
}

/// Either factor may be the one that is eliminated: entrants are the majority in the first table, not in the second.
#[test]
fn the_covariance_of_the_entrants_levels_is_that_of_the_full_equations() {
    for (replicate, sizes) in [[8, 4], [4, 9]].into_iter().enumerate() {
        let mut stream = Stream::new(Seed::from_bytes([8; 32]), replicate as u64);
        let data = Data::draw(&mut stream, &sizes, &[&[0], &[1]], &[3.0, 2.0, 1.0], 0.8);
        let cells = (0..data.values.len()).map(|at| (data.levels[0][at], data.levels[1][at], data.values[at]));
        let model = TwoWay::of_matrix(&Matrix::from_long(cells).unwrap()).unwrap();
        let estimates = model.estimates().unwrap();
        let errors = Dense::of(&data).errors(&self::estimates(model.fit()));
        let size = estimates.entrants.len();
        assert_eq!(size, sizes[0] as usize);
        for a in 0..size {
            let prediction = &model.entrants()[a];
            close(estimates.mean[a], model.fit().mean() + prediction.value, 1e-12, "level");
            for b in 0..size {
                let expected = errors[(0, 0)] + errors[(0, 1 + b)] + errors[(1 + a, 0)] + errors[(1 + a, 1 + b)];
                close(estimates.covariance[a * size + b], expected, 1e-9, "covariance");
            }
        }
        assert!(estimates.factor().is_some());
    }
}

#[test]
fn the_order_of_rows_changes_no_bit_and_labels_nothing_that_matters() {
    let mut stream = Stream::new(Seed::from_bytes([9; 32]), 0);
    let data = Data::draw(&mut stream, &[9, 5, 6], &THREE_WAY, &[3.0, 2.0, 1.0, 1.5, 1.0, 0.8, 2.0], 0.85);
    let fit = data.fit().unwrap();
    for replicate in 1..6 {
        let mut stream = Stream::new(Seed::from_bytes([9; 32]), replicate);
        let mut order: Vec<usize> = (0..data.values.len()).collect();
        order.sort_by_cached_key(|_| stream.unit().to_bits());
        let turned = data.rows(&order).fit().unwrap();
        let bits = |fit: &Fit| estimates(fit).iter().map(|estimate| estimate.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&turned), bits(&fit));
        assert_eq!(turned.predictions(3), fit.predictions(3));
        // Other labels, and the factors in another order: the sums run otherwise.
        let mut renamed = data.rows(&order);
        renamed.levels.iter_mut().flatten().for_each(|level| *level = (*level * 7 + 3) % 11);
        renamed.levels.rotate_left(1);
        renamed.effects.iter_mut().flatten().for_each(|factor| *factor = (*factor + 2) % 3);
        let other = renamed.fit().unwrap();
        close(other.deviance(), fit.deviance(), 1e-8, "deviance");
        for (a, b) in estimates(&other).iter().zip(estimates(&fit)) {
            close(*a, b, 1e-8, "component");
        }
    }
}

#[test]
fn repeated_observations_of_a_cell_are_repetitions() {
    let mut stream = Stream::new(Seed::from_bytes([10; 32]), 0);
    let once = Data::draw(&mut stream, &[6, 4], &[&[0], &[1], &[0, 1]], &[3.0, 2.0, 1.0, 1.0], 0.9);
    let mut data = once.clone();
    for at in (0..once.values.len()).filter(|at| at % 3 != 0) {
        data.values.push(once.values[at] + stream.normal());
        data.levels.iter_mut().zip(&once.levels).for_each(|(all, levels)| all.push(levels[at]));
    }
    let fit = data.fit().unwrap();
    let dense = Dense::of(&data);
    close(fit.deviance(), dense.deviance(&estimates(&fit)), 1e-8, "deviance");
    let (lowest, _) = dense.lowest(vec![3.0; 4]);
    assert!(fit.deviance() <= lowest + 1e-9 && fit.deviance() > lowest - 1e-4);
    // One factor is enough: subjects rated several times.
    let single = Data { levels: vec![data.levels[0].clone()], effects: vec![vec![0]], ..data };
    let fit = single.fit().unwrap();
    close(fit.deviance(), Dense::of(&single).deviance(&estimates(&fit)), 1e-8, "deviance of one way");
}

/// The mean of the estimates over simulated panels, in Monte Carlo standard errors from the truth.
fn recover(sizes: &[u32], effects: &[&[usize]], deviations: &[f64], panels: u64) {
    let mut sums = vec![[0.0; 2]; deviations.len()];
    for panel in 0..panels {
        let mut stream = Stream::new(Seed::from_bytes([11; 32]), panel);
        let fit = Data::draw(&mut stream, sizes, effects, deviations, 0.85).fit().unwrap();
        for (sums, estimate) in sums.iter_mut().zip(estimates(&fit)) {
            *sums = [sums[0] + estimate, sums[1] + estimate * estimate];
        }
    }
    let n = panels as f64;
    for ([sum, squares], deviation) in sums.iter().zip(deviations) {
        let mean = sum / n;
        let error = ((squares / n - mean * mean) / n).sqrt();
        close(mean, deviation * deviation, 3.5 * error, "mean of the estimates");
        assert!(error < 0.07 * deviation * deviation, "{error} is too coarse for {deviation}");
    }
}

#[test]
fn the_components_of_simulated_panels_are_recovered() {
    recover(&[25, 8], &[&[0], &[1]], &[3.0, 2.0, 1.5], 400);
    recover(&[16, 8, 8], &THREE_WAY, &[3.0, 2.5, 2.0, 2.0, 2.0, 1.5, 2.0], 200);
}

#[test]
fn what_cannot_be_estimated_is_refused_with_the_reason() {
    let two_way = |rows: &[[Option<f64>; 3]]| TwoWay::of_matrix(&Matrix::from_rows(rows).unwrap()).err();
    let some = |values: [f64; 3]| values.map(Some);
    let empty = TwoWay::of_matrix(&Matrix::from_rows::<[Option<f64>; 0]>(&[]).unwrap()).err();
    assert_eq!(empty, Some(Refusal::TooFewLevels { effect: "entrant".to_owned(), found: 0 }));
    assert_eq!(
        two_way(&[some([1.0, 2.0, 4.0]), [None; 3]]),
        Some(Refusal::TooFewLevels { effect: "entrant".to_owned(), found: 1 })
    );
    assert_eq!(two_way(&[some([5.0; 3]), some([5.0; 3])]), Some(Refusal::NoVariation));
    // Every entrant with one sheet.
    let single = [[Some(1.0), None, None], [Some(3.0), None, None], [None, Some(4.0), None], [None, Some(2.5), None]];
    let entrant = "entrant".to_owned();
    assert_eq!(two_way(&single), Some(Refusal::Confounded { effects: vec![entrant, "residual".to_owned()] }));
    // The sum of a row's and a column's number: nothing is left.
    let exact = [some([1.0, 2.0, 4.0]), some([2.0, 3.0, 5.0]), some([6.0, 7.0, 9.0])];
    assert_eq!(two_way(&exact), Some(Refusal::NoResidual));
    let factor = |levels: &[u32]| Factor { name: "f".to_owned(), levels: levels.to_vec() };
    let infinite = Design::new(vec![1.0, f64::INFINITY], vec![factor(&[0, 1])], &[&[0]]).err();
    assert_eq!(infinite, Some(Refusal::NotANumber { observation: 1 }));
    let wide: Vec<Vec<f64>> =
        (0..1001_u32).map(|row| (0..1001).map(|at| f64::from((row * at) % 7)).collect()).collect();
    let large = TwoWay::of_matrix(&Matrix::complete(&wide).unwrap()).err();
    assert_eq!(large, Some(Refusal::TooLarge { what: Size::Cells, found: 1002, limit: 1000 }));
}

#[test]
fn every_refusal_is_explained_in_both_languages() {
    let all = [
        Refusal::NotANumber { observation: 0 },
        Refusal::TooFewLevels { effect: "entrant x item".to_owned(), found: 1 },
        Refusal::NoVariation,
        Refusal::Confounded { effects: vec!["entrant".to_owned(), "residual".to_owned()] },
        Refusal::Disconnected { groups: 2 },
        Refusal::TooLarge { what: Size::Cells, found: 2000, limit: 1000 },
        Refusal::TooLarge { what: Size::Patterns, found: 9, limit: 8 },
        Refusal::TooLarge { what: Size::Entrants, found: 5000, limit: 4000 },
        Refusal::NoResidual,
        Refusal::NoEntrantVariance,
        Refusal::NotConverged { steps: 200, score: 0.5 },
    ];
    for refusal in &all {
        let words = refusal.explain();
        assert_eq!(words.en, refusal.to_string());
        assert!(words.zh.chars().any(|c| c > '\u{4e00}') && !words.zh.contains("entrant"), "{}", words.zh);
    }
    assert!(all[1].explain().zh.starts_with("申报方×条款只有 1 个水平"));
    assert!(all[3].explain().zh.contains("申报方、残差"));
}

#[test]
fn groups_without_a_common_reviewer_are_counted_and_their_entrants_not_compared() {
    let rows = [
        [Some(5.0), Some(7.0), None, None],
        [Some(6.0), Some(9.5), None, None],
        [Some(1.0), Some(2.0), None, None],
        [None, None, Some(4.0), Some(8.0)],
        [None, None, Some(3.0), Some(5.5)],
    ];
    let model = TwoWay::of_matrix(&Matrix::from_rows(&rows).unwrap()).unwrap();
    assert_eq!(model.fit().groups(), 2);
    assert_eq!(model.estimates(), Err(Refusal::Disconnected { groups: 2 }));
    assert!(model.icc_agreement() > 0.0);
}

#[test]
fn entrants_that_do_not_differ_have_no_levels_to_compare() {
    let judged = [[1.0, 5.0, 9.0], [2.0, 4.0, 9.0], [1.5, 6.0, 7.0], [2.0, 5.0, 7.5]];
    let model = TwoWay::of_matrix(&Matrix::complete(&judged).unwrap()).unwrap();
    assert!(model.entrant().boundary && model.entrant().expected_mean_squares.unwrap() < 0.0);
    assert_eq!(model.estimates(), Err(Refusal::NoEntrantVariance));
    let study = model.decision_study(Confidence::USUAL);
    assert_eq!((study.observed.g, study.observed.phi, study.observed.phi_standard_error), (0.0, 0.0, None));
}

#[test]
fn a_complete_table_has_the_coefficients_of_mean_squares() {
    let mut stream = Stream::new(Seed::from_bytes([12; 32]), 0);
    let data = Data::draw(&mut stream, &[12, 5], &[&[0], &[1]], &[30.0, 20.0, 15.0], 1.0);
    let cells = (0..data.values.len()).map(|at| (data.levels[0][at], data.levels[1][at], data.values[at]));
    let matrix = Matrix::from_long(cells).unwrap();
    let model = TwoWay::of_matrix(&matrix).unwrap();
    let study = model.decision_study(Confidence::USUAL);
    close(model.icc_agreement(), icc_a1(&matrix, Confidence::USUAL).unwrap().value, 1e-10, "ICC(A,1)");
    close(study.observed.phi, icc_ak(&matrix, Confidence::USUAL).unwrap().value, 1e-10, "ICC(A,k)");
    close(study.rows[0].phi, model.icc_agreement(), 1e-12, "one reviewer");
    close(study.rows[0].g, model.icc_consistency(), 1e-12, "one reviewer");
    assert_eq!(study.rows[4], study.observed);
    assert_eq!((study.rows.len(), study.items), (15, Items::Fixed));
    for component in model.fit().components() {
        close(component.expected_mean_squares.unwrap(), component.estimate, 1e-8, &component.effect);
    }
}

#[test]
fn the_standard_error_of_phi_is_the_spread_of_phi_over_panels() {
    let mut phis = Vec::new();
    let mut errors = Vec::new();
    for panel in 0..300 {
        let mut stream = Stream::new(Seed::from_bytes([13; 32]), panel);
        let data = Data::draw(&mut stream, &[40, 12], &[&[0], &[1]], &[2.0, 1.0, 2.0], 1.0);
        let cells = (0..data.values.len()).map(|at| (data.levels[0][at], data.levels[1][at], data.values[at]));
        let model = TwoWay::of_matrix(&Matrix::from_long(cells).unwrap()).unwrap();
        // One reviewer: for many the coefficient is near 1 and its distribution skewed.
        let row = model.decision_study(Confidence::USUAL).rows[0];
        phis.push(row.phi);
        errors.push(row.phi_standard_error.unwrap());
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let centre = mean(&phis);
    let spread = phis.iter().map(|phi| (phi - centre).powi(2)).sum::<f64>() / (phis.len() - 1) as f64;
    close(mean(&errors) / spread.sqrt(), 1.0, 0.1, "standard error by the spread");
}

#[test]
fn the_reviewers_needed_are_the_fewest_that_reach_the_precision() {
    let mut stream = Stream::new(Seed::from_bytes([14; 32]), 0);
    let data = Data::draw(&mut stream, &[12, 5, 6], &THREE_WAY, &[3.0, 2.0, 1.0, 1.5, 1.0, 0.8, 2.0], 0.9);
    let [a, b, c] = [0, 1, 2].map(|factor| data.levels[factor].clone());
    let study = ThreeWay::of_long(data.values.clone(), [a, b, c]).unwrap().decision_study(Confidence::USUAL);
    assert_eq!(study.items, Items::Random);
    for row in &study.rows {
        let needed = study.reviewers_needed(row.absolute_error).unwrap();
        close(f64::from(needed), row.reviewers, 0.0, "reviewers");
        close(f64::from(study.reviewers_needed(row.absolute_error * 0.999).unwrap()), row.reviewers + 1.0, 0.0, "more");
    }
    let refused = study.reviewers_needed(study.rows[14].absolute_error / 10.0).unwrap_err();
    assert!(refused.floor > refused.asked && refused.floor < study.rows[14].absolute_error);
    assert!(refused.explain().zh.contains("降到") && study.reviewers_needed(0.0).is_err());
    assert!(study.reviewers_needed(f64::NAN).is_err());
    let better = |pair: &[zhuoping_ratings::components::Reliability]| {
        pair[1].phi > pair[0].phi && pair[1].g > pair[0].g && pair[1].absolute_error < pair[0].absolute_error
    };
    assert!(study.rows.windows(2).all(better));
    assert!(
        study
            .rows
            .iter()
            .all(|row| row.g >= row.phi && row.difference_same_reviewers <= row.difference_other_reviewers)
    );
}

/// A score table: totals in points, percents times the points of a percent, entrants without a complete sheet left out.
#[test]
fn a_score_table_gives_both_models() {
    let names = ["E1", "E2", "E3", "E4", "E5", "E6"];
    let mut rows = Vec::new();
    let mut long = (Vec::new(), [Vec::new(), Vec::new(), Vec::new()]);
    let mut stream = Stream::new(Seed::from_bytes([15; 32]), 0);
    for (entrant, name) in names.iter().enumerate() {
        for (reviewer, owner) in ["R1", "R2", "R3", "R4"].iter().enumerate() {
            let percents: [u8; 4] = std::array::from_fn(|item| {
                let base = 4 + u32::try_from(entrant + reviewer % 2).unwrap() + u32::from(item == 2) + stream.index(5);
                u8::try_from(5 * base).unwrap()
            });
            let mut sheet = sheet("material", name, owner, percents);
            // E3 has no complete sheet; R2 is recused from E5.
            if entrant == 2 {
                sheet.pop();
            } else if (entrant, reviewer) != (4, 1) {
                for (item, percent) in percents.iter().enumerate() {
                    long.0.push(f64::from(*percent));
                    let place = [entrant, reviewer, item].map(|at| u32::try_from(at).unwrap());
                    long.1.iter_mut().zip(place).for_each(|(all, at)| all.push(at));
                }
            }
            if (entrant, reviewer) != (4, 1) {
                rows.extend(sheet);
            }
        }
    }
    let scores = Desk::new(&names).scores(&rows).unwrap();
    let table = scores.table(&StageId::new("material").unwrap(), EntrantKind::Organization).unwrap();
    let model = TwoWay::of(table).unwrap();
    let matrix = zhuoping_ratings::agreement::scores::totals(table);
    assert_eq!(model.fit().components(), TwoWay::of_matrix(&matrix).unwrap().fit().components());
    assert_eq!((model.entrant().levels, model.fit().observations()), (5, 19));
    assert_eq!(model.estimates().unwrap().entrants, [0, 1, 3, 4, 5]);
    // Four entrants with 4 reviewers, one with 3.
    close(model.reviewers_each(), 5.0 / (4.0 / 4.0 + 1.0 / 3.0), 1e-12, "harmonic mean");
    let items = ThreeWay::of(table).unwrap();
    let of_long = ThreeWay::of_long(long.0, long.1).unwrap();
    let close_components = |a: &Component, b: &Component| close(a.estimate, b.estimate, 1e-12, &a.effect);
    items.fit().components().iter().zip(of_long.fit().components()).for_each(|(a, b)| close_components(a, b));
    // The small edition has 100 points in all, so a percent of all items is a point.
    assert_eq!((items.items(), items.points_per_unit().to_bits()), (4, 1_f64.to_bits()));
    close(items.reviewers_each(), model.reviewers_each(), 1e-12, "reviewers");
}
