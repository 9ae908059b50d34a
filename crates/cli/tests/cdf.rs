//! Catalog definition files: `build --cdf`, `show --format cdf`, and the command under the name of MakeCat.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at what goes wrong")]

mod common;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use common::{Ran, TIME, catseal, copy_tree, corpus, finish, folder, list, run, snapshot, testdata, text};
use serde_json::Value;
use tempfile::TempDir;

/// Runs the command in a folder.
#[track_caller]
fn run_in(folder: &Path, args: impl IntoIterator<Item = OsString>) -> Ran {
    finish(catseal().current_dir(folder).args(args))
}

/// `--id` and `--time` for the same identifier and time as a catalog has.
fn identity(catalog: &Path) -> [OsString; 4] {
    let shown = run(args!["show", catalog, "--format", "json"]).good().json();
    let digits = |from: usize, to: usize| text(&shown, "identifier")[from..to].to_owned();
    // The first three fields stand low octet first in the file.
    let reversed =
        |from: usize, to: usize| (from..to).step_by(2).rev().map(|at| digits(at, at + 2)).collect::<String>();
    let guid = [reversed(0, 8), reversed(8, 12), reversed(12, 16), digits(16, 20), digits(20, 32)].join("-");
    args!["--id", guid, "--time", text(&shown, "this_update")]
}

/// Builds in a folder, with the identifier and time of a catalog, and compares the bytes with it.
#[track_caller]
fn makes_again(base: &Path, cdf: &Path, catalog: &Path) {
    let out = tempfile::tempdir().unwrap();
    let made = out.path().join("made.cat");
    let before = snapshot(base);
    let args = args!["build", "--cdf", cdf, "-o", &made, "--format", "json"];
    let report = run_in(base, args.into_iter().chain(identity(catalog))).good().json();
    assert!(fs::read(&made).unwrap() == fs::read(catalog).unwrap(), "{}: {report}", catalog.display());
    assert_eq!(text(&report, "schema"), "catseal.build/1");
    assert!(list(&report, "inputs").iter().all(|input| input["unchanged"] == true), "{report}");
    assert_eq!(snapshot(base), before);
}

/// Turns a catalog into a definition file in a folder of its own.
#[track_caller]
fn definition(catalog: &Path) -> (TempDir, PathBuf, Ran) {
    let out = tempfile::tempdir().unwrap();
    let cdf = out.path().join("x.cdf");
    let ran = run(args!["show", catalog, "--format", "cdf", "-o", &cdf]).good();
    assert_eq!(ran.stdout, "");
    (out, cdf, ran)
}

fn codes(report: &Value) -> Vec<(&str, Option<u64>)> {
    list(report, "findings").iter().map(|finding| (text(finding, "code"), finding["line"].as_u64())).collect()
}

#[test]
fn both_catalogs_of_makecat_come_out_byte_for_byte() {
    let Some(corpus) = corpus() else { return };
    let golden = corpus.join("golden");
    let full = golden.join("makecat-v2");
    let cdf = Path::new("CatalogDefinitionFileName.cdf");
    makes_again(&full.join("sources"), cdf, &full.join("files/unsigned.cat"));
    let minimal = golden.join("makecat-v2-minimal/cat");
    makes_again(&minimal, Path::new("wineyes.cdf"), &minimal.join("wineyes.cat"));
}

#[test]
fn both_catalogs_of_makecat_come_out_of_their_own_definitions() {
    let Some(corpus) = corpus() else { return };
    let full = corpus.join("golden/makecat-v2/files");
    let (_out, cdf, ran) = definition(&full.join("unsigned.cat"));
    assert_eq!(ran.stderr, "");
    makes_again(&full, &cdf, &full.join("unsigned.cat"));

    // This one has no names: its file is to be where its digest says.
    let minimal = corpus.join("golden/makecat-v2-minimal");
    let catalog = minimal.join("cat/wineyes.cat");
    let (_out, cdf, ran) = definition(&catalog);
    assert!(ran.stderr.contains("CS1219") && ran.stderr.contains("has no name"), "{ran}");
    let digest = "7bb369df020cea757619e1c1d678dbca06b638f2cc45b740b5eacfc21e76b160";
    let files = folder(&[(digest, &fs::read(minimal.join("wineyes.exe")).unwrap())]);
    makes_again(files.path(), &cdf, &catalog);
}

#[test]
fn a_catalog_comes_out_of_its_own_definition() {
    let package = tempfile::tempdir().unwrap();
    copy_tree(&testdata("packages/ferret64"), package.path());
    for version in ["1", "2"] {
        let out = tempfile::tempdir().unwrap();
        run(args!["build", package.path(), "--output-dir", out.path(), "--time", TIME, "--catalog-version", version])
            .good();
        let catalog = snapshot(out.path()).into_keys().map(|name| out.path().join(name)).next().unwrap();
        let (_out, cdf, ran) = definition(&catalog);
        assert_eq!(ran.stderr, "");
        makes_again(package.path(), &cdf, &catalog);
    }
}

/// The octets of the trust list of a catalog made here, from its first field on.
fn trust_list(unsigned: &[u8]) -> &[u8] {
    let usage = b"\x30\x0c\x06\x0a\x2b\x06\x01\x04\x01\x82\x37\x0c\x01\x01";
    let start = unsigned.windows(usage.len()).position(|octets| octets == usage).unwrap();
    unsigned[start..].strip_suffix(b"\x31\0").unwrap()
}

#[test]
fn signed_catalogs_come_out_of_their_definitions_unless_these_say_why_not() {
    let Some(corpus) = corpus() else { return };
    let mut same = 0;
    for package in fs::read_to_string(corpus.join("consistent-packages.txt")).unwrap().lines() {
        let package = corpus.join("packages").join(package);
        let catalogs = fs::read_dir(&package).unwrap().map(|entry| entry.unwrap().path());
        for catalog in catalogs.filter(|path| path.extension().is_some_and(|end| end.eq_ignore_ascii_case("cat"))) {
            let (out, cdf, ran) = definition(&catalog);
            let made = out.path().join("made.cat");
            let args = args!["build", "--cdf", &cdf, "-o", &made, "--format", "json"];
            let built = run_in(&package, args.into_iter().chain(identity(&catalog)));
            if built.status == 1 {
                // Files in subfolders, of which catalogs say nothing.
                assert!(codes(&built.json()).iter().all(|(code, _)| *code == "CS1213"), "{built}");
                continue;
            }
            let (made, signed) = (fs::read(&made).unwrap(), fs::read(&catalog).unwrap());
            let list = trust_list(&made);
            if signed.windows(list.len()).any(|octets| octets == list) {
                same += 1;
            } else {
                assert!(ran.stderr.contains("CS1219"), "{}: {ran}", catalog.display());
            }
        }
    }
    assert!(same >= 40, "{same}");
}

#[test]
fn page_hashes_are_made_of_hash_members_alone() {
    let image = fs::read(testdata("pe/pe32plus.sys")).unwrap();
    let cdf = "[CatalogHeader]\nName=x.cat\nPageHashes=true\n[CatalogFiles]\n<HASH>a=x.sys\ntext=x.sys\n\
               <HASH>flat=x.sys\n<HASH>flatALTSIPID={DE351A42-8E59-11D0-8C47-00C04FC295EE}\n";
    let folder = folder(&[("x.sys", &image), ("x.cdf", cdf.as_bytes())]);
    run_in(folder.path(), args!["build", "--cdf", "x.cdf"]).good();
    let shown = run(args!["show", folder.path().join("x.cat"), "--format", "json"]).good().json();
    let digests = run(args!["digest", folder.path().join("x.sys"), "--format", "json"]).good().json();
    let digests = &list(&digests, "files")[0];
    let member = |wanted: &str| {
        let found =
            list(&shown, "members").iter().find(|member| member["tag"] == wanted || member["tag_text"] == wanted);
        found.unwrap_or_else(|| panic!("no {wanted} in {shown}"))
    };
    let hashed = member(text(digests, "sha1"));
    assert!(hashed["page_hashes"].as_u64() > Some(0) && hashed["kind"] == "pe", "{hashed}");
    let named = member("text");
    assert_eq!((&named["page_hashes"], &named["kind"], &named["digest"]), (&0.into(), &"pe".into(), &digests["sha1"]));
    let flat = member(text(digests, "flat_sha1"));
    assert_eq!((&flat["page_hashes"], &flat["kind"]), (&0.into(), &"flat".into()));
}

#[test]
fn paths_are_read_as_windows_reads_them() {
    let cdf = "[CatalogHeader]\r\nName=Sub\\x.cat\r\nResultDir=.\\Out\r\n[CatalogFiles]\r\n<HASH>a=.\\SRC\\A.TXT\r\n";
    let folder = folder(&[("src/a.txt", b"a"), ("defs/x.cdf", cdf.as_bytes())]);
    run_in(folder.path(), args!["build", "--cdf", "defs/x.cdf"]).good();
    assert!(folder.path().join("Out/Sub/x.cat").is_file(), "relative to the current folder, which is made if missing");

    run_in(folder.path(), args!["build", "--cdf", "defs/x.cdf", "--output-dir", "else"]).good();
    assert!(folder.path().join("else/x.cat").is_file());
}

#[test]
fn the_example_of_microsofts_documentation_makes_its_catalog() {
    // "Creating a Catalog File for a Non-PnP Driver": the prefix in small letters.
    let cdf = "[CatalogHeader]\nName=Good.cat\nPublicVersion=0x0000001\nEncodingType=0x00010001\n\
               CATATTR1=0x10010001:OSAttr:2:6.0\nCATATTR2=0x10010002:1.2.3.4:x\n[CatalogFiles]\n<hash>File1=File1\n<hash>File2=File2\n";
    let folder = folder(&[("File1", b"1"), ("File2", b"2"), ("Good.cdf", cdf.as_bytes())]);
    let ran = run_in(folder.path(), args!["build", "--cdf", "Good.cdf"]).good();
    assert!(ran.stdout.contains("warning[CS1209]"), "{ran}");
    let shown = run(args!["show", folder.path().join("Good.cat"), "--format", "json"]).good().json();
    let digests =
        run(args!["digest", folder.path().join("File1"), folder.path().join("File2"), "--format", "json"]).json();
    let mut tags: Vec<&str> = list(&digests, "files").iter().map(|file| text(file, "sha1")).collect();
    tags.sort();
    assert_eq!(list(&shown, "members").iter().map(|member| text(member, "tag")).collect::<Vec<_>>(), tags);
    let by_oid = &list(&shown, "attributes")[1];
    assert_eq!((text(by_oid, "name"), text(by_oid, "value"), &by_oid["flags"]), ("1.2.3.4", "x", &0x1001_0002.into()));
}

#[cfg(not(windows))]
#[test]
fn two_files_that_differ_in_case_are_not_chosen_from() {
    let cdf = b"[CatalogHeader]\nName=x.cat\n[CatalogFiles]\n<HASH>a=a.txt\n<HASH>b=B.txt\n";
    let folder = folder(&[("A.TXT", b"1"), ("A.txt", b"2"), ("b.txt", b"3"), ("B.txt", b"4"), ("x.cdf", cdf)]);
    let report = run_in(folder.path(), args!["build", "--cdf", "x.cdf", "--format", "json"]).exits(1).json();
    assert_eq!(codes(&report), [("CS1213", Some(4))], "B.txt is there as it is written");
}

#[test]
fn a_definition_with_errors_makes_nothing() {
    for (lines, code, line) in [
        ("[CatalogFiles]\n<HASH>a=missing.txt\n", "CS1213", 4),
        ("[CatalogFiles]\n<HASH>a.txt\n<HASH>b=a.txt\n", "CS1205", 4),
        ("CatalogVersion=3\n[CatalogFiles]\n<HASH>a=a.txt\n", "CS1207", 3),
        ("CatalogVersion=2\nHashAlgorithms=SHA256\n[CatalogFiles]\na=a.txt\n", "CS1216", 6),
        ("[CatalogFiles]\n<HASH>a=a.txt\n<HASH>aATTR1=0x10050001:A:b\n", "CS1209", 5),
        ("[CatalogFiles]\n<HASH>a=a.txt\n<HASH>aALTSIPID={C689AAB8-8E78-11D0-8C47-00C04FC295EE}\n", "CS1215", 4),
        ("[CatalogFiles]\n", "CS1212", 3),
    ] {
        let cdf = format!("[CatalogHeader]\nName=x.cat\n{lines}");
        let folder = folder(&[("a.txt", b"a"), ("x.cdf", cdf.as_bytes()), ("x.cat", b"old")]);
        let before = snapshot(folder.path());
        let report = run_in(folder.path(), args!["build", "--cdf", "x.cdf", "--format", "json"]).exits(1).json();
        let errors: Vec<_> =
            list(&report, "findings").iter().filter(|finding| finding["severity"] == "error").collect();
        assert!(matches!(errors.as_slice(), [error] if error["code"] == code), "{code}: {report}");
        assert_eq!(errors[0]["line"], line, "{report}");
        assert_eq!(errors[0]["path"], "x.cdf");
        assert_eq!(list(&report, "catalogs"), [] as [Value; 0]);
        assert_eq!(snapshot(folder.path()), before);
    }
}

#[test]
fn what_is_no_definition_file_is_refused() {
    for bytes in [&b""[..], b"\0\0\0\0", b"[Version]\n", b"[CatalogHeader]\n[CatalogFiles]\n", b"MZ\x90\0"] {
        let folder = folder(&[("x.cdf", bytes)]);
        let line = run_in(folder.path(), args!["build", "--cdf", "x.cdf"]).refuses(3);
        assert!(line.contains("x.cdf"), "{line}");
    }
    let folder = tempfile::tempdir().unwrap();
    run_in(folder.path(), args!["build", "--cdf", "x.cdf"]).refuses(3);
    run_in(folder.path(), args!["build", "--cdf", "."]).refuses(3);
}

#[test]
fn a_listed_file_or_the_definition_is_not_written_over() {
    for name in ["a.txt", "x.cdf", "A.TXT\\..\\a.txt", "note.doc"] {
        let cdf = format!("[CatalogHeader]\nName={name}\n[CatalogFiles]\n<HASH>a=a.txt\n");
        let folder = folder(&[("a.txt", b"a"), ("note.doc", b"precious"), ("A.TXT/x", b""), ("x.cdf", cdf.as_bytes())]);
        let before = snapshot(folder.path());
        let ran = run_in(folder.path(), args!["build", "--cdf", "x.cdf"]);
        assert_ne!(ran.status, 0, "{name}: {ran}");
        assert_eq!(snapshot(folder.path()), before, "{name}");
    }
}

#[cfg(not(windows))]
#[test]
fn a_drive_of_windows_is_no_folder_here() {
    let cdf = b"[CatalogHeader]\nName=x.cat\nResultDir=C:\\out\n[CatalogFiles]\n<HASH>a=a.txt\n";
    let folder = folder(&[("a.txt", b"a"), ("x.cdf", cdf)]);
    let report = run_in(folder.path(), args!["build", "--cdf", "x.cdf", "--format", "json"]).exits(1).json();
    assert_eq!(codes(&report), [("CS1207", None)]);
    run_in(folder.path(), args!["build", "--cdf", "x.cdf", "--output-dir", "out"]).good();
    assert!(folder.path().join("out/x.cat").is_file());
}

#[test]
fn the_same_definition_makes_the_same_bytes() {
    let cdf = b"[CatalogHeader]\nName=x.cat\n[CatalogFiles]\n<HASH>a=a.txt\n<HASH>b=b.txt\n";
    let made = |jobs: &str| {
        let folder = folder(&[("a.txt", b"a"), ("b.txt", b"b"), ("x.cdf", cdf)]);
        let args = args!["build", "--cdf", "x.cdf", "--id", "derived", "--time", TIME, "--jobs", jobs, "--dry-run"];
        run_in(folder.path(), args).good();
        assert!(!folder.path().join("x.cat").exists(), "a dry run writes nothing");
        let args = args!["build", "--cdf", "x.cdf", "--id", "derived", "--time", TIME, "--jobs", jobs];
        run_in(folder.path(), args).good();
        fs::read(folder.path().join("x.cat")).unwrap()
    };
    assert_eq!(made("1"), made("8"));
}

#[test]
fn the_version_can_be_chosen() {
    let cdf = b"[CatalogHeader]\nName=x.cat\n[CatalogFiles]\n<HASH>a=a.txt\n";
    let folder = folder(&[("a.txt", b"a"), ("x.cdf", cdf)]);
    let args = args!["build", "--cdf", "x.cdf", "--catalog-version", "2", "--format", "json"];
    let report = run_in(folder.path(), args).good().json();
    let catalog = &list(&report, "catalogs")[0];
    assert_eq!((&catalog["version"], &catalog["members"]), (&2.into(), &2.into()));
}

#[test]
fn a_definition_goes_with_no_package_and_no_other_command() {
    let cdf = b"[CatalogHeader]\nName=x.cat\n[CatalogFiles]\n<HASH>a=a.txt\n";
    let folder = folder(&[("a.txt", b"a"), ("x.cdf", cdf)]);
    run_in(folder.path(), args!["build", ".", "--cdf", "x.cdf"]).exits(2);
    run_in(folder.path(), args!["seal", "--cdf", "x.cdf", "--key", "test"]).exits(2);
    run_in(folder.path(), args!["digest", "a.txt", "--format", "cdf"]).refuses(2);
}

/// A definition with a file that is there and one that is not.
fn half() -> TempDir {
    let cdf = b"[CatalogHeader]\r\nName=x.cat\r\nCATATTR1=0x10010001:OSAttr:2:10.0\r\n[CatalogFiles]\r\n\
                <HASH>a=.\\a.txt\r\n<HASH>b=.\\b.txt\r\n<HASH>bATTR1=0x10010001:File:b.txt\r\n";
    folder(&[("a.txt", b"a"), ("x.cdf", cdf)])
}

#[test]
fn makecat_says_whether_it_succeeded() {
    let folder = half();
    for switch in [&[][..], &["-r"], &["-v"]] {
        let args = ["makecat"].iter().chain(switch).chain(&["x.cdf"]).map(OsString::from);
        let ran = run_in(folder.path(), args).exits(1);
        assert!(ran.stdout.ends_with("\nFailed\n") && ran.stdout.contains("Failed: x.cdf: line 6: "), "{ran}");
        assert!(!ran.stdout.contains("Succeeded") && !folder.path().join("x.cat").exists(), "{ran}");
    }
    let ran = run_in(folder.path(), args!["makecat", "-n", "x.cdf"]).good();
    assert!(ran.stdout.ends_with("\nSucceeded\n") && ran.stdout.contains("it is left out"), "{ran}");
    let shown = run(args!["show", folder.path().join("x.cat"), "--format", "json"]).good().json();
    assert_eq!(list(&shown, "members").len(), 1);

    fs::write(folder.path().join("b.txt"), b"b").unwrap();
    let ran = run_in(folder.path(), args!["makecat", "-v", "x.cdf"]).good();
    let verbose =
        "opened: x.cdf\nattribute: OSAttr\nprocessing: <HASH>a\nprocessing: <HASH>b\nattribute: File\n\nSucceeded\n";
    assert_eq!(ran.stdout, verbose);
    for switches in [&["/v"][..], &["-V"], &["/V", "/r"], &["-v", "-R"], &["/N", "-v"]] {
        let ran =
            run_in(folder.path(), ["makecat"].iter().chain(switches).chain(&["x.cdf"]).map(OsString::from)).good();
        assert_eq!(ran.stdout, verbose, "{ran}");
    }
    for help in ["/?", "-?"] {
        assert!(run_in(folder.path(), args!["makecat", help]).good().stdout.contains("Usage: catseal makecat"));
    }
    let ran = run_in(folder.path(), args!["makecat", "x.cdf"]).good();
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("\nSucceeded\n", ""));

    let report = run_in(folder.path(), args!["makecat", "x.cdf", "--format", "json"]).good().json();
    assert_eq!((text(&report, "schema"), list(&report, "inputs").len()), ("catseal.build/1", 2));
    run_in(folder.path(), args!["makecat", "nothing.cdf", "--format", "json"]).refuses(3);

    let ran = run_in(folder.path(), args!["makecat", "nothing.cdf"]).exits(3);
    assert!(ran.stdout.starts_with("Failed: ") && ran.stdout.ends_with("\nFailed\n"), "{ran}");
    run_in(folder.path(), args!["makecat", "-n", "-r", "x.cdf"]).exits(2);
}

#[test]
fn with_nothing_left_makecat_fails() {
    let cdf = b"[CatalogHeader]\nName=x.cat\n[CatalogFiles]\n<HASH>a=a.txt\n";
    let folder = folder(&[("x.cdf", cdf)]);
    let ran = run_in(folder.path(), args!["makecat", "-n", "x.cdf"]).exits(1);
    assert!(ran.stdout.ends_with("\nFailed\n") && !folder.path().join("x.cat").exists(), "{ran}");
}

#[cfg(unix)]
#[test]
fn under_the_name_of_makecat_it_is_makecat() {
    let folder = half();
    fs::write(folder.path().join("b.txt"), b"b").unwrap();
    for name in ["makecat", "MakeCat.exe"] {
        let link = folder.path().join(name);
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_catseal"), &link).unwrap();
        let ran = finish(std::process::Command::new(&link).current_dir(folder.path()).args(["-v", "x.cdf"])).good();
        assert!(ran.stdout.ends_with("\nSucceeded\n"), "{ran}");
        let ran = finish(std::process::Command::new(&link).arg("-?")).good();
        assert!(ran.stdout.contains("Usage: catseal makecat [OPTIONS] <CDF>"), "{ran}");
        let ran = finish(std::process::Command::new(&link).current_dir(folder.path())).exits(2);
        assert!(ran.stderr.contains("Usage: catseal makecat <CDF>"), "{ran}");
    }
}

#[test]
fn makecat_makes_its_catalog_though_nobody_reads_what_it_says() {
    let folder = half();
    fs::write(folder.path().join("b.txt"), b"b").unwrap();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = common::catseal();
    let status = command.current_dir(folder.path()).args(["makecat", "-v", "x.cdf"]).stdout(writer).status().unwrap();
    assert!(status.success() && folder.path().join("x.cat").exists(), "{status}");
}
