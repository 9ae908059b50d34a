//! Packages that Inf2Cat is known to refuse, to take, or to grumble about; and how that ends.

use std::fs;
use std::path::Path;

use catseal_testkit::cabinet::stored;
use catseal_testkit::image::{Version, driver, machine, made_by};
use catseal_testkit::szdd;

use crate::common::{TIME, TestCert, catseal, finish, list, package, run, snapshot, testdata, text, tiny_package};
use crate::{FOR_X86, NONE, args, check, codes, edit, edited, of_code, report};

/// The tiny package with its driver under another name, copied to a folder by its number.
fn named(driver: &str, dirid: &str) -> tempfile::TempDir {
    let folder = edited(&[("tiny.sys", driver), ("DefaultDestDir=13", &format!("DefaultDestDir={dirid}"))]);
    fs::rename(folder.path().join("tiny.sys"), folder.path().join(driver)).unwrap();
    folder
}

fn says(finding: &serde_json::Value, equivalent: &str) -> bool {
    list(finding, "equivalents").iter().any(|known| known == equivalent)
}

#[test]
fn a_package_without_fault_is_good_by_the_rules_of_inf2cat() {
    let folder = tiny_package();
    let report = check(folder.path(), ["--rules", "inf2cat", "--format", "json"]).good().json();
    assert_eq!(codes(&report), [""; 0]);
    assert_eq!((text(&report, "schema"), &report["rules"]), ("catseal.check/1", &serde_json::json!(["inf2cat"])));
    assert_eq!(report["packages"][0]["files"], 4);
}

#[test]
fn disk_sys_among_the_drivers_of_windows_is_the_error_22_9_8() {
    let folder = named("disk.sys", "12");
    let report = check(folder.path(), ["--rules", "inf2cat", "--os", "10_X64", "--format", "json"]).exits(1).json();
    let [finding] = of_code(&report, "CS2201")[..] else { panic!("{report}") };
    assert!(says(finding, "22.9.8") && finding["severity"] == "error", "{finding}");
    assert!(text(finding, "message").contains("%12%\\disk.sys"), "{finding}");
    // Under a name of its own nothing is said.
    let folder = named("disc.sys", "12");
    check(folder.path(), ["--rules", "inf2cat", "--os", "10_X64"]).good();
}

#[test]
fn a_protected_file_from_its_own_vendor_is_allowed_and_that_is_told() {
    let folder = named("pscr.sys", "12");
    edit(folder.path(), &FOR_X86);
    edit(folder.path(), &[("M=\"Tiny\"", "M=\"SCM Microsystems\"")]);
    let check = |more: &[&str]| check(folder.path(), ["--rules", "inf2cat", "--os", "2000"].iter().chain(more));
    assert!(check(&[]).exits(1).stdout.contains("22.9.8"));

    fs::write(folder.path().join("pscr.sys"), made_by("SCM Microsystems, Inc.", [7, 1, 0, 0])).unwrap();
    let ran = check(&["--format", "json"]).good();
    assert_eq!(codes(&ran.json()), ["CS2201 warning", "CS2207 note"], "{ran}");
    // Windows' own copy is numbered like Windows.
    fs::write(folder.path().join("pscr.sys"), made_by("SCM Microsystems, Inc.", [5, 0, 2195, 1])).unwrap();
    check(&[]).exits(1);
}

#[test]
fn an_allow_list_lets_a_vendor_have_a_protected_file_and_that_is_told() {
    let folder = named("pscr.sys", "12");
    edit(folder.path(), &FOR_X86);
    let lists = tempfile::tempdir().unwrap();
    let list = lists.path().join("allow.txt");
    let with = |text: &str| {
        fs::write(&list, text).unwrap();
        let args = args!["--rules", "inf2cat", "--os", "2000", "--format", "json", "--allow", &list];
        check(folder.path(), args)
    };
    let ran = with("# ours\npscr.sys | tiny* | 2000\n").good();
    assert_eq!(codes(&ran.json()), ["CS2207 note"], "{ran}");
    with("pscr.sys | tiny* | XP\n").exits(1);
    assert!(with("pscr.sys | tiny\u{7c} Win\n").refuses(3).contains("allow.txt: line 1"));
}

#[test]
fn d3d8_dll_that_nobody_copies_is_a_warning_for_just_the_windows_that_protect_it() {
    let folder = edited(&FOR_X86);
    fs::write(folder.path().join("d3d8.dll"), b"d3d8").unwrap();
    let targets = "2000,XP_X86,Vista_X86,7_X86,10_X86";
    let report = check(folder.path(), ["--rules", "inf2cat", "--os", targets, "--format", "json"]).good().json();
    let found = of_code(&report, "CS2203");
    assert!(found.iter().all(|finding| finding["severity"] == "warning" && says(finding, "22.9.8")), "{report}");
    let messages: Vec<&str> = found.iter().map(|finding| text(finding, "message")).collect();
    assert!(
        matches!(messages[..], [xp, vista] if xp.contains("Windows Vista") != vista.contains("Windows Vista")
            && (xp.contains("XP") || vista.contains("XP"))),
        "{messages:?}"
    );
}

#[test]
fn names_as_microsoft_misspelled_them_count_with_compat_and_the_right_ones_without() {
    let right = named("fastfat.sys", "12");
    let wrong = named("fastfal.sys", "12");
    for folder in [&right, &wrong] {
        edit(folder.path(), &FOR_X86);
    }
    let status = |folder: &Path, more: &[&str]| {
        check(folder, ["--rules", "inf2cat", "--os", "XP_X86"].iter().chain(more)).status
    };
    assert_eq!((status(right.path(), &[]), status(right.path(), &["--compat"])), (1, 0));
    assert_eq!((status(wrong.path(), &[]), status(wrong.path(), &["--compat"])), (0, 1));
}

#[test]
fn the_day_that_driver_ver_must_not_be_after_is_that_of_utc_or_with_local_time_that_of_the_machine() {
    // The date, the moment, the time zone of the machine; the answer by UTC and by local time.
    for (date, now, zone, in_utc, here) in [
        ("11/23/2026", "2026-11-22T23:30:00Z", "JST-9", 1, 0),
        ("11/22/2026", "2026-11-22T03:00:00Z", "PST8", 0, 1),
        ("11/22/2026", "2026-11-22T12:00:00Z", "PST8", 0, 0),
    ] {
        let folder = edited(&[("01/31/2026", date)]);
        let run = |more: &[&str]| {
            let args = args!["check", folder.path(), "--rules", "inf2cat", "--os", "10_X64", "--now", now];
            finish(catseal().args(args).args(more).env("TZ", zone))
        };
        let (utc, local) = (run(&[]).exits(in_utc), run(&["--local-time"]).exits(here));
        for ran in [utc, local] {
            assert_eq!(ran.stdout.contains("22.9.7"), ran.status == 1, "{ran}");
        }
    }
}

#[test]
fn a_missing_catalog_file_for_arm64_is_the_error_22_9_4() {
    let models = "%M%=Tiny,NTamd64.10.0...16299,NTarm64.10.0...16299";
    let more = "[Tiny.NTarm64.10.0...16299]\n%M%=Install,USB\\VID_FE44&PID_0001\n[Install.NT]";
    let both = [("%M%=Tiny,NTamd64.10.0...16299", models), ("[Install.NT]", more)];
    let folder = edited(&both);
    let args = ["--rules", "inf2cat", "--os", "10_VB_X64,10_VB_ARM64", "--format", "json"];
    check(folder.path(), args).good();
    edit(folder.path(), &[("CatalogFile=", "CatalogFile.NTamd64=")]);
    let report = check(folder.path(), args).exits(1).json();
    let [finding] = of_code(&report, "CS2104")[..] else { panic!("{report}") };
    assert!(says(finding, "22.9.4") && text(finding, "message").contains("arm64"), "{finding}");
    // Who asks for x64 alone has all that is needed.
    check(folder.path(), ["--rules", "inf2cat", "--os", "10_VB_X64"]).good();
}

#[test]
fn utf_16_without_its_mark_is_no_inf_to_inf2cat() {
    let folder = tiny_package();
    let inf = folder.path().join("tiny.inf");
    let units: Vec<u8> = fs::read_to_string(&inf).unwrap().encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(&inf, [&[0xff, 0xfe][..], &units].concat()).unwrap();
    check(folder.path(), ["--rules", "inf2cat"]).good();
    fs::write(&inf, &units).unwrap();
    let report = check(folder.path(), ["--rules", "inf2cat", "--format", "json"]).exits(1).json();
    assert_eq!(codes(&report), ["CS2003 error"]);
}

#[test]
fn a_file_that_is_not_there_is_the_error_22_9_1() {
    let folder = tiny_package();
    fs::remove_file(folder.path().join("tiny.txt")).unwrap();
    let report = check(folder.path(), ["--rules", "inf2cat", "--format", "json"]).exits(1).json();
    let [finding] = of_code(&report, "CS2101")[..] else { panic!("{report}") };
    assert!(says(finding, "22.9.1"), "{finding}");
    // By rules that do not ask for it, it is none of theirs.
    assert_eq!(of_code(&crate::report(folder.path(), &["--rules", "update"]), "CS2101").len(), 0);
}

/// The changes that have `tiny.txt` come in the cabinet `disk1.cab`.
const IN_CABINET: [(&str, &str); 2] = [("1=%M%", "1=%M%\n2=%M%,disk1.cab"), ("tiny.txt=1", "tiny.txt=2")];

#[test]
fn a_file_in_a_cabinet_of_the_package_is_there() {
    let folder = edited(&IN_CABINET);
    fs::remove_file(folder.path().join("tiny.txt")).unwrap();
    fs::write(folder.path().join("disk1.cab"), stored(&[("tiny.txt", b"text")])).unwrap();
    let report = check(folder.path(), ["--rules", "inf2cat,package", "--format", "json"]).good().json();
    assert!(!codes(&report).iter().any(|code| code.starts_with("CS21") || code.ends_with("error")), "{report}");
    assert_eq!(report["packages"][0]["files"], 4);
}

#[test]
fn what_is_in_a_cabinet_of_the_package_is_judged_as_it_would_be_unpacked() {
    let folder = edited(&[("1=%M%", "1=%M%,disk1.cab")]);
    let unversioned = driver(machine::AMD64, b"");
    fs::remove_file(folder.path().join("tiny.sys")).unwrap();
    let cabinet = |mine: &[u8]| {
        stored(&[("Tiny.sys", mine), ("more\\disk.sys", &unversioned), ("key.pvk", b"k"), ("readme.txt", b"r")])
    };
    let rules = ["--rules", "inf2cat,package", "--os", "10_X64", "--format", "json"];
    let at = |report: &serde_json::Value, code: &str| {
        let found = of_code(report, code);
        found.iter().map(|finding| Path::new(text(finding, "path")).to_owned()).collect::<Vec<_>>()
    };
    let inside = |name: &str| vec![folder.path().join("disk1.cab").join(name)];
    fs::write(folder.path().join("disk1.cab"), cabinet(&unversioned)).unwrap();
    let report = check(folder.path(), rules).exits(1).json();
    assert_eq!(at(&report, "CS2203"), inside("more/disk.sys"), "{report}");
    assert_eq!(at(&report, "CS2610"), inside("key.pvk"), "{report}");
    let installed_by_none = ["key.pvk", "more/disk.sys", "readme.txt"].map(inside).concat();
    assert_eq!(at(&report, "CS2601"), installed_by_none, "{report}");
    // What the INF installs from there has no version; what nobody installs is not judged for that.
    assert_eq!(at(&report, "CS2606"), [folder.path().join("tiny.inf")], "{report}");

    let version = Version { version: [1, 0, 0, 0], flags: 0, texts: &[] }.resource();
    fs::write(folder.path().join("disk1.cab"), cabinet(&driver(machine::ARM64, &version))).unwrap();
    let report = check(folder.path(), rules).exits(1).json();
    assert_eq!((at(&report, "CS2606").len(), at(&report, "CS2604").len()), (0, 1), "{report}");
    // A protected name is one wherever the file comes from.
    let protected =
        edited(&[("tiny.sys", "disk.sys"), ("1=%M%", "1=%M%,disk1.cab"), ("DefaultDestDir=13", "DefaultDestDir=12")]);
    fs::remove_file(protected.path().join("tiny.sys")).unwrap();
    fs::write(protected.path().join("disk1.cab"), stored(&[("disk.sys", &unversioned)])).unwrap();
    let report = check(protected.path(), rules).exits(1).json();
    assert_eq!((of_code(&report, "CS2201").len(), of_code(&report, "CS2203").len()), (1, 0), "{report}");
}

#[test]
fn a_vendors_own_file_is_known_in_a_cabinet_and_compressed_too() {
    for compressed in [false, true] {
        let folder = edited(&FOR_X86);
        edit(
            folder.path(),
            &[("tiny.sys", "pscr.sys"), ("DefaultDestDir=13", "DefaultDestDir=12"), ("M=\"", "M=\"SCM Microsystems ")],
        );
        fs::remove_file(folder.path().join("tiny.sys")).unwrap();
        let own = made_by("SCM Microsystems, Inc.", [7, 1, 0, 0]);
        if compressed {
            fs::write(folder.path().join("pscr.sy_"), szdd(&own)).unwrap();
        } else {
            edit(folder.path(), &[("1=%M%", "1=%M%,disk1.cab")]);
            fs::write(folder.path().join("disk1.cab"), stored(&[("pscr.sys", &own)])).unwrap();
        }
        let report = report(folder.path(), &["--rules", "inf2cat", "--os", "2000"]);
        let [replaced] = of_code(&report, "CS2201")[..] else { panic!("{report}") };
        assert_eq!((&replaced["severity"], of_code(&report, "CS2207").len()), (&"warning".into(), 1), "{report}");
    }
}

#[test]
fn a_cabinet_of_the_package_that_is_damaged_further_in_is_an_error_when_something_is_installed_from_there() {
    let folder = edited(&IN_CABINET);
    fs::remove_file(folder.path().join("tiny.txt")).unwrap();
    let whole = stored(&[("tiny.txt", b"text"), ("other.bin", &[7; 100])]);
    // The last file is not needed: that it is cut off does no harm.
    fs::write(folder.path().join("disk1.cab"), &whole[..whole.len() - 10]).unwrap();
    assert_eq!(of_code(&report(folder.path(), &["--rules", "inf2cat"]), "CS2120").len(), 0);
    fs::write(folder.path().join("disk1.cab"), &whole[..whole.len() - 110]).unwrap();
    let report = check(folder.path(), ["--rules", "inf2cat", "--format", "json"]).exits(1).json();
    let [finding] = of_code(&report, "CS2120")[..] else { panic!("{report}") };
    assert!(text(finding, "path").ends_with("disk1.cab"), "{finding}");
}

#[test]
fn a_cabinet_of_the_package_that_cannot_be_read_is_an_error() {
    let folder = edited(&IN_CABINET);
    fs::remove_file(folder.path().join("tiny.txt")).unwrap();
    fs::write(folder.path().join("disk1.cab"), b"MSCF and nothing more").unwrap();
    let report = check(folder.path(), ["--rules", "inf2cat", "--format", "json"]).exits(1).json();
    let [finding] = of_code(&report, "CS2120")[..] else { panic!("{report}") };
    assert!(text(finding, "path").ends_with("disk1.cab"), "{finding}");
}

#[test]
fn a_file_under_a_compressed_name_is_told() {
    let folder = tiny_package();
    fs::remove_file(folder.path().join("tiny.txt")).unwrap();
    fs::write(folder.path().join("tiny.tx_"), stored(&[("tiny.txt", b"text")])).unwrap();
    let report = check(folder.path(), ["--rules", "inf2cat,package", "--format", "json"]).good().json();
    let [finding] = of_code(&report, "CS2121")[..] else { panic!("{report}") };
    assert_eq!(finding["severity"], "warning");
    assert!(!codes(&report).iter().any(|code| code.starts_with("CS2601")), "{report}");
}

#[test]
fn a_catalog_that_covers_its_inf_is_not_told_of() {
    let folder = tiny_package();
    run(args!["build", folder.path(), "--os", "10_X64", "--time", TIME]).good();
    assert_eq!(of_code(&report(folder.path(), &["--rules", "package"]), "CS2690").len(), 0);
}

#[test]
fn a_catalog_that_does_not_cover_its_inf_is_told() {
    let folder = tiny_package();
    run(args!["build", folder.path(), "--os", "10_X64", "--time", TIME]).good();
    edit(folder.path(), &[("[Version]", "; changed\n[Version]")]);
    let report = report(folder.path(), &["--rules", "package"]);
    let [finding] = of_code(&report, "CS2690")[..] else { panic!("{report}") };
    assert!(text(finding, "path").ends_with("tiny.cat"), "{finding}");
}

#[test]
fn build_and_seal_refuse_what_inf2cat_refuses_and_no_check_lets_it_pass() {
    let folder = named("disk.sys", "12");
    let before = snapshot(folder.path());
    let cert = TestCert::new();
    let refused = run(args!["build", folder.path(), "--os", "10_X64", "--time", TIME]).exits(1);
    assert!(refused.stdout.contains("CS2201"), "{refused}");
    let seal = || args!["seal", folder.path(), "--os", "10_X64", "--time", TIME].into_iter().chain(cert.options());
    run(seal()).exits(1);
    assert!(before == snapshot(folder.path()));

    run(args!["build", folder.path(), "--os", "10_X64", "--time", TIME, "--no-check"]).good();
    assert!(folder.path().join("tiny.cat").is_file());
    run(seal().chain(["--no-check".into()])).good();
    // What keeps a catalog from being made is an error all the same.
    fs::remove_file(folder.path().join("tiny.txt")).unwrap();
    run(args!["build", folder.path(), "--os", "10_X64", "--time", TIME, "--no-check"]).exits(1);
}

#[test]
fn the_rules_asked_for_decide_what_is_an_error() {
    let folder = edited(&[("Class=System", "Class=Unknown")]);
    let of = |rules: &str| report(folder.path(), &["--os", "10_X64", "--rules", rules]);
    assert_eq!(of_code(&of("update"), "CS2515").len(), 1);
    assert_eq!(of_code(&of("inf2cat,package"), "CS2515").len(), 0);
    assert_eq!(of("all")["rules"], serde_json::json!(["inf2cat", "infverif", "whql", "update", "package"]));
}

#[test]
fn every_package_asked_for_is_checked_and_its_name_is_before_its_paths() {
    let (good, bad) = (tiny_package(), named("disk.sys", "12"));
    let args = args![good.path(), "--rules", "inf2cat", "--os", "10_X64", "--format", "json"];
    let report = check(bad.path(), args).exits(1).json();
    assert_eq!(list(&report, "packages").len(), 2);
    let paths: Vec<&str> = list(&report, "findings").iter().map(|finding| text(finding, "path")).collect();
    assert!(!paths.is_empty() && paths.iter().all(|path| Path::new(path).starts_with(bad.path())), "{paths:?}");
}

#[test]
fn a_package_that_cannot_be_checked_does_not_keep_the_others_from_being_checked() {
    let (good, bad) = (tiny_package(), named("disk.sys", "12"));
    let (empty, broken) = (tempfile::tempdir().unwrap(), tiny_package());
    fs::write(broken.path().join("tiny.inf"), b"\x7fELF\0\0").unwrap();
    let args = |format: &str| {
        let paths = args![good.path(), broken.path(), bad.path(), "--format", format];
        [&paths[..], &args!["--rules", "inf2cat", "--os", "10_X64"]].concat()
    };
    let ran = check(empty.path(), args("json")).exits(3);
    let report = ran.json();
    let paths = |key: &str| {
        list(&report, key).iter().map(|package| Path::new(text(package, "path")).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(paths("packages"), [good.path(), bad.path()]);
    assert_eq!(paths("unreadable"), [empty.path(), broken.path()]);
    assert!(text(&list(&report, "unreadable")[0], "error").contains("no INF"), "{report}");
    assert_eq!(of_code(&report, "CS2201").len(), 1);
    let told: Vec<&str> = ran.stderr.lines().collect();
    assert!(told.len() == 2 && told.iter().all(|line| line.starts_with("catseal: error: ")), "{ran}");
    assert!(told[0].contains(empty.path().to_str().unwrap()) && told[1].contains("tiny.inf"), "{ran}");

    let ran = check(empty.path(), args("text")).exits(3);
    assert!(ran.stdout.contains("CS2201") && ran.stdout.contains("2 packages not checked"), "{ran}");
    let log = check(empty.path(), args("sarif")).exits(3).json();
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert_eq!(list(invocation, "toolExecutionNotifications").len(), 2);
    // Where nothing at all could be checked, there is no answer, and each is named.
    let ran = check(empty.path(), args![broken.path()]).exits(3);
    assert!(ran.stdout.is_empty() && ran.stderr.lines().count() == 2, "{ran}");
}

#[test]
fn what_cannot_be_checked_is_no_answer() {
    let empty = tempfile::tempdir().unwrap();
    assert!(check(empty.path(), NONE).refuses(3).contains("no INF"));
    assert!(run(args!["check", empty.path().join("absent")]).refuses(3).contains("absent"));
    let folder = tiny_package();
    fs::write(folder.path().join("tiny.inf"), b"\x7fELF\0\0").unwrap();
    check(folder.path(), NONE).refuses(3);
    assert!(run(args!["check", testdata("pe/pe32.exe")]).refuses(3).contains("pe32.exe"));
}

#[test]
fn the_packages_of_the_test_data_are_fit_for_inf2cat() {
    for (name, targets) in [
        ("ferret64", "10_X64"),
        ("lynx-multi", "10_VB_X64,10_VB_ARM64"),
        ("stoat-extension", "10_X64"),
        ("vole-legacy", "7_X64"),
    ] {
        let folder = package(name);
        check(folder.path(), ["--rules", "inf2cat", "--os", targets]).good();
    }
}
