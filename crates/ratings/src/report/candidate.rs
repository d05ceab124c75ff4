//! One candidate in the document.

use super::estimated::ends;
use super::parts::{Fraction, Members, Note, ScoreView, Shown, SpreadView, TotalsView};
use super::words;
use super::{Assessment, TableAssessment};
use crate::exact::Exact;
use crate::ranking::{Candidate, KindRanking, Scope};
use crate::rules::{Rules, TieBreak};
use crate::tiers::Placement;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use zhuoping_criteria::Edition;

#[derive(Serialize)]
pub(super) struct CandidateView<'a> {
    entrant: &'a str,
    kind: &'static str,
    rank: usize,
    tied: bool,
    /// The rank as it is printed, `2=` for a tie.
    place: String,
    score: Shown<'a>,
    exact: Fraction<'a>,
    tier: Option<&'a str>,
    tier_note: Option<Note<'static>>,
    /// Whether it is on the list; also true for a tie that goes on from a stage as a whole.
    above_line: bool,
    separated_by: Option<TieBreakView<'a>>,
    stages: Members<&'a str, StageScoreView<'a>>,
    categories: Members<&'a str, CategoryView<'a>>,
    items: Items<'a>,
    /// The marginal interval by the method of the figures, `[best, worst]`.
    rank_interval: Option<[usize; 2]>,
    p_above_line: Option<f64>,
    expected_rank: Option<f64>,
    /// The rank by the totals adjusted for severity; advice.
    adjusted_rank: Option<usize>,
    adjusted_score: Option<f64>,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum TieBreakView<'a> {
    Category(&'a str),
    Item(&'a str),
}

#[derive(Serialize)]
struct StageScoreView<'a> {
    #[serde(flatten)]
    score: Option<ScoreView<'a>>,
    reviewers: Option<TotalsView>,
}

#[derive(Serialize)]
struct CategoryView<'a> {
    score: Shown<'a>,
    percent: f64,
}

/// A table with the entrant's row in it.
#[derive(Clone, Copy)]
struct Row<'a> {
    of: &'a TableAssessment<'a>,
    row: usize,
}

impl<'a> Row<'a> {
    fn spread(self, item: usize) -> SpreadView<'a> {
        SpreadView::new(self.of.spread.cell(self.row, item), self.of.table)
    }
}

impl<'a> CandidateView<'a> {
    pub(super) fn all(of: &'a Assessment<'a>, kind: &'a KindRanking) -> impl Iterator<Item = Self> {
        (0..kind.candidates.len()).map(move |at| Self::new(of, kind, at))
    }

    fn new(of: &'a Assessment<'a>, kind: &'a KindRanking, at: usize) -> Self {
        let candidate = &kind.candidates[at];
        let science = of.kinds().find(|(other, _)| other.kind == kind.kind).map(|(_, science)| science);
        let ranks = science.and_then(|science| science.ranks(at));
        let adjusted = science.and_then(|science| science.adjusted[at]);
        let rules = of.rules;
        let rows = rows(of, kind, candidate);
        let edition = rows.last().expect("a ranked entrant was scored").of.table.edition();
        let one_stage = matches!(of.ranking.scope, Scope::Stage(_));
        let above_line = matches!(candidate.placement, Placement::Tier(_));
        Self {
            entrant: kind.id(candidate).as_str(),
            kind: kind.kind.name(),
            rank: candidate.place,
            tied: candidate.tied,
            place: format!("{}{}", candidate.place, if candidate.tied { "=" } else { "" }),
            score: Shown::new(&candidate.profile.total, rules),
            exact: Fraction(&candidate.profile.total),
            tier: tier(rules, candidate).filter(|_| !one_stage),
            tier_note: words::tier_note(rules, kind, candidate, one_stage),
            above_line,
            separated_by: candidate.separated_by.map(|at| match &rules.tie_breaks()[at] {
                TieBreak::Category(code) => TieBreakView::Category(code.as_str()),
                TieBreak::Item(code) => TieBreakView::Item(code.as_str()),
            }),
            stages: stages(rules, candidate, &rows),
            categories: categories(rules, edition, candidate),
            items: Items { rules, edition, candidate, rows },
            rank_interval: ranks.map(|ranks| ends(ranks.marginal)),
            p_above_line: ranks.map(|ranks| ranks.on_list),
            expected_rank: ranks.map(|ranks| ranks.expected_rank),
            adjusted_rank: adjusted.map(|adjusted| adjusted.rank),
            adjusted_score: adjusted.map(|adjusted| adjusted.total),
        }
    }
}

fn rows<'a>(of: &'a Assessment<'a>, kind: &KindRanking, candidate: &Candidate) -> Vec<Row<'a>> {
    let tables = of.tables.iter().filter(|of| of.table.kind() == kind.kind);
    let row = |of: &'a TableAssessment<'a>| Some(Row { of, row: of.table.entrant_index(kind.id(candidate))? });
    tables.filter_map(row).collect()
}

fn tier<'a>(rules: &'a Rules, candidate: &Candidate) -> Option<&'a str> {
    match candidate.placement {
        Placement::Tier(tier) => rules.tiers().get(tier).map(|tier| tier.id.as_str()),
        Placement::Undecided { .. } | Placement::BelowFloor | Placement::BeyondCaps => None,
    }
}

fn stages<'a>(rules: &Rules, candidate: &'a Candidate, rows: &[Row<'a>]) -> Members<&'a str, StageScoreView<'a>> {
    let stage = |row: &Row<'a>| {
        let id = row.of.table.stage();
        let at = rules.stages().iter().position(|stage| stage.id == *id)?;
        let score = candidate.stages[at].as_ref().map(|score| ScoreView::new(score, rules));
        let reviewers = Some(TotalsView::new(&row.of.spread.totals[row.row]));
        Some((id.as_str(), StageScoreView { score, reviewers }))
    };
    Members(rows.iter().filter_map(stage).collect())
}

fn categories<'a>(rules: &Rules, edition: &'a Edition, candidate: &'a Candidate) -> Members<&'a str, CategoryView<'a>> {
    let categories = edition.categories().iter().zip(&candidate.profile.categories);
    Members(
        categories
            .map(|(category, score)| {
                let percent = percent(score, category.points.get());
                (category.code.as_str(), CategoryView { score: Shown::new(score, rules), percent })
            })
            .collect(),
    )
}

fn percent(score: &Exact, points: u32) -> f64 {
    100.0 * score.to_f64() / f64::from(points)
}

/// The items of a candidate: made while they are written, since there are many.
struct Items<'a> {
    rules: &'a Rules,
    edition: &'a Edition,
    candidate: &'a Candidate,
    rows: Vec<Row<'a>>,
}

impl Serialize for Items<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let items = self.edition.items();
        let mut map = serializer.serialize_map(Some(items.len()))?;
        for (at, item) in items.iter().enumerate() {
            map.serialize_entry(item.code.as_str(), &self.item(at))?;
        }
        map.end()
    }
}

impl Items<'_> {
    fn item(&self, at: usize) -> SpreadView<'_> {
        let last = self.rows.last().expect("a ranked entrant was scored");
        let by_stage = || self.rows.iter().map(|row| (row.of.table.stage().as_str(), row.spread(at))).collect();
        let mut view = last.spread(at);
        view.score = Some(Shown::new(&self.candidate.profile.items[at], self.rules));
        view.by_stage = (self.rows.len() > 1).then(|| Members(by_stage()));
        view
    }
}
