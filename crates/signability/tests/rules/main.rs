//! Every rule, shown by two packages that differ in one thing: one that breaks it, and one that does not.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod harness;
mod inf2cat;
mod package;
mod protection;
mod publication;
mod version;

use catseal_signability::RULES;
use harness::Case;

/// The cases of all subjects.
fn cases() -> Vec<Case> {
    [version::cases(), inf2cat::cases(), protection::cases(), publication::cases(), package::cases()]
        .into_iter()
        .flatten()
        .collect()
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

/// Rules whose cases are not edits of a package:
/// - `CS2101`, `CS2113` and `CS2114` are reported by `catseal`, when it looks for the files and makes the catalog, and are
///   tested there;
/// - `CS2514` depends on the targets alone, and has a test of its own.
const ELSEWHERE: &[&str] = &["CS2101", "CS2113", "CS2114", "CS2514"];

#[test]
fn every_rule_has_a_case() {
    let shown: Vec<&str> = cases().iter().map(|case| case.code).collect();
    let rules = RULES.iter().copied().flatten();
    let untested = |code: &&str| !shown.contains(code) && !ELSEWHERE.contains(code);
    let missing: Vec<&str> = rules.map(|rule| rule.code.id).filter(untested).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
