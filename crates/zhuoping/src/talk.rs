//! What goes where: results to stdout, talk to stderr, and under `--json` one document on stdout alone.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use std::io::{self, IsTerminal, Write};
use zhuoping_criteria::Lang;
use zhuoping_documents::Complaints;

/// How this run talks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Talk {
    /// The language of everything shown.
    pub(crate) lang: Lang,
    /// Whether stdout is one JSON document.
    pub(crate) json: bool,
}

impl Talk {
    /// Picks the text of this run's language.
    pub(crate) fn say<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// A result for people; nothing under `--json`.
    pub(crate) fn result(&self, text: &str) {
        if !self.json {
            // A reader who closes the pipe early (`| head`) is no error of ours.
            let _ = writeln!(io::stdout(), "{text}");
        }
    }

    /// The JSON document; nothing without `--json`.
    pub(crate) fn document(&self, value: &impl Serialize) {
        if self.json {
            let text = serde_json::to_string_pretty(value).expect("results have text keys and finite numbers");
            let _ = writeln!(io::stdout(), "{text}");
        }
    }

    /// A message beside the result.
    pub(crate) fn note(&self, zh: &str, en: &str) {
        let _ = writeln!(io::stderr(), "{}", self.say(zh, en));
    }

    /// Warnings about files, one line each.
    pub(crate) fn warnings(&self, warnings: &Complaints) {
        for line in warnings.lines(self.lang) {
            let _ = writeln!(io::stderr(), "{}{line}", self.say("注意：", "note: "));
        }
    }

    /// A bar for `steps` steps, on a terminal only.
    pub(crate) fn progress(&self, steps: u64) -> ProgressBar {
        let target =
            if io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}").expect("the template is well-formed");
        ProgressBar::with_draw_target(Some(steps), target).with_style(style)
    }
}

/// The language asked for, or the locale's: English only when the locale says so.
pub(crate) fn language(asked: Option<Lang>, locale: Option<&str>) -> Lang {
    asked.unwrap_or_else(|| if locale.is_some_and(|locale| locale.starts_with("en")) { Lang::En } else { Lang::Zh })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_comes_first_and_the_option_wins() {
        assert_eq!(language(None, None), Lang::Zh);
        assert_eq!(language(None, Some("C.UTF-8")), Lang::Zh);
        assert_eq!(language(None, Some("zh_CN.UTF-8")), Lang::Zh);
        assert_eq!(language(None, Some("en_GB.UTF-8")), Lang::En);
        assert_eq!(language(Some(Lang::Zh), Some("en_US")), Lang::Zh);
    }
}
