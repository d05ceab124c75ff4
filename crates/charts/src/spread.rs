//! The map of spread: how far the reviewers lie apart, for every item of every entrant.
//!
//! Entrants are rows, since their names are long and many; items are columns under their categories. One hue from light
//! to dark keeps its order in grey print; cells to be discussed carry a frame and a filled corner, recused ones strokes.

mod draw;
mod layout;

use crate::error::{ChartError, finite, length, some};
use crate::lang::Lang;
use crate::picture::Picture;
use crate::sheet::Heading;

/// A map of spread to be drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpreadMap {
    /// The texts around it.
    pub heading: Heading,
    /// What the cells are, in percent points, for instance `极差（百分点）`.
    pub measure: String,
    /// How many decimals a cell is written with where there is room; without room, none.
    pub decimals: u8,
    /// The limit of discussion on the measure, if one is set: marked on the legend.
    pub limit: Option<f64>,
    /// Categories with their items, in the order of the columns.
    pub groups: Vec<ItemGroup>,
    /// Entrants in the order of the rows.
    pub entrants: Vec<SpreadRow>,
}

/// A category and its items.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemGroup {
    /// Its code, for instance `4.1`: written where the title has no room.
    pub code: String,
    /// Its title, for instance `领导`.
    pub title: String,
    /// Its items, for instance `4.1.2 组织治理`; at least one.
    pub items: Vec<String>,
}

/// One entrant.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpreadRow {
    /// Name of the organization or person.
    pub entrant: String,
    /// One cell an item, in the order of the groups and their items.
    pub cells: Vec<SpreadCell>,
}

/// The spread of the reviewers' percents on one item of one entrant.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum SpreadCell {
    /// The measure in percent points, at least 0, and whether the rules want it discussed.
    Spread {
        /// In percent points.
        value: f64,
        /// Whether the cell is marked.
        discuss: bool,
    },
    /// Reviewers are recused from this entrant and too few are left.
    Recused,
    /// Fewer than two scores.
    #[default]
    Nothing,
}

impl SpreadMap {
    /// The whole map in one picture.
    ///
    /// # Errors
    /// [`ChartError`] if there are no entrants or items, a value is not finite, or an entrant has not one cell an item.
    pub fn picture(&self, lang: Lang) -> Result<Picture, ChartError> {
        self.check()?;
        Ok(draw::picture(self, lang))
    }

    /// The map in pictures that fit A4 pages, the items' titles on each.
    ///
    /// # Errors
    /// As [`picture`](Self::picture).
    pub fn pages(&self, lang: Lang) -> Result<Vec<Picture>, ChartError> {
        self.check()?;
        Ok(draw::pages(self, lang))
    }

    fn check(&self) -> Result<(), ChartError> {
        let title = &self.heading.title;
        let items: usize = self.groups.iter().map(|g| g.items.len()).sum();
        some(title, items.min(self.entrants.len()))?;
        self.groups.iter().try_for_each(|g| some(&format!("{title}, {} {}", g.code, g.title), g.items.len()))?;
        self.limit.iter().try_for_each(|limit| finite(title, &self.measure, *limit))?;
        for row in &self.entrants {
            length(title, &row.entrant, items, row.cells.len())?;
            for cell in &row.cells {
                if let SpreadCell::Spread { value, .. } = cell {
                    finite(title, &row.entrant, *value)?;
                }
            }
        }
        Ok(())
    }
}
