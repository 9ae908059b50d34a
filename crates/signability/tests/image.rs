//! What is read from executable images, real and hostile.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

use catseal_signability::{FileVersion, Image};
use catseal_testkit::image::{Version, block, driver, machine};

fn version_info() -> Vec<u8> {
    let texts = [("CompanyName", "Sample Ä"), ("OriginalFilename", "sample.sys"), ("ProductName", "Samples")];
    Version { version: [7, 1, 0x0A28, 3], flags: 1, texts: &texts }.resource()
}

fn expected() -> FileVersion {
    FileVersion {
        version: [7, 1, 0x0A28, 3],
        flags: 1,
        company: "Sample Ä".to_owned(),
        product: "Samples".to_owned(),
        original_name: "sample.sys".to_owned(),
    }
}

#[test]
fn machine_subsystem_and_version_are_read_from_both_forms_of_images() {
    for machine in [machine::X86, machine::AMD64, machine::ARM64] {
        let read = Image::read(&driver(machine, &version_info())).unwrap();
        assert_eq!(read, Image { machine, subsystem: 1, managed: false, version: Some(expected()) });
    }
}

#[test]
fn an_image_whose_version_resource_is_damaged_is_an_image_without_version() {
    assert_eq!(Image::read(&driver(machine::AMD64, b"not a version")).unwrap().version, None);
    let mut bytes = driver(machine::AMD64, &version_info());
    // The entry of the type leads back to the directory itself, so that the leaf is a directory.
    let resources = 0x200;
    bytes[resources + 0x44..resources + 0x48].copy_from_slice(&0x8000_0000_u32.to_le_bytes());
    assert_eq!(Image::read(&bytes).unwrap().version, None);
}

#[test]
fn what_is_no_image_is_none() {
    for bytes in [&b""[..], b"MZ", b"[Version]\r\n", b"PE\0\0"] {
        assert_eq!(Image::read(bytes), None);
    }
    let mut dos = driver(machine::AMD64, &[]);
    dos[0x40] = b'N';
    assert_eq!(Image::read(&dos), None);
}

#[test]
fn no_truncation_and_no_changed_octet_does_harm() {
    let bytes = driver(machine::AMD64, &version_info());
    for length in 0..bytes.len() {
        let _ = Image::read(&bytes[..length]);
    }
    for position in 0..bytes.len() {
        for value in [0x00, 0x01, 0x7f, 0x80, 0xff] {
            let mut changed = bytes.clone();
            changed[position] = value;
            let _ = Image::read(&changed);
        }
    }
}

#[test]
fn a_version_resource_made_of_nothing_but_blocks_comes_to_an_end() {
    // Each block is six octets and an empty key: the least there can be, a hundred thousand of them.
    let inside: Vec<Vec<u8>> = (0..6000).map(|_| block("", 0, &[], &[])).collect();
    let version = block("VS_VERSION_INFO", 0, &[], &inside);
    assert_eq!(Image::read(&driver(machine::AMD64, &version)).unwrap().version, Some(FileVersion::default()));
}

#[test]
fn the_images_of_the_corpus_say_who_made_them() {
    let corpus = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/packages");
    let file = corpus.join("mullvadvpn-app-binaries-x86_64-pc-windows-msvc_split-tunnel/mullvad-split-tunnel.sys");
    let Ok(bytes) = std::fs::read(&file) else {
        println!("skipped: the corpus is not there");
        return;
    };
    let image = Image::read(&bytes).unwrap();
    assert_eq!((image.machine, image.subsystem, image.managed), (0x8664, 1, false));
    let version = image.version.unwrap();
    assert!(version.company.starts_with("Mullvad"), "{version:?}");
}
