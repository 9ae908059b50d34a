//! The findings as SARIF, held against what its version 2.1.0 demands (OASIS, "Static Analysis Results Interchange Format").

use std::collections::HashSet;
use std::fs;

use serde_json::Value;

use crate::common::{list, text};
use crate::{check, codes, edited, report};

/// Holds a log against the standard, as far as this program uses it; gives its results.
fn results(log: &Value) -> &[Value] {
    // 3.13: the version is required, and each run is an object.
    assert_eq!(text(log, "version"), "2.1.0");
    assert!(text(log, "$schema").ends_with("sarif-2.1.0.json"));
    let [run] = list(log, "runs") else { panic!("{log}") };
    // 3.14: a run has a tool, whose driver has a name; the unit of columns is one of two.
    let driver = &run["tool"]["driver"];
    assert_eq!((text(driver, "name"), text(driver, "version")), ("catseal", env!("CARGO_PKG_VERSION")));
    assert!(["utf16CodeUnits", "unicodeCodePoints"].contains(&text(run, "columnKind")));
    // 3.19.23: rules have ids, each its own; texts are not empty (3.11).
    let rules: Vec<&str> = list(driver, "rules").iter().map(|rule| text(rule, "id")).collect();
    assert_eq!(rules.iter().collect::<HashSet<_>>().len(), rules.len(), "{rules:?}");
    for rule in list(driver, "rules") {
        for part in ["shortDescription", "fullDescription", "help"] {
            assert!(!text(&rule[part], "text").is_empty(), "{rule}");
        }
    }
    for result in list(run, "results") {
        // 3.27: a result has a message, names a rule of the driver, and has one of four levels.
        assert!(rules.contains(&text(result, "ruleId")), "{result}");
        assert!(["none", "note", "warning", "error"].contains(&text(result, "level")), "{result}");
        assert!(!text(&result["message"], "text").is_empty(), "{result}");
        for location in result.get("locations").and_then(Value::as_array).unwrap_or(&Vec::new()) {
            let place = &location["physicalLocation"];
            // 3.4.3: a URI reference (RFC 3986).
            let uri = text(&place["artifactLocation"], "uri");
            let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~/%".contains(c);
            assert!(!uri.is_empty() && uri.chars().all(allowed), "{uri}");
            // 3.30.5: lines count from 1.
            if let Some(region) = place.get("region") {
                assert!(region["startLine"].as_u64().unwrap() >= 1, "{result}");
            }
        }
        // 3.35: a suppression says whether it stands in the source.
        for suppression in result.get("suppressions").and_then(Value::as_array).unwrap_or(&Vec::new()) {
            assert!(["inSource", "external"].contains(&text(suppression, "kind")), "{result}");
            assert!(!text(suppression, "justification").is_empty(), "{result}");
        }
    }
    list(run, "results")
}

#[test]
fn a_log_has_what_the_standard_demands_and_what_the_report_has() {
    let folder = edited(&[("01/31/2026", "01/31/2027"), ("Class=System", "Class=Unknown")]);
    fs::write(folder.path().join("odd name#1%.dll"), b"MZ").unwrap();
    let settings = "[[suppress]]\ncode = \"CS2515\"\nreason = \"only a test\"\n";
    fs::write(folder.path().join("catseal.toml"), settings).unwrap();
    let ran = check(folder.path(), ["--format", "sarif", "--os", "10_X64"]).exits(1);
    let log = ran.json();
    let results = results(&log);

    let report = report(folder.path(), &["--os", "10_X64"]);
    let (told, suppressed): (Vec<&Value>, Vec<&Value>) =
        results.iter().partition(|result| result.get("suppressions").is_none());
    let of_log: Vec<String> =
        told.iter().map(|result| format!("{} {}", text(result, "ruleId"), text(result, "level"))).collect();
    assert_eq!(of_log, codes(&report));
    let [suppressed] = suppressed[..] else { panic!("{log}") };
    assert_eq!(text(suppressed, "ruleId"), "CS2515");
    assert!(ran.stdout.contains("odd%20name%231%25.dll"), "{ran}");
}

#[test]
fn a_package_without_fault_has_a_log_without_results() {
    let folder = crate::tiny_package();
    let log = check(folder.path(), ["--format", "sarif", "--rules", "inf2cat"]).good().json();
    assert_eq!(results(&log).len(), 0);
}
