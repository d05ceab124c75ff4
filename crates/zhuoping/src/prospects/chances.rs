//! Chances for people: as fractions, percents and "about 1 in N", and which kinds of experts have the smallest and largest.

use super::wording::Rules;
use num_bigint::BigUint;
use serde_json::{Value, json};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use zhuoping_criteria::Lang;
use zhuoping_panel::ExpertId;
use zhuoping_panel::lottery::{Chances, Instance};

/// Digits of a fraction that people still read; longer ones are in `plan.json` only.
const READABLE: usize = 40;

/// Everybody's chances in short.
pub(crate) struct ChanceReport {
    /// Of those who can be drawn at all.
    pub(crate) smallest: Extreme,
    pub(crate) largest: Extreme,
    /// For each quota that somebody who can be drawn counts for.
    pub(crate) by_quota: Vec<ByQuota>,
}

/// The smallest or largest chance and who has it.
pub(crate) struct Extreme {
    pub(crate) chance: Chance,
    pub(crate) experts: Vec<ExpertId>,
    /// The kinds of these experts, most numerous first.
    pub(crate) kinds: Vec<Kind>,
}

/// Experts whom the rules cannot tell apart, but for who their colleagues are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    /// The quotas they count for.
    pub(crate) quotas: Vec<usize>,
    /// Eligible experts of their employer, themselves included, where the employer limit asks; 0 without an employer.
    pub(crate) colleagues: Option<usize>,
    pub(crate) experts: usize,
}

/// The chances of those who count for one quota.
pub(crate) struct ByQuota {
    pub(crate) quota: usize,
    pub(crate) experts: usize,
    pub(crate) smallest: Chance,
    pub(crate) largest: Chance,
}

/// One chance, `part / whole`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chance {
    /// In lowest terms.
    part: BigUint,
    whole: BigUint,
}

impl ChanceReport {
    /// `None` when nobody can be drawn.
    pub(crate) fn new(instance: &Instance, chances: &Chances) -> Option<Self> {
        let possible: Vec<usize> =
            (0..instance.experts.len()).filter(|at| chances.holding[*at] != BigUint::ZERO).collect();
        let extremes = |positions: &[usize]| {
            let least = positions.iter().map(|at| &chances.holding[*at]).min()?;
            let most = positions.iter().map(|at| &chances.holding[*at]).max()?;
            Some((least.clone(), most.clone()))
        };
        let (least, most) = extremes(&possible)?;
        let extreme = |count: &BigUint| {
            let positions: Vec<usize> = possible.iter().copied().filter(|at| chances.holding[*at] == *count).collect();
            Extreme {
                chance: Chance::of(chances, positions[0]),
                experts: positions.iter().map(|at| instance.experts[*at].id.clone()).collect(),
                kinds: kinds(instance, &positions),
            }
        };
        let by_quota = (0..instance.quotas.len()).filter_map(|quota| {
            let counts = |at: &usize| instance.experts[*at].quotas.iter().any(|own| usize::from(*own) == quota);
            let own: Vec<usize> = possible.iter().copied().filter(counts).collect();
            let (least, most) = extremes(&own)?;
            let of = |count: &BigUint| own.iter().find(|at| chances.holding[**at] == *count).copied();
            Some(ByQuota {
                quota,
                experts: own.len(),
                smallest: Chance::of(chances, of(&least)?),
                largest: Chance::of(chances, of(&most)?),
            })
        });
        Some(Self { by_quota: by_quota.collect(), smallest: extreme(&least), largest: extreme(&most) })
    }

    /// The member `chances` of `draw plan --json`.
    pub(crate) fn json(&self, rules: &Rules) -> Value {
        let by_quota = self.by_quota.iter().map(|of| {
            let asked = &rules.quotas[of.quota];
            json!({
                "column": asked.column, "value": asked.value, "experts": of.experts,
                "smallest": of.smallest.value(), "smallest_exact": of.smallest.fraction(),
                "largest": of.largest.value(), "largest_exact": of.largest.fraction(),
            })
        });
        json!({
            "smallest": self.smallest.chance.value(), "smallest_exact": self.smallest.chance.fraction(),
            "smallest_experts": self.smallest.experts,
            "largest": self.largest.chance.value(), "largest_exact": self.largest.chance.fraction(),
            "largest_experts": self.largest.experts,
            "by_quota": by_quota.collect::<Vec<_>>(),
        })
    }
}

/// The kinds of the experts at `positions`, most numerous first.
fn kinds(instance: &Instance, positions: &[usize]) -> Vec<Kind> {
    let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
    for employer in instance.experts.iter().filter_map(|member| member.employer) {
        *sizes.entry(employer).or_default() += 1;
    }
    let mut found: BTreeMap<(Vec<u16>, Option<usize>), usize> = BTreeMap::new();
    for member in positions.iter().map(|at| &instance.experts[*at]) {
        let colleagues = instance.employer_max.map(|_| member.employer.map_or(0, |employer| sizes[&employer]));
        *found.entry((member.quotas.clone(), colleagues)).or_default() += 1;
    }
    let mut kinds: Vec<Kind> = found
        .into_iter()
        .map(|((quotas, colleagues), experts)| Kind {
            quotas: quotas.into_iter().map(usize::from).collect(),
            colleagues,
            experts,
        })
        .collect();
    kinds.sort_by_key(|kind| Reverse(kind.experts));
    kinds
}

impl Extreme {
    /// Who has it: at most `most` kinds in words, and how many more there are.
    pub(crate) fn who(&self, rules: &Rules, most: usize, lang: Lang) -> Vec<String> {
        let mut lines: Vec<String> = self.kinds.iter().take(most).map(|kind| kind.words(rules, lang)).collect();
        let rest: usize = self.kinds.iter().skip(most).map(|kind| kind.experts).sum();
        if rest > 0 {
            lines.push(match lang {
                Lang::Zh => format!("其他各类共 {rest} 人"),
                Lang::En => format!("{rest} of other kinds"),
            });
        }
        lines
    }
}

impl Kind {
    fn words(&self, rules: &Rules, lang: Lang) -> String {
        let Self { experts, quotas, colleagues } = self;
        let quotas: Vec<_> = quotas.iter().map(|quota| rules.quota(*quota, lang)).collect();
        match lang {
            Lang::Zh => {
                let what = if quotas.is_empty() { "不属任何配额".into() } else { quotas.join("、") };
                let employer = match colleagues {
                    None => String::new(),
                    Some(0) => "，未填单位".into(),
                    Some(1) => "，本单位只有本人".into(),
                    Some(n) => format!("，本单位可抽 {n} 人"),
                };
                format!("{experts} 人：{what}{employer}")
            }
            Lang::En => {
                let what = if quotas.is_empty() { "of no quota".into() } else { quotas.join(", ") };
                let employer = match colleagues {
                    None => String::new(),
                    Some(0) => ", without employer".into(),
                    Some(1) => ", alone of the employer".into(),
                    Some(n) => format!(", {n} eligible of the employer"),
                };
                format!("{experts}: {what}{employer}")
            }
        }
    }
}

impl Chance {
    fn of(chances: &Chances, position: usize) -> Self {
        let ratio = chances.of(position);
        Self { part: ratio.numer().clone(), whole: ratio.denom().clone() }
    }

    /// `a/b`, exact.
    pub(crate) fn fraction(&self) -> String {
        format!("{}/{}", self.part, self.whole)
    }

    /// The same, unless nobody would read it.
    pub(crate) fn short_fraction(&self) -> Option<String> {
        Some(self.fraction()).filter(|text| text.len() <= READABLE)
    }

    /// To nine decimals, for showing; numbers may be far beyond what a float holds.
    pub(crate) fn value(&self) -> f64 {
        let scaled = (&self.part * 1_000_000_000_u64 + &self.whole / 2_u32) / &self.whole;
        u32::try_from(scaled).map_or(1.0, f64::from) / 1e9
    }

    /// With two decimals, or as many as show two figures.
    pub(crate) fn percent(&self) -> String {
        let percent = 100.0 * self.value();
        let decimals = match percent {
            p if p >= 0.1 => 2,
            p if p >= 0.01 => 3,
            p if p >= 0.001 => 4,
            _ => 7,
        };
        format!("{percent:.decimals$}%")
    }

    /// N of "about 1 in N", rounded half up; `None` for chances above one half, which read better as percents.
    pub(crate) fn one_in(&self) -> Option<BigUint> {
        let twice = &self.part * 2_u32;
        (twice <= self.whole).then(|| (&self.whole * 2_u32 + &self.part) / twice)
    }

    /// All of it in one phrase.
    pub(crate) fn words(&self, lang: Lang) -> String {
        let mut more: Vec<String> = self.short_fraction().into_iter().collect();
        more.extend(self.one_in().map(|n| match lang {
            Lang::Zh => format!("约 {n} 次中有 1 次"),
            Lang::En => format!("about 1 in {n}"),
        }));
        let percent = self.percent();
        match (more.is_empty(), lang) {
            (true, _) => percent,
            (false, Lang::Zh) => format!("{percent}（{}）", more.join("，")),
            (false, Lang::En) => format!("{percent} ({})", more.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use zhuoping_panel::lottery::{Member, Quota, UniformLottery};

    fn chance(part: u32, whole: u32) -> Chance {
        Chance { part: part.into(), whole: whole.into() }
    }

    #[test]
    fn a_chance_reads_as_fraction_percent_and_one_in_so_many() {
        assert_eq!(chance(3, 200).words(Lang::Zh), "1.50%（3/200，约 67 次中有 1 次）");
        assert_eq!(chance(1, 2).words(Lang::En), "50.00% (1/2, about 1 in 2)");
        assert_eq!(chance(5, 7).words(Lang::En), "71.43% (5/7)");
        assert_eq!(chance(1, 1_000_000).percent(), "0.0001000%");
        assert_eq!(chance(2, 5).one_in(), Some(3_u32.into()), "2.5 is rounded up");
        let long = Chance { part: 7_u32.into(), whole: BigUint::from(10_u32).pow(45) + 1_u32 };
        assert_eq!(long.short_fraction(), None);
        assert!(long.fraction().starts_with("7/1000") && long.words(Lang::En).starts_with("0.0000000% (about 1 in 1"));
    }

    /// Two women and four men, one woman at least on a panel of three: worked out by hand, of the 20 panels 4 have no
    /// woman, so 16 are feasible; each woman is on 10 of them, each man on 10 - 3 = 7.
    #[test]
    fn kinds_with_the_smallest_and_largest_chance_are_told() {
        let member = |at: usize, quotas: &[u16]| Member {
            id: ExpertId::new(&format!("E{at}")).unwrap(),
            employer: Some(u32::try_from(at).unwrap()),
            quotas: quotas.to_vec(),
        };
        let experts = (0..6).map(|at| member(at, if at < 2 { &[0] } else { &[] })).collect();
        let quotas = vec![Quota { min: 1, max: 3, counted: true }];
        let instance = Instance { seats: 3, experts, quotas, employer_max: Some(1) };
        let chances = UniformLottery::new(&instance).unwrap().chances().unwrap();
        let report = ChanceReport::new(&instance, &chances).unwrap();
        assert_eq!((report.smallest.chance.clone(), report.largest.chance.clone()), (chance(7, 16), chance(5, 8)));
        assert_eq!(report.smallest.kinds, [Kind { quotas: vec![], colleagues: Some(1), experts: 4 }]);
        assert_eq!(report.largest.kinds, [Kind { quotas: vec![0], colleagues: Some(1), experts: 2 }]);
        assert_eq!((report.by_quota.len(), report.by_quota[0].experts), (1, 2));
        assert_eq!(report.by_quota[0].smallest, chance(5, 8));
        assert!((report.smallest.chance.value() - 7.0 / 16.0).abs() < 1e-9);
    }
}
