//! Ranks: higher scores first, equal scores by the rule file's tie-breaks, and what is then still equal stays tied.
//!
//! Competition ranks: those who tie share a place and as many places are skipped after them (1, 2=, 2=, 4).

use crate::exact::Exact;
use std::cmp::Reverse;

/// Candidates who share a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The place, from 1.
    pub place: usize,
    /// Positions of the members, rising; more than one is a tie.
    pub members: Vec<usize>,
    /// The position of the tie-break that set this group apart from others of the same score; the last one, if several
    /// took part.
    pub separated_by: Option<usize>,
}

impl Group {
    /// The last place that the members take up together.
    pub fn last_place(&self) -> usize {
        self.place + self.members.len() - 1
    }
}

/// Orders those who have a score. `tie_value(candidate, tie_break)` is asked only about candidates of equal score, for
/// each of the `tie_breaks` in turn while any are equal.
pub fn groups<'a>(
    scores: impl Iterator<Item = (usize, &'a Exact)>,
    tie_breaks: usize,
    tie_value: impl Fn(usize, usize) -> Exact,
) -> Vec<Group> {
    let mut ranked: Vec<(usize, &Exact)> = scores.collect();
    ranked.sort_by(|(a, x), (b, y)| y.cmp(x).then(a.cmp(b)));
    let mut groups = Vec::new();
    for equal in ranked.chunk_by(|(_, x), (_, y)| x == y) {
        let members = equal.iter().map(|(candidate, _)| *candidate).collect();
        split(members, 0, tie_breaks, None, &tie_value, &mut groups);
    }
    groups
}

fn split(
    members: Vec<usize>,
    level: usize,
    levels: usize,
    separated_by: Option<usize>,
    tie_value: &impl Fn(usize, usize) -> Exact,
    groups: &mut Vec<Group>,
) {
    if members.len() == 1 || level == levels {
        let place = groups.last().map_or(1, |group: &Group| group.last_place() + 1);
        groups.push(Group { place, members, separated_by });
        return;
    }
    let mut valued: Vec<(Exact, usize)> = members.into_iter().map(|c| (tie_value(c, level), c)).collect();
    valued.sort_by_key(|(value, candidate)| (Reverse(value.clone()), *candidate));
    let parts: Vec<&[(Exact, usize)]> = valued.chunk_by(|(x, _), (y, _)| x == y).collect();
    let separated_by = if parts.len() > 1 { Some(level) } else { separated_by };
    for part in parts {
        let members = part.iter().map(|(_, candidate)| *candidate).collect();
        split(members, level + 1, levels, separated_by, tie_value, groups);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(scores: &[i128], ties: &[&[i128]]) -> Vec<(usize, Vec<usize>, Option<usize>)> {
        let scores: Vec<Exact> = scores.iter().map(|n| Exact::new(*n, 1)).collect();
        let value = |candidate: usize, level: usize| Exact::new(ties[level][candidate], 1);
        let groups = groups(scores.iter().enumerate(), ties.len(), value);
        groups.into_iter().map(|group| (group.place, group.members, group.separated_by)).collect()
    }

    #[test]
    fn those_who_tie_share_a_place_and_places_are_skipped_after_them() {
        let found = places(&[5, 7, 5, 9, 5], &[]);
        assert_eq!(found, [(1, vec![3], None), (2, vec![1], None), (3, vec![0, 2, 4], None)]);
    }

    #[test]
    fn tie_breaks_are_asked_in_order_and_only_of_those_still_equal() {
        let found = places(&[5, 5, 5, 5, 8], &[&[1, 1, 2, 1, 0], &[3, 4, 0, 3, 0]]);
        assert_eq!(
            found,
            [(1, vec![4], None), (2, vec![2], Some(0)), (3, vec![1], Some(1)), (4, vec![0, 3], Some(1)),]
        );
        let same = places(&[5, 5], &[&[1, 1]]);
        assert_eq!(same, [(1, vec![0, 1], None)], "a tie-break that separates nobody is not named");
    }
}
