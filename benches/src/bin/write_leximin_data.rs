//! Writes a pool for the fairest lottery into a folder, for the peers: `write-leximin-data DIR EXPERTS EMPLOYERS SEATS`.

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};
use zhuoping_benches::leximin::leximin_folder;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let written = match arguments.as_slice() {
        [folder, experts, employers, seats] => write(Path::new(folder), [experts, employers, seats]),
        _ => Err("usage: write-leximin-data DIR EXPERTS EMPLOYERS SEATS".into()),
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            complain(&message);
            ExitCode::from(2)
        }
    }
}

fn write(folder: &Path, sizes: [&String; 3]) -> Result<(), String> {
    let number = |text: &String, most: usize| match text.parse() {
        Ok(number) if (1..=most).contains(&number) => Ok(number),
        _ => Err(format!("\"{text}\" is not a number from 1 to {most}")),
    };
    let [experts, employers, seats] = sizes;
    let seats = u16::try_from(number(seats, 1000)?).map_err(|error| error.to_string())?;
    let made = leximin_folder(number(experts, 100_000)?, number(employers, 100_000)?, seats);
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for (name, bytes) in [("categories.csv", made.categories), ("respondents.csv", made.respondents)] {
        let at = folder.join(name);
        fs::write(&at, bytes).map_err(|error| format!("{}: {error}", at.display()))?;
    }
    Ok(())
}

#[expect(clippy::print_stderr, reason = "this is the program's only way to say what went wrong")]
fn complain(message: &str) {
    eprintln!("{message}");
}
