//! With the programs of others, where they are installed.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::lzx::{self, Kind};
use crate::{expanded, sample, unpack};
use catseal_testkit::cabinet::{Folder, cabinet};
use catseal_testkit::szdd;

/// Runs a program in a folder. False, with a line that says so, when it is not there.
fn run(program: &str, args: &[&str], folder: &Path) -> bool {
    match Command::new(program).args(args).current_dir(folder).stdout(Stdio::null()).status() {
        Ok(status) => {
            assert!(status.success(), "{program} {args:?}");
            true
        }
        Err(_) => {
            println!("skipped: {program} is not installed");
            false
        }
    }
}

#[test]
fn a_cabinet_of_gcab_is_unpacked() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (sample(200_000), sample(5000));
    fs::write(folder.path().join("one.sys"), &one).unwrap();
    fs::write(folder.path().join("two.dll"), &two).unwrap();
    for options in [&["-c", "-n"][..], &["-c", "-n", "-z"]] {
        if run("gcab", &[options, &["x.cab", "one.sys", "two.dll"]].concat(), folder.path()) {
            let unpacked = unpack(&fs::read(folder.path().join("x.cab")).unwrap()).unwrap();
            assert!(
                unpacked == [("one.sys".to_owned(), one.clone()), ("two.dll".to_owned(), two.clone())],
                "{options:?}"
            );
        }
    }
}

#[test]
fn cabextract_unpacks_the_same_from_cabinets_of_every_kind() {
    let folder = tempfile::tempdir().unwrap();
    let data = sample(60_001);
    let kinds = [
        (Kind::Verbatim, 5000),
        (Kind::Stored, 4999),
        (Kind::Aligned, 10_000),
        (Kind::Stored, 32_768),
        (Kind::Stored, 1),
    ];
    let folders = [
        Folder::stored(&data),
        Folder::mszip(&data),
        lzx::folder(&data, &kinds, false),
        lzx::folder(&data, &kinds, true),
    ];
    let files = [("a", 0, 0, 60_001), ("b", 1, 0, 60_001), ("c", 2, 0, 60_001), ("d", 3, 0, 60_001)];
    let bytes = cabinet(&folders, &files);
    fs::write(folder.path().join("x.cab"), &bytes).unwrap();
    if run("cabextract", &["-q", "x.cab"], folder.path()) {
        for (name, ours) in unpack(&bytes).unwrap() {
            assert!(ours == data && fs::read(folder.path().join(&name)).unwrap() == data, "{name}");
        }
    }
}

#[test]
fn mscompress_and_msexpand_agree() {
    let folder = tempfile::tempdir().unwrap();
    let data = sample(60_000);
    fs::write(folder.path().join("x.sys"), &data).unwrap();
    if run("mscompress", &["x.sys"], folder.path()) {
        let packed = fs::read(folder.path().join("x.sys_")).unwrap();
        assert!(expanded(&packed).unwrap() == data);
    }
    fs::write(folder.path().join("y.sy_"), szdd(&data)).unwrap();
    if run("msexpand", &["y.sy_"], folder.path()) {
        let written = ["y.sy", "y.sys"].iter().find_map(|name| fs::read(folder.path().join(name)).ok());
        assert!(written.unwrap() == data);
    }
}
