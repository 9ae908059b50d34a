//! `catseal check` from the outside.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at what goes wrong")]

#[path = "../common/mod.rs"]
mod common;

mod cabinet;
mod packages;
mod sarif;
mod settings;

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use common::{Ran, catseal, finish, list, text, tiny_package};

/// The time that counts as the present, unless a test is about it.
const NOW: &str = "2026-11-22";
/// No more arguments.
const NONE: [&str; 0] = [];

/// Checks a package, and makes sure that nothing in it was touched.
#[track_caller]
fn check<A: AsRef<OsStr>>(package: &Path, more: impl IntoIterator<Item = A>) -> Ran {
    let folder = if package.is_dir() { package } else { package.parent().unwrap() };
    let before = common::snapshot(folder);
    let ran = finish(catseal().arg("check").arg(package).args(["--now", NOW]).args(more));
    assert!(before == common::snapshot(folder), "the package was written to: {ran}");
    ran
}

/// The report of a check, whatever it says.
#[track_caller]
fn report(package: &Path, more: &[&str]) -> Value {
    check(package, more.iter().copied().chain(["--format", "json"])).json()
}

/// `code severity` of each finding in a report.
fn codes(report: &Value) -> Vec<String> {
    list(report, "findings")
        .iter()
        .map(|found| format!("{} {}", text(found, "code"), text(found, "severity")))
        .collect()
}

/// The findings with a code.
fn of_code<'r>(report: &'r Value, code: &str) -> Vec<&'r Value> {
    list(report, "findings").iter().filter(|found| found["code"] == code).collect()
}

/// A package in which these texts of the INF are replaced.
fn edited(changes: &[(&str, &str)]) -> TempDir {
    let folder = tiny_package();
    edit(folder.path(), changes);
    folder
}

fn edit(folder: &Path, changes: &[(&str, &str)]) {
    let inf = folder.join("tiny.inf");
    let mut written = fs::read_to_string(&inf).unwrap();
    for (from, to) in changes {
        assert!(written.contains(from), "{from}");
        written = written.replace(from, to);
    }
    fs::write(inf, written).unwrap();
}

/// The changes that make a package one for every Windows on x86.
const FOR_X86: [(&str, &str); 2] = [("=Tiny,NTamd64.10.0...16299", "=Tiny"), ("[Tiny.NTamd64.10.0...16299]", "[Tiny]")];
