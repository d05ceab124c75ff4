//! Intraclass correlations in all forms of McGraw and Wong.
//!
//! Every form is a ratio of the mean squares of one table; they differ in what counts as error. One-way forms know no
//! raters, consistency forms forgive a rater's severity, agreement forms charge it. "Single" is the trust in one rating,
//! "average" in the mean of all `k`. Which to read: agreement, because an award compares scores with a fixed floor;
//! consistency beside it tells how much of the loss is severity alone.

mod agreement;
mod consistency;
mod exact_f;
mod form;
mod one_way;

use super::interval::{Confidence, Interval, NoInterval};
use super::matrix::Matrix;
use super::mean_squares::MeanSquares;
use super::redrawn::RedrawnSquares;
use super::resample::Resample;
use super::undefined::Undefined;
pub(crate) use agreement::average_interval;
pub use agreement::{icc_a1, icc_ak};
pub use consistency::{icc_c1, icc_ck};
pub use form::IccForm;
pub use one_way::{icc_1, icc_k};

/// An intraclass correlation with its interval and the mean squares behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Icc {
    /// At most 1, except where [`NoInterval::NegativeVariance`] says that it means nothing; may be negative.
    pub value: f64,
    /// The confidence interval, or why there is none.
    pub interval: Result<Interval, NoInterval>,
    /// Subjects, raters, rows left out, and mean squares.
    pub mean_squares: MeanSquares,
}

/// The intraclass correlation of the given form: [`icc_1`], [`icc_k`], [`icc_c1`], [`icc_ck`], [`icc_a1`] or [`icc_ak`].
///
/// # Errors
/// As each of these.
///
/// # Example
/// Shrout & Fleiss (1979), table 4, print .17 .44 .71 .91 .29 .62 for the six forms.
/// ```
/// use zhuoping_ratings::agreement::{Confidence, IccForm, Matrix, icc};
/// let judged = [[9., 2., 5., 8.], [6., 1., 3., 2.], [8., 4., 6., 8.], [7., 1., 2., 6.], [10., 5., 6., 9.], [6., 2., 4., 7.]];
/// let table = Matrix::complete(&judged)?;
/// let values = IccForm::ALL.map(|form| icc(&table, form, Confidence::USUAL).map(|icc| format!("{:.2}", icc.value)));
/// assert_eq!(values.map(Result::unwrap), ["0.29", "0.62", "0.71", "0.91", "0.17", "0.44"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn icc(matrix: &Matrix, form: IccForm, confidence: Confidence) -> Result<Icc, Undefined> {
    MeanSquares::of(matrix)?.icc(form, confidence)
}

impl MeanSquares {
    /// The intraclass correlation of the given form from these mean squares: all six from one pass over a table.
    ///
    /// # Errors
    /// [`Undefined::ZeroDenominator`] where the form's denominator is 0, as each of [`icc_1`] to [`icc_ak`] tells.
    pub fn icc(&self, form: IccForm, confidence: Confidence) -> Result<Icc, Undefined> {
        let of = match form {
            IccForm::AgreementSingle => agreement::of_single,
            IccForm::AgreementAverage => agreement::of_average,
            IccForm::ConsistencySingle => consistency::of_single,
            IccForm::ConsistencyAverage => consistency::of_average,
            IccForm::OneWaySingle => one_way::of_single,
            IccForm::OneWayAverage => one_way::of_average,
        };
        of(self.clone(), confidence)
    }
}

/// [`icc`] for the bootstrap.
pub(crate) fn prepare_icc(matrix: &Matrix, form: IccForm) -> Result<impl Resample + use<>, Undefined> {
    RedrawnSquares::of(matrix, move |squares| {
        let (over, under) = form.fraction(squares);
        // What is left of a denominator that cancels is rounding.
        (under.abs() > 1e-12 * (squares.rows + squares.columns + squares.residual)).then(|| over / under)
    })
}
