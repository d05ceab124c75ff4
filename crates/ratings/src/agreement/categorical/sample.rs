//! Subjects as the coefficients see them: how far the ratings of each lie apart, and which categories they use.

use crate::agreement::counts::{Codes, Distance, Runs, Shares, Steps};

/// The subjects of a table, ready for any number of samples of them.
pub(super) struct Subjects {
    pub(super) runs: Runs,
    /// The mean disagreement of the pairs of each subject; `None` where there is no pair.
    within: Vec<Option<f64>>,
    steps: Steps,
    shares: Shares,
    categories: usize,
}

/// The observed part of a coefficient, of the table itself.
pub(super) struct Observed {
    /// `1 - p_a`: the mean of the subjects that have pairs.
    pub(super) disagreement: f64,
    /// Subjects with a rating, `n`.
    pub(super) rated: usize,
    /// Subjects with a pair, `n'`.
    pub(super) paired: usize,
    /// The mean disagreement of each rated subject; `None` where it has no pair.
    pub(super) subjects: Vec<Option<f64>>,
}

impl Subjects {
    /// Counts the codes of a table whose rater `r` counts `raters[r]` times.
    pub(super) fn of(codes: &Codes, distance: &Distance, raters: &[u32]) -> Self {
        let runs = Runs::of(codes, raters);
        let (mut weights, mut sums) = (Vec::new(), Vec::new());
        let within: Vec<Option<f64>> = runs
            .each()
            .map(|row| {
                weights.clear();
                weights.extend(row.counts.iter().map(|count| f64::from(*count)));
                let sum = distance.of_pairs(row.categories, &weights, &mut sums);
                (row.pairs > 0).then(|| sum / row.pairs as f64)
            })
            .collect();
        let steps = Steps::of(&within.iter().map(|within| within.unwrap_or_default()).collect::<Vec<_>>());
        let shares = Shares::of(&runs);
        Self { runs, within, steps, shares, categories: codes.categories() }
    }

    /// Whether any subject has a pair.
    pub(super) fn paired(&self) -> bool {
        self.within.iter().any(Option::is_some)
    }

    /// `1 - p_a` when subject `s` counts `times[s]` times; `None` when no subject with a pair is among them.
    pub(super) fn disagreement(&self, times: &[u32]) -> Option<f64> {
        let paired: u64 =
            self.within.iter().zip(times).filter_map(|(within, times)| within.map(|_| u64::from(*times))).sum();
        (paired > 0).then(|| self.steps.weighted(times) / paired as f64)
    }

    /// The observed part of the table; `None` when no subject has a pair.
    pub(super) fn observed(&self) -> Option<Observed> {
        let disagreement = self.disagreement(&vec![1; self.within.len()])?;
        let rated = self.runs.each().zip(&self.within).filter(|(row, _)| !row.counts.is_empty());
        let subjects: Vec<Option<f64>> = rated.map(|(_, within)| *within).collect();
        let paired = subjects.iter().flatten().count();
        Some(Observed { disagreement, rated: subjects.len(), paired, subjects })
    }

    /// `pi_k`: the mean share of each category over the subjects that have a rating.
    pub(super) fn mean_shares(&self, times: &[u32]) -> Vec<f64> {
        self.shares.mean(&self.runs, self.categories, times)
    }

    /// For each rated subject the mean of `of_category` over its ratings.
    pub(super) fn means(&self, of_category: &[f64]) -> Vec<f64> {
        let rated = self.runs.each().filter(|row| !row.counts.is_empty());
        rated
            .map(|row| {
                let each = row.categories.iter().zip(row.counts);
                let sum: f64 = each.map(|(category, count)| f64::from(*count) * of_category[*category as usize]).sum();
                sum / row.total as f64
            })
            .collect()
    }

    /// How many ratings there are, of all subjects or of those with a pair.
    pub(super) fn values(&self, of_all: bool) -> usize {
        let counted = self.runs.each().filter(|row| of_all || row.pairs > 0);
        usize::try_from(counted.map(|row| row.total).sum::<u64>()).expect("a count of cells")
    }
}
