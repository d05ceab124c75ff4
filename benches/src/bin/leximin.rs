//! The fairest lottery on a folder with `categories.csv` and `respondents.csv`, timed: one JSON object on standard output.
//! `benches/peers/peers_leximin.py` runs it beside another program.
//!
//! `leximin FOLDER SEATS [--employer-max M] [--size N] [--steps]`
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this program's output is its standard output")]
#![allow(clippy::disallowed_methods, reason = "it measures time")]

use num_rational::Ratio;
use num_traits::ToPrimitive;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;
use zhuoping_benches::leximin::{EMPLOYER, EmployerLimit, read_instance};
use zhuoping_panel::lottery::{FairLottery, Instance, ListSize, fairest};

fn main() -> ExitCode {
    match run(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &[String]) -> Result<String, String> {
    let [folder, seats, options @ ..] = arguments else { return Err("leximin FOLDER SEATS [options]".into()) };
    let seats: u16 = seats.parse().map_err(|_| format!("not a number of seats: {seats}"))?;
    let option = |name: &str| options.iter().position(|option| option == name).and_then(|at| options.get(at + 1));
    let number = |name: &str| option(name).map(|text| text.parse::<u16>().map_err(|_| format!("{name} {text}")));
    let max = number("--employer-max").transpose()?;
    let size = match number("--size").transpose()? {
        Some(size) => ListSize::Exactly(size.into()),
        None => ListSize::Smallest { tolerance: Ratio::new(1, 1000), most: 5000 },
    };
    let steps = options.iter().any(|option| option == "--steps");
    let read =
        |name: &str| std::fs::read(Path::new(folder).join(name)).map_err(|error| format!("{folder}/{name}: {error}"));
    let limit = max.map(|max| EmployerLimit { column: EMPLOYER, max });
    let instance = read_instance(&read("categories.csv")?, &read("respondents.csv")?, seats, limit)?;
    let start = Instant::now();
    let lottery = fairest(&instance, &size, &mut |progress| {
        if steps {
            eprintln!("{:8.3} s {progress:?}", start.elapsed().as_secs_f64());
        }
    })
    .map_err(|error| error.to_string())?;
    let seconds = start.elapsed().as_secs_f64();
    let start = Instant::now();
    lottery.check(&instance).and_then(|()| lottery.check_listed(&instance)).map_err(|error| error.to_string())?;
    Ok(line(&instance, &lottery, [seconds, start.elapsed().as_secs_f64()]))
}

/// The figures; `seconds` are those of the search with certificate and list, and of checking all of it.
fn line(instance: &Instance, lottery: &FairLottery, seconds: [f64; 2]) -> String {
    let exact = lottery.chances();
    let smallest = exact.iter().min().map(|chance| format!("{}/{}", chance.numer(), chance.denom()));
    let mut chances: Vec<f64> = exact.iter().map(|chance| chance.to_f64().unwrap_or(f64::NAN)).collect();
    chances.sort_by(f64::total_cmp);
    let n = chances.len() as f64;
    let weighted: f64 = chances.iter().zip(0_u32..).map(|(p, i)| (2.0 * f64::from(i) - n + 1.0) * p).sum();
    let gini = weighted / (n * chances.iter().sum::<f64>());
    format!(
        r#"{{"seconds": {}, "certificate_seconds": {}, "rss_mb": {}, "types": {}, "panels": {}, "stages": {}, "smallest": "{}", "gini": {gini}, "listed": {}, "watched": {}, "experts": {}}}"#,
        seconds[0],
        seconds[1],
        peak_megabytes(),
        lottery.types.len(),
        lottery.exact.len(),
        lottery.stages.len(),
        smallest.unwrap_or_default(),
        lottery.listed.len(),
        lottery.caps.len(),
        instance.experts.len(),
    )
}

/// The most memory this process has held, where the system says so; else 0.
fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}
