//! The six forms and what each divides by what.

use super::super::mean_squares::Squares;
use zhuoping_criteria::Bilingual;

/// Which intraclass correlation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IccForm {
    /// ICC(A,1): absolute agreement, one rater.
    AgreementSingle,
    /// ICC(A,k): absolute agreement, the mean of all raters.
    AgreementAverage,
    /// ICC(C,1): consistency, one rater.
    ConsistencySingle,
    /// ICC(C,k): consistency, the mean of all raters; the same number as Cronbach's alpha over raters.
    ConsistencyAverage,
    /// ICC(1): one-way, one rater.
    OneWaySingle,
    /// ICC(k): one-way, the mean of all raters.
    OneWayAverage,
}

impl IccForm {
    /// Every form, in the order in which they are shown.
    pub const ALL: [Self; 6] = [
        Self::AgreementSingle,
        Self::AgreementAverage,
        Self::ConsistencySingle,
        Self::ConsistencyAverage,
        Self::OneWaySingle,
        Self::OneWayAverage,
    ];

    /// The name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AgreementSingle => "agreement single",
            Self::AgreementAverage => "agreement average",
            Self::ConsistencySingle => "consistency single",
            Self::ConsistencyAverage => "consistency average",
            Self::OneWaySingle => "one-way single",
            Self::OneWayAverage => "one-way average",
        }
    }

    /// What people call it.
    pub fn title(self) -> Bilingual {
        match self {
            Self::AgreementSingle => Bilingual::new("组内相关系数 ICC(A,1)", "ICC(A,1)"),
            Self::AgreementAverage => Bilingual::new("组内相关系数 ICC(A,k)", "ICC(A,k)"),
            Self::ConsistencySingle => Bilingual::new("组内相关系数 ICC(C,1)", "ICC(C,1)"),
            Self::ConsistencyAverage => Bilingual::new("组内相关系数 ICC(C,k)", "ICC(C,k)"),
            Self::OneWaySingle => Bilingual::new("组内相关系数 ICC(1)", "ICC(1)"),
            Self::OneWayAverage => Bilingual::new("组内相关系数 ICC(k)", "ICC(k)"),
        }
    }

    /// Numerator and denominator out of the mean squares. Denominators of single forms have no negative term: where
    /// one is 0, every mean square in it is 0.
    pub(super) fn fraction(self, squares: Squares) -> (f64, f64) {
        let Squares { n, k, rows, columns, residual } = squares;
        let within = squares.within();
        match self {
            Self::AgreementSingle => (rows - residual, rows + (k - 1.0 - k / n) * residual + k / n * columns),
            Self::AgreementAverage => (rows - residual, rows + (columns - residual) / n),
            Self::ConsistencySingle => (rows - residual, rows + (k - 1.0) * residual),
            Self::ConsistencyAverage => (rows - residual, rows),
            Self::OneWaySingle => (rows - within, rows + (k - 1.0) * within),
            Self::OneWayAverage => (rows - within, rows),
        }
    }
}
