//! Confidence intervals by drawing the table again from its own rows and columns.
//!
//! For coefficients without an interval in closed form, and for checking those that have one. A replicate draws as many
//! subjects (or clusters of rows, where several rows are items of one entrant), raters, or both, as there are, with
//! replacement; the interval is read off the replicates' distribution. Replicate `k` of a seed uses the random numbers of
//! stream `k` alone, positions are those of the table in its own order ([`Canonical`]), and replicates are collected in
//! order: neither threads nor the order of a file change a bit.
//!
//! Two ends. *Percentile*: the quantiles of the replicates; simple, a little too narrow where the coefficient is biased.
//! *BCa* (Efron 1987) moves the quantiles by the bias, read off the share of replicates below the value, and by the
//! acceleration, which the jackknife gives: `a = sum U^3 / (6 (sum U^2)^1.5)` with `U_i = (n - 1)(mean - theta_(-i))`, where
//! `theta_(-i)` leaves out unit `i`. Over both subjects and raters these are two samples, and the sums of each are divided
//! by the cube and the square of its size, as for any statistic of several samples (Davison & Hinkley 1997, section 5.3).
//!
//! What it cannot do: with 5 to 9 raters a bootstrap over raters is coarse, and a panel of three is drawn three times the
//! same in one of nine replicates; where the coefficient often does not exist, the interval is refused.
//!
//! References: Efron & Tibshirani (1993), An Introduction to the Bootstrap, sections 13.3 and 14.3 (equations 14.9 to
//! 14.15); Owen (2007), Ann. Appl. Stat. 1:386-411 (subjects and raters together).

use super::canonical::Canonical;
use super::interval::{Confidence, Interval, Method, NoInterval, Over};
use super::quantile::{normal_below, normal_exceeded, normal_quantile};
use super::resample::Resample;
use crate::simulation::Stream;
use rayon::prelude::*;
use zhuoping_provenance::Seed;

/// The largest share of replicates in which the coefficient may not exist.
pub const UNDEFINED_SHARE_MAX: f64 = 0.05;

/// How a bootstrap is done.
#[derive(Clone, Copy, Debug)]
pub struct Bootstrap {
    /// How many replicates; 1 000 or more for a 95 % interval.
    pub replicates: u32,
    /// What is drawn again.
    pub over: Over,
    /// How the ends are found.
    pub ends: Ends,
    /// Where the random numbers come from.
    pub seed: Seed,
}

/// How a bootstrap finds the ends of its interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// Quantiles of the replicates.
    Percentile,
    /// Quantiles corrected for bias and acceleration.
    Bca,
}

impl Ends {
    /// Every way.
    pub const ALL: [Self; 2] = [Self::Percentile, Self::Bca];

    /// The name in commands and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Percentile => "percentile",
            Self::Bca => "bca",
        }
    }
}

/// What a bootstrap found.
#[derive(Clone, Debug, PartialEq)]
pub struct Bootstrapped {
    /// The interval, or why there is none.
    pub interval: Result<Interval, NoInterval>,
    /// The standard deviation of the replicates; `None` with fewer than 2 of them.
    pub standard_error: Option<f64>,
    /// How many replicates were drawn.
    pub replicates: usize,
    /// In how many of them the coefficient does not exist.
    pub undefined: usize,
}

impl Bootstrap {
    /// Draws the replicates of a coefficient prepared for `table.matrix`.
    pub(crate) fn run(&self, coefficient: &dyn Resample, table: &Canonical, confidence: Confidence) -> Bootstrapped {
        let units = Units::of(table);
        let drawn: Vec<Option<f64>> = (0..u64::from(self.replicates))
            .into_par_iter()
            .map_init(|| units.draw(), |draw, replicate| draw.replicate(coefficient, self.over, self.seed, replicate))
            .collect();
        let mut values: Vec<f64> = drawn.iter().copied().flatten().collect();
        values.sort_unstable_by(f64::total_cmp);
        let undefined = drawn.len() - values.len();
        let interval = if undefined as f64 > UNDEFINED_SHARE_MAX * drawn.len() as f64 {
            Err(NoInterval::OftenUndefined { undefined, replicates: drawn.len() })
        } else {
            self.ends(coefficient, &units, &values, confidence)
        };
        Bootstrapped { interval, standard_error: deviation(&values), replicates: drawn.len(), undefined }
    }

    fn ends(
        &self,
        coefficient: &dyn Resample,
        units: &Units<'_>,
        values: &[f64],
        confidence: Confidence,
    ) -> Result<Interval, NoInterval> {
        let few = NoInterval::FewReplicates { replicates: values.len() };
        let (Some(first), Some(last)) = (values.first(), values.last()) else { return Err(few) };
        if last - first <= EQUAL {
            return Err(NoInterval::EqualReplicates);
        }
        let (tails, method) = match self.ends {
            Ends::Percentile => ([confidence.tail(), 1.0 - confidence.tail()], Method::Percentile(self.over)),
            Ends::Bca => {
                let corrected = corrected(coefficient, units, self.over, values, confidence);
                (corrected.ok_or(NoInterval::BeyondCorrection)?, Method::Bca(self.over))
            }
        };
        let [lower, upper] = tails.map(|share| quantile(values, share));
        Ok(Interval { lower: lower.ok_or(few)?, upper: upper.ok_or(few)?, method })
    }
}

/// Coefficients nearer to each other than this differ by rounding.
const EQUAL: f64 = 1e-12;

/// What is drawn: clusters of rows, and columns.
struct Units<'a> {
    clusters: &'a [usize],
    subjects: usize,
    raters: usize,
}

impl<'a> Units<'a> {
    fn of(table: &'a Canonical) -> Self {
        let subjects = table.clusters.last().map_or(0, |last| last + 1);
        Self { clusters: &table.clusters, subjects, raters: table.matrix.raters() }
    }

    fn draw(&self) -> Draw<'_> {
        Draw {
            units: self,
            clusters: vec![1; self.subjects],
            rows: vec![1; self.clusters.len()],
            raters: vec![1; self.raters],
        }
    }
}

/// How often each unit occurs, with memory that is used again.
struct Draw<'a> {
    units: &'a Units<'a>,
    clusters: Vec<u32>,
    rows: Vec<u32>,
    raters: Vec<u32>,
}

impl Draw<'_> {
    fn replicate(&mut self, coefficient: &dyn Resample, over: Over, seed: Seed, replicate: u64) -> Option<f64> {
        let mut stream = Stream::new(seed, replicate);
        if over != Over::Raters {
            self.clusters.fill(0);
            stream.resample(&mut self.clusters);
        }
        if over != Over::Subjects {
            self.raters.fill(0);
            stream.resample(&mut self.raters);
        }
        self.value(coefficient, over)
    }

    fn value(&mut self, coefficient: &dyn Resample, over: Over) -> Option<f64> {
        for (row, cluster) in self.rows.iter_mut().zip(self.units.clusters) {
            *row = self.clusters[*cluster];
        }
        match over {
            Over::Subjects => coefficient.over_subjects(&self.rows),
            Over::Raters | Over::Both => coefficient.over_both(&self.rows, &self.raters),
        }
        .filter(|value| value.is_finite())
    }

    fn without_subject(&mut self, coefficient: &dyn Resample, over: Over, subject: usize) -> Option<f64> {
        self.clusters[subject] = 0;
        let value = self.value(coefficient, over);
        self.clusters[subject] = 1;
        value
    }

    fn without_rater(&mut self, coefficient: &dyn Resample, over: Over, rater: usize) -> Option<f64> {
        self.raters[rater] = 0;
        let value = self.value(coefficient, over);
        self.raters[rater] = 1;
        value
    }
}

/// The shares below the ends of BCa (Efron & Tibshirani 1993, equation 14.10).
fn corrected(
    coefficient: &dyn Resample,
    units: &Units<'_>,
    over: Over,
    values: &[f64],
    confidence: Confidence,
) -> Option<[f64; 2]> {
    let value = units.draw().value(coefficient, over)?;
    let below = values.iter().filter(|x| **x < value - EQUAL).count() as f64;
    let equal = values.iter().filter(|x| (**x - value).abs() <= EQUAL).count() as f64;
    let share = (below + equal / 2.0) / values.len() as f64;
    if share <= 0.0 || share >= 1.0 {
        return None;
    }
    let (bias, acceleration) = (normal_quantile(share), acceleration(coefficient, units, over)?);
    let moved = |z: f64| {
        let scale = 1.0 - acceleration * (bias + z);
        (scale > 0.0).then(|| normal_below(bias + (bias + z) / scale))
    };
    let z = normal_exceeded(confidence);
    Some([moved(-z)?, moved(z)?])
}

/// From the jackknife over the units that are drawn; `None` where the coefficient does not exist without one of them.
fn acceleration(coefficient: &dyn Resample, units: &Units<'_>, over: Over) -> Option<f64> {
    let subjects = || {
        (0..units.subjects)
            .into_par_iter()
            .map_init(|| units.draw(), |draw, subject| draw.without_subject(coefficient, over, subject))
            .collect::<Option<Vec<f64>>>()
    };
    let raters = || {
        let mut draw = units.draw();
        (0..units.raters).map(|rater| draw.without_rater(coefficient, over, rater)).collect::<Option<Vec<f64>>>()
    };
    let samples = match over {
        Over::Subjects => vec![subjects()?],
        Over::Raters => vec![raters()?],
        Over::Both => vec![subjects()?, raters()?],
    };
    let (mut cubes, mut squares) = (0.0, 0.0);
    for sample in samples {
        let n = sample.len() as f64;
        let mean = sample.iter().sum::<f64>() / n;
        for influence in sample.iter().map(|without| (n - 1.0) * (mean - without) / n) {
            cubes += influence * influence * influence;
            squares += influence * influence;
        }
    }
    Some(if squares > 0.0 { cubes / (6.0 * squares * squares.sqrt()) } else { 0.0 })
}

/// The `(B + 1) share`-th of `B` rising values, between two of them in proportion; `None` beyond the first or last.
fn quantile(values: &[f64], share: f64) -> Option<f64> {
    let place = (values.len() as f64 + 1.0) * share;
    if place < 1.0 || place > values.len() as f64 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 1 to the number of values")]
    let below = place as usize;
    let (lower, upper) = (values[below - 1], values[below.min(values.len() - 1)]);
    Some(lower + (place - below as f64) * (upper - lower))
}

fn deviation(values: &[f64]) -> Option<f64> {
    if values.len() < 2 {
        return None;
    }
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    Some((values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::super::matrix::Matrix;
    use super::*;

    /// The mean of the rows' means; over both, weighted by raters too, as if each rater were one.
    struct Mean(Vec<Vec<f64>>);

    impl Resample for Mean {
        fn over_subjects(&self, subjects: &[u32]) -> Option<f64> {
            self.over_both(subjects, &vec![1; self.0[0].len()])
        }

        fn over_both(&self, subjects: &[u32], raters: &[u32]) -> Option<f64> {
            let (mut sum, mut count) = (0.0, 0.0);
            for (row, times) in self.0.iter().zip(subjects) {
                for (x, weight) in row.iter().zip(raters) {
                    let both = f64::from(*times) * f64::from(*weight);
                    sum += both * x;
                    count += both;
                }
            }
            (count > 0.0).then(|| sum / count)
        }
    }

    fn table(rows: &[Vec<f64>]) -> (Mean, Canonical) {
        let table = Canonical::of(&Matrix::complete(rows).unwrap(), None);
        (Mean(table.matrix.rows().map(<[f64]>::to_vec).collect()), table)
    }

    fn settings(over: Over, ends: Ends) -> Bootstrap {
        Bootstrap { replicates: 4_000, over, ends, seed: Seed::from_bytes([7; 32]) }
    }

    /// Efron & Tibshirani (1993), table 14.1: spatial test data, of which they print that the jackknife gives the
    /// variance an acceleration of .061. A one-column table whose figure is that variance.
    #[test]
    fn the_acceleration_of_a_published_example() {
        struct Variance(Vec<f64>);
        impl Resample for Variance {
            fn over_subjects(&self, subjects: &[u32]) -> Option<f64> {
                let n: f64 = subjects.iter().map(|times| f64::from(*times)).sum();
                let each = || self.0.iter().zip(subjects).map(|(x, times)| (*x, f64::from(*times)));
                let mean = each().map(|(x, times)| times * x).sum::<f64>() / n;
                Some(each().map(|(x, times)| times * (x - mean) * (x - mean)).sum::<f64>() / n)
            }
            fn over_both(&self, subjects: &[u32], _: &[u32]) -> Option<f64> {
                self.over_subjects(subjects)
            }
        }
        let a = [
            48., 36., 20., 29., 42., 42., 20., 42., 22., 41., 45., 14., 6., 0., 33., 28., 34., 4., 32., 24., 47., 41.,
            24., 26., 30., 41.,
        ];
        let rows: Vec<Vec<f64>> = a.iter().map(|x| vec![*x]).collect();
        let table = Canonical::of(&Matrix::complete(&rows).unwrap(), None);
        let figure = Variance(table.matrix.cells().to_vec());
        let units = Units::of(&table);
        let value = units.draw().value(&figure, Over::Subjects).unwrap();
        assert_eq!(format!("{value:.1}"), "171.5");
        let found = acceleration(&figure, &units, Over::Subjects).unwrap();
        assert_eq!(format!("{found:.3}"), "0.061");
        // They print the BCa interval at 90 %, of 2 000 replicates, as 115.8 to 259.6, and the percentile interval as 100.8
        // to 233.9.
        let confidence = Confidence::new(0.9).unwrap();
        for (ends, lower, upper) in [(Ends::Bca, 115.8, 259.6), (Ends::Percentile, 100.8, 233.9)] {
            let found = settings(Over::Subjects, ends).run(&figure, &table, confidence).interval.unwrap();
            assert!((found.lower - lower).abs() < 6.0 && (found.upper - upper).abs() < 6.0, "{ends:?}: {found:?}");
        }
    }

    #[test]
    fn the_standard_error_of_a_mean_is_what_theory_says() {
        let rows: Vec<Vec<f64>> = (0..20).map(|i| vec![f64::from(i * i % 17), f64::from(i * 7 % 13), 4.0]).collect();
        let (mean, table) = table(&rows);
        let found = settings(Over::Subjects, Ends::Percentile).run(&mean, &table, Confidence::USUAL);
        let means: Vec<f64> = rows.iter().map(|row| row.iter().sum::<f64>() / 3.0).collect();
        // The bootstrap's variance divides by n, not n - 1.
        let theory = deviation(&means).unwrap() * (19.0_f64 / 20.0).sqrt() / 20.0_f64.sqrt();
        // Four standard errors of a standard deviation of 4 000 replicates.
        assert!((found.standard_error.unwrap() / theory - 1.0).abs() < 4.0 / 8_000.0_f64.sqrt());
        assert_eq!((found.replicates, found.undefined), (4_000, 0));
    }

    #[test]
    fn rows_of_one_cluster_are_drawn_together() {
        let rows = [[1.0], [1.0], [5.0], [5.0], [9.0], [9.0]];
        let matrix = Matrix::complete(&rows).unwrap();
        let apart = Canonical::of(&matrix, None);
        let together = Canonical::of(&matrix, Some(&[0, 0, 1, 1, 2, 2]));
        let mean = Mean(apart.matrix.rows().map(<[f64]>::to_vec).collect());
        let error =
            |table| settings(Over::Subjects, Ends::Percentile).run(&mean, table, Confidence::USUAL).standard_error;
        // Half the independent units: a standard error larger by the root of 2.
        let ratio = error(&together).unwrap() / error(&apart).unwrap();
        assert!((ratio - 2.0_f64.sqrt()).abs() < 0.08, "{ratio}");
    }

    #[test]
    fn intervals_that_would_mislead_are_refused() {
        struct Sometimes;
        impl Resample for Sometimes {
            fn over_subjects(&self, subjects: &[u32]) -> Option<f64> {
                (subjects[0] > 0).then(|| f64::from(subjects[1]))
            }
            fn over_both(&self, subjects: &[u32], raters: &[u32]) -> Option<f64> {
                (raters[0] > 0).then(|| f64::from(subjects[1]))
            }
        }
        let (mean, table) = table(&[vec![3.0, 4.0], vec![3.0, 5.0], vec![8.0, 1.0]]);
        let run = |settings: Bootstrap, of: &dyn Resample| settings.run(of, &table, Confidence::USUAL).interval;
        let over_subjects = settings(Over::Subjects, Ends::Percentile);
        let often = run(over_subjects, &Sometimes);
        assert!(matches!(often, Err(NoInterval::OftenUndefined { replicates: 4_000, undefined }) if undefined > 1_000));
        let few = run(Bootstrap { replicates: 20, ..over_subjects }, &mean);
        assert_eq!(few, Err(NoInterval::FewReplicates { replicates: 20 }));
        let same = Mean(vec![vec![2.0, 2.0]; 3]);
        assert_eq!(run(over_subjects, &same), Err(NoInterval::EqualReplicates));
        assert_eq!(run(settings(Over::Subjects, Ends::Bca), &same), Err(NoInterval::EqualReplicates));
    }

    #[test]
    fn threads_change_nothing_and_seeds_do() {
        let rows: Vec<Vec<f64>> = (0..40).map(|i| vec![f64::from(i * i % 31), f64::from(i * 5 % 29)]).collect();
        let (mean, table) = table(&rows);
        for over in Over::ALL {
            let run = |seed| Bootstrap { seed, ..settings(over, Ends::Bca) }.run(&mean, &table, Confidence::USUAL);
            let on = |threads| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                pool.install(|| run(Seed::from_bytes([7; 32])))
            };
            let one = on(1);
            assert_eq!(one, on(8));
            assert_ne!(one, run(Seed::from_bytes([8; 32])));
            let interval = one.interval.unwrap();
            assert_eq!(interval.method, Method::Bca(over));
        }
    }
}
