//! The driver as a library, so that tests can reach its parts; the binary is a few lines around [`run`].

pub mod cli;
mod commands;
mod files;
mod refusal;
mod report;
mod talk;

use clap::error::ErrorKind;
use cli::{Cli, Command};
use std::process::ExitCode;
use talk::Talk;

/// Does what the command line asks and returns the exit code: 0 done, 1 the answer is no, 2 bad input.
pub fn run(cli: &Cli, locale: Option<&str>) -> ExitCode {
    let talk = Talk { lang: talk::language(cli.lang.map(Into::into), locale), json: cli.json };
    let outcome = match &cli.command {
        Command::Criteria(command) => commands::criteria::run(command, talk),
        Command::Draw(command) => commands::draw::run(command, talk),
        Command::Agree(args) => commands::agree::run(args, talk),
        Command::Rank(args) => commands::rank::run(args, talk),
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
    if json && !is_help {
        let text = error.render().to_string();
        let document = serde_json::json!({"errors": [{"file": "zhuoping", "message": text.trim()}]});
        Talk { lang: zhuoping_criteria::Lang::Zh, json }.document(&document);
    } else {
        // clap sends help to stdout and errors to stderr; a closed pipe is no error of ours.
        let _ = error.print();
    }
    if is_help { ExitCode::SUCCESS } else { ExitCode::from(2) }
}
