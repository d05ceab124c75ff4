//! Who gets which tier: floors, caps, places that stay vacant, and ties that no rule may cut.
//!
//! Tiers are filled from the best one down, in the order of the ranks (Art. 5). A candidate needs the floor of the award
//! and of the tier; a place that nobody is good enough for stays vacant and is not handed to the next tier (宁缺毋滥,
//! Art. 30). When more candidates share a place than a tier has left, none of them gets it: nothing in the scores says
//! who, and a draw by file order would be arbitrary. They are shown as undecided, for the committee (Art. 22). The
//! places they will take stay reserved: of two who tie for the last place of the first tier one will get it and the
//! other falls to the second tier, so that one place of each is taken.

use crate::exact::Exact;
use crate::order::Group;

/// What a place in the order comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Placement {
    /// The tier at this position.
    Tier(usize),
    /// More candidates share the place than there are places left, so the committee decides.
    Undecided {
        /// The positions of the tiers that the members can come to, rising; never empty.
        tiers: Vec<usize>,
        /// For how many of the members they have places.
        places: usize,
    },
    /// The score is below the floor.
    BelowFloor,
    /// Good enough for a tier, but its places are taken.
    BeyondCaps,
}

/// One tier for one kind of entrant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places<'a> {
    /// How many.
    pub cap: usize,
    /// The score needed, itself included; `None` for any.
    pub floor: Option<&'a Exact>,
}

/// The placement of each group and how many places of each tier are left, better tiers first.
pub fn place<'a>(
    groups: &[Group],
    score: impl Fn(usize) -> &'a Exact,
    tiers: &[Places<'_>],
) -> (Vec<Placement>, Vec<usize>) {
    let mut left: Vec<usize> = tiers.iter().map(|tier| tier.cap).collect();
    let placements =
        groups.iter().map(|group| place_group(group.members.len(), score(group.members[0]), tiers, &mut left));
    (placements.collect(), left)
}

fn place_group(size: usize, score: &Exact, tiers: &[Places<'_>], left: &mut [usize]) -> Placement {
    let reached = |tier: usize| tiers[tier].floor.is_none_or(|floor| score >= floor);
    let mut taken = Vec::new();
    let Some(places) = take_places(size, left, reached, |tier| taken.push(tier)) else {
        return Placement::BelowFloor;
    };
    match taken[..] {
        [] => Placement::BeyondCaps,
        [tier] if places == size => Placement::Tier(tier),
        _ => Placement::Undecided { tiers: taken, places },
    }
}

/// Takes places for a group of `size` from what is `left` of the tiers it reached, better ones first, and says how many
/// it found; `taken` is told each tier it took from. `None` if it reached no tier.
pub(crate) fn take_places(
    size: usize,
    left: &mut [usize],
    reached: impl Fn(usize) -> bool,
    mut taken: impl FnMut(usize),
) -> Option<usize> {
    let mut waiting = size;
    let mut any = false;
    for (tier, left) in left.iter_mut().enumerate().filter(|(tier, _)| reached(*tier)) {
        any = true;
        let here = waiting.min(*left);
        if here > 0 {
            *left -= here;
            waiting -= here;
            taken(tier);
        }
    }
    any.then_some(size - waiting)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Placement::{BelowFloor, BeyondCaps, Tier, Undecided};

    /// Places groups of these sizes and scores; tiers are (cap, floor).
    fn placed(groups: &[(usize, i128)], tiers: &[(usize, i128)]) -> (Vec<Placement>, Vec<usize>) {
        let (mut made, mut scores) = (Vec::new(), Vec::new());
        for (size, score) in groups {
            let first = scores.len();
            scores.extend(std::iter::repeat_n(Exact::new(*score, 1), *size));
            made.push(Group { place: first + 1, members: (first..first + size).collect(), separated_by: None });
        }
        let floors: Vec<Exact> = tiers.iter().map(|(_, floor)| Exact::new(*floor, 1)).collect();
        let tiers: Vec<Places<'_>> =
            tiers.iter().zip(&floors).map(|((cap, _), floor)| Places { cap: *cap, floor: Some(floor) }).collect();
        place(&made, |candidate| &scores[candidate], &tiers)
    }

    #[test]
    fn art_05_caps_are_filled_from_the_best_tier_down_and_the_floor_itself_is_enough() {
        let found = placed(&[(1, 700), (1, 690), (1, 650), (1, 600), (1, 600)], &[(2, 600), (2, 600)]);
        assert_eq!(found, (vec![Tier(0), Tier(0), Tier(1), Tier(1), BeyondCaps], vec![0, 0]));
    }

    #[test]
    fn art_30_a_place_nobody_is_good_enough_for_stays_vacant_and_is_not_handed_down() {
        let found = placed(&[(1, 700), (1, 640), (1, 630), (1, 599)], &[(4, 650), (1, 600)]);
        assert_eq!(found, (vec![Tier(0), Tier(1), BeyondCaps, BelowFloor], vec![3, 0]));
    }

    #[test]
    fn a_tie_across_two_tiers_is_undecided_and_takes_a_place_of_each() {
        let found = placed(&[(1, 700), (2, 690), (1, 650), (1, 640)], &[(2, 600), (2, 600)]);
        assert_eq!(found.0, [Tier(0), Undecided { tiers: vec![0, 1], places: 2 }, Tier(1), BeyondCaps]);
    }

    #[test]
    fn a_tie_across_the_line_is_undecided_and_nobody_behind_it_moves_up() {
        let found = placed(&[(1, 700), (3, 690), (1, 650)], &[(1, 600), (2, 600)]);
        assert_eq!(found.0, [Tier(0), Undecided { tiers: vec![1], places: 2 }, BeyondCaps]);
        let all = placed(&[(4, 690), (1, 650)], &[(1, 600), (1, 600)]);
        assert_eq!(all.0, [Undecided { tiers: vec![0, 1], places: 2 }, BeyondCaps]);
    }

    #[test]
    fn a_tie_that_fits_is_no_question_and_a_cap_of_0_is_no_place() {
        let found = placed(&[(2, 690), (2, 650), (1, 640)], &[(2, 600), (0, 600), (2, 600)]);
        assert_eq!(found.0, [Tier(0), Tier(2), BeyondCaps]);
    }
}
