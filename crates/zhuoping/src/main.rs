//! 卓评: the command line that wires the crates. Effects live here: files, entropy, the terminal, exit codes.

use clap::Parser;
use std::process::ExitCode;
use zhuoping::cli::Cli;

fn main() -> ExitCode {
    let args: Vec<_> = std::env::args_os().collect();
    let locale =
        ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    match Cli::try_parse_from(&args) {
        Ok(cli) => zhuoping::run(&cli, locale.as_deref()),
        Err(error) => zhuoping::usage(&error, args.iter().any(|arg| arg == "--json")),
    }
}
