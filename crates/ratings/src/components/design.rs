//! What is observed and what it may depend on: values, factors, effects, and whether they can be told apart.

use super::partition::Partition;
use super::quadratic::Quadratic;
use super::refusal::Refusal;
use crate::agreement::SIZE_MAX;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Stands between the factors in the name of an interaction.
pub(super) const CROSS: &str = " x ";

/// The name of what no effect explains.
pub(super) const RESIDUAL: &str = "residual";

/// A factor: a name and the level of each observation. Labels are names of levels and may be any numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factor {
    /// The name, as it appears in results.
    pub name: String,
    /// The label of the level of each observation.
    pub levels: Vec<u32>,
}

/// Observations and the random effects they are made of: `y = mu + sum of effects + residual`.
///
/// An effect is a set of factors, and has a level for each combination of their levels that occurs: `{entrant}`,
/// `{entrant, reviewer}`. A factor nested in another, as raters who each saw one task, has the effect
/// `{task, rater}` and no `{rater}`. Levels of one effect vary independently with one variance, its component.
///
/// What is missing is simply not among the observations; several observations of one combination are repetitions.
#[derive(Clone, Debug)]
pub struct Design {
    values: Vec<f64>,
    factors: Vec<Factor>,
    effects: Vec<Vec<usize>>,
}

impl Design {
    /// Takes observations with the levels they belong to. An effect is given by the positions of its factors.
    ///
    /// # Errors
    /// [`Refusal::NotANumber`].
    ///
    /// # Panics
    /// When a factor has another number of levels than there are values, or an effect is empty, names a factor that
    /// does not exist or names one twice, or is there twice.
    pub fn new(values: Vec<f64>, factors: Vec<Factor>, effects: &[&[usize]]) -> Result<Self, Refusal> {
        for factor in &factors {
            assert_eq!(factor.levels.len(), values.len(), "{}: one level for each value", factor.name);
        }
        let mut sorted: Vec<Vec<usize>> = effects.iter().map(|effect| effect.to_vec()).collect();
        for effect in &mut sorted {
            effect.sort_unstable();
            let sound = !effect.is_empty() && effect.windows(2).all(|pair| pair[0] < pair[1]);
            assert!(sound && effect.iter().all(|factor| *factor < factors.len()), "no set of factors: {effect:?}");
        }
        let distinct: BTreeSet<_> = sorted.iter().collect();
        assert_eq!(distinct.len(), sorted.len(), "an effect is there twice");
        let sound = |value: f64| value == 0.0 || (SIZE_MAX.recip()..=SIZE_MAX).contains(&value.abs());
        if let Some(observation) = values.iter().position(|value| !sound(*value)) {
            return Err(Refusal::NotANumber { observation });
        }
        Ok(Self::sorted(values, factors, sorted))
    }

    /// With the observations in the order of their levels and values, so that no sum depends on how they came.
    fn sorted(values: Vec<f64>, factors: Vec<Factor>, effects: Vec<Vec<usize>>) -> Self {
        let by_levels = |a: &usize, b: &usize| {
            let levels = factors.iter().map(|factor| factor.levels[*a].cmp(&factor.levels[*b]));
            levels.fold(Ordering::Equal, Ordering::then).then(values[*a].total_cmp(&values[*b]))
        };
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(by_levels);
        let values = order.iter().map(|at| values[*at]).collect();
        let in_order = |factor: &Factor| Factor {
            name: factor.name.clone(),
            levels: order.iter().map(|at| factor.levels[*at]).collect(),
        };
        Self { values, factors: factors.iter().map(in_order).collect(), effects }
    }

    /// The observations.
    pub(super) fn values(&self) -> &[f64] {
        &self.values
    }

    /// The effects, as sorted positions of factors.
    pub(super) fn effects(&self) -> &[Vec<usize>] {
        &self.effects
    }

    /// The factors.
    pub(super) fn factors(&self) -> &[Factor] {
        &self.factors
    }

    /// The name of a component: the factors of the effect, or [`RESIDUAL`] for the one after the last.
    pub(super) fn name(&self, component: usize) -> String {
        self.effects.get(component).map_or_else(
            || RESIDUAL.to_owned(),
            |effect| effect.iter().map(|factor| self.factors[*factor].name.as_str()).collect::<Vec<_>>().join(CROSS),
        )
    }

    /// The joint levels of some factors.
    pub(super) fn partition(&self, factors: &[usize]) -> Partition {
        let mut joint = Partition::trivial(self.values.len());
        for factor in factors {
            joint = joint.joint(&Partition::of(&self.factors[*factor].levels));
        }
        joint
    }

    /// Checks that there is something to estimate; gives the starting point, and the number of groups of levels that
    /// share no observation.
    pub(super) fn examine(&self) -> Result<(Quadratic, usize), Refusal> {
        let effects: Vec<Partition> = self.effects.iter().map(|effect| self.partition(effect)).collect();
        for (component, partition) in effects.iter().enumerate() {
            if partition.levels < 2 {
                return Err(Refusal::TooFewLevels { effect: self.name(component), found: partition.levels });
            }
        }
        #[expect(clippy::float_cmp, reason = "the question is whether they are the same")]
        if self.values.iter().all(|value| *value == self.values[0]) {
            return Err(Refusal::NoVariation);
        }
        let groups = self.groups(&effects);
        Quadratic::of(self, &effects)
            .map(|quadratic| (quadratic, groups))
            .map_err(|among| Refusal::Confounded { effects: among.iter().map(|k| self.name(*k)).collect() })
    }

    /// How many groups the levels fall into that share no observation. Levels of effects that hold no smaller effect
    /// count: nested levels and interactions are wherever those are.
    fn groups(&self, effects: &[Partition]) -> usize {
        let smallest = |effect: &Vec<usize>| {
            !self.effects.iter().any(|other| other.len() < effect.len() && other.iter().all(|f| effect.contains(f)))
        };
        let minimal: Vec<&Partition> =
            self.effects.iter().zip(effects).filter(|(effect, _)| smallest(effect)).map(|(_, levels)| levels).collect();
        let Some((first, others)) = minimal.split_first() else { return 1 };
        if others.is_empty() {
            // Nothing is shared between the levels of a single effect, nor need it be.
            return 1;
        }
        let mut parent: Vec<usize> = (0..minimal.iter().map(|partition| partition.levels).sum()).collect();
        let mut offset = first.levels;
        for other in others {
            for (a, b) in first.level.iter().zip(&other.level) {
                let (a, b) = (root(&mut parent, *a as usize), root(&mut parent, offset + *b as usize));
                parent[a.max(b)] = a.min(b);
            }
            offset += other.levels;
        }
        parent.iter().enumerate().filter(|(at, parent)| at == *parent).count()
    }
}

fn root(parent: &mut [usize], mut at: usize) -> usize {
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}
