//! Agreement on categories: percent agreement, and the coefficients that take off what chance would give.
//!
//! All are `1 - d_o / d_e`, observed disagreement over the disagreement that chance would give; they share `d_o` (save
//! [`cohen_kappa`], which looks at complete pairs) and differ in `d_e`:
//!
//! | coefficient | chance draws |
//! | --- | --- |
//! | [`percent_agreement`] | nothing: `d_e = 1` |
//! | [`brennan_prediger`] | from the categories, all alike |
//! | [`fleiss_kappa`] | from all ratings |
//! | [`conger_kappa`], [`cohen_kappa`] | from the ratings of two different raters |
//! | [`gwet_ac`] | for subjects hard to rate, judged by how evenly categories are used |
//!
//! What a disagreement weighs, and between which categories, is the [`Scale`]. [`crate::agreement::krippendorff_alpha()`]
//! is Fleiss' kappa with a correction for small samples and weights of its own.

mod brennan_prediger;
mod categories;
mod coefficient;
mod cohen_kappa;
mod conger_kappa;
mod fleiss_kappa;
mod gwet_ac;
mod percent_agreement;
mod prepared;
mod sample;
mod scale;
#[cfg(test)]
mod tests;

pub use brennan_prediger::brennan_prediger;
pub use categories::{Categories, CategoriesError};
pub use coefficient::Coefficient;
pub use cohen_kappa::cohen_kappa;
pub use conger_kappa::conger_kappa;
pub use fleiss_kappa::fleiss_kappa;
pub use gwet_ac::gwet_ac;
pub use percent_agreement::percent_agreement;
pub use scale::{Scale, Weights};

pub(crate) use {
    brennan_prediger::prepare_brennan_prediger, cohen_kappa::prepare_cohen_kappa, conger_kappa::prepare_conger_kappa,
    fleiss_kappa::prepare_fleiss_kappa, gwet_ac::prepare_gwet_ac, percent_agreement::prepare_percent_agreement,
};
