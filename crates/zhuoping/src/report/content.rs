//! What stands on the report page and on the terminal: the list first, how firm it is next, everything else behind.

use super::coefficients::Coefficient;
mod firm;

use super::figures;
use super::names::Names;
use super::page::{Block, Fact, Facts, Mark, Page, Section, Table};
use super::pictures::{Drawings, Topic};
use super::tables::{outcome, place};
use crate::commands::rank::Ready;
use zhuoping_criteria::Lang;
use zhuoping_ratings::ranking::{Candidate, KindRanking};
use zhuoping_ratings::report::TableAssessment;
use zhuoping_ratings::rules::Rules;
use zhuoping_ratings::sensitivity::{Change, Firmness, Smallest};
use zhuoping_ratings::tiers::Placement;
use zhuoping_ratings::{Assessment, EntrantId, EntrantKind};

/// The list on the terminal.
pub(crate) fn lines(of: &Assessment<'_>, names: &Names, lang: Lang) -> Vec<String> {
    let rounding = of.rules.rounding();
    let combined = names.combined(of);
    let mut lines = Vec::new();
    for kind in &of.ranking.kinds {
        lines.push(format!("{}：", names.kind(kind.kind)));
        for candidate in &kind.candidates {
            let score = candidate.profile.total.rounded(rounding.decimals, rounding.mode);
            let (id, name) = (kind.id(candidate), names.of(kind.id(candidate)));
            let result = outcome(of.rules, candidate, combined, lang);
            lines.push(format!("{:>4}  {id}  {score:>8}  {name}  {result}", place(candidate)));
        }
        for (id, why) in &kind.unranked {
            lines.push(format!("   –  {id}  {:>8}  {}  {}", "", names.of(id), names.unranked(why, lang)));
        }
    }
    lines.extend(figures::lines(of, names, lang));
    lines.extend(summary(of, names, lang));
    lines.extend(firmness(of, names, lang));
    lines
}

/// How firm the list of each kind is, and the smallest change of one score that changes it, in a sentence each.
fn summary(of: &Assessment<'_>, names: &Names, lang: Lang) -> Vec<String> {
    let kinds = of.ranking.kinds.iter().zip(&of.ranking.sensitivity.kinds);
    let of_kind = |(kind, firmness): (&KindRanking, &Firmness)| {
        let head = format!("{}：", names.kind(kind.kind));
        summary_of(firmness, lang).into_iter().map(move |line| head.clone() + &line)
    };
    kinds.flat_map(of_kind).collect()
}

/// The same of one kind, without its name.
pub(crate) fn summary_of(firmness: &Firmness, lang: Lang) -> Vec<String> {
    let mut lines = vec![format!("{}。", firmness.sentence().get(lang))];
    if let Ok(smallest) = &firmness.smallest {
        let words = match smallest {
            None => Smallest::none().get(lang).to_owned(),
            Some(smallest) => {
                let (percent, count) = (smallest.percent, smallest.count);
                if lang == Lang::Zh {
                    format!("改动一个评分即能改变名单的最小幅度是 {percent} 个百分点（这样的评分有 {count} 处）")
                } else {
                    format!(
                        "the smallest change of one score that changes the list is {percent} percent points ({count} such)"
                    )
                }
            }
        };
        lines.push(format!("{words}。"));
    }
    lines
}

/// Whether the list would change, in sentences.
fn firmness(of: &Assessment<'_>, names: &Names, lang: Lang) -> Vec<String> {
    let zh = lang == Lang::Zh;
    let dropped: Vec<_> = of.ranking.sensitivity.drop_reviewer().filter(|(_, change)| !change.is_none()).collect();
    let rules: Vec<_> = of.ranking.sensitivity.other_rules().filter(|(_, change)| !change.is_none()).collect();
    let mut lines = Vec::new();
    let all = of.ranking.sensitivity.drop_reviewer().count();
    lines.push(match (dropped.is_empty(), zh) {
        (true, true) => format!("{all} 位评审中去掉任何一位，名单都不变。"),
        (true, false) => format!("The list is the same without any one of the {all} reviewers."),
        (false, true) => format!("{all} 位评审中，去掉其中 {} 位之一，名单会变：", dropped.len()),
        (false, false) => format!("Without one of {} of the {all} reviewers the list changes:", dropped.len()),
    });
    lines.extend(dropped.iter().map(|(who, change)| {
        let head = if zh { format!("去掉 {who}") } else { format!("without {who}") };
        format!("{head}：{}", changed(change, names, zh))
    }));
    lines.push(match (rules.is_empty(), zh) {
        (true, true) => "换用其他汇总办法，名单都不变。".into(),
        (true, false) => "The list is the same by every other rule.".into(),
        (false, true) => "换用其他汇总办法，名单会变：".into(),
        (false, false) => "By another rule the list changes:".into(),
    });
    lines.extend(rules.iter().map(|(rule, change)| {
        let head = if zh { format!("改用「{}」", names.rule(*rule)) } else { format!("by {}", rule.name()) };
        format!("{head}：{}", changed(change, names, zh))
    }));
    lines
}

/// Who comes in and who goes out, in words.
pub(crate) fn changed(change: &Change, names: &Names, zh: bool) -> String {
    let list = |ids: &[EntrantId]| {
        ids.iter().map(|id| format!("{id} {}", names.of(id))).collect::<Vec<_>>().join(if zh { "、" } else { ", " })
    };
    let mut parts = Vec::new();
    for (ids, word_zh, word_en) in [
        (&change.came_in, "进入 ", "in: "),
        (&change.went_out, "退出 ", "out: "),
        (&change.undecided, "并列待定 ", "undecided: "),
        (&change.unranked, "无法计分 ", "without a score: "),
    ] {
        if !ids.is_empty() {
            parts.push(format!("{}{}", if zh { word_zh } else { word_en }, list(ids)));
        }
    }
    parts.join(if zh { "；" } else { "; " })
}

/// The whole page; `draw` has the sections about the draw, if one is to be shown.
pub(crate) fn page(
    of: &Assessment<'_>,
    names: &Names,
    drawings: &Drawings,
    ready: &Ready,
    draw: Vec<Section>,
    lang: Lang,
) -> Page {
    let writer = Writer { of, names, drawings, lang };
    let mut sections = Vec::new();
    for kind in &of.ranking.kinds {
        sections.extend(writer.sure(kind));
    }
    for kind in &of.ranking.kinds {
        sections.push(writer.list(kind));
    }
    sections.push(writer.firm());
    for kind in &of.ranking.kinds {
        sections.push(writer.spread(kind));
    }
    sections.push(writer.agreement());
    sections.extend(super::estimates::section(of, names, lang));
    sections.push(writer.warnings());
    sections.extend(draw);
    sections.push(writer.rules());
    let mut facts = figures::facts(of, names, lang);
    facts.push(Facts { title: None, facts: writer.facts() });
    let rules = of.rules;
    let provenance = &ready.provenance;
    let mut footer = vec![format!("{} {} · {}", provenance.software, provenance.version, provenance.method)];
    footer.extend(provenance.inputs.iter().map(|input| format!("{}  SHA-256 {}", input.name, input.sha256)));
    Page {
        lang,
        title: format!("{}{}", rules.award().get(lang), writer.say("评审汇总报告", ": review report")),
        subtitle: format!("{} · {} {}", rules.session().get(lang), rules.regulation().title, rules.regulation().number),
        banner: ready.rehearsal.then(|| {
            writer
                .say(
                    "演练：专家抽取为演练，本报告不能用于正式评审。",
                    "Rehearsal: the draw was a rehearsal; not for an official review.",
                )
                .into()
        }),
        facts,
        sections,
        footer,
    }
}

struct Writer<'a> {
    of: &'a Assessment<'a>,
    names: &'a Names,
    drawings: &'a Drawings,
    lang: Lang,
}

impl Writer<'_> {
    fn say<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        if self.lang == Lang::Zh { zh } else { en }
    }

    fn mark(&self, candidate: &Candidate) -> Mark {
        match candidate.placement {
            Placement::Tier(0) => Mark::First,
            Placement::Tier(_) => Mark::Second,
            Placement::Undecided { .. } => Mark::Open,
            Placement::BeyondCaps => Mark::Plain,
            Placement::BelowFloor => Mark::Faint,
        }
    }

    fn facts(&self) -> Vec<Fact> {
        let mut facts = Vec::new();
        for kind in &self.of.ranking.kinds {
            let listed = kind.candidates.iter().filter(|c| matches!(c.placement, Placement::Tier(_))).count();
            let vacant: usize = kind.vacant.iter().sum();
            let rounding = self.of.rules.rounding();
            let note = match &kind.gap {
                Some(gap) => {
                    let points = gap.points.rounded(rounding.decimals, rounding.mode);
                    if self.lang == Lang::Zh {
                        format!("名单末位与其后一位相差 {points} 分")
                    } else {
                        format!("{points} points between the last on the list and the next")
                    }
                }
                None => self.say("名单之外没有其他有名次者", "nobody ranked is off the list").into(),
            };
            let value = if self.lang == Lang::Zh {
                format!("入选 {listed} / 名额 {}", kind.line)
            } else {
                format!("{listed} of {} places", kind.line)
            };
            let note = match (vacant, self.lang) {
                (0, _) => note,
                (n, Lang::Zh) => format!("空缺 {n} 个（宁缺毋滥）；{note}"),
                (n, Lang::En) => format!("{n} vacant; {note}"),
            };
            facts.push(Fact { label: self.names.kind(kind.kind), value, note });
        }
        facts.push(self.steadiness());
        facts
    }

    fn steadiness(&self) -> Fact {
        let changes = |list: Vec<&Change>| list.into_iter().filter(|change| !change.is_none()).count();
        let sensitivity = &self.of.ranking.sensitivity;
        let dropped = changes(sensitivity.drop_reviewer().map(|(_, change)| change).collect());
        let rules = changes(sensitivity.other_rules().map(|(_, change)| change).collect());
        let (all, other) = (sensitivity.drop_reviewer().count(), sensitivity.other_rules().count());
        Fact {
            label: self.say("名单是否稳定", "is the list firm?").into(),
            value: match (dropped + rules, self.lang) {
                (0, Lang::Zh) => "在所有设定下不变".into(),
                (0, Lang::En) => "the same throughout".into(),
                (_, Lang::Zh) => "有设定会改变名单".into(),
                (_, Lang::En) => "some settings change it".into(),
            },
            note: if self.lang == Lang::Zh {
                format!("去掉一位评审：{all} 种中 {dropped} 种会变；换汇总办法：{other} 种中 {rules} 种会变")
            } else {
                format!("drop a reviewer: {dropped} of {all} change it; other rules: {rules} of {other}")
            },
        }
    }

    /// The two pictures that go with the three figures.
    fn sure(&self, kind: &KindRanking) -> Option<Section> {
        let topics = [Topic::RankIntervals, Topic::Residuals];
        let pictures: Vec<Block> = topics.into_iter().flat_map(|topic| self.drawn(topic, kind.kind)).collect();
        let title = format!("{}：{}", self.say("名单有多稳", "how sure is the list?"), self.names.kind(kind.kind));
        (!pictures.is_empty()).then_some(Section { title, blocks: pictures })
    }

    fn list(&self, kind: &KindRanking) -> Section {
        let rounding = self.of.rules.rounding();
        let combined = self.names.combined(self.of);
        let mut headers = match self.lang {
            Lang::Zh => vec!["名次", "申报编号", "名称", "得分", "结果"],
            Lang::En => vec!["rank", "entrant", "name", "score", "result"],
        };
        let stages: Vec<String> =
            self.of.rules.stages().iter().map(|stage| self.names.stage(stage.id.as_str())).collect();
        headers.extend(stages.iter().map(String::as_str));
        let mut table = Table::new(&headers);
        for candidate in &kind.candidates {
            let id = kind.id(candidate);
            let shown = |score: &zhuoping_ratings::Exact| score.rounded(rounding.decimals, rounding.mode);
            let mut result = outcome(self.of.rules, candidate, combined, self.lang);
            if let Some(at) = candidate.separated_by {
                let code = self.of.rules.tie_breaks()[at].code();
                result += &if self.lang == Lang::Zh {
                    format!("（同分，按 {code} 排序）")
                } else {
                    format!(" (tie broken by {code})")
                };
            }
            let mut cells =
                vec![place(candidate), id.to_string(), self.names.of(id), shown(&candidate.profile.total), result];
            cells.extend(candidate.stages.iter().map(|score| score.as_ref().map_or_else(|| "–".into(), shown)));
            table.push(self.mark(candidate), cells);
        }
        for (id, why) in &kind.unranked {
            let mut cells =
                vec!["–".into(), id.to_string(), self.names.of(id), "–".into(), self.names.unranked(why, self.lang)];
            cells.extend(stages.iter().map(|_| "–".to_owned()));
            table.push(Mark::Faint, cells);
        }
        let mut blocks = self.drawn(Topic::Candidates, kind.kind);
        blocks.push(Block::Table(table));
        let profiles = self.drawn(Topic::Profiles, kind.kind);
        if !profiles.is_empty() {
            blocks
                .push(Block::Folded {
                    title: self.say("各类目得分", "profiles by category").into(), blocks: profiles
                });
        }
        Section {
            title: format!("{}：{}", self.say("候选名单", "candidate list"), self.names.kind(kind.kind)), blocks
        }
    }

    fn drawn(&self, topic: Topic, kind: EntrantKind) -> Vec<Block> {
        let block = |drawing: &super::pictures::Drawing| Block::Picture {
            svg: drawing.svg().to_owned(),
            caption: drawing.caption.clone(),
        };
        self.drawings.of(topic, kind).map(block).collect()
    }

    fn spread(&self, kind: &KindRanking) -> Section {
        let mut blocks = self.drawn(Topic::Spread, kind.kind);
        for part in self.of.tables.iter().filter(|part| part.table.kind() == kind.kind) {
            blocks.push(Block::Folded { title: self.discuss_title(part), blocks: vec![self.discuss(part)] });
        }
        blocks.extend(self.drawn(Topic::Severity, kind.kind));
        blocks.extend(self.drawn(Topic::DecisionStudy, kind.kind));
        blocks.extend(self.drawn(Topic::Distributions, kind.kind));
        Section {
            title: format!("{}：{}", self.say("评审之间的分歧", "spread"), self.names.kind(kind.kind)), blocks
        }
    }

    fn discuss_title(&self, part: &TableAssessment<'_>) -> String {
        let count = part.spread.to_discuss().count();
        let stage = self.names.stage(part.table.stage().as_str());
        if self.lang == Lang::Zh {
            format!("{stage}：需要讨论的条款 {count} 处")
        } else {
            format!("{stage}: {count} items to discuss")
        }
    }

    fn discuss(&self, part: &TableAssessment<'_>) -> Block {
        let headers = match self.lang {
            Lang::Zh => ["申报方", "条款", "平均 %", "极差", "标准差", "原因"],
            Lang::En => ["entrant", "item", "mean %", "range", "sd", "reasons"],
        };
        let mut table = Table::new(&headers);
        let number = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.1}"));
        for (e, i, item) in part.spread.to_discuss() {
            let id = &part.table.entrants()[e];
            let of = &part.table.edition().items()[i];
            let summary = item.summary();
            let reasons: Vec<_> =
                item.discuss.iter().map(|reason| reason.explain(part.table).get(self.lang).to_owned()).collect();
            table.push(
                Mark::Plain,
                vec![
                    format!("{id} {}", self.names.of(id)),
                    format!("{} {}", of.code, of.title.get(self.lang)),
                    number(summary.mean()),
                    summary.range().map_or_else(|| "–".into(), |range| range.to_string()),
                    number(summary.sd()),
                    reasons.join(self.say("；", "; ")),
                ],
            );
        }
        Block::Table(table)
    }

    fn agreement(&self) -> Section {
        let headers = match self.lang {
            Lang::Zh => ["阶段", "类别", "系数", "值", "95% 区间", "对象", "评审", "缺", "说明"],
            Lang::En => {
                ["stage", "kind", "coefficient", "value", "95 % interval", "subjects", "raters", "missing", "note"]
            }
        };
        let mut table = Table::new(&headers);
        for part in &self.of.tables {
            for measured in &part.agreement {
                let shown = Coefficient::of(measured, self.lang);
                table.push(
                    Mark::Plain,
                    vec![
                        self.names.stage(part.table.stage().as_str()),
                        self.names.kind(part.table.kind()),
                        shown.title,
                        shown.value,
                        shown.interval,
                        measured.subjects.to_string(),
                        measured.raters.to_string(),
                        measured.missing.to_string(),
                        shown.why,
                    ],
                );
            }
        }
        let text = self.say(
            "以各位评审的总分计算。1 为完全一致，0 为与随机无异；ICC(A,1) 指一位评审的分数有多可靠，ICC(A,k) 指全组平均有多可靠。",
            "On the reviewers' totals. 1 is perfect agreement, 0 what chance would give; ICC(A,1) is for one reviewer, ICC(A,k) for the panel's mean.",
        );
        Section {
            title: self.say("一致性系数", "agreement").into(),
            blocks: vec![Block::Text(text.into()), Block::Table(table)],
        }
    }

    fn warnings(&self) -> Section {
        let mut items = Vec::new();
        for part in &self.of.tables {
            let stage = self.names.stage(part.table.stage().as_str());
            items.extend(
                part.spread
                    .warnings
                    .iter()
                    .map(|warning| format!("{stage} · {}", warning.explain(part.table).get(self.lang))),
            );
        }
        let count = items.len();
        let title = if self.lang == Lang::Zh {
            format!("需要说明理由的评分表（{count} 处）")
        } else {
            format!("sheets that want a reason ({count})")
        };
        let blocks = if items.is_empty() {
            vec![Block::Text(self.say("没有。", "None.").into())]
        } else {
            vec![Block::Folded { title: self.say("展开", "show").into(), blocks: vec![Block::List(items)] }]
        };
        Section { title, blocks }
    }

    fn rules(&self) -> Section {
        let rules: &Rules = self.of.rules;
        let rounding = rules.rounding();
        let mut items = Vec::new();
        for stage in rules.stages() {
            let name = self.names.stage(stage.id.as_str());
            let weight = stage.weight.as_ref().map(|weight| format!("{}{weight}", self.say("，权重 ", ", weight ")));
            items.push(format!(
                "{name}{}{}{}",
                self.say("：", ": "),
                self.names.rule(stage.rule),
                weight.unwrap_or_default()
            ));
        }
        for tier in rules.tiers() {
            for kind in rules.kinds() {
                let floor = rules.tier_floor(tier, kind).map(|floor| {
                    let shown = floor.rounded(0, rounding.mode);
                    if self.lang == Lang::Zh {
                        format!("，{shown} 分以上（含）")
                    } else {
                        format!(", at least {shown} points")
                    }
                });
                let (title, kind_name, cap) = (tier.title.get(self.lang), self.names.kind(kind), tier.caps.get(kind));
                let places = if self.lang == Lang::Zh {
                    format!("至多 {cap} 个，可空缺")
                } else {
                    format!("at most {cap}, may stay vacant")
                };
                items.push(format!(
                    "{title} · {kind_name}{}{places}{}",
                    self.say("：", ": "),
                    floor.unwrap_or_default()
                ));
            }
        }
        let breaks: Vec<_> = rules.tie_breaks().iter().map(|rule| rule.code().to_owned()).collect();
        items.push(format!("{}{}", self.say("同分先后：", "ties are broken by "), breaks.join(self.say("、", ", "))));
        items.push(
            self.say(
                "名次按精确分数排；显示时才取位。区间和系数只作提示，不决定名次。",
                "Ranks follow exact scores; rounding is for display. Intervals and coefficients inform and decide nothing.",
            )
            .into(),
        );
        Section { title: self.say("依据的规则", "the rules").into(), blocks: vec![Block::List(items)] }
    }
}
