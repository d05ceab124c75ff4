//! The draw: contributions become a seed, the seed becomes a panel, sealed reserves and a record (`Art. 9`).
//!
//! The only way to a binding draw is that every witness whom the commitment names has committed before anyone revealed.
//! Who withholds the reveal makes the attempt void, and the record says who it was; there is no going on without them,
//! since otherwise a witness could look at the outcome first and choose whether to take part.

use crate::choice::permute;
use crate::commitment::Commitment;
use crate::id::WitnessId;
use crate::lottery::{Chosen, DrawError, UniformLottery};
use crate::message::Message;
use crate::plan::External;
use crate::record::{Contents, Contribution, Record, Revealed};
use crate::reserves::{self, ReserveKey, SealedReserves};
use crate::seating::Seating;
use crate::witness::{TEXT_BYTES_MAX, TextError, WitnessCommitment, WitnessReveal, publishable, rehearsal_seed, seed};
use std::collections::BTreeMap;
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

/// Why there is no draw. Nothing of it enters a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RunError {
    /// The commitment names nobody who could contribute.
    #[error("the commitment names no witnesses, so it can only be rehearsed (--seed TEXT)")]
    NoWitnesses,
    /// A commitment or reveal was made for another draw.
    #[error("what {witness} gave belongs to the draw with digest {found}, not to {expected}")]
    OtherDraw {
        /// Who gave it.
        witness: WitnessId,
        /// The digest in it.
        found: Digest,
        /// This draw's.
        expected: Digest,
    },
    /// Somebody whom the commitment does not name.
    #[error("{witness} is not among the witnesses of this draw: {}", names(.known))]
    Unknown {
        /// Who.
        witness: WitnessId,
        /// Who is.
        known: Vec<WitnessId>,
    },
    /// Two commitments or two reveals from one witness.
    #[error("{witness} gave two {}; one is accepted", if *.revealed { "reveals" } else { "commitments" })]
    Twice {
        /// Who.
        witness: WitnessId,
        /// Whether they are reveals.
        revealed: bool,
    },
    /// Nobody may reveal before all have committed.
    #[error("{} did not commit; all witnesses commit before the first reveals", names(.witnesses))]
    NotCommitted {
        /// Who did not.
        witnesses: Vec<WitnessId>,
    },
    /// A commitment that was copied.
    #[error("{first} and {second} gave the same commitment; one of them copied it")]
    Copied {
        /// One of the two.
        first: WitnessId,
        /// The other.
        second: WitnessId,
    },
    /// A reveal that does not open its commitment.
    #[error(
        "the reveal of {witness} does not open the commitment of {witness}: another text or nonce was committed to"
    )]
    Mismatch {
        /// Whose.
        witness: WitnessId,
    },
    /// A text that cannot stand in the record.
    #[error("the text of {witness}: {error}")]
    Text {
        /// Whose.
        witness: WitnessId,
        /// Why.
        error: TextError,
    },
    /// The text of a rehearsal.
    #[error("the text of the rehearsal: {0}")]
    Rehearsal(TextError),
    /// The commitment names a public source, and its value is not given.
    #[error("the commitment names a public source, {} of {}; give the value read from it", .0.name, .0.date)]
    ExternalMissing(External),
    /// A value without a source.
    #[error("the commitment names no public source, so no value can enter the seed")]
    ExternalUnnamed,
    /// A value that cannot stand in the record.
    #[error("the value of the public source: {0}")]
    External(TextError),
    /// Not the key that the commitment binds.
    #[error("this is not the reserve key of the commitment, which has digest {expected}")]
    ReserveKey {
        /// Digest of the right one.
        expected: Digest,
    },
    /// There is nothing to draw from.
    #[error(transparent)]
    Lottery(#[from] DrawError),
    /// Nearly every panel breaks a checked quota.
    #[error("none of {TRIES_MAX} panels kept the quotas that are not counted exactly; ease them and plan again")]
    GivenUp,
}

fn names(witnesses: &[WitnessId]) -> String {
    witnesses.iter().map(WitnessId::as_str).collect::<Vec<_>>().join(", ")
}

impl RunError {
    /// In both languages.
    pub fn message(&self) -> Message {
        let zh = match self {
            Self::NoWitnesses => "抽取承诺没有列出见证人，只能演练（--seed 文字）".into(),
            Self::OtherDraw { witness, found, expected } => {
                format!("“{witness}”提交的内容属于摘要为 {found} 的抽取，本次抽取的摘要为 {expected}")
            }
            Self::Unknown { witness, known } => format!("“{witness}”不是本次抽取的见证人；见证人为：{}", names(known)),
            Self::Twice { witness, revealed: true } => format!("“{witness}”公开了两次；只接受一次"),
            Self::Twice { witness, revealed: false } => format!("“{witness}”提交了两份见证承诺；只接受一份"),
            Self::NotCommitted { witnesses } => {
                format!("尚未提交见证承诺：{}；全部见证人提交承诺之后才能公开", names(witnesses))
            }
            Self::Copied { first, second } => format!("“{first}”与“{second}”的见证承诺相同，其中一份是抄来的"),
            Self::Mismatch { witness } => format!("“{witness}”公开的内容与其见证承诺不符：文字或随机数不同"),
            Self::Text { witness, error } => format!("“{witness}”的文字：{}", error.message().zh),
            Self::Rehearsal(error) => format!("演练文字：{}", error.message().zh),
            Self::ExternalMissing(source) => {
                format!("抽取承诺指定了公共来源“{}”（{}）；请给出其结果", source.name, source.date)
            }
            Self::ExternalUnnamed => "抽取承诺没有指定公共来源，不能加入任何结果".into(),
            Self::External(error) => format!("公共来源的结果：{}", error.message().zh),
            Self::ReserveKey { expected } => format!("后备密钥不是抽取承诺所绑定的那一把（摘要应为 {expected}）"),
            Self::Lottery(error) => lottery_zh(error),
            Self::GivenUp => format!("试抽 {TRIES_MAX} 次都不满足未精确计数的配额；请放宽后重新制定方案"),
        };
        Message::new(zh, self.to_string())
    }
}

fn lottery_zh(error: &DrawError) -> String {
    match error {
        DrawError::Seats { seats } => format!("评审组人数不能为 {seats}"),
        DrawError::Order { id } => format!("专家编号应严格升序，“{id}”重复或错位"),
        DrawError::QuotaNumbers { id, quotas } => format!("专家“{id}”的配额序号应严格升序且小于 {quotas}"),
        DrawError::TooLarge { .. } => "精确计数这些配额的计算量超过上限；请减少配额条数或改为不精确计数".into(),
        DrawError::NoPanel => "没有任何评审组能同时满足配额和同单位人数上限".into(),
    }
}

/// Runs an attempt. The reserve key is the one whose digest the commitment holds.
///
/// # Errors
/// Everything that keeps the attempt from being run; [`DrawError::NoPanel`] and the like only when nothing else does.
pub fn run(commitment: &Commitment, contributions: Contributions, key: ReserveKey) -> Result<Outcome, Vec<RunError>> {
    let expected = commitment.parts().reserve_key_digest;
    let wrong_key = (key.digest() != expected).then_some(RunError::ReserveKey { expected });
    let (contents, seed) = match gather(commitment, contributions) {
        Ok(gathered) if wrong_key.is_none() => gathered,
        Ok(_) => return Err(wrong_key.into_iter().collect()),
        Err(errors) => return Err(errors.into_iter().chain(wrong_key).collect()),
    };
    match seed {
        None => Ok(Outcome::Void(Box::new(Record::new(contents, commitment.clone())))),
        Some(seed) => {
            let drawn = draw(commitment, contents, seed, key).map_err(|error| vec![error])?;
            Ok(Outcome::Drawn(Box::new(drawn)))
        }
    }
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
    let lottery = UniformLottery::new(&instance)?;
    let chosen = choose(&lottery, seed, TRIES_MAX).ok_or(RunError::GivenUp)?;
    let seating = Seating::new(&instance, chosen.panel);
    let most = commitment.parts().reserves;
    let reserves = reserves::order(&seating, instance.experts.len(), most, seed, &key);
    let id = |position: &usize| instance.experts[*position].id.clone();
    let sealed = SealedReserves { digest: commitment.digest(), key, reserves: reserves.iter().map(id).collect() };
    let leaves = sealed.leaves();
    contents.seed = Some(Digest::from_bytes(*seed.as_bytes()));
    contents.panels_total = Some(lottery.total().to_string());
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
