//! The ranking (候选名单): exact scores, ranks, tiers, and how firm the list is.
//!
//! [`Ranking::new`] is the whole computation; [`crate::report`] puts it into the form of `ranking.json`. Kinds are
//! ranked apart, since their scores come from different editions and cannot be compared.
//!
//! The list is who has a tier. It holds fewer than the line where places stay vacant (Art. 30) or a tie waits for the
//! committee.

use crate::aggregate::Profile;
use crate::exact::Exact;
use crate::id::{EntrantId, StageId};
use crate::kind::EntrantKind;
use crate::order::Group;
use crate::rules::Rules;
use crate::sensitivity::{Depth, Sensitivity, sensitivity};
use crate::standing::{Aim, Field, Gate, Standing, Unranked};
use crate::table::Scores;
use crate::tiers::Placement;
use rayon::prelude::*;

/// Which result is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The award's result, of all stages.
    Combined,
    /// One stage alone: who goes on, or who would be within the caps by it. No tiers are given by one stage of several.
    Stage(StageId),
}

impl Scope {
    /// The result that the scores are far enough for: combined once the last stage has any, else the last stage with
    /// scores alone.
    pub fn fitting(scores: &Scores, rules: &Rules) -> Self {
        let scored = |id: &StageId| scores.tables().iter().any(|table| table.stage() == id);
        let stages = rules.stages();
        match stages.iter().rposition(|stage| scored(&stage.id)) {
            Some(stage) if stage + 1 < stages.len() => Self::Stage(stages[stage].id.clone()),
            _ => Self::Combined,
        }
    }
}

/// Scores and rules that do not belong together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RankError {
    /// The rule file has no such stage.
    #[error("the rule file has no stage {stage}; it has {accepted:?}")]
    UnknownStage {
        /// The stage.
        stage: StageId,
        /// The stages it has.
        accepted: Vec<StageId>,
    },
    /// The scores were given by another edition than the rule file names.
    #[error("entrants of kind {kind} were judged by {judged}, but the rule file names {named:?}")]
    OtherEdition {
        /// The kind.
        kind: EntrantKind,
        /// The edition of the scores.
        judged: String,
        /// The edition of the rule file; `None` if it does not judge the kind.
        named: Option<String>,
    },
}

/// A ranking of each kind, with its firmness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranking {
    /// What was wanted. A rule file of one stage has a combined result only.
    pub scope: Scope,
    /// One a kind that is judged, organizations first.
    pub kinds: Vec<KindRanking>,
    /// What would change the list.
    pub sensitivity: Sensitivity,
}

/// The ranking of one kind of entrant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindRanking {
    /// The kind.
    pub kind: EntrantKind,
    /// Every registered entrant of the kind, in the order of the ids.
    pub entrants: Vec<EntrantId>,
    /// How many places there are: the caps of all tiers together, or how many go on from the stage.
    pub line: usize,
    /// The lowest score that can be honoured; `None` for any, and for a stage that lets a limited number on.
    pub floor: Option<Exact>,
    /// The ranked, best first; those who tie in the order of their ids.
    pub candidates: Vec<Candidate>,
    /// Those without a rank, in the order of their ids.
    pub unranked: Vec<(EntrantId, Unranked)>,
    /// The gates on the way to a combined result.
    pub gates: Vec<Gate>,
    /// For each tier how many places stay vacant; empty for the result of one stage.
    pub vacant: Vec<usize>,
    /// How far the last on the list is from the first who is not; `None` if nobody is on one of the sides.
    pub gap: Option<LineGap>,
}

/// One ranked entrant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Position in [`KindRanking::entrants`].
    pub entrant: usize,
    /// Its rank among its kind, from 1.
    pub place: usize,
    /// Whether others share the rank.
    pub tied: bool,
    /// The position in the rule file of the tie-break that set it apart from others of the same score.
    pub separated_by: Option<usize>,
    /// Its score and the parts of it, in points; exact.
    pub profile: Profile,
    /// Its score at each stage of the rule file, in points; `None` where it has none.
    pub stages: Vec<Option<Exact>>,
    /// What its place comes to. For the result of one stage `Tier(0)` means above the line.
    pub placement: Placement,
}

/// The narrowest place of the list: its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineGap {
    /// Position in [`KindRanking::candidates`] of the last who is on the list or ties for its end.
    pub above: usize,
    /// Position of the first who is not, or who ties as well.
    pub below: usize,
    /// The difference of their scores, in points; 0 when they tie or a tie-break separates them.
    pub points: Exact,
}

impl Ranking {
    /// Ranks the entrants of each kind that `rules` judge.
    ///
    /// # Errors
    /// [`RankError`] when the scores are of a stage or edition that the rules do not name.
    pub fn new(scores: &Scores, rules: &Rules, scope: Scope) -> Result<Self, RankError> {
        Self::with_depth(scores, rules, scope, Depth::USUAL)
    }

    /// The same with as many what-ifs as `depth` says.
    ///
    /// # Errors
    /// As [`Ranking::new`].
    pub fn with_depth(scores: &Scores, rules: &Rules, scope: Scope, depth: Depth) -> Result<Self, RankError> {
        let (scope, aim) = aim(rules, scope)?;
        check(scores, rules)?;
        let fields: Vec<(Field<'_>, Standing)> = (rules.kinds())
            .map(|kind| {
                let field = Field::new(scores, rules, kind, aim);
                let standing = field.evaluate(crate::standing::Variant::default(), None);
                (field, standing)
            })
            .collect();
        let reviewers = scores.reviewers();
        let (kinds, sensitivity) = rayon::join(
            || fields.iter().map(|(field, standing)| KindRanking::new(field, standing)).collect(),
            || sensitivity(&fields, &reviewers, depth),
        );
        Ok(Self { scope, kinds, sensitivity })
    }
}

/// The scope as it is answered, and what is computed for it.
pub(crate) fn aim(rules: &Rules, scope: Scope) -> Result<(Scope, Aim), RankError> {
    let stages = rules.stages();
    let Scope::Stage(id) = scope else { return Ok((Scope::Combined, Aim::Combined)) };
    match stages.iter().position(|stage| stage.id == id) {
        Some(_) if stages.len() == 1 => Ok((Scope::Combined, Aim::Combined)),
        Some(stage) => Ok((Scope::Stage(id), Aim::Stage(stage))),
        None => Err(unknown_stage(rules, &id)),
    }
}

fn unknown_stage(rules: &Rules, stage: &StageId) -> RankError {
    RankError::UnknownStage {
        stage: stage.clone(),
        accepted: rules.stages().iter().map(|stage| stage.id.clone()).collect(),
    }
}

fn check(scores: &Scores, rules: &Rules) -> Result<(), RankError> {
    for table in scores.tables() {
        if !rules.stages().iter().any(|stage| stage.id == *table.stage()) {
            return Err(unknown_stage(rules, table.stage()));
        }
        let named = rules.editions().get(table.kind()).as_ref();
        if named != Some(table.edition().id()) {
            let (kind, judged) = (table.kind(), table.edition().id().to_string());
            return Err(RankError::OtherEdition { kind, judged, named: named.map(ToString::to_string) });
        }
    }
    Ok(())
}

impl KindRanking {
    fn new(field: &Field<'_>, standing: &Standing) -> Self {
        let members = |(group, placement): (&'_ Group, &'_ Placement)| {
            let (group, placement) = (group.clone(), placement.clone());
            group.members.clone().into_iter().map(move |entrant| (entrant, group.clone(), placement.clone()))
        };
        let order: Vec<_> = standing.groups.iter().zip(&standing.placements).flat_map(members).collect();
        let candidates: Vec<Candidate> = (order.into_par_iter())
            .map(|(entrant, group, placement)| Candidate {
                entrant,
                place: group.place,
                tied: group.members.len() > 1,
                separated_by: group.separated_by,
                profile: field.profile(entrant),
                stages: standing.columns.iter().map(|column| column[entrant].as_ref().ok().cloned()).collect(),
                placement,
            })
            .collect();
        let unranked = standing.totals.iter().zip(&field.entrants);
        let unranked = unranked.filter_map(|(total, id)| Some(((*id).clone(), total.as_ref().err()?.clone())));
        Self {
            kind: field.kind,
            entrants: field.entrants.iter().map(|id| (*id).clone()).collect(),
            line: field.line(),
            floor: field.floor().cloned(),
            gap: gap(&candidates),
            unranked: unranked.collect(),
            gates: standing.gates.clone(),
            vacant: if field.aim == Aim::Combined { standing.left.clone() } else { Vec::new() },
            candidates,
        }
    }

    /// The id of a candidate.
    pub fn id(&self, candidate: &Candidate) -> &EntrantId {
        &self.entrants[candidate.entrant]
    }
}

/// The end of the list: between the last who is on it and the one after; within the tie, if a tie waits there.
fn gap(candidates: &[Candidate]) -> Option<LineGap> {
    let listed = |candidate: &Candidate| !matches!(candidate.placement, Placement::BelowFloor | Placement::BeyondCaps);
    let end = candidates.iter().rposition(listed)?;
    let short = |candidate: &Candidate| matches!(&candidate.placement, Placement::Undecided { places, .. } if *places < candidate.mates(candidates));
    let (above, below) = if short(&candidates[end]) { (end - 1, end) } else { (end, end + 1) };
    let after = candidates.get(below)?;
    Some(LineGap { above, below, points: candidates[above].profile.total.minus(&after.profile.total) })
}

impl Candidate {
    /// How many share its place, itself included.
    fn mates(&self, candidates: &[Self]) -> usize {
        candidates.iter().filter(|other| other.place == self.place).count()
    }
}
