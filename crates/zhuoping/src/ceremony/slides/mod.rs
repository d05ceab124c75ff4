//! The slides of a ceremony, in the order in which things happen: one screen a step, more where one does not hold it.

mod after;
mod chances;
mod panel;
mod plan;
mod witnesses;

use super::view::{Ceremony, Stage};
use maud::{Markup, html};
use zhuoping_criteria::Lang;

/// One screen, or one section on paper.
pub(super) struct Slide {
    /// Its place in the page; the same in every later edition, so that a reloaded page stays where it was.
    pub(super) id: String,
    pub(super) step: Step,
    pub(super) title: String,
    /// A sentence under the title.
    pub(super) lead: Option<String>,
    pub(super) body: Markup,
}

/// The steps of a ceremony.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Plan,
    Commit,
    Reveal,
    Draw,
    Panel,
    Reserves,
    Check,
}

impl Step {
    pub(super) const ALL: [Self; 7] =
        [Self::Plan, Self::Commit, Self::Reveal, Self::Draw, Self::Panel, Self::Reserves, Self::Check];

    pub(super) fn name(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Self::Plan => ("方案", "plan"),
            Self::Commit => ("承诺", "commit"),
            Self::Reveal => ("公开", "reveal"),
            Self::Draw => ("抽取", "draw"),
            Self::Panel => ("评审组", "panel"),
            Self::Reserves => ("后备", "reserves"),
            Self::Check => ("核验", "verify"),
        };
        say(lang, zh, en)
    }

    /// Whether the ceremony has this step behind it.
    pub(super) fn done(self, stage: Stage) -> bool {
        match self {
            Self::Plan => true,
            Self::Commit => stage >= Stage::Committed,
            Self::Reveal => stage >= Stage::Revealed && stage != Stage::Void,
            Self::Draw | Self::Panel | Self::Reserves | Self::Check => stage >= Stage::Drawn,
        }
    }
}

/// All slides.
pub(super) fn slides(of: &Ceremony<'_>) -> Vec<Slide> {
    let stage = of.stage();
    let mut slides = plan::slides(of);
    slides.extend(witnesses::slides(of));
    if stage >= Stage::Drawn
        && let Some(record) = of.record
    {
        slides.extend(panel::slides(of, record));
        slides.extend(after::slides(of, record));
    }
    slides.extend(of.record.map(|record| after::closed(of, record)));
    slides.push(after::check(of));
    slides
}

/// The text of a language.
pub(super) fn say<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    if lang == Lang::Zh { zh } else { en }
}

/// Names in a row.
pub(super) fn listed<'a>(names: impl IntoIterator<Item = &'a str>, lang: Lang) -> String {
    let names: Vec<String> = names.into_iter().map(super::sheet::visible).collect();
    names.join(say(lang, "、", ", "))
}

/// A title with its number where one screen does not hold all.
pub(super) fn numbered(title: &str, at: usize, of: usize) -> String {
    match (of, title.is_ascii()) {
        (0 | 1, _) => title.to_owned(),
        (_, true) => format!("{title} ({} / {of})", at + 1),
        (_, false) => format!("{title}（{} / {of}）", at + 1),
    }
}

/// A table with a header row.
pub(super) fn table(headers: &[&str], rows: &[Vec<Markup>]) -> Markup {
    html! {
        table {
            thead { tr { @for header in headers { th { (header) } } } }
            tbody { @for row in rows { tr { @for cell in row { td { (cell) } } } } }
        }
    }
}

/// One figure with its label.
pub(super) fn fact(label: &str, value: &str, note: &str) -> Markup {
    html! {
        div.fact {
            div.label { (label) }
            div.value.long[value.chars().count() > 24] { (value) }
            @if !note.is_empty() { div.note { (note) } }
        }
    }
}

/// Digits in groups of three, which stay together.
pub(super) fn grouped(digits: &str) -> String {
    let mut shown = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push('\u{202f}');
        }
        shown.push(digit);
    }
    shown
}

/// A count in a sentence: its digits, or its size where nobody would read them.
pub(super) fn counted(digits: &str, lang: Lang) -> String {
    match digits.len() {
        ..=24 => grouped(digits),
        n => format!("{}{}.{} × 10^{}", say(lang, "约 ", "about "), &digits[..1], &digits[1..3], n - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_beyond_reading_are_told_by_their_size() {
        assert_eq!(counted(&format!("351{}", "9".repeat(40)), Lang::En), "about 3.51 × 10^42");
        assert_eq!(counted("1234", Lang::Zh), "1\u{202f}234");
    }

    #[test]
    fn long_numbers_are_grouped_from_the_right() {
        assert_eq!(
            ["7", "123", "1234", "1234567"].map(grouped),
            ["7", "123", "1\u{202f}234", "1\u{202f}234\u{202f}567"]
        );
    }
}
