//! Everybody's chance before the draw, and who has none through which rules.

use super::super::sheet::{foreign, lines, screens};
use super::super::view::Ceremony;
use super::{Slide, Step, counted, grouped, numbered, say, table};
use crate::prospects::chances::Extreme;
use maud::{Markup, html};
use zhuoping_criteria::Lang;
use zhuoping_panel::ExpertId;
use zhuoping_panel::plan::Pick;

/// Rows of a table that a screen holds.
const ROWS: usize = 9;

pub(super) fn slides(of: &Ceremony<'_>) -> Vec<Slide> {
    let mut slides = chances(of);
    slides.extend(shut_out(of));
    slides
}

/// Everybody's chance before the draw.
fn chances(of: &Ceremony<'_>) -> Vec<Slide> {
    let (lang, rules) = (of.lang, &of.prospects.rules);
    let title = say(lang, "抽取之前，各人的机会", "Chances before the draw");
    let slide = |at: usize, all: usize, body: Markup| Slide {
        id: format!("chances-{}", at + 1),
        step: Step::Plan,
        title: numbered(title, at, all),
        lead: lottery_line(of),
        body,
    };
    let Some(chances) = &of.prospects.chances else {
        let text = say(
            lang,
            "有配额靠重抽满足，各人的机会不能精确算出；可行的每一种组合，机会仍然相同。",
            "Some quota is kept by trying again, so chances are not known exactly; every feasible panel is still equally likely.",
        );
        return vec![slide(0, 1, html! { p.big { (text) } })];
    };
    let card = |label: &str, extreme: &Extreme| {
        let n = extreme.experts.len();
        let chance = &extreme.chance;
        let one_in = chance.one_in().map(|n| match lang {
            Lang::Zh => format!("约 {n} 次中有 1 次"),
            Lang::En => format!("about 1 in {n}"),
        });
        html! {
            div.fact.chance {
                div.label { (label) }
                div.value { (chance.percent()) }
                @if let Some(fraction) = chance.short_fraction() { div.note.exact { (fraction) } }
                @if let Some(one_in) = one_in { div.note { (one_in) } }
                div.note { @if lang == Lang::Zh { (n) " 人" } @else { "held by " (n) } }
                ul { @for kind in extreme.who(rules, 2, lang) { li { (foreign(&kind)) } } }
            }
        }
    };
    let same = chances.smallest.chance == chances.largest.chance;
    let cards = html! {
        div.facts.two {
            @if same {
                (card(say(lang, "人人相同", "the same for all"), &chances.smallest))
            } @else {
                (card(say(lang, "机会最小", "smallest chance"), &chances.smallest))
                (card(say(lang, "机会最大", "largest chance"), &chances.largest))
            }
        }
    };
    let rows = chances.by_quota.iter().filter(|_| !same).map(|by| {
        let people = if lang == Lang::Zh { format!("{} 人", by.experts) } else { by.experts.to_string() };
        let quota = rules.quota(by.quota, lang);
        let cells = vec![
            html! { strong { (foreign(&quota)) } },
            html! { (people) },
            html! { (by.smallest.percent()) },
            html! { (by.largest.percent()) },
        ];
        (lines(&quota, 50), cells)
    });
    let headers = [
        say(lang, "属于", "who counts for"),
        say(lang, "可入选", "can be drawn"),
        say(lang, "最小", "smallest"),
        say(lang, "最大", "largest"),
    ];
    let tables = screens(rows.collect(), ROWS, |(weight, _)| *weight);
    let all = tables.len() + 1;
    let mut slides = vec![slide(0, all, cards)];
    slides.extend(tables.into_iter().enumerate().map(|(at, rows): (usize, Vec<(usize, Vec<Markup>)>)| {
        let rows: Vec<_> = rows.into_iter().map(|(_, cells)| cells).collect();
        slide(at + 1, all, table(&headers, &rows))
    }));
    slides
}

/// What is drawn from.
fn lottery_line(of: &Ceremony<'_>) -> Option<String> {
    let lang = of.lang;
    if let Some(fair) = &of.fair {
        let (panels, stages) = (grouped(&fair.lottery.listed.len().to_string()), fair.lottery.stages.len());
        let pick = match fair.pick {
            Pick::Seed => say(lang, "由种子选一个编号", "the seed picks the number"),
            Pick::Ball => say(lang, "当众摸编号球选定", "a numbered ball picks it in public"),
        };
        return Some(match lang {
            Lang::Zh => format!("公布的编号名单 {panels} 份，{pick}；最优性分 {stages} 级证明"),
            Lang::En => {
                format!("{panels} numbered panels are published, {pick}; optimality is proved in {stages} stages")
            }
        });
    }
    let total = counted(&of.panels_total.as_ref()?.to_string(), lang);
    let all = of.parts().quotas.iter().all(|quota| quota.counted);
    Some(match (lang, all) {
        (Lang::Zh, true) => format!("满足全部规则的组合共 {total} 种，每一种机会相同"),
        (Lang::En, true) => format!("{total} panels keep all rules, each equally likely"),
        (Lang::Zh, false) => format!("满足计数规则的组合共 {total} 种；其余配额靠重抽满足"),
        (Lang::En, false) => {
            format!("{total} panels keep the counted rules; the other quotas are kept by trying again")
        }
    })
}

/// Who cannot be drawn, and through which rules.
fn shut_out(of: &Ceremony<'_>) -> Vec<Slide> {
    let lang = of.lang;
    let rows: Vec<_> = of
        .prospects
        .shut_out
        .iter()
        .flat_map(|group| {
            let reason = of.prospects.reason(&group.rules, group.smallest, lang);
            // A long list goes on over several rows, each with its reason.
            let parts: Vec<_> = group.experts.chunks(60).map(|ids| (ids.to_vec(), reason.clone())).collect();
            parts
        })
        .map(|(ids, reason)| {
            let ids: Vec<_> = ids.iter().map(ExpertId::as_str).collect();
            let ids = ids.join("  ");
            let weight = lines(&ids, 52).max(lines(&reason, 44));
            (weight, vec![html! { span.ids { (foreign(&ids)) } }, html! { (foreign(&reason)) }])
        })
        .collect();
    let all_experts: usize = of.prospects.shut_out.iter().map(|group| group.experts.len()).sum();
    let headers = [say(lang, "专家", "experts"), say(lang, "原因", "reason")];
    let screens = screens(rows, ROWS + 4, |(weight, _)| *weight + 1);
    let all = screens.len();
    let slide = |(at, rows): (usize, Vec<(usize, Vec<Markup>)>)| Slide {
        id: format!("shut-out-{}", at + 1),
        step: Step::Plan,
        title: numbered(say(lang, "规则使谁无法入选", "Who cannot be drawn, and why"), at, all),
        lead: Some(match lang {
            Lang::Zh => format!("没有任何可行的组合含有这 {all_experts} 人"),
            Lang::En => format!("no feasible panel has any of these {all_experts} experts"),
        }),
        body: html! { div.why { (table(&headers, &rows.into_iter().map(|(_, cells)| cells).collect::<Vec<_>>())) } },
    };
    screens.into_iter().enumerate().map(slide).collect()
}
