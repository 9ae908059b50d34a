//! The INFs and catalogs of real packages, where they are at hand: `../shared/corpus` beside the workspace.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use catseal_inf::{Document, Driver, ParseOptions, os};

fn corpus() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: {} is not there", path.display());
    None
}

/// All files below `folder` with that extension, sorted.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|found| found.eq_ignore_ascii_case(extension)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The file below `folder` that `path` names, in any case.
fn resolve(folder: &Path, path: &str) -> Option<PathBuf> {
    path.split('/').try_fold(folder.to_owned(), |folder, component| {
        let mut entries = std::fs::read_dir(folder).ok()?.map(|entry| entry.unwrap());
        entries
            .find(|entry| entry.file_name().to_string_lossy().eq_ignore_ascii_case(component))
            .map(|entry| entry.path())
    })
}

/// The attributes of a catalog whose names begin with `prefix`: name and text. A plain search for the octets of
/// their encoding: BMPString, INTEGER, OCTET STRING.
fn attributes(catalog: &[u8], prefix: &str) -> Vec<(String, String)> {
    let needle: Vec<u8> = prefix.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let utf16 = |octets: &[u8], join: fn([u8; 2]) -> u16| {
        String::from_utf16_lossy(&octets.chunks_exact(2).map(|pair| join([pair[0], pair[1]])).collect::<Vec<_>>())
    };
    let mut found = Vec::new();
    for at in 0..catalog.len().saturating_sub(needle.len() + 16) {
        let rest = &catalog[at..];
        let name_length = usize::from(rest[1]);
        if rest[0] != 0x1E || name_length >= 0x80 || !rest[2..].starts_with(&needle) {
            continue;
        }
        let Some(rest) = rest.get(2 + name_length..) else { continue };
        let [2, flags_length, ..] = *rest else { continue };
        let Some([4, length, value @ ..]) = rest.get(2 + usize::from(flags_length)..) else { continue };
        let (length, value) = match *length {
            0x81 => (usize::from(value[0]), &value[1..]),
            0x82 => (usize::from(value[0]) << 8 | usize::from(value[1]), &value[2..]),
            short => (usize::from(short), value),
        };
        let name = utf16(&catalog[at + 2..at + 2 + name_length], u16::from_be_bytes);
        let Some(value) = value.get(..length) else { continue };
        found.push((name, utf16(value, u16::from_le_bytes).trim_end_matches('\0').to_owned()));
    }
    found
}

/// Not INFs of drivers: `autorun.inf` is a file of another kind with the same extension.
fn is_other_format(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.eq_ignore_ascii_case("autorun.inf"))
}

fn drivers(corpus: &Path) -> Vec<(PathBuf, Document)> {
    let mut drivers = Vec::new();
    for path in files(&corpus.join("packages"), "inf") {
        match Document::parse(&std::fs::read(&path).unwrap(), &ParseOptions::default()) {
            Ok(document) => drivers.push((path, document)),
            Err(error) => assert!(is_other_format(&path), "{}: {error}", path.display()),
        }
    }
    drivers
}

#[test]
fn every_published_inf_parses_and_has_devices_and_a_version() {
    let Some(corpus) = corpus() else { return };
    let drivers = drivers(&corpus);
    let targets: Vec<_> = os::all().iter().collect();
    let mut findings: BTreeMap<&str, usize> = BTreeMap::new();
    for (path, document) in &drivers {
        let derived = os::derive(document);
        assert!(!derived.is_empty(), "{}: no targets", path.display());
        let driver = Driver::walk(document, &derived);
        for finding in document.findings().iter().chain(&driver.findings) {
            println!("{} {}: {}", finding.code, path.strip_prefix(&corpus).unwrap().display(), finding.message);
            *findings.entry(finding.code).or_default() += 1;
        }
        let everything = Driver::walk(document, &targets);
        for file in &driver.files {
            assert!(everything.files.iter().any(|all| all.path == file.path), "{}: {}", path.display(), file.path);
        }
    }
    println!("{} INFs, findings {findings:?}", drivers.len());
    assert!(drivers.len() > 100);
}

#[test]
fn the_files_of_consistent_packages_are_where_the_walk_says() {
    let Some(corpus) = corpus() else { return };
    let names = std::fs::read_to_string(corpus.join("consistent-packages.txt")).unwrap();
    let targets: Vec<_> = os::all().iter().collect();
    let (mut infs, mut walked, mut missing) = (0, 0, Vec::new());
    for (path, document) in drivers(&corpus) {
        let folder = path.parent().unwrap();
        let package = folder.strip_prefix(corpus.join("packages")).unwrap().to_string_lossy().into_owned();
        let driver = Driver::walk(&document, &targets);
        let has_catalog = driver.catalogs().iter().any(|catalog| resolve(folder, &catalog.name).is_some());
        if !has_catalog || !names.lines().any(|name| name == package) {
            continue;
        }
        infs += 1;
        walked += driver.files.len();
        let absent = driver.files.iter().filter(|file| {
            let in_cabinet = file.cabinet.as_deref().is_some_and(|cabinet| resolve(folder, cabinet).is_some());
            resolve(folder, &file.path).is_none() && !in_cabinet
        });
        missing.extend(absent.map(|file| format!("{}: {}", path.strip_prefix(&corpus).unwrap().display(), file.path)));
    }
    println!("{infs} INFs, {walked} files, {} missing:\n{}", missing.len(), missing.join("\n"));
    assert!(infs > 30 && walked > 50);
    // Published without its ARM64 folder: its catalog is for x86 and x64 only.
    missing.retain(|file| !file.contains("CP210x_6.7.4/slabvcp.inf: arm64/"));
    assert_eq!(missing, [""; 0]);
}

#[test]
fn hardware_ids_are_those_of_the_catalogs_in_their_order() {
    let Some(corpus) = corpus() else { return };
    let consistent = ["consistent-packages.txt", "consistent-after-crlf-restore.txt"]
        .map(|list| std::fs::read_to_string(corpus.join(list)).unwrap())
        .concat();
    let (mut pairs, mut ids) = (0, 0);
    for (path, document) in drivers(&corpus) {
        let folder = path.parent().unwrap();
        let package = folder.strip_prefix(corpus.join("packages")).unwrap().to_string_lossy().into_owned();
        if !consistent.lines().any(|name| name == package) {
            continue;
        }
        for name in Driver::walk(&document, &[]).catalogs() {
            let Some(catalog) = resolve(folder, &name.name) else { continue };
            let catalog = std::fs::read(catalog).unwrap();
            let Some((_, systems)) = attributes(&catalog, "OS").into_iter().find(|(name, _)| name == "OS") else {
                continue;
            };
            // By number; a nested signature repeats the attributes.
            let theirs: BTreeMap<u32, String> = attributes(&catalog, "HWID")
                .into_iter()
                .filter_map(|(name, value)| Some((name.strip_prefix("HWID")?.parse().ok()?, value)))
                .collect();
            let targets: Vec<_> = systems
                .split(',')
                .flat_map(|name| {
                    let named = os::by_catalog_name(name);
                    assert!(!named.is_empty(), "{}: {name}", path.display());
                    named
                })
                .collect();
            let driver = Driver::walk(&document, &targets);
            let ours: Vec<String> = driver.hardware_ids.iter().map(|id| id.id.to_lowercase()).collect();
            // A catalog has the ids of all INFs of its folder.
            let common: Vec<&String> = theirs.values().filter(|id| ours.contains(id)).collect();
            assert_eq!(ours.iter().collect::<Vec<_>>(), common, "{} for {systems}", path.display());
            pairs += 1;
            ids += ours.len();
        }
    }
    println!("{pairs} pairs of INF and catalog, {ids} ids");
    assert!(pairs > 50 && ids > 300);
}
