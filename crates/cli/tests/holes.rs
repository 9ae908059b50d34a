//! Ways in which a package that is not what was signed once passed, or an input was written over: each must stay shut.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at what goes wrong")]

mod common;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use catseal_testkit::szdd;
use common::{Ran, TestCert, catseal, errors, finish, package, run, snapshot, testdata};

/// Appends to a file, so that it is another one.
fn tamper(path: &Path) {
    fs::OpenOptions::new().append(true).open(path).unwrap().write_all(b"tampered").unwrap();
}

/// Replaces text in an INF in UTF-16 with a mark.
fn edit(inf: &Path, edit: impl Fn(&str) -> String) {
    let bytes = fs::read(inf).unwrap();
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    let edited = edit(&String::from_utf16(&units).unwrap());
    fs::write(inf, edited.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()).unwrap();
}

fn without_catalog_file(text: &str) -> String {
    text.lines()
        .filter(|line| !line.to_lowercase().starts_with("catalogfile"))
        .map(|line| format!("{line}\r\n"))
        .collect()
}

struct Sealed {
    folder: tempfile::TempDir,
    certificate: TestCert,
}

impl Sealed {
    fn new(name: &str, os: &str) -> Self {
        Self::of(package(name), os)
    }

    fn of(folder: tempfile::TempDir, os: &str) -> Self {
        let certificate = TestCert::new();
        let mut command = catseal();
        command.args(args!["seal", folder.path(), "--os", os]).args(certificate.options());
        finish(&mut command).good();
        Self { folder, certificate }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn verify(&self, more: &[&str]) -> Ran {
        finish(catseal().args(self.certificate.pinned(self.folder.path())).args(more))
    }

    fn audit(&self) -> Ran {
        let roots = self.certificate.ca();
        run(args!["audit", self.folder.path(), "--policy", "pinned", "--roots", roots])
    }
}

#[test]
fn a_sealed_package_passes_before_anything_is_done_to_it() {
    let sealed = Sealed::new("ferret64", "10_X64");
    sealed.verify(&["--strict"]).good();
    sealed.audit().good();
}

#[test]
fn the_verdict_does_not_depend_on_whether_anybody_reads_it() {
    let sealed = Sealed::new("ferret64", "10_X64");
    tamper(&sealed.path("ferret.sys"));
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = catseal();
    command.args(sealed.certificate.pinned(sealed.folder.path())).stdout(writer);
    assert_eq!(command.status().unwrap().code(), Some(1));
}

#[test]
fn an_answer_or_a_catalog_takes_the_place_of_no_input() {
    let sealed = Sealed::new("ferret64", "10_X64");
    let (root, inf, sys) = (sealed.folder.path(), sealed.path("ferret.inf"), sealed.path("ferret.sys"));
    let (catalog, twin, key) = (sealed.path("ferret.cat"), sealed.path("FERRET.SYS"), sealed.certificate.key());
    let before = snapshot(root);
    let key_before = fs::read(&key).unwrap();
    let mut commands = vec![
        args!["build", root, "-o", &inf].to_vec(),
        args!["build", root, "-o", &sys].to_vec(),
        args!["build", root, "-o", &twin].to_vec(),
        args!["verify", root, "-o", &sys].to_vec(),
        args!["digest", &sys, "-o", &sys].to_vec(),
        args!["show", &catalog, "-o", &catalog].to_vec(),
        args!["audit", root, "-o", &inf].to_vec(),
    ];
    for output in [&sys, &key] {
        let mut seal = args!["seal", root, "-o", output].to_vec();
        seal.extend(sealed.certificate.options());
        commands.push(seal);
    }
    for command in commands {
        finish(catseal().args(&command)).refuses(2);
        assert!(before == snapshot(root), "{command:?} wrote to the package");
    }
    assert_eq!(fs::read(&key).unwrap(), key_before);
}

#[cfg(unix)]
#[test]
fn a_link_in_a_package_leads_no_catalog_over_a_file_elsewhere() {
    let (folder, home) = (package("ferret64"), tempfile::tempdir().unwrap());
    let (profile, link) = (home.path().join("profile"), folder.path().join("ferret.cat"));
    fs::write(&profile, "umask 077").unwrap();
    fs::remove_file(&link).ok();
    std::os::unix::fs::symlink(&profile, &link).unwrap();
    for command in ["build", "seal"] {
        let key: &[&str] = if command == "seal" { &["--key", "test"] } else { &[] };
        run(args![command, folder.path(), "--os", "10_X64"].into_iter().chain(key.iter().map(Into::into))).refuses(2);
        assert_eq!(fs::read(&profile).unwrap(), b"umask 077");
    }
    // To a catalog it may lead.
    fs::write(&profile, "").unwrap();
    run(args!["build", folder.path(), "--os", "10_X64"]).good();
    run(args!["build", folder.path(), "--os", "10_X64"]).good();
}

#[test]
fn a_catalog_file_that_names_an_installed_file_is_refused() {
    let folder = package("ferret64");
    edit(&folder.path().join("ferret.inf"), |text| {
        text.replace("ferret.cat", "ferretui.cat").replace("ferretui.dll", "ferretui.cat")
    });
    fs::rename(folder.path().join("ferretui.dll"), folder.path().join("ferretui.cat")).unwrap();
    let before = snapshot(folder.path());
    run(args!["build", folder.path(), "--os", "10_X64"]).exits(1);
    assert!(before == snapshot(folder.path()));
}

#[test]
fn names_that_are_one_to_windows_are_an_error_and_those_that_only_look_alike_are_two() {
    let sealed = Sealed::new("ferret64", "10_X64");
    fs::copy(sealed.path("ferret.sys"), sealed.path("FERRET.SYS")).unwrap();
    tamper(&sealed.path("FERRET.SYS"));
    sealed.verify(&[]).exits(1);

    let folder = package("ferret64");
    edit(&folder.path().join("ferret.inf"), |text| text.replace("ferret.sys", "ferrek.sys"));
    fs::rename(folder.path().join("ferret.sys"), folder.path().join("ferrek.sys")).unwrap();
    let sealed = Sealed::of(folder, "10_X64");
    fs::copy(sealed.path("ferrek.sys"), sealed.path("ferre\u{212a}.sys")).unwrap();
    tamper(&sealed.path("ferrek.sys"));
    sealed.verify(&[]).exits(1);
}

#[test]
fn an_inf_needs_the_very_catalog_that_it_names() {
    let sealed = Sealed::new("ferret64", "10_X64");
    fs::rename(sealed.path("ferret.cat"), sealed.path("other.cat")).unwrap();
    sealed.verify(&[]).exits(1);
    // Named on the command line it is the catalog, whatever the INF says.
    sealed.verify(&["--catalog", sealed.path("other.cat").to_str().unwrap()]).good();
    tamper(&sealed.path("ferret.sys"));
    sealed.verify(&["--catalog", sealed.path("other.cat").to_str().unwrap()]).exits(1);
}

#[test]
fn an_architecture_whose_catalog_was_taken_away_does_not_pass() {
    let folder = package("lynx-multi");
    let inf = folder.path().join("lynx.inf");
    let text = fs::read_to_string(&inf).unwrap();
    let one = text.lines().find(|line| line.to_lowercase().starts_with("catalogfile")).unwrap().to_owned();
    let several = "CatalogFile.NTx86 = l86.cat\r\nCatalogFile.NTamd64 = l64.cat\r\nCatalogFile.NTarm64 = larm.cat";
    fs::write(&inf, text.replace(one.trim_end(), several)).unwrap();
    let sealed = Sealed::of(folder, "10_X86,10_X64,10_VB_ARM64");
    sealed.verify(&[]).good();
    fs::remove_file(sealed.path("l64.cat")).unwrap();
    tamper(&sealed.path("amd64/lynx.sys"));
    sealed.verify(&[]).exits(1);
}

#[test]
fn files_for_other_systems_are_told_of_by_seal_and_by_verify_alike() {
    let sealed = Sealed::new("lynx-multi", "10_X64");
    sealed.verify(&[]).good();
    sealed.verify(&["--strict"]).exits(1);
}

#[test]
fn a_file_under_the_name_of_a_member_is_that_member_or_an_error() {
    // The genuine driver elsewhere in the folder does not make up for another one in its place.
    let sealed = Sealed::new("ferret64", "10_X64");
    fs::remove_file(sealed.path("ferret.inf")).unwrap();
    fs::create_dir(sealed.path("backup")).unwrap();
    fs::copy(sealed.path("ferret.sys"), sealed.path("backup/ferret.sys")).unwrap();
    tamper(&sealed.path("ferret.sys"));
    sealed.verify(&[]).exits(1);
    sealed.audit().exits(1);

    // Nor does the genuine INF under another name.
    let sealed = Sealed::new("ferret64", "10_X64");
    fs::copy(sealed.path("ferret.inf"), sealed.path("readme.txt")).unwrap();
    edit(&sealed.path("ferret.inf"), without_catalog_file);
    sealed.verify(&[]).exits(1);
}

#[test]
fn a_build_in_the_place_of_another_is_told() {
    let sealed = Sealed::new("lynx-multi", "10_X86,10_X64,10_VB_ARM64");
    fs::copy(sealed.path("amd64/lynx.sys"), sealed.path("x86/lynx.sys")).unwrap();
    assert!(sealed.verify(&[]).good().stdout.contains("CS5020"));
    sealed.verify(&["--strict"]).exits(1);
}

#[test]
fn a_file_in_packed_form_is_that_file_only_by_what_is_inside() {
    let sealed = Sealed::new("ferret64", "10_X64");
    let bytes = fs::read(sealed.path("ferret.sys")).unwrap();
    fs::remove_file(sealed.path("ferret.sys")).unwrap();
    fs::write(sealed.path("ferret.sy_"), szdd(&bytes)).unwrap();
    sealed.verify(&[]).good();
    fs::write(sealed.path("ferret.sy_"), szdd(&bytes[1..])).unwrap();
    sealed.verify(&[]).exits(1);
    sealed.audit().exits(1);
    fs::write(sealed.path("ferret.sy_"), b"anything").unwrap();
    sealed.verify(&[]).exits(3);
    assert_ne!(sealed.audit().status, 0);
}

#[test]
fn an_inf_without_a_catalog_is_no_package_that_passes() {
    let folder = package("ferret64");
    edit(&folder.path().join("ferret.inf"), without_catalog_file);
    run(args!["verify", folder.path(), "--policy", "none"]).exits(1);
    run(args!["audit", folder.path(), "--policy", "none"]).exits(1);
}

#[test]
fn what_is_not_looked_at_is_told() {
    let sealed = Sealed::new("ferret64", "10_X64");
    fs::create_dir(sealed.path(".hg")).unwrap();
    fs::write(sealed.path(".hg/evil.inf"), b"").unwrap();
    assert!(sealed.verify(&[]).good().stdout.contains("CS5017"));
    sealed.verify(&["--strict"]).exits(1);
}

#[cfg(unix)]
#[test]
fn what_is_not_looked_at_is_told_up_to_a_thousand_times() {
    let sealed = Sealed::new("ferret64", "10_X64");
    for number in 0..1005 {
        std::os::unix::fs::symlink("/", sealed.path(&format!("link{number:04}"))).unwrap();
    }
    let report = sealed.verify(&["--format", "json"]).good().json();
    let told = report["findings"].as_array().unwrap().iter().filter(|finding| finding["code"] == "CS5017");
    let told: Vec<_> = told.map(|finding| finding["message"].as_str().unwrap()).collect();
    assert_eq!((told.len(), told[1000]), (1001, "5 more of this kind are left out here"));
    sealed.verify(&["--strict"]).exits(1);
}

#[test]
fn nothing_to_look_at_is_no_good_answer() {
    let sealed = Sealed::new("ferret64", "10_X64");
    let empty = tempfile::tempdir().unwrap();
    run(args!["audit", empty.path()]).refuses(3);
    run(args!["verify", empty.path()]).refuses(3);
    run(args!["verify", empty.path(), "--catalog", sealed.path("ferret.cat")]).refuses(3);
}

#[test]
fn a_malformed_catalog_in_a_package_does_not_hide_the_rest() {
    let sealed = Sealed::new("ferret64", "10_X64");
    fs::write(sealed.path("zz.cat"), b"junk").unwrap();
    tamper(&sealed.path("ferret.sys"));
    let report = sealed.verify(&["--format", "json"]).exits(3).json();
    assert!(errors(&report).iter().any(|error| error.contains("ferret.sys")), "{report}");
}

#[test]
fn catalogs_of_one_name_do_not_write_over_each_other() {
    let certificate = TestCert::new();
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (folder.path().join("one"), folder.path().join("other"));
    for (source, place) in [("valid-v1.cat", &one), ("valid-v2.cat", &other)] {
        fs::create_dir(place).unwrap();
        fs::copy(testdata("catalogs").join(source), place.join("x.cat")).unwrap();
    }
    let before = snapshot(folder.path());
    let mut command = catseal();
    command.args(args!["sign", one.join("x.cat"), other.join("x.cat"), "--output-dir", folder.path().join("out")]);
    finish(command.args(certificate.options())).refuses(2);
    assert!(before == snapshot(folder.path()));
}

#[test]
fn an_autorun_inf_is_no_driver_and_stops_nothing() {
    let folder = package("ferret64");
    fs::write(folder.path().join("autorun.inf"), b"[autorun]\r\nopen=setup.exe\r\n").unwrap();
    let sealed = Sealed::of(folder, "10_X64");
    sealed.verify(&[]).good();
}

#[cfg(unix)]
#[test]
fn a_device_is_written_to_and_not_replaced() {
    use std::os::unix::fs::FileTypeExt as _;
    let sealed = Sealed::new("ferret64", "10_X64");
    let link = sealed.certificate.path("null");
    std::os::unix::fs::symlink("/dev/null", &link).unwrap();
    sealed.verify(&["-o", link.to_str().unwrap()]).good();
    assert!(fs::metadata(&link).unwrap().file_type().is_char_device());
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
}

#[test]
fn a_catalog_that_was_not_asked_about_is_not_said_to_be_absent() {
    let package = common::tiny_package();
    let path = package.path();
    let inf = fs::read_to_string(path.join("tiny.inf")).unwrap();
    fs::write(path.join("other.inf"), inf.replace("tiny.cat", "other.cat")).unwrap();
    run(args!["build", path, "--no-check"]).good();
    let absent = || {
        let report =
            run(args!["verify", path, "--catalog", path.join("tiny.cat"), "--policy", "none", "--format", "json"]);
        let report = report.exits(1).json();
        let of_code = |finding: &&serde_json::Value| finding["code"] == "CS5006";
        let found: Vec<_> = common::list(&report, "findings").iter().filter(of_code).cloned().collect();
        let [finding] = found.as_slice() else { panic!("{report}") };
        (common::text(finding, "message").to_owned(), common::text(finding, "help").to_owned())
    };
    let (message, help) = absent();
    assert!(message.ends_with("names the catalog 'other.cat', which is not among the catalogs given"), "{message}");
    assert!(help.contains("--catalog"), "{help}");

    fs::remove_file(path.join("other.cat")).unwrap();
    let (message, help) = absent();
    assert!(message.ends_with("names the catalog 'other.cat', which is not there"), "{message}");
    assert!(!help.contains("--catalog"), "{help}");
}
