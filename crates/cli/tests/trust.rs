//! Whom to trust and for which Windows, on the command line: `--roots`, `--disallowed`, `--windows`, and trust lists.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at what goes wrong")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{TestCert, list, run, text, tiny_package};

/// A file of the folder with Microsoft's list, if it is there.
fn shared_roots(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/roots").join(name);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {} is not there", path.display());
    None
}

#[test]
fn every_catalog_has_a_row_for_each_windows_that_was_asked_about() {
    let (certificate, package) = (TestCert::new(), tiny_package());
    certificate.seal(package.path()).good();
    let verify = |windows: &[&str]| {
        let mut arguments = certificate.pinned(package.path());
        arguments.extend(windows.iter().flat_map(|name| args!["--windows", *name]));
        common::json(arguments)
    };
    let all = verify(&[]);
    let rows = list(&all["catalogs"][0], "windows");
    assert_eq!(rows.len(), 9);
    assert!(rows.iter().all(|row| row["verdict"] == "fail" && row["reason"].is_string()), "{rows:?}");
    assert_eq!(all["verdict"], "pass");
    let some = verify(&["10", "server-2022,11"]);
    let names: Vec<_> = list(&some["catalogs"][0], "windows").iter().map(|row| text(row, "generation")).collect();
    assert_eq!(names, ["10-1607", "server-2016", "11-24h2"]);

    let line = run(args!["verify", package.path(), "--windows", "95"]).refuses(2);
    assert!(line.contains("unknown Windows '95'") && line.contains("--windows list"), "{line}");
    for command in ["verify", "audit"] {
        let listed = run(args![command, "--windows", "list"]).good();
        assert!(listed.stdout.contains("server-2025") && listed.stdout.contains("11-26h1"), "{listed}");
        run(args![command, "--windows", "10"]).refuses(2);
    }
}

#[test]
fn a_distrusted_certificate_fails_a_catalog_that_passes_without() {
    let (certificate, package) = (TestCert::new(), tiny_package());
    certificate.seal(package.path()).good();
    let verify = |file: &Path| {
        let mut arguments = certificate.pinned(package.path());
        arguments.extend(args!["--disallowed", file, "--format", "json"]);
        run(arguments)
    };
    let report = common::json(certificate.pinned(package.path()));
    assert_eq!(report["verdict"], "pass");
    let signer = text(&report["catalogs"][0]["signatures"][0]["signer"], "sha256").to_owned();
    let thumbprints = package.path().join("thumbprints.txt");
    fs::write(&thumbprints, format!("# stolen\n{}\n", signer.to_uppercase())).unwrap();
    for file in [&thumbprints, &certificate.ca()] {
        let ran = verify(file).exits(1);
        let report = ran.json();
        assert_eq!(report["catalogs"][0]["signature"]["status"], "revoked", "{ran}");
        assert!(list(&report, "findings").iter().any(|finding| finding["code"] == "CS4040"), "{ran}");
    }
    fs::write(&thumbprints, "hello\n").unwrap();
    let line = verify(&thumbprints).refuses(3);
    assert!(line.contains("line 1 is no thumbprint"), "{line}");
}

#[test]
fn a_folder_of_roots_is_all_the_certificates_in_it() {
    let (certificate, package) = (TestCert::new(), tiny_package());
    certificate.seal(package.path()).good();
    let folder = tempfile::tempdir().unwrap();
    let verify = || run(args!["verify", package.path(), "--policy", "pinned", "--roots", folder.path()]);
    let line = verify().refuses(3);
    assert!(line.contains("no file in this folder"), "{line}");
    fs::write(folder.path().join("notes.txt"), "no certificate").unwrap();
    fs::copy(certificate.ca(), folder.path().join("ROOT.CER")).unwrap();
    verify().good();
    fs::write(folder.path().join("broken.pem"), "no certificate").unwrap();
    let line = verify().refuses(3);
    assert!(line.contains("broken.pem"), "{line}");
}

#[test]
fn microsofts_list_is_shown_with_its_conditions_and_serves_as_roots() {
    let Some(stl) = shared_roots("authroot.stl") else { return };
    let report = run(args!["show", &stl, "--format", "json"]).good().json();
    assert_eq!(report["schema"], "catseal.show-trust-list/1");
    assert_eq!(list(&report, "entries").len(), 555);
    assert_eq!(report["usages"][0], "root list signer");
    assert_eq!(report["signatures"][0]["status"], "valid");
    let entry = list(&report, "entries").iter().find(|entry| entry["name"] == "Microsoft Root Certificate Authority");
    let conditions = entry.unwrap()["conditions"].to_string();
    assert!(conditions.contains("disabled from 2021-08-01"), "{conditions}");
    let shown = run(args!["show", &stl]).good();
    assert!(shown.stdout.contains("trusted   yes"), "{}", shown.stdout.len());

    let (certificate, package) = (TestCert::new(), tiny_package());
    certificate.seal(package.path()).good();
    // The user's own root beside the list stays the user's own.
    run(args!["verify", package.path(), "--policy", "pinned", "--roots", &stl, "--roots", certificate.ca()]).good();
    let line = run(args!["verify", package.path(), "--roots", &stl, "--roots", &stl]).refuses(3);
    assert!(line.contains("both lists of roots"), "{line}");
    let line = run(args!["verify", package.path(), "--disallowed", &stl]).refuses(3);
    assert!(line.contains("not a list of distrusted certificates"), "{line}");

    let folder = tempfile::tempdir().unwrap();
    let changed = folder.path().join("changed.stl");
    let mut octets = fs::read(&stl).unwrap();
    let place = octets.len() / 2;
    octets[place] ^= 1;
    fs::write(&changed, octets).unwrap();
    let line = run(args!["verify", package.path(), "--roots", &changed]).refuses(3);
    assert!(line.contains("its signature does not hold"), "{line}");
}
