//! The document around the slides: one self-contained HTML file for projector, screen and paper.
//!
//! It fetches nothing. Its one script is the page's own and is named by hash in the content policy, so that no text of a
//! witness could run even if it were not escaped. Without the script the page is the same to read and to print; with it
//! keys and clicks go on slide by slide and member by member.

use super::sheet::visible;
use super::slides::{Slide, Step, say, slides};
use super::view::{Ceremony, Stage};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use zhuoping_criteria::Lang;
use zhuoping_provenance::Digest;

const STYLE: &str = include_str!("ceremony.css");
const SCRIPT: &str = include_str!("ceremony.js");

/// The name by which a page is known as ours.
const GENERATOR: &str = "zhuoping draw ceremony";

/// What a page tells about itself, so that `draw reserve` can make it anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Marks {
    /// Of the draw it shows.
    pub(crate) digest: Digest,
    pub(crate) lang: Lang,
    /// Whether names were shown.
    pub(crate) names: bool,
}

impl Marks {
    /// Reads the marks of a page; `None` when it is not one of ours.
    pub(crate) fn of(page: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(page).ok()?;
        let head = text.split("</head>").next()?;
        let content = |name: &str| {
            let from = head.split_once(&format!("<meta name=\"{name}\" content=\""))?.1;
            from.split_once('"').map(|(value, _)| value)
        };
        if content("generator") != Some(GENERATOR) {
            return None;
        }
        Some(Self {
            digest: Digest::from_hex(content("zhuoping-draw")?)?,
            lang: if content("zhuoping-lang")? == "en" { Lang::En } else { Lang::Zh },
            names: content("zhuoping-names")? == "shown",
        })
    }
}

/// The page.
pub(crate) fn render(of: &Ceremony<'_>) -> String {
    let lang = of.lang;
    let slides = slides(of);
    let title = format!("{} {}", say(lang, "抽取仪式", "The draw"), visible(&of.parts().draw_id));
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        base64(Digest::of(SCRIPT.as_bytes()).as_bytes())
    );
    let names = if of.names.is_empty() { "sealed" } else { "shown" };
    let markup = html! {
        (DOCTYPE)
        html lang=(say(lang, "zh-CN", "en")) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content=(GENERATOR);
                meta name="zhuoping-draw" content=(of.commitment.digest().to_hex());
                meta name="zhuoping-lang" content=(say(lang, "zh", "en"));
                meta name="zhuoping-names" content=(names);
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    @for (at, slide) in slides.iter().enumerate() { (section(of, slide, at + 1, slides.len())) }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    markup.into_string()
}

fn section(of: &Ceremony<'_>, slide: &Slide, number: usize, all: usize) -> Markup {
    let (lang, stage, parts) = (of.lang, of.stage(), of.parts());
    html! {
        section.slide id=(slide.id) aria-label=(slide.title) {
            @if of.rehearsal() {
                p.banner.rehearsal { b { (say(lang, "演练", "REHEARSAL")) } (say(lang, " 不能用于正式评审", " not for an official review")) }
            }
            @if stage == Stage::Void {
                p.banner.void { b { (say(lang, "作废", "VOID")) } (say(lang, " 有见证人没有公开", " a witness did not reveal")) }
            }
            nav.rail aria-hidden="true" {
                @for step in Step::ALL {
                    span.here[step == slide.step].done[step.done(stage)] { (step.name(lang)) }
                }
            }
            header {
                @if number == 1 { h1 { (slide.title) } } @else { h2 { (slide.title) } }
                @if let Some(lead) = &slide.lead { p.lead { bdi { (lead) } } }
            }
            div.body { (slide.body) }
            footer {
                span {
                    bdi { (visible(&parts.draw_id)) }
                    @match lang { Lang::Zh => { " · 第 " (parts.attempt) " 次" }, Lang::En => { " · attempt " (parts.attempt) } }
                }
                span { (number) " / " (all) }
            }
        }
    }
}

/// Base64 of 32 bytes, as content policies spell a hash.
fn base64(bytes: &[u8; 32]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let number = (0..3).fold(0_usize, |number, at| number << 8 | usize::from(three.get(at).copied().unwrap_or(0)));
        for at in 0..4 {
            let letter = char::from(LETTERS[number >> (18 - 6 * at) & 63]);
            text.push(if at <= three.len() { letter } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_rfc_4648() {
        assert_eq!(base64(&[0; 32]), format!("{}=", "A".repeat(43)));
        let counted: [u8; 32] = std::array::from_fn(|at| u8::try_from(at).unwrap());
        assert_eq!(base64(&counted), "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    }

    #[test]
    fn neither_style_nor_script_can_end_its_element_early_or_fetch() {
        for text in [STYLE, SCRIPT] {
            for bad in ["</", "http:", "https:", "url(", "@import", "fetch", "XMLHttp", "eval", "innerHTML"] {
                assert!(!text.contains(bad), "{bad}");
            }
        }
    }
}
