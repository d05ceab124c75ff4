//! After the draw: sealed reserves, declines and who took the place, and how anybody checks it all.

use super::super::sheet::{digest, lines, screens, visible, whole};
use super::super::view::{Ceremony, Stage};
use super::panel::{Shape, person};
use super::{Slide, Step, numbered, say};
use maud::{Markup, html};
use zhuoping_criteria::Lang;
use zhuoping_panel::ExpertId;
use zhuoping_panel::opening::Opening;
use zhuoping_panel::record::Record;

/// Lines that a screen of declines holds.
const LINES: usize = 14;

pub(super) fn slides(of: &Ceremony<'_>, record: &Record) -> Vec<Slide> {
    let mut slides = vec![reserves(of, record)];
    if !record.openings().is_empty() {
        slides.extend(openings(of, record));
        slides.extend(current(of, record));
    }
    slides
}

fn reserves(of: &Ceremony<'_>, record: &Record) -> Slide {
    let lang = of.lang;
    let (sealed, asked) = (record.reserves(), of.parts().reserves);
    let body = html! {
        @if let Some(value) = record.reserves_digest() {
            (digest(value))
            p.how {
                (say(
                    lang,
                    "这是后备次序的摘要。名单密封，由监督组保管；有人谢绝时才当众逐个开启，开启的是谁，任何人都能用这个摘要核对。",
                    "The digest of the order of reserves. The list is sealed with the supervision group; reserves are opened one by one, in public, when a member declines, and anybody can check them against this digest.",
                ))
            }
            p.fine { (whole(value)) }
        }
    };
    let mut lead = match lang {
        Lang::Zh => format!("密封 {sealed} 人"),
        Lang::En => format!("{sealed} sealed"),
    };
    if sealed < usize::from(asked) {
        lead.push_str(&match lang {
            Lang::Zh => format!("（方案要 {asked} 人；能在规则内递补的只有这些）"),
            Lang::En => format!(" (the plan asked for {asked}; no more could take a place within the rules)"),
        });
    }
    Slide {
        id: "reserves".into(),
        step: Step::Reserves,
        title: say(lang, "后备专家", "Reserves").into(),
        lead: Some(lead),
        body,
    }
}

/// Each decline: who, why, whom it opened, who took the place.
fn openings(of: &Ceremony<'_>, record: &Record) -> Vec<Slide> {
    let lang = of.lang;
    let rows: Vec<(usize, Markup)> = record.openings().iter().map(|opening| row(of, record, opening)).collect();
    let screens = screens(rows, LINES, |(weight, _)| *weight);
    let all = screens.len();
    let lead = match lang {
        Lang::Zh => format!("谢绝 {} 次", record.openings().len()),
        Lang::En => format!("{} declines", record.openings().len()),
    };
    let slide = |(at, rows): (usize, Vec<(usize, Markup)>)| Slide {
        id: format!("openings-{}", at + 1),
        step: Step::Reserves,
        title: numbered(say(lang, "谢绝与递补", "Declines and replacements"), at, all),
        lead: Some(lead.clone()),
        body: html! { table.openings { tbody { @for (_, row) in &rows { (row) } } } },
    };
    screens.into_iter().enumerate().map(slide).collect()
}

fn row(of: &Ceremony<'_>, record: &Record, opening: &Opening) -> (usize, Markup) {
    let lang = of.lang;
    let mut why = visible(&opening.reason);
    if let Some(evidence) = &opening.evidence {
        why.push_str(say(lang, "；凭据：", "; evidence: "));
        why.push_str(&visible(evidence));
    }
    let opened = opening.opened.iter().map(|opened| {
        let placed = opening.placed == Some(opened.position);
        (opened.position, &opened.id, placed)
    });
    // A reserve opened at an earlier decline may have waited for this place.
    let waited = opening.placed.filter(|number| opening.opened.iter().all(|opened| opened.position != *number));
    let weight = lines(&why, 60) + opening.opened.len() + 2;
    let markup = html! {
        tr {
            td.number { (opening.number) }
            td.name { div.gone { (person(of, &opening.decline)) } div.mark.no { (say(lang, "谢绝", "declines")) } }
            td {
                div.text { bdi { (why) } }
                ul.opened {
                    @for (number, id, placed) in opened {
                        li {
                            (say(lang, "开启后备 ", "reserve ")) (number) " " (person(of, id)) " "
                            @if placed {
                                span.yes { (say(lang, "✓ 递补", "✓ takes the place")) }
                            } @else {
                                span.no { (say(lang, "○ 不合规则，留待以后", "○ does not fit now, stays available")) }
                            }
                        }
                    }
                    @if let (Some(number), Some(id)) = (waited, record.placed(opening)) {
                        li {
                            (say(lang, "已开启的后备 ", "reserve, opened before, ")) (number) " " (person(of, id)) " "
                            span.yes { (say(lang, "✓ 递补", "✓ takes the place")) }
                        }
                    }
                    @if opening.placed.is_none() {
                        li { span.void { (say(lang, "✕ 无人能在规则内递补，席位空缺", "✕ nobody fits; the seat stays empty")) } }
                    }
                }
            }
        }
    };
    (weight, markup)
}

/// Who serves now.
fn current(of: &Ceremony<'_>, record: &Record) -> Vec<Slide> {
    let lang = of.lang;
    let panel = record.current_panel();
    let shape = Shape::of(panel, of);
    let drawn = record.panel();
    let all = panel.len().div_ceil(shape.screen);
    let lead = match lang {
        Lang::Zh => format!("递补之后，共 {} 人", panel.len()),
        Lang::En => format!("after replacements, {} members", panel.len()),
    };
    let slide = |(at, members): (usize, &[ExpertId])| Slide {
        id: format!("current-{}", at + 1),
        step: Step::Reserves,
        title: numbered(say(lang, "现任评审组", "The panel now"), at, all),
        lead: Some(lead.clone()),
        body: html! {
            ul class=(format!("members {}", shape.class)) {
                @for id in members {
                    @let new = !drawn.contains(id);
                    li.new[new] {
                        span.seat { @if new { (say(lang, "递补", "new")) } @else { "✓" } }
                        (person(of, id))
                    }
                }
            }
        },
    };
    panel.chunks(shape.screen).enumerate().map(slide).collect()
}

/// The digest of the whole record, for the minutes.
pub(super) fn closed(of: &Ceremony<'_>, record: &Record) -> Slide {
    let lang = of.lang;
    let body = html! {
        (digest(record.record_digest()))
        p.how {
            (say(lang, "宣读并记入纪要，各方签字。", "Read out and put into the minutes, signed by all. "))
            @if !record.is_void() {
                (say(
                    lang,
                    "每次递补之后记录增加一段，摘要随之更换。",
                    "Each replacement adds to the record and gives it another digest.",
                ))
            }
        }
        p.fine { (whole(record.record_digest())) }
    };
    Slide {
        id: "record".into(),
        step: Step::Check,
        title: say(lang, "记录摘要", "The digest of the record").into(),
        lead: None,
        body,
    }
}

/// What an outsider can do with what is public.
pub(super) fn check(of: &Ceremony<'_>) -> Slide {
    let (lang, stage) = (of.lang, of.stage());
    let record = of.record;
    let commands: Vec<(&str, &str)> = vec![
        (say(lang, "摘要（Linux、macOS）", "digest (Linux, macOS)"), "sha256sum commitment.json"),
        (say(lang, "摘要（Windows）", "digest (Windows)"), "certutil -hashfile commitment.json SHA256"),
        (say(lang, "本程序", "this program"), "zhuoping draw verify record.json"),
        (say(lang, "另一独立程序", "an independent one"), "python3 verify_draw.py record.json"),
        (
            say(lang, "连同后备（监督组）", "with the reserves (supervision group)"),
            "zhuoping draw verify record.json --reserves record.reserves.json",
        ),
    ];
    let commands = if record.is_some() { &commands[..] } else { &commands[..2] };
    let body = html! {
        table.commands { tbody { @for (what, command) in commands { tr { td { (what) } td { code { (command) } } } } } }
        p.how {
            @if stage >= Stage::Void {
                (say(
                    lang,
                    "公开 commitment.json、各位见证人的承诺文件和 record.json。两个程序各自从专家库起逐项重算，改动任何一个字，都会指出是哪一项、哪一处。",
                    "Public: commitment.json, the witnesses' commitments and record.json. Each program works everything out again from the pool up and names the check and the place where a single letter was changed.",
                ))
            } @else {
                (say(
                    lang,
                    "现在就可以领取 commitment.json，核对摘要；抽取之后凭 record.json 复算全部过程。",
                    "Take a copy of commitment.json now and compare its digest; after the draw record.json replays everything.",
                ))
            }
        }
    };
    Slide {
        id: "check".into(),
        step: Step::Check,
        title: say(lang, "任何人都可以核验", "Anybody can verify").into(),
        lead: None,
        body,
    }
}
