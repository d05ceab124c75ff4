//! Everybody's chance under each method, whichever the draw uses, so that an office chooses knowingly.

use super::plan::impossible;
use super::{beside, fair};
use crate::refusal::Refusal;
use crate::talk::Talk;
use std::path::Path;
use zhuoping_panel::commitment::Commitment;
use zhuoping_panel::lottery::{Budget, DrawError, FairLottery, Instance, UniformLottery};
use zhuoping_panel::plan::{LotteryRule, Pick};
use zhuoping_panel::simulate::Tally;

/// Memory for the tables of a simulated lottery: with all of them kept, a draw takes microseconds.
const MEMORY: usize = 512 << 20;
/// How many times a draw's own budget may be spent on counting quotas that it leaves to rejection.
const PATIENCE: u64 = 20;

/// Chances of all eligible experts under one method, in ascending order of id.
pub(super) struct MethodChances {
    /// 0 to 1.
    pub(super) shares: Vec<f64>,
    /// The largest standard error where they are estimated; `None` where they are exact.
    pub(super) error: Option<f64>,
}

impl MethodChances {
    pub(super) fn exact(shares: Vec<f64>) -> Self {
        Self { shares, error: None }
    }

    /// From how often everybody was drawn.
    pub(super) fn estimated(tally: &Tally) -> Self {
        let draws = tally.draws as f64;
        let shares: Vec<f64> = tally.drawn.iter().map(|count| *count as f64 / draws).collect();
        let error = shares.iter().map(|share| (share * (1.0 - share) / draws).sqrt()).fold(0.0, f64::max);
        Self { shares, error: Some(error) }
    }

    /// The optimum of a fairest lottery, before it is rounded to a list: the sum of the weights of the panels with an expert.
    pub(super) fn of_fair(fair: &FairLottery, experts: usize) -> Self {
        Self::exact(fair.holding(experts).shares())
    }
}

/// The lottery as the commitment has it, made for many draws.
pub(super) fn committed(instance: &Instance) -> Result<UniformLottery, Refusal> {
    UniformLottery::with_budget(instance, Budget { memory: MEMORY, ..Budget::default() })
        .map_err(|error| impossible(&error))
}

/// The lottery with every quota counted, whichever the commitment leaves to rejection: every feasible panel is equally
/// likely in both. `None` when counting would take too long even for a simulation.
pub(super) fn counted(instance: &Instance) -> Result<Option<UniformLottery>, Refusal> {
    let mut all = instance.clone();
    all.quotas.iter_mut().for_each(|quota| quota.counted = true);
    let usual = Budget::default();
    let budget = if instance.quotas.iter().all(|quota| quota.counted) {
        Budget { memory: MEMORY, ..usual }
    } else {
        Budget { states: 10 * usual.states, work: PATIENCE * usual.work, memory: MEMORY }
    };
    match UniformLottery::with_budget(&all, budget) {
        Ok(lottery) => Ok(Some(lottery)),
        Err(DrawError::TooLarge(_)) => Ok(None),
        Err(error) => Err(impossible(&error)),
    }
}

/// The fairest lottery of an instance, to be shown beside the one that is drawn; `None` where it is not at hand.
pub(super) fn fairest(instance: &Instance, talk: Talk) -> Option<FairLottery> {
    let rule = LotteryRule { size: None, tolerance: LotteryRule::TOLERANCE, pick: Pick::Seed };
    fair::fair_lottery(instance, rule, talk).ok()
}

/// The fairest lottery that a commitment draws from, beside whose file its list stands; `None` for the method `uniform`.
pub(super) fn committed_list(commitment: &Commitment, file: &Path) -> Result<Option<FairLottery>, Refusal> {
    if commitment.parts().lottery.is_none() {
        return Ok(None);
    }
    fair::committed(commitment, &beside(file, fair::FILE)).map(|file| Some(file.lottery))
}
