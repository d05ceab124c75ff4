//! The three figures that a committee reads first: do the reviewers agree, how many points make a difference, how sure is
//! the line.
//!
//! All three answer for the *panel as it was* and the score *as it ranks*: stages are weighted as the rule file does it.
//! They come from the two-way model of [`crate::components`] on the reviewers' totals, so recusals cost nothing but
//! precision, and from [`crate::uncertainty`]. Nothing here moves a rank.
//!
//! * [`PanelAgreement`]: the index of dependability of the panel's mean, in words of the rule file.
//! * [`MeaningfulDifference`]: two entrants whose totals lie closer than this cannot be told apart by this panel.
//! * [`LineCertainty`]: how often another such panel would make the same list, and who may stand on either side.

mod agreement;
mod basis;
mod difference;
mod line;
mod residuals;

pub use agreement::PanelAgreement;
pub use basis::Basis;
pub use difference::MeaningfulDifference;
pub use line::{LineCertainty, Side, Source};
pub use residuals::{Residual, Residuals};

use crate::components::{Refusal, TwoWay};
use crate::kind::EntrantKind;
use crate::ranking::{KindRanking, RankError, Ranking, aim};
use crate::rules::Rules;
use crate::standing::Field;
use crate::table::Scores;
use crate::uncertainty::RankUncertainty;

/// The three figures of one kind of entrant.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// The kind.
    pub kind: EntrantKind,
    /// What agreement and difference are computed from.
    pub basis: Basis,
    /// Whether the reviewers agree, or why that cannot be said.
    pub agreement: Result<PanelAgreement, Refusal>,
    /// From how many points on a difference means something, or why that cannot be said.
    pub difference: Result<MeaningfulDifference, Refusal>,
    /// How sure the line is.
    pub line: LineCertainty,
}

impl Figures {
    /// The figures of each kind in `ranking`, which was made from `scores` and `rules`, with its `uncertainty`.
    ///
    /// # Errors
    /// [`RankError`] when the ranking's scope is of another rule file.
    ///
    /// # Panics
    /// When `uncertainty` is of another ranking.
    pub fn of(
        scores: &Scores,
        rules: &Rules,
        ranking: &Ranking,
        uncertainty: &[RankUncertainty],
    ) -> Result<Vec<Self>, RankError> {
        assert_eq!(uncertainty.len(), ranking.kinds.len(), "an uncertainty for each kind");
        let (_, aim) = aim(rules, ranking.scope.clone())?;
        let figures = |(kind, uncertainty): (&KindRanking, &RankUncertainty)| {
            let field = Field::new(scores, rules, kind.kind, aim);
            let (basis, matrix) = basis::panel(&field);
            let statistics = rules.statistics();
            let model = TwoWay::of_matrix(&matrix).map(|model| {
                let observed = model.decision_study(statistics.level).observed;
                (model, observed)
            });
            let model = model.as_ref().map_err(Clone::clone);
            Self {
                kind: kind.kind,
                basis,
                agreement: model.clone().map(|(model, observed)| PanelAgreement::of(model, observed, statistics)),
                difference: model.map(|(_, observed)| MeaningfulDifference::of(observed, statistics.level)),
                line: LineCertainty::of(kind, uncertainty),
            }
        };
        Ok(ranking.kinds.iter().zip(uncertainty).map(figures).collect())
    }
}
