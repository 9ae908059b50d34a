//! The command under the name of Inf2Cat: its switches, its words, its exit status.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at what goes wrong")]

mod common;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use common::{Ran, catseal, copy_tree, finish, folder, list, run, snapshot, text, tiny_package};
use tempfile::TempDir;

const DOTS: &str = ".........................";
const OS: &str = "/os:10_VB_X64";

/// A package in a folder `My Driver`, for the systems that are asked for.
struct Package {
    base: TempDir,
    path: PathBuf,
}

impl Package {
    fn new() -> Self {
        let base = tempfile::tempdir().unwrap();
        let path = base.path().join("My Driver");
        copy_tree(tiny_package().path(), &path);
        Self { base, path }.with("Tiny,NTamd64.10.0...16299", "Tiny,NTamd64").with(".10.0...16299", "")
    }

    /// With another text in the INF.
    #[track_caller]
    fn with(self, old: &str, new: &str) -> Self {
        let inf = self.path.join("tiny.inf");
        let text = fs::read_to_string(&inf).unwrap();
        assert!(text.contains(old), "{old}");
        fs::write(inf, text.replace(old, new)).unwrap();
        self
    }

    fn switch(&self) -> OsString {
        driver("/driver:", &self.path)
    }

    #[track_caller]
    fn run(&self, switches: &[&str]) -> Ran {
        inf2cat([self.switch()].into_iter().chain(switches.iter().map(OsString::from)))
    }

    /// Has this between the line that says how it went and the end, and, if it failed, nothing written.
    #[track_caller]
    fn says(&self, switches: &[&str], errors: &[&str], warnings: &[&str]) {
        let before = snapshot(&self.path);
        let ran = self.run(switches);
        let lines = |lines: &[&str]| if lines.is_empty() { "None".to_owned() } else { lines.join("\n") };
        let passed = errors.is_empty();
        let word = if passed { "complete" } else { "failed" };
        let mut expected = format!(
            "{DOTS}\nSignability test {word}.\n\nErrors:\n{}\n\nWarnings:\n{}\n",
            lines(errors),
            lines(warnings)
        );
        if passed && !switches.contains(&"/nocat") {
            let catalog = self.path.join("tiny.cat");
            expected.push_str(&format!("\nCatalog generation complete.\n{}\n", catalog.display()));
            assert!(catalog.is_file(), "{ran}");
        } else {
            assert_eq!(snapshot(&self.path), before, "{ran}");
        }
        assert_eq!(ran.stdout, expected, "{ran}");
        assert_eq!(ran.stderr, "", "{ran}");
        ran.exits(if passed { 0 } else { 254 });
    }

    fn catalogs(&self) -> Vec<PathBuf> {
        let names = snapshot(&self.path).into_keys();
        names.filter(|name| name.extension().is_some_and(|end| end.eq_ignore_ascii_case("cat"))).collect()
    }
}

fn driver(switch: &str, path: &Path) -> OsString {
    let mut word = OsString::from(switch);
    word.push(path);
    word
}

#[track_caller]
fn inf2cat(switches: impl IntoIterator<Item = OsString>) -> Ran {
    finish(catseal().arg("inf2cat").args(switches))
}

#[test]
fn a_good_package_gets_its_catalog_in_the_frame_of_inf2cat() {
    let package = Package::new().with("CatalogFile=tiny.cat", "CatalogFile=Tiny.CAT");
    package.says(&[OS], &[], &[]);
    assert_eq!(package.catalogs(), [Path::new("tiny.cat")]);
    run(args!["verify", &package.path, "--policy", "none"]).good();
}

#[test]
fn a_catalog_that_is_there_is_replaced_whatever_the_case_of_its_name() {
    let package = Package::new();
    package.run(&[OS]).good();
    fs::rename(package.path.join("tiny.cat"), package.path.join("TINY.cat")).unwrap();
    let before = fs::read(package.path.join("TINY.cat")).unwrap();
    let ran = package.run(&[OS]).good();
    assert_eq!(package.catalogs(), [Path::new("TINY.cat")]);
    assert_ne!(fs::read(package.path.join("TINY.cat")).unwrap(), before);
    assert!(Path::new(ran.stdout.lines().last().unwrap()).is_file(), "{ran}");
}

#[test]
fn nocat_tests_and_writes_nothing() {
    Package::new().says(&[OS, "/nocat"], &[], &[]);
}

#[test]
fn switches_are_understood_in_every_form() {
    let package = Package::new();
    let path = package.path.to_str().unwrap();
    for words in [
        [format!("/driver:{path}"), "/os:10_VB_X64".into(), "/nocat".into()],
        [format!("/DRV:{path}"), "/OS:10_vb_x64,10_GE_x64".into(), "/NoCat".into()],
        [format!("-Driver:{path}"), "-os:10_VB_X64, 10_GE_X64".into(), "-nocat".into()],
        ["-nocat".into(), "-os:\"10_VB_X64\"".into(), format!("-drv:\"{path}\"")],
        [format!("/driver:\"{path}/\""), OS.into(), "/nocat".into()],
        // What is left of `/driver:"C:\dir\"`.
        [format!("/driver:{path}\\\""), OS.into(), "/nocat".into()],
    ] {
        inf2cat(words.map(OsString::from)).good();
    }
    for written in ["My Driver", ".\\My Driver", ".\\My Driver\\", "./My Driver/"] {
        let ran = finish(catseal().current_dir(package.base.path()).args([
            "inf2cat",
            &format!("/driver:{written}"),
            "/os:7_ARM64,10_VB_X64",
            "/nocat",
        ]));
        assert!(ran.refuses(2).contains("Operating systems parameter invalid."), "{written}");
        let ran = finish(catseal().current_dir(package.base.path()).args([
            "inf2cat",
            &format!("/driver:{written}"),
            "/os:10_VB_ARM64",
            "/nocat",
        ]));
        assert!(ran.exits(254).stdout.contains("\ntiny.inf does not have NTARM64"), "{written}");
    }
    let inside = finish(catseal().current_dir(&package.path).args(["inf2cat", "/driver:.", OS])).good();
    assert_eq!(
        inside.stdout.lines().last(),
        Some(package.path.canonicalize().unwrap().join("tiny.cat").to_str().unwrap())
    );
}

#[test]
fn a_command_line_that_is_not_understood_is_refused_in_the_words_of_inf2cat() {
    const FORMAT: &str = "Parameter format not correct.";
    const INVALID: &str = "Operating systems parameter invalid.";
    let package = Package::new();
    let before = snapshot(&package.path);
    let path = package.path.to_str().unwrap();
    let driver = format!("/driver:{path}");
    let driver = driver.as_str();
    let cases: &[(&[&str], &str, &str)] = &[
        (&[], "Driver parameter missing.", "/driver:DIR"),
        (&[OS], "Driver parameter missing.", "/driver:DIR"),
        (&["/driver:", OS], "Driver parameter missing.", "/driver:DIR"),
        (&[driver], "Operating systems parameter missing.", "/os:10_X64"),
        (&[driver, "/os:"], INVALID, "--os list"),
        (&[driver, "/os:NT4_X86"], INVALID, "'NT4_X86'"),
        (&[driver, "/os:10_VB_X64,10_X46"], INVALID, "did you mean"),
        (&[driver, OS, "/oslist:10_VB_X64"], FORMAT, "'/oslist:10_VB_X64' is no switch"),
        (&[driver, OS, "/nocatalog"], FORMAT, "'/nocatalog' is no switch"),
        (&[driver, OS, "--nocat"], FORMAT, "'--nocat' is no switch"),
        (&[driver, OS, "nocat"], FORMAT, "'nocat' is no switch"),
        (&["/driver:", path, OS], FORMAT, "no blank after the colon"),
        (&["/driver", OS], FORMAT, "'/driver' lacks the folder"),
        (&[driver, "/os"], FORMAT, "'/os' lacks the list"),
        (&[driver, OS, driver], FORMAT, "comes after another"),
        (&[driver, OS, OS], FORMAT, "comes after another"),
        (&[driver, OS, "/nocat:yes"], FORMAT, "has a value"),
        (&[driver, OS, "/v:1"], FORMAT, "has a value"),
        (&[driver, OS, "/uselocaltime:no"], FORMAT, "has a value"),
        (&[driver, OS, "/pageHashes:"], FORMAT, "empty name"),
        (&[driver, OS, "/pageHashes:tiny.sys,,x.sys"], FORMAT, "empty name"),
        (&[driver, OS, "--output-dir"], FORMAT, "lacks the folder"),
        (&[driver, OS, "--output-dir="], FORMAT, "lacks the folder"),
    ];
    for (words, theirs, ours) in cases {
        let error = inf2cat(words.iter().map(OsString::from)).refuses(2);
        assert!(error.starts_with(&format!("catseal: error: {theirs}")) && error.contains(ours), "{words:?}: {error}");
    }
    assert_eq!(snapshot(&package.path), before);
}

#[test]
fn help_is_there_whatever_else_is_given() {
    for words in [&["/?"][..], &["-?"], &["--help"], &["/driver:nowhere", "/?"]] {
        let ran = inf2cat(words.iter().map(OsString::from)).good();
        for switch in [
            "/driver:DIR",
            "/drv:DIR",
            "/os:LIST",
            "/nocat",
            "/verbose",
            "/v ",
            "/uselocaltime",
            "/pageHashes[:FILES]",
            "/drm[:FILES]",
            "/pe[:FILES]",
            "/?",
            "--output-dir DIR",
        ] {
            assert!(ran.stdout.contains(switch), "{switch}: {ran}");
        }
    }
}

#[test]
fn the_catalog_goes_to_another_folder_when_one_is_named() {
    let package = Package::new();
    let before = snapshot(&package.path);
    let out = package.base.path().join("out");
    for words in [args!["--output-dir", &out].to_vec(), vec![driver("--output-dir=", &out)]] {
        let ran = inf2cat([package.switch(), OS.into()].into_iter().chain(words)).good();
        let catalog = out.join("tiny.cat");
        assert_eq!(ran.stdout.lines().last(), catalog.to_str());
        fs::remove_file(catalog).unwrap();
    }
    assert_eq!(snapshot(&package.path), before);
}

/// How many members of the catalog have page hashes.
fn hashed_by_page(package: &Package) -> usize {
    let shown = run(args!["show", package.path.join("tiny.cat"), "--format", "json"]).good().json();
    list(&shown, "members").iter().filter(|member| member["page_hashes"].as_u64().unwrap() > 0).count()
}

#[test]
fn page_hashes_are_made_of_what_is_asked_for() {
    for (switch, expected) in
        [("/v", 0), ("/pageHashes", 1), ("/PAGEHASHES:Tiny.sys", 1), ("-pagehashes:\"tiny.sys\"", 1)]
    {
        let package = Package::new();
        package.run(&[OS, switch]).good();
        assert_eq!(hashed_by_page(&package), expected, "{switch}");
    }
    let package = Package::new();
    let ran = package.run(&[OS, "/pageHashes:tiny.txt"]).exits(254);
    assert!(ran.stdout.contains("tiny.txt: page hashes are wanted, and it is no PE image [CS"), "{ran}");
    assert!(package.catalogs().is_empty());
}

#[test]
fn what_is_not_carried_out_is_said() {
    let drm = "/drm is deprecated and was not carried out; write DRMLevel into [SignatureAttributes] of the INF for the files \
               that need it.";
    let pe = "/pe is deprecated and was not carried out; write PETrust into [SignatureAttributes] of the INF for the files that \
              need it.";
    Package::new().says(&[OS, "/drm"], &[], &[drm]);
    Package::new().says(&[OS, "-PE:tiny.sys", "/drm:tiny.sys"], &[], &[drm, pe]);
}

#[test]
fn verbose_names_every_file_before_the_frame() {
    let package = Package::new();
    // Whether or not an INF installs it.
    fs::create_dir(package.path.join("Docs")).unwrap();
    fs::write(package.path.join("Docs/ReadMe.txt"), b"r").unwrap();
    let folder = package.path.display();
    for switch in ["/v", "/Verbose", "-V"] {
        let ran = package.run(&[OS, "/nocat", switch]).good();
        let files = [("Docs", "readme.txt"), ("", "tiny.cab"), ("", "tiny.inf"), ("", "tiny.sys"), ("", "tiny.txt")];
        let lines = files.map(|(below, name)| {
            let folder = Path::new(&folder.to_string()).join(below).join("");
            format!("Processing directory ({}) file ({name})\n", folder.display())
        });
        let lines = lines.concat();
        assert!(ran.stdout.starts_with(&lines), "{ran}");
        assert!(ran.stdout.contains(&format!("{DOTS}\nSignability test complete.\n")), "{ran}");
    }
}

#[test]
fn today_is_that_of_the_local_zone_only_when_that_is_asked_for() {
    // A day behind, at any time of the day.
    let today = || jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    loop {
        let day = today();
        let package = Package::new().with("01/31/2026", &day.strftime("%m/%d/%Y").to_string());
        let run = |switch: &str| {
            finish(catseal().env("TZ", "WEST24").arg("inf2cat").arg(package.switch()).args([OS, "/nocat", switch]))
        };
        let (utc, local) = (run("/v"), run("/UseLocalTime"));
        if today() == day {
            assert!(local.exits(254).stdout.contains("\n22.9.7: "));
            utc.good();
            break;
        }
    }
}

#[test]
fn a_missing_file_is_22_9_1() {
    let package = Package::new().with("[All]", "[Tiny.Files]").with("CopyFiles=All", "CopyFiles=Tiny.Files");
    package.run(&[OS]).good();
    fs::remove_file(package.path.join("tiny.txt")).unwrap();
    package.says(
        &[OS],
        &["22.9.1: tiny.txt in [tiny.files] of My Driver\\tiny.inf is missing or cannot be decompressed from source media. \
           Check that the paths in SourceDisksNames, SouceDisksFiles and CopyFiles lead to this file."],
        &[],
    );
}

#[test]
fn a_missing_catalog_file_entry_is_22_9_4_once_for_each_architecture() {
    let package = Package::new()
        .with("CatalogFile=tiny.cat\n", "")
        .with("Tiny,NTamd64", "Tiny,NTamd64,NTx86")
        .with("[Install.NT]", "[Tiny.NTx86]\n%M%=Install,USB\\VID_FE44&PID_0001\n[Install.NT]");
    let line = |arch: &str| {
        format!(
            "22.9.4: Missing {arch} CatalogFile entry (CatalogFile.nt{arch}, CatalogFile.nt, CatalogFile) from [Version] section \
             in My Driver\\tiny.inf."
        )
    };
    package.says(&["/os:10_VB_X86,10_VB_X64,10_GE_X64"], &[&line("AMD64"), &line("X86")], &[]);
    package.says(&[OS], &[&line("AMD64")], &[]);
}

#[test]
fn a_driver_ver_that_is_none_is_22_9_6() {
    let expected = "22.9.6: DriverVer missing or in incorrect format in My Driver\\tiny.inf.";
    for driver_ver in ["", "DriverVer=\n", "DriverVer=01.31.2026,1.0.0.0\n", "DriverVer=01/31/2026,0.0.0.0\n"] {
        Package::new().with("DriverVer=01/31/2026,1.0.0.0\n", driver_ver).says(&[OS], &[expected], &[]);
    }
}

#[test]
fn a_driver_ver_of_a_wrong_day_is_22_9_7() {
    let future =
        "22.9.7: DriverVer set to a date in the future (postdated DriverVer not allowed) in My Driver\\tiny.inf.";
    Package::new().with("01/31/2026", "01/31/9026").says(&[OS], &[future], &[]);
    let old = "22.9.7: DriverVer set to incorrect date (must be postdated to 4/21/2009 for newest OS) in My Driver\\tiny.inf.";
    Package::new().with("01/31/2026", "04/20/2009").says(&["/os:7_X64"], &[old], &[]);
    Package::new().with("01/31/2026", "04/21/2009").says(&["/os:7_X64"], &[], &[]);
}

#[test]
fn a_file_of_windows_is_22_9_8_by_the_versions_that_have_it() {
    let package = Package::new()
        .with("DefaultDestDir=13", "DefaultDestDir=12")
        .with("[All]\ntiny.sys", "[All]\nDisk.sys,tiny.sys");
    package.says(
        &["/os:Vista_X64,10_VB_X64,10_GE_X64"],
        &[
            "22.9.8: Possible Windows 10 and later file redistribution violation (\\tiny.sys --> %12%\\disk.sys).",
            "22.9.8: Possible Windows Vista/2008 file redistribution violation (\\tiny.sys --> %12%\\disk.sys).",
        ],
        &[],
    );

    // The name as Microsoft's list has it, and as it should be: Inf2Cat goes by the list.
    for (name, errors) in [
        ("fastfat.sys", &[][..]),
        (
            "fastfal.sys",
            &[
                "22.9.8: Possible Windows Vista/2008 file redistribution violation (\\fastfal.sys --> %12%\\fastfal.sys).",
            ],
        ),
    ] {
        let package = Package::new().with("DefaultDestDir=13", "DefaultDestDir=12").with("tiny.sys", name);
        fs::rename(package.path.join("tiny.sys"), package.path.join(name)).unwrap();
        package.says(&["/os:Vista_X64"], errors, &[]);
    }
}

#[test]
fn a_file_of_windows_that_no_inf_copies_is_22_9_8_as_a_warning() {
    let package = Package::new().with("NTamd64", "NTx86");
    fs::write(package.path.join("D3D8.dll"), "nothing").unwrap();
    let line = |windows: &str| {
        format!(
            "22.9.8: Possible Windows {windows} file redistribution violation (\\d3d8.dll). No INF copies the file, this is a \
             warning only."
        )
    };
    package.says(&["/os:XP_X86,Vista_X86,7_X86"], &[], &[&line("Vista/2008"), &line("XP/2003")]);
}

#[test]
fn a_file_without_a_source_is_22_9_10() {
    let line = "22.9.10: tiny.txt in [all] is missing from [SourceDisksFiles] section in My Driver\\tiny.inf; ok if file source \
                is provided via LayoutFile in [Version].";
    let package = Package::new().with("tiny.txt=1\n", "");
    package.says(&[OS], &[line], &[]);
    package.with("[Version]\n", "[Version]\nLayoutFile=layout.inf\n").says(&[OS], &[], &[line]);
}

#[test]
fn an_architecture_without_models_is_an_error() {
    let package = Package::new();
    package.says(&["/os:10_VB_X64,10_VB_ARM64"], &["tiny.inf does not have NTARM64 decorated model sections."], &[]);
}

#[test]
fn what_inf2cat_has_no_number_for_is_said_with_our_code() {
    let package = Package::new().with("[SourceDisksNames]\n1=", "[SourceDisksNames]\n2=");
    let ran = package.run(&[OS]).exits(254);
    assert!(ran.stdout.contains("\nMy Driver\\tiny.inf: line "), "{ran}");
    assert!(ran.stdout.contains("is on disk '1', which is in neither") && ran.stdout.contains(" [CS2103]\n"), "{ran}");
    assert!(package.catalogs().is_empty());
}

#[test]
fn a_folder_without_a_readable_inf_has_no_installation_inf() {
    let utf16: Vec<u8> = fs::read_to_string(Package::new().path.join("tiny.inf"))
        .unwrap()
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for files in [
        &[("x.sys", &b"MZ"[..])][..],
        &[("sub/x.inf", b"[Version]\nSignature=\"$Windows NT$\"\n")],
        &[("x.inf", &utf16)],
        &[("x.inf", b"\x7fELF\0\0\x01\0")],
        &[("x.inf", b"")],
    ] {
        let folder = folder(files);
        let ran = inf2cat([driver("/driver:", folder.path()), OS.into()]).exits(254);
        let start = format!(
            "{DOTS}\nSignability test failed.\n\nErrors:\nNo installation INF found in the root path of the driver. "
        );
        assert!(ran.stdout.starts_with(&start) && ran.stdout.ends_with("\n\nWarnings:\nNone\n"), "{ran}");
        assert_eq!(ran.stderr, "");
    }
}

#[test]
fn an_inf_in_an_encoding_that_is_not_taken_does_not_hide_another() {
    let package = Package::new();
    let text = fs::read_to_string(package.path.join("tiny.inf")).unwrap();
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(package.path.join("other.inf"), utf16).unwrap();
    let ran = package.run(&[OS]).exits(254);
    assert!(ran.stdout.contains("\nMy Driver\\other.inf: ") && ran.stdout.contains(" [CS2003]\n"), "{ran}");
    assert!(!ran.stdout.contains("No installation INF found"), "{ran}");
}

#[test]
fn a_folder_that_cannot_be_read_is_no_answer_of_the_test() {
    let error = inf2cat(["/driver:no/such/folder", OS].map(OsString::from)).refuses(3);
    assert!(error.contains("no/such/folder"), "{error}");
}

#[test]
fn the_answer_is_there_for_programs_too() {
    let package = Package::new();
    let words = [OsString::from("--format"), "json".into(), "inf2cat".into(), package.switch(), OS.into()];
    let report = run(words).good().json();
    assert_eq!(text(&report, "schema"), "catseal.build/1");
    assert_eq!(text(&list(&report, "catalogs")[0], "path"), package.path.join("tiny.cat").to_str().unwrap());
}

#[cfg(unix)]
#[test]
fn under_the_name_of_inf2cat_it_is_inf2cat() {
    let package = Package::new();
    for name in ["inf2cat", "Inf2Cat", "INF2CAT.EXE"] {
        let program = package.base.path().join(name);
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_catseal"), &program).unwrap();
        let ran = finish(std::process::Command::new(&program).arg(package.switch()).args([OS, "-v"])).good();
        assert!(ran.stdout.contains("\nCatalog generation complete.\n"), "{ran}");
        finish(std::process::Command::new(&program).arg("-x")).refuses(2);
    }
}
