//! Running draws and counting who is on the panels.

use crate::choice::below;
use crate::draw::TRIES_MAX;
use crate::lottery::Sampler;
use std::num::NonZeroU64;
use std::ops::Range;
use zhuoping_provenance::{Seed, Words};

/// How many draws are run and counted together.
pub const BLOCK: u64 = 8192;

/// As many pairs of panels are compared, if there are so many, where the correlations must be estimated.
const PAIRS: u64 = 2_000_000;

/// The seed of a simulation.
pub fn simulation_seed(text: &str) -> Seed {
    Seed::from_text("zhuoping/draw/v1/simulation", text)
}

/// The blocks of so many draws, in ascending order.
pub fn blocks(draws: u64) -> impl Iterator<Item = Range<u64>> + Clone {
    (0..draws.div_ceil(BLOCK)).map(move |block| block * BLOCK..draws.min((block + 1) * BLOCK))
}

/// What is drawn from.
pub enum Source<'a> {
    /// All feasible panels, by the protocol's choosing.
    Uniform(Sampler<'a>),
    /// A list of panels, one of which is chosen: the public list of the fairest lottery.
    Listed(&'a [Vec<usize>]),
}

/// The exact chances, made ready for comparing pairs of panels.
#[derive(Clone, Debug)]
pub struct Expected {
    /// By position.
    chances: Vec<f64>,
    /// `1 / (p (1 - p))`, and 0 where the chance is 0 or 1.
    weights: Vec<f64>,
    /// The sum of `p^2` times that.
    centre: f64,
}

impl Expected {
    /// From the chances by position, each 0 to 1.
    pub fn new(chances: Vec<f64>) -> Self {
        let weight = |p: &f64| if *p > 0.0 && *p < 1.0 { 1.0 / (p * (1.0 - p)) } else { 0.0 };
        let weights: Vec<f64> = chances.iter().map(weight).collect();
        let centre = chances.iter().zip(&weights).map(|(p, w)| p * p * w).sum();
        Self { chances, weights, centre }
    }

    /// By position.
    pub fn chances(&self) -> &[f64] {
        &self.chances
    }

    /// Whether an expert's chance is neither 0 nor 1.
    pub(super) fn moves(&self, position: usize) -> bool {
        self.weights[position] > 0.0
    }

    /// The part of a panel in the product of any other with it.
    fn own(&self, panel: &[usize]) -> f64 {
        panel.iter().map(|at| self.chances[*at] * self.weights[*at]).sum()
    }

    /// The product of two panels, each as the vector of `(X - p) / sqrt(p (1 - p))`. The mean of its square over independent
    /// panels is the trace of the square of the matrix of correlations.
    fn product(&self, (one, own): (&[usize], f64), (other, others): (&[usize], f64)) -> f64 {
        let (mut a, mut b, mut shared) = (0, 0, 0.0);
        while let (Some(x), Some(y)) = (one.get(a), other.get(b)) {
            if x == y {
                shared += self.weights[*x];
            }
            (a, b) = (a + usize::from(x <= y), b + usize::from(y <= x));
        }
        shared - own - others + self.centre
    }
}

/// Squares of products of pairs of panels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PairSum {
    /// How many pairs.
    pub pairs: u64,
    /// The sum of the squares.
    pub sum: f64,
    /// The sum of the squares of the squares.
    pub sum_of_squares: f64,
}

impl PairSum {
    fn add(&mut self, square: f64) {
        self.pairs += 1;
        self.sum += square;
        self.sum_of_squares += square * square;
    }

    /// The trace of the square of the matrix of correlations, with its standard error; `None` without two pairs.
    pub(super) fn estimate(&self) -> Option<(f64, f64)> {
        if self.pairs < 2 {
            return None;
        }
        let pairs = self.pairs as f64;
        let mean = self.sum / pairs;
        Some((mean, ((self.sum_of_squares / pairs - mean * mean).max(0.0) / pairs).sqrt()))
    }
}

/// Counts over draws.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// How many draws.
    pub draws: u64,
    /// In how many of them each expert was on the panel, by position.
    pub drawn: Vec<u64>,
    /// How many panels were looked at; more than `draws` where some broke a checked quota.
    pub tries: u64,
    /// Products of pairs of panels, where they were asked for.
    pub pairs: PairSum,
}

impl Tally {
    /// Nothing yet, of a pool of so many.
    pub fn new(experts: usize) -> Self {
        Self { drawn: vec![0; experts], ..Self::default() }
    }

    /// Counts one panel of ascending positions that took so many tries.
    pub fn count(&mut self, panel: &[usize], tries: u32) {
        self.draws += 1;
        self.tries += u64::from(tries);
        panel.iter().for_each(|position| self.drawn[*position] += 1);
    }

    /// Adds the counts of the draws that follow.
    pub fn add(&mut self, next: &Self) {
        self.draws += next.draws;
        self.tries += next.tries;
        self.drawn.iter_mut().zip(&next.drawn).for_each(|(sum, more)| *sum += more);
        self.pairs.pairs += next.pairs.pairs;
        self.pairs.sum += next.pairs.sum;
        self.pairs.sum_of_squares += next.pairs.sum_of_squares;
    }
}

impl Source<'_> {
    /// Runs these draws of a simulation of `all` draws, which must be one of its [`blocks`]. With `pairs`, the
    /// products of pairs of panels are summed too.
    ///
    /// # Errors
    /// The number of a draw that was given up: [`TRIES_MAX`] panels broke a checked quota.
    pub fn tally(
        &self,
        seed: Seed,
        draws: Range<u64>,
        all: u64,
        experts: usize,
        pairs: Option<&Expected>,
    ) -> Result<Tally, u64> {
        let mut tally = Tally::new(experts);
        let mut kept: Vec<(Vec<usize>, f64)> = Vec::new();
        self.draw(seed, draws, |panel, tries| {
            tally.count(panel, tries);
            if let Some(expected) = pairs {
                kept.push((panel.to_vec(), expected.own(panel)));
            }
        })?;
        if let Some(expected) = pairs {
            // Each panel is compared with the next few of its block: as many as make enough pairs in all.
            let few = usize::try_from(PAIRS.div_ceil(all.max(1))).unwrap_or(usize::MAX);
            for (at, (one, own)) in kept.iter().enumerate() {
                for (other, others) in kept[at + 1..].iter().take(few) {
                    tally.pairs.add(expected.product((one, *own), (other, *others)).powi(2));
                }
            }
        }
        Ok(tally)
    }

    fn draw(&self, seed: Seed, draws: Range<u64>, mut visit: impl FnMut(&[usize], u32)) -> Result<(), u64> {
        match self {
            Self::Uniform(sampler) => sampler.draw(seed, draws, TRIES_MAX, visit),
            Self::Listed(panels) => {
                let Some(count) = NonZeroU64::new(panels.len() as u64) else { return Err(draws.start) };
                for draw in draws {
                    let number = below(&mut Words::new(seed, draw), count);
                    visit(&panels[usize::try_from(number).expect("below the length of a list")], 1);
                }
                Ok(())
            }
        }
    }
}
