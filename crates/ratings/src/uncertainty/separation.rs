//! Who cannot be told apart, and whom the line leaves undecided.

use super::RankSets;
use super::board::Honour;

/// Candidates that cannot be told apart by their differences, all pairs being tested together at the level.
///
/// In the order of the ranks, ties in the order of the adjusted totals, a group is a run of candidates of whom no two
/// differ by more than chance, as long as it can be made in both directions. Groups overlap: if 1 cannot be told from 2
/// nor 2 from 3, it does not follow that 1 cannot be told from 3. Everybody is in at least one, perhaps alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Separation {
    /// Positions in [`crate::KindRanking::candidates`], each group and the groups themselves in the order of the ranks.
    pub groups: Vec<Vec<usize>>,
    /// The undecided band: everybody in a group that holds both somebody on the list and somebody who is not on it or
    /// ties for its end. Positions in the order of the ranks; empty where the list ends between two groups.
    pub undecided: Vec<usize>,
}

impl Separation {
    /// `order` holds the candidates' positions by rank; `honours` says who is on the list.
    pub(super) fn of(sets: &RankSets, order: &[usize], honours: &[Honour]) -> Self {
        let apart = |a: usize, b: usize| sets.is_better(a, b) || sets.is_better(b, a);
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let (mut start, mut last_end) = (0, 0);
        for end in 1..=order.len() {
            // The run that ends here starts after the last one who differs from its end.
            let clash = (start..end - 1).rev().find(|at| apart(order[*at], order[end - 1]));
            if let Some(clash) = clash {
                groups.push(order[start..end - 1].to_vec());
                start = clash + 1;
                last_end = end - 1;
            }
        }
        if last_end < order.len() {
            groups.push(order[start..].to_vec());
        }
        let straddles = |group: &&Vec<usize>| {
            let on = group.iter().filter(|at| honours[**at] == Honour::On).count();
            let tied = group.iter().any(|at| honours[*at] == Honour::Tied);
            tied || (on > 0 && on < group.len())
        };
        let band: Vec<&Vec<usize>> = groups.iter().filter(straddles).collect();
        let undecided = order.iter().copied().filter(|at| band.iter().any(|group| group.contains(at))).collect();
        Self { groups, undecided }
    }
}
