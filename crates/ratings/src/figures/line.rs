//! The third figure: how sure is the end of the list?

use crate::ranking::KindRanking;
use crate::uncertainty::{CandidateRanks, MethodRanks, RankUncertainty};

/// How sure the list is.
#[derive(Clone, Debug, PartialEq)]
pub struct LineCertainty {
    /// The method the figure comes from; `None` when none of them answers.
    pub source: Option<Source>,
    /// How often the list would be the official one.
    pub same_list: Option<f64>,
    /// For each of [`KindRanking::candidates`] on which side of the line it is; `None` where the method says nothing.
    pub sides: Vec<Option<Side>>,
}

/// The method a figure of ranks comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The variance components: the first choice, since it speaks of any panel like this one.
    Components,
    /// Tested differences: where there are no components, as with entrants who hardly differ.
    Differences,
    /// Drawing the reviewers again: where nothing else can be computed.
    Bootstrap,
}

/// On which side of the line a candidate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// On the list at the level: the probability of standing there leaves out no more than one tail.
    Safe,
    /// Neither is sure: the undecided band (未定区).
    Undecided,
    /// Off the list at the level.
    Out,
}

impl Source {
    /// The name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Components => "components",
            Self::Differences => "differences",
            Self::Bootstrap => "bootstrap",
        }
    }

    /// What this method says.
    pub fn ranks(self, uncertainty: &RankUncertainty) -> Option<&MethodRanks> {
        match self {
            Self::Components => uncertainty.components.as_ref().ok(),
            Self::Differences => uncertainty.differences.as_ref().ok(),
            Self::Bootstrap => uncertainty.bootstrap.as_ref().ok(),
        }
    }

    /// The first method that answers.
    fn first(uncertainty: &RankUncertainty) -> Option<Self> {
        let all = [Self::Components, Self::Differences, Self::Bootstrap];
        all.into_iter().find(|source| source.ranks(uncertainty).is_some())
    }
}

impl LineCertainty {
    pub(super) fn of(kind: &KindRanking, uncertainty: &RankUncertainty) -> Self {
        let source = Source::first(uncertainty);
        let ranks = source.and_then(|source| source.ranks(uncertainty));
        let tail = uncertainty.level.tail();
        let side = |ranks: &CandidateRanks| match ranks.on_list {
            p if p >= 1.0 - tail => Side::Safe,
            p if p <= tail => Side::Out,
            _ => Side::Undecided,
        };
        let sides = |ranks: &MethodRanks| ranks.candidates.iter().map(|ranks| ranks.as_ref().ok().map(side)).collect();
        Self {
            source,
            same_list: ranks.map(|ranks| ranks.same_list),
            sides: ranks.map_or_else(|| vec![None; kind.candidates.len()], sides),
        }
    }

    /// How many candidates stand on this side.
    pub fn count(&self, side: Side) -> usize {
        self.sides.iter().filter(|of| **of == Some(side)).count()
    }
}
