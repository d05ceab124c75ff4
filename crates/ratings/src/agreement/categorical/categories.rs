//! The values that a rating may have.

use crate::agreement::counts::Codes;
use crate::agreement::matrix::Matrix;

/// The categories of a rating scale: at least one value, each once, rising.
///
/// Coefficients that correct for chance depend on the list, also on categories that nobody used: a scale of 21 steps on
/// which three are seen is not a scale of three. Name the steps where they are known.
#[derive(Clone, Debug, PartialEq)]
pub struct Categories(Vec<f64>);

/// Why values are not a list of categories.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum CategoriesError {
    /// No value at all.
    #[error("no category named; at least one is needed")]
    None,
    /// A value that no rating can be.
    #[error("{0} is not a category; accepted are finite numbers")]
    NotFinite(f64),
}

impl Categories {
    /// The values that occur in a table; `None` when it has none.
    pub fn observed(matrix: &Matrix) -> Option<Self> {
        let (values, _) = Codes::observed(matrix);
        (!values.is_empty()).then_some(Self(values))
    }

    /// Named values, in any order; what is named twice is one category.
    ///
    /// # Errors
    /// [`CategoriesError`] when there is none, or one that is not finite.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Result<Self, CategoriesError> {
        // Minus zero and zero are one rating.
        let mut values: Vec<f64> = values.into_iter().map(|value| value + 0.0).collect();
        if let Some(value) = values.iter().find(|value| !value.is_finite()) {
            return Err(CategoriesError::NotFinite(*value));
        }
        values.sort_unstable_by(f64::total_cmp);
        values.dedup();
        if values.is_empty() { Err(CategoriesError::None) } else { Ok(Self(values)) }
    }

    /// The values, rising.
    pub fn values(&self) -> &[f64] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_categories_rise_and_stand_once() {
        let named = Categories::of([3.0, -0.0, 1.0, 3.0, 0.0]).unwrap();
        assert_eq!(named.values(), [0.0, 1.0, 3.0]);
        assert_eq!(Categories::of([]), Err(CategoriesError::None));
        assert_eq!(Categories::of([1.0, f64::INFINITY]), Err(CategoriesError::NotFinite(f64::INFINITY)));
    }

    #[test]
    fn observed_categories_are_those_of_the_table() {
        let table = Matrix::from_rows(&[[Some(65.0), None], [Some(5.0), Some(65.0)]]).unwrap();
        assert_eq!(Categories::observed(&table), Categories::of([5.0, 65.0]).ok());
        assert_eq!(Categories::observed(&Matrix::from_rows(&[[None, None]]).unwrap()), None);
    }
}
