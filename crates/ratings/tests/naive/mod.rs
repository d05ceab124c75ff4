//! A second, slow opinion on who is on the list: the definitions written down in big fractions, from sheets and not from
//! tables, without anything of the crate. Small awards of one kind only.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, reason = "each test file uses its own part")]

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};
use std::collections::{BTreeMap, BTreeSet};

/// How sheets become one score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum How {
    Mean,
    Median,
    TrimmedTotal(usize),
    TrimmedItem(usize),
    Agreed,
}

/// A half goes up or to the even neighbour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Half {
    Up,
    Even,
}

#[derive(Clone, Debug)]
pub struct Stage {
    pub how: How,
    pub weight: Option<BigRational>,
    pub advance: Option<usize>,
}

/// Stage, entrant, reviewer; the panel's agreed sheet is that of `AGREED`.
pub type Key = (usize, usize, usize);
pub const AGREED: usize = usize::MAX;

/// One kind's award.
#[derive(Clone, Debug)]
pub struct Award {
    pub entrants: usize,
    pub points: Vec<u32>,
    pub stages: Vec<Stage>,
    /// The later stage supersedes.
    pub by_gates: bool,
    /// Cap and floor of each tier.
    pub tiers: Vec<(usize, BigRational)>,
    /// Items of each tie-break.
    pub breaks: Vec<Vec<usize>>,
    /// Decimals and halves, if what is compared is rounded.
    pub rounded: Option<(u32, Half)>,
    /// Percents of complete sheets.
    pub sheets: BTreeMap<Key, Vec<u8>>,
    /// What a gate weighs by when the weights up to it are all 0: what the rule file says.
    pub nominal: Vec<Option<BigRational>>,
}

/// Who is where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lists {
    pub listed: BTreeSet<usize>,
    pub undecided: BTreeSet<usize>,
    pub missing: BTreeSet<usize>,
}

pub fn whole(n: impl Into<BigInt>) -> BigRational {
    BigRational::from_integer(n.into())
}

fn mean(values: &[BigRational]) -> BigRational {
    values.iter().fold(BigRational::zero(), |sum, value| sum + value) / whole(values.len())
}

/// The mean of the values that stay when the lowest and highest in `by` go; equals at the edge share the places.
fn trimmed(values: &[BigRational], by: &[BigRational], trim: usize) -> BigRational {
    let mut order = by.to_vec();
    order.sort();
    let mut total = BigRational::zero();
    for (value, place) in values.iter().zip(by) {
        let first = order.iter().position(|other| other == place).unwrap();
        let last = first + order.iter().filter(|other| *other == place).count();
        let staying = last.min(by.len() - trim).saturating_sub(first.max(trim));
        total += value * BigRational::new(staying.into(), (last - first).into());
    }
    total / whole(by.len() - 2 * trim)
}

impl Award {
    fn all(&self) -> Vec<usize> {
        (0..self.points.len()).collect()
    }

    fn of_sheet(&self, sheet: &[u8], items: &[usize]) -> BigRational {
        items.iter().map(|i| BigRational::new((self.points[*i] * u32::from(sheet[*i])).into(), 100.into())).sum()
    }

    /// The score of these items at a stage; none without enough sheets.
    pub fn at(&self, stage: usize, entrant: usize, items: &[usize]) -> Option<BigRational> {
        let how = self.stages[stage].how;
        if how == How::Agreed {
            return self.sheets.get(&(stage, entrant, AGREED)).map(|sheet| self.of_sheet(sheet, items));
        }
        let sheets: Vec<&Vec<u8>> = (self.sheets.iter())
            .filter(|((s, e, r), _)| (*s, *e) == (stage, entrant) && *r != AGREED)
            .map(|(_, sheet)| sheet)
            .collect();
        let needed = match how {
            How::TrimmedTotal(trim) | How::TrimmedItem(trim) => 2 * trim + 1,
            How::Mean | How::Median | How::Agreed => 1,
        };
        if sheets.len() < needed {
            return None;
        }
        let scores = |items: &[usize]| sheets.iter().map(|sheet| self.of_sheet(sheet, items)).collect::<Vec<_>>();
        Some(match how {
            How::TrimmedItem(trim) => items.iter().map(|i| scores(&[*i])).map(|x| trimmed(&x, &x, trim)).sum(),
            How::TrimmedTotal(trim) => trimmed(&scores(items), &scores(&self.all()), trim),
            How::Median => {
                let mut scores = scores(items);
                scores.sort();
                mean(&[scores[(scores.len() - 1) / 2].clone(), scores[scores.len() / 2].clone()])
            }
            How::Mean | How::Agreed => mean(&scores(items)),
        })
    }

    fn weighted(&self, stages: usize, entrant: usize, items: &[usize]) -> Option<BigRational> {
        let weights: Vec<_> = self.stages[..stages].iter().map(|stage| stage.weight.clone()).collect();
        let weightless = weights.iter().flatten().all(Zero::is_zero);
        let mut sum = BigRational::zero();
        for (at, weight) in if weightless { &self.nominal[..stages] } else { &weights }.iter().enumerate() {
            if let Some(weight) = weight {
                sum += weight * self.at(at, entrant, items)?;
            }
        }
        Some(sum)
    }

    /// The score that ranks.
    pub fn result(&self, entrant: usize, items: &[usize]) -> Option<BigRational> {
        let last = self.stages.len() - 1;
        let score = if self.by_gates { self.at(last, entrant, items) } else { self.weighted(last + 1, entrant, items) };
        score.map(|score| self.compared(score))
    }

    fn so_far(&self, stage: usize, entrant: usize, items: &[usize]) -> Option<BigRational> {
        // The weight of the first weighted stage changes nothing; its score is its own.
        let weights = self.stages[..=stage].iter().filter(|stage| stage.weight.is_some()).count();
        let weighted = !self.by_gates && self.stages[stage].weight.is_some() && weights > 1;
        let score = if weighted { self.weighted(stage + 1, entrant, items) } else { self.at(stage, entrant, items) };
        score.map(|score| self.compared(score))
    }

    fn compared(&self, score: BigRational) -> BigRational {
        let Some((decimals, half)) = self.rounded else { return score };
        let scale = whole(BigInt::from(10).pow(decimals));
        let (scaled, two) = (score * &scale, whole(2));
        let (below, rest) = (scaled.floor(), scaled.fract());
        let even = (&below / &two).is_integer();
        let up = &rest * &two > BigRational::one() || (&rest * &two).is_one() && !(half == Half::Even && even);
        (below + if up { BigRational::one() } else { BigRational::zero() }) / scale
    }

    fn ranks(&self, of: &[usize], score: impl Fn(usize, &[usize]) -> BigRational) -> BTreeMap<usize, usize> {
        let key = |entrant: usize| -> Vec<BigRational> {
            let parts = std::iter::once(self.all()).chain(self.breaks.iter().cloned());
            parts.map(|items| score(entrant, &items)).collect()
        };
        let keys: BTreeMap<usize, _> = of.iter().map(|entrant| (*entrant, key(*entrant))).collect();
        keys.iter().map(|(entrant, own)| (*entrant, 1 + keys.values().filter(|other| *other > own).count())).collect()
    }

    /// Who is on the list.
    pub fn lists(&self) -> Lists {
        let mut lists = Lists::default();
        let mut here: Vec<usize> = (0..self.entrants).collect();
        for stage in 0..self.stages.len() {
            let Some(advance) = self.stages[stage].advance else { continue };
            let all = self.all();
            let (scored, missing): (Vec<usize>, Vec<usize>) =
                here.iter().partition(|entrant| self.so_far(stage, **entrant, &all).is_some());
            lists.missing.extend(missing);
            let ranks = self.ranks(&scored, |entrant, items| self.so_far(stage, entrant, items).unwrap());
            here = scored.into_iter().filter(|entrant| ranks[entrant] <= advance).collect();
        }
        let all = self.all();
        let (ranked, missing): (Vec<usize>, Vec<usize>) =
            here.iter().partition(|entrant| self.result(**entrant, &all).is_some());
        lists.missing.extend(missing);
        let ranks = self.ranks(&ranked, |entrant, items| self.result(entrant, items).unwrap());
        let mut left: Vec<usize> = self.tiers.iter().map(|(cap, _)| *cap).collect();
        for rank in ranks.values().copied().collect::<BTreeSet<usize>>() {
            let group: Vec<usize> = ranked.iter().copied().filter(|entrant| ranks[entrant] == rank).collect();
            let score = self.result(group[0], &all).unwrap();
            let (mut waiting, mut taken) = (group.len(), 0);
            for (left, (_, floor)) in left.iter_mut().zip(&self.tiers) {
                if score >= *floor && *left > 0 && waiting > 0 {
                    let places = waiting.min(*left);
                    *left -= places;
                    waiting -= places;
                    taken += 1;
                }
            }
            match taken {
                0 => {}
                1 if waiting == 0 => lists.listed.extend(group),
                _ => lists.undecided.extend(group),
            }
        }
        lists
    }

    /// The award as if an item did not exist, with every floor lowered to the share of the points that is left.
    pub fn without_item(&self, item: usize) -> Self {
        let mut award = self.clone();
        let total: u32 = self.points.iter().sum();
        let share = BigRational::new((total - self.points[item]).into(), total.into());
        award.points.remove(item);
        for sheet in award.sheets.values_mut() {
            sheet.remove(item);
        }
        award.tiers.iter_mut().for_each(|(_, floor)| *floor *= &share);
        let moved = |i: &usize| (*i != item).then(|| *i - usize::from(*i > item));
        award.breaks = self.breaks.iter().map(|items| items.iter().filter_map(moved).collect()).collect();
        award
    }

    /// The award without the sheets of these reviewers.
    pub fn without(&self, reviewers: &[usize]) -> Self {
        let mut award = self.clone();
        award.sheets.retain(|(_, _, reviewer), _| !reviewers.contains(reviewer));
        award
    }

    /// The award with one way of making scores at every stage.
    pub fn by(&self, how: How) -> Self {
        let mut award = self.clone();
        award.stages.iter_mut().for_each(|stage| stage.how = how);
        award
    }

    /// The award with another weight of one stage, the others in proportion.
    pub fn weighing(&self, stage: usize, to: &BigRational) -> Self {
        let mut award = self.clone();
        let from = self.stages[stage].weight.clone().unwrap();
        for (at, stage_of) in award.stages.iter_mut().enumerate() {
            if let Some(weight) = &mut stage_of.weight {
                *weight = if at == stage {
                    to.clone()
                } else {
                    &*weight * (BigRational::one() - to) / (BigRational::one() - &from)
                };
            }
        }
        award
    }

    /// The award with one percent another.
    pub fn altered(&self, key: Key, item: usize, to: u8) -> Self {
        let mut award = self.clone();
        award.sheets.get_mut(&key).unwrap()[item] = to;
        award
    }
}
