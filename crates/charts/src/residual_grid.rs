//! The grid of residuals: by how many points each reviewer's total for each entrant differs from what the model expects of
//! this reviewer and this entrant.
//!
//! Severity is taken out already: what is left is a reviewer who saw more or less in one entrant than the others did. Rows go
//! from the strictest reviewer to the most lenient, columns by rank, so that a pattern at the line or at one end shows. A
//! triangle says the direction by its tip and its filling, the amount by its size and in figures; nothing rests on colour. The
//! cells to be discussed are framed, and listed below by name.

mod cell;
mod draw;
mod heads;
mod layout;

use crate::cap_line::CapLine;
use crate::error::{ChartError, finite, index, length, some};
use crate::lang::Lang;
use crate::picture::Picture;
use crate::sheet::Heading;

/// A grid of residuals to be drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResidualGrid {
    /// The texts around it.
    pub heading: Heading,
    /// What a residual is, for instance `总分与模型预期之差（分，满分 1000）`.
    pub measure: String,
    /// How many decimals a residual is written with.
    pub decimals: u8,
    /// What makes a cell extreme, for instance `相差超过 3 倍标准误`.
    pub rule: String,
    /// The entrants in rank order: the columns.
    pub entrants: Vec<GridEntrant>,
    /// The line below the last place, if there is one.
    pub line: Option<CapLine>,
    /// The reviewers from the strictest to the most lenient: the rows.
    pub reviewers: Vec<GridReviewer>,
}

/// One entrant: a column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GridEntrant {
    /// Rank or id, short: it stands above the column, and before the name.
    pub id: String,
    /// Name of the organization or person.
    pub name: String,
    /// Whether its rank interval crosses the line: the column is then shaded.
    pub undecided: bool,
}

/// One reviewer: a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GridReviewer {
    /// Name or id.
    pub name: String,
    /// The severity as it is to be written, positive if lenient, for instance `−12.4 ± 5.1`.
    pub severity: String,
    /// One cell an entrant, in their order.
    pub cells: Vec<ResidualCell>,
}

/// What one reviewer gave one entrant.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum ResidualCell {
    /// The total less what the model expects.
    Residual {
        /// In points, positive if the reviewer gave more.
        value: f64,
        /// Whether the cell is marked and listed.
        extreme: bool,
    },
    /// The reviewer is recused from this entrant.
    Recused,
    /// The reviewer did not score this entrant.
    #[default]
    Nothing,
}

impl ResidualGrid {
    /// The whole grid in one picture. More entrants than a sheet has room for go on below, heads repeated.
    ///
    /// # Errors
    /// [`ChartError`] if there are no entrants or reviewers, the line is after more entrants than there are, a residual is not
    /// finite, or a reviewer has not one cell an entrant.
    pub fn picture(&self, lang: Lang) -> Result<Picture, ChartError> {
        self.check()?;
        Ok(draw::picture(self, lang))
    }

    /// The grid in pictures that fit A4 pages, legend and heads on each.
    ///
    /// # Errors
    /// As [`picture`](Self::picture).
    pub fn pages(&self, lang: Lang) -> Result<Vec<Picture>, ChartError> {
        self.check()?;
        Ok(draw::pages(self, lang))
    }

    fn check(&self) -> Result<(), ChartError> {
        let title = &self.heading.title;
        some(title, self.entrants.len().min(self.reviewers.len()))?;
        self.line.iter().try_for_each(|line| index(title, &line.label, line.after, self.entrants.len() + 1))?;
        for reviewer in &self.reviewers {
            length(title, &reviewer.name, self.entrants.len(), reviewer.cells.len())?;
            for cell in &reviewer.cells {
                if let ResidualCell::Residual { value, .. } = cell {
                    finite(title, &reviewer.name, *value)?;
                }
            }
        }
        Ok(())
    }

    /// The extreme cells in the order of the rows: reviewer, entrant, residual.
    fn extremes(&self) -> Vec<(&GridReviewer, &GridEntrant, f64)> {
        let cells = self.reviewers.iter().flat_map(|r| self.entrants.iter().zip(&r.cells).map(move |(e, c)| (r, e, c)));
        cells
            .filter_map(|(reviewer, entrant, cell)| match cell {
                ResidualCell::Residual { value, extreme: true } => Some((reviewer, entrant, *value)),
                _ => None,
            })
            .collect()
    }
}
