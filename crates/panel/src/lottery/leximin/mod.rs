//! The fairest lottery (method `leximin`, `Art. 9`): exact, with a proof, and as a public list.

mod climb;
mod fair;
mod linear;
mod list;
mod number;
mod price;
mod realise;
mod relax;
mod search;
mod separate;
mod simplex;
mod span;
mod types;

pub use fair::{FairLottery, Proof, Stage, Weighted};
pub use list::ListSize;
pub use search::{FairError, Progress, fairest};
