//! Peculiarities of published INFs that are easily read wrong, each in a small INF of our own (`testdata/infs`).
//!
//! Named after the project that publishes one with the peculiarity:
//!
//! | | test | INF |
//! |---|---|---|
//! | 1 | `argyll_...` | `tokens-everywhere` |
//! | 2 | `minispy_...` | `two-generations` |
//! | 3 | `diskdev_...` | `disk-per-architecture` |
//! | 4 | `pscr_...` | `decorated-in-models` |
//! | 5 | `viosock_...` | `renamed-to-one-name` |
//! | 6 | `sysvad_...` (and in the crate `catseal`, `three_infs_share_a_catalog`) | `shared-base`, `-component`, `-extension` |
//! | 7 | `an_extension_...` | `extension-without-files` |
//! | 8 | `netvadapter_...` | `utf16-and-asterisks` |
//! | 9 | `netrtwlans_...` | `section-in-comment` |
//! | 10 | `mdmfake_...`, `sdhc_...` | `semicolons-in-quotes`, `continued-lines` |
//! | 11 | `vigembus_...` | `utf8-unmarked` |

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use std::path::Path;

use catseal_inf::{Arch, Document, Driver, Encoding, ParseOptions, os};

fn walk_bytes(bytes: &[u8], codes: &str) -> Driver {
    let document = Document::parse(bytes, &ParseOptions::default()).unwrap();
    Driver::walk(&document, &os::parse_list(codes).unwrap())
}

/// One of `testdata/infs`, which the README there tells about.
fn inf(name: &str) -> Vec<u8> {
    let infs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/infs");
    std::fs::read(infs.join(name).with_extension("inf")).unwrap()
}

fn paths(driver: &Driver) -> Vec<&str> {
    driver.files.iter().map(|file| file.path.as_str()).collect()
}

fn codes(driver: &Driver) -> Vec<&str> {
    driver.findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn argyll_has_strings_first_and_everything_in_tokens() {
    let bytes = inf("tokens-everywhere");
    let driver = walk_bytes(&bytes, "10_X86,10_X64,10_RS3_ARM64");
    assert_eq!(paths(&driver), ["amd64/meter0.sys", "arm64/meter0.sys", "x86/meter0.sys", "x86/co_x86.dll"]);
    assert_eq!(driver.version.driver_ver.as_ref().map(|ver| ver.version), Some([3, 1, 0, 0]));
    assert_eq!(driver.version.class.as_ref().map(|class| class.text.as_str()), Some("Sensors"));
    assert_eq!(driver.catalog_file(Arch::X86).map(|catalog| catalog.name.as_str()), Some("Meter.cat"));
    assert_eq!(driver.catalog_file(Arch::Amd64).map(|catalog| catalog.name.as_str()), Some("Meter_x64.cat"));
    assert_eq!(driver.files[0].destinations[0].subdir, "system32\\drivers");
    assert_eq!(codes(&driver), [""; 0]);
}

#[test]
fn minispy_has_tokens_for_file_names_trailing_commas_and_two_generations() {
    let bytes = inf("two-generations");
    let document = Document::parse(&bytes, &ParseOptions::default()).unwrap();
    let registry = document.section("Spy.Reg").unwrap().entries();
    assert_eq!(document.expand(registry[0].field(1)), "Parameters\\Instances\\Spy");
    assert_eq!(paths(&walk_bytes(&bytes, "10_X64,10_GE_X64")), ["spy.sys", "spyctl.exe"]);
    let newest = walk_bytes(&bytes, "10_GE_X64");
    assert_eq!((newest.files.len(), newest.files[0].section.as_str()), (1, "Spy.Driver13"));
}

#[test]
fn diskdev_has_disks_for_one_architecture_and_files_for_all() {
    let driver = walk_bytes(&inf("disk-per-architecture"), "10_X64");
    assert_eq!((paths(&driver), codes(&driver)), (vec!["amd64/disk.sys"], vec![]));
    // What signability has to see: a protected name that goes to the drivers' folder.
    let destination = &driver.files[0].destinations[0];
    assert_eq!((destination.dirid.as_str(), destination.name.as_str()), ("12", "disk.sys"));
}

#[test]
fn pscr_names_decorated_sections_in_its_models() {
    let bytes = inf("decorated-in-models");
    let driver = walk_bytes(&bytes, "2000,7_X86,7_X64");
    assert_eq!((paths(&driver), codes(&driver)), (vec!["reader.sys"], vec![]));
    assert_eq!((driver.files[0].targets.as_slice(), &driver.files[0].cabinet), (&[0, 1, 2][..], &None));
}

#[test]
fn viosock_gives_two_files_one_name_in_two_folders() {
    let driver = walk_bytes(&inf("renamed-to-one-name"), "10_X64");
    assert_eq!(paths(&driver), ["pipelib_amd64.dll", "pipelib_x86.dll", "pipe.sys"]);
    let places: Vec<_> = driver.files.iter().flat_map(|file| &file.destinations).collect();
    let places: Vec<_> = places.iter().map(|place| (place.dirid.as_str(), place.name.as_str())).collect();
    assert_eq!(places, [("11", "pipelib.dll"), ("16425", "pipelib.dll"), ("13", "pipe.sys")]);
    assert_eq!(codes(&driver), [""; 0]);
}

#[test]
fn sysvad_includes_what_is_not_there() {
    let bytes = inf("shared-base");
    let driver = walk_bytes(&bytes, "10_X64,10_RS5_X64");
    assert_eq!((paths(&driver), codes(&driver)), (vec!["audio.sys"], vec![]));
}

#[test]
fn an_extension_without_files_has_none() {
    let bytes = inf("extension-without-files");
    let driver = walk_bytes(&bytes, "10_X64");
    assert_eq!((driver.files.len(), codes(&driver)), (0, vec![]));
    assert_eq!(driver.copied_infs[0].path, "component.inf");
}

#[test]
fn netvadapter_is_utf16_and_has_keys_with_asterisks() {
    let bytes = inf("utf16-and-asterisks");
    let document = Document::parse(&bytes, &ParseOptions::default()).unwrap();
    assert_eq!(document.encoding(), Encoding::Utf16Le);
    let entry = &document.section("I").unwrap().entries()[0];
    assert_eq!((entry.key(), entry.field(0)), (Some("*IfType"), "6"));
    assert_eq!(codes(&walk_bytes(&bytes, "10_X64")), [""; 0]);
    assert_eq!(codes(&walk_bytes(&bytes, "10_X86")), ["CS2105"]);
}

#[test]
fn netrtwlans_has_one_catalog_for_all_and_a_section_that_is_a_comment() {
    let bytes = inf("section-in-comment");
    let driver = walk_bytes(&bytes, "10_X64");
    assert_eq!((paths(&driver), codes(&driver)), (vec!["wlan.sys", "wlan.dll"], vec![]));
    assert_eq!(driver.catalog_file(Arch::Amd64).map(|catalog| catalog.decoration.as_str()), Some("nt"));
}

#[test]
fn mdmfake_has_semicolons_in_quotes_and_doubled_percent_signs() {
    let bytes = inf("semicolons-in-quotes");
    let document = Document::parse(&bytes, &ParseOptions::default()).unwrap();
    let entry = &document.section("Modem_Install.NT").unwrap().entries()[1];
    assert_eq!((entry.field(1), document.expand(entry.field(2)).as_str()), ("a;b", "%SystemRoot%\\System32\\x.dll"));
    assert_eq!(document.section("SourceDisksNames").unwrap().entries()[0].fields(), ["Disk", "disk1", "", ""]);
    let driver = walk_bytes(&bytes, "10_X64");
    assert_eq!((paths(&driver), codes(&driver)), (vec!["modem.sys"], vec![]));
    assert_eq!(driver.files[0].cabinet, None);
}

#[test]
fn sdhc_continues_lines_over_and_over() {
    let bytes = inf("continued-lines");
    let document = Document::parse(&bytes, &ParseOptions::default()).unwrap();
    let section = document.section("s").unwrap();
    assert_eq!(section.entries()[0].fields(), ["a", "b", "c"]);
    assert_eq!(section.entries()[1].line(), 6);
}

#[test]
fn vigembus_has_an_empty_driver_version_and_a_disk_per_architecture() {
    let bytes = inf("utf8-unmarked");
    let driver = walk_bytes(&bytes, "10_X86,10_X64");
    assert_eq!((paths(&driver), codes(&driver)), (vec!["x64/bus.sys", "x86/bus.sys"], vec!["CS2009"]));
    assert_eq!(driver.findings[0].line, Some(4));
    let document = Document::parse(&bytes, &ParseOptions::default()).unwrap();
    let service = &document.section("D.NT.Services").unwrap().entries()[0];
    assert_eq!(document.expand(service.field(1)), "0x00000002");
    assert_eq!(document.findings()[0].code, "CS2002");
}
