//! The fairest lottery as a value: panels with exact weights, the proof that no lottery is fairer, and the public list.
//!
//! Everything here can be checked without knowing how it was found; `docs/draw-protocol.md` section 10 says how.

use num_bigint::{BigInt, BigUint};
use num_rational::Ratio;

/// A lottery over panels whose smallest chance is as large as any lottery can make it, then the second smallest, and so
/// on (leximin), with its certificate and a list of equally likely panels that comes close to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FairLottery {
    /// What the weights of [`FairLottery::exact`] add up to.
    pub denominator: BigUint,
    /// The optimum: panels in strictly ascending order, each with a positive weight.
    pub exact: Vec<Weighted>,
    /// The proof's types: every position once, in ascending order within a type, types in order of their first
    /// position. The experts of one type count for the same quotas.
    pub types: Vec<Vec<usize>>,
    /// Sets of types (ascending indices) of which a panel has at most `employer_max` members for each employer that
    /// occurs in them. Only experts with an employer belong to such types. Empty without an employer limit.
    pub caps: Vec<Vec<usize>>,
    /// One after another, from the smallest chance up.
    pub stages: Vec<Stage>,
    /// The public list, in the order of its numbers: number 1 first. Ascending positions; a panel may stand twice.
    pub listed: Vec<Vec<usize>>,
}

/// A panel and its share of the exact lottery.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weighted {
    /// Ascending positions.
    pub panel: Vec<usize>,
    /// Its chance is `weight / denominator`.
    pub weight: BigUint,
}

/// A proof that the experts it settles cannot all do better.
///
/// With `w` the weight of an expert's type: no feasible panel's weights add up to more than `bound`. The experts that no
/// earlier stage settled have `w >= 0`; those of them with `w > 0` are settled here, each with chance `value`; and
/// `bound - sum over settled earlier of w * chance = value * sum over the others of w`. So a weighted mean of the
/// chances of the unsettled can never exceed `value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// The chance that is settled, 0 to 1; not below that of the stage before.
    pub value: Ratio<BigUint>,
    /// The weight of each type.
    pub weights: Vec<BigInt>,
    /// What no panel exceeds.
    pub bound: BigInt,
    /// Why no panel exceeds it.
    pub proof: Proof,
}

/// A proof that no panel exceeds a bound, over all ways to choose how many members each type sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Multipliers of the rules, which bound all panels within the counts that the splits above have left.
    ///
    /// Type `t` may send `low..=high` members. With `r = scale * w - seats - sum of quotas it counts for - sum of caps
    /// it is in`, every panel has `scale * (sum of w) <= B` where B is `seats * k`, plus for every quota its multiplier
    /// times its maximum (or its minimum, when the multiplier is negative), plus for every cap its multiplier times
    /// its limit, plus for every type `r * high` (or `r * low`, when `r` is negative). The proof holds when
    /// `B < scale * (bound + 1)`, since weights are integers. With `scale = 0` and `B < 0` there is no such panel.
    Multipliers {
        /// Common denominator; 0 for "no panel".
        scale: BigUint,
        /// Of the number of seats.
        seats: BigInt,
        /// Of each quota.
        quotas: Vec<BigInt>,
        /// Of each cap; never negative.
        caps: Vec<BigUint>,
    },
    /// Either at most `at` members come from type `of`, or more.
    Split {
        /// Which type.
        of: usize,
        /// The most in the first case.
        at: u16,
        /// Proof where at most `at` come from it.
        below: Box<Proof>,
        /// Proof where more do.
        above: Box<Proof>,
    },
}
