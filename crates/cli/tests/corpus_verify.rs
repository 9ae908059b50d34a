//! What `verify` says of the files of every package of the corpus is what the corpus's manifest says, which another
//! program made; where it is not, the difference is known, and explained in `docs/known-differences.md`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at what goes wrong")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use common::{CORPUS_TIME, copy_tree, corpus, errors, list, run, table, text};
use serde_json::Value;

/// Where we and the manifest do not agree.
struct Difference {
    catalog: &'static str,
    /// What we say, and the manifest does not.
    ours: &'static [&'static str],
    /// What the manifest says, and we do not.
    theirs: &'static [&'static str],
    reason: &'static str,
}

/// Each is explained in `docs/known-differences.md`.
const KNOWN: &[Difference] = &[
    Difference {
        catalog: "packages/esp-win-usb-drivers-drivers_esp32-usb-jtag/USB_JTAG_debug_unit.cat",
        ours: &["missing amd64/wdfcoinstaller01011.dll"],
        theirs: &[],
        reason: "the INF installs the co-installer from amd64; it was left out of the corpus for its size, and the manifest does not count that",
    },
    Difference {
        catalog: "packages/rkbin-tools_DriverAssitant_v4.5_ADBDriver@d6756dd3/androidwinusba64.cat",
        ours: &["missing amd64/wdfcoinstaller01009.dll"],
        theirs: &[],
        reason: "the INF installs the co-installer from amd64; it was left out of the corpus for its size, and the manifest does not count that",
    },
    Difference {
        catalog: "packages/Arduino_Boards-sparkfun_tiny_driver@dfa2647d/sparkfun_attiny_bootloader.cat",
        ours: &["changed ia64/libusb0.dll", "changed ia64/libusb0.sys", "missing x86/libusb0_x86.dll"],
        theirs: &[],
        reason: "two files lost the zeros at their end and one is not there; the manifest sees other files of the members' names",
    },
    Difference {
        catalog: "packages/osslsigncode-tests_files/unsigned.cat",
        ours: &["missing unsigned.msi"],
        theirs: &["missing 湵楳湧摥洮楳"],
        reason: "the name is marked as Base64; the manifest's program read its octets as UTF-16",
    },
    Difference {
        catalog: "packages/osslsigncode-tests_files@45768957/unsigned.cat",
        ours: &["missing unsigned.msi"],
        theirs: &["missing 湵楳湧摥洮楳"],
        reason: "the name is marked as Base64; the manifest's program read its octets as UTF-16",
    },
    Difference {
        catalog: "packages/osslsigncode-tests_files@0db17be6/unsigned.cat",
        ours: &["missing unsigned.msi"],
        theirs: &["missing 湵楳湧摥洮楳"],
        reason: "the name is marked as Base64; the manifest's program read its octets as UTF-16",
    },
    Difference {
        catalog: "packages/signify-tests_test_data/catfiletest.cat",
        ours: &["matched 1"],
        theirs: &["matched 0"],
        reason: "the one member is itself a catalog of the package; the manifest leaves catalogs out of the files",
    },
];

/// How a catalog stands to the files of its package, a statement each.
fn statements(catalog: &Value) -> BTreeSet<String> {
    let mut said = BTreeSet::new();
    let files = list(catalog, "files");
    let matched = files.iter().filter(|file| file["status"] == "match").count();
    said.insert(format!("matched {matched}"));
    for file in files.iter().filter(|file| file["status"] == "changed") {
        let near_miss = match file["near_miss"]["change"].as_str() {
            // Not a change that would restore the file: the manifest has no word for it.
            None | Some("other-architecture") => String::new(),
            Some(change) => format!("[{change}-restores]"),
        };
        said.insert(format!("changed {}{near_miss}", text(file, "path").to_lowercase()));
    }
    for missing in list(catalog, "missing") {
        said.insert(format!("missing {}", text(missing, "name").to_lowercase()));
    }
    assert!(files.iter().all(|file| file["status"] != "unreadable"), "{catalog:#}");
    said
}

/// The same, from a row of the manifest.
fn manifest_statements(row: &BTreeMap<String, String>) -> BTreeSet<String> {
    let names = |cell: &str| cell.split(';').filter(|name| !name.is_empty()).map(str::to_lowercase).collect::<Vec<_>>();
    // Behind a blank: which files the corpus itself left out because of their size.
    let missing = row["missing_list"].split(" dropped-for-size").next().unwrap();
    let mut said = BTreeSet::from([format!("matched {}", row["files_match"])]);
    said.extend(names(&row["changed_list"]).into_iter().map(|name| format!("changed {name}")));
    said.extend(names(missing).into_iter().map(|name| format!("missing {name}")));
    said
}

fn known(catalog: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let set = |said: &[&str]| said.iter().map(|&said| said.to_owned()).collect();
    let difference = KNOWN.iter().find(|difference| difference.catalog == catalog);
    difference.map_or_else(Default::default, |difference| (set(difference.ours), set(difference.theirs)))
}

fn verify(folder: &Path) -> common::Ran {
    run(args!["verify", "--policy", "none", "--format", "json", "--at", CORPUS_TIME, folder])
}

#[test]
fn every_package_has_the_matched_changed_and_missing_files_of_the_manifest() {
    let Some(corpus) = corpus() else { return };
    let mut packages: BTreeMap<String, Vec<BTreeMap<String, String>>> = BTreeMap::new();
    for row in table(&corpus.join("MANIFEST.tsv")) {
        if row["kind"] == "package" {
            let folder = row["path"].split('/').take(2).collect::<Vec<_>>().join("/");
            packages.entry(folder).or_default().push(row);
        }
    }
    assert_eq!(packages.len(), 84);
    let mut differences = Vec::new();
    let mut met = 0;
    for (folder, rows) in &packages {
        let report = verify(&corpus.join(folder)).json();
        let catalogs: BTreeMap<String, &Value> = list(&report, "catalogs")
            .iter()
            .map(|catalog| {
                (text(catalog, "path").strip_prefix(corpus.to_str().unwrap()).unwrap()[1..].to_owned(), catalog)
            })
            .collect();
        assert_eq!(catalogs.len(), rows.len(), "{folder}: {:?}", catalogs.keys());
        for row in rows {
            let (ours, theirs) = (statements(catalogs[&row["path"]]), manifest_statements(row));
            let found = (ours.difference(&theirs).cloned().collect(), theirs.difference(&ours).cloned().collect());
            let expected = known(&row["path"]);
            met += usize::from(found != Default::default() && found == expected);
            if found != expected {
                differences
                    .push(format!("{}\n  only we: {:?}\n  only the manifest: {:?}", row["path"], found.0, found.1));
            }
        }
    }
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
    assert_eq!(met, KNOWN.len(), "a known difference is for no catalog");
}

#[test]
fn every_known_difference_is_explained_in_the_documentation() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/known-differences.md");
    let page = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    for difference in KNOWN {
        assert!(!difference.reason.is_empty());
        let catalog = difference.catalog.strip_prefix("packages/").unwrap();
        assert!(page.contains(catalog), "docs/known-differences.md does not name {catalog}: {}", difference.reason);
    }
}

fn names(path: &Path) -> Vec<String> {
    fs::read_to_string(path).unwrap().lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[test]
fn consistent_packages_pass_as_they_are() {
    let Some(corpus) = corpus() else { return };
    let packages = names(&corpus.join("consistent-packages.txt"));
    assert!(packages.len() > 30, "{}", packages.len());
    let mut failures = Vec::new();
    for name in packages {
        let ran = verify(&corpus.join("packages").join(&name));
        let report = ran.json();
        if ran.status != 0 || report["verdict"] != "pass" {
            failures.push(format!("{name}: exit {}, {:#?}", ran.status, errors(&report)));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn packages_with_their_line_ends_put_back_pass_and_without_fail() {
    let Some(corpus) = corpus() else { return };
    let packages = names(&corpus.join("consistent-after-crlf-restore.txt"));
    assert!(packages.len() > 10, "{}", packages.len());
    let mut failures = Vec::new();
    for name in packages {
        let folder = tempfile::tempdir().unwrap();
        copy_tree(&corpus.join("packages").join(&name), folder.path());
        let before = verify(folder.path());
        if before.status != 1 {
            failures.push(format!("{name}: exit {} before", before.status));
        }
        if !before.stdout.contains("\"change\": \"crlf\"") {
            failures.push(format!("{name}: no word of the line ends before"));
        }
        copy_tree(&corpus.join("restored").join(&name), folder.path());
        let after = verify(folder.path());
        if after.status != 0 {
            failures.push(format!("{name}: exit {} after, {:#?}", after.status, errors(&after.json())));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
