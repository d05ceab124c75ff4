//! The only code that touches the disk: reads with a limit, and writes whole files or none.

use crate::refusal::Refusal;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use zhuoping_criteria::Bilingual;
use zhuoping_documents::MAX_FILE_BYTES;
use zhuoping_provenance::Input;

/// A file that was read.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// The file's name without its folder, for messages and provenance.
    pub(crate) name: String,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
}

impl Source {
    /// Bytes that come with the program.
    pub(crate) fn embedded(name: &str, bytes: &[u8]) -> Self {
        Self { name: name.into(), bytes: bytes.to_vec() }
    }

    /// The file as an input of a result.
    pub(crate) fn input(&self) -> Input {
        Input::of(&self.name, &self.bytes)
    }
}

/// The last part of a path, as messages show it.
pub(crate) fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// Reads a file of at most [`MAX_FILE_BYTES`].
///
/// # Errors
/// [`Refusal::Bad`] when it cannot be opened, is a folder, or is too large.
pub(crate) fn read(path: &Path) -> Result<Source, Refusal> {
    let name = name_of(path);
    let mut bytes = Vec::new();
    let limit = MAX_FILE_BYTES as u64 + 1;
    File::open(path)
        .and_then(|file| file.take(limit).read_to_end(&mut bytes))
        .map_err(|error| cannot(&name, "无法读取", "cannot be read", &error))?;
    if bytes.len() > MAX_FILE_BYTES {
        let mib = MAX_FILE_BYTES >> 20;
        return Err(Refusal::bad(
            &name,
            Bilingual::new("文件过大", "the file is too large"),
            Bilingual::new(format!("不超过 {mib} MiB"), format!("at most {mib} MiB")),
        ));
    }
    Ok(Source { name, bytes })
}

/// The files of a folder whose names end in `suffix`, in order of name.
///
/// # Errors
/// [`Refusal::Bad`] when the folder cannot be read.
pub(crate) fn list(folder: &Path, suffix: &str) -> Result<Vec<PathBuf>, Refusal> {
    let entries: io::Result<Vec<PathBuf>> =
        fs::read_dir(folder).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
    let mut found =
        entries.map_err(|error| cannot(&folder.display().to_string(), "无法读取", "cannot be read", &error))?;
    found.retain(|path| name_of(path).ends_with(suffix));
    found.sort();
    Ok(found)
}

/// What went wrong with a file, in words; the system's own text is English everywhere and comes last.
fn cannot(name: &str, zh: &str, en: &str, error: &io::Error) -> Refusal {
    let (why_zh, why_en) = match error.kind() {
        io::ErrorKind::NotFound => ("没有这个文件或文件夹", "no such file or folder"),
        io::ErrorKind::PermissionDenied => ("没有权限", "permission denied"),
        io::ErrorKind::IsADirectory => ("这是文件夹", "it is a folder"),
        io::ErrorKind::NotADirectory => ("路径中有一段不是文件夹", "a part of the path is not a folder"),
        io::ErrorKind::StorageFull => ("磁盘已满", "the disk is full"),
        _ => ("系统报告错误", "the system reports an error"),
    };
    Refusal::bad(
        name,
        Bilingual::new(format!("{zh}：{why_zh}（{error}）"), format!("{en}: {why_en} ({error})")),
        Bilingual::new("可访问的文件", "a file that can be accessed"),
    )
}

/// Files to write together: all of them, or none.
#[derive(Debug, Default)]
pub(crate) struct Outputs {
    files: Vec<(PathBuf, Vec<u8>)>,
    /// Those among them that only their keeper may read, whatever they are called.
    secret: BTreeSet<PathBuf>,
}

impl Outputs {
    /// Nothing yet.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds a file by its path below the folder.
    pub(crate) fn add(&mut self, path: impl Into<PathBuf>, bytes: impl Into<Vec<u8>>) {
        self.files.push((path.into(), bytes.into()));
    }

    /// Adds a file that only its keeper may read, under a name of somebody's choice.
    pub(crate) fn add_secret(&mut self, path: impl Into<PathBuf>, bytes: impl Into<Vec<u8>>) {
        let path = path.into();
        self.secret.insert(path.clone());
        self.add(path, bytes);
    }

    /// Adds every file of `other` below a folder.
    pub(crate) fn add_under(&mut self, folder: &str, other: Self) {
        self.secret.extend(other.secret.into_iter().map(|path| Path::new(folder).join(path)));
        self.files.extend(other.files.into_iter().map(|(path, bytes)| (Path::new(folder).join(path), bytes)));
    }

    /// Takes a file out again; empty when there is none.
    pub(crate) fn take(&mut self, path: &str) -> Vec<u8> {
        let at = self.files.iter().position(|(known, _)| known == Path::new(path));
        at.map_or_else(Vec::new, |at| self.files.remove(at).1)
    }

    /// The paths in the order they were added.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(|(path, _)| path.as_path())
    }

    /// Writes every file below `folder`: first all of them beside their places, then one rename each. A failure before the
    /// renames leaves nothing behind, also none of the folders it made.
    ///
    /// # Errors
    /// [`Refusal::Bad`] when a file exists and `force` is not given, or when the system refuses.
    pub(crate) fn write(&self, folder: &Path, force: bool) -> Result<(), Refusal> {
        if !force && let Some(existing) = self.paths().map(|path| folder.join(path)).find(|path| path.exists()) {
            return Err(Refusal::bad(
                &existing.display().to_string(),
                Bilingual::new("文件已存在，没有改动任何文件", "the file exists; nothing was changed"),
                Bilingual::new("另选位置，或加 --force 覆盖", "another place, or --force to overwrite"),
            ));
        }
        let mut made = NewFolders::default();
        let staged = self.stage(folder, &mut made);
        let staged =
            staged.map_err(|error| cannot(&folder.display().to_string(), "无法写入", "cannot be written", &error))?;
        for (file, path) in staged {
            file.persist(&path)
                .map_err(|error| cannot(&path.display().to_string(), "无法写入", "cannot be written", &error.error))?;
        }
        made.keep();
        Ok(())
    }

    fn stage(&self, folder: &Path, made: &mut NewFolders) -> io::Result<Vec<(tempfile::NamedTempFile, PathBuf)>> {
        let mut staged = Vec::with_capacity(self.files.len());
        for (name, bytes) in &self.files {
            let path = folder.join(name);
            let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
            made.create(parent)?;
            let mut file = staging(&path, self.secret.contains(name)).tempfile_in(parent)?;
            file.write_all(bytes)?;
            file.as_file().sync_all()?;
            staged.push((file, path));
        }
        Ok(staged)
    }
}

/// What only its keeper may read: files whose names end like this. The others are for everybody the system lets in.
const SECRET: [&str; 4] = [".reveal.json", ".reserves.json", "reserve-key.json", "names.json"];

#[cfg_attr(not(unix), allow(unused_variables, reason = "file modes are the system's on Windows"))]
fn staging(path: &Path, secret: bool) -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".zhuoping-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let name = name_of(path);
        let secret = secret || SECRET.iter().any(|end| name.ends_with(end));
        builder.permissions(fs::Permissions::from_mode(if secret { 0o600 } else { 0o666 }));
    }
    builder
}

/// Folders made on the way; they are removed again unless kept.
#[derive(Default)]
struct NewFolders(Vec<PathBuf>);

impl NewFolders {
    fn create(&mut self, folder: &Path) -> io::Result<()> {
        let missing: Vec<_> =
            folder.ancestors().take_while(|path| !path.as_os_str().is_empty() && !path.exists()).collect();
        for path in missing.into_iter().rev() {
            fs::create_dir(path)?;
            self.0.push(path.to_owned());
        }
        Ok(())
    }

    fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for NewFolders {
    fn drop(&mut self) {
        // Innermost first; a folder that somebody else put a file into stays, and that is right.
        for folder in self.0.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outputs(names: &[&str]) -> Outputs {
        let mut outputs = Outputs::new();
        names.iter().for_each(|name| outputs.add(*name, name.as_bytes()));
        outputs
    }

    #[test]
    fn files_are_written_below_new_folders() {
        let dir = tempfile::tempdir().unwrap();
        outputs(&["a.txt", "charts/b.svg"]).write(&dir.path().join("x/y"), false).unwrap();
        assert_eq!(fs::read(dir.path().join("x/y/charts/b.svg")).unwrap(), b"charts/b.svg");
        assert_eq!(fs::read_dir(dir.path().join("x/y")).unwrap().count(), 2, "no temporary file stays");
    }

    #[test]
    fn an_existing_file_stops_everything_unless_forced() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("b"), "old").unwrap();
        assert!(outputs(&["a", "b"]).write(dir.path(), false).is_err());
        assert!(!dir.path().join("a").exists());
        outputs(&["a", "b"]).write(dir.path(), true).unwrap();
        assert_eq!(fs::read(dir.path().join("b")).unwrap(), b"b");
    }

    #[test]
    fn a_failure_leaves_no_file_and_no_folder() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("file"), "").unwrap();
        assert!(outputs(&["new/a", "file/b"]).write(dir.path(), false).is_err());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
