//! The smallest change of one score that changes the list, exactly.
//!
//! A score is one percent of one complete sheet that counts: an entrant, a reviewer (or the panel's agreed sheet), an
//! item. It is moved by one step of the edition, then by two, up to the edge of 0 to 100, until some move changes the
//! list. The search is over every score of everybody whose total, or sum at a gate, could matter. What a move does to its
//! entrant's score is computed without adding everything up again ([`super::row_score`]); as long as the total stays
//! within the bounds between which nothing can happen, the list is the same, and beyond them the official evaluation
//! decides. The bounds of somebody who is on the list or ties for its end are the totals of all others and the floors;
//! for the others, the lowest total on the list and the floors, since their order among each other gives nobody a place.
//! Whatever is told has been evaluated once more from the start.

use super::change::{Change, Honours};
use super::row_score::RowScore;
use crate::exact::Exact;
use crate::id::{EntrantId, ReviewerId, StageId};
use crate::order::Group;
use crate::standing::{Altered, Field, Gate, Mix, Standing, Variant, total};
use num_traits::ToPrimitive;
use rayon::prelude::*;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::ops::RangeInclusive;
use zhuoping_criteria::{Bilingual, ItemCode, Percent};

/// How many of the smallest changes are told; all are counted.
pub const SHOWN_MAX: usize = 20;

/// The smallest change of one score that changes the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Smallest {
    /// In steps of the edition.
    pub steps: u8,
    /// In percent points.
    pub percent: u8,
    /// How many changes of this size change the list.
    pub count: usize,
    /// The first [`SHOWN_MAX`] of them: those that move the entrant's total least come first, equal ones in the order of
    /// stages, entrants, reviewers and items.
    pub shown: Vec<ScoreChange>,
}

/// One score that is another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoreChange {
    /// The stage.
    pub stage: StageId,
    /// The entrant.
    pub entrant: EntrantId,
    /// Who gave the score; `None` for the panel's agreed sheet.
    pub reviewer: Option<ReviewerId>,
    /// The item.
    pub item: ItemCode,
    /// The percent as given.
    pub from: Percent,
    /// The percent that changes the list.
    pub to: Percent,
    /// What becomes of the total of the sheet: so many points more; negative for fewer.
    pub sheet_points: Exact,
    /// What becomes of the entrant's total: so many points more; `None` if it has no total before or after, since a gate
    /// stops it.
    pub total_points: Option<Exact>,
    /// What changes.
    pub change: Change,
}

impl Smallest {
    /// What is said where there is none.
    pub fn none() -> Bilingual {
        Bilingual::new("任何单个评分无论怎样改动，名单都不变", "no change of a single score changes the list")
    }
}

/// Searches one field; `None` when no change of a single score changes the list.
pub(super) fn smallest(field: &Field<'_>, base: &Standing) -> Option<Smallest> {
    let step = field.edition()?.step();
    let orders = orders(field, base);
    let mut probes: Vec<Probe<'_, '_>> = (0..field.stages.len())
        .flat_map(|stage| (0..field.entrants.len()).map(move |entrant| (stage, entrant)))
        .filter_map(|(stage, entrant)| Probe::new(field, base, &orders, stage, entrant))
        .collect();
    for steps in 1..=100 / step {
        let percent = steps * step;
        let mut found: Vec<Found> = probes.par_iter_mut().flat_map_iter(|probe| probe.found(percent)).collect();
        if !found.is_empty() {
            found.sort_by(|a, b| a.size.cmp(&b.size));
            let count = found.len();
            let shown = found.into_par_iter().take(SHOWN_MAX).map(|found| found.one.tell(field, base)).collect();
            return Some(Smallest { steps, percent, count, shown });
        }
    }
    None
}

/// An order that decides something: of the result, or at a gate.
struct Order<'a> {
    mix: Mix,
    /// The totals, falling.
    totals: Vec<Exact>,
    /// The place of each entrant of the field in this order.
    places: Vec<Option<usize>>,
    /// The totals of everybody who has one, falling; also of those whom a gate stopped before.
    everybody: Vec<Exact>,
    /// How many are on the list or tie for its end; at a gate, how many went on.
    ahead: usize,
    floors: Vec<&'a Exact>,
}

fn orders<'a>(field: &Field<'a>, base: &Standing) -> Vec<Order<'a>> {
    let usual = Variant::default();
    let order = |mix: Mix, groups: &[Group], ahead: usize, floors: Vec<&'a Exact>| {
        let ranked: Vec<usize> = groups.iter().flat_map(|group| group.members.iter().copied()).collect();
        let mut places = vec![None; field.entrants.len()];
        ranked.iter().enumerate().for_each(|(place, entrant)| places[*entrant] = Some(place));
        let score = |entrant: &usize| total(&mix, &base.columns, *entrant).expect("the ranked have a score");
        let totals = ranked.iter().map(score).collect();
        let scored = (0..field.entrants.len()).filter_map(|entrant| total(&mix, &base.columns, entrant).ok());
        let mut everybody: Vec<Exact> = scored.collect();
        everybody.sort_by(|a, b| b.cmp(a));
        Order { mix, totals, places, everybody, ahead, floors }
    };
    let honours = Honours::of(base);
    let ahead = (0..field.entrants.len()).filter(|at| honours.listed[*at] || honours.undecided[*at]).count();
    let floors = field.caps().into_iter().filter_map(|(_, floor)| floor).collect();
    let gate = |gate: &Gate| order(field.mix_so_far(gate.stage, usual), &gate.groups, gate.went_on(), Vec::new());
    let mut orders: Vec<Order<'a>> = base.gates.iter().map(gate).collect();
    orders.push(order(field.final_mix(usual), &base.groups, ahead, floors));
    orders
}

impl Order<'_> {
    /// The weight of a stage in the order; `None` if it does not take part.
    fn weight(&self, stage: usize) -> Option<Exact> {
        self.mix.iter().find(|(at, _)| *at == stage).map(|(_, weight)| weight.clone())
    }
}

/// One entrant at one stage.
struct Probe<'f, 'a> {
    field: &'f Field<'a>,
    base: &'f Standing,
    stage: usize,
    entrant: usize,
    row: usize,
    score: RowScore<'a>,
    /// The orders in which others could tie with it, with the weight of the score and the total.
    rivals: Vec<(&'f Order<'a>, Exact, Exact)>,
    /// The numerators with which the list is certainly the same.
    quiet: RangeInclusive<i64>,
    /// Whether the list is another, by numerators with which nobody has the same total.
    known: HashMap<i64, bool>,
}

impl<'f, 'a> Probe<'f, 'a> {
    /// `None` where the entrant has no score that takes part in any order.
    fn new(
        field: &'f Field<'a>,
        base: &'f Standing,
        orders: &'f [Order<'a>],
        stage: usize,
        entrant: usize,
    ) -> Option<Self> {
        let part = |order: &'f Order<'a>| Some((order, order.weight(stage)?, order.places[entrant]?));
        let parts: Vec<_> = orders.iter().filter_map(part).collect();
        if parts.is_empty() {
            return None;
        }
        let of_stage = field.stages[stage].as_ref()?;
        let row = of_stage.rows[entrant]?;
        let score = RowScore::new(of_stage.table, field.rules.stages()[stage].rule, row)?;
        let quiet = quiet(&score, &parts);
        let rival =
            |order: &'f Order<'a>| Some((order, order.weight(stage)?, total(&order.mix, &base.columns, entrant).ok()?));
        let rivals = orders.iter().filter_map(rival).collect();
        Some(Self { field, base, stage, entrant, row, score, rivals, quiet, known: HashMap::new() })
    }

    /// The moves by so many percent points that change the list.
    fn found(&mut self, percent: u8) -> Vec<Found> {
        let mut found = Vec::new();
        for sheet in 0..self.score.owners.len() {
            for (item, from) in self.score.percents(sheet).iter().enumerate() {
                let to = [from.checked_sub(percent), from.checked_add(percent)].into_iter().flatten();
                for to in to.filter_map(Percent::new) {
                    let numerator = self.score.with(sheet, item, to.get());
                    if !self.quiet.contains(&numerator) {
                        let (stage, entrant, row) = (self.stage, self.entrant, self.row);
                        let one = Move { stage, entrant, row, reviewer: self.score.owners[sheet], item, to };
                        if self.changes(&one, numerator) {
                            found.push(Found { one, size: self.size(numerator) });
                        }
                    }
                }
            }
        }
        found
    }

    /// Whether the list is another after a move that brings the score to this numerator.
    fn changes(&mut self, one: &Move, numerator: i64) -> bool {
        let evaluated = |probe: &Self| !one.change(probe.field, probe.base, Some(probe.base)).1.is_none();
        if self.ties(numerator) {
            // What breaks the tie depends on the item and the sheet, not on the total alone.
            return evaluated(self);
        }
        if let Some(known) = self.known.get(&numerator) {
            return *known;
        }
        let changes = evaluated(self);
        self.known.insert(numerator, changes);
        changes
    }

    /// Whether somebody else has the same total in any order, or would have it if let on by a gate.
    fn ties(&self, numerator: i64) -> bool {
        let gain = self.score.gain(numerator);
        self.rivals.iter().any(|(order, weight, own)| {
            let total = own.plus(&gain.times(weight));
            let first = order.everybody.partition_point(|other| *other > total);
            let equal = order.everybody[first..].partition_point(|other| *other >= total);
            equal > usize::from(total == *own)
        })
    }

    /// By how many points the last of the orders moves, without the sign.
    fn size(&self, numerator: i64) -> Exact {
        let (_, weight, _) = self.rivals.last().expect("the score takes part in an order");
        let gain = self.score.gain(numerator).times(weight);
        if gain < Exact::ZERO { Exact::ZERO.minus(&gain) } else { gain }
    }
}

/// The numerators between the nearest totals and floors that could matter.
fn quiet(score: &RowScore<'_>, parts: &[(&Order<'_>, Exact, usize)]) -> RangeInclusive<i64> {
    let (mut low, mut high) = (i64::MIN, i64::MAX);
    for (order, weight, place) in parts {
        let own = &order.totals[*place];
        // What the numerator would have to be for this total.
        let at = |total: &Exact| {
            let gain = total.minus(own).over(weight).expect("a weight is above 0");
            gain.times(&Exact::new(score.denominator.into(), 1)).plus(&Exact::new(score.numerator.into(), 1)).to_ratio()
        };
        let floor_of = |total: &Exact| at(total).floor().to_integer().to_i64().unwrap_or(i64::MIN + 1);
        let ceil_of = |total: &Exact| at(total).ceil().to_integer().to_i64().unwrap_or(i64::MAX - 1);
        let ahead = *place < order.ahead;
        let above = if ahead { place.checked_sub(1) } else { order.ahead.checked_sub(1) };
        let below = ahead.then_some(place + 1).and_then(|place| order.totals.get(place));
        for other in above.map(|place| &order.totals[place]).into_iter().chain(below) {
            match other.cmp(own) {
                Ordering::Greater => high = high.min(ceil_of(other) - 1),
                Ordering::Less => low = low.max(floor_of(other) + 1),
                // Who ties with somebody that matters is moved by anything.
                Ordering::Equal => (low, high) = (i64::MAX, i64::MIN),
            }
        }
        for floor in &order.floors {
            if *floor > own {
                high = high.min(ceil_of(floor) - 1);
            } else {
                low = low.max(ceil_of(floor));
            }
        }
    }
    low..=high
}

/// A score moved.
struct Move {
    stage: usize,
    entrant: usize,
    row: usize,
    /// `None` for the agreed sheet.
    reviewer: Option<usize>,
    item: usize,
    to: Percent,
}

/// A move that changes the list.
struct Found {
    one: Move,
    /// By how many points it moves the total, without the sign.
    size: Exact,
}

impl Move {
    /// The standing after the move, and what it changes; `base` is for whoever trusts it to reuse what is not touched.
    fn change(&self, field: &Field<'_>, before: &Standing, base: Option<&Standing>) -> (Standing, Change) {
        let table = field.stages[self.stage].as_ref().expect("a score has a table").table;
        let table = table.altered(self.row, self.reviewer, self.item, self.to);
        let altered = Altered { stage: self.stage, entrant: self.entrant, table };
        let after = field.evaluate(Variant { altered: Some(&altered), ..Variant::default() }, base);
        let mut change = Change::default();
        change.compare(field, before, &after);
        (after, change)
    }

    /// The move in full, evaluated from the start.
    fn tell(&self, field: &Field<'_>, base: &Standing) -> ScoreChange {
        let table = field.stages[self.stage].as_ref().expect("a score has a table").table;
        let (after, change) = self.change(field, base, None);
        let sheet = match self.reviewer {
            Some(reviewer) => table.sheet(self.row, reviewer),
            None => table.agreed(self.row),
        };
        let from = sheet.percent(self.item).expect("a complete sheet has every percent");
        let item = &table.edition().items()[self.item];
        let percent = i128::from(self.to.get()) - i128::from(from.get());
        let total_points = match (&base.totals[self.entrant], &after.totals[self.entrant]) {
            (Ok(before), Ok(after)) => Some(after.minus(before)),
            _ => None,
        };
        ScoreChange {
            stage: table.stage().clone(),
            entrant: table.entrants()[self.row].clone(),
            reviewer: self.reviewer.map(|reviewer| table.reviewers()[reviewer].clone()),
            item: item.code.clone(),
            from,
            to: self.to,
            sheet_points: Exact::new(i128::from(item.points.get()) * percent, 100),
            total_points,
            change,
        }
    }
}
