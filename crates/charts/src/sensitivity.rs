//! What other settings would do to the list: for each candidate, in how many settings of each family it is on the list.
//!
//! A family is one thing varied: a reviewer left out, an item left out, another rule. Counts are written out, since a share of
//! nine settings is no percentage; a bar beside them lets the eye find the rows that are neither full nor empty, and the row
//! says in a word whether the candidate is always on the list, sometimes, or never.

mod draw;
mod layout;

use crate::cap_line::CapLine;
use crate::error::{ChartError, index, length, some};
use crate::lang::Lang;
use crate::picture::Picture;
use crate::sheet::Heading;

/// The sensitivity of a list, to be drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sensitivity {
    /// The texts around it; the subtitle is a good place for the summary in one sentence.
    pub heading: Heading,
    /// What was varied: the columns.
    pub families: Vec<SettingFamily>,
    /// The line below the last place, if there is one.
    pub line: Option<CapLine>,
    /// The candidates in rank order: the rows.
    pub candidates: Vec<SensitiveCandidate>,
}

/// Settings of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SettingFamily {
    /// What is varied, for instance `去掉一位评审专家`.
    pub title: String,
    /// How many settings were tried; 0 if none could be, and its cells then show a dash.
    pub settings: u32,
}

/// One candidate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SensitiveCandidate {
    /// Its rank, from 1; equal for ties.
    pub rank: u32,
    /// Whether another candidate has the same rank: it is then written `1=`.
    pub tied: bool,
    /// Name of the organization or person.
    pub name: String,
    /// In how many settings it is on the list: one number a family, in their order.
    pub on_list: Vec<u32>,
}

/// Whether a candidate is on the list whatever is varied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Presence {
    Always,
    Sometimes,
    Never,
}

impl SensitiveCandidate {
    /// In how many settings of all it is on the list.
    fn total(&self) -> u64 {
        self.on_list.iter().map(|n| u64::from(*n)).sum()
    }
}

impl Sensitivity {
    /// All candidates in one picture, as high as it needs to be.
    ///
    /// # Errors
    /// [`ChartError`] if there is no candidate or no setting, the line is after more candidates than there are, or a candidate
    /// has not one number a family, none greater than the family's settings.
    pub fn picture(&self, lang: Lang) -> Result<Picture, ChartError> {
        self.check()?;
        Ok(draw::picture(self, lang))
    }

    /// The candidates in pictures that fit A4 pages, legend and heads on each.
    ///
    /// # Errors
    /// As [`picture`](Self::picture).
    pub fn pages(&self, lang: Lang) -> Result<Vec<Picture>, ChartError> {
        self.check()?;
        Ok(draw::pages(self, lang))
    }

    fn check(&self) -> Result<(), ChartError> {
        let title = &self.heading.title;
        some(title, self.candidates.len())?;
        some(title, usize::from(self.settings() > 0))?;
        self.line.iter().try_for_each(|line| index(title, &line.label, line.after, self.candidates.len() + 1))?;
        for candidate in &self.candidates {
            length(title, &candidate.name, self.families.len(), candidate.on_list.len())?;
            for (on, family) in candidate.on_list.iter().zip(&self.families) {
                if *on > family.settings {
                    return Err(ChartError::Settings { title: title.clone(), label: candidate.name.clone() });
                }
            }
        }
        Ok(())
    }

    /// How many settings were tried in all.
    fn settings(&self) -> u64 {
        self.families.iter().map(|f| u64::from(f.settings)).sum()
    }

    fn presence(&self, candidate: &SensitiveCandidate) -> Presence {
        match candidate.total() {
            0 => Presence::Never,
            total if total == self.settings() => Presence::Always,
            _ => Presence::Sometimes,
        }
    }
}
