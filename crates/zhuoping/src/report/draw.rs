//! The draw on the report page: who judges, who stepped back and why in numbers, and how anybody can replay it.
//!
//! Experts appear by number only; their names stay sealed until the review ends (`Art. 31`).

use super::page::{Block, Mark, Section, Table};
use crate::commands::draw::fair;
use crate::commands::draw::plan_report::PlanReport;
use crate::commands::draw::verify::lines;
use std::collections::BTreeMap;
use zhuoping_criteria::Lang;
use zhuoping_panel::Policy;
use zhuoping_panel::plan::Method;
use zhuoping_panel::record::Record;
use zhuoping_panel::verify::Report;

/// The sections about a draw.
pub(crate) fn sections(plan: &PlanReport, record: &Record, verdict: &Report, lang: Lang) -> Vec<Section> {
    let say = |zh: &str, en: &str| if lang == Lang::Zh { zh.to_owned() } else { en.to_owned() };
    let mut blocks = vec![Block::Text(summary(plan, record, lang)), Block::Table(panel(record, lang))];
    blocks.push(Block::Folded {
        title: say("回避与不参加抽取", "recusals and exclusions"),
        blocks: vec![Block::Table(exclusions(plan, lang))],
    });
    blocks.push(Block::Folded {
        title: say("怎样复算这次抽取", "how to replay this draw"),
        blocks: vec![
            Block::Text(say(
                "摘要在抽取前公布；见证人先承诺、后公开，逐步见 draw/ceremony.html。任何人都可用 draw/record.json 复算：zhuoping draw verify，或 python3 verify_draw.py。",
                "The digest is published before the draw; witnesses commit before they reveal, step by step in draw/ceremony.html. Anybody can replay draw/record.json: zhuoping draw verify, or python3 verify_draw.py.",
            )),
            Block::List(vec![
                format!("{}{}", say("摘要 ", "digest "), record.digest()),
                format!("{}{}", say("抽取摘要 ", "digest of the draw "), record.draw_digest()),
                format!("{}{}", say("记录摘要 ", "digest of the record "), record.record_digest()),
            ]),
            Block::List(lines(verdict, lang)),
        ],
    });
    vec![Section { title: say("评审组的抽取", "the draw of the panel"), blocks }]
}

fn summary(plan: &PlanReport, record: &Record, lang: Lang) -> String {
    let (pool, eligible) = (plan.pool, plan.eligible);
    let total = record.panels_total().unwrap_or("–");
    let tries = record.tries();
    if record.method() == Method::Leximin {
        let number = fair::number(record).map_or_else(|| "–".to_owned(), |number| number.to_string());
        return match lang {
            Lang::Zh => format!(
                "专家库 {pool} 人，可抽 {eligible} 人。采用最公平抽取（leximin）：在配额之内使每位专家的机会尽可能均等，并附证明；公开名单共 {total} 个评审组，机会均等，抽中第 {number} 号。专家以编号出现，姓名在评审结束前密封。"
            ),
            Lang::En => format!(
                "{pool} experts, {eligible} eligible. Method leximin: every expert's chance is as equal as the quotas allow, with a proof; of the {total} panels on the public list, all equally likely, number {number} was drawn. Experts appear by number; names stay sealed until the review ends."
            ),
        };
    }
    match lang {
        Lang::Zh => format!(
            "专家库 {pool} 人，可抽 {eligible} 人。满足配额与同一单位限制的组合共 {total} 种，机会均等；第 {tries} 次抽中。专家以编号出现，姓名在评审结束前密封。"
        ),
        Lang::En => format!(
            "{pool} experts, {eligible} eligible. {total} panels keep the quotas and the employer limit, all equally likely; found at try {tries}. Experts appear by number; names stay sealed until the review ends."
        ),
    }
}

fn panel(record: &Record, lang: Lang) -> Table {
    let zh = lang == Lang::Zh;
    let mut table = Table::new(&if zh {
        ["抽出序", "专家", "现状", "仅回避"]
    } else {
        ["seat", "expert", "now", "recused from"]
    });
    let recusals = record.recusals();
    let current = record.current_panel();
    let recused = |id| {
        let from: Vec<_> = recusals.iter().filter(|(e, _)| e == id).map(|(_, entrant)| entrant.to_string()).collect();
        from.join(if zh { "、" } else { ", " })
    };
    for (seat, drawn) in (1..).zip(record.panel()) {
        let declined = record.openings().iter().find(|opening| opening.decline == *drawn);
        let now = match (declined, zh) {
            (None, true) => "评审".into(),
            (None, false) => "serves".into(),
            (Some(opening), true) => format!("谢绝（{}）", opening.reason),
            (Some(opening), false) => format!("declined ({})", opening.reason),
        };
        let mark = if declined.is_some() { Mark::Faint } else { Mark::Plain };
        table.push(mark, vec![format!("{seat}"), drawn.to_string(), now, recused(drawn)]);
    }
    for opening in record.openings() {
        let (Some(placed), Some(id)) = (opening.placed, record.placed(opening)) else { continue };
        if !current.contains(id) {
            continue;
        }
        let now = if zh { format!("后备 {placed} 递补") } else { format!("reserve {placed} takes the place") };
        table.push(
            Mark::Plain,
            vec![if zh { "递补".into() } else { "reserve".into() }, id.to_string(), now, recused(id)],
        );
    }
    table
}

fn exclusions(plan: &PlanReport, lang: Lang) -> Table {
    let zh = lang == Lang::Zh;
    let mut counts: BTreeMap<(Policy, &str, &str), usize> = BTreeMap::new();
    for line in &plan.exclusions {
        let words = if zh { (line.ground.zh(), line.source.zh()) } else { (line.ground.code(), line.source.code()) };
        *counts.entry((line.policy, words.0, words.1)).or_default() += 1;
    }
    let mut table = Table::new(&if zh {
        ["办法", "原因", "来源", "条数"]
    } else {
        ["policy", "ground", "source", "lines"]
    });
    for ((policy, ground, source), count) in counts {
        let policy = match (policy, zh) {
            (Policy::Exclude, true) => "不参加抽取",
            (Policy::Recuse, true) => "仅回避该申报方",
            (_, false) => policy.code(),
        };
        table.push(Mark::Plain, vec![policy.into(), ground.into(), source.into(), count.to_string()]);
    }
    table
}
