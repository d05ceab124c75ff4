//! Mean squares: how well the cells of an element follow the model.
//!
//! With `z = (x - E) / sqrt(W)` for each cell, `E` and `W` being mean and variance under the model:
//!
//! * outfit is the mean of `z^2`; single surprising cells move it;
//! * infit is `sum (x - E)^2 / sum W`; cells that say most weigh most.
//!
//! Both expect 1. Above, the cells are noisier than the model (a reviewer who goes his own way), below they are more
//! alike than it (a reviewer who avoids differences, or the same impression on all items). The standardized forms are
//! Wilson and Hilferty's cube root of the mean square with the variance that the model gives it (Wright & Masters 1982,
//! Rating Scale Analysis, p. 100).

use super::data::{Data, ENTRANTS, ITEMS, REVIEWERS};
use super::likelihood::Parameters;
use super::scale::{Scale, central, moments};

/// The mean squares of an element.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// The mean square that weighs cells by their information.
    pub infit: f64,
    /// The plain mean square.
    pub outfit: f64,
    /// Infit as a standard normal deviate, roughly.
    pub infit_standardized: f64,
    /// Outfit as a standard normal deviate, roughly.
    pub outfit_standardized: f64,
}

#[derive(Clone, Default)]
struct Sums {
    cells: f64,
    /// Of `z^2`, `(x - E)^2` and `W`.
    squares: f64,
    residuals: f64,
    variance: f64,
    /// Of `C / W^2` and `C - W^2`, `C` being the fourth central moment.
    relative_fourth: f64,
    excess: f64,
}

/// The fit of every estimated element, by facet.
pub(super) fn all(parameters: &Parameters, data: &Data<'_>) -> [Vec<Fit>; 3] {
    let scale = Scale::new(&parameters.thresholds);
    let mut chances = vec![0.0; scale.categories()];
    let mut sums = [ENTRANTS, REVIEWERS, ITEMS].map(|facet| vec![Sums::default(); data.extremes[facet].len()]);
    let [entrants, reviewers, items] = &parameters.measures;
    for sheet in data.estimated() {
        for (item, percent) in data.cells(sheet) {
            scale.chances(entrants[sheet.entrant] + reviewers[sheet.reviewer] - items[item], &mut chances);
            let (mean, variance) = moments(&chances);
            let fourth = central(&chances, mean, 4);
            let residual = data.category(percent) as f64 - mean;
            for (sums, element) in sums.iter_mut().zip([sheet.entrant, sheet.reviewer, item]) {
                sums[element].add(residual * residual, variance, fourth);
            }
        }
    }
    sums.map(|sums| sums.iter().map(Sums::fit).collect())
}

impl Sums {
    fn add(&mut self, square: f64, variance: f64, fourth: f64) {
        self.cells += 1.0;
        self.squares += square / variance;
        self.residuals += square;
        self.variance += variance;
        self.relative_fourth += fourth / (variance * variance);
        self.excess += fourth - variance * variance;
    }

    fn fit(&self) -> Fit {
        let (infit, outfit) = (self.residuals / self.variance, self.squares / self.cells);
        let infit_variance = self.excess / (self.variance * self.variance);
        let outfit_variance = (self.relative_fourth / self.cells - 1.0) / self.cells;
        Fit {
            infit,
            outfit,
            infit_standardized: standardized(infit, infit_variance),
            outfit_standardized: standardized(outfit, outfit_variance),
        }
    }
}

/// A mean square of which the model expects no spread says nothing, whatever it is.
fn standardized(mean_square: f64, variance: f64) -> f64 {
    if variance <= 0.0 {
        return 0.0;
    }
    let sd = variance.sqrt();
    (mean_square.cbrt() - 1.0) * 3.0 / sd + sd / 3.0
}
