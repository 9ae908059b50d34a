//! What `show` says of every catalog of the corpus is what the corpus's manifest says, which another program made.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at what goes wrong")]

mod common;

use std::collections::BTreeMap;
use std::path::Path;

use common::{CORPUS_TIME, corpus, list, run, table, text};
use serde_json::Value;

type Row = BTreeMap<String, String>;

fn show(corpus: &Path, row: &Row) -> Value {
    run(args!["show", corpus.join(&row["path"]), "--format", "json", "--at", CORPUS_TIME]).good().json()
}

/// `sha1:2,sha256:1` as a map.
fn counts(cell: &str) -> BTreeMap<String, usize> {
    cell.split(',')
        .filter(|part| !part.is_empty())
        .map(|part| part.rsplit_once(':').unwrap())
        .map(|(name, count)| (name.to_owned(), count.parse().unwrap()))
        .collect()
}

fn count<T: Into<String>>(names: impl Iterator<Item = T>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for name in names {
        *counts.entry(name.into()).or_default() += 1;
    }
    counts
}

/// A time as the file has it: digits and `Z`, with the century only where it is a `GeneralizedTime`.
fn digits(time: &str, century: bool) -> String {
    let digits: String = time.chars().filter(|letter| !"-:T".contains(*letter)).collect();
    digits[if century { 0 } else { 2 }..].to_owned()
}

/// The names of the catalog's attributes; hardware ids as one, where the first of them stands.
fn attribute_names(report: &Value) -> String {
    let is_id = |name: &str| name.strip_prefix("HWID").is_some_and(|rest| rest.parse::<u32>().is_ok());
    let names: Vec<&str> = list(report, "attributes").iter().map(|attribute| text(attribute, "name")).collect();
    let ids = names.iter().filter(|name| is_id(name)).count();
    let first = names.iter().position(|name| is_id(name));
    let mut shown = Vec::new();
    for (index, name) in names.iter().enumerate() {
        if Some(index) == first {
            shown.push(if ids == 1 { "HWID#".to_owned() } else { format!("HWID#x{ids}") });
        } else if !is_id(name) {
            shown.push((*name).to_owned());
        }
    }
    shown.join(",")
}

/// What a manifest's row says of the list itself, in the manifest's words.
fn list_columns(report: &Value) -> Vec<(&'static str, String)> {
    let os = list(report, "attributes")
        .iter()
        .find(|attribute| attribute["name"] == "OS")
        .map_or("", |os| text(os, "value"));
    vec![
        ("sha256", text(report, "sha256").to_owned()),
        ("size", report["size"].to_string()),
        ("ctl", format!("v{}", report["version"])),
        ("members", list(report, "members").len().to_string()),
        ("ctl_date", digits(text(report, "this_update"), false)),
        // The manifest cuts the list of systems.
        ("os", os.chars().take(160).collect()),
        ("ctl_ext", attribute_names(report)),
    ]
}

fn member_columns(report: &Value) -> Vec<(&'static str, BTreeMap<String, usize>)> {
    let members = || list(report, "members").iter();
    let algorithms = members().map(|member| match member["digest"].as_str() {
        Some(_) => text(member, "algorithm").to_owned(),
        None => format!("tagonly-{}", text(member, "tag").len() * 4),
    });
    let forms = members().map(|member| match text(member, "tag_form") {
        "hex-utf16" => "hexutf16+nul",
        "text" => "utf16text",
        "raw-20" => "raw20",
        "raw-32" => "raw32",
        other => other,
    });
    let kinds = members().map(|member| match (member["digest"].as_str(), text(member, "kind")) {
        (None, _) => "None",
        (Some(_), "flat") => "cab/link",
        (Some(_), "cab") => "link",
        (Some(_), kind) => kind,
    });
    vec![("digest_algs", count(algorithms)), ("tag_forms", count(forms)), ("spc_types", count(kinds))]
}

/// What a manifest's row says of the signature.
fn signature_columns(report: &Value) -> Vec<(&'static str, String)> {
    let signatures = list(report, "signatures");
    let nested: usize = signatures.iter().map(|signature| list(signature, "nested").len()).sum();
    let mut columns = vec![("nested", nested.to_string())];
    let Some(signature) = signatures.first() else {
        columns.extend([
            ("signer_cn", "UNSIGNED".to_owned()),
            ("timestamp", "none".to_owned()),
            ("ts_time", String::new()),
        ]);
        return columns;
    };
    let signer = &signature["signer"];
    let self_signed = text(signer, "subject") == text(signer, "issuer");
    columns.extend([
        ("signer_cn", text(signer, "name").to_owned()),
        ("self_signed", if self_signed { "self-signed".to_owned() } else { String::new() }),
    ]);
    match list(signature, "timestamps").first() {
        Some(stamp) => {
            let rfc3161 = text(stamp, "kind") == "rfc3161";
            columns.push(("timestamp", if rfc3161 { "RFC3161".to_owned() } else { text(stamp, "kind").to_owned() }));
            columns.push(("ts_time", digits(text(stamp, "time"), rfc3161)));
        }
        None => columns.extend([("timestamp", "none".to_owned()), ("ts_time", String::new())]),
    }
    columns
}

#[test]
fn show_says_what_the_manifest_says_of_every_catalog() {
    let Some(corpus) = corpus() else { return };
    let mut differences = Vec::new();
    let mut compared = 0;
    for row in
        table(&corpus.join("MANIFEST.tsv")).iter().filter(|row| row["kind"] != "ctl" && row["parse_error"].is_empty())
    {
        let report = show(&corpus, row);
        compared += 1;
        assert_eq!(text(&report, "schema"), "catseal.show/1");
        for (column, found) in list_columns(&report).into_iter().chain(signature_columns(&report)) {
            if row[column] != found {
                differences.push(format!("{} {column}: '{found}', the manifest has '{}'", row["path"], row[column]));
            }
        }
        for (column, found) in member_columns(&report) {
            if counts(&row[column]) != found {
                differences.push(format!("{} {column}: {found:?}, the manifest has '{}'", row["path"], row[column]));
            }
        }
        // The manifest's `?` are members with the digest form of a cabinet, which has no pages.
        let pages = list(&report, "members").iter().filter(|member| member["page_hashes"] != 0).count();
        let expected: usize =
            counts(&row["page_hashes"]).iter().filter(|(form, _)| *form != "?").map(|(_, count)| count).sum();
        if pages != expected {
            differences
                .push(format!("{} page_hashes: {pages}, the manifest has '{}'", row["path"], row["page_hashes"]));
        }
        let algorithms = row["sig_alg"].split('/').take(2).collect::<Vec<_>>().join("/");
        let found = list(&report, "signatures").first().map_or("-".to_owned(), |first| {
            format!("{}/{}", text(first, "digest_algorithm"), text(first, "signature_algorithm"))
        });
        if found != algorithms {
            differences.push(format!("{} sig_alg: {found}, the manifest has '{algorithms}'", row["path"]));
        }
    }
    assert_eq!(compared, 196);
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn the_cryptography_of_every_signature_is_as_an_independent_check_found_it() {
    let Some(corpus) = corpus() else { return };
    let rows = table(&corpus.join("crypto.tsv"));
    let mut signed = 0;
    for row in &rows {
        if row["content_digest"] != "ok" {
            assert_eq!(row["content_digest"], "unsigned", "{row:?}");
            continue;
        }
        // The table has the trust lists as well.
        if row["path"].ends_with(".stl") {
            continue;
        }
        let report = show(&corpus, row);
        let signature = &list(&report, "signatures")[0];
        assert_eq!(signature["valid"], row["sig_rsa"] == "digestinfo", "{} {signature:#}", row["path"]);
        let stamps = list(signature, "timestamps");
        // `md-ok`: its digest fits; what follows is the form of the RSA signature, which fits as well.
        let checked = row["counter_sigs"].split(';').filter(|counter| counter.contains(":md-ok:")).count();
        assert!(stamps.len() >= checked, "{} {signature:#}", row["path"]);
        assert!(stamps.iter().all(|stamp| stamp["valid"] == true), "{} {signature:#}", row["path"]);
        signed += 1;
    }
    assert!(signed > 150, "{signed}");
}

#[test]
fn trust_lists_are_shown_and_what_is_neither_is_refused_in_one_line() {
    let Some(corpus) = corpus() else { return };
    let mut lists = 0;
    for row in table(&corpus.join("MANIFEST.tsv")) {
        let path = corpus.join(&row["path"]);
        if row["kind"] == "ctl" {
            let shown = run(args!["show", path, "--format", "json"]).good().json();
            assert_eq!(text(&shown, "schema"), "catseal.show-trust-list/1");
            assert!(!list(&shown, "signatures").is_empty(), "{shown:#}");
            lists += 1;
        } else if !row["parse_error"].is_empty() {
            let line = run(args!["show", path]).refuses(3);
            assert!(line.contains("this is text, not a catalog"), "{line}");
        }
    }
    assert_eq!(lists, 15);
}

#[test]
fn the_corpus_holds_a_catalog_for_each_row_and_a_row_for_each_catalog() {
    let Some(corpus) = corpus() else { return };
    let rows: Vec<String> = table(&corpus.join("MANIFEST.tsv")).iter().map(|row| row["path"].clone()).collect();
    let mut found = Vec::new();
    for folder in ["packages", "cats", "ctl"] {
        for path in common::snapshot(&corpus.join(folder)).into_keys() {
            let extension = path.extension().map(|extension| extension.to_ascii_lowercase());
            if extension.is_some_and(|extension| extension == "cat" || extension == "stl") {
                found.push(format!("{folder}/{}", path.display()));
            }
        }
    }
    found.retain(|path| !rows.contains(path));
    assert_eq!(found, Vec::<String>::new());
}
