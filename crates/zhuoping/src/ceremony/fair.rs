//! What the fairest lottery (leximin) shows at a ceremony besides: the numbered list, and how one number is picked.

use num_bigint::BigUint;
use zhuoping_panel::lottery::{Chances, FairLottery};
use zhuoping_panel::plan::Pick;

/// A published lottery and its pick.
#[derive(Clone, Copy)]
pub(crate) struct Fair<'a> {
    pub(crate) lottery: &'a FairLottery,
    pub(crate) pick: Pick,
    /// The number that was picked, from 1; `None` before.
    pub(crate) number: Option<u64>,
}

/// Everybody's exact chance: the weights of the panels one is on.
pub(crate) fn chances_of(lottery: &FairLottery, experts: usize) -> Chances {
    let mut holding = vec![BigUint::ZERO; experts];
    for weighted in &lottery.exact {
        for &position in &weighted.panel {
            holding[position] += &weighted.weight;
        }
    }
    Chances { holding, total: lottery.denominator.clone() }
}
