//! A secretary's desk: an empty folder in which the built program is run, with nothing of this machine's language.
//!
//! Every answer is checked for what holds everywhere: no panic, an exit code of 0, 1 or 2, and under `--json` one
//! document on stdout and nothing else.
#![allow(dead_code, reason = "every test file uses its own part")]
#![allow(clippy::unwrap_used, reason = "all of this is test code")]

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The files of the sample cycle.
pub(crate) const SAMPLE: [&str; 6] =
    ["pool.csv", "entrants.csv", "conflicts.csv", "plan.json", "scores.csv", "rules.json"];

/// The top of the checkout.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A file of the sample cycle.
pub(crate) fn sample(name: &str) -> Vec<u8> {
    let path = root().join("fixtures/sanmenxia").join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The same as text, without a byte order mark.
pub(crate) fn sample_text(name: &str) -> String {
    String::from_utf8(sample(name)).unwrap().trim_start_matches('\u{feff}').to_owned()
}

/// The same as JSON.
pub(crate) fn sample_json(name: &str) -> Value {
    serde_json::from_slice(&sample(name)).unwrap()
}

/// A folder of its own, removed at the end.
pub(crate) struct Desk(tempfile::TempDir);

impl Desk {
    /// An empty one.
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// One with the sample's files on it.
    pub(crate) fn with_sample() -> Self {
        let desk = Self::new();
        SAMPLE.iter().for_each(|name| desk.put(name, sample(name)));
        desk
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub(crate) fn get(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub(crate) fn text(&self, name: &str) -> String {
        String::from_utf8(self.get(name)).unwrap()
    }

    pub(crate) fn json(&self, name: &str) -> Value {
        serde_json::from_slice(&self.get(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Every file below a folder, by its path from there.
    pub(crate) fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let top = self.path(folder);
        let mut found = BTreeMap::new();
        let mut folders = vec![top.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(&top).unwrap().to_str().unwrap().replace('\\', "/");
                    found.insert(name, fs::read(&path).unwrap());
                }
            }
        }
        found
    }

    /// Runs the program in this folder, in Chinese.
    pub(crate) fn run(&self, args: &[&str]) -> Answer {
        self.run_under("zh_CN.UTF-8", args)
    }

    /// The same in English, by the locale.
    pub(crate) fn run_english(&self, args: &[&str]) -> Answer {
        self.run_under("en_GB.UTF-8", args)
    }

    fn run_under(&self, locale: &str, args: &[&str]) -> Answer {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zhuoping"));
        command.args(args).current_dir(self.0.path());
        command.env_remove("LC_MESSAGES").env("LANG", locale).env("LC_ALL", locale);
        let answer = Answer::of(args, &command.output().unwrap());
        if args.contains(&"--json") && !args.contains(&"--help") {
            answer.json();
        }
        answer
    }

    /// Runs a Python script of the checkout in this folder; the exit code is the script's.
    ///
    /// Python is the other implementation that results are held against, so a machine without it cannot run the test.
    pub(crate) fn python(&self, script: &str, args: &[&str]) -> Answer {
        let mut command = Command::new("python3");
        command.arg("-I").arg(root().join(script)).args(args).current_dir(self.0.path()).env("PYTHONUTF8", "1");
        let output = command.output().unwrap_or_else(|error| {
            panic!("python3 does not run here ({error}); install it, as .ci/run does: {script} is the second opinion")
        });
        Answer::of(&[&[script], args].concat(), &output)
    }
}

/// What a run left behind.
pub(crate) struct Answer {
    /// What was asked, for messages.
    asked: String,
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Answer {
    fn of(args: &[&str], output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("all output is UTF-8");
        let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
        let code = output.status.code().expect("nothing kills it");
        let answer = Self { asked: args.join(" "), code, stdout, stderr };
        assert!(!answer.stderr.contains("panicked"), "{answer}");
        assert!(!answer.stderr.contains("Traceback"), "{answer}");
        assert!((0..=2).contains(&answer.code), "{answer}");
        answer
    }

    /// Demands an exit code.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self}");
        self
    }

    /// The one JSON document on stdout.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("stdout is not one document: {error}\n{self}"))
    }

    /// Demands a text in what is shown to people.
    #[track_caller]
    pub(crate) fn says(&self, text: &str) {
        assert!(self.stdout.contains(text) || self.stderr.contains(text), "nothing says {text:?}\n{self}");
    }

    /// The complaints of a refused run under `--json`, in the form of `interface.md`: each has `file`, `message` and
    /// `expected`, keys that do not apply are left out, and nothing is null or empty.
    #[track_caller]
    pub(crate) fn complaints(&self) -> Vec<Value> {
        assert_eq!(self.code, 2, "{self}");
        let document = self.json();
        assert_eq!(document.as_object().unwrap().keys().collect::<Vec<_>>(), ["errors"], "{self}");
        let errors = document["errors"].as_array().unwrap().clone();
        assert!(!errors.is_empty(), "{self}");
        for error in &errors {
            for (key, value) in error.as_object().unwrap() {
                match key.as_str() {
                    "row" => assert!(value.as_u64().is_some_and(|row| row > 0), "{error}"),
                    "file" | "sheet" | "column" | "value" | "expected" | "message" => {
                        assert!(value.as_str().is_some_and(|text| !text.is_empty()), "{key} of {error}");
                    }
                    _ => panic!("{key} is no key of a complaint: {error}"),
                }
            }
            assert!(error.get("file").is_some() && error.get("message").is_some(), "{error}");
        }
        errors
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { asked, code, stdout, stderr } = self;
        write!(f, "{asked}\n  exit {code}\n--- stdout\n{stdout}\n--- stderr\n{stderr}")
    }
}
