//! Whatever the bytes, an answer comes, soon, and without a panic.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use catseal_inf::{Document, Driver, ParseOptions, limits, os};
use proptest::prelude::*;

fn everything(bytes: &[u8]) -> Option<Driver> {
    let document = Document::parse(bytes, &ParseOptions::default()).ok()?;
    let targets: Vec<_> = os::all().iter().collect();
    let _ = os::derive(&document);
    let driver = Driver::walk(&document, &targets);
    let more = Driver::walk_as_inf2cat(&document, &targets);
    // Where the work came to its end, files may be missing.
    if !more.findings.iter().any(|finding| finding.code == "CS2112") {
        let needed = more.files.iter().filter(|file| file.needed).map(|file| &file.path);
        assert!(needed.eq(driver.files.iter().map(|file| &file.path)));
    }
    Some(driver)
}

/// Pieces of which INFs are made, so that random texts get far.
fn pieces() -> impl Strategy<Value = String> {
    let words = [
        "[Version]\n",
        "[Manufacturer]\n",
        "[Strings]\n",
        "[Strings.0407]\n",
        "[D]\n",
        "[D.NTamd64]\n",
        "[I]\n",
        "[I.NT]\n",
        "[L]\n",
        "[SourceDisksFiles]\n",
        "[SourceDisksFiles.amd64]\n",
        "[SourceDisksNames]\n",
        "[DestinationDirs]\n",
        "[DefaultInstall.NTx86]\n",
        "[ClassInstall32]\n",
        "[InterfaceInstall32]\n",
        "CopyFiles",
        "Needs",
        "Include",
        "AddInterface",
        "CopyINF",
        "DriverVer",
        "CatalogFile",
        "CatalogFile.NTamd64",
        "LegacyUninstall=1\n",
        "D",
        "I",
        "L",
        "NTamd64",
        "NTx86.6.0.1.0x200",
        "NTarm64.10.0...16299",
        "=",
        ",",
        ";",
        "\\",
        "\"",
        "%",
        "%a%",
        "a",
        "..",
        "@",
        "\n",
        "\r\n",
        " ",
        "1",
        "\u{1A}",
        "\0",
        "[",
        "]",
        "\u{130}",
        "01/02/2024,1.2.3.4",
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), 0..200).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        everything(&bytes);
        everything(&[b"[Version]\n", bytes.as_slice()].concat());
    }

    #[test]
    fn any_text_of_inf_pieces_is_answered(text in pieces()) {
        if let Some(driver) = everything(format!("[Version]\n{text}").as_bytes()) {
            for file in &driver.files {
                prop_assert!(!file.path.is_empty() && !file.path.starts_with('/'));
                prop_assert!(file.path.split('/').all(|part| !["", ".", ".."].contains(&part)));
                prop_assert!(!file.targets.is_empty() && !file.destinations.is_empty());
            }
        }
    }

    #[test]
    fn an_expansion_never_passes_the_limit(text in pieces(), value in ".{0,5000}") {
        let inf = format!("[Version]\n[Strings]\na=\"{}\"\n", value.replace(['"', '\u{1A}', '\n'], "'"));
        let document = Document::parse(inf.as_bytes(), &ParseOptions::default()).unwrap();
        prop_assert!(document.expand(&text).encode_utf16().count() <= limits::MAX_FIELD);
    }
}

#[test]
fn many_models_for_many_targets_are_walked() {
    let mut text = String::from("[Version]\n[Manufacturer]\n");
    for n in 0..5000 {
        text += &format!("M{n}=D{n},NTx86,NTamd64,NTarm64\n");
    }
    for n in 0..5000 {
        for arch in ["x86", "amd64", "arm64"] {
            text += &format!("[D{n}.NT{arch}]\nd=I,ID{n}\n");
        }
    }
    text += "[I]\nCopyFiles=@x\n[SourceDisksFiles]\nx=1\n[SourceDisksNames]\n1=d\n";
    let driver = everything(text.as_bytes()).unwrap();
    assert_eq!((driver.hardware_ids.len(), driver.files.len()), (5000, 1));
    assert!(!driver.findings.iter().any(|finding| finding.code == "CS2112"));
}

#[test]
fn work_without_end_is_cut_short_and_told() {
    // Every install section copies every list.
    let mut text = String::from("[Version]\n[Manufacturer]\nM=D,NTamd64,NTx86\n[D.NTx86]\n");
    for n in 0..2000 {
        text += &format!("d=I{n},ID{n}\n");
    }
    text += "[L]\n";
    for n in 0..100 {
        text += &format!("%long%{n}\n");
    }
    text += &format!("[Strings]\nlong={}\n", "x".repeat(4000));
    for n in 0..2000 {
        text += &format!("[I{n}]\nCopyFiles={}\n", vec!["%long%"; 400].join(","));
    }
    let driver = everything(text.as_bytes()).unwrap();
    assert_eq!(driver.findings.last().unwrap().code, "CS2112");
    assert!(driver.findings.len() <= limits::MAX_FINDINGS + 1);
}

#[test]
fn runs_of_backslashes_and_needs_are_walked_in_linear_time() {
    let mut text = format!("[Version]\na={}x\n", "\\ ".repeat(1 << 20));
    text += "[DefaultInstall]\nNeeds=S0\n";
    for n in 0..20_000 {
        text += &format!("[S{n}]\nNeeds=S{}\n", n + 1);
    }
    let driver = everything(text.as_bytes()).unwrap();
    assert!(driver.findings.iter().any(|finding| finding.message.contains("[S20000]")));
}

#[test]
fn findings_beyond_the_limit_are_dropped_but_no_files_are() {
    let mut text = String::from("[Version]\n[DefaultInstall]\nCopyFiles=L\n[L]\n");
    for n in 0..2 * limits::MAX_FINDINGS {
        text += &format!("gone{n}\n");
    }
    text += "here\n[SourceDisksFiles]\nhere=1\n[SourceDisksNames]\n1=d\n";
    let driver = everything(text.as_bytes()).unwrap();
    assert_eq!((driver.files.len(), driver.findings.len()), (1, limits::MAX_FINDINGS + 1));
    assert_eq!(driver.findings.last().unwrap().code, "CS2112");
}
