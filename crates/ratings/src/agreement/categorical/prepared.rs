//! The coefficients that differ in what they ascribe to chance only, prepared for a table and for samples of it.

use super::brennan_prediger;
use super::coefficient::{Chance, Coefficient, linearized};
use super::conger_kappa::Raters;
use super::sample::Subjects;
use super::scale::Scale;
use super::{fleiss_kappa, gwet_ac};
use crate::agreement::counts::{Codes, Distance, Outside};
use crate::agreement::interval::Confidence;
use crate::agreement::matrix::Matrix;
use crate::agreement::resample::Resample;
use crate::agreement::undefined::Undefined;

/// What agreement is ascribed to chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// None: percent agreement.
    Percent,
    /// That of ratings spread evenly over the categories.
    BrennanPrediger,
    /// That of two ratings out of all.
    Fleiss,
    /// That of ratings out of those of two different raters.
    Conger,
    /// That of the subjects which are hard to rate, judged by how evenly categories are used.
    Gwet,
}

/// A coefficient with its table counted.
pub(super) struct Prepared {
    kind: Kind,
    codes: Codes,
    distance: Distance,
    subjects: Subjects,
    /// The codes by rater, where the coefficient looks at raters.
    columns: Option<Codes>,
}

impl Prepared {
    /// Counts a table.
    pub(super) fn of(kind: Kind, matrix: &Matrix, scale: &Scale) -> Result<Self, Undefined> {
        let codes = Codes::among(matrix, scale.categories.values())
            .map_err(|Outside(value)| Undefined::OutsideCategories { value })?;
        let distance = scale.distance();
        let subjects = Subjects::of(&codes, &distance, &vec![1; codes.width()]);
        if !subjects.paired() {
            return Err(Undefined::nothing_paired(matrix));
        }
        // With one category everybody agrees whatever they think, and every weight is 0/0.
        if codes.categories() < 2 {
            return Err(Undefined::NoVariation);
        }
        let columns = (kind == Kind::Conger).then(|| codes.transposed());
        Ok(Self { kind, codes, distance, subjects, columns })
    }

    /// The coefficient of the table.
    pub(super) fn coefficient(&self, confidence: Confidence) -> Result<Coefficient, Undefined> {
        let observed = self.subjects.observed().expect("a table has pairs");
        let chance = self.chance().ok_or(Undefined::NoVariation)?;
        let interval = linearized(&observed, &chance, confidence);
        let by_use = !matches!(self.kind, Kind::Percent | Kind::BrennanPrediger);
        Ok(Coefficient {
            value: 1.0 - observed.disagreement / chance.disagreement,
            observed: 1.0 - observed.disagreement,
            expected: (self.kind != Kind::Percent).then_some(1.0 - chance.disagreement),
            standard_error: interval.ok().map(|(error, _)| error),
            interval: interval.map(|(_, interval)| interval),
            subjects_used: observed.paired,
            values_used: self.subjects.values(by_use),
        })
    }

    /// The part of chance with what each subject adds to it; `None` when chance leaves no disagreement.
    fn chance(&self) -> Option<Chance> {
        let once = vec![1; self.codes.height()];
        let chance = match self.kind {
            Kind::Percent => Chance::fixed(1.0),
            Kind::BrennanPrediger => Chance::fixed(brennan_prediger::expected(&self.distance, self.codes.categories())),
            Kind::Fleiss => fleiss_kappa::chance(&self.distance, &self.subjects, &once),
            Kind::Gwet => gwet_ac::chance(&self.distance, &self.subjects, &once),
            Kind::Conger => {
                let columns = self.columns();
                Raters::of(columns, &self.distance, &once, &vec![1; self.codes.width()])?.chance(columns)
            }
        };
        (chance.disagreement > 0.0).then_some(chance)
    }

    /// `1 - p_e` of a sample; `None` where it is 0.
    fn expected(&self, subjects: &Subjects, times: &[u32], raters: &[u32]) -> Option<f64> {
        let expected = match self.kind {
            Kind::Percent => 1.0,
            Kind::BrennanPrediger => brennan_prediger::expected(&self.distance, self.codes.categories()),
            Kind::Fleiss => fleiss_kappa::expected(&self.distance, &subjects.mean_shares(times)),
            Kind::Gwet => gwet_ac::expected(&self.distance, &subjects.mean_shares(times)),
            Kind::Conger => Raters::of(self.columns(), &self.distance, times, raters)?.expected(),
        };
        (expected > 0.0).then_some(expected)
    }

    fn columns(&self) -> &Codes {
        self.columns.as_ref().expect("counted for this coefficient")
    }

    fn sampled(&self, subjects: &Subjects, times: &[u32], raters: &[u32]) -> Option<f64> {
        Some(1.0 - subjects.disagreement(times)? / self.expected(subjects, times, raters)?)
    }
}

impl Resample for Prepared {
    fn over_subjects(&self, subjects: &[u32]) -> Option<f64> {
        self.sampled(&self.subjects, subjects, &vec![1; self.codes.width()])
    }

    fn over_both(&self, subjects: &[u32], raters: &[u32]) -> Option<f64> {
        self.sampled(&Subjects::of(&self.codes, &self.distance, raters), subjects, raters)
    }
}
