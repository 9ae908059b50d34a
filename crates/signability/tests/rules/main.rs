//! Every rule, shown by two packages that differ in one thing: one that breaks it, and one that does not.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod harness;
mod version;

use catseal_signability::RULES;
use harness::Case;

/// The cases of all subjects.
fn cases() -> Vec<Case> {
    [version::cases()].into_iter().flatten().collect()
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
    let missing: Vec<&str> = rules.map(|rule| rule.code.id).filter(|code| !shown.contains(code)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
