//! The rule: what is submitted is never altered. Bytes, sizes, times and identities of all files are what they were.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at what goes wrong")]

mod common;

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use common::{FileState, TIME, TestCert, catseal, finish, list, package, partner, run, snapshot, text, tiny_package};
use tempfile::TempDir;

const PACKAGES: [&str; 4] = ["ferret64", "lynx-multi", "stoat-extension", "vole-legacy"];

/// A package whose files were all last written on a day long ago, so that a touch would show.
fn old_package(name: &str) -> TempDir {
    let package = package(name);
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    for path in snapshot(package.path()).into_keys() {
        OpenOptions::new().write(true).open(package.path().join(path)).unwrap().set_modified(long_ago).unwrap();
    }
    package
}

/// What is new or other than before.
fn changes(before: &BTreeMap<PathBuf, FileState>, after: &BTreeMap<PathBuf, FileState>) -> Vec<String> {
    let gone = before.keys().filter(|path| !after.contains_key(*path)).map(|path| format!("gone {}", path.display()));
    let other = after
        .iter()
        .filter(|(path, state)| before.get(*path) != Some(state))
        .map(|(path, _)| path.display().to_string());
    gone.chain(other).collect()
}

#[test]
fn seal_adds_the_catalog_and_alters_nothing() {
    let certificate = TestCert::new();
    for name in PACKAGES {
        let package = old_package(name);
        let before = snapshot(package.path());
        let seal = [args!["seal", package.path(), "--time", TIME, "--format", "json"].to_vec(), certificate.options()]
            .concat();
        let report = run(seal).good().json();
        let after = snapshot(package.path());
        let catalog = Path::new(text(&report["catalogs"][0], "path")).file_name().unwrap().to_str().unwrap().to_owned();
        assert_eq!(changes(&before, &after), [catalog], "{name}");

        // The report says of each submitted file what it is, and that it is unchanged.
        let inputs = list(&report, "inputs");
        assert_eq!(inputs.len(), before.len(), "{name}");
        for input in inputs {
            let path = Path::new(text(input, "path"));
            assert_eq!(input["unchanged"], true);
            assert_eq!(input["size"], before[path].bytes.len());
            let digests = common::json(args!["digest", package.path().join(path)]);
            assert_eq!(input["sha256"], digests["files"][0]["flat_sha256"]);
        }
        let ran = certificate.seal(package.path()).good();
        assert!(ran.stdout.contains("every submitted file is byte for byte what it was"), "{ran}");
    }
}

#[test]
fn every_command_leaves_its_inputs_alone() {
    let certificate = TestCert::new();
    for name in PACKAGES {
        let package = old_package(name);
        certificate.seal(package.path()).good();
        let before = snapshot(package.path());
        let elsewhere = tempfile::tempdir().unwrap();
        let path = package.path();
        let catalog = before.keys().find(|path| path.extension().is_some_and(|extension| extension == "cat")).unwrap();
        let out = |name: &str| elsewhere.path().join(name);
        let commands = [
            args!["build", path, "--dry-run"].to_vec(),
            args!["build", path, "--output-dir", out("built")].to_vec(),
            args!["seal", path, "--key", "test", "--dry-run"].to_vec(),
            args!["seal", path, "--key", "test", "--output-dir", out("sealed")].to_vec(),
            args!["sign", path.join(catalog), "--key", "test", "--replace", "--output-dir", out("signed")].to_vec(),
            certificate.pinned(path),
            args!["show", path.join(catalog)].to_vec(),
            args!["digest", path.join(catalog)].to_vec(),
            args!["audit", path, "--policy", "pinned", "--roots", certificate.ca()].to_vec(),
        ];
        for command in commands {
            run(&command).good();
            assert_eq!(changes(&before, &snapshot(path)), Vec::<String>::new(), "{name}: {command:?}");
        }
        let written: Vec<PathBuf> = snapshot(elsewhere.path()).into_keys().collect();
        let expected = ["built", "sealed", "signed"].map(|folder| Path::new(folder).join(catalog));
        assert!(expected.iter().all(|path| written.contains(path)), "{written:?}");
    }
}

#[test]
fn a_package_that_is_not_fit_is_left_as_it_is() {
    let package = old_package("ferret64");
    fs::remove_file(package.path().join("ferret.sys")).unwrap();
    let before = snapshot(package.path());
    run(args!["seal", package.path(), "--key", "test"]).exits(1);
    assert_eq!(changes(&before, &snapshot(package.path())), Vec::<String>::new());
}

#[test]
fn a_package_in_a_folder_without_write_permission_is_sealed_elsewhere() {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let (package, elsewhere) = (old_package("lynx-multi"), tempfile::tempdir().unwrap());
        let set = |folder: u32, file: u32| {
            for path in snapshot(package.path()).into_keys() {
                let path = package.path().join(path);
                fs::set_permissions(path.parent().unwrap(), fs::Permissions::from_mode(folder)).unwrap();
                fs::set_permissions(&path, fs::Permissions::from_mode(file)).unwrap();
            }
        };
        set(0o555, 0o444);
        let before = snapshot(package.path());
        let ran = run(args!["seal", package.path(), "--key", "test", "--output-dir", elsewhere.path()]);
        let after = snapshot(package.path());
        set(0o755, 0o644);
        let ran = ran.good();
        assert_eq!(changes(&before, &after), Vec::<String>::new());
        let catalog = elsewhere.path().join("Lynx-Multi.cat");
        assert!(catalog.is_file(), "{ran}");
        run(args![
            "verify",
            package.path(),
            "--catalog",
            catalog,
            "--policy",
            "pinned",
            "--roots",
            elsewhere.path().join("catseal-test-ca.cer")
        ])
        .good();
    }
}

/// Permissions do not bind root; a file system that is mounted read-only does.
#[test]
fn a_package_on_a_read_only_file_system_is_sealed_elsewhere() {
    if !partner("unshare") {
        return;
    }
    let (package, elsewhere) = (old_package("ferret64"), tempfile::tempdir().unwrap());
    let mounted = |then: &str| {
        let script = format!("mount --bind \"$1\" \"$1\" && mount -o remount,bind,ro \"$1\" || exit 77; {then}");
        finish(Command::new("unshare").args(["-rm", "sh", "-c", &script, "sh"]).args(args![
            package.path(),
            env!("CARGO_BIN_EXE_catseal"),
            elsewhere.path()
        ]))
    };
    let probe = mounted("touch \"$1/probe\" 2>/dev/null && exit 78; exit 0");
    if probe.status != 0 {
        println!("skipped: no read-only mounts here ({})", probe.stderr.trim());
        return;
    }
    let before = snapshot(package.path());
    let inside = mounted("exec \"$2\" seal \"$1\" --key test").exits(4);
    assert!(inside.stderr.starts_with("catseal: error: cannot write "), "{inside}");
    mounted("exec \"$2\" seal \"$1\" --key test --output-dir \"$3\"").good();
    assert_eq!(changes(&before, &snapshot(package.path())), Vec::<String>::new());
    let catalog = elsewhere.path().join("ferret.cat");
    let roots = elsewhere.path().join("catseal-test-ca.cer");
    run(args!["verify", package.path(), "--catalog", catalog, "--policy", "pinned", "--roots", roots]).good();
}

/// Tells the writer to stop, also when a test fails.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Runs a command again and again while `path` is written to, until it meets a write. Gives what it said then.
#[track_caller]
fn while_written(path: &Path, mut command: impl FnMut() -> Command) -> String {
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let stop = Stop(&done);
        scope.spawn(|| {
            let mut file = OpenOptions::new().append(true).open(path).unwrap();
            while !done.load(Ordering::Relaxed) {
                file.write_all(b"more").unwrap();
                std::thread::sleep(Duration::from_millis(1));
            }
        });
        // Hashing takes longer than the pause between two writes; should it ever be that fast, there are more tries.
        let met = (0..100).map(|_| finish(&mut command())).find(|ran| ran.status != 0);
        drop(stop);
        met.unwrap_or_else(|| panic!("no run met a write")).exits(3).stderr
    })
}

/// A file that takes some time to read.
fn large(path: &Path) {
    File::create(path).unwrap().set_len(200 << 20).unwrap();
}

#[test]
fn a_file_that_changes_while_it_is_hashed_is_an_error_of_digest_build_and_seal() {
    let package = tiny_package();
    let path = package.path().join("tiny.txt");
    large(&path);
    let elsewhere = tempfile::tempdir().unwrap();
    let commands = [
        args!["digest", &path].to_vec(),
        args!["build", package.path(), "--output-dir", elsewhere.path()].to_vec(),
        args!["seal", package.path(), "--key", "test", "--output-dir", elsewhere.path()].to_vec(),
    ];
    for arguments in commands {
        let said = while_written(&path, || {
            let mut command = catseal();
            command.args(&arguments);
            command
        });
        assert!(
            said.contains("tiny.txt") && said.contains("changed while it was being hashed"),
            "{arguments:?}: {said}"
        );
        assert_eq!(said.lines().count(), 1, "{said}");
        assert_eq!(snapshot(elsewhere.path()).len(), 0, "{arguments:?} wrote something");
    }
}
