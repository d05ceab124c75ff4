//! How far reviewers agree.
//!
//! Each coefficient has a file of its own with its formula, what missing cells do, when it does not exist and a
//! published number that it reproduces. All work on a [`Matrix`] of subjects and raters and know nothing of awards.
//! A coefficient that does not exist for a table is an [`Undefined`] with the reason, never 1 and never NaN.
//!
//! Figures of agreement inform and decide nothing, so they are floats; the sums they are made of are exact integers,
//! and no result depends on the order of subjects, raters or rows, or on the number of threads.

mod bootstrap;
mod canonical;
pub mod categorical;
mod counts;
mod icc;
mod integers;
mod interval;
mod kendall_w;
mod krippendorff_alpha;
mod matrix;
mod mean_squares;
mod measurement_error;
mod ordered_sum;
pub(crate) mod quantile;
mod ranks;
mod redrawn;
mod registry;
pub(crate) mod resample;
pub mod scores;
mod spearman_mean;
mod undefined;
mod within_group;

pub use bootstrap::{Bootstrap, Bootstrapped, Ends, UNDEFINED_SHARE_MAX};
pub(crate) use icc::average_interval;
pub use icc::{Icc, IccForm, icc, icc_1, icc_a1, icc_ak, icc_c1, icc_ck, icc_k};
pub use interval::{Confidence, Interval, Method, NoInterval, Over};
pub use kendall_w::{KendallW, kendall_w};
pub use krippendorff_alpha::{Alpha, Level, alpha_interval, krippendorff_alpha};
pub use matrix::{Matrix, MatrixError, SIZE_MAX};
pub use mean_squares::MeanSquares;
pub use measurement_error::{ErrorForm, MeasurementError, smallest_difference, standard_error_of_measurement};
pub use registry::{
    CategorySource, ChiSquareTest, Choice, ChoiceError, Context, Items, Measured, Statistic, Value, measure,
};
pub use spearman_mean::{SpearmanMean, spearman_mean};
pub use undefined::Undefined;
pub use within_group::{NoAgreement, ScaleError, StepScale, WithinGroup, a_wg, r_wg, r_wg_items};
