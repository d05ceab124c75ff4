//! The annex: names, employers and reasons, sealed behind a salted digest until the review ends.
//!
//! The commitment holds only this file's digest, so the draw replays without it; whoever is later shown the annex can
//! hash it and knows that nobody changed it since (`docs/draw-protocol.md` section 2).

use crate::commitment::{CommittedExclusion, exclusion_members, written};
use crate::form::{self, Form, FormError, Node};
use crate::id::{EntrantId, ExpertId};
use serde_json::{Value, json};
use std::fmt;
use zhuoping_provenance::Digest;

/// The protocol member of the file.
pub const ANNEX_PROTOCOL: &str = "zhuoping/draw/v1/annex";

/// The names behind the ids of a commitment.
#[derive(Clone, PartialEq, Eq)]
pub struct Annex {
    /// As in the commitment.
    pub draw_id: String,
    /// As in the commitment.
    pub attempt: u64,
    /// 32 random bytes, without which nobody can try out names against the digest.
    pub salt: [u8; 32],
    /// Everybody in the pool, in the commitment's order.
    pub experts: Vec<NamedExpert>,
    /// Every entrant, in order of id.
    pub entrants: Vec<NamedEntrant>,
    /// The commitment's exclusions with their reasons.
    pub exclusions: Vec<ReasonedExclusion>,
}

/// An expert's name and employer, as far as the pool has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedExpert {
    /// The number in the pool.
    pub id: ExpertId,
    /// `None` where the pool has no name.
    pub name: Option<String>,
    /// `None` where the pool has no employer.
    pub employer: Option<String>,
}

/// An entrant's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedEntrant {
    /// The number in the award.
    pub id: EntrantId,
    /// The name.
    pub name: String,
}

/// An exclusion and the reason for it in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReasonedExclusion {
    /// The line in the commitment.
    pub line: CommittedExclusion,
    /// Why.
    pub reason: String,
}

impl fmt::Debug for Annex {
    /// Only what the commitment tells anyway: an annex must not reach a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Annex").field("draw_id", &self.draw_id).field("attempt", &self.attempt).finish_non_exhaustive()
    }
}

impl Annex {
    /// The file: canonical JSON.
    pub fn to_bytes(&self) -> Vec<u8> {
        let expert =
            |NamedExpert { id, name, employer }: &NamedExpert| json!({"id": id, "name": name, "employer": employer});
        let entrant = |NamedEntrant { id, name }: &NamedEntrant| json!({"id": id, "name": name});
        let exclusion = |ReasonedExclusion { line, reason }: &ReasonedExclusion| {
            let mut value = line.to_value();
            value["reason"] = json!(reason);
            value
        };
        written(&json!({
            "protocol": ANNEX_PROTOCOL,
            "draw_id": self.draw_id,
            "attempt": self.attempt,
            "salt": Digest::from_bytes(self.salt).to_hex(),
            "experts": self.experts.iter().map(expert).collect::<Vec<Value>>(),
            "entrants": self.entrants.iter().map(entrant).collect::<Vec<Value>>(),
            "exclusions": self.exclusions.iter().map(exclusion).collect::<Vec<Value>>(),
        }))
    }

    /// What the commitment holds of it.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.to_bytes())
    }

    /// Reads an annex file. Whether it belongs to a commitment is for its digest to say.
    ///
    /// # Errors
    /// Everything that is not as section 2 says.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Vec<FormError>> {
        form::document(bytes, |form, node| Self::read(form, &node))
    }

    fn read(form: &mut Form, at: &Node<'_>) -> Option<Self> {
        form.members(at, &["protocol", "draw_id", "attempt", "salt", "experts", "entrants", "exclusions"]);
        let protocol = form.literal(at.get("protocol"), ANNEX_PROTOCOL);
        let draw_id = form.draw_id(at.get("draw_id"));
        let attempt = form.count_from(at.get("attempt"), 1);
        let salt = form.bytes(at.get("salt"));
        let experts = form.list(at.get("experts"), expert);
        let entrants = form.list(at.get("entrants"), entrant);
        let exclusions = form.list(at.get("exclusions"), exclusion);
        protocol?;
        Some(Self {
            draw_id: draw_id?,
            attempt: attempt?,
            salt: salt?,
            experts: experts?,
            entrants: entrants?,
            exclusions: exclusions?,
        })
    }
}

fn expert(form: &mut Form, at: Node<'_>) -> Option<NamedExpert> {
    form.members(&at, &["id", "name", "employer"]);
    let id = form.expert(at.get("id"));
    let name = form.nullable(at.get("name"), Form::text);
    let employer = form.nullable(at.get("employer"), Form::text);
    Some(NamedExpert { id: id?, name: name?, employer: employer? })
}

fn entrant(form: &mut Form, at: Node<'_>) -> Option<NamedEntrant> {
    form.members(&at, &["id", "name"]);
    let id = form.entrant(at.get("id"));
    let name = form.text(at.get("name"));
    Some(NamedEntrant { id: id?, name: name? })
}

fn exclusion(form: &mut Form, at: Node<'_>) -> Option<ReasonedExclusion> {
    form.members(&at, &["expert", "entrant", "kind", "source", "policy", "reason"]);
    let line = exclusion_members(form, &at);
    let reason = form.text(at.get("reason"));
    Some(ReasonedExclusion { line: line?, reason: reason? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conflict::{ConflictKind, Policy, Source};
    use crate::exclusion::{ExclusionSource, Ground};

    fn annex() -> Annex {
        let id = ExpertId::new("E1").unwrap();
        let line = CommittedExclusion {
            expert: id.clone(),
            entrant: Some(EntrantId::new("O1").unwrap()),
            ground: Ground::Conflict(ConflictKind::Equity),
            source: ExclusionSource::Conflict(Source::Expert),
            policy: Policy::Exclude,
        };
        Annex {
            draw_id: "t".into(),
            attempt: 1,
            salt: [7; 32],
            experts: vec![NamedExpert { id, name: Some("某甲".into()), employer: None }],
            entrants: vec![NamedEntrant { id: EntrantId::new("O1").unwrap(), name: "某公司".into() }],
            exclusions: vec![ReasonedExclusion { line, reason: "持有股份".into() }],
        }
    }

    #[test]
    fn it_reads_back_what_it_wrote() {
        assert_eq!(Annex::from_bytes(&annex().to_bytes()), Ok(annex()));
    }

    #[test]
    fn another_salt_gives_another_digest() {
        assert_ne!(annex().digest(), Annex { salt: [8; 32], ..annex() }.digest());
    }

    #[test]
    fn names_do_not_reach_a_log() {
        assert!(!format!("{:?}", annex()).contains("某甲"));
    }
}
