//! From a name and a table to an answer.

use super::super::canonical::Canonical;
use super::super::categorical::{
    Scale, Weights, brennan_prediger, cohen_kappa, conger_kappa, fleiss_kappa, gwet_ac, percent_agreement,
    prepare_brennan_prediger, prepare_cohen_kappa, prepare_conger_kappa, prepare_fleiss_kappa, prepare_gwet_ac,
    prepare_percent_agreement,
};
use super::super::icc::{icc, prepare_icc};
use super::super::kendall_w::{kendall_w, prepare_kendall_w};
use super::super::krippendorff_alpha::{krippendorff_alpha, prepare_krippendorff_alpha};
use super::super::matrix::Matrix;
use super::super::measurement_error::{
    prepare_smallest_difference, prepare_standard_error, smallest_difference, standard_error_of_measurement,
};
use super::super::resample::Resample;
use super::super::spearman_mean::{prepare_spearman_mean, spearman_mean};
use super::super::undefined::Undefined;
use super::super::within_group::{StepScale, a_wg, prepare_a_wg, prepare_r_wg, prepare_r_wg_items, r_wg, r_wg_items};
use super::{Context, Items, Measured, Statistic, Value};

/// Computes the given coefficients of a table; one that does not exist says why.
///
/// # Panics
/// When `context.clusters` has not one number a row.
pub fn measure(statistics: &[Statistic], matrix: &Matrix, context: &Context<'_>) -> Vec<Measured> {
    let canonical = context.bootstrap.is_some().then(|| Canonical::of(matrix, context.clusters));
    let table = Table { matrix, context, clusters: context.clusters };
    let of = |statistic: &Statistic| {
        let mut outcome = table.value(*statistic);
        if let (Ok(value), Some(bootstrap), Some(canonical)) = (&mut outcome, context.bootstrap, &canonical) {
            // Categories and scale are those of the whole table, not those of a replicate.
            let again = Table { matrix: &canonical.matrix, context, clusters: Some(&canonical.clusters) };
            value.bootstrap =
                again.prepared(*statistic).ok().map(|ready| bootstrap.run(&*ready, canonical, context.confidence));
        }
        Measured {
            statistic: *statistic,
            confidence: context.confidence,
            subjects: matrix.subjects(),
            raters: matrix.raters(),
            missing: matrix.missing(),
            categories: table.categories(*statistic),
            outcome,
        }
    };
    statistics.iter().map(of).collect()
}

impl Statistic {
    /// Computes it.
    ///
    /// # Panics
    /// As [`measure`].
    pub fn of(self, matrix: &Matrix, context: &Context<'_>) -> Measured {
        measure(&[self], matrix, context).remove(0)
    }
}

/// A table with what is known about it.
struct Table<'a> {
    matrix: &'a Matrix,
    context: &'a Context<'a>,
    clusters: Option<&'a [usize]>,
}

impl Table<'_> {
    fn value(&self, statistic: Statistic) -> Result<Value, Undefined> {
        let (matrix, confidence) = (self.matrix, self.context.confidence);
        match statistic {
            Statistic::KrippendorffAlpha(level) => {
                krippendorff_alpha(matrix, level).map(|alpha| Value::of_alpha(alpha, confidence))
            }
            Statistic::Icc(form) => icc(matrix, form, confidence).map(Value::from),
            Statistic::StandardErrorOfMeasurement(form) => {
                standard_error_of_measurement(matrix, form, confidence).map(Value::from)
            }
            Statistic::SmallestDifference(form) => smallest_difference(matrix, form, confidence).map(Value::from),
            Statistic::KendallW => kendall_w(matrix).map(Value::from),
            Statistic::SpearmanMean => spearman_mean(matrix).map(Value::from),
            Statistic::RWg(Items::Single) => r_wg(matrix, self.steps()?).map(Value::from),
            Statistic::RWg(Items::Together) => r_wg_items(matrix, self.items()?, self.steps()?).map(Value::from),
            Statistic::AWg => a_wg(matrix, self.steps()?).map(Value::from),
            Statistic::PercentAgreement(w) => percent_agreement(matrix, &self.scale(w)?, confidence).map(Value::from),
            Statistic::CohenKappa(w) => cohen_kappa(matrix, &self.scale(w)?, confidence).map(Value::from),
            Statistic::FleissKappa(w) => fleiss_kappa(matrix, &self.scale(w)?, confidence).map(Value::from),
            Statistic::CongerKappa(w) => conger_kappa(matrix, &self.scale(w)?, confidence).map(Value::from),
            Statistic::BrennanPrediger(w) => brennan_prediger(matrix, &self.scale(w)?, confidence).map(Value::from),
            Statistic::GwetAc(w) => gwet_ac(matrix, &self.scale(w)?, confidence).map(Value::from),
        }
    }

    fn prepared(&self, statistic: Statistic) -> Result<Box<dyn Resample>, Undefined> {
        let (matrix, confidence) = (self.matrix, self.context.confidence);
        Ok(match statistic {
            Statistic::KrippendorffAlpha(level) => Box::new(prepare_krippendorff_alpha(matrix, level)?),
            Statistic::Icc(form) => Box::new(prepare_icc(matrix, form)?),
            Statistic::StandardErrorOfMeasurement(form) => Box::new(prepare_standard_error(matrix, form)?),
            Statistic::SmallestDifference(form) => Box::new(prepare_smallest_difference(matrix, form, confidence)?),
            Statistic::KendallW => Box::new(prepare_kendall_w(matrix)?),
            Statistic::SpearmanMean => Box::new(prepare_spearman_mean(matrix)?),
            Statistic::RWg(Items::Single) => Box::new(prepare_r_wg(matrix, self.steps()?)?),
            Statistic::RWg(Items::Together) => Box::new(prepare_r_wg_items(matrix, self.items()?, self.steps()?)?),
            Statistic::AWg => Box::new(prepare_a_wg(matrix, self.steps()?)?),
            Statistic::PercentAgreement(w) => Box::new(prepare_percent_agreement(matrix, &self.scale(w)?)?),
            Statistic::CohenKappa(w) => Box::new(prepare_cohen_kappa(matrix, &self.scale(w)?)?),
            Statistic::FleissKappa(w) => Box::new(prepare_fleiss_kappa(matrix, &self.scale(w)?)?),
            Statistic::CongerKappa(w) => Box::new(prepare_conger_kappa(matrix, &self.scale(w)?)?),
            Statistic::BrennanPrediger(w) => Box::new(prepare_brennan_prediger(matrix, &self.scale(w)?)?),
            Statistic::GwetAc(w) => Box::new(prepare_gwet_ac(matrix, &self.scale(w)?)?),
        })
    }

    fn scale(&self, weights: Weights) -> Result<Scale, Undefined> {
        let categories = self.context.categories.categories(self.matrix).ok_or_else(|| self.few())?;
        Ok(Scale { categories, weights })
    }

    fn steps(&self) -> Result<StepScale, Undefined> {
        if self.matrix.active().len() < 2 {
            return Err(self.few());
        }
        self.context.categories.scale(self.matrix).ok_or(Undefined::NoSteps)
    }

    fn items(&self) -> Result<&[usize], Undefined> {
        self.clusters.ok_or(Undefined::NoItems)
    }

    fn few(&self) -> Undefined {
        Undefined::TooFewRaters { found: self.matrix.active().len(), needed: 2 }
    }

    fn categories(&self, statistic: Statistic) -> Option<(&'static str, usize)> {
        let source = &self.context.categories;
        let count = if statistic.weights().is_some() {
            source.categories(self.matrix).map(|categories| categories.values().len())
        } else {
            source.scale(self.matrix).map(StepScale::values)
        };
        statistic.on_categories().then(|| (source.name(), count.unwrap_or_default()))
    }
}
