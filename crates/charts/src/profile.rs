//! The category profile: for each entrant the share of the points it got in every category, against the whole field.
//!
//! Small multiples on one scale, one panel an entrant. The field is summarised from the entrants given, so a panel and its
//! background cannot disagree; categories are rows, since their names are long.

mod draw;

use crate::error::{ChartError, finite, length, some};
use crate::lang::Lang;
use crate::picture::Picture;
use crate::sheet::Heading;

/// Profiles to be drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profiles {
    /// The texts around it.
    pub heading: Heading,
    /// Names of the categories in order, for instance `4.1 领导`.
    pub categories: Vec<String>,
    /// The entrants of one kind: the panels in order, and the field.
    pub entrants: Vec<Profile>,
}

/// One entrant.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// Name of the organization or person.
    pub name: String,
    /// Percent of the category's points, 0 to 100, one a category; `None` where there is no score.
    pub percents: Vec<Option<f64>>,
}

impl Profiles {
    /// All panels in one picture.
    ///
    /// # Errors
    /// [`ChartError`] if there are no entrants or categories, a percent is not finite, or an entrant has not one percent a
    /// category.
    pub fn picture(&self, lang: Lang) -> Result<Picture, ChartError> {
        self.check()?;
        Ok(draw::picture(self, lang))
    }

    /// All panels in pictures that fit A4 pages.
    ///
    /// # Errors
    /// As [`picture`](Self::picture).
    pub fn pages(&self, lang: Lang) -> Result<Vec<Picture>, ChartError> {
        self.check()?;
        Ok(draw::pages(self, lang))
    }

    /// One entrant's panel, as wide as a page, against the same field; the entrant's name becomes the subtitle.
    ///
    /// # Errors
    /// As [`picture`](Self::picture), and [`ChartError::Index`] if there is no such entrant.
    pub fn single(&self, entrant: usize, lang: Lang) -> Result<Picture, ChartError> {
        self.check()?;
        crate::error::index(&self.heading.title, lang.pick("申报者", "entrant"), entrant, self.entrants.len())?;
        Ok(draw::single(self, entrant, lang))
    }

    fn check(&self) -> Result<(), ChartError> {
        let title = &self.heading.title;
        some(title, self.entrants.len().min(self.categories.len()))?;
        for entrant in &self.entrants {
            length(title, &entrant.name, self.categories.len(), entrant.percents.len())?;
            entrant.percents.iter().flatten().try_for_each(|p| finite(title, &entrant.name, *p))?;
        }
        Ok(())
    }
}

/// Where the field lies in one category.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Field {
    pub(crate) low: f64,
    pub(crate) first: f64,
    pub(crate) median: f64,
    pub(crate) third: f64,
    pub(crate) high: f64,
}

impl Field {
    /// Least, quartiles and greatest of `values`, quartiles interpolated between neighbours (type 7 of Hyndman and Fan,
    /// "Sample Quantiles in Statistical Packages", 1996); `None` without values.
    pub(crate) fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let (low, high) = (*values.first()?, *values.last()?);
        let last = values.len() - 1;
        let quartile = |n: usize| {
            let (at, rest) = (n * last / 4, (n * last % 4) as f64 / 4.0);
            values[at] + (values[(at + 1).min(last)] - values[at]) * rest
        };
        Some(Self { low, first: quartile(1), median: quartile(2), third: quartile(3), high })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quartiles_are_those_of_r_and_numpy() {
        // R: quantile(c(1, 2, 4, 8, 16, 32)), type 7.
        let field = Field::of(vec![8.0, 1.0, 32.0, 2.0, 16.0, 4.0]).unwrap();
        assert_eq!(field, Field { low: 1.0, first: 2.5, median: 6.0, third: 14.0, high: 32.0 });
        assert_eq!(Field::of(vec![]), None);
        assert_eq!(Field::of(vec![7.0]).map(|f| (f.low, f.first, f.high)), Some((7.0, 7.0, 7.0)));
    }
}
