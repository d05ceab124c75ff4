//! Ranks and the list in one replicate, by the same floors and caps as the official ones.
//!
//! A replicate has scores as floats. Scores within [`EQUAL`] of each other tie, and ties are left as they are: the rule
//! file's tie-breaks are not asked. Where more candidates tie for the end of the list than it has places, nobody of them
//! is on it for certain; each counts for its share of the places.

use crate::exact::Exact;
use crate::ranking::{Candidate, KindRanking};
use crate::standing::Field;
use crate::tiers::{Placement, take_places};

/// Scores closer than this, in points, are equal. Scores of one stage are fractions of few sheets, and floats divide
/// correctly, so equal ones are equal floats; only weighted sums of stages need the allowance. It is below any difference
/// that two stages with weights in hundredths and fewer than 30 sheets can make.
pub(super) const EQUAL: f64 = 1e-10;

/// One place of the list in the units in which shares are added up, so that no order of adding matters.
pub(super) const PLACE: u64 = 1 << 32;

/// Where a candidate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Honour {
    On,
    /// Ties with more others for the end of the list than it has places left.
    Tied,
    Off,
}

/// Who gets onto the list.
#[derive(Clone, Debug)]
pub(super) enum Places {
    /// All at this rank or better.
    Advance(usize),
    /// Tiers, better ones first: how many places, and the score needed.
    Tiers(Vec<(usize, f64)>),
}

/// The candidates of a ranking, in its order, and the list that replicates are compared with.
#[derive(Clone, Debug)]
pub(super) struct Board {
    places: Places,
    official: Vec<Honour>,
    /// How many are on the official list, the ties for its end included that have a place.
    taken: usize,
}

/// The outcome of one replicate, and room to work it out.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    /// The best and the worst rank of each candidate; they differ where candidates tie.
    pub(super) ranks: Vec<[u16; 2]>,
    pub(super) honours: Vec<Honour>,
    /// What each of those who tie for the end of the list has of a place.
    pub(super) share: u64,
    /// Whether the list is the official one.
    pub(super) same: bool,
    taken: usize,
    order: Vec<usize>,
    left: Vec<usize>,
}

impl Board {
    pub(super) fn new(field: &Field<'_>, ranking: &KindRanking) -> Self {
        let floor = |floor: Option<&Exact>| floor.map_or(f64::NEG_INFINITY, Exact::to_f64);
        let places = match field.advance_aimed_at() {
            Some(advance) => Places::Advance(advance),
            None => Places::Tiers(field.caps().into_iter().map(|(cap, needed)| (cap, floor(needed))).collect()),
        };
        Self::of(places, ranking)
    }

    fn of(places: Places, ranking: &KindRanking) -> Self {
        let candidates = &ranking.candidates;
        let mates = |place: usize| candidates.iter().filter(|other| other.place == place).count();
        let mut waiting = 0;
        let honour = |candidate: &Candidate| match candidate.placement {
            Placement::Tier(_) => Honour::On,
            Placement::Undecided { places, .. } if places == mates(candidate.place) => Honour::On,
            Placement::Undecided { places, .. } => {
                waiting = places;
                Honour::Tied
            }
            Placement::BelowFloor | Placement::BeyondCaps => Honour::Off,
        };
        let official: Vec<Honour> = candidates.iter().map(honour).collect();
        let taken = official.iter().filter(|honour| **honour == Honour::On).count() + waiting;
        Self { places, official, taken }
    }

    /// How many candidates there are.
    pub(super) fn candidates(&self) -> usize {
        self.official.len()
    }

    /// Where the candidates stand on the official list.
    pub(super) fn official(&self) -> &[Honour] {
        &self.official
    }

    pub(super) fn outcome(&self) -> Outcome {
        let count = self.official.len();
        Outcome {
            ranks: vec![[0; 2]; count],
            honours: vec![Honour::Off; count],
            share: 0,
            same: false,
            taken: 0,
            order: (0..count).collect(),
            left: Vec::new(),
        }
    }

    /// Ranks `scores`, one a candidate, and makes the list by them.
    pub(super) fn judge(&self, scores: &[f64], outcome: &mut Outcome) {
        outcome.order.sort_unstable_by(|a, b| scores[*b].total_cmp(&scores[*a]));
        outcome.left.clear();
        if let Places::Tiers(tiers) = &self.places {
            outcome.left.extend(tiers.iter().map(|(cap, _)| cap));
        }
        outcome.taken = 0;
        let mut start = 0;
        while start < scores.len() {
            let best = scores[outcome.order[start]];
            let equal = outcome.order[start..].iter().take_while(|at| best - scores[**at] <= EQUAL).count();
            self.place(best, start, start + equal, outcome);
            start += equal;
        }
        outcome.same = self.is_same(outcome);
    }

    /// Places the group of score `score` at positions `start..end` of the order.
    fn place(&self, score: f64, start: usize, end: usize, outcome: &mut Outcome) {
        let size = end - start;
        let places = match &self.places {
            Places::Advance(advance) => {
                if start < *advance {
                    size
                } else {
                    0
                }
            }
            Places::Tiers(tiers) => {
                take_places(size, &mut outcome.left, |tier| score >= tiers[tier].1 - EQUAL, |_| ()).unwrap_or(0)
            }
        };
        outcome.taken += places;
        let honour = match places {
            0 => Honour::Off,
            _ if places == size => Honour::On,
            _ => {
                outcome.share = PLACE * places as u64 / size as u64;
                Honour::Tied
            }
        };
        for at in &outcome.order[start..end] {
            outcome.ranks[*at] = [rank(start + 1), rank(end)];
            outcome.honours[*at] = honour;
        }
    }

    /// Whether some way of breaking the ties for the end of both lists makes them the same.
    fn is_same(&self, outcome: &Outcome) -> bool {
        let mut must = 0;
        let mut may = 0;
        for pair in self.official.iter().zip(&outcome.honours) {
            match pair {
                (Honour::On, Honour::Off) | (Honour::Off, Honour::On) => return false,
                (Honour::On, _) | (_, Honour::On) => must += 1,
                (Honour::Tied, Honour::Tied) => may += 1,
                (Honour::Off, _) | (_, Honour::Off) => (),
            }
        }
        outcome.taken == self.taken && (must..=must + may).contains(&self.taken)
    }
}

#[cfg(test)]
impl Board {
    /// A board of this list rule and official list.
    pub(super) fn of_honours(tiers: &[(usize, f64)], official: &[Honour], taken: usize) -> Self {
        Self { places: Places::Tiers(tiers.to_vec()), official: official.to_vec(), taken }
    }
}

fn rank(position: usize) -> u16 {
    u16::try_from(position).expect("no more candidates than CANDIDATES_MAX")
}

#[cfg(test)]
mod tests {
    use super::Honour::{Off, On, Tied};
    use super::*;

    fn judged(board: &Board, scores: &[f64]) -> Outcome {
        let mut outcome = board.outcome();
        board.judge(scores, &mut outcome);
        outcome
    }

    #[test]
    fn a_tie_has_a_best_and_a_worst_rank_and_shares_the_last_places() {
        let board = Board::of_honours(&[(1, 600.0), (2, 500.0)], &[On, On, On, Off, Off], 3);
        let found = judged(&board, &[550.0, 700.0, 550.0 + 1e-12, 550.0, 499.0]);
        assert_eq!(found.ranks, [[2, 4], [1, 1], [2, 4], [2, 4], [5, 5]]);
        assert_eq!((found.honours.as_slice(), found.share), ([Tied, On, Tied, Tied, Off].as_slice(), PLACE * 2 / 3));
        assert!(found.same, "of the three who tie, the two of the official list may be chosen");
    }

    #[test]
    fn a_floor_counts_itself_and_a_vacant_place_is_not_handed_down() {
        let board = Board::of_honours(&[(2, 600.0), (1, 500.0)], &[On, On, Off], 2);
        let found = judged(&board, &[600.0, 590.0, 580.0]);
        assert_eq!((found.honours.as_slice(), found.same), ([On, On, Off].as_slice(), true));
        let fewer = judged(&board, &[600.0, 499.0, 498.0]);
        assert_eq!((fewer.honours.as_slice(), fewer.same), ([On, Off, Off].as_slice(), false));
        let more = judged(&board, &[600.0, 600.0, 599.0]);
        assert_eq!((more.honours.as_slice(), more.same), ([On, On, On].as_slice(), false));
    }

    #[test]
    fn lists_are_the_same_where_ties_can_be_broken_so() {
        let tiers = [(2, 0.0)];
        let official = Board::of_honours(&tiers, &[On, Tied, Tied, Off], 2);
        assert!(judged(&official, &[9.0, 8.0, 7.0, 6.0]).same && judged(&official, &[9.0, 7.0, 8.0, 6.0]).same);
        assert!(!judged(&official, &[9.0, 7.0, 6.0, 8.0]).same, "another takes the place");
        assert!(!judged(&official, &[7.0, 9.0, 8.0, 6.0]).same, "both of the tie, and not the first");
        let sure = Board::of_honours(&tiers, &[On, On, Off, Off], 2);
        assert!(judged(&sure, &[8.0, 8.0, 8.0, 6.0]).same);
        assert!(!judged(&sure, &[8.0, 7.0, 8.0, 8.0]).same);
    }
}
