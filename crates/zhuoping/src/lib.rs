//! The driver as a library, so that tests can reach its parts; the binary is a few lines around [`run`].

mod ceremony;
pub mod cli;
mod commands;
mod files;
mod number;
pub mod office;
mod prospects;
mod refusal;
mod report;
mod talk;

use clap::error::ErrorKind;
use cli::{Cli, Command};
use std::io::Write;
use std::process::ExitCode;
use talk::Talk;

/// Does what the command line asks and returns the exit code: 0 done, 1 the answer is no, 2 bad input.
pub fn run(cli: &Cli, locale: Option<&str>) -> ExitCode {
    let talk = Talk { lang: talk::language(cli.lang.map(Into::into), locale), json: cli.json };
    let outcome = match &cli.command {
        Command::Criteria(command) => commands::criteria::run(command, talk),
        Command::Draw(command) => commands::draw::run(command, talk),
        Command::Scorebook(command) => commands::scorebook::run(command, talk),
        Command::Agree(args) => commands::agree::run(args, talk),
        Command::Rank(args) => commands::rank::run(args, talk),
        Command::Report(args) => commands::report::run(args, talk),
        Command::Demo(args) => commands::demo::run(args, talk),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => {
            for line in refusal.lines(talk.lang) {
                talk.note(&line, &line);
            }
            talk.document(&refusal.json(talk.lang));
            refusal.exit_code()
        }
    }
}

/// Answers a command line that could not be read, or `--help` and `--version`, which are no errors.
pub fn usage(error: &clap::Error, json: bool) -> ExitCode {
    let is_help = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    );
    let zh = in_chinese(error.kind());
    if json && !is_help {
        let message = format!("{zh} · {}", error.render().to_string().trim());
        let document = serde_json::json!({"errors": [{
            "file": "zhuoping", "message": message, "expected": "zhuoping --help 所列的写法 · as zhuoping --help says",
        }]});
        Talk { lang: zhuoping_criteria::Lang::Zh, json }.document(&document);
    } else {
        // clap sends help to stdout and errors to stderr, in English; a closed pipe is no error of ours.
        if !is_help {
            let _ = writeln!(std::io::stderr(), "错误：{zh}，写法见 --help");
        }
        let _ = error.print();
    }
    if is_help { ExitCode::SUCCESS } else { ExitCode::from(2) }
}

/// What is wrong with a command line; the details follow in clap's words.
fn in_chinese(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::UnknownArgument => "没有这个选项，或多写了内容",
        ErrorKind::InvalidSubcommand => "没有这个命令",
        ErrorKind::MissingSubcommand => "没有写命令",
        ErrorKind::MissingRequiredArgument => "缺少必需的选项",
        ErrorKind::ArgumentConflict => "这两个选项不能同时用",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "选项的值不可接受",
        ErrorKind::NoEquals | ErrorKind::TooFewValues | ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => {
            "选项的值多了或少了"
        }
        _ => "命令行不能识别",
    }
}
