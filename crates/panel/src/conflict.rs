//! Conflicts of interest (利害关系): what is declared, by whom, for which time, and what the plan does about each kind.
//!
//! `Art. 31` obliges everyone with an interest to step back. The kinds follow the grounds of the nation-wide rule for
//! evaluation experts and award practice; which of them keep an expert out of the whole draw, and how many years they
//! look back, is the plan's to say.

use crate::id::{EntrantId, ExpertId};
use jiff::civil::Date;

/// The ground of a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConflictKind {
    /// Works, or worked, for the entrant (任职).
    Employment,
    /// Works within the entrant's group (同一集团).
    Group,
    /// Advised, trained or coached the entrant (咨询辅导).
    Consulting,
    /// Holds shares of the entrant (持股).
    Equity,
    /// Spouse or kin of somebody leading the entrant (亲属).
    Kinship,
    /// Wrote or revised the entrant's self-assessment (代写自评报告).
    Authorship,
    /// Anything else that may impair fairness (其他).
    Other,
}

impl ConflictKind {
    /// All kinds, in the order they are listed.
    pub const ALL: [Self; 7] =
        [Self::Employment, Self::Group, Self::Consulting, Self::Equity, Self::Kinship, Self::Authorship, Self::Other];

    /// The word in files and records.
    pub fn code(self) -> &'static str {
        match self {
            Self::Employment => "employment",
            Self::Group => "group",
            Self::Consulting => "consulting",
            Self::Equity => "equity",
            Self::Kinship => "kinship",
            Self::Authorship => "authorship",
            Self::Other => "other",
        }
    }

    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Employment => "任职",
            Self::Group => "同一集团",
            Self::Consulting => "咨询辅导",
            Self::Equity => "持股",
            Self::Kinship => "亲属",
            Self::Authorship => "代写自评报告",
            Self::Other => "其他",
        }
    }

    /// The kind of this English or Chinese word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == word || kind.zh() == word)
    }
}

/// Who brought a conflict to light.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// The expert declared it (专家申报).
    Expert,
    /// The entrant asked for recusal (申报方申请).
    Entrant,
    /// The secretariat found it (秘书处).
    Secretariat,
    /// Found by comparing the pool with the entrants (系统比对).
    Derived,
}

impl Source {
    /// All sources.
    pub const ALL: [Self; 4] = [Self::Expert, Self::Entrant, Self::Secretariat, Self::Derived];

    /// The word in files and records.
    pub fn code(self) -> &'static str {
        match self {
            Self::Expert => "expert",
            Self::Entrant => "entrant",
            Self::Secretariat => "secretariat",
            Self::Derived => "derived",
        }
    }

    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Expert => "专家申报",
            Self::Entrant => "申报方申请",
            Self::Secretariat => "秘书处",
            Self::Derived => "系统比对",
        }
    }

    /// The source of this English or Chinese word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.code() == word || source.zh() == word)
    }
}

/// One conflict between an expert and an entrant, as declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Whose interest.
    pub expert: ExpertId,
    /// In which entrant.
    pub entrant: EntrantId,
    /// On which ground.
    pub kind: ConflictKind,
    /// Who said so.
    pub source: Source,
    /// First day, where known.
    pub since: Option<Date>,
    /// Last day; `None` while it goes on.
    pub until: Option<Date>,
    /// What it is about, for the secretariat's eyes.
    pub note: Option<String>,
}

/// What a conflict does to its expert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Policy {
    /// Out of the whole draw.
    Exclude,
    /// May be drawn, but does not score that entrant.
    Recuse,
}

impl Policy {
    /// The word in files and records.
    pub fn code(self) -> &'static str {
        match self {
            Self::Exclude => "exclude",
            Self::Recuse => "recuse",
        }
    }
}
