//! The state of a ceremony, from the files that exist so far.

use super::fair::Fair;
use crate::commands::draw::plan::impossible;
use crate::prospects::Prospects;
use crate::prospects::wording::Rules;
use crate::refusal::Refusal;
use num_bigint::BigUint;
use std::collections::BTreeMap;
use zhuoping_criteria::Lang;
use zhuoping_panel::annex::{Annex, NamedExpert};
use zhuoping_panel::commitment::{Commitment, Parts};
use zhuoping_panel::lottery::{Budget, DrawError, ShutOut, UniformLottery, shut_out};
use zhuoping_panel::record::Record;
use zhuoping_panel::witness::{WitnessCommitment, WitnessReveal};
use zhuoping_panel::{ExpertId, WitnessId};
use zhuoping_provenance::Digest;

/// Everything the page shows.
pub(crate) struct Ceremony<'a> {
    pub(crate) lang: Lang,
    pub(crate) commitment: &'a Commitment,
    /// In the order of the commitment.
    pub(crate) witnesses: Vec<Witness>,
    pub(crate) record: Option<&'a Record>,
    /// Names and employers by expert; empty unless the annex is shown.
    pub(crate) names: BTreeMap<&'a ExpertId, &'a NamedExpert>,
    pub(crate) prospects: Prospects,
    /// How many panels keep the counted quotas; `None` for the fairest lottery and where it was not counted.
    pub(crate) panels_total: Option<BigUint>,
    pub(crate) fair: Option<Fair<'a>>,
}

/// One witness so far.
pub(crate) struct Witness {
    pub(crate) id: WitnessId,
    pub(crate) commitment: Option<Digest>,
    pub(crate) revealed: Option<Revealed>,
}

/// What a witness revealed.
pub(crate) struct Revealed {
    pub(crate) nonce: Digest,
    pub(crate) text: String,
    /// Whether it opens the witness's commitment.
    pub(crate) fits: bool,
}

/// How far the ceremony has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    /// The digest is fixed, no witness has committed.
    Planned,
    /// Some witnesses have committed.
    Committing,
    /// All have, none has revealed.
    Committed,
    /// Some have revealed.
    Revealing,
    /// All have.
    Revealed,
    /// Somebody withheld the reveal: the attempt is void.
    Void,
    /// There is a panel.
    Drawn,
    /// Somebody declined.
    Replaced,
}

/// The files of a ceremony.
pub(crate) struct Sources<'a> {
    pub(crate) commitment: &'a Commitment,
    pub(crate) commits: &'a [WitnessCommitment],
    pub(crate) reveals: &'a [WitnessReveal],
    /// Where there is one, it says what witnesses gave.
    pub(crate) record: Option<&'a Record>,
    pub(crate) annex: Option<&'a Annex>,
    /// The published lottery, where the method is the fairest one.
    pub(crate) fair: Option<Fair<'a>>,
}

impl<'a> Ceremony<'a> {
    /// Works out what there is to show.
    pub(crate) fn new(sources: Sources<'a>, lang: Lang) -> Result<Self, Refusal> {
        let Sources { commitment, record, annex, fair, .. } = sources;
        let (prospects, panels_total) = prospects(commitment, fair.as_ref())?;
        Ok(Self {
            lang,
            commitment,
            witnesses: witnesses(&sources),
            record,
            names: annex.iter().flat_map(|annex| &annex.experts).map(|expert| (&expert.id, expert)).collect(),
            prospects,
            panels_total,
            fair,
        })
    }

    /// How far it has come.
    pub(crate) fn stage(&self) -> Stage {
        match self.record {
            Some(record) if record.is_void() => Stage::Void,
            Some(record) if record.openings().is_empty() => Stage::Drawn,
            Some(_) => Stage::Replaced,
            None => {
                let all = self.witnesses.len();
                let committed = self.witnesses.iter().filter(|witness| witness.commitment.is_some()).count();
                let revealed = self.witnesses.iter().filter(|witness| witness.revealed.is_some()).count();
                match (committed, revealed) {
                    (0, _) => Stage::Planned,
                    (committed, _) if committed < all => Stage::Committing,
                    (_, 0) => Stage::Committed,
                    (_, revealed) if revealed < all => Stage::Revealing,
                    _ => Stage::Revealed,
                }
            }
        }
    }

    /// Whether everything must be marked as practice.
    pub(crate) fn rehearsal(&self) -> bool {
        self.parts().rehearsal || self.record.is_some_and(Record::rehearsal)
    }

    pub(crate) fn parts(&self) -> &'a Parts {
        self.commitment.parts()
    }

    /// Whether one person rehearsed alone, with a text in place of the witnesses.
    pub(crate) fn alone(&self) -> bool {
        self.record.is_some_and(|record| record.rehearsal_text().is_some())
    }

    /// Who has not committed yet.
    pub(crate) fn awaited(&self) -> Vec<&WitnessId> {
        self.witnesses.iter().filter(|witness| witness.commitment.is_none()).map(|witness| &witness.id).collect()
    }

    /// Who has committed but not revealed.
    pub(crate) fn unrevealed(&self) -> Vec<&WitnessId> {
        self.witnesses.iter().filter(|witness| witness.revealed.is_none()).map(|witness| &witness.id).collect()
    }

    /// Whose text does not open the commitment.
    pub(crate) fn mismatched(&self) -> Vec<&WitnessId> {
        let wrong = |witness: &&Witness| witness.revealed.as_ref().is_some_and(|revealed| !revealed.fits);
        self.witnesses.iter().filter(wrong).map(|witness| &witness.id).collect()
    }
}

fn witnesses(sources: &Sources<'_>) -> Vec<Witness> {
    let digest = |bytes: [u8; 32]| Digest::from_bytes(bytes);
    let of_files = |id: &WitnessId| {
        let commitment = sources.commits.iter().find(|of| of.witness == *id).map(|of| of.commitment);
        let revealed = sources.reveals.iter().find(|of| of.witness == *id).map(|reveal| Revealed {
            nonce: digest(reveal.nonce),
            text: reveal.text.clone(),
            fits: Some(reveal.commitment()) == commitment,
        });
        Witness { id: id.clone(), commitment, revealed }
    };
    let of_record = |record: &Record, id: &WitnessId| {
        let given = record.contributions().iter().find(|of| of.witness == *id);
        let revealed = given.and_then(|of| of.revealed.as_ref()).map(|revealed| Revealed {
            nonce: digest(revealed.nonce),
            text: revealed.text.clone(),
            // A record exists only when it passes this check.
            fits: true,
        });
        Witness { id: id.clone(), commitment: given.map(|of| of.commitment), revealed }
    };
    let ids = sources.commitment.parts().witnesses.iter();
    match sources.record {
        Some(record) => ids.map(|id| of_record(record, id)).collect(),
        None => ids.map(of_files).collect(),
    }
}

/// What the draw has in store, from the commitment alone, as anybody can work it out; and how many panels there are.
fn prospects(commitment: &Commitment, fair: Option<&Fair<'_>>) -> Result<(Prospects, Option<BigUint>), Refusal> {
    let instance = commitment.instance();
    let rules = Rules::of_commitment(commitment.parts(), instance.experts.len());
    let (chances, total) = match fair {
        Some(fair) => (Some(fair.lottery.holding(instance.experts.len())), None),
        None => match UniformLottery::new(&instance) {
            Ok(lottery) => (lottery.chances(), Some(lottery.total().clone())),
            // A commitment made elsewhere may ask for more than this program counts: shown without chances.
            Err(DrawError::TooLarge(_)) => (None, None),
            Err(error) => return Err(impossible(&error)),
        },
    };
    let out = match &chances {
        Some(chances) => chances.shut_out(),
        None => {
            let ShutOut { experts, .. } = shut_out(&instance, Budget::default()).map_err(|error| impossible(&error))?;
            experts
        }
    };
    Ok((Prospects::new(&instance, rules, chances.as_ref(), &out)?, total))
}
