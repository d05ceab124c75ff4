//! How far two categories disagree, and the disagreement of all pairs of a distribution.

use std::iter::zip;

/// A measure of disagreement between categories, by their places. It is 0 from a category to itself.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Distance {
    /// 1 between different categories.
    Apart,
    /// `absolute |x - y| + squared (x - y)^2` between positions on a line.
    Line {
        /// The position of each category, rising.
        at: Vec<f64>,
        /// What a difference weighs.
        absolute: f64,
        /// What its square weighs.
        squared: f64,
    },
    /// `((x - y) / (x + y))^2` between values of 0 or more; 0 from 0 to 0.
    Ratio {
        /// The value of each category, rising.
        at: Vec<f64>,
    },
}

impl Distance {
    /// The square of the difference between positions.
    pub(crate) fn squared(at: Vec<f64>) -> Self {
        Self::Line { at, absolute: 0.0, squared: 1.0 }
    }

    /// For each of some categories, which rise, the sum of `weight x distance` to all of them, into `sums`.
    ///
    /// Every term is 0 or more, so no digit is lost; a lone category is at 0 exactly. Takes a pass for each part; ratios
    /// take a pass for each category.
    pub(crate) fn to_all(&self, categories: &[u32], weights: &[f64], sums: &mut Vec<f64>) {
        sums.clear();
        let weight: f64 = weights.iter().sum();
        match self {
            Self::Apart => sums.extend(weights.iter().map(|own| weight - own)),
            Self::Line { at, absolute, squared } => {
                sums.resize(categories.len(), 0.0);
                if *absolute != 0.0 {
                    add_absolute(*absolute, at, categories, weights, sums);
                }
                if *squared != 0.0 {
                    add_squared(*squared, at, categories, weights, sums);
                }
            }
            Self::Ratio { at } => {
                let at: Vec<f64> = categories.iter().map(|category| at[*category as usize]).collect();
                sums.resize(at.len(), 0.0);
                add_ratios(&at, weights, sums);
            }
        }
    }

    /// The sum of `weight x weight x distance` over all ordered pairs of categories. `sums` is for its own use.
    pub(crate) fn of_pairs(&self, categories: &[u32], weights: &[f64], sums: &mut Vec<f64>) -> f64 {
        self.to_all(categories, weights, sums);
        zip(weights, sums).map(|(weight, sum)| weight * *sum).sum()
    }

    /// The distance between two categories.
    pub(crate) fn between(&self, one: u32, other: u32) -> f64 {
        match self {
            Self::Apart => f64::from(u8::from(one != other)),
            Self::Line { at, absolute, squared } => {
                let difference = (at[one as usize] - at[other as usize]).abs();
                absolute * difference + squared * difference * difference
            }
            Self::Ratio { at } => ratio(at[one as usize], at[other as usize]),
        }
    }
}

fn ratio(x: f64, y: f64) -> f64 {
    // From 0 to 0 it is 0: any sum but 0 will do.
    let part = (x - y) / (x + y).max(f64::MIN_POSITIVE);
    part * part
}

/// `sum_j w_j ((x_i - x_j) / (x_i + x_j))^2`: each pair once, for both of its ends, some pairs at a time.
fn add_ratios(at: &[f64], weights: &[f64], sums: &mut [f64]) {
    const LANES: usize = 4;
    for from in 0..at.len() {
        let (x, weight) = (at[from], weights[from]);
        let (own, beyond) = sums.split_at_mut(from + 1);
        let (at, weights) = (&at[from + 1..], &weights[from + 1..]);
        let mut lanes = [0.0; LANES];
        let whole = at.len() - at.len() % LANES;
        let chunks = zip(at.chunks_exact(LANES), weights.chunks_exact(LANES));
        for ((at, weights), beyond) in zip(chunks, beyond.chunks_exact_mut(LANES)) {
            for lane in 0..LANES {
                let ratio = ratio(x, at[lane]);
                lanes[lane] += weights[lane] * ratio;
                beyond[lane] += weight * ratio;
            }
        }
        for ((at, weights), beyond) in zip(zip(&at[whole..], &weights[whole..]), &mut beyond[whole..]) {
            let ratio = ratio(x, *at);
            lanes[0] += weights * ratio;
            *beyond += weight * ratio;
        }
        own[from] += lanes.iter().sum::<f64>();
    }
}

/// `sum_j w_j |x_i - x_j|`: what lies below, going up, and what lies above, going down.
fn add_absolute(scale: f64, at: &[f64], categories: &[u32], weights: &[f64], sums: &mut [f64]) {
    let position = |place: usize| at[categories[place] as usize];
    let mut add = |order: &mut dyn Iterator<Item = usize>, first: f64| {
        let (mut behind, mut distance, mut last) = (0.0, 0.0, first);
        for place in order {
            distance += behind * (position(place) - last).abs();
            sums[place] += scale * distance;
            behind += weights[place];
            last = position(place);
        }
    };
    if let Some(top) = categories.len().checked_sub(1) {
        add(&mut (0..=top), position(0));
        add(&mut (0..=top).rev(), position(top));
    }
}

/// `sum_j w_j (x_i - x_j)^2 = W (x_i - mean)^2 + sum_j w_j (x_j - mean)^2`, with the mean as its distance from the first
/// position, which makes it exact where there is only one.
fn add_squared(scale: f64, at: &[f64], categories: &[u32], weights: &[f64], sums: &mut [f64]) {
    let Some(first) = categories.first().map(|category| at[*category as usize]) else { return };
    let from_first = |category: &u32| at[*category as usize] - first;
    let weight: f64 = weights.iter().sum();
    if weight <= 0.0 {
        return;
    }
    let mean = zip(categories, weights).map(|(category, weight)| weight * from_first(category)).sum::<f64>() / weight;
    let square = |category: &u32| (from_first(category) - mean) * (from_first(category) - mean);
    let around: f64 = zip(categories, weights).map(|(category, weight)| weight * square(category)).sum();
    for (category, sum) in zip(categories, sums) {
        *sum += scale * (weight * square(category) + around);
    }
}
