//! The standard error of alpha from how much each subject moves it.

use super::sums::Sums;
use crate::agreement::interval::NoInterval;
use crate::agreement::ordered_sum;

/// What a subject with a pair adds to alpha, in the unit of `delta^2`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Part {
    /// `m` times the mean `delta^2` of its pairs.
    pub(super) within: f64,
    /// `m`: its values.
    pub(super) values: f64,
    /// The sum over its values of the mean `delta^2` to all values of the table.
    pub(super) far: f64,
    /// The sum over its values of `d alpha` for one more such value through the metric, which depends on the values at
    /// ordinal level only; alpha as a function of shares, that is of `values / n`.
    pub(super) metric: f64,
}

/// The standard error of `a = 1 - Do/De'`, where `De' = sum over all ordered pairs / n^2`.
///
/// With subject `u` weighing `w_u`, `Do = sum w A_u / sum w m_u` and `De' = sum_ck p_c p_k delta^2_ck` with
/// `p_c = sum w r_uc / sum w m_u`. The derivative by `w_u` at all ones, times the number `n'` of subjects, is
/// `-(A_u + Do m_u - 2 Do/De' far_u) / (m De')`, `m` being the mean of `m_u`. Its mean over the subjects is 0, and its
/// variance over `n'` is that of `a`. On complete tables this is Gwet's formula.
pub(super) fn standard_error(sums: &Sums, parts: &[Part]) -> Result<f64, NoInterval> {
    if parts.len() < 2 {
        return Err(NoInterval::OneSubject);
    }
    if sums.within == 0.0 {
        return Err(NoInterval::PerfectAgreement);
    }
    let n = parts.len() as f64;
    let mean = sums.values / n;
    let observed = sums.within / sums.values;
    let expected = sums.among_all / (sums.values * sums.values);
    let square = |part: &Part| {
        let fixed = part.within + observed * part.values - 2.0 * observed / expected * part.far;
        let term = (part.metric - fixed / expected) / mean;
        term * term
    };
    let mut squares: Vec<f64> = parts.iter().map(square).collect();
    Ok((ordered_sum::sum(&mut squares) / (n * (n - 1.0))).sqrt())
}
