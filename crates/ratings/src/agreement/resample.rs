//! What a coefficient offers to the bootstrap: itself on a table drawn again from its own rows and columns.
//!
//! A coefficient is prepared once, so that a replicate costs one pass over what it keeps of each subject and not a new
//! table. Subjects drawn twice are two subjects. A rater drawn twice is not two raters: the copies agree perfectly, and
//! pairing them with each other would push every coefficient up, so only pairs of different raters count.

/// A coefficient prepared for one table.
pub(crate) trait Resample: Sync {
    /// The coefficient when subject `s` of the table occurs `subjects[s]` times and every rater once; `None` where it
    /// does not exist. With all ones it is the coefficient of the table.
    fn over_subjects(&self, subjects: &[u32]) -> Option<f64>;

    /// The same when rater `r` also occurs `raters[r]` times: a pair of raters `r != s` then weighs
    /// `raters[r] x raters[s]`, and copies of one rater are not paired.
    fn over_both(&self, subjects: &[u32], raters: &[u32]) -> Option<f64>;
}
