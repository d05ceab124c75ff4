//! The fairest lottery (method `leximin`, `Art. 9`): exact, with a proof, and as a public list.
//!
//! * [`fairest`]: the search.
//! * [`FairLottery`]: the lottery as a value.
//! * [`LotteryFile`]: the file that carries it, digits and all.
//! * [`FairLottery::check`]: that no lottery is fairer.

mod certificate;
mod climb;
mod fair;
mod form;
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

pub use certificate::{CertificateError, WITHIN_MAX};
pub use fair::{FairLottery, Proof, Stage, Weighted};
pub use form::{DIGITS_MAX, LISTED_MAX, LotteryFile, SPLITS_MAX};
pub use list::ListSize;
pub use search::{FairError, Progress, fairest};
