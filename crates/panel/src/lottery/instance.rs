//! What a lottery sees of a pool, and the full check of a panel.
//!
//! No names, columns or dates reach this far: an expert is an id, the number of an employer group, and the quotas the
//! expert counts for. Everything a draw does follows from these few numbers, so anybody can repeat it.

use super::error::DrawError;
use crate::id::ExpertId;
use crate::message::Message;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use zhuoping_provenance::{Digest, TaggedHash, canonical};

/// The most seats a panel may have (`docs/draw-protocol.md` section 2).
pub const SEATS_MAX: u16 = 1000;

/// The question put to a lottery: panels of `seats` of the `experts` that keep all `quotas` and have at most
/// `employer_max` members of one employer group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// Panel size k, 1 to [`SEATS_MAX`].
    pub seats: u16,
    /// Who can be drawn, in strictly ascending order of id. An expert's index here is the expert's *position*.
    pub experts: Vec<Member>,
    /// How many members of each kind a panel may have.
    pub quotas: Vec<Quota>,
    /// How many members of one employer group a panel may have; `None` for any number.
    pub employer_max: Option<u16>,
}

/// One expert as a lottery sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The expert's opaque id.
    pub id: ExpertId,
    /// The employer group; `None` for an expert without employer, who is never limited by `employer_max`.
    pub employer: Option<u32>,
    /// The quotas the expert counts for: strictly ascending indices into [`Instance::quotas`].
    pub quotas: Vec<u16>,
}

/// How many members of one kind a panel may have. `min > max` is no error here: no panel keeps such a quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// At least this many.
    pub min: u16,
    /// At most this many.
    pub max: u16,
    /// Whether the lottery counts the quota exactly; else a panel that breaks it is rejected and drawn again.
    pub counted: bool,
}

/// The first rule a panel breaks, in the order of these variants, quotas by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// The panel has another number of members than there are seats.
    #[error("the panel has {members} members, not {seats}")]
    Seats {
        /// Members of the panel.
        members: usize,
        /// Seats of the instance.
        seats: u16,
    },
    /// The positions are not strictly ascending.
    #[error("position {position} stands twice or out of order")]
    Order {
        /// The position that is not above the one before it.
        position: usize,
    },
    /// There is no expert at the position.
    #[error("there is no expert at position {position}; the pool has {experts}")]
    Unknown {
        /// The position asked for.
        position: usize,
        /// How many experts there are.
        experts: usize,
    },
    /// Too many members of one employer group.
    #[error("{count} members of employer group {employer}, at most {max} allowed")]
    Employer {
        /// The smallest number of a group that breaks the limit.
        employer: u32,
        /// Members of that group.
        count: usize,
        /// The limit.
        max: u16,
    },
    /// Too few or too many members that count for a quota.
    #[error("{count} members count for quota {quota}, which wants {min} to {max}")]
    Quota {
        /// The quota's index.
        quota: usize,
        /// Members who count for it.
        count: usize,
        /// Its least number.
        min: u16,
        /// Its greatest number.
        max: u16,
    },
}

impl Broken {
    /// In both languages.
    pub fn message(&self) -> Message {
        let zh = match self {
            Self::Seats { members, seats } => format!("评审组有 {members} 人，应为 {seats} 人"),
            Self::Employer { employer, count, max } => format!("第 {employer} 单位组有 {count} 人，最多 {max} 人"),
            Self::Quota { quota, count, min, max } => {
                format!("第 {quota} 条配额（从 0 起）有 {count} 人，应为 {min} 至 {max} 人")
            }
            Self::Order { position } => format!("成员位置 {position} 重复或未按升序"),
            Self::Unknown { position, experts } => format!("没有位置为 {position} 的专家，可抽专家共 {experts} 人"),
        };
        Message::new(zh, self.to_string())
    }
}

impl Instance {
    /// Checks what every lottery relies on: the number of seats, experts in strict order of id, quota numbers ascending and in range.
    ///
    /// # Errors
    /// [`DrawError::Seats`], [`DrawError::Order`] or [`DrawError::QuotaNumbers`], the first that is found.
    pub fn check(&self) -> Result<(), DrawError> {
        if !(1..=SEATS_MAX).contains(&self.seats) {
            return Err(DrawError::Seats { seats: self.seats });
        }
        if let Some(pair) = self.experts.windows(2).find(|pair| pair[0].id >= pair[1].id) {
            return Err(DrawError::Order { id: pair[1].id.clone() });
        }
        let quotas = self.quotas.len();
        let sound = |member: &&Member| {
            let ascending = member.quotas.windows(2).all(|pair| pair[0] < pair[1]);
            ascending && member.quotas.last().is_none_or(|last| usize::from(*last) < quotas)
        };
        match self.experts.iter().find(|member| !sound(member)) {
            Some(member) => Err(DrawError::QuotaNumbers { id: member.id.clone(), quotas }),
            None => Ok(()),
        }
    }

    /// The digest that a lottery file names its question by (`docs/draw-protocol.md` section 10). It does not depend on
    /// which quotas are counted.
    pub fn digest(&self) -> Digest {
        let quotas = self.quotas.iter().map(|quota| json!({"min": quota.min, "max": quota.max}));
        let experts = self
            .experts
            .iter()
            .map(|expert| json!({"id": expert.id, "employer": expert.employer, "quotas": expert.quotas}));
        let value = json!({
            "seats": self.seats,
            "employer_max": self.employer_max,
            "quotas": quotas.collect::<Vec<Value>>(),
            "experts": experts.collect::<Vec<Value>>(),
        });
        let bytes = canonical::to_bytes(&value).expect("ASCII keys and small integers");
        TaggedHash::new("zhuoping/draw/v1/instance").part(&bytes).finish()
    }

    /// Checks a panel, given by ascending positions, against every rule: seats, employer limit, and all quotas whether
    /// counted or not.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn holds(&self, panel: &[usize]) -> Result<(), Broken> {
        if panel.len() != usize::from(self.seats) {
            return Err(Broken::Seats { members: panel.len(), seats: self.seats });
        }
        if let Some(pair) = panel.windows(2).find(|pair| pair[0] >= pair[1]) {
            return Err(Broken::Order { position: pair[1] });
        }
        if let Some(&position) = panel.iter().find(|position| **position >= self.experts.len()) {
            return Err(Broken::Unknown { position, experts: self.experts.len() });
        }
        self.employers_hold(panel)?;
        let counts = self.counts(panel);
        let broken = self.quotas.iter().zip(counts).enumerate().find(|(_, (quota, count))| !quota.admits(*count));
        match broken {
            Some((at, (quota, count))) => Err(Broken::Quota { quota: at, count, min: quota.min, max: quota.max }),
            None => Ok(()),
        }
    }

    /// How many of the experts at `positions` count for each quota.
    ///
    /// # Panics
    /// When a position is not one of the instance's.
    pub fn counts(&self, positions: &[usize]) -> Vec<usize> {
        let mut counts = vec![0; self.quotas.len()];
        for &position in positions {
            for &quota in &self.experts[position].quotas {
                counts[usize::from(quota)] += 1;
            }
        }
        counts
    }

    fn employers_hold(&self, panel: &[usize]) -> Result<(), Broken> {
        let Some(max) = self.employer_max else { return Ok(()) };
        let mut groups: BTreeMap<u32, usize> = BTreeMap::new();
        for employer in panel.iter().filter_map(|&position| self.experts[position].employer) {
            *groups.entry(employer).or_default() += 1;
        }
        match groups.into_iter().find(|(_, count)| *count > usize::from(max)) {
            Some((employer, count)) => Err(Broken::Employer { employer, count, max }),
            None => Ok(()),
        }
    }
}

impl Quota {
    /// Whether `count` members are neither too few nor too many.
    pub fn admits(&self, count: usize) -> bool {
        (usize::from(self.min)..=usize::from(self.max)).contains(&count)
    }
}
