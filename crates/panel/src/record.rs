//! The record of an attempt: one file that anybody replays without this program (`docs/draw-protocol.md` section 7).
//!
//! A [`Record`] exists only if it was just made by a draw or passed every check of the verifier, so whatever works with
//! one, be it an opening or a ranking, need not ask again whether it is right.

mod read;

use crate::commitment::{Commitment, PROTOCOL, written};
use crate::conflict::Policy;
use crate::id::{EntrantId, ExpertId, WitnessId};
use crate::lottery::LotteryFile;
use crate::opening::Opening;
use crate::plan::Method;
use crate::verify::{self, Report};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use zhuoping_provenance::{Digest, Input, Provenance, Seed};

/// The name under which a record's provenance lists its one input.
const INPUT: &str = "commitment.json";

/// The record of an attempt, drawn or void.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    contents: Contents,
    commitment: Commitment,
}

/// Everything in a record but the commitment, as it stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Contents {
    pub(crate) version: String,
    /// Of the commitment, as the provenance has it.
    pub(crate) input: Digest,
    pub(crate) draw_id: String,
    pub(crate) attempt: u64,
    pub(crate) method: Method,
    pub(crate) digest: Digest,
    pub(crate) rehearsal: bool,
    pub(crate) witnesses: Vec<Contribution>,
    pub(crate) rehearsal_text: Option<String>,
    pub(crate) external_value: Option<String>,
    pub(crate) missing: Vec<WitnessId>,
    pub(crate) seed: Option<Digest>,
    pub(crate) panels_total: Option<String>,
    pub(crate) tries: u64,
    pub(crate) index: Option<String>,
    pub(crate) panel: Vec<ExpertId>,
    pub(crate) reserve_leaves: Vec<Digest>,
    pub(crate) reserves_digest: Option<Digest>,
    pub(crate) draw_digest: Digest,
    pub(crate) openings: Vec<Opening>,
    pub(crate) record_digest: Digest,
    /// The whole lottery of the method `leximin`, so that one file replays; `None` with `uniform`.
    pub(crate) lottery: Option<LotteryFile>,
    /// The number on the ball that was drawn; `None` when the seed picks, when void, and with `uniform`.
    pub(crate) ball: Option<u64>,
}

/// What one witness gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// Who.
    pub witness: WitnessId,
    /// What was published first.
    pub commitment: Digest,
    /// What was revealed; `None` for a witness who withheld it.
    pub revealed: Option<Revealed>,
}

/// A witness's nonce and text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revealed {
    /// 32 bytes.
    pub nonce: [u8; 32],
    /// The text.
    pub text: String,
}

impl Contents {
    /// The empty values of section 7 under a commitment's heading: an attempt of which nothing is known yet.
    pub(crate) fn of(commitment: &Commitment) -> Self {
        let parts = commitment.parts();
        let nothing = Digest::from_bytes([0; 32]);
        Self {
            version: Provenance::new(PROTOCOL, Vec::new()).version,
            input: commitment.digest(),
            draw_id: parts.draw_id.clone(),
            attempt: parts.attempt,
            method: parts.method(),
            digest: commitment.digest(),
            rehearsal: parts.rehearsal,
            witnesses: Vec::new(),
            rehearsal_text: None,
            external_value: None,
            missing: Vec::new(),
            seed: None,
            panels_total: None,
            tries: 0,
            index: None,
            panel: Vec::new(),
            reserve_leaves: Vec::new(),
            reserves_digest: None,
            draw_digest: nothing,
            openings: Vec::new(),
            record_digest: nothing,
            lottery: None,
            ball: None,
        }
    }

    /// Whether somebody withheld the reveal, whatever `missing` says.
    pub(crate) fn is_void(&self) -> bool {
        self.witnesses.iter().any(|witness| witness.revealed.is_none())
    }

    fn to_value(&self, commitment: Value) -> Value {
        let hex = |digest: &Digest| digest.to_hex();
        let provenance = Provenance {
            version: self.version.clone(),
            ..Provenance::new(PROTOCOL, vec![Input { name: INPUT.into(), sha256: hex(&self.input) }])
        };
        let mut value = json!({
            "protocol": PROTOCOL,
            "provenance": provenance,
            "draw_id": self.draw_id,
            "attempt": self.attempt,
            "method": self.method.code(),
            "digest": hex(&self.digest),
            "rehearsal": self.rehearsal,
            "commitment": commitment,
            "witnesses": self.witnesses.iter().map(Contribution::to_value).collect::<Vec<_>>(),
            "rehearsal_text": self.rehearsal_text,
            "external_value": self.external_value,
            "missing": self.missing,
            "seed": self.seed.as_ref().map(hex),
            "panels_total": self.panels_total,
            "tries": self.tries,
            "index": self.index,
            "panel": self.panel,
            "reserve_leaves": self.reserve_leaves.iter().map(hex).collect::<Vec<_>>(),
            "reserves_digest": self.reserves_digest.as_ref().map(hex),
            "draw_digest": hex(&self.draw_digest),
            "openings": self.openings.iter().map(Opening::to_value).collect::<Vec<_>>(),
            "record_digest": hex(&self.record_digest),
        });
        if let Some(lottery) = &self.lottery {
            value["lottery"] = lottery.to_value();
            value["ball"] = json!(self.ball);
        }
        value
    }
}

impl Contribution {
    fn to_value(&self) -> Value {
        let Self { witness, commitment, revealed } = self;
        json!({
            "witness": witness,
            "commitment": commitment.to_hex(),
            "nonce": revealed.as_ref().map(|revealed| Digest::from_bytes(revealed.nonce).to_hex()),
            "text": revealed.as_ref().map(|revealed| &revealed.text),
        })
    }
}

/// The digests that a record's value must have: `draw_digest` over everything but the openings, and `record_digest`
/// over everything, itself left out. The value is the same afterwards.
pub(crate) fn digests(record: &mut Value) -> (Digest, Digest) {
    let mut aside = Vec::new();
    let mut without = |record: &mut Value, names: &[&'static str]| {
        for name in names {
            if let Some(value) = record.as_object_mut().and_then(|members| members.remove(*name)) {
                aside.push((*name, value));
            }
        }
    };
    without(record, &["record_digest"]);
    let whole = Digest::of(&written(record));
    without(record, &["draw_digest", "openings"]);
    let draw = Digest::of(&written(record));
    for (name, value) in aside {
        record[name] = value;
    }
    (draw, whole)
}

impl Record {
    /// A record with both digests set to what its contents give.
    pub(crate) fn new(mut contents: Contents, commitment: Commitment) -> Self {
        let mut value = contents.to_value(commitment.to_value());
        contents.draw_digest = digests(&mut value).0;
        value["draw_digest"] = json!(contents.draw_digest.to_hex());
        contents.record_digest = digests(&mut value).1;
        Self { contents, commitment }
    }

    /// Reads a record and runs every check; with the sealed file also on the order of the reserves.
    ///
    /// # Errors
    /// The verifier's report, when a check fails.
    pub fn verified(bytes: &[u8], sealed: Option<&[u8]>) -> Result<Self, Report> {
        match verify::examine(bytes, sealed) {
            (report, Some((contents, commitment))) if report.valid => Ok(Self { contents, commitment }),
            (report, _) => Err(report),
        }
    }

    /// The file as a JSON value.
    pub fn to_value(&self) -> Value {
        self.contents.to_value(self.commitment.to_value())
    }

    /// The file: canonical JSON.
    pub fn to_bytes(&self) -> Vec<u8> {
        written(&self.to_value())
    }

    /// What was fixed before the seed.
    pub fn commitment(&self) -> &Commitment {
        &self.commitment
    }

    /// The commitment's digest.
    pub fn digest(&self) -> Digest {
        self.contents.digest
    }

    /// Digest of everything but the openings.
    pub fn draw_digest(&self) -> Digest {
        self.contents.draw_digest
    }

    /// Digest of the whole record.
    pub fn record_digest(&self) -> Digest {
        self.contents.record_digest
    }

    /// Whether the draw was only a rehearsal.
    pub fn rehearsal(&self) -> bool {
        self.contents.rehearsal
    }

    /// What the witnesses gave; nothing in a rehearsal from a text.
    pub fn contributions(&self) -> &[Contribution] {
        &self.contents.witnesses
    }

    /// The witnesses who withheld their reveal and so made the attempt void.
    pub fn missing(&self) -> &[WitnessId] {
        &self.contents.missing
    }

    /// Whether the attempt is void and has no panel.
    pub fn is_void(&self) -> bool {
        self.contents.is_void()
    }

    /// The seed; `None` when void.
    pub fn seed(&self) -> Option<Seed> {
        self.contents.seed.map(|seed| Seed::from_bytes(*seed.as_bytes()))
    }

    /// How the panel was chosen.
    pub fn method(&self) -> Method {
        self.contents.method
    }

    /// The lottery of the method `leximin`; `None` with `uniform`.
    pub fn lottery(&self) -> Option<&LotteryFile> {
        self.contents.lottery.as_ref()
    }

    /// The number on the ball that was drawn in public; `None` where no ball was.
    pub fn ball(&self) -> Option<u64> {
        self.contents.ball
    }

    /// How many panels there were to choose from, in decimal digits; `None` when void.
    pub fn panels_total(&self) -> Option<&str> {
        self.contents.panels_total.as_deref()
    }

    /// The accepted index in decimal digits; `None` when void.
    pub fn index(&self) -> Option<&str> {
        self.contents.index.as_deref()
    }

    /// How many indices were drawn until one kept the checked quotas.
    pub fn tries(&self) -> u64 {
        self.contents.tries
    }

    /// The panel as drawn, in drawn order.
    pub fn panel(&self) -> &[ExpertId] {
        &self.contents.panel
    }

    /// How many reserves were sealed.
    pub fn reserves(&self) -> usize {
        self.contents.reserve_leaves.len()
    }

    /// Digest of the sealed reserves; `None` when void.
    pub fn reserves_digest(&self) -> Option<Digest> {
        self.contents.reserves_digest
    }

    /// Declines and replacements so far.
    pub fn openings(&self) -> &[Opening] {
        &self.contents.openings
    }

    /// Who took the place of the member who declined; `None` when the seat was lost. An opened reserve may have waited, so
    /// this may be somebody whom an earlier opening opened.
    pub fn placed(&self, opening: &Opening) -> Option<&ExpertId> {
        let number = opening.placed?;
        let opened = self.openings().iter().flat_map(|opening| &opening.opened);
        opened.into_iter().find(|opened| opened.position == number).map(|opened| &opened.id)
    }

    /// What was read from the public source that the plan names; `None` without one, in a rehearsal, and when void.
    pub fn external_value(&self) -> Option<&str> {
        self.contents.external_value.as_deref()
    }

    /// The text from which one person rehearsed alone.
    pub fn rehearsal_text(&self) -> Option<&str> {
        self.contents.rehearsal_text.as_deref()
    }

    /// The panel after all declines.
    pub fn current_panel(&self) -> &[ExpertId] {
        self.openings().last().map_or(self.panel(), |opening| &opening.panel)
    }

    /// Which members of the current panel may not judge which entrants (回避), in order of expert and entrant.
    pub fn recusals(&self) -> Vec<(ExpertId, EntrantId)> {
        let seated: BTreeSet<&ExpertId> = self.current_panel().iter().collect();
        let lines = self.commitment.parts().exclusions.iter();
        let lines = lines.filter(|line| line.policy == Policy::Recuse && seated.contains(&line.expert));
        let pairs: BTreeSet<(ExpertId, EntrantId)> =
            lines.filter_map(|line| Some((line.expert.clone(), line.entrant.clone()?))).collect();
        pairs.into_iter().collect()
    }

    pub(crate) fn contents(&self) -> &Contents {
        &self.contents
    }

    /// The link that the next opening follows.
    pub(crate) fn last_link(&self) -> Digest {
        self.openings().last().map_or(self.contents.draw_digest, |opening| opening.link)
    }

    /// The record with one more opening.
    pub(crate) fn with_opening(&self, opening: Opening) -> Self {
        let mut contents = self.contents.clone();
        contents.openings.push(opening);
        Self::new(contents, self.commitment.clone())
    }
}
