//! PDF by an installed LibreOffice.
//!
//! Papers are .docx; a PDF of them needs a word processor, and the one that can be asked without a window is LibreOffice.
//! It is looked for, never needed: without it papers stay .docx and a sentence says so. It runs with a profile of its own
//! in a folder of its own, so that neither an open window nor a user's settings have a say, and is ended after
//! [`TIME_LIMIT`]. Either every document becomes a PDF or none does.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use zhuoping_criteria::Bilingual;

/// How long one conversion may take, with all its documents.
pub const TIME_LIMIT: Duration = Duration::from_secs(120);
/// How often it is looked after.
const STEP: Duration = Duration::from_millis(50);

/// An installed LibreOffice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    program: PathBuf,
}

/// Why there is no PDF.
#[derive(Debug)]
pub enum OfficeError {
    /// LibreOffice, or the folder it works in, could not be used.
    Io(io::Error),
    /// It was not done within the time limit.
    TooSlow(Duration),
    /// It ended without a PDF of the document with this place in the list, from 0.
    NoPdf(usize),
}

impl OfficeError {
    /// What happened, and what would help.
    pub fn words(&self) -> Bilingual {
        match self {
            Self::Io(error) => Bilingual::new(
                format!("LibreOffice 无法运行（{error}），没有写 PDF；.docx 可以在 Word 或 WPS 中另存为 PDF"),
                format!("LibreOffice cannot be run ({error}); no PDF was written; Word and WPS save a .docx as PDF"),
            ),
            Self::TooSlow(limit) => Bilingual::new(
                format!("LibreOffice 在 {} 秒内没有完成，已中止，没有写 PDF", limit.as_secs()),
                format!("LibreOffice was not done after {} s and was ended; no PDF was written", limit.as_secs()),
            ),
            Self::NoPdf(_) => Bilingual::new(
                "LibreOffice 没有转换成功，没有写 PDF；.docx 可以在 Word 或 WPS 中另存为 PDF",
                "LibreOffice did not convert the papers; no PDF was written; Word and WPS save a .docx as PDF",
            ),
        }
    }
}

impl From<io::Error> for OfficeError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// The sentence for a machine without LibreOffice.
pub fn absent() -> Bilingual {
    Bilingual::new(
        "本机没有找到 LibreOffice，所以只写 .docx；需要 PDF 时，可在 Word 或 WPS 中另存为 PDF，或装上 LibreOffice 再来一遍",
        "no LibreOffice was found on this machine, so papers are .docx only; Word and WPS save them as PDF, or install LibreOffice and repeat",
    )
}

impl Office {
    /// The LibreOffice of this machine: in `PATH` first, then in the places where its installers put it.
    pub fn find() -> Option<Self> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        Self::find_in(&path, &usual_places())
    }

    fn find_in(path: &OsStr, places: &[PathBuf]) -> Option<Self> {
        // On Windows only the .com waits until the work is done.
        let names: &[&str] = if cfg!(windows) { &["soffice.com", "soffice.exe"] } else { &["soffice", "libreoffice"] };
        let in_path = std::env::split_paths(path).flat_map(|folder| names.iter().map(move |name| folder.join(name)));
        in_path.chain(places.iter().cloned()).find(|program| program.is_file()).map(|program| Self { program })
    }

    /// The PDF of every document (.docx), in their order.
    ///
    /// # Errors
    /// [`OfficeError`], when one document has become no PDF, or LibreOffice did not run or end.
    pub fn pdfs(&self, documents: &[Vec<u8>]) -> Result<Vec<Vec<u8>>, OfficeError> {
        self.pdfs_within(documents, TIME_LIMIT)
    }

    fn pdfs_within(&self, documents: &[Vec<u8>], limit: Duration) -> Result<Vec<Vec<u8>>, OfficeError> {
        if documents.is_empty() {
            return Ok(Vec::new());
        }
        let folder = tempfile::tempdir()?;
        let place = |at: usize, ending: &str| folder.path().join(format!("{at}.{ending}"));
        for (at, document) in documents.iter().enumerate() {
            fs::write(place(at, "docx"), document)?;
        }
        let mut command = Command::new(&self.program);
        command
            .arg(format!("-env:UserInstallation={}", file_url(&folder.path().join("profile"))))
            .args(["--headless", "--norestore", "--convert-to", "pdf:writer_pdf_Export", "--outdir"])
            .arg(folder.path())
            .args((0..documents.len()).map(|at| place(at, "docx")))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        run(command, limit)?;
        let pdf = |at| fs::read(place(at, "pdf")).ok().filter(|bytes| bytes.starts_with(b"%PDF"));
        (0..documents.len()).map(|at| pdf(at).ok_or(OfficeError::NoPdf(at))).collect()
    }
}

/// Where installers put LibreOffice when they do not put it into `PATH`.
fn usual_places() -> Vec<PathBuf> {
    if cfg!(windows) {
        let roots = ["ProgramFiles", "ProgramFiles(x86)"].into_iter().filter_map(std::env::var_os);
        return roots.map(|root| Path::new(&root).join(r"LibreOffice\program\soffice.com")).collect();
    }
    let mut places: Vec<PathBuf> = [
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
        "/usr/lib/libreoffice/program/soffice",
        "/usr/lib64/libreoffice/program/soffice",
        "/snap/bin/libreoffice",
    ]
    .map(PathBuf::from)
    .to_vec();
    // The project's own packages go to /opt/libreoffice24.8; the newest comes first.
    let mut own: Vec<PathBuf> =
        fs::read_dir("/opt").into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    own.retain(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("libreoffice")));
    own.sort();
    places.extend(own.into_iter().rev().map(|folder| folder.join("program/soffice")));
    places
}

/// Runs a command to its end, or ends it with everything it started.
fn run(mut command: Command, limit: Duration) -> Result<(), OfficeError> {
    // The program is a script that starts others; a group of their own can be ended as one.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn()?;
    let mut waited = Duration::ZERO;
    while child.try_wait()?.is_none() {
        if waited >= limit {
            end(&mut child);
            return Err(OfficeError::TooSlow(limit));
        }
        std::thread::sleep(STEP);
        waited += STEP;
    }
    Ok(())
}

fn end(child: &mut Child) {
    let id = child.id();
    let mut killer = if cfg!(windows) { Command::new("taskkill") } else { Command::new("kill") };
    if cfg!(windows) {
        killer.args(["/T", "/F", "/PID", &id.to_string()]);
    } else {
        killer.args(["-KILL", "--", &format!("-{id}")]);
    }
    // Whatever of this fails, the process itself is ended and waited for.
    let _ = killer.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let _ = child.kill();
    let _ = child.wait();
}

/// A path as LibreOffice wants it: `file:///C:/Users/%E7%8E%8B/...`.
fn file_url(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    let root = if text.starts_with('/') { "file://" } else { "file:///" };
    let encoded = text.bytes().map(|byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b':' | b'.' | b'-' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        other => format!("%{other:02X}"),
    });
    std::iter::once(root.to_owned()).chain(encoded).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_addresses() {
        assert_eq!(file_url(Path::new("/tmp/a b/王")), "file:///tmp/a%20b/%E7%8E%8B");
        assert_eq!(file_url(Path::new(r"C:\Users\x")), "file:///C:/Users/x");
    }

    #[test]
    fn a_machine_without_it_has_none() {
        let empty = tempfile::tempdir().unwrap();
        assert_eq!(Office::find_in(empty.path().as_os_str(), &[empty.path().join("soffice")]), None);
    }

    #[cfg(unix)]
    mod with_a_script {
        use super::*;
        use std::os::unix::fs::PermissionsExt;

        /// A stand-in for LibreOffice; `$out` is the folder for its results.
        fn office(folder: &Path, script: &str) -> Office {
            let program = folder.join("soffice");
            let text = format!("#!/bin/sh\nwhile [ \"$1\" != --outdir ]; do shift; done; out=$2; shift 2\n{script}\n");
            fs::write(&program, text).unwrap();
            fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
            Office::find_in(folder.as_os_str(), &[]).unwrap()
        }

        #[test]
        fn every_document_comes_back_in_its_order() {
            let folder = tempfile::tempdir().unwrap();
            let office = office(folder.path(), "for f; do { printf %%PDF; cat \"$f\"; } >\"${f%.docx}.pdf\"; done");
            let documents: Vec<Vec<u8>> = (0..12).map(|n| format!("{n}").into_bytes()).collect();
            let pdfs = office.pdfs(&documents).unwrap();
            let expected: Vec<Vec<u8>> =
                documents.iter().map(|document| [b"%PDF", document.as_slice()].concat()).collect();
            assert_eq!(pdfs, expected);
            assert_eq!(office.pdfs(&[]).unwrap(), Vec::<Vec<u8>>::new());
        }

        #[test]
        fn a_document_that_is_not_converted_leaves_none() {
            let folder = tempfile::tempdir().unwrap();
            let office = office(folder.path(), "printf %%PDF >\"$out/0.pdf\"; printf junk >\"$out/1.pdf\"");
            let error = office.pdfs(&[Vec::new(), Vec::new()]).unwrap_err();
            assert!(matches!(error, OfficeError::NoPdf(1)), "{error:?}");
        }

        #[test]
        fn what_hangs_is_ended_with_everything_it_started() {
            let folder = tempfile::tempdir().unwrap();
            let id = folder.path().join("id");
            let office = office(folder.path(), &format!("sleep 600 & echo $! >'{}'; wait", id.display()));
            let error = office.pdfs_within(&[Vec::new()], Duration::from_secs(1)).unwrap_err();
            assert!(matches!(error, OfficeError::TooSlow(_)), "{error:?}");
            let id = fs::read_to_string(id).unwrap();
            // Ended children of the stand-in may wait to be collected, which `ps` calls Z.
            let state = Command::new("ps").args(["-o", "stat=", "-p", id.trim()]).output().unwrap();
            let state = String::from_utf8(state.stdout).unwrap();
            assert!(state.trim().is_empty() || state.trim().starts_with('Z'), "{state}");
        }
    }

    #[test]
    fn an_installed_libreoffice_makes_a_pdf_of_a_paper() {
        // Where there is none, `a_machine_without_it_has_none` is the case that holds.
        let Some(office) = Office::find() else { return };
        let text = "---\n名称: 样张\n英文: specimen\n依据: 第十六条\n---\n# 题名\n\n<!-- 分页 -->\n\n段落\n";
        let template = zhuoping_documents::papers::Template::parse("t.md", text).unwrap();
        let paper = template.render(&serde_json::Value::Null, &Default::default()).unwrap();
        let pdfs = office.pdfs(&[paper.docx(), paper.docx()]).unwrap();
        assert_eq!(pdfs.len(), 2);
        assert!(pdfs.iter().all(|pdf| pdf.windows(8).any(|window| window == b"/Count 2")), "two pages each");
    }
}
