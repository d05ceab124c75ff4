//! Where the entrants of one kind stand: stages scored, gates passed, stages combined, ranks and places.
//!
//! One evaluation is a function of the tables, the rule file and a `Variant` (as is, by another rule, without a reviewer
//! or an item, by other weights, on rounded scores, with one score altered), so the sensitivity table is made by the very
//! code that makes the official ranking.
//!
//! *Weighted*: the sum of the stages' scores by their weights; whoever lacks a weighted stage is unranked and told so.
//! *Gates*: the score of the last stage. Under both, a stage with `advance` n is a gate: those at place n or better by
//! what has been scored so far go on. Those who tie at the gate's last place all go on, since a shortlist has no prize to
//! run out of, and the gate is marked as tied. So far means: the weighted sum of the stages up to this one if it has a
//! weight, else this stage alone.

use crate::aggregate::{Profile, StageScores, Unscored};
use crate::exact::Exact;
use crate::id::{EntrantId, ReviewerId};
use crate::kind::EntrantKind;
use crate::order::{Group, groups};
use crate::rules::{Combination, Rounding, Rule, Rules, Stage, TieBreak};
use crate::table::{Scores, StageTable};
use crate::tiers::{Placement, Places, place};
use std::ops::Range;
use std::sync::Arc;
use zhuoping_criteria::Edition;

/// Which result is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aim {
    /// Of all stages.
    Combined,
    /// Of the stage at this position alone.
    Stage(usize),
}

/// As the rules say, or as if.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Variant<'a> {
    /// This rule at every stage.
    pub(crate) rule: Option<Rule>,
    /// Without any sheet of these reviewers.
    pub(crate) without: [Option<&'a ReviewerId>; 2],
    /// As if the item at this position of the kind's edition were worth nothing, with floors lowered in proportion to
    /// the points that are left.
    pub(crate) omitted: Option<usize>,
    /// These weights, one a stage of the rule file, and `None` where the rule file has none. A weight of 0 is one: the
    /// stage has to be scored and counts nothing.
    pub(crate) weights: Option<&'a [Option<Exact>]>,
    /// Whatever is compared is rounded before.
    pub(crate) rounding: Option<Rounding>,
    /// With one score altered.
    pub(crate) altered: Option<&'a Altered>,
}

/// One entrant's row at one stage with one score altered.
#[derive(Debug)]
pub(crate) struct Altered {
    /// The position of the stage in the rule file.
    pub(crate) stage: usize,
    /// The position of the entrant in the field.
    pub(crate) entrant: usize,
    /// A table of this entrant alone.
    pub(crate) table: StageTable,
}

impl Variant<'_> {
    /// A score as it is compared.
    fn compared(&self, score: Exact) -> Exact {
        match self.rounding {
            Some(rounding) => score.to_rounded(rounding.decimals, rounding.mode),
            None => score,
        }
    }
}

/// Why an entrant has no rank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unranked {
    /// Stages that count have no score: each position of a stage in the rule file with the reason.
    Missing(Vec<(usize, Unscored)>),
    /// It did not pass a gate.
    Stopped {
        /// The position of the stage in the rule file.
        stage: usize,
        /// Its place there.
        place: usize,
        /// Whether somebody scored it at a later stage all the same.
        scored_later: bool,
    },
}

/// Who went on from a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    /// The position of the stage in the rule file.
    pub stage: usize,
    /// How many were to go on.
    pub advance: usize,
    /// Everybody who stood before it, best first; members are positions in [`crate::ranking::KindRanking::entrants`].
    pub groups: Vec<Group>,
    /// How many of the groups went on.
    pub passed: usize,
}

impl Gate {
    /// How many entrants went on; more than [`Gate::advance`] where the last of them tie.
    pub fn went_on(&self) -> usize {
        self.groups[..self.passed].last().map_or(0, Group::last_place)
    }
}

/// The stages that make one score, each with its weight.
pub(crate) type Mix = Vec<(usize, Exact)>;

/// The entrants of one kind and their tables.
pub(crate) struct Field<'a> {
    pub(crate) rules: &'a Rules,
    pub(crate) kind: EntrantKind,
    pub(crate) aim: Aim,
    pub(crate) entrants: Vec<&'a EntrantId>,
    /// One a stage of the rule file.
    pub(crate) stages: Vec<Option<StageField<'a>>>,
    /// The items each tie-break sums up; `None` for a code that this kind's edition does not have.
    tie_breaks: Vec<Option<Range<usize>>>,
}

/// One stage's table and the row of each entrant in it.
pub(crate) struct StageField<'a> {
    pub(crate) table: &'a StageTable,
    pub(crate) rows: Vec<Option<usize>>,
}

pub(crate) type Column = Vec<Result<Exact, Unscored>>;

/// The outcome of one evaluation; positions of entrants are those of the field.
pub(crate) struct Standing {
    pub(crate) columns: Vec<Arc<Column>>,
    pub(crate) gates: Vec<Gate>,
    pub(crate) totals: Vec<Result<Exact, Unranked>>,
    pub(crate) groups: Vec<Group>,
    pub(crate) placements: Vec<Placement>,
    /// How many places of each tier are left.
    pub(crate) left: Vec<usize>,
}

impl<'a> Field<'a> {
    pub(crate) fn new(scores: &'a Scores, rules: &'a Rules, kind: EntrantKind, aim: Aim) -> Self {
        let entrants: Vec<&EntrantId> =
            scores.entrants().iter().filter(|(_, of)| *of == kind).map(|(id, _)| id).collect();
        let stage_field = |table: &'a StageTable| StageField {
            table,
            rows: entrants.iter().map(|id| table.entrant_index(id)).collect(),
        };
        let stages: Vec<_> =
            rules.stages().iter().map(|stage| scores.table(&stage.id, kind).map(stage_field)).collect();
        let mut field = Self { rules, kind, aim, entrants, stages, tie_breaks: Vec::new() };
        let edition = field.edition();
        field.tie_breaks = rules.tie_breaks().iter().map(|tie_break| items_of(edition?, tie_break)).collect();
        field
    }

    /// Evaluates a variant. With `base`, the standing as the rules say, only the scores that the variant touches are
    /// computed again.
    pub(crate) fn evaluate(&self, variant: Variant<'_>, base: Option<&Standing>) -> Standing {
        let column = |stage| self.column(stage, variant, base.map(|base| &base.columns[stage]));
        let columns: Vec<Arc<Column>> = (0..self.stages.len()).map(column).collect();
        let mut unranked: Vec<Option<Unranked>> = vec![None; self.entrants.len()];
        let mut gates = Vec::new();
        if self.aim == Aim::Combined {
            for stage in 0..self.stages.len() {
                gates.extend(self.gate(stage, variant, &columns, &mut unranked));
            }
        }
        let mix = self.final_mix(variant);
        let totals: Vec<_> = (unranked.into_iter().enumerate())
            .map(|(entrant, unranked)| match unranked {
                Some(unranked) => Err(unranked),
                None => total(&mix, &columns, entrant).map(|total| variant.compared(total)),
            })
            .collect();
        let ranked = totals.iter().enumerate().filter_map(|(at, total)| Some((at, total.as_ref().ok()?)));
        let groups = groups(ranked, self.tie_breaks.len(), |at, level| self.tie_value(&mix, variant, at, level));
        let score = |at: usize| totals[at].as_ref().expect("only the ranked are in groups");
        let (placements, left) = self.placements(variant, &groups, score);
        Standing { columns, gates, totals, groups, placements, left }
    }

    /// The combined profile of an entrant that has a total.
    pub(crate) fn profile(&self, entrant: usize) -> Profile {
        let parts = |(stage, weight): &(usize, Exact)| {
            let (scores, row) = self.scores_of(*stage, Variant::default(), entrant);
            (scores.profile(row).expect("a ranked entrant has a score at every stage that counts"), weight.clone())
        };
        let mix = self.final_mix(Variant::default());
        let mut parts = mix.iter().map(parts);
        let (first, weight) = parts.next().expect("some stage counts");
        if weight == Exact::ONE {
            return first;
        }
        let weighted = |profile: Profile, weight: &Exact| Profile {
            total: profile.total.times(weight),
            categories: profile.categories.iter().map(|score| score.times(weight)).collect(),
            items: profile.items.iter().map(|score| score.times(weight)).collect(),
        };
        let added = |a: &[Exact], b: &[Exact]| a.iter().zip(b).map(|(a, b)| a.plus(b)).collect();
        parts.fold(weighted(first, &weight), |sum, (profile, weight)| {
            let part = weighted(profile, &weight);
            Profile {
                total: sum.total.plus(&part.total),
                categories: added(&sum.categories, &part.categories),
                items: added(&sum.items, &part.items),
            }
        })
    }

    /// Whether the stage at this position takes part in the result.
    fn counts(&self, stage: usize) -> bool {
        self.aim == Aim::Combined || self.aim == Aim::Stage(stage)
    }

    /// The stages of the rule file that make the result.
    pub(crate) fn stages_aimed_at(&self) -> impl Iterator<Item = &'a Stage> + use<'_, 'a> {
        let stages = self.rules.stages().iter().enumerate();
        stages.filter(|(at, _)| self.counts(*at)).map(|(_, stage)| stage)
    }

    /// The tables of these stages.
    pub(crate) fn tables_aimed_at(&self) -> impl Iterator<Item = &'a StageTable> + use<'_, 'a> {
        let stages = self.stages.iter().enumerate().filter(|(at, _)| self.counts(*at));
        stages.filter_map(|(_, stage)| stage.as_ref().map(|stage| stage.table))
    }

    /// The fewest complete sheets by which anybody who has a score at a stage that counts could be scored there; `None`
    /// where nobody has a score.
    pub(crate) fn fewest_sheets(&self, standing: &Standing) -> Option<usize> {
        let of_stage = |(field, column): (&StageField<'_>, &Arc<Column>)| {
            let scored = field.rows.iter().zip(column.iter()).filter(|(_, score)| score.is_ok());
            scored.filter_map(|(row, _)| Some(field.table.complete_sheets((*row)?).count())).min()
        };
        let stages = self.stages.iter().zip(&standing.columns).enumerate();
        let counts = stages.filter(|(at, _)| self.counts(*at));
        counts.filter_map(|(_, (field, column))| of_stage((field.as_ref()?, column))).min()
    }

    /// Whether any panel agreed on anything.
    pub(crate) fn has_agreed_sheets(&self) -> bool {
        let agreed = |table: &StageTable| (0..table.entrants().len()).any(|e| table.agreed(e).complete().is_some());
        self.stages.iter().flatten().any(|stage| agreed(stage.table))
    }

    /// The floor that counts for the result.
    pub(crate) fn floor(&self) -> Option<&'a Exact> {
        self.rules.floor(self.kind).filter(|_| self.advance_aimed_at().is_none())
    }

    /// How many places there are above the line.
    pub(crate) fn line(&self) -> usize {
        self.advance_aimed_at().unwrap_or_else(|| self.rules.line(self.kind) as usize)
    }

    /// How many go on, when the aim is a stage that lets a limited number on.
    pub(crate) fn advance_aimed_at(&self) -> Option<usize> {
        match self.aim {
            Aim::Combined => None,
            Aim::Stage(stage) => self.rules.stages()[stage].advance.get(self.kind).map(|advance| advance as usize),
        }
    }

    fn placements<'s>(
        &self,
        variant: Variant<'_>,
        groups: &[Group],
        score: impl Fn(usize) -> &'s Exact,
    ) -> (Vec<Placement>, Vec<usize>) {
        if let Some(advance) = self.advance_aimed_at() {
            let above = |group: &Group| if group.place <= advance { Placement::Tier(0) } else { Placement::BeyondCaps };
            let placements: Vec<Placement> = groups.iter().map(above).collect();
            return (placements, Vec::new());
        }
        let caps = self.caps();
        let Some(share) = variant.omitted.and_then(|item| self.share_without(item)) else {
            let places: Vec<_> = caps.into_iter().map(|(cap, floor)| Places { cap, floor }).collect();
            return place(groups, score, &places);
        };
        let scaled: Vec<_> =
            caps.into_iter().map(|(cap, floor)| (cap, floor.map(|floor| floor.times(&share)))).collect();
        let places: Vec<_> = scaled.iter().map(|(cap, floor)| Places { cap: *cap, floor: floor.as_ref() }).collect();
        place(groups, score, &places)
    }

    /// The cap and the floor of each tier that the result gives; of one stage there is one, without a name.
    pub(crate) fn caps(&self) -> Vec<(usize, Option<&'a Exact>)> {
        match self.aim {
            Aim::Combined => (self.rules.tiers().iter())
                .map(|tier| (*tier.caps.get(self.kind) as usize, self.rules.tier_floor(tier, self.kind)))
                .collect(),
            Aim::Stage(_) => vec![(self.line(), self.rules.floor(self.kind))],
        }
    }

    /// The share of the edition's points that is left without an item.
    fn share_without(&self, item: usize) -> Option<Exact> {
        let edition = self.edition()?;
        let total = edition.total().get();
        Some(Exact::new((total - edition.items()[item].points.get()).into(), total.into()))
    }

    /// The edition that the kind is judged against; `None` while nobody has a score.
    pub(crate) fn edition(&self) -> Option<&'a Edition> {
        self.stages.iter().flatten().map(|stage| stage.table.edition()).next()
    }

    fn rule(&self, stage: usize, variant: Variant<'_>) -> Rule {
        variant.rule.unwrap_or(self.rules.stages()[stage].rule)
    }

    fn column(&self, stage: usize, variant: Variant<'_>, base: Option<&Arc<Column>>) -> Arc<Column> {
        let Some(field) = &self.stages[stage] else {
            return Arc::new(vec![Err(Unscored::NoSheet); self.entrants.len()]);
        };
        let of_all = self.scores(field.table, stage, variant);
        let score = |entrant: usize| match (field.rows[entrant], variant.altered) {
            (None, _) => Err(Unscored::NoSheet),
            (Some(_), Some(altered)) if altered.is(stage, entrant) => {
                self.scores(&altered.table, stage, variant).total(0)
            }
            (Some(row), _) => of_all.total(row),
        };
        let same_rule = self.rule(stage, variant) == self.rules.stages()[stage].rule;
        let Some(base) = base.filter(|_| same_rule && variant.omitted.is_none()) else {
            return Arc::new((0..self.entrants.len()).map(score).collect());
        };
        let missing = missing(field.table, variant);
        let altered = |entrant| variant.altered.is_some_and(|altered| altered.is(stage, entrant));
        let lost = |row| missing.iter().flatten().any(|r| field.table.complete(row, *r).is_some());
        if missing == [None; 2] && variant.altered.is_none_or(|altered| altered.stage != stage) {
            return Arc::clone(base);
        }
        let touched = |entrant: usize| altered(entrant) || field.rows[entrant].is_some_and(lost);
        let again = |entrant: usize| if touched(entrant) { score(entrant) } else { base[entrant].clone() };
        Arc::new((0..self.entrants.len()).map(again).collect())
    }

    /// The scores of a stage's table.
    fn scores<'t>(&self, table: &'t StageTable, stage: usize, variant: Variant<'_>) -> StageScores<'t> {
        StageScores::new(table, self.rule(stage, variant)).without(missing(table, variant)).omitting(variant.omitted)
    }

    /// Lets the best on from a stage that is a gate; `unranked` takes those who stop there.
    fn gate(
        &self,
        stage: usize,
        variant: Variant<'_>,
        columns: &[Arc<Column>],
        unranked: &mut [Option<Unranked>],
    ) -> Option<Gate> {
        let advance = (*self.rules.stages()[stage].advance.get(self.kind))? as usize;
        let mix = self.mix_so_far(stage, variant);
        let mut so_far = Vec::new();
        for entrant in (0..self.entrants.len()).filter(|at| unranked[*at].is_none()).collect::<Vec<_>>() {
            match total(&mix, columns, entrant) {
                Ok(total) => so_far.push((entrant, variant.compared(total))),
                Err(missing) => unranked[entrant] = Some(missing),
            }
        }
        let ranked = so_far.iter().map(|(entrant, total)| (*entrant, total));
        let groups = groups(ranked, self.tie_breaks.len(), |at, level| self.tie_value(&mix, variant, at, level));
        let passed = groups.partition_point(|group| group.place <= advance);
        for group in &groups[passed..] {
            for entrant in &group.members {
                let later = self.stages[stage + 1..].iter().flatten();
                let scored_later = later.into_iter().any(|later| later.rows[*entrant].is_some());
                unranked[*entrant] = Some(Unranked::Stopped { stage, place: group.place, scored_later });
            }
        }
        Some(Gate { stage, advance, groups, passed })
    }

    /// The stages that make the result.
    pub(crate) fn final_mix(&self, variant: Variant<'_>) -> Mix {
        match (self.aim, self.rules.combination()) {
            (Aim::Stage(stage), _) => vec![(stage, Exact::ONE)],
            (Aim::Combined, Combination::Gates) => vec![(self.stages.len() - 1, Exact::ONE)],
            (Aim::Combined, Combination::Weighted) => self.weighted_up_to(self.stages.len() - 1, variant),
        }
    }

    /// The stages that make the score at a gate. Where a variant leaves none of them any weight, they keep the rule
    /// file's: as the weights fall to 0 together, the order by their sum stays the one that it is.
    pub(crate) fn mix_so_far(&self, stage: usize, variant: Variant<'_>) -> Mix {
        if self.rules.stages()[stage].weight.is_none() {
            return vec![(stage, Exact::ONE)];
        }
        let mix = self.weighted_up_to(stage, variant);
        let weightless = mix.iter().all(|(_, weight)| *weight == Exact::ZERO);
        match if weightless { self.weighted_up_to(stage, Variant::default()) } else { mix } {
            // One weight for all changes no order, so the score is the stage's own.
            mix if mix.len() == 1 => vec![(stage, Exact::ONE)],
            mix => mix,
        }
    }

    fn weighted_up_to(&self, last: usize, variant: Variant<'_>) -> Mix {
        let weight = |at: usize| match variant.weights {
            Some(weights) => weights[at].clone(),
            None => self.rules.stages()[at].weight.clone(),
        };
        (0..=last).filter_map(|at| Some((at, weight(at)?))).collect()
    }

    /// What a tie-break compares; 0 for everybody where the kind's edition does not know its code.
    pub(crate) fn tie_value(&self, mix: &Mix, variant: Variant<'_>, entrant: usize, level: usize) -> Exact {
        let Some(items) = &self.tie_breaks[level] else { return Exact::ZERO };
        variant.compared(mix.iter().fold(Exact::ZERO, |sum, (stage, weight)| {
            let (scores, row) = self.scores_of(*stage, variant, entrant);
            let score = scores.subtotal(row, items).expect("who has a total has a score at every stage that counts");
            sum.plus(&score.times(weight))
        }))
    }

    /// The scores of a stage, and the row in them of an entrant that has a score there.
    fn scores_of<'t>(&'t self, stage: usize, variant: Variant<'t>, entrant: usize) -> (StageScores<'t>, usize) {
        if let Some(altered) = variant.altered.filter(|altered| altered.is(stage, entrant)) {
            return (self.scores(&altered.table, stage, variant), 0);
        }
        let field = self.stages[stage].as_ref().expect("a stage with a score has a table");
        let row = field.rows[entrant].expect("an entrant with a score has a row");
        (self.scores(field.table, stage, variant), row)
    }
}

impl Altered {
    fn is(&self, stage: usize, entrant: usize) -> bool {
        (self.stage, self.entrant) == (stage, entrant)
    }
}

/// The positions of the reviewers whose sheets are not there.
fn missing(table: &StageTable, variant: Variant<'_>) -> [Option<usize>; 2] {
    variant.without.map(|id| id.and_then(|id| table.reviewer_index(id)))
}

pub(crate) fn total(mix: &Mix, columns: &[Arc<Column>], entrant: usize) -> Result<Exact, Unranked> {
    let missing: Vec<_> = (mix.iter())
        .filter_map(|(stage, _)| columns[*stage][entrant].as_ref().err().map(|unscored| (*stage, *unscored)))
        .collect();
    if !missing.is_empty() {
        return Err(Unranked::Missing(missing));
    }
    let scores = mix.iter().filter_map(|(stage, weight)| Some((columns[*stage][entrant].as_ref().ok()?, weight)));
    Ok(match mix.len() {
        // The weight of the only stage is 1.
        1 => scores.map(|(score, _)| score.clone()).next().expect("the only stage has a score"),
        _ => scores.fold(Exact::ZERO, |sum, (score, weight)| sum.plus(&score.times(weight))),
    })
}

fn items_of(edition: &Edition, tie_break: &TieBreak) -> Option<Range<usize>> {
    match tie_break {
        TieBreak::Category(code) => {
            edition.categories().iter().find(|category| category.code == *code).map(|category| category.items.clone())
        }
        TieBreak::Item(code) => edition.item_index(code.as_str()).map(|item| item..item + 1),
    }
}
