//! Small instances, and brute force over all their subsets: slow, obvious, and independent of the counting.
#![allow(dead_code, reason = "every test file uses its own part")]
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "all of this is test code")]

pub(crate) mod public;

use std::num::NonZeroU64;
use zhuoping_panel::ExpertId;
use zhuoping_panel::choice::below;
use zhuoping_panel::lottery::{Instance, Member, Quota};
use zhuoping_provenance::{Seed, Words};

pub(crate) fn words(text: &str) -> Words {
    Words::new(Seed::from_text("zhuoping/test/lottery", text), 0)
}

pub(crate) fn up_to(words: &mut Words, most: u64) -> u64 {
    below(words, NonZeroU64::new(most + 1).unwrap())
}

pub(crate) fn member(position: usize, employer: Option<u32>, quotas: &[u16]) -> Member {
    Member { id: ExpertId::new(&format!("E{position:05}")).unwrap(), employer, quotas: quotas.to_vec() }
}

pub(crate) fn quota(min: u16, max: u16) -> Quota {
    Quota { min, max, counted: true }
}

/// Any instance of `experts`: overlapping quotas, some of them checked, some that cannot bind; a few employers.
pub(crate) fn random_instance(words: &mut Words, experts: u64) -> Instance {
    let mut small = |most: u64| u16::try_from(up_to(words, most)).unwrap();
    let seats = 1 + small(experts.min(5) - 1);
    let quotas: Vec<Quota> = (0..small(4))
        .map(|_| {
            let min = small(2);
            Quota { min, max: min + small(3), counted: small(3) > 0 }
        })
        .collect();
    let employers = u64::from(1 + small(4));
    let experts = (0..usize::try_from(experts).unwrap())
        .map(|position| {
            let employer = (small(3) > 0).then(|| u32::from(small(employers)));
            let own: Vec<u16> = (0..u16::try_from(quotas.len()).unwrap()).filter(|_| small(1) > 0).collect();
            member(position, employer, &own)
        })
        .collect();
    let employer_max = (small(2) > 0).then(|| small(3).max(u16::from(small(9) > 0)));
    Instance { seats, experts, quotas, employer_max }
}

/// All subsets of `0..n` with `k` members, as ascending lists.
pub(crate) fn subsets(n: usize, k: usize) -> Vec<Vec<usize>> {
    (0..1u32 << n)
        .filter(|mask| mask.count_ones() as usize == k)
        .map(|mask| (0..n).filter(|at| mask >> at & 1 == 1).collect())
        .collect()
}

/// Whether a panel keeps the employer limit and the quotas that `asked` picks, by the plainest possible code.
pub(crate) fn keeps(instance: &Instance, panel: &[usize], asked: impl Fn(&Quota) -> bool) -> bool {
    let quotas = instance.quotas.iter().enumerate().filter(|(_, quota)| asked(quota)).all(|(at, quota)| {
        let of = |position: &&usize| instance.experts[**position].quotas.iter().any(|own| usize::from(*own) == at);
        let count = panel.iter().filter(of).count();
        count >= usize::from(quota.min) && count <= usize::from(quota.max)
    });
    quotas
        && panel.iter().all(|position| match (instance.experts[*position].employer, instance.employer_max) {
            (Some(employer), Some(max)) => {
                let colleagues = panel.iter().filter(|other| instance.experts[**other].employer == Some(employer));
                colleagues.count() <= usize::from(max)
            }
            _ => true,
        })
}

/// All panels that keep the counted quotas, in the order of the protocol, by enumeration and sorting: panels compare
/// by how many they take from the first cell, then by whom, then likewise at the second cell, and so on.
pub(crate) fn panels_in_order(instance: &Instance) -> Vec<Vec<usize>> {
    let unit = |position: usize| match instance.employer_max.and(instance.experts[position].employer) {
        Some(employer) => (0..).find(|at| instance.experts[*at].employer == Some(employer)).unwrap(),
        None if instance.employer_max.is_none() => 0,
        None => (0..).find(|at| instance.experts[*at].employer.is_none()).unwrap(),
    };
    let cell = |position: usize| {
        let own = instance.experts[position].quotas.iter().copied();
        let seen: Vec<u16> = own.filter(|quota| instance.quotas[usize::from(*quota)].counted).collect();
        (unit(position), seen)
    };
    let mut cells: Vec<_> = (0..instance.experts.len()).map(cell).collect();
    let of_position = cells.clone();
    cells.sort();
    cells.dedup();
    let key = |panel: &Vec<usize>| -> Vec<(usize, Vec<usize>)> {
        cells
            .iter()
            .map(|cell| {
                let taken: Vec<usize> = panel.iter().copied().filter(|at| of_position[*at] == *cell).collect();
                (taken.len(), taken)
            })
            .collect()
    };
    let mut panels = subsets(instance.experts.len(), usize::from(instance.seats));
    panels.retain(|panel| keeps(instance, panel, |quota| quota.counted));
    panels.sort_by_key(key);
    panels
}
