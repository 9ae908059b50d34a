//! The stand-in for Inf2Cat: switches, frame, messages, exit status.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at what goes wrong")]

mod common;

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use common::{Ran, TIME, catseal, copy_tree, finish, json, list, run, snapshot, testdata, text, tiny_package};

/// A package in which these texts of the INF are replaced.
fn package(changes: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tiny_package();
    let inf = folder.path().join("tiny.inf");
    let mut written = fs::read_to_string(&inf).unwrap();
    for (from, to) in changes {
        assert!(written.contains(from), "{from}");
        written = written.replace(from, to);
    }
    fs::write(inf, written).unwrap();
    folder
}

fn switch(name: &str, folder: &Path) -> OsString {
    let mut switch = OsString::from(name);
    switch.push(folder);
    switch
}

#[track_caller]
fn inf2cat(folder: &Path, more: &[&str]) -> Ran {
    let args = args!["inf2cat", switch("/driver:", folder)];
    run(args.into_iter().chain(more.iter().map(OsString::from)))
}

/// The lines between the title of a part and the empty line behind it.
fn part<'r>(ran: &'r Ran, title: &str) -> Vec<&'r str> {
    ran.stdout.lines().skip_while(|line| *line != title).skip(1).take_while(|line| !line.is_empty()).collect()
}

/// Refuses a package, with one error.
#[track_caller]
fn refuses(folder: &Path, more: &[&str]) -> String {
    let before = snapshot(folder);
    let ran = inf2cat(folder, more).exits(254);
    assert!(ran.stdout.contains("Signability test failed.\n\nErrors:\n"), "{ran}");
    assert!(!ran.stdout.contains("Catalog generation"), "{ran}");
    assert_eq!((ran.stderr.as_str(), &snapshot(folder)), ("", &before), "{ran}");
    match part(&ran, "Errors:").as_slice() {
        [line] => (*line).to_owned(),
        _ => panic!("{ran}"),
    }
}

#[test]
fn a_good_package_gives_the_frame_of_inf2cat_and_its_catalog() {
    let folder = package(&[("CatalogFile=tiny.cat", "CatalogFile=Tiny.Cat")]);
    let ran = inf2cat(folder.path(), &["/os:10_X64,Server2016_X64"]).good();
    let cat = folder.path().join("Tiny.Cat");
    let frame = format!(
        "....\nSignability test complete.\n\nErrors:\nNone\n\nWarnings:\nNone\n\nCatalog generation complete.\n{}\n",
        cat.display()
    );
    assert_eq!((ran.stdout, ran.stderr), (frame, String::new()));
    assert!(cat.is_file());
    let shown = json(args!["show", cat]);
    let os = list(&shown, "attributes").iter().find(|attribute| attribute["name"] == "OS").unwrap();
    assert!(text(os, "value").contains("_v100_X64") && text(os, "value").contains("Server"), "{os}");
}

#[test]
fn it_makes_what_build_makes() {
    for name in ["ferret64", "lynx-multi", "vole-legacy"] {
        let source = tempfile::tempdir().unwrap();
        copy_tree(&testdata("packages").join(name), source.path());
        let before = snapshot(source.path());
        let out = tempfile::tempdir().unwrap();
        let (one, other) = (out.path().join("one"), out.path().join("other"));
        let os = if name == "vole-legacy" { "7_X86,7_X64" } else { "10_X64" };
        let args = args!["inf2cat", switch("-drv:", source.path()), format!("-OS:{os}"), "--output-dir", &one];
        finish(catseal().env("SOURCE_DATE_EPOCH", "1700000000").args(args)).good();
        let time = "2023-11-14T22:13:20Z";
        run(args!["build", source.path(), "--os", os, "--output-dir", &other, "--time", time]).good();
        assert_eq!(snapshot(source.path()), before);
        let catalogs = |folder: &Path| -> Vec<(OsString, usize)> {
            let mut found: Vec<_> = fs::read_dir(folder)
                .unwrap()
                .map(Result::unwrap)
                .map(|entry| {
                    // The list identifier is random; all else is the same.
                    let mut bytes = fs::read(entry.path()).unwrap();
                    let view = catseal_catalog::CatalogView::parse(&bytes).unwrap();
                    let identifier = view.identifier().to_vec();
                    let at = bytes.windows(16).position(|window| window == identifier).unwrap();
                    bytes[at..at + 16].fill(0);
                    (entry.file_name(), bytes)
                })
                .collect();
            found.sort();
            found.iter().map(|(name, bytes)| (name.clone(), crc(bytes))).collect()
        };
        assert_eq!(catalogs(&one), catalogs(&other), "{name}");
        assert!(!catalogs(&one).is_empty());
    }
}

/// Two lists of numbers are shorter to show than two catalogs.
fn crc(bytes: &[u8]) -> usize {
    bytes.iter().fold(7, |sum: usize, byte| sum.wrapping_mul(16_777_619) ^ usize::from(*byte))
}

#[test]
fn switches_are_those_of_inf2cat() {
    let folder = package(&[]);
    let before = snapshot(folder.path());
    let name = folder.path().file_name().unwrap().to_str().unwrap();
    let parent = folder.path().parent().unwrap();
    let ran = finish(catseal().current_dir(parent).args(args![
        "inf2cat",
        format!("-DRIVER:\".\\{name}\\\""),
        "/Os:10_x64",
        "-NoCat",
        "/V",
        "/useLocalTime",
        "/drm:tiny.sys"
    ]))
    .good();
    assert_eq!(snapshot(folder.path()), before);
    assert!(!ran.stdout.contains("Catalog generation"), "{ran}");
    assert!(ran.stdout.contains("Signability test complete."), "{ran}");
    assert!(ran.stdout.contains("Processing directory (") && ran.stdout.contains(") file (tiny.sys)\n"), "{ran}");
    let warnings = part(&ran, "Warnings:");
    assert!(matches!(warnings.as_slice(), [line] if line.starts_with("/drm:tiny.sys has no effect")), "{ran}");

    let hashes = |options: &[&str]| {
        let folder = package(&[]);
        inf2cat(folder.path(), &[&["/os:10_X64"], options].concat()).good();
        let shown = json(args!["show", folder.path().join("tiny.cat")]);
        list(&shown, "members").iter().filter(|member| member["page_hashes"].as_u64() > Some(0)).count()
    };
    assert_eq!((hashes(&[]), hashes(&["/pageHashes"]), hashes(&["/pagehashes:tiny.sys"])), (0, 1, 1));
}

#[test]
fn what_is_wrong_is_said_in_the_words_of_inf2cat() {
    let os = "/os:10_X64";
    let inf = |folder: &Path| format!("{}\\tiny.inf", folder.file_name().unwrap().to_str().unwrap().to_lowercase());

    let folder = package(&[("tiny.sys\n", "TINY2.sys\n"), ("tiny.sys=1", "Tiny2.sys=1")]);
    let expected = format!(
        "22.9.1: tiny2.sys in [all] of {} is missing or cannot be decompressed from source media. (",
        inf(folder.path())
    );
    let line = refuses(folder.path(), &[os]);
    assert!(line.starts_with(&expected) && line.ends_with(" [CS2101]"), "{line}");

    let folder = package(&[("tiny.sys=1\n", "")]);
    let expected = format!(
        "22.9.10: tiny.sys in [all] of {0} is missing from [SourceDisksFiles] section in {0}; ok if file",
        inf(folder.path())
    );
    let line = refuses(folder.path(), &[os]);
    assert!(line.starts_with(&expected), "{line}");

    let folder = package(&[("CatalogFile=tiny.cat\n", "")]);
    let expected = format!(
        "22.9.4: Missing AMD64 CatalogFile entry (CatalogFile.ntAMD64, CatalogFile.nt, CatalogFile) from [Version] section in {}",
        inf(folder.path())
    );
    let line = refuses(folder.path(), &[os]);
    assert!(line.starts_with(&expected), "{line}");

    let folder = package(&[("DriverVer=01/31/2026,1.0.0.0", "DriverVer=31.01.2026")]);
    let expected = format!("22.9.6: DriverVer missing or in incorrect format in {}", inf(folder.path()));
    let line = refuses(folder.path(), &[os]);
    assert!(line.starts_with(&expected), "{line}");

    let folder = package(&[("01/31/2026", "01/31/2199")]);
    let expected = format!(
        "22.9.7: DriverVer set to a date in the future (postdated DriverVer not allowed) in {}",
        inf(folder.path())
    );
    for more in [&[os][..], &[os, "/uselocaltime"]] {
        let line = refuses(folder.path(), more);
        assert!(line.starts_with(&expected), "{line}");
    }

    let folder = package(&[]);
    let ran = inf2cat(folder.path(), &["/os:10_RS5_ARM64", "/nocat"]).exits(254);
    let expected = "tiny.inf does not have NTARM64 decorated model sections.";
    assert!(part(&ran, "Errors:").iter().any(|line| line.contains(expected)), "{ran}");

    let empty = tempfile::tempdir().unwrap();
    assert_eq!(refuses(empty.path(), &[os]), "No installation INF found in the root path of the driver.");
}

#[test]
fn what_cannot_be_read_has_the_status_it_has_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let ran = inf2cat(&folder.path().join("nowhere"), &["/os:10_X64"]).exits(3);
    assert!(ran.stdout.starts_with("Signability test failed.\n\nErrors:\ncannot read "), "{ran}");
}

#[test]
fn a_wrong_command_line_is_refused_in_the_words_of_inf2cat() {
    let folder = package(&[]);
    let before = snapshot(folder.path());
    let driver = switch("/driver:", folder.path()).into_string().unwrap();
    let driver = driver.as_str();
    for (text, words) in [
        ("Parameter format not correct.", &["/driver", "x", "/os:10_X64"][..]),
        ("Parameter format not correct.", &[driver, "/os:10_X64", "/nonsense"]),
        ("Parameter format not correct.", &[driver, "/os:10_X64", "stray"]),
        ("Parameter format not correct.", &[driver, "/os:10_X64", "-o", "x.cat"]),
        ("Parameter format not correct.", &[driver, driver, "/os:10_X64"]),
        ("Operating systems parameter invalid.", &[driver, "/os:10_X128"]),
        ("Operating systems parameter missing.", &[driver]),
        ("Driver path parameter missing.", &["/os:10_X64"]),
    ] {
        let ran = run(["inf2cat"].iter().chain(words)).exits(2);
        assert_eq!(ran.stdout, format!("{text}\n"), "{ran}");
        assert!(ran.stderr.starts_with("catseal: error: ") && ran.stderr.lines().count() == 1, "{ran}");
    }
    assert_eq!(snapshot(folder.path()), before);
}

#[test]
fn help_lists_the_switches() {
    for word in ["/?", "-?", "--help"] {
        let ran = run(["inf2cat", word]).good();
        assert!(ran.stdout.contains("/driver:DIR") && ran.stdout.contains("254"), "{ran}");
    }
    assert!(run(["inf2cat"]).exits(2).stdout.contains("/driver:DIR"));
}

#[cfg(unix)]
#[test]
fn under_the_name_of_inf2cat_it_is_inf2cat() {
    let tools = tempfile::tempdir().unwrap();
    for name in ["inf2cat", "Inf2Cat.exe"] {
        let folder = package(&[]);
        let link = tools.path().join(name);
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_catseal"), &link).unwrap();
        let mut command = std::process::Command::new(&link);
        let ran = finish(command.args([switch("/driver:", folder.path()), "/os:10_X64".into()])).good();
        assert!(ran.stdout.contains("Catalog generation complete.\n"), "{ran}");
        assert!(folder.path().join("tiny.cat").is_file());
    }
    // Its own command line has no such switches.
    run(args!["build", "/driver:x", "--time", TIME]).exits(3);
}
