//! What stands beside the candidates in the document.

use super::parts::{Members, Note, ScoreView};
use super::science::TableScience;
use super::{Assessment, TableAssessment, words};
use crate::agreement::Measured;
use crate::exact::Exact;
use crate::id::{EntrantId, ReviewerId};
use crate::order::Group;
use crate::ranking::{KindRanking, LineGap};
use crate::rules::Rules;
use crate::spread::Severity;
use crate::standing::Gate;
use crate::table::{Scores, SheetState, StageTable};
use serde::Serialize;
use std::collections::BTreeSet;
use zhuoping_criteria::Bilingual;

/// Where a figure comes from.
#[derive(Serialize)]
pub(super) struct Place<'a> {
    stage: &'a str,
    kind: &'static str,
}

impl<'a> Place<'a> {
    pub(super) fn of(table: &'a StageTable) -> Self {
        Self { stage: table.stage().as_str(), kind: table.kind().name() }
    }
}

/// The places of one kind, and how narrow the end of the list is.
#[derive(Serialize)]
pub(super) struct LineView<'a> {
    kind: &'static str,
    pub(super) line: usize,
    /// Exact, as a reduced fraction.
    floor: Option<String>,
    #[serde(skip)]
    floor_exact: Option<&'a Exact>,
    vacant: Members<&'a str, usize>,
    gap_at_line: Option<GapView<'a>>,
}

#[derive(Serialize)]
struct GapView<'a> {
    above: &'a str,
    below: &'a str,
    #[serde(flatten)]
    points: ScoreView<'a>,
}

impl<'a> LineView<'a> {
    pub(super) fn new(rules: &'a Rules, kind: &'a KindRanking) -> Self {
        let vacant = rules.tiers().iter().zip(&kind.vacant).map(|(tier, vacant)| (tier.id.as_str(), *vacant));
        let id = |at: usize| kind.id(&kind.candidates[at]).as_str();
        let gap = |gap: &'a LineGap| GapView {
            above: id(gap.above),
            below: id(gap.below),
            points: ScoreView::new(&gap.points, rules),
        };
        Self {
            kind: kind.kind.name(),
            line: kind.line,
            floor: kind.floor.as_ref().map(ToString::to_string),
            floor_exact: kind.floor.as_ref(),
            vacant: Members(vacant.collect()),
            gap_at_line: kind.gap.as_ref().map(gap),
        }
    }

    /// The floor as a number of JSON: whole where it is whole, else the nearest float.
    pub(super) fn floor_number(&self) -> Option<serde_json::Number> {
        let floor = self.floor_exact?;
        let ratio = floor.to_ratio();
        match u64::try_from(ratio.numer()) {
            Ok(whole) if ratio.is_integer() => Some(whole.into()),
            _ => serde_json::Number::from_f64(floor.to_f64()),
        }
    }
}

/// An entrant without a rank.
#[derive(Serialize)]
pub(super) struct UnrankedView<'a> {
    entrant: &'a str,
    kind: &'static str,
    #[serde(flatten)]
    note: Note<'static>,
}

impl<'a> UnrankedView<'a> {
    pub(super) fn all(rules: &'a Rules, kind: &'a KindRanking) -> impl Iterator<Item = Self> {
        kind.unranked.iter().map(move |(id, why)| Self {
            entrant: id.as_str(),
            kind: kind.kind.name(),
            note: words::unranked(rules, why),
        })
    }
}

/// A stage that let a limited number on.
#[derive(Serialize)]
pub(super) struct GateView<'a> {
    stage: &'a str,
    kind: &'static str,
    advance: usize,
    went_on: usize,
    /// Those who share the last place that went on, when more went on than were to.
    tied_at_gate: Vec<&'a str>,
    standings: Vec<GateStanding<'a>>,
}

#[derive(Serialize)]
struct GateStanding<'a> {
    entrant: &'a str,
    rank: usize,
    tied: bool,
    went_on: bool,
}

impl<'a> GateView<'a> {
    pub(super) fn all(of: &'a Assessment<'a>, kind: &'a KindRanking) -> impl Iterator<Item = Self> {
        kind.gates.iter().map(move |gate| Self::new(of.rules, kind, gate))
    }

    fn new(rules: &'a Rules, kind: &'a KindRanking, gate: &'a Gate) -> Self {
        let ids = |group: &'a Group| group.members.iter().map(|entrant| kind.entrants[*entrant].as_str());
        let last = gate.groups[..gate.passed].last().filter(|group| group.last_place() > gate.advance);
        let standing = |(at, group): (usize, &'a Group)| {
            ids(group).map(move |entrant| GateStanding {
                entrant,
                rank: group.place,
                tied: group.members.len() > 1,
                went_on: at < gate.passed,
            })
        };
        Self {
            stage: rules.stages()[gate.stage].id.as_str(),
            kind: kind.kind.name(),
            advance: gate.advance,
            went_on: gate.went_on(),
            tied_at_gate: last.into_iter().flat_map(ids).collect(),
            standings: gate.groups.iter().enumerate().flat_map(standing).collect(),
        }
    }
}

/// A reviewer's mean deviation from the panel, in points; positive is lenient.
#[derive(Serialize)]
pub(super) struct ReviewerView<'a> {
    reviewer: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    severity: Option<f64>,
    se: Option<f64>,
    ci: Option<[f64; 2]>,
    tendency: Option<Bilingual>,
    sheets: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Bilingual>,
    /// What to expect of the reviewer, in points.
    shrunken: Option<f64>,
    shrunken_se: Option<f64>,
    /// The second opinion.
    rasch: Option<RaschView>,
}

/// A reviewer's measure by the Rasch model, in logits; positive is lenient. An extreme one has no mean squares.
#[derive(Serialize)]
struct RaschView {
    logits: f64,
    se: f64,
    infit: Option<f64>,
    outfit: Option<f64>,
}

impl<'a> ReviewerView<'a> {
    pub(super) fn all(of: &'a TableAssessment<'a>, science: Option<&TableScience>) -> Vec<Self> {
        of.spread.severities.reviewers.iter().map(|severity| Self::new(of.table, severity, science)).collect()
    }

    fn new(table: &'a StageTable, severity: &Severity, science: Option<&TableScience>) -> Self {
        let value = severity.outcome.as_ref().ok();
        let shrunken = science.and_then(|science| science.shrunken_of(severity.reviewer));
        let rasch = science.and_then(|science| science.rasch_of(severity.reviewer));
        Self {
            reviewer: table.reviewers()[severity.reviewer].as_str(),
            place: Place::of(table),
            severity: value.map(|value| value.points),
            se: value.and_then(|value| value.standard_error),
            ci: value.and_then(|value| value.interval),
            tendency: value.map(|value| value.tendency().title()),
            sheets: severity.sheets,
            why: severity.outcome.as_ref().err().map(|why| why.explain()),
            shrunken: shrunken.map(|severity| severity.points),
            shrunken_se: shrunken.and_then(|severity| severity.standard_error),
            rasch: rasch.map(|measure| RaschView {
                logits: measure.logits,
                se: measure.standard_error,
                infit: measure.fit().map(|fit| fit.infit),
                outfit: measure.fit().map(|fit| fit.outfit),
            }),
        }
    }
}

/// A coefficient of agreement on the reviewers' totals, as `agree` gives it.
#[derive(Serialize)]
pub(super) struct AgreementView<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    of: &'static str,
    coefficient: &'static str,
    options: Members<&'static str, &'static str>,
    title: Bilingual,
    value: Option<f64>,
    ci: Option<[f64; 2]>,
    ci_method: Option<&'static str>,
    level: f64,
    subjects: usize,
    raters: usize,
    missing: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Bilingual>,
}

impl<'a> AgreementView<'a> {
    pub(super) fn all(of: &'a TableAssessment<'a>) -> impl Iterator<Item = Self> {
        of.agreement.iter().map(|measured| Self::new(of.table, measured))
    }

    fn new(table: &'a StageTable, measured: &Measured) -> Self {
        let interval = measured.interval();
        Self {
            place: Place::of(table),
            of: "totals",
            coefficient: measured.statistic.name(),
            options: Members(measured.options()),
            title: measured.statistic.title(),
            value: measured.value(),
            ci: interval.map(|interval| [interval.lower, interval.upper]),
            ci_method: interval.map(|interval| interval.method.name()),
            level: measured.confidence.get(),
            subjects: measured.subjects,
            raters: measured.raters,
            missing: measured.missing,
            why: measured.why(),
        }
    }
}

/// What on a sheet wants a reason.
#[derive(Serialize)]
pub(super) struct WarningView<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    entrant: &'a str,
    reviewer: &'a str,
    #[serde(flatten)]
    note: Note<'a>,
}

impl<'a> WarningView<'a> {
    pub(super) fn all(of: &'a TableAssessment<'a>) -> impl Iterator<Item = Self> {
        of.spread.warnings.iter().map(|warning| {
            let (entrant, reviewer) = warning.place();
            Self {
                place: Place::of(of.table),
                entrant: of.table.entrants()[entrant].as_str(),
                reviewer: of.table.reviewers()[reviewer].as_str(),
                note: Note { reason: warning.name(), words: warning.explain(of.table) },
            }
        })
    }
}

/// A sheet that does not count since items are missing.
#[derive(Serialize)]
pub(super) struct IncompleteView<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    entrant: &'a str,
    reviewer: &'a str,
    missing: Vec<&'a str>,
}

impl<'a> IncompleteView<'a> {
    pub(super) fn all(table: &'a StageTable) -> impl Iterator<Item = Self> {
        let codes = move |missing: Vec<usize>| {
            missing.into_iter().map(|item| table.edition().items()[item].code.as_str()).collect::<Vec<_>>()
        };
        let view = move |e: usize, reviewer: &'a str, missing: Vec<usize>| Self {
            place: Place::of(table),
            entrant: table.entrants()[e].as_str(),
            reviewer,
            missing: codes(missing),
        };
        (0..table.entrants().len()).flat_map(move |e| {
            let sheets = table.sheets(e).map(|(r, sheet)| (table.reviewers()[r].as_str(), sheet));
            let agreed = std::iter::once((ReviewerId::AGREED[0], table.agreed(e)));
            sheets.chain(agreed).filter_map(move |(reviewer, sheet)| match sheet.state() {
                SheetState::Incomplete { missing } => Some(view(e, reviewer, missing)),
                SheetState::Empty | SheetState::Complete(_) => None,
            })
        })
    }
}

/// A member of the panel without any score for an entrant of the stage, and not recused from it.
#[derive(Serialize)]
pub(super) struct AbsentView<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    entrant: &'a str,
    reviewer: &'a str,
}

impl<'a> AbsentView<'a> {
    /// None when the panel is not known: then nobody can say who should have scored.
    pub(super) fn all(scores: &'a Scores, table: &'a StageTable) -> Vec<Self> {
        let recused: BTreeSet<(&EntrantId, &ReviewerId)> = scores.recusals().iter().map(|(e, r)| (e, r)).collect();
        let mut absent = Vec::new();
        for (e, entrant) in table.entrants().iter().enumerate() {
            for reviewer in scores.panel().unwrap_or_default() {
                let seen = table.reviewer_index(reviewer).is_some_and(|r| table.has_sheet(e, r));
                if !seen && !reviewer.is_agreed() && !recused.contains(&(entrant, reviewer)) {
                    let (entrant, reviewer) = (entrant.as_str(), reviewer.as_str());
                    absent.push(Self { place: Place::of(table), entrant, reviewer });
                }
            }
        }
        absent
    }
}

/// Who may not score whom (回避, Art. 31).
#[derive(Serialize)]
pub(super) struct RecusalView<'a> {
    entrant: &'a str,
    reviewer: &'a str,
}

impl<'a> RecusalView<'a> {
    pub(super) fn all(scores: &'a Scores) -> Vec<Self> {
        let recusals = scores.recusals().iter();
        recusals.map(|(e, r)| Self { entrant: e.as_str(), reviewer: r.as_str() }).collect()
    }
}

/// A field that is null because only the ranking was asked for.
#[derive(Serialize)]
pub(super) struct NotComputed {
    field: &'static str,
    why: Bilingual,
}

impl NotComputed {
    pub(super) fn all(ranking_only: bool) -> Vec<Self> {
        const FIELDS: [&str; 5] = ["rank_interval", "p_above_line", "adjusted_rank", "shrunken", "rasch"];
        let why = || Bilingual::new("本次只要求排名", "only the ranking was asked for");
        FIELDS.into_iter().filter(|_| ranking_only).map(|field| Self { field, why: why() }).collect()
    }
}
