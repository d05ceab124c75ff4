//! Before the draw: how far it has come, the pool, the rules, the chances, and the digest that fixes them.

use super::super::sheet::{columns, digest, foreign, lines, screens, short, visible, whole};
use super::super::view::{Ceremony, Stage};
use super::chances;
use super::{Slide, Step, fact, listed, numbered, say, table};
use crate::prospects::wording::column_name;
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};
use zhuoping_criteria::Lang;
use zhuoping_panel::{ExpertId, Policy, WitnessId};

/// Rows of a table that a screen holds.
const ROWS: usize = 9;
/// Columns of names that a line of facts holds well.
const NAMES: usize = 150;

pub(super) fn slides(of: &Ceremony<'_>) -> Vec<Slide> {
    let mut slides = vec![overview(of), numbers(of)];
    slides.extend(exclusions(of));
    slides.extend(quotas(of));
    slides.extend(chances::slides(of));
    slides.push(fixed(of));
    slides
}

/// The first screen: the steps and where the ceremony stands.
fn overview(of: &Ceremony<'_>) -> Slide {
    let (lang, stage, parts) = (of.lang, of.stage(), of.parts());
    let now = |step: Step| {
        let at = match stage {
            Stage::Planned | Stage::Committing => Step::Commit,
            Stage::Committed | Stage::Revealing | Stage::Void => Step::Reveal,
            Stage::Revealed => Step::Draw,
            Stage::Drawn | Stage::Replaced => return false,
        };
        step == at
    };
    let rows = Step::ALL.iter().filter(|step| **step != Step::Check).map(|step| {
        let (class, mark) = match (step.done(stage), now(*step), stage) {
            (_, true, Stage::Void) => ("void", say(lang, "✕ 作废", "✕ void")),
            (true, ..) => ("done", say(lang, "✓ 完成", "✓ done")),
            (false, true, _) => ("now", say(lang, "▶ 现在", "▶ now")),
            (false, false, Stage::Void) => ("ahead", say(lang, "— 不再进行", "— not reached")),
            (false, false, _) => ("ahead", say(lang, "○ 未到", "○ ahead")),
        };
        (class, mark, step_title(of, *step), step_state(of, *step))
    });
    let body = html! {
        table.steps {
            tbody {
                @for (at, (class, mark, title, state)) in rows.enumerate() {
                    tr class=(class) {
                        td.number { (at + 1) }
                        td.what { (title) }
                        td.mark { (mark) }
                        td.state { (state) }
                    }
                }
            }
        }
        p.next { strong { (say(lang, "下一步：", "Next: ")) } (next(of)) }
    };
    let attempt = parts.attempt;
    let lead = match lang {
        Lang::Zh => format!("{} · 第 {attempt} 次 · {}", parts.draw_id, parts.date),
        Lang::En => format!("{} · attempt {attempt} · {}", parts.draw_id, parts.date),
    };
    let title = say(lang, "评审专家抽取仪式", "Drawing the expert panel").to_owned();
    Slide { id: "overview".into(), step: Step::Plan, title, lead: Some(visible(&lead)), body }
}

fn step_title(of: &Ceremony<'_>, step: Step) -> String {
    let (lang, seats, reserves) = (of.lang, of.parts().panel_size, of.parts().reserves);
    match (lang, step) {
        (Lang::Zh, Step::Plan) => "固定方案，公布摘要".into(),
        (Lang::En, Step::Plan) => "fix the plan, publish its digest".into(),
        (Lang::Zh, Step::Commit) => "见证人承诺".into(),
        (Lang::En, Step::Commit) => "witnesses commit".into(),
        (Lang::Zh, Step::Reveal) => "见证人公开".into(),
        (Lang::En, Step::Reveal) => "witnesses reveal".into(),
        (Lang::Zh, Step::Draw) => "得出种子，抽取".into(),
        (Lang::En, Step::Draw) => "the seed, and the draw".into(),
        (Lang::Zh, Step::Panel) => format!("评审组 {seats} 人"),
        (Lang::En, Step::Panel) => format!("a panel of {seats}"),
        (Lang::Zh, _) => format!("密封后备，至多 {reserves} 人"),
        (Lang::En, _) => format!("sealed reserves, at most {reserves}"),
    }
}

fn step_state(of: &Ceremony<'_>, step: Step) -> String {
    let (lang, all) = (of.lang, of.witnesses.len());
    let (awaited, unrevealed) = (of.awaited().len(), of.unrevealed().len());
    match step {
        Step::Plan => short(of.commitment.digest()),
        Step::Commit | Step::Reveal if of.alone() => say(lang, "由一段文字代替", "a text instead").into(),
        Step::Commit => format!("{} / {all}", all - awaited),
        Step::Reveal if of.stage() < Stage::Committed => String::new(),
        Step::Reveal => format!("{} / {all}", all - unrevealed),
        _ => {
            let Some(record) = of.record.filter(|record| !record.is_void()) else { return String::new() };
            match (step, lang) {
                (Step::Draw, _) => record
                    .seed()
                    .map_or_else(String::new, |seed| short(zhuoping_provenance::Digest::from_bytes(*seed.as_bytes()))),
                (Step::Panel, Lang::Zh) => format!("抽出 {} 人", record.panel().len()),
                (Step::Panel, Lang::En) => format!("{} drawn", record.panel().len()),
                (_, Lang::Zh) => format!("{} 人，已递补 {} 次", record.reserves(), record.openings().len()),
                (_, Lang::En) => format!("{} sealed, {} declines", record.reserves(), record.openings().len()),
            }
        }
    }
}

/// What happens now, in a sentence that can be read out.
fn next(of: &Ceremony<'_>) -> String {
    let lang = of.lang;
    let names = |ids: Vec<&WitnessId>| {
        let text = listed(ids.iter().map(|id| id.as_str()), lang);
        let n = ids.len();
        match lang {
            _ if columns(&text) <= NAMES => text,
            Lang::Zh => format!("{n} 位见证人（名单见承诺、公开两页）"),
            Lang::En => format!("{n} witnesses (see the lists)"),
        }
    };
    match (of.stage(), lang) {
        (Stage::Planned, _) if of.witnesses.is_empty() => {
            say(lang, "方案未列见证人，只能演练。", "the plan names no witness: only a rehearsal is possible.").into()
        }
        (Stage::Planned | Stage::Committing, Lang::Zh) => {
            format!("宣读摘要后，见证人逐一承诺；等待 {}。全部承诺之前，谁也不公开。", names(of.awaited()))
        }
        (Stage::Planned | Stage::Committing, Lang::En) => {
            format!(
                "after the digest is read out the witnesses commit; awaited: {}. Nobody reveals before all have committed.",
                names(of.awaited())
            )
        }
        (Stage::Committed | Stage::Revealing, Lang::Zh) => {
            format!("全部已经承诺，逐一公开；等待 {}。", names(of.unrevealed()))
        }
        (Stage::Committed | Stage::Revealing, Lang::En) => {
            format!("all have committed and now reveal; awaited: {}.", names(of.unrevealed()))
        }
        (Stage::Revealed, _) if !of.mismatched().is_empty() => say(
            lang,
            "有人公开的文字与承诺不符，不能抽取：请核对文件。",
            "a reveal does not open its commitment, so nothing can be drawn: check the files.",
        )
        .into(),
        (Stage::Revealed, Lang::Zh) => match &of.parts().external {
            Some(source) => format!("{} 揭晓后（{}），得出种子并抽取。", visible(&source.name), source.date),
            None => "得出种子并抽取。".into(),
        },
        (Stage::Revealed, Lang::En) => match &of.parts().external {
            Some(source) => {
                format!("when {} is known ({}), the seed and the draw.", visible(&source.name), source.date)
            }
            None => "the seed and the draw.".into(),
        },
        (Stage::Void, Lang::Zh) => {
            format!("本次作废。另立方案，第 {} 次，全部见证人重新承诺。", of.parts().attempt + 1)
        }
        (Stage::Void, Lang::En) => {
            format!(
                "this attempt is void. A new plan with attempt {}; all witnesses commit again.",
                of.parts().attempt + 1
            )
        }
        (Stage::Drawn | Stage::Replaced, _) => say(
            lang,
            "宣读记录摘要并记入纪要；任何人都可核验。",
            "the digest of the record is read out and minuted; anybody can verify it.",
        )
        .into(),
    }
}

/// The pool and the rules in figures.
fn numbers(of: &Ceremony<'_>) -> Slide {
    let (lang, parts) = (of.lang, of.parts());
    let eligible = of.prospects.rules.eligible;
    let pool = parts.pool.len();
    let limit = match (parts.employer_max, lang) {
        (Some(max), Lang::Zh) => format!("至多 {max} 人"),
        (Some(max), Lang::En) => format!("at most {max}"),
        (None, _) => say(lang, "不限", "no limit").to_owned(),
    };
    let people = |n: usize| if lang == Lang::Zh { format!("{n} 人") } else { n.to_string() };
    let facts = [
        (say(lang, "专家库", "pool"), people(pool)),
        (say(lang, "不参加抽取", "excluded"), people(pool - eligible)),
        (say(lang, "可抽", "eligible"), people(eligible)),
        (say(lang, "评审组", "panel"), people(parts.panel_size.into())),
        (say(lang, "后备，至多", "reserves, at most"), people(parts.reserves.into())),
        (say(lang, "同一单位", "same employer"), limit),
    ];
    let witnesses = listed(parts.witnesses.iter().map(WitnessId::as_str), lang);
    let witnesses = match (parts.witnesses.len(), lang) {
        (0, _) => say(lang, "未列，只能演练", "none: only a rehearsal is possible").to_owned(),
        (_, _) if columns(&witnesses) <= NAMES => witnesses,
        (n, Lang::Zh) => format!("{n} 位，名单见承诺页"),
        (n, Lang::En) => format!("{n}, listed where they commit"),
    };
    let external = parts.external.as_ref().map(|source| match lang {
        Lang::Zh => format!("{}，{} 揭晓，最后进入种子", visible(&source.name), source.date),
        Lang::En => format!("{}, known on {}, enters the seed last", visible(&source.name), source.date),
    });
    let external = external.unwrap_or_else(|| say(lang, "不用", "none").to_owned());
    let body = html! {
        div.facts { @for (label, value) in &facts { (fact(label, value, "")) } }
        dl {
            dt { (say(lang, "方法", "method")) } dd { (method(of)) }
            dt { (say(lang, "见证人", "witnesses")) } dd { (witnesses) }
            dt { (say(lang, "外部公开来源", "public source")) } dd { (external) }
        }
    };
    Slide {
        id: "plan".into(),
        step: Step::Plan,
        title: say(lang, "怎样抽取", "How the panel is drawn").into(),
        lead: None,
        body,
    }
}

fn method(of: &Ceremony<'_>) -> String {
    match (&of.fair, of.lang) {
        (None, Lang::Zh) => "均等抽取：满足全部规则的每一种组合，机会都相同".into(),
        (None, Lang::En) => "uniform: every panel that keeps all rules is equally likely".into(),
        (Some(fair), Lang::Zh) => format!(
            "最公平抽签（leximin）：先让机会最小的人机会尽可能大，再让次小的尽可能大，依次类推；从 {} 份编号名单中抽一份",
            fair.lottery.listed.len()
        ),
        (Some(fair), Lang::En) => format!(
            "fairest lottery (leximin): the smallest chance is as large as can be, then the second smallest, and so on; one of {} numbered panels is picked",
            fair.lottery.listed.len()
        ),
    }
}

/// The experts of one policy and ground, and those of them whom each source names.
#[derive(Default)]
struct Excluded<'a> {
    experts: BTreeSet<&'a ExpertId>,
    sources: BTreeMap<&'static str, BTreeSet<&'a ExpertId>>,
}

/// Who is not drawn, or steps back from an entrant, in numbers; whom it concerns stays sealed.
fn exclusions(of: &Ceremony<'_>) -> Vec<Slide> {
    let lang = of.lang;
    let zh = lang == Lang::Zh;
    let mut found: BTreeMap<(Policy, &str), Excluded<'_>> = BTreeMap::new();
    for line in &of.parts().exclusions {
        let (ground, source) =
            if zh { (line.ground.zh(), line.source.zh()) } else { (line.ground.code(), line.source.code()) };
        let excluded = found.entry((line.policy, ground)).or_default();
        excluded.experts.insert(&line.expert);
        excluded.sources.entry(source).or_default().insert(&line.expert);
    }
    let people = |n: usize| if zh { format!("{n} 人") } else { n.to_string() };
    let rows: Vec<Vec<Markup>> = found
        .into_iter()
        .map(|((policy, ground), Excluded { experts, sources })| {
            let policy = match policy {
                Policy::Exclude => say(lang, "不参加抽取", "out of the draw"),
                Policy::Recuse => say(lang, "仅回避该申报方", "recused from the entrant"),
            };
            let sources: Vec<_> =
                sources.iter().map(|(source, experts)| format!("{source} {}", experts.len())).collect();
            let sources = sources.join(say(lang, "、", ", "));
            vec![
                html! { strong { (ground) } },
                html! { (policy) },
                html! { strong { (people(experts.len())) } },
                html! { (sources) },
            ]
        })
        .collect();
    let headers = [
        say(lang, "原因", "ground"),
        say(lang, "办法", "policy"),
        say(lang, "人数", "experts"),
        say(lang, "由谁提出", "named by"),
    ];
    let screens = screens(rows, ROWS + 1, |_| 1);
    let all = screens.len();
    let slide = |(at, rows): (usize, Vec<Vec<Markup>>)| {
        Slide {
        id: format!("exclusions-{}", at + 1),
        step: Step::Plan,
        title: numbered(say(lang, "谁不参加，谁回避", "Exclusions and recusals"), at, all),
        lead: Some(
            say(
                lang,
                "一人可有几条原因，人数不能相加；涉及哪些人，评审结束前密封。",
                "An expert may have several grounds, so numbers do not add up; who they are stays sealed until the review ends.",
            )
            .into(),
        ),
        body: table(&headers, &rows),
    }
    };
    screens.into_iter().enumerate().map(slide).collect()
}

/// What each quota asks for and what the pool offers.
fn quotas(of: &Ceremony<'_>) -> Vec<Slide> {
    let (lang, rules) = (of.lang, &of.prospects.rules);
    let people = |n: usize| if lang == Lang::Zh { format!("{n} 人") } else { n.to_string() };
    let rows: Vec<_> = of
        .prospects
        .offers
        .iter()
        .map(|offer| {
            let asked = &rules.quotas[offer.quota];
            let column = column_name(&asked.column, lang);
            let weight = lines(column, 18).max(lines(&asked.value, 26));
            let mut employers = offer.employers.to_string();
            if offer.without_employer > 0 {
                employers.push_str(&match lang {
                    Lang::Zh => format!("（{} 人未填）", offer.without_employer),
                    Lang::En => format!(" ({} without)", offer.without_employer),
                });
            }
            let cells = vec![
                html! { (foreign(column)) },
                html! { strong { (foreign(&asked.value)) } },
                html! { strong { (rules.range(offer.quota, lang)) } },
                html! { (people(offer.eligible)) },
                html! { (employers) },
                html! { (people(offer.most)) },
            ];
            (weight, cells)
        })
        .collect();
    let headers = [
        say(lang, "列", "column"),
        say(lang, "值", "value"),
        say(lang, "评审组要求", "the panel has"),
        say(lang, "库中可抽", "eligible"),
        say(lang, "来自单位", "employers"),
        say(lang, "一组最多", "most on a panel"),
    ];
    let screens = screens(rows, ROWS, |(weight, _)| *weight);
    let all = screens.len();
    let slide = |(at, rows): (usize, Vec<(usize, Vec<Markup>)>)| Slide {
        id: format!("quotas-{}", at + 1),
        step: Step::Plan,
        title: numbered(say(lang, "配额，和专家库能给的", "Quotas, and what the pool offers"), at, all),
        lead: None,
        body: table(&headers, &rows.into_iter().map(|(_, cells)| cells).collect::<Vec<_>>()),
    };
    screens.into_iter().enumerate().map(slide).collect()
}

/// The digest, to be read out.
fn fixed(of: &Ceremony<'_>) -> Slide {
    let lang = of.lang;
    let value = of.commitment.digest();
    let body = html! {
        (digest(value))
        p.how {
            (say(lang, "每四位一组，逐组宣读，记入纪要。核对时先看首尾加框的各八位：", "Read out group by group and put into the minutes. Compare the framed first and last eight first: "))
            strong { (short(value)) }
        }
        p.how {
            (say(
                lang,
                "它是 commitment.json 的 SHA-256：专家库、回避、配额、方法、见证人都在其中，此后改动任何一处，摘要就不同。",
                "It is the SHA-256 of commitment.json: pool, exclusions, quotas, method and witnesses are inside, and with any of them changed the digest would be another.",
            ))
        }
        p.fine { (whole(value)) }
    };
    Slide {
        id: "digest".into(),
        step: Step::Plan,
        title: say(lang, "摘要", "The digest").into(),
        lead: Some(say(lang, "在任何人承诺之前公布", "published before anybody commits").into()),
        body,
    }
}
