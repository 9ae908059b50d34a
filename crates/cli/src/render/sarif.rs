//! Findings as SARIF 2.1.0 (OASIS), which code scanning services read.

use std::collections::BTreeMap;

use catseal::{CheckReport, CodePage, Finding, Severity, explain};
use serde_json::{Value, json};

/// What `check` found. What the package suppresses is in it, marked so; what a baseline knew is not.
pub(crate) fn of_check(report: &CheckReport) -> Value {
    let told = report.findings.iter().map(|finding| result(finding, None));
    let suppressed = report.suppressed.iter().map(|one| result(&one.finding, Some(&one.reason)));
    let results: Vec<Value> = told.chain(suppressed).collect();
    let findings = report.findings.iter().chain(report.suppressed.iter().map(|one| &one.finding));
    let rules: BTreeMap<&str, Value> = findings.map(|finding| (finding.code, rule(finding.code))).collect();
    let not_checked = report.unreadable.iter();
    let not_checked = not_checked.map(|package| json!({"level": "error", "message": {"text": package.error}}));
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "catseal",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.into_values().collect::<Vec<_>>(),
            }},
            // 3.20.14 and 3.20.21: what could not be checked is not among the results.
            "invocations": [{
                "executionSuccessful": report.unreadable.is_empty(),
                "toolExecutionNotifications": not_checked.collect::<Vec<_>>(),
            }],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(code: &str) -> Value {
    let pages = explain(Some(code)).codes;
    let page: Option<&CodePage> = pages.first();
    json!({
        "id": code,
        "shortDescription": {"text": page.map_or("", |page| page.title)},
        "fullDescription": {"text": page.map_or("", |page| page.explanation)},
        "help": {"text": page.map_or("", |page| page.help)},
    })
}

fn result(finding: &Finding, reason: Option<&str>) -> Value {
    let mut result = json!({
        "ruleId": finding.code,
        "level": level(finding.severity),
        "message": {"text": format!("{} {}", sentence(&finding.message), finding.help)},
    });
    if let Some(path) = &finding.path {
        let mut place = json!({"artifactLocation": {"uri": uri(path)}});
        if let Some(line) = finding.line {
            set(&mut place, "region", json!({"startLine": line}));
        }
        set(&mut result, "locations", json!([{"physicalLocation": place}]));
    }
    if let Some(reason) = reason {
        set(&mut result, "suppressions", json!([{"kind": "external", "justification": reason}]));
    }
    result
}

fn set(object: &mut Value, key: &str, value: Value) {
    if let Value::Object(map) = object {
        map.insert(key.to_owned(), value);
    }
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// With a full stop.
fn sentence(message: &str) -> String {
    if message.ends_with('.') { message.to_owned() } else { format!("{message}.") }
}

/// A path as a relative reference (RFC 3986): what has a meaning in one is percent-encoded, by the octets of its UTF-8.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_reference_whatever_is_in_it() {
        assert_eq!(uri("a b/x#1:ü.inf"), "a%20b/x%231%3A%C3%BC.inf");
    }
}
