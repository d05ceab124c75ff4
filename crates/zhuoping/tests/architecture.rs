//! The shape of the workspace, held to `docs/ARCHITECTURE.md`: arrows point inward, and the top level stays tidy.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What each crate may depend on at run time, besides crates from elsewhere. Inner crates come first; a crate that is
/// not listed may not exist.
const ARROWS: [(&str, &[&str]); 9] = [
    ("zhuoping-provenance", &[]),
    ("zhuoping-criteria", &["zhuoping-provenance"]),
    ("zhuoping-panel", &["zhuoping-provenance"]),
    ("zhuoping-ratings", &["zhuoping-provenance", "zhuoping-criteria"]),
    // Charts take view models of their own; the design would let them see panel and ratings, and they need not.
    ("zhuoping-charts", &[]),
    ("zhuoping-documents", &["zhuoping-provenance", "zhuoping-criteria", "zhuoping-panel", "zhuoping-ratings"]),
    (
        "zhuoping",
        &[
            "zhuoping-provenance",
            "zhuoping-criteria",
            "zhuoping-panel",
            "zhuoping-ratings",
            "zhuoping-charts",
            "zhuoping-documents",
        ],
    ),
    // Outside of everything: they make inputs and measure.
    ("zhuoping-generator", &["zhuoping-provenance", "zhuoping-criteria"]),
    ("zhuoping-benches", &["zhuoping-criteria", "zhuoping-generator", "zhuoping-panel"]),
];

/// Crates that open files, sockets or clocks, or print: for the rim only.
const RIM_ONLY: [&str; 6] = ["clap", "indicatif", "tempfile", "rand", "maud", "plotters-bitmap"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .expect("cargo runs: it runs this test");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON")
}

/// Run-time dependencies of every workspace crate, by name.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().expect("a list of packages");
    let of = |package: &Value| {
        let all = package["dependencies"].as_array().expect("a list of dependencies").iter();
        all.filter(|d| d["kind"].is_null()).map(|d| d["name"].as_str().expect("a name").to_owned()).collect()
    };
    packages.iter().map(|p| (p["name"].as_str().expect("a name").to_owned(), of(p))).collect()
}

#[test]
fn arrows_point_inward() {
    let found = dependencies();
    let allowed: BTreeMap<_, _> = ARROWS.into_iter().collect();
    assert_eq!(found.keys().map(String::as_str).collect::<BTreeSet<_>>(), allowed.keys().copied().collect());
    for (name, dependencies) in &found {
        for dependency in dependencies.iter().filter(|d| d.starts_with("zhuoping")) {
            assert!(allowed[name.as_str()].contains(&dependency.as_str()), "{name} may not depend on {dependency}");
        }
    }
}

#[test]
fn the_list_of_arrows_has_no_cycle() {
    let mut inner = BTreeSet::new();
    for (name, targets) in ARROWS {
        assert!(targets.iter().all(|target| inner.contains(target)), "{name} points at a crate that is not further in");
        inner.insert(name);
    }
}

#[test]
fn engines_have_no_dependency_of_the_rim() {
    for (name, dependencies) in dependencies() {
        if !["zhuoping", "zhuoping-benches", "zhuoping-generator"].contains(&name.as_str()) {
            let wrong: Vec<_> = dependencies.iter().filter(|d| RIM_ONLY.contains(&d.as_str())).collect();
            assert!(wrong.is_empty(), "{name} depends on {wrong:?}");
        }
    }
}

/// An engine takes values and returns values. What would break that is named in its source.
#[test]
fn engines_open_no_file_and_read_no_clock() {
    const FORBIDDEN: [&str; 9] = [
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "std::time",
        "println!",
        "eprintln!",
        "SystemTime",
        "Instant::",
    ];
    let mut files = 0;
    for name in ["provenance", "criteria", "panel", "ratings", "charts", "documents"] {
        for file in sources(&root().join("crates").join(name).join("src")) {
            let text = std::fs::read_to_string(&file).expect("a source file is readable");
            let code = text.split("#[cfg(test)]").next().expect("a first part");
            for word in FORBIDDEN {
                assert!(!code.contains(word), "{} uses {word}", file.display());
            }
            files += 1;
        }
    }
    assert!(files > 30, "only {files} files were looked at");
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a source folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

#[test]
fn the_top_level_holds_only_what_the_design_lists() {
    const ALLOWED: [&str; 11] = [
        "Cargo.toml",
        "Cargo.lock",
        "README.md",
        "CHANGELOG.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "crates",
        "criteria",
        "fixtures",
        "benches",
        "docs",
    ];
    for entry in std::fs::read_dir(root()).expect("the checkout") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        // `target` and demo results are ignored by git.
        let known = ALLOWED.contains(&name.as_str()) || name.starts_with('.') || name == "target";
        assert!(known || name.starts_with("zhuoping-demo"), "{name} does not belong to the top level");
    }
}
