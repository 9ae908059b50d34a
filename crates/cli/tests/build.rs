//! `build` from INFs: what its options take, and what it says.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at what goes wrong")]

mod common;

use common::{json, list, run, text, tiny_package};

#[test]
fn every_name_that_os_takes_is_listed() {
    let listed = json(args!["build", "--os", "list"]);
    let codes: Vec<&str> = list(&listed, "targets").iter().map(|target| text(target, "code")).collect();
    let shown = run(args!["build", "--os", "LIST"]).good().stdout;
    let folder = tiny_package();
    for alias in list(&listed, "aliases") {
        let (alias, code) = (text(alias, "alias"), text(alias, "code"));
        assert!(codes.contains(&code) && shown.lines().any(|line| line.starts_with(alias) && line.ends_with(code)));
        let report = json(args!["build", folder.path(), "--dry-run", "--os", alias.to_lowercase()]);
        assert_eq!(list(&report, "targets"), [code], "{alias}");
    }
    for alias in ["10_ARM64", "11_X64", "SERVER2022_X64"] {
        assert!(list(&listed, "aliases").iter().any(|known| known["alias"] == alias), "{alias}");
    }
}

#[test]
fn a_folder_that_is_not_there_is_told_once() {
    let folder = tempfile::tempdir().unwrap();
    let absent = folder.path().join("absent");
    let line = run(args!["build", &absent, "--os", "10_X64"]).refuses(3);
    assert_eq!(line.matches("absent").count(), 1, "{line}");
}
