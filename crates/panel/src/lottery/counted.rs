//! Which quotas are counted exactly and which are left to rejection.
//!
//! Every counted quota multiplies the states; every quota left to rejection divides the share of panels that pass. So
//! the quotas that a panel would rarely keep by itself are counted first, and the tamest are left over if the budget
//! ends. The choice goes into the commitment, so a verifier never has to repeat it, and no choice changes the outcome's
//! fairness: all panels that keep all quotas stay equally likely.

use super::count::binomials;
use super::error::DrawError;
use super::instance::{Instance, Quota};
use super::uniform::{Budget, prepare};
use num_bigint::BigUint;

/// Sets `counted` of every quota: all of them if that fits the budget; else, beginning with the quota that a panel drawn
/// without any rules keeps most rarely (the lower number first among equals), each that fits beside those before it.
///
/// # Errors
/// What [`Instance::check`] finds; [`DrawError::TooLarge`] when even a lottery without quotas exceeds the budget.
/// The flags are then as before.
pub fn choose_counted(instance: &mut Instance, budget: Budget) -> Result<(), DrawError> {
    let mut chosen = instance.clone();
    chosen.quotas.iter_mut().for_each(|quota| quota.counted = true);
    if fits(&chosen, budget)? {
        *instance = chosen;
        return Ok(());
    }
    chosen.quotas.iter_mut().for_each(|quota| quota.counted = false);
    prepare(&chosen, budget)?;
    let mut order: Vec<(BigUint, usize)> =
        (0..chosen.quotas.len()).map(|at| (panels_keeping(&chosen, at), at)).collect();
    order.sort();
    for (_, at) in order {
        chosen.quotas[at].counted = true;
        chosen.quotas[at].counted = fits(&chosen, budget)?;
    }
    *instance = chosen;
    Ok(())
}

fn fits(instance: &Instance, budget: Budget) -> Result<bool, DrawError> {
    match prepare(instance, budget) {
        Ok(_) => Ok(true),
        Err(DrawError::TooLarge { .. }) => Ok(false),
        Err(other) => Err(other),
    }
}

/// How many panels of the right size keep the quota at `at`, all other rules forgotten.
fn panels_keeping(instance: &Instance, at: usize) -> BigUint {
    let seats = usize::from(instance.seats);
    let counts = |quotas: &[u16]| quotas.iter().any(|quota| usize::from(*quota) == at);
    let inside = instance.experts.iter().filter(|member| counts(&member.quotas)).count();
    let Quota { min, max, .. } = instance.quotas[at];
    let (min, max) = (usize::from(min), usize::from(max).min(seats));
    if min > max {
        return BigUint::ZERO;
    }
    let (of, others) = (binomials(inside, seats), binomials(instance.experts.len() - inside, seats));
    (min..=max).map(|count| &of[count] * &others[seats - count]).sum()
}
