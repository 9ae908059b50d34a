//! `docs/rules.md`: every rule, and the tests that show it.

use std::fs;
use std::path::{Path, PathBuf};

use catseal_signability::{RULES, Rule, RuleSet};

use crate::groups;
use crate::harness::Case;

/// Rules whose cases are no edits of a package: code, the file of the tests, the test that brings the code, and the test that does
/// not.
pub(crate) const ELSEWHERE: &[(&str, &str, &str, &str)] = &[
    (
        "CS2101",
        "crates/catseal/tests/build.rs",
        "a_file_for_another_architecture_that_is_absent_is_a_warning",
        "a_file_for_another_architecture_is_a_member_when_it_is_there",
    ),
    (
        "CS2113",
        "crates/catseal/tests/build.rs",
        "page_hashes_that_cannot_be_made_are_an_error_and_nothing_is_written",
        "page_hashes_are_of_all_images_or_of_those_named",
    ),
    (
        "CS2114",
        "crates/catseal/tests/build.rs",
        "wishes_that_no_catalog_is_known_to_fulfil_are_told",
        "without_a_wish_for_trust_the_catalog_does_not_speak_of_it",
    ),
    (
        "CS2120",
        "crates/cli/tests/check/packages.rs",
        "a_cabinet_of_the_package_that_cannot_be_read_is_an_error",
        "a_file_in_a_cabinet_of_the_package_is_there",
    ),
    (
        "CS2121",
        "crates/cli/tests/check/packages.rs",
        "a_file_under_a_compressed_name_is_told",
        "a_file_in_a_cabinet_of_the_package_is_there",
    ),
    (
        "CS2514",
        "crates/signability/tests/rules/publication.rs",
        "itanium_is_told_by_the_targets",
        "an_id_has_one_reason_and_ids_with_all_their_parts_have_none",
    ),
    ("CS2528", SUBMISSION, LAYOUT, GOOD),
    ("CS2529", SUBMISSION, "folders_without_an_inf_are_told_one_by_one", GOOD),
    ("CS2530", SUBMISSION, LAYOUT, GOOD),
    ("CS2531", SUBMISSION, LAYOUT, GOOD),
    ("CS2532", SUBMISSION, "all_folders_serve_the_same_architectures", GOOD),
    ("CS2533", SUBMISSION, "an_empty_cabinet_and_an_unsigned_one_are_told", GOOD),
    ("CS2534", SUBMISSION, "an_empty_cabinet_and_an_unsigned_one_are_told", GOOD),
    ("CS2535", SUBMISSION, LAYOUT, GOOD),
    ("CS2536", SUBMISSION, LAYOUT, GOOD),
    (
        "CS2690",
        "crates/cli/tests/check/packages.rs",
        "a_catalog_that_does_not_cover_its_inf_is_told",
        "a_catalog_that_covers_its_inf_is_not_told_of",
    ),
    (
        "CS2691",
        "crates/cli/tests/check/settings.rs",
        "a_suppression_of_what_is_not_there_is_told",
        "what_is_suppressed_is_reported_with_its_reason",
    ),
    (
        "CS2692",
        "crates/cli/tests/check/settings.rs",
        "what_keeps_a_catalog_from_being_made_cannot_be_suppressed",
        "what_is_suppressed_is_reported_with_its_reason",
    ),
];

const SUBMISSION: &str = "crates/signability/tests/submission.rs";
const LAYOUT: &str = "each_breach_of_the_layout_is_told";
const GOOD: &str = "a_folder_for_each_driver_is_what_the_dashboard_takes";

/// Set to write the file anew: `cargo xtask docs` does.
const WRITE: &str = "CATSEAL_WRITE_DOCS";

/// How many rules there have to be.
const WANTED: usize = 120;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn rules() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().copied().flatten()
}

fn document() -> String {
    let count = rules().count();
    let mut text = format!(
        "# Rules of `catseal check`\n\n\
         {count} rules. `catseal explain CODE` says what each means; [codes.md](codes.md) has them all in short. A rule is an \
         error (E), a warning (W) or a note (N) in the sets it belongs to; of several sets asked for, the worst level counts. \
         `--rules all` is the first five; the modes of InfVerif behind them (`declarative` /k, `universal` /u, `windows` /w) exclude \
         one another.\n\n\
         Each rule is shown by two tests: one that breaks it, and one that comes close and does not. *Case* is a case of \
         `crates/signability/tests/rules`: a package that is told of, and its twin, which differs from it in what the rule is \
         about and is not. In brackets: how many such cases there are.\n\n\
         Written by the test in `crates/signability/tests/rules/documentation.rs` (`cargo xtask docs`): change it there.\n\n\
         | code | rule | elsewhere |"
    );
    RuleSet::ALL.iter().for_each(|set| text += &format!(" {set} |"));
    text += " broken by | not broken by |\n|---|---|---|";
    RuleSet::ALL.iter().for_each(|_| text += "---|");
    text += "---|---|\n";
    let groups = groups();
    let mut sorted: Vec<&Rule> = rules().collect();
    sorted.sort_by_key(|rule| rule.code.id);
    for rule in sorted {
        let code = rule.code;
        let equivalents = code.equivalents.join(", ");
        text += &format!("| {} | {} | {} |", code.id, cell(code.title), cell(&equivalents));
        for set in RuleSet::ALL {
            let level = rule.levels.iter().find(|(of, _)| *of == set).map(|(_, level)| level.to_string());
            let letter = level.and_then(|level| level.chars().next()).map(|letter| letter.to_ascii_uppercase());
            text += &letter.map_or_else(|| " |".to_owned(), |letter| format!(" {letter} |"));
        }
        let (broken, kept) = shown_by(code.id, &groups);
        text += &format!(" {broken} | {kept} |\n");
    }
    text
}

fn shown_by(code: &str, groups: &[(&str, Vec<Case>)]) -> (String, String) {
    if let Some((_, file, broken, kept)) = ELSEWHERE.iter().find(|(known, ..)| *known == code) {
        return (format!("`{file}`: `{broken}`"), format!("`{kept}`"));
    }
    let cases: Vec<(&str, &Case)> = groups
        .iter()
        .flat_map(|(module, cases)| cases.iter().map(move |case| (*module, case)))
        .filter(|(_, case)| case.code == code)
        .collect();
    let Some((module, case)) = cases.first() else { return ("none".to_owned(), "none".to_owned()) };
    let more = if cases.len() > 1 { format!(" ({})", cases.len()) } else { String::new() };
    (format!("`{module}.rs`, case \"{}\"{more}", cell(case.title)), "its twin".to_owned())
}

/// Text that stays in its cell.
fn cell(text: &str) -> String {
    text.replace('<', "&lt;").replace('|', r"\|").replace('\n', " ")
}

#[test]
fn the_table_of_rules_is_that_of_the_documentation() {
    let path = root().join("docs/rules.md");
    let wanted = document();
    if std::env::var_os(WRITE).is_some() {
        fs::write(&path, &wanted).unwrap();
    }
    let stored = fs::read_to_string(&path).unwrap_or_default();
    assert!(stored == wanted, "docs/rules.md is not what is generated; run `cargo xtask docs`");
}

#[test]
fn there_are_as_many_rules_as_were_promised_each_with_its_own_code() {
    let mut codes: Vec<&str> = rules().map(|rule| rule.code.id).collect();
    assert!(codes.len() >= WANTED, "{}", codes.len());
    codes.sort_unstable();
    let before = codes.len();
    codes.dedup();
    assert_eq!(codes.len(), before, "a code is declared twice");
    assert!(rules().all(|rule| !rule.levels.is_empty()));
}

#[test]
fn the_tests_that_are_elsewhere_are_there() {
    for (code, file, broken, kept) in ELSEWHERE {
        let text = fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_ne!(broken, kept, "{code}");
        for name in [broken, kept] {
            assert!(text.contains(&format!("#[test]\nfn {name}() {{")), "{code}: {file} has no test {name}");
        }
        assert!(rules().any(|rule| rule.code.id == *code), "{code} is no rule");
    }
}
