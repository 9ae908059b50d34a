//! With `--id derived` and a given time, the same package makes the same bytes: anywhere, with any number of jobs.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at what goes wrong")]

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::{TIME, catseal, finish, package, run, snapshot};

/// Builds a package with these options, and gives the bytes of its one catalog.
#[track_caller]
fn built(package: &Path, prepare: impl FnOnce(&mut Command)) -> Vec<u8> {
    let out = tempfile::tempdir().unwrap();
    let mut command = catseal();
    command.args(args!["build", package, "--output-dir", out.path()]);
    prepare(&mut command);
    finish(&mut command).good();
    let mut files: Vec<_> = snapshot(out.path()).into_values().map(|state| state.bytes).collect();
    assert_eq!(files.len(), 1);
    files.remove(0)
}

fn derived(command: &mut Command) {
    command.args(["--id", "derived", "--time", TIME]);
}

#[test]
fn the_same_package_makes_the_same_bytes() {
    for name in ["ferret64", "lynx-multi", "stoat-extension", "vole-legacy"] {
        let (here, there) = (package(name), package(name));
        let first = built(here.path(), derived);
        let vary = |options: &'static [&'static str], variables: &'static [(&'static str, &'static str)]| {
            move |command: &mut Command| {
                derived(command);
                command.args(options).envs(variables.iter().copied());
            }
        };
        assert_eq!(built(here.path(), derived), first, "{name}: again");
        assert_eq!(built(there.path(), derived), first, "{name}: in another folder");
        assert_eq!(built(here.path(), vary(&["-j", "1"], &[])), first, "{name}: one job");
        assert_eq!(built(here.path(), vary(&["-j", "8"], &[])), first, "{name}: eight jobs");
        let elsewhere = &[("LANG", "tr_TR.UTF-8"), ("LC_ALL", "tr_TR.UTF-8"), ("TZ", "Pacific/Kiritimati")];
        assert_eq!(built(here.path(), vary(&[], elsewhere)), first, "{name}: in another language and zone");
        // Seen from inside the folder, and with the files made in another order.
        assert_eq!(
            built(Path::new("."), |command| {
                derived(command);
                command.current_dir(here.path());
            }),
            first,
            "{name}: from inside"
        );
        let reversed = tempfile::tempdir().unwrap();
        for (path, state) in snapshot(here.path()).into_iter().rev() {
            let target = reversed.path().join(path);
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            fs::write(target, state.bytes).unwrap();
        }
        assert_eq!(built(reversed.path(), derived), first, "{name}: files made in another order");
    }
}

#[test]
fn source_date_epoch_is_the_time_where_none_is_given() {
    let package = package("ferret64");
    let epoch = |command: &mut Command| {
        command.args(["--id", "derived"]).env("SOURCE_DATE_EPOCH", "1769860800");
    };
    assert_eq!(TIME.parse::<jiff::Timestamp>().unwrap().as_second(), 1_769_860_800);
    assert_eq!(built(package.path(), epoch), built(package.path(), derived));
    let both = |command: &mut Command| {
        derived(command);
        command.env("SOURCE_DATE_EPOCH", "1");
    };
    assert_eq!(built(package.path(), both), built(package.path(), derived), "--time wins");
}

#[test]
fn what_goes_in_shows_in_the_bytes() {
    let package = package("ferret64");
    let first = built(package.path(), derived);
    let other_time = |command: &mut Command| {
        command.args(["--id", "derived", "--time", "2026-01-31T12:00:01Z"]);
    };
    assert_ne!(built(package.path(), other_time), first);
    let random = |command: &mut Command| {
        command.args(["--time", TIME]);
    };
    assert_ne!(
        built(package.path(), random),
        built(package.path(), random),
        "a random identifier is another one each time"
    );
    let given = |command: &mut Command| {
        command.args(["--time", TIME, "--id", "01234567-89ab-4cde-8f01-23456789abcd"]);
    };
    assert_eq!(built(package.path(), given), built(package.path(), given));
    let driver = package.path().join("ferret.sys");
    let mut image = fs::read(&driver).unwrap();
    *image.last_mut().unwrap() ^= 1;
    fs::write(&driver, image).unwrap();
    assert_ne!(built(package.path(), derived), first);
}

#[test]
fn reports_do_not_depend_on_the_number_of_jobs() {
    let Some(corpus) = common::corpus() else { return };
    let report = |jobs: &str| {
        let arguments = args!["audit", &corpus, "--at", common::CORPUS_TIME, "--format", "json", "-j", jobs];
        run(arguments).exits(1).stdout
    };
    let one = report("1");
    assert!(one.len() > 100_000);
    assert!(one == report("8"), "the reports of one and eight jobs differ");
}
