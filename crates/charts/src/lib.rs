//! Pictures of an award's results, as SVG and PNG, with Chinese labels and no font of the machine.
//!
//! # What
//! The candidate list with its lines ([`Candidates`]), the profile of every entrant over the categories ([`Profiles`]), the
//! map of spread, item by entrant ([`SpreadMap`]), the reviewers' severity ([`Severities`]) and the distribution of their
//! scores ([`Distributions`]), how sure the ranks are ([`RankIntervals`]), who saw an entrant
//! otherwise than the others ([`ResidualGrid`]), what more reviewers would bring ([`DecisionStudy`]), what other settings would
//! change ([`Sensitivity`]), and every expert's chance of being drawn ([`Chances`], [`ChancesByAttribute`]). Each chart is a plain value: labels in the order and
//! wording they are to have, numbers only to place marks by. Nothing is computed from them that decides anything.
//!
//! # Why so
//! A picture goes to people who did not see the numbers. It must not depend on the machine that made it (equal values give
//! equal bytes), must show every name, say when a character cannot be shown, and survive a photocopier.
//!
//! # How
//! A chart lays out shapes on a [canvas], measuring texts with the font that ships here; `plotters` writes them as SVG;
//! texts become outlines of that font; `resvg` makes the PNG from the outlines. Pure: no clock, file, system font, thread.

mod axis;
mod candidates;
mod canvas;
mod cap_line;
mod chances;
mod column;
mod decision_study;
mod distributions;
mod error;
mod font;
mod lang;
mod marks;
mod outline;
mod paging;
mod palette;
mod picture;
mod profile;
mod rank_intervals;
mod ranked;
mod residual_grid;
mod sensitivity;
mod severity;
mod sheet;
mod spread;
mod text;

pub use candidates::{Candidate, Candidates, Dot, Floor, Standing};
pub use cap_line::CapLine;
pub use chances::{
    AttributeGroup, AttributeValue, ChanceSeries, Chances, ChancesByAttribute, LotteryMethod, ObservedShares,
};
pub use decision_study::{AskedPrecision, DecisionStudy, StudyCurve, StudyPoint};
pub use distributions::{Distribution, Distributions};
pub use error::ChartError;
pub use lang::Lang;
pub use picture::{PNG_WIDTH_MAX, Picture, PngError};
pub use profile::{Profile, Profiles};
pub use rank_intervals::{Certainty, DecidedBy, RankIntervals, RankRange, RankedCandidate};
pub use residual_grid::{GridEntrant, GridReviewer, ResidualCell, ResidualGrid};
pub use sensitivity::{SensitiveCandidate, Sensitivity, SettingFamily};
pub use severity::{Severities, Severity};
pub use sheet::Heading;
pub use spread::{ItemGroup, SpreadCell, SpreadMap, SpreadRow};
pub use text::missing;
