//! Files that were made to have the SHA-1 of one another, and catalogs that have files by that alone.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at what goes wrong")]

mod common;

use std::fs;
use std::path::Path;

use common::{TIME, folder, json, list, run, text};
use serde_json::Value;

/// The files of 2017 that first had the same SHA-1, up to where their differences end (Stevens, Bursztein, Karpman, Albertini,
/// Markov); with the same octets behind them, they still have.
const PAIR: [&str; 2] =
    [include_str!("../../digest/tests/data/shattered-1.hex"), include_str!("../../digest/tests/data/shattered-2.hex")];

fn pair() -> [Vec<u8>; 2] {
    PAIR.map(|digits| {
        let digits: Vec<_> = digits.chars().filter_map(|digit| digit.to_digit(16)).collect();
        let octets = digits.chunks(2).map(|pair| u8::try_from(pair[0] << 4 | pair[1]).unwrap());
        octets.chain(b"the same for both".iter().copied()).collect()
    })
}

const UNSAID: &str = "collisions of SHA-1";

fn is_unsaid(report: &Value) -> bool {
    list(report, "not_checked").iter().any(|item| item.as_str().is_some_and(|item| item.starts_with(UNSAID)))
}

fn colliding(report: &Value) -> Vec<&str> {
    let told = list(report, "findings").iter().filter(|finding| finding["code"] == "CS5022");
    told.map(|finding| text(finding, "path")).collect()
}

fn build(tree: &Path, catalog: &Path, version: &str) {
    run(args!["build", "--tree", tree, "-o", catalog, "--time", TIME, "--catalog-version", version]).good();
}

#[test]
fn two_contents_of_one_sha1_are_told_and_fail_where_the_catalog_has_no_other_digest() {
    let [one, other] = pair();
    assert_ne!(one, other);
    let files = folder(&[("a.bin", &one), ("b.bin", b"honest")]);
    let out = tempfile::tempdir().unwrap();
    let catalog = out.path().join("x.cat");
    let verify = || json(args!["verify", files.path(), "--catalog", &catalog, "--policy", "none"]);

    build(files.path(), &catalog, "1");
    for content in [&one, &other] {
        fs::write(files.path().join("a.bin"), content).unwrap();
        let report = verify();
        // Only the look for collisions tells: by its digest either of them is the member.
        assert_eq!(list(&report["catalogs"][0], "files")[0]["status"], "match", "{report}");
        assert_eq!((colliding(&report), &report["verdict"]), (vec!["a.bin"], &"fail".into()), "{report}");
        assert!(!is_unsaid(&report));
    }
    // One by one, too.
    let file = files.path().join("a.bin");
    let report = json(args!["verify", &file, "--catalog", &catalog, "--policy", "none"]);
    assert_eq!(colliding(&report).len(), 1, "{report}");

    fs::write(&file, "honest, too").unwrap();
    build(files.path(), &catalog, "1");
    let report = verify();
    assert_eq!((colliding(&report), &report["verdict"]), (vec![], &"pass".into()), "{report}");

    // With SHA-256 in the catalog nothing hangs on SHA-1.
    fs::write(&file, &one).unwrap();
    build(files.path(), &catalog, "2");
    let report = verify();
    assert_eq!((colliding(&report), &report["verdict"]), (vec![], &"pass".into()), "{report}");
    assert!(!is_unsaid(&report));
    fs::write(&file, &other).unwrap();
    assert_eq!(verify()["verdict"], "fail");
}

#[test]
fn where_nobody_looked_for_collisions_that_is_said() {
    let files = folder(&[("a.bin", b"honest")]);
    let catalog = files.path().join("x.cat");
    for (version, unsaid) in [("1", true), ("2", false)] {
        build(files.path(), &catalog, version);
        assert_eq!(is_unsaid(&json(args!["verify", &catalog, "--policy", "none"])), unsaid);
        assert_eq!(is_unsaid(&json(args!["audit", files.path(), "--policy", "none"])), unsaid);
        assert!(!is_unsaid(&json(args!["verify", files.path(), "--policy", "none"])));
        fs::remove_file(&catalog).unwrap();
    }
}

/// A file as COMPRESS.EXE would write it if it found nothing twice.
fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut packed = b"SZDD\x88\xf0\x27\x33A\0".to_vec();
    packed.extend(u32::try_from(bytes.len()).unwrap().to_le_bytes());
    bytes.chunks(8).for_each(|group| packed.extend([&[0xff], group].concat()));
    packed
}

const INF: &[u8] = b"[Version]\nSignature=\"$Windows NT$\"\nDriverVer=01/02/2024,1.2.3.4\nCatalogFile=x.cat\n\
                     [DestinationDirs]\nDefaultDestDir=12\n[Manufacturer]\nM=D,NTamd64\n[D.NTamd64]\nd=I,A\n\
                     [I]\nCopyFiles=@a.bin\n[SourceDisksNames]\n1=d\n[SourceDisksFiles]\na.bin=1\n";

#[test]
fn a_packed_file_is_looked_at_as_what_it_is_inside() {
    let [one, other] = pair();
    let package = folder(&[("x.inf", INF), ("a.bi_", &compressed(&one))]);
    run(args!["build", package.path(), "--os", "7_X64", "--time", TIME, "--no-check"]).good();
    fs::write(package.path().join("a.bi_"), compressed(&other)).unwrap();
    let report = json(args!["verify", package.path(), "--policy", "none"]);
    assert_eq!(colliding(&report), ["a.bi_/a.bin"], "{report}");
    assert_eq!(report["verdict"], "fail");
}
