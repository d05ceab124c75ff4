//! Declines: opening reserves one after another until one fits, as it must be and not as somebody would like.
//!
//! The rule (`docs/draw-protocol.md` section 6): reserves without a place are taken in ascending number; the first with
//! whom all quotas and the employer limit hold takes the decliner's place, those before it are opened too and stay
//! available. The same code decides here and in the verifier, which feeds it what the record says was opened.

use crate::commitment::written;
use crate::id::ExpertId;
use crate::lottery::Instance;
use crate::message::Message;
use crate::record::Record;
use crate::reserves::{SealedReserves, order};
use crate::seating::Seating;
use crate::witness::{TextError, publishable};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use zhuoping_provenance::{Digest, TaggedHash};

/// One decline and what followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// From 1 upwards.
    pub number: u64,
    /// Who declined.
    pub decline: ExpertId,
    /// Why.
    pub reason: String,
    /// What shows it, where there is something.
    pub evidence: Option<String>,
    /// The reserves opened for the first time now.
    pub opened: Vec<Opened>,
    /// The number of the reserve who took the place; `None` when the seat was lost.
    pub placed: Option<u64>,
    /// The panel afterwards, in drawn order.
    pub panel: Vec<ExpertId>,
    /// Chains the opening to the one before it, or to the draw.
    pub link: Digest,
}

/// A reserve whose number and id are no longer sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The number, from 1.
    pub position: u64,
    /// Who it is.
    pub id: ExpertId,
    /// The salt that opens the hash in the record.
    pub salt: [u8; 32],
}

/// Why no reserve can be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeclineError {
    /// The attempt was void: there is no panel.
    #[error("this attempt is void and has no panel; draw again under the next attempt number")]
    Void,
    /// Only members can decline.
    #[error("{decline} is not on the panel; its members are {}", list(.panel))]
    NotMember {
        /// Who was said to decline.
        decline: ExpertId,
        /// Who could.
        panel: Vec<ExpertId>,
    },
    /// A decline needs a reason that can be published.
    #[error("the reason: {0}")]
    Reason(TextError),
    /// The evidence will be published too.
    #[error("the evidence: {0}")]
    Evidence(TextError),
    /// The sealed file is of another draw.
    #[error("the sealed reserves belong to the draw with digest {found}, the record to {expected}")]
    OtherDraw {
        /// Of the sealed file.
        found: Digest,
        /// Of the record.
        expected: Digest,
    },
    /// The sealed file does not open the hashes of the record.
    #[error("the sealed reserves do not fit the hashes in the record; use the file written at the draw, unchanged")]
    Sealed,
}

fn list(ids: &[ExpertId]) -> String {
    ids.iter().map(ExpertId::as_str).collect::<Vec<_>>().join(", ")
}

impl DeclineError {
    /// In both languages.
    pub fn message(&self) -> Message {
        let zh = match self {
            Self::Void => "本次抽取无效，没有评审组；请以下一次序号重新抽取".into(),
            Self::NotMember { decline, panel } => {
                format!("“{decline}”不在评审组中；现有成员：{}", list(panel))
            }
            Self::Reason(error) => format!("放弃原因：{}", error.message().zh),
            Self::Evidence(error) => format!("证明材料：{}", error.message().zh),
            Self::OtherDraw { found, expected } => {
                format!("密封后备名单属于摘要为 {found} 的抽取，记录的摘要为 {expected}")
            }
            Self::Sealed => "密封后备名单与记录中的摘要不符；请使用抽取时生成、未经改动的文件".into(),
        };
        Message::new(zh, self.to_string())
    }
}

/// Records that `decline` steps back and opens reserves until one fits.
///
/// # Errors
/// [`DeclineError`], when there is nobody to replace, the words may not be published, or the sealed file is not the
/// record's.
pub fn decline(
    record: &Record,
    sealed: &SealedReserves,
    decline: &ExpertId,
    reason: &str,
    evidence: Option<&str>,
) -> Result<Record, DeclineError> {
    if record.is_void() {
        return Err(DeclineError::Void);
    }
    publishable(reason).map_err(DeclineError::Reason)?;
    evidence.map_or(Ok(()), publishable).map_err(DeclineError::Evidence)?;
    if sealed.digest != record.digest() {
        return Err(DeclineError::OtherDraw { found: sealed.digest, expected: record.digest() });
    }
    if !record.current_panel().contains(decline) {
        return Err(DeclineError::NotMember { decline: decline.clone(), panel: record.current_panel().to_vec() });
    }
    let instance = record.commitment().instance();
    let order = unsealed(record, sealed, &instance).ok_or(DeclineError::Sealed)?;
    let mut progress = Progress::of(record, &instance, &order).ok_or(DeclineError::Sealed)?;
    let leaver = position(&instance, decline).ok_or(DeclineError::Sealed)?;
    let step = progress.decline(leaver, |reserve| order.get(reserve).copied());
    let opened = step.opened.iter().map(|(number, expert)| Opened {
        position: *number,
        id: instance.experts[*expert].id.clone(),
        salt: sealed.key.salt(*number),
    });
    let opening = Opening {
        number: record.openings().len() as u64 + 1,
        decline: decline.clone(),
        reason: reason.to_owned(),
        evidence: evidence.map(str::to_owned),
        opened: opened.collect(),
        placed: step.placed,
        panel: progress.seating.panel().iter().map(|member| instance.experts[*member].id.clone()).collect(),
        link: Digest::from_bytes([0; 32]),
    };
    Ok(record.with_opening(Opening { link: opening.linked_to(record.last_link()), ..opening }))
}

/// The positions of the reserves, if the sealed file is the record's and its order the one that the seed gives.
fn unsealed(record: &Record, sealed: &SealedReserves, instance: &Instance) -> Option<Vec<usize>> {
    let parts = record.commitment().parts();
    let opens = sealed.leaves() == record.contents().reserve_leaves;
    if !opens || sealed.key.digest() != parts.reserve_key_digest {
        return None;
    }
    let seating = Seating::new(instance, positions(instance, record.panel())?);
    let order = order(&seating, instance.experts.len(), parts.reserves, record.seed()?, &sealed.key);
    let same = order.iter().map(|expert| &instance.experts[*expert].id).eq(&sealed.reserves);
    same.then_some(order)
}

/// Where experts stand among the eligible; `None` unless all of them do.
pub(crate) fn positions(instance: &Instance, ids: &[ExpertId]) -> Option<Vec<usize>> {
    ids.iter().map(|id| position(instance, id)).collect()
}

/// Where an expert stands among the eligible.
pub(crate) fn position(instance: &Instance, id: &ExpertId) -> Option<usize> {
    instance.experts.binary_search_by(|member| member.id.cmp(id)).ok()
}

impl Opening {
    /// The link this opening must have after `before`, which is the draw's digest for the first.
    pub(crate) fn linked_to(&self, before: Digest) -> Digest {
        let bytes = written(&self.unlinked());
        TaggedHash::new("zhuoping/draw/v1/opening").raw(before.as_bytes()).part(&bytes).finish()
    }

    pub(crate) fn to_value(&self) -> Value {
        let mut value = self.unlinked();
        value["link"] = json!(self.link.to_hex());
        value
    }

    fn unlinked(&self) -> Value {
        let opened = |Opened { position, id, salt }: &Opened| json!({"position": position, "id": id, "salt": Digest::from_bytes(*salt).to_hex()});
        json!({
            "number": self.number,
            "decline": self.decline,
            "reason": self.reason,
            "evidence": self.evidence,
            "opened": self.opened.iter().map(opened).collect::<Vec<_>>(),
            "placed": self.placed,
            "panel": self.panel,
        })
    }
}

/// The panel and the reserves after some declines.
pub(crate) struct Progress<'i> {
    pub(crate) seating: Seating<'i>,
    /// How many reserves are no longer sealed.
    opened: usize,
    /// Opened reserves who never had a place, by number.
    waiting: BTreeMap<u64, usize>,
}

/// What one decline leads to.
pub(crate) struct Step {
    /// Numbers and positions of the reserves opened now.
    pub(crate) opened: Vec<(u64, usize)>,
    /// The number of the one who takes the place.
    pub(crate) placed: Option<u64>,
}

impl<'i> Progress<'i> {
    /// Right after the draw.
    pub(crate) fn new(instance: &'i Instance, panel: Vec<usize>) -> Self {
        Self { seating: Seating::new(instance, panel), opened: 0, waiting: BTreeMap::new() }
    }

    /// After all declines of a record that has been verified.
    fn of(record: &Record, instance: &'i Instance, order: &[usize]) -> Option<Self> {
        let mut progress = Self::new(instance, positions(instance, record.panel())?);
        for opening in record.openings() {
            progress.decline(position(instance, &opening.decline)?, |reserve| order.get(reserve).copied());
        }
        Some(progress)
    }

    /// The next sealed reserve, counted from 0.
    pub(crate) fn opened(&self) -> usize {
        self.opened
    }

    /// Replaces the member `leaver`, or loses the seat. `sealed` tells the expert behind a reserve, counted from 0.
    pub(crate) fn decline(&mut self, leaver: usize, mut sealed: impl FnMut(usize) -> Option<usize>) -> Step {
        let waiting = self.waiting.iter().find(|(_, expert)| self.seating.fits(**expert, leaver));
        if let Some((number, newcomer)) = waiting.map(|(number, expert)| (*number, *expert)) {
            self.waiting.remove(&number);
            self.seating.replace(leaver, newcomer);
            return Step { opened: Vec::new(), placed: Some(number) };
        }
        let mut opened = Vec::new();
        while let Some(newcomer) = sealed(self.opened) {
            self.opened += 1;
            let number = self.opened as u64;
            opened.push((number, newcomer));
            if self.seating.fits(newcomer, leaver) {
                self.seating.replace(leaver, newcomer);
                return Step { opened, placed: Some(number) };
            }
            self.waiting.insert(number, newcomer);
        }
        self.seating.lose(leaver);
        Step { opened, placed: None }
    }
}
