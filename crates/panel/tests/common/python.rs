//! The other implementation: `docs/verify_draw.py` run over many records in one process.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Reads one record a line, in hex, with the sealed file behind a space where there is one; answers with the numbers of
/// the checks that fail.
const LOOP: &str = r#"
import sys, importlib.util
spec = importlib.util.spec_from_file_location("verify_draw", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
for line in sys.stdin:
    report = module.Record(*map(bytes.fromhex, line.split())).verify()
    failed = [check["number"] for check in report["checks"] if not check["ok"]]
    assert report["valid"] == (not failed) and len(report["checks"]) in (11, 13)
    print(*failed, sep=" ")
"#;

/// The checks that the Python verifier finds failing, record by record; `None` where there is no Python.
pub(crate) fn failing_checks(records: &[(Vec<u8>, Option<Vec<u8>>)]) -> Option<Vec<Vec<u8>>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/verify_draw.py");
    let mut child = Command::new("python3")
        .args(["-I", "-c", LOOP])
        .arg(&script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .inspect_err(|error| eprintln!("skipped: python3 does not run here ({error})"))
        .ok()?;
    let lines: Vec<String> = records
        .iter()
        .map(|(record, sealed)| match sealed {
            Some(sealed) => format!("{} {}\n", hex(record), hex(sealed)),
            None => format!("{}\n", hex(record)),
        })
        .collect();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || lines.iter().try_for_each(|line| stdin.write_all(line.as_bytes())));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().expect("the Python verifier reads all records");
    assert!(output.status.success(), "the Python verifier may fail a record, but may not fail itself");
    let text = String::from_utf8(output.stdout).unwrap();
    let numbers = |line: &str| line.split_whitespace().map(|number| number.parse().unwrap()).collect();
    let answers: Vec<Vec<u8>> = text.lines().map(numbers).collect();
    assert_eq!(answers.len(), records.len());
    Some(answers)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
