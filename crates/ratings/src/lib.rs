//! The score table and everything computed from it: exact aggregation, ranking, spread, agreement, sensitivity.
//!
//! A reviewer gives each item one percent; the edition turns percents into points. What decides a rank is exact: sums of
//! integer hundredths, means as fractions, no float. Floats appear only in figures that inform (spread, agreement).
//! Everything is a pure function of the scores and the rule file.
//!
//! * [`id`], [`kind`]: who is scored, by whom, at which stage.
//! * [`exact`]: fractions and their rounding. [`rules`]: the rule file.
//! * [`intake`]: rows checked, all problems at once, into the tables of [`table`].
//! * [`aggregate`], [`standing`], [`order`], [`tiers`]: sheets to scores, scores to ranks, ranks to tiers.
//! * [`ranking`]: all of these together. [`sensitivity`]: the same once more for each what-if.
//! * [`spread`], [`agreement`]: how the reviewers differ and agree.
//! * [`severity`]: who is lenient and who is strict, and totals adjusted for it.
//! * [`components`]: how much of a score is the entrant, the reviewer, and neither.
//! * [`rasch`]: a second opinion on severity.
//! * [`signs`]: halo, central tendency and other habits that no adjustment mends.
//! * [`uncertainty`]: how firm the ranks are.
//! * [`figures`]: the three figures that a committee reads first.
//! * [`simulation`]: the random numbers of bootstraps.
//! * [`report`]: everything joined, and its form as `ranking.json`. Begin at [`Assessment::new`].

pub mod aggregate;
pub mod agreement;
pub mod components;
pub mod exact;
pub mod figures;
pub mod id;
pub mod intake;
pub mod kind;
mod linear;
pub mod order;
pub mod ranking;
pub mod rasch;
pub mod report;
pub mod rules;
pub mod sensitivity;
pub mod severity;
pub mod signs;
pub mod simulation;
pub mod spread;
pub mod standing;
pub mod table;
pub mod tiers;
pub mod uncertainty;

pub use exact::{Exact, RoundingMode};
pub use id::{EntrantId, IdError, ReviewerId, StageId};
pub use intake::{Intake, IntakeError, Problem, RawScore, RowProblem};
pub use kind::{EntrantKind, PerKind};
pub use ranking::{Candidate, KindRanking, RankError, Ranking, Scope};
pub use report::{Assessment, Extent, RankingJson};
pub use rules::{RuleFault, Rules};
pub use table::{CompleteSheet, Scores, Sheet, SheetState, StageTable};
