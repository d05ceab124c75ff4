//! The result tables: one row an entrant, one row an entrant and item, one row a reviewer. CSV and workbook show the same.

use super::names::Names;
use crate::number::fixed;
use zhuoping_criteria::Lang;
use zhuoping_documents::write::{Field, table};
use zhuoping_ratings::Assessment;
use zhuoping_ratings::ranking::{Candidate, KindRanking};
use zhuoping_ratings::rules::Rules;
use zhuoping_ratings::tiers::Placement;

/// A table before it is a file.
pub(crate) struct Cells {
    pub(crate) headers: Vec<String>,
    pub(crate) rows: Vec<Vec<Field>>,
}

impl Cells {
    pub(crate) fn new(headers: &[&str], rows: Vec<Vec<Field>>) -> Self {
        Self { headers: headers.iter().map(|header| (*header).to_owned()).collect(), rows }
    }

    /// As CSV that Excel opens.
    pub(crate) fn csv(self) -> Vec<u8> {
        let headers: Vec<&str> = self.headers.iter().map(String::as_str).collect();
        table(&headers, self.rows)
    }
}

pub(crate) fn float(value: Option<f64>) -> Field {
    value.map_or_else(Field::empty, |value| Field::number(fixed(value, 2)))
}

/// The rank as printed, `2=` for a tie.
pub(crate) fn place(candidate: &Candidate) -> String {
    format!("{}{}", candidate.place, if candidate.tied { "=" } else { "" })
}

/// What a candidate's place comes to, in words.
pub(crate) fn outcome(rules: &Rules, candidate: &Candidate, combined: bool, lang: Lang) -> String {
    let say = |zh: &str, en: &str| if lang == Lang::Zh { zh.to_owned() } else { en.to_owned() };
    match &candidate.placement {
        Placement::Tier(_) if !combined => say("线上", "above the line"),
        Placement::Tier(at) => rules.tiers()[*at].title.get(lang).to_owned(),
        Placement::Undecided { .. } => say("待定（并列跨线）", "undecided (tie across the line)"),
        Placement::BelowFloor => say("低于底线分", "below the floor"),
        Placement::BeyondCaps => say("名额之外", "beyond the places"),
    }
}

/// `ranking.csv`.
pub(crate) fn ranking(of: &Assessment<'_>, names: &Names, lang: Lang) -> Cells {
    let stages = of.rules.stages();
    let mut headers: Vec<String> = match lang {
        Lang::Zh => ["类别", "名次", "申报编号", "名称", "得分", "精确得分", "结果"].map(str::to_owned).to_vec(),
        Lang::En => ["kind", "rank", "entrant", "name", "score", "exact", "result"].map(str::to_owned).to_vec(),
    };
    headers.extend(stages.iter().map(|stage| names.stage(stage.id.as_str())));
    let rounding = of.rules.rounding();
    let combined = names.combined(of);
    let mut rows = Vec::new();
    for kind in &of.ranking.kinds {
        for candidate in &kind.candidates {
            let id = kind.id(candidate);
            let total = &candidate.profile.total;
            let mut row = vec![
                Field::text(names.kind(kind.kind)),
                Field::text(place(candidate)),
                Field::text(id.as_str()),
                Field::text(names.of(id)),
                Field::number(total.rounded(rounding.decimals, rounding.mode)),
                Field::text(total.to_string()),
                Field::text(outcome(of.rules, candidate, combined, lang)),
            ];
            row.extend(candidate.stages.iter().map(|score| match score {
                Some(score) => Field::number(score.rounded(rounding.decimals, rounding.mode)),
                None => Field::empty(),
            }));
            rows.push(row);
        }
        rows.extend(unranked(kind, names, stages.len(), lang));
    }
    Cells { headers, rows }
}

fn unranked(kind: &KindRanking, names: &Names, stages: usize, lang: Lang) -> Vec<Vec<Field>> {
    let row = |(id, why): &(zhuoping_ratings::EntrantId, zhuoping_ratings::standing::Unranked)| {
        let mut row = vec![
            Field::text(names.kind(kind.kind)),
            Field::empty(),
            Field::text(id.as_str()),
            Field::text(names.of(id)),
            Field::empty(),
            Field::empty(),
            Field::text(names.unranked(why, lang)),
        ];
        row.extend(std::iter::repeat_with(Field::empty).take(stages));
        row
    };
    kind.unranked.iter().map(row).collect()
}

/// `items.csv`: the spread of every item.
pub(crate) fn items(of: &Assessment<'_>, names: &Names, lang: Lang) -> Cells {
    let headers = match lang {
        Lang::Zh => {
            ["阶段", "类别", "申报编号", "名称", "条款", "评分数", "平均%", "极差", "标准差", "四分位距", "需讨论"]
        }
        Lang::En => ["stage", "kind", "entrant", "name", "item", "sheets", "mean %", "range", "sd", "iqr", "discuss"],
    };
    let mut rows = Vec::new();
    for part in &of.tables {
        let table = part.table;
        for (e, id) in table.entrants().iter().enumerate() {
            for (item, spread) in table.edition().items().iter().zip(part.spread.entrant(e)) {
                let summary = spread.summary();
                let reasons: Vec<_> =
                    spread.discuss.iter().map(|reason| reason.explain(table).get(lang).to_owned()).collect();
                rows.push(vec![
                    Field::text(names.stage(table.stage().as_str())),
                    Field::text(names.kind(table.kind())),
                    Field::text(id.as_str()),
                    Field::text(names.of(id)),
                    Field::text(item.code.as_str()),
                    Field::number(summary.count),
                    float(summary.mean()),
                    summary.range().map_or_else(Field::empty, Field::number),
                    float(summary.sd()),
                    float(summary.iqr()),
                    Field::text(reasons.join(if lang == Lang::Zh { "；" } else { "; " })),
                ]);
            }
        }
    }
    Cells::new(&headers, rows)
}

/// `reviewers.csv`: severity of every reviewer at every stage.
pub(crate) fn reviewers(of: &Assessment<'_>, names: &Names, lang: Lang) -> Cells {
    let headers = match lang {
        Lang::Zh => ["阶段", "类别", "专家编号", "评分表数", "偏离（分）", "标准误", "下限", "上限", "倾向"],
        Lang::En => ["stage", "kind", "reviewer", "sheets", "deviation", "se", "low", "high", "tendency"],
    };
    let mut rows = Vec::new();
    for part in &of.tables {
        for severity in &part.spread.severities.reviewers {
            let value = severity.outcome.as_ref().ok();
            let words = match &severity.outcome {
                Ok(value) => value.tendency().title().get(lang).to_owned(),
                Err(why) => why.explain().get(lang).to_owned(),
            };
            let end = |at: usize| float(value.and_then(|value| value.interval).map(|interval| interval[at]));
            rows.push(vec![
                Field::text(names.stage(part.table.stage().as_str())),
                Field::text(names.kind(part.table.kind())),
                Field::text(part.table.reviewers()[severity.reviewer].as_str()),
                Field::number(severity.sheets),
                float(value.map(|value| value.points)),
                float(value.and_then(|value| value.standard_error)),
                end(0),
                end(1),
                Field::text(words),
            ]);
        }
    }
    Cells::new(&headers, rows)
}
