//! Writes the tables that the peers of agreement, Rasch and variance components are timed on:
//! `write-agreement-data DIR SUBJECTS RATERS ENTRANTS`.

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};
use zhuoping_benches::agreement::{long_csv, ratings, scores, totals, wide_csv};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let written = match arguments.as_slice() {
        [folder, subjects, raters, entrants] => write(Path::new(folder), [subjects, raters, entrants]),
        _ => Err("usage: write-agreement-data DIR SUBJECTS RATERS ENTRANTS".into()),
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            complain(&message);
            ExitCode::from(2)
        }
    }
}

/// The share of missing cells, or of missing sheets, in a hundred.
const MISSING: [usize; 2] = [20, 10];

fn write(folder: &Path, sizes: [&String; 3]) -> Result<(), String> {
    let number = |text: &String| match text.parse() {
        Ok(number @ 2..=100_000) => Ok(number),
        _ => Err(format!("\"{text}\" is not a number from 2 to 100000")),
    };
    let [subjects, raters, entrants] = [number(sizes[0])?, number(sizes[1])?, number(sizes[2])?];
    let [cells, sheets] = MISSING;
    let size = format!("{subjects}x{raters}");
    let files = [
        (format!("ratings_{size}.csv"), wide_csv(&ratings(subjects, raters, cells), 1)),
        (format!("ratings_complete_{size}.csv"), wide_csv(&ratings(subjects, raters, 0), 1)),
        (format!("totals_{size}.csv"), wide_csv(&totals(subjects, raters, cells), 10)),
        (format!("scores_{entrants}.csv"), long_csv(&scores(entrants, 0))),
        (format!("scores_missing_{entrants}.csv"), long_csv(&scores(entrants, sheets))),
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
