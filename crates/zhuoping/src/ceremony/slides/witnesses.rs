//! Commitments as they arrive, reveals as they are made, and what happens when one is withheld.

use super::super::sheet::{columns, digest, foreign, lines, screens, short, whole};
use super::super::view::{Ceremony, Stage, Witness};
use super::{Slide, Step, listed, numbered, say};
use maud::{Markup, html};
use zhuoping_criteria::Lang;

/// Witnesses that a screen holds.
const COMMITMENTS: usize = 7;
/// Height that a screen has for reveals, in tenths of a rem, as `ceremony.css` sets them.
const HEIGHT: usize = 235;
/// Columns of a line of text; a long text is set smaller.
const WIDTH: usize = 42;
const SMALL_WIDTH: usize = 66;
/// Columns of a name's line, where it is set smaller for its length.
const NAME_WIDTH: usize = 32;

pub(super) fn slides(of: &Ceremony<'_>) -> Vec<Slide> {
    if of.alone() {
        return vec![alone(of)];
    }
    let mut slides = commitments(of);
    if of.stage() >= Stage::Committed && !of.witnesses.is_empty() {
        slides.extend(reveals(of));
    }
    if of.stage() == Stage::Void {
        slides.push(void(of));
    }
    slides
}

fn commitments(of: &Ceremony<'_>) -> Vec<Slide> {
    let lang = of.lang;
    let (all, awaited) = (of.witnesses.len(), of.awaited().len());
    let lead = match (lang, all, awaited) {
        (_, 0, _) => say(
            lang,
            "方案未列见证人：只能由一个人用一段文字演练",
            "the plan names no witness: one person can rehearse with a text",
        )
        .to_owned(),
        (Lang::Zh, _, 0) => format!("{all} 位见证人全部承诺；从现在起可以公开"),
        (Lang::En, _, 0) => format!("all {all} witnesses have committed; from now on they may reveal"),
        (Lang::Zh, ..) => format!("已承诺 {} / {all}；全部承诺之前，谁也不公开", all - awaited),
        (Lang::En, ..) => format!("{} of {all} have committed; nobody reveals before all have", all - awaited),
    };
    let rows: Vec<(usize, &Witness)> = (1..).zip(&of.witnesses).collect();
    let mut screens = screens(rows, COMMITMENTS, |(_, witness)| lines(witness.id.as_str(), NAME_WIDTH).div_ceil(2));
    if screens.is_empty() {
        screens.push(Vec::new());
    }
    let many = screens.len();
    let slide = |(at, rows): (usize, Vec<(usize, &Witness)>)| Slide {
        id: format!("commitments-{}", at + 1),
        step: Step::Commit,
        title: numbered(say(lang, "见证人承诺", "The witnesses commit"), at, many),
        lead: Some(lead.clone()),
        body: html! {
            table.witnesses {
                tbody { @for (number, witness) in &rows { (commitment(*number, witness, lang)) } }
            }
        },
    };
    screens.into_iter().enumerate().map(slide).collect()
}

fn commitment(number: usize, witness: &Witness, lang: Lang) -> Markup {
    html! {
        tr.awaited[witness.commitment.is_none()] {
            td.number { (number) }
            (name(witness))
            @match witness.commitment {
                Some(value) => {
                    td.mark.yes { (say(lang, "✓ 已承诺", "✓ committed")) }
                    td { div.short { (short(value)) } div { (whole(value)) } }
                },
                None => {
                    td.mark.no { (say(lang, "○ 等待", "○ awaited")) }
                    td { }
                },
            }
        }
    }
}

fn name(witness: &Witness) -> Markup {
    let id = witness.id.as_str();
    html! { td.name.long[columns(id) > 22] { (foreign(id)) } }
}

fn reveals(of: &Ceremony<'_>) -> Vec<Slide> {
    let lang = of.lang;
    let (all, left) = (of.witnesses.len(), of.unrevealed().len());
    let lead = match (lang, of.stage(), left) {
        (_, Stage::Void, _) => {
            say(lang, "有人没有公开：本次作废", "a reveal was withheld: this attempt is void").into()
        }
        (Lang::Zh, _, 0) => format!("{all} 位见证人全部公开"),
        (Lang::En, _, 0) => format!("all {all} witnesses have revealed"),
        (Lang::Zh, ..) => format!("已公开 {} / {all}", all - left),
        (Lang::En, ..) => format!("{} of {all} have revealed", all - left),
    };
    let rows: Vec<(usize, &Witness)> = (1..).zip(&of.witnesses).collect();
    let screens = screens(rows, HEIGHT, |(_, witness)| height(witness));
    let many = screens.len();
    let slide = |(at, rows): (usize, Vec<(usize, &Witness)>)| Slide {
        id: format!("reveals-{}", at + 1),
        step: Step::Reveal,
        title: numbered(say(lang, "见证人公开", "The witnesses reveal"), at, many),
        lead: Some(lead.clone()),
        body: html! {
            table.witnesses.reveals {
                tbody { @for (number, witness) in &rows { (reveal(*number, witness, of)) } }
            }
        },
    };
    screens.into_iter().enumerate().map(slide).collect()
}

/// What a reveal takes of the height: its text, below it the nonce, and the space around.
fn height(witness: &Witness) -> usize {
    let text = witness.revealed.as_ref().map_or(19, |revealed| match is_long(&revealed.text) {
        true => 12 * lines(&revealed.text, SMALL_WIDTH),
        false => 19 * lines(&revealed.text, WIDTH),
    });
    (text + 24).max(14 * lines(witness.id.as_str(), NAME_WIDTH)) + 5
}

fn is_long(text: &str) -> bool {
    columns(text) > 3 * WIDTH
}

fn reveal(number: usize, witness: &Witness, of: &Ceremony<'_>) -> Markup {
    let lang = of.lang;
    html! {
        tr.awaited[witness.revealed.is_none()] {
            td.number { (number) }
            (name(witness))
            @match &witness.revealed {
                Some(revealed) => {
                    @if revealed.fits {
                        td.mark.yes { (say(lang, "✓ 与承诺相符", "✓ opens it")) }
                    } @else {
                        td.mark.void { (say(lang, "✕ 与承诺不符", "✕ does not fit")) }
                    }
                    td {
                        div.text.long[is_long(&revealed.text)] { (foreign(&revealed.text)) }
                        div.nonce { (say(lang, "随机数 ", "nonce ")) b { (short(revealed.nonce)) } div { (whole(revealed.nonce)) } }
                    }
                },
                None if of.stage() == Stage::Void => {
                    td.mark.void { (say(lang, "✕ 没有公开", "✕ withheld")) }
                    td { }
                },
                None => {
                    td.mark.no { (say(lang, "○ 等待", "○ awaited")) }
                    td { }
                },
            }
        }
    }
}

fn void(of: &Ceremony<'_>) -> Slide {
    let lang = of.lang;
    let missing = listed(of.record.iter().flat_map(|record| record.missing()).map(|id| id.as_str()), lang);
    let next = of.parts().attempt + 1;
    let body = html! {
        p.big.void { (say(lang, "没有公开：", "withheld by ")) strong { (missing) } }
        p.big {
            @match lang {
                Lang::Zh => { "没有种子，没有抽出任何人。记录写明是谁没有公开；另立方案，第 " (next) " 次，全部见证人重新承诺。" },
                Lang::En => { "There is no seed and nobody was drawn. The record names who withheld; a new plan with attempt " (next) " follows, and all witnesses commit again." },
            }
        }
    };
    Slide {
        id: "void".into(),
        step: Step::Reveal,
        title: say(lang, "本次抽取作废", "This attempt is void").into(),
        lead: None,
        body,
    }
}

/// A rehearsal by one person.
fn alone(of: &Ceremony<'_>) -> Slide {
    let lang = of.lang;
    let text = of.record.and_then(|record| record.rehearsal_text()).unwrap_or_default();
    let seed = of.record.and_then(|record| record.seed());
    let body = html! {
        p.big { (say(lang, "一个人用一段文字代替了见证人：", "one person's text stands for the witnesses: ")) }
        p.big.text.long[is_long(text)] { (foreign(text)) }
        @if let Some(seed) = seed { (digest(zhuoping_provenance::Digest::from_bytes(*seed.as_bytes()))) }
    };
    Slide {
        id: "commitments-1".into(),
        step: Step::Commit,
        title: say(lang, "演练的种子", "The seed of the rehearsal").into(),
        lead: Some(say(lang, "这样的记录不能用于正式评审", "such a record is not for an official review").into()),
        body,
    }
}
