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

#[cfg(test)]
mod tests {
    use super::Honour::{Off, On, Tied};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn groups_overlap_and_the_band_is_all_that_straddle_the_line() {
        // 0 is better than 2 and worse ones, 1 than 3 and worse, 2 than 4, in the order of the ranks.
        let pairs = [(0, 2), (0, 3), (0, 4), (1, 3), (1, 4), (2, 4)];
        let sets = RankSets::of_pairs(5, &pairs);
        let order = [0, 1, 2, 3, 4];
        let found = Separation::of(&sets, &order, &[On, On, Off, Off, Off]);
        assert_eq!(found.groups, [vec![0, 1], vec![1, 2], vec![2, 3], vec![3, 4]]);
        assert_eq!(found.undecided, [1, 2]);
        assert_eq!(Separation::of(&sets, &order, &[On, Tied, Tied, Off, Off]).undecided, [0, 1, 2, 3]);
        assert!(Separation::of(&sets, &order, &[On; 5]).undecided.is_empty());
        let clear = RankSets::of_pairs(4, &[(0, 2), (0, 3), (1, 2), (1, 3)]);
        let found = Separation::of(&clear, &[0, 1, 2, 3], &[On, On, Off, Off]);
        assert_eq!((found.groups, found.undecided), (vec![vec![0, 1], vec![2, 3]], vec![]));
    }

    proptest! {
        /// By definition: all runs without a pair that differs, and of these the ones that no other contains.
        #[test]
        fn groups_are_the_longest_runs_of_whom_no_two_differ(
            count in 1..9_usize, cells in prop::collection::vec(0..4_u8, 81), shift in 0..9_usize,
        ) {
            let order: Vec<usize> = (0..count).map(|at| (at + shift) % count).collect();
            let pairs: Vec<(usize, usize)> = (0..count * count)
                .filter(|at| cells[*at] == 0 && at / count != at % count)
                .map(|at| (at / count, at % count))
                .collect();
            let sets = RankSets::of_pairs(count, &pairs);
            let apart = |a: &usize, b: &usize| pairs.contains(&(*a, *b)) || pairs.contains(&(*b, *a));
            let alike = |run: &[usize]| run.iter().all(|a| run.iter().all(|b| !apart(a, b)));
            let runs = (0..count).flat_map(|start| (start + 1..=count).map(move |end| (start, end)));
            let runs: Vec<(usize, usize)> = runs.filter(|(start, end)| alike(&order[*start..*end])).collect();
            let longest = |run: &&(usize, usize)| {
                !runs.iter().any(|other| other != *run && other.0 <= run.0 && run.1 <= other.1)
            };
            let expected: Vec<Vec<usize>> =
                runs.iter().filter(longest).map(|(start, end)| order[*start..*end].to_vec()).collect();
            let found = Separation::of(&sets, &order, &vec![Off; count]);
            prop_assert_eq!(&found.groups, &expected);
            prop_assert!((0..count).all(|at| found.groups.iter().any(|group| group.contains(&at))));
        }
    }
}
