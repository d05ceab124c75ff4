//! The candidate list 候选名单: entrants in rank order with their scores, every reviewer's total, the lines and the floor.
//!
//! A score is a place on a scale, not a bar from zero: candidates lie within a fifth of the thousand points, and a bar
//! cut off at the left would lie about their ratio. The scale covers what is shown and says its ends.

mod draw;
mod rows;

use crate::cap_line::CapLine;
use crate::error::{ChartError, finite, index, some};
use crate::lang::Lang;
use crate::picture::Picture;
use crate::sheet::Heading;

/// A candidate list to be drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Candidates {
    /// The texts around it.
    pub heading: Heading,
    /// What the scale is, for instance `总分（满分 1000 分）`.
    pub scale: String,
    /// The most points there are: the scale never goes beyond; it never goes below 0.
    pub most: f64,
    /// The floor 底线 with its wording, for instance `底线 600 分`.
    pub floor: Option<Floor>,
    /// Names of the award's tiers from the highest, at most three; a candidate refers to them by index.
    pub tiers: Vec<String>,
    /// Names of the kinds of reviewer totals, at most three (for instance one a stage); a dot refers to them by index.
    pub series: Vec<String>,
    /// Entrants, the ranked ones in rank order. Those with another standing are shown apart, below, in the order given.
    pub entrants: Vec<Candidate>,
    /// Lines between ranked entrants: where the caps of the tiers end.
    pub lines: Vec<CapLine>,
}

/// The least score for an award.
#[derive(Clone, Debug, PartialEq)]
pub struct Floor {
    /// In points.
    pub value: f64,
    /// As it is to be written.
    pub label: String,
}

/// One entrant.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Name of the organization or person.
    pub name: String,
    /// Where it stands.
    pub standing: Standing,
    /// Points on the scale and as they are to be written (rounded by the rules); `None` if there is no score.
    pub score: Option<(f64, String)>,
    /// Reviewers' totals. Reviewers without a complete sheet have none.
    pub dots: Vec<Dot>,
}

/// Where an entrant stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// In the ranking.
    Ranked {
        /// Its rank, from 1; equal for ties.
        rank: u32,
        /// Whether another entrant has the same rank: it is then written `1=`.
        tied: bool,
        /// The tier it would get, an index into the list's tiers; `None` below the line.
        tier: Option<usize>,
    },
    /// Scored, but below the floor.
    BelowFloor,
    /// Not ranked: too few complete sheets, or out of the competition.
    Unranked,
}

/// One reviewer's total for one entrant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dot {
    /// In points.
    pub value: f64,
    /// Which kind of total, an index into the list's series; any number if there is at most one.
    pub series: usize,
}

impl Candidates {
    /// The whole list in one picture, as high as it needs to be.
    ///
    /// # Errors
    /// [`ChartError`] if there is no entrant, a number is not finite, or an index refers to nothing.
    pub fn picture(&self, lang: Lang) -> Result<Picture, ChartError> {
        self.check()?;
        Ok(draw::picture(self, lang))
    }

    /// The list in pictures that fit A4 pages, scale and legend on each.
    ///
    /// # Errors
    /// As [`picture`](Self::picture).
    pub fn pages(&self, lang: Lang) -> Result<Vec<Picture>, ChartError> {
        self.check()?;
        Ok(draw::pages(self, lang))
    }

    fn check(&self) -> Result<(), ChartError> {
        let title = &self.heading.title;
        some(title, self.entrants.len())?;
        finite(title, &self.scale, self.most)?;
        if let Some(floor) = &self.floor {
            finite(title, &floor.label, floor.value)?;
        }
        for entrant in &self.entrants {
            self.check_entrant(entrant)?;
        }
        let ranked = self.entrants.iter().filter(|e| matches!(e.standing, Standing::Ranked { .. })).count();
        self.lines.iter().try_for_each(|line| index(title, &line.label, line.after, ranked + 1))
    }

    fn check_entrant(&self, entrant: &Candidate) -> Result<(), ChartError> {
        let (title, name) = (&self.heading.title, &entrant.name);
        if let Some((score, _)) = entrant.score {
            finite(title, name, score)?;
        }
        if let Standing::Ranked { tier: Some(tier), .. } = entrant.standing {
            index(title, name, tier, self.tiers.len())?;
        }
        for dot in &entrant.dots {
            finite(title, name, dot.value)?;
            index(title, name, dot.series, self.series.len().max(1))?;
        }
        Ok(())
    }
}
