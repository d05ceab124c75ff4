//! Observations sorted into levels: what a factor, or several factors together, do to them.

/// The level of each observation, numbered from 0 in the order of the labels.
#[derive(Clone, Debug)]
pub(super) struct Partition {
    pub(super) level: Vec<u32>,
    pub(super) levels: usize,
}

impl Partition {
    /// One level for all.
    pub(super) fn trivial(observations: usize) -> Self {
        Self { level: vec![0; observations], levels: observations.min(1) }
    }

    /// One level for each label.
    pub(super) fn of(labels: &[u32]) -> Self {
        Self::of_keys(labels.iter().map(|label| u64::from(*label)).collect())
    }

    /// One level for each pair of levels that occurs together, in the order of this partition, then the other.
    pub(super) fn joint(&self, other: &Self) -> Self {
        let pair = |(a, b): (&u32, &u32)| u64::from(*a) << 32 | u64::from(*b);
        Self::of_keys(self.level.iter().zip(&other.level).map(pair).collect())
    }

    fn of_keys(keys: Vec<u64>) -> Self {
        let mut distinct = keys.clone();
        distinct.sort_unstable();
        distinct.dedup();
        let at = |key| distinct.binary_search(key).ok().and_then(|at| u32::try_from(at).ok());
        let level =
            keys.iter().map(|key| at(key).expect("a key of these, of which there are fewer than 2^32")).collect();
        Self { level, levels: distinct.len() }
    }

    /// How many observations each level has.
    pub(super) fn counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.levels];
        self.level.iter().for_each(|level| counts[*level as usize] += 1);
        counts
    }

    /// An observation of each level: the first.
    pub(super) fn first(&self) -> Vec<usize> {
        let mut first = vec![0; self.levels];
        self.level.iter().enumerate().rev().for_each(|(at, level)| first[*level as usize] = at);
        first
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_follow_the_labels_and_pairs_that_do_not_occur_are_none() {
        let a = Partition::of(&[7, 3, 7, 9]);
        assert_eq!((a.level.as_slice(), a.levels), ([1, 0, 1, 2].as_slice(), 3));
        let joint = a.joint(&Partition::of(&[1, 1, 0, 1]));
        assert_eq!((joint.level.as_slice(), joint.levels), ([2, 0, 1, 3].as_slice(), 4));
        assert_eq!((a.counts(), a.first()), (vec![1, 2, 1], vec![1, 0, 3]));
        assert_eq!(a.joint(&Partition::trivial(4)).level, a.level);
    }
}
