//! Drawing with quotas so that every panel that keeps them is equally likely (method `uniform`, `Art. 9`).
//!
//! Drawing one expert after another and skipping whoever does not fit favours some panels; drawing whole panels until
//! one fits may take a billion tries. So the panels are *counted*: with exact integers, over the small number of states
//! that quotas can be in, never over the panels themselves. One bounded random number is then the index of a panel in
//! a fixed order (`docs/draw-protocol.md` section 5). Quotas that would make too many states are left to rejection.
//!
//! * [`Instance`]: what a lottery sees of a pool, and the check of a panel against every rule.
//! * [`choose_counted`]: which quotas are counted and which are left to rejection.
//! * [`UniformLottery`]: the number of panels, and the panel with a given index.
//! * [`Sampler`]: many draws at once, for simulations; [`UniformLottery::pair_trace`]: how their counts hang together.
//! * [`Chances`]: every expert's exact chance; [`shut_out`]: who has none; [`shut_out_by`]: through which rules.
//! * [`FairLottery`]: the fairest lottery (method `leximin`), with its proof and its public list.
//! * [`feasibility`], [`explain`]: whether there is any panel, and if not, which rules clash and the smallest change.

mod cells;
mod chances;
mod count;
mod counted;
mod error;
mod explain;
mod feasible;
mod instance;
mod leximin;
mod pairs;
mod problem;
mod sampler;
mod search;
mod shut_out_by;
mod states;
mod tables;
mod uniform;

pub use chances::Chances;
pub use counted::choose_counted;
pub use error::DrawError;
pub use explain::{Change, Clash, Infeasibility, Offer, Rule, explain, offers};
pub use feasible::{Feasibility, ShutOut, feasibility, shut_out};
pub use instance::{Broken, Instance, Member, Quota, SEATS_MAX};
pub use leximin::{
    CertificateError, DIGITS_MAX, FairError, FairLottery, LISTED_MAX, ListSize, LotteryFile, Progress, Proof,
    SPLITS_MAX, Stage, WITHIN_MAX, Weighted, fairest,
};
pub use pairs::{PairTrace, listed_shares, listed_trace};
pub use sampler::Sampler;
pub use shut_out_by::{ShutOutBy, shut_out_by};
pub use uniform::{Budget, Chosen, Pilot, UniformLottery};
