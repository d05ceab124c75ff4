//! The statistics behind the three figures, as tables: for whoever asks where a figure comes from.

use super::figures::percent;
use super::names::Names;
use super::page::{Block, Mark, Section, Table};
use super::tables::place;
use crate::number::signed;
use zhuoping_criteria::Lang;
use zhuoping_ratings::Assessment;
use zhuoping_ratings::components::{DecisionStudy, Fit};
use zhuoping_ratings::report::TableAssessment;
use zhuoping_ratings::report::science::TableScience;
use zhuoping_ratings::severity::Severity;

/// The section; `None` where only the ranking was asked for.
pub(crate) fn section(of: &Assessment<'_>, names: &Names, lang: Lang) -> Option<Section> {
    of.science.as_ref()?;
    let writer = Writer { of, names, zh: lang == Lang::Zh, lang };
    let blocks = vec![
        Block::Text(writer.say(
            "这些数字只作参考，不改变任何名次；算法和适用条件见 docs/statistics.md。",
            "These figures inform and move no rank; docs/statistics.md says how they are computed.",
        )),
        writer.folded("名次区间与去除宽严后的名次", "rank intervals and ranks adjusted for severity", writer.ranks()),
        writer.folded("评审习惯的迹象", "signs of rating habits", writer.signs()),
        Block::Folded {
            title: writer.say("宽严的三种估计", "severity three ways"),
            blocks: vec![Block::Text(writer.about_severities()), writer.severities()],
        },
        writer.folded("分类目的宽严", "severity by category", writer.categories()),
        writer.folded("方差分量", "variance components", writer.components()),
        writer.folded("评审人数与精度", "reviewers and precision", writer.studies()),
    ];
    Some(Section { title: writer.say("统计详情", "statistics"), blocks })
}

struct Writer<'a> {
    of: &'a Assessment<'a>,
    names: &'a Names,
    lang: Lang,
    zh: bool,
}

impl Writer<'_> {
    fn say(&self, zh: &str, en: &str) -> String {
        if self.zh { zh.into() } else { en.into() }
    }

    fn headers<'t, const N: usize>(&self, zh: [&'t str; N], en: [&'t str; N]) -> [&'t str; N] {
        if self.zh { zh } else { en }
    }

    fn folded(&self, zh: &str, en: &str, block: Block) -> Block {
        Block::Folded { title: self.say(zh, en), blocks: vec![block] }
    }

    fn none(&self) -> Block {
        Block::Text(self.say("没有。", "None."))
    }

    /// A table's stage and kind.
    fn place(&self, part: &TableAssessment<'_>) -> String {
        let stage = self.names.stage(part.table.stage().as_str());
        format!("{} · {stage}", self.names.kind(part.table.kind()))
    }

    fn ranks(&self) -> Block {
        let headers = self.headers(
            [
                "类别",
                "名次",
                "申报方",
                "名次区间",
                "同时成立的区间",
                "期望名次",
                "在名单上的概率",
                "去除宽严后的总分",
                "其名次",
            ],
            ["kind", "rank", "entrant", "interval", "simultaneous", "expected", "on the list", "adjusted", "its rank"],
        );
        let mut table = Table::new(&headers);
        for (kind, science) in self.of.kinds() {
            for (at, candidate) in kind.candidates.iter().enumerate() {
                let ranks = science.ranks(at);
                let dash = || "–".to_owned();
                let ends = |interval: zhuoping_ratings::uncertainty::RankInterval| {
                    format!("{}–{}", interval.best, interval.worst)
                };
                let adjusted = science.adjusted[at];
                let id = kind.id(candidate);
                table.push(
                    Mark::Plain,
                    vec![
                        self.names.kind(kind.kind),
                        place(candidate),
                        format!("{id} {}", self.names.of(id)),
                        ranks.map_or_else(dash, |ranks| ends(ranks.marginal)),
                        ranks.map_or_else(dash, |ranks| ends(ranks.simultaneous)),
                        ranks.map_or_else(dash, |ranks| format!("{:.1}", ranks.expected_rank)),
                        ranks.map_or_else(dash, |ranks| percent(ranks.on_list)),
                        adjusted.map_or_else(dash, |adjusted| format!("{:.1}", adjusted.total)),
                        adjusted.map_or_else(dash, |adjusted| adjusted.rank.to_string()),
                    ],
                );
            }
        }
        Block::Table(table)
    }

    fn signs(&self) -> Block {
        let mut items = Vec::new();
        for (part, science) in self.of.estimated_tables() {
            for signs in &science.signs {
                let reviewer = &part.table.reviewers()[signs.reviewer];
                items.extend(signs.raised.iter().map(|sign| {
                    let title = sign.habit().title();
                    let words = sign.explain();
                    format!("{} · {reviewer} · {}：{}", self.place(part), title.get(self.lang), words.get(self.lang))
                }));
            }
        }
        if items.is_empty() { self.none() } else { Block::List(items) }
    }

    fn about_severities(&self) -> String {
        self.say(
            "正数偏宽，负数偏严。最小二乘如实反映这次的差别；收缩估计考虑到评分表少的专家容易显得极端；Rasch 模型不假定每 5 个百分点的难度相同，单位为 logit。infit、outfit 接近 1 为正常，明显大于 1 说明该专家的评分常与众不同，明显小于 1 说明过于平均。三者方向不一致时，不宜对该专家下结论。",
            "Positive is lenient. Least squares says what was seen; the shrunken value what to expect of a reviewer with so few sheets; the Rasch model takes no step of the scale for as long as another and is in logits. Infit and outfit are 1 where a reviewer follows the model, above where the reviewer goes another way, below where scores hardly vary. Where the three point in different directions, nothing should be concluded.",
        )
    }

    fn severities(&self) -> Block {
        let headers = self.headers(
            [
                "类别与阶段",
                "专家",
                "评分表数",
                "最小二乘（分）",
                "标准误",
                "收缩估计（分）",
                "标准误",
                "Rasch（logit）",
                "标准误",
                "infit",
                "outfit",
            ],
            [
                "kind and stage",
                "reviewer",
                "sheets",
                "least squares (points)",
                "se",
                "shrunken (points)",
                "se",
                "Rasch (logits)",
                "se",
                "infit",
                "outfit",
            ],
        );
        let mut table = Table::new(&headers);
        for (part, science) in self.of.estimated_tables() {
            for severity in &part.spread.severities.reviewers {
                table.push(Mark::Plain, self.severity(part, science, severity));
            }
        }
        if table.rows.is_empty() { self.none() } else { Block::Table(table) }
    }

    fn severity(&self, part: &TableAssessment<'_>, science: &TableScience, severity: &Severity) -> Vec<String> {
        let squares = severity.outcome.as_ref().ok();
        let shrunken = science.shrunken_of(severity.reviewer);
        let rasch = science.rasch_of(severity.reviewer);
        let fit = rasch.and_then(|measure| measure.fit());
        let tenths = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| signed(value, 1));
        let points = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.1}"));
        let fine = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.2}"));
        vec![
            self.place(part),
            part.table.reviewers()[severity.reviewer].to_string(),
            severity.sheets.to_string(),
            tenths(squares.map(|value| value.points)),
            points(squares.and_then(|value| value.standard_error)),
            tenths(shrunken.map(|value| value.points)),
            points(shrunken.and_then(|value| value.standard_error)),
            rasch.map_or_else(|| "–".to_owned(), |measure| signed(measure.logits, 2)),
            fine(rasch.map(|measure| measure.standard_error)),
            fine(fit.map(|fit| fit.infit)),
            fine(fit.map(|fit| fit.outfit)),
        ]
    }

    fn categories(&self) -> Block {
        let headers = self.headers(
            ["类别与阶段", "专家", "类目", "该类目的偏离（%）", "与其总体偏离之差（%）", "区间", "突出"],
            [
                "kind and stage",
                "reviewer",
                "category",
                "deviation (%)",
                "beyond the total's (%)",
                "interval",
                "stands out",
            ],
        );
        let mut table = Table::new(&headers);
        for (part, science) in self.of.estimated_tables() {
            for severity in science.categories.iter().flatten() {
                let category = &part.table.edition().categories()[severity.category];
                let [low, high] = severity.apart.interval;
                table.push(
                    Mark::Plain,
                    vec![
                        self.place(part),
                        part.table.reviewers()[severity.reviewer].to_string(),
                        format!("{} {}", category.code, category.title.get(self.lang)),
                        signed(severity.severity.percent, 1),
                        signed(severity.apart.percent, 1),
                        format!("[{low:+.1}, {high:+.1}]"),
                        if severity.stands_out { self.say("是", "yes") } else { String::new() },
                    ],
                );
            }
        }
        if table.rows.is_empty() { self.none() } else { Block::Table(table) }
    }

    fn components(&self) -> Block {
        let headers = self.headers(
            ["类别与阶段", "模型", "来源", "方差", "标准差", "标准误", "说明"],
            ["kind and stage", "model", "effect", "variance", "sd", "se", "note"],
        );
        let mut table = Table::new(&headers);
        for (part, science) in self.of.estimated_tables() {
            let totals = self.say("总分（分）", "totals (points)");
            let percents = self.say("条款百分比（%）", "percents of items");
            let fit = science.totals.as_ref().map(|model| model.fit()).map_err(|why| why.explain());
            self.add_fit(&mut table, part, &totals, fit);
            if let Some(model) = &science.percents {
                let fit = model.as_ref().map(|model| model.fit()).map_err(|why| why.explain());
                self.add_fit(&mut table, part, &percents, fit);
            }
        }
        Block::Table(table)
    }

    fn add_fit(
        &self,
        table: &mut Table,
        part: &TableAssessment<'_>,
        model: &str,
        fit: Result<&Fit, zhuoping_criteria::Bilingual>,
    ) {
        let start = || vec![self.place(part), model.to_owned()];
        let dash = || "–".to_owned();
        match fit {
            Err(why) => {
                let mut cells = start();
                cells.extend([dash(), dash(), dash(), dash(), why.get(self.lang).to_owned()]);
                table.push(Mark::Plain, cells);
            }
            Ok(fit) => {
                for component in fit.components() {
                    let mut cells = start();
                    cells.extend([
                        self.effect(&component.effect),
                        format!("{:.2}", component.estimate),
                        format!("{:.2}", component.estimate.sqrt()),
                        component.standard_error.map_or_else(dash, |error| format!("{error:.2}")),
                        if component.boundary {
                            self.say("边界：估计为 0", "boundary: 0")
                        } else {
                            String::new()
                        },
                    ]);
                    table.push(Mark::Plain, cells);
                }
            }
        }
    }

    fn effect(&self, effect: &str) -> String {
        let word = |part: &str| match (part, self.zh) {
            ("entrant", true) => "申报方".to_owned(),
            ("reviewer", true) => "评审专家".to_owned(),
            ("item", true) => "条款".to_owned(),
            ("residual", true) => "其余".to_owned(),
            (other, _) => other.to_owned(),
        };
        effect.split(" x ").map(word).collect::<Vec<_>>().join(" × ")
    }

    fn studies(&self) -> Block {
        let headers = self.headers(
            ["类别与阶段", "条款", "评审人数", "Φ", "G", "总分标准误（分）", "最小有意义差（分）"],
            ["kind and stage", "items", "reviewers", "Φ", "G", "standard error (points)", "smallest difference"],
        );
        let mut table = Table::new(&headers);
        for (part, science) in self.of.estimated_tables() {
            for (study, items) in self.studies_of(science) {
                for row in std::iter::once(&study.observed).chain(&study.rows) {
                    table.push(
                        Mark::Plain,
                        vec![
                            self.place(part),
                            items.clone(),
                            format!("{:.1}", row.reviewers),
                            format!("{:.3}", row.phi),
                            format!("{:.3}", row.g),
                            format!("{:.1}", row.absolute_error),
                            format!("{:.1}", row.difference_same_reviewers),
                        ],
                    );
                }
            }
        }
        if table.rows.is_empty() { self.none() } else { Block::Table(table) }
    }

    fn studies_of(&self, science: &TableScience) -> Vec<(DecisionStudy, String)> {
        let level = self.of.rules.statistics().level;
        let fixed = science.totals.as_ref().ok().map(|model| model.decision_study(level));
        let random = science.percents.as_ref().and_then(|model| model.as_ref().ok());
        let random = random.map(|model| model.decision_study(level));
        let fixed = fixed.map(|study| (study, self.say("全部内容", "fixed")));
        fixed.into_iter().chain(random.map(|study| (study, self.say("抽样", "random")))).collect()
    }
}
