//! Real files against the real catalogs beside them, and against their own embedded signatures. The
//! digests are looked for in the raw bytes: nothing here has to understand a catalog.

use std::fs;
use std::path::{Path, PathBuf};

use catseal_digest::{Algorithm, DigestPair, FileKind, NearMissKind, SignatureArea, digest, near_misses, page_hashes};

use crate::builder::{digests_of, plain};

/// The corpus, or `None` with a line that says so.
fn corpus() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: no corpus at {}", path.display());
    None
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| extensions.iter().any(|wanted| extension.eq_ignore_ascii_case(wanted)))
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

/// Whether a catalog lists the digest: as it is, or, in version 1, as a tag of UTF-16LE hex digits.
fn lists(catalog: &[u8], pair: &DigestPair) -> bool {
    let tag: Vec<u8> =
        pair.sha1.iter().flat_map(|byte| format!("{byte:02X}").into_bytes()).flat_map(|c| [c, 0]).collect();
    contains(catalog, &pair.sha1) || contains(catalog, &pair.sha256) || contains(catalog, &tag)
}

fn read_all(paths: &[PathBuf], extensions: &[&str]) -> Vec<Vec<u8>> {
    paths.iter().filter(|path| has_extension(path, extensions)).map(|path| fs::read(path).unwrap()).collect()
}

/// How many files with these extensions are of that kind and listed in a catalog of their package;
/// the others by name.
fn found_in_consistent_packages(corpus: &Path, extensions: &[&str], kind: FileKind) -> (usize, Vec<PathBuf>) {
    let packages = fs::read_to_string(corpus.join("consistent-packages.txt")).unwrap();
    let (mut found, mut missing) = (0, Vec::new());
    for package in packages.lines().filter(|line| !line.is_empty()) {
        let paths = files_below(&corpus.join("packages").join(package));
        let catalogs = read_all(&paths, &["cat"]);
        for path in paths.into_iter().filter(|path| has_extension(path, extensions)) {
            let digests = digest(&mut fs::File::open(&path).unwrap()).unwrap();
            if digests.kind == kind && catalogs.iter().any(|catalog| lists(catalog, &digests.member)) {
                found += 1;
            } else {
                missing.push(path);
            }
        }
    }
    println!("{found} of {} {extensions:?} found, missing: {missing:?}", found + missing.len());
    (found, missing)
}

#[test]
fn the_files_of_consistent_packages_are_in_their_catalogs() {
    let Some(corpus) = corpus() else { return };
    for (extensions, kind) in [(&["sys", "dll"] as &[_], FileKind::Pe), (&["inf"], FileKind::Flat)] {
        let (found, missing) = found_in_consistent_packages(&corpus, extensions, kind);
        assert!(found >= 20);
        // Packages hold some files that no INF of theirs installs, and no catalog lists.
        assert!(missing.len() * 20 <= found + missing.len(), "{missing:?}");
    }
}

#[test]
fn signed_files_carry_their_own_digest() {
    let Some(corpus) = corpus() else { return };
    let (mut images, mut cabinets, mut patched) = (0, 0, 0);
    for path in files_below(&corpus.join("packages")) {
        let content = fs::read(&path).unwrap();
        let digests = digests_of(&content);
        let area = digests.pe.map(|pe| pe.certificates).or(digests.cab.map(|cab| cab.signature));
        let Some(SignatureArea::Present { offset, .. }) = area else { continue };
        let signature = &content[usize::try_from(offset).unwrap()..];
        if !contains(signature, &digests.member.sha1) && !contains(signature, &digests.member.sha256) {
            // Some drivers were patched after they were signed; then the catalog made last knows them.
            let siblings = files_below(path.parent().unwrap());
            let catalogs = read_all(&siblings, &["cat"]);
            assert!(catalogs.iter().any(|catalog| lists(catalog, &digests.member)), "{}", path.display());
            patched += 1;
        }
        match digests.kind {
            FileKind::Cab => cabinets += 1,
            _ => images += 1,
        }
    }
    println!("{images} images, {cabinets} cabinets, {patched} of them patched");
    assert!(images >= 100 && cabinets >= 1 && patched * 10 <= images);
}

#[test]
fn makecat_lists_the_same_digests() {
    let Some(corpus) = corpus() else { return };
    let golden = corpus.join("golden");
    let files = golden.join("makecat-v2/files");
    let catalog = fs::read(files.join("unsigned.cat")).unwrap();
    for (name, kind) in [
        ("unsigned.exe", FileKind::Pe),
        ("unsigned.ex_", FileKind::Cab),
        ("unsigned.msi", FileKind::Flat),
        ("unsigned.ps1", FileKind::Flat),
        ("unsigned.psc1", FileKind::Flat),
        ("unsigned.mof", FileKind::Flat),
        ("unsigned.js", FileKind::Flat),
    ] {
        let digests = digests_of(&fs::read(files.join(name)).unwrap());
        assert_eq!(digests.kind, kind, "{name}");
        assert!(contains(&catalog, &digests.member.sha1), "{name}");
        assert!(contains(&catalog, &digests.member.sha256), "{name}");
        if kind != FileKind::Flat {
            assert!(!contains(&catalog, &digests.flat.sha256), "{name}");
        }
    }

    let image = fs::read(files.join("unsigned.exe")).unwrap();
    assert_eq!(digests_of(&image).pe.unwrap().padding, 2);
    let hashes = page_hashes(&image, Algorithm::Sha256).unwrap();
    assert_eq!(hashes.entries().count(), 28);
    assert!(contains(&catalog, hashes.as_bytes()));

    let cab = digests_of(&fs::read(files.join("unsigned.ex_")).unwrap()).cab.unwrap();
    assert!(contains(&catalog, &plain(&cab.cab_size.to_le_bytes()).sha256));

    let minimal = golden.join("makecat-v2-minimal");
    let catalog = fs::read(minimal.join("cat/wineyes.cat")).unwrap();
    let digests = digests_of(&fs::read(minimal.join("wineyes.exe")).unwrap());
    assert!(contains(&catalog, &digests.member.sha1) && contains(&catalog, &digests.member.sha256));
}

#[test]
fn the_sha1_page_hashes_of_debugger_drivers_are_in_their_catalogs() {
    let Some(corpus) = corpus() else { return };
    let mut found = 0;
    for arch in ["amd64_1394", "amd64_usb", "x86_1394", "x86_usb"] {
        let paths = files_below(&corpus.join(format!("packages/DebugView-Store-Portable-{arch}")));
        let catalogs = read_all(&paths, &["cat"]);
        for image in read_all(&paths, &["sys"]) {
            let hashes = page_hashes(&image, Algorithm::Sha1).unwrap();
            assert!(catalogs.iter().any(|catalog| contains(catalog, hashes.as_bytes())));
            found += 1;
        }
    }
    assert!(found >= 4, "{found}");
}

#[test]
fn newlines_lost_in_git_are_recognized_in_real_packages() {
    let Some(corpus) = corpus() else { return };
    let packages = fs::read_to_string(corpus.join("consistent-after-crlf-restore.txt")).unwrap();
    let mut recognized = 0;
    for package in packages.lines().filter(|line| !line.is_empty()) {
        let paths = files_below(&corpus.join("packages").join(package));
        let catalogs = read_all(&paths, &["cat"]);
        for content in read_all(&paths, &["inf"]) {
            let listed = |pair: &DigestPair| catalogs.iter().any(|catalog| lists(catalog, pair));
            if listed(&digests_of(&content).member) {
                continue;
            }
            if let Some(miss) = near_misses(&content).iter().find(|miss| listed(&miss.digest)) {
                assert_eq!(miss.kinds, [NearMissKind::Crlf]);
                recognized += 1;
            }
        }
    }
    println!("{recognized} recognized");
    assert!(recognized >= 5, "{recognized}");
}

#[test]
fn an_image_before_signing_is_recognized_in_the_signed_one() {
    let Some(corpus) = corpus() else { return };
    let folder = |which: &str| corpus.join(format!("packages/SigningServer-SigningServer.Tests_TestFiles_{which}"));
    for extension in ["dll", "exe", "sys"] {
        let signed = fs::read(folder("signed").join(format!("Signed.{extension}"))).unwrap();
        let unsigned = fs::read(folder("unsigned").join(format!("Unsigned.{extension}"))).unwrap();
        let before = digests_of(&unsigned);
        assert_eq!(digests_of(&signed).member, before.member, "{extension}");
        let miss = near_misses(&signed).into_iter().find(|miss| miss.digest == before.flat);
        assert_eq!(miss.unwrap().kinds, [NearMissKind::SignatureRemoved], "{extension}");
    }
}
