//! What reading a hostile file costs: a process of its own for each, since only a whole process can be measured.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "all of this is test code")]

#[allow(dead_code, reason = "the tests within the crate use the rest")]
#[path = "../src/xlsx/tests/made.rs"]
mod made;

use std::io::Write;
use std::process::Command;
use zhuoping_documents::wide;

/// The name of the file that a child is to read.
const FILE: &str = "ZHUOPING_HOSTILE_FILE";
const LIMIT_MIB: u64 = 256;
const LIMIT_MS: u64 = 5_000;

/// The time that this process has computed, in milliseconds: other processes of a busy machine do not count.
fn computed() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let words: Vec<_> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: u64 = [11, 12].iter().map(|at| words[*at].parse::<u64>().unwrap()).sum();
    ticks * 10
}

/// The most memory that this process has had, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Reads the file that a parent has made; without one there is nothing to do.
#[test]
fn child() {
    let Some(path) = std::env::var_os(FILE) else { return };
    let bytes = std::fs::read(path).unwrap();
    let before = computed();
    let outcome = match wide::read("表.xlsx", &bytes) {
        Ok(_) => "read".to_owned(),
        Err(errors) => errors.lines(zhuoping_criteria::Lang::Zh)[0].clone(),
    };
    println!("OUTCOME {} {} {outcome}", peak(), computed() - before);
}

#[test]
fn every_hostile_file_costs_less_than_256_mib_and_5_seconds() {
    for (name, bytes) in made::files() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&bytes).unwrap();
        drop(bytes);
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child", "--nocapture"])
            .env(FILE, file.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&child.stdout).into_owned();
        let line = said.lines().find_map(|line| line.split_once("OUTCOME ")).map(|(_, line)| line);
        let line = line.unwrap_or_else(|| panic!("{name}: {said}\n{}", String::from_utf8_lossy(&child.stderr)));
        let mut words = line.split_whitespace();
        let kib: u64 = words.next().unwrap().parse().unwrap();
        let ms: u64 = words.next().unwrap().parse().unwrap();
        println!("{name}: {} MiB, {ms} ms, {}", kib >> 10, words.collect::<Vec<_>>().join(" "));
        assert!(kib >> 10 < LIMIT_MIB, "{name} takes {} MiB", kib >> 10);
        assert!(ms < LIMIT_MS, "{name} takes {ms} ms");
    }
}
