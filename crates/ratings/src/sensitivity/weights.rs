//! How far the weight of a stage can move before the list changes, exactly.
//!
//! Let the stage have weight `w` and the others share `1 - w` as the rule file has them share it. An entrant with the
//! score `a` at the stage and `b` at the others together has the total `w a + (1 - w) b`: a straight line in `w`. The
//! list can only change where the lines of two entrants cross, or of the parts that break a tie when their lines are one,
//! and where a line meets a floor. Those weights are computed as fractions, and from the rule file's weight outward each
//! of them, and one weight in the gap before it, is evaluated until the list is another. Within a gap nothing crosses,
//! so one weight stands for all of it. Scores at gates are sums up to a stage, hence lines too.
//!
//! Only crossings that somebody on the list, or tied at its end, takes part in can be the first to change it: those who
//! are on it come before all others in the order, and how the others stand among each other gives nobody a place. The
//! same holds at a gate for those who went on.

use super::change::{Change, Honours};
use crate::exact::Exact;
use crate::id::StageId;
use crate::rules::{Combination, Stage};
use crate::standing::{Aim, Field, Mix, Standing, Variant, total};

/// How far the weight of one stage can move before the list of one kind changes, the others sharing the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeightRange {
    /// The stage.
    pub stage: StageId,
    /// The weight that the rule file gives it.
    pub weight: Exact,
    /// The nearest lower weight at which the list is another; `None` if there is none down to 0.
    pub below: Option<Turn>,
    /// The nearest higher weight at which the list is another; `None` if there is none up to 1.
    pub above: Option<Turn>,
}

/// Where the list changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The weight.
    pub weight: Exact,
    /// Whether the list is another at this very weight; if not, it is at any weight beyond it, however near.
    pub reached: bool,
    /// What changes there.
    pub change: Change,
}

impl WeightRange {
    /// The smallest change of the weight that changes the list, without its sign; `None` if no weight does.
    pub fn nearest(&self) -> Option<Exact> {
        let turns = [&self.below, &self.above].into_iter().flatten();
        turns.map(|turn| distance(&turn.weight, &self.weight)).min()
    }
}

/// The stages that have a weight where weights make the result, with it.
pub(super) fn weighted_stages(field: &Field<'_>) -> Vec<(usize, Exact)> {
    if field.aim != Aim::Combined || field.rules.combination() != Combination::Weighted {
        return Vec::new();
    }
    let stages = field.rules.stages().iter().enumerate();
    stages.filter_map(|(at, stage)| Some((at, stage.weight.clone()?))).collect()
}

/// The weights with that of the stage `at` changed and the others in proportion.
pub(super) fn with(stages: &[Stage], at: usize, to: &Exact) -> Vec<Option<Exact>> {
    let from = stages[at].weight.as_ref().expect("the stage is weighted");
    let scale = Exact::ONE.minus(to).over(&Exact::ONE.minus(from)).expect("another stage has a weight too");
    let weight = |(other, stage): (usize, &Stage)| {
        let own = stage.weight.as_ref()?;
        Some(if other == at { to.clone() } else { own.times(&scale).reduced() })
    };
    stages.iter().enumerate().map(weight).collect()
}

/// The range of each weighted stage of a field that has several.
pub(super) fn ranges(field: &Field<'_>, base: &Standing) -> Vec<WeightRange> {
    let range = |(at, weight): (usize, Exact)| {
        let mut turns = Lines { field, base, stage: at, weight: &weight }.turns();
        turns.sort();
        turns.dedup();
        let (below, above) = turns.split_at(turns.partition_point(|turn| *turn < weight));
        let above = above.iter().filter(|turn| **turn > weight);
        let find = |turns: &mut dyn Iterator<Item = &Exact>| first_turn(field, base, at, &weight, turns);
        let (below, above) = (find(&mut below.iter().rev()), find(&mut above.into_iter()));
        WeightRange { stage: field.rules.stages()[at].id.clone(), weight, below, above }
    };
    weighted_stages(field).into_iter().map(range).collect()
}

/// Goes from the rule file's weight along `turns`, which lead away from it.
fn first_turn(
    field: &Field<'_>,
    base: &Standing,
    stage: usize,
    weight: &Exact,
    turns: &mut dyn Iterator<Item = &Exact>,
) -> Option<Turn> {
    let change = |weight: &Exact| {
        let weights = with(field.rules.stages(), stage, weight);
        let mut change = Change::default();
        change.add(field, base, Variant { weights: Some(&weights), ..Variant::default() });
        (!change.is_none()).then_some(change)
    };
    let mut last = weight;
    for turn in turns {
        let between = last.plus(turn).times(&Exact::new(1, 2)).reduced();
        if let Some(change) = change(&between) {
            return Some(Turn { weight: last.reduced(), reached: false, change });
        }
        if let Some(change) = change(turn) {
            return Some(Turn { weight: turn.reduced(), reached: true, change });
        }
        last = turn;
    }
    None
}

/// The totals of a field as lines in the weight of one stage.
struct Lines<'f, 'a> {
    field: &'f Field<'a>,
    base: &'f Standing,
    stage: usize,
    weight: &'f Exact,
}

/// `w at_stage + (1 - w) elsewhere`.
struct Line {
    at_stage: Exact,
    elsewhere: Exact,
}

impl Lines<'_, '_> {
    /// Every weight from 0 to 1 at which the list might change first.
    fn turns(&self) -> Vec<Exact> {
        let mut turns = vec![Exact::ZERO, Exact::ONE];
        let usual = Variant::default();
        let honours = Honours::of(self.base);
        let ranked: Vec<usize> = self.base.groups.iter().flat_map(|group| group.members.iter().copied()).collect();
        let ahead = ranked.iter().filter(|at| honours.listed[**at] || honours.undecided[**at]).count();
        let mix = self.field.final_mix(usual);
        self.crossings(&mix, &ranked, ahead, &mut turns);
        for entrant in &ranked {
            let line = self.line(&mix, *entrant);
            for (_, floor) in self.field.caps() {
                turns.extend(floor.and_then(|floor| line.meets(floor)));
            }
        }
        for gate in &self.base.gates {
            let ranked: Vec<usize> = gate.groups.iter().flat_map(|group| group.members.iter().copied()).collect();
            self.crossings(&self.field.mix_so_far(gate.stage, usual), &ranked, gate.went_on(), &mut turns);
        }
        turns
    }

    /// Where one of the first `ahead` meets anybody.
    fn crossings(&self, mix: &Mix, ranked: &[usize], ahead: usize, turns: &mut Vec<Exact>) {
        if mix.len() < 2 || !mix.iter().any(|(stage, _)| *stage == self.stage) {
            return;
        }
        let lines: Vec<Line> = ranked.iter().map(|entrant| self.line(mix, *entrant)).collect();
        for (at, line) in lines[..ahead].iter().enumerate() {
            for (other_at, other) in lines.iter().enumerate().skip(at + 1) {
                turns.extend(line.crosses(other));
                if line.at_stage == other.at_stage && line.elsewhere == other.elsewhere {
                    self.tie_crossings(mix, ranked[at], ranked[other_at], turns);
                }
            }
        }
    }

    /// Where what breaks the tie of two with one line is equal.
    fn tie_crossings(&self, mix: &Mix, one: usize, other: usize, turns: &mut Vec<Exact>) {
        for level in 0..self.field.rules.tie_breaks().len() {
            let line = |entrant| {
                let part =
                    |stage: usize| self.field.tie_value(&vec![(stage, Exact::ONE)], Variant::default(), entrant, level);
                self.line_of(mix, part)
            };
            turns.extend(line(one).crosses(&line(other)));
        }
    }

    fn line(&self, mix: &Mix, entrant: usize) -> Line {
        let score = |stage: usize| {
            total(&vec![(stage, Exact::ONE)], &self.base.columns, entrant).expect("the ranked have a score everywhere")
        };
        self.line_of(mix, score)
    }

    fn line_of(&self, mix: &Mix, score: impl Fn(usize) -> Exact) -> Line {
        let others = mix.iter().filter(|(stage, _)| *stage != self.stage);
        let elsewhere = others.fold(Exact::ZERO, |sum, (stage, weight)| sum.plus(&score(*stage).times(weight)));
        let elsewhere = elsewhere.over(&Exact::ONE.minus(self.weight)).expect("another stage has a weight too");
        Line { at_stage: score(self.stage), elsewhere: elsewhere.reduced() }
    }
}

impl Line {
    /// The weight from 0 to 1 at which two lines cross.
    fn crosses(&self, other: &Self) -> Option<Exact> {
        zero(&self.at_stage.minus(&other.at_stage), &self.elsewhere.minus(&other.elsewhere))
    }

    /// The weight from 0 to 1 at which the line has this height.
    fn meets(&self, height: &Exact) -> Option<Exact> {
        zero(&self.at_stage.minus(height), &self.elsewhere.minus(height))
    }
}

/// Where `w a + (1 - w) b` is 0, for `w` from 0 to 1; `None` also where it always is.
fn zero(a: &Exact, b: &Exact) -> Option<Exact> {
    let weight = b.over(&b.minus(a))?;
    (weight >= Exact::ZERO && weight <= Exact::ONE).then_some(weight)
}

fn distance(a: &Exact, b: &Exact) -> Exact {
    if a > b { a.minus(b) } else { b.minus(a) }
}
