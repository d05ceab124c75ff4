//! The fairest lottery (method `leximin`, `Art. 9`): exact, with a proof, and as a public list.

mod fair;

pub use fair::{FairLottery, Proof, Stage, Weighted};
