//! Cabinets for the hardware dashboard.

use std::fs;
use std::path::{Path, PathBuf};

use catseal_testkit::cabinet::{signed, stored};
use serde_json::Value;
use tempfile::TempDir;

use crate::common::{catseal, finish, list, snapshot, text, tiny_package};
use crate::{FOR_X86, NONE, args, check, codes, edited, of_code};

fn cabinet(files: &[(&str, &[u8])], is_signed: bool) -> Vec<u8> {
    if is_signed { signed(files) } else { stored(files) }
}

/// The files of packages, each in a folder of the cabinet, with symbols.
fn submission(packages: &[(&str, &Path)], more: &[(&str, &[u8])], signed: bool) -> Vec<u8> {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for (name, package) in packages {
        for (path, state) in snapshot(package) {
            files.push((format!("{name}\\{}", path.to_str().unwrap().replace('/', "\\")), state.bytes));
        }
        files.push((format!("{name}\\tiny.pdb"), b"symbols".to_vec()));
    }
    let mut all: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    all.extend(more);
    cabinet(&all, signed)
}

fn written(name: &str, bytes: &[u8]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    (folder, path)
}

#[test]
fn the_packages_of_a_cabinet_are_checked_where_they_are() {
    let package = tiny_package();
    let (_folder, cab) = written("x.cab", &submission(&[("tiny", package.path())], &[], true));
    let report = check(&cab, ["--rules", "inf2cat", "--format", "json"]).good().json();
    assert_eq!(codes(&report), [""; 0]);
    assert_eq!(Path::new(text(&report["packages"][0], "path")), cab.join("tiny"));
    assert_eq!(report["packages"][0]["files"], 5);

    let late = edited(&[("01/31/2026", "01/31/2027")]);
    let packages = [("good", package.path()), ("late", late.path())];
    let (_folder, cab) = written("x.cab", &submission(&packages, &[], true));
    let report = check(&cab, ["--rules", "inf2cat", "--format", "json"]).exits(1).json();
    let [finding] = list(&report, "findings") else { panic!("{report}") };
    assert_eq!(Path::new(text(finding, "path")), cab.join("late/tiny.inf"));
    assert!(finding["line"].is_number() && list(finding, "equivalents").iter().any(|known| known == "22.9.7"));
}

#[test]
fn a_cabinet_is_told_by_its_content_and_not_by_its_name() {
    let package = tiny_package();
    let (_folder, cab) = written("submission.bin", &submission(&[("tiny", package.path())], &[], true));
    check(&cab, ["--rules", "inf2cat"]).good();
    let (_folder, text) = written("x.cab", b"no cabinet");
    check(&text, NONE).refuses(3);
}

#[test]
fn files_of_a_cabinet_are_no_newer_than_their_driver_because_they_were_just_unpacked() {
    let package = edited(&[("01/31/2026", "01/31/2000")]);
    let (_folder, cab) = written("x.cab", &submission(&[("tiny", package.path())], &[], true));
    assert_eq!(of_code(&crate::report(&cab, &["--rules", "package"]), "CS2603").len(), 0);
    assert!(!of_code(&crate::report(package.path(), &["--rules", "package"]), "CS2603").is_empty());
}

#[test]
fn the_layout_is_told_of_by_whatever_rules_the_packages_are_judged() {
    let package = tiny_package();
    let more: [(&str, &[u8]); 3] =
        [("readme.txt", b"x"), ("empty\\a.txt", b"x"), ("t&y\\t.inf", b"[Version]\nSignature=$CHICAGO$\n")];
    let (_folder, cab) = written("x.cab", &submission(&[("tiny", package.path())], &more, false));
    let report = crate::report(&cab, &["--rules", "inf2cat"]);
    for (code, path) in
        [("CS2528", Some("readme.txt")), ("CS2529", Some("empty")), ("CS2531", Some("t&y")), ("CS2533", None)]
    {
        let [finding] = of_code(&report, code)[..] else { panic!("{code}: {report}") };
        let wanted = path.map_or_else(|| cab.clone(), |path| cab.join(path));
        assert_eq!((Path::new(text(finding, "path")), &finding["severity"]), (wanted.as_path(), &Value::from("error")));
    }
}

#[test]
fn packages_for_different_architectures_do_not_go_into_one_cabinet() {
    let (x64, x86) = (tiny_package(), edited(&FOR_X86));
    let (_folder, cab) = written("x.cab", &submission(&[("a", x64.path()), ("b", x86.path())], &[], true));
    assert_eq!(of_code(&crate::report(&cab, &["--rules", "inf2cat"]), "CS2532").len(), 1);
    let (_folder, cab) = written("x.cab", &submission(&[("a", x64.path()), ("b", x64.path())], &[], true));
    assert_eq!(of_code(&crate::report(&cab, &["--rules", "inf2cat"]), "CS2532").len(), 0);
}

#[test]
fn nothing_is_unpacked_elsewhere_and_nothing_stays() {
    let package = tiny_package();
    let more: [(&str, &[u8]); 4] = [
        ("tiny\\..\\..\\..\\evil.txt", b"x"),
        ("\\evil.txt", b"x"),
        ("tiny\\sub\\..\\..\\evil.txt", b"x"),
        ("/tmp/evil.txt", b"x"),
    ];
    let (folder, cab) = written("x.cab", &submission(&[("tiny", package.path())], &more, true));
    let temporary = folder.path().join("deep/temporary");
    fs::create_dir_all(&temporary).unwrap();
    let before = snapshot(folder.path());
    let args = args!["check", &cab, "--rules", "inf2cat", "--os", "10_X64", "--format", "json"];
    let ran = finish(catseal().args(args).env("TMPDIR", &temporary)).exits(1);
    assert!(before == snapshot(folder.path()), "{ran}");
    assert_eq!(fs::read_dir(&temporary).unwrap().count(), 0, "{ran}");
    let report = ran.json();
    assert!(codes(&report).iter().all(|code| code == "CS2535 error") && !codes(&report).is_empty(), "{ran}");
    // None of these files is one of the package.
    assert_eq!(report["packages"][0]["files"], 5);
}

#[test]
fn a_cabinet_that_is_damaged_is_no_answer_and_the_name_in_it_is_told() {
    let package = tiny_package();
    let whole = submission(&[("tiny", package.path())], &[], true);
    for len in [40, 70, whole.len() / 2] {
        let (_folder, cab) = written("x.cab", &whole[..len]);
        assert!(check(&cab, NONE).refuses(3).contains("x.cab"));
    }
    fs::write(package.path().join("tiny.inf"), b"\x7fELF\0\0").unwrap();
    let (_folder, cab) = written("x.cab", &submission(&[("tiny", package.path())], &[], true));
    let said = check(&cab, NONE).refuses(3);
    assert!(said.contains(cab.join("tiny/tiny.inf").to_str().unwrap()), "{said}");
}

#[test]
fn a_package_that_cannot_be_read_does_not_keep_the_others_in_its_cabinet_from_being_checked() {
    let (good, broken) = (tiny_package(), tiny_package());
    fs::write(broken.path().join("tiny.inf"), b"\x7fELF\0\0").unwrap();
    let packages = [("a", broken.path()), ("b", good.path())];
    let (_folder, cab) = written("x.cab", &submission(&packages, &[("readme.txt", b"x")], true));
    let ran = check(&cab, ["--rules", "inf2cat", "--format", "json"]).exits(3);
    let report = ran.json();
    assert_eq!(Path::new(text(&report["packages"][0], "path")), cab.join("b"));
    let [unreadable] = list(&report, "unreadable") else { panic!("{report}") };
    assert_eq!(Path::new(text(unreadable, "path")), cab.join("a"));
    assert!(text(unreadable, "error").contains(cab.join("a/tiny.inf").to_str().unwrap()), "{report}");
    // Its layout is judged all the same.
    assert_eq!(of_code(&report, "CS2528").len(), 1, "{report}");
}

#[test]
fn a_cabinet_without_files_or_packages_is_told_of() {
    let (_folder, cab) = written("x.cab", &cabinet(&[], true));
    let report = crate::report(&cab, &[]);
    assert_eq!(codes(&report), ["CS2534 error"]);
    assert_eq!(list(&report, "packages").len(), 0);
}
