//! An audit covers every catalog below its paths, agrees with `show` and `verify`, and does not grow with their number.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at what goes wrong")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use common::{CORPUS_TIME, TestCert, catseal, copy_tree, corpus, json, list, package, run, snapshot, testdata, text};
use serde_json::Value;

fn audit(path: &Path) -> Value {
    json(args!["audit", path, "--at", CORPUS_TIME])
}

/// All catalogs below a folder, by a walk of our own.
fn catalogs_below(folder: &Path) -> BTreeSet<PathBuf> {
    let files = snapshot(folder).into_keys();
    files
        .filter(|path| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("cat")))
        .map(|path| folder.join(path))
        .collect()
}

fn by_path(report: &Value) -> BTreeMap<PathBuf, &Value> {
    list(report, "catalogs").iter().map(|catalog| (PathBuf::from(text(catalog, "path")), catalog)).collect()
}

#[test]
fn every_catalog_of_the_corpus_is_in_the_audit_once() {
    let Some(corpus) = corpus() else { return };
    let report = audit(&corpus);
    let found: BTreeSet<PathBuf> = by_path(&report).into_keys().collect();
    assert_eq!(found, catalogs_below(&corpus));
    assert!(found.len() > 190, "{}", found.len());
    assert_eq!(list(&report, "catalogs").len(), found.len());
    let summary = &report["summary"];
    assert_eq!(summary["catalogs"], found.len());
    let verdicts =
        |verdict: &str| list(&report, "catalogs").iter().filter(|catalog| catalog["verdict"] == verdict).count();
    assert_eq!(summary["pass"], verdicts("pass"));
    assert_eq!(summary["fail"], verdicts("fail"));
    assert!(verdicts("pass") > 50 && verdicts("fail") > 50, "{summary}");
}

#[test]
fn the_audit_says_of_each_catalog_what_show_says() {
    let Some(corpus) = corpus() else { return };
    for (path, entry) in by_path(&audit(&corpus)) {
        let shown = run(args!["show", &path, "--format", "json", "--at", CORPUS_TIME]);
        if entry.get("error").is_some() {
            let line = shown.refuses(3);
            assert!(line.contains(text(entry, "error")), "{line}");
            continue;
        }
        let shown = shown.good().json();
        assert_eq!(entry["sha256"], shown["sha256"]);
        assert_eq!(entry["version"], shown["version"]);
        // The chain that is shown does not depend on what the chain is judged for.
        for (audited, shown) in list(entry, "signatures").iter().zip(list(&shown, "signatures")) {
            for key in ["valid", "class", "signer", "digest_algorithm"] {
                assert_eq!(audited[key], shown[key], "{} {key}", path.display());
            }
        }
        assert_eq!(list(entry, "signatures").len(), list(&shown, "signatures").len());
    }
}

#[test]
fn the_audit_says_of_each_catalog_what_verify_says() {
    let Some(corpus) = corpus() else { return };
    let report = audit(&corpus);
    let audited = by_path(&report);
    let mut compared = 0;
    for folder in fs::read_dir(corpus.join("packages")).unwrap() {
        let verified = json(args!["verify", folder.unwrap().path(), "--at", CORPUS_TIME]);
        for (path, catalog) in by_path(&verified) {
            let entry = audited[&path];
            for key in [
                "sha256",
                "signature",
                "signatures",
                "policies",
                "files",
                "missing",
                "os",
                "hardware_ids",
                "driver_version",
                "expires",
            ] {
                assert_eq!(entry[key], catalog[key], "{} {key}", path.display());
            }
            compared += 1;
        }
    }
    assert_eq!(compared, 137);
}

#[test]
fn the_answer_is_one_object_with_its_schema_first() {
    let certificate = TestCert::new();
    let package = package("ferret64");
    certificate.seal(package.path()).good();
    let ran =
        run(args!["audit", package.path(), "--policy", "pinned", "--roots", certificate.ca(), "--format", "json"])
            .good();
    assert!(ran.stdout.trim_start_matches(['{', '\n', ' ']).starts_with("\"schema\": \"catseal.audit/1\""), "{ran}");
    let report = ran.json();
    let keys: Vec<&String> = report.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["catalogs", "findings", "not_checked", "schema", "summary"]);
    let catalog = &list(&report, "catalogs")[0];
    assert_eq!(catalog["verdict"], "pass");
    assert_eq!(list(catalog, "os").len(), 5);
    assert!(!list(catalog, "hardware_ids").is_empty() && !list(catalog, "driver_version").is_empty());
    assert!(catalog["expires"].is_string());
}

#[test]
fn a_tree_without_a_catalog_is_refused_with_nothing_on_standard_output() {
    let empty = tempfile::tempdir().unwrap();
    for format in ["text", "json"] {
        let line = run(args!["audit", empty.path(), "--format", format]).refuses(3);
        assert!(line.contains("nothing to audit"), "{line}");
    }
}

#[test]
fn a_malformed_catalog_is_told_and_does_not_stop_the_audit() {
    let certificate = TestCert::new();
    let tree = tempfile::tempdir().unwrap();
    let good = tree.path().join("zebra");
    copy_tree(&testdata("packages/ferret64"), &good);
    certificate.seal(&good).good();
    let broken = tree.path().join("aardvark");
    fs::create_dir(&broken).unwrap();
    for name in ["truncated-in-members.cat", "text-file.cat", "empty-file.cat", "huge-length.cat"] {
        fs::copy(testdata("catalogs").join(name), broken.join(name)).unwrap();
    }
    let arguments = args!["audit", tree.path(), "--policy", "pinned", "--roots", certificate.ca()];
    let ran = run(&arguments).exits(1);
    assert!(ran.stderr.is_empty() && ran.stdout.contains("5 catalogs"), "{ran}");
    let report = json(&arguments);
    let entries = by_path(&report);
    assert_eq!(entries.len(), 5);
    for (path, entry) in entries {
        assert_eq!(entry["verdict"], if path.starts_with(&good) { "pass" } else { "fail" }, "{entry:#}");
        assert_eq!(entry.get("error").is_some(), path.starts_with(&broken), "{entry:#}");
    }
    assert_eq!(report["summary"]["malformed"], 4);
    assert_eq!(report["summary"]["pass"], 1);
    let findings = list(&report, "findings");
    assert_eq!(findings.iter().filter(|finding| finding["severity"] == "error").count(), 4, "{findings:#?}");
}

#[test]
fn the_exit_status_follows_the_findings_and_what_is_asked_for() {
    let certificate = TestCert::new();
    let package = package("ferret64");
    certificate.seal(package.path()).good();
    let pinned = args!["audit", package.path(), "--policy", "pinned", "--roots", certificate.ca()].to_vec();
    let with = |options: &[&str]| [pinned.clone(), options.iter().map(Into::into).collect()].concat();
    run(&pinned).good();
    run(with(&["--fail-on", "warning"])).good();
    run(with(&["--strict"])).good();
    // A file that nobody covers is a warning.
    fs::write(package.path().join("stray.dll"), b"stray").unwrap();
    run(&pinned).good();
    run(with(&["--fail-on", "warning"])).exits(1);
    run(with(&["--strict"])).exits(1);
    // A file that the INF installs and that is another one is an error.
    fs::write(package.path().join("ferret.sys"), b"stray").unwrap();
    run(&pinned).exits(1);
    // Without the roots the signature alone is one.
    run(args!["audit", package.path()]).exits(1);
    run(with(&["--fail-on", "never"])).exits(2);
    run(args!["audit", package.path(), "--policy", "pinned"]).refuses(2);
    run(args!["audit"]).exits(2);
}

#[test]
fn paths_come_from_a_file_or_from_standard_input_as_well() {
    let certificate = TestCert::new();
    let packages = [package("ferret64"), package("stoat-extension"), package("vole-legacy")];
    let mut lines = String::new();
    for package in &packages {
        certificate.seal(package.path()).good();
        lines += &format!("{}\n", package.path().display());
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paths");
    fs::write(&file, &lines).unwrap();
    let options = args!["--policy", "pinned", "--roots", certificate.ca(), "--format", "json"];
    let from_file = run([&args!["audit", "--files-from", &file][..], &options].concat()).good();
    let mut command = catseal();
    command.args(["audit", "--files-from", "-"]).args(&options).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), lines.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8(output.stdout).unwrap(), from_file.stdout);
    let named =
        run([&args!["audit", packages[0].path(), packages[1].path(), packages[2].path()][..], &options].concat())
            .good();
    assert_eq!(named.stdout, from_file.stdout);
    assert_eq!(from_file.json()["summary"]["catalogs"], 3);
    // A path that is named twice, or below another one, is audited once.
    let twice = run([&args!["audit", "--files-from", &file, packages[0].path()][..], &options].concat()).good();
    assert_eq!(twice.json()["summary"]["catalogs"], 3);
}

#[test]
fn an_answer_that_goes_to_a_file_is_the_one_that_goes_to_standard_output() {
    let package = package("ferret64");
    TestCert::new().seal(package.path()).good();
    let folder = tempfile::tempdir().unwrap();
    let answer = folder.path().join("answer.json");
    let arguments = args!["audit", package.path(), "--at", "2026-01-31", "--format", "json"];
    let ran = run([&arguments[..], &args!["--output", &answer]].concat()).exits(1);
    assert_eq!(ran.stdout, "");
    assert_eq!(fs::read_to_string(&answer).unwrap(), run(&arguments).exits(1).stdout);
}

/// The most memory that an audit of this tree has in use at the same time, in KiB, and how long its answer is.
#[cfg(target_os = "linux")]
fn most_memory(tree: &Path) -> (u64, usize) {
    use std::io::Read as _;
    let mut command = catseal();
    // One worker: how much is needed at the same time does not depend on who comes first.
    command.args(args!["audit", tree, "--at", CORPUS_TIME, "-j", "1", "--format", "json"]);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut answer = child.stdout.take().unwrap();
    let (mut piece, mut len, mut most) = (vec![0; 1 << 16], 0, 0);
    loop {
        let read = answer.read(&mut piece).unwrap();
        if read == 0 {
            break;
        }
        len += read;
        // The kernel keeps the peak. While more of the answer is to come the program is there to be asked; what it needs for the
        // last piece it has by then.
        let status = fs::read_to_string(&status).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix("kB"));
        most = peak.map_or(0, |peak| peak.trim().parse().unwrap()).max(most);
    }
    // The catalogs are not trusted, so the answer is 1.
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert!(most > 0, "the peak was never seen");
    (most, len)
}

/// An audit of `many` gets by with what one of `few` needs and a margin, in MiB, to which its answer alone would not fit.
#[cfg(target_os = "linux")]
fn does_not_grow(few: &Path, many: &Path, margin: u32) {
    let (least, _) = most_memory(few);
    let (most, answer) = most_memory(many);
    assert!(answer >> 20 > 2 * margin as usize, "the answer has {answer} bytes: holding all of it would not show");
    let margin = u64::from(margin) << 10;
    assert!(most <= least + margin, "{} needs {most} KiB, more than {least} + {margin}", many.display());
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_number_of_packages() {
    let sealed = package("stoat-extension");
    TestCert::new().seal(sealed.path()).good();
    let (few, many) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for (tree, count) in [(&few, 50), (&many, 3000)] {
        for number in 0..count {
            copy_tree(sealed.path(), &tree.path().join(format!("package{number:04}")));
        }
    }
    does_not_grow(few.path(), many.path(), 4);
}

/// How often the catalogs of the corpus are audited: often enough that an answer that is kept would show.
#[cfg(target_os = "linux")]
const COPIES: usize = 14;

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_number_of_catalogs_in_the_corpus() {
    let Some(corpus) = corpus() else { return };
    let many = tempfile::tempdir().unwrap();
    let catalogs = catalogs_below(&corpus);
    for copy in 0..COPIES {
        for catalog in &catalogs {
            let place = many.path().join(copy.to_string()).join(catalog.strip_prefix(&corpus).unwrap());
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            fs::copy(catalog, place).unwrap();
        }
    }
    assert_eq!(catalogs_below(many.path()).len(), COPIES * catalogs.len());
    does_not_grow(&corpus, many.path(), 6);
}

#[test]
fn of_a_catalog_without_its_folder_the_audit_says_that_no_file_was_looked_up() {
    let package = package("stoat-extension");
    let cert = TestCert::new();
    cert.seal(package.path()).good();
    let said = |path: &Path| {
        let report = run(args!["audit", path, "--roots", cert.ca(), "--format", "json"]).good().json();
        list(&report, "not_checked").iter().any(|item| item.as_str().unwrap().starts_with("files of catalogs"))
    };
    assert!(said(&package.path().join("stoat.cat")));
    assert!(!said(package.path()));
}

#[test]
fn an_audit_that_does_not_go_by_signatures_says_so() {
    let report =
        run(args!["audit", testdata("catalogs/valid-v1.cat"), "--policy", "none", "--format", "json"]).good().json();
    assert!(
        list(&report, "not_checked").iter().any(|item| item.as_str().unwrap().starts_with("signatures: ")),
        "{report}"
    );
}
