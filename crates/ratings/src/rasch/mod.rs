//! The many-facet Rasch rating scale model: a second opinion on severity that does not take percents for lengths.
//!
//! Least squares takes a step from 45 to 50 for as much as one from 90 to 95. The Rasch model asks how likely each step
//! is taken:
//!
//! `ln P(k) / P(k - 1) = entrant + reviewer - item - tau_k`
//!
//! for the percents that occur, numbered `k = 0 .. m`; `tau_k` is the threshold into percent `k`, the same for all
//! (Andrich 1978, Psychometrika 43:561; Linacre 1989, Many-Facet Rasch Measurement, eq. 1.4.1). Measures are in logits,
//! log-odds of a step. Entrants are free, the others add up to 0 within reviewers, items and thresholds. A reviewer's
//! measure is positive when lenient (偏宽), as everywhere here; Facets and most papers print severity, its negative.
//! An item's measure is positive when it is hard.
//!
//! *Estimation* is joint maximum likelihood (Wright & Masters 1982, ch. 4; what Facets does), by Newton's method to the
//! score equations. Joint estimates are too far from each other: entrants are as many as they are short of data, and
//! with two dichotomous judgments an entrant the distances come out twice too large (Andersen 1973). All measures, all
//! thresholds and all standard errors are multiplied by
//!
//! `correction = (n - p) / n`,  `n` cells,  `p = entrants + reviewers + items - 2` free measures.
//!
//! For a persons x items table that is `(L - 1)/L` of Wright & Douglas (1977, Applied Psychological Measurement 1:281)
//! for `L` items, times `(N - 1)/N` for `N` persons; for a panel of 9 on 23 items it is 0.995. It removes the first
//! order of the bias, that which one incidental measure for each few cells causes; it is no remedy for a wrong model.
//! Mean squares, expected percents and fair averages use the estimates before correction, which reproduce every
//! observed sum (so does Winsteps, STBIAS=).
//!
//! *Extreme* elements (all cells in the lowest or in the highest percent) are set aside and measured afterwards
//! ([`ADJUSTMENT`]). Percents that do not occur are closed up. Only complete sheets of reviewers who can be compared
//! count, as in [`crate::severity`].
//!
//! *When to prefer it*: where percents pile up at an end of the scale, so that a point there means more; for its mean
//! squares, which find the reviewer who goes another way. *When not*: it says nothing in points; with few sheets its
//! thresholds are loose; and it takes cells of one sheet for independent, which they are not quite, so its standard
//! errors are too small. The ranking rests on none of it.

mod data;
mod extreme;
mod fit;
mod likelihood;
mod newton;
mod refusal;
mod scale;

pub use extreme::ADJUSTMENT;
pub use fit::Fit;
pub use refusal::{NoMeasure, NoRasch};

use crate::severity::comparable::Comparable;
use crate::table::StageTable;
use data::{Data, ENTRANTS, ITEMS, REVIEWERS};
use newton::{Maximum, maximise};
use scale::Scale;
use zhuoping_criteria::Percent;

/// The measures of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Rasch {
    /// Entrants with a complete sheet by a compared reviewer; positive is strong.
    pub entrants: Vec<RaschEntrant>,
    /// Compared reviewers; positive is lenient (偏宽).
    pub reviewers: Vec<Element>,
    /// All items; positive is hard.
    pub items: Vec<Element>,
    /// The percents that occur among estimated elements, rising.
    pub categories: Vec<Category>,
    /// Cells estimated from.
    pub cells: usize,
    /// What the joint estimates were multiplied by.
    pub correction: f64,
    /// The joint log likelihood at its maximum.
    pub log_likelihood: f64,
    /// The largest difference left between an observed and an expected sum, in category steps.
    pub score: f64,
    /// Newton steps made.
    pub steps: usize,
}

/// One entrant, reviewer or item.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Element {
    /// The position in the table (entrants, reviewers) or in the edition (items).
    pub position: usize,
    /// The measure, or why there is none.
    pub measure: Result<Measure, NoMeasure>,
}

/// A measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measure {
    /// In logits, corrected for the bias of joint estimation.
    pub logits: f64,
    /// Its standard error, from the information of all parameters together. 0 where the element is the only one
    /// estimated of its facet, and so its origin.
    pub standard_error: f64,
    /// What it rests on.
    pub basis: Basis,
}

impl Measure {
    /// How well the element's cells follow the model; extreme elements have no say in that.
    pub fn fit(&self) -> Option<Fit> {
        match self.basis {
            Basis::Estimated(fit) => Some(fit),
            Basis::Extreme(_) => None,
        }
    }
}

/// What a measure rests on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Basis {
    /// The likelihood, with the fit of the element's cells to the model.
    Estimated(Fit),
    /// The convention for extreme elements.
    Extreme(End),
}

/// An end of the scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The lowest percent that occurs.
    Lowest,
    /// The highest.
    Highest,
}

/// An entrant, with what its measure means on the scale of percents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RaschEntrant {
    /// Position and measure.
    pub element: Element,
    /// What it would get, or why that cannot be said.
    pub fair: Result<Fair, NoMeasure>,
}

/// What an entrant would get from a reviewer of measure 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fair {
    /// The expected percent on an item of measure 0: Facets' fair average (M).
    pub percent: f64,
    /// The expected total in points, over all items as hard as they are.
    pub total: f64,
}

/// A percent that occurs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Category {
    /// The percent.
    pub percent: Percent,
    /// How many cells have it; Linacre (2002, J. Applied Measurement 3:85) wants 10 for a threshold to be trusted.
    pub cells: usize,
    /// The step into it from the category below; the lowest has none.
    pub threshold: Option<Threshold>,
}

/// The step into a category.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Threshold {
    /// In logits, corrected for the bias of joint estimation.
    pub logits: f64,
    /// Its standard error.
    pub standard_error: f64,
}

impl Rasch {
    /// Measures the entrants, reviewers and items of `table` from its complete sheets.
    ///
    /// # Errors
    /// [`NoRasch`].
    pub fn of(table: &StageTable) -> Result<Self, NoRasch> {
        let comparable = Comparable::of(table)?;
        comparable.connected()?;
        let data = Data::of(&comparable, table.item_count())?;
        let maximum = maximise(&data)?;
        let cells: usize = data.estimated().map(|sheet| data.cells(sheet).count()).sum();
        let free: usize = data.extremes.iter().flatten().filter(|extreme| extreme.is_none()).count() - 2;
        let correction = cells.saturating_sub(free) as f64 / cells as f64;
        let elements = Elements { data: &data, fits: fit::all(&maximum.parameters, &data), maximum, correction };
        let rows: Vec<usize> = comparable.rows.iter().map(|row| row.entrant).collect();
        let items: Vec<usize> = (0..table.item_count()).collect();
        Ok(Self {
            entrants: elements.entrants(&rows, table.points()),
            reviewers: elements.facet(REVIEWERS, &comparable.members),
            items: elements.facet(ITEMS, &items),
            categories: elements.categories(),
            cells,
            correction,
            log_likelihood: elements.maximum.log,
            score: elements.maximum.score,
            steps: elements.maximum.steps,
        })
    }
}

/// What the elements are made from.
struct Elements<'d, 'a> {
    data: &'d Data<'a>,
    maximum: Maximum,
    fits: [Vec<Fit>; 3],
    correction: f64,
}

impl Elements<'_, '_> {
    fn facet(&self, facet: usize, positions: &[usize]) -> Vec<Element> {
        let positions = positions.iter().enumerate();
        positions.map(|(at, position)| self.element(facet, at, *position)).collect()
    }

    fn element(&self, facet: usize, at: usize, position: usize) -> Element {
        let measure = self.joint(facet, at).map(|(logits, error)| Measure {
            logits: self.correction * logits,
            standard_error: self.correction * error,
            basis: self.data.extremes[facet][at].map_or(Basis::Estimated(self.fits[facet][at]), Basis::Extreme),
        });
        Element { position, measure }
    }

    /// The joint estimate before correction, with its standard error.
    fn joint(&self, facet: usize, at: usize) -> Result<(f64, f64), NoMeasure> {
        let parameters = &self.maximum.parameters;
        match self.data.extremes[facet][at] {
            None => Ok((parameters.measures[facet][at], self.maximum.variances[facet][at].sqrt())),
            Some(end) => extreme::measure(facet, at, end, parameters, self.data).ok_or(NoMeasure),
        }
    }

    fn entrants(&self, positions: &[usize], points: &[u32]) -> Vec<RaschEntrant> {
        let items: Result<Vec<f64>, NoMeasure> =
            (0..points.len()).map(|item| self.joint(ITEMS, item).map(|(logits, _)| logits)).collect();
        let scale = Scale::new(&self.maximum.parameters.thresholds);
        let mut chances = vec![0.0; scale.categories()];
        let mut percent = |eta: f64| -> f64 {
            scale.chances(eta, &mut chances);
            self.data.percents.iter().zip(&chances).map(|(percent, chance)| f64::from(*percent) * chance).sum()
        };
        let mut fair = |at: usize| {
            let (level, _) = self.joint(ENTRANTS, at)?;
            let items = items.as_ref().map_err(|why| *why)?.iter().zip(points);
            let total = items.map(|(item, points)| percent(level - item) * f64::from(*points)).sum::<f64>() / 100.0;
            Ok(Fair { percent: percent(level), total })
        };
        let positions = positions.iter().enumerate();
        let entrant = |(at, position): (usize, &usize)| RaschEntrant {
            element: self.element(ENTRANTS, at, *position),
            fair: fair(at),
        };
        positions.map(entrant).collect()
    }

    fn categories(&self) -> Vec<Category> {
        let mut counts = vec![0; self.data.percents.len()];
        let cells = self.data.estimated().flat_map(|sheet| self.data.cells(sheet));
        cells.for_each(|(_, percent)| counts[self.data.category(percent)] += 1);
        let thresholds = self.maximum.parameters.thresholds.iter().zip(&self.maximum.threshold_variances);
        let thresholds = thresholds.map(|(logits, variance)| Threshold {
            logits: self.correction * logits,
            standard_error: self.correction * variance.sqrt(),
        });
        let thresholds = std::iter::once(None).chain(thresholds.map(Some));
        let category = |((percent, cells), threshold): ((&u8, usize), _)| Category {
            percent: Percent::new(*percent).expect("a table holds percents"),
            cells,
            threshold,
        };
        self.data.percents.iter().zip(counts).zip(thresholds).map(category).collect()
    }
}
