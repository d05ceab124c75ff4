//! The search for the fairest lottery: rules, cuts and watched employers, until the fairest chances are those of panels.
//!
//! The rules allow all numbers by type that panels have, and perhaps more; so the fairest chances under the rules are at
//! least as fair as those of any lottery. If they turn out to be a lottery's, nothing can be fairer, and the multipliers
//! of the rules prove it. If not, an inequality that panels keep and these chances do not, or the employers that were in
//! the way, join the rules, and the search goes on. Both come from finite sets, so it ends.

use super::super::error::DrawError;
use super::super::instance::Instance;
use super::fair::{FairLottery, Proof, Stage, Weighted};
use super::list::{self, ListSize};
use super::price::{Price, Pricer};
use super::realise::{Realised, realise};
use super::relax::{self, Cut, Fairest, Settled};
use super::separate::{Separated, separate};
use super::span::{Share, Span, span};
use super::types::Types;
use num_bigint::{BigInt, BigUint, Sign};
use num_rational::{BigRational, Ratio};
use std::collections::{BTreeMap, BTreeSet};

/// Why there is no fair lottery.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FairError {
    /// The instance itself.
    #[error(transparent)]
    Instance(#[from] DrawError),
    /// The proof that some panel is the best would take too many branches.
    #[error("proving the fairest chances takes more than {nodes} branches; ease the quotas or use the method uniform")]
    TooLarge {
        /// The limit.
        nodes: usize,
    },
    /// With so few panels somebody with a chance would be on none.
    #[error("a list of {panels} panels leaves out {left_out} experts who have a chance; a longer one is needed")]
    TooShort {
        /// The length asked for.
        panels: usize,
        /// Experts on no listed panel.
        left_out: usize,
    },
}

/// Where the search is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Chances under the rules were found; this is the so-manyth time.
    Chances {
        /// From 1.
        round: usize,
        /// Types of experts.
        types: usize,
        /// Values the chances take, from the smallest up.
        stages: usize,
    },
    /// The chances are a mixture of panels.
    Mixture {
        /// Different panels by type.
        panels: usize,
    },
    /// Experts were seated.
    Panels {
        /// Different panels of experts.
        panels: usize,
    },
    /// The list was made.
    Listed {
        /// Its length.
        panels: usize,
    },
}

/// Branches of one proof.
const NODES: usize = 3_000;

/// The fairest lottery on an instance, with its certificate and a list of the size asked for.
///
/// Every quota counts, whether [`counted`](super::super::instance::Quota::counted) or not. The same instance and size
/// give the same lottery, on every machine.
///
/// # Errors
/// What [`Instance::check`] finds; [`DrawError::NoPanel`]; [`FairError::TooLarge`] where a proof would be too long;
/// [`FairError::TooShort`] when a list of the size asked for leaves somebody out.
pub fn fairest(
    instance: &Instance,
    size: &ListSize,
    progress: &mut dyn FnMut(Progress),
) -> Result<FairLottery, FairError> {
    instance.check()?;
    let mut watched = BTreeSet::new();
    let mut round = 0;
    loop {
        let types = Types::new(instance, &watched);
        let Solved { fairest, cuts, mixture } = solve(&types, &mut round, progress)?;
        progress(Progress::Mixture { panels: mixture.len() });
        let crowded = crowded(instance, &types, &fairest.chances);
        if !crowded.is_empty() {
            watched.extend(crowded);
            continue;
        }
        match realise(instance, &types, &fairest.chances, &mixture) {
            Realised::Employers(employers) => {
                let before = watched.len();
                watched.extend(employers);
                if watched.len() == before {
                    watched.extend(instance.experts.iter().filter_map(|expert| expert.employer));
                }
                assert!(watched.len() > before, "with every employer watched, exchanges always help");
            }
            Realised::Panels { panels, denominator } => {
                progress(Progress::Panels { panels: panels.len() });
                let stages = certify(&types, fairest.stages, &cuts, &mixture)?;
                let listed = list::list(instance, &types, &fairest.chances, &mixture, size);
                if listed.left_out > 0 {
                    return Err(FairError::TooShort { panels: listed.panels.len(), left_out: listed.left_out });
                }
                progress(Progress::Listed { panels: listed.panels.len() });
                return Ok(assemble(types, panels, denominator, stages, listed.panels));
            }
        }
    }
}

/// Employers who would send more members than the limit on average; never one that is watched.
fn crowded(instance: &Instance, types: &Types, chances: &[BigRational]) -> Vec<u32> {
    let Some(limit) = instance.employer_max else { return Vec::new() };
    let mut expected: BTreeMap<u32, BigRational> = BTreeMap::new();
    for (expert, of) in instance.experts.iter().zip(&types.of) {
        if let Some(employer) = expert.employer {
            *expected.entry(employer).or_default() += &chances[*of];
        }
    }
    let limit = BigRational::from_integer(limit.into());
    expected.into_iter().filter(|(_, members)| *members > limit).map(|(employer, _)| employer).collect()
}

fn assemble(
    types: Types,
    exact: Vec<Weighted>,
    denominator: BigUint,
    stages: Vec<Stage>,
    listed: Vec<Vec<usize>>,
) -> FairLottery {
    FairLottery { denominator, exact, types: types.members, caps: types.caps, stages, listed }
}

/// The fairest chances under the rules, as a mixture.
struct Solved {
    fairest: Fairest,
    cuts: Vec<Cut>,
    mixture: Vec<Share>,
}

fn solve(types: &Types, round: &mut usize, progress: &mut dyn FnMut(Progress)) -> Result<Solved, FairError> {
    let mut cuts = Vec::new();
    let mut panels: BTreeSet<Vec<usize>> = BTreeSet::new();
    loop {
        *round += 1;
        let Some(fairest) = relax::fairest(types, &cuts) else { return Err(DrawError::NoPanel.into()) };
        progress(Progress::Chances { round: *round, types: types.len(), stages: fairest.stages.len() });
        match span(types, &fairest.chances) {
            Span::Mixture(mixture) => return Ok(Solved { fairest, cuts, mixture }),
            Span::Unclear(near) => panels.extend(near),
        }
        match separate(types, &fairest.chances, panels.iter().cloned().collect(), NODES) {
            Separated::Mixture(mixture) => return Ok(Solved { fairest, cuts, mixture }),
            Separated::Cut(cut) => cuts.push(cut),
            Separated::Nothing => return Err(DrawError::NoPanel.into()),
            Separated::TooMany => return Err(FairError::TooLarge { nodes: NODES }),
        }
    }
}

/// The stages with their proofs: multipliers where the rules alone prove a bound, branches where cuts took part.
fn certify(types: &Types, settled: Vec<Settled>, cuts: &[Cut], mixture: &[Share]) -> Result<Vec<Stage>, FairError> {
    let panels: Vec<Vec<usize>> = mixture.iter().map(|(counts, _)| counts.clone()).collect();
    let mut pricer = (!cuts.is_empty()).then(|| Pricer::new(types));
    let mut stages = Vec::new();
    for Settled { value, weights, bound, multipliers } in settled {
        let proof = match (multipliers, &mut pricer) {
            (Some(multipliers), _) => by_rules(types, &multipliers),
            (None, None) => unreachable!("only cuts take multipliers away"),
            (None, Some(pricer)) => match pricer.best(&weights, &panels, NODES) {
                Price::Best(best) => {
                    assert_eq!(best.sum, bound, "the mixture's panels reach the bound and none exceeds it");
                    best.proof
                }
                Price::Nothing => return Err(DrawError::NoPanel.into()),
                Price::TooMany => return Err(FairError::TooLarge { nodes: NODES }),
            },
        };
        stages.push(Stage { value: unsigned(&value), weights, bound, proof });
    }
    Ok(stages)
}

fn by_rules(types: &Types, multipliers: &[BigInt]) -> Proof {
    let caps = types.rules.len() - types.caps.len();
    Proof::Multipliers {
        scale: BigUint::from(1_u8),
        seats: multipliers[0].clone(),
        quotas: multipliers[1..caps].to_vec(),
        caps: multipliers[caps..].iter().map(|number| number.to_biguint().unwrap_or_default()).collect(),
    }
}

fn unsigned(value: &BigRational) -> Ratio<BigUint> {
    let part = |number: &BigInt| match number.sign() {
        Sign::Minus => unreachable!("a chance is not negative"),
        _ => number.magnitude().clone(),
    };
    Ratio::new_raw(part(value.numer()), part(value.denom()))
}
