//! What the fairest lottery (leximin) shows at a ceremony besides: the numbered list, and how one number is picked.

use zhuoping_panel::lottery::FairLottery;
use zhuoping_panel::plan::Pick;

/// A published lottery and its pick.
#[derive(Clone, Copy)]
pub(crate) struct Fair<'a> {
    pub(crate) lottery: &'a FairLottery,
    pub(crate) pick: Pick,
    /// The number that was picked, from 1; `None` before.
    pub(crate) number: Option<u64>,
}
