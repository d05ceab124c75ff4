//! The commitment: everything that decides a draw, fixed and published before any seed exists.
//!
//! It works on opaque ids and quota numbers, so that the draw can be replayed in public while names stay in the sealed
//! annex. Its bytes are canonical JSON and its digest is read out before the witnesses commit; after that, nobody can
//! add, drop or move an expert without another digest (`docs/draw-protocol.md` section 2, `Art. 9`, `Art. 31`).

mod read;
mod rules;

pub(crate) use read::exclusion_members;

use crate::conflict::{ConflictKind, Policy};
use crate::exclusion::{Exclusion, ExclusionSource, Ground};
use crate::form::{self, FormError};
use crate::id::{EntrantId, ExpertId, WitnessId};
use crate::lottery::{Instance, Member, Quota};
use crate::plan::{ConflictRule, External, Method, Pick};
use crate::prepare::Listed;
use jiff::civil::Date;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use zhuoping_provenance::{Digest, canonical};

/// The name and version of the protocol, in every file and in front of every hash.
pub const PROTOCOL: &str = "zhuoping/draw/v1";

/// A commitment that keeps every rule of the protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commitment {
    parts: Parts,
    digest: Digest,
}

/// What a commitment holds, not yet checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Names this draw among all draws of the award; an id.
    pub draw_id: String,
    /// 1 for the first attempt.
    pub attempt: u64,
    /// The day the look-back windows count from.
    pub date: Date,
    /// Whether the random bytes below came from a text: for practice only.
    pub rehearsal: bool,
    /// 32 random bytes that keep anyone from guessing the content behind the digest.
    pub blinding: [u8; 32],
    /// Seats of the panel, 1 to 1000.
    pub panel_size: u16,
    /// How many ordered reserves, 0 to 1000.
    pub reserves: u16,
    /// At most so many members of one employer group, 1 to 1000; `None` for any number.
    pub employer_max: Option<u16>,
    /// At most 1000, in strictly ascending order of column and value.
    pub quotas: Vec<CommittedQuota>,
    /// Everybody, the excluded too, in strictly ascending order of id.
    pub pool: Vec<Listed>,
    /// One rule for every kind of conflict.
    pub policies: BTreeMap<ConflictKind, ConflictRule>,
    /// In strictly ascending order of expert, entrant, ground and source.
    pub exclusions: Vec<CommittedExclusion>,
    /// In strictly ascending order; none for a draw that can only be rehearsed.
    pub witnesses: Vec<WitnessId>,
    /// A public source whose value enters the seed last.
    pub external: Option<External>,
    /// Digest of the annex file with names and reasons.
    pub annex_digest: Digest,
    /// Digest of the reserve key, [`crate::reserves::ReserveKey::digest`].
    pub reserve_key_digest: Digest,
    /// The lottery of the method `leximin`; `None` with `uniform`.
    pub lottery: Option<CommittedLottery>,
}

/// What a commitment binds of the fairest lottery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommittedLottery {
    /// Digest of the lottery file, [`crate::lottery::LotteryFile::digest`].
    pub digest: Digest,
    /// How many panels the public list has, 1 to 5000.
    pub panels: u16,
    /// What picks one of them.
    pub pick: Pick,
    /// Nobody's listed chance is further than one in so many from the exact one; 1 to a million.
    pub within: u32,
}

/// How many members with a value in a pool column a panel has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommittedQuota {
    /// Header of a pool column.
    pub column: String,
    /// One of its values.
    pub value: String,
    /// At least so many, up to 1000.
    pub min: u16,
    /// At most so many, not below `min`, up to 1000.
    pub max: u16,
    /// Counted exactly, or checked by trying again.
    pub counted: bool,
}

/// One line of the exclusions, without the words of its reason.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CommittedExclusion {
    /// Whom it concerns.
    pub expert: ExpertId,
    /// From which entrant; `None` where the pool itself does not offer the expert.
    pub entrant: Option<EntrantId>,
    /// On which ground.
    pub ground: Ground,
    /// Who said so.
    pub source: ExclusionSource,
    /// Out of the draw, or away from the entrant.
    pub policy: Policy,
}

impl From<&Exclusion> for CommittedExclusion {
    fn from(line: &Exclusion) -> Self {
        let Exclusion { expert, entrant, ground, source, policy, reason: _ } = line;
        Self { expert: expert.clone(), entrant: entrant.clone(), ground: *ground, source: *source, policy: *policy }
    }
}

impl Commitment {
    /// Checks the parts against every rule of section 2.
    ///
    /// # Errors
    /// Everything that breaks a rule, by its place in the file.
    pub fn new(parts: Parts) -> Result<Self, Vec<FormError>> {
        // One set of rules for what is made and what is read: the parts are written down and read back.
        Self::parse(&parts.to_value())
    }

    /// Reads a commitment that stands in a larger document.
    ///
    /// # Errors
    /// Everything that is not as section 2 says.
    pub fn parse(value: &Value) -> Result<Self, Vec<FormError>> {
        let mut form = form::Form::default();
        let read = Self::read(&mut form, &form::Node::root(value));
        form.finish(read)
    }

    /// Reads a commitment file.
    ///
    /// # Errors
    /// As [`Commitment::parse`]; also when the bytes are not canonical JSON.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Vec<FormError>> {
        form::document(bytes, |form, node| Self::read(form, &node))
    }

    /// The SHA-256 of the file, which is read out before the witnesses commit.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// What it holds.
    pub fn parts(&self) -> &Parts {
        &self.parts
    }

    /// The file as a JSON value.
    pub fn to_value(&self) -> Value {
        self.parts.to_value()
    }

    /// The file: canonical JSON.
    pub fn to_bytes(&self) -> Vec<u8> {
        written(&self.to_value())
    }

    /// The eligible experts and the rules as a lottery sees them: section 5's positions are the places in its list.
    pub fn instance(&self) -> Instance {
        let Parts { panel_size, employer_max, quotas, pool, exclusions, .. } = &self.parts;
        let out: BTreeSet<&ExpertId> =
            exclusions.iter().filter(|line| line.policy == Policy::Exclude).map(|line| &line.expert).collect();
        let eligible = pool.iter().filter(|expert| !out.contains(&expert.id));
        Instance {
            seats: *panel_size,
            experts: eligible
                .map(|Listed { id, employer, quotas }| Member {
                    id: id.clone(),
                    employer: *employer,
                    quotas: quotas.clone(),
                })
                .collect(),
            quotas: quotas
                .iter()
                .map(|quota| Quota { min: quota.min, max: quota.max, counted: quota.counted })
                .collect(),
            employer_max: *employer_max,
        }
    }
}

impl Parts {
    /// How the panel is chosen.
    pub fn method(&self) -> Method {
        if self.lottery.is_some() { Method::Leximin } else { Method::Uniform }
    }

    fn to_value(&self) -> Value {
        let policies = self.policies.iter();
        let policies: serde_json::Map<String, Value> = policies
            .map(|(kind, rule)| (kind.code().into(), json!({"policy": rule.policy.code(), "years": rule.years})))
            .collect();
        let mut value = json!({
            "protocol": PROTOCOL,
            "draw_id": self.draw_id,
            "attempt": self.attempt,
            "date": self.date.to_string(),
            "rehearsal": self.rehearsal,
            "blinding": Digest::from_bytes(self.blinding).to_hex(),
            "method": self.method().code(),
            "panel_size": self.panel_size,
            "reserves": self.reserves,
            "employer_max": self.employer_max,
            "quotas": self.quotas.iter().map(CommittedQuota::to_value).collect::<Vec<_>>(),
            "pool": self.pool.iter().map(listed).collect::<Vec<_>>(),
            "policies": policies,
            "exclusions": self.exclusions.iter().map(CommittedExclusion::to_value).collect::<Vec<_>>(),
            "witnesses": self.witnesses,
            "external": self.external.as_ref().map(|source| json!({"name": source.name, "date": source.date.to_string()})),
            "annex_digest": self.annex_digest.to_hex(),
            "reserve_key_digest": self.reserve_key_digest.to_hex(),
        });
        if let Some(CommittedLottery { digest, panels, pick, within }) = self.lottery {
            value["lottery"] =
                json!({"digest": digest.to_hex(), "panels": panels, "pick": pick.code(), "within": within});
        }
        value
    }
}

fn listed(expert: &Listed) -> Value {
    json!({"id": expert.id, "employer": expert.employer, "quotas": expert.quotas})
}

impl CommittedQuota {
    fn to_value(&self) -> Value {
        let Self { column, value, min, max, counted } = self;
        json!({"column": column, "value": value, "min": min, "max": max, "counted": counted})
    }
}

impl CommittedExclusion {
    pub(crate) fn to_value(&self) -> Value {
        let Self { expert, entrant, ground, source, policy } = self;
        json!({
            "expert": expert,
            "entrant": entrant,
            "kind": ground.code(),
            "source": source.code(),
            "policy": policy.code(),
        })
    }
}

/// The canonical bytes of a value this crate has made itself: ASCII keys and small integers only.
pub(crate) fn written(value: &Value) -> Vec<u8> {
    canonical::to_bytes(value).expect("files of the protocol have ASCII keys and integers below 2^53")
}
