//! Help and usage errors: both languages, the right exit code, and JSON where JSON was asked for.
#![allow(clippy::unwrap_used, reason = "helpers of tests stop at what cannot be")]

mod desk;

use desk::Desk;

const COMMANDS: [&[&str]; 24] = [
    &[],
    &["demo"],
    &["criteria"],
    &["criteria", "list"],
    &["criteria", "show"],
    &["criteria", "check"],
    &["draw"],
    &["draw", "plan"],
    &["draw", "commit"],
    &["draw", "run"],
    &["draw", "reserve"],
    &["draw", "ceremony"],
    &["draw", "verify"],
    &["draw", "simulate"],
    &["scorebook"],
    &["scorebook", "new"],
    &["scorebook", "collect"],
    &["scorebook", "paper"],
    &["scorebook", "enter"],
    &["report"],
    &["report", "list"],
    &["report", "template"],
    &["agree"],
    &["rank"],
];

fn has_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[test]
fn every_command_and_option_is_explained_in_both_languages() {
    let desk = Desk::new();
    for command in COMMANDS {
        for flag in ["--help", "-h"] {
            let answer = desk.run(&[command, &[flag]].concat()).exits(0);
            let about = answer.stdout.lines().next().unwrap();
            assert!(has_chinese(about), "{answer}");
            let english = answer.stdout.lines().take(2).collect::<String>();
            assert!(english.chars().filter(char::is_ascii_alphabetic).count() > 10, "{answer}");
            assert!(answer.stderr.is_empty(), "{answer}");
            // What clap itself adds is English: usage, headings, `-h`, `-V` and `help`.
            let own = ["-h, --help", "-V, --version", "help ", "[possible values", "[default", "Print help"];
            let mut lines = answer.stdout.lines().peekable();
            while let Some(line) = lines.next() {
                let option = line.trim_start();
                let names_option = option.starts_with("--") && line.starts_with(' ');
                if !names_option || own.iter().any(|known| option.starts_with(known)) {
                    continue;
                }
                let next = lines.peek().copied().unwrap_or_default();
                let explained = format!("{line}{next}");
                assert!(has_chinese(&explained) && explained.contains("· "), "{explained:?} in {answer}");
            }
        }
    }
}

#[test]
fn a_line_that_cannot_be_read_exits_2_and_is_explained_in_both_languages() {
    let desk = Desk::new();
    let lines: [&[&str]; 8] = [
        &["frobnicate"],
        &["demo", "--colour"],
        &["criteria", "show"],
        &["draw", "plan", "--pool", "a.csv"],
        &["draw", "run", "--commitment", "c.json", "--out", "r.json"],
        &["draw", "run", "--commitment", "c.json", "--out", "r.json", "--seed", "x", "--reveal", "y"],
        &["agree", "a.csv", "--confidence", "much"],
        &["rank", "--lang", "fr"],
    ];
    for line in lines {
        let answer = desk.run(line).exits(2);
        assert!(answer.stdout.is_empty(), "{answer}");
        assert!(has_chinese(&answer.stderr) && answer.stderr.contains("error"), "{answer}");
        let errors = desk.run(&[line, &["--json"]].concat()).complaints();
        assert_eq!(errors.len(), 1);
        assert!(has_chinese(errors[0]["message"].as_str().unwrap()), "{errors:?}");
        assert!(errors[0]["expected"].is_string(), "{errors:?}");
    }
    assert!(desk.files("").is_empty());
}

#[test]
fn the_version_is_told() {
    let answer = Desk::new().run(&["--version"]).exits(0);
    assert!(answer.stdout.starts_with("zhuoping "), "{answer}");
}

#[test]
fn the_language_is_the_locale_s_unless_asked_for() {
    let desk = Desk::new();
    let english = ["criteria", "list"];
    assert!(desk.run_english(&english).exits(0).stdout != desk.run(&english).exits(0).stdout);
    let asked = [&english[..], &["--lang", "en"]].concat();
    assert_eq!(desk.run(&asked).exits(0).stdout, desk.run_english(&english).exits(0).stdout);
}
