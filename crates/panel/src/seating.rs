//! Whether somebody can take a panel member's place without breaking a rule (`docs/draw-protocol.md` section 6).
//!
//! A replacement moves the counts of only those quotas for which one of the two counts and the other does not, and of
//! two employer groups, so asking costs no more than their quota lists, however large panel and pool are.

use crate::lottery::Instance;
use std::collections::BTreeMap;

/// A panel, with how many members count for each quota and come from each employer group.
pub(crate) struct Seating<'i> {
    instance: &'i Instance,
    /// Positions in the instance, in drawn order.
    panel: Vec<usize>,
    counts: Vec<usize>,
    employers: BTreeMap<u32, usize>,
    /// Whether minimums are still asked: not after a seat was lost.
    minimums: bool,
}

impl<'i> Seating<'i> {
    /// A full panel; its members are positions of the instance.
    pub(crate) fn new(instance: &'i Instance, panel: Vec<usize>) -> Self {
        let counts = instance.counts(&panel);
        let mut employers = BTreeMap::new();
        for employer in panel.iter().filter_map(|member| instance.experts[*member].employer) {
            *employers.entry(employer).or_default() += 1;
        }
        Self { instance, panel, counts, employers, minimums: true }
    }

    /// The panel as it now is, in drawn order.
    pub(crate) fn panel(&self) -> &[usize] {
        &self.panel
    }

    /// Whether `newcomer`, who is not on the panel, may take the place of the member `leaver`.
    pub(crate) fn fits(&self, newcomer: usize, leaver: usize) -> bool {
        let (new, old) = (&self.instance.experts[newcomer], &self.instance.experts[leaver]);
        let only = |these: &'i [u16], others: &'i [u16]| {
            these.iter().filter(|quota| others.binary_search(quota).is_err()).map(|quota| usize::from(*quota))
        };
        let falling = only(&old.quotas, &new.quotas)
            .all(|quota| !self.minimums || self.counts[quota] > usize::from(self.instance.quotas[quota].min));
        let rising = only(&new.quotas, &old.quotas)
            .all(|quota| self.counts[quota] < usize::from(self.instance.quotas[quota].max));
        let employer = match (new.employer, self.instance.employer_max) {
            (Some(employer), Some(most)) if new.employer != old.employer => {
                self.employers.get(&employer).is_none_or(|count| *count < usize::from(most))
            }
            _ => true,
        };
        falling && rising && employer
    }

    /// Gives the seat of `leaver` to `newcomer`.
    pub(crate) fn replace(&mut self, leaver: usize, newcomer: usize) {
        self.count(leaver, false);
        self.count(newcomer, true);
        for member in self.panel.iter_mut().filter(|member| **member == leaver) {
            *member = newcomer;
        }
    }

    /// Takes the seat of `leaver` away: nobody fits.
    pub(crate) fn lose(&mut self, leaver: usize) {
        self.count(leaver, false);
        self.panel.retain(|member| *member != leaver);
        self.minimums = false;
    }

    fn count(&mut self, expert: usize, joins: bool) {
        let member = &self.instance.experts[expert];
        let step = |count: &mut usize| *count = if joins { *count + 1 } else { *count - 1 };
        member.quotas.iter().for_each(|quota| step(&mut self.counts[usize::from(*quota)]));
        if let Some(employer) = member.employer {
            step(self.employers.entry(employer).or_default());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::ExpertId;
    use crate::lottery::{Member, Quota};
    use proptest::prelude::*;

    fn instance() -> impl Strategy<Value = Instance> {
        let member = (proptest::option::of(0u32..4), proptest::collection::btree_set(0u16..3, 0..3));
        let quota = (0u16..3, 0u16..3).prop_map(|(min, more)| Quota { min, max: min + more, counted: true });
        (proptest::collection::vec(member, 4..9), proptest::collection::vec(quota, 3), proptest::option::of(1u16..3))
            .prop_map(|(members, quotas, employer_max)| Instance {
                seats: 3,
                experts: members
                    .into_iter()
                    .enumerate()
                    .map(|(at, (employer, quotas))| Member {
                        id: ExpertId::new(&format!("E{at}")).unwrap(),
                        employer,
                        quotas: quotas.into_iter().collect(),
                    })
                    .collect(),
                quotas,
                employer_max,
            })
    }

    proptest! {
        /// The oracle is the full check of the panel after the exchange.
        #[test]
        fn whoever_fits_leaves_a_panel_that_keeps_every_rule(instance in instance()) {
            let n = instance.experts.len();
            for panel in (0..n).flat_map(|a| (a + 1..n).flat_map(move |b| (b + 1..n).map(move |c| vec![a, b, c]))) {
                if instance.holds(&panel).is_err() {
                    continue;
                }
                for leaver in panel.clone() {
                    for newcomer in (0..n).filter(|at| !panel.contains(at)) {
                        let mut seating = Seating::new(&instance, panel.clone());
                        let fits = seating.fits(newcomer, leaver);
                        seating.replace(leaver, newcomer);
                        let mut after = seating.panel().to_vec();
                        after.sort_unstable();
                        prop_assert_eq!(fits, instance.holds(&after).is_ok());
                        prop_assert_eq!(&seating.counts, &instance.counts(&after));
                    }
                }
            }
        }
    }

    #[test]
    fn after_a_lost_seat_only_maximums_and_employers_are_asked() {
        let member = |at: usize, employer, quotas: &[u16]| Member {
            id: ExpertId::new(&format!("E{at}")).unwrap(),
            employer,
            quotas: quotas.to_vec(),
        };
        let experts = vec![
            member(0, None, &[0]),
            member(1, None, &[0]),
            member(2, Some(0), &[]),
            member(3, None, &[1]),
            member(4, Some(0), &[]),
        ];
        let quotas = vec![Quota { min: 2, max: 2, counted: true }, Quota { min: 0, max: 0, counted: true }];
        let instance = Instance { seats: 3, experts, quotas, employer_max: Some(1) };
        let mut seating = Seating::new(&instance, vec![2, 0, 1]);
        assert!(!seating.fits(4, 0), "the minimum of quota 0 is asked");
        seating.lose(0);
        assert_eq!(seating.panel(), [2, 1]);
        assert!(!seating.fits(4, 1), "the employer limit is still asked");
        assert!(!seating.fits(3, 1), "maximums are still asked");
        assert!(seating.fits(4, 2), "a colleague may follow a colleague");
    }
}
