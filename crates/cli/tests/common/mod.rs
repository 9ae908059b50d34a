//! What all tests of the command need: running it, packages to run it on, the corpus, and partner programs.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use serde_json::Value;
use tempfile::TempDir;

/// The time that tests put into catalogs.
pub(crate) const TIME: &str = "2026-01-31T12:00:00Z";
/// A time at which every certificate and time stamp of the corpus that is valid at all is in the past.
pub(crate) const CORPUS_TIME: &str = "2026-11-22";

/// How a run of the command ended.
pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    shown: String,
}

impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\nexit {}\n{}{}", self.shown, self.status, self.stdout, self.stderr)
    }
}

impl Ran {
    /// The same run, which has to have ended with this exit status.
    #[track_caller]
    pub(crate) fn exits(self, status: i32) -> Self {
        assert_eq!(self.status, status, "{self}");
        self
    }

    #[track_caller]
    pub(crate) fn good(self) -> Self {
        self.exits(0)
    }

    /// Ended with this status and exactly one line on standard error, which is `catseal: error: …`; gives the line.
    #[track_caller]
    pub(crate) fn refuses(self, status: i32) -> String {
        let ran = self.exits(status);
        let lines: Vec<&str> = ran.stderr.lines().collect();
        assert!(matches!(lines.as_slice(), [line] if line.starts_with("catseal: error: ")), "{ran}");
        assert_eq!(ran.stdout, "", "{ran}");
        ran.stderr
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self}"))
    }
}

/// The command, with nothing of the machine's settings that could change what it says.
pub(crate) fn catseal() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_catseal"));
    for name in ["SOURCE_DATE_EPOCH", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "RUST_BACKTRACE"] {
        command.env_remove(name);
    }
    command
}

/// Runs a command to its end. A death by signal or a panic is a failure of the test, whatever was expected.
#[track_caller]
pub(crate) fn finish(command: &mut Command) -> Ran {
    let shown = format!("{command:?}");
    let output = command.stdin(Stdio::null()).output().unwrap_or_else(|error| panic!("{shown}: {error}"));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    let Some(status) = output.status.code() else { panic!("{shown} died: {}\n{stderr}", output.status) };
    assert!(status != 101 && !stderr.contains("panicked at"), "{shown} panicked:\n{stderr}");
    Ran { status, stdout, stderr, shown }
}

/// Runs `catseal` with these arguments.
#[track_caller]
pub(crate) fn run<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>) -> Ran {
    finish(catseal().args(args))
}

/// As [`run`] with `--format json`; gives the answer, whatever the exit status.
#[track_caller]
pub(crate) fn json<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>) -> Value {
    finish(catseal().args(args).args(["--format", "json"])).json()
}

/// Arguments of all sorts (`str`, paths) in one list.
#[macro_export]
macro_rules! args {
    ($($arg:expr),* $(,)?) => { [$(std::ffi::OsString::from($arg)),*] };
}

/// A string in an answer.
#[track_caller]
pub(crate) fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_else(|| panic!("no text '{key}' in {value}"))
}

/// A list in an answer.
#[track_caller]
pub(crate) fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("no list '{key}' in {value}"))
}

/// The messages of the findings that are errors.
pub(crate) fn errors(report: &Value) -> Vec<String> {
    list(report, "findings")
        .iter()
        .filter(|finding| finding["severity"] == "error")
        .map(|f| f["message"].to_string())
        .collect()
}

pub(crate) fn testdata(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata").join(path)
}

/// Real catalogs and packages beside the project; `None`, with a line that says so, when they are not there.
pub(crate) fn corpus() -> Option<PathBuf> {
    let folder = std::env::var_os("CATSEAL_CORPUS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus"), PathBuf::from);
    match folder.canonicalize() {
        Ok(folder) if folder.join("MANIFEST.tsv").is_file() => Some(folder),
        _ => {
            println!("skipped: corpus absent");
            None
        }
    }
}

/// A table with a line of names above its columns.
pub(crate) fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap().split('\t').collect();
    lines
        .map(|line| {
            names.iter().zip(line.split('\t')).map(|(name, cell)| ((*name).to_owned(), cell.to_owned())).collect()
        })
        .collect()
}

/// Whether a partner program is there. Where `CATSEAL_REQUIRE_PARTNERS` is 1, it has to be.
pub(crate) fn partner(program: &str) -> bool {
    let found = std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()));
    if !found {
        assert!(std::env::var_os("CATSEAL_REQUIRE_PARTNERS").is_none_or(|value| value != "1"), "{program} is absent");
        println!("skipped: {program} absent");
    }
    found
}

/// Copies a folder with all below it, whatever its files allow.
pub(crate) fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_tree(&entry.path(), &target);
        } else {
            fs::write(&target, fs::read(entry.path()).unwrap()).unwrap();
        }
    }
}

/// All files below a folder, by their paths in it: what is in them, when they were written, and which they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileState {
    pub(crate) bytes: Vec<u8>,
    pub(crate) modified: SystemTime,
    pub(crate) inode: u64,
    pub(crate) mode: u32,
}

pub(crate) fn snapshot(folder: &Path) -> BTreeMap<PathBuf, FileState> {
    let mut files = BTreeMap::new();
    collect(folder, folder, &mut files);
    files
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<PathBuf, FileState>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let metadata = fs::symlink_metadata(&path).unwrap();
        if metadata.is_dir() {
            collect(root, &path, files);
            continue;
        }
        let bytes = if metadata.is_file() { fs::read(&path).unwrap() } else { Vec::new() };
        let (inode, mode) = identity(&metadata);
        let state = FileState { bytes, modified: metadata.modified().unwrap(), inode, mode };
        files.insert(path.strip_prefix(root).unwrap().to_owned(), state);
    }
}

#[cfg(unix)]
fn identity(metadata: &fs::Metadata) -> (u64, u32) {
    use std::os::unix::fs::MetadataExt as _;
    (metadata.ino(), metadata.mode())
}

#[cfg(not(unix))]
fn identity(_: &fs::Metadata) -> (u64, u32) {
    (0, 0)
}

/// A test authority, a certificate and a key in a folder of their own, which lasts as long as this value.
pub(crate) struct TestCert {
    folder: TempDir,
}

impl TestCert {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        run(args!["testcert", "--output-dir", folder.path()]).good();
        Self { folder }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn ca(&self) -> PathBuf {
        self.path("test-ca.cer")
    }

    pub(crate) fn certificate(&self) -> PathBuf {
        self.path("test-cert.pem")
    }

    pub(crate) fn key(&self) -> PathBuf {
        self.path("test-key.pem")
    }

    /// The options that have something signed with this key.
    pub(crate) fn options(&self) -> Vec<std::ffi::OsString> {
        args!["--key", self.key(), "--cert", self.certificate(), "--cert", self.ca()].to_vec()
    }

    /// Seals a package where it is.
    pub(crate) fn seal(&self, package: &Path) -> Ran {
        finish(catseal().args(args!["seal", package, "--time", TIME]).args(self.options()))
    }

    /// The arguments that verify something against this authority alone.
    pub(crate) fn pinned(&self, target: &Path) -> Vec<std::ffi::OsString> {
        args!["verify", target, "--policy", "pinned", "--roots", self.ca()].to_vec()
    }
}

/// A folder with these files.
pub(crate) fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// A copy of a package from `testdata/packages`.
pub(crate) fn package(name: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy_tree(&testdata("packages").join(name), folder.path());
    folder
}

/// A package with a file of each kind, as small as they come: `tiny.inf`, `tiny.sys` (signed PE), `tiny.cab`, `tiny.txt`.
pub(crate) fn tiny_package() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("tiny.inf"), TINY_INF).unwrap();
    let copy = |from: &str, to: &str| fs::write(folder.path().join(to), fs::read(testdata(from)).unwrap()).unwrap();
    copy("pe/certificate-table-pe32plus.sys", "tiny.sys");
    copy("packages/lynx-multi/common/lynxdata.cab", "tiny.cab");
    copy("packages/lynx-multi/common/text/lynx.txt", "tiny.txt");
    folder
}

const TINY_INF: &str = "\
[Version]
Signature=\"$WINDOWS NT$\"
Class=System
ClassGuid={4d36e97d-e325-11ce-bfc1-08002be10318}
Provider=%M%
CatalogFile=tiny.cat
DriverVer=01/31/2026,1.0.0.0
[Manufacturer]
%M%=Tiny,NTamd64.10.0...16299
[Tiny.NTamd64.10.0...16299]
%M%=Install,USB\\VID_FE44&PID_0001
[Install.NT]
CopyFiles=All
[All]
tiny.sys
tiny.cab
tiny.txt
[SourceDisksNames]
1=%M%
[SourceDisksFiles]
tiny.sys=1
tiny.cab=1
tiny.txt=1
[DestinationDirs]
DefaultDestDir=13
[Strings]
M=\"Tiny\"
";
