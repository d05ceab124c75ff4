//! The rule file (评审细则) of one award session, `zhuoping/rules/v1`: whatever the regulation leaves to local rules.
//!
//! Weights, trimming, floors, caps, tie-breaks, rounding and limits differ from award to award, so they are data and
//! never constants. [`Rules::parse`] is the only way to a [`Rules`]; it answers with every [`RuleFault`] at once.
//! `docs/formats/rules.schema.json` describes the file, `fixtures/sanmenxia/rules.json` is the model.
//!
//! Numbers that decide are texts (`"0.4"`, `"2/3"`) and are read as exact fractions.

mod fault;
mod parse;
mod reader;
mod statistics;

pub use fault::{EXACT, RuleFault, RuleProblem};
pub use parse::FORMAT;
pub use statistics::{AgreementWords, Statistics};

use crate::exact::{Exact, RoundingMode};
use crate::id::StageId;
use crate::kind::{EntrantKind, PerKind};
use jiff::civil::Date;
use zhuoping_criteria::{Bilingual, CategoryCode, EditionId, ItemCode};

/// A checked rule file.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules(Parts);

#[derive(Clone, Debug, PartialEq)]
struct Parts {
    award: Bilingual,
    session: Bilingual,
    period_years: u32,
    regulation: Regulation,
    editions: PerKind<Option<EditionId>>,
    stages: Vec<Stage>,
    combination: Combination,
    floor: PerKind<Option<Exact>>,
    tiers: Vec<Tier>,
    tie_breaks: Vec<TieBreak>,
    rounding: Rounding,
    dispersion: Dispersion,
    recusal_years: u32,
    votes: Votes,
    publicity: Publicity,
    statistics: Statistics,
}

/// The regulation (管理办法) that an award is held under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regulation {
    /// Its title.
    pub title: String,
    /// Its document number (文号).
    pub number: String,
    /// The day it took effect.
    pub effective: Date,
}

/// One stage of the review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Its name in score files.
    pub id: StageId,
    /// How the reviewers' sheets become one score.
    pub rule: Rule,
    /// Its share of the combined score; `None` for a stage that only lets entrants on, and for every stage of gates.
    pub weight: Option<Exact>,
    /// How many of each kind go on to the next stage; `None` for all.
    pub advance: PerKind<Option<u32>>,
}

/// How the complete sheets of one entrant at one stage become one score (standard practice, no clause fixes it).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The mean of the sheets.
    Mean,
    /// The mean after dropping the highest and the lowest (去掉最高分和最低分).
    Trimmed {
        /// What is dropped.
        level: Level,
        /// How many are dropped at each end, one instance each however many are equal; 1 or more.
        trim: u32,
    },
    /// The median of the reviewers' totals; of an even number of them, the mean of the two in the middle.
    Median,
    /// What the panel agreed on (合议).
    Consensus,
}

/// What a trimmed mean drops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Whole sheets, by their totals.
    Total,
    /// Percents, item by item.
    Item,
}

impl Rule {
    /// The name for people and files: `mean`, `trimmed total 1`, `trimmed item 1`, `median`, `consensus`.
    pub fn name(self) -> String {
        match self {
            Self::Mean => "mean".into(),
            Self::Trimmed { level: Level::Total, trim } => format!("trimmed total {trim}"),
            Self::Trimmed { level: Level::Item, trim } => format!("trimmed item {trim}"),
            Self::Median => "median".into(),
            Self::Consensus => "consensus".into(),
        }
    }

    /// The fewest complete sheets it needs of one entrant; the agreed sheet counts as the one of `Consensus`.
    pub fn sheets_min(self) -> usize {
        match self {
            Self::Mean | Self::Median | Self::Consensus => 1,
            Self::Trimmed { trim, .. } => 2 * trim as usize + 1,
        }
    }
}

/// How stages become one result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Combination {
    /// The sum of the stages' scores by their weights.
    Weighted,
    /// The later stage supersedes the earlier.
    Gates,
}

impl Combination {
    /// The name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Weighted => "weighted",
            Self::Gates => "gates",
        }
    }
}

/// One tier of the award (Art. 5), better ones first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tier {
    /// Its name in results.
    pub id: String,
    /// Its title.
    pub title: Bilingual,
    /// At most how many of each kind; a place may stay vacant (宁缺毋滥, Art. 30).
    pub caps: PerKind<u32>,
    /// The score a member needs beyond the floor of the award, which counts in any case.
    pub floor: PerKind<Option<Exact>>,
}

/// What separates candidates of equal score. The score named is aggregated as the total is; the higher one wins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TieBreak {
    /// The score of a category.
    Category(CategoryCode),
    /// The score of an item.
    Item(ItemCode),
}

impl TieBreak {
    /// The code, whichever it is of.
    pub fn code(&self) -> &str {
        match self {
            Self::Category(code) => code.as_str(),
            Self::Item(code) => code.as_str(),
        }
    }
}

/// How scores are shown; never how they are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rounding {
    /// Decimals, 0 to 6.
    pub decimals: u8,
    /// What becomes of a half.
    pub mode: RoundingMode,
}

/// From where on opinions count as far apart, and a sheet as odd.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispersion {
    /// An item needs discussion when its percents range over at least this many percent points, 1 to 100.
    pub range_percent: u8,
    /// An item needs discussion when the standard deviation of its percents reaches this, above 0.
    pub sd_percent: Exact,
    /// An item needs discussion when two percents lie in bands at least this many apart, 1 to 20.
    pub bands_apart: u8,
    /// A percent is far when it lies at least this many percent points from the median of the panel, 1 to 100.
    pub far_from_median: u8,
    /// A sheet is odd when at least this share of its items has the same percent, above 0, at most 1.
    pub same_percent_share: Exact,
}

/// How the committee votes (Art. 22).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Votes {
    /// The share of the members that must be present, that share included.
    pub quorum: Exact,
    /// The share that must approve. One half means more than half (过半数); any other share includes itself (以上).
    pub majority: Exact,
    /// What the majority is a share of.
    pub base: VoteBase,
}

/// What a majority is a share of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoteBase {
    /// All members (全体).
    All,
    /// Those present (到会).
    Present,
    /// The valid ballots (有效票).
    Valid,
}

/// How long lists are public (Art. 16, 17, 23), and by which calendar working days are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publicity {
    /// Working days, 1 to 365.
    pub days: u32,
    /// Whether the day of publication counts.
    pub counts_first_day: bool,
    /// The name of the calendar.
    pub calendar: String,
}

impl Rules {
    /// The award's name.
    pub fn award(&self) -> &Bilingual {
        &self.0.award
    }

    /// Which session of it (届次).
    pub fn session(&self) -> &Bilingual {
        &self.0.session
    }

    /// Years from one session to the next.
    pub fn period_years(&self) -> u32 {
        self.0.period_years
    }

    /// The regulation it is held under.
    pub fn regulation(&self) -> &Regulation {
        &self.0.regulation
    }

    /// The edition of each kind; a kind without one is not judged. At least one kind has one.
    pub fn editions(&self) -> &PerKind<Option<EditionId>> {
        &self.0.editions
    }

    /// The kinds that are judged, organizations first.
    pub fn kinds(&self) -> impl Iterator<Item = EntrantKind> + use<'_> {
        EntrantKind::ALL.into_iter().filter(|kind| self.0.editions.get(*kind).is_some())
    }

    /// The stages in their order; never empty.
    pub fn stages(&self) -> &[Stage] {
        &self.0.stages
    }

    /// How they become one result.
    pub fn combination(&self) -> Combination {
        self.0.combination
    }

    /// The lowest score of a kind that can be honoured, that score included; `None` for any score.
    pub fn floor(&self, kind: EntrantKind) -> Option<&Exact> {
        self.0.floor.get(kind).as_ref()
    }

    /// The lowest score of a kind for a tier: the higher of the award's floor and the tier's own.
    pub fn tier_floor<'a>(&'a self, tier: &'a Tier, kind: EntrantKind) -> Option<&'a Exact> {
        tier.floor.get(kind).as_ref().max(self.floor(kind))
    }

    /// The tiers, better ones first; never empty.
    pub fn tiers(&self) -> &[Tier] {
        &self.0.tiers
    }

    /// How many places a kind has in all tiers together.
    pub fn line(&self, kind: EntrantKind) -> u32 {
        self.0.tiers.iter().map(|tier| *tier.caps.get(kind)).sum()
    }

    /// What separates equal scores, in this order.
    pub fn tie_breaks(&self) -> &[TieBreak] {
        &self.0.tie_breaks
    }

    /// How scores are shown.
    pub fn rounding(&self) -> Rounding {
        self.0.rounding
    }

    /// From where on opinions count as far apart.
    pub fn dispersion(&self) -> &Dispersion {
        &self.0.dispersion
    }

    /// For how many years a tie keeps a reviewer from an entrant (回避, Art. 31).
    pub fn recusal_years(&self) -> u32 {
        self.0.recusal_years
    }

    /// How the committee votes.
    pub fn votes(&self) -> &Votes {
        &self.0.votes
    }

    /// How long lists are public.
    pub fn publicity(&self) -> &Publicity {
        &self.0.publicity
    }

    /// How the figures beside the ranking are computed and worded.
    pub fn statistics(&self) -> &Statistics {
        &self.0.statistics
    }
}
