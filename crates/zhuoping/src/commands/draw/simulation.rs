//! A simulation as the driver runs it: all blocks on all threads, and what they are held against.

use super::chances::{self, MethodChances};
use crate::files::Source as File;
use crate::refusal::Refusal;
use crate::talk::Talk;
use rayon::prelude::*;
use std::ops::Range;
use zhuoping_charts::LotteryMethod;
use zhuoping_panel::commitment::Commitment;
use zhuoping_panel::draw::RunError;
use zhuoping_panel::lottery::{FairLottery, Instance, PairTrace, Sampler, UniformLottery, listed_shares, listed_trace};
use zhuoping_panel::simulate::{Expected, Fit, Source, Tally, blocks, simulation_seed};
use zhuoping_provenance::Provenance;

/// Name and version of what is computed.
const SIMULATION: &str = "zhuoping/draw/v1/simulation";
/// Additions that may be spent on the exact chances of pairs: a few seconds. Beyond, correlations are estimated from the draws.
const PAIR_WORK: u64 = 400_000_000;
/// Blocks that are run before their tallies are added: enough for many threads, few enough for a bar that moves.
const ROUND: usize = 16;

/// A simulation, done.
pub(super) struct Simulation {
    pub(super) provenance: Provenance,
    pub(super) draw_id: String,
    pub(super) digest: String,
    pub(super) seed: String,
    pub(super) instance: Instance,
    /// The method of the commitment, which was simulated.
    pub(super) method: LotteryMethod,
    pub(super) tally: Tally,
    /// The exact chances of what was simulated; `None` where they could not be computed.
    pub(super) expected: Option<Expected>,
    pub(super) fit: Option<Fit>,
    /// `None` where they are neither counted nor simulated.
    pub(super) uniform: Option<MethodChances>,
    pub(super) leximin: Option<MethodChances>,
}

/// What is drawn from, and what is known of it.
struct Setup<'a> {
    source: Source<'a>,
    expected: Option<Expected>,
    trace: Option<PairTrace>,
}

impl<'a> Setup<'a> {
    /// `exact` is the same lottery with all quotas counted.
    fn uniform(lottery: &'a UniformLottery, exact: Option<&UniformLottery>) -> Self {
        Self {
            source: Source::Uniform(Sampler::new(lottery)),
            expected: exact.and_then(UniformLottery::chances).map(|chances| Expected::new(chances.shares())),
            trace: exact.and_then(|lottery| lottery.pair_trace(PAIR_WORK)),
        }
    }

    fn listed(fair: &'a FairLottery, experts: usize) -> Self {
        Self {
            source: Source::Listed(&fair.listed),
            expected: Some(Expected::new(listed_shares(&fair.listed, experts))),
            trace: Some(listed_trace(&fair.listed, experts)),
        }
    }
}

/// Simulates the method of the commitment: its public list where it has one (`leximin`), all feasible panels otherwise.
pub(super) fn simulate(
    commitment: &Commitment,
    listed: Option<&FairLottery>,
    file: &File,
    (seed, draws): (&str, u64),
    talk: Talk,
) -> Result<Simulation, Refusal> {
    let instance = commitment.instance();
    let experts = instance.experts.len();
    let lottery = match chances::committed(&instance) {
        // A list needs no counting; then the other method's chances may stay unknown.
        Err(_) if listed.is_some() => None,
        outcome => Some(outcome?),
    };
    // Exact chances come from a lottery of its own where the committed one rejects; else it is the same.
    let counted = lottery.as_ref().filter(|lottery| !lottery.rejects());
    let other = if counted.is_none() { chances::counted(&instance)? } else { None };
    let exact = counted.or(other.as_ref());
    let setup = match (listed, &lottery) {
        (Some(fair), _) => Setup::listed(fair, experts),
        (None, Some(lottery)) => Setup::uniform(lottery, exact),
        (None, None) => unreachable!("without a list the lottery was counted or refused"),
    };
    let pairs = setup.expected.as_ref().filter(|_| setup.trace.is_none());
    let tally = tally(&setup.source, experts, (seed, draws), pairs, talk)?;
    let fit = setup.expected.as_ref().and_then(|expected| Fit::of(&tally, expected, setup.trace));
    let uniform = match (exact.and_then(UniformLottery::chances), listed, &lottery) {
        (Some(chances), _, _) => Some(MethodChances::exact(chances.shares())),
        (None, None, _) => Some(MethodChances::estimated(&tally)),
        (None, Some(_), Some(lottery)) => {
            let source = Source::Uniform(Sampler::new(lottery));
            Some(MethodChances::estimated(&self::tally(&source, experts, (seed, draws), None, talk)?))
        }
        (None, Some(_), None) => None,
    };
    let leximin = match listed {
        Some(fair) => Some(MethodChances::of_fair(fair, experts)),
        None => chances::fairest(&instance, talk).map(|fair| MethodChances::of_fair(&fair, experts)),
    };
    Ok(Simulation {
        provenance: Provenance::new(SIMULATION, vec![file.input()]),
        draw_id: commitment.parts().draw_id.clone(),
        digest: commitment.digest().to_hex(),
        seed: seed.to_owned(),
        method: if listed.is_some() { LotteryMethod::Leximin } else { LotteryMethod::Uniform },
        expected: setup.expected,
        instance,
        tally,
        fit,
        uniform,
        leximin,
    })
}

/// Runs all draws on all threads. Blocks are added in their order, so that no number depends on how many threads there are.
fn tally(
    source: &Source<'_>,
    experts: usize,
    (seed, draws): (&str, u64),
    pairs: Option<&Expected>,
    talk: Talk,
) -> Result<Tally, Refusal> {
    let seed = simulation_seed(seed);
    let bar = talk.progress(draws);
    bar.set_message(talk.say("模拟抽取", "simulating draws").to_owned());
    let mut sum = Tally::new(experts);
    let all: Vec<Range<u64>> = blocks(draws).collect();
    for round in all.chunks(ROUND) {
        let run = |block: &Range<u64>| source.tally(seed, block.clone(), draws, experts, pairs);
        let done: Vec<Result<Tally, u64>> = round.par_iter().map(run).collect();
        for tally in done {
            sum.add(&tally.map_err(|_| given_up())?);
        }
        bar.set_position(sum.draws);
    }
    bar.finish_and_clear();
    Ok(sum)
}

fn given_up() -> Refusal {
    let message = RunError::GivenUp.message();
    Refusal::no(message.zh, message.en)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::draw::plan::{Inputs, Secrets, make};
    use num_bigint::BigUint;
    use std::collections::BTreeMap;
    use std::path::Path;
    use zhuoping_criteria::Lang;
    use zhuoping_panel::lottery::Weighted;
    use zhuoping_provenance::{Seed, Words};

    /// Some feasible panels of an instance as a lottery; it need not be a fair one to be simulated.
    fn some_list(instance: &Instance, count: u32) -> FairLottery {
        let lottery = UniformLottery::new(instance).unwrap();
        let mut words = Words::new(Seed::from_text("zhuoping/test", "list"), 0);
        let listed: Vec<Vec<usize>> = (0..count).map(|_| lottery.choose(&mut words, 1).unwrap().panel).collect();
        let mut weights: BTreeMap<Vec<usize>, u32> = BTreeMap::new();
        listed.iter().for_each(|panel| *weights.entry(panel.clone()).or_default() += 1);
        let exact = weights.into_iter().map(|(panel, weight)| Weighted { panel, weight: BigUint::from(weight) });
        FairLottery {
            denominator: BigUint::from(count),
            exact: exact.collect(),
            types: Vec::new(),
            caps: Vec::new(),
            stages: Vec::new(),
            listed,
        }
    }

    /// The sample's plan, without its entrants.
    fn sample() -> Commitment {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/sanmenxia");
        let read = |name: &str| File::embedded(name, &std::fs::read(folder.join(name)).unwrap());
        let inputs = Inputs { pool: read("pool.csv"), plan: read("plan.json"), entrants: None, conflicts: None };
        make(&inputs, &Secrets::rehearsed("test"), Talk { lang: Lang::Zh, json: false })
            .unwrap_or_else(|_| panic!("the sample is sound"))
            .commitment
    }

    #[test]
    fn a_public_list_is_simulated_and_shown_beside_the_uniform_lottery() {
        let talk = Talk { lang: Lang::Zh, json: false };
        let commitment = sample();
        let file = File::embedded("commitment.json", &commitment.to_bytes());
        let fair = some_list(&commitment.instance(), 60);
        let done = simulate(&commitment, Some(&fair), &file, ("a list", 20_000), talk).unwrap();
        assert_eq!(done.method, LotteryMethod::Leximin);
        let expected = done.expected.as_ref().unwrap().chances().to_vec();
        assert!((expected.iter().sum::<f64>() - 7.0).abs() < 1e-9);
        // Weights and list are the same lottery here, so exact and listed chances agree.
        let leximin = done.leximin.as_ref().unwrap();
        assert!(leximin.error.is_none());
        assert!(expected.iter().zip(&leximin.shares).all(|(a, b)| (a - b).abs() < 1e-12));
        let fit = done.fit.as_ref().unwrap();
        assert!(fit.p_value > 0.001 && fit.impossible.is_empty() && fit.df < 60.0, "{fit:?}");
        let uniform = done.uniform.as_ref().unwrap();
        assert!(uniform.error.is_none() && (uniform.shares.iter().sum::<f64>() - 7.0).abs() < 1e-9);
        assert_eq!(done.tally.draws, 20_000);
        let plain = simulate(&commitment, None, &file, ("no list", 500), talk).unwrap();
        assert_eq!(plain.method, LotteryMethod::Uniform);
        assert_eq!(plain.expected.unwrap().chances(), plain.uniform.unwrap().shares);
    }
}
