//! The draw: contributions become a seed, the seed becomes a panel, sealed reserves and a record (`Art. 9`).
//!
//! The only way to a binding draw is that every witness whom the commitment names has committed before anyone revealed.
//! Who withholds the reveal makes the attempt void, and the record says who it was; there is no going on without them,
//! since otherwise a witness could look at the outcome first and choose whether to take part.

mod error;

pub use error::RunError;

use crate::choice::{below, permute};
use crate::commitment::{Commitment, CommittedLottery};
use crate::id::WitnessId;
use crate::lottery::{Chosen, LotteryFile, UniformLottery};
use crate::plan::Pick;
use crate::record::{Contents, Contribution, Record, Revealed};
use crate::reserves::{self, ReserveKey, SealedReserves};
use crate::seating::Seating;
use crate::witness::{TEXT_BYTES_MAX, TextError, WitnessCommitment, WitnessReveal, publishable, rehearsal_seed, seed};
use num_bigint::BigUint;
use std::collections::BTreeMap;
use std::num::NonZeroU64;
use zhuoping_provenance::{Digest, Seed, Words};

/// After so many panels that break a checked quota a draw is given up.
pub const TRIES_MAX: u32 = 1_000_000;

/// What a seed is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contributions {
    /// From all witnesses of the commitment, in any order.
    Witnessed {
        /// One from each witness.
        commitments: Vec<WitnessCommitment>,
        /// At most one from each witness; if one is missing, the attempt is void.
        reveals: Vec<WitnessReveal>,
        /// The value read from the public source, where the commitment names one.
        external: Option<String>,
    },
    /// From a text that one person chose: for practice only.
    Rehearsal {
        /// Anything that is not empty.
        text: String,
    },
}

/// What a leximin draw needs besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fair {
    /// The lottery that the commitment binds.
    pub lottery: LotteryFile,
    /// The number on the ball that was drawn in public, where a ball picks the panel. A void attempt has no use for it.
    pub ball: Option<u64>,
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// With a panel.
    Drawn(Box<Drawn>),
    /// Without one: witnesses withheld their reveal, whom [`Record::missing`] names.
    Void(Box<Record>),
}

/// A panel, drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// To publish.
    pub record: Record,
    /// For the supervision group only.
    pub sealed: SealedReserves,
    /// How many panel members could be replaced by no reserve without breaking a quota or the employer limit.
    pub uncovered: usize,
}

/// Runs an attempt of the method `uniform`. The reserve key is the one whose digest the commitment holds.
///
/// # Errors
/// Everything that keeps the attempt from being run; [`DrawError::NoPanel`] and the like only when nothing else does.
pub fn run(commitment: &Commitment, contributions: Contributions, key: ReserveKey) -> Result<Outcome, Vec<RunError>> {
    run_with(commitment, None, contributions, key)
}

/// Runs an attempt of either method; `fair` is what `leximin` needs besides.
///
/// # Errors
/// As [`run`].
pub fn run_with(
    commitment: &Commitment,
    fair: Option<Fair>,
    contributions: Contributions,
    key: ReserveKey,
) -> Result<Outcome, Vec<RunError>> {
    let expected = commitment.parts().reserve_key_digest;
    let mut errors: Vec<RunError> = Vec::new();
    if key.digest() != expected {
        errors.push(RunError::ReserveKey { expected });
    }
    errors.extend(fair_errors(commitment, fair.as_ref()));
    let (mut contents, seed) = match gather(commitment, contributions) {
        Ok(gathered) if errors.is_empty() => gathered,
        Ok(_) => return Err(errors),
        Err(others) => return Err(others.into_iter().chain(errors).collect()),
    };
    let ball = fair.as_ref().and_then(|fair| fair.ball);
    contents.lottery = fair.map(|fair| fair.lottery);
    match seed {
        None => Ok(Outcome::Void(Box::new(Record::new(contents, commitment.clone())))),
        Some(seed) => {
            contents.ball = ball;
            let drawn = draw(commitment, contents, seed, key).map_err(|error| vec![error])?;
            Ok(Outcome::Drawn(Box::new(drawn)))
        }
    }
}

/// What is wrong with the lottery and the ball, but for a ball that is missing.
fn fair_errors(commitment: &Commitment, fair: Option<&Fair>) -> Vec<RunError> {
    let (committed, fair) = match (&commitment.parts().lottery, fair) {
        (None, None) => return Vec::new(),
        (Some(committed), Some(fair)) => (committed, fair),
        (committed, _) => return vec![RunError::Fair { wanted: committed.is_some() }],
    };
    let CommittedLottery { digest: expected, panels, pick, .. } = *committed;
    let mut errors = Vec::new();
    match (pick, fair.ball) {
        (Pick::Seed, Some(_)) => errors.push(RunError::NoBall),
        (Pick::Ball, Some(ball)) if !(1..=panels.into()).contains(&ball) => errors.push(RunError::Ball { panels }),
        _ => {}
    }
    let found = fair.lottery.digest();
    if found != expected {
        errors.push(RunError::OtherLottery { found, expected });
        return errors;
    }
    // Nobody should find out only from the record that the plan was made by a program that errs.
    let instance = commitment.instance();
    let lottery = &fair.lottery.lottery;
    let checked = lottery.check(&instance).and_then(|()| lottery.check_listed(&instance));
    errors.extend(checked.err().map(RunError::Certificate));
    errors
}

/// The part of a record that the contributions decide, and the seed unless the attempt is void.
fn gather(commitment: &Commitment, given: Contributions) -> Result<(Contents, Option<Seed>), Vec<RunError>> {
    let mut contents = Contents::of(commitment);
    match given {
        Contributions::Rehearsal { text } => {
            publishable(&text).map_err(|error| vec![RunError::Rehearsal(error)])?;
            let seed = rehearsal_seed(commitment.digest(), &text);
            contents.rehearsal = true;
            contents.rehearsal_text = Some(text);
            Ok((contents, Some(seed)))
        }
        Contributions::Witnessed { commitments, reveals, external } => {
            let mut gathering = Gathering { commitment, errors: Vec::new() };
            let external = gathering.external(external, reveals.len());
            contents.witnesses = gathering.witnesses(&commitments, &reveals);
            if !gathering.errors.is_empty() {
                return Err(gathering.errors);
            }
            let missing = contents.witnesses.iter().filter(|given| given.revealed.is_none());
            contents.missing = missing.map(|given| given.witness.clone()).collect();
            if contents.is_void() {
                return Ok((contents, None));
            }
            contents.external_value = external;
            let seed = witnessed_seed(commitment, &contents);
            Ok((contents, Some(seed)))
        }
    }
}

/// The seed that the revealed contributions of a record give. Whoever withheld is passed over: callers have made sure
/// that nobody did.
pub(crate) fn witnessed_seed(commitment: &Commitment, contents: &Contents) -> Seed {
    let digest = commitment.digest();
    let reveals: Vec<WitnessReveal> = contents.witnesses.iter().filter_map(|given| given.reveal(digest)).collect();
    let source = commitment.parts().external.as_ref();
    seed(digest, &reveals, source.zip(contents.external_value.as_deref()))
}

impl Contribution {
    /// The reveal file behind the contribution.
    pub(crate) fn reveal(&self, digest: Digest) -> Option<WitnessReveal> {
        let Revealed { nonce, text } = self.revealed.as_ref()?;
        Some(WitnessReveal { digest, witness: self.witness.clone(), nonce: *nonce, text: text.clone() })
    }
}

/// Collects contributions and everything wrong with them.
struct Gathering<'c> {
    commitment: &'c Commitment,
    errors: Vec<RunError>,
}

impl Gathering<'_> {
    /// The external value, which a void attempt does not need.
    fn external(&mut self, value: Option<String>, reveals: usize) -> Option<String> {
        let parts = self.commitment.parts();
        match (&parts.external, value) {
            (None, None) => None,
            (None, Some(_)) => {
                self.errors.push(RunError::ExternalUnnamed);
                None
            }
            (Some(source), None) => {
                if reveals >= parts.witnesses.len() {
                    self.errors.push(RunError::ExternalMissing(source.clone()));
                }
                None
            }
            (Some(_), Some(value)) => {
                self.errors.extend(publishable(&value).err().map(RunError::External));
                Some(value)
            }
        }
    }

    fn witnesses(&mut self, commitments: &[WitnessCommitment], reveals: &[WitnessReveal]) -> Vec<Contribution> {
        let witnesses = &self.commitment.parts().witnesses;
        if witnesses.is_empty() {
            self.errors.push(RunError::NoWitnesses);
            return Vec::new();
        }
        let committed = self.by_witness(commitments.iter().map(|given| (&given.witness, given.digest, given)), false);
        let revealed = self.by_witness(reveals.iter().map(|given| (&given.witness, given.digest, given)), true);
        let absent: Vec<WitnessId> = witnesses.iter().filter(|id| !committed.contains_key(id)).cloned().collect();
        if !absent.is_empty() {
            self.errors.push(RunError::NotCommitted { witnesses: absent });
        }
        self.copied(committed.values().copied());
        for reveal in revealed.values() {
            self.opens(reveal, committed.get(&reveal.witness).copied());
        }
        let contribution = |given: &&WitnessCommitment| Contribution {
            witness: given.witness.clone(),
            commitment: given.commitment,
            revealed: revealed
                .get(&given.witness)
                .map(|reveal| Revealed { nonce: reveal.nonce, text: reveal.text.clone() }),
        };
        committed.values().map(contribution).collect()
    }

    /// What the witnesses of this draw gave, in order of witness.
    fn by_witness<'g, T>(
        &mut self,
        given: impl Iterator<Item = (&'g WitnessId, Digest, &'g T)>,
        revealed: bool,
    ) -> BTreeMap<&'g WitnessId, &'g T> {
        let known = &self.commitment.parts().witnesses;
        let expected = self.commitment.digest();
        let mut found = BTreeMap::new();
        for (witness, digest, one) in given {
            if known.binary_search(witness).is_err() {
                self.errors.push(RunError::Unknown { witness: witness.clone(), known: known.clone() });
            } else if digest != expected {
                self.errors.push(RunError::OtherDraw { witness: witness.clone(), found: digest, expected });
            } else if found.insert(witness, one).is_some() {
                self.errors.push(RunError::Twice { witness: witness.clone(), revealed });
            }
        }
        found
    }

    fn copied<'g>(&mut self, commitments: impl Iterator<Item = &'g WitnessCommitment>) {
        let mut first: BTreeMap<Digest, &WitnessId> = BTreeMap::new();
        for given in commitments {
            if let Some(other) = first.insert(given.commitment, &given.witness) {
                self.errors.push(RunError::Copied { first: other.clone(), second: given.witness.clone() });
            }
        }
    }

    fn opens(&mut self, reveal: &WitnessReveal, committed: Option<&WitnessCommitment>) {
        let witness = || reveal.witness.clone();
        if committed.is_some_and(|given| given.commitment != reveal.commitment()) {
            self.errors.push(RunError::Mismatch { witness: witness() });
        }
        let bytes = reveal.text.len();
        let fits = if bytes > TEXT_BYTES_MAX { Err(TextError::Long { bytes }) } else { publishable(&reveal.text) };
        self.errors.extend(fits.err().map(|error| RunError::Text { witness: witness(), error }));
    }
}

fn draw(commitment: &Commitment, mut contents: Contents, seed: Seed, key: ReserveKey) -> Result<Drawn, RunError> {
    let instance = commitment.instance();
    let (total, chosen) = match (&contents.lottery, &commitment.parts().lottery) {
        (Some(file), Some(committed)) => {
            if committed.pick == Pick::Ball && contents.ball.is_none() {
                return Err(RunError::Ball { panels: committed.panels });
            }
            let listed = &file.lottery.listed;
            let chosen = choose_listed(listed, seed, contents.ball);
            (BigUint::from(listed.len()), chosen.ok_or(RunError::Ball { panels: committed.panels })?)
        }
        _ => {
            let lottery = UniformLottery::new(&instance)?;
            let chosen = choose(&lottery, seed, TRIES_MAX).ok_or(RunError::GivenUp)?;
            (lottery.total().clone(), chosen)
        }
    };
    let seating = Seating::new(&instance, chosen.panel);
    let most = commitment.parts().reserves;
    let reserves = reserves::order(&seating, instance.experts.len(), most, seed, &key);
    let id = |position: &usize| instance.experts[*position].id.clone();
    let sealed = SealedReserves { digest: commitment.digest(), key, reserves: reserves.iter().map(id).collect() };
    let leaves = sealed.leaves();
    contents.seed = Some(Digest::from_bytes(*seed.as_bytes()));
    contents.panels_total = Some(total.to_string());
    contents.tries = chosen.tries.into();
    contents.index = Some(chosen.index.to_string());
    contents.panel = seating.panel().iter().map(id).collect();
    contents.reserves_digest = Some(reserves::list_digest(&leaves));
    contents.reserve_leaves = leaves;
    let uncovered = reserves::uncovered(&seating, &reserves);
    Ok(Drawn { record: Record::new(contents, commitment.clone()), sealed, uncovered })
}

/// Section 5's steps 1 and 2: the accepted index, and its panel in drawn order; `None` after `limit` tries.
pub(crate) fn choose(lottery: &UniformLottery, seed: Seed, limit: u32) -> Option<Chosen> {
    let mut words = Words::new(seed, 0);
    let mut chosen = lottery.choose(&mut words, limit)?;
    permute(&mut words, &mut chosen.panel);
    Some(chosen)
}

/// Section 5 for `leximin`: the index that ball or seed picks from the list, and its panel in drawn order; `None` when
/// no panel has that number. Positions are taken as they stand.
pub(crate) fn choose_listed(listed: &[Vec<usize>], seed: Seed, ball: Option<u64>) -> Option<Chosen> {
    let mut words = Words::new(seed, 0);
    let index = match ball {
        Some(ball) => ball.checked_sub(1)?,
        None => below(&mut words, NonZeroU64::new(listed.len() as u64)?),
    };
    let mut panel = listed.get(usize::try_from(index).ok()?)?.clone();
    permute(&mut words, &mut panel);
    Some(Chosen { index: index.into(), panel, tries: 1 })
}
