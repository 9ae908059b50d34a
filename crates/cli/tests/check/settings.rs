//! `catseal.toml` in a package, and baselines.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::common::{list, run, text, tiny_package};
use crate::{NONE, args, check, codes, edited, of_code, report};

/// What is wrong with [`faulty`].
const REPLACED: &str = "CS2201";

/// A package that puts a file in the place of one of Windows'.
fn faulty() -> TempDir {
    let folder = edited(&[("tiny.sys", "disk.sys"), ("DefaultDestDir=13", "DefaultDestDir=12")]);
    fs::rename(folder.path().join("tiny.sys"), folder.path().join("disk.sys")).unwrap();
    folder
}

fn settings(folder: &Path, toml: &str) {
    fs::write(folder.join("catseal.toml"), toml).unwrap();
}

fn suppress(code: &str, more: &str) -> String {
    format!("[[suppress]]\ncode = \"{code}\"\n{more}\n")
}

#[test]
fn what_is_wrong_with_the_settings_is_said_in_one_line_with_its_number() {
    let folder = tiny_package();
    settings(folder.path(), "# known\n[[suppres]]\ncode = \"CS2101\"\n");
    let line = check(folder.path(), NONE).refuses(3);
    assert!(line.trim_end().ends_with("catseal.toml: line 2: unknown field `suppres`, expected `suppress`"), "{line}");
}

#[test]
fn what_is_suppressed_is_reported_with_its_reason() {
    let folder = faulty();
    check(folder.path(), ["--rules", "inf2cat"]).exits(1);
    settings(folder.path(), &suppress(REPLACED, "path = \"*.INF\"\nreason = \"it is ours to replace\""));
    let ran = check(folder.path(), ["--rules", "inf2cat,package", "--format", "json"]).good();
    let report = ran.json();
    let [suppressed] = list(&report, "suppressed") else { panic!("{ran}") };
    assert_eq!(text(suppressed, "reason"), "it is ours to replace");
    assert_eq!(suppressed["finding"]["code"], REPLACED);
    assert!(text(&suppressed["finding"], "path").ends_with("tiny.inf"));
    assert_eq!((of_code(&report, REPLACED).len(), of_code(&report, "CS2691").len()), (0, 0), "{ran}");
    assert!(check(folder.path(), ["--rules", "inf2cat"]).good().stdout.contains("1 suppressed by catseal.toml"));
    let told = check(folder.path(), ["--rules", "inf2cat", "--verbose"]).good();
    assert!(told.stdout.contains("because: it is ours to replace"), "{told}");
    // `build` goes by it, too.
    run(args!["build", folder.path(), "--os", "10_X64", "--dry-run"]).good();
}

#[test]
fn a_suppression_of_what_is_not_there_is_told() {
    let folder = tiny_package();
    settings(folder.path(), &suppress(REPLACED, "reason = \"it is ours to replace\""));
    let report = check(folder.path(), ["--rules", "package", "--format", "json"]).good().json();
    let [unused] = of_code(&report, "CS2691")[..] else { panic!("{report}") };
    assert!(text(unused, "message").contains(REPLACED) && unused["severity"] == "note", "{unused}");
}

#[test]
fn a_suppression_for_other_files_suppresses_nothing() {
    let folder = faulty();
    settings(folder.path(), &suppress(REPLACED, "path = \"other/*.inf\"\nreason = \"another\""));
    let report = check(folder.path(), ["--rules", "inf2cat,package", "--format", "json"]).exits(1).json();
    assert_eq!((of_code(&report, REPLACED).len(), of_code(&report, "CS2691").len()), (1, 1), "{report}");
}

#[test]
fn what_keeps_a_catalog_from_being_made_cannot_be_suppressed() {
    let folder = tiny_package();
    fs::remove_file(folder.path().join("tiny.txt")).unwrap();
    settings(folder.path(), &suppress("CS2101", "reason = \"it comes later\""));
    let report = check(folder.path(), ["--rules", "inf2cat", "--format", "json"]).exits(1).json();
    assert_eq!(codes(&report), ["CS2101 error", "CS2692 warning"]);
    let [refused] = of_code(&report, "CS2692")[..] else { panic!("{report}") };
    assert!(text(refused, "message").contains("CS2101, which stays an error"), "{refused}");
    run(args!["build", folder.path(), "--os", "10_X64", "--dry-run"]).exits(1);
    // Nor can a name that no catalog can have, whatever its number.
    let folder = edited(&[("CatalogFile=tiny.cat", "CatalogFile=sub\\tiny.cat")]);
    settings(folder.path(), &suppress("CS5013", "reason = \"it is where it is\""));
    let report = check(folder.path(), ["--rules", "inf2cat", "--format", "json"]).exits(1).json();
    assert_eq!((of_code(&report, "CS5013").len(), of_code(&report, "CS2692").len()), (1, 1), "{report}");
}

#[test]
fn what_leaves_the_catalog_right_can_be_suppressed_though_it_comes_from_reading_the_inf() {
    let folder = edited(&[("01/31/2026", "1/31/2099")]);
    let rules = ["--rules", "inf2cat,infverif", "--format", "json"];
    let errors = |report: &serde_json::Value| {
        codes(report).into_iter().filter(|code| code.starts_with("CS20") && code.ends_with("error")).collect::<Vec<_>>()
    };
    assert_eq!(errors(&check(folder.path(), rules).exits(1).json()), ["CS2010 error", "CS2013 error"]);
    run(args!["build", folder.path(), "--os", "10_X64", "--dry-run"]).exits(1);
    let reason = "reason = \"released in the new year\"";
    settings(folder.path(), &[suppress("CS2010", reason), suppress("CS2013", reason)].concat());
    let report = check(folder.path(), rules).json();
    assert_eq!(errors(&report), [""; 0], "{report}");
    assert_eq!((list(&report, "suppressed").len(), of_code(&report, "CS2692").len()), (2, 0), "{report}");
    run(args!["build", folder.path(), "--os", "10_X64", "--dry-run"]).good();
}

#[test]
fn settings_that_cannot_be_used_are_refused_and_where_is_told() {
    let folder = tiny_package();
    for (toml, said) in [
        (suppress("CS9999", "reason = \"x\""), &["unknown code \"CS9999\""][..]),
        (suppress("22.9.7", "reason = \"x\""), &["unknown code \"22.9.7\""]),
        (suppress(REPLACED, ""), &["missing field `reason`", "line 1"]),
        (suppress(REPLACED, "reason = \"  \""), &["has no reason"]),
        (suppress(REPLACED, "reason = \"x\"\nuntil = 2027"), &["unknown field `until`", "line 4"]),
        (suppress(REPLACED, "reason = \"x\"\npath = \"[a\""), &["\"[a\""]),
        ("\n\n[[suppress\n".to_owned(), &["line 3"]),
    ] {
        settings(folder.path(), &toml);
        let ran = check(folder.path(), NONE).exits(3);
        assert!(ran.stdout.is_empty() && ran.stderr.starts_with("catseal: error: "), "{ran}");
        assert!(ran.stderr.contains("catseal.toml: "), "{ran}");
        for words in said {
            assert!(ran.stderr.contains(words), "{words}: {ran}");
        }
    }
    fs::write(folder.path().join("catseal.toml"), b"\xff\xfe").unwrap();
    assert!(check(folder.path(), NONE).refuses(3).contains("not in UTF-8"));
}

#[test]
fn what_a_baseline_has_is_counted_and_only_the_rest_is_told() {
    let folder = faulty();
    let reports = tempfile::tempdir().unwrap();
    let before = reports.path().join("before.json");
    let args = args!["--rules", "inf2cat", "--format", "json", "--output", &before];
    check(folder.path(), args).exits(1);

    let with_baseline = || check(folder.path(), args!["--rules", "inf2cat", "--format", "json", "--baseline", &before]);
    let report = with_baseline().good().json();
    assert_eq!((codes(&report).len(), &report["known"]), (0, &serde_json::json!(1)));
    // A line before it moves the finding; it is the same.
    crate::edit(folder.path(), &[("[Version]", "; one more line\n[Version]")]);
    with_baseline().good();
    // Another finding is new.
    fs::remove_file(folder.path().join("tiny.txt")).unwrap();
    let report = with_baseline().exits(1).json();
    assert_eq!(codes(&report), ["CS2101 error"]);
}

#[test]
fn a_baseline_that_is_no_report_of_check_is_refused() {
    let folder = tiny_package();
    let reports = tempfile::tempdir().unwrap();
    let file = reports.path().join("report.json");
    let digests = run(args!["digest", folder.path().join("tiny.inf"), "--format", "json"]).good().stdout;
    for text in ["", "{}", "[]", digests.as_str()] {
        fs::write(&file, text).unwrap();
        let said = check(folder.path(), args!["--baseline", &file]).refuses(3);
        assert!(said.contains("report.json") && said.contains("check --format json"), "{said}");
    }
    check(folder.path(), args!["--baseline", reports.path().join("absent.json")]).refuses(3);
}

#[test]
fn a_report_does_not_take_the_place_of_what_it_was_made_from() {
    let folder = tiny_package();
    check(folder.path(), args!["--output", folder.path().join("tiny.inf")]).refuses(2);
    let report = report(folder.path(), &[]);
    assert_eq!(report["schema"], "catseal.check/1");
}
