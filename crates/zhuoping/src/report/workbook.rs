//! `results.xlsx`: the tables of a ranking as one workbook for the secretariat.
//!
//! Ranks and scores are numbers here, so that a sheet can be sorted and a chart drawn; the rows of spread and severity
//! are those of the CSV files.

use super::coefficients::Coefficient;
use super::content::changed;
use super::names::Names;
use super::tables::{self, Cells, outcome};
use crate::refusal::Refusal;
use zhuoping_criteria::Lang;
use zhuoping_documents::results::{Chart, ResultsError, Sheet, Workbook};
use zhuoping_documents::write::Field;
use zhuoping_provenance::Provenance;
use zhuoping_ratings::ranking::{Candidate, KindRanking};
use zhuoping_ratings::report::science::KindScience;
use zhuoping_ratings::sensitivity::Change;
use zhuoping_ratings::tiers::Placement;
use zhuoping_ratings::{Assessment, EntrantId, Exact, StageTable};

/// The articles the tables rest on.
const ARTICLES: &str = "第五条、第二十条、第二十一条、第二十二条、第三十条";

/// The file.
pub(crate) fn bytes(
    of: &Assessment<'_>,
    names: &Names,
    provenance: &Provenance,
    lang: Lang,
) -> Result<Vec<u8>, Refusal> {
    let writer = Writer { of, names, lang };
    let rules = of.rules;
    let list = writer.list();
    let charts = writer.charts(&list);
    let mut sheets = vec![list, charts, writer.categories()];
    sheets.extend(writer.matrices());
    let items = sheet(writer.say("条款离散", "item spread"), tables::items(of, names, lang));
    sheets.extend([items, writer.sensitivity()]);
    let severity = sheet(writer.say("专家宽严", "severity"), tables::reviewers(of, names, lang));
    sheets.extend([severity, writer.agreement(), writer.notes(provenance)]);
    let title =
        format!("{}{} {}", rules.award().get(lang), rules.session().get(lang), writer.say("评审结果", "results"));
    Workbook { title, sheets }.to_bytes().map_err(|error| unwritable(&error))
}

fn unwritable(error: &ResultsError) -> Refusal {
    let zh = match error {
        ResultsError::TooManyRows { sheet, rows } => format!("工作表「{sheet}」有 {rows} 行，超过 Excel 能打开的行数"),
        ResultsError::Sheet(error) => format!("工作簿不能写出：{error}"),
    };
    Refusal::no(zh, error.to_string())
}

fn sheet(name: &str, cells: Cells) -> Sheet {
    Sheet { headers: cells.headers, ..Sheet::new(name, &[], cells.rows) }
}

/// The columns of the list that a chart is made of.
const LABEL: u16 = 3;
const SCORE: u16 = 5;
const LINES: [u16; 2] = [8, 9];

struct Writer<'a> {
    of: &'a Assessment<'a>,
    names: &'a Names,
    lang: Lang,
}

impl Writer<'_> {
    fn say<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        if self.lang == Lang::Zh { zh } else { en }
    }

    fn score(&self, score: &Exact) -> Field {
        let rounding = self.of.rules.rounding();
        Field::number(score.rounded(rounding.decimals, rounding.mode))
    }

    fn list(&self) -> Sheet {
        let mut headers: Vec<String> = match self.lang {
            Lang::Zh => ["类别", "名次", "并列", "申报编号", "名称", "总分", "精确值", "结果", "入选最低分", "底线分"],
            Lang::En => {
                ["kind", "rank", "tied", "entrant", "name", "score", "exact", "result", "lowest listed", "floor"]
            }
        }
        .map(str::to_owned)
        .to_vec();
        headers.extend(self.of.rules.stages().iter().map(|stage| self.names.stage(stage.id.as_str())));
        headers.extend(
            match self.lang {
                Lang::Zh => ["名次区间上", "名次区间下", "名额内概率", "期望名次", "去除宽严后名次"],
                Lang::En => ["best rank", "worst rank", "p above line", "expected rank", "adjusted rank"],
            }
            .map(str::to_owned),
        );
        let mut rows = Vec::new();
        for (at, kind) in self.of.ranking.kinds.iter().enumerate() {
            let science = self.of.kinds().nth(at).map(|(_, science)| science);
            rows.extend((0..kind.candidates.len()).map(|at| self.candidate(kind, science, at)));
            rows.extend(kind.unranked.iter().map(|(id, why)| {
                let mut row = vec![Field::text(self.names.kind(kind.kind)), Field::empty(), Field::empty()];
                row.extend(self.entrant(id));
                row.extend([Field::empty(), Field::empty(), Field::text(self.names.unranked(why, self.lang))]);
                row.resize(headers.len(), Field::empty());
                row
            }));
        }
        Sheet { headers, frozen: 5, ..Sheet::new(self.say("候选名单", "candidates"), &[], rows) }
    }

    fn entrant(&self, id: &EntrantId) -> [Field; 2] {
        [Field::text(id.as_str()), Field::text(self.names.of(id))]
    }

    fn candidate(&self, kind: &KindRanking, science: Option<&KindScience>, at: usize) -> Vec<Field> {
        let candidate = &kind.candidates[at];
        let combined = self.names.combined(self.of);
        let ranks = science.and_then(|science| science.ranks(at));
        let adjusted = science.and_then(|science| science.adjusted[at]);
        let maybe = |value: Option<String>| value.map_or_else(Field::empty, Field::number);
        let listed = |candidate: &&Candidate| matches!(candidate.placement, Placement::Tier(_));
        let lowest = kind.candidates.iter().rfind(listed).map(|last| &last.profile.total);
        let mut row = vec![
            Field::text(self.names.kind(kind.kind)),
            Field::number(candidate.place),
            Field::text(if candidate.tied { self.say("是", "yes") } else { "" }),
        ];
        row.extend(self.entrant(kind.id(candidate)));
        row.extend([
            self.score(&candidate.profile.total),
            Field::text(candidate.profile.total.to_string()),
            Field::text(outcome(self.of.rules, candidate, combined, self.lang)),
            lowest.map_or_else(Field::empty, |score| self.score(score)),
            kind.floor.as_ref().map_or_else(Field::empty, |floor| self.score(floor)),
        ]);
        row.extend(
            candidate.stages.iter().map(|score| score.as_ref().map_or_else(Field::empty, |score| self.score(score))),
        );
        row.extend([
            maybe(ranks.map(|ranks| ranks.marginal.best.to_string())),
            maybe(ranks.map(|ranks| ranks.marginal.worst.to_string())),
            maybe(ranks.map(|ranks| format!("{:.3}", ranks.on_list))),
            maybe(ranks.map(|ranks| format!("{:.2}", ranks.expected_rank))),
            maybe(adjusted.map(|adjusted| adjusted.rank.to_string())),
        ]);
        row
    }

    /// A chart a kind: bars of the totals, the lowest score on the list and the floor as lines.
    fn charts(&self, list: &Sheet) -> Sheet {
        let mut sheet = Sheet::new(self.say("得分图", "chart"), &[], Vec::new());
        let mut start = 0;
        for kind in &self.of.ranking.kinds {
            let ranked = u32::try_from(kind.candidates.len()).unwrap_or(u32::MAX);
            let all = u32::try_from(kind.candidates.len() + kind.unranked.len()).unwrap_or(u32::MAX);
            let is_drawn = |column: &u16| {
                let cell = |row: u32| list.rows.get(row as usize).and_then(|row| row.get(usize::from(*column)));
                cell(start).is_some_and(|cell| matches!(cell, Field::Number(_)))
            };
            if ranked > 0 {
                sheet.charts.push(Chart {
                    title: format!("{}：{}", self.say("总分", "totals"), self.names.kind(kind.kind)),
                    axis: self.say("分", "points").to_owned(),
                    of: list.name.clone(),
                    rows: start..start + ranked,
                    label: LABEL,
                    bars: SCORE,
                    lines: LINES.into_iter().filter(is_drawn).collect(),
                });
            }
            start += all;
        }
        sheet
    }

    fn categories(&self) -> Sheet {
        let headers = match self.lang {
            Lang::Zh => ["类别", "名次", "申报编号", "名称", "类目", "类目名称", "满分", "得分", "得分率%"],
            Lang::En => ["kind", "rank", "entrant", "name", "category", "title", "points", "score", "percent"],
        };
        let mut rows = Vec::new();
        for kind in &self.of.ranking.kinds {
            let Some(part) = self.of.tables.iter().find(|part| part.table.kind() == kind.kind) else { continue };
            for candidate in &kind.candidates {
                for (category, score) in part.table.edition().categories().iter().zip(&candidate.profile.categories) {
                    let share = score.times(&Exact::new(100, category.points.get().into()));
                    let mut row = vec![Field::text(self.names.kind(kind.kind)), Field::number(candidate.place)];
                    row.extend(self.entrant(kind.id(candidate)));
                    row.extend([
                        Field::text(category.code.as_str()),
                        Field::text(category.title.get(self.lang)),
                        Field::number(category.points),
                        self.score(score),
                        Field::number(share.rounded(1, self.of.rules.rounding().mode)),
                    ]);
                    rows.push(row);
                }
            }
        }
        Sheet::new(self.say("类目得分", "categories"), &headers, rows)
    }

    /// Every sheet of scores as a row, one matrix a kind since items differ.
    fn matrices(&self) -> Vec<Sheet> {
        let several = self.of.ranking.kinds.len() > 1;
        let matrix = |kind: &KindRanking| {
            let tables: Vec<&StageTable> =
                self.of.tables.iter().map(|part| part.table).filter(|table| table.kind() == kind.kind).collect();
            let first = tables.first()?;
            let mut headers: Vec<String> = match self.lang {
                Lang::Zh => ["阶段", "申报编号", "名称", "专家编号"],
                Lang::En => ["stage", "entrant", "name", "reviewer"],
            }
            .map(str::to_owned)
            .to_vec();
            headers.extend(first.edition().items().iter().map(|item| item.code.as_str().to_owned()));
            headers.push(self.say("总分", "total").to_owned());
            let rows = tables.iter().flat_map(|table| self.sheets_of(table)).collect();
            let name = self.say("评分矩阵", "scores");
            let name = if several { format!("{name}-{}", self.names.kind(kind.kind)) } else { name.to_owned() };
            Some(Sheet { headers, frozen: 4, ..Sheet::new(&name, &[], rows) })
        };
        self.of.ranking.kinds.iter().filter_map(matrix).collect()
    }

    fn sheets_of(&self, table: &StageTable) -> Vec<Vec<Field>> {
        let mut rows = Vec::new();
        for (e, id) in table.entrants().iter().enumerate() {
            for (r, sheet) in table.sheets(e) {
                let mut row = vec![Field::text(self.names.stage(table.stage().as_str()))];
                row.extend(self.entrant(id));
                row.push(Field::text(table.reviewers()[r].as_str()));
                row.extend((0..table.item_count()).map(|i| sheet.percent(i).map_or_else(Field::empty, Field::number)));
                // An incomplete sheet has no total.
                row.push(
                    sheet
                        .complete()
                        .map_or_else(Field::empty, |sheet| self.score(&Exact::new(sheet.total().get().into(), 100))),
                );
                rows.push(row);
            }
        }
        rows
    }

    fn sensitivity(&self) -> Sheet {
        let headers = match self.lang {
            Lang::Zh => ["设定类别", "设定", "名单是否改变", "名单的变化", "进入", "退出", "并列待定", "无法计分"],
            Lang::En => ["family", "setting", "changes the list", "what changes", "in", "out", "undecided", "unranked"],
        };
        let ids = |ids: &[EntrantId]| {
            Field::text(ids.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(self.say("、", ", ")))
        };
        let row = |(family, setting, change): (String, String, &Change)| {
            let changes = !change.is_none();
            vec![
                Field::text(family),
                Field::text(setting),
                Field::text(if changes { self.say("是", "yes") } else { self.say("否", "no") }),
                Field::text(changed(change, self.names, self.lang == Lang::Zh)),
                ids(&change.came_in),
                ids(&change.went_out),
                ids(&change.undecided),
                ids(&change.unranked),
            ]
        };
        let all = self.of.ranking.sensitivity.rows.iter().map(|of| {
            let (family, setting) = (of.setting.family().title(), of.setting.explain());
            row((family.get(self.lang).to_owned(), setting.get(self.lang).to_owned(), &of.change))
        });
        Sheet::new(self.say("敏感性", "sensitivity"), &headers, all.collect())
    }

    fn agreement(&self) -> Sheet {
        let headers = match self.lang {
            Lang::Zh => ["阶段", "类别", "系数", "值", "区间下", "区间上", "对象", "评审", "缺", "说明"],
            Lang::En => {
                ["stage", "kind", "coefficient", "value", "low", "high", "subjects", "raters", "missing", "note"]
            }
        };
        let three = |value: Option<f64>| value.map_or_else(Field::empty, |value| Field::number(format!("{value:.3}")));
        let mut rows = Vec::new();
        for part in &self.of.tables {
            for measured in &part.agreement {
                let shown = Coefficient::of(measured, self.lang);
                let interval = measured.interval();
                rows.push(vec![
                    Field::text(self.names.stage(part.table.stage().as_str())),
                    Field::text(self.names.kind(part.table.kind())),
                    Field::text(shown.title),
                    three(measured.value()),
                    three(interval.map(|interval| interval.lower)),
                    three(interval.map(|interval| interval.upper)),
                    Field::number(measured.subjects),
                    Field::number(measured.raters),
                    Field::number(measured.missing),
                    Field::text(shown.why),
                ]);
            }
        }
        Sheet::new(self.say("一致性", "agreement"), &headers, rows)
    }

    /// What the columns mean, what it was made from, and the articles.
    fn notes(&self, provenance: &Provenance) -> Sheet {
        let rules = self.of.rules;
        let mut notes: Vec<[String; 2]> = Vec::new();
        let mut add = |what: &str, note: &str| notes.push([what.to_owned(), note.to_owned()]);
        for (zh, en) in NOTES {
            add(self.say(zh.0, en.0), self.say(zh.1, en.1));
        }
        let regulation = format!("{}（{}）", rules.regulation().title, rules.regulation().number);
        add(self.say("依据", "regulation"), &format!("{regulation}{ARTICLES}"));
        let made = format!("{} {} · {}", provenance.software, provenance.version, provenance.method);
        add(self.say("软件与方法", "software and method"), &made);
        for input in &provenance.inputs {
            add(&input.name, &format!("SHA-256 {}", input.sha256));
        }
        let headers = [self.say("项目", "what"), self.say("说明", "note")];
        let rows = notes.into_iter().map(|note| note.map(Field::text).to_vec()).collect();
        Sheet::new(self.say("说明", "notes"), &headers, rows)
    }
}

type Said = (&'static str, &'static str);

const NOTES: [(Said, Said); 11] = [
    (
        ("名次", "按精确分数排定，不受显示位数影响；“并列”为“是”的分数完全相等"),
        ("rank", "by exact scores, whatever is shown; those marked as tied have equal scores"),
    ),
    (("精确值", "未取位的分数"), ("exact", "the score before rounding, as a fraction")),
    (
        ("入选最低分、底线分", "名单内末位的得分，和规则规定的最低分；得分图中画作横线"),
        ("lowest listed, floor", "the last score on the list, and the least by the rules; lines in the chart"),
    ),
    (
        ("名次区间上、下", "换一组同样的评审，名次可能所在的范围；只作参考，不改变名次"),
        ("best, worst rank", "where the rank may be with another such panel; for information"),
    ),
    (
        ("名额内概率、期望名次", "换一组同样的评审，排进名单的比例和名次的平均"),
        ("p above line, expected rank", "how often it is on the list, and its mean rank, over such panels"),
    ),
    (
        ("去除宽严后名次", "扣除各位专家总体偏宽偏严之后的名次；只与正式名次并列，不取代"),
        ("adjusted rank", "by totals without the reviewers' severity; stands beside the official rank"),
    ),
    (
        ("评分矩阵", "一行一份评分表，各条款为百分比；空格为没有评，不是 0；不完整的评分表没有总分"),
        ("scores", "one row a sheet, percents by item; blank is not scored, never 0; an incomplete sheet has no total"),
    ),
    (
        ("条款离散", "各位专家在一个条款上的百分比：平均、极差、标准差、四分位距，以及列入合议的原因"),
        (
            "item spread",
            "percents of one item: mean, range, standard deviation, interquartile range, why to discuss it",
        ),
    ),
    (
        ("敏感性", "换一种设定（去掉专家或条款、改汇总办法、权重、取位）名单变不变"),
        ("sensitivity", "whether the list is another one in other settings"),
    ),
    (
        ("专家宽严", "一位专家总体比全组高（偏宽）或低（偏严）多少分；不据此改分"),
        ("severity", "points by which a reviewer lies above or below the panel; nothing is adjusted"),
    ),
    (
        ("一致性", "各位专家总分的一致性系数；算不出的写明原因"),
        ("agreement", "coefficients on the reviewers' totals; where there is none, why"),
    ),
];
