//! INFs made to cost time or memory.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use catseal_finding::Finding;
use catseal_inf::{Document, Driver, ParseOptions, os};
use catseal_signability::{AllowList, File, Inf, Options, Package, RuleSets, check};

/// Checks a package of one INF by all rules, for one target.
fn findings(text: &str, files: Vec<File>) -> Vec<Finding> {
    let targets = os::parse_list("10_X64").unwrap();
    let document = Document::parse(text.as_bytes(), &ParseOptions::default()).unwrap();
    let driver = Driver::walk_as_inf2cat(&document, &targets);
    let infs = vec![Inf { path: "x.inf".to_owned(), document, driver, targets: vec![0] }];
    let options = Options {
        targets,
        sets: RuleSets::ALL,
        now: "2026-11-22T12:00:00Z".parse().unwrap(),
        zone: jiff::tz::TimeZone::UTC,
        compat: false,
        allow: AllowList::default(),
    };
    check(&Package { infs, files }, &options)
}

const HEAD: &str = "[Version]\nSignature=\"$Windows NT$\"\nProvider=x\nDriverVer=01/02/2020,1.0.0.0\nCatalogFile=x.cat\n\
    [Manufacturer]\nx=M,NTamd64\n[DestinationDirs]\nDefaultDestDir=12\n";

fn count(findings: &[Finding], code: &str) -> usize {
    let shown = |finding: &&Finding| finding.code == code && !finding.message.contains("the rest is left out");
    findings.iter().filter(shown).count()
}

#[test]
fn of_one_code_a_thousand_findings_are_kept_and_a_note_tells_of_the_rest() {
    let models: String = (0..20_000).map(|number| format!("d=I,tap{number}\n")).collect();
    let found = findings(&format!("{HEAD}[M.NTamd64]\n{models}[I.NT]\n"), Vec::new());
    assert_eq!(count(&found, "CS2501"), 1000);
    assert!(found.iter().any(|finding| finding.code == "CS2501" && finding.message.contains("the rest is left out")));
}

#[test]
fn lists_that_are_named_again_and_again_are_looked_at_once() {
    let lists = "DelFiles=D\nRenFiles=D\nAddReg=R\n".repeat(5000);
    let protected = "disk.sys,disk.sys\n".repeat(5000);
    let keys = "HKLM,Software\\Microsoft\\Windows\\CurrentVersion\\Run,,,x\n".repeat(5000);
    let text = format!("{HEAD}[M.NTamd64]\nd=I,USB\\VID_1209&PID_0001\n[I.NT]\n{lists}[D]\n{protected}[R]\n{keys}");
    let found = findings(&text, Vec::new());
    assert_eq!(count(&found, "CS2204"), 1000);
    assert_eq!(count(&found, "CS2205"), 1000);
    assert_eq!(count(&found, "CS2523"), 1000);
}

#[test]
fn a_package_of_many_compressed_files_is_looked_through_once() {
    let names: Vec<String> = (0..20_000).map(|number| format!("file{number}.sy_")).collect();
    let file = |path: &String| File { path: path.clone(), size: 1, modified: None, image: None, packed: None };
    let found = findings(&format!("{HEAD}[M.NTamd64]\n"), names.iter().map(file).collect());
    assert_eq!(count(&found, "CS2601"), 1000);
}

#[test]
fn names_in_more_languages_than_any_inf_has_are_not_all_followed_and_that_is_an_error() {
    let copies: String = (0..5000).map(|number| format!("{number}\\%name%,source\n")).collect();
    let inf = |languages: u16| {
        let strings: String = (0..languages).map(|id| format!("[Strings.{id:04x}]\nname=f{id}.sys\n")).collect();
        let body = "[M.NTamd64]\nd=I,USB\\VID_1209&PID_0001\n[I.NT]\nCopyFiles=L\n[SourceDisksNames]\n1=x\n[SourceDisksFiles]\nsource=1\n";
        findings(&format!("{HEAD}{body}[L]\n{copies}[Strings]\nname=disk.sys\n{strings}"), Vec::new())
    };
    let few = inf(10);
    assert_eq!((count(&few, "CS2201"), count(&few, "CS2112")), (1000, 0));
    assert_eq!(count(&inf(1000), "CS2112"), 1);
}

#[test]
fn of_an_inf_too_large_to_be_checked_to_its_end_nothing_is_told_that_may_be_wrong() {
    let lists = "AddReg=%L%\n".repeat(8000);
    let long = "x".repeat(4000);
    let text = format!("{HEAD}[M.NTamd64]\nd=I,USB\\VID_1209&PID_0001\n[I.NT]\n{lists}[Strings]\nL={long}\n");
    let found = findings(&text, Vec::new());
    let incomplete = found.iter().filter(|finding| finding.message.ends_with("too large to be checked to its end"));
    assert_eq!(incomplete.count(), 1);
    assert_eq!(count(&found, "CS2401"), 0, "the lists may only not have been looked for");
}
