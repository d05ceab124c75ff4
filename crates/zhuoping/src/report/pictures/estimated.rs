//! Pictures of what is estimated: rank intervals with the undecided band, and the grid of residuals.

use super::{Maker, chart_lang};
use crate::number::signed;
use crate::report::figures::{percent, source};
use crate::report::tables::place;
use std::collections::BTreeSet;
use zhuoping_charts::{
    AskedPrecision, CapLine, Certainty, ChartError, DecidedBy, DecisionStudy, GridEntrant, GridReviewer, Picture,
    RankIntervals, RankRange, RankedCandidate, ResidualCell, ResidualGrid, SensitiveCandidate, Sensitivity,
    SettingFamily, StudyCurve, StudyPoint,
};
use zhuoping_ratings::figures::{Residuals, Side};
use zhuoping_ratings::ranking::Candidate;
use zhuoping_ratings::report::science::{KindScience, TableScience};
use zhuoping_ratings::spread::Severity;
use zhuoping_ratings::tiers::Placement;
use zhuoping_ratings::uncertainty::RankInterval;

impl Maker<'_> {
    /// Candidates with the ranks they may have.
    pub(super) fn rank_intervals(&self, science: &KindScience) -> Result<Picture, ChartError> {
        let statistics = self.of.rules.statistics();
        let level = percent(statistics.level.get());
        let mut heading = self.heading("名次有多稳", "how sure are the ranks?", !self.names.combined(self.of));
        let zh = self.lang == zhuoping_criteria::Lang::Zh;
        heading.footnote = science.figures.line.source.map(|method| {
            let method = source(method, zh);
            self.say(
                format!("{method}，模拟 {} 次，按全部评审的平均总分估计（不去最高最低）；名次仍按规则精确排定，区间只作参考。", statistics.replicates),
                format!("{method}, {} draws, on plain means of all totals; ranks are exact, intervals inform.", statistics.replicates),
            )
        });
        RankIntervals {
            heading,
            level,
            decided_by: DecidedBy::Marginal,
            line: self.end_of_list(),
            candidates: (0..self.kind.candidates.len()).map(|at| self.ranked(science, at)).collect(),
        }
        .picture(chart_lang(self.lang))
    }

    fn ranked(&self, science: &KindScience, at: usize) -> RankedCandidate {
        let candidate = &self.kind.candidates[at];
        let rounding = self.of.rules.rounding();
        let ends = |interval: RankInterval| (small(interval.best), small(interval.worst));
        let ranks = science.ranks(at);
        RankedCandidate {
            rank: small(candidate.place),
            tied: candidate.tied,
            name: self.entrant(self.kind.id(candidate)),
            score: candidate.profile.total.rounded(rounding.decimals, rounding.mode),
            ranks: match ranks {
                Some(ranks) => RankRange::Known {
                    marginal: ends(ranks.marginal),
                    simultaneous: Some(ends(ranks.simultaneous)),
                    expected: Some(ranks.expected_rank),
                },
                None => RankRange::Missing { why: self.say("无法计算", "not computed") },
            },
            certainty: science.figures.line.sides[at].map(|side| match side {
                Side::Safe => Certainty::Safe,
                Side::Undecided => Certainty::Undecided,
                Side::Out => Certainty::Out,
            }),
            probability: ranks.map(|ranks| percent(ranks.on_list)),
        }
    }

    /// The line below the last who is on the list.
    fn end_of_list(&self) -> Option<CapLine> {
        let listed = |candidate: &&Candidate| matches!(candidate.placement, Placement::Tier(_));
        let after = self.kind.candidates.iter().filter(listed).count();
        let label = self.say(format!("以上入选（名额 {} 个）", self.kind.line), format!("{} places", self.kind.line));
        (after > 0 && after < self.kind.candidates.len()).then_some(CapLine { after, label })
    }

    /// Residuals of the last stage that was scored; `None` where there are none.
    pub(super) fn residuals(&self, table: &TableScience, kind: &KindScience) -> Option<Result<Picture, ChartError>> {
        let level = self.of.rules.statistics().level;
        let severities = &self.part.spread.severities;
        let residuals = Residuals::of(self.part.table, severities, table.adjusted.as_ref().ok()?, level)?;
        let columns = self.columns();
        let reviewers = residuals.reviewers.iter();
        let grid = ResidualGrid {
            heading: self.heading("评审与申报方的残差", "residuals", true),
            measure: self.say("总分与预期之差（分）", "total less what is expected (points)"),
            decimals: 0,
            rule: self.say(
                format!("偏离达 {:.1} 倍标准误，不像偶然", residuals.limit),
                format!("{:.1} standard errors or more: hardly chance", residuals.limit),
            ),
            entrants: columns.iter().map(|(e, place)| self.column(*e, place.as_deref(), kind)).collect(),
            line: None,
            reviewers: reviewers
                .map(|reviewer| GridReviewer {
                    name: self.part.table.reviewers()[*reviewer].to_string(),
                    severity: severity(&severities.reviewers[*reviewer]),
                    cells: columns.iter().map(|(e, _)| self.cell(&residuals, *e, *reviewer)).collect(),
                })
                .collect(),
        };
        Some(grid.picture(chart_lang(self.lang)))
    }

    /// How exact other numbers of reviewers would be, by the last stage that was scored; `None` without components.
    pub(super) fn decision_study(&self, table: &TableScience) -> Option<Result<Picture, ChartError>> {
        let statistics = self.of.rules.statistics();
        let precision = statistics.precision.to_f64();
        let curve = |study: zhuoping_ratings::components::DecisionStudy| StudyCurve {
            points: (1..)
                .zip(&study.rows)
                .map(|(reviewers, row)| StudyPoint { reviewers, error: row.absolute_error })
                .collect(),
            needed: study.reviewers_needed(precision).ok(),
        };
        let totals = table.totals.as_ref().ok()?.decision_study(statistics.level);
        let present = format!("{:.0}", totals.observed.reviewers).parse().ok();
        let random = table.percents.as_ref().and_then(|model| model.as_ref().ok());
        let study = DecisionStudy {
            heading: self.heading("需要多少位评审", "how many reviewers?", true),
            measure: self.say("总分的标准误（分）", "standard error of a total (points)"),
            decimals: 1,
            fixed: Some(curve(totals)),
            random: random.map(|model| curve(model.decision_study(statistics.level))),
            present,
            asked: Some(AskedPrecision {
                value: precision,
                words: self.say(format!("{precision} 分"), format!("{precision} points")),
            }),
        };
        Some(study.picture(chart_lang(self.lang)))
    }

    /// Who is on the list in some setting, and in how many; `None` where there are no settings or nobody is.
    pub(super) fn sensitivity(&self) -> Option<Result<Picture, ChartError>> {
        let firmness = self.of.ranking.sensitivity.kinds.iter().find(|firmness| firmness.kind == self.kind.kind)?;
        let on_list =
            |candidate: &Candidate| firmness.candidates.iter().find(|on| on.entrant == *self.kind.id(candidate));
        let rows: Vec<_> =
            (self.kind.candidates.iter()).filter_map(|candidate| Some((candidate, on_list(candidate)?))).collect();
        if rows.is_empty() || firmness.settings == 0 {
            return None;
        }
        let after = rows.iter().filter(|(_, on)| on.listed).count();
        let label = self.say("以上按现行规则入选", "on the list by the rules");
        let mut heading = self.heading("换一种设定，谁还入选", "who is on the list in other settings?", false);
        heading.subtitle = Some(firmness.sentence().get(self.lang).to_owned());
        let chart = Sensitivity {
            heading,
            families: (firmness.families.iter())
                .map(|tried| SettingFamily {
                    title: tried.family.title().get(self.lang).to_owned(),
                    settings: small(tried.settings),
                })
                .collect(),
            line: (after > 0 && after < rows.len()).then_some(CapLine { after, label }),
            candidates: (rows.iter())
                .map(|(candidate, on)| SensitiveCandidate {
                    rank: small(candidate.place),
                    tied: candidate.tied,
                    name: self.entrant(self.kind.id(candidate)),
                    on_list: on.by_family.iter().map(|settings| small(*settings)).collect(),
                })
                .collect(),
        };
        Some(chart.picture(chart_lang(self.lang)))
    }

    /// The entrants of the stage in rank order, those without a rank last: position in the table and rank.
    fn columns(&self) -> Vec<(usize, Option<String>)> {
        let table = self.part.table;
        let ranked = self
            .kind
            .candidates
            .iter()
            .filter_map(|candidate| Some((table.entrant_index(self.kind.id(candidate))?, Some(place(candidate)))));
        let mut columns: Vec<(usize, Option<String>)> = ranked.collect();
        let seen: BTreeSet<usize> = columns.iter().map(|(e, _)| *e).collect();
        columns.extend((0..table.entrants().len()).filter(|e| !seen.contains(e)).map(|e| (e, None)));
        columns
    }

    fn column(&self, e: usize, place: Option<&str>, kind: &KindScience) -> GridEntrant {
        let id = &self.part.table.entrants()[e];
        let sides = self.kind.candidates.iter().zip(&kind.figures.line.sides);
        let undecided = sides.filter(|(candidate, _)| self.kind.id(candidate) == id);
        GridEntrant {
            id: place.map_or_else(|| id.to_string(), |place| format!("{place} {id}")),
            name: self.entrant(id),
            undecided: undecided.map(|(_, side)| *side == Some(Side::Undecided)).next().unwrap_or_default(),
        }
    }

    fn cell(&self, residuals: &Residuals, e: usize, reviewer: usize) -> ResidualCell {
        if let Some(residual) = residuals.cell(e, reviewer) {
            return ResidualCell::Residual { value: residual.points, extreme: residual.extreme };
        }
        let table = self.part.table;
        let pair = (table.entrants()[e].clone(), table.reviewers()[reviewer].clone());
        if self.of.scores.recusals().contains(&pair) { ResidualCell::Recused } else { ResidualCell::Nothing }
    }
}

fn severity(severity: &Severity) -> String {
    let Ok(value) = severity.outcome else { return "–".into() };
    let error = value.standard_error.map(|error| format!(" ± {error:.1}")).unwrap_or_default();
    format!("{}{error}", signed(value.points, 1)).replace('-', "−")
}

fn small(rank: usize) -> u32 {
    u32::try_from(rank).unwrap_or(u32::MAX)
}
