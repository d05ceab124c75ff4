//! The decision study: how exact the totals would be with another number of reviewers.
//!
//! Two curves, since the answer depends on a question no data can settle. With the items fixed, the standard's own items are
//! all there is to judge by, which is the award's case; with the items random they are a sample of those one might have
//! asked. A table stands below the curves, number for number: a curve is for seeing where more reviewers stop to help, a
//! figure is for the minutes of a meeting.

mod draw;
mod layout;

use crate::error::{ChartError, finite, some};
use crate::lang::Lang;
use crate::picture::Picture;
use crate::sheet::Heading;

/// A decision study to be drawn.
///
/// ```
/// use zhuoping_charts::{AskedPrecision, DecisionStudy, Lang, StudyCurve, StudyPoint};
///
/// let errors = [(5, 13.4), (7, 11.3), (9, 10.0)];
/// let points = errors.map(|(reviewers, error)| StudyPoint { reviewers, error }).to_vec();
/// let study = DecisionStudy {
///     measure: "绝对标准误（分，满分 1000）".to_owned(),
///     decimals: 1,
///     fixed: Some(StudyCurve { points, needed: Some(9) }),
///     present: Some(7),
///     asked: Some(AskedPrecision { value: 10.0, words: "10 分".to_owned() }),
///     ..DecisionStudy::default()
/// };
/// assert!(study.picture(Lang::Zh)?.editable.contains("条款固定需 9 名"));
/// # Ok::<(), zhuoping_charts::ChartError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DecisionStudy {
    /// The texts around it.
    pub heading: Heading,
    /// What the errors are, with their unit, for instance `绝对标准误（分，满分 1000）`.
    pub measure: String,
    /// How many decimals an error is written with.
    pub decimals: u8,
    /// With the items fixed: the solid curve.
    pub fixed: Option<StudyCurve>,
    /// With the items random: the dashed curve.
    pub random: Option<StudyCurve>,
    /// How many reviewers the panel has now.
    pub present: Option<u32>,
    /// The precision asked for, if one is.
    pub asked: Option<AskedPrecision>,
}

/// The error for each number of reviewers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StudyCurve {
    /// The numbers of reviewers, rising, each with its error.
    pub points: Vec<StudyPoint>,
    /// How many reviewers reach the precision asked for; may be more than are shown. `None` if no number does.
    pub needed: Option<u32>,
}

/// The error with so many reviewers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StudyPoint {
    /// How many reviewers, at least 1.
    pub reviewers: u32,
    /// In the unit of the measure, at least 0.
    pub error: f64,
}

/// The precision asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct AskedPrecision {
    /// In the unit of the measure.
    pub value: f64,
    /// As it is to be written, for instance `10 分`.
    pub words: String,
}

impl DecisionStudy {
    /// The picture.
    ///
    /// # Errors
    /// [`ChartError`] if there is no point, an error or the precision is not finite, or the numbers of reviewers do not begin
    /// at 1 or more and rise.
    pub fn picture(&self, lang: Lang) -> Result<Picture, ChartError> {
        self.check()?;
        Ok(draw::picture(self, lang))
    }

    /// The curves there are.
    fn curves(&self) -> impl Iterator<Item = &StudyCurve> {
        self.fixed.iter().chain(&self.random)
    }

    fn check(&self) -> Result<(), ChartError> {
        let title = &self.heading.title;
        some(title, self.curves().map(|c| c.points.len()).sum())?;
        self.asked.iter().try_for_each(|asked| finite(title, &asked.words, asked.value))?;
        for curve in self.curves() {
            curve.points.iter().try_for_each(|p| finite(title, &p.reviewers.to_string(), p.error))?;
            let rises = curve.points.windows(2).all(|w| w[0].reviewers < w[1].reviewers);
            if !rises || curve.points.first().is_some_and(|p| p.reviewers == 0) {
                return Err(ChartError::Reviewers { title: title.clone() });
            }
        }
        Ok(())
    }
}
