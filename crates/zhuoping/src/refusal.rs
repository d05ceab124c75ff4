//! Why a command did not do what was asked, in words for a secretary, and the exit code that goes with it.

use serde_json::{Value, json};
use std::process::ExitCode;
use zhuoping_criteria::{Bilingual, Lang};
use zhuoping_documents::{Complaint, Complaints};

/// A command's refusal.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// Bad input or usage: exit 2. Every complaint at once.
    Bad(Complaints),
    /// The answer is no, for instance a rule forbids it or a verification failed: exit 1.
    No {
        /// What happened.
        message: Bilingual,
        /// What would help.
        hints: Vec<Bilingual>,
        /// The JSON answer, where the command has one for a no; `message` and `hints` otherwise.
        json: Option<Value>,
    },
}

impl Refusal {
    /// Bad input: one complaint about `place` (a file or an option).
    pub(crate) fn bad(place: &str, message: Bilingual, expected: Bilingual) -> Self {
        Self::Bad(Complaint::new(place, message, expected).into())
    }

    /// A plain no.
    pub(crate) fn no(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::No { message: Bilingual::new(zh, en), hints: Vec::new(), json: None }
    }

    /// The same with one more hint; bad input carries its own.
    #[must_use]
    pub(crate) fn hint(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        if let Self::No { hints, .. } = &mut self {
            hints.push(Bilingual::new(zh, en));
        }
        self
    }

    /// The exit code of `interface.md`: 1 for a no, 2 for bad input or usage.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Bad(_) => ExitCode::from(2),
            Self::No { .. } => ExitCode::from(1),
        }
    }

    /// The lines for people.
    pub(crate) fn lines(&self, lang: Lang) -> Vec<String> {
        let (error, hint) = match lang {
            Lang::Zh => ("错误：", "提示："),
            Lang::En => ("error: ", "hint: "),
        };
        match self {
            Self::Bad(complaints) => complaints.lines(lang).into_iter().map(|line| format!("{error}{line}")).collect(),
            Self::No { message, hints, .. } => {
                let hints = hints.iter().map(|text| format!("{hint}{}", text.get(lang)));
                std::iter::once(format!("{error}{}", message.get(lang))).chain(hints).collect()
            }
        }
    }

    /// The one JSON document under `--json`.
    pub(crate) fn json(&self, lang: Lang) -> Value {
        match self {
            Self::Bad(complaints) => json!(complaints.view(lang)),
            Self::No { json: Some(answer), .. } => answer.clone(),
            Self::No { message, hints, json: None } => {
                let hints: Vec<_> = hints.iter().map(|hint| hint.get(lang)).collect();
                json!({"refused": message.get(lang), "hints": hints})
            }
        }
    }
}

impl From<Complaints> for Refusal {
    fn from(complaints: Complaints) -> Self {
        Self::Bad(complaints)
    }
}
