//! Every expert's chance of being drawn: sorted, one curve a method, and by attribute.
//!
//! The reader's questions are what the quotas do to the chances, and what the choice of the method does. So the methods
//! stand on one scale, from the expert with the smallest chance to the one with the largest, beside the chance that
//! everybody would have without quotas; the smallest is written out as a percent and as "one in so many", since few people
//! read a percent of less than one. Where the largest chance is many times the smallest the scale is one of ratios, and
//! says so.

mod attribute;
mod curve;
mod scale;
mod words;

use crate::error::{ChartError, finite, length, some};
use crate::lang::Lang;
use crate::picture::Picture;
use crate::sheet::Heading;

/// How a panel is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LotteryMethod {
    /// Every feasible panel is equally likely.
    Uniform,
    /// The smallest chance is as large as any lottery can make it, then the second smallest, and so on.
    Leximin,
}

/// Chances of the same experts under one or two methods, to be drawn sorted.
///
/// ```
/// use zhuoping_charts::{ChanceSeries, Chances, Lang, LotteryMethod};
///
/// let chart = Chances {
///     seats: 1,
///     series: vec![ChanceSeries {
///         method: LotteryMethod::Uniform,
///         chances: vec![0.5, 0.25, 0.25, 0.0],
///         error: None,
///     }],
///     ..Chances::default()
/// };
/// let picture = chart.picture(Lang::Zh)?;
/// assert!(picture.editable.contains("1/4") && picture.editable.contains("没有机会"));
/// # Ok::<(), zhuoping_charts::ChartError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chances {
    /// The texts around it.
    pub heading: Heading,
    /// Seats of the panel: everybody's chance would be this divided by the number of experts.
    pub seats: u32,
    /// One for each method, each method at most once.
    pub series: Vec<ChanceSeries>,
    /// How often everybody was drawn in a simulation, if there was one.
    pub observed: Option<ObservedShares>,
}

/// Chances under one method.
#[derive(Clone, Debug, PartialEq)]
pub struct ChanceSeries {
    /// The method.
    pub method: LotteryMethod,
    /// By expert, in the same order in every series; each 0 to 1, and 0 where the quotas leave none.
    pub chances: Vec<f64>,
    /// The largest standard error where the chances are estimated from simulated draws; `None` where they are exact.
    pub error: Option<f64>,
}

/// Shares of simulated draws.
#[derive(Clone, Debug, PartialEq)]
pub struct ObservedShares {
    /// The method that was simulated, one of the series.
    pub method: LotteryMethod,
    /// How many draws.
    pub draws: u64,
    /// By expert, as the chances.
    pub shares: Vec<f64>,
}

/// Chances by the values of the pool's columns, to be drawn in rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChancesByAttribute {
    /// The texts around it.
    pub heading: Heading,
    /// Seats of the panel.
    pub seats: u32,
    /// How many experts there are.
    pub experts: u32,
    /// The methods, each at most once, in the order of the values' chances.
    pub methods: Vec<LotteryMethod>,
    /// One for each column.
    pub groups: Vec<AttributeGroup>,
}

/// A column of the pool.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AttributeGroup {
    /// Its name.
    pub column: String,
    /// Its values.
    pub values: Vec<AttributeValue>,
}

/// A value of a column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AttributeValue {
    /// The value.
    pub value: String,
    /// The quota as it is to be written, for instance `2—4`; `None` where there is none.
    pub quota: Option<String>,
    /// For each method the chances of the experts with this value.
    pub chances: Vec<Vec<f64>>,
}

impl Chances {
    /// The picture.
    ///
    /// # Errors
    /// [`ChartError`] if there is no series or no expert, a chance or a share is not within 0 to 1, or series differ in length.
    pub fn picture(&self, lang: Lang) -> Result<Picture, ChartError> {
        self.check(lang)?;
        Ok(curve::picture(self, lang))
    }

    fn check(&self, lang: Lang) -> Result<(), ChartError> {
        let title = &self.heading.title;
        let experts = self.series.first().map_or(0, |series| series.chances.len());
        some(title, experts)?;
        for series in &self.series {
            let name = words::method(series.method, lang);
            length(title, name, experts, series.chances.len())?;
            series.chances.iter().try_for_each(|chance| within(title, name, *chance))?;
            series.error.iter().try_for_each(|error| finite(title, name, *error))?;
        }
        if let Some(observed) = &self.observed {
            let name = words::method(observed.method, lang);
            length(title, name, experts, observed.shares.len())?;
            observed.shares.iter().try_for_each(|share| within(title, name, *share))?;
        }
        Ok(())
    }
}

impl ChancesByAttribute {
    /// All values in one picture, as high as it needs to be.
    ///
    /// # Errors
    /// [`ChartError`] if there is no value, a chance is not within 0 to 1, or a value has not one list for each method.
    pub fn picture(&self, lang: Lang) -> Result<Picture, ChartError> {
        self.check()?;
        Ok(attribute::picture(self, lang))
    }

    /// The values in pictures that fit A4 pages, legend and scale on each.
    ///
    /// # Errors
    /// As [`picture`](Self::picture).
    pub fn pages(&self, lang: Lang) -> Result<Vec<Picture>, ChartError> {
        self.check()?;
        Ok(attribute::pages(self, lang))
    }

    fn check(&self) -> Result<(), ChartError> {
        let title = &self.heading.title;
        some(title, self.methods.len() * self.groups.iter().map(|group| group.values.len()).sum::<usize>())?;
        for value in self.groups.iter().flat_map(|group| &group.values) {
            length(title, &value.value, self.methods.len(), value.chances.len())?;
            value.chances.iter().flatten().try_for_each(|chance| within(title, &value.value, *chance))?;
        }
        Ok(())
    }
}

/// `Ok` if a chance is one.
fn within(title: &str, label: &str, chance: f64) -> Result<(), ChartError> {
    finite(title, label, chance)?;
    if (0.0..=1.0).contains(&chance) {
        Ok(())
    } else {
        Err(ChartError::Chance { title: title.to_owned(), label: label.to_owned(), value: chance.to_string() })
    }
}
