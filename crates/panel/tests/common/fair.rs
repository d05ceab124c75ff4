//! Fairest lotteries whose optimum is plain to see, so that no solver has to be trusted.

use super::{SPECIALTIES, Setting, contributions, expert_id, key};
use num_bigint::{BigInt, BigUint};
use num_rational::Ratio;
use zhuoping_panel::commitment::{Commitment, CommittedLottery};
use zhuoping_panel::draw::{Contributions, Drawn, Fair, Outcome, RunError, run_with};
use zhuoping_panel::lottery::{FairLottery, Instance, LotteryFile, Member, Proof, Quota, Stage, Weighted};
use zhuoping_panel::plan::Pick;
use zhuoping_panel::{Expert, Status};

pub(crate) fn ratio(numerator: u32, denominator: u32) -> Ratio<BigUint> {
    Ratio::new(numerator.into(), denominator.into())
}

pub(crate) fn multipliers(scale: u32, seats: i32, quotas: &[i32], caps: &[u32]) -> Proof {
    Proof::Multipliers {
        scale: scale.into(),
        seats: seats.into(),
        quotas: quotas.iter().map(|quota| BigInt::from(*quota)).collect(),
        caps: caps.iter().map(|cap| BigUint::from(*cap)).collect(),
    }
}

pub(crate) fn stage(value: Ratio<BigUint>, weights: &[i32], bound: i32, proof: Proof) -> Stage {
    Stage { value, weights: weights.iter().map(|weight| BigInt::from(*weight)).collect(), bound: bound.into(), proof }
}

fn equal(panels: Vec<Vec<usize>>) -> (BigUint, Vec<Weighted>) {
    let mut exact: Vec<_> = panels.into_iter().map(|panel| Weighted { panel, weight: 1u32.into() }).collect();
    exact.sort();
    (exact.len().into(), exact)
}

fn members(of: &[(Option<u32>, &[u16])]) -> Vec<Member> {
    let member = |(at, (employer, quotas)): (usize, &(Option<u32>, &[u16]))| Member {
        id: expert_id(at),
        employer: *employer,
        quotas: quotas.to_vec(),
    };
    of.iter().enumerate().map(member).collect()
}

/// `n` experts, `n / k` disjoint panels: everybody has the chance k/n.
pub(crate) fn even(n: usize, k: u16) -> (Instance, FairLottery) {
    let instance =
        Instance { seats: k, experts: members(&vec![(None, &[][..]); n]), quotas: Vec::new(), employer_max: None };
    let panels: Vec<Vec<usize>> = (0..n).collect::<Vec<_>>().chunks(k.into()).map(<[usize]>::to_vec).collect();
    let (denominator, exact) = equal(panels.clone());
    let n = u32::try_from(n).unwrap();
    let lottery = FairLottery {
        denominator,
        exact,
        types: vec![(0..n as usize).collect()],
        caps: Vec::new(),
        stages: vec![stage(ratio(k.into(), n), &[1], k.into(), multipliers(1, 1, &[], &[]))],
        listed: panels,
    };
    (instance, lottery)
}

/// Five seats, of which the four experts of quota 0 want exactly two; nine others share three. The second stage has to
/// take account of the first.
pub(crate) fn quota() -> (Instance, FairLottery) {
    let kinds: Vec<(Option<u32>, &[u16])> = (0..13).map(|at| (None, if at < 4 { &[0][..] } else { &[][..] })).collect();
    let quotas = vec![Quota { min: 2, max: 2, counted: false }];
    let instance = Instance { seats: 5, experts: members(&kinds), quotas, employer_max: None };
    let wanted = [[0, 1], [2, 3]];
    let others = [[4, 5, 6], [7, 8, 9], [10, 11, 12]];
    let panels = wanted.iter().flat_map(|two| others.iter().map(|three| [&two[..], three].concat()));
    let (denominator, exact) = equal(panels.clone().collect());
    let lottery = FairLottery {
        denominator,
        exact,
        types: vec![(0..4).collect(), (4..13).collect()],
        caps: Vec::new(),
        stages: vec![
            stage(ratio(1, 3), &[0, 1], 3, multipliers(1, 1, &[-1], &[])),
            stage(ratio(1, 2), &[1, 1], 5, multipliers(1, 1, &[0], &[])),
        ],
        listed: panels.collect(),
    };
    (instance, lottery)
}

/// Four seats. Of the first three experts any two exclude each other, which only a split proves; of the last three one
/// employer lets one in; four others share the two seats that are left.
pub(crate) fn split() -> (Instance, FairLottery) {
    let kinds: [(Option<u32>, &[u16]); 10] = [
        (None, &[0, 2]),
        (None, &[0, 1]),
        (None, &[1, 2]),
        (None, &[]),
        (None, &[]),
        (None, &[]),
        (None, &[]),
        (Some(0), &[]),
        (Some(0), &[]),
        (Some(0), &[]),
    ];
    let quotas = vec![Quota { min: 0, max: 1, counted: false }; 3];
    let instance = Instance { seats: 4, experts: members(&kinds), quotas, employer_max: Some(1) };
    let pairs = [[3, 4], [5, 6]];
    let panel = |at: usize, pair: [usize; 2]| vec![at, pair[0], pair[1], at + 7];
    let panels: Vec<Vec<usize>> = (0..3).flat_map(|at| pairs.map(|pair| panel(at, pair))).collect();
    let (denominator, exact) = equal(panels.clone());
    // Without the first expert the other two share quota 1; with it both are out by quotas 0 and 2.
    let excluding = Proof::Split {
        of: 0,
        at: 0,
        below: Box::new(multipliers(1, 0, &[0, 2, 0], &[0])),
        above: Box::new(multipliers(1, 0, &[2, 0, 2], &[0])),
    };
    let lottery = FairLottery {
        denominator,
        exact,
        types: vec![vec![0], vec![1], vec![2], vec![3, 4, 5, 6], vec![7, 8, 9]],
        caps: vec![vec![4]],
        stages: vec![
            stage(ratio(1, 3), &[2, 2, 2, 0, 0], 2, excluding),
            stage(ratio(1, 3), &[0, 0, 0, 0, 1], 1, multipliers(1, 0, &[0, 0, 0], &[1])),
            stage(ratio(1, 2), &[1, 1, 1, 1, 1], 4, multipliers(1, 1, &[0, 0, 0], &[0])),
        ],
        listed: panels,
    };
    (instance, lottery)
}

/// The question of [`split`] as a pool and a plan; an eleventh expert is suspended.
pub(crate) fn setting(reserves: usize) -> Setting {
    let [quality, standards, metering] = SPECIALTIES;
    let mut setting = Setting::plain(0, 4, reserves).with(&format!(
        r#""method": "leximin", "employer_max": 1, "quotas": [
            {{"column": "specialties", "value": "{standards}", "max": 1}},
            {{"column": "specialties", "value": "{metering}", "max": 1}},
            {{"column": "specialties", "value": "{quality}", "max": 1}}]"#
    ));
    let expert = |at: usize| {
        let specialties: &[&str] = match at {
            0 => &[standards, quality],
            1 => &[standards, metering],
            2 => &[metering, quality],
            _ => &[],
        };
        Expert {
            employer: (7..10).contains(&at).then(|| "第一研究所".to_owned()),
            specialties: specialties.iter().map(|text| (*text).to_owned()).collect(),
            status: if at == 10 { Status::Suspended } else { Status::Active },
            ..Expert::new(expert_id(at))
        }
    };
    setting.pool = (0..11).map(expert).collect();
    setting.checked = vec![0, 1, 2];
    setting
}

/// A commitment to a lottery, whatever it is worth.
pub(crate) fn commitment(setting: &Setting, file: &LotteryFile, pick: Pick) -> Commitment {
    let mut parts = setting.parts();
    let lottery = &file.lottery;
    parts.lottery = Some(CommittedLottery {
        digest: file.digest(),
        panels: u16::try_from(lottery.listed.len()).unwrap(),
        pick,
        within: lottery.within(),
    });
    Commitment::new(parts).unwrap_or_else(|errors| panic!("{errors:?}"))
}

/// The lottery of [`setting`], and a commitment to it.
pub(crate) fn committed(reserves: usize, pick: Pick) -> (LotteryFile, Commitment) {
    let (instance, lottery) = split();
    let file = LotteryFile::new(&instance, lottery);
    let commitment = commitment(&setting(reserves), &file, pick);
    assert_eq!(commitment.instance(), instance);
    (file, commitment)
}

/// Runs an attempt in which everybody reveals.
pub(crate) fn attempt(
    commitment: &Commitment,
    lottery: LotteryFile,
    ball: Option<u64>,
    text: &str,
) -> Result<Outcome, Vec<RunError>> {
    let (commitments, reveals, external) = contributions(commitment, text);
    let given = Contributions::Witnessed { commitments, reveals, external };
    run_with(commitment, Some(Fair { lottery, ball }), given, key())
}

pub(crate) fn drawn(reserves: usize, pick: Pick, ball: Option<u64>, text: &str) -> Drawn {
    let (lottery, commitment) = committed(reserves, pick);
    match attempt(&commitment, lottery, ball, text).unwrap() {
        Outcome::Drawn(drawn) => *drawn,
        Outcome::Void(_) => panic!("everybody revealed"),
    }
}
