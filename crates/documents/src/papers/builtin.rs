//! The templates that come with the program.

macro_rules! template {
    ($name:literal) => {
        ($name, include_str!(concat!("../../templates/", $name, ".md")))
    };
}

/// English name and text of every built-in template, in order of name; each one parses (a test reads them all).
pub fn builtin() -> &'static [(&'static str, &'static str)] {
    const ALL: [(&str, &str); 13] = [
        template!("assignment"),
        template!("ballot"),
        template!("candidate-list"),
        template!("confidentiality-pledge"),
        template!("consensus-record"),
        template!("draw-record"),
        template!("feedback"),
        template!("material-report"),
        template!("recusal-pledge"),
        template!("score-sheet"),
        template!("site-plan"),
        template!("site-report"),
        template!("tally"),
    ];
    &ALL
}
