//! Every rule, shown by two packages that differ in one thing: one that breaks it, and one that does not.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod class;
mod destinations;
mod documentation;
mod files;
mod harness;
mod includes;
mod inf2cat;
mod legacy;
mod models;
mod package;
mod parts;
mod primitive;
mod protection;
mod publication;
mod registry;
mod sections;
mod services;
mod software;
mod strings;
mod uses;
mod version;
mod version_section;

use catseal_signability::RULES;
use documentation::ELSEWHERE;
use harness::Case;

/// The cases of all subjects, by module.
fn groups() -> Vec<(&'static str, Vec<Case>)> {
    vec![
        ("version", version::cases()),
        ("inf2cat", inf2cat::cases()),
        ("protection", protection::cases()),
        ("publication", publication::cases()),
        ("package", package::cases()),
        ("version_section", version_section::cases()),
        ("class", class::cases()),
        ("files", files::cases()),
        ("destinations", destinations::cases()),
        ("strings", strings::cases()),
        ("sections", sections::cases()),
        ("primitive", primitive::cases()),
        ("uses", uses::cases()),
        ("models", models::cases()),
        ("includes", includes::cases()),
        ("services", services::cases()),
        ("registry", registry::cases()),
        ("legacy", legacy::cases()),
        ("software", software::cases()),
    ]
}

fn cases() -> Vec<Case> {
    groups().into_iter().flat_map(|(_, cases)| cases).collect()
}

#[test]
fn a_package_that_breaks_a_rule_is_told_so_and_its_twin_is_not() {
    let failures: Vec<String> = cases().iter().filter_map(|case| case.run().err()).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn the_package_that_the_cases_start_from_breaks_no_rule() {
    assert_eq!(harness::findings(&Case::new("", "")), Vec::<String>::new());
}

#[test]
fn every_rule_has_a_case() {
    let shown: Vec<&str> = cases().iter().map(|case| case.code).collect();
    let rules = RULES.iter().copied().flatten();
    let untested = |code: &&str| !shown.contains(code) && !ELSEWHERE.iter().any(|(known, ..)| known == code);
    let missing: Vec<&str> = rules.map(|rule| rule.code.id).filter(untested).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn a_rule_is_as_bad_as_the_worst_of_the_sets_asked_for_says() {
    let level = |sets: &str| {
        let case = Case::new("", "").edit("PnpLockdown = 1\n", "").sets(sets);
        harness::findings(&case)
            .iter()
            .filter_map(|found| found.strip_prefix("CS2305 ")?.split(':').next().map(str::to_owned))
            .collect::<Vec<_>>()
    };
    assert_eq!(level("infverif,universal"), ["warning"]);
    assert_eq!(level("infverif,windows"), ["error"]);
    assert_eq!(level("inf2cat"), [""; 0]);
}

#[test]
fn what_is_wrong_with_a_line_is_told_once() {
    let found = |sets: &str| {
        let list = "[Install.NT.HW]\nAddReg = Global\n[Global]\nHKLM,SYSTEM\\ControlSet001\\Sample,x,,1\n[Files]\n";
        let case = Case::new("", "").edit("[Files]\n", list).sets(sets);
        let found = harness::findings(&case).into_iter().filter(|found| found.contains("ControlSet001"));
        found.map(|found| found.split(':').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found("infverif,whql"), ["CS2451 error"]);
    assert_eq!(found("whql"), ["CS2451 error"]);
    assert_eq!(found("universal"), ["CS2463 error"]);
    assert_eq!(found("universal,windows"), ["CS2464 error"]);
}
