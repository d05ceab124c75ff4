//! Writes benchmark files into a folder, for the peers: `write-bench-data DIR EXPERTS ENTRANTS`.

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};
use zhuoping_benches::{draw_files, ranking_files};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let written = match arguments.as_slice() {
        [folder, experts, entrants] => write(Path::new(folder), experts, entrants),
        _ => Err("usage: write-bench-data DIR EXPERTS ENTRANTS".into()),
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            complain(&message);
            ExitCode::from(2)
        }
    }
}

fn write(folder: &Path, experts: &str, entrants: &str) -> Result<(), String> {
    let number = |text: &str| match text.parse() {
        Ok(number @ 0..=100_000) => Ok(number),
        _ => Err(format!("\"{text}\" is not a number from 0 to 100000")),
    };
    let (draw, ranking) = (draw_files(number(experts)?), ranking_files(number(entrants)?));
    let files = [
        ("pool.csv", draw.pool),
        ("draw-entrants.csv", draw.entrants),
        ("conflicts.csv", draw.conflicts),
        ("plan.json", draw.plan),
        ("scores.csv", ranking.scores),
        ("entrants.csv", ranking.entrants),
        ("rules.json", ranking.rules),
    ];
    for (name, bytes) in files {
        let at = folder.join(name);
        fs::write(&at, bytes).map_err(|error| format!("{}: {error}", at.display()))?;
    }
    Ok(())
}

#[expect(clippy::print_stderr, reason = "this is the program's only way to say what went wrong")]
fn complain(message: &str) {
    eprintln!("{message}");
}
