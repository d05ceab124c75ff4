//! View models of chances, of any size, from a seed.

use super::{Noise, Words, heading, name};
use zhuoping_charts::{
    AttributeGroup, AttributeValue, ChanceSeries, Chances, ChancesByAttribute, LotteryMethod, ObservedShares,
};

const METHODS: [LotteryMethod; 2] = [LotteryMethod::Uniform, LotteryMethod::Leximin];

/// Chances of so many experts: equal ones or very different ones, some of 0 or 1, under one or both methods.
pub(crate) fn chances(experts: usize, words: Words, seed: u32) -> Chances {
    let mut noise = Noise::new(seed);
    let power = [0, 1, 4, 12][noise.below(4) as usize];
    let most = [1.0, 0.4, 0.01][noise.below(3) as usize];
    let shut_out = [0, 3, 300][noise.below(3) as usize];
    let mut list = || -> Vec<f64> {
        let chance = |_| match noise.below(1000) {
            n if n < shut_out => 0.0,
            _ => most * noise.part().max(0.001).powi(power),
        };
        (0..experts).map(chance).collect()
    };
    let (uniform, leximin, shares) = (list(), list(), list());
    let error = (noise.below(3) == 0).then_some(0.000_31);
    let both = [
        ChanceSeries { method: METHODS[0], chances: uniform, error },
        ChanceSeries { method: METHODS[1], chances: leximin, error: None },
    ];
    let kept = noise.below(3);
    let series: Vec<ChanceSeries> =
        both.into_iter().enumerate().filter(|(n, _)| kept == 2 || kept as usize == *n).map(|(_, s)| s).collect();
    let observed = ObservedShares { method: series[0].method, draws: 10_u64.pow(noise.below(7)), shares };
    Chances {
        heading: heading(words),
        seats: 1 + noise.below(u32::try_from(experts).unwrap()),
        series,
        observed: (noise.below(2) == 0).then_some(observed),
    }
}

/// Columns with values of any number of experts, also of none.
pub(crate) fn by_attribute(columns: usize, values: usize, words: Words, seed: u32) -> ChancesByAttribute {
    let mut noise = Noise::new(seed);
    let power = [0, 1, 6][noise.below(3) as usize];
    let methods = METHODS[noise.below(2) as usize..].to_vec();
    let mut value = |n: usize| {
        let experts = [0, 1, 40][noise.below(3) as usize];
        let mut list = || (0..experts).map(|_| noise.part().max(0.01).powi(power)).collect();
        AttributeValue {
            value: name(words, n),
            chances: methods.iter().map(|_| list()).collect(),
            quota: (!n.is_multiple_of(3)).then(|| if n % 5 == 4 { name(words, n) } else { format!("{n}–{}", n + 1) }),
        }
    };
    let mut group =
        |n: usize| AttributeGroup { column: name(words, n + 50), values: (0..values).map(&mut value).collect() };
    let groups = (0..columns).map(&mut group).collect();
    ChancesByAttribute { heading: heading(words), seats: 7, experts: 480, methods: methods.clone(), groups }
}
