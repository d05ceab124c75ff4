//! What is estimated from which cells: extreme elements set aside, categories that occur numbered.
//!
//! An entrant, reviewer or item whose cells all lie in the lowest or all in the highest category has no finite maximum
//! likelihood measure. Such elements are set aside, with their cells; that can make others extreme, or empty a category,
//! so it is repeated until nothing changes. Categories that nobody uses any more are closed up (collapsed): the model
//! counts steps between categories that occur.

use super::{End, NoRasch};
use crate::severity::comparable::{Comparable, lead};

/// A facet, as a position in lists of three.
pub(super) const ENTRANTS: usize = 0;
pub(super) const REVIEWERS: usize = 1;
pub(super) const ITEMS: usize = 2;

/// One complete sheet; places count the elements of the compared table.
pub(super) struct Sheet<'a> {
    pub(super) entrant: usize,
    pub(super) reviewer: usize,
    pub(super) percents: &'a [u8],
}

/// The sheets, and which elements are estimated from them.
pub(super) struct Data<'a> {
    /// The entrants rising, and for each the reviewers.
    pub(super) sheets: Vec<Sheet<'a>>,
    /// For each facet and element, `None` if it is estimated, else the end at which it is extreme.
    pub(super) extremes: [Vec<Option<End>>; 3],
    /// The percents that occur in the estimation, rising.
    pub(super) percents: Vec<u8>,
    /// For each percent, its category; percents beyond the ends have those of the ends.
    categories: [usize; 101],
}

impl<'a> Data<'a> {
    /// Sorts the compared sheets out.
    pub(super) fn of(comparable: &Comparable<'a>, items: usize) -> Result<Self, NoRasch> {
        let sheets: Vec<Sheet<'a>> = (comparable.rows.iter().enumerate())
            .flat_map(|(entrant, row)| row.sheets.iter().map(move |(reviewer, sheet)| (entrant, *reviewer, *sheet)))
            .map(|(entrant, reviewer, sheet)| Sheet { entrant, reviewer, percents: sheet.percents() })
            .collect();
        let sizes = [comparable.rows.len(), comparable.members.len(), items];
        let mut data =
            Self { sheets, extremes: sizes.map(|n| vec![None; n]), percents: Vec::new(), categories: [0; 101] };
        loop {
            data.number_categories();
            if data.percents.len() < 2 {
                return Err(NoRasch::OneCategory);
            }
            if !data.set_extremes_aside() {
                break;
            }
        }
        data.connected()?;
        Ok(data)
    }

    /// The category of a percent.
    pub(super) fn category(&self, percent: u8) -> usize {
        self.categories[usize::from(percent)]
    }

    /// Whether the element is estimated.
    pub(super) fn is_estimated(&self, facet: usize, element: usize) -> bool {
        self.extremes[facet][element].is_none()
    }

    /// The sheets with an estimated entrant and an estimated reviewer.
    pub(super) fn estimated(&self) -> impl Iterator<Item = &Sheet<'a>> {
        let kept = |sheet: &&Sheet<'_>| {
            self.is_estimated(ENTRANTS, sheet.entrant) && self.is_estimated(REVIEWERS, sheet.reviewer)
        };
        self.sheets.iter().filter(kept)
    }

    /// Those on one entrant, the reviewers rising.
    pub(super) fn estimated_of(&self, entrant: usize) -> impl Iterator<Item = &Sheet<'a>> {
        let from = self.sheets.partition_point(|sheet| sheet.entrant < entrant);
        let of = self.sheets[from..].iter().take_while(move |sheet| sheet.entrant == entrant);
        of.filter(|sheet| self.is_estimated(REVIEWERS, sheet.reviewer))
    }

    /// The estimated cells of a sheet: item and percent.
    pub(super) fn cells(&self, sheet: &Sheet<'a>) -> impl Iterator<Item = (usize, u8)> {
        let cells = sheet.percents.iter().copied().enumerate();
        cells.filter(|(item, _)| self.is_estimated(ITEMS, *item))
    }

    fn number_categories(&mut self) {
        let mut used = [false; 101];
        self.estimated().flat_map(|sheet| self.cells(sheet)).for_each(|(_, p)| used[usize::from(p)] = true);
        self.percents = (0..=100).filter(|percent| used[usize::from(*percent)]).collect();
        for (percent, category) in self.categories.iter_mut().enumerate() {
            let above = self.percents.partition_point(|used| usize::from(*used) <= percent);
            *category = above.saturating_sub(1);
        }
    }

    /// Whether any element was.
    fn set_extremes_aside(&mut self) -> bool {
        let top = self.percents.len() - 1;
        // The lowest and the highest category of each element's cells.
        let mut ranges: [Vec<(usize, usize)>; 3] = [0, 1, 2].map(|facet| vec![(top, 0); self.extremes[facet].len()]);
        for sheet in self.estimated() {
            for (item, percent) in self.cells(sheet) {
                let category = self.category(percent);
                for (facet, element) in [sheet.entrant, sheet.reviewer, item].into_iter().enumerate() {
                    let (low, high) = &mut ranges[facet][element];
                    (*low, *high) = ((*low).min(category), (*high).max(category));
                }
            }
        }
        let mut found = false;
        for (extremes, ranges) in self.extremes.iter_mut().zip(ranges) {
            for (extreme, (low, high)) in extremes.iter_mut().zip(ranges).filter(|(extreme, _)| extreme.is_none()) {
                // Without a cell left, an element keeps the range it began with and counts as extreme at both ends.
                *extreme = if high == 0 {
                    Some(End::Lowest)
                } else if low == top {
                    Some(End::Highest)
                } else {
                    None
                };
                found |= extreme.is_some();
            }
        }
        found
    }

    /// Items meet every sheet, so entrants and reviewers decide whether all is connected.
    fn connected(&self) -> Result<(), NoRasch> {
        let entrants = self.extremes[ENTRANTS].len();
        let mut leader: Vec<usize> = (0..entrants + self.extremes[REVIEWERS].len()).collect();
        let mut groups = (0..leader.len()).filter(|at| self.is_node_estimated(*at)).count();
        for sheet in self.estimated() {
            let (one, other) = (lead(&mut leader, sheet.entrant), lead(&mut leader, entrants + sheet.reviewer));
            if one != other {
                leader[other] = one;
                groups -= 1;
            }
        }
        if groups == 1 { Ok(()) } else { Err(NoRasch::DisconnectedByExtremes { groups }) }
    }

    fn is_node_estimated(&self, at: usize) -> bool {
        let entrants = self.extremes[ENTRANTS].len();
        if at < entrants { self.is_estimated(ENTRANTS, at) } else { self.is_estimated(REVIEWERS, at - entrants) }
    }
}
